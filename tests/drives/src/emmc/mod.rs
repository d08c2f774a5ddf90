//! An eMMC device (JESD84-B51), without a bus: whoever carries it sends command index, argument and data.
//!
//! Erase, trim and discard take blocks out of the map; the data stays in the flash until a sanitize, see [`crate::flash`].
//! A power cut ends a sanitize or an erase for good.
//!
//! Names that `hang`, `die`, `odd` and `unsupported` look for: `SWITCH/Sanitize Start`, `ERASE/Trim`, `ERASE/Secure Erase`,
//! `WRITE_MULTIPLE_BLOCK` and so on, as [`EmmcDrive::command`] writes them into the journal.
//!
//! How this device reads some rows of the table of [`Faults`]:
//! - `odd`: the command is executed, and its first response word is the given one.
//! - `reset`: at 50 % of an erase the device is as after GO_IDLE_STATE, and the erase is over.
//! - `fail_at`: the status after the busy time has ERROR.
//! - `status_error`: from the first sanitize on SEND_STATUS has ERROR.
//! - `locked`: locked by a password: no data, no erase.
//! - `bad`, `unreadable`: blocks of the user area.

mod commands;
mod erase;
mod persona;
mod registers;
pub mod status;
mod transfer;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use persona::{EmmcPersona, features};

use crate::When;
use crate::clock::Clock;
use crate::fault::Faults;
use crate::flash::{Area, Flash};
use crate::journal::{Entry, Journal};
use crate::store::Store;
use crate::work::{Outcome, Work};
use registers::ext;

/// States of the device, as the status has them in bits 12:9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle = 0,
    Ready = 1,
    Identification = 2,
    StandBy = 3,
    Transfer = 4,
    Sleep = 10,
    Inactive = 15,
}

/// What the status shows while an erase runs.
const PROGRAMMING: u32 = 7;

/// The answer to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmmcAnswer {
    /// The response. R1 and others: the first word. R2 (CID, CSD): the register, most significant word first, with its CRC.
    pub response: [u32; 4],
    /// Data for the host.
    pub data: Vec<u8>,
    /// When the device stops signalling busy; the response itself comes at once.
    pub when: When,
    /// There is no response at all.
    pub no_response: bool,
}

impl EmmcAnswer {
    fn response(response: [u32; 4]) -> EmmcAnswer {
        EmmcAnswer { response, data: Vec::new(), when: When::Now, no_response: false }
    }

    fn none() -> EmmcAnswer {
        EmmcAnswer { no_response: true, ..EmmcAnswer::response([0; 4]) }
    }
}

/// What a command leads to, when it is not refused.
enum Effect {
    /// R1 with the status.
    Status,
    /// R1, and data for the host.
    Data(Vec<u8>),
    /// R1, and busy.
    Busy(When),
    /// Another response.
    Response([u32; 4]),
    /// Nothing on the bus.
    Silent,
}

/// An effect, or the status bit of an error.
type Done = Result<Effect, u32>;

/// An emulated eMMC device.
#[derive(Debug)]
pub struct EmmcDrive {
    persona: EmmcPersona,
    faults: Faults,
    clock: Arc<dyn Clock>,
    journal: Journal,
    flash: Flash,
    extended: [u8; 512],
    state: State,
    address: u32,
    /// Status bits that the next response reports.
    pending: u32,
    erase: erase::Sequence,
    work: Option<Work>,
    /// The host was told that the work is done.
    work_is_hidden: bool,
    sanitized: bool,
    /// Blocks of the next multiple block transfer.
    block_count: u32,
    rpmb_request: u16,
    unflushed: Vec<(u64, Vec<u8>)>,
    dead: bool,
}

impl EmmcDrive {
    /// A device, powered on. The store holds the user area, boot 0, boot 1, the RPMB, the general purpose partitions, and
    /// then what [`crate::flash`] keeps.
    ///
    /// # Panics
    /// When the store is smaller than [`EmmcPersona::store_bytes`].
    #[must_use]
    pub fn new(
        persona: EmmcPersona,
        store: Store,
        faults: Faults,
        clock: Arc<dyn Clock>,
        journal: Journal,
    ) -> EmmcDrive {
        EmmcDrive {
            flash: Flash::new(store, persona.visible_bytes(), persona.spare_bytes),
            extended: registers::extended_csd(&persona),
            persona,
            faults,
            clock,
            journal,
            state: State::Idle,
            address: 0,
            pending: 0,
            erase: erase::Sequence::default(),
            work: None,
            work_is_hidden: false,
            sanitized: false,
            block_count: 0,
            rpmb_request: 0,
            unflushed: Vec::new(),
            dead: false,
        }
    }

    /// A command, with the data that goes to the device.
    pub fn command(&mut self, index: u8, arg: u32, out: &[u8]) -> EmmcAnswer {
        self.tick();
        let name = commands::name(index, arg);
        let (answer, errors) = self.answer(index, arg, out, &name);
        let mut bytes = vec![index];
        bytes.extend_from_slice(&arg.to_be_bytes());
        self.journal.note(Entry {
            at: self.clock.now(),
            name,
            bytes,
            data: out[..out.len().min(512)].to_vec(),
            answer: match answer.when {
                When::Gone => "gone".to_owned(),
                When::Never => "no answer".to_owned(),
                _ if answer.no_response && index != 0 => "no response".to_owned(),
                _ if errors != 0 => format!("status {errors:08X}h"),
                _ => "ok".to_owned(),
            },
        });
        answer
    }

    /// The answer, and the errors in it.
    fn answer(&mut self, index: u8, arg: u32, out: &[u8], name: &str) -> (EmmcAnswer, u32) {
        self.dead |= self.faults.names("die", name);
        if self.dead {
            return (EmmcAnswer { when: When::Gone, ..EmmcAnswer::none() }, 0);
        }
        if self.faults.names("hang", name) {
            return (EmmcAnswer { when: When::Never, ..EmmcAnswer::none() }, 0);
        }
        // A response tells the state before its command, and the errors of those that went before.
        let (before, status) = (self.pending, self.take_status(index));
        let done = if self.faults.names("unsupported", name) {
            Err(status::ILLEGAL_COMMAND)
        } else {
            self.dispatch(index, arg, out)
        };
        // An illegal command has no response; the next one reports it.
        if done.as_ref().is_err_and(|error| *error == status::ILLEGAL_COMMAND) {
            self.pending |= before | status::ILLEGAL_COMMAND;
            return (EmmcAnswer::none(), status::ILLEGAL_COMMAND);
        }
        let mut answer = EmmcAnswer::response([status, 0, 0, 0]);
        match done {
            Ok(Effect::Silent) => return (EmmcAnswer::none(), 0),
            Ok(Effect::Response(response)) => {
                self.pending |= before;
                return (EmmcAnswer::response(response), 0);
            }
            Ok(Effect::Status) => {}
            Ok(Effect::Data(data)) => answer.data = data,
            Ok(Effect::Busy(when)) => answer.when = when,
            Err(error) => answer.response[0] |= error,
        }
        if let Some(odd) = self.odd_status(name) {
            answer.response[0] = odd;
        }
        let errors = answer.response[0] & status::ERRORS;
        (answer, errors)
    }

    /// The status register; errors in it are reported once.
    fn take_status(&mut self, index: u8) -> u32 {
        let pending = std::mem::take(&mut self.pending);
        let wrong = self.sanitized && index == 13 && self.faults.has("status_error");
        let locked = if self.faults.has("locked") { status::DEVICE_IS_LOCKED } else { 0 };
        let state = if self.is_busy() {
            PROGRAMMING << 9
        } else {
            (self.state as u32 & 15) << 9 | status::READY_FOR_DATA
        };
        pending | state | locked | if wrong { status::ERROR } else { 0 }
    }

    fn odd_status(&self, name: &str) -> Option<u32> {
        let (part, status) = self.faults.text("odd")?.rsplit_once('=')?;
        (!part.is_empty() && name.contains(part)).then(|| u32::from_str_radix(status, 16).ok())?
    }

    /// Whether an erase or a sanitize runs, as far as the host is told.
    fn is_busy(&self) -> bool {
        self.work.is_some() && !self.work_is_hidden
    }

    /// What the device is.
    #[must_use]
    pub fn persona(&self) -> &EmmcPersona {
        &self.persona
    }

    /// How many blocks the host is going to move, for a multiple block command without SET_BLOCK_COUNT before it: hosts
    /// end those with STOP_TRANSMISSION, which a device without a bus cannot see in time.
    pub fn expect_blocks(&mut self, blocks: u32) {
        self.block_count = blocks;
    }

    /// Lets the time that has passed do its work. Commands do it themselves; call it before looking into the store.
    pub fn tick(&mut self) {
        let Some(work) = &mut self.work else { return };
        match work.advance(self.clock.now(), &self.faults, &self.flash) {
            Outcome::Running => return,
            Outcome::Done => {}
            Outcome::Failed => self.pending |= status::ERROR,
            Outcome::Dead => self.dead = true,
            Outcome::Reset => self.reset(),
        }
        self.work = None;
    }

    /// Whether the device is gone from the bus.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        let outcome = self.work.as_ref().map(|work| work.outcome(self.clock.now(), &self.faults));
        self.dead || outcome == Some(Outcome::Dead)
    }

    /// GO_IDLE_STATE: an erase or sanitize that runs is broken off.
    fn reset(&mut self) {
        let boot_protection = self.extended[ext::BOOT_WP];
        self.extended = registers::extended_csd(&self.persona);
        self.extended[ext::BOOT_WP] = boot_protection;
        self.state = State::Idle;
        self.address = 0;
        self.pending = 0;
        self.erase = erase::Sequence::default();
        self.work = None;
        self.block_count = 0;
    }

    /// Power off and on again.
    pub fn power_cycle(&mut self) {
        self.tick();
        if self.faults.has("forget") {
            for (at, bytes) in std::mem::take(&mut self.unflushed).into_iter().rev() {
                self.flash.put_back(at, &bytes);
            }
        }
        self.reset();
        // Only the permanent protection of the boot partitions is left.
        self.extended[ext::BOOT_WP] &= transfer::PERMANENT_WP;
        self.sanitized = false;
        self.dead = false;
    }

    /// All that the device keeps besides its store, without power.
    #[must_use]
    pub fn state(&self) -> String {
        let protection = self.extended[ext::BOOT_WP] & transfer::PERMANENT_WP;
        format!("boot_wp {protection}\nspare {}\n", self.flash.spare_at())
    }

    /// Takes back what [`EmmcDrive::state`] gave, as at power-on. Lines that it does not know are left out.
    pub fn restore(&mut self, state: &str) {
        self.unflushed.clear();
        self.power_cycle();
        for line in state.lines() {
            let (key, value) = line.split_once(' ').unwrap_or((line, ""));
            match (key, value.parse::<u64>()) {
                ("boot_wp", Ok(value)) => self.extended[ext::BOOT_WP] = value as u8 & transfer::PERMANENT_WP,
                ("spare", Ok(value)) => self.flash.set_spare_at(value),
                _ => {}
            }
        }
    }

    /// Where everything lies in the store: `user`, `boot0`, `boot1`, `rpmb`, `gp1` to `gp4`, `unmapped`, `spare`.
    #[must_use]
    pub fn areas(&self) -> Vec<Area> {
        let mut areas: Vec<Area> = transfer::Partition::ALL
            .iter()
            .map(|partition| {
                let (from, to) = partition.range(&self.persona);
                Area::new(partition.name(), from, to)
            })
            .filter(|area| area.from < area.to)
            .collect();
        areas.extend(self.flash.hidden_areas());
        areas
    }
}
