//! Block I/O over something that is not a device of this machine: an emulated drive in a test.
//!
//! Requests are done when they are made, and reported at the next wait.

use std::fmt::Debug;
use std::io;

use super::io::{Completion, Layout, Op};

/// Bytes by their address.
pub trait Blocks: Debug + Send {
    /// Reads.
    ///
    /// # Errors
    /// As a block device would answer.
    fn read(&mut self, offset: u64, into: &mut [u8]) -> io::Result<()>;
    /// Writes.
    ///
    /// # Errors
    /// As a block device would answer.
    fn write(&mut self, offset: u64, from: &[u8]) -> io::Result<()>;
    /// Puts on the medium what was written.
    ///
    /// # Errors
    /// As a block device would answer.
    fn flush(&mut self) -> io::Result<()>;
}

/// Slots and buffers over it.
#[derive(Debug)]
pub struct Direct {
    blocks: Box<dyn Blocks>,
    layout: Layout,
    buffers: Vec<Vec<u8>>,
    done: Vec<Completion>,
}

impl Direct {
    /// With buffers of their own.
    #[must_use]
    pub fn open(blocks: Box<dyn Blocks>, layout: Layout) -> Direct {
        let buffers = vec![vec![0; layout.buffer_bytes]; layout.buffers];
        Direct { blocks, layout, buffers, done: Vec::new() }
    }

    pub(super) fn buffer(&self, number: usize) -> Option<&[u8]> {
        self.buffers.get(number).map(Vec::as_slice)
    }

    pub(super) fn buffer_mut(&mut self, number: usize) -> Option<&mut [u8]> {
        self.buffers.get_mut(number).map(Vec::as_mut_slice)
    }

    pub(super) fn submit(&mut self, slot: usize, op: Op) -> io::Result<()> {
        let wrong = || io::Error::from(io::ErrorKind::InvalidInput);
        let last = if op == Op::Flush { self.layout.slots } else { self.layout.slots.saturating_sub(1) };
        if slot > last {
            return Err(wrong());
        }
        if self.done.iter().any(|done| done.slot == slot) {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        let result = match op {
            Op::Flush => self.blocks.flush(),
            Op::Write { offset, len, source } => {
                let from = self.buffers.get(source).and_then(|b| b.get(..len)).ok_or_else(wrong)?;
                self.blocks.write(offset, from)
            }
            Op::Read { offset, len } => {
                let into = self.buffers.get_mut(slot).and_then(|b| b.get_mut(..len)).ok_or_else(wrong)?;
                self.blocks.read(offset, into)
            }
        };
        self.done.push(Completion { slot, result });
        Ok(())
    }

    pub(super) fn wait(&mut self, done: &mut Vec<Completion>) {
        done.append(&mut self.done);
    }
}
