//! One drive, from the first check to the last. Runs in a thread of its own, and tells all it does through a channel.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::firmware;
use super::link::Link;
use super::passes;
use super::pump::Watch;
use crate::event::{
    AreaKind, BlockRange, Event, FirmwarePolicy, Moment, OwnIdentity, Planted, Policy, StopReason, Technique,
    Transport,
};
use crate::record::AttemptReport;
use crate::sys::io::Choice;
use crate::units::now;

/// What a worker is to do.
#[derive(Clone, Debug)]
pub struct Task {
    /// What to write, and how to read it back.
    pub policy: Policy,
    /// Random blocks of the `sample` scheme.
    pub sample_blocks: u64,
    /// Which engine moves the data.
    pub engine: Choice,
    /// A request without an answer for so long means a stalled drive.
    pub stall_after: Duration,
    /// Who the drive said that it is when it was chosen, where it could be asked then.
    pub own_identity: Option<OwnIdentity>,
    /// Where an earlier process was.
    pub resume: Option<ResumePoint>,
}

/// Where an earlier process was, by its journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResumePoint {
    /// The pass under way, from 1; 0 when none was.
    pub pass: u32,
    /// Bytes of it known to be done.
    pub done_bytes: u64,
    /// Blocks that could not be written in that pass.
    pub bad: Vec<BlockRange>,
    /// Techniques that were tried to their ends, and did not prove to have erased it.
    pub tried: Vec<Technique>,
    /// Attempts so far, that under way included.
    pub attempts: u32,
    /// The technique under way, and what was planted for it.
    pub under_way: Option<(Technique, Option<Planted>)>,
    /// Hidden areas that were to be brought back, and of which the journal does not say that they were.
    pub hidden: Vec<AreaKind>,
    /// Bytes on the drive, as far as the journal knows.
    pub size_bytes: u64,
    /// The last attempt, where it is proven already: nothing more is to be done, if the medium still shows it.
    pub proven: Option<Box<AttemptReport>>,
}

/// Does the task, and tells how it ended: the last message is always [`Message::Ended`].
pub fn run(mut link: Link, task: &Task, interrupted: &AtomicBool) {
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut link, task, interrupted)));
    if let Err(reason) = outcome.unwrap_or(Err(StopReason::InternalError)) {
        let (pass, done_bytes) = link.at();
        // However it ended: whether this was the chosen drive until now is still worth knowing.
        link.note_identity();
        link.event(Event::Stopped { reason, pass, done_bytes });
    }
    link.end();
}

fn work(link: &mut Link, task: &Task, interrupted: &AtomicBool) -> Result<(), StopReason> {
    link.know_own(task.own_identity.as_ref());
    link.check_identity(Moment::BeforeFirstWrite)?;
    let proven = task.resume.as_ref().and_then(|point| point.proven.as_deref());
    // Since the power went the drive may have been used, or be another one that has no serial number either.
    let done = match proven {
        Some(attempt) => firmware::look_again(link, task, watch(link, task, interrupted)?, attempt)?,
        None => false,
    };
    if !done {
        let ready = firmware::prepare(link, task.resume.as_ref(), interrupted)?;
        match &task.policy.firmware {
            None => passes::run(link, task, watch(link, task, interrupted)?)?,
            Some(policy) => techniques(link, task, policy, ready, interrupted)?,
        }
    }
    link.check_identity(Moment::AfterLastRead)
}

fn watch<'a>(link: &Link, task: &Task, interrupted: &'a AtomicBool) -> Result<Watch<'a>, StopReason> {
    let identity = link.identity();
    let slots = if identity.transport == Transport::Nvme { 8 } else { 4 };
    let block = usize::try_from(identity.logical_block_bytes).map_err(|_| StopReason::InternalError)?;
    Ok(Watch { interrupted, stall_after: task.stall_after, block, slots })
}

/// Tries one technique after the other, until one is proven.
fn techniques(
    link: &mut Link,
    task: &Task,
    policy: &FirmwarePolicy,
    ready: firmware::Ready,
    interrupted: &AtomicBool,
) -> Result<(), StopReason> {
    let before = task.resume.clone().unwrap_or_default();
    let mut attempt = before.attempts;
    let survey = ready.survey;
    if let (Some(joined), Some((technique, Some(planted)))) = (ready.joined, &before.under_way)
        && joined.is_of(*technique)
        && firmware::conclude_joined(
            link,
            task,
            watch(link, task, interrupted)?,
            *technique,
            joined.report,
            planted,
        )?
    {
        return Ok(());
    }
    for technique in policy.techniques.iter().filter(|technique| !before.tried.contains(technique)) {
        let goes_on = matches!(before.under_way, Some((Technique::Overwrite, _)));
        // What came before may have taken hours.
        link.check_identity(Moment::BeforeFirstWrite)?;
        if *technique == Technique::Overwrite {
            if !goes_on {
                attempt += 1;
                link.event(Event::AttemptStarted { attempt, technique: *technique, at: now() });
            }
            return passes::run(link, task, watch(link, task, interrupted)?);
        }
        // An overwrite under way comes after all that was tried before it.
        if goes_on {
            continue;
        }
        attempt += 1;
        link.event(Event::AttemptStarted { attempt, technique: *technique, at: now() });
        if firmware::attempt(link, task, watch(link, task, interrupted)?, &survey, *technique)? {
            return Ok(());
        }
    }
    Ok(())
}
