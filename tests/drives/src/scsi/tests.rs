//! Tests of the SAS disk.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::When;
use crate::clock::VirtualClock;
use crate::journal::Journal;
use crate::personas::scsi_persona;
use crate::store::Store;

const BYTES: u64 = 8 << 20;
const TAKES: Duration = Duration::from_secs(100);
const CANARY: &[u8] = b"donated-by-bob";

const READY: [u8; 6] = [0; 6];
const SENSE: [u8; 6] = [0x03, 0, 0, 0, 252, 0];
const BLOCK: [u8; 10] = [0x48, 0x82, 0, 0, 0, 0, 0, 0, 0, 0];
const CRYPTO: [u8; 10] = [0x48, 0x83, 0, 0, 0, 0, 0, 0, 0, 0];
const OVERWRITE: [u8; 10] = [0x48, 0x81, 0, 0, 0, 0, 0, 0, 8, 0];
const EXIT: [u8; 10] = [0x48, 0x1F, 0, 0, 0, 0, 0, 0, 0, 0];
const CAPACITY: [u8; 10] = [0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const READ: [u8; 10] = [0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0];

struct Bench {
    disk: ScsiDisk,
    clock: Arc<VirtualClock>,
    store: Store,
    journal: Journal,
}

fn bench(faults: &str) -> Bench {
    bench_of("sas-ssd", faults)
}

fn bench_of(name: &str, faults: &str) -> Bench {
    let persona = scsi_persona(name, "SAS1", BYTES).unwrap();
    let persona = ScsiPersona { erase_takes: ScsiTimes::all(TAKES), ..persona };
    let (clock, store, journal) = (VirtualClock::new(), Store::memory(BYTES), Journal::default());
    for half in 0..16 {
        store.write(half << 19, CANARY);
    }
    let faults = faults.parse().unwrap();
    let disk = ScsiDisk::new(persona, store.clone(), faults, clock.clone(), journal.clone());
    Bench { disk, clock, store, journal }
}

impl Bench {
    fn run(&mut self, cdb: &[u8]) -> ScsiAnswer {
        self.disk.command(cdb, &[], 1 << 20)
    }

    fn send(&mut self, cdb: &[u8], out: &[u8]) -> ScsiAnswer {
        self.disk.command(cdb, out, 0)
    }

    fn good(&mut self, cdb: &[u8]) -> Vec<u8> {
        let answer = self.run(cdb);
        assert_eq!(answer.status, 0, "{cdb:02X?}: {answer:02X?}");
        answer.data
    }

    fn sense(&mut self, cdb: &[u8]) -> (u8, u8, u8) {
        self.run(cdb).key_code_qualifier().unwrap_or_default()
    }

    fn wait(&mut self, percent: u32) {
        self.clock.advance(TAKES * percent / 100);
        self.disk.tick();
    }

    fn canaries(&self) -> usize {
        self.store.find(CANARY, 99).len()
    }
}

#[test]
fn a_sanitize_goes_on_in_the_background_and_tells_its_progress() {
    for cdb in [BLOCK, CRYPTO] {
        let mut bench = bench("");
        assert_eq!(bench.run(&cdb).when, When::Now);
        bench.wait(50);
        assert_eq!(bench.canaries(), 8);
        let ready = bench.run(&READY);
        assert_eq!(ready.sense, [0x70, 0, 2, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x04, 0x1B, 0, 0x80, 0x80, 0]);
        assert_eq!(bench.good(&SENSE), ready.sense);
        let descriptor = bench.good(&[0x03, 1, 0, 0, 252, 0]);
        assert_eq!(descriptor, [0x72, 2, 0x04, 0x1B, 0, 0, 0, 8, 2, 6, 0, 0, 0x80, 0x80, 0, 0]);
        for refused in [&READ[..], &CAPACITY, &BLOCK, &[0x55, 0, 0, 0, 0, 0, 0, 0, 0, 0]] {
            assert_eq!(bench.sense(refused), (2, 0x04, 0x1B));
        }
        bench.good(&[0x12, 0, 0, 0, 96, 0]);
        bench.wait(50);
        bench.good(&READY);
        assert_eq!(bench.good(&SENSE)[2], 0);
        assert_eq!(bench.canaries(), 0);
    }
}

#[test]
fn overwriting_takes_its_pattern_and_its_passes() {
    for (first, passes, left) in [(0x01, 1, 0x12), (0x82, 2, 0xED), (0x83, 3, 0x12)] {
        let mut bench = bench("");
        let list = [first, 0, 0, 4, 0x12, 0x34, 0x56, 0x78];
        assert_eq!(bench.send(&OVERWRITE, &list).status, 0);
        bench.wait(100 * passes - 1);
        assert_eq!(bench.sense(&READY), (2, 0x04, 0x1B));
        bench.wait(1);
        assert_eq!(bench.good(&READ)[0], left);
        assert_eq!(bench.canaries(), 0);
    }
    for list in [[0, 0, 0, 4, 1, 2, 3, 4], [1, 0, 0, 0, 1, 2, 3, 4], [1, 0, 0, 5, 1, 2, 3, 4]] {
        let mut bench = bench("");
        assert_eq!(bench.send(&OVERWRITE, &list).key_code_qualifier(), Some((5, 0x26, 0)), "{list:?}");
    }
}

#[test]
fn without_immed_the_answer_waits() {
    let mut bench = bench("");
    let answer = bench.run(&[0x48, 0x02, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!((answer.when, answer.status), (When::After(TAKES), 0));
    bench.wait(99);
    assert!(!bench.journal.has_done("SANITIZE/BLOCK ERASE"));
    bench.wait(1);
    assert!(bench.journal.has_done("SANITIZE/BLOCK ERASE"));
    assert_eq!(bench.canaries(), 0);
}

#[test]
fn what_is_not_supported_is_refused_and_reported_so() {
    let code = |action: u8| [0xA3, 0x0C, 0x03, 0x48, 0, action, 0, 0, 0, 64, 0, 0];
    for (name, supported) in
        [("sas-ssd", [3, 3, 3]), ("sas-hdd-520", [3, 1, 1]), ("sas-hdd-format-only", [1, 1, 1])]
    {
        let mut bench = bench_of(name, "");
        let told = [1, 2, 3].map(|action| bench.good(&code(action))[1]);
        assert_eq!(told, supported, "{name}");
        let works = bench.run(&BLOCK).status == 0;
        assert_eq!(works, supported[1] == 3, "{name}");
    }
    assert_eq!(bench_of("sas-hdd-format-only", "").sense(&BLOCK), (5, 0x20, 0));
}

#[test]
fn a_power_cut_does_not_stop_a_sanitize() {
    let mut bench = bench("");
    bench.run(&CRYPTO);
    bench.wait(50);
    bench.disk.power_cycle();
    assert_eq!(bench.sense(&READY), (6, 0x29, 1));
    assert_eq!(bench.sense(&READY), (2, 0x04, 0x1B));
    bench.wait(50);
    bench.good(&READY);
    assert_eq!(bench.canaries(), 0);
}

#[test]
fn a_power_cut_breaks_a_format() {
    let mut bench = bench("");
    assert_eq!(bench.run(&[0x04, 0, 0, 0, 0, 0]).when, When::After(TAKES));
    bench.wait(50);
    assert_eq!(bench.sense(&READY), (2, 0x04, 0x04));
    bench.disk.power_cycle();
    bench.wait(500);
    bench.run(&READY);
    assert_eq!(bench.sense(&READ), (3, 0x31, 0));
    assert_eq!(bench.canaries(), 8);
    let entries = bench.journal.entries();
    assert_eq!(entries.iter().find(|e| e.name == "FORMAT UNIT").unwrap().answer, "interrupted");
    bench.run(&[0x04, 0, 0, 0, 0, 0]);
    bench.wait(100);
    assert_eq!(bench.good(&READ), [0; 512]);
}

#[test]
fn a_failed_sanitize_is_left_by_another_or_by_exit_where_allowed() {
    for (flags, exit) in [(0x82, (3, 0x31, 3)), (0xA2, (0, 0, 0))] {
        let mut bench = bench("fail_at=50");
        bench.run(&[0x48, flags, 0, 0, 0, 0, 0, 0, 0, 0]);
        bench.wait(50);
        assert_eq!(bench.sense(&READY), (3, 0x31, 3));
        assert_eq!(bench.good(&SENSE)[12..14], [0x31, 3]);
        assert_eq!(bench.sense(&READ), (3, 0x31, 3));
        assert_eq!(bench.canaries(), 8);
        assert_eq!(bench.sense(&EXIT), exit);
        assert_eq!(bench.sense(&READ), exit);
        bench.good(&CRYPTO);
    }
}

#[test]
fn a_format_writes_its_pattern_everywhere() {
    let mut bench = bench_of("sas-clipped", "");
    let list = [0, 0x0A, 0, 0, 0x20, 1, 0, 2, 0xAB, 0xCD];
    assert_eq!(bench.send(&[0x04, 0x10, 0, 0, 0, 0], &list).when, When::Now);
    bench.wait(100);
    assert_eq!(bench.good(&READ)[..4], [0xAB, 0xCD, 0xAB, 0xCD]);
    assert_eq!(bench.canaries(), 0, "hidden blocks with it");
}

#[test]
fn lies_say_done_and_leave_what_they_leave() {
    for (faults, left) in [("", 0), ("lie", 16), ("partial=25", 12), ("scatter=4", 4)] {
        for cdb in [&BLOCK[..], &CRYPTO, &[0x04, 0, 0, 0, 0, 0]] {
            let mut bench = bench(faults);
            assert_eq!(bench.run(cdb).status, 0);
            bench.wait(100);
            bench.good(&READY);
            assert_eq!(bench.canaries(), left, "{faults} {cdb:02X?}");
        }
    }
    let persona = ScsiPersona { format_keeps_data: true, ..bench("").disk.persona().clone() };
    let mut bench = bench("");
    let (clock, journal) = (bench.clock.clone(), bench.journal.clone());
    bench.disk = ScsiDisk::new(persona, bench.store.clone(), "".parse().unwrap(), clock, journal);
    assert_eq!(bench.run(&[0x04, 0, 0, 0, 0, 0]).status, 0);
    bench.wait(100);
    assert_eq!(bench.canaries(), 16);
}

#[test]
fn faults_of_the_way() {
    let mut hang = bench("hang_at=50");
    hang.run(&BLOCK);
    hang.wait(900);
    assert_eq!(hang.good(&SENSE)[16..18], [0x80, 0]);
    let mut status = bench("status_error");
    status.run(&BLOCK);
    assert_eq!((status.sense(&READY), status.sense(&SENSE)), ((4, 0x44, 0), (4, 0x44, 0)));
    let mut wrong = bench("wrong_done");
    wrong.run(&BLOCK);
    wrong.good(&READY);
    assert_eq!(wrong.canaries(), 16);
    wrong.wait(50);
    assert_eq!(wrong.canaries(), 8);
    let mut dies = bench("die_at=50");
    dies.run(&BLOCK);
    dies.wait(50);
    assert_eq!(dies.run(&READY).when, When::Gone);
    let mut reset = bench("reset");
    reset.run(&BLOCK);
    reset.wait(50);
    assert_eq!(reset.sense(&READY), (6, 0x29, 0));
    assert_eq!(reset.sense(&READY), (2, 0x04, 0x1B));
    let mut reset = bench("reset");
    let answer = reset.run(&[0x04, 0, 0, 0, 0, 0]);
    assert_eq!((answer.when, answer.key_code_qualifier()), (When::After(TAKES / 2), Some((6, 0x29, 0))));
    reset.wait(500);
    reset.run(&READY);
    assert_eq!((reset.sense(&READ), reset.canaries()), ((3, 0x31, 0), 8));
    let mut odd = bench("odd=SANITIZE=18,no_log,hang=INQUIRY,die=VERIFY,unsupported=UNMAP");
    assert_eq!(odd.run(&BLOCK).status, 0x18);
    assert_eq!(odd.sense(&[0x4D, 0, 0x42, 0, 0, 0, 0, 1, 0, 0]), (5, 0x24, 0));
    assert_eq!(odd.run(&[0x12, 0, 0, 0, 96, 0]).when, When::Never);
    assert_eq!(odd.sense(&[0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0]), (5, 0x20, 0));
    assert_eq!(odd.run(&[0x2F, 0, 0, 0, 0, 0, 0, 0, 1, 0]).when, When::Gone);
}

/// MODE SELECT (10) with a long block descriptor.
fn descriptor(blocks: u64, bytes: u32) -> Vec<u8> {
    let mut list = vec![0, 0, 0, 0, 1, 0, 0, 16];
    list.extend(blocks.to_be_bytes());
    list.extend([0; 4]);
    list.extend(bytes.to_be_bytes());
    list
}

const SELECT: [u8; 10] = [0x55, 0x11, 0, 0, 0, 0, 0, 0, 24, 0];

#[test]
fn a_clipped_capacity_is_told_everywhere_and_restored_by_all_ones() {
    for (faults, status, blocks) in [("", 0, 16384), ("hpa_stuck", 2, 4096), ("hpa_lies", 0, 4096)] {
        let mut bench = bench_of("sas-clipped", faults);
        assert_eq!(bench.good(&CAPACITY), [0, 0, 0x0F, 0xFF, 0, 0, 2, 0]);
        let long = bench.good(&[0x5A, 0x10, 0x0A, 0, 0, 0, 0, 0, 64, 0]);
        assert_eq!(
            long[..24],
            [0, 34, 0, 0x10, 1, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 2, 0]
        );
        assert_eq!(bench.sense(&[0x28, 0, 0, 0, 0x10, 0, 0, 0, 1, 0]), (5, 0x21, 0));
        assert_eq!(bench.send(&SELECT, &descriptor(u64::MAX, 512)).status, status, "{faults}");
        assert_eq!(bench.disk.capacity_blocks(), blocks, "{faults}");
        bench.disk.power_cycle();
        assert_eq!(bench.disk.capacity_blocks(), blocks, "{faults}");
    }
    let mut bench = bench_of("sas-ssd", "hpa=384");
    assert_eq!(bench.disk.capacity_blocks(), 16000);
    assert_eq!(bench.send(&SELECT, &descriptor(16385, 512)).key_code_qualifier(), Some((5, 0x26, 0)));
    assert_eq!(bench.send(&SELECT, &descriptor(0, 512)).status, 0);
    assert_eq!(bench.disk.capacity_blocks(), 16000);
    let short = [0, 0, 0, 8, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 2, 0];
    assert_eq!(bench.send(&[0x15, 0x11, 0, 0, 12, 0], &short).status, 0);
    assert_eq!(bench.disk.capacity_blocks(), 16384);
}

#[test]
fn blocks_of_520_bytes_become_512_by_format() {
    let mut bench = bench_of("sas-hdd-520", "");
    assert_eq!(bench.disk.block_bytes(), 520);
    assert_eq!(bench.good(&READ).len(), 520);
    assert_eq!(bench.send(&[0x2A, 0, 0, 0, 0, 1, 0, 0, 1, 0], &[3; 520]).status, 0);
    let mut seen = [0; 520];
    bench.store.read(520, &mut seen);
    assert_eq!(seen, [3; 520]);
    assert_eq!(bench.send(&SELECT, &descriptor(0, 512)).status, 0);
    assert_eq!(bench.sense(&READ), (3, 0x31, 0), "until it is formatted");
    bench.run(&[0x04, 0, 0, 0, 0, 0]);
    bench.wait(100);
    assert_eq!(bench.good(&READ), [0; 512]);
    assert_eq!(bench.disk.capacity_blocks(), BYTES / 520 * 520 / 512);
}

#[test]
fn a_state_is_taken_up_again() {
    let mut first = bench("");
    first.send(&SELECT, &descriptor(1000, 512));
    first.run(&CRYPTO);
    first.wait(50);
    let state = first.disk.state();
    let mut second = bench("");
    let (clock, journal) = (second.clock.clone(), second.journal.clone());
    let persona = second.disk.persona().clone();
    second.store = first.store.clone();
    second.disk = ScsiDisk::new(persona, first.store, "".parse().unwrap(), clock, journal);
    second.disk.restore(&state);
    assert_eq!(second.disk.capacity_blocks(), 1000);
    second.run(&READY);
    assert_eq!(second.good(&SENSE)[12..18], [0x04, 0x1B, 0, 0x80, 0x80, 0]);
    second.wait(50);
    second.good(&READY);
    assert_eq!(second.canaries(), 0);
}

#[test]
fn d_sense_changes_the_format_unless_it_is_fixed() {
    let page = [0, 0, 0, 0, 0x0A, 10, 0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let select = [0x15, 0x10, 0, 0, 16, 0];
    let mut plain = bench("");
    assert_eq!(plain.run(&[0xFF]).sense[0], 0x70);
    assert_eq!(plain.send(&select, &page).status, 0);
    assert_eq!(plain.run(&[0xFF]).sense, [0x72, 5, 0x20, 0, 0, 0, 0, 0]);
    plain.run(&BLOCK);
    plain.wait(25);
    assert_eq!(plain.run(&READY).sense, [0x72, 2, 4, 0x1B, 0, 0, 0, 8, 2, 6, 0, 0, 0x80, 0x40, 0, 0]);
    let mut fixed = bench("fixed_sense=always");
    assert_eq!(fixed.send(&select, &page).key_code_qualifier(), Some((5, 0x26, 0)));
}

#[test]
fn reads_writes_and_their_errors() {
    let mut bench = bench("bad=100");
    assert_eq!(bench.send(&[0x0A, 0, 0, 5, 1, 0], &[1; 512]).status, 0);
    assert_eq!(bench.good(&[0x08, 0, 0, 5, 1, 0]), [1; 512]);
    assert_eq!(bench.send(&[0xAA, 0, 0, 0, 0, 5, 0, 0, 0, 1, 0, 0], &[2; 512]).status, 0);
    let sixteen = [0x8A, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 1, 0, 0];
    assert_eq!(bench.send(&sixteen, &[3; 512]).status, 0);
    assert_eq!(bench.good(&[0x28, 0, 0, 0, 0, 5, 0, 0, 2, 0])[511..513], [2, 3]);
    let answer = bench.run(&[0x28, 0, 0, 0, 0, 98, 0, 0, 8, 0]);
    assert_eq!(
        (answer.key_code_qualifier(), answer.sense[3..7].to_vec()),
        (Some((3, 0x11, 0)), vec![0, 0, 0, 100])
    );
    assert_eq!(
        bench.send(&[0x2A, 0, 0, 0, 0, 100, 0, 0, 1, 0], &[1; 512]).key_code_qualifier(),
        Some((3, 0x0C, 0))
    );
    let same = [0x41, 0, 0, 0, 0, 5, 0, 0, 2, 0];
    assert_eq!(bench.send(&same, &[9; 512]).status, 0);
    assert_eq!(bench.good(&[0x28, 0, 0, 0, 0, 5, 0, 0, 2, 0]), [9; 1024]);
    let list = [0, 22, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 1, 0, 0, 0, 0];
    assert_eq!(bench.send(&[0x42, 0, 0, 0, 0, 0, 0, 0, 24, 0], &list).status, 0);
    assert_eq!(bench.good(&[0x28, 0, 0, 0, 0, 6, 0, 0, 1, 0]), [0; 512]);
    bench.good(&[0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn pages_have_the_length_that_they_tell() {
    let mut bench = bench("");
    let pages = bench.good(&[0x12, 1, 0, 0, 255, 0])[4..].to_vec();
    for page in pages {
        let data = bench.good(&[0x12, 1, page, 2, 0, 0]);
        assert_eq!((usize::from(data[3]) + 4, data[1]), (data.len(), page));
    }
    let logs = bench.good(&[0x4D, 0, 0x40, 0, 0, 0, 0, 1, 0, 0])[4..].to_vec();
    assert_eq!(logs, [0x00, 0x02, 0x03, 0x05, 0x0D, 0x10, 0x11, 0x15, 0x2F]);
    for page in logs {
        let data = bench.good(&[0x4D, 0, 0x40 | page, 0, 0, 0, 0, 8, 0, 0]);
        let len = usize::from(data[2]) << 8 | usize::from(data[3]);
        assert_eq!((len + 4, data[0]), (data.len(), page));
    }
    assert_eq!(bench.good(&[0x12, 1, 0xB1, 0, 255, 0])[4..6], [0, 1]);
    let capacity = bench.good(&[0x9E, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0]);
    assert_eq!(capacity[..16], [0, 0, 0, 0, 0, 0, 0x3F, 0xFF, 0, 0, 2, 0, 0, 3, 0xC0, 0]);
}

#[test]
fn no_command_block_panics() {
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for (name, faults) in
        [("sas-ssd", ""), ("sas-hdd-520", "forget"), ("sas-clipped", "fail_at=50,scatter=0")]
    {
        let mut bench = bench_of(name, faults);
        for _ in 0..2000 {
            let mut cdb: Vec<u8> = (0..16).map(|_| next() as u8).collect();
            for byte in &mut cdb[2..14] {
                *byte &= if next() % 3 == 0 { 0xFF } else { 0 };
            }
            let opcodes =
                [0x48, 0x04, 0x28, 0x2A, 0x12, 0x1A, 0x5A, 0x55, 0x15, 0x4D, 0x93, 0x42, 0xA3, 0x9E, 0x41];
            cdb[0] = opcodes[next() as usize % opcodes.len()];
            cdb.truncate(next() as usize % 17);
            let out = vec![next() as u8; next() as usize % 1200];
            bench.disk.command(&cdb, &out, 4096);
            bench.clock.advance(Duration::from_secs(next() % 60));
            match next() % 50 {
                0 => bench.disk.power_cycle(),
                1 => bench.disk.bus_reset(),
                2 => {
                    let state = bench.disk.state();
                    bench.disk.restore(&state);
                }
                _ => {}
            }
        }
    }
}
