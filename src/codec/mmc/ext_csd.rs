//! The extended device register (B51 7.4). Numbers are little-endian; each item stands with its index.

use std::time::Duration;

use super::{Addressing, Erase};
use crate::codec::page::{Page, PageError};

/// Boot and RPMB partitions are counted in this many bytes (B51 7.4.21, 7.4.78).
const PARTITION_UNIT: u64 = 128 << 10;
/// General purpose partitions and high-capacity erase groups are counted in this many bytes (B51 7.4.23, 7.4.79).
const GROUP_UNIT: u64 = 512 << 10;
/// Times of erasing are counted in this many milliseconds (B51 7.4.30).
const ERASE_UNIT_MS: u64 = 300;
/// 2 GiB in sectors: more than that is addressed by sectors.
const BYTE_ADDRESSED_SECTORS: u32 = 4 << 20;

/// SEC_FEATURE_SUPPORT: index 231.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecFeatures(pub u8);

impl SecFeatures {
    /// Bit 0: secure erase and secure trim.
    #[must_use]
    pub fn secure_erase(self) -> bool {
        self.0 & 1 != 0
    }

    /// Bit 2: may purge blocks that went bad by itself.
    #[must_use]
    pub fn purges_bad_blocks(self) -> bool {
        self.0 & 1 << 2 != 0
    }

    /// Bit 4: trim.
    #[must_use]
    pub fn trim(self) -> bool {
        self.0 & 1 << 4 != 0
    }

    /// Bit 6: sanitize.
    #[must_use]
    pub fn sanitize(self) -> bool {
        self.0 & 1 << 6 != 0
    }
}

/// The factors of the times of erasing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Times {
    erase: u8,
    trim: u8,
    secure_erase: u8,
    secure_trim: u8,
}

/// What of the register matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtCsd {
    /// 192: revision; 5 is version 4.41, 6 4.5, 7 5.0, 8 5.1.
    pub revision: u8,
    /// 215:212: sectors of the user area; 0 on devices of up to 2 GiB that count elsewhere.
    pub sectors: u32,
    /// 226: bytes of each of the two boot partitions.
    pub boot_bytes: u64,
    /// 168: bytes of the replay protected memory block, which the host cannot erase.
    pub rpmb_bytes: u64,
    /// 154:143: bytes of the general purpose partitions, as far as [`ExtCsd::partitioned`].
    pub general_purpose_bytes: [u64; 4],
    /// 155 bit 0: the partitions are set for good. Where it is not, sizes in the register have no effect.
    pub partitioned: bool,
    /// 231.
    pub security: SecFeatures,
    /// 181: the byte that erased memory reads as, 00h or FFh; `None` where the register holds neither 0 nor 1.
    pub erased_byte: Option<u8>,
    /// 179: as it is; [`Command::select_partition`](super::Command::select_partition) wants it.
    pub partition_config: u8,
    /// 175 bit 0: erase groups are those of high capacity.
    pub high_capacity_groups: bool,
    /// 224: bytes of a high-capacity erase group; 0 where there is none.
    pub erase_group_bytes: u64,
    /// 173: write protection of the boot partitions.
    pub boot_protection: u8,
    /// 267: 1 normal, 2 80 % of the spare blocks are used, 3 90 %; `None` where it is not reported.
    pub pre_end_of_life: Option<u8>,
    /// 268 and 269: life of the two kinds of memory, in steps of 10 % used; 11 is more than 100 %. `None` where it is not reported.
    pub life_used: [Option<u8>; 2],
    times: Times,
}

impl ExtCsd {
    /// Reads the 512 bytes.
    ///
    /// # Errors
    /// Short, all zero or all ones; a revision or a structure that no standard has; life beyond its scale.
    pub fn parse(bytes: &[u8]) -> Result<ExtCsd, PageError> {
        let page: Page<'_, 512> = Page::new(bytes)?;
        // 5.1 is revision 8 and structure 2: some room for what is to come.
        let (revision, structure) = (page.byte::<192>(), page.byte::<194>());
        if revision > 15 || structure > 7 {
            return Err(PageError::Implausible("revision"));
        }
        let [pre_end_of_life, life_a, life_b] = page.at::<267, 3>();
        if pre_end_of_life > 3 || life_a > 11 || life_b > 11 {
            return Err(PageError::Implausible("life time"));
        }
        let reported = |n: u8| (n != 0).then_some(n);
        let partitioned = page.byte::<155>() & 1 != 0;
        Ok(ExtCsd {
            revision,
            sectors: page.u32::<212>(),
            boot_bytes: u64::from(page.byte::<226>()) * PARTITION_UNIT,
            rpmb_bytes: u64::from(page.byte::<168>()) * PARTITION_UNIT,
            general_purpose_bytes: if partitioned { general_purpose(page) } else { [0; 4] },
            partitioned,
            security: SecFeatures(page.byte::<231>()),
            erased_byte: match page.byte::<181>() {
                0 => Some(0x00),
                1 => Some(0xff),
                _ => None,
            },
            partition_config: page.byte::<179>(),
            high_capacity_groups: page.byte::<175>() & 1 != 0,
            erase_group_bytes: u64::from(page.byte::<224>()) * GROUP_UNIT,
            boot_protection: page.byte::<173>(),
            pre_end_of_life: reported(pre_end_of_life),
            life_used: [reported(life_a), reported(life_b)],
            times: Times {
                erase: page.byte::<223>(),
                trim: page.byte::<232>(),
                secure_erase: page.byte::<230>(),
                secure_trim: page.byte::<229>(),
            },
        })
    }

    /// The unit of addresses (B51 6.6.3).
    #[must_use]
    pub fn addressing(&self) -> Addressing {
        if self.sectors > BYTE_ADDRESSED_SECTORS { Addressing::Sectors } else { Addressing::Bytes }
    }

    /// The longest time that the device may take for so many high-capacity erase groups: 300 ms times the factor of the command
    /// (B51 7.4.30, 7.4.26 to 7.4.28). `None` where the register gives no factor.
    #[must_use]
    pub fn erase_time(&self, kind: Erase, groups: u32) -> Option<Duration> {
        let Times { erase, trim, secure_erase, secure_trim } = self.times;
        let (first, second) = match kind {
            Erase::Erase => (erase, 1),
            Erase::Trim | Erase::Discard => (trim, 1),
            Erase::SecureErase => (erase, secure_erase),
            Erase::SecureTrim1 | Erase::SecureTrim2 => (erase, secure_trim),
        };
        let factor = u64::from(first) * u64::from(second);
        (factor > 0).then(|| Duration::from_millis(ERASE_UNIT_MS * factor * u64::from(groups)))
    }
}

/// Four numbers of 24 bits at 143, times the groups of a write protection group (221), times the erase group (224).
fn general_purpose(page: Page<'_, 512>) -> [u64; 4] {
    let group = u64::from(page.byte::<221>()) * u64::from(page.byte::<224>()) * GROUP_UNIT;
    let numbers = [page.at::<143, 3>(), page.at::<146, 3>(), page.at::<149, 3>(), page.at::<152, 3>()];
    numbers.map(|[low, middle, high]| u64::from(u32::from_le_bytes([low, middle, high, 0])) * group)
}
