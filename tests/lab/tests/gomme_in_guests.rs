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

/// The whole way of `--suspend`: found frozen, put to sleep and woken, found again, planned anew, erased by what the freeze had kept away.
#[test]
fn a_frozen_drive_is_thawed_by_a_sleep_and_erased() {
    let (drive, _, outside) = sata_on_ahci("GOMMEFRZ", "frozen", Duration::from_millis(100));
    // The job's folder does not live through a sleep: see guest/suspend.
    let script = format!(
        "{FIND}
         cp /job/gomme /tmp/ && cd /tmp || exit 8
         d=$(disk GOMMEFRZ)
         ./gomme keys new-station station --name A05 --no-passphrase || exit 11
         code=$(./gomme plan $d --json | grep -o '\"confirm\": *\"[0-9-]*\"' | grep -o '[0-9]*-[0-9]*')
         set -- --method security-erase --confirm $code --out papers --station station
         ./gomme erase $d $@ >refused 2>&1 && exit 12
         before=$(cat /sys/power/mem_sleep)
         drivers=/sys/bus/virtio/drivers/9pnet_virtio
         device=$(basename \"$(echo $drivers/virtio*)\")
         umount /job && echo $device >$drivers/unbind || exit 13
         ./gomme erase $d $@ --suspend >said 2>&1; e=$?
         after=$(cat /sys/power/mem_sleep)
         echo $device >$drivers/bind && /usr/sbin/mount-job || exit 14
         cp -r papers said refused /job/
         cat refused said
         [ \"$before\" = \"$after\" ] || exit 15
         exit $e"
    );
    let job = Job::new(&script).file("gomme", &program::gomme().expect("gomme"));
    let machine = Machine::new(Kernel::Qemu).with(drive);
    let mut running = machine.start(&job).expect("a machine");
    running.resume_from_suspend().expect("a suspend");
    let report = running.wait().expect("a report");
    report.expect_code(0);
    let folder = std::fs::read_dir(report.folder().join("papers")).expect("papers").next().expect("one");
    let attestation = folder.expect("it").path().join("attestation.json");
    let attestation = std::fs::read_to_string(attestation).expect("an attestation");
    assert!(attestation.contains("\"technique\":\"security_erase\""), "{attestation}");
    assert!(!attestation.contains("\"result\":\"not_erased\""), "{attestation}");
    assert!(outside.journal.has_done("SECURITY ERASE UNIT"), "{:?}", outside.names());
    assert_eq!(outside.left(), 0);
}
