//! Reads the medium back and compares it with what was to be written.
//!
//! Reads go past the page cache (`O_DIRECT`), after a flush. One byte that differs is enough.

use std::time::Instant;

use sha2::{Digest, Sha256};

use super::link::Link;
use super::overwrite::CHUNK;
use super::places::{self, Places, Run, SAMPLE_BLOCK};
use super::pump::{self, Span, Watch, Work};
use super::stream::Stream;
use crate::event::{BlockRange, Phase, ReadBackReport, ReadBackScheme, StopReason, Tick};
use crate::record::fold::merge;
use crate::sys::io::{BlockIo, Layout};
use crate::units::{hex, millis};

/// Reading ends early once so many separate runs of blocks differ: the answer is known.
const DIFFERING_MAX: usize = 64;

/// More unreadable blocks than this end the reading: the answer is known, and each costs seconds.
const UNREADABLE_MAX: usize = 8_192;

/// The longest list of differing runs in a report. What was under way when the reading ended early could add thousands.
const DIFFERING_LISTED: usize = 1_024;

/// What the start of a region is a multiple of: every block size that a scheme may use.
pub const REGION_UNIT: u64 = 1 << 20;

/// Requests under way when single blocks are read.
const SAMPLE_SLOTS: usize = 32;

/// Places that lie in runs of fewer blocks than this on average are read as single blocks.
const SHORT_RUN: u64 = 16;

/// What is read back.
#[derive(Debug)]
pub struct Question<'a> {
    /// The scheme.
    pub scheme: ReadBackScheme,
    /// Random blocks of the `sample` scheme.
    pub sample_blocks: u64,
    /// What should be there.
    pub stream: &'a Stream,
    /// Bytes of the drive that are looked at: all of them for a read-back. Starts at a multiple of [`REGION_UNIT`].
    pub region: std::ops::Range<u64>,
    /// Bytes in a logical block.
    pub logical_block: u32,
    /// Blocks that could not be written, ascending; looked at by [`super::examine`] instead.
    pub bad: &'a [BlockRange],
    /// What is said to be under way.
    pub phase: Phase,
}

/// A question with its places drawn.
#[derive(Debug)]
pub struct Reading<'a> {
    question: Question<'a>,
    places: Places,
    /// Bytes in a block of the scheme.
    unit: u32,
    blocks_total: u64,
    seed: Option<[u8; 32]>,
}

impl<'a> Reading<'a> {
    /// Draws a seed, and the places. To be called after the erase: nobody can know them before.
    ///
    /// # Errors
    /// When the operating system gives no random numbers.
    pub fn prepare(question: Question<'a>) -> Result<Reading<'a>, StopReason> {
        let unit = question.logical_block.max(SAMPLE_BLOCK);
        let region = &question.region;
        let blocks_total = region.end.saturating_sub(region.start).div_ceil(u64::from(unit));
        let (places, seed) = if question.scheme == ReadBackScheme::Full {
            let runs = vec![Run { first: 0, blocks: blocks_total }];
            (Places { strata: 0, random_blocks: 0, fixed_blocks: blocks_total, runs }, None)
        } else {
            let mut seed = [0; 32];
            getrandom::fill(&mut seed).map_err(|_| StopReason::InternalError)?;
            (places::draw(question.scheme, blocks_total, unit, question.sample_blocks, &seed), Some(seed))
        };
        Ok(Reading { question, places, unit, blocks_total, seed })
    }

    fn blocks_read(&self) -> u64 {
        self.places.runs.iter().map(|run| run.blocks).sum()
    }

    /// The slots and buffers that suit the places; `slots` is what the drive takes for long requests.
    #[must_use]
    pub fn layout(&self, slots: usize) -> Layout {
        let runs = u64::try_from(self.places.runs.len()).unwrap_or(u64::MAX);
        if self.blocks_read() < runs.saturating_mul(SHORT_RUN) {
            let buffer_bytes = usize::try_from(self.unit).unwrap_or(CHUNK);
            return Layout { slots: SAMPLE_SLOTS, buffers: SAMPLE_SLOTS, buffer_bytes };
        }
        long_layout(slots)
    }

    /// Reads.
    ///
    /// # Errors
    /// Why it ended early; then nothing is known of what was not read.
    pub fn run(
        self,
        io: &mut BlockIo,
        layout: Layout,
        watch: Watch<'_>,
        link: &mut Link,
    ) -> Result<ReadBackReport, StopReason> {
        let began = Instant::now();
        let unit = u64::from(self.unit);
        let first = self.question.region.start / unit;
        let runs = self.places.runs.iter().map(|run| Run { first: first + run.first, ..*run }).collect();
        let spans = Spans::new(runs, unit, layout.buffer_bytes, self.question.region.end);
        let mut reader = Reader {
            total: spans.total(),
            spans,
            stream: self.question.stream.clone(),
            block: watch.block,
            bad: self.question.bad,
            differing: Vec::new(),
            unreadable: Vec::new(),
            done: 0,
            phase: self.question.phase,
            link,
        };
        pump::pump(io, &mut reader, Watch { slots: layout.slots, ..watch })?;
        let complete = reader.spans.is_done();
        let mut differing = merge(reader.differing);
        differing.truncate(DIFFERING_LISTED);
        Ok(ReadBackReport {
            scheme: self.question.scheme,
            block_bytes: self.unit,
            blocks_total: self.blocks_total,
            strata: self.places.strata,
            random_blocks: self.places.random_blocks,
            fixed_blocks: self.places.fixed_blocks,
            blocks_read: self.blocks_read(),
            seed: self.seed.map(|seed| hex(&seed)),
            places_digest: self.seed.map(|_| digest(&self.places.runs)),
            differing,
            unreadable: merge(reader.unreadable),
            complete,
            duration_ms: millis(began.elapsed()),
        })
    }
}

/// The slots and buffers for long requests.
#[must_use]
pub fn long_layout(slots: usize) -> Layout {
    Layout { slots, buffers: slots, buffer_bytes: CHUNK }
}

/// SHA-256 of the runs, each as its first block and its length in 8 little-endian bytes.
fn digest(runs: &[Run]) -> String {
    let mut hash = Sha256::new();
    for run in runs {
        hash.update(run.first.to_le_bytes());
        hash.update(run.blocks.to_le_bytes());
    }
    hex(&hash.finalize())
}

/// Cuts runs of blocks into spans of the drive.
#[derive(Clone, Debug)]
pub(super) struct Spans {
    runs: std::vec::IntoIter<Run>,
    unit: u64,
    longest: u64,
    size: u64,
    from: u64,
    to: u64,
    stopped: bool,
}

impl Spans {
    pub(super) fn new(runs: Vec<Run>, unit: u64, longest: usize, size: u64) -> Spans {
        Spans { runs: runs.into_iter(), unit, longest: longest as u64, size, from: 0, to: 0, stopped: false }
    }

    fn total(&self) -> u64 {
        self.runs.as_slice().iter().map(|run| self.end(*run) - run.first * self.unit).sum()
    }

    /// The byte after a run; the last block of the drive may be a short one.
    fn end(&self, run: Run) -> u64 {
        ((run.first + run.blocks) * self.unit).min(self.size)
    }

    pub(super) fn next(&mut self) -> Option<Span> {
        if self.stopped {
            return None;
        }
        if self.from >= self.to {
            let run = self.runs.next()?;
            (self.from, self.to) = (run.first * self.unit, self.end(run));
        }
        let len = (self.to - self.from).min(self.longest);
        let span = Span { offset: self.from, len: usize::try_from(len).ok()? };
        self.from = span.end();
        Some(span)
    }

    fn stop(&mut self) {
        self.stopped = true;
    }

    /// Whether all spans were handed out.
    fn is_done(&self) -> bool {
        !self.stopped && self.from >= self.to && self.runs.len() == 0
    }
}

struct Reader<'a> {
    spans: Spans,
    stream: Stream,
    block: usize,
    bad: &'a [BlockRange],
    differing: Vec<BlockRange>,
    unreadable: Vec<BlockRange>,
    done: u64,
    total: u64,
    phase: Phase,
    link: &'a mut Link,
}

impl Reader<'_> {
    fn is_bad(&self, lba: u64) -> bool {
        let after = self.bad.partition_point(|range| range.first_lba <= lba);
        after.checked_sub(1).is_some_and(|at| lba < self.bad[at].first_lba + self.bad[at].blocks)
    }

    fn add(ranges: &mut Vec<BlockRange>, lba: u64) {
        match ranges.last_mut() {
            Some(last) if last.first_lba + last.blocks == lba => last.blocks += 1,
            _ => ranges.push(BlockRange { first_lba: lba, blocks: 1 }),
        }
    }
}

impl Work for Reader<'_> {
    fn next(&mut self) -> Option<Span> {
        self.spans.next()
    }

    fn moved(&mut self, span: Span, bytes: Option<&[u8]>) {
        self.done += span.len as u64;
        let (phase, done_bytes, total_bytes) = (self.phase, self.done, self.total);
        self.link.tick(|| Tick { phase, done_bytes, total_bytes });
        // A buffer that cannot be seen was not compared: that counts as differing.
        if bytes.is_some_and(|bytes| self.stream.holds(span.offset, bytes)) {
            return;
        }
        for (lba, same) in block_by_block(&mut self.stream, self.block, span, bytes) {
            if !same && !self.is_bad(lba) {
                Self::add(&mut self.differing, lba);
            }
        }
        if self.differing.len() >= DIFFERING_MAX {
            self.spans.stop();
        }
    }

    fn failed(&mut self, span: Span, _: i32) -> Result<(), StopReason> {
        if !self.link.still_there() {
            return Err(StopReason::Vanished);
        }
        let lba = span.offset / self.block as u64;
        if !self.is_bad(lba) {
            Self::add(&mut self.unreadable, lba);
            if self.unreadable.len() > UNREADABLE_MAX {
                self.spans.stop();
            }
        }
        Ok(())
    }
}

/// Each logical block of a span, and whether it holds what it should. What cannot be seen does not.
pub(super) fn block_by_block(
    stream: &mut Stream,
    block: usize,
    span: Span,
    bytes: Option<&[u8]>,
) -> Vec<(u64, bool)> {
    (0..span.len)
        .step_by(block)
        .map(|at| {
            let offset = span.offset + at as u64;
            let bytes = bytes.and_then(|bytes| bytes.get(at..at + block));
            (offset / block as u64, bytes.is_some_and(|bytes| stream.holds(offset, bytes)))
        })
        .collect()
}
