//! The persistent event log, 0Dh: the drive's own record of formats and sanitizes (NVMe Base 2.3, section 5.2.12.1.14).

use std::time::Duration;

use super::command::Command;
use super::wire::{put_text, put16, put32, put64};
use super::{NvmeDrive, Page, status};

/// Bytes of the log's header.
const HEADER: usize = 512;
/// Bytes of an event's header; its third byte counts those behind itself.
const EVENT_HEADER: usize = 24;
/// Events that are kept.
const MOST_EVENTS: usize = 256;

/// Event types.
const FORMAT_START: u8 = 0x07;
const FORMAT_END: u8 = 0x08;
const SANITIZE_START: u8 = 0x09;
const SANITIZE_END: u8 = 0x0A;

/// An event, with its type-specific data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) kind: u8,
    /// Milliseconds.
    pub(super) at: u64,
    pub(super) data: Vec<u8>,
}

/// What happened, and the snapshot that a host is reading.
#[derive(Clone, Debug, Default)]
pub(super) struct Events {
    pub(super) list: Vec<Event>,
    snapshot: Option<Vec<u8>>,
}

impl Events {
    fn note(&mut self, kind: u8, at: Duration, data: Vec<u8>) {
        self.list.push(Event { kind, at: at.as_millis() as u64, data });
        if self.list.len() > MOST_EVENTS {
            self.list.remove(0);
        }
    }

    /// Ends the reading context.
    pub(super) fn release(&mut self) {
        self.snapshot = None;
    }
}

impl NvmeDrive {
    pub(super) fn note_sanitize_start(&mut self, now: Duration) {
        let mut data = vec![0; 12];
        put32(&mut data, 0, self.persona.sanicap);
        put32(&mut data, 4, self.sanitize.dword10);
        put32(&mut data, 8, self.sanitize.dword11);
        self.events.note(SANITIZE_START, now, data);
    }

    pub(super) fn note_sanitize_end(&mut self, now: Duration) {
        let mut data = vec![0; 8];
        put16(&mut data, 0, self.sanitize_progress(now));
        put16(&mut data, 2, self.sanitize_status(now));
        self.events.note(SANITIZE_END, now, data);
    }

    pub(super) fn note_format_start(&mut self, now: Duration, nsid: u32, dword10: u32) {
        let mut data = vec![0; 12];
        put32(&mut data, 0, nsid);
        data[4] = self.persona.fna;
        put32(&mut data, 8, dword10);
        self.events.note(FORMAT_START, now, data);
    }

    pub(super) fn note_format_end(&mut self, now: Duration, nsid: u32, status: u16) {
        let mut data = vec![0; 12];
        put32(&mut data, 0, nsid);
        data[5] = u8::from(status != 0);
        put32(&mut data, 8, u32::from(status));
        self.events.note(FORMAT_END, now, data);
    }

    /// Log page 0Dh. Bits 9:8 of dword 10 say what to do: 0 read, 1 take a snapshot and read it, 2 let it go.
    pub(super) fn persistent_event_log(&mut self, command: Command<'_>) -> Page {
        if !self.persona.persistent_event_log {
            return Err(status::INVALID_LOG_PAGE);
        }
        match command.dword(10) >> 8 & 3 {
            1 if self.events.snapshot.is_some() => return Err(status::COMMAND_SEQUENCE_ERROR),
            1 => self.events.snapshot = Some(self.event_snapshot()),
            2 => {
                self.events.release();
                return Ok(vec![0; HEADER]);
            }
            0 => {}
            _ => return Err(status::INVALID_FIELD),
        }
        self.events.snapshot.clone().ok_or(status::COMMAND_SEQUENCE_ERROR)
    }

    fn event_snapshot(&self) -> Vec<u8> {
        let mut log = vec![0; HEADER];
        log[0] = 0x0D;
        put32(&mut log, 4, self.events.list.len() as u32);
        log[16] = 1;
        // The header's length counts from byte 20 on.
        put16(&mut log, 18, (HEADER - 20) as u16);
        put64(&mut log, 20, self.clock.now().as_millis() as u64);
        put64(&mut log, 44, self.counts.power_cycles);
        put_text(&mut log, 56, 20, &self.persona.serial);
        put_text(&mut log, 76, 40, &self.persona.model);
        for kind in [FORMAT_START, FORMAT_END, SANITIZE_START, SANITIZE_END] {
            log[480 + usize::from(kind / 8)] |= 1 << (kind % 8);
        }
        // The newest first.
        for event in self.events.list.iter().rev() {
            let mut header = [0; EVENT_HEADER];
            header[0] = event.kind;
            header[1] = 1;
            header[2] = EVENT_HEADER as u8 - 3;
            put64(&mut header, 6, event.at);
            put16(&mut header, 22, event.data.len() as u16);
            log.extend_from_slice(&header);
            log.extend_from_slice(&event.data);
        }
        let total = log.len() as u64;
        put64(&mut log, 8, total);
        log
    }
}
