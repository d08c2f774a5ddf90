//! What a drive of the tests does wrong: a plan that a test sets from outside while the drive runs, and the log of
//! what was asked of it. Pure: bytes in, answers out; `faultfs` carries it to the kernel.

use std::ops::Range;

use super::mix;

/// What happens to a request that touches a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A write fails; of the request, so much was done.
    WriteError(Done),
    /// A read fails.
    ReadError,
    /// A write is acknowledged, and the place keeps what it held.
    Dropped,
    /// A write is acknowledged, and the first bit of the place is the wrong one.
    BitFlipped,
    /// The request is not answered until it is let go.
    Stall,
    /// A read is not answered until it is let go.
    ReadStall,
}

/// What a failed write leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Nothing of the request was written.
    Nothing,
    /// All before the bad place.
    UpToIt,
    /// All but the bad place.
    AllElse,
}

/// A share of blocks, drawn by a seed, to which writes are acknowledged and dropped.
#[derive(Clone, Copy, Debug)]
pub struct Lies {
    /// Which blocks.
    pub seed: u64,
    /// How many of a million.
    pub per_million: u64,
    /// Bytes in a block.
    pub block: u64,
}

impl Lies {
    /// Whether writes to the n-th block are dropped.
    pub fn drops(&self, n: u64) -> bool {
        mix(n ^ mix(self.seed)) % 1_000_000 < self.per_million
    }
}

/// All that a drive does wrong.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Places, in bytes.
    pub places: Vec<(Range<u64>, Fault)>,
    /// Lies here and there.
    pub lies: Option<Lies>,
    /// Everything fails from this request on (counted from 1, reads and writes together).
    pub dies_at: Option<u64>,
    /// Flushes fail.
    pub flush_fails: bool,
}

/// What was asked of a drive.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// Reads and writes.
    pub requests: u64,
    /// Byte ranges of the writes, as they came, whatever became of them.
    pub writes: Vec<Range<u64>>,
    /// Byte ranges of the reads.
    pub reads: Vec<Range<u64>>,
    /// Flushes.
    pub flushes: u64,
    /// Discards and write-zeroes, which are never carried out.
    pub discards: u64,
    /// The longest read or write, in bytes.
    pub longest: u64,
}

/// The answer to a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is done.
    Ok,
    /// It failed with an I/O error.
    Error,
    /// It waits.
    Hold,
}

/// The bytes of a drive, its plan and its log.
pub struct Model {
    /// What is on the medium.
    pub bytes: Vec<u8>,
    /// What it does wrong.
    pub plan: Plan,
    /// What it was asked.
    pub log: Log,
}

impl Model {
    /// A drive that does nothing wrong yet.
    pub fn new(bytes: Vec<u8>) -> Model {
        Model { bytes, plan: Plan::default(), log: Log::default() }
    }

    fn count(&mut self, request: &Range<u64>, holding: &[Fault]) -> Answer {
        self.log.requests += 1;
        self.log.longest = self.log.longest.max(request.end - request.start);
        if self.plan.dies_at.is_some_and(|n| self.log.requests >= n) {
            return Answer::Error;
        }
        if self.touched(request).any(|(_, fault)| holding.contains(&fault)) {
            return Answer::Hold;
        }
        Answer::Ok
    }

    /// The faults that a request touches, each with the part of it that is touched.
    fn touched(&self, request: &Range<u64>) -> impl Iterator<Item = (Range<u64>, Fault)> {
        let request = request.clone();
        self.plan.places.iter().filter_map(move |(place, fault)| {
            let part = place.start.max(request.start)..place.end.min(request.end);
            (!part.is_empty()).then_some((part, *fault))
        })
    }

    /// A write arrives.
    pub fn write(&mut self, offset: u64, data: &[u8]) -> Answer {
        let request = offset..offset + data.len() as u64;
        self.log.writes.push(request.clone());
        match self.count(&request, &[Fault::Stall]) {
            Answer::Ok => self.store(offset, data),
            other => other,
        }
    }

    /// A write that waited is carried out.
    pub fn store(&mut self, offset: u64, data: &[u8]) -> Answer {
        let request = offset..offset + data.len() as u64;
        let faults: Vec<_> = self.touched(&request).collect();
        let mut kept: Vec<Range<u64>> = Vec::new();
        let mut answer = Answer::Ok;
        for (part, fault) in &faults {
            match fault {
                Fault::WriteError(Done::Nothing) => return Answer::Error,
                Fault::WriteError(Done::UpToIt) => {
                    kept.push(part.start..request.end);
                    answer = Answer::Error;
                }
                Fault::WriteError(Done::AllElse) => {
                    kept.push(part.clone());
                    answer = Answer::Error;
                }
                Fault::Dropped => kept.push(part.clone()),
                Fault::ReadError | Fault::BitFlipped | Fault::Stall | Fault::ReadStall => {}
            }
        }
        if let Some(lies) = self.plan.lies {
            let blocks = request.start / lies.block..request.end.div_ceil(lies.block);
            kept.extend(blocks.filter(|n| lies.drops(*n)).map(|n| n * lies.block..(n + 1) * lies.block));
        }
        kept.sort_by_key(|r| r.start);
        let mut from = request.start;
        for keep in kept {
            self.put(&request, from..keep.start.min(request.end), data);
            from = from.max(keep.end);
        }
        self.put(&request, from..request.end, data);
        for (part, fault) in faults {
            if fault == Fault::BitFlipped {
                self.bytes[index(part.start)] ^= 1;
            }
        }
        answer
    }

    /// Puts a part of a request's data on the medium.
    fn put(&mut self, request: &Range<u64>, part: Range<u64>, data: &[u8]) {
        if part.start < part.end {
            let data = &data[index(part.start - request.start)..index(part.end - request.start)];
            self.bytes[index(part.start)..index(part.end)].copy_from_slice(data);
        }
    }

    /// A read arrives; with `Ok` come the bytes.
    pub fn read(&mut self, offset: u64, len: u64) -> (Answer, Vec<u8>) {
        let request = offset..(offset + len).min(self.bytes.len() as u64);
        self.log.reads.push(request.clone());
        match self.count(&request, &[Fault::Stall, Fault::ReadStall]) {
            Answer::Ok => self.fetch(offset, len),
            other => (other, Vec::new()),
        }
    }

    /// A read that waited is carried out.
    pub fn fetch(&mut self, offset: u64, len: u64) -> (Answer, Vec<u8>) {
        let end = (offset + len).min(self.bytes.len() as u64);
        let request = offset..end.max(offset);
        if self.touched(&request).any(|(_, fault)| fault == Fault::ReadError) {
            return (Answer::Error, Vec::new());
        }
        (Answer::Ok, self.bytes[index(request.start)..index(request.end)].to_vec())
    }
}

fn index(byte: u64) -> usize {
    usize::try_from(byte).expect("a small drive")
}
