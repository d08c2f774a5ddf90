//! Whether a drive is fit to be chosen, by what it says of itself.

use std::time::{Duration, Instant};

use super::blocks::Disk;
use super::host::{Claim, Host};
use super::identity::{Reading, nvme_controllers};
use super::refusal::{Doubt, Refusal};
use super::{Drive, Rules, Selection, VirtualDrives};
use crate::event::Transport;

/// The largest logical block that the engine moves (NVMe and SCSI drives have 512 or 4096 bytes).
const LARGEST_BLOCK_BYTES: u32 = 4096;

/// Reasons that lie in the drive itself and in the rules.
#[must_use]
pub fn refusals(host: &Host, disk: &Disk, reading: &Reading, selection: Selection) -> Vec<Refusal> {
    let base = format!("sys/block/{}", disk.name);
    let mut out = Vec::new();
    let unreadable = |path: String| Refusal::UnknownState(Doubt::Unreadable(path));
    out.extend(reading.missing.iter().cloned().map(unreadable));
    let mut flag = |file: &str| {
        let value = host.flag(format!("{base}/{file}"));
        if value.is_none() {
            out.push(unreadable(format!("/{base}/{file}")));
        }
        value == Some(true)
    };
    let (read_only, hidden, removable) = (flag("ro"), flag("hidden"), flag("removable"));
    let identity = &reading.identity;
    let volunteer = selection.rules == Rules::Volunteer;
    let conditions = [
        (read_only, Refusal::ReadOnly),
        (hidden, Refusal::Hidden),
        (volunteer && (removable || reading.sd_card), Refusal::Removable),
        (volunteer && reading.usb, Refusal::Usb),
        (
            is_virtual(identity.transport) && selection.virtual_drives == VirtualDrives::Refused,
            Refusal::VirtualDrive,
        ),
        (identity.transport == Transport::Unknown, Refusal::UnknownState(Doubt::Transport)),
        (identity.size_bytes == 0, Refusal::NoMedium),
    ];
    out.extend(conditions.into_iter().filter(|(holds, _)| *holds).map(|(_, refusal)| refusal));
    let block = identity.logical_block_bytes;
    let is_known = block != 0 && identity.size_bytes != 0;
    let fits = (512..=LARGEST_BLOCK_BYTES).contains(&block)
        && block.is_power_of_two()
        && identity.size_bytes.is_multiple_of(u64::from(block));
    if is_known && !fits {
        out.push(Refusal::BadGeometry);
    }
    match host.text(format!("{base}/queue/zoned")).as_deref() {
        Some("host-managed") => out.push(Refusal::Zoned),
        Some(_) => {}
        None => out.push(unreadable(format!("/{base}/queue/zoned"))),
    }
    out.extend(device_state(host, &base));
    out
}

/// What the layer below the block device says: SCSI type and state, NVMe controller state.
fn device_state(host: &Host, base: &str) -> Vec<Refusal> {
    let device = format!("{base}/device");
    let unreadable = |path: String| Refusal::UnknownState(Doubt::Unreadable(format!("/{path}")));
    let mut out = Vec::new();
    if host.link_name(format!("{device}/subsystem")).as_deref() == Some("scsi") {
        // SPC-5 table 150: 0 direct access, 0Eh simplified direct access, 14h host-managed zoned.
        match host.number(format!("{device}/type")) {
            Some(0 | 0x0e) => {}
            Some(0x14) => out.push(Refusal::Zoned),
            Some(_) => out.push(Refusal::NotADisk),
            None => out.push(unreadable(format!("{device}/type"))),
        }
        match host.text(format!("{device}/state")) {
            Some(state) if state == "running" => {}
            Some(state) => out.push(Refusal::Offline { state }),
            None => out.push(unreadable(format!("{device}/state"))),
        }
    }
    let controllers = nvme_controllers(host, device.as_ref());
    let states: Vec<Option<String>> = controllers.iter().map(|c| host.text(c.join("state"))).collect();
    if !states.is_empty() && !states.contains(&Some("live".to_owned())) {
        out.push(match states.into_iter().flatten().next() {
            Some(state) => Refusal::Offline { state },
            None => unreadable(format!("{device}/state")),
        });
    }
    out
}

/// Whether what lies beneath is not a drive of ours to judge.
#[must_use]
pub fn is_virtual(transport: Transport) -> bool {
    matches!(transport, Transport::Virtual | Transport::Loop | Transport::File)
}

/// A second name of the same drive: two SAS paths without multipath give one world-wide name.
#[must_use]
pub fn twin(disk: &Disk, reading: &Reading, drives: &[(&Disk, &Reading, bool)]) -> Option<Refusal> {
    let is_twin = |other: &&(&Disk, &Reading, bool)| {
        let (a, b) = (&reading.identity, &other.1.identity);
        other.0.name != disk.name
            && (a.transport, b.transport) == (Transport::Scsi, Transport::Scsi)
            && a.wwn.is_some()
            && (&a.wwn, &a.serial) == (&b.wwn, &b.serial)
    };
    drives.iter().find(is_twin).map(|other| Refusal::Multipath { other: other.0.name.clone() })
}

/// How long a claim that somebody else lets go of is waited for: a listing, the device manager, or a process that was
/// killed, whose last requests the kernel still clears away.
pub const PATIENCE: Duration = Duration::from_secs(3);
/// How long to wait between two tries.
pub const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// Claims a drive that nothing else refuses, for a moment: what holds it in secret shows now. A claim of somebody else is
/// waited for as long as `patience`.
pub fn claim(drive: &mut Drive, patience: Duration) {
    if !drive.refusals.is_empty() {
        return;
    }
    let since = Instant::now();
    let mut answer = drive.host.claim(&drive.path);
    while answer == Claim::Busy && since.elapsed() < patience {
        std::thread::sleep(BETWEEN_TRIES);
        answer = drive.host.claim(&drive.path);
    }
    drive.refusals.extend(match answer {
        Claim::Free => None,
        Claim::NotAsked if drive.host.is_captured() => None,
        Claim::Busy => Some(Refusal::InUse),
        Claim::Forbidden => Some(Refusal::NoPermission),
        Claim::NoMedium => Some(Refusal::NoMedium),
        Claim::NotAsked | Claim::Broken => Some(Refusal::UnknownState(Doubt::Node)),
    });
}
