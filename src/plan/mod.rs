//! What is to be done to a drive: a pure function of what the drive is, what it told of itself, and what somebody wishes.
//!
//! The result is printed by `gomme plan`, carried out by `erase`, and its passes and techniques stand in the record.

mod estimate;
pub mod pattern;
mod remarks;
mod say;
pub mod technique;

use serde::Serialize;

use crate::event::{AreaKind, DriveIdentity, Fill, FirmwarePolicy, ReadBackScheme, Survey, Technique};
use crate::record::Level;
use crate::record::attempt::level;
use crate::record::verdict::sample_blocks;
use crate::units::Answer;
pub use pattern::{Pass, Pattern};
pub use remarks::Remark;
use technique::is_frozen;
pub use technique::{Consent, Method, Unusable};

/// What somebody wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What an overwrite writes.
    pub pattern: Pattern,
    /// How an overwrite is read back.
    pub read_back: ReadBackScheme,
    /// Which technique.
    pub method: Method,
    /// What was agreed to beforehand.
    pub consent: Consent,
}

/// One step of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Gives a hidden area its ordinary addresses back.
    RestoreArea {
        /// Which.
        area: AreaKind,
        /// Whether it is known to be there.
        present: Answer,
        /// How large it is, where that is known.
        bytes: Option<u64>,
    },
    /// Has the drive erase itself.
    Firmware {
        /// How.
        technique: Technique,
        /// The level that is reached when this is proven.
        level: Level,
    },
    /// Looks on the medium for what was planted and noted before the drive erased itself.
    Evidence,
    /// Only when all before failed or proved nothing.
    Otherwise {
        /// How.
        technique: Technique,
        /// The level that is reached then.
        level: Level,
    },
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

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The pattern of an overwrite.
    pub pattern: Pattern,
    /// The level that the first technique reaches when all goes well; none when there is nothing to be done.
    pub level: Level,
    /// Why the wish cannot be followed: then there are no steps.
    pub unusable: Option<Unusable>,
    /// The drive's own techniques, and those that are blocked; none for a plain overwrite.
    pub firmware: Option<FirmwarePolicy>,
    /// In order; the last one always looks at the medium.
    pub steps: Vec<Step>,
    /// Random blocks of a `sample` read-back, and places of the evidence, on this drive.
    pub sample_blocks: u64,
    /// How the last pass of an overwrite is read back.
    pub read_back: ReadBackScheme,
    /// How long the first technique takes, by the drive's word or the usual speed of such drives, in seconds.
    pub estimated_seconds: u64,
    /// How long looking at the medium takes of that.
    pub read_back_seconds: u64,
    /// What a person should know.
    pub remarks: Vec<Remark>,
}

/// Plans.
#[must_use]
pub fn plan(drive: &DriveIdentity, survey: &Survey, wish: Wish) -> Plan {
    let unusable = technique::unusable(drive, survey, wish.method, wish.consent);
    let firmware = technique::firmware(drive, survey, wish.method, wish.consent);
    let read_back = if wish.pattern.reads_all() { ReadBackScheme::Full } else { wish.read_back };
    let mut plan = Plan {
        pattern: wish.pattern,
        level: Level::None,
        unusable,
        firmware,
        steps: vec![],
        sample_blocks: sample_blocks(drive.medium),
        read_back,
        estimated_seconds: 0,
        read_back_seconds: 0,
        remarks: vec![],
    };
    let Some(first) = plan.first() else { return plan };
    plan.level = level(first);
    plan.steps = steps(&plan, drive, survey);
    let (doing, looking) = seconds(&plan, drive, survey, first);
    plan.read_back_seconds = looking;
    plan.estimated_seconds = doing.saturating_add(looking).max(1);
    plan.remarks = remarks::remarks(&plan, drive, survey, wish);
    plan
}

fn steps(plan: &Plan, drive: &DriveIdentity, survey: &Survey) -> Vec<Step> {
    let areas = survey.areas().unwrap_or_default();
    let mut steps: Vec<Step> = areas
        .iter()
        .filter(|area| remarks::is_asked_back(area))
        .map(|area| Step::RestoreArea { area: area.kind, present: area.present, bytes: area.bytes })
        .collect();
    let techniques = plan.techniques();
    for (at, technique) in techniques.iter().enumerate() {
        let (technique, level) = (*technique, level(*technique));
        match (at, technique) {
            (0, Technique::Overwrite) => {}
            (0, _) => steps.push(Step::Firmware { technique, level }),
            (_, _) => steps.push(Step::Otherwise { technique, level }),
        }
        if technique == Technique::Overwrite {
            steps.extend(overwrite(plan, drive));
        } else if at == 0 || techniques.get(at + 1).is_none_or(|next| *next == Technique::Overwrite) {
            // Said once for the first, and once for all that may come in its place.
            steps.push(Step::Evidence);
        }
    }
    steps
}

/// The passes, and the read-back of the last.
fn overwrite(plan: &Plan, drive: &DriveIdentity) -> Vec<Step> {
    let passes = plan.pattern.passes();
    let (of, size) = (count(passes), drive.size_bytes);
    let mut steps: Vec<Step> = (1..)
        .zip(passes)
        .map(|(pass, fill)| Step::Overwrite { pass, of, fill: *fill, bytes: size })
        .collect();
    steps.push(Step::ReadBack { scheme: plan.read_back, bytes: read_bytes(plan, size) });
    steps
}

fn count(passes: &[Pass]) -> u32 {
    u32::try_from(passes.len()).unwrap_or(u32::MAX)
}

/// About how many bytes a read-back reads.
fn read_bytes(plan: &Plan, size: u64) -> u64 {
    match plan.read_back {
        ReadBackScheme::Full => size,
        ReadBackScheme::NistR1 => size.div_ceil(10),
        ReadBackScheme::Sample => size.min(plan.sample_blocks.saturating_mul(4096)),
    }
}

/// How long a technique takes, and how long looking at the medium takes with it.
fn seconds(plan: &Plan, drive: &DriveIdentity, survey: &Survey, technique: Technique) -> (u64, u64) {
    let size = drive.size_bytes;
    match technique {
        Technique::Overwrite => (
            estimate::writing(drive, u64::from(count(plan.pattern.passes())).saturating_mul(size)),
            estimate::read_back(drive, plan.read_back, read_bytes(plan, size)),
        ),
        _ => (estimate::firmware(drive, survey, technique), estimate::evidence(drive, plan.sample_blocks)),
    }
}

impl Plan {
    /// The techniques, in order; none when the wish cannot be followed.
    #[must_use]
    pub fn techniques(&self) -> &[Technique] {
        match (&self.unusable, &self.firmware) {
            (Some(_), _) => &[],
            (None, Some(policy)) => &policy.techniques,
            (None, None) => &[Technique::Overwrite],
        }
    }

    /// The technique that is tried first.
    #[must_use]
    pub fn first(&self) -> Option<Technique> {
        self.techniques().first().copied()
    }

    /// Whether an overwrite is among what may be done.
    #[must_use]
    pub fn overwrites(&self) -> bool {
        self.techniques().contains(&Technique::Overwrite)
    }

    /// Whether a power cycle of the drive, which ends a freeze, may open the way to something better than what is planned.
    #[must_use]
    pub fn gains_by_thawing(&self) -> bool {
        if let Some(unusable) = self.unusable {
            return unusable.is_frozen();
        }
        let blocked = self.firmware.iter().flat_map(|policy| &policy.blocked);
        blocked.filter(|blocked| is_frozen(blocked.obstacle)).any(|blocked| {
            level(blocked.technique) > self.level || self.first() == Some(Technique::Overwrite)
        })
    }

    /// What each pass of an overwrite writes, with fresh keys; nothing where none may come.
    ///
    /// # Errors
    /// What `random` says when it has none.
    pub fn fills<E>(&self, mut random: impl FnMut() -> Result<Fill, E>) -> Result<Vec<Fill>, E> {
        let fill = |pass: &Pass| match pass {
            Pass::Byte { value } => Ok(Fill::Byte { value: *value }),
            Pass::Random => random(),
        };
        let passes = if self.overwrites() { self.pattern.passes() } else { &[] };
        passes.iter().map(fill).collect()
    }
}

#[cfg(test)]
mod tests;
