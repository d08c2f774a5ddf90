//! `gomme verify`
//!
//! Exit code 0 when every attestation is authentic and tells of an erased drive; 1 when some answer is no; 2 when some
//! answer could not be had: no such path, a folder without attestations, a file that neither is an attestation nor has a
//! signature beside it, a trust set that cannot be read.

use std::io::{self, StdoutLock, Write, stdout};

use jiff::Timestamp;
use serde::Serialize;

use super::out::OutputError;
use super::{Done, Failure, trust};
use crate::attest::jobs::{Answer, Outcome, Search, Weight};
use crate::attest::say::shown;
use crate::attest::trust::TrustSet;
use crate::attest::verify::{Finding, Issuer, Verification};
use crate::cli::VerifyArgs;
use crate::event::DriveIdentity;
use crate::record::say::{Seed, evidence, read_back};
use crate::record::{ErasureRecord, Level, Verdict};
use crate::text::{Lang, Say, amounts, verify};
use crate::units;

/// Some paths could not be checked; each was named already.
#[derive(Debug)]
struct CouldNot(u64);

crate::error_that_says!(CouldNot);

impl Say for CouldNot {
    fn say(&self, lang: Lang) -> String {
        (lang.pick(&verify::EN, &verify::FR).could_not)(self.0)
    }
}

/// Runs it.
pub fn run(lang: Lang, args: &VerifyArgs) -> Result<Done, Failure> {
    let trust = args.trust.as_deref().map(trust::read).transpose()?;
    let at = units::now();
    let mut report = Report { lang, json: args.json, out: stdout().lock(), all: 0, good: 0, could_not: 0 };
    let mut links_left = 0;
    report.begin().map_err(OutputError::from)?;
    for path in &args.paths {
        let mut search = Search::at(path);
        while let Some(outcome) = search.next(trust.as_ref(), at) {
            report.add(&outcome).map_err(OutputError::from)?;
        }
        links_left += search.links_left();
    }
    report.end(trust.as_ref()).map_err(OutputError::from)?;
    if links_left > 0 {
        eprintln!("gomme: {}", (lang.pick(&verify::EN, &verify::FR).links_left)(links_left));
    }
    match (report.could_not, report.good == report.all) {
        (0, true) => Ok(Done::Yes),
        (0, false) => Ok(Done::No),
        (paths, _) => Err(CouldNot(paths).into()),
    }
}

/// Prints each outcome as it comes: a folder may hold thousands.
struct Report {
    lang: Lang,
    json: bool,
    out: StdoutLock<'static>,
    all: u64,
    good: u64,
    could_not: u64,
}

impl Report {
    fn begin(&mut self) -> io::Result<()> {
        if self.json { write!(self.out, "{{\"results\":[") } else { Ok(()) }
    }

    fn add(&mut self, outcome: &Outcome) -> io::Result<()> {
        let weight = outcome.answer.weight();
        if self.json {
            let comma = if self.all == 0 { "" } else { "," };
            let result = serde_json::to_string(&JsonResult::of(self.lang, outcome))?;
            write!(self.out, "{comma}\n{result}")?;
        } else {
            writeln!(self.out, "{}: {}", shown(&outcome.path), outcome.answer.say(self.lang))?;
            if let Some(record) = record_of(&outcome.answer) {
                let mut lines = details(self.lang, record);
                if let Some(issuer) = checked(&outcome.answer).and_then(|checked| checked.issuer.as_ref()) {
                    // Right after the first, which names the station.
                    lines.insert(1, issuer.say(self.lang));
                }
                for line in lines {
                    writeln!(self.out, "  {line}")?;
                }
            }
        }
        self.all += 1;
        self.good += u64::from(weight == Weight::Yes);
        self.could_not += u64::from(weight == Weight::CouldNot);
        Ok(())
    }

    fn end(&mut self, trust: Option<&TrustSet>) -> io::Result<()> {
        let t = self.lang.pick(&verify::EN, &verify::FR);
        let words = trust.map(|trust| trust.words().join(" "));
        if self.json {
            let words = serde_json::to_string(&words)?;
            writeln!(self.out, "\n],\"trust_words\":{words}}}")?;
        } else {
            if self.all > 1 {
                writeln!(self.out, "{}", (t.summary)(self.good, self.all))?;
            }
            if let Some(words) = words {
                writeln!(self.out, "{}", (t.words)(&words))?;
            }
        }
        self.out.flush()
    }
}

/// The record of an attestation that is authentic; what a stranger signed is not shown.
fn record_of(answer: &Answer) -> Option<&ErasureRecord> {
    match answer {
        Answer::Checked(Verification { finding: Finding::Authentic(record), .. }) => Some(record),
        _ => None,
    }
}

fn checked(answer: &Answer) -> Option<&Verification> {
    match answer {
        Answer::Checked(checked) => Some(checked),
        _ => None,
    }
}

/// What stands below the sentence of an authentic attestation.
fn details(lang: Lang, record: &ErasureRecord) -> Vec<String> {
    let t = lang.pick(&verify::EN, &verify::FR);
    let drive = &record.facts.drive;
    let model: Vec<&str> = [&drive.vendor, &drive.model].into_iter().flatten().map(String::as_str).collect();
    let model = if model.is_empty() { t.no_model.to_owned() } else { model.join(" ") };
    let serial = drive.serial.as_ref().map_or_else(|| t.no_serial.to_owned(), |s| (t.serial)(s));
    let size = amounts::size(lang, drive.size_bytes);
    let bytes = amounts::count(lang, drive.size_bytes);
    let mut lines = vec![
        format!("{} ({})", (t.number)(&record.number, &record.station.name), t.provisional),
        (t.drive)(&model, &serial, &size, &bytes),
        (t.level)(&record.level.say(lang)),
    ];
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
    let mut list = |title: &str, items: Vec<String>| {
        if !items.is_empty() {
            lines.push(title.to_owned());
            lines.extend(items.into_iter().map(|item| format!("- {item}")));
        }
    };
    list(t.reasons, record.reasons.iter().map(|r| r.say(lang)).collect());
    list(t.reservations, record.reservations.iter().map(|r| r.say(lang)).collect());
    list(t.limits, record.limits.iter().map(|l| l.say(lang)).collect());
    lines
}

/// One element of `results`. The members from `result` to `drive` are null unless the verdict is `authentic`.
#[derive(Serialize)]
struct JsonResult<'a> {
    path: String,
    verdict: &'static str,
    result: Option<Verdict>,
    level: Option<Level>,
    /// `provisional`: signed by a station, not yet countersigned by a zone.
    standing: Option<&'static str>,
    issuer: Option<&'a str>,
    /// Zone whose certificate vouches for the station, also where that is expired or revoked; null for a lone station.
    zone: Option<&'a str>,
    /// When that zone's revocation list was made; null when none is at hand.
    revocation_list: Option<Timestamp>,
    number: Option<&'a str>,
    drive: Option<&'a DriveIdentity>,
    /// `intact`, `broken`, `not_checked` or `missing`.
    signature: &'static str,
    /// Fingerprint of the key that the signature names.
    key: Option<&'a str>,
    /// The sentence, unless the answer is a plain yes.
    reason: Option<String>,
}

impl<'a> JsonResult<'a> {
    fn of(lang: Lang, outcome: &'a Outcome) -> JsonResult<'a> {
        let answer = &outcome.answer;
        let record = record_of(answer);
        let checked = checked(answer);
        let (zone, revocation_list) = match checked.and_then(|checked| checked.issuer.as_ref()) {
            Some(Issuer::Zone { name, revocations }) => (Some(name.as_str()), *revocations),
            Some(Issuer::LoneStation) | None => (None, None),
        };
        let reason = match record {
            Some(record) if record.result == Verdict::NotErased => {
                Some(record.reasons.iter().map(|r| r.say(lang)).collect::<Vec<_>>().join(" "))
            }
            Some(_) => None,
            None => Some(answer.say(lang)),
        };
        JsonResult {
            path: outcome.path.display().to_string(),
            verdict: answer.code(),
            result: record.map(|r| r.result),
            level: record.map(|r| r.level),
            standing: record.map(|_| "provisional"),
            issuer: record.map(|r| r.station.name.as_str()),
            zone,
            revocation_list,
            number: record.map(|r| r.number.as_str()),
            drive: record.map(|r| &r.facts.drive),
            signature: checked.map_or("missing", |checked| signature_word(&checked.finding)),
            key: checked.and_then(|checked| checked.key.as_deref()),
            reason,
        }
    }
}

fn signature_word(finding: &Finding) -> &'static str {
    match finding {
        Finding::Modified | Finding::MalformedSignature(_) => "broken",
        Finding::UnsupportedSigner(_)
        | Finding::BadCertificate(_)
        | Finding::Malformed(crate::attest::canonical::Flaw::TooLarge) => "not_checked",
        _ => "intact",
    }
}
