//! eMMC devices as they are met, by name.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::emmc::{EmmcDrive, EmmcPersona, features};
use crate::fault::Faults;
use crate::journal::Journal;
use crate::store::Store;

/// Erase groups are of this size; so are the steps of capacity.
const GROUP_BYTES: u64 = 512 << 10;
/// Size of a boot partition and of the RPMB.
const BOOT_BYTES: u64 = 128 << 10;

/// The names that [`emmc_persona`] knows, with what is special about them.
pub const EMMC_PERSONAS: [(&str, &str); 4] = [
    ("emmc-tablet", "5.1: trim, discard and sanitize, boot partitions, RPMB, a cache"),
    ("emmc-partitions", "as emmc-tablet, with a general purpose partition of 512 KiB"),
    ("emmc-4.41", "secure erase and secure trim, no sanitize; erased blocks read as FFh"),
    ("emmc-none", "neither trim nor sanitize nor secure erase: a plain erase only"),
];

/// The persona of that name with so many bytes of user area, rounded down to 512 KiB. The serial number is the number in
/// the text, hexadecimal, or its bytes as they are.
#[must_use]
pub fn emmc_persona(name: &str, serial: &str, bytes: u64) -> Option<EmmcPersona> {
    let mixed = |number: u32, byte: u8| number.rotate_left(5) ^ u32::from(byte);
    let tablet = EmmcPersona {
        product: "EMU51T".into(),
        serial: u32::from_str_radix(serial, 16).unwrap_or_else(|_| serial.bytes().fold(0, mixed)),
        manufacturer: 0xFE,
        user_bytes: bytes / GROUP_BYTES * GROUP_BYTES,
        boot_bytes: BOOT_BYTES,
        rpmb_bytes: BOOT_BYTES,
        general_bytes: [0; 4],
        revision: 8,
        features: features::TRIM | features::SANITIZE,
        erased: 0,
        cache: true,
        erase_takes: Duration::from_millis(200),
        secure_takes: Duration::from_secs(2),
        sanitize_takes: Duration::from_secs(1),
        spare_bytes: 256 << 10,
    };
    let persona = match name {
        "emmc-tablet" => tablet,
        "emmc-partitions" => {
            EmmcPersona { product: "EMU51G".into(), general_bytes: [GROUP_BYTES, 0, 0, 0], ..tablet }
        }
        "emmc-4.41" => EmmcPersona {
            product: "EMU441".into(),
            revision: 5,
            features: features::SECURE_ERASE | features::TRIM,
            erased: 0xFF,
            cache: false,
            ..tablet
        },
        "emmc-none" => {
            EmmcPersona { product: "EMU000".into(), revision: 5, features: 0, cache: false, ..tablet }
        }
        _ => return None,
    };
    Some(persona)
}

/// The device of that name. The store must have [`EmmcPersona::store_bytes`] of [`emmc_persona`]. Where the faults have
/// `takes`, every erase and sanitize takes so long.
///
/// # Panics
/// When the store is too small.
#[must_use]
pub fn emmc_by_name(
    name: &str,
    serial: &str,
    bytes: u64,
    store: Store,
    faults: Faults,
    clock: Arc<dyn Clock>,
    journal: Journal,
) -> Option<EmmcDrive> {
    let mut persona = emmc_persona(name, serial, bytes)?;
    if let Some(time) = faults.number("takes").map(Duration::from_millis) {
        for each in [&mut persona.erase_takes, &mut persona.secure_takes, &mut persona.sanitize_takes] {
            *each = time;
        }
    }
    Some(EmmcDrive::new(persona, store, faults, clock, journal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::VirtualClock;

    #[test]
    fn every_name_is_a_device_that_takes_as_long_as_it_is_told() {
        let make = |name: &str, faults: &str| {
            let bytes = emmc_persona(name, "12", 1 << 20).map_or(0, |persona| persona.store_bytes());
            let faults = faults.parse().expect("faults");
            let (store, clock) = (Store::memory(bytes), VirtualClock::new());
            emmc_by_name(name, "12", 1 << 20, store, faults, clock, Journal::default())
        };
        for (name, _) in EMMC_PERSONAS {
            let device = make(name, "takes=70").expect("a device");
            assert_eq!(device.persona().sanitize_takes, Duration::from_millis(70), "{name}");
            assert_eq!(device.persona().serial, 0x12);
            assert_eq!(device.areas()[0].to, 1 << 20);
            let usual = make(name, "").expect("a device");
            assert_eq!(usual.persona().erase_takes, Duration::from_millis(200));
        }
        assert!(make("emmc-other", "").is_none());
    }
}
