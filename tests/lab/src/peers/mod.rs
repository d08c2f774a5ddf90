//! Other people's tools on emulated drives: hdparm, nvme-cli, sg3_utils, smartctl and mmc-utils, unmodified, on this machine.
//!
//! A [`Bay`] is a drive of the same kind as the one that [`crate::in_process`] gives to gomme, so that what a peer reads, sends
//! and leaves can be held against what gomme does.

mod ask;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use emulated_drives::clock::{Clock, RealClock};
use emulated_drives::emmc::EmmcDrive;
use emulated_drives::flash::Area;
use emulated_drives::journal::Journal;
use emulated_drives::store::Store;
use emulated_drives::{personas, personas_emmc, personas_nvme};
use gomme::event::Transport;
use tempfile::TempDir;

pub use ask::Asker;

use crate::attach::{AttachedDrive, lock};
use crate::cache::Cache;
use crate::in_process::{Setup, judge};
use crate::snotify;

/// The serial number that [`crate::in_process`] gives its drives.
const SERIAL: &str = "LAB0001";

/// A word among a tool's arguments that stands for the device.
pub const DEVICE: &str = "DEVICE";

/// A drive, and a file by which tools reach it.
#[derive(Debug)]
pub struct Bay {
    _folder: TempDir,
    path: PathBuf,
    drive: AttachedDrive,
    transport: Transport,
    /// What is on it.
    pub store: Store,
    /// What it heard.
    pub journal: Journal,
}

/// What came of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its exit code; none after a signal.
    pub code: Option<i32>,
    /// What it said, errors too.
    pub text: String,
}

impl Bay {
    /// A drive as [`Setup`] describes it, planted, powered on and found by the kernel: the first unit attention is over, an eMMC
    /// is in the state in which it moves data.
    ///
    /// # Errors
    /// When there is no such kind of drive, or no place for its node.
    pub fn new(setup: &Setup) -> io::Result<Bay> {
        let (store, journal) = (Store::memory(store_bytes(setup)), Journal::default());
        setup.fill.plant(&store);
        let unknown = || io::Error::new(io::ErrorKind::NotFound, format!("no persona {}", setup.persona));
        let drive = make(setup, &store, &journal).ok_or_else(unknown)?;
        let transport = transport(&setup.persona, &drive);
        Bay::with(drive, transport, store, journal)
    }

    /// A drive of a test's own making, powered on and found.
    ///
    /// # Errors
    /// When there is no place for its node.
    pub fn with(
        drive: AttachedDrive,
        transport: Transport,
        store: Store,
        journal: Journal,
    ) -> io::Result<Bay> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().canonicalize()?.join(node_name(&drive));
        make_node(&path, &drive)?;
        probe(&drive)?;
        Ok(Bay { _folder: folder, path, drive, transport, store, journal })
    }

    /// Runs a tool of the lab's to its end; [`DEVICE`] among its arguments is the drive.
    ///
    /// # Errors
    /// When the lab is not set up, the tool is missing or cannot be started.
    pub fn run(&self, line: &str) -> io::Result<Said> {
        let mut words = line.split(' ');
        let mut command = tool(words.next().unwrap_or_default())?;
        for word in words {
            if word == DEVICE {
                command.arg(&self.path)
            } else {
                command.arg(word)
            };
        }
        let said = tempfile::NamedTempFile::new()?;
        let out = said.reopen()?;
        command.stdin(std::process::Stdio::null()).stdout(out.try_clone()?).stderr(out);
        let status = snotify::run(&mut command, &[(self.path.clone(), self.drive.clone())])?;
        Ok(Said { code: status.code(), text: std::fs::read_to_string(said.path())? })
    }

    /// Planted pieces that are left in each of these areas, those without any left out: as soon as they are `wanted`, or when
    /// `limit` is over.
    #[must_use]
    pub fn left_within(&self, limit: Duration, areas: &[Area], wanted: &Left) -> Left {
        let end = Instant::now() + limit;
        loop {
            self.drive.tick();
            let left = left(&self.store, areas);
            if left == *wanted || Instant::now() >= end {
                return left;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Planted pieces by the area that they lie in.
pub type Left = BTreeMap<String, usize>;

/// What is left in which area of a store.
#[must_use]
pub fn left(store: &Store, areas: &[Area]) -> Left {
    let mut left = Left::new();
    for place in store.find(judge::NEEDLE, usize::MAX) {
        let area = areas.iter().find(|area| (area.from..area.to).contains(&place));
        *left.entry(area.map_or("nowhere", |area| area.name.as_str()).to_owned()).or_default() += 1;
    }
    left
}

/// A tool of the lab's.
fn tool(name: &str) -> io::Result<Command> {
    let cache = Cache::find()?;
    let there = ["root/usr/sbin", "root/usr/bin"].iter().any(|folder| cache.part(folder).join(name).exists());
    if !there {
        let what = format!("the lab has no {name}. Please run: make lab-setup");
        return Err(io::Error::new(io::ErrorKind::NotFound, what));
    }
    Ok(cache.tool(name))
}

fn store_bytes(setup: &Setup) -> u64 {
    let (name, bytes) = (setup.persona.as_str(), setup.bytes);
    let nvme = personas_nvme::nvme_persona(name, SERIAL, bytes).map(|persona| persona.store_bytes());
    let emmc = || personas_emmc::emmc_persona(name, SERIAL, bytes).map(|persona| persona.store_bytes());
    nvme.or_else(emmc).unwrap_or(bytes)
}

fn make(setup: &Setup, store: &Store, journal: &Journal) -> Option<AttachedDrive> {
    let (name, bytes, faults) = (setup.persona.as_str(), setup.bytes, setup.faults.clone());
    let (store, journal, clock) = (store.clone(), journal.clone(), RealClock::start() as Arc<dyn Clock>);
    if personas_nvme::nvme_persona(name, SERIAL, bytes).is_some() {
        let drive = personas_nvme::nvme_by_name(name, SERIAL, bytes, store, faults, clock, journal)?;
        Some(AttachedDrive::Nvme(Arc::new(Mutex::new(drive))))
    } else if personas_emmc::emmc_persona(name, SERIAL, bytes).is_some() {
        let drive = personas_emmc::emmc_by_name(name, SERIAL, bytes, store, faults, clock, journal)?;
        Some(AttachedDrive::Emmc(Arc::new(Mutex::new(drive))))
    } else {
        let drive = personas::by_name(name, SERIAL, bytes, store, faults, clock, journal)?;
        Some(AttachedDrive::Scsi(Arc::new(Mutex::new(drive))))
    }
}

fn transport(persona: &str, drive: &AttachedDrive) -> Transport {
    match drive {
        AttachedDrive::Nvme(_) => Transport::Nvme,
        AttachedDrive::Emmc(_) => Transport::Mmc,
        _ if persona.starts_with("usb-") => Transport::Usb,
        _ if persona.starts_with("sas-") => Transport::Scsi,
        _ => Transport::Ata,
    }
}

fn node_name(drive: &AttachedDrive) -> &'static str {
    match drive {
        AttachedDrive::Nvme(_) => "nvme0",
        AttachedDrive::Emmc(_) => "mmcblk0",
        _ => "sda",
    }
}

/// A plain file; nvme-cli wants a character device, and gets one that takes everything and does nothing.
fn make_node(path: &PathBuf, drive: &AttachedDrive) -> io::Result<()> {
    if !matches!(drive, AttachedDrive::Nvme(_)) {
        return std::fs::write(path, []);
    }
    let made = Command::new("mknod").arg(path).args(["c", "1", "3"]).status()?;
    if made.success() { Ok(()) } else { Err(io::Error::other("mknod failed: the lab's tests run as root")) }
}

/// What the kernel does when it finds a drive.
fn probe(drive: &AttachedDrive) -> io::Result<()> {
    const TEST_UNIT_READY: [u8; 6] = [0; 6];
    match drive {
        AttachedDrive::Scsi(disk) => {
            for _ in 0..4 {
                lock(disk).command(&TEST_UNIT_READY, &[], 0);
            }
            Ok(())
        }
        AttachedDrive::Emmc(device) => probe_emmc(&mut lock(device)),
        _ => Ok(()),
    }
}

/// GO_IDLE_STATE, SEND_OP_COND until it is ready, ALL_SEND_CID, SET_RELATIVE_ADDR, SELECT_CARD (JESD84-B51 A.6.1).
fn probe_emmc(device: &mut EmmcDrive) -> io::Result<()> {
    const ADDRESS: u32 = 1 << 16;
    const READY: u32 = 1 << 31;
    device.command(0, 0, &[]);
    let end = Instant::now() + Duration::from_secs(10);
    while device.command(1, 0x40ff_8000, &[]).response[0] & READY == 0 {
        if Instant::now() > end {
            return Err(io::ErrorKind::TimedOut.into());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    for (index, argument) in [(2, 0), (3, ADDRESS), (7, ADDRESS)] {
        device.command(index, argument, &[]);
    }
    Ok(())
}
