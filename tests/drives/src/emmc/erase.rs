//! Erase, trim, discard and their secure kin (JESD84-B51, section 6.6.9 and following).

use super::persona::{GROUP, features};
use super::transfer::Partition;
use super::{Done, Effect, EmmcDrive, status};
use crate::When;
use crate::flash::Treatment;
use crate::work::{Track, Work};

/// Revision of the extended CSD from which there is a discard (4.5).
const DISCARD_SINCE: u8 = 6;

/// Arguments of ERASE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Erase,
    Trim,
    Discard,
    SecureErase,
    SecureTrim1,
    SecureTrim2,
}

impl Kind {
    pub(super) fn of(arg: u32) -> Option<Kind> {
        match arg {
            0x0000_0000 => Some(Kind::Erase),
            0x0000_0001 => Some(Kind::Trim),
            0x0000_0003 => Some(Kind::Discard),
            0x8000_0000 => Some(Kind::SecureErase),
            0x8000_0001 => Some(Kind::SecureTrim1),
            0x8000_8000 => Some(Kind::SecureTrim2),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Erase => "Erase",
            Kind::Trim => "Trim",
            Kind::Discard => "Discard",
            Kind::SecureErase => "Secure Erase",
            Kind::SecureTrim1 => "Secure Trim Step 1",
            Kind::SecureTrim2 => "Secure Trim Step 2",
        }
    }

    fn needs(self) -> u8 {
        match self {
            Kind::Erase | Kind::Discard => 0,
            Kind::Trim => features::TRIM,
            Kind::SecureErase => features::SECURE_ERASE,
            Kind::SecureTrim1 | Kind::SecureTrim2 => features::SECURE_ERASE | features::TRIM,
        }
    }
}

/// What the host has told so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sequence {
    start: Option<u32>,
    end: Option<u32>,
    /// Ranges of the store that secure trims marked in their first step.
    marked: Vec<(u64, u64)>,
}

impl Sequence {
    /// Whether ERASE_GROUP_START came.
    pub(super) fn is_begun(&self) -> bool {
        self.start.is_some()
    }
}

impl EmmcDrive {
    pub(super) fn erase_start(&mut self, arg: u32) -> Done {
        self.erase.start = Some(arg);
        self.erase.end = None;
        Ok(Effect::Status)
    }

    pub(super) fn erase_end(&mut self, arg: u32) -> Done {
        if self.erase.start.is_none() {
            return Err(status::ERASE_SEQ_ERROR);
        }
        self.erase.end = Some(arg);
        Ok(Effect::Status)
    }

    pub(super) fn start_erase(&mut self, kind: Option<Kind>) -> Done {
        let (start, end) = (self.erase.start.take(), self.erase.end.take());
        let kind = kind.ok_or(status::ERROR)?;
        if self.persona.features & kind.needs() != kind.needs()
            || (kind == Kind::Discard && self.persona.revision < DISCARD_SINCE)
        {
            return Err(status::ERROR);
        }
        // The second step of a secure trim is about all that was marked.
        let ranges = if kind == Kind::SecureTrim2 {
            std::mem::take(&mut self.erase.marked)
        } else {
            let (start, end) = start.zip(end).ok_or(status::ERASE_SEQ_ERROR)?;
            vec![self.erase_range(kind, start, end)?]
        };
        if kind == Kind::SecureTrim1 {
            self.erase.marked.extend(ranges);
            return Ok(Effect::Busy(When::Now));
        }
        let (tracks, takes) = self.erase_tracks(kind, ranges);
        self.unflushed.clear();
        let work = Work::start(tracks, takes, self.clock.now());
        Ok(self.start_work(work))
    }

    /// From the first to the last block; erases reach to the borders of their groups.
    fn erase_range(&self, kind: Kind, start: u32, end: u32) -> Result<(u64, u64), u32> {
        let partition = self.partition();
        if partition == Partition::Rpmb {
            return Err(status::ILLEGAL_COMMAND);
        }
        let (from, to) = partition.range(&self.persona);
        let (mut first, mut last) = (u64::from(start) * 512, (u64::from(end) + 1) * 512);
        if first >= last || last > to - from {
            return Err(status::ERASE_PARAM);
        }
        if self.is_protected(partition) {
            return Err(status::WP_ERASE_SKIP);
        }
        if matches!(kind, Kind::Erase | Kind::SecureErase) {
            first = first / GROUP * GROUP;
            last = last.next_multiple_of(GROUP).min(to - from);
        }
        Ok((from + first, from + last))
    }

    fn erase_tracks(&self, kind: Kind, ranges: Vec<(u64, u64)>) -> (Vec<Track>, std::time::Duration) {
        let erased = self.persona.erased;
        match kind {
            Kind::Erase | Kind::Trim | Kind::Discard => {
                (vec![Track { how: Treatment::Unmap(erased), ranges }], self.persona.erase_takes)
            }
            Kind::SecureErase | Kind::SecureTrim1 | Kind::SecureTrim2 => {
                let copies = ranges.iter().map(|range| self.flash.unmapped(*range)).collect();
                let tracks = vec![
                    Track { how: Treatment::Fill(erased), ranges },
                    Track { how: Treatment::Fill(0), ranges: copies },
                ];
                (tracks, self.persona.secure_takes)
            }
        }
    }

    /// Begins an erase or a sanitize; the device is busy until it ends.
    pub(super) fn start_work(&mut self, work: Work) -> Effect {
        self.work_is_hidden = self.faults.has("wrong_done");
        let when = if self.work_is_hidden {
            When::Now
        } else {
            work.answers(&self.faults).map_or(When::Never, |(after, _)| When::After(after))
        };
        self.work = Some(work);
        Effect::Busy(when)
    }
}
