//! What stands below the sentence of an authentic document, for a person.

use super::paper::Page;
use crate::attest::say::standing;
use crate::attest::verify::Verification;
use crate::record::details::{of_destruction, of_lot, of_no_media, of_report};
use crate::record::say::{Seed, evidence, read_back};
use crate::record::{Document, ErasureRecord};
use crate::text::{Lang, Say, amounts, document as documents, make, pdf, verify};

/// One thing that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The line: a whole one, or the title of a list.
    pub text: String,
    /// The list.
    pub items: Vec<String>,
}

impl From<String> for Detail {
    fn from(text: String) -> Detail {
        Detail { text, items: Vec::new() }
    }
}

/// What stands below the sentence of an authentic document: its number and what vouches for it, who issued the key, and what the
/// document says. `page` is what the page is worth that it came in, if it did.
#[must_use]
pub fn details(lang: Lang, document: &Document, checked: &Verification, page: Option<Page>) -> Vec<Detail> {
    let signatory = document.signatory().name;
    let first = if document.kind().is_of_zone() {
        (lang.pick(&documents::EN, &documents::FR).number_of_zone)(document.number(), signatory)
    } else {
        let t = lang.pick(&verify::EN, &verify::FR);
        let standing = standing(lang, checked.countersignature.as_ref());
        format!("{} ({standing})", (t.number)(document.number(), signatory))
    };
    let mut details = vec![first.into()];
    details.extend(checked.issuer.as_ref().map(|issuer| issuer.say(lang).into()));
    if page == Some(Page::Same) {
        details.push(lang.pick(&pdf::EN, &pdf::FR).same.to_owned().into());
    }
    let lines = |lines: Vec<String>| lines.into_iter().map(Detail::from).collect();
    let rest: Vec<Detail> = match document {
        Document::Erasure(record) => of_erasure(lang, record),
        Document::NoMedia(record) => lines(of_no_media(lang, record)),
        Document::Destruction(record) => lines(of_destruction(lang, record)),
        Document::Lot(record) => lines(of_lot(lang, record)),
        Document::AnnualReport(record) => lines(of_report(lang, record)),
    };
    details.extend(rest);
    details
}

fn of_erasure(lang: Lang, record: &ErasureRecord) -> Vec<Detail> {
    let t = lang.pick(&verify::EN, &verify::FR);
    let drive = &record.facts.drive;
    let model = make::name(drive.vendor.as_deref(), drive.model.as_deref());
    let model = model.unwrap_or_else(|| t.no_model.to_owned());
    let serial = drive.serial.as_ref().map_or_else(|| t.no_serial.to_owned(), |s| (t.serial)(s));
    let size = amounts::size(lang, drive.size_bytes);
    let bytes = amounts::count(lang, drive.size_bytes);
    let mut lines = vec![(t.drive)(&model, &serial, &size, &bytes), (t.level)(&record.level.say(lang))];
    let attempts = &record.facts.attempts;
    if let Some((last, before)) = attempts.split_last() {
        lines.push((t.technique)(&last.technique.say(lang)));
        // The same one again is what a power cut leaves to be done.
        let others = before.iter().filter(|attempt| attempt.technique != last.technique);
        lines.extend(others.map(|attempt| (t.tried_before)(&attempt.technique.say(lang))));
        lines.extend(last.evidence.as_ref().map(|found| evidence(lang, found)));
    }
    if let Some(report) = &record.facts.read_back {
        lines.push(read_back(lang, report, drive.logical_block_bytes, Seed::Shown));
    }
    lines.extend(record.facts.password_kept.as_ref().map(|kept| kept.say(lang)));
    let mut details: Vec<Detail> = lines.into_iter().map(Detail::from).collect();
    let mut list = |title: &str, items: Vec<String>| {
        if !items.is_empty() {
            details.push(Detail { text: title.to_owned(), items });
        }
    };
    list(t.reasons, record.reasons.iter().map(|r| r.say(lang)).collect());
    list(t.reservations, record.reservations.iter().map(|r| r.say(lang)).collect());
    list(t.limits, record.limits.iter().map(|l| l.say(lang)).collect());
    details
}
