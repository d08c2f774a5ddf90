//! What a set lacks, and where its files contradict each other. Pure: a function of the set alone.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::union::{Ledger, Owner, Union, Version};
use crate::attest::ledger::{Entry, station_of};
use crate::attest::name;

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Finding {
    /// Different documents have one number.
    SameNumber {
        /// Station or zone.
        of: String,
        /// The number.
        number: String,
        /// SHA-256 of each.
        digests: Vec<String>,
    },
    /// One document has several signatures of its key.
    SignedTwice {
        /// Station or zone.
        of: String,
        /// Its number.
        number: String,
    },
    /// Ledgers of one station that are the same up to a line, and then not.
    Fork {
        /// The station.
        station: String,
        /// The first line that differs.
        line: u64,
        /// How many ledgers.
        ledgers: usize,
    },
    /// Documents that the ledger of their station holds, and that are not there.
    Missing {
        /// The station.
        station: String,
        /// Their numbers.
        numbers: Vec<String>,
    },
    /// Jobs that the ledger opened and that have no end.
    Open {
        /// The station.
        station: String,
        /// Their numbers.
        numbers: Vec<String>,
    },
    /// There are documents of a station, and no ledger.
    NoLedger {
        /// The station.
        station: String,
        /// How many documents.
        documents: usize,
    },
    /// Documents stand in lines after the last one of the ledger: it is an old copy, or was cut.
    Cut {
        /// The station.
        station: String,
        /// Its last line.
        last: u64,
        /// The numbers of the documents.
        numbers: Vec<String>,
    },
    /// Documents that the ledger has another line in the place of.
    NotInLedger {
        /// The station.
        station: String,
        /// Their numbers.
        numbers: Vec<String>,
    },
    /// Lines of a station's ledger that neither a ledger nor a document tells of.
    Gap {
        /// The station.
        station: String,
        /// The first.
        first: u64,
        /// The last.
        last: u64,
    },
    /// Documents that a lot or a report names, and that are not there.
    MissingFromLot {
        /// The zone.
        zone: String,
        /// Number of the lot or report.
        number: String,
        /// The numbers of the documents.
        numbers: Vec<String>,
    },
    /// Revocation lists of one zone with one number.
    SameList {
        /// The zone.
        zone: String,
        /// The number.
        number: u64,
    },
    /// One label on machines of two zones or two donors.
    SameLabel {
        /// The label.
        label: String,
        /// The numbers of the documents.
        numbers: Vec<String>,
    },
    /// One drive in documents of two zones.
    SameDrive {
        /// Its world-wide name or serial number.
        drive: String,
        /// The numbers of the documents.
        numbers: Vec<String>,
    },
}

/// All there is to look at, in order.
#[must_use]
pub fn all(union: &Union) -> Vec<Finding> {
    let mut found = versions(union);
    for station in stations(union) {
        found.extend(of_station(union, station));
    }
    found.extend(of_zones(union));
    found.extend(twice(union));
    found
}

/// Numbers that several documents have.
fn versions(union: &Union) -> Vec<Finding> {
    let mut found = Vec::new();
    for (owner, numbers) in &union.papers {
        for (number, versions) in numbers {
            let digests: BTreeSet<&String> = versions.keys().map(|version| &version.attestation).collect();
            let (of, number) = (owner.name().to_owned(), number.clone());
            if digests.len() > 1 {
                let digests = digests.into_iter().cloned().collect();
                found.push(Finding::SameNumber { of, number, digests });
            } else if versions.len() > 1 {
                found.push(Finding::SignedTwice { of, number });
            }
        }
    }
    found
}

fn stations(union: &Union) -> BTreeSet<&str> {
    let signed = union.papers.keys().filter_map(|owner| match owner {
        Owner::Station(name) => Some(name.as_str()),
        Owner::Zone(_) => None,
    });
    signed.chain(union.ledgers.keys().map(String::as_str)).collect()
}

/// A document of a station: its number, its digest, and the line of the ledger that it takes.
type Line<'a> = (&'a str, &'a str, u64);

fn of_station(union: &Union, station: &str) -> Vec<Finding> {
    let named = || station.to_owned();
    let none = Vec::new();
    let ledgers = union.ledgers.get(station).unwrap_or(&none);
    let papers = union.papers.get(&Owner::Station(station.to_owned()));
    let lines: BTreeSet<Line<'_>> = papers
        .into_iter()
        .flatten()
        .flat_map(|(number, versions)| versions.iter().map(move |version| (number, version)))
        .filter_map(|(number, (Version { attestation, .. }, paper))| {
            Some((number.as_str(), attestation.as_str(), paper.says.ledger.as_ref()?.sequence))
        })
        .collect();
    let mut found = Vec::new();
    found.extend(fork(station, ledgers));
    let there: BTreeSet<(&str, &str)> = lines.iter().map(|line| (line.0, line.1)).collect();
    let missing: BTreeSet<&str> =
        closed(ledgers).filter(|job| !there.contains(job)).map(|job| job.0).collect();
    push(&mut found, missing, |numbers| Finding::Missing { station: named(), numbers });
    let open: BTreeSet<&str> = ledgers.iter().flat_map(|ledger| ledger.chain.open_jobs()).collect();
    let open = open.into_iter().filter(|number| !lines.iter().any(|line| line.0 == *number)).collect();
    push(&mut found, open, |numbers| Finding::Open { station: named(), numbers });
    let known: BTreeSet<(&str, &str)> = closed(ledgers).collect();
    let unknown: Vec<Line<'_>> =
        lines.iter().copied().filter(|line| !known.contains(&(line.0, line.1))).collect();
    let last = ledgers.iter().map(length).max();
    match last {
        None if !lines.is_empty() => {
            found.push(Finding::NoLedger { station: named(), documents: lines.len() });
        }
        None => {}
        Some(last) => {
            let (behind, within): (Vec<_>, Vec<_>) = unknown.into_iter().partition(|line| line.2 > last);
            push(&mut found, numbers_of(behind), |numbers| Finding::Cut { station: named(), last, numbers });
            push(&mut found, numbers_of(within), |numbers| Finding::NotInLedger {
                station: named(),
                numbers,
            });
        }
    }
    found.extend(gaps(station, last.unwrap_or(0), &lines).into_iter().map(|(first, last)| Finding::Gap {
        station: named(),
        first,
        last,
    }));
    found
}

fn numbers_of(lines: Vec<Line<'_>>) -> BTreeSet<&str> {
    lines.into_iter().map(|line| line.0).collect()
}

fn push(found: &mut Vec<Finding>, numbers: BTreeSet<&str>, finding: impl FnOnce(Vec<String>) -> Finding) {
    if !numbers.is_empty() {
        found.push(finding(numbers.into_iter().map(str::to_owned).collect()));
    }
}

fn length(ledger: &Ledger) -> u64 {
    u64::try_from(ledger.chain.entries().len()).unwrap_or(u64::MAX)
}

/// Number and digest of each document that ledgers hold.
fn closed(ledgers: &[Ledger]) -> impl Iterator<Item = (&str, &str)> {
    ledgers.iter().flat_map(|ledger| ledger.chain.entries()).filter_map(|entry| match entry {
        Entry::Closed { number, attestation, .. } => Some((number.as_str(), attestation.as_str())),
        Entry::Opened { .. } => None,
    })
}

/// Of several ledgers none goes on with another one: from which line on they differ.
fn fork(station: &str, ledgers: &[Ledger]) -> Option<Finding> {
    let (first, others) = ledgers.split_first()?;
    let same = |other: &Ledger| {
        first.chain.entries().iter().zip(other.chain.entries()).take_while(|(a, b)| a == b).count()
    };
    let line = others.iter().map(same).min()?;
    let line = u64::try_from(line).unwrap_or(u64::MAX).saturating_add(1);
    Some(Finding::Fork { station: station.to_owned(), line, ledgers: ledgers.len() })
}

/// Lines up to the last one known that nothing tells of, as runs: a document tells of its own line, and of the one that opened its job.
fn gaps(station: &str, ledger: u64, lines: &BTreeSet<Line<'_>>) -> Vec<(u64, u64)> {
    let own = lines.iter().map(|line| line.2);
    let opened = lines.iter().filter_map(|line| station_of(line.0).filter(|(name, _)| *name == station));
    let told: BTreeSet<u64> = own.chain(opened.map(|(_, line)| line)).filter(|line| *line > ledger).collect();
    let mut gaps = Vec::new();
    let mut before = ledger;
    for line in told {
        if line > before + 1 {
            gaps.push((before + 1, line - 1));
        }
        before = line;
    }
    gaps
}

fn of_zones(union: &Union) -> Vec<Finding> {
    let mut found = Vec::new();
    let there: BTreeSet<&str> = union.all().map(|(_, _, version, _)| version.attestation.as_str()).collect();
    for (owner, number, _, paper) in union.all() {
        let missing: BTreeSet<&str> = paper
            .says
            .names
            .iter()
            .filter(|named| !there.contains(named.digest.as_str()))
            .map(|named| named.number.as_str())
            .collect();
        let (zone, number) = (owner.name().to_owned(), number.to_owned());
        push(&mut found, missing, |numbers| Finding::MissingFromLot { zone, number, numbers });
    }
    for (zone, lists) in &union.lists {
        let numbers: Vec<u64> = lists.keys().map(|key| key.number).collect();
        let twice: BTreeSet<u64> =
            numbers.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        found.extend(twice.into_iter().map(|number| Finding::SameList { zone: zone.clone(), number }));
    }
    found
}

/// Where a label or a drive turns up, and in which documents.
#[derive(Default)]
struct Places<'a> {
    places: BTreeSet<(&'a str, &'a str)>,
    numbers: BTreeSet<&'a str>,
}

/// Labels and drives that turn up where they should not.
fn twice(union: &Union) -> Vec<Finding> {
    let mut labels: BTreeMap<&str, Places<'_>> = BTreeMap::new();
    let mut drives: BTreeMap<(&str, &str), Places<'_>> = BTreeMap::new();
    for (owner, number, _, paper) in union.all() {
        let Some(entry) = &paper.says.entry else { continue };
        let zone = name::zone_of(owner.name()).unwrap_or_else(|| owner.name());
        if let Some(label) = &entry.label {
            let place = labels.entry(label).or_default();
            place.places.insert((zone, paper.says.donor.as_deref().unwrap_or_default()));
            place.numbers.insert(number);
        }
        let Some(drive) = &entry.drive else { continue };
        let by_serial =
            drive.serial.as_deref().map(|serial| (serial, drive.model.as_deref().unwrap_or_default()));
        for known in [drive.wwn.as_deref().map(|wwn| (wwn, "")), by_serial].into_iter().flatten() {
            let place = drives.entry(known).or_default();
            place.places.insert((zone, ""));
            place.numbers.insert(number);
        }
    }
    let strings = |numbers: BTreeSet<&str>| numbers.into_iter().map(str::to_owned).collect::<Vec<String>>();
    let mut found: Vec<Finding> = labels
        .into_iter()
        .filter(|(_, place)| place.places.len() > 1)
        .map(|(label, place)| Finding::SameLabel { label: label.to_owned(), numbers: strings(place.numbers) })
        .collect();
    let mut said: BTreeSet<Vec<String>> = BTreeSet::new();
    for ((drive, _), place) in drives.into_iter().filter(|(_, place)| place.places.len() > 1) {
        let numbers = strings(place.numbers);
        // By its serial number and by its world-wide name: one drive.
        if said.insert(numbers.clone()) {
            found.push(Finding::SameDrive { drive: drive.to_owned(), numbers });
        }
    }
    found
}
