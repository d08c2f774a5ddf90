//! What a drive keeps without power, as text: one `key value` a line.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::events::Event;
use super::namespace::Namespace;
use super::sanitize::State;
use super::{Dead, NvmeDrive};
use crate::work::Work;

impl NvmeDrive {
    /// All that the drive keeps besides its store: for a power cut over the end of a process. Events of the persistent
    /// log are among it, writes that a cache holds are not.
    #[must_use]
    pub fn state(&self) -> String {
        let mut text = String::new();
        for (nsid, space) in &self.namespaces {
            let Namespace { from, bytes, format, attached, eui64, nguid } = space;
            let _ = writeln!(text, "namespace {nsid} {from} {bytes} {format} {attached} {eui64} {nguid}");
        }
        let sanitize = &self.sanitize;
        let (dword10, dword11) = (sanitize.dword10, sanitize.dword11);
        let state = state_name(sanitize.state);
        let _ = writeln!(text, "sanitize {state} {dword10} {dword11} {}", sanitize.global_data_erased);
        if let Some(work) = &sanitize.work {
            let _ = writeln!(text, "work {}", work.to_text(self.clock.now()));
        }
        for Event { kind, at, data } in &self.events.list {
            let data: Vec<String> = data.iter().map(u8::to_string).collect();
            let _ = writeln!(text, "event {kind} {at} {}", data.join(","));
        }
        let _ = writeln!(text, "spare {}", self.flash.spare_at());
        let counts = self.counts;
        let _ = writeln!(
            text,
            "counts {} {} {} {} {} {}",
            counts.reads,
            counts.writes,
            counts.blocks_read,
            counts.blocks_written,
            counts.media_errors,
            counts.power_cycles
        );
        text
    }

    /// Takes back what [`NvmeDrive::state`] gave, as at power-on. Lines that it does not know are left out.
    pub fn restore(&mut self, state: &str) {
        let now = self.clock.now();
        self.namespaces = BTreeMap::new();
        self.events.list = Vec::new();
        self.sanitize.work = None;
        for line in state.lines() {
            let (key, value) = line.split_once(' ').unwrap_or((line, ""));
            let fields: Vec<&str> = value.split(' ').collect();
            // A line that is not understood is left out.
            let _: Option<()> = match key {
                "namespace" => self.restore_namespace(&fields),
                "sanitize" => self.restore_sanitize(&fields),
                "work" => Work::from_text(value, now).map(|work| self.sanitize.work = Some(work)),
                "event" => event(&fields).map(|event| self.events.list.push(event)),
                "spare" => value.parse().ok().map(|at| self.flash.set_spare_at(at)),
                "counts" => self.restore_counts(&fields),
                _ => None,
            };
        }
        self.dead = Dead::No;
    }

    fn restore_namespace(&mut self, fields: &[&str]) -> Option<()> {
        let [nsid, from, bytes, format, attached, eui64, nguid] = fields else { return None };
        let space = Namespace {
            from: from.parse().ok()?,
            bytes: bytes.parse().ok()?,
            format: format.parse().ok()?,
            attached: attached.parse().ok()?,
            eui64: eui64.parse().ok()?,
            nguid: nguid.parse().ok()?,
        };
        self.namespaces.insert(nsid.parse().ok()?, space);
        Some(())
    }

    fn restore_sanitize(&mut self, fields: &[&str]) -> Option<()> {
        let [state, dword10, dword11, erased] = fields else { return None };
        self.sanitize.state = *STATES.iter().find(|known| state_name(**known) == *state)?;
        self.sanitize.dword10 = dword10.parse().ok()?;
        self.sanitize.dword11 = dword11.parse().ok()?;
        self.sanitize.global_data_erased = erased.parse().ok()?;
        Some(())
    }

    fn restore_counts(&mut self, fields: &[&str]) -> Option<()> {
        let counts: Vec<u64> = fields.iter().map(|field| field.parse().ok()).collect::<Option<_>>()?;
        let [reads, writes, blocks_read, blocks_written, media_errors, power_cycles] = counts[..] else {
            return None;
        };
        self.counts =
            super::logs::Counts { reads, writes, blocks_read, blocks_written, media_errors, power_cycles };
        Some(())
    }
}

fn event(fields: &[&str]) -> Option<Event> {
    let [kind, at, data] = fields else { return None };
    let data = data.split(',').map(|byte| byte.parse().ok()).collect::<Option<_>>()?;
    Some(Event { kind: kind.parse().ok()?, at: at.parse().ok()?, data })
}

const STATES: [State; 7] = [
    State::Never,
    State::Running,
    State::Done { deallocated: false },
    State::Done { deallocated: true },
    State::Failed { restricted: false },
    State::Failed { restricted: true },
    State::FailedAndLeft,
];

fn state_name(state: State) -> &'static str {
    match state {
        State::Never => "never",
        State::Running => "running",
        State::Done { deallocated: false } => "done",
        State::Done { deallocated: true } => "done-deallocated",
        State::Failed { restricted: false } => "failed",
        State::Failed { restricted: true } => "failed-restricted",
        State::FailedAndLeft => "failed-left",
    }
}
