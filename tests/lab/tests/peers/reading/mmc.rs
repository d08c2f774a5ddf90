//! mmc-utils.

use std::sync::{Arc, Mutex};

use emulated_drives::emmc::{EmmcDrive, EmmcPersona};
use emulated_drives::fault::Faults;
use emulated_drives::personas_emmc::emmc_persona;
use gomme::event::{AreaKind, Survey, Transport};
use lab::attach::AttachedDrive;
use lab::peers::Bay;

use super::{Drive, Facts, Readers, area_word, bytes_word, drive, number, parts, word, yes};
use crate::{SMALL, peer};

const READERS: Readers = Readers { by_peers, by_gomme };

/// The value in `[NAME: 0x12]` or `[NAME]: 0x12`.
fn register(text: &str, name: &str) -> u64 {
    let value = |line: &str| {
        let (_, rest) = line.split_once(&format!("[{name}"))?;
        number(rest.trim_start_matches([']', ':', ' ']))
    };
    text.lines().find_map(value).unwrap_or_else(|| panic!("no {name}: {text}"))
}

/// EXT_CSD by `mmc extcsd read` (JESD84-B51 7.4).
fn by_peers(bay: &Bay) -> Facts {
    /// Unit of the boot partitions and the RPMB, and of the erase groups.
    const UNIT: u64 = 128 << 10;
    const GROUP: u64 = 512 << 10;
    let text = peer(bay, "mmc extcsd read DEVICE").text;
    let features = register(&text, "SEC_FEATURE_SUPPORT");
    let groups = register(&text, "HC_WP_GRP_SIZE") * register(&text, "HC_ERASE_GRP_SIZE") * GROUP;
    let general: u64 = (1..=4).map(|number| register(&text, &format!("GP_SIZE_MULT_{number}"))).sum();
    Facts::from([
        ("secure erase", yes(features & 1 != 0)),
        ("trim", yes(features & 1 << 4 != 0)),
        ("sanitize", yes(features & 1 << 6 != 0)),
        ("erased", if register(&text, "ERASED_MEM_CONT") == 0 { "00" } else { "ff" }.to_owned()),
        ("boot", bytes_word(2 * register(&text, "BOOT_SIZE_MULTI") * UNIT)),
        ("replay protected", bytes_word(register(&text, "RPMB_SIZE_MULT") * UNIT)),
        ("general purpose", bytes_word(general * groups)),
    ])
}

fn by_gomme(bay: &Bay) -> Facts {
    let Survey::Mmc(survey) = bay.survey() else { panic!("no eMMC: {:?}", bay.survey()) };
    Facts::from([
        ("secure erase", word(survey.secure_erase)),
        ("trim", word(survey.trim)),
        ("sanitize", word(survey.sanitize)),
        ("erased", format!("{:02x}", survey.erased_byte)),
        ("boot", area_word(&survey.areas, AreaKind::BootPartitions)),
        ("replay protected", area_word(&survey.areas, AreaKind::ReplayProtected)),
        ("general purpose", area_word(&survey.areas, AreaKind::GeneralPurpose)),
    ])
}

const TABLET: Drive = drive("emmc-tablet", "");
const PARTITIONS: Drive = drive("emmc-partitions", "");
const OLD: Drive = drive("emmc-4.41", "");

#[test]
fn mmc_utils_reads_the_same() {
    READERS.agree_on(&[TABLET, PARTITIONS, OLD, drive("emmc-none", "")]);
}

/// A card with larger boot partitions and RPMB.
fn other_card() -> Bay {
    const UNIT: u64 = 128 << 10;
    let persona = emmc_persona("emmc-tablet", "LAB0001", SMALL).expect("a persona");
    let persona = EmmcPersona { boot_bytes: 2 * UNIT, rpmb_bytes: 4 * UNIT, ..persona };
    let (store, clock, journal) = parts(persona.store_bytes());
    let device = EmmcDrive::new(persona, store.clone(), Faults::default(), clock, journal.clone());
    let drive = AttachedDrive::Emmc(Arc::new(Mutex::new(device)));
    Bay::with(drive, Transport::Mmc, store, journal).expect("a bay")
}

#[test]
fn a_card_that_differs_is_seen_to_differ() {
    READERS.disagree_on(vec![
        (TABLET.bay(), OLD.bay(), &["erased", "sanitize", "secure erase"]),
        (PARTITIONS.bay(), TABLET.bay(), &["general purpose"]),
        (OLD.bay(), drive("emmc-none", "").bay(), &["erased", "secure erase", "trim"]),
        (TABLET.bay(), other_card(), &["boot", "replay protected"]),
    ]);
}
