//! Unmodified programs on this very machine, whose pass-through ioctls an emulated drive answers: the fastest way to see
//! what a program asks for, byte by byte. What is not such an ioctl of a device that was named goes to the kernel as ever.

mod calls;
mod filter;
mod mmc;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use self::calls::Return;
use self::filter::{Call, Outcome};
use crate::attach::AttachedDrive;
use crate::later::Later;
use crate::wire::wait_readable;

/// How often the program is asked whether it has ended.
const LOOK: Duration = Duration::from_millis(20);

/// The calls that drives answer.
const REQUESTS: [u32; 7] = [
    calls::SG_IO,
    calls::NVME_ID,
    calls::NVME_ADMIN,
    calls::NVME_IO,
    calls::NVME_ADMIN_64,
    mmc::ONE,
    mmc::SEVERAL,
];

/// Runs a program to its end. Ioctls on files whose path is that of a device in the list go to its drive: SG_IO to those
/// that take SCSI commands, the NVMe pass-through to NVMe drives, the MMC pass-through to eMMC devices.
///
/// # Errors
/// When the program cannot be started, or the kernel has no seccomp notifications (Linux 5.0).
pub fn run(command: &mut Command, devices: &[(PathBuf, AttachedDrive)]) -> io::Result<ExitStatus> {
    let (mut child, listener) = filter::spawn(command, &REQUESTS)?;
    let mut later: Later<(Call, Return)> = Later::default();
    loop {
        let look = Instant::now() + LOOK;
        let ready = wait_readable(&[&listener], Some(later.next().map_or(look, |next| next.min(look))))?;
        if ready[0]
            && let Some(call) = filter::take(&listener)
        {
            let back = respond(&call, devices).unwrap_or(Return {
                after: Duration::ZERO,
                writes: Vec::new(),
                outcome: Outcome::Error(libc::EFAULT),
            });
            later.add(back.after, (call, back));
        }
        while let Some((call, back)) = later.take_due() {
            let outcome = write_back(&call, &back).map_or(Outcome::Error(libc::EFAULT), |()| back.outcome);
            filter::answer(&listener, call.id, outcome);
        }
        if let Some(status) = child.try_wait()? {
            devices.iter().for_each(|(_, drive)| drive.tick());
            return Ok(status);
        }
    }
}

fn memory(call: &Call) -> io::Result<File> {
    File::options().read(true).write(true).open(format!("/proc/{}/mem", call.pid))
}

/// What a call is answered.
fn respond(call: &Call, devices: &[(PathBuf, AttachedDrive)]) -> io::Result<Return> {
    let pass = Return { after: Duration::ZERO, writes: Vec::new(), outcome: Outcome::Pass };
    let Some(drive) = find(call, devices) else { return Ok(pass) };
    let request = u32::try_from(call.request).unwrap_or(0);
    match (drive, request) {
        (AttachedDrive::Scsi(disk) | AttachedDrive::Usb(disk, _), calls::SG_IO) => {
            calls::scsi(&memory(call)?, call.argument, disk)
        }
        (AttachedDrive::Nvme(_), calls::NVME_ID) => Ok(Return { outcome: Outcome::Value(1), ..pass }),
        (AttachedDrive::Nvme(drive), calls::NVME_ADMIN | calls::NVME_IO | calls::NVME_ADMIN_64) => {
            calls::nvme(&memory(call)?, request, call.argument, drive)
        }
        (AttachedDrive::Emmc(drive), mmc::ONE | mmc::SEVERAL) => {
            mmc::mmc(&memory(call)?, request, call.argument, drive)
        }
        _ => Ok(pass),
    }
}

fn find<'a>(call: &Call, devices: &'a [(PathBuf, AttachedDrive)]) -> Option<&'a AttachedDrive> {
    let path = std::fs::read_link(format!("/proc/{}/fd/{}", call.pid, call.descriptor)).ok()?;
    devices.iter().find(|(device, _)| device == Path::new(&path)).map(|(_, drive)| drive)
}

fn write_back(call: &Call, back: &Return) -> io::Result<()> {
    use std::os::unix::fs::FileExt;
    if back.writes.is_empty() {
        return Ok(());
    }
    let memory = memory(call)?;
    for (at, bytes) in &back.writes {
        memory.write_all_at(bytes, *at)?;
    }
    Ok(())
}
