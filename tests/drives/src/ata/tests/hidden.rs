//! HPA, DCO and accessible max address.

use super::*;

const NATIVE: TaskFile = long(0x27, 0, 0);
const LAST: u64 = 32767;

fn set_max(last: u64, keep: u16) -> TaskFile {
    long(0x37, last, keep)
}

const fn overlay(feature: u16) -> TaskFile {
    TaskFile { feature, ..command(0xB1) }
}

const fn accessible(feature: u16, lba: u64) -> TaskFile {
    TaskFile { feature, ..long(0x78, lba, 0) }
}

fn not_found(bench: &mut Bench, task: TaskFile) {
    let answer = bench.run(task);
    assert_eq!((answer.registers.status, answer.registers.error), (0x51, 0x10), "{task:X?}");
}

#[test]
fn an_area_is_hidden_and_restored_for_good() {
    let mut bench = bench("hpa=8192");
    assert_eq!(bench.capacity(), 24576);
    assert_eq!(bench.good(NATIVE).registers.lba, LAST);
    not_found(&mut bench, long(0x25, 24576, 1));
    bench.good(NATIVE);
    bench.good(set_max(LAST, 1));
    assert_eq!(bench.capacity(), 32768);
    assert_eq!(&bench.good(long(0x25, 24576, 1)).data[..16], CANARY);
    bench.drive.power_cycle();
    assert_eq!(bench.capacity(), 32768);
}

#[test]
fn read_native_max_must_come_directly_before_and_in_the_same_width() {
    let mut bench = bench("hpa=8192");
    bench.refused(set_max(LAST, 1));
    bench.good(NATIVE);
    bench.good(command(0xEC));
    bench.refused(set_max(LAST, 1));
    bench.good(command(0xF8));
    bench.refused(set_max(LAST, 1));
    bench.good(NATIVE);
    bench.refused(TaskFile { count: 1, lba: LAST, ..command(0xF9) });
    assert_eq!(bench.capacity(), 24576);
    let native = bench.good(command(0xF8)).registers;
    assert_eq!((native.lba, native.device), (LAST, 0x40));
    bench.good(TaskFile { count: 1, lba: LAST, ..command(0xF9) });
    assert_eq!(bench.capacity(), 32768);
}

#[test]
fn only_one_lasting_change_in_a_power_cycle() {
    let mut bench = bench("");
    for (last, works) in [(9999, true), (LAST, false)] {
        bench.good(NATIVE);
        assert_eq!(bench.run(set_max(last, 1)).is_good(), works);
    }
    bench.good(NATIVE);
    bench.good(set_max(LAST, 0));
    assert_eq!(bench.capacity(), 32768, "a volatile one is allowed");
    bench.drive.power_cycle();
    assert_eq!(bench.capacity(), 10_000);
    bench.good(NATIVE);
    bench.good(set_max(LAST, 1));
    assert_eq!(bench.capacity(), 32768);
}

#[test]
fn beyond_the_native_capacity_there_is_nothing() {
    let mut bench = bench("");
    bench.good(NATIVE);
    not_found(&mut bench, set_max(LAST + 1, 0));
}

#[test]
fn a_volatile_change_falls_back_at_a_reset_unless_settings_are_kept() {
    for (keeps_settings, capacity) in [(true, 32768), (false, 24576)] {
        let persona = AtaPersona { keeps_settings, ..AtaPersona::default() };
        let mut bench = bench_of(persona, "hpa=8192");
        bench.good(NATIVE);
        bench.good(set_max(LAST, 0));
        bench.drive.bus_reset();
        assert_eq!(bench.capacity(), capacity);
    }
}

#[test]
fn set_max_security_locks_and_freezes() {
    let security = |feature| TaskFile { feature, count: 1, ..command(0xF9) };
    let mut bench = bench("hpa=8192");
    let secret = password(0, 0, "hideout");
    assert!(bench.drive.execute(&security(1), &secret).is_good());
    assert_eq!(bench.word(86) & 0x0100, 0x0100);
    bench.good(security(2));
    bench.good(NATIVE);
    bench.refused(set_max(LAST, 1));
    assert!(!bench.drive.execute(&security(3), &password(0, 0, "wrong")).is_good());
    assert!(bench.drive.execute(&security(3), &secret).is_good());
    bench.good(NATIVE);
    bench.good(set_max(24575, 0));
    bench.good(security(4));
    bench.good(NATIVE);
    bench.refused(set_max(LAST, 1));
    bench.drive.power_cycle();
    assert_eq!(bench.word(86) & 0x0100, 0, "the password lasts until the power is off");
    bench.good(NATIVE);
    bench.good(set_max(LAST, 1));
}

#[test]
fn five_wrong_set_max_passwords_use_up_the_attempts() {
    let security = |feature| TaskFile { feature, count: 1, ..command(0xF9) };
    let mut bench = bench("hpa=8192");
    let secret = password(0, 0, "hideout");
    bench.drive.execute(&security(1), &secret);
    bench.good(security(2));
    for _ in 0..5 {
        assert!(!bench.drive.execute(&security(3), &password(0, 0, "wrong")).is_good());
    }
    assert!(!bench.drive.execute(&security(3), &secret).is_good());
    bench.good(NATIVE);
    bench.refused(set_max(LAST, 1));
}

#[test]
fn an_area_is_changed_by_the_command_that_made_it() {
    let mut bench = bench("");
    bench.good(NATIVE);
    bench.good(set_max(9999, 1));
    bench.drive.power_cycle();
    bench.good(command(0xF8));
    bench.refused(TaskFile { count: 1, lba: LAST, ..command(0xF9) });
    bench.good(NATIVE);
    bench.good(set_max(LAST, 1));
    bench.good(command(0xF8));
    bench.good(TaskFile { lba: 9999, ..command(0xF9) });
    assert_eq!(bench.capacity(), 10_000);
}

#[test]
fn the_overlay_is_restored_only_without_a_protected_area() {
    let mut bench = bench("dco=4096,hpa=4096");
    assert_eq!(bench.capacity(), 24576);
    assert_eq!(bench.good(NATIVE).registers.lba, 28671);
    let told = bench.good(overlay(0xC2)).data;
    assert_eq!(told[6..14], LAST.to_le_bytes());
    assert_eq!(told[510], 0xA5);
    assert_eq!(told.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte)), 0);
    bench.refused(overlay(0xC0));
    bench.good(NATIVE);
    bench.good(set_max(28671, 1));
    bench.good(overlay(0xC0));
    assert_eq!(bench.capacity(), 32768);
    bench.drive.power_cycle();
    assert_eq!(bench.good(NATIVE).registers.lba, LAST);
}

#[test]
fn a_frozen_overlay_tells_and_changes_nothing() {
    let mut bench = bench("dco=4096");
    bench.good(overlay(0xC1));
    for feature in [0xC0, 0xC1, 0xC2, 0xC3] {
        bench.refused(overlay(feature));
    }
    bench.drive.power_cycle();
    bench.good(overlay(0xC0));
    assert_eq!(bench.capacity(), 32768);
}

#[test]
fn an_overlay_can_be_set_when_its_checksum_is_right() {
    let mut bench = bench("");
    let mut data: [u8; 512] = bench.good(overlay(0xC2)).data.try_into().unwrap();
    data[6..14].copy_from_slice(&19_999u64.to_le_bytes());
    assert!(!bench.drive.execute(&overlay(0xC3), &data).is_good());
    super::super::hidden::seal(&mut data);
    assert!(bench.drive.execute(&overlay(0xC3), &data).is_good());
    assert_eq!(bench.capacity(), 20_000);
}

#[test]
fn the_accessible_max_address_is_set_once_in_a_power_cycle() {
    let mut bench = bench("amac=8192");
    assert_eq!(bench.word(119) & 0x0100, 0x0100);
    assert_eq!(bench.capacity(), 24576);
    assert_eq!(bench.good(accessible(0, 0)).registers.lba, LAST);
    not_found(&mut bench, accessible(1, LAST + 1));
    bench.good(accessible(1, LAST));
    assert_eq!(bench.capacity(), 32768);
    bench.refused(accessible(1, 9999));
    bench.drive.bus_reset();
    bench.refused(accessible(1, 9999));
    bench.drive.power_cycle();
    assert_eq!(bench.capacity(), 32768);
    bench.good(accessible(2, 0));
    bench.refused(accessible(1, 9999));
    bench.good(accessible(0, 0));
}
