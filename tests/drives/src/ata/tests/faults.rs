//! Each row of the table of faults.

use super::*;

fn erased(faults: &str, task: TaskFile) -> (Bench, Registers) {
    let mut bench = bench(faults);
    bench.good(task);
    bench.wait(100);
    let registers = bench.run(SANITIZE_STATUS).registers;
    (bench, registers)
}

/// The same for a security erase; whether it says that it went well.
fn security_erased(faults: &str) -> (Bench, AtaAnswer) {
    let mut bench = bench(faults);
    bench.set_password("seven");
    let answer = bench.erase(0, "seven");
    bench.wait(100);
    (bench, answer)
}

#[test]
fn lies_say_done_and_leave_what_they_leave() {
    for (faults, left) in [("", 0), ("lie", 32), ("partial=25", 24), ("scatter=4", 8)] {
        for task in [BLOCK, CRYPTO, OVERWRITE] {
            let (bench, registers) = erased(faults, task);
            assert_eq!((bench.canaries(), registers.count), (left, 0x8000), "{faults}");
        }
        let (bench, answer) = security_erased(faults);
        assert!(answer.is_good());
        assert_eq!((bench.canaries(), bench.word(128)), (left, 0x0021), "{faults}");
    }
}

#[test]
fn fail_at_fails_there() {
    let (bench, answer) = security_erased("fail_at=25");
    assert_eq!(answer.when, When::After(TAKES / 4));
    assert_eq!(answer.registers.error, ABRT);
    assert_eq!((bench.canaries(), bench.word(128)), (24, 0x0023));
    assert_eq!(bench.answered("SECURITY ERASE UNIT"), "aborted");
}

#[test]
fn hang_at_never_gets_further() {
    let (mut bench, registers) = erased("hang_at=75", BLOCK);
    assert_eq!((registers.count, registers.lba), (0x4000, 0xC000));
    bench.wait(9999);
    assert_eq!(bench.run(SANITIZE_STATUS).registers.lba, 0xC000);
    assert_eq!(bench.canaries(), 8);
    let (mut bench, answer) = security_erased("hang_at=75");
    assert_eq!(answer.when, When::Never);
    bench.drive.bus_reset();
    assert_eq!((bench.canaries(), bench.word(128)), (8, 0x0027));
}

#[test]
fn backwards_goes_back_again_and_again() {
    let mut bench = bench("backwards=50");
    bench.good(BLOCK);
    let mut seen = Vec::new();
    for _ in 0..20 {
        bench.wait(10);
        let registers = bench.good(SANITIZE_STATUS).registers;
        assert_eq!(registers.count, 0x4000);
        seen.push(registers.lba);
    }
    let drops = seen.windows(2).filter(|pair| pair[1] < pair[0]).count();
    assert!(drops >= 3, "{seen:?}");
    assert_eq!(bench.canaries(), 16);
}

#[test]
fn endless_creeps_and_never_arrives() {
    let mut bench = bench("endless");
    bench.good(BLOCK);
    let mut last = 0;
    for _ in 0..10 {
        bench.wait(300);
        let registers = bench.good(SANITIZE_STATUS).registers;
        assert!(registers.count == 0x4000 && registers.lba > last && registers.lba < 0xFFFF);
        last = registers.lba;
    }
    assert!(bench.canaries() > 0);
}

#[test]
fn hang_die_odd_and_unsupported_are_about_commands_by_name() {
    let mut hang = bench("hang=BLOCK ERASE");
    assert_eq!(hang.run(BLOCK).when, When::Never);
    hang.good(CRYPTO);
    let mut die = bench("die=BLOCK ERASE");
    die.good(command(0xEC));
    assert_eq!(die.run(BLOCK).when, When::Gone);
    assert_eq!(die.run(command(0xEC)).when, When::Gone);
    die.drive.power_cycle();
    die.good(command(0xEC));
    let mut odd = bench("odd=BLOCK ERASE=7F");
    assert_eq!(odd.run(BLOCK).registers.status, 0x7F);
    odd.wait(200);
    assert_eq!(odd.canaries(), 32);
    let mut unsupported = bench("unsupported=BLOCK ERASE");
    assert_ne!(unsupported.word(59) & 0x8000, 0, "it claims to know it");
    unsupported.refused(BLOCK);
    unsupported.good(CRYPTO);
}

#[test]
fn die_at_is_gone_in_the_middle() {
    let mut bench = bench("die_at=50");
    bench.good(BLOCK);
    bench.wait(49);
    bench.good(SANITIZE_STATUS);
    bench.wait(1);
    assert_eq!(bench.run(SANITIZE_STATUS).when, When::Gone);
    assert_eq!(bench.canaries(), 16);
}

#[test]
fn stuck_areas_abort_and_lying_ones_keep_the_capacity() {
    let native = long(0x27, 0, 0);
    let mut stuck = bench("hpa=8192,hpa_stuck");
    stuck.good(native);
    stuck.refused(long(0x37, 32767, 1));
    let mut lies = bench("hpa=8192,hpa_lies");
    lies.good(native);
    lies.good(long(0x37, 32767, 1));
    let mut overlay = bench("dco=8192,dco_stuck");
    overlay.refused(TaskFile { feature: 0xC0, ..command(0xB1) });
    let mut amac = bench("amac=8192,amac_stuck");
    amac.refused(TaskFile { feature: 1, ..long(0x78, 32767, 0) });
    for bench in [stuck, lies, overlay, amac] {
        assert_eq!(bench.capacity(), 24576);
    }
}

#[test]
fn no_log_refuses_logs_and_status_error_the_status() {
    let log = TaskFile { lba: 0x30, ..long(0x2F, 0x30, 1) };
    bench("").good(log);
    bench("no_log").refused(log);
    let mut bench = bench("status_error");
    bench.good(BLOCK);
    bench.refused(SANITIZE_STATUS);
    bench.wait(100);
    bench.refused(SANITIZE_STATUS);
    assert_eq!(bench.canaries(), 0);
}

#[test]
fn wrong_done_says_so_at_once_and_goes_on_behind() {
    let mut plain = bench("wrong_done");
    assert_eq!(plain.good(BLOCK).registers.count, 0x8000);
    assert_eq!(plain.good(SANITIZE_STATUS).registers.count, 0x8000);
    plain.good(long(0x25, 0, 1));
    assert_eq!(plain.canaries(), 32);
    plain.wait(50);
    assert_eq!(plain.canaries(), 16);
    let mut blocking = bench("wrong_done");
    blocking.set_password("seven");
    assert_eq!(blocking.erase(0, "seven").when, When::Now);
    assert_eq!((blocking.canaries(), blocking.word(128)), (32, 0x0021));
    blocking.wait(100);
    assert_eq!(blocking.canaries(), 0);
}

#[test]
fn reset_comes_half_way_and_cuts_a_security_erase_off() {
    let (mut bench, answer) = security_erased("reset");
    assert_eq!(answer.when, When::After(TAKES / 2));
    assert_eq!((answer.registers.status, answer.registers.error), (0x50, 0x01));
    assert!(bench.drive.take_reset());
    assert!(!bench.drive.take_reset());
    assert_eq!((bench.canaries(), bench.word(128)), (16, 0x0027));
    let (mut bench, registers) = erased("reset", BLOCK);
    assert!(bench.drive.take_reset());
    assert_eq!((bench.canaries(), registers.count), (0, 0x8000), "a sanitize goes on");
}

#[test]
fn bad_blocks_and_dropped_writes_and_a_cache_that_forgets() {
    let mut bad = bench("bad=1024+2,unreadable=2048");
    let read = |lba| long(0x25, lba, 8);
    let answer = bad.run(read(1020));
    assert_eq!((answer.registers.status, answer.registers.error, answer.registers.lba), (0x51, UNC, 1024));
    assert_eq!(bad.run(long(0x42, 2048, 1)).registers.error, UNC);
    bad.good(read(1026));
    let write = |lba| long(0x35, lba, 1);
    assert_eq!(bad.drive.execute(&write(1025), &[0; 512]).registers.error, UNC);
    assert!(bad.drive.execute(&write(2048), &[0; 512]).is_good());

    let mut drops = bench("drop_writes");
    assert!(drops.drive.execute(&write(0), &[7; 512]).is_good());
    assert_eq!(drops.canaries(), 32);

    for (flush, left) in [(None, 32), (Some(command(0xE7)), 31), (Some(command(0xE0)), 31)] {
        let mut forgets = bench("forget");
        assert!(forgets.drive.execute(&write(0), &[7; 512]).is_good());
        if let Some(task) = flush {
            forgets.good(task);
        }
        assert_eq!(forgets.canaries(), 31);
        forgets.drive.power_cycle();
        assert_eq!(forgets.canaries(), left);
    }
    for forced in [long(0x3D, 0, 1), TaskFile { feature: 1, device: 0xC0, ..long(0x61, 0, 8) }] {
        let mut forgets = bench("forget");
        assert!(forgets.drive.execute(&forced, &[7; 512]).is_good());
        forgets.drive.power_cycle();
        assert_eq!(forgets.canaries(), 31, "force unit access");
    }
}

#[test]
fn an_erase_is_not_forgotten() {
    let mut bench = bench("forget");
    assert!(bench.drive.execute(&long(0x35, 0, 1), &[0; 512]).is_good());
    bench.good(BLOCK);
    bench.wait(100);
    bench.drive.power_cycle();
    assert_eq!(bench.canaries(), 0);
}
