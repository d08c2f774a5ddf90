//! An ATA drive behind a SCSI/ATA translation (SAT-4): the one of a host (libata), of an HBA, or of a USB bridge.
//!
//! Sense data with registers come in descriptor format when the command went well, as libata does it, and follow D_SENSE
//! when it did not. The fault `fixed_sense` makes all of them fixed until D_SENSE is set; with the value `always`, it
//! cannot be set.

mod blocks;
mod pages;
mod pass_through;
#[cfg(test)]
mod tests;

use crate::When;
use crate::ata::{AtaAnswer, AtaDrive, Registers, TaskFile, odd_status};
use crate::journal::Entry;
use crate::scsi::answer::{BUSY, ScsiAnswer, ScsiTarget, capacity_10, capacity_16, luns};
use crate::scsi::cdb::Cdb;
use crate::scsi::mode::{self, ModeView};
use crate::sense::{AtaReturn, INVALID_OPCODE, INVALID_PARAMETER, OUT_OF_RANGE, Sense, TARGET_FAILURE};

/// A USB bridge, or another translation with an identity of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bridge {
    /// Vendor in INQUIRY; empty is `ATA`.
    pub vendor: String,
    /// Product in INQUIRY; empty is the model of the drive.
    pub product: String,
    /// Serial number that it tells instead of the drive's.
    pub serial: Option<String>,
    /// Refuses ATA PASS-THROUGH (16).
    pub no_pass_through_16: bool,
    /// Refuses ATA PASS-THROUGH (12).
    pub no_pass_through_12: bool,
    /// Blocks that it can address at most.
    pub most_blocks: Option<u64>,
    /// Answers GOOD, without sense data, whatever the ATA command was answered.
    pub loses_sense: bool,
    /// Has no ATA information page (89h).
    pub no_information: bool,
    /// On a bus with removable media.
    pub removable: bool,
}

/// An [`AtaDrive`] that takes SCSI commands.
#[derive(Debug)]
pub struct SatDisk {
    drive: AtaDrive,
    bridge: Bridge,
    descriptor_sense: bool,
    write_cache: bool,
    attention: Option<Sense>,
    /// Results of the last pass-through commands, the newest first: log page 16h.
    results: Vec<AtaReturn>,
    /// Registers of the command before, for the fault `stale_registers`.
    stale: Registers,
}

impl SatDisk {
    /// A translation that was just switched on.
    #[must_use]
    pub fn new(drive: AtaDrive, bridge: Bridge) -> SatDisk {
        SatDisk {
            drive,
            bridge,
            descriptor_sense: false,
            write_cache: true,
            attention: None,
            results: Vec::new(),
            stale: Registers { status: 0x50, error: 0, count: 0, lba: 0, device: 0 },
        }
    }

    /// The drive behind it.
    #[must_use]
    pub fn drive(&self) -> &AtaDrive {
        &self.drive
    }

    /// The drive behind it.
    pub fn drive_mut(&mut self) -> &mut AtaDrive {
        &mut self.drive
    }

    fn fault(&self, name: &str) -> bool {
        self.drive.faults().has(name)
    }

    /// Format of sense data without registers, or with those of a failed command.
    fn descriptor_format(&self, good: bool) -> bool {
        let fixed_for_ever = self.drive.faults().text("fixed_sense") == Some("always");
        !fixed_for_ever && (self.descriptor_sense || good && !self.fault("fixed_sense"))
    }

    fn answer(&mut self, name: &str, cdb: &Cdb, out: &[u8]) -> ScsiAnswer {
        let faults = self.drive.faults();
        if self.drive.is_gone() {
            return ScsiAnswer::silence(When::Gone);
        }
        if faults.names("die", name) {
            self.drive.leave();
            return ScsiAnswer::silence(When::Gone);
        }
        if faults.names("hang", name) {
            return ScsiAnswer::silence(When::Never);
        }
        if let Some(status) = odd_status(faults, name) {
            return ScsiAnswer::status(status);
        }
        if faults.names("unsupported", name) {
            return self.check(&INVALID_OPCODE);
        }
        if self.drive.take_reset() {
            self.attention = Some(Sense::new(6, 0x29, 0));
        }
        if !matches!(cdb.opcode(), 0x12 | 0xA0 | 0x03)
            && let Some(attention) = self.attention.take()
        {
            return self.check(&attention);
        }
        if self.drive.is_busy() && !matches!(cdb.opcode(), 0x12 | 0xA0) {
            return ScsiAnswer::status(BUSY);
        }
        self.perform(cdb, out).unwrap_or_else(|sense| self.check(&sense))
    }

    fn check(&self, sense: &Sense) -> ScsiAnswer {
        ScsiAnswer::check(sense, self.descriptor_format(false))
    }

    fn perform(&mut self, cdb: &Cdb, out: &[u8]) -> Result<ScsiAnswer, Sense> {
        if let Some(span) = cdb.span() {
            return self.transfer(&span, out);
        }
        if let Some(same) = cdb.write_same() {
            return self.write_same(&same, out);
        }
        let blocks = self.capacity_blocks();
        let data = match cdb.opcode() {
            0x00 | 0x1D | 0x1E => Vec::new(),
            0x03 => return Ok(self.request_sense(cdb)),
            0x12 => self.inquiry(cdb)?,
            0x25 => capacity_10(blocks, self.block_bytes()),
            0x9E if cdb.service_action() == 0x10 => self.capacity_16(cdb),
            0x1A | 0x5A => self.mode_view().sense(cdb)?,
            0x15 | 0x55 => return self.mode_select(cdb, out),
            0xA0 => luns(1),
            0xA3 if cdb.service_action() == 0x0C => self.supported(cdb)?,
            0x4D => self.log_sense(cdb)?,
            0x35 | 0x91 => return self.plain_command(0xEA, 0xE7),
            0x1B if cdb.0[4] & 1 == 0 => return self.plain_command(0xE0, 0xE0),
            0x1B => Vec::new(),
            0x42 => return self.unmap(out),
            0x85 if !self.bridge.no_pass_through_16 => return self.pass_through(cdb, out),
            0xA1 if !self.bridge.no_pass_through_12 => return self.pass_through(cdb, out),
            0x7F if self.passes_32(cdb) => return self.pass_through(cdb, out),
            _ => return Err(INVALID_OPCODE),
        };
        Ok(ScsiAnswer::good(data))
    }

    /// ATA PASS-THROUGH (32) goes where (16) goes.
    fn passes_32(&self, cdb: &Cdb) -> bool {
        cdb.number(8..10) == 0x1FF0 && !self.bridge.no_pass_through_16
    }

    fn capacity_16(&self, cdb: &Cdb) -> Vec<u8> {
        let persona = self.drive.persona();
        let exponent = (persona.physical_bytes / persona.sector_bytes).max(1).ilog2() as u8;
        let mut data = capacity_16(
            self.capacity_blocks(),
            self.block_bytes(),
            exponent,
            persona.trim,
            persona.trim && persona.trim_zeroes,
        );
        data.truncate(cdb.number(10..14) as usize);
        data
    }

    fn request_sense(&mut self, cdb: &Cdb) -> ScsiAnswer {
        let sense = self.attention.take().unwrap_or(Sense::new(0, 0, 0));
        let mut data = sense.bytes(cdb.0[1] & 1 != 0);
        data.truncate(usize::from(cdb.0[4]));
        ScsiAnswer::good(data)
    }

    fn mode_view(&self) -> ModeView {
        ModeView {
            blocks: self.capacity_blocks(),
            default_blocks: self.capacity_blocks(),
            block_bytes: self.block_bytes(),
            descriptor_sense: self.descriptor_sense,
            write_cache: self.write_cache,
        }
    }

    fn mode_select(&mut self, cdb: &Cdb, out: &[u8]) -> Result<ScsiAnswer, Sense> {
        let change = mode::select(cdb, out)?;
        let same = |(blocks, bytes): (u64, u32)| {
            matches!(blocks, 0 | u64::MAX) || blocks == self.capacity_blocks() && bytes == self.block_bytes()
        };
        let wants_descriptors = change.descriptor_sense == Some(true);
        if !change.descriptor.is_none_or(same)
            || wants_descriptors && self.drive.faults().text("fixed_sense") == Some("always")
        {
            return Err(INVALID_PARAMETER);
        }
        self.descriptor_sense = change.descriptor_sense.unwrap_or(self.descriptor_sense);
        if let Some(enabled) = change.write_cache.filter(|enabled| *enabled != self.write_cache) {
            self.write_cache = enabled;
            let feature = if enabled { 0x02 } else { 0x82 };
            let task = TaskFile { feature, command: 0xEF, ..TaskFile::default() };
            return self.execute(&task, &[]);
        }
        Ok(ScsiAnswer::good(Vec::new()))
    }

    /// A command without parameters, 48-bit where the drive has that.
    fn plain_command(&mut self, long: u8, short: u8) -> Result<ScsiAnswer, Sense> {
        let extend = self.drive.persona().lba48;
        let command = if extend { long } else { short };
        self.execute(&TaskFile { command, extend, device: 0x40, ..TaskFile::default() }, &[])
    }

    /// Executes an ATA command for a SCSI one.
    fn execute(&mut self, task: &TaskFile, out: &[u8]) -> Result<ScsiAnswer, Sense> {
        let answer = self.drive.execute(task, out);
        if matches!(answer.when, When::Never | When::Gone) {
            return Ok(ScsiAnswer::silence(answer.when));
        }
        if answer.is_good() {
            return Ok(ScsiAnswer { when: answer.when, ..ScsiAnswer::good(answer.data) });
        }
        Err(translate(&answer, names_write(task.command)))
    }

    fn note(&self, name: &str, cdb: &[u8], out: &[u8], answer: &ScsiAnswer) {
        // How a command that keeps the drive busy went is in the entry of the ATA command.
        let waits = matches!(answer.when, When::After(_));
        self.drive.journal().note(Entry {
            at: self.drive.clock().now(),
            name: name.to_owned(),
            bytes: cdb.to_vec(),
            data: out[..out.len().min(512)].to_vec(),
            answer: if waits { "busy".to_owned() } else { answer.words() },
        });
    }
}

/// Whether an ATA command writes: its media errors are write errors.
fn names_write(command: u8) -> bool {
    matches!(command, 0x30..=0x3D | 0x61 | 0xC5 | 0xCA | 0xCE)
}

/// The sense data of an ATA error (SAT-4 table of the translation of ATA errors).
fn translate(answer: &AtaAnswer, write: bool) -> Sense {
    let registers = &answer.registers;
    match registers.error {
        _ if registers.status & 0x20 != 0 => TARGET_FAILURE,
        error if error & 0x40 != 0 && write => Sense::new(3, 0x0C, 0x02).at(registers.lba),
        error if error & 0x40 != 0 => Sense::new(3, 0x11, 0x04).at(registers.lba),
        error if error & 0x10 != 0 => OUT_OF_RANGE.at(registers.lba),
        _ => Sense::new(0x0B, 0, 0),
    }
}

impl ScsiTarget for SatDisk {
    fn command(&mut self, cdb: &[u8], out: &[u8], in_len: usize) -> ScsiAnswer {
        self.drive.tick();
        let parsed = Cdb::new(cdb);
        let name = parsed.name();
        let mut answer = self.answer(name, &parsed, out);
        answer.data.truncate(in_len);
        self.note(name, cdb, out, &answer);
        answer
    }

    fn power_cycle(&mut self) {
        self.drive.power_cycle();
        self.switched_on();
    }

    fn suspend_resume(&mut self) {
        self.drive.suspend_resume();
        self.switched_on();
    }

    fn bus_reset(&mut self) {
        self.drive.bus_reset();
        self.attention = Some(Sense::new(6, 0x29, 0));
    }

    fn tick(&mut self) {
        self.drive.tick();
    }

    fn capacity_blocks(&self) -> u64 {
        let blocks = self.drive.accessible();
        self.bridge.most_blocks.map_or(blocks, |most| blocks.min(most))
    }

    fn block_bytes(&self) -> u32 {
        self.drive.persona().sector_bytes
    }

    fn state(&self) -> String {
        self.drive.state()
    }

    fn restore(&mut self, state: &str) {
        self.drive.restore(state);
        self.switched_on();
    }
}

impl SatDisk {
    fn switched_on(&mut self) {
        self.descriptor_sense = false;
        self.write_cache = true;
        self.attention = Some(Sense::new(6, 0x29, 0));
        self.results.clear();
    }
}
