//! From a record to an attestation that anybody can check, and back.
//!
//! - [`canonical`]: the one spelling of a record (RFC 8785), and the strict reading of received bytes.
//! - [`sshsig`]: the signature format of `ssh-keygen -Y sign`; [`wire`]: what it is made of.
//! - [`trust`]: which stations a reader trusts (an OpenSSH allowed-signers file), and its eight [`words`].
//! - [`lot`]: documents gathered into a lot, and documents found in one.
//! - [`verify`]: bytes, signature and trust set → one verdict. Pure.
//! - [`jobs`]: attestations on disk: finds and reads them, a file or a folder of thousands.
//! - [`station`], [`key`], [`ledger`]: the side that signs.
//!
//! No hardware, no unsafe. `docs/attestation-v1.md` describes the format for those who read it without this program.

pub mod canonical;
pub mod declare;
pub mod durable;
pub mod jobs;
pub mod key;
pub mod ledger;
pub mod lot;
pub mod openssh;
pub mod say;
pub mod sshsig;
pub mod station;
pub mod trust;
pub mod verify;
pub mod wire;
pub mod words;
pub mod zone;

use sha2::{Digest, Sha256};

use crate::units::hex;

/// The SSHSIG namespace of attestations: a signature made for anything else never counts.
pub const NAMESPACE: &str = "gomme-attestation";
/// The SSHSIG namespace of what a zone signs about others’ documents: lots and annual reports.
pub const LOT_NAMESPACE: &str = "gomme-lot";
/// Name of an attestation in the folder of its job.
pub const ATTESTATION_FILE: &str = "attestation.json";
/// Name of its signature, beside it.
pub const SIGNATURE_FILE: &str = "attestation.json.sig";
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
