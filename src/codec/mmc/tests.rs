use proptest::prelude::*;

use super::*;
use crate::codec::page::PageError;

const T: Duration = Duration::from_secs(240);

/// Opcode, argument, flags, whether it writes.
fn sent(command: &Command) -> (u32, u32, u32, bool) {
    (command.opcode, command.arg, command.flags, command.write)
}

#[test]
fn commands_are_as_the_standard_has_them() {
    assert_eq!(sent(&Command::send_ext_csd()), (8, 0, 0xb5, false));
    assert_eq!(Command::send_ext_csd().transfer, Transfer::In(512));
    assert_eq!(sent(&Command::send_status()), (13, 0x0001_0000, 0x95, false));
    assert_eq!(sent(&Command::switch(0xaf, 0x01)), (6, 0x03af_0101, 0x49d, true));
    assert_eq!(sent(&Command::sanitize(T)), (6, 0x03a5_0101, 0x49d, true));
    assert_eq!(Command::sanitize(T).timeout, T);
    assert_eq!(sent(&Command::erase_group_def()), (6, 0x03af_0101, 0x49d, true));
    assert_eq!(sent(&Command::erase_group_start(0x1234)), (35, 0x1234, 0x95, true));
    assert_eq!(sent(&Command::erase_group_end(0x5678)), (36, 0x5678, 0x95, true));
    for (kind, arg) in [
        (Erase::Erase, 0),
        (Erase::Trim, 1),
        (Erase::Discard, 3),
        (Erase::SecureErase, 0x8000_0000),
        (Erase::SecureTrim1, 0x8000_0001),
        (Erase::SecureTrim2, 0x8000_8000),
    ] {
        assert_eq!(sent(&Command::erase(kind, T)), (38, arg, 0x49d, true));
    }
}

#[test]
fn selecting_a_partition_keeps_the_start_of_the_machine() {
    let arg = |config, partition| Command::select_partition(config, partition).arg;
    assert_eq!(arg(0x00, Partition::User), 0x03b3_0001);
    // Acknowledge and boot from partition 1 (48h) stay.
    assert_eq!(arg(0x48, Partition::Boot1), 0x03b3_4901);
    assert_eq!(arg(0x49, Partition::Boot2), 0x03b3_4a01);
    assert_eq!(arg(0x4f, Partition::User), 0x03b3_4801);
    assert_eq!(arg(0x00, Partition::GeneralPurpose(GeneralPurpose::Gp1)), 0x03b3_0401);
    assert_eq!(arg(0x00, Partition::GeneralPurpose(GeneralPurpose::Gp4)), 0x03b3_0701);
}

#[test]
fn addresses_are_sectors_or_bytes_and_never_cut() {
    let args = |addressing, first, last| {
        Command::erase_range(addressing, first, last, Erase::Trim, T)
            .map(|three| three.map(|c| (c.opcode, c.arg)))
    };
    assert_eq!(args(Addressing::Sectors, 8, 0x0074_6fff), Some([(35, 8), (36, 0x0074_6fff), (38, 1)]));
    assert_eq!(args(Addressing::Bytes, 8, 9), Some([(35, 0x1000), (36, 0x1200), (38, 1)]));
    // The last sector below 4 GiB, and the one after it.
    assert!(
        args(Addressing::Bytes, 0, 0x007f_ffff).is_some()
            && args(Addressing::Bytes, 0, 0x0080_0000).is_none()
    );
    assert!(args(Addressing::Sectors, 0, 0xffff_ffff).is_some());
    assert!(args(Addressing::Sectors, 0, 0x1_0000_0000).is_none());
    assert!(args(Addressing::Sectors, 9, 8).is_none());
    assert!(args(Addressing::Bytes, u64::MAX, u64::MAX).is_none());
}

/// A device of 7.3 GiB of version 5.1.
fn register() -> Vec<u8> {
    let mut bytes = vec![0; 512];
    for (at, value) in [
        (143, 0x02),
        (144, 0x01),
        (152, 0x03),
        (155, 1),
        (168, 0x20),
        (173, 0x40),
        (175, 1),
        (179, 0x48),
        (181, 0),
        (192, 8),
        (194, 2),
        (212, 0x00),
        (213, 0x80),
        (214, 0xe9),
        (215, 0x00),
        (221, 0x10),
        (223, 0x05),
        (224, 0x01),
        (226, 0x20),
        (229, 0x03),
        (230, 0x02),
        (231, 0x55),
        (232, 0x02),
        (267, 1),
        (268, 2),
        (269, 11),
    ] {
        bytes[at] = value;
    }
    bytes
}

#[test]
fn a_register_says_what_the_device_is() {
    let csd = ExtCsd::parse(&register()).unwrap();
    assert_eq!((csd.revision, csd.sectors, csd.addressing()), (8, 0x00e9_8000, Addressing::Sectors));
    assert_eq!((csd.boot_bytes, csd.rpmb_bytes), (4 << 20, 4 << 20));
    // 0102h and 3 groups of 16 × 512 KiB.
    assert_eq!(csd.general_purpose_bytes, [258 * 8_388_608, 0, 0, 3 * 8_388_608]);
    let s = csd.security;
    assert!(s.secure_erase() && s.purges_bad_blocks() && s.trim() && s.sanitize());
    assert_eq!((csd.erased_byte, csd.partition_config, csd.boot_protection), (Some(0), 0x48, 0x40));
    assert!(csd.partitioned && csd.high_capacity_groups && csd.erase_group_bytes == 524_288);
    assert_eq!((csd.pre_end_of_life, csd.life_used), (Some(1), [Some(2), Some(11)]));
    let ms = |kind| csd.erase_time(kind, 10).map(|time| time.as_millis());
    assert_eq!(ms(Erase::Erase), Some(15_000));
    assert_eq!(ms(Erase::Trim), Some(6_000));
    assert_eq!(ms(Erase::SecureErase), Some(30_000));
    assert_eq!(ms(Erase::SecureTrim1), Some(45_000));
}

#[test]
fn what_is_not_set_is_not_claimed() {
    let with = |at: usize, value: u8| {
        let mut bytes = register();
        bytes[at] = value;
        ExtCsd::parse(&bytes)
    };
    assert_eq!(with(155, 0).unwrap().general_purpose_bytes, [0; 4]);
    assert_eq!(with(181, 1).unwrap().erased_byte, Some(0xff));
    assert_eq!(with(181, 2).unwrap().erased_byte, None);
    assert_eq!(with(267, 0).unwrap().pre_end_of_life, None);
    assert_eq!(with(268, 0).unwrap().life_used, [None, Some(11)]);
    assert_eq!(with(232, 0).unwrap().erase_time(Erase::Trim, 1), None);
    assert!(!with(231, 0x15).unwrap().security.sanitize());
    // 2 GiB is still addressed by bytes, one sector more is not.
    let mut small = register();
    small[212..216].copy_from_slice(&[0, 0, 0x40, 0]);
    assert_eq!(ExtCsd::parse(&small).unwrap().addressing(), Addressing::Bytes);
    small[212] = 1;
    assert_eq!(ExtCsd::parse(&small).unwrap().addressing(), Addressing::Sectors);
    for (at, value) in [(192, 16), (194, 8), (267, 4), (268, 12), (269, 0xff)] {
        assert!(matches!(with(at, value), Err(PageError::Implausible(_))), "{at}");
    }
}

#[test]
fn no_register_is_refused() {
    assert_eq!(ExtCsd::parse(&[0; 512]), Err(PageError::AllZero));
    assert_eq!(ExtCsd::parse(&[0xff; 512]), Err(PageError::AllOnes));
    assert_eq!(ExtCsd::parse(&register()[..511]), Err(PageError::Short { wanted: 512, got: 511 }));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), plausible in any::<bool>()) {
        let mut bytes = bytes;
        if plausible && bytes.len() >= 270 {
            for at in [192, 194, 267, 268, 269] { bytes[at] &= 0x03; }
        }
        if let Ok(csd) = ExtCsd::parse(&bytes) {
            for kind in [Erase::Erase, Erase::Trim, Erase::SecureErase, Erase::SecureTrim2] {
                let _ = csd.erase_time(kind, u32::MAX);
            }
        }
    }

    #[test]
    fn any_status_is_read(bits in any::<u32>()) {
        let status = CardStatus(bits);
        // Done says all of it at once.
        prop_assert_eq!(status.is_done_without_error(), bits & 0xffff_bf80 == 0x900);
    }
}
