//! The judge: reads what is left in the store from outside, and never asks gomme.

use emulated_drives::flash::Area;
use emulated_drives::journal::Journal;
use emulated_drives::store::Store;
use gomme::erase::stream::Stream;
use gomme::event::{Fill, StreamCipher, Technique};
use gomme::record::{ErasureRecord, Facts, Limit, Reservation, Verdict};
use gomme::units::{hex, unhex};
use sha2::{Digest, Sha256};

use super::bench::Ended;

/// What is planted begins with these bytes, every [`STEP`] bytes.
pub const NEEDLE: &[u8; 8] = b"\xd0PLANTED";

/// Bytes from one needle to the next.
pub const STEP: usize = 32;

/// What lies on a medium before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    /// Data everywhere.
    Full,
    /// Data in every so many-th block of 4 KiB, zeros elsewhere.
    Every(u64),
    /// The same block everywhere.
    Pattern,
}

impl Planted {
    /// Plants over all of a store, hidden areas included.
    pub fn plant(self, store: &Store) {
        let mut block = vec![0; 4096];
        for number in 0..store.bytes() / 4096 {
            let here = match self {
                Planted::Full | Planted::Pattern => true,
                Planted::Every(n) => number.is_multiple_of(n),
            };
            if !here {
                continue;
            }
            for (at, piece) in block.chunks_exact_mut(STEP).enumerate() {
                let place = if self == Planted::Pattern { 7 } else { number * 128 + at as u64 };
                piece[..8].copy_from_slice(NEEDLE);
                piece[8..16].copy_from_slice(&place.to_be_bytes());
                piece[16..24].copy_from_slice(&place.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
                piece[24..].copy_from_slice(b"in clear");
            }
            store.write(number * 4096, &block);
        }
    }
}

/// The outside of a drive: what only the judge sees.
#[derive(Clone, Debug)]
pub struct Outside {
    /// What is left on the drive.
    pub store: Store,
    /// Where what lies in the store.
    pub areas: Vec<Area>,
    /// What the drive heard.
    pub journal: Journal,
}

/// What gomme says of a drive, next to what the judge sees of it.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The result.
    pub result: Verdict,
    /// What is not plainly erased.
    pub reservations: &'a [Reservation],
    /// What is never covered.
    pub limits: &'a [Limit],
    /// What was observed.
    pub facts: &'a Facts,
    /// What is left on the drive.
    pub store: &'a Store,
    /// Where what lies in the store.
    pub areas: &'a [Area],
    /// What the drive heard.
    pub journal: &'a Journal,
}

impl<'a> From<&'a Ended> for Claim<'a> {
    fn from(ended: &'a Ended) -> Claim<'a> {
        Claim {
            result: ended.outcome.result,
            reservations: &ended.outcome.reservations,
            limits: &ended.outcome.limits,
            facts: &ended.facts,
            store: &ended.store,
            areas: &ended.areas,
            journal: &ended.journal,
        }
    }
}

impl<'a> Claim<'a> {
    /// What a record claims.
    #[must_use]
    pub fn of(record: &'a ErasureRecord, outside: &'a Outside) -> Claim<'a> {
        Claim {
            result: record.result,
            reservations: &record.reservations,
            limits: &record.limits,
            facts: &record.facts,
            store: &outside.store,
            areas: &outside.areas,
            journal: &outside.journal,
        }
    }
}

/// What the judge finds to complain of; nothing when gomme told the truth.
#[must_use]
pub fn complaints<'a>(claim: impl Into<Claim<'a>>) -> Vec<String> {
    let claim: Claim<'a> = claim.into();
    let mut complaints = Vec::new();
    if claim.result == Verdict::NotErased {
        return complaints;
    }
    let declared = |wanted: Reservation| claim.reservations.contains(&wanted);
    let mut left: Vec<(String, u64)> = Vec::new();
    let area_of = |place: u64| claim.areas.iter().find(|area| (area.from..area.to).contains(&place));
    for place in claim.store.find(NEEDLE, 200_000) {
        let mut area = area_of(place);
        // An old copy of a boot partition or RPMB is theirs.
        if let Some(unmapped) = area.filter(|area| area.name == "unmapped") {
            let of = area_of(place - unmapped.from);
            area = of.filter(|of| !is_user(&of.name)).or(area);
        }
        let name = area.map_or("nowhere", |area| area.name.as_str());
        if is_declared(&claim, name, place, &declared) {
            continue;
        }
        match left.iter_mut().find(|(known, _)| known == name) {
            Some((_, count)) => *count += 1,
            None => left.push((name.to_owned(), 1)),
        }
    }
    let canaries = canaries_left(&claim);
    if canaries > 0 {
        complaints.push(format!("{canaries} canaries are left"));
    }
    for (name, count) in left {
        complaints.push(format!("{count} planted pieces are left in {name}"));
    }
    if let Some(complaint) = command_is_missing(&claim) {
        complaints.push(complaint);
    }
    complaints
}

/// Pieces of what gomme itself planted for the technique that it calls proven: they are data of the drive like any other, and on small
/// drives they took the place of much of the judge's own.
fn canaries_left(claim: &Claim<'_>) -> usize {
    let last = claim.facts.attempts.last().filter(|last| last.technique != Technique::Overwrite);
    let planted = last.and_then(|last| last.evidence.as_ref()).map(|found| &found.planted);
    let (Some(planted), Some(area)) = (planted, claim.areas.iter().find(|area| is_user(&area.name))) else {
        return 0;
    };
    let seed = unhex(&planted.seed).unwrap_or_default();
    let key = Sha256::new().chain_update(b"gomme canary v1").chain_update(seed).finalize();
    let fill = Fill::Random { cipher: StreamCipher::ChaCha12, key: hex(&key) };
    let stream = Stream::new(&fill).expect("a key of 256 bits");
    let (mut block, mut canary) = (vec![0; 4096], vec![0; 4096]);
    let end = area.to.min(area.from + planted.size_bytes);
    let mut left = 0;
    for at in (area.from..end).step_by(4096) {
        claim.store.read(at, &mut block);
        if block.iter().all(|byte| *byte == block[0]) {
            continue;
        }
        stream.write(at - area.from, &mut canary);
        let same = block.chunks_exact(32).zip(canary.chunks_exact(32)).any(|(seen, canary)| seen == canary);
        left += usize::from(same && !in_bad_block(claim, at));
    }
    left
}

fn is_user(name: &str) -> bool {
    name == "user" || name == "unallocated" || name.starts_with("namespace")
}

/// Whether what is left in an area was said to be left.
fn is_declared(claim: &Claim<'_>, area: &str, place: u64, declared: &impl Fn(Reservation) -> bool) -> bool {
    let technique = claim.facts.technique;
    let hidden = declared(Reservation::HiddenAreasNotErased)
        || declared(Reservation::HiddenAreasNotReadBack)
        || declared(Reservation::HiddenAreasNotExamined);
    match area {
        "user" | "namespace 1" => {
            let beyond = place >= claim.facts.scope.addressable_bytes;
            (beyond && hidden) || in_bad_block(claim, place)
        }
        // What lies beneath a virtual drive was not judged, says the record.
        "unmapped" | "spare" if claim.limits.contains(&Limit::VirtualDrive) => true,
        "unmapped" | "spare" => !technique.reaches_spares() && declared(Reservation::SpareFlashNotReached),
        "RPMB" | "rpmb" => claim.limits.contains(&Limit::ReplayProtectedKept),
        "boot0" | "boot1" | "gp1" | "gp2" | "gp3" | "gp4" | "boot partition 0" | "boot partition 1" => {
            declared(Reservation::BootAreasNotErased)
                || claim.limits.contains(&Limit::BootPartitionsNotExamined)
                || hidden
        }
        // Other namespaces, and capacity in none.
        _ => hidden,
    }
}

/// Blocks that could not be written, or not be read back, were said to be so.
fn in_bad_block(claim: &Claim<'_>, place: u64) -> bool {
    let lba = place / u64::from(claim.facts.drive.logical_block_bytes);
    let bad = claim.facts.bad_blocks.iter().any(|b| (b.first_lba..b.first_lba + b.blocks).contains(&lba));
    let listed = claim.reservations.contains(&Reservation::BadBlocks);
    bad && listed
}

/// The record names a technique: the drive must have heard its command, and answered that it was done.
fn command_is_missing(claim: &Claim<'_>) -> Option<String> {
    let name = match claim.facts.technique {
        Technique::Overwrite => return None,
        Technique::SanitizeBlockErase => ["BLOCK ERASE", "Block Erase", "block erase"],
        Technique::SanitizeCryptoErase => ["CRYPTO SCRAMBLE", "Crypto Erase", "CRYPTOGRAPHIC ERASE"],
        Technique::SanitizeOverwrite => ["OVERWRITE EXT", "Sanitize/Overwrite", "SANITIZE/OVERWRITE"],
        Technique::SecurityEraseEnhanced | Technique::SecurityErase => ["SECURITY ERASE UNIT"; 3],
        Technique::FormatCryptoErase | Technique::FormatUserDataErase => ["Format"; 3],
        Technique::FormatUnit => ["FORMAT UNIT"; 3],
        Technique::MmcSanitize => ["Sanitize", "SANITIZE", "sanitize"],
        Technique::MmcSecureErase => ["Secure Erase", "SECURE ERASE", "secure erase"],
    };
    let heard = claim.journal.entries();
    let done = heard.iter().any(|e| name.iter().any(|n| e.name.contains(n)) && e.answer == "ok");
    (!done).then(|| {
        let names: std::collections::BTreeSet<String> =
            heard.iter().map(|e| format!("{} [{}]", e.name, e.answer)).collect();
        format!("{:?} was not heard by the drive: {names:?}", claim.facts.technique)
    })
}
