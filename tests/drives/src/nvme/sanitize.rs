//! The Sanitize command and its state machine (NVMe Base 2.3, sections 5.2.22 and 8.1.26).

use std::time::Duration;

use super::command::Command;
use super::persona::sanicap;
use super::self_test::Ended;
use super::wire::{put16, put32};
use super::{Answered, NvmeAnswer, NvmeDrive, Page, seconds, status};
use crate::flash::Treatment;
use crate::work::{Outcome, Track, WHOLE, Work};

/// CDW10 bit 3, Allow Unrestricted Sanitize Exit.
const AUSE: u32 = 1 << 3;
/// CDW10 bit 9, No-Deallocate After Sanitize.
const NDAS: u32 = 1 << 9;
/// CDW10 bit 10, Enter Media Verification State.
const EMVS: u32 = 1 << 10;
/// SPROG when no sanitize runs.
const NO_PROGRESS: u16 = 0xFFFF;
/// Where no time is estimated.
const NO_ESTIMATE: u32 = u32::MAX;

/// Where the drive is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    #[default]
    Never,
    Running,
    Done {
        /// It was asked not to deallocate, and did.
        deallocated: bool,
    },
    Failed {
        /// Only another sanitize leads out of it.
        restricted: bool,
    },
    /// Failed, and left by Exit Failure Mode.
    FailedAndLeft,
}

/// The sanitize state of the whole subsystem. It survives resets and power cuts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sanitize {
    pub(super) state: State,
    /// Command dwords 10 and 11 of the last sanitize.
    pub(super) dword10: u32,
    pub(super) dword11: u32,
    /// Global Data Erased: nothing was written since the last success.
    pub(super) global_data_erased: bool,
    /// What runs, also when the drive says that it is done already.
    pub(super) work: Option<Work>,
}

fn passes(dword10: u32) -> u32 {
    match dword10 >> 4 & 15 {
        0 => 16,
        passes => passes,
    }
}

impl NvmeDrive {
    pub(super) fn start_sanitize(&mut self, command: Command<'_>) -> Answered {
        let dword10 = command.dword(10);
        if self.sanitize.state == State::Running {
            return Err(status::SANITIZE_IN_PROGRESS);
        }
        match dword10 & 7 {
            1 => return self.exit_failure_mode(),
            2 => self.check_sanitize(dword10, sanicap::BLOCK)?,
            3 => self.check_sanitize(dword10, sanicap::OVERWRITE)?,
            4 => self.check_sanitize(dword10, sanicap::CRYPTO)?,
            _ => return Err(status::INVALID_FIELD),
        }
        let now = self.clock.now();
        let takes = self.sanitize_takes(dword10);
        let work = Work::start(self.sanitize_tracks(dword10, command.dword(11)), takes, now);
        self.sanitize.dword10 = dword10;
        self.sanitize.dword11 = command.dword(11);
        self.sanitize.global_data_erased = false;
        self.sanitize.state = State::Running;
        self.sanitize.work = Some(work);
        self.unflushed.clear();
        self.self_test.interrupt(Ended::Sanitize);
        self.note_sanitize_start(now);
        if self.faults.has("wrong_done") {
            self.sanitize_done(now);
        }
        self.tick();
        Ok(NvmeAnswer::ok())
    }

    fn check_sanitize(&self, dword10: u32, capability: u32) -> Result<(), u16> {
        if self.persona.sanicap & capability == 0 || dword10 & EMVS != 0 {
            return Err(status::INVALID_FIELD);
        }
        if dword10 & NDAS != 0 && self.inhibits_no_deallocate() && !self.features.no_deallocate_warns() {
            return Err(status::INVALID_FIELD);
        }
        if self.sanitize.state == (State::Failed { restricted: true }) && dword10 & AUSE != 0 {
            return Err(status::SANITIZE_FAILED);
        }
        if self.format.is_some() {
            return Err(status::FORMAT_IN_PROGRESS);
        }
        if self.is_locked() { Err(status::OPERATION_DENIED) } else { Ok(()) }
    }

    fn inhibits_no_deallocate(&self) -> bool {
        self.persona.sanicap & sanicap::NDI != 0
    }

    fn exit_failure_mode(&mut self) -> Answered {
        match self.sanitize.state {
            State::Failed { restricted: true } => return Err(status::SANITIZE_FAILED),
            State::Failed { restricted: false } => self.sanitize.state = State::FailedAndLeft,
            State::Never | State::Running | State::Done { .. } | State::FailedAndLeft => {}
        }
        Ok(NvmeAnswer::ok())
    }

    fn sanitize_takes(&self, dword10: u32) -> Duration {
        match dword10 & 7 {
            2 => self.persona.takes.block_erase,
            3 => self.persona.takes.overwrite_pass * passes(dword10),
            _ => self.persona.takes.crypto_erase,
        }
    }

    /// All user capacity, allocated or not, with every copy; boot partitions and RPMB are not touched.
    fn sanitize_tracks(&self, dword10: u32, pattern: u32) -> Vec<Track> {
        let how = match dword10 & 7 {
            // With inversion between the passes (bit 8) an even number of them begins inverted: the last one is always
            // the pattern itself.
            3 => Treatment::Pattern(pattern),
            4 if self.persona.crypto_scrambles => self.new_key(),
            _ => Treatment::Fill(self.persona.blank),
        };
        let purge = |copies| Track { how: Treatment::Fill(0), ranges: vec![copies] };
        let unmapped = self.flash.unmapped(self.user());
        vec![Track { how, ranges: vec![self.user()] }, purge(unmapped), purge(self.flash.spare())]
    }

    /// A media key that was never used before.
    pub(super) fn new_key(&self) -> Treatment {
        let used = self.journal.entries().len() as u64;
        Treatment::Scramble(0x6D65_6469_616B_6579 ^ used.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub(super) fn tick_sanitize(&mut self, now: Duration) -> Outcome {
        let Some(work) = &mut self.sanitize.work else { return Outcome::Running };
        let outcome = work.advance(now, &self.faults, &self.flash);
        match outcome {
            Outcome::Done | Outcome::Failed => self.sanitize.work = None,
            Outcome::Running | Outcome::Dead | Outcome::Reset => return outcome,
        }
        if self.sanitize.state == State::Running {
            if outcome == Outcome::Done {
                self.sanitize_done(now);
            } else {
                self.sanitize_failed(now);
            }
        }
        outcome
    }

    fn sanitize_done(&mut self, now: Duration) {
        let asked = self.sanitize.dword10 & NDAS != 0;
        self.sanitize.state = State::Done { deallocated: asked && self.inhibits_no_deallocate() };
        self.sanitize.global_data_erased = true;
        self.note_sanitize_end(now);
    }

    fn sanitize_failed(&mut self, now: Duration) {
        self.sanitize.state = State::Failed { restricted: self.sanitize.dword10 & AUSE == 0 };
        self.note_sanitize_end(now);
    }

    /// SPROG, in 1/65536.
    pub(super) fn sanitize_progress(&self, now: Duration) -> u16 {
        match (&self.sanitize.work, self.sanitize.state) {
            (Some(work), State::Running) => {
                u16::try_from(work.progress(now, &self.faults)).unwrap_or(u16::MAX - 1).min(0xFFFE)
            }
            _ => NO_PROGRESS,
        }
    }

    /// SSTAT: status in bits 2:0, overwrite passes done in 7:3, Global Data Erased in 8.
    pub(super) fn sanitize_status(&self, now: Duration) -> u16 {
        let status = match self.sanitize.state {
            State::Never => 0,
            State::Done { deallocated: false } => 1,
            State::Running => 2,
            State::Failed { .. } | State::FailedAndLeft => 3,
            State::Done { deallocated: true } => 4,
        };
        let done = match (self.sanitize.dword10 & 7, self.sanitize.state) {
            (3, State::Done { .. }) => passes(self.sanitize.dword10),
            (3, State::Running) => {
                let progress = u64::from(self.sanitize_progress(now));
                (u64::from(passes(self.sanitize.dword10)) * progress / WHOLE) as u32
            }
            _ => 0,
        };
        status | (done as u16) << 3 | u16::from(self.sanitize.global_data_erased) << 8
    }

    /// Log page 81h.
    pub(super) fn sanitize_log(&self) -> Page {
        if self.faults.has("no_log") || self.persona.sanicap & 7 == 0 {
            return Err(status::INVALID_LOG_PAGE);
        }
        if self.faults.has("status_error") {
            return Err(status::INTERNAL_ERROR);
        }
        let now = self.clock.now();
        let mut log = vec![0; 512];
        put16(&mut log, 0, self.sanitize_progress(now));
        put16(&mut log, 2, self.sanitize_status(now));
        put32(&mut log, 4, self.sanitize.dword10);
        let takes = self.persona.takes;
        let estimates = [
            (sanicap::OVERWRITE, takes.overwrite_pass * 16),
            (sanicap::BLOCK, takes.block_erase),
            (sanicap::CRYPTO, takes.crypto_erase),
        ];
        for (place, (capability, time)) in (8..).step_by(4).zip(estimates) {
            let able = self.persona.sanicap & capability != 0;
            let estimate = if able { seconds(time) } else { NO_ESTIMATE };
            put32(&mut log, place, estimate);
            put32(&mut log, place + 12, estimate);
        }
        put32(&mut log, 32, NO_ESTIMATE);
        Ok(log)
    }
}
