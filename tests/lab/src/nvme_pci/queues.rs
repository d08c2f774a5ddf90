//! Submission and completion queues, and the places of data in memory (NVM Express Base 2.0, 3.3 and 4.1).

use crate::memory::GuestMemory;
use crate::vfio_user::Bus;

/// Bytes of a memory page: CC.MPS is 0.
const PAGE: u64 = 4096;

/// A submission queue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Submission {
    pub base: u64,
    pub entries: u16,
    pub head: u16,
    pub tail: u16,
    pub completion: u16,
}

/// A completion queue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Completion {
    pub base: u64,
    pub entries: u16,
    pub tail: u16,
    /// The phase tag of new entries.
    pub phase: bool,
    /// Where it interrupts, if it does.
    pub vector: Option<u16>,
}

/// A completion queue entry without its phase.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub result: u32,
    pub queue: u16,
    pub head: u16,
    pub command: u16,
    pub status: u16,
}

impl Submission {
    pub fn new(base: u64, entries: u16, completion: u16) -> Submission {
        Submission { base, entries, head: 0, tail: 0, completion }
    }

    /// The next command.
    pub fn take(&mut self, memory: &GuestMemory) -> Option<[u8; 64]> {
        if self.head == self.tail {
            return None;
        }
        let entry = memory.array(self.base + 64 * u64::from(self.head));
        self.head = (self.head + 1) % self.entries;
        Some(entry)
    }
}

impl Completion {
    pub fn new(base: u64, entries: u16, vector: Option<u16>) -> Completion {
        Completion { base, entries, tail: 0, phase: true, vector }
    }

    /// Posts an entry, its phase last, and interrupts.
    pub fn post(&mut self, bus: &Bus, entry: &Entry) {
        let at = self.base + 16 * u64::from(self.tail);
        bus.memory.write(at, &entry.result.to_le_bytes());
        bus.memory.write(at + 4, &[0; 4]);
        bus.memory.write(at + 8, &entry.head.to_le_bytes());
        bus.memory.write(at + 10, &entry.queue.to_le_bytes());
        bus.memory.write(at + 12, &entry.command.to_le_bytes());
        bus.memory.store_u16(at + 14, entry.status << 1 | u16::from(self.phase));
        self.tail += 1;
        if self.tail == self.entries {
            self.tail = 0;
            self.phase = !self.phase;
        }
        if let Some(vector) = self.vector {
            bus.interrupt(usize::from(vector));
        }
    }
}

/// The places of a command's data: address and bytes (4.1.1: physical region pages).
pub(super) fn places(memory: &GuestMemory, entry: &[u8; 64], len: usize) -> Vec<(u64, usize)> {
    let pointer = |at: usize| u64::from_le_bytes(entry[at..at + 8].try_into().unwrap_or_default());
    let (first, second) = (pointer(24), pointer(32));
    let mut left = len as u64;
    let mut places = Vec::new();
    let mut add = |at: u64, room: u64, left: &mut u64| {
        let now = room.min(*left);
        places.push((at, now as usize));
        *left -= now;
    };
    if left > 0 {
        add(first, PAGE - first % PAGE, &mut left);
    }
    if left > 0 && left <= PAGE - second % PAGE {
        add(second, PAGE, &mut left);
    }
    // A list; the last pointer of its page points to the next one when there is more than a page left.
    let mut list = second;
    while left > 0 {
        let at = u64::from_le_bytes(memory.array(list));
        if list % PAGE == PAGE - 8 && left > PAGE {
            list = at;
            continue;
        }
        add(at, PAGE, &mut left);
        list += 8;
    }
    places
}

/// Reads the data of a command.
pub(super) fn gather(memory: &GuestMemory, entry: &[u8; 64], len: usize) -> Vec<u8> {
    places(memory, entry, len).into_iter().flat_map(|(at, len)| memory.bytes(at, len)).collect()
}

/// Writes the data of an answer.
pub(super) fn scatter(memory: &GuestMemory, entry: &[u8; 64], len: usize, data: &[u8]) {
    let mut left = data;
    for (at, len) in places(memory, entry, len) {
        let (now, rest) = left.split_at(left.len().min(len));
        memory.write(at, now);
        left = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Part;

    fn entry(first: u64, second: u64) -> [u8; 64] {
        let mut entry = [0; 64];
        entry[24..32].copy_from_slice(&first.to_le_bytes());
        entry[32..40].copy_from_slice(&second.to_le_bytes());
        entry
    }

    #[test]
    fn data_lie_in_one_place_in_two_or_in_a_list() {
        let file = tempfile::tempfile().expect("a file");
        file.set_len(4 * PAGE).expect("pages");
        let mut memory = GuestMemory::default();
        memory.map(Part { guest: 0, user: 0, len: 4 * PAGE, offset: 0 }, &file).expect("a mapping");
        assert_eq!(places(&memory, &entry(0x10000, 0), 0), []);
        assert_eq!(places(&memory, &entry(0x10800, 0), 512), [(0x10800, 512)]);
        assert_eq!(places(&memory, &entry(0x10800, 0x20000), 4096), [(0x10800, 2048), (0x20000, 2048)]);
        // A list whose first page holds one pointer and the link to the next.
        memory.write(2 * PAGE - 16, &0x30000_u64.to_le_bytes());
        memory.write(2 * PAGE - 8, &(3 * PAGE).to_le_bytes());
        memory.write(3 * PAGE, &0x40000_u64.to_le_bytes());
        memory.write(3 * PAGE + 8, &0x50000_u64.to_le_bytes());
        assert_eq!(
            places(&memory, &entry(0x20000, 2 * PAGE - 16), 3 * 4096 + 512),
            [(0x20000, 4096), (0x30000, 4096), (0x40000, 4096), (0x50000, 512)]
        );
    }
}
