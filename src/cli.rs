//! The command line: types alone. What they mean is in `cmd`.

mod declare;
mod drives;
#[cfg(feature = "guide")]
mod guide;
mod keys;
mod ledger;
mod lot;
mod papers;

use clap::{Parser, Subcommand, ValueEnum};

pub use declare::*;
pub use drives::*;
#[cfg(feature = "guide")]
pub use guide::*;
pub use keys::*;
pub use ledger::*;
pub use lot::*;
pub use papers::*;

use crate::text::Lang;

/// Erases the drives of donated computers, proves it, and signs an attestation.
#[derive(Debug, Parser)]
#[command(name = "gomme", version, max_term_width = 100)]
pub struct Cli {
    /// Language of the sentences: fr or en [default: from LANG]
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<LangArg>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The languages, as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// English.
    En,
    /// Français.
    Fr,
}

impl From<LangArg> for Lang {
    fn from(arg: LangArg) -> Lang {
        match arg {
            LangArg::En => Lang::En,
            LangArg::Fr => Lang::Fr,
        }
    }
}

/// One variant a subcommand; `cmd` has a file for each.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Lists the drives, and why one cannot be chosen
    #[cfg(feature = "drives")]
    List(ListArgs),
    /// Says what erasing would do, and prints the code that confirms each drive
    #[cfg(feature = "drives")]
    Plan(PlanArgs),
    /// Erases drives, reads them back, and signs one attestation a drive
    #[cfg(feature = "drives")]
    Erase(Box<EraseArgs>),
    /// Leads a volunteer through it on a console: digits, Enter and Esc
    #[cfg(feature = "guide")]
    Guide(Box<GuideArgs>),
    /// Makes and shows the keys of stations and zones
    Keys(KeysArgs),
    /// Signs what a person declares: no drive in a computer, a drive destroyed
    Declare(DeclareArgs),
    /// Countersigns the documents of a handover, for a zone
    Lot(LotArgs),
    /// Draws reports out of countersigned lots, for a zone
    Report(ReportArgs),
    /// Brings the files of several stations and zones together, for whoever coordinates them
    Ledger(LedgerArgs),
    /// Makes tables and inventories out of attestations, for other programs
    Export(ExportArgs),
    /// Checks attestations: files, or folders of them
    Verify(VerifyArgs),
    /// Makes the PDF for the donor out of a finished job
    Paper(PaperArgs),
    /// Shows the QR code of a finished job in the terminal, to be photographed
    Qr(QrArgs),
}
