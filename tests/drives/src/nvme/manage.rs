//! Namespace Management and Namespace Attachment (NVMe Base 2.3, sections 5.2.20 and 5.2.21).

use super::command::Command;
use super::identify::CONTROLLER;
use super::namespace::{BROADCAST, Namespace, block_shift};
use super::wire::get64;
use super::{Answered, NvmeAnswer, NvmeDrive, format, status};
use crate::flash::Treatment;

impl NvmeDrive {
    pub(super) fn manage_namespace(&mut self, command: Command<'_>, out: &[u8]) -> Answered {
        if self.format.is_some() {
            return Err(status::FORMAT_IN_PROGRESS);
        }
        match command.dword(10) & 15 {
            0 => self.create_namespace(out),
            1 => self.delete_namespace(command.nsid()),
            _ => Err(status::INVALID_FIELD),
        }
    }

    /// NSZE 0, NCAP 8, FLBAS 26. What the capacity held before is unmapped: a new namespace does not show it.
    fn create_namespace(&mut self, out: &[u8]) -> Answered {
        let out = out.first_chunk::<4096>().ok_or(status::DATA_TRANSFER_ERROR)?;
        let (blocks, format) = (get64(out, 0), out[26] & 15);
        if format >= format::LBA_FORMATS {
            return Err(status::INVALID_FORMAT);
        }
        if blocks == 0 || get64(out, 8) != blocks {
            return Err(status::INVALID_FIELD);
        }
        let bytes = blocks.checked_mul(1 << block_shift(format)).ok_or(status::INSUFFICIENT_CAPACITY)?;
        let bytes = bytes.checked_next_multiple_of(4096).ok_or(status::INSUFFICIENT_CAPACITY)?;
        let mut identifiers = 1..=self.most_namespaces();
        let nsid = identifiers.find(|nsid| !self.namespaces.contains_key(nsid));
        let nsid = nsid.ok_or(status::NO_IDENTIFIER_LEFT)?;
        let gaps = self.unallocated();
        let (from, _) =
            gaps.into_iter().find(|(from, to)| to - from >= bytes).ok_or(status::INSUFFICIENT_CAPACITY)?;
        self.flash.treat(Treatment::Unmap(self.persona.blank), from, from + bytes);
        let eui64 = 0x0200_0000_0000_0000 | u64::from(nsid) << 32 | self.journal.entries().len() as u64;
        self.namespaces.insert(nsid, Namespace { from, bytes, format, attached: false, eui64, nguid: 0 });
        Ok(NvmeAnswer::result(nsid))
    }

    /// The capacity becomes unallocated; what it holds stays.
    fn delete_namespace(&mut self, nsid: u32) -> Answered {
        if nsid == BROADCAST {
            self.namespaces.clear();
            return Ok(NvmeAnswer::ok());
        }
        self.namespaces.remove(&nsid).map(|_| NvmeAnswer::ok()).ok_or(status::INVALID_NAMESPACE)
    }

    pub(super) fn attach_namespace(&mut self, command: Command<'_>, out: &[u8]) -> Answered {
        let attach = match command.dword(10) & 15 {
            0 => true,
            1 => false,
            _ => return Err(status::INVALID_FIELD),
        };
        let list = out.first_chunk::<4>().ok_or(status::DATA_TRANSFER_ERROR)?;
        let [one, controller] = [[list[0], list[1]], [list[2], list[3]]].map(u16::from_le_bytes);
        if one != 1 || controller != CONTROLLER {
            return Err(status::INVALID_CONTROLLER_LIST);
        }
        let space = self.namespaces.get_mut(&command.nsid()).ok_or(status::INVALID_NAMESPACE)?;
        if space.attached == attach {
            return Err(if attach { status::ALREADY_ATTACHED } else { status::NOT_ATTACHED });
        }
        space.attached = attach;
        Ok(NvmeAnswer::ok())
    }
}
