//! What this layer's errors and findings say to a person.

use std::io;
use std::path::Path;

use super::canonical::Flaw;
use super::certificate::CertificateFlaw;
use super::jobs::Answer;
use super::key::KeyFlaw;
use super::krl::KrlFlaw;
use super::ledger::{Breach, LedgerError};
use super::lot::{Countersignature, Decided};
use super::name;
use super::paper::PaperFlaw;
use super::revocation::{Reason, Revoked};
use super::sshsig::Malformed;
use super::station::CertificateNotice;
use super::station::{PassphraseError, StationError};
use super::trust::{LineFlaw, ListFlaw};
use super::verify::{Finding, Issuer, Verification};
use super::zone::ZoneError;
use crate::text::zone::day;
use crate::text::{Lang, Say, document, keys, os, verify, zone};

crate::error_that_says!(StationError, PassphraseError, Flaw, ZoneError, PaperFlaw);

/// A path as people may see it: without control characters, which a terminal would obey.
#[must_use]
pub fn shown(path: &Path) -> String {
    path.display().to_string().chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

impl Say for StationError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&keys::EN, &keys::FR);
        match self {
            StationError::BadName(name) => (t.bad_name)(&shown(Path::new(name)), name::MAX_BYTES),
            StationError::NotEmpty(dir) => (t.not_empty)(&shown(dir)),
            StationError::NotAStation(dir) => (t.not_a_station)(&shown(dir)),
            StationError::Io(path, error) => (t.file)(&shown(path), &os::reason(lang, error)),
            StationError::PublicKeyUnreadable(path) => (t.public_key_unreadable)(&shown(path)),
            StationError::Key(path, KeyFlaw::NotAKey) => (t.not_a_key)(&shown(path)),
            StationError::Key(path, KeyFlaw::OtherKey) => (t.other_key)(&shown(path)),
            StationError::Key(path, KeyFlaw::WrongPassphrase) => (t.wrong_passphrase)(&shown(path)),
            StationError::Key(_, KeyFlaw::NoRandom) => t.no_random.to_owned(),
            StationError::KeyMismatch(path) => (t.key_mismatch)(&shown(path)),
            StationError::Passphrase(error) => error.say(lang),
            StationError::Ledger(path, LedgerError::Io(error)) => {
                (t.file)(&shown(path), &os::reason(lang, error))
            }
            StationError::Ledger(path, LedgerError::Broken(broken)) => {
                let how = match broken.how {
                    Breach::Unreadable => t.breach_unreadable,
                    Breach::Sequence => t.breach_sequence,
                    Breach::Previous => t.breach_previous,
                    Breach::Job => t.breach_job,
                };
                (t.ledger_broken)(&shown(path), broken.line, how)
            }
            StationError::JobNotOpened(number) => (t.job_not_opened)(number),
            StationError::JobClosed(number) => (t.job_closed)(number),
            StationError::Certificate(path, flaw) => {
                (lang.pick(&zone::EN, &zone::FR).certificate)(&shown(path), &flaw.say(lang))
            }
            StationError::OtherCertificate(path) => {
                (lang.pick(&zone::EN, &zone::FR).other_certificate)(&shown(path))
            }
            StationError::NotCertified(finding) => {
                (lang.pick(&zone::EN, &zone::FR).not_installed)(&not_accepted(lang, finding))
            }
            StationError::OtherTrust(path) => (lang.pick(&zone::EN, &zone::FR).other_trust)(&shown(path)),
            StationError::NoTrust => lang.pick(&zone::EN, &zone::FR).no_trust.to_owned(),
            StationError::Refused(flaw) => (t.refused)(&flaw.say(lang)),
            StationError::SelfCheck => t.self_check.to_owned(),
        }
    }
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

impl Say for PassphraseError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&keys::EN, &keys::FR);
        match self {
            PassphraseError::NoWayToAsk => t.no_way_to_ask.to_owned(),
            PassphraseError::File(path, error) => (t.file)(&shown(path), &os::reason(lang, error)),
            PassphraseError::Empty => t.empty_passphrase.to_owned(),
            PassphraseError::NotText => t.passphrase_not_text.to_owned(),
            PassphraseError::TypedDifferently => t.typed_differently.to_owned(),
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
        match &self.finding {
            Finding::Authentic(document) => document.say(lang),
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

/// The one clear sentence about a path.
impl Say for Answer {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&verify::EN, &verify::FR);
        match self {
            Answer::Checked(checked) => checked.say(lang),
            Answer::MissingSignature => t.missing_signature.to_owned(),
            Answer::MissingAttestation => t.missing_attestation.to_owned(),
            Answer::Unfinished => t.unfinished.to_owned(),
            Answer::NotAnAttestation => t.not_an_attestation.to_owned(),
            Answer::NotFound => t.not_found.to_owned(),
            Answer::NothingFound => t.nothing_found.to_owned(),
            Answer::Unreadable(error) if error.kind() == io::ErrorKind::InvalidInput => {
                (t.unreadable)(t.not_a_file)
            }
            Answer::Unreadable(error) => (t.unreadable)(&os::reason(lang, error)),
            Answer::NotFollowed => t.not_followed.to_owned(),
        }
    }
}

/// Why a trust set would not accept a certificate.
fn not_accepted(lang: Lang, finding: &Finding) -> String {
    Verification { finding: finding.clone(), key: None, issuer: None }.say(lang)
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
        }
        .to_owned()
    }
}

impl Say for CertificateNotice {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&zone::EN, &zone::FR);
        match self {
            CertificateNotice::EndsSoon(until) => (t.ends_soon)(&day(lang, *until)),
            CertificateNotice::Expired(until) => (t.has_expired)(&day(lang, *until)),
            CertificateNotice::NotYetValid(from) => (t.not_yet)(&day(lang, *from)),
        }
    }
}

impl Say for PaperFlaw {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&zone::EN, &zone::FR);
        match self {
            PaperFlaw::Count(words) => (t.paper_count)(*words),
            PaperFlaw::Unknown(place, word) => (t.paper_unknown)(*place, &shown(Path::new(word))),
            PaperFlaw::Checksum => t.paper_checksum.to_owned(),
        }
    }
}

impl Say for ZoneError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&zone::EN, &zone::FR);
        match self {
            ZoneError::Folder(error) => error.say(lang),
            ZoneError::BadName(name) => (t.bad_name)(&shown(Path::new(name))),
            ZoneError::NotEmpty(dir) => (t.not_empty)(&shown(dir)),
            ZoneError::NotAZone(dir) => (t.not_a_zone)(&shown(dir)),
            ZoneError::NotAZoneKey(path) => (t.not_a_zone_key)(&shown(path)),
            ZoneError::OtherZone(station, zone) => (t.other_zone)(&shown(Path::new(station)), zone),
            ZoneError::NameTaken(station) => (t.name_taken)(station),
            ZoneError::KeyTaken(station) => (t.key_taken)(station),
            ZoneError::Revoked(station) => (t.revoked_key)(station),
            ZoneError::NeverCertified(station) => (t.never_certified)(&shown(Path::new(station))),
            ZoneError::NotOurs(station) => (t.not_ours)(station),
            ZoneError::Certificate(path, flaw) => (t.certificate)(&shown(path), &flaw.say(lang)),
            ZoneError::Register(path, line) => (t.register)(&shown(path), *line),
            ZoneError::List(path, flaw) => (t.list)(&shown(path), &flaw.say(lang)),
            ZoneError::ListTooLarge => t.list_too_large.to_owned(),
            ZoneError::Refused(_) => t.refused_dates.to_owned(),
            ZoneError::SameNameTwice(name) => (t.same_name)(name),
            ZoneError::SameKeyTwice(one, other) => (t.same_key)(one, other),
        }
    }
}
