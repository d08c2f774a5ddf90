//! The ledger of a station: every job it opened, every attestation it signed, in a chain that shows a missing one.
//!
//! `ledger.jsonl` holds one canonical JSON object a line. Each carries its number from 1 and the SHA-256 of the line before
//! (its bytes, without the line break; 64 zeros in the first). A job takes two lines: `opened` before the drive is
//! touched, `closed` when its attestation is signed. The attestation carries the place of its `closed` line, so that the
//! papers of several jobs show a gap even when the ledger itself is gone.
//!
//! Every change is made under an exclusive lock on the file (several processes may share a station), appended in one
//! write, and flushed. Before each change the whole chain is checked.
//!
//! After a power cut the last line may be torn: text without a line break at its end, or a line with zero bytes where the
//! file system had not written yet. If such text is a whole line that fits the chain, it gets its line break; otherwise it
//! moves to `ledger.torn`, and the ledger ends with its last whole line. Nothing whole is ever removed.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{canonical, durable, name, sha256};
use crate::record::lot::EntryResult;
use crate::record::{Kind, LedgerPlace};

/// Name of the ledger in a station's folder.
pub const FILE: &str = "ledger.jsonl";
/// Where a torn last line is kept.
const TORN_FILE: &str = "ledger.torn";

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case", deny_unknown_fields)]
pub enum Entry {
    /// A job begins; written before its drive is touched.
    Opened {
        /// From 1.
        sequence: u64,
        /// SHA-256 of the line before.
        previous: String,
        /// When.
        at: Timestamp,
        /// Number of the job.
        number: String,
        /// What document is to come; left out for an erasure.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<Declared>,
        /// SHA-256 of the canonical JSON of what the job is about: the drive's identity, or the machine for `no-media`.
        drive: String,
    },
    /// The attestation of a job was signed.
    Closed {
        /// From 1.
        sequence: u64,
        /// SHA-256 of the line before.
        previous: String,
        /// When.
        at: Timestamp,
        /// Number of the job.
        number: String,
        /// The result that was signed.
        result: EntryResult,
        /// SHA-256 of `attestation.json`.
        attestation: String,
    },
}

/// The kinds of document that a person has a station sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Declared {
    /// No drive in the computer.
    NoMedia,
    /// A drive was destroyed.
    Destruction,
}

impl From<Declared> for Kind {
    fn from(declared: Declared) -> Kind {
        match declared {
            Declared::NoMedia => Kind::NoMedia,
            Declared::Destruction => Kind::Destruction,
        }
    }
}

impl Entry {
    fn place(&self) -> (u64, &str) {
        match self {
            Entry::Opened { sequence, previous, .. } | Entry::Closed { sequence, previous, .. } => {
                (*sequence, previous)
            }
        }
    }

    /// Number of the job.
    #[must_use]
    pub fn number(&self) -> &str {
        match self {
            Entry::Opened { number, .. } | Entry::Closed { number, .. } => number,
        }
    }

    fn at(&self) -> Timestamp {
        match self {
            Entry::Opened { at, .. } | Entry::Closed { at, .. } => *at,
        }
    }
}

/// A ledger that is whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    entries: Vec<Entry>,
    /// Each job that was opened, and the digest that closed it.
    jobs: BTreeMap<String, Option<String>>,
    head: Option<String>,
    /// Bytes of whole lines.
    whole_bytes: usize,
    /// What follows them.
    tail: Tail,
}

/// What follows the last whole line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tail {
    /// Nothing.
    #[default]
    None,
    /// The last line lacks nothing but its line break.
    Unterminated,
    /// So many bytes of a line that was not written to its end.
    Torn(usize),
}

/// Where a ledger is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The line, from 1.
    pub line: u64,
    /// How.
    pub how: Breach,
}

/// How a ledger is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// Not a line of a ledger.
    Unreadable,
    /// Its sequence number is not the next one.
    Sequence,
    /// It does not hold the digest of the line before: that line was changed, or one is missing.
    Previous,
    /// It closes a job that no line opens, or opens or closes one a second time.
    Job,
}

impl Chain {
    /// Reads a ledger.
    ///
    /// # Errors
    /// The first line that does not fit the chain.
    pub fn read(bytes: &[u8]) -> Result<Chain, Broken> {
        let mut chain = Chain::default();
        while chain.whole_bytes < bytes.len() {
            let rest = &bytes[chain.whole_bytes..];
            let end = rest.iter().position(|b| *b == b'\n');
            let line = &rest[..end.unwrap_or(rest.len())];
            let is_last = end.is_none_or(|end| end + 1 == rest.len());
            match chain.take(line) {
                Ok(()) => {
                    chain.whole_bytes += line.len() + usize::from(end.is_some());
                    if end.is_none() {
                        chain.tail = Tail::Unterminated;
                    }
                }
                Err(_) if is_last && (end.is_none() || line.contains(&0)) => {
                    chain.tail = Tail::Torn(rest.len());
                    break;
                }
                Err(how) => return Err(Broken { line: chain.next().sequence, how }),
            }
        }
        Ok(chain)
    }

    fn take(&mut self, line: &[u8]) -> Result<(), Breach> {
        let entry: Entry = canonical::data_from(line).map_err(|_| Breach::Unreadable)?;
        self.admit(&entry)?;
        self.push(entry, line);
        Ok(())
    }

    /// Whether an entry may come next.
    fn admit(&self, entry: &Entry) -> Result<(), Breach> {
        let next = self.next();
        let (sequence, previous) = entry.place();
        if sequence != next.sequence {
            return Err(Breach::Sequence);
        }
        if previous != next.previous {
            return Err(Breach::Previous);
        }
        let fits = match (entry, self.jobs.get(entry.number())) {
            (Entry::Opened { .. }, job) => job.is_none(),
            (Entry::Closed { .. }, job) => job == Some(&None),
        };
        if fits { Ok(()) } else { Err(Breach::Job) }
    }

    fn push(&mut self, entry: Entry, line: &[u8]) {
        let attestation = match &entry {
            Entry::Opened { .. } => None,
            Entry::Closed { attestation, .. } => Some(attestation.clone()),
        };
        self.jobs.insert(entry.number().to_owned(), attestation);
        self.head = Some(sha256(line));
        self.entries.push(entry);
    }

    /// The place of the next line.
    #[must_use]
    pub fn next(&self) -> LedgerPlace {
        LedgerPlace {
            sequence: u64::try_from(self.entries.len()).map_or(u64::MAX, |n| n.saturating_add(1)),
            previous: self.head.clone().unwrap_or_else(|| "0".repeat(64)),
        }
    }

    /// The lines.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many bytes its whole lines take, line breaks included; the last one may still lack its own.
    #[must_use]
    pub fn whole_bytes(&self) -> usize {
        self.whole_bytes
    }

    /// The station whose ledger it is: the name that the numbers of all its jobs begin with. None in an empty ledger, and where they
    /// begin with several.
    #[must_use]
    pub fn station(&self) -> Option<&str> {
        let (name, _) = station_of(self.entries.first()?.number())?;
        let same = |entry: &Entry| station_of(entry.number()).is_some_and(|(other, _)| other == name);
        self.entries.iter().all(same).then_some(name)
    }

    /// What follows the last whole line.
    #[must_use]
    pub fn tail(&self) -> Tail {
        self.tail
    }

    /// A job: `None` when it was never opened, the digest of its attestation once it is closed.
    #[must_use]
    pub fn job(&self, number: &str) -> Option<Option<&str>> {
        self.jobs.get(number).map(|closed| closed.as_deref())
    }

    /// What a job was opened for: the kind of its document, and the digest of its drive or machine.
    #[must_use]
    pub fn subject_of(&self, job: &str) -> Option<(Kind, &str)> {
        self.entries.iter().find_map(|entry| match entry {
            Entry::Opened { number, kind, drive, .. } if number == job => {
                Some((kind.map_or(Kind::Erasure, Kind::from), drive.as_str()))
            }
            _ => None,
        })
    }

    /// When a job was opened.
    #[must_use]
    pub fn opened_at(&self, job: &str) -> Option<Timestamp> {
        self.entries.iter().find_map(|entry| match entry {
            Entry::Opened { number, at, .. } if number == job => Some(*at),
            _ => None,
        })
    }

    /// The jobs that were opened and not closed, by number.
    pub fn open_jobs(&self) -> impl Iterator<Item = &str> {
        self.jobs.iter().filter(|(_, closed)| closed.is_none()).map(|(number, _)| number.as_str())
    }

    /// The latest time in it. A clock that shows less is wrong.
    #[must_use]
    pub fn last_time(&self) -> Option<Timestamp> {
        self.entries.iter().map(Entry::at).max()
    }
}

/// The station that a job's number names, and the line of its ledger that opened the job: `A05-2027-000001` is line 1 of A05's.
#[must_use]
pub fn station_of(number: &str) -> Option<(&str, u64)> {
    let mut parts = number.rsplitn(3, '-');
    let (line, year, name) = (parts.next()?, parts.next()?, parts.next()?);
    let is_of =
        |digits: &str, least: usize| digits.len() >= least && digits.bytes().all(|b| b.is_ascii_digit());
    (name::is_station(name) && is_of(year, 4) && is_of(line, 6)).then_some((name, line.parse().ok()?))
}

/// Why the ledger could not be used.
#[derive(Debug)]
pub enum LedgerError {
    /// The operating system refused.
    Io(io::Error),
    /// It was tampered with, or the medium lost something in its middle.
    Broken(Broken),
}

impl From<io::Error> for LedgerError {
    fn from(error: io::Error) -> Self {
        LedgerError::Io(error)
    }
}

/// The ledger, locked against other processes for as long as this lives.
#[derive(Debug)]
pub struct Locked {
    file: File,
    chain: Chain,
}

impl Locked {
    /// Waits for the lock, checks the chain, and mends a torn last line.
    ///
    /// # Errors
    /// [`LedgerError`]; a ledger that is broken anywhere else than at its end is left as it is.
    pub fn open(dir: &Path) -> Result<Locked, LedgerError> {
        let mut file = OpenOptions::new().read(true).append(true).open(dir.join(FILE))?;
        file.lock()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let mut chain = Chain::read(&bytes).map_err(LedgerError::Broken)?;
        match chain.tail {
            Tail::None => {}
            Tail::Unterminated => {
                file.write_all(b"\n")?;
                chain.whole_bytes += 1;
            }
            Tail::Torn(_) => {
                durable::replace(&dir.join(TORN_FILE), &bytes[chain.whole_bytes..], durable::Readers::Owner)?;
                file.set_len(length(chain.whole_bytes))?;
            }
        }
        if chain.tail != Tail::None {
            file.sync_all()?;
            chain.tail = Tail::None;
        }
        Ok(Locked { file, chain })
    }

    /// What it holds.
    #[must_use]
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Appends a line that takes the next place, and flushes it.
    ///
    /// # Errors
    /// [`LedgerError`]; the ledger is then as it was, or has a torn last line that the next opening mends.
    pub fn append(&mut self, entry: &Entry) -> Result<(), LedgerError> {
        let mut line = canonical::bytes_of(entry).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        let broken = |how| LedgerError::Broken(Broken { line: self.chain.next().sequence, how });
        self.chain.admit(entry).map_err(broken)?;
        line.push(b'\n');
        let before = length(self.chain.whole_bytes);
        if let Err(error) = self.file.write_all(&line).and_then(|()| self.file.sync_all()) {
            // A full medium: what was written of the line goes away again, now or at the next opening.
            let _ = self.file.set_len(before).and_then(|()| self.file.sync_all());
            return Err(error.into());
        }
        self.chain.whole_bytes += line.len();
        self.chain.push(entry.clone(), &line[..line.len() - 1]);
        Ok(())
    }
}

/// Reads the ledger of a station without changing it.
///
/// # Errors
/// [`LedgerError`].
pub fn check(dir: &Path) -> Result<Chain, LedgerError> {
    let mut file = File::open(dir.join(FILE))?;
    file.lock_shared()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Chain::read(&bytes).map_err(LedgerError::Broken)
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
