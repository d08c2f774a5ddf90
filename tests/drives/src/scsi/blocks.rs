//! Reads, writes, verifies, WRITE SAME and UNMAP of a SAS disk.

use super::answer::ScsiAnswer;
use super::cdb::{Access, Span, WriteSame, unmap_list};
use super::disk::ScsiDisk;
use crate::sense::{INVALID_FIELD, OUT_OF_RANGE, Sense, TARGET_FAILURE};

impl ScsiDisk {
    fn in_range(&self, lba: u64, blocks: u64) -> Result<(), Sense> {
        match lba.checked_add(blocks) {
            Some(end) if end <= self.blocks => Ok(()),
            _ => Err(OUT_OF_RANGE),
        }
    }

    pub(super) fn transfer(&mut self, span: &Span, out: &[u8]) -> Result<ScsiAnswer, Sense> {
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

    pub(super) fn write_same(&mut self, same: &WriteSame, out: &[u8]) -> Result<ScsiAnswer, Sense> {
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

    pub(super) fn unmap(&mut self, out: &[u8]) -> Result<Vec<u8>, Sense> {
        let list = unmap_list(out);
        for (lba, blocks) in &list {
            self.in_range(*lba, *blocks)?;
        }
        for (lba, blocks) in list {
            self.medium.clear(lba, blocks);
        }
        Ok(Vec::new())
    }
}
