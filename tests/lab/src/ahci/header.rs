//! What an AHCI host lays into its memory for a command.

use crate::memory::GuestMemory;

/// A command header (AHCI 4.2.2) with its list of places in memory.
pub(super) struct Header {
    /// Data go to the drive.
    pub writes: bool,
    entries: u64,
    /// Where the command table lies: the frame, and then the list.
    pub table: u64,
}

impl Header {
    /// The header of a slot of the command list.
    pub fn read(memory: &GuestMemory, list: u64, slot: u32) -> Header {
        let at = list + 32 * u64::from(slot);
        let flags = u32::from_le_bytes(memory.array(at));
        Header {
            writes: flags & 0x40 != 0,
            entries: u64::from(flags >> 16),
            table: u64::from_le_bytes(memory.array(at + 8)),
        }
    }

    /// Address and bytes of each place.
    fn places(&self, memory: &GuestMemory) -> impl Iterator<Item = (u64, usize)> {
        (0..self.entries).map(|number| {
            let at = self.table + 0x80 + 16 * number;
            let count = u32::from_le_bytes(memory.array(at + 12)) & 0x3f_ffff;
            (u64::from_le_bytes(memory.array(at)), count as usize + 1)
        })
    }

    /// Reads the data of a command.
    pub fn gather(&self, memory: &GuestMemory) -> Vec<u8> {
        self.places(memory).flat_map(|(at, len)| memory.bytes(at, len)).collect()
    }

    /// Writes the data of an answer: how many bytes there was room for.
    pub fn scatter(&self, memory: &GuestMemory, data: &[u8]) -> u32 {
        let mut left = data;
        for (at, len) in self.places(memory) {
            let (now, rest) = left.split_at(left.len().min(len));
            memory.write(at, now);
            left = rest;
        }
        (data.len() - left.len()) as u32
    }
}
