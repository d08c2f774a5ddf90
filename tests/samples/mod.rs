//! Records and keys for tests; every value made up.
#![allow(dead_code, reason = "each test binary uses its part")]

pub mod documents;

use ed25519_dalek::SigningKey;
use gomme::event::{
    Context, DriveIdentity, Engine, Fill, Machine, Medium, Policy, ReadBackReport, ReadBackScheme, Tool,
    Transport,
};
use gomme::record::{
    ClockSource, ErasureRecord, Facts, HiddenAreas, IdentityChecks, JournalSeal, LedgerPlace, PassReport,
    RunReport, Scope, Station, Technique, Times,
};
use gomme::units::Answer;
use jiff::Timestamp;

pub fn at(text: &str) -> Timestamp {
    text.parse().expect(text)
}

/// A key from a fixed seed: for tests alone.
pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

pub fn drive(medium: Medium) -> DriveIdentity {
    DriveIdentity {
        vendor: None,
        model: Some("Exemple 2,5\" – disque".into()),
        serial: Some("S0-EX/0001".into()),
        wwn: Some("naa.5000000000000001".into()),
        firmware: Some("1.0".into()),
        size_bytes: 256_060_514_304,
        logical_block_bytes: 512,
        physical_block_bytes: 4096,
        transport: Transport::Ata,
        medium,
    }
}

/// A report as the scheme promises it on that drive.
pub fn sample_report(drive: &DriveIdentity, n: u64) -> ReadBackReport {
    let blocks_total = drive.size_bytes.div_ceil(4096);
    ReadBackReport {
        scheme: ReadBackScheme::Sample,
        block_bytes: 4096,
        blocks_total,
        strata: n,
        random_blocks: n,
        fixed_blocks: 12,
        blocks_read: n + 12,
        seed: Some("5e".repeat(32)),
        places_digest: Some("d1".repeat(32)),
        differing: vec![],
        unreadable: vec![],
        complete: true,
        duration_ms: 61_250,
    }
}

/// Facts that lead to `erased`: a virtual drive, which has nothing out of reach.
pub fn erased_facts() -> Facts {
    let drive = DriveIdentity { transport: Transport::Virtual, ..drive(Medium::Virtual) };
    Facts {
        own_identity: None,
        password_kept: None,
        machine: Machine { vendor: Some("Dell".into()), product: Some("Latitude 5400".into()), serial: None },
        context: Context {
            donor: Some("Mairie d’Exemple-les-Bains".into()),
            convention: Some("2027-014".into()),
            operator: Some("17".into()),
            ..Context::default()
        },
        policy: Policy {
            pattern: "zero".into(),
            passes: vec![Fill::Byte { value: 0 }],
            read_back: ReadBackScheme::Sample,
            firmware: None,
        },
        technique: Technique::Overwrite,
        survey: None,
        attempts: vec![],
        scope: Scope {
            addressable_bytes: drive.size_bytes,
            erased_bytes: drive.size_bytes,
            hidden_areas: HiddenAreas::NotApplicable,
            areas: vec![],
        },
        passes: vec![PassReport {
            pass: 1,
            complete: true,
            done_bytes: drive.size_bytes,
            duration_ms: 512_000,
        }],
        bad_blocks: vec![],
        read_back: Some(sample_report(&drive, gomme::record::verdict::sample_blocks(drive.medium))),
        identity: IdentityChecks { before_first_write: Answer::Yes, after_last_read: Answer::Yes },
        stopped: None,
        runs: vec![RunReport {
            started_at: at("2027-03-18T13:33:00Z"),
            engine: Engine::IoUring,
            pass: 1,
            from_byte: 0,
        }],
        time: Times {
            started_at: at("2027-03-18T13:33:00Z"),
            ended_at: at("2027-03-18T13:52:00Z"),
            clock: ClockSource::System,
        },
        tool: Tool { name: "gomme".into(), version: "0.1.0".into(), build: "unknown".into() },
        drive,
    }
}

/// Facts that lead to `erased_with_reservations`: an SSD.
pub fn reserved_facts() -> Facts {
    let mut facts = erased_facts();
    facts.drive = drive(Medium::Flash);
    facts.scope.hidden_areas = HiddenAreas::NotExamined;
    facts.read_back = Some(sample_report(&facts.drive, 69_075));
    facts
}

/// Facts that lead to `not_erased`: interrupted half-way.
pub fn interrupted_facts() -> Facts {
    let mut facts = reserved_facts();
    facts.stopped = Some(gomme::event::StopReason::Interrupted);
    facts.passes[0].complete = false;
    facts.passes[0].done_bytes = 128 << 30;
    facts.scope.erased_bytes = 128 << 30;
    facts.read_back = None;
    facts.identity.after_last_read = Answer::Unknown;
    facts
}

pub fn record(number: &str, facts: Facts, station: Station, ledger: LedgerPlace) -> ErasureRecord {
    let journal = JournalSeal { lines: 41, head: "0a".repeat(32) };
    ErasureRecord::new(number.into(), facts, station, ledger, journal)
}
