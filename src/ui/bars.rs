//! A bar a drive, with the clock time of its end. Without a terminal: a line when something happens.

use std::time::Instant;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::rate::{Outlook, Rate};
use super::{Closed, tell};
use crate::event::{Completion, Event, Phase, StopReason, Technique, Tick};
use crate::record::{Level, Reason, Verdict};
use crate::text::erase::{EN, EraseText, FR};
use crate::text::{Lang, Say, amounts};
use crate::units::now;

/// The painter.
#[derive(Debug)]
pub struct Bars {
    lang: Lang,
    all: MultiProgress,
    jobs: Vec<Job>,
}

#[derive(Debug)]
struct Job {
    name: String,
    bar: ProgressBar,
    rate: Rate,
    /// Blocks that could not be written so far.
    failed: u64,
    /// The technique under way, and what was seen of it.
    attempt: Option<Attempt>,
}

#[derive(Debug)]
struct Attempt {
    technique: Technique,
    /// The drive refused, or said that it failed.
    failed: bool,
    /// Something that was there before was found again.
    survived: bool,
}

impl Bars {
    /// `drives` are what people call them, in order, and what comes after their writing.
    #[must_use]
    pub fn new(lang: Lang, drives: Vec<(String, Outlook)>) -> Bars {
        let all = MultiProgress::new();
        let width = drives.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        // █ and ░ are in every console font. A template that cannot be read leaves the default bar.
        let style = ProgressStyle::with_template("{prefix} {bar:24} {percent:>3} %  {wide_msg}")
            .map_or_else(|_| ProgressStyle::default_bar(), |style| style.progress_chars("██░"));
        let jobs = drives
            .into_iter()
            .map(|(name, outlook)| {
                let bar = all.add(ProgressBar::new(1).with_style(style.clone()));
                bar.set_prefix(format!("{name:width$}"));
                Job { name, bar, rate: Rate::new(outlook), failed: 0, attempt: None }
            })
            .collect();
        Bars { lang, all, jobs }
    }

    fn text(&self) -> &'static EraseText {
        self.lang.pick(&EN, &FR)
    }

    pub(super) fn say(&self, sentence: &str) {
        // With bars on a terminal they move down; without, this is a plain line.
        if self.all.is_hidden() {
            tell(sentence);
        } else {
            let _ = self.all.println(sentence);
        }
    }

    pub(super) fn event(&mut self, job: usize, event: &Event) {
        if let Some(given_up) = self.follow_attempts(job, event) {
            self.say(&given_up);
        }
        if let (Event::PasswordKept(kept), Some(Job { name, .. })) = (event, self.jobs.get(job)) {
            self.say(&(self.text().labelled)(name, &kept.say(self.lang)));
        }
        let (t, lang, hidden) = (self.text(), self.lang, self.all.is_hidden());
        let Some(Job { name, bar, failed, .. }) = self.jobs.get_mut(job) else { return };
        let told = match event {
            Event::PassStarted { pass, of } => Some((t.writing)(*pass, *of)),
            Event::ReadBackStarted { .. } => Some(t.reading.to_string()),
            Event::AttemptStarted { technique, .. } => Some(technique.say(lang)),
            Event::WriteFailed { range, .. } => {
                *failed += range.blocks;
                Some((t.write_failed)(*failed))
            }
            Event::Stopped { reason: StopReason::Interrupted, .. } => Some(t.interrupting.to_string()),
            Event::Stopped { reason, .. } => Some(Reason::from(*reason).say(lang)),
            _ => None,
        };
        if let Some(told) = told {
            if hidden {
                tell(&(t.labelled)(name, &told));
            } else {
                bar.set_message(told);
            }
        }
    }

    /// Takes in what belongs to attempts; when another begins, gives what became of the one before.
    fn follow_attempts(&mut self, job: usize, event: &Event) -> Option<String> {
        let (t, lang) = (self.text(), self.lang);
        let Job { name, attempt, .. } = self.jobs.get_mut(job)?;
        match (event, attempt.as_mut()) {
            (Event::AttemptStarted { technique, .. }, _) => {
                let next = Attempt { technique: *technique, failed: false, survived: false };
                let before = attempt.replace(next)?;
                let sentence = match (before.survived, before.failed) {
                    (true, _) => t.left_data,
                    (false, true) => t.failed,
                    (false, false) => t.unproven,
                };
                return Some((t.labelled)(name, &sentence(&before.technique.say(lang))));
            }
            (Event::FirmwareEnded(report), Some(attempt)) => {
                use Completion::{Failed, NotReady, Refused};
                attempt.failed = matches!(report.completion, Failed | NotReady | Refused);
            }
            (Event::EvidenceRead(report), Some(attempt)) => attempt.survived = !report.survivors.is_empty(),
            _ => {}
        }
        None
    }

    pub(super) fn tick(&mut self, job: usize, tick: &Tick) {
        let (t, lang) = (self.text(), self.lang);
        let Some(Job { bar, rate, failed, .. }) = self.jobs.get_mut(job) else { return };
        let what = match tick.phase {
            Phase::ResumeCheck => t.checking.to_string(),
            Phase::Pass { pass, of } => (t.writing)(pass, of),
            Phase::ReadBack => t.reading.to_string(),
            Phase::Plant => t.planting.to_string(),
            Phase::Firmware { technique } => technique.say(lang),
            Phase::Evidence => t.looking.to_string(),
        };
        let pace = match rate.take(tick, Instant::now()) {
            Some(pace) => {
                let end = now().checked_add(pace.left).unwrap_or(jiff::Timestamp::MAX);
                (t.progress)(&amounts::size(lang, pace.bytes_per_second), &amounts::clock(lang, end, now()))
            }
            None => t.end_unknown.to_string(),
        };
        bar.set_length(tick.total_bytes);
        bar.set_position(tick.done_bytes);
        let trouble = if *failed > 0 { format!(" — {}", (t.write_failed)(*failed)) } else { String::new() };
        bar.set_message(format!("{}{trouble}", (t.labelled)(&what, &pace)));
    }

    pub(super) fn closed(&mut self, job: usize, closed: &Closed<'_>) {
        let (t, lang) = (self.text(), self.lang);
        let Some(Job { name, bar, .. }) = self.jobs.get(job) else { return };
        // Colours are left to screens; word and shape are enough here, and survive every terminal.
        let shape = match closed.record.result {
            Verdict::Erased => '●',
            Verdict::ErasedWithReservations => '▲',
            Verdict::NotErased => '■',
        };
        let sentence = (t.closed)(&closed.record.result.say(lang), &closed.folder.display().to_string());
        bar.finish_and_clear();
        self.all.remove(bar);
        let mut lines = vec![format!("{shape} {}", (t.labelled)(name, &sentence))];
        if closed.record.level != Level::None {
            let (level, technique) = (closed.record.level, closed.record.facts.technique);
            lines.push(format!("    {}", (t.reached)(&level.say(lang), &technique.say(lang))));
        }
        lines.extend(closed.record.reasons.iter().map(|reason| format!("    {}", reason.say(lang))));
        lines.extend(closed.record.reservations.iter().map(|it| format!("    {}", it.say(lang))));
        let kept = closed.record.facts.password_kept.as_ref();
        lines.extend(kept.map(|kept| format!("    {}", kept.say(lang))));
        self.say(&lines.join("\n"));
    }
}
