//! Reads, writes, TRIM, SMART and logs.

use super::*;

#[test]
fn every_read_and_write_command_moves_the_same_bytes() {
    let long_writes = [0x34, 0x35, 0x39, 0x3D, 0xCE];
    let long_reads = [0x24, 0x25, 0x29];
    let short_writes = [0x30, 0xCA, 0xC5];
    let short_reads = [0x20, 0xC8, 0xC4];
    let mut bench = bench("");
    let mut byte = 0;
    for (writes, reads) in [(&long_writes[..], &long_reads[..]), (&short_writes, &short_reads)] {
        for write in writes {
            byte += 1;
            assert!(bench.drive.execute(&long(*write, 5, 2), &[byte; 1024]).is_good());
            for read in reads {
                assert_eq!(bench.good(long(*read, 5, 2)).data, [byte; 1024], "{write:02X} {read:02X}");
            }
        }
    }
    // Queued: the count is in FEATURE, the tag in COUNT.
    let queued = |command| TaskFile { feature: 2, ..long(command, 7, 5 << 3) };
    assert!(bench.drive.execute(&queued(0x61), &[99; 1024]).is_good());
    assert_eq!(bench.good(queued(0x60)).data, [99; 1024]);
    let mut seen = [0; 1024];
    bench.store.read(7 * 512, &mut seen);
    assert_eq!(seen, [99; 1024]);
}

#[test]
fn a_count_of_zero_is_the_most() {
    let mut bench = bench("");
    assert_eq!(bench.good(long(0xC8, 0, 0)).data.len(), 256 * 512);
    assert_eq!(bench.run(long(0x25, 0, 0)).registers.error, IDNF, "65536 are too many");
    assert_eq!(bench.run(long(0x25, 32767, 2)).registers.error, IDNF);
    assert_eq!(bench.run(long(0x25, 0xFFFF_FFFF_FFFF, 1)).registers.error, IDNF);
}

#[test]
fn a_write_without_enough_data_writes_nothing() {
    let mut bench = bench("");
    assert!(!bench.drive.execute(&long(0x35, 0, 2), &[1; 512]).is_good());
    assert_eq!(bench.canaries(), 32);
}

#[test]
fn sectors_of_4096_bytes() {
    let persona = AtaPersona { sector_bytes: 4096, physical_bytes: 4096, ..AtaPersona::default() };
    let store = Store::memory(BYTES);
    let persona = AtaPersona { sectors: BYTES / 4096, ..persona };
    let mut drive =
        AtaDrive::new(persona, store.clone(), Faults::default(), VirtualClock::new(), Journal::default());
    assert!(drive.execute(&long(0x35, 3, 1), &[9; 4096]).is_good());
    assert_eq!(drive.execute(&long(0x25, 3, 1), &[]).data, [9; 4096]);
    assert_eq!(store.find(&[9; 4096], 2), [3 * 4096]);
    let data = drive.identify();
    assert_eq!(data[212..214], [0x00, 0x50]);
    assert_eq!(data[234..238], [0x00, 0x08, 0, 0], "2048 words");
}

#[test]
fn trim_drops_what_its_list_says() {
    let mut bench = bench("");
    let mut list = [0; 512];
    list[..8].copy_from_slice(&(2u64 << 48).to_le_bytes());
    list[8..16].copy_from_slice(&(1024 | 1u64 << 48).to_le_bytes());
    let trim = TaskFile { feature: 1, ..long(0x06, 0, 1) };
    assert!(!bench.drive.execute(&TaskFile { feature: 0, ..trim }, &list).is_good());
    assert_eq!(bench.canaries(), 32);
    assert!(bench.drive.execute(&trim, &list).is_good());
    assert_eq!(bench.canaries(), 30);
    list[..8].copy_from_slice(&(32768 | 1u64 << 48).to_le_bytes());
    assert_eq!(bench.drive.execute(&trim, &list).registers.error, IDNF);
}

#[test]
fn write_uncorrectable_spoils_a_sector_until_it_is_written() {
    let mut bench = bench("");
    bench.good(TaskFile { feature: 0x55, ..long(0x45, 9, 1) });
    assert_eq!(bench.run(long(0x25, 8, 4)).registers.lba, 9);
    assert!(bench.drive.execute(&long(0x35, 9, 1), &[0; 512]).is_good());
    bench.good(long(0x25, 8, 4));
}

#[test]
fn smart_tells_attributes_and_its_verdict() {
    let smart = |feature| TaskFile { feature, lba: 0xC2_4F00, count: 1, ..command(0xB0) };
    let mut bench = bench("");
    let data = bench.good(smart(0xD0)).data;
    assert_eq!(data[2], 5);
    assert_eq!(data.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte)), 0);
    assert_eq!(data[14..26], [9, 0x33, 0, 99, 99, 0x39, 0x30, 0, 0, 0, 0, 0]);
    assert_eq!(bench.good(smart(0xD1)).data[2..4], [5, 10]);
    assert_eq!(bench.good(smart(0xDA)).registers.lba, 0xC2_4F00);
    bench.refused(TaskFile { lba: 0, ..smart(0xD0) });
    let persona = AtaPersona { smart_failing: true, ..AtaPersona::default() };
    assert_eq!(bench_of(persona, "").good(smart(0xDA)).registers.lba, 0x2C_F400);
}

#[test]
fn the_security_page_of_log_30h_says_what_identify_says() {
    let persona = AtaPersona { all_encrypted: true, enhanced_minutes: 7, ..AtaPersona::default() };
    let mut bench = bench_of(persona, "locked=seven");
    let page = bench.good(long(0x2F, 0x0630, 1)).data;
    assert_eq!(page[..8], [1, 0, 6, 0, 0, 0, 0, 0x80]);
    assert_eq!(page[16..24], [0b0101_0011, 0, 0, 0, 0, 0, 0, 0x80], "supported, enhanced, locked, enabled");
    assert_eq!(page[24..26], [7, 0]);
    assert_eq!(page[48..56], [1, 0, 0, 0, 0, 0, 0, 0x80]);
    let copy = bench.good(long(0x47, 0x0130, 1)).data;
    assert_eq!(copy, bench.drive.identify());
    assert_eq!(bench.good(long(0x2F, 0, 1)).data[..2], [1, 0]);
    bench.refused(long(0x2F, 0x99, 1));
}
