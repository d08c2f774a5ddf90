//! A lot: the documents of one handover, listed by digest and countersigned by a zone, with what became of every machine.
//!
//! The signature of a zone on a lot says two things. It vouches for each document by its digest: these were authentic when the
//! lot was signed. And it says how complete the lot is. The decision to accept the outcome (NIST SP 800-88 rev. 2 §4.5.2) stands
//! in it too, and *approved* is impossible as long as one machine is missing or waiting: what is to be approved sooner
//! goes into a lot of its own.

pub mod gather;
mod rule;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use rule::{completeness, outcome_of};

use super::Kind;
use super::common::{Person, SignedTime};
use crate::event::Tool;

/// A list of documents, countersigned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotRecord {
    /// `lot`.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// [`SCHEMA`].
    pub schema: u32,
    /// Number of the lot; the name of its folder.
    pub number: String,
    /// The zone that signs.
    pub zone: Zone,
    /// Who gave the machines.
    pub donor: String,
    /// The convention they were given under.
    pub convention: Option<String>,
    /// Number of the handover slip.
    pub handover: Option<String>,
    /// How many machines were handed over.
    pub machines_in: u64,
    /// The machines known by label, ascending, those without a document included.
    pub machines: Vec<LotMachine>,
    /// One a document, ascending by number.
    pub entries: Vec<LotEntry>,
    /// How many machines came to what; a function of the two lists.
    pub completeness: Completeness,
    /// Whether the outcome is accepted.
    pub validation: Validation,
    /// When it was signed.
    pub time: SignedTime,
    /// The program.
    pub tool: Tool,
}

/// What a lot is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotDraft {
    /// Number of the lot.
    pub number: String,
    /// The zone that signs.
    pub zone: Zone,
    /// Who gave the machines.
    pub donor: String,
    /// The convention.
    pub convention: Option<String>,
    /// The handover slip.
    pub handover: Option<String>,
    /// How many machines were handed over.
    pub machines_in: u64,
    /// Those known by label, and where each goes.
    pub machines: Vec<(String, MachineFate)>,
    /// The documents.
    pub entries: Vec<LotEntry>,
    /// The decision.
    pub validation: Validation,
    /// When it is signed.
    pub time: SignedTime,
    /// The program.
    pub tool: Tool,
}

/// The zone that signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Its name, the principal in the trust set.
    pub name: String,
    /// Its key's OpenSSH fingerprint, `SHA256:…`.
    pub key: String,
}

/// A machine that was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotMachine {
    /// The label stuck on it.
    pub label: String,
    /// What its documents come to; a function of the entries with its label.
    pub outcome: MachineOutcome,
    /// Where the machine itself goes, as the zone says.
    pub fate: MachineFate,
}

/// What the documents of a machine come to: the first that holds, from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MachineOutcome {
    /// It has no document.
    Missing,
    /// It has a drive that was not erased, and of which nothing more is known.
    Waiting,
    /// It has a drive that was not erased and went back to the donor.
    Returned,
    /// It has a drive that was declared destroyed.
    Destroyed,
    /// It has a drive that was erased.
    Erased,
    /// It came without a drive.
    NoMedia,
}

/// Where a machine goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MachineFate {
    /// To somebody who uses it.
    Reuse,
    /// Its parts are used.
    Parts,
    /// To waste (DEEE).
    Waste,
    /// Back to the donor.
    Returned,
    /// Not decided.
    Waiting,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotEntry {
    /// Its number.
    pub number: String,
    /// Its kind: `erasure`, `no-media`, `destruction`.
    pub kind: Kind,
    /// SHA-256 of its `attestation.json`.
    pub digest: String,
    /// What it says.
    pub result: EntryResult,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// Label of the machine; none for a drive that came alone.
    pub label: Option<String>,
    /// Serial number of the computer that it names, which may be the bench that a drive was erased on.
    pub machine_serial: Option<String>,
    /// The drive; none for `no-media`.
    pub drive: Option<LotDrive>,
    /// Of a destruction: the digest of the failed erasure that it names.
    pub failed_erasure: Option<String>,
    /// What became of what the document is about.
    pub fate: Fate,
}

/// A drive, as far as it takes to tell it from others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotDrive {
    /// Model.
    pub model: Option<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// World-wide name.
    pub wwn: Option<String>,
}

impl LotDrive {
    /// Whether both are one drive; not when neither tells a name of its own.
    #[must_use]
    pub fn is_same(&self, other: &LotDrive) -> bool {
        let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        let models_fit = self.model == other.model || self.model.is_none() || other.model.is_none();
        same(&self.wwn, &other.wwn) || same(&self.serial, &other.serial) && models_fit
    }
}

/// What a document says, whatever its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryResult {
    /// Erased.
    Erased,
    /// Erased, with reservations.
    ErasedWithReservations,
    /// Not erased.
    NotErased,
    /// No drive was found in the computer.
    NoMedia,
    /// A person declares it destroyed.
    DeclaredDestroyed,
    /// The same, with reservations.
    DeclaredDestroyedWithReservations,
    /// A destruction was declared that leaves memory chips whole.
    NotDestroyed,
}

impl EntryResult {
    /// All of them.
    pub const ALL: [EntryResult; 7] = [
        EntryResult::Erased,
        EntryResult::ErasedWithReservations,
        EntryResult::NotErased,
        EntryResult::NoMedia,
        EntryResult::DeclaredDestroyed,
        EntryResult::DeclaredDestroyedWithReservations,
        EntryResult::NotDestroyed,
    ];

    /// The kind of document that says so.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            EntryResult::Erased | EntryResult::ErasedWithReservations | EntryResult::NotErased => {
                Kind::Erasure
            }
            EntryResult::NoMedia => Kind::NoMedia,
            EntryResult::DeclaredDestroyed
            | EntryResult::DeclaredDestroyedWithReservations
            | EntryResult::NotDestroyed => Kind::Destruction,
        }
    }

    /// Whether data may still be on the drive.
    #[must_use]
    pub fn may_hold_data(self) -> bool {
        matches!(self, EntryResult::NotErased | EntryResult::NotDestroyed)
    }

    /// Whether it says that the drive was erased.
    #[must_use]
    pub fn is_erased(self) -> bool {
        matches!(self, EntryResult::Erased | EntryResult::ErasedWithReservations)
    }

    /// Whether it says that the drive is declared destroyed.
    #[must_use]
    pub fn is_destroyed(self) -> bool {
        matches!(self, EntryResult::DeclaredDestroyed | EntryResult::DeclaredDestroyedWithReservations)
    }
}

/// What became of what a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// To somebody who uses it.
    Reuse,
    /// Used as a part.
    Parts,
    /// Erased, and gone to waste (DEEE).
    Waste,
    /// A person declares it destroyed: a document of the lot says so.
    Destroyed,
    /// Back to the donor.
    Returned,
    /// Not decided.
    Waiting,
    /// A later document of the lot tells more of the same drive, and not that it was destroyed.
    Superseded,
}

impl Fate {
    /// All of them.
    pub const ALL: [Fate; 7] = [
        Fate::Reuse,
        Fate::Parts,
        Fate::Waste,
        Fate::Destroyed,
        Fate::Returned,
        Fate::Waiting,
        Fate::Superseded,
    ];
}

/// How many machines came to what. All six add up to `machines_in`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Completeness {
    /// Machines with an erased drive, and none that is worse.
    pub erased: u64,
    /// Machines without a drive.
    pub no_media: u64,
    /// Machines with a drive that was declared destroyed.
    pub destroyed: u64,
    /// Machines with a drive that went back.
    pub returned: u64,
    /// Machines with a drive of which nothing is decided.
    pub waiting: u64,
    /// Machines without a document, those without a known label included.
    pub missing: u64,
}

/// Whether the outcome is accepted (NIST SP 800-88 rev. 2 §4.5.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validation {
    /// The decision.
    pub decision: Decision,
    /// Who decided; none while it waits.
    pub by: Option<Person>,
    /// When; none while it waits.
    pub at: Option<Timestamp>,
    /// Why; there when it is rejected.
    pub grounds: Option<String>,
}

/// The decision about a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The outcome is accepted.
    Approved,
    /// It is not.
    Rejected,
    /// Nobody decided yet.
    Waiting,
}
