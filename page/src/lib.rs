//! The verifier of the web page: what `gomme verify` does, for files that somebody drops on it.
//!
//! The script of the page reads files, hands them over, and shows what comes back; it decides nothing. All that is checked and all
//! that is said is gomme's own, so that page and command cannot differ.

use gomme::attest::canonical::Flaw;
use gomme::attest::revocation::Revocations;
use gomme::attest::trust::{BadLine, LineFlaw, TrustSet};
use gomme::attest::trust_folder::{BadList, Files, Part, TRUST_FILE, add_lists};
use gomme::attest::verify::Finding;
use gomme::reader::answer::{Answer, Weight};
use gomme::reader::code::CodeAnswer;
use gomme::reader::paper::Page as Shows;
use gomme::reader::pdf::PdfFlaw;
use gomme::reader::received::{self, File};
use gomme::record::{Document, Limit, Verdict};
use gomme::text::zone::{self, day};
use gomme::text::{Lang, Say, keys, page, verify};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

/// The page: its trust folder, and what was dropped on it so far.
#[wasm_bindgen]
pub struct Page {
    zone: TimeZone,
    built_in: Files,
    given: Given,
    files: Vec<File>,
}

#[wasm_bindgen]
impl Page {
    /// A page, and the name of the time zone that it is looked at in: a trust set may hold local times.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(zone: &str) -> Page {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        Page { zone, built_in: Files::new(), given: Given::default(), files: Vec::new() }
    }

    /// Takes a file of the trust folder that was built into the page. The packing tool has read it before.
    pub fn build_in(&mut self, name: String, bytes: Vec<u8>) {
        self.built_in.insert(name, bytes);
    }

    /// How many bytes of a file are looked at, and so have to be read; -1 for a file that need not be handed over at all.
    #[must_use]
    pub fn needed(name: &str) -> i32 {
        let needed = match Part::named(last(name)) {
            Some(_) => Some(received::MAX_BYTES + 1),
            None => received::needed(name),
        };
        needed.map_or(-1, |bytes| i32::try_from(bytes).unwrap_or(i32::MAX))
    }

    /// Takes a file: its name, below the folder that it was dropped in, if any, and the bytes that are needed of it.
    pub fn add(&mut self, name: String, bytes: Vec<u8>) {
        let part = Part::named(last(&name)).or_else(|| self.names_somebody(&bytes).then_some(Part::Set));
        match part {
            Some(Part::Set) => self.given.set = Some((last(&name).to_owned(), bytes)),
            Some(Part::List) => drop(self.given.lists.insert(last(&name).to_owned(), bytes)),
            // For those who hold the set before: a page takes whichever it is given, and shows its words.
            Some(Part::SetSignature) => self.given.signatures = true,
            None => self.files.push(File::new(name, bytes)),
        }
    }

    /// Forgets all files, and whatever was dropped of a trust folder.
    pub fn clear(&mut self) {
        self.files.clear();
        self.given = Given::default();
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
        let set = self.trust_set();
        let outcomes = received::check(&self.files, set.as_ref().ok().or(nobody.as_ref()), now);
        let good = outcomes.iter().filter(|outcome| outcome.answer.weight() == Weight::Yes).count();
        let (good, all) = (number(good), number(outcomes.len()));
        let summary = (lang.pick(&verify::EN, &verify::FR).summary)(good, all);
        let nothing = outcomes.is_empty() && self.given == Given::default();
        let shown = Shown {
            texts: lang.pick(&page::EN, &page::FR).by_name(),
            trust: self.trust(lang, &set),
            answers: outcomes.iter().map(|outcome| Card::of(lang, &outcome.name, &outcome.answer)).collect(),
            summary: (all > 1).then_some(summary),
            nothing,
            checked: (all > 0).then(|| (lang.pick(&page::EN, &page::FR).checked)(&self.local(lang, now))),
        };
        // Texts alone: this cannot fail.
        serde_json::to_string(&shown).unwrap_or_default()
    }

    fn names_somebody(&self, bytes: &[u8]) -> bool {
        TrustSet::parse(bytes, &self.zone).is_ok_and(|set| !set.entries().is_empty())
    }

    /// The set that counts: the one that was given, or else the one in the page; with every list that is at hand.
    fn trust_set(&self) -> Result<TrustSet, NoTrust> {
        let given = self.given.set.as_ref();
        let built_in = || self.built_in.get(TRUST_FILE).map(|bytes| (TRUST_FILE, bytes));
        let (name, bytes) =
            given.map(|(name, bytes)| (name.as_str(), bytes)).or_else(built_in).ok_or(NoTrust::None)?;
        let bad = |flaw| NoTrust::Set(name.to_owned(), flaw);
        let mut set = TrustSet::parse(bytes, &self.zone).map_err(|line| bad(Some(line)))?;
        if set.entries().is_empty() {
            return Err(bad(None));
        }
        // Those in the page are of the set in the page. Another one may know other keys: then they say nothing to it.
        let own = add_lists(&mut set, &self.built_in);
        if given.is_none() {
            own.map_err(NoTrust::List)?;
        }
        add_lists(&mut set, &self.given.lists).map_err(NoTrust::List)?;
        Ok(set)
    }

    fn trust(&self, lang: Lang, set: &Result<TrustSet, NoTrust>) -> Trust {
        let t = lang.pick(&page::EN, &page::FR);
        let (from, title, explain) = match (set, &self.given.set) {
            (Ok(_), Some((name, _))) => ("given", (t.trust_given)(name), t.trust_given_explain.to_owned()),
            (Ok(_), None) => ("built_in", t.trust_built_in.to_owned(), t.trust_built_in_explain.to_owned()),
            (Err(NoTrust::None), _) => ("none", t.trust_none.to_owned(), t.trust_none_explain.to_owned()),
            (Err(why), _) => ("broken", t.trust_broken.to_owned(), why.say(lang)),
        };
        let set = set.as_ref().ok();
        let words = set.map(|set| set.words().to_vec()).unwrap_or_default();
        let known =
            |set: &TrustSet, zone: &str| match set.revocations(zone).and_then(Revocations::generated_at) {
                Some(at) => (t.trust_list)(zone, &day(lang, at)),
                None => (t.trust_no_list)(zone),
            };
        let lists = set.map(|set| set.zones().into_iter().map(|zone| known(set, zone)).collect());
        Trust { from, title, explain, words, lists: lists.unwrap_or_default() }
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

/// What somebody dropped of a trust folder.
#[derive(Default, PartialEq, Eq)]
struct Given {
    /// Name and bytes of a trust set.
    set: Option<(String, Vec<u8>)>,
    /// Lists, and the signatures over them.
    lists: Files,
    /// Whether there were zones' signatures over a set.
    signatures: bool,
}

/// Why there is no trust set.
enum NoTrust {
    /// Nobody gave any.
    None,
    /// The file is none: which line, or none of them names anybody.
    Set(String, Option<BadLine>),
    /// A list that goes with it cannot be used.
    List(BadList),
}

impl Say for NoTrust {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&keys::EN, &keys::FR);
        match self {
            NoTrust::None => lang.pick(&page::EN, &page::FR).trust_none.to_owned(),
            NoTrust::Set(name, Some(BadLine { flaw: LineFlaw::NotText, .. })) => (t.trust_not_text)(name),
            NoTrust::Set(name, Some(bad)) => (t.trust_line)(name, bad.line, &bad.flaw.say(lang)),
            NoTrust::Set(name, None) => (t.trust_empty)(name),
            NoTrust::List(BadList(file, flaw)) => {
                (lang.pick(&zone::EN, &zone::FR).list)(file, &flaw.say(lang))
            }
        }
    }
}

/// The name of a file without the folders that it came in.
fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// What the script gets.
#[derive(Serialize)]
struct Shown {
    texts: Vec<(&'static str, &'static str)>,
    trust: Trust,
    answers: Vec<Card>,
    /// How many of how many, when there are several.
    summary: Option<String>,
    /// Whether nothing was of any use so far.
    nothing: bool,
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
    /// What is known of revocations, a sentence a zone.
    lists: Vec<String>,
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
        match (answer.weight(), answer) {
            (Weight::Yes, _) if !is_reserved(answer) => Tone::Erased,
            (Weight::Yes, _) => Tone::Reserved,
            (_, Answer::Pdf(PdfFlaw::OtherFiles)) => Tone::Bad,
            (_, Answer::Paper(paper)) if paper.page == Shows::Altered => Tone::Bad,
            (Weight::No, Answer::Checked(checked)) => Tone::of_finding(&checked.finding),
            (Weight::No, Answer::Code(code)) => match &**code {
                CodeAnswer::Contradicts(_) => Tone::Bad,
                CodeAnswer::Alone(checked) | CodeAnswer::WithAttestation(checked) => {
                    Tone::of_finding(&checked.finding)
                }
            },
            (Weight::No, Answer::Paper(paper)) if paper.page == Shows::Same => {
                Tone::of_finding(&paper.attached.finding)
            }
            (_, Answer::Paper(_)) | (Weight::No, _) => Tone::Unknown,
            (Weight::CouldNot, _) => Tone::Other,
        }
    }

    fn of_finding(finding: &Finding) -> Tone {
        match finding {
            Finding::Malformed(Flaw::OtherKind(_) | Flaw::NewerSchema(_)) => Tone::Unknown,
            // A code by itself is never green, whatever it says.
            Finding::AuthenticCode(core) if !core.result.may_hold_data() => Tone::Unknown,
            Finding::Authentic(_)
            | Finding::AuthenticCode(_)
            | Finding::Modified
            | Finding::Revoked(_)
            | Finding::WrongNamespace(_)
            | Finding::MalformedSignature(_)
            | Finding::WrongStation(_)
            | Finding::Malformed(_) => Tone::Bad,
            _ => Tone::Unknown,
        }
    }
}

impl Card {
    fn of(lang: Lang, name: &str, answer: &Answer) -> Card {
        let sentence = answer.say(lang);
        // “AUTHENTIC – NOT ERASED”: of an authentic one, its first word alone would mislead.
        let is_authentic = answer.document().is_some() || answer.core().is_some();
        let (word, rest) = match is_authentic {
            true => (sentence.as_str(), ""),
            false => sentence.split_once(" – ").unwrap_or((&sentence, "")),
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
