//! Bits of the device status (JESD84-B51, section 6.13).

/// The address lies beyond the end of the partition.
pub const ADDRESS_OUT_OF_RANGE: u32 = 1 << 31;
/// The address is not that of a block.
pub const ADDRESS_MISALIGN: u32 = 1 << 30;
/// The block length is not 512.
pub const BLOCK_LEN_ERROR: u32 = 1 << 29;
/// Erase commands came in the wrong order.
pub const ERASE_SEQ_ERROR: u32 = 1 << 28;
/// What is to be erased is not there.
pub const ERASE_PARAM: u32 = 1 << 27;
/// The blocks are write protected.
pub const WP_VIOLATION: u32 = 1 << 26;
/// The device is locked by a password.
pub const DEVICE_IS_LOCKED: u32 = 1 << 25;
/// The command is not allowed in this state.
pub const ILLEGAL_COMMAND: u32 = 1 << 22;
/// The data could not be read.
pub const DEVICE_ECC_FAILED: u32 = 1 << 21;
/// Any other error.
pub const ERROR: u32 = 1 << 19;
/// Protected blocks were not erased.
pub const WP_ERASE_SKIP: u32 = 1 << 15;
/// An erase sequence was broken off by another command.
pub const ERASE_RESET: u32 = 1 << 13;
/// Ready for data.
pub const READY_FOR_DATA: u32 = 1 << 8;
/// SWITCH did not take place.
pub const SWITCH_ERROR: u32 = 1 << 7;
/// All that is an error.
pub const ERRORS: u32 = 0xFDF9_A080;
