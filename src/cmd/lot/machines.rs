//! The list of machines that a zone writes in a spreadsheet: `label;machine;drives`, in French or in English.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::attest::canonical::is_clean;
use crate::record::common::is_text;
use crate::record::lot::gather::Said;
use crate::record::lot::{Fate, MachineFate};
use crate::text::lot::{EN, FR};
use crate::text::{Lang, Say, os};

/// The largest list that is read, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Why a list cannot be used.
#[derive(Debug)]
pub enum BadList {
    /// The operating system refused.
    Io(io::Error),
    /// It is larger than any list.
    TooLarge,
    /// It is not UTF-8.
    NotText,
    /// It has no line.
    Empty,
    /// A line has more than three columns, or a label that cannot stand in a lot.
    Line(usize),
    /// A word that names no fate.
    Word(usize, String),
    /// A label that stands twice.
    Twice(usize, String),
}

/// Reads a list.
///
/// # Errors
/// [`BadList`].
pub fn read(path: &Path) -> Result<BTreeMap<String, Said>, BadList> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(BadList::Io)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_BYTES) {
        return Err(BadList::TooLarge);
    }
    parse(std::str::from_utf8(&bytes).map_err(|_| BadList::NotText)?)
}

/// Reads a list from its text: with or without a byte order mark, a heading, quotation marks; empty lines count for nothing.
fn parse(text: &str) -> Result<BTreeMap<String, Said>, BadList> {
    let mut list = BTreeMap::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let cells: Vec<&str> = line.split(';').map(|cell| cell.trim().trim_matches('"').trim()).collect();
        if cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        let label = cells[0];
        let is_heading = matches!(label.to_lowercase().as_str(), "label" | "étiquette" | "etiquette");
        if number == 1 && is_heading {
            continue;
        }
        if cells.iter().skip(3).any(|cell| !cell.is_empty()) || !is_text(label) || !is_clean(label) {
            return Err(BadList::Line(number));
        }
        let cell = |at: usize| cells.get(at).copied().filter(|cell| !cell.is_empty());
        let unknown = |cell: &str| BadList::Word(number, cell.to_owned());
        let said = Said {
            machine: cell(1).map(|cell| machine(cell).ok_or_else(|| unknown(cell))).transpose()?,
            drives: cell(2).map(|cell| drive(cell).ok_or_else(|| unknown(cell))).transpose()?,
        };
        if list.insert(label.to_owned(), said).is_some() {
            return Err(BadList::Twice(number, label.to_owned()));
        }
    }
    if list.is_empty() { Err(BadList::Empty) } else { Ok(list) }
}

fn machine(word: &str) -> Option<MachineFate> {
    Some(match word.to_lowercase().as_str() {
        "reuse" | "réemploi" | "reemploi" => MachineFate::Reuse,
        "parts" | "pièces" | "pieces" => MachineFate::Parts,
        "waste" | "déchets" | "dechets" | "deee" => MachineFate::Waste,
        "returned" | "rendu" => MachineFate::Returned,
        "waiting" | "attente" | "en attente" => MachineFate::Waiting,
        _ => return None,
    })
}

fn drive(word: &str) -> Option<Fate> {
    match word.to_lowercase().as_str() {
        "destroyed" | "détruit" | "detruit" => Some(Fate::Destroyed),
        _ => machine(word).map(Fate::from),
    }
}

impl Say for BadList {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            BadList::Io(error) => os::reason(lang, error),
            BadList::TooLarge => t.list_too_large.to_owned(),
            BadList::NotText => t.list_not_text.to_owned(),
            BadList::Empty => t.list_empty.to_owned(),
            BadList::Line(line) => (t.list_line)(*line),
            BadList::Word(line, word) => (t.list_word)(*line, word),
            BadList::Twice(line, label) => (t.list_twice)(*line, label),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_as_spreadsheets_save_it() {
        let list = parse(
            "\u{feff}Étiquette;Machine;Disques\r\nB-114;réemploi;\r\n;;\r\n\"B 115\" ; Pièces;détruit\r\nB-116\r\n",
        )
        .unwrap();
        assert_eq!(list.len(), 3);
        assert_eq!(list["B-114"], Said { machine: Some(MachineFate::Reuse), drives: None });
        assert_eq!(list["B 115"], Said { machine: Some(MachineFate::Parts), drives: Some(Fate::Destroyed) });
        assert_eq!(list["B-116"], Said::default());
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        assert!(matches!(parse(""), Err(BadList::Empty)));
        assert!(matches!(parse("label;machine\n\n"), Err(BadList::Empty)));
        assert!(matches!(parse("A;reuse\nA;parts"), Err(BadList::Twice(2, label)) if label == "A"));
        assert!(matches!(parse("A;jeter"), Err(BadList::Word(1, word)) if word == "jeter"));
        assert!(matches!(parse("A;destroyed"), Err(BadList::Word(1, _))), "a machine is not destroyed");
        assert!(matches!(parse("A;reuse;reuse;x"), Err(BadList::Line(1))));
        assert!(matches!(parse(";reuse"), Err(BadList::Line(1))));
    }
}
