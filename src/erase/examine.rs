//! Looks at the blocks that could not be written: whether they can be read, and what they hold.

use super::link::Link;
use super::places::Run;
use super::pump::{self, Span, Watch, Work};
use super::read_back::{Spans, block_by_block};
use super::stream::Stream;
use crate::event::{BadBlockState, BadBlocks, BlockRange, StopReason};
use crate::sys::io::{BlockIo, Layout};

/// The longest list of bad blocks with their states; beyond, neighbours get the worst state among them.
const STATES_LISTED: usize = 4_096;

/// Looks at the blocks that could not be written: whether they can be read, and what they hold.
///
/// # Errors
/// Why it ended early.
pub fn run(
    io: &mut BlockIo,
    layout: Layout,
    bad: &[BlockRange],
    stream: &Stream,
    watch: Watch<'_>,
    link: &mut Link,
) -> Result<Vec<BadBlocks>, StopReason> {
    let runs: Vec<Run> = bad.iter().map(|r| Run { first: r.first_lba, blocks: r.blocks }).collect();
    let longest = layout.buffer_bytes - layout.buffer_bytes % watch.block;
    let mut examiner = Examiner {
        spans: Spans::new(runs, watch.block as u64, longest, u64::MAX),
        stream: stream.clone(),
        block: watch.block,
        found: Vec::new(),
        link,
    };
    pump::pump(io, &mut examiner, Watch { slots: layout.slots, ..watch })?;
    let mut found = examiner.found;
    found.sort_unstable_by_key(|(lba, _)| *lba);
    let mut states: Vec<BadBlocks> = Vec::new();
    for (lba, state) in found {
        match states.last_mut() {
            Some(last) if last.state == state && last.first_lba + last.blocks == lba => last.blocks += 1,
            _ => states.push(BadBlocks { first_lba: lba, blocks: 1, state }),
        }
    }
    Ok(if states.len() > STATES_LISTED { coarsen(&states) } else { states })
}

/// Joins neighbours under the worst state among them: no block is left out, and none looks better than it is.
fn coarsen(states: &[BadBlocks]) -> Vec<BadBlocks> {
    let badness = |state| match state {
        BadBlockState::Matches => 0,
        BadBlockState::Unreadable => 1,
        BadBlockState::NotExamined => 2,
        BadBlockState::Differs => 3,
    };
    let mut joined: Vec<BadBlocks> = Vec::new();
    for next in states {
        match joined.last_mut() {
            Some(last) if last.first_lba + last.blocks == next.first_lba => {
                last.blocks += next.blocks;
                if badness(next.state) > badness(last.state) {
                    last.state = next.state;
                }
            }
            _ => joined.push(*next),
        }
    }
    joined
}

struct Examiner<'a> {
    spans: Spans,
    stream: Stream,
    block: usize,
    found: Vec<(u64, BadBlockState)>,
    link: &'a mut Link,
}

impl Work for Examiner<'_> {
    fn next(&mut self) -> Option<Span> {
        self.spans.next()
    }

    fn moved(&mut self, span: Span, bytes: Option<&[u8]>) {
        for (lba, same) in block_by_block(&mut self.stream, self.block, span, bytes) {
            let state = if same { BadBlockState::Matches } else { BadBlockState::Differs };
            self.found.push((lba, state));
        }
    }

    fn failed(&mut self, span: Span, _: i32) -> Result<(), StopReason> {
        if !self.link.still_there() {
            return Err(StopReason::Vanished);
        }
        self.found.push((span.offset / self.block as u64, BadBlockState::Unreadable));
        Ok(())
    }
}
