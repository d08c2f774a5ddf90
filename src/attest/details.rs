//! What stands below the sentence of an authentic attestation, for a person.

use super::verify::Issuer;
use crate::record::ErasureRecord;
use crate::record::say::{Seed, evidence, read_back};
use crate::text::{Lang, Say, amounts, verify};

/// One thing that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The line: a whole one, or the title of a list.
    pub text: String,
    /// The list.
    pub items: Vec<String>,
}

/// What stands below the sentence of an authentic attestation.
#[must_use]
pub fn details(lang: Lang, record: &ErasureRecord, issuer: Option<&Issuer>) -> Vec<Detail> {
    let t = lang.pick(&verify::EN, &verify::FR);
    let drive = &record.facts.drive;
    let model: Vec<&str> = [&drive.vendor, &drive.model].into_iter().flatten().map(String::as_str).collect();
    let model = if model.is_empty() { t.no_model.to_owned() } else { model.join(" ") };
    let serial = drive.serial.as_ref().map_or_else(|| t.no_serial.to_owned(), |s| (t.serial)(s));
    let size = amounts::size(lang, drive.size_bytes);
    let bytes = amounts::count(lang, drive.size_bytes);
    let mut lines = vec![format!("{} ({})", (t.number)(&record.number, &record.station.name), t.provisional)];
    lines.extend(issuer.map(|issuer| issuer.say(lang)));
    lines.extend([(t.drive)(&model, &serial, &size, &bytes), (t.level)(&record.level.say(lang))]);
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
    let mut details: Vec<Detail> = lines.into_iter().map(|text| Detail { text, items: Vec::new() }).collect();
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
