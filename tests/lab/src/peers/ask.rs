//! gomme's own way to ask the drive of a bay: what it reads is held against what a peer reads of the very same drive.

use std::time::Duration;

use emulated_drives::When;
use emulated_drives::nvme::NvmeDrive;
use gomme::codec::Transfer;
use gomme::drive::survey;
use gomme::drive::wire::{Ask, Reply, Request, Speaks};
use gomme::event::{DriveIdentity, Medium, Survey, Transport};

use super::Bay;
use crate::attach::{AttachedDrive, lock};

/// Asks a bay's drive. Commands that only read come back at once.
#[derive(Debug)]
pub struct Asker<'a>(pub &'a Bay);

impl Bay {
    /// What gomme learns of the drive.
    #[must_use]
    pub fn survey(&self) -> Survey {
        let identity = DriveIdentity {
            vendor: None,
            model: None,
            serial: None,
            wwn: None,
            firmware: None,
            size_bytes: 0,
            logical_block_bytes: 512,
            physical_block_bytes: 512,
            transport: self.transport,
            medium: Medium::Unknown,
        };
        survey::survey(self.speaks(), &identity, &mut Asker(self))
    }

    fn speaks(&self) -> Speaks {
        match &self.drive {
            AttachedDrive::Nvme(_) => Speaks::Nvme { nsid: Some(1) },
            AttachedDrive::Emmc(_) => Speaks::Mmc,
            _ => Speaks::Scsi { usb: self.transport == Transport::Usb },
        }
    }
}

impl Ask for Asker<'_> {
    fn ask(&mut self, request: &Request, _: Duration) -> Reply {
        match (request, &self.0.drive) {
            (Request::Scsi { cdb, transfer, .. }, AttachedDrive::Scsi(disk)) => {
                let (out, room) = parts(transfer);
                let mut answer = lock(disk).command(cdb, out, room);
                answer.data.truncate(room);
                in_time(
                    answer.when,
                    Reply::Scsi { status: answer.status, sense: answer.sense, data: answer.data },
                )
            }
            (Request::Nvme { opcode, nsid, cdw10_15, transfer, .. }, AttachedDrive::Nvme(drive)) => {
                nvme(&mut lock(drive), (*opcode, *nsid), cdw10_15, transfer)
            }
            (Request::Mmc(commands), AttachedDrive::Emmc(device)) => {
                let (mut response, mut data) = (0, Vec::new());
                for command in commands {
                    let (out, room) = parts(&command.transfer);
                    let mut answer = lock(device).command(command.opcode as u8, command.arg, out);
                    if answer.no_response || answer.when != When::Now {
                        return Reply::Silent { errno: libc::ETIMEDOUT };
                    }
                    response |= answer.response[0];
                    if room > 0 {
                        answer.data.truncate(room);
                        data = answer.data;
                    }
                }
                Reply::Mmc { response, data }
            }
            _ => Reply::Silent { errno: libc::ENOTTY },
        }
    }
}

fn nvme(drive: &mut NvmeDrive, command: (u8, u32), cdw10_15: &[u32; 6], transfer: &Transfer) -> Reply {
    let mut entry = [0; 64];
    entry[0] = command.0;
    entry[4..8].copy_from_slice(&command.1.to_le_bytes());
    for (place, word) in entry[40..].chunks_exact_mut(4).zip(cdw10_15) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    let (out, room) = parts(transfer);
    let mut answer = drive.admin(&entry, out);
    answer.data.resize(room, 0);
    in_time(answer.when, Reply::Nvme { status: answer.status, result: answer.result, data: answer.data })
}

fn in_time(when: When, reply: Reply) -> Reply {
    if when == When::Now { reply } else { Reply::Silent { errno: libc::ETIME } }
}

fn parts(transfer: &Transfer) -> (&[u8], usize) {
    match transfer {
        Transfer::None => (&[], 0),
        Transfer::In(bytes) => (&[], *bytes),
        Transfer::Out(bytes) => (bytes, 0),
    }
}
