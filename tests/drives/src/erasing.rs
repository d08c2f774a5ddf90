//! An erase in progress: bytes that change as time passes, and everything that may go wrong with it.

use std::time::Duration;

use crate::When;
use crate::fault::Faults;
use crate::store::Store;

/// All of it, as a fraction: progress is told in 65536ths (ACS-3 SANITIZE STATUS EXT, SPC-4 sense data).
pub const FULL: u64 = 1 << 16;

/// What an erase leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The same bytes again and again, from the first byte of the medium on.
    Pattern(Vec<u8>),
    /// Noise, as a new media key does. It depends on the key and the place only, so that doing a part of it twice after
    /// a power cut brings nothing back.
    Scramble(u64),
}

impl Effect {
    /// The same byte everywhere.
    #[must_use]
    pub fn fill(byte: u8) -> Effect {
        Effect::Pattern(vec![byte])
    }

    fn apply(&self, store: &Store, from: u64, to: u64) {
        match self {
            Effect::Pattern(pattern) if pattern.len() == 1 => store.fill(from, to, pattern[0]),
            Effect::Pattern(pattern) => store.change(from, to, |at, bytes| {
                let start = at % pattern.len() as u64;
                let endless = pattern.iter().cycle().skip(start as usize);
                bytes.iter_mut().zip(endless).for_each(|(byte, new)| *byte = *new);
            }),
            Effect::Scramble(key) => store.change(from, to, |at, bytes| {
                for (number, word) in bytes.chunks_mut(8).enumerate() {
                    let noise = keystream(*key, at / 8 + number as u64).to_le_bytes();
                    word.copy_from_slice(&noise[..word.len()]);
                }
            }),
        }
    }
}

/// Noise for the word at this place (the finaliser of SplitMix64).
fn keystream(key: u64, place: u64) -> u64 {
    let mut z = key ^ place.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// How far an erase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It goes on.
    Running,
    /// It is over, and well.
    Done,
    /// It failed.
    Failed,
    /// The drive is gone from the bus.
    Dead,
}

/// An erase that began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasing {
    effect: Effect,
    /// It reaches the bytes before this one.
    bytes: u64,
    started: Duration,
    /// Time it ran before it was taken up again.
    before: Duration,
    takes: Duration,
    /// The bytes before this one are erased.
    done: u64,
}

impl Erasing {
    /// Begins to erase the first `bytes` bytes, which takes so long.
    #[must_use]
    pub fn start(effect: Effect, bytes: u64, started: Duration, takes: Duration) -> Erasing {
        Erasing { effect, bytes, started, before: Duration::ZERO, takes, done: 0 }
    }

    fn ran(&self, now: Duration) -> Duration {
        self.before + now.saturating_sub(self.started)
    }

    /// When it began, or was taken up again.
    #[must_use]
    pub fn started_at(&self) -> Duration {
        self.started
    }

    /// How much of its time is over, in 65536ths. More than [`FULL`] when it is late.
    #[must_use]
    pub fn passed(&self, now: Duration) -> u64 {
        let passed = self.ran(now).as_nanos() * u128::from(FULL);
        passed.checked_div(self.takes.as_nanos()).map_or(FULL, |part| part as u64)
    }

    /// The time until so many 65536ths are done, from the start.
    #[must_use]
    pub fn time_to(&self, part: u64) -> Duration {
        let nanos = (self.takes.as_nanos() * u128::from(part)).div_ceil(u128::from(FULL));
        Duration::from_nanos(nanos as u64)
    }

    /// Where it stops before its end, and how: the first of the faults.
    fn stop(faults: &Faults) -> Option<(u64, Stage)> {
        [("fail_at", Stage::Failed), ("die_at", Stage::Dead), ("hang_at", Stage::Running)]
            .into_iter()
            .filter_map(|(name, stage)| Some((faults.number(name)? * FULL / 100, stage)))
            .min_by_key(|(part, _)| *part)
    }

    /// Stage, work done and progress told, both in 65536ths.
    fn reach(&self, now: Duration, faults: &Faults) -> (Stage, u64, u64) {
        let mut part = self.passed(now);
        if faults.has("endless") {
            part = (part * FULL / (part + FULL)).min(FULL - 1);
        }
        if let Some((stop, stage)) = Erasing::stop(faults)
            && part >= stop
        {
            return (stage, stop, stop);
        }
        if let Some(top) = faults.number("backwards").map(|top| (top * FULL / 100).max(1))
            && part >= top
        {
            return (Stage::Running, top, part % top);
        }
        let stage = if part >= FULL { Stage::Done } else { Stage::Running };
        (stage, part.min(FULL), part)
    }

    /// Does what is due by now.
    pub fn advance(&mut self, now: Duration, store: &Store, faults: &Faults) -> Stage {
        let (stage, work, _) = self.reach(now, faults);
        let due = (u128::from(self.bytes) * u128::from(work) / u128::from(FULL)) as u64;
        let due = if work >= FULL { self.bytes } else { due / 4096 * 4096 };
        if due > self.done {
            self.erase(self.done, due, store, faults);
            self.done = due;
        }
        stage
    }

    fn erase(&self, from: u64, to: u64, store: &Store, faults: &Faults) {
        if faults.has("lie") {
            return;
        }
        let reach =
            faults.number("partial").map_or(self.bytes, |percent| self.bytes * percent.min(100) / 100);
        let every = faults.number("scatter").filter(|n| *n > 0);
        let mut at = from;
        while at < to.min(reach) {
            let next = ((at >> 20) + 1) << 20;
            let end = next.min(to).min(reach);
            if every.is_none_or(|n| (at >> 20) % n != n - 1) {
                self.effect.apply(store, at, end);
            }
            at = end;
        }
    }

    /// The progress told, in 65536ths, below the end while it runs.
    #[must_use]
    pub fn progress(&self, now: Duration, faults: &Faults) -> u16 {
        self.reach(now, faults).2.min(FULL - 2) as u16
    }

    /// When the answer goes out if the command waits for the end, and whether it is a good one.
    #[must_use]
    pub fn end(&self, faults: &Faults) -> (When, bool) {
        if let Some((stop, stage)) = Erasing::stop(faults) {
            return match stage {
                Stage::Failed => (When::After(self.time_to(stop)), false),
                _ => (When::Never, false),
            };
        }
        if faults.has("endless") || faults.has("backwards") {
            return (When::Never, false);
        }
        (When::After(self.takes), true)
    }

    /// As one line of text.
    #[must_use]
    pub fn text(&self, now: Duration) -> String {
        let effect = match &self.effect {
            Effect::Pattern(bytes) => format!("pattern {}", crate::hex::encode(bytes)),
            Effect::Scramble(key) => format!("scramble {key:x}"),
        };
        let passed = self.ran(now).as_nanos();
        format!("{effect} {} {} {} {passed}", self.bytes, self.done, self.takes.as_nanos())
    }

    /// Back from its text, as if no time had passed since.
    #[must_use]
    pub fn parse(text: &str, now: Duration) -> Option<Erasing> {
        let mut words = text.split_whitespace();
        let effect = match (words.next()?, words.next()?) {
            ("pattern", bytes) => Effect::Pattern(crate::hex::decode(bytes).filter(|b| !b.is_empty())?),
            ("scramble", key) => Effect::Scramble(u64::from_str_radix(key, 16).ok()?),
            _ => return None,
        };
        let mut number = || words.next()?.parse::<u64>().ok();
        let (bytes, done) = (number()?, number()?);
        let (takes, before) = (Duration::from_nanos(number()?), Duration::from_nanos(number()?));
        Some(Erasing { effect, bytes, done, takes, before, started: now })
    }
}
