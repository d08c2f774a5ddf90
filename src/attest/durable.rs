//! Files that are whole or absent, also after a power cut.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Who may read a file, beside the user's own mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone (0600): keys, ledgers.
    Owner,
    /// Everybody (0644): proofs, which are made to be handed on.
    All,
}

/// Writes a file so that its name shows either what was there before or all of the new content: a temporary file in the same
/// folder, flushed, renamed over the name, and the folder flushed.
///
/// # Errors
/// What the operating system says; the old content then still stands.
pub fn replace(path: &Path, content: &[u8], readers: Readers) -> io::Result<()> {
    put(path, content, readers)?;
    sync_folder_of(path)
}

/// The same, but for the folder: whoever writes many files into it flushes it once, by [`sync_folder`].
///
/// # Errors
/// As [`replace`].
pub fn put(path: &Path, content: &[u8], readers: Readers) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut temporary = name.to_owned();
    temporary.push(".new");
    let temporary = path.with_file_name(temporary);
    // What stands there is left from a crash, or a link to somebody else's file: never opened.
    let _ = std::fs::remove_file(&temporary);
    let written = readable_by(OpenOptions::new().write(true).create_new(true), readers)
        .open(&temporary)
        .and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&temporary, path));
    if let Err(error) = written {
        // Nothing else can be done about a temporary file that cannot be removed.
        let _ = std::fs::remove_file(&temporary);
        return Err(error);
    }
    Ok(())
}

/// Makes a file that must not exist yet, flushed with its folder. Mode 0600.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`], or what else the operating system says.
pub fn create_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = readable_by(OpenOptions::new().write(true).create_new(true), Readers::Owner).open(path)?;
    file.write_all(content)?;
    file.sync_all()?;
    sync_folder_of(path)
}

/// Makes a folder that only its owner enters (0700), unless it is there.
///
/// # Errors
/// What the operating system says.
pub fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Ok(()) => sync_folder_of(path),
        other => other,
    }
}

fn readable_by(options: &mut OpenOptions, readers: Readers) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(
        options,
        match readers {
            Readers::Owner => 0o600,
            Readers::All => 0o644,
        },
    );
    #[cfg(not(unix))]
    let _ = readers;
    options
}

/// Flushes the folder that holds a name, so that the name itself survives.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    sync_folder(folder)
}

/// Flushes a folder, so that the names in it survive.
///
/// # Errors
/// What the operating system says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
