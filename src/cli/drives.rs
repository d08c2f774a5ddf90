//! `gomme list`, `gomme plan`, `gomme erase`, and what other commands share with them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Which drives may be chosen.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct SelectionArgs {
    /// Allow loop devices, plain files and the disks of virtual machines
    #[arg(long)]
    pub allow_virtual: bool,
    /// Volunteer's rules: USB and removable drives cannot be chosen
    #[arg(long)]
    pub volunteer: bool,
}

/// `gomme list`
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Show these drives only
    #[arg(value_name = "DRIVE")]
    pub drives: Vec<PathBuf>,
    #[command(flatten)]
    /// Which drives may be chosen.
    pub selection: SelectionArgs,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// How to erase, what to write and how to read it back.
#[derive(Clone, Copy, Debug, Args)]
pub struct MethodArgs {
    /// How to erase
    #[arg(long, value_enum, default_value_t = MethodArg::Strongest)]
    pub method: MethodArg,
    /// Agree beforehand to a lower level, when the drive's own erase fails or proves nothing
    #[arg(long)]
    pub fall_back: bool,
    /// The donor accepts an erase that only changes the drive's encryption key
    #[arg(long)]
    pub accept_crypto_erase: bool,
    /// What an overwrite writes
    #[arg(long, value_enum, default_value_t = PatternArg::Zero)]
    pub pattern: PatternArg,
    /// How to read an overwrite back
    #[arg(long, value_enum, default_value_t = ReadBackArg::Sample)]
    pub read_back: ReadBackArg,
}

/// Methods by name: the strongest, or one technique and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MethodArg {
    /// The strongest that the drive has and that can be proven
    Strongest,
    /// Write over everything, through the ordinary interface
    Overwrite,
    /// The drive's own: sanitize, block erase
    SanitizeBlock,
    /// The drive's own: sanitize, cryptographic erase
    SanitizeCrypto,
    /// The drive's own: sanitize, overwrite
    SanitizeOverwrite,
    /// The drive's own: ATA security erase, enhanced
    SecurityEraseEnhanced,
    /// The drive's own: ATA security erase
    SecurityErase,
    /// The drive's own: NVMe format with cryptographic erase
    FormatCrypto,
    /// The drive's own: NVMe format with erase of user data
    FormatUserData,
    /// The drive's own: SCSI format
    FormatUnit,
    /// The drive's own: eMMC erase, then sanitize
    MmcSanitize,
    /// The drive's own: eMMC secure erase
    MmcSecureErase,
}

/// Patterns by name. One pass is enough (NIST SP 800-88 rev. 2 §3.1.1); the others are for those who must.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PatternArg {
    /// One pass of zeros
    Zero,
    /// One pass of a fresh random stream
    Random,
    /// 55, AA, a random stream
    ThreePass,
    /// HMG IS5 baseline: zeros, read back
    HmgIs5Baseline,
    /// HMG IS5 enhanced: zeros, ones, a random stream, read back
    HmgIs5,
    /// BSI VSITR: zeros and ones three times, then AA
    Bsi,
}

/// Read-back schemes by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadBackArg {
    /// Random blocks: 6,905 on rotating drives, 69,075 on flash
    Sample,
    /// NIST SP 800-88 rev. 1: 10 % of the drive in 2,000 random places
    NistR1,
    /// Every byte
    Full,
}

/// `gomme plan`
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// Whole drives, such as /dev/sda
    #[arg(required = true, value_name = "DRIVE")]
    pub drives: Vec<PathBuf>,
    /// How to erase.
    #[command(flatten)]
    pub method: MethodArgs,
    /// Which drives may be chosen.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `gomme erase`
#[derive(Debug, Args)]
pub struct EraseArgs {
    /// Whole drives, such as /dev/sda
    #[arg(required = true, value_name = "DRIVE")]
    pub drives: Vec<PathBuf>,
    /// Folder for the attestations; each drive gets a folder in it
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Folder of the station's key and ledger
    #[arg(long, value_name = "DIR")]
    pub station: PathBuf,
    /// Code that confirms a drive, as `gomme plan` prints it; once for each drive
    #[arg(long, value_name = "CODE", num_args = 1..)]
    pub confirm: Vec<String>,
    /// How to erase.
    #[command(flatten)]
    pub method: MethodArgs,
    /// Which drives may be chosen.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Put the computer to sleep for 20 seconds first, where that may free a frozen drive
    #[arg(long)]
    pub suspend: bool,
    /// File whose first line is the passphrase of the station's key
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Begin again a job that was interrupted, rather than going on with it
    #[arg(long)]
    pub start_over: bool,
    /// Declare a drive stalled after so many seconds without an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub stall_after: u64,
    /// Engine that moves the data
    #[arg(long, value_enum, default_value_t = EngineArg::Auto)]
    pub engine: EngineArg,
    /// Print events on the standard output, one a line
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub events: Option<EventsArg>,
    /// What the papers say.
    #[command(flatten)]
    pub context: ContextArgs,
}

/// Engines by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineArg {
    /// io_uring where the kernel allows it, else threads
    Auto,
    /// io_uring or nothing
    IoUring,
    /// Threads
    Threads,
}

/// Formats of the events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EventsArg {
    /// JSON, one event a line
    Json,
}

/// What the papers say; all of it goes into the attestation as typed.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What the papers say")]
pub struct ContextArgs {
    /// Who gave the machine
    #[arg(long, value_name = "TEXT")]
    pub donor: Option<String>,
    /// Convention it was given under
    #[arg(long, value_name = "TEXT")]
    pub convention: Option<String>,
    /// Handover slip
    #[arg(long, value_name = "TEXT")]
    pub handover: Option<String>,
    /// The donor's inventory number
    #[arg(long, value_name = "TEXT")]
    pub inventory_number: Option<String>,
    /// Label stuck on the machine
    #[arg(long, value_name = "TEXT")]
    pub label: Option<String>,
    /// Code of the person at the keyboard
    #[arg(long, value_name = "CODE")]
    pub operator: Option<String>,
    /// Where the machine goes
    #[arg(long, value_name = "TEXT")]
    pub destination: Option<String>,
}
