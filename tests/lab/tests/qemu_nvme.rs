//! NVMe drives on PCI Express, below the real `nvme` driver of Debian's kernel.

mod common;

use std::time::Duration;

use common::nvme;
use lab::job::{End, Job};
use lab::machine::{Kernel, Machine};

#[test]
fn format_and_sanitize_through_the_pcie_driver() {
    let (drive, _, outside) = nvme("nvme-modern", "NVMEFMT1", "", Duration::from_millis(500));
    let script = "
        [ \"$(cat /sys/class/nvme/nvme0/transport)\" = pcie ] || exit 10
        nvme id-ctrl /dev/nvme0 | grep -q '^sn *: NVMEFMT1' || exit 11
        nvme format --ses=1 --force /dev/nvme0n1 || exit 12
        dd if=/dev/nvme0n1 bs=1M iflag=direct | tr -d '\\0' | wc -c | grep -qx 0 || exit 13
        dd if=/dev/urandom of=/dev/nvme0n1 bs=1M count=4 oflag=direct || exit 14
        nvme sanitize /dev/nvme0 --sanact=start-block-erase || exit 15
        nvme sanitize-log /dev/nvme0
        dd if=/dev/nvme0n1 of=/dev/null bs=4096 count=1 iflag=direct && exit 16
        sleep 1
        nvme sanitize-log /dev/nvme0 | tee /job/log
        grep -q '(SSTAT).*0x101' /job/log || exit 17
        dd if=/dev/nvme0n1 bs=1M iflag=direct | tr -d '\\0' | wc -c | grep -qx 0 || exit 18";
    let report = Machine::new(Kernel::Qemu).with(drive).run(&Job::new(script)).expect("a machine");
    report.expect_code(0);
    for name in ["Format NVM", "Sanitize/Block Erase"] {
        assert!(outside.journal.has_done(name), "{name}: {:?}", outside.names());
    }
    assert_eq!(outside.left(), 0);
}

#[test]
fn a_power_cut_in_mid_sanitize_and_the_second_boot() {
    let (drive, shared, outside) = nvme("nvme-modern", "NVMECUT1", "", Duration::from_secs(12));
    let machine = Machine::new(Kernel::Qemu).with(drive);
    let first = "nvme sanitize /dev/nvme0 --sanact=start-block-erase && nvme sanitize-log /dev/nvme0
        echo UNDER WAY; sleep 60";
    let mut running = machine.start(&Job::new(first)).expect("a machine");
    running.wait_for("UNDER WAY").expect("a sanitize");
    let report = running.cut_power().expect("a report");
    assert_eq!((report.end, report.code), (End::Cut, None));
    assert!(report.output.contains("0x2"), "in progress: {}", report.output);
    lab::attach::lock(&shared).tick();
    assert!(outside.left() > 0, "cut in the middle of it");

    let second = "
        n=0
        while nvme sanitize-log /dev/nvme0 > /job/log; ! grep -q '(SSTAT).*0x101' /job/log; do
            grep -q '(SSTAT).*0x2$' /job/log && echo STILL UNDER WAY
            n=$((n + 1)); [ $n -lt 60 ] || exit 10
            sleep 0.3
        done
        nvme ns-rescan /dev/nvme0
        dd if=/dev/nvme0n1 bs=1M iflag=direct | tr -d '\\0' | wc -c | grep -qx 0 || exit 11";
    let report = machine.run(&Job::new(second)).expect("a second boot");
    report.expect_code(0);
    assert!(report.output.contains("STILL UNDER WAY"), "{}", report.output);
    assert_eq!(outside.left(), 0);
    let sanitizes =
        outside.journal.entries().iter().filter(|entry| entry.name.contains("Sanitize/Block")).count();
    assert_eq!(sanitizes, 1, "it went on by itself");
}

#[test]
fn a_controller_that_dies_is_not_waited_for() {
    let (drive, _, outside) =
        nvme("nvme-modern", "NVMEDIE1", "die=Sanitize/Block Erase", Duration::from_secs(1));
    let script = "nvme sanitize /dev/nvme0 --sanact=start-block-erase && exit 10; echo code $?; dmesg | grep -i nvme | tail -5";
    let report = Machine::new(Kernel::Qemu).with(drive).run(&Job::new(script)).expect("a machine");
    report.expect_code(0);
    assert!(report.output.contains("controller is down"), "{}", report.output);
    assert!(outside.left() > 0);
}
