//! The painters: what people and scripts see of the events. They change nothing and decide nothing.

pub mod bars;
pub mod json;
pub mod news;
pub mod rate;

use std::io::Write;
use std::path::Path;

use crate::deliver::Trouble;
use crate::event::{Event, Tick};
use crate::record::ErasureRecord;

/// How a job ended, for whoever watches.
#[derive(Debug)]
pub struct Closed<'a> {
    /// The signed record.
    pub record: &'a ErasureRecord,
    /// Where its attestation is.
    pub folder: &'a Path,
    /// What is not as it should be of it.
    pub troubles: &'a [Trouble],
}

/// Says a sentence on the standard error. That nobody hears it (a log on a full disk, a terminal that is gone) is no
/// reason to stop erasing: `eprintln!` would panic.
pub fn tell(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "{sentence}");
}

/// A painter. Jobs are counted from 0, in the order they were given.
#[derive(Debug)]
pub enum Painter {
    /// Bars on a terminal, lines elsewhere.
    Bars(bars::Bars),
    /// One JSON event a line on the standard output.
    Json(json::Json),
    /// Told to another thread, which paints.
    News(news::Teller),
}

impl Painter {
    /// Something happened.
    pub fn event(&mut self, job: usize, event: &Event) {
        match self {
            Painter::Bars(bars) => bars.event(job, event),
            Painter::Json(json) => json.event(job, event),
            Painter::News(teller) => teller.event(job, event),
        }
    }

    /// Something goes on.
    pub fn tick(&mut self, job: usize, tick: &Tick) {
        match self {
            Painter::Bars(bars) => bars.tick(job, tick),
            Painter::Json(json) => json.tick(job, tick),
            Painter::News(teller) => teller.tick(job, tick),
        }
    }

    /// A job ended, and its proof is where it belongs.
    pub fn closed(&mut self, job: usize, closed: &Closed<'_>) {
        match self {
            Painter::Bars(bars) => bars.closed(job, closed),
            Painter::Json(json) => json.closed(job, closed),
            Painter::News(teller) => teller.closed(job, closed),
        }
    }

    /// The journal of a job cannot be written any more; in words, too.
    pub fn journal_lost(&self, job: usize, sentence: &str) {
        match self {
            Painter::News(teller) => teller.journal_lost(job),
            Painter::Bars(_) | Painter::Json(_) => self.say(sentence),
        }
    }

    /// A job ended, and there is no proof of it; in words, too, and where its journal is.
    pub fn unproven(&self, job: usize, sentence: &str, journal: &Path) {
        match self {
            Painter::News(teller) => teller.unproven(job, journal),
            Painter::Bars(_) | Painter::Json(_) => self.say(sentence),
        }
    }

    /// Something that a person has to know.
    pub fn say(&self, sentence: &str) {
        match self {
            Painter::Bars(bars) => bars.say(sentence),
            Painter::Json(_) => tell(sentence),
            Painter::News(teller) => teller.say(sentence),
        }
    }
}
