//! Tests of the ATA drive.

mod faults;
mod hidden;
mod random;
mod sanitize;
mod security;
mod transfer;

use std::sync::Arc;
use std::time::Duration;

use super::task::{ABRT, IDNF, UNC};
use super::*;
use crate::clock::VirtualClock;

/// What is planted in the first sector of every half megabyte.
const CANARY: &[u8; 16] = b"donated-by-alice";

/// Bytes of the medium.
const BYTES: u64 = 16 << 20;

/// How long an erase takes.
const TAKES: Duration = Duration::from_secs(100);

const SANITIZE_STATUS: TaskFile = sanitize(0, 0);
const CRYPTO: TaskFile = sanitize(0x11, 0x4372_7970);
const BLOCK: TaskFile = sanitize(0x12, 0x426B_4572);
const OVERWRITE: TaskFile = TaskFile { count: 0x0001, ..sanitize(0x14, 0x4F57_0000_0000 | 0x1234_5678) };
const SANITIZE_FREEZE: TaskFile = sanitize(0x20, 0x4672_4C6B);
const ANTIFREEZE: TaskFile = sanitize(0x40, 0x416E_7469);

const fn sanitize(feature: u16, lba: u64) -> TaskFile {
    TaskFile { feature, count: 0, lba, device: 0x40, command: 0xB4, extend: true }
}

const fn command(command: u8) -> TaskFile {
    TaskFile { feature: 0, count: 0, lba: 0, device: 0x40, command, extend: false }
}

const fn long(command: u8, lba: u64, count: u16) -> TaskFile {
    TaskFile { feature: 0, count, lba, device: 0x40, command, extend: true }
}

/// The 512 bytes that come with a password.
fn password(flags: u8, level: u8, text: &str) -> [u8; 512] {
    let mut block = [0; 512];
    block[0] = flags;
    block[1] = level;
    block[2..2 + text.len()].copy_from_slice(text.as_bytes());
    block
}

struct Bench {
    drive: AtaDrive,
    clock: Arc<VirtualClock>,
    store: Store,
    journal: Journal,
}

/// A drive with canaries on it, and with every feature set.
fn bench(faults: &str) -> Bench {
    bench_of(
        AtaPersona { hpa: true, hpa_security: true, dco: true, amac: true, ..AtaPersona::default() },
        faults,
    )
}

fn bench_of(persona: AtaPersona, faults: &str) -> Bench {
    let persona = AtaPersona { sectors: BYTES / 512, erase_takes: EraseTimes::all(TAKES), ..persona };
    let (clock, store, journal) = (VirtualClock::new(), Store::memory(BYTES), Journal::default());
    for half in 0..32 {
        store.write(half << 19, CANARY);
    }
    let drive =
        AtaDrive::new(persona, store.clone(), faults.parse().unwrap(), clock.clone(), journal.clone());
    Bench { drive, clock, store, journal }
}

impl Bench {
    fn run(&mut self, task: TaskFile) -> AtaAnswer {
        self.drive.execute(&task, &[])
    }

    fn send(&mut self, opcode: u8, block: &[u8]) -> AtaAnswer {
        self.drive.execute(&TaskFile { count: 1, ..command(opcode) }, block)
    }

    fn good(&mut self, task: TaskFile) -> AtaAnswer {
        let answer = self.run(task);
        assert!(answer.is_good(), "{task:02X?}: {answer:?}");
        answer
    }

    fn refused(&mut self, task: TaskFile) {
        let answer = self.run(task);
        assert_eq!((answer.registers.status, answer.registers.error), (0x51, 0x04), "{task:02X?}");
    }

    /// Lets a part of the time of an erase pass.
    fn wait(&mut self, percent: u32) {
        self.clock.advance(TAKES * percent / 100);
        self.drive.tick();
    }

    /// Canaries that are still there.
    fn canaries(&self) -> usize {
        self.store.find(CANARY, 99).len()
    }

    fn word(&self, word: usize) -> u16 {
        let data = self.drive.identify();
        u16::from_le_bytes([data[2 * word], data[2 * word + 1]])
    }

    fn capacity(&self) -> u64 {
        (0..4).map(|place| u64::from(self.word(100 + place)) << (16 * place)).sum()
    }

    fn set_password(&mut self, text: &str) {
        assert!(self.send(0xF1, &password(0, 0, text)).is_good());
    }

    /// ERASE PREPARE and ERASE UNIT.
    fn erase(&mut self, flags: u8, text: &str) -> AtaAnswer {
        self.good(command(0xF3));
        self.send(0xF4, &password(flags, 0, text))
    }

    /// How the last command of this name was answered.
    fn answered(&self, name: &str) -> String {
        self.journal.entries().iter().rev().find(|entry| entry.name == name).unwrap().answer.clone()
    }
}

#[test]
fn identify_tells_who_and_how_much_and_adds_up_to_zero() {
    let bench = bench("");
    let data = bench.drive.identify();
    assert_eq!(data.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte)), 0);
    assert_eq!(data[510], 0xA5);
    // Two characters in a word, swapped: "EMU0000001".
    assert_eq!(&data[20..40], b"ME0U000010          ");
    assert_eq!(bench.capacity(), 32768);
    assert_eq!((bench.word(60), bench.word(61)), (32768, 0));
    assert_eq!(bench.word(59) & 0xF000, 0xF000);
    assert_eq!(bench.word(128), 0x0021);
    assert_eq!(bench.word(82) & 0x0403, 0x0403);
    assert_eq!(bench.word(83) & 0xCD00, 0x4D00);
}

#[test]
fn a_drive_without_feature_sets_claims_none_and_aborts_their_commands() {
    let persona = AtaPersona {
        security: false,
        sanitize_block: false,
        sanitize_crypto: false,
        sanitize_overwrite: false,
        trim: false,
        gpl: false,
        ..AtaPersona::default()
    };
    let mut bench = bench_of(persona, "");
    assert_eq!(bench.word(59), 0);
    assert_eq!(bench.word(128), 0);
    assert_eq!(bench.word(82) & 0x0402, 0);
    assert_eq!(bench.word(169), 0);
    for opcode in [0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xB4, 0xF8, 0x27, 0xB1, 0x78, 0x2F, 0x5C] {
        let answer = bench.send(opcode, &[0; 512]);
        assert_eq!(answer.registers.error, ABRT, "{opcode:02X}");
    }
    assert_eq!(bench.canaries(), 32);
}

#[test]
fn a_named_sanitize_operation_only_works_where_it_is_supported() {
    let persona = AtaPersona { sanitize_crypto: false, sanitize_overwrite: false, ..AtaPersona::default() };
    let mut bench = bench_of(persona, "");
    bench.refused(CRYPTO);
    bench.refused(OVERWRITE);
    bench.good(BLOCK);
}

#[test]
fn the_journal_has_names_bytes_and_answers() {
    let mut bench = bench("");
    bench.run(SANITIZE_FREEZE);
    bench.run(BLOCK);
    let entries = bench.journal.entries();
    assert_eq!(entries[0].name, "SANITIZE DEVICE/SANITIZE FREEZE LOCK EXT");
    assert_eq!(entries[0].bytes, [0, 0x20, 0, 0, 0, 0, 0x46, 0x72, 0x4C, 0x6B, 0x40, 0xB4]);
    assert_eq!((entries[0].answer.as_str(), entries[1].answer.as_str()), ("ok", "aborted"));
}

#[test]
fn state_taken_up_by_another_life_goes_on_where_it_was() {
    let mut first = bench("");
    first.set_password("seven");
    first.good(long(0x27, 0, 0));
    first.good(long(0x37, 9999, 1));
    first.good(BLOCK);
    first.wait(40);
    let state = first.drive.state();
    let left = first.canaries();
    assert!((1..32).contains(&left), "{left}");

    let mut second = bench("");
    let (store, clock, journal) = (first.store.clone(), second.clock.clone(), second.journal.clone());
    let persona = second.drive.persona().clone();
    second.drive = AtaDrive::new(persona, store.clone(), Faults::default(), clock, journal);
    second.store = store;
    second.drive.restore(&state);
    assert_eq!(second.drive.accessible(), 10_000);
    assert_eq!(second.word(128) & 0x0F, 0x07, "enabled and locked");
    let progress = second.good(SANITIZE_STATUS).registers;
    assert_eq!((progress.count, progress.lba), (0x4000, 26214));
    second.wait(59);
    assert_eq!(second.good(SANITIZE_STATUS).registers.count, 0x4000);
    second.wait(2);
    assert_eq!(second.good(SANITIZE_STATUS).registers.count, 0x8000);
    assert_eq!(second.canaries(), 0);
    assert!(second.send(0xF2, &password(0, 0, "seven")).is_good());
}

#[test]
fn a_security_erase_is_no_part_of_the_state_that_survives() {
    let mut bench = bench("");
    bench.set_password("seven");
    bench.erase(0, "seven");
    bench.wait(50);
    let state = bench.drive.state();
    bench.drive.restore(&state);
    bench.wait(200);
    assert_eq!(bench.word(128) & 0x0F, 0x07);
    assert_eq!(bench.canaries(), 16);
}

#[test]
fn a_state_that_is_nonsense_is_left_out() {
    let mut bench = bench("");
    bench.drive.restore("keys x\nsecurity\nuser 12\nhidden 0 0\nsanitize running 0\nerasing 1 scramble");
    assert_eq!(bench.drive.accessible(), 1);
    assert_eq!(bench.run(SANITIZE_STATUS).registers.lba, 1, "an erase that got lost is a failure");
}
