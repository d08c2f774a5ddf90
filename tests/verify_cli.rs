//! `gomme verify` and `gomme keys` as a person or a script meets them: sentences, JSON, exit codes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

fn trust() -> String {
    vectors().join("trust").display().to_string()
}

fn gomme(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gomme"))
        .args(args)
        .env_remove("GOMME_PASSPHRASE")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn verify_json(paths: &[&str]) -> (i32, Value) {
    let output = gomme(&[&["verify", "--json", "--trust", &trust()], paths].concat());
    (code(&output), serde_json::from_slice(&output.stdout).unwrap())
}

fn verdicts(json: &Value) -> Vec<&str> {
    json["results"].as_array().unwrap().iter().map(|r| r["verdict"].as_str().unwrap()).collect()
}

/// A folder with the files of a vector in it.
fn job(dir: &Path, vector: &str) -> PathBuf {
    fs::create_dir_all(dir).unwrap();
    for name in ["attestation.json", "attestation.json.sig"] {
        fs::copy(vectors().join(vector).join(name), dir.join(name)).unwrap();
    }
    dir.join("attestation.json")
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn the_first_words_and_the_exit_code_of_each_answer() {
    for (vector, exit, en, fr) in [
        ("erased", 0, "AUTHENTIC – erased and read back", "AUTHENTIQUE – effacé et contrôlé"),
        (
            "erased-with-reservations",
            0,
            "AUTHENTIC – erased with reservations",
            "AUTHENTIQUE – effacé avec réserves",
        ),
        ("not-erased", 1, "AUTHENTIC – NOT ERASED", "AUTHENTIQUE – NON EFFACÉ"),
        ("unknown-key", 1, "UNKNOWN ISSUER – ", "ÉMETTEUR INCONNU – "),
        ("flipped-serial", 1, "MODIFIED – ", "MODIFIÉ – "),
        ("claims-a-better-result", 1, "CONTRADICTORY – ", "CONTRADICTOIRE – "),
        ("another-kind", 1, "NOT AN ERASURE – ", "PAS UN EFFACEMENT – "),
    ] {
        let path = vectors().join(vector).join("attestation.json");
        for (lang, words) in [("en", en), ("fr", fr)] {
            let output = gomme(&["--lang", lang, "verify", text(&path), "--trust", &trust()]);
            assert_eq!(code(&output), exit, "{vector}: {output:?}");
            let first = out(&output).lines().next().unwrap().to_owned();
            assert!(first.starts_with(&format!("{}: {words}", path.display())), "{first}");
        }
    }
}

#[test]
fn an_authentic_one_says_what_was_done_and_what_not() {
    let path = vectors().join("erased-with-reservations");
    let said = out(&gomme(&["--lang", "fr", "verify", text(&path), "--trust", &trust()]));
    for words in [
        "N° A05-2027-000001, signé par le poste A05 (provisoire",
        "Exemple 2,5\" – disque, n° de série S0-EX/0001, 256 Go (256\u{202f}060\u{202f}514\u{202f}304 octets)",
        "effacement simple",
        "69\u{202f}075 blocs",
        "au moins 0,01 % des blocs adressables",
        "cellules de mémoire",
        "Seuls les blocs tirés au hasard",
        "Mots de la liste de confiance",
    ] {
        assert!(said.contains(words), "{words} is not in:\n{said}");
    }
}

#[test]
fn nothing_of_a_stranger_s_record_is_shown() {
    let path = vectors().join("unknown-key");
    for args in [&["verify"][..], &["verify", "--json"], &["verify", "--trust", &trust()]] {
        let output = gomme(&[args, &[text(&path)]].concat());
        assert_eq!(code(&output), 1);
        assert!(!out(&output).contains("S0-EX") && !out(&output).contains("erased\""), "{output:?}");
    }
    // Without a trust set even the best one has no known issuer.
    let output = gomme(&["verify", text(&vectors().join("erased"))]);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("UNKNOWN ISSUER") && out(&output).contains("--trust FILE"), "{output:?}");
}

#[test]
fn the_json_keeps_its_contract() {
    let (exit, json) = verify_json(&[text(&vectors().join("erased"))]);
    let result = &json["results"][0];
    assert_eq!(exit, 0);
    assert_eq!(result["path"], text(&vectors().join("erased/attestation.json")));
    for (member, value) in [
        ("verdict", "authentic"),
        ("result", "erased"),
        ("level", "clear"),
        ("standing", "provisional"),
        ("issuer", "A05"),
        ("number", "A05-2027-000001"),
        ("signature", "intact"),
    ] {
        assert_eq!(result[member], value, "{member}");
    }
    assert_eq!((&result["reason"], &result["drive"]["serial"]), (&Value::Null, &"S0-EX/0001".into()));
    let (exit, json) = verify_json(&[text(&vectors().join("flipped-serial"))]);
    let result = &json["results"][0];
    assert_eq!((exit, &result["verdict"], &result["signature"]), (1, &"modified".into(), &"broken".into()));
    for member in ["result", "level", "issuer", "number", "drive"] {
        assert_eq!(result[member], Value::Null, "{member}");
    }
    assert!(result["reason"].as_str().unwrap().starts_with("MODIFIED"));
}

#[test]
fn every_vector_in_one_go_with_the_verdicts_of_the_manifest() {
    let manifest: Value =
        serde_json::from_slice(&fs::read(vectors().join("manifest.json")).unwrap()).unwrap();
    let mut wanted: Vec<(String, String)> = manifest
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["name"].as_str().unwrap().to_owned(), e["verdict"].as_str().unwrap().to_owned()))
        .collect();
    wanted.sort();
    let (exit, json) = verify_json(&[text(&vectors())]);
    let found: Vec<(String, String)> = json["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            let path = PathBuf::from(r["path"].as_str().unwrap());
            let name = path.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
            (name, r["verdict"].as_str().unwrap().to_owned())
        })
        .collect();
    assert_eq!(found, wanted);
    assert_eq!(exit, 1);
}

#[test]
fn what_a_folder_may_hold() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    job(&root.join("a"), "erased");
    job(&root.join("b/deep/er"), "erased-with-reservations");
    fs::rename(job(&root.join("c"), "erased"), root.join("c/kept.json")).unwrap();
    fs::write(root.join("a/journal.jsonl"), "{}\n").unwrap();
    fs::write(root.join("letter.txt"), "hello").unwrap();
    symlink(root, root.join("b/loop")).unwrap();
    symlink("/", root.join("b/everything")).unwrap();
    let (exit, json) = verify_json(&[text(root)]);
    assert_eq!(verdicts(&json), ["authentic", "authentic", "missing_attestation"]);
    assert_eq!(exit, 1);
    fs::remove_dir_all(root.join("c")).unwrap();
    let (exit, _) = verify_json(&[text(root)]);
    assert_eq!(exit, 0, "links to folders are left aside, and said on the standard error");
    fs::create_dir(root.join("d")).unwrap();
    fs::write(root.join("d/journal.jsonl"), "{}\n").unwrap();
    fs::remove_file(job(&root.join("e"), "erased").with_extension("json.sig")).unwrap();
    let (exit, json) = verify_json(&[text(root)]);
    assert_eq!(verdicts(&json), ["authentic", "authentic", "unfinished", "missing_signature"]);
    assert_eq!(exit, 1);
    let outside = job(&dir.path().join("a"), "erased");
    fs::create_dir(root.join("f")).unwrap();
    symlink(&outside, root.join("f/attestation.json")).unwrap();
    let (exit, json) = verify_json(&[text(&root.join("f"))]);
    assert_eq!((verdicts(&json), exit), (vec!["not_followed"], 2));
}

#[test]
fn what_cannot_be_answered_is_exit_code_2() {
    let dir = tempfile::tempdir().unwrap();
    let garbage = dir.path().join("garbage.json");
    fs::write(&garbage, [0xffu8; 4096]).unwrap();
    fs::write(dir.path().join("photo.jpg"), [7u8; 100]).unwrap();
    let both = dir.path().join("both.json");
    fs::write(&both, "garbage").unwrap();
    fs::write(dir.path().join("both.json.sig"), "garbage").unwrap();
    fs::create_dir(dir.path().join("empty")).unwrap();
    let huge = dir.path().join("huge.json");
    fs::File::create(&huge).unwrap().set_len(1 << 40).unwrap();
    let good = vectors().join("erased");
    for (path, verdict) in [
        (garbage.as_path(), "not_an_attestation"),
        (&huge, "not_an_attestation"),
        (&both, "not_an_attestation"),
        (&dir.path().join("empty"), "nothing_found"),
        (&dir.path().join("nowhere"), "not_found"),
        (Path::new("/dev/null"), "unreadable"),
    ] {
        let (exit, json) = verify_json(&[text(path)]);
        assert_eq!((verdicts(&json), exit), (vec![verdict], 2), "{path:?}");
        // A good one beside it does not hide it, and is still answered.
        let (exit, json) = verify_json(&[text(path), text(&good)]);
        assert_eq!((verdicts(&json), exit), (vec![verdict, "authentic"], 2), "{path:?}");
        for (lang, dash) in [("en", "–"), ("fr", "–")] {
            let output = gomme(&["--lang", lang, "verify", text(path)]);
            assert_eq!(code(&output), 2);
            assert!(out(&output).contains(dash) && err(&output).starts_with("gomme: "), "{output:?}");
        }
    }
    for (content, words) in [("", "names no station"), ("A05 nonsense\n", "line 1"), ("\0", "no trust set")] {
        let trust = dir.path().join("trust");
        fs::write(&trust, content).unwrap();
        let output = gomme(&["verify", text(&good), "--trust", text(&trust)]);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains(words) && out(&output).is_empty(), "{output:?}");
    }
    let output = gomme(&["verify", text(&good), "--trust", "/nowhere"]);
    assert_eq!(
        (code(&output), err(&output)),
        (2, "gomme: /nowhere cannot be used: it does not exist.\n".into())
    );
}

#[test]
fn a_path_cannot_command_the_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a\u{1b}[2Kb");
    job(&path, "erased");
    let output = gomme(&["verify", text(&path), "--trust", &trust()]);
    assert!(!output.stdout.contains(&0x1b), "{output:?}");
}

#[test]
fn thousands_of_jobs_in_a_stable_order() {
    let dir = tempfile::tempdir().unwrap();
    for n in 0..2_000 {
        job(&dir.path().join(format!("{n:05}")), "erased");
    }
    let (exit, json) = verify_json(&[text(dir.path())]);
    let paths: Vec<&str> =
        json["results"].as_array().unwrap().iter().map(|r| r["path"].as_str().unwrap()).collect();
    assert_eq!((exit, paths.len()), (0, 2_000));
    assert!(paths.is_sorted());
}

#[test]
fn a_station_is_made_shown_and_trusted() {
    let dir = tempfile::tempdir().unwrap();
    let station = dir.path().join("station");
    let secret = dir.path().join("secret");
    fs::write(&secret, "une phrase de passe\r\nand a second line\n").unwrap();
    let made =
        gomme(&["keys", "new-station", text(&station), "--name", "A05", "--passphrase-file", text(&secret)]);
    assert_eq!(code(&made), 0, "{made:?}");
    let pem = fs::read_to_string(station.join("station.key")).unwrap();
    assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    let opened = Command::new("openssl")
        .args([
            "pkey",
            "-noout",
            "-passin",
            "pass:une phrase de passe",
            "-in",
            text(&station.join("station.key")),
        ])
        .output()
        .unwrap();
    assert!(opened.status.success(), "{opened:?}");
    let line = out(&gomme(&["keys", "trust", text(&station)]));
    assert!(line.starts_with("A05 namespaces=\"gomme-attestation\" ssh-ed25519 AAAA"), "{line}");
    assert_eq!(line.lines().count(), 1);
    let trust = dir.path().join("trust");
    fs::write(&trust, &line).unwrap();
    let words = out(&gomme(&["keys", "words", text(&trust)]));
    assert_eq!(words.split_whitespace().count(), 8);
    let shown = out(&gomme(&["keys", "show", text(&station)]));
    assert!(shown.contains(words.trim()) && shown.contains("SHA256:"), "{shown}");
    let again = gomme(&["keys", "new-station", text(&station), "--name", "A05", "--no-passphrase"]);
    assert_eq!(code(&again), 2);
    assert_eq!(fs::read_to_string(station.join("station.key")).unwrap(), pem);
    let ledger = gomme(&["keys", "ledger", text(&station)]);
    assert_eq!(code(&ledger), 0);
    fs::write(station.join("ledger.jsonl"), "nonsense\nnonsense\n").unwrap();
    let ledger = gomme(&["--lang", "fr", "keys", "ledger", text(&station)]);
    assert_eq!(code(&ledger), 1);
    assert!(out(&ledger).contains("rompu à la ligne 1"), "{ledger:?}");
}

#[test]
fn a_passphrase_that_cannot_be_had_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let station = dir.path().join("station");
    let empty = dir.path().join("empty");
    fs::write(&empty, "\n").unwrap();
    let make = |extra: &[&str], variable: Option<&str>| {
        let mut command = Command::new("setsid");
        command.arg("--wait").arg(env!("CARGO_BIN_EXE_gomme"));
        command.args(["--lang", "en", "keys", "new-station", text(&station), "--name", "A05"]).args(extra);
        command.env_remove("GOMME_PASSPHRASE").stdin(Stdio::null());
        if let Some(value) = variable {
            command.env("GOMME_PASSPHRASE", value);
        }
        let output = command.output().unwrap();
        assert!(!station.exists(), "nothing may be made: {output:?}");
        assert_eq!(code(&output), 2, "{output:?}");
        err(&output)
    };
    assert!(make(&[], None).contains("--passphrase-file FILE, or set GOMME_PASSPHRASE"));
    assert!(make(&[], Some("")).contains("is empty"));
    assert!(make(&["--passphrase-file", text(&empty)], None).contains("is empty"));
    assert!(make(&["--passphrase-file", "/nowhere"], None).contains("does not exist"));
    for command in ["show", "trust", "ledger"] {
        let output = gomme(&["keys", command, text(dir.path())]);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains("holds no station"), "{output:?}");
    }
}
