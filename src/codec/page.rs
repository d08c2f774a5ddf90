//! Pages of fixed length, with offsets that the compiler checks.

use std::error::Error;
use std::fmt;

/// Why bytes are not the page that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageError {
    /// Fewer bytes than the page has.
    Short {
        /// Bytes of the page.
        wanted: usize,
        /// Bytes that came.
        got: usize,
    },
    /// Nothing but zeros: what a bridge answers that does not pass the command on.
    AllZero,
    /// Nothing but ones: what a bus reads where there is no device.
    AllOnes,
    /// The named field holds what no drive can mean.
    Implausible(&'static str),
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PageError::Short { wanted, got } => write!(f, "{got} bytes instead of {wanted}"),
            PageError::AllZero => f.write_str("nothing but zeros"),
            PageError::AllOnes => f.write_str("nothing but ones"),
            PageError::Implausible(field) => write!(f, "implausible {field}"),
        }
    }
}

impl Error for PageError {}

/// The first `N` bytes of an answer. An offset beyond them does not compile.
#[derive(Clone, Copy)]
pub(super) struct Page<'a, const N: usize>(&'a [u8; N]);

impl<'a, const N: usize> Page<'a, N> {
    /// The page at the start of some bytes, which may be all zero.
    pub(super) fn maybe_zero(bytes: &'a [u8]) -> Result<Self, PageError> {
        let page = bytes.first_chunk().ok_or(PageError::Short { wanted: N, got: bytes.len() })?;
        if page.iter().all(|b| *b == 0xff) {
            return Err(PageError::AllOnes);
        }
        Ok(Page(page))
    }

    /// The page at the start of some bytes, which holds something.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, PageError> {
        let page = Self::maybe_zero(bytes)?;
        if page.is_zero() { Err(PageError::AllZero) } else { Ok(page) }
    }

    /// Whether there is nothing but zeros.
    pub(super) fn is_zero(self) -> bool {
        self.0.iter().all(|b| *b == 0)
    }

    /// All bytes.
    pub(super) fn bytes(self) -> &'a [u8; N] {
        self.0
    }

    /// `W` bytes at the offset `AT`.
    pub(super) fn at<const AT: usize, const W: usize>(self) -> [u8; W] {
        const { assert!(AT + W <= N, "a field within the page") };
        let mut out = [0; W];
        out.copy_from_slice(&self.0[AT..AT + W]);
        out
    }

    /// The byte at an offset.
    pub(super) fn byte<const AT: usize>(self) -> u8 {
        let [byte] = self.at::<AT, 1>();
        byte
    }

    /// A little-endian number of 16 bits.
    pub(super) fn u16<const AT: usize>(self) -> u16 {
        u16::from_le_bytes(self.at::<AT, 2>())
    }

    /// A little-endian number of 32 bits.
    pub(super) fn u32<const AT: usize>(self) -> u32 {
        u32::from_le_bytes(self.at::<AT, 4>())
    }

    /// A little-endian number of 64 bits.
    pub(super) fn u64<const AT: usize>(self) -> u64 {
        u64::from_le_bytes(self.at::<AT, 8>())
    }

    /// A little-endian number of 128 bits.
    pub(super) fn u128<const AT: usize>(self) -> u128 {
        u128::from_le_bytes(self.at::<AT, 16>())
    }

    /// Printable ASCII, padded at its end with spaces or zeros; the padding is cut off. May be empty.
    pub(super) fn text<const AT: usize, const W: usize>(
        self,
        field: &'static str,
    ) -> Result<String, PageError> {
        let bytes = self.at::<AT, W>();
        let end = bytes.iter().rposition(|b| !matches!(b, 0 | b' ')).map_or(0, |last| last + 1);
        let text = bytes.get(..end).unwrap_or_default();
        if text.iter().any(|b| !matches!(b, b' '..=b'~')) {
            return Err(PageError::Implausible(field));
        }
        Ok(String::from_utf8_lossy(text.trim_ascii_start()).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_where_they_stand() {
        let bytes: Vec<u8> = (1..=40).collect();
        let page: Page<'_, 32> = Page::new(&bytes).unwrap();
        assert_eq!(page.byte::<31>(), 32);
        assert_eq!(page.u16::<1>(), 0x0302);
        assert_eq!(page.u32::<4>(), 0x0807_0605);
        assert_eq!(page.u64::<0>(), 0x0807_0605_0403_0201);
        assert_eq!(page.u128::<16>(), 0x201f_1e1d_1c1b_1a19_1817_1615_1413_1211);
    }

    #[test]
    fn short_zero_and_ones_are_told_apart() {
        let page = |bytes: &[u8]| Page::<4>::new(bytes).map(Page::bytes).copied();
        assert_eq!(page(&[1, 2, 3]), Err(PageError::Short { wanted: 4, got: 3 }));
        assert_eq!(page(&[0, 0, 0, 0, 1]), Err(PageError::AllZero));
        assert_eq!(page(&[0xff; 4]), Err(PageError::AllOnes));
        assert_eq!(page(&[0, 0, 0, 1, 9]), Ok([0, 0, 0, 1]));
        assert!(Page::<4>::maybe_zero(&[0; 4]).unwrap().is_zero());
    }

    #[test]
    fn text_is_ascii_or_refused() {
        let text = |bytes: &[u8; 6]| Page::<6>::maybe_zero(bytes).unwrap().text::<0, 6>("text");
        assert_eq!(text(b"AB C  "), Ok("AB C".to_owned()));
        assert_eq!(text(b" A\0\0 \0"), Ok("A".to_owned()));
        assert_eq!(text(b"\0\0\0\0\0\0"), Ok(String::new()));
        for bad in [b"A\0B   ", b"A\xe9    ", b"A\n    ", b"A    \x7f"] {
            assert_eq!(text(bad), Err(PageError::Implausible("text")), "{bad:?}");
        }
    }
}
