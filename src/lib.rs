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
//! `cmd → {ui, guide} → {erase, deliver, merge, export} → reader → papers → {plan, attest} → {drive, record} → sys → {event, text, codec, units}`.
//!
//! `record`, `attest`, `papers` and `reader` know no hardware. Built with `--no-default-features` the binary holds them alone:
//! that is the verifier that a donor runs. For WebAssembly there is no binary, and of `attest` only the half that reads: a web
//! page has no files, no clock, no terminal and no key. That is the verifier in `page/`.

pub mod attest;
#[cfg(not(target_family = "wasm"))]
pub mod cli;
#[cfg(not(target_family = "wasm"))]
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
#[cfg(not(target_family = "wasm"))]
pub mod export;
#[cfg(feature = "guide")]
pub mod guide;
#[cfg(not(target_family = "wasm"))]
pub mod merge;
pub mod papers;
#[cfg(feature = "drives")]
pub mod plan;
pub mod reader;
pub mod record;
#[cfg(feature = "drives")]
pub mod sys;
pub mod text;
#[cfg(feature = "drives")]
pub mod ui;
pub mod units;

/// The revision of the source that this was built from.
pub const BUILD: &str = env!("GOMME_BUILD");
