//! Every command that reached a drive, for tests that ask what was sent.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A command that reached a drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, by the drive's clock.
    pub at: Duration,
    /// What it was, in the words of its standard: `SANITIZE DEVICE/BLOCK ERASE EXT`.
    pub name: String,
    /// The command as it came: CDB, task file (feature, count, LBA, device, command; big-endian), submission queue entry,
    /// or eMMC index and argument.
    pub bytes: Vec<u8>,
    /// Data that came with it, cut after 512 bytes.
    pub data: Vec<u8>,
    /// How it was answered: `ok`, or the error in words.
    pub answer: String,
}

/// The commands, in order. Clones share one list: a test keeps one, the drive the other.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Mutex<Vec<Entry>>>);

impl Journal {
    /// Notes a command. Gives its number, for [`Journal::amend`].
    pub fn note(&self, entry: Entry) -> usize {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.push(entry);
        entries.len() - 1
    }

    /// Changes how a command was answered: one that was noted as `busy` is over now.
    pub fn amend(&self, number: usize, answer: &str) {
        if let Some(entry) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(number) {
            answer.clone_into(&mut entry.answer);
        }
    }

    /// All so far.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a command whose name contains `name` came and was answered `ok`.
    #[must_use]
    pub fn has_done(&self, name: &str) -> bool {
        self.entries().iter().any(|entry| entry.name.contains(name) && entry.answer == "ok")
    }
}
