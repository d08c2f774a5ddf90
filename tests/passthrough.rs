//! Discard reaches the range that it names, and a block device that is no drive answers no command: on a loop device, by the file beneath.

#![cfg(feature = "drives")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs::{self, File};
use std::os::fd::AsFd;
use std::time::Duration;

use common::loops::Loop;
use gomme::sys::{Data, block, mmc, nvme, sg};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn discard_forgets_its_range_and_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("drive.img");
    fs::write(&file, vec![0xa5; 4 << 20]).unwrap();
    let device = Loop::on(&file, 512);
    let open = File::options().read(true).write(true).open(device.path()).unwrap();
    block::discard(open.as_fd(), 1 << 20, 2 << 20).unwrap();
    // A loop device has no secure discard; it must not pass for one.
    assert!(block::secure_discard(open.as_fd(), 0, 1 << 20).is_err());
    let contents = fs::read(&file).unwrap();
    assert!(contents[..1 << 20].iter().all(|b| *b == 0xa5));
    assert!(contents[1 << 20..3 << 20].iter().all(|b| *b == 0));
    assert!(contents[3 << 20..].iter().all(|b| *b == 0xa5));
}

#[test]
fn a_loop_device_answers_no_command() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("drive.img");
    fs::write(&file, vec![0; 1 << 20]).unwrap();
    let device = Loop::on(&file, 512);
    let open = File::open(device.path()).unwrap();
    let fd = open.as_fd();
    let mut bytes = [0xa5; 512];
    assert!(sg::sg_io(fd, &[0x12, 0, 0, 0, 96, 0], Data::In(&mut bytes), SECOND).is_err());
    assert!(nvme::admin(fd, 6, 0, [1, 0, 0, 0, 0, 0], Data::In(&mut bytes), SECOND).is_err());
    let status = || mmc::Request::without_data(13, 1 << 16, 0x95, false, SECOND);
    assert!(mmc::command(fd, status()).is_err() && mmc::commands(fd, [status(), status()]).is_err());
    assert_eq!(bytes, [0; 512]);
}
