//! *Constat de destruction*: a person declares that a drive was destroyed. The program saw nothing of it, and signs that
//! the declaration was made.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::common::{
    Person, Reference, SignedTime, is_optional_text, is_sound_context, is_sound_machine, is_text,
};
use super::{ClockSource, Kind, LedgerPlace, SCHEMA, Station};
use crate::event::{Context, Machine, Medium, Tool};
use crate::units::Answer;

/// A declaration that a drive was destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DestructionRecord {
    /// `destruction`.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// [`SCHEMA`].
    pub schema: u32,
    /// Number of the document: station, year, counter.
    pub number: String,
    /// What the declaration comes to: a function of it, like the reservations.
    pub result: DestructionResult,
    /// Why it is not plainly `declared_destroyed`.
    pub reservations: Vec<DestructionReservation>,
    /// What was declared.
    pub declaration: Declaration,
    /// When it was signed.
    pub time: SignedTime,
    /// The program.
    pub tool: Tool,
    /// The station that signs.
    pub station: Station,
    /// Its place in the station's ledger.
    pub ledger: LedgerPlace,
}

/// What was declared, all of it by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// Who observed it: a person, not the program.
    pub observed_by: ObservedBy,
    /// The drive.
    pub drive: DestroyedDrive,
    /// The erasure of this drive that failed, if there was one.
    pub failed_erasure: Option<Reference>,
    /// The computer it came from.
    pub machine: Machine,
    /// The papers it belongs to.
    pub context: Context,
    /// How.
    pub method: DestructionMethod,
    /// More of how, in words: the size of the shreds, the number of holes.
    pub method_detail: Option<String>,
    /// What became of the memory chips; there for flash and for an unknown medium.
    pub chips: Option<Chips>,
    /// Who declares it, and saw it.
    pub declared_by: Person,
    /// Who saw it too.
    pub witness: Option<Person>,
    /// Where.
    pub place: String,
    /// On which day, at that place.
    pub date: Date,
    /// Slip of the waste (DEEE, Trackdéchets).
    pub waste_slip: Option<String>,
}

/// Who observed what a document tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObservedBy {
    /// A person, and not the program.
    Person,
}

/// A drive as somebody typed it in, or as the record of its failed erasure names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DestroyedDrive {
    /// Maker.
    pub vendor: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Serial number; or, where it cannot be read, a mark that tells the drive.
    pub serial: String,
    /// World-wide name.
    pub wwn: Option<String>,
    /// Bytes.
    pub size_bytes: Option<u64>,
    /// What it kept its data on; never `virtual`.
    pub medium: Medium,
}

/// Ways of destroying.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DestructionMethod {
    /// Holes through it.
    Drilled,
    /// Cut to pieces by hand or saw.
    Cut,
    /// Bent.
    Bent,
    /// Pressed.
    Crushed,
    /// Shredded by a machine.
    Shredded,
    /// Ground to grains.
    Disintegrated,
    /// Burnt in a plant licensed for it.
    Incinerated,
    /// Another way; `method_detail` says which.
    Other,
}

impl DestructionMethod {
    /// All of them.
    pub const ALL: [DestructionMethod; 8] = [
        DestructionMethod::Drilled,
        DestructionMethod::Cut,
        DestructionMethod::Bent,
        DestructionMethod::Crushed,
        DestructionMethod::Shredded,
        DestructionMethod::Disintegrated,
        DestructionMethod::Incinerated,
        DestructionMethod::Other,
    ];

    /// Whether parts remain that a laboratory could read (NIST SP 800-88 rev. 2 §3.1.3).
    #[must_use]
    pub fn leaves_parts(self) -> bool {
        !matches!(
            self,
            DestructionMethod::Shredded | DestructionMethod::Disintegrated | DestructionMethod::Incinerated
        )
    }
}

/// What became of the memory chips.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chips {
    /// Whether every memory chip was destroyed. One hole through a circuit board misses most of them.
    pub every_chip: Answer,
    /// Which were, in words: how many, where.
    pub which: Option<String>,
}

/// What a declaration comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DestructionResult {
    /// By this person's word it is destroyed.
    DeclaredDestroyed,
    /// The same, with reservations.
    DeclaredDestroyedWithReservations,
    /// It is flash, and nobody says that every memory chip was destroyed.
    NotDestroyed,
}

/// Why a drive is not plainly declared destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DestructionReservation {
    /// Parts remain that a laboratory could read.
    PartsRemain,
    /// Nobody but the person who declares saw it.
    NoWitness,
    /// No slip says where the waste went.
    NoWasteSlip,
}

impl Declaration {
    /// What it comes to: flash of which some chips may be whole is not destroyed.
    #[must_use]
    pub fn conclude(&self) -> (DestructionResult, Vec<DestructionReservation>) {
        let mut reservations = Vec::new();
        let mut reserve = |holds: bool, reservation| {
            if holds {
                reservations.push(reservation);
            }
        };
        reserve(self.method.leaves_parts(), DestructionReservation::PartsRemain);
        reserve(self.witness.is_none(), DestructionReservation::NoWitness);
        reserve(self.waste_slip.is_none(), DestructionReservation::NoWasteSlip);
        let chips = self.chips.as_ref().map_or(Answer::Unknown, |chips| chips.every_chip);
        let chips_left = self.has_chips() && chips != Answer::Yes || chips == Answer::No;
        let result = match (chips_left, reservations.is_empty()) {
            (true, _) => DestructionResult::NotDestroyed,
            (false, false) => DestructionResult::DeclaredDestroyedWithReservations,
            (false, true) => DestructionResult::DeclaredDestroyed,
        };
        (result, reservations)
    }

    /// Whether its data may be in memory chips: where the medium is not known, they may.
    #[must_use]
    pub fn has_chips(&self) -> bool {
        self.drive.medium != Medium::Rotating
    }

    fn is_sound(&self) -> bool {
        let DestroyedDrive { vendor, model, serial, wwn, size_bytes: _, medium } = &self.drive;
        let texts = [vendor, model, wwn, &self.method_detail, &self.waste_slip];
        let needs_detail = self.method == DestructionMethod::Other;
        *medium != Medium::Virtual
            && is_text(serial)
            && texts.into_iter().all(|text| is_optional_text(text.as_deref()))
            && (!needs_detail || self.method_detail.is_some())
            && (!self.has_chips() || self.chips.is_some())
            && self.chips.as_ref().is_none_or(|chips| is_optional_text(chips.which.as_deref()))
            && self.declared_by.is_sound()
            && self.witness.as_ref().is_none_or(|witness| witness.is_sound() && *witness != self.declared_by)
            && self.failed_erasure.as_ref().is_none_or(Reference::is_sound)
            && is_text(&self.place)
            && is_sound_context(&self.context)
            && is_sound_machine(&self.machine)
    }
}

impl DestructionRecord {
    /// Draws the conclusion from the declaration and puts all together.
    #[must_use]
    pub fn new(
        number: String,
        declaration: Declaration,
        time: SignedTime,
        tool: Tool,
        station: Station,
        ledger: LedgerPlace,
    ) -> Self {
        let (result, reservations) = declaration.conclude();
        DestructionRecord {
            kind: Kind::Destruction,
            schema: SCHEMA,
            number,
            result,
            reservations,
            declaration,
            time,
            tool,
            station,
            ledger,
        }
    }

    /// Whether the declaration is complete, was not made before the day it tells of, and its result follows from it.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        self.kind == Kind::Destruction
            && self.declaration.is_sound()
            && (self.result, self.reservations.clone()) == self.declaration.conclude()
            && (self.time.clock == ClockSource::SystemBehind || self.is_past())
    }

    /// A day of any time zone: UTC+14 is ahead by less than one day.
    fn is_past(&self) -> bool {
        let signed_on = self.time.signed_at.to_zoned(TimeZone::UTC).date();
        signed_on.checked_add(1.day()).is_ok_and(|latest| self.declaration.date <= latest)
    }
}
