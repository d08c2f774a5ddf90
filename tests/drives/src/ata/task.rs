//! Task files, registers and answers.

use crate::When;

/// A command as the host writes it into the registers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskFile {
    /// FEATURE.
    pub feature: u16,
    /// COUNT.
    pub count: u16,
    /// LBA, 48 bits; of a 28-bit command, bits 27:24 come here or in DEVICE.
    pub lba: u64,
    /// DEVICE: bit 6 LBA mode.
    pub device: u8,
    /// COMMAND.
    pub command: u8,
    /// Sent as a 48-bit command: the upper halves of the registers count.
    pub extend: bool,
}

impl TaskFile {
    /// Feature, count, LBA (6 bytes), device, command; big-endian.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.feature.to_be_bytes().to_vec();
        bytes.extend(self.count.to_be_bytes());
        bytes.extend(&self.lba.to_be_bytes()[2..]);
        bytes.extend([self.device, self.command]);
        bytes
    }
}

/// The registers as the drive leaves them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registers {
    /// STATUS: bit 7 BSY, 6 DRDY, 5 DF, 4 DSC, 0 ERR.
    pub status: u8,
    /// ERROR: bit 6 UNC, 4 IDNF, 2 ABRT.
    pub error: u8,
    /// COUNT.
    pub count: u16,
    /// LBA, 48 bits.
    pub lba: u64,
    /// DEVICE.
    pub device: u8,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtaAnswer {
    /// Registers.
    pub registers: Registers,
    /// Data for the host.
    pub data: Vec<u8>,
    /// When it goes out.
    pub when: When,
}

/// STATUS of a command that went well: DRDY and DSC.
pub(super) const READY: u8 = 0x50;
/// STATUS bit ERR.
pub(super) const ERR: u8 = 0x01;
/// STATUS bit BSY.
pub(super) const BUSY: u8 = 0x80;
/// ERROR bit: aborted.
pub(super) const ABRT: u8 = 0x04;
/// ERROR bit: address not found.
pub(super) const IDNF: u8 = 0x10;
/// ERROR bit: uncorrectable data.
pub(super) const UNC: u8 = 0x40;
/// DEVICE bit: LBA mode.
pub(super) const LBA_MODE: u8 = 0x40;

impl AtaAnswer {
    pub(super) fn good() -> AtaAnswer {
        let registers = Registers { status: READY, error: 0, count: 0, lba: 0, device: LBA_MODE };
        AtaAnswer { registers, data: Vec::new(), when: When::Now }
    }

    pub(super) fn data(data: Vec<u8>) -> AtaAnswer {
        AtaAnswer { data, ..AtaAnswer::good() }
    }

    pub(super) fn lba(lba: u64) -> AtaAnswer {
        let mut answer = AtaAnswer::good();
        answer.registers.lba = lba;
        answer
    }

    pub(super) fn error(error: u8, lba: u64) -> AtaAnswer {
        let mut answer = AtaAnswer::lba(lba);
        answer.registers.status = READY | ERR;
        answer.registers.error = error;
        answer
    }

    /// No answer: the drive stays busy, or is gone.
    pub(super) fn silence(when: When) -> AtaAnswer {
        let mut answer = AtaAnswer::good();
        answer.registers.status = BUSY;
        answer.when = when;
        answer
    }

    /// Whether it went well.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.registers.status & (ERR | BUSY | 0x20) == 0 && !matches!(self.when, When::Never | When::Gone)
    }

    pub(super) fn words(&self) -> String {
        match self.when {
            When::Never => "never".to_owned(),
            When::Gone => "gone".to_owned(),
            _ if self.is_good() => "ok".to_owned(),
            _ => match self.registers.error {
                error if error & ABRT != 0 => "aborted".to_owned(),
                error if error & IDNF != 0 => "address not found".to_owned(),
                error if error & UNC != 0 => "uncorrectable data".to_owned(),
                _ => format!("status {:02X}", self.registers.status),
            },
        }
    }
}

/// Why a command does not go well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Aborted,
    /// Aborted, with the reason in LBA 7:0 (sanitize).
    Reason(u8),
    NotFound(u64),
    Uncorrectable(u64),
}

impl From<Refusal> for AtaAnswer {
    fn from(refusal: Refusal) -> AtaAnswer {
        match refusal {
            Refusal::Aborted => AtaAnswer::error(ABRT, 0),
            Refusal::Reason(reason) => AtaAnswer::error(ABRT, u64::from(reason)),
            Refusal::NotFound(lba) => AtaAnswer::error(IDNF, lba),
            Refusal::Uncorrectable(lba) => AtaAnswer::error(UNC, lba),
        }
    }
}
