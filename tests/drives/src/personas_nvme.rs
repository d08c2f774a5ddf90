//! NVMe drives as they are met, by name.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::fault::Faults;
use crate::journal::Journal;
use crate::nvme::{FormatCrypto, Level0, NamespacePlan, NvmeDrive, NvmePersona, Takes, fna, sanicap};
use crate::store::Store;

/// Spare area of every drive, for overwritten blocks.
const SPARE_BYTES: u64 = 256 << 10;
/// Size of a boot partition.
const BOOT_PARTITION_BYTES: u64 = 128 << 10;
/// Namespaces begin and end at such places.
const ALIGNMENT: u64 = 4096;

/// The names that [`nvme_persona`] knows, with what is special about them.
pub const NVME_PERSONAS: [(&str, &str); 13] = [
    ("nvme-modern", "sanitize by block and crypto erase; format with crypto erase; persistent event log"),
    ("nvme-no-sanitize", "no sanitize; format with user data erase and crypto erase"),
    ("nvme-format-user-only", "no sanitize; format with user data erase only"),
    ("nvme-crypto-only", "sanitize by crypto erase only; written blocks read as noise afterwards"),
    ("nvme-overwrite-only", "sanitize by overwrite only; no format"),
    ("nvme-two-namespaces", "two namespaces of 512 and 4096 byte blocks; a format erases one"),
    ("nvme-detached", "a second namespace that is not attached"),
    ("nvme-detached-sanitize", "the same, with sanitize, which would reach it"),
    (
        "nvme-shared",
        "as nvme-modern, in a subsystem that may have other controllers, and lists no namespaces of theirs",
    ),
    ("nvme-unallocated", "half of the capacity is in no namespace"),
    ("nvme-boot-partitions", "two boot partitions and an RPMB"),
    ("nvme-opal", "as nvme-modern, with a TCG Opal 2 range that is locked: neither data nor erase"),
    ("nvme-qemu", "no sanitize; accepts a crypto erase that it does not claim, and only deallocates"),
];

/// The persona of that name with so many bytes of capacity, rounded down to 4096. For `nvme-unallocated` the second half
/// belongs to no namespace; two namespaces get a half each.
#[must_use]
pub fn nvme_persona(name: &str, serial: &str, bytes: u64) -> Option<NvmePersona> {
    let whole = bytes / ALIGNMENT * ALIGNMENT;
    let half = bytes / 2 / ALIGNMENT * ALIGNMENT;
    let modern = modern(serial, whole);
    let without_sanitize = NvmePersona { sanicap: 0, persistent_event_log: false, ..modern.clone() };
    let persona = match name {
        "nvme-modern" => modern,
        "nvme-no-sanitize" => NvmePersona { model: "Emulated NVMe 2016".into(), ..without_sanitize },
        "nvme-format-user-only" => NvmePersona {
            model: "Emulated NVMe F1".into(),
            fna: 0,
            format_crypto: FormatCrypto::Refused,
            blank: 0xFF,
            ..without_sanitize
        },
        "nvme-crypto-only" => NvmePersona {
            model: "Emulated NVMe C1".into(),
            sanicap: sanicap::CRYPTO | sanicap::NOT_MODIFIED,
            crypto_scrambles: true,
            ..modern
        },
        "nvme-overwrite-only" => NvmePersona {
            model: "Emulated NVMe disk".into(),
            sanicap: sanicap::OVERWRITE | sanicap::NOT_MODIFIED,
            fna: 0,
            format_supported: false,
            format_crypto: FormatCrypto::Refused,
            ..modern
        },
        "nvme-two-namespaces" => NvmePersona {
            model: "Emulated NVMe N2".into(),
            namespaces: vec![namespace(serial, 1, half, 512, true), namespace(serial, 2, half, 4096, true)],
            namespace_management: true,
            ..without_sanitize
        },
        "nvme-detached" => NvmePersona {
            model: "Emulated NVMe ND".into(),
            namespaces: vec![namespace(serial, 1, half, 512, true), namespace(serial, 2, half, 512, false)],
            namespace_management: true,
            ..without_sanitize
        },
        "nvme-detached-sanitize" => NvmePersona {
            model: "Emulated NVMe NS".into(),
            namespaces: vec![namespace(serial, 1, half, 512, true), namespace(serial, 2, half, 512, false)],
            namespace_management: true,
            ..modern
        },
        "nvme-shared" => NvmePersona { model: "Emulated NVMe 2C".into(), cmic: 1 << 1, ..modern },
        "nvme-unallocated" => NvmePersona {
            model: "Emulated NVMe NU".into(),
            namespaces: vec![namespace(serial, 1, half, 512, true)],
            unallocated_bytes: half,
            namespace_management: true,
            ..without_sanitize
        },
        "nvme-boot-partitions" => NvmePersona {
            model: "Emulated NVMe BP".into(),
            boot_partition_bytes: BOOT_PARTITION_BYTES,
            rpmb_units: 1,
            ..modern
        },
        "nvme-opal" => NvmePersona {
            model: "Emulated NVMe O2".into(),
            tcg: Some(Level0 { ssc: Level0::OPAL_2, enabled: true, locked: true }),
            ..modern
        },
        "nvme-qemu" => NvmePersona {
            model: "QEMU NVMe Ctrl".into(),
            firmware: "10.0.2".into(),
            fna: 0,
            format_crypto: FormatCrypto::OnlyUnmaps,
            ..without_sanitize
        },
        _ => return None,
    };
    Some(persona)
}

/// The drive of that name. The store must have [`NvmePersona::store_bytes`] of [`nvme_persona`]. Where the faults have
/// `takes`, every sanitize (each pass of an overwrite) and every format takes so long.
///
/// # Panics
/// When the store is too small.
#[must_use]
pub fn nvme_by_name(
    name: &str,
    serial: &str,
    bytes: u64,
    store: Store,
    faults: Faults,
    clock: Arc<dyn Clock>,
    journal: Journal,
) -> Option<NvmeDrive> {
    let mut persona = nvme_persona(name, serial, bytes)?;
    if let Some(time) = faults.number("takes").map(Duration::from_millis) {
        let takes = &mut persona.takes;
        for each in
            [&mut takes.block_erase, &mut takes.crypto_erase, &mut takes.overwrite_pass, &mut takes.format]
        {
            *each = time;
        }
    }
    Some(NvmeDrive::new(persona, store, faults, clock, journal))
}

/// Namespaces of different drives have different identifiers, or Linux would refuse one of them.
fn namespace(serial: &str, number: u64, bytes: u64, block_bytes: u64, attached: bool) -> NamespacePlan {
    /// FNV-1a, 64 bits.
    const BASIS: u64 = 0xCBF2_9CE4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01B3;
    let hash = serial.bytes().fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    // Locally administered (second bit of the first byte): nobody's. The last byte is the number.
    let eui64 = 0x02 << 56 | hash >> 16 << 8 | number & 0xFF;
    NamespacePlan { bytes, block_bytes, attached, eui64, nguid: 0 }
}

fn modern(serial: &str, bytes: u64) -> NvmePersona {
    NvmePersona {
        model: "Emulated NVMe M1".into(),
        serial: serial.into(),
        firmware: "EMU1".into(),
        namespaces: vec![namespace(serial, 1, bytes, 512, true)],
        unallocated_bytes: 0,
        cmic: 0,
        namespace_management: false,
        sanicap: sanicap::CRYPTO | sanicap::BLOCK | sanicap::MODIFIED,
        fna: fna::CRYPTO,
        format_supported: true,
        format_crypto: FormatCrypto::Erases,
        boot_partition_bytes: 0,
        rpmb_units: 0,
        persistent_event_log: true,
        // Commands Supported and Effects log; extended data for Get Log Page.
        lpa: 1 << 1 | 1 << 2,
        takes: Takes::default(),
        blank: 0,
        crypto_scrambles: false,
        tcg: None,
        spare_bytes: SPARE_BYTES,
        write_cache: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::VirtualClock;

    #[test]
    fn every_name_is_a_drive_and_no_two_share_an_identifier() {
        let make = |name: &str, serial: &str| {
            let bytes = nvme_persona(name, serial, 1 << 20).map_or(0, |persona| persona.store_bytes());
            let store = Store::memory(bytes);
            let clock = VirtualClock::new();
            nvme_by_name(name, serial, 1 << 20, store, Faults::default(), clock, Journal::default())
        };
        for (name, _) in NVME_PERSONAS {
            let areas = make(name, "A").expect("a drive").areas();
            let first: u64 =
                areas.iter().filter(|area| area.name != "spare").map(|area| area.to - area.from).sum();
            assert_eq!(areas[0].from, 0, "{name}");
            assert_eq!(areas.last().map(|area| area.to), Some(first + SPARE_BYTES), "{name}");
        }
        assert!(make("nvme-other", "A").is_none());
        let store = Store::memory(4 << 20);
        let faults = "takes=70".parse().expect("faults");
        let clock = VirtualClock::new();
        let drive = nvme_by_name("nvme-modern", "A", 1 << 20, store, faults, clock, Journal::default());
        assert_eq!(drive.expect("a drive").persona().takes.format, Duration::from_millis(70));
        let identifiers =
            |serial| nvme_persona("nvme-two-namespaces", serial, 1 << 20).expect("known").namespaces;
        let [a, b] = [identifiers("A"), identifiers("B")];
        assert_ne!(a[0].eui64, a[1].eui64);
        assert_ne!(a[0].eui64, b[0].eui64);
        assert_eq!(a[0].eui64 >> 56, 2);
    }
}
