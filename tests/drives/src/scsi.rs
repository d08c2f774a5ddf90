//! SCSI: command blocks, answers, modes, and a SAS disk.

pub mod answer;
pub mod cdb;
mod disk;
mod erase;
pub mod mode;
#[cfg(test)]
mod tests;

pub use answer::{ScsiAnswer, ScsiTarget};
pub use disk::{ScsiDisk, ScsiPersona, ScsiTimes};
