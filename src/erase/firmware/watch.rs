//! How long to believe in a drive that says it is at work: a pure function of what it said and when.

use std::time::Duration;

use crate::event::{Completion, Technique};

/// Progress that does not move for so long is stuck, or for a tenth of what the drive estimated, where that is more.
const STILL: Duration = Duration::from_secs(3600);

/// Progress may fall by so much, of 65,536, without a meaning: drives round.
const SLACK: u16 = 1_311; // 2 %

/// So many falls by more than that are a drive that goes round in circles.
const FALLS: u32 = 3;

/// The first look comes so soon after the command ...
const FIRST: Duration = Duration::from_millis(100);
/// ... and later ones, each half as long again after the one before, never come further apart than this.
const LAST: Duration = Duration::from_secs(30);

/// No estimate of a drive's own is believed beyond this: a field that nobody filled in reads as decades.
const BELIEVED: Duration = Duration::from_secs(10 * 24 * 3600);

/// The slowest overwrite that is waited for, in bytes a second.
const SLOWEST: u64 = 10_000_000;

/// How long an erase may take: three times what the drive estimates, and no less than a usual one of its kind may need.
#[must_use]
pub fn limit(technique: Technique, estimate: Option<Duration>, size_bytes: u64) -> Duration {
    let hours = |n: u64| Duration::from_secs(n * 3600);
    let usual = match technique {
        Technique::SanitizeCryptoErase | Technique::FormatCryptoErase => hours(1),
        Technique::SanitizeBlockErase
        | Technique::FormatUserDataErase
        | Technique::MmcSanitize
        | Technique::MmcSecureErase => hours(4),
        Technique::SanitizeOverwrite
        | Technique::FormatUnit
        | Technique::SecurityErase
        | Technique::SecurityEraseEnhanced
        | Technique::Overwrite => hours(2) + Duration::from_secs(size_bytes / SLOWEST),
    };
    estimate.map_or(usual, |estimate| usual.max(estimate.min(BELIEVED).saturating_mul(3)))
}

/// Follows the progress of one erase.
#[derive(Clone, Debug)]
pub struct Watchdog {
    began: Duration,
    limit: Duration,
    still: Duration,
    /// The last progress that was told, and since when it is so.
    last: Option<(u16, Duration)>,
    moved: bool,
    falls: u32,
    interval: Duration,
}

impl Watchdog {
    /// Begins to watch.
    #[must_use]
    pub fn new(now: Duration, limit: Duration, estimate: Option<Duration>) -> Watchdog {
        let still = STILL.max(estimate.unwrap_or_default().min(BELIEVED) / 10);
        Watchdog { began: now, limit, still, last: None, moved: false, falls: 0, interval: FIRST }
    }

    /// Takes in what a drive that is at work says; an end when it is not to be believed any longer.
    pub fn take(&mut self, progress: Option<u16>, now: Duration) -> Option<Completion> {
        match (progress, self.last) {
            (Some(here), Some((before, _))) if here != before => {
                if before.saturating_sub(here) > SLACK {
                    self.falls += 1;
                }
                self.moved |= here > before;
                self.last = Some((here, now));
            }
            (Some(here), None) => self.last = Some((here, now)),
            _ => {}
        }
        let since = self.last.map_or(self.began, |(_, since)| since);
        if self.falls >= FALLS {
            Some(Completion::Backwards)
        } else if now.saturating_sub(self.began) > self.limit {
            Some(Completion::Overdue)
        } else if self.last.is_some() && now.saturating_sub(since) > self.still {
            Some(Completion::Stuck)
        } else {
            None
        }
    }

    /// How long to wait before the next look.
    pub fn interval(&mut self) -> Duration {
        let now = self.interval;
        self.interval = (now + now / 2).min(LAST);
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn run(limit: Duration, mut progress: impl FnMut(Duration) -> Option<u16>) -> (Completion, Duration) {
        let mut dog = Watchdog::new(Duration::ZERO, limit, None);
        let mut now = Duration::ZERO;
        loop {
            now += dog.interval();
            if let Some(end) = dog.take(progress(now), now) {
                return (end, now);
            }
        }
    }

    #[test]
    fn a_sanitize_that_would_be_stuck_for_a_week_is_given_up_after_an_hour() {
        let (end, when) = run(HOUR * 24 * 30, |_| Some(30_000));
        assert_eq!(end, Completion::Stuck);
        assert!(when > HOUR && when < HOUR * 2, "{when:?}");
    }

    #[test]
    fn progress_that_goes_round_in_circles_is_seen() {
        let (end, when) = run(HOUR * 24, |now| Some(u16::try_from(now.as_secs() * 20 % 30_000).unwrap()));
        assert_eq!(end, Completion::Backwards);
        assert!(when < HOUR * 3, "{when:?}");
    }

    #[test]
    fn an_end_that_is_always_near_is_overdue() {
        let creep = |now: Duration| Some(65_535 - u16::try_from(3_600_000 / (now.as_secs() + 60)).unwrap());
        assert_eq!(run(HOUR * 8, creep).0, Completion::Overdue);
        let (end, when) = run(HOUR * 8, |_| None);
        assert_eq!(end, Completion::Overdue, "a drive that tells no progress");
        assert!(when < HOUR * 8 + LAST * 2, "{when:?}");
    }

    #[test]
    fn rounding_is_forgiven() {
        let mut dog = Watchdog::new(Duration::ZERO, HOUR, None);
        for n in 0u16..600 {
            let wobble = if n % 2 == 0 { 0 } else { 500 };
            let now = Duration::from_secs(u64::from(n));
            assert_eq!(dog.take(Some(n * 100 + 600 - wobble), now), None, "{n}");
        }
    }

    #[test]
    fn big_slow_drives_are_given_their_time() {
        let week = limit(Technique::SanitizeOverwrite, None, 6_000_000_000_000);
        assert!(week > HOUR * 24 * 6, "{week:?}");
        let told = limit(Technique::SanitizeBlockErase, Some(HOUR * 10), 1 << 40);
        assert_eq!(told, HOUR * 30);
    }

    #[test]
    fn an_estimate_of_decades_does_not_keep_a_station_for_decades() {
        let decades = Some(Duration::from_secs(u64::from(u32::MAX - 1)));
        let told = limit(Technique::SanitizeBlockErase, decades, 1 << 40);
        assert_eq!(told, HOUR * 24 * 30);
        let mut dog = Watchdog::new(Duration::ZERO, told, decades);
        assert_eq!(dog.take(Some(30_000), HOUR), None);
        assert_eq!(dog.take(Some(30_000), HOUR * 26), Some(Completion::Stuck));
    }
}
