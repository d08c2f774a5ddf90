//! Before anything is tried: what the drive is doing, and what stands in the way that gomme can clear.

use std::sync::atomic::AtomicBool;

use super::{Look, ata, follow, hidden, nvme, scsi};
use crate::drive::survey::survey;
use crate::drive::wire::Speaks;
use crate::erase::link::Link;
use crate::erase::worker::ResumePoint;
use crate::event::{Completion, Event, FirmwareReport, Moment, SanitizeState, StopReason, Survey, Technique};
use crate::units::{Answer, millis};

/// A drive that is ready for what is planned.
#[derive(Clone, Debug)]
pub struct Ready {
    /// What it told of itself, once it was ready.
    pub survey: Survey,
    /// What came of an erase that was found running.
    pub joined: Option<Joined>,
}

/// An erase that was found running, and waited for.
#[derive(Clone, Debug)]
pub struct Joined {
    /// What was seen of it.
    pub report: FirmwareReport,
    /// Whether it is a format; a sanitize otherwise.
    formats: bool,
    /// Which sanitize: the low three bits of CDW10 (NVM Express Base 2.3 §5.2.22), where the drive tells.
    action: Option<u32>,
}

impl Joined {
    /// Whether it can be what this technique began. What somebody else began is never reported as ours.
    #[must_use]
    pub fn is_of(&self, technique: Technique) -> bool {
        let sanitizes = |action| !self.formats && self.action.is_none_or(|told| told == action);
        match technique {
            Technique::SanitizeBlockErase => sanitizes(2),
            Technique::SanitizeOverwrite => sanitizes(3),
            Technique::SanitizeCryptoErase => sanitizes(4),
            Technique::FormatUnit => self.formats,
            // Answered when all is over, so that a power cut ends them; or, on NVMe, not seen to run.
            Technique::Overwrite
            | Technique::SecurityErase
            | Technique::SecurityEraseEnhanced
            | Technique::FormatCryptoErase
            | Technique::FormatUserDataErase
            | Technique::MmcSanitize
            | Technique::MmcSecureErase => false,
        }
    }
}

/// Asks the drive what it is doing. An erase found running is waited for and not begun again; our password, left by a power
/// cut, is taken off; hidden areas are brought back. `before` is where an earlier process was.
///
/// # Errors
/// Why the job must stop.
pub fn prepare(
    link: &mut Link,
    before: Option<&ResumePoint>,
    interrupted: &AtomicBool,
) -> Result<Ready, StopReason> {
    let speaks = link.speaks();
    if let Speaks::Nothing(why) = speaks {
        return Ok(Ready { survey: Survey::None { why }, joined: None });
    }
    let identity = link.identity().clone();
    let mut found = survey(speaks, &identity, link);
    link.learn_own(&found);
    let joined = join(link, &found, interrupted)?;
    if joined.is_some() {
        // That may have taken hours.
        link.check_identity(Moment::BeforeFirstWrite)?;
        found = survey(speaks, &identity, link);
    }
    if let Survey::Ata(ata) = &found
        && ata.security.enabled == Answer::Yes
        && ata::take_password_off(link, ata::Whose::Anybodys) == ata::Lock::Off
    {
        found = survey(speaks, &identity, link);
    }
    link.event(Event::Surveyed(Box::new(found.clone())));
    // What the survey found hidden is brought back now, and the drive is another size then: a later run knows it again by this.
    link.settle()?;
    match &found {
        Survey::Ata(ata) => {
            hidden::came_back(link, ata, before);
            hidden::restore(link, ata);
        }
        Survey::Scsi(scsi) => hidden::restore_scsi(link, scsi, before),
        Survey::None { .. } | Survey::Nvme(_) | Survey::Mmc(_) => {}
    }
    Ok(Ready { survey: found, joined })
}

/// Waits for an erase that runs already; `None` when none does.
fn join(link: &mut Link, found: &Survey, interrupted: &AtomicBool) -> Result<Option<Joined>, StopReason> {
    let sanitizes = found.sanitize().is_some_and(|sanitize| sanitize.state == SanitizeState::InProgress);
    let formats = matches!(found, Survey::Scsi(scsi) if scsi.formatting == Answer::Yes);
    if !sanitizes && !formats {
        return Ok(None);
    }
    let technique = if formats { Technique::FormatUnit } else { Technique::SanitizeOverwrite };
    let began = link.now();
    let mut look = |link: &mut Link| match found {
        Survey::Ata(_) => ata::look(link),
        Survey::Scsi(_) => scsi::look(link, formats),
        Survey::Nvme(_) => match nvme::status_log(link) {
            Ok(status) => nvme::look_at(&status, None),
            Err(Completion::Silent) => Look::Silent,
            Err(_) => Look::Unclear,
        },
        Survey::None { .. } | Survey::Mmc(_) => Look::Unclear,
    };
    let (seen_at_work, completion) = follow(link, technique, None, interrupted, &mut look)?;
    let report = FirmwareReport {
        command: None,
        joined: true,
        seen_at_work,
        completion,
        status_changed: Answer::Unknown,
        duration_ms: millis(link.now().saturating_sub(began)),
    };
    let action = match found {
        Survey::Nvme(_) => nvme::status_log(link).ok().map(|status| status.cdw10 & 7),
        _ => None,
    };
    Ok(Some(Joined { report, formats, action }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(formats: bool, action: Option<u32>) -> Vec<Technique> {
        let report = FirmwareReport {
            command: None,
            joined: true,
            seen_at_work: Answer::Yes,
            completion: Completion::Reported,
            status_changed: Answer::Unknown,
            duration_ms: 0,
        };
        let joined = Joined { report, formats, action };
        Technique::ALL.into_iter().filter(|technique| joined.is_of(*technique)).collect()
    }

    /// A drive that somebody set to work between two runs does not prove the technique that was under way in the first.
    #[test]
    fn what_somebody_else_began_is_not_ours() {
        assert_eq!(joined(true, None), [Technique::FormatUnit]);
        assert_eq!(joined(false, Some(2)), [Technique::SanitizeBlockErase]);
        assert_eq!(joined(false, Some(3)), [Technique::SanitizeOverwrite]);
        assert_eq!(joined(false, Some(4)), [Technique::SanitizeCryptoErase]);
        assert_eq!(joined(false, Some(1)), []);
        assert_eq!(joined(false, None).len(), 3, "any sanitize, where the drive does not tell which");
    }
}
