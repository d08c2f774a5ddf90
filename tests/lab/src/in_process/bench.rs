//! One job on one emulated drive: from a planted medium to a conclusion, over as many power cuts as are wished.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use emulated_drives::clock::{Clock, VirtualClock};
use emulated_drives::fault::Faults;
use emulated_drives::flash::Area;
use emulated_drives::journal::Journal;
use emulated_drives::store::Store;
use emulated_drives::{personas, personas_emmc, personas_nvme};
use gomme::drive::guard::Armed;
use gomme::drive::survey::own;
use gomme::drive::wire::Speaks;
use gomme::erase::link::{Link, Message};
use gomme::erase::resume::{self, State};
use gomme::erase::worker::{self, Task};
use gomme::event::{
    Context, DriveIdentity, Event, Fill, JobOpened, Machine as Computer, Medium, Moment, OwnIdentity, Policy,
    ReadBackScheme, StopReason, Survey, Technique, Tool, Transport,
};
use gomme::plan::technique::{Consent, Method, firmware};
use gomme::record::fold::fold;
use gomme::record::verdict::{Outcome, conclude, sample_blocks};
use gomme::record::{ClockSource, Facts};
use gomme::sys::io::Choice;
use jiff::Timestamp;

use super::hold::{Emulated, Held, Machine};
use super::judge;

/// A drive, what it does wrong, and what is wished.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Name of the persona.
    pub persona: String,
    /// Bytes of its user capacity.
    pub bytes: u64,
    /// What it does wrong.
    pub faults: Faults,
    /// What lies on it.
    pub fill: judge::Planted,
    /// How it is to be erased.
    pub method: Method,
    /// What was agreed to.
    pub consent: Consent,
    /// When the power goes: after so many commands and requests, once for each run.
    pub cuts: Vec<Cut>,
}

/// A power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// After so many commands and requests of the run.
    pub after: u64,
    /// How long the power is away.
    pub off_for: Duration,
}

/// What came of it.
#[derive(Debug)]
pub struct Ended {
    /// What gomme observed.
    pub facts: Facts,
    /// What gomme says.
    pub outcome: Outcome,
    /// Everything that was journaled.
    pub events: Vec<Event>,
    /// What the drive heard.
    pub journal: Journal,
    /// What is left on the drive.
    pub store: Store,
    /// Where what lies in the store.
    pub areas: Vec<Area>,
    /// Runs that the power ended.
    pub cuts: usize,
    /// Commands and requests that the job took.
    pub commands: u64,
    /// Commands by name, each with how many commands and requests of the job came before it.
    pub sent: Vec<(u64, String)>,
    /// What is on the drive that was put into the dock, and what it heard.
    pub spare: Option<(Store, Journal)>,
}

/// A drive, and what surrounds it.
pub(super) struct World {
    pub(super) machine: Arc<Mutex<Machine>>,
    pub(super) store: Store,
    pub(super) journal: Journal,
    pub(super) areas: Vec<Area>,
    pub(super) identity: DriveIdentity,
    pub(super) speaks: Speaks,
}

/// The serial number of a drive that stands alone.
const SERIAL: &str = "LAB0001";

/// The drive of a setup, with nothing planted yet.
pub(super) fn build(setup: &Setup, serial: &str) -> World {
    build_by(setup, serial, VirtualClock::new())
}

fn build_by(setup: &Setup, serial: &str, clock: Arc<VirtualClock>) -> World {
    let (name, bytes) = (setup.persona.as_str(), setup.bytes);
    let journal = Journal::default();
    let make = |bytes| Store::memory(bytes);
    let (as_clock, faults) = (clock.clone() as Arc<dyn Clock>, setup.faults.clone());
    let (drive, store, areas, speaks, transport, medium);
    if let Some(persona) = personas_nvme::nvme_persona(name, serial, bytes) {
        store = make(persona.store_bytes());
        let nvme = personas_nvme::nvme_by_name(
            name,
            serial,
            bytes,
            store.clone(),
            faults,
            as_clock,
            journal.clone(),
        );
        let nvme = nvme.unwrap();
        areas = nvme.areas();
        drive = Emulated::Nvme(Box::new(nvme), 1);
        (speaks, transport, medium) = (Speaks::Nvme { nsid: Some(1) }, Transport::Nvme, Medium::Flash);
    } else if let Some(persona) = personas_emmc::emmc_persona(name, serial, bytes) {
        store = make(persona.store_bytes());
        let emmc = personas_emmc::emmc_by_name(
            name,
            serial,
            bytes,
            store.clone(),
            faults,
            as_clock,
            journal.clone(),
        );
        let emmc = emmc.unwrap();
        areas = emmc.areas();
        drive = Emulated::Emmc(Box::new(emmc));
        (speaks, transport, medium) = (Speaks::Mmc, Transport::Mmc, Medium::Flash);
    } else {
        store = make(bytes);
        let scsi = personas::by_name(name, serial, bytes, store.clone(), faults, as_clock, journal.clone());
        drive = Emulated::Scsi(scsi.expect("a persona of this name"));
        areas = vec![Area::new("user", 0, bytes)];
        let usb = name.starts_with("usb-");
        (speaks, transport) = match (usb, name.starts_with("sas-")) {
            (true, _) => (Speaks::Scsi { usb: true }, Transport::Usb),
            (_, true) => (Speaks::Scsi { usb: false }, Transport::Scsi),
            _ => (Speaks::Scsi { usb: false }, Transport::Ata),
        };
        medium = if name.contains("hdd") || name == "sas-clipped" { Medium::Rotating } else { Medium::Flash };
    }
    let machine = Machine::new(drive, clock);
    let (size_bytes, block) = machine.lock().unwrap_or_else(PoisonError::into_inner).size();
    let identity = DriveIdentity {
        vendor: None,
        model: Some(format!("Emulated {name}")),
        serial: Some(serial.into()),
        wwn: None,
        firmware: None,
        size_bytes,
        logical_block_bytes: block,
        physical_block_bytes: block.max(4096),
        transport,
        medium,
    };
    World { machine, store, journal, areas, identity, speaks }
}

/// What gomme learns of the drive, before anything is done.
#[must_use]
pub fn survey(setup: &Setup) -> (DriveIdentity, Survey, Journal) {
    let world = build(setup, SERIAL);
    let mut held = Held::new(&world.machine, world.identity.clone(), world.speaks);
    let found = gomme::drive::survey::survey(world.speaks, &world.identity, &mut held);
    (world.identity, found, world.journal)
}

/// What is to be done, as the command line would plan it.
pub(super) fn policy(setup: &Setup, world: &World) -> (Policy, Option<OwnIdentity>) {
    let mut held = Held::new(&world.machine, world.identity.clone(), world.speaks);
    let found = gomme::drive::survey::survey(world.speaks, &world.identity, &mut held);
    let own = own::how(world.speaks, &found).and_then(|by| own::ask(by, &mut held));
    let firmware = firmware(&world.identity, &found, setup.method, setup.consent);
    let overwrites = firmware.as_ref().is_none_or(|f| f.techniques.contains(&Technique::Overwrite));
    let policy = Policy {
        pattern: "zero".into(),
        passes: if overwrites { vec![Fill::Byte { value: 0 }] } else { vec![] },
        read_back: ReadBackScheme::Sample,
        firmware,
    };
    (policy, own)
}

/// What happens around a job besides power cuts.
#[derive(Clone, Debug, Default)]
pub struct Twist {
    /// The techniques to try, whatever a plan would say.
    pub techniques: Option<Vec<Technique>>,
    /// After so many commands and requests the drive is no longer the one that was chosen.
    pub swapped_after: Option<u64>,
    /// After so many commands and requests another drive is in the dock, with other contents; what the system knows of the
    /// dock stays.
    pub docked_after: Option<(u64, judge::Planted)>,
    /// What that other drive is; as the first where nothing is said.
    pub docked: Option<Setup>,
    /// The power goes when all is proven, before it is signed.
    pub cut_after_proof: bool,
    /// The drive is filled with this before the next run.
    pub used_after_proof: Option<judge::Planted>,
    /// The computer freezes the drive's security feature set as it starts again after a power cut.
    pub frozen_after_cut: bool,
    /// After so many commands and requests the journal is not written any more.
    pub journal_lost_after: Option<u64>,
}

/// Does the job.
#[must_use]
pub fn run(setup: &Setup) -> Ended {
    run_with(setup, &Twist::default())
}

/// Does the job while something else happens.
#[must_use]
pub fn run_with(setup: &Setup, twist: &Twist) -> Ended {
    let world = build(setup, SERIAL);
    setup.fill.plant(&world.store);
    let (mut policy, own) = policy(setup, &world);
    if let (Some(firmware), Some(techniques)) = (&mut policy.firmware, &twist.techniques) {
        firmware.techniques.clone_from(techniques);
    }
    let opened = JobOpened {
        number: "lab-2026-000001".into(),
        at: Timestamp::UNIX_EPOCH,
        tool: Tool { name: "gomme".into(), version: "lab".into(), build: "lab".into() },
        path: "emulated".into(),
        drive: world.identity.clone(),
        policy: policy.clone(),
        machine: Computer::default(),
        context: Context::default(),
    };
    let mut events = vec![Event::JobOpened(Box::new(opened))];
    let before = lock(&world.machine).counted();
    lock(&world.machine).swap_after(twist.swapped_after.map(|after| before + after));
    let lost = twist.journal_lost_after.map_or(u64::MAX, |after| before + after);
    let spare = twist.docked_after.map(|(after, fill)| {
        let spare = build_by(twist.docked.as_ref().unwrap_or(setup), "LAB0002", lock(&world.machine).clock());
        fill.plant(&spare.store);
        let machine = Arc::into_inner(spare.machine).expect("nobody else has it");
        let drive = machine.into_inner().unwrap_or_else(PoisonError::into_inner).drive;
        lock(&world.machine).dock_after(before + after, drive);
        (spare.store, spare.journal)
    });
    let mut cuts = 0;
    for cut in setup.cuts.iter().map(Some).chain([None]) {
        if !one_run(&world, (&policy, own.as_ref()), &mut events, cut, lost) {
            break;
        }
        if let Some(cut) = cut {
            cuts += 1;
            lock(&world.machine).power_on(cut.off_for);
        }
        if twist.frozen_after_cut {
            lock(&world.machine).freeze();
            let (now, _) = self::policy(setup, &world);
            assert!(resume::goes_with(&policy, &now), "another job is begun: {policy:#?} {now:#?}");
        }
    }
    if twist.cut_after_proof {
        let looked = |e: &Event| matches!(e, Event::IdentityChecked { moment: Moment::AfterLastRead, .. });
        let at = events.iter().rposition(looked).expect("a job that ended");
        events.truncate(at);
        if let Some(fill) = twist.used_after_proof {
            fill.plant(&world.store);
        }
        one_run(&world, (&policy, own.as_ref()), &mut events, None, lost);
    }
    Ended { spare, ..ended(world, events, cuts, before) }
}

/// One run of the job, from where the one before it was. True when the power ended it. When `lost` commands were counted, the
/// journal cannot be written any more.
fn one_run(
    world: &World,
    (policy, own): (&Policy, Option<&OwnIdentity>),
    events: &mut Vec<Event>,
    cut: Option<&Cut>,
    lost: u64,
) -> bool {
    let resume = match resume::state(events) {
        Some((_, State::BrokenOff(point))) if events.len() > 1 => Some(point),
        Some((_, State::BrokenOff(_))) => None,
        _ => return false,
    };
    // What the system finds when it starts, which may be more than was there before.
    let (size_bytes, _) = lock(&world.machine).size();
    let identity = DriveIdentity { size_bytes, ..world.identity.clone() };
    assert!(
        resume::is_about(events, &identity, "emulated"),
        "nobody goes on with the job: the drive has {size_bytes} bytes, {:#?}",
        events.iter().filter(|event| matches!(event, Event::AreaRestored { .. })).collect::<Vec<_>>()
    );
    lock(&world.machine).cut_after(cut.map(|cut| cut.after));
    let task = Task {
        policy: policy.clone(),
        sample_blocks: sample_blocks(identity.medium),
        engine: Choice::Auto,
        stall_after: Duration::from_secs(300),
        own_identity: own.cloned(),
        resume,
    };
    let held = Held::new(&world.machine, identity, world.speaks);
    let dark = held.dark();
    let (sender, receiver) = channel();
    let worker = std::thread::spawn(move || {
        worker::run(Link::new(Armed::emulated(Box::new(held)), 0, sender), &task, &AtomicBool::new(false));
    });
    for (_, message) in receiver {
        // Nothing is written any more once the power is gone.
        match message {
            Message::Event(event) if !dark.load(Ordering::SeqCst) => events.push(event),
            // Nothing is asked of the drive while the worker waits.
            Message::Settle(done)
                if !dark.load(Ordering::SeqCst) && lock(&world.machine).counted() < lost =>
            {
                let _ = done.send(());
            }
            _ => {}
        }
    }
    worker.join().expect("the worker keeps its panics to itself");
    cut.is_some() && dark.load(Ordering::SeqCst)
}

/// Puts together what came of a job that began when `before` commands were counted.
pub(super) fn ended(world: World, events: Vec<Event>, cuts: usize, before: u64) -> Ended {
    lock(&world.machine).tick();
    let commands = lock(&world.machine).counted() - before;
    let numbered = |(count, name): &(u64, String)| Some((count.checked_sub(before + 1)?, name.clone()));
    let sent = lock(&world.machine).sent().iter().filter_map(numbered).collect();
    let (_, facts) = fold(&events, Timestamp::UNIX_EPOCH, ClockSource::System).expect("a job");
    // What is signed is read again by others: nothing may be lost on the way.
    let written = serde_json::to_string(&facts).expect("facts are JSON");
    let read: Facts = serde_json::from_str(&written).expect("JSON is facts");
    assert_eq!(read, facts);
    let outcome = conclude(&facts);
    Ended {
        outcome,
        facts,
        events,
        journal: world.journal,
        store: world.store,
        areas: world.areas,
        cuts,
        commands,
        sent,
        spare: None,
    }
}

impl Ended {
    /// Why the job stopped early, if it did.
    #[must_use]
    pub fn stopped(&self) -> Option<StopReason> {
        self.facts.stopped
    }
}

fn lock(machine: &Mutex<Machine>) -> std::sync::MutexGuard<'_, Machine> {
    machine.lock().unwrap_or_else(PoisonError::into_inner)
}
