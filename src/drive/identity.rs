//! Who a drive is, from its place in sysfs: never from its name, which any driver may give.

use std::path::{Path, PathBuf};

use super::blocks::{Disk, Sort};
use super::clean::{clean, identifier};
use super::host::Host;
use super::vpd;
use super::wire::Speaks;
use crate::event::{DriveIdentity, Medium, NoCommands, Transport};

/// What sysfs says of a drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Who it is.
    pub identity: DriveIdentity,
    /// Whether it is behind USB, whatever else it is.
    pub usb: bool,
    /// An SD card: flash that goes into a slot.
    pub sd_card: bool,
    /// The number that the kernel gave to this device and to no other.
    pub diskseq: Option<u64>,
    /// Everything that it can be called by.
    pub names: Vec<String>,
    /// Whether a serial number of the USB bridge is among them.
    pub usb_serial_known: bool,
    /// Files that decide and could not be read.
    pub missing: Vec<String>,
    /// Which commands it may be asked.
    pub speaks: Speaks,
}

/// A device folder and the folders above it, nearest first, up to `/sys/devices`.
struct Ancestry<'a> {
    host: &'a Host,
    places: Vec<PathBuf>,
}

impl Ancestry<'_> {
    fn of<'a>(host: &'a Host, place: &Path) -> Ancestry<'a> {
        let stop = Path::new("/sys/devices");
        let places = place.ancestors().take_while(|p| p.starts_with(stop) && *p != stop);
        Ancestry { host, places: places.map(PathBuf::from).collect() }
    }

    fn belongs_to(&self, subsystem: &str) -> Option<&PathBuf> {
        self.places.iter().find(|p| self.host.link_name(p.join("subsystem")).as_deref() == Some(subsystem))
    }

    /// Whether a hypervisor made the bus that it is attached to, whatever drives are on it.
    fn is_of_hypervisor(&self) -> bool {
        self.belongs_to("virtio").is_some() || self.belongs_to("xen").is_some()
    }

    fn contains(&self, folder: &str) -> bool {
        self.places.iter().any(|p| self.host.exists(p.join(folder)))
    }

    /// A root hub's folder is called `usb1` whatever its links say; taken as a hint that can only refuse more.
    fn is_usb(&self) -> bool {
        let root_hub = |p: &PathBuf| {
            let name = p.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_prefix("usb"));
            name.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        };
        self.belongs_to("usb").is_some() || self.places.iter().any(root_hub)
    }

    /// The nearest device above that has such a file.
    fn nearest(&self, file: &str) -> Option<&PathBuf> {
        self.places.iter().find(|p| self.host.exists(p.join(file)))
    }

    fn driver_of_host(&self) -> Option<String> {
        self.places.iter().find_map(|p| {
            let name = p.file_name()?.to_str()?;
            self.host.text(p.join("scsi_host").join(name).join("proc_name"))
        })
    }
}

/// Reads a drive.
#[must_use]
pub fn read(host: &Host, disk: &Disk) -> Reading {
    let base = PathBuf::from(format!("sys/block/{}", disk.name));
    let mut missing = Vec::new();
    let mut need = |file: &str, found: bool| {
        if !found {
            missing.push(format!("/{}", base.join(file).display()));
        }
    };
    let size = host.number(base.join("size"));
    let logical = host.number(base.join("queue/logical_block_size")).and_then(|n| u32::try_from(n).ok());
    let physical = host.number(base.join("queue/physical_block_size")).and_then(|n| u32::try_from(n).ok());
    let diskseq = host.number(base.join("diskseq"));
    need("size", size.is_some());
    need("queue/logical_block_size", logical.is_some());
    need("diskseq", diskseq.is_some());
    need("dev", disk.devno.is_some());

    let ancestry = Ancestry::of(host, &disk.place);
    let usb = ancestry.is_usb();
    let mut who = Who::default();
    let device = base.join("device");
    let transport = if disk.sort == Sort::Loop {
        Transport::Loop
    } else if let Some(controller) = nvme_controller(host, &device) {
        who.take_nvme(host, &base, &device, &controller, &mut need)
    } else if host.link_name(device.join("subsystem")).as_deref() == Some("scsi") {
        who.take_scsi(host, &device, &mut need);
        scsi_transport(&ancestry)
    } else if ancestry.is_of_hypervisor() || disk.place.starts_with("/sys/devices/virtual/block") {
        who.serial = host.bytes(base.join("serial")).and_then(|b| identifier(&b));
        Transport::Virtual
    } else if ancestry.belongs_to("mmc").is_some() {
        who.take_mmc(host, &device, &mut need)
    } else {
        Transport::Unknown
    };
    if usb {
        who.take_usb(host, &ancestry);
    }
    let transport = match transport {
        Transport::Loop => Transport::Loop,
        _ if is_hypervisor(who.vendor.as_deref(), who.model.as_deref()) => Transport::Virtual,
        _ if usb => Transport::Usb,
        other => other,
    };
    // A bridge answers 1 here for flash sticks: behind USB only the drive's own word counts.
    let rotational = host.flag(base.join("queue/rotational")).filter(|_| transport != Transport::Usb);
    let medium = match (transport, who.medium, rotational) {
        (Transport::Virtual | Transport::Loop | Transport::File, _, _) => Medium::Virtual,
        (_, known @ (Medium::Rotating | Medium::Flash), _) => known,
        (_, _, Some(true)) => Medium::Rotating,
        (_, _, Some(false)) => Medium::Flash,
        (_, _, None) => Medium::Unknown,
    };
    let speaks = speaks(host, &base, transport, who.sd_card, &ancestry);
    let logical = logical.unwrap_or(0);
    let mut names = who.names;
    names.extend([&who.serial, &who.wwn].into_iter().flatten().cloned());
    Reading {
        identity: DriveIdentity {
            vendor: who.vendor,
            model: who.model,
            serial: who.serial,
            wwn: who.wwn,
            firmware: who.firmware,
            size_bytes: size.unwrap_or(0).saturating_mul(512),
            logical_block_bytes: logical,
            physical_block_bytes: physical.unwrap_or(logical),
            transport,
            medium,
        },
        usb,
        sd_card: who.sd_card,
        diskseq,
        names,
        usb_serial_known: who.usb_serial_known,
        missing,
        speaks,
    }
}

/// Drivers of RAID controllers, which answer in their drives' places.
const RAID_DRIVERS: [&str; 7] = ["megaraid_sas", "hpsa", "smartpqi", "aacraid", "arcmsr", "mpi3mr", "cciss"];

/// Which commands a drive may be asked: by the way it is attached, never by what it says of itself.
fn speaks(host: &Host, base: &Path, transport: Transport, sd_card: bool, ancestry: &Ancestry<'_>) -> Speaks {
    let driver = ancestry.driver_of_host();
    let raid = |driver: &String| RAID_DRIVERS.contains(&driver.to_lowercase().as_str());
    let scsi = host.link_name(base.join("device/subsystem")).as_deref() == Some("scsi");
    let fabrics = || {
        let device = base.join("device");
        nvme_controllers(host, &device)
            .iter()
            .any(|place| host.text(place.join("transport")).is_some_and(|t| t != "pcie" && t != "apple-nvme"))
    };
    match transport {
        Transport::Virtual if fabrics() => Speaks::Nothing(NoCommands::Fabrics),
        Transport::Virtual | Transport::Loop | Transport::File => Speaks::Nothing(NoCommands::Virtual),
        _ if driver.as_ref().is_some_and(raid) => Speaks::Nothing(NoCommands::RaidController),
        Transport::Nvme => {
            let nsid = host.number(base.join("nsid")).and_then(|n| u32::try_from(n).ok());
            Speaks::Nvme { nsid: nsid.filter(|n| *n != 0) }
        }
        Transport::Mmc if sd_card => Speaks::Nothing(NoCommands::SdCard),
        Transport::Mmc => Speaks::Mmc,
        Transport::Ufs => Speaks::Nothing(NoCommands::Ufs),
        Transport::Usb if !scsi => Speaks::Nothing(NoCommands::Bridge),
        Transport::Ata | Transport::Scsi | Transport::Usb if scsi => {
            Speaks::Scsi { usb: transport == Transport::Usb }
        }
        Transport::Ata | Transport::Scsi | Transport::Usb | Transport::Unknown => {
            Speaks::Nothing(NoCommands::NoAnswer)
        }
    }
}

/// What is gathered of a drive's own words.
struct Who {
    vendor: Option<String>,
    model: Option<String>,
    serial: Option<String>,
    wwn: Option<String>,
    firmware: Option<String>,
    medium: Medium,
    sd_card: bool,
    usb_serial_known: bool,
    names: Vec<String>,
}

impl Default for Who {
    fn default() -> Who {
        let (vendor, model, serial, wwn, firmware) = (None, None, None, None, None);
        let (medium, names) = (Medium::Unknown, Vec::new());
        Who { vendor, model, serial, wwn, firmware, medium, sd_card: false, usb_serial_known: false, names }
    }
}

impl Who {
    fn take_nvme(
        &mut self,
        host: &Host,
        base: &Path,
        device: &Path,
        controller: &Path,
        need: &mut impl FnMut(&str, bool),
    ) -> Transport {
        // The subsystem of a multipath drive says the same as its controllers.
        let text = |file: &str| host.bytes(controller.join(file)).or_else(|| host.bytes(device.join(file)));
        self.model = text("model").and_then(|b| clean(&b));
        self.serial = text("serial").and_then(|b| identifier(&b));
        self.firmware = text("firmware_rev").and_then(|b| clean(&b));
        self.wwn = nvme_name(host, base);
        let transport = host.text(controller.join("transport"));
        need("device/model", self.model.is_some());
        need("device/transport", transport.is_some());
        match transport.as_deref() {
            Some("pcie") => Transport::Nvme,
            // Apple's controllers are on the chip.
            Some("apple-nvme") => Transport::Nvme,
            // Fabrics (tcp, rdma, fc, loop): a drive of another machine.
            Some(_) => Transport::Virtual,
            None => Transport::Unknown,
        }
    }

    fn take_mmc(&mut self, host: &Host, device: &Path, need: &mut impl FnMut(&str, bool)) -> Transport {
        let text = |file: &str| host.bytes(device.join(file));
        self.model = text("name").and_then(|b| clean(&b));
        self.serial = text("serial").and_then(|b| identifier(&b));
        self.firmware = text("fwrev").and_then(|b| clean(&b));
        self.names.extend(text("cid").and_then(|b| identifier(&b)));
        let kind = host.text(device.join("type"));
        self.sd_card = kind.as_deref() != Some("MMC");
        need("device/type", kind.is_some());
        need("device/name", self.model.is_some());
        Transport::Mmc
    }

    fn take_scsi(&mut self, host: &Host, device: &Path, need: &mut impl FnMut(&str, bool)) {
        let text = |file: &str| host.bytes(device.join(file));
        let (vendor, model) = (text("vendor"), text("model"));
        need("device/vendor", vendor.is_some());
        need("device/model", model.is_some());
        self.vendor = vendor.and_then(|b| clean(&b)).filter(|v| v != "ATA");
        self.model = model.and_then(|b| clean(&b));
        self.firmware = text("rev").and_then(|b| clean(&b));
        self.serial = text("vpd_pg80").and_then(|b| vpd::serial(&b));
        let named = text("vpd_pg83").and_then(|b| vpd::name(&b));
        self.wwn = named.or_else(|| host.text(device.join("wwid")).and_then(|w| wwn_of_wwid(&w)));
        self.medium = text("vpd_pgb1").map_or(Medium::Unknown, |b| vpd::medium(&b));
        // The translation's INQUIRY cuts an ATA model at 16 bytes; the IDENTIFY data have all 40.
        if let Some(ata) = text("vpd_pg89").and_then(|b| vpd::identify(&b)) {
            self.names.extend([&self.serial, &self.wwn].into_iter().flatten().cloned());
            self.model = ata.model.or(self.model.take());
            self.serial = ata.serial.or(self.serial.take());
            self.firmware = ata.firmware.or(self.firmware.take());
            self.wwn = ata.wwn.or(self.wwn.take());
            self.medium = if ata.medium == Medium::Unknown { self.medium } else { ata.medium };
        }
    }

    /// A bridge's own serial stands in where it gives none of the drive.
    fn take_usb(&mut self, host: &Host, ancestry: &Ancestry<'_>) {
        let Some(bridge) = ancestry.nearest("idVendor") else {
            return;
        };
        let serial = host.bytes(bridge.join("serial")).and_then(|b| identifier(&b));
        self.usb_serial_known = serial.is_some();
        self.names.extend(serial.clone());
        self.serial = self.serial.take().or(serial);
    }
}

/// The controller of an NVMe namespace: its device, or with native multipath a controller of its subsystem.
fn nvme_controller(host: &Host, device: &Path) -> Option<PathBuf> {
    nvme_controllers(host, device).into_iter().next()
}

/// All controllers that lead to an NVMe namespace.
#[must_use]
pub fn nvme_controllers(host: &Host, device: &Path) -> Vec<PathBuf> {
    let subsystem = |place: &Path| host.link_name(place.join("subsystem"));
    match subsystem(device).as_deref() {
        Some("nvme") => vec![device.to_owned()],
        Some("nvme-subsystem") => {
            let names = host.names(device).unwrap_or_default();
            let places = names.iter().map(|name| device.join(name));
            places.filter(|place| subsystem(place).as_deref() == Some("nvme")).collect()
        }
        _ => Vec::new(),
    }
}

/// The kernel's `wwid` is the best of UUID, NGUID and EUI-64; what begins with `nvme.` it made up itself.
fn nvme_name(host: &Host, base: &Path) -> Option<String> {
    let from = |kind: &str, text: String| {
        let bare: String = text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase();
        let empty = bare.bytes().all(|b| b == b'0') || bare.bytes().all(|b| b == b'f');
        let name = if kind == "uuid" { text.trim().to_lowercase() } else { bare };
        (!empty).then(|| format!("{kind}.{name}"))
    };
    let wwid = host.text(base.join("wwid")).unwrap_or_default();
    match wwid.trim().split_once('.') {
        Some(("uuid", id)) => from("uuid", id.to_owned()),
        Some(("eui", id)) if id.len() == 32 => from("nguid", id.to_owned()),
        Some(("eui", id)) => from("eui", id.to_owned()),
        _ => ["uuid", "nguid", "eui"].into_iter().find_map(|kind| from(kind, host.text(base.join(kind))?)),
    }
}

/// The kernel's word for a SCSI name: `naa.…` as it is, `t10.…` is no world-wide name.
fn wwn_of_wwid(wwid: &str) -> Option<String> {
    let (kind, id) = wwid.trim().split_once('.')?;
    let is_hex = !id.is_empty() && id.bytes().all(|b| b.is_ascii_hexdigit()) && id.bytes().any(|b| b != b'0');
    (matches!(kind, "naa" | "eui") && is_hex).then(|| format!("{kind}.{}", id.to_lowercase()))
}

fn scsi_transport(ancestry: &Ancestry<'_>) -> Transport {
    let driver = ancestry.driver_of_host();
    if ancestry.is_of_hypervisor()
        || ancestry.belongs_to("pseudo").is_some()
        || ancestry.contains("iscsi_session")
        || matches!(driver.as_deref(), Some("vmw_pvscsi" | "storvsc_host" | "virtio_scsi" | "scsi_debug"))
    {
        Transport::Virtual
    } else if driver.as_deref() == Some("ufshcd") {
        Transport::Ufs
    } else if ancestry.contains("ata_port") {
        Transport::Ata
    } else {
        Transport::Scsi
    }
}

/// Whether a hypervisor, or the emulation of a disk, says so in the drive's name.
fn is_hypervisor(vendor: Option<&str>, model: Option<&str>) -> bool {
    const VENDORS: [&str; 9] =
        ["QEMU", "VMware", "VMware,", "VBOX", "Msft", "LIO-ORG", "IET", "Linux scsi_debug", "Google"];
    const MODELS: [&str; 9] = [
        "QEMU ",
        "VBOX ",
        "VMware ",
        "Virtual Disk",
        "Microsoft Virtual Disk",
        "Amazon Elastic Block Store",
        "Google PersistentDisk",
        "Parallels ",
        "BHYVE ",
    ];
    vendor.is_some_and(|v| VENDORS.iter().any(|known| v.eq_ignore_ascii_case(known)))
        || model.is_some_and(|m| MODELS.iter().any(|known| m.starts_with(known)))
}
