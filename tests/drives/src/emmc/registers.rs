//! CID, CSD and extended CSD (JESD84-B51, chapter 7).

use super::persona::{BOOT_UNIT, EmmcPersona, GROUP, features};

/// Bytes of the extended CSD that are used here.
pub(super) mod ext {
    pub(crate) const FLUSH_CACHE: usize = 32;
    pub(crate) const CACHE_CTRL: usize = 33;
    pub(crate) const GP_SIZE_MULT: usize = 143;
    pub(crate) const PARTITION_SETTING_COMPLETED: usize = 155;
    pub(crate) const PARTITIONING_SUPPORT: usize = 160;
    pub(crate) const SANITIZE_START: usize = 165;
    pub(crate) const RPMB_SIZE_MULT: usize = 168;
    pub(crate) const BOOT_WP: usize = 173;
    pub(crate) const PARTITION_CONFIG: usize = 179;
    pub(crate) const ERASED_MEM_CONT: usize = 181;
    /// From here on the host cannot write.
    pub(crate) const PROPERTIES: usize = 192;
    pub(crate) const EXT_CSD_REV: usize = 192;
    pub(crate) const CSD_STRUCTURE: usize = 194;
    pub(crate) const DEVICE_TYPE: usize = 196;
    pub(crate) const SEC_COUNT: usize = 212;
    pub(crate) const HC_WP_GRP_SIZE: usize = 221;
    pub(crate) const ERASE_TIMEOUT_MULT: usize = 223;
    pub(crate) const HC_ERASE_GRP_SIZE: usize = 224;
    pub(crate) const BOOT_SIZE_MULT: usize = 226;
    pub(crate) const SEC_TRIM_MULT: usize = 229;
    pub(crate) const SEC_ERASE_MULT: usize = 230;
    pub(crate) const SEC_FEATURE_SUPPORT: usize = 231;
    pub(crate) const TRIM_MULT: usize = 232;
    pub(crate) const CACHE_SIZE: usize = 249;
    pub(crate) const PRE_EOL_INFO: usize = 267;
    pub(crate) const LIFE_TIME: usize = 268;
    pub(crate) const S_CMD_SET: usize = 504;
}

/// The extended CSD as it is after a reset.
pub(super) fn extended_csd(persona: &EmmcPersona) -> [u8; 512] {
    let mut data = [0; 512];
    for (place, bytes) in (ext::GP_SIZE_MULT..).step_by(3).zip(persona.general_bytes) {
        data[place..place + 3].copy_from_slice(&((bytes / GROUP) as u32).to_le_bytes()[..3]);
    }
    let partitioned = persona.general_bytes.iter().any(|bytes| *bytes > 0);
    data[ext::PARTITION_SETTING_COMPLETED] = u8::from(partitioned);
    data[ext::PARTITIONING_SUPPORT] = 1;
    data[ext::RPMB_SIZE_MULT] = (persona.rpmb_bytes / BOOT_UNIT) as u8;
    data[ext::ERASED_MEM_CONT] = persona.erased & 1;
    data[ext::EXT_CSD_REV] = persona.revision;
    data[ext::CSD_STRUCTURE] = 2;
    data[ext::DEVICE_TYPE] = 3; // high speed, 26 and 52 MHz
    let sectors = (persona.user_bytes / 512) as u32;
    data[ext::SEC_COUNT..][..4].copy_from_slice(&sectors.to_le_bytes());
    for one in [ext::HC_WP_GRP_SIZE, ext::ERASE_TIMEOUT_MULT, ext::HC_ERASE_GRP_SIZE, ext::S_CMD_SET] {
        data[one] = 1;
    }
    data[ext::BOOT_SIZE_MULT] = (persona.boot_bytes / BOOT_UNIT) as u8;
    data[ext::SEC_FEATURE_SUPPORT] = persona.features;
    if persona.features & features::SECURE_ERASE != 0 {
        data[ext::SEC_TRIM_MULT] = 1;
        data[ext::SEC_ERASE_MULT] = 1;
    }
    data[ext::TRIM_MULT] = u8::from(persona.features & features::TRIM != 0);
    if persona.cache {
        data[ext::CACHE_SIZE..][..4].copy_from_slice(&512_u32.to_le_bytes()); // in units of 1 Kib
    }
    if persona.revision >= 7 {
        data[ext::PRE_EOL_INFO] = 1;
        data[ext::LIFE_TIME] = 2;
        data[ext::LIFE_TIME + 1] = 2;
    }
    data
}

/// Sets bits `high` to `low` of a 128-bit register.
fn field(register: &mut u128, high: u32, low: u32, value: u128) {
    let mask = (1 << (high - low + 1)) - 1;
    *register |= (value & mask) << low;
}

/// Device identification.
pub(super) fn cid(persona: &EmmcPersona) -> [u32; 4] {
    let name = persona.product.bytes().chain(std::iter::repeat(b' ')).take(6);
    let name = name.fold(0, |name, byte| name << 8 | u128::from(byte));
    let mut cid = 0;
    field(&mut cid, 127, 120, persona.manufacturer.into());
    field(&mut cid, 113, 112, 1); // CBX: a BGA package
    field(&mut cid, 103, 56, name);
    field(&mut cid, 55, 48, 0x10); // revision 1.0
    field(&mut cid, 47, 16, persona.serial.into());
    field(&mut cid, 15, 8, 0x65); // June; the year depends on EXT_CSD_REV
    words(cid)
}

/// Device-specific data. The capacity counts for a device that is addressed by bytes; above 2 GiB it is full, and SEC_COUNT
/// counts.
pub(super) fn csd(user_bytes: u64) -> [u32; 4] {
    /// Bytes of a block, as an exponent, and of a step of C_SIZE with C_SIZE_MULT 7: 512 blocks.
    const BLOCK: u32 = 9;
    const STEP: u64 = 512 << BLOCK;
    // Up to 1 GiB fits; above, the blocks are twice as long.
    let twice = u32::from(user_bytes > 4096 * STEP);
    let steps = (user_bytes / (STEP << twice)).clamp(1, 4096);
    let mut csd = 0;
    field(&mut csd, 127, 126, 3); // structure version in the extended CSD
    field(&mut csd, 125, 122, 4); // version 4.x
    field(&mut csd, 119, 112, 0x27); // TAAC: 1.5 ms
    field(&mut csd, 103, 96, 0x32); // TRAN_SPEED: 26 MHz
    field(&mut csd, 95, 84, 0x0F5); // CCC: classes 0, 2, 4, 5, 6, 7
    field(&mut csd, 83, 80, u128::from(BLOCK + twice)); // READ_BL_LEN
    field(&mut csd, 73, 62, u128::from(steps - 1)); // C_SIZE
    field(&mut csd, 49, 47, 7); // C_SIZE_MULT
    field(&mut csd, 46, 42, 31); // ERASE_GRP_SIZE and _MULT: 32 times 32 blocks
    field(&mut csd, 41, 37, 31);
    field(&mut csd, 25, 22, 9); // WRITE_BL_LEN
    words(csd)
}

/// The most significant word first, with the CRC7 of the register in its last byte.
fn words(register: u128) -> [u32; 4] {
    let crc = register.to_be_bytes()[..15].iter().fold(0, |crc, byte| crc7(crc, *byte));
    let whole = register | u128::from(crc << 1 | 1);
    [96, 64, 32, 0].map(|shift| (whole >> shift) as u32)
}

/// CRC7 of JESD84, polynomial x^7 + x^3 + 1.
fn crc7(crc: u8, byte: u8) -> u8 {
    (0..8).rev().fold(crc, |crc, bit| {
        let carry = crc >> 6 & 1 ^ byte >> bit & 1;
        ((crc << 1) ^ (carry * 0x09)) & 0x7F
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_crc_is_that_of_the_standard() {
        // CMD0 with argument zero has the CRC 4Ah, CMD17 2Ah: examples that every description of the bus gives.
        let of = |bytes: [u8; 5]| bytes.iter().fold(0, |crc, byte| super::crc7(crc, *byte));
        assert_eq!(of([0x40, 0, 0, 0, 0]), 0x4A);
        assert_eq!(of([0x51, 0, 0, 0, 0]), 0x2A);
    }

    #[test]
    fn the_csd_tells_the_capacity_of_devices_up_to_two_gibibytes() {
        for bytes in [512 << 10, 16 << 20, 1 << 30, 2 << 30] {
            let register = super::csd(bytes).iter().fold(0_u128, |all, word| all << 32 | u128::from(*word));
            let part = |high: u32, low: u32| (register >> low) as u64 & ((1 << (high - low + 1)) - 1);
            assert_eq!((part(73, 62) + 1) << (part(49, 47) + 2) << part(83, 80), bytes);
        }
    }
}
