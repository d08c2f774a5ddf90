//! An overwrite of a whole drive: its passes, the read-back of the last one, and a look at what could not be written.

use std::ops::Range;

use super::examine;
use super::link::Link;
use super::overwrite::{self, CHUNK, Pass};
use super::pump::Watch;
use super::read_back::{self, Question, REGION_UNIT, Reading};
use super::stream::Stream;
use super::worker::{ResumePoint, Task};
use crate::event::{BlockRange, Event, Moment, Phase, ReadBackReport, ReadBackScheme, StopReason};
use crate::sys::io::Layout;
use crate::units::{GIB, millis, now};

/// Writes every pass of the policy, from where an earlier process was if all is as it left it, and reads back.
///
/// # Errors
/// Why it stopped early.
pub fn run(link: &mut Link, task: &Task, watch: Watch<'_>) -> Result<(), StopReason> {
    let identity = link.identity().clone();
    let (size, slots) = (identity.size_bytes, watch.slots);
    let streams = task
        .policy
        .passes
        .iter()
        .map(Stream::new)
        .collect::<Option<Vec<_>>>()
        .filter(|streams| !streams.is_empty())
        .ok_or(StopReason::InternalError)?;
    let of = u32::try_from(streams.len()).map_err(|_| StopReason::InternalError)?;
    let start = match &task.resume {
        Some(point) if is_as_left(link, point, &streams, task, watch, size)? => point.clone(),
        _ => ResumePoint { pass: 1, ..ResumePoint::default() },
    };
    link.know_bad(start.pass, &start.bad);

    let mut began = false;
    for (number, stream) in (1..).zip(&streams).skip_while(|(number, _)| *number < start.pass) {
        let from_byte = if number == start.pass { start.done_bytes } else { 0 };
        let buffers = if stream.is_constant() { 1 } else { slots };
        let mut io = link.open(task.engine, Layout { slots, buffers, buffer_bytes: CHUNK })?;
        // What came before may have taken hours.
        link.check_identity(Moment::BeforeFirstWrite)?;
        let first = !std::mem::replace(&mut began, true);
        if first {
            link.event(Event::RunStarted { at: now(), engine: io.engine(), pass: number, from_byte });
        }
        link.event(Event::PassStarted { pass: number, of });
        if first {
            link.settle()?;
        }
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
    Ok(())
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
        logical_block: link.identity().logical_block_bytes,
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
