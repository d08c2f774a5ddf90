//! SATA drives behind a SCSI host adapter, below the real `sd` and `sg` drivers of User-Mode Linux.

mod common;

use std::time::Duration;

use common::{FIND, named, sata_on_adapter};
use lab::job::Job;
use lab::machine::{Kernel, Machine};

#[test]
fn hdparm_erases_a_sata_drive_by_the_security_feature_set() {
    let (drive, outside) = sata_on_adapter("UMLSEC01", "", Duration::from_millis(300));
    let script = format!(
        "{FIND}
         d=$(disk UMLSEC01) || exit
         hdparm -I $d | grep -A8 '^Security'
         hdparm --user-master u --security-set-pass p $d || exit 10
         hdparm -I $d | grep -qE '^[[:space:]]+enabled' || exit 11
         hdparm --user-master u --security-erase p $d || exit 12
         hdparm -I $d | grep -qE '^[[:space:]]not[[:space:]]enabled' || exit 13
         dd if=$d of=/job/after bs=1M iflag=direct || exit 14"
    );
    let report = Machine::new(Kernel::Uml).with(drive).run(&Job::new(&script)).expect("a machine");
    report.expect_code(0);
    assert!(outside.journal.has_done("SECURITY ERASE UNIT"), "{:?}", outside.names());
    assert_eq!(outside.left(), 0);
    assert!(outside.is_zero());
    let after = std::fs::read(report.folder().join("after")).expect("what the guest read");
    assert_eq!((after.len(), after.iter().any(|byte| *byte != 0)), (16 << 20, false));
}

#[test]
fn hdparm_and_sg_sanitize_drive_the_sanitize_feature_set() {
    let (block, of_block) = sata_on_adapter("UMLSAN01", "", Duration::from_millis(500));
    let (failing, of_failing) = sata_on_adapter("UMLSAN02", "fail_at=50", Duration::from_millis(300));
    let script = format!(
        "{FIND}
         b=$(disk UMLSAN01) && f=$(disk UMLSAN02) || exit
         hdparm --yes-i-know-what-i-am-doing --sanitize-block-erase $b || exit 10
         hdparm --sanitize-status $b
         hdparm --yes-i-know-what-i-am-doing --sanitize-block-erase $f || exit 11
         sleep 1.2
         hdparm --sanitize-status $b; echo ---; hdparm --sanitize-status $f
         # An ATA drive behind a translation knows nothing of SCSI's own SANITIZE.
         sg_sanitize --block --quick $b && exit 12
         exit 0"
    );
    let machine = Machine::new(Kernel::Uml).with(block).with(failing);
    let report = machine.run(&Job::new(&script)).expect("a machine");
    report.expect_code(0);
    assert!(report.output.contains("SD2"), "in progress: {}", report.output);
    let (of_good, of_bad) = report.output.rsplit_once("---").expect("both");
    assert!(of_good.trim_end().ends_with("Last Sanitize Operation Completed Without Error"), "{of_good}");
    // The registers of a command that failed come in fixed format here, and hdparm cannot read them: it says "idle". The drive
    // did not.
    assert!(of_bad.contains("bad/missing sense data"), "{of_bad}");
    let last = of_failing.journal.entries().into_iter().rfind(|entry| entry.name.contains("SANITIZE STATUS"));
    assert_eq!(last.expect("a question").answer, "aborted");
    assert_eq!(of_block.left(), 0);
    assert!(of_failing.left() > 0, "it failed half way");
}

#[test]
fn twenty_four_bays_on_one_adapter_are_erased_at_once_and_exactly_the_liars_keep_data() {
    let mut machine = Machine::new(Kernel::Uml);
    let mut bays = Vec::new();
    for bay in 0..24 {
        let faults = match bay {
            5 | 17 => "lie",
            11 => "frozen",
            _ => "",
        };
        let (drive, outside) = sata_on_adapter(&format!("BAY{bay:02}"), faults, Duration::from_millis(200));
        machine = machine.with(drive);
        bays.push(outside);
    }
    let script = "
        ls /sys/block | grep -c '^sd' | grep -qx 24 || exit 10
        for d in /dev/sd?; do
            (hdparm --user-master u --security-set-pass p $d && hdparm --user-master u --security-erase p $d) >/dev/null 2>&1 &
        done
        wait";
    let report = machine.run(&Job::new(script)).expect("a machine");
    report.expect_code(0);
    let keep: Vec<usize> = (0..24).filter(|bay| bays[*bay].left() > 0).collect();
    assert_eq!(keep, [5, 11, 17]);
    for (bay, outside) in bays.iter().enumerate() {
        assert_eq!(
            outside.journal.has_done("SECURITY ERASE UNIT"),
            bay != 11,
            "bay {bay}: {:?}",
            outside.names()
        );
    }
}

#[test]
fn a_sas_disk_is_sanitized_and_a_format_that_lies_is_seen() {
    let (ssd, of_ssd) = named("scsi", "sas-ssd", "UMLSAS01", "takes=1500");
    let (liar, of_liar) = named("scsi", "sas-hdd-format-only", "UMLSAS02", "lie,takes=300");
    let script = "
        for d in /dev/sd?; do
            sg_vpd --page=sn $d | grep -q UMLSAS01 && s=$d
            sg_vpd --page=sn $d | grep -q UMLSAS02 && l=$d
        done
        sg_sanitize --block --early --quick $s || exit 10
        sg_requests --progress $s
        # The kernel holds a read back until the sanitize is over: it is no error for whoever reads.
        dd if=$s bs=4096 count=1 iflag=direct | tr -d '\\0' | wc -c | grep -qx 0 || exit 11
        sg_format --format --early --quick $l || exit 12
        until sg_turs $s && sg_turs $l; do sleep 0.2; done
        dd if=$s bs=1M iflag=direct | tr -d '\\0' | wc -c | grep -qx 0 || exit 13";
    let report = Machine::new(Kernel::Uml).with(ssd).with(liar).run(&Job::new(script)).expect("a machine");
    report.expect_code(0);
    assert!(of_ssd.journal.has_done("SANITIZE/BLOCK ERASE"), "{:?}", of_ssd.names());
    assert_eq!(of_ssd.left(), 0);
    assert!(of_liar.journal.has_done("FORMAT UNIT"), "{:?}", of_liar.names());
    assert_eq!(of_liar.left(), 4096);
}
