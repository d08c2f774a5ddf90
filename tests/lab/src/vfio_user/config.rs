//! PCI configuration space (PCI Local Bus 3.0, chapter 6) with its capabilities.

/// Builds the configuration space of an endpoint.
#[derive(Debug)]
pub struct ConfigBuilder {
    bytes: Vec<u8>,
    /// Where the next capability goes.
    next: usize,
    /// Where the pointer to it goes.
    link: usize,
}

/// Vendor of devices that exist in no shop.
const VENDOR: u16 = 0x1234;

impl ConfigBuilder {
    /// A device of this number, class code and size of the space (256, or 4096 for PCI Express).
    #[must_use]
    pub fn new(device: u16, class: u32, bytes: usize) -> ConfigBuilder {
        let mut config = ConfigBuilder { bytes: vec![0; bytes], next: 0x40, link: 0x34 };
        config.put(0x00, &VENDOR.to_le_bytes());
        config.put(0x02, &device.to_le_bytes());
        // Status: there is a list of capabilities.
        config.put(0x06, &[0x10]);
        config.put(0x08, &[1]);
        config.put(0x09, &class.to_le_bytes()[..3]);
        config.put(0x2c, &VENDOR.to_le_bytes());
        config.put(0x2e, &device.to_le_bytes());
        // Interrupt pin A.
        config.put(0x3d, &[1]);
        config
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    /// A capability: its number, and what follows the link.
    #[must_use]
    fn capability(mut self, id: u8, body: &[u8]) -> ConfigBuilder {
        let (at, link) = (self.next, self.link);
        self.put(link, &[u8::try_from(at).expect("capabilities lie below 100h")]);
        self.put(at, &[id, 0]);
        self.put(at + 2, body);
        self.link = at + 1;
        // Capabilities lie at multiples of four.
        self.next = (at + 2 + body.len()).next_multiple_of(4);
        self
    }

    /// The first register block is 64 bits wide.
    #[must_use]
    pub fn wide_bar(mut self) -> ConfigBuilder {
        self.put(0x10, &[4]);
        self
    }

    /// One message with a 64-bit address (PCI 3.0, 6.8.1).
    #[must_use]
    pub fn msi(self) -> ConfigBuilder {
        self.capability(0x05, &[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    /// So many messages, their tables at these places of register block 0 (PCI 3.0, 6.8.2).
    #[must_use]
    pub fn msi_x(self, vectors: u16, table: u32, pending: u32) -> ConfigBuilder {
        let mut body = (vectors - 1).to_le_bytes().to_vec();
        body.extend(table.to_le_bytes());
        body.extend(pending.to_le_bytes());
        self.capability(0x11, &body)
    }

    /// A PCI Express endpoint that can be reset, one lane at 8 GT/s (PCIe 3.0, 7.8).
    #[must_use]
    pub fn express(self) -> ConfigBuilder {
        let mut body = vec![0; 0x3a];
        body[0] = 2;
        // Device capabilities: role-based errors, function level reset.
        body[2..6].copy_from_slice(&0x1000_8000_u32.to_le_bytes());
        // Link capabilities and status.
        body[0xa..0xe].copy_from_slice(&0x0003_fc13_u32.to_le_bytes());
        body[0x10] = 0x13;
        self.capability(0x10, &body)
    }

    /// Power management, version 3, without any state but D0 and D3.
    #[must_use]
    pub fn power_management(self) -> ConfigBuilder {
        self.capability(0x01, &[3, 0, 0, 0, 0, 0])
    }

    /// The bytes.
    #[must_use]
    pub fn build(self) -> Vec<u8> {
        self.bytes
    }
}

/// Whether a guest may write there: command, interrupt line, base addresses, and the capabilities.
pub(super) fn is_writable(at: usize) -> bool {
    matches!(at, 0x04 | 0x05 | 0x10..0x28 | 0x3c | 0x40..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_are_linked() {
        let bytes = ConfigBuilder::new(0x5e5e, 0x01_08_02, 4096)
            .wide_bar()
            .msi_x(8, 0x2000, 0x3000)
            .express()
            .build();
        assert_eq!(bytes.len(), 4096);
        assert_eq!(bytes[..16], [0x34, 0x12, 0x5e, 0x5e, 0, 0, 0x10, 0, 1, 2, 8, 1, 0, 0, 0, 0]);
        assert_eq!((bytes[0x10], bytes[0x34]), (4, 0x40));
        assert_eq!(bytes[0x40..0x50], [0x11, 0x4c, 7, 0, 0, 0x20, 0, 0, 0, 0x30, 0, 0, 0x10, 0, 2, 0]);
    }
}
