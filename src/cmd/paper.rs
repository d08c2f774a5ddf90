//! `gomme paper`

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Done, Failure, out};
use crate::attest::durable::{self, Readers};
use crate::attest::say::shown;
use crate::attest::{ATTESTATION_FILE, CODE_FILE, canonical, qr, sshsig};
use crate::cli::PaperArgs;
use crate::papers::{Bundle, Lot, PaperError, again};
use crate::text::paper::{EN, FR};
use crate::text::{Lang, Say, os};

/// Name of the lot that holds the attestation, and of its signature.
const LOT_FILES: [&str; 2] = ["lot.json", "lot.json.sig"];

/// Why there is no file.
#[derive(Debug)]
pub enum PaperFailure {
    /// A file cannot be read, or the paper not be written.
    Io(PathBuf, io::Error),
    /// There is no document there, or no signature.
    NoAttestation(PathBuf),
    /// No paper can be made of it.
    Paper(PathBuf, PaperError),
    /// What stands in its place is no PDF.
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
    let sources = args.paths.iter().map(|path| Source::at(path)).collect::<Vec<_>>();
    let path = match (&args.output, sources.as_slice()) {
        (Some(path), _) => path.clone(),
        (None, [source]) => source.attestation.with_extension("pdf"),
        (None, _) => return Err(PaperFailure::NoOutput.into()),
    };
    let files = sources.iter().map(Source::read).collect::<Result<Vec<_>, _>>()?;
    let bundles: Vec<Bundle> = files.iter().map(Files::bundle).collect();
    let of = if let [named] = args.paths.as_slice() { named } else { &path };
    let pdf = again::of(&bundles, lang).map_err(|error| PaperFailure::Paper(of.clone(), error))?;
    write(&path, &pdf)?;
    out::print(&format!("{}\n", (lang.pick(&EN, &FR).made)(&shown(&path))))?;
    Ok(Done::Yes)
}

/// Makes the paper of what was just signed, beside it. Without it the proof is whole, and it can be made at any time: what to say then.
#[must_use]
pub fn beside(lang: Lang, folder: &Path, number: &str) -> Option<String> {
    let error = make_beside(lang, folder).err()?;
    Some((lang.pick(&EN, &FR).no_paper)(number, &error.say(lang)))
}

fn make_beside(lang: Lang, folder: &Path) -> Result<(), PaperFailure> {
    let source = Source::at(folder);
    let pdf = again::of(&[source.read()?.bundle()], lang);
    let pdf = pdf.map_err(|error| PaperFailure::Paper(folder.to_owned(), error))?;
    write(&source.attestation.with_extension("pdf"), &pdf)
}

/// Replaces a PDF, or makes it. Nothing else is replaced: not the proof itself, and no drive's node.
fn write(path: &Path, pdf: &[u8]) -> Result<(), PaperFailure> {
    let failed = |error| PaperFailure::Io(path.to_owned(), error);
    match fs::symlink_metadata(path) {
        Ok(there) if !there.is_file() || !is_replaceable(path).map_err(failed)? => {
            return Err(PaperFailure::InTheWay(path.to_owned()));
        }
        _ => {}
    }
    durable::replace(path, pdf, Readers::All).map_err(failed)
}

/// Whether a file is a PDF, or empty.
fn is_replaceable(path: &Path) -> io::Result<bool> {
    const MAGIC: &[u8] = b"%PDF-";
    let mut head = Vec::new();
    File::open(path)?.take(5).read_to_end(&mut head)?;
    Ok(head.is_empty() || head == MAGIC)
}

/// Where the files of a document are.
struct Source {
    /// What was named.
    named: PathBuf,
    /// What was signed; its signature is beside it.
    attestation: PathBuf,
    /// The folder of a job or document, which may hold more of it.
    folder: Option<PathBuf>,
}

impl Source {
    /// A document's folder, or one of its two files. A folder with nothing but a lot in it, as it comes out of a PDF, is that lot's.
    fn at(path: &Path) -> Source {
        let named = path.to_owned();
        if !path.is_dir() {
            let is_signature = path.extension().is_some_and(|extension| extension == "sig");
            let attestation = if is_signature { path.with_extension("") } else { named.clone() };
            // Of the usual name it is the one that its folder is about.
            let is_usual = attestation.file_name().is_some_and(|name| name == ATTESTATION_FILE);
            let folder = attestation.parent().filter(|_| is_usual).map(Path::to_owned);
            return Source { named, attestation, folder };
        }
        let [lot, attestation] = [LOT_FILES[0], ATTESTATION_FILE].map(|name| path.join(name));
        if lot.exists() && !attestation.exists() {
            return Source { named, attestation: lot, folder: None };
        }
        Source { named, attestation, folder: Some(path.to_owned()) }
    }

    fn read(&self) -> Result<Files, PaperFailure> {
        let missing = || PaperFailure::NoAttestation(self.named.clone());
        let mut signature = self.attestation.clone().into_os_string();
        signature.push(".sig");
        let attestation = read(&self.attestation, canonical::MAX_BYTES)?.ok_or_else(missing)?;
        let signature = read(Path::new(&signature), sshsig::MAX_BYTES)?.ok_or_else(missing)?;
        let more = |name: &str, limit| match &self.folder {
            Some(folder) => read(&folder.join(name), limit),
            None => Ok(None),
        };
        let code = more(CODE_FILE, qr::MAX_BYTES)?;
        let lot = more(LOT_FILES[0], canonical::MAX_BYTES)?;
        let lot_signature = more(LOT_FILES[1], sshsig::MAX_BYTES)?;
        Ok(Files {
            attestation,
            signature,
            // What is no text is refused as no code.
            code: code.map(|code| String::from_utf8_lossy(&code).into_owned()),
            lot: lot.zip(lot_signature).map(|(lot, signature)| [lot, signature]),
        })
    }
}

/// The files of a document.
pub(super) struct Files {
    attestation: Vec<u8>,
    signature: Vec<u8>,
    code: Option<String>,
    lot: Option<[Vec<u8>; 2]>,
}

impl Files {
    /// Those in a folder.
    ///
    /// # Errors
    /// [`PaperFailure`].
    pub(super) fn read(folder: &Path) -> Result<Files, PaperFailure> {
        Source::at(folder).read()
    }

    pub(super) fn bundle(&self) -> Bundle<'_> {
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
