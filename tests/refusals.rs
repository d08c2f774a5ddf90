//! Refusals on real devices: whatever is in use or is not the drive that was chosen keeps every byte.

#![cfg(feature = "drives")]

mod common;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::attached::{Loop, Mounted, planted_file, run};
use gomme::drive::guard::{Armed, Typed, arm, confirmation_code};
use gomme::drive::{Drive, DriveError, Host, Refusal, Selection, VirtualDrives, find};
use gomme::units::Answer;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const MIB: u64 = 1 << 20;
const ALLOWED: Selection =
    Selection { virtual_drives: VirtualDrives::Allowed, rules: gomme::drive::Rules::Technician };

/// A scratch folder on a real file system: loop devices over tmpfs and over a disk behave differently.
fn scratch() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}

fn digest(file: &Path) -> [u8; 32] {
    run("sync", &[]);
    Sha256::digest(std::fs::read(file).expect("readable")).into()
}

fn look(path: &Path) -> Drive {
    find(&Host::real(), path, ALLOWED).expect("a drive")
}

fn right_code(drive: &Drive) -> Typed {
    Typed::whole(&confirmation_code(drive).to_string()).expect("ten digits")
}

/// Tries to arm with the right code; the codes of the refusals, sorted.
fn refused(drive: &Drive) -> Vec<&'static str> {
    let refusals = arm(drive, &right_code(drive), ALLOWED).expect_err("must be refused");
    assert!(!refusals.is_empty());
    let mut codes: Vec<_> = refusals.iter().map(Refusal::code).collect();
    codes.dedup();
    codes
}

fn armed(path: &Path) -> Armed {
    let drive = look(path);
    arm(&drive, &right_code(&drive), ALLOWED).unwrap_or_else(|r| panic!("{}: {r:?}", path.display()))
}

fn file(dir: &TempDir, name: &str, mib: u64) -> PathBuf {
    planted_file(&dir.path().join(name), mib * MIB)
}

#[test]
fn a_free_loop_device_is_armed_and_stays_itself() {
    let dir = scratch();
    let image = file(&dir, "free", 8);
    for sector in [512, 4096] {
        let device = Loop::attach(&image, sector);
        let drive = look(device.path());
        assert_eq!(drive.refusals(), []);
        assert_eq!(drive.identity().size_bytes, 8 * MIB);
        assert_eq!(drive.identity().logical_block_bytes, sector);
        let held = armed(device.path());
        assert_eq!(held.recheck(), Answer::Yes);
        // Held: nobody else gets it, and the list says so.
        assert_eq!(refused(&drive), ["in_use"]);
    }
}

#[test]
fn without_allow_virtual_a_loop_device_is_refused() {
    let dir = scratch();
    let image = file(&dir, "virtual", 4);
    let before = digest(&image);
    let device = Loop::attach(&image, 512);
    let strict = Selection::default();
    let drive = find(&Host::real(), device.path(), strict).expect("a drive");
    let refusals = arm(&drive, &right_code(&drive), strict).expect_err("refused");
    assert_eq!(refusals, [Refusal::VirtualDrive]);
    assert_eq!(digest(&image), before);
}

#[test]
fn mounted_between_choice_and_start() {
    let dir = scratch();
    let image = file(&dir, "mounted", 16);
    let device = Loop::attach(&image, 512);
    run("mkfs.ext4", &["-q", device.path().to_str().expect("text")]);
    let chosen = look(device.path());
    assert!(chosen.is_selectable(), "{:?}", chosen.refusals());
    let at = dir.path().join("a mount é");
    let mount = Mounted::new(device.path(), &at);
    std::fs::write(mount.at().join("kept"), b"kept").expect("room");
    assert_eq!(refused(&chosen), ["mounted"]);
    drop(mount);
    let mount = Mounted::read_only(device.path(), &at);
    let before = digest(&image);
    assert_eq!(refused(&chosen), ["mounted"]);
    let said = look(device.path());
    let at = mount.at().to_str().expect("text").to_owned();
    assert!(said.refusals().iter().any(|r| matches!(r, Refusal::Mounted { at: Some(a), .. } if *a == at)));
    assert_eq!(std::fs::read(mount.at().join("kept")).expect("there"), b"kept");
    assert_eq!(digest(&image), before);
}

#[test]
fn a_partition_of_it_is_mounted() {
    let dir = scratch();
    let image = file(&dir, "parts", 32);
    let table = "label: gpt\nsize=4MiB\nsize=24MiB\n";
    let script = dir.path().join("table");
    std::fs::write(&script, table).expect("room");
    let shell = format!("sfdisk -q --wipe always {} < {}", image.display(), script.display());
    run("sh", &["-c", &shell]);
    let device = Loop::with_partitions(&image);
    let part = device.partition(2);
    run("mkfs.ext4", &["-q", part.to_str().expect("text")]);
    assert_eq!(look(device.path()).refusals(), []);
    let inner = find(&Host::real(), &part, ALLOWED);
    assert_eq!(inner, Err(DriveError::Partition { path: part.clone(), whole: device.path().to_owned() }));
    let mount = Mounted::read_only(&part, &dir.path().join("m"));
    let before = digest(&image);
    assert_eq!(refused(&look(device.path())), ["mounted"]);
    assert_eq!(digest(&image), before);
    drop(mount);
    assert!(look(device.path()).is_selectable());
}

#[test]
fn swap_on_it_and_swap_in_a_file_on_it() {
    struct Swap(String);
    impl Swap {
        fn on(path: &Path) -> Swap {
            let path = path.to_str().expect("text").to_owned();
            run("mkswap", &["-q", &path]);
            run("swapon", &["--priority", "-2", &path]);
            Swap(path)
        }
    }
    impl Drop for Swap {
        fn drop(&mut self) {
            let _ = Command::new("swapoff").arg(&self.0).output();
        }
    }
    let dir = scratch();
    let image = file(&dir, "swap", 16);
    let device = Loop::attach(&image, 512);
    let swap = Swap::on(device.path());
    assert_eq!(refused(&look(device.path())), ["swap"]);
    // Pages may be swapped out to it meanwhile: the header is what shows that nobody wrote over it.
    let header = std::fs::read(&image).expect("readable");
    assert_eq!(&header[4086..4096], b"SWAPSPACE2");
    drop(swap);

    run("mkfs.ext4", &["-q", "-F", device.path().to_str().expect("text")]);
    let mount = Mounted::new(device.path(), &dir.path().join("m"));
    let swap_file = planted_file(&mount.at().join("swapfile"), 4 * MIB);
    run("chmod", &["600", swap_file.to_str().expect("text")]);
    let swap = Swap::on(&swap_file);
    assert_eq!(refused(&look(device.path())), ["mounted", "swap"]);
    let as_drive = look(&swap_file);
    assert!(
        as_drive.refusals().iter().any(|r| matches!(r, Refusal::Swap { .. })),
        "{:?}",
        as_drive.refusals()
    );
    drop(swap);
}

#[test]
fn it_holds_the_image_of_a_mounted_file_system() {
    let dir = scratch();
    let outer_image = file(&dir, "outer", 48);
    let outer = Loop::attach(&outer_image, 512);
    run("mkfs.ext4", &["-q", outer.path().to_str().expect("text")]);
    let outer_mount = Mounted::new(outer.path(), &dir.path().join("outer.d"));
    let inner_image = planted_file(&outer_mount.at().join("inner"), 16 * MIB);
    let inner = Loop::attach(&inner_image, 512);
    run("mkfs.ext4", &["-q", inner.path().to_str().expect("text")]);
    drop((inner, outer_mount));
    let outer_mount = Mounted::read_only(outer.path(), &dir.path().join("outer.d"));
    let inner = Loop::with(&inner_image, &["--read-only"]);
    let inner_mount = Mounted::read_only(inner.path(), &dir.path().join("inner.d"));
    let before = digest(&outer_image);
    assert_eq!(refused(&look(outer.path())), ["mounted"]);
    assert_eq!(refused(&look(inner.path())), ["mounted", "read_only"]);
    // The image, named as a drive itself.
    let as_drive = look(&inner_image);
    assert!(as_drive.refusals().iter().any(|r| r.code() == "holder"), "{:?}", as_drive.refusals());
    assert_eq!(digest(&outer_image), before);
    drop((inner_mount, inner, outer_mount));
}

#[test]
fn a_loop_over_it_that_claims_nothing() {
    let dir = scratch();
    let image = file(&dir, "under", 8);
    let under = Loop::attach(&image, 512);
    let before = digest(&image);
    let over = Loop::attach(under.path(), 512);
    assert_eq!(refused(&look(under.path())), ["holder"]);
    assert_eq!(digest(&image), before);
    drop(over);
}

#[test]
fn both_members_of_a_btrfs_are_refused_though_mountinfo_shows_one() {
    let dir = scratch();
    let images = [file(&dir, "b1", 128), file(&dir, "b2", 128)];
    let devices = images.each_ref().map(|image| Loop::attach(image, 512));
    let nodes = devices.each_ref().map(|d| d.path().to_str().expect("text").to_owned());
    run("mkfs.btrfs", &["-q", "-f", "-d", "raid1", "-m", "raid1", &nodes[0], &nodes[1]]);
    run("btrfs", &["device", "scan", &nodes[0], &nodes[1]]);
    let mount = Mounted::read_only(devices[0].path(), &dir.path().join("m"));
    let before = images.each_ref().map(|image| digest(image));
    for device in &devices {
        assert_eq!(refused(&look(device.path())), ["mounted", "holder"], "{}", device.path().display());
    }
    assert_eq!(images.each_ref().map(|image| digest(image)), before);
    drop(mount);
}

#[test]
fn a_read_only_loop_device() {
    let dir = scratch();
    let image = file(&dir, "ro", 4);
    let before = digest(&image);
    let device = Loop::with(&image, &["--read-only"]);
    assert_eq!(refused(&look(device.path())), ["read_only"]);
    // Turned read-only after the choice.
    let other = file(&dir, "rw", 4);
    let device = Loop::attach(&other, 512);
    let chosen = look(device.path());
    run("blockdev", &["--setro", device.path().to_str().expect("text")]);
    assert_eq!(refused(&chosen), ["read_only"]);
    run("blockdev", &["--setrw", device.path().to_str().expect("text")]);
    assert_eq!(digest(&image), before);
}

#[test]
fn a_wrong_confirmation() {
    let dir = scratch();
    let images = [file(&dir, "w1", 4), file(&dir, "w2", 4)];
    let before = images.each_ref().map(|image| digest(image));
    let devices = images.each_ref().map(|image| Loop::attach(image, 512));
    let drives = devices.each_ref().map(|d| look(d.path()));
    let codes = drives.each_ref().map(confirmation_code);
    assert_ne!(codes[0], codes[1], "same size, same kind, other drive: other code");
    let last = codes[0].to_string().pop().and_then(|c| c.to_digit(10)).expect("a digit");
    let near = format!("{}{}", &codes[0].to_string()[..10], (last + 1) % 10);
    for wrong in [codes[1].to_string(), near, "0000-000000".into()] {
        let typed = Typed::whole(&wrong).expect("ten digits");
        let refusals = arm(&drives[0], &typed, ALLOWED).expect_err("refused");
        assert_eq!(refusals, [Refusal::WrongConfirmation], "{wrong}");
    }
    for nonsense in ["", "yes", "4071", "40718392611", "407183926é", "4071-83926x"] {
        assert_eq!(Typed::whole(nonsense), None, "{nonsense}");
    }
    assert!(Typed::at_keyboard(&codes[0].short()).expect("four digits").confirms(&drives[0]));
    assert_eq!(images.each_ref().map(|image| digest(image)), before);
}

#[test]
fn another_drive_under_the_same_name() {
    let dir = scratch();
    let (first, second) = (file(&dir, "first", 4), file(&dir, "second", 4));
    let before = digest(&second);
    let mut device = Loop::attach(&first, 512);
    let chosen = look(device.path());
    let code = confirmation_code(&chosen);
    device.swap(&second);
    assert_eq!(refused(&chosen), ["drive_changed"]);
    assert_ne!(confirmation_code(&look(device.path())), code);
    // Even the same file, put in again, is another drive to the kernel: somebody had it out.
    let again = look(device.path());
    device.swap(&second);
    assert_eq!(refused(&again), ["drive_changed"]);
    assert_eq!(digest(&second), before);
}

#[test]
fn a_drive_that_vanished() {
    let dir = scratch();
    let image = file(&dir, "gone", 4);
    let before = digest(&image);
    let device = Loop::attach(&image, 512);
    let chosen = look(device.path());
    device.detach();
    let codes = refused(&chosen);
    // Another test may have taken the name meanwhile.
    assert!(codes == ["vanished"] || codes.contains(&"drive_changed"), "{codes:?}");
    assert_eq!(digest(&image), before);
}

#[test]
fn held_by_another_process() {
    let dir = scratch();
    let image = file(&dir, "held", 4);
    let before = digest(&image);
    let device = Loop::attach(&image, 512);
    let chosen = look(device.path());
    let holder = gomme::sys::block::open_exclusive_read(device.path()).expect("free");
    assert_eq!(refused(&chosen), ["in_use"]);
    drop(holder);
    // A program that took the device manager's lock, and claims nothing.
    let locker = File::open(device.path()).expect("readable");
    locker.lock().expect("free");
    assert_eq!(refused(&chosen), ["in_use"]);
    drop(locker);
    assert_eq!(digest(&image), before);
    assert_eq!(armed(device.path()).recheck(), Answer::Yes);
}

#[test]
fn plain_files_as_drives() {
    let dir = scratch();
    let image = file(&dir, "plain.img", 2);
    let drive = look(&image);
    assert_eq!(drive.identity().serial, None);
    assert_eq!(drive.identity().size_bytes, 2 * MIB);
    let held = armed(&image);
    assert_eq!(held.recheck(), Answer::Yes);
    assert_eq!(refused(&drive), ["in_use"], "locked");
    File::options().write(true).open(&image).expect("there").set_len(MIB).expect("shorter");
    assert_eq!(held.recheck(), Answer::No, "another length");
    drop(held);
    // Another file under the same name.
    let chosen = look(&image);
    std::fs::rename(&image, dir.path().join("away")).expect("moved");
    planted_file(&image, MIB);
    assert_eq!(refused(&chosen), ["drive_changed"]);
    std::fs::remove_file(&image).expect("gone");
    assert_eq!(refused(&chosen), ["vanished"]);
}

#[test]
fn what_is_no_drive_gets_a_sentence_and_not_a_panic() {
    use gomme::text::{Lang, Say};
    let dir = scratch();
    let (empty, odd, pipe) = (dir.path().join("empty"), dir.path().join("odd"), dir.path().join("pipe"));
    std::fs::write(&empty, b"").expect("room");
    std::fs::write(&odd, b"odd").expect("room");
    run("mkfifo", &[pipe.to_str().expect("text")]);
    let host = Host::real();
    let fails = |path: &Path| find(&host, path, ALLOWED).expect_err("no drive");
    let missing = dir.path().join("missing\u{1b}[31m");
    let cases = [
        (fails(&missing), "NotFound"),
        (fails(&empty.join("below")), "NotFound"),
        (fails(dir.path()), "Directory"),
        (fails(Path::new("/dev/null")), "NotABlockDevice"),
        (fails(&pipe), "NotABlockDevice"),
        (fails(&empty), "EmptyFile"),
        (fails(&odd), "OddFile"),
        (find(&host, &odd, Selection::default()).expect_err("no drive"), "FileNotAllowed"),
    ];
    for (error, expected) in cases {
        assert!(format!("{error:?}").starts_with(expected), "{error:?}");
        for lang in [Lang::En, Lang::Fr] {
            let sentence = error.say(lang);
            assert!(sentence.len() > 30 && !sentence.contains('\u{1b}'), "{sentence:?}");
        }
    }
    // A link to a drive is that drive.
    let device = Loop::attach(&file(&dir, "linked", 2), 512);
    let link = dir.path().join("by-id");
    std::os::unix::fs::symlink(device.path(), &link).expect("a link");
    assert_eq!(look(&link).path(), device.path());
}
