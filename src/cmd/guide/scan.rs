//! Looks for drives in a thread of its own: a drive that takes its time to answer holds no key up.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::Happening;
use crate::cmd::declare::no_media;
use crate::cmd::planned::{Planned, look};
use crate::drive::refusal::Refusal;
use crate::drive::{Discovery, Drive, DriveError, Hint, Host, Selection, discover, find};
use crate::event::Transport;
use crate::plan::Wish;

/// Between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);

/// What was found.
pub(super) struct Found {
    /// The drives that a person may see, asked and planned.
    pub(super) planned: Vec<Planned>,
    /// Traces of others.
    pub(super) hints: Vec<Hint>,
    /// Whether nothing speaks against an empty computer.
    pub(super) is_empty: bool,
}

/// The thread.
pub(super) struct Scanner {
    ask: Sender<()>,
    paused: Arc<AtomicBool>,
}

impl Scanner {
    /// Starts it; it looks once it is asked to, and then whenever the drives change.
    pub(super) fn start(
        host: Host,
        named: Vec<PathBuf>,
        selection: Selection,
        wish: Wish,
        to: Sender<Happening>,
    ) -> Scanner {
        let (ask, asked) = channel();
        let paused = Arc::new(AtomicBool::new(true));
        let watch = Watch { host, named, selection, wish, to, paused: Arc::clone(&paused) };
        let _ = std::thread::Builder::new().name("drives".into()).spawn(move || watch.run(&asked));
        Scanner { ask, paused }
    }

    /// Asks for a look.
    pub(super) fn look(&self) {
        self.go_on();
        let _ = self.ask.send(());
    }

    /// No looks from now on: drives are being erased.
    pub(super) fn pause(&self) {
        self.paused.store(true, Ordering::SeqCst);
    }

    /// Looks again.
    pub(super) fn go_on(&self) {
        self.paused.store(false, Ordering::SeqCst);
    }
}

struct Watch {
    host: Host,
    named: Vec<PathBuf>,
    selection: Selection,
    wish: Wish,
    to: Sender<Happening>,
    paused: Arc<AtomicBool>,
}

impl Watch {
    fn run(&self, asked: &Receiver<()>) {
        let mut last: Option<(Vec<Drive>, Vec<Hint>, bool)> = None;
        loop {
            let is_asked = match asked.recv_timeout(BETWEEN_LOOKS) {
                Ok(()) => true,
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if self.paused.load(Ordering::SeqCst) {
                continue;
            }
            let now = shown(&self.host, &self.named, self.selection);
            if !is_asked && last.as_ref() == Some(&now) {
                continue;
            }
            let (drives, hints, is_empty) = now.clone();
            last = Some(now);
            let planned = look(drives, self.wish);
            // What was seen while a round began is of no use.
            if !self.paused.load(Ordering::SeqCst) {
                let found = Box::new(Found { planned, hints, is_empty });
                if self.to.send(Happening::Found(found)).is_err() {
                    return;
                }
            }
        }
    }
}

/// The drives that a person may see, traces of others, and whether the computer may be called empty.
fn shown(host: &Host, named: &[PathBuf], selection: Selection) -> (Vec<Drive>, Vec<Hint>, bool) {
    if !named.is_empty() {
        let found = named.iter().filter_map(|path| find(host, path, selection).ok());
        return (found.collect(), vec![], false);
    }
    match seen(host, selection) {
        Ok(all) => {
            let is_empty = no_media::look(host).is_ok_and(|(_, traces)| traces.is_empty());
            (all.drives, all.hints, is_empty)
        }
        Err(_) => (vec![], vec![], false),
    }
}

/// The drives that a person may see, and traces of others.
pub(super) fn seen(host: &Host, selection: Selection) -> Result<Discovery, DriveError> {
    let mut found = discover(host, selection)?;
    found.drives.retain(is_shown);
    Ok(found)
}

/// Loop devices are none of the computer's, and readers without a card are nothing that a volunteer could do anything about.
fn is_shown(drive: &Drive) -> bool {
    let is_file = matches!(drive.identity().transport, Transport::Loop | Transport::File);
    let is_void =
        drive.refusals().iter().any(|refusal| matches!(refusal, Refusal::NoMedium | Refusal::NotADisk));
    !is_void && !is_file
}
