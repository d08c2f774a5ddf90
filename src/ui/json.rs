//! One JSON event a line on the standard output, for programs.
//!
//! A thread of its own writes them: a reader that takes nothing may hold up the lines, never the jobs.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::Closed;
use super::rate::{Outlook, Rate};
use crate::event::{Event, Phase, Tick};
use crate::record::{Level, Verdict};

/// Version of this stream; grows when a member changes its meaning.
const VERSION: u32 = 1;

/// So many lines may wait for a slow reader before progress is left out.
const WAITING_MAX: usize = 1_000;

/// How long the last lines are waited for at the end.
const LAST_LINES: Duration = Duration::from_secs(5);

/// The painter.
#[derive(Debug)]
pub struct Json {
    lines: Sender<Vec<u8>>,
    waiting: Arc<AtomicUsize>,
    paths: Vec<String>,
    rates: Vec<Rate>,
}

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Line<'a> {
    Hello {
        version: u32,
    },
    Progress {
        #[serde(flatten)]
        phase: Phase,
        done_bytes: u64,
        total_bytes: u64,
        bytes_per_second: Option<u64>,
        ends_at: Option<jiff::Timestamp>,
    },
    Closed {
        number: &'a str,
        result: Verdict,
        level: Level,
        folder: String,
    },
}

#[derive(Serialize)]
struct OfJob<'a, T> {
    job: usize,
    path: &'a str,
    #[serde(flatten)]
    line: T,
}

impl Json {
    /// Says hello; `drives` are their paths, in order, and what comes after their writing.
    #[must_use]
    pub fn new(drives: Vec<(String, Outlook)>) -> Json {
        let (lines, queue) = channel::<Vec<u8>>();
        let waiting = Arc::new(AtomicUsize::new(0));
        let left = Arc::clone(&waiting);
        // Without its thread nothing is printed, nothing waits, and all else goes on.
        let _ = std::thread::Builder::new().name("events".into()).spawn(move || {
            for line in queue {
                let mut out = std::io::stdout().lock();
                // A reader that went away is no reason to stop erasing.
                let _ = out.write_all(&line).and_then(|()| out.flush());
                left.fetch_sub(1, Ordering::Relaxed);
            }
        });
        let (paths, outlooks): (Vec<_>, Vec<_>) = drives.into_iter().unzip();
        let json = Json { lines, waiting, paths, rates: outlooks.into_iter().map(Rate::new).collect() };
        json.send(&Line::Hello { version: VERSION });
        json
    }

    fn print<T: Serialize>(&self, job: usize, line: T) {
        self.send(&OfJob { job, path: self.paths.get(job).map_or("", String::as_str), line });
    }

    fn send<T: Serialize>(&self, line: &T) {
        if let Ok(mut text) = serde_json::to_vec(line) {
            text.push(b'\n');
            self.waiting.fetch_add(1, Ordering::Relaxed);
            if self.lines.send(text).is_err() {
                self.waiting.fetch_sub(1, Ordering::Relaxed);
            }
        }
    }

    pub(super) fn event(&mut self, job: usize, event: &Event) {
        if !matches!(event, Event::Signed { .. }) {
            self.print(job, event);
        }
    }

    pub(super) fn tick(&mut self, job: usize, tick: &Tick) {
        if self.waiting.load(Ordering::Relaxed) > WAITING_MAX {
            return;
        }
        let pace = self.rates.get_mut(job).and_then(|rate| rate.take(tick, Instant::now()));
        let line = Line::Progress {
            phase: tick.phase,
            done_bytes: tick.done_bytes,
            total_bytes: tick.total_bytes,
            bytes_per_second: pace.map(|p| p.bytes_per_second),
            ends_at: pace.and_then(|p| crate::units::now().checked_add(p.left).ok()),
        };
        self.print(job, line);
    }

    pub(super) fn closed(&mut self, job: usize, closed: &Closed<'_>) {
        let record = closed.record;
        let folder = closed.folder.display().to_string();
        let line =
            Line::Closed { number: &record.number, result: record.result, level: record.level, folder };
        self.print(job, line);
    }
}

impl Drop for Json {
    /// Lets the last lines out, unless nobody takes them.
    fn drop(&mut self) {
        let end = Instant::now() + LAST_LINES;
        while self.waiting.load(Ordering::Relaxed) > 0 && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What waits is what the end waits for.
    #[test]
    fn without_its_thread_no_line_waits() {
        let (lines, queue) = channel();
        drop(queue);
        let json = Json { lines, waiting: Arc::new(AtomicUsize::new(0)), paths: vec![], rates: vec![] };
        json.send(&Line::Hello { version: VERSION });
        assert_eq!(json.waiting.load(Ordering::Relaxed), 0);
    }
}
