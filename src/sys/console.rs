//! The console: keys as they come, pictures in place of letters, and which console is in front.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::PathBuf;

use nix::sys::termios::{FlushArg, LocalFlags, SetArg, Termios, tcflush, tcgetattr, tcsetattr};

use super::screen::set_mode;

/// `KD_TEXT` and `KD_GRAPHICS`.
const MODES: [libc::c_int; 2] = [0, 1];

/// A terminal whose keys come one by one and are not shown; as it was before once this goes. Ctrl-C stays a signal.
#[derive(Debug)]
pub struct Keys<'fd> {
    fd: BorrowedFd<'fd>,
    before: Termios,
}

impl<'fd> Keys<'fd> {
    /// Takes a terminal over.
    ///
    /// # Errors
    /// When it is none.
    pub fn take(fd: BorrowedFd<'fd>) -> io::Result<Keys<'fd>> {
        let before = tcgetattr(fd)?;
        let mut now = before.clone();
        now.local_flags.remove(LocalFlags::ICANON | LocalFlags::ECHO);
        tcsetattr(fd, SetArg::TCSANOW, &now)?;
        Ok(Keys { fd, before })
    }
}

impl Drop for Keys<'_> {
    fn drop(&mut self) {
        // What was typed for the guide is not for the shell that comes next.
        let _ = tcflush(self.fd, FlushArg::TCIFLUSH);
        let _ = tcsetattr(self.fd, SetArg::TCSANOW, &self.before);
    }
}

/// A console of the kernel on which the kernel writes no letters; it does again once this goes.
#[derive(Debug)]
pub struct Graphics<'fd> {
    fd: BorrowedFd<'fd>,
}

impl<'fd> Graphics<'fd> {
    /// Switches a console over.
    ///
    /// # Errors
    /// When it is no console of the kernel.
    pub fn take(fd: BorrowedFd<'fd>) -> io::Result<Graphics<'fd>> {
        set_mode(fd, MODES[1])?;
        Ok(Graphics { fd })
    }
}

impl Drop for Graphics<'_> {
    fn drop(&mut self) {
        let _ = set_mode(self.fd, MODES[0]);
    }
}

/// The name of a terminal: `/dev/tty1`, `/dev/pts/0`.
#[must_use]
pub fn name(fd: &impl AsFd) -> Option<PathBuf> {
    nix::unistd::ttyname(fd.as_fd()).ok()
}

/// Sets the system's clock, in seconds since 1970.
///
/// # Errors
/// Whatever the system answers: not everybody may.
pub fn set_clock(seconds: i64) -> io::Result<()> {
    let time = nix::sys::time::TimeSpec::new(seconds, 0);
    Ok(nix::time::clock_settime(nix::time::ClockId::CLOCK_REALTIME, time)?)
}
