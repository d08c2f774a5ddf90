//! What a reader of attestations does: from files that somebody has to the answer about each.
//!
//! - [`answer`]: the answer about two files, or what stands in their place; [`details`]: what stands below it. Pure.
//! - [`paper`]: the answers about a PDF: its attachments checked, its page made again; [`pdf`]: what is attached to it. Pure.
//! - [`code`]: the answer about the QR code of an attestation; [`photo`]: such a code in a picture. Pure.
//! - [`received`]: the answers about files that somebody was sent, whatever they are called. Pure.
//! - `jobs`: attestations on disk: finds and reads them, a file or a folder of thousands. Not in a web page, which has no disk.
//! - `walk`: what lies in a folder.
//!
//! Whether something is true is decided in [`crate::attest`]; here it is found out what belongs to what.

pub mod answer;
pub mod code;
pub mod details;
#[cfg(not(target_family = "wasm"))]
pub mod jobs;
pub mod paper;
pub mod pdf;
pub mod photo;
pub mod received;
pub mod say;
#[cfg(not(target_family = "wasm"))]
pub mod walk;
