//! An AHCI controller (AHCI 1.3.1) with a SATA drive on each port.

pub mod fis;
mod header;
mod port;

use std::time::Instant;

use emulated_drives::ata::AtaDrive;

use self::port::Port;
use crate::attach::Shared;
use crate::vfio_user::{Bus, ConfigBuilder, Interrupts, PciDevice};

/// Most ports of a controller.
pub const MOST_PORTS: usize = 32;
/// The registers are behind base address 5: AHCI calls it ABAR.
const ABAR: u32 = 5;
/// Where the ports' registers begin, and how many bytes each has.
const PORTS: u64 = 0x100;
const PORT: u64 = 0x80;

/// GHC: reset, interrupts enabled, AHCI enabled.
const RESET: u32 = 1;
const INTERRUPTS: u32 = 2;
const ENABLED: u32 = 1 << 31;

/// The controller.
#[derive(Debug)]
pub struct Ahci {
    config: Vec<u8>,
    ports: Vec<Port>,
    control: u32,
    /// Ports whose events the host has not seen.
    pending: u32,
}

impl Ahci {
    /// A controller with these drives, at least one and at most [`MOST_PORTS`].
    #[must_use]
    pub fn new(drives: Vec<Shared<AtaDrive>>) -> Ahci {
        let config = ConfigBuilder::new(0xac01, 0x01_06_01, 256).msi().build();
        Ahci { config, ports: drives.into_iter().map(Port::new).collect(), control: 0, pending: 0 }
    }

    fn register(&self, offset: u64) -> u32 {
        match offset {
            0x00 => self.capabilities(),
            0x04 => self.control | ENABLED,
            0x08 => self.pending,
            0x0c => u32::MAX >> (MOST_PORTS - self.ports.len()),
            // Version 1.3.
            0x10 => 0x0001_0300,
            PORTS.. => {
                let (port, within) = ((offset - PORTS) / PORT, (offset - PORTS) % PORT);
                self.ports.get(port as usize).map_or(0, |port| port.read(within))
            }
            _ => 0,
        }
    }

    /// CAP: number of ports, 32 command slots, 6 Gb/s, staggered spin-up, 64-bit addresses. No native command queuing: one
    /// command after another is enough.
    fn capabilities(&self) -> u32 {
        (self.ports.len() as u32 - 1) | 31 << 8 | 3 << 20 | 1 << 27 | 1 << 31
    }

    /// Tells the host about the ports that want to interrupt.
    fn interrupt(&mut self, bus: &Bus) {
        let mut wanted = 0;
        for (number, port) in self.ports.iter().enumerate() {
            wanted |= u32::from(port.wanted() != 0) << number;
        }
        self.pending |= wanted;
        if wanted != 0 && self.control & INTERRUPTS != 0 {
            bus.interrupt(0);
        }
    }

    fn reset_all(&mut self) {
        self.control = 0;
        self.pending = 0;
        self.ports.iter_mut().for_each(Port::reset);
    }
}

impl PciDevice for Ahci {
    fn config(&mut self) -> &mut [u8] {
        &mut self.config
    }

    fn bar_bytes(&self, bar: u32) -> u64 {
        if bar == ABAR { 0x2000 } else { 0 }
    }

    fn interrupts(&self) -> Interrupts {
        Interrupts::Msi
    }

    fn read(&mut self, _bus: &mut Bus, _bar: u32, offset: u64, into: &mut [u8]) {
        let register = self.register(offset & !3).to_le_bytes();
        for (byte, value) in into.iter_mut().zip(&register[(offset & 3) as usize..]) {
            *byte = *value;
        }
    }

    fn write(&mut self, bus: &mut Bus, _bar: u32, offset: u64, bytes: &[u8]) {
        let mut value = [0; 4];
        let len = bytes.len().min(4);
        value[..len].copy_from_slice(&bytes[..len]);
        let value = u32::from_le_bytes(value);
        match offset {
            0x04 if value & RESET != 0 => self.reset_all(),
            0x04 => self.control = value & INTERRUPTS,
            0x08 => self.pending &= !value,
            PORTS.. => {
                let (port, within) = ((offset - PORTS) / PORT, (offset - PORTS) % PORT);
                if let Some(port) = self.ports.get_mut(port as usize) {
                    port.write(&bus.memory, within, value);
                }
                // Only what a command, a reset or a mask brought about: a host that clears a register is not interrupted for it.
                if matches!(within, 0x14 | 0x18 | 0x2c | 0x38) {
                    self.interrupt(bus);
                }
            }
            _ => {}
        }
    }

    fn tick(&mut self, bus: &mut Bus) -> Option<Instant> {
        let before: Vec<u32> = self.ports.iter().map(Port::wanted).collect();
        let next = self.ports.iter_mut().filter_map(|port| port.tick(&bus.memory)).min();
        if self.ports.iter().zip(&before).any(|(port, before)| port.wanted() & !before != 0) {
            self.interrupt(bus);
        }
        next
    }

    fn reset(&mut self) {
        self.reset_all();
    }
}
