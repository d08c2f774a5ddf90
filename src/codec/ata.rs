//! ATA commands as values, each made by a constructor of its own. Clauses are of ACS-4 unless named.
//!
//! There is no constructor for any FREEZE command: gomme never sends one.

mod capacity;
mod log;
mod sanitize;
mod security;

pub use capacity::{Dco, Width, hidden_sectors, native_max};
pub use log::{SecurityPage, is_below_thresholds};
pub use sanitize::{AbortReason, Overwrite, SanitizeStatus};
pub use security::{EraseMode, EraseTime, Password, Who, erase_time_limit};

use super::Transfer;

/// Bytes of an ATA data block, also on drives with 4 KiB sectors: none of these commands counts in sectors.
pub const BLOCK_BYTES: usize = 512;

/// DEVICE bit 6: the LBA field is an LBA.
const DEVICE_LBA: u8 = 0x40;

/// How a command moves its data (SAT-4, field PROTOCOL).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// No data.
    NonData,
    /// From the drive, by programmed I/O.
    PioIn,
    /// To the drive, by programmed I/O.
    PioOut,
    /// By DMA, either way.
    Dma,
}

/// One ATA command: the registers that go to the drive, and its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its name in ACS-4.
    pub name: &'static str,
    /// FEATURE; 8 bits unless `extend`.
    pub feature: u16,
    /// COUNT; 8 bits unless `extend`.
    pub count: u16,
    /// LBA: 48 bits if `extend`, else 24 bits, with bits 27:24 in DEVICE 3:0.
    pub lba: u64,
    /// DEVICE.
    pub device: u8,
    /// COMMAND.
    pub opcode: u8,
    /// Whether it is a 48-bit command.
    pub extend: bool,
    /// How its data move.
    pub protocol: Protocol,
    /// Whether the registers are wanted back after success too (CK_COND). Asked only where they say something: some USB
    /// bridges stumble over it when data move.
    pub check: bool,
    /// Its data.
    pub transfer: Transfer,
}

impl Command {
    /// A 28-bit command without data, registers wanted back.
    fn non_data(name: &'static str, opcode: u8) -> Command {
        Command {
            name,
            feature: 0,
            count: 0,
            lba: 0,
            device: 0,
            opcode,
            extend: false,
            protocol: Protocol::NonData,
            check: true,
            transfer: Transfer::None,
        }
    }

    /// A 48-bit command without data, registers wanted back.
    fn non_data_ext(name: &'static str, opcode: u8) -> Command {
        Command { extend: true, device: DEVICE_LBA, ..Command::non_data(name, opcode) }
    }

    /// A 28-bit command that reads `blocks` blocks of 512 bytes.
    fn pio_in(name: &'static str, opcode: u8, blocks: u8) -> Command {
        Command {
            count: u16::from(blocks),
            protocol: Protocol::PioIn,
            check: false,
            transfer: Transfer::In(usize::from(blocks) * BLOCK_BYTES),
            ..Command::non_data(name, opcode)
        }
    }

    /// A 28-bit command that writes one block.
    fn pio_out(name: &'static str, opcode: u8, block: [u8; BLOCK_BYTES]) -> Command {
        Command {
            count: 1,
            protocol: Protocol::PioOut,
            check: false,
            transfer: Transfer::Out(block.to_vec()),
            ..Command::non_data(name, opcode)
        }
    }

    /// IDENTIFY DEVICE: 512 bytes for [`Identify`](super::identify::Identify).
    #[must_use]
    pub fn identify_device() -> Command {
        Command::pio_in("IDENTIFY DEVICE", 0xec, 1)
    }

    /// CHECK POWER MODE: harmless, so it shows whether registers come back through a bridge.
    #[must_use]
    pub fn check_power_mode() -> Command {
        Command::non_data("CHECK POWER MODE", 0xe5)
    }

    /// FLUSH CACHE EXT.
    #[must_use]
    pub fn flush_cache_ext() -> Command {
        Command::non_data_ext("FLUSH CACHE EXT", 0xea)
    }

    /// FLUSH CACHE, for drives without 48-bit commands.
    #[must_use]
    pub fn flush_cache() -> Command {
        Command::non_data("FLUSH CACHE", 0xe7)
    }

    /// TRUSTED RECEIVE: `blocks` blocks of a security protocol; protocol 01h with 0001h is the TCG level 0 discovery.
    /// libata answers it with an error unless `libata.allow_tpm=1`.
    #[must_use]
    pub fn trusted_receive(protocol: u8, sp_specific: u16, blocks: u8) -> Command {
        // COUNT and LBA 7:0 are the low and high byte of the length, LBA 23:8 is SP SPECIFIC.
        Command {
            feature: u16::from(protocol),
            lba: u64::from(sp_specific) << 8,
            ..Command::pio_in("TRUSTED RECEIVE", 0x5c, blocks)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_trusted_receive_is_in_blocks() {
        let command = Command::trusted_receive(1, 1, 4);
        assert_eq!((command.feature, command.count, command.lba), (1, 4, 0x100));
        assert_eq!(command.transfer, Transfer::In(2048));
    }
}
