//! NVMe admin commands (`linux/nvme_ioctl.h`), by the controller's node `/dev/nvmeN` or a namespace's.

use std::io;
use std::os::fd::BorrowedFd;
use std::ptr;
use std::time::Duration;

use super::{Data, limit_ms, passthrough};

/// NVME_IOCTL_ADMIN_CMD: read and write, 'N', 41h, 72 bytes.
pub(super) const ADMIN_CMD: libc::Ioctl = nix::request_code_readwrite!(b'N', 0x41, size_of::<Admin>());

/// `struct nvme_passthru_cmd`, with the names of the kernel: 72 bytes. The two addresses are u64 there, which is a pointer here.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Admin {
    opcode: u8,
    flags: u8,
    rsvd1: u16,
    nsid: u32,
    cdw2: u32,
    cdw3: u32,
    pub(super) metadata: *mut u8,
    pub(super) addr: *mut u8,
    pub(super) metadata_len: u32,
    pub(super) data_len: u32,
    cdw10_15: [u32; 6],
    timeout_ms: u32,
    result: u32,
}

/// Sends an admin command and waits for its end: status, and dword 0 of the completion.
///
/// The status is 0 for success alone; whatever else is a refusal or a failure, though the call came back without an error. A
/// number that is too large for a status comes back as FFFFh.
///
/// # Errors
/// Whatever the kernel answers: `ENOTTY`, `EACCES` or `EPERM` without the right to administer the system, `EINTR` when the controller was reset.
pub fn admin(
    fd: BorrowedFd<'_>,
    opcode: u8,
    nsid: u32,
    cdw10_15: [u32; 6],
    data: Data<'_>,
    timeout: Duration,
) -> io::Result<(u16, u32)> {
    let admin = Admin {
        opcode,
        flags: 0,
        rsvd1: 0,
        nsid,
        cdw2: 0,
        cdw3: 0,
        metadata: ptr::null_mut(),
        addr: ptr::null_mut(),
        metadata_len: 0,
        data_len: 0,
        cdw10_15,
        timeout_ms: limit_ms(timeout),
        result: 0,
    };
    let (returned, admin) = passthrough::nvme_admin(fd, admin, data)?;
    Ok((status(returned), admin.result))
}

/// Cutting the number down could make a success of a failure.
fn status(returned: i32) -> u16 {
    u16::try_from(returned).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_command_is_as_the_kernel_has_it() {
        assert_eq!(size_of::<Admin>(), 72);
        assert_eq!(ADMIN_CMD, 0xc048_4e41);
        assert_eq!([offset_of!(Admin, opcode), offset_of!(Admin, nsid)], [0, 4]);
        assert_eq!([offset_of!(Admin, cdw2), offset_of!(Admin, metadata)], [8, 16]);
        assert_eq!([offset_of!(Admin, addr), offset_of!(Admin, metadata_len)], [24, 32]);
        assert_eq!([offset_of!(Admin, data_len), offset_of!(Admin, cdw10_15)], [36, 40]);
        assert_eq!([offset_of!(Admin, timeout_ms), offset_of!(Admin, result)], [64, 68]);
    }

    #[test]
    fn a_positive_number_is_no_success() {
        assert_eq!([status(0), status(0x1d), status(0x4002)], [0, 0x1d, 0x4002]);
        assert_eq!([status(0x1_0000), status(i32::MAX), status(-1)], [0xffff; 3]);
    }
}
