//! Each fault does what its row of the table says.

use super::*;

/// Trims all of a device that has the needle in each megabyte. Gives back the megabytes that still have it, the answer,
/// and the status after ten times as long as it takes.
fn trimmed(faults: &str) -> (Vec<u64>, When, (u32, u32, bool)) {
    let mut rig = rig("emmc-tablet", faults);
    (0..8).for_each(|megabyte| rig.plant(megabyte * MIB));
    let when = rig.erase_user(TRIM).when;
    rig.wait(2000);
    let status = rig.status();
    let left =
        rig.store.find(NEEDLE, 99).iter().map(|at| at / MIB).filter(|megabyte| *megabyte < 8).collect();
    (left, when, status)
}

#[test]
fn erases_lie_fail_and_hang() {
    let done = (0, 4, true);
    let after = |millis| When::After(Duration::from_millis(millis));
    for (fault, expected) in [
        ("", (vec![], after(200), done)),
        ("lie", (vec![0, 1, 2, 3, 4, 5, 6, 7], after(200), done)),
        ("partial=75", (vec![6, 7], after(200), done)),
        ("scatter=3", (vec![2, 5], after(200), done)),
        ("fail_at=50", (vec![4, 5, 6, 7], after(100), (status::ERROR, 4, true))),
        ("hang_at=50", (vec![4, 5, 6, 7], When::Never, (0, 7, false))),
        ("backwards=50", (vec![4, 5, 6, 7], When::Never, (0, 7, false))),
        ("endless", (vec![], When::Never, (0, 7, false))),
        ("wrong_done", (vec![], When::Now, done)),
    ] {
        assert_eq!(trimmed(fault), expected, "{fault}");
    }
}

#[test]
fn a_sanitize_lies_too() {
    let mut rig = rig("emmc-tablet", "lie");
    rig.store.write(rig.device.persona.visible_bytes(), NEEDLE);
    rig.switch(SANITIZE, 1);
    rig.wait(1000);
    assert_eq!(rig.status(), (0, 4, true));
    assert_eq!(rig.found(), ["unmapped"]);
}

#[test]
fn done_is_said_too_early() {
    let mut rig = rig("emmc-tablet", "wrong_done");
    rig.store.write(rig.device.persona.visible_bytes() + 7 * MIB, NEEDLE);
    assert_eq!(rig.switch(SANITIZE, 1).when, When::Now);
    assert_eq!(rig.status(), (0, 4, true));
    assert_eq!(rig.found(), ["unmapped"]);
    rig.wait(1000);
    assert_eq!(rig.found(), Vec::<String>::new());
}

#[test]
fn devices_die_and_buses_are_reset() {
    let mut rig = rig("emmc-tablet", "die_at=50");
    assert_eq!(rig.erase_user(TRIM).when, When::Never);
    rig.wait(99);
    assert!(!rig.device.is_dead());
    rig.wait(2);
    assert!(rig.device.is_dead());
    assert_eq!(rig.command(13, RCA).when, When::Gone);
    rig.device.power_cycle();
    rig.select();

    let mut rig = super::rig("emmc-tablet", "reset");
    rig.plant(0);
    rig.plant(7 * MIB);
    rig.erase_user(TRIM);
    rig.wait(150);
    assert!(rig.command(13, RCA).no_response, "idle: to be identified again");
    rig.select();
    assert_eq!(rig.found(), ["user", "unmapped"]);

    let mut rig = super::rig("emmc-tablet", "die=Sanitize");
    assert_eq!(rig.switch(SANITIZE, 1).when, When::Gone);
    assert!(rig.device.is_dead());
}

#[test]
fn commands_hang_are_unsupported_or_answer_oddly_by_name() {
    let mut rig = rig("emmc-tablet", "hang=ERASE/Trim,unsupported=Sanitize,odd=SEND_CSD=1");
    rig.plant(0);
    assert_eq!(rig.erase_user(TRIM).when, When::Never);
    assert_eq!(rig.erase_user(0).when, When::After(Duration::from_millis(200)));
    rig.wait(200);
    assert!(rig.switch(SANITIZE, 1).no_response);
    assert_eq!(rig.status().0, status::ILLEGAL_COMMAND);
    rig.wait(1000);
    assert_eq!(rig.found(), ["unmapped"]);

    let mut rig = super::rig("emmc-tablet", "odd=ERASE/Trim=80900");
    assert_eq!(rig.erase_user(TRIM).response[0], status::ERROR | 4 << 9 | status::READY_FOR_DATA);
}

#[test]
fn the_status_of_a_sanitize_is_an_error() {
    let mut rig = rig("emmc-tablet", "status_error");
    assert_eq!(rig.status().0, 0);
    rig.switch(SANITIZE, 1);
    rig.wait(1000);
    assert_eq!(rig.status().0, status::ERROR);
}

#[test]
fn blocks_are_bad_writes_are_dropped_or_forgotten() {
    let mut rig = rig("emmc-tablet", "bad=100+2,unreadable=200");
    assert_eq!(rig.read(99), vec![0; 512]);
    rig.device.expect_blocks(2);
    let answer = rig.command(18, 99);
    assert_eq!((answer.response[0] & status::ERRORS, answer.data.len()), (status::DEVICE_ECC_FAILED, 0));
    assert_eq!(rig.send(24, 101, &[0; 512]).response[0] & status::ERRORS, status::ERROR);
    assert_eq!(rig.command(17, 200).response[0] & status::ERRORS, status::DEVICE_ECC_FAILED);
    assert_eq!(rig.send(24, 200, &[0; 512]).response[0] & status::ERRORS, 0);

    let mut rig = super::rig("emmc-tablet", "drop_writes");
    assert_eq!(rig.send(24, 0, &[7; 512]).response[0] & status::ERRORS, 0);
    assert_eq!(rig.read(0), vec![0; 512]);

    let mut rig = super::rig("emmc-tablet", "forget");
    rig.send(24, 0, &[1; 512]);
    rig.switch(33, 1);
    rig.send(25, 8, &[2; 1024]);
    rig.switch(32, 1);
    rig.send(24, 8, &[3; 512]);
    assert_eq!(rig.read(8), vec![3; 512]);
    rig.device.power_cycle();
    rig.select();
    assert_eq!((rig.read(0)[0], rig.read(8)[0], rig.read(9)[0]), (1, 2, 2));
}

#[test]
fn a_locked_device_moves_no_data() {
    let mut rig = rig("emmc-tablet", "locked=secret");
    rig.plant(0);
    let status = rig.command(13, RCA).response[0];
    assert_ne!(status & status::DEVICE_IS_LOCKED, 0);
    assert!(rig.command(17, 0).no_response);
    assert!(rig.erase_user(TRIM).no_response);
    assert_eq!(rig.command(8, 0).data.len(), 512);
    rig.wait(500);
    assert_eq!(rig.found(), ["user"]);
}
