//! The papers: what stands on them, and that their files are what they say.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "papers/bundles.rs"]
mod bundles;
#[path = "papers/kinds.rs"]
mod kinds;
#[path = "samples/mod.rs"]
mod samples;

use gomme::papers::{self, machine};
use gomme::text::Lang;

/// The words of the trust set that stands in the records.
fn words() -> [String; 8] {
    let digit = |n: usize| u8::from_str_radix(&bundles::TRUST[2 * n..2 * n + 2], 16).expect("a digest");
    gomme::attest::words::of_digest(&std::array::from_fn(digit))
}

/// Writes the papers where somebody can look at them, when `GOMME_PAPERS` names a folder.
#[test]
fn papers_to_look_at() {
    let Some(folder) = std::env::var_os("GOMME_PAPERS").map(std::path::PathBuf::from) else { return };
    for lang in [Lang::Fr, Lang::En] {
        let code = if lang == Lang::Fr { "fr" } else { "en" };
        let mut facts = bundles::told(samples::interrupted_facts());
        facts.drive.medium = Medium::Rotating;
        for (name, facts, full) in [
            ("purged", bundles::purged(), true),
            ("disk", bundles::hard_disk(), true),
            ("plain", bundles::purged(), false),
            ("reserved", bundles::told(samples::reserved_facts()), true),
            ("failed", facts, true),
            ("crowded", bundles::crowded(), true),
            ("bare", bundles::bare(), false),
        ] {
            let files = bundles::signed(facts);
            let mut bundle = files.bundle();
            if full {
                bundle.qr = Some(&files.code);
            }
            let pdf = papers::of(&bundle, lang).unwrap();
            std::fs::write(folder.join(format!("{name}-{code}.pdf")), pdf).unwrap();
        }
        let mut all: Vec<bundles::Files> = Vec::new();
        for n in 0..12 {
            let mut facts = match n % 4 {
                0 => bundles::purged(),
                1 => bundles::hard_disk(),
                2 => bundles::told(samples::reserved_facts()),
                _ => bundles::told(samples::interrupted_facts()),
            };
            facts.drive.serial = Some(format!("SERIE{n:04}"));
            all.push(bundles::numbered(facts, 100 + n));
        }
        let set: Vec<_> = all.iter().map(bundles::Files::bundle).collect();
        std::fs::write(folder.join(format!("machine-{code}.pdf")), machine::pdf(&set, lang).unwrap())
            .unwrap();
        std::fs::write(folder.join(format!("machine2-{code}.pdf")), machine::pdf(&set[..2], lang).unwrap())
            .unwrap();
    }
}

#[path = "papers/layout.rs"]
mod layout;

use gomme::attest::{LOT_NAMESPACE, NAMESPACE, canonical, openssh, sshsig};
use gomme::event::{Context, Machine, Medium, StopReason, Transport};
use gomme::papers::font::Fonts;
use gomme::papers::page::Paper;
use gomme::papers::{Bundle, Lot, PaperError};
use gomme::record::lot::{Decision, LotRecord, Zone};
use gomme::record::{Facts, Technique, Verdict};
use gomme::text::{Say, paper};
use proptest::prelude::*;
use std::path::Path;
use std::process::Command;

fn paper_of(facts: Facts, lang: Lang) -> Paper {
    papers::measured(&bundles::signed(facts).bundle(), lang).unwrap()
}

/// Text as records hold it, of any script, up to 200 bytes.
fn told() -> impl Strategy<Value = Option<String>> {
    let words = prop_oneof![
        "[a-zA-Z0-9éèàçœÉ’ -]{1,120}",
        "[A-Z0-9]{1,200}",
        "\\PC{1,60}",
        Just("Ж中\u{1F5A5}".repeat(14)),
        Just("W".repeat(200)),
    ];
    prop::option::of(words.prop_filter("clean", |t| canonical::is_clean(t) && t.len() <= 200))
}

fn facts() -> impl Strategy<Value = Facts> {
    let base = prop_oneof![
        Just(bundles::purged()),
        Just(bundles::hard_disk()),
        Just(samples::erased_facts()),
        Just(samples::reserved_facts()),
        Just(samples::interrupted_facts()),
        Just(bundles::crowded()),
        Just(bundles::bare()),
    ];
    let context = prop::array::uniform7(told());
    let machine = prop::array::uniform3(told());
    let drive = prop::array::uniform4(told());
    let build = "[0-9a-f]{7,40}";
    (base, context, machine, drive, build, any::<bool>()).prop_map(
        |(mut facts, context, machine, drive, build, stop)| {
            let [donor, convention, handover, inventory_number, label, operator, destination] = context;
            facts.context =
                Context { donor, convention, handover, inventory_number, label, operator, destination };
            let [vendor, product, serial] = machine;
            facts.machine = Machine { vendor, product, serial };
            let [vendor, model, serial, wwn] = drive;
            facts.drive.vendor = vendor;
            facts.drive.model = model;
            facts.drive.serial = serial;
            facts.drive.wwn = wwn;
            facts.tool.build = build;
            if stop {
                facts.stopped = Some(StopReason::NothingButErrors);
            }
            facts
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_overflows_or_is_lost(facts in facts(), french in any::<bool>(), full in any::<bool>()) {
        let lang = if french { Lang::Fr } else { Lang::En };
        let files = bundles::signed(facts.clone());
        let mut bundle = files.bundle();
        if full {
            bundle.qr = Some(&files.code);
        }
        let paper = papers::measured(&bundle, lang).unwrap();
        layout::check(&paper);
        prop_assert!(layout::smallest(&paper) >= 5.8, "{}", layout::smallest(&paper));
        let said = layout::bare(&layout::text(&paper));
        let fonts = Fonts::new().unwrap();
        let (c, m, d) = (&facts.context, &facts.machine, &facts.drive);
        // Where a drive that was not erased goes, nobody says on its paper but by hand.
        let destination = if bundles::record(facts.clone(), 4213).result == Verdict::NotErased { &None } else { &c.destination };
        let given = [&c.donor, &c.convention, &c.handover, &c.inventory_number, &c.label, &c.operator, destination,
            &m.vendor, &m.product, &m.serial, &d.vendor, &d.model, &d.serial, &d.wwn];
        for text in given.into_iter().flatten() {
            let shown = layout::bare(&fonts.showable(text));
            prop_assert!(said.contains(&shown), "{shown} is missing");
        }
        let record = bundles::record(facts.clone(), 4213);
        let failed = record.result == Verdict::NotErased;
        for limit in record.limits.iter().filter(|_| !failed) {
            prop_assert!(said.contains(&layout::bare(&limit.say(lang))));
        }
        for reservation in &record.reservations {
            prop_assert!(said.contains(&layout::bare(&reservation.say(lang))));
        }
        // A level stands there only when it was reached.
        let purge = said.contains("Purge");
        prop_assert_eq!(purge, record.level == gomme::record::Level::Purge);
        if facts.technique == Technique::Overwrite {
            prop_assert!(!purge);
        }
    }
}

#[test]
fn an_ordinary_drive_takes_one_page() {
    for lang in [Lang::Fr, Lang::En] {
        for facts in [
            bundles::purged(),
            bundles::hard_disk(),
            bundles::told(samples::reserved_facts()),
            bundles::bare(),
        ] {
            let files = bundles::signed(facts);
            let bundle = Bundle { qr: Some(&files.code), ..files.bundle() };
            let paper = papers::measured(&bundle, lang).unwrap();
            assert_eq!(paper.pages.len(), 1);
            assert!(layout::smallest(&paper) >= 7.4, "{}", layout::smallest(&paper));
        }
    }
}

#[test]
fn each_result_has_its_words_and_its_shape() {
    use gomme::papers::page::{Ink, Sign};
    for (facts, result, sign, title, words) in [
        (
            bundles::purged(),
            Verdict::Erased,
            Sign::Disc,
            "ATTESTATION D’EFFACEMENT DE DONNÉES",
            "EFFACÉ ET CONTRÔLÉ",
        ),
        (
            bundles::told(samples::reserved_facts()),
            Verdict::ErasedWithReservations,
            Sign::Triangle,
            "ATTESTATION D’EFFACEMENT DE DONNÉES",
            "EFFACÉ AVEC RÉSERVES",
        ),
        (
            bundles::told(samples::interrupted_facts()),
            Verdict::NotErased,
            Sign::Square,
            "ATTESTATION D’ÉCHEC D’EFFACEMENT",
            "NON EFFACÉ",
        ),
    ] {
        assert_eq!(bundles::record(facts.clone(), 1).result, result);
        let paper = paper_of(facts, Lang::Fr);
        let said = layout::text(&paper);
        assert!(said.contains(title) && said.contains(words), "{said}");
        let signs: Vec<Sign> = paper
            .pages
            .iter()
            .flatten()
            .filter_map(|item| match item.ink {
                Ink::Sign(sign) => Some(sign),
                _ => None,
            })
            .collect();
        assert_eq!(signs, [sign]);
        let failed = result == Verdict::NotErased;
        assert_eq!(said.contains("Il ne quittera pas la filière en état de lecture."), failed);
        assert_eq!(said.contains("restitution au donateur"), failed);
        assert_eq!(said.contains("n’a pas pu être effacé"), failed);
        assert_eq!(said.contains("destruction"), failed, "an erasure destroys nothing");
    }
}

#[test]
fn a_test_is_called_a_test() {
    let mut facts = bundles::purged();
    assert!(!layout::text(&paper_of(facts.clone(), Lang::Fr)).contains("ESSAI"));
    facts.runs[0].engine = gomme::event::Engine::Emulated;
    assert!(layout::text(&paper_of(facts, Lang::Fr)).contains("ESSAI"));
}

#[test]
fn only_what_was_signed_as_it_stands_gets_a_paper() {
    let files = bundles::signed(bundles::purged());
    let other = bundles::signed(bundles::hard_disk());
    let swapped = Bundle { signature: other.signature.as_bytes(), ..files.bundle() };
    assert_eq!(papers::of(&swapped, Lang::Fr), Err(PaperError::NotIntact));
    let changed =
        String::from_utf8(files.attestation.clone()).unwrap().replace("S2SVNX0J512345", "S2SVNX0J512346");
    let changed = Bundle { attestation: changed.as_bytes(), ..files.bundle() };
    assert_eq!(papers::of(&changed, Lang::Fr), Err(PaperError::NotIntact));
    let reserved = bundles::signed(samples::reserved_facts());
    let lifted = String::from_utf8(reserved.attestation.clone())
        .unwrap()
        .replace("erased_with_reservations", "erased");
    let lifted = Bundle { attestation: lifted.as_bytes(), ..files.bundle() };
    assert!(matches!(papers::of(&lifted, Lang::Fr), Err(PaperError::NotAnAttestation(_))));
}

#[test]
fn a_lot_counts_when_it_holds_the_attestation() {
    let files = bundles::signed(bundles::purged());
    let digest = gomme::attest::sha256(&files.attestation);
    let key = samples::key(9);
    let lot = |digest: &str, decision: Decision| {
        let zone = Zone { name: "sud".into(), key: openssh::fingerprint(&key.verifying_key()) };
        let mut draft = samples::documents::draft(zone);
        draft.entries[0].digest = digest.to_owned();
        draft.validation.decision = decision;
        if decision == Decision::Waiting {
            draft.validation.by = None;
            draft.validation.at = None;
        }
        canonical::bytes_of(&LotRecord::new(draft)).expect("a lot")
    };
    let made = |lot: &[u8], signature: &str| {
        let lot = Some(Lot { lot, signature: signature.as_bytes() });
        papers::measured(&Bundle { lot, ..files.bundle() }, Lang::Fr).map(|paper| layout::text(&paper))
    };
    let right = lot(&digest, Decision::Approved);
    let said = made(&right, &sshsig::sign(&key, LOT_NAMESPACE, &right)).expect("a paper");
    assert!(said.contains("lot sud-2027-L01") && !said.contains("rovisoire"), "{said}");
    // Nobody decided yet: the zone vouches for it, and approves nothing.
    let waiting = lot(&digest, Decision::Waiting);
    let said = made(&waiting, &sshsig::sign(&key, LOT_NAMESPACE, &waiting)).expect("a paper");
    assert!(said.contains("Provisoire") && !said.contains("sud-2027-L01"), "{said}");
    // Another document's; not signed by the key that it names; signed for another use; nobody's.
    let other = lot(&"00".repeat(32), Decision::Approved);
    for (lot, signature) in [
        (&other, sshsig::sign(&key, LOT_NAMESPACE, &other)),
        (&right, sshsig::sign(&samples::key(7), LOT_NAMESPACE, &right)),
        (&right, sshsig::sign(&key, NAMESPACE, &right)),
        (&right, "x".to_owned()),
    ] {
        assert_eq!(made(lot, &signature).expect_err("no paper"), PaperError::NotInLot);
    }
    assert!(layout::text(&paper_of(bundles::purged(), Lang::Fr)).contains("Provisoire"));
}

fn drives(n: u64) -> Vec<bundles::Files> {
    let facts = |n: u64| {
        let mut facts = match n % 3 {
            0 => bundles::purged(),
            1 => bundles::hard_disk(),
            _ => bundles::told(samples::interrupted_facts()),
        };
        facts.drive.serial = Some(format!("SERIE{n:04}"));
        facts
    };
    (0..n).map(|n| bundles::numbered(facts(n), 100 + n)).collect()
}

#[test]
fn a_machine_with_twelve_drives_is_one_paper() {
    let files = drives(12);
    let set: Vec<Bundle> = files.iter().rev().map(bundles::Files::bundle).collect();
    let reads = machine::read(&set).unwrap();
    let fonts = Fonts::new().unwrap();
    for lang in [Lang::Fr, Lang::En] {
        let paper = machine::layout(&fonts, &reads, lang).unwrap();
        layout::check(&paper);
        let said = layout::text(&paper);
        for n in 0..12 {
            assert!(
                said.contains(&format!("SERIE{n:04}")) && said.contains(&format!("A05-2027-{:06}", 100 + n))
            );
        }
        assert!(
            said.contains(&(lang.pick(&paper::EN, &paper::FR).some_not_erased)(4).to_uppercase()),
            "{said}"
        );
    }
    let mut other = bundles::purged();
    other.context.donor = Some("Quelqu’un d’autre".into());
    let other = bundles::numbered(other, 999);
    let both = [files[0].bundle(), other.bundle()];
    assert_eq!(machine::pdf(&both, Lang::Fr), Err(PaperError::OtherMachine("A05-2027-000999".into())));
    assert_eq!(machine::pdf(&[], Lang::Fr), Err(PaperError::Nothing));
}

#[test]
fn the_same_bytes_come_out_each_time() {
    let files = bundles::signed(bundles::purged());
    let one = papers::of(&files.bundle(), Lang::Fr).unwrap();
    assert_eq!(one, papers::of(&files.bundle(), Lang::Fr).unwrap());
    assert_ne!(one, papers::of(&files.bundle(), Lang::En).unwrap());
}

/// What a program says about a file; it must end well.
fn ask(program: &str, args: &[&str], path: &Path) -> String {
    let output = Command::new(program).args(args).arg(path).output().expect(program);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program} {args:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[test]
fn stock_tools_read_the_file_and_find_what_it_carries() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    let words = words();
    let files = bundles::signed(bundles::purged());
    let bundle = Bundle { qr: Some(&files.code), ..files.bundle() };
    std::fs::write(&path, papers::of(&bundle, Lang::Fr).unwrap()).unwrap();

    let checked = ask("qpdf", &["--check"], &path);
    assert!(
        checked.contains("No syntax or stream encoding errors found") && checked.contains("not encrypted"),
        "{checked}"
    );

    let names = ["attestation.json", "attestation.json.sig", "attestation.qr"];
    let bytes = [files.attestation.as_slice(), files.signature.as_bytes(), files.code.as_bytes()];
    let listed = ask("pdfdetach", &["-list"], &path);
    assert!(listed.starts_with("3 embedded files"), "{listed}");
    for (name, bytes) in names.into_iter().zip(bytes) {
        let out = folder.path().join("out");
        ask("pdfdetach", &["-savefile", name, "-o", out.to_str().unwrap()], &path);
        assert_eq!(std::fs::read(&out).unwrap(), bytes, "{name}");
    }

    let text = Command::new("pdftotext").args(["-layout"]).arg(&path).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap().replace(['\u{202f}', '\u{a0}'], " ");
    for wanted in [
        "ATTESTATION D’EFFACEMENT DE DONNÉES",
        "A05-2027-004213",
        "S2SVNX0J512345",
        "256 060 514 304 octets",
        "EFFACÉ ET CONTRÔLÉ",
        "« Purge »",
        "Mairie d’Exemple-les-Bains",
        "ssh-keygen -Y verify",
        &words[0],
        &words[7],
        "18 mars 2027",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in:\n{text}");
    }

    let fonts = ask("pdffonts", &[], &path);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert_eq!(rows.len(), 2, "{fonts}");
    for row in rows {
        let cells: Vec<&str> = row.split_whitespace().collect();
        // emb, sub and uni stand before the object's two numbers.
        assert_eq!(cells[cells.len() - 5..cells.len() - 2], ["yes", "yes", "yes"], "{row}");
        assert!(row.contains("AtkinsonHyperlegibleNext"), "{row}");
    }
    let info = Command::new("pdfinfo").env("TZ", "UTC").arg(&path).output().unwrap();
    let info = String::from_utf8(info.stdout).unwrap();
    for wanted in [
        "Attestation d’effacement de données – N°",
        "Tagged:          yes",
        "Pages:           1",
        "A4",
        "Mar 18 13:52:00 2027",
    ] {
        assert!(info.contains(wanted), "{wanted} is not in:\n{info}");
    }
}

/// The rules of ISO 19005-3 level B and ISO 14289-1 that can be seen in the file's own words; the writer checks them too.
#[test]
fn the_file_keeps_to_the_rules_of_archives() {
    let folder = tempfile::tempdir().unwrap();
    let (path, plain) = (folder.path().join("paper.pdf"), folder.path().join("plain.pdf"));
    let files = bundles::signed(bundles::purged());
    let pdf = papers::of(&files.bundle(), Lang::Fr).unwrap();
    std::fs::write(&path, &pdf).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7\n%"), "ISO 19005-3 §6.1.2: header and a comment of bytes above 127");
    assert!(pdf[10..14].iter().all(|byte| *byte > 127));
    let status = Command::new("qpdf")
        .args(["--qdf", "--object-streams=disable"])
        .args([&path, &plain])
        .status()
        .unwrap();
    assert!(status.success());
    let file = String::from_utf8_lossy(&std::fs::read(&plain).unwrap()).into_owned();
    for (wanted, rule) in [
        ("<pdfaid:part>3</pdfaid:part>", "§6.6.4 part"),
        ("<pdfaid:conformance>B</pdfaid:conformance>", "§6.6.4 level"),
        ("<pdfuaid:part>1</pdfuaid:part>", "ISO 14289-1 §5"),
        ("/OutputIntents", "§6.2.3"),
        ("/S /GTS_PDFA1", "§6.2.3"),
        ("/AFRelationship /Source", "§6.8"),
        ("/AFRelationship /Supplement", "§6.8"),
        ("/AF ", "§6.8: associated with the document"),
        ("/FontFile2", "§6.2.11.4"),
        ("/ToUnicode", "§6.2.11.7"),
        ("/Marked true", "tagged"),
        ("/Lang (fr-FR)", "ISO 14289-1 §7.2"),
        ("/DisplayDocTitle true", "ISO 14289-1 §7.1"),
        ("/ID [", "§6.1.3"),
        ("/S /Figure", "shapes are figures"),
        ("/Alt ", "figures are described"),
    ] {
        assert!(file.contains(wanted), "{wanted} ({rule})");
    }
    for forbidden in [
        "/Encrypt",
        "/JavaScript",
        "/Launch",
        "/SMask",
        "/LZWDecode",
        "/Sound",
        "/Movie",
        "/XFA",
        "/BM ",
        "/TR ",
    ] {
        assert!(!file.contains(forbidden), "{forbidden}");
    }
    // Without compression: whoever has a text editor finds the attestation.
    let inside = pdf.windows(files.attestation.len()).any(|window| window == files.attestation);
    assert!(inside);
}

#[test]
fn every_attestation_of_the_vectors_gets_a_paper_or_a_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let (mut made, mut refused) = (0, 0);
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".json.sig")) {
                let signature = std::fs::read(&path).unwrap();
                let Ok(attestation) = std::fs::read(path.with_extension("")) else { continue };
                let bundle = Bundle { attestation: &attestation, signature: &signature, qr: None, lot: None };
                match papers::measured(&bundle, Lang::Fr) {
                    Ok(paper) => {
                        layout::check(&paper);
                        made += 1;
                    }
                    Err(error) => {
                        assert!(!error.say(Lang::Fr).is_empty());
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(made >= 20 && refused > 20, "{made} made, {refused} refused");
}

/// Only the label ties such a drive to its paper, and the paper says so.
#[test]
fn a_paper_says_that_its_drive_has_no_number() {
    let said = |serial: Option<&str>, wwn: Option<&str>| {
        let mut facts = bundles::hard_disk();
        (facts.drive.serial, facts.drive.wwn) = (serial.map(str::to_owned), wwn.map(str::to_owned));
        layout::text(&paper_of(facts, Lang::Fr)).replace(['\u{202f}', '\u{a0}'], " ")
    };
    let weak = ["identité faible", "seule son étiquette le relie à cette attestation"];
    let all = |text: &str| weak.map(|words| text.contains(words));
    assert_eq!(all(&said(None, None)), [true, true], "{}", said(None, None));
    assert_eq!(all(&said(Some("WL1A2B3C"), None)), [false, false]);
    assert_eq!(all(&said(None, Some("naa.5000c500a1b2c3d4"))), [false, false]);
}

#[test]
fn drives_of_every_kind_are_named() {
    for medium in [Medium::Rotating, Medium::Flash, Medium::Virtual, Medium::Unknown] {
        for transport in [
            Transport::Ata,
            Transport::Nvme,
            Transport::Usb,
            Transport::Mmc,
            Transport::File,
            Transport::Unknown,
        ] {
            let mut facts = bundles::told(samples::reserved_facts());
            facts.drive.medium = medium;
            facts.drive.transport = transport;
            layout::check(&paper_of(facts, Lang::Fr));
        }
    }
}
