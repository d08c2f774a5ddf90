//! gomme itself above emulated drives, in both kinds of guests.

mod common;

use std::time::Duration;

use common::{FIND, nvme, sata_on_adapter, sata_on_ahci};
use lab::attach::AttachedDrive;
use lab::job::{Job, Report};
use lab::machine::{Kernel, Machine};
use lab::program;

/// Erases the only drive of a machine, and brings the papers back.
fn erase(kernel: Kernel, drive: AttachedDrive, name: &str, options: &str) -> Report {
    let script = format!(
        "{FIND}
         cp /job/gomme /tmp/
         d={name}
         ./gomme list --json > /job/list.json || exit 10
         ./gomme keys new-station station --name A05 --no-passphrase || exit 11
         ./gomme plan $d {options} || exit 12
         code=$(./gomme plan $d {options} --json | grep -o '\"confirm\": *\"[0-9-]*\"' | grep -o '[0-9]*-[0-9]*')
         ./gomme erase $d {options} --confirm $code --out papers --station station; e=$?
         cp -r papers /job/
         exit $e"
    );
    let job = Job::new(&script).file("gomme", &program::gomme().expect("gomme"));
    let report = Machine::new(kernel).with(drive).run(&job).expect("a machine");
    report.expect_code(0);
    report
}

/// The list and the attestation speak of the drive; the attestation says what became of it.
fn judge(report: &Report, identity: &str, result: &str) {
    let list = std::fs::read_to_string(report.folder().join("list.json")).expect("a list");
    assert!(list.contains(identity), "{list}");
    let folder =
        std::fs::read_dir(report.folder().join("papers")).expect("papers").next().expect("one").expect("it");
    let attestation =
        std::fs::read_to_string(folder.path().join("attestation.json")).expect("an attestation");
    assert!(attestation.contains(identity), "{attestation}");
    assert!(attestation.contains(&format!("\"result\":\"{result}\"")), "{attestation}");
}

#[test]
fn a_sata_drive_in_user_mode_linux() {
    let (drive, outside) = sata_on_adapter("GOMMEUML", "", Duration::from_millis(100));
    // Whatever hangs on virtio is a virtual drive, says gomme, and has no serial number.
    let report = erase(Kernel::Uml, drive, "/dev/sda", "--allow-virtual");
    judge(&report, "\"virtual\"", "erased");
    assert_eq!(outside.left(), 0);
}

#[test]
fn a_sata_drive_on_ahci_in_qemu() {
    let (drive, _, outside) = sata_on_ahci("GOMMEAHCI", "", Duration::from_millis(100));
    let report = erase(Kernel::Qemu, drive, "$(disk GOMMEAHCI)", "");
    judge(&report, "GOMMEAHCI", "erased");
    assert!(outside.journal.has_done("SANITIZE DEVICE/"), "{:?}", outside.names());
    assert_eq!(outside.left(), 0);
}

#[test]
fn an_nvme_drive_in_qemu() {
    let (drive, _, outside) = nvme("nvme-modern", "GOMMEQEMU", "", Duration::from_millis(100));
    let report = erase(Kernel::Qemu, drive, "/dev/nvme0n1", "");
    judge(&report, "GOMMEQEMU", "erased");
    assert!(outside.journal.has_done("Sanitize/"), "{:?}", outside.names());
    // What lay in the flash beneath, too.
    assert_eq!(outside.left(), 0);
}
