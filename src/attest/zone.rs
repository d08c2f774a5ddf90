//! A zone's key, as far as signing lots takes it.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;

use super::key::{self, Passphrase};
use super::station::{PassphraseError, StationError};
use super::{openssh, sshsig};

/// A zone that can sign.
pub struct Zone {
    name: String,
    key: SigningKey,
}

impl Zone {
    /// Opens the key in a folder.
    ///
    /// # Errors
    /// [`StationError`].
    pub fn open(
        dir: &Path,
        passphrase: impl FnOnce() -> Result<Passphrase, PassphraseError>,
    ) -> Result<Zone, StationError> {
        let (public, private) = (dir.join("zone.pub"), dir.join("zone.key"));
        let text = fs::read_to_string(&public).map_err(|e| StationError::Io(public.clone(), e))?;
        let (name, public_key) = match text.trim_end().split(' ').collect::<Vec<_>>()[..] {
            [openssh::ED25519, base64, name] => {
                let key = STANDARD.decode(base64).ok().and_then(|blob| openssh::ed25519(&blob));
                (name.to_owned(), key.ok_or(StationError::PublicKeyUnreadable(public))?)
            }
            _ => return Err(StationError::PublicKeyUnreadable(public)),
        };
        let pem = fs::read_to_string(&private).map_err(|e| StationError::Io(private.clone(), e))?;
        let key = key::from_pem(&pem, || passphrase().map_err(Refusal::Asked)).map_err(|e| match e {
            Refusal::Key(flaw) => StationError::Key(private.clone(), flaw),
            Refusal::Asked(error) => StationError::Passphrase(error),
        })?;
        if key.verifying_key() != public_key {
            return Err(StationError::KeyMismatch(private));
        }
        Ok(Zone { name, key })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its fingerprint.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        openssh::fingerprint(&self.key.verifying_key())
    }

    /// Signs something.
    #[must_use]
    pub fn sign(&self, namespace: &str, message: &[u8]) -> String {
        sshsig::sign(&self.key, namespace, message)
    }
}

enum Refusal {
    Key(key::KeyFlaw),
    Asked(PassphraseError),
}

impl From<key::KeyFlaw> for Refusal {
    fn from(flaw: key::KeyFlaw) -> Self {
        Refusal::Key(flaw)
    }
}
