//! NVMe controllers.

use super::*;
use crate::event::{NvmeSurvey, SanitizeState};

const ALL: u32 = 0xffff_ffff;
const CONTROLLER: Key = Key::Admin(0x06, 0, 1);
const SANITIZE_LOG: Key = Key::Admin(0x02, ALL, 0x81);
const BOOT_LOG: Key = Key::Admin(0x02, ALL, 0x15);
const DISCOVERY: Key = Key::Admin(0x82, 0, 0x0100);

/// A structure of 4096 bytes with some of them set.
fn structure(fields: &[(usize, &[u8])]) -> Vec<u8> {
    let mut data = vec![0; 4096];
    for (at, field) in fields {
        data[*at..at + field.len()].copy_from_slice(field);
    }
    data
}

/// Identify Controller of version 2.0: format, crypto erase by format that reaches all, block and crypto sanitize. `fields` are others.
fn controller(fields: &[(usize, &[u8])]) -> Reply {
    let usual: [(usize, &[u8]); 6] = [
        (4, b"S1                  "),
        (80, &[0, 0, 2, 0]),
        (256, &[0x02, 0]),
        (328, &[0x03, 0, 0, 0]),
        (516, &[32, 0, 0, 0]),
        (524, &[0x06]),
    ];
    admin(0, structure(&[&usual[..], fields].concat()))
}

/// Identify Namespace: 1 GiB in blocks of 512 bytes; FPI, NVMCAP in MiB, NSATTR.
fn namespace(fpi: u8, mebibytes: u16, attributes: u8) -> Reply {
    let capacity = (u64::from(mebibytes) << 20).to_le_bytes();
    let size = [0x00, 0x00, 0x20, 0, 0, 0, 0, 0];
    let fields: [(usize, &[u8]); 6] =
        [(0, &size), (8, &size), (32, &[fpi]), (48, &capacity), (99, &[attributes]), (128, &[0, 0, 9, 0])];
    admin(0, structure(&fields))
}

fn list(nsids: &[u8]) -> Reply {
    let bytes: Vec<u8> = nsids.iter().flat_map(|n| [*n, 0, 0, 0]).collect();
    admin(0, structure(&[(0, &bytes)]))
}

/// Sanitize Status: SPROG, SSTAT.
fn log(progress: u16, status: u16) -> Reply {
    let mut page = vec![0; 512];
    page[..2].copy_from_slice(&progress.to_le_bytes());
    page[2..4].copy_from_slice(&status.to_le_bytes());
    admin(0, page)
}

fn active() -> Key {
    Key::Admin(0x06, 0, 2)
}

fn healthy() -> Table {
    Table::default()
        .with(CONTROLLER, [controller(&[])])
        .with(Key::Admin(0x06, 1, 0), [namespace(0x80, 1024, 0)])
        .with(active(), [list(&[1])])
        .with(SANITIZE_LOG, [log(0xffff, 0)])
        // Invalid Log Page.
        .with(BOOT_LOG, [admin(0x4109, vec![])])
}

fn asked(mut drive: Table, nsid: Option<u32>) -> Survey {
    survey(Speaks::Nvme { nsid }, &identity(Transport::Nvme), &mut drive)
}

fn told(drive: Table) -> NvmeSurvey {
    match asked(drive, Some(1)) {
        Survey::Nvme(nvme) => nvme,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_healthy_controller_tells_all() {
    let nvme = told(healthy());
    let s = &nvme.sanitize;
    assert_eq!(([s.crypto, s.block, s.overwrite], s.state), ([YES, YES, NO], SanitizeState::Idle));
    assert_eq!([nvme.format, nvme.format_crypto, nvme.format_reaches_all], [YES; 3]);
    assert_eq!([nvme.formatting, nvme.write_protected], [NO; 2]);
    assert_eq!(nvme.other_namespaces, Some(0));
    assert_eq!(nvme.areas.len(), 5);
    assert!(nvme.areas.iter().all(|area| (area.present, area.bytes) == (NO, None)), "{:?}", nvme.areas);
    assert_eq!(nvme.tcg.supported, NO);
    let can =
        "Can erase itself: sanitize (block erase, cryptographic erase), format with a change of key, format.";
    assert_eq!(sentences(Lang::En, &Survey::Nvme(nvme)), [can]);
}

#[test]
fn a_positive_status_is_no_page() {
    // The log with the very bytes of a success, under Invalid Log Page, Internal Error, and a status that is none known.
    let success = || match log(0xffff, 1) {
        Reply::Nvme { data, .. } => data,
        _ => Vec::new(),
    };
    let of = |reply| told(healthy().with(SANITIZE_LOG, [reply])).sanitize.state;
    assert_eq!(of(admin(0, success())), SanitizeState::Succeeded);
    for status in [0x0001, 0x0006, 0x4109, 0x0700, 0x4000, u16::MAX] {
        assert_eq!(of(admin(status, success())), SanitizeState::Unknown);
        let drive = healthy().with(CONTROLLER, [admin(status, vec![0; 4096])]).with(SANITIZE_LOG, [silent()]);
        assert_eq!(asked(drive, Some(1)), Survey::None { why: NoCommands::NoAnswer });
    }
}

#[test]
fn states_of_the_log() {
    let of = |reply| told(healthy().with(SANITIZE_LOG, [reply])).sanitize.state;
    assert_eq!(of(log(0x8000, 2)), SanitizeState::InProgress);
    assert_eq!(of(log(0xffff, 3)), SanitizeState::Failed);
    assert_eq!(of(log(0xffff, 0x104)), SanitizeState::Succeeded);
    // A success that shows progress, a reserved state, zeros, ones, a short page.
    for odd in [
        log(0x8000, 1),
        log(0xffff, 5),
        admin(0, vec![0; 512]),
        admin(0, vec![0xff; 512]),
        admin(0, vec![1; 511]),
    ] {
        assert_eq!(of(odd), SanitizeState::Unknown);
    }
    // A controller without sanitize is not asked for the log.
    let without =
        told(healthy().with(CONTROLLER, [controller(&[(328, &[0])])]).with(SANITIZE_LOG, [log(0, 2)]));
    assert_eq!((without.sanitize.block, without.sanitize.state), (NO, SanitizeState::Idle));
    // One that will not identify itself tells that it is at work.
    let busy = healthy().with(CONTROLLER, [admin(0x001d, vec![])]).with(SANITIZE_LOG, [log(0x8000, 2)]);
    let Survey::Nvme(busy) = asked(busy, Some(1)) else { panic!() };
    assert_eq!((busy.sanitize.state, busy.format), (SanitizeState::InProgress, UNKNOWN));
    assert!(busy.areas.iter().all(|area| area.present == UNKNOWN) && busy.areas.len() == 5);
}

#[test]
fn a_namespace_is_formatted_or_protected() {
    let of = |reply| {
        let nvme = told(healthy().with(Key::Admin(0x06, 1, 0), [reply]));
        (nvme.formatting, nvme.write_protected)
    };
    assert_eq!(of(namespace(0xb2, 1024, 1)), (YES, YES));
    assert_eq!(of(namespace(0x00, 1024, 0)), (UNKNOWN, NO), "progress is not reported");
    assert_eq!(of(admin(0x0084, vec![])), (YES, UNKNOWN));
    assert_eq!(of(admin(0, vec![0; 4096])), (UNKNOWN, UNKNOWN), "not attached");
    assert_eq!(of(silent()), (UNKNOWN, UNKNOWN));
    let Survey::Nvme(nameless) = asked(healthy(), None) else { panic!() };
    assert_eq!((nameless.formatting, nameless.other_namespaces), (UNKNOWN, None));
    assert_eq!(the(&nameless.areas, AreaKind::OtherNamespaces), (UNKNOWN, None));
}

/// A controller with namespace management; TNVMCAP and UNVMCAP in MiB.
fn managed(total: u16, left: u16) -> Table {
    let field = |mebibytes: u16| (u128::from(mebibytes) << 20).to_le_bytes();
    healthy()
        .with(CONTROLLER, [controller(&[(256, &[0x0a, 0]), (280, &field(total)), (296, &field(left))])])
        .with(Key::Admin(0x06, 0, 0x10), [list(&[1])])
        .with(Key::Admin(0x06, 1, 0x11), [namespace(0, 1024, 0)])
        .with(Key::Admin(0x06, 7, 0x11), [namespace(0, 512, 0)])
}

#[test]
fn other_namespaces_are_counted_only_beside_this_one() {
    let two = healthy().with(active(), [list(&[1, 2])]).with(Key::Admin(0x06, 2, 0), [namespace(0, 1024, 0)]);
    let nvme = told(two);
    assert_eq!(nvme.other_namespaces, Some(1));
    assert_eq!(the(&nvme.areas, AreaKind::OtherNamespaces), (YES, Some(1 << 30)));
    assert!(says(&Survey::Nvme(nvme), "Other namespaces of the same drive, listed on their own: 1."));
    for odd in [list(&[2, 3]), list(&[]), list(&[2, 1]), admin(0x0002, vec![]), admin(0, vec![1, 0, 0])] {
        let nvme = told(healthy().with(active(), [odd]));
        assert_eq!(nvme.other_namespaces, None);
        assert_eq!(the(&nvme.areas, AreaKind::OtherNamespaces), (UNKNOWN, None));
    }
}

#[test]
fn detached_namespaces_are_looked_for_where_there_can_be_any() {
    let of = |drive: Table| the(&told(drive).areas, AreaKind::DetachedNamespaces);
    let allocated = Key::Admin(0x06, 0, 0x10);
    assert_eq!(of(managed(1024, 0)), (NO, None));
    assert_eq!(of(managed(1536, 0).with(allocated.clone(), [list(&[1, 7])])), (YES, Some(1 << 30)));
    let mute = Key::Admin(0x06, 7, 0x11);
    assert_eq!(
        of(managed(1536, 0).with(allocated.clone(), [list(&[1, 7])]).with(mute, [silent()])),
        (YES, None)
    );
    // A list without the attached ones, an empty one, a refusal.
    for odd in [list(&[7]), list(&[]), admin(0x0002, vec![])] {
        assert_eq!(of(managed(1024, 0).with(allocated.clone(), [odd])), (UNKNOWN, None));
    }
}

/// CMIC says that there may be other controllers: without the list of what is allocated, there may be namespaces of theirs.
#[test]
fn namespaces_of_other_controllers_are_not_ruled_out() {
    let unseen = |drive: Table| told(drive).unseen_namespaces;
    let allocated = Key::Admin(0x06, 0, 0x10);
    let refused = || admin(0x0002, vec![]);
    for (cmic, alone) in [(0, Some(0)), (1, Some(0)), (2, None), (3, None), (4, None)] {
        let drive = healthy().with(CONTROLLER, [controller(&[(76, &[cmic])])]);
        assert_eq!(unseen(drive.with(allocated.clone(), [refused()])), alone, "{cmic}");
    }
    let shared = || healthy().with(CONTROLLER, [controller(&[(76, &[2])])]);
    assert_eq!(unseen(shared().with(allocated.clone(), [list(&[1])])), Some(0));
    assert_eq!(unseen(shared().with(allocated.clone(), [list(&[1, 7])])), Some(1));
    assert_eq!(unseen(managed(1536, 0).with(allocated, [list(&[1, 7])])), Some(1));
}

#[test]
fn capacity_in_no_namespace_is_found() {
    let of = |drive: Table| the(&told(drive).areas, AreaKind::UnallocatedCapacity);
    assert_eq!(of(managed(1024, 0)), (NO, None));
    assert_eq!(of(managed(1536, 512)), (YES, Some(512 << 20)));
    assert_eq!(of(managed(1536, 0)), (YES, Some(512 << 20)), "the capacities leave some");
    assert_eq!(of(managed(0, 0)), (UNKNOWN, None), "it must say its capacity, and does not");
    assert_eq!(of(managed(1024, 0).with(Key::Admin(0x06, 0, 0x10), [silent()])), (UNKNOWN, None));
    // A namespace that does not tell its capacity: the word of the controller.
    assert_eq!(of(managed(1024, 0).with(Key::Admin(0x06, 1, 0x11), [namespace(0, 0, 0)])), (NO, None));
    // Beyond 2^53 bytes no number goes into a record.
    let huge = [0u8, 0, 0, 0, 0, 0, 0x40, 0];
    assert_eq!(of(healthy().with(CONTROLLER, [controller(&[(296, &huge)])])), (YES, None));
}

#[test]
fn boot_partitions_and_protected_memory() {
    let of = |drive: Table| the(&told(drive).areas, AreaKind::BootPartitions);
    // BPINFO: 32 units of 128 KiB each, partition 1 active.
    let page = |hex| admin(0, bytes(hex));
    assert_eq!(
        of(healthy().with(BOOT_LOG, [page("15 00 00 00 20 00 00 80 00 00 00 00 00 00 00 00")])),
        (YES, Some(8 << 20))
    );
    assert_eq!(
        of(healthy().with(BOOT_LOG, [page("15 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")])),
        (NO, None)
    );
    for odd in [
        admin(0, vec![0; 16]),
        admin(0, vec![0xff; 16]),
        page("15 00 00 00 20 00"),
        admin(0x0006, vec![]),
        silent(),
    ] {
        assert_eq!(of(healthy().with(BOOT_LOG, [odd])), (UNKNOWN, None));
    }
    // NVMe 1.2 had none: not asked.
    let mut old = healthy().with(CONTROLLER, [controller(&[(80, &[0, 2, 1, 0])])]).with(BOOT_LOG, [silent()]);
    let told_by_old = survey(Speaks::Nvme { nsid: Some(1) }, &identity(Transport::Nvme), &mut old);
    assert_eq!(the(told_by_old.areas().unwrap(), AreaKind::BootPartitions), (NO, None));
    assert_eq!(old.count(&BOOT_LOG), 0);
    let rpmb = told(healthy().with(CONTROLLER, [controller(&[(312, &[0x01])])]));
    assert_eq!(the(&rpmb.areas, AreaKind::ReplayProtected), (YES, None));
    assert!(says(&Survey::Nvme(rpmb), "RPMB), of unknown size"));
}

#[test]
fn an_encryption_lock_is_asked_for_only_where_it_is_claimed() {
    let claims = || healthy().with(CONTROLLER, [controller(&[(256, &[0x03, 0])])]);
    assert_eq!(told(claims()).tcg, crate::event::TcgSurvey::UNKNOWN);
    let mut level_0 = bytes("00 00 00 3c 00 00 00 01");
    level_0.resize(48, 0);
    level_0.extend(bytes("00 02 10 0c 09 00 00 00 00 00 00 00 00 00 00 00"));
    level_0.resize(2048, 0);
    let tcg = told(claims().with(DISCOVERY, [admin(0, level_0)])).tcg;
    assert_eq!([tcg.supported, tcg.enabled, tcg.locked], [YES, NO, NO]);
    let mut without = healthy();
    let _ = survey(Speaks::Nvme { nsid: Some(1) }, &identity(Transport::Nvme), &mut without);
    assert_eq!(without.count(&DISCOVERY), 0);
}

#[test]
fn a_dead_controller_is_asked_once() {
    let mut dead = Table { silent: true, ..Table::default() };
    let told = survey(Speaks::Nvme { nsid: Some(1) }, &identity(Transport::Nvme), &mut dead);
    assert_eq!((told, dead.sent.len()), (Survey::None { why: NoCommands::NoAnswer }, 1));
}
