//! ioctls of loop devices and partition tables; all the `unsafe` of this program.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::path::{Path, PathBuf};

/// Writes go past the page cache of what lies behind (`LO_FLAGS_DIRECT_IO`, linux/loop.h).
const DIRECT_IO: u32 = 16;
/// The device goes when nobody has it open any more (`LO_FLAGS_AUTOCLEAR`).
const AUTOCLEAR: u32 = 4;
/// It takes no writes (`LO_FLAGS_READ_ONLY`).
const READ_ONLY: u32 = 1;

/// `struct loop_info64` (linux/loop.h).
#[repr(C)]
struct LoopInfo {
    device: u64,
    inode: u64,
    rdevice: u64,
    offset: u64,
    size_limit: u64,
    number: u32,
    encrypt_type: u32,
    encrypt_key_size: u32,
    flags: u32,
    file_name: [u8; 64],
    crypt_name: [u8; 64],
    encrypt_key: [u8; 32],
    init: [u64; 2],
}

/// `struct loop_config` (linux/loop.h).
#[repr(C)]
struct LoopConfig {
    fd: u32,
    block_size: u32,
    info: LoopInfo,
    reserved: [u64; 8],
}

const _: () = assert!(size_of::<LoopInfo>() == 232 && size_of::<LoopConfig>() == 304);

// linux/loop.h, linux/fs.h
nix::ioctl_none_bad!(loop_ctl_get_free, 0x4c82);
nix::ioctl_write_ptr_bad!(loop_configure, 0x4c0a, LoopConfig);
nix::ioctl_none_bad!(blkrrpart, 0x125f);

/// How a loop device is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Read alone.
    Read,
    /// Read and written, past the cache of what lies behind.
    Write,
}

/// A loop device over a part of a file or device; it goes when this and its mounts have gone.
#[derive(Debug)]
pub struct Loop {
    /// Where it is: `/dev/loop0`.
    pub path: PathBuf,
    _device: File,
}

/// Shows a part of `behind` as a device; `size_bytes` 0 is all there is after `offset_bytes`.
///
/// # Errors
/// Whatever the kernel answers.
pub fn attach(behind: &File, offset_bytes: u64, size_bytes: u64, usage: Use) -> io::Result<Loop> {
    let control = File::open("/dev/loop-control")?;
    loop {
        // SAFETY: takes no argument, changes no memory of ours.
        let number = unsafe { loop_ctl_get_free(control.as_raw_fd()) }?;
        let path = PathBuf::from(format!("/dev/loop{number}"));
        let device = File::options().read(true).write(usage == Use::Write).open(&path)?;
        let flags = if usage == Use::Write { DIRECT_IO } else { READ_ONLY };
        let config = LoopConfig {
            fd: u32::try_from(behind.as_raw_fd()).map_err(io::Error::other)?,
            block_size: 0,
            info: LoopInfo {
                device: 0,
                inode: 0,
                rdevice: 0,
                offset: offset_bytes,
                size_limit: size_bytes,
                number: 0,
                encrypt_type: 0,
                encrypt_key_size: 0,
                flags: flags | AUTOCLEAR,
                file_name: [0; 64],
                crypt_name: [0; 64],
                encrypt_key: [0; 32],
                init: [0; 2],
            },
            reserved: [0; 8],
        };
        // SAFETY: the kernel reads one `struct loop_config` of the size asserted above, which lives until it has answered.
        match unsafe { loop_configure(device.as_raw_fd(), &raw const config) } {
            // A device that somebody may write cannot be mounted (`bdev_allow_write_mounted=0`): it is held for reading.
            Ok(_) => return Ok(Loop { _device: File::open(&path)?, path }),
            // Somebody else took that number in between.
            Err(nix::errno::Errno::EBUSY) => {}
            Err(e) => return Err(e.into()),
        }
    }
}

/// Makes the kernel read a disk's partition table again; none of its partitions may be in use.
///
/// # Errors
/// Whatever the kernel answers.
pub fn reread_partitions(disk: BorrowedFd) -> io::Result<()> {
    // SAFETY: takes no argument, changes no memory of ours.
    unsafe { blkrrpart(disk.as_raw_fd()) }?;
    Ok(())
}

/// Loads a module out of an open file.
///
/// # Errors
/// Whatever the kernel answers; a module that is there already is none.
pub fn load_module(file: &Path) -> io::Result<()> {
    let module = File::open(file)?;
    match nix::kmod::finit_module(module.as_fd(), c"", nix::kmod::ModuleInitFlags::empty()) {
        Ok(()) | Err(nix::errno::Errno::EEXIST) => Ok(()),
        Err(e) => Err(e.into()),
    }
}
