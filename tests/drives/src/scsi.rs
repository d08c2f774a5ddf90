//! SCSI: command blocks, answers, modes.

pub mod answer;
pub mod cdb;
pub mod mode;

pub use answer::{ScsiAnswer, ScsiTarget};
