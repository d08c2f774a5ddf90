//! I/O commands, and what flash keeps of them.

use super::super::status::*;
use super::*;

#[test]
fn reads_give_what_was_written() {
    let mut rig = rig("nvme-two-namespaces", "");
    assert_eq!(rig.write(1, 3, &[7; 1024]), 0);
    assert_eq!(rig.read(1, 4, 1), Ok(vec![7; 512]));
    assert_eq!(rig.read(2, 0, 1), Ok(vec![0; 4096]), "blocks of 4096 bytes");
    assert_eq!(rig.read(1, 8192, 1), Err(LBA_OUT_OF_RANGE));
    assert_eq!(rig.read(1, 8191, 2), Err(LBA_OUT_OF_RANGE));
    assert_eq!(rig.read(3, 0, 1), Err(INVALID_NAMESPACE));
    let mut far = sqe(0x02, 1, &[(10, ALL), (11, ALL)]);
    assert_eq!(rig.drive.io(&far, &[]).status & !DNR, LBA_OUT_OF_RANGE);
    far[0] = 0x0C;
    assert_eq!(rig.drive.io(&far, &[]).status & !DNR, LBA_OUT_OF_RANGE);
    assert_eq!(rig.drive.io(&sqe(0x01, 1, &[(12, 3)]), &[0; 512]).status & !DNR, DATA_TRANSFER_ERROR);
    assert_eq!(rig.drive.io(&sqe(0x05, 1, &[(10, 3)]), &[7; 512]).status, 0);
    assert_eq!(rig.drive.io(&sqe(0x05, 1, &[(10, 3)]), &[8; 512]).status & !DNR, COMPARE_FAILURE);
    assert_eq!(rig.drive.io(&sqe(0x0C, 1, &[(12, 9)]), &[]).status, 0);
    assert_eq!(rig.drive.io(&sqe(0x7D, 1, &[]), &[]).status & !DNR, INVALID_OPCODE);
    assert_eq!(rig.drive.transfer(Queue::Io, &sqe(0x02, 2, &[(12, 1)])), Transfer::ToHost(8192));
    assert_eq!(rig.drive.transfer(Queue::Io, &sqe(0x01, 1, &[(12, 1)])), Transfer::ToDrive(1024));
    assert_eq!(rig.drive.transfer(Queue::Io, &sqe(0x02, 1, &[(12, 2047)])), Transfer::ToHost(MIB as usize));
    assert_eq!(rig.drive.transfer(Queue::Io, &sqe(0x02, 1, &[(12, 2048)])), Transfer::None);
    assert_eq!(rig.read(1, 0, 2049), Err(INVALID_FIELD), "beyond MDTS");
}

#[test]
fn a_detached_namespace_has_no_io_until_it_is_attached() {
    let mut rig = rig("nvme-detached", "");
    rig.plant(4 * MIB);
    assert_eq!(rig.read(2, 0, 1), Err(INVALID_NAMESPACE));
    let mut list = [0; 4096];
    list[0] = 1;
    list[2] = 1;
    assert_eq!(rig.drive.admin(&sqe(0x15, 2, &[]), &list).status, 0);
    assert_eq!(rig.read(2, 0, 1).map(|data| data[..NEEDLE.len()].to_vec()), Ok(NEEDLE.to_vec()));
    assert_eq!(rig.drive.admin(&sqe(0x15, 2, &[]), &list).status & !DNR, ALREADY_ATTACHED);
    assert_eq!(rig.drive.admin(&sqe(0x15, 2, &[(10, 1)]), &list).status, 0);
    assert_eq!(rig.drive.admin(&sqe(0x15, 2, &[(10, 1)]), &list).status & !DNR, NOT_ATTACHED);
    list[0] = 2;
    assert_eq!(rig.drive.admin(&sqe(0x15, 2, &[]), &list).status & !DNR, INVALID_CONTROLLER_LIST);
}

#[test]
fn deallocated_and_overwritten_data_stays_in_the_flash() {
    let mut rig = rig("nvme-modern", "");
    rig.plant(0);
    rig.plant(MIB);
    rig.plant(2 * MIB);
    // Dataset Management of block 0 to 7, then Write Zeroes with and without deallocation.
    let mut range = [0; 16];
    range[4] = 8;
    assert_eq!(rig.drive.io(&sqe(0x09, 1, &[(11, 4)]), &range).status, 0);
    assert_eq!(rig.drive.io(&sqe(0x08, 1, &[(10, 2048), (12, 1 << 25 | 7)]), &[]).status, 0);
    assert_eq!(rig.found(), ["namespace 1", "unmapped"]);
    assert_eq!(rig.drive.io(&sqe(0x08, 1, &[(10, 4096), (12, 7)]), &[]).status, 0);
    assert_eq!(rig.found(), ["unmapped", "spare"]);
    assert_eq!(rig.store.find(NEEDLE, 9).len(), 3, "each is left once");
    range[8..].copy_from_slice(&(8 * MIB / 512 - 1).to_le_bytes());
    assert_eq!(rig.drive.io(&sqe(0x09, 1, &[(11, 4)]), &range).status & !DNR, LBA_OUT_OF_RANGE);
}

#[test]
fn an_overwrite_by_the_host_leaves_only_the_spare_area() {
    let mut rig = rig("nvme-modern", "");
    rig.plant(5 * MIB);
    for block in (0..16384).step_by(1024) {
        assert_eq!(rig.write(1, block, &vec![0; 1024 * 512]), 0);
    }
    assert_eq!(rig.found(), ["spare"]);
}

#[test]
fn namespaces_are_made_and_deleted() {
    let mut rig = rig("nvme-unallocated", "");
    rig.plant(4 * MIB);
    let names = |rig: &Rig| rig.drive.areas().iter().map(|area| area.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&rig), ["namespace 1", "unallocated", "unmapped", "spare"]);
    let mut wish = [0; 4096];
    for field in [0, 8] {
        wish[field..field + 8].copy_from_slice(&(2 * MIB / 512).to_le_bytes());
    }
    let made = rig.drive.admin(&sqe(0x0D, 0, &[]), &wish);
    assert_eq!((made.status, made.result), (0, 2));
    assert_eq!(names(&rig), ["namespace 1", "namespace 2", "unallocated", "unmapped", "spare"]);
    assert_eq!(rig.found(), ["unmapped"], "a new namespace does not show what was there");
    assert_eq!(rig.identify(0x10, 0)[..12], [1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(rig.identify(0x02, 0)[..8], [1, 0, 0, 0, 0, 0, 0, 0], "not attached yet");
    rig.drive.admin(&sqe(0x0D, 0, &[]), &wish);
    assert_eq!(rig.drive.admin(&sqe(0x0D, 0, &[]), &wish).status & !DNR, INSUFFICIENT_CAPACITY);
    rig.plant(0);
    assert_eq!(rig.status(0x0D, ALL, 1), 0);
    assert_eq!(names(&rig), ["unallocated", "unmapped", "spare"]);
    assert_eq!(rig.found(), ["unallocated", "unmapped"], "deleted is not erased");
}
