//! Which drives are in use, and by what: mounts, swap, holders, through every layer between them and the drive.

use std::collections::{BTreeMap, BTreeSet};

use super::blocks::{Blocks, Disk, Sort};
use super::host::Host;
use super::mounts::{Mount, containing, parse_mounts, parse_swaps};
use super::refusal::{Doubt, Holder, HolderKind, Refusal};

/// What is in use on this machine.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// What is mounted.
    pub mounts: Vec<Mount>,
    /// The devices of each btrfs that the kernel has mounted.
    pub btrfs: Vec<Vec<String>>,
    /// Name of a drive → why it is not free.
    pub reasons: BTreeMap<String, BTreeSet<Refusal>>,
    /// What could not be learnt, and may concern any drive.
    pub doubts: BTreeSet<Doubt>,
}

/// File systems that name the block devices they are mounted from in `/sys/fs`, in whichever namespace that is.
const TELLING_FILE_SYSTEMS: [&str; 6] = ["ext4", "xfs", "f2fs", "erofs", "jfs", "ntfs3"];

/// Looks at all of it.
#[must_use]
pub fn look(host: &Host, blocks: &Blocks) -> Usage {
    let mut usage = Usage::default();
    usage.read_mounts(host);
    for disk in &blocks.disks {
        usage.take_holders(host, blocks, disk);
    }
    usage.take_btrfs(host, blocks);
    let mounts = std::mem::take(&mut usage.mounts);
    for mount in &mounts {
        usage.take_mount(host, blocks, mount);
    }
    usage.mounts = mounts;
    for kind in TELLING_FILE_SYSTEMS {
        for device in host.names(format!("sys/fs/{kind}")).unwrap_or_default() {
            if blocks.owner(&device).is_some() {
                usage.take_mounted(blocks, &device, None);
            }
        }
    }
    usage.take_swaps(host, blocks);
    usage
}

impl Usage {
    fn read_mounts(&mut self, host: &Host) {
        match host.text("proc/self/mountinfo").as_deref().and_then(parse_mounts) {
            Some(mounts) if !mounts.is_empty() => self.mounts = mounts,
            _ => self.doubt(Doubt::Unreadable("/proc/self/mountinfo".into())),
        }
    }

    fn doubt(&mut self, doubt: Doubt) {
        self.doubts.insert(doubt);
    }

    fn add(&mut self, disk: &str, refusal: Refusal) {
        self.reasons.entry(disk.to_owned()).or_default().insert(refusal);
    }

    /// Adds a reason to every drive below a device.
    fn add_below(&mut self, blocks: &Blocks, device: &str, refusal: &Refusal) {
        let below = blocks.below(device);
        for disk in &below.disks {
            self.add(disk, refusal.clone());
        }
        for name in below.unresolved {
            self.doubt(Doubt::Members(name));
        }
    }

    fn take_mounted(&mut self, blocks: &Blocks, device: &str, at: Option<String>) {
        let elsewhere = at.is_none();
        let already = |reasons: &BTreeSet<Refusal>| {
            reasons.iter().any(|r| matches!(r, Refusal::Mounted { device: d, .. } if d == device))
        };
        if elsewhere && blocks.owner(device).and_then(|d| self.reasons.get(d)).is_some_and(already) {
            return;
        }
        self.add_below(blocks, device, &Refusal::Mounted { device: device.to_owned(), at });
    }

    fn take_mount(&mut self, host: &Host, blocks: &Blocks, mount: &Mount) {
        let at = mount.at.display().to_string();
        if mount.devno.0 != 0 {
            match blocks.name_of(mount.devno) {
                Some(device) => self.take_mounted(blocks, device, Some(at)),
                None => self.doubt(Doubt::Mount(at)),
            }
            return;
        }
        // File systems of several devices have a number of their own and name one device, or some (bcachefs: a:b).
        // `/dev/fuse` is how the kernel speaks to the program behind a mount, and no drive.
        let is_node = |source: &&str| source.starts_with("/dev/") && *source != "/dev/fuse";
        let sources = mount.source.split(':').filter(is_node);
        let devices: Vec<Option<&str>> = sources.map(|source| blocks.name_of_path(host, source)).collect();
        for device in devices.iter().copied() {
            let Some(device) = device else {
                self.doubt(Doubt::Mount(at.clone()));
                continue;
            };
            let group = self.btrfs.iter().find(|group| group.iter().any(|d| d == device)).cloned();
            if group.is_none() && mount.kind == "btrfs" {
                self.doubt(Doubt::Mount(at.clone()));
            }
            for device in group.unwrap_or_else(|| vec![device.to_owned()]) {
                self.take_mounted(blocks, &device, Some(at.clone()));
            }
        }
        if mount.kind == "btrfs" && devices.is_empty() {
            self.doubt(Doubt::Mount(at));
        }
    }

    /// `/sys/fs/btrfs` lists every btrfs that is mounted, in whichever namespace, with all its devices.
    fn take_btrfs(&mut self, host: &Host, blocks: &Blocks) {
        for id in host.names("sys/fs/btrfs").unwrap_or_default() {
            let base = format!("sys/fs/btrfs/{id}");
            if id == "features"
                || !host.exists(format!("{base}/devinfo")) && !host.exists(format!("{base}/devices"))
            {
                continue;
            }
            let devices = host.names(format!("{base}/devices")).unwrap_or_default();
            let numbers = host.names(format!("{base}/devinfo")).unwrap_or_default();
            let present = |n: &&String| host.flag(format!("{base}/devinfo/{n}/missing")) != Some(true);
            if devices.is_empty() || devices.len() < numbers.iter().filter(present).count() {
                self.doubt(Doubt::Members(format!("btrfs {id}")));
            }
            let mounted_here = |m: &&Mount| {
                m.kind == "btrfs"
                    && blocks.name_of_path(host, &m.source).is_some_and(|n| devices.iter().any(|d| d == n))
            };
            let is_mounted_here = self.mounts.iter().any(|m| mounted_here(&m));
            for device in &devices {
                if blocks.owner(device).is_none() {
                    self.doubt(Doubt::Members(format!("btrfs {id}")));
                    continue;
                }
                if !is_mounted_here {
                    self.take_mounted(blocks, device, None);
                }
                if devices.len() > 1 {
                    let holder = Holder { kind: HolderKind::Btrfs, name: id.clone(), part: device.clone() };
                    self.add_below(blocks, device, &Refusal::Holder(holder));
                }
            }
            self.btrfs.push(devices);
        }
    }

    fn take_holders(&mut self, host: &Host, blocks: &Blocks, disk: &Disk) {
        let owner = disk.area_of.as_deref().unwrap_or(&disk.name);
        let base = format!("sys/block/{}", disk.name);
        let parts = disk.partitions.iter().map(|p| (p.name.clone(), format!("{base}/{}", p.name)));
        for (part, base) in parts.chain([(disk.name.clone(), base.clone())]) {
            let Some(holders) = host.names(format!("{base}/holders")) else {
                let doubt = Doubt::Unreadable(format!("/{base}/holders"));
                self.add(owner, Refusal::UnknownState(doubt));
                continue;
            };
            for name in holders {
                self.add(owner, Refusal::Holder(holder(host, blocks, &name, &part)));
            }
        }
        // The same link seen from the other end.
        for member in &disk.members {
            match blocks.owner(member) {
                Some(owner) => self.add(owner, Refusal::Holder(holder(host, blocks, &disk.name, member))),
                None => self.doubt(Doubt::Members(disk.name.clone())),
            }
        }
        let has_size = host.number(format!("{base}/size")) != Some(0);
        if disk.sort == Sort::Stacked && disk.members.is_empty() && has_size {
            self.doubt(Doubt::Members(disk.name.clone()));
        }
        // A loop device over another block device does not claim it, so that nothing else would tell.
        if let Some(under) = disk.backing_file.as_deref().and_then(|file| blocks.name_of_path(host, file))
            && let Some(owner) = blocks.owner(under)
        {
            let part = under.to_owned();
            self.add(
                owner,
                Refusal::Holder(Holder { kind: HolderKind::Loop, name: disk.name.clone(), part }),
            );
        }
    }

    fn take_swaps(&mut self, host: &Host, blocks: &Blocks) {
        let Some(swaps) = host.text("proc/swaps") else {
            self.doubt(Doubt::Unreadable("/proc/swaps".into()));
            return;
        };
        for area in parse_swaps(&swaps) {
            let device = blocks.name_of_path(host, &area).or_else(|| {
                let mount = containing(&self.mounts, area.as_ref()).filter(|_| !area.starts_with("/dev/"))?;
                match mount.devno.0 {
                    0 => blocks.name_of_path(host, &mount.source),
                    _ => blocks.name_of(mount.devno),
                }
            });
            match device.map(str::to_owned) {
                Some(device) => self.add_below(blocks, &device, &Refusal::Swap { area }),
                None => self.doubt(Doubt::Swap(area)),
            }
        }
    }
}

/// What a device in a `holders` folder is.
fn holder(host: &Host, blocks: &Blocks, name: &str, part: &str) -> Holder {
    let base = format!("sys/block/{name}");
    let mapped = host.text(format!("{base}/dm/uuid"));
    let kind = match mapped.as_deref() {
        Some(uuid) if uuid.starts_with("LVM-") => HolderKind::Lvm,
        Some(uuid) if uuid.starts_with("CRYPT-") => HolderKind::Luks,
        Some(uuid) if uuid.contains("mpath-") => HolderKind::Multipath,
        Some(_) => HolderKind::Mapper,
        None if host.exists(format!("{base}/md")) => HolderKind::Md,
        None if host.exists(format!("{base}/bcache")) => HolderKind::Bcache,
        None if blocks.disk(name).is_some_and(|d| d.sort == Sort::Loop) => HolderKind::Loop,
        None => HolderKind::Other,
    };
    let name = host.text(format!("{base}/dm/name")).unwrap_or_else(|| name.to_owned());
    Holder { kind, name, part: part.to_owned() }
}
