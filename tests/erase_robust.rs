//! Surroundings that fail or lie: a log that is full, links planted in the output folder, a ledger that cannot be written.

mod common;

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use common::MIB;
use common::gomme::{Bench, GOMME};
use common::loops::FileDrive;

fn bench_with_drive() -> (Bench, FileDrive) {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 8 * MIB, 512);
    (bench, drive)
}

#[test]
fn a_log_that_is_full_stops_no_erase() {
    let (bench, drive) = bench_with_drive();
    let full = || Stdio::from(File::options().write(true).open("/dev/full").expect("/dev/full"));
    let args = bench.erase_args(&[drive.name()], &[]);
    let status = Command::new(GOMME).args(&args).stdin(Stdio::null()).stdout(full()).stderr(full()).status();
    assert_eq!(status.expect("gomme starts").code(), Some(0));
    bench.attestation().expect("erased").assert_erased(&drive.contents(), &[]);
}

#[test]
fn links_in_the_output_folder_are_not_followed() {
    let (bench, drive) = bench_with_drive();
    let (out, precious) = (bench.out(), bench.folder().join("precious"));
    // Without a line break it looks like a journal that was torn in its first line.
    fs::write(&precious, [0; 100]).expect("a file");
    symlink(&precious, format!("{out}/reserve.tmp")).expect("a link");
    fs::create_dir(format!("{out}/a")).expect("a folder");
    symlink(&precious, format!("{out}/a/journal.jsonl")).expect("a link");
    fs::create_dir(bench.folder().join("b")).expect("a folder");
    fs::copy(&precious, bench.folder().join("b/journal.jsonl")).expect("a file");
    symlink(bench.folder().join("b"), format!("{out}/b")).expect("a link");
    bench.erase(&[drive.name()], &[]).expect(0);
    assert_eq!(fs::read(&precious).expect("a file"), [0; 100]);
    assert_eq!(fs::read(bench.folder().join("b/journal.jsonl")).expect("a file"), [0; 100]);
    bench.attestation_of_size(8 * MIB).expect("erased");
}
