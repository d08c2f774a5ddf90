//! NVMe controllers (NVM Express Base 2.3): Identify, the sanitize log, and capacity that is in no namespace of this drive.

use super::{PAGE_LIMIT, Unheard, WAKE_LIMIT, area, area_of, exact, seen, tcg};
use crate::codec::nvme::status::Code;
use crate::codec::nvme::{self, Command, Controller, Namespace, NamespaceList, SanitizeStatus, Status};
use crate::drive::wire::{Ask, Reply, Request};
use crate::event::{
    Area, AreaKind, NoCommands, NvmeSurvey, SanitizeState, SanitizeSurvey, Survey, TcgSurvey,
};
use crate::units::Answer;

/// What became of an admin command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nvme {
    /// The controller's status; `None` when nothing came back. Nothing but 0 is a success.
    pub status: Option<Status>,
    /// Dword 0 of the completion.
    pub result: u32,
    /// The data.
    pub data: Vec<u8>,
}

/// Sends an admin command once.
pub fn send(ask: &mut dyn Ask, command: Command, limit: std::time::Duration) -> Nvme {
    match ask.ask(&Request::nvme(command), limit) {
        Reply::Nvme { status, result, data } => Nvme { status: Some(Status(status)), result, data },
        Reply::Silent { .. } | Reply::Scsi { .. } | Reply::Mmc { .. } => {
            Nvme { status: None, result: 0, data: Vec::new() }
        }
    }
}

/// Sends a command that reads, and gives its data.
///
/// # Errors
/// [`Unheard`]; the data themselves are not judged.
pub fn read(ask: &mut dyn Ask, command: Command) -> Result<Vec<u8>, Unheard> {
    let reply = send(ask, command, PAGE_LIMIT);
    match reply.status.map(Status::known) {
        None => Err(Unheard::Silent),
        Some(Code::Success) => Ok(reply.data),
        Some(Code::InvalidOpcode | Code::InvalidField | Code::InvalidLogPage) => Err(Unheard::NotSupported),
        Some(_) => Err(Unheard::Refused),
    }
}

/// Identify Controller.
///
/// # Errors
/// [`Unheard`].
pub fn controller(ask: &mut dyn Ask) -> Result<Controller, Unheard> {
    Controller::parse(&read(ask, Command::identify_controller())?).map_err(|_| Unheard::Implausible)
}

/// Identify Namespace of an attached namespace.
///
/// # Errors
/// [`Unheard`]; a namespace that is not attached answers zeros, which are implausible.
pub fn namespace(ask: &mut dyn Ask, nsid: u32) -> Result<Namespace, Unheard> {
    parse_namespace(&read(ask, Command::identify_namespace(nsid))?)
}

fn parse_namespace(data: &[u8]) -> Result<Namespace, Unheard> {
    Namespace::parse(data).map_err(|_| Unheard::Implausible)
}

/// The Sanitize Status log.
///
/// # Errors
/// [`Unheard`].
pub fn sanitize_log(ask: &mut dyn Ask) -> Result<SanitizeStatus, Unheard> {
    SanitizeStatus::parse(&read(ask, Command::sanitize_status_log())?).map_err(|_| Unheard::Implausible)
}

/// What a log comes to. A page of zeros is *unknown*: a controller at rest shows FFFFh as its progress.
#[must_use]
pub fn state(log: &SanitizeStatus) -> SanitizeState {
    match (log.state, log.is_running()) {
        (nvme::SanitizeState::InProgress, _) => SanitizeState::InProgress,
        (nvme::SanitizeState::Failed, _) => SanitizeState::Failed,
        (nvme::SanitizeState::NeverSanitized, Answer::No) => SanitizeState::Idle,
        (nvme::SanitizeState::Completed | nvme::SanitizeState::CompletedDeallocated, Answer::No) => {
            SanitizeState::Succeeded
        }
        _ => SanitizeState::Unknown,
    }
}

/// The namespaces that are attached to this controller. An empty list is implausible: the drive itself is one.
///
/// # Errors
/// [`Unheard`].
pub fn active_namespaces(ask: &mut dyn Ask) -> Result<Vec<u32>, Unheard> {
    list(ask, Command::identify_active_namespaces)
}

/// All namespaces that exist, attached or not; for controllers with namespace management.
///
/// # Errors
/// [`Unheard`].
pub fn allocated_namespaces(ask: &mut dyn Ask) -> Result<Vec<u32>, Unheard> {
    list(ask, Command::identify_allocated_namespaces)
}

fn list(ask: &mut dyn Ask, command: fn(u32) -> Command) -> Result<Vec<u32>, Unheard> {
    /// 1024 to a page: more namespaces than any controller has.
    const MOST_PAGES: usize = 8;
    let (mut all, mut after) = (Vec::new(), 0);
    for _ in 0..MOST_PAGES {
        let page = NamespaceList::parse(&read(ask, command(after))?).map_err(|_| Unheard::Implausible)?;
        if page.nsids.first().is_some_and(|first| *first <= after) {
            return Err(Unheard::Implausible);
        }
        all.extend_from_slice(&page.nsids);
        match page.goes_on_after() {
            Some(last) => after = last,
            None if all.is_empty() => return Err(Unheard::Implausible),
            None => return Ok(all),
        }
    }
    Err(Unheard::Implausible)
}

/// Surveys a controller and the namespace that the block device is.
pub(super) fn survey(nsid: Option<u32>, ask: &mut dyn Ask) -> Survey {
    match controller(ask) {
        Ok(controller) => Survey::Nvme(identified(&controller, nsid, ask)),
        Err(Unheard::Silent) => Survey::None { why: NoCommands::NoAnswer },
        Err(_) => match sanitize_log(ask) {
            Ok(log) => Survey::Nvme(unidentified(state(&log))),
            Err(_) => Survey::None { why: NoCommands::NoAnswer },
        },
    }
}

fn identified(controller: &Controller, nsid: Option<u32>, ask: &mut dyn Ask) -> NvmeSurvey {
    let sanicap = controller.sanicap;
    let can_sanitize = sanicap.crypto_erase() || sanicap.block_erase() || sanicap.overwrite();
    let state = if can_sanitize {
        sanitize_log(ask).map_or(SanitizeState::Unknown, |log| state(&log))
    } else {
        SanitizeState::Idle
    };
    let format = controller.oacs.format();
    let of_format = |is_so: bool| seen(format && is_so);
    let (formatting, write_protected) = of_namespace(nsid, ask);
    let spaces = Spaces::ask(controller, nsid, ask);
    NvmeSurvey {
        sanitize: SanitizeSurvey {
            crypto: seen(sanicap.crypto_erase()),
            block: seen(sanicap.block_erase()),
            overwrite: seen(sanicap.overwrite()),
            state,
        },
        format: seen(format),
        format_crypto: of_format(controller.fna.crypto_erase()),
        format_reaches_all: of_format(controller.fna.erase_reaches_all()),
        formatting,
        write_protected,
        other_namespaces: count(spaces.others.as_deref()),
        unseen_namespaces: count(spaces.detached.as_deref()),
        areas: vec![
            spaces.area(AreaKind::DetachedNamespaces, spaces.detached.as_deref(), ask),
            spaces.area(AreaKind::OtherNamespaces, spaces.others.as_deref(), ask),
            unallocated(controller, &spaces, ask),
            boot_partitions(controller, ask),
            area_of(AreaKind::ReplayProtected, seen(controller.rpmb_units > 0)),
        ],
        tcg: tcg::nvme(ask, controller.oacs.security()),
    }
}

fn count(nsids: Option<&[u32]>) -> Option<u32> {
    nsids.and_then(|nsids| u32::try_from(nsids.len()).ok())
}

/// A controller that tells its sanitize log alone.
fn unidentified(state: SanitizeState) -> NvmeSurvey {
    let unknown = Answer::Unknown;
    let kinds = [
        AreaKind::DetachedNamespaces,
        AreaKind::OtherNamespaces,
        AreaKind::UnallocatedCapacity,
        AreaKind::BootPartitions,
        AreaKind::ReplayProtected,
    ];
    NvmeSurvey {
        sanitize: SanitizeSurvey { crypto: unknown, block: unknown, overwrite: unknown, state },
        format: unknown,
        format_crypto: unknown,
        format_reaches_all: unknown,
        formatting: unknown,
        write_protected: unknown,
        other_namespaces: None,
        unseen_namespaces: None,
        areas: kinds.map(|kind| area_of(kind, unknown)).to_vec(),
        tcg: TcgSurvey::UNKNOWN,
    }
}

/// Whether the namespace is being formatted (FPI, or the status that says so), and whether it is write protected.
fn of_namespace(nsid: Option<u32>, ask: &mut dyn Ask) -> (Answer, Answer) {
    let Some(nsid) = nsid else { return (Answer::Unknown, Answer::Unknown) };
    let reply = send(ask, Command::identify_namespace(nsid), WAKE_LIMIT);
    match reply.status.map(Status::known) {
        Some(Code::Success) => match parse_namespace(&reply.data) {
            Ok(namespace) => {
                let formatting = namespace.format_remains.map_or(Answer::Unknown, |left| seen(left > 0));
                (formatting, seen(namespace.write_protected))
            }
            Err(_) => (Answer::Unknown, Answer::Unknown),
        },
        Some(Code::FormatInProgress) => (Answer::Yes, Answer::Unknown),
        _ => (Answer::Unknown, Answer::Unknown),
    }
}

/// The namespaces beside the one that was asked about, and how large each is.
struct Spaces {
    /// Attached; `None` when not known.
    others: Option<Vec<u32>>,
    /// Allocated and not attached to this controller; `None` when not known.
    detached: Option<Vec<u32>>,
    /// All that exist; `None` when not known.
    all: Option<Vec<u32>>,
    /// Whether namespaces can be managed.
    managed: bool,
    /// Whether namespaces can be asked for while not attached.
    asks_detached: bool,
}

impl Spaces {
    fn ask(controller: &Controller, nsid: Option<u32>, ask: &mut dyn Ask) -> Spaces {
        let managed = controller.oacs.namespace_management();
        let active = match active_namespaces(ask) {
            Ok(active) => Some(active),
            // Controllers of NVMe 1.0 have no such list; theirs are numbered without gaps.
            Err(Unheard::NotSupported) if controller.namespaces == 1 && !managed => Some(vec![1]),
            Err(_) => None,
        };
        // Allocated namespaces are those of the whole NVM subsystem. Where there can be no other controller and no namespace be
        // detached, the active ones are all.
        let may_hide = managed || controller.shares_subsystem;
        let allocated = may_hide.then(|| allocated_namespaces(ask).ok()).flatten();
        let others = nsid.zip(active.as_ref()).filter(|(own, active)| active.contains(own));
        let others = others.map(|(own, active)| active.iter().copied().filter(|n| *n != own).collect());
        let detached = match (may_hide, &active, &allocated) {
            (false, ..) => Some(Vec::new()),
            (true, Some(active), Some(allocated)) if active.iter().all(|n| allocated.contains(n)) => {
                Some(allocated.iter().copied().filter(|n| !active.contains(n)).collect())
            }
            _ => None,
        };
        let asks_detached = allocated.is_some();
        Spaces { others, detached, all: if managed { allocated } else { active }, managed, asks_detached }
    }

    fn area(&self, kind: AreaKind, nsids: Option<&[u32]>, ask: &mut dyn Ask) -> Area {
        match nsids {
            None => area_of(kind, Answer::Unknown),
            Some([]) => area_of(kind, Answer::No),
            Some(nsids) => {
                let bytes = self.sum(nsids, Namespace::size_bytes, ask).and_then(exact);
                Area { kind, present: Answer::Yes, bytes: bytes.filter(|n| *n > 0) }
            }
        }
    }

    /// The sum of a measure of these namespaces; `None` unless each tells it.
    fn sum(&self, nsids: &[u32], of: fn(&Namespace) -> u128, ask: &mut dyn Ask) -> Option<u128> {
        /// So many are asked for their size; where there are more, it stays unknown.
        const MOST: usize = 64;
        if nsids.len() > MOST {
            return None;
        }
        nsids.iter().try_fold(0u128, |sum, nsid| {
            let command = if self.asks_detached {
                Command::identify_allocated_namespace(*nsid)
            } else {
                Command::identify_namespace(*nsid)
            };
            let one = of(&parse_namespace(&read(ask, command).ok()?).ok()?);
            sum.checked_add(one).filter(|_| one > 0)
        })
    }
}

/// UNVMCAP; or, where namespaces can be made and deleted, what their capacities leave of TNVMCAP. A controller that can manage
/// namespaces must say TNVMCAP; others hold one namespace for life, and mostly say neither.
fn unallocated(controller: &Controller, spaces: &Spaces, ask: &mut dyn Ask) -> Area {
    let kind = AreaKind::UnallocatedCapacity;
    if controller.unallocated_capacity > 0 || !spaces.managed {
        return area(kind, Some(controller.unallocated_capacity));
    }
    if controller.total_capacity == 0 {
        return area_of(kind, Answer::Unknown);
    }
    let Some(all) = &spaces.all else { return area_of(kind, Answer::Unknown) };
    match spaces.sum(all, |namespace| namespace.nvm_capacity, ask) {
        Some(used) => area(kind, Some(controller.total_capacity.saturating_sub(used))),
        // Not every namespace tells its capacity; the controller says that none is left.
        None => area_of(kind, Answer::No),
    }
}

/// Log 15h, Boot Partition (Base 2.0 and later): a header of 16 bytes with the identifier in byte 0 and BPINFO in bytes 7:4, of
/// which bits 14:0 are the size of each of the two partitions in units of 128 KiB.
///
/// Whether there are boot partitions is a register (CAP.BPS) that no ioctl reads, and they came with NVMe 1.3, before this log. So:
/// none before 1.3; none where a controller of 2.0 or later, which must have the log if it has them, refuses it as unknown. Any other
/// answer is *unknown*: an attestation says so, and does not count it as a flaw.
fn boot_partitions(controller: &Controller, ask: &mut dyn Ask) -> Area {
    const LOG: u8 = 0x15;
    const HEADER: u32 = 16;
    const UNIT: u128 = 128 << 10;
    const VERSION_1_3: u32 = 0x0001_0300;
    const VERSION_2_0: u32 = 0x0002_0000;
    let kind = AreaKind::BootPartitions;
    if controller.version < VERSION_1_3 {
        return area_of(kind, Answer::No);
    }
    let Some(command) = Command::get_log(LOG, 0, HEADER, 0) else {
        return area_of(kind, Answer::Unknown);
    };
    match read(ask, command) {
        Ok(page) => match *page {
            [LOG, _, _, _, size_low, size_high, ..] if page.len() >= 16 => {
                let size = u16::from_le_bytes([size_low, size_high]) & 0x7fff;
                area(kind, Some(2 * UNIT * u128::from(size)))
            }
            _ => area_of(kind, Answer::Unknown),
        },
        Err(Unheard::NotSupported) if controller.version >= VERSION_2_0 => area_of(kind, Answer::No),
        Err(_) => area_of(kind, Answer::Unknown),
    }
}
