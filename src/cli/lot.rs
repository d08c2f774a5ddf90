//! `gomme lot` and `gomme report`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `gomme lot`
#[derive(Debug, Args)]
pub struct LotArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: LotCommand,
}

/// `gomme lot …`
#[derive(Debug, Subcommand)]
pub enum LotCommand {
    /// Checks the documents of a handover and countersigns them
    #[command(override_usage = "gomme lot close [OPTIONS] <PATH>...")]
    Close(Box<LotCloseArgs>),
    /// Shows a lot: each machine, each document
    Show {
        /// The lot: its folder, or its attestation.json
        #[arg(value_name = "PATH")]
        lot: PathBuf,
        /// OpenSSH allowed-signers file of the zones that you trust
        #[arg(long, value_name = "FILE")]
        trust: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Which zone signs, and where it goes.
#[derive(Clone, Debug, Args)]
pub struct ZoneArgs {
    /// Folder of the zone's key
    #[arg(long, value_name = "DIR")]
    pub zone: PathBuf,
    /// Folder for what the zone signs; it gets a folder of its own in it
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Number of what is signed, which names its folder: letters, digits, - _ or .
    #[arg(long, value_name = "NUMBER")]
    pub number: String,
    /// OpenSSH allowed-signers file of those that you trust
    #[arg(long, value_name = "FILE")]
    pub trust: PathBuf,
    /// File whose first line is the passphrase of the zone's key
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Who gave the machines
    #[arg(long, value_name = "TEXT")]
    pub donor: String,
}

/// `gomme lot close`
#[derive(Debug, Args)]
pub struct LotCloseArgs {
    /// The documents, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Which zone.
    #[command(flatten)]
    pub zone: ZoneArgs,
    /// Convention the machines were given under
    #[arg(long, value_name = "TEXT")]
    pub convention: Option<String>,
    /// Handover slip
    #[arg(long, value_name = "TEXT")]
    pub handover: Option<String>,
    /// List of the machines: a line each of label;machine;drives, as a spreadsheet saves it
    #[arg(long, value_name = "FILE")]
    pub machines: Option<PathBuf>,
    /// How many machines were handed over [default: as many as are listed]
    #[arg(long, value_name = "COUNT")]
    pub machines_in: Option<u64>,
    /// Where machines go of which the list says nothing
    #[arg(long, value_enum, default_value_t = FateArg::Waiting)]
    pub fate: FateArg,
    /// Whether the outcome is accepted
    #[arg(long, value_enum, default_value_t = DecisionArg::Waiting)]
    pub decision: DecisionArg,
    /// Name of whoever decides
    #[arg(long, value_name = "TEXT", requires = "quality")]
    pub by: Option<String>,
    /// In what quality
    #[arg(long, value_name = "TEXT", requires = "by")]
    pub quality: Option<String>,
    /// Grounds of the decision
    #[arg(long, value_name = "TEXT")]
    pub grounds: Option<String>,
}

/// Where machines go, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FateArg {
    /// To somebody who uses them
    Reuse,
    /// Their parts are used
    Parts,
    /// To waste
    Waste,
    /// Back to the donor
    Returned,
    /// Not decided
    Waiting,
}

/// Decisions by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DecisionArg {
    /// The outcome is accepted
    Approved,
    /// It is not
    Rejected,
    /// Nobody decided yet
    Waiting,
}

/// `gomme report`
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// What to draw.
    #[command(subcommand)]
    pub command: ReportCommand,
}

/// `gomme report …`
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// The share of a donor's machines that went to reuse in a year (décret 2023-266)
    #[command(override_usage = "gomme report year [OPTIONS] <PATH>...")]
    Year(Box<ReportYearArgs>),
}

/// `gomme report year`
#[derive(Debug, Args)]
pub struct ReportYearArgs {
    /// Lots, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Which zone.
    #[command(flatten)]
    pub zone: ZoneArgs,
    /// The year
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(u32).range(2000..=9999))]
    pub year: u32,
    /// Machines in the donor's stock of reformed equipment on 1 January, as the donor declares
    #[arg(long, value_name = "COUNT")]
    pub stock: u64,
}
