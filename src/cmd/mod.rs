//! One file a subcommand: glue between the layers, and nothing else.

mod context;
mod countersign;
pub mod declare;
#[cfg(feature = "drives")]
pub mod erase;
pub mod export;
#[cfg(feature = "guide")]
pub mod guide;
pub mod keys;
pub mod ledger;
#[cfg(feature = "drives")]
pub mod list;
pub mod lot;
pub mod out;
pub mod paper;
pub mod passphrase;
#[cfg(feature = "drives")]
pub mod plan;
#[cfg(feature = "drives")]
mod planned;
pub mod qr;
pub mod report;
pub mod trust;
pub mod usage;
pub mod verify;
mod zone;

use std::io::Write;
use std::process::ExitCode;

use crate::text::{Lang, Say};

/// What a command that could do its work has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Done, and the answer is yes: exit code 0.
    Yes,
    /// Done, and the answer is no (not erased, not authentic, refused): exit code 1.
    No,
}

/// Why a command could not do its work: exit code 2. Any error that can say itself becomes one.
#[derive(Debug)]
pub struct Failure(Box<dyn SayDebug>);

impl Say for Failure {
    fn say(&self, lang: Lang) -> String {
        self.0.say(lang)
    }
}

/// [`Say`] and `Debug` in one, for the box.
pub trait SayDebug: Say + std::fmt::Debug {}
impl<T: Say + std::fmt::Debug> SayDebug for T {}

impl<T: Say + std::error::Error + 'static> From<T> for Failure {
    fn from(error: T) -> Failure {
        Failure(Box::new(error))
    }
}

/// What the command line allows to choose.
#[cfg(feature = "drives")]
#[must_use]
pub fn selection(args: crate::cli::SelectionArgs) -> crate::drive::Selection {
    use crate::drive::{Rules, Selection, VirtualDrives};
    Selection {
        virtual_drives: if args.allow_virtual { VirtualDrives::Allowed } else { VirtualDrives::Refused },
        rules: if args.volunteer { Rules::Volunteer } else { Rules::Technician },
    }
}

/// The same for commands that have nobody else to say it to.
fn paper_or_warning(lang: Lang, folder: &std::path::Path, number: &str) {
    if let Some(trouble) = paper::beside(lang, folder, number) {
        // The document is signed and said to be: a standard error that nobody reads changes nothing of it.
        let _ = writeln!(std::io::stderr(), "gomme: {trouble}");
    }
}

/// Prints the failure, if it is one, and gives the exit code.
#[must_use]
pub fn finish(lang: Lang, done: Result<Done, Failure>) -> ExitCode {
    match done {
        Ok(Done::Yes) => ExitCode::SUCCESS,
        Ok(Done::No) => ExitCode::from(1),
        Err(Failure(error)) => {
            // Not `eprintln!`, which panics when nobody listens: the exit code has to come out all the same.
            let _ = writeln!(std::io::stderr(), "gomme: {}", error.say(lang));
            ExitCode::from(2)
        }
    }
}
