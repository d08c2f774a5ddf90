//! Drives for tests: made in a line, planted with canaries, and held by the test as well as by the machine.

#![allow(dead_code, reason = "each test uses its part")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use emulated_drives::ata::{AtaDrive, AtaPersona, EraseTimes};
use emulated_drives::clock::RealClock;
use emulated_drives::emmc::EmmcDrive;
use emulated_drives::journal::Journal;
use emulated_drives::nvme::{NvmeDrive, Takes};
use emulated_drives::personas_emmc::emmc_persona;
use emulated_drives::personas_nvme::nvme_persona;
use emulated_drives::sat::{Bridge, SatDisk};
use emulated_drives::store::Store;
use lab::attach::{AttachedDrive, Shared, SharedTarget};
use lab::judge;
use lab::usb::UsbIdentity;

/// A drive's outside: what a test judges by.
pub struct Outside {
    pub store: Store,
    pub journal: Journal,
}

impl Outside {
    /// Bytes that carry canaries everywhere, and a new journal.
    pub fn planted(bytes: u64) -> Outside {
        let outside = Outside { store: Store::memory(bytes), journal: Journal::default() };
        judge::plant(&outside.store);
        outside
    }

    /// How many canaries are left.
    pub fn left(&self) -> usize {
        judge::left(&self.store)
    }

    /// Whether nothing but zeros is left.
    pub fn is_zero(&self) -> bool {
        let mut bytes = vec![0; usize::try_from(self.store.bytes()).expect("a small store")];
        self.store.read(0, &mut bytes);
        bytes.iter().all(|byte| *byte == 0)
    }

    /// The names of the commands that came, for messages.
    pub fn names(&self) -> Vec<String> {
        self.journal.entries().iter().map(|entry| format!("{}: {}", entry.name, entry.answer)).collect()
    }
}

/// A SATA SSD of 16 MiB whose erases take `takes`.
pub fn sata(serial: &str, faults: &str, takes: Duration) -> (AtaDrive, Outside) {
    let persona = AtaPersona {
        serial: serial.to_owned(),
        erase_takes: EraseTimes::all(takes),
        ..AtaPersona::default()
    };
    let outside = Outside::planted(persona.sectors * 512);
    let faults = faults.parse().expect("faults");
    let drive =
        AtaDrive::new(persona, outside.store.clone(), faults, RealClock::start(), outside.journal.clone());
    (drive, outside)
}

/// The same, behind the translation of a SCSI host adapter.
pub fn sata_on_adapter(serial: &str, faults: &str, takes: Duration) -> (AttachedDrive, Outside) {
    let (drive, outside) = sata(serial, faults, takes);
    (AttachedDrive::Scsi(shared(Box::new(SatDisk::new(drive, Bridge::default())))), outside)
}

/// A drive of any kind on any bus, with 16 MiB for the host, planted where the host reaches.
pub fn named(bus: &str, kind: &str, serial: &str, faults: &str) -> (AttachedDrive, Outside) {
    let (journal, mut kept) = (Journal::default(), None);
    let store = |bytes| {
        let store = kept.insert(Store::memory(bytes)).clone();
        judge::plant_up_to(&store, 16 << 20);
        Ok(store)
    };
    let faults = faults.parse().expect("faults");
    let drive = AttachedDrive::by_name(bus, (kind, serial, 16 << 20), store, faults, journal.clone());
    let drive = drive.expect("a store").expect("a kind of drive");
    (drive, Outside { store: kept.expect("a store"), journal })
}

/// The same, on a port of an AHCI controller.
pub fn sata_on_ahci(
    serial: &str,
    faults: &str,
    takes: Duration,
) -> (AttachedDrive, Shared<AtaDrive>, Outside) {
    let (drive, outside) = sata(serial, faults, takes);
    let drive = shared(drive);
    (AttachedDrive::Ahci(Arc::clone(&drive)), drive, outside)
}

/// The same, behind a USB bridge.
pub fn sata_on_usb(serial: &str, faults: &str, bridge: Bridge, takes: Duration) -> (AttachedDrive, Outside) {
    let (drive, outside) = sata(serial, faults, takes);
    let disk: SharedTarget = shared(Box::new(SatDisk::new(drive, bridge)));
    (AttachedDrive::Usb(disk, UsbIdentity::default()), outside)
}

/// An NVMe drive of this kind with 16 MiB, whose erases take `takes`.
pub fn nvme(
    kind: &str,
    serial: &str,
    faults: &str,
    takes: Duration,
) -> (AttachedDrive, Shared<NvmeDrive>, Outside) {
    let mut persona = nvme_persona(kind, serial, 16 << 20).expect("a kind of drive");
    persona.takes = Takes {
        block_erase: takes,
        crypto_erase: takes,
        overwrite_pass: takes,
        format: takes,
        ..persona.takes
    };
    let outside = Outside { store: Store::memory(persona.store_bytes()), journal: Journal::default() };
    judge::plant_up_to(&outside.store, persona.user_bytes());
    let faults = faults.parse().expect("faults");
    let drive = shared(NvmeDrive::new(
        persona,
        outside.store.clone(),
        faults,
        RealClock::start(),
        outside.journal.clone(),
    ));
    (AttachedDrive::Nvme(Arc::clone(&drive)), drive, outside)
}

/// An eMMC device of this kind with 16 MiB, whose erases and sanitizes take `takes`.
pub fn emmc(
    kind: &str,
    serial: &str,
    faults: &str,
    takes: Duration,
) -> (AttachedDrive, Shared<EmmcDrive>, Outside) {
    let mut persona = emmc_persona(kind, serial, 16 << 20).expect("a kind of device");
    (persona.erase_takes, persona.secure_takes, persona.sanitize_takes) = (takes, takes, takes);
    let outside = Outside { store: Store::memory(persona.store_bytes()), journal: Journal::default() };
    judge::plant_up_to(&outside.store, persona.visible_bytes());
    let faults = faults.parse().expect("faults");
    let drive = shared(EmmcDrive::new(
        persona,
        outside.store.clone(),
        faults,
        RealClock::start(),
        outside.journal.clone(),
    ));
    (AttachedDrive::Emmc(Arc::clone(&drive)), drive, outside)
}

fn shared<T>(drive: T) -> Shared<T> {
    Arc::new(Mutex::new(drive))
}

/// Shell: the disk of a serial number, in `$1`'s place. Names are given in the order in which drives are found: never use them.
pub const FIND: &str = r#"
disk() {
    for d in /sys/block/sd*; do
        if hdparm -I "/dev/${d##*/}" 2>/dev/null | grep -q "Serial Number: *$1 *\$"; then echo "/dev/${d##*/}"; return; fi
    done
    echo "no disk $1" >&2; exit 99
}
"#;
