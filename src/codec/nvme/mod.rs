//! NVM Express admin commands, their status, and the pages they return.
//!
//! Sources: NVM Express Base Specification 2.3 ("Base"; the clause stands with each item) and NVM Command Set Specification
//! ("NVM"). The data structures of Identify are in [`identify`], the log pages in [`log`](mod@log), the status in [`status`].
//!
//! A controller that is reached through a USB bridge has no admin queue of its own: nothing here applies to it.

pub mod identify;
pub mod log;
pub mod status;

pub use identify::{Controller, Namespace, NamespaceList};
pub use log::{PersistentEventLog, SanitizeState, SanitizeStatus, SmartLog};
pub use status::Status;

use super::Transfer;

/// The namespace identifier that means all namespaces, or the whole controller (Base 3.2.1).
pub const ALL_NAMESPACES: u32 = 0xffff_ffff;

/// Length of each data structure of Identify, in bytes (Base 5.2.13).
pub const IDENTIFY_BYTES: usize = 4096;

/// An admin command (Base 4.1, 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The command as the specification names it.
    pub name: &'static str,
    /// Byte 0 of the submission queue entry.
    pub opcode: u8,
    /// Namespace identifier; 0 where the command uses none.
    pub nsid: u32,
    /// Command dwords 10 to 15.
    pub cdw10_15: [u32; 6],
    /// The data.
    pub transfer: Transfer,
}

/// What Sanitize does (SANACT, Base 5.2.22). "Exit failure mode" is left out on purpose: it makes a drive usable again whose
/// sanitize failed, and the data may still be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SanitizeAction {
    /// Erases the blocks of the medium in a way of its own kind.
    BlockErase,
    /// Writes a pattern over all of the medium.
    Overwrite {
        /// How often.
        passes: Passes,
        /// The 32 bits that are repeated.
        pattern: u32,
        /// Whether the pattern is inverted from pass to pass (OIPBP).
        invert: bool,
    },
    /// Changes the key of the medium.
    CryptoErase,
}

/// Passes of a Sanitize overwrite: 1 to 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passes(u8);

impl Passes {
    /// One pass.
    pub const ONE: Passes = Passes(1);

    /// `None` unless from 1 to 16.
    #[must_use]
    pub fn new(passes: u8) -> Option<Passes> {
        (1..=16).contains(&passes).then_some(Passes(passes))
    }

    /// OWPASS: four bits, where 0 means 16.
    fn bits(self) -> u32 {
        u32::from(self.0 & 0xf)
    }
}

/// What Format NVM erases (SES, Base 5.2.10). "No secure erase" is left out: it promises nothing about the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatErase {
    /// SES 1: all user data; what is read afterwards is not defined, and it may be a change of key.
    UserData,
    /// SES 2: the key is changed.
    Crypto,
}

/// The three steps of reading a Persistent Event Log (Base 5.2.12.1.14).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersistentEvents {
    /// Freezes the log for reading, and reads its header of 512 bytes.
    Establish,
    /// Reads a part of the frozen log.
    Read {
        /// Byte in the log; a multiple of 4.
        offset: u64,
        /// Bytes; a multiple of 4 and not 0.
        bytes: u32,
    },
    /// Lets the log go on. The data that may come back means nothing.
    Release,
}

/// Log identifiers (Base 5.2.12, figure of log page identifiers).
mod lid {
    pub(super) const SMART: u8 = 0x02;
    pub(super) const COMMANDS_EFFECTS: u8 = 0x05;
    pub(super) const SELF_TEST: u8 = 0x06;
    pub(super) const PERSISTENT_EVENT: u8 = 0x0d;
    pub(super) const SANITIZE_STATUS: u8 = 0x81;
}

impl Command {
    /// Identify Controller: CNS 01h (Base 5.2.13).
    #[must_use]
    pub fn identify_controller() -> Command {
        Command::identify("IDENTIFY CONTROLLER", 0x01, 0)
    }

    /// Identify Namespace of an attached namespace: CNS 00h (NVM 4.1.5.1).
    #[must_use]
    pub fn identify_namespace(nsid: u32) -> Command {
        Command::identify("IDENTIFY NAMESPACE", 0x00, nsid)
    }

    /// The attached namespaces whose identifier is above `after`: CNS 02h (Base 5.2.13).
    #[must_use]
    pub fn identify_active_namespaces(after: u32) -> Command {
        Command::identify("IDENTIFY ACTIVE NAMESPACES", 0x02, after)
    }

    /// All namespaces that exist, attached or not, whose identifier is above `after`: CNS 10h (Base 5.2.13). Needs
    /// [`Oacs::namespace_management`](identify::Oacs::namespace_management).
    #[must_use]
    pub fn identify_allocated_namespaces(after: u32) -> Command {
        Command::identify("IDENTIFY ALLOCATED NAMESPACES", 0x10, after)
    }

    /// Identify Namespace of a namespace that may not be attached: CNS 11h (NVM 4.1.5).
    #[must_use]
    pub fn identify_allocated_namespace(nsid: u32) -> Command {
        Command::identify("IDENTIFY ALLOCATED NAMESPACE", 0x11, nsid)
    }

    /// Identify: opcode 06h, CNS in CDW10 7:0.
    fn identify(name: &'static str, cns: u32, nsid: u32) -> Command {
        let transfer = Transfer::In(IDENTIFY_BYTES);
        Command { name, opcode: 0x06, nsid, cdw10_15: [cns, 0, 0, 0, 0, 0], transfer }
    }

    /// Any log page of the controller (Base 5.2.12). `bytes` and `offset` are multiples of 4, `bytes` is not 0, and `lsp` has seven
    /// bits; otherwise `None`. An `offset` above 0 needs [`Lpa::extended_data`](identify::Lpa::extended_data).
    #[must_use]
    pub fn get_log(lid: u8, lsp: u8, bytes: u32, offset: u64) -> Option<Command> {
        let fits = bytes > 0 && bytes.is_multiple_of(4) && offset.is_multiple_of(4) && lsp < 0x80;
        fits.then(|| Command::log("GET LOG PAGE", lid, lsp, bytes, offset))
    }

    /// Get Log Page: opcode 02h. CDW10: LID 7:0, LSP 14:8, RAE 15, NUMDL 31:16; CDW11: NUMDU 15:0; CDW12 and 13: offset in bytes.
    /// NUMD counts dwords from 0. RAE stays 0, as it is reserved in NVMe 1.2.
    fn log(name: &'static str, lid: u8, lsp: u8, bytes: u32, offset: u64) -> Command {
        let numd = (bytes / 4).saturating_sub(1);
        let (offset_low, offset_high) = halves(offset);
        let cdw10 = u32::from(lid) | u32::from(lsp) << 8 | (numd & 0xffff) << 16;
        let transfer = Transfer::In(usize::try_from(bytes).unwrap_or(usize::MAX));
        let cdw10_15 = [cdw10, numd >> 16, offset_low, offset_high, 0, 0];
        Command { name, opcode: 0x02, nsid: ALL_NAMESPACES, cdw10_15, transfer }
    }

    /// Sanitize Status log, 81h, 512 bytes (Base 5.2.12.1.36).
    #[must_use]
    pub fn sanitize_status_log() -> Command {
        Command::log("GET LOG PAGE: SANITIZE STATUS", lid::SANITIZE_STATUS, 0, 512, 0)
    }

    /// SMART / Health Information log of the controller, 02h, 512 bytes (Base 5.2.12.1).
    #[must_use]
    pub fn smart_log() -> Command {
        Command::log("GET LOG PAGE: SMART", lid::SMART, 0, 512, 0)
    }

    /// Device Self-test log, 06h, 564 bytes (Base 5.2.12.1).
    #[must_use]
    pub fn self_test_log() -> Command {
        Command::log("GET LOG PAGE: DEVICE SELF-TEST", lid::SELF_TEST, 0, 564, 0)
    }

    /// Commands Supported and Effects log, 05h, 4096 bytes (Base 5.2.12.1).
    #[must_use]
    pub fn commands_effects_log() -> Command {
        Command::log("GET LOG PAGE: COMMANDS SUPPORTED AND EFFECTS", lid::COMMANDS_EFFECTS, 0, 4096, 0)
    }

    /// Persistent Event Log, 0Dh; LSP 1:0 is the action: 0 read, 1 establish, 2 release (Base 5.2.12.1.14). Prohibited while a
    /// sanitize runs. `None` when the part to be read is not in whole dwords, or empty.
    #[must_use]
    pub fn persistent_event_log(action: PersistentEvents) -> Option<Command> {
        let (name, lsp, bytes, offset) = match action {
            PersistentEvents::Establish => ("GET LOG PAGE: PERSISTENT EVENT, ESTABLISH", 1, 512, 0),
            PersistentEvents::Read { offset, bytes } => ("GET LOG PAGE: PERSISTENT EVENT", 0, bytes, offset),
            // A buffer is given all the same: a controller that sends data then writes nowhere else.
            PersistentEvents::Release => ("GET LOG PAGE: PERSISTENT EVENT, RELEASE", 2, 512, 0),
        };
        let command = Command::get_log(lid::PERSISTENT_EVENT, lsp, bytes, offset)?;
        Some(Command { name, ..command })
    }

    /// Sanitize of the whole NVM subsystem: opcode 84h (Base 5.2.22). CDW10: SANACT 2:0, AUSE 3, OWPASS 7:4, OIPBP 8, NDAS 9; CDW11:
    /// pattern.
    ///
    /// AUSE is always 0, restricted completion: a drive that fails gives nothing back until a new sanitize succeeds.
    /// `no_deallocate` (NDAS) keeps the blocks readable as they were left. Success of the command means that the sanitize was
    /// *started*; its end is in [`SanitizeStatus`].
    #[must_use]
    pub fn sanitize(action: SanitizeAction, no_deallocate: bool) -> Command {
        let (name, cdw10, cdw11) = match action {
            SanitizeAction::BlockErase => ("SANITIZE: BLOCK ERASE", 2, 0),
            SanitizeAction::Overwrite { passes, pattern, invert } => {
                ("SANITIZE: OVERWRITE", 3 | passes.bits() << 4 | u32::from(invert) << 8, pattern)
            }
            SanitizeAction::CryptoErase => ("SANITIZE: CRYPTO ERASE", 4, 0),
        };
        let cdw10 = cdw10 | u32::from(no_deallocate) << 9;
        Command {
            name,
            opcode: 0x84,
            nsid: 0,
            cdw10_15: [cdw10, cdw11, 0, 0, 0, 0],
            transfer: Transfer::None,
        }
    }

    /// Format NVM: opcode 80h (Base 5.2.10). CDW10: LBAFL 3:0, MSET 4, PI 7:5, PIL 8, SES 11:9, LBAFU 13:12.
    ///
    /// The LBA format, the metadata and the protection information stay as `kept` says that they are. Which namespaces it reaches
    /// depends on [`Fna`](identify::Fna).
    #[must_use]
    pub fn format(nsid: u32, kept: &Namespace, erase: FormatErase) -> Command {
        let (name, ses) = match erase {
            FormatErase::UserData => ("FORMAT NVM: USER DATA ERASE", 1),
            FormatErase::Crypto => ("FORMAT NVM: CRYPTO ERASE", 2),
        };
        // DPS 2:0 is the type of protection, DPS 3 whether it stands in the first bytes: PI and PIL side by side.
        let protection = u32::from(kept.dps & 0xf) << 5;
        let index = u32::from(kept.format_index());
        let metadata = u32::from(kept.flbas >> 4 & 1) << 4;
        let cdw10 = index & 0xf | metadata | protection | ses << 9 | (index >> 4) << 12;
        Command { name, opcode: 0x80, nsid, cdw10_15: [cdw10, 0, 0, 0, 0, 0], transfer: Transfer::None }
    }

    /// Security Receive of TCG Level 0 Discovery: opcode 82h, protocol 01h, ComID 0001h, 2048 bytes (Base, Security Receive; TCG Core 3.3.6). CDW10:
    /// SECP 31:24, SPSP 23:8; CDW11: length. Needs [`Oacs::security`](identify::Oacs::security).
    #[must_use]
    pub fn level_0_discovery() -> Command {
        Command {
            name: "SECURITY RECEIVE: LEVEL 0 DISCOVERY",
            opcode: 0x82,
            nsid: 0,
            cdw10_15: [0x0100_0100, super::tcg::LEVEL_0_BYTES, 0, 0, 0, 0],
            transfer: Transfer::In(2048),
        }
    }
}

/// The low and the high dword.
fn halves(n: u64) -> (u32, u32) {
    let [a, b, c, d, e, f, g, h] = n.to_le_bytes();
    (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))
}

#[cfg(test)]
mod tests;
