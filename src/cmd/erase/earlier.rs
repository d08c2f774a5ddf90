//! What earlier runs left in the output folder: proofs to complete, and jobs to go on with.

use super::confirm::prompt;
use super::jobs::{Earlier, Run};
use crate::attest::Signed;
use crate::attest::say::shown;
use crate::cmd::Failure;
use crate::cmd::plan::what;
use crate::deliver::{DeliverError, Desk};
use crate::drive::Drive;
use crate::drive::survey::own;
use crate::erase::resume::{State, Unfinished};
use crate::erase::worker::ResumePoint;
use crate::event::{Event, OwnIdentity, Policy, StopReason, Technique};
use crate::text::erase::{EN, FR};
use crate::text::{Lang, Say, amounts};
use crate::units::Answer;

/// Completes what only lacks its proof, and gives back the jobs that were broken off.
///
/// # Errors
/// When the folder cannot be read, or a proof cannot be made.
pub fn look(lang: Lang, desk: &Desk, tell: &mut dyn FnMut(&str)) -> Result<Vec<Unfinished>, Failure> {
    let t = lang.pick(&EN, &FR);
    let (unfinished, unusable) = desk.unfinished()?;
    for folder in &unusable {
        tell(&(t.journal_unusable)(&shown(&folder.folder)));
    }
    let mut broken_off = Vec::new();
    for job in unfinished {
        let number = job.opened().map(|opened| opened.number.clone()).unwrap_or_default();
        let folder = job.folder.clone();
        let signed = job.state == State::Signed;
        // A process died between the journal and the ledger's line: nothing was begun.
        let ledger = desk.ledger()?;
        let is_known =
            ledger.opened_at(&number).is_some_and(|at| job.opened().is_some_and(|job| job.at == at));
        if !is_known && job.journal.events().len() == 1 && desk.forget(&folder).is_ok() {
            continue;
        }
        // A job that the ledger does not hold open can never be attested: to go on with it would erase without proof. One
        // that was signed may lack nothing but its files.
        let settles = match ledger.job(&number) {
            Some(None) => is_known,
            Some(Some(digest)) => signed && last_digest(&job).as_deref() == Some(digest),
            None => false,
        };
        match job.state {
            _ if !settles => tell(&(t.journal_stale)(&shown(&folder))),
            State::BrokenOff(_) => broken_off.push(job),
            State::Ended | State::Signed => {
                let delivered = desk.close(&job.folder, job.journal)?;
                tell(&(t.recovered)(&number, &shown(&folder)));
                delivered.warnings(lang).iter().for_each(|warning| tell(warning));
                super::paper(lang, &delivered).iter().for_each(|trouble| tell(trouble));
            }
        }
    }
    Ok(broken_off)
}

/// The digest of what was signed last.
fn last_digest(job: &Unfinished) -> Option<String> {
    let signed = job.journal.events().iter().rev().find_map(|event| match event {
        Event::Signed { attestation, signature, .. } => {
            Some(Signed { attestation: attestation.clone().into_bytes(), signature: signature.clone() })
        }
        _ => None,
    });
    signed.map(|signed| signed.digest())
}

/// Takes out the job to go on with on this drive, if there is one and nobody minds. Any other job that was broken off on
/// the same drive is closed as not erased, because this drive is about to change under it.
///
/// # Errors
/// When a proof cannot be made, or the terminal cannot be read.
pub fn take(
    run: &Run<'_>,
    earlier: &mut Vec<Unfinished>,
    (drive, own): (&Drive, Option<&OwnIdentity>),
    policy: &Policy,
    tell: &mut dyn FnMut(&str),
) -> Result<Option<(Unfinished, ResumePoint, Policy)>, Failure> {
    let Run { lang, desk, context, .. } = *run;
    let t = lang.pick(&EN, &FR);
    let path = drive.path().display().to_string();
    let (mine, others) = std::mem::take(earlier)
        .into_iter()
        .partition(|job: &Unfinished| job.is_about(drive.identity(), &path) && says(job, own) != Answer::No);
    *earlier = others;
    let mut chosen = None;
    for job in mine.into_iter().rev() {
        let point = match &job.state {
            State::BrokenOff(point)
                if run.earlier != Earlier::Superseded
                    && chosen.is_none()
                    && says(&job, own) == Answer::Yes
                    && job.was_to_do(policy)
                    && job.has_papers(context) =>
            {
                point.clone()
            }
            _ => {
                supersede(lang, desk, job, tell)?;
                continue;
            }
        };
        let name = format!("{path} {}", what(lang, drive.identity()));
        let share = so_far(lang, &point, policy, drive.identity().size_bytes);
        if run.earlier == Earlier::Asked {
            let answer = prompt(&(t.resume_ask)(&name, &share))?;
            if answer.trim().to_lowercase().starts_with('n') {
                supersede(lang, desk, job, tell)?;
                continue;
            }
        }
        tell(&(t.resuming)(&name, &share));
        let policy = job.opened().map(|opened| opened.policy.clone());
        chosen = policy.map(|policy| (job, point, policy));
    }
    Ok(chosen)
}

/// Whether a job's drive, if it said who it is, says the same now: a dock may hold another one.
fn says(job: &Unfinished, own: Option<&OwnIdentity>) -> Answer {
    let then = job.journal.events().iter().find_map(|event| match event {
        Event::OwnIdentityTold(told) => Some(told),
        _ => None,
    });
    then.map_or(Answer::Yes, |then| own::is_same(then, own))
}

/// Ends a job that is not gone on with: signed, as not erased.
fn supersede(
    lang: Lang,
    desk: &Desk,
    mut job: Unfinished,
    tell: &mut dyn FnMut(&str),
) -> Result<(), Failure> {
    let t = lang.pick(&EN, &FR);
    let number = job.opened().map(|opened| opened.number.clone()).unwrap_or_default();
    let (pass, done_bytes) = match &job.state {
        State::BrokenOff(point) => (point.pass, point.done_bytes),
        State::Ended | State::Signed => (0, 0),
    };
    let stopped = Event::Stopped { reason: StopReason::Superseded, pass, done_bytes };
    job.journal.append(stopped).map_err(|error| DeliverError::OutUnusable(job.folder.clone(), error))?;
    let delivered = desk.close(&job.folder, job.journal)?;
    tell(&(t.superseded)(&number));
    delivered.warnings(lang).iter().for_each(|warning| tell(warning));
    super::paper(lang, &delivered).iter().for_each(|trouble| tell(trouble));
    Ok(())
}

/// How far a job came: which of the drive's own techniques was under way, or how much of the writing was done.
fn so_far(lang: Lang, point: &ResumePoint, policy: &Policy, size: u64) -> String {
    let t = lang.pick(&EN, &FR);
    match &point.under_way {
        _ if point.proven.is_some() => (t.share_done)(&amounts::percent(lang, BILLION)),
        Some((technique, _)) if *technique != Technique::Overwrite => {
            (t.technique_begun)(&technique.say(lang))
        }
        _ => (t.share_done)(&share(lang, point, policy, size)),
    }
}

/// How much of a job's writing was done, in percent, rounded down; a drive's own technique that was begun is none of it.
#[cfg(feature = "guide")]
pub fn percent_of(job: &Unfinished, size: u64) -> u8 {
    let billionths = match (&job.state, job.opened()) {
        (State::BrokenOff(point), Some(opened)) => written(point, &opened.policy, size),
        _ => 0,
    };
    u8::try_from(billionths / 10_000_000).unwrap_or(0).min(99)
}

/// A whole, in parts per billion.
const BILLION: u64 = 1_000_000_000;

/// How much of the writing was done.
fn share(lang: Lang, point: &ResumePoint, policy: &Policy, size: u64) -> String {
    // Whole percents, rounded down: nobody needs more, and nothing is promised.
    amounts::percent(lang, written(point, policy, size) / 10_000_000 * 10_000_000)
}

/// The same, in parts per billion.
fn written(point: &ResumePoint, policy: &Policy, size: u64) -> u64 {
    let passes = u128::try_from(policy.passes.len()).unwrap_or(1).max(1);
    let done = u128::from(point.pass.saturating_sub(1)) * u128::from(size) + u128::from(point.done_bytes);
    u64::try_from(done * u128::from(BILLION) / (u128::from(size).max(1) * passes)).unwrap_or(0)
}
