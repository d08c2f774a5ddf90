//! What an attempt at a firmware erase proves: a pure function of what was seen.
//!
//! Three answers: proven, failed, unproven. A drive's word alone proves nothing; what cannot be made sure of is unproven,
//! and unproven is never green (`docs/firmware-erase.md`, "What counts as evidence").

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Level;
use super::verdict::sample_blocks;
use crate::event::{Completion, DriveIdentity, DriveLog, EvidenceReport, FirmwareReport, Leaves, Technique};
use crate::units::Answer;

/// One technique that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttemptReport {
    /// Which.
    pub technique: Technique,
    /// When it began.
    pub started_at: Timestamp,
    /// What was seen by commands; none for an overwrite, or when it was broken off.
    pub firmware: Option<FirmwareReport>,
    /// What was found on the medium after it; none likewise, or when it was not looked at.
    pub evidence: Option<EvidenceReport>,
    /// What the drive itself keeps of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logs: Vec<DriveLog>,
}

/// What an attempt proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The drive did it, and the medium shows it.
    Proven,
    /// It was not done.
    Failed,
    /// Neither could be made sure of.
    Unproven,
}

/// Why an attempt is not proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Something that was there before is still there.
    DataSurvived,
    /// The drive did not take the command, or could not be made ready for it.
    Refused,
    /// The drive says that it failed.
    DriveSaysFailed,
    /// The drive never said clearly that it was done.
    NotReported,
    /// It was never seen at work, and its status is what it was before.
    NotSeenAtWork,
    /// The medium was not looked at to the end.
    NotLookedAt,
    /// Too little was planted, noted or found again to tell.
    TooLittleEvidence,
    /// The medium holds something that this technique does not leave.
    UnexpectedContent,
    /// Too many places cannot be read.
    Unreadable,
}

/// Places that must have been looked at where the content by itself tells: fewer only on drives that have fewer.
const PLACES_WITH_KNOWN_CONTENT: u64 = 64;

/// Of the places drawn, so many hundredths must have been looked at where the content by itself tells nothing.
const PLACES_WITHOUT: u64 = 99;

/// Above this share of unreadable places nothing is proven: 1 in 100.
const READABLE_ENOUGH: u64 = 100;

/// The level of a technique (NIST SP 800-88 rev. 2 §3.1; IEEE 2883 where it leaves no choice to the vendor, else the
/// lower one).
#[must_use]
pub fn level(technique: Technique) -> Level {
    match technique {
        Technique::SanitizeBlockErase
        | Technique::SanitizeCryptoErase
        | Technique::SanitizeOverwrite
        | Technique::SecurityEraseEnhanced => Level::Purge,
        // NVMe Format: a vendor may make it a Purge, and none must. eMMC: until the text of IEEE 2883 says more.
        Technique::Overwrite
        | Technique::SecurityErase
        | Technique::FormatCryptoErase
        | Technique::FormatUserDataErase
        | Technique::FormatUnit
        | Technique::MmcSanitize
        | Technique::MmcSecureErase => Level::Clear,
    }
}

/// Draws the conclusion about an attempt on a drive.
#[must_use]
pub fn judge(attempt: &AttemptReport, drive: &DriveIdentity) -> (Proof, Vec<Doubt>) {
    let doubts = doubts(attempt, drive);
    let failed = doubts
        .iter()
        .any(|doubt| matches!(doubt, Doubt::DataSurvived | Doubt::Refused | Doubt::DriveSaysFailed));
    let proof = match (doubts.is_empty(), failed) {
        (true, _) => Proof::Proven,
        (false, true) => Proof::Failed,
        (false, false) => Proof::Unproven,
    };
    (proof, doubts)
}

fn doubts(attempt: &AttemptReport, drive: &DriveIdentity) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let mut doubt = |holds: bool, doubt: Doubt| {
        if holds {
            doubts.push(doubt);
        }
    };
    match &attempt.firmware {
        None => doubt(true, Doubt::NotReported),
        Some(seen) => {
            doubt(matches!(seen.completion, Completion::Refused | Completion::NotReady), Doubt::Refused);
            doubt(seen.completion == Completion::Failed, Doubt::DriveSaysFailed);
            doubt(
                matches!(
                    seen.completion,
                    Completion::Unclear
                        | Completion::Stuck
                        | Completion::Backwards
                        | Completion::Overdue
                        | Completion::Reset
                        | Completion::Silent
                ) || seen.command.is_none() && !seen.joined,
                Doubt::NotReported,
            );
            doubt(
                seen.seen_at_work != Answer::Yes && seen.status_changed != Answer::Yes,
                Doubt::NotSeenAtWork,
            );
        }
    }
    match &attempt.evidence {
        None => doubt(true, Doubt::NotLookedAt),
        Some(found) => {
            doubt(!found.survivors.is_empty(), Doubt::DataSurvived);
            doubt(!is_whole(found, drive), Doubt::NotLookedAt);
            doubt(is_unreadable(found, drive), Doubt::Unreadable);
            let content = content(attempt.technique.leaves(), found);
            doubt(content == Content::Unexpected, Doubt::UnexpectedContent);
            doubt(!is_enough(content, found), Doubt::TooLittleEvidence);
        }
    }
    doubts
}

/// Whether as much was looked at as this drive asks for, and over all of it.
fn is_whole(found: &EvidenceReport, drive: &DriveIdentity) -> bool {
    let block = u64::from(found.planted.block_bytes);
    if !found.complete || block == 0 || found.planted.size_bytes != drive.size_bytes {
        return false;
    }
    let wanted = drive.size_bytes.div_ceil(block).min(sample_blocks(drive.medium));
    let classified = found.zeros.saturating_add(found.ones).saturating_add(found.other);
    found.planted.places >= wanted
        && found.fresh_blocks >= wanted
        && classified.saturating_add(unreadable_places(found, drive)) >= found.fresh_blocks
}

/// Places that unreadable blocks lie in. A run of blocks may begin and end in the middle of one; two runs may lie in the same.
fn unreadable_places(found: &EvidenceReport, drive: &DriveIdentity) -> u64 {
    let in_one = u64::from((found.planted.block_bytes / drive.logical_block_bytes.max(1)).max(1));
    let (mut places, mut counted) = (0u64, None);
    for range in found.unreadable.iter().filter(|range| range.blocks > 0) {
        let first = range.first_lba / in_one;
        let last = range.first_lba.saturating_add(range.blocks - 1) / in_one;
        places = places.saturating_add(last - first).saturating_add(u64::from(counted != Some(first)));
        counted = Some(last);
    }
    places
}

/// The list holds what either look could not read, and what neither could stands in it once: so it is held against one look alone.
fn is_unreadable(found: &EvidenceReport, drive: &DriveIdentity) -> bool {
    let tried = found.planted.places.min(found.fresh_blocks);
    unreadable_places(found, drive) > tried / READABLE_ENOUGH
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    /// As the technique leaves it: that alone says that nothing else is there.
    Telling,
    /// Nothing that by itself says yes or no.
    Mute,
    /// What this technique does not leave.
    Unexpected,
}

fn content(leaves: Leaves, found: &EvidenceReport) -> Content {
    let EvidenceReport { zeros, ones, other, .. } = *found;
    let uniform = other == 0 && (zeros == 0 || ones == 0);
    match leaves {
        Leaves::Zeros if ones == 0 && other == 0 => Content::Telling,
        Leaves::Zeros => Content::Unexpected,
        Leaves::Blank if uniform => Content::Telling,
        // A drive that encrypts shows its blank cells as noise: all of them, or none.
        Leaves::Blank if zeros == 0 && ones == 0 => Content::Mute,
        Leaves::Blank => Content::Unexpected,
        Leaves::Anything if uniform => Content::Telling,
        Leaves::Anything => Content::Mute,
    }
}

fn is_enough(content: Content, found: &EvidenceReport) -> bool {
    let checked = found.canaries_checked.saturating_add(found.witnesses_checked);
    let places = found.planted.places;
    let possible = found.canaries_checked <= found.planted.canaries
        && found.witnesses_checked <= found.planted.witnesses
        && found.planted.canaries.saturating_add(found.planted.witnesses) <= places
        && found.planted.canaries > 0;
    possible
        && match content {
            Content::Telling => checked >= places.min(PLACES_WITH_KNOWN_CONTENT),
            Content::Mute | Content::Unexpected => {
                checked.saturating_mul(100) >= places.saturating_mul(PLACES_WITHOUT)
            }
        }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::event::{BlockRange, Medium, Planted, Transport};

    const SIZE: u64 = 64 << 20;
    const PLACES: u64 = SIZE / 4096;

    fn drive() -> DriveIdentity {
        DriveIdentity {
            vendor: None,
            model: Some("Model".into()),
            serial: Some("S1".into()),
            wwn: None,
            firmware: None,
            size_bytes: SIZE,
            logical_block_bytes: 512,
            physical_block_bytes: 4096,
            transport: Transport::Ata,
            medium: Medium::Flash,
        }
    }

    /// A small drive is looked at whole, twice, and what cannot be read stands in the list once; a run of blocks may lie across
    /// two places.
    #[test]
    fn unreadable_places_are_counted_whole() {
        let with = |ranges: Vec<(u64, u64)>| {
            let mut attempt = good(Technique::SanitizeBlockErase);
            let found = attempt.evidence.as_mut().expect("a look");
            found.unreadable =
                ranges.into_iter().map(|(first_lba, blocks)| BlockRange { first_lba, blocks }).collect();
            judge(&attempt, &drive())
        };
        let allowed = PLACES / 100;
        let apart = |n: u64| (0..n).map(|n| (n * 80 + 3, 1)).collect();
        assert_eq!(with(apart(allowed)).0, Proof::Proven);
        assert_eq!(with(apart(allowed + 1)), (Proof::Unproven, vec![Doubt::Unreadable]));
        let across = |n: u64| (0..n).map(|n| (n * 80 + 7, 2)).collect();
        assert_eq!(with(across(allowed / 2)).0, Proof::Proven);
        assert_eq!(with(across(allowed / 2 + 1)), (Proof::Unproven, vec![Doubt::Unreadable]));
        // Eight blocks of one place, each a run of its own, are one place.
        let within = |n: u64| (0..n).flat_map(|n| (0..4).map(move |at| (n * 80 + at * 2, 1))).collect();
        assert_eq!(with(within(allowed)).0, Proof::Proven);
        assert_eq!(with(vec![(0, allowed * 8)]).0, Proof::Proven);
        assert_eq!(with(vec![(0, allowed * 8 + 1)]).0, Proof::Unproven);
    }

    /// A block erase in which all went well.
    pub(crate) fn good(technique: Technique) -> AttemptReport {
        let planted = Planted {
            seed: "0".repeat(64),
            size_bytes: SIZE,
            block_bytes: 4096,
            places: PLACES,
            canaries: PLACES / 2,
            witnesses: PLACES / 2,
        };
        AttemptReport {
            technique,
            started_at: Timestamp::UNIX_EPOCH,
            firmware: Some(FirmwareReport {
                command: Some("b4".into()),
                joined: false,
                seen_at_work: Answer::Yes,
                completion: Completion::Reported,
                status_changed: Answer::Yes,
                duration_ms: 5,
            }),
            evidence: Some(EvidenceReport {
                canaries_checked: planted.canaries,
                witnesses_checked: planted.witnesses,
                planted,
                survivors: vec![],
                unreadable: vec![],
                fresh_seed: "1".repeat(64),
                fresh_blocks: PLACES,
                zeros: PLACES,
                ones: 0,
                other: 0,
                complete: true,
                duration_ms: 5,
            }),
            logs: vec![],
        }
    }

    fn with(change: impl Fn(&mut FirmwareReport, &mut EvidenceReport)) -> (Proof, Vec<Doubt>) {
        with_technique(Technique::SanitizeBlockErase, change)
    }

    fn with_technique(
        technique: Technique,
        change: impl Fn(&mut FirmwareReport, &mut EvidenceReport),
    ) -> (Proof, Vec<Doubt>) {
        let mut attempt = good(technique);
        let (mut seen, mut found) = (attempt.firmware.unwrap(), attempt.evidence.unwrap());
        change(&mut seen, &mut found);
        (attempt.firmware, attempt.evidence) = (Some(seen), Some(found));
        judge(&attempt, &drive())
    }

    #[test]
    fn every_technique_is_proven_when_all_is_seen() {
        for technique in Technique::ALL {
            assert_eq!(judge(&good(technique), &drive()), (Proof::Proven, vec![]), "{technique:?}");
        }
    }

    #[test]
    fn one_survivor_is_a_failure_whatever_the_drive_says() {
        let survivors = vec![BlockRange { first_lba: 7, blocks: 1 }];
        let judged = with(|_, found| found.survivors = survivors.clone());
        assert_eq!(judged, (Proof::Failed, vec![Doubt::DataSurvived]));
    }

    /// The trap of tools that take "neither success nor failure" for success.
    #[test]
    fn an_unknown_end_is_never_success() {
        for completion in [
            Completion::Unclear,
            Completion::Stuck,
            Completion::Backwards,
            Completion::Overdue,
            Completion::Reset,
            Completion::Silent,
        ] {
            let judged = with(|seen, _| seen.completion = completion);
            assert_eq!(judged, (Proof::Unproven, vec![Doubt::NotReported]), "{completion:?}");
        }
        for completion in [Completion::Refused, Completion::NotReady, Completion::Failed] {
            assert_eq!(with(|seen, _| seen.completion = completion).0, Proof::Failed, "{completion:?}");
        }
    }

    #[test]
    fn a_status_that_never_moved_proves_nothing() {
        let still = |answer| {
            with(|seen, _| {
                seen.seen_at_work = answer;
                seen.status_changed = answer;
            })
        };
        assert_eq!(still(Answer::No), (Proof::Unproven, vec![Doubt::NotSeenAtWork]));
        assert_eq!(still(Answer::Unknown), (Proof::Unproven, vec![Doubt::NotSeenAtWork]));
    }

    #[test]
    fn content_that_the_technique_does_not_leave_proves_nothing() {
        let some = |found: &mut EvidenceReport, zeros, ones, other| {
            (found.zeros, found.ones, found.other) = (zeros, ones, other);
        };
        let proof = |technique, zeros, ones, other| {
            with_technique(technique, |_, found| some(found, zeros, ones, other)).0
        };
        let (block, over, crypto) =
            (Technique::SanitizeBlockErase, Technique::SanitizeOverwrite, Technique::SanitizeCryptoErase);
        assert_eq!(proof(block, 0, PLACES, 0), Proof::Proven);
        assert_eq!(proof(block, PLACES - 1, 0, 1), Proof::Unproven);
        assert_eq!(proof(block, PLACES - 1, 1, 0), Proof::Unproven);
        assert_eq!(proof(block, 0, 0, PLACES), Proof::Proven, "noise throughout, and every place changed");
        assert_eq!(proof(over, 0, PLACES, 0), Proof::Unproven);
        assert_eq!(proof(crypto, PLACES / 2, 0, PLACES - PLACES / 2), Proof::Proven);
    }

    #[test]
    fn after_a_power_cut_noise_is_no_proof_and_blankness_is() {
        let lost = |technique, other| {
            with_technique(technique, |_, found| {
                found.witnesses_checked = 0;
                (found.zeros, found.other) = (PLACES - other, other);
            })
            .0
        };
        assert_eq!(lost(Technique::SanitizeBlockErase, 0), Proof::Proven);
        assert_eq!(lost(Technique::SanitizeCryptoErase, PLACES), Proof::Unproven);
        assert_eq!(lost(Technique::SecurityEraseEnhanced, PLACES), Proof::Unproven);
    }

    proptest! {
        /// Whatever is taken away, what remains is never more than it was.
        #[test]
        fn less_evidence_is_never_proof(which in 0usize..9, technique in 0usize..11) {
            let technique = Technique::ALL[technique];
            let judged = with_technique(technique, |seen, found| match which {
                0 => seen.command = None,
                1 => found.complete = false,
                2 => found.planted.size_bytes -= 512,
                3 => found.fresh_blocks = PLACES / 2,
                4 => found.planted.places = PLACES / 2,
                5 => found.zeros = PLACES / 2,
                6 => found.planted.canaries = 0,
                7 => { found.canaries_checked = 0; found.witnesses_checked = 10; }
                _ => found.unreadable = vec![BlockRange { first_lba: 0, blocks: SIZE / 512 / 20 }],
            });
            prop_assert_eq!(judged.0, Proof::Unproven);
        }
    }
}
