//! eMMC commands (`linux/mmc/ioctl.h`), by the node of the whole device, `/dev/mmcblkN`.

use std::io;
use std::os::fd::BorrowedFd;
use std::ptr;
use std::time::Duration;

use super::{Data, limit_ms, passthrough};

/// MMC_IOC_CMD: read and write, B3h, 0, 72 bytes.
pub(super) const IOC_CMD: libc::Ioctl = nix::request_code_readwrite!(0xb3, 0, size_of::<Ioc>());
/// MMC_IOC_MULTI_CMD: read and write, B3h, 1, 8 bytes: the commands after the count do not count.
pub(super) const IOC_MULTI_CMD: libc::Ioctl = nix::request_code_readwrite!(0xb3, 1, 8);

/// Bytes of a block of data.
const BLOCK_BYTES: u32 = 512;
/// What the kernel moves at most in one command (MMC_IOC_MAX_BYTES).
const MOST_BYTES: u32 = 512 << 10;

/// `struct mmc_ioc_cmd`, with the names of the kernel: 72 bytes. The address is u64 there, which is a pointer here.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Ioc {
    write_flag: i32,
    is_acmd: i32,
    opcode: u32,
    arg: u32,
    response: [u32; 4],
    flags: u32,
    blksz: u32,
    blocks: u32,
    postsleep_min_us: u32,
    postsleep_max_us: u32,
    data_timeout_ns: u32,
    cmd_timeout_ms: u32,
    pad: u32,
    data_ptr: *mut u8,
}

impl Ioc {
    /// Sets where the data are, and as many blocks as there are bytes.
    pub(super) fn point_to(&mut self, (data_ptr, len): (*mut u8, u32)) -> io::Result<()> {
        if !len.is_multiple_of(BLOCK_BYTES) || len > MOST_BYTES {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        (self.data_ptr, self.blksz, self.blocks) = (data_ptr, BLOCK_BYTES, len / BLOCK_BYTES);
        Ok(())
    }
}

/// `struct mmc_ioc_multi_cmd` with its commands, none of which has data.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Multi<const N: usize> {
    num_of_cmds: u64,
    cmds: [Ioc; N],
}

/// A command to be sent.
#[derive(Debug)]
pub struct Request<'a> {
    pub(super) ioc: Ioc,
    pub(super) data: Data<'a>,
}

impl<'a> Request<'a> {
    /// CMD number, argument, how the response is to be read, whether the card is changed, how long it may be busy.
    #[must_use]
    pub fn without_data(opcode: u32, arg: u32, flags: u32, write: bool, timeout: Duration) -> Request<'a> {
        let ioc = Ioc {
            write_flag: i32::from(write),
            is_acmd: 0,
            opcode,
            arg,
            response: [0; 4],
            flags,
            blksz: 0,
            blocks: 0,
            postsleep_min_us: 0,
            postsleep_max_us: 0,
            data_timeout_ns: 0,
            cmd_timeout_ms: limit_ms(timeout),
            pad: 0,
            data_ptr: ptr::null_mut(),
        };
        Request { ioc, data: Data::None }
    }

    /// The same command with data, in whole blocks of 512 bytes, at most 512 KiB. Their direction is the one that counts.
    #[must_use]
    pub fn with_data(mut self, data: Data<'a>) -> Request<'a> {
        if !matches!(data, Data::None) {
            self.ioc.write_flag = i32::from(matches!(data, Data::Out(_)));
        }
        Request { data, ..self }
    }
}

/// Sends one command: the response, of which R1 is the first number.
///
/// # Errors
/// Whatever the kernel answers: `ENOTTY`, `EPERM` without the right to raw I/O or on a partition, `ETIMEDOUT`, `EIO`; `InvalidInput` for data
/// that are not in whole blocks.
pub fn command(fd: BorrowedFd<'_>, request: Request<'_>) -> io::Result<[u32; 4]> {
    Ok(passthrough::mmc_command(fd, request)?.response)
}

/// Sends commands without data one after the other, with none of anybody else between them: the responses. The kernel stops at the first
/// that fails, and then nothing is known of the others.
///
/// # Errors
/// As [`command`]; `InvalidInput` when one has data.
pub fn commands<const N: usize>(fd: BorrowedFd<'_>, requests: [Request<'_>; N]) -> io::Result<[[u32; 4]; N]> {
    if requests.iter().any(|request| !matches!(request.data, Data::None)) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let num_of_cmds = u64::try_from(N).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    let multi = Multi { num_of_cmds, cmds: requests.map(|request| request.ioc) };
    Ok(passthrough::mmc_commands(fd, multi)?.cmds.map(|ioc| ioc.response))
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    fn status() -> Request<'static> {
        Request::without_data(13, 1 << 16, 0x95, false, Duration::from_secs(1))
    }

    #[test]
    fn the_command_is_as_the_kernel_has_it() {
        assert_eq!(size_of::<Ioc>(), 72);
        assert_eq!((IOC_CMD, IOC_MULTI_CMD), (0xc048_b300, 0xc008_b301));
        assert_eq!([offset_of!(Ioc, is_acmd), offset_of!(Ioc, opcode), offset_of!(Ioc, arg)], [4, 8, 12]);
        assert_eq!([offset_of!(Ioc, response), offset_of!(Ioc, flags)], [16, 32]);
        assert_eq!([offset_of!(Ioc, blksz), offset_of!(Ioc, blocks)], [36, 40]);
        assert_eq!([offset_of!(Ioc, postsleep_min_us), offset_of!(Ioc, data_timeout_ns)], [44, 52]);
        assert_eq!([offset_of!(Ioc, cmd_timeout_ms), offset_of!(Ioc, data_ptr)], [56, 64]);
        assert_eq!((offset_of!(Multi<3>, cmds), size_of::<Multi<3>>()), (8, 8 + 3 * 72));
    }

    #[test]
    fn blocks_are_as_many_as_bytes() {
        let mut ioc = status().ioc;
        let mut bytes = [0; 1024];
        ioc.point_to((bytes.as_mut_ptr(), 1024)).unwrap();
        assert_eq!((ioc.blksz, ioc.blocks, ioc.data_ptr), (512, 2, bytes.as_mut_ptr()));
        assert!(ioc.point_to((bytes.as_mut_ptr(), 511)).is_err());
        assert!(ioc.point_to((bytes.as_mut_ptr(), (512 << 10) + 512)).is_err());
        ioc.point_to((ptr::null_mut(), 0)).unwrap();
        assert_eq!((ioc.blocks, ioc.data_ptr), (0, ptr::null_mut()));
    }

    #[test]
    fn data_say_their_direction() {
        assert_eq!(status().with_data(Data::Out(&[0; 512])).ioc.write_flag, 1);
        let write = Request::without_data(6, 0, 0x49d, true, Duration::ZERO);
        assert_eq!(write.ioc.write_flag, 1);
        assert_eq!(write.with_data(Data::In(&mut [0; 512])).ioc.write_flag, 0);
    }

    #[test]
    fn several_commands_take_no_data() {
        use std::os::fd::AsFd;
        let file = tempfile::tempfile().unwrap();
        let with_data = status().with_data(Data::Out(&[0; 512]));
        let refused = commands(file.as_fd(), [status(), with_data]).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidInput);
    }
}
