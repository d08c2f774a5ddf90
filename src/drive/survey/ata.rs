//! ATA drives, directly or through a translation (SAT-4): IDENTIFY DEVICE, registers, sanitize status, hidden areas.

use std::time::Duration;

use super::{
    CHECK_CONDITION, GOOD, PAGE_LIMIT, Unheard, WAKE_LIMIT, area, area_of, patiently, scsi, seen, tcg,
};
use crate::codec::ata::{
    AbortReason, Command, Dco, EraseTime, SanitizeStatus, Width, hidden_sectors, native_max as native_of,
};
use crate::codec::identify::Identify;
use crate::codec::sat::{self, Registers, WhyUnknown};
use crate::codec::sense::{ILLEGAL_REQUEST, Sense, UNIT_ATTENTION};
use crate::drive::wire::{Ask, Reply, Request};
use crate::event::{
    Area, AreaKind, AtaSecurity, AtaSurvey, DriveIdentity, SanitizeState, SanitizeSurvey, TcgSurvey,
};
use crate::units::Answer;

/// What became of an ATA command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It ended without error.
    Done,
    /// The drive or the translation says that it failed.
    Failed,
    /// Something came back that says neither: registers that cannot be, an error of an earlier command, a UNIT ATTENTION.
    Unclear,
    /// Nothing came back.
    Silent {
        /// The kernel's error number.
        errno: i32,
    },
}

/// An ATA command's reply, out of its SCSI wrapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ata {
    /// What became of it.
    pub outcome: Outcome,
    /// The registers, as far as they came.
    pub registers: Registers,
    /// The sense data, if they can be read.
    pub sense: Option<Sense>,
    /// The data, as many bytes as came.
    pub data: Vec<u8>,
}

impl Ata {
    /// Whether the drive itself aborted the command: it does not know it, or does not allow it now.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        matches!(&self.registers, Registers::Known(task) if task.is_aborted())
    }

    /// Why it brought nothing.
    fn unheard(&self) -> Unheard {
        let illegal = self.sense.is_some_and(|s| s.key == ILLEGAL_REQUEST);
        match self.outcome {
            Outcome::Silent { .. } => Unheard::Silent,
            Outcome::Done | Outcome::Unclear => Unheard::Implausible,
            Outcome::Failed if illegal && !self.is_aborted() => Unheard::NotSupported,
            Outcome::Failed => Unheard::Refused,
        }
    }
}

/// Sends an ATA command once, in ATA PASS-THROUGH (16).
///
/// CHECK CONDITION with 00h/1Dh and registers without error is a success. Where a 48-bit command's registers are wanted and
/// came in the fixed format, which has no room for their upper halves, log page 16h is read once for them.
pub fn send(ask: &mut dyn Ask, command: Command, limit: Duration) -> Ata {
    exchange(command, &mut |request, ask| ask.ask(request, limit), ask)
}

/// As [`send`], for commands that only read: again after a UNIT ATTENTION, which an erase must see and a survey need not.
pub fn read(ask: &mut dyn Ask, command: Command, limit: Duration) -> Ata {
    exchange(command, &mut |request, ask| patiently(ask, request, limit), ask)
}

type Exchange<'a> = dyn FnMut(&Request, &mut dyn Ask) -> Reply + 'a;

fn exchange(command: Command, exchange: &mut Exchange<'_>, ask: &mut dyn Ask) -> Ata {
    let wants_halves = command.check && command.extend;
    let (status, raw, data) = match exchange(&Request::ata(command), ask) {
        Reply::Scsi { status, sense, data } => (status, sense, data),
        Reply::Silent { errno } => return Ata::nothing(Outcome::Silent { errno }),
        Reply::Nvme { .. } | Reply::Mmc { .. } => return Ata::nothing(Outcome::Unclear),
    };
    let mut registers = sat::registers(&raw, None);
    if wants_halves && matches!(registers, Registers::Known(task) if !task.whole) {
        let page = scsi::read(ask, sat::log_sense_page_16(), PAGE_LIMIT);
        registers = page.map_or(registers, |page| sat::registers(&raw, Some(&page)));
    }
    let sense = Sense::parse(&raw);
    Ata { outcome: outcome(status, sense, &registers), registers, sense, data }
}

impl Ata {
    fn nothing(outcome: Outcome) -> Ata {
        Ata { outcome, registers: Registers::Unknown(WhyUnknown::NoSense), sense: None, data: Vec::new() }
    }
}

fn outcome(status: u8, sense: Option<Sense>, registers: &Registers) -> Outcome {
    // NO SENSE and RECOVERED ERROR, or the code that says that registers came.
    let speaks_of_success = |s: &Sense| !s.deferred && (s.key <= 1 || s.has_ata_registers());
    match (status, registers) {
        (GOOD | CHECK_CONDITION, Registers::Known(task)) if task.is_error() => Outcome::Failed,
        (GOOD, _) => Outcome::Done,
        (CHECK_CONDITION, Registers::Known(task)) => {
            let is_done = task.is_ready_without_error() && sense.as_ref().is_some_and(speaks_of_success);
            if is_done { Outcome::Done } else { Outcome::Unclear }
        }
        (CHECK_CONDITION, Registers::Unknown(_)) => match sense {
            None => Outcome::Unclear,
            Some(s) if s.deferred || s.key == UNIT_ATTENTION || speaks_of_success(&s) => Outcome::Unclear,
            Some(_) => Outcome::Failed,
        },
        (_, _) => Outcome::Failed,
    }
}

/// IDENTIFY DEVICE.
///
/// # Errors
/// [`Unheard`]; a drive that is sanitizing may refuse it.
pub fn identify(ask: &mut dyn Ask) -> Result<Identify, Unheard> {
    let reply = read(ask, Command::identify_device(), WAKE_LIMIT);
    match reply.outcome {
        // Some translations are unclear about data that came; the data have a check of their own.
        Outcome::Done | Outcome::Unclear => Identify::parse(&reply.data).map_err(|_| Unheard::Implausible),
        Outcome::Failed | Outcome::Silent { .. } => Err(reply.unheard()),
    }
}

/// Whether ATA registers come back, by CHECK POWER MODE: without them no firmware erase can be followed. *No* when a reply came that
/// clearly has none, as from many USB bridges and some RAID controllers.
pub fn registers_come_back(ask: &mut dyn Ask) -> Answer {
    let reply = read(ask, Command::check_power_mode(), PAGE_LIMIT);
    match (reply.outcome, reply.registers) {
        (Outcome::Silent { .. }, _) => Answer::Unknown,
        (_, Registers::Known(_)) => Answer::Yes,
        (_, Registers::Unknown(WhyUnknown::NoSense | WhyUnknown::NotInSense | WhyUnknown::AllZero)) => {
            Answer::No
        }
        (_, Registers::Unknown(_)) => Answer::Unknown,
    }
}

/// SANITIZE STATUS EXT. Where one ran into a reset, that is not seen here: [`send`] shows it.
pub fn sanitize_status(ask: &mut dyn Ask) -> SanitizeStatus {
    SanitizeStatus::of(&read(ask, Command::sanitize_status(false), PAGE_LIMIT).registers)
}

/// What a status comes to. While frozen, no sanitize can be running.
#[must_use]
pub fn state(status: &SanitizeStatus) -> SanitizeState {
    let no = Answer::No;
    match (status.in_progress, status.frozen, status.completed_without_error, status.abort_reason) {
        (Answer::Yes, ..) => SanitizeState::InProgress,
        (_, _, _, Some(AbortReason::Unsuccessful)) => SanitizeState::Failed,
        (_, Answer::Yes, ..) | (_, _, _, Some(AbortReason::Frozen)) => SanitizeState::Frozen,
        (_, _, _, Some(_)) => SanitizeState::Unknown,
        (Answer::No, Answer::No, Answer::Yes, None) => SanitizeState::Succeeded,
        (in_progress, frozen, completed, None) if [in_progress, frozen, completed] == [no; 3] => {
            SanitizeState::Idle
        }
        _ => SanitizeState::Unknown,
    }
}

/// The last LBA that the drive really has below its configuration overlay, by READ NATIVE MAX ADDRESS (EXT). Asked twice;
/// `None` when the answers differ, or cannot be meant.
pub fn native_max(ask: &mut dyn Ask, identify: &Identify) -> Option<u64> {
    let accessible = identify.sectors?;
    let wide = || (Command::read_native_max_ext(), Width::Bits48);
    let narrow = || (Command::read_native_max(), Width::Bits28);
    match identify.lba48 {
        // The upper half may be lost on the way; a drive that 28 bits address can be asked without.
        Answer::Yes => twice(ask, wide, accessible).or_else(|| twice(ask, narrow, accessible)),
        Answer::No | Answer::Unknown => twice(ask, narrow, accessible),
    }
}

/// The last LBA that the drive really has, by GET NATIVE MAX ADDRESS EXT. Asked twice, as [`native_max`].
pub fn amac(ask: &mut dyn Ask, identify: &Identify) -> Option<u64> {
    twice(ask, || (Command::amac_get_native(), Width::Bits48), identify.sectors?)
}

fn twice(ask: &mut dyn Ask, command: impl Fn() -> (Command, Width), accessible: u64) -> Option<u64> {
    let mut once = || {
        let (command, width) = command();
        let reply = read(ask, command, PAGE_LIMIT);
        native_of(&reply.registers, width, accessible).filter(|_| reply.outcome == Outcome::Done)
    };
    let (first, second) = (once()?, once()?);
    (first == second).then_some(first)
}

/// DEVICE CONFIGURATION IDENTIFY.
///
/// # Errors
/// [`Unheard`]: a frozen overlay is refused.
pub fn dco(ask: &mut dyn Ask) -> Result<Dco, Unheard> {
    let reply = read(ask, Command::dco_identify(), PAGE_LIMIT);
    match reply.outcome {
        Outcome::Done => Dco::parse(&reply.data).ok_or(Unheard::Implausible),
        _ => Err(reply.unheard()),
    }
}

/// Surveys a drive as an ATA drive; `Err` when it does not answer as one. A drive that is sanitizing may refuse IDENTIFY DEVICE
/// and still tell its sanitize status.
///
/// # Errors
/// What became of IDENTIFY DEVICE.
pub(super) fn survey(usb: bool, identity: &DriveIdentity, ask: &mut dyn Ask) -> Result<AtaSurvey, Unheard> {
    let identify = match identify(ask) {
        Ok(identify) => identify,
        Err(why) => {
            let state = state(&sanitize_status(ask));
            return if state == SanitizeState::Unknown { Err(why) } else { Ok(unidentified(usb, state)) };
        }
    };
    let registers = registers_come_back(ask);
    let state = match (identify.sanitize.supported, registers) {
        (Answer::No, _) => SanitizeState::Idle,
        (_, Answer::No) => SanitizeState::Unknown,
        _ => state(&sanitize_status(ask)),
    };
    Ok(AtaSurvey {
        bridge: usb,
        registers,
        security: security(&identify),
        sanitize: SanitizeSurvey {
            crypto: identify.sanitize.crypto,
            block: identify.sanitize.block,
            overwrite: identify.sanitize.overwrite,
            state,
        },
        encrypts_all: identify.all_user_data_encrypted,
        areas: areas(ask, &identify, registers, identity),
        tcg: tcg::ata(ask, identify.trusted_computing),
    })
}

/// A drive that tells its sanitize status alone.
fn unidentified(usb: bool, state: SanitizeState) -> AtaSurvey {
    let unknown = Answer::Unknown;
    AtaSurvey {
        bridge: usb,
        registers: Answer::Yes,
        security: AtaSecurity {
            supported: unknown,
            enabled: unknown,
            locked: unknown,
            frozen: unknown,
            expired: unknown,
            enhanced: unknown,
            normal_minutes: None,
            enhanced_minutes: None,
        },
        sanitize: SanitizeSurvey { crypto: unknown, block: unknown, overwrite: unknown, state },
        encrypts_all: unknown,
        areas: KINDS.map(|kind| area_of(kind, unknown)).to_vec(),
        tcg: TcgSurvey::UNKNOWN,
    }
}

fn security(identify: &Identify) -> AtaSecurity {
    // "More than so long" is no number of minutes.
    let minutes = |time: EraseTime| match time {
        EraseTime::Minutes(n) => Some(n),
        EraseTime::NotReported | EraseTime::MoreThan(_) => None,
    };
    let s = &identify.security;
    AtaSecurity {
        supported: s.supported,
        enabled: s.enabled,
        locked: s.locked,
        frozen: s.frozen,
        expired: s.expired,
        enhanced: s.enhanced,
        normal_minutes: minutes(s.normal_time),
        enhanced_minutes: minutes(s.enhanced_time),
    }
}

/// The hidden areas that ATA knows.
const KINDS: [AreaKind; 3] =
    [AreaKind::HostProtected, AreaKind::ConfigurationOverlay, AreaKind::AccessibleMax];

fn areas(ask: &mut dyn Ask, identify: &Identify, registers: Answer, identity: &DriveIdentity) -> Vec<Area> {
    let [hpa_kind, dco_kind, amac_kind] = KINDS;
    let (hpa, amac) = if registers == Answer::No {
        (Native::unreadable(identify.hpa.supported), Native::unreadable(identify.amac))
    } else {
        (by_set_max(ask, identify), by_amac(ask, identify))
    };
    let mut protected = hpa.area(hpa_kind, identify);
    if protected.present == Answer::No && is_cut(identify, identity) {
        protected.present = Answer::Unknown;
    }
    let overlay = match identify.dco.supported {
        Answer::No => area_of(dco_kind, Answer::No),
        _ => sectors_area(dco_kind, overlay(ask, identify, [hpa, amac]), identify),
    };
    vec![protected, overlay, amac.area(amac_kind, identify)]
}

/// What one of the two feature sets that set the accessible maximum lets know of the drive's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Native {
    /// The drive does not have the feature set.
    Absent,
    /// The last LBA.
    Last(u64),
    /// Not learnt.
    Unknown,
}

impl Native {
    fn of(last: Option<u64>) -> Native {
        last.map_or(Native::Unknown, Native::Last)
    }

    fn unreadable(supported: Answer) -> Native {
        if supported == Answer::No { Native::Absent } else { Native::Unknown }
    }

    fn area(self, kind: AreaKind, identify: &Identify) -> Area {
        match self {
            Native::Absent => area_of(kind, Answer::No),
            Native::Unknown => area_of(kind, Answer::Unknown),
            Native::Last(last) => {
                sectors_area(kind, identify.sectors.and_then(|n| hidden_sectors(last, n)), identify)
            }
        }
    }
}

fn by_set_max(ask: &mut dyn Ask, identify: &Identify) -> Native {
    match identify.hpa.supported {
        Answer::No => Native::Absent,
        _ => Native::of(native_max(ask, identify)),
    }
}

/// Most drives do not have the words that would say whether they know this feature. Those that do not know it abort its command.
fn by_amac(ask: &mut dyn Ask, identify: &Identify) -> Native {
    let aborts = |ask: &mut dyn Ask| read(ask, Command::amac_get_native(), PAGE_LIMIT).is_aborted();
    match identify.amac {
        Answer::No => Native::Absent,
        Answer::Unknown if aborts(ask) => Native::Absent,
        _ => Native::of(amac(ask, identify)),
    }
}

/// Whether the interface gives fewer bytes than the drive: a bridge that counts no further than 2 TiB, or keeps some.
fn is_cut(identify: &Identify, identity: &DriveIdentity) -> bool {
    let (Some(sectors), Some(bytes)) = (identify.sectors, identify.sector_bytes) else { return false };
    identity.size_bytes != 0 && u128::from(sectors) * u128::from(bytes) > u128::from(identity.size_bytes)
}

/// Sectors that the overlay takes away: its maximum above what it leaves. That is the native maximum, or the accessible one
/// where no feature set can have lowered it.
fn overlay(ask: &mut dyn Ask, identify: &Identify, natives: [Native; 2]) -> Option<u64> {
    let accessible = identify.sectors?.checked_sub(1)?;
    let below = natives.into_iter().try_fold(accessible, |most, native| match native {
        Native::Absent => Some(most),
        Native::Last(last) => Some(most.max(last)),
        Native::Unknown => None,
    })?;
    dco(ask).ok()?.max_lba?.checked_sub(below)
}

fn sectors_area(kind: AreaKind, sectors: Option<u64>, identify: &Identify) -> Area {
    match (sectors, identify.sector_bytes) {
        (Some(n), Some(bytes)) => area(kind, Some(u128::from(n) * u128::from(bytes))),
        (Some(n), None) => area_of(kind, seen(n > 0)),
        (None, _) => area_of(kind, Answer::Unknown),
    }
}
