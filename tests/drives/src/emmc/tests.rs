//! A device, its clock, its store and its journal, and what the tests do with them.

mod erase;
mod fault;
mod registers;

use std::time::Duration;

use super::*;
use crate::clock::VirtualClock;
use crate::personas_emmc::{EMMC_PERSONAS, emmc_persona};

const NEEDLE: &[u8] = b"the donor's letters";
const MIB: u64 = 1 << 20;
/// Relative address that the tests give.
const RCA: u32 = 7 << 16;
const TRIM: u32 = 1;
const DISCARD: u32 = 3;
const SECURE_ERASE: u32 = 0x8000_0000;
const SANITIZE: usize = 165;
const PARTITION_CONFIG: usize = 179;

struct Rig {
    device: EmmcDrive,
    clock: Arc<VirtualClock>,
    store: Store,
    journal: Journal,
}

/// A device of 8 MiB that is not identified yet.
fn powered(name: &str, faults: &str) -> Rig {
    let persona = emmc_persona(name, "1234abcd", 8 * MIB).expect("a known persona");
    let store = Store::memory(persona.store_bytes());
    let (clock, journal) = (VirtualClock::new(), Journal::default());
    let faults = faults.parse().expect("faults");
    let device = EmmcDrive::new(persona, store.clone(), faults, clock.clone(), journal.clone());
    Rig { device, clock, store, journal }
}

/// One that is ready for data.
fn rig(name: &str, faults: &str) -> Rig {
    let mut rig = powered(name, faults);
    rig.select();
    rig
}

impl Rig {
    fn select(&mut self) {
        for (index, arg) in [(0, 0), (1, 0x40FF_8000), (2, 0), (3, RCA), (7, RCA)] {
            let answer = self.device.command(index, arg, &[]);
            assert_eq!(answer.no_response, index == 0, "CMD{index}");
        }
    }

    fn command(&mut self, index: u8, arg: u32) -> EmmcAnswer {
        self.send(index, arg, &[])
    }

    /// A command; the argument of those with a data address is a sector. Devices as small as these are addressed by bytes.
    fn send(&mut self, index: u8, arg: u32, out: &[u8]) -> EmmcAnswer {
        let arg = if matches!(index, 17 | 18 | 24 | 25 | 35 | 36) { arg.wrapping_mul(512) } else { arg };
        self.device.command(index, arg, out)
    }

    /// Errors of the answer, state, and whether it is ready for data.
    fn status(&mut self) -> (u32, u32, bool) {
        let status = self.command(13, RCA).response[0];
        (status & status::ERRORS, status >> 9 & 15, status & status::READY_FOR_DATA != 0)
    }

    fn switch(&mut self, index: usize, value: u8) -> EmmcAnswer {
        self.command(6, 3 << 24 | (index as u32) << 16 | u32::from(value) << 8)
    }

    /// Erases from a block to another one.
    fn erase(&mut self, kind: u32, start: u32, end: u32) -> EmmcAnswer {
        self.command(35, start);
        self.command(36, end);
        self.command(38, kind)
    }

    fn erase_user(&mut self, kind: u32) -> EmmcAnswer {
        self.erase(kind, 0, (8 * MIB / 512) as u32 - 1)
    }

    fn read(&mut self, block: u32) -> Vec<u8> {
        self.command(17, block).data
    }

    fn wait(&self, millis: u64) {
        self.clock.advance(Duration::from_millis(millis));
    }

    fn plant(&self, at: u64) {
        self.store.write(at, NEEDLE);
    }

    fn plant_everywhere(&mut self) -> Vec<String> {
        for area in self.device.areas() {
            self.plant(area.from);
        }
        self.found()
    }

    /// In which areas the needle lies.
    fn found(&mut self) -> Vec<String> {
        self.device.tick();
        let places = self.store.find(NEEDLE, 100);
        let areas = self.device.areas();
        let holds = |area: &&Area| places.iter().any(|at| (area.from..area.to).contains(at));
        areas.iter().filter(holds).map(|area| area.name.clone()).collect()
    }
}

#[test]
fn random_commands_never_panic() {
    let mut state = 0x656D_6D63_2026_1123_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let faults =
        ["", "forget", "die_at=30", "reset", "endless", "scatter=0", "wrong_done,bad=0+9", "locked=x"];
    for round in 0..100 {
        let mut rig = rig(EMMC_PERSONAS[round % EMMC_PERSONAS.len()].0, faults[round % faults.len()]);
        for _ in 0..100 {
            let index =
                [0, 1, 2, 3, 6, 7, 12, 13, 17, 18, 23, 24, 25, 35, 36, 38, 40][random() as usize % 17];
            let arg = match (index, random() % 3) {
                (3 | 7 | 13, 1..) => RCA,
                (6, 1..) => {
                    3 << 24
                        | [165, 179, 173, 33, 32][random() as usize % 5] << 16
                        | (random() as u32 & 0xFF00)
                }
                (38, 1..) => [0, 1, 3, 1 << 31, 1 << 31 | 1, 1 << 31 | 1 << 15][random() as usize % 6],
                (_, 0) => random() as u32,
                _ => random() as u32 % 20_000,
            };
            let out = vec![random() as u8; random() as usize % 3000];
            let _ = rig.send(index, arg, &out);
            match random() % 30 {
                0 => rig.device.power_cycle(),
                1 => rig.device.expect_blocks(random() as u32 % 100),
                2 => rig.select_again(),
                3 => {
                    let kept = rig.device.state();
                    rig.device.restore(&kept);
                }
                _ => rig.wait(random() % 500),
            }
        }
    }
}

impl Rig {
    /// As [`Rig::select`], whatever comes of it.
    fn select_again(&mut self) {
        for (index, arg) in [(0, 0), (1, 0), (2, 0), (3, RCA), (7, RCA)] {
            let _ = self.device.command(index, arg, &[]);
        }
    }
}
