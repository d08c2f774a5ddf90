//! Unmodified tools on this machine, whose ioctls emulated drives answer.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use common::{nvme, sata_on_adapter};
use lab::attach::AttachedDrive;
use lab::cache::Cache;
use lab::snotify;

/// A folder with a plain file in place of a device.
fn device(folder: &Path, name: &str) -> PathBuf {
    let path = folder.canonicalize().expect("a folder").join(name);
    std::fs::write(&path, []).expect("a file");
    path
}

/// The same for a program that wants a character device: one that takes everything and does nothing.
fn character_device(folder: &Path, name: &str) -> PathBuf {
    let path = folder.canonicalize().expect("a folder").join(name);
    let made = Command::new("mknod").arg(&path).args(["c", "1", "3"]).status().expect("mknod");
    assert!(made.success(), "the tests run as root");
    path
}

/// Runs a tool on a device: its exit code and what it said.
fn run(tool: &str, arguments: &[&str], devices: &[(PathBuf, AttachedDrive)]) -> (Option<i32>, String) {
    let said = tempfile::NamedTempFile::new().expect("a file");
    let mut command: Command = Cache::find().expect("the lab's tools").tool(tool);
    let out = said.reopen().expect("a descriptor");
    command.args(arguments).stdout(out.try_clone().expect("a descriptor")).stderr(out);
    let status = snotify::run(&mut command, devices).expect("a run");
    (status.code(), std::fs::read_to_string(said.path()).expect("what was said"))
}

#[test]
fn hdparm_erases_a_plain_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = device(folder.path(), "sda");
    let (drive, outside) = sata_on_adapter("NOTIFY01", "", Duration::from_millis(50));
    let name = path.to_str().expect("text").to_owned();
    let devices = [(path, drive)];
    let (_, said) = run("hdparm", &["-I", &name], &devices);
    assert!(said.contains("Serial Number:      NOTIFY01"), "{said}");
    for arguments in [["--security-set-pass", "p"], ["--security-erase", "p"]] {
        let (code, said) =
            run("hdparm", &["--user-master", "u", arguments[0], arguments[1], &name], &devices);
        assert_eq!(code, Some(0), "{said}");
    }
    assert!(outside.journal.has_done("SECURITY ERASE UNIT"), "{:?}", outside.names());
    assert_eq!(outside.left(), 0);
}

#[test]
fn a_drive_that_hangs_times_out_and_one_that_is_gone_does_not_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, fault, says) in [
        ("hangs", "hang=SECURITY ERASE PREPARE", "DID_TIME_OUT"),
        ("gone", "die=SECURITY ERASE PREPARE", "DID_NO_CONNECT"),
    ] {
        let path = device(folder.path(), name);
        let (drive, outside) = sata_on_adapter("NOTIFY02", fault, Duration::from_millis(50));
        let place = path.to_str().expect("text").to_owned();
        let prepare = "85 06 20 00 00 00 00 00 00 00 00 00 00 40 f3 00";
        let mut arguments = vec!["-t", "1", place.as_str()];
        arguments.extend(prepare.split(' '));
        let devices = [(path, drive)];
        // The first command of a new drive meets a unit attention.
        run("sg_turs", &[&place], &devices);
        let (code, said) = run("sg_raw", &arguments, &devices);
        assert_ne!(code, Some(0));
        assert!(said.contains(says), "{name}: {said}");
        assert_eq!(outside.left(), 4096);
    }
}

#[test]
fn nvme_cli_formats_and_sanitizes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = character_device(folder.path(), "nvme0");
    let (drive, _, outside) = nvme("nvme-modern", "NOTIFY03", "", Duration::from_millis(200));
    let name = path.to_str().expect("text").to_owned();
    let devices = [(path, drive)];
    let (code, said) =
        run("nvme", &["admin-passthru", &name, "--opcode=6", "--cdw10=1", "-l", "4096", "-r"], &devices);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("NOTIFY03"), "{said}");
    // Sanitize, block erase.
    let (code, said) = run("nvme", &["admin-passthru", &name, "--opcode=0x84", "--cdw10=2"], &devices);
    assert_eq!(code, Some(0), "{said}");
    // Format of a namespace that does not exist is refused, and the program is told so.
    let (code, said) = run("nvme", &["admin-passthru", &name, "--opcode=0x80", "--namespace-id=9"], &devices);
    assert_ne!(code, Some(0), "{said}");
    std::thread::sleep(Duration::from_millis(300));
    devices[0].1.tick();
    assert!(outside.journal.has_done("Sanitize/Block Erase"), "{:?}", outside.names());
    assert_eq!(outside.left(), 0);
}
