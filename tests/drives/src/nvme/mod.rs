//! An NVMe controller with its namespaces (NVM Express Base 2.3, NVM Command Set 1.2), without a transport: whoever
//! carries it fetches the submission queue entry and the data, and posts the completion.
//!
//! Names that `hang`, `die`, `odd` and `unsupported` look for are those of the standard, with the variant behind a
//! slash: `Sanitize/Block Erase`, `Format NVM/User Data Erase`, `Get Log Page/Sanitize Status`, `Write`.
//!
//! How this drive reads some rows of the table of [`Faults`]:
//! - `odd`: the command is executed, and its status is the given one, data is left out.
//! - `reset`: the controller has a fatal error at 50 %, which a controller reset clears. A sanitize goes on then, a format
//!   does not.
//! - `die`, `die_at`: only a power cycle brings it back.
//! - `locked`: a TCG Opal range is locked: reads and writes are denied, so are Format NVM and Sanitize.
//! - `forget`: only writes that are in a cache are lost; forced unit access and Set Features write through.
//! - Format NVM blocks: where its progress never ends, it is never answered.

mod admin;
mod command;
mod events;
mod features;
mod format;
mod identify;
mod io;
mod logs;
mod manage;
mod namespace;
mod persona;
mod properties;
mod sanitize;
mod security;
mod self_test;
mod state;
pub mod status;
mod wire;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub use command::{Queue, Transfer};
pub use persona::{FormatCrypto, Level0, NamespacePlan, NvmePersona, Takes, fna, sanicap};

use crate::When;
use crate::clock::Clock;
use crate::fault::Faults;
pub use crate::flash::Area;
use crate::flash::Flash;
use crate::journal::{Entry, Journal};
use crate::store::Store;
use crate::work::Outcome;
use command::Command;
use namespace::Namespace;
use status::DNR;

/// The answer to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NvmeAnswer {
    /// Status code in bits 7:0, its type in 10:8, Do Not Retry in bit 14; zero is success.
    pub status: u16,
    /// Completion dword 0.
    pub result: u32,
    /// Data for the host.
    pub data: Vec<u8>,
    /// When it goes out.
    pub when: When,
}

impl NvmeAnswer {
    fn ok() -> NvmeAnswer {
        NvmeAnswer { status: 0, result: 0, data: Vec::new(), when: When::Now }
    }

    fn data(data: Vec<u8>) -> NvmeAnswer {
        NvmeAnswer { data, ..NvmeAnswer::ok() }
    }

    fn result(result: u32) -> NvmeAnswer {
        NvmeAnswer { result, ..NvmeAnswer::ok() }
    }

    fn error(status: u16) -> NvmeAnswer {
        NvmeAnswer { status: status | DNR, ..NvmeAnswer::ok() }
    }

    fn at(when: When) -> NvmeAnswer {
        NvmeAnswer { when, ..NvmeAnswer::ok() }
    }
}

/// An answer, or a status without [`DNR`].
type Answered = Result<NvmeAnswer, u16>;
/// A data structure or log page, or a status without [`DNR`].
type Page = Result<Vec<u8>, u16>;

/// Until when a drive is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dead {
    No,
    /// A fatal error that a controller reset clears.
    UntilReset,
    UntilPowerCycle,
}

/// Bytes that a controller moves in one command: MDTS 8, that is 2^8 pages of 4096.
const MOST_BYTES: u64 = 4096 << 8;

/// An emulated NVMe drive.
#[derive(Debug)]
pub struct NvmeDrive {
    persona: NvmePersona,
    faults: Faults,
    clock: Arc<dyn Clock>,
    journal: Journal,
    flash: Flash,
    namespaces: BTreeMap<u32, Namespace>,
    sanitize: sanitize::Sanitize,
    format: Option<format::Formatting>,
    self_test: self_test::SelfTest,
    events: events::Events,
    features: features::Features,
    /// What was there before each write that is not flushed yet.
    unflushed: Vec<(u64, Vec<u8>)>,
    counts: logs::Counts,
    dead: Dead,
}

impl NvmeDrive {
    /// A drive, powered on. The store holds the namespaces one after another, the unallocated capacity, the boot
    /// partitions, the RPMB, and then what [`crate::flash`] keeps.
    ///
    /// # Panics
    /// When the store is smaller than [`NvmePersona::store_bytes`].
    #[must_use]
    pub fn new(
        persona: NvmePersona,
        store: Store,
        faults: Faults,
        clock: Arc<dyn Clock>,
        journal: Journal,
    ) -> NvmeDrive {
        NvmeDrive {
            flash: Flash::new(store, persona.visible_bytes(), persona.spare_bytes),
            namespaces: namespace::planned(&persona),
            persona,
            faults,
            clock,
            journal,
            sanitize: sanitize::Sanitize::default(),
            format: None,
            self_test: self_test::SelfTest::default(),
            events: events::Events::default(),
            features: features::Features::default(),
            unflushed: Vec::new(),
            counts: logs::Counts::default(),
            dead: Dead::No,
        }
    }

    /// An admin command with the data that goes to the drive. Queues are the transport's business.
    pub fn admin(&mut self, sqe: &[u8; 64], out: &[u8]) -> NvmeAnswer {
        self.run(Queue::Admin, sqe, out)
    }

    /// An I/O command with the data that goes to the drive.
    pub fn io(&mut self, sqe: &[u8; 64], out: &[u8]) -> NvmeAnswer {
        self.run(Queue::Io, sqe, out)
    }

    /// The data that a command moves, as the drive understands it; none for lengths beyond MDTS, which it refuses.
    #[must_use]
    pub fn transfer(&self, queue: Queue, sqe: &[u8; 64]) -> Transfer {
        let command = Command::new(sqe);
        let block_bytes = self.namespaces.get(&command.nsid()).map_or(512, Namespace::block_bytes);
        command.transfer(queue, block_bytes)
    }

    fn run(&mut self, queue: Queue, sqe: &[u8; 64], out: &[u8]) -> NvmeAnswer {
        self.tick();
        let command = Command::new(sqe);
        let name = command.name(queue);
        let answer = self.answer(queue, command, &name, out);
        self.journal.note(Entry {
            at: self.clock.now(),
            name,
            bytes: sqe.to_vec(),
            data: out[..out.len().min(512)].to_vec(),
            answer: match answer.when {
                When::Never => "no answer".to_owned(),
                When::Gone => "gone".to_owned(),
                When::Now | When::After(_) if answer.status == 0 => "ok".to_owned(),
                When::Now | When::After(_) => {
                    format!("{:03X}h {}", answer.status & 0x7FF, status::words(answer.status))
                }
            },
        });
        answer
    }

    fn answer(&mut self, queue: Queue, command: Command<'_>, name: &str, out: &[u8]) -> NvmeAnswer {
        if self.faults.names("die", name) {
            self.dead = Dead::UntilPowerCycle;
        }
        if self.dead != Dead::No {
            return NvmeAnswer::at(When::Gone);
        }
        if self.faults.names("hang", name) {
            return NvmeAnswer::at(When::Never);
        }
        if self.faults.names("unsupported", name) {
            return NvmeAnswer::error(status::INVALID_OPCODE);
        }
        let answered = match queue {
            Queue::Admin => self.admin_command(command, out),
            Queue::Io => self.io_command(command, out),
        };
        let answer = answered.unwrap_or_else(NvmeAnswer::error);
        match self.odd_status(name) {
            Some(status) => NvmeAnswer { status, data: Vec::new(), ..answer },
            None => answer,
        }
    }

    /// The status that the fault `odd` puts in place of the real one; the command is executed all the same.
    fn odd_status(&self, name: &str) -> Option<u16> {
        let (part, status) = self.faults.text("odd")?.rsplit_once('=')?;
        (!part.is_empty() && name.contains(part)).then(|| u16::from_str_radix(status, 16).ok())?
    }

    /// Lets the time that has passed do its work. Commands do it themselves; call it before looking into the store.
    pub fn tick(&mut self) {
        let now = self.clock.now();
        let outcomes = [self.tick_sanitize(now), self.tick_format(now)];
        if outcomes.contains(&Outcome::Dead) {
            self.dead = Dead::UntilPowerCycle;
        } else if outcomes.contains(&Outcome::Reset) && self.dead == Dead::No {
            self.dead = Dead::UntilReset;
        }
        self.tick_self_test(now);
    }

    /// Whether the controller is gone (CSTS.CFS, or no answer at all).
    #[must_use]
    pub fn is_dead(&self) -> bool {
        let now = self.clock.now();
        let sanitize = self.sanitize.work.as_ref();
        let format = self.format.as_ref().map(|format| &format.work);
        let gone = |outcome| matches!(outcome, Outcome::Dead | Outcome::Reset);
        self.dead != Dead::No
            || sanitize.into_iter().chain(format).any(|work| gone(work.outcome(now, &self.faults)))
    }

    /// A controller level reset: features fall back, a format and a short self-test end; a sanitize goes on.
    pub fn controller_reset(&mut self) {
        self.tick();
        if self.dead == Dead::UntilPowerCycle {
            return;
        }
        self.restart();
    }

    /// Power off and on again.
    pub fn power_cycle(&mut self) {
        self.tick();
        if self.faults.has("forget") {
            for (at, bytes) in std::mem::take(&mut self.unflushed).into_iter().rev() {
                self.flash.put_back(at, &bytes);
            }
        }
        self.counts.power_cycles += 1;
        self.restart();
    }

    fn restart(&mut self) {
        let now = self.clock.now();
        self.dead = Dead::No;
        self.features = features::Features::default();
        self.events.release();
        self.self_test.interrupt(self_test::Ended::Reset);
        self.format = None;
        if let Some(work) = &mut self.sanitize.work {
            work.resume(now);
        }
    }

    /// Where everything lies in the store.
    #[must_use]
    pub fn areas(&self) -> Vec<Area> {
        let mut areas: Vec<Area> = self
            .namespaces
            .iter()
            .map(|(nsid, space)| Area::new(&format!("namespace {nsid}"), space.from, space.to()))
            .collect();
        for (from, to) in self.unallocated() {
            areas.push(Area::new("unallocated", from, to));
        }
        let mut at = self.persona.user_bytes();
        let mut add = |name: &str, bytes: u64| {
            if bytes > 0 {
                areas.push(Area::new(name, at, at + bytes));
                at += bytes;
            }
        };
        add("boot partition 0", self.persona.boot_partition_bytes);
        add("boot partition 1", self.persona.boot_partition_bytes);
        add("RPMB", self.persona.rpmb_bytes());
        areas.extend(self.flash.hidden_areas());
        areas
    }

    /// The user capacity as a range of the store.
    fn user(&self) -> (u64, u64) {
        (0, self.persona.user_bytes())
    }

    /// What TCG level 0 discovery says: the fault `locked` makes an Opal drive with a locked range of any drive.
    fn tcg(&self) -> Option<Level0> {
        if self.faults.has("locked") {
            let ssc = self.persona.tcg.map_or(Level0::OPAL_2, |tcg| tcg.ssc);
            return Some(Level0 { ssc, enabled: true, locked: true });
        }
        self.persona.tcg
    }

    /// Whether a TCG range is locked.
    fn is_locked(&self) -> bool {
        self.tcg().is_some_and(|tcg| tcg.locked)
    }
}

/// Whole seconds, rounded up.
fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis().div_ceil(1000)).unwrap_or(u32::MAX)
}
