//! The QR code of an attestation: its short form, signed by the station that signed the attestation. Pure.
//!
//! [`core`] is what it says; after it come the 64 bytes of an Ed25519 signature, and both are written as `GOMME1:` and [`base45`]. The
//! signature is the one of an SSHSIG in the namespace of attestations over [`LABEL`] and the core: all else of that SSHSIG can be made
//! again from the core ([`Code::signed`]), so that a code is checked as an attestation is, by the same trust set, certificates
//! and lists. An attestation begins with `{`, and what a code signs does not: neither is ever taken for the other.
//!
//! A code says less than its attestation: the facts from which the result follows are not in it. No answer about a code is the plain yes of
//! an attestation.

pub mod base45;
pub mod core;
#[cfg(test)]
mod tests;

use ed25519_dalek::SigningKey;
use jiff::Timestamp;

pub use self::core::{CodeSigner, Core, CutText};
use super::certificate::CertificateFlaw;
use super::sshsig::{self, SshSig};
use super::trust::TrustSet;
use super::verify::{self, Finding, Verification};
use super::{NAMESPACE, sha256};
use crate::record::Document;
use crate::units;

/// What the text of a code begins with; the number is that of this way of writing.
pub const PREFIX: &str = "GOMME1:";
/// What the text of any version of a code begins with.
const ANY_PREFIX: &str = "GOMME";
/// What stands before the core in the message that is signed.
pub const LABEL: &[u8] = b"gomme-qr-v1\0";
/// The longest text of a code that is read, in bytes; ours are below 750.
pub const MAX_BYTES: usize = 4096;
/// Bytes of an Ed25519 signature.
const SIGNATURE: usize = 64;

/// A core and its signature, not checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    core: Core,
    signature: [u8; SIGNATURE],
}

/// Why a text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFlaw {
    /// Something else: an address, a shopping list.
    NotOne,
    /// Of a later version.
    Newer,
    /// Begun as a code, and not the spelling of one.
    Damaged,
    /// The certificate in it is none.
    Certificate(CertificateFlaw),
}

/// The message that is signed for a core.
fn message(core: &[u8]) -> Vec<u8> {
    [LABEL, core].concat()
}

impl Code {
    /// Signs a core. `None` when the key is not its signer's, or the core has no spelling.
    #[must_use]
    pub fn sign(core: Core, key: &SigningKey) -> Option<Code> {
        let bytes = core.encode().filter(|_| *core.signer.key() == key.verifying_key())?;
        let signature = sshsig::signature(key, NAMESPACE, &message(&bytes));
        Some(Code { core, signature })
    }

    /// What it says, whoever signed it.
    #[must_use]
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// The bytes below the text: the core, then the signature. `None` for a core without spelling, which no code has.
    fn bytes(&self) -> Option<Vec<u8>> {
        Some([self.core.encode()?, self.signature.to_vec()].concat())
    }

    /// The text in the QR code, which is the content of `attestation.qr`: capital letters, digits and `$%*+-./:` and spaces alone, no line
    /// break.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Every code was made or read from a core that has its spelling.
        let bytes = self.bytes().unwrap_or_default();
        format!("{PREFIX}{}", base45::encode(&bytes))
    }

    /// Reads a text.
    ///
    /// # Errors
    /// [`CodeFlaw`].
    pub fn read(text: &str) -> Result<Code, CodeFlaw> {
        let Some(rest) = text.strip_prefix(PREFIX) else {
            let version = text.strip_prefix(ANY_PREFIX).and_then(|rest| rest.split_once(':'));
            let newer = version.and_then(|(version, _)| version.parse().ok()).is_some_and(|v: u32| v > 1);
            return Err(if newer { CodeFlaw::Newer } else { CodeFlaw::NotOne });
        };
        let bytes = base45::decode(rest).filter(|_| text.len() <= MAX_BYTES).ok_or(CodeFlaw::Damaged)?;
        let (core, signature) = bytes.split_last_chunk().ok_or(CodeFlaw::Damaged)?;
        Ok(Code { core: Core::decode(core)?, signature: *signature })
    }

    /// The message that was signed, and the signature over it as `ssh-keygen -Y sign` writes it: what the code stands for, and
    /// what `ssh-keygen -Y verify` can check.
    #[must_use]
    pub fn signed(&self) -> (Vec<u8>, String) {
        let message = message(&self.core.encode().unwrap_or_default());
        (message, sshsig::text(&self.core.signer.blob(), NAMESPACE, &self.signature))
    }

    /// Whether it is the code of that attestation: bound to its bytes, intact, by the same signer, and saying nothing else.
    #[must_use]
    pub fn is_of(&self, document: &Document, attestation: &[u8]) -> bool {
        let (message, signature) = self.signed();
        let intact = SshSig::read(signature.as_bytes()).is_ok_and(|s| s.key_that_signed(&message).is_some());
        let signatory = document.signatory();
        intact
            && self.core.is_bound_to(attestation)
            && signatory.name == self.core.signer.name()
            && signatory.key == super::openssh::fingerprint(self.core.signer.key())
            && Core::of(document, self.core.digest, self.core.signer.clone()).as_ref() == Some(&self.core)
    }
}

impl Core {
    /// Whether these are the bytes of the attestation that it is the short form of.
    #[must_use]
    pub fn is_bound_to(&self, attestation: &[u8]) -> bool {
        units::hex(&self.digest) == sha256(attestation)
    }
}

/// Whether a text says of itself that it is a code, whatever follows.
#[must_use]
pub fn is_code(text: &[u8]) -> bool {
    std::str::from_utf8(text.get(..text.len().min(MAX_BYTES)).unwrap_or_default())
        .is_ok_and(|text| !matches!(Code::read(text), Err(CodeFlaw::NotOne)))
}

/// Checks the text of a code against a trust set, at a moment, as [`verify::verify`] checks an attestation.
///
/// # Errors
/// [`CodeFlaw::NotOne`]: there is nothing to check.
pub fn verify(text: &str, trust: Option<&TrustSet>, at: Timestamp) -> Result<Verification, CodeFlaw> {
    let none = |finding| Verification { finding, key: None, issuer: None, countersignature: None };
    let code = match Code::read(text) {
        Ok(code) => code,
        Err(CodeFlaw::NotOne) => return Err(CodeFlaw::NotOne),
        Err(CodeFlaw::Newer) => return Ok(none(Finding::NewerCode)),
        Err(CodeFlaw::Damaged) => return Ok(none(Finding::DamagedCode)),
        Err(CodeFlaw::Certificate(flaw)) => return Ok(none(Finding::BadCertificate(flaw))),
    };
    let (message, signature) = code.signed();
    let Ok(signature) = SshSig::read(signature.as_bytes()) else { return Ok(none(Finding::DamagedCode)) };
    let name = code.core.signer.name().to_owned();
    let core = Box::new(code.core);
    let finding = verify::signed_by(&message, &signature, trust, at)
        .and_then(|signer| signer.speaks_for(&name))
        .map_or_else(|no| no, |()| Finding::AuthenticCode(core));
    Ok(verify::with_issuer(finding, signature, trust))
}
