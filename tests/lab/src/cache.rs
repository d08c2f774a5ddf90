//! Where the lab's kernels and tools are, and how many guests may run.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Guests that may run at the same time, by whatever process: more would only wait for the processor.
const GUESTS: usize = 2;

/// What `make lab-setup` has made.
#[derive(Clone, Debug)]
pub struct Cache(PathBuf);

impl Cache {
    /// Finds it: `GOMME_LAB_CACHE`, or `target/lab` of the working tree.
    ///
    /// # Errors
    /// When it is not there or not whole: run `make lab-setup`.
    pub fn find() -> io::Result<Cache> {
        let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/lab");
        Cache::at(std::env::var_os("GOMME_LAB_CACHE").map_or_else(usual, PathBuf::from))
    }

    fn at(folder: PathBuf) -> io::Result<Cache> {
        let cache = Cache(folder);
        for part in ["ready", "uml", "qemu", "vmlinuz", "base.cpio", "root/init"] {
            if !cache.part(part).exists() {
                let missing = cache.part(part);
                return Err(io::Error::new(
                    io::ErrorKind::NotFound,
                    format!(
                        "the lab is not set up: {} is missing. Please run: make lab-setup",
                        missing.display()
                    ),
                ));
            }
        }
        Ok(Cache(cache.0.canonicalize()?))
    }

    /// One of the guests' own programs (`hdparm`, `nvme` ...), on this machine: with its own loader and libraries.
    #[must_use]
    pub fn tool(&self, name: &str) -> Command {
        let lib = self.part("root/usr/lib/x86_64-linux-gnu");
        let places = ["root/usr/sbin", "root/usr/bin"].map(|place| self.part(place).join(name));
        let [first, second] = places;
        let mut command = Command::new(self.part("root/usr/lib64/ld-linux-x86-64.so.2"));
        command.arg("--library-path").arg(lib).arg(if first.exists() { first } else { second });
        command
    }

    /// A file in it.
    #[must_use]
    pub fn part(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Waits until a guest may run: as long as the file is open, it is one of the few.
    ///
    /// # Errors
    /// When locks cannot be had.
    pub(crate) fn take_slot(&self) -> io::Result<File> {
        loop {
            for number in 0..GUESTS {
                let file = File::create(self.part(&format!("guest-{number}.lock")))?;
                match file.try_lock() {
                    Ok(()) => return Ok(file),
                    Err(std::fs::TryLockError::WouldBlock) => {}
                    Err(std::fs::TryLockError::Error(error)) => return Err(error),
                }
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_the_way_to_get_it() {
        let folder = tempfile::tempdir().expect("a folder");
        for part in ["ready", "uml", "vmlinuz", "base.cpio"] {
            std::fs::write(folder.path().join(part), []).expect("a file");
        }
        let error = Cache::at(folder.path().to_owned()).expect_err("no QEMU").to_string();
        assert!(error.contains("/qemu is missing") && error.ends_with("make lab-setup"), "{error}");
    }
}
