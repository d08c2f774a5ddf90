//! What a SCSI command is answered, and what targets have in common.

use crate::When;
use crate::sense::Sense;

/// STATUS of an answer: all is well.
pub const GOOD: u8 = 0x00;
/// STATUS: look at the sense data.
pub const CHECK_CONDITION: u8 = 0x02;
/// STATUS: come back later.
pub const BUSY: u8 = 0x08;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScsiAnswer {
    /// STATUS: 00h good, 02h check condition, 08h busy.
    pub status: u8,
    /// Sense data, in the format that the target uses.
    pub sense: Vec<u8>,
    /// Data for the host.
    pub data: Vec<u8>,
    /// When it goes out.
    pub when: When,
}

impl ScsiAnswer {
    /// Good, with data.
    #[must_use]
    pub fn good(data: Vec<u8>) -> ScsiAnswer {
        ScsiAnswer { status: GOOD, sense: Vec::new(), data, when: When::Now }
    }

    /// A status without sense data.
    #[must_use]
    pub fn status(status: u8) -> ScsiAnswer {
        ScsiAnswer { status, ..ScsiAnswer::good(Vec::new()) }
    }

    /// CHECK CONDITION.
    #[must_use]
    pub fn check(sense: &Sense, descriptor: bool) -> ScsiAnswer {
        ScsiAnswer { sense: sense.bytes(descriptor), ..ScsiAnswer::status(CHECK_CONDITION) }
    }

    /// No answer.
    #[must_use]
    pub fn silence(when: When) -> ScsiAnswer {
        ScsiAnswer { when, ..ScsiAnswer::status(GOOD) }
    }

    /// Key, code and qualifier of its sense data.
    #[must_use]
    pub fn key_code_qualifier(&self) -> Option<(u8, u8, u8)> {
        let at = |place: usize| self.sense.get(place).copied();
        match at(0)? & 0x7F {
            0x70 => Some((at(2)? & 0x0F, at(12)?, at(13)?)),
            0x72 => Some((at(1)? & 0x0F, at(2)?, at(3)?)),
            _ => None,
        }
    }

    /// In words, for the journal.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.when, self.status) {
            (When::Never, _) => "never".to_owned(),
            (When::Gone, _) => "gone".to_owned(),
            (_, GOOD) => "ok".to_owned(),
            (_, status) => match self.key_code_qualifier() {
                // The registers of an ATA command that went well.
                Some((0x01, 0x00, 0x1D)) => "ok".to_owned(),
                Some((key, asc, ascq)) => format!("sense {key:X}/{asc:02X}/{ascq:02X}"),
                None => format!("status {status:02X}"),
            },
        }
    }
}

/// A disk that takes SCSI commands.
pub trait ScsiTarget: Send {
    /// Executes a command. `out` is the data that came with it, `in_len` the most that the host takes.
    fn command(&mut self, cdb: &[u8], out: &[u8], in_len: usize) -> ScsiAnswer;
    /// The power goes and comes back.
    fn power_cycle(&mut self);
    /// The power goes and comes back without the firmware that freezes drives.
    fn suspend_resume(&mut self);
    /// The bus is reset.
    fn bus_reset(&mut self);
    /// Does what is due by the clock: the medium of an erase in progress.
    fn tick(&mut self);
    /// Blocks that can be addressed.
    fn capacity_blocks(&self) -> u64;
    /// Bytes in a block.
    fn block_bytes(&self) -> u32;
    /// The state that survives a power cut, as text.
    fn state(&self) -> String;
    /// Takes such a state up again.
    fn restore(&mut self, state: &str);
}

/// Text filled with spaces.
#[must_use]
pub fn padded(text: &str, len: usize) -> Vec<u8> {
    text.bytes().chain(std::iter::repeat(b' ')).take(len).collect()
}

/// Standard INQUIRY data (SPC-5) of a direct access block device.
#[must_use]
pub fn standard_inquiry(vendor: &str, product: &str, revision: &str, removable: bool) -> Vec<u8> {
    let mut data = vec![0, u8::from(removable) << 7, 0x06, 0x02, 91, 0, 0, 0x02];
    data.extend(padded(vendor, 8));
    data.extend(padded(product, 16));
    data.extend(padded(revision, 4));
    data.resize(96, 0);
    // Version descriptors: SAM-5, SPC-4, SBC-3.
    data[58..64].copy_from_slice(&[0x00, 0xA0, 0x04, 0x60, 0x04, 0xC0]);
    data
}

/// A vital product data page.
#[must_use]
pub fn vital_product_data(page: u8, body: &[u8]) -> Vec<u8> {
    let [upper, lower] = (body.len() as u16).to_be_bytes();
    let mut data = vec![0, page, upper, lower];
    data.extend(body);
    data
}

/// READ CAPACITY (10) data.
#[must_use]
pub fn capacity_10(blocks: u64, block_bytes: u32) -> Vec<u8> {
    let last = u32::try_from(blocks - 1).unwrap_or(u32::MAX);
    let mut data = last.to_be_bytes().to_vec();
    data.extend(block_bytes.to_be_bytes());
    data
}

/// READ CAPACITY (16) data; `exponent` is the binary logarithm of logical blocks in a physical one.
#[must_use]
pub fn capacity_16(blocks: u64, block_bytes: u32, exponent: u8, unmaps: bool, zeroes: bool) -> Vec<u8> {
    let mut data = (blocks - 1).to_be_bytes().to_vec();
    data.extend(block_bytes.to_be_bytes());
    data.extend([0, exponent & 0x0F, u8::from(unmaps) << 7 | u8::from(zeroes) << 6]);
    data.resize(32, 0);
    data
}

/// REPORT LUNS data: so many logical units, from LUN 0 on.
#[must_use]
pub fn luns(count: u8) -> Vec<u8> {
    let mut data = vec![0; 8];
    data[..4].copy_from_slice(&(u32::from(count) * 8).to_be_bytes());
    for number in 0..count {
        data.extend([0, number, 0, 0, 0, 0, 0, 0]);
    }
    data
}

/// A log page (SPC-5) of parameters in binary format.
#[must_use]
pub fn log_page(page: u8, parameters: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut data = vec![page, 0, 0, 0];
    for (code, value) in parameters {
        data.extend(code.to_be_bytes());
        data.extend([0x03, value.len() as u8]);
        data.extend(value);
    }
    let len = (data.len() - 4) as u16;
    data[2..4].copy_from_slice(&len.to_be_bytes());
    data
}

/// Log page 00h: which pages there are.
#[must_use]
pub fn log_page_list(pages: &[u8]) -> Vec<u8> {
    let mut data = vec![0, 0, 0, pages.len() as u8];
    data.extend(pages);
    data
}

/// REPORT SUPPORTED OPERATION CODES data for one command: SUPPORT 3 is "as the standard says", 1 "not supported".
#[must_use]
pub fn one_command(supported: bool, opcode: u8) -> Vec<u8> {
    if !supported {
        return vec![0, 1, 0, 0];
    }
    let len: u8 = match opcode >> 5 {
        0 => 6,
        1 | 2 => 10,
        4 => 16,
        5 => 12,
        _ => 32,
    };
    let mut data = vec![0, 3, 0, len, opcode];
    data.resize(4 + usize::from(len), 0xFF);
    data
}
