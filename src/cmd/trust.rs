//! Reads a trust set from its file, or from a folder where revocation lists lie beside it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use crate::attest::say::shown;
use crate::attest::trust::{self, BadLine, LineFlaw, ListFlaw, TrustSet};
use crate::attest::trust_folder::{self, BadList, Files, Part, TRUST_FILE};
use crate::attest::{krl, sshsig};
use crate::text::{self, Lang, Say, keys, os};

/// Why there is no trust set.
#[derive(Debug)]
pub enum TrustError {
    /// The file cannot be read.
    Io(PathBuf, io::Error),
    /// One of its lines cannot be.
    Line(PathBuf, BadLine),
    /// It names nobody.
    Empty(PathBuf),
    /// A list of revoked certificates beside it cannot be used.
    List(PathBuf, ListFlaw),
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
            TrustError::List(path, flaw) => {
                let t = lang.pick(&text::zone::EN, &text::zone::FR);
                (t.list)(&shown(path), &flaw.say(lang))
            }
            TrustError::Empty(path) => (t.trust_empty)(&shown(path)),
        }
    }
}

/// A trust set as it was read: a file, or a trust folder.
#[derive(Debug)]
pub struct Loaded {
    /// The set, with the lists of its zones.
    pub set: TrustSet,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The file that they came from.
    pub file: PathBuf,
    /// The folder, where there is one: lists and signatures lie there.
    pub folder: Option<PathBuf>,
}

/// Reads it.
///
/// # Errors
/// [`TrustError`]. A set that names nobody is an error: whoever gave it meant something else.
pub fn read(path: &Path) -> Result<TrustSet, TrustError> {
    Ok(load(path)?.set)
}

/// Reads it, and keeps its bytes. A folder's lists are those of the set's zones; one that is not signed by its zone is an error.
///
/// # Errors
/// [`TrustError`].
pub fn load(path: &Path) -> Result<Loaded, TrustError> {
    let folder = path.is_dir().then(|| path.to_owned());
    let file = if folder.is_some() { path.join(TRUST_FILE) } else { path.to_owned() };
    let bytes = content(&file, trust::MAX_BYTES)?;
    let mut set =
        TrustSet::parse(&bytes, &TimeZone::system()).map_err(|bad| TrustError::Line(file.clone(), bad))?;
    if set.entries().is_empty() {
        return Err(TrustError::Empty(file));
    }
    if let Some(folder) = &folder {
        let mut files = Files::new();
        for zone in set.zones() {
            files.extend(list_files(folder, zone)?);
        }
        trust_folder::add_lists(&mut set, &files)
            .map_err(|BadList(file, flaw)| TrustError::List(folder.join(file), flaw))?;
    }
    Ok(Loaded { set, bytes, file, folder })
}

/// A zone's list in a folder and its signature, as far as they are there.
///
/// # Errors
/// [`TrustError::Io`].
pub fn list_files(folder: &Path, zone: &str) -> Result<Files, TrustError> {
    let mut files = Files::new();
    for (name, limit) in [
        (trust_folder::list_file(zone), krl::MAX_BYTES),
        (trust_folder::list_signature_file(zone), sshsig::MAX_BYTES),
    ] {
        match content(&folder.join(&name), limit) {
            Ok(bytes) => drop(files.insert(name, bytes)),
            Err(TrustError::Io(_, error)) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(files)
}

impl Loaded {
    /// The zones' signatures over it that lie in its folder: name and text.
    ///
    /// # Errors
    /// [`TrustError::Io`].
    pub fn signatures(&self) -> Result<Vec<(String, Vec<u8>)>, TrustError> {
        let Some(folder) = &self.folder else { return Ok(Vec::new()) };
        let io = |error| TrustError::Io(folder.clone(), error);
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(io)? {
            let name = entry.map_err(io)?.file_name();
            let is_one = |name: &String| Part::named(name) == Some(Part::SetSignature);
            names.extend(name.into_string().ok().filter(is_one));
        }
        names.sort();
        names
            .into_iter()
            .map(|name| {
                let text = content(&folder.join(&name), sshsig::MAX_BYTES)?;
                Ok((name, text))
            })
            .collect()
    }
}

/// The bytes of a file, one more than the limit at most.
fn content(path: &Path, limit: usize) -> Result<Vec<u8>, TrustError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    File::open(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(|error| TrustError::Io(path.to_owned(), error))?;
    Ok(bytes)
}
