//! Drives, and what they hang on.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use emulated_drives::ata::AtaDrive;
use emulated_drives::clock::RealClock;
use emulated_drives::emmc::EmmcDrive;
use emulated_drives::fault::Faults;
use emulated_drives::flash::Area;
use emulated_drives::journal::Journal;
use emulated_drives::nvme::NvmeDrive;
use emulated_drives::personas::{ata_by_name, by_name};
use emulated_drives::personas_emmc::{emmc_by_name, emmc_persona};
use emulated_drives::personas_nvme::{nvme_by_name, nvme_persona};
use emulated_drives::scsi::ScsiTarget;
use emulated_drives::store::Store;

use crate::usb::UsbIdentity;

/// A drive that a front-end and a test both hold.
pub type Shared<T> = Arc<Mutex<T>>;
/// A disk of any kind that takes SCSI commands.
pub type SharedTarget = Shared<Box<dyn ScsiTarget>>;

/// Locks a shared drive, even after a panic elsewhere: a drive does not care.
pub fn lock<T: ?Sized>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A drive, and what it hangs on.
#[derive(Clone)]
pub enum AttachedDrive {
    /// A SCSI host adapter: SAS disks, and SATA disks behind an adapter's translation.
    Scsi(SharedTarget),
    /// A port of an AHCI controller: `libata` is the host.
    Ahci(Shared<AtaDrive>),
    /// An NVMe controller of its own, on PCI Express.
    Nvme(Shared<NvmeDrive>),
    /// An SD host controller of its own, soldered.
    Emmc(Shared<EmmcDrive>),
    /// A USB bridge of its own (bulk-only transport, high speed).
    Usb(SharedTarget, UsbIdentity),
}

impl std::fmt::Debug for AttachedDrive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            AttachedDrive::Scsi(_) => "Scsi",
            AttachedDrive::Ahci(_) => "Ahci",
            AttachedDrive::Nvme(_) => "Nvme",
            AttachedDrive::Emmc(_) => "Emmc",
            AttachedDrive::Usb(..) => "Usb",
        })
    }
}

impl AttachedDrive {
    /// Its power goes and comes back.
    pub fn power_cycle(&self) {
        match self {
            AttachedDrive::Scsi(drive) | AttachedDrive::Usb(drive, _) => lock(drive).power_cycle(),
            AttachedDrive::Ahci(drive) => lock(drive).power_cycle(),
            AttachedDrive::Nvme(drive) => lock(drive).power_cycle(),
            AttachedDrive::Emmc(drive) => lock(drive).power_cycle(),
        }
    }

    /// Its power goes and comes back, without a BIOS that would freeze it: suspend to memory.
    pub fn suspend_resume(&self) {
        match self {
            AttachedDrive::Scsi(drive) | AttachedDrive::Usb(drive, _) => lock(drive).suspend_resume(),
            AttachedDrive::Ahci(drive) => lock(drive).suspend_resume(),
            AttachedDrive::Nvme(drive) => lock(drive).power_cycle(),
            AttachedDrive::Emmc(drive) => lock(drive).power_cycle(),
        }
    }

    /// Does what is due by its clock: the medium of an erase in progress.
    pub fn tick(&self) {
        match self {
            AttachedDrive::Scsi(drive) | AttachedDrive::Usb(drive, _) => lock(drive).tick(),
            AttachedDrive::Ahci(drive) => lock(drive).tick(),
            AttachedDrive::Nvme(drive) => lock(drive).tick(),
            AttachedDrive::Emmc(drive) => lock(drive).tick(),
        }
    }

    /// The areas of its store.
    #[must_use]
    pub fn areas(&self, store: &Store) -> Vec<Area> {
        match self {
            AttachedDrive::Nvme(drive) => lock(drive).areas(),
            AttachedDrive::Emmc(drive) => lock(drive).areas(),
            _ => vec![Area::new("user", 0, store.bytes())],
        }
    }

    /// The kernel modules that see it.
    pub(crate) fn modules(&self) -> &'static [&'static str] {
        match self {
            AttachedDrive::Scsi(_) => &["virtio_pci", "virtio_scsi", "sg", "sd_mod"],
            AttachedDrive::Ahci(_) => &["ahci", "sg", "sd_mod"],
            AttachedDrive::Nvme(_) => &["nvme"],
            AttachedDrive::Emmc(_) => &["sdhci_pci", "mmc_block"],
            AttachedDrive::Usb(..) => &["xhci_pci", "usb_storage", "sg", "sd_mod"],
        }
    }
}

/// The buses that [`AttachedDrive::by_name`] knows.
pub const BUSES: [&str; 5] = ["scsi", "ahci", "nvme", "emmc", "usb"];

impl AttachedDrive {
    /// A drive by the name of its kind (as the personas of `emulated_drives` have them) on a bus of [`BUSES`], with so many
    /// bytes for the host; in real time.
    ///
    /// The store is made by `store`, which is told how many bytes the drive needs: more than the host sees, for flash.
    /// Nothing when there is no such bus, or no such kind for it.
    ///
    /// # Errors
    /// Those of `store`.
    pub fn by_name(
        bus: &str,
        (kind, serial, bytes): (&str, &str, u64),
        store: impl FnOnce(u64) -> io::Result<Store>,
        faults: Faults,
        journal: Journal,
    ) -> io::Result<Option<AttachedDrive>> {
        let needed = match bus {
            "nvme" => nvme_persona(kind, serial, bytes).map(|persona| persona.store_bytes()),
            "emmc" => emmc_persona(kind, serial, bytes).map(|persona| persona.store_bytes()),
            _ => Some(bytes),
        };
        let Some(needed) = needed else { return Ok(None) };
        let (store, clock) = (store(needed)?, RealClock::start());
        let disk =
            |store, faults, clock, journal| by_name(kind, serial, bytes, store, faults, clock, journal);
        Ok(match bus {
            "scsi" => disk(store, faults, clock, journal).map(|disk| AttachedDrive::Scsi(shared(disk))),
            "usb" => disk(store, faults, clock, journal)
                .map(|disk| AttachedDrive::Usb(shared(disk), UsbIdentity::of_serial(serial))),
            "ahci" => ata_by_name(kind, serial, bytes, store, faults, clock, journal)
                .map(|drive| AttachedDrive::Ahci(shared(drive))),
            "nvme" => nvme_by_name(kind, serial, bytes, store, faults, clock, journal)
                .map(|drive| AttachedDrive::Nvme(shared(drive))),
            "emmc" => emmc_by_name(kind, serial, bytes, store, faults, clock, journal)
                .map(|drive| AttachedDrive::Emmc(shared(drive))),
            _ => None,
        })
    }
}

fn shared<T>(drive: T) -> Shared<T> {
    Arc::new(Mutex::new(drive))
}
