//! Set Features and Get Features (NVMe Base 2.3, section 5.2.26).

use std::collections::BTreeMap;

use super::command::Command;
use super::{Answered, NvmeAnswer, NvmeDrive, status};

const VOLATILE_WRITE_CACHE: u8 = 0x06;
const NUMBER_OF_QUEUES: u8 = 0x07;
const TIMESTAMP: u8 = 0x0E;
const SANITIZE_CONFIG: u8 = 0x17;
/// Most I/O queues of each kind, zero-based.
const MOST_QUEUES: u32 = 3;
/// Those that just keep their value.
const PLAIN: [u8; 8] = [0x01, 0x02, 0x04, 0x05, 0x08, 0x09, 0x0A, 0x0B];

/// Values that were set since the last reset; none is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Features {
    values: BTreeMap<u8, u32>,
    timestamp: [u8; 8],
}

impl Features {
    fn value(&self, feature: u8) -> u32 {
        let default = if feature == VOLATILE_WRITE_CACHE { 1 } else { 0 };
        self.values.get(&feature).copied().unwrap_or(default)
    }

    /// NODRM: a sanitize with No-Deallocate is done with a warning, where it is inhibited, and not refused.
    pub(super) fn no_deallocate_warns(&self) -> bool {
        self.value(SANITIZE_CONFIG) & 1 != 0
    }

    /// The volatile write cache is on.
    pub(super) fn caches(&self) -> bool {
        self.value(VOLATILE_WRITE_CACHE) & 1 != 0
    }
}

impl NvmeDrive {
    fn has_feature(&self, feature: u8) -> bool {
        match feature {
            VOLATILE_WRITE_CACHE => self.persona.write_cache,
            SANITIZE_CONFIG => self.persona.sanicap & 7 != 0,
            NUMBER_OF_QUEUES | TIMESTAMP => true,
            other => PLAIN.contains(&other),
        }
    }

    pub(super) fn set_features(&mut self, command: Command<'_>, out: &[u8]) -> Answered {
        let feature = command.dword(10) as u8;
        if !self.has_feature(feature) {
            return Err(status::INVALID_FIELD);
        }
        let value = command.dword(11);
        match feature {
            NUMBER_OF_QUEUES => {
                let granted = (value & 0xFFFF).min(MOST_QUEUES) | (value >> 16).min(MOST_QUEUES) << 16;
                self.features.values.insert(feature, granted);
                return Ok(NvmeAnswer::result(granted));
            }
            TIMESTAMP => {
                let bytes = out.first_chunk::<8>().ok_or(status::DATA_TRANSFER_ERROR)?;
                self.features.timestamp = *bytes;
            }
            VOLATILE_WRITE_CACHE => {
                // Turning it off flushes it.
                if value & 1 == 0 {
                    self.unflushed.clear();
                }
                self.features.values.insert(feature, value & 1);
            }
            _ => {
                self.features.values.insert(feature, value);
            }
        }
        Ok(NvmeAnswer::ok())
    }

    pub(super) fn get_features(&mut self, command: Command<'_>) -> Answered {
        /// SEL: capabilities; bit 2 says that it can be changed.
        const CAPABILITIES: u32 = 3;
        let feature = command.dword(10) as u8;
        if !self.has_feature(feature) {
            return Err(status::INVALID_FIELD);
        }
        let select = command.dword(10) >> 8 & 7;
        let answer = match (feature, select) {
            (_, CAPABILITIES) => NvmeAnswer::result(1 << 2),
            (TIMESTAMP, _) => NvmeAnswer::data(self.features.timestamp.to_vec()),
            (NUMBER_OF_QUEUES, _) => NvmeAnswer::result(MOST_QUEUES | MOST_QUEUES << 16),
            (_, 0) => NvmeAnswer::result(self.features.value(feature)),
            (_, 1 | 2) => NvmeAnswer::result(Features::default().value(feature)),
            _ => return Err(status::INVALID_FIELD),
        };
        Ok(answer)
    }
}
