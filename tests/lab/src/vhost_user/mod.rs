//! virtio devices over a socket (the vhost-user protocol, from its back-end's side), for QEMU and for User-Mode Linux.

mod ring;
pub mod scsi;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use self::ring::{Chain, Ring};
use crate::later::Later;
use crate::memory::{GuestMemory, Part};
use crate::wire::{AsDescriptor, Stop, receive_body, receive_head, take_signal, wait_readable};

/// `VHOST_USER_F_PROTOCOL_FEATURES` and `VIRTIO_F_VERSION_1`: nothing else is needed, and nothing else is offered.
const FEATURES: u64 = 1 << 30 | 1 << 32;
/// Protocol features: several queues (0), acknowledgements (3), a socket back to the front-end (5), configuration (9).
const PROTOCOL_FEATURES: u64 = 1 | 1 << 3 | 1 << 5 | 1 << 9;
/// In a message's flags: version 1, this is an answer.
const ANSWER: u32 = 1 | 1 << 2;
/// In a message's flags: the sender waits for an acknowledgement.
const NEEDS_ACKNOWLEDGEMENT: u32 = 1 << 3;
/// Longest message body: a memory table of all descriptors is far below.
const LONGEST: usize = 65536;

/// Requests of the protocol that this device answers or takes note of; the others change nothing.
mod request {
    pub const GET_FEATURES: u32 = 1;
    pub const SET_MEM_TABLE: u32 = 5;
    pub const SET_VRING_NUM: u32 = 8;
    pub const SET_VRING_ADDR: u32 = 9;
    pub const SET_VRING_BASE: u32 = 10;
    pub const GET_VRING_BASE: u32 = 11;
    pub const SET_VRING_KICK: u32 = 12;
    pub const SET_VRING_CALL: u32 = 13;
    pub const GET_PROTOCOL_FEATURES: u32 = 15;
    pub const GET_QUEUE_NUM: u32 = 17;
    pub const SET_BACKEND_REQ_FD: u32 = 21;
    pub const GET_CONFIG: u32 = 24;
}

/// A request that waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token(u64);

/// Where a device leaves its answers.
#[derive(Debug, Default)]
pub struct Answers(Later<(Token, Vec<u8>)>);

impl Answers {
    /// Answers a request after so long. The first answer counts; a request may also get none.
    pub fn give(&mut self, token: Token, after: Duration, bytes: Vec<u8>) {
        self.0.add(after, (token, bytes));
    }
}

/// What a virtio device does, without its queues.
pub trait Device {
    /// How many queues it has.
    fn queues(&self) -> usize;

    /// Its configuration space.
    fn config(&self) -> Vec<u8>;

    /// A request came on `queue`, with room for an answer of so many bytes.
    fn request(&mut self, answers: &mut Answers, token: Token, queue: usize, out: &[u8], room: usize);
}

/// Serves one connection until the other side hangs up.
///
/// # Errors
/// When the conversation breaks.
pub fn serve(stream: UnixStream, stop: &Stop, device: &mut dyn Device) -> io::Result<()> {
    let rings = (0..device.queues()).map(|_| Ring::default()).collect();
    let mut session = Session {
        stream,
        device,
        rings,
        memory: GuestMemory::default(),
        answers: Answers::default(),
        open: BTreeMap::new(),
        count: 0,
        back: None,
    };
    while session.turn(stop)? {}
    Ok(())
}

struct Session<'a> {
    stream: UnixStream,
    device: &'a mut dyn Device,
    rings: Vec<Ring>,
    memory: GuestMemory,
    answers: Answers,
    /// Requests without an answer, with their queue.
    open: BTreeMap<Token, (usize, Chain)>,
    count: u64,
    /// User-Mode Linux takes the device for broken when its socket is closed.
    back: Option<OwnedFd>,
}

impl Session<'_> {
    /// Waits for something to happen, and does it: whether there is more to do.
    fn turn(&mut self, stop: &Stop) -> io::Result<bool> {
        let mut files: Vec<&dyn AsDescriptor> = vec![stop, &self.stream];
        let kicks: Vec<(usize, &File)> =
            self.rings.iter().enumerate().filter_map(|(n, ring)| Some((n, ring.kick.as_ref()?))).collect();
        files.extend(kicks.iter().map(|(_, kick)| *kick as &dyn AsDescriptor));
        let ready = wait_readable(&files, self.answers.0.next())?;
        if ready[0] {
            return Ok(false);
        }
        let mut kicked = Vec::new();
        for ((queue, kick), is_ready) in kicks.into_iter().zip(&ready[2..]) {
            if *is_ready {
                take_signal(kick);
                kicked.push(queue);
            }
        }
        if ready[1] {
            self.message()?;
        }
        for queue in kicked {
            self.take_requests(queue);
        }
        self.send_answers();
        Ok(true)
    }

    fn take_requests(&mut self, queue: usize) {
        while let Some(chain) = self.rings[queue].take(&self.memory) {
            self.count += 1;
            let token = Token(self.count);
            self.device.request(&mut self.answers, token, queue, &chain.out, chain.room());
            self.open.insert(token, (queue, chain));
        }
    }

    fn send_answers(&mut self) {
        while let Some((token, bytes)) = self.answers.0.take_due() {
            if let Some((queue, chain)) = self.open.remove(&token) {
                self.rings[queue].give_back(&self.memory, &chain, &bytes);
            }
        }
    }

    /// Reads a message and answers it.
    fn message(&mut self) -> io::Result<()> {
        let mut head = [0; 12];
        let descriptors = receive_head(&self.stream, &mut head)?;
        let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let (request, flags, len) = (word(0), word(4), word(8) as usize);
        if len > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let body = Body(receive_body(&self.stream, len)?);
        let (answer, done) = match self.act(request, &body, descriptors) {
            Some(answer) => (answer, true),
            None => (None, false),
        };
        match answer {
            Some(answer) => self.send(request, &answer),
            None if flags & NEEDS_ACKNOWLEDGEMENT != 0 => self.send(request, &u64::from(!done).to_le_bytes()),
            None => Ok(()),
        }
    }

    fn send(&mut self, request: u32, body: &[u8]) -> io::Result<()> {
        let len = u32::try_from(body.len()).map_err(|_| io::ErrorKind::InvalidData)?;
        let mut message = Vec::with_capacity(12 + body.len());
        for word in [request, ANSWER, len] {
            message.extend(word.to_le_bytes());
        }
        message.extend(body);
        self.stream.write_all(&message)
    }

    /// Does what a message asks: its answer if it wants one, or nothing when it makes no sense.
    fn act(&mut self, request: u32, body: &Body, mut descriptors: Vec<OwnedFd>) -> Option<Option<Vec<u8>>> {
        match request {
            request::GET_FEATURES => return Some(Some(FEATURES.to_le_bytes().to_vec())),
            request::GET_PROTOCOL_FEATURES => return Some(Some(PROTOCOL_FEATURES.to_le_bytes().to_vec())),
            request::GET_QUEUE_NUM => return Some(Some((self.rings.len() as u64).to_le_bytes().to_vec())),
            request::GET_CONFIG => return self.config(body).map(Some),
            request::GET_VRING_BASE => return self.stop_ring(body).map(Some),
            request::SET_MEM_TABLE => self.set_memory(body, descriptors)?,
            request::SET_VRING_NUM => self.ring(body)?.size = u16::try_from(body.u32(4)?).ok()?,
            request::SET_VRING_BASE => self.ring(body)?.next = u16::try_from(body.u32(4)?).ok()?,
            request::SET_VRING_ADDR => self.set_addresses(body)?,
            request::SET_VRING_KICK => {
                self.ring_of_event(body)?.kick = descriptors.pop().map(File::from);
                // What was made available before the kick was known.
                self.take_requests(usize::try_from(body.u64(0)? & 0xff).ok()?);
                self.send_answers();
            }
            request::SET_VRING_CALL => self.ring_of_event(body)?.call = descriptors.pop().map(File::from),
            request::SET_BACKEND_REQ_FD => self.back = descriptors.pop(),
            _ => {}
        }
        Some(None)
    }

    fn ring(&mut self, body: &Body) -> Option<&mut Ring> {
        self.rings.get_mut(body.u32(0)? as usize)
    }

    fn ring_of_event(&mut self, body: &Body) -> Option<&mut Ring> {
        self.rings.get_mut(usize::try_from(body.u64(0)? & 0xff).ok()?)
    }

    fn set_addresses(&mut self, body: &Body) -> Option<()> {
        let [descriptors, used, available] =
            [8, 16, 24].map(|at| body.u64(at).and_then(|user| self.memory.of_user(user)));
        let ring = self.rings.get_mut(body.u32(0)? as usize)?;
        (ring.descriptors, ring.used, ring.available) = (descriptors?, used?, available?);
        Some(())
    }

    fn set_memory(&mut self, body: &Body, descriptors: Vec<OwnedFd>) -> Option<()> {
        self.memory.clear();
        for (number, descriptor) in descriptors.into_iter().take(body.u32(0)? as usize).enumerate() {
            let at = 8 + 32 * number;
            let part = Part {
                guest: body.u64(at)?,
                len: body.u64(at + 8)?,
                user: body.u64(at + 16)?,
                offset: body.u64(at + 24)?,
            };
            self.memory.map(part, descriptor).ok()?;
        }
        Some(())
    }

    fn stop_ring(&mut self, body: &Body) -> Option<Vec<u8>> {
        let number = body.u32(0)?;
        let ring = self.rings.get_mut(number as usize)?;
        ring.kick = None;
        let next = u32::from(ring.next);
        self.open.retain(|_, (queue, _)| *queue != number as usize);
        Some([number.to_le_bytes(), next.to_le_bytes()].concat())
    }

    fn config(&self, body: &Body) -> Option<Vec<u8>> {
        let (offset, len) = (body.u32(0)? as usize, body.u32(4)? as usize);
        if len > LONGEST {
            return None;
        }
        let config = self.device.config();
        let mut answer = body.0.get(..12)?.to_vec();
        answer.extend((offset..offset + len).map(|at| config.get(at).copied().unwrap_or(0)));
        Some(answer)
    }
}

/// A message's body.
struct Body(Vec<u8>);

impl Body {
    fn u32(&self, at: usize) -> Option<u32> {
        self.0.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
    }

    fn u64(&self, at: usize) -> Option<u64> {
        self.0.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes)
    }
}
