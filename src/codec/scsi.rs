//! SCSI commands of disks, and the pages they bring (SPC-5, SBC-4; each command's clause has its name).
//!
//! EXIT FAILURE MODE of SANITIZE is not offered: it gives a drive back whose data may remain.

mod pages;

pub use pages::{
    Background, BlockDescriptor, Capacity, Inquiry, identify_data, is_supported, log_parameters,
    logical_units,
};

use super::Transfer;

/// Bytes wanted where a reply says its own length.
const PAGE_BYTES: u16 = 4096;

/// One SCSI command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its name in the standard.
    pub name: &'static str,
    /// The command descriptor block: 6, 10, 12 or 16 bytes.
    pub cdb: Vec<u8>,
    /// Its data.
    pub transfer: Transfer,
}

/// How SANITIZE works (SBC-4, SERVICE ACTION).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sanitize {
    /// 01h: writes a pattern of 32 bits, which the drive repeats through the block.
    Overwrite {
        /// The pattern.
        pattern: u32,
        /// Passes, 1–31.
        passes: u8,
        /// Whether it is inverted from pass to pass.
        invert: bool,
    },
    /// 02h: erases every block electrically.
    BlockErase,
    /// 03h: changes the keys of the media.
    CryptoErase,
}

impl Command {
    fn none(name: &'static str, cdb: &[u8]) -> Command {
        Command { name, cdb: cdb.to_vec(), transfer: Transfer::None }
    }

    fn read(name: &'static str, cdb: &[u8], bytes: impl Into<usize>) -> Command {
        Command { name, cdb: cdb.to_vec(), transfer: Transfer::In(bytes.into()) }
    }

    /// INQUIRY (12h): the standard data, or a page of vital product data.
    #[must_use]
    pub fn inquiry(page: Option<u8>) -> Command {
        const STANDARD_BYTES: u8 = 96;
        let [high, low] = PAGE_BYTES.to_be_bytes();
        match page {
            None => Command::read("INQUIRY", &[0x12, 0, 0, 0, STANDARD_BYTES, 0], STANDARD_BYTES),
            Some(page) => Command::read("INQUIRY", &[0x12, 1, page, high, low, 0], PAGE_BYTES),
        }
    }

    /// REPORT LUNS (A0h) of the target, well known ones left out (SELECT REPORT 00h): for [`logical_units`].
    #[must_use]
    pub fn report_luns() -> Command {
        let [high, low] = PAGE_BYTES.to_be_bytes();
        Command::read("REPORT LUNS", &[0xa0, 0, 0, 0, 0, 0, 0, 0, high, low, 0, 0], PAGE_BYTES)
    }

    /// TEST UNIT READY (00h).
    #[must_use]
    pub fn test_unit_ready() -> Command {
        Command::none("TEST UNIT READY", &[0; 6])
    }

    /// REQUEST SENSE (03h), in descriptor format if so wanted.
    #[must_use]
    pub fn request_sense(descriptors: bool) -> Command {
        const BYTES: u8 = 252;
        Command::read("REQUEST SENSE", &[0x03, u8::from(descriptors), 0, 0, BYTES, 0], BYTES)
    }

    /// READ CAPACITY (16) (9Eh/10h): 32 bytes for [`Capacity`].
    #[must_use]
    pub fn read_capacity_16() -> Command {
        Command::read("READ CAPACITY (16)", &service_in(0x10, 32), 32u8)
    }

    /// MODE SENSE (10) (5Ah): the current values of a page, with the block descriptor, long if so wanted (LLBAA).
    #[must_use]
    pub fn mode_sense_10(page: u8, long: bool) -> Command {
        const BYTES: u8 = 252;
        let flags = u8::from(long) << 4;
        Command::read("MODE SENSE (10)", &[0x5a, flags, page & 0x3f, 0, 0, 0, 0, 0, BYTES, 0], BYTES)
    }

    /// MODE SELECT (10) (55h), PF = 1: a long block descriptor that asks for as many blocks as there are (all ones, SBC-4) of the
    /// length they have, and no page. `keep` (SP): over a power cycle.
    #[must_use]
    pub fn mode_select_all_blocks(block_bytes: u32, keep: bool) -> Command {
        const LIST_BYTES: u8 = 24;
        // Mode parameter header (10): LONGLBA in byte 4, length of the descriptor in bytes 6–7.
        let mut list = vec![0, 0, 0, 0, 1, 0, 0, 16];
        list.extend([0xff; 8]);
        list.extend([0; 4]);
        list.extend(block_bytes.to_be_bytes());
        let cdb = vec![0x55, 0x10 | u8::from(keep), 0, 0, 0, 0, 0, 0, LIST_BYTES, 0];
        Command { name: "MODE SELECT (10)", cdb, transfer: Transfer::Out(list) }
    }

    /// REPORT SUPPORTED OPERATION CODES (A3h/0Ch) about one command: for [`is_supported`].
    #[must_use]
    pub fn report_supported_operation_codes(opcode: u8, service_action: Option<u16>) -> Command {
        const BYTES: u16 = 512;
        // REPORTING OPTIONS: 1 an operation code without, 3 one with or without service action.
        let option = if service_action.is_some() { 3 } else { 1 };
        let [action_high, action] = service_action.unwrap_or(0).to_be_bytes();
        let [high, low] = BYTES.to_be_bytes();
        let cdb = [0xa3, 0x0c, option, opcode, action_high, action, 0, 0, high, low, 0, 0];
        Command::read("REPORT SUPPORTED OPERATION CODES", &cdb, BYTES)
    }

    /// SANITIZE (48h). `immediate` returns at once (watch with REQUEST SENSE); `unrestricted_exit` (AUSE) lets the drive be
    /// given back after a failure. `None` for a number of passes that does not exist.
    #[must_use]
    pub fn sanitize(how: Sanitize, immediate: bool, unrestricted_exit: bool) -> Option<Command> {
        let (name, action, list) = match how {
            Sanitize::Overwrite { pattern, passes, invert } => {
                ("SANITIZE (overwrite)", 0x01, overwrite_list(pattern, passes, invert)?)
            }
            Sanitize::BlockErase => ("SANITIZE (block erase)", 0x02, Vec::new()),
            Sanitize::CryptoErase => ("SANITIZE (cryptographic erase)", 0x03, Vec::new()),
        };
        let flags = u8::from(immediate) << 7 | u8::from(unrestricted_exit) << 5;
        let length = u8::try_from(list.len()).ok()?;
        let transfer = if list.is_empty() { Transfer::None } else { Transfer::Out(list) };
        let cdb = vec![0x48, flags | action, 0, 0, 0, 0, 0, 0, length, 0];
        Some(Command { name, cdb, transfer })
    }

    /// FORMAT UNIT (04h) to the format the drive has. `security_initialize` asks it to overwrite reallocated blocks too.
    #[must_use]
    pub fn format_unit(immediate: bool, security_initialize: bool) -> Command {
        const FMTDATA: u8 = 0x10;
        const IMMED: u8 = 0x02;
        // FOV, which the option IP asks for, and IP: an initialization pattern descriptor follows.
        const PATTERN: u8 = 0x88;
        const SECURITY_INITIALIZE: u8 = 0x20;
        let mut flags = if immediate { IMMED } else { 0 };
        let mut list = vec![0, 0, 0, 0];
        if security_initialize {
            flags |= PATTERN;
            list.extend([SECURITY_INITIALIZE, 0, 0, 0]);
        }
        list[1] = flags;
        let cdb = vec![0x04, FMTDATA, 0, 0, 0, 0];
        Command { name: "FORMAT UNIT", cdb, transfer: Transfer::Out(list) }
    }

    /// LOG SENSE (4Dh): the cumulative values of a page.
    #[must_use]
    pub fn log_sense(page: u8, subpage: u8) -> Command {
        // PC 01b: cumulative values.
        const CUMULATIVE: u8 = 0x40;
        let [high, low] = PAGE_BYTES.to_be_bytes();
        let cdb = [0x4d, 0, CUMULATIVE | page & 0x3f, subpage, 0, 0, 0, high, low, 0];
        Command::read("LOG SENSE", &cdb, PAGE_BYTES)
    }

    /// SYNCHRONIZE CACHE (10) (35h), of the whole drive.
    #[must_use]
    pub fn synchronize_cache_10() -> Command {
        Command::none("SYNCHRONIZE CACHE (10)", &[0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    /// SYNCHRONIZE CACHE (16) (91h), of the whole drive.
    #[must_use]
    pub fn synchronize_cache_16() -> Command {
        Command::none("SYNCHRONIZE CACHE (16)", &[0x91, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    /// SECURITY PROTOCOL IN (A2h): `bytes` of a security protocol; protocol 01h with 0001h is the TCG level 0 discovery.
    #[must_use]
    pub fn security_protocol_in(protocol: u8, sp_specific: u16, bytes: u16) -> Command {
        let [specific_high, specific] = sp_specific.to_be_bytes();
        let [high, low] = bytes.to_be_bytes();
        let cdb = [0xa2, protocol, specific_high, specific, 0, 0, 0, 0, high, low, 0, 0];
        Command::read("SECURITY PROTOCOL IN", &cdb, bytes)
    }

    /// GET PHYSICAL ELEMENT STATUS (9Eh/17h): heads that were put out of use may hold data.
    #[must_use]
    pub fn get_physical_element_status() -> Command {
        Command::read("GET PHYSICAL ELEMENT STATUS", &service_in(0x17, PAGE_BYTES), PAGE_BYTES)
    }
}

/// SERVICE ACTION IN (16), with the allocation length in bytes 10–13.
fn service_in(action: u8, bytes: u16) -> [u8; 16] {
    let [high, low] = bytes.to_be_bytes();
    [0x9e, action, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, high, low, 0, 0]
}

/// The parameter list of an overwrite: flags and count, 0, length of the pattern, the pattern.
fn overwrite_list(pattern: u32, passes: u8, invert: bool) -> Option<Vec<u8>> {
    let [a, b, c, d] = pattern.to_be_bytes();
    matches!(passes, 1..=31).then(|| vec![u8::from(invert) << 7 | passes, 0, 0, 4, a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::hex;

    fn list(command: &Command) -> String {
        match &command.transfer {
            Transfer::Out(bytes) => hex(bytes),
            _ => String::new(),
        }
    }

    #[test]
    fn commands_byte_for_byte() {
        let rsoc = Command::report_supported_operation_codes;
        for (command, wanted) in [
            (Command::inquiry(None), "120000006000"),
            (Command::inquiry(Some(0x89)), "120189100000"),
            (Command::report_luns(), "a00000000000000010000000"),
            (Command::test_unit_ready(), "000000000000"),
            (Command::request_sense(true), "03010000fc00"),
            (Command::request_sense(false), "03000000fc00"),
            (Command::read_capacity_16(), "9e100000000000000000000000200000"),
            (Command::mode_sense_10(0x0a, true), "5a100a0000000000fc00"),
            (Command::mode_sense_10(0x01, false), "5a00010000000000fc00"),
            (rsoc(0x48, Some(3)), "a30c03480003000002000000"),
            (rsoc(0x04, None), "a30c01040000000002000000"),
            (Command::log_sense(0x16, 0), "4d005600000000100000"),
            (Command::synchronize_cache_10(), "35000000000000000000"),
            (Command::synchronize_cache_16(), "91000000000000000000000000000000"),
            (Command::security_protocol_in(1, 1, 2048), "a20100010000000008000000"),
            (Command::get_physical_element_status(), "9e170000000000000000000010000000"),
        ] {
            assert_eq!(hex(&command.cdb), wanted, "{}", command.name);
            assert_eq!(list(&command), "", "{}", command.name);
        }
    }

    #[test]
    fn sanitize_and_its_list() {
        let overwrite = |passes| Sanitize::Overwrite { pattern: 0x1234_abcd, passes, invert: true };
        let sent =
            |how, immediate, ause| Command::sanitize(how, immediate, ause).map(|c| (hex(&c.cdb), list(&c)));
        let pair = |cdb: &str, list: &str| Some((cdb.to_owned(), list.to_owned()));
        assert_eq!(sent(Sanitize::CryptoErase, true, false), pair("48830000000000000000", ""));
        assert_eq!(sent(Sanitize::BlockErase, true, true), pair("48a20000000000000000", ""));
        assert_eq!(sent(overwrite(2), false, false), pair("48010000000000000800", "820000041234abcd"));
        assert_eq!(sent(overwrite(31), true, false), pair("48810000000000000800", "9f0000041234abcd"));
        assert_eq!((sent(overwrite(0), true, false), sent(overwrite(32), true, false)), (None, None));
    }

    #[test]
    fn all_blocks_are_asked_for_with_ones() {
        assert_eq!(hex(&Command::mode_select_all_blocks(512, true).cdb), "55110000000000001800");
        assert_eq!(hex(&Command::mode_select_all_blocks(512, false).cdb), "55100000000000001800");
        let Transfer::Out(list) = Command::mode_select_all_blocks(4096, true).transfer else {
            panic!("no list")
        };
        assert_eq!(list, crate::units::unhex("0000000001000010ffffffffffffffff0000000000001000").unwrap());
    }

    #[test]
    fn format_and_its_list() {
        for (immediate, security, wanted) in [
            (true, false, "00020000"),
            (false, false, "00000000"),
            (true, true, "008a000020000000"),
            (false, true, "0088000020000000"),
        ] {
            let command = Command::format_unit(immediate, security);
            assert_eq!((hex(&command.cdb), list(&command)), ("041000000000".to_owned(), wanted.to_owned()));
        }
    }
}
