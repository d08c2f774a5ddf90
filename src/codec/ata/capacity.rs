//! Areas that a drive keeps from its host: host protected area (ATA-6), device configuration overlay (ATA-7) and
//! accessible maximum address (ACS-4).

use super::{BLOCK_BYTES, Command, DEVICE_LBA};
use crate::codec::bytes::{array, le16, le64, sum};
use crate::codec::sat::Registers;
use crate::units::Answer;

/// The last LBA that 28 bits hold.
const LAST_28: u64 = (1 << 28) - 1;
/// The last LBA that 48 bits hold.
const LAST_48: u64 = (1 << 48) - 1;
/// No drive is smaller: 65 536 sectors, 32 MiB.
const SMALLEST: u64 = 1 << 16;

const AMAC: u8 = 0x78;
const DCO: u8 = 0xb1;

/// How many bits of address a command has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// READ NATIVE MAX ADDRESS.
    Bits28,
    /// READ NATIVE MAX ADDRESS EXT, GET NATIVE MAX ADDRESS EXT.
    Bits48,
}

impl Command {
    /// READ NATIVE MAX ADDRESS EXT (ATA-7). See [`native_max`].
    #[must_use]
    pub fn read_native_max_ext() -> Command {
        Command::non_data_ext("READ NATIVE MAX ADDRESS EXT", 0x27)
    }

    /// READ NATIVE MAX ADDRESS (ATA-7). See [`native_max`].
    #[must_use]
    pub fn read_native_max() -> Command {
        Command { device: DEVICE_LBA, ..Command::non_data("READ NATIVE MAX ADDRESS", 0xf8) }
    }

    /// SET MAX ADDRESS EXT (ATA-7): the new last LBA; `keep` (COUNT bit 0): over a power cycle. It must directly follow
    /// READ NATIVE MAX ADDRESS EXT. `None` when the LBA does not fit.
    #[must_use]
    pub fn set_max_ext(last_lba: u64, keep: bool) -> Option<Command> {
        (last_lba <= LAST_48).then(|| Command {
            lba: last_lba,
            count: u16::from(keep),
            ..Command::non_data_ext("SET MAX ADDRESS EXT", 0x37)
        })
    }

    /// SET MAX ADDRESS (ATA-7): as [`Command::set_max_ext`], with 28 bits. Bits 27:24 go in DEVICE 3:0. It must directly
    /// follow READ NATIVE MAX ADDRESS, or the drive takes F9h for another command.
    #[must_use]
    pub fn set_max(last_lba: u64, keep: bool) -> Option<Command> {
        let [.., high] = u32::try_from(last_lba).ok().filter(|_| last_lba <= LAST_28)?.to_le_bytes();
        Some(Command {
            lba: last_lba & 0x00ff_ffff,
            count: u16::from(keep),
            device: DEVICE_LBA | high,
            ..Command::non_data("SET MAX ADDRESS", 0xf9)
        })
    }

    /// DEVICE CONFIGURATION IDENTIFY (ATA-7): 512 bytes for [`Dco`].
    #[must_use]
    pub fn dco_identify() -> Command {
        Command { feature: 0xc2, ..Command::pio_in("DEVICE CONFIGURATION IDENTIFY", DCO, 1) }
    }

    /// DEVICE CONFIGURATION RESTORE (ATA-7): refused while there is a host protected area.
    #[must_use]
    pub fn dco_restore() -> Command {
        Command { feature: 0xc0, ..Command::non_data("DEVICE CONFIGURATION RESTORE", DCO) }
    }

    /// GET NATIVE MAX ADDRESS EXT (ACS-4). See [`native_max`].
    #[must_use]
    pub fn amac_get_native() -> Command {
        Command::non_data_ext("GET NATIVE MAX ADDRESS EXT", AMAC)
    }

    /// SET ACCESSIBLE MAX ADDRESS EXT (ACS-4): the new last LBA; once in a power cycle. `None` when it does not fit.
    #[must_use]
    pub fn amac_set(last_lba: u64) -> Option<Command> {
        (last_lba <= LAST_48).then(|| Command {
            feature: 0x0001,
            lba: last_lba,
            ..Command::non_data_ext("SET ACCESSIBLE MAX ADDRESS EXT", AMAC)
        })
    }
}

/// The last LBA that a drive really has, from the registers after one of the native-maximum commands.
///
/// `accessible` is the number of sectors that IDENTIFY DEVICE gives. `None` whenever the number cannot be meant: registers
/// unknown or with an error, upper half missing, fewer sectors than are accessible, fewer than 65 536, or all bits set (28
/// bits: more than they can hold).
#[must_use]
pub fn native_max(registers: &Registers, width: Width, accessible: u64) -> Option<u64> {
    let Registers::Known(task) = registers else { return None };
    if !task.is_ready_without_error() {
        return None;
    }
    let (last, all_ones) = match width {
        Width::Bits48 => (task.whole.then_some(task.lba)?, LAST_48),
        Width::Bits28 => (lba_28(task.lba, task.device)?, LAST_28),
    };
    // A host protected area of negative size is a register that did not come.
    (last >= SMALLEST && last < all_ones && last.checked_add(1)? >= accessible).then_some(last)
}

/// LBA 27:24 are in DEVICE 3:0 by ATA and in LBA 31:24 by some translators: whichever is there, unless they differ.
fn lba_28(lba: u64, device: u8) -> Option<u64> {
    let (by_lba, by_device) = (lba >> 24 & 0xff, u64::from(device & 0xf));
    let high = match (by_lba, by_device) {
        (0, high) | (high, 0) => high,
        (high, same) if high == same => high,
        _ => return None,
    };
    (high <= 0xf).then_some(high << 24 | lba & 0x00ff_ffff)
}

/// How many sectors are hidden above the accessible ones; `None` when that would be less than none.
#[must_use]
pub fn hidden_sectors(native_last_lba: u64, accessible: u64) -> Option<u64> {
    native_last_lba.checked_add(1)?.checked_sub(accessible)
}

/// What DEVICE CONFIGURATION IDENTIFY says (ATA-7, table 12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dco {
    /// Word 0: revision of the data.
    pub revision: u16,
    /// Words 3–6: the last LBA of the whole drive, if it says one that a drive can have.
    pub max_lba: Option<u64>,
    /// Words 7: features that may be switched off.
    pub features: u16,
    /// Whether the checksum in word 255 is right; unknown without the signature A5h. A wrong one is worth a line in the
    /// journal: some drives count it over fewer words.
    pub checksum: Answer,
}

impl Dco {
    /// Reads 512 bytes; `None` for fewer, and for bytes that are all alike.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Dco> {
        let block: [u8; BLOCK_BYTES] = array(bytes, 0)?;
        if block.iter().all(|byte| *byte == block[0]) {
            return None;
        }
        let max_lba = le64(&block, 6)?;
        Some(Dco {
            revision: le16(&block, 0)?,
            max_lba: (SMALLEST..LAST_48).contains(&max_lba).then_some(max_lba),
            features: le16(&block, 14)?,
            checksum: Dco::checksum(&block),
        })
    }

    /// Byte 510 is the signature, byte 511 makes the sum of all bytes zero; or, on some drives, that of words 0–153 and itself
    /// with the signature.
    fn checksum(block: &[u8; BLOCK_BYTES]) -> Answer {
        let short = sum(&block[..308]).wrapping_add(sum(&block[510..]));
        match block[510] {
            0xa5 if sum(block) == 0 || short == 0 => Answer::Yes,
            0xa5 => Answer::No,
            _ => Answer::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::sat::{TaskFile, WhyUnknown};
    use proptest::prelude::*;

    fn known(status: u8, lba: u64, device: u8, whole: bool) -> Registers {
        Registers::Known(TaskFile { status, error: 0, count: 0, lba, device, whole })
    }

    #[test]
    fn a_native_maximum_must_be_plausible() {
        const SECTORS: u64 = 976_773_168;
        let of = |registers: Registers| native_max(&registers, Width::Bits48, SECTORS);
        assert_eq!(of(known(0x50, SECTORS - 1, 0x40, true)), Some(SECTORS - 1));
        assert_eq!(of(known(0x50, SECTORS + 99, 0x40, true)), Some(SECTORS + 99));
        assert_eq!(of(known(0x50, SECTORS - 2, 0x40, true)), None, "fewer than are accessible");
        assert_eq!(of(known(0x50, SECTORS - 1, 0x40, false)), None, "the upper half is missing");
        assert_eq!(of(known(0x51, SECTORS - 1, 0x40, true)), None, "an error");
        assert_eq!(of(known(0x50, LAST_48, 0x40, true)), None);
        assert_eq!(of(Registers::Unknown(WhyUnknown::AllZero)), None);
        assert_eq!(native_max(&known(0x50, 0, 0x40, true), Width::Bits48, 0), None, "512 bytes are no drive");
        assert_eq!(native_max(&known(0x50, 0xffff, 0x40, true), Width::Bits48, 0), None);
    }

    #[test]
    fn the_four_bits_above_24_may_be_in_two_places() {
        let of = |lba, device| native_max(&known(0x50, lba, device, false), Width::Bits28, 1 << 20);
        assert_eq!(of(0x0034_5678, 0xe2), Some(0x0234_5678));
        assert_eq!(of(0x0234_5678, 0xe0), Some(0x0234_5678));
        assert_eq!(of(0x0234_5678, 0xe2), Some(0x0234_5678));
        assert_eq!(of(0x0234_5678, 0xe3), None);
        assert_eq!(of(0x1234_5678, 0xe0), None);
        assert_eq!(of(0x00ff_ffff, 0xef), None, "all it can hold is no size");
    }

    #[test]
    fn no_hidden_area_has_a_negative_size() {
        assert_eq!(hidden_sectors(999, 1000), Some(0));
        assert_eq!(hidden_sectors(1999, 1000), Some(1000));
        assert_eq!(hidden_sectors(0, 1000), None);
        assert_eq!(hidden_sectors(u64::MAX, 1000), None);
    }

    #[test]
    fn addresses_that_do_not_fit_are_refused() {
        assert_eq!(Command::set_max_ext(1 << 48, true), None);
        assert_eq!(Command::amac_set(1 << 48), None);
        assert_eq!(Command::set_max(1 << 28, true), None);
        let command = Command::set_max(0x0abc_def0, true).expect("28 bits");
        assert_eq!((command.lba, command.device, command.count), (0x00bc_def0, 0x4a, 1));
    }

    #[test]
    fn configuration_overlay() {
        let mut bytes = [0; 512];
        bytes[0] = 2;
        bytes[6..14].copy_from_slice(&[0xaf, 0x6d, 0x38, 0x3a, 0, 0, 0, 0]);
        bytes[14] = 0x8f;
        let seen = Dco::parse(&bytes).expect("512 bytes");
        assert_eq!((seen.revision, seen.max_lba, seen.features), (2, Some(976_776_623), 0x8f));
        assert_eq!(seen.checksum, Answer::Unknown);
        bytes[510] = 0xa5;
        assert_eq!(Dco::parse(&bytes).map(|d| d.checksum), Some(Answer::No));
        // 02 + AF + 6D + 38 + 3A + 8F + A5 = 2C4h.
        bytes[511] = 0x3c;
        assert_eq!(Dco::parse(&bytes).map(|d| d.checksum), Some(Answer::Yes));
        bytes[416] = 1;
        assert_eq!(Dco::parse(&bytes).map(|d| d.checksum), Some(Answer::Yes), "counted over fewer words");
        assert_eq!(Dco::parse(&bytes[..511]), None);
        assert_eq!((Dco::parse(&[0; 512]), Dco::parse(&[0xff; 512])), (None, None));
    }

    proptest! {
        #[test]
        fn what_is_believed_hides_nothing_negative(lba: u64, device: u8, whole: bool, accessible in 0u64..1 << 49) {
            for width in [Width::Bits28, Width::Bits48] {
                if let Some(last) = native_max(&known(0x50, lba, device, whole), width, accessible) {
                    prop_assert!(hidden_sectors(last, accessible).is_some());
                    prop_assert!(last < LAST_48 && (whole || width == Width::Bits28));
                }
            }
        }

        #[test]
        fn any_bytes_are_an_overlay_or_not(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            prop_assert_eq!(Dco::parse(&bytes).is_some(), bytes.len() >= 512);
        }
    }
}
