//! A station of thirty-six bays: everything at once, in one machine.

mod common;

use common::named;
use lab::job::Job;
use lab::machine::{Kernel, Machine};

#[test]
fn thirty_six_bays_on_four_kinds_of_hosts_are_erased_at_once() {
    let mut machine = Machine::new(Kernel::Qemu);
    let mut bays = Vec::new();
    for bay in 0..36 {
        let (bus, kind) = match bay {
            0..22 => ("scsi", "sata-ssd-modern"),
            22..30 => ("ahci", "sata-ssd-2013"),
            30..34 => ("nvme", "nvme-modern"),
            34 => ("usb", "usb-asmedia"),
            _ => ("emmc", "emmc-4.41"),
        };
        let faults = if matches!(bay, 7 | 25 | 32) { "lie" } else { "" };
        let serial = if bus == "emmc" { "000000b5".to_owned() } else { format!("BAY{bay:02}") };
        let (drive, outside) = named(bus, kind, &serial, faults);
        machine = machine.with(drive);
        bays.push((bus, outside));
    }
    let script = "
        [ $(blockdev --getsize64 /dev/mmcblk0) = 16777216 ] || exit 9
        [ $(ls /sys/block | grep -c '^sd') = 31 ] || exit 10
        [ $(ls /sys/block | grep -cE '^nvme[0-9]+n1$') = 4 ] || exit 11
        for d in /dev/sd? /dev/sd??; do
            (hdparm --user-master u --security-set-pass p $d && hdparm --user-master u --security-erase p $d) >/dev/null 2>&1 &
        done
        for d in /dev/nvme?n1; do nvme format --ses=1 --force $d & done
        blkdiscard -f -s /dev/mmcblk0 &
        wait";
    let report = machine.run(&Job::new(script)).expect("a machine");
    report.expect_code(0);
    let user = |outside: &common::Outside| {
        outside.store.find(lab::judge::CANARY, 1).first().is_some_and(|at| *at < 16 << 20)
    };
    let keep: Vec<usize> = (0..36).filter(|bay| user(&bays[*bay].1)).collect();
    assert_eq!(keep, [7, 25, 32], "{}", report.output);
    for (bay, (bus, outside)) in bays.iter().enumerate() {
        let command = match *bus {
            "nvme" => "Format NVM",
            "emmc" => "ERASE/Secure",
            _ => "SECURITY ERASE UNIT",
        };
        assert!(outside.journal.has_done(command), "bay {bay}: {:?}", outside.names());
    }
}
