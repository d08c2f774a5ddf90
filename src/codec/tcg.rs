//! Level 0 Discovery of self-encrypting drives (TCG Storage Architecture Core 2.01, 3.3.6; Opal SSC 2.30, 3.1.1). Numbers are big-endian.
//!
//! The answer comes by SECURITY PROTOCOL IN, TRUSTED RECEIVE or Security Receive: protocol 01h, ComID 0001h.

use super::page::PageError;
use crate::units::Answer;

/// Bytes to ask for: more than any known list of features.
pub const LEVEL_0_BYTES: u32 = 2048;

/// Bytes of the header (Core 3.3.6.2).
const HEADER: usize = 48;

/// The family of commands that a drive follows, by its feature descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ssc {
    /// 0100h.
    Enterprise,
    /// 0200h.
    Opal1,
    /// 0203h.
    Opal2,
    /// 0301h.
    Opalite,
    /// 0302h: no encryption, only locking.
    Pyrite1,
    /// 0303h: no encryption, only locking.
    Pyrite2,
    /// 0304h.
    Ruby,
}

impl Ssc {
    fn of(code: u16) -> Option<Ssc> {
        Some(match code {
            0x0100 => Ssc::Enterprise,
            0x0200 => Ssc::Opal1,
            0x0203 => Ssc::Opal2,
            0x0301 => Ssc::Opalite,
            0x0302 => Ssc::Pyrite1,
            0x0303 => Ssc::Pyrite2,
            0x0304 => Ssc::Ruby,
            _ => return None,
        })
    }
}

/// Locking, 0002h, byte 4 (Opal 3.1.1.3). All unknown where the descriptor is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locking {
    /// Bit 0.
    pub supported: Answer,
    /// Bit 1: someone has taken the Locking SP into use.
    pub enabled: Answer,
    /// Bit 2: some range is locked.
    pub locked: Answer,
    /// Bit 3: the medium is encrypted.
    pub media_encryption: Answer,
    /// Bit 4: a shadow master boot record is in use.
    pub mbr_enabled: Answer,
    /// Bit 5: the shadow is put aside until the next reset.
    pub mbr_done: Answer,
}

impl Locking {
    const UNKNOWN: Locking = Locking {
        supported: Answer::Unknown,
        enabled: Answer::Unknown,
        locked: Answer::Unknown,
        media_encryption: Answer::Unknown,
        mbr_enabled: Answer::Unknown,
        mbr_done: Answer::Unknown,
    };

    fn parse(flags: u8) -> Locking {
        Locking {
            supported: bit(flags, 0),
            enabled: bit(flags, 1),
            locked: bit(flags, 2),
            media_encryption: bit(flags, 3),
            mbr_enabled: bit(flags, 4),
            mbr_done: bit(flags, 5),
        }
    }
}

/// Block SID authentication, 0402h, byte 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockSid {
    /// Bit 0: the password of the owner is no longer the factory's.
    pub owner_password_changed: Answer,
    /// Bit 1: the owner cannot log in until the next power cycle.
    pub blocked: Answer,
}

/// Supported Data Removal Mechanism, 0404h (Opal 3.1.1.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataRemoval {
    /// Byte 5 bit 0: a removal runs.
    pub in_progress: Answer,
    /// Byte 5 bit 1: a removal was interrupted, and is not done.
    pub interrupted: Answer,
    /// Byte 6 bit 0.
    pub overwrite: Answer,
    /// Byte 6 bit 1.
    pub block_erase: Answer,
    /// Byte 6 bit 2.
    pub crypto_erase: Answer,
    /// Byte 6 bit 5.
    pub vendor_erase: Answer,
}

/// What a drive says of itself before any session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level0 {
    /// Locking; unknown throughout where it is absent.
    pub locking: Locking,
    /// The families, in ascending order of code, each once. Empty where none is named.
    pub sscs: Vec<Ssc>,
    /// Block SID; unknown throughout where it is absent.
    pub block_sid: BlockSid,
    /// Data removal; unknown throughout where it is absent.
    pub data_removal: DataRemoval,
}

/// One bit as an answer.
fn bit(flags: u8, n: u8) -> Answer {
    if flags >> n & 1 == 1 { Answer::Yes } else { Answer::No }
}

/// One bit of a byte that may be missing.
fn bit_of(flags: Option<&u8>, n: u8) -> Answer {
    flags.map_or(Answer::Unknown, |flags| bit(*flags, n))
}

impl Level0 {
    /// Reads the header and each feature descriptor: code, version, length of the rest.
    ///
    /// # Errors
    /// Shorter than the header; all zero or all ones; a length that the header cannot have; a descriptor that leaves the list; the same
    /// descriptor twice with different contents. So a list that was cut is refused, not half read.
    pub fn parse(bytes: &[u8]) -> Result<Level0, PageError> {
        let page: super::page::Page<'_, HEADER> = super::page::Page::maybe_zero(bytes)?;
        if bytes.iter().all(|b| *b == 0) {
            return Err(PageError::AllZero);
        }
        // The length counts what follows its own four bytes.
        let end = usize::try_from(u32::from_be_bytes(page.at::<0, 4>()))
            .ok()
            .and_then(|length| length.checked_add(4))
            .filter(|end| *end >= HEADER)
            .ok_or(PageError::Implausible("length of Level 0 Discovery"))?;
        let list = bytes.get(HEADER..end).ok_or(PageError::Short { wanted: end, got: bytes.len() })?;
        let features = Features::split(list)?;
        Ok(features.read())
    }
}

/// Feature descriptors: code and contents after the four bytes of their head.
struct Features<'a>(Vec<(u16, &'a [u8])>);

impl<'a> Features<'a> {
    fn split(mut list: &'a [u8]) -> Result<Features<'a>, PageError> {
        let mut found: Vec<(u16, &[u8])> = Vec::new();
        while let [high, low, _version, length, rest @ ..] = list {
            let code = u16::from_be_bytes([*high, *low]);
            let contents = rest.split_at_checked(usize::from(*length));
            let (contents, rest) = contents.ok_or(PageError::Implausible("feature descriptor"))?;
            if found.iter().any(|(known, other)| *known == code && *other != contents) {
                return Err(PageError::Implausible("feature descriptor"));
            }
            // Code 0 is reserved: padding.
            if code != 0 {
                found.push((code, contents));
            }
            list = rest;
        }
        if list.iter().any(|b| *b != 0) {
            return Err(PageError::Implausible("feature descriptor"));
        }
        Ok(Features(found))
    }

    /// A byte of a descriptor, counted from the start of its head as the specification does.
    fn byte(&self, code: u16, at: usize) -> Option<&'a u8> {
        let (_, contents) = self.0.iter().find(|(known, _)| *known == code)?;
        contents.get(at.checked_sub(4)?)
    }

    fn read(&self) -> Level0 {
        let block_sid = self.byte(0x0402, 4);
        let (run, mechanisms) = (self.byte(0x0404, 5), self.byte(0x0404, 6));
        let mut sscs: Vec<Ssc> = self.0.iter().filter_map(|(code, _)| Ssc::of(*code)).collect();
        sscs.sort_unstable();
        sscs.dedup();
        Level0 {
            locking: self.byte(0x0002, 4).copied().map_or(Locking::UNKNOWN, Locking::parse),
            sscs,
            block_sid: BlockSid {
                owner_password_changed: bit_of(block_sid, 0),
                blocked: bit_of(block_sid, 1),
            },
            data_removal: DataRemoval {
                in_progress: bit_of(run, 0),
                interrupted: bit_of(run, 1),
                overwrite: bit_of(mechanisms, 0),
                block_erase: bit_of(mechanisms, 1),
                crypto_erase: bit_of(mechanisms, 2),
                vendor_erase: bit_of(mechanisms, 5),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A discovery with these descriptors, padded to 2048 bytes.
    fn discovery(features: &[&[u8]]) -> Vec<u8> {
        let list = features.concat();
        let mut bytes = vec![0, 0, 0, 44 + u8::try_from(list.len()).unwrap(), 0, 0, 0, 1];
        bytes.resize(48, 0);
        bytes.extend(list);
        bytes.resize(2048, 0);
        bytes
    }

    const LOCKING: [u8; 16] = [0x00, 0x02, 0x10, 0x0c, 0b0000_1011, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const OPAL_2: [u8; 8] = [0x02, 0x03, 0x10, 0x04, 0x10, 0x00, 0x00, 0x01];
    const BLOCK_SID: [u8; 8] = [0x04, 0x02, 0x10, 0x04, 0b10, 0, 0, 0];
    const REMOVAL: [u8; 8] = [0x04, 0x04, 0x10, 0x04, 0xff, 0b10, 0b0010_0110, 0];

    #[test]
    fn an_opal_drive_says_what_it_is() {
        let level0 = Level0::parse(&discovery(&[&LOCKING, &OPAL_2, &BLOCK_SID, &REMOVAL])).unwrap();
        assert_eq!(level0.sscs, [Ssc::Opal2]);
        let Locking { supported, enabled, locked, media_encryption, mbr_enabled, mbr_done } = level0.locking;
        assert_eq!([supported, enabled, locked], [Answer::Yes, Answer::Yes, Answer::No]);
        assert_eq!([media_encryption, mbr_enabled, mbr_done], [Answer::Yes, Answer::No, Answer::No]);
        let BlockSid { owner_password_changed, blocked } = level0.block_sid;
        assert_eq!([owner_password_changed, blocked], [Answer::No, Answer::Yes]);
        let r = level0.data_removal;
        assert_eq!([r.in_progress, r.interrupted], [Answer::No, Answer::Yes]);
        let mechanisms = [r.overwrite, r.block_erase, r.crypto_erase, r.vendor_erase];
        assert_eq!(mechanisms, [Answer::No, Answer::Yes, Answer::Yes, Answer::Yes]);
    }

    #[test]
    fn a_locked_drive_is_locked() {
        let mut locked = LOCKING;
        locked[4] = 0b0000_0111;
        let level0 = Level0::parse(&discovery(&[&locked])).unwrap();
        assert_eq!((level0.locking.locked, level0.locking.media_encryption), (Answer::Yes, Answer::No));
    }

    #[test]
    fn what_is_absent_is_unknown() {
        let level0 =
            Level0::parse(&discovery(&[&[0x03, 0x03, 0x10, 0x00], &[0x01, 0x00, 0x10, 0x00]])).unwrap();
        assert_eq!(level0.locking, Locking::UNKNOWN);
        assert_eq!(level0.sscs, [Ssc::Enterprise, Ssc::Pyrite2]);
        assert_eq!(
            (level0.block_sid.blocked, level0.data_removal.interrupted),
            (Answer::Unknown, Answer::Unknown)
        );
        // A descriptor that is there but too short says nothing either.
        let level0 =
            Level0::parse(&discovery(&[&[0x00, 0x02, 0x10, 0x00], &[0x04, 0x04, 0x10, 0x02, 0, 1]])).unwrap();
        assert_eq!(level0.locking, Locking::UNKNOWN);
        assert_eq!(
            (level0.data_removal.in_progress, level0.data_removal.overwrite),
            (Answer::Yes, Answer::Unknown)
        );
    }

    #[test]
    fn what_is_cut_or_empty_is_refused() {
        let whole = discovery(&[&LOCKING, &OPAL_2]);
        assert_eq!(Level0::parse(&[0; 2048]), Err(PageError::AllZero));
        assert_eq!(Level0::parse(&[0xff; 2048]), Err(PageError::AllOnes));
        for cut in 0..72 {
            assert!(matches!(Level0::parse(&whole[..cut]), Err(PageError::Short { .. })), "{cut}");
        }
        assert!(Level0::parse(&whole[..72]).is_ok());
        // The header says less than it has itself; a descriptor leaves the list; two say different things.
        let mut small = whole.clone();
        small[3] = 43;
        assert!(matches!(Level0::parse(&small), Err(PageError::Implausible(_))));
        let mut long = whole.clone();
        long[51] = 0x15;
        assert!(matches!(Level0::parse(&long), Err(PageError::Implausible(_))));
        let mut other = LOCKING;
        other[4] = 0b1;
        assert!(matches!(Level0::parse(&discovery(&[&LOCKING, &other])), Err(PageError::Implausible(_))));
        assert!(Level0::parse(&discovery(&[&LOCKING, &LOCKING])).is_ok());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..400), length in 0u8..=255) {
            let _ = Level0::parse(&bytes);
            // With a length that fits, the list is read.
            if let Some(head) = bytes.first_chunk_mut() {
                *head = [0, 0, 0, length];
            }
            let _ = Level0::parse(&bytes);
        }
    }
}
