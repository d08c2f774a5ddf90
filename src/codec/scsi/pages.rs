//! What the replies to SCSI commands say. A reply that is cut short is `None`, never zero.

use crate::codec::bytes::{array, be16, be32, be64, text};
use crate::codec::sense::Sense;
use crate::units::Answer;

/// The standard data of INQUIRY.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// Byte 0 bits 7:5: 0 when a device is there.
    pub qualifier: u8,
    /// Byte 0 bits 4:0: 00h disk, 05h optical, 14h zoned disk.
    pub device_type: u8,
    /// Byte 1 bit 7: the medium can be taken out.
    pub removable: bool,
    /// Byte 2: the version of SPC.
    pub version: u8,
    /// Bytes 8–15; `ATA` from a translator.
    pub vendor: Option<String>,
    /// Bytes 16–31.
    pub product: Option<String>,
    /// Bytes 32–35.
    pub revision: Option<String>,
}

impl Inquiry {
    /// Reads the 36 bytes that every device gives; `None` for fewer.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Inquiry> {
        let bytes: [u8; 36] = array(bytes, 0)?;
        // Byte 4: how many bytes follow it.
        if bytes[4] < 31 {
            return None;
        }
        Some(Inquiry {
            qualifier: bytes[0] >> 5,
            device_type: bytes[0] & 0x1f,
            removable: bytes[1] & 0x80 != 0,
            version: bytes[2],
            vendor: text(&bytes[8..16]),
            product: text(&bytes[16..32]),
            revision: text(&bytes[32..36]),
        })
    }
}

/// READ CAPACITY (16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// The last LBA.
    pub last_lba: u64,
    /// Bytes of a logical block, without protection information.
    pub block_bytes: u32,
    /// Byte 12 bit 0: protection information is on the medium.
    pub protected: bool,
    /// Byte 13 bits 3:0: logical blocks in a physical one, as a power of two.
    pub physical_exponent: u8,
    /// Byte 14 bit 7 (LBPME): blocks can be unmapped.
    pub unmaps: bool,
}

impl Capacity {
    /// Reads the reply; `None` when it is cut short, when the last LBA is all ones, or when a block has no bytes.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Capacity> {
        let bytes: [u8; 32] = array(bytes, 0)?;
        let last_lba = be64(&bytes, 0).filter(|lba| *lba != u64::MAX)?;
        let block_bytes = be32(&bytes, 8).filter(|bytes| *bytes != 0)?;
        Some(Capacity {
            last_lba,
            block_bytes,
            protected: bytes[12] & 1 != 0,
            physical_exponent: bytes[13] & 0x0f,
            unmaps: bytes[14] & 0x80 != 0,
        })
    }

    /// Number of logical blocks.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.last_lba.saturating_add(1)
    }
}

/// The block descriptor of MODE SENSE (10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockDescriptor {
    /// Number of logical blocks; `None` for 0 and for all ones, which say no number.
    pub blocks: Option<u64>,
    /// Bytes of a logical block.
    pub block_bytes: u32,
    /// Byte 3 bit 7 of the header: the drive is write protected.
    pub write_protected: bool,
}

impl BlockDescriptor {
    /// Reads the reply; `None` when it has no block descriptor, or not a whole one.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<BlockDescriptor> {
        let header: [u8; 8] = array(bytes, 0)?;
        // Bytes 0–1: how many bytes follow them.
        let sent = bytes.get(..2 + usize::from(be16(&header, 0)?)).unwrap_or(bytes);
        let length = usize::from(be16(&header, 6)?);
        let descriptor = sent.get(8..8 + length)?;
        let is_long = header[4] & 1 == 1;
        let (blocks, block_bytes) = if is_long {
            (be64(descriptor, 0)?, be32(descriptor, 12)?)
        } else {
            let blocks = be32(descriptor, 0)?;
            let blocks = if blocks == u32::MAX { u64::MAX } else { u64::from(blocks) };
            (blocks, be32(descriptor, 4)? & 0x00ff_ffff)
        };
        Some(BlockDescriptor {
            blocks: (1..u64::MAX).contains(&blocks).then_some(blocks),
            block_bytes,
            write_protected: header[3] & 0x80 != 0,
        })
    }
}

/// Whether a command is supported as the standard has it, from REPORT SUPPORTED OPERATION CODES about that one command
/// (SUPPORT, byte 1 bits 2:0). A maker's own way of it (5) is unknown.
#[must_use]
pub fn is_supported(bytes: &[u8]) -> Answer {
    match array::<4>(bytes, 0) {
        Some([_, support, ..]) if support & 7 == 3 => Answer::Yes,
        Some([_, support, ..]) if support & 7 == 1 => Answer::No,
        _ => Answer::Unknown,
    }
}

/// How many logical units REPORT LUNS lists: LUN LIST LENGTH in bytes 0–3, from byte 8 on 8 bytes each. `None` for a list that
/// is empty or not whole numbers of units, or whose first unit did not come: the target answers as one itself.
#[must_use]
pub fn logical_units(bytes: &[u8]) -> Option<u32> {
    const HEADER: usize = 8;
    const UNIT: u32 = 8;
    let length = be32(bytes, 0)?;
    let came = bytes.get(HEADER..)?.len() >= 8;
    (came && length >= UNIT && length.is_multiple_of(UNIT)).then_some(length / UNIT)
}

/// The parameters of a log page: code and value of each whole one. `None` when the bytes are not that page.
#[must_use]
pub fn log_parameters(page: u8, bytes: &[u8]) -> Option<Vec<(u16, &[u8])>> {
    let [code, _, high, low] = array(bytes, 0)?;
    if code & 0x3f != page {
        return None;
    }
    let length = usize::from(u16::from_be_bytes([high, low]));
    let mut rest = bytes.get(4..4 + length).unwrap_or(&bytes[4..]);
    let mut found = Vec::new();
    while let [high, low, _, length, ..] = *rest {
        let Some((one, others)) = rest.split_at_checked(4 + usize::from(length)) else { break };
        found.push((u16::from_be_bytes([high, low]), &one[4..]));
        rest = others;
    }
    Some(found)
}

/// The IDENTIFY DEVICE data in vital product data page 89h, which a translator gives; `None` when the bytes are not that page, or
/// when the data are of another command (SAT-4, ATA Information VPD page).
#[must_use]
pub fn identify_data(page: &[u8]) -> Option<&[u8]> {
    const IDENTIFY_DEVICE: u8 = 0xec;
    let length = usize::from(be16(page, 2)?);
    (*page.get(1)? == 0x89 && length >= 568 && *page.get(56)? == IDENTIFY_DEVICE).then_some(())?;
    page.get(60..572)
}

/// What a drive says, by its sense data, of an operation that runs without the host. Progress is of 65536.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// 04h/1Bh: a sanitize runs.
    Sanitizing(Option<u16>),
    /// 31h/03h: the last sanitize failed.
    SanitizeFailed,
    /// 04h/04h: a format runs.
    Formatting(Option<u16>),
    /// 31h/01h: the last format failed.
    FormatFailed,
    /// 31h/00h: the format is not whole.
    FormatCorrupted,
    /// 04h/09h: a self-test runs.
    SelfTesting(Option<u16>),
}

impl Background {
    /// `None` when the sense data speak of none of these; that is not a success.
    #[must_use]
    pub fn of(sense: &Sense) -> Option<Background> {
        Some(match (sense.asc, sense.ascq) {
            (0x04, 0x1b) => Background::Sanitizing(sense.progress),
            (0x31, 0x03) => Background::SanitizeFailed,
            (0x04, 0x04) => Background::Formatting(sense.progress),
            (0x31, 0x01) => Background::FormatFailed,
            (0x31, 0x00) => Background::FormatCorrupted,
            (0x04, 0x09) => Background::SelfTesting(sense.progress),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::unhex;
    use proptest::prelude::*;

    fn bytes(hex: &str) -> Vec<u8> {
        unhex(&hex.replace(' ', "")).expect("hexadecimal")
    }

    #[test]
    fn logical_units_are_counted() {
        let one = bytes("00 00 00 08 00 00 00 00 00 00 00 00 00 00 00 00");
        assert_eq!(logical_units(&one), Some(1));
        let two = bytes("00 00 00 10 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00");
        assert_eq!(logical_units(&two), Some(2));
        // Of a list that was cut, the length counts.
        assert_eq!(logical_units(&two[..16]), Some(2));
        for nothing in ["00 00 00 00 00 00 00 00", "00 00 00 08 00 00 00 00", "00 00 00", ""] {
            assert_eq!(logical_units(&bytes(nothing)), None, "{nothing}");
        }
        assert_eq!(logical_units(&[&[0, 0, 0, 9, 0, 0, 0, 0][..], &[0; 9]].concat()), None);
    }

    #[test]
    fn inquiry() {
        let mut reply = bytes("00 80 06 02 1f 00 00 02");
        reply.extend(b"ATA     WDC WD10EZEX-08W1A01");
        let seen = Inquiry::parse(&reply).expect("36 bytes");
        assert_eq!((seen.qualifier, seen.device_type, seen.removable, seen.version), (0, 0, true, 6));
        assert_eq!(seen.vendor.as_deref(), Some("ATA"));
        assert_eq!(seen.product.as_deref(), Some("WDC WD10EZEX-08W"));
        assert_eq!(seen.revision.as_deref(), Some("1A01"));
        assert_eq!(Inquiry::parse(&reply[..35]), None);
        reply[4] = 0x1e;
        assert_eq!(Inquiry::parse(&reply), None, "the drive sent less");
    }

    #[test]
    fn capacity() {
        let mut reply = bytes("00 00 00 00 74 70 6d af 00 00 02 00 00 03 80 00");
        reply.resize(32, 0);
        let seen = Capacity::parse(&reply).expect("32 bytes");
        assert_eq!((seen.blocks(), seen.block_bytes), (1_953_525_168, 512));
        assert_eq!((seen.protected, seen.physical_exponent, seen.unmaps), (false, 3, true));
        assert_eq!(Capacity::parse(&reply[..31]), None);
        assert_eq!((Capacity::parse(&[0; 32]), Capacity::parse(&[0xff; 32])), (None, None));
    }

    #[test]
    fn block_descriptor() {
        let long = bytes("00 16 00 80 01 00 00 10 00 00 00 02 3c f2 c0 00 00 00 00 00 00 00 02 08");
        let seen = BlockDescriptor::parse(&long).expect("a descriptor");
        assert_eq!((seen.blocks, seen.block_bytes, seen.write_protected), (Some(0x2_3cf2_c000), 520, true));
        let short = bytes("00 0e 00 00 00 00 00 08 74 70 6d b0 00 00 02 00");
        let seen = BlockDescriptor::parse(&short).expect("a descriptor");
        assert_eq!((seen.blocks, seen.block_bytes), (Some(1_953_525_168), 512));
        // More than 32 bits hold; zero; no descriptor; cut by the drive's own length.
        let blocks = |hex: &str| BlockDescriptor::parse(&bytes(hex)).map(|d| d.blocks);
        assert_eq!(blocks("00 0e 00 00 00 00 00 08 ff ff ff ff 00 00 02 00"), Some(None));
        assert_eq!(blocks("00 0e 00 00 00 00 00 08 00 00 00 00 00 00 02 00"), Some(None));
        assert_eq!(blocks("00 06 00 00 00 00 00 00 74 70 6d b0 00 00 02 00"), None);
        assert_eq!(blocks("00 0c 00 00 00 00 00 08 74 70 6d b0 00 00 02 00"), None);
    }

    #[test]
    fn support_of_a_command() {
        for (reply, answer) in [
            ("00 03 00 0a", Answer::Yes),
            ("00 83 00 0a", Answer::Yes),
            ("00 01 00 00", Answer::No),
            ("00 00 00 00", Answer::Unknown),
            ("00 05 00 0a", Answer::Unknown),
            ("00 03", Answer::Unknown),
            ("", Answer::Unknown),
        ] {
            assert_eq!(is_supported(&bytes(reply)), answer, "{reply}");
        }
    }

    #[test]
    fn log_pages() {
        let page = bytes("10 00 00 0b 00 01 03 02 aa bb 00 02 03 01 cc ff ff");
        let seen = log_parameters(0x10, &page).expect("the page");
        assert_eq!(seen, [(1, &[0xaa, 0xbb][..]), (2, &[0xcc][..])]);
        assert_eq!(log_parameters(0x10, &page[..14]).expect("the page").len(), 1, "the second is cut");
        assert_eq!(log_parameters(0x16, &page), None);
    }

    #[test]
    fn identify_data_of_a_translator() {
        let mut page = vec![0; 572];
        page[1..4].copy_from_slice(&[0x89, 0x02, 0x38]);
        page[56] = 0xec;
        page[60] = 0x40;
        page[571] = 0x77;
        let data = identify_data(&page).expect("data");
        assert_eq!((data.len(), data[0], data[511]), (512, 0x40, 0x77));
        assert_eq!(identify_data(&page[..571]), None);
        page[56] = 0xa1;
        assert_eq!(identify_data(&page), None, "an optical drive's");
    }

    #[test]
    fn operations_in_the_background() {
        let of = |hex: &str| Background::of(&Sense::parse(&bytes(hex)).expect("sense"));
        let fixed = |code: &str, more: &str| format!("70 00 02 00 00 00 00 0a 00 00 00 00 {code} 00 {more}");
        assert_eq!(of(&fixed("04 1b", "80 12 34")), Some(Background::Sanitizing(Some(0x1234))));
        assert_eq!(of(&fixed("04 1b", "00 12 34")), Some(Background::Sanitizing(None)));
        assert_eq!(of(&fixed("04 04", "80 00 01")), Some(Background::Formatting(Some(1))));
        assert_eq!(
            of("70 00 03 00 00 00 00 0a 00 00 00 00 31 03 00 00 00 00"),
            Some(Background::SanitizeFailed)
        );
        assert_eq!(of("72 03 31 01 00 00 00 00"), Some(Background::FormatFailed));
        assert_eq!(of("72 00 00 00 00 00 00 00"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_reply_or_not(reply in proptest::collection::vec(any::<u8>(), 0..600), page in 0u8..64) {
            if let Some(found) = log_parameters(page, &reply) {
                prop_assert!(found.iter().map(|(_, value)| value.len() + 4).sum::<usize>() + 4 <= reply.len());
            }
            prop_assert_eq!(Inquiry::parse(&reply).is_some(), reply.len() >= 36 && reply[4] >= 31);
            prop_assert!(BlockDescriptor::parse(&reply).is_none_or(|d| !matches!(d.blocks, Some(0 | u64::MAX))));
            let _ = (Capacity::parse(&reply), is_supported(&reply), identify_data(&reply));
        }
    }
}
