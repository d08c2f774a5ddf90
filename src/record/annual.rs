//! *Bilan annuel du donateur*: the share of a donor's reformed machines that went to reuse in a year.
//!
//! Décret n° 2023-266 of 12 April 2023 counts A/B: A, what was oriented to reuse in the year; B, the stock of reformed equipment on
//! 1 January, which the donor declares. Everything else follows from signed lots, so that whoever has them draws the same report.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::common::{Reference, SignedTime, count, is_ascending, is_digest, is_number, is_text};
use super::lot::{Decision, Fate, LotRecord, MachineFate, Zone};
use super::{Kind, SCHEMA};
use crate::event::Tool;

/// The report of one donor and one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnualReport {
    /// `annual-report`.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// [`SCHEMA`].
    pub schema: u32,
    /// Number of the report; the name of its folder.
    pub number: String,
    /// The zone that signs.
    pub zone: Zone,
    /// The year (UTC) in which the lots were approved.
    pub year: u32,
    /// Who gave the machines.
    pub donor: String,
    /// B: machines in the donor's stock of reformed equipment on 1 January, as the donor declares.
    pub stock: u64,
    /// A: machines oriented to reuse in the year; a function of `machines`.
    pub reused: u64,
    /// A in thousandths of B, rounded down; none when B is 0.
    pub per_mille: Option<u64>,
    /// The share that the décret asks for in this year, in thousandths; none before 2023.
    pub required_per_mille: Option<u64>,
    /// Whether it is reached; none where nothing is asked, or B is 0.
    pub reached: Option<bool>,
    /// The approved lots of the year, ascending by number.
    pub lots: Vec<Reference>,
    /// Their machines, ascending by lot and label.
    pub machines: Vec<ReportMachine>,
    /// Their documents, ascending by number.
    pub documents: Vec<ReportDocument>,
    /// When it was signed.
    pub time: SignedTime,
    /// The program.
    pub tool: Tool,
}

/// A machine of a lot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportMachine {
    /// Number of the lot.
    pub lot: String,
    /// Its label.
    pub label: String,
    /// Where it went.
    pub fate: MachineFate,
}

/// A document of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportDocument {
    /// Its number.
    pub number: String,
    /// SHA-256 of its `attestation.json`.
    pub digest: String,
    /// Its kind.
    pub kind: Kind,
    /// What became of what it is about.
    pub fate: Fate,
}

/// The share that the décret asks for, in thousandths: 25 % in 2023, 35 % in 2024, 50 % from 2025 on (art. 1).
#[must_use]
pub fn required_per_mille(year: u32) -> Option<u64> {
    match year {
        0..=2022 => None,
        2023 => Some(250),
        2024 => Some(350),
        2025.. => Some(500),
    }
}

/// What follows from A, B and the year: the share in thousandths, rounded down, and whether it is enough, which is decided on
/// the exact numbers.
#[must_use]
pub fn share(reused: u64, stock: u64, year: u32) -> (Option<u64>, Option<bool>) {
    let thousandfold = u128::from(reused) * 1_000;
    let per_mille = thousandfold.checked_div(stock.into()).map(|n| u64::try_from(n).unwrap_or(u64::MAX));
    let reached = match required_per_mille(year) {
        Some(required) if stock > 0 => Some(thousandfold >= u128::from(required) * u128::from(stock)),
        _ => None,
    };
    (per_mille, reached)
}

/// What a report says of the lots of a donor's year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Harvest {
    /// The lots, ascending.
    pub lots: Vec<Reference>,
    /// Their machines, ascending.
    pub machines: Vec<ReportMachine>,
    /// Their documents, ascending.
    pub documents: Vec<ReportDocument>,
}

/// Why lots cannot be put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clash {
    /// Two different lots have this number.
    Lot(String),
    /// Two different documents have this number.
    Document(String),
    /// This label stands in two lots: the machine would count twice.
    Machine(String),
}

/// Takes the approved lots of a donor and year out of all lots (with their digests), in any order and any number of times.
///
/// # Errors
/// [`Clash`], when what the lots say cannot be true together.
pub fn harvest<'a>(
    lots: impl IntoIterator<Item = (&'a str, &'a LotRecord)>,
    donor: &str,
    year: u32,
) -> Result<Harvest, Clash> {
    let wanted = lots.into_iter().filter(|(_, lot)| lot.donor == donor && approved_in(lot) == Some(year));
    let by_digest: BTreeMap<&str, &LotRecord> = wanted.collect();
    let (mut numbers, mut labels) = (BTreeMap::new(), BTreeMap::new());
    let mut documents: BTreeMap<&str, ReportDocument> = BTreeMap::new();
    for (digest, lot) in by_digest {
        if numbers.insert(lot.number.as_str(), digest).is_some() {
            return Err(Clash::Lot(lot.number.clone()));
        }
        for machine in &lot.machines {
            let ReportMachine { lot, label, fate } =
                ReportMachine { lot: lot.number.clone(), label: machine.label.clone(), fate: machine.fate };
            if labels.insert(machine.label.as_str(), ReportMachine { lot, label, fate }).is_some() {
                return Err(Clash::Machine(machine.label.clone()));
            }
        }
        for entry in &lot.entries {
            let document = ReportDocument {
                number: entry.number.clone(),
                digest: entry.digest.clone(),
                kind: entry.kind,
                fate: entry.fate,
            };
            let other = documents.insert(&entry.number, document);
            if other.is_some_and(|other| other.digest != entry.digest) {
                return Err(Clash::Document(entry.number.clone()));
            }
        }
    }
    let reference =
        |(number, digest): (&str, &str)| Reference { number: number.into(), digest: digest.into() };
    let mut machines: Vec<ReportMachine> = labels.into_values().collect();
    machines.sort();
    Ok(Harvest {
        lots: numbers.into_iter().map(reference).collect(),
        machines,
        documents: documents.into_values().collect(),
    })
}

/// The year (UTC) in which a lot was approved; none for one that was not.
#[must_use]
pub fn approved_in(lot: &LotRecord) -> Option<u32> {
    let at = lot.validation.at.filter(|_| lot.validation.decision == Decision::Approved)?;
    u32::try_from(at.to_zoned(TimeZone::UTC).year()).ok()
}

impl AnnualReport {
    /// Puts it together from what was harvested.
    #[must_use]
    #[expect(clippy::too_many_arguments, reason = "each is a member that nothing else gives")]
    pub fn new(
        number: String,
        zone: Zone,
        year: u32,
        donor: String,
        stock: u64,
        harvest: Harvest,
        time: SignedTime,
        tool: Tool,
    ) -> Self {
        let Harvest { lots, machines, documents } = harvest;
        let reused = count(&machines, is_reused);
        let (per_mille, reached) = share(reused, stock, year);
        AnnualReport {
            kind: Kind::AnnualReport,
            schema: SCHEMA,
            number,
            zone,
            year,
            donor,
            stock,
            reused,
            per_mille,
            required_per_mille: required_per_mille(year),
            reached,
            lots,
            machines,
            documents,
            time,
            tool,
        }
    }

    /// Whether the numbers follow from the lists, and nothing is counted twice.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        let lots: BTreeSet<&str> = self.lots.iter().map(|lot| lot.number.as_str()).collect();
        let labels: BTreeSet<&str> = self.machines.iter().map(|machine| machine.label.as_str()).collect();
        let document = |document: &ReportDocument| {
            is_number(&document.number)
                && is_digest(&document.digest)
                && matches!(document.kind, Kind::Erasure | Kind::NoMedia | Kind::Destruction)
        };
        self.kind == Kind::AnnualReport
            && is_number(&self.number)
            && is_text(&self.zone.name)
            && is_text(&self.zone.key)
            && is_text(&self.donor)
            && (2000..10_000).contains(&self.year)
            && self.reused == count(&self.machines, is_reused)
            && (self.per_mille, self.reached) == share(self.reused, self.stock, self.year)
            && self.required_per_mille == required_per_mille(self.year)
            && is_ascending(&self.lots, |lot| lot.number.clone())
            && self.lots.iter().all(Reference::is_sound)
            && is_ascending(&self.machines, |machine| (machine.lot.clone(), machine.label.clone()))
            && labels.len() == self.machines.len()
            && self.machines.iter().all(|m| is_text(&m.label) && lots.contains(m.lot.as_str()))
            && is_ascending(&self.documents, |document| document.number.clone())
            && self.documents.iter().all(document)
    }
}

fn is_reused(machine: &ReportMachine) -> bool {
    machine.fate == MachineFate::Reuse
}
