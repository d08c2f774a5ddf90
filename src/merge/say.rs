//! What a merge says to a person.

use std::path::Path;

use super::check::Finding;
use super::collect::{Left, Why};
use super::write::MergeError;
use crate::attest::canonical::Flaw;
use crate::attest::say::shown;
use crate::attest::trust::{BadLine, LineFlaw};
use crate::text::merge::{EN, FR};
use crate::text::{Lang, Say, os};

/// So many numbers stand in a sentence at most.
const SHOWN: usize = 20;

impl Say for Finding {
    fn say(&self, lang: Lang) -> String {
        let texts = lang.pick(&EN, &FR);
        let t = &texts.found;
        let list = |numbers: &[String]| {
            let mut shown: Vec<String> = numbers.iter().take(SHOWN).cloned().collect();
            if numbers.len() > SHOWN {
                shown.push((texts.and_more)(numbers.len() - SHOWN));
            }
            shown.join(", ")
        };
        match self {
            Finding::SameNumber { of, number, digests } => (t.same_number)(of, number, digests.len()),
            Finding::SignedTwice { of, number } => (t.signed_twice)(of, number),
            Finding::Fork { station, line, ledgers } => (t.fork)(station, *line, *ledgers),
            Finding::Missing { station, numbers } => (t.missing)(station, numbers.len(), &list(numbers)),
            Finding::Open { station, numbers } => (t.open)(station, numbers.len(), &list(numbers)),
            Finding::NoLedger { station, documents } => (t.no_ledger)(station, *documents),
            Finding::Cut { station, last, numbers } => (t.cut)(station, *last, numbers.len(), &list(numbers)),
            Finding::NotInLedger { station, numbers } => {
                (t.not_in_ledger)(station, numbers.len(), &list(numbers))
            }
            Finding::Gap { station, first, last } => (t.gap)(station, *first, *last),
            Finding::MissingFromLot { zone, number, numbers } => {
                (t.missing_from_lot)(zone, number, numbers.len(), &list(numbers))
            }
            Finding::SameList { zone, number } => (t.same_list)(zone, *number),
            Finding::SameLabel { label, numbers } => (t.same_label)(label, &list(numbers)),
            Finding::SameDrive { drive, numbers } => (t.same_drive)(drive, &list(numbers)),
        }
    }
}

impl Left {
    /// Why it was left, in the `--json` output; stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.why {
            Why::Unreadable(_) => "unreadable",
            Why::NotFollowed => "not_followed",
            Why::NotIntact(answer) => answer.code(),
            Why::NotADocument(Flaw::OtherKind(_) | Flaw::NewerSchema(_)) => "newer",
            Why::NotADocument(Flaw::Inconsistent) => "inconsistent",
            Why::NotADocument(_) => "malformed",
            Why::Name(_) => "bad_name",
            Why::NotACode => "not_a_code",
            Why::Broken(_) => "broken_ledger",
            Why::LedgerTooLarge => "ledger_too_large",
            Why::LedgerOfNobody => "ledger_of_nobody",
            Why::Torn => "torn_ledger",
            Why::TrustSet(_) => "bad_trust_set",
            Why::TrustSignature => "bad_trust_signature",
            Why::List(_) => "bad_revocation_list",
            Why::ListSignature => "bad_revocation_signature",
            Why::SetAside => "set_aside",
        }
    }

    /// Whether it could not even be looked at.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        matches!(self.why, Why::Unreadable(_))
    }
}

/// Path, and why it was left there.
impl Say for Left {
    fn say(&self, lang: Lang) -> String {
        let t = &lang.pick(&EN, &FR).why;
        let why = match &self.why {
            Why::Unreadable(error) => (t.unreadable)(&os::reason(lang, error)),
            Why::NotFollowed => t.not_followed.to_owned(),
            Why::NotIntact(answer) => answer.say(lang),
            Why::NotADocument(Flaw::OtherKind(_) | Flaw::NewerSchema(_)) => t.newer.to_owned(),
            Why::NotADocument(Flaw::Inconsistent) => t.inconsistent.to_owned(),
            Why::NotADocument(flaw) => (t.not_a_document)(&flaw.say(lang)),
            Why::Name(name) => (t.name)(&shown(Path::new(name))),
            Why::NotACode => t.not_a_code.to_owned(),
            Why::Broken(broken) => (t.broken)(broken.line),
            Why::LedgerTooLarge => t.ledger_too_large.to_owned(),
            Why::LedgerOfNobody => t.ledger_of_nobody.to_owned(),
            Why::Torn => t.torn.to_owned(),
            Why::TrustSet(BadLine { flaw: LineFlaw::NotText, .. }) => t.trust_not_text.to_owned(),
            Why::TrustSet(BadLine { line: 0, .. }) => t.trust_empty.to_owned(),
            Why::TrustSet(bad) => (t.trust_set)(bad.line, &bad.flaw.say(lang)),
            Why::TrustSignature => t.trust_signature.to_owned(),
            Why::List(_) => t.list.to_owned(),
            Why::ListSignature => t.list_signature.to_owned(),
            Why::SetAside => t.set_aside.to_owned(),
        };
        let colon = if lang == Lang::Fr { "\u{202f}: " } else { ": " };
        format!("{}{colon}{why}", shown(&self.path))
    }
}

crate::error_that_says!(MergeError);

impl Say for MergeError {
    fn say(&self, lang: Lang) -> String {
        let t = &lang.pick(&EN, &FR).errors;
        match self {
            MergeError::Source(path, error) => (t.source)(&shown(path), &os::reason(lang, error)),
            MergeError::SourceInside(path) => (t.source_inside)(&shown(path)),
            MergeError::Into(path, error) => (t.into)(&shown(path), &os::reason(lang, error)),
            MergeError::Busy(path) => (t.busy)(&shown(path)),
            MergeError::Write(path, error) => (t.write)(&shown(path), &os::reason(lang, error)),
            MergeError::Changed(path) => (t.changed)(&shown(path)),
            MergeError::OneName(path) => (t.one_name)(&shown(path)),
        }
    }
}
