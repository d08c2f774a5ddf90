//! What an earlier process left unfinished, by the journals that it left.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::journal::{Journal, Unreadable};
use super::worker::ResumePoint;
use crate::attest::key::JournalKey;
use crate::attest::{ATTESTATION_FILE, JOURNAL_FILE};
use crate::event::{
    Area, AreaKind, Completion, Context, DriveIdentity, Event, Fill, FirmwareReport, JobOpened, Moment,
    Policy, RestoreOutcome, Technique,
};
use crate::record::attempt::{Proof, judge};
use crate::record::fold::{fold, merge};
use crate::record::{AttemptReport, ClockSource};
use crate::units::Answer;

/// A job without an attestation.
#[derive(Debug)]
pub struct Unfinished {
    /// Its folder.
    pub folder: PathBuf,
    /// Its journal, locked.
    pub journal: Journal,
    /// How far it came.
    pub state: State,
}

/// How far a job came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Signed, but the files were not all written.
    Signed,
    /// At its end, whatever that was, but not signed.
    Ended,
    /// Broken off in the middle.
    BrokenOff(ResumePoint),
}

/// A journal that says nothing that can be relied on.
#[derive(Debug)]
pub struct Unusable {
    /// Its folder.
    pub folder: PathBuf,
    /// Why.
    pub why: Unreadable,
}

/// Looks through the folders in `out` whose names `is_ours` knows, in their order. Jobs that another process works on are
/// left alone, and so is a journal that is not from the key, or that tells of another job than its folder. So are jobs
/// with an attestation, unless the ledger has yet to hear of it: `is_open` says whether it holds a job open.
///
/// # Errors
/// When `out` cannot be read.
pub fn find(
    out: &Path,
    key: JournalKey,
    is_ours: impl Fn(&str) -> bool,
    is_open: impl Fn(&str) -> bool,
) -> std::io::Result<(Vec<Unfinished>, Vec<Unusable>)> {
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(out)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    folders.sort();
    let (mut unfinished, mut unusable) = (Vec::new(), Vec::new());
    for folder in folders {
        let number = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        // Links are never followed: a journal is cut where it is torn, and that must not happen to somebody's file.
        let is_real = |path: &Path, right: fn(&std::fs::Metadata) -> bool| {
            path.symlink_metadata().is_ok_and(|meta| right(&meta))
        };
        let is_job = is_real(&folder, std::fs::Metadata::is_dir)
            && is_real(&folder.join(JOURNAL_FILE), std::fs::Metadata::is_file);
        let attested = folder.join(ATTESTATION_FILE).exists();
        if !is_job || !is_ours(&number) || (attested && !is_open(&number)) {
            continue;
        }
        match Journal::open(&folder, key) {
            Ok(found) => match state(found.journal.events()) {
                Some((_, state)) if attested && state != State::Signed => {}
                Some((opened, state)) if opened.number == number => {
                    unfinished.push(Unfinished { folder, journal: found.journal, state });
                }
                _ => unusable.push(Unusable { folder, why: Unreadable::Broken { line: 1 } }),
            },
            Err(Unreadable::Busy) => {}
            Err(why) => unusable.push(Unusable { folder, why }),
        }
    }
    Ok((unfinished, unusable))
}

/// What the job of these events began with, and how far it came; `None` when they do not begin as a job does.
#[must_use]
pub fn state(events: &[Event]) -> Option<(&JobOpened, State)> {
    let Some(Event::JobOpened(opened)) = events.first() else { return None };
    let mut size = opened.drive.size_bytes;
    let mut at = (0, 0);
    let mut under_way = None;
    let mut failed = Vec::new();
    let mut state = None;
    for event in events {
        match event {
            Event::AreaRestored { size_bytes, .. } => size = *size_bytes,
            Event::AttemptStarted { technique, .. } => under_way = Some((*technique, None)),
            Event::Planted(planted) => {
                under_way = under_way.map(|(technique, _)| (technique, Some(planted.clone())));
            }
            Event::FirmwareEnded(report) if report.completion != Completion::Reported => under_way = None,
            Event::EvidenceRead(_) => under_way = None,
            Event::RunStarted { pass, from_byte, .. } => at = (*pass, *from_byte),
            Event::PassStarted { pass, .. } if *pass != at.0 => at = (*pass, 0),
            Event::Mark { pass, done_bytes } => at = (*pass, *done_bytes),
            Event::PassEnded { pass, .. } => at = (*pass, size),
            Event::WriteFailed { pass, range, .. } => failed.push((*pass, *range)),
            Event::Stopped { .. } | Event::IdentityChecked { moment: Moment::AfterLastRead, .. } => {
                state = Some(State::Ended);
            }
            Event::Signed { .. } => state = Some(State::Signed),
            _ => {}
        }
    }
    let (pass, done_bytes) = at;
    let bad = merge(failed.into_iter().filter(|(p, _)| *p == pass).map(|(_, range)| range).collect());
    let (tried, attempts, proven) = attempts(events, under_way.is_some());
    let hidden = still_hidden(events);
    let point =
        ResumePoint { pass, done_bytes, bad, tried, attempts, under_way, hidden, size_bytes: size, proven };
    Some((opened, state.unwrap_or(State::BrokenOff(point))))
}

/// Hidden areas that a survey found, so that they were to be brought back, and of which it is not told that they were. That the survey
/// is on the disk before the first of them is touched, the worker sees to.
fn still_hidden(events: &[Event]) -> Vec<AreaKind> {
    let mut hidden = Vec::new();
    for event in events {
        match event {
            Event::Surveyed(survey) => {
                let areas = survey.areas().unwrap_or_default();
                let found = areas.iter().filter(|area| may_come_back(area)).map(|area| area.kind);
                hidden = found.chain(hidden).collect();
            }
            Event::AreaRestored { area, outcome, .. } if *outcome != RestoreOutcome::NeedsPowerCycle => {
                hidden.retain(|kind| kind != area);
            }
            _ => {}
        }
    }
    hidden.sort_unstable();
    hidden.dedup();
    hidden
}

/// Whether the erase begins with the attempt to bring this area back.
fn may_come_back(area: &Area) -> bool {
    match area.kind {
        AreaKind::HostProtected | AreaKind::AccessibleMax | AreaKind::ConfigurationOverlay => {
            area.present == Answer::Yes
        }
        AreaKind::ClippedCapacity => area.present != Answer::No,
        _ => false,
    }
}

/// Bytes on the drive, as they are since hidden areas were brought back, as far as events tell.
fn size_bytes(events: &[Event]) -> Option<u64> {
    let restored = events.iter().rev().find_map(|event| match event {
        Event::AreaRestored { size_bytes, .. } => Some(*size_bytes),
        _ => None,
    });
    restored.or_else(|| match events.first() {
        Some(Event::JobOpened(opened)) => Some(opened.drive.size_bytes),
        _ => None,
    })
}

/// Whether the job of these events was about this drive. A drive without serial number and WWN is known by its place as well: should
/// it be another one all the same, the look at its contents that comes before a resume finds that out.
///
/// A drive is known again by its size too, unless the job was bringing hidden areas back when it ended: then it may have grown,
/// if it has a serial number or WWN to be known by.
#[must_use]
pub fn is_about(events: &[Event], drive: &DriveIdentity, path: &str) -> bool {
    let (Some(Event::JobOpened(opened)), Some(size)) = (events.first(), size_bytes(events)) else {
        return false;
    };
    let then = DriveIdentity { size_bytes: size, ..opened.drive.clone() };
    if opened.drive == *drive || then == *drive {
        return drive.is_strong() || opened.path == path;
    }
    let grown = DriveIdentity { size_bytes: drive.size_bytes, ..then };
    grown == *drive && drive.is_strong() && drive.size_bytes > size && !still_hidden(events).is_empty()
}

/// The techniques that were tried to their ends in vain, how many attempts there were, and the last one if it is proven.
fn attempts(events: &[Event], under_way: bool) -> (Vec<Technique>, u32, Option<Box<AttemptReport>>) {
    let Some((_, facts)) = fold(events, Timestamp::UNIX_EPOCH, ClockSource::System) else {
        return (Vec::new(), 0, None);
    };
    let count = u32::try_from(facts.attempts.len()).unwrap_or(u32::MAX);
    let drive = facts.drive_as_erased();
    let is_proven = |attempt: &AttemptReport| judge(attempt, &drive).0 == Proof::Proven;
    // Broken off is not tried: only what came to its end counts, and was looked at if the drive said that it was done.
    let is_ended = |attempt: &AttemptReport| {
        let gave_up = |seen: &FirmwareReport| seen.completion != Completion::Reported;
        attempt.evidence.is_some() || attempt.firmware.as_ref().is_some_and(gave_up)
    };
    let tried = facts.attempts.iter().filter(|attempt| is_ended(attempt) && !is_proven(attempt));
    let last = facts.attempts.last().filter(|last| !under_way && is_ended(last) && is_proven(last));
    let proven = last.cloned().map(Box::new);
    (tried.map(|attempt| attempt.technique).collect(), count, proven)
}

impl Unfinished {
    /// What the job began with.
    #[must_use]
    pub fn opened(&self) -> Option<&JobOpened> {
        match self.journal.events().first() {
            Some(Event::JobOpened(opened)) => Some(opened),
            _ => None,
        }
    }

    /// Whether it was about this drive: [`is_about`].
    #[must_use]
    pub fn is_about(&self, drive: &DriveIdentity, path: &str) -> bool {
        is_about(self.journal.events(), drive, path)
    }

    /// Whether its papers say what is said now; what is not said now may stand in them. The attestation is made of those
    /// that the job began with.
    #[must_use]
    pub fn has_papers(&self, now: &Context) -> bool {
        self.opened().is_some_and(|opened| {
            let then = &opened.context;
            let pairs = [
                (&then.donor, &now.donor),
                (&then.convention, &now.convention),
                (&then.handover, &now.handover),
                (&then.inventory_number, &now.inventory_number),
                (&then.label, &now.label),
                (&then.operator, &now.operator),
                (&then.destination, &now.destination),
            ];
            pairs.iter().all(|(then, now)| now.is_none() || then == now)
        })
    }

    /// Whether it was to do what is wanted now: [`goes_with`].
    #[must_use]
    pub fn was_to_do(&self, policy: &Policy) -> bool {
        self.opened().is_some_and(|opened| goes_with(&opened.policy, policy))
    }
}

/// Whether what a job was `then` to do is what is wanted `now`: the same, or what is left of it. A computer may freeze a drive as it
/// starts again, so that some of the techniques are blocked now: each will stand in the record as one that could not be begun, and
/// the others go on under the same consent. When none of them is left, or something better came up, another job begins.
#[must_use]
pub fn goes_with(then: &Policy, now: &Policy) -> bool {
    let firmware = match (&then.firmware, &now.firmware) {
        (None, None) => true,
        (Some(then), Some(now)) => {
            let is_blocked = |technique| now.blocked.iter().any(|blocked| blocked.technique == technique);
            let left = then.techniques.iter().filter(|technique| !is_blocked(**technique));
            then.fall_back == now.fall_back
                && then.crypto_erase_accepted == now.crypto_erase_accepted
                && !now.techniques.is_empty()
                && left.eq(&now.techniques)
        }
        _ => false,
    };
    firmware
        && then.pattern == now.pattern
        && then.read_back == now.read_back
        && then.passes.len() == now.passes.len()
        && then.passes.iter().zip(&now.passes).all(|pair| match pair {
            (Fill::Byte { value: a }, Fill::Byte { value: b }) => a == b,
            (Fill::Random { .. }, Fill::Random { .. }) => true,
            _ => false,
        })
}
