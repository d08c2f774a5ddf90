//! What a pass writes: a function of the key and the place, so that any block can be made again for the read-back.

use aes::Aes256;
use chacha20::ChaCha12;
use ctr::cipher::{InnerIvInit, KeyInit, KeyIvInit, StreamCipher as _, StreamCipherSeek};

use crate::event::{Fill, StreamCipher};
use crate::units::{MIB, hex, unhex};

/// Bytes generated at a time when comparing: small enough for the second-level cache of old processors.
const SCRATCH: usize = 64 << 10;

/// Makes the bytes of one pass.
#[derive(Clone)]
pub struct Stream {
    maker: Maker,
    scratch: Vec<u8>,
}

#[derive(Clone)]
enum Maker {
    Byte(u8),
    Aes(Box<Aes256>),
    ChaCha([u8; 32]),
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.maker {
            Maker::Byte(_) => "Stream(byte)",
            Maker::Aes(_) => "Stream(aes-256-ctr)",
            Maker::ChaCha(_) => "Stream(chacha12)",
        })
    }
}

/// A fresh random fill: AES where the processor has instructions for it, ChaCha12 where it has not (there it is five
/// times as fast as AES in software, and never gives its key away through the cache).
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn fresh_random() -> Result<Fill, getrandom::Error> {
    let mut key = [0; 32];
    getrandom::fill(&mut key)?;
    let cipher = if std::arch::is_x86_feature_detected!("aes") {
        StreamCipher::Aes256Ctr
    } else {
        StreamCipher::ChaCha12
    };
    Ok(Fill::Random { cipher, key: hex(&key) })
}

impl Stream {
    /// The stream of a fill; `None` when its key is no 256-bit key.
    #[must_use]
    pub fn new(fill: &Fill) -> Option<Stream> {
        let maker = match fill {
            Fill::Byte { value } => Maker::Byte(*value),
            Fill::Random { cipher, key } => {
                let key: [u8; 32] = unhex(key)?.try_into().ok()?;
                match cipher {
                    StreamCipher::Aes256Ctr => Maker::Aes(Box::new(Aes256::new(&key.into()))),
                    StreamCipher::ChaCha12 => Maker::ChaCha(key),
                }
            }
        };
        Some(Stream { maker, scratch: Vec::new() })
    }

    /// Whether every block is the same.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        matches!(self.maker, Maker::Byte(_))
    }

    /// Fills `out` with what belongs at byte `offset` of the drive, a multiple of 16.
    pub fn write(&self, offset: u64, out: &mut [u8]) {
        self.maker.write(offset, out);
    }

    /// Whether `bytes` are what belongs at byte `offset` of the drive, a multiple of 16.
    pub fn holds(&mut self, offset: u64, bytes: &[u8]) -> bool {
        if let Maker::Byte(value) = self.maker {
            return all_are(value, bytes);
        }
        self.scratch.resize(SCRATCH, 0);
        let mut at = offset;
        bytes.chunks(SCRATCH).all(|chunk| {
            let expected = &mut self.scratch[..chunk.len()];
            self.maker.write(at, expected);
            at += chunk.len() as u64;
            same(chunk, expected)
        })
    }
}

impl Maker {
    fn write(&self, offset: u64, out: &mut [u8]) {
        match self {
            Maker::Byte(value) => out.fill(*value),
            Maker::Aes(key) => {
                let counter = u128::from(offset / 16).to_be_bytes();
                let core = ctr::CtrCore::inner_iv_init((**key).clone(), &counter.into());
                ctr::Ctr128BE::<Aes256>::from_core(core).write_keystream(out);
            }
            Maker::ChaCha(key) => {
                // A ChaCha nonce reaches 256 GiB only; a nonce for each mebibyte reaches every drive.
                let (mut at, mut rest) = (offset, out);
                while !rest.is_empty() {
                    let within = at % MIB;
                    let here = usize::try_from(MIB - within).unwrap_or(usize::MAX).min(rest.len());
                    let (chunk, after) = rest.split_at_mut(here);
                    let mut nonce = [0; 12];
                    nonce[..8].copy_from_slice(&(at / MIB).to_le_bytes());
                    let mut cipher = ChaCha12::new(key.into(), &nonce.into());
                    cipher.seek(within);
                    cipher.write_keystream(chunk);
                    (at, rest) = (at + here as u64, after);
                }
            }
        }
    }
}

/// Words compared before the result is looked at: the loop over them has no branch, and becomes vector code.
const LANES: usize = 16;

fn word(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(u64::MAX, u64::from_le_bytes)
}

/// Whether all bytes have one value. Faster by far than a byte-wise `all`: a difference is only looked for every 4 KiB.
fn all_are(value: u8, bytes: &[u8]) -> bool {
    let wanted = u64::from_le_bytes([value; 8]);
    bytes.chunks(4096).all(|page| {
        let mut differ = [0u64; LANES];
        let mut rows = page.chunks_exact(LANES * 8);
        for row in &mut rows {
            for (lane, bytes) in differ.iter_mut().zip(row.chunks_exact(8)) {
                *lane |= word(bytes) ^ wanted;
            }
        }
        differ.iter().fold(0, |a, b| a | b) == 0 && rows.remainder().iter().all(|b| *b == value)
    })
}

/// Whether two slices of one length hold the same bytes; as fast with every C library, unlike `memcmp`.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && left.chunks(4096).zip(right.chunks(4096)).all(|(left, right)| {
            let mut differ = [0u64; LANES];
            let (mut a, mut b) = (left.chunks_exact(LANES * 8), right.chunks_exact(LANES * 8));
            for (a, b) in (&mut a).zip(&mut b) {
                for ((lane, a), b) in differ.iter_mut().zip(a.chunks_exact(8)).zip(b.chunks_exact(8)) {
                    *lane |= word(a) ^ word(b);
                }
            }
            differ.iter().fold(0, |a, b| a | b) == 0 && a.remainder() == b.remainder()
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fills() -> Vec<Fill> {
        let random = |cipher| Fill::Random { cipher, key: hex(&[7; 32]) };
        vec![
            Fill::Byte { value: 0 },
            Fill::Byte { value: 0xaa },
            random(StreamCipher::Aes256Ctr),
            random(StreamCipher::ChaCha12),
        ]
    }

    /// Counter mode of NIST SP 800-38A §6.5, computed block by block with the bare cipher.
    #[test]
    fn aes_counts_blocks_of_16_bytes_from_the_start_of_the_drive() {
        use aes::cipher::{BlockCipherEncrypt, KeyInit};
        let stream = Stream::new(&fills()[2]).unwrap();
        let cipher = Aes256::new(&[7; 32].into());
        for block in [0u64, 1, 31, (1 << 32) - 1, 1 << 32, 1 << 50] {
            let mut expected = aes::Block::from(u128::from(block).to_be_bytes());
            cipher.encrypt_block(&mut expected);
            let mut got = [0; 16];
            stream.write(block * 16, &mut got);
            assert_eq!(got, <[u8; 16]>::from(expected), "block {block}");
        }
    }

    #[test]
    fn streams_of_other_keys_and_places_differ() {
        let mut seen = std::collections::HashSet::new();
        for cipher in [StreamCipher::Aes256Ctr, StreamCipher::ChaCha12] {
            for key in [1u8, 2] {
                let stream = Stream::new(&Fill::Random { cipher, key: hex(&[key; 32]) }).unwrap();
                for offset in [0, 512, 4096, MIB - 512, MIB, 300 << 30, 1 << 45] {
                    let mut block = [0; 512];
                    stream.write(offset, &mut block);
                    assert!(seen.insert(block), "{cipher:?} {key} {offset}");
                }
            }
        }
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        for key in ["", "00", &"0".repeat(63), &"0".repeat(66), &"G".repeat(64)] {
            let fill = Fill::Random { cipher: StreamCipher::Aes256Ctr, key: key.to_string() };
            assert!(Stream::new(&fill).is_none(), "{key}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Any cut of the stream gives the same bytes, and one flipped bit anywhere is seen.
        #[test]
        fn a_stream_is_a_function_of_the_place(
            which in 0usize..4,
            start in 0u64..(1 << 44),
            blocks in 1usize..520,
            cut in 0usize..520,
            flip in any::<(prop::sample::Index, u8)>(),
        ) {
            let mut stream = Stream::new(&fills()[which]).unwrap();
            let (offset, len) = (start * 512, blocks * 512);
            let mut whole = vec![1; len];
            stream.write(offset, &mut whole);
            let cut = (cut % blocks) * 512;
            let mut parts = vec![2; len];
            stream.write(offset, &mut parts[..cut]);
            stream.write(offset + cut as u64, &mut parts[cut..]);
            prop_assert!(whole == parts);
            prop_assert!(stream.holds(offset, &whole));
            whole[flip.0.index(len)] ^= 1 << (flip.1 % 8);
            prop_assert!(!stream.holds(offset, &whole));
        }
    }
}
