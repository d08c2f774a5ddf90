//! An ATA drive: task file in, registers and data out (ACS-2 to ACS-4; HPA and DCO as ATA8-ACS has them).
//!
//! An erase changes the medium as the clock goes on: [`AtaDrive::tick`] does what is due, and each command does so first.
//! SECURITY ERASE UNIT keeps the drive busy until its answer goes out ([`When::After`]); its journal entry says `busy` so
//! long. A bus reset or a power cut before that leaves the erase unfinished and the drive locked.

mod hidden;
mod identify;
mod logs;
mod names;
mod persona;
mod sanitize;
mod security;
mod state;
mod task;
#[cfg(test)]
mod tests;
mod transfer;

use std::sync::Arc;

use crate::When;
use crate::clock::Clock;
use crate::erasing::{Erasing, Stage};
use crate::fault::Faults;
use crate::journal::{Entry, Journal};
use crate::medium::Medium;
use crate::store::Store;
use hidden::Hidden;
pub use names::name;
pub use persona::{AtaPersona, Attribute, EraseTimes};
use sanitize::{Phase, Sanitize};
use security::Security;
pub use task::{AtaAnswer, Registers, TaskFile};
use task::{ERR, LBA_MODE, READY, Refusal};

/// What the command before was, as far as the next one depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Prior {
    #[default]
    Other,
    ErasePrepare,
    NativeMax,
    NativeMaxExt,
}

/// Which command an erase belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// SECURITY ERASE UNIT, with the number of its journal entry.
    Security {
        entry: Option<usize>,
    },
    Sanitize,
}

/// An erase that is in progress.
#[derive(Clone, Debug)]
struct Running {
    job: Erasing,
    kind: Kind,
    /// Its end was told already (fault `wrong_done`).
    told: bool,
    /// The bus reset of the fault `reset` happened.
    reset_done: bool,
}

/// An ATA drive.
#[derive(Debug)]
pub struct AtaDrive {
    persona: AtaPersona,
    faults: Faults,
    clock: Arc<dyn Clock>,
    journal: Journal,
    medium: Medium,
    security: Security,
    sanitize: Sanitize,
    hidden: Hidden,
    running: Option<Running>,
    prior: Prior,
    write_cache: bool,
    /// How many media keys there were.
    keys: u64,
    gone: bool,
    /// The bus was reset by the drive's fault since somebody asked.
    was_reset: bool,
}

impl AtaDrive {
    /// A drive that was just switched on.
    #[must_use]
    pub fn new(
        persona: AtaPersona,
        store: Store,
        faults: Faults,
        clock: Arc<dyn Clock>,
        journal: Journal,
    ) -> AtaDrive {
        let mut drive = AtaDrive {
            medium: Medium::new(store, faults.clone(), persona.sector_bytes),
            security: Security::new(&persona, &faults),
            sanitize: Sanitize::default(),
            hidden: Hidden::new(&persona, &faults),
            running: None,
            prior: Prior::Other,
            write_cache: true,
            keys: 0,
            gone: false,
            was_reset: false,
            persona,
            faults,
            clock,
            journal,
        };
        drive.power_on(true);
        drive
    }

    /// What it is.
    #[must_use]
    pub fn persona(&self) -> &AtaPersona {
        &self.persona
    }

    /// What it does wrong.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Its journal.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Its clock.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Sectors that can be addressed now.
    #[must_use]
    pub fn accessible(&self) -> u64 {
        self.hidden.accessible()
    }

    /// Gone from the bus.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.gone
    }

    /// Leaves the bus until the next power cycle.
    pub(crate) fn leave(&mut self) {
        self.gone = true;
    }

    /// Busy with a command that has not been answered.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(&self.running, Some(Running { kind: Kind::Security { .. }, told: false, .. }))
    }

    /// Whether the fault `reset` struck since the last question.
    pub fn take_reset(&mut self) -> bool {
        std::mem::take(&mut self.was_reset)
    }

    /// Executes a command. `out` is the data that came with it.
    pub fn execute(&mut self, task: &TaskFile, out: &[u8]) -> AtaAnswer {
        let name = name(task);
        self.tick();
        let answer = self.answer(name, task, out);
        self.note(name, task, out, &answer);
        answer
    }

    fn note(&mut self, name: &str, task: &TaskFile, out: &[u8], answer: &AtaAnswer) {
        let words = match answer.when {
            When::After(_) => "busy".to_owned(),
            _ => answer.words(),
        };
        let number = self.journal.note(Entry {
            at: self.clock.now(),
            name: name.to_owned(),
            bytes: task.bytes(),
            data: out[..out.len().min(512)].to_vec(),
            answer: words,
        });
        if let Some(Running { kind: Kind::Security { entry: entry @ None }, told: false, .. }) =
            &mut self.running
        {
            *entry = Some(number);
        }
    }

    fn answer(&mut self, name: &str, task: &TaskFile, out: &[u8]) -> AtaAnswer {
        let prior = std::mem::take(&mut self.prior);
        if self.gone || self.faults.names("die", name) {
            self.gone = true;
            return AtaAnswer::silence(When::Gone);
        }
        if self.is_busy() || self.faults.names("hang", name) {
            return AtaAnswer::silence(When::Never);
        }
        if self.faults.names("unsupported", name) {
            return Refusal::Aborted.into();
        }
        if let Some(status) = odd_status(&self.faults, name) {
            let mut answer = AtaAnswer::good();
            answer.registers.status = status;
            return answer;
        }
        self.allowed(task).and_then(|()| self.perform(task, out, prior)).unwrap_or_else(AtaAnswer::from)
    }

    /// What the states of security and sanitize forbid.
    fn allowed(&self, task: &TaskFile) -> Result<(), Refusal> {
        if !self.persona.lba48 && names::needs_lba48(task.command) {
            return Err(Refusal::Aborted);
        }
        let sanitizing = matches!(self.sanitize.phase(), Phase::Running | Phase::Failed);
        if sanitizing && !sanitize::allows(task.command) {
            return Err(Refusal::Aborted);
        }
        if self.security.is_locked() && self.locked_out(task) {
            return Err(Refusal::Aborted);
        }
        Ok(())
    }

    /// Commands that a locked drive aborts (ACS-3 table of security mode command actions).
    fn locked_out(&self, task: &TaskFile) -> bool {
        match task.command {
            0xB4 => task.feature != 0 && !self.persona.sanitize_overrides_security,
            0x78 => task.feature != 0,
            0x06 | 0x45 | 0xB1 | 0xE7 | 0xEA | 0xF1 | 0xF5 | 0xF6 | 0xF9 | 0x37 | 0x5B..=0x5F => true,
            command => names::is_transfer(command),
        }
    }

    fn perform(&mut self, task: &TaskFile, out: &[u8], prior: Prior) -> Result<AtaAnswer, Refusal> {
        match task.command {
            0xEC => Ok(AtaAnswer::data(self.identify().to_vec())),
            command if names::is_transfer(command) => self.transfer(task, out),
            0x45 => self.write_uncorrectable(task),
            0x06 => self.data_set_management(task, out),
            0xE7 | 0xEA | 0xE0 | 0xE2 => {
                self.medium.flush();
                Ok(AtaAnswer::good())
            }
            0xEF => self.set_features(task),
            0xE1 | 0xE3 | 0xE6 | 0x10 | 0x91 | 0xC6 => Ok(AtaAnswer::good()),
            0xE5 => Ok(power_mode()),
            0x90 => Ok(diagnostic()),
            0xB0 => self.smart(task, out),
            0x2F | 0x47 => self.read_log(task),
            0xF1..=0xF6 => self.security_command(task, out, prior),
            0xB4 => self.sanitize_command(task),
            0xF8 | 0x27 | 0xF9 | 0x37 | 0xB1 | 0x78 => self.hidden_command(task, out, prior),
            _ => Err(Refusal::Aborted),
        }
    }

    /// The medium, the erase and the states as they are now.
    pub fn tick(&mut self) {
        let now = self.clock.now();
        let Some(mut running) = self.running.take() else { return };
        let half = running.job.passed(now) >= crate::erasing::FULL / 2;
        if half && !running.reset_done && !running.told && self.faults.has("reset") {
            running.reset_done = true;
            self.was_reset = true;
            let stop = running.job.started_at() + running.job.time_to(crate::erasing::FULL / 2);
            self.reset_settings();
            if let Kind::Security { entry } = running.kind {
                running.job.advance(stop, self.medium.store(), &self.faults);
                self.interrupted(entry);
                return;
            }
        }
        match running.job.advance(now, self.medium.store(), &self.faults) {
            Stage::Running => self.running = Some(running),
            Stage::Dead => {
                self.gone = true;
                self.running = Some(running);
            }
            stage => self.erase_is_over(&running, stage == Stage::Done),
        }
    }

    fn erase_is_over(&mut self, running: &Running, well: bool) {
        match running.kind {
            _ if running.told => {}
            Kind::Sanitize => self.sanitize.over(well),
            Kind::Security { entry } => {
                if let Some(entry) = entry {
                    self.journal.amend(entry, if well { "ok" } else { "aborted" });
                }
                if well {
                    self.security.erased();
                }
            }
        }
    }

    /// A security erase was cut off: the drive is locked with the password it has.
    fn interrupted(&mut self, entry: Option<usize>) {
        if let Some(entry) = entry {
            self.journal.amend(entry, "interrupted");
        }
        self.security.lock();
    }

    /// Stops a security erase where it is.
    fn interrupt(&mut self) {
        self.tick();
        if self.is_busy()
            && let Some(Running { kind: Kind::Security { entry }, .. }) = self.running.take()
        {
            self.interrupted(entry);
        }
    }

    fn power_on(&mut self, firmware_freezes: bool) {
        self.prior = Prior::Other;
        self.write_cache = true;
        self.gone = false;
        self.security.power_on(firmware_freezes && self.faults.has("frozen"));
        self.sanitize.power_on(firmware_freezes && self.faults.has("sanitize_frozen"));
        self.hidden.power_on();
    }

    /// The power goes and comes back. A sanitize goes on; whatever else was running is not finished.
    pub fn power_cycle(&mut self) {
        self.lose_power();
        self.power_on(true);
    }

    /// The power goes and comes back without the firmware that freezes drives: suspend to RAM.
    pub fn suspend_resume(&mut self) {
        self.lose_power();
        self.power_on(false);
    }

    fn lose_power(&mut self) {
        self.interrupt();
        self.running = self.running.take().filter(|running| running.kind == Kind::Sanitize);
        self.medium.power_cut();
    }

    /// COMRESET. Settings stay where the drive keeps them (software settings preservation).
    pub fn bus_reset(&mut self) {
        self.interrupt();
        self.reset_settings();
    }

    fn reset_settings(&mut self) {
        self.prior = Prior::Other;
        self.security.bus_reset(self.persona.keeps_settings);
        self.hidden.bus_reset(self.persona.keeps_settings);
    }

    fn set_features(&mut self, task: &TaskFile) -> Result<AtaAnswer, Refusal> {
        match task.feature & 0xFF {
            0x02 => self.write_cache = true,
            0x82 => {
                self.write_cache = false;
                self.medium.flush();
            }
            0x03 | 0x05 | 0x06 | 0x07 | 0x10 | 0x42 | 0x55 | 0x66 | 0x85 | 0x86 | 0x90 | 0xAA | 0xC2
            | 0xCC => {}
            _ => return Err(Refusal::Aborted),
        }
        Ok(AtaAnswer::good())
    }

    fn next_key(&mut self) -> u64 {
        self.keys += 1;
        let name =
            self.persona.serial.bytes().fold(0u64, |all, b| all.wrapping_mul(31).wrapping_add(b.into()));
        name.rotate_left(17) ^ self.keys.wrapping_mul(0xA076_1D64_78BD_642F)
    }
}

/// The status of the fault `odd=NAME=HEX`, if it is about this command.
pub(crate) fn odd_status(faults: &Faults, name: &str) -> Option<u8> {
    let (part, status) = faults.text("odd")?.rsplit_once('=')?;
    let hit = !part.is_empty() && name.contains(part);
    hit.then(|| u8::from_str_radix(status, 16).ok()).flatten()
}

/// CHECK POWER MODE: COUNT FFh is active.
fn power_mode() -> AtaAnswer {
    let mut answer = AtaAnswer::good();
    answer.registers.count = 0xFF;
    answer
}

/// EXECUTE DEVICE DIAGNOSTIC: ERROR 01h is "passed", LBA holds the signature of an ATA device.
fn diagnostic() -> AtaAnswer {
    let mut answer = AtaAnswer::lba(1);
    answer.registers.error = 1;
    answer.registers.count = 1;
    answer
}
