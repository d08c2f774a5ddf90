//! A virtio SCSI host (VIRTIO 1.2, 5.6): one command queue, a target a drive, LUN 0 in each.

use std::time::Duration;

use emulated_drives::When;
use emulated_drives::scsi::ScsiAnswer;

use super::{Answers, Device, Token};
use crate::attach::{SharedTarget, lock};

/// Queues, in their order.
const CONTROL: usize = 0;
const COMMANDS: usize = 2;
/// Bytes of a command's head (LUN, tag, attributes, CDB) with the CDB size that the configuration below tells.
const REQUEST: usize = 51;
/// Where the CDB begins in it.
const CDB: usize = 19;
/// Bytes of an answer's head, with room for 96 bytes of sense data.
const RESPONSE: usize = 108;
const SENSE: usize = 96;

/// `VIRTIO_SCSI_S_*`: what the host adapter says of a command.
mod response {
    pub const OK: u8 = 0;
    pub const ABORTED: u8 = 2;
    pub const BAD_TARGET: u8 = 3;
    pub const RESET: u8 = 4;
}

/// `VIRTIO_SCSI_T_TMF_*`: what the host wants of a target.
mod management {
    pub const ABORT_TASK: u32 = 0;
    pub const TARGET_RESET: u32 = 4;
    pub const UNIT_RESET: u32 = 5;
}

/// The host adapter.
pub struct ScsiHost {
    targets: Vec<SharedTarget>,
    /// Commands that are not answered at once: their target and the tag by which they can be aborted.
    slow: Vec<(Token, usize, u64)>,
}

impl ScsiHost {
    /// A host adapter with these targets, numbered from 0. At most 256.
    #[must_use]
    pub fn new(targets: Vec<SharedTarget>) -> ScsiHost {
        ScsiHost { targets, slow: Vec::new() }
    }

    fn command(&mut self, answers: &mut Answers, token: Token, out: &[u8], room: usize) {
        let Some(target) = address(out).filter(|target| *target < self.targets.len()) else {
            return answers.give(token, Duration::ZERO, head(response::BAD_TARGET));
        };
        let in_len = room.saturating_sub(RESPONSE);
        let answer = lock(&self.targets[target]).command(&out[CDB..REQUEST], &out[REQUEST..], in_len);
        let after = match answer.when {
            When::Now => Duration::ZERO,
            When::After(after) => after,
            When::Never => Duration::MAX,
            When::Gone => return answers.give(token, Duration::ZERO, head(response::BAD_TARGET)),
        };
        if after > Duration::ZERO {
            let tag = u64::from_le_bytes(out[8..16].try_into().unwrap_or_default());
            self.slow.push((token, target, tag));
        }
        if after < Duration::MAX {
            answers.give(token, after, whole(&answer, in_len));
        }
    }

    /// Task management. A command that is aborted or reset away comes back before the request for it does.
    fn manage(&mut self, answers: &mut Answers, token: Token, out: &[u8]) {
        let word = |at: usize| u32::from_le_bytes([out[at], out[at + 1], out[at + 2], out[at + 3]]);
        let target = if out.len() >= 24 { address(&out[8..]) } else { None };
        // Bit 0 of the type: not a request about notifications.
        if let Some(target) = target.filter(|_| word(0) == 0) {
            let tag = u64::from_le_bytes(out[16..24].try_into().unwrap_or_default());
            let is_reset = matches!(word(4), management::TARGET_RESET | management::UNIT_RESET);
            let is_abort = word(4) == management::ABORT_TASK;
            let says = if is_reset { response::RESET } else { response::ABORTED };
            self.slow.retain(|(slow, of, its_tag)| {
                let hit = *of == target && (is_reset || is_abort && *its_tag == tag);
                if hit {
                    answers.give(*slow, Duration::ZERO, head(says));
                }
                !hit
            });
            if let Some(target) = self.targets.get(target).filter(|_| is_reset) {
                lock(target).bus_reset();
            }
        }
        answers.give(token, Duration::ZERO, vec![0]);
    }
}

impl Device for ScsiHost {
    fn queues(&self) -> usize {
        3
    }

    fn config(&self) -> Vec<u8> {
        // Command queues, segments, sectors a command, commands a unit, event bytes, sense bytes, CDB bytes.
        let mut config: Vec<u8> =
            [1_u32, 126, 0xffff, 64, 16, SENSE as u32, 32].iter().flat_map(|n| n.to_le_bytes()).collect();
        // Highest channel, target and LUN.
        let last = self.targets.len().saturating_sub(1) as u16;
        config.extend([0, 0]);
        config.extend(last.to_le_bytes());
        config.extend([0; 4]);
        config
    }

    fn request(&mut self, answers: &mut Answers, token: Token, queue: usize, out: &[u8], room: usize) {
        match queue {
            CONTROL if out.len() >= 8 => self.manage(answers, token, out),
            COMMANDS if out.len() >= REQUEST && room >= RESPONSE => self.command(answers, token, out, room),
            // Buffers for events wait; whatever makes no sense does too.
            _ => {}
        }
    }
}

/// The target of a LUN field: first byte 1, then the target, then LUN 0 in either of its forms.
fn address(lun: &[u8]) -> Option<usize> {
    (lun[0] == 1 && lun[2] & 0x3f == 0 && lun[3] == 0).then(|| usize::from(lun[1]))
}

/// An answer's head without anything of the target's.
fn head(says: u8) -> Vec<u8> {
    let mut head = vec![0; RESPONSE];
    head[11] = says;
    head
}

/// Sense length, bytes that were not moved, status, response, sense; then the data.
fn whole(answer: &ScsiAnswer, in_len: usize) -> Vec<u8> {
    let data = &answer.data[..answer.data.len().min(in_len)];
    let sense = &answer.sense[..answer.sense.len().min(SENSE)];
    let mut bytes = head(response::OK);
    bytes[0..4].copy_from_slice(&(sense.len() as u32).to_le_bytes());
    bytes[4..8].copy_from_slice(&((in_len - data.len()) as u32).to_le_bytes());
    bytes[10] = answer.status;
    bytes[12..12 + sense.len()].copy_from_slice(sense);
    bytes.extend(data);
    bytes
}
