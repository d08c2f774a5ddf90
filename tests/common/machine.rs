//! Machines written down as text, made into folders.
//!
//! One line a file: `path = text` (a path that comes again adds a line), `path -> link target`, `path : hexadecimal
//! digits` (`00x20` is twenty zero bytes), `path/` an empty folder, `#` a remark.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use gomme::drive::Host;
use tempfile::TempDir;

/// The machines of `tests/captures`.
pub const NAMES: [&str; 8] = [
    "laptop-nvme",
    "desktop-sata",
    "tablet-emmc",
    "laptop-usb-boot",
    "laptop-usb-ram",
    "server-stacks",
    "laptop-vmd",
    "bench-sas-24",
];

/// Where a file of `tests/captures` is.
pub fn capture(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures").join(file)
}

/// A machine in a folder of its own, gone when dropped.
pub struct Machine {
    dir: TempDir,
    /// Every file and link that was written down, as a path below the folder.
    pub entries: Vec<PathBuf>,
}

impl Machine {
    /// Makes the folder.
    pub fn new(name: &str) -> Machine {
        let text = fs::read_to_string(capture(&format!("{name}.machine"))).expect(name);
        Machine::written(name, &text, TempDir::new().expect("a folder"))
    }

    /// Makes what a text says, in a folder of its own.
    pub fn written(name: &str, text: &str, dir: TempDir) -> Machine {
        let entries = write_all(dir.path(), name, text);
        Machine { dir, entries }
    }

    /// Makes another machine of it in the same place.
    pub fn becomes(&mut self, name: &str, text: &str) {
        for folder in ["sys", "proc", "run", "dev"].map(|folder| self.dir.path().join(folder)) {
            if folder.exists() {
                fs::remove_dir_all(folder).expect("gone");
            }
        }
        self.entries = write_all(self.dir.path(), name, text);
    }

    /// What discovery is given.
    pub fn host(&self) -> Host {
        Host::at(self.dir.path())
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        self.dir.path()
    }
}

/// Makes every entry; gives their paths below the folder.
fn write_all(root: &Path, name: &str, text: &str) -> Vec<PathBuf> {
    let mut entries = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let path = write(root, line).unwrap_or_else(|| panic!("{name}: {line}"));
        if entries.last() != Some(&path) {
            entries.push(path);
        }
    }
    entries
}

/// Makes one entry; gives its path below the folder.
fn write(root: &Path, line: &str) -> Option<PathBuf> {
    let place = |path: &str| {
        let full = root.join(path);
        fs::create_dir_all(full.parent().expect("below the root")).expect("a folder");
        full
    };
    // Paths hold no spaces, texts may hold anything.
    let (path, rest) = line.split_once(' ').unwrap_or((line, ""));
    match rest.split_once(' ').unwrap_or((rest, "")) {
        ("=", text) => {
            let mut file = fs::File::options().append(true).create(true).open(place(path)).ok()?;
            writeln!(file, "{text}").ok()?;
        }
        ("->", target) => std::os::unix::fs::symlink(target, place(path)).ok()?,
        (":", digits) => fs::write(place(path), bytes(digits)?).ok()?,
        ("", "") => fs::create_dir_all(root.join(path.strip_suffix('/')?)).ok()?,
        _ => return None,
    }
    Some(PathBuf::from(path))
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for word in digits.split(' ') {
        match word.split_once('x') {
            Some((one, count)) => out.extend(gomme::units::unhex(one)?.repeat(count.parse().ok()?)),
            None => out.extend(gomme::units::unhex(word)?),
        }
    }
    Some(out)
}
