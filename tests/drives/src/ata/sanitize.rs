//! The sanitize feature set (ACS-3, Sanitize Device feature set): states SD0 to SD4.

use super::{AtaAnswer, AtaDrive, ERR, Kind, Refusal, Running, TaskFile};
use crate::erasing::{Effect, Erasing};

/// Where the state machine is. SD1 is [`Phase::Idle`] or [`Phase::Succeeded`] with `frozen`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// SD0.
    #[default]
    Idle,
    /// SD2.
    Running,
    /// SD3.
    Failed,
    /// SD4.
    Succeeded,
}

/// The states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sanitize {
    pub(super) phase: Phase,
    pub(super) frozen: bool,
    antifreeze: bool,
    /// The last operation was completed without error; survives power cycles.
    pub(super) completed: bool,
    /// The last operation allowed an exit from its failure (FAILURE MODE, COUNT bit 4).
    pub(super) may_leave_failure: bool,
}

/// Reasons in LBA 7:0 of an aborted command (ACS-3 table SANITIZE DEVICE ERROR REASON).
const UNSUCCESSFUL: u8 = 1;
const INVALID_VALUE: u8 = 2;
const FROZEN: u8 = 3;
const ANTIFREEZE: u8 = 4;

/// Progress when nothing is in progress.
const NO_PROGRESS: u16 = 0xFFFF;

/// Keys in LBA 31:0, and 47:32 for OVERWRITE EXT: "Cryp", "BkEr", "OW", "FrLk", "Anti".
const CRYPTO_KEY: u64 = 0x4372_7970;
const BLOCK_KEY: u64 = 0x426B_4572;
const OVERWRITE_KEY: u64 = 0x4F57;
const FREEZE_KEY: u64 = 0x4672_4C6B;
const ANTIFREEZE_KEY: u64 = 0x416E_7469;

/// Commands that are executed while a sanitize runs or after it failed (ACS-3, SD2 and SD3). SET FEATURES is not among them,
/// but hosts send it after every reset, and drives take it.
pub(super) fn allows(command: u8) -> bool {
    matches!(command, 0xB4 | 0xEC | 0x2F | 0x47 | 0xB0 | 0xE0..=0xE3 | 0xE5 | 0xE6 | 0x0B | 0xEF | 0x90)
}

impl Sanitize {
    pub(super) fn phase(&self) -> Phase {
        self.phase
    }

    pub(super) fn power_on(&mut self, frozen: bool) {
        self.frozen = frozen;
        self.antifreeze = false;
    }

    pub(super) fn over(&mut self, well: bool) {
        self.phase = if well { Phase::Succeeded } else { Phase::Failed };
        self.completed = well;
    }

    /// COUNT 15:8 of every answer.
    fn count(&self) -> u16 {
        u16::from(self.completed) << 15
            | u16::from(self.phase == Phase::Running) << 14
            | u16::from(self.frozen) << 13
            | u16::from(self.antifreeze) << 12
    }
}

impl AtaDrive {
    pub(super) fn sanitize_command(&mut self, task: &TaskFile) -> Result<AtaAnswer, Refusal> {
        if !self.persona.sanitizes() {
            return Err(Refusal::Aborted);
        }
        let done = match task.feature {
            0x00 => self.sanitize_status(task),
            0x11 | 0x12 | 0x14 => self.sanitize_start(task),
            0x20 => self.sanitize_freeze(task),
            0x40 => self.sanitize_antifreeze(task),
            _ => Err(Refusal::Reason(INVALID_VALUE)),
        };
        let mut answer = done.map_or_else(AtaAnswer::from, |()| AtaAnswer::good());
        if answer.registers.status & ERR == 0 {
            answer.registers.lba = u64::from(self.sanitize_progress());
        }
        answer.registers.count = self.sanitize.count();
        Ok(answer)
    }

    fn sanitize_progress(&self) -> u16 {
        match &self.running {
            Some(running) if self.sanitize.phase == Phase::Running => {
                running.job.progress(self.clock.now(), &self.faults)
            }
            _ => NO_PROGRESS,
        }
    }

    /// A failure is told until it is left, by COUNT bit 0 where the operation allowed it, or by a new operation.
    fn sanitize_status(&mut self, task: &TaskFile) -> Result<(), Refusal> {
        if self.faults.has("status_error") {
            return Err(Refusal::Aborted);
        }
        if self.sanitize.phase == Phase::Failed {
            if task.count & 1 == 0 || !self.sanitize.may_leave_failure {
                return Err(Refusal::Reason(UNSUCCESSFUL));
            }
            self.sanitize.phase = Phase::Idle;
        }
        Ok(())
    }

    fn sanitize_start(&mut self, task: &TaskFile) -> Result<(), Refusal> {
        if self.sanitize.phase == Phase::Running {
            return Err(Refusal::Reason(0));
        }
        if self.sanitize.frozen {
            return Err(Refusal::Reason(FROZEN));
        }
        let job = self.sanitize_job(task).ok_or(Refusal::Reason(INVALID_VALUE))?;
        self.medium.flush();
        let told = self.faults.has("wrong_done");
        self.running = Some(Running { job, kind: Kind::Sanitize, told, reset_done: false });
        self.sanitize.may_leave_failure = task.count & 1 << 4 != 0;
        self.sanitize.phase = Phase::Running;
        self.sanitize.completed = false;
        if told {
            self.sanitize.over(true);
        }
        if self.persona.sanitize_overrides_security {
            self.security.erased();
        }
        Ok(())
    }

    /// The operation, if it is supported and its key is right.
    fn sanitize_job(&mut self, task: &TaskFile) -> Option<Erasing> {
        let times = self.persona.erase_takes;
        let (effect, takes) = match (task.feature, task.lba & 0xFFFF_FFFF, task.lba >> 32 & 0xFFFF) {
            (0x11, CRYPTO_KEY, 0) if self.persona.sanitize_crypto => {
                (Effect::Scramble(self.next_key()), times.crypto)
            }
            (0x12, BLOCK_KEY, 0) if self.persona.sanitize_block => {
                (Effect::fill(self.persona.blank), times.block)
            }
            (0x14, pattern, OVERWRITE_KEY) if self.persona.sanitize_overwrite => {
                (Effect::Pattern(last_pass(pattern as u32, task.count)), times.overwrite * passes(task.count))
            }
            _ => return None,
        };
        Some(Erasing::start(effect, self.persona.bytes(), self.clock.now(), takes))
    }

    fn sanitize_freeze(&mut self, task: &TaskFile) -> Result<(), Refusal> {
        if matches!(self.sanitize.phase, Phase::Running | Phase::Failed) {
            return Err(Refusal::Reason(0));
        }
        if task.lba & 0xFFFF_FFFF != FREEZE_KEY {
            return Err(Refusal::Reason(INVALID_VALUE));
        }
        if self.sanitize.antifreeze {
            return Err(Refusal::Reason(ANTIFREEZE));
        }
        self.sanitize.frozen = true;
        Ok(())
    }

    fn sanitize_antifreeze(&mut self, task: &TaskFile) -> Result<(), Refusal> {
        if matches!(self.sanitize.phase, Phase::Running | Phase::Failed) {
            return Err(Refusal::Reason(0));
        }
        if task.lba & 0xFFFF_FFFF != ANTIFREEZE_KEY {
            return Err(Refusal::Reason(INVALID_VALUE));
        }
        if self.sanitize.frozen {
            return Err(Refusal::Reason(FROZEN));
        }
        self.sanitize.antifreeze = true;
        Ok(())
    }
}

/// COUNT 3:0; 0 is 16.
fn passes(count: u16) -> u32 {
    match count & 0x0F {
        0 => 16,
        passes => u32::from(passes),
    }
}

/// What the last pass leaves. COUNT bit 7 inverts the pattern between passes, bit 6 makes the last one the pattern itself.
fn last_pass(pattern: u32, count: u16) -> Vec<u8> {
    let (inverts, definitive) = (count & 1 << 7 != 0, count & 1 << 6 != 0);
    let inverted = inverts && !definitive && passes(count).is_multiple_of(2);
    let last = if inverted { !pattern } else { pattern };
    last.to_le_bytes().to_vec()
}
