//! Split virtqueues (VIRTIO 1.2, 2.7), from the device's side.

use std::fs::File;

use crate::memory::GuestMemory;
use crate::wire::signal;

/// `VIRTQ_DESC_F_NEXT` (2.7.5): the chain goes on.
const NEXT: u16 = 1;
/// `VIRTQ_DESC_F_WRITE`: the device writes here.
const WRITE: u16 = 2;
/// Bytes of a descriptor: address, length, flags, next.
const DESCRIPTOR: u64 = 16;

/// One queue. Addresses are those of the guest's bus.
#[derive(Debug, Default)]
pub struct Ring {
    /// Number of descriptors.
    pub size: u16,
    /// Descriptor table.
    pub descriptors: u64,
    /// What the guest has made available.
    pub available: u64,
    /// What the device has used.
    pub used: u64,
    /// Next entry of `available` to take.
    pub next: u16,
    /// Tells that something was made available.
    pub kick: Option<File>,
    /// Tells the guest that something was used.
    pub call: Option<File>,
}

/// A request: a chain of descriptors.
#[derive(Debug, Default)]
pub struct Chain {
    head: u16,
    /// What the guest sends.
    pub out: Vec<u8>,
    /// Where it wants its answer: address, bytes.
    room: Vec<(u64, u32)>,
}

impl Chain {
    /// How many bytes the answer may have.
    #[must_use]
    pub fn room(&self) -> usize {
        self.room.iter().map(|(_, len)| *len as usize).sum()
    }

    fn write(&self, memory: &GuestMemory, mut bytes: &[u8]) {
        for (at, len) in &self.room {
            let (now, rest) = bytes.split_at(bytes.len().min(*len as usize));
            memory.write(*at, now);
            bytes = rest;
        }
    }
}

impl Ring {
    /// The next request, if there is one.
    pub fn take(&mut self, memory: &GuestMemory) -> Option<Chain> {
        // Without its kick a queue is not started, and its addresses mean nothing yet.
        if self.size == 0 || self.kick.is_none() || memory.load_u16(self.available + 2) == self.next {
            return None;
        }
        let head = memory.load_u16(self.available + 4 + 2 * u64::from(self.next % self.size));
        self.next = self.next.wrapping_add(1);
        let mut chain = Chain { head, ..Chain::default() };
        let mut at = head;
        // A chain is never longer than the table: a guest that closes a circle hangs itself, not us.
        for _ in 0..self.size {
            let descriptor: [u8; 16] = memory.array(self.descriptors + DESCRIPTOR * u64::from(at));
            let [a0, a1, a2, a3, a4, a5, a6, a7, l0, l1, l2, l3, f0, f1, n0, n1] = descriptor;
            let address = u64::from_le_bytes([a0, a1, a2, a3, a4, a5, a6, a7]);
            let len = u32::from_le_bytes([l0, l1, l2, l3]);
            let flags = u16::from_le_bytes([f0, f1]);
            if flags & WRITE == 0 {
                chain.out.extend(memory.bytes(address, len as usize));
            } else {
                chain.room.push((address, len));
            }
            if flags & NEXT == 0 {
                break;
            }
            at = u16::from_le_bytes([n0, n1]);
        }
        Some(chain)
    }

    /// Answers a request.
    pub fn give_back(&self, memory: &GuestMemory, chain: &Chain, answer: &[u8]) {
        if self.size == 0 {
            return;
        }
        chain.write(memory, answer);
        let index = memory.load_u16(self.used + 2);
        let element = self.used + 4 + 8 * u64::from(index % self.size);
        memory.write(element, &u32::from(chain.head).to_le_bytes());
        memory.write(element + 4, &u32::try_from(answer.len()).unwrap_or(u32::MAX).to_le_bytes());
        memory.store_u16(self.used + 2, index.wrapping_add(1));
        signal(self.call.as_ref());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Part;

    /// A ring of four with its table at 0, what is available at 0x100, what is used at 0x200.
    fn ring() -> (Ring, GuestMemory) {
        let file = tempfile::tempfile().expect("a file");
        file.set_len(4096).expect("a page");
        let kick = Some(file.try_clone().expect("a descriptor"));
        let mut memory = GuestMemory::default();
        memory.map(Part { guest: 0, user: 0, len: 4096, offset: 0 }, &file).expect("a mapping");
        (Ring { size: 4, available: 0x100, used: 0x200, kick, ..Ring::default() }, memory)
    }

    fn descriptor(memory: &GuestMemory, number: u64, at: u64, len: u32, flags: u16, next: u16) {
        memory.write(number * 16, &at.to_le_bytes());
        memory.write(number * 16 + 8, &len.to_le_bytes());
        memory.write(number * 16 + 12, &flags.to_le_bytes());
        memory.write(number * 16 + 14, &next.to_le_bytes());
    }

    #[test]
    fn a_chain_is_read_and_answered_across_its_parts() {
        let (mut ring, memory) = ring();
        assert!(ring.take(&memory).is_none(), "nothing there yet");
        memory.write(0x300, b"request");
        descriptor(&memory, 2, 0x300, 7, NEXT, 0);
        descriptor(&memory, 0, 0x400, 3, NEXT | WRITE, 3);
        descriptor(&memory, 3, 0x500, 8, WRITE, 0);
        memory.write(0x104, &[2, 0]);
        memory.store_u16(0x102, 1);
        let chain = ring.take(&memory).expect("a request");
        assert_eq!((chain.out.as_slice(), chain.room()), (b"request".as_slice(), 11));
        assert!(ring.take(&memory).is_none(), "only one");
        ring.give_back(&memory, &chain, b"answer");
        assert_eq!((memory.bytes(0x400, 4), memory.bytes(0x500, 4)), (b"ans\0".to_vec(), b"wer\0".to_vec()));
        assert_eq!(memory.bytes(0x202, 10), [1, 0, 2, 0, 0, 0, 6, 0, 0, 0], "index, then head and length");
    }

    #[test]
    fn a_chain_that_closes_a_circle_ends() {
        let (mut ring, memory) = ring();
        descriptor(&memory, 0, 0x300, 1, NEXT, 0);
        memory.store_u16(0x102, 1);
        assert_eq!(ring.take(&memory).expect("a request").out.len(), 4);
    }
}
