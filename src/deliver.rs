//! From the journal of a job to its proof where it belongs: folds, has the station sign, writes the files.
//!
//! Nothing is lost at any point of it. The folder is proven writable, and room is set aside in it, before the drive is
//! touched. The signed bytes are in the journal before the ledger knows of them, and in the ledger before they are files;
//! after a crash in between, [`Desk::close`] goes on where it was. The signature comes before the attestation: a folder with
//! an `attestation.json` is complete.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::attest::canonical;
use crate::attest::durable::{self, Readers};
use crate::attest::ledger::Chain;
use crate::attest::station::{CloseError, Settled, Station, StationError};
use crate::attest::{ATTESTATION_FILE, JOURNAL_FILE, SIGNATURE_FILE, Signed};
use crate::erase::journal::Journal;
use crate::erase::resume::{Unfinished, Unusable, find};
use crate::event::{Event, JobOpened};
pub use crate::record::common::tool;
use crate::record::fold::fold;
use crate::record::{ClockSource, ErasureRecord, JournalSeal, LedgerPlace};
use crate::text::erase::{EN, FR};
use crate::text::{Lang, Say};
use crate::units::now;

/// Room set aside in a job's folder: more than the largest attestation with its signature and its line in the journal.
const RESERVE_BYTES: usize = 4 << 20;
const RESERVE_FILE: &str = "reserve.tmp";

/// So many folders for one rescued proof are tried: each left by an earlier rescue, or by somebody else.
const RESCUES_MAX: u32 = 100;

/// A station at work: signs what its jobs found, and keeps the proofs in one folder.
#[derive(Debug)]
pub struct Desk {
    station: Station,
    out: PathBuf,
}

/// A job that may begin.
#[derive(Debug)]
pub struct OpenJob {
    /// Its folder, named by its number.
    pub folder: PathBuf,
    /// Its journal.
    pub journal: Journal,
}

/// A proof, delivered.
#[derive(Debug)]
pub struct Delivered {
    /// What was signed.
    pub record: ErasureRecord,
    /// Where it is.
    pub folder: PathBuf,
    /// Why it is not where it belongs, when it is not.
    pub trouble: Option<String>,
}

/// Why there is no proof, or none to be expected.
#[derive(Debug)]
pub enum DeliverError {
    /// The output folder cannot be used.
    OutUnusable(PathBuf, io::Error),
    /// The station cannot.
    Station(StationError),
    /// The record could not be made even before anything was done.
    Rehearsal(StationError),
    /// Neither the job's folder nor the one for temporary files can be written.
    NowhereToWrite(io::Error),
    /// The journal is none of a job.
    NoJob,
    /// There is no proof, and the journal could not stay where it was: where it is now.
    JournalRescued(PathBuf, Box<DeliverError>),
}

impl Say for DeliverError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            DeliverError::OutUnusable(path, error) => {
                (t.out_unusable)(&path.display().to_string(), &crate::text::os::reason(lang, error))
            }
            DeliverError::Station(error) => error.say(lang),
            DeliverError::Rehearsal(error) => (t.rehearsal)(&error.say(lang)),
            DeliverError::NowhereToWrite(error) => crate::text::os::reason(lang, error),
            DeliverError::NoJob => t.no_job.to_string(),
            DeliverError::JournalRescued(folder, cause) => {
                (t.journal_rescued)(&folder.display().to_string(), &cause.say(lang))
            }
        }
    }
}

crate::error_that_says!(DeliverError);

impl Desk {
    /// Makes the output folder if need be, and proves that it can be written.
    ///
    /// # Errors
    /// [`DeliverError::OutUnusable`].
    pub fn new(station: Station, out: &Path) -> Result<Desk, DeliverError> {
        let prove = || {
            fs::create_dir_all(out)?;
            // A name of its own: another gomme may prove the same folder at this moment.
            let file = out.join(format!("reserve-{}.tmp", std::process::id()));
            reserve(&file)?;
            fs::remove_file(file)
        };
        prove().map_err(|error| DeliverError::OutUnusable(out.to_owned(), error))?;
        Ok(Desk { station, out: out.to_owned() })
    }

    /// Opens a job: in the ledger, as a folder with room set aside, and in its journal. `begin` makes what it begins with
    /// from its number.
    ///
    /// # Errors
    /// When one of these cannot be; the drive was not touched.
    pub fn open(&self, begin: impl Fn(String) -> JobOpened) -> Result<OpenJob, DeliverError> {
        let at = now();
        let rehearsed = begin(format!("{}-0000-000000", self.station.public().name()));
        self.rehearse(&rehearsed)?;
        let number = self.station.open_job(at, &rehearsed.drive).map_err(DeliverError::Station)?;
        let folder = self.out.join(&number);
        let make = || {
            fs::create_dir(&folder)?;
            reserve(&folder.join(RESERVE_FILE))?;
            Journal::create(
                &folder,
                self.station.journal_key(),
                Event::JobOpened(Box::new(begin(number.clone()))),
            )
        };
        match make() {
            Ok(journal) => {
                let synced = File::open(&self.out).and_then(|out| out.sync_all());
                synced.map_err(|error| DeliverError::OutUnusable(self.out.clone(), error))?;
                Ok(OpenJob { folder, journal })
            }
            Err(error) => Err(DeliverError::OutUnusable(folder, error)),
        }
    }

    /// Makes the record of a job of which nothing is known yet, so that what cannot be signed is found out beforehand.
    fn rehearse(&self, opened: &JobOpened) -> Result<(), DeliverError> {
        let events = [Event::JobOpened(Box::new(opened.clone()))];
        let (number, facts) = fold(&events, opened.at, ClockSource::System).ok_or(DeliverError::NoJob)?;
        let place = LedgerPlace { sequence: 1, previous: "0".repeat(64) };
        let seal = JournalSeal { lines: 1, head: "0".repeat(64) };
        let record = ErasureRecord::new(number, facts, self.station.in_record(), place, seal);
        canonical::record_bytes(&record)
            .map(|_| ())
            .map_err(|flaw| DeliverError::Rehearsal(StationError::Refused(flaw)))
    }

    /// What the station's ledger holds now.
    ///
    /// # Errors
    /// [`DeliverError::Station`].
    pub fn ledger(&self) -> Result<Chain, DeliverError> {
        self.station.ledger().map_err(DeliverError::Station)
    }

    /// What earlier runs of this station left unfinished in the output folder, and journals that cannot be relied on.
    /// Jobs of other stations are left to these.
    ///
    /// # Errors
    /// [`DeliverError::OutUnusable`], [`DeliverError::Station`].
    pub fn unfinished(&self) -> Result<(Vec<Unfinished>, Vec<Unusable>), DeliverError> {
        let ledger = self.ledger()?;
        let is_ours = |number: &str| number.rsplitn(3, '-').nth(2) == Some(self.station.public().name());
        let is_open = |number: &str| ledger.job(number) == Some(None);
        find(&self.out, self.station.journal_key(), is_ours, is_open)
            .map_err(|error| DeliverError::OutUnusable(self.out.clone(), error))
    }

    /// Signs what a journal says, closes the job in the ledger, and writes the files. May be called again after a crash.
    ///
    /// # Errors
    /// When there is no proof: the journal, wherever it now is, keeps all that was done.
    pub fn close(&self, folder: &Path, mut journal: Journal) -> Result<Delivered, DeliverError> {
        let _ = fs::remove_file(folder.join(RESERVE_FILE)); // its room is for what follows
        match self.conclude(folder, &mut journal) {
            Err(cause) if !journal.is_on_disk() => Err(rescue_journal(&journal, cause)),
            concluded => concluded,
        }
    }

    fn conclude(&self, folder: &Path, journal: &mut Journal) -> Result<Delivered, DeliverError> {
        match self.settled(journal)? {
            Some(signed) => place(folder, journal, &signed),
            None => self.sign(folder, journal),
        }
    }

    /// What was signed before a crash, brought into the ledger if it still fits there.
    fn settled(&self, journal: &Journal) -> Result<Option<Signed>, DeliverError> {
        let last = journal.events().iter().rev().find_map(|event| match event {
            Event::Signed { at, attestation, signature } => Some((*at, attestation, signature)),
            _ => None,
        });
        let Some((at, attestation, signature)) = last else { return Ok(None) };
        let signed = Signed { attestation: attestation.clone().into_bytes(), signature: signature.clone() };
        match self.station.settle(at, &signed) {
            Ok(Settled::AlreadyThere | Settled::Added) => Ok(Some(signed)),
            Ok(Settled::PlaceTaken) => Ok(None),
            Err(error) => Err(DeliverError::Station(error)),
        }
    }

    fn sign(&self, folder: &Path, journal: &mut Journal) -> Result<Delivered, DeliverError> {
        let at = now();
        let clock = self.station.clock(at).map_err(DeliverError::Station)?;
        let events: Vec<Event> =
            journal.events().iter().filter(|e| !matches!(e, Event::Signed { .. })).cloned().collect();
        let (number, facts) = fold(&events, at, clock).ok_or(DeliverError::NoJob)?;
        let seal = journal.seal().clone();
        let (mut kept, mut placed) = (None, None);
        let closed = self.station.close_job(
            at,
            &number,
            |place, station| ErasureRecord::new(number.clone(), facts, station, place, seal),
            |signed| {
                let attestation = String::from_utf8_lossy(&signed.attestation).into_owned();
                let event = Event::Signed { at, attestation, signature: signed.signature.clone() };
                kept = Some(signed.clone());
                let written = journal.append(event);
                if written.is_err() || !journal.is_on_disk() {
                    // The journal cannot keep it over a crash: the files themselves come before the ledger.
                    placed = Some(place(folder, journal, signed)?);
                }
                Ok::<(), DeliverError>(())
            },
        );
        let signed = match (closed, kept) {
            (Ok(signed), _) => signed,
            // Signed, but the ledger could not be written (its disk is full, or gone): the proof comes first. The next
            // run brings it into the ledger if the journal could keep it.
            (Err(CloseError::Station(StationError::Ledger(..))), Some(signed)) => signed,
            (Err(CloseError::Station(error)), _) => return Err(DeliverError::Station(error)),
            (Err(CloseError::Keep(error)), _) => return Err(error),
        };
        match placed {
            Some(delivered) => Ok(delivered),
            None => place(folder, journal, &signed),
        }
    }
}

/// Sets room aside in a new file. What stands there is removed and never opened: it could be a link to a drive.
fn reserve(path: &Path) -> io::Result<()> {
    let _ = fs::remove_file(path);
    let mut file = File::create_new(path)?;
    file.write_all(&vec![0; RESERVE_BYTES])?;
    file.sync_all()
}

/// Writes the files of a proof where it belongs, or, when that fails, somewhere else.
fn place(folder: &Path, journal: &Journal, signed: &Signed) -> Result<Delivered, DeliverError> {
    let record = canonical::parse(&signed.attestation)
        .map_err(|flaw| DeliverError::Station(StationError::Refused(flaw)))?;
    let Err(error) = write_files(folder, signed) else {
        return Ok(Delivered { record, folder: folder.to_owned(), trouble: None });
    };
    let rescue = || {
        let elsewhere = rescue_folder(&record.number)?;
        fs::write(elsewhere.join(JOURNAL_FILE), journal.text())?;
        write_files(&elsewhere, signed).map(|()| elsewhere)
    };
    let elsewhere = rescue().map_err(DeliverError::NowhereToWrite)?;
    Ok(Delivered { record, folder: elsewhere, trouble: Some(error.to_string()) })
}

/// Writes the journal of a job without a proof somewhere else: it is in memory alone.
fn rescue_journal(journal: &Journal, cause: DeliverError) -> DeliverError {
    let number = match journal.events().first() {
        Some(Event::JobOpened(opened)) => opened.number.clone(),
        _ => String::new(),
    };
    let rescued = rescue_folder(&number)
        .and_then(|folder| fs::write(folder.join(JOURNAL_FILE), journal.text()).map(|()| folder));
    match rescued {
        Ok(folder) => DeliverError::JournalRescued(folder, Box::new(cause)),
        Err(_) => cause,
    }
}

/// A new folder for a proof that has no other place. Anybody may write to the folder for temporary files, so one that
/// stands there already is not trusted.
fn rescue_folder(number: &str) -> io::Result<PathBuf> {
    let mut attempt = 1;
    loop {
        let suffix = if attempt == 1 { String::new() } else { format!("-{attempt}") };
        let folder = std::env::temp_dir().join(format!("gomme-{number}{suffix}"));
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < RESCUES_MAX => {
                attempt += 1;
            }
            made => return made.map(|()| folder),
        }
    }
}

fn write_files(folder: &Path, signed: &Signed) -> io::Result<()> {
    durable::replace(&folder.join(SIGNATURE_FILE), signed.signature.as_bytes(), Readers::All)?;
    durable::replace(&folder.join(ATTESTATION_FILE), &signed.attestation, Readers::All)
}
