//! Attestations to make papers of; every value made up.

use gomme::attest::qr::{Code, CodeSigner, Core};
use gomme::attest::{NAMESPACE, canonical, openssh, sshsig};
use gomme::event::{
    Area, AreaKind, AtaSecurity, AtaSurvey, BadBlockState, BadBlocks, Completion, Context, EvidenceReport,
    FallBack, FirmwarePolicy, FirmwareReport, Machine, Medium, Planted, RestoreOutcome, SanitizeState,
    SanitizeSurvey, Survey, Technique, Transport,
};
use gomme::papers::Bundle;
use gomme::record::{AreaReport, AttemptReport, ErasureRecord, Facts, HiddenAreas, LedgerPlace, Station};
use gomme::units::Answer;
use sha2::{Digest, Sha256};

use crate::samples;

/// SHA-256 of the trust set that the station holds.
pub const TRUST: &str = "c3a1f0e9d8b7665544332211ffeeddccbbaa99887766554433221100a5c6e7f8";

/// The files of an attestation.
pub struct Files {
    pub attestation: Vec<u8>,
    pub signature: String,
    /// Its QR code.
    pub code: String,
}

impl Files {
    pub fn bundle(&self) -> Bundle<'_> {
        Bundle { attestation: &self.attestation, signature: self.signature.as_bytes(), qr: None, lot: None }
    }
}

pub fn record(facts: Facts, sequence: u64) -> ErasureRecord {
    let key = openssh::fingerprint(&samples::key(7).verifying_key());
    let station = Station { name: "A05".into(), key, trust: Some(TRUST.into()) };
    let place = LedgerPlace { sequence, previous: "00".repeat(32) };
    samples::record(&format!("A05-2027-{sequence:06}"), facts, station, place)
}

pub fn signed(facts: Facts) -> Files {
    numbered(facts, 4213)
}

pub fn numbered(facts: Facts, sequence: u64) -> Files {
    let record = record(facts, sequence);
    let attestation = canonical::record_bytes(&record).expect("a record");
    let signature = sshsig::sign(&samples::key(7), NAMESPACE, &attestation);
    let signer = CodeSigner::Lone { name: "A05".into(), key: Box::new(samples::key(7).verifying_key()) };
    let core = Core::of(&record.into(), Sha256::digest(&attestation).into(), signer).expect("a core");
    let code = Code::sign(core, &samples::key(7)).expect("its own").to_text();
    Files { attestation, signature, code }
}

/// The papers as a town hall fills them in.
pub fn told(mut facts: Facts) -> Facts {
    facts.context = Context {
        donor: Some("Mairie d’Exemple-les-Bains".into()),
        convention: Some("2027-014".into()),
        handover: Some("2027-014-02".into()),
        inventory_number: Some("INV-2019-0871".into()),
        label: Some("B-114".into()),
        operator: Some("17".into()),
        destination: Some("réemploi".into()),
    };
    facts.machine = Machine {
        vendor: Some("Dell Inc.".into()),
        product: Some("Latitude 5400".into()),
        serial: Some("8KX2RT2".into()),
    };
    facts
}

/// An SSD that erased itself, and was found blank.
pub fn purged() -> Facts {
    let mut facts = told(samples::reserved_facts());
    facts.drive.vendor = Some("Samsung".into());
    facts.drive.model = Some("MZNLN256HAJQ-000H1".into());
    facts.drive.serial = Some("S2SVNX0J512345".into());
    facts.technique = Technique::SanitizeBlockErase;
    facts.policy.passes = vec![];
    facts.policy.firmware = Some(FirmwarePolicy {
        techniques: vec![Technique::SanitizeBlockErase],
        blocked: vec![],
        fall_back: FallBack::SameLevel,
        crypto_erase_accepted: false,
    });
    facts.passes = vec![];
    facts.read_back = None;
    facts.attempts = vec![attempt(&facts, Technique::SanitizeBlockErase)];
    looked_for(&mut facts, Answer::No);
    facts
}

/// A hard disk, written over.
pub fn hard_disk() -> Facts {
    let mut facts = told(samples::reserved_facts());
    facts.drive = samples::drive(Medium::Rotating);
    facts.drive.vendor = Some("Seagate".into());
    facts.drive.model = Some("ST500LM021-1KJ152".into());
    facts.drive.serial = Some("W6212345".into());
    facts.read_back = Some(samples::sample_report(&facts.drive, 6_905));
    looked_for(&mut facts, Answer::No);
    facts
}

/// Hidden areas were asked for.
pub fn looked_for(facts: &mut Facts, present: Answer) {
    let kinds = [AreaKind::HostProtected, AreaKind::ConfigurationOverlay, AreaKind::AccessibleMax];
    let areas: Vec<Area> = kinds.into_iter().map(|kind| Area { kind, present, bytes: None }).collect();
    facts.scope.hidden_areas = HiddenAreas::Examined;
    facts.scope.areas = areas
        .iter()
        .map(|a| AreaReport { kind: a.kind, present: a.present, bytes: a.bytes, restored: None })
        .collect();
    facts.survey = Some(Survey::Ata(ata(areas)));
}

fn ata(areas: Vec<Area>) -> AtaSurvey {
    let no = Answer::No;
    AtaSurvey {
        bridge: false,
        registers: Answer::Yes,
        security: AtaSecurity {
            supported: Answer::Yes,
            enabled: no,
            locked: no,
            frozen: no,
            expired: no,
            enhanced: Answer::Yes,
            normal_minutes: Some(2),
            enhanced_minutes: Some(2),
        },
        sanitize: SanitizeSurvey {
            crypto: Answer::Yes,
            block: Answer::Yes,
            overwrite: no,
            state: SanitizeState::Idle,
        },
        encrypts_all: Answer::Unknown,
        areas,
        tcg: gomme::event::TcgSurvey { supported: no, enabled: no, locked: no },
    }
}

/// An attempt that is proven.
pub fn attempt(facts: &Facts, technique: Technique) -> AttemptReport {
    let places = 69_075;
    AttemptReport {
        technique,
        started_at: facts.time.started_at,
        firmware: Some(FirmwareReport {
            command: Some("b4".repeat(6)),
            joined: false,
            seen_at_work: Answer::Yes,
            completion: Completion::Reported,
            status_changed: Answer::Yes,
            duration_ms: 61_000,
        }),
        evidence: Some(EvidenceReport {
            planted: Planted {
                seed: "5e".repeat(32),
                size_bytes: facts.drive.size_bytes,
                block_bytes: 4096,
                places,
                canaries: 5_120,
                witnesses: 63_955,
            },
            canaries_checked: 5_120,
            witnesses_checked: 63_955,
            survivors: vec![],
            unreadable: vec![],
            fresh_seed: "f5".repeat(32),
            fresh_blocks: places,
            zeros: places,
            ones: 0,
            other: 0,
            complete: true,
            duration_ms: 9_000,
        }),
        logs: vec![],
    }
}

/// Everything at once: long texts, an earlier technique in vain, hidden areas, bad blocks, an anonymous drive.
pub fn crowded() -> Facts {
    let mut facts = hard_disk();
    let long = "Communauté d’agglomération du Pays-d’Exemple-et-des-Vallées-Réunies – direction des systèmes d’information, œuvres \
                & bâtiments «\u{202f}Ÿ\u{202f}»";
    facts.context = Context {
        donor: Some(format!("{long} {}", "é".repeat(30))),
        convention: Some("CONV/2027/".to_owned() + &"0123456789".repeat(19)),
        handover: Some(long.into()),
        inventory_number: Some("INV-".repeat(50)),
        label: Some("étiquette ".repeat(18)),
        operator: Some("17".repeat(100)),
        destination: Some("réemploi, sinon pièces ".repeat(8)),
    };
    facts.machine.product = Some("Modèle au nom très long ".repeat(6));
    facts.machine.serial = Some("8KX2RT2".repeat(12));
    facts.drive.serial = None;
    facts.drive.wwn = None;
    facts.drive.vendor = Some("Fabricant Historique de Disques Réunis".into());
    facts.drive.transport = Transport::Usb;
    facts.bad_blocks = vec![BadBlocks { first_lba: 4096, blocks: 8, state: BadBlockState::Unreadable }];
    facts.scope.erased_bytes -= 4096;
    looked_for(&mut facts, Answer::Yes);
    for area in &mut facts.scope.areas {
        area.restored = Some(RestoreOutcome::Refused);
    }
    let mut first = attempt(&facts, Technique::SecurityEraseEnhanced);
    if let Some(firmware) = &mut first.firmware {
        firmware.completion = Completion::Failed;
    }
    let last = AttemptReport {
        technique: Technique::Overwrite,
        started_at: facts.time.started_at,
        firmware: None,
        evidence: None,
        logs: vec![],
    };
    facts.attempts = vec![first, last];
    facts
}

/// Nothing that may be missing is there.
pub fn bare() -> Facts {
    let mut facts = samples::reserved_facts();
    facts.context = Context::default();
    facts.machine = Machine::default();
    facts.drive.vendor = None;
    facts.drive.model = None;
    facts.drive.serial = None;
    facts.drive.wwn = None;
    facts.drive.firmware = None;
    facts.drive.medium = Medium::Unknown;
    facts.drive.transport = Transport::Unknown;
    facts
}
