//! From a record to an attestation that anybody can check, and back.
//!
//! - [`canonical`]: the one spelling of a record (RFC 8785), and the strict reading of received bytes.
//! - [`sshsig`]: the signature format of `ssh-keygen -Y sign`; [`wire`]: what it is made of.
//! - [`certificate`]: a zone's word that a key is a station's, as an OpenSSH certificate.
//! - [`revocation`]: which certificates a zone takes back ([`krl`]: the format of OpenSSH).
//! - [`trust`]: which stations a reader trusts (an OpenSSH allowed-signers file), and its eight [`words`];
//!   [`trust_folder`]: the set and the lists of its zones, as files.
//! - [`lot`]: documents gathered into a lot, and documents found in one.
//! - [`verify`]: bytes, signature and trust set → one verdict. Pure.
//! - [`qr`]: the short form of an attestation, in a QR code. Pure.
//! - `station`, `key`, `ledger`: the side that signs; `zone`: the side that certifies, and `paper`, its key in words.
//!
//! The last two have no place in a web page, and are not there when it is built. No hardware, no unsafe.
//! `docs/attestation-v1.md` describes the format for those who read it without this program.

pub mod canonical;
pub mod certificate;
#[cfg(not(target_family = "wasm"))]
pub mod declare;
#[cfg(not(target_family = "wasm"))]
pub mod durable;
#[cfg(not(target_family = "wasm"))]
pub mod key;
pub mod krl;
#[cfg(not(target_family = "wasm"))]
pub mod ledger;
pub mod lot;
pub mod name;
pub mod openssh;
#[cfg(not(target_family = "wasm"))]
pub mod paper;
pub mod qr;
pub mod revocation;
pub mod say;
#[cfg(not(target_family = "wasm"))]
mod say_station;
pub mod sshsig;
#[cfg(not(target_family = "wasm"))]
pub mod station;
pub mod succession;
pub mod trust;
pub mod trust_folder;
pub mod verify;
pub mod wire;
pub mod words;
#[cfg(not(target_family = "wasm"))]
pub mod zone;

use sha2::{Digest, Sha256};

use crate::units::hex;

/// The SSHSIG namespace of attestations: a signature made for anything else never counts.
pub const NAMESPACE: &str = "gomme-attestation";
/// The namespace of trust sets that zones sign.
pub const TRUST_NAMESPACE: &str = "gomme-trust";
/// The namespace of a zone's list of revoked certificates.
pub const REVOCATIONS_NAMESPACE: &str = "gomme-revocations";
/// The namespace of what a zone countersigns.
pub const LOT_NAMESPACE: &str = "gomme-lot";
/// Name of an attestation in the folder of its job.
pub const ATTESTATION_FILE: &str = "attestation.json";
/// Name of its signature, beside it.
pub const SIGNATURE_FILE: &str = "attestation.json.sig";
/// Name of the text of its QR code, beside it.
pub const CODE_FILE: &str = "attestation.qr";
/// Name of the journal in the folder of a job; alone there, it tells of a job that did not come to its end.
pub const JOURNAL_FILE: &str = "journal.jsonl";

/// An attestation and its signature, as the two files hold them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The bytes of `attestation.json`.
    pub attestation: Vec<u8>,
    /// The text of `attestation.json.sig`.
    pub signature: String,
}

impl Signed {
    /// The digest that a ledger keeps of it: SHA-256 of the attestation, 64 hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        sha256(&self.attestation)
    }
}

/// SHA-256 as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
