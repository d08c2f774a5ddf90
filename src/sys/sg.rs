//! SCSI commands by SG_IO (`include/scsi/sg.h`).

use std::io;
use std::os::fd::BorrowedFd;
use std::ptr;
use std::time::Duration;

use super::{Data, limit_ms, passthrough};

/// The request code; the same for all architectures.
pub(super) const SG_IO: libc::Ioctl = 0x2285;

/// Room for sense data, in bytes: descriptors of ATA registers take 22.
const SENSE_BYTES: usize = 64;

/// `struct sg_io_hdr`, with the names of the kernel: 88 bytes where pointers have 64 bits.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Header {
    interface_id: i32,
    dxfer_direction: i32,
    pub(super) cmd_len: u8,
    pub(super) mx_sb_len: u8,
    iovec_count: u16,
    pub(super) dxfer_len: u32,
    pub(super) dxferp: *mut u8,
    pub(super) cmdp: *const u8,
    pub(super) sbp: *mut u8,
    timeout: u32,
    flags: u32,
    pack_id: i32,
    usr_ptr: *mut u8,
    status: u8,
    masked_status: u8,
    msg_status: u8,
    sb_len_wr: u8,
    host_status: u16,
    driver_status: u16,
    resid: i32,
    duration: u32,
    info: u32,
}

impl Header {
    /// Without a command, data or room for sense.
    fn new(dxfer_direction: i32, timeout: u32) -> Header {
        Header {
            // 'S': what tells this interface from older ones.
            interface_id: 0x53,
            dxfer_direction,
            cmd_len: 0,
            mx_sb_len: 0,
            iovec_count: 0,
            dxfer_len: 0,
            dxferp: ptr::null_mut(),
            cmdp: ptr::null(),
            sbp: ptr::null_mut(),
            timeout,
            flags: 0,
            pack_id: 0,
            usr_ptr: ptr::null_mut(),
            status: 0,
            masked_status: 0,
            msg_status: 0,
            sb_len_wr: 0,
            host_status: 0,
            driver_status: 0,
            resid: 0,
            duration: 0,
            info: 0,
        }
    }
}

/// A length that the header holds in a byte.
pub(super) fn short(bytes: &[u8]) -> io::Result<u8> {
    u8::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidInput.into())
}

/// What came back. That there is a reply says nothing about success: status, host status and driver status do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SgReply {
    /// SAM status: 00h good, 02h check condition.
    pub status: u8,
    /// Of the host adapter: 0 good, 1 no connection, 3 timed out.
    pub host_status: u16,
    /// Of the driver: bit 3 sense data are valid.
    pub driver_status: u16,
    /// The sense data that were written; empty when there are none.
    pub sense: Vec<u8>,
    /// Bytes of data that were moved.
    pub moved: usize,
    /// How long it took, in milliseconds.
    pub duration_ms: u32,
}

/// Sends a command to the block device behind the descriptor, and waits for its end. A command can change the drive although the
/// descriptor is read-only.
///
/// Not for `/dev/sgN`: there a signal ends the wait while the drive goes on, and may write to memory that is no longer its.
///
/// # Errors
/// Whatever the kernel answers: `ENOTTY`, `EPERM` without the right to raw I/O; `InvalidInput` for a character device, and for a command of
/// more than 255 bytes.
pub fn sg_io(fd: BorrowedFd<'_>, cdb: &[u8], data: Data<'_>, timeout: Duration) -> io::Result<SgReply> {
    if nix::sys::stat::fstat(fd)?.st_mode & libc::S_IFMT == libc::S_IFCHR {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let direction = match data {
        Data::None => -1,
        Data::Out(_) => -2,
        Data::In(_) => -3,
    };
    let mut sense = vec![0; SENSE_BYTES];
    let header = passthrough::sg_io(fd, Header::new(direction, limit_ms(timeout)), cdb, data, &mut sense)?;
    sense.truncate(usize::from(header.sb_len_wr));
    Ok(SgReply {
        status: header.status,
        host_status: header.host_status,
        driver_status: header.driver_status,
        sense,
        moved: moved(header.dxfer_len, header.resid),
        duration_ms: header.duration,
    })
}

/// What was asked less what remained. A remainder that is negative or too large is a lie: nothing was moved for sure.
fn moved(asked: u32, resid: i32) -> usize {
    let moved = u32::try_from(resid).ok().and_then(|resid| asked.checked_sub(resid));
    moved.and_then(|moved| usize::try_from(moved).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::mem::{offset_of, size_of};

    use super::*;

    #[test]
    fn the_header_is_as_the_kernel_has_it() {
        assert_eq!(size_of::<Header>(), 88);
        assert_eq!([offset_of!(Header, dxfer_direction), offset_of!(Header, cmd_len)], [4, 8]);
        assert_eq!([offset_of!(Header, mx_sb_len), offset_of!(Header, iovec_count)], [9, 10]);
        assert_eq!([offset_of!(Header, dxfer_len), offset_of!(Header, dxferp)], [12, 16]);
        assert_eq!([offset_of!(Header, cmdp), offset_of!(Header, sbp)], [24, 32]);
        assert_eq!([offset_of!(Header, timeout), offset_of!(Header, flags)], [40, 44]);
        assert_eq!([offset_of!(Header, pack_id), offset_of!(Header, usr_ptr)], [48, 56]);
        assert_eq!([offset_of!(Header, status), offset_of!(Header, sb_len_wr)], [64, 67]);
        assert_eq!([offset_of!(Header, host_status), offset_of!(Header, driver_status)], [68, 70]);
        assert_eq!([offset_of!(Header, resid), offset_of!(Header, duration)], [72, 76]);
        assert_eq!(offset_of!(Header, info), 80);
        assert_eq!(Header::new(-3, 1).interface_id, i32::from(b'S'));
    }

    #[test]
    fn what_was_moved_is_never_made_up() {
        assert_eq!([moved(512, 0), moved(512, 512), moved(512, 100)], [512, 0, 412]);
        assert_eq!([moved(512, 513), moved(512, -1), moved(0, i32::MIN)], [0, 0, 0]);
    }

    #[test]
    fn a_command_fits_in_a_byte() {
        assert_eq!(short(&[0; 16]).unwrap(), 16);
        assert!(short(&[0; 256]).is_err());
    }
}
