//! Where a person is in the guide, and what a key does there: a pure function.
//!
//! [`step`] gives the next state and, at times, an [`Order`]: the only way by which anything happens. A drive is erased by
//! [`Order::Erase`] alone, which holds [`Confirmed`] drives, and these are made in one place, out of the digits that somebody typed for
//! that drive while it was there.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time};

use super::facts::{DriveFact, Facts, JobFact, Keep, Power, Standing};
use super::keys::{Input, Key};
use crate::event::Context;

/// So many wrong codes for one drive lead back to the list of drives.
const WRONG_MAX: u8 = 3;
/// Entries of a list on one screen; 8 leads to more of them, 9 is an answer of its own.
pub const PER_PAGE: usize = 7;
/// Drives on one screen.
pub const DRIVES_PER_PAGE: usize = 3;
/// The longest number of a label or a person.
const NUMBER_MAX: usize = 12;
/// The longest text of a scanner that is taken for a label.
const LABEL_MAX: usize = 32;
/// Without the mains, nothing that takes longer is begun, in seconds.
const BATTERY_SECONDS: u64 = 30 * 60;
/// Nor anything at all with less charge, in percent.
const BATTERY_LEAST: u8 = 50;

/// Where a person is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub(super) stage: Stage,
    /// What was typed so far.
    pub(super) typed: String,
    /// What went wrong with the last key.
    pub(super) notice: Option<Notice>,
    /// What the attestation will say.
    pub(super) papers: Context,
    /// Drives that somebody left out, by their keys.
    pub(super) left_out: BTreeSet<String>,
    /// Interrupted jobs that nobody wants to go on with under their papers were asked about.
    pub(super) asked: bool,
    /// Which round of erasing this is; the first is 1.
    pub(super) round: u32,
}

/// The screens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Clock,
    SetDate,
    SetTime(Date),
    /// Until somebody looked for drives.
    Looking,
    /// A job that was broken off: drives that are gone on with under its papers, by their keys.
    Interrupted(Vec<String>),
    Who {
        page: usize,
    },
    WhoCode(usize),
    Donor {
        page: usize,
    },
    Label,
    Before,
    Hidden,
    NoDrive,
    /// Told to open the computer.
    OpenIt,
    /// The last question before a paper says that it is empty.
    EmptyAsk,
    EmptySigning,
    EmptyDone,
    /// Drives are there, and none may be chosen.
    NothingFree,
    Drives {
        page: usize,
    },
    Confirm(Confirming),
    /// Ordered, and not yet begun.
    Starting {
        drives: usize,
    },
    Erasing,
    Results,
    Proof {
        at: usize,
    },
    End,
    Left,
}

/// Confirming drives, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Confirming {
    pub(super) chosen: Vec<String>,
    pub(super) done: Vec<Confirmed>,
    pub(super) wrong: u8,
}

/// What went wrong with the last key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// No such day, or one that cannot be.
    BadDate,
    /// No such time.
    BadTime,
    /// Not this person's digits.
    NotYours,
    /// Not the code of this drive; so many trials are left.
    WrongCode(u8),
    /// Too many wrong codes.
    WrongTooOften,
    /// A drive is not what it was.
    Changed,
    /// No drive is left to erase.
    NoneChosen,
    /// A drive tells no serial number, so that only a label ties it to its attestation.
    NeedsLabel,
    /// It needs the mains.
    NeedsMains,
    /// It needs a code of a person, and a label.
    NeedsNames,
}

/// A drive with the digits that somebody typed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    key: String,
    typed: String,
}

impl Confirmed {
    /// The drive: [`DriveFact::key`].
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What was typed, for the guard to compare once more.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Only here: the digits are compared with the code of a drive that is there now and may be chosen.
    fn of(drive: &DriveFact, typed: &str) -> Option<Confirmed> {
        let right = drive.is_free() && !drive.code.is_empty() && drive.code == typed;
        right.then(|| Confirmed { key: drive.key.clone(), typed: typed.to_owned() })
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Set the computer's clock to this local time.
    SetClock(DateTime),
    /// Look for drives again.
    LookAgain,
    /// Erase these drives.
    Erase {
        /// Which round it is: the jobs carry it.
        round: u32,
        /// The drives.
        drives: Vec<Confirmed>,
        /// What the attestations say.
        papers: Context,
    },
    /// Sign that the computer came without a drive.
    DeclareEmpty(Context),
    /// Bring attestations home that lie elsewhere.
    Save,
    /// Switch off, or end.
    Leave,
}

impl Default for State {
    fn default() -> State {
        State::new()
    }
}

impl State {
    /// At the beginning.
    #[must_use]
    pub fn new() -> State {
        State {
            stage: Stage::Clock,
            typed: String::new(),
            notice: None,
            papers: Context::default(),
            left_out: BTreeSet::new(),
            asked: false,
            round: 0,
        }
    }

    fn at(mut self, stage: Stage) -> (State, Option<Order>) {
        self.stage = stage;
        self.typed.clear();
        self.notice = None;
        (self, None)
    }

    fn with(mut self, notice: Notice) -> (State, Option<Order>) {
        self.typed.clear();
        self.notice = Some(notice);
        (self, None)
    }

    fn ordering(self, stage: Stage, order: Order) -> (State, Option<Order>) {
        let (state, _) = self.at(stage);
        (state, Some(order))
    }

    /// Whether drives are being erased, or about to be.
    #[must_use]
    pub fn is_erasing(&self) -> bool {
        matches!(self.stage, Stage::Starting { .. } | Stage::Erasing)
    }

    /// The jobs of this round.
    pub(super) fn jobs<'a>(&self, facts: &'a Facts) -> impl Iterator<Item = &'a JobFact> + use<'a> {
        let round = self.round;
        facts.jobs.iter().filter(move |job| job.round == round)
    }

    /// Drives that will be erased: all that may be, and that nobody left out.
    pub(super) fn chosen<'a>(&self, facts: &'a Facts) -> Vec<&'a DriveFact> {
        facts.drives.iter().filter(|drive| drive.is_free() && !self.left_out.contains(&drive.key)).collect()
    }
}

/// Whether these drives may be begun with the power there is.
pub(super) fn has_power<'a>(power: Power, drives: impl IntoIterator<Item = &'a DriveFact>) -> bool {
    let seconds = drives.into_iter().map(|drive| match drive.standing {
        Standing::Free { seconds } => seconds,
        Standing::Protected(_) => 0,
    });
    match power {
        Power::Mains => true,
        Power::Battery(percent) => {
            percent.is_some_and(|percent| percent >= BATTERY_LEAST)
                && seconds.max().unwrap_or(0) <= BATTERY_SECONDS
        }
    }
}

/// The pages that a list of so many entries has.
pub(super) fn pages(entries: usize, per_page: usize) -> usize {
    entries.div_ceil(per_page).max(1)
}

/// What an input does.
#[must_use]
pub fn step(state: State, input: &Input, facts: &Facts) -> (State, Option<Order>) {
    let may_begin = facts.keep == Keep::Here;
    let key = match input {
        Input::Press(_, key) => Some(*key),
        Input::Scan(_, text) if state.stage == Stage::Label && may_begin => return scanned(state, text),
        // A scanner's text is never an answer to a question.
        Input::Scan(..) | Input::Look => None,
    };
    let state = match look(state, facts) {
        (state, Moved::Elsewhere) => return (state, None),
        (state, Moved::No) => state,
    };
    match key {
        Some(key) if may_begin || after_beginning(&state.stage) => press(state, key, facts),
        _ => (state, None),
    }
}

/// Whether the facts alone led elsewhere: then a key that was meant for the screen before does nothing.
enum Moved {
    No,
    Elsewhere,
}

/// What the facts alone change.
fn look(state: State, facts: &Facts) -> (State, Moved) {
    let jobs: Vec<&JobFact> = state.jobs(facts).collect();
    let next = match &state.stage {
        Stage::Looking if facts.looked => Some(after_looking(&state, facts)),
        Stage::Interrupted(keys) => {
            let there = |key: &String| {
                facts.drives.iter().any(|d| d.key == *key && d.interrupted.is_some() && d.is_free())
            };
            (!keys.iter().all(there)).then_some(Stage::Looking)
        }
        Stage::Starting { drives } if jobs.len() == *drives => Some(Stage::Erasing),
        Stage::Erasing if jobs.iter().all(|job| job.ended.is_some()) => Some(Stage::Results),
        Stage::EmptySigning if facts.empty_paper.is_some() => Some(Stage::EmptyDone),
        Stage::NoDrive | Stage::OpenIt | Stage::EmptyAsk if !may_be_empty(facts) => Some(with_drives(facts)),
        Stage::Drives { .. } if !facts.drives.iter().any(DriveFact::is_free) => Some(with_drives(facts)),
        Stage::NothingFree | Stage::Hidden if facts.drives.is_empty() && may_be_empty(facts) => {
            Some(Stage::NoDrive)
        }
        Stage::Confirm(confirming) => {
            let free = |key: &String| facts.drives.iter().any(|d| d.key == *key && d.is_free());
            if confirming.chosen.iter().all(free) {
                None
            } else {
                let (mut state, _) = state.at(with_drives(facts));
                state.notice = Some(Notice::Changed);
                return (state, Moved::Elsewhere);
            }
        }
        _ => None,
    };
    match next {
        None => (state, Moved::No),
        Some(stage) => (state.at(stage).0, Moved::Elsewhere),
    }
}

/// Screens on which a missing stick does not stop anything: what was begun goes on.
fn after_beginning(stage: &Stage) -> bool {
    matches!(
        stage,
        Stage::Starting { .. }
            | Stage::Erasing
            | Stage::Results
            | Stage::Proof { .. }
            | Stage::EmptyDone
            | Stage::End
    )
}

/// Whether a paper may say that the computer is empty: nothing speaks against it.
pub(super) fn may_be_empty(facts: &Facts) -> bool {
    facts.looked
        && facts.is_empty
        && facts.hidden.is_empty()
        && !facts.drives.iter().any(|d| !matches!(d.standing, Standing::Protected(super::facts::Why::Stick)))
}

/// The screen about drives that fits what is there.
fn with_drives(facts: &Facts) -> Stage {
    if facts.drives.iter().any(DriveFact::is_free) {
        Stage::Drives { page: 0 }
    } else if !facts.hidden.is_empty() {
        Stage::Hidden
    } else if may_be_empty(facts) {
        Stage::NoDrive
    } else {
        Stage::NothingFree
    }
}

fn after_looking(state: &State, facts: &Facts) -> Stage {
    let broken =
        facts.drives.iter().filter(|d| d.is_free()).filter_map(|d| Some((d, d.interrupted.as_ref()?)));
    let broken: Vec<_> = broken.collect();
    if let (false, Some((_, first))) = (state.asked, broken.first()) {
        let same = broken.iter().filter(|(_, one)| one.context == first.context);
        return Stage::Interrupted(same.map(|(drive, _)| drive.key.clone()).collect());
    }
    if state.papers.operator.is_some() { Stage::Donor { page: 0 } } else { Stage::Who { page: 0 } }
}

fn press(mut state: State, key: Key, facts: &Facts) -> (State, Option<Order>) {
    let stage = state.stage.clone();
    match (stage, key) {
        (Stage::Clock, Key::Enter) if is_behind(facts) => state.at(Stage::SetDate),
        (Stage::Clock, Key::Enter) => state.at(Stage::Looking),
        (Stage::Clock, Key::Digit(2)) => state.at(Stage::SetDate),
        (Stage::SetDate, Key::Enter) => match date(&state.typed, facts.floor) {
            Some(date) => state.at(Stage::SetTime(date)),
            None => state.with(Notice::BadDate),
        },
        (Stage::SetTime(date), Key::Enter) => match time(&state.typed) {
            Some(time) => state.ordering(Stage::Clock, Order::SetClock(date.to_datetime(time))),
            None => state.with(Notice::BadTime),
        },
        (Stage::SetDate, Key::Digit(digit)) => typed(state, digit, 8),
        (Stage::SetTime(_), Key::Digit(digit)) => typed(state, digit, 4),
        (Stage::SetTime(_), Key::Esc) => state.at(Stage::SetDate),
        (Stage::SetDate, Key::Esc) => state.at(Stage::Clock),

        (Stage::Interrupted(keys), Key::Enter) => {
            let first = facts.drives.iter().find(|drive| keys.contains(&drive.key));
            state.papers =
                first.and_then(|d| d.interrupted.as_ref()).map(|i| i.context.clone()).unwrap_or_default();
            let others = facts.drives.iter().filter(|drive| !keys.contains(&drive.key));
            state.left_out = others.map(|drive| drive.key.clone()).collect();
            state.asked = true;
            state.at(Stage::Before)
        }
        (Stage::Interrupted(_), Key::Digit(2)) => {
            state.asked = true;
            state.at(Stage::Looking)
        }
        (Stage::Interrupted(_), Key::Esc) => state.at(Stage::Clock),

        (Stage::Who { page }, key) => who(state, page, key, facts),
        (Stage::WhoCode(at), Key::Enter) => match facts.workshop.operators.get(at) {
            Some(operator) if operator.digits.as_deref() == Some(state.typed.as_str()) => {
                state.papers.operator = Some(operator.code.clone());
                state.at(Stage::Donor { page: 0 })
            }
            _ => state.with(Notice::NotYours),
        },
        (Stage::WhoCode(_), Key::Digit(digit)) => typed(state, digit, NUMBER_MAX),
        (Stage::WhoCode(_), Key::Esc) => state.at(Stage::Who { page: 0 }),
        (Stage::Donor { page }, key) => donor(state, page, key, facts),

        (Stage::Label, Key::Enter) => {
            let label = match state.typed.as_str() {
                "" => None,
                number if number.bytes().all(|b| b.is_ascii_digit()) => {
                    Some(format!("{}{number}", facts.workshop.label_prefix))
                }
                scanned => Some(scanned.to_owned()),
            };
            state.papers.label = label;
            state.at(Stage::Before)
        }
        (Stage::Label, Key::Digit(digit)) => typed(state, digit, NUMBER_MAX),
        (Stage::Label, Key::Esc) => state.at(Stage::Donor { page: 0 }),

        (Stage::Before, Key::Enter) if !has_power(facts.power, state.chosen(facts)) => {
            state.with(Notice::NeedsMains)
        }
        (Stage::Before, Key::Enter) if !facts.hidden.is_empty() => state.at(Stage::Hidden),
        (Stage::Before, Key::Enter) => state.at(with_drives(facts)),
        (Stage::Before, Key::Esc) => state.at(Stage::Label),

        (Stage::Hidden, Key::Digit(1)) => state.ordering(Stage::Left, Order::Leave),
        (Stage::Hidden, Key::Digit(2)) if facts.drives.iter().any(DriveFact::is_free) => {
            state.at(Stage::Drives { page: 0 })
        }
        (Stage::Hidden | Stage::NothingFree | Stage::NoDrive | Stage::Drives { .. }, Key::Esc) => {
            state.at(Stage::Before)
        }
        (Stage::Hidden | Stage::NothingFree, Key::Enter) => {
            let next = if facts.hidden.is_empty() { with_drives(facts) } else { Stage::Hidden };
            state.ordering(next, Order::LookAgain)
        }
        (Stage::NothingFree, Key::Digit(1)) => state.ordering(Stage::Left, Order::Leave),

        (Stage::NoDrive, Key::Digit(1)) if lacks_names(&state, facts) => state.with(Notice::NeedsNames),
        (Stage::NoDrive, Key::Digit(1)) => state.at(Stage::EmptyAsk),
        (Stage::NoDrive, Key::Digit(2)) => state.at(Stage::OpenIt),
        (Stage::OpenIt, Key::Digit(1)) => state.ordering(Stage::Left, Order::Leave),
        (Stage::OpenIt | Stage::EmptyAsk, Key::Esc) => state.at(Stage::NoDrive),
        (Stage::EmptyAsk, Key::Digit(1)) if may_be_empty(facts) && !lacks_names(&state, facts) => {
            let papers = state.papers.clone();
            state.ordering(Stage::EmptySigning, Order::DeclareEmpty(papers))
        }
        (Stage::EmptySigning, Key::Enter) if facts.refused.is_some() => state.at(Stage::NoDrive),
        (Stage::EmptyDone, Key::Enter) => state.at(Stage::End),

        (Stage::Drives { page }, key) => drives(state, page, key, facts),
        (Stage::Confirm(confirming), key) => confirm(state, confirming, key, facts),
        (Stage::Starting { .. }, Key::Enter) if facts.refused.is_some() => {
            state.round = state.round.saturating_sub(1);
            state.ordering(Stage::Drives { page: 0 }, Order::LookAgain)
        }

        (Stage::Results, Key::Enter) => state.at(Stage::Proof { at: 0 }),
        (Stage::Proof { at }, key) => proof(state, at, key, facts),
        (Stage::End, Key::Enter) => state.ordering(Stage::Left, Order::Leave),
        (Stage::End, Key::Digit(1)) => {
            let operator = state.papers.operator.take();
            let next = State {
                papers: Context { operator, ..Context::default() },
                round: state.round,
                ..State::new()
            };
            next.ordering(Stage::Looking, Order::LookAgain)
        }
        (Stage::Clock | Stage::SetDate | Stage::SetTime(_) | Stage::WhoCode(_) | Stage::Label, Key::Back) => {
            state.typed.pop();
            state.notice = None;
            (state, None)
        }
        _ => (state, None),
    }
}

fn typed(mut state: State, digit: u8, most: usize) -> (State, Option<Order>) {
    // What a scanner read is replaced as a whole.
    if !state.typed.bytes().all(|byte| byte.is_ascii_digit()) {
        state.typed.clear();
    }
    if state.typed.len() < most {
        state.typed.extend(char::from_digit(u32::from(digit), 10));
    }
    state.notice = None;
    (state, None)
}

fn scanned(mut state: State, text: &str) -> (State, Option<Order>) {
    let text = text.trim();
    let fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    if !text.is_empty() && text.len() <= LABEL_MAX && text.chars().all(fit) {
        state.typed = text.to_owned();
    }
    (state, None)
}

/// Whether the clock shows a time that is past for sure.
pub(super) fn is_behind(facts: &Facts) -> bool {
    facts.floor.is_some_and(|floor| facts.now.date() < floor)
}

/// `18032027`: a day that can be.
fn date(typed: &str, floor: Option<Date>) -> Option<Date> {
    let part = |from: usize, to: usize| typed.get(from..to)?.parse::<i16>().ok();
    let (day, month, year) = (part(0, 2)?, part(2, 4)?, part(4, 8)?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let can_be = (2020..2100).contains(&year) && floor.is_none_or(|floor| date >= floor);
    (can_be && typed.len() == 8).then_some(date)
}

/// `1432`
fn time(typed: &str) -> Option<Time> {
    let part = |from: usize, to: usize| typed.get(from..to)?.parse::<i8>().ok();
    let time = Time::new(part(0, 2)?, part(2, 4)?, 0, 0).ok()?;
    (typed.len() == 4).then_some(time)
}

fn who(mut state: State, page: usize, key: Key, facts: &Facts) -> (State, Option<Order>) {
    let operators = &facts.workshop.operators;
    match key {
        Key::Esc => state.at(Stage::Clock),
        Key::Back => {
            state.typed.pop();
            (state, None)
        }
        Key::Digit(digit) if operators.is_empty() => typed(state, digit, NUMBER_MAX),
        Key::Enter if operators.is_empty() => {
            state.papers.operator = Some(std::mem::take(&mut state.typed)).filter(|typed| !typed.is_empty());
            state.at(Stage::Donor { page: 0 })
        }
        Key::Digit(digit) => match picked(digit, page, operators.len()) {
            Picked::Entry(at) if operators[at].digits.is_some() => state.at(Stage::WhoCode(at)),
            Picked::Entry(at) => {
                state.papers.operator = Some(operators[at].code.clone());
                state.at(Stage::Donor { page: 0 })
            }
            Picked::More(page) => state.at(Stage::Who { page }),
            Picked::Nothing => (state, None),
        },
        Key::Enter => (state, None),
    }
}

fn donor(mut state: State, page: usize, key: Key, facts: &Facts) -> (State, Option<Order>) {
    let donors = &facts.workshop.donors;
    let unknown = matches!(key, Key::Digit(9)) || (donors.is_empty() && key == Key::Enter);
    match key {
        _ if unknown => {
            (state.papers.donor, state.papers.convention) = (None, None);
            state.at(Stage::Label)
        }
        Key::Esc => state.at(Stage::Who { page: 0 }),
        Key::Digit(digit) => match picked(digit, page, donors.len()) {
            Picked::Entry(at) => {
                state.papers.donor = Some(donors[at].name.clone());
                state.papers.convention.clone_from(&donors[at].convention);
                state.at(Stage::Label)
            }
            Picked::More(page) => state.at(Stage::Donor { page }),
            Picked::Nothing => (state, None),
        },
        Key::Enter | Key::Back => (state, None),
    }
}

/// What a digit means on a page of a list.
enum Picked {
    Entry(usize),
    More(usize),
    Nothing,
}

fn picked(digit: u8, page: usize, entries: usize) -> Picked {
    let at = usize::from(digit);
    if at == PER_PAGE + 1 && pages(entries, PER_PAGE) > 1 {
        return Picked::More((page + 1) % pages(entries, PER_PAGE));
    }
    match at.checked_sub(1).map(|at| page * PER_PAGE + at) {
        Some(entry) if at <= PER_PAGE && entry < entries => Picked::Entry(entry),
        _ => Picked::Nothing,
    }
}

fn drives(mut state: State, page: usize, key: Key, facts: &Facts) -> (State, Option<Order>) {
    let many = pages(facts.drives.len(), DRIVES_PER_PAGE);
    match key {
        Key::Digit(9) if many > 1 => state.at(Stage::Drives { page: (page + 1) % many }),
        Key::Digit(digit @ 1..=8) if usize::from(digit) <= DRIVES_PER_PAGE => {
            let at = page * DRIVES_PER_PAGE + usize::from(digit) - 1;
            if let Some(drive) = facts.drives.get(at).filter(|drive| drive.is_free())
                && !state.left_out.remove(&drive.key)
            {
                state.left_out.insert(drive.key.clone());
            }
            state.notice = None;
            (state, None)
        }
        Key::Enter => {
            let chosen: Vec<String> = state.chosen(facts).iter().map(|drive| drive.key.clone()).collect();
            if chosen.is_empty() {
                state.with(Notice::NoneChosen)
            } else if lacks_label(&state, facts) {
                state.with(Notice::NeedsLabel)
            } else {
                state.at(Stage::Confirm(Confirming { chosen, done: vec![], wrong: 0 }))
            }
        }
        _ => (state, None),
    }
}

/// That every chosen drive is there and free was just looked at.
fn confirm(mut state: State, mut now: Confirming, key: Key, facts: &Facts) -> (State, Option<Order>) {
    let there = |key: &String| facts.drives.iter().find(|drive| drive.key == *key);
    let Some(drive) = now.chosen.get(now.done.len()).and_then(there) else {
        return state.at(Stage::Drives { page: 0 });
    };
    match key {
        Key::Esc => state.at(Stage::Drives { page: 0 }),
        Key::Back => {
            state.typed.pop();
            (state, None)
        }
        Key::Digit(digit) => typed(state, digit, drive.code.len()),
        Key::Enter if state.typed.is_empty() => (state, None),
        Key::Enter => match Confirmed::of(drive, &state.typed) {
            None if now.wrong + 1 >= WRONG_MAX => {
                let (mut state, _) = state.at(Stage::Drives { page: 0 });
                state.notice = Some(Notice::WrongTooOften);
                (state, None)
            }
            None => {
                now.wrong += 1;
                let left = WRONG_MAX - now.wrong;
                state.stage = Stage::Confirm(now);
                state.with(Notice::WrongCode(left))
            }
            Some(_) if !has_power(facts.power, now.chosen.iter().filter_map(there)) => {
                state.with(Notice::NeedsMains)
            }
            // It had a number when it was chosen, and has none now.
            Some(_) if lacks_label(&state, facts) => {
                let (mut state, _) = state.at(Stage::Drives { page: 0 });
                state.notice = Some(Notice::NeedsLabel);
                (state, None)
            }
            Some(confirmed) => {
                now.done.push(confirmed);
                now.wrong = 0;
                if now.done.len() < now.chosen.len() {
                    return state.at(Stage::Confirm(now));
                }
                state.round += 1;
                let stage = Stage::Starting { drives: now.done.len() };
                let order =
                    Order::Erase { round: state.round, drives: now.done, papers: state.papers.clone() };
                state.ordering(stage, order)
            }
        },
    }
}

/// Whether a drive is to be erased that nothing would tie to its attestation. One that was begun keeps the papers it was begun with.
fn lacks_label(state: &State, facts: &Facts) -> bool {
    let is_nameless = |drive: &&DriveFact| drive.serial.is_none() && drive.interrupted.is_none();
    state.papers.label.is_none() && state.chosen(facts).iter().any(is_nameless)
}

fn lacks_names(state: &State, facts: &Facts) -> bool {
    state.papers.operator.is_none() || (state.papers.label.is_none() && !facts.has_serial)
}

fn proof(state: State, at: usize, key: Key, facts: &Facts) -> (State, Option<Order>) {
    let jobs: Vec<&JobFact> = state.jobs(facts).collect();
    let proof = jobs.get(at).and_then(|job| job.ended.as_ref()).and_then(|ended| ended.proof.as_ref());
    let is_lost = proof.is_some_and(|proof| !proof.is_saved);
    let next = if at + 1 < jobs.len() { Stage::Proof { at: at + 1 } } else { Stage::End };
    match key {
        Key::Digit(1) if is_lost => (state, Some(Order::Save)),
        // What is nowhere but in memory may be left behind only by whoever has it in a photograph.
        Key::Digit(9) if is_lost && proof.is_some_and(|proof| proof.qr.is_some()) => state.at(next),
        Key::Enter if !is_lost => state.at(next),
        Key::Esc if at == 0 => state.at(Stage::Results),
        Key::Esc => state.at(Stage::Proof { at: at - 1 }),
        _ => (state, None),
    }
}
