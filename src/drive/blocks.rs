//! The block devices of a machine and what lies on what: disks, partitions, stacked devices.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::host::Host;

/// Major and minor number of a block device.
pub type Devno = (u32, u32);

/// What sort of whole block device it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Hardware, or what a hypervisor shows as hardware, or a connected network block device.
    Drive,
    /// A loop device with a file attached.
    Loop,
    /// Part of another drive that has no life of its own: boot areas of an eMMC, a hidden path of an NVMe drive.
    Area,
    /// Device mapper, md, bcache …: made of other block devices.
    Stacked,
    /// RAM, compressed RAM, loop devices without a file, optical and floppy drives: nothing that gomme erases.
    Other,
}

/// A whole block device.
#[derive(Clone, Debug)]
pub struct Disk {
    /// Name in `/sys/block`, such as `sda`.
    pub name: String,
    /// Its real place below `/sys/devices`.
    pub place: PathBuf,
    /// Its number; hidden devices have none.
    pub devno: Option<Devno>,
    /// What it is.
    pub sort: Sort,
    /// Its partitions, in order.
    pub partitions: Vec<Partition>,
    /// The drive that it is an area of.
    pub area_of: Option<String>,
    /// Names of the devices it is made of, as its own `slaves` folder tells.
    pub members: Vec<String>,
    /// The file behind a loop device.
    pub backing_file: Option<String>,
}

/// A part of a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Name, such as `sda1`.
    pub name: String,
    /// Its number.
    pub devno: Option<Devno>,
    /// Bytes.
    pub size_bytes: Option<u64>,
    /// Its UUID in the partition table.
    pub uuid: Option<String>,
}

/// All block devices.
#[derive(Clone, Debug)]
pub struct Blocks {
    /// In natural order of their names.
    pub disks: Vec<Disk>,
    /// Name of a disk or partition → name of its disk.
    owners: BTreeMap<String, String>,
    by_devno: BTreeMap<Devno, String>,
}

/// The drives below some device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// Their names.
    pub disks: BTreeSet<String>,
    /// Devices whose members could not be learnt: the list may be too short.
    pub unresolved: Vec<String>,
}

impl Blocks {
    /// Reads `/sys/block`; `None` when it cannot be read.
    #[must_use]
    pub fn scan(host: &Host) -> Option<Blocks> {
        let names = host.names("sys/block")?;
        let mut disks: Vec<Disk> = names.iter().map(|name| disk(host, name)).collect();
        // An area's folder lies inside that of its drive.
        let places: Vec<(String, PathBuf)> =
            disks.iter().map(|d| (d.name.clone(), d.place.clone())).collect();
        for disk in &mut disks {
            let parent = disk.place.parent().map(PathBuf::from);
            if let Some((owner, _)) = places.iter().find(|(_, place)| parent.as_ref() == Some(place)) {
                disk.area_of = Some(owner.clone());
                disk.sort = Sort::Area;
            }
        }
        let mut blocks = Blocks { disks, owners: BTreeMap::new(), by_devno: BTreeMap::new() };
        for disk in &blocks.disks {
            let owner = disk.area_of.as_ref().unwrap_or(&disk.name);
            let parts = disk.partitions.iter().map(|p| (&p.name, p.devno));
            for (name, devno) in parts.chain([(&disk.name, disk.devno)]) {
                blocks.owners.insert(name.clone(), owner.clone());
                if let Some(devno) = devno {
                    blocks.by_devno.insert(devno, name.clone());
                }
            }
        }
        Some(blocks)
    }

    /// The disk of a name.
    #[must_use]
    pub fn disk(&self, name: &str) -> Option<&Disk> {
        self.disks.iter().find(|d| d.name == name)
    }

    /// The whole disk that a disk or partition belongs to.
    #[must_use]
    pub fn owner(&self, name: &str) -> Option<&str> {
        self.owners.get(name).map(String::as_str)
    }

    /// The name of a device number.
    #[must_use]
    pub fn name_of(&self, devno: Devno) -> Option<&str> {
        self.by_devno.get(&devno).map(String::as_str)
    }

    /// The name in sysfs of a name below `/dev`, if it is one.
    #[must_use]
    pub fn known(&self, dev_name: &str) -> Option<&str> {
        self.owners.get_key_value(&dev_name.replace('/', "!")).map(|(name, _)| name.as_str())
    }

    /// The name of a path such as `/dev/sda1`, through symbolic links (`/dev/mapper/…`, `/dev/disk/by-id/…`).
    #[must_use]
    pub fn name_of_path(&self, host: &Host, path: &str) -> Option<&str> {
        let known = |p: &str| self.known(p.strip_prefix("/dev/")?);
        known(path).or_else(|| known(host.canonical(path)?.to_str()?)).or_else(|| {
            // A name that only the device mapper gave: /dev/mapper/vg-root.
            let mapped = path.strip_prefix("/dev/mapper/")?;
            let disk = self
                .disks
                .iter()
                .find(|d| host.text(format!("sys/block/{}/dm/name", d.name)).as_deref() == Some(mapped))?;
            Some(disk.name.as_str())
        })
    }

    /// The disks that a disk or partition lies on, itself included where it is one: down through every stack.
    #[must_use]
    pub fn below(&self, name: &str) -> Below {
        let mut below = Below::default();
        let mut seen = BTreeSet::new();
        let mut todo = vec![name.to_owned()];
        while let Some(name) = todo.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let Some(disk) = self.owner(&name).and_then(|owner| self.disk(owner)) else {
                below.unresolved.push(name);
                continue;
            };
            if disk.sort == Sort::Stacked && disk.members.is_empty() {
                below.unresolved.push(disk.name.clone());
            }
            todo.extend(disk.members.iter().cloned());
            below.disks.insert(disk.name.clone());
        }
        below
    }
}

/// Reads one entry of `/sys/block`.
pub(super) fn disk(host: &Host, name: &str) -> Disk {
    let base = format!("sys/block/{name}");
    let place = host.canonical(&base).unwrap_or_default();
    let devno = devno(host, &base);
    let backing_file = host.text(format!("{base}/loop/backing_file"));
    let members = host.names(format!("{base}/slaves")).unwrap_or_default();
    let is_virtual = place.starts_with("/sys/devices/virtual/block");
    let is_stacked = host.exists(format!("{base}/dm")) || host.exists(format!("{base}/md"));
    // Documentation/admin-guide/devices.txt: 1 RAM, 2 floppy, 7 loop, 11 optical, 31 ROM and raw flash.
    let sort = match devno {
        Some((1 | 2 | 11 | 31, _)) => Sort::Other,
        _ if backing_file.is_some() => Sort::Loop,
        Some((7, _)) => Sort::Other,
        _ if is_stacked || !members.is_empty() => Sort::Stacked,
        // A network block device that is connected shows the process that serves it.
        _ if is_virtual && host.exists(format!("{base}/pid")) => Sort::Drive,
        _ if is_virtual => Sort::Other,
        _ if host.flag(format!("{base}/hidden")) == Some(true) => Sort::Area,
        _ => Sort::Drive,
    };
    Disk {
        name: name.to_owned(),
        place,
        devno,
        sort,
        partitions: partitions(host, &base),
        area_of: None,
        members,
        backing_file,
    }
}

fn partitions(host: &Host, base: &str) -> Vec<Partition> {
    let children = host.names(base).unwrap_or_default();
    let is_partition = |child: &&String| {
        // Any of the three tells: one that cannot be read must not make the partition vanish.
        ["partition", "start", "dev"].iter().any(|file| host.exists(format!("{base}/{child}/{file}")))
            // The links of a disk lead out of it, to devices of their own.
            && !matches!(child.as_str(), "device" | "bdi" | "subsystem")
            && !host.exists(format!("{base}/{child}/queue"))
    };
    let read = |child: &String| {
        let base = format!("{base}/{child}");
        let uevent = host.text(format!("{base}/uevent")).unwrap_or_default();
        Partition {
            name: child.clone(),
            devno: devno(host, &base),
            size_bytes: host.number(format!("{base}/size")).map(|sectors| sectors.saturating_mul(512)),
            uuid: uevent.lines().find_map(|l| l.strip_prefix("PARTUUID=")).map(str::to_lowercase),
        }
    };
    children.iter().filter(is_partition).map(read).collect()
}

fn devno(host: &Host, base: &str) -> Option<Devno> {
    parse_devno(&host.text(format!("{base}/dev"))?)
}

/// Parses `8:17`.
#[must_use]
pub fn parse_devno(text: &str) -> Option<Devno> {
    let (major, minor) = text.trim().split_once(':')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
