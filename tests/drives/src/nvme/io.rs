//! I/O commands (NVM Command Set 1.2, section 3).

use super::command::Command;
use super::namespace::{BROADCAST, Namespace};
use super::wire::{get32, get64};
use super::{Answered, MOST_BYTES, NvmeAnswer, NvmeDrive, status};
use crate::flash::Treatment;

/// CDW12 bit 30, Force Unit Access.
const FUA: u32 = 1 << 30;
/// CDW12 bit 25 of Write Zeroes, Deallocate.
const DEAC: u32 = 1 << 25;
/// CDW11 bit 2 of Dataset Management, Attribute Deallocate.
const DEALLOCATE: u32 = 1 << 2;

/// Blocks of a namespace.
struct Extent {
    /// First block, for the lists of bad ones.
    block: u64,
    blocks: u64,
    /// First byte in the store.
    from: u64,
    bytes: u64,
}

impl Extent {
    fn of(space: &Namespace, block: u64, blocks: u64) -> Result<Extent, u16> {
        let end = block.checked_add(blocks).filter(|end| *end <= space.blocks());
        end.ok_or(status::LBA_OUT_OF_RANGE)?;
        let from = space.from + (block << space.block_shift());
        Ok(Extent { block, blocks, from, bytes: blocks << space.block_shift() })
    }

    fn to(&self) -> u64 {
        self.from + self.bytes
    }
}

impl NvmeDrive {
    pub(super) fn io_command(&mut self, command: Command<'_>, out: &[u8]) -> Answered {
        self.refuse_by_sanitize()?;
        let nsid = command.nsid();
        if command.opcode() == 0x00 && nsid == BROADCAST {
            return Ok(self.flush());
        }
        let space = self.active(nsid)?.clone();
        if self.is_formatting(nsid) {
            return Err(status::FORMAT_IN_PROGRESS);
        }
        match command.opcode() {
            0x00 => Ok(self.flush()),
            0x09 => self.dataset_management(command, &space, out),
            opcode @ (0x01 | 0x02 | 0x05 | 0x08 | 0x0C) => {
                let extent = Extent::of(&space, command.start(), command.blocks())?;
                self.check_locked()?;
                match opcode {
                    0x01 => self.write(command, &extent, out),
                    0x02 => self.read(&extent),
                    0x05 => self.compare(&extent, out),
                    0x08 => self.write_zeroes(command, &extent),
                    _ => self.check_readable(&extent).map(|()| NvmeAnswer::ok()),
                }
            }
            _ => Err(status::INVALID_OPCODE),
        }
    }

    fn check_locked(&self) -> Result<(), u16> {
        if self.is_locked() { Err(status::ACCESS_DENIED) } else { Ok(()) }
    }

    fn flush(&mut self) -> NvmeAnswer {
        self.unflushed.clear();
        NvmeAnswer::ok()
    }

    fn holds_bad(&self, fault: &str, extent: &Extent) -> bool {
        self.faults.has(fault)
            && (extent.block..extent.block + extent.blocks).any(|block| self.faults.holds_block(fault, block))
    }

    fn check_readable(&mut self, extent: &Extent) -> Result<(), u16> {
        if self.holds_bad("bad", extent) || self.holds_bad("unreadable", extent) {
            self.counts.media_errors += 1;
            return Err(status::UNRECOVERED_READ);
        }
        Ok(())
    }

    fn check_writable(&mut self, extent: &Extent) -> Result<(), u16> {
        if self.holds_bad("bad", extent) {
            self.counts.media_errors += 1;
            return Err(status::WRITE_FAULT);
        }
        Ok(())
    }

    fn read_bytes(&mut self, extent: &Extent) -> Result<Vec<u8>, u16> {
        if extent.bytes > MOST_BYTES {
            return Err(status::INVALID_FIELD);
        }
        self.check_readable(extent)?;
        let mut data = vec![0; extent.bytes as usize];
        self.flash.read(extent.from, &mut data);
        self.counts.reads += 1;
        self.counts.blocks_read += extent.bytes / 512;
        Ok(data)
    }

    fn read(&mut self, extent: &Extent) -> Answered {
        self.read_bytes(extent).map(NvmeAnswer::data)
    }

    fn compare(&mut self, extent: &Extent, out: &[u8]) -> Answered {
        let data = self.read_bytes(extent)?;
        match out.get(..data.len()) {
            None => Err(status::DATA_TRANSFER_ERROR),
            Some(out) if out == data => Ok(NvmeAnswer::ok()),
            Some(_) => Err(status::COMPARE_FAILURE),
        }
    }

    fn write(&mut self, command: Command<'_>, extent: &Extent, out: &[u8]) -> Answered {
        if extent.bytes > MOST_BYTES {
            return Err(status::INVALID_FIELD);
        }
        let out = out.get(..extent.bytes as usize).ok_or(status::DATA_TRANSFER_ERROR)?;
        self.check_writable(extent)?;
        if !self.faults.has("drop_writes") {
            self.remember(extent);
            self.flash.write(extent.from, out);
        }
        self.written(command, extent);
        Ok(NvmeAnswer::ok())
    }

    fn write_zeroes(&mut self, command: Command<'_>, extent: &Extent) -> Answered {
        self.check_writable(extent)?;
        if !self.faults.has("drop_writes") {
            self.remember(extent);
            // Deallocation is allowed only where it reads as zeros.
            if command.dword(12) & DEAC != 0 && self.persona.blank == 0 {
                self.flash.treat(Treatment::Unmap(0), extent.from, extent.to());
            } else {
                let zeros = vec![0; 1 << 16];
                for at in (extent.from..extent.to()).step_by(zeros.len()) {
                    let len = (extent.to() - at).min(zeros.len() as u64) as usize;
                    self.flash.write(at, &zeros[..len]);
                }
            }
        }
        self.written(command, extent);
        Ok(NvmeAnswer::ok())
    }

    /// Keeps what a cached write replaces, for a drive that forgets it at a power cut.
    fn remember(&mut self, extent: &Extent) {
        if self.faults.has("forget") {
            let mut old = vec![0; extent.bytes as usize];
            self.flash.read(extent.from, &mut old);
            self.unflushed.push((extent.from, old));
        }
    }

    fn written(&mut self, command: Command<'_>, extent: &Extent) {
        // Without a cache every write is on the medium; writing one through takes the others with it.
        if command.dword(12) & FUA != 0 || !self.persona.write_cache || !self.features.caches() {
            self.unflushed.clear();
        }
        self.counts.writes += 1;
        self.counts.blocks_written += extent.bytes / 512;
        self.sanitize.global_data_erased = false;
    }

    /// Ranges of 16 bytes: attributes, number of blocks, first block.
    fn dataset_management(&mut self, command: Command<'_>, space: &Namespace, out: &[u8]) -> Answered {
        let ranges = (command.dword(10) & 0xFF) as usize + 1;
        let out = out.get(..ranges * 16).ok_or(status::DATA_TRANSFER_ERROR)?;
        if command.dword(11) & DEALLOCATE == 0 {
            return Ok(NvmeAnswer::ok());
        }
        self.check_locked()?;
        for range in out.chunks_exact(16) {
            let extent = Extent::of(space, get64(range, 8), u64::from(get32(range, 4)))?;
            if !self.faults.has("drop_writes") {
                self.flash.treat(Treatment::Unmap(self.persona.blank), extent.from, extent.to());
            }
        }
        Ok(NvmeAnswer::ok())
    }
}
