//! What SCSI vital product data pages and an ATA IDENTIFY DEVICE say about a drive. Pure: bytes to facts.
//!
//! SPC-5 §7.7 (pages 80h, 83h), SAT-4 §12.4 (page 89h), SBC-4 §6.6 (page B1h), ACS-4 §7.13 (IDENTIFY words).

use super::clean::{clean, identifier};
use crate::event::Medium;
use crate::units::hex;

/// The body of a page, if the bytes are that page.
fn body(page: u8, bytes: &[u8]) -> Option<&[u8]> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?]));
    (bytes[1] == page).then(|| &bytes[4..bytes.len().min(4 + length)])
}

/// Page 00h: the pages that there are; none when the bytes are not that page.
#[must_use]
pub fn pages(page00: &[u8]) -> Vec<u8> {
    body(0x00, page00).unwrap_or_default().to_vec()
}

/// Page 80h: the unit serial number.
#[must_use]
pub fn serial(page80: &[u8]) -> Option<String> {
    identifier(body(0x80, page80)?)
}

/// Page 83h: the name of the logical unit, `naa.…` before `eui.…`; descriptors of ports and targets are passed over.
#[must_use]
pub fn name(page83: &[u8]) -> Option<String> {
    const BINARY: u8 = 1;
    let mut rest = body(0x83, page83)?;
    let mut eui = None;
    while let [codes, kind, _, length, ..] = *rest {
        let end = 4 + usize::from(length);
        let designator = rest.get(4..end)?;
        let of_logical_unit = kind >> 4 & 3 == 0;
        match kind & 0xf {
            3 if of_logical_unit && codes & 0xf == BINARY && matches!(length, 8 | 16) => {
                if let Some(naa) = wwn("naa", designator) {
                    return Some(naa);
                }
            }
            2 if of_logical_unit && codes & 0xf == BINARY && eui.is_none() => eui = wwn("eui", designator),
            _ => {}
        }
        rest = &rest[end..];
    }
    eui
}

/// A name of so many bytes, unless they are all alike: makers leave zeros or ones where there is none.
fn wwn(kind: &str, bytes: &[u8]) -> Option<String> {
    let first = *bytes.first()?;
    (!bytes.iter().all(|b| *b == first)).then(|| format!("{kind}.{}", hex(bytes)))
}

/// Page B1h: rotation.
#[must_use]
pub fn medium(page_b1: &[u8]) -> Medium {
    match body(0xb1, page_b1) {
        Some([high, low, ..]) => of_rotation(u16::from_be_bytes([*high, *low])),
        _ => Medium::Unknown,
    }
}

/// The coding that ATA word 217 and SCSI page B1h share: 1 is no rotation, 0401h to FFFEh are turns a minute.
fn of_rotation(rate: u16) -> Medium {
    match rate {
        1 => Medium::Flash,
        0x0401..=0xfffe => Medium::Rotating,
        _ => Medium::Unknown,
    }
}

/// What an ATA drive says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identify {
    /// Words 27–46.
    pub model: Option<String>,
    /// Words 10–19.
    pub serial: Option<String>,
    /// Words 23–26.
    pub firmware: Option<String>,
    /// Words 108–111, as `naa.…`.
    pub wwn: Option<String>,
    /// Word 217.
    pub medium: Medium,
}

/// Page 89h: the IDENTIFY DEVICE data of the ATA drive behind a SCSI translation; `None` when they are not valid.
#[must_use]
pub fn identify(page89: &[u8]) -> Option<Identify> {
    const IDENTIFY_DEVICE: u8 = 0xec;
    let page = body(0x89, page89)?;
    if *page.get(52)? != IDENTIFY_DEVICE {
        return None;
    }
    let data = page.get(56..56 + 512)?;
    let word = |n: usize| u16::from_le_bytes([data[2 * n], data[2 * n + 1]]);
    // Word 0 bit 15 clear: an ATA device. Word 255: signature A5h, then a checksum that makes the sum of all bytes zero.
    let is_ata = word(0) & 0x8000 == 0;
    let intact = data[510] != 0xa5 || data.iter().fold(0u8, |sum, b| sum.wrapping_add(*b)) == 0;
    if !is_ata || !intact {
        return None;
    }
    let text = |first: usize, last: usize| -> Vec<u8> {
        (first..=last).flat_map(|n| word(n).to_be_bytes()).collect()
    };
    // Word 87 bits 15:14 = 01: the word is valid; bit 8: words 108–111 hold a world-wide name.
    let named = word(87) & 0xc000 == 0x4000 && word(87) & 0x0100 != 0;
    Some(Identify {
        model: clean(&text(27, 46)),
        serial: identifier(&text(10, 19)),
        firmware: clean(&text(23, 26)),
        wwn: named.then(|| wwn("naa", &text(108, 111))).flatten(),
        medium: of_rotation(word(217)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn serial_page() {
        assert_eq!(serial(b"\0\x80\0\x08  S3Z8NB").as_deref(), Some("S3Z8NB"));
        assert_eq!(serial(b"\0\x83\0\x08  S3Z8NB"), None);
        assert_eq!(serial(b"\0\x80\0\x08        "), None);
        assert_eq!(serial(b"\0\x80"), None);
    }

    #[test]
    fn name_page_takes_the_logical_unit_and_not_the_port() {
        let mut page = b"\0\x83\0\x30".to_vec();
        page.extend(b"\x02\x01\0\x08T10 VEND"); // T10 vendor id, ASCII
        page.extend(b"\x61\x93\0\x08\x50\0\xc5\0\xaa\xbb\xcc\x01"); // NAA of the target port
        page.extend(b"\x01\x02\0\x08\x00\x25\x38\xb1\x00\x00\x00\x07"); // EUI-64
        page.extend(b"\x01\x03\0\x08\x50\0\xc5\0\xaa\xbb\xcc\x03"); // NAA of the logical unit
        assert_eq!(name(&page).as_deref(), Some("naa.5000c500aabbcc03"));
        page.truncate(page.len() - 12);
        assert_eq!(name(&page).as_deref(), Some("eui.002538b100000007"));
        assert_eq!(name(b"\0\x83\0\x0c\x01\x03\0\x08\0\0\0\0\0\0\0\0"), None);
    }

    #[test]
    fn rotation_page() {
        assert_eq!(medium(b"\0\xb1\0\x3c\x1c\x20"), Medium::Rotating);
        assert_eq!(medium(b"\0\xb1\0\x3c\x00\x01"), Medium::Flash);
        assert_eq!(medium(b"\0\xb1\0\x3c\x00\x00"), Medium::Unknown);
        assert_eq!(medium(b"\0\xb1"), Medium::Unknown);
    }

    /// IDENTIFY data written out by hand: byte pairs of strings are swapped.
    fn page89() -> Vec<u8> {
        let mut page = vec![0; 572];
        page[1..4].copy_from_slice(&[0x89, 0x02, 0x38]);
        page[56] = 0xec;
        let data = &mut page[60..];
        data[0..2].copy_from_slice(&[0x40, 0x04]);
        data[20..40].copy_from_slice(b"  S4BENX0N123456789X");
        data[46..54].copy_from_slice(b"VR0T30Q6");
        data[54..94].copy_from_slice(b"aSsmnu gSS D68 0VE O05G0 B              ");
        data[174..176].copy_from_slice(&[0x00, 0x41]);
        data[216..224].copy_from_slice(&[0x02, 0x50, 0x38, 0xe5, 0x00, 0x00, 0x12, 0x34]);
        data[434..436].copy_from_slice(&[0x01, 0x00]);
        page
    }

    #[test]
    fn identify_words() {
        let mut page = page89();
        let seen = identify(&page).expect("valid");
        assert_eq!(seen.firmware.as_deref(), Some("RVT0036Q"));
        assert_eq!(seen.wwn.as_deref(), Some("naa.5002e53800003412"));
        assert_eq!(seen.medium, Medium::Flash);
        assert!(seen.model.expect("a model").starts_with("Samsung SSD 860 EVO 500GB"));
        page[60 + 510] = 0xa5;
        assert_eq!(identify(&page), None, "a wrong checksum");
        let sum = page[60..].iter().fold(0u8, |s, b| s.wrapping_add(*b));
        page[60 + 511] = 0u8.wrapping_sub(sum);
        assert!(identify(&page).is_some());
        page[56] = 0xa1;
        assert_eq!(identify(&page), None, "an optical drive's answer");
    }

    proptest! {
        #[test]
        fn any_bytes_give_an_answer(mut bytes in proptest::collection::vec(any::<u8>(), 0..700), page in prop::sample::select(vec![0x80u8, 0x83, 0x89, 0xb1])) {
            if let Some(code) = bytes.get_mut(1) { *code = page; }
            let _ = (serial(&bytes), name(&bytes), medium(&bytes), identify(&bytes));
        }
    }
}
