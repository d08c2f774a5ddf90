//! eMMC: TRIM or ERASE of every block and then SANITIZE_START, or SECURE ERASE (JEDEC JESD84-B51 §6.6.9–6.6.11).

use std::time::Duration;

use super::{Look, Operation, Start, watch};
use crate::codec::mmc::{CardStatus, Command, Erase, ExtCsd, SECTOR_BYTES};
use crate::drive::wire::{Ask, Reply, Request};
use crate::erase::link::Link;
use crate::event::{Completion, DriveIdentity, MmcSurvey, Technique};
use crate::units::{Answer, hex};

/// What a register takes.
const SHORT: Duration = Duration::from_secs(10);

/// A technique on an eMMC.
pub(super) fn operation(
    technique: Technique,
    survey: &MmcSurvey,
    drive: &DriveIdentity,
) -> Option<Box<dyn Operation>> {
    let sectors = drive.size_bytes / u64::from(SECTOR_BYTES);
    let erase = match technique {
        Technique::MmcSanitize if survey.trim == Answer::Yes => Erase::Trim,
        Technique::MmcSanitize => Erase::Erase,
        Technique::MmcSecureErase => Erase::SecureErase,
        _ => return None,
    };
    Some(Box::new(EraseAll { erase, sanitize: technique == Technique::MmcSanitize, technique, sectors }))
}

struct EraseAll {
    erase: Erase,
    sanitize: bool,
    technique: Technique,
    sectors: u64,
}

/// Sends commands that belong together. Error bits of any response are a refusal.
fn send(link: &mut Link, commands: Vec<Command>, limit: Duration) -> Result<Vec<u8>, Completion> {
    match link.ask(&Request::Mmc(commands), limit) {
        Reply::Mmc { response, .. } if CardStatus(response).errors() != 0 => Err(Completion::Failed),
        Reply::Mmc { data, .. } => Ok(data),
        Reply::Scsi { .. } | Reply::Nvme { .. } | Reply::Silent { .. } => Err(Completion::Silent),
    }
}

impl EraseAll {
    fn carry_out(&self, link: &mut Link) -> Result<(), Completion> {
        let limit = watch::limit(self.technique, None, link.identity().size_bytes);
        let page = send(link, vec![Command::send_ext_csd()], SHORT)?;
        let csd = ExtCsd::parse(&page).map_err(|_| Completion::NotReady)?;
        let last = self.sectors.checked_sub(1).ok_or(Completion::NotReady)?;
        let range =
            Command::erase_range(csd.addressing(), 0, last, self.erase, limit).ok_or(Completion::NotReady)?;
        send(link, range.to_vec(), limit)?;
        self.ready(link)?;
        if self.sanitize {
            send(link, vec![Command::sanitize(limit)], limit)?;
            self.ready(link)?;
        }
        Ok(())
    }

    /// Whether the card says that it is done, without an error.
    fn ready(&self, link: &mut Link) -> Result<(), Completion> {
        match link.ask(&Request::Mmc(vec![Command::send_status()]), SHORT) {
            Reply::Mmc { response, .. } if CardStatus(response).is_done_without_error() => Ok(()),
            Reply::Mmc { response, .. } if CardStatus(response).errors() != 0 => Err(Completion::Failed),
            Reply::Mmc { .. } => Err(Completion::Unclear),
            _ => Err(Completion::Silent),
        }
    }
}

impl Operation for EraseAll {
    fn status(&mut self, _: &mut Link) -> Option<Vec<u8>> {
        None
    }

    fn start(&mut self, link: &mut Link) -> Start {
        let last = if self.sanitize { Command::sanitize(SHORT) } else { Command::erase(self.erase, SHORT) };
        let command = hex(&Request::Mmc(vec![last]).bytes());
        match self.carry_out(link) {
            Ok(()) => Start::Over { command, completion: Completion::Reported },
            Err(completion) => Start::Over { command, completion },
        }
    }

    fn look(&mut self, _: &mut Link) -> Look {
        Look::Unclear
    }
}
