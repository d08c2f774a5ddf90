//! The names of commands, as ACS-3, ACS-2 and ATA8-ACS have them.

use super::TaskFile;

/// The name, with that of its subcommand.
#[must_use]
pub fn name(task: &TaskFile) -> &'static str {
    let feature = task.feature & 0xFF;
    match task.command {
        0xB4 => sanitize(task.feature),
        0xB1 => overlay(feature),
        0x78 => match task.feature {
            0 => "ACCESSIBLE MAX ADDRESS CONFIGURATION/GET NATIVE MAX ADDRESS EXT",
            1 => "ACCESSIBLE MAX ADDRESS CONFIGURATION/SET ACCESSIBLE MAX ADDRESS EXT",
            2 => "ACCESSIBLE MAX ADDRESS CONFIGURATION/FREEZE ACCESSIBLE MAX ADDRESS EXT",
            _ => "ACCESSIBLE MAX ADDRESS CONFIGURATION",
        },
        0xB0 => smart(feature),
        0xF9 => match feature {
            1 => "SET MAX SET PASSWORD",
            2 => "SET MAX LOCK",
            3 => "SET MAX UNLOCK",
            4 => "SET MAX FREEZE LOCK",
            _ => "SET MAX ADDRESS",
        },
        command => plain(command),
    }
}

fn sanitize(feature: u16) -> &'static str {
    match feature {
        0x00 => "SANITIZE DEVICE/SANITIZE STATUS EXT",
        0x11 => "SANITIZE DEVICE/CRYPTO SCRAMBLE EXT",
        0x12 => "SANITIZE DEVICE/BLOCK ERASE EXT",
        0x14 => "SANITIZE DEVICE/OVERWRITE EXT",
        0x20 => "SANITIZE DEVICE/SANITIZE FREEZE LOCK EXT",
        0x40 => "SANITIZE DEVICE/SANITIZE ANTIFREEZE LOCK EXT",
        _ => "SANITIZE DEVICE",
    }
}

fn overlay(feature: u16) -> &'static str {
    match feature {
        0xC0 => "DEVICE CONFIGURATION RESTORE",
        0xC1 => "DEVICE CONFIGURATION FREEZE LOCK",
        0xC2 => "DEVICE CONFIGURATION IDENTIFY",
        0xC3 => "DEVICE CONFIGURATION SET",
        0xC4 => "DEVICE CONFIGURATION IDENTIFY DMA",
        0xC5 => "DEVICE CONFIGURATION SET DMA",
        _ => "DEVICE CONFIGURATION",
    }
}

fn smart(feature: u16) -> &'static str {
    match feature {
        0xD0 => "SMART READ DATA",
        0xD1 => "SMART READ THRESHOLDS",
        0xD2 => "SMART ENABLE/DISABLE ATTRIBUTE AUTOSAVE",
        0xD4 => "SMART EXECUTE OFF-LINE IMMEDIATE",
        0xD5 => "SMART READ LOG",
        0xD6 => "SMART WRITE LOG",
        0xD8 => "SMART ENABLE OPERATIONS",
        0xD9 => "SMART DISABLE OPERATIONS",
        0xDA => "SMART RETURN STATUS",
        _ => "SMART",
    }
}

fn plain(command: u8) -> &'static str {
    match command {
        0x00 => "NOP",
        0x06 => "DATA SET MANAGEMENT",
        0x10 => "RECALIBRATE",
        0x20 => "READ SECTOR(S)",
        0x24 => "READ SECTOR(S) EXT",
        0x25 => "READ DMA EXT",
        0x27 => "READ NATIVE MAX ADDRESS EXT",
        0x29 => "READ MULTIPLE EXT",
        0x2F => "READ LOG EXT",
        0x30 => "WRITE SECTOR(S)",
        0x34 => "WRITE SECTOR(S) EXT",
        0x35 => "WRITE DMA EXT",
        0x37 => "SET MAX ADDRESS EXT",
        0x39 => "WRITE MULTIPLE EXT",
        0x3D => "WRITE DMA FUA EXT",
        0x40 => "READ VERIFY SECTOR(S)",
        0x42 => "READ VERIFY SECTOR(S) EXT",
        0x45 => "WRITE UNCORRECTABLE EXT",
        0x47 => "READ LOG DMA EXT",
        0x5B => "TRUSTED NON-DATA",
        0x5C => "TRUSTED RECEIVE",
        0x5D => "TRUSTED RECEIVE DMA",
        0x5E => "TRUSTED SEND",
        0x5F => "TRUSTED SEND DMA",
        0x60 => "READ FPDMA QUEUED",
        0x61 => "WRITE FPDMA QUEUED",
        0x90 => "EXECUTE DEVICE DIAGNOSTIC",
        0x91 => "INITIALIZE DEVICE PARAMETERS",
        0xA1 => "IDENTIFY PACKET DEVICE",
        0xC4 => "READ MULTIPLE",
        0xC5 => "WRITE MULTIPLE",
        0xC6 => "SET MULTIPLE MODE",
        0xC8 => "READ DMA",
        0xCA => "WRITE DMA",
        0xCE => "WRITE MULTIPLE FUA EXT",
        0xE0 => "STANDBY IMMEDIATE",
        0xE1 => "IDLE IMMEDIATE",
        0xE2 => "STANDBY",
        0xE3 => "IDLE",
        0xE5 => "CHECK POWER MODE",
        0xE6 => "SLEEP",
        0xE7 => "FLUSH CACHE",
        0xEA => "FLUSH CACHE EXT",
        0xEC => "IDENTIFY DEVICE",
        0xEF => "SET FEATURES",
        0xF1 => "SECURITY SET PASSWORD",
        0xF2 => "SECURITY UNLOCK",
        0xF3 => "SECURITY ERASE PREPARE",
        0xF4 => "SECURITY ERASE UNIT",
        0xF5 => "SECURITY FREEZE LOCK",
        0xF6 => "SECURITY DISABLE PASSWORD",
        0xF8 => "READ NATIVE MAX ADDRESS",
        _ => "unknown command",
    }
}

/// Reads, writes and verifies.
pub(super) fn is_transfer(command: u8) -> bool {
    is_read(command) || is_write(command) || is_verify(command)
}

/// READ VERIFY.
pub(super) fn is_verify(command: u8) -> bool {
    matches!(command, 0x40 | 0x42)
}

/// Reads that give data.
pub(super) fn is_read(command: u8) -> bool {
    matches!(command, 0x20 | 0x24 | 0x25 | 0x29 | 0x60 | 0xC4 | 0xC8)
}

/// Writes.
pub(super) fn is_write(command: u8) -> bool {
    matches!(command, 0x30 | 0x34 | 0x35 | 0x39 | 0x3D | 0x61 | 0xC5 | 0xCA | 0xCE)
}

/// Commands of the 48-bit address feature set.
pub(super) fn needs_lba48(command: u8) -> bool {
    matches!(
        command,
        0x24 | 0x25
            | 0x27
            | 0x29
            | 0x34
            | 0x35
            | 0x37
            | 0x39
            | 0x3D
            | 0x42
            | 0x45
            | 0x60
            | 0x61
            | 0x78
            | 0xB4
            | 0xCE
            | 0xEA
    )
}
