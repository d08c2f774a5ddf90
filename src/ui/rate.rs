//! Throughput and an honest end time.

use std::time::{Duration, Instant};

use crate::event::{Phase, Tick};

/// The speed is that of about the last so many seconds: long enough to be calm, short enough to see a drive slow down
/// towards its inner tracks.
const WINDOW: Duration = Duration::from_secs(20);

/// Below this there is nothing to tell yet.
const ENOUGH: Duration = Duration::from_secs(2);

/// What comes after the writing of a job, for its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// Bytes that the read-back reads in long requests, at about the speed of the writing.
    pub read_bytes: u64,
    /// How long it takes where it reads single blocks instead, in seconds, by the usual speed of such drives.
    pub read_seconds: u64,
}

/// Follows one job.
#[derive(Debug)]
pub struct Rate {
    outlook: Outlook,
    phase: Option<Phase>,
    seen: std::collections::VecDeque<(Instant, u64)>,
}

/// What can be told of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Bytes a second.
    pub bytes_per_second: u64,
    /// Until the end of the whole job, at this pace.
    pub left: Duration,
}

impl Rate {
    /// Begins to follow.
    #[must_use]
    pub fn new(outlook: Outlook) -> Rate {
        Rate { outlook, phase: None, seen: std::collections::VecDeque::new() }
    }

    /// Takes a tick in; gives the pace as soon as there is one.
    pub fn take(&mut self, tick: &Tick, at: Instant) -> Option<Pace> {
        if self.phase != Some(tick.phase) {
            (self.phase, self.seen) = (Some(tick.phase), std::collections::VecDeque::new());
        }
        self.seen.push_back((at, tick.done_bytes));
        while self.seen.len() > 2 && self.seen.get(1).is_some_and(|(t, _)| at.duration_since(*t) >= WINDOW) {
            self.seen.pop_front();
        }
        let (since, from) = *self.seen.front()?;
        let took = at.duration_since(since);
        if took < ENOUGH {
            return None;
        }
        let moved = u128::from(tick.done_bytes.saturating_sub(from));
        let rate = u64::try_from(moved * 1000 / took.as_millis().max(1)).ok().filter(|rate| *rate > 0)?;
        let here = tick.total_bytes.saturating_sub(tick.done_bytes);
        let (bytes, seconds) = match tick.phase {
            // After the look before a resume there is writing to come, but its speed is not known yet.
            Phase::ReadBack | Phase::ResumeCheck | Phase::Plant | Phase::Evidence => (here, 0),
            Phase::Firmware { .. } => (here, self.outlook.read_seconds),
            Phase::Pass { pass, of } => {
                let passes = u64::from(of.saturating_sub(pass)).saturating_mul(tick.total_bytes);
                (
                    here.saturating_add(passes).saturating_add(self.outlook.read_bytes),
                    self.outlook.read_seconds,
                )
            }
        };
        let left = (bytes / rate).saturating_add(seconds);
        Some(Pace { bytes_per_second: rate, left: Duration::from_secs(left) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING_AFTER: Outlook = Outlook { read_bytes: 0, read_seconds: 0 };

    #[test]
    fn the_end_is_that_of_the_job_and_not_of_the_pass() {
        let start = Instant::now();
        let left = |outlook, pass, of| {
            let mut rate = Rate::new(outlook);
            let phase = Phase::Pass { pass, of };
            rate.take(&Tick { phase, done_bytes: 0, total_bytes: 10_000 }, start);
            let tick = Tick { phase, done_bytes: 1_000, total_bytes: 10_000 };
            rate.take(&tick, start + Duration::from_secs(10)).unwrap().left.as_secs()
        };
        assert_eq!(left(NOTHING_AFTER, 1, 1), 90);
        assert_eq!(left(NOTHING_AFTER, 1, 3), 290);
        assert_eq!(left(NOTHING_AFTER, 3, 3), 90);
        assert_eq!(left(Outlook { read_bytes: 10_000, read_seconds: 0 }, 1, 1), 190);
        assert_eq!(left(Outlook { read_bytes: 0, read_seconds: 55 }, 1, 1), 145);
    }

    #[test]
    fn the_end_follows_the_present_speed() {
        let start = Instant::now();
        let mut rate = Rate::new(NOTHING_AFTER);
        let tick = |done_bytes| Tick { phase: Phase::ReadBack, done_bytes, total_bytes: 10_000 };
        assert_eq!(rate.take(&tick(0), start), None);
        assert_eq!(rate.take(&tick(100), start + Duration::from_secs(1)), None, "too early to tell");
        let pace = rate.take(&tick(1_000), start + Duration::from_secs(10)).unwrap();
        assert_eq!((pace.bytes_per_second, pace.left.as_secs()), (100, 90));
        let mut done = 1_000;
        for second in 11..60 {
            done += 10;
            let pace = rate.take(&tick(done), start + Duration::from_secs(second)).unwrap();
            if second > 45 {
                assert_eq!(pace.bytes_per_second, 10, "second {second}");
            }
        }
        let other = Tick { phase: Phase::ResumeCheck, done_bytes: 5, total_bytes: 10 };
        assert_eq!(rate.take(&other, start + Duration::from_secs(61)), None, "another phase begins anew");
    }

    #[test]
    fn a_drive_that_stands_still_has_no_end() {
        let start = Instant::now();
        let mut rate = Rate::new(NOTHING_AFTER);
        for second in 0..100 {
            let tick = Tick { phase: Phase::ReadBack, done_bytes: 7, total_bytes: 10_000 };
            assert_eq!(rate.take(&tick, start + Duration::from_secs(second)), None);
        }
    }
}
