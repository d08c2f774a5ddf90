//! From the journal of a job to its proof where it belongs: folds, has the station sign, writes the files.
//!
//! Nothing is lost at any point of it. The folder is proven writable, and room is set aside in it, before the drive is
//! touched. The signed bytes are in the journal before the ledger knows of them, and in the ledger before they are files;
//! after a crash in between, [`Desk::close`] goes on where it was. The signature comes before the attestation: a folder with
//! an `attestation.json` is complete.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::attest::canonical;
use crate::attest::durable::{self, Readers};
use crate::attest::ledger::Chain;
use crate::attest::station::{JobError, Settled, Station, StationError};
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
    clock_set_by_hand: bool,
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
    /// What somebody must see to; nothing when all is where it belongs.
    pub troubles: Vec<Trouble>,
}

/// What is not as it should be of a proof that is there.
#[derive(Debug)]
pub enum Trouble {
    /// It lies in another folder, because the one of its job could not be written: why.
    Elsewhere(String),
    /// The station's ledger could not be written, so that it does not know of it yet.
    NotInLedger(StationError),
}

impl Delivered {
    /// What somebody must see to, a sentence each.
    #[must_use]
    pub fn warnings(&self, lang: Lang) -> Vec<String> {
        let t = lang.pick(&EN, &FR);
        let folder = self.folder.display().to_string();
        let say = |trouble: &Trouble| match trouble {
            Trouble::Elsewhere(why) => (t.delivered_elsewhere)(&self.record.number, why, &folder),
            Trouble::NotInLedger(why) => (t.not_in_ledger)(&self.record.number, &why.say(lang), &folder),
        };
        self.troubles.iter().map(say).collect()
    }
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
        Ok(Desk { station, out: out.to_owned(), clock_set_by_hand: false })
    }

    /// From now on attestations say that a person had set the clock. One that is wrong all the same stays wrong.
    pub fn clock_was_set_by_hand(&mut self) {
        self.clock_set_by_hand = true;
    }

    /// How much the clock is worth at a moment.
    ///
    /// # Errors
    /// [`DeliverError::Station`].
    pub fn clock(&self, at: Timestamp) -> Result<ClockSource, DeliverError> {
        Ok(match self.station.clock(at).map_err(DeliverError::Station)? {
            ClockSource::System if self.clock_set_by_hand => ClockSource::Operator,
            clock => clock,
        })
    }

    /// The station that signs here.
    #[must_use]
    pub fn station(&self) -> &Station {
        &self.station
    }

    /// Brings a proof home that had to be written elsewhere: its journal, which is longer than what the job's folder holds, and then its
    /// files and the ledger's line, as after a crash.
    ///
    /// # Errors
    /// When it still cannot be, or when what stands in the job's folder is no earlier state of that journal.
    pub fn bring_home(&self, elsewhere: &Path, number: &str) -> Result<Delivered, DeliverError> {
        let folder = self.out.join(number);
        let unusable = |error| DeliverError::OutUnusable(folder.clone(), error);
        if elsewhere != folder {
            let journal = elsewhere.join(JOURNAL_FILE);
            let whole =
                fs::read(&journal).map_err(|error| DeliverError::OutUnusable(elsewhere.to_owned(), error))?;
            let here = fs::read(folder.join(JOURNAL_FILE)).map_err(unusable)?;
            let mut known =
                here.split_inclusive(|byte| *byte == b'\n').take_while(|line| line.ends_with(b"\n"));
            let mut rest = whole.as_slice();
            let is_earlier = known.all(|line| rest.strip_prefix(line).map(|left| rest = left).is_some());
            let said = Journal::parse(&whole, self.station.journal_key());
            if !is_earlier || !said.is_ok_and(|(journal, _)| is_of(&journal, number)) {
                return Err(unusable(io::ErrorKind::InvalidData.into()));
            }
            durable::replace(&folder.join(JOURNAL_FILE), &whole, Readers::All).map_err(unusable)?;
        }
        let found = Journal::open(&folder, self.station.journal_key());
        let journal = found.map_err(|_| unusable(io::ErrorKind::InvalidData.into()))?.journal;
        self.close(&folder, journal)
    }

    /// Opens a job: as a folder with room set aside, in its journal, and in the ledger, in this order, so that a job that the ledger
    /// knows has a journal to go on with. `begin` makes what it begins with from its number and the time in the ledger.
    ///
    /// # Errors
    /// When one of these cannot be; the drive was not touched.
    pub fn open(&self, begin: impl Fn(String, Timestamp) -> JobOpened) -> Result<OpenJob, DeliverError> {
        let at = now();
        let rehearsed = begin(format!("{}-0000-000000", self.station.public().name()), at);
        self.rehearse(&rehearsed)?;
        let mut kept = None;
        let opened = self.station.open_job(at, &rehearsed.drive, |number| {
            let folder = self.out.join(number);
            let make = || {
                // The ledger gives this number out now: what stands there was begun by a process that died before it was.
                let _ = self.forget(&folder);
                fs::create_dir(&folder)?;
                reserve(&folder.join(RESERVE_FILE))?;
                let first = Event::JobOpened(Box::new(begin(number.to_owned(), at)));
                let journal = Journal::create(&folder, self.station.journal_key(), first)?;
                File::open(&self.out)?.sync_all()?;
                Ok(journal)
            };
            let journal = make().map_err(|error| DeliverError::OutUnusable(folder.clone(), error))?;
            kept = Some(OpenJob { folder, journal });
            Ok(())
        });
        match (opened, kept) {
            (Ok(_), Some(job)) => Ok(job),
            (Err(JobError::Keep(error)), _) => Err(error),
            // What was kept stays: should the line be in the ledger all the same, the next run closes the job; else it forgets it.
            (Err(JobError::Station(error)), _) => Err(DeliverError::Station(error)),
            (Ok(_), None) => Err(DeliverError::NoJob),
        }
    }

    /// Removes the folder of a job that the ledger never knew and whose drive was not touched: with nothing in it but reserved room
    /// and a journal of this station that says no more than what was to be done.
    ///
    /// # Errors
    /// When it holds anything else, or cannot be removed.
    pub fn forget(&self, folder: &Path) -> io::Result<()> {
        let journal = folder.join(JOURNAL_FILE);
        match journal.symlink_metadata() {
            Ok(meta) if !meta.is_file() => return Err(io::ErrorKind::InvalidData.into()),
            Ok(_) => {
                let mut text = Vec::new();
                File::open(&journal)?.take(RESERVE_BYTES as u64).read_to_end(&mut text)?;
                let said = Journal::parse(&text, self.station.journal_key());
                if !said.is_ok_and(|(journal, _)| journal.events().len() <= 1) {
                    return Err(io::ErrorKind::InvalidData.into());
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let known = [JOURNAL_FILE, RESERVE_FILE];
        let others = fs::read_dir(folder)?
            .any(|entry| !entry.is_ok_and(|entry| known.iter().any(|known| entry.file_name() == *known)));
        if others {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        for file in known {
            let _ = fs::remove_file(folder.join(file));
        }
        fs::remove_dir(folder)
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
            Some(signed) => self.place(folder, journal, &signed),
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
        let clock = self.clock(at)?;
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
                    placed = Some(self.place(folder, journal, signed)?);
                }
                Ok::<(), DeliverError>(())
            },
        );
        let (signed, trouble) = match (closed, kept) {
            (Ok(signed), _) => (signed, None),
            // Signed, but the ledger could not be written (its disk is full, or gone): the proof comes first. The next
            // run brings it into the ledger if the journal could keep it.
            (Err(JobError::Station(error @ StationError::Ledger(..))), Some(signed)) => {
                (signed, Some(Trouble::NotInLedger(error)))
            }
            (Err(JobError::Station(error)), _) => return Err(DeliverError::Station(error)),
            (Err(JobError::Keep(error)), _) => return Err(error),
        };
        let mut delivered = match placed {
            Some(delivered) => delivered,
            None => self.place(folder, journal, &signed)?,
        };
        delivered.troubles.extend(trouble);
        Ok(delivered)
    }

    /// Writes the files of a proof where it belongs, or, when that fails, somewhere else.
    fn place(&self, folder: &Path, journal: &Journal, signed: &Signed) -> Result<Delivered, DeliverError> {
        let record = canonical::parse(&signed.attestation)
            .map_err(|flaw| DeliverError::Station(StationError::Refused(flaw)))?;
        let Err(error) = self.write_files(folder, signed) else {
            return Ok(Delivered { record, folder: folder.to_owned(), troubles: vec![] });
        };
        let rescue = || {
            let elsewhere = rescue_folder(&record.number)?;
            fs::write(elsewhere.join(JOURNAL_FILE), journal.text())?;
            self.write_files(&elsewhere, signed).map(|()| elsewhere)
        };
        let elsewhere = rescue().map_err(DeliverError::NowhereToWrite)?;
        Ok(Delivered { record, folder: elsewhere, troubles: vec![Trouble::Elsewhere(error.to_string())] })
    }

    /// The code comes before the attestation, which completes the folder: whoever finds it complete finds the code too, unless the code
    /// could not be written.
    fn write_files(&self, folder: &Path, signed: &Signed) -> io::Result<()> {
        self.station.write_code(folder, signed);
        durable::replace(&folder.join(SIGNATURE_FILE), signed.signature.as_bytes(), Readers::All)?;
        durable::replace(&folder.join(ATTESTATION_FILE), &signed.attestation, Readers::All)
    }
}

/// Whether a journal is that of a job.
fn is_of(journal: &Journal, number: &str) -> bool {
    matches!(journal.events().first(), Some(Event::JobOpened(opened)) if opened.number == number)
}

/// Sets room aside in a new file. What stands there is removed and never opened: it could be a link to a drive.
fn reserve(path: &Path) -> io::Result<()> {
    let _ = fs::remove_file(path);
    let mut file = File::create_new(path)?;
    file.write_all(&vec![0; RESERVE_BYTES])?;
    file.sync_all()
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
