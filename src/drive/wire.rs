//! The way to a drive at the level of its commands: a request goes, a reply comes or does not. Nothing is judged here.

use std::fmt::Debug;
use std::io;
use std::os::fd::BorrowedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::codec::{Transfer, ata, mmc, nvme, sat, scsi};
use crate::event::NoCommands;
use crate::sys::sg::sg_io;
use crate::sys::{self, Data};

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
        cdw10_15: [u32; 6],
        /// Its data.
        transfer: Transfer,
    },
    /// eMMC commands that nothing may come between.
    Mmc(Vec<mmc::Command>),
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
        /// The first word of the response; the words of several commands, together, so that no error bit is lost.
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

    /// An NVMe admin command.
    #[must_use]
    pub fn nvme(command: nvme::Command) -> Request {
        let nvme::Command { name, opcode, nsid, cdw10_15, transfer } = command;
        Request::Nvme { name, opcode, nsid, cdw10_15, transfer }
    }

    /// What it is called in its standard.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Request::Scsi { name, .. } | Request::Nvme { name, .. } => (*name).to_owned(),
            Request::Mmc(commands) => {
                commands.iter().map(|command| command.name).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Its bytes: the CDB; opcode, namespace and dwords 10 to 15 of an NVMe command, little-endian; index and argument of
    /// each eMMC command.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Request::Scsi { cdb, .. } => cdb.clone(),
            Request::Nvme { opcode, nsid, cdw10_15, .. } => {
                let words = std::iter::once(nsid).chain(cdw10_15).flat_map(|word| word.to_le_bytes());
                std::iter::once(*opcode).chain(words).collect()
            }
            Request::Mmc(commands) => commands
                .iter()
                .flat_map(|command| {
                    command.opcode.to_be_bytes().into_iter().skip(3).chain(command.arg.to_be_bytes())
                })
                .collect(),
        }
    }

    /// Data that go to the drive.
    #[must_use]
    pub fn sent(&self) -> Option<&[u8]> {
        let of = |transfer: &'_ Transfer| matches!(transfer, Transfer::Out(_));
        let transfer = match self {
            Request::Scsi { transfer, .. } | Request::Nvme { transfer, .. } => transfer,
            Request::Mmc(commands) => &commands.iter().find(|command| of(&command.transfer))?.transfer,
        };
        match transfer {
            Transfer::Out(bytes) => Some(bytes),
            Transfer::None | Transfer::In(_) => None,
        }
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
    let reply = match request {
        Request::Scsi { cdb, transfer, .. } => {
            let (mut room, out) = room(transfer);
            sg_io(fd, cdb, data(&mut room, out), limit).and_then(|reply| {
                // The transport, not the drive, says that something went wrong.
                if reply.host_status != 0 || reply.driver_status & !DRIVER_SENSE != 0 {
                    return Err(io::Error::from_raw_os_error(libc::ETIME));
                }
                room.truncate(reply.moved);
                Ok(Reply::Scsi { status: reply.status, sense: reply.sense, data: std::mem::take(&mut room) })
            })
        }
        Request::Nvme { opcode, nsid, cdw10_15, transfer, .. } => {
            let (mut room, out) = room(transfer);
            sys::nvme::admin(fd, *opcode, *nsid, *cdw10_15, data(&mut room, out), limit)
                .map(|(status, result)| Reply::Nvme { status, result, data: room })
        }
        Request::Mmc(commands) => mmc_exchange(fd, commands, limit),
    };
    reply.unwrap_or_else(|error| Reply::Silent { errno: error.raw_os_error().unwrap_or(libc::EIO) })
}

/// SG_IO, `driver_status`: sense data are there.
const DRIVER_SENSE: u16 = 0x08;

/// Room for what comes, and what goes.
fn room(transfer: &Transfer) -> (Vec<u8>, &[u8]) {
    match transfer {
        Transfer::None => (Vec::new(), &[]),
        Transfer::In(bytes) => (vec![0; *bytes], &[]),
        Transfer::Out(bytes) => (Vec::new(), bytes),
    }
}

fn data<'a>(room: &'a mut [u8], out: &'a [u8]) -> Data<'a> {
    match (room.is_empty(), out.is_empty()) {
        (true, true) => Data::None,
        (false, _) => Data::In(room),
        (true, false) => Data::Out(out),
    }
}

fn mmc_exchange(fd: BorrowedFd<'_>, commands: &[mmc::Command], limit: Duration) -> io::Result<Reply> {
    let plain = |command: &mmc::Command| {
        let limit = limit.max(command.timeout);
        sys::mmc::Request::without_data(command.opcode, command.arg, command.flags, command.write, limit)
    };
    match commands {
        [one] => {
            let (mut room, out) = room(&one.transfer);
            let [response, ..] = sys::mmc::command(fd, plain(one).with_data(data(&mut room, out)))?;
            Ok(Reply::Mmc { response, data: room })
        }
        [first, second, third] => {
            let responses = sys::mmc::commands(fd, [plain(first), plain(second), plain(third)])?;
            let response = responses.iter().fold(0, |all, [response, ..]| all | response);
            Ok(Reply::Mmc { response, data: Vec::new() })
        }
        _ => Err(io::ErrorKind::InvalidInput.into()),
    }
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
