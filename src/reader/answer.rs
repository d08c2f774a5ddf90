//! The answer about an attestation and its signature, about a PDF that carries them, or about what stands in their place. Pure: no
//! file, no clock.

use std::io;

use jiff::Timestamp;

use super::code::{self, CodeAnswer, Companion};
use super::details::{Detail, details};
use super::paper::{Page, Paper};
use super::pdf::PdfFlaw;
use super::photo::{self, PictureFlaw, is_picture};
use crate::attest::canonical;
use crate::attest::lot::{Lots, verify_with};
use crate::attest::qr::{Core, is_code};
use crate::attest::trust::TrustSet;
use crate::attest::verify::{Finding, Verification};
use crate::record::Document;
use crate::text::Lang;

/// What an armoured signature begins with, whatever follows.
const ARMOUR: &[u8] = b"-----BEGIN SSH SIGNATURE-----";

/// Whether bytes say of themselves that they are a signature, whatever they hold.
#[must_use]
pub fn is_signature(bytes: &[u8]) -> bool {
    bytes.starts_with(ARMOUR)
}

/// The answers.
#[derive(Debug)]
pub enum Answer {
    /// Both files were there and were checked.
    Checked(Verification),
    /// An attestation without a signature beside it.
    MissingSignature,
    /// A signature without an attestation beside it.
    MissingAttestation,
    /// A journal, and no attestation.
    Unfinished,
    /// Neither it nor what stands beside it looks like an attestation.
    NotAnAttestation,
    /// An attestation in a PDF, and the page around it.
    Paper(Box<Paper>),
    /// A PDF that holds nothing that could be checked.
    Pdf(PdfFlaw),
    /// The QR code of an attestation.
    Code(Box<CodeAnswer>),
    /// A picture without such a code.
    Picture(PictureFlaw),
    /// No such path.
    NotFound,
    /// A folder without any attestation in it.
    NothingFound,
    /// The operating system refused.
    Unreadable(io::Error),
    /// A symbolic link inside a folder.
    NotFollowed,
}

/// How an answer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Authentic, and what it says is good news.
    Yes,
    /// Anything else that could be answered.
    No,
    /// It could not be answered.
    CouldNot,
}

impl Answer {
    /// The answer about the bytes of an attestation and of the signature that came with it, if any.
    #[must_use]
    pub fn about(
        attestation: &[u8],
        signature: Option<&[u8]>,
        trust: Option<&TrustSet>,
        lots: &Lots,
        at: Timestamp,
    ) -> Answer {
        let looks_like_one = || canonical::looks_like_one(attestation);
        let Some(signature) = signature else {
            if let Some(code) = Answer::about_code(attestation, &[], trust, lots, at) {
                return code;
            }
            return if looks_like_one() { Answer::MissingSignature } else { Answer::NotAnAttestation };
        };
        let checked = verify_with(lots, attestation, signature, trust, at);
        let is_rubbish = matches!(checked.finding, Finding::MalformedSignature(_) | Finding::Malformed(_))
            && !is_signature(signature)
            && !looks_like_one();
        if is_rubbish { Answer::NotAnAttestation } else { Answer::Checked(checked) }
    }

    /// The answer about the text of a QR code, or about a picture of it; `None` when bytes are neither.
    #[must_use]
    pub fn about_code(
        bytes: &[u8],
        companions: &[Companion],
        trust: Option<&TrustSet>,
        lots: &Lots,
        at: Timestamp,
    ) -> Option<Answer> {
        let text = if is_picture(bytes) {
            match photo::read(bytes) {
                Ok(text) => text,
                Err(flaw) => return Some(Answer::Picture(flaw)),
            }
        } else {
            std::str::from_utf8(bytes).ok().filter(|_| is_code(bytes))?.to_owned()
        };
        let answer = CodeAnswer::about(&text, companions, trust, lots, at)?;
        Some(Answer::Code(Box::new(answer)))
    }

    /// A document that is authentic; what a stranger signed is not shown.
    #[must_use]
    pub fn document(&self) -> Option<&Document> {
        match &self.checked()?.finding {
            Finding::Authentic(document) => Some(document),
            _ => None,
        }
    }

    /// What was checked, when both files were there; those in a PDF when its page is the right one.
    #[must_use]
    pub fn checked(&self) -> Option<&Verification> {
        match self.page() {
            None | Some(Page::Same) => self.signed(),
            Some(_) => None,
        }
    }

    /// What came of the signature, whatever page stands around it.
    #[must_use]
    pub fn signed(&self) -> Option<&Verification> {
        match self {
            Answer::Checked(checked) => Some(checked),
            Answer::Code(code) => Some(code.checked()),
            Answer::Paper(paper) => Some(&paper.attached),
            _ => None,
        }
    }

    /// What the page is worth that an attestation came in.
    #[must_use]
    pub fn page(&self) -> Option<Page> {
        match self {
            Answer::Paper(paper) => Some(paper.page),
            _ => None,
        }
    }

    /// What stands below its sentence: nothing, unless it is authentic.
    #[must_use]
    pub fn details(&self, lang: Lang) -> Vec<Detail> {
        match (self.document(), self.core(), self.checked()) {
            (Some(document), _, Some(checked)) => details(lang, document, checked, self.page()),
            (_, Some(core), Some(checked)) => code::details(lang, core, checked),
            _ => Vec::new(),
        }
    }

    /// What an authentic QR code says, where it is all that there is.
    #[must_use]
    pub fn core(&self) -> Option<&Core> {
        match self {
            Answer::Code(code) => code.core(),
            _ => None,
        }
    }

    /// How it counts.
    #[must_use]
    pub fn weight(&self) -> Weight {
        match self {
            Answer::Checked(checked) if checked.finding.is_authentic_and_favourable() => Weight::Yes,
            Answer::Code(code) if code.is_authentic_and_favourable() => Weight::Yes,
            Answer::Paper(paper) => paper.weight(),
            Answer::Checked(_)
            | Answer::Code(_)
            | Answer::Pdf(PdfFlaw::OtherFiles)
            | Answer::MissingSignature
            | Answer::MissingAttestation
            | Answer::Unfinished => Weight::No,
            Answer::NotAnAttestation
            | Answer::Picture(_)
            | Answer::Pdf(_)
            | Answer::NotFound
            | Answer::NothingFound
            | Answer::Unreadable(_)
            | Answer::NotFollowed => Weight::CouldNot,
        }
    }

    /// The answer in the `--json` output; stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Answer::Checked(checked) => checked.finding.code(),
            Answer::MissingSignature => "missing_signature",
            Answer::MissingAttestation => "missing_attestation",
            Answer::Unfinished => "unfinished",
            Answer::NotAnAttestation => "not_an_attestation",
            Answer::Paper(paper) => paper.code(),
            Answer::Pdf(flaw) => flaw.code(),
            Answer::Code(code) => code.code(),
            Answer::Picture(flaw) => flaw.code(),
            Answer::NotFound => "not_found",
            Answer::NothingFound => "nothing_found",
            Answer::Unreadable(_) => "unreadable",
            Answer::NotFollowed => "not_followed",
        }
    }
}

impl From<io::Error> for Answer {
    fn from(error: io::Error) -> Answer {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Answer::NotFound,
            _ => Answer::Unreadable(error),
        }
    }
}
