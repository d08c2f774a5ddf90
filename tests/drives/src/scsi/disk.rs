//! A SAS disk (SPC-5, SBC-4): SANITIZE, FORMAT UNIT, a capacity that MODE SELECT can clip.

use std::sync::Arc;
use std::time::Duration;

use super::answer::{
    ScsiAnswer, ScsiTarget, capacity_10, capacity_16, log_page, log_page_list, one_command, one_lun, padded,
    standard_inquiry, vital_product_data,
};
use super::cdb::{Access, Cdb, Span, WriteSame, unmap_list};
use super::mode::{self, ModeView};
use crate::When;
use crate::ata::odd_status;
use crate::clock::Clock;
use crate::erasing::Erasing;
use crate::fault::Faults;
use crate::journal::{Entry, Journal};
use crate::medium::Medium;
use crate::sense::{INVALID_FIELD, INVALID_OPCODE, INVALID_PARAMETER, OUT_OF_RANGE, Sense, TARGET_FAILURE};
use crate::store::Store;

/// How long the erasing commands take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScsiTimes {
    /// SANITIZE/OVERWRITE, each pass.
    pub overwrite: Duration,
    /// SANITIZE/BLOCK ERASE.
    pub block: Duration,
    /// SANITIZE/CRYPTOGRAPHIC ERASE.
    pub crypto: Duration,
    /// FORMAT UNIT.
    pub format: Duration,
}

impl ScsiTimes {
    /// The same time for all.
    #[must_use]
    pub fn all(each: Duration) -> ScsiTimes {
        ScsiTimes { overwrite: each, block: each, crypto: each, format: each }
    }
}

/// A SAS disk as it left the factory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a command that it has or has not")]
pub struct ScsiPersona {
    /// Vendor, at most 8 characters.
    pub vendor: String,
    /// Product, at most 16 characters.
    pub product: String,
    /// Revision, at most 4 characters.
    pub revision: String,
    /// Serial number.
    pub serial: String,
    /// World wide name (NAA 5).
    pub wwn: u64,
    /// Bytes of the whole medium.
    pub bytes: u64,
    /// Bytes in a logical block: 512, 520, 4096 …
    pub block_bytes: u32,
    /// Binary logarithm of logical blocks in a physical one.
    pub physical_exponent: u8,
    /// Page B1h: 1 for an SSD, or revolutions per minute.
    pub rotation: u16,
    /// SANITIZE/OVERWRITE.
    pub sanitize_overwrite: bool,
    /// SANITIZE/BLOCK ERASE.
    pub sanitize_block: bool,
    /// SANITIZE/CRYPTOGRAPHIC ERASE.
    pub sanitize_crypto: bool,
    /// FORMAT UNIT.
    pub format: bool,
    /// FORMAT UNIT answers GOOD and keeps all data, whatever the faults say.
    pub format_keeps_data: bool,
    /// UNMAP and WRITE SAME with UNMAP.
    pub unmap: bool,
    /// Blocks that a MODE SELECT left addressable, if not all.
    pub clipped: Option<u64>,
    /// How long erasing takes.
    pub erase_takes: ScsiTimes,
    /// The byte that BLOCK ERASE leaves.
    pub blank: u8,
}

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
    write_cache: bool,
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
            0xA0 => one_lun(),
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

    fn sanitizes(&self) -> bool {
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

    fn in_range(&self, lba: u64, blocks: u64) -> Result<(), Sense> {
        match lba.checked_add(blocks) {
            Some(end) if end <= self.blocks => Ok(()),
            _ => Err(OUT_OF_RANGE),
        }
    }

    fn transfer(&mut self, span: &Span, out: &[u8]) -> Result<ScsiAnswer, Sense> {
        self.in_range(span.lba, span.blocks)?;
        let unreadable = |lba: u64| Sense::new(3, 0x11, 0x00).at(lba);
        match span.access {
            Access::Read => {
                let data = self.medium.read(span.lba, span.blocks).map_err(unreadable)?;
                return Ok(ScsiAnswer::good(data));
            }
            Access::Verify => self.medium.verify(span.lba, span.blocks).map_err(unreadable)?,
            Access::Write => {
                let bytes = (span.blocks * u64::from(self.block_bytes)) as usize;
                let data = out.get(..bytes).ok_or(TARGET_FAILURE)?;
                self.medium.write(span.lba, data).map_err(|lba| Sense::new(3, 0x0C, 0x00).at(lba))?;
                if span.forced || !self.write_cache {
                    self.medium.flush();
                }
            }
        }
        Ok(ScsiAnswer::good(Vec::new()))
    }

    fn write_same(&mut self, same: &WriteSame, out: &[u8]) -> Result<ScsiAnswer, Sense> {
        let blocks = if same.blocks == 0 { self.blocks.saturating_sub(same.lba) } else { same.blocks };
        self.in_range(same.lba, blocks)?;
        if same.unmap {
            if !self.persona.unmap {
                return Err(INVALID_FIELD);
            }
            self.medium.clear(same.lba, blocks);
            return Ok(ScsiAnswer::good(Vec::new()));
        }
        let bytes = self.block_bytes as usize;
        let zeros = vec![0; bytes];
        let block = if same.without_data { &zeros } else { out.get(..bytes).ok_or(TARGET_FAILURE)? };
        let many = block.repeat(256);
        let mut at = 0;
        while at < blocks {
            let part = (blocks - at).min(256);
            let write = self.medium.write(same.lba + at, &many[..part as usize * bytes]);
            write.map_err(|lba| Sense::new(3, 0x0C, 0x00).at(lba))?;
            at += part;
        }
        Ok(ScsiAnswer::good(Vec::new()))
    }

    fn unmap(&mut self, out: &[u8]) -> Result<Vec<u8>, Sense> {
        let list = unmap_list(out);
        for (lba, blocks) in &list {
            self.in_range(*lba, *blocks)?;
        }
        for (lba, blocks) in list {
            self.medium.clear(lba, blocks);
        }
        Ok(Vec::new())
    }

    fn mode_view(&self) -> ModeView {
        ModeView {
            blocks: self.blocks,
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

    /// A new block length waits for FORMAT UNIT; a new number of blocks counts at once (SBC-4 6.4.2.2). 0 changes nothing.
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

    fn inquiry(&self, cdb: &Cdb) -> Result<Vec<u8>, Sense> {
        let persona = &self.persona;
        let mut data = match (cdb.0[1] & 1, cdb.0[2]) {
            (0, 0) => standard_inquiry(&persona.vendor, &persona.product, &persona.revision, false),
            (0, _) => return Err(INVALID_FIELD),
            (_, page) => vital_product_data(page, &self.vital_page(page).ok_or(INVALID_FIELD)?),
        };
        data.truncate(cdb.number(3..5) as usize);
        Ok(data)
    }

    fn vital_page(&self, page: u8) -> Option<Vec<u8>> {
        let persona = &self.persona;
        let mut body = vec![0; 60];
        match page {
            0x00 => body = vec![0x00, 0x80, 0x83, 0xB0, 0xB1, 0xB2],
            0x80 => body = padded(&persona.serial, persona.serial.len().max(8)),
            0x83 => {
                body = vec![0x01, 0x03, 0, 8];
                body.extend(persona.wwn.to_be_bytes());
            }
            0xB0 => {
                body[4..8].copy_from_slice(&0xFFFFu32.to_be_bytes());
                let most = u32::from(persona.unmap) * 0x00FF_FFFF;
                body[16..20].copy_from_slice(&most.to_be_bytes());
                body[20..24].copy_from_slice(&(most & 16).to_be_bytes());
                body[32..40].copy_from_slice(&self.blocks.to_be_bytes());
            }
            0xB1 => body[0..2].copy_from_slice(&persona.rotation.to_be_bytes()),
            // LBPU, LBPWS, LBPWS10, LBPRZ.
            0xB2 => body = vec![0, if persona.unmap { 0xE4 } else { 0 }, u8::from(persona.unmap) * 2, 0],
            _ => return None,
        }
        Some(body)
    }

    fn supported(&self, cdb: &Cdb) -> Result<Vec<u8>, Sense> {
        let (opcode, action, options) = (cdb.0[3], cdb.number(4..6), cdb.0[2] & 7);
        if !matches!(options, 1..=3) {
            return Err(INVALID_FIELD);
        }
        let persona = &self.persona;
        let known = match (opcode, action) {
            (0x48, 0x01) => persona.sanitize_overwrite,
            (0x48, 0x02) => persona.sanitize_block,
            (0x48, 0x03) => persona.sanitize_crypto,
            (0x48, 0x1F) => self.sanitizes(),
            (0x48, _) => self.sanitizes() && options == 1,
            (0x04, _) => persona.format,
            (0x42, _) => persona.unmap,
            (0x9E, 0x10) | (0xA3, 0x0C) | (0x7F, 0x000D) | (0x93 | 0x41, _) => true,
            _ => {
                Cdb::new(&[opcode]).span().is_some()
                    || matches!(opcode, 0x00 | 0x03 | 0x12 | 0x15 | 0x1A | 0x1B | 0x1D | 0x1E | 0x25)
                    || matches!(opcode, 0x35 | 0x37 | 0x4D | 0x55 | 0x5A | 0x91 | 0xA0 | 0xB7)
            }
        };
        let mut data = one_command(known, opcode);
        data.truncate(cdb.number(6..10) as usize);
        Ok(data)
    }

    fn log_sense(&self, cdb: &Cdb) -> Result<Vec<u8>, Sense> {
        if self.faults.has("no_log") || cdb.0[3] != 0 {
            return Err(INVALID_FIELD);
        }
        let counters = || (0..7).map(|code| (code, vec![0; 8])).collect::<Vec<_>>();
        let ssd = self.persona.rotation == 1;
        let mut data = match cdb.0[2] & 0x3F {
            0x00 if ssd => log_page_list(&[0x00, 0x02, 0x03, 0x05, 0x0D, 0x10, 0x11, 0x15, 0x2F]),
            0x00 => log_page_list(&[0x00, 0x02, 0x03, 0x05, 0x0D, 0x10, 0x15, 0x2F]),
            page @ (0x02 | 0x03 | 0x05) => log_page(page, &counters()),
            // Temperature now, and the most that it may be, in degrees Celsius.
            0x0D => log_page(0x0D, &[(0, vec![0, 34]), (1, vec![0, 65])]),
            0x10 => log_page(0x10, &(1..=20).map(|code| (code, vec![0; 16])).collect::<Vec<_>>()),
            0x11 if ssd => log_page(0x11, &[(1, vec![0, 0, 0, 3])]),
            // Background scan: minutes powered on, nothing running.
            0x15 => log_page(0x15, &[(0, [&741_720u32.to_be_bytes()[..], &[0; 8]].concat())]),
            0x2F => log_page(0x2F, &[(0, vec![0, 0, 34, 0])]),
            _ => return Err(INVALID_FIELD),
        };
        data.truncate(cdb.number(7..9) as usize);
        Ok(data)
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

/// READ DEFECT DATA: no defects.
fn defects(cdb: &Cdb) -> Vec<u8> {
    let ten = cdb.opcode() == 0x37;
    let mut data = vec![0; if ten { 4 } else { 8 }];
    data[1] = if ten { cdb.0[2] & 0x1F } else { cdb.0[1] & 0x1F };
    data
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
