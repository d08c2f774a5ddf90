//! What a particular NVMe drive is, claims and does.

use std::time::Duration;

use crate::flash::Flash;

/// Bits of SANICAP (NVMe Base 2.3, Identify Controller bytes 331:328).
pub mod sanicap {
    /// Crypto erase.
    pub const CRYPTO: u32 = 1;
    /// Block erase.
    pub const BLOCK: u32 = 1 << 1;
    /// Overwrite.
    pub const OVERWRITE: u32 = 1 << 2;
    /// No-Deallocate inhibited.
    pub const NDI: u32 = 1 << 29;
    /// NODMMAS 01b: the medium is not modified further after a sanitize.
    pub const NOT_MODIFIED: u32 = 1 << 30;
    /// NODMMAS 10b: it is.
    pub const MODIFIED: u32 = 2 << 30;
}

/// Bits of FNA (Identify Controller byte 524).
pub mod fna {
    /// A format applies to all namespaces.
    pub const FORMAT_ALL: u8 = 1;
    /// A secure erase applies to all namespaces.
    pub const ERASE_ALL: u8 = 1 << 1;
    /// Cryptographic erase is part of Format NVM.
    pub const CRYPTO: u8 = 1 << 2;
    /// The broadcast namespace identifier is not supported.
    pub const NO_BROADCAST: u8 = 1 << 3;
}

/// A namespace as the drive left the factory with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamespacePlan {
    /// Size in bytes, a multiple of 4096.
    pub bytes: u64,
    /// 512 or 4096.
    pub block_bytes: u64,
    /// Whether the controller is attached to it.
    pub attached: bool,
    /// IEEE extended unique identifier; zero for none.
    pub eui64: u64,
    /// Namespace globally unique identifier; zero for none.
    pub nguid: u128,
}

/// What Format NVM with cryptographic erase does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatCrypto {
    /// It is refused.
    Refused,
    /// It is accepted, but only deallocates: the data stays in the flash.
    OnlyUnmaps,
    /// It changes the media key.
    Erases,
}

/// How long things take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Takes {
    /// Sanitize by block erase.
    pub block_erase: Duration,
    /// Sanitize by crypto erase.
    pub crypto_erase: Duration,
    /// One pass of a sanitize by overwrite.
    pub overwrite_pass: Duration,
    /// Format NVM.
    pub format: Duration,
    /// A short device self-test.
    pub short_self_test: Duration,
    /// An extended device self-test.
    pub extended_self_test: Duration,
}

impl Default for Takes {
    fn default() -> Takes {
        Takes {
            block_erase: Duration::from_secs(2),
            crypto_erase: Duration::from_secs(1),
            overwrite_pass: Duration::from_secs(3),
            format: Duration::from_secs(1),
            short_self_test: Duration::from_secs(2),
            extended_self_test: Duration::from_secs(60),
        }
    }
}

/// What TCG level 0 discovery says (TCG Storage Architecture Core, section 3.3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level0 {
    /// Feature code of the security subsystem class: 0203h Opal 2, 0302h Pyrite.
    pub ssc: u16,
    /// Locking is activated.
    pub enabled: bool,
    /// A range is locked: reads and writes are denied, so are Format NVM and Sanitize.
    pub locked: bool,
}

impl Level0 {
    /// Feature code of Opal 2.
    pub const OPAL_2: u16 = 0x0203;
}

/// What a particular drive is, claims and does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NvmePersona {
    /// Model number, up to 40 characters.
    pub model: String,
    /// Serial number, up to 20 characters.
    pub serial: String,
    /// Firmware revision, up to 8 characters.
    pub firmware: String,
    /// Namespaces from NSID 1 on, one after another in the store.
    pub namespaces: Vec<NamespacePlan>,
    /// Capacity that belongs to no namespace, behind them in the store.
    pub unallocated_bytes: u64,
    /// CMIC: bit 1, the subsystem may have several controllers.
    pub cmic: u8,
    /// Namespace Management and Attachment are supported.
    pub namespace_management: bool,
    /// SANICAP, see [`sanicap`]; zero: Sanitize is an invalid opcode.
    pub sanicap: u32,
    /// FNA, see [`fna`].
    pub fna: u8,
    /// Format NVM is supported.
    pub format_supported: bool,
    /// What it does when asked for a cryptographic erase, whatever FNA claims.
    pub format_crypto: FormatCrypto,
    /// Size of each of the two boot partitions; zero: none. A multiple of 128 KiB.
    pub boot_partition_bytes: u64,
    /// Replay protected memory blocks, of 128 KiB each.
    pub rpmb_units: u8,
    /// The persistent event log is supported (LPA bit 4).
    pub persistent_event_log: bool,
    /// The other bits of LPA.
    pub lpa: u8,
    /// How long things take.
    pub takes: Takes,
    /// What deallocated and erased blocks read as: 00h or FFh.
    pub blank: u8,
    /// After a crypto erase written blocks read as noise, not as blank.
    pub crypto_scrambles: bool,
    /// TCG level 0 discovery.
    pub tcg: Option<Level0>,
    /// Spare area that keeps overwritten blocks, in bytes, a multiple of 4096.
    pub spare_bytes: u64,
    /// There is a volatile write cache.
    pub write_cache: bool,
}

impl NvmePersona {
    /// Bytes of all namespaces and of the unallocated capacity.
    #[must_use]
    pub fn user_bytes(&self) -> u64 {
        self.namespaces.iter().map(|namespace| namespace.bytes).sum::<u64>() + self.unallocated_bytes
    }

    /// Bytes of the RPMB.
    #[must_use]
    pub fn rpmb_bytes(&self) -> u64 {
        u64::from(self.rpmb_units) * (128 << 10)
    }

    /// All that has an address: user capacity, boot partitions, RPMB.
    #[must_use]
    pub fn visible_bytes(&self) -> u64 {
        self.user_bytes() + 2 * self.boot_partition_bytes + self.rpmb_bytes()
    }

    /// How large a store the drive needs.
    #[must_use]
    pub fn store_bytes(&self) -> u64 {
        Flash::store_bytes(self.visible_bytes(), self.spare_bytes)
    }
}
