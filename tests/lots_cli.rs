//! `gomme declare`, `gomme lot` and `gomme report` as people meet them: sentences in both languages, exit codes, and what bad
//! input leaves behind, which is nothing.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod samples;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gomme::attest::{ATTESTATION_FILE, NAMESPACE, SIGNATURE_FILE, canonical, openssh, sshsig};
use gomme::record::{LedgerPlace, Station};
use serde_json::Value;

/// A station A05, a zone sud, and the trust set of both.
struct Scene(tempfile::TempDir);

const DONOR: &str = "Mairie d’Exemple-les-Bains";

impl Scene {
    fn new() -> Scene {
        let scene = Scene(tempfile::tempdir().unwrap());
        scene.run(&["keys", "new-station", "station", "--name", "A05", "--no-passphrase"]).done(0);
        scene.run(&["keys", "new-station", "made", "--name", "sud", "--no-passphrase"]).done(0);
        fs::create_dir(scene.path("zone")).unwrap();
        for (from, to) in [("made/station.key", "zone/zone.key"), ("made/station.pub", "zone/zone.pub")] {
            fs::copy(scene.path(from), scene.path(to)).unwrap();
        }
        let station = scene.run(&["keys", "trust", "station"]).done(0);
        let zone = scene.run(&["keys", "trust", "made"]).done(0).replace(NAMESPACE, "gomme-lot");
        fs::write(scene.path("trust"), station + &zone).unwrap();
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_gomme"))
            .args(args)
            .current_dir(self.0.path())
            .env_remove("GOMME_PASSPHRASE")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs the same in both languages: exit code 2, a sentence each, and nothing signed.
    fn refused(&self, args: &[&str], fr: &str) {
        let before = self.files();
        let say = |lang: &str| {
            let said = self.run(&[args, &["--lang", lang]].concat());
            assert_eq!((said.code, said.out.as_str()), (2, ""), "{args:?}: {said:?}");
            assert!(said.err.lines().count() == 1 && !said.err.contains("panicked"), "{said:?}");
            said.err
        };
        let (french, english) = (say("fr"), say("en"));
        assert_ne!(french, english);
        assert!(french.contains(fr), "{args:?}: {french}");
        assert_eq!(self.files(), before, "{args:?}");
    }

    /// All files of the scene, the folders that were only proven writable aside.
    fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut todo = vec![self.0.path().to_owned()];
        while let Some(folder) = todo.pop() {
            for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() { todo.push(entry) } else { found.push(entry) }
            }
        }
        found.sort();
        found
    }

    /// Attestations of erased drives, signed by the station's key, one a machine.
    fn papers(&self, folder: &str, count: u32) {
        let pem = fs::read_to_string(self.path("station/station.key")).unwrap();
        let nobody = || -> Result<_, gomme::attest::key::KeyFlaw> { panic!("it is not encrypted") };
        let key = gomme::attest::key::from_pem(&pem, nobody).unwrap();
        let station =
            Station { name: "A05".into(), key: openssh::fingerprint(&key.verifying_key()), trust: None };
        for n in 1..=count {
            let mut facts = samples::reserved_facts();
            facts.drive.serial = Some(format!("S{n:06}"));
            facts.drive.wwn = None;
            facts.context.label = Some(format!("B-{n:03}"));
            facts.context.donor = Some(DONOR.into());
            let place = LedgerPlace { sequence: u64::from(n) * 2, previous: "1e".repeat(32) };
            let number = format!("A05-2027-{n:06}");
            let record = samples::record(&number, facts, station.clone(), place);
            let bytes = canonical::record_bytes(&record).unwrap();
            let dir = self.path(folder).join(&number);
            fs::create_dir_all(&dir).unwrap();
            fs::write(dir.join(SIGNATURE_FILE), sshsig::sign(&key, NAMESPACE, &bytes)).unwrap();
            fs::write(dir.join(ATTESTATION_FILE), bytes).unwrap();
        }
    }
}

#[derive(Debug)]
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    fn done(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self:?}");
        self.out
    }
}

const DESTRUCTION: [&str; 24] = [
    "declare",
    "destruction",
    "--station",
    "station",
    "--out",
    "papers",
    "--serial",
    "S1",
    "--medium",
    "flash",
    "--by-means-of",
    "shredded",
    "--every-chip",
    "yes",
    "--by",
    "Claude Exemple",
    "--quality",
    "référente",
    "--place",
    "Gap",
    "--date",
    "2026-01-31",
    "--label",
    "B-1",
];

const CLOSE: [&str; 13] = [
    "lot",
    "close",
    "papers",
    "--zone",
    "zone",
    "--out",
    "lots",
    "--number",
    "sud-2027-L01",
    "--trust",
    "trust",
    "--donor",
    DONOR,
];

fn with<'a>(args: &[&'a str], option: &str, value: &'a str) -> Vec<&'a str> {
    let at = args.iter().position(|arg| *arg == option).unwrap();
    let mut args = args.to_vec();
    args[at + 1] = value;
    args
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_destruction_is_declared_verified_and_stands_in_the_ledger() {
    let scene = Scene::new();
    let said = scene.run(&DESTRUCTION).done(0);
    assert!(said.starts_with("Signed: No. A05-"), "{said}");
    let fr = scene.run(&["verify", "papers", "--trust", "trust", "--lang", "fr"]).done(0);
    assert!(fr.contains("destruction déclarée par une personne, avec réserves"), "{fr}");
    assert!(fr.contains("Opération constatée par une personne, non par le logiciel."), "{fr}");
    assert!(fr.contains("pas encore contresigné"), "{fr}");
    let ledger = scene.run(&["keys", "ledger", "station"]).done(0);
    assert!(ledger.contains("2 lines") && !ledger.contains("- A05"), "{ledger}");
    // Chips of which nobody knows: signed as what it is, and the answer is no.
    scene.run(&with(&DESTRUCTION, "--every-chip", "unknown")).done(0);
    let said = scene.run(&["verify", "papers", "--trust", "trust"]).done(1);
    assert!(said.contains("NOT DESTROYED"), "{said}");
    assert_eq!(scene.run(&["keys", "ledger", "station"]).done(0).matches("4 lines").count(), 1);
}

#[test]
fn declarations_that_lack_something() {
    let scene = Scene::new();
    let without = |option: &str| {
        let at = DESTRUCTION.iter().position(|arg| *arg == option).unwrap();
        [&DESTRUCTION[..at], &DESTRUCTION[at + 2..]].concat()
    };
    scene.refused(&without("--every-chip"), "puces de mémoire");
    scene.refused(&with(&DESTRUCTION, "--date", "31/01/2026"), "n’est pas un jour");
    scene.refused(&with(&DESTRUCTION, "--date", "9999-01-01"), "n’est pas encore passé");
    scene.refused(&with(&DESTRUCTION, "--by-means-of", "other"), "--detail");
    scene.refused(&with(&DESTRUCTION, "--by", " "), "--by");
    scene.refused(&with(&DESTRUCTION, "--place", "a\nb"), "--place");
    scene.refused(&with(&DESTRUCTION, "--station", "nowhere"), "nowhere");
    let own = [&DESTRUCTION[..], &["--witness", "Claude Exemple", "--witness-quality", "référente"]].concat();
    scene.refused(&own, "Le témoin");
    let failed = [&without("--serial")[..], &["--failed-erasure", "trust"]].concat();
    let at = failed.iter().position(|arg| *arg == "--medium").unwrap();
    scene.refused(&[&failed[..at], &failed[at + 2..]].concat(), "n’est pas une attestation");
}

#[test]
fn five_hundred_documents_make_a_lot_that_countersigns_each() {
    let scene = Scene::new();
    scene.papers("papers", 500);
    let decided =
        ["--fate", "reuse", "--decision", "approved", "--by", "Claude Exemple", "--quality", "référente"];
    let said = scene.run(&[&CLOSE[..], &decided].concat()).done(0);
    assert!(said.contains("Machines handed over: 500") && said.contains("500 erased"), "{said}");
    let signed = scene.path("lots/sud-2027-L01");
    let stock = Command::new("ssh-keygen")
        .args(["-Y", "verify", "-n", "gomme-lot", "-I", "sud", "-f"])
        .arg(scene.path("trust"))
        .arg("-s")
        .arg(signed.join(SIGNATURE_FILE))
        .stdin(fs::File::open(signed.join(ATTESTATION_FILE)).unwrap())
        .output()
        .expect("ssh-keygen is needed");
    assert!(stock.status.success(), "{stock:?}");
    let said = scene.run(&["verify", "papers", "--lots", "lots", "--trust", "trust", "--json"]).done(0);
    let said: Value = serde_json::from_str(&said).unwrap();
    let results = said["results"].as_array().unwrap();
    assert_eq!(results.len(), 500);
    assert!(results.iter().all(|r| r["standing"] == "countersigned" && r["countersigned"]["zone"] == "sud"));
    let alone = scene.run(&["verify", "papers/A05-2027-000001", "--trust", "trust", "--lang", "fr"]).done(0);
    assert!(alone.contains("provisoire"), "{alone}");
    let both =
        scene.run(&["verify", "papers/A05-2027-000001", "lots", "--trust", "trust", "--lang", "fr"]).done(0);
    assert!(both.contains("par la zone sud, lot sud-2027-L01") && both.contains("lot approuvé"), "{both}");
    let shown = scene.run(&["lot", "show", "lots", "--trust", "trust", "--lang", "fr"]).done(0);
    assert!(shown.contains("- B-500 · effacés · réemploi"), "{shown}");
    let year = json(&signed.join(ATTESTATION_FILE))["validation"]["at"].as_str().unwrap()[..4].to_owned();
    let report = [
        "report", "year", "lots", "--zone", "zone", "--out", "lots", "--number", "bilan", "--trust", "trust",
        "--donor", DONOR, "--year", &year, "--stock", "1000", "--lang", "fr",
    ];
    let said = scene.run(&report).done(0);
    assert!(said.contains("vers le réemploi\u{202f}: 500") && said.ends_with(": atteint\n"), "{said}");
    scene.run(&["verify", "lots", "--trust", "trust"]).done(0);
}

#[test]
fn what_is_not_authentic_does_not_enter_a_lot() {
    let scene = Scene::new();
    scene.papers("papers", 3);
    let paper = scene.path("papers/A05-2027-000002").join(ATTESTATION_FILE);
    let text = fs::read_to_string(&paper).unwrap();
    fs::write(&paper, text.replace("S000002", "S000009")).unwrap();
    scene.refused(&CLOSE, "MODIFIÉ");
    fs::remove_file(&paper).unwrap();
    scene.refused(&CLOSE, "INCOMPLET");
    fs::write(&paper, text).unwrap();
    scene.refused(&with(&CLOSE, "--donor", "Lycée"), "d’un autre donateur");
    scene.refused(&with(&CLOSE, "--number", "../x"), "ne peut pas être un numéro");
    scene.refused(&with(&CLOSE, "--zone", "station"), "station");
    scene.refused(&with(&CLOSE, "--trust", "nowhere"), "nowhere");
    fs::write(scene.path("list.csv"), "label;machine\nB-001;reuse\nB-002;reuse\n").unwrap();
    let listed = [&CLOSE[..], &["--machines", "list.csv"]].concat();
    scene.refused(&listed, "qui n’est pas dans la liste");
    fs::write(scene.path("list.csv"), "B-001;jeter\n").unwrap();
    scene.refused(&listed, "«\u{202f}jeter\u{202f}»");
    scene.refused(&[&CLOSE[..], &["--machines-in", "2"]].concat(), "--machines-in dit 2");
    scene.refused(&[&CLOSE[..], &["--decision", "approved"]].concat(), "quelqu’un qui décide");
    let approved = ["--machines-in", "4", "--decision", "approved", "--by", "C", "--quality", "Q"];
    scene.refused(&[&CLOSE[..], &approved].concat(), "Pas approuvé");
    // All of it was right but for that: without a decision it is signed, and says that one is missing.
    let said = scene.run(&[&CLOSE[..], &["--machines-in", "4"]].concat()).done(0);
    assert!(said.contains("Without a document and without a known label: 1"), "{said}");
    scene.run(&["verify", "lots", "--trust", "trust"]).done(1);
    scene.refused(&CLOSE, "existe déjà");
}

/// What is signed has its PDF beside it; `gomme paper` makes the same bytes again, of a folder as of a file, and carries the files.
#[test]
fn each_kind_has_its_pdf_beside_it() {
    let scene = Scene::new();
    scene.papers("papers", 2);
    scene.run(&CLOSE).done(0);
    let decided = ["--decision", "approved", "--by", "Claude Exemple", "--quality", "référente"];
    scene.run(&[&with(&CLOSE, "--number", "sud-2027-L02")[..], &decided].concat()).done(0);
    scene.run(&DESTRUCTION).done(0);
    let year = json(&scene.path("lots/sud-2027-L02").join(ATTESTATION_FILE));
    let year = year["validation"]["at"].as_str().unwrap()[..4].to_owned();
    let report = [
        "report",
        "year",
        "lots/sud-2027-L02",
        "--zone",
        "zone",
        "--out",
        "lots",
        "--number",
        "bilan",
        "--trust",
        "trust",
        "--donor",
        DONOR,
        "--year",
        &year,
        "--stock",
        "1000",
    ];
    scene.run(&report).done(0);
    let destruction = fs::read_dir(scene.path("papers")).unwrap().map(|entry| entry.unwrap().path());
    let destruction = destruction.filter(|path| path.join("attestation.pdf").exists()).collect::<Vec<_>>();
    let [destruction] = destruction.as_slice() else { panic!("{destruction:?}") };
    let zone = ["lots/sud-2027-L01", "lots/sud-2027-L02", "lots/bilan"].map(|name| scene.path(name));
    for folder in zone.iter().chain([destruction]) {
        let pdf = fs::read(folder.join("attestation.pdf")).unwrap();
        let signed = fs::read(folder.join(ATTESTATION_FILE)).unwrap();
        assert!(pdf.windows(signed.len()).any(|window| window == signed), "{folder:?}");
        let named = [folder.clone(), folder.join(ATTESTATION_FILE), folder.join(SIGNATURE_FILE)];
        for path in named {
            fs::remove_file(folder.join("attestation.pdf")).unwrap();
            scene.run(&["paper", path.to_str().unwrap()]).done(0);
            assert_eq!(fs::read(folder.join("attestation.pdf")).unwrap(), pdf, "{path:?}");
        }
        let mut french = folder.as_os_str().to_owned();
        french.push(".fr.pdf");
        let french = PathBuf::from(french);
        let args = ["paper", folder.to_str().unwrap(), "-o", french.to_str().unwrap(), "--lang", "fr"];
        scene.run(&args).done(0);
        assert_ne!(fs::read(&french).unwrap(), pdf);
    }
    // A lot as it comes out of the PDF of an attestation.
    fs::create_dir(scene.path("saved")).unwrap();
    for (from, to) in [(ATTESTATION_FILE, "lot.json"), (SIGNATURE_FILE, "lot.json.sig")] {
        fs::copy(scene.path("lots/sud-2027-L02").join(from), scene.path("saved").join(to)).unwrap();
    }
    scene.run(&["paper", "saved"]).done(0);
    let made = fs::read(scene.path("saved/lot.pdf")).unwrap();
    assert_eq!(made, fs::read(scene.path("lots/sud-2027-L02/attestation.pdf")).unwrap());
    // And beside an attestation that it approves.
    let first = scene.path("papers/A05-2027-000001");
    for name in ["lot.json", "lot.json.sig"] {
        fs::copy(scene.path("saved").join(name), first.join(name)).unwrap();
    }
    scene.run(&["paper", "papers/A05-2027-000001"]).done(0);
    assert!(first.join("attestation.pdf").exists());
    let two = ["paper", "lots/bilan", "lots/sud-2027-L01", "-o", "both.pdf"];
    scene.refused(&two, "Aucun papier ne peut en être fait");
    fs::remove_file(first.join("attestation.pdf")).unwrap();
    fs::create_dir(first.join("attestation.pdf")).unwrap();
    scene.refused(&["paper", "papers/A05-2027-000001"], "n’est pas un PDF");
    // The proof itself is never written over.
    let over = ["paper", "lots/bilan", "-o", "lots/bilan/attestation.json"];
    let before = fs::read(scene.path(over[3])).unwrap();
    scene.refused(&over, "n’est pas un PDF");
    assert_eq!(fs::read(scene.path(over[3])).unwrap(), before);
}
