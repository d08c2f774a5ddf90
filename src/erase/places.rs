//! Where the medium is read back: a pure function of the scheme, the size of the drive and a seed.
//!
//! The seed is drawn by the operating system after the erase, so that neither a drive nor a person can know the places
//! beforehand, and it is recorded, so that anybody can draw them again (`docs/attestation-v1.md`, "Replaying a
//! read-back").

use chacha20::ChaCha20;
use ctr::cipher::{KeyIvInit, StreamCipher};

use crate::event::ReadBackScheme;
use crate::units::MIB;

/// Bytes in a block of the sampling schemes, or the logical block where that is larger.
pub const SAMPLE_BLOCK: u32 = 4096;

/// Sections of the `nist-r1` scheme (NIST SP 800-88 rev. 1 §4.7.3: at least 1,000).
pub const NIST_SECTIONS: u64 = 1_000;

/// Neighbouring blocks, numbered in the scheme's block size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// First block.
    pub first: u64,
    /// How many.
    pub blocks: u64,
}

/// The places of a read-back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Equal parts that the drive was cut into.
    pub strata: u64,
    /// Blocks drawn at random.
    pub random_blocks: u64,
    /// Blocks always read, as far as they are not among those drawn.
    pub fixed_blocks: u64,
    /// All of them: ascending, without overlap, neighbours joined.
    pub runs: Vec<Run>,
}

/// Draws the places on a drive of `blocks_total` blocks. `wanted` is the number of random blocks of `sample`; `full` needs
/// no places.
#[must_use]
pub fn draw(
    scheme: ReadBackScheme,
    blocks_total: u64,
    block_bytes: u32,
    wanted: u64,
    seed: &[u8; 32],
) -> Places {
    let mut dice = Dice::new(seed);
    let (strata, drawn) = match scheme {
        ReadBackScheme::Full => (0, Vec::new()),
        ReadBackScheme::Sample => {
            let strata = wanted.min(blocks_total);
            (strata, (0..strata).map(|stratum| one_of(stratum, strata, blocks_total, &mut dice)).collect())
        }
        ReadBackScheme::NistR1 => two_in_each(blocks_total, &mut dice),
    };
    let random_blocks = drawn.iter().map(|run| run.blocks).sum();
    let fixed = fixed_points(blocks_total, block_bytes);
    let runs = join(drawn.into_iter().chain(fixed).collect());
    let all: u64 = runs.iter().map(|run| run.blocks).sum();
    Places { strata, random_blocks, fixed_blocks: all - random_blocks, runs }
}

/// Start of the `part`-th of `parts` equal parts.
fn bound(part: u64, parts: u64, total: u64) -> u64 {
    let at = u128::from(part) * u128::from(total) / u128::from(parts.max(1));
    u64::try_from(at).unwrap_or(total)
}

fn one_of(stratum: u64, strata: u64, total: u64, dice: &mut Dice) -> Run {
    let (from, to) = (bound(stratum, strata, total), bound(stratum + 1, strata, total));
    Run { first: from + dice.below(to - from), blocks: 1 }
}

/// Two places in each section that do not overlap, each of at least 5 % of it. On a drive too small for a thousand
/// sections of forty blocks, everything.
fn two_in_each(total: u64, dice: &mut Dice) -> (u64, Vec<Run>) {
    if total < NIST_SECTIONS * 40 {
        return (NIST_SECTIONS.min(total), vec![Run { first: 0, blocks: total }]);
    }
    let section = |number| {
        let (from, to) = (bound(number, NIST_SECTIONS, total), bound(number + 1, NIST_SECTIONS, total));
        let blocks = (to - from).div_ceil(20);
        let room = (to - from) - 2 * blocks + 1;
        let (a, b) = (dice.below(room), dice.below(room));
        [Run { first: from + a.min(b), blocks }, Run { first: from + a.max(b) + blocks, blocks }]
    };
    (NIST_SECTIONS, (0..NIST_SECTIONS).flat_map(section).collect())
}

/// Where failures like to hide: both ends, the partition tables, and around the addresses where counters overflow.
fn fixed_points(total: u64, block_bytes: u32) -> Vec<Run> {
    let block = u64::from(block_bytes);
    let ends = MIB.div_ceil(block);
    let mut runs =
        vec![Run { first: 0, blocks: ends }, Run { first: total.saturating_sub(ends), blocks: ends }];
    // Powers of two in bytes cover the limits of 28-bit and 32-bit addresses, in blocks of 512 and of 4096 bytes.
    for shift in 20..63 {
        let at = (1u64 << shift) / block;
        if at < total {
            runs.push(Run { first: at.saturating_sub(1), blocks: 3 });
        }
    }
    let within = |run: Run| Run { first: run.first, blocks: run.blocks.min(total.saturating_sub(run.first)) };
    runs.into_iter().map(within).filter(|run| run.blocks > 0).collect()
}

fn join(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_unstable();
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        match joined.last_mut() {
            Some(last) if run.first <= last.first + last.blocks => {
                last.blocks = last.blocks.max(run.first + run.blocks - last.first);
            }
            _ => joined.push(run),
        }
    }
    joined
}

/// Random numbers from a seed: the ChaCha20 key stream (RFC 8439, nonce zero, counter from 0) as little-endian 64-bit
/// numbers.
struct Dice {
    cipher: ChaCha20,
    ready: [u8; 512],
    used: usize,
}

impl Dice {
    fn new(seed: &[u8; 32]) -> Dice {
        Dice { cipher: ChaCha20::new(seed.into(), &[0; 12].into()), ready: [0; 512], used: 512 }
    }

    /// A number below `limit`: the high half of its product with the next 64 bits. The bias is below `limit` / 2^64.
    fn below(&mut self, limit: u64) -> u64 {
        if self.used == self.ready.len() {
            (self.ready, self.used) = ([0; 512], 0);
            self.cipher.apply_keystream(&mut self.ready);
        }
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.ready[self.used..self.used + 8]);
        self.used += 8;
        let product = u128::from(u64::from_le_bytes(bytes)) * u128::from(limit);
        u64::try_from(product >> 64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::verdict::{SAMPLE_FLASH, SAMPLE_ROTATING};

    const SCHEMES: [ReadBackScheme; 2] = [ReadBackScheme::Sample, ReadBackScheme::NistR1];

    fn reads(places: &Places, block: u64) -> bool {
        places.runs.iter().any(|run| (run.first..run.first + run.blocks).contains(&block))
    }

    #[test]
    fn a_seed_draws_the_same_places_everywhere_and_another_seed_others() {
        for scheme in SCHEMES {
            let drawn = |seed: u8| draw(scheme, 10_000_000, 4096, SAMPLE_ROTATING, &[seed; 32]);
            assert_eq!(drawn(1), drawn(1));
            assert_ne!(drawn(1).runs, drawn(2).runs);
        }
        // Known answer, computed apart from this code: key stream of RFC 8439 with a zero key starts 76 b8 e0 ad a0 f1 3d 90.
        let first = Dice::new(&[0; 32]).below(1 << 32);
        assert_eq!(first, 0x903d_f1a0);
    }

    #[test]
    fn a_small_drive_is_read_as_a_whole() {
        for total in [1, 2, 255, 256, 257, 6_905] {
            let places = draw(ReadBackScheme::Sample, total, 4096, SAMPLE_ROTATING, &[9; 32]);
            assert_eq!(places.random_blocks, total);
            assert_eq!(places.runs, [Run { first: 0, blocks: total }]);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn places_lie_on_the_drive_and_hold_what_the_scheme_promises(
            total in 1u64..6_000_000_000,
            small in 1u64..100_000,
            seed in any::<[u8; 32]>(),
            flash in any::<bool>(),
        ) {
            let wanted = if flash { SAMPLE_FLASH } else { SAMPLE_ROTATING };
            for total in [total, small] {
                for scheme in SCHEMES {
                    let places = draw(scheme, total, 4096, wanted, &seed);
                    let mut end = None;
                    for run in &places.runs {
                        prop_assert!(run.blocks > 0 && end.is_none_or(|end| run.first > end));
                        end = Some(run.first + run.blocks);
                    }
                    prop_assert!(end.unwrap() <= total);
                    prop_assert!(reads(&places, 0) && reads(&places, total - 1));
                    for lba in [1u64 << 28, 1 << 32] {
                        let block = lba / 8;
                        prop_assert!(block >= total || reads(&places, block) && reads(&places, block - 1));
                    }
                    let all: u64 = places.runs.iter().map(|r| r.blocks).sum();
                    prop_assert_eq!(all, places.random_blocks + places.fixed_blocks);
                    match scheme {
                        ReadBackScheme::Sample => prop_assert_eq!(places.random_blocks, wanted.min(total)),
                        _ => prop_assert!(places.random_blocks >= total.div_ceil(10)),
                    }
                }
            }
        }

        /// One block in each stratum; every block of a stratum can be drawn, the edges too.
        #[test]
        fn a_stratum_is_hit_once(total in 1u64..200_000, strata in 1u64..500, seed in any::<[u8; 32]>()) {
            let strata = strata.min(total);
            let mut dice = Dice::new(&seed);
            for stratum in 0..strata {
                let run = one_of(stratum, strata, total, &mut dice);
                prop_assert!(run.first >= bound(stratum, strata, total));
                prop_assert!(run.first < bound(stratum + 1, strata, total));
            }
            prop_assert_eq!(bound(strata, strata, total), total);
        }

        /// NIST SP 800-88 rev. 1 §4.7.3: two places in each section, apart, each of at least 5 % of it.
        #[test]
        fn each_section_has_two_places_of_five_percent(total in 40_000u64..2_000_000_000, seed in any::<[u8; 32]>()) {
            let (sections, runs) = two_in_each(total, &mut Dice::new(&seed));
            prop_assert_eq!(runs.len() as u64, 2 * sections);
            for (section, pair) in (0u64..).zip(runs.chunks(2)) {
                let (from, to) = (bound(section, sections, total), bound(section + 1, sections, total));
                prop_assert!(pair[0].first >= from && pair[0].first + pair[0].blocks <= pair[1].first);
                prop_assert!(pair[1].first + pair[1].blocks <= to);
                prop_assert!(pair.iter().all(|run| run.blocks * 20 >= to - from));
            }
        }
    }

    /// Remnants over many seeds: missed no more often than the printed bound allows, whether scattered or in one piece.
    #[test]
    fn remnants_are_found_as_often_as_printed() {
        let total = 2_000_000u64;
        // One block in so many is a remnant; random blocks that are to find that with 99.9 %; how often it is tried.
        for (one_in, wanted, trials) in
            [(100, 688, 1000u16), (1_000, SAMPLE_ROTATING, 200), (10_000, SAMPLE_FLASH, 20)]
        {
            for scattered in [true, false] {
                let missed =
                    (0..trials).filter(|trial| !found(total, one_in, wanted, *trial, scattered)).count();
                // At most one in a thousand is missed: five or more of a thousand have probability below 0.4 %, and the
                // seeds are fixed, so that this answers the same every time.
                assert!(missed < 5, "one in {one_in}, scattered {scattered}: {missed} of {trials} missed");
            }
        }
    }

    fn found(total: u64, one_in: u64, wanted: u64, trial: u16, scattered: bool) -> bool {
        let mut seed = [0; 32];
        seed[..2].copy_from_slice(&trial.to_le_bytes());
        let remnant = total / one_in;
        let start = Dice::new(&seed).below(total - remnant);
        seed[31] = 1;
        let mut dice = Dice::new(&seed);
        let holds = |block: u64| {
            if !scattered {
                return (start..start + remnant).contains(&block);
            }
            // By a hash of the block's number and the trial.
            let mut key = [0; 32];
            key[..8].copy_from_slice(&block.to_le_bytes());
            key[8..10].copy_from_slice(&trial.to_le_bytes());
            Dice::new(&key).below(one_in) == 0
        };
        (0..wanted).any(|stratum| holds(one_of(stratum, wanted, total, &mut dice).first))
    }
}
