//! `gomme erase`
//!
//! Everything that can be refused is refused before the first byte is written, for all drives at once: the drives, the
//! station's key, the folder for the proofs, the confirmations, a method that a drive has not.

mod confirm;
pub(super) mod earlier;
pub(super) mod jobs;
pub mod suspend;

use std::path::PathBuf;
use std::time::Duration;

use jobs::{Begun, Earlier, Run};

use super::planned::{Planned, find_all, look, refuse_unusable, wish};
use super::{Done, Failure, passphrase};
use crate::attest::station::Station;
use crate::cli::{EngineArg, EraseArgs, EventsArg};
use crate::deliver::{DeliverError, Delivered, Desk};
use crate::drive::{Drive, Host, Refusal, machine};
use crate::erase::conduct::{Audience, conduct};
use crate::erase::journal::Journal;
use crate::event::{Engine, Event, FallBack, Tick};
use crate::plan::Wish;
use crate::record::{Level, Verdict};
use crate::sys::io::Choice;
use crate::sys::signals;
use crate::text::erase::{EN, FR};
use crate::text::{Lang, Say, os};
use crate::ui::bars::Bars;
use crate::ui::json::Json;
use crate::ui::{Closed, Painter, tell};
use crate::units::now;

/// Runs it. The answer is no when a drive is not erased.
pub fn run(lang: Lang, args: &EraseArgs) -> Result<Done, Failure> {
    let context = super::context::context(&args.context)?;
    let selection = super::selection(args.selection);
    let drives = find_all(&args.drives, selection)?;
    refuse(lang, &drives)?;
    let wish = wish(args.method);
    let planned = look(drives.clone(), wish);
    let keyboard = confirm::at_keyboard(&args.confirm);
    // What a sleep may still open is refused after it.
    let may_thaw = |one: &Planned| (args.suspend || keyboard) && one.plan.gains_by_thawing();
    refuse_unusable(lang, planned.iter().filter(|one| !may_thaw(one)))?;
    let codes = confirm::given(&drives, &args.confirm)?;
    let station =
        Station::open(&args.station, || passphrase::existing(lang, args.passphrase_file.as_deref()))?;
    if let Some(notice) = station.public().notice(now()) {
        eprintln!("gomme: {}", notice.say(lang));
    }
    let desk = Desk::new(station, &args.out)?;
    let host = Host::real();
    let planned = suspend::thaw(lang, &host, planned, (wish, selection), (args.suspend, keyboard))?;
    refuse_unusable(lang, &planned)?;
    let planned = if keyboard { agree(lang, planned, wish)? } else { planned };
    let drives: Vec<Drive> = planned.iter().map(|one| one.drive.clone()).collect();
    let codes = match codes {
        Some(codes) => codes,
        None => confirm::ask(lang, &drives)?,
    };

    let earlier = earlier::look(lang, &desk, &mut tell_all)?;
    let run = Run {
        lang,
        desk: &desk,
        selection,
        engine: engine(args.engine),
        stall_after: Duration::from_secs(args.stall_after),
        context: &context,
        machine: &machine(&host),
        earlier: match (args.start_over, keyboard) {
            (true, _) => Earlier::Superseded,
            (false, true) => Earlier::Asked,
            (false, false) => Earlier::GoneOnWith,
        },
    };
    let begun = jobs::begin(&run, planned, &codes, earlier, &mut tell_all)?;
    let (names, outlooks) = (begun.names(), begun.outlooks());
    let painter = match args.events {
        Some(EventsArg::Json) => Painter::Json(Json::new(names.into_iter().zip(outlooks).collect())),
        None => Painter::Bars(Bars::new(lang, begun.called(lang).into_iter().zip(outlooks).collect())),
    };
    carry_out(lang, &desk, begun, painter)
}

/// Runs jobs to their ends, and has each proof delivered as soon as its job ends. From here on an interrupt ends jobs, not the program.
///
/// # Errors
/// [`EraseError::Signals`]; [`EraseError::NoProof`], when some proof is not where it belongs.
pub(super) fn carry_out(lang: Lang, desk: &Desk, begun: Begun, painter: Painter) -> Result<Done, Failure> {
    let names = begun.names();
    let Begun { jobs, folders, .. } = begun;
    let mut room = Room { lang, painter, desk, folders, names, erased: 0, unproven: false };
    let wanted = jobs.len();
    // Not before: at a question, an interrupt ends the program, and with it nothing but the question.
    signals::watch().map_err(EraseError::Signals)?;
    conduct(jobs, signals::interrupted(), &mut room);
    match room {
        Room { unproven: true, .. } => Err(EraseError::NoProof.into()),
        Room { erased, .. } if erased == wanted => Ok(Done::Yes),
        Room { .. } => Ok(Done::No),
    }
}

/// Asks once whether the drives may be overwritten where their own erases fail, and plans again when they may.
fn agree(lang: Lang, planned: Vec<Planned>, wish: Wish) -> Result<Vec<Planned>, EraseError> {
    let open = wish.consent.fall_back == FallBack::SameLevel
        && planned.iter().any(|one| one.plan.level > Level::Clear);
    if !open || !confirm::may_fall_back(lang)? {
        return Ok(planned);
    }
    let mut wish = wish;
    wish.consent.fall_back = FallBack::Lower;
    Ok(planned.into_iter().map(|one| one.again(wish)).collect())
}

fn engine(arg: EngineArg) -> Choice {
    match arg {
        EngineArg::Auto => Choice::Auto,
        EngineArg::IoUring => Choice::Only(Engine::IoUring),
        EngineArg::Threads => Choice::Only(Engine::Threads),
    }
}

/// Says a sentence where whoever typed the command sees it.
fn tell_all(sentence: &str) {
    tell(sentence);
}

/// Refuses all drives when one cannot be chosen, or is named twice.
fn refuse(lang: Lang, drives: &[Drive]) -> Result<(), EraseError> {
    for (at, drive) in drives.iter().enumerate() {
        let same = |other: &Drive| {
            other.node() == drive.node()
                || (drive.backing_file().is_some() && other.backing_file() == drive.backing_file())
        };
        if drives[..at].iter().any(same) {
            return Err(EraseError::NamedTwice(drive.path().display().to_string()));
        }
    }
    let refused: Vec<(Drive, Vec<Refusal>)> = drives
        .iter()
        .filter(|drive| !drive.is_selectable())
        .map(|drive| (drive.clone(), drive.refusals().to_vec()))
        .collect();
    if refused.is_empty() { Ok(()) } else { Err(EraseError::Refused(lines(lang, &refused))) }
}

fn lines(lang: Lang, refused: &[(Drive, Vec<Refusal>)]) -> String {
    let line = |(drive, refusals): &(Drive, Vec<Refusal>)| {
        let reasons = refusals.iter().map(|refusal| format!("    - {}", refusal.say(lang)));
        let head = format!("  {}", drive.path().display());
        std::iter::once(head).chain(reasons).collect::<Vec<_>>().join("\n")
    };
    refused.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The audience of the jobs: paints, and has each proof delivered as soon as its job ends.
struct Room<'a> {
    lang: Lang,
    painter: Painter,
    desk: &'a Desk,
    folders: Vec<PathBuf>,
    names: Vec<String>,
    erased: usize,
    unproven: bool,
}

impl Audience for Room<'_> {
    fn event(&mut self, job: usize, event: &Event) {
        self.painter.event(job, event);
    }

    fn tick(&mut self, job: usize, tick: &Tick) {
        self.painter.tick(job, tick);
    }

    fn journal_lost(&mut self, job: usize, error: &std::io::Error) {
        let t = self.lang.pick(&EN, &FR);
        let said = (t.journal_lost)(&self.names[job], &os::reason(self.lang, error));
        self.painter.journal_lost(job, &said);
    }

    fn ended(&mut self, job: usize, journal: Journal) {
        let t = self.lang.pick(&EN, &FR);
        match self.desk.close(&self.folders[job], journal) {
            Ok(delivered) => {
                let Delivered { record, folder, troubles } = &delivered;
                self.painter.closed(job, &Closed { record, folder, troubles });
                self.erased += usize::from(delivered.record.result != Verdict::NotErased);
                if let Some(trouble) = paper(self.lang, &delivered) {
                    self.painter.say(&trouble);
                }
                if self.folders.len() == 1
                    && matches!(self.painter, Painter::Bars(_))
                    && let Some(hint) = photograph(self.lang, &delivered)
                {
                    self.painter.say(&hint);
                }
                for warning in delivered.warnings(self.lang) {
                    self.unproven = true;
                    self.painter.say(&warning);
                }
            }
            Err(error) => {
                self.unproven = true;
                let why = error.say(self.lang);
                let (sentence, journal) = match &error {
                    DeliverError::JournalRescued(folder, _) => ((t.labelled)(&self.names[job], &why), folder),
                    _ => ((t.proof_failed)(&self.names[job], &why), &self.folders[job]),
                };
                self.painter.unproven(job, &sentence, journal);
            }
        }
    }
}

/// Puts the donor's PDF beside a proof; what to say where that fails.
fn paper(lang: Lang, delivered: &Delivered) -> Option<String> {
    super::paper::beside(lang, &delivered.folder, &delivered.record.number)
}

/// To somebody at a terminal: how the proof can leave the room in a photograph.
fn photograph(lang: Lang, delivered: &Delivered) -> Option<String> {
    use std::io::IsTerminal;
    let there = delivered.folder.join(crate::attest::CODE_FILE).is_file();
    let hint = lang.pick(&crate::text::code::EN, &crate::text::code::FR).hint;
    (there && std::io::stderr().is_terminal()).then(|| hint(&crate::attest::say::shown(&delivered.folder)))
}

/// Why nothing was erased, or why it is not proven.
#[derive(Debug)]
pub enum EraseError {
    /// Drives that cannot be chosen, and why, ready to be shown.
    Refused(String),
    /// A drive was named twice.
    NamedTwice(String),
    /// A code that is none.
    NotACode(String),
    /// A code of none of the drives.
    CodeOfNoDrive(String),
    /// A drive without a code.
    NoCode(String),
    /// The code that was typed is not the one shown.
    WrongCode,
    /// No random numbers.
    NoRandom,
    /// The engine that was asked for is not to be had.
    Engine(std::io::Error),
    /// The computer does not sleep.
    NoSleep(std::io::Error),
    /// Signals cannot be caught.
    Signals(std::io::Error),
    /// The terminal cannot be used.
    Terminal(std::io::Error),
    /// Some proof is not where it belongs; told before.
    NoProof,
}

impl Say for EraseError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            EraseError::Refused(list) => (t.refused)(list),
            EraseError::NamedTwice(drive) => (t.named_twice)(drive),
            EraseError::NotACode(typed) => (t.not_a_code)(typed),
            EraseError::CodeOfNoDrive(typed) => (t.code_of_no_drive)(typed),
            EraseError::NoCode(drive) => (t.no_code)(drive),
            EraseError::WrongCode => t.confirm_wrong.to_string(),
            EraseError::NoRandom => t.no_random.to_string(),
            EraseError::Engine(error) => (t.no_engine)(&os::reason(lang, error)),
            EraseError::NoSleep(error) => (t.no_sleep)(&os::reason(lang, error)),
            EraseError::Signals(error) | EraseError::Terminal(error) => os::reason(lang, error),
            EraseError::NoProof => t.no_proof.to_string(),
        }
    }
}

crate::error_that_says!(EraseError);
