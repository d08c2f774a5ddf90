//! Runs the workers of several drives at once: keeps their journals, shows what they do, ends each job as soon as it is
//! done. No drive waits for another.

use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, channel};

use super::journal::Journal;
use super::link::{Link, Message};
use super::worker::{self, Task};
use crate::drive::guard::Armed;
use crate::event::{Event, StopReason, Tick};

/// A job, ready to begin.
#[derive(Debug)]
pub struct Job {
    /// Its journal, with [`Event::JobOpened`] on the disk.
    pub journal: Journal,
    /// The drive.
    pub armed: Armed,
    /// What is to be done.
    pub task: Task,
}

/// Who looks on. Jobs are counted from 0, in the order they were given.
pub trait Audience {
    /// Something happened.
    fn event(&mut self, job: usize, event: &Event);
    /// Something goes on.
    fn tick(&mut self, job: usize, tick: &Tick);
    /// The journal of a job cannot be written any more: the step under way goes on, no other technique is begun.
    fn journal_lost(&mut self, job: usize, error: &std::io::Error);
    /// The worker of a job is done: sign and deliver what it found.
    fn ended(&mut self, job: usize, journal: Journal);
}

/// Runs all jobs to their ends.
pub fn conduct(jobs: Vec<Job>, interrupted: &'static AtomicBool, audience: &mut dyn Audience) {
    let (sender, receiver) = channel();
    let mut journals = Vec::with_capacity(jobs.len());
    for (number, Job { journal, armed, task }) in jobs.into_iter().enumerate() {
        journals.push(Some(journal));
        let link = Link::new(armed, number, sender.clone());
        let spawned = std::thread::Builder::new()
            .name(format!("drive-{number}"))
            .spawn(move || worker::run(link, &task, interrupted));
        if spawned.is_err() {
            let reason = StopReason::InternalError;
            let _ = sender.send((number, Message::Event(Event::Stopped { reason, pass: 0, done_bytes: 0 })));
            let _ = sender.send((number, Message::Ended));
        }
    }
    drop(sender);
    follow(&receiver, journals, audience);
}

fn follow(
    receiver: &Receiver<(usize, Message)>,
    mut journals: Vec<Option<Journal>>,
    audience: &mut dyn Audience,
) {
    while journals.iter().any(Option::is_some) {
        // A worker that is gone without a word has nothing more to say; what its journal lacks did not happen.
        let Ok((job, message)) = receiver.recv() else { break };
        let Some(slot) = journals.get_mut(job) else { continue };
        match message {
            // All before it went through `append`: it is on the disk, or nothing is any more.
            Message::Settle(done) => {
                if slot.as_ref().is_some_and(Journal::is_on_disk) {
                    let _ = done.send(());
                }
            }
            Message::Tick(tick) => audience.tick(job, &tick),
            Message::Event(event) => {
                // The journal first: a screen or a pipe that takes nothing must not keep it behind.
                let written = slot.as_mut().map(|journal| journal.append(event.clone()));
                audience.event(job, &event);
                if let Some(Err(error)) = written {
                    audience.journal_lost(job, &error);
                }
            }
            Message::Ended => {
                if let Some(journal) = slot.take() {
                    audience.ended(job, journal);
                }
            }
        }
    }
    for (job, journal) in journals.into_iter().enumerate() {
        if let Some(journal) = journal {
            audience.ended(job, journal);
        }
    }
}
