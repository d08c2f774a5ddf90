//! Each fault does what its row of the table says.

use super::super::status::*;
use super::*;

const BLOCK: u32 = 2;
const DONE: u16 = 0x101;

/// Sanitizes a drive of 8 MiB that has the needle in each megabyte, and waits for ten times as long as it takes.
/// Gives back the megabytes that still have it, and SSTAT.
fn sanitized(faults: &str) -> (Vec<u64>, u16) {
    let mut rig = rig("nvme-modern", faults);
    (0..8).for_each(|megabyte| rig.plant(megabyte * MIB));
    assert_eq!(rig.status(0x84, 0, BLOCK), 0);
    rig.wait(20_000);
    let status = rig.sanitize_status().1;
    (rig.store.find(NEEDLE, 99).iter().map(|at| at / MIB).collect(), status)
}

/// The same by a format: the megabytes, the status and when it came.
fn formatted(faults: &str) -> (Vec<u64>, u16, When) {
    let mut rig = rig("nvme-no-sanitize", faults);
    (0..8).for_each(|megabyte| rig.plant(megabyte * MIB));
    let answer = rig.admin(0x80, 1, &[(10, 1 << 9)]);
    rig.wait(20_000);
    rig.drive.tick();
    (rig.store.find(NEEDLE, 99).iter().map(|at| at / MIB).collect(), answer.status & !DNR, answer.when)
}

#[test]
fn a_drive_without_faults_erases_everything() {
    assert_eq!(sanitized(""), (vec![], DONE));
    assert_eq!(formatted(""), (vec![], 0, When::After(Duration::from_secs(1))));
}

#[test]
fn liars_say_that_all_was_done() {
    for (fault, left) in
        [("lie", vec![0, 1, 2, 3, 4, 5, 6, 7]), ("partial=75", vec![6, 7]), ("scatter=3", vec![2, 5])]
    {
        assert_eq!(sanitized(fault), (left.clone(), DONE), "{fault}");
        assert_eq!(formatted(fault), (left, 0, When::After(Duration::from_secs(1))), "{fault}");
    }
}

#[test]
fn erases_that_do_not_come_to_their_end() {
    for (fault, status, when) in [
        ("fail_at=50", 3, When::After(Duration::from_millis(500))),
        ("hang_at=50", 2, When::Never),
        ("backwards=50", 2, When::Never),
    ] {
        assert_eq!(sanitized(fault), (vec![4, 5, 6, 7], status), "{fault}");
        let expected = if fault.starts_with("fail") { INTERNAL_ERROR } else { 0 };
        assert_eq!(formatted(fault), (vec![4, 5, 6, 7], expected, when), "{fault}");
    }
    let (left, status) = sanitized("endless");
    assert_eq!((left, status), (vec![], 2), "ten elevenths: past the last needle, and no end");
    assert_eq!(formatted("endless").2, When::Never);
}

#[test]
fn progress_hangs_or_goes_backwards() {
    let progress = |faults: &str| {
        let mut rig = rig("nvme-modern", faults);
        rig.status(0x84, 0, BLOCK);
        [900, 200, 800, 200].map(|millis| {
            rig.wait(millis);
            rig.sanitize_status().0
        })
    };
    assert_eq!(progress("hang_at=50"), [29491, 0x8000, 0x8000, 0x8000]);
    assert_eq!(progress("backwards=50"), [29491, 3276, 29491, 3276]);
    assert!(progress("endless").is_sorted());
}

#[test]
fn dead_controllers_come_back_only_where_they_should() {
    let mut rig = rig("nvme-modern", "die_at=50");
    rig.plant(6 * MIB);
    rig.status(0x84, 0, BLOCK);
    rig.wait(999);
    assert!(!rig.drive.is_dead());
    rig.wait(2);
    assert!(rig.drive.is_dead());
    assert_eq!(rig.log(0x81, 512).when, When::Gone);
    rig.drive.controller_reset();
    assert!(rig.drive.is_dead(), "a reset does not help");
    rig.wait(5000);
    rig.drive.power_cycle();
    assert!(!rig.drive.is_dead());
    assert_eq!(rig.sanitize_status(), (0x8000, 2), "goes on where it was");
    assert_eq!(rig.found(), ["namespace 1"]);
    rig.wait(1000);
    assert_eq!(rig.sanitize_status().1, DONE);

    let mut rig = super::rig("nvme-modern", "reset");
    rig.status(0x84, 0, BLOCK);
    rig.wait(1001);
    assert!(rig.drive.is_dead());
    rig.drive.controller_reset();
    assert!(!rig.drive.is_dead());
    assert_eq!(rig.sanitize_status(), (0x8000, 2));

    let mut rig = super::rig("nvme-modern", "die=Format NVM");
    assert_eq!(rig.log(0x02, 512).when, When::Now);
    assert_eq!(rig.admin(0x80, 1, &[]).when, When::Gone);
    assert!(rig.drive.is_dead());
    assert_eq!(rig.journal.entries().last().map(|entry| entry.answer.clone()), Some("gone".into()));
}

#[test]
fn a_format_dies_on_its_way() {
    let mut rig = rig("nvme-no-sanitize", "die_at=50");
    rig.plant(6 * MIB);
    assert_eq!(rig.admin(0x80, 1, &[(10, 1 << 9)]).when, When::Never);
    assert!(!rig.drive.is_dead());
    rig.wait(501);
    assert!(rig.drive.is_dead());
    rig.drive.power_cycle();
    rig.wait(5000);
    assert_eq!(rig.found(), ["namespace 1"], "a format does not go on");
}

#[test]
fn commands_hang_are_unsupported_or_answer_oddly_by_name() {
    let mut rig = rig("nvme-modern", "hang=Sanitize/Block,unsupported=Crypto,odd=Sanitize Status=1a2");
    assert_eq!(rig.admin(0x84, 0, &[(10, 2)]).when, When::Never);
    assert_eq!(rig.journal.entries().last().map(|entry| entry.answer.clone()), Some("no answer".into()));
    assert_eq!(rig.status(0x84, 0, 4), INVALID_OPCODE);
    let log = rig.log(0x81, 512);
    assert_eq!((log.status, log.data.len()), (0x1A2, 0));
    assert_eq!(rig.log(0x02, 512).status, 0);

    let mut rig = super::rig("nvme-modern", "odd=Sanitize/=7");
    rig.plant(0);
    assert_eq!(rig.status(0x84, 0, BLOCK), 7, "refused, by the sound of it");
    assert_eq!(rig.sanitize_status().1, 2, "and executed");
}

#[test]
fn the_sanitize_log_is_missing_or_broken() {
    assert_eq!(rig("nvme-modern", "no_log").log(0x81, 512).status & !DNR, INVALID_LOG_PAGE);
    assert_eq!(rig("nvme-modern", "status_error").log(0x81, 512).status & !DNR, INTERNAL_ERROR);
    assert_eq!(rig("nvme-modern", "no_log,status_error").log(0x02, 512).status, 0);
}

#[test]
fn done_is_said_too_early() {
    let mut rig = rig("nvme-modern", "wrong_done");
    rig.plant(6 * MIB);
    rig.status(0x84, 0, BLOCK);
    assert_eq!(rig.sanitize_status(), (0xFFFF, DONE));
    rig.wait(1000);
    assert!(rig.read(1, 0, 1).is_ok());
    assert_eq!(rig.found(), ["namespace 1"]);
    rig.wait(1000);
    assert_eq!(rig.found(), Vec::<String>::new());

    let mut rig = super::rig("nvme-no-sanitize", "wrong_done");
    rig.plant(6 * MIB);
    assert_eq!(rig.admin(0x80, 1, &[(10, 1 << 9)]).when, When::Now);
    assert!(rig.read(1, 0, 1).is_ok());
    assert_eq!(rig.found(), ["namespace 1"]);
    rig.wait(1000);
    assert_eq!(rig.found(), Vec::<String>::new());
}

#[test]
fn blocks_are_bad() {
    let mut rig = rig("nvme-modern", "bad=100+2/500,unreadable=200");
    assert_eq!(rig.read(1, 99, 1), Ok(vec![0; 512]));
    assert_eq!(rig.read(1, 99, 2), Err(UNRECOVERED_READ));
    assert_eq!(rig.write(1, 101, &[0; 512]), WRITE_FAULT);
    assert_eq!(rig.write(1, 102, &[0; 512]), 0);
    assert_eq!(rig.read(1, 500, 1), Err(UNRECOVERED_READ));
    assert_eq!(rig.read(1, 200, 1), Err(UNRECOVERED_READ));
    assert_eq!(rig.write(1, 200, &[0; 512]), 0);
    assert_eq!(rig.log(0x02, 512).data[160], 4, "media errors");
}

#[test]
fn writes_are_dropped_at_once_or_at_a_power_cut() {
    let mut rig = rig("nvme-modern", "drop_writes");
    assert_eq!(rig.write(1, 0, &[7; 512]), 0);
    assert_eq!(rig.read(1, 0, 1), Ok(vec![0; 512]));

    let mut rig = super::rig("nvme-modern", "forget");
    rig.write(1, 0, &[1; 512]);
    rig.drive.io(&sqe(0, 1, &[]), &[]);
    rig.write(1, 0, &[2; 512]);
    rig.write(1, 0, &[3; 512]);
    assert_eq!(rig.read(1, 0, 1), Ok(vec![3; 512]));
    rig.drive.power_cycle();
    assert_eq!(rig.read(1, 0, 1), Ok(vec![1; 512]));
    let forced = sqe(0x01, 1, &[(12, 1 << 30)]);
    assert_eq!(rig.drive.io(&forced, &[4; 512]).status, 0);
    rig.drive.power_cycle();
    assert_eq!(rig.read(1, 0, 1), Ok(vec![4; 512]), "forced unit access is on the medium");
}
