//! `gomme declare no-media`: looks for drives before anybody may say that there is none.

use std::io::{Write, stdout};
#[cfg(feature = "guide")]
use std::path::{Path, PathBuf};

use super::{DeclarationError, finish, nowhere, station};
#[cfg(feature = "guide")]
use crate::attest::declare::sign;
use crate::attest::station::Station;
use crate::cli::NoMediaArgs;
use crate::cmd::context::context;
use crate::cmd::out::OutputError;
use crate::cmd::{Done, Failure};
#[cfg(feature = "guide")]
use crate::deliver::Desk;
use crate::drive::refusal::BootEvidence;
use crate::drive::{Drive, DriveError, Hint, Host, Refusal, Rules, Selection, discover, machine};
use crate::event::{Context, Machine, Transport};
use crate::record::Document;
use crate::record::common::{SignedTime, tool};
use crate::record::no_media::{BayStatement, Looked, LookedFor, NoMediaFacts, NoMediaRecord};
use crate::text::declare::{EN, FR};
use crate::text::{Lang, Say, make};
use crate::units::now;

/// Where the kernel lists the controllers of a computer.
const CONTROLLERS: &str = "sys/bus/pci/devices";

/// What speaks against an empty computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trace {
    /// A drive, by its path and model.
    Drive(String),
    /// A trace of one that does not show.
    Hint(Hint),
    /// A place where one could be, and that cannot be read.
    NotLooked(&'static str),
}

crate::error_that_says!(Trace);

impl Say for Trace {
    fn say(&self, lang: Lang) -> String {
        match self {
            Trace::Drive(what) => (lang.pick(&EN, &FR).drive_there)(what),
            Trace::Hint(hint) => hint.say(lang),
            Trace::NotLooked(place) => (lang.pick(&EN, &FR).not_looked)(place),
        }
    }
}

/// Looks for drives on a machine: what a record says of it, and all that speaks against an empty one. The USB drive that the
/// system was started from is the program's own; an empty controller is what an empty bay looks like.
///
/// # Errors
/// [`DriveError`] when the machine cannot be looked at.
pub fn look(host: &Host) -> Result<(Looked, Vec<Trace>), DriveError> {
    // What hangs on USB is told by the rules for volunteers, whatever the drive calls itself.
    let found = discover(host, Selection { rules: Rules::Volunteer, ..Selection::default() })?;
    let mut looked = Looked {
        looked_for: LookedFor::ALL.to_vec(),
        drives: 0,
        hints: vec![],
        empty_controllers: vec![],
        started_from: vec![],
    };
    let mut traces = Vec::new();
    // Without the list of controllers, nothing that hides would be missed.
    if host.names(CONTROLLERS).is_none_or(|names| names.is_empty()) {
        traces.push(Trace::NotLooked(CONTROLLERS));
    }
    // A loop device is a file of a drive that shows, or of memory.
    let real = |drive: &&Drive| !matches!(drive.identity().transport, Transport::Loop | Transport::File);
    for drive in found.drives.iter().filter(real) {
        if is_own(drive) {
            looked.started_from.push(drive.identity().clone());
        } else {
            looked.drives += 1;
            let identity = drive.identity();
            let name = make::name(identity.vendor.as_deref(), identity.model.as_deref());
            let what = [Some(drive.path().display().to_string()), name].into_iter().flatten();
            traces.push(Trace::Drive(what.collect::<Vec<_>>().join(" ")));
        }
    }
    for hint in found.hints {
        match hint {
            Hint::EmptyController { address, .. } => looked.empty_controllers.push(address),
            hint => {
                looked.hints.push(hint.code().to_owned());
                traces.push(Trace::Hint(hint));
            }
        }
    }
    Ok((looked, traces))
}

/// Whether the running system was surely started from this drive, or it is another gomme stick, and it hangs on USB. An inner drive
/// is one that the computer has, also when the system runs from it.
fn is_own(drive: &Drive) -> bool {
    let started = |refusal: &Refusal| {
        matches!(
            refusal,
            Refusal::BootMedium(BootEvidence::Mounted | BootEvidence::CommandLine | BootEvidence::Stick)
        )
    };
    drive.refusals().contains(&Refusal::Usb) && drive.refusals().iter().any(started)
}

/// Runs it on a machine.
///
/// # Errors
/// What is missing, or why nothing could be signed.
pub fn run(lang: Lang, host: &Host, args: &NoMediaArgs) -> Result<Done, Failure> {
    let context = context(&args.context)?;
    let machine = machine(host);
    let (looked, traces) = look(host)?;
    let t = lang.pick(&EN, &FR);
    if !traces.is_empty() {
        let lines: Vec<String> = traces.iter().map(|trace| format!("  - {}\n", trace.say(lang))).collect();
        let mut standard = stdout().lock();
        let written = write!(standard, "{}\n{}", t.not_empty, lines.concat());
        written.and_then(|()| standard.flush()).map_err(OutputError::from)?;
        return Ok(Done::No);
    }
    if !args.bay_empty {
        return Err(DeclarationError::BayUnsaid.into());
    }
    let by = context.operator.clone().ok_or(DeclarationError::NoOperator)?;
    if context.label.is_none() && context.inventory_number.is_none() && machine.serial.is_none() {
        return Err(DeclarationError::NoMachine.into());
    }
    let station = station(lang, &args.signer)?;
    let at = now();
    let time = SignedTime { signed_at: at, clock: station.clock(at)? };
    let document = document(&station, time, (machine, context, looked), by);
    finish(lang, &station, &args.signer.out, time, document)
}

/// What is signed: what the computer showed, and what a person says of it.
fn document(
    station: &Station,
    time: SignedTime,
    (machine, context, looked): (Machine, Context, Looked),
    by: String,
) -> Document {
    let statement = BayStatement { opened: true, found_empty: true, by };
    let facts = NoMediaFacts { machine, context, looked, statement, time, tool: tool() };
    NoMediaRecord::new(String::new(), facts, station.in_record(), nowhere()).into()
}

/// Signs for somebody at the guide, who was asked whether the computer was opened and found empty. It is looked at once more.
///
/// # Errors
/// The first thing that speaks against it, what is missing, or why nothing could be signed.
#[cfg(feature = "guide")]
pub fn declare(
    host: &Host,
    desk: &Desk,
    out: &Path,
    context: Context,
) -> Result<(Document, PathBuf), Failure> {
    let (looked, traces) = look(host)?;
    if let Some(trace) = traces.into_iter().next() {
        return Err(trace.into());
    }
    let machine = machine(host);
    let by = context.operator.clone().ok_or(DeclarationError::NoOperator)?;
    if context.label.is_none() && context.inventory_number.is_none() && machine.serial.is_none() {
        return Err(DeclarationError::NoMachine.into());
    }
    let at = now();
    let time = SignedTime { signed_at: at, clock: desk.clock(at)? };
    let station = desk.station();
    let document = document(station, time, (machine, context, looked), by);
    Ok(sign(station, out, time.signed_at, document)?)
}
