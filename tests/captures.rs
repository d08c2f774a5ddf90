//! Discovery on machines that were written down: what is listed, what is refused, and that what cannot be read is never
//! taken for free.

#![cfg(feature = "drives")]

mod common;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use common::machine::{Machine, NAMES, capture};
use gomme::cmd::erase::suspend;
use gomme::cmd::list::{to_json, to_text};
use gomme::drive::{self, Discovery, DriveError, Host, Rules, Selection, VirtualDrives, discover, find};
use gomme::event::Transport;
use gomme::text::Lang;
use proptest::prelude::*;

const TECHNICIAN: Selection = Selection { virtual_drives: VirtualDrives::Refused, rules: Rules::Technician };
const VOLUNTEER: Selection = Selection { virtual_drives: VirtualDrives::Refused, rules: Rules::Volunteer };
const EVERYTHING: Selection = Selection { virtual_drives: VirtualDrives::Allowed, rules: Rules::Technician };

fn look(host: &Host, selection: Selection) -> Discovery {
    discover(host, selection).expect("a listing")
}

/// The drives that can be chosen.
fn selectable(host: &Host, selection: Selection) -> BTreeSet<String> {
    let Ok(found) = discover(host, selection) else {
        return BTreeSet::new();
    };
    let free = found.drives.iter().filter(|d| d.is_selectable());
    free.map(|d| d.path().display().to_string()).collect()
}

fn codes(found: &Discovery, path: &str) -> Vec<&'static str> {
    let drive =
        found.drives.iter().find(|d| d.path() == Path::new(path)).unwrap_or_else(|| panic!("no {path}"));
    let mut codes: Vec<_> = drive.refusals().iter().map(drive::Refusal::code).collect();
    codes.dedup();
    codes
}

/// The committed listing. `GOMME_BLESS=1` writes it anew, for a person to read before committing.
fn compare_with_golden(file: &str, now: &str) {
    let path = capture(file);
    if std::env::var_os("GOMME_BLESS").is_some() {
        fs::write(&path, now).expect("writable");
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(golden == now, "{file} differs; now:\n{now}");
}

#[test]
fn every_machine_is_listed_as_it_was_agreed() {
    for name in NAMES {
        let machine = Machine::new(name);
        let found = look(&machine.host(), TECHNICIAN);
        compare_with_golden(&format!("{name}.json"), &format!("{:#}\n", to_json(Lang::En, &found, &[])));
    }
}

#[test]
fn people_read_it_narrow_and_wide() {
    let mut narrow = String::new();
    for name in NAMES {
        let machine = Machine::new(name);
        let found = look(&machine.host(), VOLUNTEER);
        for (lang, columns) in [(Lang::Fr, 60), (Lang::En, 110)] {
            let text = to_text(lang, &found, &[], columns);
            assert!(text.lines().all(|l| l.chars().count() <= columns), "{name}:\n{text}");
            if lang == Lang::Fr && name != "bench-sas-24" {
                narrow.push_str(&format!("== {name}\n{text}\n"));
            }
        }
    }
    compare_with_golden("list-fr-60.txt", &narrow);
}

#[test]
fn the_stick_it_started_from_is_protected_in_memory_too() {
    for (name, stick, other) in
        [("laptop-usb-boot", "/dev/sdb", "/dev/sdc"), ("laptop-usb-ram", "/dev/sdc", "/dev/sdb")]
    {
        let machine = Machine::new(name);
        let found = look(&machine.host(), TECHNICIAN);
        assert_eq!(codes(&found, stick).first(), Some(&"boot_medium"), "{name}");
        assert_eq!(codes(&found, other), [""; 0], "{name}");
        assert_eq!(codes(&found, "/dev/nvme0n1"), [""; 0], "{name}");
        let found = look(&machine.host(), VOLUNTEER);
        assert_eq!(codes(&found, other), ["usb"], "{name}");
        assert_eq!(codes(&found, "/dev/nvme0n1"), [""; 0], "{name}");
    }
}

#[test]
fn the_boot_medium_by_serial_name_or_partition_table() {
    let machine = Machine::new("laptop-usb-ram");
    let line = machine.root().join("proc/cmdline");
    let refused = |line_is: &str| {
        fs::write(&line, line_is).expect("writable");
        codes(&look(&machine.host(), TECHNICIAN), "/dev/sdc")
    };
    assert_eq!(refused("boot=live gomme.boot=e0d55ea573exmpl5"), ["boot_medium"]);
    assert_eq!(refused("root=PARTUUID=6e0a3c11-7b5d-4c1e-8f00-0000000000b2/PARTNROFF=1"), ["boot_medium"]);
    assert_eq!(
        refused("live-media=/dev/disk/by-partuuid/6e0a3c11-7b5d-4c1e-8f00-0000000000b1"),
        ["boot_medium"]
    );
    // Named, and nobody has compared: the file system's label is known to the device manager alone.
    assert_eq!(refused("live-media=LABEL=GOMME"), ["unknown_state"]);
    let notes = machine.root().join("run/udev/data");
    fs::create_dir_all(&notes).expect("a folder");
    for (number, label) in [("b8:32", "-"), ("b8:33", "GOMME"), ("b8:34", "ATTESTATION")] {
        fs::write(notes.join(number), format!("S:disk/x\nE:ID_FS_LABEL={label}\n")).expect("room");
    }
    assert_eq!(refused("live-media=LABEL=GOMME"), ["boot_medium"]);
    // Nothing is named: whatever is on USB may be it, and the drives inside the machine are not.
    assert_eq!(refused("quiet"), ["unknown_state"]);
    assert_eq!(
        selectable(&machine.host(), TECHNICIAN).into_iter().collect::<Vec<_>>(),
        ["/dev/nvme0n1", "/dev/sda"]
    );
    // The stick is named, and out: the others can be chosen.
    assert_eq!(refused("gomme.boot=SOMEWHERE-ELSE"), [""; 0]);
}

/// The kernel calls an SD card in the board's own reader neither removable nor USB.
#[test]
fn a_card_may_be_what_a_system_in_memory_started_from() {
    let machine = Machine::new("tablet-emmc");
    let root = machine.root();
    let mounts = fs::read_to_string(root.join("proc/self/mountinfo")).expect("readable");
    let kept: Vec<&str> = mounts.lines().filter(|line| !line.contains("/run/live")).collect();
    fs::write(root.join("proc/self/mountinfo"), kept.join("\n") + "\n").expect("writable");
    let found = look(&machine.host(), TECHNICIAN);
    assert_eq!(codes(&found, "/dev/mmcblk1"), ["unknown_state"]);
    assert_eq!(codes(&found, "/dev/sda"), ["unknown_state"]);
    assert_eq!(codes(&found, "/dev/mmcblk0"), [""; 0]);
}

#[test]
fn no_gomme_stick_can_be_chosen_whatever_this_system_started_from() {
    let machine = Machine::new("laptop-usb-ram");
    let parts: Vec<_> = machine.entries.iter().filter(|e| e.ends_with("uevent")).collect();
    let of = |drive: &str| {
        let parts = parts.iter().filter(|e| e.components().any(|c| c.as_os_str() == drive));
        parts.map(|e| machine.root().join(e)).collect::<Vec<_>>()
    };
    let name = |drive: &str, disk: &str| {
        for (n, entry) in (1..).zip(of(drive)) {
            fs::write(entry, format!("DEVTYPE=partition\nPARTUUID={disk}-{n:02x}\n")).expect("writable");
        }
    };
    fs::write(machine.root().join("proc/cmdline"), "gomme.boot=474f4d4d-02").expect("writable");
    let look = || look(&machine.host(), TECHNICIAN);
    // Out of its socket, and nothing else is held for it.
    assert_eq!(codes(&look(), "/dev/sdc"), [""; 0]);
    for drive in ["sdb", "sdc", "nvme0n1"] {
        name(drive, "474f4d4d");
    }
    // Two sticks, and an inner drive that somebody wrote the image to: nobody knows which of them was started from.
    for drive in ["/dev/sdb", "/dev/sdc", "/dev/nvme0n1"] {
        assert_eq!(codes(&look(), drive), ["boot_medium"], "{drive}");
    }
    assert_eq!(codes(&look(), "/dev/sda"), [""; 0]);
    // The same on a computer that started from its own drive.
    fs::write(machine.root().join("proc/cmdline"), "gomme.boot=5a1f0c2e-0005-4f6b-9a51-2f1f6b0c7d01")
        .expect("writable");
    assert_eq!(codes(&look(), "/dev/sdc"), ["boot_medium"]);
    // A signature that is not ours, and a GPT that begins like it.
    name("sdc", "474f4d4e");
    assert_eq!(codes(&look(), "/dev/sdc"), [""; 0]);
    name("sdc", "474f4d4d-0005-4f6b-9a51-2f1f6b0c7d");
    assert_eq!(codes(&look(), "/dev/sdc"), [""; 0]);
    // A kernel that tells no UUIDs: the table on the drive does.
    for entry in of("sdc") {
        fs::write(entry, "DEVTYPE=partition\n").expect("writable");
    }
    let mut table = vec![0u8; 512];
    table[440..444].copy_from_slice(&0x474f_4d4d_u32.to_le_bytes());
    (table[450], table[466], table[510], table[511]) = (0x0c, 0xef, 0x55, 0xaa);
    fs::create_dir_all(machine.root().join("dev")).expect("a folder");
    fs::write(machine.root().join("dev/sdc"), table).expect("room");
    assert_eq!(codes(&look(), "/dev/sdc"), ["boot_medium"]);
}

#[test]
fn a_partition_table_on_the_drive_tells_what_an_old_kernel_does_not() {
    let machine = Machine::new("laptop-usb-ram");
    for entry in machine.entries.iter().filter(|e| e.ends_with("uevent")) {
        fs::write(machine.root().join(entry), "DEVTYPE=partition\n").expect("writable");
    }
    assert_eq!(codes(&look(&machine.host(), TECHNICIAN), "/dev/sdc"), ["unknown_state"]);
    let mut disk = vec![0u8; 34 * 512];
    disk[510..512].copy_from_slice(&[0x55, 0xaa]);
    disk[512..520].copy_from_slice(b"EFI PART");
    (disk[512 + 72], disk[512 + 80], disk[512 + 84], disk[1024]) = (2, 128, 128, 0xef);
    let id = [0x11, 0x3c, 0x0a, 0x6e, 0x5d, 0x7b, 0x1e, 0x4c, 0x8f, 0, 0, 0, 0, 0, 0, 0xb1];
    disk[1040..1056].copy_from_slice(&id);
    fs::create_dir_all(machine.root().join("dev")).expect("a folder");
    fs::write(machine.root().join("dev/sdc"), disk).expect("room");
    assert_eq!(codes(&look(&machine.host(), TECHNICIAN), "/dev/sdc"), ["boot_medium"]);
}

#[test]
fn the_server_names_every_holder() {
    let machine = Machine::new("server-stacks");
    let found = look(&machine.host(), EVERYTHING);
    for drive in ["/dev/sda", "/dev/sdb", "/dev/sdc", "/dev/sdd", "/dev/sde", "/dev/sdf"] {
        assert!(codes(&found, drive).contains(&"holder"), "{drive}");
    }
    assert_eq!(codes(&found, "/dev/sda"), ["boot_medium", "mounted", "holder"]);
    assert_eq!(codes(&found, "/dev/sdb"), ["boot_medium", "mounted", "holder"]);
    assert_eq!(codes(&found, "/dev/sdc"), ["mounted", "holder"]);
    assert_eq!(codes(&found, "/dev/sdd"), ["swap", "holder"]);
    assert_eq!(codes(&found, "/dev/sde"), ["mounted", "holder"]);
    assert_eq!(codes(&found, "/dev/sdf"), ["mounted", "holder"], "mountinfo names sde alone");
    assert_eq!(codes(&found, "/dev/sdg"), [""; 0]);
    assert_eq!(codes(&found, "/dev/sdh"), ["holder"], "open, not mounted");
}

/// A virtual computer's SCSI drives hang below a virtio device: they are virtual, and still have a name.
#[test]
fn a_scsi_drive_below_virtio_is_virtual_and_says_its_number() {
    let machine = Machine::new("server-stacks");
    let named = |found: &Discovery| {
        let drive = found.drives.iter().find(|d| d.path() == Path::new("/dev/sdg")).expect("a drive");
        (drive.identity().transport, drive.identity().serial.clone())
    };
    let (transport, serial) = named(&look(&machine.host(), EVERYTHING));
    assert_eq!(transport, Transport::Ata);
    assert!(serial.is_some());
    let controller = machine.root().join("sys/devices/pci0000:00/0000:00:17.0/subsystem");
    fs::remove_file(&controller).expect("a link");
    std::os::unix::fs::symlink("../../../bus/virtio", &controller).expect("a link");
    assert_eq!(named(&look(&machine.host(), EVERYTHING)), (Transport::Virtual, serial));
    assert!(codes(&look(&machine.host(), TECHNICIAN), "/dev/sdg").contains(&"virtual_drive"));
}

#[test]
fn a_typed_path_finds_its_drive_or_says_why_not() {
    let machine = Machine::new("server-stacks");
    let dev = machine.root().join("dev/disk/by-id");
    fs::create_dir_all(&dev).expect("a folder");
    for node in ["sdg", "sda2", "dm-0", "sdz"] {
        fs::write(machine.root().join("dev").join(node), b"").expect("room");
    }
    std::os::unix::fs::symlink("../../sdg", dev.join("wwn-0x5000cca000000007")).expect("a link");
    let find = |path: &str| find(&machine.host(), Path::new(path), TECHNICIAN);
    let drive = find("/dev/disk/by-id/wwn-0x5000cca000000007").expect("a drive");
    assert_eq!(drive.path(), Path::new("/dev/sdg"));
    assert_eq!(
        find("/dev/sda2"),
        Err(DriveError::Partition { path: "/dev/sda2".into(), whole: "/dev/sda".into() })
    );
    assert_eq!(find("/dev/dm-0"), Err(DriveError::NotADrive("/dev/dm-0".into())));
    assert_eq!(find("/dev/sdz"), Err(DriveError::NotFound("/dev/sdz".into())));
    assert_eq!(find("/dev/sdq"), Err(DriveError::NotFound("/dev/sdq".into())));
    assert_eq!(find("/dev/disk"), Err(DriveError::Directory("/dev/disk".into())));
}

/// A computer slept, and its drives came back: each must be the one that it was.
#[test]
fn a_drive_is_found_again_only_as_the_one_that_it_was() {
    let machine = Machine::new("desktop-sata");
    let host = machine.host();
    let drive =
        look(&host, TECHNICIAN).drives.into_iter().find(|drive| drive.is_selectable()).expect("a drive");
    let node = machine.root().join(drive.path().strip_prefix("/").expect("a path"));
    fs::create_dir_all(node.parent().expect("a folder")).expect("a folder");
    fs::write(&node, b"").expect("room");
    let before = find(&host, drive.path(), TECHNICIAN).expect("a drive");
    let again = || {
        let found = suspend::find_again(&host, std::slice::from_ref(&before), TECHNICIAN, Duration::ZERO);
        found.map_err(|refused| {
            refused.iter().flat_map(|(_, why)| why).map(drive::Refusal::code).collect::<Vec<_>>()
        })
    };
    assert_eq!(again(), Ok(vec![before.clone()]));
    let name = node.file_name().expect("a name").to_str().expect("text");
    for attribute in ["size", "diskseq"] {
        let file = machine.root().join(format!("sys/block/{name}/{attribute}"));
        let was = fs::read(&file).expect(attribute);
        fs::write(&file, "4096\n").expect("writable");
        assert_eq!(again(), Err(vec!["drive_changed"]), "another {attribute}");
        fs::write(&file, was).expect("writable");
    }
    fs::remove_file(&node).expect("gone");
    assert_eq!(again(), Err(vec!["vanished"]));
    fs::write(&node, b"").expect("room");
    assert_eq!(again(), Ok(vec![before.clone()]));
}

#[test]
fn the_machine_says_its_name_and_no_placeholder() {
    let of = |name: &str| drive::machine(&Machine::new(name).host());
    let laptop = of("laptop-nvme");
    assert_eq!(laptop.product.as_deref(), Some("ThinkPad T490 (20N3S0XX00)"));
    assert_eq!(laptop.serial.as_deref(), Some("PF1EXMPL"));
    let desktop = of("desktop-sata");
    assert_eq!((desktop.vendor, desktop.product, desktop.serial), (None, None, None));
    assert_eq!(of("tablet-emmc").serial, None);
}

#[test]
fn without_sysfs_there_is_an_error_and_no_empty_list() {
    let machine = Machine::new("laptop-nvme");
    fs::remove_dir_all(machine.root().join("sys")).expect("gone");
    assert_eq!(discover(&machine.host(), TECHNICIAN), Err(DriveError::NoSysfs));
}

fn is_bay_from_10(part: &OsStr) -> bool {
    let bay = part.to_str().and_then(|p| p.strip_prefix("end_device-0:0:"));
    bay.and_then(|n| n.parse::<u32>().ok()).is_some_and(|n| n >= 10)
}

/// Takes every single file and link away in turn: no refused drive may become free.
#[test]
fn what_cannot_be_read_never_frees_a_drive() {
    for name in NAMES {
        let machine = Machine::new(name);
        let host = machine.host();
        // Bays 10 to 23 of the bench are alike, and like bay 9.
        let alike = |entry: &&PathBuf| entry.components().any(|c| is_bay_from_10(c.as_os_str()));
        for selection in [TECHNICIAN, VOLUNTEER] {
            let before = selectable(&host, selection);
            for entry in machine.entries.iter().filter(|e| !alike(e)) {
                let place = machine.root().join(entry);
                let aside = machine.root().join("aside");
                fs::rename(&place, &aside).expect("moved");
                let now = selectable(&host, selection);
                fs::rename(&aside, &place).expect("moved back");
                assert!(now.is_subset(&before), "{name} {selection:?} without {}: {now:?}", entry.display());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Takes any set of attribute files away (links are what the kernel's own structure is made of).
    #[test]
    fn nor_do_many_files_at_once(which in 0..NAMES.len(), share in 1u32..60, seed in any::<u64>(), volunteer in any::<bool>()) {
        let machine = Machine::new(NAMES[which]);
        let selection = if volunteer { VOLUNTEER } else { TECHNICIAN };
        let before = selectable(&machine.host(), selection);
        let mut state = seed | 1;
        let mut taken = Vec::new();
        for entry in &machine.entries {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let place = machine.root().join(entry);
            let is_file = fs::symlink_metadata(&place).is_ok_and(|m| m.is_file());
            if is_file && state % 1000 < u64::from(share) {
                fs::remove_file(&place).expect("gone");
                taken.push(entry.clone());
            }
        }
        let now = selectable(&machine.host(), selection);
        prop_assert!(now.is_subset(&before), "{}: {now:?} without {taken:?}", NAMES[which]);
    }

    /// Puts any bytes into any file: every answer is allowed but a panic.
    #[test]
    fn no_contents_make_it_panic(which in 0..NAMES.len(), file in any::<prop::sample::Index>(), bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let machine = Machine::new(NAMES[which]);
        let files: Vec<_> = machine.entries.iter().filter(|e| machine.root().join(e).is_file()).collect();
        fs::write(machine.root().join(file.get(&files)), bytes).expect("writable");
        if let Ok(found) = discover(&machine.host(), EVERYTHING) {
            let _ = (to_json(Lang::Fr, &found, &[]), to_text(Lang::Fr, &found, &[], 40), drive::machine(&machine.host()));
        }
    }
}
