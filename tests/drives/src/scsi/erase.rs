//! SANITIZE and FORMAT UNIT of a SAS disk (SBC-4), and the state that survives a power cut.

use super::answer::ScsiAnswer;
use super::cdb::{Cdb, number};
use super::disk::{Health, Kind, Running, ScsiDisk};
use crate::When;
use crate::erasing::{Effect, Erasing, FULL, Stage};
use crate::medium::Medium;
use crate::sense::{INVALID_FIELD, INVALID_PARAMETER, PARAMETER_LENGTH, Sense};

/// What to begin.
struct Order {
    kind: Kind,
    effect: Effect,
    takes: std::time::Duration,
    immediate: bool,
    may_leave: bool,
}

impl ScsiDisk {
    /// SANITIZE: byte 1 has IMMED (bit 7), AUSE (bit 5) and the service action.
    pub(super) fn sanitize(&mut self, cdb: &Cdb, out: &[u8]) -> Result<ScsiAnswer, Sense> {
        let (persona, times) = (&self.persona, self.persona.erase_takes);
        let (effect, takes) = match cdb.service_action() {
            0x01 if persona.sanitize_overwrite => {
                let (effect, passes) = overwrite_list(cdb, out, self.block_bytes)?;
                (effect, times.overwrite * passes)
            }
            0x02 if persona.sanitize_block => (Effect::fill(persona.blank), times.block),
            0x03 if persona.sanitize_crypto => (Effect::Scramble(self.next_key()), times.crypto),
            0x1F => return self.exit_failure_mode(),
            _ => return Err(INVALID_FIELD),
        };
        let (immediate, may_leave) = (cdb.0[1] & 0x80 != 0, cdb.0[1] & 0x20 != 0);
        Ok(self.begin(Order { kind: Kind::Sanitize, effect, takes, immediate, may_leave }))
    }

    /// Only after a sanitize that allowed unrestricted exit (AUSE).
    fn exit_failure_mode(&mut self) -> Result<ScsiAnswer, Sense> {
        match self.health {
            Health::SanitizeFailed { may_leave: false } => Err(Sense::new(3, 0x31, 0x03)),
            Health::SanitizeFailed { may_leave: true } => {
                self.health = Health::Usable;
                Ok(ScsiAnswer::good(Vec::new()))
            }
            _ => Ok(ScsiAnswer::good(Vec::new())),
        }
    }

    fn next_key(&mut self) -> u64 {
        self.keys += 1;
        let name =
            self.persona.serial.bytes().fold(0u64, |all, b| all.wrapping_mul(31).wrapping_add(b.into()));
        name.rotate_left(17) ^ self.keys.wrapping_mul(0xA076_1D64_78BD_642F)
    }

    /// FORMAT UNIT with the defect lists of the drive; a parameter list may ask for IMMED and for a pattern.
    pub(super) fn format_unit(&mut self, cdb: &Cdb, out: &[u8]) -> Result<ScsiAnswer, Sense> {
        if cdb.0[4] & 0x03 != 0 {
            return Err(INVALID_FIELD);
        }
        let (immediate, pattern) =
            if cdb.0[1] & 0x10 == 0 { (false, vec![0]) } else { format_list(cdb, out)? };
        let takes = self.persona.erase_takes.format;
        let effect = Effect::Pattern(pattern);
        Ok(self.begin(Order { kind: Kind::Format, effect, takes, immediate, may_leave: false }))
    }

    fn begin(&mut self, order: Order) -> ScsiAnswer {
        self.medium.flush();
        let keeps = order.kind == Kind::Format && self.persona.format_keeps_data;
        let bytes = if keeps { 0 } else { self.persona.bytes };
        let job = Erasing::start(order.effect, bytes, self.clock.now(), order.takes);
        let told = self.faults.has("wrong_done");
        let waits = !order.immediate && !told;
        let answer = if waits { self.waiting_answer(&job) } else { ScsiAnswer::good(Vec::new()) };
        let (kind, may_leave) = (order.kind, order.may_leave);
        if told {
            self.over(kind, may_leave, true);
        }
        self.running = Some(Running { job, kind, told, may_leave, waiting: None, waits, reset_done: false });
        answer
    }

    /// Without IMMED the answer comes at the end.
    fn waiting_answer(&self, job: &Erasing) -> ScsiAnswer {
        if self.faults.has("reset") {
            let answer = ScsiAnswer::check(&Sense::new(6, 0x29, 0), false);
            return ScsiAnswer { when: When::After(job.time_to(FULL / 2)), ..answer };
        }
        let (when, good) = job.end(&self.faults);
        let answer = if good || when == When::Never {
            ScsiAnswer::good(Vec::new())
        } else {
            ScsiAnswer::check(&Sense::new(3, 0x31, 0x03), false)
        };
        ScsiAnswer { when, ..answer }
    }

    /// Does what is due.
    pub(super) fn advance(&mut self) {
        let now = self.clock.now();
        let half = |running: &Running| running.job.passed(now) >= FULL / 2;
        if self.faults.has("reset")
            && let Some(running) = self.running.as_mut().filter(|r| half(r) && !r.told && !r.reset_done)
        {
            running.reset_done = true;
            let stop = running.job.started_at() + running.job.time_to(FULL / 2);
            running.job.advance(stop, self.medium.store(), &self.faults);
            self.reset_struck();
        }
        let Some(mut running) = self.running.take() else { return };
        match running.job.advance(now, self.medium.store(), &self.faults) {
            Stage::Running => self.running = Some(running),
            Stage::Dead => {
                self.die();
                self.running = Some(running);
            }
            stage => {
                let well = stage == Stage::Done;
                self.amend(&running, if well { "ok" } else { "sense 3/31/03" });
                if !running.told {
                    self.over(running.kind, running.may_leave, well);
                }
            }
        }
    }

    fn over(&mut self, kind: Kind, may_leave: bool, well: bool) {
        self.health = match (well, kind) {
            (true, _) => Health::Usable,
            (false, Kind::Sanitize) => Health::SanitizeFailed { may_leave },
            (false, Kind::Format) => Health::FormatCorrupt,
        };
        if well && kind == Kind::Format && self.wanted_bytes != self.block_bytes {
            self.block_bytes = self.wanted_bytes;
            self.medium = Medium::new(self.medium.store().clone(), self.faults.clone(), self.block_bytes);
            self.blocks = self.native_blocks();
        }
    }

    /// Lines of `name value`.
    pub(super) fn state_text(&self) -> String {
        let health = match self.health {
            Health::Usable => "usable",
            Health::SanitizeFailed { may_leave: false } => "failed",
            Health::SanitizeFailed { may_leave: true } => "failed_may_leave",
            Health::FormatCorrupt => "corrupt",
        };
        let mut text = format!(
            "keys {}\nblocks {}\nblock_bytes {} {}\nhealth {health}\n",
            self.keys, self.blocks, self.block_bytes, self.wanted_bytes
        );
        if let Some(running) = &self.running {
            let kind = if running.kind == Kind::Sanitize { "sanitize" } else { "format" };
            let (told, may_leave) = (u8::from(running.told), u8::from(running.may_leave));
            let job = running.job.text(self.clock.now());
            text.push_str(&format!("erasing {kind} {told}{may_leave} {job}\n"));
        }
        text
    }

    /// Takes the lines up again. A format that ran was cut off.
    pub(super) fn restore_text(&mut self, state: &str) {
        self.running = None;
        for line in state.lines() {
            let (name, value) = line.split_once(' ').unwrap_or((line, ""));
            let _ = self.restore_line(name, value);
        }
    }

    fn restore_line(&mut self, name: &str, value: &str) -> Option<()> {
        let (first, rest) = value.split_once(' ').unwrap_or((value, ""));
        match name {
            "keys" => self.keys = first.parse().ok()?,
            "blocks" => self.blocks = first.parse::<u64>().ok()?.max(1),
            "block_bytes" => {
                self.block_bytes = first.parse::<u32>().ok()?.max(1);
                self.wanted_bytes = rest.parse().ok()?;
                self.medium = Medium::new(self.medium.store().clone(), self.faults.clone(), self.block_bytes);
            }
            "health" => {
                self.health = match first {
                    "failed" => Health::SanitizeFailed { may_leave: false },
                    "failed_may_leave" => Health::SanitizeFailed { may_leave: true },
                    "corrupt" => Health::FormatCorrupt,
                    _ => Health::Usable,
                }
            }
            "erasing" if first == "format" => self.health = Health::FormatCorrupt,
            "erasing" => {
                let (flags, job) = rest.split_once(' ')?;
                let job = Erasing::parse(job, self.clock.now())?;
                let (told, may_leave) = (flags.starts_with('1'), flags.ends_with('1'));
                self.running = Some(Running {
                    job,
                    kind: Kind::Sanitize,
                    told,
                    may_leave,
                    waiting: None,
                    waits: false,
                    reset_done: true,
                });
            }
            _ => {}
        }
        Some(())
    }
}

/// The parameter list of SANITIZE/OVERWRITE: INVERT (bit 7) and OVERWRITE COUNT, then the length of the pattern and it.
fn overwrite_list(cdb: &Cdb, out: &[u8], block_bytes: u32) -> Result<(Effect, u32), Sense> {
    let len = cdb.number(7..9) as usize;
    let list = out.get(..len).filter(|list| list.len() > 4).ok_or(PARAMETER_LENGTH)?;
    let passes = u32::from(list[0] & 0x1F);
    let pattern_len = number(&list[2..4]) as usize;
    if passes == 0 || pattern_len == 0 || pattern_len > block_bytes as usize || list.len() != 4 + pattern_len
    {
        return Err(INVALID_PARAMETER);
    }
    let inverted = list[0] & 0x80 != 0 && passes.is_multiple_of(2);
    let byte = |byte: &u8| if inverted { !byte } else { *byte };
    Ok((Effect::Pattern(list[4..].iter().map(byte).collect()), passes))
}

/// The parameter list of FORMAT UNIT: IMMED and the initialization pattern.
fn format_list(cdb: &Cdb, out: &[u8]) -> Result<(bool, Vec<u8>), Sense> {
    let header_len = if cdb.0[1] & 0x20 != 0 { 8 } else { 4 };
    let header = out.get(..header_len).ok_or(PARAMETER_LENGTH)?;
    let immediate = header[1] & 0x02 != 0;
    if header[1] & 0x08 == 0 {
        return Ok((immediate, vec![0]));
    }
    let descriptor = out.get(header_len..header_len + 4).ok_or(PARAMETER_LENGTH)?;
    let len = number(&descriptor[2..4]) as usize;
    let pattern = out.get(header_len + 4..header_len + 4 + len).ok_or(PARAMETER_LENGTH)?;
    // Pattern type 1 repeats the pattern; 0 leaves it to the drive.
    match (descriptor[1], pattern.is_empty()) {
        (1, false) => Ok((immediate, pattern.to_vec())),
        (0, _) => Ok((immediate, vec![0])),
        _ => Err(INVALID_PARAMETER),
    }
}
