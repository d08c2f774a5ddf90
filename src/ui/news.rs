//! What happens in jobs, told to another thread: one that paints screens, and never waits for a drive.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use super::Closed;
use super::rate::{Outlook, Rate};
use crate::event::{Completion, Event, Phase, StopReason, Tick};
use crate::record::Verdict;

/// Something to tell. Jobs are counted from 0, in the order they were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A job goes on.
    Progress {
        /// Which.
        job: usize,
        /// Where it is.
        tick: Tick,
        /// How long until its end, where that is known.
        left: Option<Duration>,
    },
    /// A job ends before its plan did.
    Stopped {
        /// Which.
        job: usize,
        /// Why.
        reason: StopReason,
    },
    /// A drive that erases itself did not come to an end in its time.
    Endless {
        /// Which.
        job: usize,
    },
    /// The journal of a job cannot be written any more.
    JournalLost {
        /// Which.
        job: usize,
    },
    /// A job ended, and its attestation is signed.
    Closed {
        /// Which.
        job: usize,
        /// Number of the attestation.
        number: String,
        /// What it concludes.
        result: Verdict,
        /// Where it is.
        folder: PathBuf,
        /// Whether that is where it belongs, and the ledger knows of it.
        is_home: bool,
    },
    /// A job ended, and there is no attestation yet.
    Unproven {
        /// Which.
        job: usize,
        /// Where its journal is, from which one can be made.
        journal: PathBuf,
    },
    /// Something that a person has to know.
    Said(String),
}

/// Tells. That nobody listens any more is no reason to stop erasing.
#[derive(Debug)]
pub struct Teller {
    to: Sender<News>,
    rates: Vec<Rate>,
}

impl Teller {
    /// Tells to whoever holds the other end; what comes after the writing of each job.
    #[must_use]
    pub fn new(to: Sender<News>, outlooks: Vec<Outlook>) -> Teller {
        Teller { to, rates: outlooks.into_iter().map(Rate::new).collect() }
    }

    fn send(&self, news: News) {
        let _ = self.to.send(news);
    }

    pub(super) fn event(&self, job: usize, event: &Event) {
        match event {
            Event::Stopped { reason, .. } => self.send(News::Stopped { job, reason: *reason }),
            Event::FirmwareEnded(report) if is_endless(report.completion) => self.send(News::Endless { job }),
            // A phase begins: its first tick may be far.
            Event::ReadBackStarted { .. } => {
                let tick = Tick { phase: Phase::ReadBack, done_bytes: 0, total_bytes: 0 };
                self.send(News::Progress { job, tick, left: None });
            }
            Event::AttemptStarted { technique, .. } => {
                let tick =
                    Tick { phase: Phase::Firmware { technique: *technique }, done_bytes: 0, total_bytes: 0 };
                self.send(News::Progress { job, tick, left: None });
            }
            _ => {}
        }
    }

    pub(super) fn tick(&mut self, job: usize, tick: &Tick) {
        let pace = self.rates.get_mut(job).and_then(|rate| rate.take(tick, Instant::now()));
        self.send(News::Progress { job, tick: *tick, left: pace.map(|pace| pace.left) });
    }

    pub(super) fn closed(&self, job: usize, closed: &Closed<'_>) {
        self.send(News::Closed {
            job,
            number: closed.record.number.clone(),
            result: closed.record.result,
            folder: closed.folder.to_owned(),
            is_home: closed.troubles.is_empty(),
        });
    }

    pub(super) fn journal_lost(&self, job: usize) {
        self.send(News::JournalLost { job });
    }

    pub(super) fn unproven(&self, job: usize, journal: &Path) {
        self.send(News::Unproven { job, journal: journal.to_owned() });
    }

    pub(super) fn say(&self, sentence: &str) {
        self.send(News::Said(sentence.to_owned()));
    }
}

/// Whether a drive went on and on.
fn is_endless(completion: Completion) -> bool {
    matches!(completion, Completion::Stuck | Completion::Backwards | Completion::Overdue)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::event::FirmwareReport;
    use crate::units::Answer;

    #[test]
    fn only_a_drive_that_went_on_and_on_is_told_of() {
        let told = |completion| {
            let (to, from) = channel();
            let report = FirmwareReport {
                command: None,
                joined: false,
                seen_at_work: Answer::Yes,
                completion,
                status_changed: Answer::Yes,
                duration_ms: 0,
            };
            Teller::new(to, vec![]).event(3, &Event::FirmwareEnded(report));
            from.try_iter().collect::<Vec<_>>()
        };
        for endless in [Completion::Stuck, Completion::Backwards, Completion::Overdue] {
            assert_eq!(told(endless), [News::Endless { job: 3 }]);
        }
        for other in [Completion::Reported, Completion::Failed, Completion::Refused, Completion::Silent] {
            assert_eq!(told(other), []);
        }
    }
}
