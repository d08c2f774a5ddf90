//! Reads, writes, verifies and TRIM.

use super::{AtaAnswer, AtaDrive, LBA_MODE, Refusal, TaskFile, names};

impl TaskFile {
    /// Blocks to transfer: 0 is 256 or 65536. Queued commands have them in FEATURE.
    fn blocks(&self) -> u64 {
        let queued = matches!(self.command, 0x60 | 0x61);
        let count = if queued { self.feature } else { self.count };
        if names::needs_lba48(self.command) {
            if count == 0 { 65536 } else { u64::from(count) }
        } else {
            let count = count & 0xFF;
            if count == 0 { 256 } else { u64::from(count) }
        }
    }

    /// The address: 48 bits, or 28 with bits 27:24 from DEVICE or, where a translation put them there, from LBA.
    pub(super) fn address(&self) -> u64 {
        if names::needs_lba48(self.command) {
            self.lba & 0xFFFF_FFFF_FFFF
        } else {
            self.lba & 0x0FFF_FFFF | u64::from(self.device & 0x0F) << 24
        }
    }

    /// Whether a write is to reach the medium before its answer.
    fn forces_unit_access(&self) -> bool {
        matches!(self.command, 0x3D | 0xCE) || self.command == 0x61 && self.device & 0x80 != 0
    }
}

impl AtaDrive {
    /// The blocks a command is about.
    fn span(&self, task: &TaskFile) -> Result<(u64, u64), Refusal> {
        let (lba, blocks) = (task.address(), task.blocks());
        if task.device & LBA_MODE == 0 && self.persona.lba48 {
            return Err(Refusal::Aborted);
        }
        match lba.checked_add(blocks) {
            Some(end) if end <= self.hidden.accessible() => Ok((lba, blocks)),
            _ => Err(Refusal::NotFound(lba)),
        }
    }

    pub(super) fn transfer(&mut self, task: &TaskFile, out: &[u8]) -> Result<AtaAnswer, Refusal> {
        let (lba, blocks) = self.span(task)?;
        if names::is_verify(task.command) {
            self.medium.verify(lba, blocks).map_err(Refusal::Uncorrectable)?;
            return Ok(AtaAnswer::good());
        }
        if names::is_read(task.command) {
            return self.medium.read(lba, blocks).map(AtaAnswer::data).map_err(Refusal::Uncorrectable);
        }
        let bytes = (blocks * u64::from(self.persona.sector_bytes)) as usize;
        let data = out.get(..bytes).ok_or(Refusal::Aborted)?;
        self.medium.write(lba, data).map_err(Refusal::Uncorrectable)?;
        if task.forces_unit_access() || !self.write_cache {
            self.medium.flush();
        }
        Ok(AtaAnswer::good())
    }

    /// WRITE UNCORRECTABLE EXT, FEATURE 55h (pseudo) or AAh (flagged).
    pub(super) fn write_uncorrectable(&mut self, task: &TaskFile) -> Result<AtaAnswer, Refusal> {
        let (lba, blocks) = self.span(task)?;
        if !matches!(task.feature & 0xFF, 0x55 | 0xAA) {
            return Err(Refusal::Aborted);
        }
        self.medium.spoil(lba, blocks);
        Ok(AtaAnswer::good())
    }

    /// DATA SET MANAGEMENT with the TRIM bit: entries of LBA (47:0) and count (63:48), little-endian.
    pub(super) fn data_set_management(&mut self, task: &TaskFile, out: &[u8]) -> Result<AtaAnswer, Refusal> {
        if !self.persona.trim || task.feature & 1 == 0 {
            return Err(Refusal::Aborted);
        }
        let bytes = usize::from(task.count) * 512;
        let list = out.get(..bytes).filter(|list| !list.is_empty()).ok_or(Refusal::Aborted)?;
        let entries: Vec<(u64, u64)> =
            list.chunks_exact(8).map(entry).filter(|(_, blocks)| *blocks > 0).collect();
        if let Some((lba, _)) = entries.iter().find(|(lba, blocks)| lba + blocks > self.hidden.accessible()) {
            return Err(Refusal::NotFound(*lba));
        }
        for (lba, blocks) in entries {
            self.medium.clear(lba, blocks);
        }
        Ok(AtaAnswer::good())
    }
}

fn entry(bytes: &[u8]) -> (u64, u64) {
    let value = bytes.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte));
    (value & 0xFFFF_FFFF_FFFF, value >> 48)
}
