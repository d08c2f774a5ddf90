//! Throughput and an honest end time.

use std::time::{Duration, Instant};

use crate::event::{Phase, Tick};

/// The speed is that of about the last so many seconds: long enough to be calm, short enough to see a drive slow down
/// towards its inner tracks.
const WINDOW: Duration = Duration::from_secs(20);

/// Below this there is nothing to tell yet.
const ENOUGH: Duration = Duration::from_secs(2);

/// Follows one phase of one job.
#[derive(Debug, Default)]
pub struct Rate {
    phase: Option<Phase>,
    seen: std::collections::VecDeque<(Instant, u64)>,
}

/// What can be told of a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Bytes a second.
    pub bytes_per_second: u64,
    /// Until the end of the phase, at this pace.
    pub left: Duration,
}

impl Rate {
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
        let left = tick.total_bytes.saturating_sub(tick.done_bytes) / rate;
        Some(Pace { bytes_per_second: rate, left: Duration::from_secs(left) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_follows_the_present_speed() {
        let start = Instant::now();
        let mut rate = Rate::default();
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
        let mut rate = Rate::default();
        for second in 0..100 {
            let tick = Tick { phase: Phase::ReadBack, done_bytes: 7, total_bytes: 10_000 };
            assert_eq!(rate.take(&tick, start + Duration::from_secs(second)), None);
        }
    }
}
