//! Whatever comes, a drive answers.

use super::*;
use crate::personas_nvme::NVME_PERSONAS;

/// Random numbers: xorshift64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    /// Half of the bytes zero, so that commands often make sense.
    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| if self.below(2) == 0 { 0 } else { self.next() as u8 }).collect()
    }
}

const OPCODES: [u8; 18] =
    [0, 1, 2, 5, 6, 8, 9, 0x0A, 0x0C, 0x0D, 0x10, 0x14, 0x15, 0x18, 0x80, 0x81, 0x82, 0x84];
const FAULTS: [&str; 8] = [
    "",
    "forget",
    "die_at=30",
    "reset",
    "endless",
    "backwards=0",
    "scatter=0,partial=200",
    "wrong_done,bad=0+9",
];

#[test]
fn random_commands_never_panic() {
    let mut random = Random(0x6761_6D6D_6531_2026);
    for round in 0..200 {
        let (name, _) = NVME_PERSONAS[round % NVME_PERSONAS.len()];
        let mut rig = rig_of(name, MIB / 4, FAULTS[round % FAULTS.len()], |persona| {
            persona.tcg = Some(Level0 { ssc: 0x0203, enabled: false, locked: false });
        });
        for _ in 0..100 {
            let mut entry = [0; 64];
            entry.copy_from_slice(&random.bytes(64));
            if random.below(4) > 0 {
                entry[0] = OPCODES[random.below(OPCODES.len() as u64) as usize];
                entry[4..8].copy_from_slice(&(random.below(4) as u32).to_le_bytes());
                entry[44..48].fill(0);
                entry[52..56].fill(0);
            }
            let len = random.below(9000) as usize;
            let out = random.bytes(len);
            let _ =
                if random.below(2) == 0 { rig.drive.admin(&entry, &out) } else { rig.drive.io(&entry, &out) };
            let _ = (rig.drive.transfer(Queue::Admin, &entry), rig.drive.transfer(Queue::Io, &entry));
            match random.below(40) {
                0 => rig.drive.power_cycle(),
                1 => rig.drive.controller_reset(),
                2 => {
                    let state = rig.drive.state();
                    rig.drive.restore(&state);
                    assert_eq!(rig.drive.state(), state);
                }
                _ => rig.wait(random.below(700)),
            }
            let end = rig.store.bytes();
            assert!(rig.drive.areas().iter().all(|area| area.from < area.to && area.to <= end));
        }
    }
}
