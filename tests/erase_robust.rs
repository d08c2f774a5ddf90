//! Surroundings that fail or lie: a log that is full, links planted in the output folder, a ledger that cannot be written.

mod common;

use std::fs::File;
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
