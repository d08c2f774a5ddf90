//! The structures that programs hand to the kernel with SG_IO and the NVMe pass-through, and how they come back.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::time::Duration;

use emulated_drives::When;
use emulated_drives::nvme::{NvmeDrive, Queue, Transfer};

use super::filter::Outcome;
use crate::attach::{Shared, SharedTarget, lock};

/// `SG_IO` (scsi/sg.h).
pub(super) const SG_IO: u32 = 0x2285;
/// `NVME_IOCTL_ID`, `NVME_IOCTL_ADMIN_CMD`, `NVME_IOCTL_IO_CMD`, `NVME_IOCTL_ADMIN64_CMD` (linux/nvme_ioctl.h).
pub(super) const NVME_ID: u32 = 0x4e40;
pub(super) const NVME_ADMIN: u32 = 0xc048_4e41;
pub(super) const NVME_IO: u32 = 0xc048_4e43;
pub(super) const NVME_ADMIN_64: u32 = 0xc050_4e47;

/// `DID_NO_CONNECT` and `DID_TIME_OUT` of `host_status`.
const NO_CONNECT: u16 = 1;
const TIME_OUT: u16 = 3;
/// `DRIVER_SENSE` of `driver_status`.
const DRIVER_SENSE: u16 = 8;
/// How long a command without a timeout of its own is waited for: the kernel's default for NVMe and SG_IO.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// What is to be written into the caller, and what its call returns then.
#[derive(Debug)]
pub(super) struct Return {
    pub after: Duration,
    pub writes: Vec<(u64, Vec<u8>)>,
    pub outcome: Outcome,
}

impl Return {
    fn at_once(outcome: Outcome) -> Return {
        Return { after: Duration::ZERO, writes: Vec::new(), outcome }
    }
}

/// A structure in the caller's memory.
pub(super) struct Structure(Vec<u8>);

impl Structure {
    pub fn read(memory: &File, at: u64, len: usize) -> io::Result<Structure> {
        let mut bytes = vec![0; len];
        memory.read_exact_at(&mut bytes, at)?;
        Ok(Structure(bytes))
    }

    pub fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.0[at..at + 4].try_into().unwrap_or_default())
    }

    pub fn u64(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.0[at..at + 8].try_into().unwrap_or_default())
    }

    pub fn put(&mut self, at: usize, bytes: &[u8]) {
        self.0[at..at + bytes.len()].copy_from_slice(bytes);
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn timeout(&self, at: usize) -> Duration {
        let asked = self.u32(at);
        if asked == 0 { DEFAULT_TIMEOUT } else { Duration::from_millis(asked.into()) }
    }
}

/// When something comes back that takes `when` and may take `timeout`: the time, and whether it was in time.
pub(super) fn wait(when: When, timeout: Duration) -> (Duration, bool) {
    match when {
        When::Now => (Duration::ZERO, true),
        When::After(after) if after <= timeout => (after, true),
        When::After(_) | When::Never => (timeout, false),
        When::Gone => (Duration::ZERO, false),
    }
}

/// `SG_IO` with `struct sg_io_hdr`: 88 bytes.
pub(super) fn scsi(memory: &File, at: u64, disk: &SharedTarget) -> io::Result<Return> {
    /// `SG_DXFER_TO_DEV`, `SG_DXFER_FROM_DEV` of `dxfer_direction`.
    const TO_DEVICE: u32 = (-2_i32).cast_unsigned();
    const FROM_DEVICE: u32 = (-3_i32).cast_unsigned();
    let mut header = Structure::read(memory, at, 88)?;
    // `interface_id`, and no list of places.
    if header.u32(0) != u32::from(b'S') || header.0[10..12] != [0, 0] {
        return Ok(Return::at_once(Outcome::Error(libc::EINVAL)));
    }
    let (direction, data_len, data_at) = (header.u32(4), header.u32(12) as usize, header.u64(16));
    let cdb = Structure::read(memory, header.u64(24), usize::from(header.0[8]))?;
    let out_len = if direction == TO_DEVICE { data_len } else { 0 };
    let out = Structure::read(memory, data_at, out_len)?;
    let in_len = if direction == FROM_DEVICE { data_len } else { 0 };
    let answer = lock(disk).command(&cdb.0, &out.0, in_len);
    let (after, in_time) = wait(answer.when, header.timeout(40));

    let mut writes = Vec::new();
    let host = if in_time {
        0
    } else if answer.when == When::Gone {
        NO_CONNECT
    } else {
        TIME_OUT
    };
    let sense = &answer.sense[..answer.sense.len().min(usize::from(header.0[9]))];
    let data = &answer.data[..answer.data.len().min(in_len)];
    let moved = if in_time { data.len() + out_len } else { 0 };
    if in_time {
        writes.push((data_at, data.to_vec()));
        writes.push((header.u64(32), sense.to_vec()));
        let driver = if sense.is_empty() { 0 } else { DRIVER_SENSE };
        header.put(64, &[answer.status, answer.status >> 1 & 0x1f, 0, sense.len() as u8]);
        header.put(70, &driver.to_le_bytes());
    } else {
        header.put(64, &[0; 8]);
    }
    header.put(68, &host.to_le_bytes());
    header.put(72, &((data_len - moved) as u32).to_le_bytes());
    header.put(76, &(after.as_millis() as u32).to_le_bytes());
    // `SG_INFO_CHECK`: something is to be looked at.
    header.put(80, &u32::from(!in_time || answer.status != 0).to_le_bytes());
    writes.push((at, header.0));
    Ok(Return { after, writes, outcome: Outcome::Value(0) })
}

/// The NVMe pass-through with `struct nvme_passthru_cmd` (72 bytes) or its wider sister (80 bytes).
pub(super) fn nvme(memory: &File, request: u32, at: u64, drive: &Shared<NvmeDrive>) -> io::Result<Return> {
    let is_wide = request == NVME_ADMIN_64;
    let queue = if request == NVME_IO { Queue::Io } else { Queue::Admin };
    let mut command = Structure::read(memory, at, if is_wide { 80 } else { 72 })?;
    let mut entry = [0; 64];
    // Opcode and flags, namespace, dwords 2 and 3; dwords 10 to 15.
    entry[..2].copy_from_slice(&command.0[..2]);
    entry[4..16].copy_from_slice(&command.0[4..16]);
    entry[40..64].copy_from_slice(&command.0[40..64]);
    let (data_at, data_len) = (command.u64(24), command.u32(36) as usize);

    let mut drive = lock(drive);
    // The lowest bits of an opcode tell the direction of its data: 1 is to the drive.
    let out_len = if entry[0] & 3 == 1 { data_len } else { 0 };
    let out = Structure::read(memory, data_at, out_len)?;
    let is_read = matches!(drive.transfer(queue, &entry), Transfer::ToHost(_));
    let answer = match queue {
        Queue::Admin => drive.admin(&entry, &out.0),
        Queue::Io => drive.io(&entry, &out.0),
    };
    drop(drive);
    let (after, in_time) = wait(answer.when, command.timeout(64));
    if !in_time {
        // The kernel resets the controller, and the call ends so.
        let error = if answer.when == When::Gone { libc::ENODEV } else { libc::EINTR };
        return Ok(Return { after, ..Return::at_once(Outcome::Error(error)) });
    }
    let mut writes = Vec::new();
    if is_read {
        writes.push((data_at, answer.data[..answer.data.len().min(data_len)].to_vec()));
    }
    if is_wide {
        command.put(72, &u64::from(answer.result).to_le_bytes());
    } else {
        command.put(68, &answer.result.to_le_bytes());
    }
    writes.push((at, command.0));
    Ok(Return { after, writes, outcome: Outcome::Value(answer.status.into()) })
}
