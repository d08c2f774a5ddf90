//! ioctls of the console's screen (`linux/fb.h`, `linux/kd.h`).

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use super::framebuffer::{Fixed, Variable};

mod raw {
    use super::{Fixed, Variable};
    nix::ioctl_read_bad!(variable, 0x4600, Variable);
    nix::ioctl_read_bad!(fixed, 0x4602, Fixed);
    nix::ioctl_write_int_bad!(set_mode, 0x4B3A);
}

/// FBIOGET_VSCREENINFO.
pub(super) fn variable(fd: BorrowedFd<'_>, info: &mut Variable) -> io::Result<()> {
    // SAFETY: the borrow keeps the descriptor open; one fb_var_screeninfo is written, which `Variable` is laid out as, and a test measures.
    unsafe { raw::variable(fd.as_raw_fd(), info) }?;
    Ok(())
}

/// FBIOGET_FSCREENINFO.
pub(super) fn fixed(fd: BorrowedFd<'_>, info: &mut Fixed) -> io::Result<()> {
    // SAFETY: the borrow keeps the descriptor open; one fb_fix_screeninfo is written, which `Fixed` is laid out as, and a test measures.
    unsafe { raw::fixed(fd.as_raw_fd(), info) }?;
    Ok(())
}

/// KDSETMODE: whether the console shows letters (0) or pictures (1).
pub(super) fn set_mode(fd: BorrowedFd<'_>, mode: libc::c_int) -> io::Result<()> {
    // SAFETY: the borrow keeps the descriptor open, and KDSETMODE takes a number, not a pointer.
    unsafe { raw::set_mode(fd.as_raw_fd(), mode) }?;
    Ok(())
}
