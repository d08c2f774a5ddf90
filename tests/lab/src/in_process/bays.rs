//! Many drives at once, as a station has them: through the conductor, the journals, the ledger, to signed attestations.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use gomme::attest::station::Station;
use gomme::deliver::{Desk, tool};
use gomme::drive::guard::Armed;
use gomme::erase::conduct::{Audience, Job, conduct};
use gomme::erase::journal::Journal as JobJournal;
use gomme::erase::worker::Task;
use gomme::event::{Context, Event, JobOpened, Machine as Computer, Tick};
use gomme::record::ErasureRecord;
use gomme::record::verdict::sample_blocks;
use gomme::sys::io::Choice;

use super::bench::{Ended, Setup, World, build, ended, policy};
use super::hold::Held;

/// What came of one bay.
#[derive(Debug)]
pub struct Bay {
    /// As a job alone.
    pub ended: Ended,
    /// The record that was signed.
    pub record: ErasureRecord,
    /// Where the attestation lies.
    pub folder: PathBuf,
}

struct Room {
    desk: Desk,
    folders: Vec<PathBuf>,
    events: Vec<Vec<Event>>,
    records: Vec<Option<(ErasureRecord, PathBuf)>>,
}

impl Audience for Room {
    fn event(&mut self, job: usize, event: &Event) {
        self.events[job].push(event.clone());
    }

    fn tick(&mut self, _: usize, _: &Tick) {}

    fn journal_lost(&mut self, job: usize, error: &std::io::Error) {
        panic!("journal of bay {job}: {error}");
    }

    fn ended(&mut self, job: usize, journal: JobJournal) {
        let closed = self.desk.close(&self.folders[job], journal);
        let delivered =
            closed.unwrap_or_else(|error| panic!("bay {job}: {error:?} {:#?}", self.events[job].last()));
        self.records[job] = Some((delivered.record, delivered.folder));
    }
}

/// Erases all at once; the papers go to a folder `out` and the station to `station`, both in `dir`.
///
/// # Panics
/// When the station cannot work: that is no finding about drives.
#[must_use]
pub fn bays(setups: &[Setup], dir: &Path) -> Vec<Bay> {
    static NOBODY: AtomicBool = AtomicBool::new(false);
    let station = Station::create(&dir.join("station"), "lab", None).unwrap();
    let out = dir.join("out");
    std::fs::create_dir_all(&out).unwrap();
    let desk = Desk::new(station, &out).unwrap();
    let mut worlds: Vec<World> = Vec::new();
    let (mut jobs, mut folders, mut events) = (Vec::new(), Vec::new(), Vec::new());
    for (number, setup) in setups.iter().enumerate() {
        let world = build(setup, &format!("BAY{number:04}"));
        setup.fill.plant(&world.store);
        let (policy, own_identity) = policy(setup, &world);
        let opened = |number: String, at| JobOpened {
            number,
            at,
            tool: tool(),
            path: "emulated".into(),
            drive: world.identity.clone(),
            policy: policy.clone(),
            machine: Computer::default(),
            context: Context::default(),
        };
        let open = desk.open(opened).unwrap();
        let held = Held::new(&world.machine, world.identity.clone(), world.speaks);
        let task = Task {
            policy: policy.clone(),
            sample_blocks: sample_blocks(world.identity.medium),
            engine: Choice::Auto,
            stall_after: Duration::from_secs(300),
            own_identity,
            resume: None,
        };
        events.push(open.journal.events().to_vec());
        folders.push(open.folder);
        jobs.push(Job { journal: open.journal, armed: Armed::emulated(Box::new(held)), task });
        worlds.push(world);
    }
    let records = setups.iter().map(|_| None).collect();
    let mut room = Room { desk, folders, events, records };
    conduct(jobs, &NOBODY, &mut room);
    let parts = worlds.into_iter().zip(room.events).zip(room.records);
    parts
        .map(|((world, events), record)| {
            let (record, folder) = record.expect("every job ends");
            Bay { ended: ended(world, events, 0, 0), record, folder }
        })
        .collect()
}
