//! Traces of drives that do not show: controllers in RAID mode, without a driver, or with nothing behind them.

use std::path::PathBuf;

use super::DriveError;
use super::blocks::{Blocks, Sort};
use super::host::Host;
use crate::text::drive::{EN, FR};
use crate::text::{Lang, Say};

/// How much a hint weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// A drive is very likely hidden.
    Loud,
    /// Nothing shows where something could be: an empty slot looks the same.
    Quiet,
}

/// Why there may be a drive that is not shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// NVMe drives that the SATA controller keeps to itself (`remapped_nvme`).
    RemappedNvme {
        /// PCI address.
        address: String,
        /// How many.
        count: u64,
    },
    /// Intel Volume Management Device, without its driver or with nothing behind it.
    Vmd {
        /// PCI address.
        address: String,
        /// Whether the kernel drives it.
        driven: bool,
    },
    /// A controller that shows arrays in place of drives.
    RaidController {
        /// PCI address.
        address: String,
        /// Its driver, if it has one.
        driver: Option<String>,
    },
    /// A storage controller that no driver took.
    NoDriver {
        /// PCI address.
        address: String,
        /// Vendor and device, `8086:9a0b`.
        id: String,
    },
    /// An NVMe controller that does not work.
    NvmeNotLive {
        /// Its name.
        name: String,
        /// What the kernel says of it.
        state: String,
    },
    /// An NVMe controller without a namespace.
    NvmeEmpty {
        /// Its name.
        name: String,
    },
    /// A SATA, SAS or card controller without a drive.
    EmptyController {
        /// PCI address or name.
        address: String,
        /// Whether any other drive shows.
        others: bool,
    },
}

impl Hint {
    /// The name that scripts see; never changes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Hint::RemappedNvme { .. } => "remapped_nvme",
            Hint::Vmd { .. } => "vmd",
            Hint::RaidController { .. } => "raid_controller",
            Hint::NoDriver { .. } => "no_driver",
            Hint::NvmeNotLive { .. } => "nvme_not_live",
            Hint::NvmeEmpty { .. } => "nvme_empty",
            Hint::EmptyController { .. } => "empty_controller",
        }
    }

    /// How much it weighs.
    #[must_use]
    pub fn weight(&self) -> Weight {
        match self {
            Hint::EmptyController { others: true, .. } => Weight::Quiet,
            _ => Weight::Loud,
        }
    }
}

impl Say for Hint {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            Hint::RemappedNvme { address, count } => (t.hint_remapped)(address, *count),
            Hint::Vmd { address, driven: true } => (t.hint_vmd_empty)(address),
            Hint::Vmd { address, driven: false } => (t.hint_vmd_undriven)(address),
            Hint::RaidController { address, driver: Some(driver) } => (t.hint_raid)(address, driver),
            Hint::RaidController { address, driver: None } => (t.hint_raid_undriven)(address),
            Hint::NoDriver { address, id } => (t.hint_no_driver)(address, id),
            Hint::NvmeNotLive { name, state } => (t.hint_nvme_state)(name, state),
            Hint::NvmeEmpty { name } => (t.hint_nvme_empty)(name),
            Hint::EmptyController { address, .. } => (t.hint_empty)(address),
        }
    }
}

/// PCI base class and subclass (PCI Code and ID Assignment 1.14 §1.2, §1.9).
mod class {
    pub const RAID: u64 = 0x0104;
    pub const SATA: u64 = 0x0106;
    pub const SAS: u64 = 0x0107;
    pub const NVME: u64 = 0x0108;
    pub const STORAGE: u64 = 0x01;
    pub const SD_HOST: u64 = 0x0805;
}

/// Drivers of controllers that show arrays in place of drives.
const RAID_DRIVERS: [&str; 9] =
    ["megaraid_sas", "hpsa", "smartpqi", "aacraid", "mpi3mr", "arcmsr", "3w-9xxx", "3w-sas", "megaraid"];

/// Looks for traces.
///
/// # Errors
/// [`DriveError::NoSysfs`] when `/sys` cannot be read.
pub fn of(host: &Host) -> Result<Vec<Hint>, DriveError> {
    let blocks = Blocks::scan(host).ok_or(DriveError::NoSysfs)?;
    let drives = blocks.disks.iter().filter(|d| d.sort == Sort::Drive).count();
    Ok(look(host, &blocks, drives))
}

/// Looks for traces; `drives`: how many drives show.
#[must_use]
pub(super) fn look(host: &Host, blocks: &Blocks, drives: usize) -> Vec<Hint> {
    let mut hints = Vec::new();
    // Whatever block device is there, hidden paths of multipath drives included: its controller is not empty.
    let places: Vec<PathBuf> = blocks.disks.iter().map(|d| d.place.clone()).collect();
    let others = drives > 0;
    for address in host.names("sys/bus/pci/devices").unwrap_or_default() {
        hints.extend(pci(host, &address, &places, others));
    }
    for name in host.names("sys/class/nvme").unwrap_or_default() {
        let base = format!("sys/class/nvme/{name}");
        let state = host.text(format!("{base}/state"));
        let place = host.canonical(&base);
        match state.as_deref() {
            Some("live") if !place.is_some_and(|place| places.iter().any(|p| p.starts_with(&place))) => {
                hints.push(Hint::NvmeEmpty { name });
            }
            Some("live") => {}
            state => hints.push(Hint::NvmeNotLive { name, state: state.unwrap_or("?").to_owned() }),
        }
    }
    for name in host.names("sys/class/mmc_host").unwrap_or_default() {
        let place = host.canonical(format!("sys/class/mmc_host/{name}"));
        if !place.is_some_and(|place| places.iter().any(|p| p.starts_with(&place))) {
            hints.push(Hint::EmptyController { address: name, others });
        }
    }
    hints.sort();
    hints.dedup();
    hints
}

fn pci(host: &Host, address: &str, places: &[PathBuf], others: bool) -> Option<Hint> {
    let base = format!("sys/bus/pci/devices/{address}");
    let hexadecimal = |file: &str| {
        let text = host.text(format!("{base}/{file}"))?;
        u64::from_str_radix(text.trim().strip_prefix("0x")?, 16).ok()
    };
    let class = hexadecimal("class")? >> 8;
    let is_storage = class >> 8 == class::STORAGE || class == class::SD_HOST;
    if !is_storage {
        return None;
    }
    let driver = host.link_name(format!("{base}/driver"));
    let remapped = host.number(format!("{base}/remapped_nvme"));
    let (vendor, device) = (hexadecimal("vendor").unwrap_or(0), hexadecimal("device").unwrap_or(0));
    let place = host.canonical(&base);
    let occupied = place.is_some_and(|place| places.iter().any(|p| p.starts_with(&place)));
    let address = address.to_owned();
    let is_vmd = driver.as_deref() == Some("vmd")
        || (class == class::RAID && vendor == 0x8086 && is_vmd_device(device));
    match driver {
        _ if remapped.is_some_and(|count| count > 0) => {
            Some(Hint::RemappedNvme { address, count: remapped? })
        }
        Some(_) if is_vmd => (!occupied).then_some(Hint::Vmd { address, driven: true }),
        None if is_vmd => Some(Hint::Vmd { address, driven: false }),
        Some(driver) if RAID_DRIVERS.contains(&driver.as_str()) => {
            Some(Hint::RaidController { address, driver: Some(driver) })
        }
        // AHCI in RAID mode says how many drives it remaps; where it says none, all of them show.
        Some(driver) if class == class::RAID && remapped.is_none() => {
            Some(Hint::RaidController { address, driver: Some(driver) })
        }
        None if class == class::RAID => Some(Hint::RaidController { address, driver: None }),
        None => Some(Hint::NoDriver { address, id: format!("{vendor:04x}:{device:04x}") }),
        // NVMe controllers that have a driver tell their own state.
        Some(_) if matches!(class, class::RAID | class::SATA | class::SAS) && !occupied => {
            Some(Hint::EmptyController { address, others })
        }
        Some(_) if class == class::NVME && !occupied && host.names(format!("{base}/nvme")).is_none() => {
            Some(Hint::NvmeNotLive { name: address, state: "?".into() })
        }
        Some(_) => None,
    }
}

/// The Intel VMD endpoints that Linux knows (`drivers/pci/controller/vmd.c`).
fn is_vmd_device(device: u64) -> bool {
    matches!(device, 0x201d | 0x28c0 | 0x467f | 0x4c3d | 0x7d0b | 0x9a0b | 0xa77f | 0xad0b | 0xb06f | 0xb60b)
}
