//! Identify, logs, features, self-test. Offsets and bytes are those of the standard, by hand.

use super::super::status::*;
use super::*;

#[test]
fn the_controller_says_what_it_is() {
    let mut rig = rig("nvme-boot-partitions", "");
    let data = rig.identify(1, 0);
    assert_eq!(&data[4..24], b"SN0001              ");
    assert_eq!(&data[24..40], b"Emulated NVMe BP");
    assert_eq!(&data[64..72], b"EMU1    ");
    assert_eq!(data[256..258], [0b1_0111, 0], "security, format, firmware, self-test");
    assert_eq!(data[261] & 1 << 4, 1 << 4, "persistent event log");
    assert_eq!(data[312], 1, "one RPMB");
    assert_eq!(data[328..332], [3, 0, 0, 0x80]);
    assert_eq!(data[512..514], [0x66, 0x44]);
    assert_eq!(data[524], 4);
    assert_eq!(data[525], 1);
    assert_eq!((rig.drive.capabilities() >> 45 & 1, rig.drive.boot_partition_info()), (1, 1));
    assert_eq!(super::rig("nvme-modern", "").drive.capabilities() >> 45 & 1, 0);

    let data = super::rig("nvme-unallocated", "").identify(1, 0);
    assert_eq!(data[280..288], (8 * MIB).to_le_bytes());
    assert_eq!(data[296..304], (4 * MIB).to_le_bytes());
    assert_eq!(data[256], 0b1_1110);
}

#[test]
fn namespaces_say_what_they_are() {
    let mut rig = rig("nvme-detached", "");
    let data = rig.identify(0, 1);
    assert_eq!(data[..8], 8192_u64.to_le_bytes());
    assert_eq!((data[25], data[26], data[33]), (1, 0, 9));
    assert_eq!(data[48..56], (4 * MIB).to_le_bytes());
    assert_eq!((data[130], data[134]), (9, 12));
    assert_eq!((data[120], data[127]), (2, 1), "locally administered");
    assert_eq!(rig.identify(0, 2), vec![0; 4096], "allocated, not active");
    assert_eq!(rig.identify(0x11, 2)[..8], 8192_u64.to_le_bytes());
    assert_eq!(rig.identify(2, 0)[..8], [1, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(rig.identify(0x10, 0)[..12], [1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(rig.identify(0x10, 1)[..8], [2, 0, 0, 0, 0, 0, 0, 0]);
    let descriptors = rig.identify(3, 1);
    assert_eq!(descriptors[..4], [1, 8, 0, 0]);
    assert_eq!((&descriptors[4..12], descriptors[12]), (&data[120..128], 0));
    assert_eq!(rig.identify(0x12, 1)[..4], [1, 0, 1, 0]);
    assert_eq!(rig.identify(0x12, 2)[..4], [0, 0, 0, 0]);
    assert_eq!(rig.status(6, 17, 0), INVALID_NAMESPACE);
    assert_eq!(rig.status(6, 0, 0xEE), INVALID_FIELD);
    assert_eq!(super::rig("nvme-modern", "").status(6, 0, 0x10), INVALID_FIELD, "no namespace management");
}

#[test]
fn logs_are_read_in_parts() {
    let mut rig = rig("nvme-modern", "");
    rig.drive.power_cycle();
    rig.write(1, 0, &[0; 512]);
    let whole = rig.log(0x02, 512).data;
    assert_eq!((whole[1], whole[2], whole[3], whole[48], whole[80], whole[112]), (0x36, 1, 100, 1, 1, 1));
    let part = rig.admin(0x02, ALL, &[(10, 0x02 | 3 << 16), (12, 112)]);
    assert_eq!(part.data, whole[112..128]);
    assert_eq!(rig.admin(0x02, ALL, &[(10, 0x02), (13, 1)]).status & !DNR, INVALID_FIELD);
    assert_eq!(rig.admin(0x02, ALL, &[(10, 0x02 | 0xFFFF << 16), (11, 0xFFFF)]).status & !DNR, INVALID_FIELD);
    assert_eq!(rig.log(0x7E, 512).status & !DNR, INVALID_LOG_PAGE);
    let effects = rig.log(0x05, 4096).data;
    assert_eq!((effects[0x84 * 4], effects[0x80 * 4], effects[1024 + 4]), (3, 7, 3));
    assert_eq!(rig.log(0x03, 512).data[..16], *b"\x01\0\0\0\0\0\0\0EMU1    ");
}

#[test]
fn features_are_set_got_and_lost() {
    let mut rig = rig("nvme-modern", "");
    assert_eq!(rig.admin(0x09, 0, &[(10, 7), (11, 0x0009_0001)]).result, 0x0003_0001);
    assert_eq!(rig.admin(0x0A, 0, &[(10, 6)]).result, 1);
    rig.admin(0x09, 0, &[(10, 6), (11, 0)]);
    assert_eq!(rig.admin(0x0A, 0, &[(10, 6)]).result, 0);
    rig.drive.controller_reset();
    assert_eq!(rig.admin(0x0A, 0, &[(10, 6)]).result, 1);
    assert_eq!(rig.status(0x0A, 0, 0x7F), INVALID_FIELD);
    assert_eq!(rig.admin(0x0C, 0, &[]).when, When::Never);
    assert_eq!(rig.admin(0x08, 0, &[]).result, 1);
    assert_eq!(rig.status(0xC1, 0, 0), INVALID_OPCODE);
}

#[test]
fn self_tests_run_and_are_interrupted() {
    let mut rig = rig("nvme-modern", "");
    assert_eq!(rig.status(0x14, ALL, 1), 0);
    assert_eq!(rig.status(0x14, ALL, 2), SELF_TEST_IN_PROGRESS);
    rig.wait(1000);
    assert_eq!(rig.log(0x06, 564).data[..5], [1, 50, 0, 0, 0x0F]);
    rig.wait(1000);
    assert_eq!(rig.log(0x06, 564).data[..5], [0, 0, 0, 0, 0x10]);
    rig.status(0x14, ALL, 2);
    rig.status(0x84, 0, 2);
    let log = rig.log(0x06, 564).data;
    assert_eq!((log[0], log[4], log[32]), (0, 0x29, 0x10), "aborted by the sanitize");
}

#[test]
fn the_journal_has_everything() {
    let mut rig = rig("nvme-qemu", "");
    rig.identify(1, 0);
    rig.status(0x84, 0, 2);
    rig.write(1, 0, &[9; 1024]);
    let entries = rig.journal.entries();
    let told: Vec<(&str, &str)> =
        entries.iter().map(|entry| (entry.name.as_str(), entry.answer.as_str())).collect();
    assert_eq!(
        told,
        [
            ("Identify/Controller", "ok"),
            ("Sanitize/Block Erase", "001h Invalid Command Opcode"),
            ("Write", "ok")
        ]
    );
    assert_eq!(entries[1].bytes, sqe(0x84, 0, &[(10, 2)]));
    assert_eq!(entries[2].data, [9; 512]);
}
