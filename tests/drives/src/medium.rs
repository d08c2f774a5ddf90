//! What lies between commands and bytes: a write cache that may forget, blocks that are bad, writes that are dropped.

use std::collections::{BTreeMap, BTreeSet};

use crate::fault::Faults;
use crate::store::Store;

/// The blocks of a drive, with the faults that concern single reads and writes.
#[derive(Debug)]
pub struct Medium {
    store: Store,
    faults: Faults,
    block_bytes: u64,
    /// What the blocks held at the last flush, for the fault `forget`.
    unflushed: BTreeMap<u64, Vec<u8>>,
    /// Blocks marked by WRITE UNCORRECTABLE or WRITE LONG.
    uncorrectable: BTreeSet<u64>,
}

impl Medium {
    /// Blocks of `block_bytes` bytes in this store.
    #[must_use]
    pub fn new(store: Store, faults: Faults, block_bytes: u32) -> Medium {
        let block_bytes = u64::from(block_bytes.max(1));
        Medium { store, faults, block_bytes, unflushed: BTreeMap::new(), uncorrectable: BTreeSet::new() }
    }

    /// The bytes themselves.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    fn first_bad(&self, lba: u64, blocks: u64, writing: bool) -> Option<u64> {
        let listed = |fault: &str, at: u64| self.faults.holds_block(fault, at);
        let any = self.faults.has("bad") || (!writing && self.faults.has("unreadable"));
        if !any && (writing || self.uncorrectable.is_empty()) {
            return None;
        }
        (lba..lba + blocks).find(|at| {
            listed("bad", *at) || (!writing && (listed("unreadable", *at) || self.uncorrectable.contains(at)))
        })
    }

    /// Whether blocks can be read.
    ///
    /// # Errors
    /// The first block that cannot.
    pub fn verify(&self, lba: u64, blocks: u64) -> Result<(), u64> {
        self.first_bad(lba, blocks, false).map_or(Ok(()), Err)
    }

    /// Reads blocks.
    ///
    /// # Errors
    /// The first block that cannot be read.
    pub fn read(&self, lba: u64, blocks: u64) -> Result<Vec<u8>, u64> {
        self.verify(lba, blocks)?;
        let mut data = vec![0; (blocks * self.block_bytes) as usize];
        self.store.read(lba * self.block_bytes, &mut data);
        Ok(data)
    }

    /// Writes whole blocks. Those before a bad block are written.
    ///
    /// # Errors
    /// The first block that cannot be written.
    pub fn write(&mut self, lba: u64, data: &[u8]) -> Result<(), u64> {
        let blocks = data.len() as u64 / self.block_bytes;
        let bad = self.first_bad(lba, blocks, true);
        let good = bad.map_or(blocks, |bad| bad - lba);
        if !self.faults.has("drop_writes") {
            self.put(lba, &data[..(good * self.block_bytes) as usize]);
        }
        bad.map_or(Ok(()), Err)
    }

    fn put(&mut self, lba: u64, data: &[u8]) {
        let blocks = data.len() as u64 / self.block_bytes;
        self.remember(lba, blocks);
        self.store.write(lba * self.block_bytes, data);
        if !self.uncorrectable.is_empty() {
            self.uncorrectable.retain(|at| *at < lba || *at - lba >= blocks);
        }
    }

    /// Drops the contents of blocks: TRIM, UNMAP. They read as zeros.
    pub fn clear(&mut self, lba: u64, blocks: u64) {
        self.remember(lba, blocks);
        self.store.fill(lba * self.block_bytes, (lba + blocks) * self.block_bytes, 0);
    }

    /// Makes blocks unreadable until they are written.
    pub fn spoil(&mut self, lba: u64, blocks: u64) {
        self.uncorrectable.extend(lba..lba + blocks);
    }

    /// Keeps what the blocks hold, when a power cut is to bring it back.
    fn remember(&mut self, lba: u64, blocks: u64) {
        if !self.faults.has("forget") {
            return;
        }
        for at in lba..lba + blocks {
            let (store, bytes) = (&self.store, self.block_bytes);
            self.unflushed.entry(at).or_insert_with(|| {
                let mut old = vec![0; bytes as usize];
                store.read(at * bytes, &mut old);
                old
            });
        }
    }

    /// All writes so far are on the medium.
    pub fn flush(&mut self) {
        self.unflushed.clear();
    }

    /// Power is gone: what was not flushed may be lost.
    pub fn power_cut(&mut self) {
        for (lba, old) in std::mem::take(&mut self.unflushed) {
            self.store.write(lba * self.block_bytes, &old);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn medium(faults: &str) -> Medium {
        Medium::new(Store::memory(1 << 20), faults.parse().unwrap(), 512)
    }

    #[test]
    fn a_power_cut_takes_back_what_was_not_flushed_and_only_with_the_fault() {
        for (faults, kept) in [("", 2), ("forget", 1)] {
            let mut medium = medium(faults);
            medium.write(3, &[1; 512]).unwrap();
            medium.flush();
            medium.write(3, &[2; 512]).unwrap();
            medium.write(3, &[2; 512]).unwrap();
            medium.power_cut();
            assert_eq!(medium.read(3, 1).unwrap(), [kept; 512], "{faults}");
        }
    }

    #[test]
    fn bad_blocks_answer_errors_to_both_and_unreadable_ones_to_reads() {
        let mut medium = medium("bad=8+2,unreadable=20");
        assert_eq!(medium.read(0, 8).map(|d| d.len()), Ok(4096));
        assert_eq!(medium.read(4, 8), Err(8));
        assert_eq!(medium.write(7, &[1; 1536]), Err(8));
        assert_eq!(medium.read(7, 1).unwrap(), [1; 512]);
        assert_eq!(medium.read(20, 1), Err(20));
        assert_eq!(medium.write(20, &[1; 512]), Ok(()));
        assert_eq!(medium.read(10, 10).map(|d| d.len()), Ok(5120));
    }

    #[test]
    fn dropped_writes_keep_the_old_bytes() {
        let mut medium = medium("drop_writes");
        medium.store().fill(0, 4096, 7);
        assert_eq!(medium.write(0, &[1; 4096]), Ok(()));
        assert_eq!(medium.read(0, 8).unwrap(), [7; 4096]);
    }

    #[test]
    fn a_block_marked_uncorrectable_heals_when_it_is_written() {
        let mut medium = medium("");
        medium.spoil(5, 1);
        assert_eq!(medium.read(4, 4), Err(5));
        medium.write(5, &[1; 512]).unwrap();
        assert_eq!(medium.verify(4, 4), Ok(()));
    }
}
