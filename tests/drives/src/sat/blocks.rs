//! Reads, writes, verifies, WRITE SAME and UNMAP as ATA commands.

use super::SatDisk;
use crate::When;
use crate::ata::TaskFile;
use crate::scsi::answer::{ScsiAnswer, ScsiTarget};
use crate::scsi::cdb::{Access, Span, WriteSame, unmap_list};
use crate::sense::{INVALID_OPCODE, OUT_OF_RANGE, Sense, TARGET_FAILURE};

/// Most blocks of one ATA command of the translation.
const MOST_BLOCKS: u64 = 0x8000;

impl SatDisk {
    fn in_range(&self, lba: u64, blocks: u64) -> Result<(), Sense> {
        match lba.checked_add(blocks) {
            Some(end) if end <= self.capacity_blocks() => Ok(()),
            _ => Err(OUT_OF_RANGE),
        }
    }

    pub(super) fn transfer(&mut self, span: &Span, out: &[u8]) -> Result<ScsiAnswer, Sense> {
        self.in_range(span.lba, span.blocks)?;
        let bytes = self.block_bytes() as usize;
        let most = if self.drive.persona().lba48 { MOST_BLOCKS } else { 256 };
        let mut all = ScsiAnswer::good(Vec::new());
        let mut at = 0;
        while at < span.blocks {
            let blocks = (span.blocks - at).min(most);
            let part = match span.access {
                Access::Write => {
                    let first = at as usize * bytes;
                    out.get(first..first + blocks as usize * bytes).ok_or(TARGET_FAILURE)?
                }
                _ => &[],
            };
            let task = self.transfer_task(span, span.lba + at, blocks);
            let answer = self.execute(&task, part)?;
            if matches!(answer.when, When::Never | When::Gone) || answer.status != 0 {
                return Ok(answer);
            }
            all.data.extend(answer.data);
            at += blocks;
        }
        Ok(all)
    }

    fn transfer_task(&self, span: &Span, lba: u64, blocks: u64) -> TaskFile {
        let extend = self.drive.persona().lba48;
        let command = match (span.access, extend) {
            (Access::Read, true) => 0x25,
            (Access::Read, false) => 0xC8,
            (Access::Write, true) if span.forced => 0x3D,
            (Access::Write, true) => 0x35,
            (Access::Write, false) => 0xCA,
            (Access::Verify, true) => 0x42,
            (Access::Verify, false) => 0x40,
        };
        let upper = if extend { 0 } else { (lba >> 24) as u8 & 0x0F };
        TaskFile { feature: 0, count: blocks as u16, lba, device: 0x40 | upper, command, extend }
    }

    pub(super) fn write_same(&mut self, same: &WriteSame, out: &[u8]) -> Result<ScsiAnswer, Sense> {
        let blocks =
            if same.blocks == 0 { self.capacity_blocks().saturating_sub(same.lba) } else { same.blocks };
        self.in_range(same.lba, blocks)?;
        if same.unmap {
            return self.trim(&[(same.lba, blocks)]);
        }
        let bytes = self.block_bytes() as usize;
        let block =
            if same.without_data { vec![0; bytes] } else { out.get(..bytes).ok_or(TARGET_FAILURE)?.to_vec() };
        let mut at = 0;
        while at < blocks {
            let part = (blocks - at).min(2048);
            let span = Span { access: Access::Write, lba: same.lba + at, blocks: part, forced: false };
            let answer = self.transfer(&span, &block.repeat(part as usize))?;
            if answer.when != When::Now {
                return Ok(answer);
            }
            at += part;
        }
        Ok(ScsiAnswer::good(Vec::new()))
    }

    pub(super) fn unmap(&mut self, out: &[u8]) -> Result<ScsiAnswer, Sense> {
        let list = unmap_list(out);
        for (lba, blocks) in &list {
            self.in_range(*lba, *blocks)?;
        }
        self.trim(&list)
    }

    /// DATA SET MANAGEMENT / TRIM, 64 entries in a command.
    fn trim(&mut self, list: &[(u64, u64)]) -> Result<ScsiAnswer, Sense> {
        if !self.drive.persona().trim {
            return Err(INVALID_OPCODE);
        }
        let mut entries = Vec::new();
        for (lba, blocks) in list {
            let mut at = 0;
            while at < *blocks {
                let part = (blocks - at).min(0xFFFF);
                entries.push((lba + at) | part << 48);
                at += part;
            }
        }
        for part in entries.chunks(64) {
            let mut data: Vec<u8> = part.iter().flat_map(|entry| entry.to_le_bytes()).collect();
            data.resize(512, 0);
            let task = TaskFile { feature: 1, count: 1, lba: 0, device: 0x40, command: 0x06, extend: true };
            let answer = self.execute(&task, &data)?;
            if answer.when != When::Now {
                return Ok(answer);
            }
        }
        Ok(ScsiAnswer::good(Vec::new()))
    }
}
