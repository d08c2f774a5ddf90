//! The words of firmware erases: techniques, what stands in their way, what was sent, what came of it.

use serde::{Deserialize, Serialize};

use super::BlockRange;
use super::survey::AreaKind;
use crate::units::Answer;

/// A technique, in the words of NIST SP 800-88 and of the drive's command set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Technique {
    /// Writes through the ordinary interface.
    Overwrite,
    /// Sanitize, block erase: ATA BLOCK ERASE EXT, SCSI and NVMe block erase.
    SanitizeBlockErase,
    /// Sanitize, cryptographic erase: ATA CRYPTO SCRAMBLE EXT, SCSI and NVMe cryptographic erase.
    SanitizeCryptoErase,
    /// Sanitize, overwrite: ATA OVERWRITE EXT, SCSI and NVMe overwrite, one pass of zeros.
    SanitizeOverwrite,
    /// ATA SECURITY ERASE UNIT, enhanced.
    SecurityEraseEnhanced,
    /// ATA SECURITY ERASE UNIT, normal.
    SecurityErase,
    /// NVMe Format NVM, secure erase setting 2.
    FormatCryptoErase,
    /// NVMe Format NVM, secure erase setting 1.
    FormatUserDataErase,
    /// SCSI FORMAT UNIT.
    FormatUnit,
    /// eMMC TRIM of every block, then SANITIZE_START.
    MmcSanitize,
    /// eMMC SECURE ERASE of every block.
    MmcSecureErase,
}

impl Technique {
    /// All of them.
    pub const ALL: [Technique; 11] = [
        Technique::SanitizeBlockErase,
        Technique::SanitizeCryptoErase,
        Technique::SanitizeOverwrite,
        Technique::SecurityEraseEnhanced,
        Technique::SecurityErase,
        Technique::FormatCryptoErase,
        Technique::FormatUserDataErase,
        Technique::FormatUnit,
        Technique::MmcSanitize,
        Technique::MmcSecureErase,
        Technique::Overwrite,
    ];

    /// What a medium holds where this technique did what it says.
    #[must_use]
    pub fn leaves(self) -> Leaves {
        match self {
            Technique::SanitizeOverwrite => Leaves::Zeros,
            // ACS-4: a normal erase writes 00h or FFh; eMMC: EXT_CSD byte 181; SBC-4: a format's default pattern is not
            // told, so that only sameness can be asked of it.
            Technique::SanitizeBlockErase
            | Technique::SecurityErase
            | Technique::FormatUserDataErase
            | Technique::FormatUnit
            | Technique::MmcSanitize
            | Technique::MmcSecureErase => Leaves::Blank,
            // What a changed key makes of the cells, or a pattern of the vendor's.
            Technique::SanitizeCryptoErase
            | Technique::SecurityEraseEnhanced
            | Technique::FormatCryptoErase => Leaves::Anything,
            Technique::Overwrite => Leaves::Zeros,
        }
    }

    /// Whether it works by a change of key alone, which the donor must have accepted (NIST SP 800-88 rev. 2 §3.2.2).
    #[must_use]
    pub fn is_cryptographic(self) -> bool {
        matches!(self, Technique::SanitizeCryptoErase | Technique::FormatCryptoErase)
    }

    /// Whether it reaches, by its definition, what lies in such an area. What it reaches there cannot be read back.
    #[must_use]
    pub fn reaches(self, area: AreaKind) -> bool {
        let sanitize = matches!(
            self,
            Technique::SanitizeBlockErase | Technique::SanitizeCryptoErase | Technique::SanitizeOverwrite
        );
        match area {
            AreaKind::HostProtected | AreaKind::ConfigurationOverlay | AreaKind::AccessibleMax => {
                sanitize || self == Technique::SecurityEraseEnhanced
            }
            AreaKind::ClippedCapacity
            | AreaKind::DetachedNamespaces
            | AreaKind::OtherNamespaces
            | AreaKind::UnallocatedCapacity => sanitize,
            // What a command to one logical unit does to its neighbours is left to the maker.
            AreaKind::OtherLogicalUnits
            | AreaKind::DepopulatedElements
            | AreaKind::BootPartitions
            | AreaKind::ReplayProtected
            | AreaKind::GeneralPurpose => false,
        }
    }

    /// Whether it reaches cells that no address leads to: spare flash, retired blocks.
    #[must_use]
    pub fn reaches_spares(self) -> bool {
        matches!(
            self,
            Technique::SanitizeBlockErase
                | Technique::SanitizeCryptoErase
                | Technique::SanitizeOverwrite
                | Technique::SecurityEraseEnhanced
                | Technique::MmcSanitize
        )
    }
}

/// What a medium should hold after an erase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    /// Zeros.
    Zeros,
    /// The same byte throughout a block, 00h or FFh; or, on drives that encrypt, what no longer resembles anything.
    Blank,
    /// Anything but what was there.
    Anything,
}

/// Why a technique cannot be used, or not be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// The security feature set is frozen until the next power cycle.
    SecurityFrozen,
    /// The sanitize feature set is frozen until the next power cycle.
    SanitizeFrozen,
    /// Too many wrong passwords: a power cycle is needed.
    PasswordExpired,
    /// The bridge or controller returns no registers: what the drive did could not be seen.
    NoRegisters,
    /// Behind a USB bridge, whose reset would leave the drive locked.
    BehindBridge,
    /// A cryptographic erase, and the donor did not accept one.
    CryptoNotAccepted,
    /// A cryptographic erase, and the drive does not say that it encrypts everything.
    NotAllEncrypted,
    /// Other namespaces would be erased too, and nobody chose them.
    OtherNamespaces,
    /// Namespaces that this computer does not see, or may not see, would be erased too.
    UnseenNamespaces,
    /// Other logical units of the same disk may be erased too, or it is not known whether there are any.
    OtherLogicalUnits,
    /// The namespace is write protected.
    WriteProtected,
    /// An earlier sanitize failed, and only another may be tried.
    SanitizeFailed,
}

/// A technique that the drive has and that is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blocked {
    /// The technique.
    pub technique: Technique,
    /// Why not.
    pub obstacle: Obstacle,
}

/// How far a job may fall back when a technique fails or proves nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FallBack {
    /// To another technique of the same level.
    #[default]
    SameLevel,
    /// To a lower level too: somebody agreed to it beforehand.
    Lower,
}

/// The firmware part of what somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirmwarePolicy {
    /// What is tried, in this order, until one is proven.
    pub techniques: Vec<Technique>,
    /// What the drive has and is not tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<Blocked>,
    /// How far the list was allowed to go.
    pub fall_back: FallBack,
    /// Whether the donor accepts a cryptographic erase.
    pub crypto_erase_accepted: bool,
}

/// A command as it was sent, and what came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandReport {
    /// In the words of its standard.
    pub name: String,
    /// The CDB; for NVMe opcode, namespace and CDW10–15 (little-endian); for eMMC index and argument. Hexadecimal.
    pub command: String,
    /// Data sent with it, hexadecimal; `sha256:…` where it is longer than 512 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<String>,
    /// Data that came back, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// How it was answered.
    pub answer: CommandAnswer,
    /// Milliseconds until the answer.
    pub took_ms: u64,
    /// Milliseconds after which no answer would have counted as none.
    pub limit_ms: u64,
}

/// How a command was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CommandAnswer {
    /// By a SCSI device or translation.
    Scsi {
        /// Status byte.
        status: u8,
        /// Sense data, hexadecimal; empty without.
        sense: String,
    },
    /// By an NVMe controller.
    Nvme {
        /// Status code and type as the kernel hands them on; 0 is success.
        status: u16,
        /// Dword 0 of the completion.
        result: u32,
    },
    /// By an eMMC.
    Mmc {
        /// The first word of the response.
        response: u32,
    },
    /// Not at all: the operating system's error number.
    Silent {
        /// `errno`.
        errno: i32,
    },
}

/// How an erase command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// The drive says: done, without error.
    Reported,
    /// The drive says: failed.
    Failed,
    /// The drive did not take the command.
    Refused,
    /// What the drive answered says neither.
    Unclear,
    /// Progress stood still for longer than the limit.
    Stuck,
    /// Progress went backwards.
    Backwards,
    /// It took longer than the limit, and was not done.
    Overdue,
    /// The bus was reset meanwhile.
    Reset,
    /// The drive did not answer any more.
    Silent,
    /// The drive could not be brought to where the technique can begin.
    NotReady,
}

/// What was seen of an erase by commands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirmwareReport {
    /// The command that erases, hexadecimal as in [`CommandReport::command`]; none when none was sent.
    pub command: Option<String>,
    /// Whether it was running when gomme came, and was waited for.
    pub joined: bool,
    /// Whether it was seen at work: progress, or a command that took its time and changed the drive's state.
    pub seen_at_work: Answer,
    /// How it ended.
    pub completion: Completion,
    /// Whether the drive's status differs from what it was before.
    pub status_changed: Answer,
    /// Wall time in milliseconds.
    pub duration_ms: u64,
}

/// What was planted and noted before an erase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planted {
    /// 64 hexadecimal digits that the places were drawn from, and what the canaries are made of.
    pub seed: String,
    /// Bytes on the drive then.
    pub size_bytes: u64,
    /// Bytes in a place.
    pub block_bytes: u32,
    /// Places drawn.
    pub places: u64,
    /// Places that hold a canary, read back from the medium.
    pub canaries: u64,
    /// Places whose contents were noted, under a key that is thrown away.
    pub witnesses: u64,
}

/// What was found after an erase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceReport {
    /// What was there before.
    pub planted: Planted,
    /// Canaries looked for.
    pub canaries_checked: u64,
    /// Witnesses looked for; none after a power cut, with which their key is lost.
    pub witnesses_checked: u64,
    /// Blocks that still hold a canary or what a witness noted.
    pub survivors: Vec<BlockRange>,
    /// Places that could not be read.
    pub unreadable: Vec<BlockRange>,
    /// 64 hexadecimal digits, drawn after the erase.
    pub fresh_seed: String,
    /// Blocks read at places drawn after the erase.
    pub fresh_blocks: u64,
    /// Of these: zeros throughout.
    pub zeros: u64,
    /// Of these: FFh throughout.
    pub ones: u64,
    /// Of these: anything else.
    pub other: u64,
    /// Whether all places were read or tried.
    pub complete: bool,
    /// Wall time in milliseconds.
    pub duration_ms: u64,
}

/// A password that a job leaves on an ATA drive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "whose", rename_all = "snake_case", deny_unknown_fields)]
pub enum PasswordKept {
    /// The one that gomme sets, which everybody may know.
    Published {
        /// It.
        password: String,
    },
    /// One that the published password does not open.
    NotOurs,
    /// One, or maybe none: it was not learnt which.
    Unknown {
        /// The one that gomme sets.
        published: String,
    },
}

/// What came of bringing a hidden area back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestoreOutcome {
    /// Its blocks have ordinary addresses now.
    Restored,
    /// Asked for all it has, the drive has no more than before.
    NothingHidden,
    /// The drive refused.
    Refused,
    /// The drive said yes, and its capacity is what it was although there should be more.
    Unchanged,
    /// A power cycle is needed first.
    NeedsPowerCycle,
    /// The drive answered nothing clear.
    Unknown,
}

/// A record that the drive itself keeps, raw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DriveLog {
    /// In the words of its standard, and when it was read: `Sanitize Status (81h), before`.
    pub name: String,
    /// Its bytes, hexadecimal, cut after [`DriveLog::BYTES_MAX`].
    pub bytes: String,
    /// How many bytes there were.
    pub length: u64,
}

impl DriveLog {
    /// The longest part of a log that a record holds.
    pub const BYTES_MAX: usize = 2048;
}
