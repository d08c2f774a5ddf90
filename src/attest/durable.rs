//! Files that are whole or absent, also after a power cut.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
    put_all([(path, content)], readers).map_err(|(_, error)| error)?;
    sync_folder_of(path)
}

/// The same for many files, but for their folders: whoever writes many flushes each folder once, by [`sync_folder`]. All are flushed
/// before the first gets its name, which is many times faster than one after the other.
///
/// # Errors
/// Which file, and what the operating system says; of the others each is there whole, or as it was.
pub fn put_all<'a>(
    files: impl IntoIterator<Item = (&'a Path, &'a [u8])>,
    readers: Readers,
) -> Result<(), (&'a Path, io::Error)> {
    let mut begun: Vec<(&Path, PathBuf, File)> = Vec::new();
    let written = files.into_iter().try_for_each(|(path, content)| {
        let (temporary, file) = begin(path, content, readers).map_err(|error| (path, error))?;
        begun.push((path, temporary, file));
        Ok(())
    });
    let mut written = written.and_then(|()| {
        begun.iter().try_for_each(|(path, _, file)| file.sync_all().map_err(|error| (*path, error)))
    });
    for (path, temporary, file) in begun {
        drop(file);
        written = written.and_then(|()| std::fs::rename(&temporary, path).map_err(|error| (path, error)));
        if written.is_err() {
            // Nothing else can be done about a temporary file that cannot be removed.
            let _ = std::fs::remove_file(&temporary);
        }
    }
    written
}

/// Writes a temporary file beside the one that it is to become.
fn begin(path: &Path, content: &[u8], readers: Readers) -> io::Result<(PathBuf, File)> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut temporary = name.to_owned();
    temporary.push(".new");
    let temporary = path.with_file_name(temporary);
    // What stands there is left from a crash, or a link to somebody else's file: never opened.
    let _ = std::fs::remove_file(&temporary);
    let mut file = readable_by(OpenOptions::new().write(true).create_new(true), readers).open(&temporary)?;
    match file.write_all(content) {
        Ok(()) => Ok((temporary, file)),
        Err(error) => {
            let _ = std::fs::remove_file(&temporary);
            Err(error)
        }
    }
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
