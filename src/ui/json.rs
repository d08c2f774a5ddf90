//! One JSON event a line on the standard output, for programs.

use std::io::Write;
use std::time::Instant;

use serde::Serialize;

use super::Closed;
use super::rate::{Outlook, Rate};
use crate::event::{Event, Phase, Tick};
use crate::record::{Level, Verdict};

/// Version of this stream; grows when a member changes its meaning.
const VERSION: u32 = 1;

/// The painter.
#[derive(Debug)]
pub struct Json {
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
        print(&Line::Hello { version: VERSION });
        let (paths, outlooks): (Vec<_>, Vec<_>) = drives.into_iter().unzip();
        Json { paths, rates: outlooks.into_iter().map(Rate::new).collect() }
    }

    fn print<T: Serialize>(&self, job: usize, line: T) {
        print(&OfJob { job, path: self.paths.get(job).map_or("", String::as_str), line });
    }

    pub(super) fn event(&mut self, job: usize, event: &Event) {
        if !matches!(event, Event::Signed { .. }) {
            self.print(job, event);
        }
    }

    pub(super) fn tick(&mut self, job: usize, tick: &Tick) {
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

/// Prints a line at once. A reader that went away is no reason to stop erasing.
fn print<T: Serialize>(line: &T) {
    if let Ok(mut text) = serde_json::to_vec(line) {
        text.push(b'\n');
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(&text).and_then(|()| out.flush());
    }
}
