//! From the events of a journal to the facts of a record.
//!
//! Pure, and pessimistic: an event that did not come is a thing that did not happen. Events of several runs (after a
//! power cut) fold into one record.

use jiff::Timestamp;

use super::attempt::{Proof, judge};
use super::{
    AreaReport, AttemptReport, ClockSource, Facts, HiddenAreas, IdentityChecks, PassReport, RunReport, Scope,
    Technique, Times,
};
use crate::event::{
    AreaKind, BadBlockState, BadBlocks, BlockRange, DriveIdentity, Event, JobOpened, Medium, Moment,
    OwnIdentity, PasswordKept, RestoreOutcome, Survey,
};
use crate::units::Answer;

/// The number of the job and its facts; `None` when the events do not begin with [`Event::JobOpened`].
#[must_use]
pub fn fold(events: &[Event], ended_at: Timestamp, clock: ClockSource) -> Option<(String, Facts)> {
    let Some(Event::JobOpened(opened)) = events.first() else {
        return None;
    };
    let JobOpened { number, at, tool, drive, policy, machine, context, .. } = &**opened;
    let mut state = State::default();
    for event in &events[1..] {
        state.take(event);
    }
    // Hidden areas that were brought back make the drive larger than the one that was chosen.
    let addressable_bytes = state.size_bytes.unwrap_or(drive.size_bytes).max(drive.size_bytes);
    let as_erased = DriveIdentity { size_bytes: addressable_bytes, ..drive.clone() };
    let last_pass = u32::try_from(policy.passes.len()).unwrap_or(u32::MAX);
    let bad_blocks = state.bad_blocks(last_pass);
    let passes = state.passes;
    let block = u64::from(drive.logical_block_bytes);
    let bad_bytes = bad_blocks.iter().fold(0u64, |n, b| n.saturating_add(b.blocks.saturating_mul(block)));
    let last_done = passes.iter().find(|p| p.pass == last_pass).map_or(0, |p| p.done_bytes);
    let technique = state.attempts.last().map_or(Technique::Overwrite, |last| last.technique);
    let areas = areas(state.survey.as_ref(), &state.restored);
    let facts = Facts {
        scope: Scope {
            addressable_bytes,
            erased_bytes: if technique == Technique::Overwrite {
                last_done.saturating_sub(bad_bytes)
            } else if state.attempts.last().is_some_and(|last| judge(last, &as_erased).0 == Proof::Proven) {
                addressable_bytes
            } else {
                0
            },
            hidden_areas: match &areas {
                Some(_) => HiddenAreas::Examined,
                None if drive.medium == Medium::Virtual => HiddenAreas::NotApplicable,
                None => HiddenAreas::NotExamined,
            },
            areas: areas.unwrap_or_default(),
        },
        drive: drive.clone(),
        own_identity: state.own_identity,
        machine: machine.clone(),
        context: context.clone(),
        policy: policy.clone(),
        technique,
        survey: state.survey,
        attempts: state.attempts,
        password_kept: state.password_kept,
        passes,
        bad_blocks,
        read_back: state.read_back,
        identity: IdentityChecks {
            before_first_write: state.before_first_write.unwrap_or(Answer::Unknown),
            after_last_read: state.after_last_read.unwrap_or(Answer::Unknown),
        },
        stopped: state.stopped,
        runs: state.runs,
        time: Times { started_at: *at, ended_at, clock },
        tool: tool.clone(),
    };
    Some((number.clone(), facts))
}

/// The hidden areas of a survey, with what came of bringing them back.
fn areas(survey: Option<&Survey>, restored: &[(AreaKind, RestoreOutcome)]) -> Option<Vec<AreaReport>> {
    let of = |kind| restored.iter().rev().find(|(area, _)| *area == kind).map(|(_, outcome)| *outcome);
    let areas = survey.and_then(Survey::areas)?;
    let report = |area: &crate::event::Area| AreaReport {
        kind: area.kind,
        present: area.present,
        bytes: area.bytes,
        restored: of(area.kind),
    };
    Some(areas.iter().map(report).collect())
}

#[derive(Default)]
struct State {
    own_identity: Option<OwnIdentity>,
    survey: Option<Survey>,
    restored: Vec<(AreaKind, RestoreOutcome)>,
    size_bytes: Option<u64>,
    attempts: Vec<AttemptReport>,
    password_kept: Option<PasswordKept>,
    passes: Vec<PassReport>,
    failed: Vec<(u32, BlockRange)>,
    looked_at: Option<Vec<BadBlocks>>,
    read_back: Option<crate::event::ReadBackReport>,
    before_first_write: Option<Answer>,
    after_last_read: Option<Answer>,
    stopped: Option<crate::event::StopReason>,
    runs: Vec<RunReport>,
}

impl State {
    fn take(&mut self, event: &Event) {
        match event {
            Event::RunStarted { at, engine, pass, from_byte } => {
                self.runs.push(RunReport {
                    started_at: *at,
                    engine: *engine,
                    pass: *pass,
                    from_byte: *from_byte,
                });
                self.forget_from(*pass, *from_byte);
            }
            Event::IdentityChecked { moment, same } => match moment {
                Moment::BeforeFirstWrite => {
                    self.before_first_write = Some(worse(self.before_first_write, *same));
                }
                Moment::AfterLastRead => self.after_last_read = Some(*same),
            },
            Event::PassStarted { pass, .. } => {
                self.pass(*pass);
            }
            Event::Mark { pass, done_bytes } => {
                let report = self.pass(*pass);
                report.done_bytes = report.done_bytes.max(*done_bytes);
            }
            Event::WriteFailed { pass, range, .. } => self.failed.push((*pass, *range)),
            Event::PassEnded { pass, duration_ms, .. } => {
                let report = self.pass(*pass);
                report.complete = true;
                report.duration_ms = report.duration_ms.saturating_add(*duration_ms);
            }
            Event::ReadBackStarted { .. } => self.read_back = None,
            Event::ReadBackEnded(report) => self.read_back = Some(report.clone()),
            Event::BadBlocksRead { bad_blocks } => self.looked_at = Some(bad_blocks.clone()),
            Event::Stopped { reason, .. } => self.stopped = Some(*reason),
            Event::OwnIdentityTold(told) => {
                self.own_identity = Some(self.own_identity.take().unwrap_or_else(|| told.clone()));
            }
            // The first one: what a later run finds may be what an earlier one left.
            Event::Surveyed(survey) => {
                // Somebody may have taken a password off between two runs.
                if matches!(&**survey, Survey::Ata(ata) if ata.security.enabled == Answer::No) {
                    self.password_kept = None;
                }
                self.survey = Some(self.survey.take().unwrap_or((**survey).clone()));
            }
            Event::PasswordKept(kept) => self.password_kept = Some(kept.clone()),
            Event::PasswordTakenOff => self.password_kept = None,
            Event::AreaRestored { area, outcome, size_bytes } => {
                let before = self.restored.iter().rev().find(|(kind, _)| kind == area);
                // Asked once more by a later run, the drive has no more than what an earlier one brought back.
                let is_known = *outcome == RestoreOutcome::NothingHidden
                    && before.is_some_and(|(_, before)| *before == RestoreOutcome::Restored);
                if !is_known {
                    self.restored.push((*area, *outcome));
                }
                self.size_bytes = Some(*size_bytes);
            }
            Event::AttemptStarted { technique, at, .. } => {
                // Broken off and begun again, maybe many times: its logs are read again too, and a record must not grow without end.
                let again =
                    |last: &&mut AttemptReport| last.technique == *technique && last.firmware.is_none();
                if let Some(last) = self.attempts.last_mut().filter(again) {
                    last.logs.clear();
                }
                self.attempts.push(AttemptReport {
                    technique: *technique,
                    started_at: *at,
                    firmware: None,
                    evidence: None,
                    logs: Vec::new(),
                });
            }
            Event::FirmwareEnded(report) => self.attempt(|attempt| attempt.firmware = Some(report.clone())),
            Event::EvidenceRead(report) => {
                self.attempt(|attempt| attempt.evidence = Some((**report).clone()));
            }
            Event::DriveLogRead(log) => self.attempt(|attempt| attempt.logs.push(log.clone())),
            Event::JobOpened(_) | Event::Signed { .. } | Event::Planted(_) | Event::Command(_) => {}
        }
    }

    /// A run that goes on from a place does all that lies behind it again; so nothing recorded behind it counts.
    fn forget_from(&mut self, pass: u32, from_byte: u64) {
        self.passes.retain(|p| p.pass <= pass);
        for report in self.passes.iter_mut().filter(|p| p.pass == pass) {
            report.complete = false;
            report.done_bytes = report.done_bytes.min(from_byte);
        }
        // A pass that begins at the start tries every block again.
        self.failed.retain(|(p, _)| *p < pass || (*p == pass && from_byte > 0));
        self.looked_at = None;
        self.read_back = None;
        self.after_last_read = None;
    }

    fn attempt(&mut self, change: impl FnOnce(&mut AttemptReport)) {
        if let Some(last) = self.attempts.last_mut() {
            change(last);
        }
    }

    fn pass(&mut self, pass: u32) -> &mut PassReport {
        let at = self.passes.iter().position(|p| p.pass == pass).unwrap_or_else(|| {
            self.passes.push(PassReport { pass, complete: false, done_bytes: 0, duration_ms: 0 });
            self.passes.len() - 1
        });
        &mut self.passes[at]
    }

    /// The bad blocks of the last pass. Of those that nobody looked at again nothing is known.
    fn bad_blocks(&self, last_pass: u32) -> Vec<BadBlocks> {
        if let Some(looked_at) = &self.looked_at {
            return looked_at.clone();
        }
        merge(self.failed.iter().filter(|(p, _)| *p == last_pass).map(|(_, range)| *range).collect())
            .into_iter()
            .map(|r| BadBlocks {
                first_lba: r.first_lba,
                blocks: r.blocks,
                state: BadBlockState::NotExamined,
            })
            .collect()
    }
}

/// The worse of two answers: one doubt is enough.
fn worse(before: Option<Answer>, now: Answer) -> Answer {
    match (before, now) {
        (Some(Answer::No), _) | (_, Answer::No) => Answer::No,
        (Some(Answer::Unknown), _) | (_, Answer::Unknown) => Answer::Unknown,
        _ => Answer::Yes,
    }
}

/// Sorts ranges and joins those that touch or overlap.
#[must_use]
pub fn merge(mut ranges: Vec<BlockRange>) -> Vec<BlockRange> {
    ranges.sort_unstable_by_key(|r| r.first_lba);
    let mut merged: Vec<BlockRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.first_lba <= last.first_lba.saturating_add(last.blocks) => {
                let end = range
                    .first_lba
                    .saturating_add(range.blocks)
                    .max(last.first_lba.saturating_add(last.blocks));
                last.blocks = end - last.first_lba;
            }
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::verdict::{Reason, Reservation, Verdict, conclude};
    use super::*;
    use crate::event::{
        Context, DriveIdentity, Engine, Fill, Machine, Policy, ReadBackReport, ReadBackScheme, StopReason,
        Tool, Transport,
    };

    const SIZE: u64 = 100 << 20;

    fn drive(medium: Medium) -> DriveIdentity {
        DriveIdentity {
            vendor: None,
            model: Some("Model".into()),
            serial: Some("S1".into()),
            wwn: None,
            firmware: None,
            size_bytes: SIZE,
            logical_block_bytes: 512,
            physical_block_bytes: 4096,
            transport: Transport::Loop,
            medium,
        }
    }

    fn report() -> ReadBackReport {
        ReadBackReport {
            scheme: ReadBackScheme::Sample,
            block_bytes: 4096,
            blocks_total: SIZE / 4096,
            strata: SIZE / 4096,
            random_blocks: SIZE / 4096,
            fixed_blocks: 0,
            blocks_read: SIZE / 4096,
            seed: Some("0".repeat(64)),
            places_digest: Some("0".repeat(64)),
            differing: vec![],
            unreadable: vec![],
            complete: true,
            duration_ms: 5,
        }
    }

    /// A job of so many passes in which all goes well.
    fn good(medium: Medium, passes: u32) -> Vec<Event> {
        let at = Timestamp::UNIX_EPOCH;
        let policy = Policy {
            pattern: "zero".into(),
            passes: (0..passes).map(|_| Fill::Byte { value: 0 }).collect(),
            read_back: ReadBackScheme::Sample,
            firmware: None,
        };
        let tool = Tool { name: "gomme".into(), version: "0".into(), build: "unknown".into() };
        let mut events = vec![
            Event::JobOpened(Box::new(JobOpened {
                number: "a-2026-000001".into(),
                at,
                tool,
                path: "/dev/loop0".into(),
                drive: drive(medium),
                policy,
                machine: Machine::default(),
                context: Context::default(),
            })),
            Event::IdentityChecked { moment: Moment::BeforeFirstWrite, same: Answer::Yes },
            Event::RunStarted { at, engine: Engine::IoUring, pass: 1, from_byte: 0 },
        ];
        for pass in 1..=passes {
            events.push(Event::PassStarted { pass, of: passes });
            events.push(Event::Mark { pass, done_bytes: SIZE / 2 });
            events.push(Event::Mark { pass, done_bytes: SIZE });
            events.push(Event::PassEnded { pass, written_bytes: SIZE, duration_ms: 7 });
        }
        events.push(Event::ReadBackStarted { scheme: ReadBackScheme::Sample });
        events.push(Event::ReadBackEnded(report()));
        events.push(Event::IdentityChecked { moment: Moment::AfterLastRead, same: Answer::Yes });
        events
    }

    fn concluded(events: &[Event]) -> (Verdict, Vec<Reason>) {
        let (_, facts) = fold(events, Timestamp::UNIX_EPOCH, ClockSource::System).expect("a job");
        let outcome = conclude(&facts);
        (outcome.result, outcome.reasons)
    }

    #[test]
    fn only_a_virtual_drive_without_a_flaw_is_plainly_erased_by_an_overwrite() {
        assert_eq!(concluded(&good(Medium::Virtual, 2)), (Verdict::Erased, vec![]));
        assert_eq!(concluded(&good(Medium::Rotating, 1)).0, Verdict::ErasedWithReservations);
        assert_eq!(concluded(&good(Medium::Flash, 1)).0, Verdict::ErasedWithReservations);
    }

    #[test]
    fn a_sample_that_is_too_small_for_the_medium_is_none() {
        let sampled = |medium, random_blocks| {
            let mut events = good(medium, 1);
            let at = events.iter().position(|e| matches!(e, Event::ReadBackEnded(_))).expect("a report");
            let blocks_read = random_blocks + 700;
            events[at] = Event::ReadBackEnded(ReadBackReport { random_blocks, blocks_read, ..report() });
            concluded(&events).1
        };
        assert_eq!(sampled(Medium::Rotating, 6_905), vec![]);
        assert_eq!(sampled(Medium::Rotating, 6_904), vec![Reason::ReadBackMissing]);
        // The drive has 25,600 blocks, fewer than the 69,075 that flash needs: all of them, then.
        assert_eq!(sampled(Medium::Flash, 25_599), vec![Reason::ReadBackMissing]);
        assert_eq!(sampled(Medium::Unknown, 6_905), vec![Reason::ReadBackMissing]);
    }

    #[test]
    fn one_event_that_did_not_come_is_a_thing_that_did_not_happen() {
        let all = good(Medium::Virtual, 3);
        // A middle mark says nothing that a later one does not; that a step began follows from its end.
        let spare = |event: &Event| {
            matches!(
                event,
                Event::PassStarted { .. } | Event::ReadBackStarted { .. } | Event::RunStarted { .. }
            ) || matches!(event, Event::Mark { done_bytes, .. } if *done_bytes < SIZE)
        };
        for at in 1..all.len() {
            let mut events = all.clone();
            let gone = events.remove(at);
            if !spare(&gone) {
                assert_eq!(concluded(&events).0, Verdict::NotErased, "without {gone:?}");
            }
        }
    }

    #[test]
    fn a_job_cut_off_anywhere_is_not_erased() {
        let all = good(Medium::Virtual, 3);
        for cut in 1..all.len() {
            assert_eq!(concluded(&all[..cut]).0, Verdict::NotErased, "cut after {:?}", all[cut - 1]);
        }
    }

    #[test]
    fn what_goes_wrong_is_named() {
        let bad =
            |state| Event::BadBlocksRead { bad_blocks: vec![BadBlocks { first_lba: 7, blocks: 1, state }] };
        let failed = Event::WriteFailed { pass: 1, range: BlockRange { first_lba: 7, blocks: 1 }, errno: 5 };
        let run = |extra: &[Event]| {
            let mut events = good(Medium::Virtual, 1);
            let at = events.len() - 1;
            events.splice(at..at, extra.iter().cloned());
            concluded(&events)
        };
        assert_eq!(run(std::slice::from_ref(&failed)), (Verdict::NotErased, vec![Reason::ReadBackMissing]));
        let differs = run(&[failed.clone(), bad(BadBlockState::Differs)]);
        assert_eq!(differs, (Verdict::NotErased, vec![Reason::BadBlocksStillReadable]));
        let unreadable = run(&[failed.clone(), bad(BadBlockState::Unreadable)]);
        assert_eq!(unreadable, (Verdict::ErasedWithReservations, vec![]));
        assert_eq!(run(&[failed, bad(BadBlockState::Matches)]).0, Verdict::ErasedWithReservations);
        let differing = vec![BlockRange { first_lba: 9, blocks: 1 }];
        let report = Event::ReadBackEnded(ReadBackReport { differing, ..report() });
        assert_eq!(run(&[report]), (Verdict::NotErased, vec![Reason::ReadBackDiffers]));
        let stopped = Event::Stopped { reason: StopReason::Stalled, pass: 1, done_bytes: 0 };
        assert_eq!(run(&[stopped]), (Verdict::NotErased, vec![Reason::Stalled]));
        for same in [Answer::No, Answer::Unknown] {
            let checked = Event::IdentityChecked { moment: Moment::BeforeFirstWrite, same };
            assert_eq!(run(&[checked]), (Verdict::NotErased, vec![Reason::IdentityNotConfirmed]));
        }
    }

    #[test]
    fn a_drive_without_a_number_is_a_reservation() {
        let reservations = |medium, serial: Option<&str>, wwn: Option<&str>| {
            let mut events = good(medium, 1);
            if let Some(Event::JobOpened(job)) = events.first_mut() {
                (job.drive.serial, job.drive.wwn) = (serial.map(str::to_owned), wwn.map(str::to_owned));
            }
            let (_, facts) = fold(&events, Timestamp::UNIX_EPOCH, ClockSource::System).expect("a job");
            conclude(&facts).reservations
        };
        for medium in [Medium::Rotating, Medium::Flash, Medium::Unknown] {
            assert!(reservations(medium, None, None).contains(&Reservation::WeakIdentity));
            assert!(!reservations(medium, Some("S1"), None).contains(&Reservation::WeakIdentity));
            assert!(!reservations(medium, None, Some("naa.5000")).contains(&Reservation::WeakIdentity));
        }
        assert!(!reservations(Medium::Virtual, None, None).contains(&Reservation::WeakIdentity));
    }

    #[test]
    fn a_run_that_begins_again_takes_back_what_lies_behind_it() {
        let mut events = good(Medium::Virtual, 2);
        events.push(Event::RunStarted {
            at: Timestamp::UNIX_EPOCH,
            engine: Engine::Threads,
            pass: 2,
            from_byte: SIZE / 2,
        });
        assert_eq!(concluded(&events).0, Verdict::NotErased);
        let again = good(Medium::Virtual, 2);
        let from =
            again.iter().position(|e| matches!(e, Event::PassStarted { pass: 2, .. })).expect("pass 2");
        events.extend(again[from..].iter().cloned());
        assert_eq!(concluded(&events), (Verdict::Erased, vec![]));
    }

    proptest! {
        /// Whatever order events come in, and whichever are lost or doubled: `erased` only with a complete last pass, a
        /// complete read-back after it, and both looks at the identity.
        #[test]
        fn no_shuffle_makes_an_erased_drive(picks in prop::collection::vec(any::<prop::sample::Index>(), 0..40)) {
            let all = good(Medium::Virtual, 2);
            let mut events = vec![all[0].clone()];
            events.extend(picks.iter().map(|pick| all[1..][pick.index(all.len() - 1)].clone()));
            if concluded(&events).0 != Verdict::NotErased {
                let last = |wanted: &dyn Fn(&Event) -> bool| events.iter().rposition(wanted);
                let run = last(&|e| matches!(e, Event::RunStarted { .. }));
                for pass in [1, 2] {
                    let ended = last(&|e| matches!(e, Event::PassEnded { pass: p, .. } if *p == pass));
                    prop_assert!(ended.is_some() && ended > run);
                }
                let read = last(&|e| matches!(e, Event::ReadBackEnded(_)));
                let looked = last(&|e| matches!(e, Event::IdentityChecked { moment: Moment::AfterLastRead, .. }));
                prop_assert!(read.is_some() && read > run && looked > run);
            }
        }
    }

    #[test]
    fn ranges_join_and_keep_apart() {
        let range = |first_lba, blocks| BlockRange { first_lba, blocks };
        assert_eq!(
            merge(vec![range(5, 2), range(0, 2), range(2, 1), range(6, 4)]),
            [range(0, 3), range(5, 5)]
        );
        assert_eq!(merge(vec![]), []);
    }
}
