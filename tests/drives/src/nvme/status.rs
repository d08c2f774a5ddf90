//! Status values: status code, with the status code type in bits 10:8 (NVMe Base 2.3, section 4.2.3).

/// Successful completion.
pub const SUCCESS: u16 = 0x000;
/// The opcode is not known.
pub const INVALID_OPCODE: u16 = 0x001;
/// A field has a value that is not allowed.
pub const INVALID_FIELD: u16 = 0x002;
/// Fewer bytes came than the command says.
pub const DATA_TRANSFER_ERROR: u16 = 0x004;
/// An internal error.
pub const INTERNAL_ERROR: u16 = 0x006;
/// No such namespace, or the wrong format of its identifier.
pub const INVALID_NAMESPACE: u16 = 0x00B;
/// Commands came in the wrong order.
pub const COMMAND_SEQUENCE_ERROR: u16 = 0x00C;
/// Denied for lack of access rights.
pub const OPERATION_DENIED: u16 = 0x015;
/// The last sanitize failed, and nothing else is allowed before it is dealt with.
pub const SANITIZE_FAILED: u16 = 0x01C;
/// Prohibited while a sanitize runs.
pub const SANITIZE_IN_PROGRESS: u16 = 0x01D;
/// A block beyond the end of the namespace.
pub const LBA_OUT_OF_RANGE: u16 = 0x080;
/// The namespace is being formatted.
pub const FORMAT_IN_PROGRESS: u16 = 0x084;
/// Invalid firmware image (command specific).
pub const INVALID_FIRMWARE_IMAGE: u16 = 0x107;
/// Invalid log page (command specific).
pub const INVALID_LOG_PAGE: u16 = 0x109;
/// Invalid format (command specific).
pub const INVALID_FORMAT: u16 = 0x10A;
/// Not enough capacity left for a namespace (command specific).
pub const INSUFFICIENT_CAPACITY: u16 = 0x115;
/// No namespace identifier is left (command specific).
pub const NO_IDENTIFIER_LEFT: u16 = 0x116;
/// The namespace is attached already (command specific).
pub const ALREADY_ATTACHED: u16 = 0x118;
/// The namespace is not attached (command specific).
pub const NOT_ATTACHED: u16 = 0x11A;
/// The list of controllers is wrong (command specific).
pub const INVALID_CONTROLLER_LIST: u16 = 0x11C;
/// A device self-test runs already (command specific).
pub const SELF_TEST_IN_PROGRESS: u16 = 0x11D;
/// The medium did not take the data (media and data integrity).
pub const WRITE_FAULT: u16 = 0x280;
/// The medium did not give the data (media and data integrity).
pub const UNRECOVERED_READ: u16 = 0x281;
/// A Compare found a difference (media and data integrity).
pub const COMPARE_FAILURE: u16 = 0x285;
/// Access denied, for instance by a locked range (media and data integrity).
pub const ACCESS_DENIED: u16 = 0x286;

/// Do Not Retry.
pub const DNR: u16 = 1 << 14;

/// In words, for the journal.
pub(super) fn words(status: u16) -> &'static str {
    match status & 0x7FF {
        SUCCESS => "ok",
        INVALID_OPCODE => "Invalid Command Opcode",
        INVALID_FIELD => "Invalid Field in Command",
        DATA_TRANSFER_ERROR => "Data Transfer Error",
        INTERNAL_ERROR => "Internal Error",
        INVALID_NAMESPACE => "Invalid Namespace or Format",
        COMMAND_SEQUENCE_ERROR => "Command Sequence Error",
        OPERATION_DENIED => "Operation Denied",
        SANITIZE_FAILED => "Sanitize Failed",
        SANITIZE_IN_PROGRESS => "Sanitize In Progress",
        LBA_OUT_OF_RANGE => "LBA Out of Range",
        FORMAT_IN_PROGRESS => "Format In Progress",
        INVALID_FIRMWARE_IMAGE => "Invalid Firmware Image",
        INVALID_LOG_PAGE => "Invalid Log Page",
        INVALID_FORMAT => "Invalid Format",
        INSUFFICIENT_CAPACITY => "Namespace Insufficient Capacity",
        NO_IDENTIFIER_LEFT => "Namespace Identifier Unavailable",
        ALREADY_ATTACHED => "Namespace Already Attached",
        NOT_ATTACHED => "Namespace Not Attached",
        INVALID_CONTROLLER_LIST => "Controller List Invalid",
        SELF_TEST_IN_PROGRESS => "Device Self-test In Progress",
        WRITE_FAULT => "Write Fault",
        UNRECOVERED_READ => "Unrecovered Read Error",
        COMPARE_FAILURE => "Compare Failure",
        ACCESS_DENIED => "Access Denied",
        _ => "another status",
    }
}
