//! Partitions, reads and writes.

use super::registers::ext;
use super::{Done, Effect, EmmcDrive, EmmcPersona, status};

/// BOOT_WP: B_PERM_WP_EN.
pub(super) const PERMANENT_WP: u8 = 1 << 2;
/// BOOT_WP: B_PWR_WP_EN, until the power goes.
const POWER_ON_WP: u8 = 1;
/// RPMB result: the authentication key is not programmed yet.
const NO_KEY: u16 = 0x0007;

/// The partitions, as PARTITION_ACCESS numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Partition {
    User,
    Boot0,
    Boot1,
    Rpmb,
    General(usize),
}

impl Partition {
    /// All there may be, in the order of the store.
    pub(super) const ALL: [Partition; 8] = [
        Partition::User,
        Partition::Boot0,
        Partition::Boot1,
        Partition::Rpmb,
        Partition::General(0),
        Partition::General(1),
        Partition::General(2),
        Partition::General(3),
    ];

    /// That of PARTITION_CONFIG bits 2:0.
    pub(super) fn of(config: u8) -> Partition {
        Partition::ALL[usize::from(config & 7)]
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Partition::User => "user",
            Partition::Boot0 => "boot0",
            Partition::Boot1 => "boot1",
            Partition::Rpmb => "rpmb",
            Partition::General(number) => ["gp1", "gp2", "gp3", "gp4"][number],
        }
    }

    fn bytes(self, persona: &EmmcPersona) -> u64 {
        match self {
            Partition::User => persona.user_bytes,
            Partition::Boot0 | Partition::Boot1 => persona.boot_bytes,
            Partition::Rpmb => persona.rpmb_bytes,
            Partition::General(number) => persona.general_bytes[number],
        }
    }

    /// Where it lies in the store; empty when there is none.
    pub(super) fn range(self, persona: &EmmcPersona) -> (u64, u64) {
        let before = Partition::ALL.into_iter().take_while(|other| *other != self);
        let from: u64 = before.map(|other| other.bytes(persona)).sum();
        (from, from + self.bytes(persona))
    }
}

impl EmmcDrive {
    /// The one that is accessed.
    pub(super) fn partition(&self) -> Partition {
        Partition::of(self.extended[ext::PARTITION_CONFIG])
    }

    /// Whether writes and erases are refused.
    pub(super) fn is_protected(&self, partition: Partition) -> bool {
        matches!(partition, Partition::Boot0 | Partition::Boot1)
            && self.extended[ext::BOOT_WP] & (PERMANENT_WP | POWER_ON_WP) != 0
    }

    fn place(&self, block: u32, bytes: u64) -> Result<u64, u32> {
        let (from, to) = self.partition().range(&self.persona);
        let at = from + u64::from(block) * 512;
        if at + bytes > to { Err(status::ADDRESS_OUT_OF_RANGE) } else { Ok(at) }
    }

    /// Bad blocks are those of the user area.
    fn holds_bad(&self, fault: &str, block: u32, blocks: u64) -> bool {
        self.faults.has(fault)
            && self.partition() == Partition::User
            && (0..blocks).any(|next| self.faults.holds_block(fault, u64::from(block) + next))
    }

    pub(super) fn read(&mut self, block: u32, blocks: u32) -> Done {
        if self.partition() == Partition::Rpmb {
            return Ok(Effect::Data(self.rpmb_response(blocks)));
        }
        let bytes = u64::from(blocks) * 512;
        let at = self.place(block, bytes)?;
        if self.holds_bad("bad", block, blocks.into()) || self.holds_bad("unreadable", block, blocks.into()) {
            return Err(status::DEVICE_ECC_FAILED);
        }
        let mut data = vec![0; bytes as usize];
        self.flash.read(at, &mut data);
        Ok(Effect::Data(data))
    }

    pub(super) fn write(&mut self, block: u32, out: &[u8]) -> Done {
        if self.partition() == Partition::Rpmb {
            let request = out.get(510..512).ok_or(status::ERROR)?;
            self.rpmb_request = u16::from_be_bytes([request[0], request[1]]);
            return Ok(Effect::Status);
        }
        if out.is_empty() || !out.len().is_multiple_of(512) {
            return Err(status::BLOCK_LEN_ERROR);
        }
        let bytes = out.len() as u64;
        let at = self.place(block, bytes)?;
        if self.is_protected(self.partition()) {
            return Err(status::WP_VIOLATION);
        }
        if self.holds_bad("bad", block, bytes / 512) {
            return Err(status::ERROR);
        }
        if self.faults.has("drop_writes") {
            return Ok(Effect::Status);
        }
        if self.faults.has("forget") && self.extended[ext::CACHE_CTRL] & 1 != 0 {
            let mut old = vec![0; out.len()];
            self.flash.read(at, &mut old);
            self.unflushed.push((at, old));
        }
        self.flash.write(at, out);
        Ok(Effect::Status)
    }

    /// Frames that say that no key was ever programmed: the result in bytes 508 and 509, the type in 510 and 511.
    fn rpmb_response(&self, blocks: u32) -> Vec<u8> {
        let mut frame = [0; 512];
        frame[508..510].copy_from_slice(&NO_KEY.to_be_bytes());
        frame[510..512].copy_from_slice(&(self.rpmb_request << 8).to_be_bytes());
        frame.repeat(blocks as usize)
    }
}
