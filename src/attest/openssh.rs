//! Ed25519 public keys as OpenSSH writes them (RFC 8709 §4).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha256};

use super::wire::{Reader, put_string};

/// The name of the one key type that stations use.
pub const ED25519: &str = "ssh-ed25519";

/// The key as a blob: what the base64 of a `.pub` file holds.
#[must_use]
pub fn blob(key: &VerifyingKey) -> Vec<u8> {
    let mut blob = Vec::with_capacity(51);
    put_string(&mut blob, ED25519.as_bytes());
    put_string(&mut blob, key.as_bytes());
    blob
}

/// The Ed25519 key in a blob; `None` for another type, a bad point, or trailing bytes.
#[must_use]
pub fn ed25519(blob: &[u8]) -> Option<VerifyingKey> {
    let mut reader = Reader::new(blob);
    if reader.name()? != ED25519 {
        return None;
    }
    let key = VerifyingKey::from_bytes(reader.string()?.try_into().ok()?).ok()?;
    reader.is_at_end().then_some(key)
}

/// `ssh-ed25519 AAAA…`
#[must_use]
pub fn line(key: &VerifyingKey) -> String {
    format!("{ED25519} {}", STANDARD.encode(blob(key)))
}

/// The fingerprint that `ssh-keygen -l` prints: `SHA256:` and 43 characters.
#[must_use]
pub fn fingerprint(key: &VerifyingKey) -> String {
    fingerprint_of_blob(&blob(key))
}

/// The fingerprint of any public key blob.
#[must_use]
pub fn fingerprint_of_blob(blob: &[u8]) -> String {
    format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(blob)))
}
