//! Everything that speaks to the kernel below the standard library, and all the `unsafe` there is.
//!
//! [`block`] ioctls of block devices · [`buffer`] page-aligned memory · [`ring`] io_uring · [`threads`] its fall-back ·
//! [`io`] the one interface over both · [`signals`] Ctrl-C as a flag · [`terminal`] its width ·
//! [`console`] keys as they come · [`framebuffer`] pictures ·
//! [`mount`] a stick made writable and back.
//!
//! [`sg`] [`nvme`] [`mmc`] commands past the block layer, with their data as [`Data`].

use std::io as std_io;
use std::time::Duration;

pub mod block;
pub mod buffer;
pub mod console;
pub mod direct;
pub mod framebuffer;
pub mod io;
pub mod mmc;
pub mod mount;
pub mod nvme;
mod passthrough;
pub mod ring;
mod screen;
pub mod sg;
pub mod signals;
pub mod terminal;
pub mod threads;

/// The data of a command that is passed through. Any alignment is accepted; whole pages are not copied.
#[derive(Debug)]
pub enum Data<'a> {
    /// None.
    None,
    /// From the drive. The memory is zeroed first: what the drive does not send reads as zero, never as an earlier answer.
    In(&'a mut [u8]),
    /// To the drive.
    Out(&'a [u8]),
}

impl Data<'_> {
    /// The first byte and the length; null and 0 where there is none. The kernel only reads through the pointer of [`Data::Out`].
    fn raw(&mut self) -> std_io::Result<(*mut u8, u32)> {
        let (start, len) = match self {
            Data::None => (std::ptr::null_mut(), 0),
            Data::In(bytes) => {
                bytes.fill(0);
                (bytes.as_mut_ptr(), bytes.len())
            }
            Data::Out(bytes) => (bytes.as_ptr().cast_mut(), bytes.len()),
        };
        let len = u32::try_from(len).map_err(|_| std_io::Error::from(std_io::ErrorKind::InvalidInput))?;
        Ok((start, len))
    }
}

/// A time limit as the kernel takes it: milliseconds, at least 1, as 0 would be the driver's own; at most 49 days.
fn limit_ms(timeout: Duration) -> u32 {
    u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::os::fd::AsFd;

    use nix::errno::Errno;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_is_no_drive_is_an_error_and_never_an_answer() {
        let file = tempfile::tempfile().unwrap();
        let mut bytes = [0xa5; 512];
        let none = |errno: Option<i32>| assert_eq!(errno, Some(Errno::ENOTTY as i32));
        let fd = file.as_fd();
        none(sg::sg_io(fd, &[0; 6], Data::In(&mut bytes), SECOND).unwrap_err().raw_os_error());
        assert_eq!(bytes, [0; 512], "zeroed before it is asked");
        none(
            nvme::admin(fd, 6, 0, [1, 0, 0, 0, 0, 0], Data::In(&mut bytes), SECOND)
                .unwrap_err()
                .raw_os_error(),
        );
        let status = || mmc::Request::without_data(13, 1 << 16, 0x95, false, SECOND);
        none(mmc::command(fd, status()).unwrap_err().raw_os_error());
        none(mmc::commands(fd, [status(), status(), status()]).unwrap_err().raw_os_error());
        none(block::discard(fd, 0, 512).unwrap_err().raw_os_error());
        none(block::secure_discard(fd, 0, 512).unwrap_err().raw_os_error());
    }

    #[test]
    fn a_character_device_gets_no_scsi_command() {
        let null = File::open("/dev/null").unwrap();
        let refused = sg::sg_io(null.as_fd(), &[0; 6], Data::None, SECOND).unwrap_err();
        assert_eq!(refused.kind(), std_io::ErrorKind::InvalidInput);
    }

    #[test]
    fn a_time_limit_is_never_none() {
        assert_eq!(limit_ms(Duration::ZERO), 1);
        assert_eq!(limit_ms(Duration::from_secs(240)), 240_000);
        assert_eq!(limit_ms(Duration::MAX), u32::MAX);
    }
}
