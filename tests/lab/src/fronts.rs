//! Front-ends: which carries which drive, and how a virtual machine finds them.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::ahci::Ahci;
use crate::attach::AttachedDrive;
use crate::nvme_pci::NvmePci;
use crate::sdhci::Sdhci;
use crate::usb;
use crate::vfio_user::{self, PciDevice};
use crate::vhost_user::{self, scsi::ScsiHost};
use crate::wire::Front;

/// What a virtual machine is told to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Socket {
    /// vhost-user, a SCSI host.
    Scsi(PathBuf),
    /// vfio-user, any PCI device.
    Pci(PathBuf),
    /// usbredir, any USB device.
    Usb(PathBuf),
}

/// The sockets of a machine's drives.
#[derive(Debug, Default)]
pub struct Sockets(pub Vec<Socket>);

impl Sockets {
    /// Starts the front-ends: one SCSI host for all SCSI drives, one AHCI controller for all of its, and a controller for each
    /// NVMe drive, eMMC device and USB bridge. The sockets lie in `folder`.
    ///
    /// # Errors
    /// When a socket cannot be made.
    pub fn open(drives: &[AttachedDrive], folder: &Path) -> io::Result<(Vec<Front>, Sockets)> {
        let (mut fronts, mut sockets) = (Vec::new(), Sockets::default());
        let mut targets = Vec::new();
        let mut ports = Vec::new();
        for (number, drive) in drives.iter().enumerate() {
            match drive {
                AttachedDrive::Scsi(target) => targets.push(Arc::clone(target)),
                AttachedDrive::Ahci(port) => ports.push(Arc::clone(port)),
                AttachedDrive::Nvme(drive) => {
                    let device = NvmePci::new(Arc::clone(drive));
                    sockets.pci(&mut fronts, folder.join(format!("nvme{number}")), device)?;
                }
                AttachedDrive::Usb(disk, identity) => {
                    let (disk, identity) = (Arc::clone(disk), identity.clone());
                    let path = folder.join(format!("usb{number}"));
                    fronts.push(Front::start(&path, move |stream, stop| {
                        usb::serve(stream, stop, &identity, &disk)
                    })?);
                    sockets.0.push(Socket::Usb(path));
                }
                AttachedDrive::Emmc(drive) => {
                    let device = Sdhci::new(Arc::clone(drive));
                    sockets.pci(&mut fronts, folder.join(format!("emmc{number}")), device)?;
                }
            }
        }
        if !targets.is_empty() {
            let path = folder.join("scsi");
            let mut host = ScsiHost::new(targets);
            fronts.push(Front::start(&path, move |stream, stop| vhost_user::serve(stream, stop, &mut host))?);
            sockets.0.push(Socket::Scsi(path));
        }
        for (number, ports) in ports.chunks(crate::ahci::MOST_PORTS).enumerate() {
            sockets.pci(&mut fronts, folder.join(format!("ahci{number}")), Ahci::new(ports.to_vec()))?;
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

impl Socket {
    /// QEMU's arguments for it; `number` tells it from others. A USB socket needs a controller of the name `usb`.
    #[must_use]
    pub fn qemu(&self, number: usize) -> Vec<String> {
        let stream = |path: &Path| format!("socket,id=s{number},path={}", path.display());
        let by_stream = |path: &Path, device: String| {
            ["-chardev".to_owned(), stream(path), "-device".to_owned(), device].to_vec()
        };
        match self {
            Socket::Scsi(path) => by_stream(path, format!("vhost-user-scsi-pci,chardev=s{number}")),
            Socket::Usb(path) => by_stream(path, format!("usb-redir,chardev=s{number},bus=usb.0")),
            Socket::Pci(path) => {
                let socket = serde_json::json!({"type": "unix", "path": path.display().to_string()});
                let device = serde_json::json!({"driver": "vfio-user-pci", "socket": socket});
                ["-device".to_owned(), device.to_string()].to_vec()
            }
        }
    }

    /// User-Mode Linux's argument for it, if it has a driver.
    #[must_use]
    pub fn uml(&self) -> Option<String> {
        /// virtio's number of a SCSI host (VIRTIO 1.2, 5.6).
        const VIRTIO_SCSI: u32 = 8;
        match self {
            Socket::Scsi(path) => Some(format!("virtio_uml.device={}:{VIRTIO_SCSI}", path.display())),
            Socket::Pci(_) | Socket::Usb(_) => None,
        }
    }
}
