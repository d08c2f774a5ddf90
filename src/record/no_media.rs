//! *Constat d’absence de support*: a computer that came without a drive.
//!
//! Nothing that the machine shows may speak against it, and a person must have opened the bay and found it empty. A record with
//! a drive, or with a trace of one that hides, contradicts itself and is refused by every reader: it cannot exist.

use serde::{Deserialize, Serialize};

use super::common::{SignedTime, is_optional_text, is_sound_context, is_sound_machine, is_text};
use super::{Kind, LedgerPlace, SCHEMA, Station};
use crate::event::{Context, DriveIdentity, Machine, Tool, Transport};

/// The longest lists of what was seen.
const SEEN_MAX: usize = 32;

/// A computer without a drive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoMediaRecord {
    /// `no-media`.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// [`SCHEMA`].
    pub schema: u32,
    /// Number of the document: station, year, counter.
    pub number: String,
    /// All that was observed and stated.
    pub facts: NoMediaFacts,
    /// The station that signs.
    pub station: Station,
    /// Its place in the station's ledger.
    pub ledger: LedgerPlace,
}

/// All that was observed and stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoMediaFacts {
    /// The computer.
    pub machine: Machine,
    /// The papers it belongs to; label, inventory number or the machine's own serial number must tell which computer it is.
    pub context: Context,
    /// What the program looked for, and what it saw.
    pub looked: Looked,
    /// What a person did and found.
    pub statement: BayStatement,
    /// When it was signed.
    pub time: SignedTime,
    /// The program.
    pub tool: Tool,
}

/// What was looked for on the computer, and what was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Looked {
    /// Where it was looked, each place once, in the order of [`LookedFor`].
    pub looked_for: Vec<LookedFor>,
    /// Drives that show, those in `started_from` aside: 0.
    pub drives: u64,
    /// Codes of traces of drives that do not show (`gomme list --json`): empty.
    pub hints: Vec<String>,
    /// Controllers with a driver that report nothing attached, by address; an empty bay looks so, and a dead drive too: the
    /// person's statement answers for them.
    pub empty_controllers: Vec<String>,
    /// The USB drives that the running system was started from: the program's own.
    pub started_from: Vec<DriveIdentity>,
}

/// Where drives are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookedFor {
    /// Block devices of the running system.
    BlockDevices,
    /// Storage controllers on PCI, with and without a driver.
    StorageControllers,
    /// NVMe controllers without a namespace, or that do not work.
    NvmeControllers,
    /// Hosts of memory cards and eMMC.
    CardHosts,
}

impl LookedFor {
    /// All places; a record names every one of them.
    pub const ALL: [LookedFor; 4] = [
        LookedFor::BlockDevices,
        LookedFor::StorageControllers,
        LookedFor::NvmeControllers,
        LookedFor::CardHosts,
    ];
}

/// What a person did and found; both answers must be yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BayStatement {
    /// The computer was opened.
    pub opened: bool,
    /// Every place for a drive in it was found empty.
    pub found_empty: bool,
    /// Code of that person.
    pub by: String,
}

impl NoMediaRecord {
    /// Puts it together. Whether it may stand is for [`NoMediaRecord::is_consistent`] to say.
    #[must_use]
    pub fn new(number: String, facts: NoMediaFacts, station: Station, ledger: LedgerPlace) -> Self {
        NoMediaRecord { kind: Kind::NoMedia, schema: SCHEMA, number, facts, station, ledger }
    }

    /// Whether nothing in it speaks against an empty bay, and somebody answers for it.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        let NoMediaFacts { machine, context, looked, statement, time: _, tool: _ } = &self.facts;
        let of_usb = |drive: &DriveIdentity| drive.transport == Transport::Usb;
        self.kind == Kind::NoMedia
            && looked.looked_for == LookedFor::ALL
            && looked.drives == 0
            && looked.hints.is_empty()
            && looked.empty_controllers.len() <= SEEN_MAX
            && looked.empty_controllers.iter().all(|address| is_text(address))
            && looked.started_from.len() <= SEEN_MAX
            && looked.started_from.iter().all(of_usb)
            && statement.opened
            && statement.found_empty
            && is_text(&statement.by)
            && context.operator.as_ref().is_none_or(|operator| *operator == statement.by)
            && is_sound_context(context)
            && is_sound_machine(machine)
            && is_optional_text(machine.serial.as_deref())
            && [&context.label, &context.inventory_number, &machine.serial].into_iter().any(Option::is_some)
    }
}
