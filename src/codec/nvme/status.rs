//! The status field of a completion (Base 4.2.3).

use std::fmt;

/// What a passthrough ioctl returned: status code in bits 7:0, status code type in 10:8, delay in 12:11, more in 13, do not retry in 14.
///
/// Only the whole value 0 is a success. The trap: the ioctl returns a *positive* number for a refused command, which a caller who looks for
/// −1 alone takes for done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status(pub u16);

/// The codes that matter here (Base, figures of generic, command specific and media status values).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// 0/00h.
    Success,
    /// 0/01h: the controller does not know the command.
    InvalidOpcode,
    /// 0/02h.
    InvalidField,
    /// 0/04h.
    DataTransferError,
    /// 0/06h.
    InternalError,
    /// 0/07h.
    AbortRequested,
    /// 0/0Bh.
    InvalidNamespaceOrFormat,
    /// 0/0Ch.
    CommandSequenceError,
    /// 0/15h: denied by a lack of access rights.
    OperationDenied,
    /// 0/1Ch: the last sanitize failed; nothing but a new one is accepted.
    SanitizeFailed,
    /// 0/1Dh: a sanitize runs.
    SanitizeInProgress,
    /// 0/20h.
    NamespaceWriteProtected,
    /// 0/23h: locked by Command and Feature Lockdown.
    ProhibitedByLockdown,
    /// 0/82h.
    NamespaceNotReady,
    /// 0/84h.
    FormatInProgress,
    /// 1/09h.
    InvalidLogPage,
    /// 1/0Ah: the LBA format is not supported, or conflicts with the protection.
    InvalidFormat,
    /// 1/0Bh, 1/10h or 1/11h: new firmware waits for a reset, and blocks a sanitize.
    FirmwareNeedsReset,
    /// 1/1Dh: a device self-test runs. Not to be taken for [`Code::SanitizeInProgress`], which has the same number in another type.
    SelfTestInProgress,
    /// 1/23h: the persistent memory region is enabled.
    SanitizeProhibitedByMemoryRegion,
    /// 2/86h: access denied to the medium, as by a locked range.
    AccessDenied,
    /// Any other: type and code.
    Other(u8, u8),
}

impl Status {
    /// From what the ioctl returned: `None` for a negative number, which is no status but an error of the system. A number that is too large
    /// for a status stays an unknown failure.
    #[must_use]
    pub fn from_return(returned: i32) -> Option<Status> {
        (returned >= 0).then(|| Status(u16::try_from(returned).unwrap_or(u16::MAX)))
    }

    /// Whether the command succeeded: nothing but 0.
    #[must_use]
    pub fn is_success(self) -> bool {
        self.0 == 0
    }

    /// SC: bits 7:0.
    #[must_use]
    pub fn code(self) -> u8 {
        let [low, _] = self.0.to_le_bytes();
        low
    }

    /// SCT: bits 10:8; 0 generic, 1 command specific, 2 media, 3 path, 7 vendor.
    #[must_use]
    pub fn code_type(self) -> u8 {
        let [_, high] = self.0.to_le_bytes();
        high & 0x07
    }

    /// DNR: sending the same command again would fail again.
    #[must_use]
    pub fn do_not_retry(self) -> bool {
        self.0 & 1 << 14 != 0
    }

    /// The name of it.
    #[must_use]
    pub fn known(self) -> Code {
        match (self.code_type(), self.code()) {
            (0, 0x00) if self.is_success() => Code::Success,
            (0, 0x01) => Code::InvalidOpcode,
            (0, 0x02) => Code::InvalidField,
            (0, 0x04) => Code::DataTransferError,
            (0, 0x06) => Code::InternalError,
            (0, 0x07) => Code::AbortRequested,
            (0, 0x0b) => Code::InvalidNamespaceOrFormat,
            (0, 0x0c) => Code::CommandSequenceError,
            (0, 0x15) => Code::OperationDenied,
            (0, 0x1c) => Code::SanitizeFailed,
            (0, 0x1d) => Code::SanitizeInProgress,
            (0, 0x20) => Code::NamespaceWriteProtected,
            (0, 0x23) => Code::ProhibitedByLockdown,
            (0, 0x82) => Code::NamespaceNotReady,
            (0, 0x84) => Code::FormatInProgress,
            (1, 0x09) => Code::InvalidLogPage,
            (1, 0x0a) => Code::InvalidFormat,
            (1, 0x0b | 0x10 | 0x11) => Code::FirmwareNeedsReset,
            (1, 0x1d) => Code::SelfTestInProgress,
            (1, 0x23) => Code::SanitizeProhibitedByMemoryRegion,
            (2, 0x86) => Code::AccessDenied,
            (kind, code) => Code::Other(kind, code),
        }
    }
}

impl fmt::Display for Status {
    /// Type and code in hexadecimal, as the specification writes them: `0/1Dh`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:02X}h", self.code_type(), self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_zero_is_a_success() {
        for n in 1..=u16::MAX {
            assert!(!Status(n).is_success());
            assert_ne!(Status(n).known(), Code::Success, "{n:#x}");
        }
        assert!(Status(0).is_success() && Status(0).known() == Code::Success);
    }

    #[test]
    fn a_positive_return_is_a_failure_and_a_negative_one_no_status() {
        assert_eq!(Status::from_return(-1), None);
        assert_eq!(Status::from_return(0), Some(Status(0)));
        assert_eq!(Status::from_return(0x1d), Some(Status(0x1d)));
        // Cut down to 16 bits these would read as success.
        for wide in [0x1_0000, 0x7fff_0000, i32::MAX] {
            assert_eq!(Status::from_return(wide), Some(Status(0xffff)));
        }
    }

    #[test]
    fn codes_have_their_type() {
        for (raw, code) in [
            (0x0001, Code::InvalidOpcode),
            (0x4002, Code::InvalidField),
            (0x400c, Code::CommandSequenceError),
            (0x001c, Code::SanitizeFailed),
            (0x001d, Code::SanitizeInProgress),
            (0x011d, Code::SelfTestInProgress),
            (0x4020, Code::NamespaceWriteProtected),
            (0x0023, Code::ProhibitedByLockdown),
            (0x0123, Code::SanitizeProhibitedByMemoryRegion),
            (0x0084, Code::FormatInProgress),
            (0x010a, Code::InvalidFormat),
            (0x0110, Code::FirmwareNeedsReset),
            (0x4286, Code::AccessDenied),
            (0x0700, Code::Other(7, 0)),
            (0x4000, Code::Other(0, 0)),
        ] {
            assert_eq!(Status(raw).known(), code, "{raw:#06x}");
        }
        assert!(Status(0x4002).do_not_retry() && !Status(0x0002).do_not_retry());
        assert_eq!(Status(0x401d).to_string(), "0/1Dh");
        assert_eq!(Status(0x010a).to_string(), "1/0Ah");
    }
}
