//! SATA drives on an AHCI controller, below the real `ahci` and `libata` of Debian's kernel.

mod common;

use std::time::Duration;

use common::{FIND, sata_on_ahci};
use lab::job::Job;
use lab::machine::{Kernel, Machine};

#[test]
fn libata_and_hdparm_erase_by_security_and_by_sanitize() {
    let (first, _, of_first) = sata_on_ahci("AHCISEC1", "", Duration::from_millis(500));
    let (second, _, of_second) = sata_on_ahci("AHCISAN1", "", Duration::from_millis(800));
    let script = format!(
        "{FIND}
         a=$(disk AHCISEC1) && b=$(disk AHCISAN1) || exit
         hdparm --user-master u --security-set-pass p $a || exit 10
         hdparm --user-master u --security-erase p $a || exit 11
         hdparm -I $a | grep -qE '^[[:space:]]+not[[:space:]]+enabled' || exit 12
         hdparm --yes-i-know-what-i-am-doing --sanitize-block-erase $b || exit 13
         hdparm --sanitize-status $b | grep -q SD2 || exit 14
         sleep 1.2
         hdparm --sanitize-status $b | grep -q 'Completed Without Error' || exit 15
         for d in $a $b; do dd if=$d bs=1M iflag=direct | tr -d '\\0' | wc -c | grep -qx 0 || exit 16; done
         dmesg | grep -iE 'exception|failed command' && exit 17
         exit 0"
    );
    let report =
        Machine::new(Kernel::Qemu).with(first).with(second).run(&Job::new(&script)).expect("a machine");
    report.expect_code(0);
    assert!(of_first.journal.has_done("SECURITY ERASE UNIT"), "{:?}", of_first.names());
    assert!(of_second.journal.has_done("BLOCK ERASE EXT"), "{:?}", of_second.names());
    assert_eq!((of_first.left(), of_second.left()), (0, 0));
}

#[test]
fn a_drive_that_the_firmware_froze_is_thawed_by_suspending_to_memory() {
    let (drive, _, outside) = sata_on_ahci("AHCIFRZ1", "frozen", Duration::from_millis(300));
    let script = format!(
        "{FIND}
         d=$(disk AHCIFRZ1) || exit
         hdparm -I $d | grep -qE '^[[:space:]]+frozen' || exit 10
         hdparm --user-master u --security-set-pass p $d && hdparm -I $d | grep -qE '^[[:space:]]+enabled' && exit 11
         suspend || exit 12
         hdparm -I $d | grep -qE '^[[:space:]]+not[[:space:]]+frozen' || exit 13
         hdparm --user-master u --security-set-pass p $d || exit 14
         hdparm --user-master u --security-erase p $d || exit 15"
    );
    let machine = Machine::new(Kernel::Qemu).with(drive);
    let mut running = machine.start(&Job::new(&script)).expect("a machine");
    running.resume_from_suspend().expect("a suspend");
    running.wait().expect("a report").expect_code(0);
    assert!(outside.journal.has_done("SECURITY ERASE UNIT"), "{:?}", outside.names());
    assert_eq!(outside.left(), 0);
}

#[test]
fn a_command_that_is_never_answered_is_given_up_and_the_drive_comes_back() {
    let (drive, _, outside) =
        sata_on_ahci("AHCIHNG1", "hang=SECURITY ERASE PREPARE", Duration::from_millis(300));
    // ATA PASS-THROUGH (16), no data, SECURITY ERASE PREPARE, given up after three seconds.
    let script = format!(
        "{FIND}
         d=$(disk AHCIHNG1) || exit
         sg_raw -t 3 $d 85 06 20 00 00 00 00 00 00 00 00 00 00 40 f3 00 && exit 10
         hdparm -I $d | grep -q AHCIHNG1 || exit 11
         [ $(dmesg | grep -c 'ata1: SATA link up') -ge 2 ] || exit 12"
    );
    let report = Machine::new(Kernel::Qemu).with(drive).run(&Job::new(&script)).expect("a machine");
    report.expect_code(0);
    assert_eq!(outside.left(), 4096);
}

#[test]
fn a_drive_that_leaves_in_mid_erase_is_gone_for_the_kernel() {
    let (drive, _, outside) = sata_on_ahci("AHCIDIE1", "die_at=40", Duration::from_secs(1));
    let script = format!(
        "{FIND}
         d=$(disk AHCIDIE1) || exit
         hdparm --user-master u --security-set-pass p $d || exit 10
         hdparm --user-master u --security-erase p $d; echo hdparm says $?
         n=0
         while [ -e /sys/block/${{d##*/}} ]; do n=$((n + 1)); [ $n -lt 300 ] || exit 12; sleep 0.1; done"
    );
    let report = Machine::new(Kernel::Qemu).with(drive).run(&Job::new(&script)).expect("a machine");
    report.expect_code(0);
    assert!(outside.left() > 0);
}
