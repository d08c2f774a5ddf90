//! Asks a drive what it can do and in what state it is. Nothing that is sent here changes a drive.
//!
//! One file a command set. Their functions are asked again during an erase, so each gives what it learnt or why it learnt
//! nothing ([`Unheard`]): an answer that did not come is never an answer.

pub mod ata;
pub mod mmc;
pub mod nvme;
pub mod own;
mod say;
pub mod scsi;
pub mod tcg;

use std::fs::File;
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::time::Duration;

pub use say::sentences;

use super::find::numbers;
use super::wire::{self, Ask, Reply, Request, Speaks};
use super::{Drive, Node};
use crate::codec::sense::{self, Sense};
use crate::event::{Area, AreaKind, DriveIdentity, NoCommands, OwnIdentity, Survey};
use crate::units::Answer;

/// How long a page, a log or the registers may take.
pub const PAGE_LIMIT: Duration = Duration::from_secs(10);

/// How long the first command may take: a drive that sleeps may turn before it answers.
pub const WAKE_LIMIT: Duration = Duration::from_secs(15);

/// SCSI status bytes (SAM-5).
const GOOD: u8 = 0x00;
/// Sense data came.
const CHECK_CONDITION: u8 = 0x02;

/// How often a command is sent that is only told of something else (UNIT ATTENTION): after a reset, several may wait.
const TRIES: usize = 4;

/// Numbers above this are not exact in JSON (RFC 8785): 2^53 − 1.
const EXACT: u64 = (1 << 53) - 1;

/// Why nothing was learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unheard {
    /// Nothing came back: the limit passed, or the transport failed.
    Silent,
    /// The command, or a field of it, is not known (ILLEGAL REQUEST, Invalid Opcode, Invalid Field, Invalid Log Page).
    NotSupported,
    /// It was refused or failed in another way: an ATA abort says no more than that.
    Refused,
    /// What came cannot be true: short, all zeros, contradictory.
    Implausible,
}

/// Opens a drive's node for reading alone and surveys it; a node that cannot be had, or that is another's by now, is
/// [`NoCommands::NoAnswer`]. The nodes of captured machines are no devices and are not opened.
///
/// Beside it, who the drive says that it is, where it says so.
#[must_use]
pub fn look(drive: &Drive) -> (Survey, Option<OwnIdentity>) {
    let speaks = drive.speaks();
    if let Speaks::Nothing(why) = speaks {
        return (Survey::None { why }, None);
    }
    match open(drive) {
        Some(file) => {
            let mut opened = Opened(file);
            let found = survey(speaks, drive.identity(), &mut opened);
            let own = own::how(speaks, &found).and_then(|by| own::ask(by, &mut opened));
            (found, own)
        }
        None => (Survey::None { why: NoCommands::NoAnswer }, None),
    }
}

fn open(drive: &Drive) -> Option<File> {
    let Node::Block { devno, .. } = drive.node() else { return None };
    if drive.host.is_captured() {
        return None;
    }
    let flags = libc::O_NONBLOCK | libc::O_CLOEXEC;
    let file = File::options().read(true).custom_flags(flags).open(drive.path()).ok()?;
    let meta = file.metadata().ok()?;
    (meta.file_type().is_block_device() && devno == Some(numbers(meta.rdev()))).then_some(file)
}

/// A node that is open.
struct Opened(File);

impl Ask for Opened {
    fn ask(&mut self, request: &Request, limit: Duration) -> Reply {
        wire::exchange(self.0.as_fd(), request, limit)
    }
}

/// Asks a drive what it can do and in what state it is. Takes a few seconds; a drive that is silent is asked two or three
/// commands, of at most [`WAKE_LIMIT`] each.
pub fn survey(speaks: Speaks, identity: &DriveIdentity, ask: &mut dyn Ask) -> Survey {
    match speaks {
        Speaks::Nothing(why) => Survey::None { why },
        Speaks::Scsi { usb } => scsi::survey(usb, identity, ask),
        Speaks::Nvme { nsid } => nvme::survey(nsid, ask),
        Speaks::Mmc => mmc::survey(ask),
    }
}

/// Sends a command that reads, and again while it only brings a UNIT ATTENTION: then it was not carried out.
fn patiently(ask: &mut dyn Ask, request: &Request, limit: Duration) -> Reply {
    let mut reply = ask.ask(request, limit);
    for _ in 1..TRIES {
        let is_attention = match &reply {
            Reply::Scsi { status: CHECK_CONDITION, sense, .. } => {
                Sense::parse(sense).is_some_and(|s| s.key == sense::UNIT_ATTENTION)
            }
            _ => false,
        };
        if !is_attention {
            break;
        }
        reply = ask.ask(request, limit);
    }
    reply
}

/// An observation as an answer.
fn seen(is_so: bool) -> Answer {
    if is_so { Answer::Yes } else { Answer::No }
}

/// An area that was looked for: of so many bytes, where none is no area.
fn area(kind: AreaKind, bytes: Option<u128>) -> Area {
    match bytes {
        None => Area { kind, present: Answer::Unknown, bytes: None },
        Some(0) => Area { kind, present: Answer::No, bytes: None },
        Some(bytes) => Area { kind, present: Answer::Yes, bytes: exact(bytes) },
    }
}

/// An area that is there or not, and whose size is not known.
fn area_of(kind: AreaKind, present: Answer) -> Area {
    Area { kind, present, bytes: None }
}

/// A number that stays what it is in JSON.
fn exact(bytes: u128) -> Option<u64> {
    u64::try_from(bytes).ok().filter(|n| *n <= EXACT)
}

#[cfg(test)]
mod tables;
