//! The command line as it was agreed: help texts, and the main sentences in both languages, each a file in `tests/cli`.
//! `GOMME_BLESS=1 cargo test --test cli` writes them anew, for a person to read before committing.

#![cfg(feature = "drives")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::CommandFactory;
use gomme::cli::Cli;
use gomme::cmd::usage;
use gomme::text::help;

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli").join(name)
}

/// Compares with the committed text, and says what is there now when it differs.
fn compare(name: &str, now: &str) {
    let path = golden(name);
    if std::env::var_os("GOMME_BLESS").is_some() {
        fs::write(&path, now).unwrap();
    }
    let agreed = fs::read_to_string(&path).unwrap_or_default();
    assert!(agreed == now, "tests/cli/{name} differs; now:\n{now}");
}

/// A scratch folder with a small drive in a file; what differs from run to run gets a name in its place.
struct Scene {
    folder: tempfile::TempDir,
    told: String,
    /// What is shown in place of what, longest first.
    masks: Vec<(String, &'static str)>,
}

impl Scene {
    fn new() -> Scene {
        // On a disk: a plain file as a drive needs direct I/O.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        File::create(folder.path().join("drive.img")).unwrap().set_len(8 << 20).unwrap();
        let masks = vec![(folder.path().canonicalize().unwrap().display().to_string() + "/", "")];
        Scene { folder, told: String::new(), masks }
    }

    /// Runs gomme in the folder, and writes down what it was asked, what it said and how it ended.
    fn run(&mut self, lang: &str, args: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_gomme"))
            .args(["--lang", lang])
            .args(args)
            .current_dir(self.folder.path())
            .env_remove("GOMME_PASSPHRASE")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        let shown = format!("$ gomme {}\n{out}{err}[{}]\n\n", args.join(" "), output.status.code().unwrap());
        self.told += &shown;
        out
    }

    /// From now on a text is shown under another name.
    fn mask(&mut self, text: &str, name: &'static str) {
        assert!(text.len() > 3, "{name} is too short to be hidden: {text:?}");
        self.masks.push((text.to_owned(), name));
    }

    fn told(&self) -> String {
        let mut told = self.told.clone();
        for (text, name) in &self.masks {
            told = told.replace(text, name);
        }
        told
    }
}

/// What stands after a label, to the end of its line.
fn after<'a>(text: &'a str, label: &str) -> &'a str {
    let at = text.find(label).unwrap_or_else(|| panic!("no {label} in {text}"));
    text[at + label.len()..].lines().next().unwrap().trim()
}

/// The number of the only job below a folder.
fn number(papers: &Path) -> String {
    let job = fs::read_dir(papers).unwrap().next().unwrap().unwrap();
    job.file_name().into_string().unwrap()
}

fn the_way_of_a_drive(lang: &str) -> String {
    let mut scene = Scene::new();
    let (fingerprint, words) = match lang {
        "fr" => ("Empreinte\u{202f}: ", "Huit mots\u{202f}: "),
        _ => ("Fingerprint: ", "Eight words: "),
    };
    let made = scene.run(lang, &["keys", "new-station", "station", "--name", "A05", "--no-passphrase"]);
    scene.mask(after(&made, fingerprint), "(fingerprint)");
    scene.mask(after(&made, words), "(eight words)");
    scene.run(lang, &["keys", "show", "station"]);
    scene.run(lang, &["plan", "drive.img"]);
    let plan = scene.run(lang, &["plan", "drive.img", "--allow-virtual"]);
    let code = after(&plan, "--confirm ").to_owned();
    scene.mask(&code, "(code)");
    let erase =
        ["erase", "drive.img", "--allow-virtual", "--out", "papers", "--station", "station", "--confirm"];
    scene.run(lang, &[&erase[..], &["1234"]].concat());
    scene.run(lang, &[&erase[..], &["0000-000000"]].concat());
    scene.run(lang, &erase[..7]);
    scene.run(lang, &[&erase[..], &[&code]].concat());
    // A virtual drive has no erase of its own: nothing else is done in its place.
    let own = ["--method", "sanitize-block"];
    scene.run(lang, &[&["plan", "drive.img", "--allow-virtual"], &own[..]].concat());
    scene.run(lang, &[&erase[..7], &own, &["--suspend", "--confirm", &code]].concat());
    let number = number(&scene.folder.path().join("papers"));
    scene.mask(&number, "(number)");
    let trust = scene.run(lang, &["keys", "trust", "station"]);
    scene.mask(trust.trim().rsplit(' ').next().unwrap(), "(key)");
    fs::write(scene.folder.path().join("trust"), &trust).unwrap();
    scene.run(lang, &["keys", "words", "trust"]);
    scene.run(lang, &["verify", "papers", "--trust", "trust"]);
    scene.run(lang, &["verify", "papers"]);
    let paper = scene.folder.path().join("papers").join(&number).join("attestation.json");
    let text = fs::read_to_string(&paper).unwrap();
    scene.mask(after(&text, "\"seed\":\"").split('"').next().unwrap(), "(seed)");
    fs::write(&paper, text.replace("8388608", "8388609")).unwrap();
    scene.run(lang, &["verify", "papers", "--trust", "trust"]);
    fs::remove_file(&paper).unwrap();
    fs::remove_file(paper.with_extension("json.sig")).unwrap();
    scene.run(lang, &["verify", "papers", "--trust", "trust"]);
    scene.run(lang, &["verify", "nowhere"]);
    scene.run(lang, &["plan", "/dev/no-such-drive"]);
    scene.run(lang, &["keys", "show", "nowhere"]);
    scene.told()
}

#[test]
fn the_way_of_a_drive_in_english() {
    compare("way-en.txt", &the_way_of_a_drive("en"));
}

#[test]
fn the_way_of_a_drive_in_french() {
    compare("way-fr.txt", &the_way_of_a_drive("fr"));
}

/// Each subcommand with its words.
fn commands(command: &clap::Command, path: &[String]) -> Vec<Vec<String>> {
    let mut all = vec![path.to_vec()];
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        all.extend(commands(sub, &[path, &[sub.get_name().to_owned()]].concat()));
    }
    all
}

#[test]
fn help_is_as_it_was_agreed() {
    let mut names = BTreeSet::from(["errors-fr.txt", "way-en.txt", "way-fr.txt"].map(str::to_owned));
    for (words, lang) in
        commands(&Cli::command(), &[]).into_iter().flat_map(|words| [(words.clone(), "en"), (words, "fr")])
    {
        let output = Command::new(env!("CARGO_BIN_EXE_gomme"))
            .args(&words)
            .args(["--help", "--lang", lang])
            .env("COLUMNS", "100")
            .output()
            .unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "gomme {words:?} --help");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.lines().all(|line| line.chars().count() <= 100),
            "a line too long in {words:?}:\n{text}"
        );
        let end = if lang == "fr" { "-fr" } else { "" };
        let name =
            format!("help{}{end}.txt", words.iter().map(|word| format!("-{word}")).collect::<String>());
        compare(&name, &text);
        names.insert(name);
    }
    assert!(names.len() > 16, "{names:?}");
    let there: BTreeSet<String> =
        fs::read_dir(golden("")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(there, names, "files of commands that are gone");
}

/// What the French table should hold, by the command line itself: subcommands, arguments, values, placeholders.
fn wanted(command: &clap::Command, path: &str, found: &mut [BTreeSet<String>; 4]) {
    found[0].insert(path.to_owned());
    for arg in command.get_arguments() {
        let id = arg.get_id();
        found[1].insert(format!("{path}: {id}"));
        let values = arg.get_possible_values();
        // A flag has `true` and `false`, which nobody types.
        if let Some(name) = usage::placeholder(arg) {
            found[2].extend(values.iter().map(|value| format!("{id}: {}", value.get_name())));
            found[3].insert(name);
        }
    }
    for sub in command.get_subcommands() {
        wanted(sub, format!("{path} {}", sub.get_name()).trim_start(), found);
    }
}

#[test]
fn the_french_help_lacks_nothing_and_has_nothing_left_over() {
    let mut found: [BTreeSet<String>; 4] = Default::default();
    wanted(&Cli::command(), "", &mut found);
    let table: [Vec<String>; 4] = [
        help::COMMANDS.iter().map(|help| help.path.to_owned()).collect(),
        help::COMMANDS
            .iter()
            .flat_map(|h| h.args.iter().map(|(id, _)| format!("{}: {id}", h.path)))
            .collect(),
        help::VALUES
            .iter()
            .flat_map(|(id, all)| all.iter().map(move |(v, _)| format!("{id}: {v}")))
            .collect(),
        help::PLACEHOLDERS.iter().map(|(name, _)| (*name).to_owned()).collect(),
    ];
    for ((found, table), least) in found.into_iter().zip(table).zip([11, 40, 13, 13]) {
        assert!(found.len() >= least, "the command line was read: {found:?}");
        let set: BTreeSet<String> = table.iter().cloned().collect();
        assert_eq!(set.len(), table.len(), "an entry stands twice: {table:?}");
        let missing: Vec<_> = found.difference(&set).collect();
        let left: Vec<_> = set.difference(&found).collect();
        assert!(missing.is_empty() && left.is_empty(), "no French for {missing:?}; left over: {left:?}");
    }
}

/// Mistakes of each kind, and what was found wrong, which must be told apart.
const MISTAKES: [&str; 22] = [
    "erase",
    "plan",
    "keys new-station poste",
    "erase /dev/x --out papiers --station",
    "erase /dev/x --out= --station poste",
    "plan /dev/x --pattern zeros",
    "plan /dev/x --read-back",
    "list --lang de",
    "erase /dev/x --stall-after 0",
    "erase /dev/x --stall-after 86401",
    "erase /dev/x --stall-after long",
    "list --json=oui",
    "plan /dev/x --patern zero",
    "list --nonsense",
    "list -x",
    "keys show poste deux",
    "eras /dev/x",
    "nonsense",
    "keys nonsense",
    "help nonsense",
    "list --json --json",
    "keys new-station poste --name A05 --no-passphrase --passphrase-file mot",
];

fn mistake(lang: &str, words: &[OsString]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gomme")).args(words).env("LC_ALL", lang).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{words:?}");
    assert!(output.stdout.is_empty(), "{words:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn mistakes_are_told_in_french_as_agreed() {
    let mut told = String::new();
    let lines = MISTAKES.iter().map(|line| line.split(' ').map(OsString::from).collect::<Vec<_>>());
    for words in lines {
        let (fr, en) = (mistake("fr_FR.UTF-8", &words), mistake("C", &words));
        let line = words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
        assert!(fr.contains("Essayez\u{202f}: gomme") && fr.lines().count() == 2, "{line}: {fr}");
        for english in ["error", "Usage", "required", "tip:", "for more"] {
            assert!(!fr.contains(english), "{line}: {fr}");
        }
        assert!(en.starts_with("error: "), "{line}: {en}");
        told += &format!("$ gomme {line}\n{fr}\n");
    }
    compare("errors-fr.txt", &told);
}

#[test]
fn a_mistake_that_is_not_text_or_would_move_the_cursor() {
    let not_text = ["list", "--lang"].map(OsString::from).into_iter().chain([OsString::from_vec(vec![0xff])]);
    let said = mistake("fr_FR", &not_text.collect::<Vec<_>>());
    assert!(said.contains("Essayez\u{202f}: gomme list --help"), "{said}");
    let said = mistake("fr_FR", &[OsString::from("\u{1b}[2Jlist")]);
    assert!(!said.contains('\u{1b}') && said.contains("n’existe pas"), "{said}");
}

#[test]
fn a_command_that_is_missing() {
    let words = ["--lang", "fr"].map(OsString::from);
    assert!(mistake("C", &words).contains("Il manque une commande après «\u{202f}gomme\u{202f}»."));
    // Nothing at all: the help itself, on standard error.
    assert!(mistake("fr_FR", &[]).contains("Commandes\u{202f}:"));
    assert!(mistake("C", &[]).contains("Commands:"));
}

#[test]
fn the_language_is_that_of_the_option_else_of_the_environment() {
    let first = |lang: &str, words: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_gomme")).args(words).env("LC_ALL", lang).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let (fr, en) = (first("fr_FR", &["--help"]), first("C", &["--help"]));
    assert!(fr.contains("Utilisation\u{202f}: gomme") && en.contains("Usage: gomme"));
    assert_eq!(first("fr_FR", &["--help", "--lang", "en"]), en);
    assert_eq!(first("C", &["--lang=fr", "help"]), fr);
    assert_eq!(first("fr_FR", &["--version"]), first("C", &["-V"]));
    assert!(first("fr_FR", &["help", "help"]).contains("Utilisation"));
    assert!(!first("fr_FR", &["-h"]).contains("Print"));
}
