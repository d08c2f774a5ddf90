//! SANITIZE DEVICE (ACS-4): starts in the background, is watched with SANITIZE STATUS EXT, survives a power cycle.

use super::Command;
use crate::codec::bytes::seen;
use crate::codec::sat::Registers;
use crate::units::Answer;

const SANITIZE_DEVICE: u8 = 0xb4;

/// How SANITIZE OVERWRITE EXT writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overwrite {
    /// Passes, 1–16.
    pub passes: u8,
    /// The pattern of 32 bits.
    pub pattern: u32,
    /// Whether it is inverted from pass to pass (COUNT bit 7).
    pub invert: bool,
    /// Whether the last pass is the pattern itself and not its inverse (COUNT bit 6).
    pub definitive_ending: bool,
}

impl Command {
    /// COUNT bit 4 (FAILURE MODE) stays 0 in all three operations: after a failure the drive gives nothing out before another
    /// sanitize has succeeded.
    fn sanitize(name: &'static str, feature: u16, key: u64) -> Command {
        Command { feature, lba: key, ..Command::non_data_ext(name, SANITIZE_DEVICE) }
    }

    /// SANITIZE STATUS EXT. `clear_failed` (COUNT bit 0) takes a drive out of a failure that was started as one that
    /// may be left.
    #[must_use]
    pub fn sanitize_status(clear_failed: bool) -> Command {
        Command { count: u16::from(clear_failed), ..Command::sanitize("SANITIZE STATUS EXT", 0x0000, 0) }
    }

    /// CRYPTO SCRAMBLE EXT: the keys of the media are changed; key "Cryp".
    #[must_use]
    pub fn sanitize_crypto_scramble() -> Command {
        Command::sanitize("CRYPTO SCRAMBLE EXT", 0x0011, 0x4372_7970)
    }

    /// BLOCK ERASE EXT: every block is erased electrically; key "BkEr".
    #[must_use]
    pub fn sanitize_block_erase() -> Command {
        Command::sanitize("BLOCK ERASE EXT", 0x0012, 0x426b_4572)
    }

    /// OVERWRITE EXT; key "OW" above the pattern. `None` unless there are 1 to 16 passes.
    #[must_use]
    pub fn sanitize_overwrite(how: Overwrite) -> Option<Command> {
        // COUNT 3:0: 0 stands for 16.
        let passes = match how.passes {
            passes @ 1..=15 => u16::from(passes),
            16 => 0,
            _ => return None,
        };
        let flags = u16::from(how.definitive_ending) << 6 | u16::from(how.invert) << 7;
        let key = 0x4f57 << 32 | u64::from(how.pattern);
        Some(Command { count: passes | flags, ..Command::sanitize("OVERWRITE EXT", 0x0014, key) })
    }
}

/// Why a sanitize command was aborted (LBA 7:0 of the error outputs).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbortReason {
    /// 0: none given.
    NotReported,
    /// 1: the last sanitize was unsuccessful; physical sectors may remain.
    Unsuccessful,
    /// 2: the drive does not know this value.
    Unsupported,
    /// 3: the drive is frozen.
    Frozen,
    /// 4: the drive is protected against freezing.
    AntifreezeSet,
    /// A value that the standard keeps back.
    Other(u8),
}

impl AbortReason {
    fn of(code: u8) -> AbortReason {
        match code {
            0 => AbortReason::NotReported,
            1 => AbortReason::Unsuccessful,
            2 => AbortReason::Unsupported,
            3 => AbortReason::Frozen,
            4 => AbortReason::AntifreezeSet,
            other => AbortReason::Other(other),
        }
    }
}

/// What the registers after a sanitize command say (COUNT 15:12 and LBA 15:0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SanitizeStatus {
    /// COUNT bit 15: the last sanitize ended without error, and none was started since.
    pub completed_without_error: Answer,
    /// COUNT bit 14.
    pub in_progress: Answer,
    /// COUNT bit 13.
    pub frozen: Answer,
    /// COUNT bit 12.
    pub antifreeze: Answer,
    /// LBA 15:0, of 65536; only while one is in progress.
    pub progress: Option<u16>,
    /// Why the command was aborted, if it was.
    pub abort_reason: Option<AbortReason>,
}

impl SanitizeStatus {
    /// Nothing is known.
    pub const UNKNOWN: SanitizeStatus = SanitizeStatus {
        completed_without_error: Answer::Unknown,
        in_progress: Answer::Unknown,
        frozen: Answer::Unknown,
        antifreeze: Answer::Unknown,
        progress: None,
        abort_reason: None,
    };

    /// Reads the registers. All is unknown when they are, when their upper halves did not come (COUNT 15:8 holds every
    /// answer), or when COUNT and LBA are zero throughout: an idle drive reports a progress of FFFFh, zeros are a bridge's.
    #[must_use]
    pub fn of(registers: &Registers) -> SanitizeStatus {
        let Registers::Known(task) = registers else { return SanitizeStatus::UNKNOWN };
        let [reason, high, ..] = task.lba.to_le_bytes();
        let abort_reason = task.is_aborted().then(|| AbortReason::of(reason));
        let is_blank = task.count == 0 && task.lba == 0 && !task.is_error();
        if !task.whole || is_blank {
            return SanitizeStatus { abort_reason, ..SanitizeStatus::UNKNOWN };
        }
        let flag = |bit: u16| task.count >> bit & 1 == 1;
        let (completed, in_progress) = (flag(15), flag(14));
        // A success beside an error, or beside an operation that runs, is none.
        let is_doubtful = completed && (in_progress || task.is_error());
        SanitizeStatus {
            completed_without_error: if is_doubtful { Answer::Unknown } else { seen(completed) },
            in_progress: seen(in_progress),
            frozen: seen(flag(13)),
            antifreeze: seen(flag(12)),
            progress: (in_progress && !task.is_error()).then(|| u16::from_le_bytes([reason, high])),
            abort_reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::sat::{TaskFile, WhyUnknown};
    use proptest::prelude::*;

    fn known(status: u8, error: u8, count: u16, lba: u64, whole: bool) -> Registers {
        Registers::Known(TaskFile { status, error, count, lba, device: 0x40, whole })
    }

    #[test]
    fn every_state() {
        use Answer::{No, Unknown, Yes};
        let of = |registers| SanitizeStatus::of(&registers);
        let idle = of(known(0x50, 0, 0, 0xffff, true));
        assert_eq!((idle.completed_without_error, idle.in_progress, idle.frozen), (No, No, No));
        assert_eq!((idle.progress, idle.abort_reason), (None, None));
        let done = of(known(0x50, 0, 0x8000, 0xffff, true));
        assert_eq!((done.completed_without_error, done.in_progress), (Yes, No));
        let half = of(known(0x50, 0, 0x4000, 0x8000, true));
        assert_eq!((half.in_progress, half.progress), (Yes, Some(0x8000)));
        let frozen = of(known(0x51, 4, 0x2000, 3, true));
        assert_eq!((frozen.frozen, frozen.abort_reason), (Yes, Some(AbortReason::Frozen)));
        let failed = of(known(0x51, 4, 0, 1, true));
        assert_eq!(failed.abort_reason, Some(AbortReason::Unsuccessful));
        assert_eq!((failed.completed_without_error, failed.progress), (No, None));
        assert_eq!(of(known(0x50, 0, 0x9000, 0xffff, true)).antifreeze, Yes);
        // What cannot be both is neither.
        assert_eq!(of(known(0x50, 0, 0xc000, 1, true)).completed_without_error, Unknown);
        assert_eq!(of(known(0x51, 4, 0x8000, 2, true)).completed_without_error, Unknown);
    }

    #[test]
    fn blank_registers_say_nothing() {
        assert_eq!(SanitizeStatus::of(&known(0x50, 0, 0, 0, true)), SanitizeStatus::UNKNOWN);
        assert_eq!(SanitizeStatus::of(&Registers::Unknown(WhyUnknown::NoSense)), SanitizeStatus::UNKNOWN);
    }

    #[test]
    fn passes_are_one_to_sixteen() {
        let how = Overwrite { passes: 16, pattern: 0xdead_beef, invert: true, definitive_ending: true };
        let command = Command::sanitize_overwrite(how).expect("16 passes");
        assert_eq!((command.count, command.lba), (0x00c0, 0x4f57_dead_beef));
        assert_eq!(Command::sanitize_overwrite(Overwrite { passes: 3, ..how }).map(|c| c.count), Some(0xc3));
        for passes in [0, 17, 255] {
            assert_eq!(Command::sanitize_overwrite(Overwrite { passes, ..how }), None);
        }
    }

    proptest! {
        #[test]
        fn without_the_upper_half_nothing_is_known(status: u8, error: u8, count: u16, lba in 0u64..1 << 48) {
            let seen = SanitizeStatus::of(&known(status, error, count, lba, false));
            prop_assert_eq!(SanitizeStatus { abort_reason: None, ..seen }, SanitizeStatus::UNKNOWN);
        }
    }
}
