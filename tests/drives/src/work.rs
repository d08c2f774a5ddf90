//! An erase that runs over time, with all that may go wrong on its way.

use std::time::Duration;

use crate::fault::Faults;
use crate::flash::{Flash, Treatment};

/// The whole of an erase, in the unit of NVMe's and ATA's progress fields: 1/65536.
pub const WHOLE: u64 = 65536;

/// Where an erase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Under way, perhaps for ever.
    Running,
    /// At its end.
    Done,
    /// Stopped with an error.
    Failed,
    /// The drive is gone from the bus (`die_at`).
    Dead,
    /// The bus was reset under it (`reset`).
    Reset,
}

/// Ranges that are treated one after another. All tracks of an erase keep the same pace, so that half an erase is half of
/// each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// What is done to them.
    pub how: Treatment,
    /// First byte and the byte after the last one.
    pub ranges: Vec<(u64, u64)>,
}

impl Track {
    fn bytes(&self) -> u64 {
        self.ranges.iter().map(|(from, to)| to - from).sum()
    }
}

/// An erase over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    tracks: Vec<Track>,
    takes: Duration,
    /// Time spent before `since`.
    spent: Duration,
    /// Runs since then; none while the drive is gone.
    since: Option<Duration>,
    /// How far the bytes are treated.
    reached: u64,
    died: bool,
    was_reset: bool,
}

impl Work {
    /// Begins now.
    #[must_use]
    pub fn start(tracks: Vec<Track>, takes: Duration, now: Duration) -> Work {
        Work {
            tracks,
            takes,
            spent: Duration::ZERO,
            since: Some(now),
            reached: 0,
            died: false,
            was_reset: false,
        }
    }

    fn elapsed(&self, now: Duration) -> Duration {
        self.spent + self.since.map_or(Duration::ZERO, |since| now.saturating_sub(since))
    }

    /// Progress that the drive shows now, in 1/65536, never the whole.
    #[must_use]
    pub fn progress(&self, now: Duration, faults: &Faults) -> u64 {
        let (reach, _) = self.pace(now, faults);
        let part = self.raw_part(now);
        match percent(faults, "backwards") {
            Some(limit) if part >= limit => part % limit.max(1),
            _ => reach.min(WHOLE - 1),
        }
    }

    /// Where it is now, before [`Work::advance`] has acted on it.
    #[must_use]
    pub fn outcome(&self, now: Duration, faults: &Faults) -> Outcome {
        self.pace(now, faults).1
    }

    fn raw_part(&self, now: Duration) -> u64 {
        let elapsed = self.elapsed(now).as_nanos() * u128::from(WHOLE);
        elapsed.checked_div(self.takes.as_nanos()).map_or(WHOLE, |part| part.min(1 << 40) as u64)
    }

    /// How far it came, and what became of it.
    fn pace(&self, now: Duration, faults: &Faults) -> (u64, Outcome) {
        let part = self.raw_part(now);
        let mut stop = (WHOLE, Outcome::Done);
        let mut stops_at = |limit: Option<u64>, outcome| {
            if let Some(limit) = limit.filter(|limit| *limit < stop.0) {
                stop = (limit, outcome);
            }
        };
        stops_at(percent(faults, "fail_at"), Outcome::Failed);
        stops_at(percent(faults, "hang_at"), Outcome::Running);
        stops_at(percent(faults, "backwards"), Outcome::Running);
        stops_at(percent(faults, "die_at").filter(|_| !self.died), Outcome::Dead);
        stops_at((faults.has("reset") && !self.was_reset).then_some(WHOLE / 2), Outcome::Reset);
        // Half of it in its time, two thirds in twice its time, and so on.
        let part = if faults.has("endless") { part * WHOLE / (part + WHOLE) } else { part };
        if part >= stop.0 { stop } else { (part, Outcome::Running) }
    }

    /// Treats what time has come for. A drive that dies or is reset stands still until [`Work::resume`].
    pub fn advance(&mut self, now: Duration, faults: &Faults, flash: &Flash) -> Outcome {
        let (reach, outcome) = self.pace(now, faults);
        if reach > self.reached {
            for track in &self.tracks {
                treat(track, self.reached, reach, faults, flash);
            }
            self.reached = reach;
        }
        if matches!(outcome, Outcome::Dead | Outcome::Reset) {
            self.died |= outcome == Outcome::Dead;
            self.was_reset |= outcome == Outcome::Reset;
            let nanos = self.takes.as_nanos() * u128::from(reach) / u128::from(WHOLE);
            self.spent = Duration::from_nanos(nanos.min(u128::from(u64::MAX)) as u64);
            self.since = None;
        }
        outcome
    }

    /// Goes on after the drive is back.
    pub fn resume(&mut self, now: Duration) {
        self.since = self.since.or(Some(now));
    }

    /// When a command that waits for it is answered, counted from its start: never, or after so long with or without an error.
    #[must_use]
    pub fn answers(&self, faults: &Faults) -> Option<(Duration, Outcome)> {
        if faults.has("endless") {
            return None;
        }
        let (reach, outcome) = self.pace(Duration::MAX, faults);
        let nanos = self.takes.as_nanos() * u128::from(reach) / u128::from(WHOLE);
        let after = Duration::from_nanos(nanos.min(u128::from(u64::MAX)) as u64);
        matches!(outcome, Outcome::Done | Outcome::Failed).then_some((after, outcome))
    }

    /// As text without blanks, for [`Work::from_text`].
    #[must_use]
    pub fn to_text(&self, now: Duration) -> String {
        let mut text = format!(
            "{}:{}:{}:{}:{}",
            self.takes.as_nanos(),
            self.elapsed(now).as_nanos(),
            self.reached,
            u8::from(self.died),
            u8::from(self.was_reset),
        );
        for track in &self.tracks {
            text += &match track.how {
                Treatment::Fill(byte) => format!("/fill:{byte}"),
                Treatment::Pattern(pattern) => format!("/pattern:{pattern}"),
                Treatment::Scramble(key) => format!("/scramble:{key}"),
                Treatment::Unmap(byte) => format!("/unmap:{byte}"),
            };
            for (from, to) in &track.ranges {
                text += &format!(":{from}-{to}");
            }
        }
        text
    }

    /// Back from text; goes on from now. None when the text is not one of ours.
    #[must_use]
    pub fn from_text(text: &str, now: Duration) -> Option<Work> {
        let mut parts = text.split('/');
        let head: Vec<u64> = parts.next()?.split(':').map(|n| n.parse().ok()).collect::<Option<_>>()?;
        let [takes, spent, reached, died, was_reset] = head[..] else { return None };
        Some(Work {
            tracks: parts.map(track_from_text).collect::<Option<_>>()?,
            takes: Duration::from_nanos(takes),
            spent: Duration::from_nanos(spent),
            since: Some(now),
            reached,
            died: died != 0,
            was_reset: was_reset != 0,
        })
    }
}

fn track_from_text(text: &str) -> Option<Track> {
    let mut fields = text.split(':');
    let (kind, value) = (fields.next()?, fields.next()?.parse::<u64>().ok()?);
    let how = match kind {
        "fill" => Treatment::Fill(value as u8),
        "pattern" => Treatment::Pattern(value as u32),
        "scramble" => Treatment::Scramble(value),
        "unmap" => Treatment::Unmap(value as u8),
        _ => return None,
    };
    let range = |text: &str| {
        let (from, to) = text.split_once('-')?;
        Some((from.parse().ok()?, to.parse().ok()?))
    };
    Some(Track { how, ranges: fields.map(range).collect::<Option<_>>()? })
}

fn percent(faults: &Faults, name: &str) -> Option<u64> {
    Some(faults.number(name)?.min(100) * WHOLE / 100)
}

/// Treats a track from one part to another, but for what the drive is told to leave.
fn treat(track: &Track, from: u64, to: u64, faults: &Faults, flash: &Flash) {
    if faults.has("lie") {
        return;
    }
    let whole = track.bytes();
    let most = faults.number("partial").map_or(whole, |part| share(whole, part.min(100), 100));
    let place = |part: u64| {
        if part >= WHOLE {
            return whole.min(most);
        }
        share(whole, part, WHOLE).min(most)
    };
    let (from, to) = (place(from), place(to));
    let left_out =
        |megabyte: u64| faults.number("scatter").is_some_and(|n| megabyte % n.max(1) == n.max(1) - 1);
    let mut at = from;
    while at < to {
        let end = (((at >> 20) + 1) << 20).min(to);
        if !left_out(at >> 20) {
            each_range(track, at, end, |from, to| flash.treat(track.how, from, to));
        }
        at = end;
    }
}

/// A part of so many bytes, in whole pages.
fn share(bytes: u64, part: u64, of: u64) -> u64 {
    (u128::from(bytes) * u128::from(part) / u128::from(of)) as u64 & !4095
}

/// Calls for each piece of the store that lies between two places of a track.
fn each_range(track: &Track, from: u64, to: u64, mut call: impl FnMut(u64, u64)) {
    let mut begin = 0;
    for (first, last) in &track.ranges {
        let end = begin + (last - first);
        let (a, b) = (from.max(begin), to.min(end));
        if a < b {
            call(first + (a - begin), first + (b - begin));
        }
        begin = end;
    }
}

#[cfg(test)]
mod tests;
