//! The lab of lying drives: see ARCHITECTURE.md, "The lab".

#![allow(
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    reason = "64-bit only, and registers are cut into their bytes on purpose; a test's parts may panic"
)]

pub mod in_process;
