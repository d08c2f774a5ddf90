//! The data partition of a gomme stick: grown at its first start, checked, and mounted read-only where gomme looks for it.
//!
//! All of it happens in one process that holds the lock of the whole disk, which the device manager heeds: it does not look at a disk
//! whose table is being changed. A stick is known by its disk signature, never by a label: any drive may carry the same label.

mod copy;
mod table;

use std::fs::{self, File};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::mount::{MntFlags, MsFlags, mount, umount, umount2};

use crate::sys::{self, Use};
use crate::{Done, at, command_line};
use table::{SECTOR_BYTES, Table};

/// Where the data partition is for gomme, which makes it writable while it saves (`docs/image.md`).
const DATA: &str = "/media/gomme";
/// The volume number of the stick that this computer uses, once it has one: it may be pulled out and come back.
const USED: &str = "/run/gomme/volume";
const LABEL: &str = "ATTESTATION";
/// How long a disk, or the stick that was started from, is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_TRIES: Duration = Duration::from_millis(200);
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);
const OPTIONS: &str = "umask=0077,utf8=1,shortname=mixed,errors=remount-ro,flush";

/// Takes a stick: `disk` is the kernel's name of the whole of it. Waits while it is not clear which of several is meant.
///
/// # Errors
/// When it is no stick of ours, or cannot be had.
pub fn take(disk: &str) -> Done {
    let started_from = wait_until_meant(disk);
    let node = Path::new("/dev").join(disk);
    let held = lock(&node)?;
    let table = read_table(&held)?.ok_or("not a gomme stick")?;
    // Another stick is read and written, and otherwise left as it came.
    let grown = if started_from { grow(disk, &held, &table) } else { Ok(()) };
    if let Err(why) = grown {
        // What was there before is there still.
        eprintln!("live stick {disk}: not grown: {why}");
    }
    let table = read_table(&held)?.ok_or("the table is not what was written")?;
    let part = data_partition(disk, &table)?;
    let volume = volume(&part).map_err(at(part.display()))?;
    let checked =
        Command::new("fsck.vfat").args(["-a", "-w"]).arg(&part).status().map_err(at("fsck.vfat"))?;
    // 1: it was damaged, and is no longer. What cannot be repaired is mounted all the same: it can be read.
    if !matches!(checked.code(), Some(0 | 1)) {
        eprintln!("live stick {disk}: fsck.vfat: {checked}");
    }
    fs::create_dir_all(DATA).map_err(at(DATA))?;
    let flags = MsFlags::MS_RDONLY
        | MsFlags::MS_NOSUID
        | MsFlags::MS_NODEV
        | MsFlags::MS_NOEXEC
        | MsFlags::MS_NOATIME
        | MsFlags::MS_DIRSYNC;
    mount(Some(&part), DATA, Some("vfat"), flags, Some(OPTIONS)).map_err(at(part.display()))?;
    fs::create_dir_all("/run/gomme").and_then(|()| fs::write(USED, volume)).map_err(at(USED))
}

/// Lets a stick go that was pulled out, or when the computer is switched off.
///
/// # Errors
/// Whatever the kernel answers.
pub fn let_go(disk: &str) -> Done {
    let mounts = fs::read_to_string("/proc/self/mounts").map_err(at("/proc/self/mounts"))?;
    let mut words = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let own = |source: &str| source.strip_prefix("/dev/").is_some_and(|name| name.starts_with(disk));
    if words.any(|word| word.len() > 1 && own(word[0]) && word[1] == DATA) {
        umount2(DATA, MntFlags::MNT_DETACH).map_err(at(DATA))?;
    }
    Ok(())
}

/// Moves the data partition to where there is more room. The table is written last, in one sector: if the power goes before, the old
/// partition is there with all that it holds, and the next start tries again.
fn grow(disk: &str, held: &File, table: &Table) -> Done {
    let sectors = number(&format!("/sys/block/{disk}/size"))?;
    let block = number(&format!("/sys/block/{disk}/queue/logical_block_size"))?;
    let Some(place) = table.room(sectors).filter(|_| block == SECTOR_BYTES) else {
        return Ok(());
    };
    let old = data_partition(disk, table)?;
    let mut random = [0; 4];
    File::open("/dev/urandom")
        .and_then(|source| source.read_exact_at(&mut random, 0))
        .map_err(at("/dev/urandom"))?;
    let (start, size) = (place.start * SECTOR_BYTES, (place.end - place.start) * SECTOR_BYTES);
    let new = sys::attach(held, start, size, Use::Write).map_err(at("loop"))?;
    let made = Command::new("mkfs.vfat")
        .args(["-F", "32", "-S", "512", "--mbr=n", "-n", LABEL, "-i", &hex(random)])
        .args(["-s", &table::cluster_sectors(place.end - place.start).to_string()])
        .arg(&new.path)
        .output()
        .map_err(at("mkfs.vfat"))?;
    if !made.status.success() {
        return Err(format!("mkfs.vfat: {}", String::from_utf8_lossy(&made.stderr)));
    }
    {
        let from = Mounted::at("/run/gomme/from", &old, MsFlags::MS_RDONLY)?;
        {
            let to = Mounted::at("/run/gomme/to", &new.path, MsFlags::empty())?;
            copy::copy(&from.0, &to.0).map_err(at("copying"))?;
        }
        // Mounted anew, it comes from the medium.
        let to = Mounted::at("/run/gomme/to", &new.path, MsFlags::MS_RDONLY)?;
        if !copy::is_whole(&from.0, &to.0).map_err(at("comparing"))? {
            return Err("what was copied is not what was there".into());
        }
    }
    held.sync_all().map_err(at("flushing"))?;
    drop(new);
    let moved = table.with_data_at(&place).ok_or("the new place does not fit into the table")?;
    held.write_all_at(moved.bytes(), 0).and_then(|()| held.sync_all()).map_err(at("writing the table"))?;
    let since = Instant::now();
    // The loop device lets go of the disk a moment after its last user.
    while let Err(error) = sys::reread_partitions(held.as_fd()) {
        if since.elapsed() > PATIENCE {
            return Err(format!("the new table is not read: {error}"));
        }
        sleep(BETWEEN_TRIES);
    }
    eprintln!("live stick {disk}: the data partition has {} MiB now", size >> 20);
    Ok(())
}

/// Waits until this stick is the one to use; gives whether this computer was started from it.
fn wait_until_meant(disk: &str) -> bool {
    let booted = command_line::booted_with("gomme.data");
    let mut alone_since = Instant::now();
    let mut is_second = false;
    loop {
        let used = fs::read_to_string(USED).ok();
        let sticks = sticks();
        let own = sticks.iter().find(|(name, _)| name == disk).and_then(|(_, volume)| volume.clone());
        let others: Vec<_> =
            sticks.into_iter().filter(|(name, _)| name != disk).map(|(_, volume)| volume).collect();
        if !others.is_empty() {
            alone_since = Instant::now();
            is_second |= used.is_some();
        }
        let known = used.as_deref().or(booted.as_deref());
        let is_left = !is_second && alone_since.elapsed() > PATIENCE;
        if !is_mounted() && is_chosen(known, own.as_deref(), &others, is_left) {
            return own.is_some() && own == booted;
        }
        sleep(BETWEEN_LOOKS);
    }
}

/// Whether a stick is the one to use: the one that was used last, or else started from. Sticks that were never started from share one
/// number, so that of two such none is chosen. `is_left`: no other came for a while, and it did not just stand beside one that was in use.
fn is_chosen(known: Option<&str>, own: Option<&str>, others: &[Option<String>], is_left: bool) -> bool {
    let is_known = |volume: Option<&str>| known.is_some() && volume == known;
    let other = others.iter().any(|volume| is_known(volume.as_deref()));
    (is_known(own) && !other) || (others.is_empty() && is_left)
}

/// All gomme sticks and their volume numbers, by what the device manager noted: no other disk is read.
fn sticks() -> Vec<(String, Option<String>)> {
    let names = fs::read_dir("/sys/block").into_iter().flatten().flatten();
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let note = format!("E:ID_PART_TABLE_UUID={:08x}", table::SIGNATURE);
    let is_ours = |disk: &String| {
        let number = fs::read_to_string(format!("/sys/block/{disk}/dev")).unwrap_or_default();
        let notes = fs::read_to_string(format!("/run/udev/data/b{}", number.trim()));
        notes.is_ok_and(|notes| notes.lines().any(|line| line == note))
    };
    let with_volume = |disk: String| {
        let volume = volume(&Path::new("/dev").join(first_partition(&disk))).ok();
        (disk, volume)
    };
    names.filter(is_ours).map(with_volume).collect()
}

fn is_mounted() -> bool {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    mounts.lines().any(|line| line.split(' ').nth(1) == Some(DATA))
}

fn lock(node: &Path) -> Result<File, String> {
    let file = File::options().read(true).write(true).open(node).map_err(at(node.display()))?;
    let since = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(_) if since.elapsed() < PATIENCE => sleep(BETWEEN_TRIES),
            Err(error) => return Err(format!("{}: {error}", node.display())),
        }
    }
}

fn read_table(disk: &File) -> Result<Option<Table>, String> {
    let mut block = [0; 512];
    disk.read_exact_at(&mut block, 0).map_err(at("the first sector"))?;
    Ok(Table::read(block))
}

/// The node of the data partition, once the kernel shows it where the table says.
fn data_partition(disk: &str, table: &Table) -> Result<PathBuf, String> {
    let name = first_partition(disk);
    let node = Path::new("/dev").join(&name);
    let since = Instant::now();
    loop {
        let start = number(&format!("/sys/block/{disk}/{name}/start"));
        let size = number(&format!("/sys/block/{disk}/{name}/size"));
        let place = table.data();
        if (start.as_ref(), size.as_ref()) == (Ok(&place.start), Ok(&(place.end - place.start)))
            && node.exists()
        {
            return Ok(node);
        }
        if since.elapsed() > PATIENCE {
            return Err(format!("{name} is not where the table says: {start:?}, {size:?}"));
        }
        sleep(BETWEEN_TRIES);
    }
}

fn first_partition(disk: &str) -> String {
    let middle = if disk.ends_with(|c: char| c.is_ascii_digit()) { "p" } else { "" };
    format!("{disk}{middle}1")
}

/// The volume number of a FAT32, as GRUB and the device manager write it.
fn volume(part: &Path) -> io::Result<String> {
    let mut number = [0; 4];
    File::open(part)?.read_exact_at(&mut number, 67)?;
    number.reverse();
    let digits = hex(number).to_uppercase();
    Ok(format!("{}-{}", &digits[..4], &digits[4..]))
}

fn number(file: &str) -> Result<u64, String> {
    fs::read_to_string(file).map_err(at(file))?.trim().parse().map_err(at(file))
}

fn hex(bytes: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(bytes))
}

/// A mount that ends with this.
struct Mounted(PathBuf);

impl Mounted {
    fn at(place: &str, part: &Path, flags: MsFlags) -> Result<Mounted, String> {
        fs::create_dir_all(place).map_err(at(place))?;
        let flags = flags | MsFlags::MS_NOSUID | MsFlags::MS_NODEV | MsFlags::MS_NOEXEC;
        mount(Some(part), place, Some("vfat"), flags, Some("utf8=1,shortname=mixed"))
            .map_err(at(part.display()))?;
        Ok(Mounted(PathBuf::from(place)))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Err(error) = umount(&self.0) {
            // The disk stays busy, so its table cannot be read again, and that is told.
            eprintln!("live stick: {}: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_number_is_written_as_grub_does() {
        let file = tempfile::NamedTempFile::new().expect("room");
        let mut block = [0; 512];
        block[67..71].copy_from_slice(&[0x31, 0x54, 0x54, 0x41]);
        fs::write(file.path(), block).expect("room");
        assert_eq!(volume(file.path()).expect("read"), "4154-5431");
    }

    #[test]
    fn of_several_sticks_the_one_that_was_started_from_is_meant() {
        let sticks = |volumes: &[&str]| volumes.iter().map(|v| Some((*v).to_owned())).collect::<Vec<_>>();
        let cases: [(Option<&str>, &str, &[&str], bool); 8] = [
            (Some("A"), "A", &["B"], true),
            (Some("A"), "B", &["A"], false),
            (Some("A"), "A", &["A"], false),
            (Some("A"), "B", &["C"], false),
            (Some("A"), "B", &[], false),
            (Some("A"), "A", &[], true),
            (None, "A", &[], false),
            (None, "A", &["B"], false),
        ];
        for (known, own, others, meant) in cases {
            assert_eq!(
                is_chosen(known, Some(own), &sticks(others), false),
                meant,
                "{known:?} {own} {others:?}"
            );
            // One that is left takes its place when no other is there.
            let left = meant || others.is_empty();
            assert_eq!(
                is_chosen(known, Some(own), &sticks(others), true),
                left,
                "{known:?} {own} {others:?}, left"
            );
        }
        assert!(!is_chosen(None, None, &[None], true), "two that cannot be read");
    }
}
