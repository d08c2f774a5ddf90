//! A PDF is all that somebody got: what `gomme verify` says of it. Whoever changes one byte of the page, of what is attached, or after
//! the end, never gets a yes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "papers/bundles.rs"]
#[allow(dead_code, reason = "shared with the tests of the papers")]
mod bundles;
#[path = "reader/forged.rs"]
mod forged;
mod samples;

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use gomme::attest::lot::Lots;
use gomme::attest::trust::TrustSet;
use gomme::attest::{LOT_NAMESPACE, canonical, openssh, sha256, sshsig};
use gomme::papers::{Bundle, Lot, PaperError, again};
use gomme::reader::answer::Weight;
use gomme::reader::{paper, pdf};
use gomme::record::lot::{Decision, LotRecord, Zone};
use gomme::text::Lang;
use jiff::tz::TimeZone;
use serde_json::Value;

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

/// A folder with a trust set: station A05 with the key 7, zone sud with the key 9.
struct Scene(tempfile::TempDir);

impl Scene {
    fn new() -> Scene {
        let scene = Scene(tempfile::tempdir().unwrap());
        let zone = format!("sud namespaces=\"gomme-lot\" {}\n", line(9));
        fs::write(scene.path("trust"), format!("{}{zone}", station())).unwrap();
        fs::write(scene.path("no-zone"), station()).unwrap();
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The files of a job, and its paper.
    fn job(&self, name: &str, files: &bundles::Files) -> Vec<u8> {
        let made = made(&[files.bundle()]);
        self.write(&format!("{name}/attestation.json"), &files.attestation);
        self.write(&format!("{name}/attestation.json.sig"), &files.signature);
        self.write(&format!("{name}/attestation.pdf"), &made);
        made
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_gomme"))
            .args(args)
            .current_dir(self.0.path())
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn verify(&self, args: &[&str]) -> (i32, Vec<Value>) {
        let output = self.run(&[&["verify", "--json"], args].concat());
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code().unwrap(), said["results"].as_array().unwrap().clone())
    }

    /// Exit code, verdict and page of one PDF.
    fn one(&self, bytes: &[u8], trust: &str) -> (i32, String, String) {
        self.write("one.pdf", bytes);
        let (code, results) = self.verify(&["one.pdf", "--trust", trust]);
        assert_eq!(results.len(), 1, "{results:?}");
        let text = |name: &str| results[0][name].as_str().unwrap_or("null").to_owned();
        // What stands in a document is shown of the right page alone.
        assert_eq!(results[0]["drive"].is_null(), text("verdict") != "authentic", "{results:?}");
        (code, text("verdict"), text("page"))
    }
}

fn line(key: u8) -> String {
    openssh::line(&samples::key(key).verifying_key())
}

fn station() -> String {
    format!("A05 namespaces=\"gomme-attestation\" {}\n", line(7))
}

fn made(bundles: &[Bundle]) -> Vec<u8> {
    again::of(bundles, Lang::Fr).unwrap()
}

fn answer(code: i32, verdict: &str, page: &str) -> (i32, String, String) {
    (code, verdict.to_owned(), page.to_owned())
}

fn altered() -> (i32, String, String) {
    answer(1, "page_altered", "altered")
}

#[test]
fn a_pdf_says_what_its_two_files_say() {
    let scene = Scene::new();
    let trust = vectors().join("trust");
    let mut compared = 0;
    for vector in fs::read_dir(vectors()).unwrap().map(|entry| entry.unwrap().path()) {
        let attestation = vector.join("attestation.json");
        for lang in ["fr", "en"] {
            let made = scene.run(&["paper", vector.to_str().unwrap(), "-o", "a.pdf", "--lang", lang]);
            if made.status.code() != Some(0) {
                continue;
            }
            // The page in one language, the answer in the other: the page tells its own.
            let other = if lang == "fr" { "en" } else { "fr" };
            let say = |path: &str| {
                let said = scene.run(&["verify", path, "--trust", trust.to_str().unwrap(), "--lang", other]);
                let text = String::from_utf8(said.stdout).unwrap();
                let lines: Vec<String> =
                    text.strip_prefix(&format!("{path}: ")).unwrap().lines().map(str::to_owned).collect();
                (said.status.code(), lines)
            };
            let (mut of_pdf, of_pair) = (say("a.pdf"), say(attestation.to_str().unwrap()));
            let page = of_pdf.1.iter().position(|line| {
                line.contains("page of this PDF is the one") || line.contains("page de ce PDF est bien")
            });
            assert_eq!(page.is_some(), of_pair.1.len() > 2, "{of_pdf:?}");
            page.map(|at| of_pdf.1.remove(at));
            assert_eq!(of_pdf, of_pair, "{}", vector.display());
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn no_changed_byte_gets_a_yes() {
    let pdf = made(&[bundles::signed(bundles::purged()).bundle()]);
    let trust = TrustSet::parse(station().as_bytes(), &TimeZone::UTC).unwrap();
    let at = samples::at("2027-04-01T00:00:00Z");
    let check = |pdf: &[u8]| {
        let pdf = paper::Pdf { bytes: pdf, comparison: &OnceCell::new() };
        let parts = paper::check(pdf, Some(&trust), &Lots::default(), at);
        assert!(!parts.is_empty());
        parts.iter().map(|part| part.answer.weight()).max().unwrap()
    };
    assert_eq!(check(&pdf), Weight::Yes);
    // Everywhere now and then, and each byte of what tells where the files are.
    let filespecs = forged::place(&pdf, b"/Type/Filespec").unwrap();
    let places = (0..pdf.len()).step_by(271).chain((filespecs..filespecs + 400).step_by(7));
    for place in places {
        let mut changed = pdf.clone();
        changed[place] ^= 1;
        assert_ne!(check(&changed), Weight::Yes, "byte {place}");
    }
    for cut in (0..pdf.len()).step_by(997) {
        assert_ne!(check(&pdf[..cut]), Weight::Yes, "cut at {cut}");
        if pdf::is_pdf(&pdf[cut..]) != (cut == 0) {
            panic!("a PDF begins in the middle");
        }
    }
}

#[test]
fn an_altered_page_is_caught_whatever_is_attached() {
    let scene = Scene::new();
    let (good, other) = (bundles::signed(bundles::purged()), bundles::numbered(bundles::hard_disk(), 77));
    let failed = bundles::numbered(bundles::told(samples::interrupted_facts()), 78);
    let pdf = made(&[good.bundle()]);
    assert_eq!(scene.one(&pdf, "trust"), answer(0, "authentic", "same"));
    for changed in [
        // A page of another drive, of another text, above the valid attachment, drawn by our own writer.
        forged::page_of(&other.bundle(), &good.bundle()),
        forged::page_of(&good.bundle(), &failed.bundle()),
        // The attachment of another drive put where the right one was.
        forged::swapped(&pdf, &good.attestation, &other.attestation),
        // An update after the end that takes the page away, and one that adds to it.
        forged::updated(&pdf, b""),
        forged::updated(&pdf, b"BT ET"),
        // Anything after the end; a line less within.
        [&pdf[..], b"\n"].concat(),
        [&pdf[..], &vec![b' '; 3000]].concat(),
        [&pdf[..], &pdf[..]].concat(),
        // A second file of the same name, a file more, a file less.
        forged::with_file(&pdf, "attestation.json", &other.attestation),
        forged::with_file(&pdf, "harmless.txt", b"hello"),
        forged::replaced(
            &pdf,
            b"/F(attestation.json.sig)/UF(attestation.json.sig)",
            b"/F(attestation.json.sgi)/UF(attestation.json.sgi)",
        ),
    ] {
        let (code, verdict, _) = scene.one(&changed, "trust");
        assert_eq!((code, verdict.as_str()), (1, "page_altered"));
        // Never better with another trust set, or none.
        for args in [&["one.pdf"][..], &["one.pdf", "--trust", "no-zone"]] {
            assert_eq!(scene.verify(args).0, 1);
        }
    }
    assert_eq!(scene.one(&forged::page_of(&other.bundle(), &good.bundle()), "trust"), altered());
    // What was signed is told, in both languages, after what matters.
    for (lang, page, attached) in [
        ("fr", "PAGE MODIFIÉE – ", "n° A05-2027-004213, dit\u{202f}: AUTHENTIQUE – effacé et contrôlé"),
        ("en", "PAGE MODIFIED – ", "No. A05-2027-004213, says: AUTHENTIC – erased and read back"),
    ] {
        let said = scene.run(&["verify", "one.pdf", "--trust", "trust", "--lang", lang]);
        let said = String::from_utf8(said.stdout).unwrap();
        let first = said.lines().next().unwrap();
        assert!(first.starts_with(&format!("one.pdf: {page}")) && first.ends_with(attached), "{said}");
    }
}

/// The updates of the test above are no damage: a stock program shows what they make of the page.
#[test]
fn a_stock_reader_believes_what_is_caught() {
    let scene = Scene::new();
    let pdf = made(&[bundles::signed(bundles::purged()).bundle()]);
    let text = |pdf: &[u8]| {
        let path = scene.write("shown.pdf", pdf);
        let said = Command::new("pdftotext").arg(path).arg("-").output().unwrap();
        assert!(said.status.success() && said.stderr.is_empty(), "{said:?}");
        String::from_utf8(said.stdout).unwrap()
    };
    assert!(text(&pdf).contains("S2SVNX0J512345"));
    assert_eq!(text(&forged::updated(&pdf, b"")).trim(), "");
    let other = bundles::numbered(bundles::hard_disk(), 77);
    let forged = forged::page_of(&other.bundle(), &bundles::signed(bundles::purged()).bundle());
    assert!(text(&forged).contains("A05-2027-000077"));
}

#[test]
fn a_page_of_another_edition_is_not_compared_and_not_green() {
    let scene = Scene::new();
    let other = |files: &bundles::Files| {
        forged::replaced(&made(&[files.bundle()]), b"/Creator(gomme, page 1)", b"/Creator(gomme, page 9)")
    };
    let pdf = other(&bundles::signed(bundles::purged()));
    assert_eq!(scene.one(&pdf, "trust"), answer(2, "page_not_compared", "not_compared"));
    let failed = other(&bundles::signed(bundles::told(samples::interrupted_facts())));
    assert_eq!(scene.one(&failed, "trust"), answer(1, "page_not_compared", "not_compared"));
    // To claim both editions, or none, is to have changed the page.
    let both = [&pdf[..], b"\n/Creator(gomme, page 1)\n%%EOF"].concat();
    assert_eq!(scene.one(&both, "trust"), altered());
    let none = forged::replaced(&pdf, b"/Creator(gomme, page 9)", b"/Creator(abcde, page 9)");
    assert_eq!(scene.one(&none, "trust"), altered());
}

fn lot_of(attestation: &[u8], decision: Decision) -> Vec<u8> {
    let zone = Zone { name: "sud".into(), key: openssh::fingerprint(&samples::key(9).verifying_key()) };
    let mut draft = samples::documents::draft(zone);
    draft.entries[0].digest = sha256(attestation);
    draft.validation.decision = decision;
    canonical::bytes_of(&LotRecord::new(draft)).unwrap()
}

#[test]
fn a_lot_in_the_pdf_counts_when_its_zone_is_trusted() {
    let scene = Scene::new();
    let files = bundles::signed(bundles::purged());
    let lot = lot_of(&files.attestation, Decision::Approved);
    let signature = sshsig::sign(&samples::key(9), LOT_NAMESPACE, &lot);
    let lot = Some(Lot { lot: &lot, signature: signature.as_bytes() });
    let pdf = made(&[Bundle { lot, ..files.bundle() }]);
    assert_eq!(scene.one(&pdf, "trust"), answer(0, "authentic", "same"));
    let (_, results) = scene.verify(&["one.pdf", "--trust", "trust"]);
    assert_eq!(results[0]["standing"], "countersigned");
    assert_eq!(results[0]["countersigned"]["zone"], "sud");
    // The page tells of a countersignature: with a trust set that does not know the zone, it tells too much.
    assert_eq!(scene.one(&pdf, "no-zone"), answer(1, "page_unvouched", "unvouched"));
    // Nor does it lend trust to a station there.
    fs::write(scene.path("nobody"), format!("B12 {}\n", line(8))).unwrap();
    assert_eq!(scene.one(&pdf, "nobody"), answer(1, "unknown_issuer", "same"));
    // The zone alone is enough: it approved this very attestation.
    fs::write(scene.path("zone"), format!("sud namespaces=\"gomme-lot\" {}\n", line(9))).unwrap();
    assert_eq!(scene.one(&pdf, "zone"), answer(0, "authentic", "same"));
    // What stands in the lot of one PDF is known of the files beside.
    scene.write("pair/attestation.json", &files.attestation);
    scene.write("pair/attestation.json.sig", &files.signature);
    let (_, results) = scene.verify(&["pair", "--lots", "one.pdf", "--trust", "trust"]);
    assert_eq!(results[0]["standing"], "countersigned");
}

#[test]
fn no_page_is_made_with_a_code_of_something_else() {
    let scene = Scene::new();
    let files = bundles::signed(bundles::purged());
    let own = Bundle { qr: Some(&files.code), ..files.bundle() };
    let pdf = made(&[own]);
    assert_eq!(scene.one(&pdf, "trust"), answer(0, "authentic", "same"));
    // Another code of ours has the same length: a page could be drawn with it, by whoever forges pages.
    let other = bundles::numbered(bundles::purged(), 4214);
    assert_eq!(other.code.len(), files.code.len());
    assert_eq!(again::of(&[Bundle { qr: Some(&other.code), ..own }], Lang::Fr), Err(PaperError::NotItsCode));
    let swapped = forged::replaced(&pdf, files.code.as_bytes(), other.code.as_bytes());
    assert_eq!(scene.one(&swapped, "trust"), answer(1, "page_altered", "altered"));
}

#[test]
fn each_drive_of_a_machine_gets_its_answer() {
    let scene = Scene::new();
    let files = [
        bundles::numbered(bundles::purged(), 1),
        bundles::numbered(bundles::told(samples::interrupted_facts()), 2),
        bundles::numbered(bundles::hard_disk(), 3),
    ];
    let all: Vec<Bundle> = files.iter().map(bundles::Files::bundle).collect();
    let pdf = made(&all);
    scene.write("b114.pdf", &pdf);
    let (code, results) = scene.verify(&["b114.pdf", "--trust", "trust"]);
    let member =
        |name: &str| results.iter().map(|r| r[name].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(code, 1, "one of them is not erased");
    assert_eq!(member("page"), ["same"; 3]);
    assert_eq!(member("result")[1], "not_erased");
    let names = [1, 2, 3].map(|n| format!("A05-2027-{n:06}-attestation.json"));
    assert_eq!(member("within"), names);
    let said = String::from_utf8(scene.run(&["verify", "b114.pdf", "--trust", "trust"]).stdout).unwrap();
    assert!(said.contains(&format!("b114.pdf/{}: AUTHENTIC", names[2])), "{said}");
    // One drive swapped for another's success, or left out of what is attached.
    let swapped = forged::swapped(&pdf, &files[1].attestation, &files[0].attestation);
    scene.write("b114.pdf", swapped);
    let (code, results) = scene.verify(&["b114.pdf", "--trust", "trust"]);
    assert!(code == 1 && results.iter().all(|r| r["verdict"] == "page_altered"), "{results:?}");
}

#[test]
fn in_a_folder_a_right_page_is_said_once_and_a_wrong_one_is_said() {
    let scene = Scene::new();
    let files = bundles::signed(bundles::purged());
    let pdf = scene.job("jobs/1", &files);
    scene.write("jobs/letter.pdf", "%PDF-1.4\nhello\n%%EOF");
    scene.write("jobs/1/scan.PDF", "%PDF-1.4\nhello\n%%EOF");
    let verify = || scene.verify(&["jobs", "--trust", "trust"]);
    let verdicts = |results: &[Value]| {
        results
            .iter()
            .map(|r| format!("{} {}", r["path"].as_str().unwrap(), r["verdict"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    let (code, results) = verify();
    assert_eq!((code, verdicts(&results)), (0, vec!["jobs/1/attestation.json authentic".to_owned()]));

    scene.write("jobs/1/attestation.pdf", forged::updated(&pdf, b""));
    let (code, results) = verify();
    let wanted = ["jobs/1/attestation.json authentic", "jobs/1/attestation.pdf page_altered"];
    assert_eq!((code, verdicts(&results)), (1, wanted.map(str::to_owned).to_vec()));

    // The page of another attestation is right for what it carries, and is said by itself.
    let other = bundles::numbered(bundles::told(samples::interrupted_facts()), 5);
    scene.write("jobs/1/attestation.pdf", made(&[other.bundle()]));
    let (code, results) = verify();
    assert_eq!((code, results.len()), (1, 2));
    assert_eq!((&results[1]["page"], &results[1]["result"]), (&"same".into(), &"not_erased".into()));

    // No paper at all stands in its place.
    scene.write("jobs/1/attestation.pdf", "%PDF-1.4\nhello\n%%EOF");
    let (code, results) = verify();
    assert_eq!((code, verdicts(&results)[1].as_str()), (2, "jobs/1/attestation.pdf pdf_without_attestation"));

    // PDFs alone are as good as files.
    fs::remove_dir_all(scene.path("jobs/1")).unwrap();
    scene.write("jobs/mairie.pdf", &pdf);
    let (code, results) = verify();
    assert_eq!((code, verdicts(&results)), (0, vec!["jobs/mairie.pdf authentic".to_owned()]));
    // Those who look for files of their own pass PDFs over.
    let said = scene.run(&["lot", "show", "jobs", "--trust", "trust"]);
    assert_eq!(said.status.code(), Some(2), "{said:?}");
}

#[test]
fn bad_files_get_one_sentence_and_little_memory() {
    let scene = Scene::new();
    let good = made(&[bundles::signed(bundles::purged()).bundle()]);
    let pair = bundles::signed(bundles::purged());
    let huge = scene.write("huge.pdf", b"%PDF-1.7\n");
    fs::OpenOptions::new().write(true).open(&huge).unwrap().set_len(200 << 20).unwrap();
    scene.write("cut.pdf", &good[..good.len() - 4]);
    scene.write("half.pdf", &good[..good.len() / 2]);
    scene.write("page.pdf", "<!doctype html><title>Attestation</title>");
    scene.write("empty.pdf", "");
    scene.write("other.pdf", "%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF");
    let nested = [&b"%PDF-1.7\n1 0 obj\n"[..], &b"<</A[".repeat(1 << 20), b"\n%%EOF"].concat();
    scene.write("nested.pdf", nested);
    let bomb = [&b"%PDF-1.7\n"[..], &b"1 0 obj\n<</Length 9/Type/EmbeddedFile/Filter/FlateDecode>>\nstream\n123456789\nendstream\nendobj\n".repeat(90_000), b"%%EOF"].concat();
    scene.write("bomb.pdf", bomb);
    let names = [&b"%PDF-1.7\n"[..], &b"1 0 obj\n<</Type/Filespec/F(attestation.json)/UF(attestation.json)/EF<</F 2 0 R/UF 2 0 R>>/AFRelationship/Source>>\nendobj\n".repeat(90_000), b"%%EOF"].concat();
    scene.write("names.pdf", names);
    let mut ten = b"%PDF-1.7\n%%EOF\n".to_vec();
    for n in 0..10 {
        ten = forged::with_file(&ten, &format!("file{n}.json"), &pair.attestation);
    }
    scene.write("ten.pdf", ten);
    for (from, to, args) in [
        ("good.pdf", "encrypted.pdf", &["--encrypt", "", "x", "256", "--"][..]),
        ("good.pdf", "anew.pdf", &["--object-streams=generate"]),
        ("good.pdf", "plain.pdf", &["--qdf"]),
    ] {
        scene.write(from, &good);
        let paths = [scene.path(from), scene.path(to)];
        assert!(Command::new("qpdf").args(args).args(paths).status().unwrap().success());
    }
    for (name, verdict, code) in [
        ("huge.pdf", "pdf_too_large", 2),
        ("cut.pdf", "pdf_truncated", 2),
        ("half.pdf", "pdf_truncated", 2),
        ("page.pdf", "not_an_attestation", 2),
        ("empty.pdf", "not_an_attestation", 2),
        ("other.pdf", "pdf_without_attestation", 2),
        ("nested.pdf", "pdf_without_attestation", 2),
        ("encrypted.pdf", "pdf_encrypted", 2),
        ("anew.pdf", "pdf_not_as_made", 2),
        ("plain.pdf", "pdf_not_as_made", 2),
        ("bomb.pdf", "pdf_without_attestation", 2),
        ("names.pdf", "page_altered", 1),
        ("ten.pdf", "pdf_without_attestation", 2),
    ] {
        for lang in ["fr", "en"] {
            // 96 MiB of addresses for everything: the program, its fonts, the file.
            let limited =
                format!("ulimit -v 98304; exec {} --lang {lang} verify {name}", env!("CARGO_BIN_EXE_gomme"));
            let begun = std::time::Instant::now();
            let said =
                Command::new("sh").args(["-c", &limited]).current_dir(scene.0.path()).output().unwrap();
            assert!(begun.elapsed().as_secs() < 10, "{name}");
            let text = String::from_utf8(said.stdout).unwrap();
            assert_eq!(
                said.status.code(),
                Some(code),
                "{name}: {text} {}",
                String::from_utf8_lossy(&said.stderr)
            );
            assert!(text.starts_with(&format!("{name}: ")) && text.lines().count() == 1, "{text}");
        }
        assert_eq!(scene.verify(&[name]).1[0]["verdict"], verdict, "{name}");
    }
}

/// The pages of edition 1, by SHA-256: of records in the vectors, in French and in English. A page that looks another way is another
/// edition (`gomme::papers::EDITION`), because whoever made it before could no longer have it compared.
#[test]
fn the_pages_of_this_edition_never_change() {
    const PAGES: [(&str, [&str; 2]); 3] = [
        (
            "erased",
            [
                "6b6440384ed75a8e5a6d0da64a3dd7841ffb33f3bfa0011f3eed3a43180fb704",
                "a7f49261fb535de496b8894c881b6d3210129c610e1aeba5952b3efe0feb4b24",
            ],
        ),
        (
            "erased-with-reservations",
            [
                "6a4b0375e37c7881d1b2a736d23790711f92ab8a2990bd30d16dfc86f44d3e2e",
                "e0568edfb88ffb2b4bfae2d4f182cb873e1a175fb9c8f13345181ab87f40dc3b",
            ],
        ),
        (
            "not-erased",
            [
                "6ae336e2bc85ec13f5474c26e1698459c7754d432f5876c55246a0d2aa3ed421",
                "152903c8813be5951b1d1e1e16631af07fd334ca221ca1bb1afb7f7444b9e4ec",
            ],
        ),
    ];
    assert_eq!(gomme::papers::EDITION, 1, "a new edition has new digests");
    for (vector, digests) in PAGES {
        let read = |name: &str| fs::read(vectors().join(vector).join(name)).unwrap();
        let (attestation, signature) = (read("attestation.json"), read("attestation.json.sig"));
        let bundle = Bundle { attestation: &attestation, signature: &signature, qr: None, lot: None };
        let made = [Lang::Fr, Lang::En].map(|lang| sha256(&again::of(&[bundle], lang).unwrap()));
        assert_eq!(made, digests, "{vector}");
    }
    let files = [bundles::numbered(bundles::purged(), 1), bundles::numbered(bundles::hard_disk(), 2)];
    let machine: Vec<Bundle> = files.iter().map(bundles::Files::bundle).collect();
    let made = [Lang::Fr, Lang::En].map(|lang| sha256(&again::of(&machine, lang).unwrap()));
    let digests = [
        "e5652df4dd5f5671cf7b6a9c9b3e9fb1eccd9e4a287623a0a8692da8f2e18a5c",
        "2790284d335876b0170d482bfdce0523cef7c4a5692d3181c8cbc53389cd442f",
    ];
    assert_eq!(made, digests, "machine");
}
