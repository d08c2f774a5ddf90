//! The UUIDs of a partition table, read from the drive: kernels before 6.10 do not tell them. Pure but for the reader.

/// Partition UUIDs as the kernel's command line writes them, in lower case; `None` when the drive cannot be read, no
/// entries when it has no table.
///
/// GPT: UEFI specification 2.10 §5.3. MBR: disk signature and number of the entry.
#[must_use]
pub fn partition_ids(read: impl Fn(u64, usize) -> Option<Vec<u8>>) -> Option<Vec<String>> {
    let mbr = read(0, 512)?;
    if mbr[510..512] != [0x55, 0xaa] {
        return Some(Vec::new());
    }
    for block in [512u64, 4096] {
        match read(block, 92) {
            Some(header) if header.starts_with(b"EFI PART") => return gpt_ids(&header, block, &read),
            _ => {}
        }
    }
    let signature = u32::from_le_bytes([mbr[440], mbr[441], mbr[442], mbr[443]]);
    let used = (0..4).filter(|n| mbr[446 + 16 * n + 4] != 0);
    Some(used.map(|n| format!("{signature:08x}-{:02x}", n + 1)).collect())
}

fn gpt_ids(header: &[u8], block: u64, read: impl Fn(u64, usize) -> Option<Vec<u8>>) -> Option<Vec<String>> {
    let long = |at: usize| header[at..].first_chunk().map(|b| u64::from_le_bytes(*b));
    let int = |at: usize| header[at..].first_chunk().map(|b| u32::from_le_bytes(*b));
    let (first, count, size) = (long(72)?, int(80)?.min(1024), usize::try_from(int(84)?).ok()?);
    if !(128..=4096).contains(&size) {
        return None;
    }
    let entries = read(first.checked_mul(block)?, size * usize::try_from(count).ok()?)?;
    let used = entries.chunks_exact(size).filter(|entry| entry[..16] != [0; 16]);
    Some(used.map(|entry| guid(&entry[16..32])).collect())
}

/// The mixed-endian spelling of a GUID (UEFI specification, appendix A).
fn guid(b: &[u8]) -> String {
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    let digits = crate::units::hex(&order.map(|i| b[i]));
    format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reader(disk: Vec<u8>) -> impl Fn(u64, usize) -> Option<Vec<u8>> {
        move |offset, len| {
            let offset = usize::try_from(offset).ok()?;
            disk.get(offset..offset.checked_add(len)?).map(<[u8]>::to_vec)
        }
    }

    #[test]
    fn a_gpt() {
        let mut disk = vec![0; 34 * 512];
        disk[510..512].copy_from_slice(&[0x55, 0xaa]);
        disk[512..520].copy_from_slice(b"EFI PART");
        disk[512 + 72] = 2;
        disk[512 + 80] = 128;
        disk[512 + 84] = 128;
        disk[1024] = 1;
        let id =
            [0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff];
        disk[1040..1056].copy_from_slice(&id);
        assert_eq!(
            partition_ids(reader(disk.clone())).expect("read"),
            ["00112233-4455-6677-8899-aabbccddeeff"]
        );
        disk.truncate(1500);
        assert_eq!(partition_ids(reader(disk)), None, "cut short");
    }

    #[test]
    fn an_mbr_and_no_table() {
        let mut disk = vec![0; 8192];
        assert_eq!(partition_ids(reader(disk.clone())), Some(vec![]));
        disk[510..512].copy_from_slice(&[0x55, 0xaa]);
        disk[440..444].copy_from_slice(&[0x78, 0x56, 0x34, 0x12]);
        disk[446 + 16 + 4] = 0x0c;
        assert_eq!(partition_ids(reader(disk)), Some(vec!["12345678-02".to_owned()]));
        assert_eq!(partition_ids(|_, _| None), None);
    }

    proptest! {
        #[test]
        fn no_table_makes_it_panic(mut disk in proptest::collection::vec(any::<u8>(), 600..9000), tail in any::<[u8; 20]>()) {
            disk[510..512].copy_from_slice(&[0x55, 0xaa]);
            disk[512..520].copy_from_slice(b"EFI PART");
            disk[584..600].copy_from_slice(&tail[..16]);
            let _ = partition_ids(reader(disk));
        }
    }
}
