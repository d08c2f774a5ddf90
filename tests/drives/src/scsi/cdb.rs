//! Command descriptor blocks: fields, addresses and names (SPC-5, SBC-4).

/// A command block, filled with zeros to 32 bytes.
#[derive(Clone, Copy, Debug)]
pub struct Cdb(pub [u8; 32]);

/// What a command does with blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// READ.
    Read,
    /// WRITE, WRITE AND VERIFY.
    Write,
    /// VERIFY.
    Verify,
}

/// The blocks a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// What is done.
    pub access: Access,
    /// First block.
    pub lba: u64,
    /// How many.
    pub blocks: u64,
    /// Force unit access.
    pub forced: bool,
}

impl Cdb {
    /// From bytes; what is beyond 32 is cut.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Cdb {
        let mut all = [0; 32];
        let len = bytes.len().min(32);
        all[..len].copy_from_slice(&bytes[..len]);
        Cdb(all)
    }

    /// Operation code.
    #[must_use]
    pub fn opcode(&self) -> u8 {
        self.0[0]
    }

    /// Service action of the commands that have it in byte 1.
    #[must_use]
    pub fn service_action(&self) -> u8 {
        self.0[1] & 0x1F
    }

    /// A big-endian number.
    #[must_use]
    pub fn number(&self, at: std::ops::Range<usize>) -> u64 {
        number(&self.0[at])
    }

    /// Blocks of READ, WRITE and VERIFY commands.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        let access = match self.opcode() {
            0x08 | 0x28 | 0xA8 | 0x88 => Access::Read,
            0x0A | 0x2A | 0xAA | 0x8A | 0x2E | 0xAE | 0x8E => Access::Write,
            0x2F | 0xAF | 0x8F => Access::Verify,
            _ => return None,
        };
        let (lba, blocks) = match self.opcode() {
            0x08 | 0x0A => {
                (self.number(1..4) & 0x1F_FFFF, if self.0[4] == 0 { 256 } else { self.number(4..5) })
            }
            0x28..=0x2F => (self.number(2..6), self.number(7..9)),
            0xA8..=0xAF => (self.number(2..6), self.number(6..10)),
            _ => (self.number(2..10), self.number(10..14)),
        };
        let forced = !matches!(self.opcode(), 0x08 | 0x0A) && self.0[1] & 0x08 != 0;
        Some(Span { access, lba, blocks, forced })
    }

    /// First block and number of blocks of WRITE SAME (10), (16) and (32).
    #[must_use]
    pub fn write_same(&self) -> Option<WriteSame> {
        let (flags, lba, blocks) = match (self.opcode(), self.number(8..10)) {
            (0x41, _) => (self.0[1], self.number(2..6), self.number(7..9)),
            (0x93, _) => (self.0[1], self.number(2..10), self.number(10..14)),
            (0x7F, 0x000D) => (self.0[10], self.number(12..20), self.number(28..32)),
            _ => return None,
        };
        let without_data = flags & 1 != 0 && self.opcode() != 0x41;
        Some(WriteSame { lba, blocks, unmap: flags & 0x08 != 0, without_data })
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let action = self.service_action();
        match (self.opcode(), action) {
            (0x48, 0x01) => "SANITIZE/OVERWRITE",
            (0x48, 0x02) => "SANITIZE/BLOCK ERASE",
            (0x48, 0x03) => "SANITIZE/CRYPTOGRAPHIC ERASE",
            (0x48, 0x1F) => "SANITIZE/EXIT FAILURE MODE",
            (0x48, _) => "SANITIZE",
            (0x9E, 0x10) => "READ CAPACITY (16)",
            (0xA3, 0x0C) => "REPORT SUPPORTED OPERATION CODES",
            (0x7F, _) if self.number(8..10) == 0x000D => "WRITE SAME (32)",
            (0x7F, _) if self.number(8..10) == 0x1FF0 => "ATA PASS-THROUGH (32)",
            (opcode, _) => plain_name(opcode),
        }
    }
}

/// A WRITE SAME command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteSame {
    /// First block.
    pub lba: u64,
    /// How many; 0 is all to the end.
    pub blocks: u64,
    /// UNMAP bit.
    pub unmap: bool,
    /// NDOB bit: zeros, and no data come along.
    pub without_data: bool,
}

/// A big-endian number of at most 8 bytes.
#[must_use]
pub fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte))
}

/// The descriptors of an UNMAP parameter list: first block and number of blocks.
#[must_use]
pub fn unmap_list(out: &[u8]) -> Vec<(u64, u64)> {
    let Some(header) = out.get(..8) else { return Vec::new() };
    let len = number(&header[2..4]) as usize;
    let list = &out[8..out.len().min(8 + len)];
    list.chunks_exact(16).map(|entry| (number(&entry[..8]), number(&entry[8..12]))).collect()
}

fn plain_name(opcode: u8) -> &'static str {
    match opcode {
        0x00 => "TEST UNIT READY",
        0x03 => "REQUEST SENSE",
        0x04 => "FORMAT UNIT",
        0x08 => "READ (6)",
        0x0A => "WRITE (6)",
        0x12 => "INQUIRY",
        0x15 => "MODE SELECT (6)",
        0x1A => "MODE SENSE (6)",
        0x1B => "START STOP UNIT",
        0x1D => "SEND DIAGNOSTIC",
        0x1E => "PREVENT ALLOW MEDIUM REMOVAL",
        0x25 => "READ CAPACITY (10)",
        0x28 => "READ (10)",
        0x2A => "WRITE (10)",
        0x2E => "WRITE AND VERIFY (10)",
        0x2F => "VERIFY (10)",
        0x35 => "SYNCHRONIZE CACHE (10)",
        0x37 => "READ DEFECT DATA (10)",
        0x41 => "WRITE SAME (10)",
        0x42 => "UNMAP",
        0x4D => "LOG SENSE",
        0x55 => "MODE SELECT (10)",
        0x5A => "MODE SENSE (10)",
        0x5E => "PERSISTENT RESERVE IN",
        0x85 => "ATA PASS-THROUGH (16)",
        0x88 => "READ (16)",
        0x8A => "WRITE (16)",
        0x8E => "WRITE AND VERIFY (16)",
        0x8F => "VERIFY (16)",
        0x91 => "SYNCHRONIZE CACHE (16)",
        0x93 => "WRITE SAME (16)",
        0xA0 => "REPORT LUNS",
        0xA1 => "ATA PASS-THROUGH (12)",
        0xA2 => "SECURITY PROTOCOL IN",
        0xA8 => "READ (12)",
        0xAA => "WRITE (12)",
        0xAE => "WRITE AND VERIFY (12)",
        0xAF => "VERIFY (12)",
        0xB5 => "SECURITY PROTOCOL OUT",
        0xB7 => "READ DEFECT DATA (12)",
        _ => "unknown command",
    }
}
