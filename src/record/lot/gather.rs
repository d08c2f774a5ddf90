//! From documents, and what a zone says of the machines, to the lines of a lot.

use std::collections::{BTreeMap, BTreeSet};

use super::{EntryResult, Fate, LotDrive, LotEntry, MachineFate, MachineOutcome, outcome_of};
use crate::record::Document;

/// What a zone says of one machine, or of a drive that came alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Where the machine goes.
    pub machine: Option<MachineFate>,
    /// What becomes of its drives, where it is not what becomes of the machine.
    pub drives: Option<Fate>,
}

/// What a zone says of a handover.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handover {
    /// Whose machines.
    pub donor: String,
    /// Under which convention.
    pub convention: Option<String>,
    /// By label of the machine; by number of its document for a drive that came alone.
    pub said: BTreeMap<String, Said>,
    /// Where machines go of which nothing else is said.
    pub otherwise: Option<MachineFate>,
    /// Whether `said` names every machine: another label is then a mistake.
    pub is_list: bool,
}

/// What a lot is about to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathered {
    /// One a document.
    pub entries: Vec<LotEntry>,
    /// The machines known by label, and where each goes.
    pub machines: Vec<(String, MachineFate)>,
}

/// Why documents do not make a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// A lot, or a report: not the document of one drive or machine.
    NotOfAStation(String),
    /// Two different documents have this number.
    Twice(String),
    /// A document names another donor: its number, and the donor.
    OtherDonor(String, String),
    /// A document names another convention: its number, and the convention.
    OtherConvention(String, String),
    /// A document names a machine that is not in the list: its number, and the label.
    NotInList(String, String),
    /// The list names a document that is not there, or one that has a label.
    NoSuchMachine(String),
    /// What is said of a drive cannot be: the number of its document.
    Impossible(String, Fate),
    /// A machine is said to go on though it has no document, or a drive that may hold data.
    NotSettled(String),
}

impl LotEntry {
    /// The line of a document, waiting for its fate; none for a lot or a report.
    #[must_use]
    pub fn of(document: &Document, digest: &str) -> Option<LotEntry> {
        let result = document.result()?;
        let (drive, failed_erasure) = match document {
            Document::Erasure(record) => {
                let drive = &record.facts.drive;
                (Some((&drive.model, drive.serial.as_ref(), &drive.wwn)), None)
            }
            Document::Destruction(record) => {
                let drive = &record.declaration.drive;
                let failed = record.declaration.failed_erasure.as_ref().map(|failed| failed.digest.clone());
                (Some((&drive.model, Some(&drive.serial), &drive.wwn)), failed)
            }
            Document::NoMedia(_) | Document::Lot(_) | Document::AnnualReport(_) => (None, None),
        };
        Some(LotEntry {
            number: document.number().to_owned(),
            kind: document.kind(),
            digest: digest.to_owned(),
            result,
            signed_at: document.signed_at(),
            label: document.context()?.label.clone(),
            machine_serial: document.machine()?.serial.clone(),
            drive: drive.map(|(model, serial, wwn)| LotDrive {
                model: model.clone(),
                serial: serial.cloned(),
                wwn: wwn.clone(),
            }),
            failed_erasure,
            fate: Fate::Waiting,
        })
    }
}

/// Puts documents (with their digests, in any order, copies included) and what is said of them together.
///
/// # Errors
/// The first [`Misfit`].
pub fn gather(documents: &[(Document, String)], handover: &Handover) -> Result<Gathered, Misfit> {
    let mut by_number: BTreeMap<String, LotEntry> = BTreeMap::new();
    for (document, digest) in documents {
        let number = document.number();
        belongs(document, handover)?;
        let entry = LotEntry::of(document, digest).ok_or_else(|| Misfit::NotOfAStation(number.to_owned()))?;
        let other = by_number.insert(number.to_owned(), entry);
        if other.is_some_and(|other| other.digest != *digest) {
            return Err(Misfit::Twice(number.to_owned()));
        }
    }
    let mut entries: Vec<LotEntry> = by_number.into_values().collect();
    let labels = labels(&entries, handover)?;
    decide(&mut entries, handover)?;
    let mut by_label: BTreeMap<&str, Vec<&LotEntry>> = BTreeMap::new();
    for entry in &entries {
        if let Some(label) = &entry.label {
            by_label.entry(label).or_default().push(entry);
        }
    }
    let machine = |label: String| {
        let own = by_label.get(label.as_str()).map(Vec::as_slice).unwrap_or_default();
        let outcome = outcome_of(own.iter().copied());
        let open = matches!(outcome, MachineOutcome::Missing | MachineOutcome::Waiting);
        let said = handover.said.get(&label).and_then(|said| said.machine);
        match (open, said) {
            (true, Some(fate @ (MachineFate::Waiting | MachineFate::Returned))) => Ok((label, fate)),
            (true, Some(_)) => Err(Misfit::NotSettled(label)),
            (true, None) => Ok((label, MachineFate::Waiting)),
            (false, _) => Ok((label, said.or(handover.otherwise).unwrap_or(MachineFate::Waiting))),
        }
    };
    let machines = labels.into_iter().map(machine).collect::<Result<_, _>>()?;
    Ok(Gathered { entries, machines })
}

/// A document of another donor's, or of another convention's, would tell this donor what is not theirs.
fn belongs(document: &Document, handover: &Handover) -> Result<(), Misfit> {
    let number = || document.number().to_owned();
    let Some(context) = document.context() else {
        return Err(Misfit::NotOfAStation(number()));
    };
    match (&context.donor, &context.convention, &handover.convention) {
        (Some(donor), ..) if *donor != handover.donor => Err(Misfit::OtherDonor(number(), donor.clone())),
        (_, Some(own), Some(wanted)) if own != wanted => Err(Misfit::OtherConvention(number(), own.clone())),
        _ => Ok(()),
    }
}

/// All labels: those of the documents, and those that are said.
fn labels(entries: &[LotEntry], handover: &Handover) -> Result<BTreeSet<String>, Misfit> {
    let alone: BTreeSet<&str> =
        entries.iter().filter(|e| e.label.is_none()).map(|e| e.number.as_str()).collect();
    let labelled: BTreeSet<&str> =
        entries.iter().filter(|e| e.label.is_some()).map(|e| e.number.as_str()).collect();
    let mut labels: BTreeSet<String> = BTreeSet::new();
    for name in handover.said.keys() {
        if labelled.contains(name.as_str()) {
            return Err(Misfit::NoSuchMachine(name.clone()));
        }
        if !alone.contains(name.as_str()) {
            labels.insert(name.clone());
        }
    }
    for entry in entries {
        match &entry.label {
            Some(label) if handover.is_list && !labels.contains(label) => {
                return Err(Misfit::NotInList(entry.number.clone(), label.clone()));
            }
            Some(label) => drop(labels.insert(label.clone())),
            None => {}
        }
    }
    Ok(labels)
}

/// Gives each entry its fate.
fn decide(entries: &mut [LotEntry], handover: &Handover) -> Result<(), Misfit> {
    let groups = super::rule::Drives::of(entries);
    let fates = entries.iter().map(|entry| {
        let said = handover.said.get(entry.label.as_ref().unwrap_or(&entry.number)).copied();
        let said = said.unwrap_or_default();
        let machine = said.machine.or(handover.otherwise).unwrap_or(MachineFate::Waiting);
        let later: Vec<EntryResult> =
            groups.same(entry).filter(|other| other.is_after(entry)).map(|other| other.result).collect();
        let fate = if later.iter().any(|result| result.is_destroyed()) {
            Fate::Destroyed
        } else if !later.is_empty() {
            Fate::Superseded
        } else if entry.result.is_destroyed() {
            Fate::Destroyed
        } else if entry.result.may_hold_data() {
            match said.drives {
                None => Fate::Waiting,
                Some(fate @ (Fate::Waiting | Fate::Returned)) => fate,
                Some(other) => return Err(Misfit::Impossible(entry.number.clone(), other)),
            }
        } else {
            match said.drives.unwrap_or(machine.into()) {
                fate @ (Fate::Reuse | Fate::Parts | Fate::Waste | Fate::Returned | Fate::Waiting) => fate,
                other => return Err(Misfit::Impossible(entry.number.clone(), other)),
            }
        };
        Ok(fate)
    });
    let fates: Vec<Fate> = fates.collect::<Result<_, _>>()?;
    for (entry, fate) in entries.iter_mut().zip(fates) {
        entry.fate = fate;
    }
    Ok(())
}

impl From<MachineFate> for Fate {
    fn from(machine: MachineFate) -> Fate {
        match machine {
            MachineFate::Reuse => Fate::Reuse,
            MachineFate::Parts => Fate::Parts,
            MachineFate::Waste => Fate::Waste,
            MachineFate::Returned => Fate::Returned,
            MachineFate::Waiting => Fate::Waiting,
        }
    }
}
