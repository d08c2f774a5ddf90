//! From a state to its screen.

mod beginning;
mod choosing;
mod outcome;

use jiff::civil::DateTime;

use super::facts::{
    DriveFact, Ended, Facts, Failure, Hiding, JobFact, Keep, Phase, Power, Proof, Standing, Why,
};
use super::keys::Key;
use super::screen::{Choice, Entry, Line, Pictogram, Qr, Row, Screen, Tone, Weight};
use super::state::{
    Confirming, DRIVES_PER_PAGE, Notice, PER_PAGE, Stage, State, has_power, is_behind, may_be_empty, pages,
};
use crate::record::Verdict;
use crate::text::guide::{EN, FR, GuideText};
use crate::text::{Lang, amounts};

/// The screen of a state.
#[must_use]
pub fn screen(state: &State, facts: &Facts, lang: Lang) -> Screen {
    let show = Show { state, facts, lang, t: lang.pick(&EN, &FR) };
    let mut screen = show.stage();
    screen.place = show.place();
    screen.time = clock(lang, facts.now);
    if let Some(notice) = state.notice {
        screen.lines.push(show.notice(notice));
    }
    screen
}

/// What the shelf of the computer is: the worst of all that is in it.
#[must_use]
pub fn shelf(state: &State, facts: &Facts) -> Tone {
    let of = |job: &JobFact| job.ended.as_ref().map_or(Tone::Stop, tone_of);
    let worst = state.jobs(facts).map(of).max_by_key(|tone| rank(*tone));
    match worst {
        Some(_) if stays(state, facts) || !facts.hidden.is_empty() => Tone::Stop,
        Some(tone) => tone,
        None if facts.empty_paper.is_some() && may_be_empty(facts) => Tone::Good,
        None => Tone::Stop,
    }
}

/// Whether something is in that a person has to take out: a memory card, or a stick that is not ours.
fn is_something_in(facts: &Facts) -> bool {
    let is_in = |drive: &DriveFact| matches!(drive.standing, Standing::Protected(Why::Card | Why::Usb));
    facts.drives.iter().any(is_in)
}

/// Whether a drive of this computer keeps what is on it, and no job of this round was about it.
fn stays(state: &State, facts: &Facts) -> bool {
    stays_as(state, facts, |_| true)
}

/// The same of drives that stand in a certain way.
fn stays_as(state: &State, facts: &Facts, wanted: impl Fn(Standing) -> bool) -> bool {
    let is_other = |drive: &&DriveFact| !state.jobs(facts).any(|job| job.key == drive.key);
    let others = facts.drives.iter().filter(is_other).filter(|drive| wanted(drive.standing));
    others.map(|drive| drive.standing).any(|standing| match standing {
        Standing::Free { .. } => true,
        Standing::Protected(why) => why.stays(),
    })
}

fn tone_of(ended: &Ended) -> Tone {
    match (ended.verdict, &ended.proof) {
        (Some(Verdict::Erased), Some(_)) => Tone::Good,
        (Some(Verdict::ErasedWithReservations), Some(_)) => Tone::Care,
        (Some(Verdict::NotErased) | None, _) | (_, None) => Tone::Stop,
    }
}

fn rank(tone: Tone) -> u8 {
    match tone {
        Tone::Good | Tone::Plain => 0,
        Tone::Care => 1,
        Tone::Stop => 2,
    }
}

/// `14 h 32`, `14:32`: a time that does not break over two lines.
fn clock(lang: Lang, at: DateTime) -> String {
    match lang {
        Lang::En => format!("{:02}:{:02}", at.hour(), at.minute()),
        Lang::Fr => format!("{}\u{a0}h\u{a0}{:02}", at.hour(), at.minute()),
    }
}

/// The end of a job: the day, too, when it is another one.
fn end(show: &Show<'_>, at: DateTime) -> String {
    let time = clock(show.lang, at);
    if at.date() == show.facts.now.date() {
        return time;
    }
    let day = usize::from(at.weekday().to_monday_zero_offset().unsigned_abs());
    let day = show.t.weekdays.get(day).unwrap_or(&"");
    format!("{day} {time}")
}

fn plain(text: impl Into<String>) -> Line {
    Line { text: text.into(), ..Line::default() }
}

fn strong(text: impl Into<String>) -> Line {
    Line { text: text.into(), weight: Weight::Strong, ..Line::default() }
}

fn quiet(text: impl Into<String>) -> Line {
    Line { text: text.into(), weight: Weight::Quiet, ..Line::default() }
}

fn marked(tone: Tone, text: impl Into<String>) -> Line {
    Line { text: text.into(), tone, ..Line::default() }
}

struct Show<'a> {
    state: &'a State,
    facts: &'a Facts,
    lang: Lang,
    t: &'static GuideText,
}

impl Show<'_> {
    fn stage(&self) -> Screen {
        let t = self.t;
        if self.facts.keep == Keep::Missing && !self.is_past_beginning() {
            return Screen {
                title: t.stick_title.into(),
                tone: Tone::Care,
                pictogram: Some(Pictogram::Stick),
                lines: [plain(t.stick_text), quiet(t.stick_wait)]
                    .into_iter()
                    .chain(self.facts.refused.as_deref().map(|why| marked(Tone::Stop, why)))
                    .collect(),
                ..Screen::default()
            };
        }
        match &self.state.stage {
            Stage::Clock => self.clock(),
            Stage::SetDate => self.digits(t.date_title, t.date_how, t.date_label, Some(8), Pictogram::Clock),
            Stage::SetTime(_) => {
                self.digits(t.time_title, t.time_how, t.time_label, Some(4), Pictogram::Clock)
            }
            Stage::Looking => self.waiting(t.looking_title, t.looking, Pictogram::Drive),
            Stage::Interrupted(keys) => self.interrupted(keys),
            Stage::Who { page } => self.who(*page),
            Stage::WhoCode(at) => self.who_code(*at),
            Stage::Donor { page } => self.donor(*page),
            Stage::Label => self.label(),
            Stage::Before => self.before(),
            Stage::Hidden => self.hidden(),
            Stage::NoDrive => self.no_drive(),
            Stage::OpenIt => Screen {
                title: t.open_title.into(),
                tone: Tone::Care,
                pictogram: Some(Pictogram::Open),
                lines: vec![plain(t.open_1), plain(t.open_2)],
                choices: vec![self.leave(1), self.esc()],
                ..Screen::default()
            },
            Stage::EmptyAsk => Screen {
                title: t.empty_title.into(),
                tone: Tone::Care,
                pictogram: Some(Pictogram::Open),
                lines: vec![strong(t.empty_text), quiet(self.papers())],
                choices: vec![digit(1, t.empty_yes), self.esc()],
                ..Screen::default()
            },
            Stage::EmptySigning => self.starting(t.empty_working),
            Stage::EmptyDone => self.empty_done(),
            Stage::NothingFree => Screen {
                title: t.protected_title.into(),
                tone: Tone::Stop,
                pictogram: Some(Pictogram::Drive),
                rows: self.rows(0, None),
                lines: vec![strong(t.protected_text)],
                choices: vec![enter(t.look_again), self.leave(1), self.esc()],
                ..Screen::default()
            },
            Stage::Drives { page } => self.drives(*page),
            Stage::Confirm(confirming) => self.confirm(confirming),
            Stage::Starting { .. } => self.starting(t.looking),
            Stage::Erasing => self.erasing(),
            Stage::Results => self.results(),
            Stage::Proof { at } => self.proof(*at),
            Stage::End => self.end(),
            Stage::Left => Screen {
                title: t.left_title.into(),
                pictogram: Some(Pictogram::Power),
                lines: vec![plain(t.left_text)],
                ..Screen::default()
            },
        }
    }

    fn is_past_beginning(&self) -> bool {
        self.state.is_erasing()
            || matches!(
                self.state.stage,
                Stage::Results | Stage::Proof { .. } | Stage::End | Stage::EmptyDone | Stage::Left
            )
    }

    fn place(&self) -> String {
        let workshop = &self.facts.workshop;
        let name = [workshop.name.as_deref(), workshop.zone.as_deref()];
        let name: Vec<&str> = name.into_iter().flatten().collect();
        match (name.join(", "), &workshop.station) {
            (name, Some(station)) if !name.is_empty() => (self.t.place)(&name, station),
            (name, Some(station)) if name.is_empty() => station.clone(),
            (name, _) => name,
        }
    }

    fn notice(&self, notice: Notice) -> Line {
        let t = self.t;
        let stop = |text: &str| Line { text: text.into(), weight: Weight::Strong, tone: Tone::Stop };
        let care = |text: &str| Line { text: text.into(), weight: Weight::Strong, tone: Tone::Care };
        match notice {
            Notice::BadDate => care(t.bad_date),
            Notice::BadTime => care(t.bad_time),
            Notice::NotYours => care(t.not_yours),
            Notice::WrongCode(left) => stop(&(t.wrong_code)(left)),
            Notice::WrongTooOften => stop(t.wrong_often),
            Notice::Changed => care(t.changed),
            Notice::NoneChosen => care(t.none_chosen),
            Notice::NeedsLabel => care(t.needs_label),
            Notice::NeedsMains => care(t.needs_mains),
            Notice::NeedsNames => care(t.needs_names),
        }
    }

    fn esc(&self) -> Choice {
        Choice { key: Key::Esc, text: self.t.back.into() }
    }

    fn leave(&self, at: u8) -> Choice {
        digit(at, if self.facts.may_power_off { self.t.power_off } else { self.t.quit })
    }

    fn waiting(&self, title: &str, text: &str, pictogram: Pictogram) -> Screen {
        Screen {
            title: title.into(),
            pictogram: Some(pictogram),
            lines: vec![plain(text)],
            ..Screen::default()
        }
    }
}

fn seconds(drive: &DriveFact) -> u64 {
    match drive.standing {
        Standing::Free { seconds } => seconds,
        Standing::Protected(_) => 0,
    }
}

fn enter(text: &str) -> Choice {
    Choice { key: Key::Enter, text: text.into() }
}

fn digit(digit: u8, text: &str) -> Choice {
    Choice { key: Key::Digit(digit), text: text.into() }
}
