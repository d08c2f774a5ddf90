//! The fastest layer: gomme's own worker on emulated drives in the same process, in a time that passes when somebody waits.
//!
//! Everything but the kernel is real: plan, commands, evidence, record. Thousands of fault plans a minute.

mod bays;
mod bench;
mod hold;
pub mod judge;
pub mod plans;
mod sweep;

pub use bays::{Bay, bays};
pub use bench::{Cut, Ended, Setup, Twist, run, run_with, survey};
pub use hold::{Emulated, Machine};
pub use sweep::sweep;
