//! Formats: scope, block sizes, and what they leave.

use super::super::status::*;
use super::*;

const USER: u32 = 1 << 9;
const CRYPTO: u32 = 2 << 9;

#[test]
fn it_blocks_and_the_namespace_is_out_of_reach_meanwhile() {
    let mut rig = rig("nvme-no-sanitize", "");
    assert_eq!(rig.plant_everywhere(), ["namespace 1", "unmapped", "spare"]);
    let answer = rig.admin(0x80, 1, &[(10, USER)]);
    assert_eq!((answer.status, answer.when), (0, When::After(Duration::from_secs(1))));
    rig.wait(250);
    assert_eq!(rig.read(1, 0, 1), Err(FORMAT_IN_PROGRESS));
    assert_eq!(rig.status(0x80, 1, USER), FORMAT_IN_PROGRESS);
    assert_eq!(rig.identify(0, 1)[32], 0x80 | 75, "three quarters remain");
    rig.wait(750);
    assert_eq!(rig.identify(0, 1)[32], 0x80);
    assert_eq!(rig.read(1, 0, 8), Ok(vec![0; 4096]));
    assert_eq!(rig.found(), ["spare"], "user data erase does not reach the spare area");
}

#[test]
fn each_kind_leaves_what_it_should() {
    for (name, dword10, expected) in [
        ("nvme-no-sanitize", 0, vec!["unmapped", "spare"]),
        ("nvme-no-sanitize", USER, vec!["spare"]),
        ("nvme-no-sanitize", CRYPTO, vec![]),
        ("nvme-format-user-only", USER, vec!["spare"]),
        ("nvme-qemu", CRYPTO, vec!["unmapped", "spare"]),
    ] {
        let mut rig = rig(name, "");
        rig.plant_everywhere();
        assert_eq!(rig.status(0x80, 1, dword10), 0, "{name}");
        rig.wait(1000);
        assert_eq!(rig.found(), expected, "{name} {dword10:x}");
    }
    assert_eq!(rig("nvme-format-user-only", "").status(0x80, 1, CRYPTO), INVALID_FIELD);
    assert_eq!(rig("nvme-qemu", "").identify(1, 0)[524], 0, "accepts what it does not claim");
    assert_eq!(rig("nvme-overwrite-only", "").status(0x80, 1, USER), INVALID_OPCODE);
}

#[test]
fn a_detached_namespace_and_unallocated_capacity_are_not_reached() {
    for (name, nsid, left) in [
        ("nvme-detached", 1, "namespace 2"),
        ("nvme-detached", ALL, "namespace 2"),
        ("nvme-unallocated", ALL, "unallocated"),
        ("nvme-two-namespaces", 1, "namespace 2"),
    ] {
        let mut rig = rig(name, "");
        let half = rig.drive.persona.user_bytes() / 2;
        rig.plant(0);
        rig.plant(half);
        assert_eq!(rig.status(0x80, nsid, USER), 0);
        rig.wait(1000);
        assert_eq!(rig.found(), [left], "{name}");
    }
    let mut rig = rig("nvme-two-namespaces", "");
    rig.plant(0);
    rig.plant(4 * MIB);
    rig.status(0x80, ALL, USER);
    rig.wait(1000);
    assert_eq!(rig.found(), Vec::<String>::new(), "broadcast reaches both attached ones");
}

#[test]
fn fna_widens_the_scope_and_forbids_the_broadcast() {
    let make = |bits| rig_of("nvme-two-namespaces", 8 * MIB, "", move |persona| persona.fna = bits);
    for (bits, dword10, expected) in [
        (fna::ERASE_ALL, USER, vec![]),
        (fna::ERASE_ALL, 0, vec!["namespace 2", "unmapped"]),
        (fna::FORMAT_ALL, USER, vec!["namespace 2"]),
        (fna::FORMAT_ALL, 0, vec!["unmapped"]),
    ] {
        let mut rig = make(bits);
        rig.plant(0);
        rig.plant(4 * MIB);
        rig.status(0x80, 1, dword10);
        rig.wait(1000);
        assert_eq!(rig.found(), expected, "FNA {bits:x}, dword 10 {dword10:x}");
    }
    let mut rig = make(fna::NO_BROADCAST);
    assert_eq!(rig.status(0x80, ALL, USER), INVALID_FIELD);
    assert_eq!(rig.status(0x80, 3, USER), INVALID_NAMESPACE);
    assert_eq!(rig.status(0x80, 0, USER), INVALID_NAMESPACE);
    assert_eq!(rig.status(0x80, 1, 2), INVALID_FORMAT, "there are two LBA formats");
    assert_eq!(rig.status(0x80, 1, 1 << 5), INVALID_FORMAT, "no protection information");
    assert_eq!(rig.status(0x80, 1, 3 << 9), INVALID_FIELD);
}

#[test]
fn the_block_size_changes_with_the_lba_format() {
    let mut rig = rig("nvme-no-sanitize", "");
    assert_eq!(rig.identify(0, 1)[..8], (8 * MIB / 512).to_le_bytes());
    assert_eq!(rig.status(0x80, 1, 1), 0);
    rig.wait(1000);
    let data = rig.identify(0, 1);
    assert_eq!((&data[..8], data[26]), (&(8 * MIB / 4096).to_le_bytes()[..], 1));
    assert_eq!(rig.read(1, 2047, 1).map(|data| data.len()), Ok(4096));
    assert_eq!(rig.read(1, 2048, 1), Err(LBA_OUT_OF_RANGE));
}

#[test]
fn a_power_cut_in_the_middle_leaves_the_rest() {
    let mut rig = rig("nvme-no-sanitize", "");
    rig.plant(0);
    rig.plant(7 * MIB);
    rig.status(0x80, 1, USER);
    rig.wait(500);
    rig.drive.power_cycle();
    rig.wait(5000);
    rig.drive.tick();
    assert_eq!(rig.store.find(NEEDLE, 9), [7 * MIB]);
    assert_eq!(rig.read(1, 0, 1), Ok(vec![0; 512]));
}

#[test]
fn a_locked_range_denies_all() {
    for (name, faults) in [("nvme-opal", ""), ("nvme-modern", "locked")] {
        check_locked(&mut rig_of(name, MIB, faults, |_| {}));
    }
}

fn check_locked(rig: &mut Rig) {
    rig.plant(0);
    assert_eq!(rig.read(1, 0, 1), Err(ACCESS_DENIED));
    assert_eq!(rig.write(1, 0, &[0; 512]), ACCESS_DENIED);
    assert_eq!(rig.status(0x80, 1, USER), OPERATION_DENIED);
    assert_eq!(rig.status(0x84, 0, 2), OPERATION_DENIED);
    let level0 = rig.admin(0x82, 0, &[(10, 1 << 24 | 1 << 8), (11, 2048)]).data;
    assert_eq!(level0.len(), 2048);
    assert_eq!(
        level0[..4],
        [0, 0, 0, 96],
        "a header of 48, features of 16, 16 and 20, without the four bytes of the length"
    );
    assert_eq!(level0[48..52], [0, 1, 0x10, 12]);
    assert_eq!(level0[64..69], [0, 2, 0x10, 12, 0b1111], "supported, enabled, locked, encrypting");
    assert_eq!(level0[80..84], [2, 3, 0x10, 16]);
    rig.wait(9000);
    assert_eq!(rig.found(), ["namespace 1"]);
}
