//! Sense data (SPC-5; SAT-4 for the registers of an ATA command).

use crate::ata::Registers;

/// Sense data before it gets its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sense {
    /// Sense key.
    pub key: u8,
    /// Additional sense code.
    pub asc: u8,
    /// Its qualifier.
    pub ascq: u8,
    /// The INFORMATION field: the block that failed.
    pub information: Option<u64>,
    /// Progress in 65536ths.
    pub progress: Option<u16>,
    /// Registers of an ATA command.
    pub ata: Option<AtaReturn>,
}

/// Registers that go into sense data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtaReturn {
    /// The registers.
    pub registers: Registers,
    /// It was a 48-bit command.
    pub extend: bool,
    /// Parameter code of the ATA Pass-Through Results log page plus 1; 0 when they are not kept there.
    pub log_index: u8,
}

impl AtaReturn {
    /// The ATA Status Return descriptor.
    #[must_use]
    pub fn descriptor(&self) -> [u8; 14] {
        let registers = &self.registers;
        let lba = registers.lba.to_le_bytes();
        let count = registers.count.to_be_bytes();
        let upper = |byte: u8| if self.extend { byte } else { 0 };
        [
            0x09,
            0x0C,
            u8::from(self.extend),
            registers.error,
            upper(count[0]),
            count[1],
            upper(lba[3]),
            lba[0],
            upper(lba[4]),
            lba[1],
            upper(lba[5]),
            lba[2],
            registers.device,
            registers.status,
        ]
    }

    /// What fixed format has room for: INFORMATION and COMMAND-SPECIFIC INFORMATION.
    fn fixed(&self, sense: &mut [u8; 18]) {
        let registers = &self.registers;
        let lba = registers.lba.to_le_bytes();
        let upper_count = self.extend && registers.count > 0xFF;
        let upper_lba = self.extend && lba[3..6].iter().any(|byte| *byte != 0);
        sense[3] = registers.error;
        sense[4] = registers.status;
        sense[5] = registers.device;
        sense[6] = registers.count as u8;
        sense[8] = u8::from(self.extend) << 7
            | u8::from(upper_count) << 6
            | u8::from(upper_lba) << 5
            | self.log_index & 0x0F;
        sense[9..12].copy_from_slice(&lba[..3]);
    }
}

impl Sense {
    /// Key, code and qualifier.
    #[must_use]
    pub fn new(key: u8, asc: u8, ascq: u8) -> Sense {
        Sense { key, asc, ascq, information: None, progress: None, ata: None }
    }

    /// With the block that failed.
    #[must_use]
    pub fn at(self, lba: u64) -> Sense {
        Sense { information: Some(lba), ..self }
    }

    /// With progress in 65536ths.
    #[must_use]
    pub fn progress(self, progress: u16) -> Sense {
        Sense { progress: Some(progress), ..self }
    }

    /// With registers.
    #[must_use]
    pub fn registers(self, ata: AtaReturn) -> Sense {
        Sense { ata: Some(ata), ..self }
    }

    /// As bytes: descriptor format (72h) or fixed format (70h), both for current errors.
    #[must_use]
    pub fn bytes(&self, descriptor: bool) -> Vec<u8> {
        if descriptor { self.descriptors() } else { self.fixed().to_vec() }
    }

    fn descriptors(&self) -> Vec<u8> {
        let mut sense = vec![0x72, self.key, self.asc, self.ascq, 0, 0, 0, 0];
        if let Some(information) = self.information {
            sense.extend([0x00, 0x0A, 0x80, 0]);
            sense.extend(information.to_be_bytes());
        }
        if let Some(progress) = self.progress {
            let [upper, lower] = progress.to_be_bytes();
            sense.extend([0x02, 0x06, 0, 0, 0x80, upper, lower, 0]);
        }
        if let Some(ata) = &self.ata {
            sense.extend(ata.descriptor());
        }
        sense[7] = (sense.len() - 8) as u8;
        sense
    }

    fn fixed(&self) -> [u8; 18] {
        let mut sense = [0; 18];
        sense[0] = 0x70;
        sense[2] = self.key;
        sense[7] = 10;
        sense[12] = self.asc;
        sense[13] = self.ascq;
        if let Some(information) = self.information.and_then(|lba| u32::try_from(lba).ok()) {
            sense[0] |= 0x80;
            sense[3..7].copy_from_slice(&information.to_be_bytes());
        }
        if let Some(progress) = self.progress {
            sense[15] = 0x80;
            sense[16..18].copy_from_slice(&progress.to_be_bytes());
        }
        if let Some(ata) = &self.ata {
            ata.fixed(&mut sense);
        }
        sense
    }
}

/// ILLEGAL REQUEST, invalid command operation code.
pub const INVALID_OPCODE: Sense = plain(5, 0x20, 0);
/// ILLEGAL REQUEST, logical block address out of range.
pub const OUT_OF_RANGE: Sense = plain(5, 0x21, 0);
/// ILLEGAL REQUEST, invalid field in CDB.
pub const INVALID_FIELD: Sense = plain(5, 0x24, 0);
/// ILLEGAL REQUEST, invalid field in parameter list.
pub const INVALID_PARAMETER: Sense = plain(5, 0x26, 0);
/// ILLEGAL REQUEST, parameter list length error.
pub const PARAMETER_LENGTH: Sense = plain(5, 0x1A, 0);
/// HARDWARE ERROR, internal target failure.
pub const TARGET_FAILURE: Sense = plain(4, 0x44, 0);

const fn plain(key: u8, asc: u8, ascq: u8) -> Sense {
    Sense { key, asc, ascq, information: None, progress: None, ata: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETURNED: AtaReturn = AtaReturn {
        registers: Registers {
            status: 0x50,
            error: 0x01,
            count: 0x4002,
            lba: 0x1122_3344_5566,
            device: 0x40,
        },
        extend: true,
        log_index: 1,
    };

    #[test]
    fn registers_in_descriptor_format_keep_all_bytes() {
        let sense = Sense::new(1, 0, 0x1D).registers(RETURNED).bytes(true);
        let expected = [
            0x72, 0x01, 0x00, 0x1D, 0, 0, 0, 14, // header
            0x09, 0x0C, 0x01, 0x01, 0x40, 0x02, 0x33, 0x66, 0x22, 0x55, 0x11, 0x44, 0x40, 0x50,
        ];
        assert_eq!(sense, expected);
    }

    #[test]
    fn registers_in_fixed_format_lose_the_upper_bytes_and_say_so() {
        let sense = Sense::new(1, 0, 0x1D).registers(RETURNED).bytes(false);
        let expected =
            [0x70, 0, 1, 0x01, 0x50, 0x40, 0x02, 10, 0xE1, 0x66, 0x55, 0x44, 0x00, 0x1D, 0, 0, 0, 0];
        assert_eq!(sense, expected);
    }

    #[test]
    fn a_28_bit_command_returns_no_upper_bytes() {
        let short = AtaReturn { extend: false, ..RETURNED };
        let sense = Sense::new(1, 0, 0x1D).registers(short);
        assert_eq!(sense.bytes(false)[8], 0x01);
        assert_eq!(sense.bytes(true)[10..17], [0x00, 0x01, 0x00, 0x02, 0x00, 0x66, 0x00]);
    }

    #[test]
    fn progress_has_its_place_in_both_formats() {
        let sense = Sense::new(2, 0x04, 0x1B).progress(0x8001);
        let fixed = [0x70, 0, 2, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x04, 0x1B, 0, 0x80, 0x80, 0x01];
        assert_eq!(sense.bytes(false), fixed);
        let descriptor = [0x72, 2, 0x04, 0x1B, 0, 0, 0, 8, 0x02, 0x06, 0, 0, 0x80, 0x80, 0x01, 0];
        assert_eq!(sense.bytes(true), descriptor);
    }

    #[test]
    fn a_block_beyond_32_bits_is_only_in_descriptor_format() {
        let near = Sense::new(3, 0x11, 4).at(0x0102_0304);
        assert_eq!(near.bytes(false)[..7], [0xF0, 0, 3, 1, 2, 3, 4]);
        let far = Sense::new(3, 0x11, 4).at(0x01_0000_0000);
        assert_eq!(far.bytes(false)[..7], [0x70, 0, 3, 0, 0, 0, 0]);
        assert_eq!(far.bytes(true)[8..], [0x00, 0x0A, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
    }
}
