//! Attestations on disk: a file, or a folder of thousands, in a stable order and one at a time.
//!
//! In a folder every `*.json.sig` belongs to the `*.json` beside it, `attestation.json` wants a signature, and a journal
//! without an attestation is a job that did not end. A PDF is answered for where it is one of ours, unless it shows the attestation
//! beside it as it is: that is said once. Symbolic links inside a folder are never followed, so that a search ends
//! and stays where it began.

use std::cell::OnceCell;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read};
use std::iter;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::answer::Answer;
use super::code::Companion;
use super::paper::{self, Part, Pdf};
use super::pdf;
use super::photo::{self, is_picture};
use super::received::{Wanted, wanted};
use super::walk::{Listing, list, read};
use crate::attest::lot::Lots;
use crate::attest::trust::TrustSet;
use crate::attest::{ATTESTATION_FILE, SIGNATURE_FILE, canonical, qr, sshsig};
use crate::record::Document;

/// The attestation of a code is looked for at so many paths at most: each may hold one of a mebibyte.
const COMPANIONS_MAX: usize = 64;

/// One answer about one path.
#[derive(Debug)]
pub struct Outcome {
    /// The attestation, the PDF that holds it, or whatever else the answer is about.
    pub path: PathBuf,
    /// The name of the attestation in a PDF that holds several.
    pub within: Option<String>,
    /// The answer.
    pub answer: Answer,
}

impl Outcome {
    fn about(path: PathBuf, answer: Answer) -> Outcome {
        Outcome { path, within: None, answer }
    }
}

/// Something to answer for, found and not yet read.
#[derive(Debug)]
enum Found {
    Pair(PathBuf),
    /// A QR code or a picture that was named.
    Code(PathBuf),
    /// A PDF that was named.
    Paper(PathBuf),
    /// A PDF in a folder, and the attestation beside it, if any.
    PaperInFolder(PathBuf, Option<PathBuf>),
    Known(Outcome),
}

/// Whether PDFs are answered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Papers {
    /// As what they carry, and as what they show.
    Read,
    /// Only files of their own are wanted.
    PassedOver,
}

/// Goes through the attestations at a path.
#[derive(Debug)]
pub struct Search {
    found: Vec<Found>,
    folders: Vec<PathBuf>,
    /// The folder that was named, until something is found in it.
    nothing_in: Option<PathBuf>,
    papers: Papers,
    links_left: u64,
    /// Where the attestation of a code may lie, beside its own folder.
    given: Vec<PathBuf>,
}

impl Search {
    /// Begins at a file (an attestation, its signature, a PDF, a QR code, or a picture of that) or at a folder, in which codes and
    /// pictures are passed over. A link that is named directly is followed.
    #[must_use]
    pub fn at(path: &Path, papers: Papers) -> Search {
        let mut search =
            Search { found: vec![], folders: vec![], nothing_in: None, papers, links_left: 0, given: vec![] };
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                search.folders.push(path.to_owned());
                search.nothing_in = Some(path.to_owned());
            }
            Ok(file) if papers == Papers::Read && file.is_file() && begins_as_pdf(path) => {
                search.found.push(Found::Paper(path.to_owned()));
            }
            Ok(file) if file.is_file() && begins_as_code(path) => {
                search.found.push(Found::Code(path.to_owned()));
            }
            Ok(_) => search.found.push(Found::Pair(without_sig(path))),
            Err(error) => search.found.push(Found::Known(Outcome::about(path.to_owned(), error.into()))),
        }
        search
    }

    /// Looks for the attestation of a QR code at these paths too: attestations, or folders that hold one.
    #[must_use]
    pub fn with(self, given: &[PathBuf]) -> Search {
        Search { given: given.to_vec(), ..self }
    }

    /// The next answer. `lots` are those that [`Search::take_lots`] found, wherever it looked.
    pub fn next(&mut self, trust: Option<&TrustSet>, lots: &Lots, at: Timestamp) -> Option<Outcome> {
        loop {
            if let Some(found) = self.found.pop() {
                let mut outcomes = self.answers(found, trust, lots, at).into_iter();
                // Of a PDF there may be several, or nothing to say.
                let Some(first) = outcomes.next() else { continue };
                self.found.extend(outcomes.rev().map(Found::Known));
                self.nothing_in = None;
                return Some(first);
            }
            let Some(folder) = self.folders.pop() else {
                let path = self.nothing_in.take()?;
                return Some(Outcome::about(path, Answer::NothingFound));
            };
            if let Err(error) = self.look_into(&folder) {
                self.found.push(Found::Known(Outcome::about(folder, Answer::Unreadable(error))));
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
                Some(Found::Paper(path) | Found::PaperInFolder(path, _)) => {
                    if let Ok(pdf) = read(&path, pdf::MAX_BYTES) {
                        paper::take_lots(&pdf, trust, at, lots);
                    }
                }
                Some(Found::Code(_) | Found::Known(_)) => {}
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

    /// The answers about what was found.
    fn answers(&self, found: Found, trust: Option<&TrustSet>, lots: &Lots, at: Timestamp) -> Vec<Outcome> {
        let (path, parts) = match found {
            Found::Known(outcome) => return vec![outcome],
            Found::Pair(path) => {
                let answer = check(&path, trust, lots, at).unwrap_or_else(Answer::from);
                return vec![Outcome::about(path, answer)];
            }
            Found::Code(path) => {
                let answer = self.check_code(&path, trust, lots, at).unwrap_or_else(Answer::from);
                return vec![Outcome::about(path, answer)];
            }
            Found::Paper(path) => {
                let parts = read(&path, pdf::MAX_BYTES).map(|bytes| {
                    let pdf = Pdf { bytes: &bytes, comparison: &OnceCell::new() };
                    paper::check(pdf, trust, lots, at)
                });
                (path, parts)
            }
            Found::PaperInFolder(path, beside) => {
                let parts = check_in_folder(&path, beside.as_deref(), trust, lots, at);
                (path, parts)
            }
        };
        match parts {
            Ok(parts) => {
                let outcome = |Part { name, answer }| Outcome { path: path.clone(), within: name, answer };
                parts.into_iter().map(outcome).collect()
            }
            Err(error) => vec![Outcome::about(path, error.into())],
        }
    }

    /// Reads a code, or a picture, and the attestations that may be its own.
    fn check_code(
        &self,
        path: &Path,
        trust: Option<&TrustSet>,
        lots: &Lots,
        at: Timestamp,
    ) -> io::Result<Answer> {
        let bytes = read(path, photo::MAX_BYTES)?;
        let beside = path.with_file_name(ATTESTATION_FILE);
        let given = self
            .given
            .iter()
            .filter(|given| *given != path)
            .take(COMPANIONS_MAX)
            .map(|given| if given.is_dir() { given.join(ATTESTATION_FILE) } else { without_sig(given) });
        let companions: Vec<Companion> =
            iter::once(beside).chain(given).filter_map(|path| companion(&path)).collect();
        let answer = Answer::about_code(&bytes, &companions, trust, lots, at);
        Ok(answer.unwrap_or(Answer::NotAnAttestation))
    }

    /// Puts what a folder holds on the two stacks, in reverse, so that it comes off them in order: files, then folders.
    fn look_into(&mut self, folder: &Path) -> io::Result<()> {
        let Listing { files, folders, mut links } = list(folder)?;
        let names: Vec<OsString> = files.union(&links).cloned().collect();
        let Wanted { attestations, papers, unfinished } =
            wanted(&names.iter().filter_map(|name| name.to_str()).collect());
        let beside = Some(ATTESTATION_FILE)
            .filter(|name| [*name, SIGNATURE_FILE].iter().all(|name| files.contains(OsStr::new(name))))
            .map(|name| folder.join(name));
        let mut found: Vec<Found> = Vec::new();
        for name in attestations {
            let path = folder.join(name);
            let is_link =
                [name.to_owned(), format!("{name}.sig")].iter().any(|n| links.remove(OsStr::new(n)));
            found.push(if is_link {
                Found::Known(Outcome::about(path, Answer::NotFollowed))
            } else if files.contains(OsStr::new(name)) {
                Found::Pair(path)
            } else {
                Found::Known(Outcome::about(path, Answer::MissingAttestation))
            });
        }
        if unfinished {
            found.push(Found::Known(Outcome::about(folder.to_owned(), Answer::Unfinished)));
        }
        if self.papers == Papers::Read {
            let papers = papers.into_iter().filter(|name| files.contains(OsStr::new(name)));
            found.extend(papers.map(|name| Found::PaperInFolder(folder.join(name), beside.clone())));
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

/// Reads a PDF that was met in a folder and the attestation beside it, if any, and checks what of it has to be said.
fn check_in_folder(
    path: &Path,
    beside: Option<&Path>,
    trust: Option<&TrustSet>,
    lots: &Lots,
    at: Timestamp,
) -> io::Result<Vec<Part>> {
    let bytes = read(path, pdf::MAX_BYTES)?;
    let pdf = Pdf { bytes: &bytes, comparison: &OnceCell::new() };
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    // Where the pair cannot be read, that is said of the pair.
    let beside = beside.and_then(|attestation| pair(attestation).ok());
    let beside = beside.as_ref().map(|(attestation, signature)| [&attestation[..], signature]);
    Ok(paper::check_in_folder(name, pdf, beside, trust, lots, at))
}

/// Whether a file says of itself that it is a PDF; one that cannot be read says nothing.
fn begins_as_pdf(path: &Path) -> bool {
    let mut first = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut first));
    read.is_ok() && pdf::is_pdf(&first)
}

/// Whether a file is a QR code or a picture, by its first bytes. What cannot be read is said when it is to be checked.
fn begins_as_code(path: &Path) -> bool {
    read(path, qr::MAX_BYTES).is_ok_and(|bytes| is_picture(&bytes) || qr::is_code(&bytes))
}

/// An attestation and its signature, where both are there: what else lies there is no part of the answer about a code.
fn companion(path: &Path) -> Option<Companion> {
    let (attestation, signature) = pair(path).ok()?;
    Some(Companion { attestation, signature })
}

fn signature_of(attestation: &Path) -> PathBuf {
    let mut path = attestation.as_os_str().to_owned();
    path.push(".sig");
    path.into()
}

/// The bytes of an attestation and of the signature beside it.
///
/// # Errors
/// What the operating system says.
pub fn pair(path: &Path) -> io::Result<(Vec<u8>, Vec<u8>)> {
    Ok((read(path, canonical::MAX_BYTES)?, read(&signature_of(path), sshsig::MAX_BYTES)?))
}

/// Reads an attestation and the signature beside it, and checks them.
fn check(path: &Path, trust: Option<&TrustSet>, lots: &Lots, at: Timestamp) -> io::Result<Answer> {
    let signature = match read(&signature_of(path), sshsig::MAX_BYTES) {
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
