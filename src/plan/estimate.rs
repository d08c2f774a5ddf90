//! How long things take, by the usual speed of such drives and by their own word. Nothing is claimed from it: once a drive
//! works, its own speed counts.

use crate::event::{DriveIdentity, Medium, ReadBackScheme, Survey, Technique, Transport};

/// Bytes of a block of the sampling schemes.
const BLOCK: u64 = 4096;

/// What a drive takes that only drops keys or resets cells, in seconds.
const AT_ONCE: u64 = 60;

/// How often each place of the evidence is visited: noted before, looked at after, and as many drawn anew.
const VISITS: u64 = 3;

/// How fast drives of a kind usually are.
struct Usual {
    bytes_per_second: u64,
    /// One random block of 4 KiB, read in ascending order with others under way, in microseconds.
    block_micros: u64,
}

fn usual(drive: &DriveIdentity) -> Usual {
    let (megabytes, block_micros) = match (drive.transport, drive.medium) {
        (Transport::Usb, _) => (35, 2_000),
        (_, Medium::Rotating) => (130, 8_000),
        (Transport::Nvme, _) => (1_200, 100),
        (Transport::Ata | Transport::Scsi | Transport::Ufs, _) => (400, 150),
        (Transport::Mmc, _) => (60, 500),
        (Transport::Virtual | Transport::Loop | Transport::File, _) => (500, 150),
        (Transport::Unknown, _) => (80, 2_000),
    };
    Usual { bytes_per_second: megabytes * 1_000_000, block_micros }
}

/// Seconds to write so many bytes in a row.
pub(super) fn writing(drive: &DriveIdentity, bytes: u64) -> u64 {
    bytes / usual(drive).bytes_per_second
}

/// Seconds to read so many bytes back.
pub(super) fn read_back(drive: &DriveIdentity, scheme: ReadBackScheme, bytes: u64) -> u64 {
    match scheme {
        ReadBackScheme::Sample => blocks(drive, bytes / BLOCK),
        ReadBackScheme::NistR1 | ReadBackScheme::Full => bytes / usual(drive).bytes_per_second,
    }
}

/// Seconds to plant canaries, note witnesses, and look for both in so many places.
pub(super) fn evidence(drive: &DriveIdentity, places: u64) -> u64 {
    blocks(drive, places.min(drive.size_bytes / BLOCK).saturating_mul(VISITS))
}

fn blocks(drive: &DriveIdentity, blocks: u64) -> u64 {
    blocks.saturating_mul(usual(drive).block_micros) / 1_000_000
}

/// Seconds that a drive takes to erase itself: by its own word where there is one (IDENTIFY DEVICE words 89 and 90).
pub(super) fn firmware(drive: &DriveIdentity, survey: &Survey, technique: Technique) -> u64 {
    let minutes = match (survey, technique) {
        (Survey::Ata(ata), Technique::SecurityEraseEnhanced) => ata.security.enhanced_minutes,
        (Survey::Ata(ata), Technique::SecurityErase) => ata.security.normal_minutes,
        _ => None,
    };
    match (minutes, technique) {
        (Some(minutes), _) => u64::from(minutes) * 60,
        (
            None,
            Technique::SanitizeBlockErase
            | Technique::SanitizeCryptoErase
            | Technique::FormatCryptoErase
            | Technique::FormatUserDataErase
            | Technique::MmcSanitize
            | Technique::MmcSecureErase,
        ) => AT_ONCE,
        (
            None,
            Technique::SanitizeOverwrite
            | Technique::SecurityEraseEnhanced
            | Technique::SecurityErase
            | Technique::FormatUnit
            | Technique::Overwrite,
        ) => writing(drive, drive.size_bytes),
    }
}
