//! What a transport shows in the controller's properties (NVMe Base 2.3, section 3.1.4).

use super::identify::VERSION;
use super::{NvmeDrive, NvmePersona};

/// CAP bit 16, Contiguous Queues Required.
const CQR: u64 = 1 << 16;
/// CAP bits 31:24, Timeout, in 500 ms.
const TIMEOUT: u64 = 20 << 24;
/// CAP bit 37, the NVM command set.
const NVM_COMMAND_SET: u64 = 1 << 37;
/// CAP bit 45, Boot Partition Support.
const BOOT_PARTITIONS: u64 = 1 << 45;
/// Unit of BPINFO.BPSZ in bytes.
const BOOT_PARTITION_UNIT: u64 = 128 << 10;

impl NvmeDrive {
    /// What the drive is.
    #[must_use]
    pub fn persona(&self) -> &NvmePersona {
        &self.persona
    }

    /// CAP, but for the doorbell stride: a transport may lower the number of queue entries (bits 15:0, zero-based).
    #[must_use]
    pub fn capabilities(&self) -> u64 {
        let boot = if self.persona.boot_partition_bytes > 0 { BOOT_PARTITIONS } else { 0 };
        255 | CQR | TIMEOUT | NVM_COMMAND_SET | boot
    }

    /// VS.
    #[must_use]
    pub fn version(&self) -> u32 {
        VERSION
    }

    /// BPINFO: the size of a boot partition in bits 14:0, in 128 KiB.
    #[must_use]
    pub fn boot_partition_info(&self) -> u32 {
        (self.persona.boot_partition_bytes / BOOT_PARTITION_UNIT) as u32 & 0x7FFF
    }
}
