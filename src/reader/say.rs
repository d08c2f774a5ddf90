//! What the answers say to a person.

use std::io;

use super::answer::Answer;
use super::paper::{Page, Paper};
use super::pdf::PdfFlaw;
use super::photo::PictureFlaw;
use crate::attest::verify::Finding;
use crate::text::{Lang, Say, code, os, pdf, verify};

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
            Answer::Paper(paper) => paper.say(lang),
            Answer::Pdf(flaw) => flaw.say(lang),
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

/// The one clear sentence about an attestation in a PDF: its own where the page is the right one; else about the page, and then what
/// the attestation says.
impl Say for Paper {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&pdf::EN, &pdf::FR);
        let attached = match &self.attached.finding {
            Finding::Authentic(document) => (t.attached)(document.number(), &document.say(lang)),
            _ => (t.attached_flawed)(&self.attached.say(lang)),
        };
        let page = match self.page {
            Page::Same => return self.attached.say(lang),
            Page::Altered => t.altered,
            Page::NotCompared => t.not_compared,
            Page::Unvouched => t.unvouched,
        };
        format!("{page} {attached}")
    }
}

/// Why nothing in a PDF could be checked.
impl Say for PdfFlaw {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&pdf::EN, &pdf::FR);
        match self {
            PdfFlaw::TooLarge => t.too_large,
            PdfFlaw::Truncated => t.truncated,
            PdfFlaw::Encrypted => t.encrypted,
            PdfFlaw::NotAsMade => t.not_as_made,
            PdfFlaw::NoAttestation => t.no_attestation,
            PdfFlaw::OtherFiles => t.other_files,
        }
        .to_owned()
    }
}
