//! Emulated drives with their own reading of the standards: ATA, SCSI (with the ATA translation of disks and USB bridges),
//! NVMe and eMMC, at the level of raw commands.
//!
//! A drive keeps its data in [`store::Store`]s that a judge reads from outside, does what its [`fault::Faults`] say, and
//! writes every command that reached it into a [`journal::Journal`]. It never sleeps: an answer says *when* it goes out
//! ([`When`]), and whoever carries it, a thread or a virtual machine, holds it back for so long. Time comes from a
//! [`clock::Clock`], so that a week takes a microsecond where nobody wants to wait.

#![allow(
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    reason = "64-bit only, and registers are cut into their bytes on purpose; a test's parts may panic"
)]

pub mod ata;
pub mod clock;
pub mod emmc;
pub mod erasing;
pub mod fault;
pub mod flash;
pub mod hex;
pub mod journal;
pub mod medium;
pub mod nvme;
pub mod personas;
pub mod personas_emmc;
pub mod personas_nvme;
pub mod sat;
pub mod scsi;
pub mod sense;
pub mod store;
pub mod work;

use std::time::Duration;

/// When the answer to a command goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At once.
    Now,
    /// So long after the command came.
    After(Duration),
    /// The drive hangs.
    Never,
    /// The drive is gone from the bus: no selection, no link.
    Gone,
}
