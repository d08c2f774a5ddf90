//! The verifier of the web page: what `gomme verify` does, for files that somebody drops on it.
//!
//! The script of the page reads files, hands them over, and shows what comes back; it decides nothing. All that is checked and all
//! that is said is gomme's own, so that page and command cannot differ.

use gomme::attest::canonical::Flaw;
use gomme::attest::trust::{BadLine, LineFlaw, TrustSet};
use gomme::attest::verify::Finding;
use gomme::reader::answer::{Answer, Weight};
use gomme::reader::paper::Page as Shows;
use gomme::reader::pdf::PdfFlaw;
use gomme::reader::received::{self, File};
use gomme::record::{Document, Limit, Verdict};
use gomme::text::{Lang, Say, keys, page, verify};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

/// Names under which a trust set is expected: what is in such a file and cannot be read is said, and not taken for something else.
const TRUST_NAMES: [&str; 2] = ["trust", "allowed_signers"];

/// The page: its trust sets, and what was dropped on it so far.
#[wasm_bindgen]
pub struct Page {
    zone: TimeZone,
    built_in: Option<TrustSet>,
    given: Option<Given>,
    files: Vec<File>,
}

/// A trust set that somebody dropped on the page.
struct Given {
    name: String,
    set: Result<TrustSet, BadLine>,
}

#[wasm_bindgen]
impl Page {
    /// A page with the trust set that was built into it, if any, and the name of the time zone that it is looked at in: a trust
    /// set may hold local times.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(built_in: Option<Vec<u8>>, zone: &str) -> Page {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        // The packing tool has read it before.
        let built_in = built_in.and_then(|bytes| TrustSet::parse(&bytes, &zone).ok());
        Page { zone, built_in, given: None, files: Vec::new() }
    }

    /// How many bytes of a file are looked at, and so have to be read; -1 for a file that need not be handed over at all.
    #[must_use]
    pub fn needed(name: &str) -> i32 {
        received::needed(name).map_or(-1, |bytes| i32::try_from(bytes).unwrap_or(i32::MAX))
    }

    /// Takes a file: its name, below the folder that it was dropped in, if any, and the bytes that are needed of it.
    pub fn add(&mut self, name: String, bytes: Vec<u8>) {
        let last = name.rsplit('/').next().unwrap_or(&name);
        let set = TrustSet::parse(&bytes, &self.zone);
        let names_somebody = set.as_ref().is_ok_and(|set| !set.entries().is_empty());
        if names_somebody || TRUST_NAMES.contains(&last) {
            self.given = Some(Given { name: last.to_owned(), set });
        } else {
            self.files.push(File::new(name, bytes));
        }
    }

    /// Forgets all files, and a trust set that was dropped.
    pub fn clear(&mut self) {
        self.files.clear();
        self.given = None;
    }

    /// What the page shows now, as JSON: of this moment, in milliseconds since 1970, in this language (`fr`, or English).
    #[must_use]
    pub fn show(&self, now: f64, lang: &str) -> String {
        let lang = Lang::of_locale(lang);
        // A fraction of a millisecond is dropped; what is no time at all is the beginning of time.
        #[allow(clippy::cast_possible_truncation, reason = "saturates, and the range is looked at next")]
        let now = Timestamp::from_millisecond(now as i64).unwrap_or(Timestamp::UNIX_EPOCH);
        // Without any trust set nobody is known: the sentence is that of a set that names nobody.
        let nobody = TrustSet::parse(b"", &TimeZone::UTC).ok();
        let set = match &self.given {
            Some(given) => given.set.as_ref().ok(),
            None => self.built_in.as_ref(),
        };
        let outcomes = received::check(&self.files, set.or(nobody.as_ref()), now);
        let good = outcomes.iter().filter(|outcome| outcome.answer.weight() == Weight::Yes).count();
        let (good, all) = (number(good), number(outcomes.len()));
        let summary = (lang.pick(&verify::EN, &verify::FR).summary)(good, all);
        let shown = Shown {
            texts: lang.pick(&page::EN, &page::FR).by_name(),
            trust: self.trust(lang),
            answers: outcomes.iter().map(|outcome| Card::of(lang, &outcome.name, &outcome.answer)).collect(),
            summary: (all > 1).then_some(summary),
            checked: (all > 0).then(|| (lang.pick(&page::EN, &page::FR).checked)(&self.local(lang, now))),
        };
        // Texts alone: this cannot fail.
        serde_json::to_string(&shown).unwrap_or_default()
    }

    fn trust(&self, lang: Lang) -> Trust {
        let t = lang.pick(&page::EN, &page::FR);
        let (from, title, explain, set) = match (&self.given, &self.built_in) {
            (Some(Given { name, set: Ok(set) }), _) if !set.entries().is_empty() => {
                ("given", (t.trust_given)(name), t.trust_given_explain.to_owned(), Some(set))
            }
            (Some(given), _) => ("broken", t.trust_broken.to_owned(), given.flaw(lang), None),
            (None, Some(set)) => {
                ("built_in", t.trust_built_in.to_owned(), t.trust_built_in_explain.to_owned(), Some(set))
            }
            (None, None) => ("none", t.trust_none.to_owned(), t.trust_none_explain.to_owned(), None),
        };
        let words = set.map(|set| set.words().to_vec()).unwrap_or_default();
        Trust { from, title, explain, words }
    }

    fn local(&self, lang: Lang, now: Timestamp) -> String {
        let local = now.to_zoned(self.zone.clone());
        let (day, month, year) = (local.day(), local.month(), local.year());
        match lang {
            Lang::En => format!("{year:04}-{month:02}-{day:02} {:02}:{:02}", local.hour(), local.minute()),
            Lang::Fr => {
                format!("{day:02}/{month:02}/{year:04} à {:02} h {:02}", local.hour(), local.minute())
            }
        }
    }
}

impl Given {
    /// Why it is no trust set.
    fn flaw(&self, lang: Lang) -> String {
        let t = lang.pick(&keys::EN, &keys::FR);
        match self.set {
            Err(BadLine { flaw: LineFlaw::NotText, .. }) => (t.trust_not_text)(&self.name),
            Err(bad) => (t.trust_line)(&self.name, bad.line, &bad.flaw.say(lang)),
            Ok(_) => (t.trust_empty)(&self.name),
        }
    }
}

/// What the script gets.
#[derive(Serialize)]
struct Shown {
    texts: Vec<(&'static str, &'static str)>,
    trust: Trust,
    answers: Vec<Card>,
    /// How many of how many, when there are several.
    summary: Option<String>,
    /// When they were checked.
    checked: Option<String>,
}

#[derive(Serialize)]
struct Trust {
    /// `built_in`, `given`, `broken` or `none`.
    from: &'static str,
    title: String,
    explain: String,
    words: Vec<String>,
}

/// One answer.
#[derive(Serialize)]
struct Card {
    name: String,
    /// As in `gomme verify --json`.
    verdict: &'static str,
    tone: Tone,
    /// What the eye looks for, and the rest of the sentence.
    word: String,
    rest: String,
    details: Vec<(String, Vec<String>)>,
}

/// The colour and the shape of an answer, beside its words.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Tone {
    /// Authentic and erased.
    Erased,
    /// The same, with reservations.
    Reserved,
    /// Authentic, and not erased; or changed, or contradictory.
    Bad,
    /// Nobody can say.
    Unknown,
    /// Nothing that could be checked.
    Other,
}

/// Whether there is something to know that green would hide: reservations, a test on an emulated drive, a person's mere word.
fn is_reserved(answer: &Answer) -> bool {
    match answer.document() {
        Some(Document::Erasure(record)) => {
            record.result != Verdict::Erased || record.limits.contains(&Limit::EmulatedDrive)
        }
        Some(Document::Destruction(_)) => true,
        _ => false,
    }
}

impl Tone {
    fn of(answer: &Answer) -> Tone {
        match (answer.weight(), answer.checked()) {
            (Weight::Yes, _) if !is_reserved(answer) => Tone::Erased,
            (Weight::Yes, _) => Tone::Reserved,
            (Weight::No, Some(checked)) => match &checked.finding {
                Finding::Malformed(Flaw::OtherKind(_) | Flaw::NewerSchema(_)) => Tone::Unknown,
                Finding::Authentic(_)
                | Finding::Modified
                | Finding::Revoked(_)
                | Finding::WrongNamespace(_)
                | Finding::MalformedSignature(_)
                | Finding::WrongStation(_)
                | Finding::Malformed(_) => Tone::Bad,
                _ => Tone::Unknown,
            },
            _ if matches!(answer, Answer::Pdf(PdfFlaw::OtherFiles))
                || answer.page() == Some(Shows::Altered) =>
            {
                Tone::Bad
            }
            (Weight::No, None) => Tone::Unknown,
            (Weight::CouldNot, _) if answer.page().is_some() => Tone::Unknown,
            (Weight::CouldNot, _) => Tone::Other,
        }
    }
}

impl Card {
    fn of(lang: Lang, name: &str, answer: &Answer) -> Card {
        let sentence = answer.say(lang);
        // “AUTHENTIC – NOT ERASED”: of an authentic one, its first word alone would mislead.
        let (word, rest) = match answer.document() {
            Some(_) => (sentence.as_str(), ""),
            None => sentence.split_once(" – ").unwrap_or((&sentence, "")),
        };
        let details = answer.details(lang);
        Card {
            name: name.to_owned(),
            verdict: answer.code(),
            tone: Tone::of(answer),
            word: word.to_owned(),
            rest: rest.to_owned(),
            details: details.into_iter().map(|detail| (detail.text, detail.items)).collect(),
        }
    }
}

fn number(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// The version of the page, and the revision of its source.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    format!("{} ({})", env!("CARGO_PKG_VERSION"), gomme::BUILD)
}
