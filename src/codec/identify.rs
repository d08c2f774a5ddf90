//! What IDENTIFY DEVICE says (ACS-4, IDENTIFY DEVICE command; words that ACS-4 dropped: ATA-7).
//!
//! A word whose validity bits are wrong answers [`Answer::Unknown`] or `None`.

use super::ata::{BLOCK_BYTES, EraseTime};
use super::bytes::{array, bit, seen, sum, text};
use crate::units::Answer;

/// Why bytes are not believed to be IDENTIFY DEVICE data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Implausible {
    /// Fewer than 512 bytes.
    Short,
    /// All bytes are alike: nothing answered.
    AllAlike,
    /// Word 0 bit 15 is set: not an ATA device.
    NotAta,
    /// The signature is there, the sum of all bytes is not zero.
    Checksum,
}

/// What the medium does (word 217).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// Nothing that means anything.
    NotReported,
    /// It does not rotate.
    None,
    /// It turns so many times a minute.
    Rpm(u16),
}

impl Rotation {
    /// Whether it turns.
    #[must_use]
    pub fn rotates(self) -> Answer {
        match self {
            Rotation::NotReported => Answer::Unknown,
            Rotation::None => Answer::No,
            Rotation::Rpm(_) => Answer::Yes,
        }
    }
}

/// Zones (word 69 bits 1:0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zoned {
    /// Not reported, or not known.
    NotReported,
    /// The host may look after the zones.
    HostAware,
    /// The drive looks after them.
    DeviceManaged,
}

/// A feature that can be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Whether the drive has it.
    pub supported: Answer,
    /// Whether it is in use.
    pub enabled: Answer,
}

/// The security feature set (word 128 and those beside it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Security {
    /// Word 128 bit 0 and word 82 bit 1; unknown when they differ.
    pub supported: Answer,
    /// Word 128 bit 1 and word 85 bit 1: a user password is set; unknown when they differ.
    pub enabled: Answer,
    /// Bit 2.
    pub locked: Answer,
    /// Bit 3.
    pub frozen: Answer,
    /// Bit 4: no more passwords are taken before a power cycle.
    pub expired: Answer,
    /// Bit 5: the enhanced erase is there.
    pub enhanced: Answer,
    /// Bit 8: the level is Maximum; with a master password the drive can only be erased.
    pub maximum: Answer,
    /// Word 92; FFFEh is the factory's password.
    pub master_id: Option<u16>,
    /// Word 89.
    pub normal_time: EraseTime,
    /// Word 90.
    pub enhanced_time: EraseTime,
}

/// The sanitize feature set (word 59).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sanitize {
    /// Bit 12.
    pub supported: Answer,
    /// Bit 13: CRYPTO SCRAMBLE EXT.
    pub crypto: Answer,
    /// Bit 15: BLOCK ERASE EXT.
    pub block: Answer,
    /// Bit 14: OVERWRITE EXT.
    pub overwrite: Answer,
    /// Bit 10: SANITIZE ANTIFREEZE LOCK EXT.
    pub antifreeze: Answer,
}

/// What an ATA drive says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identify {
    /// Words 10–19.
    pub serial: Option<String>,
    /// Words 27–46.
    pub model: Option<String>,
    /// Words 23–26.
    pub firmware: Option<String>,
    /// Words 108–111: the world wide name.
    pub wwn: Option<u64>,
    /// Number of logical sectors that can be addressed: words 230–233, 100–103 or 60–61.
    pub sectors: Option<u64>,
    /// Words 60–61: sectors that 28 bits address, at most 0FFF_FFFFh.
    pub sectors_28: Option<u64>,
    /// Bytes of a logical sector (words 106 and 117–118).
    pub sector_bytes: Option<u32>,
    /// The security feature set.
    pub security: Security,
    /// The sanitize feature set.
    pub sanitize: Sanitize,
    /// Host protected area (words 82 and 85 bit 10).
    pub hpa: Feature,
    /// Its password (words 83 and 86 bit 8).
    pub set_max_security: Feature,
    /// Device configuration overlay (words 83 and 86 bit 11).
    pub dco: Feature,
    /// Accessible maximum address configuration (word 119 bit 8); it is always in use.
    pub amac: Answer,
    /// Word 69 bit 4: all user data are encrypted.
    pub all_user_data_encrypted: Answer,
    /// Word 48 bit 0.
    pub trusted_computing: Answer,
    /// Word 217.
    pub rotation: Rotation,
    /// Word 69 bits 1:0.
    pub zoned: Zoned,
    /// Word 83 bit 10: 48-bit commands.
    pub lba48: Answer,
    /// Word 84 bit 5: general purpose logging (READ LOG EXT).
    pub gpl: Answer,
    /// SMART (words 82 and 85 bit 0).
    pub smart: Feature,
    /// Word 84 bit 1: SMART self-test.
    pub self_test: Answer,
    /// Whether the checksum was there and right; unknown without the signature.
    pub checksum: Answer,
}

/// The words, and which of them mean something.
struct Words([u8; BLOCK_BYTES]);

impl Words {
    fn word(&self, n: usize) -> u16 {
        u16::from_le_bytes([self.0[2 * n], self.0[2 * n + 1]])
    }

    fn dword(&self, n: usize) -> u32 {
        u32::from(self.word(n)) | u32::from(self.word(n + 1)) << 16
    }

    fn qword(&self, n: usize) -> u64 {
        u64::from(self.dword(n)) | u64::from(self.dword(n + 2)) << 32
    }

    /// The characters of words, which stand swapped in each.
    fn text(&self, first: usize, last: usize) -> Option<String> {
        let bytes: Vec<u8> = (first..=last).flat_map(|n| self.word(n).to_be_bytes()).collect();
        text(&bytes)
    }

    /// Bits 15:14 of a word are 01: it means something.
    fn is_valid(&self, n: usize) -> bool {
        self.word(n) >> 14 == 0b01
    }

    /// A bit, if the words that vouch for it do.
    fn flag(&self, n: usize, of: u32) -> Answer {
        let vouched = match n {
            48 | 84 | 106 => self.is_valid(n),
            // Word 83 vouches for itself and for word 82, word 87 for the three of what is enabled.
            82 | 83 => self.is_valid(83),
            85..=87 => self.is_valid(87),
            // Word 53 bit 1 vouches for words 64–70.
            69 => bit(self.word(53), 1),
            // Word 86 bit 15 says that words 119 and 120 are there.
            119 => self.flag(86, 15) == Answer::Yes && self.is_valid(119),
            // These vouch for nothing; all ones are no answer.
            _ => self.word(n) != 0xffff,
        };
        if vouched { seen(bit(self.word(n), of)) } else { Answer::Unknown }
    }

    fn feature(&self, supported: usize, enabled: usize, of: u32) -> Feature {
        Feature { supported: self.flag(supported, of), enabled: self.flag(enabled, of) }
    }

    /// Two words that must say the same; the second may be silent.
    fn agreed(&self, main: Answer, beside: Answer) -> Answer {
        if beside == Answer::Unknown || main == beside { main } else { Answer::Unknown }
    }

    fn sectors_28(&self) -> Option<u64> {
        let sectors = u64::from(self.dword(60));
        (1..=0x0fff_ffff).contains(&sectors).then_some(sectors)
    }

    fn sectors(&self) -> Option<u64> {
        const MOST: u64 = 1 << 48;
        let plausible = |sectors: u64| (1..=MOST).contains(&sectors).then_some(sectors);
        match (self.flag(83, 10), self.flag(69, 3)) {
            (Answer::Yes, Answer::Yes) => plausible(self.qword(230)),
            (Answer::Yes, _) => plausible(self.qword(100)),
            // 28 bits full may stand for more.
            (Answer::No, _) => self.sectors_28(),
            (Answer::Unknown, _) => self.sectors_28().filter(|sectors| *sectors < 0x0fff_ffff),
        }
    }

    fn sector_bytes(&self) -> Option<u32> {
        match self.flag(106, 12) {
            Answer::Yes => self.dword(117).checked_mul(2).filter(|bytes| *bytes >= 512),
            Answer::No => Some(512),
            Answer::Unknown => None,
        }
    }

    fn wwn(&self) -> Option<u64> {
        // The highest word comes first.
        let wwn = (108..=111).fold(0, |name, n| name << 16 | u64::from(self.word(n)));
        (self.flag(87, 8) == Answer::Yes && !matches!(wwn, 0 | u64::MAX)).then_some(wwn)
    }

    fn security(&self) -> Security {
        let flag = |of| self.flag(128, of);
        Security {
            supported: self.agreed(flag(0), self.flag(82, 1)),
            enabled: self.agreed(flag(1), self.flag(85, 1)),
            locked: flag(2),
            frozen: flag(3),
            expired: flag(4),
            enhanced: flag(5),
            maximum: flag(8),
            master_id: Some(self.word(92)).filter(|id| !matches!(id, 0 | 0xffff)),
            normal_time: EraseTime::of(self.word(89)),
            enhanced_time: EraseTime::of(self.word(90)),
        }
    }

    fn sanitize(&self) -> Sanitize {
        let supported = self.flag(59, 12);
        let operation = |of| if supported == Answer::Yes { self.flag(59, of) } else { supported };
        Sanitize {
            supported,
            crypto: operation(13),
            block: operation(15),
            overwrite: operation(14),
            antifreeze: operation(10),
        }
    }

    fn rotation(&self) -> Rotation {
        match self.word(217) {
            1 => Rotation::None,
            rpm @ 0x0401..=0xfffe => Rotation::Rpm(rpm),
            _ => Rotation::NotReported,
        }
    }

    fn zoned(&self) -> Zoned {
        match (self.flag(69, 1), self.flag(69, 0)) {
            (Answer::No, Answer::Yes) => Zoned::HostAware,
            (Answer::Yes, Answer::No) => Zoned::DeviceManaged,
            _ => Zoned::NotReported,
        }
    }
}

impl Identify {
    /// Reads 512 bytes.
    ///
    /// # Errors
    /// [`Implausible`] when they cannot be what an ATA drive said.
    pub fn parse(bytes: &[u8]) -> Result<Identify, Implausible> {
        const SIGNATURE: u8 = 0xa5;
        let data: [u8; BLOCK_BYTES] = array(bytes, 0).ok_or(Implausible::Short)?;
        if data.iter().all(|byte| *byte == data[0]) {
            return Err(Implausible::AllAlike);
        }
        let words = Words(data);
        if bit(words.word(0), 15) {
            return Err(Implausible::NotAta);
        }
        let is_signed = data[510] == SIGNATURE;
        if is_signed && sum(&data) != 0 {
            return Err(Implausible::Checksum);
        }
        let checksum = if is_signed { Answer::Yes } else { Answer::Unknown };
        Ok(Identify { checksum, ..words.read() })
    }
}

impl Words {
    fn read(&self) -> Identify {
        Identify {
            serial: self.text(10, 19),
            model: self.text(27, 46),
            firmware: self.text(23, 26),
            wwn: self.wwn(),
            sectors: self.sectors(),
            sectors_28: self.sectors_28(),
            sector_bytes: self.sector_bytes(),
            security: self.security(),
            sanitize: self.sanitize(),
            hpa: self.feature(82, 85, 10),
            set_max_security: self.feature(83, 86, 8),
            dco: self.feature(83, 86, 11),
            amac: self.flag(119, 8),
            all_user_data_encrypted: self.flag(69, 4),
            trusted_computing: self.flag(48, 0),
            rotation: self.rotation(),
            zoned: self.zoned(),
            lba48: self.flag(83, 10),
            gpl: self.flag(84, 5),
            smart: self.feature(82, 85, 0),
            self_test: self.flag(84, 1),
            checksum: Answer::Unknown,
        }
    }
}
