//! SCSI: command blocks, answers, modes, and a SAS disk.

pub mod answer;
mod blocks;
pub mod cdb;
mod disk;
mod erase;
pub mod mode;
mod pages;
mod persona;
#[cfg(test)]
mod tests;

pub use answer::{ScsiAnswer, ScsiTarget};
pub use disk::ScsiDisk;
pub use persona::{ScsiPersona, ScsiTimes};
