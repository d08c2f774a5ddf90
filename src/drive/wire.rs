//! The way to a drive at the level of its commands: a request goes, a reply comes or does not. Nothing is judged here.

use std::fmt::Debug;
use std::os::fd::BorrowedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::codec::{Transfer, ata, sat, scsi};
use crate::event::NoCommands;

/// One command, as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// A SCSI command; ATA commands travel in ATA PASS-THROUGH.
    Scsi {
        /// In the words of its standard.
        name: &'static str,
        /// The CDB.
        cdb: Vec<u8>,
        /// Its data.
        transfer: Transfer,
    },
    /// An NVMe admin command.
    Nvme {
        /// In the words of its standard.
        name: &'static str,
        /// Opcode.
        opcode: u8,
        /// Namespace; 0 for the controller.
        nsid: u32,
        /// Command dwords 10 to 15.
        cdw: [u32; 6],
        /// Its data.
        transfer: Transfer,
    },
    /// eMMC commands that nothing may come between.
    Mmc(Vec<MmcRequest>),
}

/// One eMMC command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MmcRequest {
    /// In the words of its standard.
    pub name: &'static str,
    /// Command index.
    pub index: u8,
    /// Argument.
    pub argument: u32,
    /// Response type and busy signal, as the kernel's flags.
    pub flags: u32,
    /// Its data.
    pub transfer: Transfer,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// From a SCSI device or translation.
    Scsi {
        /// Status byte.
        status: u8,
        /// Sense data; empty without.
        sense: Vec<u8>,
        /// Data, as many bytes as came.
        data: Vec<u8>,
    },
    /// From an NVMe controller.
    Nvme {
        /// Status; 0 is success.
        status: u16,
        /// Dword 0 of the completion.
        result: u32,
        /// Data.
        data: Vec<u8>,
    },
    /// From an eMMC.
    Mmc {
        /// The first word of the last response.
        response: u32,
        /// Data of the last command that had any.
        data: Vec<u8>,
    },
    /// Nothing: the kernel's error number.
    Silent {
        /// `errno`; `ETIME` when the limit passed or the transport failed.
        errno: i32,
    },
}

impl Request {
    /// An ATA command, in ATA PASS-THROUGH (16).
    #[must_use]
    pub fn ata(command: ata::Command) -> Request {
        let cdb = sat::cdb16(&command).to_vec();
        Request::Scsi { name: command.name, cdb, transfer: command.transfer }
    }

    /// A SCSI command.
    #[must_use]
    pub fn scsi(command: scsi::Command) -> Request {
        Request::Scsi { name: command.name, cdb: command.cdb, transfer: command.transfer }
    }
}

/// Which commands a drive may be asked, by the way it is attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// None.
    Nothing(NoCommands),
    /// SCSI, and maybe ATA through a translation.
    Scsi {
        /// Through USB.
        usb: bool,
    },
    /// NVMe admin commands.
    Nvme {
        /// The number of the namespace that the block device is, where it is known.
        nsid: Option<u32>,
    },
    /// eMMC commands.
    Mmc,
}

/// Whoever can be asked to send a command and tell what came back.
pub trait Ask {
    /// Sends a request, and waits for its reply no longer than `limit`.
    fn ask(&mut self, request: &Request, limit: Duration) -> Reply;
}

impl<W: Wire + ?Sized> Ask for W {
    fn ask(&mut self, request: &Request, limit: Duration) -> Reply {
        self.exchange(request, limit)
    }
}

/// A way to a drive.
pub trait Wire: Debug + Send {
    /// Sends a request, and waits for its reply no longer than `limit`.
    fn exchange(&mut self, request: &Request, limit: Duration) -> Reply;
    /// Time since some moment, by a clock that never jumps.
    fn now(&self) -> Duration;
    /// Lets time pass: all of it, or until `interrupted` is raised.
    fn pause(&mut self, time: Duration, interrupted: &AtomicBool);
}

/// Sends a request through a descriptor of the drive's block device.
pub(super) fn exchange(fd: BorrowedFd<'_>, request: &Request, limit: Duration) -> Reply {
    let _ = (fd, request, limit);
    Reply::Silent { errno: libc::ENOSYS }
}

/// The longest nap between two looks at the flag.
const NAP: Duration = Duration::from_millis(100);

/// Lets real time pass.
pub(super) fn pause(time: Duration, interrupted: &AtomicBool) {
    let until = Instant::now() + time;
    while !interrupted.load(Ordering::Relaxed) {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        std::thread::sleep(left.min(NAP));
    }
}
