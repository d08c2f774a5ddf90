//! What a person should know before: the reservations that the result will carry however well all goes, and why a stronger
//! technique is not used.

use crate::event::{Area, AreaKind, Blocked, DriveIdentity, Medium, ReadBackScheme, Survey, Technique};
use crate::record::Reservation;
use crate::units::Answer;

use super::{Plan, Wish};

/// What a person should know about the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Why this level: an overwrite through the ordinary interface.
    OverwriteIsClear,
    /// One pass would have been enough.
    OnePassIsEnough,
    /// The pattern's own rules ask for every byte to be read back.
    PatternReadsAll,
    /// The drive has a technique that is not used, and why not.
    Blocked(Blocked),
    /// The result will carry this reservation, however well all goes.
    Expect(Reservation),
}

/// The remarks about a plan whose techniques are known.
pub(super) fn remarks(plan: &Plan, drive: &DriveIdentity, survey: &Survey, wish: Wish) -> Vec<Remark> {
    let Some(first) = plan.first() else { return vec![] };
    let mut remarks = Vec::new();
    if first == Technique::Overwrite {
        remarks.push(Remark::OverwriteIsClear);
    }
    if plan.overwrites() {
        remarks.extend((wish.pattern.passes().len() > 1).then_some(Remark::OnePassIsEnough));
        let more = wish.pattern.reads_all() && wish.read_back != ReadBackScheme::Full;
        remarks.extend(more.then_some(Remark::PatternReadsAll));
    }
    let blocked = plan.firmware.iter().flat_map(|policy| &policy.blocked);
    remarks.extend(blocked.map(|blocked| Remark::Blocked(*blocked)));
    remarks.extend(reservations(drive, survey, first).into_iter().map(Remark::Expect));
    remarks
}

/// What the verdict will reserve when the technique succeeds and each area that can be brought back comes back.
fn reservations(drive: &DriveIdentity, survey: &Survey, technique: Technique) -> Vec<Reservation> {
    let real = drive.medium != Medium::Virtual;
    let areas = survey.areas();
    let unknown = areas.is_none_or(|areas| areas.is_empty() || areas.iter().any(stays_unknown));
    // That a virtual drive was not asked is no reservation; that one which answers hides something is.
    let unknown = unknown && (real || areas.is_some());
    let left = |wanted: &dyn Fn(AreaKind) -> bool| {
        areas.unwrap_or_default().iter().any(|area| is_left(area) && wanted(area.kind))
    };
    let flash = matches!(drive.medium, Medium::Flash | Medium::Unknown);
    let all = [
        (flash && !technique.reaches_spares(), Reservation::SpareFlashNotReached),
        (unknown, Reservation::HiddenAreasNotExamined),
        (real && !drive.is_strong(), Reservation::WeakIdentity),
        (left(&|kind| !is_boot(kind) && !technique.reaches(kind)), Reservation::HiddenAreasNotErased),
        (left(&|kind| !is_boot(kind) && technique.reaches(kind)), Reservation::HiddenAreasNotReadBack),
        (left(&is_boot), Reservation::BootAreasNotErased),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, reservation)| reservation).collect()
}

/// Whether an area is asked to come back to ordinary addresses before the erase. Of a capacity lowered by MODE SELECT most disks
/// tell nothing until they are asked for all their blocks.
pub(super) fn is_asked_back(area: &Area) -> bool {
    match area.kind {
        AreaKind::HostProtected | AreaKind::ConfigurationOverlay | AreaKind::AccessibleMax => {
            area.present == Answer::Yes
        }
        AreaKind::ClippedCapacity => area.present != Answer::No,
        _ => false,
    }
}

/// Whether nobody will know if an area is there. Boot partitions that cannot be ruled out are a limit, and no reservation.
fn stays_unknown(area: &Area) -> bool {
    area.present == Answer::Unknown && !is_boot(area.kind) && !is_asked_back(area)
}

/// Whether an area is there, and stays without ordinary addresses.
fn is_left(area: &Area) -> bool {
    area.present == Answer::Yes && area.kind != AreaKind::ReplayProtected && !is_asked_back(area)
}

fn is_boot(kind: AreaKind) -> bool {
    matches!(kind, AreaKind::BootPartitions | AreaKind::GeneralPurpose)
}
