//! A file system that is mounted, made writable and back (mount(2), `MS_REMOUNT`).

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::mount::{MsFlags, mount};

/// Whether a file system of its own is mounted at a folder.
#[must_use]
pub fn is_mount_point(folder: &Path) -> bool {
    let device = |path: &Path| path.metadata().ok().map(|file| file.dev());
    let above = device(&folder.join(".."));
    device(folder).is_some_and(|own| above.is_some_and(|above| own != above))
}

/// Lets a mounted stick be written, or lets it rest: read-only, a FAT is marked as clean and may be pulled out.
///
/// The call and not mount(8), which hands over options that vfat refuses in a remount.
///
/// # Errors
/// Whatever the kernel answers: `EBUSY` while a file on it is open for writing, `EINVAL` when nothing is mounted there.
pub fn remount(folder: &Path, writable: bool) -> io::Result<()> {
    const NONE: Option<&str> = None;
    let mut flags = MsFlags::MS_REMOUNT
        | MsFlags::MS_NOSUID
        | MsFlags::MS_NODEV
        | MsFlags::MS_NOEXEC
        | MsFlags::MS_NOATIME
        | MsFlags::MS_DIRSYNC;
    if !writable {
        flags |= MsFlags::MS_RDONLY;
    }
    Ok(mount(NONE, folder, NONE, flags, NONE)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_no_mount_point() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_mount_point(folder.path()));
        assert!(!is_mount_point(&folder.path().join("none")));
        assert!(is_mount_point(Path::new("/proc")));
    }

    #[test]
    fn what_is_no_mount_is_not_remounted() {
        let folder = tempfile::tempdir().unwrap();
        assert!(remount(folder.path(), true).is_err());
    }
}
