//! The record: plain data that says what happened to one drive. Hardware fills it; it knows no hardware.
//!
//! [`ErasureRecord`] is the record of one drive that was to be erased; [`no_media`], [`destruction`], [`lot`] and [`annual`] are the
//! other kinds, and [`document`] is all of them.
//!
//! [`fold`] makes it from the events of the journal, [`verdict`] draws the conclusion. A reader of a record draws the
//! conclusion again and refuses a record that claims another one ([`ErasureRecord::is_consistent`]).
//!
//! Members are ASCII snake_case, numbers are integers below 2^53, so that the canonical form (RFC 8785) is the one that
//! stock tools produce too.

pub mod annual;
pub mod attempt;
pub mod bound;
pub mod common;
pub mod destruction;
pub mod details;
pub mod document;
pub mod fold;
pub mod lot;
pub mod no_media;
pub mod paper;
pub mod say;
pub mod verdict;
pub mod words;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use attempt::AttemptReport;
pub use document::Document;
pub use verdict::{Level, Limit, Outcome, Reason, Reservation, Verdict};

pub use crate::event::Technique;
use crate::event::{
    AreaKind, BadBlocks, Context, DriveIdentity, Engine, Machine, OwnIdentity, PasswordKept, Policy,
    ReadBackReport, RestoreOutcome, StopReason, Survey, Tool,
};
use crate::units::Answer;

/// The version of the schema that this program writes.
pub const SCHEMA: u32 = 1;

/// What an attestation is about; the first member that a reader looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One drive was to be erased.
    Erasure,
    /// A computer came without a drive.
    NoMedia,
    /// A person declares a drive destroyed.
    Destruction,
    /// A zone countersigns a list of documents.
    Lot,
    /// A donor’s year.
    AnnualReport,
}

/// What was done to one drive, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasureRecord {
    /// `erasure`.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// [`SCHEMA`].
    pub schema: u32,
    /// Number of the attestation: station, year, counter.
    pub number: String,
    /// The result: a function of the facts, like the four members after it.
    pub result: Verdict,
    /// The level reached.
    pub level: Level,
    /// Why it is `not_erased`; empty otherwise.
    pub reasons: Vec<Reason>,
    /// Why it is not plainly `erased`.
    pub reservations: Vec<Reservation>,
    /// What is never covered; never empty.
    pub limits: Vec<Limit>,
    /// All that was observed.
    pub facts: Facts,
    /// The station that signs.
    pub station: Station,
    /// Its place in the station's ledger.
    pub ledger: LedgerPlace,
    /// The journal it was folded from.
    pub journal: JournalSeal,
}

/// All that was observed; the outcome is a function of this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The drive, as it was when it was chosen.
    pub drive: DriveIdentity,
    /// Who the drive itself said that it is, asked by a command; behind a USB bridge [`drive`](Facts::drive) may hold what the bridge
    /// says. None where it was not asked or did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_identity: Option<OwnIdentity>,
    /// The machine it was in.
    pub machine: Machine,
    /// The papers it belongs to.
    pub context: Context,
    /// What was asked for.
    pub policy: Policy,
    /// How it was erased: the last technique that was tried.
    pub technique: Technique,
    /// What of the drive was to be reached.
    pub scope: Scope,
    /// What the drive told of itself before; none where nothing was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey: Option<Survey>,
    /// Each technique that was tried, in order; empty for a plain overwrite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<AttemptReport>,
    /// A password that is left on the drive; none where none is known to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_kept: Option<PasswordKept>,
    /// Each pass of the policy, as far as it came.
    pub passes: Vec<PassReport>,
    /// Blocks that could not be written in the last pass, ascending.
    pub bad_blocks: Vec<BadBlocks>,
    /// The read-back, if one ended.
    pub read_back: Option<ReadBackReport>,
    /// Whether it was still the chosen drive before the first write, and after the last read.
    pub identity: IdentityChecks,
    /// Why it ended early, if it did.
    pub stopped: Option<StopReason>,
    /// Every process that worked on it.
    pub runs: Vec<RunReport>,
    /// When.
    pub time: Times,
    /// The program.
    pub tool: Tool,
}

impl Facts {
    /// The drive with the capacity that it was erased with: hidden areas that were brought back are part of it.
    #[must_use]
    pub fn drive_as_erased(&self) -> DriveIdentity {
        DriveIdentity { size_bytes: self.scope.addressable_bytes, ..self.drive.clone() }
    }
}

/// What of the drive an erase was to reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Bytes that the interface addresses, hidden areas that were brought back included.
    pub addressable_bytes: u64,
    /// Bytes written and not listed as bad, by the last pass; or all of them, when the drive's own erase is proven.
    pub erased_bytes: u64,
    /// Whether areas beyond the addressable ones (HPA, DCO, AMAC, other namespaces, boot partitions) were looked for.
    pub hidden_areas: HiddenAreas,
    /// Each such area that was looked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaReport>,
}

/// What is known of areas that ordinary writes do not reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HiddenAreas {
    /// The drive has no such thing (a virtual drive).
    NotApplicable,
    /// Nobody looked.
    NotExamined,
    /// They were looked for; [`Scope::areas`] tells what was found.
    Examined,
}

/// One hidden area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaReport {
    /// What it is.
    pub kind: AreaKind,
    /// Whether it was there.
    pub present: Answer,
    /// How large it was.
    pub bytes: Option<u64>,
    /// What came of bringing it back, where that was tried.
    pub restored: Option<RestoreOutcome>,
}

/// One pass over the drive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassReport {
    /// From 1.
    pub pass: u32,
    /// Whether it reached the end of the drive and was flushed.
    pub complete: bool,
    /// Bytes known to be written from the start of the drive.
    pub done_bytes: u64,
    /// Wall time by the monotonic clock, over all runs, in milliseconds.
    pub duration_ms: u64,
}

/// The drive's identity over the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityChecks {
    /// Just before the first byte was written, in every run.
    pub before_first_write: Answer,
    /// After the last byte was read back.
    pub after_last_read: Answer,
}

/// One process that worked on the job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunReport {
    /// When it took the job up.
    pub started_at: Timestamp,
    /// The engine that moved the data.
    pub engine: Engine,
    /// Pass that it went on with, from 1.
    pub pass: u32,
    /// Byte that it went on from.
    pub from_byte: u64,
}

/// When things happened, and how much the clock is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// When the job was opened.
    pub started_at: Timestamp,
    /// When it was signed.
    pub ended_at: Timestamp,
    /// Where the time comes from.
    pub clock: ClockSource,
}

/// Where the time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockSource {
    /// The operating system's clock, which nobody confirmed.
    System,
    /// The operating system's clock, earlier than the program's build or the ledger's last entry: wrong.
    SystemBehind,
    /// The operating system's clock, which a person had just set, or seen to be wrong and set right, before the job.
    Operator,
}

/// The station that signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    /// Its name, the principal in the trust set.
    pub name: String,
    /// Its key's OpenSSH fingerprint, `SHA256:…`.
    pub key: String,
    /// SHA-256 of the trust set that it held when it signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<String>,
}

/// A place in the station's ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerPlace {
    /// The line of the ledger, from 1, that this attestation takes.
    pub sequence: u64,
    /// SHA-256 of the line before it; zeros before the first.
    pub previous: String,
}

/// What the journal held when the record was folded from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalSeal {
    /// Lines.
    pub lines: u64,
    /// SHA-256 of the last line, which holds the digest of the one before it, and so on.
    pub head: String,
}

impl ErasureRecord {
    /// Draws the conclusion from the facts and puts all together.
    #[must_use]
    pub fn new(
        number: String,
        facts: Facts,
        station: Station,
        ledger: LedgerPlace,
        journal: JournalSeal,
    ) -> Self {
        let Outcome { result, level, reasons, reservations, limits } = verdict::conclude(&facts);
        ErasureRecord {
            kind: Kind::Erasure,
            schema: SCHEMA,
            number,
            result,
            level,
            reasons,
            reservations,
            limits,
            facts,
            station,
            ledger,
            journal,
        }
    }

    /// Whether the outcome is the one that follows from the facts. A record that claims more is refused by every reader.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        let Outcome { result, level, reasons, reservations, limits } = verdict::conclude(&self.facts);
        self.kind == Kind::Erasure
            && (self.result, self.level) == (result, level)
            && self.reasons == reasons
            && self.reservations == reservations
            && self.limits == limits
    }
}
