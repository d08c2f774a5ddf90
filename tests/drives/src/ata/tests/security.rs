//! Passwords, locks and SECURITY ERASE UNIT.

use super::*;

const READ: TaskFile = long(0x25, 0, 1);

#[test]
fn an_erase_takes_its_time_and_ends_without_a_password() {
    let mut bench = bench("");
    bench.set_password("seven");
    assert_eq!(bench.word(128), 0x0023);
    assert_eq!(bench.word(85) & 2, 2);
    let answer = bench.erase(0, "seven");
    assert_eq!(answer.when, When::After(TAKES));
    assert!(answer.is_good());
    assert_eq!(bench.answered("SECURITY ERASE UNIT"), "busy");
    bench.wait(25);
    assert_eq!(bench.canaries(), 24);
    assert!(!bench.journal.has_done("SECURITY ERASE UNIT"));
    bench.wait(75);
    assert_eq!(bench.canaries(), 0);
    assert!(bench.journal.has_done("SECURITY ERASE UNIT"));
    assert_eq!(bench.word(128), 0x0021);
    assert_eq!(bench.good(READ).data, [0; 512]);
}

#[test]
fn prepare_must_come_directly_before() {
    for between in [None, Some(command(0xEC)), Some(command(0xE5)), Some(READ)] {
        let mut bench = bench("");
        bench.set_password("seven");
        bench.good(command(0xF3));
        if let Some(task) = between {
            bench.good(task);
        }
        let answer = bench.send(0xF4, &password(0, 0, "seven"));
        assert_eq!(answer.is_good(), between.is_none(), "{between:?}");
    }
    let mut bench = bench("");
    bench.set_password("seven");
    assert!(!bench.send(0xF4, &password(0, 0, "seven")).is_good());
    bench.wait(200);
    assert_eq!(bench.canaries(), 32);
}

#[test]
fn the_wrong_password_erases_nothing() {
    let mut bench = bench("");
    assert!(!bench.erase(0, "").is_good(), "no password is set");
    bench.set_password("seven");
    assert!(!bench.erase(0, "eight").is_good());
    assert!(!bench.erase(1, "seven").is_good(), "the master one is another");
    bench.wait(200);
    assert_eq!(bench.canaries(), 32);
    assert_eq!(bench.word(128), 0x0023);
}

#[test]
fn a_locked_drive_reads_and_writes_nothing_until_it_is_unlocked() {
    let mut bench = bench("locked=seven");
    assert_eq!(bench.word(128), 0x0027);
    for opcode in [0x25, 0xC8, 0x20, 0x60, 0x42, 0xEA, 0xB1] {
        bench.refused(long(opcode, 0, 1));
    }
    for opcode in [0x35, 0xCA, 0x30, 0x06, 0xF1, 0xF6] {
        assert!(!bench.send(opcode, &password(0, 0, "seven")).is_good(), "{opcode:02X}");
    }
    bench.refused(BLOCK);
    bench.good(SANITIZE_STATUS);
    assert!(bench.send(0xF2, &password(0, 0, "seven")).is_good());
    assert_eq!(bench.word(128), 0x0023);
    bench.good(READ);
    assert!(bench.send(0xF6, &password(0, 0, "seven")).is_good());
    bench.drive.power_cycle();
    assert_eq!(bench.word(128), 0x0021);
}

#[test]
fn a_locked_drive_can_be_erased_with_its_password() {
    let mut bench = bench("locked=seven");
    assert!(bench.erase(0, "seven").is_good());
    bench.wait(100);
    assert_eq!((bench.canaries(), bench.word(128)), (0, 0x0021));
}

#[test]
fn five_wrong_passwords_use_up_the_attempts_until_the_power_was_off() {
    let mut bench = bench("locked=seven");
    for attempt in 0..5 {
        assert_eq!(bench.word(128) & 0x10, 0, "{attempt}");
        assert!(!bench.send(0xF2, &password(0, 0, "eight")).is_good());
    }
    assert_eq!(bench.word(128), 0x0037);
    assert!(!bench.send(0xF2, &password(0, 0, "seven")).is_good());
    assert!(!bench.erase(0, "seven").is_good());
    bench.drive.power_cycle();
    assert!(bench.send(0xF2, &password(0, 0, "seven")).is_good());
}

#[test]
fn the_master_password_unlocks_at_high_and_only_erases_at_maximum() {
    for (level, unlocks) in [(0, true), (1, false)] {
        let mut bench = bench("");
        let mut master = password(1, 0, "landlord");
        master[34..36].copy_from_slice(&[0x34, 0x12]);
        assert!(bench.send(0xF1, &master).is_good());
        assert!(bench.send(0xF1, &password(0, level, "seven")).is_good());
        assert_eq!(bench.word(92), 0x1234);
        assert_eq!(bench.word(128) >> 8, u16::from(level));
        bench.drive.power_cycle();
        assert_eq!(bench.send(0xF2, &password(1, 0, "landlord")).is_good(), unlocks);
        assert!(bench.erase(1, "landlord").is_good());
        bench.wait(100);
        assert_eq!((bench.canaries(), bench.word(128)), (0, 0x0021));
    }
}

#[test]
fn a_frozen_drive_refuses_until_power_without_the_firmware() {
    let mut bench = bench("frozen");
    assert_eq!(bench.word(128), 0x0029);
    for opcode in [0xF1, 0xF2, 0xF3, 0xF4, 0xF6] {
        assert!(!bench.send(opcode, &password(0, 0, "seven")).is_good(), "{opcode:02X}");
    }
    bench.drive.bus_reset();
    assert_eq!(bench.word(128), 0x0029, "settings are kept");
    bench.drive.power_cycle();
    assert_eq!(bench.word(128), 0x0029);
    bench.drive.suspend_resume();
    assert_eq!(bench.word(128), 0x0021);
    bench.good(command(0xF5));
    assert_eq!(bench.word(128), 0x0029);
    let mut plain = super::bench("");
    plain.good(command(0xF5));
    plain.drive.power_cycle();
    assert_eq!(plain.word(128), 0x0021);
}

#[test]
fn a_reset_thaws_and_locks_a_drive_that_does_not_keep_its_settings() {
    for (keeps_settings, word) in [(true, 0x002B), (false, 0x0027)] {
        let mut bench = bench_of(AtaPersona { keeps_settings, ..AtaPersona::default() }, "");
        bench.set_password("seven");
        bench.good(command(0xF5));
        bench.drive.bus_reset();
        assert_eq!(bench.word(128), word);
    }
}

#[test]
fn power_or_bus_lost_in_the_middle_leaves_half_the_data_and_a_locked_drive() {
    let cuts: [fn(&mut AtaDrive); 3] = [AtaDrive::power_cycle, AtaDrive::bus_reset, AtaDrive::suspend_resume];
    for cut in cuts {
        let mut bench = bench("");
        bench.set_password("seven");
        bench.erase(0, "seven");
        bench.wait(50);
        assert_eq!(bench.run(command(0xEC)).when, When::Never, "busy");
        cut(&mut bench.drive);
        bench.wait(500);
        assert_eq!(bench.canaries(), 16);
        assert_eq!(bench.word(128), 0x0027);
        assert_eq!(bench.answered("SECURITY ERASE UNIT"), "interrupted");
        bench.refused(READ);
        assert!(bench.erase(0, "seven").is_good(), "it can be taken up again");
        bench.wait(100);
        assert_eq!((bench.canaries(), bench.word(128)), (0, 0x0021));
    }
}

#[test]
fn the_normal_erase_stops_at_the_hidden_area_and_the_enhanced_one_does_not() {
    // 8192 sectors are the last quarter.
    for (hides, flags, left) in [("hpa", 0, 8), ("dco", 0, 8), ("amac", 0, 8), ("hpa", 2, 0), ("dco", 2, 0)] {
        let mut bench = bench(&format!("{hides}=8192"));
        bench.set_password("seven");
        assert!(bench.erase(flags, "seven").is_good());
        bench.wait(100);
        assert_eq!(bench.canaries(), left, "{hides} {flags}");
    }
}

#[test]
fn enhanced_writes_its_pattern_or_changes_the_key_or_is_refused() {
    let persona = |enhanced, enhanced_is_crypto| AtaPersona {
        enhanced,
        enhanced_is_crypto,
        enhanced_pattern: 0x5A,
        ..AtaPersona::default()
    };
    let mut pattern = bench_of(persona(true, false), "");
    let mut crypto = bench_of(persona(true, true), "");
    let mut none = bench_of(persona(false, false), "");
    for bench in [&mut pattern, &mut crypto, &mut none] {
        bench.set_password("seven");
        bench.erase(2, "seven");
        bench.wait(100);
    }
    assert_eq!(pattern.good(READ).data, [0x5A; 512]);
    let noise = crypto.good(READ).data;
    assert!(noise.iter().collect::<std::collections::BTreeSet<_>>().len() > 100);
    assert_eq!(crypto.canaries(), 0);
    assert_eq!((none.canaries(), none.word(128), none.word(90)), (32, 0x0003, 0));
}
