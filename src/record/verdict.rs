//! The conclusion: a pure function of the facts, and the only place where the word `erased` comes from.

use serde::{Deserialize, Serialize};

use super::attempt::{self, Doubt, Proof};
use super::{AreaReport, AttemptReport, Facts, HiddenAreas};
use crate::event::{
    Area, AreaKind, BadBlockState, Engine, Medium, ReadBackReport, ReadBackScheme, RestoreOutcome,
    StopReason, Survey, Technique,
};
use crate::units::Answer;

/// The result of an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything planned was done and read back as it should.
    Erased,
    /// As `erased`, but something is known to lie out of reach, or is unknown.
    ErasedWithReservations,
    /// Anything else.
    NotErased,
}

/// The level of NIST SP 800-88 rev. 2 §3.1 that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// None.
    None,
    /// Clear: protects against simple recovery through the ordinary interface.
    Clear,
    /// Purge: makes recovery infeasible with the means of a laboratory.
    Purge,
}

/// Why a drive does not count as erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Somebody interrupted the job.
    Interrupted,
    /// The drive stopped answering.
    Stalled,
    /// The drive is gone.
    Vanished,
    /// It is not the drive that was chosen, or that could not be made sure of.
    IdentityNotConfirmed,
    /// The drive is dying: too many blocks cannot be written.
    TooManyBadBlocks,
    /// Wherever it was tried, the drive answered nothing but errors.
    NothingButErrors,
    /// The drive could not be flushed.
    FlushFailed,
    /// gomme itself could not go on.
    InternalError,
    /// A later job took its place.
    Superseded,
    /// The journal could not be written before the erase, so that it was not begun.
    JournalNotWritten,
    /// A pass did not reach the end of the drive.
    PassIncomplete,
    /// The drive was not read back to the end.
    ReadBackMissing,
    /// The read-back found something else than what was written.
    ReadBackDiffers,
    /// More than 1 % of what was to be read back could not be read.
    ReadBackImpossible,
    /// A block that could not be written can still be read, and holds something else.
    BadBlocksStillReadable,
    /// The drive's own erase was tried, and something that was there before is still there.
    DataSurvived,
    /// The drive's own erase was refused, or failed by the drive's own word.
    FirmwareEraseFailed,
    /// The drive's own erase could not be proven.
    FirmwareEraseUnproven,
    /// No technique was tried to its end.
    NothingTried,
}

/// Why an erased drive is not plainly so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reservation {
    /// Flash holds more cells than it shows addresses; an overwrite does not reach the spare ones.
    SpareFlashNotReached,
    /// Hidden areas (HPA, DCO, AMAC, namespaces, boot partitions) were not looked for.
    HiddenAreasNotExamined,
    /// Some blocks can neither be written nor read.
    BadBlocks,
    /// Some blocks were written but could not be read back.
    BlocksNotReadBack,
    /// The drive tells neither serial number nor world-wide name.
    WeakIdentity,
    /// A hidden area is there, and was not erased.
    HiddenAreasNotErased,
    /// A hidden area is there that the technique reaches by its definition, but that cannot be read back.
    HiddenAreasNotReadBack,
    /// Boot or general purpose partitions are there, and were left as they are.
    BootAreasNotErased,
    /// Another technique was tried before, and failed or proved nothing.
    EarlierTechniqueFailed,
}

/// What an attestation never covers; printed always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Only what the interface addresses was erased and read back.
    AddressableOnly,
    /// Blocks the drive itself retired before the job were out of reach, and their number is not known.
    RetiredBlocksNotCounted,
    /// Only the blocks drawn were read back.
    SampledOnly,
    /// A virtual drive: what lies beneath it was not judged.
    VirtualDrive,
    /// The drive erased itself: that it reached all its cells rests on how its maker built it.
    FirmwareTrusted,
    /// A cryptographic erase rests on the drive's own encryption.
    EncryptionTrusted,
    /// Replay-protected memory, which no host can erase.
    ReplayProtectedKept,
    /// An emulated drive: a test, and no drive at all.
    EmulatedDrive,
    /// Whether the drive has boot partitions could not be learnt; its own erase does not reach them.
    BootPartitionsNotExamined,
}

/// The conclusion, whose members stand at the top of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The result.
    pub result: Verdict,
    /// The level reached.
    pub level: Level,
    /// Why it is `not_erased`; empty otherwise.
    pub reasons: Vec<Reason>,
    /// Why it is not plainly `erased`.
    pub reservations: Vec<Reservation>,
    /// What is never covered; never empty.
    pub limits: Vec<Limit>,
}

/// Above this share of unreadable places a read-back says nothing: 1 in 100.
const READABLE_ENOUGH: u64 = 100;

/// Draws the conclusion. Whatever is missing or unknown leads to `not_erased`.
#[must_use]
pub fn conclude(facts: &Facts) -> Outcome {
    let reasons = reasons(facts);
    let reservations = reservations(facts);
    let result = match (reasons.is_empty(), reservations.is_empty()) {
        (false, _) => Verdict::NotErased,
        (true, false) => Verdict::ErasedWithReservations,
        (true, true) => Verdict::Erased,
    };
    let level = if result == Verdict::NotErased { Level::None } else { attempt::level(facts.technique) };
    Outcome { result, level, reasons, reservations, limits: limits(facts) }
}

fn reasons(facts: &Facts) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut because = |holds: bool, reason: Reason| {
        if holds && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    };
    if let Some(stop) = facts.stopped {
        because(true, stop.into());
    }
    let identity = facts.identity;
    because(
        identity.before_first_write != Answer::Yes || identity.after_last_read != Answer::Yes,
        Reason::IdentityNotConfirmed,
    );
    // What an early end leaves undone needs no reason of its own beside it.
    let ran_on = facts.stopped.is_none();
    if facts.technique == Technique::Overwrite {
        overwrite_reasons(facts, ran_on, &mut because);
    } else if ran_on {
        firmware_reasons(facts, &mut because);
    }
    reasons
}

/// What speaks against an overwrite.
fn overwrite_reasons(facts: &Facts, ran_on: bool, because: &mut impl FnMut(bool, Reason)) {
    let size = facts.scope.addressable_bytes;
    let block = u64::from(facts.drive.logical_block_bytes);
    // Saturating: a sum that wrapped around could look like a small one.
    let bad_bytes =
        facts.bad_blocks.iter().fold(0u64, |n, b| n.saturating_add(b.blocks.saturating_mul(block)));
    let passes_done = facts.passes.len() == facts.policy.passes.len()
        && facts.passes.iter().zip(1u32..).all(|(p, n)| p.pass == n && p.complete && p.done_bytes == size);
    because(
        ran_on
            && (size == 0
                || facts.policy.passes.is_empty()
                || !passes_done
                || !is_capacity_told(facts)
                || facts.scope.erased_bytes.checked_add(bad_bytes) != Some(size)),
        Reason::PassIncomplete,
    );
    let has = |state| facts.bad_blocks.iter().any(|b| b.state == state);
    because(has(BadBlockState::Differs), Reason::BadBlocksStillReadable);
    because(ran_on && has(BadBlockState::NotExamined), Reason::ReadBackMissing);
    match &facts.read_back {
        Some(report) => {
            because(!report.differing.is_empty(), Reason::ReadBackDiffers);
            let unreadable = report.unreadable.iter().fold(0u64, |n, r| n.saturating_add(r.blocks));
            let read_bytes_unit = u64::from(report.block_bytes).max(block) / block.max(1);
            because(
                unreadable > report.blocks_read.saturating_mul(read_bytes_unit) / READABLE_ENOUGH,
                Reason::ReadBackImpossible,
            );
            because(
                ran_on
                    && (!report.complete
                        || report.scheme != facts.policy.read_back
                        || !is_whole(report, facts.drive.medium, size)),
                Reason::ReadBackMissing,
            );
        }
        None => because(ran_on, Reason::ReadBackMissing),
    }
}

/// Whether the capacity is that of the drive that was chosen, or larger by a hidden area that was brought back.
fn is_capacity_told(facts: &Facts) -> bool {
    let (chosen, now) = (facts.drive.size_bytes, facts.scope.addressable_bytes);
    let restored = |area: &AreaReport| area.restored == Some(RestoreOutcome::Restored);
    now == chosen || now > chosen && facts.scope.areas.iter().any(restored)
}

/// What speaks against the drive's own erase: the last technique that was tried must be proven, and have been asked for.
fn firmware_reasons(facts: &Facts, because: &mut impl FnMut(bool, Reason)) {
    let asked = facts.policy.firmware.as_ref().is_some_and(|f| f.techniques.contains(&facts.technique));
    let last = facts.attempts.last().filter(|last| asked && last.technique == facts.technique);
    let Some(last) = last else {
        because(true, Reason::NothingTried);
        return;
    };
    let (scope, told) = (&facts.scope, is_capacity_told(facts));
    let (proof, doubts) = attempt::judge(last, &facts.drive_as_erased());
    match proof {
        Proof::Proven => {
            because(!told || scope.erased_bytes != scope.addressable_bytes, Reason::FirmwareEraseUnproven);
        }
        Proof::Failed if doubts.contains(&Doubt::DataSurvived) => because(true, Reason::DataSurvived),
        Proof::Failed => because(true, Reason::FirmwareEraseFailed),
        Proof::Unproven => because(true, Reason::FirmwareEraseUnproven),
    }
}

/// Whether a report covers what its scheme promises on such a drive.
fn is_whole(report: &ReadBackReport, medium: Medium, size: u64) -> bool {
    let block = u64::from(report.block_bytes);
    if block == 0 || report.blocks_total != size.div_ceil(block) {
        return false;
    }
    match report.scheme {
        ReadBackScheme::Full => report.blocks_read == report.blocks_total,
        ReadBackScheme::Sample => {
            report.random_blocks >= report.blocks_total.min(sample_blocks(medium))
                && report.blocks_read >= report.random_blocks
        }
        ReadBackScheme::NistR1 => report.blocks_read >= report.blocks_total.div_ceil(10),
    }
}

/// Random blocks of a `sample` read-back on rotating media: 0.1 % of remnants are found with 99.9 % probability.
pub const SAMPLE_ROTATING: u64 = 6_905;
/// Random blocks of a `sample` read-back on flash: 0.01 % of remnants are found with 99.9 % probability.
pub const SAMPLE_FLASH: u64 = 69_075;

/// Random blocks of a `sample` read-back of such a medium. What is not known to turn is sampled as flash is: it costs
/// seconds there.
#[must_use]
pub fn sample_blocks(medium: Medium) -> u64 {
    match medium {
        Medium::Rotating => SAMPLE_ROTATING,
        Medium::Flash | Medium::Virtual | Medium::Unknown => SAMPLE_FLASH,
    }
}

fn reservations(facts: &Facts) -> Vec<Reservation> {
    let mut reservations = Vec::new();
    let mut reserve = |holds: bool, reservation: Reservation| {
        if holds {
            reservations.push(reservation);
        }
    };
    let medium = facts.drive.medium;
    let technique = facts.technique;
    reserve(
        matches!(medium, Medium::Flash | Medium::Unknown) && !technique.reaches_spares(),
        Reservation::SpareFlashNotReached,
    );
    let areas = &facts.scope.areas;
    reserve(
        match facts.scope.hidden_areas {
            HiddenAreas::NotApplicable => medium != Medium::Virtual,
            HiddenAreas::NotExamined => true,
            HiddenAreas::Examined => {
                !areas_are_of_survey(facts) || areas.iter().any(|area| is_unknown(area) && !is_boot(area))
            }
        },
        Reservation::HiddenAreasNotExamined,
    );
    reserve(!facts.bad_blocks.is_empty(), Reservation::BadBlocks);
    let last = facts.attempts.last().and_then(|last| last.evidence.as_ref());
    reserve(
        facts.read_back.as_ref().is_some_and(|r| !r.unreadable.is_empty())
            || last.is_some_and(|found| !found.unreadable.is_empty()),
        Reservation::BlocksNotReadBack,
    );
    reserve(medium != Medium::Virtual && !facts.drive.is_strong(), Reservation::WeakIdentity);
    let left = |wanted: fn(&AreaReport, Technique) -> bool| {
        areas.iter().any(|area| is_left(area) && wanted(area, technique))
    };
    reserve(left(|area, by| !is_boot(area) && !by.reaches(area.kind)), Reservation::HiddenAreasNotErased);
    reserve(left(|area, by| !is_boot(area) && by.reaches(area.kind)), Reservation::HiddenAreasNotReadBack);
    reserve(left(|area, _| is_boot(area)), Reservation::BootAreasNotErased);
    let earlier: &[AttemptReport] = facts.attempts.split_last().map_or(&[], |(_, earlier)| earlier);
    reserve(
        // The same one again is what a power cut leaves to be done.
        earlier.iter().any(|attempt| attempt.technique != technique),
        Reservation::EarlierTechniqueFailed,
    );
    reservations
}

/// Whether the areas are those that the drive was asked about, each as it answered; never when there are none.
fn areas_are_of_survey(facts: &Facts) -> bool {
    let asked = facts.survey.as_ref().and_then(Survey::areas).unwrap_or_default();
    let same = |(area, asked): (&AreaReport, &Area)| {
        (area.kind, area.present, area.bytes) == (asked.kind, asked.present, asked.bytes)
    };
    !asked.is_empty()
        && facts.scope.areas.len() == asked.len()
        && facts.scope.areas.iter().zip(asked).all(same)
}

/// Whether an area is there and still has no ordinary addresses.
fn is_left(area: &AreaReport) -> bool {
    area.present == Answer::Yes
        && area.kind != AreaKind::ReplayProtected
        && area.restored != Some(RestoreOutcome::Restored)
}

/// Whether nobody knows if an area is there.
fn is_unknown(area: &AreaReport) -> bool {
    let asked = matches!(area.restored, Some(RestoreOutcome::Restored | RestoreOutcome::NothingHidden));
    area.present == Answer::Unknown && !asked
}

fn is_boot(area: &AreaReport) -> bool {
    matches!(area.kind, AreaKind::BootPartitions | AreaKind::GeneralPurpose)
}

fn limits(facts: &Facts) -> Vec<Limit> {
    let mut limits = Vec::new();
    let technique = facts.technique;
    if facts.runs.iter().any(|run| run.engine == Engine::Emulated) {
        limits.push(Limit::EmulatedDrive);
    }
    if technique == Technique::Overwrite {
        limits.push(Limit::AddressableOnly);
    } else {
        limits.push(Limit::FirmwareTrusted);
    }
    if technique.is_cryptographic() {
        limits.push(Limit::EncryptionTrusted);
    }
    match facts.drive.medium {
        Medium::Virtual => limits.push(Limit::VirtualDrive),
        Medium::Rotating | Medium::Flash | Medium::Unknown if !technique.reaches_spares() => {
            limits.push(Limit::RetiredBlocksNotCounted);
        }
        Medium::Rotating | Medium::Flash | Medium::Unknown => {}
    }
    let sampled = facts
        .read_back
        .as_ref()
        .is_some_and(|r| r.scheme != ReadBackScheme::Full && r.blocks_read < r.blocks_total);
    let looked_at = facts.attempts.last().and_then(|last| last.evidence.as_ref()).is_some_and(|found| {
        found.fresh_blocks.saturating_mul(found.planted.block_bytes.into()) < facts.scope.addressable_bytes
    });
    if sampled || looked_at {
        limits.push(Limit::SampledOnly);
    }
    if facts.scope.areas.iter().any(|a| a.kind == AreaKind::ReplayProtected && a.present != Answer::No) {
        limits.push(Limit::ReplayProtectedKept);
    }
    if facts.scope.areas.iter().any(|a| is_boot(a) && a.present == Answer::Unknown) {
        limits.push(Limit::BootPartitionsNotExamined);
    }
    limits
}

impl From<StopReason> for Reason {
    fn from(stop: StopReason) -> Self {
        match stop {
            StopReason::Interrupted => Reason::Interrupted,
            StopReason::Stalled => Reason::Stalled,
            StopReason::Vanished => Reason::Vanished,
            StopReason::IdentityChanged => Reason::IdentityNotConfirmed,
            StopReason::TooManyBadBlocks => Reason::TooManyBadBlocks,
            StopReason::NothingButErrors => Reason::NothingButErrors,
            StopReason::FlushFailed => Reason::FlushFailed,
            StopReason::InternalError => Reason::InternalError,
            StopReason::Superseded => Reason::Superseded,
            StopReason::JournalNotWritten => Reason::JournalNotWritten,
        }
    }
}
