//! The security feature set (ACS-3, Security feature set): passwords, locks, SECURITY ERASE UNIT.

use super::{AtaAnswer, AtaDrive, AtaPersona, Kind, Prior, READY, Refusal, Running, TaskFile};
use crate::When;
use crate::erasing::{Effect, Erasing, FULL};
use crate::fault::Faults;

/// Wrong passwords until the attempts are used up (ACS-3, password attempt counter).
const ATTEMPTS: u8 = 5;

/// The identifier of a master password that the factory set (IDENTIFY word 92).
const FACTORY_IDENTIFIER: u16 = 0xFFFE;

/// States and passwords.
#[derive(Clone, Debug)]
pub(super) struct Security {
    pub(super) enabled: bool,
    locked: bool,
    pub(super) frozen: bool,
    attempts: u8,
    pub(super) user: [u8; 32],
    pub(super) master: [u8; 32],
    pub(super) master_identifier: u16,
    /// Level Maximum: the master password can only erase.
    pub(super) maximum: bool,
}

/// A password as text, filled with zeros.
fn password(text: &str) -> [u8; 32] {
    let mut password = [0; 32];
    let len = text.len().min(32);
    password[..len].copy_from_slice(&text.as_bytes()[..len]);
    password
}

impl Security {
    pub(super) fn new(persona: &AtaPersona, faults: &Faults) -> Security {
        let user = faults.text("locked").filter(|_| persona.security);
        Security {
            enabled: user.is_some(),
            locked: false,
            frozen: false,
            attempts: ATTEMPTS,
            user: user.map_or([0; 32], password),
            master: persona.master,
            master_identifier: FACTORY_IDENTIFIER,
            maximum: false,
        }
    }

    pub(super) fn power_on(&mut self, frozen: bool) {
        self.locked = self.enabled;
        self.frozen = frozen;
        self.attempts = ATTEMPTS;
    }

    /// A hardware reset is as good as power-on, unless the drive keeps its settings.
    pub(super) fn bus_reset(&mut self, keeps_settings: bool) {
        self.attempts = ATTEMPTS;
        if !keeps_settings {
            self.power_on(false);
        }
    }

    pub(super) fn is_locked(&self) -> bool {
        self.locked
    }

    /// An erase was cut off: locked, if there is a password.
    pub(super) fn lock(&mut self) {
        self.locked = self.enabled;
    }

    /// An erase is over: no user password, no lock (ACS-3, SECURITY ERASE UNIT).
    pub(super) fn erased(&mut self) {
        self.enabled = false;
        self.locked = false;
        self.user = [0; 32];
        self.maximum = false;
    }

    fn is_expired(&self) -> bool {
        self.attempts == 0
    }

    /// IDENTIFY word 128.
    pub(super) fn word(&self, enhanced: bool) -> u16 {
        1 | u16::from(self.enabled) << 1
            | u16::from(self.locked) << 2
            | u16::from(self.frozen) << 3
            | u16::from(self.is_expired()) << 4
            | u16::from(enhanced) << 5
            | u16::from(self.maximum) << 8
    }

    /// Whether the password in the data is right. The master one does everything at level High, and erases at any.
    fn is_right(&self, block: &[u8; 512], to_erase: bool) -> bool {
        let given = &block[2..34];
        if block[0] & 1 == 0 {
            self.enabled && given == self.user
        } else {
            given == self.master && (to_erase || !self.maximum)
        }
    }

    fn set_password(&mut self, block: &[u8; 512]) {
        let mut new = [0; 32];
        new.copy_from_slice(&block[2..34]);
        if block[0] & 1 == 0 {
            self.user = new;
            self.enabled = true;
            self.maximum = block[1] & 1 == 1;
        } else {
            self.master = new;
            let identifier = u16::from_le_bytes([block[34], block[35]]);
            if !matches!(identifier, 0 | 0xFFFF) {
                self.master_identifier = identifier;
            }
        }
    }

    fn unlock(&mut self, block: &[u8; 512]) -> Result<(), Refusal> {
        if !self.enabled {
            return Ok(());
        }
        if self.is_expired() {
            return Err(Refusal::Aborted);
        }
        if !self.is_right(block, false) {
            self.attempts -= 1;
            return Err(Refusal::Aborted);
        }
        self.locked = false;
        self.attempts = ATTEMPTS;
        Ok(())
    }

    fn disable(&mut self, block: &[u8; 512]) -> Result<(), Refusal> {
        if self.enabled && !self.is_right(block, false) {
            return Err(Refusal::Aborted);
        }
        self.erased();
        Ok(())
    }
}

/// The 512 bytes that come with passwords.
fn parameters(out: &[u8]) -> Result<&[u8; 512], Refusal> {
    out.get(..512).and_then(|block| block.try_into().ok()).ok_or(Refusal::Aborted)
}

impl AtaDrive {
    pub(super) fn security_command(
        &mut self,
        task: &TaskFile,
        out: &[u8],
        prior: Prior,
    ) -> Result<AtaAnswer, Refusal> {
        if !self.persona.security || self.security.frozen && task.command != 0xF5 {
            return Err(Refusal::Aborted);
        }
        match task.command {
            0xF1 => self.security.set_password(parameters(out)?),
            0xF2 => self.security.unlock(parameters(out)?)?,
            0xF3 => self.prior = Prior::ErasePrepare,
            0xF4 => return self.erase_unit(parameters(out)?, prior),
            0xF5 => self.security.frozen = true,
            _ => self.security.disable(parameters(out)?)?,
        }
        Ok(AtaAnswer::good())
    }

    fn erase_unit(&mut self, block: &[u8; 512], prior: Prior) -> Result<AtaAnswer, Refusal> {
        let enhanced = block[0] & 2 != 0;
        if prior != Prior::ErasePrepare
            || self.security.is_expired()
            || enhanced && !self.persona.enhanced
            || !self.security.is_right(block, true)
        {
            return Err(Refusal::Aborted);
        }
        self.medium.flush();
        let job = self.erase_job(enhanced);
        let told = self.faults.has("wrong_done");
        let answer = if told { AtaAnswer::good() } else { self.erase_answer(&job) };
        if told {
            self.security.erased();
        }
        self.running = Some(Running { job, kind: Kind::Security { entry: None }, told, reset_done: false });
        Ok(answer)
    }

    /// The normal erase reaches what can be addressed, the enhanced one everything.
    fn erase_job(&mut self, enhanced: bool) -> Erasing {
        let times = self.persona.erase_takes;
        let now = self.clock.now();
        if !enhanced {
            let bytes = self.hidden.accessible() * u64::from(self.persona.sector_bytes);
            return Erasing::start(Effect::fill(0), bytes, now, times.normal);
        }
        let effect = if self.persona.enhanced_is_crypto {
            Effect::Scramble(self.next_key())
        } else {
            Effect::fill(self.persona.enhanced_pattern)
        };
        Erasing::start(effect, self.persona.bytes(), now, times.enhanced)
    }

    fn erase_answer(&self, job: &Erasing) -> AtaAnswer {
        if self.faults.has("reset") {
            return reset_answer(job);
        }
        let (when, good) = job.end(&self.faults);
        let answer = if good || when == When::Never { AtaAnswer::good() } else { Refusal::Aborted.into() };
        AtaAnswer { when, ..answer }
    }
}

/// What the registers hold after a reset in the middle: the signature of a drive that was just switched on.
fn reset_answer(job: &Erasing) -> AtaAnswer {
    let mut answer = AtaAnswer::lba(1);
    answer.registers.status = READY;
    answer.registers.error = 1;
    answer.registers.count = 1;
    answer.when = When::After(job.time_to(FULL / 2));
    answer
}
