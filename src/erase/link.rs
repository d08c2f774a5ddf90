//! A worker's hold of its drive, and its line to the conductor: all that is done to a drive and all that is told of it goes
//! through here.

use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::drive::guard::Armed;
use crate::drive::survey::own;
use crate::drive::wire::{Ask, Reply, Request, Speaks};
use crate::event::{
    BlockRange, CommandAnswer, CommandReport, DriveIdentity, Event, Moment, OwnIdentity, StopReason, Survey,
    Tick,
};
use crate::record::fold::merge;
use crate::sys::io::{BlockIo, Choice, Layout};
use crate::units::{Answer, hex, millis};

/// The shortest time between two ticks: at most 5 a second.
const TICK_EVERY: Duration = Duration::from_millis(200);

/// The shortest time between two looks at a drive that answers errors.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// So often a drive is asked who it is before its silence counts, and so much time lies between.
const ASKED_AT_MOST: u32 = 3;
const BETWEEN_ASKS: Duration = Duration::from_secs(1);

/// So long a worker waits for its journal before it takes it for one that is not written.
const SETTLE_WITHIN: Duration = Duration::from_secs(60);

/// What a worker tells.
#[derive(Debug)]
pub enum Message {
    /// Must be delivered.
    Event(Event),
    /// May be lost.
    Tick(Tick),
    /// The worker waits until all it told so far is where it must be delivered: answered then, dropped when it cannot be.
    Settle(Sender<()>),
    /// The worker is done with the drive.
    Ended,
}

/// The worker's hold of the drive, and its line to the conductor.
#[derive(Debug)]
pub struct Link {
    armed: Armed,
    job: usize,
    sender: Sender<(usize, Message)>,
    ticked: Option<Instant>,
    /// When the drive was last looked at after an error, and whether it was there.
    looked: Option<(Instant, bool)>,
    /// The pass under way, and how much of it is known to be done.
    at: (u32, u64),
    /// Who the drive says that it is, since it was first asked.
    own: Option<OwnIdentity>,
    /// Whether [`Event::RunStarted`] was sent.
    run: bool,
    /// Blocks that could not be written, with the pass.
    bad: Vec<(u32, BlockRange)>,
}

impl Link {
    /// Takes the drive over.
    #[must_use]
    pub fn new(armed: Armed, job: usize, sender: Sender<(usize, Message)>) -> Link {
        let (at, bad) = ((0, 0), Vec::new());
        Link { armed, job, sender, ticked: None, looked: None, at, own: None, run: false, bad }
    }

    /// Which commands the drive may be asked.
    #[must_use]
    pub fn speaks(&mut self) -> Speaks {
        self.armed.hold_mut().speaks()
    }

    /// Lets time pass, by the same clock.
    pub fn pause(&mut self, time: Duration, interrupted: &AtomicBool) {
        self.armed.hold_mut().pause(time, interrupted);
    }

    /// Makes the system ask the drive for its capacity again.
    ///
    /// # Errors
    /// Whatever the system answers.
    pub fn refresh_capacity(&mut self) -> std::io::Result<u64> {
        self.armed.hold_mut().refresh_capacity()
    }

    /// The pass under way, and how much of it is known to be done.
    #[must_use]
    pub fn at(&self) -> (u32, u64) {
        self.at
    }

    /// Whether this process took the job up already.
    #[must_use]
    pub fn has_run(&self) -> bool {
        self.run
    }

    /// Blocks that an earlier process could not write in a pass.
    pub fn know_bad(&mut self, pass: u32, ranges: &[BlockRange]) {
        self.bad = ranges.iter().map(|range| (pass, *range)).collect();
    }

    /// Lets the drive go, then tells that the job ended.
    pub fn end(self) {
        let Link { armed, job, sender, .. } = self;
        drop(armed); // the claim on the drive ends before anybody hears that the job did
        let _ = sender.send((job, Message::Ended));
    }

    /// Sends an event. That nobody listens any more is no reason to stop: the drive is half erased.
    pub fn event(&mut self, event: Event) {
        match &event {
            Event::Mark { pass, done_bytes } => self.at = (*pass, *done_bytes),
            Event::PassStarted { pass, .. } if *pass != self.at.0 => self.at = (*pass, 0),
            Event::RunStarted { .. } => self.run = true,
            Event::WriteFailed { pass, range, .. } => self.bad.push((*pass, *range)),
            _ => {}
        }
        let _ = self.sender.send((self.job, Message::Event(event)));
    }

    /// Waits until all that was told so far is on the disk: before the first step of each technique that cannot be taken back. A step
    /// that no later run would know of is not begun. Once it is begun the drive is half erased, and what comes after it goes on
    /// without a journal: the audience was told, and the chain in memory is written elsewhere at the end.
    ///
    /// # Errors
    /// [`StopReason::JournalNotWritten`] when writing failed, nobody listens any more, or nothing was heard for a minute.
    pub fn settle(&mut self) -> Result<(), StopReason> {
        let (done, settled) = channel();
        let _ = self.sender.send((self.job, Message::Settle(done)));
        settled.recv_timeout(SETTLE_WITHIN).map_err(|_| StopReason::JournalNotWritten)
    }

    /// Sends a tick, if the last one is old enough.
    pub fn tick(&mut self, tick: impl FnOnce() -> Tick) {
        if self.ticked.is_none_or(|at| at.elapsed() >= TICK_EVERY) {
            self.ticked = Some(Instant::now());
            let _ = self.sender.send((self.job, Message::Tick(tick())));
        }
    }

    /// Whether the drive behind the descriptor is not known to be gone or another one. Asked after each error, and looked
    /// at once a second at most: the look costs more than an error.
    pub fn still_there(&mut self) -> bool {
        match self.looked {
            Some((at, there)) if at.elapsed() < LOOK_EVERY => there,
            _ => {
                let there = self.armed.recheck() != Answer::No;
                self.looked = Some((Instant::now(), there));
                there
            }
        }
    }

    /// Takes what the drive said of itself when it was chosen, to be compared with from now on.
    pub(super) fn know_own(&mut self, told: Option<&OwnIdentity>) {
        if let (None, Some(told)) = (&self.own, told) {
            self.own = Some(told.clone());
            self.event(Event::OwnIdentityTold(told.clone()));
        }
    }

    /// Asks the drive who it is, if that is not known yet.
    pub(super) fn learn_own(&mut self, survey: &Survey) {
        if self.own.is_none() {
            let told = own::how(self.speaks(), survey).and_then(|by| own::ask(by, self));
            self.know_own(told.as_ref());
        }
    }

    /// Whether it is still the chosen drive: by what the system knows of it, and by its own word where it gave that before.
    ///
    /// # Errors
    /// [`StopReason::IdentityChanged`] unless that is certain.
    pub(super) fn check_identity(&mut self, moment: Moment) -> Result<(), StopReason> {
        let same = match self.armed.recheck() {
            Answer::Yes => self.own_word(),
            other => other,
        };
        self.event(Event::IdentityChecked { moment, same });
        if same == Answer::Yes { Ok(()) } else { Err(StopReason::IdentityChanged) }
    }

    /// Looks once more after the job stopped early. The drive is not asked: it may be dead, or at work.
    pub(super) fn note_identity(&mut self) {
        let same = self.armed.recheck();
        self.event(Event::IdentityChecked { moment: Moment::AfterLastRead, same });
    }

    /// Whether the drive says that it is who it said before. One that never said anything is not doubted for it.
    fn own_word(&mut self) -> Answer {
        let Some(before) = self.own.clone() else { return Answer::Yes };
        if own::is_chosen(&before, self.identity()) == Answer::No {
            return Answer::No;
        }
        let mut same = Answer::Unknown;
        for _ in 0..ASKED_AT_MOST {
            let now = own::ask(before.by, self);
            same = own::is_same(&before, now.as_ref());
            if same != Answer::Unknown {
                break;
            }
            // A drive that just ended its work, or a bus that was reset, may need a moment.
            self.pause(BETWEEN_ASKS, &AtomicBool::new(false));
        }
        same
    }

    /// Opens the drive for moving data.
    pub(super) fn open(&mut self, engine: Choice, layout: Layout) -> Result<BlockIo, StopReason> {
        self.armed.open_blocks(engine, layout).map_err(|_| StopReason::InternalError)
    }

    /// Who the drive is.
    #[must_use]
    pub fn identity(&self) -> &DriveIdentity {
        self.armed.identity()
    }

    /// Time since some moment, by the clock of the way to the drive.
    pub fn now(&mut self) -> Duration {
        self.armed.hold_mut().now()
    }

    pub(super) fn bad_of(&self, pass: u32) -> Vec<BlockRange> {
        merge(self.bad.iter().filter(|(p, _)| *p == pass).map(|(_, range)| *range).collect())
    }
}

impl Ask for Link {
    /// Sends a command to the drive, and notes it with its reply in the journal.
    fn ask(&mut self, request: &Request, limit: Duration) -> Reply {
        let began = self.now();
        let reply = self.armed.hold_mut().exchange(request, limit);
        let took = self.now().saturating_sub(began);
        self.event(Event::Command(Box::new(report(request, &reply, took, limit))));
        reply
    }
}

/// Data of a command, as a journal holds them: whole as far as a sector.
fn noted(bytes: &[u8]) -> Option<String> {
    const WHOLE: usize = 512;
    match bytes.len() {
        0 => None,
        1..=WHOLE => Some(hex(bytes)),
        _ => Some(format!("sha256:{}", hex(&Sha256::digest(bytes)))),
    }
}

fn report(request: &Request, reply: &Reply, took: Duration, limit: Duration) -> CommandReport {
    let (answer, received) = match reply {
        Reply::Scsi { status, sense, data } => {
            (CommandAnswer::Scsi { status: *status, sense: hex(sense) }, noted(data))
        }
        Reply::Nvme { status, result, data } => {
            (CommandAnswer::Nvme { status: *status, result: *result }, noted(data))
        }
        Reply::Mmc { response, data } => (CommandAnswer::Mmc { response: *response }, noted(data)),
        Reply::Silent { errno } => (CommandAnswer::Silent { errno: *errno }, None),
    };
    CommandReport {
        name: request.name(),
        command: hex(&request.bytes()),
        sent: request.sent().and_then(noted),
        received,
        answer,
        took_ms: millis(took),
        limit_ms: millis(limit),
    }
}
