//! What this layer's errors and findings say to a person.

use std::path::Path;

use super::canonical::Flaw;
use super::certificate::CertificateFlaw;
use super::krl::KrlFlaw;
use super::lot::{Countersignature, Decided};
use super::revocation::{Reason, Revoked};
use super::sshsig::Malformed;
use super::trust::{LineFlaw, ListFlaw};
use super::verify::{Finding, Issuer, Verification};
use crate::record::words::authentic;
use crate::text::zone::day;
use crate::text::{Lang, Say, code, document, keys, verify, zone};

crate::error_that_says!(Flaw);

/// A path as people may see it: without control characters, which a terminal would obey.
#[must_use]
pub fn shown(path: &Path) -> String {
    path.display().to_string().chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// Whether a zone vouches for a document: the end of a sentence.
#[must_use]
pub fn standing(lang: Lang, countersignature: Option<&Countersignature>) -> String {
    match countersignature {
        None => lang.pick(&verify::EN, &verify::FR).provisional.to_owned(),
        Some(Countersignature { decision, at, zone, lot }) => {
            let t = lang.pick(&document::EN, &document::FR);
            (t.countersigned)(&day(lang, *at), zone, lot, *decision == Decided::Approved)
        }
    }
}

/// The end of a sentence: why a content is not that of an attestation.
impl Say for Flaw {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&verify::EN, &verify::FR);
        let flaws = &t.flaws;
        match self {
            Flaw::TooLarge => flaws.too_large.to_owned(),
            Flaw::NotUtf8 => flaws.not_utf8.to_owned(),
            Flaw::NotJson => flaws.not_json.to_owned(),
            Flaw::DuplicateMember(name) => (flaws.duplicate)(&shown(Path::new(name))),
            Flaw::Number => flaws.number.to_owned(),
            Flaw::Text => flaws.text.to_owned(),
            Flaw::NotARecord => flaws.not_a_record.to_owned(),
            Flaw::OtherKind(kind) => (t.other_kind)(&shown(Path::new(kind))),
            Flaw::NewerSchema(schema) => (t.newer_schema)(*schema),
            Flaw::Spelling => flaws.spelling.to_owned(),
            Flaw::Shape => flaws.shape.to_owned(),
            Flaw::Inconsistent => t.inconsistent.to_owned(),
        }
    }
}

/// The end of a sentence: what is wrong with a line of a trust set.
impl Say for LineFlaw {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&keys::EN, &keys::FR);
        match self {
            LineFlaw::NotText | LineFlaw::NoKey => t.flaw_no_key,
            LineFlaw::Option => t.flaw_option,
            LineFlaw::Time => t.flaw_time,
            LineFlaw::Key => t.flaw_key,
        }
        .to_owned()
    }
}

/// The one clear sentence.
impl Say for Verification {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&verify::EN, &verify::FR);
        let code = lang.pick(&code::EN, &code::FR);
        match &self.finding {
            Finding::Authentic(document) => document.say(lang),
            Finding::AuthenticCode(core) => (code.according_to_it)(authentic(lang, core.result)),
            Finding::DamagedCode => code.damaged.to_owned(),
            Finding::NewerCode => code.newer.to_owned(),
            Finding::UnknownIssuer => (t.unknown_issuer)(self.key.as_deref().unwrap_or("?")),
            Finding::NoTrustSet => (t.no_trust)(self.key.as_deref().unwrap_or("?")),
            Finding::Modified => t.modified.to_owned(),
            Finding::WrongNamespace(namespace) => (t.wrong_namespace)(namespace),
            Finding::MalformedSignature(Malformed::Armour) => t.malformed_armour.to_owned(),
            Finding::MalformedSignature(Malformed::Content) => t.malformed_content.to_owned(),
            Finding::UnsupportedSigner(kind) => (t.unsupported_signer)(kind),
            Finding::NotYetValid(from) => (t.not_yet_valid)(&from.to_string()),
            Finding::Expired(until) => (t.expired)(&until.to_string()),
            Finding::CertificateNotYetValid(from) => (t.certificate_not_yet_valid)(&day(lang, *from)),
            Finding::CertificateExpired(until) => (t.certificate_expired)(&day(lang, *until)),
            Finding::Revoked(revoked) => revoked.say(lang),
            Finding::OtherZone(zone) => (t.other_zone)(&shown(Path::new(zone))),
            Finding::BadCertificate(flaw) => (t.bad_certificate)(&flaw.say(lang)),
            Finding::NotForAttestations => t.not_for_attestations.to_owned(),
            Finding::WrongStation(station) => (t.wrong_station)(station),
            Finding::Malformed(flaw @ (Flaw::OtherKind(_) | Flaw::NewerSchema(_) | Flaw::Inconsistent)) => {
                flaw.say(lang)
            }
            Finding::Malformed(Flaw::TooLarge) => t.too_large.to_owned(),
            Finding::Malformed(flaw) => (t.malformed)(&flaw.say(lang)),
        }
    }
}

impl Say for Revoked {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&verify::EN, &verify::FR);
        let reason = match self.note.as_ref().map(|note| note.reason) {
            Some(Reason::Lost) => t.lost,
            Some(Reason::Stolen) => t.stolen,
            Some(Reason::Retired) => t.retired,
            Some(Reason::Other) | None => t.other_reason,
        };
        let since = self.note.as_ref().and_then(|note| note.since).map(|since| day(lang, since));
        let list = self.list.map_or_else(|| t.no_date.to_owned(), |at| day(lang, at));
        (t.revoked)(&(t.revoked_note)(reason, since.as_deref()), &list)
    }
}

/// What stands below the sentence of an authentic attestation: who vouches for the station.
impl Say for Issuer {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&verify::EN, &verify::FR);
        match self {
            Issuer::LoneStation => t.lone_station.to_owned(),
            Issuer::Zone { name, revocations: Some(at) } => (t.by_zone)(name, &day(lang, *at)),
            Issuer::Zone { name, revocations: None } => (t.by_zone_without_list)(name),
        }
    }
}

/// The end of a sentence: why a certificate is none of ours.
impl Say for CertificateFlaw {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&zone::EN, &zone::FR);
        match self {
            CertificateFlaw::NotOne => t.flaw_not_one,
            CertificateFlaw::NotForUsers => t.flaw_users,
            CertificateFlaw::Options => t.flaw_options,
            CertificateFlaw::Name => t.flaw_name,
            CertificateFlaw::Serial => t.flaw_serial,
            CertificateFlaw::Validity => t.flaw_validity,
            CertificateFlaw::Issuer => t.flaw_issuer,
            CertificateFlaw::Nonce => t.flaw_nonce,
            CertificateFlaw::Signature => t.flaw_signature,
        }
        .to_owned()
    }
}

/// The end of a sentence: why a revocation list is none.
impl Say for ListFlaw {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&zone::EN, &zone::FR);
        match self {
            ListFlaw::Unreadable(KrlFlaw::NotOne) => t.list_unreadable,
            ListFlaw::Unreadable(KrlFlaw::TooLarge) => t.list_too_large,
            ListFlaw::Signature => t.list_signature,
            ListFlaw::Signer => t.list_signer,
            ListFlaw::NoSignature => t.list_unsigned,
        }
        .to_owned()
    }
}
