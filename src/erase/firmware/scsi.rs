//! SCSI: SANITIZE and FORMAT UNIT (SBC-4 §5.3, §5.4), sent to work in the background and followed by sense data.

use std::time::Duration;

use super::{Look, Operation, Start, When, log};
use crate::codec::scsi::{Background, Command, Sanitize};
use crate::codec::sense::{Sense, UNIT_ATTENTION};
use crate::drive::wire::{Ask, Reply, Request};
use crate::erase::link::Link;
use crate::event::{Completion, DriveLog, Technique};
use crate::units::hex;

/// What a command takes that starts no long work.
const SHORT: Duration = Duration::from_secs(15);

/// SCSI status bytes (SAM-5).
const GOOD: u8 = 0x00;
const CHECK_CONDITION: u8 = 0x02;

/// Self-test results.
const SELF_TEST_PAGE: u8 = 0x10;

/// A technique on a SCSI disk.
pub(super) fn operation(technique: Technique) -> Option<Box<dyn Operation>> {
    let command = match technique {
        Technique::SanitizeBlockErase => Command::sanitize(Sanitize::BlockErase, true, false)?,
        Technique::SanitizeCryptoErase => Command::sanitize(Sanitize::CryptoErase, true, false)?,
        Technique::SanitizeOverwrite => {
            Command::sanitize(Sanitize::Overwrite { pattern: 0, passes: 1, invert: false }, true, false)?
        }
        Technique::FormatUnit => Command::format_unit(true, true),
        _ => return None,
    };
    Some(Box::new(InBackground { command, formats: technique == Technique::FormatUnit }))
}

struct InBackground {
    command: Command,
    formats: bool,
}

/// What a SCSI device said: its status and, in words, its sense data.
fn send(link: &mut Link, command: Command) -> Option<(u8, Option<Sense>, Vec<u8>)> {
    match link.ask(&Request::scsi(command), SHORT) {
        Reply::Scsi { status, sense, data } => Some((status, Sense::parse(&sense), data)),
        Reply::Nvme { .. } | Reply::Mmc { .. } | Reply::Silent { .. } => None,
    }
}

/// What the disk is doing: by the sense data of TEST UNIT READY, and by REQUEST SENSE where that says nothing.
pub(super) fn look(link: &mut Link, formats: bool) -> Look {
    let Some((status, sense, _)) = send(link, Command::test_unit_ready()) else { return Look::Silent };
    let of = |sense: &Sense| match Background::of(sense) {
        Some(Background::Sanitizing(progress)) if !formats => Some(Look::Working(progress)),
        Some(Background::Formatting(progress)) if formats => Some(Look::Working(progress)),
        Some(Background::SanitizeFailed | Background::FormatFailed | Background::FormatCorrupted) => {
            Some(Look::Failed)
        }
        _ => None,
    };
    match (status, sense) {
        (CHECK_CONDITION, Some(sense)) if sense.deferred => Look::Unclear,
        (CHECK_CONDITION, Some(sense)) => of(&sense).unwrap_or(Look::Unclear),
        // A disk that formats may be ready already; REQUEST SENSE tells.
        (GOOD, _) => match send(link, Command::request_sense(true)) {
            Some((GOOD, _, data)) => match Sense::parse(&data) {
                Some(sense) => match of(&sense) {
                    Some(look) => look,
                    None if (sense.key, sense.asc, sense.ascq) == (0, 0, 0) => Look::Done,
                    None => Look::Unclear,
                },
                None => Look::Unclear,
            },
            Some(_) => Look::Unclear,
            None => Look::Silent,
        },
        _ => Look::Unclear,
    }
}

impl Operation for InBackground {
    fn status(&mut self, _: &mut Link) -> Option<Vec<u8>> {
        // A disk keeps no state that would tell one success from the next.
        None
    }

    fn start(&mut self, link: &mut Link) -> Start {
        let request = Request::scsi(self.command.clone());
        let command = hex(&request.bytes());
        // A unit attention that waited is told first, and the command not done; then it is sent again.
        for _ in 0..3 {
            match link.ask(&request, SHORT) {
                Reply::Scsi { status: GOOD, .. } => return Start::Running { command },
                Reply::Scsi { status: CHECK_CONDITION, sense, .. } => match Sense::parse(&sense) {
                    Some(sense) if sense.key == UNIT_ATTENTION => {}
                    _ => return Start::Over { command, completion: Completion::Refused },
                },
                Reply::Scsi { .. } => return Start::Over { command, completion: Completion::Refused },
                _ => return Start::Over { command, completion: Completion::Silent },
            }
        }
        Start::Over { command, completion: Completion::Refused }
    }

    fn look(&mut self, link: &mut Link) -> Look {
        look(link, self.formats)
    }

    fn logs(&mut self, link: &mut Link, when: When) -> Vec<DriveLog> {
        match send(link, Command::log_sense(SELF_TEST_PAGE, 0)) {
            Some((GOOD, _, page)) => vec![log("SCSI Self-Test Results (10h)", when, &page)],
            _ => Vec::new(),
        }
    }
}
