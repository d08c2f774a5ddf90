//! A drive that does wrong on demand: a loop device over the one file of a FUSE file system that lives in this very
//! process.
//!
//! ```text
//! gomme → /dev/loopN → direct I/O → drive.img (FUSE) → faults::Model (memory)
//! ```
//!
//! Requests reach the model one for one: the loop driver takes a short write for a whole one, so the device is told to
//! send no more than FUSE carries in one piece.

use std::ffi::OsStr;
use std::fs;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use fuser::{
    BackgroundSession, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags, Generation,
    INodeNo, InitFlags, KernelConfig, LockOwner, MountOption, OpenFlags, ReplyAttr, ReplyData, ReplyEmpty,
    ReplyEntry, ReplyOpen, ReplyWrite, Request, WriteFlags,
};

use super::faults::{Answer, Fault, Log, Model, Plan};
use super::loops::{Attach, Loop};
use super::{need_root, run, until};

/// What the device sends in one piece, in KiB: less than the 256 pages of a FUSE request, even when a buffer begins in
/// the middle of a page.
const LONGEST_KIB: u64 = 512;

const FILE: INodeNo = INodeNo(2);
const FOREVER: Duration = Duration::from_secs(3600);

/// A request that waits for its answer.
enum Held {
    Write { offset: u64, data: Vec<u8>, reply: ReplyWrite },
    Read { offset: u64, len: u64, reply: ReplyData },
}

struct State {
    model: Model,
    held: Vec<Held>,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<State>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that failed while holding the lock must not hang the kernel's requests.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A drive that does wrong on demand.
pub struct FaultDrive {
    shared: Shared,
    device: Option<Loop>,
    /// The limit that the device had: it would outlive this drive.
    longest_before: String,
    session: Option<BackgroundSession>,
    mount: tempfile::TempDir,
}

impl FaultDrive {
    /// A drive with these contents, which does nothing wrong yet.
    pub fn new(bytes: Vec<u8>, sector: u32) -> FaultDrive {
        need_root();
        let shared = Shared(Arc::new(Mutex::new(State { model: Model::new(bytes), held: Vec::new() })));
        let mount = tempfile::Builder::new().prefix("gomme-fault-").tempdir().expect("a folder to mount on");
        let mut config = Config::default();
        config.mount_options.push(MountOption::FSName("gomme-fault".into()));
        let session = fuser::spawn_mount(OneFile(shared.clone()), mount.path(), &config)
            .expect("a FUSE file system mounts (make setup installs fuse3)");
        let mut drive =
            FaultDrive { shared, device: None, longest_before: String::new(), session: Some(session), mount };
        let file = drive.mount.path().join("drive.img");
        let device = Loop::attach(&Attach { file: &file, sector, window: None, read_only: false });
        assert_eq!(
            fs::read_to_string(device.sysfs("loop/dio")).expect("sysfs").trim(),
            "1",
            "the loop device reads and writes its file directly"
        );
        let longest = device.sysfs("queue/max_sectors_kb");
        drive.longest_before = fs::read_to_string(&longest).expect("sysfs");
        fs::write(&longest, LONGEST_KIB.to_string()).expect("sysfs");
        drive.device = Some(device);
        drive
    }

    /// A drive of so many bytes, planted all over.
    pub fn planted(size: u64, sector: u32) -> FaultDrive {
        FaultDrive::new(super::planted::image(size), sector)
    }

    /// `/dev/loopN`, to put on a command line.
    pub fn name(&self) -> String {
        self.device.as_ref().expect("attached").name()
    }

    /// Changes what the drive does wrong.
    pub fn set(&self, change: impl FnOnce(&mut Plan)) {
        change(&mut self.shared.lock().model.plan);
    }

    /// What is on the medium now.
    pub fn contents(&self) -> Vec<u8> {
        self.shared.lock().model.bytes.clone()
    }

    /// Changes what is on the medium, behind the drive's back.
    pub fn tamper(&self, change: impl FnOnce(&mut [u8])) {
        change(&mut self.shared.lock().model.bytes);
    }

    /// What was asked of the drive so far.
    pub fn log(&self) -> Log {
        self.shared.lock().model.log.clone()
    }

    /// How many requests wait.
    pub fn held(&self) -> usize {
        self.shared.lock().held.len()
    }

    /// Takes every stall out of the plan and carries out what waited.
    pub fn release(&self) {
        let held = {
            let mut state = self.shared.lock();
            state.model.plan.places.retain(|(_, fault)| !matches!(fault, Fault::Stall | Fault::ReadStall));
            std::mem::take(&mut state.held)
        };
        for request in held {
            match request {
                Held::Write { offset, data, reply } => {
                    let answer = self.shared.lock().model.store(offset, &data);
                    answer_write(&answer, data.len(), reply);
                }
                Held::Read { offset, len, reply } => {
                    let (answer, bytes) = self.shared.lock().model.fetch(offset, len);
                    answer_read(&answer, &bytes, reply);
                }
            }
        }
    }
}

impl Drop for FaultDrive {
    fn drop(&mut self) {
        self.set(|plan| *plan = Plan::default());
        self.release();
        if let Some(device) = self.device.take() {
            fs::write(device.sysfs("queue/max_sectors_kb"), &self.longest_before).ok();
        }
        // Lazily: a program that the test left behind may still hold the device.
        run("umount", &["-l", &self.mount.path().to_string_lossy()]);
        if let Some(session) = self.session.take()
            && until(Duration::from_secs(5), || session.guard.is_finished())
        {
            session.join().ok();
        }
    }
}

fn answer_write(answer: &Answer, len: usize, reply: ReplyWrite) {
    match answer {
        Answer::Ok => reply.written(u32::try_from(len).expect("a request is small")),
        Answer::Error | Answer::Hold => reply.error(Errno::EIO),
    }
}

fn answer_read(answer: &Answer, bytes: &[u8], reply: ReplyData) {
    match answer {
        Answer::Ok => reply.data(bytes),
        Answer::Error | Answer::Hold => reply.error(Errno::EIO),
    }
}

/// A file system of one file.
struct OneFile(Shared);

impl OneFile {
    fn attr(&self, node: INodeNo) -> Option<FileAttr> {
        let (kind, perm, size) = match node {
            INodeNo::ROOT => (FileType::Directory, 0o700, 0),
            FILE => (FileType::RegularFile, 0o600, self.0.lock().model.bytes.len() as u64),
            _ => return None,
        };
        Some(FileAttr {
            ino: node,
            size,
            blocks: size.div_ceil(512),
            atime: UNIX_EPOCH,
            mtime: UNIX_EPOCH,
            ctime: UNIX_EPOCH,
            crtime: UNIX_EPOCH,
            kind,
            perm,
            nlink: 1,
            uid: 0,
            gid: 0,
            rdev: 0,
            blksize: 512,
            flags: 0,
        })
    }
}

impl Filesystem for OneFile {
    fn init(&mut self, _req: &Request, config: &mut KernelConfig) -> std::io::Result<()> {
        // Requests of one drive run side by side, so that a stalled one does not hold up the loop driver.
        config.add_capabilities(InitFlags::FUSE_ASYNC_DIO).ok();
        config.set_max_background(64).ok();
        Ok(())
    }

    fn lookup(&self, _req: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        match self.attr(FILE) {
            Some(attr) if parent == INodeNo::ROOT && name == "drive.img" => {
                reply.entry(&FOREVER, &attr, Generation(0));
            }
            _ => reply.error(Errno::ENOENT),
        }
    }

    fn getattr(&self, _req: &Request, ino: INodeNo, _fh: Option<FileHandle>, reply: ReplyAttr) {
        match self.attr(ino) {
            Some(attr) => reply.attr(&FOREVER, &attr),
            None => reply.error(Errno::ENOENT),
        }
    }

    fn open(&self, _req: &Request, _ino: INodeNo, _flags: OpenFlags, reply: ReplyOpen) {
        reply.opened(FileHandle(0), FopenFlags::FOPEN_DIRECT_IO | FopenFlags::FOPEN_PARALLEL_DIRECT_WRITES);
    }

    fn read(
        &self,
        _req: &Request,
        _ino: INodeNo,
        _fh: FileHandle,
        offset: u64,
        size: u32,
        _flags: OpenFlags,
        _lock_owner: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let len = u64::from(size);
        let mut state = self.0.lock();
        let (answer, bytes) = state.model.read(offset, len);
        if answer == Answer::Hold {
            state.held.push(Held::Read { offset, len, reply });
        } else {
            drop(state);
            answer_read(&answer, &bytes, reply);
        }
    }

    fn write(
        &self,
        _req: &Request,
        _ino: INodeNo,
        _fh: FileHandle,
        offset: u64,
        data: &[u8],
        _write_flags: WriteFlags,
        _flags: OpenFlags,
        _lock_owner: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        let mut state = self.0.lock();
        let answer = state.model.write(offset, data);
        if answer == Answer::Hold {
            state.held.push(Held::Write { offset, data: data.to_vec(), reply });
        } else {
            drop(state);
            answer_write(&answer, data.len(), reply);
        }
    }

    fn fsync(&self, _req: &Request, _ino: INodeNo, _fh: FileHandle, _datasync: bool, reply: ReplyEmpty) {
        let mut state = self.0.lock();
        state.model.log.flushes += 1;
        if state.model.plan.flush_fails { reply.error(Errno::EIO) } else { reply.ok() }
    }

    fn fallocate(
        &self,
        _req: &Request,
        _ino: INodeNo,
        _fh: FileHandle,
        _offset: u64,
        _length: u64,
        _mode: i32,
        reply: ReplyEmpty,
    ) {
        self.0.lock().model.log.discards += 1;
        reply.error(Errno::EOPNOTSUPP);
    }
}
