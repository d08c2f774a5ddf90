//! The command line as it was agreed: help texts, and the main sentences in both languages, each a file in `tests/cli`.
//! `GOMME_BLESS=1 cargo test --test cli` writes them anew, for a person to read before committing.

#![cfg(feature = "drives")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::CommandFactory;
use gomme::cli::Cli;

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
    let mut names = BTreeSet::from(["way-en.txt".to_owned(), "way-fr.txt".to_owned()]);
    for words in commands(&Cli::command(), &[]) {
        let output = Command::new(env!("CARGO_BIN_EXE_gomme"))
            .args(&words)
            .arg("--help")
            .env("COLUMNS", "100")
            .output()
            .unwrap();
        assert!(output.status.success(), "gomme {words:?} --help");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.lines().all(|line| line.chars().count() <= 100),
            "a line too long in {words:?}:\n{text}"
        );
        let name = format!("help{}.txt", words.iter().map(|word| format!("-{word}")).collect::<String>());
        compare(&name, &text);
        names.insert(name);
    }
    assert!(names.len() > 8, "{names:?}");
    let there: BTreeSet<String> =
        fs::read_dir(golden("")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(there, names, "files of commands that are gone");
}
