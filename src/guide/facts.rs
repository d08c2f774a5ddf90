//! What is known of the computer, the workshop and the time: all that a screen may speak of. Somebody else looks; here it is plain data.

use jiff::civil::{Date, DateTime};

use crate::event::Context;
use crate::record::Verdict;

/// All that is known at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The local time by the computer's clock.
    pub now: DateTime,
    /// A day that is past for sure: the program's build, or the last line of the station's ledger. An earlier clock is wrong.
    pub floor: Option<Date>,
    /// What the workshop's settings say.
    pub workshop: Workshop,
    /// Whether attestations can be kept.
    pub keep: Keep,
    /// Whether somebody looked for drives yet.
    pub looked: bool,
    /// The drives, in the order of their numbers; the first is number 1.
    pub drives: Vec<DriveFact>,
    /// What hides drives from this computer; none when there is no trace of any.
    pub hidden: Vec<Hiding>,
    /// Whether nothing at all speaks against an empty computer: every place was looked at, no drive, no trace of one.
    pub is_empty: bool,
    /// Whether the computer tells its own serial number.
    pub has_serial: bool,
    /// Whether it has a tray for discs.
    pub has_tray: bool,
    /// Whether its settings (BIOS, UEFI) are known to be behind a password; few makers tell.
    pub has_setup_password: bool,
    /// Where its power comes from.
    pub power: Power,
    /// Jobs of this session, in the order in which they were begun.
    pub jobs: Vec<JobFact>,
    /// Whether the last thing that was to be begun could not be, and why: a sentence.
    pub refused: Option<String>,
    /// The paper for a computer without a drive, once it is signed.
    pub empty_paper: Option<Proof>,
    /// Whether the program may switch the computer off.
    pub may_power_off: bool,
}

/// What the workshop's settings say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workshop {
    /// Name of the structure or workshop.
    pub name: Option<String>,
    /// Zone that it belongs to.
    pub zone: Option<String>,
    /// Name of the station, once it is open.
    pub station: Option<String>,
    /// Who works here; where there are none, a number is asked for.
    pub operators: Vec<Operator>,
    /// Who gives computers.
    pub donors: Vec<Donor>,
    /// What stands on every label before its number.
    pub label_prefix: String,
}

/// Somebody who works here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operator {
    /// The code that stands in attestations.
    pub code: String,
    /// What is shown beside it.
    pub name: Option<String>,
    /// Digits that this person types; no secret, it keeps people from taking another's place by mistake.
    pub digits: Option<String>,
}

/// Somebody who gives computers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Donor {
    /// Name.
    pub name: String,
    /// Convention that they are given under.
    pub convention: Option<String>,
}

/// Whether attestations can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The station and its folder are there.
    Here,
    /// They are not, and nothing may begin.
    Missing,
}

/// Where the power comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// From the wall, or from where nobody says: a computer without a battery does not tell.
    Mains,
    /// From the battery, at so many percent where that is known.
    Battery(Option<u8>),
}

/// What hides a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hiding {
    /// A setting of the computer: RAID, RST, VMD.
    Setting,
    /// No driver for its controller.
    NoDriver,
    /// A controller that is there, with a drive that does not answer.
    NoAnswer,
}

/// A drive as the guide sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriveFact {
    /// Tells it from every other drive, and from this one after a change: its whole code of confirmation.
    pub key: String,
    /// The digits that confirm it.
    pub code: String,
    /// Maker and model as it tells them.
    pub model: Option<String>,
    /// All addressable bytes.
    pub size_bytes: u64,
    /// Serial number as it tells it.
    pub serial: Option<String>,
    /// Whether it may be chosen.
    pub standing: Standing,
    /// An erase of it that was broken off.
    pub interrupted: Option<Interrupted>,
}

/// Whether a drive may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may; so many seconds it takes, about.
    Free {
        /// Seconds.
        seconds: u64,
    },
    /// It may not.
    Protected(Why),
}

/// Why a drive may not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The system was started from it: the stick.
    Stick,
    /// It hangs on USB.
    Usb,
    /// It can be taken out of a slot of the computer: a memory card.
    Card,
    /// It is in use.
    InUse,
    /// It belongs to the computer and cannot be erased here: asleep, locked, read-only, an unknown state.
    Cannot,
    /// It is no drive of the computer: a virtual one, an array's path.
    NoDrive,
}

impl Why {
    /// Whether the drive stays in the computer with all that is on it.
    #[must_use]
    pub fn stays(self) -> bool {
        matches!(self, Why::InUse | Why::Cannot | Why::Card)
    }
}

impl DriveFact {
    /// Whether it may be chosen.
    #[must_use]
    pub fn is_free(&self) -> bool {
        matches!(self.standing, Standing::Free { .. })
    }
}

/// An erase that was broken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interrupted {
    /// Percent of its writing that were done, rounded down.
    pub percent: u8,
    /// Its papers, under which alone it is gone on with.
    pub context: Context,
}

/// A job of this session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFact {
    /// Which round of erasing it belongs to, from 1.
    pub round: u32,
    /// Its drive: [`DriveFact::key`].
    pub key: String,
    /// The drive's number on the screens, from 1.
    pub number: usize,
    /// Maker and model of the drive.
    pub model: Option<String>,
    /// Serial number of the drive.
    pub serial: Option<String>,
    /// What it is at.
    pub phase: Phase,
    /// Thousandths done of what it is at; none where nobody knows.
    pub permille: Option<u16>,
    /// The local time of its end, where that is known.
    pub ends: Option<DateTime>,
    /// Whether the drive has not answered for long.
    pub is_silent: bool,
    /// What came of it.
    pub ended: Option<Ended>,
}

/// What a job is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Getting ready.
    Preparing,
    /// Erasing.
    Erasing,
    /// Looking at the drive afterwards.
    Checking,
    /// Done; the stick has to be there for its attestation to be signed, and until then nobody says how it ended.
    Waiting,
}

/// What came of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// What the signed record concludes; none when nothing could be signed.
    pub verdict: Option<Verdict>,
    /// Why it is not erased.
    pub failure: Option<Failure>,
    /// Its attestation; none when there is none.
    pub proof: Option<Proof>,
}

/// Why a drive is not erased, as far as a person can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Somebody, or a signal, stopped it.
    Stopped,
    /// The drive answered no more.
    NoAnswer,
    /// The drive said that it was erasing itself, and never that it was done.
    Endless,
    /// The drive is gone.
    Gone,
    /// Something of what was on it is still there, or may be.
    Remains,
}

/// An attestation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Its number.
    pub number: String,
    /// The text of its QR code, where there is one.
    pub qr: Option<String>,
    /// Whether it lies where it belongs, and the ledger knows of it.
    pub is_saved: bool,
}
