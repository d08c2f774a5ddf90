//! Areas that are hidden from addressing: HPA and DCO (ATA8-ACS), accessible max address configuration (ACS-3).

use super::{AtaAnswer, AtaDrive, AtaPersona, LBA_MODE, Prior, Refusal, TaskFile};
use crate::fault::Faults;

/// Sectors that can be addressed, by each of the three ways.
#[derive(Clone, Debug)]
pub(super) struct Hidden {
    /// All that the factory made.
    native: u64,
    /// After the overlay: what READ NATIVE MAX ADDRESS tells.
    pub(super) overlay: u64,
    /// After SET MAX ADDRESS or SET ACCESSIBLE MAX ADDRESS that survives power cycles.
    pub(super) kept: u64,
    /// Now.
    current: u64,
    pub(super) hpa: bool,
    pub(super) dco: bool,
    pub(super) amac: bool,
    /// A SET MAX ADDRESS that survives power cycles was done since power-on.
    set_once: bool,
    overlay_frozen: bool,
    amac_frozen: bool,
    amac_set_once: bool,
    /// The area was made by SET MAX ADDRESS EXT (true) or by SET MAX ADDRESS (false), which the other one cannot change.
    made_by_ext: Option<bool>,
    pub(super) password: Option<[u8; 32]>,
    max_locked: bool,
    max_frozen: bool,
    max_attempts: u8,
}

impl Hidden {
    /// A fault that hides sectors brings the feature set along.
    pub(super) fn new(persona: &AtaPersona, faults: &Faults) -> Hidden {
        let native = persona.sectors;
        let hides = |name: &str| faults.number(name).unwrap_or(0);
        let overlay = native.saturating_sub(hides("dco")).max(1);
        let kept = overlay.saturating_sub(hides("hpa") + hides("amac")).max(1);
        Hidden {
            native,
            overlay,
            kept,
            current: kept,
            hpa: persona.hpa || faults.has("hpa"),
            dco: persona.dco || faults.has("dco"),
            amac: persona.amac || faults.has("amac"),
            set_once: false,
            overlay_frozen: false,
            amac_frozen: false,
            amac_set_once: false,
            made_by_ext: None,
            password: None,
            max_locked: false,
            max_frozen: false,
            max_attempts: 5,
        }
    }

    pub(super) fn accessible(&self) -> u64 {
        self.current
    }

    /// A host protected area was established.
    pub(super) fn has_hpa(&self) -> bool {
        self.current < self.overlay
    }

    pub(super) fn power_on(&mut self) {
        self.current = self.kept;
        self.set_once = false;
        self.overlay_frozen = false;
        self.amac_frozen = false;
        self.amac_set_once = false;
        // The SET MAX password is forgotten, and the area can be changed (ATA8-ACS, SET MAX security).
        self.password = None;
        self.max_locked = false;
        self.max_frozen = false;
    }

    /// A hardware reset undoes what is volatile, unless the drive keeps its settings.
    pub(super) fn bus_reset(&mut self, keeps_settings: bool) {
        if !keeps_settings {
            self.current = self.kept;
            self.set_once = false;
        }
    }
}

/// An integrity word (255): signature A5h, and all 512 bytes add up to zero.
pub(super) fn seal(data: &mut [u8; 512]) {
    data[510] = 0xA5;
    data[511] = 0;
    let sum = data.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    data[511] = 0u8.wrapping_sub(sum);
}

impl AtaDrive {
    pub(super) fn hidden_command(
        &mut self,
        task: &TaskFile,
        out: &[u8],
        prior: Prior,
    ) -> Result<AtaAnswer, Refusal> {
        match task.command {
            0x78 if self.hidden.amac => self.accessible_max(task),
            0xB1 if self.hidden.dco => self.overlay_command(task.feature & 0xFF, out),
            0xF8 | 0x27 if self.hidden.hpa => Ok(self.read_native_max(task.command == 0x27)),
            0x37 if self.hidden.hpa => self.set_max(task, prior == Prior::NativeMaxExt),
            0xF9 if self.hidden.hpa => match task.feature & 0xFF {
                0 => self.set_max(task, prior == Prior::NativeMax),
                // SET MAX SET PASSWORD and the like after READ NATIVE MAX ADDRESS is SET MAX ADDRESS (ATA8-ACS, SET MAX ADDRESS).
                _ if prior == Prior::NativeMax => self.set_max(task, true),
                feature => self.set_max_security(feature, out),
            },
            _ => Err(Refusal::Aborted),
        }
    }

    fn read_native_max(&mut self, ext: bool) -> AtaAnswer {
        self.prior = if ext { Prior::NativeMaxExt } else { Prior::NativeMax };
        let last = self.hidden.overlay - 1;
        if ext {
            return AtaAnswer::lba(last);
        }
        let last = last.min(0x0FFF_FFFF);
        let mut answer = AtaAnswer::lba(last & 0x00FF_FFFF);
        answer.registers.device = LBA_MODE | (last >> 24) as u8;
        answer
    }

    /// SET MAX ADDRESS (EXT): COUNT bit 0 makes it survive power cycles, once per power cycle.
    fn set_max(&mut self, task: &TaskFile, in_order: bool) -> Result<AtaAnswer, Refusal> {
        let last = task.address();
        let keep = task.count & 1 == 1;
        let ext = task.command == 0x37;
        let other_width = self.hidden.has_hpa() && self.hidden.made_by_ext == Some(!ext);
        if !in_order
            || other_width
            || self.hidden.max_locked
            || self.hidden.max_frozen
            || self.faults.has("hpa_stuck")
        {
            return Err(Refusal::Aborted);
        }
        if last >= self.hidden.overlay || keep && self.hidden.set_once {
            return Err(Refusal::NotFound(last));
        }
        if !self.faults.has("hpa_lies") {
            self.hidden.current = last + 1;
            self.hidden.made_by_ext = Some(ext);
            if keep {
                self.hidden.kept = last + 1;
            }
        }
        self.hidden.set_once |= keep;
        Ok(AtaAnswer::lba(last))
    }

    /// SET MAX SET PASSWORD, LOCK, UNLOCK, FREEZE LOCK.
    fn set_max_security(&mut self, feature: u16, out: &[u8]) -> Result<AtaAnswer, Refusal> {
        let hidden = &mut self.hidden;
        if !self.persona.hpa_security || hidden.max_frozen {
            return Err(Refusal::Aborted);
        }
        let given: Option<[u8; 32]> = out.get(2..34).and_then(|part| part.try_into().ok());
        match (feature, hidden.max_locked, given) {
            (1, false, Some(given)) => hidden.password = Some(given),
            (2, false, _) if hidden.password.is_some() => {
                hidden.max_locked = true;
                hidden.max_attempts = 5;
            }
            (3, true, Some(given)) if hidden.max_attempts > 0 => {
                if hidden.password != Some(given) {
                    hidden.max_attempts -= 1;
                    return Err(Refusal::Aborted);
                }
                hidden.max_locked = false;
            }
            (4, ..) => hidden.max_frozen = true,
            _ => return Err(Refusal::Aborted),
        }
        Ok(AtaAnswer::good())
    }

    fn overlay_command(&mut self, feature: u16, out: &[u8]) -> Result<AtaAnswer, Refusal> {
        if self.hidden.overlay_frozen {
            return Err(Refusal::Aborted);
        }
        match feature {
            0xC0 => self.overlay_restore()?,
            0xC1 => self.hidden.overlay_frozen = true,
            0xC2 | 0xC4 => return Ok(AtaAnswer::data(self.overlay_identify().to_vec())),
            0xC3 | 0xC5 => self.overlay_set(out)?,
            _ => return Err(Refusal::Aborted),
        }
        Ok(AtaAnswer::good())
    }

    /// DEVICE CONFIGURATION RESTORE: not while a host protected area exists.
    fn overlay_restore(&mut self) -> Result<(), Refusal> {
        if self.hidden.has_hpa() || self.faults.has("dco_stuck") {
            return Err(Refusal::Aborted);
        }
        self.set_overlay(self.hidden.native);
        Ok(())
    }

    fn set_overlay(&mut self, sectors: u64) {
        self.hidden.overlay = sectors;
        self.hidden.kept = sectors;
        self.hidden.current = sectors;
    }

    /// DEVICE CONFIGURATION SET: words 3–6 are the last address; the integrity word must be right.
    fn overlay_set(&mut self, out: &[u8]) -> Result<(), Refusal> {
        let data = out.get(..512).ok_or(Refusal::Aborted)?;
        let sum = data.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
        let last = data[6..14].iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte));
        if self.hidden.has_hpa() || data[510] != 0xA5 || sum != 0 || last >= self.hidden.native {
            return Err(Refusal::Aborted);
        }
        self.set_overlay(last + 1);
        Ok(())
    }

    /// DEVICE CONFIGURATION IDENTIFY: what may be configured, whatever is configured now.
    fn overlay_identify(&self) -> [u8; 512] {
        let mut data = [0; 512];
        data[0] = 2;
        data[2] = 0x07;
        data[4] = 0x7F;
        data[6..14].copy_from_slice(&(self.hidden.native - 1).to_le_bytes());
        data[14..16].copy_from_slice(&0x0FFFu16.to_le_bytes());
        seal(&mut data);
        data
    }

    fn accessible_max(&mut self, task: &TaskFile) -> Result<AtaAnswer, Refusal> {
        let native = self.hidden.native;
        match task.feature {
            0 => Ok(AtaAnswer::lba(native - 1)),
            _ if self.hidden.amac_frozen => Err(Refusal::Aborted),
            1 if self.hidden.amac_set_once || self.faults.has("amac_stuck") => Err(Refusal::Aborted),
            1 if task.lba >= native => Err(Refusal::NotFound(task.lba)),
            1 => {
                self.hidden.amac_set_once = true;
                self.hidden.kept = task.lba + 1;
                self.hidden.current = task.lba + 1;
                Ok(AtaAnswer::lba(task.lba))
            }
            2 => {
                self.hidden.amac_frozen = true;
                Ok(AtaAnswer::good())
            }
            _ => Err(Refusal::Aborted),
        }
    }
}
