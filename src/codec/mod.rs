//! Commands of drives to bytes, and bytes of drives to facts. Pure: nothing here reaches hardware.
//!
//! What a drive did not clearly say is [`Answer::Unknown`](crate::units::Answer) or `None`, never a number.

/// ATA commands, and what their registers and data say.
pub mod ata;
mod bytes;
/// ATA IDENTIFY DEVICE.
pub mod identify;
/// ATA commands inside SCSI commands, and ATA registers back out of sense data.
pub mod sat;
/// SCSI commands and pages.
pub mod scsi;
/// SCSI sense data.
pub mod sense;

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
