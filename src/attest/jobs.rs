//! Attestations on disk: a file, or a folder of thousands, in a stable order and one at a time.
//!
//! In a folder every `*.json.sig` belongs to the `*.json` beside it, `attestation.json` wants a signature, and a journal
//! without an attestation is a job that did not end. Symbolic links inside a folder are never followed, so that a search ends
//! and stays where it began.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::lot::{Lots, verify_with};
use super::trust::TrustSet;
use super::verify::{Finding, Verification};
use super::{ATTESTATION_FILE, JOURNAL_FILE, SIGNATURE_FILE, canonical, sha256, sshsig};
use crate::record::Document;

/// What an armoured signature begins with, whatever follows.
const ARMOUR: &[u8] = b"-----BEGIN SSH SIGNATURE-----";

/// One answer about one path.
#[derive(Debug)]
pub struct Outcome {
    /// The attestation, or whatever the answer is about.
    pub path: PathBuf,
    /// SHA-256 of the attestation, where it was read and checked.
    pub digest: Option<String>,
    /// The answer.
    pub answer: Answer,
}

/// The answers.
#[derive(Debug)]
pub enum Answer {
    /// Both files were there and were checked.
    Checked(Verification),
    /// An attestation without a signature beside it.
    MissingSignature,
    /// A signature without an attestation beside it.
    MissingAttestation,
    /// A journal, and no attestation.
    Unfinished,
    /// Neither it nor what stands beside it looks like an attestation.
    NotAnAttestation,
    /// No such path.
    NotFound,
    /// A folder without any attestation in it.
    NothingFound,
    /// The operating system refused.
    Unreadable(io::Error),
    /// A symbolic link inside a folder.
    NotFollowed,
}

/// How an answer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Authentic, and what it says is good news.
    Yes,
    /// Anything else that could be answered.
    No,
    /// It could not be answered.
    CouldNot,
}

impl Answer {
    /// How it counts.
    #[must_use]
    pub fn weight(&self) -> Weight {
        match self {
            Answer::Checked(checked) if checked.finding.is_authentic_and_favourable() => Weight::Yes,
            Answer::Checked(_)
            | Answer::MissingSignature
            | Answer::MissingAttestation
            | Answer::Unfinished => Weight::No,
            Answer::NotAnAttestation
            | Answer::NotFound
            | Answer::NothingFound
            | Answer::Unreadable(_)
            | Answer::NotFollowed => Weight::CouldNot,
        }
    }

    /// The answer in the `--json` output; stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Answer::Checked(checked) => checked.finding.code(),
            Answer::MissingSignature => "missing_signature",
            Answer::MissingAttestation => "missing_attestation",
            Answer::Unfinished => "unfinished",
            Answer::NotAnAttestation => "not_an_attestation",
            Answer::NotFound => "not_found",
            Answer::NothingFound => "nothing_found",
            Answer::Unreadable(_) => "unreadable",
            Answer::NotFollowed => "not_followed",
        }
    }
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
                    Found::Pair(path) => match check(&path, trust, lots, at) {
                        Ok((answer, digest)) => Outcome { path, digest, answer },
                        Err(error) => Outcome { path, digest: None, answer: error.into() },
                    },
                    Found::Known(path, answer) => Outcome { path, digest: None, answer },
                });
            }
            let Some(folder) = self.folders.pop() else {
                let path = self.nothing_in.take()?;
                return Some(Outcome { path, digest: None, answer: Answer::NothingFound });
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
                        && let Ok((Answer::Checked(checked), _)) =
                            check(&path, Some(trust), &Lots::default(), at)
                        && let Finding::Authentic(Document::Lot(lot)) = checked.finding
                    {
                        lots.take(&lot);
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
        let mut files = BTreeSet::new();
        let mut links = BTreeSet::new();
        let mut folders = BTreeSet::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let into = if kind.is_dir() {
                &mut folders
            } else if kind.is_symlink() {
                &mut links
            } else {
                &mut files
            };
            into.insert(entry.file_name());
        }
        let has = |name: &OsString| files.contains(name) || links.contains(name);
        let mut wanted: BTreeSet<OsString> = files
            .union(&links)
            .filter_map(|name| {
                let stem = name.as_encoded_bytes().strip_suffix(b".sig")?;
                let stem = std::str::from_utf8(stem).ok()?;
                stem.ends_with(".json").then(|| OsString::from(stem))
            })
            .collect();
        wanted.extend([OsString::from(ATTESTATION_FILE)].into_iter().filter(has));
        let unfinished =
            !has(&ATTESTATION_FILE.into()) && !has(&SIGNATURE_FILE.into()) && has(&JOURNAL_FILE.into());
        let mut found: Vec<Found> = Vec::new();
        for name in wanted {
            let path = folder.join(&name);
            let mut signature = name.clone();
            signature.push(".sig");
            let is_link = [&name, &signature].into_iter().any(|n| links.remove(n));
            found.push(if is_link {
                Found::Known(path, Answer::NotFollowed)
            } else if files.contains(&name) {
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

impl From<io::Error> for Answer {
    fn from(error: io::Error) -> Answer {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Answer::NotFound,
            _ => Answer::Unreadable(error),
        }
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

/// Reads an attestation and the signature beside it, and checks them; with the digest, where both were there.
fn check(
    path: &Path,
    trust: Option<&TrustSet>,
    lots: &Lots,
    at: Timestamp,
) -> io::Result<(Answer, Option<String>)> {
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
            return Ok((Answer::MissingAttestation, None));
        }
        Err(error) => return Err(error),
    };
    let Some(signature) = signature else {
        let looks_like_one = canonical::looks_like_one(&attestation);
        return Ok((if looks_like_one { Answer::MissingSignature } else { Answer::NotAnAttestation }, None));
    };
    let checked = verify_with(lots, &attestation, &signature, trust, at);
    let is_rubbish = matches!(checked.finding, Finding::MalformedSignature(_) | Finding::Malformed(_))
        && !signature.starts_with(ARMOUR)
        && !canonical::looks_like_one(&attestation);
    Ok(match is_rubbish {
        true => (Answer::NotAnAttestation, None),
        false => (Answer::Checked(checked), Some(sha256(&attestation))),
    })
}

/// At most one byte more than the limit of a regular file: enough to see that it is too large.
fn read(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
