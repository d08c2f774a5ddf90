//! What a clean sample proves.
//!
//! If a share f of the blocks had kept their data, n blocks drawn with replacement would all miss it with probability
//! (1 − f)^n; blocks drawn without replacement, or one a stratum, miss it with less. So a sample in which nothing differs shows, with
//! probability 99.9 % or more, any remnant of at least f = 1 − 0.001^(1/n).

/// Parts per billion in one.
pub const BILLION: u64 = 1_000_000_000;
/// With what probability a remnant of the printed share is found, in parts per billion: 99.9 %.
pub const CONFIDENCE_PPB: u64 = 999_000_000;

/// One, in the fixed-point numbers below.
const ONE: u128 = 1 << 63;

/// The smallest share of remnants, in parts per billion rounded up, that `n` random blocks find with 99.9 % probability.
/// All of the medium ([`BILLION`]) for n = 0, which finds nothing. Integers only: the same on every machine.
#[must_use]
pub fn detectable_share_ppb(n: u64) -> u64 {
    let allowed = (ONE * u128::from(BILLION - CONFIDENCE_PPB)).div_ceil(u128::from(BILLION));
    let (mut too_small, mut enough) = (0, BILLION);
    while enough - too_small > 1 {
        let middle = too_small + (enough - too_small) / 2;
        if n > 0 && chance_to_miss(middle, n) <= allowed {
            enough = middle;
        } else {
            too_small = middle;
        }
    }
    enough
}

/// The share to print: three significant digits, rounded up, so that what is printed stays true.
#[must_use]
pub fn printed_share_ppb(n: u64) -> u64 {
    let share = detectable_share_ppb(n);
    let mut unit = 1;
    while share.div_ceil(unit) > 1_000 {
        unit *= 10;
    }
    share.div_ceil(unit) * unit
}

/// (1 − share)^n in fixed point, every step rounded up.
fn chance_to_miss(share_ppb: u64, mut n: u64) -> u128 {
    let mut power = (u128::from(BILLION - share_ppb) * ONE).div_ceil(u128::from(BILLION));
    let mut chance = ONE;
    while n > 0 {
        if n & 1 == 1 {
            chance = (chance * power).div_ceil(ONE);
        }
        power = (power * power).div_ceil(ONE);
        n >>= 1;
    }
    chance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_sample_sizes() {
        // n = ⌈ln 0.001 / ln(1 − f)⌉, computed apart with 50-digit decimals: one block fewer is not enough.
        for (n, f) in [(688, 10_000_000), (6_905, 1_000_000), (69_075, 100_000), (690_773, 10_000)] {
            assert!(detectable_share_ppb(n) <= f, "{n}");
            assert!(detectable_share_ppb(n - 1) > f, "{n}");
        }
    }

    #[test]
    fn what_is_printed_is_rounded_up() {
        for (n, f) in [
            (0, BILLION),
            (1, 999_000_000),
            (2_000, 3_450_000),
            (6_905, 1_000_000),
            (16_384, 422_000),
            (69_075, 100_000),
            (690_773, 10_000),
        ] {
            assert_eq!(printed_share_ppb(n), f, "{n}");
        }
        assert!(printed_share_ppb(u64::MAX) >= 1);
    }

    #[test]
    fn more_blocks_never_prove_less() {
        let shares: Vec<u64> = (1..400).map(|n| detectable_share_ppb(n * 37)).collect();
        assert!(shares.is_sorted_by(|a, b| a >= b));
    }
}
