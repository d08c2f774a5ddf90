//! What erases and sanitizes leave.

use super::*;

#[test]
fn what_is_trimmed_stays_in_the_flash_until_a_sanitize() {
    for kind in [0, TRIM, DISCARD] {
        let mut rig = rig("emmc-tablet", "");
        rig.plant(5 * MIB);
        let answer = rig.erase_user(kind);
        assert_eq!(answer.when, When::After(Duration::from_millis(200)));
        assert_eq!(rig.status(), (0, 7, false), "busy");
        assert!(rig.command(17, 0).no_response, "no data while busy");
        rig.wait(200);
        assert_eq!(rig.status(), (status::ILLEGAL_COMMAND, 4, true), "the read is reported, once");
        assert_eq!(rig.status(), (0, 4, true));
        assert_eq!(rig.read(5 * 2048), vec![0; 512]);
        assert_eq!(rig.found(), ["unmapped"], "{kind}");
        assert_eq!(rig.switch(SANITIZE, 1).when, When::After(Duration::from_secs(1)));
        rig.wait(1000);
        assert_eq!(rig.status(), (0, 4, true));
        assert_eq!(rig.found(), Vec::<String>::new());
        assert!(rig.journal.has_done("SWITCH/Sanitize Start"));
    }
}

#[test]
fn a_sanitize_alone_touches_nothing_that_is_mapped() {
    let mut rig = rig("emmc-partitions", "");
    let everywhere = ["user", "boot0", "boot1", "rpmb", "gp1", "unmapped", "spare"];
    assert_eq!(rig.plant_everywhere(), everywhere);
    rig.switch(SANITIZE, 1);
    rig.wait(1000);
    assert_eq!(rig.found(), everywhere[..5]);
}

#[test]
fn each_partition_is_erased_by_itself() {
    let mut rig = rig("emmc-partitions", "");
    rig.plant_everywhere();
    for (partition, last) in [(0, 16383), (1, 255), (2, 255), (4, 1023)] {
        rig.switch(PARTITION_CONFIG, partition);
        assert_eq!(rig.status().0, 0, "partition {partition}");
        rig.erase(TRIM, 0, last);
        rig.wait(200);
    }
    assert_eq!(rig.found(), ["rpmb", "unmapped", "spare"]);
    rig.switch(PARTITION_CONFIG, 3);
    assert!(rig.erase(TRIM, 0, 7).no_response, "the RPMB is not erased");
    rig.switch(PARTITION_CONFIG, 5);
    // The illegal erase, and a partition that is not there.
    assert_eq!(rig.status().0, status::SWITCH_ERROR);
    rig.switch(SANITIZE, 1);
    rig.wait(1000);
    assert_eq!(rig.found(), ["rpmb"]);
}

#[test]
fn a_secure_erase_purges_at_once() {
    let mut rig = rig("emmc-4.41", "");
    rig.plant(0);
    rig.plant(MIB);
    rig.erase(TRIM, 0, 7);
    rig.wait(200);
    assert_eq!(rig.found(), ["user", "unmapped"]);
    assert_eq!(rig.erase_user(SECURE_ERASE).when, When::After(Duration::from_secs(2)));
    rig.wait(2000);
    assert_eq!(rig.found(), Vec::<String>::new());
    assert_eq!(rig.read(0), vec![0xFF; 512], "what this one reads as");

    rig.plant(0);
    rig.plant(MIB);
    for block in [0, 2048] {
        assert_eq!(rig.erase(0x8000_0001, block, block + 7).when, When::Now);
    }
    assert_eq!(rig.found(), ["user"]);
    rig.command(38, 0x8000_8000);
    rig.wait(2000);
    assert_eq!(rig.found(), Vec::<String>::new());
}

#[test]
fn what_a_device_does_not_have_it_refuses() {
    let mut old = rig("emmc-4.41", "");
    old.plant(0);
    old.switch(SANITIZE, 1);
    assert_eq!(old.status(), (status::SWITCH_ERROR, 4, true));
    assert_eq!(old.erase_user(DISCARD).response[0] & status::ERRORS, status::ERROR);

    let mut plain = rig("emmc-none", "");
    plain.plant(0);
    for kind in [TRIM, DISCARD, SECURE_ERASE, 0x8000_0001, 0x8000_8000, 5] {
        assert_eq!(plain.erase_user(kind).response[0] & status::ERRORS, status::ERROR, "{kind:x}");
    }
    plain.switch(SANITIZE, 1);
    assert_eq!(plain.status().0, status::SWITCH_ERROR);
    assert_eq!(plain.found(), ["user"]);
    plain.erase_user(0);
    plain.wait(200);
    assert_eq!(plain.found(), ["unmapped"]);

    let mut tablet = rig("emmc-tablet", "");
    assert_eq!(tablet.erase_user(SECURE_ERASE).response[0] & status::ERRORS, status::ERROR);
}

#[test]
fn erase_commands_come_in_order_and_within_bounds() {
    let mut rig = rig("emmc-tablet", "");
    rig.plant(0);
    rig.plant(4096);
    assert_eq!(rig.command(38, TRIM).response[0] & status::ERRORS, status::ERASE_SEQ_ERROR);
    assert_eq!(rig.command(36, 7).response[0] & status::ERRORS, status::ERASE_SEQ_ERROR);
    assert_eq!(rig.erase(TRIM, 0, 16384).response[0] & status::ERRORS, status::ERASE_PARAM);
    assert_eq!(rig.erase(TRIM, 8, 7).response[0] & status::ERRORS, status::ERASE_PARAM);
    rig.command(35, 0);
    rig.command(36, 7);
    rig.command(16, 512);
    assert_eq!(rig.status().0, status::ERASE_RESET);
    assert_eq!(rig.command(38, TRIM).response[0] & status::ERRORS, status::ERASE_SEQ_ERROR);
    assert_eq!(rig.store.find(NEEDLE, 9), [0, 4096]);
    rig.erase(TRIM, 0, 7);
    rig.wait(200);
    assert_eq!(rig.found(), ["user", "unmapped"], "a trim is exact");
    rig.erase(0, 0, 0);
    rig.wait(200);
    assert_eq!(rig.found(), ["unmapped"], "an erase takes the whole group");
}

#[test]
fn a_power_cut_or_a_reset_ends_it_for_good() {
    for cut in [EmmcDrive::power_cycle as fn(&mut EmmcDrive), |device| {
        device.command(0, 0, &[]);
    }] {
        let mut rig = rig("emmc-tablet", "");
        rig.plant(0);
        rig.plant(7 * MIB);
        rig.erase_user(TRIM);
        rig.wait(200);
        rig.switch(SANITIZE, 1);
        rig.wait(500);
        cut(&mut rig.device);
        rig.wait(5000);
        assert_eq!(rig.found(), ["unmapped"]);
        assert_eq!(rig.store.find(NEEDLE, 9).len(), 1, "the first half is purged");
        rig.select();
        assert_eq!(rig.status(), (0, 4, true));
    }
}

#[test]
fn boot_partitions_are_protected_until_the_power_goes() {
    let mut rig = rig("emmc-tablet", "");
    rig.switch(173, 1);
    rig.switch(PARTITION_CONFIG, 1);
    rig.plant(8 * MIB);
    assert_eq!(rig.erase(TRIM, 0, 255).response[0] & status::ERRORS, status::WP_ERASE_SKIP);
    assert_eq!(rig.send(24, 0, &[1; 512]).response[0] & status::ERRORS, status::WP_VIOLATION);
    rig.switch(173, 0);
    assert_eq!(rig.send(24, 0, &[1; 512]).response[0] & status::ERRORS, status::WP_VIOLATION);
    rig.wait(500);
    assert_eq!(rig.found(), ["boot0"]);
    rig.device.power_cycle();
    rig.select();
    rig.switch(PARTITION_CONFIG, 1);
    rig.erase(TRIM, 0, 255);
    rig.wait(200);
    assert_eq!(rig.found(), ["unmapped"]);
    rig.switch(173, 4);
    let kept = rig.device.state();
    rig.device.restore(&kept);
    rig.select();
    rig.switch(PARTITION_CONFIG, 2);
    assert_eq!(rig.erase(TRIM, 0, 255).response[0] & status::ERRORS, status::WP_ERASE_SKIP, "permanent");
}
