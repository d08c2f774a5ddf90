//! What a record says to a person.

use super::bound::{self, BILLION};
use super::{Level, Limit, Reason, Reservation, Technique, Verdict};
use crate::event::{BlockRange, EvidenceReport, PasswordKept, ReadBackReport, ReadBackScheme};
use crate::text::{Lang, Say, amounts, firmware, read_back, record};

/// Whether a sentence about a read-back names the seed of its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seed {
    /// It does: for papers.
    Shown,
    /// It does not: for screens.
    Left,
}

/// What a read-back found and proves: the sentence that is printed wherever the result is.
#[must_use]
pub fn read_back(lang: Lang, report: &ReadBackReport, logical_block_bytes: u32, seed: Seed) -> String {
    let t = lang.pick(&read_back::EN, &read_back::FR);
    let count = |n: u64| amounts::count(lang, n);
    let bytes = count(report.block_bytes.into());
    let in_scheme_blocks = |ranges: &[BlockRange]| {
        ranges.iter().fold(0u64, |n, range| {
            n.saturating_add(blocks_touched(range, report.block_bytes, logical_block_bytes))
        })
    };
    let differing = in_scheme_blocks(&report.differing);
    let unreadable = in_scheme_blocks(&report.unreadable);
    let is_whole = report.blocks_total > 0 && report.blocks_read >= report.blocks_total;
    let mut said = match report.scheme {
        _ if is_whole => vec![(t.whole)(&count(report.blocks_total), &bytes)],
        ReadBackScheme::Full => vec![],
        ReadBackScheme::Sample => {
            vec![(t.sample)(&count(report.random_blocks), &bytes, &count(report.fixed_blocks))]
        }
        ReadBackScheme::NistR1 => {
            let share =
                u128::from(report.blocks_read) * u128::from(BILLION) / u128::from(report.blocks_total.max(1));
            let tenths = u64::try_from(share).unwrap_or(0) / 1_000_000 * 1_000_000;
            vec![(t.nist)(&count(report.blocks_read), &bytes, &amounts::percent(lang, tenths))]
        }
    };
    if let (Seed::Shown, Some(seed)) = (seed, &report.seed)
        && !is_whole
    {
        said.push((t.seed)(seed));
    }
    if differing > 0 {
        said.push((t.differ)(differing, &count(differing)));
        return said.join(" ");
    }
    if !report.complete || (report.scheme == ReadBackScheme::Full && !is_whole) {
        return t.incomplete.to_owned();
    }
    said.push(t.none_differ.to_owned());
    if unreadable > 0 {
        said.push((t.unreadable)(unreadable, &count(unreadable)));
    }
    let drawn_and_read = report.random_blocks.saturating_sub(unreadable);
    if report.scheme == ReadBackScheme::Sample && !is_whole && drawn_and_read > 0 {
        let share = amounts::percent(lang, bound::printed_share_ppb(drawn_and_read));
        let probability = amounts::percent(lang, bound::CONFIDENCE_PPB);
        let bound = if unreadable > 0 { t.bound_of_readable } else { t.bound };
        said.push(bound(&share, &probability));
    }
    said.push(t.addressable_only.to_owned());
    said.join(" ")
}

/// What was looked for after a drive's own erase, and what was found.
#[must_use]
pub fn evidence(lang: Lang, found: &EvidenceReport) -> String {
    let t = lang.pick(&read_back::EN, &read_back::FR);
    let count = |n: u64| amounts::count(lang, n);
    if !found.complete {
        return t.incomplete.to_owned();
    }
    let left = found.survivors.iter().fold(0u64, |n, range| n.saturating_add(range.blocks));
    let checked = found.canaries_checked.saturating_add(found.witnesses_checked);
    let planted = &found.planted;
    let mut said = vec![(t.evidence)(&count(planted.canaries), &count(planted.witnesses), &count(checked))];
    if left > 0 {
        said.push((t.left)(left, &count(left)));
        return said.join(" ");
    }
    said.push(t.nothing_left.to_owned());
    let (zeros, ones, other) = (count(found.zeros), count(found.ones), count(found.other));
    said.push((t.content)(&count(found.fresh_blocks), &zeros, &ones, &other));
    said.push(t.addressable_only.to_owned());
    said.join(" ")
}

/// Blocks of the scheme that a run of logical blocks lies in.
fn blocks_touched(range: &BlockRange, block_bytes: u32, logical_block_bytes: u32) -> u64 {
    let logical_in_one = u64::from((block_bytes / logical_block_bytes.max(1)).max(1));
    let last = range.first_lba.saturating_add(range.blocks.max(1) - 1);
    last / logical_in_one - range.first_lba / logical_in_one + 1
}

impl Say for Verdict {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&record::EN, &record::FR);
        match self {
            Verdict::Erased => t.erased,
            Verdict::ErasedWithReservations => t.erased_with_reservations,
            Verdict::NotErased => t.not_erased,
        }
        .to_owned()
    }
}

impl Say for Level {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&record::EN, &record::FR);
        match self {
            Level::None => t.level_none,
            Level::Clear => t.level_clear,
            Level::Purge => t.level_purge,
        }
        .to_owned()
    }
}

impl Say for Reason {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&record::EN, &record::FR);
        match self {
            Reason::Interrupted => t.interrupted,
            Reason::Stalled => t.stalled,
            Reason::Vanished => t.vanished,
            Reason::IdentityNotConfirmed => t.identity_not_confirmed,
            Reason::TooManyBadBlocks => t.too_many_bad_blocks,
            Reason::NothingButErrors => t.nothing_but_errors,
            Reason::FlushFailed => t.flush_failed,
            Reason::InternalError => t.internal_error,
            Reason::Superseded => t.superseded,
            Reason::JournalNotWritten => t.journal_not_written,
            Reason::PassIncomplete => t.pass_incomplete,
            Reason::ReadBackMissing => t.read_back_missing,
            Reason::ReadBackDiffers => t.read_back_differs,
            Reason::ReadBackImpossible => t.read_back_impossible,
            Reason::BadBlocksStillReadable => t.bad_blocks_still_readable,
            Reason::DataSurvived => t.data_survived,
            Reason::FirmwareEraseFailed => t.firmware_erase_failed,
            Reason::FirmwareEraseUnproven => t.firmware_erase_unproven,
            Reason::NothingTried => t.nothing_tried,
        }
        .to_owned()
    }
}

impl Say for Reservation {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&record::EN, &record::FR);
        match self {
            Reservation::SpareFlashNotReached => t.spare_flash_not_reached,
            Reservation::HiddenAreasNotExamined => t.hidden_areas_not_examined,
            Reservation::BadBlocks => t.bad_blocks,
            Reservation::BlocksNotReadBack => t.blocks_not_read_back,
            Reservation::WeakIdentity => t.weak_identity,
            Reservation::HiddenAreasNotErased => t.hidden_areas_not_erased,
            Reservation::HiddenAreasNotReadBack => t.hidden_areas_not_read_back,
            Reservation::BootAreasNotErased => t.boot_areas_not_erased,
            Reservation::EarlierTechniqueFailed => t.earlier_technique_failed,
        }
        .to_owned()
    }
}

impl Say for Limit {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&record::EN, &record::FR);
        match self {
            Limit::AddressableOnly => t.addressable_only,
            Limit::RetiredBlocksNotCounted => t.retired_blocks_not_counted,
            Limit::SampledOnly => t.sampled_only,
            Limit::VirtualDrive => t.virtual_drive,
            Limit::FirmwareTrusted => t.firmware_trusted,
            Limit::EncryptionTrusted => t.encryption_trusted,
            Limit::ReplayProtectedKept => t.replay_protected_kept,
            Limit::EmulatedDrive => t.emulated_drive,
            Limit::BootPartitionsNotExamined => t.boot_partitions_not_examined,
        }
        .to_owned()
    }
}

impl Say for PasswordKept {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&record::EN, &record::FR);
        match self {
            PasswordKept::Published { password } => (t.password_published)(password),
            PasswordKept::NotOurs => t.password_not_ours.to_owned(),
            PasswordKept::Unknown { published } => (t.password_unknown)(published),
        }
    }
}

impl Say for Technique {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&firmware::EN, &firmware::FR);
        match self {
            Technique::Overwrite => t.overwrite,
            Technique::SanitizeBlockErase => t.sanitize_block_erase,
            Technique::SanitizeCryptoErase => t.sanitize_crypto_erase,
            Technique::SanitizeOverwrite => t.sanitize_overwrite,
            Technique::SecurityEraseEnhanced => t.security_erase_enhanced,
            Technique::SecurityErase => t.security_erase,
            Technique::FormatCryptoErase => t.format_crypto_erase,
            Technique::FormatUserDataErase => t.format_user_data_erase,
            Technique::FormatUnit => t.format_unit,
            Technique::MmcSanitize => t.mmc_sanitize,
            Technique::MmcSecureErase => t.mmc_secure_erase,
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(scheme: ReadBackScheme, n: u64, total: u64) -> ReadBackReport {
        ReadBackReport {
            scheme,
            block_bytes: 4096,
            blocks_total: total,
            strata: n,
            random_blocks: n,
            fixed_blocks: 0,
            blocks_read: n,
            seed: Some("ab".repeat(32)),
            places_digest: None,
            differing: vec![],
            unreadable: vec![],
            complete: true,
            duration_ms: 1,
        }
    }

    fn en(report: &ReadBackReport) -> String {
        read_back(Lang::En, report, 512, Seed::Left)
    }

    fn range(first_lba: u64, blocks: u64) -> BlockRange {
        BlockRange { first_lba, blocks }
    }

    #[test]
    fn the_two_standard_samples_print_their_bound() {
        let rotating = en(&report(ReadBackScheme::Sample, 6_905, 62_500_000));
        assert!(rotating.contains("at least 0.1 % of the addressable blocks"), "{rotating}");
        assert!(rotating.contains("probability of 99.9 % or more"), "{rotating}");
        assert!(en(&report(ReadBackScheme::Sample, 69_075, 62_500_000)).contains("at least 0.01 % of"));
        let fr = read_back(Lang::Fr, &report(ReadBackScheme::Sample, 6_905, 62_500_000), 512, Seed::Shown);
        assert!(fr.contains("au moins 0,1 % des blocs adressables"), "{fr}");
        assert!(fr.contains("abab"), "{fr}");
    }

    #[test]
    fn a_whole_drive_has_no_probability() {
        for scheme in [ReadBackScheme::Sample, ReadBackScheme::Full, ReadBackScheme::NistR1] {
            let said = en(&report(scheme, 16_384, 16_384));
            assert!(said.starts_with("Every addressable block was read back: 16,384 blocks"), "{said}");
            assert!(!said.contains('%'), "{said}");
        }
    }

    #[test]
    fn one_difference_takes_every_claim_away() {
        for scheme in [ReadBackScheme::Sample, ReadBackScheme::Full, ReadBackScheme::NistR1] {
            let mut bad = report(scheme, 6_905, 62_500_000);
            bad.differing = vec![range(8, 1)];
            let said = en(&bad);
            assert!(said.contains("1 block held something else"), "{said}");
            assert!(!said.contains("probability of"), "{said}");
            bad.complete = false;
            bad.differing = vec![range(0, 16), range(80, 9)];
            assert!(en(&bad).contains("4 blocks held something else"), "{}", en(&bad));
        }
    }

    #[test]
    fn what_could_not_be_read_is_not_counted() {
        let mut report = report(ReadBackScheme::Sample, 6_905, 62_500_000);
        report.unreadable = vec![range(800, 8)];
        let said = en(&report);
        assert!(said.contains("1 block could not be read."), "{said}");
        // 6,904 blocks no longer prove 0.1 %.
        assert!(said.contains("at least 0.101 % of the blocks that can be read"), "{said}");
        report.unreadable = vec![range(0, 8 * 7_000)];
        assert!(!en(&report).contains("probability of"), "{}", en(&report));
    }

    #[test]
    fn an_unfinished_read_back_proves_nothing() {
        for scheme in [ReadBackScheme::Sample, ReadBackScheme::Full, ReadBackScheme::NistR1] {
            let mut report = report(scheme, 500, 62_500_000);
            report.complete = false;
            assert_eq!(en(&report), read_back::EN.incomplete);
        }
        assert_eq!(en(&report(ReadBackScheme::Full, 500, 501)), read_back::EN.incomplete);
        let mut late = report(ReadBackScheme::Full, 500, 500);
        late.complete = false;
        assert_eq!(en(&late), read_back::EN.incomplete);
    }

    #[test]
    fn nist_names_its_share_and_claims_no_bound() {
        let said = en(&report(ReadBackScheme::NistR1, 6_250_123, 62_500_000));
        assert!(said.contains("10 % of the drive") && said.contains("states no probability"), "{said}");
        assert!(!said.contains("Had at least"), "{said}");
    }
}
