//! A drive, its clock, its store and its journal, and what the tests do with them.

mod data;
mod fault;
mod format;
mod logs;
mod random;
mod sanitize;

use std::time::Duration;

use super::*;
use crate::clock::VirtualClock;
use crate::personas_nvme::nvme_persona;

/// Bytes that a test plants.
const NEEDLE: &[u8] = b"the donor's letters";
const MIB: u64 = 1 << 20;
const ALL: u32 = 0xFFFF_FFFF;

struct Rig {
    drive: NvmeDrive,
    clock: Arc<VirtualClock>,
    store: Store,
    journal: Journal,
}

/// A drive of so many bytes; changed before it is made.
fn rig_of(name: &str, bytes: u64, faults: &str, change: impl FnOnce(&mut NvmePersona)) -> Rig {
    let mut persona = nvme_persona(name, "SN0001", bytes).expect("a known persona");
    change(&mut persona);
    let store = Store::memory(persona.store_bytes());
    let (clock, journal) = (VirtualClock::new(), Journal::default());
    let faults = faults.parse().expect("faults");
    let drive = NvmeDrive::new(persona, store.clone(), faults, clock.clone(), journal.clone());
    Rig { drive, clock, store, journal }
}

fn rig(name: &str, faults: &str) -> Rig {
    rig_of(name, 8 * MIB, faults, |_| {})
}

fn sqe(opcode: u8, nsid: u32, dwords: &[(usize, u32)]) -> [u8; 64] {
    let mut entry = [0; 64];
    entry[0] = opcode;
    entry[4..8].copy_from_slice(&nsid.to_le_bytes());
    for (number, value) in dwords {
        entry[4 * number..][..4].copy_from_slice(&value.to_le_bytes());
    }
    entry
}

impl Rig {
    fn admin(&mut self, opcode: u8, nsid: u32, dwords: &[(usize, u32)]) -> NvmeAnswer {
        self.drive.admin(&sqe(opcode, nsid, dwords), &[])
    }

    /// The status of an admin command, without Do Not Retry.
    fn status(&mut self, opcode: u8, nsid: u32, dword10: u32) -> u16 {
        self.admin(opcode, nsid, &[(10, dword10)]).status & !DNR
    }

    fn identify(&mut self, cns: u32, nsid: u32) -> Vec<u8> {
        let answer = self.admin(0x06, nsid, &[(10, cns)]);
        assert_eq!((answer.status, answer.data.len()), (0, 4096), "identify {cns:x}");
        answer.data
    }

    fn log(&mut self, log: u32, bytes: u32) -> NvmeAnswer {
        self.admin(0x02, ALL, &[(10, log | (bytes / 4 - 1) << 16)])
    }

    /// SPROG and SSTAT.
    fn sanitize_status(&mut self) -> (u16, u16) {
        let data = self.log(0x81, 512).data;
        (u16::from_le_bytes([data[0], data[1]]), u16::from_le_bytes([data[2], data[3]]))
    }

    fn write(&mut self, nsid: u32, block: u32, bytes: &[u8]) -> u16 {
        let entry = sqe(0x01, nsid, &[(10, block), (12, bytes.len() as u32 / 512 - 1)]);
        self.drive.io(&entry, bytes).status & !DNR
    }

    fn read(&mut self, nsid: u32, block: u32, blocks: u32) -> Result<Vec<u8>, u16> {
        let answer = self.drive.io(&sqe(0x02, nsid, &[(10, block), (12, blocks - 1)]), &[]);
        if answer.status == 0 { Ok(answer.data) } else { Err(answer.status & !DNR) }
    }

    fn wait(&self, millis: u64) {
        self.clock.advance(Duration::from_millis(millis));
    }

    /// Puts the needle at a place of the store.
    fn plant(&self, at: u64) {
        self.store.write(at, NEEDLE);
    }

    /// In which areas the needle lies.
    fn found(&mut self) -> Vec<String> {
        self.drive.tick();
        let places = self.store.find(NEEDLE, 100);
        let areas = self.drive.areas();
        let holds = |area: &&Area| places.iter().any(|at| (area.from..area.to).contains(at));
        areas.iter().filter(holds).map(|area| area.name.clone()).collect()
    }

    /// Puts the needle in every area, and once more in the last megabyte of the user capacity.
    fn plant_everywhere(&mut self) -> Vec<String> {
        for area in self.drive.areas() {
            self.plant(area.from);
        }
        self.plant(self.drive.persona.user_bytes() - MIB / 2);
        self.found()
    }
}
