//! From the events of a journal to the facts of a record.
//!
//! Pure, and pessimistic: an event that did not come is a thing that did not happen. Events of several runs (after a
//! power cut) fold into one record.

use jiff::Timestamp;

use super::{
    ClockSource, Facts, HiddenAreas, IdentityChecks, PassReport, RunReport, Scope, Technique, Times,
};
use crate::event::{BadBlockState, BadBlocks, BlockRange, Event, JobOpened, Medium, Moment};
use crate::units::Answer;

/// The number of the job and its facts; `None` when the events do not begin with [`Event::JobOpened`].
#[must_use]
pub fn fold(events: &[Event], ended_at: Timestamp, clock: ClockSource) -> Option<(String, Facts)> {
    let Some(Event::JobOpened(opened)) = events.first() else {
        return None;
    };
    let JobOpened { number, at, tool, drive, policy, machine, context, .. } = &**opened;
    let mut state = State::default();
    for event in &events[1..] {
        state.take(event);
    }
    let last_pass = u32::try_from(policy.passes.len()).unwrap_or(u32::MAX);
    let bad_blocks = state.bad_blocks(last_pass);
    let passes = state.passes;
    let block = u64::from(drive.logical_block_bytes);
    let bad_bytes = bad_blocks.iter().fold(0u64, |n, b| n.saturating_add(b.blocks.saturating_mul(block)));
    let last_done = passes.iter().find(|p| p.pass == last_pass).map_or(0, |p| p.done_bytes);
    let virtual_drive = drive.medium == Medium::Virtual;
    let facts = Facts {
        scope: Scope {
            addressable_bytes: drive.size_bytes,
            erased_bytes: last_done.saturating_sub(bad_bytes),
            hidden_areas: if virtual_drive { HiddenAreas::NotApplicable } else { HiddenAreas::NotExamined },
        },
        drive: drive.clone(),
        machine: machine.clone(),
        context: context.clone(),
        policy: policy.clone(),
        technique: Technique::Overwrite,
        passes,
        bad_blocks,
        read_back: state.read_back,
        identity: IdentityChecks {
            before_first_write: state.before_first_write.unwrap_or(Answer::Unknown),
            after_last_read: state.after_last_read.unwrap_or(Answer::Unknown),
        },
        stopped: state.stopped,
        runs: state.runs,
        time: Times { started_at: *at, ended_at, clock },
        tool: tool.clone(),
    };
    Some((number.clone(), facts))
}

#[derive(Default)]
struct State {
    passes: Vec<PassReport>,
    failed: Vec<(u32, BlockRange)>,
    looked_at: Option<Vec<BadBlocks>>,
    read_back: Option<crate::event::ReadBackReport>,
    before_first_write: Option<Answer>,
    after_last_read: Option<Answer>,
    stopped: Option<crate::event::StopReason>,
    runs: Vec<RunReport>,
}

impl State {
    fn take(&mut self, event: &Event) {
        match event {
            Event::RunStarted { at, engine, pass, from_byte } => {
                self.runs.push(RunReport {
                    started_at: *at,
                    engine: *engine,
                    pass: *pass,
                    from_byte: *from_byte,
                });
                self.forget_from(*pass, *from_byte);
            }
            Event::IdentityChecked { moment, same } => match moment {
                Moment::BeforeFirstWrite => {
                    self.before_first_write = Some(worse(self.before_first_write, *same));
                }
                Moment::AfterLastRead => self.after_last_read = Some(*same),
            },
            Event::PassStarted { pass, .. } => {
                self.pass(*pass);
            }
            Event::Mark { pass, done_bytes } => {
                let report = self.pass(*pass);
                report.done_bytes = report.done_bytes.max(*done_bytes);
            }
            Event::WriteFailed { pass, range, .. } => self.failed.push((*pass, *range)),
            Event::PassEnded { pass, duration_ms, .. } => {
                let report = self.pass(*pass);
                report.complete = true;
                report.duration_ms = report.duration_ms.saturating_add(*duration_ms);
            }
            Event::ReadBackStarted { .. } => self.read_back = None,
            Event::ReadBackEnded(report) => self.read_back = Some(report.clone()),
            Event::BadBlocksRead { bad_blocks } => self.looked_at = Some(bad_blocks.clone()),
            Event::Stopped { reason, .. } => self.stopped = Some(*reason),
            Event::JobOpened(_) | Event::Signed { .. } => {}
        }
    }

    /// A run that goes on from a place does all that lies behind it again; so nothing recorded behind it counts.
    fn forget_from(&mut self, pass: u32, from_byte: u64) {
        self.passes.retain(|p| p.pass <= pass);
        for report in self.passes.iter_mut().filter(|p| p.pass == pass) {
            report.complete = false;
            report.done_bytes = report.done_bytes.min(from_byte);
        }
        self.failed.retain(|(p, _)| *p <= pass);
        self.looked_at = None;
        self.read_back = None;
        self.after_last_read = None;
    }

    fn pass(&mut self, pass: u32) -> &mut PassReport {
        let at = self.passes.iter().position(|p| p.pass == pass).unwrap_or_else(|| {
            self.passes.push(PassReport { pass, complete: false, done_bytes: 0, duration_ms: 0 });
            self.passes.len() - 1
        });
        &mut self.passes[at]
    }

    /// The bad blocks of the last pass. Of those that nobody looked at again nothing is known.
    fn bad_blocks(&self, last_pass: u32) -> Vec<BadBlocks> {
        if let Some(looked_at) = &self.looked_at {
            return looked_at.clone();
        }
        merge(self.failed.iter().filter(|(p, _)| *p == last_pass).map(|(_, range)| *range).collect())
            .into_iter()
            .map(|r| BadBlocks {
                first_lba: r.first_lba,
                blocks: r.blocks,
                state: BadBlockState::NotExamined,
            })
            .collect()
    }
}

/// The worse of two answers: one doubt is enough.
fn worse(before: Option<Answer>, now: Answer) -> Answer {
    match (before, now) {
        (Some(Answer::No), _) | (_, Answer::No) => Answer::No,
        (Some(Answer::Unknown), _) | (_, Answer::Unknown) => Answer::Unknown,
        _ => Answer::Yes,
    }
}

/// Sorts ranges and joins those that touch or overlap.
#[must_use]
pub fn merge(mut ranges: Vec<BlockRange>) -> Vec<BlockRange> {
    ranges.sort_unstable_by_key(|r| r.first_lba);
    let mut merged: Vec<BlockRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.first_lba <= last.first_lba.saturating_add(last.blocks) => {
                let end = range
                    .first_lba
                    .saturating_add(range.blocks)
                    .max(last.first_lba.saturating_add(last.blocks));
                last.blocks = end - last.first_lba;
            }
            _ => merged.push(range),
        }
    }
    merged
}
