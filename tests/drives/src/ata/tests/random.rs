//! Whatever comes: no panic, no data from a locked drive, no end of progress while it is in progress, and nothing left
//! after a sanitize that completed.

use super::*;

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

const OPCODES: &[u8] = &[
    0xEC, 0x25, 0x35, 0xC8, 0xCA, 0x60, 0x61, 0x42, 0x06, 0xEA, 0xB0, 0x2F, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5,
    0xF6, 0xB4, 0xB4, 0xB4, 0xF8, 0x27, 0xF9, 0x37, 0xB1, 0x78, 0x5C, 0xEF, 0x45, 0xE5,
];

fn task(random: &mut Random) -> TaskFile {
    let features = [0, 1, 2, 0x11, 0x12, 0x14, 0x20, 0x40, 0xC0, 0xC1, 0xC2, 0xC3, 0xD0, 0xDA, 0x55];
    let lbas = [0, 1, 32767, 32768, 0x4372_7970, 0x426B_4572, 0x4F57_0000_0000, 0x4672_4C6B, 0x30, 0xC2_4F00];
    let mut any = |list: &[u64]| match random.below(8) {
        0 => random.next(),
        _ => list[random.below(list.len() as u64) as usize],
    };
    TaskFile {
        feature: any(&features) as u16,
        count: any(&[0, 1, 2, 8, 0x11]) as u16,
        lba: any(&lbas) & 0xFFFF_FFFF_FFFF,
        device: any(&[0x40, 0x40, 0xE0, 0]) as u8,
        command: any(&OPCODES.iter().map(|o| u64::from(*o)).collect::<Vec<_>>()) as u8,
        extend: random.below(2) == 0,
    }
}

fn data(random: &mut Random) -> Vec<u8> {
    match random.below(4) {
        0 => Vec::new(),
        1 => vec![random.next() as u8; random.below(5000) as usize],
        _ => password((random.below(4)) as u8, random.below(2) as u8, "seven").to_vec(),
    }
}

const FAULTS: &[&str] = &[
    "",
    "frozen",
    "locked=seven",
    "hpa=999",
    "dco=99,hpa=9",
    "forget",
    "bad=3+9",
    "fail_at=30",
    "backwards=0",
    "hang_at=0",
    "reset",
    "wrong_done",
    "partial=250",
    "scatter=0",
    "endless",
    "die_at=100",
    "hpa=99999999",
];

#[test]
fn no_sequence_of_commands_panics_or_breaks_a_promise() {
    let mut random = Random(0x1234_5678_9ABC_DEF1);
    let mut completed = 0;
    for round in 0..170 {
        let faults = FAULTS[round % FAULTS.len()];
        let mut bench = bench(faults);
        for _ in 0..120 {
            step(&mut bench, &mut random);
        }
        bench.wait(1700);
        let status = bench.run(SANITIZE_STATUS);
        if status.when == When::Now && status.registers.count & 0x8000 != 0 {
            assert_eq!(bench.canaries(), 0, "{faults}: completed, and data are left");
            completed += 1;
        }
    }
    assert!(completed > 10, "{completed} of the rounds say something");
}

fn step(bench: &mut Bench, random: &mut Random) {
    let locked = bench.word(128) & 4 != 0;
    let task = task(random);
    let answer = bench.drive.execute(&task, &data(random));
    let moved = matches!(task.command, 0x25 | 0xC8 | 0x60) && answer.is_good();
    assert!(!(locked && moved), "a locked drive gave data");
    if task.command == 0xB4 && task.feature == 0 && answer.registers.count & 0x4000 != 0 {
        assert!(answer.registers.lba < 0xFFFF, "in progress, and at its end");
    }
    let identify = bench.drive.identify();
    assert_eq!(identify.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte)), 0);
    match random.below(24) {
        0 => bench.drive.power_cycle(),
        1 => bench.drive.bus_reset(),
        2 => bench.drive.suspend_resume(),
        3 => {
            let state = bench.drive.state();
            bench.drive.restore(&state);
        }
        _ => bench.clock.advance(Duration::from_secs(random.below(60))),
    }
}
