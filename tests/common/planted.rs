//! Data worth erasing: every sector tells its own place, and no byte of it is zero.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::mix;

/// Bytes in a planted sector.
pub const SECTOR: usize = 512;

/// What is planted in the n-th sector: a line that names it, then noise that no other sector has. No byte is zero,
/// none is FF, none is AA: whatever a fixed pass writes differs from it in every byte.
pub fn sector(n: u64) -> [u8; SECTOR] {
    let mut bytes = [0; SECTOR];
    let line = format!("Dossier de Mme Lefevre, secteur {n:012}, a ne pas laisser trainer. ");
    bytes[..line.len()].copy_from_slice(line.as_bytes());
    for (i, word) in bytes[line.len()..].chunks_mut(8).enumerate() {
        let noise = mix(n.wrapping_mul(64).wrapping_add(i as u64) ^ 0x6F6D_6D65).to_le_bytes();
        for (byte, noise) in word.iter_mut().zip(noise) {
            *byte = if matches!(noise, 0x00 | 0xAA | 0xFF) { 0x2E } else { noise };
        }
    }
    bytes
}

/// The planted contents of so many bytes.
pub fn image(size: u64) -> Vec<u8> {
    let mut all = Vec::with_capacity(usize::try_from(size).expect("a small drive"));
    for n in 0..size.div_ceil(SECTOR as u64) {
        all.extend_from_slice(&sector(n));
    }
    all.truncate(usize::try_from(size).expect("a small drive"));
    all
}

/// Writes a file of so many bytes, planted all over; every block of it is really there.
pub fn plant(file: &Path, size: u64) {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file).expect("the drive's file"));
    let mut left = size;
    for n in 0..size.div_ceil(SECTOR as u64) {
        let take = left.min(SECTOR as u64);
        out.write_all(&sector(n)[..usize::try_from(take).expect("a sector")]).expect("planting");
        left -= take;
    }
    out.into_inner().expect("planting").sync_all().expect("planting");
}

/// Sectors, by number, in which a piece of 16 neighbouring bytes is still what was planted there.
pub fn remnants(contents: &[u8]) -> Vec<u64> {
    let mut found = Vec::new();
    for (n, now) in (0u64..).zip(contents.chunks(SECTOR)) {
        let before = sector(n);
        if now.chunks(16).zip(before.chunks(16)).any(|(a, b)| a == &b[..a.len()]) {
            found.push(n);
        }
    }
    found
}

/// Fails unless every byte is the one that a fixed pass writes.
pub fn assert_all(contents: &[u8], value: u8, what: &str) {
    if let Some(at) = contents.iter().position(|b| *b != value) {
        let left = contents.iter().filter(|b| **b != value).count();
        panic!(
            "{what}: byte {at} is {:#04x} instead of {value:#04x}; {left} such bytes in all",
            contents[at]
        );
    }
}

/// Fails unless every byte is the one of an AES-256-CTR stream with this key and a counter from zero, made by openssl.
pub fn assert_aes_stream(contents: &[u8], key_hex: &str, what: &str) {
    let mut openssl = Command::new("openssl")
        .args(["enc", "-aes-256-ctr", "-nopad", "-K", key_hex, "-iv", &"0".repeat(32)])
        .stdin(Stdio::from(File::open("/dev/zero").expect("/dev/zero")))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|e| panic!("openssl is needed for the tests (make setup installs it): {e}"));
    let mut stream = openssl.stdout.take().expect("piped");
    let mut expected = vec![0; 1 << 20];
    for (i, piece) in contents.chunks(expected.len()).enumerate() {
        stream.read_exact(&mut expected[..piece.len()]).expect("openssl gives a stream");
        if let Some(at) = piece.iter().zip(&expected).position(|(a, b)| a != b) {
            panic!("{what}: byte {} is not the one of the stream", (i << 20) + at);
        }
    }
    drop(stream);
    // It ends for want of a reader; only its bytes matter.
    openssl.kill().ok();
    openssl.wait().expect("openssl ends");
}
