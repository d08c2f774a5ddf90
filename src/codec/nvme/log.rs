//! Log pages (Base 5.2.12). Numbers are little-endian; offsets in bytes.

use crate::codec::page::{Page, PageError};
use crate::units::Answer;

/// What the last sanitize came to: SOS, bits 2:0 of SSTAT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SanitizeState {
    /// 0: there was never one. An empty page says the same, so this is never a success.
    NeverSanitized,
    /// 1: the last one succeeded.
    Completed,
    /// 2: one runs.
    InProgress,
    /// 3: the last one failed.
    Failed,
    /// 4: the last one succeeded, and deallocated blocks although it was asked not to.
    CompletedDeallocated,
    /// 5 to 7: reserved.
    Other(u8),
}

/// Seconds that one kind of sanitize takes, as the controller estimates; `None` where it does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimates {
    /// Overwrite, 16 passes.
    pub overwrite: Option<u32>,
    /// Block erase.
    pub block_erase: Option<u32>,
    /// Crypto erase.
    pub crypto_erase: Option<u32>,
}

/// Sanitize Status, log 81h, 512 bytes (Base 5.2.12.1.36).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SanitizeStatus {
    /// SPROG: bytes 1:0, how much is done of 65 536; FFFFh while nothing runs.
    pub progress: u16,
    /// SOS: bits 2:0 of bytes 3:2.
    pub state: SanitizeState,
    /// Bits 7:3 of bytes 3:2: overwrite passes that are done.
    pub passes_done: u8,
    /// Bit 8 of bytes 3:2 (GDE): no user data was written since the drive was made or since the last sanitize that succeeded.
    pub global_data_erased: bool,
    /// SCDW10: bytes 7:4, CDW10 of the last Sanitize command.
    pub cdw10: u32,
    /// Bytes 19:8: estimates with deallocation.
    pub estimates: Estimates,
    /// Bytes 31:20: estimates without deallocation.
    pub estimates_no_deallocate: Estimates,
    /// The page as it came: evidence.
    pub raw: Vec<u8>,
}

impl SanitizeStatus {
    /// Reads the 512 bytes. A page of zeros is read as [`SanitizeState::NeverSanitized`].
    ///
    /// # Errors
    /// Short or all ones.
    pub fn parse(bytes: &[u8]) -> Result<SanitizeStatus, PageError> {
        let page: Page<'_, 512> = Page::maybe_zero(bytes)?;
        let [low, high] = page.at::<2, 2>();
        let seconds = |n: u32| (n != u32::MAX && !page.is_zero()).then_some(n);
        Ok(SanitizeStatus {
            progress: page.u16::<0>(),
            state: match low & 0x07 {
                0 => SanitizeState::NeverSanitized,
                1 => SanitizeState::Completed,
                2 => SanitizeState::InProgress,
                3 => SanitizeState::Failed,
                4 => SanitizeState::CompletedDeallocated,
                other => SanitizeState::Other(other),
            },
            passes_done: low >> 3,
            global_data_erased: high & 1 != 0,
            cdw10: page.u32::<4>(),
            estimates: Estimates {
                overwrite: seconds(page.u32::<8>()),
                block_erase: seconds(page.u32::<12>()),
                crypto_erase: seconds(page.u32::<16>()),
            },
            estimates_no_deallocate: Estimates {
                overwrite: seconds(page.u32::<20>()),
                block_erase: seconds(page.u32::<24>()),
                crypto_erase: seconds(page.u32::<28>()),
            },
            raw: page.bytes().to_vec(),
        })
    }

    /// Whether the controller says that the sanitize sent with this CDW10 is over and succeeded.
    ///
    /// *Yes* needs all of it: state 1 or 4, nothing running, and the very CDW10. *No*: never, running or failed. *Unknown*:
    /// a reserved state, a success of another command, or a success that still shows progress. A page can be older than the command:
    /// *yes* proves something only if the page read before the command did not already say so, or the sanitize was seen running.
    #[must_use]
    pub fn succeeded(&self, sent_cdw10: u32) -> Answer {
        match self.state {
            SanitizeState::Completed | SanitizeState::CompletedDeallocated => {
                if self.progress == u16::MAX && self.cdw10 == sent_cdw10 {
                    Answer::Yes
                } else {
                    Answer::Unknown
                }
            }
            SanitizeState::NeverSanitized | SanitizeState::InProgress | SanitizeState::Failed => Answer::No,
            SanitizeState::Other(_) => Answer::Unknown,
        }
    }

    /// Whether a sanitize runs. An empty page is *unknown*: a controller at rest shows FFFFh as its progress.
    #[must_use]
    pub fn is_running(&self) -> Answer {
        match (self.state, self.progress) {
            (SanitizeState::InProgress, _) => Answer::Yes,
            (SanitizeState::Other(_), _) => Answer::Unknown,
            (_, u16::MAX) => Answer::No,
            _ => Answer::Unknown,
        }
    }
}

/// SMART / Health Information, log 02h, 512 bytes (Base 5.2.12.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmartLog {
    /// Byte 0: bit 0 spare, 1 temperature, 2 reliability, 3 read-only, 4 backup of volatile memory.
    pub critical_warning: u8,
    /// Bytes 2:1, in kelvin; 0 where it is not reported.
    pub temperature_kelvin: u16,
    /// Byte 3: spare blocks that remain, in per cent.
    pub spare: u8,
    /// Byte 4: below this many per cent of spare the drive warns.
    pub spare_threshold: u8,
    /// Byte 5: per cent of the life that is used; may exceed 100, 255 stands for more than 254.
    pub percentage_used: u8,
    /// Bytes 47:32: units of 512 000 bytes that were read.
    pub data_units_read: u128,
    /// Bytes 63:48: units of 512 000 bytes that were written.
    pub data_units_written: u128,
    /// Bytes 127:112.
    pub power_cycles: u128,
    /// Bytes 143:128.
    pub power_on_hours: u128,
    /// Bytes 159:144.
    pub unsafe_shutdowns: u128,
    /// Bytes 175:160: errors of the medium that were not corrected.
    pub media_errors: u128,
}

impl SmartLog {
    /// Reads the 512 bytes.
    ///
    /// # Errors
    /// Short, all zero or all ones; spare of more than 100 per cent.
    pub fn parse(bytes: &[u8]) -> Result<SmartLog, PageError> {
        let page: Page<'_, 512> = Page::new(bytes)?;
        if page.byte::<3>() > 100 {
            return Err(PageError::Implausible("available spare"));
        }
        Ok(SmartLog {
            critical_warning: page.byte::<0>(),
            temperature_kelvin: page.u16::<1>(),
            spare: page.byte::<3>(),
            spare_threshold: page.byte::<4>(),
            percentage_used: page.byte::<5>(),
            data_units_read: page.u128::<32>(),
            data_units_written: page.u128::<48>(),
            power_cycles: page.u128::<112>(),
            power_on_hours: page.u128::<128>(),
            unsafe_shutdowns: page.u128::<144>(),
            media_errors: page.u128::<160>(),
        })
    }
}

/// The header of a Persistent Event Log, log 0Dh, 512 bytes (Base 5.2.12.1.14).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersistentEventLog {
    /// TNEV: bytes 7:4.
    pub events: u32,
    /// TLL: bytes 15:8, length of the whole log with its header, in bytes.
    pub total_bytes: u64,
    /// LREV: byte 16.
    pub revision: u8,
    /// LHL + 20: LHL is in bytes 19:18 and counts from byte 20. Here the first event stands.
    pub header_bytes: u32,
    /// SN: bytes 75:56, without padding.
    pub serial: String,
}

impl PersistentEventLog {
    /// An event has at least the first three bytes and what its header always holds: 24 bytes (EHL 21 + 3).
    const LEAST_EVENT: u64 = 24;

    /// Reads the first 512 bytes of the log.
    ///
    /// # Errors
    /// Short, all zero or all ones; another log; a header longer than the log or shorter than 512 bytes; more events than fit; a serial
    /// number that is not ASCII.
    pub fn parse(bytes: &[u8]) -> Result<PersistentEventLog, PageError> {
        let page: Page<'_, 512> = Page::new(bytes)?;
        let header_bytes = u32::from(page.u16::<18>()) + 20;
        let (events, total_bytes) = (page.u32::<4>(), page.u64::<8>());
        if page.byte::<0>() != 0x0d {
            return Err(PageError::Implausible("log identifier"));
        }
        let room = total_bytes.checked_sub(u64::from(header_bytes)).filter(|_| header_bytes >= 512);
        let room = room.ok_or(PageError::Implausible("log length"))?;
        if u64::from(events) * Self::LEAST_EVENT > room {
            return Err(PageError::Implausible("number of events"));
        }
        let serial = page.text::<56, 20>("serial number")?;
        Ok(PersistentEventLog { events, total_bytes, revision: page.byte::<16>(), header_bytes, serial })
    }
}
