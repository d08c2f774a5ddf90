//! One drive, from the first check to the last. Runs in a thread of its own, and tells all it does through a channel.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use super::examine;
use super::overwrite::{self, CHUNK, Pass};
use super::pump::Watch;
use super::read_back::{self, Question, REGION_UNIT, Reading};
use super::stream::Stream;
use crate::drive::guard::Armed;
use crate::event::{
    BlockRange, DriveIdentity, Event, Moment, Phase, Policy, ReadBackReport, ReadBackScheme, StopReason,
    Tick, Transport,
};
use crate::record::fold::merge;
use crate::sys::io::{BlockIo, Choice, Layout};
use crate::units::{Answer, GIB, millis, now};

/// The shortest time between two ticks: at most 5 a second.
const TICK_EVERY: Duration = Duration::from_millis(200);

/// The shortest time between two looks at a drive that answers errors.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What a worker tells.
#[derive(Debug)]
pub enum Message {
    /// Must be delivered.
    Event(Event),
    /// May be lost.
    Tick(Tick),
    /// The worker is done with the drive.
    Ended,
}

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
    /// Where an earlier process was.
    pub resume: Option<ResumePoint>,
}

/// Where an earlier process was, by its journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResumePoint {
    /// The pass under way, from 1.
    pub pass: u32,
    /// Bytes of it known to be done.
    pub done_bytes: u64,
    /// Blocks that could not be written in that pass.
    pub bad: Vec<BlockRange>,
}

/// The worker's hold of the drive, and its line to the conductor.
#[derive(Debug)]
pub struct Link {
    armed: Armed,
    job: usize,
    sender: Sender<(usize, Message)>,
    ticked: Option<Instant>,
    /// When the drive was last looked at after an error, and whether it was there.
    looked: Option<(Instant, bool)>,
    /// The pass under way, and how much of it is known to be done.
    at: (u32, u64),
    /// Blocks that could not be written, with the pass.
    bad: Vec<(u32, BlockRange)>,
}

impl Link {
    /// Takes the drive over.
    #[must_use]
    pub fn new(armed: Armed, job: usize, sender: Sender<(usize, Message)>) -> Link {
        Link { armed, job, sender, ticked: None, looked: None, at: (0, 0), bad: Vec::new() }
    }

    /// Sends an event. That nobody listens any more is no reason to stop: the drive is half erased.
    pub fn event(&mut self, event: Event) {
        match &event {
            Event::Mark { pass, done_bytes } => self.at = (*pass, *done_bytes),
            Event::PassStarted { pass, .. } if *pass != self.at.0 => self.at = (*pass, 0),
            Event::WriteFailed { pass, range, .. } => self.bad.push((*pass, *range)),
            _ => {}
        }
        let _ = self.sender.send((self.job, Message::Event(event)));
    }

    /// Sends a tick, if the last one is old enough.
    pub fn tick(&mut self, tick: impl FnOnce() -> Tick) {
        if self.ticked.is_none_or(|at| at.elapsed() >= TICK_EVERY) {
            self.ticked = Some(Instant::now());
            let _ = self.sender.send((self.job, Message::Tick(tick())));
        }
    }

    /// Whether the drive behind the descriptor is not known to be gone or another one. Asked after each error, and looked
    /// at once a second at most: the look costs more than an error.
    pub fn still_there(&mut self) -> bool {
        match self.looked {
            Some((at, there)) if at.elapsed() < LOOK_EVERY => there,
            _ => {
                let there = self.armed.recheck() != Answer::No;
                self.looked = Some((Instant::now(), there));
                there
            }
        }
    }

    fn check_identity(&mut self, moment: Moment) -> Result<(), StopReason> {
        let same = self.armed.recheck();
        self.event(Event::IdentityChecked { moment, same });
        if same == Answer::Yes { Ok(()) } else { Err(StopReason::IdentityChanged) }
    }

    /// Opens the drive for moving data.
    pub(super) fn open(&mut self, engine: Choice, layout: Layout) -> Result<BlockIo, StopReason> {
        self.armed.open_blocks(engine, layout).map_err(|_| StopReason::InternalError)
    }

    /// Who the drive is.
    #[must_use]
    pub fn identity(&self) -> &DriveIdentity {
        self.armed.identity()
    }

    /// Time since some moment, by the clock of the way to the drive.
    pub fn now(&mut self) -> Duration {
        self.armed.hold_mut().now()
    }

    fn bad_of(&self, pass: u32) -> Vec<BlockRange> {
        merge(self.bad.iter().filter(|(p, _)| *p == pass).map(|(_, range)| *range).collect())
    }
}

/// Does the task, and tells how it ended: the last message is always [`Message::Ended`].
pub fn run(mut link: Link, task: &Task, interrupted: &AtomicBool) {
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut link, task, interrupted)));
    if let Err(reason) = outcome.unwrap_or(Err(StopReason::InternalError)) {
        let (pass, done_bytes) = link.at;
        // However it ended: whether this was the chosen drive until now is still worth knowing.
        let _ = link.check_identity(Moment::AfterLastRead);
        link.event(Event::Stopped { reason, pass, done_bytes });
    }
    let Link { armed, job, sender, .. } = link;
    drop(armed); // the claim on the drive ends before anybody hears that the job did
    let _ = sender.send((job, Message::Ended));
}

fn work(link: &mut Link, task: &Task, interrupted: &AtomicBool) -> Result<(), StopReason> {
    let identity = link.armed.identity().clone();
    let size = identity.size_bytes;
    let slots = if identity.transport == Transport::Nvme { 8 } else { 4 };
    let block = usize::try_from(identity.logical_block_bytes).map_err(|_| StopReason::InternalError)?;
    let watch = Watch { interrupted, stall_after: task.stall_after, block, slots };
    let streams = task
        .policy
        .passes
        .iter()
        .map(Stream::new)
        .collect::<Option<Vec<_>>>()
        .filter(|streams| !streams.is_empty())
        .ok_or(StopReason::InternalError)?;
    let of = u32::try_from(streams.len()).map_err(|_| StopReason::InternalError)?;
    link.check_identity(Moment::BeforeFirstWrite)?;
    let start = match &task.resume {
        Some(point) if is_as_left(link, point, &streams, task, watch, size)? => point.clone(),
        _ => ResumePoint { pass: 1, done_bytes: 0, bad: Vec::new() },
    };
    link.bad = start.bad.iter().map(|range| (start.pass, *range)).collect();

    let mut began = false;
    for (number, stream) in (1..).zip(&streams).skip_while(|(number, _)| *number < start.pass) {
        let from_byte = if number == start.pass { start.done_bytes } else { 0 };
        let buffers = if stream.is_constant() { 1 } else { slots };
        let mut io = link.open(task.engine, Layout { slots, buffers, buffer_bytes: CHUNK })?;
        if !std::mem::replace(&mut began, true) {
            link.event(Event::RunStarted { at: now(), engine: io.engine(), pass: number, from_byte });
        }
        link.event(Event::PassStarted { pass: number, of });
        let pass = Pass { number, of, stream, from_byte, size, known_bad: link.bad_of(number) };
        let written = overwrite::run(&mut io, &pass, watch, link)?;
        link.event(Event::PassEnded {
            pass: number,
            written_bytes: written.bytes,
            duration_ms: millis(written.took),
        });
    }

    let scheme = task.policy.read_back;
    let stream = streams.last().ok_or(StopReason::InternalError)?;
    let bad = link.bad_of(of);
    link.event(Event::ReadBackStarted { scheme });
    let reading = Reading::prepare(Question {
        scheme,
        sample_blocks: task.sample_blocks,
        stream,
        region: 0..size,
        logical_block: identity.logical_block_bytes,
        bad: &bad,
        phase: Phase::ReadBack,
    })?;
    let report = read(link, reading, task, watch)?;
    link.event(Event::ReadBackEnded(report));
    if !bad.is_empty() {
        let layout = read_back::long_layout(slots);
        let mut io = link.open(task.engine, layout)?;
        let bad_blocks = examine::run(&mut io, layout, &bad, stream, watch, link)?;
        link.event(Event::BadBlocksRead { bad_blocks });
    }
    link.check_identity(Moment::AfterLastRead)
}

/// Whether what an earlier process left is still there: a drive that was used in between is begun anew.
///
/// The part that was done is sampled like a whole drive, first and last blocks and partition tables included: a file
/// system made in between is found. So is the part that the pass had not reached, if an earlier pass went over it.
fn is_as_left(
    link: &mut Link,
    point: &ResumePoint,
    streams: &[Stream],
    task: &Task,
    watch: Watch<'_>,
    size: u64,
) -> Result<bool, StopReason> {
    let index = usize::try_from(point.pass).ok().and_then(|pass| pass.checked_sub(1));
    let Some(stream) = index.and_then(|index| streams.get(index)) else { return Ok(false) };
    if point.done_bytes == 0 || point.done_bytes > size {
        return Ok(false);
    }
    if !holds(link, stream, 0..point.done_bytes, &point.bad, task, watch)? {
        return Ok(false);
    }
    // After the last mark this pass may have written on; beyond that, what the pass before wrote must still be there.
    let beyond = (point.done_bytes + GIB).next_multiple_of(REGION_UNIT);
    match index.and_then(|index| index.checked_sub(1)).and_then(|index| streams.get(index)) {
        Some(earlier) if beyond < size => holds(link, earlier, beyond..size, &point.bad, task, watch),
        _ => Ok(true),
    }
}

/// Whether a sample of a region holds what a stream says.
fn holds(
    link: &mut Link,
    stream: &Stream,
    region: Range<u64>,
    bad: &[BlockRange],
    task: &Task,
    watch: Watch<'_>,
) -> Result<bool, StopReason> {
    let reading = Reading::prepare(Question {
        scheme: ReadBackScheme::Sample,
        sample_blocks: task.sample_blocks,
        stream,
        region,
        logical_block: link.armed.identity().logical_block_bytes,
        bad,
        phase: Phase::ResumeCheck,
    })?;
    let report = read(link, reading, task, watch)?;
    Ok(report.complete && report.differing.is_empty() && report.unreadable.is_empty())
}

fn read(
    link: &mut Link,
    reading: Reading<'_>,
    task: &Task,
    watch: Watch<'_>,
) -> Result<ReadBackReport, StopReason> {
    let layout = reading.layout(watch.slots);
    let mut io = link.open(task.engine, layout)?;
    reading.run(&mut io, layout, watch, link)
}
