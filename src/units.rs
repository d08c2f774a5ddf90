//! Amounts and times, as types and as people read them.

use serde::{Deserialize, Serialize};

/// One mebibyte, in bytes.
pub const MIB: u64 = 1 << 20;
/// One gibibyte, in bytes.
pub const GIB: u64 = 1 << 30;

/// Now, to the second: what a record holds. Sub-second digits would claim a precision that no clock here has.
#[cfg(not(target_family = "wasm"))]
#[must_use]
pub fn now() -> jiff::Timestamp {
    to_second(jiff::Timestamp::now())
}

/// Cuts a time down to its whole second.
#[must_use]
pub fn to_second(at: jiff::Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// Milliseconds in a duration, saturating: 585 million years fit.
#[must_use]
pub fn millis(d: std::time::Duration) -> u64 {
    u64::try_from(d.as_millis()).unwrap_or(u64::MAX)
}

/// Three answers: what was not learnt is never taken for a yes or a no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Observed to be so.
    Yes,
    /// Observed not to be so.
    No,
    /// Not observed.
    Unknown,
}

/// Lower-case hexadecimal digits of some bytes.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut s, b| {
        let _ = write!(s, "{b:02x}");
        s
    })
}

/// The bytes of lower-case hexadecimal digits; `None` for anything else.
#[must_use]
pub fn unhex(digits: &str) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) || digits.bytes().any(|b| !matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_goes_both_ways_and_refuses_other_spellings() {
        assert_eq!(hex(&[0, 0xff, 0x1a]), "00ff1a");
        assert_eq!(unhex("00ff1a"), Some(vec![0, 0xff, 0x1a]));
        for bad in ["0", "0F", "zz", "é0"] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }
}
