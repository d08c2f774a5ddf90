//! What lies in a folder, in an order that does not depend on the disk; and files, never more of them than is needed.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The names in a folder. A link is never taken for what it leads to.
#[derive(Debug, Default)]
pub struct Listing {
    /// Files, and whatever is no folder and no link.
    pub files: BTreeSet<OsString>,
    /// Folders.
    pub folders: BTreeSet<OsString>,
    /// Symbolic links.
    pub links: BTreeSet<OsString>,
}

/// Looks into a folder.
///
/// # Errors
/// What the operating system says.
pub fn list(folder: &Path) -> io::Result<Listing> {
    let mut found = Listing::default();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let into = if kind.is_dir() {
            &mut found.folders
        } else if kind.is_symlink() {
            &mut found.links
        } else {
            &mut found.files
        };
        into.insert(entry.file_name());
    }
    Ok(found)
}

/// At most one byte more than the limit of a regular file: enough to see that it is too large.
///
/// # Errors
/// What the operating system says; [`io::ErrorKind::InvalidInput`] for what is no regular file.
pub fn read(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    File::open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
