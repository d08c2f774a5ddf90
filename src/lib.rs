//! gomme erases the drives of donated computers, proves it by reading them back, and signs an attestation.
//!
//! The modules are the data's way through the house:
//!
//! ```text
//! discover → plan → erase → read back → record → attest → deliver
//!   drive     plan   erase    erase      record   attest   deliver
//! ```
//!
//! A layer may use those below it, never above (`tests/layers.rs` keeps it so):
//! `cmd → ui → {erase, deliver, papers} → {plan, attest} → {drive, record} → sys → {event, text, codec, units}`.
//!
//! `record` and `attest` know no hardware. Built with `--no-default-features` the binary holds them alone:
//! that is the verifier that a donor runs.

pub mod attest;
pub mod cli;
pub mod cmd;
#[cfg(feature = "drives")]
pub mod codec;
#[cfg(feature = "drives")]
pub mod deliver;
#[cfg(feature = "drives")]
pub mod drive;
#[cfg(feature = "drives")]
pub mod erase;
pub mod event;
#[cfg(feature = "papers")]
pub mod papers;
#[cfg(feature = "drives")]
pub mod plan;
pub mod record;
#[cfg(feature = "drives")]
pub mod sys;
pub mod text;
#[cfg(feature = "drives")]
pub mod ui;
pub mod units;
