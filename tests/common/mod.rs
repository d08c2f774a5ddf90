//! What the tests on real block devices share. They need root and loop devices, and fail without.
//!
//! Nothing in here asks gomme what it did: the backing file of a drive is read by other means.

// Each test program is a crate of its own and uses a part of this.
#![allow(dead_code)]

pub mod attached;
pub mod attested;
pub mod faultfs;
pub mod faults;
pub mod gomme;
pub mod loops;
pub mod machine;
pub mod planted;
pub mod terminal;
pub mod volunteer;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A mebibyte.
pub const MIB: u64 = 1 << 20;

/// Where the drives' files live: memory where there is enough of it, because a disk would set the pace.
pub fn scratch() -> tempfile::TempDir {
    let shm = Path::new("/dev/shm");
    let roomy = Command::new("df")
        .args(["--output=avail", "-B1", "/dev/shm"])
        .output()
        .ok()
        .and_then(|o| String::from_utf8(o.stdout).ok()?.lines().last()?.trim().parse::<u64>().ok())
        .is_some_and(|free| free > 2048 * MIB);
    let parent: PathBuf = if roomy { shm.into() } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix("gomme-test-").tempdir_in(parent).expect("a scratch folder")
}

/// Runs a program to its end; a program that is missing fails the test with its name.
pub fn run(program: &str, args: &[&str]) -> Output {
    Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|e| panic!("{program} is needed for the tests (make setup installs it): {e}"))
}

/// Runs a program that must succeed, and gives its standard output without the final line break.
pub fn ok(program: &str, args: &[&str]) -> String {
    let out = run(program, args);
    assert!(
        out.status.success(),
        "{program} {args:?}: {}\n{}",
        out.status,
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8_lossy(&out.stdout).trim_end().to_owned()
}

/// Waits until something is so, and says whether it came to be before the limit. A limit is only ever a way to fail.
pub fn until(limit: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if holds() {
            return true;
        }
        if start.elapsed() > limit {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Stops with a clear sentence when the tests cannot run here at all.
pub fn need_root() {
    let uid = ok("id", &["-u"]);
    assert_eq!(
        uid, "0",
        "these tests attach loop devices and mount file systems: run them as root (make test does)"
    );
}

/// A small generator, so that a seed tells the whole story of a test (SplitMix64, public domain).
pub struct Seeded(u64);

impl Seeded {
    /// From a seed.
    pub fn new(seed: u64) -> Seeded {
        Seeded(seed)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number below `n`, which is not 0.
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

/// The finaliser of SplitMix64: spreads a counter over 64 bits.
pub fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
