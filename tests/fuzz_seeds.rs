//! What the fuzz targets check, over the vectors and mutations of them, on the stable compiler.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod samples;

use std::fs;
use std::path::Path;

use gomme::attest::certificate::{Certificate, Fields};
use gomme::attest::krl::Krl;
use gomme::attest::ledger::Chain;
use gomme::attest::qr::{Code, CodeSigner, Core};
use gomme::attest::sshsig::{self, SshSig};
use gomme::attest::trust::TrustSet;
use gomme::attest::verify::{Finding, verify};
use gomme::attest::{ATTESTATION_FILE, NAMESPACE, SIGNATURE_FILE, canonical};
use gomme::event::Event;
use gomme::papers::{Bundle, again};
use gomme::record::{ClockSource, LedgerPlace, Station, fold::fold, verdict};
use gomme::text::Lang;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::sample::Index;

/// The files of that name in all vectors.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut files: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path().join(name)).collect();
    files.sort();
    let seeds: Vec<Vec<u8>> = files.iter().filter_map(|f| fs::read(f).ok()).collect();
    assert!(seeds.len() > 90);
    seeds
}

/// A change that a fuzzer would make.
#[derive(Clone, Debug)]
enum Mutation {
    Flip(Index, u8),
    Remove(Index, usize),
    Insert(Index, Vec<u8>),
    Repeat(Index, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let tokens: Vec<&[u8]> =
        vec![b"{", b"}", b"\"", b",", b"0", b"-", b"\n", b"\\u0000", b"null", b"=", b"A05 ", b"\0"];
    prop_oneof![
        (any::<Index>(), 0u8..8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        (any::<Index>(), 1usize..40).prop_map(|(at, n)| Mutation::Remove(at, n)),
        (any::<Index>(), proptest::sample::select(tokens))
            .prop_map(|(at, t)| Mutation::Insert(at, t.to_vec())),
        (any::<Index>(), proptest::collection::vec(any::<u8>(), 1..6))
            .prop_map(|(at, b)| Mutation::Insert(at, b)),
        (any::<Index>(), 1usize..80).prop_map(|(at, n)| Mutation::Repeat(at, n)),
    ]
}

fn mutated(mut bytes: Vec<u8>, mutations: &[Mutation]) -> Vec<u8> {
    for mutation in mutations {
        let (Mutation::Flip(at, _)
        | Mutation::Remove(at, _)
        | Mutation::Insert(at, _)
        | Mutation::Repeat(at, _)) = mutation;
        let at = at.index(bytes.len() + 1);
        match mutation {
            Mutation::Flip(_, bit) => bytes.iter_mut().skip(at).take(1).for_each(|b| *b ^= 1 << bit),
            Mutation::Remove(_, n) => drop(bytes.drain(at..bytes.len().min(at + n))),
            Mutation::Insert(_, new) => drop(bytes.splice(at..at, new.clone())),
            Mutation::Repeat(_, n) => bytes.extend_from_within(at..bytes.len().min(at + n)),
        }
    }
    bytes
}

fn mutants(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (proptest::sample::select(seeds), proptest::collection::vec(mutation(), 0..5))
        .prop_map(|(seed, mutations)| mutated(seed, &mutations))
}

fn paper() -> Vec<u8> {
    let [attestation, signature] = [ATTESTATION_FILE, SIGNATURE_FILE].map(|name| {
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/erased").join(name)).unwrap()
    });
    let bundle = Bundle { attestation: &attestation, signature: &signature, qr: None, lot: None };
    let pdf = again::of(&[bundle], Lang::Fr).unwrap();
    // What matters of it, so that mutations meet it.
    let from = |word: &[u8]| pdf.windows(word.len()).position(|window| window == word).unwrap();
    [&pdf[from(b"\n61 0 obj")..from(b"\n63 0 obj")], &pdf[from(b"\n70 0 obj")..]].concat()
}

fn certificate() -> Certificate {
    let zone = samples::key(1);
    let fields = Fields {
        key: samples::key(2).verifying_key(),
        name: "sud-A05".into(),
        serial: std::num::NonZeroU64::MIN,
        valid_after: samples::at("2027-01-01T00:00:00Z"),
        valid_before: samples::at("2028-01-01T00:00:00Z"),
        zone_key: zone.verifying_key(),
    };
    Certificate::issue(&zone, fields).unwrap()
}

/// The text of a QR code, of a station with a certificate.
fn code() -> String {
    let signer = CodeSigner::Certified(Box::new(certificate()));
    let station = Station { name: "sud-A05".into(), key: "SHA256:".into(), trust: None };
    let ledger = LedgerPlace { sequence: 2, previous: "1e".repeat(32) };
    let record = samples::record("sud-A05-2027-000001", samples::reserved_facts(), station, ledger);
    let core = Core::of(&record.into(), [0xd1; 32], signer).unwrap();
    Code::sign(core, &samples::key(2)).unwrap().to_text()
}

fn ledger() -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let at = samples::at("2027-03-18T13:33:00Z");
    let station = gomme::attest::station::Station::create(&dir.path().join("s"), "A05", None).unwrap();
    for _ in 0..4 {
        station.open_job(at, &samples::drive(gomme::event::Medium::Flash), |_| Ok::<(), ()>(())).unwrap();
    }
    fs::read(dir.path().join("s/ledger.jsonl")).unwrap()
}

fn journal() -> Vec<u8> {
    use gomme::event::{BadBlockState, BadBlocks, BlockRange, Engine, JobOpened};
    let facts = samples::reserved_facts();
    let at = facts.time.started_at;
    let opened = JobOpened {
        number: "A05-2027-000001".into(),
        at,
        tool: facts.tool,
        path: "/dev/sda".into(),
        drive: facts.drive,
        policy: facts.policy,
        machine: facts.machine,
        context: facts.context,
    };
    let range = BlockRange { first_lba: 7, blocks: 3 };
    let bad = BadBlocks { first_lba: 7, blocks: u64::MAX, state: BadBlockState::Unreadable };
    let events = [
        Event::JobOpened(Box::new(opened)),
        Event::RunStarted { at, engine: Engine::IoUring, pass: 1, from_byte: 0 },
        Event::WriteFailed { pass: 1, range, errno: 5 },
        Event::WriteFailed { pass: 1, range: BlockRange { first_lba: 9, blocks: 4 }, errno: 5 },
        Event::WriteFailed { pass: 1, range: BlockRange { first_lba: u64::MAX, blocks: u64::MAX }, errno: 5 },
        Event::Mark { pass: 1, done_bytes: 1 << 30 },
        Event::PassEnded { pass: 1, written_bytes: 1 << 30, duration_ms: 5 },
        Event::ReadBackEnded(facts.read_back.unwrap()),
        Event::BadBlocksRead { bad_blocks: vec![bad, bad] },
    ];
    events
        .iter()
        .flat_map(|e| serde_json::to_string(e).unwrap().into_bytes().into_iter().chain([b'\n']))
        .collect()
}

/// Sense data after a sanitize that ended, in both formats, the second with the translator's log page; and a page 89h.
#[cfg(feature = "drives")]
fn answers() -> Vec<Vec<u8>> {
    let descriptor = "7201001d0000000e090c0100800000ff00ff00004050";
    let fixed = "f00001005040000ac0ffff00001d0000000000000000".to_owned();
    let log = "160000120000030e090c0100800000ff00ff00004050";
    let mut page = vec![0; 572];
    page[1..4].copy_from_slice(&[0x89, 0x02, 0x38]);
    page[56] = 0xec;
    page[60] = 0x40;
    let bytes = |hex: &str| gomme::units::unhex(hex).unwrap();
    vec![bytes(descriptor), bytes(&(fixed + log)), page]
}

#[test]
#[cfg(feature = "drives")]
fn the_answers_unchanged_are_a_success() {
    use gomme::codec::{ata::SanitizeStatus, sat::registers};
    for answer in &answers()[..2] {
        let (sense, log) = answer.split_at(22);
        let seen = SanitizeStatus::of(&registers(sense, Some(log)));
        assert_eq!(seen.completed_without_error, gomme::units::Answer::Yes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_as_a_record_is_what_it_is_written_as(bytes in mutants(seeds("attestation.json"))) {
        if let Ok(record) = canonical::parse(&bytes) {
            prop_assert_eq!(canonical::record_bytes(&record), Ok(bytes));
        }
    }

    #[test]
    fn no_changed_signature_is_accepted(text in mutants(seeds("attestation.json.sig"))) {
        let good = seeds("attestation.json.sig");
        if let Ok(signature) = SshSig::read(&text) {
            prop_assert!(signature.key_that_signed(b"").is_none());
        }
        let _ = SshSig::read(sshsig::armour(&text).as_bytes());
        if !good.contains(&text) {
            let trust = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/trust")).unwrap();
            let trust = TrustSet::parse(&trust, &TimeZone::UTC).unwrap();
            let attestation = &seeds("attestation.json")[0];
            let found = verify(attestation, &text, Some(&trust), Timestamp::UNIX_EPOCH).finding;
            prop_assert!(!matches!(found, Finding::Authentic(_) | Finding::Malformed(_)), "{:?}", found);
        }
    }

    #[test]
    fn a_trust_set_is_read_or_refused(bytes in mutants(vec![
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/trust")).unwrap()
    ])) {
        if let Ok(set) = TrustSet::parse(&bytes, &TimeZone::UTC) {
            for entry in set.entries() {
                let _ = entry.is_about("A05");
                if let Some(key) = &entry.key {
                    let _ = set.standing(key, NAMESPACE, Timestamp::UNIX_EPOCH);
                }
            }
        }
    }

    #[test]
    fn a_revocation_list_is_read_or_refused(bytes in mutants(vec![
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/zones/trust/revocations.sud.krl")).unwrap()
    ])) {
        if let Ok(list) = Krl::read(&bytes) {
            for authority in &list.authorities {
                prop_assert!(!authority.holds(0));
                let _ = (authority.holds(1), authority.holds(u64::MAX));
            }
            prop_assert_eq!(Krl::read(&list.write()), Ok(list));
        }
    }

    #[test]
    fn files_in_a_pdf_are_found_or_not(bytes in mutants(vec![paper()])) {
        if let Ok(files) = gomme::reader::pdf::attached(&bytes) {
            prop_assert!(files.iter().all(|(name, _)| name.is_ascii() && !name.is_empty()));
            let _ = again::bundles(&files);
        }
    }

    #[test]
    fn a_certificate_is_read_whole_or_refused(bytes in mutants(vec![certificate().blob().to_vec()])) {
        let good = certificate();
        prop_assert_eq!(Certificate::parse(&bytes).is_ok(), bytes == good.blob());
    }

    #[test]
    fn a_code_has_one_text_and_no_other_is_believed(bytes in mutants(vec![code().into_bytes()])) {
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(read) = Code::read(&text) {
            prop_assert_eq!(read.to_text(), text.as_ref());
            let (message, signature) = read.signed();
            let intact = SshSig::read(signature.as_bytes()).unwrap().key_that_signed(&message).is_some();
            prop_assert_eq!(intact, text == code());
        }
    }

    #[test]
    fn a_core_has_one_spelling(bytes in mutants(vec![Code::read(&code()).unwrap().core().encode().unwrap()])) {
        if let Ok(core) = Core::decode(&bytes) {
            prop_assert_eq!(core.encode(), Some(bytes));
        }
    }

    #[test]
    fn a_ledger_is_whole_torn_or_broken(bytes in mutants(vec![ledger()])) {
        match Chain::read(&bytes) {
            Ok(chain) => prop_assert_eq!(chain.next().sequence, chain.entries().len() as u64 + 1),
            Err(broken) => prop_assert!(broken.line > 0),
        }
    }

    #[test]
    fn lines_of_a_journal_never_panic(bytes in mutants(vec![journal()])) {
        let events: Vec<Event> =
            bytes.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
        if let Some((_, facts)) = fold(&events, Timestamp::UNIX_EPOCH, ClockSource::System) {
            let _ = verdict::conclude(&facts);
        }
    }

    #[test]
    #[cfg(feature = "drives")]
    fn what_a_drive_answers_is_read_or_not_known(bytes in mutants(answers())) {
        use gomme::codec::sat::{Registers, registers};
        use gomme::codec::{ata, identify::Identify, scsi, sense::Sense};
        use gomme::units::Answer;

        let (sense, log) = bytes.split_at(bytes.len().min(22));
        let seen = registers(sense, Some(log));
        if ata::SanitizeStatus::of(&seen).completed_without_error == Answer::Yes {
            let is_said = matches!(seen, Registers::Known(t) if t.whole && t.count & 0xc000 == 0x8000 && !t.is_error());
            prop_assert!(is_said, "{:?}", seen);
        }
        if let Some(last) = ata::native_max(&seen, ata::Width::Bits48, 1 << 40) {
            prop_assert!(ata::hidden_sectors(last, 1 << 40).is_some());
        }
        let _ = Sense::parse(&bytes).map(|sense| scsi::Background::of(&sense));
        let _ = (Identify::parse(&bytes), ata::Dco::parse(&bytes), ata::SecurityPage::parse(&bytes));
        let _ = (scsi::Inquiry::parse(&bytes), scsi::Capacity::parse(&bytes), scsi::BlockDescriptor::parse(&bytes));
        let _ = (scsi::is_supported(&bytes), scsi::identify_data(&bytes), scsi::log_parameters(0x16, &bytes));
    }
}
