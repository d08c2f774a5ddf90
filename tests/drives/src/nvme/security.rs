//! Security Send and Receive: the list of protocols and TCG level 0 discovery; no session is ever opened.

use super::command::Command;
use super::{Answered, MOST_BYTES, NvmeAnswer, NvmeDrive, Page, status};

/// Security protocol 00h: information about the protocols (SPC-5, section 7.7.1).
const INFORMATION: u32 = 0x00;
/// Security protocol 01h: TCG.
const TCG: u32 = 0x01;
/// Security protocol EAh: NVMe (RPMB).
const NVME: u32 = 0xEA;

impl NvmeDrive {
    /// OACS bit 0.
    pub(super) fn has_security(&self) -> bool {
        self.tcg().is_some() || self.persona.rpmb_units > 0
    }

    pub(super) fn security_send(&self, command: Command<'_>) -> Answered {
        let known = match command.dword(10) >> 24 {
            TCG => self.tcg().is_some(),
            NVME => self.persona.rpmb_units > 0,
            _ => false,
        };
        if known { Ok(NvmeAnswer::ok()) } else { Err(status::INVALID_FIELD) }
    }

    pub(super) fn security_receive(&self, command: Command<'_>) -> Answered {
        let len = u64::from(command.dword(11));
        if len > MOST_BYTES {
            return Err(status::INVALID_FIELD);
        }
        let specific = command.dword(10) >> 8 & 0xFFFF;
        let mut data = match (command.dword(10) >> 24, specific) {
            (INFORMATION, 0) => self.protocol_list(),
            (TCG, 1) => self.level0()?,
            (NVME, _) if self.persona.rpmb_units > 0 => vec![0; 256],
            _ => return Err(status::INVALID_FIELD),
        };
        data.resize(len as usize, 0);
        Ok(NvmeAnswer::data(data))
    }

    fn protocol_list(&self) -> Vec<u8> {
        let mut list = vec![INFORMATION as u8];
        if self.tcg().is_some() {
            list.push(TCG as u8);
        }
        if self.persona.rpmb_units > 0 {
            list.push(NVME as u8);
        }
        let mut data = vec![0; 6];
        data.extend_from_slice(&(list.len() as u16).to_be_bytes());
        data.extend(list);
        data
    }

    /// A 48-byte header, then features: code, version, length, data. Everything is big-endian.
    fn level0(&self) -> Page {
        let tcg = self.tcg().ok_or(status::INVALID_FIELD)?;
        let mut data = vec![0; 48];
        data[7] = 1; // revision of the data structure
        let mut feature = |code: u16, content: &[u8]| {
            data.extend_from_slice(&code.to_be_bytes());
            data.extend_from_slice(&[1 << 4, content.len() as u8]);
            data.extend_from_slice(content);
        };
        let mut tper = [0; 12];
        tper[0] = 1; // Sync
        feature(0x0001, &tper);
        let mut locking = [0; 12];
        // Supported, enabled, locked, media encryption.
        locking[0] = 1 | u8::from(tcg.enabled) << 1 | u8::from(tcg.locked) << 2 | 1 << 3;
        feature(0x0002, &locking);
        let mut ssc = [0; 16];
        ssc[..4].copy_from_slice(&[0x07, 0xFE, 0, 1]); // base ComID 07FEh, one of them
        feature(tcg.ssc, &ssc);
        let len = (data.len() - 4) as u32;
        data[..4].copy_from_slice(&len.to_be_bytes());
        Ok(data)
    }
}
