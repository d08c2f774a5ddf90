//! One pass of writing over a drive.

use std::time::{Duration, Instant};

use super::link::Link;
use super::pump::{self, Span, Watch, Work};
use super::stream::Stream;
use crate::event::{BlockRange, Event, Phase, StopReason, Tick};
use crate::record::fold::merge;
use crate::sys::io::{BlockIo, Op};
use crate::units::MIB;

/// Longest request, in bytes. Larger ones are cut by most drives' drivers, and gain nothing.
pub const CHUNK: usize = 1 << 20;

/// A mark is set at least every so many bytes, so that a resumed pass begins within 1 GiB of where it was: this much,
/// and what is written while the flush for the mark is under way.
const MARK_EVERY: u64 = 512 * MIB;

/// A mark is set at least this often on slow drives.
const MARK_WITHIN: Duration = Duration::from_secs(30);

/// More bad blocks than this, and the drive is dying: half a gigabyte at 4 KiB each.
const BAD_BLOCKS_MAX: u64 = 131_072;

/// More separate runs of bad blocks than this, and no reader could make sense of the list.
const BAD_RANGES_MAX: usize = 4_096;

/// What to write, and where.
#[derive(Debug)]
pub struct Pass<'a> {
    /// Number, from 1.
    pub number: u32,
    /// How many in all.
    pub of: u32,
    /// What is written.
    pub stream: &'a Stream,
    /// First byte to write; all before it was written by an earlier run.
    pub from_byte: u64,
    /// Bytes on the drive.
    pub size: u64,
    /// Blocks that an earlier run of this pass could not write.
    pub known_bad: Vec<BlockRange>,
}

/// A pass that reached the end of the drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Bytes that the drive accepted in this run.
    pub bytes: u64,
    /// How long it took.
    pub took: Duration,
}

/// Writes the pass to its end, and flushes.
///
/// # Errors
/// Why it stopped early; marks and bad blocks so far were sent.
pub fn run(
    io: &mut BlockIo,
    pass: &Pass<'_>,
    watch: Watch<'_>,
    link: &mut Link,
) -> Result<Written, StopReason> {
    if pass.stream.is_constant() {
        let buffer = io.buffer_mut(0).ok_or(StopReason::InternalError)?;
        pass.stream.write(0, buffer);
    }
    let mut writer = Writer {
        pass,
        link,
        block: watch.block as u64,
        next: pass.from_byte,
        written: 0,
        mark: pass.from_byte,
        marked_at: Instant::now(),
        bad: Vec::new(),
        bad_blocks: pass.known_bad.iter().map(|range| range.blocks).sum(),
        bad_ranges: pass.known_bad.len(),
        final_flush: false,
    };
    let began = Instant::now();
    let ended = pump::pump(io, &mut writer, watch);
    writer.send_bad();
    ended?;
    writer.link.event(Event::Mark { pass: pass.number, done_bytes: pass.size });
    Ok(Written { bytes: writer.written, took: began.elapsed() })
}

struct Writer<'a> {
    pass: &'a Pass<'a>,
    link: &'a mut Link,
    block: u64,
    next: u64,
    written: u64,
    mark: u64,
    marked_at: Instant,
    /// Bad blocks not yet sent, with the error.
    bad: Vec<(BlockRange, i32)>,
    bad_blocks: u64,
    bad_ranges: usize,
    final_flush: bool,
}

impl Work for Writer<'_> {
    fn next(&mut self) -> Option<Span> {
        let left = self.pass.size.checked_sub(self.next).filter(|left| *left > 0)?;
        let len = usize::try_from(left).unwrap_or(usize::MAX).min(CHUNK);
        let span = Span { offset: self.next, len };
        self.next = span.end();
        Some(span)
    }

    fn position(&self) -> u64 {
        if self.next >= self.pass.size { u64::MAX } else { self.next }
    }

    fn request(&mut self, span: Span, slot: usize, io: &mut BlockIo) -> Option<Op> {
        let source = if self.pass.stream.is_constant() { 0 } else { slot };
        if !self.pass.stream.is_constant() {
            self.pass.stream.write(span.offset, io.buffer_mut(slot)?.get_mut(..span.len)?);
        }
        Some(Op::Write { offset: span.offset, len: span.len, source })
    }

    fn moved(&mut self, span: Span, _: Option<&[u8]>) {
        self.written += span.len as u64;
        let (number, of) = (self.pass.number, self.pass.of);
        self.link.tick(|| Tick {
            phase: Phase::Pass { pass: number, of },
            done_bytes: self.pass.from_byte + self.written,
            total_bytes: self.pass.size,
        });
    }

    fn failed(&mut self, span: Span, errno: i32) -> Result<(), StopReason> {
        if !self.link.still_there() {
            return Err(StopReason::Vanished);
        }
        self.bad.push((BlockRange { first_lba: span.offset / self.block, blocks: 1 }, errno));
        self.bad_blocks += 1;
        if self.bad_blocks > BAD_BLOCKS_MAX || self.bad_ranges > BAD_RANGES_MAX {
            return Err(StopReason::TooManyBadBlocks);
        }
        if self.bad.len() >= 4096 {
            self.send_bad();
        }
        Ok(())
    }

    fn wants_flush(&mut self, frontier: u64) -> bool {
        if frontier == u64::MAX {
            return !std::mem::replace(&mut self.final_flush, true);
        }
        let far = frontier.saturating_sub(self.mark);
        far >= MARK_EVERY || (far > 0 && self.marked_at.elapsed() >= MARK_WITHIN)
    }

    fn flushed(&mut self, frontier: u64) {
        self.send_bad(); // before the mark that leaves them behind
        if frontier < self.pass.size {
            self.link.event(Event::Mark { pass: self.pass.number, done_bytes: frontier });
        }
        (self.mark, self.marked_at) = (frontier, Instant::now());
    }
}

impl Writer<'_> {
    fn send_bad(&mut self) {
        let mut bad = std::mem::take(&mut self.bad);
        bad.sort_unstable_by_key(|(range, errno)| (*errno, range.first_lba));
        for same_errno in bad.chunk_by(|a, b| a.1 == b.1) {
            for range in merge(same_errno.iter().map(|(range, _)| *range).collect()) {
                self.bad_ranges += 1;
                self.link.event(Event::WriteFailed { pass: self.pass.number, range, errno: same_errno[0].1 });
            }
        }
    }
}
