//! Tests of the translation.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::ata::{AtaPersona, EraseTimes};
use crate::clock::VirtualClock;
use crate::journal::Journal;
use crate::store::Store;

const BYTES: u64 = 8 << 20;
const TAKES: Duration = Duration::from_secs(100);

// CDBs as SAT-4 has them, written out by hand.
const IDENTIFY: [u8; 16] = [0x85, 0x08, 0x0E, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xEC, 0];
const IDENTIFY_12: [u8; 12] = [0xA1, 0x08, 0x0E, 0, 1, 0, 0, 0, 0, 0xEC, 0, 0];
const POWER_MODE: [u8; 16] = [0x85, 0x06, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xE5, 0];
const STATUS: [u8; 16] = [0x85, 0x07, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0xB4, 0];
const BLOCK_ERASE: [u8; 16] = [0x85, 0x07, 0x20, 0, 0x12, 0, 0, 0x42, 0x72, 0, 0x45, 0, 0x6B, 0x40, 0xB4, 0];
const NATIVE: [u8; 16] = [0x85, 0x07, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x27, 0];
const RESULTS: [u8; 10] = [0x4D, 0, 0x56, 0, 0, 0, 0, 2, 0, 0];
/// MODE SELECT (6) of the control page with D_SENSE.
const MODE_SELECT: [u8; 6] = [0x15, 0x10, 0, 0, 16, 0];
const D_SENSE: [u8; 16] = [0, 0, 0, 0, 0x0A, 10, 0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0];

struct Bench {
    disk: SatDisk,
    clock: Arc<VirtualClock>,
    store: Store,
    journal: Journal,
}

fn bench(faults: &str) -> Bench {
    bench_of(AtaPersona::default(), Bridge::default(), faults)
}

fn bench_of(persona: AtaPersona, bridge: Bridge, faults: &str) -> Bench {
    let persona = AtaPersona { sectors: BYTES / 512, erase_takes: EraseTimes::all(TAKES), ..persona };
    let (clock, store, journal) = (VirtualClock::new(), Store::memory(BYTES), Journal::default());
    store.write(0, b"canary");
    let drive =
        AtaDrive::new(persona, store.clone(), faults.parse().unwrap(), clock.clone(), journal.clone());
    Bench { disk: SatDisk::new(drive, bridge), clock, store, journal }
}

impl Bench {
    fn run(&mut self, cdb: &[u8]) -> ScsiAnswer {
        self.disk.command(cdb, &[], 1 << 20)
    }

    fn good(&mut self, cdb: &[u8]) -> Vec<u8> {
        let answer = self.run(cdb);
        assert_eq!((answer.status, answer.when), (0, When::Now), "{cdb:02X?}: {answer:02X?}");
        answer.data
    }

    fn password(&mut self, opcode: u8) -> ScsiAnswer {
        let mut block = [0; 512];
        block[2] = b'p';
        let cdb = [0x85, 0x0A, 0x26, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, opcode, 0];
        self.disk.command(&cdb, &block, 0)
    }
}

#[test]
fn identify_comes_through_by_all_three_lengths() {
    let mut bench = bench("");
    let wanted = bench.disk.drive().identify();
    assert_eq!(bench.good(&IDENTIFY), wanted);
    assert_eq!(bench.good(&IDENTIFY_12), wanted);
    let mut long = [0; 32];
    (long[0], long[7], long[8], long[9]) = (0x7F, 0x18, 0x1F, 0xF0);
    (long[10], long[11], long[23], long[25]) = (0x08, 0x0E, 1, 0xEC);
    assert_eq!(bench.good(&long), wanted);
    assert_eq!(bench.disk.command(&IDENTIFY, &[], 100).data.len(), 100);
}

#[test]
fn registers_come_back_when_asked_for_in_descriptor_format() {
    let mut bench = bench("");
    let answer = bench.run(&POWER_MODE);
    let expected = [0x72, 1, 0, 0x1D, 0, 0, 0, 14, 0x09, 0x0C, 0, 0, 0, 0xFF, 0, 0, 0, 0, 0, 0, 0x40, 0x50];
    assert_eq!((answer.status, answer.sense), (0x02, expected.to_vec()));
    let mut quiet = POWER_MODE;
    quiet[2] = 0;
    let answer = bench.run(&quiet);
    assert_eq!((answer.status, answer.sense), (0, vec![]));
}

#[test]
fn the_sanitize_status_has_its_upper_bytes_in_descriptor_format() {
    let mut bench = bench("");
    assert_eq!(bench.run(&BLOCK_ERASE).sense[12], 0x40, "COUNT 15:8");
    bench.clock.advance(TAKES / 2);
    let sense = bench.run(&STATUS).sense;
    assert_eq!(sense[8..22], [0x09, 0x0C, 1, 0, 0x40, 0, 0, 0x00, 0, 0x80, 0, 0, 0x40, 0x50]);
    bench.clock.advance(TAKES / 2);
    assert_eq!(bench.run(&STATUS).sense[12], 0x80);
    assert_eq!(bench.store.find(b"canary", 1), []);
}

#[test]
fn errors_follow_d_sense() {
    let mut bench = bench("");
    let mut wrong = BLOCK_ERASE;
    wrong[8] ^= 1;
    let fixed = bench.run(&wrong).sense;
    assert_eq!((fixed[0], fixed[2] & 0x0F, fixed[3], fixed[4], fixed[9]), (0x70, 0x0B, 0x04, 0x51, 2));
    let set = bench.disk.command(&MODE_SELECT, &D_SENSE, 0);
    assert_eq!(set.status, 0);
    assert_eq!(bench.good(&[0x1A, 0x08, 0x0A, 0, 64, 0])[4..7], [0x0A, 10, 0x04]);
    let sense = bench.run(&wrong).sense;
    assert_eq!(sense[..4], [0x72, 0x0B, 0, 0]);
    assert_eq!(sense[8..22], [0x09, 0x0C, 1, 0x04, 0, 0, 0, 2, 0, 0, 0, 0, 0x40, 0x51]);
}

#[test]
fn fixed_sense_loses_the_upper_bytes_until_d_sense_or_log_page_16h() {
    let mut plain = bench("fixed_sense");
    plain.run(&BLOCK_ERASE);
    plain.clock.advance(TAKES);
    let fixed = plain.run(&STATUS).sense;
    // Extend, upper count not zero, log index 1; LBA FFFFh.
    assert_eq!(fixed, [0x70, 0, 1, 0, 0x50, 0x40, 0, 10, 0xC1, 0xFF, 0xFF, 0, 0, 0x1D, 0, 0, 0, 0]);
    let page = plain.good(&RESULTS);
    assert_eq!(page[..2], [0x16, 0]);
    assert_eq!(page[4..22], [0, 0, 0x03, 14, 0x09, 0x0C, 1, 0, 0x80, 0, 0, 0xFF, 0, 0xFF, 0, 0, 0x40, 0x50]);
    assert_eq!(plain.disk.command(&MODE_SELECT, &D_SENSE, 0).status, 0);
    assert_eq!(plain.run(&STATUS).sense[..13], [0x72, 1, 0, 0x1D, 0, 0, 0, 14, 0x09, 0x0C, 1, 0, 0x80]);
    let mut stubborn = bench("fixed_sense=always");
    let refused = stubborn.disk.command(&MODE_SELECT, &D_SENSE, 0);
    assert_eq!(refused.key_code_qualifier(), Some((5, 0x26, 0)));
    assert_eq!(stubborn.run(&STATUS).sense[0], 0x70);
}

#[test]
fn lying_translations_give_none_zero_or_stale_registers() {
    let mut none = bench("no_registers");
    let answer = none.run(&POWER_MODE);
    assert_eq!((answer.status, answer.sense), (0, vec![]));
    assert_eq!(none.good(&RESULTS).len(), 4);
    let mut zero = bench("zero_registers");
    let sense = zero.run(&POWER_MODE).sense;
    assert_eq!(sense[10..], [0; 12]);
    let persona = AtaPersona { hpa: true, ..AtaPersona::default() };
    let mut stale = bench_of(persona, Bridge::default(), "stale_registers");
    stale.run(&NATIVE);
    let sense = stale.run(&POWER_MODE).sense;
    assert_eq!(
        (sense[13], sense[15], sense[17]),
        (0, 0xFF, 0x3F),
        "those of READ NATIVE MAX… or its refusal"
    );
}

#[test]
fn a_bridge_may_refuse_pass_through_or_lose_sense() {
    let bridge = Bridge { no_pass_through_16: true, ..Bridge::default() };
    let mut bench = bench_of(AtaPersona::default(), bridge, "");
    assert_eq!(bench.run(&IDENTIFY).key_code_qualifier(), Some((5, 0x20, 0)));
    bench.good(&IDENTIFY_12);
    let bridge = Bridge { no_pass_through_12: true, ..Bridge::default() };
    let mut bench = bench_of(AtaPersona::default(), bridge, "");
    assert_eq!(bench.run(&IDENTIFY_12).key_code_qualifier(), Some((5, 0x20, 0)));
    bench.good(&IDENTIFY);
    let bridge = Bridge { loses_sense: true, ..Bridge::default() };
    let mut bench = bench_of(AtaPersona::default(), bridge, "frozen");
    let answer = bench.password(0xF1);
    assert_eq!((answer.status, answer.sense), (0, vec![]), "an aborted command looks good");
    assert_eq!(bench.disk.drive().identify()[256] & 2, 0);
}

#[test]
fn a_bridge_has_its_own_name_serial_number_and_limit() {
    let bridge = Bridge {
        vendor: "Maker".to_owned(),
        product: "Box".to_owned(),
        serial: Some("BOX1".to_owned()),
        most_blocks: Some(1000),
        no_information: true,
        ..Bridge::default()
    };
    let mut bench = bench_of(AtaPersona::default(), bridge, "");
    assert_eq!(&bench.good(&[0x12, 0, 0, 0, 96, 0])[8..32], b"Maker   Box             ");
    assert_eq!(&bench.good(&[0x12, 1, 0x80, 0, 96, 0])[4..9], b"BOX1 ");
    assert_eq!(bench.good(&[0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0]), [0, 0, 3, 0xE7, 0, 0, 2, 0]);
    assert_eq!(bench.run(&[0x12, 1, 0x89, 2, 60, 0]).key_code_qualifier(), Some((5, 0x24, 0)));
    assert_eq!(
        bench.run(&[0x28, 0, 0, 0, 3, 0xE8, 0, 0, 1, 0]).key_code_qualifier(),
        Some((5, 0x21, 0)),
        "what lies beyond is out of reach"
    );
}

#[test]
fn the_information_page_holds_identify() {
    let mut bench = bench("");
    let page = bench.good(&[0x12, 1, 0x89, 2, 60, 0]);
    assert_eq!((page.len(), &page[..4]), (572, &[0, 0x89, 2, 56][..]));
    assert_eq!(page[56], 0xEC);
    assert_eq!(page[60..], bench.disk.drive().identify());
}

#[test]
fn blocks_are_read_and_written_through_ata_commands() {
    let mut bench = bench("");
    let write = [0x2A, 0, 0, 0, 0, 9, 0, 0, 2, 0];
    assert_eq!(bench.disk.command(&write, &[5; 1024], 0).status, 0);
    assert_eq!(bench.good(&[0x28, 0, 0, 0, 0, 9, 0, 0, 2, 0]), [5; 1024]);
    assert_eq!(bench.good(&[0x08, 0, 0, 9, 2, 0]), [5; 1024]);
    assert_eq!(bench.good(&[0x88, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0]), [5; 1024]);
    assert_eq!(bench.good(&[0xA8, 0, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0]), [5; 1024]);
    assert!(bench.journal.has_done("WRITE DMA EXT") && bench.journal.has_done("READ DMA EXT"));
    let same = [0x93, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 4, 0, 0];
    assert_eq!(bench.disk.command(&same, &[6; 512], 0).status, 0);
    assert_eq!(bench.good(&[0x28, 0, 0, 0, 0, 8, 0, 0, 4, 0]), [6; 2048]);
    let unmap = [0, 22, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 0];
    assert_eq!(bench.disk.command(&[0x42, 0, 0, 0, 0, 0, 0, 0, 24, 0], &unmap, 0).status, 0);
    assert!(bench.journal.has_done("DATA SET MANAGEMENT"));
    assert_eq!(bench.good(&[0x28, 0, 0, 0, 0, 9, 0, 0, 1, 0]), [0; 512]);
    assert_eq!(bench.good(&[0x28, 0, 0, 0, 0, 10, 0, 0, 1, 0]), [6; 512]);
}

#[test]
fn a_bad_block_is_a_medium_error_with_its_address() {
    let mut bench = bench("bad=1027");
    let answer = bench.run(&[0x28, 0, 0, 0, 4, 0, 0, 0, 8, 0]);
    assert_eq!(answer.key_code_qualifier(), Some((3, 0x11, 4)));
    assert_eq!(answer.sense[..7], [0xF0, 0, 3, 0, 0, 4, 3]);
    let write = [0x2A, 0, 0, 0, 4, 3, 0, 0, 1, 0];
    assert_eq!(bench.disk.command(&write, &[0; 512], 0).key_code_qualifier(), Some((3, 0x0C, 2)));
}

#[test]
fn a_busy_drive_answers_busy() {
    let mut bench = bench("");
    assert_eq!(bench.password(0xF1).key_code_qualifier(), Some((1, 0, 0x1D)));
    bench.run(&[0x85, 0x06, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xF3, 0]);
    let answer = bench.password(0xF4);
    assert_eq!((answer.when, answer.key_code_qualifier()), (When::After(TAKES), Some((1, 0, 0x1D))));
    assert_eq!(bench.run(&[0; 6]).status, BUSY);
    bench.disk.bus_reset();
    assert_eq!(bench.run(&[0; 6]).key_code_qualifier(), Some((6, 0x29, 0)));
    bench.good(&[0; 6]);
    assert_eq!(bench.disk.drive().identify()[256] & 6, 6, "enabled and locked");
}

#[test]
fn a_reset_in_the_middle_is_a_unit_attention() {
    let mut waiting = bench("reset");
    waiting.password(0xF1);
    waiting.run(&[0x85, 0x06, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xF3, 0]);
    let answer = waiting.password(0xF4);
    assert_eq!((answer.when, answer.key_code_qualifier()), (When::After(TAKES / 2), Some((6, 0x29, 0))));
    let mut going = bench("reset");
    going.run(&BLOCK_ERASE);
    going.clock.advance(TAKES / 2);
    assert_eq!(going.run(&STATUS).key_code_qualifier(), Some((6, 0x29, 0)));
    assert_eq!(going.run(&STATUS).sense[12], 0x40, "it goes on");
}

#[test]
fn scsi_commands_can_be_struck_by_name_too() {
    let mut bench = bench("hang=READ CAPACITY,die=REPORT LUNS,odd=INQUIRY=28,unsupported=MODE SENSE,no_log");
    assert_eq!(bench.run(&[0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0]).when, When::Never);
    assert_eq!(bench.run(&[0x12, 0, 0, 0, 96, 0]).status, 0x28);
    assert_eq!(bench.run(&[0x1A, 0, 0x3F, 0, 64, 0]).key_code_qualifier(), Some((5, 0x20, 0)));
    assert_eq!(bench.run(&RESULTS).key_code_qualifier(), Some((5, 0x24, 0)));
    assert_eq!(bench.run(&[0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0]).when, When::Gone);
    assert_eq!(bench.run(&[0; 6]).when, When::Gone);
    bench.disk.power_cycle();
    assert_eq!(bench.run(&[0; 6]).key_code_qualifier(), Some((6, 0x29, 0)));
}

#[test]
fn protocols_and_lengths_that_make_no_sense_are_refused() {
    let mut bench = bench("");
    let mut reset = IDENTIFY;
    reset[1] = 0;
    assert_eq!(bench.run(&reset).key_code_qualifier(), Some((5, 0x24, 0)));
    let mut no_length = IDENTIFY;
    no_length[2] = 0x0C;
    assert_eq!(bench.run(&no_length).key_code_qualifier(), Some((5, 0x24, 0)));
}

#[test]
fn native_scsi_erase_commands_are_not_translated() {
    let mut bench = bench("");
    for opcode in [0x04, 0x48, 0xA2, 0xB5] {
        let cdb = [opcode, 0x82, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(bench.run(&cdb).key_code_qualifier(), Some((5, 0x20, 0)), "{opcode:02X}");
    }
}

#[test]
fn no_command_block_panics() {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for faults in ["", "fixed_sense", "stale_registers", "frozen"] {
        let mut bench = bench(faults);
        for _ in 0..3000 {
            let mut cdb: Vec<u8> = (0..16).map(|_| next() as u8).collect();
            for byte in &mut cdb[2..14] {
                *byte &= if next() % 3 == 0 { 0xFF } else { 0 };
            }
            let opcodes =
                [0x85, 0xA1, 0x28, 0x2A, 0x12, 0x1A, 0x5A, 0x55, 0x15, 0x4D, 0x93, 0x42, 0xA3, 0x9E, 0x7F];
            cdb[0] = opcodes[next() as usize % opcodes.len()];
            cdb.truncate(next() as usize % 17);
            let out = vec![next() as u8; next() as usize % 1200];
            let answer = bench.disk.command(&cdb, &out, 4096);
            assert!(answer.data.len() <= 4096);
            bench.clock.advance(Duration::from_secs(next() % 40));
        }
    }
}
