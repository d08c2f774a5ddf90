//! ATA PASS-THROUGH (12), (16) and (32) (SAT-4, ATA PASS-THROUGH commands).

use super::{SatDisk, names_write, translate};
use crate::When;
use crate::ata::{AtaAnswer, Registers, TaskFile};
use crate::scsi::answer::{CHECK_CONDITION, ScsiAnswer};
use crate::scsi::cdb::Cdb;
use crate::sense::{AtaReturn, INVALID_FIELD, Sense};

/// Results that log page 16h keeps.
const KEPT_RESULTS: usize = 15;

/// A pass-through command block in parts.
struct Request {
    protocol: u8,
    wants_registers: bool,
    transfer_length: u8,
    task: TaskFile,
}

impl Request {
    fn parse(cdb: &Cdb) -> Request {
        let bytes = &cdb.0;
        let (flags, task) = match cdb.opcode() {
            0x85 => ((bytes[1], bytes[2]), task_16(bytes)),
            0xA1 => ((bytes[1], bytes[2]), task_12(bytes)),
            _ => ((bytes[10], bytes[11]), task_32(bytes)),
        };
        Request {
            protocol: flags.0 >> 1 & 0x0F,
            wants_registers: flags.1 & 0x20 != 0,
            transfer_length: flags.1 & 0x03,
            task,
        }
    }

    /// Data move with these protocols, so a length is needed.
    fn moves_data(&self) -> bool {
        matches!(self.protocol, 4 | 5 | 10 | 11)
    }
}

fn task_16(bytes: &[u8; 32]) -> TaskFile {
    let extend = bytes[1] & 1 != 0;
    let upper = |at: usize| if extend { bytes[at] } else { 0 };
    TaskFile {
        feature: u16::from_be_bytes([upper(3), bytes[4]]),
        count: u16::from_be_bytes([upper(5), bytes[6]]),
        lba: address([upper(11), upper(9), upper(7), bytes[12], bytes[10], bytes[8]]),
        device: bytes[13],
        command: bytes[14],
        extend,
    }
}

fn task_12(bytes: &[u8; 32]) -> TaskFile {
    TaskFile {
        feature: u16::from(bytes[3]),
        count: u16::from(bytes[4]),
        lba: address([0, 0, 0, bytes[7], bytes[6], bytes[5]]),
        device: bytes[8],
        command: bytes[9],
        extend: false,
    }
}

/// LBA in bytes 14–19, FEATURE in 20–21, COUNT in 22–23, DEVICE in 24, COMMAND in 25 (SAT-4).
fn task_32(bytes: &[u8; 32]) -> TaskFile {
    let extend = bytes[10] & 1 != 0;
    let upper = |at: usize| if extend { bytes[at] } else { 0 };
    TaskFile {
        feature: u16::from_be_bytes([upper(20), bytes[21]]),
        count: u16::from_be_bytes([upper(22), bytes[23]]),
        lba: address([upper(14), upper(15), upper(16), bytes[17], bytes[18], bytes[19]]),
        device: bytes[24],
        command: bytes[25],
        extend,
    }
}

/// From its highest byte down.
fn address(bytes: [u8; 6]) -> u64 {
    bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte))
}

impl SatDisk {
    pub(super) fn pass_through(&mut self, cdb: &Cdb, out: &[u8]) -> Result<ScsiAnswer, Sense> {
        let request = Request::parse(cdb);
        if request.moves_data() && request.transfer_length == 0 {
            return Err(INVALID_FIELD);
        }
        match request.protocol {
            3..=6 | 10..=12 => {}
            15 => return Ok(self.response_information()),
            _ => return Err(INVALID_FIELD),
        }
        let answer = self.drive.execute(&request.task, out);
        if matches!(answer.when, When::Never | When::Gone) {
            return Ok(ScsiAnswer::silence(answer.when));
        }
        Ok(self.returned(&request, answer))
    }

    /// Protocol 15, return response information: the registers of the last command as data.
    fn response_information(&self) -> ScsiAnswer {
        let last = self.results.first().map_or_else(Vec::new, |result| result.descriptor().to_vec());
        ScsiAnswer::good(last)
    }

    /// The answer with its registers, as far as this translation gives them back.
    fn returned(&mut self, request: &Request, answer: AtaAnswer) -> ScsiAnswer {
        let real = answer.registers;
        let registers = self.seen_registers(real);
        let ata = AtaReturn { registers, extend: request.task.extend, log_index: 0 };
        let kept = self.gives_registers();
        if kept {
            self.results.insert(0, ata);
            self.results.truncate(KEPT_RESULTS);
        }
        let good = answer.is_good();
        let reset = real.error == 1 && request.task.command == 0xF4;
        let mut sense = match (good, reset) {
            // The drive came out of a reset in the middle of the command.
            (true, true) => Sense::new(6, 0x29, 0),
            (true, false) => Sense::new(1, 0, 0x1D),
            (false, _) => translate(&answer, names_write(request.task.command)),
        };
        let quiet = good && !reset && !(request.wants_registers && kept);
        if quiet || self.bridge.loses_sense {
            return ScsiAnswer { when: answer.when, ..ScsiAnswer::good(answer.data) };
        }
        let descriptor = self.descriptor_format(good);
        if kept {
            // In fixed format, INFORMATION holds registers: it has no room for the block as well.
            sense.information = sense.information.filter(|_| descriptor);
            sense = sense.registers(AtaReturn { log_index: u8::from(!descriptor), ..ata });
        }
        ScsiAnswer {
            status: CHECK_CONDITION,
            sense: sense.bytes(descriptor),
            data: answer.data,
            when: answer.when,
        }
    }

    fn gives_registers(&self) -> bool {
        !self.fault("no_registers")
    }

    fn seen_registers(&mut self, real: Registers) -> Registers {
        let before = std::mem::replace(&mut self.stale, real);
        if self.fault("zero_registers") {
            Registers { status: 0, error: 0, count: 0, lba: 0, device: 0 }
        } else if self.fault("stale_registers") {
            before
        } else {
            real
        }
    }
}
