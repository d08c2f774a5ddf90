//! Embedded MultiMediaCard: commands, the card status that answers them, and the extended register.
//!
//! Source: JEDEC JESD84-B51 ("B51"); the clause or register stands with each item. The register is in [`ext_csd`], the status in [`r1`].
//! The flags of a command are those of Linux (`include/linux/mmc/core.h`), because the kernel sends what they say.

pub mod ext_csd;
pub mod r1;

use std::time::Duration;

pub use ext_csd::ExtCsd;
pub use r1::CardStatus;

use super::Transfer;

/// Bytes of a sector: the unit of data, and of addresses of more than 2 GiB (B51 6.6.3).
pub const SECTOR_BYTES: u32 = 512;

/// The response is R1 (present 1h, checked 4h, with opcode 10h) on the native bus and on SPI (80h).
const R1: u32 = 0x95;
/// R1, and the card may then hold the line busy (8h; on SPI 400h).
const R1B: u32 = 0x49d;
/// The command is addressed and moves data.
const ADTC: u32 = 0x20;

/// What a status or a register takes.
const SHORT: Duration = Duration::from_secs(10);
/// What one SWITCH takes that starts no long work.
const SWITCH: Duration = Duration::from_secs(10);

/// A command (B51 6.10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The command as the standard names it.
    pub name: &'static str,
    /// CMD number.
    pub opcode: u32,
    /// The 32 bits after it.
    pub arg: u32,
    /// How Linux is to read the response.
    pub flags: u32,
    /// Whether the card is changed.
    pub write: bool,
    /// The data.
    pub transfer: Transfer,
    /// How long the card may be busy, at least.
    pub timeout: Duration,
}

/// The hardware partition that data commands reach: bits 2:0 of PARTITION_CONFIG (B51 7.4.69).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partition {
    /// 0: the user area.
    User,
    /// 1: boot partition 1. May hold the firmware that starts the machine.
    Boot1,
    /// 2: boot partition 2. The same.
    Boot2,
    /// 4 to 7: general purpose partitions 1 to 4.
    GeneralPurpose(GeneralPurpose),
}

/// One of the four general purpose partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are numbered")]
pub enum GeneralPurpose {
    Gp1,
    Gp2,
    Gp3,
    Gp4,
}

impl Partition {
    fn access(self) -> u8 {
        match self {
            Partition::User => 0,
            Partition::Boot1 => 1,
            Partition::Boot2 => 2,
            Partition::GeneralPurpose(GeneralPurpose::Gp1) => 4,
            Partition::GeneralPurpose(GeneralPurpose::Gp2) => 5,
            Partition::GeneralPurpose(GeneralPurpose::Gp3) => 6,
            Partition::GeneralPurpose(GeneralPurpose::Gp4) => 7,
        }
    }
}

/// The argument of CMD38 (B51 6.6.9 to 6.6.13, and 6.6.17 for the secure ones, obsolete since 4.51).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erase {
    /// 00000000h: whole erase groups; those that the range only touches are erased whole.
    Erase,
    /// 00000001h: sectors.
    Trim,
    /// 00000003h: a hint; the data may stay.
    Discard,
    /// 80000000h: erase groups, purged at once.
    SecureErase,
    /// 80000001h: marks sectors for [`Erase::SecureTrim2`].
    SecureTrim1,
    /// 80008000h: purges what was marked.
    SecureTrim2,
}

impl Erase {
    fn arg(self) -> u32 {
        match self {
            Erase::Erase => 0x0000_0000,
            Erase::Trim => 0x0000_0001,
            Erase::Discard => 0x0000_0003,
            Erase::SecureErase => 0x8000_0000,
            Erase::SecureTrim1 => 0x8000_0001,
            Erase::SecureTrim2 => 0x8000_8000,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Erase::Erase => "ERASE",
            Erase::Trim => "ERASE: TRIM",
            Erase::Discard => "ERASE: DISCARD",
            Erase::SecureErase => "ERASE: SECURE ERASE",
            Erase::SecureTrim1 => "ERASE: SECURE TRIM STEP 1",
            Erase::SecureTrim2 => "ERASE: SECURE TRIM STEP 2",
        }
    }
}

/// The unit of addresses in commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressing {
    /// Sectors of 512 bytes: devices of more than 2 GiB.
    Sectors,
    /// Bytes.
    Bytes,
}

impl Addressing {
    /// The argument for a sector; `None` where 32 bits do not hold it.
    #[must_use]
    pub fn address(self, sector: u64) -> Option<u32> {
        let address = match self {
            Addressing::Sectors => Some(sector),
            Addressing::Bytes => sector.checked_mul(u64::from(SECTOR_BYTES)),
        };
        address.and_then(|address| u32::try_from(address).ok())
    }
}

impl Command {
    /// SEND_EXT_CSD: CMD8, 512 bytes (B51 6.10.4, class 2).
    #[must_use]
    pub fn send_ext_csd() -> Command {
        Command {
            name: "SEND_EXT_CSD",
            opcode: 8,
            arg: 0,
            flags: R1 | ADTC,
            write: false,
            transfer: Transfer::In(512),
            timeout: SHORT,
        }
    }

    /// SEND_STATUS: CMD13; the argument holds the relative address in 31:16, which Linux sets to 1 for an eMMC (B51 6.10.4, class 0).
    #[must_use]
    pub fn send_status() -> Command {
        Command::plain("SEND_STATUS", 13, 1 << 16, R1, false, SHORT)
    }

    /// SWITCH, write byte: CMD6; 25:24 access 11b, 23:16 index, 15:8 value, 2:0 command set 1 (B51 6.10.4, 7.4).
    #[must_use]
    pub fn switch(index: u8, value: u8) -> Command {
        Command::switch_named("SWITCH", index, value, SWITCH)
    }

    /// SANITIZE_START, register 165 ← 1: purges whatever is no longer mapped, and nothing else (B51 6.6.11). What is to be purged must
    /// be erased or trimmed before, in each partition.
    #[must_use]
    pub fn sanitize(timeout: Duration) -> Command {
        Command::switch_named("SANITIZE", 165, 1, timeout)
    }

    /// Directs data commands to a partition, register 179 bits 2:0; the other bits stay as `config` has them: which partition the
    /// machine starts from.
    #[must_use]
    pub fn select_partition(config: u8, partition: Partition) -> Command {
        Command::switch_named("SWITCH: PARTITION_ACCESS", 179, config & !0x07 | partition.access(), SWITCH)
    }

    /// ERASE_GROUP_DEF, register 175 ← 1: erase groups of high capacity, until the next power cycle (B51 7.4.73).
    #[must_use]
    pub fn erase_group_def() -> Command {
        Command::switch_named("SWITCH: ERASE_GROUP_DEF", 175, 1, SWITCH)
    }

    /// ERASE_GROUP_START: CMD35, the first address.
    #[must_use]
    pub fn erase_group_start(address: u32) -> Command {
        Command::plain("ERASE_GROUP_START", 35, address, R1, true, SHORT)
    }

    /// ERASE_GROUP_END: CMD36, the last address, which belongs to the range.
    #[must_use]
    pub fn erase_group_end(address: u32) -> Command {
        Command::plain("ERASE_GROUP_END", 36, address, R1, true, SHORT)
    }

    /// ERASE: CMD38, over the range that CMD35 and CMD36 set right before.
    #[must_use]
    pub fn erase(kind: Erase, timeout: Duration) -> Command {
        Command::plain(kind.name(), 38, kind.arg(), R1B, true, timeout)
    }

    /// The three commands over `first` to `last`, both included, in sectors. To be sent without any other between them. `None` when the
    /// range is turned round or does not fit the addressing.
    #[must_use]
    pub fn erase_range(
        addressing: Addressing,
        first: u64,
        last: u64,
        kind: Erase,
        timeout: Duration,
    ) -> Option<[Command; 3]> {
        if first > last {
            return None;
        }
        Some([
            Command::erase_group_start(addressing.address(first)?),
            Command::erase_group_end(addressing.address(last)?),
            Command::erase(kind, timeout),
        ])
    }

    fn switch_named(name: &'static str, index: u8, value: u8, timeout: Duration) -> Command {
        let arg = 3 << 24 | u32::from(index) << 16 | u32::from(value) << 8 | 1;
        Command::plain(name, 6, arg, R1B, true, timeout)
    }

    fn plain(
        name: &'static str,
        opcode: u32,
        arg: u32,
        flags: u32,
        write: bool,
        timeout: Duration,
    ) -> Command {
        Command { name, opcode, arg, flags, write, transfer: Transfer::None, timeout }
    }
}

#[cfg(test)]
mod tests;
