//! The largest record that a job can leave still fits in what every reader accepts.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod samples;

use gomme::attest::canonical::{self, MAX_BYTES};
use gomme::event::{
    Area, AreaKind, BadBlockState, BadBlocks, BlockRange, Blocked, Completion, Context, DriveLog, Event,
    EvidenceReport, FallBack, Fill, FirmwarePolicy, FirmwareReport, JobOpened, Medium, Moment, Obstacle,
    Planted, Policy, ReadBackReport, ReadBackScheme, StopReason, StreamCipher, Survey, Technique,
};
use gomme::record::fold::fold;
use gomme::record::{ClockSource, ErasureRecord, JournalSeal, LedgerPlace, Station};
use gomme::units::Answer;
use jiff::Timestamp;

/// The last logical block of the largest drive of which a record can say how many bytes it has (2^53): fourteen digits.
const LAST_LBA: u64 = (1 << 44) - 1;
/// Power cuts of one job.
const CUTS: u32 = 200;

fn ranges(n: u64) -> Vec<BlockRange> {
    (0..n).map(|at| BlockRange { first_lba: LAST_LBA - 2 * (n - at), blocks: 1 }).collect()
}

fn when() -> Timestamp {
    samples::at("2027-03-18T13:52:00Z")
}

fn opened() -> Event {
    // As long as the command line takes them, and the drive's own strings.
    let long = || Some("é".repeat(100));
    let drive = gomme::event::DriveIdentity {
        vendor: Some("V".repeat(64)),
        model: Some("M".repeat(255)),
        serial: Some("S".repeat(255)),
        firmware: Some("F".repeat(64)),
        size_bytes: LAST_LBA * 512,
        ..samples::drive(Medium::Unknown)
    };
    let key = "f".repeat(64);
    let fill = || Fill::Random { cipher: StreamCipher::Aes256Ctr, key: key.clone() };
    let techniques = vec![
        Technique::SanitizeBlockErase,
        Technique::SanitizeCryptoErase,
        Technique::SanitizeOverwrite,
        Technique::FormatCryptoErase,
        Technique::FormatUserDataErase,
        Technique::Overwrite,
    ];
    let blocked = techniques
        .iter()
        .map(|technique| Blocked { technique: *technique, obstacle: Obstacle::CryptoNotAccepted })
        .collect();
    Event::JobOpened(Box::new(JobOpened {
        number: format!("{}-2027-000001", "A".repeat(48)),
        at: when(),
        tool: samples::erased_facts().tool,
        path: "/dev/nvme0n1".into(),
        drive,
        policy: Policy {
            pattern: "hmg-is5-baseline".into(),
            passes: (0..7).map(|_| fill()).collect(),
            read_back: ReadBackScheme::Sample,
            firmware: Some(FirmwarePolicy {
                techniques,
                blocked,
                fall_back: FallBack::SameLevel,
                crypto_erase_accepted: false,
            }),
        },
        machine: gomme::event::Machine { vendor: long(), product: long(), serial: long() },
        context: Context {
            donor: long(),
            convention: long(),
            handover: long(),
            inventory_number: long(),
            label: long(),
            operator: long(),
            destination: long(),
        },
    }))
}

fn log(name: &str) -> Event {
    let (bytes, length) = ("ff".repeat(DriveLog::BYTES_MAX), u64::from(u32::MAX));
    Event::DriveLogRead(DriveLog { name: name.into(), bytes, length })
}

/// An attempt that came to nothing, with all that is noted of one.
fn in_vain(events: &mut Vec<Event>, technique: Technique) {
    begun(events, technique);
    events.push(Event::FirmwareEnded(FirmwareReport {
        command: Some("ff".repeat(25)),
        joined: false,
        seen_at_work: Answer::Unknown,
        completion: Completion::Reported,
        status_changed: Answer::Unknown,
        duration_ms: u64::from(u32::MAX),
    }));
    events.push(log("NVMe Sanitize Status (81h), after"));
    events.push(log("NVMe Persistent Event Log (0Dh), after"));
    let planted = Planted {
        seed: "f".repeat(64),
        size_bytes: LAST_LBA * 512,
        block_bytes: 4096,
        places: 69_700,
        canaries: 34_850,
        witnesses: 34_850,
    };
    events.push(Event::EvidenceRead(Box::new(EvidenceReport {
        canaries_checked: 34_850,
        witnesses_checked: 34_850,
        planted,
        survivors: ranges(64),
        unreadable: ranges(256),
        fresh_seed: "f".repeat(64),
        fresh_blocks: 69_700,
        zeros: 10_000,
        ones: 10_000,
        other: 49_700,
        complete: false,
        duration_ms: u64::from(u32::MAX),
    })));
}

fn begun(events: &mut Vec<Event>, technique: Technique) {
    events.push(Event::AttemptStarted { attempt: 1, technique, at: when() });
    let engine = gomme::event::Engine::IoUring;
    events.push(Event::RunStarted { at: when(), engine, pass: 0, from_byte: 0 });
    events.push(log("NVMe Sanitize Status (81h), before"));
    events.push(log("NVMe Device Self-test (06h), before"));
}

/// All that may come before the last step of a job, on a drive of which much fails, in a hall where the power fails often.
fn before_the_end() -> Vec<Event> {
    let mut events = vec![opened()];
    let mut survey: Survey = serde_json::from_str(SURVEY).unwrap();
    if let Survey::Nvme(nvme) = &mut survey {
        let kinds = [
            AreaKind::DetachedNamespaces,
            AreaKind::OtherNamespaces,
            AreaKind::UnallocatedCapacity,
            AreaKind::BootPartitions,
            AreaKind::ReplayProtected,
        ];
        nvme.areas = kinds
            .map(|kind| Area { kind, present: Answer::Unknown, bytes: Some((1 << 53) - 1) })
            .into_iter()
            .collect();
    }
    events.push(Event::Surveyed(Box::new(survey)));
    let Event::JobOpened(opened) = opened() else { unreachable!() };
    for technique in opened.policy.firmware.unwrap().techniques {
        if technique != Technique::Overwrite {
            for _ in 0..CUTS / 5 {
                begun(&mut events, technique);
            }
            in_vain(&mut events, technique);
        }
    }
    events.push(Event::AttemptStarted { attempt: 6, technique: Technique::Overwrite, at: when() });
    for cut in 0..CUTS {
        let engine = gomme::event::Engine::IoUring;
        let from_byte = LAST_LBA * 512 - u64::from(CUTS - cut) * 512;
        events.push(Event::RunStarted { at: when(), engine, pass: 7, from_byte });
    }
    events
}

const SURVEY: &str = r#"{"commands":"nvme","sanitize":{"crypto":"unknown","block":"unknown","overwrite":"unknown",
"state":"in_progress"},"format":"unknown","format_crypto":"unknown","format_reaches_all":"unknown","formatting":"unknown",
"write_protected":"unknown","other_namespaces":4294967295,"areas":[],"tcg":{"supported":"unknown","enabled":"unknown",
"locked":"unknown"}}"#;

fn bytes(events: &[Event]) -> usize {
    let (number, facts) = fold(events, when(), ClockSource::SystemBehind).unwrap();
    let station = Station { name: "A".repeat(48), key: format!("SHA256:{}", "A".repeat(43)), trust: None };
    let place = LedgerPlace { sequence: u64::from(u32::MAX), previous: "f".repeat(64) };
    let seal = JournalSeal { lines: u64::from(u32::MAX), head: "f".repeat(64) };
    let record = ErasureRecord::new(number, facts, station, place, seal);
    let bytes = canonical::record_bytes(&record).unwrap_or_else(|flaw| panic!("{flaw:?}"));
    assert_eq!(canonical::parse(&bytes).unwrap(), record, "a reader takes it");
    bytes.len()
}

/// A drive that was written to its end, around all the bad blocks that a job takes, and that then cannot be read back.
#[test]
fn with_every_list_at_its_limit_it_can_be_signed() {
    let mut events = before_the_end();
    for range in ranges(4_096) {
        events.push(Event::WriteFailed { pass: 7, range, errno: 5 });
    }
    for pass in 1..=7 {
        events.push(Event::PassStarted { pass, of: 7 });
        events.push(Event::Mark { pass, done_bytes: LAST_LBA * 512 });
        events.push(Event::PassEnded {
            pass,
            written_bytes: LAST_LBA * 512,
            duration_ms: u64::from(u32::MAX),
        });
    }
    let mut report: ReadBackReport = samples::sample_report(&samples::drive(Medium::Flash), 69_075);
    report.differing = ranges(64);
    // Those that were under way when the limit was reached, too.
    report.unreadable = ranges(8_192 + 32);
    report.complete = false;
    events.push(Event::ReadBackEnded(report));
    let state = BadBlockState::NotExamined;
    let bad_blocks =
        ranges(4_096).iter().map(|r| BadBlocks { first_lba: r.first_lba, blocks: 1, state }).collect();
    events.push(Event::BadBlocksRead { bad_blocks });
    events.push(Event::IdentityChecked { moment: Moment::AfterLastRead, same: Answer::Unknown });
    let bytes = bytes(&events);
    assert!(bytes > MAX_BYTES / 2, "only {bytes}: not the largest");
    println!("{bytes} of {MAX_BYTES}");
}

/// A drive that dies as it is written to: what was listed before, and a last batch of bad blocks, each alone.
#[test]
fn a_dying_drive_can_be_signed() {
    let mut events = before_the_end();
    for range in ranges(4_096 + 4_096) {
        events.push(Event::WriteFailed { pass: 7, range, errno: 5 });
    }
    events.push(Event::Stopped { reason: StopReason::TooManyBadBlocks, pass: 7, done_bytes: 0 });
    println!("{} of {MAX_BYTES}", bytes(&events));
}
