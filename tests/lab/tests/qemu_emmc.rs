//! eMMC devices on an SD host controller, below the real `sdhci` and `mmc_block` of Debian's kernel.

mod common;

use std::time::Duration;

use common::emmc;
use lab::job::Job;
use lab::machine::{Kernel, Machine};

#[test]
fn discard_leaves_what_sanitize_takes() {
    let (drive, _, outside) = emmc("emmc-tablet", "1234abcd", "", Duration::from_millis(300));
    let script = "
        until [ -b /dev/mmcblk0boot0 ]; do sleep 0.1; done
        grep -q 0x1234abcd /sys/block/mmcblk0/device/serial || exit 11
        dd if=/dev/mmcblk0 bs=64k count=1 iflag=direct | grep -q 'canary of gomme' || exit 12
        dd if=/dev/urandom of=/dev/mmcblk0 bs=64k count=16 oflag=direct || exit 13
        blkdiscard -f /dev/mmcblk0 || exit 14
        dd if=/dev/mmcblk0 bs=64k iflag=direct | tr -d '\\0' | wc -c | grep -qx 0 || exit 15
        echo DISCARDED
        sleep 1
        mmc sanitize /dev/mmcblk0 || exit 16";
    let machine = Machine::new(Kernel::Qemu).with(drive);
    let mut running = machine.start(&Job::new(script)).expect("a machine");
    running.wait_for("DISCARDED").expect("a discard");
    let left = outside.left();
    running.wait().expect("a report").expect_code(0);
    assert!(left > 3800, "the data lies in the flash until it is sanitized: {left}");
    assert!(outside.journal.has_done("Sanitize Start"), "{:?}", outside.names());
    // The boot partitions and the RPMB are not a sanitize's business.
    assert_eq!(outside.left(), 3 * (128 << 10) / 4096);
}

#[test]
fn secure_erase_of_an_older_device() {
    let (drive, _, outside) = emmc("emmc-4.41", "00000041", "", Duration::from_millis(300));
    let script = "
        [ $(blockdev --getsize64 /dev/mmcblk0) = 16777216 ] || exit 9
        blkdiscard -f -s /dev/mmcblk0 || exit 10
        until [ -b /dev/mmcblk0boot0 ]; do sleep 0.1; done
        echo 0 > /sys/block/mmcblk0boot0/force_ro
        dd if=/dev/zero of=/dev/mmcblk0boot0 bs=4k count=32 oflag=direct || exit 11";
    let report = Machine::new(Kernel::Qemu).with(drive).run(&Job::new(script)).expect("a machine");
    report.expect_code(0);
    assert!(outside.journal.has_done("ERASE/Secure"), "{:?}", outside.names());
    assert!(
        outside.store.find(lab::judge::CANARY, 1).first().is_none_or(|at| *at >= 16 << 20),
        "the user area is empty"
    );
}
