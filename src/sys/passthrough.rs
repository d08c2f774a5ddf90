//! The ioctls that pass a command through to a drive. Each sets every pointer that the kernel follows, right before the call.
//!
//! What goes with them is in [`sg`], [`nvme`] and [`mmc`].

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use super::{Data, mmc, nvme, sg};

mod raw {
    nix::ioctl_readwrite_bad!(sg_io, super::sg::SG_IO, super::sg::Header);
    nix::ioctl_readwrite_bad!(nvme_admin, super::nvme::ADMIN_CMD, super::nvme::Admin);
    nix::ioctl_readwrite_bad!(mmc_command, super::mmc::IOC_CMD, super::mmc::Ioc);
    nix::ioctl_readwrite_bad!(mmc_commands, super::mmc::IOC_MULTI_CMD, u64);
}

/// SG_IO with these bytes of command, data and room for sense.
pub(super) fn sg_io(
    fd: BorrowedFd<'_>,
    mut header: sg::Header,
    cdb: &[u8],
    mut data: Data<'_>,
    sense: &mut [u8],
) -> io::Result<sg::Header> {
    (header.dxferp, header.dxfer_len) = data.raw()?;
    (header.cmdp, header.cmd_len) = (cdb.as_ptr(), sg::short(cdb)?);
    (header.sbp, header.mx_sb_len) = (sense.as_mut_ptr(), sg::short(sense)?);
    // SAFETY: the borrows keep descriptor and memory; each pointer stands beside its length. The kernel is done with them when it returns.
    unsafe { raw::sg_io(fd.as_raw_fd(), &raw mut header) }?;
    Ok(header)
}

/// NVME_IOCTL_ADMIN_CMD: what the ioctl returned, which is not negative, and the command with its result.
pub(super) fn nvme_admin(
    fd: BorrowedFd<'_>,
    mut admin: nvme::Admin,
    mut data: Data<'_>,
) -> io::Result<(i32, nvme::Admin)> {
    (admin.metadata, admin.metadata_len) = (std::ptr::null_mut(), 0);
    (admin.addr, admin.data_len) = data.raw()?;
    // SAFETY: the borrows keep descriptor and memory; the pointer stands beside its length. The kernel is done with it when it returns.
    let returned = unsafe { raw::nvme_admin(fd.as_raw_fd(), &raw mut admin) }?;
    Ok((returned, admin))
}

/// MMC_IOC_CMD.
pub(super) fn mmc_command(fd: BorrowedFd<'_>, request: mmc::Request<'_>) -> io::Result<mmc::Ioc> {
    let mmc::Request { mut ioc, mut data } = request;
    ioc.point_to(data.raw()?)?;
    // SAFETY: the borrows keep descriptor and memory; `point_to` set the pointer and as many blocks as there are bytes.
    unsafe { raw::mmc_command(fd.as_raw_fd(), &raw mut ioc) }?;
    Ok(ioc)
}

/// MMC_IOC_MULTI_CMD.
pub(super) fn mmc_commands<const N: usize>(
    fd: BorrowedFd<'_>,
    mut multi: mmc::Multi<N>,
) -> io::Result<mmc::Multi<N>> {
    // SAFETY: the borrow keeps the descriptor; the count is that of the array behind it, and `Multi` has commands without data alone.
    unsafe { raw::mmc_commands(fd.as_raw_fd(), (&raw mut multi).cast()) }?;
    Ok(multi)
}
