//! Log pages (NVMe Base 2.3, section 5.2.12).

use super::command::Command;
use super::wire::{put_text, put16, put32, put64};
use super::{Answered, MOST_BYTES, NvmeAnswer, NvmeDrive, status};

/// What the drive counts for its SMART log. Kept over power cuts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) reads: u64,
    pub(super) writes: u64,
    pub(super) blocks_read: u64,
    pub(super) blocks_written: u64,
    pub(super) media_errors: u64,
    pub(super) power_cycles: u64,
}

impl NvmeDrive {
    pub(super) fn get_log(&mut self, command: Command<'_>) -> Answered {
        if command.log_bytes() > MOST_BYTES {
            return Err(status::INVALID_FIELD);
        }
        let log = match command.dword(10) as u8 {
            0x01 => vec![0; 64],
            0x02 => self.smart_log(),
            0x03 => self.firmware_log(),
            0x04 => vec![0; 4096],
            0x05 => self.effects_log(),
            0x06 => self.self_test_log(),
            0x0D => self.persistent_event_log(command)?,
            0x81 => self.sanitize_log()?,
            _ => return Err(status::INVALID_LOG_PAGE),
        };
        let from = usize::try_from(command.log_offset()).unwrap_or(usize::MAX);
        let rest = log.get(from..).ok_or(status::INVALID_FIELD)?;
        let mut data = rest.to_vec();
        data.resize(command.log_bytes() as usize, 0);
        Ok(NvmeAnswer::data(data))
    }

    /// Log page 02h.
    fn smart_log(&self) -> Vec<u8> {
        const KELVIN: u16 = 310;
        // Data units are thousands of 512 bytes, rounded up.
        let units = |blocks: u64| blocks.div_ceil(1000);
        let mut log = vec![0; 512];
        put16(&mut log, 1, KELVIN);
        log[3] = 100;
        log[4] = 10;
        log[5] = 3;
        put64(&mut log, 32, units(self.counts.blocks_read));
        put64(&mut log, 48, units(self.counts.blocks_written));
        put64(&mut log, 64, self.counts.reads);
        put64(&mut log, 80, self.counts.writes);
        put64(&mut log, 112, self.counts.power_cycles);
        put64(&mut log, 128, self.clock.now().as_secs() / 3600);
        put64(&mut log, 160, self.counts.media_errors);
        put16(&mut log, 200, KELVIN);
        log
    }

    /// Log page 03h: slot 1 is active.
    fn firmware_log(&self) -> Vec<u8> {
        let mut log = vec![0; 512];
        log[0] = 1;
        put_text(&mut log, 8, 8, &self.persona.firmware);
        log
    }

    /// Log page 05h: which commands there are (bit 0), and whether they change contents (1), namespace capabilities (2),
    /// the inventory of namespaces (3), or must run alone (bits 18:16).
    fn effects_log(&self) -> Vec<u8> {
        const PLAIN: u32 = 1;
        const WRITES: u32 = 1 | 1 << 1;
        const INVENTORY: u32 = 1 | 1 << 3;
        const ALONE: u32 = 1 << 17;
        let mut log = vec![0; 4096];
        let admin = [0, 1, 2, 4, 5, 6, 8, 9, 0x0A, 0x0C, 0x10, 0x11, 0x14, 0x18];
        for opcode in admin {
            put32(&mut log, opcode * 4, PLAIN);
        }
        if self.persona.namespace_management {
            put32(&mut log, 0x0D * 4, INVENTORY);
            put32(&mut log, 0x15 * 4, INVENTORY);
        }
        if self.persona.format_supported {
            put32(&mut log, 0x80 * 4, WRITES | 1 << 2 | ALONE);
        }
        if self.has_security() {
            put32(&mut log, 0x81 * 4, PLAIN);
            put32(&mut log, 0x82 * 4, PLAIN);
        }
        if self.persona.sanicap & 7 != 0 {
            put32(&mut log, 0x84 * 4, WRITES | ALONE);
        }
        for (opcode, effect) in [(0, PLAIN), (1, WRITES), (2, PLAIN), (5, PLAIN), (8, WRITES), (9, WRITES)] {
            put32(&mut log, 1024 + opcode * 4, effect);
        }
        put32(&mut log, 1024 + 0x0C * 4, PLAIN);
        log
    }

    /// Whether FNA claims this.
    pub(super) fn claims(&self, bit: u8) -> bool {
        self.persona.fna & bit != 0
    }
}
