//! The partition table of a gomme stick, as the first block has it. Pure.
//!
//! Entry 1 is the data partition and lies last, so that it can grow; entry 2 is what computers start from, and lies before it.

use std::ops::Range;

/// The disk signature of every gomme stick; gomme refuses such a drive by it (`src/drive/boot.rs`).
pub const SIGNATURE: u32 = 0x474f_4d4d;
/// Bytes of a sector of an MBR.
pub const SECTOR_BYTES: u64 = 512;
/// Partitions begin and end at multiples of this: no flash has larger erase blocks that matter.
const ALIGNMENT: u64 = 8192;
/// The largest data partition, 8 GiB: room for 50,000 attestations, and file tables that are checked in a second.
const LARGEST: u64 = 8 << 21;

/// Where an entry begins.
const FIRST_ENTRY: usize = 446;
const ENTRY_BYTES: usize = 16;

/// The first block of a gomme stick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table([u8; 512]);

impl Table {
    /// `None` unless it is a gomme stick's: our signature, and two partitions that lie as ours do.
    #[must_use]
    pub fn read(block: [u8; 512]) -> Option<Table> {
        let table = Table(block);
        let signature = block[440..].first_chunk().map(|b| u32::from_le_bytes(*b));
        let kinds = [table.kind(0), table.kind(1), table.kind(2), table.kind(3)];
        let (data, boot) = (table.sectors(0), table.sectors(1));
        let ours = signature == Some(SIGNATURE)
            && block[510..] == [0x55, 0xaa]
            && kinds == [0x0c, 0xef, 0, 0]
            && !data.is_empty()
            && !boot.is_empty()
            && boot.end <= data.start;
        ours.then_some(table)
    }

    /// The bytes to write.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 512] {
        &self.0
    }

    /// Where the data partition lies, in sectors.
    #[must_use]
    pub fn data(&self) -> Range<u64> {
        self.sectors(0)
    }

    /// Where the data partition should move to on a disk of so many sectors; `None` when it has moved already, or when there is too little
    /// to gain. The new place does not touch the old one: until the table names it, nothing has changed.
    #[must_use]
    pub fn room(&self, disk_sectors: u64) -> Option<Range<u64>> {
        let old = self.data();
        if old.start != self.sectors(1).end {
            return None;
        }
        let start = old.end.next_multiple_of(ALIGNMENT);
        let end = disk_sectors.min(start + LARGEST).min(u64::from(u32::MAX)) / ALIGNMENT * ALIGNMENT;
        let size = end.checked_sub(start)?;
        (size >= 2 * (old.end - old.start)).then_some(start..end)
    }

    /// The same table with the data partition somewhere else; `None` when that cannot be written in it.
    #[must_use]
    pub fn with_data_at(&self, place: &Range<u64>) -> Option<Table> {
        let start = u32::try_from(place.start).ok()?;
        let size = u32::try_from(place.end.checked_sub(place.start)?).ok()?;
        let mut block = self.0;
        // Cylinders and heads mean nothing any more: the greatest value says so.
        block[FIRST_ENTRY + 1..FIRST_ENTRY + 4].copy_from_slice(&[0xfe, 0xff, 0xff]);
        block[FIRST_ENTRY + 5..FIRST_ENTRY + 8].copy_from_slice(&[0xfe, 0xff, 0xff]);
        block[FIRST_ENTRY + 8..FIRST_ENTRY + 12].copy_from_slice(&start.to_le_bytes());
        block[FIRST_ENTRY + 12..FIRST_ENTRY + 16].copy_from_slice(&size.to_le_bytes());
        Table::read(block)
    }

    fn kind(&self, entry: usize) -> u8 {
        self.0[FIRST_ENTRY + ENTRY_BYTES * entry + 4]
    }

    fn sectors(&self, entry: usize) -> Range<u64> {
        let at = FIRST_ENTRY + ENTRY_BYTES * entry;
        let int = |at: usize| self.0[at..].first_chunk().map_or(0, |b| u64::from(u32::from_le_bytes(*b)));
        int(at + 8)..int(at + 8) + int(at + 12)
    }
}

/// Sectors of a cluster for a FAT32 of so many sectors: it has 65,525 clusters at least (Microsoft's FAT specification), else Windows takes it
/// for a FAT16; 8 KiB at most.
#[must_use]
pub fn cluster_sectors(sectors: u64) -> u64 {
    [16, 8, 4, 2].into_iter().find(|cluster| sectors / cluster >= 67_000).unwrap_or(1)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A stick as the image makes it: 4096 sectors, then the boot partition, then the data partition.
    pub fn fresh(boot_sectors: u32, data_sectors: u32) -> [u8; 512] {
        let mut block = [0u8; 512];
        block[440..444].copy_from_slice(&SIGNATURE.to_le_bytes());
        block[510..].copy_from_slice(&[0x55, 0xaa]);
        for (entry, kind, start, size) in
            [(0, 0x0c, 4096 + boot_sectors, data_sectors), (1, 0xef, 4096, boot_sectors)]
        {
            let at = FIRST_ENTRY + ENTRY_BYTES * entry;
            block[at + 4] = kind;
            block[at + 8..at + 12].copy_from_slice(&start.to_le_bytes());
            block[at + 12..at + 16].copy_from_slice(&size.to_le_bytes());
        }
        block
    }

    #[test]
    fn a_fresh_stick_grows_once() {
        let table = Table::read(fresh(196_608, 131_072)).expect("ours");
        let room = table.room(8 << 21).expect("8 GiB is more");
        assert_eq!(room, 335_872..8 << 21);
        let grown = table.with_data_at(&room).expect("fits");
        assert_eq!(grown.data(), room);
        assert_eq!(grown.bytes()[..440], table.bytes()[..440], "the boot loader stays");
        assert_eq!(grown.bytes()[462..], table.bytes()[462..], "so do the other entries");
        assert_eq!(grown.room(8 << 21), None);
        assert_eq!(table.room(331_776), None, "a disk no larger than the image");
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let spoilt = |at: usize, value: u8| {
            let mut block = fresh(1000, 1000);
            block[at] = value;
            block
        };
        assert!(Table::read(fresh(1000, 1000)).is_some());
        for (at, value) in
            [(440, 0), (443, 0x46), (510, 0), (450, 0x07), (466, 0x83), (482, 0x83), (458, 0), (470, 1)]
        {
            let block = spoilt(at, value);
            let changed = block != fresh(1000, 1000);
            assert!(changed, "{at}");
            // Sizes of other values may still be a stick's; what is not is found by its kind, signature or order.
            if !matches!(at, 458 | 470) {
                assert_eq!(Table::read(block), None, "{at}");
            }
        }
        assert_eq!(Table::read(fresh(0, 1000)), None);
        assert_eq!(Table::read(fresh(1000, 0)), None);
    }

    #[test]
    fn it_is_a_fat32_for_everybody() {
        for (mib, cluster) in [(64, 1), (96, 2), (1024, 16), (8192, 16)] {
            assert_eq!(cluster_sectors(mib * 2048), cluster, "{mib} MiB");
        }
    }

    proptest! {
        #[test]
        fn the_new_place_touches_nothing(boot in 1u32..1 << 30, data in 1u32..1 << 30, disk in 0u64..1 << 40) {
            let Some(table) = Table::read(fresh(boot, data)) else { return Ok(()) };
            if let Some(room) = table.room(disk) {
                prop_assert!(room.start >= table.data().end && room.end <= disk);
                prop_assert!(table.with_data_at(&room).is_some_and(|grown| grown.data() == room));
            }
        }

        #[test]
        fn no_block_makes_it_panic(block in proptest::collection::vec(any::<u8>(), 512), disk in any::<u64>()) {
            let mut block: [u8; 512] = block.try_into().expect("512");
            block[440..444].copy_from_slice(&SIGNATURE.to_le_bytes());
            block[510..].copy_from_slice(&[0x55, 0xaa]);
            (block[450], block[466], block[482], block[498]) = (0x0c, 0xef, 0, 0);
            if let Some(table) = Table::read(block) {
                let _ = table.room(disk);
            }
        }
    }
}
