//! From confirmed drives to jobs that may run: every drive armed, every job opened, and nothing written to any drive yet.

use std::path::PathBuf;
use std::time::Duration;

use super::earlier::take;
use super::{EraseError, lines};
use crate::cmd::Failure;
use crate::cmd::plan::what;
use crate::cmd::planned::Planned;
use crate::deliver::{Desk, tool};
use crate::drive::guard::{Armed, Typed, arm};
use crate::drive::{Drive, Selection};
use crate::erase::conduct::Job;
use crate::erase::journal::Journal;
use crate::erase::resume::Unfinished;
use crate::erase::stream::fresh_random;
use crate::erase::worker::{ResumePoint, Task};
use crate::event::{Context, DriveIdentity, JobOpened, Machine, OwnIdentity, Policy, ReadBackScheme};
use crate::plan::{Plan, Step};
use crate::sys::io::{Choice, Layout};
use crate::text::Lang;
use crate::ui::rate::Outlook;

/// What a run goes by, beside its drives.
pub struct Run<'a> {
    /// Language of what is told.
    pub lang: Lang,
    /// Where jobs are opened.
    pub desk: &'a Desk,
    /// Which drives may be chosen.
    pub selection: Selection,
    /// The engine that moves the data.
    pub engine: Choice,
    /// How long a drive may answer nothing.
    pub stall_after: Duration,
    /// What the papers say.
    pub context: &'a Context,
    /// The computer.
    pub machine: &'a Machine,
    /// What becomes of jobs that were broken off.
    pub earlier: Earlier,
}

/// What becomes of a job that was broken off on one of the drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// It is gone on with when it fits.
    GoneOnWith,
    /// The same, once somebody at the terminal agrees.
    Asked,
    /// It is closed as not erased.
    Superseded,
}

/// Jobs that may run.
pub struct Begun {
    /// The jobs, in the order of the drives.
    pub jobs: Vec<Job>,
    /// Their folders.
    pub folders: Vec<PathBuf>,
    drives: Vec<(PathBuf, DriveIdentity)>,
    outlooks: Vec<Outlook>,
}

impl Begun {
    /// Where each drive was found.
    pub fn names(&self) -> Vec<String> {
        self.drives.iter().map(|(path, _)| path.display().to_string()).collect()
    }

    /// What people call each drive.
    pub fn called(&self, lang: Lang) -> Vec<String> {
        self.drives
            .iter()
            .map(|(path, identity)| format!("{} {}", path.display(), what(lang, identity)))
            .collect()
    }

    /// Their numbers, by which the ledger knows them.
    #[must_use]
    pub fn numbers(&self) -> Vec<String> {
        let name = |folder: &PathBuf| folder.file_name().map(|name| name.to_string_lossy().into_owned());
        self.folders.iter().map(|folder| name(folder).unwrap_or_default()).collect()
    }

    /// What comes after the writing of each.
    pub fn outlooks(&self) -> Vec<Outlook> {
        self.outlooks.clone()
    }
}

/// Arms every drive with its code, then opens every job. What stands in `earlier` and is about other drives is let go.
///
/// # Errors
/// Why nothing was begun: no drive was written to.
pub fn begin(
    run: &Run<'_>,
    planned: Vec<Planned>,
    codes: &[Typed],
    mut earlier: Vec<Unfinished>,
    tell: &mut dyn FnMut(&str),
) -> Result<Begun, Failure> {
    let armed = arm_all(run, &planned, codes)?;
    let policies = planned.iter().map(|one| policy(&one.plan)).collect::<Result<Vec<_>, _>>()?;
    let outlooks = planned.iter().map(|one| outlook(&one.plan)).collect();
    let drives =
        planned.iter().map(|one| (one.drive.path().to_owned(), one.drive.identity().clone())).collect();
    let (mut jobs, mut folders) = (Vec::new(), Vec::new());
    for ((one, policy), armed) in planned.into_iter().zip(policies).zip(armed) {
        let drive = (&one.drive, one.own.as_ref());
        let (start, policy) = open(run, &mut earlier, drive, policy, tell)?;
        folders.push(start.folder);
        let task = Task {
            policy,
            sample_blocks: one.plan.sample_blocks,
            engine: run.engine,
            stall_after: run.stall_after,
            own_identity: one.own,
            resume: start.resume,
        };
        jobs.push(Job { journal: start.journal, armed, task });
    }
    Ok(Begun { jobs, folders, drives, outlooks })
}

/// All drives, or none.
fn arm_all(run: &Run<'_>, planned: &[Planned], codes: &[Typed]) -> Result<Vec<Armed>, Failure> {
    let (mut armed, mut refused) = (Vec::new(), Vec::new());
    for (one, code) in planned.iter().zip(codes) {
        match arm(&one.drive, code, run.selection) {
            Ok(held) => armed.push(held),
            Err(refusals) => refused.push((one.drive.clone(), refusals)),
        }
    }
    if !refused.is_empty() {
        return Err(EraseError::Refused(lines(run.lang, &refused)).into());
    }
    for held in &armed {
        let layout = Layout { slots: 1, buffers: 1, buffer_bytes: 4096 };
        held.open_blocks(run.engine, layout).map_err(EraseError::Engine)?;
    }
    Ok(armed)
}

/// A job about to begin, fresh or again.
struct Start {
    folder: PathBuf,
    journal: Journal,
    resume: Option<ResumePoint>,
}

/// Goes on with what an earlier process left of this drive, or opens a new job.
fn open(
    run: &Run<'_>,
    earlier: &mut Vec<Unfinished>,
    (drive, own): (&Drive, Option<&OwnIdentity>),
    policy: Policy,
    tell: &mut dyn FnMut(&str),
) -> Result<(Start, Policy), Failure> {
    if let Some((unfinished, point, policy)) = take(run, earlier, (drive, own), &policy, tell)? {
        let start = Start { folder: unfinished.folder, journal: unfinished.journal, resume: Some(point) };
        return Ok((start, policy));
    }
    let opened = run.desk.open(|number, at| JobOpened {
        number,
        at,
        tool: tool(),
        path: drive.path().display().to_string(),
        drive: drive.identity().clone(),
        policy: policy.clone(),
        machine: run.machine.clone(),
        context: run.context.clone(),
    })?;
    Ok((Start { folder: opened.folder, journal: opened.journal, resume: None }, policy))
}

/// What comes after the writing.
pub fn outlook(plan: &Plan) -> Outlook {
    match plan.steps.last() {
        Some(Step::ReadBack { scheme: ReadBackScheme::Full | ReadBackScheme::NistR1, bytes }) => {
            Outlook { read_bytes: *bytes, read_seconds: 0 }
        }
        _ => Outlook { read_bytes: 0, read_seconds: plan.read_back_seconds },
    }
}

fn policy(plan: &Plan) -> Result<Policy, EraseError> {
    let passes = plan.fills(fresh_random).map_err(|_| EraseError::NoRandom)?;
    Ok(Policy {
        pattern: plan.pattern.name().to_string(),
        passes,
        read_back: plan.read_back,
        firmware: plan.firmware.clone(),
    })
}
