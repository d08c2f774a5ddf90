//! Strings that hardware gives, made fit for a record: NFC, no control characters, no padding, not endless.

use unicode_normalization::UnicodeNormalization;

/// Longer than any identifier of the standards (NVMe: 40 bytes, SCSI VPD: 252 bytes).
const LONGEST_BYTES: usize = 256;

/// The text in some bytes; `None` when nothing is left.
#[must_use]
pub fn clean(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::new();
    for word in text.split(|c: char| c.is_control() || c.is_whitespace() || is_invisible(c)) {
        let word: String = word.nfc().collect();
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word);
    }
    let mut end = out.len().min(LONGEST_BYTES);
    while !out.is_char_boundary(end) {
        end -= 1;
    }
    out.truncate(end);
    // Normalising words apart and joining them with spaces is NFC, and so is what is left after a cut between characters.
    let out = out.trim_end().to_owned();
    (!out.is_empty()).then_some(out)
}

/// Characters that show as nothing, or turn the direction of what follows, and replacement marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}' | '\u{fff9}'..='\u{fffb}')
}

/// An identifier that tells drives apart; words that makers leave in place of one are none.
#[must_use]
pub fn identifier(bytes: &[u8]) -> Option<String> {
    let text = clean(bytes)?;
    let bare: String = text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let empty = bare.chars().all(|c| matches!(c, '0' | 'x' | 'f'));
    let junk = matches!(
        bare.as_str(),
        "unknown"
            | "none"
            | "na"
            | "notapplicable"
            | "notavailable"
            | "notspecified"
            | "tobefilledbyoem"
            | "defaultstring"
            | "systemserialnumber"
            | "systemmanufacturer"
            | "systemproductname"
            | "oem"
            | "invalid"
            | "default"
            | "serial"
            | "serialnumber"
            | "productname"
            | "123456789"
            | "0123456789"
            | "1234567890"
            | "0123456789abcdef"
            | "0123456789abcde"
    );
    (!empty && !junk).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn padding_and_control_characters_go() {
        assert_eq!(clean(b"  WDC  WD10EZEX-08W \0\n").as_deref(), Some("WDC WD10EZEX-08W"));
        assert_eq!(clean(b"S3\x1b[31mX\xff"), Some("S3 [31mX".to_owned()));
        assert_eq!(clean(b" \0\t"), None);
        assert_eq!(clean("e\u{301}".as_bytes()).as_deref(), Some("é"));
    }

    #[test]
    fn placeholders_are_no_identifiers() {
        for junk in [
            "To be filled by O.E.M.",
            "Default string",
            "None",
            "0000000000000000",
            "0123456789ABCDEF",
            "N/A",
        ] {
            assert_eq!(identifier(junk.as_bytes()), None, "{junk}");
        }
        assert_eq!(identifier(b"S4EVNX0M512345").as_deref(), Some("S4EVNX0M512345"));
    }

    proptest! {
        #[test]
        fn what_is_clean_stays_as_it_is(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Some(once) = clean(&bytes) {
                prop_assert!(once.len() <= LONGEST_BYTES);
                prop_assert!(!once.chars().any(char::is_control));
                prop_assert_eq!(clean(once.as_bytes()), Some(once.clone()));
            }
        }

        #[test]
        fn unicode_too(text in any::<String>()) {
            if let Some(once) = clean(text.as_bytes()) {
                prop_assert_eq!(once.nfc().collect::<String>(), once.clone());
                prop_assert_eq!(clean(once.as_bytes()), Some(once));
            }
        }
    }
}
