//! `gomme declare`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::ContextArgs;

/// `gomme declare`
#[derive(Debug, Args)]
pub struct DeclareArgs {
    /// What to declare.
    #[command(subcommand)]
    pub command: DeclareCommand,
}

/// `gomme declare …`
#[derive(Debug, Subcommand)]
pub enum DeclareCommand {
    /// This computer came without a drive: looks for one first, and refuses while there is a trace of any
    #[cfg(feature = "drives")]
    NoMedia(Box<NoMediaArgs>),
    /// A drive was destroyed: the word of a person
    #[command(override_usage = "gomme declare destruction [OPTIONS]")]
    Destruction(Box<DestructionArgs>),
}

/// Who signs a declaration, and where it goes.
#[derive(Clone, Debug, Args)]
pub struct SignerArgs {
    /// Folder for the attestations; each document gets a folder in it
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Folder of the station's key and ledger
    #[arg(long, value_name = "DIR")]
    pub station: PathBuf,
    /// File whose first line is the passphrase of the station's key
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// `gomme declare no-media`
#[derive(Debug, Args)]
pub struct NoMediaArgs {
    /// Who signs.
    #[command(flatten)]
    pub signer: SignerArgs,
    /// I opened the computer and found every place for a drive empty
    #[arg(long)]
    pub bay_empty: bool,
    /// What the papers say.
    #[command(flatten)]
    pub context: ContextArgs,
}

/// `gomme declare destruction`
#[derive(Debug, Args)]
pub struct DestructionArgs {
    /// Who signs.
    #[command(flatten)]
    pub signer: SignerArgs,
    /// The attestation of its erasure, which failed; in place of --serial, --model, --vendor and --medium
    #[arg(long, value_name = "PATH", conflicts_with_all = ["serial", "model", "vendor", "medium"])]
    pub failed_erasure: Option<PathBuf>,
    /// Serial number of the drive, or a mark that tells it
    #[arg(long, value_name = "TEXT", required_unless_present = "failed_erasure")]
    pub serial: Option<String>,
    /// Model of the drive
    #[arg(long, value_name = "TEXT")]
    pub model: Option<String>,
    /// Maker of the drive
    #[arg(long, value_name = "TEXT")]
    pub vendor: Option<String>,
    /// What it kept its data on
    #[arg(long, value_enum, required_unless_present = "failed_erasure")]
    pub medium: Option<MediumArg>,
    /// How it was destroyed
    #[arg(long = "by-means-of", value_enum)]
    pub means: MeansArg,
    /// More of how: the size of the shreds, the number of holes
    #[arg(long, value_name = "TEXT")]
    pub detail: Option<String>,
    /// Whether every memory chip was destroyed; for all but hard disks
    #[arg(long, value_enum)]
    pub every_chip: Option<AnswerArg>,
    /// Which chips were destroyed
    #[arg(long, value_name = "TEXT", requires = "every_chip")]
    pub which_chips: Option<String>,
    /// Name of whoever declares it and saw it
    #[arg(long, value_name = "TEXT")]
    pub by: String,
    /// In what quality
    #[arg(long, value_name = "TEXT")]
    pub quality: String,
    /// Name of a witness
    #[arg(long, value_name = "TEXT", requires = "witness_quality")]
    pub witness: Option<String>,
    /// The witness's quality
    #[arg(long, value_name = "TEXT", requires = "witness")]
    pub witness_quality: Option<String>,
    /// Where it was done
    #[arg(long, value_name = "TEXT")]
    pub place: String,
    /// On which day, as 2027-03-18
    #[arg(long, value_name = "DAY")]
    pub date: String,
    /// Slip of the waste (DEEE, Trackdéchets)
    #[arg(long, value_name = "TEXT")]
    pub waste_slip: Option<String>,
    /// What the papers say.
    #[command(flatten)]
    pub context: ContextArgs,
}

/// Media by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MediumArg {
    /// A hard disk
    Rotating,
    /// Flash memory: SSD, memory card, eMMC
    Flash,
    /// Not known
    Unknown,
}

/// Ways of destroying, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MeansArg {
    /// Holes through it
    Drilled,
    /// Cut to pieces
    Cut,
    /// Bent
    Bent,
    /// Pressed
    Crushed,
    /// Shredded by a machine
    Shredded,
    /// Ground to grains
    Disintegrated,
    /// Burnt in a licensed plant
    Incinerated,
    /// Another way, which --detail tells
    Other,
}

/// Answers by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerArg {
    /// Yes
    Yes,
    /// No
    No,
    /// Not known
    Unknown,
}
