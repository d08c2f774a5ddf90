//! Level 0 Discovery of self-encrypting drives, by the command of each command set.

use super::{PAGE_LIMIT, Unheard, ata as drive, nvme as controller, scsi as disk, seen};
use crate::codec::tcg::{LEVEL_0_BYTES, Level0};
use crate::codec::{ata, nvme, scsi};
use crate::drive::wire::Ask;
use crate::event::TcgSurvey;
use crate::units::Answer;

/// Security protocol 01h, ComID 0001h (TCG Core 3.3.6).
const PROTOCOL: u8 = 0x01;
const COM_ID: u16 = 0x0001;

/// The drive does not have it.
const ABSENT: TcgSurvey = TcgSurvey { supported: Answer::No, enabled: Answer::No, locked: Answer::No };

/// By SECURITY PROTOCOL IN.
///
/// # Errors
/// [`Unheard`].
pub fn by_scsi(ask: &mut dyn Ask) -> Result<Level0, Unheard> {
    let bytes = u16::try_from(LEVEL_0_BYTES).unwrap_or(u16::MAX);
    parse(&disk::read(ask, scsi::Command::security_protocol_in(PROTOCOL, COM_ID, bytes), PAGE_LIMIT)?)
}

/// By TRUSTED RECEIVE. libata refuses it unless it was told otherwise.
///
/// # Errors
/// [`Unheard`].
pub fn by_ata(ask: &mut dyn Ask) -> Result<Level0, Unheard> {
    let blocks = u8::try_from(LEVEL_0_BYTES / 512).unwrap_or(u8::MAX);
    let reply = drive::read(ask, ata::Command::trusted_receive(PROTOCOL, COM_ID, blocks), PAGE_LIMIT);
    match reply.outcome {
        drive::Outcome::Done => parse(&reply.data),
        drive::Outcome::Silent { .. } => Err(Unheard::Silent),
        drive::Outcome::Failed | drive::Outcome::Unclear => Err(Unheard::Refused),
    }
}

/// By Security Receive.
///
/// # Errors
/// [`Unheard`].
pub fn by_nvme(ask: &mut dyn Ask) -> Result<Level0, Unheard> {
    parse(&controller::read(ask, nvme::Command::level_0_discovery())?)
}

fn parse(data: &[u8]) -> Result<Level0, Unheard> {
    Level0::parse(data).map_err(|_| Unheard::Implausible)
}

/// `claimed` is word 48 bit 0. Where IDENTIFY DEVICE does not speak of it, a translation that does not know the command
/// settles that it is not there; where it claims it, whoever refuses hides it.
pub(super) fn ata(ask: &mut dyn Ask, claimed: Answer) -> TcgSurvey {
    match claimed {
        Answer::No => ABSENT,
        Answer::Yes => by_scsi(ask).or_else(|_| by_ata(ask)).map_or(TcgSurvey::UNKNOWN, |told| of(&told)),
        Answer::Unknown => scsi(ask),
    }
}

/// A drive that does not know the command has no such feature.
pub(super) fn scsi(ask: &mut dyn Ask) -> TcgSurvey {
    match by_scsi(ask) {
        Ok(told) => of(&told),
        Err(Unheard::NotSupported) => ABSENT,
        Err(_) => TcgSurvey::UNKNOWN,
    }
}

/// `claimed` is OACS bit 0.
pub(super) fn nvme(ask: &mut dyn Ask, claimed: bool) -> TcgSurvey {
    if claimed { by_nvme(ask).map_or(TcgSurvey::UNKNOWN, |told| of(&told)) } else { ABSENT }
}

/// A list that was read whole and names no subsystem class and no locking has none.
fn of(told: &Level0) -> TcgSurvey {
    let locking = told.locking;
    let is_silent = [locking.supported, locking.enabled, locking.locked] == [Answer::Unknown; 3];
    if told.sscs.is_empty() && is_silent {
        return ABSENT;
    }
    TcgSurvey {
        supported: seen(!told.sscs.is_empty() || locking.supported == Answer::Yes),
        enabled: locking.enabled,
        locked: locking.locked,
    }
}
