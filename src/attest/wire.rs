//! The data types of the SSH protocol (RFC 4251 §5), as far as signatures and public keys need them.

/// Reads SSH wire data from its beginning; every method is `None` when the data ends too early.
#[derive(Clone, Debug)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads these bytes.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader(bytes)
    }

    /// The next `n` bytes.
    pub fn bytes(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    /// A `byte`.
    pub fn byte(&mut self) -> Option<u8> {
        self.bytes(1)?.first().copied()
    }

    /// A `uint32`.
    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.bytes(4)?.try_into().ok()?))
    }

    /// A `uint64`.
    pub fn u64(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(self.bytes(8)?.try_into().ok()?))
    }

    /// A `string`: a length, then so many bytes.
    pub fn string(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.u32()?).ok()?;
        self.bytes(length)
    }

    /// A `string` that is printable ASCII, as names are.
    pub fn name(&mut self) -> Option<&'a str> {
        let name = std::str::from_utf8(self.string()?).ok()?;
        name.bytes().all(|b| b.is_ascii_graphic()).then_some(name)
    }

    /// Whether all was read.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }
}

/// Appends a `string`.
///
/// # Panics
/// Above 4 GiB, which nothing here comes near.
pub fn put_string(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("an SSH string is below 4 GiB");
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_beyond_the_end_is_refused() {
        assert_eq!(Reader::new(&[0, 0, 0, 2, b'a']).string(), None);
        assert_eq!(Reader::new(&[0xff, 0xff, 0xff, 0xff, b'a']).string(), None);
        assert_eq!(Reader::new(&[0, 0, 0]).string(), None);
        let mut reader = Reader::new(&[0, 0, 0, 1, b'a', 7]);
        assert_eq!(reader.string(), Some(&b"a"[..]));
        assert!(!reader.is_at_end());
    }
}
