//! A station's private key as a file that OpenSSL reads too: PKCS#8 (RFC 5958, RFC 8410) in PEM.
//!
//! Encrypted: PBES2 with scrypt (N = 2^14, r = 8, p = 1) and AES-256-CBC (RFC 8018, RFC 7914). The mode has no integrity of
//! its own, so a key counts only when its public half is the one in `station.pub`. Version 1 without the public key:
//! OpenSSL 3.0 cannot read version 2.

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::{EncodePrivateKey, KeypairBytes};
use pkcs8::{EncryptedPrivateKeyInfoOwned, LineEnding, PrivateKeyInfoRef, SecretDocument};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const PLAIN: &str = "PRIVATE KEY";
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";
/// The largest key file that is read, in bytes; ours are below 400.
pub const MAX_BYTES: usize = 16 * 1024;
/// The largest `N × r` of scrypt that is tried: 256 MiB of memory. A damaged file could ask for anything.
const SCRYPT_LIMIT: u64 = 1 << 21;

/// A passphrase, never empty, wiped from memory after use.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes a passphrase as typed; `None` for an empty one.
    #[must_use]
    pub fn new(typed: String) -> Option<Passphrase> {
        let typed = Zeroizing::new(typed);
        (!typed.is_empty()).then_some(Passphrase(typed))
    }
}

impl PartialEq for Passphrase {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase")
    }
}

/// What marks a station's own journals: derived from its private key, so that whoever has not that key can neither
/// write a journal nor change one. It tells nothing of the private key, and signs nothing.
#[derive(Clone, Copy)]
pub struct JournalKey([u8; 32]);

impl JournalKey {
    /// The one of a station.
    #[must_use]
    pub fn of(key: &SigningKey) -> JournalKey {
        let mut hash = Sha256::new();
        hash.update(b"gomme journal key, version 1");
        hash.update(key.as_bytes());
        JournalKey(hash.finalize().into())
    }

    /// Its bytes, for HMAC.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for JournalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JournalKey")
    }
}

/// Why a key file gives no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFlaw {
    /// Not a PKCS#8 key in PEM.
    NotAKey,
    /// A key of another type, or protected in a way that is not ours.
    OtherKey,
    /// The passphrase does not open it.
    WrongPassphrase,
    /// The operating system gave no random numbers.
    NoRandom,
}

/// A new key from the operating system's random numbers.
///
/// # Errors
/// [`KeyFlaw::NoRandom`].
pub fn generate() -> Result<SigningKey, KeyFlaw> {
    let mut seed = Zeroizing::new([0u8; 32]);
    getrandom::fill(seed.as_mut()).map_err(|_| KeyFlaw::NoRandom)?;
    Ok(SigningKey::from_bytes(&seed))
}

/// The PEM text of a key, encrypted when there is a passphrase.
///
/// # Errors
/// [`KeyFlaw::NoRandom`] when there is no salt to be had.
pub fn to_pem(key: &SigningKey, passphrase: Option<&Passphrase>) -> Result<Zeroizing<String>, KeyFlaw> {
    let bytes = KeypairBytes { secret_key: key.to_bytes(), public_key: None };
    let pem = match passphrase {
        Some(passphrase) => bytes.to_pkcs8_encrypted_pem(passphrase.0.as_bytes(), LineEnding::LF),
        None => bytes.to_pkcs8_pem(LineEnding::LF),
    };
    pem.map_err(|_| KeyFlaw::NoRandom)
}

/// Reads a key; the passphrase is asked for only when the key is encrypted.
///
/// # Errors
/// The [`KeyFlaw`], or whatever kept the passphrase from being had.
pub fn from_pem<E: From<KeyFlaw>>(
    pem: &str,
    passphrase: impl FnOnce() -> Result<Passphrase, E>,
) -> Result<SigningKey, E> {
    let (label, document) = SecretDocument::from_pem(pem).map_err(|_| KeyFlaw::NotAKey)?;
    match label {
        PLAIN => Ok(from_der(document.as_bytes(), KeyFlaw::OtherKey)?),
        ENCRYPTED => {
            let info = encrypted(document.as_bytes())?;
            let passphrase = passphrase()?;
            let document = info.decrypt(passphrase.0.as_bytes()).map_err(|_| KeyFlaw::WrongPassphrase)?;
            // Once in 256 tries a wrong passphrase leaves something that ends as it should; it is no key then.
            Ok(from_der(document.as_bytes(), KeyFlaw::WrongPassphrase)?)
        }
        _ => Err(KeyFlaw::NotAKey.into()),
    }
}

fn encrypted(der: &[u8]) -> Result<EncryptedPrivateKeyInfoOwned, KeyFlaw> {
    let info = EncryptedPrivateKeyInfoOwned::try_from(der).map_err(|_| KeyFlaw::NotAKey)?;
    let scrypt = info.encryption_algorithm.pbes2().and_then(|p| p.kdf.scrypt()).ok_or(KeyFlaw::OtherKey)?;
    let cost = scrypt.cost_parameter.saturating_mul(u64::from(scrypt.block_size));
    if cost > SCRYPT_LIMIT || scrypt.parallelization > 16 { Err(KeyFlaw::OtherKey) } else { Ok(info) }
}

fn from_der(der: &[u8], otherwise: KeyFlaw) -> Result<SigningKey, KeyFlaw> {
    let info = PrivateKeyInfoRef::try_from(der).map_err(|_| otherwise)?;
    let bytes = KeypairBytes::try_from(info).map_err(|_| otherwise)?;
    Ok(SigningKey::from_bytes(&bytes.secret_key))
}
