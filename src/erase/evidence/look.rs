//! After the erase: looks for what should be gone, and at what is there instead.

use super::visit::{Blocks, visit};
use super::{Ground, Note, WitnessKey, canary_stream, holds_canary, uniform};
use crate::erase::link::Link;
use crate::erase::pump::Watch;
use crate::event::{BlockRange, EvidenceReport, Phase, Planted, StopReason};
use crate::record::fold::merge;
use crate::sys::io::Choice;
use crate::units::{hex, millis, unhex};

/// The longest list of survivors in a report. With all techniques in vain a record must still fit in what can be signed.
const SURVIVORS_LISTED: usize = 64;

/// The longest list of unreadable runs in a report.
const UNREADABLE_LISTED: usize = 256;

/// What was planted by a process that a power cut ended: the canaries are known again, the witnesses are lost.
#[must_use]
pub fn retry_after_power_cut(planted: &Planted, wanted: u64, logical: u32) -> Option<Ground> {
    let seed: [u8; 32] = unhex(&planted.seed)?.try_into().ok()?;
    let places = Blocks::draw(&seed, wanted, logical, planted.size_bytes);
    if places.units() != planted.places || places.unit != planted.block_bytes {
        return None;
    }
    // Every place is looked at for a canary; how many held one, the journal says.
    let notes = vec![Note::Canary; places.len()];
    Some(Ground { planted: planted.clone(), places, notes, key: WitnessKey::fresh()? })
}

/// Looks.
///
/// # Errors
/// Why the job must stop.
pub fn look(
    link: &mut Link,
    engine: Choice,
    watch: Watch<'_>,
    ground: &Ground,
    wanted: u64,
) -> Result<EvidenceReport, StopReason> {
    let began = link.now();
    let Ground { planted, places, notes, key } = ground;
    let (logical, size) = (places.logical, places.size);
    let seed: [u8; 32] =
        unhex(&planted.seed).and_then(|seed| seed.try_into().ok()).ok_or(StopReason::InternalError)?;
    let stream = canary_stream(&seed).ok_or(StopReason::InternalError)?;
    let range = |lba| BlockRange { first_lba: lba, blocks: 1 };
    let (mut survivors, mut unreadable) = (Vec::new(), Vec::new());
    // Of each place: whether a canary, and whether a witness of it was looked for.
    let in_unit = usize::try_from(places.in_unit()).unwrap_or(1);
    let mut looked = vec![(false, false); notes.len().div_ceil(in_unit)];
    let whole = visit(link, engine, watch, places, Phase::Evidence, &mut |lba, bytes| {
        let Some(at) = places.index(lba) else { return };
        let Some(bytes) = bytes else {
            unreadable.push(range(lba));
            return;
        };
        let looked = &mut looked[at / in_unit];
        let survived = match notes[at] {
            Note::Canary => {
                looked.0 = true;
                holds_canary(&stream, lba * u64::from(logical), bytes)
            }
            Note::Witness(before) => {
                looked.1 = true;
                key.digest(bytes) == Some(before)
            }
            Note::Mute => false,
        };
        if survived {
            survivors.push(range(lba));
        }
    })?;

    let mut fresh_seed = [0; 32];
    getrandom::fill(&mut fresh_seed).map_err(|_| StopReason::InternalError)?;
    let fresh = Blocks::draw(&fresh_seed, wanted, logical, size);
    let mut contents = vec![None; fresh.len()];
    let fresh_whole = visit(link, engine, watch, &fresh, Phase::Evidence, &mut |lba, bytes| match (
        fresh.index(lba),
        bytes,
    ) {
        (Some(at), Some(bytes)) => contents[at] = Some(uniform(bytes)),
        (Some(_), None) => unreadable.push(range(lba)),
        (None, _) => {}
    })?;
    let in_unit = usize::try_from(fresh.in_unit()).unwrap_or(1);
    let (mut zeros, mut ones, mut other) = (0, 0, 0);
    for unit in contents.chunks(in_unit) {
        let seen: Vec<Option<u8>> = unit.iter().flatten().copied().collect();
        match seen.first() {
            None => {}
            Some(Some(0)) if seen.iter().all(|byte| *byte == Some(0)) => zeros += 1,
            Some(Some(0xff)) if seen.iter().all(|byte| *byte == Some(0xff)) => ones += 1,
            Some(_) => other += 1,
        }
    }

    let count = |of: fn(&(bool, bool)) -> bool| looked.iter().filter(|looked| of(looked)).count() as u64;
    let mut survivors = merge(survivors);
    survivors.truncate(SURVIVORS_LISTED);
    let mut unreadable = merge(unreadable);
    let listed = unreadable.len() <= UNREADABLE_LISTED;
    unreadable.truncate(UNREADABLE_LISTED);
    Ok(EvidenceReport {
        planted: planted.clone(),
        canaries_checked: count(|looked| looked.0).min(planted.canaries),
        witnesses_checked: count(|looked| looked.1).min(planted.witnesses),
        survivors,
        unreadable,
        fresh_seed: hex(&fresh_seed),
        fresh_blocks: fresh.units(),
        zeros,
        ones,
        other,
        complete: whole && fresh_whole && listed,
        duration_ms: millis(link.now().saturating_sub(began)),
    })
}
