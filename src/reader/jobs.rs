//! Attestations on disk: a file, or a folder of thousands, in a stable order and one at a time.
//!
//! In a folder every `*.json.sig` belongs to the `*.json` beside it, `attestation.json` wants a signature, and a journal
//! without an attestation is a job that did not end. Symbolic links inside a folder are never followed, so that a search ends
//! and stays where it began.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::answer::Answer;
use super::received::{Wanted, wanted};
use super::walk::{Listing, list, read};
use crate::attest::lot::Lots;
use crate::attest::trust::TrustSet;
use crate::attest::{canonical, sshsig};
use crate::record::Document;

/// One answer about one path.
#[derive(Debug)]
pub struct Outcome {
    /// The attestation, or whatever the answer is about.
    pub path: PathBuf,
    /// The answer.
    pub answer: Answer,
}

/// Something to answer for, found and not yet read.
#[derive(Debug)]
enum Found {
    Pair(PathBuf),
    Known(PathBuf, Answer),
}

/// Goes through the attestations at a path.
#[derive(Debug)]
pub struct Search {
    found: Vec<Found>,
    folders: Vec<PathBuf>,
    /// The folder that was named, until something is found in it.
    nothing_in: Option<PathBuf>,
    links_left: u64,
}

impl Search {
    /// Begins at a file (an attestation, or its signature) or at a folder. A link that is named directly is followed.
    #[must_use]
    pub fn at(path: &Path) -> Search {
        let mut search = Search { found: vec![], folders: vec![], nothing_in: None, links_left: 0 };
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                search.folders.push(path.to_owned());
                search.nothing_in = Some(path.to_owned());
            }
            Ok(_) => search.found.push(Found::Pair(without_sig(path))),
            Err(error) => search.found.push(Found::Known(path.to_owned(), error.into())),
        }
        search
    }

    /// The next answer. `lots` are those that [`Search::take_lots`] found, wherever it looked.
    pub fn next(&mut self, trust: Option<&TrustSet>, lots: &Lots, at: Timestamp) -> Option<Outcome> {
        loop {
            if let Some(found) = self.found.pop() {
                self.nothing_in = None;
                return Some(match found {
                    Found::Pair(path) => {
                        let answer = check(&path, trust, lots, at).unwrap_or_else(Answer::from);
                        Outcome { path, answer }
                    }
                    Found::Known(path, answer) => Outcome { path, answer },
                });
            }
            let Some(folder) = self.folders.pop() else {
                let path = self.nothing_in.take()?;
                return Some(Outcome { path, answer: Answer::NothingFound });
            };
            if let Err(error) = self.look_into(&folder) {
                self.found.push(Found::Known(folder, Answer::Unreadable(error)));
            }
        }
    }

    /// Goes through all of it for the authentic lots alone.
    pub fn take_lots(mut self, trust: &TrustSet, at: Timestamp, lots: &mut Lots) {
        loop {
            match self.found.pop() {
                Some(Found::Pair(path)) => {
                    let is_lot = read(&path, canonical::MAX_BYTES).is_ok_and(|bytes| says_lot(&bytes));
                    if is_lot
                        && let Ok(answer) = check(&path, Some(trust), &Lots::default(), at)
                        && let Some(Document::Lot(lot)) = answer.document()
                    {
                        lots.take(lot);
                    }
                }
                Some(Found::Known(..)) => {}
                None => {
                    let Some(folder) = self.folders.pop() else { return };
                    // What cannot be read is said when the folder is gone through for its answers.
                    let _ = self.look_into(&folder);
                }
            }
        }
    }

    /// Symbolic links to anything but attestations that were met and not followed.
    #[must_use]
    pub fn links_left(&self) -> u64 {
        self.links_left
    }

    /// Puts what a folder holds on the two stacks, in reverse, so that it comes off them in order: files, then folders.
    fn look_into(&mut self, folder: &Path) -> io::Result<()> {
        let Listing { files, folders, mut links } = list(folder)?;
        let names: Vec<OsString> = files.union(&links).cloned().collect();
        let Wanted { attestations, unfinished } =
            wanted(&names.iter().filter_map(|name| name.to_str()).collect());
        let mut found: Vec<Found> = Vec::new();
        for name in attestations {
            let path = folder.join(name);
            let is_link =
                [name.to_owned(), format!("{name}.sig")].iter().any(|n| links.remove(OsStr::new(n)));
            found.push(if is_link {
                Found::Known(path, Answer::NotFollowed)
            } else if files.contains(OsStr::new(name)) {
                Found::Pair(path)
            } else {
                Found::Known(path, Answer::MissingAttestation)
            });
        }
        if unfinished {
            found.push(Found::Known(folder.to_owned(), Answer::Unfinished));
        }
        self.links_left += u64::try_from(links.len()).unwrap_or(u64::MAX);
        self.found.extend(found.into_iter().rev());
        self.folders.extend(folders.iter().rev().map(|name| folder.join(name)));
        Ok(())
    }
}

/// `attestation.json.sig` stands for `attestation.json`.
fn without_sig(path: &Path) -> PathBuf {
    if path.extension().is_some_and(|e| e == "sig") { path.with_extension("") } else { path.to_owned() }
}

/// Whether bytes may be those of a lot: in its canonical form they hold this, and every lot is looked at twice.
fn says_lot(bytes: &[u8]) -> bool {
    const TYPE: &[u8] = b"\"type\":\"lot\"";
    bytes.windows(TYPE.len()).any(|window| window == TYPE)
}

/// The bytes of an attestation and of the signature beside it.
///
/// # Errors
/// What the operating system says.
pub fn pair(path: &Path) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut signature = path.as_os_str().to_owned();
    signature.push(".sig");
    Ok((read(path, canonical::MAX_BYTES)?, read(Path::new(&signature), sshsig::MAX_BYTES)?))
}

/// Reads an attestation and the signature beside it, and checks them.
fn check(path: &Path, trust: Option<&TrustSet>, lots: &Lots, at: Timestamp) -> io::Result<Answer> {
    let mut signature_path = path.as_os_str().to_owned();
    signature_path.push(".sig");
    let signature = match read(Path::new(&signature_path), sshsig::MAX_BYTES) {
        Ok(signature) => Some(signature),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let attestation = match read(path, canonical::MAX_BYTES) {
        Ok(attestation) => attestation,
        Err(error) if error.kind() == io::ErrorKind::NotFound && signature.is_some() => {
            return Ok(Answer::MissingAttestation);
        }
        Err(error) => return Err(error),
    };
    Ok(Answer::about(&attestation, signature.as_deref(), trust, lots, at))
}
