//! Moves spans of a drive through its slots, whatever they are for.
//!
//! Errors narrow: a span that fails is cut into pieces, and those again, down to the logical block, while one slot goes
//! on with the rest of the drive. A request that gets no answer in time ends the work: the drive has stalled. So does
//! nothing but errors, wherever it is tried: the drive is dead. Nothing in here waits for a drive longer than that.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::event::StopReason;
use crate::sys::io::{BlockIo, Completion, Op};

/// How often the pump looks up from waiting: for an interruption, and for a stall.
const LOOK_UP: Duration = Duration::from_millis(200);

/// A span that fails is cut into so many pieces. More than two: on a dying drive each failing request costs seconds, and
/// the way from 1 MiB down to 512 bytes should fail four times, not twelve.
const PIECES: usize = 16;

/// So many new spans that fail, while nothing else succeeds either, are a dead drive if they lie over more than
/// [`DEAD_STRETCH`]. A smaller damaged area is worked through to its last block.
const DEAD_AFTER: u32 = 32;

/// Bytes from the first to the last of the spans that make a drive count as dead.
const DEAD_STRETCH: u64 = 32 << 20;

/// Nothing but errors for so long are a dead drive too, at the end of it, when nothing new is left to try.
const HOPELESS_AFTER: Duration = Duration::from_secs(1800);

/// How far new spans may run ahead of one that is being narrowed, in bytes: what a resumed job would do again.
const AHEAD_MAX: u64 = 512 << 20;

/// A passing shortage in the kernel is tried again so many times in a row.
const PATIENCE: u32 = 64;

/// Neighbouring bytes of the drive, a multiple of the logical block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub offset: u64,
    /// How many.
    pub len: usize,
}

impl Span {
    /// The byte after the last.
    #[must_use]
    pub fn end(self) -> u64 {
        self.offset + self.len as u64
    }
}

/// What the spans are for.
pub trait Work {
    /// The next span in ascending order, none at the end. Never longer than a buffer.
    fn next(&mut self) -> Option<Span>;
    /// The byte that [`Self::next`] goes on from; everything is handed out at `u64::MAX`. Work that sets no marks need not
    /// tell.
    fn position(&self) -> u64 {
        u64::MAX
    }
    /// The request for a span in a free slot; may fill the slot's buffer. A read, unless it says otherwise.
    fn request(&mut self, span: Span, _slot: usize, _io: &mut BlockIo) -> Option<Op> {
        Some(Op::Read { offset: span.offset, len: span.len })
    }
    /// A span was moved; for a read, `bytes` are what was read.
    fn moved(&mut self, span: Span, bytes: Option<&[u8]>);
    /// A single logical block could not be moved.
    ///
    /// # Errors
    /// The reason to stop, when that is one too many.
    fn failed(&mut self, span: Span, errno: i32) -> Result<(), StopReason>;
    /// Whether all up to `frontier` should be flushed now. Asked only when no flush is under way.
    fn wants_flush(&mut self, _frontier: u64) -> bool {
        false
    }
    /// All up to `frontier` is on the medium.
    fn flushed(&mut self, _frontier: u64) {}
}

/// When to give up.
#[derive(Clone, Copy, Debug)]
pub struct Watch<'a> {
    /// Raised when somebody wants the job to end.
    pub interrupted: &'a AtomicBool,
    /// A request without an answer for so long means a stalled drive.
    pub stall_after: Duration,
    /// Bytes in a logical block.
    pub block: usize,
    /// Slots to keep busy.
    pub slots: usize,
}

#[derive(Clone, Copy)]
enum Busy {
    Span { span: Span, fresh: bool },
    Flush { frontier: u64 },
}

struct Pump<'a> {
    watch: Watch<'a>,
    busy: Vec<Option<(Busy, Instant)>>,
    /// Pieces of spans that failed: the length of each by its first byte.
    again: BTreeMap<u64, usize>,
    shortages: u32,
    /// New spans that failed since anything succeeded: how many, and the first byte of the first.
    fresh_failures: u32,
    failing_from: u64,
    succeeded: Instant,
}

/// Moves all spans of the work, and ends with a flush if the work wants one.
///
/// # Errors
/// Why it stopped early. Whatever was under way then is left to the engine's drop.
pub fn pump(io: &mut BlockIo, work: &mut dyn Work, watch: Watch<'_>) -> Result<(), StopReason> {
    let mut pump = Pump {
        watch,
        busy: vec![None; watch.slots + 1],
        again: BTreeMap::new(),
        shortages: 0,
        fresh_failures: 0,
        failing_from: 0,
        succeeded: Instant::now(),
    };
    let mut done = Vec::new();
    loop {
        if watch.interrupted.load(Ordering::Relaxed) {
            return pump.settle(io, work);
        }
        pump.feed(io, work)?;
        if pump.busy.iter().all(Option::is_none) {
            return Ok(());
        }
        done.clear();
        io.wait(LOOK_UP, &mut done).map_err(|_| StopReason::InternalError)?;
        for completion in done.drain(..) {
            pump.take(completion, io, work)?;
        }
        pump.check_stall()?;
    }
}

impl Pump<'_> {
    /// Gives every free slot something to do.
    fn feed(&mut self, io: &mut BlockIo, work: &mut dyn Work) -> Result<(), StopReason> {
        for slot in 0..self.watch.slots {
            if self.busy[slot].is_some() {
                continue;
            }
            let Some((span, fresh)) = self.choose(slot, work) else { break };
            let op = work.request(span, slot, io).ok_or(StopReason::InternalError)?;
            io.submit(slot, op).map_err(|_| StopReason::InternalError)?;
            self.busy[slot] = Some((Busy::Span { span, fresh }, Instant::now()));
        }
        let flush_slot = self.watch.slots;
        let frontier = self.frontier(work);
        if self.busy[flush_slot].is_none() && work.wants_flush(frontier) {
            io.submit(flush_slot, Op::Flush).map_err(|_| StopReason::InternalError)?;
            self.busy[flush_slot] = Some((Busy::Flush { frontier }, Instant::now()));
        }
        Ok(())
    }

    /// What a free slot does next. The first one keeps to new spans, so that a bad place holds nothing else up, and so
    /// that a dead drive is told from a bad place.
    fn choose(&mut self, slot: usize, work: &mut dyn Work) -> Option<(Span, bool)> {
        let position = work.position();
        let ahead = if position == u64::MAX { 0 } else { position.saturating_sub(self.frontier(work)) };
        if slot == 0
            && ahead < AHEAD_MAX
            && let Some(span) = work.next()
        {
            return Some((span, true));
        }
        match self.again.pop_first() {
            Some((offset, len)) => Some((Span { offset, len }, false)),
            None => work.next().map(|span| (span, true)),
        }
    }

    /// Every byte below it was moved, or failed for good.
    fn frontier(&self, work: &dyn Work) -> u64 {
        let under_way = self.busy.iter().flatten().filter_map(|(busy, _)| match busy {
            Busy::Span { span, .. } => Some(span.offset),
            Busy::Flush { .. } => None,
        });
        under_way.chain(self.again.keys().next().copied()).min().unwrap_or(u64::MAX).min(work.position())
    }

    fn take(&mut self, completion: Completion, io: &BlockIo, work: &mut dyn Work) -> Result<(), StopReason> {
        let slot = completion.slot;
        let Some((busy, _)) = self.busy.get_mut(slot).and_then(Option::take) else { return Ok(()) };
        let errno = completion.result.err().map(|e| e.raw_os_error().unwrap_or(libc::EIO));
        match (busy, errno) {
            (Busy::Flush { frontier }, None) => work.flushed(frontier),
            (Busy::Flush { .. }, Some(errno)) if is_gone(errno) => return Err(StopReason::Vanished),
            (Busy::Flush { .. }, Some(_)) => return Err(StopReason::FlushFailed),
            (Busy::Span { span, .. }, None) => {
                (self.shortages, self.fresh_failures, self.succeeded) = (0, 0, Instant::now());
                let bytes = io.buffer(slot).and_then(|b| b.get(..span.len));
                work.moved(span, bytes);
            }
            (Busy::Span { .. }, Some(errno)) if is_gone(errno) => return Err(StopReason::Vanished),
            (Busy::Span { span, .. }, Some(errno)) if is_shortage(errno) && self.shortages < PATIENCE => {
                self.shortages += 1;
                self.again.insert(span.offset, span.len);
            }
            (Busy::Span { span, fresh }, Some(errno)) => {
                if fresh {
                    if self.fresh_failures == 0 {
                        self.failing_from = span.offset;
                    }
                    self.fresh_failures += 1;
                }
                let stretch = span.end().saturating_sub(self.failing_from);
                let dead = fresh && self.fresh_failures >= DEAD_AFTER && stretch >= DEAD_STRETCH;
                if span.len <= self.watch.block {
                    work.failed(span, errno)?;
                } else {
                    self.again.extend(cut(span, self.watch.block).into_iter().map(|p| (p.offset, p.len)));
                }
                if dead || self.succeeded.elapsed() >= HOPELESS_AFTER {
                    return Err(StopReason::NothingButErrors);
                }
            }
        }
        Ok(())
    }

    fn check_stall(&self) -> Result<(), StopReason> {
        let stalled = |(_, since): &(Busy, Instant)| since.elapsed() >= self.watch.stall_after;
        if self.busy.iter().flatten().any(stalled) { Err(StopReason::Stalled) } else { Ok(()) }
    }

    /// After an interruption: lets what is under way end, so that it counts, but starts nothing more.
    fn settle(mut self, io: &mut BlockIo, work: &mut dyn Work) -> Result<(), StopReason> {
        let mut done = Vec::new();
        while self.busy.iter().any(Option::is_some) && self.check_stall().is_ok() {
            done.clear();
            io.wait(LOOK_UP, &mut done).map_err(|_| StopReason::InternalError)?;
            for completion in done.drain(..) {
                self.take(completion, io, work)?;
            }
        }
        Err(StopReason::Interrupted)
    }
}

/// The drive is no longer there.
fn is_gone(errno: i32) -> bool {
    matches!(errno, libc::ENODEV | libc::ENXIO | libc::ENOMEDIUM | libc::ESHUTDOWN)
}

/// The kernel, not the drive, could not do it just now.
fn is_shortage(errno: i32) -> bool {
    matches!(errno, libc::EAGAIN | libc::EINTR | libc::ENOMEM | libc::EBUSY)
}

/// Cuts a span into pieces that are multiples of the block.
fn cut(span: Span, block: usize) -> Vec<Span> {
    let piece = (span.len / PIECES).next_multiple_of(block).max(block);
    (0..span.len)
        .step_by(piece)
        .map(|at| Span { offset: span.offset + at as u64, len: piece.min(span.len - at) })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pieces_cover_a_span_once_and_get_smaller(offset in 0u64..1 << 40, blocks in 2usize..5000, shift in 9u32..13) {
            let block = 1usize << shift;
            let span = Span { offset: offset * block as u64, len: blocks * block };
            let pieces = cut(span, block);
            prop_assert!(pieces.len() >= 2);
            let mut at = span.offset;
            for piece in &pieces {
                prop_assert_eq!(piece.offset, at);
                prop_assert!(piece.len > 0 && piece.len < span.len && piece.len % block == 0);
                at = piece.end();
            }
            prop_assert_eq!(at, span.end());
        }
    }

    #[test]
    fn from_a_mebibyte_to_a_sector_takes_four_failures() {
        let mut span = Span { offset: 0, len: 1 << 20 };
        let mut failures = 1;
        while span.len > 512 {
            span = cut(span, 512)[0];
            failures += 1;
        }
        assert_eq!(failures, 4);
    }
}
