//! Tables and inventories: what other programs read in them, and what they never say.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod federation;
mod samples;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use gomme::attest::{ATTESTATION_FILE, NAMESPACE, SIGNATURE_FILE, canonical, openssh, sha256, sshsig};
use gomme::event::Context;
use gomme::record::{Document, Facts, LedgerPlace, Station};
use gomme::text::export::{COLUMNS, OPEN_COLUMNS, STATES};
use serde_json::Value;

/// A lone station A05 that its reader trusts, a stranger, and their papers.
struct Scene(tempfile::TempDir);

#[derive(Debug)]
struct Said {
    code: i32,
    out: Vec<u8>,
    err: String,
}

const SECRETS: [&str; 9] = [
    "=HYPERLINK(1)",
    "CONV-014",
    "BORD-3",
    "+INV;\"0871\"",
    "B-114",
    "OP-17",
    "@Ecole",
    "SER-1",
    "-MACHINE-9",
];

fn context(label: Option<&str>) -> Context {
    Context {
        donor: Some(SECRETS[0].into()),
        convention: Some(SECRETS[1].into()),
        handover: Some(SECRETS[2].into()),
        inventory_number: Some(SECRETS[3].into()),
        label: label.map(str::to_owned),
        operator: Some(SECRETS[5].into()),
        destination: Some(SECRETS[6].into()),
    }
}

fn facts(serial: &str, label: Option<&str>, machine: Option<&str>) -> Facts {
    let mut facts = samples::reserved_facts();
    facts.drive.serial = Some(serial.into());
    facts.drive.wwn = None;
    facts.context = context(label);
    facts.machine.serial = machine.map(str::to_owned);
    facts
}

impl Scene {
    /// Two of a machine, one that failed, one of a stranger, one that was changed, one whose signature is lost.
    fn new() -> Scene {
        let scene = Scene(tempfile::tempdir().unwrap());
        let line = openssh::line(&samples::key(1).verifying_key());
        fs::write(scene.path("trust"), format!("A05 namespaces=\"{NAMESPACE}\" {line}\n")).unwrap();
        scene.paper(1, 1, facts("SER-1", Some("B-114"), Some("-MACHINE-9")));
        scene.paper(2, 1, facts("SER-2", Some("B-114"), Some("-MACHINE-9")));
        let mut failed = samples::interrupted_facts();
        failed.context = context(Some("B-115"));
        scene.paper(3, 1, failed);
        scene.paper(4, 2, facts("SER-4", Some("B-116"), Some("M-116")));
        scene.paper(5, 1, facts("SER-5", Some("B-117"), Some("M-117")));
        let changed = scene.folder(5).join(ATTESTATION_FILE);
        let text = fs::read_to_string(&changed).unwrap().replace("SER-5", "SER-6");
        fs::write(changed, text).unwrap();
        scene.paper(6, 1, facts("SER-7", None, None));
        fs::remove_file(scene.folder(6).join(SIGNATURE_FILE)).unwrap();
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn folder(&self, n: u64) -> PathBuf {
        self.path("papers").join(format!("A05-2027-{n:06}"))
    }

    fn paper(&self, n: u64, seed: u8, facts: Facts) {
        let key = samples::key(seed);
        let station =
            Station { name: "A05".into(), key: openssh::fingerprint(&key.verifying_key()), trust: None };
        let place = LedgerPlace { sequence: n * 2, previous: "1e".repeat(32) };
        let record = samples::record(&format!("A05-2027-{n:06}"), facts, station, place);
        let bytes = canonical::record_bytes(&record).unwrap();
        fs::create_dir_all(self.folder(n)).unwrap();
        fs::write(self.folder(n).join(SIGNATURE_FILE), sshsig::sign(&key, NAMESPACE, &bytes)).unwrap();
        fs::write(self.folder(n).join(ATTESTATION_FILE), bytes).unwrap();
    }

    fn run(&self, args: &[&str]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_gomme"))
            .args(args)
            .current_dir(self.0.path())
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Said {
            code: output.status.code().unwrap(),
            out: output.stdout,
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn export(&self, format: &str, more: &[&str], code: i32) -> Said {
        let said = self.run(&[&["export", "papers", "--format", format], more].concat());
        assert_eq!(said.code, code, "{said:?}");
        said
    }
}

/// Rows as Python's own reader of CSV sees them: a second opinion on quotation marks and line ends.
fn rows(bytes: &[u8], delimiter: &str, encoding: &str) -> Vec<BTreeMap<String, String>> {
    let program = "import csv,io,json,sys\n\
        text=io.TextIOWrapper(sys.stdin.buffer,encoding=sys.argv[2],newline='')\n\
        print(json.dumps(list(csv.DictReader(text,delimiter=sys.argv[1],strict=True))))";
    let mut child = Command::new("python3")
        .args(["-c", program, delimiter, encoding])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_table_that_french_excel_opens() {
    let scene = Scene::new();
    let said = scene.export("csv", &["--trust", "trust"], 1);
    assert!(said.err.contains("3 of 6 documents are not authentic"), "{}", said.err);
    assert!(said.out.starts_with("\u{feff}Vérification;Contreseing;Numéro;".as_bytes()));
    let text = std::str::from_utf8(&said.out).unwrap();
    assert_eq!(text.matches("\r\n").count(), text.matches('\n').count());
    let rows = rows(&said.out, ";", "utf-8-sig");
    assert_eq!((rows.len(), rows[0].len()), (6, COLUMNS.len()));
    let cell = |n: usize, name: &str| rows[n][name].as_str();
    assert_eq!([cell(0, "Vérification"), cell(0, "Contreseing")], ["authentique", "provisoire"]);
    assert_eq!(cell(0, "Résultat"), "effacé avec réserves");
    assert!(cell(0, "Niveau").contains("Clear") && !cell(0, "Réserves").is_empty());
    assert_eq!(cell(0, "Date (UTC)"), "2027-03-18");
    assert_eq!(cell(0, "Support – octets"), "256060514304");
    assert_eq!([cell(0, "Poste"), cell(0, "Zone")], ["A05", "A05"]);
    // What would be a formula is a text.
    assert_eq!(cell(0, "Donateur"), "'=HYPERLINK(1)");
    assert_eq!(cell(0, "N° d’inventaire"), "'+INV;\"0871\"");
    assert_eq!([cell(0, "Destination"), cell(0, "Ordinateur – n° de série")], ["'@Ecole", "'-MACHINE-9"]);
    // A failure is authentic, and says so.
    assert_eq!([cell(2, "Vérification"), cell(2, "Résultat")], ["authentique", "NON EFFACÉ"]);
    assert_eq!(cell(2, "Niveau"), "aucun");
    // What is not authentic claims nothing; what is not even intact is nothing but a file.
    assert_eq!([cell(3, "Vérification"), cell(3, "Numéro")], ["émetteur inconnu", "A05-2027-000004"]);
    for name in ["Résultat", "Niveau", "Technique", "Réserves", "Contreseing"] {
        assert!((3..6).all(|n| cell(n, name).is_empty()), "{name}");
    }
    assert_eq!([cell(4, "Vérification"), cell(5, "Vérification")], ["modifié", "signature absente"]);
    for n in [4, 5] {
        let told: Vec<&str> = rows[n].values().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(cell(n, "Fichier").ends_with("attestation.json"));
    }
    // Without a trust set nothing is authentic, and no row says that anything was erased.
    let said = scene.export("csv", &[], 1);
    assert!(said.err.contains("--trust"), "{}", said.err);
    let text = String::from_utf8(said.out).unwrap();
    assert!(!text.contains("effacé") && text.matches("émetteur inconnu").count() == 4, "{text}");
    // A copy is no second drive.
    federation::copy(&scene.path("papers"), &scene.path("copy"));
    fs::rename(scene.path("copy"), scene.path("papers/copy")).unwrap();
    let twice = self::rows(&scene.export("csv", &["--trust", "trust"], 1).out, ";", "utf-8-sig");
    assert_eq!(twice.iter().filter(|row| row["Vérification"] == "authentique").count(), 3);
}

#[test]
fn a_table_to_publish_names_nobody() {
    let scene = Scene::new();
    let said = scene.export("open-data", &["--trust", "trust"], 1);
    let text = String::from_utf8(said.out.clone()).unwrap();
    assert!(text.starts_with("verification,contreseing,mois,zone,document,resultat,"), "{text}");
    for secret in
        SECRETS.iter().chain(&["SER-", "2027-03-18", "A05-2027", "papers", "Exemple", "Latitude", "Dell"])
    {
        let bare = secret.trim_start_matches(['=', '+', '-', '@']);
        assert!(!text.contains(bare), "{bare} in:\n{text}");
    }
    let rows = rows(&said.out, ",", "utf-8");
    assert_eq!((rows.len(), rows[0].len()), (6, OPEN_COLUMNS.len()));
    let good: Vec<_> = rows.iter().filter(|row| row["verification"] == "authentique").collect();
    assert_eq!(good.len(), 3);
    for row in &good {
        assert_eq!([row["mois"].as_str(), &row["capacite_go"], &row["zone"]], ["2027-03", "256", "A05"]);
    }
    for row in rows.iter().filter(|row| row["verification"] != "authentique") {
        assert_eq!(row.values().filter(|cell| !cell.is_empty()).count(), 1, "{row:?}");
    }
}

#[test]
fn lines_for_programs_say_what_verify_says() {
    let scene = Scene::new();
    let said = scene.export("jsonl", &["--trust", "trust"], 1);
    let text = String::from_utf8(said.out).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let verify = scene.run(&["verify", "--json", "--trust", "trust", "papers"]);
    let answers: Value = serde_json::from_slice(&verify.out).unwrap();
    assert_eq!(lines.len(), 6);
    for (line, answer) in lines.iter().zip(answers["results"].as_array().unwrap()) {
        let mut line = line.as_object().unwrap().clone();
        let [digest, record, unverified] =
            ["digest", "record", "unverified_record"].map(|name| line.remove(name).unwrap());
        assert_eq!(&Value::Object(line), answer);
        let is_authentic = answer["verdict"] == "authentic";
        assert_eq!(!record.is_null(), is_authentic);
        assert_eq!(!unverified.is_null(), answer["verdict"] == "unknown_issuer");
        // The record is the one that was signed.
        if let Some(signed) = [&record, &unverified].into_iter().find(|value| !value.is_null()) {
            let bytes = serde_json_canonicalizer::to_vec(signed).unwrap();
            assert_eq!(digest, sha256(&bytes));
            assert!(matches!(canonical::parse_document(&bytes), Ok(Document::Erasure(_))));
        }
    }
}

/// What of the published schema (glpi-project/inventory_format) concerns us: types, what must be there, and patterns.
fn fits_glpi(inventory: &Value) {
    let string = |value: &Value| assert!(value.is_string(), "{value}");
    let object = |value: &Value, known: &[&str]| {
        for (name, value) in value.as_object().unwrap() {
            assert!(known.contains(&name.as_str()), "{name}");
            assert!(!value.is_null(), "{name}: a member without a value is left out");
        }
    };
    object(inventory, &["action", "itemtype", "deviceid", "tag", "content"]);
    assert_eq!([&inventory["action"], &inventory["itemtype"]], ["inventory", "Computer"]);
    string(&inventory["deviceid"]);
    string(&inventory["tag"]);
    let content = &inventory["content"];
    object(content, &["versionclient", "hardware", "bios", "storages"]);
    string(&content["versionclient"]);
    object(&content["hardware"], &["name", "description"]);
    object(&content["bios"], &["smanufacturer", "smodel", "ssn", "assettag"]);
    for part in ["hardware", "bios"] {
        content[part].as_object().unwrap().values().for_each(string);
    }
    for storage in content["storages"].as_array().unwrap() {
        let known = [
            "type",
            "interface",
            "manufacturer",
            "model",
            "serial",
            "firmware",
            "disksize",
            "wwn",
            "description",
        ];
        object(storage, &known);
        assert!(storage["disksize"].is_u64(), "in megabytes, an integer");
        let texts = storage.as_object().unwrap().iter().filter(|(name, _)| *name != "disksize");
        texts.for_each(|(_, value)| string(value));
    }
}

/// The inventories in a folder, by their file names.
fn inventories(scene: &Scene, folder: &str) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(scene.path(folder)).unwrap().map(|entry| entry.unwrap()) {
        let inventory: Value = serde_json::from_slice(&fs::read(entry.path()).unwrap()).unwrap();
        fits_glpi(&inventory);
        // By hand, where somebody has the schema itself: it is not ours to keep here.
        if let Some(schema) = std::env::var_os("GOMME_GLPI_SCHEMA") {
            let program = "import json,sys,jsonschema\n\
                jsonschema.Draft7Validator(json.load(open(sys.argv[1]))).validate(json.load(open(sys.argv[2])))";
            let mut command = Command::new("python3");
            command.args(["-c", program]).arg(schema).arg(entry.path());
            assert!(command.status().unwrap().success());
        }
        found.insert(entry.file_name().into_string().unwrap(), inventory);
    }
    found
}

#[test]
fn inventories_for_glpi() {
    let scene = Scene::new();
    // A later success of the drive that failed; a bench; a drive that came to it alone; a computer without a label.
    let mut later = facts("SER-3", Some("B-115"), None);
    later.drive = samples::interrupted_facts().drive;
    later.time.ended_at = samples::at("2027-03-20T10:00:00Z");
    later.own_identity = None;
    scene.paper(7, 1, later);
    scene.paper(8, 1, facts("SER-8", Some("B-118"), Some("BENCH")));
    scene.paper(9, 1, facts("SER-9", None, Some("BENCH")));
    scene.paper(10, 1, facts("SER-10", None, Some("M-120")));
    let said = scene.export("glpi", &["--trust", "trust", "-o", "glpi"], 1);
    assert!(said.err.contains("Left out (1)") && said.err.contains("A05-2027-000009"), "{}", said.err);
    let found = inventories(&scene, "glpi");
    let numbers: Vec<&str> = found.keys().map(|name| &name[9..15]).collect();
    assert_eq!(numbers, ["000001", "000003", "000004", "000008", "000010"]);
    let of = |n: u32| &found[&format!("A05-2027-{n:06}.json")]["content"];
    let two = of(1);
    assert_eq!(two["storages"].as_array().unwrap().len(), 2);
    assert_eq!((&two["hardware"]["name"], &two["bios"]["ssn"]), (&"B-114".into(), &"-MACHINE-9".into()));
    assert_eq!(two["storages"][0]["disksize"], 256_060);
    assert_eq!(two["storages"][0]["description"], "SSD - effacé avec réserves 2027-03-18 A05-2027-000001");
    let again = of(3)["storages"].as_array().unwrap();
    assert_eq!(again.len(), 1, "one drive, and the last word about it: {again:?}");
    assert!(again[0]["description"].as_str().unwrap().contains("effacé avec réserves 2027-03-20"));
    let stranger = of(4)["storages"][0]["description"].as_str().unwrap();
    assert!(
        stranger.contains("NON VÉRIFIÉE (émetteur inconnu)") && !stranger.contains("effacé"),
        "{stranger}"
    );
    assert!(of(8)["bios"].get("ssn").is_none(), "a bench is not the machine");
    assert_eq!(of(10)["hardware"]["name"], "M-120");
    // Nothing authentic without a trust set.
    scene.export("glpi", &["-o", "unknown"], 1);
    for inventory in inventories(&scene, "unknown").values() {
        let text = inventory.to_string();
        assert!(!text.contains("effacé") && text.contains("NON VÉRIFIÉE"), "{text}");
    }
}

#[test]
fn nothing_is_overwritten_and_nothing_is_half() {
    let scene = Scene::new();
    let proof = "papers/A05-2027-000001/attestation.json";
    let before = federation::tree_digest(&scene.path("papers"));
    for (format, output, why) in [
        ("csv", proof, "existe déjà"),
        ("glpi", "papers", "existe déjà"),
        ("jsonl", "no/such/folder", "n’existe pas"),
    ] {
        let args = ["export", "papers", "--format", format, "-o", output, "--lang", "fr"];
        let said = scene.run(&args);
        assert!(said.code == 2 && said.err.contains(why) && said.err.lines().count() == 1, "{said:?}");
    }
    let said = scene.run(&["export", "papers", "nowhere", "--format", "csv", "-o", "t.csv"]);
    assert!(said.code == 2 && said.err.contains("nothing was exported"), "{said:?}");
    assert!(!scene.path("t.csv").exists());
    assert_eq!(scene.run(&["export", "papers", "--format", "glpi"]).code, 2, "a folder has to be named");
    assert_eq!(federation::tree_digest(&scene.path("papers")), before);
    // A full disk.
    let full = scene.path("full");
    fs::create_dir(&full).unwrap();
    let mount = ["-t", "tmpfs", "-o", "size=4k", "none"];
    assert!(
        Command::new("mount").args(mount).arg(&full).status().unwrap().success(),
        "the tests run as root"
    );
    let said =
        scene.run(&["export", "papers", "--format", "jsonl", "--trust", "trust", "-o", "full/t.jsonl"]);
    let left = fs::read_dir(&full).unwrap().count();
    assert!(Command::new("umount").arg(&full).status().unwrap().success());
    assert!(said.code == 2 && left == 0, "{left} {said:?}");
    // All good: 0.
    fs::create_dir(scene.path("good")).unwrap();
    federation::copy(&scene.folder(1), &scene.path("good/1"));
    let said = scene.run(&["export", "good", "--format", "csv", "--trust", "trust", "-o", "t.csv"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    assert!(scene.path("t.csv").exists());
}

/// A verdict that the table of states does not know would be “not verified”; each that verify answers has its word.
#[test]
fn every_verdict_has_its_word() {
    let documents =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/attestation-v1.md")).unwrap();
    let table = documents.split("| verdict | exit code |").nth(1).unwrap().split("\n\n").next().unwrap();
    let words: Vec<&str> = table.split('`').skip(1).step_by(2).collect();
    assert!(words.len() > 25, "{words:?}");
    let results = ["not_erased", "not_destroyed"];
    for word in words.iter().filter(|word| !results.contains(word)) {
        assert!(STATES.iter().any(|(known, _)| known == word), "{word}");
    }
    assert!(STATES.iter().all(|(word, said)| *word == "authentic" || !said.contains("authentique")));
}
