//! From what a person typed to a drive.

use std::fs::{self, Metadata};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::blocks::{Blocks, Sort};
use super::host::Host;
use super::refusal::{Holder, HolderKind, Refusal};
use super::{Drive, Node, Selection, Speaks, VirtualDrives, all, mounts, state};
use crate::event::{DriveIdentity, Medium, NoCommands, Transport};
use crate::sys::block;
use crate::text::drive::{EN, FR};
use crate::text::{Lang, Say, os};

/// The block of a plain file: what its length must be a multiple of.
const FILE_BLOCK_BYTES: u32 = 512;

/// Why a path is no drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DriveError {
    /// `/sys` cannot be read.
    NoSysfs,
    /// Nothing is there.
    NotFound(PathBuf),
    /// The path cannot be followed.
    NotPermitted(PathBuf),
    /// A folder.
    Directory(PathBuf),
    /// A part of a drive.
    Partition {
        /// The part.
        path: PathBuf,
        /// The drive.
        whole: PathBuf,
    },
    /// A character device, a socket, a pipe.
    NotABlockDevice(PathBuf),
    /// A block device that is no drive: optical, device mapper, RAM …
    NotADrive(PathBuf),
    /// A loop device without a file.
    NotConnected(PathBuf),
    /// A plain file, and these were not allowed.
    FileNotAllowed(PathBuf),
    /// A plain file without a byte.
    EmptyFile(PathBuf),
    /// A plain file whose length is no multiple of 512 bytes.
    OddFile {
        /// The file.
        path: PathBuf,
        /// Its length.
        bytes: u64,
    },
    /// Anything else that the system answers.
    Io {
        /// The path.
        path: PathBuf,
        /// The error number; 0 when there is none.
        errno: i32,
    },
}

impl Say for DriveError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        let show =
            |path: &PathBuf| super::clean::clean(path.to_string_lossy().as_bytes()).unwrap_or_default();
        match self {
            DriveError::NoSysfs => t.no_sysfs.into(),
            DriveError::NotFound(path) => (t.not_found)(&show(path)),
            DriveError::NotPermitted(path) => (t.not_permitted)(&show(path)),
            DriveError::Directory(path) => (t.directory)(&show(path)),
            DriveError::Partition { path, whole } => (t.partition)(&show(path), &show(whole)),
            DriveError::NotABlockDevice(path) => (t.not_a_block_device)(&show(path)),
            DriveError::NotADrive(path) => (t.not_a_drive)(&show(path)),
            DriveError::NotConnected(path) => (t.not_connected)(&show(path)),
            DriveError::FileNotAllowed(path) => (t.file_not_allowed)(&show(path)),
            DriveError::EmptyFile(path) => (t.empty_file)(&show(path)),
            DriveError::OddFile { path, bytes } => (t.odd_file)(&show(path), *bytes),
            DriveError::Io { path, errno } => {
                (t.io)(&show(path), &os::reason(lang, &std::io::Error::from_raw_os_error(*errno)))
            }
        }
    }
}

crate::error_that_says!(DriveError);

/// The drive that a path names, through symbolic links, with every reason why it cannot be chosen.
///
/// # Errors
/// When the path names no whole drive.
pub fn find(host: &Host, path: &Path, selection: Selection) -> Result<Drive, DriveError> {
    let owned = || path.to_owned();
    let typed = if host.is_captured() { host.place(path) } else { owned() };
    let real = fs::canonicalize(&typed).map_err(|e| lost(path, &e))?;
    let meta = fs::metadata(&real).map_err(|e| lost(path, &e))?;
    let kind = meta.file_type();
    let captured_node = host.is_captured() && real.starts_with(host.place("dev"));
    if kind.is_dir() {
        return Err(DriveError::Directory(owned()));
    }
    if kind.is_block_device() || captured_node {
        return find_block(host, path, &real, &meta, selection);
    }
    if !kind.is_file() {
        return Err(DriveError::NotABlockDevice(owned()));
    }
    match (selection.virtual_drives, meta.len()) {
        (VirtualDrives::Refused, _) => Err(DriveError::FileNotAllowed(owned())),
        (_, 0) => Err(DriveError::EmptyFile(owned())),
        (_, bytes) if !bytes.is_multiple_of(u64::from(FILE_BLOCK_BYTES)) => {
            Err(DriveError::OddFile { path: owned(), bytes })
        }
        _ => Ok(file(host, real, &meta)),
    }
}

fn lost(path: &Path, error: &std::io::Error) -> DriveError {
    let path = path.to_owned();
    match error.kind() {
        // A part of the path that is a file is a path to nothing.
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => DriveError::NotFound(path),
        std::io::ErrorKind::PermissionDenied => DriveError::NotPermitted(path),
        _ => DriveError::Io { path, errno: error.raw_os_error().unwrap_or(0) },
    }
}

fn find_block(
    host: &Host,
    path: &Path,
    real: &Path,
    meta: &Metadata,
    selection: Selection,
) -> Result<Drive, DriveError> {
    let blocks = Blocks::scan(host).ok_or(DriveError::NoSysfs)?;
    let name = if meta.file_type().is_block_device() {
        blocks.name_of(numbers(meta.rdev()))
    } else {
        real.strip_prefix(host.place("dev")).ok().and_then(Path::to_str).and_then(|name| blocks.known(name))
    };
    let Some(name) = name.map(str::to_owned) else {
        return Err(DriveError::NotFound(path.to_owned()));
    };
    if let Some(whole) = blocks.disks.iter().find(|d| d.partitions.iter().any(|p| p.name == name)) {
        let whole = PathBuf::from(format!("/dev/{}", whole.name.replace('!', "/")));
        return Err(DriveError::Partition { path: path.to_owned(), whole });
    }
    let disk = blocks.disk(&name).ok_or_else(|| DriveError::NotFound(path.to_owned()))?;
    match (disk.sort, disk.devno, &disk.area_of) {
        (Sort::Drive | Sort::Loop, ..) => {}
        (Sort::Area, _, Some(whole)) => {
            let whole = PathBuf::from(format!("/dev/{whole}"));
            return Err(DriveError::Partition { path: path.to_owned(), whole });
        }
        (_, Some((7, _)), _) => return Err(DriveError::NotConnected(path.to_owned())),
        _ => return Err(DriveError::NotADrive(path.to_owned())),
    }
    let found = all(host, &blocks, selection).into_iter().find(|drive| drive.name.as_ref() == Some(&name));
    let mut drive = found.ok_or_else(|| DriveError::NotFound(path.to_owned()))?;
    state::claim(&mut drive, state::PATIENCE);
    Ok(drive)
}

/// Major and minor of a device number.
#[must_use]
pub fn numbers(rdev: u64) -> (u32, u32) {
    let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    (narrow(nix::sys::stat::major(rdev)), narrow(nix::sys::stat::minor(rdev)))
}

/// A plain file as a drive.
fn file(host: &Host, path: PathBuf, meta: &Metadata) -> Drive {
    let identity = DriveIdentity {
        vendor: None,
        model: None,
        serial: None,
        wwn: None,
        firmware: None,
        size_bytes: meta.len(),
        logical_block_bytes: FILE_BLOCK_BYTES,
        physical_block_bytes: FILE_BLOCK_BYTES,
        transport: Transport::File,
        medium: Medium::Virtual,
    };
    Drive {
        speaks: Speaks::Nothing(NoCommands::Virtual),
        host: host.clone(),
        name: None,
        refusals: file_refusals(host, &path),
        path,
        identity,
        node: Node::File { dev: meta.dev(), ino: meta.ino() },
        removable: Some(false),
        backing_file: None,
        partitions: Vec::new(),
        areas: Vec::new(),
    }
}

/// What speaks against writing over a file.
fn file_refusals(host: &Host, path: &Path) -> Vec<Refusal> {
    use nix::errno::Errno;
    let mut out = Vec::new();
    for name in host.names("sys/block").unwrap_or_default() {
        if host.text(format!("sys/block/{name}/loop/backing_file")).as_deref() == path.to_str() {
            let part = path.display().to_string();
            out.push(Refusal::Holder(Holder { kind: HolderKind::Loop, name, part }));
        }
    }
    let swaps = mounts::parse_swaps(&host.text("proc/swaps").unwrap_or_default());
    out.extend(swaps.into_iter().filter(|area| Path::new(area) == path).map(|area| Refusal::Swap { area }));
    if let Err(e) = fs::File::options().read(true).write(true).open(path) {
        out.push(match e.raw_os_error().map(Errno::from_raw) {
            Some(Errno::EACCES | Errno::EPERM) => Refusal::NoPermission,
            Some(Errno::EROFS) => Refusal::ReadOnly,
            // A swap file, or a program that runs.
            Some(Errno::ETXTBSY) => Refusal::InUse,
            _ => Refusal::Kernel { errno: e.raw_os_error().unwrap_or(0) },
        });
    }
    // Only direct I/O tells what is on the medium.
    if out.is_empty() && block::open_exclusive_write(path).is_err() {
        out.push(Refusal::NoDirectIo);
    }
    out.sort();
    out
}
