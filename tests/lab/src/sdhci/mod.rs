//! An SD host controller (SD Host Controller Simplified Specification 3.00) with an eMMC device soldered to it.

mod registers;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use emulated_drives::When;
use emulated_drives::emmc::{EmmcAnswer, EmmcDrive};

use self::registers::{event, mode, register};
use crate::attach::{Shared, lock};
use crate::later::Later;
use crate::memory::GuestMemory;
use crate::vfio_user::{Bus, ConfigBuilder, Interrupts, PciDevice};

/// Bytes of its registers, and of what is behind its base address.
const REGISTERS: usize = 0x100;
const BYTES: u64 = 0x1000;

/// Capabilities: timeout and base clock of 50 MHz, 8 bits wide, ADMA2, high speed, 3.3 V, a slot for an embedded device.
const CAPABILITIES: u32 = 0x32 | 1 << 7 | 0x32 << 8 | 1 << 18 | 1 << 19 | 1 << 21 | 1 << 24 | 1 << 30;
/// Present state: a card is there and stable, writable, all lines high.
const PRESENT: u32 = 0x01ff_0000;
/// In it: data line 0 is high, that is, the device is not busy; the buffer can be read.
const NOT_BUSY: u32 = 1 << 20;
const BUFFER_READABLE: u32 = 1 << 11;
/// Specification 3.00.
const VERSION: u8 = 2;

/// Commands.
const SET_BLOCK_COUNT: u8 = 23;

/// Most descriptors of an ADMA2 table that are followed.
const MOST_DESCRIPTORS: usize = 4096;
/// How often a busy device is given the time that has passed.
const LOOK: Duration = Duration::from_millis(50);

/// The controller.
#[derive(Debug)]
pub struct Sdhci {
    drive: Shared<EmmcDrive>,
    config: Vec<u8>,
    registers: [u8; REGISTERS],
    /// Data that the host reads word by word.
    buffer: VecDeque<u8>,
    /// The device holds data line 0 low.
    busy: bool,
    /// Ends of that, and whether the host waits for it.
    later: Later<bool>,
    before: u8,
}

impl Sdhci {
    /// A controller that was just switched on.
    #[must_use]
    pub fn new(drive: Shared<EmmcDrive>) -> Sdhci {
        let mut host = Sdhci {
            drive,
            config: ConfigBuilder::new(0xec3c, 0x08_05_01, 256).build(),
            registers: [0; REGISTERS],
            buffer: VecDeque::new(),
            busy: false,
            later: Later::default(),
            before: 0,
        };
        host.reset_registers();
        host
    }

    fn reset_registers(&mut self) {
        self.registers = [0; REGISTERS];
        self.put(register::CAPABILITIES, CAPABILITIES);
        self.registers[register::VERSION] = VERSION;
        self.buffer.clear();
    }

    fn get(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.registers[at..at + 4].try_into().unwrap_or_default())
    }

    fn half(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.registers[at], self.registers[at + 1]])
    }

    fn put(&mut self, at: usize, value: u32) {
        self.registers[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    fn set_status(&mut self, bus: &mut Bus, status: u32) {
        let error = if status >> 16 == 0 { 0 } else { event::ERROR };
        self.put(register::STATUS, status & !event::ERROR | error);
        self.update_line(bus);
    }

    fn update_line(&self, bus: &mut Bus) {
        let status = self.get(register::STATUS) & self.get(register::SIGNAL_ENABLE);
        bus.set_line(status & !event::ERROR != 0);
    }

    fn raise(&mut self, bus: &mut Bus, events: u32) {
        let enabled = events & self.get(register::STATUS_ENABLE);
        let status = self.get(register::STATUS) | enabled;
        self.set_status(bus, status);
    }

    /// Bytes that a command with data moves.
    fn data_bytes(&self) -> usize {
        let block = usize::from(self.half(register::BLOCK_BYTES) & 0xfff);
        block * usize::from(self.blocks())
    }

    fn blocks(&self) -> u16 {
        let mode = self.half(register::MODE);
        let is_counted = mode & (mode::MULTIPLE | mode::COUNTED) == mode::MULTIPLE | mode::COUNTED;
        if is_counted { self.half(register::BLOCK_COUNT) } else { 1 }
    }

    /// Sends a command to the device.
    fn command(&mut self, bus: &mut Bus) {
        let command = self.half(register::COMMAND);
        let index = (command >> 8 & 0x3f) as u8;
        let (has_data, mode) = (command & 0x20 != 0, self.half(register::MODE));
        let is_read = mode & mode::READ != 0;
        if has_data && mode & mode::MULTIPLE != 0 {
            self.announce_blocks(mode);
        }
        let out = if has_data && !is_read { self.gather(&bus.memory) } else { Vec::new() };
        let answer = lock(&self.drive).command(index, self.get(register::ARGUMENT), &out);
        self.before = index;
        // The kind of response: 0 none, 1 long, 2 short, 3 short with busy.
        let kind = command & 3;
        if answer.no_response && kind != 0 {
            return self.raise(bus, event::COMMAND_TIMEOUT);
        }
        self.put_response(&answer, kind == 1);
        let mut events = event::COMMAND_COMPLETE;
        if has_data {
            events |= self.move_data(bus, &answer, is_read, mode);
        }
        self.set_busy(answer.when, kind == 3 || has_data && !is_read);
        if kind == 3 && !self.busy {
            events |= event::TRANSFER_COMPLETE;
        }
        self.raise(bus, events);
    }

    fn announce_blocks(&mut self, mode: u16) {
        let mut drive = lock(&self.drive);
        if mode & mode::AUTO == mode::AUTO_COUNT {
            drive.command(SET_BLOCK_COUNT, self.get(register::ARGUMENT_2), &[]);
        } else if self.before != SET_BLOCK_COUNT {
            drive.expect_blocks(u32::from(self.blocks()));
        }
    }

    /// The response: bits 127:8 of a register for a long one, since its CRC is the controller's business.
    fn put_response(&mut self, answer: &EmmcAnswer, is_long: bool) {
        let words = if is_long {
            let [a, b, c, d] = answer.response.map(u128::from);
            let register = (a << 96 | b << 64 | c << 32 | d) >> 8;
            [0, 32, 64, 96].map(|shift| (register >> shift) as u32)
        } else {
            answer.response
        };
        for (number, word) in words.into_iter().enumerate() {
            self.put(register::RESPONSE + 4 * number, word);
        }
    }

    /// Moves the data of a command: what has happened then.
    fn move_data(&mut self, bus: &Bus, answer: &EmmcAnswer, is_read: bool, mode: u16) -> u32 {
        if !is_read {
            return if answer.when == When::Now { event::TRANSFER_COMPLETE } else { 0 };
        }
        if answer.data.is_empty() {
            return event::DATA_TIMEOUT;
        }
        if mode & mode::DMA == 0 {
            self.buffer = answer.data.iter().copied().collect();
            return event::BUFFER_READABLE;
        }
        let mut left = answer.data.as_slice();
        for (at, len) in self.places(&bus.memory) {
            let (now, rest) = left.split_at(left.len().min(len));
            bus.memory.write(at, now);
            left = rest;
        }
        event::TRANSFER_COMPLETE
    }

    /// The device is busy for so long; the host is told of the end if it waits for it.
    fn set_busy(&mut self, when: When, is_awaited: bool) {
        self.busy = !matches!(when, When::Now);
        self.later.clear();
        if let When::After(after) = when {
            self.later.add(after, is_awaited);
        }
    }

    /// Places of data: one, or those of an ADMA2 table (1.13.3).
    fn places(&self, memory: &GuestMemory) -> Vec<(u64, usize)> {
        if self.registers[register::HOST_CONTROL] >> 3 & 3 == 0 {
            return vec![(u64::from(self.get(register::ARGUMENT_2)), self.data_bytes())];
        }
        let mut places = Vec::new();
        let mut at = u64::from(self.get(register::ADMA));
        for _ in 0..MOST_DESCRIPTORS {
            let [attributes, _, l0, l1, a0, a1, a2, a3] = memory.array(at);
            let address = u64::from(u32::from_le_bytes([a0, a1, a2, a3]));
            let len = usize::from(u16::from_le_bytes([l0, l1]));
            at += 8;
            match attributes & 0x30 {
                0x20 => places.push((address, if len == 0 { 65536 } else { len })),
                0x30 => at = address,
                _ => {}
            }
            // Valid, and not the last one.
            if attributes & 3 != 1 {
                break;
            }
        }
        places
    }

    fn gather(&self, memory: &GuestMemory) -> Vec<u8> {
        let mut data: Vec<u8> =
            self.places(memory).into_iter().flat_map(|(at, len)| memory.bytes(at, len)).collect();
        data.truncate(self.data_bytes());
        data
    }

    fn read_buffer(&mut self, bus: &mut Bus, into: &mut [u8]) {
        let block = usize::from(self.half(register::BLOCK_BYTES) & 0xfff).max(1);
        for byte in into {
            *byte = self.buffer.pop_front().unwrap_or(0);
        }
        if self.buffer.is_empty() {
            self.raise(bus, event::TRANSFER_COMPLETE);
        } else if self.buffer.len().is_multiple_of(block) {
            self.raise(bus, event::BUFFER_READABLE);
        }
    }

    fn present(&self) -> u32 {
        let busy = if self.busy { NOT_BUSY } else { 0 };
        let buffer = if self.buffer.is_empty() { 0 } else { BUFFER_READABLE };
        PRESENT & !busy | buffer
    }
}

impl PciDevice for Sdhci {
    fn config(&mut self) -> &mut [u8] {
        &mut self.config
    }

    fn bar_bytes(&self, bar: u32) -> u64 {
        if bar == 0 { BYTES } else { 0 }
    }

    fn interrupts(&self) -> Interrupts {
        Interrupts::Line
    }

    fn read(&mut self, bus: &mut Bus, _bar: u32, offset: u64, into: &mut [u8]) {
        let offset = offset as usize;
        if offset == register::BUFFER {
            return self.read_buffer(bus, into);
        }
        self.put(register::PRESENT, self.present());
        for (at, byte) in (offset..).zip(into) {
            *byte = self.registers.get(at).copied().unwrap_or(0);
        }
    }

    fn write(&mut self, bus: &mut Bus, _bar: u32, offset: u64, bytes: &[u8]) {
        let (at, end) = (offset as usize, offset as usize + bytes.len());
        match at {
            // Writing a one clears.
            0x30..0x34 => {
                let mut cleared = [0; 4];
                for (place, byte) in cleared.iter_mut().skip(at - register::STATUS).zip(bytes) {
                    *place = *byte;
                }
                let status = self.get(register::STATUS) & !u32::from_le_bytes(cleared);
                self.set_status(bus, status);
            }
            register::RESET => {
                if bytes[0] & 1 != 0 {
                    self.reset_registers();
                }
                self.buffer.clear();
                self.set_status(bus, 0);
            }
            register::PRESENT | 0x40..0x48 | register::VERSION => {}
            _ if end > REGISTERS => {}
            _ => {
                self.registers[at..end].copy_from_slice(bytes);
                match at {
                    // The internal clock is stable as soon as it is on.
                    register::CLOCK => self.registers[at] |= (self.registers[at] & 1) << 1,
                    register::SIGNAL_ENABLE => self.update_line(bus),
                    // The upper half of the command starts it.
                    _ if at <= register::COMMAND + 1 && end == register::COMMAND + 2 => self.command(bus),
                    _ => {}
                }
            }
        }
    }

    fn tick(&mut self, bus: &mut Bus) -> Option<Instant> {
        while let Some(is_awaited) = self.later.take_due() {
            lock(&self.drive).tick();
            self.busy = false;
            if is_awaited {
                self.raise(bus, event::TRANSFER_COMPLETE);
            }
        }
        if !self.busy {
            return None;
        }
        lock(&self.drive).tick();
        let look = Instant::now() + LOOK;
        Some(self.later.next().map_or(look, |next| next.min(look)))
    }

    fn reset(&mut self) {
        self.reset_registers();
        self.later.clear();
        self.busy = false;
    }
}
