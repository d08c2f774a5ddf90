//! What the answers say to a person.

use std::io;

use super::answer::Answer;
use crate::text::{Lang, Say, os, verify};

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
            Answer::Paper => t.paper.to_owned(),
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
