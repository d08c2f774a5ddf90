//! Reads a trust set from its file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use crate::attest::say::shown;
use crate::attest::trust::{self, BadLine, LineFlaw, TrustSet};
use crate::text::{Lang, Say, keys, os};

/// Why there is no trust set.
#[derive(Debug)]
pub enum TrustError {
    /// The file cannot be read.
    Io(PathBuf, io::Error),
    /// One of its lines cannot be.
    Line(PathBuf, BadLine),
    /// It names nobody.
    Empty(PathBuf),
}

crate::error_that_says!(TrustError);

impl Say for TrustError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&keys::EN, &keys::FR);
        match self {
            TrustError::Io(path, error) => (t.file)(&shown(path), &os::reason(lang, error)),
            TrustError::Line(path, BadLine { flaw: LineFlaw::NotText, .. }) => {
                (t.trust_not_text)(&shown(path))
            }
            TrustError::Line(path, bad) => (t.trust_line)(&shown(path), bad.line, &bad.flaw.say(lang)),
            TrustError::Empty(path) => (t.trust_empty)(&shown(path)),
        }
    }
}

/// Reads it.
///
/// # Errors
/// [`TrustError`]. A set that names nobody is an error: whoever gave it meant something else.
pub fn read(path: &Path) -> Result<TrustSet, TrustError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(trust::MAX_BYTES).unwrap_or(u64::MAX);
    File::open(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(|error| TrustError::Io(path.to_owned(), error))?;
    let set =
        TrustSet::parse(&bytes, &TimeZone::system()).map_err(|bad| TrustError::Line(path.to_owned(), bad))?;
    if set.entries().is_empty() { Err(TrustError::Empty(path.to_owned())) } else { Ok(set) }
}
