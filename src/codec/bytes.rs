//! Numbers out of byte strings. A number that is not wholly there is `None`.

use crate::units::Answer;

/// The `N` bytes from offset `at`.
pub(super) fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// Two bytes, the highest first.
pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_be_bytes)
}

/// Four bytes, the highest first.
pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

/// Eight bytes, the highest first.
pub(super) fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    array(bytes, at).map(u64::from_be_bytes)
}

/// Two bytes, the lowest first.
pub(super) fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

/// Eight bytes, the lowest first.
pub(super) fn le64(bytes: &[u8], at: usize) -> Option<u64> {
    array(bytes, at).map(u64::from_le_bytes)
}

/// Whether a bit is set.
pub(super) fn bit(word: u16, n: u32) -> bool {
    word.checked_shr(n).is_some_and(|shifted| shifted & 1 == 1)
}

/// Something that was observed.
pub(super) fn seen(is_so: bool) -> Answer {
    if is_so { Answer::Yes } else { Answer::No }
}

/// Sum of all bytes, modulo 256.
pub(super) fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| sum.wrapping_add(*byte))
}

/// A padded ASCII string without its padding; `None` when nothing is left. A byte outside 20h–7Eh becomes U+FFFD, so that
/// it is neither lost nor reaches a terminal.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let shown = |byte: &u8| if matches!(byte, 0x20..=0x7e) { char::from(*byte) } else { '\u{fffd}' };
    let text: String = bytes.iter().map(shown).collect();
    let text = text.trim_matches([' ', '\u{fffd}']);
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_or_absent() {
        let bytes = [0x12, 0x34, 0x56, 0x78, 0x9a];
        assert_eq!((be16(&bytes, 0), le16(&bytes, 0)), (Some(0x1234), Some(0x3412)));
        assert_eq!((be32(&bytes, 1), be32(&bytes, 2)), (Some(0x3456_789a), None));
        assert_eq!((be16(&bytes, 4), be16(&bytes, usize::MAX), be64(&bytes, 0)), (None, None, None));
    }

    #[test]
    fn padding_is_no_text() {
        assert_eq!(text(b"  WD \0X  \0\0").as_deref(), Some("WD \u{fffd}X"));
        assert_eq!(text(b"   \0\xff"), None);
    }
}
