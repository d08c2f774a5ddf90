//! Inventories for GLPI: JSON in the format of glpi-project/inventory_format, one document a machine.
//!
//! A record names the computer that gomme ran on. That is the machine of the drive, or a bench that took in drives of many machines; the
//! record does not say which. So a machine is known by its label; without one, by the computer's serial number, unless that computer is
//! seen to be a bench: drives with different labels, or with and without one, were erased on it. A drive that came to a bench without a
//! label is of no known machine, and of none here.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::item::Item;
use crate::attest::name::zone_of;
use crate::event::{Machine, Medium, Transport};
use crate::record::lot::{EntryResult, LotEntry};
use crate::record::{Document, Kind};
use crate::text::export::{GLPI, state};

/// What came of documents.
#[derive(Clone, Debug, Default)]
pub struct Inventories {
    /// One a machine, by its number: JSON.
    pub machines: BTreeMap<String, Inventory>,
    /// Numbers of documents that belong to no known machine.
    pub alone: Vec<String>,
}

/// One inventory.
#[derive(Clone, Debug, Serialize)]
pub struct Inventory {
    action: &'static str,
    itemtype: &'static str,
    deviceid: String,
    tag: String,
    content: Content,
}

#[derive(Clone, Debug, Serialize)]
struct Content {
    versionclient: String,
    hardware: Hardware,
    bios: Bios,
    storages: Vec<Storage>,
}

#[derive(Clone, Debug, Serialize)]
struct Hardware {
    name: String,
    description: String,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Bios {
    #[serde(skip_serializing_if = "Option::is_none")]
    smanufacturer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    smodel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ssn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assettag: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Storage {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    interface: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manufacturer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    firmware: Option<String>,
    /// In megabytes.
    disksize: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    wwn: Option<String>,
    description: String,
}

/// How a machine is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Label(&'a str),
    Serial(&'a str),
}

/// A document with its line, for what is asked about its drive.
struct Paper<'a> {
    item: &'a Item,
    document: &'a Document,
    entry: LotEntry,
}

/// The inventories of all machines that documents tell of. Lots, reports, and what is not intact tell of none.
#[must_use]
pub fn inventories(items: &[Item]) -> Inventories {
    let papers: Vec<Paper<'_>> = items
        .iter()
        .filter_map(|item| {
            let document = item.document()?;
            Some(Paper { item, document, entry: LotEntry::of(document, "")? })
        })
        .collect();
    let benches = benches(&papers);
    let mut by_machine: BTreeMap<Key<'_>, Vec<&Paper<'_>>> = BTreeMap::new();
    let mut found = Inventories::default();
    for paper in &papers {
        let serial = paper.entry.machine_serial.as_deref().filter(|serial| !benches.contains(serial));
        match (paper.entry.label.as_deref(), serial) {
            (Some(label), _) => by_machine.entry(Key::Label(label)).or_default().push(paper),
            (None, Some(serial)) => by_machine.entry(Key::Serial(serial)).or_default().push(paper),
            (None, None) => found.alone.push(paper.entry.number.clone()),
        }
    }
    for (key, papers) in by_machine {
        let inventory = inventory(&key, &papers, &benches);
        found.machines.insert(inventory.deviceid.clone(), inventory);
    }
    found
}

/// Serial numbers of computers that drives of several machines were erased on.
fn benches<'a>(papers: &'a [Paper<'_>]) -> BTreeSet<&'a str> {
    let mut labels: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    for entry in papers.iter().map(|paper| &paper.entry) {
        if let Some(serial) = &entry.machine_serial {
            labels.entry(serial).or_default().insert(entry.label.as_deref());
        }
    }
    labels.into_iter().filter(|(_, labels)| labels.len() > 1).map(|(serial, _)| serial).collect()
}

fn inventory(key: &Key<'_>, papers: &[&Paper<'_>], benches: &BTreeSet<&str>) -> Inventory {
    let (Key::Label(name) | Key::Serial(name)) = key;
    // The first number that the machine ever got: it stays the same when more documents come.
    let number = papers.iter().map(|paper| paper.entry.number.as_str()).min().unwrap_or(name);
    let station = papers.first().map_or("", |paper| paper.document.signatory().name);
    let machines: Vec<&Machine> = papers
        .iter()
        .filter_map(|paper| paper.document.machine())
        .filter(|machine| machine.serial.as_deref().is_none_or(|serial| !benches.contains(serial)))
        .collect();
    // Two computers under one label: no word about which of them it is.
    let machine = match machines.split_first() {
        Some((first, others)) if others.iter().all(|other| other == first) => (*first).clone(),
        _ => Machine::default(),
    };
    let inventory_number = papers.iter().find_map(|paper| paper.document.context()?.inventory_number.clone());
    let latest: Vec<&Paper<'_>> = papers.iter().copied().filter(|paper| is_latest(paper, papers)).collect();
    Inventory {
        action: "inventory",
        itemtype: "Computer",
        deviceid: number.to_owned(),
        tag: zone_of(station).unwrap_or(station).to_owned(),
        content: Content {
            versionclient: concat!("gomme-v", env!("CARGO_PKG_VERSION")).to_owned(),
            hardware: Hardware { name: (*name).to_owned(), description: described(&latest) },
            bios: Bios {
                smanufacturer: machine.vendor,
                smodel: machine.product,
                ssn: machine.serial,
                assettag: inventory_number,
            },
            storages: latest.iter().filter_map(|paper| storage(paper)).collect(),
        },
    }
}

/// Whether no later document tells of the same drive.
fn is_latest(paper: &Paper<'_>, all: &[&Paper<'_>]) -> bool {
    let Some(drive) = &paper.entry.drive else { return true };
    !all.iter().any(|other| {
        let same = other.entry.drive.as_ref().is_some_and(|known| known.is_same(drive));
        // Nobody vouches for the later one: the authentic one stands.
        let counts = other.item.authentic().is_some() || paper.item.authentic().is_none();
        same && counts
            && (other.entry.signed_at, &other.entry.number) > (paper.entry.signed_at, &paper.entry.number)
    })
}

fn described(papers: &[&Paper<'_>]) -> String {
    let said: Vec<String> = papers.iter().map(|paper| said(paper)).collect();
    said.join("\u{202f}; ")
}

/// What is said of one document: its result where it is authentic, and its state where it is not.
fn said(paper: &Paper<'_>) -> String {
    let day = paper.entry.signed_at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    let number = &paper.entry.number;
    match (paper.item.authentic(), paper.entry.result) {
        (None, _) => (GLPI.unverified)(state(paper.item.verdict), number),
        (Some(_), EntryResult::Erased) => (GLPI.erased)(&day, number),
        (Some(_), EntryResult::ErasedWithReservations) => (GLPI.erased_with_reservations)(&day, number),
        (Some(_), EntryResult::NotErased) => (GLPI.not_erased)(&day, number),
        (Some(_), EntryResult::NoMedia) => (GLPI.no_media)(&day, number),
        (Some(_), EntryResult::DeclaredDestroyed | EntryResult::DeclaredDestroyedWithReservations) => {
            (GLPI.destroyed)(&day, number)
        }
        (Some(_), EntryResult::NotDestroyed) => (GLPI.not_destroyed)(&day, number),
    }
}

/// The drive, unless it is no longer in the machine: a person declares it destroyed.
fn storage(paper: &Paper<'_>) -> Option<Storage> {
    let Document::Erasure(record) = paper.document else { return None };
    debug_assert!(paper.entry.kind == Kind::Erasure);
    let drive = record.facts.drive_as_erased();
    let medium = match drive.medium {
        Medium::Rotating => "HDD",
        Medium::Flash => "SSD",
        Medium::Virtual | Medium::Unknown => "disk",
    };
    Some(Storage {
        kind: "disk",
        interface: match drive.transport {
            Transport::Ata => Some("SATA"),
            Transport::Nvme => Some("NVME"),
            Transport::Scsi => Some("SCSI"),
            Transport::Usb => Some("USB"),
            Transport::Mmc => Some("MMC"),
            Transport::Ufs => Some("UFS"),
            Transport::Virtual | Transport::Loop | Transport::File | Transport::Unknown => None,
        },
        manufacturer: drive.vendor,
        model: drive.model,
        serial: drive.serial,
        firmware: drive.firmware,
        disksize: drive.size_bytes / 1_000_000,
        wwn: drive.wwn,
        description: format!("{medium} - {}", said(paper)),
    })
}
