//! What a drive keeps its bytes in: sparse, shared with whoever judges from outside.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes in a page of the sparse map.
const PAGE: u64 = 4096;

/// Bytes, zero where nothing was written. Clones share them.
#[derive(Clone, Debug)]
pub struct Store {
    bytes: u64,
    kept: Arc<Kept>,
}

#[derive(Debug)]
enum Kept {
    Memory(Mutex<BTreeMap<u64, Box<[u8; PAGE as usize]>>>),
    File(File),
}

impl Store {
    /// In memory.
    #[must_use]
    pub fn memory(bytes: u64) -> Store {
        Store { bytes, kept: Arc::new(Kept::Memory(Mutex::default())) }
    }

    /// In a sparse file, made when it is not there, kept as it is when it is.
    ///
    /// # Errors
    /// When the file cannot be had.
    pub fn file(path: &Path, bytes: u64) -> io::Result<Store> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        if file.metadata()?.len() < bytes {
            file.set_len(bytes)?;
        }
        Ok(Store { bytes, kept: Arc::new(Kept::File(file)) })
    }

    /// How many bytes there are.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    fn pages(
        map: &Mutex<BTreeMap<u64, Box<[u8; PAGE as usize]>>>,
    ) -> MutexGuard<'_, BTreeMap<u64, Box<[u8; PAGE as usize]>>> {
        map.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads; what lies beyond the end is zero.
    pub fn read(&self, offset: u64, into: &mut [u8]) {
        match &*self.kept {
            Kept::File(file) => {
                into.fill(0);
                let mut at = 0;
                while at < into.len() {
                    match file.read_at(&mut into[at..], offset + at as u64) {
                        Ok(n) if n > 0 => at += n,
                        _ => break,
                    }
                }
            }
            Kept::Memory(map) => {
                let map = Self::pages(map);
                let mut at = 0;
                while at < into.len() {
                    let place = offset + at as u64;
                    let within = usize::try_from(place % PAGE).unwrap_or(0);
                    let len = (PAGE as usize - within).min(into.len() - at);
                    match map.get(&(place / PAGE)) {
                        Some(page) => into[at..at + len].copy_from_slice(&page[within..within + len]),
                        None => into[at..at + len].fill(0),
                    }
                    at += len;
                }
            }
        }
    }

    /// Writes; what lies beyond the end is dropped.
    pub fn write(&self, offset: u64, from: &[u8]) {
        let room = usize::try_from(self.bytes.saturating_sub(offset)).unwrap_or(usize::MAX);
        let from = &from[..from.len().min(room)];
        match &*self.kept {
            Kept::File(file) => {
                let _ = file.write_all_at(from, offset);
            }
            Kept::Memory(map) => {
                let mut map = Self::pages(map);
                let mut at = 0;
                while at < from.len() {
                    let place = offset + at as u64;
                    let within = usize::try_from(place % PAGE).unwrap_or(0);
                    let len = (PAGE as usize - within).min(from.len() - at);
                    let bytes = &from[at..at + len];
                    if len == PAGE as usize && bytes.iter().all(|b| *b == 0) {
                        map.remove(&(place / PAGE));
                    } else {
                        let page = map.entry(place / PAGE).or_insert_with(|| Box::new([0; PAGE as usize]));
                        page[within..within + len].copy_from_slice(bytes);
                    }
                    at += len;
                }
            }
        }
    }

    /// Fills a part with the same byte.
    pub fn fill(&self, from: u64, to: u64, byte: u8) {
        let block = vec![byte; 1 << 20];
        let mut at = from;
        while at < to.min(self.bytes) {
            let len = usize::try_from((to.min(self.bytes) - at).min(1 << 20)).unwrap_or(0);
            self.write(at, &block[..len]);
            at += len as u64;
        }
    }

    /// Changes a part byte by byte, by its place and what it held: what a new media key does to everything.
    pub fn change(&self, from: u64, to: u64, mut change: impl FnMut(u64, &mut [u8])) {
        let mut block = vec![0; 1 << 16];
        let mut at = from;
        while at < to.min(self.bytes) {
            let len = usize::try_from((to.min(self.bytes) - at).min(1 << 16)).unwrap_or(0);
            self.read(at, &mut block[..len]);
            change(at, &mut block[..len]);
            self.write(at, &block[..len]);
            at += len as u64;
        }
    }

    /// Every place where `needle` lies, up to `most` of them: the judge's question.
    #[must_use]
    pub fn find(&self, needle: &[u8], most: usize) -> Vec<u64> {
        let mut found = Vec::new();
        let Some(first) = needle.first() else { return found };
        let step = 1 << 20;
        let mut block = vec![0; step + needle.len() - 1];
        let mut at = 0;
        while at < self.bytes && found.len() < most {
            self.read(at, &mut block);
            let mut from = 0;
            while let Some(next) = block[from..step].iter().position(|b| b == first) {
                let place = from + next;
                if block[place..].starts_with(needle) {
                    found.push(at + place as u64);
                    if found.len() == most {
                        break;
                    }
                }
                from = place + 1;
                if from >= step {
                    break;
                }
            }
            at += step as u64;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_keep_what_was_written_and_find_it() {
        let path = std::env::temp_dir().join(format!("emulated-store-{}", std::process::id()));
        for store in [Store::memory(3 << 20), Store::file(&path, 3 << 20).expect("a file")] {
            store.write((1 << 20) - 3, b"needle");
            store.write((3 << 20) - 4, b"needle");
            let mut seen = [1; 8];
            store.read((1 << 20) - 4, &mut seen);
            assert_eq!(&seen, b"\0needle\0");
            assert_eq!(store.find(b"needle", 9), vec![(1 << 20) - 3]);
            store.fill(0, 2 << 20, 0);
            assert_eq!(store.find(b"needle", 9), Vec::<u64>::new());
        }
        let _ = std::fs::remove_file(path);
    }
}
