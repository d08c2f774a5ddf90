//! What IDENTIFY DEVICE says (ACS-4, IDENTIFY DEVICE command; words that ACS-4 dropped: ATA-7).
//!
//! A word whose validity bits are wrong answers [`Answer::Unknown`] or `None`.

mod words;

use words::Words;

use super::ata::{BLOCK_BYTES, EraseTime};
use super::bytes::{array, bit, sum};
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Words by number, each as its two bytes in the order of the wire.
    fn data(words: &[(usize, [u8; 2])]) -> [u8; 512] {
        let mut data = [0; 512];
        for (n, bytes) in words {
            data[2 * n..2 * n + 2].copy_from_slice(bytes);
        }
        data
    }

    /// A disk of 1 TB as many are, written out by hand.
    fn disk() -> [u8; 512] {
        let mut data = data(&[
            (0, [0x5a, 0x42]),
            (48, [0x01, 0x40]),
            (53, [0x07, 0x00]),
            (59, [0x10, 0x51]),
            (60, [0xff, 0xff]),
            (61, [0xff, 0x0f]),
            (69, [0x10, 0x00]),
            (82, [0x6b, 0x74]),
            (83, [0x01, 0x7d]),
            (84, [0x23, 0x61]),
            (85, [0x69, 0x74]),
            (86, [0x01, 0xbc]),
            (87, [0x23, 0x61]),
            (89, [0x38, 0x00]),
            (90, [0x38, 0x80]),
            (92, [0xfe, 0xff]),
            (100, [0xb0, 0x6d]),
            (101, [0x70, 0x74]),
            (106, [0x03, 0x60]),
            (108, [0x00, 0x50]),
            (109, [0xca, 0xc5]),
            (110, [0x34, 0x12]),
            (111, [0x78, 0x56]),
            (119, [0x1c, 0x41]),
            (128, [0x29, 0x00]),
            (217, [0x20, 0x1c]),
        ]);
        data[20..40].copy_from_slice(b"  S4BENX0N123456789X");
        data[46..54].copy_from_slice(b"1CA0    ");
        data[54..64].copy_from_slice(b"TS0100DM10");
        data
    }

    #[test]
    fn a_disk() {
        use Answer::{No, Unknown, Yes};
        let seen = Identify::parse(&disk()).expect("plausible");
        assert_eq!(seen.serial.as_deref(), Some("4SEBXNN021436587X9"));
        assert_eq!(seen.firmware.as_deref(), Some("C10A"));
        assert_eq!(seen.model.as_deref(), Some("ST1000MD01"));
        assert_eq!(seen.wwn, Some(0x5000_c5ca_1234_5678));
        assert_eq!(
            (seen.sectors, seen.sectors_28, seen.sector_bytes),
            (Some(1_953_525_168), Some(0x0fff_ffff), Some(512))
        );
        assert_eq!((seen.lba48, seen.gpl, seen.self_test, seen.amac), (Yes, Yes, Yes, Yes));
        assert_eq!((seen.rotation, seen.zoned), (Rotation::Rpm(7200), Zoned::NotReported));
        assert_eq!(
            (seen.all_user_data_encrypted, seen.trusted_computing, seen.checksum),
            (Yes, Yes, Unknown)
        );
        assert_eq!(seen.hpa, Feature { supported: Yes, enabled: Yes });
        assert_eq!(seen.dco, Feature { supported: Yes, enabled: Yes });
        assert_eq!(seen.set_max_security, Feature { supported: Yes, enabled: No });
        assert_eq!(seen.smart, Feature { supported: Yes, enabled: Yes });
        let sanitize = Sanitize { supported: Yes, crypto: No, block: No, overwrite: Yes, antifreeze: No };
        assert_eq!(seen.sanitize, sanitize);
        let security = Security {
            supported: Yes,
            enabled: No,
            locked: No,
            frozen: Yes,
            expired: No,
            enhanced: Yes,
            maximum: No,
            master_id: Some(0xfffe),
            normal_time: EraseTime::Minutes(112),
            enhanced_time: EraseTime::Minutes(112),
        };
        assert_eq!(seen.security, security);
    }

    #[test]
    fn what_is_not_identify_data() {
        assert_eq!(Identify::parse(&disk()[..511]), Err(Implausible::Short));
        assert_eq!(Identify::parse(&[0; 512]), Err(Implausible::AllAlike));
        assert_eq!(Identify::parse(&[0xff; 512]), Err(Implausible::AllAlike));
        let mut data = disk();
        data[1] = 0x85;
        assert_eq!(Identify::parse(&data), Err(Implausible::NotAta));
        let mut data = disk();
        data[510] = 0xa5;
        data[511] = 0u8.wrapping_sub(sum(&data));
        assert_eq!(Identify::parse(&data).map(|seen| seen.checksum), Ok(Answer::Yes));
        data[60] ^= 1;
        assert_eq!(Identify::parse(&data), Err(Implausible::Checksum));
    }

    /// The disk with one word changed.
    fn with(n: usize, bytes: [u8; 2]) -> Identify {
        let mut data = disk();
        data[2 * n..2 * n + 2].copy_from_slice(&bytes);
        Identify::parse(&data).expect("plausible")
    }

    #[test]
    fn a_word_that_is_not_vouched_for_says_nothing() {
        use Answer::Unknown;
        // 00, 10 and 11 in bits 15:14.
        for top in [0x00, 0x80, 0xc0] {
            let seen = with(83, [0x01, 0x3d | top]);
            assert_eq!((seen.lba48, seen.hpa.supported, seen.dco.supported), (Unknown, Unknown, Unknown));
            assert_eq!((seen.set_max_security.supported, seen.smart.supported), (Unknown, Unknown));
            assert_eq!(seen.sectors, None, "28 bits full may stand for more");
            let seen = with(84, [0x23, 0x21 | top]);
            assert_eq!((seen.gpl, seen.self_test), (Unknown, Unknown));
            let seen = with(87, [0x23, 0x21 | top]);
            assert_eq!((seen.hpa.enabled, seen.dco.enabled, seen.smart.enabled), (Unknown, Unknown, Unknown));
            assert_eq!((seen.wwn, seen.amac, seen.set_max_security.enabled), (None, Unknown, Unknown));
            assert_eq!(with(106, [0x03, 0x20 | top]).sector_bytes, None);
            assert_eq!(with(119, [0x1c, 0x01 | top]).amac, Unknown);
            assert_eq!(with(48, [0x01, top]).trusted_computing, Unknown);
        }
        assert_eq!(with(86, [0x01, 0x3c]).amac, Unknown, "word 119 is not there");
        assert_eq!(with(53, [0x05, 0x00]).all_user_data_encrypted, Unknown);
        let seen = with(128, [0xff, 0xff]).security;
        assert_eq!(
            (seen.supported, seen.enabled, seen.locked, seen.frozen),
            (Unknown, Unknown, Unknown, Unknown)
        );
        let seen = with(59, [0xff, 0xff]).sanitize;
        assert_eq!((seen.supported, seen.block, seen.crypto), (Unknown, Unknown, Unknown));
    }

    #[test]
    fn words_that_differ_say_nothing() {
        use Answer::{No, Unknown};
        // A password is set by one word and not by the other; so with the feature set.
        assert_eq!(with(128, [0x2b, 0x00]).security.enabled, Unknown);
        assert_eq!(with(85, [0x6b, 0x74]).security.enabled, Unknown);
        assert_eq!(with(82, [0x69, 0x74]).security.supported, Unknown);
        assert_eq!(with(59, [0x00, 0xe4]).sanitize.block, No, "no operation without the feature set");
    }

    #[test]
    fn capacities() {
        // Not 48 bits: words 60–61.
        let mut old = disk();
        old[166..168].copy_from_slice(&[0x01, 0x79]);
        assert_eq!(Identify::parse(&old).map(|seen| seen.sectors), Ok(Some(0x0fff_ffff)));
        old[120..124].copy_from_slice(&[0, 0, 0, 0]);
        assert_eq!(Identify::parse(&old).map(|seen| seen.sectors), Ok(None));
        // Word 69 bit 3: words 230–233.
        let mut new = disk();
        new[138] = 0x18;
        assert_eq!(Identify::parse(&new).map(|seen| seen.sectors), Ok(None));
        new[460..468].copy_from_slice(&[0, 0, 0, 0, 2, 0, 0, 0]);
        assert_eq!(Identify::parse(&new).map(|seen| seen.sectors), Ok(Some(0x2_0000_0000)));
        // No drive is that large.
        assert_eq!(with(103, [0x02, 0x00]).sectors, None);
        // 4 KiB: 2048 words in 117–118; a sector of nothing.
        let mut native = disk();
        native[212..214].copy_from_slice(&[0x00, 0x50]);
        assert_eq!(Identify::parse(&native).map(|seen| seen.sector_bytes), Ok(None));
        native[234..238].copy_from_slice(&[0x00, 0x08, 0x00, 0x00]);
        assert_eq!(Identify::parse(&native).map(|seen| seen.sector_bytes), Ok(Some(4096)));
    }

    #[test]
    fn rotation_and_zones() {
        assert_eq!(with(217, [0x01, 0x00]).rotation.rotates(), Answer::No);
        assert_eq!(with(217, [0x00, 0x04]).rotation.rotates(), Answer::Unknown);
        assert_eq!(with(217, [0xff, 0xff]).rotation.rotates(), Answer::Unknown);
        assert_eq!(with(69, [0x01, 0x00]).zoned, Zoned::HostAware);
        assert_eq!(with(69, [0x02, 0x00]).zoned, Zoned::DeviceManaged);
        assert_eq!(with(69, [0x03, 0x00]).zoned, Zoned::NotReported);
    }

    proptest! {
        #[test]
        fn any_bytes_are_believed_or_not(bytes in prop::collection::vec(any::<u8>(), 500..520)) {
            match Identify::parse(&bytes) {
                Err(why) => prop_assert_eq!(why == Implausible::Short, bytes.len() < 512),
                Ok(seen) => {
                    let top = |n: usize| bytes[2 * n + 1] >> 6;
                    prop_assert_eq!(seen.lba48 == Answer::Unknown, top(83) != 1);
                    prop_assert_eq!(seen.gpl == Answer::Unknown, top(84) != 1);
                    prop_assert_eq!(seen.hpa.enabled == Answer::Unknown, top(87) != 1);
                    prop_assert!(top(106) == 1 || seen.sector_bytes.is_none());
                    prop_assert!(top(119) == 1 || seen.amac == Answer::Unknown);
                    prop_assert!(seen.sectors != Some(0) && seen.sector_bytes.is_none_or(|bytes| bytes >= 512));
                }
            }
        }
    }
}
