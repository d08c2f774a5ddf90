//! The ATA security feature set (ACS-4), and how long its erase may take.

use std::time::Duration;

use super::{BLOCK_BYTES, Command};
use crate::units::Answer;

/// A password of the security feature set: 32 bytes, padded with zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Password([u8; Password::BYTES]);

impl Password {
    /// Bytes of the field.
    pub const BYTES: usize = 32;

    /// The text of [`Password::PUBLISHED`].
    pub const PUBLISHED_TEXT: &'static str = "REEMPLOI-ERASE";

    /// The one password that gomme sets, printed in its documents: a drive that loses power during an erase stays locked with
    /// it, and whoever holds the drive must be able to open it.
    pub const PUBLISHED: Password = Password::padded(Password::PUBLISHED_TEXT.as_bytes());

    const fn padded(text: &[u8]) -> Password {
        let mut field = [0; Password::BYTES];
        let mut at = 0;
        while at < text.len() && at < field.len() {
            field[at] = text[at];
            at += 1;
        }
        Password(field)
    }

    /// A password of at most 32 bytes; `None` for a longer one, which would be cut.
    #[must_use]
    pub fn new(text: &[u8]) -> Option<Password> {
        (text.len() <= Password::BYTES).then(|| Password::padded(text))
    }

    /// The field as it is sent.
    #[must_use]
    pub fn bytes(&self) -> &[u8; Password::BYTES] {
        &self.0
    }
}

/// Whose password is meant (data word 0 bit 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The user's.
    User,
    /// The master's.
    Master,
}

/// What SECURITY ERASE UNIT does (data word 0 bit 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EraseMode {
    /// Zeros or ones over the user area.
    Normal,
    /// The maker's pattern, over sectors that were reallocated too.
    Enhanced,
}

/// The block of 512 bytes that goes with a password: who and how in byte 0, the password in bytes 2–33.
fn block(flags: u8, password: &Password) -> [u8; BLOCK_BYTES] {
    let mut block = [0; BLOCK_BYTES];
    block[0] = flags;
    block[2..2 + Password::BYTES].copy_from_slice(password.bytes());
    block
}

fn of(who: Who) -> u8 {
    match who {
        Who::User => 0,
        Who::Master => 1,
    }
}

impl Command {
    /// SECURITY SET PASSWORD: the user password, at level High, so that the master password can still unlock. Level
    /// Maximum (byte 1 bit 0) and the master password are never set.
    #[must_use]
    pub fn security_set_password(password: &Password) -> Command {
        Command::pio_out("SECURITY SET PASSWORD", 0xf1, block(of(Who::User), password))
    }

    /// SECURITY UNLOCK.
    #[must_use]
    pub fn security_unlock(who: Who, password: &Password) -> Command {
        Command::pio_out("SECURITY UNLOCK", 0xf2, block(of(who), password))
    }

    /// SECURITY ERASE PREPARE: no other command may reach the drive between it and the erase.
    #[must_use]
    pub fn security_erase_prepare() -> Command {
        Command::non_data("SECURITY ERASE PREPARE", 0xf3)
    }

    /// SECURITY ERASE UNIT: returns when it is done; see [`erase_time_limit`].
    #[must_use]
    pub fn security_erase_unit(who: Who, password: &Password, mode: EraseMode) -> Command {
        let mode = match mode {
            EraseMode::Normal => 0,
            EraseMode::Enhanced => 2,
        };
        Command::pio_out("SECURITY ERASE UNIT", 0xf4, block(of(who) | mode, password))
    }

    /// SECURITY DISABLE PASSWORD: the drive must be unlocked.
    #[must_use]
    pub fn security_disable_password(who: Who, password: &Password) -> Command {
        Command::pio_out("SECURITY DISABLE PASSWORD", 0xf6, block(of(who), password))
    }
}

/// What a drive says of the time of its erase (IDENTIFY DEVICE words 89 and 90).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EraseTime {
    /// Nothing.
    NotReported,
    /// So many minutes, 2 to 65 532.
    Minutes(u32),
    /// More than so many minutes: 508 or 65 532, all that the field can hold.
    MoreThan(u32),
}

impl EraseTime {
    /// Reads word 89 or 90: bit 15 set, twice bits 14:0 in minutes; else twice bits 7:0.
    #[must_use]
    pub fn of(word: u16) -> EraseTime {
        let (value, most) = if word & 0x8000 != 0 { (word & 0x7fff, 0x7fff) } else { (word & 0xff, 0xff) };
        match value {
            0 => EraseTime::NotReported,
            value if value == most => EraseTime::MoreThan((u32::from(most) - 1) * 2),
            value => EraseTime::Minutes(u32::from(value) * 2),
        }
    }
}

/// Slowest writing that is still waited for, in bytes a second.
const SLOWEST: u64 = 30_000_000;
/// Above so many bytes a drive that may turn is given a day.
const LARGE: u64 = 4_000_000_000_000;

const fn minutes(n: u64) -> Duration {
    Duration::from_secs(n * 60)
}

/// How long to wait for SECURITY ERASE UNIT: a reset by the kernel in the middle leaves the drive locked, so too long is right.
///
/// The reported time and an hour (an hour and a half above what the field can hold), but no less than the capacity at 30 MB/s
/// and half an hour; 12 hours for a drive of unknown capacity; 24 hours for one above 4 TB that is not known to be without
/// rotation.
#[must_use]
pub fn erase_time_limit(reported: EraseTime, capacity_bytes: Option<u64>, rotates: Answer) -> Duration {
    let by_report = match reported {
        EraseTime::NotReported => Duration::ZERO,
        EraseTime::Minutes(n) => minutes(u64::from(n) + 60),
        EraseTime::MoreThan(n) => minutes(u64::from(n) + 90),
    };
    let by_capacity = match capacity_bytes {
        None => minutes(12 * 60),
        Some(bytes) => Duration::from_secs(bytes.div_ceil(SLOWEST)) + minutes(30),
    };
    let is_large = capacity_bytes.is_none_or(|bytes| bytes > LARGE);
    let by_kind = if is_large && rotates != Answer::No { minutes(24 * 60) } else { Duration::ZERO };
    by_report.max(by_capacity).max(by_kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Transfer;

    fn sent(command: Command) -> Vec<u8> {
        match command.transfer {
            Transfer::Out(bytes) => bytes,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn blocks_byte_for_byte() {
        let password = Password::PUBLISHED;
        let mut wanted = vec![0; 512];
        wanted[2..16].copy_from_slice(b"REEMPLOI-ERASE");
        assert_eq!(sent(Command::security_set_password(&password)), wanted, "user, level High");
        assert_eq!(sent(Command::security_unlock(Who::User, &password)), wanted);
        assert_eq!(sent(Command::security_disable_password(Who::User, &password)), wanted);
        assert_eq!(sent(Command::security_erase_unit(Who::User, &password, EraseMode::Normal)), wanted);
        wanted[0] = 1;
        assert_eq!(sent(Command::security_unlock(Who::Master, &password)), wanted);
        wanted[0] = 3;
        assert_eq!(sent(Command::security_erase_unit(Who::Master, &password, EraseMode::Enhanced)), wanted);
        wanted[0] = 2;
        assert_eq!(sent(Command::security_erase_unit(Who::User, &password, EraseMode::Enhanced)), wanted);
    }

    #[test]
    fn a_long_password_is_not_cut() {
        assert_eq!(Password::new(&[b'x'; 33]), None);
        assert_eq!(Password::new(&[b'x'; 32]).map(|p| *p.bytes()), Some([b'x'; 32]));
        assert_eq!(Password::new(b"REEMPLOI-ERASE"), Some(Password::PUBLISHED));
    }

    #[test]
    fn times_of_words_89_and_90() {
        for (word, time) in [
            (0x0000, EraseTime::NotReported),
            (0x8000, EraseTime::NotReported),
            (0x0001, EraseTime::Minutes(2)),
            (0x00fe, EraseTime::Minutes(508)),
            (0x00ff, EraseTime::MoreThan(508)),
            (0x80ff, EraseTime::Minutes(510)),
            (0xfffe, EraseTime::Minutes(65_532)),
            (0xffff, EraseTime::MoreThan(65_532)),
        ] {
            assert_eq!(EraseTime::of(word), time, "{word:04x}");
        }
    }

    #[test]
    fn limits_are_never_short() {
        let hours = |n: u64| Duration::from_secs(n * 3600);
        let limit = erase_time_limit;
        // 480 GB at 30 MB/s are 16 000 s.
        let ssd = Some(480_000_000_000);
        assert_eq!(limit(EraseTime::NotReported, ssd, Answer::No), Duration::from_secs(16_000 + 1_800));
        assert_eq!(limit(EraseTime::Minutes(2), ssd, Answer::No), Duration::from_secs(17_800));
        assert_eq!(limit(EraseTime::Minutes(480), ssd, Answer::Yes), hours(9));
        assert_eq!(limit(EraseTime::MoreThan(508), ssd, Answer::Yes), Duration::from_secs(598 * 60));
        assert_eq!(limit(EraseTime::NotReported, None, Answer::No), hours(12));
        // 5 TB at 30 MB/s are 46 h; at 4.000000000001 TB the capacity asks for more than a day already.
        let large = Some(LARGE + 1);
        assert!(limit(EraseTime::NotReported, large, Answer::Unknown) >= hours(24));
        assert_eq!(limit(EraseTime::NotReported, None, Answer::Unknown), hours(24));
        assert!(limit(EraseTime::MoreThan(65_532), Some(u64::MAX), Answer::Yes) > hours(24 * 365));
    }
}
