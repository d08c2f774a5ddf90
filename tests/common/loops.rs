//! Loop devices that go away by themselves, even when the test is killed.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{need_root, ok, run, until};

/// What to attach, and how.
pub struct Attach<'a> {
    /// The file beneath.
    pub file: &'a Path,
    /// Bytes in a logical block.
    pub sector: u32,
    /// First byte of the file that is shown, and how many; all of it when none.
    pub window: Option<(u64, u64)>,
    /// Attached so that nobody can write.
    pub read_only: bool,
}

/// A loop device. It is told to detach as soon as the last descriptor is closed, and this holds one: when the test
/// ends, however it ends, the device goes.
pub struct Loop {
    path: PathBuf,
    held: Option<File>,
}

impl Loop {
    /// Shows a whole file as a drive.
    pub fn on(file: &Path, sector: u32) -> Loop {
        Loop::attach(&Attach { file, sector, window: None, read_only: false })
    }

    /// Shows a file as a drive.
    pub fn attach(how: &Attach) -> Loop {
        need_root();
        let sector = how.sector.to_string();
        let file = how.file.to_str().expect("a path in UTF-8");
        let mut args = vec!["--find", "--show", "--sector-size", &sector];
        let (offset, limit);
        if let Some((from, len)) = how.window {
            (offset, limit) = (from.to_string(), len.to_string());
            args.extend(["--offset", &offset, "--sizelimit", &limit]);
        }
        if how.read_only {
            args.push("--read-only");
        }
        args.push(file);
        // Two processes may be given the same free device; the one that loses tries again.
        let mut shown = String::new();
        let attached = until(Duration::from_secs(20), || {
            let out = run("losetup", &args);
            shown = String::from_utf8_lossy(&out.stdout).trim().to_owned();
            out.status.success() && !shown.is_empty()
        });
        assert!(attached, "losetup {args:?} attaches nothing");
        let path = PathBuf::from(&shown);
        let held = File::open(&path).expect("the loop device opens");
        // Refused where the file below cannot do it (tmpfs before Linux 6.6): then it goes through the page cache.
        run("losetup", &["--direct-io=on", &shown]);
        // With a descriptor open, this only marks the device to go with the last of them.
        ok("losetup", &["--detach", &shown]);
        assert!(path_is_attached(&path), "{shown} went away under an open descriptor");
        Loop { path, held: Some(held) }
    }

    /// `/dev/loopN`.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// As [`Loop::path`], to put on a command line.
    pub fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// A file of the device's sysfs folder.
    pub fn sysfs(&self, file: &str) -> PathBuf {
        let name = self.path.file_name().expect("loopN");
        Path::new("/sys/block").join(name).join(file)
    }

    /// Lets go of the device, and waits until it is gone or somebody else still holds it.
    pub fn detach(&mut self) {
        if self.held.take().is_some() {
            until(Duration::from_secs(5), || !path_is_attached(&self.path));
        }
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        self.detach();
    }
}

fn path_is_attached(path: &Path) -> bool {
    let name = path.file_name().expect("loopN");
    Path::new("/sys/block").join(name).join("loop/backing_file").exists()
}

/// A drive in a file: what lies in the file is read without asking the drive.
pub struct FileDrive {
    file: PathBuf,
    device: Loop,
    size: u64,
}

impl FileDrive {
    /// A drive of so many bytes, planted all over.
    pub fn planted(folder: &Path, name: &str, size: u64, sector: u32) -> FileDrive {
        let file = folder.join(name);
        super::planted::plant(&file, size);
        let device = Loop::on(&file, sector);
        FileDrive { file, device, size }
    }

    /// `/dev/loopN`, to put on a command line.
    pub fn name(&self) -> String {
        self.device.name()
    }

    /// The loop device.
    pub fn device(&self) -> &Loop {
        &self.device
    }

    /// The loop device, to detach it.
    pub fn device_mut(&mut self) -> &mut Loop {
        &mut self.device
    }

    /// The file beneath.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Bytes on the drive.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// All of the drive, from the file beneath.
    pub fn contents(&self) -> Vec<u8> {
        fs::read(&self.file).expect("the file beneath the drive reads")
    }

    /// Writes into the file beneath, behind the drive's back.
    pub fn poke(&self, offset: u64, bytes: &[u8]) {
        let mut file = OpenOptions::new().write(true).open(&self.file).expect("the file beneath opens");
        file.seek(SeekFrom::Start(offset)).expect("seek");
        file.write_all(bytes).expect("write");
        file.sync_all().expect("sync");
    }

    /// Some bytes of the file beneath.
    pub fn peek(&self, offset: u64, len: usize) -> Vec<u8> {
        let mut file = File::open(&self.file).expect("the file beneath opens");
        file.seek(SeekFrom::Start(offset)).expect("seek");
        let mut bytes = vec![0; len];
        file.read_exact(&mut bytes).expect("read");
        bytes
    }
}
