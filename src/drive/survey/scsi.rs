//! SCSI drives (SPC-5, SBC-4), and the choice between ATA and SCSI for what answers SCSI commands.

use std::time::Duration;

use super::{
    CHECK_CONDITION, GOOD, PAGE_LIMIT, Unheard, WAKE_LIMIT, area, area_of, ata, patiently, seen, tcg,
};
use crate::codec::scsi::{
    Background, BlockDescriptor, Capacity, Command, Inquiry, identify_data, is_supported, logical_units,
};
use crate::codec::sense::{ILLEGAL_REQUEST, Sense};
use crate::drive::wire::{Ask, Reply, Request};
use crate::event::{
    Area, AreaKind, DriveIdentity, NoCommands, SanitizeState, SanitizeSurvey, ScsiSurvey, Survey, Transport,
};
use crate::units::Answer;

/// Sends a command that reads, and gives its data.
///
/// # Errors
/// [`Unheard`]; the data themselves are not judged.
pub fn read(ask: &mut dyn Ask, command: Command, limit: Duration) -> Result<Vec<u8>, Unheard> {
    match patiently(ask, &Request::scsi(command), limit) {
        Reply::Scsi { status: GOOD, data, .. } => Ok(data),
        Reply::Scsi { status: CHECK_CONDITION, sense, data } => match Sense::parse(&sense) {
            // Key 1: it was carried out, and something is told beside.
            Some(s) if s.key == 1 && !s.deferred => Ok(data),
            Some(s) if s.key == ILLEGAL_REQUEST && !s.deferred => Err(Unheard::NotSupported),
            _ => Err(Unheard::Refused),
        },
        Reply::Scsi { .. } => Err(Unheard::Refused),
        Reply::Silent { .. } => Err(Unheard::Silent),
        Reply::Nvme { .. } | Reply::Mmc { .. } => Err(Unheard::Implausible),
    }
}

/// The standard data of INQUIRY.
///
/// # Errors
/// [`Unheard`].
pub fn inquiry(ask: &mut dyn Ask) -> Result<Inquiry, Unheard> {
    Inquiry::parse(&read(ask, Command::inquiry(None), WAKE_LIMIT)?).ok_or(Unheard::Implausible)
}

/// What runs or failed in the background, by REQUEST SENSE and TEST UNIT READY; `None` when neither speaks of such.
///
/// # Errors
/// [`Unheard`] when neither was answered.
pub fn sense_state(ask: &mut dyn Ask) -> Result<Option<Background>, Unheard> {
    let asked = read(ask, Command::request_sense(false), PAGE_LIMIT)
        .and_then(|data| Sense::parse(&data).ok_or(Unheard::Implausible));
    let ready = ready(ask);
    let told = [&asked, &ready].into_iter().flatten().find_map(Background::of);
    match (told, asked, ready) {
        (Some(told), ..) => Ok(Some(told)),
        (None, Err(_), Err(why)) => Err(why),
        (None, ..) => Ok(None),
    }
}

/// The sense data of TEST UNIT READY; for a drive that is ready, those that say nothing.
fn ready(ask: &mut dyn Ask) -> Result<Sense, Unheard> {
    const NOTHING: Sense =
        Sense { key: 0, asc: 0, ascq: 0, deferred: false, progress: None, information: None };
    match patiently(ask, &Request::scsi(Command::test_unit_ready()), PAGE_LIMIT) {
        Reply::Scsi { status: GOOD, .. } => Ok(NOTHING),
        Reply::Scsi { sense, .. } => Sense::parse(&sense).ok_or(Unheard::Refused),
        Reply::Silent { .. } => Err(Unheard::Silent),
        Reply::Nvme { .. } | Reply::Mmc { .. } => Err(Unheard::Implausible),
    }
}

/// The capacity that can be addressed.
///
/// # Errors
/// [`Unheard`].
pub fn capacity(ask: &mut dyn Ask) -> Result<Capacity, Unheard> {
    Capacity::parse(&read(ask, Command::read_capacity_16(), PAGE_LIMIT)?).ok_or(Unheard::Implausible)
}

/// The number of logical blocks of the drive before anyone lowered it by MODE SELECT, as far as the drive tells: the block descriptor
/// of its default values, or of the current ones where those are more than READ CAPACITY gives. `None` where the default
/// values say no number, or are of blocks of another length: the current ones are then what was set.
pub fn full_capacity(ask: &mut dyn Ask, addressed: &Capacity) -> Option<u64> {
    let mut blocks = |values| {
        let page = read(ask, mode_sense(values), PAGE_LIMIT).ok()?;
        let descriptor = BlockDescriptor::parse(&page)?;
        (descriptor.block_bytes == addressed.block_bytes).then_some(descriptor.blocks).flatten()
    };
    let (current, by_default) = (blocks(Values::Current), blocks(Values::Default));
    let larger = current.filter(|n| *n > addressed.blocks());
    let told = by_default.max(larger)?;
    // Fewer than can be addressed is no number of this drive.
    (told >= addressed.blocks()).then_some(told)
}

/// PC, byte 2 bits 7:6 of MODE SENSE (SPC-5).
#[derive(Clone, Copy)]
enum Values {
    Current,
    Default,
}

/// MODE SENSE (10) of all pages: only the block descriptor before them is wanted, and no page need be known for it.
fn mode_sense(values: Values) -> Command {
    const ALL_PAGES: u8 = 0x3f;
    const DEFAULT: u8 = 0b10 << 6;
    let mut command = Command::mode_sense_10(ALL_PAGES, true);
    if let (Values::Default, Some(control)) = (values, command.cdb.get_mut(2)) {
        *control |= DEFAULT;
    }
    command
}

/// Whether the drive knows a command, by REPORT SUPPORTED OPERATION CODES; *unknown* where it does not know that one.
pub fn knows(ask: &mut dyn Ask, opcode: u8, service_action: Option<u16>) -> Answer {
    let command = Command::report_supported_operation_codes(opcode, service_action);
    read(ask, command, PAGE_LIMIT).map_or(Answer::Unknown, |data| is_supported(&data))
}

/// Surveys whatever answers SCSI commands: an ATA drive behind a translation as an ATA drive.
pub(super) fn survey(usb: bool, identity: &DriveIdentity, ask: &mut dyn Ask) -> Survey {
    let inquiry = inquiry(ask);
    if inquiry == Err(Unheard::Silent) {
        return Survey::None { why: NoCommands::NoAnswer };
    }
    let names_ata = inquiry.is_ok_and(|inquiry| inquiry.vendor.as_deref() == Some("ATA"));
    let translated = names_ata || identity.transport == Transport::Ata || has_ata_page(ask);
    if !translated && !usb {
        return Survey::Scsi(own(ask));
    }
    match ata::survey(usb, identity, ask) {
        Ok(ata) => Survey::Ata(ata),
        // What answers there is the bridge.
        Err(_) if usb => Survey::None { why: NoCommands::Bridge },
        // What answers SCSI there is the translation, which knows nothing of the drive's erases.
        Err(_) => Survey::None { why: NoCommands::NoAnswer },
    }
}

/// Whether a translator gives IDENTIFY DEVICE data (vital product data page 89h). They may be old: only that they are there counts.
fn has_ata_page(ask: &mut dyn Ask) -> bool {
    read(ask, Command::inquiry(Some(0x89)), PAGE_LIMIT).is_ok_and(|page| identify_data(&page).is_some())
}

/// Operation code of SANITIZE; its service actions are overwrite 1, block erase 2, cryptographic erase 3.
const SANITIZE: u8 = 0x48;
const FORMAT_UNIT: u8 = 0x04;

fn own(ask: &mut dyn Ask) -> ScsiSurvey {
    let doing = sense_state(ask);
    let sanitize = SanitizeSurvey {
        crypto: knows(ask, SANITIZE, Some(3)),
        block: knows(ask, SANITIZE, Some(2)),
        overwrite: knows(ask, SANITIZE, Some(1)),
        state: state(doing),
    };
    let other_units = other_units(ask);
    let beside = area_of(AreaKind::OtherLogicalUnits, other_units.map_or(Answer::Unknown, |n| seen(n > 0)));
    ScsiSurvey {
        sanitize,
        format_unit: knows(ask, FORMAT_UNIT, None),
        formatting: match doing {
            Ok(Some(Background::Formatting(_))) => Answer::Yes,
            Ok(_) => Answer::No,
            Err(_) => Answer::Unknown,
        },
        other_units,
        areas: vec![beside, clipped(ask), depopulated(ask)],
        tcg: tcg::scsi(ask),
    }
}

/// Logical units beside this one. Whatever has more than one must know REPORT LUNS since SPC-2: a drive that refuses it as unknown
/// has one. Any other failure leaves it open.
fn other_units(ask: &mut dyn Ask) -> Option<u32> {
    match read(ask, Command::report_luns(), PAGE_LIMIT) {
        Ok(list) => logical_units(&list)?.checked_sub(1),
        Err(Unheard::NotSupported) => Some(0),
        Err(_) => None,
    }
}

/// What sense data say of the last sanitize. They never speak of a success.
#[must_use]
pub fn state(doing: Result<Option<Background>, Unheard>) -> SanitizeState {
    match doing {
        Ok(Some(Background::Sanitizing(_))) => SanitizeState::InProgress,
        Ok(Some(Background::SanitizeFailed)) => SanitizeState::Failed,
        Ok(None | Some(Background::Formatting(_) | Background::SelfTesting(_))) => SanitizeState::Idle,
        Ok(Some(Background::FormatFailed | Background::FormatCorrupted)) | Err(_) => SanitizeState::Unknown,
    }
}

/// Whether the capacity was lowered. A drive whose default values say no more than it addresses may be echoing what was set: that is
/// *unknown*, until it is asked for all it has ([`Command::mode_select_all_blocks`]).
fn clipped(ask: &mut dyn Ask) -> Area {
    let hidden = capacity(ask).ok().and_then(|addressed| {
        let blocks = full_capacity(ask, &addressed)?.checked_sub(addressed.blocks())?;
        Some(u128::from(blocks) * u128::from(addressed.block_bytes))
    });
    area(AreaKind::ClippedCapacity, hidden.filter(|bytes| *bytes > 0))
}

/// Elements that were taken out of use. A drive that does not know the command can do no such thing.
fn depopulated(ask: &mut dyn Ask) -> Area {
    let present = match read(ask, Command::get_physical_element_status(), PAGE_LIMIT) {
        Ok(page) => has_depopulated(&page),
        Err(Unheard::NotSupported) => Answer::No,
        Err(_) => Answer::Unknown,
    };
    area_of(AreaKind::DepopulatedElements, present)
}

/// GET PHYSICAL ELEMENT STATUS (SBC-4): how many descriptors there are in bytes 0–3, how many came in 4–7; from byte 32 on 32 bytes
/// each, with the health in byte 15. Above FAh it speaks of a depopulation: FBh and FCh of one that is taken back, FDh to FFh of one
/// that runs or ended.
fn has_depopulated(page: &[u8]) -> Answer {
    const HEADER: usize = 32;
    const DESCRIPTOR: usize = 32;
    let (Some(all), Some(descriptors)) = (page.first_chunk::<4>(), page.get(HEADER..)) else {
        return Answer::Unknown;
    };
    let all = u32::from_be_bytes(*all);
    let (whole, _) = descriptors.as_chunks::<DESCRIPTOR>();
    let counted = || whole.iter().zip(0..all);
    if counted().any(|(element, _)| element[15] >= 0xfb) {
        Answer::Yes
    } else if all > 0 && counted().count() == usize::try_from(all).unwrap_or(usize::MAX) {
        Answer::No
    } else {
        Answer::Unknown
    }
}
