//! What a drive is, which ones there are, whether one may be chosen, and the guard that arms it.
//!
//! [`discover`] lists, [`find`] takes what a person typed, [`guard::arm`] gives the one token that lets an erase begin.
//! What cannot be learnt is a reason to refuse: a drive is free only when everything that decides was read.

pub mod blocks;
mod boot;
mod clean;
mod find;
pub mod guard;
pub mod hints;
pub mod host;
mod identity;
mod machine;
mod mounts;
pub mod refusal;
pub mod sleep;
mod state;
pub mod survey;
mod table;
mod usage;
mod vpd;
pub mod wire;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use blocks::Partition;
pub use find::{DriveError, find};
pub use hints::Hint;
pub use host::Host;
pub use machine::machine;
pub use refusal::Refusal;

use blocks::{Blocks, Devno, Disk, Sort};
use identity::Reading;
pub use wire::Speaks;

use crate::event::{DriveIdentity, Medium};

/// Whether loop devices, plain files and the disks of virtual machines may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum VirtualDrives {
    /// They are refused.
    #[default]
    Refused,
    /// They may be chosen.
    Allowed,
}

/// Whose rules apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Rules {
    /// Somebody who names the drive to erase.
    #[default]
    Technician,
    /// USB and removable drives cannot be chosen.
    Volunteer,
}

/// Which drives may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Selection {
    /// Virtual drives.
    pub virtual_drives: VirtualDrives,
    /// USB and removable drives.
    pub rules: Rules,
}

/// What a drive is to the kernel, apart from its name: another drive never has the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// A block device.
    Block {
        /// Its number.
        devno: Option<Devno>,
        /// The number that no other device gets until the next boot.
        diskseq: Option<u64>,
    },
    /// A plain file.
    File {
        /// The device of its file system.
        dev: u64,
        /// Its inode.
        ino: u64,
    },
}

/// A drive as it was when it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drive {
    host: Host,
    name: Option<String>,
    path: PathBuf,
    identity: DriveIdentity,
    node: Node,
    removable: Option<bool>,
    backing_file: Option<String>,
    partitions: Vec<Partition>,
    areas: Vec<String>,
    speaks: Speaks,
    refusals: Vec<Refusal>,
}

impl Drive {
    /// Where it is: `/dev/sda`, or the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Who it is.
    #[must_use]
    pub fn identity(&self) -> &DriveIdentity {
        &self.identity
    }

    /// What it is to the kernel.
    #[must_use]
    pub fn node(&self) -> Node {
        self.node
    }

    /// Whether it turns; `None` where that is not known or means nothing (virtual drives).
    #[must_use]
    pub fn rotational(&self) -> Option<bool> {
        match self.identity.medium {
            Medium::Rotating => Some(true),
            Medium::Flash => Some(false),
            Medium::Virtual | Medium::Unknown => None,
        }
    }

    /// Whether its medium can be taken out; `None` where that is not known.
    #[must_use]
    pub fn removable(&self) -> Option<bool> {
        self.removable
    }

    /// The file behind a loop device.
    #[must_use]
    pub fn backing_file(&self) -> Option<&str> {
        self.backing_file.as_deref()
    }

    /// Its partitions.
    #[must_use]
    pub fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    /// Areas with a device of their own that writing the drive does not reach: `mmcblk0boot0`.
    #[must_use]
    pub fn areas(&self) -> &[String] {
        &self.areas
    }

    /// Which commands it may be asked.
    #[must_use]
    pub fn speaks(&self) -> Speaks {
        self.speaks
    }

    /// Every reason why it cannot be chosen; none when it can.
    #[must_use]
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    /// Whether it is a loop device, a file, or the disk of a virtual machine.
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        state::is_virtual(self.identity.transport)
    }

    /// Whether it can be chosen.
    #[must_use]
    pub fn is_selectable(&self) -> bool {
        self.refusals.is_empty()
    }
}

/// All drives of a machine, and traces of drives that do not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovery {
    /// In natural order of their names.
    pub drives: Vec<Drive>,
    /// Why there may be more drives than are shown.
    pub hints: Vec<Hint>,
}

/// Lists the drives of a machine.
///
/// # Errors
/// [`DriveError::NoSysfs`] when `/sys` cannot be read.
pub fn discover(host: &Host, selection: Selection) -> Result<Discovery, DriveError> {
    let blocks = Blocks::scan(host).ok_or(DriveError::NoSysfs)?;
    let mut drives = all(host, &blocks, selection);
    for drive in &mut drives {
        state::claim(drive, Duration::ZERO);
    }
    let shown = blocks.disks.iter().filter(|d| d.sort == Sort::Drive).count();
    let hints = hints::look(host, &blocks, shown);
    Ok(Discovery { drives, hints })
}

/// Every drive, without claiming any.
fn all(host: &Host, blocks: &Blocks, selection: Selection) -> Vec<Drive> {
    let usage = usage::look(host, blocks);
    let boot = boot::Boot::look(host, blocks, &usage);
    let listed = blocks.disks.iter().filter(|d| matches!(d.sort, Sort::Drive | Sort::Loop));
    let read: Vec<(&Disk, Reading, bool)> = listed
        .map(|disk| {
            let removable = host.flag(format!("sys/block/{}/removable", disk.name)).unwrap_or(false);
            (disk, identity::read(host, disk), removable)
        })
        .collect();
    let by_reference: Vec<(&Disk, &Reading, bool)> =
        read.iter().map(|(d, r, removable)| (*d, r, *removable)).collect();
    let boots = boot.judge(host, blocks, &by_reference);
    let mut drives = Vec::new();
    for ((disk, reading, _), boot) in read.iter().zip(boots) {
        let mut refusals = state::refusals(host, disk, reading, selection);
        refusals.extend(boot);
        refusals.extend(usage.reasons.get(&disk.name).into_iter().flatten().cloned());
        refusals.extend(usage.doubts.iter().cloned().map(Refusal::UnknownState));
        refusals.extend(state::twin(disk, reading, &by_reference));
        refusals.sort();
        refusals.dedup();
        let areas = blocks.disks.iter().filter(|d| d.area_of.as_ref() == Some(&disk.name));
        drives.push(Drive {
            host: host.clone(),
            name: Some(disk.name.clone()),
            path: PathBuf::from(format!("/dev/{}", disk.name.replace('!', "/"))),
            identity: reading.identity.clone(),
            node: Node::Block { devno: disk.devno, diskseq: reading.diskseq },
            removable: host.flag(format!("sys/block/{}/removable", disk.name)),
            backing_file: disk.backing_file.clone(),
            partitions: disk.partitions.clone(),
            areas: areas.map(|d| d.name.clone()).collect(),
            speaks: reading.speaks,
            refusals,
        });
    }
    drives
}
