//! Reads chosen places, and tells of each logical block what it holds or that it cannot be read.

use crate::erase::link::Link;
use crate::erase::overwrite::CHUNK;
use crate::erase::places::{self, Run, SAMPLE_BLOCK};
use crate::erase::pump::{self, Span, Watch, Work};
use crate::erase::read_back::Spans;
use crate::event::{Phase, ReadBackScheme, StopReason, Tick};
use crate::sys::io::{Choice, Layout};

/// Requests under way.
const SLOTS: usize = 32;

/// More unreadable blocks than this end a visit: each may cost seconds, and the answer is known.
const UNREADABLE_MAX: usize = 8_192;

/// Places on a drive, as runs of units, each of one or more logical blocks.
#[derive(Clone, Debug)]
pub struct Blocks {
    /// Ascending, without overlap.
    pub runs: Vec<Run>,
    /// Bytes in a unit.
    pub unit: u32,
    /// Bytes in a logical block.
    pub logical: u32,
    /// Bytes on the drive.
    pub size: u64,
    /// How many units lie before each run.
    before: Vec<u64>,
}

impl Blocks {
    /// One place in each of `wanted` equal parts, and the fixed places.
    pub fn draw(seed: &[u8; 32], wanted: u64, logical: u32, size: u64) -> Blocks {
        let unit = logical.max(SAMPLE_BLOCK);
        let total = size.div_ceil(u64::from(unit));
        let drawn = places::draw(ReadBackScheme::Sample, total, unit, wanted, seed);
        Blocks::new(drawn.runs, unit, logical, size)
    }

    pub fn new(runs: Vec<Run>, unit: u32, logical: u32, size: u64) -> Blocks {
        let before = runs
            .iter()
            .scan(0, |sum, run| {
                let here = *sum;
                *sum += run.blocks;
                Some(here)
            })
            .collect();
        Blocks { runs, unit, logical, size, before }
    }

    /// How many units.
    pub fn units(&self) -> u64 {
        self.runs.iter().map(|run| run.blocks).sum()
    }

    /// Logical blocks in a unit.
    pub fn in_unit(&self) -> u64 {
        u64::from(self.unit / self.logical.max(1)).max(1)
    }

    /// How many logical blocks, those beyond the end of the drive included.
    pub fn len(&self) -> usize {
        usize::try_from(self.units() * self.in_unit()).unwrap_or(usize::MAX)
    }

    /// The place of a logical block in the list of all of them.
    pub fn index(&self, lba: u64) -> Option<usize> {
        let unit = lba / self.in_unit();
        let at = self.runs.partition_point(|run| run.first <= unit).checked_sub(1)?;
        let run = self.runs.get(at)?;
        let within = unit.checked_sub(run.first).filter(|within| *within < run.blocks)?;
        let number = self.before.get(at)? + within;
        usize::try_from(number * self.in_unit() + lba % self.in_unit()).ok()
    }

    /// The logical block at a place in the list.
    #[cfg(test)]
    pub fn lba(&self, index: usize) -> Option<u64> {
        let index = u64::try_from(index).ok()?;
        let (number, within) = (index / self.in_unit(), index % self.in_unit());
        let at = self.before.partition_point(|before| *before <= number).checked_sub(1)?;
        let unit = self.runs.get(at)?.first + (number - self.before.get(at)?);
        Some(unit * self.in_unit() + within)
    }
}

/// Reads all blocks; `see` hears of each logical block once: its address, and its bytes unless it cannot be read. False
/// when the reading was ended early because hardly anything can be read.
///
/// # Errors
/// Why the job must stop.
pub fn visit(
    link: &mut Link,
    engine: Choice,
    watch: Watch<'_>,
    blocks: &Blocks,
    phase: Phase,
    see: &mut dyn FnMut(u64, Option<&[u8]>),
) -> Result<bool, StopReason> {
    let short = blocks.units() < u64::try_from(blocks.runs.len()).unwrap_or(u64::MAX).saturating_mul(16);
    let buffer_bytes = if short { usize::try_from(blocks.unit).unwrap_or(CHUNK) } else { CHUNK };
    let slots = if short { SLOTS } else { watch.slots };
    let mut io = link.open(engine, Layout { slots, buffers: slots, buffer_bytes })?;
    let mut visitor = Visitor {
        spans: Spans::new(blocks.runs.clone(), u64::from(blocks.unit), buffer_bytes, blocks.size),
        block: watch.block,
        unreadable: 0,
        done: 0,
        total: blocks.units() * u64::from(blocks.unit),
        phase,
        link,
        see,
    };
    match pump::pump(&mut io, &mut visitor, Watch { slots, ..watch }) {
        Ok(()) => Ok(visitor.unreadable <= UNREADABLE_MAX),
        // Not the end of the job: a locked drive, or one that erases itself, answers like this.
        Err(StopReason::NothingButErrors) => Ok(false),
        Err(reason) => Err(reason),
    }
}

struct Visitor<'a> {
    spans: Spans,
    block: usize,
    unreadable: usize,
    done: u64,
    total: u64,
    phase: Phase,
    link: &'a mut Link,
    see: &'a mut dyn FnMut(u64, Option<&[u8]>),
}

impl Work for Visitor<'_> {
    fn next(&mut self) -> Option<Span> {
        if self.unreadable > UNREADABLE_MAX { None } else { self.spans.next() }
    }

    fn moved(&mut self, span: Span, bytes: Option<&[u8]>) {
        self.done += span.len as u64;
        let (phase, done_bytes, total_bytes) = (self.phase, self.done, self.total);
        self.link.tick(|| Tick { phase, done_bytes, total_bytes });
        for at in (0..span.len).step_by(self.block.max(1)) {
            let lba = (span.offset + at as u64) / self.block as u64;
            (self.see)(lba, bytes.and_then(|bytes| bytes.get(at..at + self.block)));
        }
    }

    fn failed(&mut self, span: Span, _: i32) -> Result<(), StopReason> {
        if !self.link.still_there() {
            return Err(StopReason::Vanished);
        }
        self.unreadable += 1;
        (self.see)(span.offset / self.block as u64, None);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_block_has_one_place_in_the_list(seed: [u8; 32], wanted in 1u64..500, units in 600u64..9000) {
            let blocks = Blocks::draw(&seed, wanted, 512, units * 4096);
            for index in 0..blocks.len() {
                let lba = blocks.lba(index).unwrap();
                prop_assert_eq!(blocks.index(lba), Some(index));
            }
            let outside = (0..units).find(|unit| !blocks.runs.iter().any(|r| (r.first..r.first + r.blocks).contains(unit)));
            if let Some(unit) = outside {
                prop_assert_eq!(blocks.index(unit * 8 + 3), None);
            }
        }
    }
}
