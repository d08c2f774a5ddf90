//! Which command goes where, and SWITCH.

use super::erase::Kind;
use super::registers::{self, ext};
use super::transfer::Partition;
use super::{Done, Effect, EmmcDrive, State, features, status};
use crate::When;
use crate::flash::Treatment;
use crate::work::{Track, Work};

/// OCR: all voltages, ready (bit 31).
const OCR: u32 = 0x80FF_8080;
/// OCR bits 30:29: addresses are sectors; of bytes otherwise.
const SECTOR_MODE: u32 = 1 << 30;
/// Devices of up to 2 GiB are addressed by bytes (JESD84-B51 6.6.3).
const BYTE_MODE_UP_TO: u64 = 2 << 30;

impl EmmcDrive {
    pub(super) fn dispatch(&mut self, index: u8, arg: u32, out: &[u8]) -> Done {
        if index == 0 {
            self.reset();
            return Ok(Effect::Silent);
        }
        if self.is_busy() && !matches!(index, 12 | 13) {
            return Err(status::ILLEGAL_COMMAND);
        }
        if !matches!(index, 13 | 35 | 36 | 38) && self.erase.is_begun() {
            self.erase = Default::default();
            self.pending |= status::ERASE_RESET;
        }
        match (index, self.state) {
            (_, State::Inactive) => Err(status::ILLEGAL_COMMAND),
            (1, State::Idle | State::Ready) => {
                Ok(self.go(State::Ready, Effect::Response([self.ocr(), 0, 0, 0])))
            }
            (2, State::Ready) => {
                let cid = registers::cid(&self.persona);
                Ok(self.go(State::Identification, Effect::Response(cid)))
            }
            (3, State::Identification) => {
                self.address = arg >> 16;
                Ok(self.go(State::StandBy, Effect::Status))
            }
            (_, State::Idle | State::Ready | State::Identification) => Err(status::ILLEGAL_COMMAND),
            // Bit 15: to sleep, or awake.
            (5, State::StandBy) if arg >> 15 & 1 == 1 => Ok(self.go(State::Sleep, Effect::Busy(When::Now))),
            (5, State::Sleep) if arg >> 15 & 1 == 0 => Ok(self.go(State::StandBy, Effect::Busy(When::Now))),
            (_, State::Sleep) => Err(status::ILLEGAL_COMMAND),
            (7, _) => {
                let selected = arg >> 16 == self.address;
                Ok(self.go(if selected { State::Transfer } else { State::StandBy }, Effect::Status))
            }
            (9, State::StandBy) => Ok(Effect::Response(registers::csd(self.persona.user_bytes))),
            (10, State::StandBy) => Ok(Effect::Response(registers::cid(&self.persona))),
            (13, _) if arg >> 16 == self.address => Ok(Effect::Status),
            (13, _) => Ok(Effect::Silent),
            (15, _) => Ok(self.go(State::Inactive, Effect::Silent)),
            (_, State::StandBy) => Err(status::ILLEGAL_COMMAND),
            (_, State::Transfer) => self.transfer_command(index, arg, out),
        }
    }

    fn ocr(&self) -> u32 {
        if self.persona.user_bytes > BYTE_MODE_UP_TO { OCR | SECTOR_MODE } else { OCR }
    }

    /// The sector of a data address.
    fn sector(&self, arg: u32) -> Result<u32, u32> {
        match self.ocr() & SECTOR_MODE {
            0 if !arg.is_multiple_of(512) => Err(status::ADDRESS_MISALIGN),
            0 => Ok(arg / 512),
            _ => Ok(arg),
        }
    }

    fn go(&mut self, state: State, effect: Effect) -> Effect {
        self.state = state;
        effect
    }

    fn transfer_command(&mut self, index: u8, arg: u32, out: &[u8]) -> Done {
        let is_data = matches!(index, 17 | 18 | 24 | 25 | 35 | 36 | 38);
        if is_data && self.faults.has("locked") {
            return Err(status::ILLEGAL_COMMAND);
        }
        match index {
            6 => self.switch(arg),
            8 => Ok(Effect::Data(self.extended.to_vec())),
            12 => Ok(Effect::Status),
            16 if arg == 512 => Ok(Effect::Status),
            16 => Err(status::BLOCK_LEN_ERROR),
            17 => self.read(self.sector(arg)?, 1),
            18 => {
                let blocks = std::mem::take(&mut self.block_count).max(1);
                self.read(self.sector(arg)?, blocks)
            }
            23 => {
                // Bits 31:16 are flags: reliable write, data tag and others.
                self.block_count = arg & 0xFFFF;
                Ok(Effect::Status)
            }
            24 => self.write(self.sector(arg)?, out.get(..512).ok_or(status::ERROR)?),
            25 => {
                self.block_count = 0;
                self.write(self.sector(arg)?, out)
            }
            35 => self.erase_start(self.sector(arg)?),
            36 => self.erase_end(self.sector(arg)?),
            38 => self.start_erase(Kind::of(arg)),
            _ => Err(status::ILLEGAL_COMMAND),
        }
    }

    /// SWITCH: access in bits 25:24 (1 set bits, 2 clear bits, 3 write), index in 23:16, value in 15:8.
    fn switch(&mut self, arg: u32) -> Done {
        let (access, index, value) = (arg >> 24 & 3, (arg >> 16 & 0xFF) as usize, (arg >> 8) as u8);
        if access == 0 {
            return Ok(Effect::Status);
        }
        if index >= ext::PROPERTIES {
            return self.switch_error();
        }
        let value = match access {
            1 => self.extended[index] | value,
            2 => self.extended[index] & !value,
            _ => value,
        };
        match index {
            ext::SANITIZE_START => return self.start_sanitize(),
            ext::FLUSH_CACHE => self.unflushed.clear(),
            ext::PARTITION_CONFIG => {
                let (from, to) = Partition::of(value).range(&self.persona);
                if from == to {
                    return self.switch_error();
                }
                self.extended[index] = value;
            }
            // Protection is only ever added, and not where it was disabled (bits 6 and 4).
            ext::BOOT_WP => {
                let held = self.extended[index];
                let refused = (held >> 6 & value & 1 != 0) || (held >> 4 & value >> 2 & 1 != 0);
                if refused {
                    return self.switch_error();
                }
                self.extended[index] = held | value;
            }
            ext::CACHE_CTRL if value & 1 == 0 => {
                self.unflushed.clear();
                self.extended[index] = value;
            }
            // Sizes of partitions are written once, and this was done.
            ext::GP_SIZE_MULT..=ext::PARTITIONING_SUPPORT | ext::RPMB_SIZE_MULT | ext::ERASED_MEM_CONT => {
                return self.switch_error();
            }
            _ => self.extended[index] = value,
        }
        Ok(Effect::Busy(When::Now))
    }

    /// The response comes without the error; the next status has it.
    fn switch_error(&mut self) -> Done {
        let effect = Effect::Busy(When::Now);
        self.pending |= status::SWITCH_ERROR;
        Ok(effect)
    }

    /// Purges what is unmapped, and only that. The RPMB keeps its own.
    fn start_sanitize(&mut self) -> Done {
        if self.persona.features & features::SANITIZE == 0 {
            return self.switch_error();
        }
        self.sanitized = true;
        let purged = Partition::ALL.iter().filter(|partition| **partition != Partition::Rpmb);
        let ranges = purged.map(|partition| self.flash.unmapped(partition.range(&self.persona))).collect();
        let tracks = vec![
            Track { how: Treatment::Fill(0), ranges },
            Track { how: Treatment::Fill(0), ranges: vec![self.flash.spare()] },
        ];
        let work = Work::start(tracks, self.persona.sanitize_takes, self.clock.now());
        Ok(self.start_work(work))
    }
}

/// In the words of the standard.
pub(super) fn name(index: u8, arg: u32) -> String {
    let name = match index {
        0 => "GO_IDLE_STATE",
        1 => "SEND_OP_COND",
        2 => "ALL_SEND_CID",
        3 => "SET_RELATIVE_ADDR",
        5 => "SLEEP_AWAKE",
        6 => return format!("SWITCH/{}", switch_name((arg >> 16 & 0xFF) as usize)),
        7 => "SELECT_CARD",
        8 => "SEND_EXT_CSD",
        9 => "SEND_CSD",
        10 => "SEND_CID",
        12 => "STOP_TRANSMISSION",
        13 => "SEND_STATUS",
        15 => "GO_INACTIVE_STATE",
        16 => "SET_BLOCKLEN",
        17 => "READ_SINGLE_BLOCK",
        18 => "READ_MULTIPLE_BLOCK",
        23 => "SET_BLOCK_COUNT",
        24 => "WRITE_BLOCK",
        25 => "WRITE_MULTIPLE_BLOCK",
        35 => "ERASE_GROUP_START",
        36 => "ERASE_GROUP_END",
        38 => return format!("ERASE/{}", Kind::of(arg).map_or("reserved", Kind::name)),
        other => return format!("CMD{other}"),
    };
    name.to_owned()
}

fn switch_name(index: usize) -> String {
    let name = match index {
        ext::FLUSH_CACHE => "Flush Cache",
        ext::CACHE_CTRL => "Cache Control",
        ext::SANITIZE_START => "Sanitize Start",
        ext::BOOT_WP => "Boot Write Protection",
        ext::PARTITION_CONFIG => "Partition Config",
        other => return format!("byte {other}"),
    };
    name.to_owned()
}
