//! Which admin command goes where, and which are prohibited now (NVMe Base 2.3, section 5.1).

use super::command::Command;
use super::sanitize::State;
use super::{Answered, NvmeAnswer, NvmeDrive, status};
use crate::When;

impl NvmeDrive {
    pub(super) fn admin_command(&mut self, command: Command<'_>, out: &[u8]) -> Answered {
        if is_prohibited_by_sanitize(command) {
            self.refuse_by_sanitize()?;
        }
        match command.opcode() {
            // Queues are the transport's business; so is their number.
            0x00 | 0x01 | 0x04 | 0x05 => Ok(NvmeAnswer::ok()),
            0x02 => self.get_log(command),
            0x06 => self.identify(command),
            // Bit 0: the command was not aborted.
            0x08 => Ok(NvmeAnswer::result(1)),
            0x09 => self.set_features(command, out),
            0x0A => self.get_features(command),
            // No event ever happens that would answer it.
            0x0C => Ok(NvmeAnswer::at(When::Never)),
            0x0D if self.persona.namespace_management => self.manage_namespace(command, out),
            0x10 => Err(status::INVALID_FIRMWARE_IMAGE),
            0x11 => Ok(NvmeAnswer::ok()),
            0x14 => self.start_self_test(command),
            0x15 if self.persona.namespace_management => self.attach_namespace(command, out),
            0x18 => Ok(NvmeAnswer::ok()),
            0x80 if self.persona.format_supported => self.format_nvm(command),
            0x81 if self.has_security() => self.security_send(command),
            0x82 if self.has_security() => self.security_receive(command),
            0x84 if self.persona.sanicap & 7 != 0 => self.start_sanitize(command),
            _ => Err(status::INVALID_OPCODE),
        }
    }

    /// The error of whatever is not allowed during a sanitize, or after one that failed.
    pub(super) fn refuse_by_sanitize(&self) -> Result<(), u16> {
        match self.sanitize.state {
            State::Running => Err(status::SANITIZE_IN_PROGRESS),
            State::Failed { .. } => Err(status::SANITIZE_FAILED),
            State::Never | State::Done { .. } | State::FailedAndLeft => Ok(()),
        }
    }
}

/// Commands and log pages that are not on the list of those allowed during a sanitize.
fn is_prohibited_by_sanitize(command: Command<'_>) -> bool {
    const PERSISTENT_EVENT_LOG: u32 = 0x0D;
    match command.opcode() {
        0x0D | 0x10 | 0x11 | 0x14 | 0x15 | 0x80 | 0x81 | 0x82 => true,
        0x02 => command.dword(10) & 0xFF == PERSISTENT_EVENT_LOG,
        _ => false,
    }
}
