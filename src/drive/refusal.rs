//! Why a drive cannot be chosen. All reasons are computed at once and shown at once.

use crate::text::drive::{EN, FR};
use crate::text::{Lang, Say, os};

/// What holds a drive, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HolderKind {
    /// LVM.
    Lvm,
    /// LUKS encryption.
    Luks,
    /// Device-mapper multipath.
    Multipath,
    /// Another device-mapper target.
    Mapper,
    /// Linux software RAID.
    Md,
    /// A cache in front of it, or it in front of another.
    Bcache,
    /// A loop device that shows it again.
    Loop,
    /// A btrfs of several devices.
    Btrfs,
    /// Something else.
    Other,
}

/// Who holds a drive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holder {
    /// What it is.
    pub kind: HolderKind,
    /// Its name: `vg0-root`, `md127`, the UUID of a btrfs.
    pub name: String,
    /// The part that is held: `sda`, `sda2`.
    pub part: String,
}

/// How a drive is known to be the one that this system started from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BootEvidence {
    /// The running system is mounted from it.
    Mounted,
    /// The kernel's command line names it.
    CommandLine,
    /// It carries the disk signature of a gomme stick: this one, or another.
    Stick,
}

/// What could not be learnt, so that no drive or this drive cannot be called free.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// A file that decides is missing or cannot be read.
    Unreadable(String),
    /// A file system is mounted from a device that cannot be found.
    Mount(String),
    /// A swap area is on a device that cannot be found.
    Swap(String),
    /// A stacked device does not tell what it is made of.
    Members(String),
    /// How the drive is attached is not recognised.
    Transport,
    /// This system runs from memory, and the drive may be the one it started from.
    BootMedium,
    /// Its node cannot be opened.
    Node,
}

/// A reason why a drive cannot be chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// This system started from it.
    BootMedium(BootEvidence),
    /// A file system of it is mounted; where, if that is in sight.
    Mounted {
        /// The device: `sda2`, `dm-0`.
        device: String,
        /// The mount point.
        at: Option<String>,
    },
    /// It is swapped to.
    Swap {
        /// The device or file.
        area: String,
    },
    /// Something of the kernel holds it.
    Holder(Holder),
    /// Claimed by something that does not say its name.
    InUse,
    /// It takes no writes.
    ReadOnly,
    /// It has no medium, or no size.
    NoMedium,
    /// It can be taken out (volunteer's rules).
    Removable,
    /// It is attached by USB (volunteer's rules).
    Usb,
    /// It is a virtual drive, a loop device or a file, and these were not allowed.
    VirtualDrive,
    /// It is no disk: tape, optical, enclosure.
    NotADisk,
    /// The kernel hides it: it is a path of another drive.
    Hidden,
    /// The same drive is shown under another name too.
    Multipath {
        /// That other name.
        other: String,
    },
    /// The kernel has taken it off line.
    Offline {
        /// What the kernel calls its state.
        state: String,
    },
    /// It takes writes in order only (host-managed zones).
    Zoned,
    /// The sizes it gives make no sense to overwrite by.
    BadGeometry,
    /// Whether it is free could not be learnt.
    UnknownState(Doubt),
    /// This program may not open it.
    NoPermission,
    /// The file system that holds the file knows no direct I/O.
    NoDirectIo,
    /// It is not the drive that was chosen.
    DriveChanged,
    /// It is gone.
    Vanished,
    /// The confirmation is not this drive's.
    WrongConfirmation,
    /// The kernel refused, for a reason of its own.
    Kernel {
        /// The error number.
        errno: i32,
    },
}

impl Refusal {
    /// The name that scripts see; never changes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::BootMedium(_) => "boot_medium",
            Refusal::Mounted { .. } => "mounted",
            Refusal::Swap { .. } => "swap",
            Refusal::Holder(_) => "holder",
            Refusal::InUse => "in_use",
            Refusal::ReadOnly => "read_only",
            Refusal::NoMedium => "no_medium",
            Refusal::Removable => "removable",
            Refusal::Usb => "usb",
            Refusal::VirtualDrive => "virtual_drive",
            Refusal::NotADisk => "not_a_disk",
            Refusal::Hidden => "hidden",
            Refusal::Multipath { .. } => "multipath",
            Refusal::Offline { .. } => "offline",
            Refusal::Zoned => "zoned",
            Refusal::BadGeometry => "bad_geometry",
            Refusal::UnknownState(_) => "unknown_state",
            Refusal::NoPermission => "no_permission",
            Refusal::NoDirectIo => "no_direct_io",
            Refusal::DriveChanged => "drive_changed",
            Refusal::Vanished => "vanished",
            Refusal::WrongConfirmation => "wrong_confirmation",
            Refusal::Kernel { .. } => "kernel",
        }
    }
}

impl Say for Refusal {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            Refusal::BootMedium(BootEvidence::Mounted) => t.boot_mounted.into(),
            Refusal::BootMedium(BootEvidence::CommandLine) => t.boot_named.into(),
            Refusal::BootMedium(BootEvidence::Stick) => t.boot_stick.into(),
            Refusal::Mounted { device, at: Some(at) } => (t.mounted)(device, at),
            Refusal::Mounted { device, at: None } => (t.mounted_elsewhere)(device),
            Refusal::Swap { area } => (t.swap)(area),
            Refusal::Holder(holder) => (t.held)(&holder.part, &holder.say(lang)),
            Refusal::InUse => t.in_use.into(),
            Refusal::ReadOnly => t.read_only.into(),
            Refusal::NoMedium => t.no_medium.into(),
            Refusal::Removable => t.removable.into(),
            Refusal::Usb => t.usb.into(),
            Refusal::VirtualDrive => t.virtual_drive.into(),
            Refusal::NotADisk => t.not_a_disk.into(),
            Refusal::Hidden => t.hidden.into(),
            Refusal::Multipath { other } => (t.multipath)(other),
            Refusal::Offline { state } => (t.offline)(state),
            Refusal::Zoned => t.zoned.into(),
            Refusal::BadGeometry => t.bad_geometry.into(),
            Refusal::UnknownState(doubt) => doubt.say(lang),
            Refusal::NoPermission => t.no_permission.into(),
            Refusal::NoDirectIo => t.no_direct_io.into(),
            Refusal::DriveChanged => t.drive_changed.into(),
            Refusal::Vanished => t.vanished.into(),
            Refusal::WrongConfirmation => t.wrong_confirmation.into(),
            Refusal::Kernel { errno } => {
                (t.kernel)(&os::reason(lang, &std::io::Error::from_raw_os_error(*errno)))
            }
        }
    }
}

impl Say for Holder {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        let what = match self.kind {
            HolderKind::Lvm => t.holder_lvm,
            HolderKind::Luks => t.holder_luks,
            HolderKind::Multipath => t.holder_multipath,
            HolderKind::Mapper => t.holder_mapper,
            HolderKind::Md => t.holder_md,
            HolderKind::Bcache => t.holder_bcache,
            HolderKind::Loop => t.holder_loop,
            HolderKind::Btrfs => t.holder_btrfs,
            HolderKind::Other => t.holder_other,
        };
        format!("{what} {}", self.name)
    }
}

impl Say for Doubt {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            Doubt::Unreadable(path) => (t.doubt_unreadable)(path),
            Doubt::Mount(at) => (t.doubt_mount)(at),
            Doubt::Swap(area) => (t.doubt_swap)(area),
            Doubt::Members(name) => (t.doubt_members)(name),
            Doubt::Transport => t.doubt_transport.into(),
            Doubt::BootMedium => t.doubt_boot.into(),
            Doubt::Node => t.doubt_node.into(),
        }
    }
}

crate::error_that_says!(Refusal);
