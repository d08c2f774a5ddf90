//! The guard: from a drive that was chosen and confirmed to the one token that lets an erase begin.
//!
//! [`Armed`] holds the drive open and claimed. It is made by [`arm`] alone, cannot be copied, and gives no path to write
//! to: whoever has it has the descriptor, and the descriptor was compared with the drive that was chosen.
//!
//! ```compile_fail,E0308
//! use gomme::drive::guard::Armed;
//! fn twice(armed: &Armed) -> Armed {
//!     armed.clone() // no: one drive, one token
//! }
//! ```
//!
//! ```compile_fail,E0451
//! use gomme::drive::guard::{Armed, Hold};
//! fn out_of_nothing(hold: Box<dyn Hold>) -> Armed {
//!     Armed { hold } // no: a private field
//! }
//! ```
//!
//! It goes to a worker of its own:
//!
//! ```
//! fn is_send<T: Send>() {}
//! is_send::<gomme::drive::guard::Armed>();
//! ```

use std::fs::{File, TryLockError};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::{FileExt, FileTypeExt, MetadataExt};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use sha2::{Digest, Sha256};

use super::find::numbers;
use super::refusal::{Doubt, Refusal};
use super::state::{BETWEEN_TRIES, PATIENCE};
use super::wire::{self, Reply, Request, Speaks, Wire};
use super::{Drive, DriveError, Host, Node, Selection, blocks, find, identity};
use crate::event::DriveIdentity;
use crate::sys::block;
use crate::sys::io::{BlockIo, Choice, Layout};
use crate::units::Answer;

/// The code that confirms a drive: ten decimal digits, shown as `4071-839261`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code([u8; 10]);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = String::from_utf8_lossy(&self.0);
        write!(f, "{}-{}", &digits[..4], &digits[4..])
    }
}

impl Code {
    /// The first four digits, which a person types.
    #[must_use]
    pub fn short(&self) -> String {
        String::from_utf8_lossy(&self.0[..4]).into_owned()
    }
}

/// The code of a drive: it changes with path, serial, name, model, size, device sequence or inode, and backing file.
#[must_use]
pub fn confirmation_code(drive: &Drive) -> Code {
    let id = &drive.identity;
    let node = match drive.node {
        Node::Block { devno, diskseq } => format!("block {devno:?} {diskseq:?}"),
        Node::File { dev, ino } => format!("file {dev} {ino}"),
    };
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let parts = [
        drive.path.to_string_lossy().into_owned(),
        text(&id.serial),
        text(&id.wwn),
        text(&id.model),
        id.size_bytes.to_string(),
        node,
        text(&drive.backing_file),
    ];
    let mut hash = Sha256::new();
    for part in parts {
        // Lengths in front, so that no two lists of parts give the same bytes.
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let number = digest.iter().take(8).fold(0u64, |n, byte| n << 8 | u64::from(*byte)) % 10_000_000_000;
    let mut digits = [b'0'; 10];
    for (digit, shown) in digits.iter_mut().zip(format!("{number:010}").bytes()) {
        *digit = shown;
    }
    Code(digits)
}

/// Whether the first four digits tell these drives apart; otherwise the whole codes must be typed.
#[must_use]
pub fn short_codes_differ(drives: &[Drive]) -> bool {
    let mut codes: Vec<String> = drives.iter().map(|drive| confirmation_code(drive).short()).collect();
    codes.sort();
    codes.windows(2).all(|pair| pair[0] != pair[1])
}

/// A confirmation as somebody gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed(TypedDigits);

#[derive(Clone, Debug, PartialEq, Eq)]
enum TypedDigits {
    Whole(String),
    Short(String),
}

impl Typed {
    /// All ten digits, with or without the dash and spaces; `None` for anything else.
    #[must_use]
    pub fn whole(text: &str) -> Option<Typed> {
        digits(text, 10).map(|d| Typed(TypedDigits::Whole(d)))
    }

    /// The first four digits, or all ten: only for a person who sees the code beside the drive, and only when
    /// [`short_codes_differ`].
    #[must_use]
    pub fn at_keyboard(text: &str) -> Option<Typed> {
        digits(text, 4).map(|d| Typed(TypedDigits::Short(d))).or_else(|| Typed::whole(text))
    }

    /// Whether it is this drive's.
    #[must_use]
    pub fn confirms(&self, drive: &Drive) -> bool {
        let code = confirmation_code(drive);
        match &self.0 {
            TypedDigits::Whole(digits) => digits.as_bytes() == code.0,
            TypedDigits::Short(digits) => *digits == code.short(),
        }
    }
}

fn digits(text: &str, count: usize) -> Option<String> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    (bare.len() == count && bare.bytes().all(|b| b.is_ascii_digit())).then_some(bare)
}

/// What holds a drive: all that an erase does to it goes through here.
pub trait Hold: Wire {
    /// Who the drive is, as it was when it was chosen.
    fn identity(&self) -> &DriveIdentity;
    /// Where it was found, for people.
    fn display_path(&self) -> String;
    /// Whether it is still the one that was chosen.
    fn recheck(&self) -> Answer;
    /// Opens it for moving data.
    ///
    /// # Errors
    /// When the engine or memory is not to be had.
    fn open_blocks(&self, choice: Choice, layout: Layout) -> io::Result<BlockIo>;
    /// Which commands it may be asked.
    fn speaks(&self) -> Speaks;
    /// Makes the system ask the drive for its capacity again, after a hidden area was brought back. From then on the drive
    /// with that capacity is the chosen one.
    ///
    /// # Errors
    /// Whatever the system answers; then the capacity is as it was.
    fn refresh_capacity(&mut self) -> io::Result<u64>;
}

/// A drive that may be written: claimed, held open, and known to be the one that was chosen.
#[derive(Debug)]
pub struct Armed {
    hold: Box<dyn Hold>,
}

impl Armed {
    /// Arms what is no device of this machine: an emulated drive in a test. What it writes to is what its maker gave it.
    #[must_use]
    pub fn emulated(hold: Box<dyn Hold>) -> Armed {
        Armed { hold }
    }

    /// Who the drive is, as it was when it was chosen, or since its capacity was refreshed.
    #[must_use]
    pub fn identity(&self) -> &DriveIdentity {
        self.hold.identity()
    }

    /// Where it was found, for people: never used to reach it again.
    #[must_use]
    pub fn display_path(&self) -> String {
        self.hold.display_path()
    }

    /// Whether the drive that is held is still the one that was chosen: by the descriptor's own number, its diskseq,
    /// size, serial number and world-wide name.
    #[must_use]
    pub fn recheck(&self) -> Answer {
        self.hold.recheck()
    }

    /// Opens it for moving data.
    ///
    /// # Errors
    /// When the engine or memory is not to be had.
    pub fn open_blocks(&self, choice: Choice, layout: Layout) -> io::Result<BlockIo> {
        self.hold.open_blocks(choice, layout)
    }

    /// What it may be asked, and the way to it.
    pub fn hold_mut(&mut self) -> &mut dyn Hold {
        &mut *self.hold
    }
}

/// A device of this machine.
#[derive(Debug)]
struct Held {
    file: File,
    chosen: Drive,
    since: Instant,
}

/// Looks at a chosen drive again, claims it, and arms it.
///
/// # Errors
/// Every reason that speaks against it now, all at once.
pub fn arm(chosen: &Drive, typed: &Typed, selection: Selection) -> Result<Armed, Vec<Refusal>> {
    let mut refusals = look_again(chosen, selection);
    if !typed.confirms(chosen) {
        refusals.push(Refusal::WrongConfirmation);
    }
    if !refusals.is_empty() {
        refusals.sort();
        refusals.dedup();
        return Err(refusals);
    }
    let one = |refusal| vec![refusal];
    let file = open(chosen).map_err(one)?;
    compare_held(&file, chosen).map_err(one)?;
    lock(&file).map_err(one)?;
    let held = Held { file, chosen: chosen.clone(), since: Instant::now() };
    // Once more, now that nobody else can take it: names and numbers in sysfs belong to the device that is held.
    match held.recheck() {
        Answer::Yes => Ok(Armed { hold: Box::new(held) }),
        Answer::No => Err(one(Refusal::DriveChanged)),
        Answer::Unknown => Err(one(Refusal::UnknownState(Doubt::Node))),
    }
}

/// What speaks against a drive now, and whether it is still the one that was chosen.
fn look_again(chosen: &Drive, selection: Selection) -> Vec<Refusal> {
    match find(&chosen.host, &chosen.path, selection) {
        Ok(now) => {
            let mut refusals = now.refusals.clone();
            let same = now.identity == chosen.identity
                && now.node == chosen.node
                && now.path == chosen.path
                && now.backing_file == chosen.backing_file;
            refusals.extend((!same).then_some(Refusal::DriveChanged));
            refusals
        }
        Err(DriveError::NotFound(_) | DriveError::NotConnected(_)) => vec![Refusal::Vanished],
        Err(DriveError::NotPermitted(_)) => vec![Refusal::NoPermission],
        Err(DriveError::NoSysfs) => vec![Refusal::UnknownState(Doubt::Unreadable("/sys".into()))],
        Err(DriveError::FileNotAllowed(_)) => vec![Refusal::VirtualDrive],
        // A folder, a partition or another file stands there now.
        Err(_) => vec![Refusal::DriveChanged],
    }
}

/// Opens and claims it. A claim of a moment is waited for.
fn open(chosen: &Drive) -> Result<File, Refusal> {
    let path = chosen.host.place(&chosen.path);
    let since = Instant::now();
    loop {
        let error = match block::open_exclusive_write(&path) {
            Ok(file) => return Ok(file),
            Err(error) => error,
        };
        let errno = error.raw_os_error().unwrap_or(0);
        return Err(match Errno::from_raw(errno) {
            Errno::EBUSY if since.elapsed() < PATIENCE => {
                sleep(BETWEEN_TRIES);
                continue;
            }
            Errno::EBUSY | Errno::ETXTBSY => Refusal::InUse,
            // The kernel answers EACCES, too, to who would write a read-only device.
            Errno::EACCES | Errno::EPERM => Refusal::NoPermission,
            Errno::EROFS => Refusal::ReadOnly,
            Errno::ENOMEDIUM => Refusal::NoMedium,
            Errno::ENOENT | Errno::ENXIO | Errno::ENODEV => Refusal::Vanished,
            Errno::EINVAL => Refusal::NoDirectIo,
            _ => Refusal::Kernel { errno },
        });
    }
}

/// Compares what is held open with what was chosen, by the descriptor alone.
fn compare_held(file: &File, chosen: &Drive) -> Result<(), Refusal> {
    let kernel = |e: io::Error| Refusal::Kernel { errno: e.raw_os_error().unwrap_or(0) };
    let meta = file.metadata().map_err(kernel)?;
    let id = &chosen.identity;
    let same = match chosen.node {
        Node::Block { devno, diskseq } => {
            if !meta.file_type().is_block_device() {
                return Err(Refusal::DriveChanged);
            }
            if block::is_read_only(file.as_fd()).map_err(kernel)? {
                return Err(Refusal::ReadOnly);
            }
            devno == Some(numbers(meta.rdev()))
                && diskseq == Some(block::diskseq(file.as_fd()).map_err(kernel)?)
                && id.size_bytes == block::size_bytes(file.as_fd()).map_err(kernel)?
                && id.logical_block_bytes == block::logical_block_bytes(file.as_fd()).map_err(kernel)?
        }
        Node::File { dev, ino } => {
            let same = (meta.dev(), meta.ino(), meta.len()) == (dev, ino, id.size_bytes);
            if same && !reads_directly(file, id) {
                return Err(Refusal::NoDirectIo);
            }
            same
        }
    };
    if same { Ok(()) } else { Err(Refusal::DriveChanged) }
}

/// Whether the file system moves single blocks of a file past the page cache: some open such files and then refuse.
fn reads_directly(file: &File, id: &DriveIdentity) -> bool {
    let Ok(block) = usize::try_from(id.logical_block_bytes) else {
        return false;
    };
    let mut room = vec![0u8; block + 4096];
    let start = room.as_ptr().align_offset(4096).min(4096);
    let last = id.size_bytes.saturating_sub(u64::from(id.logical_block_bytes));
    file.read_at(&mut room[start..start + block], last).is_ok_and(|n| n == block)
}

/// Takes the lock that the device manager heeds (systemd: "Locking Block Device Access"), and other runs of gomme.
fn lock(file: &File) -> Result<(), Refusal> {
    let since = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if since.elapsed() < PATIENCE => sleep(BETWEEN_TRIES),
            Err(TryLockError::WouldBlock) => return Err(Refusal::InUse),
            Err(TryLockError::Error(e)) => {
                return Err(Refusal::Kernel { errno: e.raw_os_error().unwrap_or(0) });
            }
        }
    }
}

impl Wire for Held {
    fn exchange(&mut self, request: &Request, limit: Duration) -> Reply {
        wire::exchange(self.file.as_fd(), request, limit)
    }

    fn now(&self) -> Duration {
        self.since.elapsed()
    }

    fn pause(&mut self, time: Duration, interrupted: &AtomicBool) {
        wire::pause(time, interrupted);
    }
}

impl Hold for Held {
    fn identity(&self) -> &DriveIdentity {
        &self.chosen.identity
    }

    fn display_path(&self) -> String {
        self.chosen.path.display().to_string()
    }

    fn recheck(&self) -> Answer {
        match (compare_held(&self.file, &self.chosen), self.chosen.node) {
            (Ok(()), Node::File { .. }) => Answer::Yes,
            (Ok(()), Node::Block { .. }) => self.recheck_names().unwrap_or(Answer::Unknown),
            (Err(Refusal::DriveChanged), _) => Answer::No,
            (Err(_), _) => Answer::Unknown,
        }
    }

    fn open_blocks(&self, choice: Choice, layout: Layout) -> io::Result<BlockIo> {
        BlockIo::open(choice, self.file.as_fd(), layout)
    }

    fn speaks(&self) -> Speaks {
        self.chosen.speaks
    }

    fn refresh_capacity(&mut self) -> io::Result<u64> {
        let place = self.place().ok_or(io::ErrorKind::NotFound)?;
        // SCSI devices have it; NVMe and eMMC have no capacity that could change below us.
        std::fs::write(self.chosen.host.place(place.join("device/rescan")), "1")?;
        let now = block::size_bytes(self.file.as_fd())?;
        if now > self.chosen.identity.size_bytes {
            self.chosen.identity.size_bytes = now;
        }
        Ok(now)
    }
}

impl Held {
    /// Its folder in sysfs, by the number of what is held.
    fn place(&self) -> Option<PathBuf> {
        let (major, minor) = numbers(self.file.metadata().ok()?.rdev());
        self.chosen.host.canonical(format!("sys/dev/block/{major}:{minor}"))
    }

    fn recheck_names(&self) -> Option<Answer> {
        let host: &Host = &self.chosen.host;
        let place = self.place()?;
        let name = place.file_name()?.to_str()?;
        let now = identity::read(host, &blocks::disk(host, name));
        let then = &self.chosen.identity;
        let Node::Block { diskseq, .. } = self.chosen.node else {
            return None;
        };
        let pairs = [(&then.serial, &now.identity.serial), (&then.wwn, &now.identity.wwn)];
        let differs = pairs.iter().any(|(then, now)| now.is_some() && then != now);
        let unread = pairs.iter().any(|(then, now)| then.is_some() && now.is_none());
        Some(if differs || now.diskseq.is_some_and(|d| Some(d) != diskseq) {
            Answer::No
        } else if unread || now.diskseq.is_none() {
            Answer::Unknown
        } else {
            Answer::Yes
        })
    }
}
