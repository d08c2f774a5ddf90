//! The slowest layer: the real program, above the real drivers of a real kernel, above many drives that lie.
//!
//! One machine carries a whole station of drives, each with a persona and faults that a numbered dice draws. In the guest the
//! program that would be shipped erases all that it is willing to erase, at once; the papers come out, and the host judges each
//! attestation by the store beneath, with the rule of the layer in the process.

mod draw;
mod papers;
mod run;

pub use draw::{Bay, MachinePlan, machine};
pub use papers::{Papers, Said, checked};
pub use run::{KernelRun, Totals, attach, job, judge, run, run_all};
