//! `gomme ledger merge` as people meet it: exit codes, sentences in both languages, and what bad sources leave behind.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod federation;
mod samples;

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use federation::{Federation, copy, files, tree_digest};
use gomme::attest::{ATTESTATION_FILE, NAMESPACE, SIGNATURE_FILE, canonical, openssh, sshsig};
use gomme::record::{LedgerPlace, Station};
use serde_json::Value;

struct Scene {
    dir: tempfile::TempDir,
    federation: Federation,
}

struct Said {
    code: i32,
    out: String,
    err: String,
}

fn gomme(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gomme"));
    command.args(args).env("LC_ALL", "C").env_remove("GOMME_PASSPHRASE").stdin(Stdio::null());
    command
}

impl Scene {
    /// A station with five jobs, and a folder to merge into.
    fn new() -> Scene {
        let dir = tempfile::tempdir().unwrap();
        let federation = Federation::new(dir.path());
        for n in 0..5 {
            federation.job("sud-C01", n);
        }
        Scene { dir, federation }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn stick(&self) -> String {
        "sticks/sud-C01".to_owned()
    }

    fn run(&self, args: &[&str]) -> Said {
        let output = gomme(args).current_dir(self.dir.path()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn merge(&self, sources: &[&str], code: i32) -> String {
        let said = self.run(&[&["ledger", "merge", "--into", "tree"], sources].concat());
        assert_eq!(said.code, code, "{sources:?}: {}{}", said.out, said.err);
        said.out + &said.err
    }

    /// Codes of what was left, and of what was found.
    fn json(&self, sources: &[&str]) -> (Vec<String>, Vec<String>) {
        let said = self.run(&[&["ledger", "merge", "--json", "--into", "tree"], sources].concat());
        let json: Value =
            serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.err));
        let words = |list: &str, word: &str| {
            let list = json[list].as_array().unwrap().iter();
            let mut words: Vec<String> = list.map(|item| item[word].as_str().unwrap().to_owned()).collect();
            words.sort();
            words
        };
        (words("left", "why"), words("findings", "what"))
    }

    /// Refused in both languages, with one sentence each, and the tree as it was.
    fn refused(&self, args: &[&str], fr: &str) {
        let before = self.path("tree").exists().then(|| tree_digest(&self.path("tree")));
        let say = |lang: &str| {
            let said = self.run(&[&["ledger", "merge", "--lang", lang], args].concat());
            assert_eq!((said.code, said.out.as_str()), (2, ""), "{args:?}: {}", said.err);
            assert!(said.err.lines().count() == 1 && !said.err.contains("panicked"), "{}", said.err);
            said.err
        };
        let (french, english) = (say("fr"), say("en"));
        assert!(french != english && french.contains(fr), "{french}");
        let after = self.path("tree").exists().then(|| tree_digest(&self.path("tree")));
        assert_eq!(before, after, "{args:?}");
    }
}

#[test]
fn answers_and_exit_codes() {
    let scene = Scene::new();
    let said = scene.merge(&[&scene.stick(), "zones/sud"], 0);
    assert!(
        said.contains("documents 5, ledgers 1, trust sets 1") && said.contains("Nothing is missing"),
        "{said}"
    );
    assert!(said.contains("--trust"), "intact is not authentic, and that is said: {said}");
    let digest = tree_digest(&scene.path("tree"));
    // With a trust set each document has its answer; what the set does not know is something to look at.
    let said = scene.merge(&[&scene.stick(), "--trust", "zones/sud/trust"], 0);
    assert_eq!(said.matches("AUTHENTIC – ").count(), 5, "{said}");
    let other = scene.path("other");
    fs::write(
        &other,
        format!("A05 namespaces=\"{NAMESPACE}\" {}\n", openssh::line(&samples::key(9).verifying_key())),
    )
    .unwrap();
    let said = scene.merge(&[&scene.stick(), "--trust", "other"], 1);
    assert_eq!(
        (said.matches("UNKNOWN ISSUER").count(), said.matches("AUTHENTIC – ").count()),
        (5, 0),
        "{said}"
    );
    assert_eq!(tree_digest(&scene.path("tree")), digest, "trust changes nothing in the tree");
    // A paper is held back: 1, and its number.
    let number = scene.federation.job("sud-C01", 9);
    fs::remove_dir_all(scene.federation.paper("sud-C01", &number)).unwrap();
    let french = scene.run(&["ledger", "merge", "--lang", "fr", "--into", "tree", &scene.stick()]);
    assert_eq!(french.code, 1);
    assert!(french.out.contains("À voir") && french.out.contains(&number), "{}", french.out);
    assert_eq!(scene.json(&[&scene.stick()]), (vec![], vec!["missing".to_owned()]));
    // A folder with nothing of ours in it is a folder mistaken.
    fs::create_dir(scene.path("empty")).unwrap();
    let said = scene.run(&["ledger", "merge", "--into", "new", "empty"]);
    assert!(said.code == 1 && said.out.contains("Is it the right folder?"), "{}", said.out);
}

#[test]
fn sources_and_destinations_that_cannot_be() {
    let scene = Scene::new();
    let stick = scene.stick();
    scene.refused(&["--into", "tree", &stick, "mistyped"], "n’existe pas");
    assert!(!scene.path("tree").exists(), "nothing was made for a name that was mistyped");
    scene.refused(&["--into", "tree", "zones/sud/trust/trust"], "pas un dossier");
    scene.refused(&["--into", "zones/sud/trust/trust", &stick], "ne peut pas servir");
    scene.merge(&[&stick], 0);
    let digest = tree_digest(&scene.path("tree"));
    fs::create_dir(scene.path("tree/received")).unwrap();
    copy(&scene.path(&stick), &scene.path("tree/received/stick"));
    scene.refused(&["--into", "tree", "tree/received/stick"], "à l’intérieur");
    symlink(scene.path("tree/received"), scene.path("way-in")).unwrap();
    scene.refused(&["--into", "tree", "way-in"], "à l’intérieur");
    fs::remove_dir_all(scene.path("tree/received")).unwrap();
    // The tree itself, and a folder that holds the tree, change nothing.
    scene.merge(&["tree"], 0);
    fs::create_dir(scene.path("around")).unwrap();
    fs::rename(scene.path("tree"), scene.path("around/tree")).unwrap();
    let said = scene.run(&["ledger", "merge", "--into", "around/tree", "around"]);
    assert_eq!((said.code, tree_digest(&scene.path("around/tree"))), (0, digest), "{}", said.out);
    // Somebody else is at it.
    fs::rename(scene.path("around/tree"), scene.path("tree")).unwrap();
    let held = File::open(scene.path("tree")).unwrap();
    held.lock().unwrap();
    scene.refused(&["--into", "tree", &stick], "déjà");
}

/// A small file system, taken away when the test ends.
struct Mounted(PathBuf);

impl Mounted {
    fn new(at: PathBuf, options: &str) -> Mounted {
        fs::create_dir_all(&at).unwrap();
        let done =
            Command::new("mount").args(["-t", "tmpfs", "-o", options, "none"]).arg(&at).status().unwrap();
        assert!(done.success(), "the tests run as root");
        Mounted(at)
    }

    fn again(&self, options: &str) {
        let options = format!("remount,{options}");
        assert!(Command::new("mount").args(["-o", &options]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_and_one_that_cannot_be_written() {
    let scene = Scene::new();
    let stick = scene.stick();
    let small = Mounted::new(scene.path("tree"), "size=64k");
    scene.merge(&[&stick], 0);
    let before = files(&scene.path("tree"));
    for n in 10..30 {
        scene.federation.job("sud-C01", n);
    }
    let said = scene.run(&["ledger", "merge", "--lang", "fr", "--into", "tree", &stick]);
    assert_eq!((said.code, said.err.lines().count()), (2, 1), "{}", said.err);
    assert!(said.err.contains("plus de place") && said.err.contains("recommencez"), "{}", said.err);
    let after = files(&scene.path("tree"));
    let lost: Vec<_> = before
        .iter()
        .filter(|(name, digest)| after.get(*name) != Some(*digest) && !name.ends_with("ledger.jsonl"))
        .collect();
    assert!(lost.is_empty() && !after.keys().any(|name| name.ends_with(".new")), "{lost:?}");
    small.again("size=16m,ro");
    scene.refused(&["--into", "tree", &stick], "lecture seule");
    small.again("rw");
    scene.merge(&[&stick], 0);
    let said = scene.run(&["ledger", "merge", "--into", "elsewhere", &stick]);
    assert_eq!(said.code, 0);
    assert_eq!(
        tree_digest(&scene.path("tree")),
        tree_digest(&scene.path("elsewhere")),
        "it was gone on with"
    );
}

#[test]
fn rubbish_and_names_that_would_escape() {
    let scene = Scene::new();
    let bad = |name: &str| scene.path("bad").join(name);
    fs::create_dir_all(bad("a")).unwrap();
    for (folder, content) in [("b", &b"not a ledger\n"[..]), ("c", b"{}\n{}\n")] {
        fs::create_dir(bad(folder)).unwrap();
        fs::write(bad(folder).join("ledger.jsonl"), content).unwrap();
    }
    // A gigabyte: looked at, not read. And one that fits, without a line break.
    File::create(bad("a/ledger.jsonl")).unwrap().set_len(1 << 30).unwrap();
    fs::create_dir(bad("d")).unwrap();
    fs::write(bad("d/ledger.jsonl"), vec![b'x'; 32 << 20]).unwrap();
    // Documents that are signed, intact, and lead out of every folder; and one that would be the ledger.
    let key = samples::key(7);
    let station = |name: &str| Station {
        name: name.into(),
        key: openssh::fingerprint(&key.verifying_key()),
        trust: None,
    };
    let place = LedgerPlace { sequence: 2, previous: "0".repeat(64) };
    let numbers = [
        ("A05", "../../escape"),
        ("A05", "ledger.jsonl"),
        ("../escape", "A05-2027-000001"),
        ("A05", "/etc/escape"),
    ];
    for (at, (name, number)) in numbers.into_iter().enumerate() {
        let record = samples::record(number, samples::erased_facts(), station(name), place.clone());
        let bytes = canonical::record_bytes(&record).unwrap();
        let folder = bad(&format!("e{at}"));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(SIGNATURE_FILE), sshsig::sign(&key, NAMESPACE, &bytes)).unwrap();
        fs::write(folder.join(ATTESTATION_FILE), &bytes).unwrap();
    }
    // A ledger whose jobs lead out: whole, and nobody's.
    let line = format!(
        r#"{{"at":"2027-03-18T13:33:00Z","drive":"{}","entry":"opened","number":"../x-2027-000001","previous":"{}","sequence":1}}"#,
        "a".repeat(64),
        "0".repeat(64)
    );
    fs::create_dir(bad("f")).unwrap();
    fs::write(bad("f/ledger.jsonl"), line + "\n").unwrap();
    // Links: to a paper, to a folder of papers, in a circle. A pipe, which would never end.
    let paper = fs::read_dir(scene.path("sticks/sud-C01/papers")).unwrap().next().unwrap().unwrap().path();
    fs::create_dir(bad("g")).unwrap();
    for name in [ATTESTATION_FILE, SIGNATURE_FILE] {
        symlink(paper.join(name), bad("g").join(name)).unwrap();
    }
    symlink(&paper, bad("h")).unwrap();
    symlink(bad(""), bad("i")).unwrap();
    fs::create_dir(bad("p")).unwrap();
    assert!(Command::new("mkfifo").arg(bad("p/attestation.json")).status().unwrap().success());
    fs::write(bad("p/attestation.json.sig"), "x").unwrap();
    // A signature that is not one, a journal alone, trust sets and lists that are none.
    fs::create_dir(bad("j")).unwrap();
    fs::copy(paper.join(ATTESTATION_FILE), bad("j/attestation.json")).unwrap();
    fs::write(bad("j/attestation.json.sig"), "-----BEGIN SSH SIGNATURE-----\n").unwrap();
    fs::write(bad("j/trust"), "rubbish").unwrap();
    fs::write(bad("j/revocations.sud.krl"), "rubbish").unwrap();
    fs::create_dir(bad("k")).unwrap();
    fs::write(bad("k/journal.jsonl"), "{}\n").unwrap();
    let before = files(scene.dir.path()).len();
    // With less memory than the rubbish is large.
    let begun = Instant::now();
    let command =
        format!("ulimit -v 400000; exec {} ledger merge --json --into tree bad", env!("CARGO_BIN_EXE_gomme"));
    let output = Command::new("bash").args(["-c", &command]).current_dir(scene.dir.path()).output().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(output.status.code(), Some(2), "the pipe cannot be read: {output:?}");
    let (left, found) = scene.json(&["bad"]);
    let wanted = [
        "bad_name",
        "bad_name",
        "bad_name",
        "bad_name",
        "bad_revocation_list",
        "bad_trust_set",
        "broken_ledger",
        "broken_ledger",
        "ledger_of_nobody",
        "ledger_too_large",
        "malformed_signature",
        "not_followed",
        "not_followed",
        "not_followed",
        "not_followed",
        "torn_ledger",
        "unfinished",
        "unreadable",
    ];
    assert_eq!((left, found), (wanted.map(str::to_owned).to_vec(), vec![]));
    assert_eq!(files(&scene.path("tree")).len(), 0);
    assert_eq!(files(scene.dir.path()).len(), before + 1, "the tree’s folder, and nothing outside of it");
    // All else beside the rubbish is merged.
    let (left, found) = scene.json(&["bad", &scene.stick()]);
    assert_eq!((left.len(), found.len()), (18, 0));
    assert_eq!(files(&scene.path("tree/stations/sud-C01")).keys().filter(|n| n.ends_with(".sig")).count(), 5);
    // A chain that is broken in its middle is told with its line.
    let ledger = scene.federation.ledger("sud-C01");
    let text = fs::read_to_string(&ledger).unwrap().replacen("\"not_erased\"", "\"erased\"", 1);
    fs::create_dir(scene.path("changed")).unwrap();
    fs::write(scene.path("changed/ledger.jsonl"), text).unwrap();
    assert!(scene.merge(&["changed"], 1).contains("broken at line 9"), "the line after the changed one");
}

#[test]
fn what_nobody_may_read_is_named_and_all_else_is_merged() {
    let scene = Scene::new();
    fs::set_permissions(scene.dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    copy(&scene.path(&scene.stick()).join("papers"), &scene.path("stick/papers"));
    fs::create_dir(scene.path("stick/locked")).unwrap();
    fs::set_permissions(scene.path("stick/locked"), fs::Permissions::from_mode(0o000)).unwrap();
    fs::create_dir(scene.path("tree")).unwrap();
    fs::set_permissions(scene.path("tree"), fs::Permissions::from_mode(0o777)).unwrap();
    // The program may lie where nobody else looks.
    let program = scene.path("gomme");
    fs::copy(env!("CARGO_BIN_EXE_gomme"), &program).unwrap();
    let output = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(&program)
        .args(["--lang", "en", "ledger", "merge", "--into", "tree", "stick"])
        .current_dir(scene.dir.path())
        .output()
        .unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(output.status.code(), Some(2), "{out}{err}");
    assert!(out.contains("stick/locked: it cannot be read: permission denied"), "{out}");
    assert!(out.contains("documents 5") && err.lines().count() == 1, "{out}{err}");
}

#[test]
fn a_kill_at_any_moment_loses_nothing() {
    let scene = Scene::new();
    for n in 100..160 {
        scene.federation.job("nord-A02", n);
    }
    let sources = [scene.stick(), "sticks/nord-A02".to_owned(), "zones/sud".to_owned()];
    let args = |into: &'static str| -> Vec<&str> {
        ["ledger", "merge", "--into", into].into_iter().chain(sources.iter().map(String::as_str)).collect()
    };
    let begun = Instant::now();
    assert_eq!(scene.run(&args("whole")).code, 0);
    let whole = begun.elapsed();
    let digest = tree_digest(&scene.path("whole"));
    for part in 1..=12 {
        let mut child =
            gomme(&args("killed")).current_dir(scene.dir.path()).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * part / 14);
        child.kill().unwrap();
        child.wait().unwrap();
        // Whatever is there under its name is whole.
        let mut search =
            gomme::reader::jobs::Search::at(&scene.path("killed"), gomme::reader::jobs::Papers::Read);
        let none = gomme::attest::lot::Lots::default();
        while let Some(outcome) = search.next(None, &none, jiff::Timestamp::now()) {
            let code = outcome.answer.code();
            assert!(
                ["unknown_issuer", "missing_attestation", "nothing_found", "not_found"].contains(&code),
                "{code}"
            );
        }
        if part % 4 == 0 {
            assert_eq!(scene.run(&args("killed")).code, 0);
            assert_eq!(tree_digest(&scene.path("killed")), digest, "part {part}");
            fs::remove_dir_all(scene.path("killed")).unwrap();
        }
    }
}

#[test]
fn private_keys_stay_where_they_are() {
    let scene = Scene::new();
    scene.merge(&[&scene.stick(), "keys/sud", "zones/sud"], 0);
    let key = fs::read(scene.path("sticks/sud-C01/station/station.key")).unwrap();
    let zone = fs::read(scene.path("keys/sud/zone.key")).unwrap();
    let holds = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        bytes == key || bytes == zone
    };
    let tree = scene.path("tree");
    let all = files(&tree);
    assert!(all.keys().filter(|name| !name.ends_with('/')).all(|name| !holds(&tree.join(name))));
}
