//! What this layer's errors and findings say to a person.

use std::io;
use std::path::Path;

use super::canonical::Flaw;
use super::jobs::Answer;
use super::key::KeyFlaw;
use super::ledger::{Breach, LedgerError};
use super::lot::{Countersignature, Decided};
use super::sshsig::Malformed;
use super::station::{NAME_MAX, PassphraseError, StationError};
use super::trust::LineFlaw;
use super::verify::{Finding, Verification};
use crate::record::details::day_of;
use crate::text::{Lang, Say, document, keys, os, verify};

crate::error_that_says!(StationError, PassphraseError, Flaw);

/// A path as people may see it: without control characters, which a terminal would obey.
#[must_use]
pub fn shown(path: &Path) -> String {
    path.display().to_string().chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

impl Say for StationError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&keys::EN, &keys::FR);
        match self {
            StationError::BadName(name) => (t.bad_name)(&shown(Path::new(name)), NAME_MAX),
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
            (t.countersigned)(&day_of(lang, *at), zone, lot, *decision == Decided::Approved)
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
