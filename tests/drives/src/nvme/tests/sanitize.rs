//! The state machine of a sanitize, and what it leaves.

use super::super::status::*;
use super::*;

const BLOCK: u32 = 2;
const OVERWRITE: u32 = 3;
const CRYPTO: u32 = 4;
const EXIT_FAILURE: u32 = 1;
const AUSE: u32 = 8;
const NDAS: u32 = 1 << 9;

#[test]
fn a_block_erase_goes_its_way() {
    let mut rig = rig("nvme-modern", "");
    assert_eq!(rig.plant_everywhere(), ["namespace 1", "unmapped", "spare"]);
    assert_eq!(rig.sanitize_status(), (0xFFFF, 0), "never sanitized");
    assert_eq!(rig.status(0x84, 0, BLOCK | AUSE), 0);
    assert_eq!(rig.sanitize_status(), (0, 2));
    rig.wait(500);
    assert_eq!(rig.sanitize_status(), (0x4000, 2), "a quarter of two seconds");
    assert_eq!(rig.found(), ["namespace 1"], "the end of the namespace");
    assert_eq!(rig.read(1, 0, 1), Err(SANITIZE_IN_PROGRESS));
    assert_eq!(rig.write(1, 0, &[1; 512]), SANITIZE_IN_PROGRESS);
    for prohibited in [0x80, 0x84, 0x14, 0x0D, 0x10] {
        let expected = if prohibited == 0x84 { BLOCK } else { 1 };
        assert_eq!(rig.status(prohibited, 1, expected), SANITIZE_IN_PROGRESS, "{prohibited:x}");
    }
    assert_eq!(rig.log(0x0D, 512).status & !DNR, SANITIZE_IN_PROGRESS);
    for allowed in [0x01, 0x02, 0x03, 0x05] {
        assert_eq!(rig.log(allowed, 512).status, 0);
    }
    assert_eq!(rig.identify(1, 0)[328], 3);
    rig.wait(1500);
    assert_eq!(rig.sanitize_status(), (0xFFFF, 0x101), "done, global data erased");
    assert_eq!(rig.log(0x81, 512).data[4..8], [2 | 8, 0, 0, 0]);
    assert_eq!(rig.found(), Vec::<String>::new());
    assert_eq!(rig.read(1, 0, 8), Ok(vec![0; 4096]));
    assert_eq!(rig.write(1, 8, &[1; 512]), 0);
    assert_eq!(rig.sanitize_status(), (0xFFFF, 1), "a write clears Global Data Erased");
    assert!(rig.journal.has_done("Sanitize/Block Erase"));
}

#[test]
fn it_reaches_all_capacity_but_not_boot_partitions_nor_the_rpmb() {
    let mut rig = rig_of("nvme-unallocated", 8 * MIB, "", |persona| {
        persona.sanicap = sanicap::BLOCK;
        persona.boot_partition_bytes = 128 << 10;
        persona.rpmb_units = 1;
        persona.namespaces[0].attached = false;
    });
    let everywhere =
        ["namespace 1", "unallocated", "boot partition 0", "boot partition 1", "RPMB", "unmapped", "spare"];
    assert_eq!(rig.plant_everywhere(), everywhere);
    rig.status(0x84, 0, BLOCK);
    rig.wait(2000);
    assert_eq!(rig.found(), ["boot partition 0", "boot partition 1", "RPMB"]);
}

#[test]
fn an_overwrite_leaves_its_pattern_and_counts_passes() {
    let mut rig = rig("nvme-overwrite-only", "");
    rig.plant_everywhere();
    let start = rig.admin(0x84, 0, &[(10, OVERWRITE | 4 << 4 | 1 << 8), (11, 0xA1B2_C3D4)]);
    assert_eq!(start.status, 0);
    rig.wait(6000);
    assert_eq!(rig.sanitize_status(), (0x8000, 2 | 2 << 3), "two of four passes");
    rig.wait(6000);
    assert_eq!(rig.sanitize_status(), (0xFFFF, 0x101 | 4 << 3));
    assert_eq!(rig.read(1, 7, 1).map(|data| data[..8].to_vec()), Ok([0xD4, 0xC3, 0xB2, 0xA1].repeat(2)));
    assert_eq!(rig.found(), Vec::<String>::new());
    assert_eq!(rig.status(0x84, 0, BLOCK), INVALID_FIELD, "SANICAP does not have it");
    assert_eq!(rig.status(0x84, 0, CRYPTO), INVALID_FIELD);
}

#[test]
fn a_crypto_erase_makes_noise_of_what_was_written() {
    let mut rig = rig("nvme-crypto-only", "");
    rig.plant(5 * MIB);
    assert_eq!(rig.status(0x84, 0, CRYPTO), 0);
    rig.wait(1000);
    assert_eq!(rig.found(), Vec::<String>::new());
    let noise = rig.read(1, 5 * 2048, 1).expect("readable");
    assert!(noise.iter().filter(|byte| **byte == 0).count() < 32);
    assert_eq!(rig.read(1, 0, 1), Ok(vec![0; 512]), "never written");
}

#[test]
fn a_failed_restricted_sanitize_leaves_only_another_one() {
    let mut rig = rig("nvme-modern", "fail_at=50");
    rig.plant(7 * MIB);
    assert_eq!(rig.status(0x84, 0, BLOCK), 0);
    rig.wait(1000);
    assert_eq!(rig.sanitize_status(), (0xFFFF, 3));
    assert_eq!(rig.found(), ["namespace 1"]);
    assert_eq!(rig.read(1, 0, 1), Err(SANITIZE_FAILED));
    assert_eq!(rig.status(0x84, 0, EXIT_FAILURE), SANITIZE_FAILED);
    assert_eq!(rig.status(0x84, 0, BLOCK | AUSE), SANITIZE_FAILED);
    assert_eq!(rig.status(0x80, 1, 0), SANITIZE_FAILED);
    rig.drive.power_cycle();
    assert_eq!(rig.read(1, 0, 1), Err(SANITIZE_FAILED), "also after a power cut");
    assert_eq!(rig.status(0x84, 0, BLOCK), 0);
    assert_eq!(rig.sanitize_status(), (0, 2));
}

#[test]
fn a_failed_unrestricted_sanitize_can_be_left() {
    let mut rig = rig("nvme-modern", "fail_at=50");
    assert_eq!(rig.status(0x84, 0, EXIT_FAILURE), 0, "nothing to leave");
    rig.status(0x84, 0, BLOCK | AUSE);
    rig.wait(1000);
    assert_eq!(rig.read(1, 0, 1), Err(SANITIZE_FAILED));
    assert_eq!(rig.status(0x84, 0, EXIT_FAILURE), 0);
    assert_eq!(rig.read(1, 0, 1), Ok(vec![0; 512]));
    assert_eq!(rig.sanitize_status(), (0xFFFF, 3), "the log still says so");
}

#[test]
fn resets_and_power_cuts_do_not_stop_it() {
    let mut rig = rig("nvme-modern", "");
    rig.plant(7 * MIB);
    rig.status(0x84, 0, BLOCK);
    rig.wait(500);
    rig.drive.controller_reset();
    rig.wait(500);
    rig.drive.power_cycle();
    assert_eq!(rig.sanitize_status(), (0x8000, 2));
    assert_eq!(rig.found(), ["namespace 1"]);
    rig.wait(1000);
    assert_eq!(rig.sanitize_status().1, 0x101);
    assert_eq!(rig.found(), Vec::<String>::new());
}

#[test]
fn its_state_outlives_the_process() {
    let mut first = rig("nvme-modern", "");
    first.plant(7 * MIB);
    first.write(1, 0, &[1; 512]);
    first.status(0x84, 0, BLOCK);
    first.wait(500);
    first.drive.tick();
    let state = first.drive.state();
    let persona = first.drive.persona.clone();
    let clock = VirtualClock::new();
    let mut second = Rig {
        drive: NvmeDrive::new(
            persona,
            first.store.clone(),
            Faults::default(),
            clock.clone(),
            Journal::default(),
        ),
        clock,
        store: first.store.clone(),
        journal: Journal::default(),
    };
    second.drive.restore(&state);
    assert_eq!(second.drive.state(), state);
    assert_eq!(second.sanitize_status(), (0x4000, 2));
    assert_eq!(second.found(), ["namespace 1"]);
    second.wait(1500);
    assert_eq!(second.sanitize_status().1, 0x101);
    assert_eq!(second.found(), Vec::<String>::new());
    second.drive.restore("nonsense\nsanitize\nwork 1\n");
}

#[test]
fn no_deallocate_is_refused_or_warned_about_where_it_is_inhibited() {
    let mut rig = rig_of("nvme-modern", MIB, "", |persona| persona.sanicap |= sanicap::NDI);
    assert_eq!(rig.status(0x84, 0, BLOCK | NDAS), INVALID_FIELD);
    assert_eq!(rig.admin(0x09, 0, &[(10, 0x17), (11, 1)]).status, 0);
    assert_eq!(rig.status(0x84, 0, BLOCK | NDAS), 0);
    rig.wait(2000);
    assert_eq!(rig.sanitize_status().1, 0x104, "success, with unexpected deallocation");
}

#[test]
fn a_drive_without_it_knows_neither_command_nor_log() {
    let mut rig = rig("nvme-qemu", "");
    assert_eq!(rig.status(0x84, 0, BLOCK), INVALID_OPCODE);
    assert_eq!(rig.log(0x81, 512).status & !DNR, INVALID_LOG_PAGE);
    assert_eq!(rig.identify(1, 0)[328..332], [0; 4]);
}

#[test]
fn the_drive_keeps_its_own_record() {
    let mut rig = rig("nvme-modern", "");
    rig.admin(0x84, 0, &[(10, BLOCK), (11, 0x1234)]);
    rig.wait(2000);
    assert_eq!(rig.log(0x0D, 512).status & !DNR, COMMAND_SEQUENCE_ERROR, "no context");
    let log = rig.log(0x0D | 1 << 8, 1024).data;
    assert_eq!((log[0], log[4], log[8]), (0x0D, 2, 68), "two events, 512 + 24 + 8 + 24 + 12 bytes");
    assert_eq!(log[9], 2);
    assert_eq!(log[480..482], [0x80, 7], "format and sanitize, start and completion, are supported");
    assert_eq!((log[512], log[514], log[534]), (0x0A, 21, 8), "the newest first");
    assert_eq!(log[536..540], [0xFF, 0xFF, 0x01, 0x01]);
    assert_eq!((log[544], log[566]), (0x09, 12));
    assert_eq!(log[568..580], [3, 0, 0, 0x80, 2, 0, 0, 0, 0x34, 0x12, 0, 0]);
    assert_eq!(rig.log(0x0D | 1 << 8, 512).status & !DNR, COMMAND_SEQUENCE_ERROR, "a context is open");
    assert_eq!(rig.log(0x0D | 2 << 8, 512).status, 0);
    assert_eq!(rig.log(0x0D, 512).status & !DNR, COMMAND_SEQUENCE_ERROR);
}
