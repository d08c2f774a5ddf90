//! An NVMe controller on PCI Express (NVM Express Base 2.0, chapter 3, and its PCIe transport): queues, doorbells, interrupts.
//! What the commands do is the drive's business.

mod queues;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use emulated_drives::When;
use emulated_drives::nvme::{NvmeAnswer, NvmeDrive, Queue, Transfer};

use self::queues::{Completion, Entry, Submission};
use crate::attach::{Shared, lock};
use crate::later::Later;
use crate::vfio_user::{Bus, ConfigBuilder, Interrupts, PciDevice};

/// Interrupt vectors.
const VECTORS: u16 = 8;
/// Where the doorbells begin: a submission queue's and a completion queue's in turn, four bytes each.
const DOORBELLS: u64 = 0x1000;
/// Where the interrupt tables lie, and how many bytes all registers have.
const TABLE: u32 = 0x2000;
const PENDING: u32 = 0x3000;
const BYTES: u64 = 0x4000;

/// CAP: 256 entries a queue, queues in one piece, ready within 10 s (units of 500 ms), the NVM command set.
const CAPABILITIES: u64 = 255 | 1 << 16 | 20 << 24 | 1 << 37;
/// VS: 1.4.
const VERSION: u32 = 0x0001_0400;
/// CC: enable.
const ENABLE: u32 = 1;
/// CSTS: ready, fatal status, shutdown complete.
const READY: u32 = 1;
const FATAL: u32 = 1 << 1;
const SHUT_DOWN: u32 = 2 << 2;

/// Admin commands about queues.
const DELETE_SUBMISSION: u8 = 0x00;
const CREATE_SUBMISSION: u8 = 0x01;
const DELETE_COMPLETION: u8 = 0x04;
const CREATE_COMPLETION: u8 = 0x05;
/// Status: a queue that cannot be (command specific, 01h).
const INVALID_QUEUE: u16 = 0x0101;

/// How often a controller is asked whether it still lives.
const LOOK: Duration = Duration::from_millis(50);

/// The controller.
#[derive(Debug)]
pub struct NvmePci {
    drive: Shared<NvmeDrive>,
    config: Vec<u8>,
    configuration: u32,
    status: u32,
    admin_sizes: u32,
    admin_submission: u64,
    admin_completion: u64,
    submissions: BTreeMap<u16, Submission>,
    completions: BTreeMap<u16, Completion>,
    later: Later<(u16, [u8; 64], NvmeAnswer)>,
}

impl NvmePci {
    /// A controller that was just switched on.
    #[must_use]
    pub fn new(drive: Shared<NvmeDrive>) -> NvmePci {
        let config = ConfigBuilder::new(0x5e5e, 0x01_08_02, 4096)
            .wide_bar()
            .msi_x(VECTORS, TABLE, PENDING)
            .express()
            .power_management()
            .build();
        NvmePci {
            drive,
            config,
            configuration: 0,
            status: 0,
            admin_sizes: 0,
            admin_submission: 0,
            admin_completion: 0,
            submissions: BTreeMap::new(),
            completions: BTreeMap::new(),
            later: Later::default(),
        }
    }

    fn register(&self, offset: u64) -> u64 {
        match offset & !7 {
            0x00 => CAPABILITIES,
            0x08 => u64::from(VERSION),
            // Interrupt masks, and then CC; CSTS.
            0x10 => u64::from(self.configuration) << 32,
            0x18 => u64::from(self.status) << 32,
            0x20 => u64::from(self.admin_sizes) << 32,
            0x28 => self.admin_submission,
            0x30 => self.admin_completion,
            _ => 0,
        }
    }

    fn set_configuration(&mut self, value: u32) {
        let before = std::mem::replace(&mut self.configuration, value);
        match (before & ENABLE, value & ENABLE) {
            (0, ENABLE) => self.enable(),
            (ENABLE, 0) => self.stop(),
            // SHN: a shutdown is over at once.
            _ if value >> 14 & 3 != 0 => self.status |= SHUT_DOWN,
            _ => {}
        }
    }

    fn enable(&mut self) {
        if lock(&self.drive).is_dead() {
            self.status = FATAL;
            return;
        }
        let entries = |field: u32| (field & 0xfff) as u16 + 1;
        let (submission, completion) = (entries(self.admin_sizes), entries(self.admin_sizes >> 16));
        self.submissions.insert(0, Submission::new(self.admin_submission, submission, 0));
        self.completions.insert(0, Completion::new(self.admin_completion, completion, Some(0)));
        self.status = READY;
    }

    /// A controller reset: all queues are gone, and with them what was not answered.
    fn stop(&mut self) {
        self.status = 0;
        self.submissions.clear();
        self.completions.clear();
        self.later.clear();
        lock(&self.drive).controller_reset();
    }

    fn ring(&mut self, bus: &Bus, doorbell: u64, value: u16) {
        let queue = (doorbell / 2) as u16;
        // The head of a completion queue would tell how much room there is: the host never lets one run over.
        if doorbell.is_multiple_of(2)
            && let Some(submission) = self.submissions.get_mut(&queue)
            && value < submission.entries
        {
            submission.tail = value;
            self.work(bus, queue);
        }
    }

    fn work(&mut self, bus: &Bus, queue: u16) {
        while self.status & FATAL == 0
            && let Some(entry) = self.submissions.get_mut(&queue).and_then(|queue| queue.take(&bus.memory))
        {
            let is_about_queues = matches!(
                entry[0],
                DELETE_SUBMISSION | CREATE_SUBMISSION | DELETE_COMPLETION | CREATE_COMPLETION
            );
            if queue == 0 && is_about_queues {
                let status = self.manage_queues(&entry).map_or(INVALID_QUEUE, |()| 0);
                self.complete(bus, queue, &entry, status, 0);
            } else {
                self.execute(bus, queue, entry);
            }
        }
    }

    fn manage_queues(&mut self, entry: &[u8; 64]) -> Option<()> {
        let half = |at: usize| u16::from_le_bytes([entry[at], entry[at + 1]]);
        let base = u64::from_le_bytes(entry[24..32].try_into().ok()?);
        let (number, entries, flags, other) = (half(40), half(42).checked_add(1)?, half(44), half(46));
        if number == 0 {
            return None;
        }
        match entry[0] {
            CREATE_COMPLETION => {
                let vector = (flags & 2 != 0).then_some(other);
                self.completions.insert(number, Completion::new(base, entries, vector));
            }
            CREATE_SUBMISSION => {
                self.completions.get(&other)?;
                self.submissions.insert(number, Submission::new(base, entries, other));
            }
            DELETE_COMPLETION => {
                self.completions.remove(&number)?;
            }
            _ => {
                self.submissions.remove(&number)?;
                self.later.retain(|(queue, ..)| *queue != number);
            }
        }
        Some(())
    }

    fn execute(&mut self, bus: &Bus, queue: u16, entry: [u8; 64]) {
        let kind = if queue == 0 { Queue::Admin } else { Queue::Io };
        let mut drive = lock(&self.drive);
        let out = match drive.transfer(kind, &entry) {
            Transfer::ToDrive(len) => queues::gather(&bus.memory, &entry, len),
            Transfer::ToHost(_) | Transfer::None => Vec::new(),
        };
        let answer = match kind {
            Queue::Admin => drive.admin(&entry, &out),
            Queue::Io => drive.io(&entry, &out),
        };
        drop(drive);
        match answer.when {
            When::Now => self.finish(bus, queue, &entry, &answer),
            When::After(after) => self.later.add(after, (queue, entry, answer)),
            When::Never => {}
            When::Gone => self.status |= FATAL,
        }
    }

    fn finish(&mut self, bus: &Bus, queue: u16, entry: &[u8; 64], answer: &NvmeAnswer) {
        let kind = if queue == 0 { Queue::Admin } else { Queue::Io };
        let transfer = lock(&self.drive).transfer(kind, entry);
        if let Transfer::ToHost(len) = transfer
            && !answer.data.is_empty()
        {
            queues::scatter(&bus.memory, entry, len, &answer.data);
        }
        self.complete(bus, queue, entry, answer.status, answer.result);
    }

    fn complete(&mut self, bus: &Bus, queue: u16, entry: &[u8; 64], status: u16, result: u32) {
        let Some(submission) = self.submissions.get(&queue) else { return };
        let command = u16::from_le_bytes([entry[2], entry[3]]);
        let entry = Entry { result, queue, head: submission.head, command, status };
        if let Some(completion) = self.completions.get_mut(&submission.completion) {
            completion.post(bus, &entry);
        }
    }
}

/// A register of 64 bits of which one half, or all, is written.
fn store(register: &mut u64, offset: u64, bytes: &[u8]) {
    let mut whole = register.to_le_bytes();
    for (byte, value) in whole.iter_mut().skip((offset & 7) as usize).zip(bytes) {
        *byte = *value;
    }
    *register = u64::from_le_bytes(whole);
}

impl PciDevice for NvmePci {
    fn config(&mut self) -> &mut [u8] {
        &mut self.config
    }

    fn bar_bytes(&self, bar: u32) -> u64 {
        if bar == 0 { BYTES } else { 0 }
    }

    fn interrupts(&self) -> Interrupts {
        Interrupts::MsiX(u32::from(VECTORS))
    }

    fn read(&mut self, _bus: &mut Bus, _bar: u32, offset: u64, into: &mut [u8]) {
        let register = self.register(offset).to_le_bytes();
        for (byte, value) in into.iter_mut().zip(&register[(offset & 7) as usize..]) {
            *byte = *value;
        }
    }

    fn write(&mut self, bus: &mut Bus, _bar: u32, offset: u64, bytes: &[u8]) {
        let mut word = 0;
        store(&mut word, 0, bytes);
        match offset {
            0x14 => self.set_configuration(word as u32),
            0x24 => self.admin_sizes = word as u32,
            0x28..0x30 => store(&mut self.admin_submission, offset, bytes),
            0x30..0x38 => store(&mut self.admin_completion, offset, bytes),
            DOORBELLS..BYTES => self.ring(bus, (offset - DOORBELLS) / 4, word as u16),
            _ => {}
        }
    }

    fn tick(&mut self, bus: &mut Bus) -> Option<Instant> {
        while let Some((queue, entry, answer)) = self.later.take_due() {
            self.finish(bus, queue, &entry, &answer);
        }
        if self.status & READY == 0 {
            return None;
        }
        let mut drive = lock(&self.drive);
        drive.tick();
        if drive.is_dead() {
            self.status |= FATAL;
        }
        let look = Instant::now() + LOOK;
        Some(self.later.next().map_or(look, |next| next.min(look)))
    }

    fn reset(&mut self) {
        if self.status & (READY | FATAL) != 0 {
            self.stop();
        }
        self.configuration = 0;
    }
}
