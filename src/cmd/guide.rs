//! `gomme guide`
//!
//! The loop between people and drives: keys and facts go into the model, its screen is painted, its orders are carried out, by what
//! `gomme erase` is made of.

mod facts;
mod keyboard;
mod place;
mod rounds;
mod scan;
mod screen;

use std::io::{IsTerminal, stdin, stdout};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::declare::no_media;
use super::erase::earlier;
use super::{Done, Failure, passphrase, planned};
use crate::attest::key::Passphrase;
use crate::attest::station::{PassphraseError, Station, StationError};
use crate::cli::GuideArgs;
use crate::deliver::Desk;
use crate::drive::{Drive, DriveError, Host, Rules, Selection, VirtualDrives};
use crate::erase::resume::Unfinished;
use crate::event::{FallBack, ReadBackScheme};
use crate::guide::facts::{DriveFact, Facts, Keep, Proof};
use crate::guide::settings::{Settings, SettingsError};
use crate::guide::{Input, Order, State, show, step};
use crate::plan::{Consent, Method, Pattern, Wish};
use crate::sys::{console, signals};
use crate::text::guide::{EN, FR};
use crate::text::{Lang, Say, os};
use crate::ui::news::News;
use crate::units::now;

use place::Place;
use rounds::Rounds;
use scan::{Found, Scanner};
use screen::Painting;

/// Between two looks at the clock, the power and the stick.
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);
/// How long a screen that came by itself must be there before a key can be meant for it: nobody reads and presses sooner.
const REACTION: Duration = Duration::from_millis(300);
/// Between two tries to open a station that is not there.
const BETWEEN_TRIES: Duration = Duration::from_secs(2);

/// Why there is no guide.
#[derive(Debug)]
pub enum GuideError {
    /// The file of the settings cannot be read.
    File(String, std::io::Error),
    /// What it says cannot be used.
    Settings(SettingsError),
    /// Nobody can press anything.
    NoKeyboard,
    /// Pictures were asked for, and cannot be shown.
    NoPicture(std::io::Error),
}

crate::error_that_says!(GuideError);

impl Say for GuideError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            GuideError::File(file, error) => (t.settings_file)(file, &os::reason(lang, error)),
            GuideError::Settings(error) => error.say(lang),
            GuideError::NoKeyboard => t.no_keyboard.to_owned(),
            GuideError::NoPicture(error) => (t.no_picture)(&os::reason(lang, error)),
        }
    }
}

/// Something that comes from another thread.
enum Happening {
    /// A key or a scan, and when it was pressed.
    Input(Instant, Input),
    /// No keys come any more from the terminal.
    NoKeys,
    /// Somebody looked for drives.
    Found(Box<Found>),
    /// Something of the jobs of a round.
    News(u32, News),
    /// All jobs of a round ended.
    RoundEnded,
}

/// Runs it. The answer is no when a drive that was begun is not erased, or its proof not where it belongs.
pub fn run(lang: Lang, args: &GuideArgs) -> Result<Done, Failure> {
    let place = Place::of(args);
    if !place.is_stick() {
        // Told before the first screen, where a person at a command line sees it; a stick's come with it.
        place.settings()?;
    }
    if !stdin().is_terminal() || !stdout().is_terminal() {
        return Err(GuideError::NoKeyboard.into());
    }
    let (to, from) = channel();
    let mut session = Session::new(lang, args, place, to.clone());
    if !session.place.is_stick() {
        // The first time somebody may still type a passphrase.
        session.open(|| passphrase::existing(lang, args.passphrase_file.as_deref()))?;
    }
    signals::watch().map_err(super::erase::EraseError::Signals)?;
    let terminal = stdin();
    let _keys =
        console::Keys::take(std::os::fd::AsFd::as_fd(&terminal)).map_err(|_| GuideError::NoKeyboard)?;
    let mut painting = Painting::new(lang, args.screen).map_err(GuideError::NoPicture)?;
    keyboard::listen(&to);
    let done = session.live(&from, &mut painting);
    drop(painting);
    done
}

/// The drives of a computer with what the screens say of them: found, asked and planned as they are for a person.
///
/// # Errors
/// When the drives cannot be listed.
pub fn drives(
    host: &Host,
    selection: Selection,
    settings: &Settings,
) -> Result<Vec<(Drive, DriveFact)>, DriveError> {
    let planned = planned::look(scan::seen(host, selection)?.drives, wish(settings));
    let facts = facts::drives(&planned, &[]);
    Ok(planned.into_iter().map(|one| one.drive).zip(facts).collect())
}

/// What is done to every drive, by the workshop's settings.
fn wish(settings: &Settings) -> Wish {
    Wish {
        pattern: Pattern::Zero,
        read_back: ReadBackScheme::Sample,
        method: Method::Strongest,
        consent: Consent {
            fall_back: if settings.fall_back { FallBack::Lower } else { FallBack::SameLevel },
            crypto_erase: settings.accept_crypto_erase,
        },
    }
}

/// Everything that lasts from the first screen to the last.
struct Session<'a> {
    lang: Lang,
    args: &'a GuideArgs,
    place: Place,
    host: Host,
    desk: Option<Arc<Desk>>,
    /// Jobs that were broken off; locked as long as they are here.
    earlier: Vec<Unfinished>,
    facts: Facts,
    found: Option<Box<Found>>,
    /// Once the settings are known, which it plans by.
    scanner: Option<Scanner>,
    rounds: Rounds,
    clock_set_by_hand: bool,
    tried: Option<Instant>,
    to: Sender<Happening>,
}

impl<'a> Session<'a> {
    fn new(lang: Lang, args: &'a GuideArgs, place: Place, to: Sender<Happening>) -> Session<'a> {
        let host = Host::real();
        let selection = Selection {
            virtual_drives: if args.allow_virtual { VirtualDrives::Allowed } else { VirtualDrives::Refused },
            rules: Rules::Volunteer,
        };
        let mut facts = facts::at_first(&host, args.power_off);
        facts::refresh(&host, &mut facts);
        Session {
            lang,
            args,
            place,
            host,
            desk: None,
            earlier: vec![],
            facts,
            found: None,
            scanner: None,
            rounds: Rounds::new(selection),
            clock_set_by_hand: false,
            tried: None,
            to,
        }
    }

    /// Opens the station and the folder of the attestations, unless they are not there yet.
    fn open(
        &mut self,
        passphrase: impl FnOnce() -> Result<Passphrase, PassphraseError>,
    ) -> Result<(), Failure> {
        self.tried = Some(Instant::now());
        if !self.place.is_in() {
            return Ok(());
        }
        self.place.wake();
        let opened = self.open_awake(passphrase);
        self.place.rest();
        opened
    }

    fn open_awake(
        &mut self,
        passphrase: impl FnOnce() -> Result<Passphrase, PassphraseError>,
    ) -> Result<(), Failure> {
        let settings = self.place.settings()?;
        let station = match Station::open(&self.place.station, passphrase) {
            Ok(station) => station,
            Err(StationError::NotAStation(_)) if self.place.is_stick() => {
                self.place.new_station(&settings)?
            }
            Err(StationError::NotAStation(_)) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let past = [crate::record::common::built(), station.last_time()?].into_iter().flatten().max();
        let name = station.public().name().to_owned();
        let mut desk = Desk::new(station, &self.place.out)?;
        if self.clock_set_by_hand {
            desk.clock_was_set_by_hand();
        }
        self.earlier = earlier::look(self.lang, &desk, &mut |_: &str| ())?;
        self.desk = Some(Arc::new(desk));
        self.facts.workshop = settings.workshop.clone();
        self.facts.workshop.station = Some(name);
        self.facts.floor = past.map(|at| at.to_zoned(TimeZone::system()).date());
        self.facts.keep = Keep::Here;
        self.facts.refused = None;
        self.scan(&settings);
        self.show_found();
        Ok(())
    }

    /// Looks for drives from now on, and plans them by these settings.
    fn scan(&mut self, settings: &Settings) {
        let wish = wish(settings);
        let (host, named) = (self.host.clone(), self.args.drives.clone());
        let scanner = Scanner::start(host, named, self.rounds.selection(), wish, self.to.clone());
        scanner.look();
        self.scanner = Some(scanner);
    }

    /// From the first screen to the last.
    fn live(mut self, from: &Receiver<Happening>, painting: &mut Painting) -> Result<Done, Failure> {
        let mut state = State::new();
        let (mut has_keys, mut leaves) = (true, false);
        let mut shown = show::screen(&state, &self.facts, self.lang);
        let mut came = Instant::now();
        loop {
            painting.show(&shown);
            let mut key = None;
            match from.recv_timeout(BETWEEN_LOOKS) {
                Ok(Happening::Input(pressed, input)) => {
                    key = Some(input).filter(|_| pressed >= came + REACTION);
                }
                Ok(Happening::NoKeys) => has_keys = false,
                Ok(Happening::Found(found)) => {
                    self.found = Some(found);
                    self.show_found();
                }
                Ok(Happening::News(round, news)) => self.rounds.hear(round, news),
                Ok(Happening::RoundEnded) => self.round_ended(),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
            // A key answers the screen that was there when it was pressed; what has changed since is taken in after it.
            if let Some(input) = key {
                let order;
                (state, order) = step(state, &input, &self.facts);
                shown = show::screen(&state, &self.facts, self.lang);
                if let Some(order) = order {
                    painting.show(&shown);
                    leaves |= self.carry_out(order);
                }
            }
            self.look_around();
            let order;
            (state, order) = step(state, &Input::Look, &self.facts);
            if let Some(order) = order {
                leaves |= self.carry_out(order);
            }
            let next = show::screen(&state, &self.facts, self.lang);
            if !next.asks_the_same(&shown) {
                came = Instant::now();
            }
            shown = next;
            // Nobody is there any more, or wants more; what was begun ends first, down to the last paper.
            let is_over = leaves || !has_keys || signals::interrupted().load(Ordering::Relaxed);
            if is_over && !self.rounds.is_running() {
                break;
            }
        }
        painting.show(&shown);
        if leaves && self.facts.may_power_off {
            switch_off();
        }
        Ok(if self.rounds.all_is_well() { Done::Yes } else { Done::No })
    }

    /// Time, power, the stick, and how the jobs stand.
    fn look_around(&mut self) {
        facts::refresh(&self.host, &mut self.facts);
        let is_there = self.place.is_there() && !self.rounds.journal_is_lost();
        if is_there && self.facts.keep == Keep::Missing {
            self.come_back();
        }
        let is_own = || self.desk.as_ref().is_some_and(|desk| self.place.is_of(desk.station().public()));
        let is_here = is_there && (self.facts.keep == Keep::Here || is_own()) && self.desk.is_some();
        self.facts.keep = if is_here { Keep::Here } else { Keep::Missing };
        if self.desk.is_none() && self.tried.is_none_or(|at| at.elapsed() > BETWEEN_TRIES) {
            // Nobody can type a passphrase now.
            let file = self.args.passphrase_file.clone();
            let given = move || passphrase::given(file.as_deref())?.ok_or(PassphraseError::NoWayToAsk);
            if let Err(error) = self.open(given) {
                self.facts.refused = Some(one_line(&error.say(self.lang)));
            }
        }
        if is_here && self.rounds.has_waiting() && self.tried.is_none_or(|at| at.elapsed() > BETWEEN_TRIES) {
            self.sign();
        }
        self.facts.jobs = self.rounds.facts();
    }

    /// The stick is in again, or another one is: nothing of one station goes onto the stick of another.
    fn come_back(&mut self) {
        let Some(desk) = &self.desk else { return };
        if !self.place.is_of(desk.station().public()) {
            // Papers of the first that are still in memory wait for it.
            if !self.rounds.has_unsaved() {
                (self.desk, self.tried, self.scanner) = (None, None, None);
                self.earlier.clear();
            }
        } else if !self.rounds.is_running() {
            // What waits for the stick first: the journal that lies there is an earlier state of it.
            self.sign();
            self.look_for_earlier();
        }
    }

    /// Has signed what waited for the stick.
    fn sign(&mut self) {
        self.tried = Some(Instant::now());
        if let Some(desk) = self.desk.as_ref().filter(|_| self.rounds.has_waiting() && self.place.is_there())
        {
            self.place.wake();
            self.rounds.sign(self.lang, desk);
            self.place.rest();
        }
    }

    fn look_for_drives(&self) {
        if let Some(scanner) = &self.scanner {
            scanner.look();
        }
    }

    /// Takes what was found into the facts.
    fn show_found(&mut self) {
        let Some(found) = &self.found else { return };
        self.facts.looked = true;
        self.facts.hidden = facts::hidden(&found.hints);
        self.facts.is_empty = found.is_empty;
        self.facts.drives = facts::drives(&found.planned, &self.earlier);
    }

    /// Does what the model asks for; says whether that is the end.
    fn carry_out(&mut self, order: Order) -> bool {
        self.facts.refused = None;
        match order {
            Order::Leave => return true,
            Order::LookAgain => self.look_for_drives(),
            Order::SetClock(at) => self.set_clock(at),
            Order::Erase { round, drives, papers } => {
                if let Some(scanner) = &self.scanner {
                    scanner.pause();
                }
                self.place.wake();
                let begun = match (&self.desk, &self.found) {
                    (Some(desk), Some(found)) => {
                        let earlier = std::mem::take(&mut self.earlier);
                        let begin = rounds::Begin { lang: self.lang, desk, host: &self.host, found, round };
                        self.rounds.begin(&begin, &drives, &papers, earlier, &self.to)
                    }
                    _ => Err(super::erase::EraseError::NoProof.into()),
                };
                if let Err(error) = begun {
                    self.facts.refused = Some(one_line(&error.say(self.lang)));
                    self.look_for_earlier();
                    self.look_for_drives();
                    self.place.rest();
                }
            }
            Order::DeclareEmpty(papers) => {
                let Some(desk) = &self.desk else { return false };
                self.place.wake();
                match no_media::declare(&self.host, desk, &self.place.out, papers) {
                    Ok((document, folder)) => {
                        let number = document.number().to_owned();
                        let qr = rounds::code_in(&folder);
                        self.facts.empty_paper = Some(Proof { number, qr, is_saved: true });
                    }
                    Err(error) => self.facts.refused = Some(one_line(&error.say(self.lang))),
                }
                self.place.rest();
            }
            Order::Save => {
                if let Some(desk) = &self.desk {
                    self.place.wake();
                    self.rounds.save(desk);
                    self.place.rest();
                }
            }
        }
        false
    }

    fn set_clock(&mut self, at: DateTime) {
        let seconds = at.to_zoned(TimeZone::system()).map(|at| at.timestamp().as_second());
        let seconds = seconds.unwrap_or_else(|_| now().as_second());
        match console::set_clock(seconds) {
            Ok(()) => {
                self.clock_set_by_hand = true;
                if let Some(desk) = self.desk.as_mut().and_then(Arc::get_mut) {
                    desk.clock_was_set_by_hand();
                }
            }
            Err(error) => {
                let t = self.lang.pick(&EN, &FR);
                self.facts.refused = Some((t.clock_failed)(&os::reason(self.lang, &error)));
            }
        }
        facts::refresh(&self.host, &mut self.facts);
    }

    fn round_ended(&mut self) {
        self.rounds.ended();
        self.sign();
        self.look_for_earlier();
        self.look_for_drives();
        self.place.rest();
    }

    /// Jobs that are broken off now, on the disk.
    fn look_for_earlier(&mut self) {
        let Some(desk) = &self.desk else { return };
        self.place.wake();
        // Their files are closed before they are opened anew: they may lie on a stick that went and came.
        self.earlier.clear();
        self.earlier = earlier::look(self.lang, desk, &mut |_: &str| ()).unwrap_or_default();
        self.place.rest();
        self.show_found();
    }
}

/// On a screen there is no room for lists: what begins a line is a new sentence.
fn one_line(text: &str) -> String {
    text.split_whitespace().filter(|word| *word != "-").collect::<Vec<_>>().join(" ")
}

/// Asks the system to switch the computer off. Where that fails, the last screen says that a person may.
fn switch_off() {
    let _ =
        std::process::Command::new("systemctl").arg("poweroff").stdin(std::process::Stdio::null()).status();
}

/// The local time of a moment.
fn local(at: Timestamp) -> DateTime {
    at.to_zoned(TimeZone::system()).datetime()
}
