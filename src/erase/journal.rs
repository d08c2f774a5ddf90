//! The journal of a job: one event a line, each line holding the SHA-256 of the one before.
//!
//! It lies in the job's folder, is written ahead of what it speaks of where that matters, and is what survives a power
//! cut. A last line that was cut short is no line. The chain is kept in memory too, so that a job whose stick was pulled
//! out still ends with its proof.
//!
//! What a journal says is signed in the end, maybe by a later run. So each line carries a code that only the station can
//! make ([`JournalKey`]): a journal that somebody else wrote or changed is never signed.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::attest::JOURNAL_FILE;
use crate::attest::key::JournalKey;
use crate::event::Event;
use crate::record::JournalSeal;
use crate::units::{hex, unhex};

/// The longest journal that is read: far beyond what 40 TB with a thousand bad ranges leave.
const BYTES_MAX: u64 = 256 << 20;

/// What the first line holds in the place of a digest.
const NOTHING_BEFORE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    previous: String,
    entry: Event,
    /// HMAC-SHA-256 (RFC 2104) of `previous` and the JSON of `entry`, one after the other.
    code: String,
}

impl Line {
    fn new(key: &JournalKey, previous: String, entry: Event) -> io::Result<Line> {
        let code = hex(&code(key, &previous, &entry)?.finalize().into_bytes());
        Ok(Line { previous, entry, code })
    }

    fn is_from(&self, key: &JournalKey) -> bool {
        let claimed = unhex(&self.code).unwrap_or_default();
        code(key, &self.previous, &self.entry).is_ok_and(|code| code.verify_slice(&claimed).is_ok())
    }
}

fn code(key: &JournalKey, previous: &str, entry: &Event) -> io::Result<Hmac<Sha256>> {
    let mut code = Hmac::<Sha256>::new_from_slice(key.bytes()).map_err(io::Error::other)?;
    code.update(previous.as_bytes());
    code.update(&serde_json::to_vec(entry).map_err(io::Error::other)?);
    Ok(code)
}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    /// Locked as long as it is open. None once writing failed: from then on the journal is in memory alone.
    file: Option<File>,
    key: JournalKey,
    /// Everything that happened.
    events: Vec<Event>,
    /// Everything that was or should have been written.
    text: Vec<u8>,
    seal: JournalSeal,
}

/// What a journal on the disk holds.
#[derive(Debug)]
pub struct Found {
    /// The journal, locked, ready for more.
    pub journal: Journal,
    /// Whether a last line was cut short.
    pub torn: bool,
}

/// Why a journal cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The system says no: the text is its own.
    System(String),
    /// Another process is working on this job.
    Busy,
    /// It was changed, or is no journal.
    Broken {
        /// Line, from 1.
        line: usize,
    },
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Unreadable {
        Unreadable::System(error.to_string())
    }
}

impl Journal {
    /// Begins a journal in a job's folder, with its first event on the disk when this returns.
    ///
    /// # Errors
    /// When the file exists or cannot be written, locked or synced.
    pub fn create(folder: &Path, key: JournalKey, first: Event) -> io::Result<Journal> {
        let file = OpenOptions::new().append(true).create_new(true).open(folder.join(JOURNAL_FILE))?;
        file.try_lock().map_err(io::Error::other)?;
        let mut journal = Journal::in_memory(Some(file), key);
        journal.append(first)?;
        File::open(folder)?.sync_all()?;
        Ok(journal)
    }

    fn in_memory(file: Option<File>, key: JournalKey) -> Journal {
        let seal = JournalSeal { lines: 0, head: NOTHING_BEFORE.to_string() };
        Journal { file, key, events: Vec::new(), text: Vec::new(), seal }
    }

    /// Opens the journal of a job's folder and locks it; a line that was cut short is cut off.
    ///
    /// # Errors
    /// When it is busy, broken or cannot be read.
    pub fn open(folder: &Path, key: JournalKey) -> Result<Found, Unreadable> {
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .custom_flags(libc::O_NOFOLLOW)
            .open(folder.join(JOURNAL_FILE))?;
        file.try_lock().map_err(|error| match error {
            std::fs::TryLockError::WouldBlock => Unreadable::Busy,
            std::fs::TryLockError::Error(error) => error.into(),
        })?;
        let mut text = Vec::new();
        (&mut file).take(BYTES_MAX).read_to_end(&mut text)?;
        let (mut journal, whole) = Journal::parse(&text, key)?;
        let torn = whole < text.len();
        if torn {
            file.set_len(whole as u64)?;
            file.seek(io::SeekFrom::End(0))?;
            file.sync_all()?;
        }
        journal.file = Some(file);
        Ok(Found { journal, torn })
    }

    /// Reads lines, and says how many bytes of them are whole. A last line without its line break, or cut short within
    /// by a file system that had allotted its bytes but not written them, is not one of them.
    ///
    /// # Errors
    /// [`Unreadable::Broken`] for anything else that is not the chain it should be.
    pub fn parse(text: &[u8], key: JournalKey) -> Result<(Journal, usize), Unreadable> {
        let mut journal = Journal::in_memory(None, key);
        let mut whole = 0;
        let lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
        for (number, raw) in lines.iter().enumerate() {
            let last = number + 1 == lines.len();
            let parsed = raw.strip_suffix(b"\n").and_then(|body| serde_json::from_slice::<Line>(body).ok());
            match parsed {
                Some(line) if line.previous == journal.seal.head && line.is_from(&journal.key) => {
                    journal.note(line.entry, raw);
                }
                None if last && !raw.starts_with(b"{") || !raw.ends_with(b"\n") => break,
                _ => return Err(Unreadable::Broken { line: number + 1 }),
            }
            whole += raw.len();
        }
        Ok((journal, whole))
    }

    fn note(&mut self, event: Event, raw: &[u8]) {
        self.seal.lines += 1;
        self.seal.head = hex(&Sha256::digest(raw));
        self.text.extend_from_slice(raw);
        self.events.push(event);
    }

    /// Adds an event, on the disk when this returns without error. After an error the event is kept in memory, and
    /// nothing more is written to the disk.
    ///
    /// # Errors
    /// When writing or syncing failed: once. From then on the journal silently lives in memory.
    pub fn append(&mut self, event: Event) -> io::Result<()> {
        let line = Line::new(&self.key, self.seal.head.clone(), event)?;
        let mut raw = serde_json::to_vec(&line).map_err(io::Error::other)?;
        raw.push(b'\n');
        self.note(line.entry, &raw);
        let Some(file) = &mut self.file else { return Ok(()) };
        let written = file.write_all(&raw).and_then(|()| file.sync_data());
        if written.is_err() {
            self.file = None;
        }
        written
    }

    /// Whether all of it is on the disk.
    #[must_use]
    pub fn is_on_disk(&self) -> bool {
        self.file.is_some()
    }

    /// Everything that happened, in order.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What a record says of it.
    #[must_use]
    pub fn seal(&self) -> &JournalSeal {
        &self.seal
    }

    /// The whole text, for writing it somewhere else when the first place failed.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::ReadBackScheme;

    fn key(n: u8) -> JournalKey {
        JournalKey::of(&ed25519_dalek::SigningKey::from_bytes(&[n; 32]))
    }

    #[test]
    fn a_journal_of_another_hand_is_refused_though_its_chain_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let text = journal(folder.path(), 3);
        assert!(Journal::parse(&text, key(1)).is_ok());
        assert_eq!(Journal::parse(&text, key(2)).err(), Some(Unreadable::Broken { line: 1 }));
    }

    fn event(n: u64) -> Event {
        Event::Mark { pass: 1, done_bytes: n }
    }

    fn journal(folder: &Path, events: u64) -> Vec<u8> {
        let mut journal = Journal::create(folder, key(1), event(0)).unwrap();
        for n in 1..events {
            journal.append(event(n)).unwrap();
        }
        std::fs::read(folder.join(JOURNAL_FILE)).unwrap()
    }

    proptest::proptest! {
        /// Whatever stands in a journal's place, with or without whole lines before it, is refused or cut off.
        #[test]
        fn no_bytes_make_it_panic(garbage in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let _ = Journal::parse(&garbage, key(1));
            let folder = tempfile::tempdir().unwrap();
            let mut text = journal(folder.path(), 2);
            let before = text.len();
            text.extend(&garbage);
            if let Ok((journal, whole)) = Journal::parse(&text, key(1)) {
                proptest::prop_assert!(whole == before && journal.events().len() == 2);
            }
        }
    }

    #[test]
    fn what_is_appended_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let text = journal(folder.path(), 5);
        let found = Journal::open(folder.path(), key(1)).unwrap();
        assert!(!found.torn);
        assert_eq!(found.journal.events(), (0..5).map(event).collect::<Vec<_>>());
        assert_eq!(found.journal.text(), text);
        assert_eq!(found.journal.seal().lines, 5);
    }

    #[test]
    fn a_power_cut_at_any_byte_loses_at_most_the_last_line() {
        let folder = tempfile::tempdir().unwrap();
        let text = journal(folder.path(), 4);
        let starts: Vec<usize> = std::iter::once(0)
            .chain(text.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1))
            .collect();
        for cut in 0..=text.len() {
            let whole = starts.iter().filter(|start| **start <= cut).count() - 1;
            let path = folder.path().join(JOURNAL_FILE);
            std::fs::write(&path, &text[..cut]).unwrap();
            let mut found = Journal::open(folder.path(), key(1)).unwrap();
            assert_eq!(found.journal.events().len(), whole, "cut at {cut}");
            assert_eq!(found.torn, !starts.contains(&cut), "cut at {cut}");
            found.journal.append(Event::ReadBackStarted { scheme: ReadBackScheme::Full }).unwrap();
            drop(found);
            assert_eq!(Journal::open(folder.path(), key(1)).unwrap().journal.events().len(), whole + 1);
        }
    }

    #[test]
    fn zeros_left_at_the_end_by_a_file_system_are_no_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut text = journal(folder.path(), 2);
        text.extend([0; 4096]);
        assert_eq!(Journal::parse(&text, key(1)).unwrap().0.events().len(), 2);
    }

    #[test]
    fn a_flipped_bit_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let text = journal(folder.path(), 4);
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut changed = text.clone();
                changed[at] ^= 1 << bit;
                match Journal::parse(&changed, key(1)) {
                    Err(Unreadable::Broken { .. }) => {}
                    // The very last line has no successor that would hold its digest; it may be lost as a whole.
                    Ok((journal, _)) => {
                        let same = journal.events().iter().zip(0..).all(|(e, n)| *e == event(n) || n == 3);
                        assert!(same && journal.events().len() >= 3, "byte {at} bit {bit}");
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
    }

    #[test]
    fn a_line_taken_out_or_put_elsewhere_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let text = journal(folder.path(), 4);
        let lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
        for order in [vec![1, 2, 3], vec![0, 2, 3], vec![0, 1, 3], vec![0, 2, 1, 3], vec![0, 0, 1, 2, 3]] {
            let text: Vec<u8> = order.iter().flat_map(|n| lines[*n].to_vec()).collect();
            assert!(matches!(Journal::parse(&text, key(1)), Err(Unreadable::Broken { .. })), "{order:?}");
        }
    }

    #[test]
    fn one_process_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let held = Journal::create(folder.path(), key(1), event(0)).unwrap();
        assert_eq!(Journal::open(folder.path(), key(1)).err(), Some(Unreadable::Busy));
        drop(held);
        assert!(Journal::open(folder.path(), key(1)).is_ok());
    }

    #[test]
    fn after_a_failed_write_the_chain_goes_on_in_memory() {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut journal = Journal::in_memory(Some(full), key(1));
        assert!(journal.append(event(0)).is_err());
        assert!(journal.append(event(1)).is_ok());
        assert_eq!(journal.events().len(), 2);
        assert_eq!(Journal::parse(journal.text(), key(1)).unwrap().0.seal(), journal.seal());
    }
}
