//! Before anything is tried: what the drive is doing, and what stands in the way that gomme can clear.

use std::sync::atomic::AtomicBool;

use super::{Look, ata, follow, hidden, nvme, scsi};
use crate::drive::survey::survey;
use crate::drive::wire::Speaks;
use crate::erase::link::Link;
use crate::event::{Completion, Event, FirmwareReport, Moment, SanitizeState, StopReason, Survey, Technique};
use crate::units::{Answer, millis};

/// A drive that is ready for what is planned.
#[derive(Clone, Debug)]
pub struct Ready {
    /// What it told of itself, once it was ready.
    pub survey: Survey,
    /// What came of an erase that was found running.
    pub joined: Option<FirmwareReport>,
}

/// Asks the drive what it is doing. An erase found running is waited for and not begun again; our password, left by a power
/// cut, is taken off; hidden areas are brought back.
///
/// # Errors
/// Why the job must stop.
pub fn prepare(link: &mut Link, interrupted: &AtomicBool) -> Result<Ready, StopReason> {
    let speaks = link.speaks();
    if let Speaks::Nothing(why) = speaks {
        return Ok(Ready { survey: Survey::None { why }, joined: None });
    }
    let identity = link.identity().clone();
    let mut found = survey(speaks, &identity, link);
    let joined = join(link, &found, interrupted)?;
    if joined.is_some() {
        found = survey(speaks, &identity, link);
    }
    if let Survey::Ata(ata) = &found
        && ata.security.enabled == Answer::Yes
        && ata::take_password_off(link) == ata::Lock::Off
    {
        found = survey(speaks, &identity, link);
    }
    link.event(Event::Surveyed(Box::new(found.clone())));
    link.settle();
    match &found {
        Survey::Ata(ata) => hidden::restore(link, ata),
        Survey::Scsi(scsi) => hidden::restore_scsi(link, scsi),
        Survey::None { .. } | Survey::Nvme(_) | Survey::Mmc(_) => {}
    }
    Ok(Ready { survey: found, joined })
}

/// Waits for an erase that runs already; `None` when none does.
fn join(
    link: &mut Link,
    found: &Survey,
    interrupted: &AtomicBool,
) -> Result<Option<FirmwareReport>, StopReason> {
    let sanitizes = found.sanitize().is_some_and(|sanitize| sanitize.state == SanitizeState::InProgress);
    let formats = matches!(found, Survey::Scsi(scsi) if scsi.formatting == Answer::Yes);
    if !sanitizes && !formats {
        return Ok(None);
    }
    let technique = if formats { Technique::FormatUnit } else { Technique::SanitizeOverwrite };
    let began = link.now();
    let mut look = |link: &mut Link| match found {
        Survey::Ata(_) => ata::look(link),
        // That may have taken hours.
        link.check_identity(Moment::BeforeFirstWrite)?;
        Survey::Scsi(_) => scsi::look(link, formats),
        Survey::Nvme(_) => match nvme::status_log(link) {
            Ok(status) => nvme::look_at(&status, None),
            Err(Completion::Silent) => Look::Silent,
            Err(_) => Look::Unclear,
        },
        Survey::None { .. } | Survey::Mmc(_) => Look::Unclear,
    };
    let (seen_at_work, completion) = follow(link, technique, None, interrupted, &mut look)?;
    Ok(Some(FirmwareReport {
        command: None,
        joined: true,
        seen_at_work,
        completion,
        status_changed: Answer::Unknown,
        duration_ms: millis(link.now().saturating_sub(began)),
    }))
}
