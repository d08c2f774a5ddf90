//! Sockets on which a virtual machine asks for a device: messages that carry descriptors, and the thread that answers them.

use std::fs::File;
use std::io::{self, IoSliceMut, Read, Write};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg};

/// Most descriptors in one message: vhost-user passes eight memory regions, vfio-user one interrupt a vector.
const MOST_DESCRIPTORS: usize = 64;

/// Reads exactly `into`, the head of a message, and the descriptors that came with it.
///
/// # Errors
/// `UnexpectedEof` when the other side has hung up, and whatever the socket says.
pub fn receive_head(stream: &UnixStream, into: &mut [u8]) -> io::Result<Vec<OwnedFd>> {
    let len = into.len();
    let mut room = nix::cmsg_space!([std::os::fd::RawFd; MOST_DESCRIPTORS]);
    let mut parts = [IoSliceMut::new(into)];
    let flags = MsgFlags::MSG_WAITALL | MsgFlags::MSG_CMSG_CLOEXEC;
    let message = recvmsg::<()>(stream.as_raw_fd(), &mut parts, Some(&mut room), flags)?;
    let mut descriptors = Vec::new();
    for control in message.cmsgs()? {
        if let ControlMessageOwned::ScmRights(raw) = control {
            // SAFETY: the kernel has just opened these descriptors for this process, and nothing else knows their numbers.
            descriptors.extend(raw.into_iter().map(|fd| unsafe { OwnedFd::from_raw_fd(fd) }));
        }
    }
    if message.bytes == len { Ok(descriptors) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Reads the rest of a message.
///
/// # Errors
/// When it does not come whole.
pub fn receive_body(mut stream: &UnixStream, len: usize) -> io::Result<Vec<u8>> {
    let mut body = vec![0; len];
    stream.read_exact(&mut body)?;
    Ok(body)
}

/// Wakes whoever waits for an event descriptor.
pub fn signal(event: Option<&File>) {
    if let Some(mut event) = event {
        // A guest that is gone needs no waking.
        let _ = event.write_all(&1_u64.to_ne_bytes());
    }
}

/// Takes what an event descriptor counts.
pub fn take_signal(mut event: &File) {
    let _ = event.read(&mut [0; 8]);
}

/// Waits until one of `files` is readable, or it is `until`: which of them are.
///
/// # Errors
/// When polling fails.
pub fn wait_readable(files: &[&dyn AsDescriptor], until: Option<Instant>) -> io::Result<Vec<bool>> {
    let mut polled: Vec<PollFd> =
        files.iter().map(|file| PollFd::new(file.descriptor(), PollFlags::POLLIN)).collect();
    loop {
        let timeout = until.map_or(PollTimeout::NONE, |until| {
            // A millisecond more than is left: never too early, and never a busy loop.
            let left = until.saturating_duration_since(Instant::now()) + Duration::from_millis(1);
            PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX)
        });
        match poll(&mut polled, timeout) {
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno.into()),
            Ok(_) => return Ok(polled.iter().map(|p| p.any().unwrap_or(false)).collect()),
        }
    }
}

/// [`AsFd`] for lists of different things.
pub trait AsDescriptor {
    /// The descriptor.
    fn descriptor(&self) -> std::os::fd::BorrowedFd<'_>;
}

impl<T: AsFd> AsDescriptor for T {
    fn descriptor(&self) -> std::os::fd::BorrowedFd<'_> {
        self.as_fd()
    }
}

/// A device behind a socket: a thread that answers one virtual machine, from its connection to its end.
#[derive(Debug)]
pub struct Front {
    socket: PathBuf,
    stop: Option<UnixStream>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

/// What a serving thread looks at to know that it is no longer wanted: readable means stop.
pub type Stop = UnixStream;

impl Front {
    /// Listens at `socket` and gives the first connection to `serve`.
    ///
    /// # Errors
    /// When the socket cannot be made.
    pub fn start(
        socket: &Path,
        serve: impl FnOnce(UnixStream, &Stop) -> io::Result<()> + Send + 'static,
    ) -> io::Result<Front> {
        let _ = std::fs::remove_file(socket);
        let listener = UnixListener::bind(socket)?;
        let (stop, stopped) = UnixStream::pair()?;
        let thread = std::thread::spawn(move || {
            let ready = wait_readable(&[&stopped, &listener], None)?;
            if ready[0] {
                return Ok(());
            }
            let (stream, _) = listener.accept()?;
            drop(listener);
            match serve(stream, &stopped) {
                // Whoever is killed hangs up like that.
                Err(error) if is_hang_up(&error) => Ok(()),
                other => other,
            }
        });
        Ok(Front { socket: socket.to_owned(), stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Waits until the virtual machine has hung up, or ends the conversation now if `at_once`.
    ///
    /// # Errors
    /// What went wrong in it.
    ///
    /// # Panics
    /// When the serving thread did.
    pub fn end(mut self, at_once: bool) -> io::Result<()> {
        if at_once {
            self.stop = None;
        }
        self.thread.take().map_or(Ok(()), |thread| thread.join().expect("the front-end's thread panicked"))
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let _ = std::fs::remove_file(&self.socket);
    }
}

fn is_hang_up(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe
    )
}
