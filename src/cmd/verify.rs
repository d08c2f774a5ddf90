//! `gomme verify`
//!
//! Exit code 0 when every document is authentic and what it says is good news (an erased drive, no drive at all, a drive declared
//! destroyed, an approved lot); 1 when some answer is no; 2 when some answer could not be had: no such path, a folder without attestations, a file that neither is an attestation nor has a
//! signature beside it, a picture without the QR code of an attestation, a trust set that cannot be read. A QR code alone is never a 0: the
//! facts behind its result were not checked.

use std::io::{self, StdoutLock, Write, stdout};
use std::num::NonZeroU64;

use jiff::Timestamp;
use serde::Serialize;

use super::out::OutputError;
use super::{Done, Failure, trust};
use crate::attest::lot::{Decided, Lots};
use crate::attest::qr::{Core, CutText};
use crate::attest::say::shown;
use crate::attest::trust::TrustSet;
use crate::attest::verify::{Finding, Issuer};
use crate::cli::VerifyArgs;
use crate::event::DriveIdentity;
use crate::reader::answer::Weight;
use crate::reader::jobs::{Outcome, Papers, Search};
use crate::reader::paper::Page;
use crate::record::lot::{Decision, EntryResult};
use crate::record::{Document, Kind, Level, Verdict};
use crate::text::{Lang, Say, verify};
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
    let mut lots = Lots::default();
    if let Some(trust) = &trust {
        for path in args.paths.iter().chain(&args.lots) {
            Search::at(path, Papers::Read).take_lots(trust, at, &mut lots);
        }
    }
    let mut report =
        Report { lang, json: args.json, out: stdout().lock(), lots, all: 0, good: 0, could_not: 0 };
    let mut links_left = 0;
    report.begin().map_err(OutputError::from)?;
    for path in &args.paths {
        let mut search = Search::at(path, Papers::Read).with(&args.paths);
        while let Some(outcome) = search.next(trust.as_ref(), &report.lots, at) {
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
    /// What zones vouch for, found beforehand.
    lots: Lots,
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
            // An attestation in a PDF of several is named like a file in a folder.
            let path = outcome.within.as_ref().map(|within| outcome.path.join(within));
            let path = path.as_deref().unwrap_or(&outcome.path);
            writeln!(self.out, "{}: {}", shown(path), outcome.answer.say(self.lang))?;
            for detail in outcome.answer.details(self.lang) {
                writeln!(self.out, "  {}", detail.text)?;
                for item in detail.items {
                    writeln!(self.out, "  - {item}")?;
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

/// One element of `results`. The members from `kind` to `drive` are null unless the verdict is `authentic`.
#[derive(Serialize)]
pub(super) struct JsonResult<'a> {
    path: String,
    /// The name of the attestation in a PDF that holds several.
    within: Option<&'a str>,
    verdict: &'static str,
    /// Of a PDF: `same` when its page belongs to what is attached, `altered`, `not_compared` or `unvouched`.
    page: Option<&'static str>,
    /// Where the page is not the same: the verdict on the attestation in it.
    attached: Option<&'static str>,
    kind: Option<Kind>,
    /// What a document of a station says.
    result: Option<EntryResult>,
    /// The decision about a lot.
    decision: Option<Decision>,
    level: Option<Level>,
    /// `provisional`: signed by a station alone; `countersigned`: a zone vouches for it. None for what a zone signs.
    standing: Option<&'static str>,
    /// By which zone, in which lot, when, and whether that lot was approved.
    countersigned: Option<JsonCountersignature<'a>>,
    issuer: Option<&'a str>,
    /// Zone whose certificate vouches for the station, also where that is expired or revoked; null for a lone station.
    zone: Option<&'a str>,
    /// When that zone's revocation list was made; null when none is at hand.
    revocation_list: Option<Timestamp>,
    number: Option<&'a str>,
    drive: Option<&'a DriveIdentity>,
    /// What an authentic QR code says, where its attestation was not seen; all above is null then.
    code: Option<JsonCode<'a>>,
    /// `intact`, `broken`, `not_checked` or `missing`.
    signature: &'static str,
    /// Fingerprint of the key that the signature names.
    key: Option<&'a str>,
    /// The sentence, unless the answer is a plain yes.
    reason: Option<String>,
}

/// What a QR code says.
#[derive(Serialize)]
struct JsonCode<'a> {
    number: String,
    issuer: &'a str,
    result: EntryResult,
    level: Level,
    signed_at: Timestamp,
    model: Option<&'a str>,
    /// Whether the model goes on in the attestation.
    model_cut: bool,
    serial: Option<&'a str>,
    serial_cut: bool,
    size_bytes: Option<NonZeroU64>,
    /// A test on a drive that does not exist.
    emulated: bool,
    /// SHA-256 of the attestation.
    digest: String,
}

impl<'a> JsonCode<'a> {
    fn of(core: &'a Core) -> JsonCode<'a> {
        let text = |text: &'a Option<CutText>| text.as_ref().map(|text| text.text.as_str());
        let cut = |text: &Option<CutText>| text.as_ref().is_some_and(|text| text.is_cut);
        JsonCode {
            number: core.number(),
            issuer: core.signer.name(),
            result: core.result,
            level: core.level,
            signed_at: core.signed_at,
            model: text(&core.model),
            model_cut: cut(&core.model),
            serial: text(&core.serial),
            serial_cut: cut(&core.serial),
            size_bytes: core.size_bytes,
            emulated: core.emulated,
            digest: units::hex(&core.digest),
        }
    }
}

#[derive(Serialize)]
struct JsonCountersignature<'a> {
    zone: &'a str,
    lot: &'a str,
    at: Timestamp,
    approved: bool,
}

impl<'a> JsonResult<'a> {
    pub(super) fn of(lang: Lang, outcome: &'a Outcome) -> JsonResult<'a> {
        let answer = &outcome.answer;
        let document = answer.document();
        let checked = answer.checked();
        let countersignature = checked.and_then(|checked| checked.countersignature.as_ref());
        let record = document.and_then(|document| match document {
            Document::Erasure(record) => Some(record),
            _ => None,
        });
        let (zone, revocation_list) = match checked.and_then(|checked| checked.issuer.as_ref()) {
            Some(Issuer::Zone { name, revocations }) => (Some(name.as_str()), *revocations),
            Some(Issuer::LoneStation) | None => (None, None),
        };
        let reason = match record {
            Some(record) if record.result == Verdict::NotErased => {
                Some(record.reasons.iter().map(|r| r.say(lang)).collect::<Vec<_>>().join(" "))
            }
            _ if outcome.answer.weight() == Weight::Yes => None,
            _ => Some(answer.say(lang)),
        };
        let of_station = document.filter(|document| !document.kind().is_of_zone());
        JsonResult {
            path: outcome.path.display().to_string(),
            within: outcome.within.as_deref(),
            verdict: answer.code(),
            page: answer.page().map(Page::code),
            attached: answer.signed().filter(|_| checked.is_none()).map(|attached| attached.finding.code()),
            kind: document.map(Document::kind),
            result: document.and_then(Document::result),
            decision: document.and_then(|document| match document {
                Document::Lot(lot) => Some(lot.validation.decision),
                _ => None,
            }),
            level: record.map(|r| r.level),
            standing: of_station
                .map(|_| if countersignature.is_some() { "countersigned" } else { "provisional" }),
            countersigned: countersignature.map(|by| JsonCountersignature {
                zone: &by.zone,
                lot: &by.lot,
                at: by.at,
                approved: by.decision == Decided::Approved,
            }),
            issuer: document.map(|document| document.signatory().name),
            zone,
            revocation_list,
            number: document.map(Document::number),
            drive: record.map(|r| &r.facts.drive),
            code: answer.core().map(JsonCode::of),
            signature: answer.signed().map_or("missing", |signed| signature_word(&signed.finding)),
            key: answer.signed().and_then(|signed| signed.key.as_deref()),
            reason,
        }
    }
}

fn signature_word(finding: &Finding) -> &'static str {
    match finding {
        Finding::Modified | Finding::MalformedSignature(_) => "broken",
        Finding::UnsupportedSigner(_)
        | Finding::BadCertificate(_)
        | Finding::DamagedCode
        | Finding::NewerCode
        | Finding::Malformed(crate::attest::canonical::Flaw::TooLarge) => "not_checked",
        _ => "intact",
    }
}
