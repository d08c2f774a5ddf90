//! The answer about an attestation and its signature, or about what stands in their place. Pure: no file, no clock.

use std::io;

use jiff::Timestamp;

use super::canonical;
use super::details::{Detail, details};
use super::trust::TrustSet;
use super::verify::{Finding, Verification, verify};
use crate::record::ErasureRecord;
use crate::text::Lang;

/// What an armoured signature begins with, whatever follows.
const ARMOUR: &[u8] = b"-----BEGIN SSH SIGNATURE-----";
/// What a PDF begins with (ISO 32000-2, 7.5.2).
const PDF: &[u8] = b"%PDF-";

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
    /// A PDF: what it holds is not read yet.
    Paper,
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
    /// Authentic, and erased with or without reservations.
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
        at: Timestamp,
    ) -> Answer {
        let looks_like_one = || canonical::looks_like_one(attestation);
        let Some(signature) = signature else {
            return match attestation {
                bytes if bytes.starts_with(PDF) => Answer::Paper,
                _ if looks_like_one() => Answer::MissingSignature,
                _ => Answer::NotAnAttestation,
            };
        };
        let checked = verify(attestation, signature, trust, at);
        let is_rubbish = matches!(checked.finding, Finding::MalformedSignature(_) | Finding::Malformed(_))
            && !is_signature(signature)
            && !looks_like_one();
        if is_rubbish { Answer::NotAnAttestation } else { Answer::Checked(checked) }
    }

    /// The record of an attestation that is authentic; what a stranger signed is not shown.
    #[must_use]
    pub fn record(&self) -> Option<&ErasureRecord> {
        match self {
            Answer::Checked(Verification { finding: Finding::Authentic(record), .. }) => Some(record),
            _ => None,
        }
    }

    /// What was checked, when both files were there.
    #[must_use]
    pub fn checked(&self) -> Option<&Verification> {
        match self {
            Answer::Checked(checked) => Some(checked),
            _ => None,
        }
    }

    /// What stands below its sentence: nothing, unless it is authentic.
    #[must_use]
    pub fn details(&self, lang: Lang) -> Vec<Detail> {
        let issuer = self.checked().and_then(|checked| checked.issuer.as_ref());
        self.record().map(|record| details(lang, record, issuer)).unwrap_or_default()
    }

    /// How it counts.
    #[must_use]
    pub fn weight(&self) -> Weight {
        match self {
            Answer::Checked(checked) if checked.finding.is_authentic_and_erased() => Weight::Yes,
            Answer::Checked(_)
            | Answer::MissingSignature
            | Answer::MissingAttestation
            | Answer::Unfinished => Weight::No,
            Answer::NotAnAttestation
            | Answer::Paper
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
            Answer::Paper => "paper",
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
