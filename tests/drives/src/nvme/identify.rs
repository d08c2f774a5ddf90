//! Identify (NVMe Base 2.3, section 5.2.13, and NVM Command Set 1.2, section 4.1.5).

use super::command::Command;
use super::namespace::{BROADCAST, Namespace};
use super::wire::{put_text, put16, put32, put64};
use super::{Answered, NvmeAnswer, NvmeDrive, Page, format, status};

/// CNTLID of the only controller.
pub(super) const CONTROLLER: u16 = 1;
/// PCI vendor that nobody has.
const VENDOR: u16 = 0x1DE5;
/// NVM Express 1.4.
pub(super) const VERSION: u32 = 0x0001_0400;
/// Bytes of each structure.
const SIZE: usize = 4096;

impl NvmeDrive {
    pub(super) fn identify(&self, command: Command<'_>) -> Answered {
        let nsid = command.nsid();
        let data = match command.dword(10) as u8 {
            0x00 => self.identify_namespace(nsid, |space| space.attached)?,
            0x01 => self.identify_controller(),
            0x02 => self.namespace_list(nsid, |space| space.attached)?,
            0x03 => self.namespace_descriptors(nsid)?,
            0x10 if self.persona.namespace_management => self.namespace_list(nsid, |_| true)?,
            0x11 if self.persona.namespace_management => self.identify_namespace(nsid, |_| true)?,
            0x12 if self.persona.namespace_management => {
                let space = self.namespaces.get(&nsid).ok_or(status::INVALID_NAMESPACE)?;
                controller_list(command, space.attached)
            }
            0x13 if self.persona.namespace_management => controller_list(command, true),
            _ => return Err(status::INVALID_FIELD),
        };
        Ok(NvmeAnswer::data(data))
    }

    fn identify_controller(&self) -> Vec<u8> {
        let persona = &self.persona;
        let mut data = vec![0; SIZE];
        put16(&mut data, 0, VENDOR);
        put16(&mut data, 2, VENDOR);
        put_text(&mut data, 4, 20, &persona.serial);
        put_text(&mut data, 24, 40, &persona.model);
        put_text(&mut data, 64, 8, &persona.firmware);
        data[72] = 1; // RAB
        data[76] = persona.cmic;
        data[77] = 8; // MDTS, in powers of two of 4096 bytes
        put16(&mut data, 78, CONTROLLER);
        put32(&mut data, 80, VERSION);
        data[111] = 1; // CNTRLTYPE: I/O controller
        put16(&mut data, 256, self.admin_capabilities());
        data[258] = 3; // ACL
        data[259] = 3; // AERL
        data[260] = 1 << 1 | 1; // FRMW: one slot, read only
        data[261] = persona.lpa | u8::from(persona.persistent_event_log) << 4;
        put16(&mut data, 266, 343); // WCTEMP, kelvin
        put16(&mut data, 268, 353); // CCTEMP, kelvin
        if persona.namespace_management {
            let free: u64 = self.unallocated().iter().map(|(from, to)| to - from).sum();
            put64(&mut data, 280, persona.user_bytes());
            put64(&mut data, 296, free);
        }
        if persona.rpmb_units > 0 {
            // One target; HMAC SHA-256; sizes in 128 KiB and 512 bytes, zero-based.
            put32(&mut data, 312, 1 | u32::from(persona.rpmb_units - 1) << 16);
        }
        let extended = persona.takes.extended_self_test.as_secs().div_ceil(60);
        put16(&mut data, 316, u16::try_from(extended).unwrap_or(u16::MAX));
        put32(&mut data, 328, persona.sanicap);
        data[512] = 0x66; // SQES: 64 bytes
        data[513] = 0x44; // CQES: 16 bytes
        put32(&mut data, 516, self.most_namespaces());
        // ONCS: Compare, Dataset Management, Write Zeroes, Timestamp, Verify.
        put16(&mut data, 520, 1 | 1 << 2 | 1 << 3 | 1 << 6 | 1 << 7);
        data[524] = persona.fna;
        data[525] = u8::from(persona.write_cache);
        let name = format!("nqn.2026-01.example.drives:{}", persona.serial);
        let name = &name.as_bytes()[..name.len().min(223)];
        data[768..768 + name.len()].copy_from_slice(name);
        put16(&mut data, 2048, 900); // PSD0: 9 W
        data
    }

    /// OACS.
    fn admin_capabilities(&self) -> u16 {
        u16::from(self.has_security())
            | u16::from(self.persona.format_supported) << 1
            | 1 << 2
            | u16::from(self.persona.namespace_management) << 3
            | 1 << 4
    }

    fn check_identifier(&self, nsid: u32) -> Result<(), u16> {
        if (1..=self.most_namespaces()).contains(&nsid) { Ok(()) } else { Err(status::INVALID_NAMESPACE) }
    }

    /// The structure is all zero for a namespace that is not there.
    fn identify_namespace(&self, nsid: u32, shows: impl Fn(&Namespace) -> bool) -> Page {
        let mut data = vec![0; SIZE];
        if nsid == BROADCAST && self.persona.namespace_management {
            self.put_formats(&mut data);
            return Ok(data);
        }
        self.check_identifier(nsid)?;
        let Some(space) = self.namespaces.get(&nsid).filter(|space| shows(space)) else { return Ok(data) };
        for field in [0, 8, 16] {
            put64(&mut data, field, space.blocks());
        }
        data[26] = space.format;
        data[32] = self.format_progress(nsid);
        put64(&mut data, 48, space.bytes);
        data[104..120].copy_from_slice(&space.nguid.to_be_bytes());
        data[120..128].copy_from_slice(&space.eui64.to_be_bytes());
        self.put_formats(&mut data);
        Ok(data)
    }

    /// What is the same for all namespaces.
    fn put_formats(&self, data: &mut [u8]) {
        data[25] = format::LBA_FORMATS - 1;
        // DLFEAT: deallocated blocks read as zeros (1) or FFh (2); Write Zeroes may deallocate (bit 3).
        data[33] = if self.persona.blank == 0 { 1 } else { 2 } | 1 << 3;
        data[128 + 2] = 9;
        data[132 + 2] = 12;
        data[132 + 3] = 1;
    }

    /// Namespace identifiers above the given one.
    fn namespace_list(&self, after: u32, shows: impl Fn(&Namespace) -> bool) -> Page {
        if after >= BROADCAST - 1 {
            return Err(status::INVALID_NAMESPACE);
        }
        let mut data = vec![0; SIZE];
        let shown = self.namespaces.iter().filter(|(nsid, space)| **nsid > after && shows(space));
        for (place, (nsid, _)) in (0..SIZE).step_by(4).zip(shown) {
            put32(&mut data, place, *nsid);
        }
        Ok(data)
    }

    fn namespace_descriptors(&self, nsid: u32) -> Page {
        self.check_identifier(nsid)?;
        let space = self.active(nsid)?;
        let mut data = Vec::new();
        let mut add = |kind: u8, value: &[u8]| {
            if value.iter().any(|byte| *byte != 0) {
                data.extend_from_slice(&[kind, value.len() as u8, 0, 0]);
                data.extend_from_slice(value);
            }
        };
        add(1, &space.eui64.to_be_bytes());
        add(2, &space.nguid.to_be_bytes());
        data.resize(SIZE, 0);
        Ok(data)
    }
}

/// Identifiers of controllers from the one in dword 10 on: there is one, or none.
fn controller_list(command: Command<'_>, is_there: bool) -> Vec<u8> {
    let mut data = vec![0; SIZE];
    if is_there && command.dword(10) >> 16 <= u32::from(CONTROLLER) {
        put16(&mut data, 0, 1);
        put16(&mut data, 2, CONTROLLER);
    }
    data
}
