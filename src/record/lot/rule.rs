//! What has to hold in a lot, and what follows from its entries.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Completeness, Decision, EntryResult, Fate, LotDraft, LotEntry, LotMachine, LotRecord, MachineFate,
    MachineOutcome, Validation,
};
use crate::record::common::{Person, count, is_ascending, is_digest, is_number, is_optional_text, is_text};
use crate::record::{Kind, SCHEMA};

impl Validation {
    fn is_sound(&self) -> bool {
        let decided = self.by.as_ref().is_some_and(Person::is_sound) && self.at.is_some();
        is_optional_text(self.grounds.as_deref())
            && match self.decision {
                Decision::Approved => decided,
                Decision::Rejected => decided && self.grounds.is_some(),
                Decision::Waiting => self.by.is_none() && self.at.is_none(),
            }
    }
}

impl LotEntry {
    /// Whether both are about one drive: by its names, or because one names the other as the erasure that failed.
    #[must_use]
    pub fn is_same_drive(&self, other: &LotEntry) -> bool {
        let names = |a: &LotEntry, b: &LotEntry| a.failed_erasure.as_ref() == Some(&b.digest);
        let both = (self.drive.as_ref(), other.drive.as_ref());
        names(self, other) || names(other, self) || matches!(both, (Some(a), Some(b)) if a.is_same(b))
    }

    /// Whether it tells more of one drive than another document does: a destruction comes after the failure that it names,
    /// whatever the clocks said.
    #[must_use]
    pub fn is_after(&self, other: &LotEntry) -> bool {
        let names = |a: &LotEntry, b: &LotEntry| a.failed_erasure.as_ref() == Some(&b.digest);
        names(self, other)
            || !names(other, self) && (self.signed_at, &self.number) > (other.signed_at, &other.number)
    }

    fn is_sound(&self) -> bool {
        let texts = [&self.label, &self.machine_serial];
        let drive = self.drive.iter().flat_map(|drive| [&drive.model, &drive.serial, &drive.wwn]);
        is_number(&self.number)
            && is_digest(&self.digest)
            && self.kind == self.result.kind()
            && self.drive.is_none() == (self.kind == Kind::NoMedia)
            && texts.into_iter().chain(drive).all(|text| is_optional_text(text.as_deref()))
            && self.failed_erasure.as_deref().is_none_or(is_digest)
            && (self.failed_erasure.is_none() || self.kind == Kind::Destruction)
    }

    /// Whether its fate fits what it says, given all documents about the same drive.
    fn fate_is_possible(&self, same: &[&LotEntry]) -> bool {
        let later =
            |is: fn(EntryResult) -> bool| same.iter().any(|other| other.is_after(self) && is(other.result));
        let destroyed = later(EntryResult::is_destroyed);
        match self.fate {
            // What is used by somebody was erased last, or had no drive: never after a failure, and never destroyed.
            Fate::Reuse | Fate::Parts | Fate::Waste => {
                (self.result.is_erased() || self.result == EntryResult::NoMedia) && !later(|_| true)
            }
            Fate::Destroyed => self.result.is_destroyed() && !later(|_| true) || destroyed,
            Fate::Superseded => later(|_| true) && !destroyed,
            Fate::Returned | Fate::Waiting => !self.result.is_destroyed() && !later(|_| true),
        }
    }
}

/// What the documents of one machine come to.
#[must_use]
pub fn outcome_of<'a>(entries: impl Iterator<Item = &'a LotEntry>) -> MachineOutcome {
    let entries: Vec<&LotEntry> = entries.collect();
    let any = |is: fn(&LotEntry) -> bool| entries.iter().any(|entry| is(entry));
    // An erased drive that somebody still has to place is erased all the same.
    if entries.is_empty() {
        MachineOutcome::Missing
    } else if any(|e| e.result.may_hold_data() && e.fate == Fate::Waiting) {
        MachineOutcome::Waiting
    } else if any(|e| e.result.may_hold_data() && e.fate == Fate::Returned) {
        MachineOutcome::Returned
    } else if any(|e| e.fate == Fate::Destroyed) {
        MachineOutcome::Destroyed
    } else if any(|e| e.result.is_erased()) {
        MachineOutcome::Erased
    } else {
        MachineOutcome::NoMedia
    }
}

/// How many machines came to what; machines handed over beyond those known by label are missing.
#[must_use]
pub fn completeness(machines_in: u64, machines: &[LotMachine]) -> Completeness {
    let of = |outcome| count(machines, |machine: &LotMachine| machine.outcome == outcome);
    let listed = count(machines, |_| true);
    Completeness {
        erased: of(MachineOutcome::Erased),
        no_media: of(MachineOutcome::NoMedia),
        destroyed: of(MachineOutcome::Destroyed),
        returned: of(MachineOutcome::Returned),
        waiting: of(MachineOutcome::Waiting),
        missing: of(MachineOutcome::Missing).saturating_add(machines_in.saturating_sub(listed)),
    }
}

impl LotRecord {
    /// Draws what follows from a draft and puts all together, in the order in which it is signed.
    #[must_use]
    pub fn new(draft: LotDraft) -> LotRecord {
        let LotDraft { number, zone, donor, convention, handover, .. } = draft;
        let LotDraft { machines_in, machines, mut entries, validation, time, tool, .. } = draft;
        entries.sort_by(|a, b| a.number.cmp(&b.number));
        let outcome = |label: &str| outcome_of(entries.iter().filter(|e| e.label.as_deref() == Some(label)));
        let mut machines: Vec<LotMachine> = machines
            .into_iter()
            .map(|(label, fate)| LotMachine { outcome: outcome(&label), label, fate })
            .collect();
        machines.sort_by(|a, b| a.label.cmp(&b.label));
        LotRecord {
            kind: Kind::Lot,
            schema: SCHEMA,
            number,
            zone,
            donor,
            convention,
            handover,
            machines_in,
            completeness: completeness(machines_in, &machines),
            machines,
            entries,
            validation,
            time,
            tool,
        }
    }

    /// Whether every machine handed over is accounted for, and no drive that may hold data waits.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let loose = self.entries.iter().any(|e| e.result.may_hold_data() && e.fate == Fate::Waiting);
        self.completeness.missing == 0 && self.completeness.waiting == 0 && !loose
    }

    /// What keeps it from being complete: labels of machines, numbers of documents of drives that came alone, and how many
    /// machines have no known label.
    #[must_use]
    pub fn open_ends(&self) -> Vec<String> {
        let open = |machine: &&LotMachine| {
            matches!(machine.outcome, MachineOutcome::Missing | MachineOutcome::Waiting)
        };
        let loose = |entry: &&LotEntry| {
            entry.label.is_none() && entry.result.may_hold_data() && entry.fate == Fate::Waiting
        };
        let labels = self.machines.iter().filter(open).map(|machine| machine.label.clone());
        let numbers = self.entries.iter().filter(loose).map(|entry| entry.number.clone());
        let unnamed = self.machines_in.saturating_sub(count(&self.machines, |_| true));
        labels.chain(numbers).chain((unnamed > 0).then(|| format!("{unnamed} × ?"))).collect()
    }

    /// Whether this lot vouches for its documents: it does unless its outcome was rejected.
    #[must_use]
    pub fn countersigns(&self) -> bool {
        self.validation.decision != Decision::Rejected
    }

    /// Whether all of it adds up: bounds, one entry a document, fates that the documents allow, outcomes and counts that
    /// follow from the entries, and no approval while something is missing or waiting.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        self.kind == Kind::Lot
            && is_number(&self.number)
            && is_text(&self.zone.name)
            && is_text(&self.zone.key)
            && is_text(&self.donor)
            && is_optional_text(self.convention.as_deref())
            && is_optional_text(self.handover.as_deref())
            && is_ascending(&self.machines, |machine| machine.label.clone())
            && self.machines.iter().all(|machine| is_text(&machine.label))
            && is_ascending(&self.entries, |entry| entry.number.clone())
            && self.entries.iter().all(LotEntry::is_sound)
            && self.digests_are_unique()
            && self.fates_are_possible()
            && self.machines_follow()
            && self.validation.is_sound()
            && (self.validation.decision != Decision::Approved || self.is_complete())
    }

    fn digests_are_unique(&self) -> bool {
        let digests: BTreeSet<&str> = self.entries.iter().map(|e| e.digest.as_str()).collect();
        digests.len() == self.entries.len()
    }

    fn fates_are_possible(&self) -> bool {
        let drives = Drives::of(&self.entries);
        self.entries.iter().all(|entry| {
            let same: Vec<&LotEntry> = drives.same(entry).collect();
            entry.fate_is_possible(&same)
        })
    }

    fn machines_follow(&self) -> bool {
        let listed = count(&self.machines, |_| true);
        let mut by_label: BTreeMap<&str, Vec<&LotEntry>> = BTreeMap::new();
        for entry in &self.entries {
            if let Some(label) = &entry.label {
                by_label.entry(label).or_default().push(entry);
            }
        }
        let known: BTreeSet<&str> = self.machines.iter().map(|machine| machine.label.as_str()).collect();
        let fits = |machine: &LotMachine| {
            let own = by_label.get(machine.label.as_str()).map(Vec::as_slice).unwrap_or_default();
            let open = matches!(machine.outcome, MachineOutcome::Missing | MachineOutcome::Waiting);
            machine.outcome == outcome_of(own.iter().copied())
                && (!open || matches!(machine.fate, MachineFate::Waiting | MachineFate::Returned))
        };
        self.machines_in >= listed
            && by_label.keys().all(|label| known.contains(label))
            && self.machines.iter().all(fits)
            && self.completeness == completeness(self.machines_in, &self.machines)
    }
}

/// The entries of a lot by what two about the same drive must share: there are thousands, and few share a name.
pub(super) struct Drives<'a>(BTreeMap<&'a str, Vec<&'a LotEntry>>);

impl<'a> Drives<'a> {
    pub(super) fn of(entries: &'a [LotEntry]) -> Drives<'a> {
        let mut by_name: BTreeMap<&str, Vec<&LotEntry>> = BTreeMap::new();
        for entry in entries {
            for name in names(entry) {
                by_name.entry(name).or_default().push(entry);
            }
        }
        Drives(by_name)
    }

    /// The other entries about the drive of this one; one may come twice.
    pub(super) fn same<'e>(&'e self, entry: &'e LotEntry) -> impl Iterator<Item = &'e LotEntry> {
        let near = names(entry).filter_map(|name| self.0.get(name)).flatten();
        near.copied().filter(|other| other.digest != entry.digest && entry.is_same_drive(other))
    }
}

/// What an entry may share with another one about the same drive.
fn names(entry: &LotEntry) -> impl Iterator<Item = &str> {
    let drive = entry.drive.iter().flat_map(|drive| [&drive.serial, &drive.wwn]).flatten();
    drive.chain(&entry.failed_erasure).map(String::as_str).chain([entry.digest.as_str()])
}
