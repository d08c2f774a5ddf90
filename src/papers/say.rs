//! Why there is no paper, in words.

use super::PaperError;
use crate::text::paper::{EN, FR};
use crate::text::{Lang, Say, code};

impl Say for PaperError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            PaperError::Font | PaperError::Zone => t.damaged.to_owned(),
            PaperError::Qr => t.code_too_long.to_owned(),
            PaperError::Pdf(why) => (t.not_written)(why),
            PaperError::NotAnAttestation(flaw) => (t.not_an_attestation)(&flaw.say(lang)),
            PaperError::NotIntact => t.not_intact.to_owned(),
            PaperError::NotInLot => t.not_in_lot.to_owned(),
            PaperError::NotItsCode => lang.pick(&code::EN, &code::FR).not_of_attestation.to_owned(),
            PaperError::OtherMachine(number) => (t.other_machine)(number),
            PaperError::Nothing => t.nothing.to_owned(),
            PaperError::TooLarge => t.too_large.to_owned(),
        }
    }
}

crate::error_that_says!(PaperError);
