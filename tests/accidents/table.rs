//! The table of docs/accidents.md against the code: a test that is gone, or a sentence that nobody says any more, is found here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A line of the table.
struct Row {
    accident: String,
    words: String,
    tests: String,
    state: String,
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(root().join("docs/accidents.md")).expect("the table");
    let of = |line: &str| {
        let mut cells = line.strip_prefix("| A")?.split(" | ").map(str::to_owned);
        let mut next = || cells.next().unwrap_or_else(|| panic!("five columns: {line}"));
        let (number, _, words, tests, state) = (next(), next(), next(), next(), next());
        let number = number.split(' ').next().unwrap_or_default().to_owned();
        Some(Row { accident: format!("A{number}"), words, tests, state })
    };
    text.lines().filter_map(of).collect()
}

/// What stands between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((inner, behind)) = rest.split_once(from).and_then(|(_, after)| after.split_once(to)) {
        found.push(inner);
        rest = behind;
    }
    found
}

fn files_below(folder: &Path, end: &str, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_below(&path, end, into);
        } else if path.to_string_lossy().ends_with(end) {
            into.push(path);
        }
    }
}

fn read_below(folders: &[&str], end: &str) -> String {
    let mut files = Vec::new();
    for folder in folders {
        files_below(&root().join(folder), end, &mut files);
    }
    files.iter().map(|file| fs::read_to_string(file).expect("text")).collect()
}

/// The functions that are tests: `#[test]` stands before them, with nothing but attributes and remarks between.
fn tests_in(code: &str) -> Vec<&str> {
    let mut is_test = false;
    let mut found = Vec::new();
    for line in code.lines().map(str::trim_start) {
        if line.starts_with("#[test]") {
            is_test = true;
        } else if let Some(rest) = line.strip_prefix("fn ") {
            if is_test {
                found.push(rest.split(['(', '<']).next().unwrap_or_default());
            }
            is_test = false;
        } else if !line.is_empty() && !line.starts_with("#[") && !line.starts_with("//") {
            is_test = false;
        }
    }
    found
}

/// A text with one kind of space and of apostrophe, and what is filled in later as `…`.
fn plain(text: &str) -> String {
    let text = text.replace("\\u{202f}", " ").replace(['\u{202f}', '\u{a0}'], " ").replace('\'', "’");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let filled = after.split_once('}').filter(|(name, _)| name.chars().all(|c| c.is_ascii_lowercase()));
        rest = match filled {
            Some((_, behind)) => {
                out.push('…');
                behind
            }
            None => after,
        };
    }
    out + rest
}

#[test]
fn every_accident_has_one_row_and_says_how_it_stands() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows() {
        *seen.entry(row.accident.clone()).or_default() += 1;
        let state = row.state.trim_end_matches(['|', ' ']);
        let word = state.split([':', ' ', '.', ',']).next().unwrap_or_default();
        assert!(["covered", "partial", "missing"].contains(&word), "{}: {state}", row.accident);
        assert!(word == "covered" || state.len() > 30, "{} does not say what is missing", row.accident);
        assert!(
            word == "missing" || !between(&row.tests, "`", "`").is_empty(),
            "{} has no test",
            row.accident
        );
    }
    let all: BTreeMap<String, usize> = (1..=21).map(|n| (format!("A{n}"), 1)).collect();
    assert_eq!(seen, all);
}

#[test]
fn every_test_in_the_table_is_there() {
    let code = read_below(&["src", "tests"], ".rs");
    let tests = tests_in(&code);
    assert!(tests.len() > 500, "the code was read");
    let mut count = 0;
    let boot = fs::read_to_string(root().join("tests/boot/boot.py")).expect("the cases");
    let cases = boot.split_once("CASES = [").and_then(|(_, rest)| rest.split_once(']')).expect("the cases").0;
    for row in rows() {
        for name in between(&row.tests, "`", "`") {
            count += 1;
            let found = match name.strip_prefix("boot: ") {
                Some(case) => cases.split(", ").any(|one| one == case),
                None => tests.contains(&name),
            };
            assert!(found, "{} names {name}, and there is no such test", row.accident);
        }
    }
    assert!(count > 60, "the names were read: {count}");
}

#[test]
fn every_sentence_in_the_table_is_said() {
    let code = plain(&read_below(&["src/text"], ".rs"));
    let sheet = plain(&fs::read_to_string(root().join("docs/guide-benevole.md")).expect("for volunteers"));
    let mut count = 0;
    for row in rows() {
        // « … » of the sheet for volunteers is marked as such.
        let (words, of_sheet) = row.words.split_once("sheet:").unwrap_or((&row.words, ""));
        for (said, by, what) in [(words, &code, "src/text"), (of_sheet, &sheet, "docs/guide-benevole.md")] {
            for sentence in between(&plain(said), "« ", " »") {
                count += 1;
                assert!(by.contains(sentence), "{}: “{sentence}” is not in {what}", row.accident);
            }
        }
    }
    assert!(count >= 21, "the sentences were read: {count}");
}
