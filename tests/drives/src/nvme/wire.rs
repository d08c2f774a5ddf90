//! Little-endian fields of NVMe data structures.

/// Sets a 16-bit field.
pub(super) fn put16(data: &mut [u8], at: usize, value: u16) {
    data[at..at + 2].copy_from_slice(&value.to_le_bytes());
}

/// Sets a 32-bit field.
pub(super) fn put32(data: &mut [u8], at: usize, value: u32) {
    data[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

/// Sets a 64-bit field.
pub(super) fn put64(data: &mut [u8], at: usize, value: u64) {
    data[at..at + 8].copy_from_slice(&value.to_le_bytes());
}

/// Sets a string: ASCII, padded with blanks, cut at the end of its field.
pub(super) fn put_text(data: &mut [u8], at: usize, len: usize, text: &str) {
    let field = &mut data[at..at + len];
    field.fill(b' ');
    for (to, from) in field.iter_mut().zip(text.bytes()) {
        *to = from;
    }
}

/// Gets a 32-bit field.
pub(super) fn get32(data: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([data[at], data[at + 1], data[at + 2], data[at + 3]])
}

/// Gets a 64-bit field.
pub(super) fn get64(data: &[u8], at: usize) -> u64 {
    u64::from(get32(data, at)) | u64::from(get32(data, at + 4)) << 32
}
