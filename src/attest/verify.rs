//! Bytes, signature and trust set → one finding. Pure: no file, no clock.
//!
//! The order is the point: the signature is checked over the bytes as received, then its key against the trust set, and only
//! then are those same bytes read. What a stranger signed is never shown as true.

use jiff::Timestamp;

use super::canonical::{self, Flaw};
use super::sshsig::{Malformed, Signer, SshSig};
use super::trust::{Standing, TrustSet};
use super::{LOT_NAMESPACE, NAMESPACE, openssh};
use crate::record::Document;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The answer.
    pub finding: Finding,
    /// Fingerprint of the key that the signature names, right or wrong.
    pub key: Option<String>,
}

/// The answers. Only the first is a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Signed by a trusted station or zone, unchanged, well formed, and consistent. Says nothing yet of a drive: see its result.
    Authentic(Document),
    /// The signature is intact; whose it is, the trust set does not say.
    UnknownIssuer,
    /// The signature is intact; there is no trust set to say whose it is.
    NoTrustSet,
    /// The signature was not made over these bytes.
    Modified,
    /// Signed, but as something else than an attestation.
    WrongNamespace(String),
    /// The signature file is not one.
    MalformedSignature(Malformed),
    /// Signed by another type of key, or with a certificate, which this version cannot check.
    UnsupportedSigner(String),
    /// The trust set trusts the key only later.
    NotYetValid(Timestamp),
    /// The trust set trusted the key only until earlier.
    Expired(Timestamp),
    /// The trust set trusts the key for other uses.
    NotForAttestations,
    /// Signed by a trusted key, but in the name of another station or zone.
    WrongStation(String),
    /// Signed by a trusted station, but nothing that this version reads as an attestation.
    Malformed(Flaw),
}

impl Finding {
    /// The finding in the `--json` output; stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Finding::Authentic(_) => "authentic",
            Finding::UnknownIssuer | Finding::NoTrustSet => "unknown_issuer",
            Finding::Modified => "modified",
            Finding::WrongNamespace(_) => "wrong_namespace",
            Finding::MalformedSignature(_) => "malformed_signature",
            Finding::UnsupportedSigner(_) => "unsupported_signer",
            Finding::NotYetValid(_) => "not_yet_valid",
            Finding::Expired(_) => "expired",
            Finding::NotForAttestations => "not_for_attestations",
            Finding::WrongStation(_) => "wrong_station",
            Finding::Malformed(Flaw::OtherKind(_)) => "other_kind",
            Finding::Malformed(Flaw::NewerSchema(_)) => "newer_schema",
            Finding::Malformed(Flaw::Inconsistent) => "inconsistent",
            Finding::Malformed(Flaw::TooLarge) => "too_large",
            Finding::Malformed(_) => "malformed",
        }
    }

    /// Whether it is authentic, and what it says is good news ([`Document::is_favourable`]).
    #[must_use]
    pub fn is_authentic_and_favourable(&self) -> bool {
        matches!(self, Finding::Authentic(document) if document.is_favourable())
    }
}

/// Checks an attestation and the text of its signature against a trust set, at a moment (which matters for the validity of
/// the trust set's lines alone, as with `ssh-keygen -Y verify`).
#[must_use]
pub fn verify(attestation: &[u8], signature: &[u8], trust: Option<&TrustSet>, at: Timestamp) -> Verification {
    if attestation.len() > canonical::MAX_BYTES {
        return Verification { finding: Finding::Malformed(Flaw::TooLarge), key: None };
    }
    match SshSig::read(signature) {
        Ok(signature) => {
            let finding = judge(attestation, &signature, trust, at).unwrap_or_else(|no| no);
            Verification { finding, key: Some(signature.fingerprint) }
        }
        Err(malformed) => Verification { finding: Finding::MalformedSignature(malformed), key: None },
    }
}

/// Both sides are findings: the left one is where the checks ended early.
fn judge(
    attestation: &[u8],
    signature: &SshSig,
    trust: Option<&TrustSet>,
    at: Timestamp,
) -> Result<Finding, Finding> {
    if let Signer::Unsupported(kind) = &signature.signer {
        return Err(Finding::UnsupportedSigner(kind.clone()));
    }
    let key = signature.key_that_signed(attestation).ok_or(Finding::Modified)?;
    let wrong_namespace = || Finding::WrongNamespace(signature.namespace.clone());
    let of_zone = match signature.namespace.as_str() {
        NAMESPACE => false,
        LOT_NAMESPACE => true,
        _ => return Err(wrong_namespace()),
    };
    let trust = trust.ok_or(Finding::NoTrustSet)?;
    let lines = match trust.standing(&key, &signature.namespace, at) {
        Standing::Trusted(lines) => lines,
        Standing::NotYetValid(from) => return Err(Finding::NotYetValid(from)),
        Standing::Expired(until) => return Err(Finding::Expired(until)),
        Standing::OtherNamespace => return Err(Finding::NotForAttestations),
        Standing::Unknown => return Err(Finding::UnknownIssuer),
    };
    let document = canonical::parse_document(attestation).map_err(Finding::Malformed)?;
    // A zone that lists documents is no station that erased, and the other way round: one key, one purpose.
    if document.kind().is_of_zone() != of_zone {
        return Err(wrong_namespace());
    }
    let signatory = document.signatory();
    if signatory.key != openssh::fingerprint(&key) || !lines.iter().any(|line| line.is_about(signatory.name))
    {
        return Err(Finding::WrongStation(signatory.name.to_owned()));
    }
    Ok(Finding::Authentic(document))
}

/// The document of a station in bytes that are intact: signed, by the key that the document itself names. Whose key that is, this
/// does not say: it is what `ssh-keygen -Y check-novalidate` tells, and enough where a zone vouches for the digest.
#[must_use]
pub fn intact(attestation: &[u8], signature: &[u8]) -> Option<Document> {
    let signature = SshSig::read(signature).ok()?;
    let key = signature.key_that_signed(attestation).filter(|_| signature.namespace == NAMESPACE)?;
    let document = canonical::parse_document(attestation).ok()?;
    let own = document.signatory().key == openssh::fingerprint(&key);
    (own && !document.kind().is_of_zone()).then_some(document)
}
