//! Logs and SMART (ACS-4).

use super::{BLOCK_BYTES, Command, DEVICE_LBA, Protocol};
use crate::codec::Transfer;
use crate::codec::bytes::{le64, seen};
use crate::codec::sat::Registers;
use crate::units::Answer;

/// LBA 23:8 of every SMART command.
const SMART_KEY: u64 = 0xc2_4f00;

impl Command {
    /// READ LOG EXT: `blocks` blocks of 512 bytes of a log, from a page on.
    #[must_use]
    pub fn read_log_ext(log: u8, page: u16, blocks: u16) -> Command {
        let [page_low, page_high] = page.to_le_bytes();
        Command {
            count: blocks,
            lba: u64::from(log) | u64::from(page_low) << 8 | u64::from(page_high) << 32,
            device: DEVICE_LBA,
            extend: true,
            protocol: Protocol::PioIn,
            check: false,
            transfer: Transfer::In(usize::from(blocks) * BLOCK_BYTES),
            ..Command::non_data("READ LOG EXT", 0x2f)
        }
    }

    /// SMART READ DATA (ATA-8).
    #[must_use]
    pub fn smart_read_data() -> Command {
        Command { feature: 0xd0, lba: SMART_KEY, ..Command::pio_in("SMART READ DATA", 0xb0, 1) }
    }

    /// SMART RETURN STATUS. See [`is_below_thresholds`].
    #[must_use]
    pub fn smart_return_status() -> Command {
        Command { feature: 0xda, lba: SMART_KEY, ..Command::non_data("SMART RETURN STATUS", 0xb0) }
    }

    /// SMART READ LOG: `blocks` blocks of a log; 06h is the self-test log.
    #[must_use]
    pub fn smart_read_log(log: u8, blocks: u8) -> Command {
        let lba = SMART_KEY | u64::from(log);
        Command { feature: 0xd5, lba, ..Command::pio_in("SMART READ LOG", 0xb0, blocks) }
    }
}

/// Whether no threshold is exceeded, after SMART RETURN STATUS: LBA 23:8 is C24Fh, or 2CF4h when one is.
#[must_use]
pub fn is_below_thresholds(registers: &Registers) -> Answer {
    match registers {
        Registers::Known(task) if task.is_ready_without_error() => match task.lba >> 8 & 0xffff {
            0xc24f => Answer::Yes,
            0x2cf4 => Answer::No,
            _ => Answer::Unknown,
        },
        _ => Answer::Unknown,
    }
}

/// Page 06h of the IDENTIFY DEVICE data log 30h: security.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecurityPage {
    /// Security capabilities, bit 0: all user data are encrypted.
    pub all_user_data_encrypted: Answer,
    /// Security capabilities, bit 7: a sanitize is allowed on a locked drive and takes the password away.
    pub sanitize_overrides_security: Answer,
    /// Trusted computing, bit 0.
    pub trusted_computing: Answer,
}

impl SecurityPage {
    /// Reads the page; `None` when the bytes are not that page. A quadword whose bit 63 is not set is unknown.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<SecurityPage> {
        const VALID: u64 = 1 << 63;
        // Header: bit 63 set, page number in bits 23:16.
        let header = le64(bytes.get(..BLOCK_BYTES)?, 0)?;
        if header & VALID == 0 || header >> 16 & 0xff != 0x06 {
            return None;
        }
        let flag = |at: usize, bit: u32| match le64(bytes, at) {
            Some(word) if word & VALID != 0 => seen(word >> bit & 1 == 1),
            _ => Answer::Unknown,
        };
        Some(SecurityPage {
            all_user_data_encrypted: flag(48, 0),
            sanitize_overrides_security: flag(48, 7),
            trusted_computing: flag(40, 0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::sat::{TaskFile, WhyUnknown};

    #[test]
    fn the_page_number_is_split() {
        let command = Command::read_log_ext(0x04, 0x1234, 2);
        assert_eq!((command.lba, command.count), (0x12_0000_3404, 2));
        assert_eq!(command.transfer, Transfer::In(1024));
    }

    #[test]
    fn only_two_pairs_of_bytes_are_a_health() {
        let of = |status, lba| {
            let task = TaskFile { status, error: 0, count: 0, lba, device: 0, whole: false };
            is_below_thresholds(&Registers::Known(task))
        };
        assert_eq!(of(0x50, 0xc2_4f00), Answer::Yes);
        assert_eq!(of(0x50, 0x2c_f400), Answer::No);
        assert_eq!(of(0x50, 0), Answer::Unknown);
        assert_eq!(of(0x51, 0xc2_4f00), Answer::Unknown);
        assert_eq!(is_below_thresholds(&Registers::Unknown(WhyUnknown::NoSense)), Answer::Unknown);
    }

    #[test]
    fn security_page() {
        let mut bytes = [0; 512];
        assert_eq!(SecurityPage::parse(&bytes), None);
        bytes[..8].copy_from_slice(&[1, 0, 6, 0, 0, 0, 0, 0x80]);
        let seen = SecurityPage::parse(&bytes).expect("the page");
        assert_eq!(seen.all_user_data_encrypted, Answer::Unknown);
        assert_eq!(seen.trusted_computing, Answer::Unknown);
        bytes[40..48].copy_from_slice(&[1, 0, 0, 0, 0, 0, 0, 0x80]);
        bytes[48..56].copy_from_slice(&[0x80, 0, 0, 0, 0, 0, 0, 0x80]);
        let seen = SecurityPage::parse(&bytes).expect("the page");
        assert_eq!(seen.all_user_data_encrypted, Answer::No);
        assert_eq!(seen.sanitize_overrides_security, Answer::Yes);
        assert_eq!(seen.trusted_computing, Answer::Yes);
        assert_eq!(SecurityPage::parse(&bytes[..511]), None);
        bytes[2] = 5;
        assert_eq!(SecurityPage::parse(&bytes), None, "another page");
    }
}
