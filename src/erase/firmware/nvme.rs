//! NVMe: Sanitize and Format NVM (NVM Express Base 2.3 §5.2.22, §5.2.10).

use std::time::Duration;

use super::{Look, Operation, Start, When, log};
use crate::codec::nvme::{
    Command, Controller, FormatErase, Namespace, Passes, PersistentEventLog, PersistentEvents,
    SanitizeAction, SanitizeState, SanitizeStatus,
};
use crate::drive::wire::{Ask, Reply, Request, Speaks};
use crate::erase::firmware::watch;
use crate::erase::link::Link;
use crate::event::{Completion, DriveLog, Technique};
use crate::units::{Answer, hex};

/// What an admin command takes that starts no long work.
const SHORT: Duration = Duration::from_secs(15);

/// Bytes of the Persistent Event Log that are read.
const EVENTS_BYTES: u32 = 4096;

/// A technique on an NVMe controller.
pub(super) fn operation(technique: Technique) -> Option<Box<dyn Operation>> {
    let sanitize = |action| Some(Box::new(Sanitize::new(action)) as Box<dyn Operation>);
    match technique {
        Technique::SanitizeBlockErase => sanitize(SanitizeAction::BlockErase),
        Technique::SanitizeCryptoErase => sanitize(SanitizeAction::CryptoErase),
        Technique::SanitizeOverwrite => {
            sanitize(SanitizeAction::Overwrite { passes: Passes::ONE, pattern: 0, invert: false })
        }
        Technique::FormatCryptoErase => Some(Box::new(Format { erase: FormatErase::Crypto, technique })),
        Technique::FormatUserDataErase => Some(Box::new(Format { erase: FormatErase::UserData, technique })),
        _ => None,
    }
}

/// What came back of an admin command: a positive status is never a success.
fn admin(link: &mut Link, command: Command, limit: Duration) -> Result<Vec<u8>, Completion> {
    match link.ask(&Request::nvme(command), limit) {
        Reply::Nvme { status: 0, data, .. } => Ok(data),
        Reply::Nvme { .. } => Err(Completion::Refused),
        Reply::Scsi { .. } | Reply::Mmc { .. } | Reply::Silent { .. } => Err(Completion::Silent),
    }
}

/// The sanitize status log.
pub(super) fn status_log(link: &mut Link) -> Result<SanitizeStatus, Completion> {
    let page = admin(link, Command::sanitize_status_log(), SHORT)?;
    SanitizeStatus::parse(&page).map_err(|_| Completion::Unclear)
}

/// What a status log says of the sanitize sent with this CDW10; of any, where that is not known.
pub(super) fn look_at(status: &SanitizeStatus, sent: Option<u32>) -> Look {
    match (status.state, sent) {
        (SanitizeState::InProgress, _) => {
            Look::Working((status.progress != u16::MAX).then_some(status.progress))
        }
        (SanitizeState::Failed, _) => Look::Failed,
        (SanitizeState::Completed | SanitizeState::CompletedDeallocated, None)
            if status.progress == u16::MAX =>
        {
            Look::Done
        }
        (_, Some(sent)) if status.succeeded(sent) == Answer::Yes => Look::Done,
        _ => Look::Unclear,
    }
}

struct Sanitize {
    action: SanitizeAction,
    before: Option<SanitizeStatus>,
    /// Blocks stay allocated (NDAS), so that what is read afterwards comes from the medium and is not made up: asked for where the
    /// controller says that it neither refuses that nor changes the medium once more (SANICAP.NDI, NODMMAS).
    no_deallocate: bool,
}

impl Sanitize {
    fn new(action: SanitizeAction) -> Sanitize {
        Sanitize { action, before: None, no_deallocate: false }
    }

    fn command(&self) -> Command {
        Command::sanitize(self.action, self.no_deallocate)
    }
}

impl Operation for Sanitize {
    fn status(&mut self, link: &mut Link) -> Option<Vec<u8>> {
        let status = status_log(link).ok()?;
        // Its first eight bytes: progress, state and global data erased, and the command.
        let told = status.raw.get(..8).map(<[u8]>::to_vec);
        self.before.get_or_insert(status);
        told
    }

    fn start(&mut self, link: &mut Link) -> Start {
        let page = admin(link, Command::identify_controller(), SHORT);
        let controller = page.ok().and_then(|page| Controller::parse(&page).ok());
        self.no_deallocate = controller.is_some_and(|it| it.sanicap.keeps_blocks_allocated());
        let request = Request::nvme(self.command());
        let command = hex(&request.bytes());
        match link.ask(&request, SHORT) {
            Reply::Nvme { status: 0, .. } => Start::Running { command },
            Reply::Nvme { .. } => Start::Over { command, completion: Completion::Refused },
            _ => Start::Over { command, completion: Completion::Silent },
        }
    }

    fn look(&mut self, link: &mut Link) -> Look {
        let sent = self.command().cdw10_15[0];
        match status_log(link) {
            Ok(status) => look_at(&status, Some(sent)),
            Err(Completion::Silent) => Look::Silent,
            Err(_) => Look::Unclear,
        }
    }

    fn estimate(&self) -> Option<Duration> {
        let estimates = &self.before.as_ref()?.estimates;
        let seconds = match self.action {
            SanitizeAction::BlockErase => estimates.block_erase,
            SanitizeAction::CryptoErase => estimates.crypto_erase,
            SanitizeAction::Overwrite { .. } => estimates.overwrite,
        };
        seconds.map(|seconds| Duration::from_secs(seconds.into()))
    }

    fn logs(&mut self, link: &mut Link, when: When) -> Vec<DriveLog> {
        logs(link, when)
    }
}

/// What the controller keeps: its sanitize status, its self-tests, and afterwards its persistent events.
fn logs(link: &mut Link, when: When) -> Vec<DriveLog> {
    let mut logs = Vec::new();
    if let Ok(page) = admin(link, Command::sanitize_status_log(), SHORT) {
        logs.push(log("NVMe Sanitize Status (81h)", when, &page));
    }
    if when == When::Before {
        if let Ok(page) = admin(link, Command::self_test_log(), SHORT) {
            logs.push(log("NVMe Device Self-test (06h)", when, &page));
        }
    } else if let Some(page) = events(link) {
        logs.push(log("NVMe Persistent Event Log (0Dh)", when, &page));
    }
    logs
}

/// The first part of the persistent events; they tell of formats and sanitizes as the controller itself noted them.
fn events(link: &mut Link) -> Option<Vec<u8>> {
    let header = admin(link, Command::persistent_event_log(PersistentEvents::Establish)?, SHORT).ok();
    let total = header.and_then(|page| PersistentEventLog::parse(&page).ok()).map(|log| log.total_bytes);
    let page = total.and_then(|total| {
        let bytes = u32::try_from(total).unwrap_or(u32::MAX).min(EVENTS_BYTES) & !3;
        let read = Command::persistent_event_log(PersistentEvents::Read { offset: 0, bytes })?;
        admin(link, read, SHORT).ok()
    });
    if let Some(release) = Command::persistent_event_log(PersistentEvents::Release) {
        let _ = admin(link, release, SHORT);
    }
    page
}

struct Format {
    erase: FormatErase,
    technique: Technique,
}

impl Operation for Format {
    fn status(&mut self, _: &mut Link) -> Option<Vec<u8>> {
        None
    }

    fn start(&mut self, link: &mut Link) -> Start {
        let Speaks::Nvme { nsid: Some(nsid) } = link.speaks() else {
            return Start::NotSent(Completion::NotReady);
        };
        let kept = admin(link, Command::identify_namespace(nsid), SHORT)
            .ok()
            .and_then(|page| Namespace::parse(&page).ok());
        let Some(kept) = kept else { return Start::NotSent(Completion::NotReady) };
        let size = link.identity().size_bytes;
        let request = Request::nvme(Command::format(nsid, &kept, self.erase));
        let command = hex(&request.bytes());
        let completion = match link.ask(&request, watch::limit(self.technique, None, size)) {
            Reply::Nvme { status: 0, .. } => Completion::Reported,
            Reply::Nvme { .. } => Completion::Refused,
            _ => Completion::Silent,
        };
        Start::Over { command, completion }
    }

    fn look(&mut self, _: &mut Link) -> Look {
        Look::Unclear
    }

    fn logs(&mut self, link: &mut Link, when: When) -> Vec<DriveLog> {
        logs(link, when)
    }
}
