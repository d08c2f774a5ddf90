//! nvme-cli. Write protection is left out: no emulated controller has it, so no comparison could fail.

use std::sync::{Arc, Mutex};

use emulated_drives::fault::Faults;
use emulated_drives::nvme::{NvmeDrive, NvmePersona, fna};
use emulated_drives::personas_nvme::nvme_persona;
use gomme::drive::survey::nvme;
use gomme::event::{AreaKind, Survey, Transport};
use lab::attach::AttachedDrive;
use lab::peers::{Asker, Bay};

use super::{
    Drive, Facts, Readers, after, area_word, bytes_word, drive, lower, number, parts, settle, word, yes,
};
use crate::{SMALL, peer};

const READERS: Readers = Readers { by_peers, by_gomme };

/// The value of a field of `nvme id-ctrl`.
fn field<'a>(text: &'a str, name: &str) -> &'a str {
    let value = |line: &'a str| {
        line.split_once(':').filter(|(key, _)| key.trim() == name).map(|(_, value)| value.trim())
    };
    text.lines().find_map(value).unwrap_or_else(|| panic!("no {name}: {text}"))
}

fn by_peers(bay: &Bay) -> Facts {
    let controller = peer(bay, "nvme id-ctrl DEVICE").text;
    let bits = |name: &str| number(field(&controller, name)).expect("a number");
    let (sanicap, oacs, fna) = (bits("sanicap"), bits("oacs"), bits("fna"));
    let log = peer(bay, "nvme sanitize-log DEVICE").text;
    let listed = |line| peer(bay, line).text.lines().filter(|line| line.starts_with('[')).count();
    let (active, all) = (listed("nvme list-ns DEVICE"), listed("nvme list-ns --all DEVICE"));
    let formats = oacs & 1 << 1 != 0;
    Facts::from([
        ("crypto", yes(sanicap & 1 != 0)),
        ("block", yes(sanicap & 1 << 1 != 0)),
        ("overwrite", yes(sanicap & 1 << 2 != 0)),
        ("sanitize state", sanitize_state(&log, sanicap)),
        ("format", yes(formats)),
        ("format crypto", yes(formats && fna & 1 << 2 != 0)),
        ("format reaches all", yes(fna & 1 << 1 != 0)),
        ("other namespaces", (active - 1).to_string()),
        // A controller without namespace management lists no more than are attached.
        ("detached", yes(all > active)),
        ("unallocated", bytes_word(bits("unvmcap"))),
        ("replay protected", yes(bits("rpmbs") & 0x7 != 0)),
        ("model", field(&controller, "mn").to_owned()),
        ("serial", field(&controller, "sn").to_owned()),
        ("firmware", field(&controller, "fr").to_owned()),
    ])
}

/// SSTAT, bits 2:0 (Sanitize Status log). A controller that cannot sanitize has no such log.
fn sanitize_state(log: &str, sanicap: u64) -> String {
    let status = after(log, "Sanitize Status                        (SSTAT) :").and_then(number);
    match status.map(|status| status & 0x7) {
        None if sanicap & 0x7 == 0 => "idle",
        Some(0) => "idle",
        Some(1 | 4) => "succeeded",
        Some(2) => "inprogress",
        Some(3) => "failed",
        _ => "missing",
    }
    .to_owned()
}

fn by_gomme(bay: &Bay) -> Facts {
    let Survey::Nvme(survey) = bay.survey() else { panic!("no NVMe drive: {:?}", bay.survey()) };
    let controller = nvme::controller(&mut Asker(bay)).expect("Identify");
    let detached = survey.areas.iter().find(|area| area.kind == AreaKind::DetachedNamespaces);
    let replay = survey.areas.iter().find(|area| area.kind == AreaKind::ReplayProtected);
    Facts::from([
        ("crypto", word(survey.sanitize.crypto)),
        ("block", word(survey.sanitize.block)),
        ("overwrite", word(survey.sanitize.overwrite)),
        ("sanitize state", lower(survey.sanitize.state)),
        ("format", word(survey.format)),
        ("format crypto", word(survey.format_crypto)),
        ("format reaches all", word(survey.format_reaches_all)),
        ("other namespaces", survey.other_namespaces.map_or("unknown".to_owned(), |n| n.to_string())),
        ("detached", word(detached.expect("looked for").present)),
        ("unallocated", area_word(&survey.areas, AreaKind::UnallocatedCapacity)),
        ("replay protected", word(replay.expect("looked for").present)),
        ("model", controller.model),
        ("serial", controller.serial),
        ("firmware", controller.firmware),
    ])
}

const MODERN: Drive = drive("nvme-modern", "");
const RUNNING: Drive = Drive {
    persona: "nvme-modern",
    faults: "takes=60000",
    before: &["nvme sanitize -a start-block-erase DEVICE"],
};

#[test]
fn nvme_cli_reads_the_same() {
    let names = [
        "nvme-modern",
        "nvme-no-sanitize",
        "nvme-format-user-only",
        "nvme-crypto-only",
        "nvme-overwrite-only",
        "nvme-two-namespaces",
        "nvme-detached",
        "nvme-unallocated",
        "nvme-boot-partitions",
        "nvme-opal",
        "nvme-qemu",
    ];
    READERS.agree_on(&names.map(|name| drive(name, "")));
    READERS.agree_on(&[RUNNING]);
}

#[test]
fn nvme_cli_reads_the_same_of_a_sanitize_that_is_over() {
    for (faults, wanted) in [("takes=10", "succeeded"), ("takes=10,fail_at=40", "failed")] {
        let bay = Drive { faults, ..RUNNING }.bay();
        settle(&bay);
        let (theirs, ours) = (by_peers(&bay), by_gomme(&bay));
        assert_eq!(theirs, ours);
        assert_eq!(ours["sanitize state"], wanted);
    }
}

/// A controller of another serial number and firmware, whose formats reach all namespaces.
fn other_controller() -> Bay {
    let persona = nvme_persona("nvme-modern", "OTHER", SMALL).expect("a persona");
    let persona = NvmePersona { firmware: "EMU9".into(), fna: fna::CRYPTO | fna::ERASE_ALL, ..persona };
    let (store, clock, journal) = parts(persona.store_bytes());
    let device = NvmeDrive::new(persona, store.clone(), Faults::default(), clock, journal.clone());
    let drive = AttachedDrive::Nvme(Arc::new(Mutex::new(device)));
    Bay::with(drive, Transport::Nvme, store, journal).expect("a bay")
}

#[test]
fn a_controller_that_differs_is_seen_to_differ() {
    let plain = || drive("nvme-no-sanitize", "").bay();
    READERS.disagree_on(vec![
        (MODERN.bay(), RUNNING.bay(), &["sanitize state"]),
        (MODERN.bay(), other_controller(), &["firmware", "format reaches all", "serial"]),
        (
            MODERN.bay(),
            drive("nvme-overwrite-only", "").bay(),
            &["block", "crypto", "format", "format crypto", "model", "overwrite"],
        ),
        (drive("nvme-detached", "").bay(), plain(), &["detached", "model"]),
        (drive("nvme-two-namespaces", "").bay(), plain(), &["model", "other namespaces"]),
        (drive("nvme-unallocated", "").bay(), plain(), &["model", "unallocated"]),
        (drive("nvme-boot-partitions", "").bay(), MODERN.bay(), &["model", "replay protected"]),
    ]);
}
