//! How drives are attached to a machine: which front-end carries which.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use emulated_drives::ata::AtaDrive;
use emulated_drives::emmc::EmmcDrive;
use emulated_drives::nvme::NvmeDrive;
use emulated_drives::scsi::ScsiTarget;

use crate::ahci::Ahci;
use crate::job::SharedFolder;
use crate::nvme_pci::NvmePci;
use crate::sdhci::Sdhci;
use crate::usb::{self, UsbIdentity};
use crate::vfio_user::{self, PciDevice};
use crate::vhost_user::{self, scsi::ScsiHost};
use crate::wire::Front;

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

/// What a virtual machine is told to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Socket {
    /// vhost-user, a SCSI host.
    Scsi(PathBuf),
    /// vfio-user, any PCI device.
    Pci(PathBuf),
    /// usbredir, any USB device.
    Usb(PathBuf),
}

/// The sockets of a machine's drives.
#[derive(Debug, Default)]
pub(crate) struct Sockets(pub Vec<Socket>);

impl Sockets {
    /// Starts the front-ends: one SCSI host for all SCSI drives, one AHCI controller for all of its, and a controller for each
    /// NVMe drive.
    pub fn open(drives: &[AttachedDrive], folder: &SharedFolder) -> io::Result<(Vec<Front>, Sockets)> {
        let (mut fronts, mut sockets) = (Vec::new(), Sockets::default());
        let mut targets = Vec::new();
        let mut ports = Vec::new();
        for (number, drive) in drives.iter().enumerate() {
            match drive {
                AttachedDrive::Scsi(target) => targets.push(Arc::clone(target)),
                AttachedDrive::Ahci(port) => ports.push(Arc::clone(port)),
                AttachedDrive::Nvme(drive) => {
                    let device = NvmePci::new(Arc::clone(drive));
                    sockets.pci(&mut fronts, folder.own(&format!("nvme{number}")), device)?;
                }
                AttachedDrive::Usb(disk, identity) => {
                    let (disk, identity) = (Arc::clone(disk), identity.clone());
                    let path = folder.own(&format!("usb{number}"));
                    fronts.push(Front::start(&path, move |stream, stop| {
                        usb::serve(stream, stop, &identity, &disk)
                    })?);
                    sockets.0.push(Socket::Usb(path));
                }
                AttachedDrive::Emmc(drive) => {
                    let device = Sdhci::new(Arc::clone(drive));
                    sockets.pci(&mut fronts, folder.own(&format!("emmc{number}")), device)?;
                }
            }
        }
        if !targets.is_empty() {
            let path = folder.own("scsi");
            let mut host = ScsiHost::new(targets);
            fronts.push(Front::start(&path, move |stream, stop| vhost_user::serve(stream, stop, &mut host))?);
            sockets.0.push(Socket::Scsi(path));
        }
        for (number, ports) in ports.chunks(crate::ahci::MOST_PORTS).enumerate() {
            sockets.pci(&mut fronts, folder.own(&format!("ahci{number}")), Ahci::new(ports.to_vec()))?;
        }
        Ok((fronts, sockets))
    }

    fn pci(
        &mut self,
        fronts: &mut Vec<Front>,
        path: PathBuf,
        mut device: impl PciDevice + Send + 'static,
    ) -> io::Result<()> {
        fronts.push(Front::start(&path, move |stream, stop| vfio_user::serve(stream, stop, &mut device))?);
        self.0.push(Socket::Pci(path));
        Ok(())
    }
}
