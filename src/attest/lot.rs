//! Which documents a zone has countersigned: a pure function of a digest and of lots that were found authentic.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::sha256;
use super::trust::TrustSet;
use super::verify::{Finding, Verification, intact, verify};
use crate::record::lot::{Decision, LotRecord};

/// What a lot says of a document that stands in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Countersignature {
    /// Whether the lot was approved; otherwise that is still to come. Approved ones come first in the order.
    pub decision: Decided,
    /// When the lot was signed.
    pub at: Timestamp,
    /// The zone that signed it.
    pub zone: String,
    /// Number of the lot.
    pub lot: String,
}

/// Whether a lot that countersigns was approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decided {
    /// It was.
    Approved,
    /// Nobody decided yet.
    Waiting,
}

/// The digests that zones vouch for. Only lots that [`super::verify::verify`] found authentic may go in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lots(BTreeMap<String, Countersignature>);

impl Lots {
    /// Takes a lot in. One that was rejected vouches for nothing. Of several lots with the same document the one that was
    /// approved counts, then the earliest, whatever the order they come in.
    pub fn take(&mut self, lot: &LotRecord) {
        let decision = match lot.validation.decision {
            Decision::Approved => Decided::Approved,
            Decision::Waiting => Decided::Waiting,
            Decision::Rejected => return,
        };
        for entry in &lot.entries {
            let new = Countersignature {
                decision,
                at: lot.time.signed_at,
                zone: lot.zone.name.clone(),
                lot: lot.number.clone(),
            };
            let known = self.0.entry(entry.digest.clone()).or_insert_with(|| new.clone());
            if new < *known {
                *known = new;
            }
        }
    }

    /// What vouches for a document, by the SHA-256 of its bytes; none when it is provisional.
    #[must_use]
    pub fn find(&self, digest: &str) -> Option<&Countersignature> {
        self.0.get(digest)
    }
}

/// Checks a document as [`verify`] does, and once more where nothing but trust in its station is lacking and a zone approved a lot
/// with its digest: then the station's key no longer matters, whether it expired, was revoked, or was never known here. A lot that nobody
/// decided on yet gives no trust back that was lost.
#[must_use]
pub fn verify_with(
    lots: &Lots,
    attestation: &[u8],
    signature: &[u8],
    trust: Option<&TrustSet>,
    at: Timestamp,
) -> Verification {
    let checked = verify(attestation, signature, trust, at);
    let lacks_trust = matches!(
        checked.finding,
        Finding::UnknownIssuer
            | Finding::NotYetValid(_)
            | Finding::Expired(_)
            | Finding::CertificateNotYetValid(_)
            | Finding::CertificateExpired(_)
            | Finding::Revoked(_)
    );
    let countersignature = lots.find(&sha256(attestation)).cloned();
    let approved = countersignature.as_ref().is_some_and(|found| found.decision == Decided::Approved);
    match &checked.finding {
        Finding::Authentic(_) => Verification { countersignature, ..checked },
        _ if lacks_trust && approved => match intact(attestation, signature) {
            Some(document) => {
                Verification { finding: Finding::Authentic(document), countersignature, ..checked }
            }
            None => checked,
        },
        _ => checked,
    }
}
