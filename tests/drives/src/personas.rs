//! Drives by name: the kinds that come out of donated computers. Models and serial numbers are invented.

use std::sync::Arc;
use std::time::Duration;

use crate::ata::{AtaDrive, AtaPersona, EraseTimes};
use crate::clock::Clock;
use crate::fault::Faults;
use crate::journal::Journal;
use crate::sat::{Bridge, SatDisk};
use crate::scsi::{ScsiDisk, ScsiPersona, ScsiTarget, ScsiTimes};
use crate::store::Store;

/// The names that [`by_name`] knows, with what each stands for.
pub const NAMES: &[(&str, &str)] = &[
    ("sata-ssd-2013", "SSD with security erase, enhanced too, and no sanitize"),
    ("sata-ssd-modern", "SSD with block erase and crypto scramble"),
    ("sata-ssd-sed", "SSD that encrypts all data; enhanced erase is cryptographic"),
    ("sata-hdd-smr", "disk with HPA, DCO and sanitize by overwriting"),
    ("sata-hdd-old", "disk of 28-bit times: normal security erase only, HPA"),
    ("sata-hdd-amac", "disk with an accessible max address"),
    ("sata-none", "SSD without any erase command"),
    ("sas-hdd-520", "SAS disk with blocks of 520 bytes"),
    ("sas-ssd", "SAS SSD"),
    ("sas-hdd-format-only", "SAS disk with FORMAT UNIT and no SANITIZE"),
    ("sas-hdd-two-units", "SAS disk with two actuators, each a logical unit"),
    ("sas-clipped", "SAS disk with three quarters of its capacity hidden by MODE SELECT"),
    ("usb-jmicron", "USB bridge that gives no registers back"),
    ("usb-asmedia", "USB bridge with a good translation"),
    ("usb-no-sat", "USB bridge without pass-through"),
    ("hba-perc", "RAID controller whose registers are all zero"),
];

/// How long erasing takes without `takes` among the faults: short, since lab machines wait in real time.
const QUICK: Duration = Duration::from_millis(300);

fn takes(faults: &Faults) -> Duration {
    faults.number("takes").map_or(QUICK, Duration::from_millis)
}

/// Bytes that a drive has at least.
const LEAST_BYTES: u64 = 4096;

/// A drive by the name of its kind, with blocks on the whole store's bytes.
///
/// Takes the first `bytes` of the store as its native capacity, rounded down to whole blocks. Nothing when there is no
/// such kind, or no room for a block.
#[must_use]
pub fn by_name(
    name: &str,
    serial: &str,
    bytes: u64,
    store: Store,
    faults: Faults,
    clock: Arc<dyn Clock>,
    journal: Journal,
) -> Option<Box<dyn ScsiTarget>> {
    if let Some(persona) = scsi_persona(name, serial, bytes).filter(|_| bytes >= LEAST_BYTES) {
        let persona = ScsiPersona { erase_takes: ScsiTimes::all(takes(&faults)), ..persona };
        return Some(Box::new(ScsiDisk::new(persona, store, faults, clock, journal)));
    }
    let drive = ata_by_name(name, serial, bytes, store, faults, clock, journal)?;
    Some(Box::new(SatDisk::new(drive, bridge(name, serial, bytes))))
}

/// The ATA drive of this name without anything before it, for a front-end that speaks ATA itself (AHCI).
#[must_use]
pub fn ata_by_name(
    name: &str,
    serial: &str,
    bytes: u64,
    store: Store,
    faults: Faults,
    clock: Arc<dyn Clock>,
    journal: Journal,
) -> Option<AtaDrive> {
    let persona = ata_persona(name, serial, bytes).filter(|_| bytes >= LEAST_BYTES)?;
    let persona = AtaPersona { erase_takes: EraseTimes::all(takes(&faults)), ..persona };
    Some(AtaDrive::new(persona, store, own_faults(name, faults), clock, journal))
}

/// What the kind does wrong by itself.
fn own_faults(name: &str, faults: Faults) -> Faults {
    match name {
        "usb-jmicron" => faults.with("no_registers", ""),
        "hba-perc" => faults.with("zero_registers", "").with("fixed_sense", "always"),
        _ => faults,
    }
}

/// The ATA drive of this name; those behind bridges and controllers too.
#[must_use]
pub fn ata_persona(name: &str, serial: &str, bytes: u64) -> Option<AtaPersona> {
    let base = AtaPersona {
        serial: serial.to_owned(),
        wwn: wwn(serial),
        sectors: bytes / 512,
        erase_takes: EraseTimes::all(QUICK),
        ..AtaPersona::default()
    };
    match name {
        "sata-ssd-2013" => Some(ssd_2013(base)),
        "sata-ssd-modern" | "usb-asmedia" | "usb-no-sat" => Some(ssd_modern(base)),
        "sata-ssd-sed" | "hba-perc" => Some(ssd_sed(base)),
        "sata-hdd-smr" => Some(hdd_smr(base)),
        "sata-hdd-old" => Some(hdd_old(base)),
        "sata-hdd-amac" | "usb-jmicron" => Some(hdd_amac(base)),
        "sata-none" => Some(no_erase(base)),
        _ => None,
    }
}

/// A world wide name from the serial number: NAA 5 and an identifier that no maker has.
fn wwn(serial: &str) -> u64 {
    let hash = serial
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325u64, |all, b| (all ^ u64::from(b)).wrapping_mul(0x100_0000_01B3));
    0x5E00_0000_0000_0000 | hash & 0x00FF_FFFF_FFFF_FFFF
}

fn ssd_2013(base: AtaPersona) -> AtaPersona {
    AtaPersona {
        model: "Norvind SSD 128GB N13".to_owned(),
        firmware: "NV13A1".to_owned(),
        versions: 0x01F8,
        enhanced_pattern: 0x00,
        sanitize_crypto: false,
        sanitize_block: false,
        sanitize_overwrite: false,
        trim_deterministic: false,
        trim_zeroes: false,
        ..base
    }
}

fn ssd_modern(base: AtaPersona) -> AtaPersona {
    AtaPersona {
        model: "Brennholt Flash B500".to_owned(),
        firmware: "BF5.02".to_owned(),
        versions: 0x0FF0,
        physical_bytes: 4096,
        sanitize_overwrite: false,
        ..base
    }
}

fn ssd_sed(base: AtaPersona) -> AtaPersona {
    AtaPersona {
        model: "Brennholt Flash B500 SED".to_owned(),
        firmware: "BF5.02S".to_owned(),
        versions: 0x0FF0,
        physical_bytes: 4096,
        enhanced_is_crypto: true,
        all_encrypted: true,
        trusted: true,
        sanitize_overwrite: false,
        ..base
    }
}

fn rotating(base: AtaPersona) -> AtaPersona {
    AtaPersona {
        rotation: 5400,
        enhanced_pattern: 0xA5,
        sanitize_crypto: false,
        sanitize_block: false,
        trim: false,
        normal_minutes: 76,
        enhanced_minutes: 78,
        ..base
    }
}

fn hdd_smr(base: AtaPersona) -> AtaPersona {
    AtaPersona {
        model: "Kvarnsten Disk KD1000".to_owned(),
        firmware: "KD10S3".to_owned(),
        versions: 0x03F0,
        physical_bytes: 4096,
        trim: true,
        trim_deterministic: true,
        hpa: true,
        hpa_security: true,
        dco: true,
        ..rotating(base)
    }
}

fn hdd_old(base: AtaPersona) -> AtaPersona {
    AtaPersona {
        model: "Kvarnsten Disk KD40".to_owned(),
        firmware: "3.04".to_owned(),
        wwn: 0,
        versions: 0x007C,
        enhanced: false,
        sanitize_overwrite: false,
        hpa: true,
        lba48: false,
        gpl: false,
        keeps_settings: false,
        normal_minutes: 12,
        enhanced_minutes: 0,
        ..rotating(base)
    }
}

fn hdd_amac(base: AtaPersona) -> AtaPersona {
    AtaPersona {
        model: "Kvarnsten Disk KD4000".to_owned(),
        firmware: "KD40X1".to_owned(),
        versions: 0x07F0,
        rotation: 7200,
        physical_bytes: 4096,
        amac: true,
        // 2 minutes on a disk: the enhanced erase changes the key.
        enhanced_is_crypto: true,
        enhanced_minutes: 1,
        sanitize_crypto: true,
        normal_minutes: 0x8000 | 240,
        ..rotating(base)
    }
}

fn no_erase(base: AtaPersona) -> AtaPersona {
    AtaPersona {
        model: "Plain Flash 16GB".to_owned(),
        firmware: "1.0".to_owned(),
        versions: 0x01F0,
        security: false,
        enhanced: false,
        sanitize_crypto: false,
        sanitize_block: false,
        sanitize_overwrite: false,
        trim_deterministic: false,
        trim_zeroes: false,
        ..base
    }
}

fn bridge(name: &str, serial: &str, bytes: u64) -> Bridge {
    let own = |vendor: &str, product: &str| Bridge {
        vendor: vendor.to_owned(),
        product: product.to_owned(),
        serial: Some(format!("USB{serial}")),
        ..Bridge::default()
    };
    match name {
        "usb-jmicron" => own("JMicron", "Generic"),
        "usb-asmedia" => Bridge { serial: None, ..own("ASMT", "2115") },
        "usb-no-sat" => Bridge {
            no_pass_through_12: true,
            no_pass_through_16: true,
            no_information: true,
            // It keeps the last 8 KiB for itself.
            most_blocks: Some((bytes / 512).saturating_sub(16).max(1)),
            ..own("Generic", "External")
        },
        "hba-perc" => Bridge { serial: None, ..own("ATA", "Brennholt B500 S") },
        _ => Bridge::default(),
    }
}

/// The SAS disk of this name.
#[must_use]
pub fn scsi_persona(name: &str, serial: &str, bytes: u64) -> Option<ScsiPersona> {
    let base = ScsiPersona {
        vendor: "KVARNSTE".to_owned(),
        product: "KS900".to_owned(),
        revision: "C003".to_owned(),
        serial: serial.to_owned(),
        wwn: wwn(serial),
        logical_units: 1,
        bytes,
        block_bytes: 512,
        physical_exponent: 0,
        rotation: 10_500,
        sanitize_overwrite: true,
        sanitize_block: false,
        sanitize_crypto: false,
        format: true,
        format_keeps_data: false,
        unmap: false,
        clipped: None,
        erase_takes: ScsiTimes::all(QUICK),
        blank: 0,
    };
    match name {
        "sas-hdd-520" => Some(ScsiPersona {
            block_bytes: 520,
            bytes: bytes / 520 * 520,
            product: "KS900-520".to_owned(),
            ..base
        }),
        "sas-ssd" => Some(ScsiPersona {
            vendor: "BRENNHOL".to_owned(),
            product: "BS1600".to_owned(),
            rotation: 1,
            physical_exponent: 3,
            sanitize_block: true,
            sanitize_crypto: true,
            unmap: true,
            ..base
        }),
        "sas-hdd-format-only" => {
            Some(ScsiPersona { product: "KS300".to_owned(), sanitize_overwrite: false, ..base })
        }
        "sas-hdd-two-units" => Some(ScsiPersona { product: "KS14T-2A".to_owned(), logical_units: 2, ..base }),
        "sas-clipped" => Some(ScsiPersona { clipped: Some(bytes / 512 / 4), ..base }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::VirtualClock;

    fn drive(name: &str, bytes: u64) -> Option<Box<dyn ScsiTarget>> {
        let store = Store::memory(bytes);
        by_name(name, "S1", bytes, store, Faults::default(), VirtualClock::new(), Journal::default())
    }

    #[test]
    fn each_name_is_a_drive_of_the_size_asked_for() {
        for (name, _) in NAMES {
            let mut disk = drive(name, 8 << 20).expect(name);
            let bytes = disk.capacity_blocks() * u64::from(disk.block_bytes());
            let hidden = (8 << 20) - bytes;
            match *name {
                "sas-clipped" => assert_eq!(hidden, 6 << 20),
                "usb-no-sat" => assert_eq!(hidden, 8192),
                _ => assert!(hidden < 4096, "{name}"),
            }
            assert_eq!(disk.command(&[0x12, 0, 0, 0, 96, 0], &[], 96).status, 0, "{name}");
        }
        assert!(drive("no-such-drive", 8 << 20).is_none());
        assert!(drive("sata-none", 100).is_none());
    }

    #[test]
    fn erasing_takes_as_long_as_asked_for() {
        for (faults, wait) in [("", 300), ("takes=5000", 5000)] {
            let clock = VirtualClock::new();
            let store = Store::memory(1 << 20);
            store.write(4096, b"planted");
            let (faults, journal) = (faults.parse().unwrap(), Journal::default());
            let made = by_name("sas-ssd", "S1", 1 << 20, store.clone(), faults, clock.clone(), journal);
            let mut disk = made.unwrap();
            assert_eq!(disk.command(&[0x48, 0x82, 0, 0, 0, 0, 0, 0, 0, 0], &[], 0).status, 0);
            clock.advance(Duration::from_millis(wait - 1));
            assert_eq!(disk.command(&[0; 6], &[], 0).status, 2);
            clock.advance(Duration::from_millis(1));
            assert_eq!(disk.command(&[0; 6], &[], 0).status, 0);
            assert_eq!(store.find(b"planted", 1), []);
        }
    }

    #[test]
    fn identify_words_are_those_of_the_kind() {
        let word = |name: &str, word: usize| {
            let persona = ata_persona(name, "S1", 8 << 20).expect(name);
            let clock = VirtualClock::new();
            let drive =
                AtaDrive::new(persona, Store::memory(0), Faults::default(), clock, Journal::default());
            let data = drive.identify();
            u16::from_le_bytes([data[2 * word], data[2 * word + 1]])
        };
        // Sanitize operations: block erase, overwrite, crypto scramble, feature set.
        for (name, operations) in [
            ("sata-ssd-2013", 0x0000),
            ("sata-ssd-modern", 0xB000),
            ("sata-ssd-sed", 0xB000),
            ("sata-hdd-smr", 0x5000),
            ("sata-hdd-old", 0x0000),
            ("sata-hdd-amac", 0x7000),
            ("sata-none", 0x0000),
        ] {
            assert_eq!(word(name, 59) & 0xF000, operations, "{name}");
        }
        assert_eq!(word("sata-ssd-2013", 128), 0x0021);
        assert_eq!(word("sata-hdd-old", 128), 0x0001);
        assert_eq!(word("sata-none", 128), 0);
        assert_eq!(word("sata-hdd-old", 83) & 0x0400, 0, "no 48-bit commands");
        assert_eq!(word("sata-hdd-smr", 83) & 0x0800, 0x0800, "DCO");
        assert_eq!(word("sata-hdd-amac", 119) & 0x0100, 0x0100);
        assert_eq!(word("sata-ssd-sed", 69) & 0x0010, 0x0010, "all encrypted");
    }

    #[test]
    fn bridges_and_controllers_give_what_they_are_known_for() {
        let registers = [0x85, 0x06, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xE5, 0];
        let mut asmedia = drive("usb-asmedia", 8 << 20).unwrap();
        assert_eq!(asmedia.command(&registers, &[], 0).sense[8..10], [0x09, 0x0C]);
        let mut jmicron = drive("usb-jmicron", 8 << 20).unwrap();
        assert_eq!(jmicron.command(&registers, &[], 0).sense, []);
        let mut none = drive("usb-no-sat", 8 << 20).unwrap();
        assert_eq!(none.command(&registers, &[], 0).key_code_qualifier(), Some((5, 0x20, 0)));
        let mut perc = drive("hba-perc", 8 << 20).unwrap();
        let sense = perc.command(&registers, &[], 0).sense;
        assert_eq!((sense[0], &sense[3..7], &sense[9..12]), (0x70, &[0; 4][..], &[0; 3][..]));
    }
}
