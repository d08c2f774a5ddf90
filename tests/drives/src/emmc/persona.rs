//! What a particular eMMC device is, claims and does.

use std::time::Duration;

use crate::flash::Flash;

/// Bits of SEC_FEATURE_SUPPORT (EXT_CSD byte 231).
pub mod features {
    /// SECURE_ER_EN: secure erase and secure trim.
    pub const SECURE_ERASE: u8 = 1;
    /// SEC_GB_CL_EN: trim.
    pub const TRIM: u8 = 1 << 4;
    /// SEC_SANITIZE.
    pub const SANITIZE: u8 = 1 << 6;
}

/// Unit of the sizes of boot partitions and of the RPMB, in bytes.
pub(super) const BOOT_UNIT: u64 = 128 << 10;
/// Erase group, write protection group and unit of general purpose partitions, in bytes.
pub(super) const GROUP: u64 = 512 << 10;

/// What a particular eMMC device is, claims and does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmmcPersona {
    /// Product name, up to 6 characters.
    pub product: String,
    /// Product serial number.
    pub serial: u32,
    /// Manufacturer identifier.
    pub manufacturer: u8,
    /// Size of the user area in bytes, a multiple of 512 KiB.
    pub user_bytes: u64,
    /// Size of each of the two boot partitions, a multiple of 128 KiB; zero: none.
    pub boot_bytes: u64,
    /// Size of the RPMB, a multiple of 128 KiB; zero: none.
    pub rpmb_bytes: u64,
    /// Sizes of the general purpose partitions, multiples of 512 KiB.
    pub general_bytes: [u64; 4],
    /// EXT_CSD_REV: 5 is 4.41, 6 is 4.5, 8 is 5.1.
    pub revision: u8,
    /// SEC_FEATURE_SUPPORT, see [`features`].
    pub features: u8,
    /// What erased blocks read as: 00h or FFh (ERASED_MEM_CONT).
    pub erased: u8,
    /// There is a volatile cache.
    pub cache: bool,
    /// How long an erase, trim or discard takes.
    pub erase_takes: Duration,
    /// How long a secure erase or trim takes.
    pub secure_takes: Duration,
    /// How long a sanitize takes.
    pub sanitize_takes: Duration,
    /// Spare area that keeps overwritten blocks, in bytes, a multiple of 4096.
    pub spare_bytes: u64,
}

impl EmmcPersona {
    /// All that has an address.
    #[must_use]
    pub fn visible_bytes(&self) -> u64 {
        self.user_bytes + 2 * self.boot_bytes + self.rpmb_bytes + self.general_bytes.iter().sum::<u64>()
    }

    /// How large a store the device needs.
    #[must_use]
    pub fn store_bytes(&self) -> u64 {
        Flash::store_bytes(self.visible_bytes(), self.spare_bytes)
    }
}
