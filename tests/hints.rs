//! Drives that do not show: each way of hiding one leaves a trace that is said, loudly when it weighs.

#![cfg(feature = "drives")]

mod common;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use common::machine::Machine;
use gomme::drive::hints::{Weight, of};
use gomme::text::{Lang, Say};

/// A storage controller that the machine did not have.
fn add_controller(root: &Path, address: &str, ids: [&str; 3], driver: Option<&str>) {
    let place = root.join("sys/devices/pci0000:00").join(address);
    fs::create_dir_all(&place).expect("a folder");
    for (file, text) in ["class", "vendor", "device"].iter().zip(ids) {
        fs::write(place.join(file), format!("{text}\n")).expect("room");
    }
    if let Some(driver) = driver {
        symlink(format!("../../../bus/pci/drivers/{driver}"), place.join("driver")).expect("a link");
    }
    symlink(format!("../../../devices/pci0000:00/{address}"), root.join("sys/bus/pci/devices").join(address))
        .expect("a link");
}

/// The hints of a laptop with one more controller; those of its empty slots apart.
fn with_controller(ids: [&str; 3], driver: Option<&str>, remapped: Option<&str>) -> Vec<(String, String)> {
    let machine = Machine::new("laptop-nvme");
    add_controller(machine.root(), "0000:00:0e.0", ids, driver);
    if let Some(count) = remapped {
        let file = machine.root().join("sys/devices/pci0000:00/0000:00:0e.0/remapped_nvme");
        fs::write(file, count).expect("room");
    }
    let hints = of(&machine.host()).expect("a listing");
    for hint in hints.iter().filter(|h| h.weight() == Weight::Loud) {
        let (en, fr) = (hint.say(Lang::En), hint.say(Lang::Fr));
        assert!(en != fr && en.len() > 60 && fr.len() > 60, "{en} / {fr}");
    }
    let loud = hints.iter().filter(|h| h.weight() == Weight::Loud);
    loud.map(|h| (h.code().to_owned(), h.say(Lang::Fr))).collect()
}

fn codes(hints: &[(String, String)]) -> Vec<&str> {
    hints.iter().map(|(code, _)| code.as_str()).collect()
}

#[test]
fn controllers_that_hide_drives() {
    let intel_raid = ["0x010400", "0x8086", "0x282a"];
    let vmd = ["0x010400", "0x8086", "0x467f"];
    let remapped = with_controller(intel_raid, Some("ahci"), Some("2\n"));
    assert_eq!(codes(&remapped), ["remapped_nvme"]);
    assert!(remapped[0].1.starts_with("2 disques NVMe sont cachés"), "{}", remapped[0].1);
    assert!(remapped[0].1.contains("AHCI"));
    // A SATA class controller remaps, too.
    assert_eq!(
        codes(&with_controller(["0x010601", "0x8086", "0x2829"], Some("ahci"), Some("1"))),
        ["remapped_nvme"]
    );
    // RAID mode that remaps nothing hides nothing.
    assert_eq!(codes(&with_controller(intel_raid, Some("ahci"), Some("0"))), [""; 0]);
    assert_eq!(codes(&with_controller(intel_raid, None, None)), ["raid_controller"]);
    assert_eq!(codes(&with_controller(vmd, None, None)), ["vmd"]);
    assert_eq!(codes(&with_controller(vmd, Some("vmd"), None)), ["vmd"], "driven, and nothing behind it");
    let perc = with_controller(["0x010400", "0x1000", "0x005d"], Some("megaraid_sas"), None);
    assert_eq!(codes(&perc), ["raid_controller"]);
    for driver in ["hpsa", "smartpqi", "aacraid", "mpi3mr"] {
        let hints = with_controller(["0x010700", "0x9005", "0x028f"], Some(driver), None);
        assert_eq!(codes(&hints), ["raid_controller"], "{driver}");
    }
    assert_eq!(codes(&with_controller(["0x010802", "0x1e0f", "0x0001"], None, None)), ["no_driver"]);
    assert_eq!(codes(&with_controller(["0x080501", "0x17a0", "0x9755"], None, None)), ["no_driver"]);
    assert_eq!(
        codes(&with_controller(["0x020000", "0x8086", "0x15bd"], None, None)),
        [""; 0],
        "a network card"
    );
}

#[test]
fn a_vmd_with_its_drive_behind_it_hides_nothing() {
    let machine = Machine::new("laptop-nvme");
    let root = machine.root();
    // The drive's controller now sits below the VMD.
    let (from, to) =
        ("sys/devices/pci0000:00/0000:00:1d.0", "sys/devices/pci0000:00/0000:00:0e.0/pci10000:e0");
    add_controller(root, "0000:00:0e.0", ["0x010400", "0x8086", "0x9a0b"], Some("vmd"));
    fs::rename(root.join(from), root.join(to)).expect("moved");
    for (link, below) in [
        ("sys/block/nvme0c0n1", "0000:3d:00.0/nvme/nvme0/nvme0c0n1"),
        ("sys/class/nvme/nvme0", "0000:3d:00.0/nvme/nvme0"),
        ("sys/bus/pci/devices/0000:3d:00.0", "0000:3d:00.0"),
    ] {
        fs::remove_file(root.join(link)).expect("gone");
        symlink(root.join(to).join(below), root.join(link)).expect("a link");
    }
    let hints = of(&machine.host()).expect("a listing");
    assert!(hints.iter().all(|h| h.weight() == Weight::Quiet), "{hints:?}");
}

#[test]
fn nvme_controllers_that_fail() {
    let controller = "sys/devices/pci0000:00/0000:00:1d.0/0000:01:00.0/nvme/nvme0";
    let codes_when = |change: &dyn Fn(&Path)| {
        let machine = Machine::new("laptop-usb-boot");
        change(machine.root());
        let hints = of(&machine.host()).expect("a listing");
        hints.iter().filter(|h| h.weight() == Weight::Loud).map(|h| h.code()).collect::<Vec<_>>()
    };
    assert_eq!(codes_when(&|_| ()), [""; 0]);
    assert_eq!(
        codes_when(&|root| fs::write(root.join(controller).join("state"), "dead\n").expect("room")),
        ["nvme_not_live"]
    );
    assert_eq!(
        codes_when(&|root| fs::remove_file(root.join(controller).join("state")).expect("gone")),
        ["nvme_not_live"]
    );
    let no_namespace = |root: &Path| fs::remove_file(root.join("sys/block/nvme0n1")).expect("gone");
    assert_eq!(codes_when(&no_namespace), ["nvme_empty"]);
    // The driver gave the controller up altogether.
    let removed = |root: &Path| {
        no_namespace(root);
        fs::remove_file(root.join("sys/class/nvme/nvme0")).expect("gone");
        fs::remove_dir_all(root.join(controller).parent().expect("a folder")).expect("gone");
    };
    assert_eq!(codes_when(&removed), ["nvme_not_live"]);
}

#[test]
fn an_empty_controller_weighs_when_no_drive_shows_at_all() {
    let machine = Machine::new("laptop-vmd");
    add_controller(machine.root(), "0000:00:17.0", ["0x010601", "0x8086", "0xa0d3"], Some("ahci"));
    let hints = of(&machine.host()).expect("a listing");
    assert_eq!(hints.iter().map(|h| h.code()).collect::<Vec<_>>(), ["vmd", "empty_controller"]);
    assert!(hints.iter().all(|h| h.weight() == Weight::Loud));
}
