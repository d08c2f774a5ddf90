//! SATA drives behind USB bridges, below the real `xhci`, `usb-storage`, `sd` and `sg` of Debian's kernel.

mod common;

use std::time::Duration;

use common::{FIND, sata_on_usb};
use emulated_drives::sat::Bridge;
use lab::job::Job;
use lab::machine::{Kernel, Machine};

#[test]
fn a_bridge_passes_ata_commands_through() {
    let bridge = Bridge { vendor: "EMULATED".into(), product: "BRIDGE".into(), ..Bridge::default() };
    let (drive, outside) = sata_on_usb("USBSEC01", "", bridge, Duration::from_millis(500));
    let script = format!(
        "{FIND}
         d=$(disk USBSEC01) || exit
         readlink -f /sys/block/${{d##*/}} | grep -q usb || exit 10
         smartctl -i -d sat $d | grep -q USBSEC01 || exit 11
         hdparm --user-master u --security-set-pass p $d || exit 12
         hdparm --user-master u --security-erase p $d || exit 13
         hdparm -I $d | grep -qE '^[[:space:]]+not[[:space:]]+enabled' || exit 14
         dd if=$d bs=1M iflag=direct | tr -d '\\0' | wc -c | grep -qx 0 || exit 15"
    );
    let report = Machine::new(Kernel::Qemu).with(drive).run(&Job::new(&script)).expect("a machine");
    report.expect_code(0);
    assert!(outside.journal.has_done("SECURITY ERASE UNIT"), "{:?}", outside.names());
    assert_eq!(outside.left(), 0);
}

#[test]
fn a_bridge_without_pass_through_leaves_nothing_but_overwriting() {
    let bridge = Bridge { no_pass_through_12: true, no_pass_through_16: true, ..Bridge::default() };
    let (drive, outside) = sata_on_usb("USBBAD01", "", bridge, Duration::from_millis(500));
    let script = "
        hdparm --user-master u --security-set-pass p /dev/sda
        hdparm --user-master u --security-erase p /dev/sda
        dd if=/dev/zero of=/dev/sda bs=1M count=8 oflag=direct || exit 10";
    let report = Machine::new(Kernel::Qemu).with(drive).run(&Job::new(script)).expect("a machine");
    report.expect_code(0);
    assert!(!outside.journal.has_done("SECURITY"), "{:?}", outside.names());
    assert_eq!(outside.left(), 2048, "half of it was overwritten");
}
