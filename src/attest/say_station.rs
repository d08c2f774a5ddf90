//! What the errors of stations and zones say to a person.

use std::path::Path;

use super::key::KeyFlaw;
use super::ledger::{Breach, LedgerError};
use super::name;
use super::paper::PaperFlaw;
use super::say::shown;
use super::station::{CertificateNotice, PassphraseError, StationError};
use super::verify::{Finding, Verification};
use super::zone::ZoneError;
use crate::text::zone::day;
use crate::text::{Lang, Say, keys, os, zone};

crate::error_that_says!(StationError, PassphraseError, ZoneError, PaperFlaw);

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

/// Why a trust set would not accept a certificate.
fn not_accepted(lang: Lang, finding: &Finding) -> String {
    Verification { finding: finding.clone(), key: None, issuer: None, countersignature: None }.say(lang)
}
