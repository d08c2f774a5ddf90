//! Where the machine's facts are read from: `/sys`, `/proc`, `/dev`, `/run` below a root that is a parameter.
//!
//! Nothing else in gomme reads those trees. Tests put a captured machine in a folder and read it the same way.

use std::fs;
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::{Component, Path, PathBuf};

/// More than any file of sysfs or procfs that matters here; what is longer is cut.
const LONGEST_BYTES: u64 = 1 << 20;

/// A machine to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    root: PathBuf,
}

/// What became of claiming a device for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It could be had.
    Free,
    /// Something holds it.
    Busy,
    /// Not allowed to ask.
    Forbidden,
    /// There is no medium in it.
    NoMedium,
    /// Not a device node (a captured machine), or an answer that says nothing.
    NotAsked,
    /// The node is there and cannot be opened.
    Broken,
}

impl Host {
    /// The machine that gomme runs on.
    #[must_use]
    pub fn real() -> Host {
        Host::at("/")
    }

    /// A machine captured below `root`: `root/sys`, `root/proc`, `root/dev`, `root/run`.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Host {
        Host { root: root.into() }
    }

    /// Whether this is a captured machine, whose device nodes are no devices.
    #[must_use]
    pub fn is_captured(&self) -> bool {
        self.root != Path::new("/")
    }

    /// Where a file of the machine is; `path` may begin with a slash.
    #[must_use]
    pub fn place(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        self.root.join(path.strip_prefix("/").unwrap_or(path))
    }

    /// The bytes of a file, `None` when it is not there or cannot be read.
    #[must_use]
    pub fn bytes(&self, path: impl AsRef<Path>) -> Option<Vec<u8>> {
        use io::Read;
        let path = self.place(path);
        // Only regular files: a stray FIFO or device node would block or answer without end.
        if !fs::metadata(&path).ok()?.is_file() {
            return None;
        }
        let mut out = Vec::new();
        fs::File::open(path).ok()?.take(LONGEST_BYTES).read_to_end(&mut out).ok()?;
        Some(out)
    }

    /// The first bytes of a device node or of a file in its place, at `offset`; `None` when they cannot be had in full.
    #[must_use]
    pub fn read_at(&self, path: impl AsRef<Path>, offset: u64, len: usize) -> Option<Vec<u8>> {
        use std::os::unix::fs::{FileExt, OpenOptionsExt};
        let path = self.place(path);
        let kind = fs::metadata(&path).ok()?.file_type();
        if !kind.is_file() && !kind.is_block_device() {
            return None;
        }
        let file = fs::File::options().read(true).custom_flags(libc::O_NONBLOCK).open(path).ok()?;
        let mut out = vec![0; len];
        file.read_exact_at(&mut out, offset).ok()?;
        Some(out)
    }

    /// The text of a file without its final line break.
    #[must_use]
    pub fn text(&self, path: impl AsRef<Path>) -> Option<String> {
        let text = String::from_utf8_lossy(&self.bytes(path)?).into_owned();
        Some(text.trim_end_matches('\n').to_owned())
    }

    /// A number in a file.
    #[must_use]
    pub fn number(&self, path: impl AsRef<Path>) -> Option<u64> {
        self.text(path)?.trim().parse().ok()
    }

    /// A 0 or a 1 in a file.
    #[must_use]
    pub fn flag(&self, path: impl AsRef<Path>) -> Option<bool> {
        match self.number(path)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// Writes to a file that is there, as the kernel's attributes are: none is made.
    ///
    /// # Errors
    /// Whatever the system answers.
    pub fn write(&self, path: impl AsRef<Path>, text: &str) -> io::Result<()> {
        use io::Write;
        fs::File::options().write(true).truncate(true).open(self.place(path))?.write_all(text.as_bytes())
    }

    /// The names in a folder, in order; `None` when it cannot be read.
    #[must_use]
    pub fn names(&self, path: impl AsRef<Path>) -> Option<Vec<String>> {
        let entries = fs::read_dir(self.place(path)).ok()?;
        let mut names = entries
            .map(|entry| entry.map(|e| e.file_name().to_string_lossy().into_owned()))
            .collect::<Result<Vec<_>, _>>()
            .ok()?;
        names.sort_by_key(|name| natural(name));
        Some(names)
    }

    /// Whether something is there, whatever it is.
    #[must_use]
    pub fn exists(&self, path: impl AsRef<Path>) -> bool {
        self.place(path).exists()
    }

    /// The place that a path leads to once every symbolic link is followed, as a path of the machine (`/sys/devices/…`).
    #[must_use]
    pub fn canonical(&self, path: impl AsRef<Path>) -> Option<PathBuf> {
        let root = fs::canonicalize(&self.root).ok()?;
        let full = fs::canonicalize(self.place(path)).ok()?;
        Some(Path::new("/").join(full.strip_prefix(root).ok()?))
    }

    /// The last part of what a symbolic link leads to: `subsystem`, `driver`.
    #[must_use]
    pub fn link_name(&self, path: impl AsRef<Path>) -> Option<String> {
        let target = fs::read_link(self.place(path)).ok()?;
        match target.components().next_back()? {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        }
    }

    /// Claims a device node for a moment, to learn whether anything in the kernel holds it: mounts in other
    /// namespaces, ZFS and the like show nowhere else.
    #[must_use]
    pub fn claim(&self, node: &Path) -> Claim {
        use nix::errno::Errno;
        let path = self.place(node);
        let Ok(meta) = fs::metadata(&path) else {
            return Claim::NotAsked;
        };
        if !meta.file_type().is_block_device() {
            return Claim::NotAsked;
        }
        match crate::sys::block::open_exclusive_read(&path) {
            Ok(_) => Claim::Free,
            Err(e) => match e.raw_os_error().map(Errno::from_raw) {
                Some(Errno::EBUSY) => Claim::Busy,
                Some(Errno::EACCES | Errno::EPERM) => Claim::Forbidden,
                Some(Errno::ENOMEDIUM) => Claim::NoMedium,
                _ => Claim::Broken,
            },
        }
    }
}

/// A key that sorts `sda10` after `sda9`.
fn natural(name: &str) -> (String, u64, String) {
    let head = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (head.to_owned(), name[head.len()..].parse().unwrap_or(0), name.to_owned())
}
