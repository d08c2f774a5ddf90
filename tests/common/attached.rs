//! Real loop devices for tests. They need root and util-linux, and fail without.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a program that must succeed, and gives what it prints.
pub fn run(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output().unwrap_or_else(|e| panic!("{program}: {e}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {args:?}: {errors}");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// A new file of so many bytes that hold something everywhere: each 8 bytes their own offset, mixed.
pub fn planted_file(path: &Path, bytes: u64) -> PathBuf {
    use std::io::Write;
    let mut out = std::io::BufWriter::new(File::create(path).expect("a new file"));
    for offset in (0..bytes).step_by(8) {
        let word = (offset ^ 0x5eed_0000_0000_0001).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
        let rest = usize::try_from((bytes - offset).min(8)).expect("at most 8");
        out.write_all(&word[..rest]).expect("room");
    }
    out.flush().expect("room");
    path.to_owned()
}

/// A loop device; detached when dropped, after a panic too.
pub struct Loop {
    device: PathBuf,
}

impl Loop {
    /// Attaches a file, with logical blocks of so many bytes.
    pub fn attach(file: &Path, sector_bytes: u32) -> Loop {
        Loop::with(file, &["--sector-size", &sector_bytes.to_string()])
    }

    /// Attaches a file with more of losetup's options: `--partscan`, `--read-only`.
    pub fn with(file: &Path, options: &[&str]) -> Loop {
        let file = file.to_str().expect("text");
        let args: Vec<&str> = ["--find", "--show"].iter().chain(options).copied().chain([file]).collect();
        // Two tests may find the same free device at once; losetup then fails and finds another.
        for _ in 0..50 {
            let output = Command::new("losetup").args(&args).output().expect("losetup runs");
            if output.status.success() {
                let device = String::from_utf8(output.stdout).expect("text");
                return Loop { device: PathBuf::from(device.trim()) };
            }
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(errors.contains("busy") || errors.contains("resource"), "losetup: {errors}");
        }
        panic!("no loop device could be had");
    }

    /// Its node, `/dev/loop3`.
    pub fn path(&self) -> &Path {
        &self.device
    }

    /// Attaches a file that holds a partition table, and shows its partitions: some kernels cannot read the table
    /// themselves and are told by `partx`.
    pub fn with_partitions(file: &Path) -> Loop {
        let device = Loop::with(file, &["--partscan"]);
        run("partx", &["--update", device.path().to_str().expect("text")]);
        device
    }

    /// The node of a partition of it.
    pub fn partition(&self, number: u32) -> PathBuf {
        let node = PathBuf::from(format!("{}p{number}", self.device.display()));
        assert!(node.exists(), "{} is not there", node.display());
        node
    }

    /// Attaches another file under the same name: another drive in the same bay.
    pub fn swap(&mut self, file: &Path) {
        let device = self.device.to_str().expect("text");
        run("losetup", &["--detach", device]);
        run("losetup", &[device, file.to_str().expect("text")]);
    }

    /// Detaches it early.
    pub fn detach(self) {
        drop(self);
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        let _ = Command::new("partx").arg("--delete").arg(&self.device).output();
        let _ = Command::new("losetup").arg("--detach").arg(&self.device).output();
    }
}

/// A mounted file system; unmounted when dropped, after a panic too.
pub struct Mounted {
    at: PathBuf,
}

impl Mounted {
    /// Mounts a device on a folder, which is made.
    pub fn new(device: &Path, at: &Path) -> Mounted {
        Mounted::with(device, at, "rw")
    }

    /// Mounts it so that the file system itself writes nothing: for tests that compare every byte.
    pub fn read_only(device: &Path, at: &Path) -> Mounted {
        Mounted::with(device, at, "ro")
    }

    fn with(device: &Path, at: &Path, options: &str) -> Mounted {
        std::fs::create_dir_all(at).expect("a folder");
        run("mount", &["-o", options, device.to_str().expect("text"), at.to_str().expect("text")]);
        Mounted { at: at.to_owned() }
    }

    /// Where.
    pub fn at(&self) -> &Path {
        &self.at
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.at).output();
    }
}
