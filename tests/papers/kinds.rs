//! The papers of documents that are no erasure.

use std::path::Path;
use std::process::Command;

use gomme::attest::{LOT_NAMESPACE, NAMESPACE, canonical, openssh, sha256, sshsig};
use gomme::event::{Context, Machine, Medium};
use gomme::papers::font::Fonts;
use gomme::papers::page::{Ink, Paper, Sign};
use gomme::papers::{self, Bundle, Lot, PaperError};
use gomme::record::common::{Person, Reference};
use gomme::record::destruction::{Chips, Declaration, DestructionMethod};
use gomme::record::lot::{Decision, EntryResult, Fate, LotDrive, LotRecord, MachineFate, Validation, Zone};
use gomme::record::paper::{DriveState, Paper as Which, paper_of};
use gomme::record::{ClockSource, Document, LedgerPlace, Station};
use gomme::text::{Lang, paper, slip, statement};
use gomme::units::Answer;
use proptest::prelude::*;

use crate::bundles::{self, Files};
use crate::samples::{self, documents as make};
use crate::{ask, layout, told, words};

const LANGS: [Lang; 2] = [Lang::Fr, Lang::En];

fn fingerprint() -> String {
    openssh::fingerprint(&samples::key(7).verifying_key())
}

fn station() -> Station {
    Station { name: "A05".into(), key: fingerprint(), trust: Some(bundles::TRUST.into()) }
}

fn place() -> LedgerPlace {
    LedgerPlace { sequence: 4213, previous: "00".repeat(32) }
}

fn zone() -> Zone {
    Zone { name: "sud".into(), key: fingerprint() }
}

fn signed(document: &Document) -> Files {
    let namespace = if document.kind().is_of_zone() { LOT_NAMESPACE } else { NAMESPACE };
    let attestation = canonical::document_bytes(document).expect("a document");
    let signature = sshsig::sign(&samples::key(7), namespace, &attestation);
    Files { attestation, signature, code: String::new() }
}

fn measured(document: &Document, lang: Lang) -> Paper {
    papers::measured(&signed(document).bundle(), lang).expect("a paper")
}

fn said(document: &Document, lang: Lang) -> String {
    layout::text(&measured(document, lang))
}

fn signs(paper: &Paper) -> Vec<Sign> {
    let sign = |ink: &Ink| if let Ink::Sign(sign) = ink { Some(*sign) } else { None };
    paper.pages.iter().flatten().filter_map(|item| sign(&item.ink)).collect()
}

fn no_media() -> Document {
    make::no_media("A05-2027-004213", station(), place()).into()
}

fn destruction(change: impl Fn(&mut Declaration)) -> Document {
    let mut declaration = make::declaration();
    change(&mut declaration);
    make::destruction("A05-2027-004213", declaration, station(), place()).into()
}

fn not_destroyed() -> Document {
    destruction(|d| d.chips = Some(Chips { every_chip: Answer::Unknown, which: None }))
}

fn lot_with(change: impl Fn(&mut gomme::record::lot::LotDraft)) -> LotRecord {
    let mut draft = make::draft(zone());
    change(&mut draft);
    LotRecord::new(draft)
}

/// One of everything: erased with and without reservations, none, destroyed, given back, waiting, without a document, alone.
fn full_lot(decision: Decision) -> LotRecord {
    lot_with(|draft| {
        draft.machines_in = 9;
        draft.machines.extend([
            ("B-117".into(), MachineFate::Returned),
            ("B-118".into(), MachineFate::Waiting),
            ("B-119".into(), MachineFate::Waiting),
            ("B-120".into(), MachineFate::Waste),
        ]);
        draft.entries.extend([
            make::entry(5, Some("B-117"), EntryResult::NotErased, Fate::Returned),
            make::entry(6, Some("B-118"), EntryResult::NotErased, Fate::Waiting),
            make::entry(7, Some("B-120"), EntryResult::ErasedWithReservations, Fate::Waste),
            make::entry(8, None, EntryResult::NotDestroyed, Fate::Waiting),
        ]);
        draft.validation = validation(decision);
    })
}

fn validation(decision: Decision) -> Validation {
    match decision {
        Decision::Waiting => Validation { decision, by: None, at: None, grounds: None },
        Decision::Rejected => {
            Validation { decision, grounds: Some("Deux machines manquent.".into()), ..make::approved() }
        }
        Decision::Approved => make::approved(),
    }
}

/// A lot of so many machines, each with an erased drive.
fn large_lot(machines: u32) -> LotRecord {
    lot_with(|draft| {
        draft.machines_in = u64::from(machines);
        draft.machines = (1..=machines).map(|n| (format!("B-{n:04}"), MachineFate::Reuse)).collect();
        let entry = |n: u32| make::entry(n, Some(&format!("B-{n:04}")), EntryResult::Erased, Fate::Reuse);
        draft.entries = (1..=machines).map(entry).collect();
    })
}

fn report(stock: u64) -> Document {
    let lot = lot_with(|_| {});
    let digest = sha256(&canonical::bytes_of(&lot).unwrap());
    make::report(&[(digest, lot)], stock, zone()).into()
}

fn all() -> Vec<(&'static str, Document)> {
    vec![
        ("no-media", no_media()),
        ("destruction", destruction(|_| {})),
        (
            "drilled",
            destruction(|d| {
                d.method = DestructionMethod::Drilled;
                d.method_detail = None;
                d.drive.medium = Medium::Rotating;
                d.chips = None;
                d.witness = None;
                d.waste_slip = None;
                d.failed_erasure = None;
                d.drive.size_bytes = None;
                d.drive.wwn = None;
            }),
        ),
        ("not-destroyed", not_destroyed()),
        ("lot", lot_with(|_| {}).into()),
        ("lot-rejected", full_lot(Decision::Rejected).into()),
        ("lot-waiting", full_lot(Decision::Waiting).into()),
        ("lot-large", large_lot(60).into()),
        ("report", report(4)),
        ("report-short", report(10)),
        ("report-none", report(0)),
    ]
}

/// Writes the papers where somebody can look at them, when `GOMME_PAPERS` names a folder.
#[test]
fn papers_to_look_at() {
    let Some(folder) = std::env::var_os("GOMME_PAPERS").map(std::path::PathBuf::from) else { return };
    for (name, document) in all() {
        for (lang, code) in [(Lang::Fr, "fr"), (Lang::En, "en")] {
            let pdf = papers::of(&signed(&document).bundle(), lang).unwrap();
            std::fs::write(folder.join(format!("{name}-{code}.pdf")), pdf).unwrap();
        }
    }
}

#[test]
fn stock_tools_read_every_kind_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    for (name, document) in all() {
        for lang in LANGS {
            let files = signed(&document);
            let pdf = papers::of(&files.bundle(), lang).unwrap();
            assert_eq!(pdf, papers::of(&files.bundle(), lang).unwrap(), "{name}: other bytes");
            std::fs::write(&path, pdf).unwrap();
            let checked = ask("qpdf", &["--check"], &path);
            assert!(checked.contains("No syntax or stream encoding errors found"), "{name}: {checked}");
            let listed = ask("pdfdetach", &["-list"], &path);
            assert!(listed.starts_with("2 embedded files"), "{name}: {listed}");
            let bytes = [files.attestation.as_slice(), files.signature.as_bytes()];
            for (file, bytes) in ["attestation.json", "attestation.json.sig"].into_iter().zip(bytes) {
                let out = folder.path().join("out");
                ask("pdfdetach", &["-savefile", file, "-o", out.to_str().unwrap()], &path);
                assert_eq!(std::fs::read(&out).unwrap(), bytes, "{name}: {file}");
            }
            for row in ask("pdffonts", &[], &path).lines().skip(2) {
                let cells: Vec<&str> = row.split_whitespace().collect();
                assert_eq!(cells[cells.len() - 5..cells.len() - 2], ["yes", "yes", "yes"], "{name}: {row}");
            }
            let text = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output().unwrap();
            let text = String::from_utf8(text.stdout).unwrap().replace(['\u{202f}', '\u{a0}'], " ");
            let signatory = document.signatory();
            let namespace = if document.kind().is_of_zone() { LOT_NAMESPACE } else { NAMESPACE };
            let ssh = format!("-I {} -n {namespace}", signatory.name);
            let title = papers::title(lang, &document).to_uppercase();
            for wanted in [&title, document.number(), signatory.key, &ssh, "gomme verify --trust"] {
                assert!(text.contains(wanted), "{name}: {wanted} is not in:\n{text}");
            }
            if !document.kind().is_of_zone() {
                assert!(words().iter().all(|word| text.contains(word.as_str())), "{name}: {text}");
            }
        }
    }
}

/// What ISO 14289-1 asks of tables can be seen in the file's own words.
#[test]
fn a_table_is_tagged_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let (path, plain) = (folder.path().join("paper.pdf"), folder.path().join("plain.pdf"));
    let document = Document::from(full_lot(Decision::Waiting));
    std::fs::write(&path, papers::of(&signed(&document).bundle(), Lang::Fr).unwrap()).unwrap();
    let status = Command::new("qpdf")
        .args(["--qdf", "--object-streams=disable"])
        .args([&path, &plain])
        .status()
        .unwrap();
    assert!(status.success());
    let file = String::from_utf8_lossy(&std::fs::read(&plain).unwrap()).into_owned();
    let count = |what: &str| file.matches(what).count();
    assert_eq!((count("/S /Table\n"), count("/S /TR\n"), count("/S /TH\n")), (1, 11, 5));
    assert_eq!(count("/S /TD\n"), 50, "8 documents, one machine without any, and those without a label");
    assert!(file.contains("/Scope /Column"));
}

#[test]
fn only_what_was_signed_as_it_stands_and_for_its_use_gets_a_paper() {
    for (name, document) in all() {
        let files = signed(&document);
        let other = if document.kind().is_of_zone() { NAMESPACE } else { LOT_NAMESPACE };
        let for_another_use = sshsig::sign(&samples::key(7), other, &files.attestation);
        let by_another = sshsig::sign(&samples::key(8), LOT_NAMESPACE, &files.attestation);
        for signature in [&for_another_use, &by_another, ""] {
            let bundle = Bundle { signature: signature.as_bytes(), ..files.bundle() };
            assert_eq!(papers::of(&bundle, Lang::Fr), Err(PaperError::NotIntact), "{name}");
        }
        let text = String::from_utf8(files.attestation.clone()).unwrap();
        let changed = text.replace("2027-03-19", "2027-03-20");
        let bundle = Bundle { attestation: changed.as_bytes(), ..files.bundle() };
        assert!(papers::of(&bundle, Lang::Fr).is_err(), "{name}");
        let bare = files.bundle().read_erasure().err();
        assert!(matches!(bare, Some(PaperError::NotAnAttestation(_))), "{name} is no erasure");
    }
}

#[test]
fn a_computer_without_a_drive_says_who_saw_what() {
    let fr = said(&no_media(), Lang::Fr);
    for wanted in [
        "AUCUN SUPPORT DE STOCKAGE",
        "8KX2RT2",
        "B-115",
        "le code 17",
        "0000:00:17.0",
        "Opération constatée par une personne, non par le logiciel.",
        "ce constat n’en atteste aucun",
        "Réserves Aucune.",
        "provisoire",
    ] {
        assert!(fr.contains(wanted), "{wanted} is not in: {fr}");
    }
    assert_eq!(signs(&measured(&no_media(), Lang::Fr)), [Sign::Disc]);
    let mut behind = make::no_media("A05-2027-004213", station(), place());
    behind.facts.time.clock = ClockSource::SystemBehind;
    let fr = said(&behind.into(), Lang::Fr);
    assert!(fr.contains("L’horloge était fausse") && !fr.contains("Réserves Aucune."), "{fr}");
}

#[test]
fn a_destruction_is_the_word_of_a_person() {
    let by_a_person = "Opération constatée par une personne, non par le logiciel.";
    let whole = destruction(|_| {});
    let fr = said(&whole, Lang::Fr);
    for wanted in [
        by_a_person,
        "Claude Exemple, référente de zone, déclare avoir assisté le 18\u{a0}mars 2027, à Exemple-les-Bains",
        "broyage\u{202f}: morceaux de 6 mm",
        "Toutes détruites\u{202f}: oui. Lesquelles\u{202f}: les quatre.",
        "Dominique Témoin",
        "BSD-20270318-0001",
        "A05-2027-000001",
        "DÉCLARÉ DÉTRUIT",
        "Le logiciel n’en a rien vu",
        "Réserves Aucune.",
    ] {
        assert!(fr.contains(wanted), "{wanted} is not in: {fr}");
    }
    // A person's mere word is never a disc.
    assert_eq!(signs(&measured(&whole, Lang::Fr)), [Sign::Triangle]);
    let fr = said(&not_destroyed(), Lang::Fr);
    for wanted in [
        by_a_person,
        "CONSTAT DE DESTRUCTION INCOMPLÈTE",
        "NON DÉTRUIT",
        "on ne sait pas",
        "Personne ne déclare que toutes les puces",
        "Il ne quittera pas la filière en état de lecture.",
    ] {
        assert!(fr.contains(wanted), "{wanted} is not in: {fr}");
    }
    assert!(!fr.contains("DÉCLARÉ DÉTRUIT"));
    assert_eq!(signs(&measured(&not_destroyed(), Lang::Fr)), [Sign::Square]);
    let alone = said(&all()[2].1, Lang::Fr);
    for wanted in
        ["Témoin aucun", "Personne d’autre", "Aucun bordereau", "Il reste des morceaux", "Non demandé"]
    {
        assert!(alone.contains(wanted), "{wanted} is not in: {alone}");
    }
}

#[test]
fn a_lot_says_whether_it_is_accepted_in_words_and_in_shape() {
    let of = |decision, lang| {
        let lot = if decision == Decision::Approved { lot_with(|_| {}) } else { full_lot(decision) };
        let paper = measured(&lot.into(), lang);
        (layout::text(&paper), signs(&paper)[0])
    };
    let (approved, sign) = of(Decision::Approved, Lang::Fr);
    assert!(approved.contains("LOT APPROUVÉ") && approved.contains("contresigne chacun d’eux"), "{approved}");
    assert!(approved.contains("Rien\u{202f}: chaque machine") && sign == Sign::Disc, "{approved}");
    let (waiting, sign) = of(Decision::Waiting, Lang::Fr);
    assert!(waiting.contains("LOT PAS ENCORE APPROUVÉ") && waiting.contains("PERSONNE N’A ENCORE DÉCIDÉ"));
    assert!(!waiting.contains("contresigne chacun d’eux") && sign == Sign::Triangle, "{waiting}");
    for wanted in [
        "Sans aucun document\u{202f}: B-119.",
        "ni étiquette connue\u{202f}: 2.",
        "en attente\u{202f}: B-118.",
        "venu seul, qui peut contenir des données, en attente\u{202f}: A05-2027-000008.",
        "2 × sans étiquette",
        "rendu au donateur (cette ligne)",
        "AUCUN DOCUMENT",
        "Déclarés détruits par une personne",
    ] {
        assert!(waiting.contains(wanted), "{wanted} is not in: {waiting}");
    }
    let (rejected, sign) = of(Decision::Rejected, Lang::Fr);
    assert!(rejected.contains("LOT REFUSÉ") && rejected.contains("Deux machines manquent."), "{rejected}");
    assert!(rejected.contains("ne contresigne aucun") && !rejected.contains("contresigne chacun"));
    assert_eq!(sign, Sign::Square);
    let (english, _) = of(Decision::Rejected, Lang::En);
    assert!(english.contains("LOT REJECTED") && english.contains("DOES NOT ACCEPT"), "{english}");
}

#[test]
fn a_lot_of_five_hundred_machines_is_legible_to_its_last_line() {
    let lot = large_lot(500);
    for lang in LANGS {
        let paper = measured(&Document::from(lot.clone()), lang);
        layout::check(&paper);
        assert!(layout::smallest(&paper) >= 6.5, "{}", layout::smallest(&paper));
        let said = layout::text(&paper);
        for entry in &lot.entries {
            let serial = entry.drive.as_ref().and_then(|drive| drive.serial.clone()).unwrap();
            let label = entry.label.clone().unwrap();
            for wanted in [&label, &entry.number, &entry.digest, &serial] {
                assert!(said.contains(wanted.as_str()), "{wanted}");
            }
        }
        // On each page with a row of the table its head stands, once.
        let head = lang.pick(&slip::EN, &slip::FR).columns[0];
        for page in &paper.pages {
            let of = |text: &str| {
                page.iter().filter(|i| matches!(&i.ink, Ink::Text { text: t, .. } if t == text)).count()
            };
            let has_rows =
                page.iter().any(|i| matches!(&i.ink, Ink::Text { text, .. } if text.starts_with("B-0")));
            assert_eq!(of(head), usize::from(has_rows));
        }
        assert!((15..40).contains(&paper.pages.len()), "{} pages", paper.pages.len());
    }
}

#[test]
fn a_report_says_what_its_numbers_are_and_no_more() {
    let fr = said(&report(4), Lang::Fr);
    for wanted in [
        "OBJECTIF DE 50\u{a0}% ATTEINT",
        "2\u{202f}: machines",
        "4\u{202f}: matériel réformé au 1er janvier, déclaré par le donateur",
        "50\u{a0}%, arrondi au dixième inférieur",
        "sud-2027-L01",
        "pièces\u{202f}: 1",
        "A05-2027-000003",
        "B est la parole du donateur",
    ] {
        assert!(fr.contains(wanted), "{wanted} is not in: {fr}");
    }
    // One of them failed, and the report does not know which.
    assert!(fr.contains("effacement, réussi ou échoué") && !fr.contains("attestation d’effacement"), "{fr}");
    assert_eq!(signs(&measured(&report(4), Lang::Fr)), [Sign::Disc]);
    let short = said(&report(10), Lang::Fr);
    assert!(short.contains("OBJECTIF DE 50\u{a0}% NON ATTEINT") && short.contains("20\u{a0}%"), "{short}");
    assert_eq!(signs(&measured(&report(10), Lang::Fr)), [Sign::Square]);
    let none = said(&report(0), Lang::Fr);
    assert!(none.contains("PART NON CALCULABLE") && !none.contains("ATTEINT"), "{none}");
    assert_eq!(signs(&measured(&report(0), Lang::Fr)), [Sign::Triangle]);
    assert!(said(&report(4), Lang::En).contains("TARGET OF 50\u{a0}% REACHED"));
}

#[test]
fn a_statement_that_a_zone_approved_says_so() {
    let files = signed(&no_media());
    let lot = lot_with(|draft| {
        draft.entries[1].number = "A05-2027-004213".into();
        draft.entries[1].digest = sha256(&files.attestation);
    });
    let bytes = canonical::bytes_of(&lot).unwrap();
    let signature = sshsig::sign(&samples::key(7), LOT_NAMESPACE, &bytes);
    let lot = Some(Lot { lot: &bytes, signature: signature.as_bytes() });
    let paper = papers::measured(&Bundle { lot, ..files.bundle() }, Lang::Fr).unwrap();
    let said = layout::text(&paper);
    assert!(
        said.contains("Contresigné par la zone, dans le lot sud-2027-L01") && !said.contains("rovisoire")
    );
}

/// The document of each state, or the lot whose line says it; that paper has the title of [`paper_of`], and no other has it.
#[test]
fn each_state_of_a_drive_comes_out_on_exactly_one_paper() {
    let erasure = |facts| Document::from(bundles::record(facts, 4213));
    let lot = || Document::from(full_lot(Decision::Waiting));
    for state in DriveState::ALL {
        let document = match state {
            DriveState::Erased => erasure(bundles::purged()),
            DriveState::ErasedWithReservations => erasure(bundles::told(samples::reserved_facts())),
            DriveState::NotErased => erasure(bundles::told(samples::interrupted_facts())),
            DriveState::Absent => no_media(),
            DriveState::Destroyed => destruction(|_| {}),
            DriveState::NotDestroyed => not_destroyed(),
            DriveState::Received | DriveState::Unfinished | DriveState::Returned => lot(),
        };
        assert_eq!(document.paper(), Some(paper_of(state)), "{state:?}");
        for lang in LANGS {
            let (p, s, z) = (
                lang.pick(&paper::EN, &paper::FR),
                lang.pick(&statement::EN, &statement::FR),
                lang.pick(&slip::EN, &slip::FR),
            );
            let title = match (paper_of(state), state) {
                (Which::Erasure, _) => p.title,
                (Which::Failure, _) => p.title_failed,
                (Which::NoMedia, _) => s.title_no_media,
                (Which::Destruction, DriveState::NotDestroyed) => s.title_not_destroyed,
                (Which::Destruction, _) => s.title_destruction,
                (Which::Lot, _) => z.title_lot,
            };
            let paper = measured(&document, lang);
            // The title is the first part of a page, and its only one.
            let said = layout::text(&paper);
            assert_eq!(said.lines().next().map(str::trim), Some(title.to_uppercase().as_str()), "{state:?}");
            if paper_of(state) == Which::Lot {
                assert!(said.contains(z.papers[Which::Lot as usize]), "{state:?}: {said}");
            }
        }
    }
}

/// As [`told`], where there has to be something.
fn text() -> impl Strategy<Value = String> {
    told().prop_map(|text| {
        text.filter(|t| !t.trim().is_empty()).unwrap_or_else(|| "Œuvre «\u{202f}À\u{202f}»".into())
    })
}

fn some() -> impl Strategy<Value = Option<String>> {
    told().prop_map(|text| text.filter(|t| !t.trim().is_empty()))
}

fn context() -> impl Strategy<Value = Context> {
    prop::array::uniform7(some()).prop_map(|texts| {
        let [donor, convention, handover, inventory_number, label, operator, destination] = texts;
        Context { donor, convention, handover, inventory_number, label, operator, destination }
    })
}

/// Every text of a document, as it has to be found on its page.
type Told = (Document, Vec<String>);

fn given(context: &Context) -> Vec<String> {
    let Context { donor, convention, handover, inventory_number, label, operator: _, destination: _ } =
        context;
    [donor, convention, handover, inventory_number, label].into_iter().flatten().cloned().collect()
}

fn any_no_media() -> impl Strategy<Value = Told> {
    (context(), prop::array::uniform3(some()), text(), prop::collection::vec(text(), 0..32)).prop_map(
        |(mut context, machine, by, controllers)| {
            context.operator = Some(by.clone());
            context.label.get_or_insert_with(|| "B-1".into());
            let mut record = make::no_media("A05-2027-004213", station(), place());
            let [vendor, product, serial] = machine.clone();
            let mut told = given(&context);
            told.extend(machine.into_iter().flatten());
            told.extend(context.destination.clone());
            told.push(by.clone());
            told.extend(controllers.clone());
            record.facts.context = context;
            record.facts.machine = Machine { vendor, product, serial };
            record.facts.statement.by = by;
            record.facts.looked.empty_controllers = controllers;
            (record.into(), told)
        },
    )
}

fn any_destruction() -> impl Strategy<Value = Told> {
    let person = || (text(), text()).prop_map(|(name, quality)| Person { name, quality });
    let persons = (person(), prop::option::of(person()));
    let drive = (text(), prop::array::uniform4(some()), prop::option::of(any::<u64>()));
    let every = prop_oneof![Just(Answer::Yes), Just(Answer::No), Just(Answer::Unknown)];
    (
        context(),
        persons,
        drive,
        text(),
        prop::array::uniform2(some()),
        every,
        prop::sample::select(DestructionMethod::ALL.to_vec()),
    )
        .prop_map(
            |(context, (by, witness), (serial, drive, size), place_, texts, every_chip, method)| {
                let mut told = given(&context);
                let witness = witness.filter(|witness| *witness != by);
                let mut declaration = make::declaration();
                let [vendor, model, wwn, which] = drive;
                told.extend([&vendor, &model, &wwn, &which].into_iter().flatten().cloned());
                told.extend([serial.clone(), place_.clone(), by.name.clone(), by.quality.clone()]);
                told.extend(witness.iter().flat_map(|w| [w.name.clone(), w.quality.clone()]));
                let [detail, slip] = texts;
                let detail = detail.or(Some("trois trous".into()));
                told.extend(detail.iter().chain(&slip).cloned());
                declaration.context = context;
                declaration.drive.vendor = vendor;
                declaration.drive.model = model;
                declaration.drive.wwn = wwn;
                declaration.drive.serial = serial;
                declaration.drive.size_bytes = size.map(|size| size >> 12);
                declaration.failed_erasure =
                    Some(Reference { number: "A".repeat(80), digest: "f0".repeat(32) });
                declaration.method = method;
                declaration.method_detail = detail;
                declaration.chips = Some(Chips { every_chip, which });
                declaration.declared_by = by;
                declaration.witness = witness;
                declaration.place = place_;
                declaration.waste_slip = slip;
                (make::destruction("A05-2027-004213", declaration, station(), place()).into(), told)
            },
        )
}

fn any_lot() -> impl Strategy<Value = Told> {
    let labels = prop::collection::btree_set(text(), 0..6);
    let drive = prop::array::uniform3(some());
    let decision = prop_oneof![Just(Decision::Waiting), Just(Decision::Rejected)];
    let heads = (text(), some(), some(), text(), text(), text());
    (labels, prop::collection::vec(drive, 0..12), decision, heads, 0u64..1_000_000).prop_map(
        |(labels, drives, decision, (donor, convention, handover, name, quality, grounds), more)| {
            let labels: Vec<String> = labels.into_iter().collect();
            let mut told: Vec<String> = labels.clone();
            told.push(donor.clone());
            told.extend(convention.iter().chain(&handover).cloned());
            let mut validation = validation(decision);
            if decision == Decision::Rejected {
                told.extend([name.clone(), quality.clone(), grounds.clone()]);
                validation.by = Some(Person { name, quality });
                validation.grounds = Some(grounds);
            }
            let entries = (1u32..).zip(drives).map(|(n, drive)| {
                let label = labels.get(usize::try_from(n).unwrap() % 7);
                let results = EntryResult::ALL;
                let result = results[usize::try_from(n).unwrap() % results.len()];
                let fate = if result.is_destroyed() { Fate::Destroyed } else { Fate::Waiting };
                let mut entry = make::entry(n, label.map(String::as_str), result, fate);
                // Two that are one drive have other fates: every number of its own.
                let [model, serial, wwn] = drive;
                let own = |text: Option<String>| {
                    text.map(|text| format!("{n:02}{}", text.chars().take(40).collect::<String>()))
                };
                if let Some(drive) = &mut entry.drive {
                    *drive = LotDrive { model, serial: own(serial), wwn: own(wwn) };
                    told.extend(drive.model.clone());
                    told.extend(drive.serial.clone().or_else(|| drive.wwn.clone()));
                }
                told.extend([entry.number.clone(), entry.digest.clone()]);
                entry
            });
            let entries = entries.collect::<Vec<_>>();
            let lot = lot_with(|draft| {
                draft.donor.clone_from(&donor);
                draft.convention.clone_from(&convention);
                draft.handover.clone_from(&handover);
                draft.machines = labels.iter().map(|label| (label.clone(), MachineFate::Waiting)).collect();
                draft.machines_in = u64::try_from(labels.len()).unwrap() + more;
                draft.entries.clone_from(&entries);
                draft.validation = validation.clone();
            });
            (lot.into(), told)
        },
    )
}

fn any_report() -> impl Strategy<Value = Told> {
    let labels = prop::collection::btree_set(text(), 1..12);
    (labels, 0u64..40, 0u64..9).prop_map(|(labels, stock, more)| {
        let lot = lot_with(|draft| {
            draft.machines = labels.iter().map(|label| (label.clone(), MachineFate::Reuse)).collect();
            draft.machines_in = u64::try_from(labels.len()).unwrap();
            let entry =
                |(n, label): (u32, &String)| make::entry(n, Some(label), EntryResult::Erased, Fate::Reuse);
            draft.entries = (1u32..).zip(&labels).map(entry).collect();
        });
        let digest = sha256(&canonical::bytes_of(&lot).unwrap());
        let mut told: Vec<String> = labels.into_iter().collect();
        told.extend(lot.entries.iter().flat_map(|entry| [entry.number.clone(), entry.digest.clone()]));
        told.push(digest.clone());
        (make::report(&[(digest, lot)], stock + more, zone()).into(), told)
    })
}

/// What no page says; the sentences are read by another test, and here what they become together.
fn forbidden(said: &str) -> Option<&'static str> {
    let lower = said.to_lowercase();
    let phrases =
        ["certifi", "conforme", "compliant", "irrécupérable", "unrecoverable", "définitive", "permanently"];
    phrases.into_iter().find(|phrase| lower.contains(phrase))
}

#[test]
fn no_page_says_what_must_never_be_said() {
    for (name, document) in all() {
        for lang in LANGS {
            let said = said(&document, lang);
            assert_eq!(forbidden(&said), None, "{name}");
            // What a level of erasure is called stands on the attestation alone.
            assert!(!said.contains("Purge") && !said.contains("Clear"), "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_any_kind_overflows_or_is_lost(
        (document, told) in prop_oneof![any_no_media(), any_destruction(), any_lot(), any_report()],
        french in any::<bool>(),
    ) {
        let lang = if french { Lang::Fr } else { Lang::En };
        prop_assert!(document.is_consistent(), "a document that may be");
        let paper = measured(&document, lang);
        layout::check(&paper);
        prop_assert!(layout::smallest(&paper) >= 5.8, "{}", layout::smallest(&paper));
        let said = layout::bare(&layout::text(&paper));
        let fonts = Fonts::new().unwrap();
        for text in told {
            let shown = layout::bare(&fonts.showable(&text));
            prop_assert!(said.contains(&shown), "{shown} is missing in {said}");
        }
    }
}

/// Vectors of all kinds: what any reader takes has a paper.
#[test]
fn every_document_of_the_vectors_gets_a_paper() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut kinds = std::collections::BTreeMap::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".json.sig") {
                let Ok(attestation) = std::fs::read(path.with_extension("")) else { continue };
                let signature = std::fs::read(&path).unwrap();
                let bundle = Bundle { attestation: &attestation, signature: &signature, qr: None, lot: None };
                let Ok(paper) = papers::measured(&bundle, Lang::Fr) else { continue };
                layout::check(&paper);
                let document = canonical::parse_document(&attestation).unwrap();
                *kinds.entry(document.kind().name()).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(kinds.len(), 5, "{kinds:?}");
}
