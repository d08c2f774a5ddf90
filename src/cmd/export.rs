//! `gomme export`
//!
//! Exit code 0 when every document is authentic and in what was written; 1 when some are not; 2 when something could not be read or
//! written: nothing was written then.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::out::{OutputError, print};
use super::verify::JsonResult;
use super::{Done, Failure, trust};
use crate::attest::canonical::Flaw;
use crate::attest::durable;
use crate::attest::lot::Lots;
use crate::attest::say::shown;
use crate::attest::sha256;
use crate::attest::station::StationError;
use crate::attest::verify::intact_document;
use crate::cli::{ExportArgs, FormatArg};
use crate::export::item::{Item, once};
use crate::export::{glpi, table};
use crate::reader::answer::Answer;
use crate::reader::jobs::{Outcome, Papers, Search, pair};
use crate::record::Document;
use crate::record::common::is_number;
use crate::text::amounts::count;
use crate::text::export::{EN, Exports, FR};
use crate::text::{Lang, Say, os};
use crate::units::now;

/// Why nothing was exported.
#[derive(Debug)]
enum ExportError {
    /// Paths that could not be read; each was named already.
    CouldNot,
    /// The output is there already.
    Exists(PathBuf),
    /// The output cannot be written.
    Output(PathBuf, io::Error),
    /// A document that cannot be written as JSON; there is none.
    Unwritable(Flaw),
}

crate::error_that_says!(ExportError);

fn texts(lang: Lang) -> &'static Exports {
    lang.pick(&EN, &FR)
}

/// Runs it.
pub fn run(lang: Lang, args: &ExportArgs) -> Result<Done, Failure> {
    let t = texts(lang);
    if let Some(output) = &args.output {
        refuse_existing(output, args.format)?;
    }
    let found = read(lang, args)?;
    if found.could_not {
        return Err(ExportError::CouldNot.into());
    }
    let unwritable = |_| ExportError::Unwritable(Flaw::Shape);
    let items: Vec<&Item> = found.items.iter().filter(|item| item.is_of_a_station()).collect();
    let all = if args.format == FormatArg::Jsonl { found.items.len() } else { items.len() };
    let unverified = found.items.iter().filter(|item| item.authentic().is_none()).count();
    let mut left_out = false;
    match (args.format, &args.output) {
        (FormatArg::Csv, output) => {
            deliver(lang, output.as_deref(), &table::spreadsheet(&found.items).map_err(unwritable)?, all)?;
        }
        (FormatArg::OpenData, output) => {
            deliver(lang, output.as_deref(), &table::open_data(&found.items).map_err(unwritable)?, all)?;
        }
        (FormatArg::Jsonl, output) => {
            deliver(lang, output.as_deref(), found.lines.concat().as_bytes(), all)?;
        }
        (FormatArg::Glpi, output) => {
            let inventories = glpi::inventories(&found.items);
            let folder = output.as_deref().unwrap_or(Path::new("."));
            deliver_all(folder, &inventories)?;
            let written = count(lang, u64::try_from(inventories.machines.len()).unwrap_or(u64::MAX));
            print(&((t.written)(&shown(folder), &written) + "\n"))?;
            if !inventories.alone.is_empty() {
                left_out = true;
                let numbers: Vec<String> = inventories.alone.iter().map(|n| shown(Path::new(n))).collect();
                eprintln!("gomme: {}", (t.alone)(numbers.len(), &numbers.join(", ")));
            }
        }
    }
    if unverified > 0 {
        let say = if args.trust.is_some() { t.unverified } else { t.no_trust };
        let [n, all] =
            [unverified, found.items.len()].map(|n| count(lang, u64::try_from(n).unwrap_or(u64::MAX)));
        eprintln!("gomme: {}", say(&n, &all));
    }
    Ok(if unverified > 0 || left_out || found.links > 0 { Done::No } else { Done::Yes })
}

/// All that was found.
struct Found {
    items: Vec<Item>,
    /// A line of JSON each, copies of one document included once.
    lines: Vec<String>,
    could_not: bool,
    links: u64,
}

fn read(lang: Lang, args: &ExportArgs) -> Result<Found, Failure> {
    let t = texts(lang);
    let trust = args.trust.as_deref().map(trust::read).transpose()?;
    let at = now();
    let mut lots = Lots::default();
    if let Some(trust) = &trust {
        for path in args.paths.iter().chain(&args.lots) {
            Search::at(path, Papers::PassedOver).take_lots(trust, at, &mut lots);
        }
    }
    let mut found = Found { items: vec![], lines: vec![], could_not: false, links: 0 };
    let mut lines = std::collections::BTreeMap::new();
    for path in &args.paths {
        let mut search = Search::at(path, Papers::PassedOver);
        while let Some(outcome) = search.next(trust.as_ref(), &lots, at) {
            let is_unknown =
                matches!(outcome.answer, Answer::NotFound | Answer::NothingFound | Answer::Unreadable(_));
            if is_unknown {
                found.could_not = true;
                eprintln!("gomme: {}", (t.could_not)(&shown(&outcome.path), &outcome.answer.say(lang)));
                continue;
            }
            let intact = intact(&outcome);
            let item = Item::new(shown(&outcome.path), &outcome.answer, intact);
            if args.format == FormatArg::Jsonl {
                lines.insert(item.path.clone(), line(lang, &outcome, &item)?);
            }
            found.items.push(item);
        }
        found.links += search.links_left();
    }
    if found.links > 0 {
        eprintln!("gomme: {}", (t.links)(found.links));
    }
    found.items = once(found.items);
    found.lines = found.items.iter().filter_map(|item| lines.remove(&item.path)).collect();
    Ok(found)
}

/// The document behind an answer that does not hold it, where its signature is intact.
fn intact(outcome: &Outcome) -> Option<Document> {
    if outcome.answer.document().is_some() || outcome.answer.checked().is_none() {
        return None;
    }
    let (attestation, signature) = pair(&outcome.path).ok()?;
    intact_document(&attestation, &signature).ok()
}

/// One line of JSON: what `gomme verify --json` says, and the record.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    result: JsonResult<'a>,
    /// SHA-256 of its canonical bytes, where it is intact.
    digest: Option<String>,
    /// The record; null unless the verdict is `authentic`.
    record: Option<serde_json::Value>,
    /// The record of a document whose signature is intact, and which is not authentic.
    unverified_record: Option<serde_json::Value>,
}

fn line(lang: Lang, outcome: &Outcome, item: &Item) -> Result<String, ExportError> {
    let bytes = item.document().map(crate::attest::canonical::document_bytes).transpose();
    let bytes = bytes.map_err(ExportError::Unwritable)?;
    let record = bytes.as_ref().and_then(|bytes| serde_json::from_slice(bytes).ok());
    let (record, unverified_record) = match item.authentic() {
        Some(_) => (record, None),
        None => (None, record),
    };
    let digest = bytes.map(|bytes| sha256(&bytes));
    let line = Line { result: JsonResult::of(lang, outcome), digest, record, unverified_record };
    let mut text = serde_json::to_string(&line).map_err(|_| ExportError::Unwritable(Flaw::Shape))?;
    text.push('\n');
    Ok(text)
}

/// Nothing is ever overwritten: a name mistyped could be that of a proof.
fn refuse_existing(output: &Path, format: FormatArg) -> Result<(), ExportError> {
    match output.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(ExportError::Output(output.to_owned(), error)),
        Ok(metadata) if format == FormatArg::Glpi && metadata.is_dir() => {
            let inside =
                fs::read_dir(output).map_err(|error| ExportError::Output(output.to_owned(), error))?;
            if inside.count() == 0 { Ok(()) } else { Err(ExportError::Exists(output.to_owned())) }
        }
        Ok(_) => Err(ExportError::Exists(output.to_owned())),
    }
}

fn deliver(lang: Lang, output: Option<&Path>, bytes: &[u8], rows: usize) -> Result<(), Failure> {
    let Some(path) = output else {
        let mut out = io::stdout().lock();
        return match io::Write::write_all(&mut out, bytes).and_then(|()| io::Write::flush(&mut out)) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(|error| OutputError::from(error).into()),
        };
    };
    create(path, bytes)?;
    let rows = count(lang, u64::try_from(rows).unwrap_or(u64::MAX));
    print(&((texts(lang).written)(&shown(path), &rows) + "\n"))?;
    Ok(())
}

fn create(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    durable::create_new(path, bytes).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => ExportError::Exists(path.to_owned()),
        _ => {
            // Half a table would be taken for a whole one.
            let _ = fs::remove_file(path);
            ExportError::Output(path.to_owned(), error)
        }
    })
}

/// A file each, all or none.
fn deliver_all(folder: &Path, inventories: &glpi::Inventories) -> Result<(), ExportError> {
    let made = !folder.exists();
    fs::create_dir_all(folder).map_err(|error| ExportError::Output(folder.to_owned(), error))?;
    let mut written = Vec::new();
    for (number, inventory) in &inventories.machines {
        // A number comes out of what strangers signed.
        let name = if is_number(number) { number.clone() } else { sha256(number.as_bytes()) };
        let path = folder.join(format!("{name}.json"));
        let json = serde_json::to_vec_pretty(inventory).map_err(|_| ExportError::Unwritable(Flaw::Shape))?;
        if let Err(error) = create(&path, &json) {
            for path in written {
                let _ = fs::remove_file(path);
            }
            if made {
                let _ = fs::remove_dir(folder);
            }
            return Err(error);
        }
        written.push(path);
    }
    Ok(())
}

impl Say for ExportError {
    fn say(&self, lang: Lang) -> String {
        let t = texts(lang);
        match self {
            ExportError::CouldNot => t.nothing.to_owned(),
            ExportError::Exists(path) => (t.exists)(&shown(path)),
            ExportError::Output(path, error) => (t.output)(&shown(path), &os::reason(lang, error)),
            ExportError::Unwritable(flaw) => StationError::Refused(flaw.clone()).say(lang),
        }
    }
}
