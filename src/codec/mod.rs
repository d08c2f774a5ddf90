//! What is sent to drives and what they answer, as bytes: pure functions, no I/O.
//!
//! A command is built as plain data, with the direction and the length of its data in [`Transfer`]; who sends it is not known
//! here. An answer is parsed from bytes that came from hardware: it may be short, empty, stale or a lie. So no parser panics,
//! none takes a page of zeros for a success, and what was not said stays [`Unknown`](crate::units::Answer::Unknown).
//!
//! [`nvme`] NVM Express · [`mmc`] eMMC · [`tcg`] Level 0 Discovery of self-encrypting drives · [`page`] pages of fixed length.

pub mod mmc;
pub mod nvme;
pub mod page;
pub mod tcg;

/// The data of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// No data.
    None,
    /// From the drive: this many bytes are wanted.
    In(usize),
    /// To the drive.
    Out(Vec<u8>),
}
