//! What a drive can do and in what state it is, as far as it told: plain data, the same in plans, journals and records.
//!
//! Whatever did not come back, or cannot be true, is [`Answer::Unknown`] or `None`; never a number that looks real.

use serde::{Deserialize, Serialize};

use crate::units::Answer;

/// What a drive told of itself beyond its identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "commands", rename_all = "snake_case")]
pub enum Survey {
    /// No command set can be used with it.
    None {
        /// Why not.
        why: NoCommands,
    },
    /// ATA, directly or through a SCSI/ATA translation.
    Ata(AtaSurvey),
    /// SCSI.
    Scsi(ScsiSurvey),
    /// NVM Express.
    Nvme(NvmeSurvey),
    /// eMMC.
    Mmc(MmcSurvey),
}

/// Why no commands are sent to a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoCommands {
    /// A virtual drive: it has no firmware of its own.
    Virtual,
    /// Behind a RAID controller, which answers in the drive's place.
    RaidController,
    /// In another machine, reached through a network (NVMe over Fabrics).
    Fabrics,
    /// An SD card, which has no such commands.
    SdCard,
    /// UFS: its purge is not driven by gomme.
    Ufs,
    /// Behind a USB bridge that hands no commands through.
    Bridge,
    /// The drive answered no command that would tell.
    NoAnswer,
}

/// State and abilities of the sanitize feature set (ACS-4 §4.17, SBC-4 §4.11, NVMe Base §8.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SanitizeSurvey {
    /// Cryptographic erase.
    pub crypto: Answer,
    /// Block erase.
    pub block: Answer,
    /// Overwrite.
    pub overwrite: Answer,
    /// What it is doing, or last did.
    pub state: SanitizeState,
}

/// What the sanitize feature set is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SanitizeState {
    /// Not learnt.
    Unknown,
    /// Nothing, and none is known to have ended.
    Idle,
    /// The last one ended without error.
    Succeeded,
    /// The last one failed; the drive may refuse all else.
    Failed,
    /// One is running.
    InProgress,
    /// Frozen until the next power cycle.
    Frozen,
}

/// What an ATA drive told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtaSurvey {
    /// Whether it is behind a USB bridge.
    pub bridge: bool,
    /// Whether ATA registers come back: without them no firmware erase can be followed.
    pub registers: Answer,
    /// The security feature set.
    pub security: AtaSecurity,
    /// The sanitize feature set.
    pub sanitize: SanitizeSurvey,
    /// Whether the drive says that it encrypts all user data.
    pub encrypts_all: Answer,
    /// Hidden areas.
    pub areas: Vec<Area>,
    /// Trusted Computing Group security.
    pub tcg: TcgSurvey,
}

/// The ATA security feature set (ACS-4 §4.18, IDENTIFY DEVICE word 128).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtaSecurity {
    /// The drive has it.
    pub supported: Answer,
    /// A user password is set.
    pub enabled: Answer,
    /// Locked: no data can be read or written.
    pub locked: Answer,
    /// Frozen until the next power cycle.
    pub frozen: Answer,
    /// Too many wrong passwords since power-on.
    pub expired: Answer,
    /// Enhanced erase.
    pub enhanced: Answer,
    /// Minutes that a normal erase takes by the drive's own word.
    pub normal_minutes: Option<u32>,
    /// Minutes that an enhanced erase takes by the drive's own word.
    pub enhanced_minutes: Option<u32>,
}

/// What a SCSI drive told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScsiSurvey {
    /// SANITIZE.
    pub sanitize: SanitizeSurvey,
    /// FORMAT UNIT.
    pub format_unit: Answer,
    /// A FORMAT UNIT is running.
    pub formatting: Answer,
    /// Logical units of the same target beside this one: drives of their own to the system. None where that was not learnt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_units: Option<u32>,
    /// Hidden areas: other logical units, clipped capacity, elements taken out of use.
    pub areas: Vec<Area>,
    /// Trusted Computing Group security.
    pub tcg: TcgSurvey,
}

/// What an NVMe controller told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NvmeSurvey {
    /// Sanitize (SANICAP, log 81h).
    pub sanitize: SanitizeSurvey,
    /// Format NVM (OACS bit 1).
    pub format: Answer,
    /// Format NVM with cryptographic erase (FNA bit 2).
    pub format_crypto: Answer,
    /// A secure erase by Format NVM reaches every namespace (FNA bit 1).
    pub format_reaches_all: Answer,
    /// A format of this namespace is running.
    pub formatting: Answer,
    /// The namespace is write protected.
    pub write_protected: Answer,
    /// Other namespaces that are attached: drives of their own to the system.
    pub other_namespaces: Option<u32>,
    /// Namespaces that exist in the NVM subsystem and are not attached to this controller: to none, or to another one. None where
    /// that was not learnt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unseen_namespaces: Option<u32>,
    /// Hidden areas.
    pub areas: Vec<Area>,
    /// Trusted Computing Group security.
    pub tcg: TcgSurvey,
}

/// What an eMMC told (JEDEC JESD84-B51, EXT_CSD).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MmcSurvey {
    /// SANITIZE_START.
    pub sanitize: Answer,
    /// Secure erase.
    pub secure_erase: Answer,
    /// TRIM.
    pub trim: Answer,
    /// What erased blocks read as: 00h or FFh.
    pub erased_byte: u8,
    /// Hidden areas: boot, general purpose and replay-protected partitions.
    pub areas: Vec<Area>,
}

/// Trusted Computing Group security, by its Level 0 discovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TcgSurvey {
    /// The drive has a subsystem class (Opal, Enterprise, Pyrite, Ruby).
    pub supported: Answer,
    /// Locking is set up.
    pub enabled: Answer,
    /// Some range is locked.
    pub locked: Answer,
}

impl TcgSurvey {
    /// Nothing was learnt.
    pub const UNKNOWN: TcgSurvey =
        TcgSurvey { supported: Answer::Unknown, enabled: Answer::Unknown, locked: Answer::Unknown };
}

/// Who a drive says that it is when it is asked by a command, whatever the system or a bridge keeps of it. Holds a serial number, a
/// world-wide name, or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnIdentity {
    /// Which question it answers: what is compared comes by the same.
    pub by: AskedBy,
    /// Model.
    pub model: Option<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// World-wide name: `naa.…` or `eui.…`.
    pub wwn: Option<String>,
}

/// How a drive was asked who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskedBy {
    /// ATA IDENTIFY DEVICE.
    AtaIdentify,
    /// SCSI INQUIRY and its pages 80h and 83h.
    ScsiPages,
    /// NVMe Identify Controller.
    NvmeIdentify,
}

/// A part of a drive that its ordinary addresses do not reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// What it is.
    pub kind: AreaKind,
    /// Whether it is there.
    pub present: Answer,
    /// How large it is, where that is known.
    pub bytes: Option<u64>,
}

/// Kinds of hidden areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// ATA Host Protected Area (SET MAX ADDRESS).
    HostProtected,
    /// ATA Device Configuration Overlay.
    ConfigurationOverlay,
    /// ATA accessible max address configuration (ACS-3).
    AccessibleMax,
    /// SCSI capacity set lower by MODE SELECT.
    ClippedCapacity,
    /// SCSI physical elements taken out of use.
    DepopulatedElements,
    /// Other logical units of a SCSI target: each actuator of some disks is one.
    OtherLogicalUnits,
    /// NVMe namespaces that are allocated and not attached.
    DetachedNamespaces,
    /// NVMe namespaces that are attached, other than this one.
    OtherNamespaces,
    /// NVMe capacity that belongs to no namespace, and may have before.
    UnallocatedCapacity,
    /// NVMe or eMMC boot partitions.
    BootPartitions,
    /// Replay-protected memory blocks, which no host can erase.
    ReplayProtected,
    /// eMMC general purpose partitions.
    GeneralPurpose,
}

impl Survey {
    /// The hidden areas that were looked for; none when nothing could be asked.
    #[must_use]
    pub fn areas(&self) -> Option<&[Area]> {
        match self {
            Survey::None { .. } => None,
            Survey::Ata(ata) => Some(&ata.areas),
            Survey::Scsi(scsi) => Some(&scsi.areas),
            Survey::Nvme(nvme) => Some(&nvme.areas),
            Survey::Mmc(mmc) => Some(&mmc.areas),
        }
    }

    /// The sanitize feature set.
    #[must_use]
    pub fn sanitize(&self) -> Option<&SanitizeSurvey> {
        match self {
            Survey::Ata(ata) => Some(&ata.sanitize),
            Survey::Scsi(scsi) => Some(&scsi.sanitize),
            Survey::Nvme(nvme) => Some(&nvme.sanitize),
            Survey::None { .. } | Survey::Mmc(_) => None,
        }
    }

    /// Whether data cannot be read or written because of a password.
    #[must_use]
    pub fn is_locked(&self) -> Answer {
        let tcg = |tcg: &TcgSurvey| tcg.locked;
        match self {
            Survey::Ata(ata) if ata.security.locked == Answer::Yes => Answer::Yes,
            Survey::Ata(ata) => match tcg(&ata.tcg) {
                Answer::Yes => Answer::Yes,
                _ => ata.security.locked,
            },
            Survey::Scsi(scsi) => tcg(&scsi.tcg),
            Survey::Nvme(nvme) => tcg(&nvme.tcg),
            Survey::None { .. } | Survey::Mmc(_) => Answer::Unknown,
        }
    }
}
