use proptest::prelude::*;

use super::identify::{Deallocated, Fna, Lpa, Oacs, Sanicap};
use super::log::Estimates;
use super::*;
use crate::codec::page::PageError;
use crate::units::Answer;

/// Opcode, NSID, CDW10 to CDW13.
fn sent(command: &Command) -> (u8, u32, [u32; 4]) {
    let [a, b, c, d, e, f] = command.cdw10_15;
    assert_eq!([e, f], [0, 0], "CDW14 and 15 are reserved in all of these");
    (command.opcode, command.nsid, [a, b, c, d])
}

#[test]
fn identify_commands() {
    for (command, nsid, cns) in [
        (Command::identify_controller(), 0, 0x01),
        (Command::identify_namespace(1), 1, 0x00),
        (Command::identify_active_namespaces(0), 0, 0x02),
        (Command::identify_active_namespaces(1024), 1024, 0x02),
        (Command::identify_allocated_namespaces(0), 0, 0x10),
        (Command::identify_allocated_namespace(7), 7, 0x11),
    ] {
        assert_eq!(sent(&command), (0x06, nsid, [cns, 0, 0, 0]));
        assert_eq!(command.transfer, Transfer::In(4096));
    }
}

#[test]
fn log_commands() {
    for (command, cdw10, bytes) in [
        (Command::sanitize_status_log(), 0x007f_0081, 512),
        (Command::smart_log(), 0x007f_0002, 512),
        (Command::self_test_log(), 0x008c_0006, 564),
        (Command::commands_effects_log(), 0x03ff_0005, 4096),
    ] {
        assert_eq!(sent(&command), (0x02, 0xffff_ffff, [cdw10, 0, 0, 0]), "{}", command.name);
        assert_eq!(command.transfer, Transfer::In(bytes));
    }
    // 1 MiB: dwords − 1 are 0003_FFFFh, in two halves.
    let long = Command::get_log(0x0d, 0x7f, 0x0010_0000, 0x1_2345_6788).unwrap();
    assert_eq!(sent(&long), (0x02, 0xffff_ffff, [0xffff_7f0d, 0x0003, 0x2345_6788, 0x0000_0001]));
    for (lsp, bytes, offset) in [(0, 0, 0), (0, 6, 0), (0, 8, 2), (0x80, 8, 0)] {
        assert_eq!(Command::get_log(2, lsp, bytes, offset), None);
    }
}

#[test]
fn the_event_log_is_established_read_and_released() {
    let cdw = |action| Command::persistent_event_log(action).map(|c| (sent(&c).2, c.transfer));
    assert_eq!(cdw(PersistentEvents::Establish), Some(([0x007f_010d, 0, 0, 0], Transfer::In(512))));
    let read = PersistentEvents::Read { offset: 512, bytes: 4096 };
    assert_eq!(cdw(read), Some(([0x03ff_000d, 0, 512, 0], Transfer::In(4096))));
    assert_eq!(cdw(PersistentEvents::Release), Some(([0x007f_020d, 0, 0, 0], Transfer::In(512))));
    assert_eq!(cdw(PersistentEvents::Read { offset: 0, bytes: 0 }), None);
}

#[test]
fn sanitize_commands() {
    let sanitize = |action, ndas| Command::sanitize(action, ndas);
    for (command, cdw10, cdw11) in [
        (sanitize(SanitizeAction::BlockErase, false), 0x002, 0),
        (sanitize(SanitizeAction::BlockErase, true), 0x202, 0),
        (sanitize(SanitizeAction::CryptoErase, false), 0x004, 0),
        (
            sanitize(
                SanitizeAction::Overwrite { passes: Passes::ONE, pattern: 0xdead_beef, invert: false },
                false,
            ),
            0x013,
            0xdead_beef,
        ),
        (
            sanitize(
                SanitizeAction::Overwrite { passes: Passes::new(3).unwrap(), pattern: 0, invert: true },
                true,
            ),
            0x333,
            0,
        ),
        (
            sanitize(
                SanitizeAction::Overwrite { passes: Passes::new(16).unwrap(), pattern: 1, invert: false },
                false,
            ),
            0x003,
            1,
        ),
    ] {
        assert_eq!(sent(&command), (0x84, 0, [cdw10, cdw11, 0, 0]));
        assert_eq!(command.transfer, Transfer::None);
    }
    assert_eq!((Passes::new(0), Passes::new(17)), (None, None));
}

#[test]
fn no_sanitize_leaves_failure_mode_or_allows_to() {
    let mut actions = vec![SanitizeAction::BlockErase, SanitizeAction::CryptoErase];
    for (passes, invert) in (0..=255).filter_map(Passes::new).zip([true, false].into_iter().cycle()) {
        actions.push(SanitizeAction::Overwrite { passes, pattern: u32::MAX, invert });
    }
    assert_eq!(actions.len(), 18);
    for action in actions {
        for ndas in [false, true] {
            let (_, _, [cdw10, ..]) = sent(&Command::sanitize(action, ndas));
            assert!(matches!(cdw10 & 0x7, 2..=4), "neither exit failure mode (1) nor exit verification (5)");
            assert_eq!(cdw10 & 0x8, 0, "AUSE");
            assert_eq!(cdw10 & 0xffff_fc00, 0, "EMVS and reserved bits");
        }
    }
}

#[test]
fn security_receive() {
    let command = Command::level_0_discovery();
    assert_eq!(sent(&command), (0x82, 0, [0x0100_0100, 0x800, 0, 0]));
    assert_eq!(command.transfer, Transfer::In(2048));
}

/// A page with some bytes in it.
fn page(len: usize, parts: &[(usize, &[u8])]) -> Vec<u8> {
    let mut bytes = vec![0; len];
    for (at, part) in parts {
        bytes[*at..at + part.len()].copy_from_slice(part);
    }
    bytes
}

fn namespace(more: &[(usize, &[u8])]) -> Vec<u8> {
    let mut parts: Vec<(usize, &[u8])> = vec![
        (0, &[0xb0, 0x6d, 0x70, 0x74, 0, 0, 0, 0]),
        (8, &[0xb0, 0x6d, 0x70, 0x74, 0, 0, 0, 0]),
        (25, &[1]),
        // Format 1, of 4096 bytes and 8 of metadata; format 0 of 512.
        (26, &[0x01]),
        (128, &[0, 0, 9, 2]),
        (132, &[8, 0, 12, 0]),
    ];
    parts.extend(more);
    page(4096, &parts)
}

#[test]
fn a_format_keeps_what_is() {
    let format = |flbas: u8, dps: u8, erase| {
        let last: &[u8] = &[0, 0, 12, 0];
        let parts: [(usize, &[u8]); 4] =
            [(26, &[flbas]), (29, &[dps]), (128 + 4 * 18, last), (128 + 4 * 15, last)];
        let kept = Namespace::parse(&namespace(&parts)).unwrap();
        let command = Command::format(1, &kept, erase);
        assert_eq!((command.opcode, command.nsid, &command.transfer), (0x80, 1, &Transfer::None));
        sent(&command).2[0]
    };
    assert_eq!(format(0x00, 0x00, FormatErase::UserData), 0x0200);
    assert_eq!(format(0x01, 0x00, FormatErase::Crypto), 0x0401);
    assert_eq!(format(0x0f, 0x00, FormatErase::UserData), 0x020f);
    // Metadata at the end of the block; protection of type 1 in the first bytes.
    assert_eq!(format(0x11, 0x09, FormatErase::Crypto), 0x0531);
    assert_eq!(format(0x11, 0x03, FormatErase::Crypto), 0x0471);
    // Format 18 = 12h: 2 in LBAFL, 1 in LBAFU.
    assert_eq!(format(0x22, 0x00, FormatErase::UserData), 0x1202);
}

fn controller(more: &[(usize, &[u8])]) -> Vec<u8> {
    let mut parts: Vec<(usize, &[u8])> = vec![
        (4, b"S4EVNX0R123456      "),
        (24, b"TEST DRIVE 980 1TB                      "),
        (64, b"2B4QFXO7"),
        (78, &[0x34, 0x12]),
        (80, &[0, 4, 1, 0]),
        (111, &[1]),
        (256, &[0x1b, 0x04]),
        (261, &[0x16]),
        (280, &[0, 0, 0x80, 0x5f, 0xe8]),
        (296, &[0, 0x10]),
        (312, &[0xf2]),
        (328, &[0x03, 0, 0, 0xa0]),
        (516, &[0x20, 0, 0, 0]),
        (524, &[0x06]),
        (525, &[0x07]),
    ];
    parts.extend(more);
    page(4096, &parts)
}

#[test]
fn a_controller_says_what_it_is() {
    let c = Controller::parse(&controller(&[])).unwrap();
    assert_eq!([&*c.serial, &*c.model, &*c.firmware], ["S4EVNX0R123456", "TEST DRIVE 980 1TB", "2B4QFXO7"]);
    assert_eq!((c.controller_id, c.version, c.controller_type), (0x1234, 0x0001_0400, 1));
    assert_eq!((c.total_capacity, c.unallocated_capacity), (0xe8_5f80_0000, 0x1000));
    assert_eq!((c.rpmb_units, c.namespaces, c.volatile_cache), (2, 32, true));
    let oacs = c.oacs;
    assert!(
        oacs.security()
            && oacs.format()
            && oacs.namespace_management()
            && oacs.self_test()
            && oacs.lockdown()
    );
    let s = c.sanicap;
    assert!(s.crypto_erase() && s.block_erase() && !s.overwrite() && !s.media_verification());
    assert!(s.no_deallocate_inhibited() && s.modified_afterwards());
    assert!(!c.fna.format_reaches_all() && c.fna.erase_reaches_all() && c.fna.crypto_erase());
    assert!(c.fna.takes_all_namespaces());
    assert!(c.lpa.commands_effects() && c.lpa.extended_data() && c.lpa.persistent_events());
}

#[test]
fn each_bit_is_its_own() {
    let oacs = |n: u32| {
        let o = Oacs(1_u16 << n);
        [o.security(), o.format(), o.namespace_management(), o.self_test(), o.lockdown()]
    };
    assert_eq!([0, 1, 3, 4, 10].map(|n| oacs(n).iter().position(|b| *b)), [0, 1, 2, 3, 4].map(Some));
    assert!([2, 5, 6, 7, 8, 9].iter().all(|n| oacs(*n) == [false; 5]));
    let fna = |n: u8| {
        let f = Fna(n);
        [f.format_reaches_all(), f.erase_reaches_all(), f.crypto_erase(), f.takes_all_namespaces()]
    };
    assert_eq!(fna(0x00), [false, false, false, true]);
    assert_eq!(fna(0x09), [true, false, false, false]);
    assert_eq!(fna(0x06), [false, true, true, true]);
    let s = Sanicap(0x4000_0004);
    assert!(s.overwrite() && !s.crypto_erase() && !s.block_erase() && !s.modified_afterwards());
    assert!(Sanicap(0x08).media_verification() && !Sanicap(0xc000_0000).modified_afterwards());
    assert!(!Lpa(0xef).persistent_events() && Lpa(0x10).persistent_events());
}

#[test]
fn no_controller_is_refused() {
    assert_eq!(Controller::parse(&[0; 4096]), Err(PageError::AllZero));
    assert_eq!(Controller::parse(&[0xff; 4096]), Err(PageError::AllOnes));
    assert_eq!(
        Controller::parse(&controller(&[])[..4095]),
        Err(PageError::Short { wanted: 4096, got: 4095 })
    );
    for serial in [&[b' '; 20], &[0; 20], b"S4EV\xffX0R123456      ", b"S4EV\0X0R123456      "] {
        let bytes = controller(&[(4, serial)]);
        assert_eq!(Controller::parse(&bytes), Err(PageError::Implausible("serial number")));
    }
    assert!(Controller::parse(&controller(&[(24, &[0x80])])).is_err());
    assert!(Controller::parse(&controller(&[(64, &[0x07])])).is_err());
}

#[test]
fn a_namespace_says_what_it_is() {
    let n = Namespace::parse(&namespace(&[
        (27, &[0x03]),
        (29, &[0x09]),
        (32, &[0x80 | 42]),
        (33, &[0x09]),
        (48, &[0, 0, 0, 0, 0xe8]),
        (99, &[1]),
        (104, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
        (120, &[0, 0x25, 0x38, 1, 2, 3, 4, 5]),
    ]))
    .unwrap();
    assert_eq!((n.size_blocks, n.capacity_blocks), (0x7470_6db0, 0x7470_6db0));
    assert_eq!((n.block_bytes, n.metadata_bytes, n.format_index()), (4096, 8, 1));
    assert_eq!(n.size_bytes(), 0x747_06db_0000);
    assert_eq!((n.mc, n.dps, n.format_remains), (3, 9, Some(42)));
    assert_eq!((n.deallocated, n.nvm_capacity), (Deallocated::Zeros, 0xe8_0000_0000));
    assert!(n.write_protected);
    assert_eq!(n.nguid, Some([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));
    assert_eq!(n.eui64, Some([0, 0x25, 0x38, 1, 2, 3, 4, 5]));
}

#[test]
fn what_a_namespace_does_not_say_is_absent() {
    let n = Namespace::parse(&namespace(&[(26, &[0x00]), (32, &[0x05])])).unwrap();
    assert_eq!((n.block_bytes, n.metadata_bytes), (512, 0));
    assert_eq!((n.format_remains, n.nguid, n.eui64), (None, None, None));
    assert!(n.deallocated == Deallocated::NotReported && !n.write_protected);
}

#[test]
fn no_namespace_is_refused() {
    // All zero is how a namespace answers that is not attached.
    assert_eq!(Namespace::parse(&[0; 4096]), Err(PageError::AllZero));
    assert_eq!(Namespace::parse(&[0xff; 4096]), Err(PageError::AllOnes));
    assert!(matches!(Namespace::parse(&namespace(&[])[..4000]), Err(PageError::Short { .. })));
    let wrong: [(usize, &[u8]); 5] = [
        (0, &[0, 0, 0, 0]),
        (15, &[1]),
        // Format 2, which has no data; format 1 of 256 bytes, and of 2^64.
        (26, &[0x02]),
        (134, &[8]),
        (134, &[64]),
    ];
    for part in wrong {
        assert!(matches!(Namespace::parse(&namespace(&[part])), Err(PageError::Implausible(_))), "{part:?}");
    }
}

#[test]
fn a_list_ends_at_its_zero() {
    let nsids = |bytes: &[u8]| NamespaceList::parse(bytes).map(|list| list.nsids);
    assert_eq!(nsids(&page(4096, &[(0, &[1, 0, 0, 0, 5, 0, 0, 0, 0, 1, 0, 0])])), Ok(vec![1, 5, 256]));
    assert_eq!(nsids(&[0; 4096]), Ok(vec![]));
    assert_eq!(nsids(&[0xff; 4096]), Err(PageError::AllOnes));
    assert!(matches!(nsids(&[0; 4092]), Err(PageError::Short { .. })));
    let wrong: [&[u8]; 4] =
        [&[2, 0, 0, 0, 1], &[2, 0, 0, 0, 2], &[1, 0, 0, 0, 0, 0, 0, 0, 2], &[0xff, 0xff, 0xff, 0xff]];
    for wrong in wrong {
        assert_eq!(nsids(&page(4096, &[(0, wrong)])), Err(PageError::Implausible("namespace list")));
    }
    let full: Vec<u8> = (1..=1024u32).flat_map(u32::to_le_bytes).collect();
    assert_eq!(NamespaceList::parse(&full).unwrap().goes_on_after(), Some(1024));
    let one = NamespaceList { nsids: vec![1] };
    assert_eq!(one.goes_on_after(), None);
}

fn sanitize_status(head: &[u8]) -> SanitizeStatus {
    let estimates = [
        0x80, 0x51, 1, 0, 30, 0, 0, 0, 2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 31, 0, 0, 0, 0xff, 0xff, 0xff,
        0xff,
    ];
    SanitizeStatus::parse(&page(512, &[(8, &estimates), (0, head)])).unwrap()
}

#[test]
fn a_sanitize_that_succeeded() {
    let s = sanitize_status(&[0xff, 0xff, 0b0001_1001, 0x01, 0x13, 0x02, 0, 0]);
    assert_eq!((s.progress, s.state, s.passes_done), (0xffff, SanitizeState::Completed, 3));
    assert!(s.global_data_erased && s.cdw10 == 0x213);
    assert_eq!(
        s.estimates,
        Estimates { overwrite: Some(86_400), block_erase: Some(30), crypto_erase: Some(2) }
    );
    let without = Estimates { overwrite: None, block_erase: Some(31), crypto_erase: None };
    assert_eq!(s.estimates_no_deallocate, without);
    assert_eq!((s.raw.len(), s.raw[2]), (512, 0b0001_1001));
    assert_eq!((s.succeeded(0x213), s.is_running()), (Answer::Yes, Answer::No));
    // The success of another command is none of this one.
    assert_eq!(s.succeeded(0x002), Answer::Unknown);
}

#[test]
fn each_state_of_a_sanitize() {
    for (state, progress, expected, answer, running) in [
        (0, 0xffff, SanitizeState::NeverSanitized, Answer::No, Answer::No),
        (1, 0xffff, SanitizeState::Completed, Answer::Yes, Answer::No),
        (1, 0xfffe, SanitizeState::Completed, Answer::Unknown, Answer::Unknown),
        (2, 0x8000, SanitizeState::InProgress, Answer::No, Answer::Yes),
        (2, 0xffff, SanitizeState::InProgress, Answer::No, Answer::Yes),
        (3, 0xffff, SanitizeState::Failed, Answer::No, Answer::No),
        (4, 0xffff, SanitizeState::CompletedDeallocated, Answer::Yes, Answer::No),
        (5, 0xffff, SanitizeState::Other(5), Answer::Unknown, Answer::Unknown),
        (7, 0xffff, SanitizeState::Other(7), Answer::Unknown, Answer::Unknown),
    ] {
        let [low, high] = u16::to_le_bytes(progress);
        let s = sanitize_status(&[low, high, state, 0, 2, 0, 0, 0]);
        assert_eq!((s.state, s.succeeded(2), s.is_running()), (expected, answer, running), "{state}");
        assert!(!s.global_data_erased);
    }
}

#[test]
fn an_empty_status_is_never_a_success() {
    let empty = SanitizeStatus::parse(&[0; 512]).unwrap();
    assert_eq!((empty.state, empty.global_data_erased), (SanitizeState::NeverSanitized, false));
    assert_eq!((empty.succeeded(0), empty.is_running()), (Answer::No, Answer::Unknown));
    assert_eq!(empty.estimates.block_erase, None);
    assert_eq!(SanitizeStatus::parse(&[0xff; 512]), Err(PageError::AllOnes));
    assert_eq!(SanitizeStatus::parse(&[1; 511]), Err(PageError::Short { wanted: 512, got: 511 }));
}

#[test]
fn a_smart_log_says_how_the_drive_is() {
    let bytes = page(
        512,
        &[
            (0, &[0x04, 0x36, 0x01, 100, 10, 3]),
            (32, &[1]),
            (48, &[2, 1]),
            (112, &[5]),
            (128, &[0x10, 0x27]),
            (144, &[6]),
            (160, &[7]),
        ],
    );
    let s = SmartLog::parse(&bytes).unwrap();
    assert_eq!((s.critical_warning, s.temperature_kelvin), (4, 310));
    assert_eq!((s.spare, s.spare_threshold, s.percentage_used), (100, 10, 3));
    assert_eq!((s.data_units_read, s.data_units_written), (1, 258));
    assert_eq!((s.power_cycles, s.power_on_hours, s.unsafe_shutdowns, s.media_errors), (5, 10_000, 6, 7));
    assert_eq!(SmartLog::parse(&[0; 512]), Err(PageError::AllZero));
    assert!(SmartLog::parse(&page(512, &[(3, &[101])])).is_err());
}

fn events(more: &[(usize, &[u8])]) -> Result<PersistentEventLog, PageError> {
    let mut parts: Vec<(usize, &[u8])> = vec![
        (0, &[0x0d]),
        (4, &[3, 0, 0, 0]),
        (8, &[0x48, 0x02, 0, 0]),
        (16, &[2]),
        (18, &[0xec, 0x01]),
        (56, b"S4EVNX0R123456      "),
    ];
    parts.extend(more);
    PersistentEventLog::parse(&page(512, &parts))
}

#[test]
fn the_header_of_the_event_log() {
    let log = events(&[]).unwrap();
    // 512 + 3 × 24: just enough room.
    assert_eq!((log.events, log.total_bytes, log.header_bytes, log.revision), (3, 584, 512, 2));
    assert_eq!(log.serial, "S4EVNX0R123456");
    let wrong: [(usize, &[u8]); 6] =
        [(0, &[0x81]), (4, &[4]), (7, &[0xff]), (8, &[0xff, 0x01]), (18, &[0xeb]), (60, &[0x01])];
    for part in wrong {
        assert!(matches!(events(&[part]), Err(PageError::Implausible(_))), "{part:?}");
    }
    assert_eq!(PersistentEventLog::parse(&[0; 512]), Err(PageError::AllZero));
}

/// Pages that look right enough to be read.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let noise = proptest::collection::vec(any::<u8>(), 0..600);
    let long = proptest::collection::vec(any::<u8>(), 4096);
    let change = (0usize..4096, any::<u8>());
    let changed = (any::<bool>(), proptest::collection::vec(change, 0..8)).prop_map(|(which, changes)| {
        let mut bytes = if which { controller(&[]) } else { namespace(&[]) };
        changes.iter().for_each(|(at, value)| bytes[*at] = *value);
        bytes
    });
    prop_oneof![noise, long, changed]
}

#[test]
fn blocks_stay_allocated_only_where_that_changes_nothing_more() {
    for (sanicap, kept) in
        [(0x4000_0003, true), (0x6000_0003, false), (0x8000_0003, false), (0x0000_0003, false)]
    {
        assert_eq!(Sanicap(sanicap).keeps_blocks_allocated(), kept, "{sanicap:#x}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_parser_panic(bytes in bytes(), nsid in any::<u32>()) {
        let _ = Controller::parse(&bytes);
        if let Ok(list) = NamespaceList::parse(&bytes) {
            prop_assert!(list.nsids.len() <= 1024 && list.goes_on_after() != Some(0));
        }
        let _ = SmartLog::parse(&bytes);
        let _ = PersistentEventLog::parse(&bytes);
        if let Ok(namespace) = Namespace::parse(&bytes) {
            prop_assert!(namespace.size_bytes() >= 512);
            let (_, _, [cdw10, ..]) = sent(&Command::format(nsid, &namespace, FormatErase::Crypto));
            prop_assert_eq!(cdw10 >> 9 & 0x7, 2);
            prop_assert_eq!(cdw10 & 0x0f | cdw10 >> 12 << 4, u32::from(namespace.format_index()));
        }
    }

    #[test]
    fn a_success_is_said_in_full(head in any::<[u8; 8]>(), sent in any::<u32>(), same in any::<bool>()) {
        let mut bytes = page(512, &[(0, &head)]);
        if same {
            bytes[4..8].copy_from_slice(&sent.to_le_bytes());
        }
        if let Ok(status) = SanitizeStatus::parse(&bytes)
            && status.succeeded(sent) == Answer::Yes
        {
            prop_assert_eq!(&bytes[..2], &[0xff, 0xff]);
            prop_assert!(matches!(bytes[2] & 7, 1 | 4));
            prop_assert_eq!(&bytes[4..8], &sent.to_le_bytes());
        }
        prop_assert!(SanitizeStatus::parse(&bytes[..usize::from(head[0])]).is_err());
    }
}
