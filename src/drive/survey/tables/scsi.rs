//! SCSI drives.

use super::*;
use crate::event::{SanitizeState, ScsiSurvey};

/// REPORT SUPPORTED OPERATION CODES about one command: SUPPORT in byte 1.
fn support(code: u8) -> Reply {
    good(vec![0, code, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
}

fn rsoc(opcode: u8, action: u8) -> Key {
    let option = if action == 0 { 1 } else { 3 };
    Key::Cdb(vec![0xa3, 0x0c, option, opcode, 0, action])
}

const SENSE: u8 = 0x03;

fn key(opcode: u8) -> Key {
    Key::Cdb(vec![opcode])
}

/// READ CAPACITY (16): 1 000 000 blocks of 512 bytes.
fn capacity() -> Reply {
    let mut data = bytes("00 00 00 00 00 0f 42 3f 00 00 02 00");
    data.resize(32, 0);
    good(data)
}

/// MODE SENSE (10) with a long block descriptor: blocks, and bytes in each.
fn descriptor(blocks: u64, block_bytes: u32) -> Reply {
    let mut data = bytes("00 16 00 00 01 00 00 10");
    data.extend(blocks.to_be_bytes());
    data.extend([0; 4]);
    data.extend(block_bytes.to_be_bytes());
    good(data)
}

/// MODE SENSE (10) of all pages: current values 00b, default values 10b in byte 2 bits 7:6.
fn mode(values: u8) -> Key {
    Key::Cdb(vec![0x5a, 0x10, values << 6 | 0x3f])
}

/// GET PHYSICAL ELEMENT STATUS: so many elements by the header, and those that came, by their health.
fn elements(all: u8, health: &[u8]) -> Reply {
    let mut data = vec![0, 0, 0, all, 0, 0, 0, u8::try_from(health.len()).unwrap()];
    data.resize(32, 0);
    for state in health {
        let mut one = [0; 32];
        (one[14], one[15]) = (1, *state);
        data.extend(one);
    }
    good(data)
}

fn sas() -> Table {
    let inquiry = [&bytes("00 00 07 12 5b 00 00 02")[..], b"PRUEF   DISK            0001", &[0; 60]].concat();
    let calm = bytes("70 00 00 00 00 00 00 0a 00 00 00 00 00 00 00 00 00 00");
    Table::default()
        .with(Key::Cdb(vec![0x12, 0]), [good(inquiry)])
        .with(key(SENSE), [good(calm)])
        .with(key(0x00), [good(vec![])])
        .with(rsoc(0x48, 1), [support(3)])
        .with(rsoc(0x48, 2), [support(1)])
        .with(rsoc(0x48, 3), [support(3)])
        .with(rsoc(0x04, 0), [support(3)])
        .with(Key::Cdb(vec![0x9e, 0x10]), [capacity()])
        .with(mode(0), [descriptor(1_000_000, 512)])
        .with(mode(2), [descriptor(1_000_000, 512)])
}

fn told(mut drive: Table) -> ScsiSurvey {
    match survey(Speaks::Scsi { usb: false }, &identity(Transport::Scsi), &mut drive) {
        Survey::Scsi(scsi) => scsi,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_healthy_drive_tells_all() {
    let scsi = told(sas());
    let s = &scsi.sanitize;
    assert_eq!(([s.crypto, s.block, s.overwrite], s.state), ([YES, NO, YES], SanitizeState::Idle));
    assert_eq!([scsi.format_unit, scsi.formatting], [YES, NO]);
    assert_eq!(the(&scsi.areas, AreaKind::ClippedCapacity), (UNKNOWN, None), "it may echo what was set");
    assert_eq!(the(&scsi.areas, AreaKind::DepopulatedElements), (NO, None));
    assert_eq!(scsi.tcg.supported, NO);
    let can = "Can erase itself: sanitize (cryptographic erase, overwrite), format.";
    let unknown = "Not known whether there is a hidden area: capacity lowered by a setting.";
    assert_eq!(sentences(Lang::En, &Survey::Scsi(scsi)), [can, unknown]);
}

#[test]
fn a_drive_that_lists_no_commands_leaves_them_unknown() {
    let old = [rsoc(0x48, 1), rsoc(0x48, 2), rsoc(0x48, 3), rsoc(0x04, 0)]
        .into_iter()
        .fold(sas(), |drive, key| drive.with(key, [illegal()]));
    let scsi = told(old);
    let s = &scsi.sanitize;
    assert_eq!([s.crypto, s.block, s.overwrite, scsi.format_unit], [UNKNOWN; 4]);
    assert!(says(&Survey::Scsi(scsi), "Whether it can erase itself is not known"));
}

#[test]
fn what_runs_in_the_background_is_seen_either_way() {
    let running = bytes("70 00 02 00 00 00 00 0a 00 00 00 00 04 1b 00 80 80 00");
    assert_eq!(told(sas().with(key(SENSE), [good(running)])).sanitize.state, SanitizeState::InProgress);
    let not_ready = check("70 00 02 00 00 00 00 0a 00 00 00 00 04 1b 00 80 80 00");
    assert_eq!(told(sas().with(key(0), [not_ready])).sanitize.state, SanitizeState::InProgress);
    let failed = check("70 00 03 00 00 00 00 0a 00 00 00 00 31 03 00 00 00 00");
    let scsi = told(sas().with(key(0), [failed]));
    assert_eq!(scsi.sanitize.state, SanitizeState::Failed);
    assert!(says(&Survey::Scsi(scsi), "last sanitize failed"));
    let formatting = bytes("72 02 04 04 00 00 00 08 02 06 00 00 80 40 00 00");
    let scsi = told(sas().with(key(SENSE), [good(formatting)]));
    assert_eq!((scsi.formatting, scsi.sanitize.state), (YES, SanitizeState::Idle));
    let mute = told(sas().with(key(SENSE), [silent()]).with(key(0), [silent()]));
    assert_eq!((mute.formatting, mute.sanitize.state), (UNKNOWN, SanitizeState::Unknown));
    // Sense data of zeros say nothing; one of the two answers is enough.
    let zeros = told(sas().with(key(SENSE), [good(vec![0; 18])]));
    assert_eq!((zeros.formatting, zeros.sanitize.state), (NO, SanitizeState::Idle));
}

#[test]
fn a_lowered_capacity_shows_where_the_drive_tells() {
    let of = |drive: Table| the(&told(drive).areas, AreaKind::ClippedCapacity);
    assert_eq!(of(sas().with(mode(2), [descriptor(1_000_100, 512)])), (YES, Some(51_200)));
    assert_eq!(of(sas().with(mode(0), [descriptor(1_000_100, 512)])), (YES, Some(51_200)));
    assert_eq!(of(sas().with(mode(0), [illegal()])), (UNKNOWN, None));
    // The current values alone are what was set; fewer than can be addressed, all ones, and other blocks are no number.
    assert_eq!(of(sas().with(mode(2), [illegal()])), (UNKNOWN, None));
    for odd in
        [descriptor(999_999, 512), descriptor(u64::MAX, 512), descriptor(0, 512), descriptor(1_000_100, 520)]
    {
        assert_eq!(of(sas().with(mode(2), [odd])), (UNKNOWN, None));
    }
    assert_eq!(of(sas().with(Key::Cdb(vec![0x9e, 0x10]), [good(vec![0; 31])])), (UNKNOWN, None));
    // 2^54 bytes: there, and too large a number for a record.
    assert_eq!(of(sas().with(mode(2), [descriptor(1_000_000 + (1 << 45), 512)])), (YES, None));
}

#[test]
fn other_logical_units_are_counted() {
    let of = |reply| {
        let scsi = told(sas().with(key(0xa0), [reply]));
        (scsi.other_units, the(&scsi.areas, AreaKind::OtherLogicalUnits).0)
    };
    let units = |count: u8| {
        let mut data = vec![0, 0, 0, count * 8, 0, 0, 0, 0];
        data.resize(8 + usize::from(count) * 8, 0);
        good(data)
    };
    assert_eq!(of(units(1)), (Some(0), NO));
    assert_eq!(of(units(2)), (Some(1), YES));
    assert_eq!(of(illegal()), (Some(0), NO), "older than the command, and so alone");
    for nothing in
        [units(0), good(vec![]), silent(), check("70 00 0b 00 00 00 00 0a 00 00 00 00 00 00 00 00 00 00")]
    {
        assert_eq!(of(nothing), (None, UNKNOWN));
    }
    let two = told(sas().with(key(0xa0), [units(2)]));
    assert!(says(&Survey::Scsi(two), "Other logical units of the same disk, listed on their own: 1."));
}

#[test]
fn elements_out_of_use_are_seen() {
    let of = |reply| {
        the(&told(sas().with(Key::Cdb(vec![0x9e, 0x17]), [reply])).areas, AreaKind::DepopulatedElements).0
    };
    assert_eq!(of(elements(2, &[0x01, 0x65])), NO);
    for health in 0xfb..=0xff {
        assert_eq!(of(elements(2, &[0x01, health])), YES);
    }
    // More than came; none at all; zeros; cut in the middle of one.
    assert_eq!(of(elements(3, &[0x01, 0x01])), UNKNOWN);
    assert_eq!(of(elements(0, &[])), UNKNOWN);
    assert_eq!(of(good(vec![0; 4096])), UNKNOWN);
    assert_eq!(of(good(vec![0, 0, 0, 1])), UNKNOWN);
    assert_eq!(of(silent()), UNKNOWN);
    assert_eq!(of(illegal()), NO);
}

#[test]
fn refusal_silence_and_illegal_request_are_three_things() {
    let discovery = Key::Cdb(vec![0xa2]);
    let denied = check("70 00 07 00 00 00 00 0a 00 00 00 00 20 02 00 00 00 00");
    assert_eq!(told(sas().with(discovery.clone(), [denied])).tcg.supported, UNKNOWN);
    assert_eq!(told(sas().with(discovery, [silent()])).tcg.supported, UNKNOWN);
    let mut dead = Table { silent: true, ..Table::default() };
    let told = survey(Speaks::Scsi { usb: false }, &identity(Transport::Scsi), &mut dead);
    assert_eq!((told, dead.sent.len()), (Survey::None { why: NoCommands::NoAnswer }, 1));
}

#[test]
fn behind_a_translation_that_hides_its_drive_nothing_is_believed() {
    // Vendor "ATA", or page 89h with IDENTIFY DEVICE data: what answers SCSI is no drive.
    let inquiry = [&bytes("00 00 06 02 5b 00 00 02")[..], b"ATA     PRUEFLING       1.00", &[0; 60]].concat();
    let mut page = bytes("00 89 02 38");
    page.resize(572, 0);
    page[56] = 0xec;
    let named = sas().with(Key::Cdb(vec![0x12, 0]), [good(inquiry)]);
    let paged = sas().with(Key::Cdb(vec![0x12, 1, 0x89]), [good(page)]);
    for mut drive in [named, paged] {
        let told = survey(Speaks::Scsi { usb: false }, &identity(Transport::Scsi), &mut drive);
        assert_eq!(told, Survey::None { why: NoCommands::NoAnswer });
        assert_eq!(drive.count(&Key::Ata(0xec, 0)), 1);
    }
    // A drive of its own is not sent ATA commands.
    let mut drive = sas();
    let _ = survey(Speaks::Scsi { usb: false }, &identity(Transport::Scsi), &mut drive);
    assert_eq!(drive.count(&Key::Ata(0xec, 0)), 0);
}
