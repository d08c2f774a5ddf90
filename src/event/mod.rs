//! What happens during a job, as plain data.
//!
//! An [`Event`] must be delivered: the journal keeps it, the record is folded from it, `--events json` prints it. A
//! [`Tick`] may be lost: it only moves a progress bar. Integers are below 2^53 and strings are clean, so that whatever
//! ends up in a record is canonical JSON.

pub mod firmware;
pub mod survey;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use firmware::{
    Blocked, CommandAnswer, CommandReport, Completion, DriveLog, EvidenceReport, FallBack, FirmwarePolicy,
    FirmwareReport, Leaves, Obstacle, PasswordKept, Planted, RestoreOutcome, Technique,
};
pub use survey::{
    Area, AreaKind, AskedBy, AtaSecurity, AtaSurvey, MmcSurvey, NoCommands, NvmeSurvey, OwnIdentity,
    SanitizeState, SanitizeSurvey, ScsiSurvey, Survey, TcgSurvey,
};

use crate::units::Answer;

/// How data travels to the drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Serial ATA, or parallel ATA.
    Ata,
    /// NVM Express.
    Nvme,
    /// Serial-attached SCSI, or another SCSI transport.
    Scsi,
    /// Behind a USB bridge.
    Usb,
    /// eMMC or SD.
    Mmc,
    /// Universal Flash Storage.
    Ufs,
    /// A disk that a hypervisor shows, or a network disk.
    Virtual,
    /// A loop device: a file shown as a block device.
    Loop,
    /// A plain file, for trying gomme without a device.
    File,
    /// Not recognised.
    Unknown,
}

/// What the drive keeps its data on; decides which reservations an overwrite carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// Magnetic platters.
    Rotating,
    /// Flash or another solid-state medium, which holds more cells than it shows addresses.
    Flash,
    /// A virtual drive: what lies beneath is not ours to judge.
    Virtual,
    /// Not known: handled as flash.
    Unknown,
}

/// Who a drive is. Two drives never share all of this; one drive never changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DriveIdentity {
    /// Manufacturer, where the drive tells it apart from its model.
    pub vendor: Option<String>,
    /// Model as the drive tells it.
    pub model: Option<String>,
    /// Serial number as the drive tells it.
    pub serial: Option<String>,
    /// World-wide name: `naa.…`, `eui.…`, `nguid.…` or `uuid.…`.
    pub wwn: Option<String>,
    /// Firmware revision.
    pub firmware: Option<String>,
    /// All addressable bytes.
    pub size_bytes: u64,
    /// Bytes in a logical block (LBA).
    pub logical_block_bytes: u32,
    /// Bytes in a physical block.
    pub physical_block_bytes: u32,
    /// How it is attached.
    pub transport: Transport,
    /// What it keeps its data on.
    pub medium: Medium,
}

impl DriveIdentity {
    /// Whether the drive can be told from its siblings by what it says of itself.
    #[must_use]
    pub fn is_strong(&self) -> bool {
        self.serial.is_some() || self.wwn.is_some()
    }
}

/// What a pass writes: a function of the byte's place alone, so that read-back can make any block again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fill {
    /// The same byte everywhere.
    Byte {
        /// That byte.
        value: u8,
    },
    /// A keyed stream, seekable by address.
    Random {
        /// The cipher that makes it.
        cipher: StreamCipher,
        /// Its 256-bit key, 64 hexadecimal digits; drawn for this pass alone.
        key: String,
    },
}

/// The ciphers a random pass may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StreamCipher {
    /// AES-256 in counter mode: initial counter block = byte offset / 16, big-endian.
    #[serde(rename = "aes-256-ctr")]
    Aes256Ctr,
    /// ChaCha12: nonce = byte offset / 1 MiB as a little-endian 64-bit number, then four zero bytes.
    #[serde(rename = "chacha12")]
    ChaCha12,
}

/// How much of the medium is read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadBackScheme {
    /// One random block in each of 6,905 (rotating) or 69,075 (flash) equal strata, and fixed points.
    Sample,
    /// NIST SP 800-88 rev. 1 §4.7.3: 1,000 sections, two random places in each, 10 % of the medium.
    NistR1,
    /// Every byte.
    Full,
}

/// The engine that moved the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// io_uring, with several requests under way.
    IoUring,
    /// pread and pwrite in threads.
    Threads,
    /// An emulated drive, in tests alone.
    Emulated,
}

/// A run of neighbouring logical blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockRange {
    /// First logical block address.
    pub first_lba: u64,
    /// How many blocks, at least 1.
    pub blocks: u64,
}

/// What reading a block that could not be written tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadBlockState {
    /// Neither written nor read: what it holds cannot be had through the interface.
    Unreadable,
    /// Readable, and holding something else than what was to be written: data may remain.
    Differs,
    /// Readable, and holding what was to be written all the same.
    Matches,
    /// Nobody looked.
    NotExamined,
}

/// Blocks that could not be written in some pass, and what reading them tells at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BadBlocks {
    /// First logical block address.
    pub first_lba: u64,
    /// How many blocks, at least 1.
    pub blocks: u64,
    /// What they hold.
    pub state: BadBlockState,
}

/// The findings of a read-back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadBackReport {
    /// The scheme that ran.
    pub scheme: ReadBackScheme,
    /// Bytes in a block of the scheme; the last block of the drive may be shorter.
    pub block_bytes: u32,
    /// Blocks on the drive, the last and shorter one included.
    pub blocks_total: u64,
    /// Equal parts that the drive was cut into; 0 for `full`.
    pub strata: u64,
    /// Blocks drawn at random, counted in the bound.
    pub random_blocks: u64,
    /// Blocks always read, not counted in the bound.
    pub fixed_blocks: u64,
    /// Different blocks read, or tried, in all.
    pub blocks_read: u64,
    /// 64 hexadecimal digits, drawn by the operating system after the erase; none for `full`.
    pub seed: Option<String>,
    /// SHA-256 of the runs of neighbouring blocks to read, ascending: number of the first and how many, each as 8
    /// little-endian bytes; none for `full`.
    pub places_digest: Option<String>,
    /// Blocks that did not hold what they should; reading ends early once 64 are found.
    pub differing: Vec<BlockRange>,
    /// Blocks that could not be read, other than those that could not be written.
    pub unreadable: Vec<BlockRange>,
    /// Whether every block of the scheme was read or tried.
    pub complete: bool,
    /// Wall time by the monotonic clock, in milliseconds.
    pub duration_ms: u64,
}

/// Why a job ended before its plan did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// Somebody asked for it (Ctrl-C, a signal).
    Interrupted,
    /// The drive answered nothing for longer than the limit.
    Stalled,
    /// The drive is gone.
    Vanished,
    /// The drive is not the one that was chosen.
    IdentityChanged,
    /// More bad blocks than are worth listing: the drive is dying.
    TooManyBadBlocks,
    /// Wherever it is tried, the drive answers nothing but errors.
    NothingButErrors,
    /// The drive could not be flushed: what it accepted may not be on the medium.
    FlushFailed,
    /// gomme itself could not go on.
    InternalError,
    /// A later job on the same drive took its place.
    Superseded,
    /// The journal could not be written, so that nothing more was begun.
    JournalNotWritten,
}

/// When the identity of a drive was looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Before the first byte was written.
    BeforeFirstWrite,
    /// After the last byte was written and read back.
    AfterLastRead,
}

/// What the donor, the papers and the label say; none of it is learnt from the drive's contents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// Who gave the machine.
    pub donor: Option<String>,
    /// The convention it was given under.
    pub convention: Option<String>,
    /// Number of the handover slip.
    pub handover: Option<String>,
    /// The donor's own inventory number.
    pub inventory_number: Option<String>,
    /// Label stuck on the machine.
    pub label: Option<String>,
    /// Code of the person at the keyboard; a code and not a name.
    pub operator: Option<String>,
    /// Where it goes: reuse, parts, destruction.
    pub destination: Option<String>,
}

/// The computer the drive was in, or the bench it was erased on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// DMI system manufacturer.
    pub vendor: Option<String>,
    /// DMI product name.
    pub product: Option<String>,
    /// DMI serial number.
    pub serial: Option<String>,
}

/// What somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Name of the pattern, as on the command line: `zero`, `random`, `hmg-is5` …
    pub pattern: String,
    /// What each pass of an overwrite writes, in order; empty when no overwrite may come.
    pub passes: Vec<Fill>,
    /// How it is read back.
    pub read_back: ReadBackScheme,
    /// Techniques of the drive's own; none for a plain overwrite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware: Option<FirmwarePolicy>,
}

/// The program that did the job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// `gomme`.
    pub name: String,
    /// Version, as in CHANGELOG.md.
    pub version: String,
    /// Revision of the source it was built from, or `unknown`.
    pub build: String,
}

/// What a job begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobOpened {
    /// Number of the attestation to come; the name of its folder.
    pub number: String,
    /// When.
    pub at: Timestamp,
    /// The program.
    pub tool: Tool,
    /// Where the drive was found; never used to find it again.
    pub path: String,
    /// The drive.
    pub drive: DriveIdentity,
    /// What is to be done.
    pub policy: Policy,
    /// The machine.
    pub machine: Machine,
    /// The papers.
    pub context: Context,
}

/// What must be delivered: journal, record and scripts all read these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A job begins. Written before the drive is touched.
    JobOpened(Box<JobOpened>),
    /// A process takes the job up: first, or again after an interruption.
    RunStarted {
        /// When.
        at: Timestamp,
        /// The engine that moves the data.
        engine: Engine,
        /// Pass that it goes on with, from 1.
        pass: u32,
        /// Byte that it goes on from; 0 for a fresh start.
        from_byte: u64,
    },
    /// The identity of the drive was looked at again.
    IdentityChecked {
        /// When in the job.
        moment: Moment,
        /// Whether it is the drive that was chosen.
        same: Answer,
    },
    /// What the drive told of itself, before anything was done.
    Surveyed(Box<Survey>),
    /// Who the drive says that it is: what it is compared with from then on.
    OwnIdentityTold(OwnIdentity),
    /// A hidden area was to be brought back.
    AreaRestored {
        /// Which.
        area: AreaKind,
        /// What came of it.
        outcome: RestoreOutcome,
        /// Bytes on the drive now.
        size_bytes: u64,
    },
    /// A password is set on the drive and could not be taken off.
    PasswordKept(PasswordKept),
    /// The password that gomme sets was on the drive, and is off.
    PasswordTakenOff,
    /// A technique is tried.
    AttemptStarted {
        /// From 1, over the whole job.
        attempt: u32,
        /// Which.
        technique: Technique,
        /// When.
        at: Timestamp,
    },
    /// Canaries and witnesses are in place.
    Planted(Planted),
    /// A command was sent to the drive.
    Command(Box<CommandReport>),
    /// The drive's own record of what it did.
    DriveLogRead(DriveLog),
    /// An erase by commands ended, whatever came of it.
    FirmwareEnded(FirmwareReport),
    /// The medium was looked at after it.
    EvidenceRead(Box<EvidenceReport>),
    /// A pass begins, or goes on.
    PassStarted {
        /// From 1.
        pass: u32,
        /// How many in all.
        of: u32,
    },
    /// All bytes of the pass below this one are written and flushed.
    Mark {
        /// From 1.
        pass: u32,
        /// Bytes from the start of the drive.
        done_bytes: u64,
    },
    /// Blocks that the drive would not write.
    WriteFailed {
        /// From 1.
        pass: u32,
        /// Which blocks.
        range: BlockRange,
        /// The error number of the operating system.
        errno: i32,
    },
    /// A pass reached the end of the drive and was flushed.
    PassEnded {
        /// From 1.
        pass: u32,
        /// Bytes written in this run of it, bad blocks not counted.
        written_bytes: u64,
        /// Wall time of this run of it, in milliseconds.
        duration_ms: u64,
    },
    /// The read-back begins.
    ReadBackStarted {
        /// How.
        scheme: ReadBackScheme,
    },
    /// The read-back ended by itself, whatever it found.
    ReadBackEnded(ReadBackReport),
    /// What the blocks hold that could not be written.
    BadBlocksRead {
        /// In ascending order.
        bad_blocks: Vec<BadBlocks>,
    },
    /// The job ended before its plan did.
    Stopped {
        /// Why.
        reason: StopReason,
        /// Pass under way, from 1; 0 when none was.
        pass: u32,
        /// Bytes of that pass known to be done.
        done_bytes: u64,
    },
    /// The record was signed. Written before the ledger and the files, so that no proof is lost between them.
    Signed {
        /// When the job ended.
        at: Timestamp,
        /// The attestation, exactly.
        attestation: String,
        /// Its SSHSIG signature.
        signature: String,
    },
}

/// Where a job is, for whoever watches; may be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Tick {
    /// What is under way.
    pub phase: Phase,
    /// Bytes done in it.
    pub done_bytes: u64,
    /// Bytes to do in it.
    pub total_bytes: u64,
}

/// The parts of a job that take long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// Looking whether an interrupted pass is still as it was left.
    ResumeCheck,
    /// Writing.
    Pass {
        /// From 1.
        pass: u32,
        /// How many in all.
        of: u32,
    },
    /// Reading back.
    ReadBack,
    /// Placing canaries and noting witnesses.
    Plant,
    /// The drive erases itself; bytes are its own estimate, none where it gives none.
    Firmware {
        /// How.
        technique: Technique,
    },
    /// Looking for what should be gone.
    Evidence,
}
