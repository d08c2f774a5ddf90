//! Registers of an SD host controller, and what their bits mean.

/// Places of registers.
pub(super) mod register {
    /// DMA address, or the argument of an automatic SET_BLOCK_COUNT.
    pub const ARGUMENT_2: usize = 0x00;
    pub const BLOCK_BYTES: usize = 0x04;
    pub const BLOCK_COUNT: usize = 0x06;
    pub const ARGUMENT: usize = 0x08;
    pub const MODE: usize = 0x0c;
    pub const COMMAND: usize = 0x0e;
    pub const RESPONSE: usize = 0x10;
    pub const BUFFER: usize = 0x20;
    pub const PRESENT: usize = 0x24;
    pub const HOST_CONTROL: usize = 0x28;
    pub const CLOCK: usize = 0x2c;
    pub const RESET: usize = 0x2f;
    pub const STATUS: usize = 0x30;
    pub const STATUS_ENABLE: usize = 0x34;
    pub const SIGNAL_ENABLE: usize = 0x38;
    pub const CAPABILITIES: usize = 0x40;
    pub const ADMA: usize = 0x58;
    pub const VERSION: usize = 0xfe;
}

/// Bits of the interrupt status; errors are in its upper half.
pub(super) mod event {
    pub const COMMAND_COMPLETE: u32 = 1;
    pub const TRANSFER_COMPLETE: u32 = 1 << 1;
    pub const BUFFER_READABLE: u32 = 1 << 5;
    pub const ERROR: u32 = 1 << 15;
    pub const COMMAND_TIMEOUT: u32 = 1 << 16;
    pub const DATA_TIMEOUT: u32 = 1 << 20;
}

/// Bits of the transfer mode.
pub(super) mod mode {
    pub const DMA: u16 = 1;
    pub const COUNTED: u16 = 1 << 1;
    /// Bits 3:2 are 2: SET_BLOCK_COUNT is sent automatically.
    pub const AUTO: u16 = 3 << 2;
    pub const AUTO_COUNT: u16 = 2 << 2;
    pub const READ: u16 = 1 << 4;
    pub const MULTIPLE: u16 = 1 << 5;
}
