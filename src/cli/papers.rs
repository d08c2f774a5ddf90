//! `gomme verify`, `gomme paper` and `gomme qr`

use std::path::PathBuf;

use clap::Args;

/// `gomme verify`
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// PDFs, attestations (attestation.json), or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Trust set: an OpenSSH allowed-signers file, or a folder with it and revocation lists
    #[arg(long, value_name = "PATH")]
    pub trust: Option<PathBuf>,
    /// Look for countersigned lots here too: a lot, or a folder of them
    #[arg(long, value_name = "PATH")]
    pub lots: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `gomme paper`
#[derive(Debug, Args)]
pub struct PaperArgs {
    /// Folders of finished jobs, declarations, lots or reports, or their files; several of one computer make one PDF
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// File to write [default: attestation.pdf, beside attestation.json]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `gomme qr`
#[derive(Debug, Args)]
pub struct QrArgs {
    /// Folders of finished jobs
    #[arg(required = true, value_name = "FOLDER")]
    pub folders: Vec<PathBuf>,
}
