//! Commands of drives to bytes, and bytes of drives to facts: pure functions, no I/O.
//!
//! A command is built as plain data, with the direction and the length of its data in [`Transfer`]; who sends it is not known
//! here. An answer is parsed from bytes that came from hardware: it may be short, empty, stale or a lie. So no parser panics,
//! none takes a page of zeros for a success, and what was not said stays [`Unknown`](crate::units::Answer::Unknown).

/// ATA commands, and what their registers and data say.
pub mod ata;
mod bytes;
/// ATA IDENTIFY DEVICE.
pub mod identify;
/// eMMC commands and registers.
pub mod mmc;
/// NVMe admin commands and pages.
pub mod nvme;
/// Pages of fixed length.
pub mod page;
/// ATA commands inside SCSI commands, and ATA registers back out of sense data.
pub mod sat;
/// SCSI commands and pages.
pub mod scsi;
/// SCSI sense data.
pub mod sense;
/// Level 0 Discovery of self-encrypting drives.
pub mod tcg;

/// The data that go with a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// None.
    None,
    /// So many bytes are wanted from the drive.
    In(usize),
    /// These bytes go to the drive.
    Out(Vec<u8>),
}
