//! The 256 words of IDENTIFY DEVICE, and which of them vouch for which.

use super::{Feature, Identify, Rotation, Sanitize, Security, Zoned};
use crate::codec::ata::{BLOCK_BYTES, EraseTime};
use crate::codec::bytes::{bit, seen, text};
use crate::units::Answer;

/// The words, and which of them mean something.
pub(super) struct Words(pub(super) [u8; BLOCK_BYTES]);

impl Words {
    pub(super) fn word(&self, n: usize) -> u16 {
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

impl Words {
    /// Everything but the checksum.
    pub(super) fn read(&self) -> Identify {
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
