//! A guest's memory, mapped into this process: where a device does its DMA.

use std::io;
use std::num::NonZeroUsize;
use std::os::fd::AsFd;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU16, Ordering};

use nix::sys::mman::{MapFlags, ProtFlags, mmap, munmap};

/// A guest's memory, in parts.
#[derive(Debug, Default)]
pub struct GuestMemory(Vec<Region>);

/// A part of it.
#[derive(Debug)]
struct Region {
    /// Its address on the guest's bus.
    guest: u64,
    /// Its address in the process that runs the guest: vhost-user gives ring addresses so.
    user: u64,
    /// In bytes.
    len: u64,
    /// Bytes at the mapping's start that are not part of it.
    skipped: usize,
    base: NonNull<u8>,
    mapped: usize,
}

// SAFETY: a mapping belongs to the process, not to a thread, and this is its only owner.
unsafe impl Send for Region {}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: the mapping was made with this length, and no reference into it is ever given out.
        let _ = unsafe { munmap(self.base.cast(), self.mapped) };
    }
}

/// What a guest says about a part of its memory.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Address on its bus.
    pub guest: u64,
    /// Address in its process; 0 where that is not known.
    pub user: u64,
    /// Bytes.
    pub len: u64,
    /// Where in the file it begins.
    pub offset: u64,
}

impl GuestMemory {
    /// Maps a part.
    ///
    /// # Errors
    /// When it cannot be mapped.
    pub fn map(&mut self, part: Part, file: impl AsFd) -> io::Result<()> {
        // The file is mapped from its beginning: offsets need not be at a page.
        let whole = part.len.checked_add(part.offset).and_then(|n| usize::try_from(n).ok());
        let mapped = whole.and_then(NonZeroUsize::new).ok_or(io::ErrorKind::InvalidInput)?;
        let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        let flags = MapFlags::MAP_SHARED | MapFlags::MAP_NORESERVE;
        // SAFETY: a new mapping at a place of the kernel's choice: nothing that exists is touched.
        let base = unsafe { mmap(None, mapped, protection, flags, file, 0) }?;
        self.0.push(Region {
            guest: part.guest,
            user: part.user,
            len: part.len,
            skipped: usize::try_from(part.offset).map_err(|_| io::ErrorKind::InvalidInput)?,
            base: base.cast(),
            mapped: mapped.get(),
        });
        Ok(())
    }

    /// Forgets all parts within a range of the guest's bus.
    pub fn unmap(&mut self, guest: u64, len: u64) {
        self.0.retain(|part| part.guest < guest || part.guest + part.len > guest.saturating_add(len));
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The bus address of an address in the guest's process.
    #[must_use]
    pub fn of_user(&self, user: u64) -> Option<u64> {
        let part = self.0.iter().find(|part| user >= part.user && user - part.user < part.len)?;
        Some(part.guest + (user - part.user))
    }

    fn place(&self, at: u64, len: usize) -> Option<NonNull<u8>> {
        let part = self.0.iter().find(|part| at >= part.guest && at - part.guest < part.len)?;
        let within = at - part.guest;
        if len as u64 > part.len - within {
            return None;
        }
        // SAFETY: the place and `len` bytes after it lie within the part, and the part within its mapping.
        Some(unsafe { part.base.add(part.skipped + usize::try_from(within).ok()?) })
    }

    /// Reads by DMA. As on a real bus, an address where nothing is answers with ones.
    pub fn read(&self, at: u64, into: &mut [u8]) {
        let len = into.len();
        match self.place(at, len) {
            None => into.fill(0xff),
            // SAFETY: `place` has found as many bytes there; bytes have no invalid value, and the guest's own accesses
            // to them happen in another process.
            Some(from) => unsafe { from.copy_to_nonoverlapping(NonNull::from(into).cast(), len) },
        }
    }

    /// Writes by DMA. What goes nowhere is lost.
    pub fn write(&self, at: u64, from: &[u8]) {
        if let Some(to) = self.place(at, from.len()) {
            // SAFETY: `place` has found as many bytes there, none of them borrowed.
            unsafe { to.copy_from_nonoverlapping(NonNull::from(from).cast(), from.len()) };
        }
    }

    /// A vector of so many bytes.
    #[must_use]
    pub fn bytes(&self, at: u64, len: usize) -> Vec<u8> {
        let mut bytes = vec![0; len];
        self.read(at, &mut bytes);
        bytes
    }

    /// An array of so many bytes.
    #[must_use]
    pub fn array<const N: usize>(&self, at: u64) -> [u8; N] {
        let mut bytes = [0; N];
        self.read(at, &mut bytes);
        bytes
    }

    fn shared_u16(&self, at: u64) -> Option<&AtomicU16> {
        let place = self.place(at, 2)?.cast::<u16>();
        // SAFETY: it is aligned, within the mapping, and lives as long as `self` does; whoever else uses it is another process.
        place.is_aligned().then(|| unsafe { AtomicU16::from_ptr(place.as_ptr()) })
    }

    /// Reads an index that the guest changes, and everything that it wrote before.
    #[must_use]
    pub fn load_u16(&self, at: u64) -> u16 {
        self.shared_u16(at).map_or(u16::MAX, |index| index.load(Ordering::SeqCst))
    }

    /// Writes an index that the guest watches, after everything that was written before.
    pub fn store_u16(&self, at: u64, value: u16) {
        if let Some(index) = self.shared_u16(at) {
            index.store(value, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn two_pages() -> GuestMemory {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(&[7; 12288]).expect("bytes");
        let mut memory = GuestMemory::default();
        memory.map(Part { guest: 0x10000, user: 0x7000, len: 8192, offset: 4096 }, &file).expect("a mapping");
        memory
    }

    #[test]
    fn it_is_read_and_written_where_it_is_and_nowhere_else() {
        let mut memory = two_pages();
        memory.write(0x10000 + 8190, &[1, 2]);
        memory.write(0x10000 + 8191, &[9, 9]);
        memory.write(0xffff, &[9]);
        assert_eq!(memory.bytes(0x10000 + 8188, 4), [7, 7, 1, 2]);
        assert_eq!(memory.array(0x10000 + 8189), [0xff; 4], "it ends within");
        assert_eq!(memory.array(0xfffe), [0xff; 2]);
        assert_eq!(memory.array(u64::MAX), [0xff; 2]);
        memory.unmap(0x10000, 8192);
        assert_eq!(memory.array(0x10000), [0xff; 2]);
    }

    #[test]
    fn indices_and_addresses_of_the_other_process() {
        let memory = two_pages();
        memory.store_u16(0x10004, 0x1234);
        assert_eq!((memory.load_u16(0x10004), memory.array(0x10004)), (0x1234, [0x34, 0x12]));
        assert_eq!(memory.load_u16(0x10003), u16::MAX, "not aligned");
        assert_eq!(
            (memory.of_user(0x7001), memory.of_user(0x9000), memory.of_user(0x6fff)),
            (Some(0x10001), None, None)
        );
    }
}
