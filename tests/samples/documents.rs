//! Documents of the other kinds, each right; every value made up.

use gomme::event::{Context, Machine, Medium};
use gomme::record::annual::{AnnualReport, harvest};
use gomme::record::common::{Person, Reference, SignedTime};
use gomme::record::destruction::{
    Chips, Declaration, DestroyedDrive, DestructionMethod, DestructionRecord, ObservedBy,
};
use gomme::record::lot::{
    Decision, EntryResult, Fate, LotDraft, LotDrive, LotEntry, LotRecord, MachineFate, Validation, Zone,
};
use gomme::record::no_media::{BayStatement, Looked, LookedFor, NoMediaFacts, NoMediaRecord};
use gomme::record::{ClockSource, LedgerPlace, Station};
use gomme::units::Answer;

use super::{at, erased_facts};

pub fn time() -> SignedTime {
    SignedTime { signed_at: at("2027-03-19T09:00:00Z"), clock: ClockSource::System }
}

pub fn person(name: &str) -> Person {
    Person { name: name.into(), quality: "référente de zone".into() }
}

pub fn context() -> Context {
    Context {
        donor: Some("Mairie d’Exemple-les-Bains".into()),
        convention: Some("2027-014".into()),
        label: Some("B-115".into()),
        operator: Some("17".into()),
        ..Context::default()
    }
}

pub fn machine() -> Machine {
    Machine {
        vendor: Some("Dell".into()),
        product: Some("Latitude 5400".into()),
        serial: Some("8KX2RT2".into()),
    }
}

pub fn no_media(number: &str, station: Station, ledger: LedgerPlace) -> NoMediaRecord {
    let facts = NoMediaFacts {
        machine: machine(),
        context: context(),
        looked: Looked {
            looked_for: LookedFor::ALL.to_vec(),
            drives: 0,
            hints: vec![],
            empty_controllers: vec!["0000:00:17.0".into()],
            started_from: vec![],
        },
        statement: BayStatement { opened: true, found_empty: true, by: "17".into() },
        time: time(),
        tool: erased_facts().tool,
    };
    NoMediaRecord::new(number.into(), facts, station, ledger)
}

/// Flash, shredded, seen by two, with its slip: nothing to reserve.
pub fn declaration() -> Declaration {
    Declaration {
        observed_by: ObservedBy::Person,
        drive: DestroyedDrive {
            vendor: None,
            model: Some("Exemple 2,5\" – disque".into()),
            serial: "S0-EX/0001".into(),
            wwn: Some("naa.5000000000000001".into()),
            size_bytes: Some(256_060_514_304),
            medium: Medium::Flash,
        },
        failed_erasure: Some(Reference { number: "A05-2027-000001".into(), digest: "f0".repeat(32) }),
        machine: machine(),
        context: context(),
        method: DestructionMethod::Shredded,
        method_detail: Some("morceaux de 6 mm".into()),
        chips: Some(Chips { every_chip: Answer::Yes, which: Some("les quatre".into()) }),
        declared_by: person("Claude Exemple"),
        witness: Some(person("Dominique Témoin")),
        place: "Exemple-les-Bains".into(),
        date: "2027-03-18".parse().expect("a day"),
        waste_slip: Some("BSD-20270318-0001".into()),
    }
}

pub fn destruction(
    number: &str,
    declaration: Declaration,
    station: Station,
    ledger: LedgerPlace,
) -> DestructionRecord {
    DestructionRecord::new(number.into(), declaration, time(), erased_facts().tool, station, ledger)
}

/// A line of a lot, by the last digits of its number.
pub fn entry(n: u32, label: Option<&str>, result: EntryResult, fate: Fate) -> LotEntry {
    let drive = (result != EntryResult::NoMedia).then(|| LotDrive {
        model: Some("Exemple".into()),
        serial: Some(format!("S{n:06}")),
        wwn: None,
    });
    LotEntry {
        number: format!("A05-2027-{n:06}"),
        kind: result.kind(),
        digest: format!("{n:064x}"),
        result,
        signed_at: at("2027-03-18T13:52:00Z"),
        label: label.map(str::to_owned),
        machine_serial: None,
        drive,
        failed_erasure: None,
        fate,
    }
}

/// Three machines: erased, without a drive, and one whose drive failed and was destroyed.
pub fn draft(zone: Zone) -> LotDraft {
    let mut destroyed = entry(4, Some("B-116"), EntryResult::DeclaredDestroyed, Fate::Destroyed);
    destroyed.failed_erasure = Some(format!("{:064x}", 3));
    LotDraft {
        number: "sud-2027-L01".into(),
        zone,
        donor: "Mairie d’Exemple-les-Bains".into(),
        convention: Some("2027-014".into()),
        handover: Some("2027-014-02".into()),
        machines_in: 3,
        machines: vec![
            ("B-114".into(), MachineFate::Reuse),
            ("B-115".into(), MachineFate::Reuse),
            ("B-116".into(), MachineFate::Parts),
        ],
        entries: vec![
            entry(1, Some("B-114"), EntryResult::Erased, Fate::Reuse),
            entry(2, Some("B-115"), EntryResult::NoMedia, Fate::Reuse),
            entry(3, Some("B-116"), EntryResult::NotErased, Fate::Destroyed),
            destroyed,
        ],
        validation: approved(),
        time: time(),
        tool: erased_facts().tool,
    }
}

pub fn approved() -> Validation {
    Validation {
        decision: Decision::Approved,
        by: Some(person("Claude Exemple")),
        at: Some(at("2027-03-19T09:00:00Z")),
        grounds: None,
    }
}

pub fn zone() -> Zone {
    Zone { name: "sud".into(), key: "SHA256:made-up".into() }
}

pub fn lot() -> LotRecord {
    LotRecord::new(draft(zone()))
}

pub fn report(lots: &[(String, LotRecord)], stock: u64, zone: Zone) -> AnnualReport {
    let lots = lots.iter().map(|(digest, lot)| (digest.as_str(), lot));
    let harvest = harvest(lots, "Mairie d’Exemple-les-Bains", 2027).expect("lots that fit");
    AnnualReport::new(
        "sud-2027-bilan".into(),
        zone,
        2027,
        "Mairie d’Exemple-les-Bains".into(),
        stock,
        harvest,
        time(),
        erased_facts().tool,
    )
}
