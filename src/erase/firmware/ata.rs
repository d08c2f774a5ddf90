//! ATA: the sanitize and security feature sets (ACS-4 §4.17 and §4.18).

use std::time::Duration;

use super::{Look, Operation, Start, When, log};
use crate::codec::ata::{Command, EraseMode, EraseTime, Overwrite, Password, Who, erase_time_limit};
use crate::codec::identify::Identify;
use crate::codec::sat::Registers;
use crate::drive::survey::ata::{Outcome, identify, read, sanitize_status, send, state};
use crate::drive::wire::Request;
use crate::erase::link::Link;
use crate::event::{Completion, DriveIdentity, DriveLog, Event, PasswordKept, SanitizeState, Technique};
use crate::units::{Answer, hex};

/// What a command takes that starts no long work.
const SHORT: Duration = Duration::from_secs(15);

/// SMART self-test log.
const SELF_TEST_LOG: u8 = 0x06;

/// A technique on an ATA drive.
pub(super) fn operation(technique: Technique, drive: &DriveIdentity) -> Option<Box<dyn Operation>> {
    let sanitize = |command| Some(Box::new(Sanitize { command }) as Box<dyn Operation>);
    let security = |mode| {
        let size = drive.size_bytes;
        Some(Box::new(SecurityErase { mode, size, estimate: None, was_set: false }) as Box<dyn Operation>)
    };
    match technique {
        Technique::SanitizeBlockErase => sanitize(Command::sanitize_block_erase()),
        Technique::SanitizeCryptoErase => sanitize(Command::sanitize_crypto_scramble()),
        Technique::SanitizeOverwrite => {
            // One pass of zeros, and zeros at the end.
            let how = Overwrite { passes: 1, pattern: 0, invert: false, definitive_ending: true };
            sanitize(Command::sanitize_overwrite(how)?)
        }
        Technique::SecurityEraseEnhanced => security(EraseMode::Enhanced),
        Technique::SecurityErase => security(EraseMode::Normal),
        _ => None,
    }
}

struct Sanitize {
    command: Command,
}

/// What the sanitize status comes to.
pub(super) fn look(link: &mut Link) -> Look {
    let reply = read(link, Command::sanitize_status(false), SHORT);
    if matches!(reply.outcome, Outcome::Silent { .. }) {
        return Look::Silent;
    }
    let status = crate::codec::ata::SanitizeStatus::of(&reply.registers);
    match state(&status) {
        SanitizeState::InProgress => Look::Working(status.progress),
        SanitizeState::Succeeded => Look::Done,
        SanitizeState::Failed => Look::Failed,
        SanitizeState::Idle | SanitizeState::Frozen | SanitizeState::Unknown => Look::Unclear,
    }
}

impl Operation for Sanitize {
    fn status(&mut self, link: &mut Link) -> Option<Vec<u8>> {
        let status = sanitize_status(link);
        let known = [status.completed_without_error, status.in_progress, status.frozen];
        let told = known.map(|answer| u8::from(answer == Answer::Yes));
        known.iter().all(|answer| *answer != Answer::Unknown).then(|| told.to_vec())
    }

    fn start(&mut self, link: &mut Link) -> Start {
        let command = hex(&Request::ata(self.command.clone()).bytes());
        let reply = send(link, self.command.clone(), SHORT);
        match (reply.outcome, reply.registers) {
            (Outcome::Done, Registers::Known(_)) => Start::Running { command },
            (Outcome::Failed, _) => Start::Over { command, completion: Completion::Refused },
            (Outcome::Silent { .. }, _) => Start::Over { command, completion: Completion::Silent },
            // Whether it took the command, its status will tell; or nothing will.
            (Outcome::Done | Outcome::Unclear, _) => Start::Running { command },
        }
    }

    fn look(&mut self, link: &mut Link) -> Look {
        look(link)
    }

    fn logs(&mut self, link: &mut Link, when: When) -> Vec<DriveLog> {
        logs(link, when)
    }
}

fn logs(link: &mut Link, when: When) -> Vec<DriveLog> {
    let reply = read(link, Command::smart_read_log(SELF_TEST_LOG, 1), SHORT);
    if reply.outcome == Outcome::Done && !reply.data.is_empty() {
        vec![log("ATA SMART self-test log (06h)", when, &reply.data)]
    } else {
        Vec::new()
    }
}

struct SecurityErase {
    mode: EraseMode,
    size: u64,
    estimate: Option<EraseTime>,
    /// Whether SET PASSWORD was sent: whatever became of it, the password is taken off again when the erase did not.
    was_set: bool,
}

impl SecurityErase {
    /// Sets the published password: from here on a power cut leaves the drive locked, until [`take_password_off`].
    fn set_password(&mut self, link: &mut Link) -> Result<(), Completion> {
        let before = identify(link).map_err(|_| Completion::NotReady)?;
        self.estimate = Some(match self.mode {
            EraseMode::Normal => before.security.normal_time,
            EraseMode::Enhanced => before.security.enhanced_time,
        });
        let free = before.security.frozen == Answer::No
            && before.security.locked == Answer::No
            && before.security.enabled == Answer::No;
        if !free {
            return Err(Completion::NotReady);
        }
        let reply = send(link, Command::security_set_password(&Password::PUBLISHED), SHORT);
        self.was_set = true;
        match reply.outcome {
            Outcome::Silent { .. } => Err(Completion::Silent),
            Outcome::Failed => Err(Completion::Refused),
            // What the drive says of itself counts, not what it says of the command.
            Outcome::Done | Outcome::Unclear => match identify(link) {
                Ok(now) if now.security.enabled == Answer::Yes => Ok(()),
                _ => Err(Completion::NotReady),
            },
        }
    }
}

impl Operation for SecurityErase {
    fn status(&mut self, _: &mut Link) -> Option<Vec<u8>> {
        // The password makes the difference: it is there before the erase, and gone after it. That is seen in `start`.
        None
    }

    fn start(&mut self, link: &mut Link) -> Start {
        if let Err(completion) = self.set_password(link) {
            // A password that stood there before was tried already, once; a drive takes five wrong ones.
            if self.was_set {
                take_password_off(link, Whose::Ours);
            }
            return Start::NotSent(completion);
        }
        let erase = Command::security_erase_unit(Who::User, &Password::PUBLISHED, self.mode);
        let command = hex(&Request::ata(erase.clone()).bytes());
        let estimate = self.estimate.unwrap_or(EraseTime::NotReported);
        let limit = erase_time_limit(estimate, Some(self.size), Answer::Unknown);
        let prepared = send(link, Command::security_erase_prepare(), SHORT);
        if prepared.outcome == Outcome::Failed {
            take_password_off(link, Whose::Ours);
            return Start::NotSent(Completion::Refused);
        }
        // Nothing may come between the two.
        let reply = send(link, erase, limit);
        let after = identify(link);
        let ended = |now: &Identify| now.security.enabled == Answer::No && now.security.locked == Answer::No;
        let completion = match (reply.outcome, &after) {
            (Outcome::Silent { .. }, _) => Completion::Silent,
            (Outcome::Failed, _) => Completion::Failed,
            (_, _) if reply.sense.is_some_and(|sense| sense.is_reset()) => Completion::Reset,
            (Outcome::Done, Ok(now)) if ended(now) => Completion::Reported,
            (Outcome::Done | Outcome::Unclear, _) => Completion::Unclear,
        };
        if !after.as_ref().is_ok_and(ended) {
            take_password_off(link, Whose::Ours);
        }
        Start::Over { command, completion }
    }

    fn look(&mut self, _: &mut Link) -> Look {
        Look::Unclear
    }

    fn logs(&mut self, link: &mut Link, when: When) -> Vec<DriveLog> {
        logs(link, when)
    }
}

/// What came of taking our password off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lock {
    /// No password is set.
    None,
    /// Ours was set, and is off.
    Off,
    /// One is set, and it is not ours, or cannot be taken off now.
    Kept,
}

/// Whose password is on a drive, by what this process did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// gomme set it.
    Ours,
    /// It was there before.
    Anybodys,
}

/// Takes the published password off, if it is set: the state in which a power cut during an erase leaves a drive. Another password
/// is not guessed at. One that stays is told.
pub(super) fn take_password_off(link: &mut Link, whose: Whose) -> Lock {
    let kept = match try_to_take_off(link) {
        Ok(lock) => {
            if lock == Lock::Off {
                link.event(Event::PasswordTakenOff);
            }
            return lock;
        }
        Err(kept) => kept,
    };
    let published = || Password::PUBLISHED_TEXT.to_owned();
    link.event(Event::PasswordKept(match (kept, whose) {
        (Kept::Opens, _) | (_, Whose::Ours) => PasswordKept::Published { password: published() },
        (Kept::OpensNot, Whose::Anybodys) => PasswordKept::NotOurs,
        (Kept::Untried, Whose::Anybodys) => PasswordKept::Unknown { published: published() },
    }));
    Lock::Kept
}

/// How a password that stays took ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// Ours opened the drive.
    Opens,
    /// Ours was refused.
    OpensNot,
    /// Ours could not be tried, or nothing clear came back.
    Untried,
}

fn try_to_take_off(link: &mut Link) -> Result<Lock, Kept> {
    let Ok(before) = identify(link) else { return Err(Kept::Untried) };
    if before.security.enabled == Answer::No {
        return Ok(Lock::None);
    }
    if before.security.frozen == Answer::Yes || before.security.expired == Answer::Yes {
        return Err(Kept::Untried);
    }
    let mut opened = Kept::Untried;
    if before.security.locked != Answer::No {
        let unlocked = send(link, Command::security_unlock(Who::User, &Password::PUBLISHED), SHORT);
        match unlocked.outcome {
            Outcome::Failed => return Err(Kept::OpensNot),
            Outcome::Done => opened = Kept::Opens,
            Outcome::Unclear | Outcome::Silent { .. } => {}
        }
    }
    let disabled = send(link, Command::security_disable_password(Who::User, &Password::PUBLISHED), SHORT);
    match identify(link) {
        Ok(now) if now.security.enabled == Answer::No => Ok(Lock::Off),
        _ if opened == Kept::Untried && disabled.outcome == Outcome::Failed => Err(Kept::OpensNot),
        _ => Err(opened),
    }
}
