//! A submission queue entry, its name in words, and the data that goes with it.

use super::MOST_BYTES;
use super::wire::{get32, get64};

/// Which queue a command came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// The admin queue.
    Admin,
    /// An I/O queue.
    Io,
}

/// Data that a command moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// None.
    None,
    /// So many bytes to the drive.
    ToDrive(usize),
    /// So many bytes to the host.
    ToHost(usize),
}

/// A submission queue entry (NVMe Base 2.3, section 4.1).
#[derive(Clone, Copy, Debug)]
pub(super) struct Command<'a>(&'a [u8; 64]);

impl<'a> Command<'a> {
    pub(super) fn new(entry: &'a [u8; 64]) -> Command<'a> {
        Command(entry)
    }

    pub(super) fn opcode(self) -> u8 {
        self.0[0]
    }

    pub(super) fn nsid(self) -> u32 {
        get32(self.0, 4)
    }

    /// Command dword 10 to 15.
    pub(super) fn dword(self, number: usize) -> u32 {
        get32(self.0, 4 * number)
    }

    /// Starting LBA of an I/O command.
    pub(super) fn start(self) -> u64 {
        get64(self.0, 40)
    }

    /// Number of blocks of an I/O command.
    pub(super) fn blocks(self) -> u64 {
        u64::from(self.dword(12) & 0xFFFF) + 1
    }

    /// Bytes of log that are asked for.
    pub(super) fn log_bytes(self) -> u64 {
        let dwords = u64::from(self.dword(11) & 0xFFFF) << 16 | u64::from(self.dword(10) >> 16);
        (dwords + 1) * 4
    }

    /// Where in the log they begin.
    pub(super) fn log_offset(self) -> u64 {
        get64(self.0, 48)
    }

    /// None also where there is more than a controller moves at once.
    pub(super) fn transfer(self, queue: Queue, block_bytes: u64) -> Transfer {
        match self.whole_transfer(queue, block_bytes) {
            Transfer::ToDrive(bytes) | Transfer::ToHost(bytes) if bytes as u64 > MOST_BYTES => Transfer::None,
            moved => moved,
        }
    }

    fn whole_transfer(self, queue: Queue, block_bytes: u64) -> Transfer {
        let size = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        let low = self.dword(10) as u8;
        match (queue, self.opcode()) {
            (Queue::Admin, 0x02) => Transfer::ToHost(size(self.log_bytes())),
            (Queue::Admin, 0x06) => Transfer::ToHost(4096),
            (Queue::Admin, 0x09) if low == 0x0E => Transfer::ToDrive(8),
            (Queue::Admin, 0x0A) if low == 0x0E => Transfer::ToHost(8),
            (Queue::Admin, 0x0D) if low & 15 == 0 => Transfer::ToDrive(4096),
            (Queue::Admin, 0x11) => Transfer::ToDrive(size((u64::from(self.dword(10)) + 1) * 4)),
            (Queue::Admin, 0x15) => Transfer::ToDrive(4096),
            (Queue::Admin, 0x81) => Transfer::ToDrive(size(u64::from(self.dword(11)))),
            (Queue::Admin, 0x82) => Transfer::ToHost(size(u64::from(self.dword(11)))),
            (Queue::Io, 0x01 | 0x05) => Transfer::ToDrive(size(self.blocks() * block_bytes)),
            (Queue::Io, 0x02) => Transfer::ToHost(size(self.blocks() * block_bytes)),
            (Queue::Io, 0x09) => Transfer::ToDrive((usize::from(low) + 1) * 16),
            _ => Transfer::None,
        }
    }

    /// In the words of the standard.
    pub(super) fn name(self, queue: Queue) -> String {
        match queue {
            Queue::Admin => self.admin_name(),
            Queue::Io => self.io_name().to_owned(),
        }
    }

    fn admin_name(self) -> String {
        let low = self.dword(10) as u8;
        let name = match self.opcode() {
            0x00 => "Delete I/O Submission Queue",
            0x01 => "Create I/O Submission Queue",
            0x02 => return format!("Get Log Page/{}", log_name(low)),
            0x04 => "Delete I/O Completion Queue",
            0x05 => "Create I/O Completion Queue",
            0x06 => return format!("Identify/{}", identify_name(low)),
            0x08 => "Abort",
            0x09 => return format!("Set Features/{}", feature_name(low)),
            0x0A => return format!("Get Features/{}", feature_name(low)),
            0x0C => "Asynchronous Event Request",
            0x0D if low & 15 == 0 => "Namespace Management/Create",
            0x0D if low & 15 == 1 => "Namespace Management/Delete",
            0x0D => "Namespace Management",
            0x10 => "Firmware Commit",
            0x11 => "Firmware Image Download",
            0x14 => return format!("Device Self-test/{}", self_test_name(low)),
            0x15 if low & 15 == 0 => "Namespace Attachment/Attach",
            0x15 if low & 15 == 1 => "Namespace Attachment/Detach",
            0x15 => "Namespace Attachment",
            0x18 => "Keep Alive",
            0x80 => return format!("Format NVM/{}", format_name(self.dword(10))),
            0x81 => "Security Send",
            0x82 => "Security Receive",
            0x84 => return format!("Sanitize/{}", sanitize_name(self.dword(10))),
            other => return format!("admin command {other:02X}h"),
        };
        name.to_owned()
    }

    fn io_name(self) -> &'static str {
        match self.opcode() {
            0x00 => "Flush",
            0x01 => "Write",
            0x02 => "Read",
            0x05 => "Compare",
            0x08 => "Write Zeroes",
            0x09 => "Dataset Management",
            0x0C => "Verify",
            _ => "unknown I/O command",
        }
    }
}

fn log_name(log: u8) -> String {
    let name = match log {
        0x01 => "Error Information",
        0x02 => "SMART / Health Information",
        0x03 => "Firmware Slot Information",
        0x04 => "Changed Namespace List",
        0x05 => "Commands Supported and Effects",
        0x06 => "Device Self-test",
        0x0D => "Persistent Event Log",
        0x81 => "Sanitize Status",
        other => return format!("{other:02X}h"),
    };
    name.to_owned()
}

fn identify_name(cns: u8) -> String {
    let name = match cns {
        0x00 => "Namespace",
        0x01 => "Controller",
        0x02 => "Active Namespace List",
        0x03 => "Namespace Identification Descriptors",
        0x10 => "Allocated Namespace List",
        0x11 => "Allocated Namespace",
        0x12 => "Controllers of a Namespace",
        0x13 => "Controller List",
        other => return format!("{other:02X}h"),
    };
    name.to_owned()
}

fn feature_name(feature: u8) -> String {
    let name = match feature {
        0x01 => "Arbitration",
        0x02 => "Power Management",
        0x04 => "Temperature Threshold",
        0x05 => "Error Recovery",
        0x06 => "Volatile Write Cache",
        0x07 => "Number of Queues",
        0x08 => "Interrupt Coalescing",
        0x09 => "Interrupt Vector Configuration",
        0x0A => "Write Atomicity",
        0x0B => "Asynchronous Event Configuration",
        0x0E => "Timestamp",
        0x17 => "Sanitize Config",
        other => return format!("{other:02X}h"),
    };
    name.to_owned()
}

fn self_test_name(code: u8) -> &'static str {
    match code & 15 {
        1 => "Short",
        2 => "Extended",
        15 => "Abort",
        _ => "reserved",
    }
}

fn format_name(dword10: u32) -> &'static str {
    match dword10 >> 9 & 7 {
        0 => "No Secure Erase",
        1 => "User Data Erase",
        2 => "Cryptographic Erase",
        _ => "reserved",
    }
}

fn sanitize_name(dword10: u32) -> &'static str {
    match dword10 & 7 {
        1 => "Exit Failure Mode",
        2 => "Block Erase",
        3 => "Overwrite",
        4 => "Crypto Erase",
        5 => "Exit Media Verification State",
        _ => "reserved",
    }
}
