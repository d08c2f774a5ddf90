//! How large the terminal is.

use std::os::fd::{AsRawFd, BorrowedFd};

mod raw {
    nix::ioctl_read_bad!(window_size, libc::TIOCGWINSZ, libc::winsize);
}

/// Columns and lines of the terminal behind a descriptor; `None` when there is none or it does not say.
#[must_use]
pub fn window(fd: BorrowedFd<'_>) -> Option<(usize, usize)> {
    let mut size = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: the borrow keeps the descriptor open, and TIOCGWINSZ writes one winsize, which `size` is.
    unsafe { raw::window_size(fd.as_raw_fd(), &raw mut size) }.ok()?;
    (size.ws_col > 0 && size.ws_row > 0).then_some((usize::from(size.ws_col), usize::from(size.ws_row)))
}
