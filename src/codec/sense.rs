//! SCSI sense data (SPC-5): fixed format (response codes 70h, 71h) and descriptor format (72h, 73h).

use super::bytes::{array, be16, be32, be64};

/// Sense key 2: not ready.
pub const NOT_READY: u8 = 0x2;
/// Sense key 5: the command, or a field of it, is not known.
pub const ILLEGAL_REQUEST: u8 = 0x5;
/// Sense key 6: something happened to the drive in the meantime.
pub const UNIT_ATTENTION: u8 = 0x6;
/// Sense key Bh: the drive aborted the command.
pub const ABORTED_COMMAND: u8 = 0xb;

/// What sense data say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sense {
    /// Sense key, 0–Fh.
    pub key: u8,
    /// Additional sense code.
    pub asc: u8,
    /// Additional sense code qualifier.
    pub ascq: u8,
    /// Whether it is about an earlier command (response codes 71h, 73h).
    pub deferred: bool,
    /// How far an operation in the background is, of 65536.
    pub progress: Option<u16>,
    /// The information field: mostly the LBA that the command stopped at.
    pub information: Option<u64>,
}

/// The part of the bytes that the drive says it sent: 8 bytes, and byte 7 more.
pub(super) fn sent(bytes: &[u8]) -> &[u8] {
    let length = bytes.get(7).map_or(0, |more| 8 + usize::from(*more));
    bytes.get(..length).unwrap_or(bytes)
}

/// The descriptors of sense data in descriptor format, each whole: type in byte 0, and byte 1 more bytes from byte 2 on. Empty
/// for other formats.
pub(super) fn descriptors(sense: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_descriptor = sense.first().is_some_and(|code| matches!(code & 0x7f, 0x72 | 0x73));
    let mut rest = if is_descriptor { sent(sense).get(8..).unwrap_or_default() } else { &[] };
    std::iter::from_fn(move || {
        let length = 2 + usize::from(*rest.get(1)?);
        let (one, others) = rest.split_at_checked(length)?;
        rest = others;
        Some(one)
    })
}

impl Sense {
    /// Reads sense data; `None` when they end before the additional sense code qualifier, or are of no known format.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Sense> {
        let code = bytes.first()? & 0x7f;
        match code {
            0x70 | 0x71 => Sense::fixed(sent(bytes), code == 0x71),
            0x72 | 0x73 => Sense::of_descriptors(bytes, code == 0x73),
            _ => None,
        }
    }

    fn fixed(bytes: &[u8], deferred: bool) -> Option<Sense> {
        let key = bytes.get(2)? & 0x0f;
        let [asc, ascq] = array(bytes, 12)?;
        let is_valid = bytes[0] & 0x80 != 0;
        let information = be32(bytes, 3).filter(|_| is_valid).map(u64::from);
        let progress = array::<3>(bytes, 15).and_then(|field| progress_of_key(key, field));
        Some(Sense { key, asc, ascq, deferred, progress, information }.without_registers())
    }

    fn of_descriptors(bytes: &[u8], deferred: bool) -> Option<Sense> {
        let [key, asc, ascq] = array(bytes, 1)?;
        let key = key & 0x0f;
        let (mut specific, mut another, mut information) = (None, None, None);
        for one in descriptors(bytes) {
            match one[0] {
                // Information: byte 2 bit 7 says whether it is valid.
                0x00 if one.get(2).is_some_and(|b| b & 0x80 != 0) => information = be64(one, 4),
                // Sense key specific.
                0x02 => specific = array::<3>(one, 4).and_then(|field| progress_of_key(key, field)),
                // Another progress indication, of an operation that is named by its own key.
                0x0a => another = be16(one, 6),
                _ => {}
            }
        }
        let sense = Sense { key, asc, ascq, deferred, progress: specific.or(another), information };
        Some(sense.without_registers())
    }

    /// With 00h/1Dh, the information field of the fixed format holds ATA registers and no LBA.
    fn without_registers(self) -> Sense {
        let information = self.information.filter(|_| !self.has_ata_registers());
        Sense { information, ..self }
    }

    /// 00h/1Dh: ATA PASS-THROUGH INFORMATION AVAILABLE.
    #[must_use]
    pub fn has_ata_registers(&self) -> bool {
        (self.asc, self.ascq) == (0x00, 0x1d)
    }

    /// Key 6, 29h: the drive was reset or lost power. Seen during an erase, that erase is not over.
    #[must_use]
    pub fn is_reset(&self) -> bool {
        self.key == UNIT_ATTENTION && self.asc == 0x29
    }
}

/// The sense key specific field is a progress only with the keys NO SENSE and NOT READY (SPC-5): with ILLEGAL
/// REQUEST it points at a field, with others it counts retries. Bit 7 of its first byte says whether it is valid.
fn progress_of_key(key: u8, [flags, high, low]: [u8; 3]) -> Option<u16> {
    (flags & 0x80 != 0 && matches!(key, 0 | NOT_READY)).then(|| u16::from_be_bytes([high, low]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::unhex;
    use proptest::prelude::*;

    fn parsed(hex: &str) -> Option<Sense> {
        Sense::parse(&unhex(&hex.replace(' ', "")).expect("hexadecimal"))
    }

    #[test]
    fn fixed_format() {
        // Medium error at LBA 12345678h.
        let seen = parsed("f0 00 03 12 34 56 78 0a 00 00 00 00 11 00 00 00 00 00").expect("sense");
        assert_eq!((seen.key, seen.asc, seen.ascq, seen.deferred), (3, 0x11, 0, false));
        assert_eq!((seen.information, seen.progress), (Some(0x1234_5678), None));
        // The same without VALID, of an earlier command.
        let seen = parsed("71 00 03 12 34 56 78 0a 00 00 00 00 11 00 00 00 00 00").expect("sense");
        assert_eq!((seen.information, seen.deferred), (None, true));
        // Sanitize in progress, half way.
        let seen = parsed("70 00 02 00 00 00 00 0a 00 00 00 00 04 1b 00 80 80 00").expect("sense");
        assert_eq!((seen.key, seen.asc, seen.ascq, seen.progress), (2, 4, 0x1b, Some(0x8000)));
    }

    #[test]
    fn descriptor_format() {
        let seen = parsed("72 02 04 1b 00 00 00 08 02 06 00 00 80 40 00 00").expect("sense");
        assert_eq!((seen.key, seen.asc, seen.ascq, seen.progress), (2, 4, 0x1b, Some(0x4000)));
        let seen = parsed("73 03 11 00 00 00 00 0c 00 0a 80 00 00 00 00 12 34 56 78 9a").expect("sense");
        assert_eq!((seen.information, seen.deferred), (Some(0x12_3456_789a), true));
        // Progress of another operation, after a descriptor of a maker.
        let seen = parsed("72 00 00 00 00 00 00 0c 80 02 00 00 0a 06 02 04 1b 00 20 00").expect("sense");
        assert_eq!(seen.progress, Some(0x2000));
    }

    #[test]
    fn a_field_pointer_is_no_progress() {
        assert_eq!(
            parsed("70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 01").map(|s| s.progress),
            Some(None)
        );
        assert_eq!(parsed("72 05 24 00 00 00 00 08 02 06 00 00 c0 00 01 00").map(|s| s.progress), Some(None));
    }

    #[test]
    fn what_was_cut_off_is_not_zero() {
        // Cut before the code, and said to be shorter than the code by byte 7.
        assert_eq!(parsed("70 00 02 00 00 00 00 0a 00 00 00 00 04"), None);
        assert_eq!(parsed("70 00 02 00 00 00 00 04 00 00 00 00 04 1b 00 80 80 00"), None);
        assert_eq!(parsed("72 02 04"), None);
        // Cut within the progress; within a descriptor.
        assert_eq!(
            parsed("70 00 02 00 00 00 00 0a 00 00 00 00 04 1b 00 80 80").map(|s| s.progress),
            Some(None)
        );
        assert_eq!(parsed("72 02 04 1b 00 00 00 08 02 06 00 00 80 40").map(|s| s.progress), Some(None));
        assert_eq!(parsed("72 02 04 1b 00 00 00 07 02 06 00 00 80 40 00 00").map(|s| s.progress), Some(None));
        for nothing in
            ["", "00", "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "7f 00 02 04 1b 00 00 00"]
        {
            assert_eq!(parsed(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn registers_are_no_lba() {
        let seen = parsed("f0 00 01 00 50 40 41 0a 00 00 00 00 00 1d 00 00 00 00").expect("sense");
        assert!(seen.has_ata_registers());
        assert_eq!(seen.information, None);
    }

    #[test]
    fn a_reset_is_seen() {
        assert!(parsed("70 00 06 00 00 00 00 0a 00 00 00 00 29 00 00 00 00 00").expect("sense").is_reset());
        assert!(!parsed("70 00 02 00 00 00 00 0a 00 00 00 00 29 00 00 00 00 00").expect("sense").is_reset());
    }

    proptest! {
        #[test]
        fn any_bytes_are_sense_or_not(mut bytes in proptest::collection::vec(any::<u8>(), 0..64), code in 0x70u8..0x74) {
            if let Some(first) = bytes.first_mut() { *first = *first & 0x80 | code; }
            let whole = Sense::parse(&bytes);
            // What was not sent is not made up: cut data give the same or less.
            for cut in 0..bytes.len() {
                if let (Some(cut), Some(whole)) = (Sense::parse(&bytes[..cut]), whole) {
                    prop_assert_eq!((cut.key, cut.asc, cut.ascq), (whole.key, whole.asc, whole.ascq));
                }
            }
            prop_assert!(whole.is_none_or(|s| s.key < 16 && (s.progress.is_none() || bytes.len() >= 16)));
        }
    }
}
