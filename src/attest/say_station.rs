//! What a station's errors say to a person.

use std::path::Path;

use super::key::KeyFlaw;
use super::ledger::{Breach, LedgerError};
use super::say::shown;
use super::station::{NAME_MAX, PassphraseError, StationError};
use crate::text::{Lang, Say, keys, os};

crate::error_that_says!(StationError, PassphraseError);

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
