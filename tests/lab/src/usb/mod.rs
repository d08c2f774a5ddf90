//! USB bridges with a disk behind them, over a socket (the usbredir protocol 0.7, from the side that has the device).

mod bulk_only;

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;

use emulated_drives::When;
use emulated_drives::scsi::ScsiAnswer;

use self::bulk_only::{BulkOnly, Request};
use crate::attach::{SharedTarget, lock};
use crate::later::Later;
use crate::wire::{Stop, wait_readable};

/// Capabilities: device version (1), packet sizes (4), 64-bit identifiers (5), 32-bit bulk lengths (6).
const CAPABILITIES: u32 = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6;
/// Longest packet that is taken.
const LONGEST: usize = 1 << 24;

/// Packet types.
mod packet {
    pub const HELLO: u32 = 0;
    pub const CONNECT: u32 = 1;
    pub const DISCONNECT: u32 = 2;
    pub const RESET: u32 = 3;
    pub const INTERFACES: u32 = 4;
    pub const ENDPOINTS: u32 = 5;
    pub const SET_CONFIGURATION: u32 = 6;
    pub const GET_CONFIGURATION: u32 = 7;
    pub const CONFIGURATION: u32 = 8;
    pub const SET_ALTERNATE: u32 = 9;
    pub const GET_ALTERNATE: u32 = 10;
    pub const ALTERNATE: u32 = 11;
    pub const CANCEL: u32 = 21;
    pub const CONTROL: u32 = 100;
    pub const BULK: u32 = 101;
}

/// Status of a transfer.
const DONE: u8 = 0;
const CANCELLED: u8 = 1;
const STALL: u8 = 4;

/// Endpoints: bulk in, bulk out.
const IN: u8 = 0x81;
const OUT: u8 = 0x02;

/// What a bridge says it is. The kernel knows some bridges by their numbers, and treats them accordingly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsbIdentity {
    /// Vendor number.
    pub vendor: u16,
    /// Product number.
    pub product: u16,
    /// Names of the maker and the product, and the serial number.
    pub strings: [String; 3],
}

impl UsbIdentity {
    /// A bridge with this serial number.
    #[must_use]
    pub fn of_serial(serial: &str) -> UsbIdentity {
        let mut identity = UsbIdentity::default();
        serial.clone_into(&mut identity.strings[2]);
        identity
    }
}

impl Default for UsbIdentity {
    fn default() -> UsbIdentity {
        let strings = ["Emulated", "USB-SATA bridge", "EMUUSB0001"].map(str::to_owned);
        UsbIdentity { vendor: 0x1234, product: 0x0561, strings }
    }
}

/// Serves one connection until the other side hangs up.
///
/// # Errors
/// When the conversation breaks.
pub fn serve(stream: UnixStream, stop: &Stop, identity: &UsbIdentity, disk: &SharedTarget) -> io::Result<()> {
    let mut session = Session {
        stream,
        identity,
        disk,
        is_known: false,
        transport: BulkOnly::default(),
        waiting: VecDeque::new(),
        later: Later::default(),
    };
    let mut hello = b"emulated drives".to_vec();
    hello.resize(64, 0);
    hello.extend(CAPABILITIES.to_le_bytes());
    session.send(packet::HELLO, 0, &hello)?;
    while session.turn(stop)? {}
    Ok(())
}

struct Session<'a> {
    stream: UnixStream,
    identity: &'a UsbIdentity,
    disk: &'a SharedTarget,
    /// The other side has said hello: identifiers have 64 bits from then on.
    is_known: bool,
    transport: BulkOnly,
    /// Requests for data that wait for the disk: identifier, bytes.
    waiting: VecDeque<(u64, usize)>,
    later: Later<ScsiAnswer>,
}

impl Session<'_> {
    fn turn(&mut self, stop: &Stop) -> io::Result<bool> {
        let ready = wait_readable(&[stop, &self.stream], self.later.next())?;
        if ready[0] {
            return Ok(false);
        }
        while let Some(answer) = self.later.take_due() {
            lock(self.disk).tick();
            self.transport.answer(&answer);
        }
        if ready[1] {
            self.packet()?;
        }
        self.serve_waiting()?;
        Ok(true)
    }

    fn send(&mut self, kind: u32, id: u64, body: &[u8]) -> io::Result<()> {
        let len = u32::try_from(body.len()).map_err(|_| io::ErrorKind::InvalidData)?;
        let mut message = kind.to_le_bytes().to_vec();
        message.extend(len.to_le_bytes());
        let id = id.to_le_bytes();
        message.extend(if kind == packet::HELLO { &id[..4] } else { &id[..] });
        message.extend(body);
        self.stream.write_all(&message)
    }

    fn packet(&mut self) -> io::Result<()> {
        let mut head = [0; 16];
        let head_len = if self.is_known { 16 } else { 12 };
        self.stream.read_exact(&mut head[..head_len])?;
        let [k0, k1, k2, k3, l0, l1, l2, l3, id @ ..] = head;
        let (kind, len) =
            (u32::from_le_bytes([k0, k1, k2, k3]), u32::from_le_bytes([l0, l1, l2, l3]) as usize);
        if len > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut body = vec![0; len];
        self.stream.read_exact(&mut body)?;
        self.act(kind, u64::from_le_bytes(id), &body)
    }

    fn act(&mut self, kind: u32, id: u64, body: &[u8]) -> io::Result<()> {
        match kind {
            packet::HELLO if !self.is_known => {
                self.is_known = true;
                self.introduce()
            }
            packet::RESET => {
                self.reset();
                Ok(())
            }
            packet::SET_CONFIGURATION if !body.is_empty() => {
                self.send(packet::CONFIGURATION, id, &[DONE, body[0]])
            }
            packet::GET_CONFIGURATION => self.send(packet::CONFIGURATION, id, &[DONE, 1]),
            packet::SET_ALTERNATE if body.len() >= 2 => {
                self.send(packet::ALTERNATE, id, &[DONE, body[0], body[1]])
            }
            packet::GET_ALTERNATE if !body.is_empty() => {
                self.send(packet::ALTERNATE, id, &[DONE, body[0], 0])
            }
            packet::CANCEL => {
                self.waiting.retain(|(waiting, _)| *waiting != id);
                self.reply_bulk(id, IN, CANCELLED, 0, &[])
            }
            packet::CONTROL if body.len() >= 10 => self.control(id, body),
            packet::BULK if body.len() >= 10 => self.bulk(id, body),
            _ => Ok(()),
        }
    }

    fn reset(&mut self) {
        self.transport.reset();
        self.later.clear();
        self.waiting.clear();
        lock(self.disk).bus_reset();
    }

    /// Tells what is plugged in: one mass storage interface (class 8, SCSI 6, bulk-only 50h) with two bulk endpoints.
    fn introduce(&mut self) -> io::Result<()> {
        let mut interfaces = 1_u32.to_le_bytes().to_vec();
        for value in [0, 8, 6, 0x50] {
            interfaces.push(value);
            interfaces.extend([0; 31]);
        }
        self.send(packet::INTERFACES, 0, &interfaces)?;
        // Endpoints 0 to 15 out, then in: type (0 control, 2 bulk, 255 none), interval, interface, packet size.
        let at = |endpoint: u8| usize::from(endpoint & 15) + if endpoint & 0x80 == 0 { 0 } else { 16 };
        let (mut kinds, mut sizes) = ([255; 32], [0_u16; 32]);
        for (endpoint, kind, size) in [(0, 0, 64), (0x80, 0, 64), (IN, 2, 512), (OUT, 2, 512)] {
            (kinds[at(endpoint)], sizes[at(endpoint)]) = (kind, size);
        }
        let mut endpoints = kinds.to_vec();
        endpoints.extend([0; 64]);
        endpoints.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
        self.send(packet::ENDPOINTS, 0, &endpoints)?;
        // High speed, class by interface, numbers, version 1.0.
        let mut connect = vec![2, 0, 0, 0];
        connect.extend(self.identity.vendor.to_le_bytes());
        connect.extend(self.identity.product.to_le_bytes());
        connect.extend([0, 1]);
        self.send(packet::CONNECT, 0, &connect)
    }

    /// A control transfer: endpoint, request, request type, status, value, index, length.
    fn control(&mut self, id: u64, body: &[u8]) -> io::Result<()> {
        /// Bulk-only mass storage reset.
        const RESET: (u8, u8) = (0x21, 0xff);
        let (request, kind, value) = (body[1], body[2], [body[5], body[4]]);
        let len = usize::from(u16::from_le_bytes([body[8], body[9]]));
        let is_in = kind & 0x80 != 0;
        if (kind, request) == RESET {
            self.transport.reset();
            self.later.clear();
        }
        let data = if is_in { self.describe(kind, request, value) } else { Some(Vec::new()) };
        let status = if data.is_some() { DONE } else { STALL };
        let mut data = data.unwrap_or_default();
        data.truncate(len);
        let mut reply = body[..10].to_vec();
        reply[3] = status;
        if is_in {
            reply[8..10].copy_from_slice(&(data.len() as u16).to_le_bytes());
        }
        reply.extend(data);
        self.send(packet::CONTROL, id, &reply)
    }

    /// What the device tells on the control endpoint (USB 2.0, 9.4 and 9.6).
    fn describe(&self, kind: u8, request: u8, value: [u8; 2]) -> Option<Vec<u8>> {
        const DESCRIPTOR: u8 = 6;
        match (kind, request, value) {
            (0x80, DESCRIPTOR, [1, _]) => {
                let mut device = vec![18, 1, 0, 2, 0, 0, 0, 64];
                device.extend(self.identity.vendor.to_le_bytes());
                device.extend(self.identity.product.to_le_bytes());
                device.extend([0, 1, 1, 2, 3, 1]);
                Some(device)
            }
            (0x80, DESCRIPTOR, [2, _]) => Some(vec![
                9, 2, 32, 0, 1, 1, 0, 0xc0, 1, // configuration: one interface, self-powered
                9, 4, 0, 0, 2, 8, 6, 0x50, 0, // interface
                7, 5, IN, 2, 0, 2, 0, // bulk, 512 bytes
                7, 5, OUT, 2, 0, 2, 0,
            ]),
            // Languages: US English.
            (0x80, DESCRIPTOR, [3, 0]) => Some(vec![4, 3, 9, 4]),
            (0x80, DESCRIPTOR, [3, number]) => {
                let text: Vec<u16> =
                    self.identity.strings.get(usize::from(number - 1))?.encode_utf16().take(126).collect();
                let mut string = vec![(2 + 2 * text.len()) as u8, 3];
                string.extend(text.iter().flat_map(|unit| unit.to_le_bytes()));
                Some(string)
            }
            // Highest unit number: 0.
            (0xa1, 0xfe, _) => Some(vec![0]),
            // Status of device and endpoint.
            (0x80 | 0x82, 0, _) => Some(vec![0, 0]),
            _ => None,
        }
    }

    /// A bulk transfer: endpoint, status, length (low), stream, length (high), data.
    fn bulk(&mut self, id: u64, body: &[u8]) -> io::Result<()> {
        let half = |at: usize| usize::from(u16::from_le_bytes([body[at], body[at + 1]]));
        let len = half(2) | half(8) << 16;
        if body[0] == IN {
            self.waiting.push_back((id, len));
            return Ok(());
        }
        let data = &body[10..];
        if let Some(request) = self.transport.send(data) {
            self.execute(&request)?;
        }
        self.reply_bulk(id, body[0], DONE, data.len(), &[])
    }

    fn execute(&mut self, request: &Request) -> io::Result<()> {
        let answer = lock(self.disk).command(&request.cdb, &request.out, request.in_len);
        match answer.when {
            When::Now => self.transport.answer(&answer),
            When::After(after) => self.later.add(after, answer),
            When::Never => {}
            When::Gone => return self.send(packet::DISCONNECT, 0, &[]),
        }
        Ok(())
    }

    fn serve_waiting(&mut self) -> io::Result<()> {
        while let Some((id, len)) = self.waiting.front().copied() {
            let Some(bytes) = self.transport.receive(len) else { break };
            self.waiting.pop_front();
            self.reply_bulk(id, IN, DONE, bytes.len(), &bytes)?;
        }
        Ok(())
    }

    fn reply_bulk(&mut self, id: u64, endpoint: u8, status: u8, len: usize, data: &[u8]) -> io::Result<()> {
        let [l0, l1, l2, l3] = (len as u32).to_le_bytes();
        let mut reply = vec![endpoint, status, l0, l1, 0, 0, 0, 0, l2, l3];
        reply.extend(data);
        self.send(packet::BULK, id, &reply)
    }
}
