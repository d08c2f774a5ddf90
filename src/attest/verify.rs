//! Bytes, signature and trust set → one finding. Pure: no file, no clock.
//!
//! The order is the point: the signature is checked over the bytes as received, then its key against the trust set, and only
//! then are those same bytes read. What a stranger signed is never shown as true.

use ed25519_dalek::VerifyingKey;
use jiff::Timestamp;

use super::canonical::{self, Flaw};
use super::certificate::CertificateFlaw;
use super::lot::Countersignature;
use super::qr::Core;
use super::revocation::Revoked;
use super::sshsig::{Malformed, Signer, SshSig};
use super::trust::{Standing, TrustSet};
use super::{LOT_NAMESPACE, NAMESPACE, openssh};
use crate::record::Document;
use crate::record::lot::LotRecord;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The answer.
    pub finding: Finding,
    /// Fingerprint of the key that the signature names, right or wrong.
    pub key: Option<String>,
    /// Who stands behind that key, as far as the trust set knows.
    pub issuer: Option<Issuer>,
    /// What zones vouch for, where it is authentic and stands in a lot that was looked at ([`super::lot::verify_with`]).
    pub countersignature: Option<Countersignature>,
}

/// Who stands behind a station's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issuer {
    /// The trust set names the station itself.
    LoneStation,
    /// A zone of the trust set certified the station.
    Zone {
        /// Its name.
        name: String,
        /// When its list of revoked certificates was made; `None` when none is at hand.
        revocations: Option<Timestamp>,
    },
}

/// The answers. Only the first is a plain yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Signed by a trusted station or zone, unchanged, well formed, and consistent. Says nothing yet of a drive: see its result.
    Authentic(Document),
    /// The short form in a QR code, signed by a trusted station: what it says, and no fact of it. Never the answer about an attestation.
    AuthenticCode(Box<Core>),
    /// Begun as a QR code of ours, and not the spelling of one.
    DamagedCode,
    /// A QR code of a later version.
    NewerCode,
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
    /// Signed by another type of key, which this version cannot check.
    UnsupportedSigner(String),
    /// Signed with a certificate that no gomme made, or a damaged one.
    BadCertificate(CertificateFlaw),
    /// The trust set trusts the key only later.
    NotYetValid(Timestamp),
    /// The trust set trusted the key only until earlier.
    Expired(Timestamp),
    /// The station's certificate is in force only later.
    CertificateNotYetValid(Timestamp),
    /// The station's certificate was in force only until earlier, and no zone countersigned the attestation.
    CertificateExpired(Timestamp),
    /// A zone took its trust back.
    Revoked(Box<Revoked>),
    /// The zone with this name, or these names, certified a station that is not its own.
    OtherZone(String),
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
            Finding::AuthenticCode(_) => "authentic_code",
            Finding::DamagedCode => "malformed",
            Finding::NewerCode => "newer_schema",
            Finding::UnknownIssuer | Finding::NoTrustSet => "unknown_issuer",
            Finding::Modified => "modified",
            Finding::WrongNamespace(_) => "wrong_namespace",
            Finding::MalformedSignature(_) => "malformed_signature",
            Finding::UnsupportedSigner(_) => "unsupported_signer",
            Finding::BadCertificate(_) => "certificate_refused",
            Finding::NotYetValid(_) | Finding::CertificateNotYetValid(_) => "not_yet_valid",
            Finding::Expired(_) | Finding::CertificateExpired(_) => "expired",
            Finding::Revoked(_) => "revoked",
            Finding::OtherZone(_) => "other_zone",
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
/// certificates and of the trust set's lines alone, as with `ssh-keygen -Y verify`).
#[must_use]
pub fn verify(attestation: &[u8], signature: &[u8], trust: Option<&TrustSet>, at: Timestamp) -> Verification {
    if attestation.len() > canonical::MAX_BYTES {
        return Verification {
            finding: Finding::Malformed(Flaw::TooLarge),
            key: None,
            issuer: None,
            countersignature: None,
        };
    }
    match SshSig::read(signature) {
        Ok(signature) => {
            let finding = judge(attestation, &signature, trust, at).unwrap_or_else(|no| no);
            with_issuer(finding, signature, trust)
        }
        Err(malformed) => Verification {
            finding: Finding::MalformedSignature(malformed),
            key: None,
            issuer: None,
            countersignature: None,
        },
    }
}

/// A finding about an intact or broken signature, with whose it is.
pub(super) fn with_issuer(finding: Finding, signature: SshSig, trust: Option<&TrustSet>) -> Verification {
    let issuer = trust.and_then(|trust| issuer(&signature, trust, &finding));
    Verification { finding, key: Some(signature.fingerprint), issuer, countersignature: None }
}

/// A signer that a trust set trusts, of an intact signature.
pub(super) struct TrustedSigner<'a> {
    key: VerifyingKey,
    signature: &'a SshSig,
    standing: Standing<'a>,
}

/// Who signed a message, if the signature is intact and a trust set trusts its key for what it was made for.
pub(super) fn signed_by<'a>(
    message: &[u8],
    signature: &'a SshSig,
    trust: Option<&'a TrustSet>,
    at: Timestamp,
) -> Result<TrustedSigner<'a>, Finding> {
    match &signature.signer {
        Signer::Unsupported(kind) => return Err(Finding::UnsupportedSigner(kind.clone())),
        Signer::BadCertificate(flaw) => return Err(Finding::BadCertificate(*flaw)),
        Signer::Ed25519(_) | Signer::Certificate(_) => {}
    }
    let key = signature.key_that_signed(message).ok_or(Finding::Modified)?;
    if ![NAMESPACE, LOT_NAMESPACE].contains(&signature.namespace.as_str()) {
        return Err(Finding::WrongNamespace(signature.namespace.clone()));
    }
    let trust = trust.ok_or(Finding::NoTrustSet)?;
    let standing = match &signature.signer {
        Signer::Certificate(certificate) => {
            trust.standing_of_certificate(certificate, &signature.namespace, at)
        }
        _ => trust.standing(&key, &signature.namespace, at),
    };
    trusted(&standing)?;
    Ok(TrustedSigner { key, signature, standing })
}

impl TrustedSigner<'_> {
    /// Whether it may speak in a name.
    pub(super) fn speaks_for(&self, name: &str) -> Result<(), Finding> {
        let in_its_name = match (&self.signature.signer, &self.standing) {
            (Signer::Certificate(certificate), _) => certificate.fields().name == name,
            (_, Standing::Trusted(lines)) => lines.iter().any(|line| line.is_about(name)),
            _ => false,
        };
        if in_its_name { Ok(()) } else { Err(Finding::WrongStation(name.to_owned())) }
    }
}

/// Both sides are findings: the left one is where the checks ended early.
fn judge(
    attestation: &[u8],
    signature: &SshSig,
    trust: Option<&TrustSet>,
    at: Timestamp,
) -> Result<Finding, Finding> {
    let signer = signed_by(attestation, signature, trust, at)?;
    let document = canonical::parse_document(attestation).map_err(Finding::Malformed)?;
    // A zone that lists documents is no station that erased, and the other way round: one key, one purpose.
    if document.kind().is_of_zone() != (signature.namespace == LOT_NAMESPACE) {
        return Err(Finding::WrongNamespace(signature.namespace.clone()));
    }
    let signatory = document.signatory();
    if signatory.key != openssh::fingerprint(&signer.key) {
        return Err(Finding::WrongStation(signatory.name.to_owned()));
    }
    signer.speaks_for(signatory.name)?;
    Ok(Finding::Authentic(document))
}

/// The document of a station in bytes that are intact: signed, by the key that the document itself names. Whose key that is, this
/// does not say: it is what `ssh-keygen -Y check-novalidate` tells, and enough where a zone vouches for the digest.
#[must_use]
pub fn intact(attestation: &[u8], signature: &[u8]) -> Option<Document> {
    intact_for(NAMESPACE, attestation, signature).filter(|document| !document.kind().is_of_zone())
}

/// The same for a lot of a zone.
#[must_use]
pub fn intact_lot(lot: &[u8], signature: &[u8]) -> Option<Box<LotRecord>> {
    match intact_for(LOT_NAMESPACE, lot, signature)? {
        Document::Lot(lot) => Some(lot),
        _ => None,
    }
}

/// The document of any kind in bytes that are intact, as [`intact`] means it, signed for what its kind is signed for.
///
/// # Errors
/// What makes it none: never what a trust set would say.
pub fn intact_document(attestation: &[u8], signature: &[u8]) -> Result<Document, Finding> {
    // Without a trust set, nothing better can be answered than that.
    let checked = verify(attestation, signature, None, Timestamp::UNIX_EPOCH);
    let (Finding::NoTrustSet, Some(key)) = (&checked.finding, checked.key) else {
        return Err(checked.finding);
    };
    let document = canonical::parse_document(attestation).map_err(Finding::Malformed)?;
    let namespace = SshSig::read(signature).map_err(Finding::MalformedSignature)?.namespace;
    if document.kind().is_of_zone() != (namespace == LOT_NAMESPACE) {
        return Err(Finding::WrongNamespace(namespace));
    }
    let signatory = document.signatory();
    if signatory.key == key { Ok(document) } else { Err(Finding::WrongStation(signatory.name.to_owned())) }
}

fn intact_for(namespace: &str, attestation: &[u8], signature: &[u8]) -> Option<Document> {
    let signature = SshSig::read(signature).ok()?;
    let key = signature.key_that_signed(attestation).filter(|_| signature.namespace == namespace)?;
    let document = canonical::parse_document(attestation).ok()?;
    (document.signatory().key == openssh::fingerprint(&key)).then_some(document)
}

/// Whether the signer is trusted; if not, what to answer.
pub(super) fn trusted(standing: &Standing<'_>) -> Result<(), Finding> {
    Err(match standing {
        Standing::Trusted(_) | Standing::Certified => return Ok(()),
        Standing::NotYetValid(from) => Finding::NotYetValid(*from),
        Standing::Expired(until) => Finding::Expired(*until),
        Standing::CertificateNotYetValid(from) => Finding::CertificateNotYetValid(*from),
        Standing::CertificateExpired(until) => Finding::CertificateExpired(*until),
        Standing::Revoked(revoked) => Finding::Revoked(revoked.clone()),
        Standing::OtherZone(zone) => Finding::OtherZone((*zone).to_owned()),
        Standing::OtherNamespace => Finding::NotForAttestations,
        Standing::Unknown => Finding::UnknownIssuer,
    })
}

/// Who stands behind the key of an intact signature.
fn issuer(signature: &SshSig, trust: &TrustSet, finding: &Finding) -> Option<Issuer> {
    match (&signature.signer, finding) {
        // A zone speaks for itself.
        (_, Finding::Authentic(document)) if document.kind().is_of_zone() => None,
        (
            Signer::Certificate(certificate),
            Finding::Authentic(_)
            | Finding::AuthenticCode(_)
            | Finding::CertificateExpired(_)
            | Finding::CertificateNotYetValid(_)
            | Finding::Revoked(_),
        ) => Some(Issuer::Zone {
            name: certificate.zone().to_owned(),
            revocations: trust.revocations(certificate.zone()).and_then(|list| list.generated_at()),
        }),
        (Signer::Ed25519(_), Finding::Authentic(_) | Finding::AuthenticCode(_) | Finding::Revoked(_)) => {
            Some(Issuer::LoneStation)
        }
        _ => None,
    }
}
