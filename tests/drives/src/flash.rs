//! Flash below a drive's addresses: what is deleted there stays in the chips until they are erased.
//!
//! A flash store has three parts, one after another:
//! 1. what the host can address (namespaces, partitions),
//! 2. as many bytes again, the *unmapped* copies: what a block held when it was deallocated or trimmed,
//! 3. the *spare* area, a ring of the last blocks that were overwritten.
//!
//! A host only ever sees the first. A judge sees all three.

use crate::store::Store;

/// Bytes that are moved at once, and the size of a page of flash.
const PAGE: u64 = 4096;

/// A named part of a drive's store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// `namespace 1`, `unallocated`, `boot partition 0`, `RPMB`, `user`, `unmapped`, `spare` …
    pub name: String,
    /// First byte.
    pub from: u64,
    /// The byte after the last one.
    pub to: u64,
}

impl Area {
    /// A named part.
    #[must_use]
    pub fn new(name: &str, from: u64, to: u64) -> Area {
        Area { name: name.to_owned(), from, to }
    }
}

/// What an erase does to a part of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// Every byte becomes this one.
    Fill(u8),
    /// A 32-bit pattern, as it lies in memory (little-endian).
    Pattern(u32),
    /// A new media key: whatever was written becomes noise; pages of zero were never written and stay.
    Scramble(u64),
    /// The addresses read as this byte; the data stays as an unmapped copy.
    Unmap(u8),
}

/// Flash with its copies.
#[derive(Debug)]
pub struct Flash {
    store: Store,
    visible: u64,
    spare: u64,
    spare_at: u64,
}

impl Flash {
    /// Bytes of store that `visible` addressable bytes and a spare area need.
    #[must_use]
    pub fn store_bytes(visible: u64, spare: u64) -> u64 {
        2 * visible + spare
    }

    /// Flash on a store.
    ///
    /// # Panics
    /// When the store is too small: bytes would vanish.
    #[must_use]
    pub fn new(store: Store, visible: u64, spare: u64) -> Flash {
        let need = Self::store_bytes(visible, spare);
        assert!(store.bytes() >= need, "the store has {} bytes, {need} are needed", store.bytes());
        Flash { store, visible, spare, spare_at: 0 }
    }

    /// The hidden areas, for a judge.
    #[must_use]
    pub fn hidden_areas(&self) -> Vec<Area> {
        let mut areas = vec![Area::new("unmapped", self.visible, 2 * self.visible)];
        if self.spare > 0 {
            areas.push(Area::new("spare", 2 * self.visible, 2 * self.visible + self.spare));
        }
        areas
    }

    /// Where the unmapped copies of a part lie.
    #[must_use]
    pub fn unmapped(&self, (from, to): (u64, u64)) -> (u64, u64) {
        (from + self.visible, to + self.visible)
    }

    /// Where the spare area lies.
    #[must_use]
    pub fn spare(&self) -> (u64, u64) {
        (2 * self.visible, 2 * self.visible + self.spare)
    }

    /// Where the next overwritten page goes in the spare area.
    #[must_use]
    pub fn spare_at(&self) -> u64 {
        self.spare_at
    }

    /// Sets it, when a drive's state comes back.
    pub fn set_spare_at(&mut self, at: u64) {
        self.spare_at = if self.spare == 0 { 0 } else { at % self.spare };
    }

    /// Reads.
    pub fn read(&self, at: u64, into: &mut [u8]) {
        self.store.read(at, into);
    }

    /// Writes; what was there goes to the spare area.
    pub fn write(&mut self, at: u64, bytes: &[u8]) {
        self.keep_old(at, bytes.len() as u64);
        self.store.write(at, bytes);
    }

    /// Writes as if it had always been there: no copy of what was there before.
    pub fn put_back(&self, at: u64, bytes: &[u8]) {
        self.store.write(at, bytes);
    }

    /// Copies pages to the spare ring, but for those that hold one byte only.
    fn keep_old(&mut self, at: u64, len: u64) {
        if self.spare < PAGE {
            return;
        }
        let mut page = [0; PAGE as usize];
        for from in (at..at + len).step_by(PAGE as usize) {
            let page = &mut page[..(at + len - from).min(PAGE) as usize];
            self.store.read(from, page);
            if is_uniform(page) {
                continue;
            }
            if self.spare_at + PAGE > self.spare {
                self.spare_at = 0;
            }
            self.store.write(2 * self.visible + self.spare_at, page);
            self.spare_at += PAGE;
        }
    }

    /// Treats a part of the store.
    pub fn treat(&self, how: Treatment, from: u64, to: u64) {
        let mut old = [0; PAGE as usize];
        let mut new = [0; PAGE as usize];
        let mut at = from;
        while at < to {
            let len = (PAGE - at % PAGE).min(to - at) as usize;
            self.store.read(at, &mut old[..len]);
            let (old, new) = (&old[..len], &mut new[..len]);
            match how {
                Treatment::Fill(byte) | Treatment::Unmap(byte) => new.fill(byte),
                Treatment::Pattern(pattern) => repeat(pattern, at, new),
                Treatment::Scramble(key) => scramble(key, at, old, new),
            }
            if matches!(how, Treatment::Unmap(_)) && !is_uniform(old) {
                self.store.write(at + self.visible, old);
            }
            if old != new {
                self.store.write(at, new);
            }
            at += len as u64;
        }
    }
}

fn is_uniform(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == bytes[0])
}

fn repeat(pattern: u32, at: u64, into: &mut [u8]) {
    for (place, byte) in (at..).zip(into) {
        *byte = pattern.to_le_bytes()[(place % 4) as usize];
    }
}

/// Noise (xorshift64*) that depends on the key, the place and what was there. It cannot be undone by a second time.
fn scramble(key: u64, at: u64, old: &[u8], new: &mut [u8]) {
    const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
    if old.iter().all(|byte| *byte == 0) {
        new.fill(0);
        return;
    }
    let seed = key ^ at.wrapping_mul(MIX);
    let mut state = old.iter().fold(seed, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(MIX)) | 1;
    for new in new.chunks_mut(8) {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let noise = state.wrapping_mul(0x2545_F491_4F6C_DD1D).to_le_bytes();
        new.copy_from_slice(&noise[..new.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_treatment_leaves_what_it_should() {
        let store = Store::memory(Flash::store_bytes(1 << 20, 8192));
        let mut flash = Flash::new(store.clone(), 1 << 20, 8192);
        flash.put_back(5000, b"needle");
        flash.treat(Treatment::Unmap(0xFF), 4096, 8192);
        assert_eq!(store.find(b"needle", 9), vec![(1 << 20) + 5000], "only the copy is left");
        let mut page = [0; 4096];
        flash.read(4096, &mut page);
        assert!(page.iter().all(|byte| *byte == 0xFF));

        let (from, to) = flash.unmapped((4096, 8192));
        flash.treat(Treatment::Fill(0), from, to);
        assert_eq!(store.find(b"needle", 9), Vec::<u64>::new());

        flash.put_back(5000, b"needle");
        flash.write(4096, &[7; 4096]);
        assert_eq!(store.find(b"needle", 9), vec![(2 << 20) + 904], "overwritten, kept in the spare area");
        flash.write(4096, &[8; 4096]);
        assert_eq!(store.find(b"needle", 9).len(), 1, "a page of one byte is not worth keeping");

        flash.put_back(0, b"needle");
        flash.treat(Treatment::Scramble(3), 0, 8192);
        assert_eq!(store.find(b"needle", 9).len(), 1);
        flash.treat(Treatment::Scramble(3), 0, 8192);
        assert_eq!(store.find(b"needle", 9).len(), 1, "the same key does not bring it back");
        flash.read(4096, &mut page);
        assert!(!is_uniform(&page));
        flash.treat(Treatment::Pattern(0x0403_0201), 2, 9);
        flash.read(0, &mut page);
        assert_eq!(page[2..9], [3, 4, 1, 2, 3, 4, 1]);
    }

    #[test]
    fn the_spare_area_is_a_ring() {
        let store = Store::memory(Flash::store_bytes(1 << 20, 8192));
        let mut flash = Flash::new(store.clone(), 1 << 20, 8192);
        for page in 0..3u8 {
            flash.put_back(u64::from(page) * 4096, &[b'n', b'o', b'.', page]);
        }
        flash.write(0, &[0; 3 * 4096]);
        let kept = |page: u8| store.find(&[b'n', b'o', b'.', page], 9).len();
        assert_eq!((kept(0), kept(1), kept(2)), (0, 1, 1), "the third took the place of the first");
    }
}
