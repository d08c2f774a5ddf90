//! The MMC pass-through (linux/mmc/ioctl.h): one command, or several without anybody else's between them.

use std::fs::File;
use std::io;
use std::time::Duration;

use emulated_drives::When;
use emulated_drives::emmc::EmmcDrive;

use super::calls::{Return, Structure, wait};
use super::filter::Outcome;
use crate::attach::{Shared, lock};

/// `MMC_IOC_CMD`, `MMC_IOC_MULTI_CMD`.
pub(super) const ONE: u32 = 0xc048_b300;
pub(super) const SEVERAL: u32 = 0xc008_b301;

/// Bytes of `struct mmc_ioc_cmd`, and of the count before several of them.
const COMMAND_BYTES: usize = 72;
const COUNT_BYTES: usize = 8;
/// `MMC_IOC_MAX_CMDS`.
const MOST_COMMANDS: u64 = 255;
/// How long the kernel waits for a command without a timeout of its own.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// The commands of a call.
pub(super) fn mmc(memory: &File, request: u32, at: u64, drive: &Shared<EmmcDrive>) -> io::Result<Return> {
    let mut back = Return { after: Duration::ZERO, writes: Vec::new(), outcome: Outcome::Value(0) };
    let (first, count) = if request == SEVERAL {
        (at + COUNT_BYTES as u64, Structure::read(memory, at, COUNT_BYTES)?.u64(0))
    } else {
        (at, 1)
    };
    if count > MOST_COMMANDS {
        back.outcome = Outcome::Error(libc::EINVAL);
    }
    for number in 0..count {
        if back.outcome != Outcome::Value(0) {
            break;
        }
        command(memory, first + number * COMMAND_BYTES as u64, drive, &mut back)?;
    }
    Ok(back)
}

/// One command: what it takes and writes is added to what comes back. An error ends the call.
fn command(memory: &File, at: u64, drive: &Shared<EmmcDrive>, back: &mut Return) -> io::Result<()> {
    let mut header = Structure::read(memory, at, COMMAND_BYTES)?;
    let (is_write, data_at) = (header.u32(0) != 0, header.u64(64));
    let len = (header.u32(36) * header.u32(40)) as usize;
    let out = Structure::read(memory, data_at, if is_write { len } else { 0 })?;
    let answer = lock(drive).command(header.u32(8) as u8, header.u32(12), out.bytes());
    // `cmd_timeout_ms`.
    let timeout = Duration::from_millis(header.u32(56).into()).max(DEFAULT_TIMEOUT);
    let (after, in_time) = wait(answer.when, timeout);
    back.after += after;
    if answer.no_response || !in_time {
        let error = if answer.when == When::Gone { libc::ENODEV } else { libc::ETIMEDOUT };
        back.outcome = Outcome::Error(error);
        return Ok(());
    }
    for (word, place) in answer.response.iter().zip((16..).step_by(4)) {
        header.put(place, &word.to_le_bytes());
    }
    back.writes.push((at, header.into_bytes()));
    if !is_write && len > 0 {
        back.writes.push((data_at, answer.data[..answer.data.len().min(len)].to_vec()));
    }
    Ok(())
}
