//! hdparm and smartctl.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use emulated_drives::fault::Faults;
use emulated_drives::personas::by_name;
use gomme::codec::Transfer;
use gomme::codec::identify::Identify;
use gomme::drive::survey::ata;
use gomme::drive::wire::{Ask, Reply, Request};
use gomme::event::{AreaKind, AtaSecurity, Survey, Transport};
use gomme::units::Answer;
use lab::attach::AttachedDrive;
use lab::peers::{Asker, Bay};

use super::{
    Drive, Facts, Readers, after, area_word, bytes_word, drive, lower, number, parts, settle, word, yes,
};
use crate::{SMALL, peer};

const READERS: Readers = Readers { by_peers, by_gomme };

/// Bytes of a sector of these drives.
const SECTOR: u64 = 512;

fn by_peers(bay: &Bay) -> Facts {
    let mut facts = identified(&peer(bay, "hdparm -I DEVICE").text);
    let status = peer(bay, "hdparm --sanitize-status DEVICE").text;
    facts.insert("sanitize state", sanitize_state(&status));
    areas(bay, &mut facts);
    let smart = peer(bay, "smartctl -i -g security -d sat DEVICE").text;
    for (key, label) in
        [("model", "Device Model:"), ("serial", "Serial Number:"), ("firmware", "Firmware Version:")]
    {
        facts.insert(key, after(&smart, label).unwrap_or("missing").to_owned());
    }
    let bytes = after(&smart, "User Capacity:").and_then(number).unwrap_or(0);
    facts.insert("bytes", bytes_word(bytes));
    let security = after(&smart, "ATA Security is:").unwrap_or("missing");
    let code = security.split_once('[').map_or(security, |(_, code)| code);
    facts
        .insert("smartctl's security", code.replace("], PW ATTEMPTS EXCEEDED", " exceeded").replace(']', ""));
    facts
}

/// `hdparm -I`: the section on security, and the commands of the sanitize feature set.
fn identified(text: &str) -> Facts {
    let mut facts = Facts::new();
    let section = text.split_once("Security:").map_or("", |(_, section)| section);
    let flags = [
        ("supported", "supported"),
        ("enabled", "enabled"),
        ("locked", "locked"),
        ("frozen", "frozen"),
        ("expired", "expired: security count"),
        ("enhanced", "supported: enhanced erase"),
    ];
    for (key, wanted) in flags {
        facts.insert(key, yes(section.lines().any(|line| line.trim() == wanted)));
    }
    for (key, wanted) in
        [("minutes", "SECURITY ERASE UNIT"), ("enhanced minutes", "ENHANCED SECURITY ERASE UNIT")]
    {
        let before = section.split_once(&format!("min for {wanted}.")).map(|(before, _)| before);
        let digits = before.and_then(|text| text.rsplit(|c: char| !c.is_ascii_digit()).next());
        facts.insert(key, digits.unwrap_or("none").to_owned());
    }
    for (key, wanted) in
        [("crypto", "CRYPTO_SCRAMBLE_EXT"), ("block", "BLOCK_ERASE_EXT"), ("overwrite", "OVERWRITE_EXT")]
    {
        let command = format!("{wanted} command");
        let has = text.lines().any(|line| line.trim().trim_start_matches('*').trim() == command);
        facts.insert(key, yes(has));
    }
    facts
}

fn sanitize_state(text: &str) -> String {
    let lower = text.to_lowercase();
    let state = after(text, "State:").unwrap_or_default();
    match state.split(' ').next() {
        _ if text.contains("SANITIZE feature set is not supported") => "idle",
        _ if lower.contains("completed without error") => "succeeded",
        _ if lower.contains("completed unsuccessfully") => "failed",
        Some("SD0") => "idle",
        Some("SD1") => "frozen",
        Some("SD2") => "inprogress",
        _ => "missing",
    }
    .to_owned()
}

/// `hdparm -N` and `--dco-identify`. A command that the drive aborted is an area that it does not have.
fn areas(bay: &Bay, facts: &mut Facts) {
    let text = peer(bay, "hdparm -N DEVICE").text;
    let told = after(&text, "max sectors   =").unwrap_or_default();
    let (accessible, rest) = told.split_once('/').unwrap_or_default();
    let (native, what) = rest.split_once(", ").unwrap_or_default();
    let refused = what.starts_with("HPA setting seems invalid");
    let accessible = number(accessible).unwrap_or(0);
    let native = if refused { accessible } else { number(native).unwrap_or(0) };
    let hidden = bytes_word((native - accessible) * SECTOR);
    let (protected, maximum) =
        if what.starts_with("ACCESSIBLE MAX") { (bytes_word(0), hidden) } else { (hidden, bytes_word(0)) };
    facts.insert("host protected", protected);
    facts.insert("accessible max", maximum);

    let text = peer(bay, "hdparm --dco-identify DEVICE").text;
    let refused = text.contains("bad/missing sense data");
    let most = after(&text, "Real max sectors:").and_then(number).filter(|_| !refused).unwrap_or(native);
    facts.insert("overlay", bytes_word((most - native) * SECTOR));
}

fn by_gomme(bay: &Bay) -> Facts {
    let Survey::Ata(survey) = bay.survey() else { panic!("no ATA drive: {:?}", bay.survey()) };
    let identify = ata::identify(&mut Asker(bay)).expect("IDENTIFY DEVICE");
    let AtaSecurity { supported, enabled, locked, frozen, expired, enhanced, .. } = survey.security;
    let minutes = |minutes: Option<u32>| minutes.map_or("none".to_owned(), |n| n.to_string());
    let bytes = identify.sectors.unwrap_or(0) * u64::from(identify.sector_bytes.unwrap_or(0));
    Facts::from([
        ("supported", word(supported)),
        ("enabled", word(enabled)),
        ("locked", word(locked)),
        ("frozen", word(frozen)),
        ("expired", word(expired)),
        ("enhanced", word(enhanced)),
        ("minutes", minutes(survey.security.normal_minutes)),
        ("enhanced minutes", minutes(survey.security.enhanced_minutes)),
        ("crypto", word(survey.sanitize.crypto)),
        ("block", word(survey.sanitize.block)),
        ("overwrite", word(survey.sanitize.overwrite)),
        ("sanitize state", lower(survey.sanitize.state)),
        ("host protected", area_word(&survey.areas, AreaKind::HostProtected)),
        ("accessible max", area_word(&survey.areas, AreaKind::AccessibleMax)),
        ("overlay", area_word(&survey.areas, AreaKind::ConfigurationOverlay)),
        ("model", identify.model.unwrap_or_default()),
        ("serial", identify.serial.unwrap_or_default()),
        ("firmware", identify.firmware.unwrap_or_default()),
        ("bytes", bytes_word(bytes)),
        ("smartctl's security", code(&survey.security)),
    ])
}

/// The names that ACS has for the states of the security feature set.
fn code(security: &AtaSecurity) -> String {
    let is = |answer| answer == Answer::Yes;
    let code = match (is(security.supported), is(security.enabled), is(security.locked), is(security.frozen))
    {
        (false, ..) => "Unavailable",
        (_, false, _, false) => "SEC1",
        (_, false, _, true) => "SEC2",
        (_, true, true, _) => "SEC4",
        (_, true, false, false) => "SEC5",
        (_, true, false, true) => "SEC6",
    };
    if is(security.expired) { format!("{code} exceeded") } else { code.to_owned() }
}

/// The same as [`PLAIN`] but for its serial number.
fn other_serial() -> Bay {
    let (store, clock, journal) = parts(SMALL);
    let none = Faults::default();
    let disk = by_name("sata-ssd-2013", "OTHER", SMALL, store.clone(), none, clock, journal.clone());
    let drive = AttachedDrive::Scsi(Arc::new(Mutex::new(disk.expect("a persona"))));
    Bay::with(drive, Transport::Ata, store, journal).expect("a bay")
}

const BLOCK_ERASE: &str = "hdparm --yes-i-know-what-i-am-doing --sanitize-block-erase DEVICE";
const SET_PASSWORD: &str = "hdparm --security-set-pass p DEVICE";
const PLAIN: Drive = drive("sata-ssd-2013", "");
const MODERN: Drive = drive("sata-ssd-modern", "");
const SMR: Drive = drive("sata-hdd-smr", "");

/// Four wrong passwords are one too many.
const WRONG: &str = "hdparm --security-unlock wrong DEVICE";
const EXPIRED: Drive =
    Drive { persona: "sata-ssd-2013", faults: "locked=secret", before: &[WRONG, WRONG, WRONG, WRONG, WRONG] };
const LOCKED: Drive = drive("sata-ssd-2013", "locked=secret");
#[test]
fn hdparm_and_smartctl_read_the_same() {
    READERS.agree_on(&[
        PLAIN,
        LOCKED,
        EXPIRED,
        drive("sata-ssd-2013", "frozen"),
        Drive { before: &[SET_PASSWORD], ..PLAIN },
        MODERN,
        drive("sata-ssd-modern", "sanitize_frozen"),
        drive("sata-ssd-sed", ""),
        SMR,
        drive("sata-hdd-smr", "hpa=1000"),
        drive("sata-hdd-smr", "dco=1000"),
        drive("sata-hdd-smr", "hpa=1000,dco=3000"),
        drive("sata-hdd-old", "hpa=1000"),
        drive("sata-hdd-amac", ""),
        drive("sata-hdd-amac", "amac=1000"),
        drive("sata-none", ""),
        drive("usb-asmedia", ""),
    ]);
}

/// MODE SELECT (6) of the control mode page: sense data in descriptor format from now on (D_SENSE).
fn want_descriptors(bay: &Bay) {
    let mut list = vec![0, 0, 0, 0, 0x0a, 0x0a, 0x04];
    list.resize(16, 0);
    let request = Request::Scsi {
        name: "MODE SELECT (6)",
        cdb: vec![0x15, 0x10, 0, 0, 16, 0],
        transfer: Transfer::Out(list),
    };
    let reply = Asker(bay).ask(&request, Duration::from_secs(1));
    assert!(matches!(reply, Reply::Scsi { status: 0, .. }), "{reply:?}");
}

/// What hdparm and gomme read of a sanitize that is over.
fn after_sanitize(faults: &'static str, descriptors: bool) -> (String, String) {
    let bay = Drive { persona: "sata-ssd-modern", faults, before: &[BLOCK_ERASE] }.bay();
    settle(&bay);
    if descriptors {
        want_descriptors(&bay);
    }
    let text = peer(&bay, "hdparm --sanitize-status DEVICE").text;
    let survey = bay.survey();
    (sanitize_state(&text), lower(survey.sanitize().expect("an ATA drive").state))
}

#[test]
fn hdparm_reads_the_same_of_a_sanitize_that_is_over() {
    let both = |state: &str| (state.to_owned(), state.to_owned());
    assert_eq!(after_sanitize("takes=10", false), both("succeeded"));
    assert_eq!(after_sanitize("takes=10", true), both("succeeded"));
    assert_eq!(after_sanitize("takes=10,fail_at=40", true), both("failed"));
}

/// A translator tells errors in fixed format unless asked otherwise, and then no code says that it holds registers. hdparm takes what
/// it cannot read for zeros, and says that nothing was ever sanitized; gomme looks whether the registers themselves speak of an abort.
#[test]
fn hdparm_takes_a_failure_in_fixed_format_for_an_idle_drive() {
    let (theirs, ours) = after_sanitize("takes=10,fail_at=40", false);
    assert_eq!((theirs.as_str(), ours.as_str()), ("idle", "failed"));
}

/// The data of IDENTIFY DEVICE out of a dump: eight words to a line, after an offset.
fn dumped(text: &str) -> Vec<u8> {
    let lines = text.lines().filter(|line| line.starts_with(' '));
    let words = lines.flat_map(|line| line.split_whitespace().skip(1).take(8));
    words.filter_map(|word| u16::from_str_radix(word, 16).ok()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn sg_sat_identify_gets_the_same_data() {
    for drive in [PLAIN, MODERN, SMR, LOCKED] {
        let bay = drive.bay();
        let data = dumped(&peer(&bay, "sg_sat_identify DEVICE").text);
        assert_eq!(data.len(), 512);
        let ours = ata::identify(&mut Asker(&bay)).expect("IDENTIFY DEVICE");
        assert_eq!(Identify::parse(&data).as_ref(), Ok(&ours));
        assert_ne!(Identify::parse(&data).ok(), ata::identify(&mut Asker(&other_serial())).ok());
    }
}

#[test]
fn a_drive_that_differs_is_seen_to_differ() {
    let security = "smartctl's security";
    READERS.disagree_on(vec![
        (LOCKED.bay(), PLAIN.bay(), &["enabled", "locked", security]),
        (EXPIRED.bay(), LOCKED.bay(), &["expired", security]),
        (PLAIN.bay(), other_serial(), &["serial"]),
        (drive("sata-ssd-2013", "frozen").bay(), PLAIN.bay(), &["frozen", security]),
        (drive("sata-ssd-modern", "sanitize_frozen").bay(), MODERN.bay(), &["sanitize state"]),
        (drive("sata-hdd-smr", "hpa=1000").bay(), SMR.bay(), &["host protected", "bytes"]),
        (drive("sata-hdd-smr", "dco=1000").bay(), SMR.bay(), &["overlay", "bytes"]),
        (
            drive("sata-hdd-amac", "amac=1000").bay(),
            drive("sata-hdd-amac", "").bay(),
            &["accessible max", "bytes"],
        ),
        (
            MODERN.bay(),
            drive("sata-none", "").bay(),
            &[
                "block",
                "crypto",
                "enhanced",
                "enhanced minutes",
                "firmware",
                "minutes",
                "model",
                security,
                "supported",
            ],
        ),
        (
            SMR.bay(),
            drive("sata-hdd-old", "").bay(),
            &["enhanced", "enhanced minutes", "firmware", "minutes", "model", "overwrite"],
        ),
    ]);
}
