//! A port of an AHCI controller (AHCI 1.3.1, 3.3 and 5), with the drive that hangs on it.

use std::time::Duration;

use emulated_drives::When;
use emulated_drives::ata::{AtaAnswer, AtaDrive, Registers, TaskFile};

use super::fis::{self, FromHost};
use super::header::Header;
use crate::attach::{Shared, lock};
use crate::later::Later;
use crate::memory::GuestMemory;

/// Bits of PxIS.
mod event {
    /// Registers came from the drive.
    pub const REGISTERS: u32 = 1;
    /// A PIO transfer ended.
    pub const PIO: u32 = 1 << 1;
    /// Something was connected.
    pub const CONNECT: u32 = 1 << 6;
    /// The link went up or down.
    pub const LINK: u32 = 1 << 22;
    /// The drive reported an error.
    pub const TASK_FILE: u32 = 1 << 30;
}

/// Bits of PxCMD.
mod cmd {
    pub const START: u32 = 1;
    /// Spin-up and power: always on.
    pub const POWERED: u32 = 1 << 1 | 1 << 2;
    pub const OVERRIDE: u32 = 1 << 3;
    pub const RECEIVE: u32 = 1 << 4;
    pub const RECEIVING: u32 = 1 << 14;
    pub const RUNNING: u32 = 1 << 15;
}

/// PxSSTS: a drive is there, at 6 Gb/s, active.
const LINK_UP: u32 = 0x133;
/// PxSIG of an ATA drive.
const ATA: u32 = 0x101;
/// PxSERR: the link changed its state (N), a drive was exchanged (X).
const LINK_CHANGED: u32 = 1 << 16;
const EXCHANGED: u32 = 1 << 26;
/// PxTFD: busy; and what it says when nothing is there.
const BUSY: u32 = 0x80;
const NOTHING: u32 = 0x7f;
/// STATUS bits: an error, and data are wanted.
const ERR: u8 = 1;
/// Registers after a reset (ATA signature).
const SIGNATURE: Registers = Registers { status: 0x50, error: 1, count: 1, lba: 1, device: 0 };

/// How often a drive that is busy is asked whether its bus was reset, or whether it is gone.
pub(super) const LOOK: Duration = Duration::from_millis(50);

/// The port.
#[derive(Debug)]
pub(super) struct Port {
    pub drive: Shared<AtaDrive>,
    command_list: u64,
    received: u64,
    events: u32,
    enabled: u32,
    command: u32,
    task_file: u32,
    signature: u32,
    link: u32,
    control: u32,
    errors: u32,
    issued: u32,
    /// A software reset is asserted.
    in_reset: bool,
    /// The command that the drive works on.
    running: Option<u32>,
    /// An error stopped the port until the host restarts it.
    halted: bool,
    later: Later<(u32, TaskFile, AtaAnswer)>,
}

impl Port {
    pub fn new(drive: Shared<AtaDrive>) -> Port {
        Port {
            drive,
            command_list: 0,
            received: 0,
            events: 0,
            enabled: 0,
            command: cmd::POWERED,
            task_file: 0x50,
            signature: ATA,
            link: LINK_UP,
            control: 0,
            errors: 0,
            issued: 0,
            in_reset: false,
            running: None,
            halted: false,
            later: Later::default(),
        }
    }

    /// The whole controller is reset.
    pub fn reset(&mut self) {
        lock(&self.drive).bus_reset();
        *self = Port::new(self.drive.clone());
    }

    /// The events that it wants to interrupt for.
    pub fn wanted(&self) -> u32 {
        self.events & self.enabled
    }

    /// A register.
    pub fn read(&self, offset: u64) -> u32 {
        match offset {
            0x00 => self.command_list as u32,
            0x04 => (self.command_list >> 32) as u32,
            0x08 => self.received as u32,
            0x0c => (self.received >> 32) as u32,
            0x10 => self.events,
            0x14 => self.enabled,
            0x18 => self.command,
            0x20 => self.task_file,
            0x24 => self.signature,
            0x28 => self.link,
            0x2c => self.control,
            0x30 => self.errors,
            0x38 => self.issued,
            _ => 0,
        }
    }

    /// The host writes a register.
    pub fn write(&mut self, memory: &GuestMemory, offset: u64, value: u32) {
        let low = u64::from(value);
        match offset {
            0x00 => self.command_list = self.command_list & !0xffff_ffff | low & !0x3ff,
            0x04 => self.command_list = self.command_list & 0xffff_ffff | low << 32,
            0x08 => self.received = self.received & !0xffff_ffff | low & !0xff,
            0x0c => self.received = self.received & 0xffff_ffff | low << 32,
            0x10 => self.events &= !value,
            0x14 => self.enabled = value,
            0x18 => self.set_command(memory, value),
            0x2c => self.set_control(memory, value),
            0x30 => self.errors &= !value,
            0x38 => {
                self.issued |= value;
                self.work(memory);
            }
            _ => {}
        }
    }

    fn set_command(&mut self, memory: &GuestMemory, value: u32) {
        if value & cmd::OVERRIDE != 0 {
            self.task_file &= !0x88;
        }
        let mut command = value & (cmd::START | cmd::RECEIVE) | cmd::POWERED;
        if value & cmd::RECEIVE != 0 {
            command |= cmd::RECEIVING;
        }
        if value & cmd::START == 0 {
            self.issued = 0;
            self.halted = false;
        } else {
            command |= cmd::RUNNING;
        }
        self.command = command;
        self.work(memory);
    }

    /// PxSCTL: 1 asserts COMRESET, 0 lets it go, 4 switches the port off.
    fn set_control(&mut self, memory: &GuestMemory, value: u32) {
        let before = std::mem::replace(&mut self.control, value) & 15;
        match (before, value & 15) {
            (1, 0) => self.link_reset(memory),
            (_, 1) => (self.link, self.task_file) = (0, BUSY),
            (_, 4) => self.link = 4,
            _ => {}
        }
    }

    fn link_reset(&mut self, memory: &GuestMemory) {
        self.forget();
        self.issued = 0;
        lock(&self.drive).bus_reset();
        if lock(&self.drive).is_gone() {
            (self.link, self.task_file) = (0, NOTHING);
            return;
        }
        self.halted = false;
        self.link = LINK_UP;
        self.errors |= EXCHANGED;
        self.events |= event::CONNECT;
        self.sign(memory);
    }

    /// Whatever the drive was doing is lost. The command stays issued until the host stops the port: it is not done.
    fn forget(&mut self) {
        self.halted = true;
        self.running = None;
        self.later.clear();
    }

    /// The drive says what it is, after a reset.
    fn sign(&mut self, memory: &GuestMemory) {
        self.signature = ATA;
        self.post_registers(memory, &SIGNATURE);
        self.events |= event::REGISTERS;
    }

    /// The drive is not there any more. libata is deaf to a lost link in the ten seconds after it has set the link's power
    /// management; so the drive goes with a last COMINIT, as drives do whose firmware restarts and fails.
    fn link_down(&mut self) {
        self.forget();
        (self.link, self.task_file) = (0, NOTHING);
        self.errors |= LINK_CHANGED | EXCHANGED;
        self.events |= event::LINK | event::CONNECT;
    }

    /// Does what is due: when there is more to do.
    pub fn tick(&mut self, memory: &GuestMemory) -> Option<std::time::Instant> {
        while let Some((slot, task, answer)) = self.later.take_due() {
            self.finish(memory, slot, &task, &answer);
            self.work(memory);
        }
        self.running?;
        let mut drive = lock(&self.drive);
        drive.tick();
        let (is_gone, was_reset) = (drive.is_gone(), drive.take_reset());
        drop(drive);
        if is_gone {
            self.link_down();
        } else if was_reset {
            self.forget();
            self.task_file = BUSY;
            self.errors |= EXCHANGED;
            self.events |= event::CONNECT;
        }
        let look = std::time::Instant::now() + LOOK;
        Some(self.later.next().map_or(look, |next| next.min(look)))
    }

    /// Gives the drive the commands that wait, one after another.
    fn work(&mut self, memory: &GuestMemory) {
        while self.command & cmd::START != 0 && self.running.is_none() && !self.halted && self.issued != 0 {
            self.begin(memory, self.issued.trailing_zeros());
        }
    }

    fn begin(&mut self, memory: &GuestMemory, slot: u32) {
        let header = Header::read(memory, self.command_list, slot);
        let task = match fis::parse(&memory.array(header.table)) {
            Some(FromHost::Command(task)) => task,
            other => {
                self.issued &= !(1 << slot);
                if let Some(FromHost::Control { reset }) = other {
                    self.software_reset(memory, reset);
                }
                return;
            }
        };
        let out = if header.writes { header.gather(memory) } else { Vec::new() };
        self.task_file = BUSY | 0x50;
        self.running = Some(slot);
        let answer = lock(&self.drive).execute(&task, &out);
        match answer.when {
            When::Now => self.finish(memory, slot, &task, &answer),
            When::After(after) => self.later.add(after, (slot, task, answer)),
            When::Never => {}
            When::Gone => self.link_down(),
        }
    }

    fn software_reset(&mut self, memory: &GuestMemory, asserted: bool) {
        if asserted {
            self.in_reset = true;
            self.task_file = BUSY;
        } else if std::mem::take(&mut self.in_reset) {
            lock(&self.drive).bus_reset();
            self.running = None;
            self.later.clear();
            self.sign(memory);
        }
    }

    fn finish(&mut self, memory: &GuestMemory, slot: u32, task: &TaskFile, answer: &AtaAnswer) {
        self.running = None;
        let is_error = answer.registers.status & ERR != 0;
        let data: &[u8] = if is_error { &[] } else { &answer.data };
        let header = Header::read(memory, self.command_list, slot);
        let moved = header.scatter(memory, data);
        // PRDBC: bytes that were moved.
        memory.write(self.command_list + 32 * u64::from(slot) + 4, &moved.to_le_bytes());
        let is_pio = !data.is_empty() && !fis::is_dma(task);
        if is_pio {
            let setup = fis::pio_setup(&answer.registers, data.len().min(0xffff) as u16);
            memory.write(self.received + 0x20, &setup);
        }
        self.post_registers(memory, &answer.registers);
        self.events |= if is_pio { event::PIO } else { event::REGISTERS };
        if is_error {
            self.events |= event::TASK_FILE;
            self.halted = true;
        } else {
            self.issued &= !(1 << slot);
        }
    }

    fn post_registers(&mut self, memory: &GuestMemory, registers: &Registers) {
        if self.received != 0 {
            memory.write(self.received + 0x40, &fis::registers(registers));
        }
        self.task_file = u32::from(registers.status) | u32::from(registers.error) << 8;
    }
}
