//! What a PCI device reaches: the guest's memory, and its interrupts.

use std::fs::File;
use std::os::fd::OwnedFd;

use crate::memory::GuestMemory;
use crate::wire::signal;

/// How a device interrupts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupts {
    /// A level-triggered line.
    Line,
    /// One message.
    Msi,
    /// So many messages.
    MsiX(u32),
}

impl Interrupts {
    /// VFIO's number of this kind.
    pub(super) fn index(self) -> u32 {
        match self {
            Interrupts::Line => 0,
            Interrupts::Msi => 1,
            Interrupts::MsiX(_) => 2,
        }
    }

    /// How many there are.
    pub(super) fn count(self) -> u32 {
        match self {
            Interrupts::MsiX(count) => count,
            Interrupts::Line | Interrupts::Msi => 1,
        }
    }
}

/// The bus that a device sits on.
#[derive(Debug)]
pub struct Bus {
    /// The guest's memory.
    pub memory: GuestMemory,
    events: Vec<Option<File>>,
    is_line: bool,
    level: bool,
    /// VFIO masks a line that it has delivered, until the guest has seen to it.
    masked: bool,
}

impl Bus {
    pub(super) fn new(interrupts: Interrupts) -> Bus {
        Bus {
            memory: GuestMemory::default(),
            events: (0..interrupts.count()).map(|_| None).collect(),
            is_line: interrupts == Interrupts::Line,
            level: false,
            masked: false,
        }
    }

    /// Sends a message.
    pub fn interrupt(&self, vector: usize) {
        signal(self.events.get(vector).and_then(Option::as_ref));
    }

    /// Pulls the line, or lets it go.
    pub fn set_line(&mut self, level: bool) {
        self.level = level;
        if level && !self.masked && self.is_line {
            self.masked = true;
            self.interrupt(0);
        }
    }

    /// The guest says where it wants its interrupts.
    pub(super) fn connect(&mut self, first: usize, count: usize, descriptors: Vec<OwnedFd>) {
        let mut descriptors = descriptors.into_iter();
        for event in self.events.iter_mut().skip(first).take(count) {
            *event = descriptors.next().map(File::from);
        }
        self.masked = false;
    }

    pub(super) fn disconnect(&mut self) {
        self.events.iter_mut().for_each(|event| *event = None);
    }

    pub(super) fn mask(&mut self) {
        self.masked = true;
    }

    /// The guest has seen to the line: it is delivered again if it is still pulled.
    pub(super) fn unmask(&mut self) {
        self.masked = false;
        self.set_line(self.level);
    }
}
