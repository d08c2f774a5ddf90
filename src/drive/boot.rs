//! Which drive this system started from: the one drive that must never be chosen, even when the system runs from memory.

use std::collections::BTreeSet;
use std::path::Path;

use super::blocks::{Blocks, Disk, Sort};
use super::host::Host;
use super::identity::Reading;
use super::mounts::{Mount, containing};
use super::refusal::{BootEvidence, Doubt, Refusal};
use super::table;
use super::usage::Usage;
use crate::units::Answer;

/// Where systems mount what they run from: `/`, and where live-boot, casper, archiso, dracut and others keep their medium.
const MOUNT_POINTS: [&str; 15] = [
    "/",
    "/usr",
    "/boot",
    "/boot/efi",
    "/efi",
    "/run/live/medium",
    "/lib/live/mount/medium",
    "/run/live/persistence",
    "/cdrom",
    "/isodevice",
    "/run/archiso/bootmnt",
    "/run/initramfs/live",
    "/run/initramfs/isoscan",
    "/run/miso/bootmnt",
    "/run/gomme/medium",
];

/// The disk signature of every gomme stick, as the UUIDs of its partitions begin; `image/disk.py` writes it.
const STICK: &str = "474f4d4d";

/// How the kernel's command line names the medium.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Named {
    /// UUID of a partition.
    Partition(String),
    /// UUID of a file system.
    FileSystem(String),
    /// Label of a file system.
    Label(String),
    /// A device node.
    Node(String),
    /// `gomme.boot=`: serial number, world-wide name or UUID of a partition.
    Any(String),
}

/// What is known of the boot medium.
#[derive(Clone, Debug)]
pub struct Boot {
    mounted: BTreeSet<String>,
    /// The root is on the network: there is no boot drive to look for.
    remote: bool,
    named: Option<Vec<Named>>,
}

impl Boot {
    /// Looks for it.
    #[must_use]
    pub fn look(host: &Host, blocks: &Blocks, usage: &Usage) -> Boot {
        let mut search =
            Search { host, blocks, usage, disks: BTreeSet::new(), remote: false, seen: BTreeSet::new() };
        for mount in usage.mounts.iter().filter(|m| MOUNT_POINTS.iter().any(|at| m.at == Path::new(at))) {
            search.follow(mount);
        }
        let named = host.text("proc/cmdline").map(|line| parse_command_line(&line));
        Boot { mounted: search.disks, remote: search.remote, named }
    }

    /// Whether each of the drives is the boot medium, or may be; `drives` must be all there are.
    #[must_use]
    pub fn judge(
        &self,
        host: &Host,
        blocks: &Blocks,
        drives: &[(&Disk, &Reading, bool)],
    ) -> Vec<Option<Refusal>> {
        let named = self.named.as_deref().unwrap_or_default();
        let answers: Vec<Answer> =
            drives.iter().map(|(disk, reading, _)| is_named(host, blocks, named, disk, reading)).collect();
        let found = self.remote
            || drives.iter().any(|(disk, ..)| self.mounted.contains(&disk.name))
            || answers.contains(&Answer::Yes);
        let one = |((disk, reading, removable), answer): (&(&Disk, &Reading, bool), &Answer)| {
            if self.mounted.contains(&disk.name) {
                return Some(Refusal::BootMedium(BootEvidence::Mounted));
            }
            // The image runs from memory, its stick may be out and another one in: none of them is ever a drive to erase.
            if is_stick(host, disk) {
                return Some(Refusal::BootMedium(BootEvidence::Stick));
            }
            let may_be = match answer {
                Answer::Yes => return Some(Refusal::BootMedium(BootEvidence::CommandLine)),
                _ if self.named.is_none() => true,
                Answer::Unknown => !found,
                // The kernel calls a card in the board's own reader not removable.
                Answer::No => !found && named.is_empty() && (reading.usb || *removable || reading.sd_card),
            };
            may_be.then_some(Refusal::UnknownState(Doubt::BootMedium))
        };
        drives.iter().zip(&answers).map(one).collect()
    }
}

/// From a mount down to the drives: through loop devices, overlays and stacks.
struct Search<'a> {
    host: &'a Host,
    blocks: &'a Blocks,
    usage: &'a Usage,
    disks: BTreeSet<String>,
    remote: bool,
    seen: BTreeSet<(String, String)>,
}

impl Search<'_> {
    fn follow(&mut self, mount: &Mount) {
        if !self.seen.insert((mount.at.display().to_string(), mount.source.clone())) {
            return;
        }
        if mount.devno.0 != 0 {
            if let Some(name) = self.blocks.name_of(mount.devno) {
                self.take(name);
            }
            return;
        }
        match mount.kind.as_str() {
            "overlay" | "aufs" => {
                for path in layers(&mount.options) {
                    self.follow_path(path);
                }
            }
            "nfs" | "nfs4" | "9p" | "virtiofs" | "ceph" | "cifs" => self.remote = true,
            _ => {
                for source in mount.source.split(':').filter(|s| s.starts_with("/dev/")) {
                    if let Some(name) = self.blocks.name_of_path(self.host, source) {
                        let group = self.usage.btrfs.iter().find(|g| g.iter().any(|d| d == name));
                        for device in group.unwrap_or(&vec![name.to_owned()]) {
                            self.take(device);
                        }
                    }
                }
            }
        }
    }

    fn follow_path(&mut self, path: &str) {
        if let Some(mount) = containing(&self.usage.mounts, Path::new(path)) {
            self.follow(mount);
        }
    }

    fn take(&mut self, device: &str) {
        for name in self.blocks.below(device).disks {
            let Some(disk) = self.blocks.disk(&name) else {
                continue;
            };
            if disk.sort != Sort::Loop {
                self.disks.insert(name);
                continue;
            }
            let file = disk.backing_file.as_deref().unwrap_or_default();
            let file = file.strip_suffix(" (deleted)").unwrap_or(file);
            match self.blocks.name_of_path(self.host, file) {
                Some(under) if self.seen.insert((name.clone(), under.to_owned())) => self.take(under),
                Some(_) => {}
                None => self.follow_path(file),
            }
            self.disks.insert(name);
        }
    }
}

/// The folders below an overlay.
fn layers(options: &str) -> impl Iterator<Item = &str> {
    let of = |option: &str| matches!(option, "lowerdir" | "lowerdir+" | "upperdir" | "br");
    let pairs = options.split(',').filter_map(|option| option.split_once('='));
    pairs
        .filter(move |(key, _)| of(key))
        .flat_map(|(_, value)| value.split(':'))
        .filter(|path| path.starts_with('/'))
}

fn parse_command_line(line: &str) -> Vec<Named> {
    let mut out = Vec::new();
    for (key, value) in line.split_ascii_whitespace().filter_map(|word| word.split_once('=')) {
        let value = value.trim_matches('"');
        match key {
            "gomme.boot" => out.push(Named::Any(value.to_lowercase())),
            "archisolabel" | "misolabel" => out.push(Named::Label(value.to_owned())),
            "archisosearchuuid" => out.push(Named::FileSystem(value.to_lowercase())),
            "root" | "live-media" | "bootfrom" | "img_dev" | "archisodevice" | "findiso_dev" => {
                out.extend(parse_device(value.strip_prefix("live:").unwrap_or(value)));
            }
            _ => {}
        }
    }
    out
}

fn parse_device(value: &str) -> Option<Named> {
    match value.split_once('=') {
        Some(("PARTUUID", id)) => Some(Named::Partition(id.split('/').next()?.to_lowercase())),
        Some(("UUID", id)) => Some(Named::FileSystem(id.to_lowercase())),
        Some(("LABEL" | "CDLABEL", label)) => Some(Named::Label(label.to_owned())),
        None if value.starts_with("/dev/disk/by-label/") => Some(Named::Label(value[19..].to_owned())),
        None if value.starts_with("/dev/disk/by-uuid/") => {
            Some(Named::FileSystem(value[18..].to_lowercase()))
        }
        None if value.starts_with("/dev/disk/by-partuuid/") => {
            Some(Named::Partition(value[22..].to_lowercase()))
        }
        None if matches!(value, "/dev/ram0" | "/dev/nfs" | "/dev/root") => None,
        None if value.starts_with("/dev/") => Some(Named::Node(value.to_owned())),
        _ => None,
    }
}

/// Whether the command line names a drive: yes if one name fits, unknown if one could not be compared.
fn is_named(host: &Host, blocks: &Blocks, named: &[Named], disk: &Disk, reading: &Reading) -> Answer {
    let mut answer = Answer::No;
    for name in named {
        let one = match name {
            Named::Partition(id) => has_partition(host, disk, id),
            Named::FileSystem(id) => has_file_system(host, blocks, disk, "by-uuid", "ID_FS_UUID", id),
            Named::Label(label) => has_file_system(host, blocks, disk, "by-label", "ID_FS_LABEL", label),
            Named::Node(path) => match blocks.name_of_path(host, path).and_then(|n| blocks.owner(n)) {
                Some(owner) if owner == disk.name => Answer::Yes,
                Some(_) => Answer::No,
                None => Answer::Unknown,
            },
            Named::Any(id) => match is_called(reading, id) {
                Answer::No => has_partition(host, disk, id),
                other => other,
            },
        };
        answer = match (answer, one) {
            (_, Answer::Yes) | (Answer::Yes, _) => Answer::Yes,
            (_, Answer::Unknown) | (Answer::Unknown, _) => Answer::Unknown,
            (Answer::No, Answer::No) => Answer::No,
        };
    }
    answer
}

/// Whether it has such a serial number or world-wide name.
fn is_called(reading: &Reading, id: &str) -> Answer {
    let same = |name: &String| {
        let name = name.to_lowercase();
        name == id || name.split_once('.').is_some_and(|(_, bare)| bare == id)
    };
    if reading.names.iter().any(same) {
        Answer::Yes
    } else if reading.names.is_empty() || (reading.usb && !reading.usb_serial_known) {
        Answer::Unknown
    } else {
        Answer::No
    }
}

fn has_partition(host: &Host, disk: &Disk, id: &str) -> Answer {
    match partition_ids(host, disk) {
        (ids, _) if ids.iter().any(|known| known == id) => Answer::Yes,
        (_, true) => Answer::No,
        (_, false) => Answer::Unknown,
    }
}

/// Whether it is a stick of ours, the one that this system started from or another. A drive whose table cannot be read has none.
fn is_stick(host: &Host, disk: &Disk) -> bool {
    // Of an MBR: `474f4d4d-01`. The UUIDs of a GPT are longer.
    let ours = |id: &String| id.split_once('-').is_some_and(|(disk, part)| disk == STICK && part.len() == 2);
    partition_ids(host, disk).0.iter().any(ours)
}

/// The UUIDs of its partitions, and whether these are all.
fn partition_ids(host: &Host, disk: &Disk) -> (Vec<String>, bool) {
    let known: Vec<String> = disk.partitions.iter().filter_map(|p| p.uuid.clone()).collect();
    if known.len() == disk.partitions.len() {
        return (known, true);
    }
    let node = format!("/dev/{}", disk.name.replace('!', "/"));
    match table::partition_ids(|offset, len| host.read_at(&node, offset, len)) {
        Some(ids) => (ids, true),
        None => (known, false),
    }
}

fn has_file_system(host: &Host, blocks: &Blocks, disk: &Disk, by: &str, property: &str, id: &str) -> Answer {
    let link = format!("/dev/disk/{by}/{id}");
    if let Some(name) = blocks.name_of_path(host, &link).and_then(|n| blocks.owner(n)) {
        return if name == disk.name { Answer::Yes } else { Answer::No };
    }
    // The device manager's own notes, one file a device.
    let mut answer = Answer::No;
    let parts = disk.partitions.iter().map(|p| p.devno);
    for devno in parts.chain([disk.devno]) {
        let notes = devno.and_then(|(major, minor)| host.text(format!("run/udev/data/b{major}:{minor}")));
        let Some(notes) = notes else {
            answer = Answer::Unknown;
            continue;
        };
        let values =
            notes.lines().filter_map(|l| l.strip_prefix("E:")?.strip_prefix(property)?.strip_prefix('='));
        if values.into_iter().any(|value| value.eq_ignore_ascii_case(id)) {
            return Answer::Yes;
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_names_the_medium() {
        let line = "quiet root=PARTUUID=ABCD-02/PARTNROFF=1 live-media=/dev/disk/by-label/GOMME boot=live gomme.boot=AA12";
        let expected =
            [Named::Partition("abcd-02".into()), Named::Label("GOMME".into()), Named::Any("aa12".into())];
        assert_eq!(parse_command_line(line), expected);
        assert!(parse_command_line("root=/dev/ram0 live-media=removable").is_empty());
    }

    #[test]
    fn an_overlay_tells_its_layers() {
        let options = "rw,lowerdir=/run/live/rootfs/a.squashfs/:/b,upperdir=/run/live/overlay/rw,workdir=/w";
        assert_eq!(
            layers(options).collect::<Vec<_>>(),
            ["/run/live/rootfs/a.squashfs/", "/b", "/run/live/overlay/rw"]
        );
    }
}
