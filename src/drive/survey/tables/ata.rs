//! ATA drives and what stands before them.

use super::*;
use crate::event::{AtaSurvey, SanitizeState};

/// IDENTIFY DEVICE of 976 773 168 sectors of 512 bytes, with sanitize (block erase, cryptographic erase), security with enhanced
/// erase, HPA and DCO; no AMAC and no trusted computing. Words in `changed` are others.
fn words(changed: &[(usize, u16)]) -> Vec<u8> {
    let usual = [
        (0, 0x0040),
        (48, 0x4000),
        (53, 0x0006),
        (59, 0xb000),
        (60, 0xffff),
        (61, 0x0fff),
        (82, 0x0402),
        (83, 0x4c00),
        (84, 0x4000),
        (85, 0x0400),
        (86, 0x8800),
        (87, 0x4000),
        (89, 0x0010),
        (90, 0x80ff),
        (100, 0x6030),
        (101, 0x3a38),
        (106, 0x4000),
        (119, 0x4000),
        (128, 0x0021),
    ];
    let mut data = vec![0; 512];
    for (word, value) in usual.iter().chain(changed) {
        data[2 * word..2 * word + 2].copy_from_slice(&value.to_le_bytes());
    }
    data
}

/// DEVICE CONFIGURATION IDENTIFY with a last LBA.
fn overlay(last: u64) -> Vec<u8> {
    let mut data = vec![0; 512];
    data[0] = 2;
    data[6..14].copy_from_slice(&last.to_le_bytes());
    data
}

const IDENTIFY: Key = Key::Ata(0xec, 0);
const POWER: Key = Key::Ata(0xe5, 0);
const STATUS: Key = Key::Ata(0xb4, 0);
const NATIVE: Key = Key::Ata(0x27, 0);
const DCO: Key = Key::Ata(0xb1, 0xc2);
const LAST: u64 = 976_773_167;

/// 00h/1Dh with an ATA STATUS RETURN descriptor: the registers follow from its byte 2 on.
fn returned(registers: &str) -> Reply {
    check(&format!("72 01 00 1d 00 00 00 0e 09 0c {registers}"))
}

fn idle() -> Reply {
    returned("01 00 00 00 00 ff 00 ff 00 00 40 50")
}

/// READ NATIVE MAX ADDRESS EXT: LBA 3A38602Fh and some more.
fn native(more: u8) -> Reply {
    returned(&format!("01 00 00 00 3a {:02x} 00 60 00 38 40 50", 0x2f + more))
}

fn healthy() -> Table {
    let inquiry = [&bytes("00 00 06 02 5b 00 00 02")[..], b"ATA     PRUEFLING       1.00", &[0; 60]].concat();
    Table::default()
        .with(Key::Cdb(vec![0x12, 0]), [good(inquiry)])
        .with(IDENTIFY, [good(words(&[]))])
        .with(POWER, [returned("00 00 00 ff 00 00 00 00 00 00 40 50")])
        .with(STATUS, [idle()])
        .with(NATIVE, [native(0)])
        .with(DCO, [good(overlay(LAST))])
}

fn told_as(transport: Transport, drive: &mut Table) -> Survey {
    survey(Speaks::Scsi { usb: transport == Transport::Usb }, &identity(transport), drive)
}

fn told(mut drive: Table) -> AtaSurvey {
    match told_as(Transport::Ata, &mut drive) {
        Survey::Ata(ata) => ata,
        other => panic!("{other:?}"),
    }
}

fn areas(ata: &AtaSurvey) -> [(Answer, Option<u64>); 3] {
    [AreaKind::HostProtected, AreaKind::ConfigurationOverlay, AreaKind::AccessibleMax]
        .map(|k| the(&ata.areas, k))
}

#[test]
fn a_healthy_drive_tells_all() {
    let ata = told(healthy());
    assert_eq!((ata.bridge, ata.registers), (false, YES));
    let s = &ata.sanitize;
    assert_eq!(([s.block, s.crypto, s.overwrite], s.state), ([YES, YES, NO], SanitizeState::Idle));
    let s = &ata.security;
    assert_eq!(
        [s.supported, s.enabled, s.locked, s.frozen, s.expired, s.enhanced],
        [YES, NO, NO, NO, NO, YES]
    );
    // Word 89: 32 minutes; word 90 in the long form: 510.
    assert_eq!((s.normal_minutes, s.enhanced_minutes), (Some(32), Some(510)));
    assert_eq!(areas(&ata), [(NO, None); 3]);
    assert_eq!([ata.tcg.supported, ata.tcg.enabled, ata.tcg.locked], [NO; 3]);
    let can = "Can erase itself: sanitize (block erase, cryptographic erase), enhanced security erase, security erase.";
    assert_eq!(sentences(Lang::En, &Survey::Ata(ata)), [can]);
}

#[test]
fn frozen_locked_and_timeless() {
    let frozen = told(healthy().with(IDENTIFY, [good(words(&[(128, 0x0029), (89, 0x00ff)]))]));
    assert_eq!((frozen.security.frozen, frozen.security.normal_minutes), (YES, None));
    assert!(says(&Survey::Ata(frozen), "frozen by the computer’s firmware"));
    let locked = told(healthy().with(IDENTIFY, [good(words(&[(85, 0x0402), (128, 0x0037)]))]));
    let s = &locked.security;
    assert_eq!([s.enabled, s.locked, s.expired], [YES; 3]);
    let locked = Survey::Ata(locked);
    assert_eq!(locked.is_locked(), YES);
    assert!(says(&locked, "REEMPLOI-ERASE") && says(&locked, "wrong passwords"));
}

#[test]
fn zeros_for_registers_are_none() {
    // A controller that forwards ATA and returns registers of zeros in the fixed format.
    let zeros = check("70 00 01 00 00 00 00 0a 00 00 00 00 00 1d 00 00 00 00");
    let mut drive =
        healthy().with(POWER, [zeros.clone()]).with(STATUS, [zeros.clone()]).with(NATIVE, [zeros]);
    let survey = told_as(Transport::Ata, &mut drive);
    let Survey::Ata(ata) = &survey else { panic!("{survey:?}") };
    assert_eq!((ata.registers, ata.sanitize.state), (NO, SanitizeState::Unknown));
    assert_eq!(areas(ata), [(UNKNOWN, None), (UNKNOWN, None), (NO, None)]);
    assert_eq!((drive.count(&STATUS), drive.count(&NATIVE)), (0, 0), "what needs registers is not sent");
    assert!(says(&survey, "controller returns no registers") && says(&survey, "Not known whether"));
}

#[test]
fn a_bridge_may_swallow_registers_or_everything() {
    let mut drive = healthy().with(POWER, [good(vec![])]);
    let survey = told_as(Transport::Usb, &mut drive);
    let Survey::Ata(ata) = &survey else { panic!("{survey:?}") };
    assert_eq!((ata.bridge, ata.registers), (true, NO));
    assert!(says(&survey, "USB bridge that returns no registers"));
    for identify in [illegal(), good(vec![0; 512]), good(words(&[])[..511].to_vec()), silent()] {
        let mut drive = healthy().with(IDENTIFY, [identify]).with(STATUS, [good(vec![])]);
        assert_eq!(told_as(Transport::Usb, &mut drive), Survey::None { why: NoCommands::Bridge });
    }
    // The time ran out where registers were asked for: that is not "none come back".
    assert_eq!(told(healthy().with(POWER, [silent()])).registers, UNKNOWN);
}

#[test]
fn the_fixed_format_needs_the_log_page() {
    // STATUS 50h, DEVICE 40h, both upper halves not zero, index 1.
    let fixed = check("70 00 01 00 50 40 00 0a 61 ff ff 00 00 1d 00 00 00 00");
    // Page 16h, parameter 1: COUNT 8000h, completed without error.
    let page = bytes("16 00 00 12 00 01 03 0e 09 0c 01 00 80 00 00 ff 00 ff 00 00 40 50");
    let log = Key::Cdb(vec![0x4d, 0x00, 0x56]);
    let mut drive = healthy().with(STATUS, [fixed.clone()]).with(log.clone(), [good(page)]);
    let status = super::super::ata::sanitize_status(&mut drive);
    assert_eq!(status.completed_without_error, YES);
    assert_eq!(drive.count(&log), 1);
    assert_eq!(told(drive).sanitize.state, SanitizeState::Succeeded);
    // Without the page the halves that hold the answer are not known; nor with one of another command.
    let other = bytes("16 00 00 12 00 01 03 0e 09 0c 01 00 80 00 00 00 00 00 00 00 40 50");
    for reply in [illegal(), good(other), good(vec![])] {
        let drive = healthy().with(STATUS, [fixed.clone()]).with(log.clone(), [reply]);
        assert_eq!(told(drive).sanitize.state, SanitizeState::Unknown);
    }
}

#[test]
fn a_host_protected_area_has_a_size_or_is_unknown() {
    let of = |replies: Vec<Reply>| areas(&told(healthy().with(NATIVE, replies)))[0];
    assert_eq!(of(vec![native(0x10)]), (YES, Some(16 * 512)));
    // Fewer than are accessible: an area of negative size.
    let fewer = returned("01 00 00 00 3a 2e 00 60 00 38 40 50");
    assert_eq!(of(vec![fewer]), (UNKNOWN, None));
    assert_eq!(of(vec![native(0x10), native(0x20)]), (UNKNOWN, None), "two answers");
    assert_eq!(of(vec![native(0), native(0x10)]), (UNKNOWN, None), "two answers");
    assert_eq!(of(vec![aborted()]), (UNKNOWN, None));
    assert_eq!(of(vec![silent()]), (UNKNOWN, None));
    assert_eq!(of(vec![good(vec![])]), (UNKNOWN, None));
    // The interface gives less than the drive has: a bridge that counts to 2 TiB.
    let mut smaller = identity(Transport::Usb);
    smaller.size_bytes -= 512;
    let Survey::Ata(cut) = survey(Speaks::Scsi { usb: true }, &smaller, &mut healthy()) else { panic!() };
    assert_eq!(areas(&cut)[0], (UNKNOWN, None));
    let ata = told(healthy().with(NATIVE, [native(0x10)]).with(DCO, [good(overlay(LAST + 16))]));
    assert!(says(&Survey::Ata(ata), "Hidden area (host protected area, HPA): 8.19 kB"));
}

#[test]
fn a_configuration_overlay_hides_what_is_above_the_native_maximum() {
    let of = |drive: Table| areas(&told(drive))[1];
    assert_eq!(of(healthy().with(DCO, [good(overlay(LAST + 16))])), (YES, Some(16 * 512)));
    // Of 16 hidden sectors the host protected area has 16.
    assert_eq!(of(healthy().with(NATIVE, [native(16)]).with(DCO, [good(overlay(LAST + 16))])), (NO, None));
    // Less than the drive has; zeros; frozen; a native maximum that is not known.
    assert_eq!(of(healthy().with(DCO, [good(overlay(LAST - 1))])), (UNKNOWN, None));
    assert_eq!(of(healthy().with(DCO, [good(vec![0; 512])])), (UNKNOWN, None));
    assert_eq!(of(healthy().with(DCO, [aborted()])), (UNKNOWN, None));
    assert_eq!(of(healthy().with(NATIVE, [aborted()])), (UNKNOWN, None));
    // A drive without the feature is not asked.
    let mut without = healthy().with(IDENTIFY, [good(words(&[(83, 0x4400), (86, 0x8000)]))]);
    let Survey::Ata(ata) = told_as(Transport::Ata, &mut without) else { panic!() };
    assert_eq!((areas(&ata)[1], without.count(&DCO)), ((NO, None), 0));
}

#[test]
fn an_accessible_maximum_is_asked_for_where_it_may_be() {
    const AMAC: Key = Key::Ata(0x78, 0);
    let only_amac = |word_119| {
        let words = words(&[(82, 0x0002), (83, 0x4400), (85, 0), (119, word_119)]);
        healthy().with(IDENTIFY, [good(words)])
    };
    let of = |drive: Table| areas(&told(drive))[2];
    assert_eq!(of(only_amac(0x4100).with(AMAC, [native(0x10)])), (YES, Some(16 * 512)));
    assert_eq!(of(only_amac(0x4100).with(AMAC, [native(0)])), (NO, None));
    assert_eq!(of(only_amac(0x4100)), (UNKNOWN, None), "it claims the command, and aborts it");
    // The word is not there: whoever aborts the command does not have the feature.
    assert_eq!(of(only_amac(0x0000)), (NO, None));
    assert_eq!(of(only_amac(0x0000).with(AMAC, [silent()])), (UNKNOWN, None));
}

#[test]
fn a_sanitize_is_seen_even_where_the_drive_will_not_identify_itself() {
    let running = returned("01 00 40 00 00 00 00 80 00 00 40 50");
    let mut drive = healthy().with(IDENTIFY, [aborted()]).with(STATUS, [running.clone()]);
    let survey = told_as(Transport::Ata, &mut drive);
    let Survey::Ata(ata) = &survey else { panic!("{survey:?}") };
    assert_eq!((ata.sanitize.state, ata.security.locked), (SanitizeState::InProgress, UNKNOWN));
    assert_eq!(areas(ata), [(UNKNOWN, None); 3]);
    assert!(
        says(&survey, "A sanitize is running") && says(&survey, "Whether it can erase itself is not known")
    );
    assert_eq!(told(healthy().with(STATUS, [running])).sanitize.state, SanitizeState::InProgress);
    // Frozen; failed, which the drive tells by an abort with reason 1; an abort without a reason.
    let frozen = returned("01 00 20 00 00 ff 00 ff 00 00 40 50");
    assert_eq!(told(healthy().with(STATUS, [frozen])).sanitize.state, SanitizeState::Frozen);
    let failed = check("72 0b 00 00 00 00 00 0e 09 0c 01 04 00 00 00 01 00 00 00 00 40 51");
    assert_eq!(told(healthy().with(STATUS, [failed])).sanitize.state, SanitizeState::Failed);
    assert_eq!(told(healthy().with(STATUS, [aborted()])).sanitize.state, SanitizeState::Unknown);
    // The success of a status command that came with nothing is no state.
    assert_eq!(told(healthy().with(STATUS, [good(vec![])])).sanitize.state, SanitizeState::Unknown);
}

#[test]
fn a_dead_drive_is_not_asked_for_long() {
    let mut drive = Table { silent: true, ..Table::default() };
    assert_eq!(told_as(Transport::Ata, &mut drive), Survey::None { why: NoCommands::NoAnswer });
    assert_eq!(drive.sent.len(), 1);
    let mut drive = healthy().with(IDENTIFY, [silent()]).with(STATUS, [silent()]);
    assert_eq!(told_as(Transport::Ata, &mut drive), Survey::None { why: NoCommands::NoAnswer });
    assert_eq!(drive.sent.len(), 3);
}

#[test]
fn a_unit_attention_is_not_the_answer() {
    use super::super::ata::{Outcome, send};
    let reset = check("70 00 06 00 00 00 00 0a 00 00 00 00 29 00 00 00 00 00");
    let drive = || healthy().with(IDENTIFY, [reset.clone(), reset.clone(), good(words(&[]))]);
    assert_eq!(told(drive()).security.supported, YES);
    // An erase sees it.
    let reply = send(&mut drive(), crate::codec::ata::Command::identify_device(), PAGE_LIMIT);
    assert_eq!(reply.outcome, Outcome::Unclear);
    assert!(reply.sense.is_some_and(|sense| sense.is_reset()));
    // One that never ends is no answer either.
    let mut endless = healthy().with(IDENTIFY, [reset.clone()]).with(STATUS, [reset.clone()]);
    assert_eq!(told_as(Transport::Ata, &mut endless), Survey::None { why: NoCommands::NoAnswer });
}

#[test]
fn outcomes_are_told_apart() {
    use super::super::ata::{Outcome, send};
    use crate::codec::ata::Command;
    for (reply, outcome) in [
        (idle(), Outcome::Done),
        (good(vec![]), Outcome::Done),
        (aborted(), Outcome::Failed),
        (illegal(), Outcome::Failed),
        // Registers without error under a sense key that speaks of one; registers of zeros; an error of an earlier command.
        (check("72 0b 00 00 00 00 00 0e 09 0c 01 00 00 00 00 ff 00 ff 00 00 40 50"), Outcome::Unclear),
        (check("70 00 01 00 00 00 00 0a 00 00 00 00 00 1d 00 00 00 00"), Outcome::Unclear),
        (check("71 00 03 00 00 00 00 0a 00 00 00 00 11 00 00 00 00 00"), Outcome::Unclear),
        (check(""), Outcome::Unclear),
        // BUSY.
        (Reply::Scsi { status: 8, sense: vec![], data: vec![] }, Outcome::Failed),
        (silent(), Outcome::Silent { errno: libc::ETIME }),
    ] {
        let mut drive = healthy().with(STATUS, [reply.clone()]);
        let told = send(&mut drive, Command::sanitize_status(false), PAGE_LIMIT);
        assert_eq!(told.outcome, outcome, "{reply:?}");
    }
}

#[test]
fn an_encryption_lock_is_discovered_or_unknown() {
    // Level 0: locking is supported, enabled and locked; Opal 2.
    let mut level_0 = bytes("00 00 00 44 00 00 00 01");
    level_0.resize(48, 0);
    level_0.extend(bytes("00 02 10 0c 0f 00 00 00 00 00 00 00 00 00 00 00 02 03 10 04 10 00 00 01"));
    level_0.resize(2048, 0);
    let claims = |table: Table, word| told(table.with(IDENTIFY, [good(words(&[(48, word)]))])).tcg;
    let discovery = Key::Cdb(vec![0xa2, 1, 0, 1]);
    let locked = TCG_LOCKED;
    assert_eq!(claims(healthy().with(discovery.clone(), [good(level_0.clone())]), 0x4001), locked);
    assert_eq!(claims(healthy().with(Key::Ata(0x5c, 1), [good(level_0.clone())]), 0x4001), locked);
    assert_eq!(claims(healthy(), 0x4001), crate::event::TcgSurvey::UNKNOWN, "claimed, and refused");
    assert_eq!(claims(healthy().with(discovery.clone(), [good(vec![0; 2048])]), 0x4001).locked, UNKNOWN);
    // Not claimed: not asked. No word about it: the translation knows.
    let mut drive = healthy();
    let _ = told_as(Transport::Ata, &mut drive);
    assert_eq!(drive.count(&discovery), 0);
    assert_eq!(claims(healthy(), 0).supported, NO);
    assert_eq!(claims(healthy().with(discovery.clone(), [silent()]), 0).supported, UNKNOWN);
    let ata = told(healthy().with(IDENTIFY, [good(words(&[(48, 0x4001)]))]).with(discovery, [good(level_0)]));
    assert_eq!(Survey::Ata(ata.clone()).is_locked(), YES);
    assert!(says(&Survey::Ata(ata), "Locked by its encryption"));
}

const TCG_LOCKED: crate::event::TcgSurvey =
    crate::event::TcgSurvey { supported: YES, enabled: YES, locked: YES };
