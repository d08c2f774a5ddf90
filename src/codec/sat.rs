//! ATA commands inside SCSI commands, and the ATA registers back out of sense data (SAT-4).
//!
//! Registers that did not come, or that cannot be what a drive said, are [`Registers::Unknown`]: a row of zeros is never a
//! success.

use super::Transfer;
use super::ata::{Command, Protocol};
use super::bytes::array;
use super::scsi;
use super::sense::{Sense, descriptors, sent};

/// The ATA registers after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskFile {
    /// STATUS.
    pub status: u8,
    /// ERROR.
    pub error: u8,
    /// COUNT; bits 15:8 are meaningless unless `whole`.
    pub count: u16,
    /// LBA; bits 47:24 are meaningless unless `whole`, but for what some translators put in bits 31:24 after 28-bit commands.
    pub lba: u64,
    /// DEVICE.
    pub device: u8,
    /// Whether the upper halves came: descriptor format after a 48-bit command. The fixed format has no room for them.
    pub whole: bool,
}

impl TaskFile {
    /// STATUS bits 7 (BSY) and 6 (DRDY).
    const BSY: u8 = 0x80;
    const DRDY: u8 = 0x40;
    /// STATUS bits 5 (DF, device fault) and 0 (ERR).
    const DF: u8 = 0x20;
    const ERR: u8 = 0x01;
    /// ERROR bit 2 (ABRT).
    const ABRT: u8 = 0x04;

    /// STATUS says that the command failed, or that the drive does.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.status & (TaskFile::ERR | TaskFile::DF) != 0
    }

    /// The drive is ready and reports neither an error nor a fault.
    #[must_use]
    pub fn is_ready_without_error(&self) -> bool {
        self.status & (TaskFile::BSY | TaskFile::DRDY) == TaskFile::DRDY && !self.is_error()
    }

    /// The drive aborted the command: it does not know it, or does not allow it now.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.status & TaskFile::ERR != 0 && self.error & TaskFile::ABRT != 0
    }

    /// STATUS 50h with ERROR 01h: what a drive shows after a reset. Seen during an erase, that erase is not over.
    #[must_use]
    pub fn is_after_reset(&self) -> bool {
        self.status == 0x50 && self.error == 0x01
    }
}

/// What is known of the registers after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registers {
    /// These came back.
    Known(TaskFile),
    /// They are not known.
    Unknown(WhyUnknown),
}

/// Why registers are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyUnknown {
    /// There are no sense data, or none that can be read.
    NoSense,
    /// The sense data are about an earlier command.
    Deferred,
    /// The sense data hold no ATA registers.
    NotInSense,
    /// All registers are zero: no drive says that, some controllers do.
    AllZero,
    /// STATUS says busy: the other registers mean nothing.
    Busy,
    /// STATUS does not say ready.
    NotReady,
    /// The sense data and the log page of the translator differ.
    Contradiction,
}

/// The 16-byte ATA PASS-THROUGH command (85h) that carries an ATA command (SAT-4).
#[must_use]
pub fn cdb16(command: &Command) -> [u8; 16] {
    const CK_COND: u8 = 0x20;
    const T_DIR_IN: u8 = 0x08;
    /// BYT_BLOK with T_LENGTH 2: COUNT says the length, in blocks of 512 bytes.
    const BLOCKS_IN_COUNT: u8 = 0x06;
    let protocol: u8 = match command.protocol {
        Protocol::NonData => 3,
        Protocol::PioIn => 4,
        Protocol::PioOut => 5,
        Protocol::Dma => 6,
    };
    let transfer = match command.transfer {
        Transfer::None => 0,
        Transfer::In(_) => T_DIR_IN | BLOCKS_IN_COUNT,
        Transfer::Out(_) => BLOCKS_IN_COUNT,
    };
    let check = if command.check { CK_COND } else { 0 };
    let [feature_high, feature] = command.feature.to_be_bytes();
    let [count_high, count] = command.count.to_be_bytes();
    let [lba_0, lba_8, lba_16, lba_24, lba_32, lba_40, ..] = command.lba.to_le_bytes();
    [
        0x85,
        protocol << 1 | u8::from(command.extend),
        check | transfer,
        feature_high,
        feature,
        count_high,
        count,
        lba_24,
        lba_0,
        lba_32,
        lba_8,
        lba_40,
        lba_16,
        command.device,
        command.opcode,
        0,
    ]
}

/// LOG SENSE of page 16h, ATA PASS-THROUGH results: where the fixed format leaves the upper halves.
#[must_use]
pub fn log_sense_page_16() -> scsi::Command {
    scsi::Command::log_sense(RESULTS_PAGE, 0)
}

const RESULTS_PAGE: u8 = 0x16;

/// The registers out of sense data, and out of LOG SENSE page 16h where that was read after sense data in fixed format.
#[must_use]
pub fn registers(sense: &[u8], log_page_16: Option<&[u8]>) -> Registers {
    match look(sense, log_page_16).and_then(plausible) {
        Ok(task) => Registers::Known(task),
        Err(why) => Registers::Unknown(why),
    }
}

fn look(sense: &[u8], log_page_16: Option<&[u8]>) -> Result<TaskFile, WhyUnknown> {
    let parsed = Sense::parse(sense).ok_or(WhyUnknown::NoSense)?;
    if parsed.deferred {
        return Err(WhyUnknown::Deferred);
    }
    // The descriptor says what it is; the fixed format holds registers only with the code that says so.
    if sense[0] & 0x7f == 0x72 {
        return descriptors(sense).find_map(of_descriptor).ok_or(WhyUnknown::NotInSense);
    }
    if !parsed.has_ata_registers() {
        return Err(WhyUnknown::NotInSense);
    }
    let (short, index) = of_fixed(sent(sense)).ok_or(WhyUnknown::NotInSense)?;
    match log_page_16.and_then(|page| of_log(page, index)) {
        None => Ok(short),
        Some(long) if agree(&short, &long) => Ok(long),
        Some(_) => Err(WhyUnknown::Contradiction),
    }
}

/// ATA STATUS RETURN descriptor (SAT-4): type 09h, 12 more bytes.
fn of_descriptor(bytes: &[u8]) -> Option<TaskFile> {
    let [0x09, 0x0c, flags, error, count_high, count, rest @ ..] = array::<14>(bytes, 0)? else {
        return None;
    };
    let [lba_24, lba_0, lba_32, lba_8, lba_40, lba_16, device, status] = rest;
    Some(TaskFile {
        status,
        error,
        count: u16::from_be_bytes([count_high, count]),
        lba: u64::from_le_bytes([lba_0, lba_8, lba_16, lba_24, lba_32, lba_40, 0, 0]),
        device,
        whole: flags & 1 == 1,
    })
}

/// Fixed format (SAT-4), and the index of the result in log page 16h (byte 8 bits 3:0). The LBA is in bytes 9 to 11,
/// lowest first.
fn of_fixed(bytes: &[u8]) -> Option<(TaskFile, u8)> {
    let [error, status, device, count] = array(bytes, 3)?;
    let [flags, lba_0, lba_8, lba_16] = array(bytes, 8)?;
    let lba = u64::from_le_bytes([lba_0, lba_8, lba_16, 0, 0, 0, 0, 0]);
    let task = TaskFile { status, error, count: u16::from(count), lba, device, whole: false };
    Some((task, flags & 0x0f))
}

/// The result of that index in page 16h.
fn of_log(page: &[u8], index: u8) -> Option<TaskFile> {
    let parameters = scsi::log_parameters(RESULTS_PAGE, page)?;
    let (_, value) = parameters.into_iter().find(|(code, _)| *code == u16::from(index))?;
    of_descriptor(value)
}

/// Whether the long form is of the same result as the short one.
fn agree(short: &TaskFile, long: &TaskFile) -> bool {
    let low =
        |task: &TaskFile| (task.status, task.error, task.device, task.count & 0xff, task.lba & 0x00ff_ffff);
    low(short) == low(long)
}

fn plausible(task: TaskFile) -> Result<TaskFile, WhyUnknown> {
    let is_zero = (task.status, task.error, task.count, task.lba, task.device) == (0, 0, 0, 0, 0);
    match task.status {
        _ if is_zero => Err(WhyUnknown::AllZero),
        status if status & TaskFile::BSY != 0 => Err(WhyUnknown::Busy),
        status if status & TaskFile::DRDY == 0 => Err(WhyUnknown::NotReady),
        _ => Ok(task),
    }
}
