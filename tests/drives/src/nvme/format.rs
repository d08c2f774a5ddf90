//! Format NVM (NVMe Base 2.3, section 5.2.10). It blocks: the answer goes out when all is done.

use std::time::Duration;

use super::command::Command;
use super::namespace::{BROADCAST, block_shift};
use super::persona::{FormatCrypto, fna};
use super::self_test::Ended;
use super::{Answered, NvmeAnswer, NvmeDrive, status};
use crate::When;
use crate::flash::Treatment;
use crate::work::{Outcome, Track, WHOLE, Work};

/// LBA formats that there are: 512 and 4096 bytes, no metadata.
pub(super) const LBA_FORMATS: u8 = 2;

/// A format that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Formatting {
    pub(super) work: Work,
    /// As the command named it.
    nsid: u32,
    /// Those that are formatted.
    namespaces: Vec<u32>,
    /// The host was told that it is done.
    hidden: bool,
}

impl NvmeDrive {
    pub(super) fn format_nvm(&mut self, command: Command<'_>) -> Answered {
        let dword10 = command.dword(10);
        let (format, secure) = ((dword10 & 15) as u8, dword10 >> 9 & 7);
        let scope = self.format_scope(command.nsid(), secure)?;
        if format >= LBA_FORMATS || dword10 & 0x1F0 != 0 {
            return Err(status::INVALID_FORMAT);
        }
        if secure > 2 || (secure == 2 && self.persona.format_crypto == FormatCrypto::Refused) {
            return Err(status::INVALID_FIELD);
        }
        if self.format.as_ref().is_some_and(|running| !running.hidden) {
            return Err(status::FORMAT_IN_PROGRESS);
        }
        if self.is_locked() {
            return Err(status::OPERATION_DENIED);
        }
        let fits = |nsid: &u32| self.namespaces[nsid].bytes.is_multiple_of(1 << block_shift(format));
        if !scope.iter().all(fits) {
            return Err(status::INVALID_FORMAT);
        }
        Ok(self.start_format(command, &scope, format, secure))
    }

    /// Which namespaces are formatted: all where FNA says so, all attached ones for the broadcast identifier, else one.
    fn format_scope(&self, nsid: u32, secure: u32) -> Result<Vec<u32>, u16> {
        if nsid == BROADCAST && self.claims(fna::NO_BROADCAST) {
            return Err(status::INVALID_FIELD);
        }
        if nsid != BROADCAST && !self.namespaces.contains_key(&nsid) {
            return Err(status::INVALID_NAMESPACE);
        }
        let all = if secure == 0 { fna::FORMAT_ALL } else { fna::ERASE_ALL };
        let is_meant =
            |of: u32, attached: bool| self.claims(all) || of == nsid || (nsid == BROADCAST && attached);
        let spaces = self.namespaces.iter();
        Ok(spaces.filter(|(of, space)| is_meant(**of, space.attached)).map(|(of, _)| *of).collect())
    }

    fn start_format(&mut self, command: Command<'_>, scope: &[u32], format: u8, secure: u32) -> NvmeAnswer {
        let now = self.clock.now();
        let work = Work::start(self.format_tracks(scope, secure), self.persona.takes.format, now);
        for nsid in scope {
            if let Some(space) = self.namespaces.get_mut(nsid) {
                space.format = format;
            }
        }
        self.unflushed.clear();
        self.self_test.interrupt(Ended::Format);
        self.note_format_start(now, command.nsid(), command.dword(10));
        let answers = work.answers(&self.faults);
        let hidden = self.faults.has("wrong_done");
        let namespaces = scope.to_vec();
        self.format = Some(Formatting { work, nsid: command.nsid(), namespaces, hidden });
        if hidden {
            return NvmeAnswer::ok();
        }
        match answers {
            None => NvmeAnswer::at(When::Never),
            Some((after, Outcome::Failed)) => {
                NvmeAnswer { when: When::After(after), ..NvmeAnswer::error(status::INTERNAL_ERROR) }
            }
            Some((after, _)) => NvmeAnswer::at(When::After(after)),
        }
    }

    /// What becomes of the namespaces and of their unmapped copies. The spare area keeps what it has, but for a new key,
    /// without which nothing can be read.
    fn format_tracks(&self, scope: &[u32], secure: u32) -> Vec<Track> {
        let ranges: Vec<(u64, u64)> = scope.iter().map(|nsid| self.namespaces[nsid].range()).collect();
        let copies: Vec<(u64, u64)> = ranges.iter().map(|range| self.flash.unmapped(*range)).collect();
        let purge = |ranges| Track { how: Treatment::Fill(0), ranges };
        let blank = self.persona.blank;
        match (secure, self.persona.format_crypto) {
            (1, _) => vec![Track { how: Treatment::Fill(blank), ranges }, purge(copies)],
            (2, FormatCrypto::Erases) => {
                let how = if self.persona.crypto_scrambles { self.new_key() } else { Treatment::Fill(blank) };
                vec![Track { how, ranges }, purge(copies), purge(vec![self.flash.spare()])]
            }
            _ => vec![Track { how: Treatment::Unmap(blank), ranges }],
        }
    }

    pub(super) fn tick_format(&mut self, now: Duration) -> Outcome {
        let Some(running) = &mut self.format else { return Outcome::Running };
        let outcome = running.work.advance(now, &self.faults, &self.flash);
        let nsid = running.nsid;
        if matches!(outcome, Outcome::Done | Outcome::Failed) {
            self.format = None;
            let status = if outcome == Outcome::Done { status::SUCCESS } else { status::INTERNAL_ERROR };
            self.note_format_end(now, nsid, status);
        }
        outcome
    }

    /// Whether a namespace is being formatted, and the host knows it.
    pub(super) fn is_formatting(&self, nsid: u32) -> bool {
        self.format.as_ref().is_some_and(|running| !running.hidden && running.namespaces.contains(&nsid))
    }

    /// FPI: bit 7 that it is reported, bits 6:0 percent that remain.
    pub(super) fn format_progress(&self, nsid: u32) -> u8 {
        const REPORTED: u8 = 1 << 7;
        match &self.format {
            Some(running) if self.is_formatting(nsid) => {
                let done = running.work.progress(self.clock.now(), &self.faults) * 100 / WHOLE;
                REPORTED | (100 - done.min(99)) as u8
            }
            _ => REPORTED,
        }
    }
}
