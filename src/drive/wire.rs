//! The way to a drive at the level of its commands: a request goes, a reply comes or does not. Nothing is judged here.

use std::fmt::Debug;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::codec::Transfer;

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

/// A way to a drive.
pub trait Wire: Debug + Send {
    /// Sends a request, and waits for its reply no longer than `limit`.
    fn exchange(&mut self, request: &Request, limit: Duration) -> Reply;
    /// Time since some moment, by a clock that never jumps.
    fn now(&self) -> Duration;
    /// Lets time pass: all of it, or until `interrupted` is raised.
    fn pause(&mut self, time: Duration, interrupted: &AtomicBool);
}
