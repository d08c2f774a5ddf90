//! What is planted and noted on a drive before it is told to erase itself, and looked for afterwards.
//!
//! A *canary* is a block that gomme writes: a function of a seed and of its place. A *witness* is a keyed digest of what a
//! block held; its key never leaves this process, so that nobody can ask a record what was on the drive. The places are
//! drawn before the erase, one in each of as many equal parts as a read-back of such a medium samples; the ends of the
//! drive and the places where counters overflow always hold canaries. After the erase no canary and nothing that a witness
//! noted may be left, down to [`CHUNK_BYTES`] of a canary and a logical block of a witness; and a sample drawn only then is
//! looked at for what the technique should have left.

mod look;
mod plant;
mod visit;

pub use look::{look, retry_after_power_cut};
pub use plant::plant;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::stream::Stream;
use crate::event::{Fill, Planted, StreamCipher};
use crate::units::hex;

/// A piece of a canary that survives by so many bytes counts as a survivor.
pub const CHUNK_BYTES: usize = 32;

/// Every so many places one holds a canary, whatever was there.
pub const CANARY_EVERY: u64 = 16;

/// A content that was found in so many logical blocks is a pattern, and tells nothing when it is found again.
pub const PATTERN_FROM: u32 = 3;

/// What a logical block held before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// Nothing that could be told from a blank one.
    Mute,
    /// A canary, read back from the medium.
    Canary,
    /// This, under the witnesses' key.
    Witness(u64),
}

/// What was planted and noted, in memory: what a journal says of it, and the notes that must not be written down.
#[derive(Debug)]
pub struct Ground {
    /// What the journal says.
    pub planted: Planted,
    places: visit::Blocks,
    notes: Vec<Note>,
    key: WitnessKey,
}

/// The key of the witnesses. It is in this process alone, and is gone with it.
pub(super) struct WitnessKey(zeroize::Zeroizing<[u8; 32]>);

impl std::fmt::Debug for WitnessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WitnessKey")
    }
}

impl WitnessKey {
    fn fresh() -> Option<WitnessKey> {
        let mut key = zeroize::Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut()).ok()?;
        Some(WitnessKey(key))
    }

    /// The first eight bytes of HMAC-SHA-256 of a logical block.
    fn digest(&self, bytes: &[u8]) -> Option<u64> {
        let mut code = Hmac::<Sha256>::new_from_slice(self.0.as_ref()).ok()?;
        code.update(bytes);
        let code = code.finalize().into_bytes();
        Some(u64::from_le_bytes(code.get(..8)?.try_into().ok()?))
    }
}

/// What canaries are made of: a key that anybody can make from the seed.
pub(super) fn canary_stream(seed: &[u8; 32]) -> Option<Stream> {
    let key = Sha256::new().chain_update(b"gomme canary v1").chain_update(seed).finalize();
    Stream::new(&Fill::Random { cipher: StreamCipher::ChaCha12, key: hex(&key) })
}

/// Whether all bytes are the same: which.
pub(super) fn uniform(bytes: &[u8]) -> Option<u8> {
    let first = *bytes.first()?;
    bytes.iter().all(|b| *b == first).then_some(first)
}

/// Whether any aligned piece of a canary is still there.
pub(super) fn holds_canary(stream: &Stream, offset: u64, bytes: &[u8]) -> bool {
    let mut canary = vec![0; bytes.len()];
    stream.write(offset, &mut canary);
    bytes.chunks_exact(CHUNK_BYTES).zip(canary.chunks_exact(CHUNK_BYTES)).any(|(seen, canary)| seen == canary)
}
