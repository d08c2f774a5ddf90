//! What is to be done to a drive: a pure function of what the drive is and what somebody wishes.
//!
//! The result is printed by `gomme plan`, carried out by `erase`, and its passes stand in the record.

pub mod pattern;
pub mod technique;

use serde::Serialize;

use crate::event::{DriveIdentity, Fill, Medium, ReadBackScheme, Transport};
use crate::record::verdict::sample_blocks;
use crate::record::{Level, Reservation};
pub use pattern::{Pass, Pattern};

/// What somebody wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What to write.
    pub pattern: Pattern,
    /// How to read it back.
    pub read_back: ReadBackScheme,
}

/// One step of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Writes all addressable bytes.
    Overwrite {
        /// From 1.
        pass: u32,
        /// How many in all.
        of: u32,
        /// What is written.
        #[serde(flatten)]
        fill: Pass,
        /// How many bytes.
        bytes: u64,
    },
    /// Reads back past the cache and compares.
    ReadBack {
        /// How.
        scheme: ReadBackScheme,
        /// About how many bytes.
        bytes: u64,
    },
}

/// What a person should know about the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Why this level: an overwrite through the ordinary interface.
    OverwriteIsClear,
    /// One pass would have been enough.
    OnePassIsEnough,
    /// The pattern's own rules ask for every byte to be read back.
    PatternReadsAll,
    /// The result will carry this reservation, however well all goes.
    Expect(Reservation),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The pattern.
    pub pattern: Pattern,
    /// The level that it reaches when all goes well.
    pub level: Level,
    /// In order; the last one is always a read-back.
    pub steps: Vec<Step>,
    /// Random blocks of a `sample` read-back on this drive.
    pub sample_blocks: u64,
    /// How the last pass is read back.
    pub read_back: ReadBackScheme,
    /// How long it takes, by the usual speed of such drives, in seconds.
    pub estimated_seconds: u64,
    /// How long its read-back takes of that.
    pub read_back_seconds: u64,
    /// What a person should know.
    pub remarks: Vec<Remark>,
}

/// Plans.
#[must_use]
pub fn plan(drive: &DriveIdentity, wish: Wish) -> Plan {
    let size = drive.size_bytes;
    let passes = wish.pattern.passes();
    let of = u32::try_from(passes.len()).unwrap_or(u32::MAX);
    let read_back = if wish.pattern.reads_all() { ReadBackScheme::Full } else { wish.read_back };
    let sample_blocks = sample_blocks(drive.medium);
    let read_bytes = match read_back {
        ReadBackScheme::Full => size,
        ReadBackScheme::NistR1 => size.div_ceil(10),
        ReadBackScheme::Sample => size.min(sample_blocks.saturating_mul(4096)),
    };
    let mut steps: Vec<Step> = (1..)
        .zip(passes)
        .map(|(pass, fill)| Step::Overwrite { pass, of, fill: *fill, bytes: size })
        .collect();
    steps.push(Step::ReadBack { scheme: read_back, bytes: read_bytes });

    let usual = usual_speed(drive);
    let writing = u64::from(of).saturating_mul(size) / usual.bytes_per_second;
    let reading = match read_back {
        ReadBackScheme::Sample => read_bytes / 4096 * usual.block_micros / 1_000_000,
        ReadBackScheme::NistR1 | ReadBackScheme::Full => read_bytes / usual.bytes_per_second,
    };
    Plan {
        pattern: wish.pattern,
        level: Level::Clear,
        steps,
        sample_blocks,
        read_back,
        estimated_seconds: (writing + reading).max(1),
        read_back_seconds: reading,
        remarks: remarks(drive, wish, of),
    }
}

fn remarks(drive: &DriveIdentity, wish: Wish, passes: u32) -> Vec<Remark> {
    let mut remarks = vec![Remark::OverwriteIsClear];
    if passes > 1 {
        remarks.push(Remark::OnePassIsEnough);
    }
    if wish.pattern.reads_all() && wish.read_back != ReadBackScheme::Full {
        remarks.push(Remark::PatternReadsAll);
    }
    if matches!(drive.medium, Medium::Flash | Medium::Unknown) {
        remarks.push(Remark::Expect(Reservation::SpareFlashNotReached));
    }
    if drive.medium != Medium::Virtual {
        remarks.push(Remark::Expect(Reservation::HiddenAreasNotExamined));
        if !drive.is_strong() {
            remarks.push(Remark::Expect(Reservation::WeakIdentity));
        }
    }
    remarks
}

/// How fast drives of a kind usually are. Nothing is claimed from it: once a drive works, its own speed counts.
struct Usual {
    bytes_per_second: u64,
    /// One random block of 4 KiB, read in ascending order with others under way, in microseconds.
    block_micros: u64,
}

fn usual_speed(drive: &DriveIdentity) -> Usual {
    let (megabytes, block_micros) = match (drive.transport, drive.medium) {
        (Transport::Usb, _) => (35, 2_000),
        (_, Medium::Rotating) => (130, 8_000),
        (Transport::Nvme, _) => (1_200, 100),
        (Transport::Ata | Transport::Scsi | Transport::Ufs, _) => (400, 150),
        (Transport::Mmc, _) => (60, 500),
        (Transport::Virtual | Transport::Loop | Transport::File, _) => (500, 150),
        (Transport::Unknown, _) => (80, 2_000),
    };
    Usual { bytes_per_second: megabytes * 1_000_000, block_micros }
}

impl Plan {
    /// What each pass writes, with fresh keys.
    ///
    /// # Errors
    /// What `random` says when it has none.
    pub fn fills<E>(&self, mut random: impl FnMut() -> Result<Fill, E>) -> Result<Vec<Fill>, E> {
        let fill = |pass: &Pass| match pass {
            Pass::Byte { value } => Ok(Fill::Byte { value: *value }),
            Pass::Random => random(),
        };
        self.pattern.passes().iter().map(fill).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drives() -> impl Strategy<Value = DriveIdentity> {
        let transport = prop::sample::select(vec![
            Transport::Ata,
            Transport::Nvme,
            Transport::Scsi,
            Transport::Usb,
            Transport::Mmc,
            Transport::Ufs,
            Transport::Virtual,
            Transport::Loop,
            Transport::File,
            Transport::Unknown,
        ]);
        let medium =
            prop::sample::select(vec![Medium::Rotating, Medium::Flash, Medium::Virtual, Medium::Unknown]);
        (transport, medium, 1u64..1 << 45, prop::option::of("[A-Z0-9]{4}")).prop_map(
            |(transport, medium, blocks, serial)| DriveIdentity {
                vendor: None,
                model: None,
                serial,
                wwn: None,
                firmware: None,
                size_bytes: blocks * 512,
                logical_block_bytes: 512,
                physical_block_bytes: 4096,
                transport,
                medium,
            },
        )
    }

    fn wishes() -> impl Strategy<Value = Wish> {
        let scheme =
            prop::sample::select(vec![ReadBackScheme::Sample, ReadBackScheme::NistR1, ReadBackScheme::Full]);
        (prop::sample::select(Pattern::ALL.to_vec()), scheme)
            .prop_map(|(pattern, read_back)| Wish { pattern, read_back })
    }

    proptest! {
        #[test]
        fn a_plan_ends_with_its_only_read_back_and_writes_all_before(
            drive in drives(), wish in wishes(),
        ) {
            let plan = plan(&drive, wish);
            let (last, before) = plan.steps.split_last().unwrap();
            let reads_back = matches!(last, Step::ReadBack { scheme, .. } if *scheme == plan.read_back);
            prop_assert!(reads_back);
            prop_assert_eq!(before.len(), wish.pattern.passes().len());
            for (number, step) in (1u32..).zip(before) {
                let whole = matches!(step, Step::Overwrite { pass, bytes, .. }
                    if *pass == number && *bytes == drive.size_bytes);
                prop_assert!(whole);
            }
            prop_assert!(plan.read_back == wish.read_back || plan.read_back == ReadBackScheme::Full);
        }

        /// An overwrite is Clear at best, whatever it is done to; and what will be reserved is said beforehand.
        #[test]
        fn a_plan_never_promises_more_than_clear(
            drive in drives(), wish in wishes(),
        ) {
            let plan = plan(&drive, wish);
            prop_assert_eq!(plan.level, Level::Clear);
            let flash = matches!(drive.medium, Medium::Flash | Medium::Unknown);
            let warned = plan.remarks.contains(&Remark::Expect(Reservation::SpareFlashNotReached));
            prop_assert_eq!(flash, warned);
            let real = drive.medium != Medium::Virtual;
            let warned = plan.remarks.contains(&Remark::Expect(Reservation::HiddenAreasNotExamined));
            prop_assert_eq!(real, warned);
        }

        #[test]
        fn more_passes_and_more_reading_never_take_less_time(drive in drives(), wish in wishes()) {
            let seconds = |pattern, read_back| plan(&drive, Wish { pattern, read_back }).estimated_seconds;
            prop_assert!(seconds(Pattern::Bsi, wish.read_back) >= seconds(Pattern::Zero, wish.read_back));
            prop_assert!(seconds(wish.pattern, ReadBackScheme::Full) >= seconds(wish.pattern, ReadBackScheme::NistR1));
        }
    }
}
