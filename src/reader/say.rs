//! What the answers say to a person.

use std::io;

use super::answer::Answer;
use super::photo::PictureFlaw;
use crate::text::{Lang, Say, code, os, verify};

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
            Answer::Code(code) => code.say(lang),
            Answer::Picture(flaw) => flaw.say(lang),
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

impl Say for PictureFlaw {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&code::EN, &code::FR);
        match self {
            PictureFlaw::NoCode => t.no_code,
            PictureFlaw::OtherCode => t.other_code,
            PictureFlaw::Several => t.several,
            PictureFlaw::Damaged => t.bad_picture,
            PictureFlaw::TooLarge => t.large_picture,
            PictureFlaw::NotBuilt => t.no_pictures,
        }
        .to_owned()
    }
}
