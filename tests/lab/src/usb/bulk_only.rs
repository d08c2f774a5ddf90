//! USB mass storage, bulk-only transport (revision 1.0), from the device's side: the states between a command and its status.

use std::collections::VecDeque;

use emulated_drives::scsi::ScsiAnswer;

/// Bytes of a command block wrapper and of a command status wrapper.
const COMMAND: usize = 31;
const STATUS: usize = 13;
/// Their signatures.
const COMMAND_SIGNATURE: &[u8; 4] = b"USBC";
const STATUS_SIGNATURE: &[u8; 4] = b"USBS";
/// REQUEST SENSE: the transport has no other way to tell what went wrong.
const REQUEST_SENSE: u8 = 0x03;

/// A command for the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub cdb: Vec<u8>,
    pub out: Vec<u8>,
    /// Most bytes that the host takes.
    pub in_len: usize,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Phase {
    /// Waits for a command.
    #[default]
    Idle,
    /// Waits for the data of one.
    DataOut(Request, usize),
    /// The disk works.
    Working,
    /// Sends data, of which so many bytes are still wanted.
    DataIn(VecDeque<u8>, usize),
    /// Sends the status.
    Status,
}

/// The transport.
#[derive(Debug, Default)]
pub(super) struct BulkOnly {
    phase: Phase,
    tag: [u8; 4],
    expected: u32,
    residue: u32,
    failed: bool,
    is_out: bool,
    sense: Vec<u8>,
}

impl BulkOnly {
    /// A reset by the host: whatever was going on is forgotten.
    pub fn reset(&mut self) {
        self.phase = Phase::Idle;
    }

    /// The host sends: a command for the disk, if it is complete. Nothing when it makes no sense here.
    pub fn send(&mut self, bytes: &[u8]) -> Option<Request> {
        match std::mem::take(&mut self.phase) {
            Phase::Idle => self.begin(bytes),
            Phase::DataOut(mut request, len) => {
                request.out.extend(bytes);
                if request.out.len() < len {
                    self.phase = Phase::DataOut(request, len);
                    return None;
                }
                self.phase = Phase::Working;
                Some(request)
            }
            other => {
                self.phase = other;
                None
            }
        }
    }

    fn begin(&mut self, bytes: &[u8]) -> Option<Request> {
        if bytes.len() != COMMAND || !bytes.starts_with(COMMAND_SIGNATURE) {
            return None;
        }
        self.tag.copy_from_slice(&bytes[4..8]);
        self.expected = u32::from_le_bytes(bytes[8..12].try_into().unwrap_or_default());
        self.is_out = bytes[12] & 0x80 == 0 && self.expected > 0;
        let len = usize::from(bytes[14] & 31).min(16);
        let in_len = if self.is_out { 0 } else { self.expected as usize };
        let request = Request { cdb: bytes[15..15 + len].to_vec(), out: Vec::new(), in_len };
        if self.is_out {
            self.phase = Phase::DataOut(request, self.expected as usize);
            return None;
        }
        if request.cdb.first() == Some(&REQUEST_SENSE) && !self.sense.is_empty() {
            let sense = std::mem::take(&mut self.sense);
            self.answered(false, sense);
            return None;
        }
        self.phase = Phase::Working;
        Some(request)
    }

    /// The disk has answered.
    pub fn answer(&mut self, answer: &ScsiAnswer) {
        if self.phase != Phase::Working {
            return;
        }
        if answer.status != 0 {
            self.sense.clone_from(&answer.sense);
        }
        self.answered(answer.status != 0, answer.data.clone());
    }

    fn answered(&mut self, failed: bool, mut data: Vec<u8>) {
        self.failed = failed;
        if self.is_out || self.expected == 0 {
            self.residue = 0;
            self.phase = Phase::Status;
            return;
        }
        data.truncate(self.expected as usize);
        self.residue = self.expected - data.len() as u32;
        self.phase = Phase::DataIn(data.into(), self.expected as usize);
    }

    /// The host asks for so many bytes: what it gets, or nothing when it has to wait.
    pub fn receive(&mut self, len: usize) -> Option<Vec<u8>> {
        match &mut self.phase {
            Phase::DataIn(data, wanted) => {
                let bytes: Vec<u8> = data.drain(..len.min(data.len())).collect();
                *wanted -= bytes.len();
                // A short packet ends the data.
                if bytes.len() < len || *wanted == 0 {
                    self.phase = Phase::Status;
                }
                Some(bytes)
            }
            Phase::Status => {
                self.phase = Phase::Idle;
                let mut status = STATUS_SIGNATURE.to_vec();
                status.extend(self.tag);
                status.extend(self.residue.to_le_bytes());
                status.push(u8::from(self.failed));
                debug_assert_eq!(status.len(), STATUS);
                Some(status)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(len: u32, flags: u8, cdb: &[u8]) -> Vec<u8> {
        let mut bytes = b"USBCtag!".to_vec();
        bytes.extend(len.to_le_bytes());
        bytes.extend([flags, 0, cdb.len() as u8]);
        bytes.extend(cdb);
        bytes.resize(COMMAND, 0);
        bytes
    }

    #[test]
    fn short_data_end_with_a_short_packet_and_a_residue() {
        let mut transport = BulkOnly::default();
        let request = transport.send(&command(36, 0x80, &[0x12, 0, 0, 0, 36, 0])).expect("a command");
        assert_eq!((request.cdb.as_slice(), request.in_len), ([0x12, 0, 0, 0, 36, 0].as_slice(), 36));
        assert_eq!(transport.receive(36), None, "not yet");
        transport.answer(&ScsiAnswer::good(vec![7; 20]));
        assert_eq!(transport.receive(36), Some(vec![7; 20]));
        assert_eq!(transport.receive(13).expect("a status"), b"USBStag!\x10\0\0\0\0");
        assert_eq!(transport.receive(13), None);
    }

    #[test]
    fn data_to_the_disk_come_in_parts_and_a_failure_is_explained_when_asked() {
        let mut transport = BulkOnly::default();
        assert_eq!(transport.send(&command(6, 0, &[0x2a; 10])), None);
        assert_eq!(transport.send(b"abcd"), None);
        assert_eq!(transport.send(b"ef").expect("a command").out, b"abcdef");
        let mut answer = ScsiAnswer::status(2);
        answer.sense = vec![0x70, 0, 5];
        transport.answer(&answer);
        assert_eq!(transport.receive(13).expect("a status"), b"USBStag!\0\0\0\0\x01");
        assert_eq!(transport.send(&command(18, 0x80, &[3, 0, 0, 0, 18, 0])), None, "answered by the bridge");
        assert_eq!(transport.receive(18), Some(vec![0x70, 0, 5]));
        assert_eq!(transport.receive(13).expect("a status"), b"USBStag!\x0f\0\0\0\0");
    }
}
