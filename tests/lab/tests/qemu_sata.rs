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
