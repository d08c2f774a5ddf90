//! What survives a power cut, as text: for machines that die and are started again. The medium is the store.

use super::sanitize::Phase;
use super::{AtaDrive, Kind, Running};
use crate::erasing::Erasing;
use crate::hex;

impl AtaDrive {
    /// The state as lines of `name value`. An erase is in it as far as it is by now.
    #[must_use]
    pub fn state(&self) -> String {
        let mut lines = vec![
            format!("keys {}", self.keys),
            format!("security {} {}", u8::from(self.security.enabled), u8::from(self.security.maximum)),
            format!("user {}", hex::encode(&self.security.user)),
            format!("master {} {}", hex::encode(&self.security.master), self.security.master_identifier),
            format!("hidden {} {}", self.hidden.overlay, self.hidden.kept),
            format!("sanitize {} {}", self.phase_name(), u8::from(self.sanitize.completed)),
            format!("failure_mode {}", u8::from(self.sanitize.may_leave_failure)),
        ];
        if let Some(running) = self.running.as_ref().filter(|running| running.kind == Kind::Sanitize) {
            let text = running.job.text(self.clock.now());
            lines.push(format!("erasing {} {text}", u8::from(running.told)));
        }
        lines.join("\n") + "\n"
    }

    fn phase_name(&self) -> &'static str {
        match self.sanitize.phase() {
            Phase::Idle => "idle",
            Phase::Running => "running",
            Phase::Failed => "failed",
            Phase::Succeeded => "succeeded",
        }
    }

    /// Takes a state up again, and switches the drive on. Lines that it does not know are left out.
    pub fn restore(&mut self, state: &str) {
        self.running = None;
        for line in state.lines() {
            let (name, value) = line.split_once(' ').unwrap_or((line, ""));
            let _ = self.restore_line(name, value);
        }
        if self.sanitize.phase() == Phase::Running && self.running.is_none() {
            self.sanitize.phase = Phase::Failed;
        }
        self.power_on(true);
    }

    fn restore_line(&mut self, name: &str, value: &str) -> Option<()> {
        let (first, rest) = value.split_once(' ').unwrap_or((value, ""));
        match name {
            "keys" => self.keys = first.parse().ok()?,
            "security" => {
                self.security.enabled = first == "1";
                self.security.maximum = rest == "1";
            }
            "user" => self.security.user = bytes(first)?,
            "master" => {
                self.security.master = bytes(first)?;
                self.security.master_identifier = rest.parse().ok()?;
            }
            "hidden" => {
                let native = self.persona.sectors;
                self.hidden.overlay = first.parse::<u64>().ok()?.clamp(1, native);
                self.hidden.kept = rest.parse::<u64>().ok()?.clamp(1, native);
            }
            "sanitize" => {
                self.sanitize.phase = phase(first)?;
                self.sanitize.completed = rest == "1";
            }
            "failure_mode" => self.sanitize.may_leave_failure = first == "1",
            "erasing" => {
                let job = Erasing::parse(rest, self.clock.now())?;
                let told = first == "1";
                self.running = Some(Running { job, kind: Kind::Sanitize, told, reset_done: true });
            }
            _ => {}
        }
        Some(())
    }
}

fn bytes(text: &str) -> Option<[u8; 32]> {
    hex::decode(text)?.try_into().ok()
}

fn phase(name: &str) -> Option<Phase> {
    match name {
        "idle" => Some(Phase::Idle),
        "running" => Some(Phase::Running),
        "failed" => Some(Phase::Failed),
        "succeeded" => Some(Phase::Succeeded),
        _ => None,
    }
}
