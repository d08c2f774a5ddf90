//! A declaration from its text to its two files: signed by a station, kept, and in its ledger.
//!
//! The order is that of an erasure: opened in the ledger, signed, the files durable, closed in the ledger. After a crash in
//! between, the next declaration into the same folder finishes the one before.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::durable::{self, Readers};
use super::ledger::Entry;
use super::station::{JobError, Settled, Station, StationError};
use super::{ATTESTATION_FILE, SIGNATURE_FILE, Signed, canonical, sshsig};
use crate::record::{Document, LedgerPlace};

/// Why there is no declaration.
#[derive(Debug)]
pub enum DeclareError {
    /// The folder cannot be used.
    Out(PathBuf, io::Error),
    /// The station cannot sign it.
    Station(StationError),
}

impl From<StationError> for DeclareError {
    fn from(error: StationError) -> Self {
        DeclareError::Station(error)
    }
}

/// Signs a declaration. It comes with any number and place in the ledger: they are given here.
///
/// # Errors
/// [`DeclareError`]; nothing was signed then, or it stands in the ledger as a job that is open.
pub fn sign(
    station: &Station,
    out: &Path,
    at: Timestamp,
    mut document: Document,
) -> Result<(Document, PathBuf), DeclareError> {
    place(&mut document, &LedgerPlace { sequence: 1, previous: "0".repeat(64) });
    number(&mut document, &format!("{}-0000-000000", station.public().name()));
    canonical::document_bytes(&document).map_err(StationError::Refused)?;
    let unusable = |path: &Path| {
        let path = path.to_owned();
        move |error| DeclareError::Out(path, error)
    };
    prove(out).map_err(unusable(out))?;
    finish_earlier(station, out)?;
    let folder_of = |own: &str| fs::create_dir(out.join(own)).and_then(|()| sync(out));
    let own = match station.open_declaration(at, &document, folder_of) {
        Ok(own) => own,
        Err(JobError::Station(error)) => return Err(error.into()),
        Err(JobError::Keep(error)) => return Err(DeclareError::Out(out.to_owned(), error)),
    };
    number(&mut document, &own);
    let folder = out.join(&own);
    close(station, &folder, at, &mut document)?;
    Ok((document, folder))
}

/// Signs it in the next place of the ledger, writes it and closes it.
fn close(
    station: &Station,
    folder: &Path,
    at: Timestamp,
    document: &mut Document,
) -> Result<(), DeclareError> {
    let number = document.number().to_owned();
    let mut signed = document.clone();
    let mut kept = false;
    let closed = station.close_job(
        at,
        &number,
        |ledger, _| {
            place(&mut signed, &ledger);
            signed.clone()
        },
        |proof| {
            station.write_code(folder, proof);
            write(folder, proof).map(|()| kept = true)
        },
    );
    *document = signed;
    match closed {
        Ok(_) => Ok(()),
        // The proof is whole and lies where it belongs; the next declaration brings it into the ledger.
        Err(JobError::Station(StationError::Ledger(..))) if kept => Ok(()),
        Err(JobError::Station(error)) => Err(error.into()),
        Err(JobError::Keep(error)) => Err(DeclareError::Out(folder.to_owned(), error)),
    }
}

/// Finishes declarations that a crash left between their files and the ledger.
fn finish_earlier(station: &Station, out: &Path) -> Result<(), DeclareError> {
    let ledger = station.ledger()?;
    let declared = ledger.entries().iter().filter_map(|entry| match entry {
        Entry::Opened { number, kind: Some(_), .. } if ledger.job(number) == Some(None) => Some(number),
        _ => None,
    });
    for number in declared {
        let folder = out.join(number);
        let Some(signed) = read(&folder) else { continue };
        let Ok(mut document) = canonical::parse_document(&signed.attestation) else { continue };
        let at = document.signed_at();
        match station.settle(at, &signed) {
            Ok(Settled::AlreadyThere | Settled::Added) => {}
            Ok(Settled::PlaceTaken) => close(station, &folder, at, &mut document)?,
            // Somebody else's file in this folder: not ours to judge.
            Err(StationError::SelfCheck | StationError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn place(document: &mut Document, ledger: &LedgerPlace) {
    match document {
        Document::NoMedia(record) => record.ledger = ledger.clone(),
        Document::Destruction(record) => record.ledger = ledger.clone(),
        Document::Erasure(_) | Document::Lot(_) | Document::AnnualReport(_) => {}
    }
}

fn number(document: &mut Document, number: &str) {
    match document {
        Document::NoMedia(record) => number.clone_into(&mut record.number),
        Document::Destruction(record) => number.clone_into(&mut record.number),
        Document::Erasure(_) | Document::Lot(_) | Document::AnnualReport(_) => {}
    }
}

/// Makes a folder if need be, and proves that it can be written: as much as a document may take.
///
/// # Errors
/// What the operating system says.
pub fn prove(out: &Path) -> io::Result<()> {
    fs::create_dir_all(out)?;
    let file = out.join(format!("prove-{}.tmp", std::process::id()));
    let _ = fs::remove_file(&file);
    let proven = durable::create_new(&file, &vec![0; canonical::MAX_BYTES + sshsig::MAX_BYTES]);
    let _ = fs::remove_file(&file);
    proven
}

/// Writes both files, the signature first: a folder with an attestation is complete.
///
/// # Errors
/// What the operating system says.
pub fn write(folder: &Path, signed: &Signed) -> io::Result<()> {
    durable::replace(&folder.join(SIGNATURE_FILE), signed.signature.as_bytes(), Readers::All)?;
    durable::replace(&folder.join(ATTESTATION_FILE), &signed.attestation, Readers::All)
}

fn read(folder: &Path) -> Option<Signed> {
    let file = |name: &str, limit: usize| {
        let mut bytes = Vec::new();
        let limit = u64::try_from(limit).ok()?;
        File::open(folder.join(name)).ok()?.take(limit).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    };
    let attestation = file(ATTESTATION_FILE, canonical::MAX_BYTES)?;
    let signature = String::from_utf8(file(SIGNATURE_FILE, sshsig::MAX_BYTES)?).ok()?;
    Some(Signed { attestation, signature })
}

/// Flushes a folder, so that the names in it survive.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
