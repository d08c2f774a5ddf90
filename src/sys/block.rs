//! Block device ioctls (`linux/fs.h`), each behind a safe function.
//!
//! All of them act on the descriptor that is given, so the answer is about the device that is held open and not about
//! whatever a path names by now.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

mod raw {
    nix::ioctl_none!(rescan_partitions, 0x12, 95); // BLKRRPART
    nix::ioctl_none!(flush_buffers, 0x12, 97); // BLKFLSBUF
    nix::ioctl_write_ptr_bad!(discard, nix::request_code_none!(0x12, 119), [u64; 2]); // BLKDISCARD
    nix::ioctl_write_ptr_bad!(secure_discard, nix::request_code_none!(0x12, 125), [u64; 2]); // BLKSECDISCARD
    nix::ioctl_read_bad!(read_only, nix::request_code_none!(0x12, 94), libc::c_int); // BLKROGET
    nix::ioctl_read_bad!(logical_block, nix::request_code_none!(0x12, 104), libc::c_int); // BLKSSZGET
    nix::ioctl_read_bad!(physical_block, nix::request_code_none!(0x12, 123), libc::c_uint); // BLKPBSZGET
    nix::ioctl_read!(size, 0x12, 114, u64); // BLKGETSIZE64: declared with size_t, writes 64 bits
    nix::ioctl_read!(diskseq, 0x12, 128, u64); // BLKGETDISKSEQ
}

/// Bytes that the device addresses.
///
/// # Errors
/// Whatever the kernel answers: `ENOTTY` when it is no block device.
pub fn size_bytes(fd: BorrowedFd<'_>) -> io::Result<u64> {
    let mut out = 0u64;
    // SAFETY: the borrow keeps the descriptor open, and BLKGETSIZE64 writes one u64, which `out` is.
    unsafe { raw::size(fd.as_raw_fd(), &raw mut out) }?;
    Ok(out)
}

/// Bytes in a logical block.
///
/// # Errors
/// Whatever the kernel answers; `InvalidData` for a number that is no size.
pub fn logical_block_bytes(fd: BorrowedFd<'_>) -> io::Result<u32> {
    let mut out = 0;
    // SAFETY: the borrow keeps the descriptor open, and BLKSSZGET writes one int, which `out` is.
    unsafe { raw::logical_block(fd.as_raw_fd(), &raw mut out) }?;
    u32::try_from(out).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))
}

/// Bytes in a physical block.
///
/// # Errors
/// Whatever the kernel answers.
pub fn physical_block_bytes(fd: BorrowedFd<'_>) -> io::Result<u32> {
    let mut out = 0;
    // SAFETY: the borrow keeps the descriptor open, and BLKPBSZGET writes one unsigned int, which `out` is.
    unsafe { raw::physical_block(fd.as_raw_fd(), &raw mut out) }?;
    Ok(out)
}

/// Whether the device takes no writes.
///
/// # Errors
/// Whatever the kernel answers.
pub fn is_read_only(fd: BorrowedFd<'_>) -> io::Result<bool> {
    let mut out = 0;
    // SAFETY: the borrow keeps the descriptor open, and BLKROGET writes one int, which `out` is.
    unsafe { raw::read_only(fd.as_raw_fd(), &raw mut out) }?;
    Ok(out != 0)
}

/// The number that the kernel gives to each device it ever saw; never used twice until the next boot (Linux 5.15).
///
/// # Errors
/// Whatever the kernel answers: `ENOTTY` on older kernels.
pub fn diskseq(fd: BorrowedFd<'_>) -> io::Result<u64> {
    let mut out = 0u64;
    // SAFETY: the borrow keeps the descriptor open, and BLKGETDISKSEQ writes one u64, which `out` is.
    unsafe { raw::diskseq(fd.as_raw_fd(), &raw mut out) }?;
    Ok(out)
}

/// Writes the page cache of the device out and forgets it, so that the next read comes from the device.
///
/// # Errors
/// Whatever the kernel answers: `EACCES` without the right to administer the system.
pub fn flush_buffers(fd: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: the borrow keeps the descriptor open, and BLKFLSBUF takes no argument.
    unsafe { raw::flush_buffers(fd.as_raw_fd()) }?;
    Ok(())
}

/// Tells the device that it may forget `bytes` from `start`; both in whole logical blocks. Success proves nothing: the kernel also
/// succeeds where the driver does not know the command, and the device may keep the data.
///
/// # Errors
/// Whatever the kernel answers: `EBADF` without the right to write, `EOPNOTSUPP`, `EINVAL` for a range that is not of the device.
pub fn discard(fd: BorrowedFd<'_>, start: u64, bytes: u64) -> io::Result<()> {
    // SAFETY: the borrow keeps the descriptor open, and BLKDISCARD reads two u64, which are given.
    unsafe { raw::discard(fd.as_raw_fd(), &[start, bytes]) }?;
    Ok(())
}

/// Erases `bytes` from `start` and every copy of them, as far as the device does so (eMMC: secure erase, or secure trim); both in
/// whole logical blocks.
///
/// # Errors
/// As [`discard`]; `EOPNOTSUPP` where the device does not offer it.
pub fn secure_discard(fd: BorrowedFd<'_>, start: u64, bytes: u64) -> io::Result<()> {
    // SAFETY: the borrow keeps the descriptor open, and BLKSECDISCARD reads two u64, which are given.
    unsafe { raw::secure_discard(fd.as_raw_fd(), &[start, bytes]) }?;
    Ok(())
}

/// Makes the kernel read the partition table again.
///
/// # Errors
/// Whatever the kernel answers: `EBUSY` when a partition is in use, `EINVAL` when the device cannot have any.
pub fn rescan_partitions(fd: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: the borrow keeps the descriptor open, and BLKRRPART takes no argument.
    unsafe { raw::rescan_partitions(fd.as_raw_fd()) }?;
    Ok(())
}

/// Whether `error` is the kernel's `errno`.
#[must_use]
pub fn is_errno(error: &io::Error, errno: nix::errno::Errno) -> bool {
    error.raw_os_error() == Some(errno as i32)
}

/// Opens for reading, claiming the device for oneself: fails with `EBUSY` when anything in the kernel holds it.
/// Claims nothing on a regular file.
///
/// # Errors
/// Whatever the kernel answers.
pub fn open_exclusive_read(path: &std::path::Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().read(true).custom_flags(libc::O_EXCL | libc::O_NONBLOCK).open(path)
}

/// Opens for reading and writing past the page cache, claiming a block device for oneself.
///
/// # Errors
/// Whatever the kernel answers: `EBUSY`, `EROFS`, `ENOMEDIUM`, `EACCES`, or `EINVAL` where the file system knows no
/// direct I/O.
pub fn open_exclusive_write(path: &std::path::Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options()
        .read(true)
        .write(true)
        .custom_flags(libc::O_EXCL | libc::O_DIRECT | libc::O_NOFOLLOW)
        .open(path)
}
