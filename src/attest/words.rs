//! Eight French words that stand for a file: what is printed on a convention and read over the telephone.
//!
//! SHA-256 of the file's bytes; its first 88 bits, cut into eight groups of 11 bits, most significant bit first; each group
//! is an index (from 0) into the French word list of BIP-39. No checksum: the words are compared, never decoded.

use bip39::Language;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How many words.
pub const COUNT: usize = 8;

/// The words of these bytes, with their accents, in lower case.
#[must_use]
pub fn of(bytes: &[u8]) -> [String; COUNT] {
    of_digest(&Sha256::digest(bytes).into())
}

/// The words of a file that has this SHA-256.
#[must_use]
pub fn of_digest(digest: &[u8; 32]) -> [String; COUNT] {
    let mut word_bits = digest[..11].iter().fold(0u128, |bits, byte| (bits << 8) | u128::from(*byte));
    word_bits <<= 128 - 88;
    std::array::from_fn(|i| {
        let index = (word_bits << (11 * i)) >> (128 - 11);
        usize::try_from(index).map_or_else(|_| String::new(), at)
    })
}

/// The word of an index of 11 bits; empty beyond.
pub(super) fn at(index: usize) -> String {
    Language::French.word_list().get(index).map(|word| word.nfc().collect()).unwrap_or_default()
}

/// Whether somebody typed these words: accents, capitals and the kind of gap between words do not matter.
#[must_use]
pub fn matches(words: &[String; COUNT], typed: &str) -> bool {
    let plain = plain(typed);
    plain.split_whitespace().eq(words.iter().map(|w| self::plain(w)))
}

/// Lower case, without accents; everything that is no letter becomes a space.
pub(super) fn plain(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphabetic() { c } else { ' ' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_words_are_the_first_88_bits() {
        // printf '' | sha256sum: e3b0c442 98fc1c14 9afbf4…; 0xe3b = 11100011101 10000110001 …
        let list = Language::French.word_list();
        let words = of(b"");
        let nfc = |i: usize| list[i].nfc().collect::<String>();
        assert_eq!(words[0], nfc(0b111_0001_1101));
        assert_eq!(words[1], nfc(0b100_0011_0001));
        // The last eleven of the first 88 bits: bytes 9 and 10 are 0xfb 0xf4.
        assert_eq!(words[7], nfc(0b011_1111_0100));
    }

    #[test]
    fn typing_without_accents_is_enough_and_a_wrong_word_is_not() {
        let words = of(b"a trust set");
        let said = words.join(" ");
        assert!(matches(&words, &said));
        assert!(matches(&words, &plain(&said)));
        assert!(matches(&words, &said.to_uppercase()));
        assert!(matches(&words, &words.join("\n- ")));
        assert!(!matches(&words, &words[..7].join(" ")));
        assert!(!matches(&words, &format!("{said} {}", words[0])));
        assert!(!matches(&words, &of(b"another").join(" ")));
        assert!(!matches(&words, ""));
    }

    #[test]
    fn no_two_words_differ_by_accents_alone() {
        let plain: BTreeSet<String> = Language::French.word_list().iter().map(|w| plain(w)).collect();
        assert_eq!(plain.len(), 2048);
        assert!(plain.iter().all(|w| w.bytes().all(|b| b.is_ascii_lowercase())));
    }
}
