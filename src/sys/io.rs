//! Block I/O with several requests under way: one interface, two engines.
//!
//! A *slot* is a place for one request. Slot *n* reads into buffer *n*; a write names the buffer it takes its bytes from,
//! so that a constant pattern is held in memory once. A buffer that the kernel may still touch is out of reach.

use std::io;
use std::os::fd::BorrowedFd;
use std::time::Duration;

use super::direct::{Blocks, Direct};
use super::ring::Ring;
use super::threads::Threads;
use crate::event::Engine;

/// How many requests and buffers a drive gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Requests that may be under way, a flush not counted: slots `0..slots`. Slot number `slots` takes flushes alone.
    pub slots: usize,
    /// Buffers, numbered from 0; as many as slots for reading.
    pub buffers: usize,
    /// Bytes in a buffer: the longest request. A multiple of 4096.
    pub buffer_bytes: usize,
}

/// One request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Writes the first `len` bytes of buffer `source` at byte `offset` of the drive.
    Write {
        /// Byte offset on the drive.
        offset: u64,
        /// Bytes.
        len: usize,
        /// The buffer that is written.
        source: usize,
    },
    /// Reads `len` bytes at byte `offset` of the drive into the buffer with the slot's number.
    Read {
        /// Byte offset on the drive.
        offset: u64,
        /// Bytes.
        len: usize,
    },
    /// Makes the drive put on its medium all that was completed before this request was made (`fdatasync`).
    Flush,
}

impl Op {
    /// Bytes that a complete execution moves.
    #[must_use]
    pub fn len(self) -> usize {
        match self {
            Op::Write { len, .. } | Op::Read { len, .. } => len,
            Op::Flush => 0,
        }
    }

    /// Whether it moves no data.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

/// A request that ended.
#[derive(Debug)]
pub struct Completion {
    /// Its slot, free again.
    pub slot: usize,
    /// Nothing, or the error. A request that moved fewer bytes than asked ends in `EIO`.
    pub result: io::Result<()>,
}

impl Completion {
    /// From what the kernel says it moved: anything short of the whole is an error.
    pub(super) fn of_moved(slot: usize, moved: io::Result<usize>, wanted: usize) -> Completion {
        let result = moved
            .and_then(|n| if n == wanted { Ok(()) } else { Err(io::Error::from_raw_os_error(libc::EIO)) });
        Completion { slot, result }
    }
}

/// Which engine somebody wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// io_uring where the kernel allows it, else threads.
    Auto,
    /// This one or nothing.
    Only(Engine),
}

/// An open drive with its slots.
#[derive(Debug)]
pub enum BlockIo {
    /// io_uring.
    Ring(Box<Ring>),
    /// Threads that block in pread and pwrite.
    Threads(Threads),
    /// No device of this machine: an emulated drive.
    Direct(Direct),
}

impl BlockIo {
    /// Makes slots and buffers over a descriptor that was opened with `O_DIRECT`. The descriptor is duplicated: it stays
    /// claimed for as long as a request may be under way.
    ///
    /// # Errors
    /// When there is no memory or descriptor left, or the wanted engine is not to be had.
    pub fn open(choice: Choice, fd: BorrowedFd<'_>, layout: Layout) -> io::Result<BlockIo> {
        match choice {
            Choice::Only(Engine::IoUring) => Ring::open(fd, layout).map(|r| BlockIo::Ring(Box::new(r))),
            Choice::Only(Engine::Threads) => Threads::open(fd, layout).map(BlockIo::Threads),
            Choice::Only(Engine::Emulated) => Err(io::ErrorKind::Unsupported.into()),
            Choice::Auto => match Ring::open(fd, layout) {
                Ok(ring) => Ok(BlockIo::Ring(Box::new(ring))),
                Err(_) => Threads::open(fd, layout).map(BlockIo::Threads),
            },
        }
    }

    /// Makes slots and buffers over something that is not a device of this machine.
    #[must_use]
    pub fn emulated(blocks: Box<dyn Blocks>, layout: Layout) -> BlockIo {
        BlockIo::Direct(Direct::open(blocks, layout))
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self {
            BlockIo::Ring(_) => Engine::IoUring,
            BlockIo::Threads(_) => Engine::Threads,
            BlockIo::Direct(_) => Engine::Emulated,
        }
    }

    /// A buffer; `None` while a request may touch it.
    #[must_use]
    pub fn buffer(&self, number: usize) -> Option<&[u8]> {
        match self {
            BlockIo::Ring(ring) => ring.buffer(number),
            BlockIo::Threads(threads) => threads.buffer(number),
            BlockIo::Direct(direct) => direct.buffer(number),
        }
    }

    /// A buffer, to be changed; `None` while a request may touch it.
    pub fn buffer_mut(&mut self, number: usize) -> Option<&mut [u8]> {
        match self {
            BlockIo::Ring(ring) => ring.buffer_mut(number),
            BlockIo::Threads(threads) => threads.buffer_mut(number),
            BlockIo::Direct(direct) => direct.buffer_mut(number),
        }
    }

    /// Starts a request in a free slot.
    ///
    /// # Errors
    /// `ResourceBusy` when the slot or a buffer it needs is under way; `InvalidInput` when it is longer than the buffer.
    pub fn submit(&mut self, slot: usize, op: Op) -> io::Result<()> {
        match self {
            BlockIo::Ring(ring) => ring.submit(slot, op),
            BlockIo::Threads(threads) => threads.submit(slot, op),
            BlockIo::Direct(direct) => direct.submit(slot, op),
        }
    }

    /// Waits for at least one request to end, at most for `timeout`, and adds those that ended to `done`. None added
    /// means that the time is over, or that nothing is under way.
    ///
    /// # Errors
    /// When the engine itself broke; the drive's errors are in the completions.
    pub fn wait(&mut self, timeout: Duration, done: &mut Vec<Completion>) -> io::Result<()> {
        match self {
            BlockIo::Ring(ring) => ring.wait(timeout, done),
            BlockIo::Threads(threads) => threads.wait(timeout, done),
            BlockIo::Direct(direct) => {
                direct.wait(done);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{File, OpenOptions};
    use std::os::fd::AsFd;
    use std::os::unix::fs::OpenOptionsExt;

    use super::*;

    const LONG: Duration = Duration::from_secs(30);
    const ENGINES: [Engine; 2] = [Engine::IoUring, Engine::Threads];

    /// A file opened as a drive is; in the build folder, because not every /tmp can do direct I/O.
    fn drive(bytes: u64) -> File {
        let path = tempfile::NamedTempFile::new_in(env!("CARGO_MANIFEST_DIR")).unwrap().into_temp_path();
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .custom_flags(libc::O_DIRECT)
            .open(&path)
            .unwrap();
        file.set_len(bytes).unwrap();
        file
    }

    fn open(engine: Engine, file: &File, slots: usize, slot_bytes: usize) -> BlockIo {
        let layout = Layout { slots, buffers: slots, buffer_bytes: slot_bytes };
        BlockIo::open(Choice::Only(engine), file.as_fd(), layout).unwrap()
    }

    fn wait_all(io: &mut BlockIo, mut n: usize) -> Vec<Completion> {
        let mut done = Vec::new();
        while n > 0 {
            let before = done.len();
            io.wait(LONG, &mut done).unwrap();
            n -= done.len() - before;
        }
        done
    }

    #[test]
    fn what_is_written_is_read_by_the_other_engine() {
        for (writer, reader) in [(Engine::IoUring, Engine::Threads), (Engine::Threads, Engine::IoUring)] {
            let file = drive(8 * 4096);
            let mut io = open(writer, &file, 4, 4096);
            for slot in 0..4 {
                io.buffer_mut(slot).unwrap().fill(u8::try_from(slot).unwrap() + 1);
                io.submit(slot, Op::Write { offset: slot as u64 * 8192, len: 4096, source: slot }).unwrap();
            }
            assert!(wait_all(&mut io, 4).iter().all(|c| c.result.is_ok()));
            let mut io = open(reader, &file, 4, 4096);
            for slot in 0..4 {
                io.submit(slot, Op::Read { offset: slot as u64 * 8192, len: 4096 }).unwrap();
            }
            wait_all(&mut io, 4);
            for slot in 0..4 {
                assert!(io.buffer(slot).unwrap().iter().all(|b| usize::from(*b) == slot + 1));
            }
        }
    }

    #[test]
    fn one_buffer_is_enough_for_many_writes() {
        for engine in ENGINES {
            let file = drive(4 * 4096);
            let layout = Layout { slots: 4, buffers: 1, buffer_bytes: 4096 };
            let mut io = BlockIo::open(Choice::Only(engine), file.as_fd(), layout).unwrap();
            for slot in 0..4 {
                io.submit(slot, Op::Write { offset: slot as u64 * 4096, len: 4096, source: 0 }).unwrap();
            }
            assert!(io.submit(3, Op::Read { offset: 0, len: 512 }).is_err());
            assert!(wait_all(&mut io, 4).iter().all(|c| c.result.is_ok()));
            assert!(
                io.submit(1, Op::Read { offset: 0, len: 512 }).is_err(),
                "{engine:?}: no buffer to read into"
            );
            assert!(io.submit(1, Op::Write { offset: 0, len: 512, source: 1 }).is_err());
        }
    }

    #[test]
    fn one_buffer_serves_all_slots_and_is_out_of_reach_meanwhile() {
        for engine in ENGINES {
            let file = drive(16 * 4096);
            let mut io = open(engine, &file, 4, 4096);
            io.buffer_mut(0).unwrap().fill(0x5a);
            for round in 0..4u64 {
                for slot in 0..4 {
                    let offset = (round * 4 + slot as u64) * 4096;
                    io.submit(slot, Op::Write { offset, len: 4096, source: 0 }).unwrap();
                }
                assert!(io.submit(1, Op::Flush).is_err(), "{engine:?}: a busy slot took a second request");
                wait_all(&mut io, 4);
                assert!(io.buffer_mut(0).is_some(), "{engine:?}: the buffer did not come back");
            }
            io.submit(0, Op::Flush).unwrap();
            assert!(wait_all(&mut io, 1)[0].result.is_ok());
            let mut seen = vec![0; 16 * 4096];
            std::os::unix::fs::FileExt::read_exact_at(&buffered(&file), &mut seen, 0).unwrap();
            assert!(seen.iter().all(|b| *b == 0x5a), "{engine:?}");
        }
    }

    /// The same file without direct I/O, for reading into memory of any alignment.
    fn buffered(file: &File) -> File {
        use std::os::fd::AsRawFd;
        File::open(format!("/proc/self/fd/{}", file.as_raw_fd())).unwrap()
    }

    #[test]
    fn reading_past_the_end_is_an_error_and_too_long_is_refused() {
        for engine in ENGINES {
            let file = drive(4096);
            let mut io = open(engine, &file, 2, 8192);
            io.submit(0, Op::Read { offset: 0, len: 8192 }).unwrap();
            let done = wait_all(&mut io, 1);
            assert_eq!(done[0].result.as_ref().unwrap_err().raw_os_error(), Some(libc::EIO), "{engine:?}");
            assert!(io.submit(0, Op::Read { offset: 0, len: 8193 }).is_err());
            assert!(io.submit(2, Op::Read { offset: 0, len: 512 }).is_err(), "the slot for flushes");
            assert!(io.submit(3, Op::Flush).is_err(), "a slot that does not exist");
        }
    }

    #[test]
    fn a_drop_with_requests_under_way_waits_for_them() {
        for engine in ENGINES {
            let file = drive(1 << 20);
            let mut io = open(engine, &file, 8, 1 << 17);
            for slot in 0..8 {
                io.submit(slot, Op::Read { offset: slot as u64 * (1 << 17), len: 1 << 17 }).unwrap();
            }
            io.submit(8, Op::Flush).unwrap();
            drop(io);
        }
    }

    #[test]
    fn waiting_for_nothing_returns_at_once() {
        for engine in ENGINES {
            let file = drive(4096);
            let mut done = Vec::new();
            open(engine, &file, 1, 4096).wait(LONG, &mut done).unwrap();
            assert!(done.is_empty());
        }
    }
}
