//! What is mounted and what is swapped to, from `/proc/self/mountinfo` and `/proc/swaps`. Pure.

use std::path::{Path, PathBuf};

use super::blocks::{Devno, parse_devno};

/// A line of `/proc/self/mountinfo` (proc(5)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Device number; major 0 where the file system stands on no single block device.
    pub devno: Devno,
    /// Where.
    pub at: PathBuf,
    /// Type of the file system.
    pub kind: String,
    /// What was mounted, as it was named.
    pub source: String,
    /// Options of the file system.
    pub options: String,
}

/// All mounts; `None` when a line cannot be understood.
#[must_use]
pub fn parse_mounts(mountinfo: &str) -> Option<Vec<Mount>> {
    mountinfo.lines().filter(|line| !line.is_empty()).map(parse_mount).collect()
}

fn parse_mount(line: &str) -> Option<Mount> {
    let (left, right) = line.split_once(" - ")?;
    let left: Vec<&str> = left.split(' ').collect();
    let mut right = right.split(' ');
    Some(Mount {
        devno: parse_devno(left.get(2)?)?,
        at: PathBuf::from(unescape(left.get(4)?)),
        kind: unescape(right.next()?),
        source: unescape(right.next()?),
        options: unescape(right.next().unwrap_or_default()),
    })
}

/// The first column of `/proc/swaps`.
#[must_use]
pub fn parse_swaps(swaps: &str) -> Vec<String> {
    let lines = swaps.lines().skip(1);
    lines.filter_map(|line| line.split_ascii_whitespace().next()).map(unescape).collect()
}

/// Undoes the kernel's `\040` for a space.
fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let octal = bytes
            .get(i + 1..i + 4)
            .filter(|d| bytes[i] == b'\\' && d.iter().all(|c| (b'0'..=b'7').contains(c)));
        let value = octal.and_then(|d| u8::from_str_radix(std::str::from_utf8(d).ok()?, 8).ok());
        out.push(value.unwrap_or(bytes[i]));
        i += if value.is_some() { 4 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The mount that a path lies in: the deepest mount point above it, and of several on one point the last.
#[must_use]
pub fn containing<'a>(mounts: &'a [Mount], path: &Path) -> Option<&'a Mount> {
    let mut best: Option<&Mount> = None;
    for mount in mounts.iter().filter(|m| path.starts_with(&m.at)) {
        if best.is_none_or(|b| mount.at.components().count() >= b.at.components().count()) {
            best = Some(mount);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINES: &str = "\
22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
36 22 8:1 / /mnt/un\\040disque rw - vfat /dev/sda1 rw,uid=1000
41 22 0:35 /@home /home rw shared:2 master:3 - btrfs /dev/sdb1 rw,subvol=/@home
";

    #[test]
    fn mountinfo_lines() {
        let mounts = parse_mounts(LINES).expect("well formed");
        assert_eq!(mounts[1].at, Path::new("/mnt/un disque"));
        assert_eq!((mounts[2].devno, mounts[2].source.as_str()), ((0, 35), "/dev/sdb1"));
        assert_eq!(containing(&mounts, Path::new("/home/a/b")).map(|m| m.devno), Some((0, 35)));
        assert_eq!(containing(&mounts, Path::new("/homes")).map(|m| m.devno), Some((8, 2)));
        assert_eq!(parse_mounts("garbage\n"), None);
    }

    #[test]
    fn swap_lines() {
        let text =
            "Filename\tType\tSize\tUsed\tPriority\n/dev/sda3 partition 8 0 -2\n/swap\\040file file 8 0 -3\n";
        assert_eq!(parse_swaps(text), ["/dev/sda3", "/swap file"]);
        assert!(parse_swaps("Filename Type\n").is_empty());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = (parse_mounts(&text), parse_swaps(&text), unescape(&text));
        }
    }
}
