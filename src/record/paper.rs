//! Which paper says what state a drive is in: exactly one for each.

use super::Document;
use super::lot::{EntryResult, Fate};

/// The states that a drive, or the place of one, may be in once it is in somebody's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DriveState {
    /// Received, and nothing done yet.
    Received,
    /// Being erased, or broken off without a proof.
    Unfinished,
    /// Erased.
    Erased,
    /// Erased with reservations.
    ErasedWithReservations,
    /// Not erased.
    NotErased,
    /// There is none in the computer.
    Absent,
    /// Declared destroyed.
    Destroyed,
    /// Declared destroyed, with memory chips that may be whole.
    NotDestroyed,
    /// Not erased, and gone back to the donor.
    Returned,
}

impl DriveState {
    /// All of them.
    pub const ALL: [DriveState; 9] = [
        DriveState::Received,
        DriveState::Unfinished,
        DriveState::Erased,
        DriveState::ErasedWithReservations,
        DriveState::NotErased,
        DriveState::Absent,
        DriveState::Destroyed,
        DriveState::NotDestroyed,
        DriveState::Returned,
    ];
}

/// The papers that exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paper {
    /// *Attestation d’effacement*.
    Erasure,
    /// *Attestation d’échec d’effacement*.
    Failure,
    /// *Constat d’absence de support*.
    NoMedia,
    /// *Constat de destruction*.
    Destruction,
    /// The lot itself, in the line of the machine: *missing*, *waiting*, *returned*.
    Lot,
}

impl Paper {
    /// All of them.
    pub const ALL: [Paper; 5] =
        [Paper::Erasure, Paper::Failure, Paper::NoMedia, Paper::Destruction, Paper::Lot];
}

/// The one paper that says what state a drive is in.
#[must_use]
pub fn paper_of(state: DriveState) -> Paper {
    match state {
        DriveState::Received | DriveState::Unfinished | DriveState::Returned => Paper::Lot,
        DriveState::Erased | DriveState::ErasedWithReservations => Paper::Erasure,
        DriveState::NotErased => Paper::Failure,
        DriveState::Absent => Paper::NoMedia,
        DriveState::Destroyed | DriveState::NotDestroyed => Paper::Destruction,
    }
}

/// The state that a line of a lot tells of, by what its document says and what became of it.
#[must_use]
pub fn state_of(result: EntryResult, fate: Fate) -> DriveState {
    match (result, fate) {
        (EntryResult::NotErased | EntryResult::NotDestroyed, Fate::Returned) => DriveState::Returned,
        (EntryResult::Erased, _) => DriveState::Erased,
        (EntryResult::ErasedWithReservations, _) => DriveState::ErasedWithReservations,
        (EntryResult::NotErased, _) => DriveState::NotErased,
        (EntryResult::NoMedia, _) => DriveState::Absent,
        (EntryResult::DeclaredDestroyed | EntryResult::DeclaredDestroyedWithReservations, _) => {
            DriveState::Destroyed
        }
        (EntryResult::NotDestroyed, _) => DriveState::NotDestroyed,
    }
}

impl Document {
    /// The paper that is made of it; none for the report of a year, which tells of no drive.
    #[must_use]
    pub fn paper(&self) -> Option<Paper> {
        match (self, self.result()) {
            // Fates come with the lot: alone, a document says what it found.
            (_, Some(result)) => Some(paper_of(state_of(result, Fate::Waiting))),
            (Document::Lot(_), None) => Some(Paper::Lot),
            (_, None) => None,
        }
    }
}
