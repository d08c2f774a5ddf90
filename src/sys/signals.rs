//! Ctrl-C and its kin, as a flag that workers look at between two blocks.

use std::sync::atomic::{AtomicBool, Ordering};

use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

extern "C" fn note(_: libc::c_int) {
    INTERRUPTED.store(true, Ordering::Relaxed);
}

/// From now on an interrupt, a hang-up or a request to end only raises the flag.
///
/// # Errors
/// Never on Linux, for these signals.
pub fn watch() -> std::io::Result<()> {
    let action = SigAction::new(SigHandler::Handler(note), SaFlags::SA_RESTART, SigSet::empty());
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        // SAFETY: the handler only stores to an atomic, which is safe at any point of the program.
        unsafe { sigaction(signal, &action) }?;
    }
    Ok(())
}

/// The flag.
#[must_use]
pub fn interrupted() -> &'static AtomicBool {
    &INTERRUPTED
}
