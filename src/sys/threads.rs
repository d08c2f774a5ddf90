//! The fall-back engine: threads that block in `pread` and `pwrite`, for kernels that have or allow no io_uring.
//!
//! Buffers travel to the thread and back by ownership, so this file needs no `unsafe`. A drive that never answers leaves
//! its threads behind, blocked; the worker goes on, but the process cannot vanish from the system before the drive
//! answers. That is the weakness of this engine, and why it comes second.

use std::fs::File;
use std::io;
use std::os::fd::BorrowedFd;
use std::os::unix::fs::FileExt;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::buffer::AlignedBuffer;
use super::io::{Completion, Layout, Op};

/// Requests that block at the same time. Two keep the drive busy while the next block is made.
const THREADS: usize = 2;

struct Task {
    slot: usize,
    op: Op,
    buffer: Option<Arc<AlignedBuffer>>,
}

struct Ended {
    slot: usize,
    moved: io::Result<usize>,
    /// The buffer of a read, on its way home.
    buffer: Option<Arc<AlignedBuffer>>,
}

/// Threads over one drive.
pub struct Threads {
    tasks: Sender<Task>,
    ended: Receiver<Ended>,
    buffers: Vec<Option<Arc<AlignedBuffer>>>,
    under_way: Vec<Option<Op>>,
    buffer_bytes: usize,
}

impl std::fmt::Debug for Threads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Threads").field("under_way", &self.under_way).finish_non_exhaustive()
    }
}

impl Threads {
    /// Starts the threads.
    ///
    /// # Errors
    /// When there is no memory, descriptor or thread left.
    pub fn open(fd: BorrowedFd<'_>, layout: Layout) -> io::Result<Threads> {
        let Layout { slots, buffers, buffer_bytes } = layout;
        let file = Arc::new(File::from(fd.try_clone_to_owned()?));
        let (tasks, queue) = channel::<Task>();
        let (report, ended) = channel();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..THREADS.min(slots) {
            let (file, queue, report) = (Arc::clone(&file), Arc::clone(&queue), report.clone());
            std::thread::Builder::new()
                .name("block-io".into())
                .spawn(move || serve(&file, &queue, &report))?;
        }
        let buffers = (0..buffers)
            .map(|_| AlignedBuffer::new(buffer_bytes).map(|b| Some(Arc::new(b))))
            .collect::<io::Result<_>>()?;
        Ok(Threads { tasks, ended, buffers, under_way: vec![None; slots + 1], buffer_bytes })
    }

    /// See [`super::io::BlockIo::buffer`].
    #[must_use]
    pub fn buffer(&self, number: usize) -> Option<&[u8]> {
        let buffer = self.buffers.get(number)?.as_ref()?;
        (Arc::strong_count(buffer) == 1).then(|| buffer.bytes())
    }

    /// See [`super::io::BlockIo::buffer_mut`].
    pub fn buffer_mut(&mut self, number: usize) -> Option<&mut [u8]> {
        Arc::get_mut(self.buffers.get_mut(number)?.as_mut()?).map(AlignedBuffer::bytes_mut)
    }

    /// See [`super::io::BlockIo::submit`].
    ///
    /// # Errors
    /// As there.
    pub fn submit(&mut self, slot: usize, op: Op) -> io::Result<()> {
        if !matches!(self.under_way.get(slot), Some(None)) {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        if op.len() > self.buffer_bytes {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let buffer = match op {
            Op::Write { source, .. } => {
                let source = self.buffers.get(source).and_then(Option::as_ref);
                Some(Arc::clone(source.ok_or(io::ErrorKind::ResourceBusy)?))
            }
            Op::Read { .. } => {
                self.buffer_mut(slot).ok_or(io::ErrorKind::ResourceBusy)?;
                self.buffers[slot].take()
            }
            Op::Flush => None,
        };
        self.under_way[slot] = Some(op);
        self.tasks.send(Task { slot, op, buffer }).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    /// See [`super::io::BlockIo::wait`].
    ///
    /// # Errors
    /// As there.
    pub fn wait(&mut self, timeout: Duration, done: &mut Vec<Completion>) -> io::Result<()> {
        if self.under_way.iter().all(Option::is_none) {
            return Ok(());
        }
        match self.ended.recv_timeout(timeout) {
            Ok(ended) => self.end(ended, done),
            Err(RecvTimeoutError::Timeout) => return Ok(()),
            Err(RecvTimeoutError::Disconnected) => return Err(io::ErrorKind::BrokenPipe.into()),
        }
        while let Ok(ended) = self.ended.try_recv() {
            self.end(ended, done);
        }
        Ok(())
    }

    fn end(&mut self, ended: Ended, done: &mut Vec<Completion>) {
        if let Some(buffer) = ended.buffer {
            self.buffers[ended.slot] = Some(buffer);
        }
        if let Some(op) = self.under_way[ended.slot].take() {
            done.push(Completion::of_moved(ended.slot, ended.moved, op.len()));
        }
    }
}

/// What a thread does until its engine is gone.
fn serve(file: &File, queue: &Mutex<Receiver<Task>>, report: &Sender<Ended>) {
    loop {
        let task = match queue.lock() {
            Ok(queue) => queue.recv(),
            Err(_) => return,
        };
        let Ok(Task { slot, op, mut buffer }) = task else { return };
        let moved = execute(file, op, buffer.as_mut());
        if !matches!(op, Op::Read { .. }) {
            buffer = None; // before the report, so that its owner can change it at once
        }
        if report.send(Ended { slot, moved, buffer }).is_err() {
            return;
        }
    }
}

fn execute(file: &File, op: Op, buffer: Option<&mut Arc<AlignedBuffer>>) -> io::Result<usize> {
    let lost = || io::Error::from(io::ErrorKind::ResourceBusy);
    match op {
        Op::Write { offset, len, .. } => file.write_at(&buffer.ok_or_else(lost)?.bytes()[..len], offset),
        Op::Read { offset, len } => {
            let bytes = Arc::get_mut(buffer.ok_or_else(lost)?).ok_or_else(lost)?.bytes_mut();
            file.read_at(&mut bytes[..len], offset)
        }
        Op::Flush => file.sync_data().map(|()| 0),
    }
}
