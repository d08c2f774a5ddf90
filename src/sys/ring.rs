//! The io_uring engine.
//!
//! The ring owns its buffers while the kernel may touch them. Dropping it with requests under way waits a little for
//! them, and then gives the memory up for good rather than free what a late drive may still write to. A drive that never
//! answers can neither block the worker nor the exit of the process: that is why io_uring comes first.

use std::io;
use std::mem::ManuallyDrop;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use io_uring::types::{Fd, SubmitArgs, Timespec};
use io_uring::{IoUring, opcode, squeue};

use super::buffer::AlignedBuffer;
use super::io::{Completion, Layout, Op};

/// How long dropping waits for requests under way.
const DRAIN: Duration = Duration::from_secs(5);

/// A ring over one drive.
pub struct Ring {
    ring: IoUring,
    buffers: ManuallyDrop<AlignedBuffer>,
    fd: OwnedFd,
    buffer_bytes: usize,
    registered: bool,
    /// The request under way in each slot.
    under_way: Vec<Option<Op>>,
    /// How many requests may touch each buffer.
    users: Vec<usize>,
}

impl std::fmt::Debug for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ring").field("under_way", &self.under_way).finish_non_exhaustive()
    }
}

impl Ring {
    /// Sets up a ring.
    ///
    /// # Errors
    /// When the kernel has no io_uring, forbids it, or lacks what is needed (waiting with a time limit: Linux 5.11).
    pub fn open(fd: BorrowedFd<'_>, layout: Layout) -> io::Result<Ring> {
        let Layout { slots, buffers: count, buffer_bytes } = layout;
        let entries =
            u32::try_from((slots + 1).next_power_of_two()).map_err(|_| io::ErrorKind::InvalidInput)?;
        // Completions are then delivered only while this thread waits for them; Linux 6.1 and later.
        let ring = IoUring::builder()
            .setup_single_issuer()
            .setup_defer_taskrun()
            .build(entries)
            .or_else(|_| IoUring::new(entries))?;
        if !ring.params().is_feature_ext_arg() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let total = count.checked_mul(buffer_bytes).ok_or(io::ErrorKind::InvalidInput)?;
        let buffers = AlignedBuffer::new(total)?;
        let vectors: Vec<libc::iovec> = (0..count)
            .map(|number| libc::iovec {
                iov_base: buffers.start().as_ptr().wrapping_add(number * buffer_bytes).cast(),
                iov_len: buffer_bytes,
            })
            .collect();
        // SAFETY: the vectors lie within `buffers`, which lives as long as the ring: see `Drop`.
        let registered = unsafe { ring.submitter().register_buffers(&vectors) }.is_ok();
        Ok(Ring {
            ring,
            buffers: ManuallyDrop::new(buffers),
            fd: fd.try_clone_to_owned()?,
            buffer_bytes,
            registered,
            under_way: vec![None; slots + 1],
            users: vec![0; count],
        })
    }

    /// See [`super::io::BlockIo::buffer`].
    #[must_use]
    pub fn buffer(&self, number: usize) -> Option<&[u8]> {
        if self.users.get(number) != Some(&0) {
            return None;
        }
        self.buffers.bytes().chunks_exact(self.buffer_bytes).nth(number)
    }

    /// See [`super::io::BlockIo::buffer_mut`].
    pub fn buffer_mut(&mut self, number: usize) -> Option<&mut [u8]> {
        if self.users.get(number) != Some(&0) {
            return None;
        }
        let at = number * self.buffer_bytes;
        self.buffers.bytes_mut().get_mut(at..at + self.buffer_bytes)
    }

    /// See [`super::io::BlockIo::submit`].
    ///
    /// # Errors
    /// As there.
    pub fn submit(&mut self, slot: usize, op: Op) -> io::Result<()> {
        if !matches!(self.under_way.get(slot), Some(None)) {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        let touched = touched(slot, op);
        let users =
            touched.map(|number| self.users.get(number).ok_or(io::ErrorKind::InvalidInput)).transpose()?;
        if op.len() > self.buffer_bytes {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        if matches!(op, Op::Read { .. }) && users != Some(&0) {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        let entry = self.entry(op, touched)?.user_data(slot as u64);
        // SAFETY: the buffer of `touched` lies in `buffers` for `op.len()` bytes, and `users` keeps it from being
        // changed, or lent out, until the completion is seen; the descriptor is owned by `self`.
        unsafe { self.ring.submission().push(&entry) }.map_err(|_| io::ErrorKind::ResourceBusy)?;
        self.under_way[slot] = Some(op);
        if let Some(touched) = touched {
            self.users[touched] += 1;
        }
        // At once: the drive works while the next block is made.
        match self.ring.submit() {
            Ok(_) => Ok(()),
            Err(e) if matches!(e.raw_os_error(), Some(libc::EINTR | libc::EAGAIN | libc::EBUSY)) => Ok(()),
            Err(e) => Err(e),
        }
    }

    fn entry(&self, op: Op, touched: Option<usize>) -> io::Result<squeue::Entry> {
        let fd = Fd(self.fd.as_raw_fd());
        let index = touched.unwrap_or(0);
        let at = self.buffers.start().as_ptr().wrapping_add(index * self.buffer_bytes);
        let index = u16::try_from(index).map_err(|_| io::ErrorKind::InvalidInput)?;
        let len = u32::try_from(op.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        Ok(match (op, self.registered) {
            (Op::Write { offset, .. }, true) => {
                opcode::WriteFixed::new(fd, at, len, index).offset(offset).build()
            }
            (Op::Write { offset, .. }, false) => opcode::Write::new(fd, at, len).offset(offset).build(),
            (Op::Read { offset, .. }, true) => {
                opcode::ReadFixed::new(fd, at, len, index).offset(offset).build()
            }
            (Op::Read { offset, .. }, false) => opcode::Read::new(fd, at, len).offset(offset).build(),
            (Op::Flush, _) => opcode::Fsync::new(fd).flags(io_uring::types::FsyncFlags::DATASYNC).build(),
        })
    }

    /// See [`super::io::BlockIo::wait`].
    ///
    /// # Errors
    /// As there.
    pub fn wait(&mut self, timeout: Duration, done: &mut Vec<Completion>) -> io::Result<()> {
        if self.under_way.iter().all(Option::is_none) {
            return Ok(());
        }
        let before = done.len();
        self.reap(done);
        if done.len() > before {
            return Ok(());
        }
        let limit = Timespec::new().sec(timeout.as_secs()).nsec(timeout.subsec_nanos());
        let args = SubmitArgs::new().timespec(&limit);
        match self.ring.submitter().submit_with_args(1, &args) {
            Ok(_) => {}
            Err(e)
                if matches!(
                    e.raw_os_error(),
                    Some(libc::ETIME | libc::EINTR | libc::EAGAIN | libc::EBUSY)
                ) => {}
            Err(e) => return Err(e),
        }
        self.reap(done);
        Ok(())
    }

    fn reap(&mut self, done: &mut Vec<Completion>) {
        for entry in self.ring.completion() {
            let Ok(slot) = usize::try_from(entry.user_data()) else { continue };
            let Some(op) = self.under_way.get_mut(slot).and_then(Option::take) else { continue };
            if let Some(touched) = touched(slot, op) {
                self.users[touched] -= 1;
            }
            let moved = match usize::try_from(entry.result()) {
                Ok(n) => Ok(n),
                Err(_) => Err(io::Error::from_raw_os_error(-entry.result())),
            };
            done.push(Completion::of_moved(slot, moved, op.len()));
        }
    }
}

/// The number of the buffer that a request touches.
fn touched(slot: usize, op: Op) -> Option<usize> {
    match op {
        Op::Write { source, .. } => Some(source),
        Op::Read { .. } => Some(slot),
        Op::Flush => None,
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        let end = Instant::now() + DRAIN;
        let mut done = Vec::new();
        while self.under_way.iter().any(Option::is_some) {
            let left = end.saturating_duration_since(Instant::now());
            done.clear();
            if left.is_zero() || self.wait(left, &mut done).is_err() {
                return; // the kernel may still write to the buffers: they are never given back
            }
        }
        // SAFETY: nothing is under way, the ring is never used again, and `buffers` is dropped here alone.
        unsafe { ManuallyDrop::drop(&mut self.buffers) };
    }
}
