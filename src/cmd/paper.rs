//! `gomme paper`

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Done, Failure, out};
use crate::attest::durable::{self, Readers};
use crate::attest::say::shown;
use crate::attest::{ATTESTATION_FILE, SIGNATURE_FILE, canonical, sshsig};
use crate::cli::PaperArgs;
use crate::papers::{Bundle, Lot, PAPER_FILE, PaperError, again};
use crate::text::paper::{EN, FR};
use crate::text::{Lang, Say, os};

/// Name of the text of the QR code, beside it.
const CODE_FILE: &str = "attestation.qr";
/// Name of the lot that holds the attestation, and of its signature.
const LOT_FILES: [&str; 2] = ["lot.json", "lot.json.sig"];

/// Why there is no file.
#[derive(Debug)]
pub enum PaperFailure {
    /// A file cannot be read, or the paper not be written.
    Io(PathBuf, io::Error),
    /// There is no attestation in the folder.
    NoAttestation(PathBuf),
    /// No paper can be made of it.
    Paper(PathBuf, PaperError),
    /// What stands in its place is no file.
    InTheWay(PathBuf),
    /// Several folders, and nobody said where to.
    NoOutput,
}

crate::error_that_says!(PaperFailure);

impl Say for PaperFailure {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            PaperFailure::Io(path, error) => (t.file)(&shown(path), &os::reason(lang, error)),
            PaperFailure::NoAttestation(path) => (t.file)(&shown(path), t.nothing),
            PaperFailure::Paper(path, error) => (t.file)(&shown(path), &error.say(lang)),
            PaperFailure::InTheWay(path) => (t.in_the_way)(&shown(path)),
            PaperFailure::NoOutput => t.no_output.to_owned(),
        }
    }
}

/// Runs it.
///
/// # Errors
/// [`PaperFailure`], or a standard output that cannot be written.
pub fn run(lang: Lang, args: &PaperArgs) -> Result<Done, Failure> {
    let path = match (&args.output, args.folders.as_slice()) {
        (Some(path), _) => path.clone(),
        (None, [folder]) => folder.join(PAPER_FILE),
        (None, _) => return Err(PaperFailure::NoOutput.into()),
    };
    let folders = args.folders.iter().map(|folder| Files::read(folder)).collect::<Result<Vec<_>, _>>()?;
    let bundles: Vec<Bundle> = folders.iter().map(Files::bundle).collect();
    let of = if let [folder] = args.folders.as_slice() { folder } else { &path };
    let pdf = again::of(&bundles, lang).map_err(|error| PaperFailure::Paper(of.clone(), error))?;
    write(&path, &pdf)?;
    out::print(&format!("{}\n", (lang.pick(&EN, &FR).made)(&shown(&path))))?;
    Ok(Done::Yes)
}

/// Makes the paper of a finished job, beside its attestation.
///
/// # Errors
/// [`PaperFailure`]; the attestation is not touched.
#[cfg(feature = "drives")]
pub fn beside(lang: Lang, folder: &Path) -> Result<(), PaperFailure> {
    let files = Files::read(folder)?;
    let pdf = again::of(&[files.bundle()], lang);
    let pdf = pdf.map_err(|error| PaperFailure::Paper(folder.to_owned(), error))?;
    write(&folder.join(PAPER_FILE), &pdf)
}

/// Replaces a file, or makes it: a drive's node must not be renamed over.
fn write(path: &Path, pdf: &[u8]) -> Result<(), PaperFailure> {
    match fs::symlink_metadata(path) {
        Ok(there) if !there.is_file() => return Err(PaperFailure::InTheWay(path.to_owned())),
        _ => {}
    }
    durable::replace(path, pdf, Readers::All).map_err(|error| PaperFailure::Io(path.to_owned(), error))
}

/// The files of a job's folder.
struct Files {
    attestation: Vec<u8>,
    signature: Vec<u8>,
    code: Option<String>,
    lot: Option<[Vec<u8>; 2]>,
}

impl Files {
    fn read(folder: &Path) -> Result<Files, PaperFailure> {
        let missing = || PaperFailure::NoAttestation(folder.to_owned());
        let attestation = read(&folder.join(ATTESTATION_FILE), canonical::MAX_BYTES)?.ok_or_else(missing)?;
        let signature = read(&folder.join(SIGNATURE_FILE), sshsig::MAX_BYTES)?.ok_or_else(missing)?;
        let code = read(&folder.join(CODE_FILE), sshsig::MAX_BYTES)?;
        let [lot, lot_signature] = LOT_FILES.map(|name| read(&folder.join(name), 64 * canonical::MAX_BYTES));
        Ok(Files {
            attestation,
            signature,
            // What is no text is no code: the paper says so by lacking it.
            code: code.and_then(|code| String::from_utf8(code).ok()),
            lot: lot?.zip(lot_signature?).map(|(lot, signature)| [lot, signature]),
        })
    }

    fn bundle(&self) -> Bundle<'_> {
        Bundle {
            attestation: &self.attestation,
            signature: &self.signature,
            qr: self.code.as_deref(),
            lot: self.lot.as_ref().map(|[lot, signature]| Lot { lot, signature }),
        }
    }
}

/// A file of at most so many bytes and one more, so that one too large is seen; none where there is none.
fn read(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, PaperFailure> {
    let failed = |error| PaperFailure::Io(path.to_owned(), error);
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(failed(error)),
    };
    let mut bytes = Vec::new();
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(bytes))
}
