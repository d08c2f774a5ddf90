//! The house stays as ARCHITECTURE.md draws it: who may use whom, where `unsafe` stands, how long files are, and that
//! the documents name what there is.

#![cfg(feature = "drives")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use gomme::cli::Cli;

/// Each module and those it may use: the direction `cmd → {ui, guide} → {erase, deliver, merge, export} → reader → papers → {plan, attest} →
/// {drive, record} → sys → {event, text, codec, units}`, and narrower where a module should know less. Among siblings four arrows are
/// allowed, none of them back: `deliver → erase` (the journal), `text → event`, `event → units` and `codec → units`.
const MAY_USE: [(&str, &[&str]); 20] = [
    ("units", &[]),
    // Bytes alone: commands of drives, and what drives answer.
    ("codec", &["units"]),
    ("event", &["units"]),
    ("text", &["event", "units"]),
    ("sys", &["event", "text", "units"]),
    ("record", &["event", "text", "units"]),
    ("drive", &["codec", "sys", "event", "text", "units"]),
    // The donor's verifier: nothing of drives, and nothing that speaks to the kernel.
    ("attest", &["record", "event", "text", "units"]),
    // Pages out of what was signed: neither files nor hardware.
    ("papers", &["attest", "record", "event", "text", "units"]),
    // A model of screens and its painters: facts in, pictures out; neither drives nor the kernel.
    ("guide", &["papers", "attest", "record", "event", "text", "units"]),
    // From the files that somebody has to answers: nothing of drives, nothing that signs.
    ("reader", &["papers", "attest", "record", "event", "text", "units"]),
    // What several stations and zones signed, brought together: it signs nothing and trusts nobody.
    ("merge", &["reader", "attest", "record", "text", "units"]),
    // Tables and inventories out of documents: no file.
    ("export", &["reader", "attest", "record", "event", "text"]),
    // Facts alone: a plan never looks at a drive.
    ("plan", &["record", "event", "text", "units"]),
    ("erase", &["plan", "attest", "drive", "record", "codec", "sys", "event", "text", "units"]),
    ("deliver", &["erase", "plan", "attest", "record", "event", "text", "units"]),
    ("ui", &["erase", "deliver", "plan", "attest", "record", "event", "text", "units"]),
    // Types alone.
    ("cli", &["text"]),
    (
        "cmd",
        &[
            "cli", "ui", "guide", "erase", "deliver", "merge", "export", "reader", "plan", "papers",
            "attest", "drive", "record", "sys", "event", "text", "units",
        ],
    ),
    ("main", &["cli", "cmd", "text"]),
];

/// Lines of code, comments aside, of all files with `unsafe` in them.
const UNSAFE_LINES: usize = 440;
/// Lines of any source file, tests included.
const FILE_LINES: usize = 800;
/// Lines of the table of contents.
const MAIN_LINES: usize = 80;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// All Rust files below a folder, by their path in the repository.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut todo = vec![PathBuf::from(folder)];
    while let Some(folder) = todo.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let path = folder.join(entry.unwrap().file_name());
            if root().join(&path).is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.insert(path.to_str().unwrap().to_owned(), read(&path));
            }
        }
    }
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

/// The code without comments. Strings stay: a path in one would be found too, which does no harm.
fn code(text: &str) -> String {
    let bare = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    text.lines().map(bare).collect::<Vec<_>>().join("\n")
}

/// The module that a file belongs to: `src/drive/guard.rs` is of `drive`.
fn module(path: &str) -> &str {
    let inner = path.strip_prefix("src/").unwrap();
    inner.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The modules that a file's code names: after `crate::` or `gomme::`, alone or in braces, and after a `super` that leads out of
/// its own module.
fn used(path: &str, text: &str) -> BTreeSet<String> {
    let code = code(text);
    let mut found = BTreeSet::new();
    let is_top = path.matches('/').count() == 1 || path.ends_with("/mod.rs");
    let out = if is_top { "\nuse super::" } else { "\nuse super::super::" };
    for root in ["crate::", "gomme::", out] {
        for (at, _) in code.match_indices(root) {
            let rest = &code[at + root.len()..];
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            match rest.strip_prefix('{') {
                Some(list) => found.extend(heads(list)),
                None => found.extend(name(rest)),
            }
        }
    }
    found
}

fn name(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// The first names of a list in braces: `{attest::key, text::{Lang, Say}}` gives `attest` and `text`.
fn heads(list: &str) -> Vec<String> {
    let (mut depth, mut heads, mut fresh) = (0, Vec::new(), true);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && c.is_alphanumeric() => {
                heads.extend(name(&list[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    heads
}

/// What a file uses and should not.
fn offences(path: &str, text: &str) -> Vec<String> {
    let module = module(path);
    let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
        return vec![format!("{path}: the module {module} has no place in the direction")];
    };
    let is_module = |name: &String| MAY_USE.iter().any(|(known, _)| known == name);
    let used = used(path, text).into_iter().filter(is_module);
    used.filter(|name| name != module && !allowed.contains(&name.as_str()))
        .map(|name| format!("{path}: {module} may not use {name}"))
        .collect()
}

#[test]
fn no_layer_looks_up() {
    let sources = sources("src");
    let all: Vec<String> = sources
        .iter()
        .filter(|(path, _)| *path != "src/lib.rs")
        .flat_map(|(path, text)| offences(path, text))
        .collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
    // The check sees something at all: these arrows exist.
    for (path, name) in [("src/deliver.rs", "erase"), ("src/erase/link.rs", "drive"), ("src/main.rs", "cmd")]
    {
        assert!(used(path, &sources[path]).contains(name), "{path} uses {name}");
    }
}

#[test]
fn a_line_that_offends_is_found() {
    for (path, line) in [
        ("src/attest/verify.rs", "use crate::drive::Drive;"),
        ("src/attest/verify.rs", "use crate::{event::Event, sys::{io::BlockIo, ring}};"),
        ("src/record/fold.rs", "    let disks = crate::drive::discover(host);"),
        ("src/plan/mod.rs", "\nuse super::sys::io;"),
        ("src/plan/pattern.rs", "\nuse super::super::drive::Drive;"),
        ("src/sys/ring.rs", "use crate::erase::pump::Span;"),
        ("src/text/list.rs", "use crate::record::Verdict;"),
        ("src/erase/pump.rs", "pub(crate) use crate::deliver::Desk;"),
        ("src/main.rs", "use gomme::attest::verify;"),
        ("src/guide/show.rs", "use crate::drive::Drive;"),
        ("src/guide/paint/pixels.rs", "use crate::sys::framebuffer::Framebuffer;"),
        ("src/novelty.rs", ""),
    ] {
        assert_eq!(offences(path, line).len(), 1, "{path}: {line}");
    }
    for (path, line) in [
        ("src/text/record.rs", "/// Each [`Reason`](crate::record::Reason) in its order."),
        ("src/erase/worker.rs", "use super::pump::Watch; use crate::{drive::guard::Armed, sys::io};"),
        ("src/cmd/plan.rs", "use crate::drive::{find, Host};"),
    ] {
        assert_eq!(offences(path, line), [""; 0], "{path}: {line}");
    }
}

#[test]
fn the_direction_has_no_circle() {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for (module, uses) in MAY_USE {
        // A module stands after all that it may use; `cli` and what `ui` may use come before `cmd`.
        assert!(uses.iter().all(|used| done.contains(used)), "{module} stands before one that it uses");
        done.insert(module);
    }
}

/// Files of the lab that map the memory of guests, take descriptors from sockets, and filter system calls.
const LAB_UNSAFE: [&str; 3] =
    ["tests/lab/src/memory.rs", "tests/lab/src/snotify/filter.rs", "tests/lab/src/wire.rs"];

fn has_unsafe(text: &str) -> bool {
    let code = code(text);
    code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "unsafe")
}

#[test]
fn unsafe_stands_in_one_folder_and_is_short() {
    assert!(has_unsafe("let n = unsafe { call() };") && !has_unsafe("// no unsafe\nlet unsafety = 1;"));
    let mut lines = 0;
    for (path, text) in sources("src").iter().filter(|(_, text)| has_unsafe(text)) {
        assert!(path.starts_with("src/sys/"), "{path} holds unsafe code");
        assert!(text.contains("// SAFETY: "), "{path} does not say why it is sound");
        lines += code(text).lines().filter(|line| !line.trim().is_empty()).count();
    }
    assert!((1..UNSAFE_LINES).contains(&lines), "{lines} lines of code beside unsafe");
    // Beside the lab, which maps the memory of guests, this file alone names it, in strings.
    for (path, text) in sources("tests").iter().filter(|(path, _)| *path != "tests/layers.rs") {
        let may = LAB_UNSAFE.contains(&path.as_str());
        assert_eq!(has_unsafe(text), may, "{path}: unsafe code");
        assert!(!may || text.contains("// SAFETY: "), "{path} does not say why it is sound");
    }
}

#[test]
fn files_are_short() {
    for (path, text) in sources("src").iter().chain(&sources("tests")) {
        let limit = if path == "src/main.rs" { MAIN_LINES } else { FILE_LINES };
        let lines = text.lines().count();
        assert!(lines < limit, "{path} has {lines} lines");
    }
}

#[test]
fn the_map_names_every_file_and_no_other() {
    let map = read("ARCHITECTURE.md");
    let named: BTreeSet<&str> = map
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| word.ends_with(".rs") && !word.contains("tests/"))
        .collect();
    let there = sources("src");
    let there: BTreeSet<&str> = there.keys().map(|path| path.strip_prefix("src/").unwrap()).collect();
    let missing: Vec<_> = there.difference(&named).collect();
    let invented: Vec<_> = named.difference(&there).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md does not name {missing:?}");
    assert!(invented.is_empty(), "ARCHITECTURE.md names {invented:?}, which are not in src/");
}

/// Whether a text holds a word that stands alone: `--out` is not found in `--output`.
fn holds(text: &str, word: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(inner) && !text[at + word.len()..].starts_with(inner))
}

/// What a person may type, with the subcommand that it belongs to.
fn typed(command: &clap::Command, path: &str) -> Vec<(String, String)> {
    let mut words = vec![(path.to_owned(), path.to_owned())];
    for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
        words.extend(arg.get_long().map(|long| (path.to_owned(), format!("--{long}"))));
        if arg.get_action().takes_values() {
            let values = arg.get_possible_values();
            words.extend(values.iter().map(|value| (path.to_owned(), value.get_name().to_owned())));
        }
    }
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        words.extend(typed(sub, &format!("{path} {}", sub.get_name())));
    }
    words
}

#[test]
fn the_documents_name_every_command_and_option() {
    assert!(holds("a --out b", "--out") && !holds("a --output b", "--out"));
    let mut documents = read("README.md");
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "md") {
            documents += &fs::read_to_string(path).unwrap();
        }
    }
    let words = typed(&Cli::command(), "gomme");
    assert!(words.len() > 40, "the command line was read: {words:?}");
    let missing: Vec<_> = words.iter().filter(|(_, word)| !holds(&documents, word)).collect();
    assert!(missing.is_empty(), "no document names {missing:#?}");
}
