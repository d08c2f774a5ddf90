//! ATA commands inside SCSI commands, and the ATA registers back out of sense data (SAT-4).

mod registers;

pub use registers::{Registers, TaskFile, WhyUnknown, registers};

use super::Transfer;
use super::ata::{Command, Protocol};
use super::scsi;

/// Log page of the translator: ATA PASS-THROUGH results.
const RESULTS_PAGE: u8 = 0x16;

/// The 16-byte ATA PASS-THROUGH command (85h) that carries an ATA command (SAT-4).
#[must_use]
pub fn cdb16(command: &Command) -> [u8; 16] {
    const CK_COND: u8 = 0x20;
    const T_DIR_IN: u8 = 0x08;
    /// BYT_BLOK with T_LENGTH 2: COUNT says the length, in blocks of 512 bytes.
    const BLOCKS_IN_COUNT: u8 = 0x06;
    let protocol: u8 = match command.protocol {
        Protocol::NonData => 3,
        Protocol::PioIn => 4,
        Protocol::PioOut => 5,
        Protocol::Dma => 6,
    };
    let transfer = match command.transfer {
        Transfer::None => 0,
        Transfer::In(_) => T_DIR_IN | BLOCKS_IN_COUNT,
        Transfer::Out(_) => BLOCKS_IN_COUNT,
    };
    let check = if command.check { CK_COND } else { 0 };
    let [feature_high, feature] = command.feature.to_be_bytes();
    let [count_high, count] = command.count.to_be_bytes();
    let [lba_0, lba_8, lba_16, lba_24, lba_32, lba_40, ..] = command.lba.to_le_bytes();
    [
        0x85,
        protocol << 1 | u8::from(command.extend),
        check | transfer,
        feature_high,
        feature,
        count_high,
        count,
        lba_24,
        lba_0,
        lba_32,
        lba_8,
        lba_40,
        lba_16,
        command.device,
        command.opcode,
        0,
    ]
}

/// LOG SENSE of page 16h, ATA PASS-THROUGH results: where the fixed format leaves the upper halves.
#[must_use]
pub fn log_sense_page_16() -> scsi::Command {
    scsi::Command::log_sense(RESULTS_PAGE, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::ata::{EraseMode, Overwrite, Password, Who};

    /// Checks a command against its 16 bytes.
    fn check(command: &Command, wanted: &str) {
        let cdb: Vec<String> = cdb16(command).iter().map(|byte| format!("{byte:02X}")).collect();
        assert_eq!(cdb.join(" "), wanted, "{}", command.name);
    }

    #[test]
    fn plain_commands() {
        check(&Command::identify_device(), "85 08 0E 00 00 00 01 00 00 00 00 00 00 00 EC 00");
        check(&Command::check_power_mode(), "85 06 20 00 00 00 00 00 00 00 00 00 00 00 E5 00");
        check(&Command::flush_cache_ext(), "85 07 20 00 00 00 00 00 00 00 00 00 00 40 EA 00");
        check(&Command::flush_cache(), "85 06 20 00 00 00 00 00 00 00 00 00 00 00 E7 00");
        check(&Command::trusted_receive(1, 1, 4), "85 08 0E 00 01 00 04 00 00 00 01 00 00 00 5C 00");
    }

    #[test]
    fn security() {
        let (who, password) = (Who::User, Password::PUBLISHED);
        let erase = Command::security_erase_unit(who, &password, EraseMode::Enhanced);
        check(&Command::security_set_password(&password), "85 0A 06 00 00 00 01 00 00 00 00 00 00 00 F1 00");
        check(&Command::security_unlock(who, &password), "85 0A 06 00 00 00 01 00 00 00 00 00 00 00 F2 00");
        check(&Command::security_erase_prepare(), "85 06 20 00 00 00 00 00 00 00 00 00 00 00 F3 00");
        check(&erase, "85 0A 06 00 00 00 01 00 00 00 00 00 00 00 F4 00");
        check(
            &Command::security_disable_password(who, &password),
            "85 0A 06 00 00 00 01 00 00 00 00 00 00 00 F6 00",
        );
    }

    #[test]
    fn sanitize() {
        let once = Overwrite { passes: 1, pattern: 0, invert: false, definitive_ending: false };
        let overwrite = Command::sanitize_overwrite(once).expect("one pass");
        check(&Command::sanitize_status(false), "85 07 20 00 00 00 00 00 00 00 00 00 00 40 B4 00");
        check(&Command::sanitize_status(true), "85 07 20 00 00 00 01 00 00 00 00 00 00 40 B4 00");
        check(&Command::sanitize_crypto_scramble(), "85 07 20 00 11 00 00 43 70 00 79 00 72 40 B4 00");
        check(&Command::sanitize_block_erase(), "85 07 20 00 12 00 00 42 72 00 45 00 6B 40 B4 00");
        check(&overwrite, "85 07 20 00 14 00 01 00 00 57 00 4F 00 40 B4 00");
        let sixteen = Overwrite { passes: 16, pattern: 0x1234_5678, invert: true, definitive_ending: true };
        let overwrite = Command::sanitize_overwrite(sixteen).expect("16 passes");
        check(&overwrite, "85 07 20 00 14 00 C0 12 78 57 56 4F 34 40 B4 00");
    }

    #[test]
    fn hidden_areas() {
        let set = Command::set_max_ext(0x12_3456_789a, false).expect("48 bits");
        let keep = Command::set_max_ext(0x1234_5678_9abc, true).expect("48 bits");
        let old = Command::set_max(0x0234_5678, true).expect("28 bits");
        let amac = Command::amac_set(0x12_3456_789a).expect("48 bits");
        check(&Command::read_native_max_ext(), "85 07 20 00 00 00 00 00 00 00 00 00 00 40 27 00");
        check(&Command::read_native_max(), "85 06 20 00 00 00 00 00 00 00 00 00 00 40 F8 00");
        check(&set, "85 07 20 00 00 00 00 34 9A 12 78 00 56 40 37 00");
        check(&keep, "85 07 20 00 00 00 01 56 BC 34 9A 12 78 40 37 00");
        check(&old, "85 06 20 00 00 00 01 00 78 00 56 00 34 42 F9 00");
        check(&Command::dco_identify(), "85 08 0E 00 C2 00 01 00 00 00 00 00 00 00 B1 00");
        check(&Command::dco_restore(), "85 06 20 00 C0 00 00 00 00 00 00 00 00 00 B1 00");
        check(&Command::amac_get_native(), "85 07 20 00 00 00 00 00 00 00 00 00 00 40 78 00");
        check(&amac, "85 07 20 00 01 00 00 34 9A 12 78 00 56 40 78 00");
    }

    #[test]
    fn smart_and_logs() {
        check(&Command::smart_read_data(), "85 08 0E 00 D0 00 01 00 00 00 4F 00 C2 00 B0 00");
        check(&Command::smart_return_status(), "85 06 20 00 DA 00 00 00 00 00 4F 00 C2 00 B0 00");
        check(&Command::smart_read_log(0x06, 1), "85 08 0E 00 D5 00 01 00 06 00 4F 00 C2 00 B0 00");
        check(&Command::read_log_ext(0x30, 6, 1), "85 09 0E 00 00 00 01 00 30 00 06 00 00 40 2F 00");
        check(
            &Command::read_log_ext(0x04, 0x0102, 0x0304),
            "85 09 0E 00 00 03 04 00 04 01 02 00 00 40 2F 00",
        );
    }

    /// Commands that have no constructor, as far as the layout goes: DMA to the drive, a SMART self-test, thresholds.
    #[test]
    fn layouts_without_a_constructor() {
        let trim = Command {
            name: "DATA SET MANAGEMENT",
            feature: 1,
            count: 1,
            opcode: 0x06,
            protocol: Protocol::Dma,
            check: false,
            transfer: Transfer::Out(vec![0; 512]),
            ..Command::flush_cache_ext()
        };
        check(&trim, "85 0D 06 00 01 00 01 00 00 00 00 00 00 40 06 00");
        let test = Command { feature: 0xd4, lba: 0xc2_4f01, ..Command::smart_return_status() };
        check(&test, "85 06 20 00 D4 00 00 00 01 00 4F 00 C2 00 B0 00");
        let thresholds = Command { feature: 0xd1, lba: 0xc2_4f01, ..Command::smart_read_data() };
        check(&thresholds, "85 08 0E 00 D1 00 01 00 01 00 4F 00 C2 00 B0 00");
        let asked = Command { check: true, ..Command::identify_device() };
        check(&asked, "85 08 2E 00 00 00 01 00 00 00 00 00 00 00 EC 00");
        let asked = Command { check: true, ..trim };
        check(&asked, "85 0D 26 00 01 00 01 00 00 00 00 00 00 40 06 00");
    }

    #[test]
    fn the_log_of_the_translator() {
        assert_eq!(crate::units::hex(&log_sense_page_16().cdb), "4d005600000000100000");
    }
}
