//! The states of the sanitize feature set.

use super::*;

const READ: TaskFile = long(0x25, 0, 1);

fn first(bench: &mut Bench) -> Vec<u8> {
    bench.good(READ).data[..4].to_vec()
}

#[test]
fn each_operation_runs_in_the_background_and_leaves_what_it_says() {
    for (task, left) in [(BLOCK, vec![0xEE; 4]), (OVERWRITE, vec![0x78, 0x56, 0x34, 0x12])] {
        let mut bench = bench_of(AtaPersona { blank: 0xEE, ..AtaPersona::default() }, "");
        let idle = bench.good(SANITIZE_STATUS).registers;
        assert_eq!((idle.count, idle.lba), (0, 0xFFFF), "SD0");
        assert_eq!(bench.good(task).when, When::Now);
        bench.wait(50);
        let half = bench.good(SANITIZE_STATUS).registers;
        assert_eq!((half.count, half.lba), (0x4000, 0x8000), "SD2");
        assert_eq!(bench.canaries(), 16);
        bench.wait(50);
        let done = bench.good(SANITIZE_STATUS).registers;
        assert_eq!((done.count, done.lba), (0x8000, 0xFFFF), "SD4");
        assert_eq!(first(&mut bench), left);
        assert_eq!(bench.canaries(), 0);
    }
}

#[test]
fn a_new_key_leaves_noise_and_another_key_other_noise() {
    let mut bench = bench("");
    bench.good(CRYPTO);
    bench.wait(100);
    let noise = first(&mut bench);
    assert_eq!(bench.canaries(), 0);
    bench.good(CRYPTO);
    bench.wait(100);
    assert_ne!(first(&mut bench), noise);
}

#[test]
fn overwriting_takes_a_time_for_each_pass_and_ends_with_the_right_pattern() {
    // COUNT: passes, 40h definitive ending pattern, 80h invert between passes.
    for (count, passes, last) in
        [(0x02, 2, 0x78), (0x82, 2, 0x87), (0xC2, 2, 0x78), (0x83, 3, 0x78), (0x80, 16, 0x87)]
    {
        let mut bench = bench("");
        bench.good(TaskFile { count, ..OVERWRITE });
        bench.wait(passes * 100 - 1);
        assert_eq!(bench.good(SANITIZE_STATUS).registers.count, 0x4000, "{count:02X}");
        bench.wait(1);
        assert_eq!(first(&mut bench)[0], last, "{count:02X}");
    }
}

#[test]
fn all_of_the_medium_is_reached_hidden_or_not() {
    let mut bench = bench("hpa=4096,dco=4096");
    bench.good(BLOCK);
    bench.wait(100);
    assert_eq!(bench.canaries(), 0);
}

#[test]
fn while_it_runs_nearly_everything_aborts() {
    let mut bench = bench("");
    bench.good(BLOCK);
    for task in [READ, long(0x35, 0, 1), long(0x42, 0, 1), command(0xF3), long(0x27, 0, 0), command(0xEA)] {
        bench.refused(task);
    }
    for task in [BLOCK, CRYPTO, SANITIZE_FREEZE, ANTIFREEZE] {
        bench.refused(task);
    }
    for task in [SANITIZE_STATUS, command(0xEC), command(0xE5)] {
        bench.good(task);
    }
    bench.wait(100);
    bench.good(READ);
}

#[test]
fn keys_must_be_right() {
    for task in [CRYPTO, BLOCK, OVERWRITE, SANITIZE_FREEZE, ANTIFREEZE] {
        let mut bench = bench("");
        let answer = bench.run(TaskFile { lba: task.lba ^ 1 << 32, ..task });
        if task.feature < 0x20 {
            assert_eq!((answer.registers.error, answer.registers.lba), (ABRT, 2), "{task:X?}");
        }
        let wrong = TaskFile { lba: task.lba ^ if task.feature == 0x14 { 1 << 40 } else { 1 }, ..task };
        let answer = bench.run(wrong);
        assert_eq!((answer.registers.error, answer.registers.lba), (ABRT, 2), "{task:X?}");
        bench.wait(200);
        assert_eq!(bench.canaries(), 32);
    }
}

#[test]
fn frozen_and_antifrozen_until_the_power_was_off() {
    let mut bench = bench("");
    assert_eq!(bench.good(SANITIZE_FREEZE).registers.count, 0x2000, "SD1");
    for task in [BLOCK, CRYPTO, OVERWRITE, ANTIFREEZE] {
        let answer = bench.run(task);
        assert_eq!((answer.registers.error, answer.registers.lba), (ABRT, 3));
    }
    bench.drive.bus_reset();
    assert_eq!(bench.good(SANITIZE_STATUS).registers.count, 0x2000);
    bench.drive.power_cycle();
    assert_eq!(bench.good(ANTIFREEZE).registers.count, 0x1000);
    let answer = bench.run(SANITIZE_FREEZE);
    assert_eq!((answer.registers.error, answer.registers.lba, answer.registers.count), (ABRT, 4, 0x1000));
    bench.good(BLOCK);
}

#[test]
fn the_firmware_freezes_it_at_each_power_on_but_not_after_a_suspend() {
    let mut bench = bench("sanitize_frozen");
    bench.refused(BLOCK);
    bench.drive.power_cycle();
    bench.refused(BLOCK);
    bench.drive.suspend_resume();
    bench.good(BLOCK);
}

#[test]
fn a_power_cut_or_a_reset_does_not_stop_it() {
    let cuts: [fn(&mut AtaDrive); 3] = [AtaDrive::power_cycle, AtaDrive::bus_reset, AtaDrive::suspend_resume];
    for cut in cuts {
        let mut bench = bench("");
        bench.good(CRYPTO);
        bench.wait(50);
        cut(&mut bench.drive);
        assert_eq!(bench.good(SANITIZE_STATUS).registers.count, 0x4000);
        bench.refused(READ);
        bench.wait(50);
        assert_eq!(bench.good(SANITIZE_STATUS).registers.count, 0x8000);
        assert_eq!(bench.canaries(), 0);
        bench.drive.power_cycle();
        assert_eq!(bench.good(SANITIZE_STATUS).registers.count, 0x8000, "told for good");
    }
}

#[test]
fn after_a_failure_only_a_new_operation_helps() {
    let mut bench = bench("fail_at=50");
    bench.good(BLOCK);
    bench.wait(49);
    assert_eq!(bench.good(SANITIZE_STATUS).registers.count, 0x4000);
    bench.wait(1);
    for count in [0, 1] {
        let failed = bench.run(TaskFile { count, ..SANITIZE_STATUS }).registers;
        assert_eq!((failed.status, failed.error, failed.lba, failed.count), (0x51, ABRT, 1, 0), "SD3");
    }
    assert_eq!(bench.canaries(), 16);
    bench.refused(READ);
    bench.drive.power_cycle();
    bench.refused(READ);
    bench.refused(SANITIZE_STATUS);
    bench.good(CRYPTO);
}

#[test]
fn a_failure_can_be_left_where_the_operation_allowed_it() {
    let mut bench = bench("fail_at=50");
    bench.good(TaskFile { count: 1 << 4, ..BLOCK });
    bench.wait(100);
    bench.refused(SANITIZE_STATUS);
    let left = bench.good(TaskFile { count: 1, ..SANITIZE_STATUS }).registers;
    assert_eq!((left.count, left.lba), (0, 0xFFFF), "SD0, and not completed");
    bench.good(READ);
}

#[test]
fn restricted_sanitize_overrides_a_lock_and_takes_the_password_away() {
    let persona = AtaPersona { sanitize_overrides_security: true, ..AtaPersona::default() };
    let mut bench = bench_of(persona, "locked=seven");
    bench.refused(READ);
    bench.good(BLOCK);
    bench.wait(100);
    assert_eq!(bench.word(128), 0x0021);
    assert_eq!(bench.canaries(), 0);
}
