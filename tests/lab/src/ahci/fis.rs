//! Frames between an AHCI controller and a SATA drive (Serial ATA 3.x, 10.5), as they lie in memory.

use emulated_drives::ata::{Registers, TaskFile};

/// Type of a frame from the host to the drive.
const TO_DRIVE: u8 = 0x27;
/// Type of a frame from the drive to the host.
const TO_HOST: u8 = 0x34;
/// Type of the frame that begins a PIO transfer.
const PIO_SETUP: u8 = 0x5f;
/// Bit of the second byte: the drive asks for an interrupt.
const INTERRUPT: u8 = 0x40;
/// Bit of the second byte of PIO setup: data go to the host.
const TO_MEMORY: u8 = 0x20;
/// STATUS at the beginning of a PIO transfer: DRDY, DSC, DRQ.
const DATA_REQUEST: u8 = 0x58;

/// What the host sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FromHost {
    /// A command.
    Command(TaskFile),
    /// The control register: whether a software reset is asserted.
    Control {
        /// SRST.
        reset: bool,
    },
}

/// Reads a register frame from the host.
#[must_use]
pub fn parse(frame: &[u8; 20]) -> Option<FromHost> {
    let [kind, flags, command, f0, l0, l1, l2, device, l3, l4, l5, f1, c0, c1, _, control, ..] = *frame;
    if kind != TO_DRIVE {
        return None;
    }
    if flags & 0x80 == 0 {
        return Some(FromHost::Control { reset: control & 4 != 0 });
    }
    Some(FromHost::Command(TaskFile {
        feature: u16::from_le_bytes([f0, f1]),
        count: u16::from_le_bytes([c0, c1]),
        lba: u64::from_le_bytes([l0, l1, l2, l3, l4, l5, 0, 0]),
        device,
        command,
        // A frame always carries both halves of the registers.
        extend: true,
    }))
}

/// The register frame to the host.
#[must_use]
pub fn registers(registers: &Registers) -> [u8; 20] {
    let [l0, l1, l2, l3, l4, l5, ..] = registers.lba.to_le_bytes();
    let [c0, c1] = registers.count.to_le_bytes();
    let Registers { status, error, device, .. } = *registers;
    [TO_HOST, INTERRUPT, status, error, l0, l1, l2, device, l3, l4, l5, 0, c0, c1, 0, 0, 0, 0, 0, 0]
}

/// The frame of the last block of a PIO transfer to the host: its ending status counts.
#[must_use]
pub fn pio_setup(registers: &Registers, bytes: u16) -> [u8; 20] {
    let [l0, l1, l2, l3, l4, l5, ..] = registers.lba.to_le_bytes();
    let [c0, c1] = registers.count.to_le_bytes();
    let [n0, n1] = bytes.to_le_bytes();
    let Registers { status, error, device, .. } = *registers;
    let flags = INTERRUPT | TO_MEMORY;
    [
        PIO_SETUP,
        flags,
        DATA_REQUEST,
        error,
        l0,
        l1,
        l2,
        device,
        l3,
        l4,
        l5,
        0,
        c0,
        c1,
        0,
        status,
        n0,
        n1,
        0,
        0,
    ]
}

/// Whether a command that gives data gives them by DMA.
#[must_use]
pub fn is_dma(task: &TaskFile) -> bool {
    matches!((task.command, task.feature & 0xff), (0x25 | 0x47 | 0x5d | 0x60 | 0xc8, _) | (0xb1, 0xc4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_read_from_its_frame() {
        let mut frame = [0; 20];
        frame[..16].copy_from_slice(&[
            0x27, 0x80, 0xb4, 0x12, 0x45, 0x6b, 0x42, 0x40, 0x72, 0x45, 0x01, 0xaa, 0x02, 0x03, 0, 0,
        ]);
        let task = TaskFile {
            feature: 0xaa12,
            count: 0x0302,
            lba: 0x0145_7242_6b45,
            device: 0x40,
            command: 0xb4,
            extend: true,
        };
        assert_eq!(parse(&frame), Some(FromHost::Command(task)));
        frame[1] = 0;
        frame[15] = 4;
        assert_eq!(parse(&frame), Some(FromHost::Control { reset: true }));
        frame[0] = 0x46;
        assert_eq!(parse(&frame), None);
    }

    #[test]
    fn registers_lie_in_their_frames() {
        let answer =
            Registers { status: 0x51, error: 0x40, count: 0x0807, lba: 0x0605_0403_0201, device: 0x4f };
        assert_eq!(registers(&answer)[..14], [0x34, 0x40, 0x51, 0x40, 1, 2, 3, 0x4f, 4, 5, 6, 0, 7, 8]);
        assert_eq!(
            pio_setup(&answer, 512)[..18],
            [0x5f, 0x60, 0x58, 0x40, 1, 2, 3, 0x4f, 4, 5, 6, 0, 7, 8, 0, 0x51, 0, 2]
        );
    }
}
