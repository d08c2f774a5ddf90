//! What kind of SAS disk it is.

use std::time::Duration;

/// How long the erasing commands take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScsiTimes {
    /// SANITIZE/OVERWRITE, each pass.
    pub overwrite: Duration,
    /// SANITIZE/BLOCK ERASE.
    pub block: Duration,
    /// SANITIZE/CRYPTOGRAPHIC ERASE.
    pub crypto: Duration,
    /// FORMAT UNIT.
    pub format: Duration,
}

impl ScsiTimes {
    /// The same time for all.
    #[must_use]
    pub fn all(each: Duration) -> ScsiTimes {
        ScsiTimes { overwrite: each, block: each, crypto: each, format: each }
    }
}

/// A SAS disk as it left the factory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a command that it has or has not")]
pub struct ScsiPersona {
    /// Vendor, at most 8 characters.
    pub vendor: String,
    /// Product, at most 16 characters.
    pub product: String,
    /// Revision, at most 4 characters.
    pub revision: String,
    /// Serial number.
    pub serial: String,
    /// World wide name (NAA 5).
    pub wwn: u64,
    /// Logical units that the target lists. Only the first is emulated.
    pub logical_units: u8,
    /// Bytes of the whole medium.
    pub bytes: u64,
    /// Bytes in a logical block: 512, 520, 4096 …
    pub block_bytes: u32,
    /// Binary logarithm of logical blocks in a physical one.
    pub physical_exponent: u8,
    /// Page B1h: 1 for an SSD, or revolutions per minute.
    pub rotation: u16,
    /// SANITIZE/OVERWRITE.
    pub sanitize_overwrite: bool,
    /// SANITIZE/BLOCK ERASE.
    pub sanitize_block: bool,
    /// SANITIZE/CRYPTOGRAPHIC ERASE.
    pub sanitize_crypto: bool,
    /// FORMAT UNIT.
    pub format: bool,
    /// FORMAT UNIT answers GOOD and keeps all data, whatever the faults say.
    pub format_keeps_data: bool,
    /// UNMAP and WRITE SAME with UNMAP.
    pub unmap: bool,
    /// Blocks that a MODE SELECT left addressable, if not all.
    pub clipped: Option<u64>,
    /// How long erasing takes.
    pub erase_takes: ScsiTimes,
    /// The byte that BLOCK ERASE leaves.
    pub blank: u8,
}
