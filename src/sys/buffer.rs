//! Memory that direct I/O accepts: aligned to 2 MiB, in huge pages where the kernel has some.
//!
//! Huge pages were the largest single saving of processor time in our measurements: the kernel pins one page a request
//! instead of 256.

use std::io;
use std::num::NonZeroUsize;
use std::ptr::NonNull;

use nix::sys::mman::{MapFlags, MmapAdvise, ProtFlags};

/// Size and alignment of a huge page on x86-64, in bytes.
const HUGE_PAGE: usize = 2 << 20;

/// A buffer of this many bytes gets a whole huge page: a request from 4 KiB pages has so many segments that drivers cut it.
const WORTH_A_HUGE_PAGE: usize = 512 << 10;

/// A zeroed private memory map, aligned to a huge page.
#[derive(Debug)]
pub struct AlignedBuffer {
    map: NonNull<libc::c_void>,
    map_len: usize,
    start: NonNull<u8>,
    len: usize,
}

// SAFETY: the map is owned by this value alone and is plain memory; moving it to another thread moves the ownership.
unsafe impl Send for AlignedBuffer {}
// SAFETY: a shared reference only gives `&[u8]`, and writing asks for `&mut`.
unsafe impl Sync for AlignedBuffer {}

impl AlignedBuffer {
    /// Maps `len` bytes, all zero.
    ///
    /// # Errors
    /// When there is no memory left, or `len` is 0.
    pub fn new(len: usize) -> io::Result<AlignedBuffer> {
        let unit = if len >= WORTH_A_HUGE_PAGE { HUGE_PAGE } else { 4096 };
        let room =
            len.checked_next_multiple_of(unit).filter(|_| len > 0).ok_or(io::ErrorKind::InvalidInput)?;
        let map_len =
            room.checked_add(HUGE_PAGE).and_then(NonZeroUsize::new).ok_or(io::ErrorKind::InvalidInput)?;
        // SAFETY: a new anonymous private map overlaps no other memory.
        let map = unsafe {
            nix::sys::mman::mmap_anonymous(
                None,
                map_len,
                ProtFlags::PROT_READ | ProtFlags::PROT_WRITE,
                MapFlags::MAP_PRIVATE,
            )
        }?;
        let skip = map.as_ptr().align_offset(HUGE_PAGE);
        // SAFETY: the map is longer than `len` by a huge page, and `skip` is below a huge page: still within the map.
        let start = unsafe { map.cast::<u8>().add(skip) };
        if unit == HUGE_PAGE {
            // SAFETY: `room` bytes from `start` lie within the map. The advice changes no contents; that it is refused
            // does no harm.
            let _ = unsafe { nix::sys::mman::madvise(start.cast(), room, MmapAdvise::MADV_HUGEPAGE) };
        }
        Ok(AlignedBuffer { map, map_len: map_len.get(), start, len })
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Never: a buffer has at least one byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The first byte; valid for [`Self::len`] bytes while the buffer lives.
    pub(super) fn start(&self) -> NonNull<u8> {
        self.start
    }

    /// All bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: `start` is valid for `len` initialised bytes (anonymous maps are zeroed), owned by this value.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.len) }
    }

    /// All bytes, to be changed.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `bytes`, and `&mut self` excludes every other reference.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.len) }
    }
}

impl Drop for AlignedBuffer {
    fn drop(&mut self) {
        // SAFETY: the map was made by `new` with this length, and no reference to it outlives the value.
        let _ = unsafe { nix::sys::mman::munmap(self.map, self.map_len) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_is_aligned_zeroed_and_its_own() {
        for len in [1, 512, 4096, 4097, HUGE_PAGE, HUGE_PAGE + 1, 5 * HUGE_PAGE + 512] {
            let mut buffer = AlignedBuffer::new(len).unwrap();
            assert_eq!(buffer.bytes().as_ptr().align_offset(HUGE_PAGE), 0);
            assert!(buffer.len() == len && buffer.bytes().iter().all(|b| *b == 0));
            buffer.bytes_mut().fill(0xa5);
            assert!(buffer.bytes().iter().all(|b| *b == 0xa5));
        }
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert!(AlignedBuffer::new(0).is_err());
        assert!(AlignedBuffer::new(usize::MAX - 100).is_err());
    }
}
