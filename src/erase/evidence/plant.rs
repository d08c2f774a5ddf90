//! Before the erase: notes what is there, plants canaries, and reads them back.

use std::collections::HashMap;

use super::visit::{Blocks, visit};
use super::{CANARY_EVERY, Ground, Note, PATTERN_FROM, WitnessKey, canary_stream, uniform};
use crate::erase::link::Link;
use crate::erase::places::{self, Run};
use crate::erase::pump::{self, Span, Watch, Work};
use crate::erase::read_back::Spans;
use crate::erase::stream::Stream;
use crate::event::{Phase, Planted, ReadBackScheme, StopReason, Tick};
use crate::sys::io::{BlockIo, Choice, Layout, Op};
use crate::units::hex;

/// More blocks than this that take no canary end the planting: each may cost seconds, and the judgement says what is missing.
const UNWRITABLE_MAX: usize = 8_192;

/// Requests under way.
const SLOTS: usize = 32;

/// Plants and notes. What cannot be read or written is left out, and counted as what it is: nothing known.
///
/// # Errors
/// Why the job must stop.
pub fn plant(link: &mut Link, engine: Choice, watch: Watch<'_>, wanted: u64) -> Result<Ground, StopReason> {
    let identity = link.identity().clone();
    let (logical, size) = (identity.logical_block_bytes, identity.size_bytes);
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|_| StopReason::InternalError)?;
    let key = WitnessKey::fresh().ok_or(StopReason::InternalError)?;
    let places = Blocks::draw(&seed, wanted, logical, size);
    let stream = canary_stream(&seed).ok_or(StopReason::InternalError)?;

    let mut notes = vec![Note::Mute; places.len()];
    visit(link, engine, watch, &places, Phase::Plant, &mut |lba, bytes| {
        let Some((at, bytes)) = places.index(lba).zip(bytes) else { return };
        if let (None, Some(digest)) = (uniform(bytes), key.digest(bytes)) {
            notes[at] = Note::Witness(digest);
        }
    })?;
    forget_patterns(&mut notes);

    let chosen = canary_units(&places, &notes);
    let runs = runs(&places, &chosen);
    write(link, engine, watch, &places, runs.clone(), &stream)?;
    let canaries = Blocks::new(runs, places.unit, logical, size);
    let mut held = vec![false; places.len()];
    visit(link, engine, watch, &canaries, Phase::Plant, &mut |lba, bytes| {
        let Some((at, bytes)) = places.index(lba).zip(bytes) else { return };
        held[at] = stream.clone().holds(lba * u64::from(logical), bytes);
    })?;
    let in_unit = usize::try_from(places.in_unit()).unwrap_or(1);
    for (unit, chosen) in chosen.iter().enumerate().filter(|(_, chosen)| **chosen) {
        debug_assert!(*chosen);
        for at in unit * in_unit..(unit + 1) * in_unit {
            // A block that did not take its canary: what it holds is not known.
            notes[at] = if held[at] { Note::Canary } else { Note::Mute };
        }
    }
    let count = |wanted: fn(&Note) -> bool| {
        notes.chunks(in_unit).filter(|unit| unit.iter().any(wanted)).count() as u64
    };
    let canaries = count(|note| *note == Note::Canary);
    let planted = Planted {
        seed: hex(&seed),
        size_bytes: size,
        block_bytes: places.unit,
        places: places.units(),
        canaries,
        witnesses: count(|note| matches!(note, Note::Witness(_))),
    };
    Ok(Ground { planted, places, notes, key })
}

/// What lies in many places is a pattern; to find it again would say nothing.
fn forget_patterns(notes: &mut [Note]) {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    for note in notes.iter() {
        if let Note::Witness(digest) = note {
            *seen.entry(*digest).or_default() += 1;
        }
    }
    for note in notes.iter_mut() {
        if let Note::Witness(digest) = note
            && seen.get(digest).is_some_and(|times| *times >= PATTERN_FROM)
        {
            *note = Note::Mute;
        }
    }
}

/// Which units get a canary: every so many, all fixed ones, and those where nothing was found that could be known again.
fn canary_units(places: &Blocks, notes: &[Note]) -> Vec<bool> {
    let total = places.size.div_ceil(u64::from(places.unit));
    let fixed = places::draw(ReadBackScheme::Sample, total, places.unit, 0, &[0; 32]).runs;
    let in_unit = usize::try_from(places.in_unit()).unwrap_or(1);
    let units = places.runs.iter().flat_map(|run| run.first..run.first + run.blocks);
    units
        .zip(0u64..)
        .zip(notes.chunks(in_unit))
        .map(|((unit, number), notes)| {
            let is_fixed = || {
                let after = fixed.partition_point(|run| run.first <= unit);
                after.checked_sub(1).is_some_and(|at| unit < fixed[at].first + fixed[at].blocks)
            };
            let mute = notes.iter().all(|note| *note == Note::Mute);
            mute || number.is_multiple_of(CANARY_EVERY) || is_fixed()
        })
        .collect()
}

fn runs(places: &Blocks, chosen: &[bool]) -> Vec<Run> {
    let units = places.runs.iter().flat_map(|run| run.first..run.first + run.blocks);
    let mut runs: Vec<Run> = Vec::new();
    for (unit, _) in units.zip(chosen).filter(|(_, chosen)| **chosen) {
        match runs.last_mut() {
            Some(last) if last.first + last.blocks == unit => last.blocks += 1,
            _ => runs.push(Run { first: unit, blocks: 1 }),
        }
    }
    runs
}

fn write(
    link: &mut Link,
    engine: Choice,
    watch: Watch<'_>,
    places: &Blocks,
    runs: Vec<Run>,
    stream: &Stream,
) -> Result<(), StopReason> {
    let unit = usize::try_from(places.unit).map_err(|_| StopReason::InternalError)?;
    let mut io = link.open(engine, Layout { slots: SLOTS, buffers: SLOTS, buffer_bytes: unit })?;
    let total = runs.iter().map(|run| run.blocks).sum::<u64>() * u64::from(places.unit);
    let spans = Spans::new(runs, u64::from(places.unit), unit, places.size);
    let mut writer = Writer { spans, stream, done: 0, total, link, flushed: false, failed: 0 };
    match pump::pump(&mut io, &mut writer, Watch { slots: SLOTS, ..watch }) {
        // A drive that takes no writes holds no canaries; the judgement says what that is worth.
        Ok(()) | Err(StopReason::NothingButErrors | StopReason::FlushFailed) => Ok(()),
        Err(reason) => Err(reason),
    }
}

struct Writer<'a> {
    spans: Spans,
    stream: &'a Stream,
    done: u64,
    total: u64,
    link: &'a mut Link,
    flushed: bool,
    failed: usize,
}

impl Work for Writer<'_> {
    fn next(&mut self) -> Option<Span> {
        if self.failed > UNWRITABLE_MAX { None } else { self.spans.next() }
    }

    fn request(&mut self, span: Span, slot: usize, io: &mut BlockIo) -> Option<Op> {
        self.stream.write(span.offset, io.buffer_mut(slot)?.get_mut(..span.len)?);
        Some(Op::Write { offset: span.offset, len: span.len, source: slot })
    }

    fn moved(&mut self, span: Span, _: Option<&[u8]>) {
        self.done += span.len as u64;
        let (done_bytes, total_bytes) = (self.done, self.total);
        self.link.tick(|| Tick { phase: Phase::Plant, done_bytes, total_bytes });
    }

    fn failed(&mut self, _: Span, _: i32) -> Result<(), StopReason> {
        self.failed += 1;
        if self.link.still_there() { Ok(()) } else { Err(StopReason::Vanished) }
    }

    fn wants_flush(&mut self, frontier: u64) -> bool {
        frontier == u64::MAX && !self.flushed
    }

    fn flushed(&mut self, _: u64) {
        self.flushed = true;
    }
}
