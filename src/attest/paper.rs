//! A zone's private key as 24 French words, for paper: BIP-39 of the 32 bytes of the key, checksum included.
//!
//! Typing them back needs no accents and no capitals; a wrong word is named with its place. The words are the key itself:
//! they go to a printer or an envelope, never into a file.

use bip39::Language;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::words;

/// How many words: 256 bits and 8 of a checksum, 11 a word.
pub const COUNT: usize = 24;

/// Why typed words are no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperFlaw {
    /// Not 24 words, but so many.
    Count(usize),
    /// A word that the list has not: its place from 1, and itself.
    Unknown(usize, String),
    /// All words are of the list, and the checksum says that one is wrong, or two are exchanged.
    Checksum,
}

/// The words of a key, with their accents.
#[must_use]
pub fn of(seed: &[u8; 32]) -> [Zeroizing<String>; COUNT] {
    let mut bytes = Zeroizing::new([0u8; 33]);
    bytes[..32].copy_from_slice(seed);
    bytes[32] = Sha256::digest(seed)[0];
    std::array::from_fn(|at| {
        let index = (0..11).fold(0, |index, bit| index << 1 | usize::from(bit_of(&bytes[..], at * 11 + bit)));
        Zeroizing::new(words::at(index))
    })
}

/// The key that these words are.
///
/// # Errors
/// [`PaperFlaw`].
pub fn seed_from(typed: &str) -> Result<Zeroizing<[u8; 32]>, PaperFlaw> {
    let plain = Zeroizing::new(words::plain(typed));
    let list: Vec<String> = Language::French.word_list().iter().map(|word| words::plain(word)).collect();
    let mut bytes = Zeroizing::new([0u8; 33]);
    let mut count = 0;
    for (at, word) in plain.split_whitespace().enumerate() {
        count += 1;
        let index = list.iter().position(|known| known == word);
        let index = index.ok_or_else(|| PaperFlaw::Unknown(at + 1, word.to_owned()))?;
        for bit in 0..11 {
            let (byte, place) = ((at * 11 + bit) / 8, (at * 11 + bit) % 8);
            if let Some(byte) = bytes.get_mut(byte)
                && index >> (10 - bit) & 1 == 1
            {
                *byte |= 0x80 >> place;
            }
        }
    }
    if count != COUNT {
        return Err(PaperFlaw::Count(count));
    }
    let mut seed = Zeroizing::new([0u8; 32]);
    seed.copy_from_slice(&bytes[..32]);
    if Sha256::digest(*seed)[0] == bytes[32] { Ok(seed) } else { Err(PaperFlaw::Checksum) }
}

/// A bit, most significant first.
fn bit_of(bytes: &[u8], bit: usize) -> bool {
    bytes[bit / 8] >> (7 - bit % 8) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use bip39::Mnemonic;

    fn seeds() -> [[u8; 32]; 4] {
        [[0; 32], [0xff; 32], [0x7f; 32], std::array::from_fn(|i| u8::try_from(i * 7).unwrap())]
    }

    #[test]
    fn the_words_are_those_of_bip_39() {
        for seed in seeds() {
            let ours = of(&seed).iter().map(|w| w.as_str()).collect::<Vec<_>>().join(" ");
            let theirs = Mnemonic::from_entropy_in(Language::French, &seed).unwrap().to_string();
            assert_eq!(words::plain(&ours), words::plain(&theirs));
            assert_eq!(seed_from(&ours).as_deref(), Ok(&seed));
            assert_eq!(seed_from(&words::plain(&ours).to_uppercase()).as_deref(), Ok(&seed));
        }
    }

    #[test]
    fn what_is_typed_wrong_is_said() {
        let mut typed: Vec<String> = of(&seeds()[3]).iter().map(|w| w.to_string()).collect();
        let numbered: String = (1..).zip(&typed).map(|(n, word)| format!("{n:2}. {word}\n")).collect();
        assert!(seed_from(&numbered).is_ok(), "as it is printed");
        typed[16] = "ordinateur".into();
        assert_eq!(seed_from(&typed.join(" ")), Err(PaperFlaw::Unknown(17, "ordinateur".into())));
        typed = of(&seeds()[3]).iter().map(|w| w.to_string()).collect();
        assert_eq!(seed_from(&typed[1..].join(" ")), Err(PaperFlaw::Count(23)));
        assert_eq!(seed_from(""), Err(PaperFlaw::Count(0)));
        typed.push("abaisser".into());
        assert_eq!(seed_from(&typed.join(" ")), Err(PaperFlaw::Count(25)));
        typed.pop();
        typed.swap(2, 3);
        assert_eq!(seed_from(&typed.join(" ")), Err(PaperFlaw::Checksum));
    }
}
