//! Brings hidden areas back before the erase, so that it reaches them and they can be looked at: first the host protected area
//! or the accessible maximum, then the configuration overlay, which a drive refuses as long as the former is there.

use std::time::Duration;

use crate::codec::ata::Command as AtaCommand;
use crate::codec::identify::Identify;
use crate::codec::scsi::Command;
use crate::drive::survey::ata::{Ata, Outcome, amac, dco, identify, native_max, send};
use crate::drive::survey::scsi;
use crate::drive::wire::{Ask, Reply, Request};
use crate::erase::link::Link;
use crate::erase::worker::ResumePoint;
use crate::event::{Area, AreaKind, AtaSurvey, Event, RestoreOutcome, ScsiSurvey};
use crate::units::Answer;

/// What these commands take.
const SHORT: Duration = Duration::from_secs(15);

/// Tells of areas that came back while nobody was there to note it: the power went right after the command, or was what the drive
/// waited for.
pub(super) fn came_back(link: &mut Link, survey: &AtaSurvey, before: Option<&ResumePoint>) {
    let size_bytes = link.identity().size_bytes;
    let Some(before) = before.filter(|before| before.size_bytes < size_bytes) else { return };
    for area in survey.areas.iter().filter(|area| before.hidden.contains(&area.kind)) {
        let outcome = match area.present {
            Answer::No => RestoreOutcome::Restored,
            Answer::Unknown => RestoreOutcome::Unknown,
            Answer::Yes => continue, // is tried again
        };
        link.event(Event::AreaRestored { area: area.kind, outcome, size_bytes });
    }
}

/// Brings back what the survey found, and tells what came of each.
pub(super) fn restore(link: &mut Link, survey: &AtaSurvey) {
    let order = [AreaKind::HostProtected, AreaKind::AccessibleMax, AreaKind::ConfigurationOverlay];
    for kind in order {
        let there = |area: &&Area| area.kind == kind && area.present == Answer::Yes;
        if survey.areas.iter().any(|area| there(&area)) {
            let outcome = match identify(link) {
                Ok(before) => bring_back(link, kind, &before),
                Err(_) => RestoreOutcome::Unknown,
            };
            let size_bytes = link.identity().size_bytes;
            link.event(Event::AreaRestored { area: kind, outcome, size_bytes });
        }
    }
}

/// Asks a SCSI disk for all blocks that it has, unless it is known to show them: whether MODE SELECT lowered its capacity before,
/// most disks do not tell.
pub(super) fn restore_scsi(link: &mut Link, survey: &ScsiSurvey, before: Option<&ResumePoint>) {
    let Some(area) = survey.areas.iter().find(|area| area.kind == AreaKind::ClippedCapacity) else { return };
    let found = link.identity().size_bytes;
    let grew = before.is_some_and(|before| before.hidden.contains(&area.kind) && before.size_bytes < found);
    let outcome = match area.present {
        Answer::No if grew => RestoreOutcome::Restored,
        Answer::No => return,
        Answer::Yes | Answer::Unknown => match ask_for_all_blocks(link, area) {
            // All its blocks are there, and an earlier process is why.
            RestoreOutcome::NothingHidden if grew => RestoreOutcome::Restored,
            outcome => outcome,
        },
    };
    let size_bytes = link.identity().size_bytes;
    link.event(Event::AreaRestored { area: AreaKind::ClippedCapacity, outcome, size_bytes });
}

fn ask_for_all_blocks(link: &mut Link, area: &Area) -> RestoreOutcome {
    let Ok(before) = scsi::capacity(link) else { return RestoreOutcome::Unknown };
    let mut accepted = false;
    for keep in [true, false] {
        let request = Request::scsi(Command::mode_select_all_blocks(before.block_bytes, keep));
        if matches!(link.ask(&request, SHORT), Reply::Scsi { status: 0, .. }) {
            accepted = true;
            break;
        }
    }
    let Ok(after) = scsi::capacity(link) else { return RestoreOutcome::Unknown };
    let system = link.refresh_capacity().ok();
    let bytes = after.blocks().checked_mul(after.block_bytes.into());
    let grown = after.blocks() > before.blocks();
    if grown && (bytes.is_none() || system != bytes || link.identity().size_bytes != system.unwrap_or(0)) {
        RestoreOutcome::NeedsPowerCycle
    } else if grown {
        RestoreOutcome::Restored
    } else if !accepted {
        RestoreOutcome::Refused
    } else if area.present == Answer::Yes {
        RestoreOutcome::Unchanged
    } else {
        RestoreOutcome::NothingHidden
    }
}

fn bring_back(link: &mut Link, kind: AreaKind, before: &Identify) -> RestoreOutcome {
    let (Some(accessible), Some(sector)) = (before.sectors, before.sector_bytes) else {
        return RestoreOutcome::Unknown;
    };
    // How many sectors there should be afterwards: where the drive does not tell, more than before.
    let (reply, wanted) = match kind {
        AreaKind::HostProtected => {
            let Some(last) = native_max(link, before) else { return RestoreOutcome::Unknown };
            let Some(reply) = set_max(link, before, last) else { return RestoreOutcome::Unknown };
            (reply, last.saturating_add(1))
        }
        AreaKind::AccessibleMax => {
            let Some(last) = amac(link, before) else { return RestoreOutcome::Unknown };
            let Some(command) = AtaCommand::amac_set(last) else { return RestoreOutcome::Unknown };
            (send(link, command, SHORT), last.saturating_add(1))
        }
        AreaKind::ConfigurationOverlay => {
            let most = dco(link).ok().and_then(|dco| dco.max_lba);
            let reply = send(link, AtaCommand::dco_restore(), SHORT);
            (reply, most.map_or(accessible.saturating_add(1), |last| last.saturating_add(1)))
        }
        _ => return RestoreOutcome::Unknown,
    };
    let mut after = identify(link).ok().and_then(|now| now.sectors);
    // What the overlay hid may lie behind a native maximum that is now larger than the accessible one.
    if kind == AreaKind::ConfigurationOverlay
        && after.is_some_and(|now| now < wanted)
        && let Ok(now) = identify(link)
        && let Some(last) = native_max(link, &now)
    {
        let _ = set_max(link, &now, last);
        after = identify(link).ok().and_then(|now| now.sectors);
    }
    let system = link.refresh_capacity().ok();
    match (after, reply.outcome) {
        (Some(now), _) if now >= wanted => {
            let bytes = now.checked_mul(sector.into());
            if system.is_some() && system == bytes && link.identity().size_bytes == system.unwrap_or(0) {
                RestoreOutcome::Restored
            } else {
                RestoreOutcome::NeedsPowerCycle
            }
        }
        // One permanent change in a power cycle is all that a drive must take.
        (_, Outcome::Failed) if reply.is_aborted() => RestoreOutcome::NeedsPowerCycle,
        (_, Outcome::Failed) => RestoreOutcome::Refused,
        (Some(_), Outcome::Done) => RestoreOutcome::Unchanged,
        _ => RestoreOutcome::Unknown,
    }
}

/// SET MAX ADDRESS directly after READ NATIVE MAX ADDRESS, to stay over power cycles.
fn set_max(link: &mut Link, before: &Identify, last: u64) -> Option<Ata> {
    let (ask, set) = if before.lba48 == Answer::Yes {
        (AtaCommand::read_native_max_ext(), AtaCommand::set_max_ext(last, true)?)
    } else {
        (AtaCommand::read_native_max(), AtaCommand::set_max(last, true)?)
    };
    send(link, ask, SHORT);
    Some(send(link, set, SHORT))
}
