//! What the live image is made of agrees with itself: it is built by `make image` and started by `make boot-test`, this looks at its inputs.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The text between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).unwrap().1.split_once(to).unwrap().0
}

#[test]
fn every_part_knows_the_same_stick() {
    let refused = between(&read("src/drive/boot.rs"), "const STICK: &str = \"", "\"").to_owned();
    assert_eq!(refused.len(), 8);
    let written = between(&read("image/disk.py"), "\nSIGNATURE = 0x", "\n").to_lowercase();
    let grown = between(&read("image/live/src/stick/table.rs"), "SIGNATURE: u32 = 0x", ";").replace('_', "");
    assert_eq!((&written, &grown), (&refused, &refused));
    assert!(read("image/grub.cfg").contains(&format!("gomme.boot={refused}-02 ")));
    let rule = read("image/files/etc/udev/rules.d/61-gomme.rules");
    assert!(rule.contains(&format!("ENV{{ID_PART_TABLE_UUID}}==\"{refused}\"")));
    for line in rule.lines().filter(|line| !line.starts_with('#')) {
        assert!(!line.contains("LABEL"), "a stick is never known by a label: {line}");
    }
}

#[test]
fn the_menu_offers_the_layouts_that_are_there() {
    let menu = read("image/grub.cfg");
    let offered: BTreeSet<&str> = between(&menu, "for layout in ", ";").split_whitespace().collect();
    let python = read("image/system.py");
    let made: BTreeSet<&str> = between(&python, "LAYOUTS = {", "\n}")
        .split(": [")
        .filter_map(|part| part.rsplit('"').nth(1))
        .collect();
    let names: BTreeSet<&str> = made.into_iter().filter(|name| offered.contains(name)).collect();
    assert_eq!(names, offered);
    assert!(offered.contains("fr") && menu.contains("gomme.keymap=fr"));
}

#[test]
fn the_command_line_keeps_what_protects_drives() {
    let menu = read("image/grub.cfg");
    for word in [
        "bdev_allow_write_mounted=0",
        "systemd.gpt_auto=0",
        "systemd.swap=0",
        "noresume",
        "raid=noautodetect",
        "consoleblank=0",
        "loglevel=2",
    ] {
        assert!(menu.contains(word), "{word}");
    }
    // The released image is tested as it is: no order for a test, no console on a line that a person does not see.
    for word in ["console=ttyS", "init=", "debug_shell", "systemd.unit=", "search"] {
        assert!(!menu.lines().any(|line| !line.starts_with('#') && line.contains(word)), "{word}");
    }
    assert!(read("image/files/etc/modprobe.d/gomme.conf").contains("options libata allow_tpm=1"));
}

#[test]
fn the_lock_names_every_package_with_its_digest() {
    let lock = read("image/packages.lock");
    let mut locked = BTreeSet::new();
    for line in lock.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [group, package, _version, file, digest] = words[..] else { panic!("{line}") };
        assert!(file.ends_with(".deb") && digest.len() == 64, "{line}");
        locked.insert((group, package));
    }
    let wanted = read("image/packages.txt");
    for line in wanted.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (group, package) = line.split_once(' ').unwrap();
        let is_there = match package {
            "linux-image-amd64" => locked.iter().any(|(g, p)| *g == group && p.starts_with("linux-image-")),
            _ => locked.contains(&(group, package)),
        };
        assert!(is_there, "the lock does not name {line}: make image-lock");
    }
}

#[test]
fn no_module_speaks_to_a_network_or_puts_drives_together() {
    for line in read("image/modules.txt").lines().filter_map(|line| line.strip_prefix("+ ")) {
        for no in ["net/", "drivers/net", "drivers/md", "drivers/gpu", "drivers/infiniband", "sound/"] {
            assert!(!line.starts_with(no), "{line}");
        }
    }
}
