//! A SAS disk (SPC-5, SBC-4): SANITIZE, FORMAT UNIT, a capacity that MODE SELECT can clip.

use std::sync::Arc;

use super::answer::{ScsiAnswer, ScsiTarget, capacity_10, capacity_16, luns};
use super::cdb::Cdb;
use super::mode::{self, ModeView};
use super::pages::defects;
use super::persona::ScsiPersona;
use crate::When;
use crate::ata::odd_status;
use crate::clock::Clock;
use crate::erasing::Erasing;
use crate::fault::Faults;
use crate::journal::{Entry, Journal};
use crate::medium::Medium;
use crate::sense::{INVALID_OPCODE, INVALID_PARAMETER, Sense, TARGET_FAILURE};
use crate::store::Store;

/// Which command an erase belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sanitize,
    Format,
}

/// Whether the medium can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    Usable,
    /// A sanitize failed; whether EXIT FAILURE MODE helps.
    SanitizeFailed {
        may_leave: bool,
    },
    /// A format failed, was cut off, or is needed after a new block length.
    FormatCorrupt,
}

/// An erase in progress.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub(super) job: Erasing,
    pub(super) kind: Kind,
    /// Its end was told already (fault `wrong_done`).
    pub(super) told: bool,
    pub(super) may_leave: bool,
    /// Its command has not been answered (no IMMED): number of the journal entry.
    pub(super) waiting: Option<usize>,
    pub(super) waits: bool,
    pub(super) reset_done: bool,
}

/// A SAS disk.
#[derive(Debug)]
pub struct ScsiDisk {
    pub(super) persona: ScsiPersona,
    pub(super) faults: Faults,
    pub(super) clock: Arc<dyn Clock>,
    journal: Journal,
    pub(super) medium: Medium,
    pub(super) block_bytes: u32,
    /// Blocks that can be addressed.
    pub(super) blocks: u64,
    /// Block length that the next FORMAT UNIT makes.
    pub(super) wanted_bytes: u32,
    pub(super) running: Option<Running>,
    pub(super) health: Health,
    descriptor_sense: bool,
    pub(super) write_cache: bool,
    attention: Option<Sense>,
    pub(super) keys: u64,
    gone: bool,
}

impl ScsiDisk {
    /// A disk that was just switched on. The fault `hpa` clips its capacity by so many blocks.
    #[must_use]
    pub fn new(
        persona: ScsiPersona,
        store: Store,
        faults: Faults,
        clock: Arc<dyn Clock>,
        journal: Journal,
    ) -> ScsiDisk {
        let all = persona.bytes / u64::from(persona.block_bytes);
        let hidden = faults.number("hpa").unwrap_or(0);
        ScsiDisk {
            medium: Medium::new(store, faults.clone(), persona.block_bytes),
            block_bytes: persona.block_bytes,
            blocks: persona.clipped.unwrap_or(all).min(all).saturating_sub(hidden).max(1),
            wanted_bytes: persona.block_bytes,
            running: None,
            health: Health::Usable,
            descriptor_sense: false,
            write_cache: true,
            attention: None,
            keys: 0,
            gone: false,
            persona,
            faults,
            clock,
            journal,
        }
    }

    /// What it is.
    #[must_use]
    pub fn persona(&self) -> &ScsiPersona {
        &self.persona
    }

    /// Blocks of the whole medium, hidden ones with them.
    pub(super) fn native_blocks(&self) -> u64 {
        self.persona.bytes / u64::from(self.block_bytes)
    }

    fn check(&self, sense: &Sense) -> ScsiAnswer {
        let fixed_for_ever = self.faults.text("fixed_sense") == Some("always");
        ScsiAnswer::check(sense, self.descriptor_sense && !fixed_for_ever)
    }

    fn answer(&mut self, name: &str, cdb: &Cdb, out: &[u8]) -> ScsiAnswer {
        if self.gone || self.faults.names("die", name) {
            self.gone = true;
            return ScsiAnswer::silence(When::Gone);
        }
        if self.faults.names("hang", name) {
            return ScsiAnswer::silence(When::Never);
        }
        if let Some(status) = odd_status(&self.faults, name) {
            return ScsiAnswer::status(status);
        }
        if self.faults.names("unsupported", name) {
            return self.check(&INVALID_OPCODE);
        }
        self.ready(cdb).and_then(|()| self.perform(cdb, out)).unwrap_or_else(|sense| self.check(&sense))
    }

    /// What the state of the disk forbids.
    fn ready(&mut self, cdb: &Cdb) -> Result<(), Sense> {
        if matches!(cdb.opcode(), 0x03 | 0x12 | 0xA0) {
            return Ok(());
        }
        if let Some(attention) = self.attention.take() {
            return Err(attention);
        }
        if let Some(sense) = self.progress_sense() {
            if self.faults.has("status_error") {
                return Err(TARGET_FAILURE);
            }
            // MODE SENSE and LOG SENSE tell what they know in the meantime.
            return if matches!(cdb.opcode(), 0x1A | 0x5A | 0x4D) { Ok(()) } else { Err(sense) };
        }
        let medium = cdb.span().is_some() || cdb.write_same().is_some();
        match self.health {
            Health::Usable => Ok(()),
            Health::SanitizeFailed { .. }
                if medium || matches!(cdb.opcode(), 0x00 | 0x04 | 0x35 | 0x42 | 0x91) =>
            {
                Err(Sense::new(3, 0x31, 0x03))
            }
            Health::FormatCorrupt if medium || matches!(cdb.opcode(), 0x00 | 0x42) => {
                Err(Sense::new(3, 0x31, 0x00))
            }
            _ => Ok(()),
        }
    }

    /// NOT READY with progress, while an erase is in progress.
    pub(super) fn progress_sense(&self) -> Option<Sense> {
        let running = self.running.as_ref().filter(|running| !running.told)?;
        let qualifier = if running.kind == Kind::Sanitize { 0x1B } else { 0x04 };
        let progress = running.job.progress(self.clock.now(), &self.faults);
        Some(Sense::new(2, 0x04, qualifier).progress(progress))
    }

    fn perform(&mut self, cdb: &Cdb, out: &[u8]) -> Result<ScsiAnswer, Sense> {
        if let Some(span) = cdb.span() {
            return self.transfer(&span, out);
        }
        if let Some(same) = cdb.write_same() {
            return self.write_same(&same, out);
        }
        let data = match cdb.opcode() {
            0x00 | 0x1B | 0x1D | 0x1E => Vec::new(),
            0x03 => self.request_sense(cdb)?,
            0x04 if self.persona.format => return self.format_unit(cdb, out),
            0x48 if self.sanitizes() => return self.sanitize(cdb, out),
            0x12 => self.inquiry(cdb)?,
            0x25 => capacity_10(self.blocks, self.block_bytes),
            0x9E if cdb.service_action() == 0x10 => self.capacity_16(cdb),
            0x1A | 0x5A => self.mode_view().sense(cdb)?,
            0x15 | 0x55 => self.mode_select(cdb, out)?,
            0xA0 => {
                let mut list = luns(self.persona.logical_units);
                list.truncate(cdb.number(6..10) as usize);
                list
            }
            0xA3 if cdb.service_action() == 0x0C => self.supported(cdb)?,
            0x4D => self.log_sense(cdb)?,
            0x35 | 0x91 => {
                self.medium.flush();
                Vec::new()
            }
            0x42 if self.persona.unmap => self.unmap(out)?,
            0x37 | 0xB7 => defects(cdb),
            _ => return Err(INVALID_OPCODE),
        };
        Ok(ScsiAnswer::good(data))
    }

    pub(super) fn sanitizes(&self) -> bool {
        self.persona.sanitize_block || self.persona.sanitize_crypto || self.persona.sanitize_overwrite
    }

    fn request_sense(&mut self, cdb: &Cdb) -> Result<Vec<u8>, Sense> {
        if self.running.is_some() && self.faults.has("status_error") {
            return Err(TARGET_FAILURE);
        }
        let failed = match self.health {
            Health::SanitizeFailed { .. } => Some(Sense::new(3, 0x31, 0x03)),
            Health::FormatCorrupt => Some(Sense::new(3, 0x31, 0x00)),
            Health::Usable => None,
        };
        let pending = self.progress_sense().or_else(|| self.attention.take()).or(failed);
        let mut data = pending.unwrap_or(Sense::new(0, 0, 0)).bytes(cdb.0[1] & 1 != 0);
        data.truncate(usize::from(cdb.0[4]));
        Ok(data)
    }

    fn mode_view(&self) -> ModeView {
        // The persona that is clipped echoes what was set, also as its default. One that lies about MODE SELECT tells the truth here.
        let echoes = self.persona.clipped.is_some() && !self.faults.has("hpa_lies");
        ModeView {
            blocks: self.blocks,
            default_blocks: if echoes { self.blocks } else { self.native_blocks() },
            block_bytes: self.block_bytes,
            descriptor_sense: self.descriptor_sense,
            write_cache: self.write_cache,
        }
    }

    fn mode_select(&mut self, cdb: &Cdb, out: &[u8]) -> Result<Vec<u8>, Sense> {
        let change = mode::select(cdb, out)?;
        if change.descriptor_sense == Some(true) && self.faults.text("fixed_sense") == Some("always") {
            return Err(INVALID_PARAMETER);
        }
        if let Some((blocks, bytes)) = change.descriptor {
            self.block_descriptor(blocks, bytes)?;
        }
        self.descriptor_sense = change.descriptor_sense.unwrap_or(self.descriptor_sense);
        self.write_cache = change.write_cache.unwrap_or(self.write_cache);
        Ok(Vec::new())
    }

    /// A new block length waits for FORMAT UNIT; a new number of blocks counts at once (SBC-4, mode parameters).
    /// 0 blocks change nothing.
    fn block_descriptor(&mut self, blocks: u64, bytes: u32) -> Result<(), Sense> {
        if bytes != 0 && bytes != self.block_bytes {
            if !matches!(bytes, 512 | 520 | 528 | 4096) || !self.persona.format {
                return Err(INVALID_PARAMETER);
            }
            self.wanted_bytes = bytes;
            self.health = Health::FormatCorrupt;
            return Ok(());
        }
        let wanted = match blocks {
            0 => return Ok(()),
            u64::MAX => self.native_blocks(),
            blocks if blocks > self.native_blocks() => return Err(INVALID_PARAMETER),
            blocks => blocks,
        };
        if wanted != self.blocks && self.faults.has("hpa_stuck") {
            return Err(INVALID_PARAMETER);
        }
        if !self.faults.has("hpa_lies") {
            self.blocks = wanted;
        }
        Ok(())
    }

    fn capacity_16(&self, cdb: &Cdb) -> Vec<u8> {
        let unmaps = self.persona.unmap;
        let exponent = self.persona.physical_exponent;
        let mut data = capacity_16(self.blocks, self.block_bytes, exponent, unmaps, unmaps);
        data.truncate(cdb.number(10..14) as usize);
        data
    }

    /// The bus was reset: a command that waits is lost, a format that waits leaves the medium corrupt.
    fn commands_are_lost(&mut self, format_is_lost: bool) {
        let Some(mut running) = self.running.take() else { return };
        if let Some(entry) = running.waiting.take().filter(|_| running.waits) {
            self.journal.amend(entry, "interrupted");
        }
        let lost = running.kind == Kind::Format && !running.told && (running.waits || format_is_lost);
        running.waits = false;
        if lost {
            self.health = Health::FormatCorrupt;
        } else {
            self.running = Some(running);
        }
    }

    pub(super) fn amend(&self, running: &Running, answer: &str) {
        if let Some(entry) = running.waiting.filter(|_| running.waits) {
            self.journal.amend(entry, answer);
        }
    }

    pub(super) fn die(&mut self) {
        self.gone = true;
    }

    /// The fault `reset` struck.
    pub(super) fn reset_struck(&mut self) {
        self.commands_are_lost(false);
        self.attention = Some(Sense::new(6, 0x29, 0));
    }

    fn lose_power(&mut self) {
        self.advance();
        self.commands_are_lost(true);
        self.medium.power_cut();
        self.switched_on();
    }

    fn switched_on(&mut self) {
        self.gone = false;
        self.descriptor_sense = false;
        self.write_cache = true;
        self.attention = Some(Sense::new(6, 0x29, 0x01));
    }

    fn note(&mut self, name: &str, cdb: &[u8], out: &[u8], answer: &ScsiAnswer) {
        let waits = matches!(answer.when, When::After(_));
        let words = if waits { "busy".to_owned() } else { answer.words() };
        let number = self.journal.note(Entry {
            at: self.clock.now(),
            name: name.to_owned(),
            bytes: cdb.to_vec(),
            data: out[..out.len().min(512)].to_vec(),
            answer: words,
        });
        if let Some(running) =
            self.running.as_mut().filter(|running| running.waits && running.waiting.is_none())
        {
            running.waiting = Some(number);
        }
    }
}

impl ScsiTarget for ScsiDisk {
    fn command(&mut self, cdb: &[u8], out: &[u8], in_len: usize) -> ScsiAnswer {
        self.advance();
        let parsed = Cdb::new(cdb);
        let name = parsed.name();
        let mut answer = self.answer(name, &parsed, out);
        answer.data.truncate(in_len);
        self.note(name, cdb, out, &answer);
        answer
    }

    fn power_cycle(&mut self) {
        self.lose_power();
    }

    fn suspend_resume(&mut self) {
        self.lose_power();
    }

    fn bus_reset(&mut self) {
        self.advance();
        self.commands_are_lost(false);
        self.attention = Some(Sense::new(6, 0x29, 0));
    }

    fn tick(&mut self) {
        self.advance();
    }

    fn capacity_blocks(&self) -> u64 {
        self.blocks
    }

    fn block_bytes(&self) -> u32 {
        self.block_bytes
    }

    fn state(&self) -> String {
        self.state_text()
    }

    fn restore(&mut self, state: &str) {
        self.restore_text(state);
        self.switched_on();
    }
}
