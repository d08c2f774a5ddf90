//! PCI devices over a socket (the vfio-user protocol, from the server's side), for QEMU.

mod bus;
mod config;

use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::time::Instant;

pub use self::bus::{Bus, Interrupts};
pub use self::config::ConfigBuilder;
use crate::memory::Part;
use crate::wire::{Stop, receive_body, receive_head, wait_readable};

/// Most bytes in a message: those of one access, which QEMU makes at most 1 MiB long, and its head.
const LONGEST: usize = (1 << 20) + 64;
/// What the server can do. Everything that is not named is at its least.
const CAPABILITIES: &[u8] = b"{\"capabilities\":{\"max_msg_fds\":8,\"max_data_xfer_size\":1048576}}\0";
/// Version 0.0: QEMU finds a server incompatible whose minor number is above its own.
const VERSION: [u8; 4] = [0; 4];
/// VFIO's number of the configuration space among the regions; 0 to 5 are the base address registers.
const CONFIG_REGION: u32 = 7;
/// VFIO's number of regions and of interrupt kinds of a PCI device.
const REGIONS: u32 = 9;
const INTERRUPT_KINDS: u32 = 5;
/// `EINVAL`.
const INVALID: u32 = 22;

/// Commands of the protocol.
mod command {
    pub const VERSION: u16 = 1;
    pub const DMA_MAP: u16 = 2;
    pub const DMA_UNMAP: u16 = 3;
    pub const GET_INFO: u16 = 4;
    pub const GET_REGION_INFO: u16 = 5;
    pub const GET_IRQ_INFO: u16 = 7;
    pub const SET_IRQS: u16 = 8;
    pub const REGION_READ: u16 = 9;
    pub const REGION_WRITE: u16 = 10;
    pub const DEVICE_RESET: u16 = 13;
}

/// A PCI device.
pub trait PciDevice {
    /// Its configuration space.
    fn config(&mut self) -> &mut [u8];

    /// How many bytes of registers are behind a base address; 0 for none.
    fn bar_bytes(&self, bar: u32) -> u64;

    /// How it interrupts.
    fn interrupts(&self) -> Interrupts;

    /// The guest reads registers. It never sleeps: QEMU gives up on a device after five seconds.
    fn read(&mut self, bus: &mut Bus, bar: u32, offset: u64, into: &mut [u8]);

    /// The guest writes registers. It never sleeps.
    fn write(&mut self, bus: &mut Bus, bar: u32, offset: u64, bytes: &[u8]);

    /// Does what is due: when it wants to be called again.
    fn tick(&mut self, bus: &mut Bus) -> Option<Instant>;

    /// The bus is reset.
    fn reset(&mut self);
}

/// Serves one connection until the other side hangs up.
///
/// # Errors
/// When the conversation breaks.
pub fn serve(mut stream: UnixStream, stop: &Stop, device: &mut dyn PciDevice) -> io::Result<()> {
    let mut bus = Bus::new(device.interrupts());
    loop {
        let next = device.tick(&mut bus);
        let ready = wait_readable(&[stop, &stream], next)?;
        if ready[0] {
            return Ok(());
        }
        if ready[1] {
            message(&mut stream, device, &mut bus)?;
        }
    }
}

/// Reads a message and answers it.
fn message(stream: &mut UnixStream, device: &mut dyn PciDevice, bus: &mut Bus) -> io::Result<()> {
    let mut head = [0; 16];
    let descriptors = receive_head(stream, &mut head)?;
    let [i0, i1, c0, c1, l0, l1, l2, l3, flags, ..] = head;
    let len = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
    if !(16..=LONGEST).contains(&len) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let body = Body(receive_body(stream, len - 16)?);
    let answer = act(u16::from_le_bytes([c0, c1]), &body, descriptors, device, bus);
    // Bit 4 of the flags: no reply wanted.
    if flags & 0x10 != 0 {
        return Ok(());
    }
    // Flags of a reply: type 1, and bit 5 when the last word is an error.
    let (flags, error) = if answer.is_some() { (1, 0) } else { (1 | 0x20, INVALID) };
    let answer = answer.unwrap_or_default();
    let len = u32::try_from(16 + answer.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    let mut reply = vec![i0, i1, c0, c1];
    for word in [len, flags, error] {
        reply.extend(word.to_le_bytes());
    }
    reply.extend(answer);
    stream.write_all(&reply)
}

/// Does what a message asks: what the reply carries, or nothing when it makes no sense.
fn act(
    command: u16,
    body: &Body,
    descriptors: Vec<OwnedFd>,
    device: &mut dyn PciDevice,
    bus: &mut Bus,
) -> Option<Vec<u8>> {
    match command {
        command::VERSION => Some([&VERSION, CAPABILITIES].concat()),
        command::DMA_MAP => map(body, descriptors, bus),
        command::DMA_UNMAP => {
            bus.memory.unmap(body.u64(8)?, body.u64(16)?);
            Some(body.0.get(..24)?.to_vec())
        }
        // Bit 0: it can be reset; bit 1: it is a PCI device.
        command::GET_INFO => Some(words(&[16, 1 | 2, REGIONS, INTERRUPT_KINDS])),
        command::GET_REGION_INFO => Some(region_info(body.u32(8)?, device)),
        command::GET_IRQ_INFO => Some(interrupt_info(body.u32(8)?, device.interrupts())),
        command::SET_IRQS => set_interrupts(body, descriptors, device.interrupts(), bus),
        command::REGION_READ => read(body, device, bus),
        command::REGION_WRITE => write(body, device, bus),
        command::DEVICE_RESET => {
            device.reset();
            Some(Vec::new())
        }
        _ => None,
    }
}

fn map(body: &Body, mut descriptors: Vec<OwnedFd>, bus: &mut Bus) -> Option<Vec<u8>> {
    let part = Part { offset: body.u64(8)?, guest: body.u64(16)?, user: 0, len: body.u64(24)? };
    // A part without a descriptor is not memory that could be shared: nothing to do DMA in.
    if let Some(descriptor) = descriptors.pop() {
        bus.memory.map(part, descriptor).ok()?;
    }
    Some(Vec::new())
}

fn region_bytes(region: u32, device: &mut dyn PciDevice) -> u64 {
    match region {
        0..=5 => device.bar_bytes(region),
        CONFIG_REGION => device.config().len() as u64,
        _ => 0,
    }
}

fn region_info(region: u32, device: &mut dyn PciDevice) -> Vec<u8> {
    let bytes = region_bytes(region, device);
    // Bits 0 and 1: it can be read and written.
    let flags = if bytes > 0 { 3 } else { 0 };
    let mut info = words(&[32, flags, region, 0]);
    info.extend(bytes.to_le_bytes());
    info.extend((u64::from(region) << 40).to_le_bytes());
    info
}

fn interrupt_info(kind: u32, interrupts: Interrupts) -> Vec<u8> {
    let count = if kind == interrupts.index() { interrupts.count() } else { u32::from(kind == 0) };
    // Bit 0: by descriptor; 1 and 2: a line can be masked, and masks itself; 3: their number is fixed.
    let flags = match (kind, count) {
        (0, _) => 1 | 2 | 4,
        (_, 0) => 0,
        _ => 1 | 8,
    };
    words(&[16, flags, kind, count])
}

fn set_interrupts(
    body: &Body,
    descriptors: Vec<OwnedFd>,
    interrupts: Interrupts,
    bus: &mut Bus,
) -> Option<Vec<u8>> {
    const BY_DESCRIPTOR: u32 = 4;
    const MASK: u32 = 8;
    const UNMASK: u32 = 16;
    const TRIGGER: u32 = 32;
    let (flags, kind, first, count) = (body.u32(4)?, body.u32(8)?, body.u32(12)?, body.u32(16)?);
    if kind == interrupts.index() {
        if flags & (BY_DESCRIPTOR | TRIGGER) == BY_DESCRIPTOR | TRIGGER {
            bus.connect(first as usize, count as usize, descriptors);
        } else if flags & TRIGGER != 0 && count == 0 {
            bus.disconnect();
        }
        if flags & MASK != 0 {
            bus.mask();
        }
        if flags & UNMASK != 0 {
            bus.unmask();
        }
    }
    Some(Vec::new())
}

fn read(body: &Body, device: &mut dyn PciDevice, bus: &mut Bus) -> Option<Vec<u8>> {
    let (offset, region, count) = (body.u64(0)?, body.u32(8)?, body.u32(12)? as usize);
    if count > LONGEST - 64 {
        return None;
    }
    let mut bytes = vec![0; count];
    match region {
        CONFIG_REGION => {
            let config = device.config();
            for (at, byte) in (usize::try_from(offset).ok()?..).zip(&mut bytes) {
                *byte = config.get(at).copied().unwrap_or(0);
            }
        }
        0..=5 => device.read(bus, region, offset, &mut bytes),
        _ => {}
    }
    Some([body.0.get(..16)?, &bytes].concat())
}

fn write(body: &Body, device: &mut dyn PciDevice, bus: &mut Bus) -> Option<Vec<u8>> {
    let (offset, region, count) = (body.u64(0)?, body.u32(8)?, body.u32(12)? as usize);
    let bytes = body.0.get(16..16_usize.checked_add(count)?)?;
    match region {
        CONFIG_REGION => {
            let config = device.config();
            for (at, byte) in (usize::try_from(offset).ok()?..).zip(bytes) {
                if let Some(place) = config.get_mut(at).filter(|_| config::is_writable(at)) {
                    *place = *byte;
                }
            }
        }
        0..=5 => device.write(bus, region, offset, bytes),
        _ => {}
    }
    Some(body.0.get(..16)?.to_vec())
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
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
