//! The drive erases itself, and is not believed: a command is sent, followed to its end, and the medium looked at.
//!
//! [`prepare`] learns what the drive is doing, waits for work found running, takes our own password off again, and brings
//! hidden areas back. [`attempt`] plants, sends, follows and looks. What each command set needs is in [`ata`], [`scsi`],
//! [`nvme`] and [`mmc`]; how long to believe in a drive, in [`watch`].

mod ata;
mod hidden;
mod mmc;
mod nvme;
mod prepare;
mod scsi;
pub mod watch;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub use prepare::{Ready, prepare};

use super::evidence;
use super::link::Link;
use super::pump::Watch;
use super::worker::Task;
use crate::event::{
    Completion, DriveIdentity, DriveLog, Event, EvidenceReport, FirmwareReport, Moment, Phase, Planted,
    StopReason, Survey, Technique, Tick,
};
use crate::plan::technique::{Consent, obstacle};
use crate::record::AttemptReport;
use crate::record::attempt::{Proof, judge};
use crate::sys::io::Layout;
use crate::units::{Answer, hex, millis, now};
use watch::Watchdog;

/// Looks in a row that say nothing clear, before the end counts as unclear.
const UNCLEAR_MAX: u32 = 10;

/// One technique on one kind of drive.
trait Operation {
    /// What the drive says of itself that this technique will change; `None` when it says nothing.
    fn status(&mut self, link: &mut Link) -> Option<Vec<u8>>;
    /// Sends the command that erases, after whatever must come before it.
    fn start(&mut self, link: &mut Link) -> Start;
    /// Looks how far it is.
    fn look(&mut self, link: &mut Link) -> Look;
    /// How long it takes by the drive's own word.
    fn estimate(&self) -> Option<Duration> {
        None
    }
    /// The drive's own records.
    fn logs(&mut self, _link: &mut Link, _when: When) -> Vec<DriveLog> {
        Vec::new()
    }
}

/// When a record of the drive's own is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Before,
    After,
}

/// How a technique began.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Start {
    /// The drive took the command and works by itself.
    Running { command: String },
    /// The command was answered when all was over, well or not.
    Over { command: String, completion: Completion },
    /// It was not sent.
    NotSent(Completion),
}

/// What a look at a working drive shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// At work, so far of 65,536.
    Working(Option<u16>),
    /// It says: done, without error.
    Done,
    /// It says: failed.
    Failed,
    /// Nothing clear.
    Unclear,
    /// Nothing.
    Silent,
}

/// The operation of a technique on a drive; `None` when the two do not go together.
fn operation(survey: &Survey, technique: Technique, drive: &DriveIdentity) -> Option<Box<dyn Operation>> {
    match survey {
        Survey::None { .. } => None,
        Survey::Ata(_) => ata::operation(technique, drive),
        Survey::Scsi(_) => scsi::operation(technique),
        Survey::Nvme(_) => nvme::operation(technique),
        Survey::Mmc(survey) => mmc::operation(technique, survey, drive),
    }
}

/// Tries a technique. True when it is proven.
///
/// # Errors
/// Why the job must stop.
pub fn attempt(
    link: &mut Link,
    task: &Task,
    watch: Watch<'_>,
    survey: &Survey,
    technique: Technique,
) -> Result<bool, StopReason> {
    let began = link.now();
    start_run(link, task)?;
    let identity = link.identity().clone();
    // What stood in nobody's way when it was planned may do so now: a namespace that was attached since, a freeze.
    let operation = operation(survey, technique, &identity).filter(|_| !is_blocked(task, survey, technique));
    let Some(mut operation) = operation else {
        let report = not_sent(Completion::NotReady);
        link.event(Event::FirmwareEnded(report));
        return Ok(false);
    };
    let logs = operation.logs(link, When::Before);
    tell_logs(link, logs);
    link.settle()?;
    let ground = ground(link, task, watch, technique)?;
    link.event(Event::Planted(ground.planted.clone()));

    let report = carry_out(link, &mut *operation, technique, watch)?;
    let report = FirmwareReport { duration_ms: millis(link.now().saturating_sub(began)), ..report };
    link.event(Event::FirmwareEnded(report.clone()));
    if report.completion != Completion::Reported {
        return Ok(false);
    }
    let logs = operation.logs(link, When::After);
    tell_logs(link, logs);
    conclude(link, task, watch, technique, report, &ground)
}

/// Whether something stands in the way of a technique, by what the drive told last.
fn is_blocked(task: &Task, survey: &Survey, technique: Technique) -> bool {
    let policy = task.policy.firmware.as_ref();
    let consent = policy.map_or_else(Consent::default, |policy| Consent {
        fall_back: policy.fall_back,
        crypto_erase: policy.crypto_erase_accepted,
    });
    obstacle(survey, technique, consent).is_some()
}

/// Plants. A drive that a power cut left in the middle of a format takes no data before the next one: what an earlier process
/// planted for the same technique is looked for then.
fn ground(
    link: &mut Link,
    task: &Task,
    watch: Watch<'_>,
    technique: Technique,
) -> Result<evidence::Ground, StopReason> {
    let fresh = evidence::plant(link, task.engine, watch, task.sample_blocks)?;
    let earlier = task.resume.as_ref().and_then(|point| point.under_way.as_ref());
    match earlier {
        Some((under_way, Some(planted))) if fresh.planted.canaries == 0 && *under_way == technique => {
            let logical = link.identity().logical_block_bytes;
            Ok(evidence::retry_after_power_cut(planted, task.sample_blocks, logical).unwrap_or(fresh))
        }
        _ => Ok(fresh),
    }
}

/// Looks at the medium after a technique that was running when gomme came, and that an earlier process had planted for. True
/// when it is proven.
///
/// # Errors
/// Why the job must stop.
pub fn conclude_joined(
    link: &mut Link,
    task: &Task,
    watch: Watch<'_>,
    technique: Technique,
    report: FirmwareReport,
    planted: &Planted,
) -> Result<bool, StopReason> {
    start_run(link, task)?;
    link.event(Event::FirmwareEnded(report.clone()));
    let logical = link.identity().logical_block_bytes;
    let ground = evidence::retry_after_power_cut(planted, task.sample_blocks, logical);
    match ground {
        Some(ground) if report.completion == Completion::Reported => {
            conclude(link, task, watch, technique, report, &ground)
        }
        _ => Ok(false),
    }
}

/// Looks once more at the medium after an attempt that an earlier process had proven, and never signed. True when it is proven
/// still: content that tells nothing by itself cannot be, because nobody knows what happened to the drive in between.
///
/// # Errors
/// Why the job must stop.
pub fn look_again(
    link: &mut Link,
    task: &Task,
    watch: Watch<'_>,
    attempt: &AttemptReport,
) -> Result<bool, StopReason> {
    start_run(link, task)?;
    let logical = link.identity().logical_block_bytes;
    let (Some(report), Some(found)) = (&attempt.firmware, &attempt.evidence) else { return Ok(false) };
    let ground = evidence::retry_after_power_cut(&found.planted, task.sample_blocks, logical);
    let Some(ground) = ground else { return Ok(false) };
    let (proven, found) = judged(link, task, watch, attempt.technique, report.clone(), &ground)?;
    Ok(proven && found.other == 0 && (found.zeros == 0 || found.ones == 0))
}

fn conclude(
    link: &mut Link,
    task: &Task,
    watch: Watch<'_>,
    technique: Technique,
    report: FirmwareReport,
    ground: &evidence::Ground,
) -> Result<bool, StopReason> {
    judged(link, task, watch, technique, report, ground).map(|(proven, _)| proven)
}

/// Looks at the medium, and judges: whether the technique is proven, and what was found.
fn judged(
    link: &mut Link,
    task: &Task,
    watch: Watch<'_>,
    technique: Technique,
    report: FirmwareReport,
    ground: &evidence::Ground,
) -> Result<(bool, EvidenceReport), StopReason> {
    let found = evidence::look(link, task.engine, watch, ground, task.sample_blocks)?;
    link.event(Event::EvidenceRead(Box::new(found.clone())));
    let attempt = AttemptReport {
        technique,
        started_at: now(),
        firmware: Some(report),
        evidence: Some(found.clone()),
        logs: Vec::new(),
    };
    Ok((judge(&attempt, link.identity()).0 == Proof::Proven, found))
}

/// Sends the command and follows it to its end.
fn carry_out(
    link: &mut Link,
    operation: &mut dyn Operation,
    technique: Technique,
    watch: Watch<'_>,
) -> Result<FirmwareReport, StopReason> {
    let before = operation.status(link);
    link.settle()?;
    // The planting may have taken long. From here on nothing is taken back.
    link.check_identity(Moment::BeforeFirstWrite)?;
    let (command, seen_at_work, completion) = match operation.start(link) {
        Start::NotSent(completion) => return still_there(link, completion).map(not_sent),
        // A command that is answered only when all is over was at work until then.
        Start::Over { command, completion } => (command, Answer::Yes, completion),
        Start::Running { command } => {
            let estimate = operation.estimate();
            let look = &mut |link: &mut Link| operation.look(link);
            let (seen, completion) = follow(link, technique, estimate, watch.interrupted, look)?;
            (command, seen, completion)
        }
    };
    let completion = still_there(link, completion)?;
    let after = operation.status(link);
    let status_changed = match (before, after) {
        (Some(before), Some(after)) if before == after => Answer::No,
        (Some(_), Some(_)) => Answer::Yes,
        _ => Answer::Unknown,
    };
    let command = Some(command);
    Ok(FirmwareReport { command, joined: false, seen_at_work, completion, status_changed, duration_ms: 0 })
}

/// Follows an erase that runs by itself, until it ends or is not to be believed any longer. Tells whether it was seen at work.
fn follow(
    link: &mut Link,
    technique: Technique,
    estimate: Option<Duration>,
    interrupted: &AtomicBool,
    look: &mut dyn FnMut(&mut Link) -> Look,
) -> Result<(Answer, Completion), StopReason> {
    let total_bytes = link.identity().size_bytes;
    let mut dog = Watchdog::new(link.now(), watch::limit(technique, estimate, total_bytes), estimate);
    let (mut seen, mut unclear) = (Answer::No, 0);
    loop {
        let seen_now = look(link);
        unclear = if matches!(seen_now, Look::Unclear | Look::Silent) { unclear + 1 } else { 0 };
        match seen_now {
            Look::Done => return Ok((seen, Completion::Reported)),
            Look::Failed => return Ok((seen, Completion::Failed)),
            Look::Silent if !link.still_there() => return Err(StopReason::Vanished),
            Look::Unclear if unclear >= UNCLEAR_MAX => return Ok((seen, Completion::Unclear)),
            Look::Silent if unclear >= UNCLEAR_MAX => return Ok((seen, Completion::Silent)),
            Look::Unclear | Look::Silent => {}
            Look::Working(progress) => {
                seen = Answer::Yes;
                let done_bytes = u64::from(progress.unwrap_or(0)).saturating_mul(total_bytes / 65_536);
                link.tick(|| Tick { phase: Phase::Firmware { technique }, done_bytes, total_bytes });
                let now = link.now();
                if let Some(end) = dog.take(progress, now) {
                    return Ok((seen, end));
                }
            }
        }
        link.pause(dog.interval(), interrupted);
        if interrupted.load(Ordering::Relaxed) {
            return Err(StopReason::Interrupted);
        }
    }
}

fn still_there(link: &mut Link, completion: Completion) -> Result<Completion, StopReason> {
    if completion == Completion::Silent && !link.still_there() {
        return Err(StopReason::Vanished);
    }
    Ok(completion)
}

fn not_sent(completion: Completion) -> FirmwareReport {
    FirmwareReport {
        command: None,
        joined: false,
        seen_at_work: Answer::No,
        completion,
        status_changed: Answer::No,
        duration_ms: 0,
    }
}

fn tell_logs(link: &mut Link, logs: Vec<DriveLog>) {
    for log in logs {
        link.event(Event::DriveLogRead(log));
    }
}

/// A log of the drive's own, cut to what a record holds.
fn log(name: &str, when: When, bytes: &[u8]) -> DriveLog {
    let when = match when {
        When::Before => "before",
        When::After => "after",
    };
    DriveLog {
        name: format!("{name}, {when}"),
        bytes: hex(&bytes[..bytes.len().min(DriveLog::BYTES_MAX)]),
        length: bytes.len() as u64,
    }
}

/// Says once that this process took the job up, and with which engine it moves data.
fn start_run(link: &mut Link, task: &Task) -> Result<(), StopReason> {
    if link.has_run() {
        return Ok(());
    }
    let io = link.open(task.engine, Layout { slots: 1, buffers: 1, buffer_bytes: 4096 })?;
    link.event(Event::RunStarted { at: now(), engine: io.engine(), pass: 0, from_byte: 0 });
    Ok(())
}
