//! `gomme ledger` and `gomme export`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `gomme ledger`
#[derive(Debug, Args)]
pub struct LedgerArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: LedgerCommand,
}

/// `gomme ledger …`
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Brings together what stations and zones signed, and says what is missing or contradicts itself
    Merge(LedgerMergeArgs),
}

/// `gomme ledger merge`
#[derive(Debug, Args)]
pub struct LedgerMergeArgs {
    /// Folders of papers, of stations, or of trust sets; sticks as they come; other merged folders
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,
    /// Folder to bring all together in; what it holds already counts too
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,
    /// Say of each document whether it is authentic: an OpenSSH allowed-signers file, or a folder with it and revocation lists
    #[arg(long, value_name = "PATH")]
    pub trust: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `gomme export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Attestations (attestation.json), or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What for
    #[arg(long, value_enum)]
    pub format: FormatArg,
    /// New file to write; for glpi a new or empty folder [default: the standard output]
    #[arg(short, long, value_name = "PATH", required_if_eq("format", "glpi"))]
    pub output: Option<PathBuf>,
    /// Trust set: an OpenSSH allowed-signers file, or a folder with it and revocation lists
    #[arg(long, value_name = "PATH")]
    pub trust: Option<PathBuf>,
    /// Look for countersigned lots here too: a lot, or a folder of them
    #[arg(long, value_name = "PATH")]
    pub lots: Vec<PathBuf>,
}

/// Formats by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// A table for a French spreadsheet
    Csv,
    /// A table to publish: it names nobody
    OpenData,
    /// Inventories for GLPI, a file a machine
    Glpi,
    /// A line of JSON a document, for programs
    Jsonl,
}
