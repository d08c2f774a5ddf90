//! Rounds of erasing: confirmed drives into jobs, jobs into what the screens show of them.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use super::scan::Found;
use super::{Happening, facts};
use crate::attest::{CODE_FILE, qr};
use crate::cmd::Failure as CommandFailure;
use crate::cmd::erase::jobs::{self, Earlier, Run};
use crate::cmd::erase::{EraseError, carry_out};
use crate::cmd::paper;
use crate::cmd::planned::Planned;
use crate::deliver::Desk;
use crate::drive::guard::Typed;
use crate::drive::{Host, Selection, machine};
use crate::erase::resume::Unfinished;
use crate::event::{Context, Phase as At, StopReason, Tick};
use crate::guide::facts::{Ended, Failure, JobFact, Phase, Proof};
use crate::guide::state::Confirmed;
use crate::plan::Plan;
use crate::record::Verdict;
use crate::sys::io::Choice;
use crate::text::{Lang, make};
use crate::ui::Painter;
use crate::ui::news::{News, Teller};
use crate::units::now;

/// A drive that moves nothing for so long is said not to answer.
const SILENCE: Duration = Duration::from_secs(60);
/// So often is an attestation tried to be signed that could not be though the stick is there.
const SIGN_TRIES: u32 = 5;
/// How long a drive may answer nothing before its job ends, as with `gomme erase`.
const STALL: Duration = Duration::from_secs(300);

/// What a round begins with.
pub(super) struct Begin<'a> {
    pub(super) lang: Lang,
    pub(super) desk: &'a Arc<Desk>,
    pub(super) host: &'a Host,
    pub(super) found: &'a Found,
    pub(super) round: u32,
}

/// All rounds of a session.
pub(super) struct Rounds {
    selection: Selection,
    jobs: Vec<Job>,
    /// In the round that is under way.
    running: bool,
    journal_lost: bool,
}

/// A job, as far as it was heard of.
struct Job {
    fact: JobFact,
    /// Its place in its round.
    place: usize,
    /// Parts of a thousand that the looking afterwards takes.
    looking: u64,
    folder: Option<PathBuf>,
    /// When it moved last, and where it was then.
    moved: (u64, Instant),
    /// Why it is not erased, should it not be.
    failure: Failure,
    /// Where its journal lies that waits for the stick to be signed, and how often that failed with the stick there.
    waits: Option<(PathBuf, u32)>,
    /// Its number.
    number: String,
}

impl Rounds {
    pub(super) fn new(selection: Selection) -> Rounds {
        Rounds { selection, jobs: vec![], running: false, journal_lost: false }
    }

    /// Which drives may be chosen at all.
    pub(super) fn selection(&self) -> Selection {
        self.selection
    }

    /// Arms the drives, opens their jobs and starts them.
    ///
    /// # Errors
    /// Why nothing was begun: not one byte was written.
    pub(super) fn begin(
        &mut self,
        with: &Begin<'_>,
        drives: &[Confirmed],
        papers: &Context,
        earlier: Vec<Unfinished>,
        to: &Sender<Happening>,
    ) -> Result<(), CommandFailure> {
        let all = &with.found.planned;
        let place = |confirmed: &Confirmed| {
            let at = all.iter().position(|one| facts::key(&one.drive) == confirmed.key());
            at.ok_or(EraseError::WrongCode)
        };
        let places = drives.iter().map(place).collect::<Result<Vec<usize>, _>>()?;
        let short = facts::is_short(all);
        let typed = |confirmed: &Confirmed| {
            let typed = confirmed.typed();
            if short { Typed::at_keyboard(typed) } else { Typed::whole(typed) }.ok_or(EraseError::WrongCode)
        };
        let codes = drives.iter().map(typed).collect::<Result<Vec<Typed>, _>>()?;
        let planned: Vec<Planned> = places.iter().map(|at| all[*at].clone()).collect();
        let run = Run {
            lang: with.lang,
            desk: with.desk,
            selection: self.selection,
            engine: Choice::Auto,
            stall_after: STALL,
            context: papers,
            machine: &machine(with.host),
            earlier: Earlier::GoneOnWith,
        };
        let begun = jobs::begin(&run, planned, &codes, earlier, &mut |_: &str| ())?;
        let (tell, told) = channel();
        let painter = Painter::News(Teller::new(tell, begun.outlooks()));
        let (desk, lang, round) = (Arc::clone(with.desk), with.lang, with.round);
        let numbers = begun.numbers();
        let job = |((place, at), number): ((usize, &usize), String)| {
            Job::new(round, place, *at + 1, &all[*at], number)
        };
        self.jobs.extend(places.iter().enumerate().zip(numbers).map(job));
        (self.running, self.journal_lost) = (true, false);
        let (listener, end) = (to.clone(), to.clone());
        // What a job tells goes on to the screens; this thread ends with the jobs.
        let _ = std::thread::Builder::new().name("news".into()).spawn(move || {
            for news in told {
                let _ = listener.send(Happening::News(round, news));
            }
            let _ = end.send(Happening::RoundEnded);
        });
        let started = std::thread::Builder::new().name("jobs".into()).spawn(move || {
            // Each end was told; what comes of all of them together is for a command line.
            let _ = carry_out(lang, &desk, begun, painter);
        });
        if started.is_err() {
            // The jobs are dropped with their closure: opened, and nothing written.
            self.jobs.retain(|job| job.fact.round != round);
            self.running = false;
            return Err(EraseError::NoProof.into());
        }
        Ok(())
    }

    /// Takes in what was told.
    pub(super) fn hear(&mut self, round: u32, news: News) {
        let place = match &news {
            News::Progress { job, .. }
            | News::Stopped { job, .. }
            | News::Endless { job }
            | News::JournalLost { job }
            | News::Closed { job, .. }
            | News::Unproven { job, .. } => *job,
            News::Said(_) => return,
        };
        let found = self.jobs.iter_mut().find(|job| job.fact.round == round && job.place == place);
        let Some(job) = found else { return };
        match news {
            News::Progress { .. } if job.waits.is_some() => {}
            News::Progress { tick, left, .. } => job.progress(&tick, left),
            News::Stopped { reason, .. } => job.stopped(reason),
            // What comes after it may still erase the drive; then nothing is said of this.
            News::Endless { .. } => job.failure = Failure::Endless,
            News::JournalLost { .. } => self.journal_lost = true,
            News::Closed { number, result, folder, is_home, .. } => {
                let qr = code_in(&folder);
                job.folder = Some(folder);
                job.end(Some(result), Some(Proof { number, qr, is_saved: is_home }));
            }
            News::Unproven { journal, .. } => job.wait(journal),
            News::Said(_) => {}
        }
    }

    /// The round is over: a job of which no end was heard has no proof.
    pub(super) fn ended(&mut self) {
        self.running = false;
        for job in self.jobs.iter_mut().filter(|job| job.fact.ended.is_none() && job.waits.is_none()) {
            job.end(None, None);
        }
    }

    /// Whether a job waits for the stick, that its attestation may be signed.
    pub(super) fn has_waiting(&self) -> bool {
        !self.running && self.jobs.iter().any(|job| job.waits.is_some())
    }

    /// Has the attestations signed that waited for the stick. What cannot be signed though the stick is there, again and again, has no proof.
    pub(super) fn sign(&mut self, lang: Lang, desk: &Desk) {
        for job in &mut self.jobs {
            let Some((journal, tries)) = job.waits.take() else { continue };
            match desk.bring_home(&journal, &job.number) {
                Ok(delivered) => {
                    // The paper is made anew from the attestation whenever it is wanted; the attestation is the proof.
                    let _ = paper::beside(lang, &delivered.folder, &job.number);
                    let proof = Proof {
                        number: job.number.clone(),
                        qr: code_in(&delivered.folder),
                        is_saved: delivered.troubles.is_empty(),
                    };
                    job.folder = Some(delivered.folder);
                    job.end(Some(delivered.record.result), Some(proof));
                }
                Err(_) if tries < SIGN_TRIES => job.waits = Some((journal, tries + 1)),
                Err(_) => job.end(None, None),
            }
        }
    }

    /// Whether drives are being erased.
    pub(super) fn is_running(&self) -> bool {
        self.running
    }

    /// Whether the journal of a job that is under way went with its stick.
    pub(super) fn journal_is_lost(&self) -> bool {
        self.running && self.journal_lost
    }

    /// Whether everything that was begun is erased and has its proof where it belongs.
    pub(super) fn all_is_well(&self) -> bool {
        self.jobs.iter().all(|job| {
            job.fact.ended.as_ref().is_some_and(|ended| {
                let erased = matches!(ended.verdict, Some(Verdict::Erased | Verdict::ErasedWithReservations));
                erased && ended.proof.as_ref().is_some_and(|proof| proof.is_saved)
            })
        })
    }

    /// Whether a job is under way, or a proof lies elsewhere than where it belongs.
    pub(super) fn has_unsaved(&self) -> bool {
        let is_unsaved = |job: &Job| match &job.fact.ended {
            None => true,
            Some(ended) => ended.proof.as_ref().is_some_and(|proof| !proof.is_saved),
        };
        self.running || self.jobs.iter().any(is_unsaved)
    }

    /// Brings proofs home that lie elsewhere.
    pub(super) fn save(&mut self, desk: &Desk) {
        for job in &mut self.jobs {
            let proof = job.fact.ended.as_mut().and_then(|ended| ended.proof.as_mut());
            if let (Some(proof), Some(folder)) = (proof.filter(|proof| !proof.is_saved), &job.folder)
                && let Ok(delivered) = desk.bring_home(folder, &proof.number)
            {
                proof.is_saved = delivered.troubles.is_empty();
            }
        }
    }

    /// What the screens show.
    pub(super) fn facts(&self) -> Vec<JobFact> {
        let silent = |job: &Job| {
            let moves =
                matches!(job.fact.phase, Phase::Erasing | Phase::Checking) && job.fact.permille.is_some();
            job.fact.ended.is_none() && moves && job.moved.1.elapsed() > SILENCE
        };
        self.jobs.iter().map(|job| JobFact { is_silent: silent(job), ..job.fact.clone() }).collect()
    }
}

impl Job {
    fn new(round: u32, place: usize, number: usize, one: &Planned, job_number: String) -> Job {
        let identity = one.drive.identity();
        let fact = JobFact {
            round,
            key: facts::key(&one.drive),
            number,
            model: make::name(identity.vendor.as_deref(), identity.model.as_deref()),
            serial: identity.serial.clone(),
            phase: Phase::Preparing,
            permille: None,
            ends: None,
            is_silent: false,
            ended: None,
        };
        Job {
            fact,
            place,
            looking: looking(&one.plan),
            folder: None,
            moved: (0, Instant::now()),
            failure: Failure::Remains,
            waits: None,
            number: job_number,
        }
    }

    fn wait(&mut self, journal: PathBuf) {
        self.waits = Some((journal, 0));
        (self.fact.phase, self.fact.permille, self.fact.ends) = (Phase::Waiting, None, None);
    }

    fn progress(&mut self, tick: &Tick, left: Option<Duration>) {
        let (phase, permille) = share(tick, self.looking);
        let moved = (tick.done_bytes, Instant::now());
        if phase != self.fact.phase || tick.done_bytes != self.moved.0 {
            self.moved = moved;
        }
        (self.fact.phase, self.fact.permille) = (phase, permille);
        self.fact.ends =
            left.and_then(|left| now().checked_add(left).ok()).map(super::local).or(self.fact.ends);
    }

    fn stopped(&mut self, reason: StopReason) {
        let failure = match reason {
            StopReason::Interrupted => Failure::Stopped,
            StopReason::Stalled | StopReason::NothingButErrors => Failure::NoAnswer,
            StopReason::Vanished | StopReason::IdentityChanged => Failure::Gone,
            _ => Failure::Remains,
        };
        // It is over once it is signed, and no sooner.
        self.failure = failure;
    }

    fn end(&mut self, verdict: Option<Verdict>, proof: Option<Proof>) {
        let erased = matches!(verdict, Some(Verdict::Erased | Verdict::ErasedWithReservations));
        let failure = (!erased).then_some(self.failure);
        self.fact.ended = Some(Ended { verdict, failure, proof });
    }
}

/// How much of a job's time goes into looking at the drive afterwards, in parts of a thousand.
fn looking(plan: &Plan) -> u64 {
    let all = plan.estimated_seconds.max(1);
    (plan.read_back_seconds.min(all) * 1000 / all).min(900)
}

/// What a job is at, and how much of all of it is done; none where the drive does not say.
fn share(tick: &Tick, looking: u64) -> (Phase, Option<u16>) {
    let part = |done: u64, total: u64, of: u64| {
        let all = u128::from(total.max(1));
        u64::try_from(u128::from(done.min(total)) * u128::from(of) / all).unwrap_or(of)
    };
    let erasing = 1000 - looking;
    let (phase, thousandths) = match tick.phase {
        At::ResumeCheck | At::Plant => (Phase::Preparing, None),
        At::Pass { pass, of } => {
            let (pass, of) = (u64::from(pass.max(1) - 1), u64::from(of.max(1)));
            let before = pass * erasing / of;
            (Phase::Erasing, Some(before + part(tick.done_bytes, tick.total_bytes, erasing / of)))
        }
        At::Firmware { .. } if tick.total_bytes > 0 => {
            (Phase::Erasing, Some(part(tick.done_bytes, tick.total_bytes, erasing)))
        }
        At::Firmware { .. } => (Phase::Erasing, None),
        At::ReadBack | At::Evidence => {
            (Phase::Checking, Some(erasing + part(tick.done_bytes, tick.total_bytes, looking)))
        }
    };
    (phase, thousandths.map(|n| u16::try_from(n.min(999)).unwrap_or(999)))
}

/// The text of the QR code in a folder, where it is one.
pub(super) fn code_in(folder: &Path) -> Option<String> {
    let mut text = String::new();
    let most = u64::try_from(qr::MAX_BYTES).unwrap_or(u64::MAX);
    let file = File::open(folder.join(CODE_FILE)).ok()?;
    file.take(most.saturating_add(1)).read_to_string(&mut text).ok()?;
    let text = text.trim_end().to_owned();
    qr::Code::read(&text).is_ok().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tick(phase: At, done_bytes: u64, total_bytes: u64) -> Tick {
        Tick { phase, done_bytes, total_bytes }
    }

    #[test]
    fn the_bar_goes_on_through_all_phases_and_is_never_full_before_the_end() {
        let pass = |pass, done| share(&tick(At::Pass { pass, of: 2 }, done, 100), 200);
        assert_eq!(pass(1, 0), (Phase::Erasing, Some(0)));
        assert_eq!(pass(1, 100), (Phase::Erasing, Some(400)));
        assert_eq!(pass(2, 50), (Phase::Erasing, Some(600)));
        assert_eq!(share(&tick(At::ReadBack, 0, 100), 200), (Phase::Checking, Some(800)));
        assert_eq!(share(&tick(At::ReadBack, 100, 100), 200), (Phase::Checking, Some(999)));
        assert_eq!(share(&tick(At::ReadBack, u64::MAX, 0), 200).1, Some(800));
        assert_eq!(share(&tick(At::Plant, 7, 9), 200), (Phase::Preparing, None));
    }

    /// A job of a drive, halfway through its erase, that moved last so many seconds ago.
    fn rounds(seconds: u64) -> Rounds {
        let fact = JobFact {
            round: 1,
            key: "4071839261".into(),
            number: 1,
            model: None,
            serial: None,
            phase: Phase::Erasing,
            permille: Some(500),
            ends: None,
            is_silent: false,
            ended: None,
        };
        let moved = (7, Instant::now().checked_sub(Duration::from_secs(seconds)).unwrap());
        let job = Job {
            fact,
            place: 0,
            looking: 0,
            folder: None,
            moved,
            failure: Failure::Remains,
            waits: None,
            number: "A05-2026-000001".into(),
        };
        Rounds { jobs: vec![job], ..Rounds::new(Selection::default()) }
    }

    #[test]
    fn a_drive_that_does_not_move_for_a_minute_is_said_not_to_answer() {
        let mut rounds = rounds(61);
        assert!(rounds.facts()[0].is_silent && !self::rounds(50).facts()[0].is_silent);
        let progress =
            |done| News::Progress { job: 0, tick: tick(At::Pass { pass: 1, of: 1 }, done, 100), left: None };
        // It tells where it is, and it is where it was.
        rounds.hear(1, progress(7));
        assert!(rounds.facts()[0].is_silent);
        rounds.hear(1, progress(8));
        assert!(!rounds.facts()[0].is_silent);
    }

    #[test]
    fn a_drive_that_never_ended_is_said_not_to_end_unless_it_was_erased_after_all() {
        for (result, failure) in
            [(Verdict::NotErased, Some(Failure::Endless)), (Verdict::ErasedWithReservations, None)]
        {
            let mut rounds = rounds(0);
            rounds.hear(1, News::Endless { job: 0 });
            let (number, folder) = ("n".to_owned(), PathBuf::from("/nowhere"));
            rounds.hear(1, News::Closed { job: 0, number, result, folder, is_home: true });
            assert_eq!(rounds.facts()[0].ended.as_ref().unwrap().failure, failure);
        }
    }

    #[test]
    fn a_code_that_is_none_is_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(code_in(folder.path()), None);
        for text in [b"\n".to_vec(), vec![0xFF], vec![b'A'; 5000], b"GOMME1:ABC\n".to_vec()] {
            std::fs::write(folder.path().join(CODE_FILE), text).unwrap();
            assert_eq!(code_in(folder.path()), None);
        }
    }
}
