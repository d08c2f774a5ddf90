//! A thousand random computers: no drive is offered or opened that must not be, whatever its name is by then; and plainly free
//! ones are offered. What may be chosen is known from how each computer was built.
//!
//! `GOMME_SEED=<number>` builds one computer alone, as a failure names it.

#![cfg(feature = "guide")]

mod common;

#[path = "topologies/build.rs"]
mod build;
#[path = "topologies/event.rs"]
mod event;
#[path = "topologies/model.rs"]
mod model;
#[path = "topologies/person.rs"]
mod person;
#[path = "topologies/real.rs"]
mod real;
#[path = "topologies/sheet.rs"]
mod sheet;
#[path = "topologies/start.rs"]
mod start;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::net::UnixListener;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use build::Dice;
use common::machine::Machine;
use event::{Event, happen};
use gomme::cmd::guide;
use gomme::cmd::list::to_json;
use gomme::drive::guard::{Typed, arm, confirmation_code};
use gomme::drive::{Drive, Refusal, Rules, Selection, VirtualDrives, discover, find};
use gomme::guide::settings::Settings;
use gomme::guide::{Facts, Key};
use gomme::text::Lang;
use model::{Dev, May, Model};
use person::Person;
use tempfile::TempDir;

const MACHINES: u64 = 1000;

fn selection(rules: Rules) -> Selection {
    Selection { virtual_drives: VirtualDrives::Refused, rules }
}

/// Where computers are built, and the node that stands for every drive: a socket, which nobody can open. What the guard would have
/// opened shows in its answer, and not one byte can go anywhere.
struct Bench {
    dir: TempDir,
    _socket: UnixListener,
}

impl Bench {
    fn new() -> Bench {
        let dir = common::scratch();
        let socket = UnixListener::bind(dir.path().join("node")).expect("a socket");
        Bench { dir, _socket: socket }
    }

    fn build(&self, model: &Model) -> Machine {
        let dir = TempDir::new_in(self.dir.path()).expect("a folder");
        let machine = Machine::written(model.boot, &sheet::sheet(model), dir);
        self.nodes(&machine, model);
        machine
    }

    fn rebuild(&self, machine: &mut Machine, model: &Model) {
        machine.becomes(model.boot, &sheet::sheet(model));
        self.nodes(machine, model);
    }

    fn nodes(&self, machine: &Machine, model: &Model) {
        let dev = machine.root().join("dev");
        fs::create_dir_all(&dev).expect("a folder");
        for dev_is in devices(model) {
            let node = dev.join(sheet::name(model, dev_is));
            match (model.old_kernel, dev_is) {
                (Some(stick), Dev::Whole(unit)) if stick == unit => sheet::table(&node, 0x474f_4d4d),
                _ => fs::hard_link(self.dir.path().join("node"), node).expect("a node"),
            }
        }
    }
}

/// Every block device that has a node.
fn devices(model: &Model) -> Vec<Dev> {
    let drive = |unit: usize| {
        let parts = (0..model.units[unit].parts.len()).map(move |part| Dev::Part(unit, part));
        parts.chain([Dev::Whole(unit)])
    };
    model.there().flat_map(drive).chain((0..model.layers.len()).map(Dev::Layer)).collect()
}

/// How often something was seen.
type Tally = BTreeMap<String, u32>;

/// Calls with each seed, from as many threads as there are processors; a failure tells which. Gives how often what was seen.
fn each(seeds: u64, with: impl Fn(u64, &mut Dice, &mut dyn FnMut(&str)) + Sync) -> Tally {
    struct Told(u64);
    impl Drop for Told {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("GOMME_SEED={} builds this computer", self.0);
            }
        }
    }
    let one: Option<u64> = std::env::var("GOMME_SEED").ok().map(|seed| seed.parse().expect("a number"));
    let seeds = one.map_or(0..seeds, |seed| seed..seed + 1);
    let (next, tally) = (AtomicU64::new(seeds.start), Mutex::new(Tally::new()));
    let work = || {
        while let Some(seed) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < seeds.end) {
            let _told = Told(seed);
            let mut seen = |what: &str| {
                *tally.lock().expect("no test panics with it").entry(what.to_owned()).or_default() += 1;
            };
            with(seed, &mut Dice::new(seed), &mut seen);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    tally.into_inner().expect("no thread panicked")
}

/// Whether so many were built that a count means something.
fn is_whole() -> bool {
    std::env::var_os("GOMME_SEED").is_none()
}

fn whole(drive: &Drive) -> Typed {
    Typed::whole(&confirmation_code(drive).to_string()).expect("ten digits")
}

/// The drives that a rule allows; `must`: those alone that gomme has no reason to doubt.
fn allowed(model: &Model, rules: Rules, must: bool) -> BTreeSet<String> {
    let free = model.there().filter(|unit| match model.may(*unit, rules) {
        May::Offered => true,
        May::Doubted => !must,
        May::Never => false,
    });
    free.map(|unit| model.path(unit)).collect()
}

/// Compares what is offered with what may be.
fn compare(offered: &BTreeSet<String>, model: &Model, rules: Rules, by: &str) {
    let wrong: Vec<_> = offered.difference(&allowed(model, rules, false)).cloned().collect();
    assert!(wrong.is_empty(), "{by} offers {wrong:?} to a {rules:?}\n{model:#?}\n{}", sheet::sheet(model));
    let must = allowed(model, rules, true);
    let missing: Vec<_> = must.difference(offered).collect();
    assert!(
        missing.is_empty(),
        "{by} keeps {missing:?} from a {rules:?}\n{model:#?}\n{}",
        sheet::sheet(model)
    );
}

fn shown(drive: &Drive) -> String {
    drive.path().display().to_string()
}

/// What `gomme list --json` says can be chosen, and those drives. The drive that the computer was started from is called so.
fn listed(machine: &Machine, model: &Model, rules: Rules) -> (BTreeSet<String>, Vec<Drive>) {
    let mut found = discover(&machine.host(), selection(rules)).expect("a listing");
    let json = to_json(Lang::Fr, &found, &[]);
    let mut free = BTreeSet::new();
    for drive in json["drives"].as_array().expect("a list") {
        let path = drive["path"].as_str().expect("text").to_owned();
        let codes: Vec<&str> =
            drive["refusals"].as_array().expect("a list").iter().filter_map(|r| r["code"].as_str()).collect();
        let started = model.at(&path).is_some_and(|unit| model.units[unit].never.contains("started from"));
        if started && model.lacks.is_none() && model.boot != start::SILENT {
            assert!(codes.contains(&"boot_medium"), "{path}: {codes:?}\n{model:#?}");
        }
        if drive["selectable"] == true {
            free.insert(path);
        }
    }
    found.drives.retain(Drive::is_selectable);
    (free, found.drives)
}

/// The drives of the guide, and what it knows of them.
fn guided(machine: &Machine) -> (Vec<Drive>, Facts) {
    let found = guide::drives(&machine.host(), selection(Rules::Volunteer), &Settings::default());
    let (drives, facts) = found.expect("a listing").into_iter().unzip();
    (drives, person::facts(facts))
}

fn of_key<'a>(drives: &'a [Drive], key: &str) -> Option<&'a Drive> {
    drives.iter().find(|drive| confirmation_code(drive).to_string() == key)
}

/// Compares the digits of the guide's list, then has a person erase all that they can; gives what was ordered.
fn through_the_guide(machine: &Machine, model: &Model) -> Vec<(Drive, Typed)> {
    let (drives, facts) = guided(machine);
    let mut person = Person::at_the_list(&facts);
    let digits = person.offered(&facts);
    let paths = digits.iter().map(|key| shown(of_key(&drives, key).expect("a drive that was found")));
    compare(&paths.collect(), model, Rules::Volunteer, "the guide");
    person.insist(&facts);
    let ordered = person.ordered();
    let keys: Vec<&str> = ordered.iter().map(|one| one.key()).collect();
    assert_eq!(keys, digits, "what has a digit is what is erased");
    let chosen = ordered.iter().map(|one| {
        let drive = of_key(&drives, one.key()).expect("a drive that was found").clone();
        (drive, Typed::at_keyboard(one.typed()).expect("a code"))
    });
    chosen.collect()
}

/// Whether the guard found nothing against a drive, and went to open its node.
fn is_opened(refusals: &[Refusal], machine: &Machine, drive: &Drive) -> bool {
    let node = machine.root().join(drive.path().strip_prefix("/").expect("a path"));
    refusals == [Refusal::Vanished] && node.exists()
}

/// Ways to start, buses, flaws and other reasons that the computers of this test have.
const KINDS: usize = 41;

#[test]
fn nothing_but_what_is_free_is_offered_and_nothing_but_what_was_chosen_is_opened() {
    let bench = Bench::new();
    let tally = each(MACHINES, |seed, dice, seen| {
        let before = build::model(dice);
        let mut machine = bench.build(&before);
        seen(before.boot);
        for unit in before.there().filter(|unit| before.may(*unit, Rules::Volunteer) == May::Never) {
            seen("never");
            before.reasons(unit).iter().for_each(|why| seen(why));
        }
        let (free, drives) = listed(&machine, &before, Rules::Technician);
        compare(&free, &before, Rules::Technician, "the list");
        free.iter().for_each(|_| seen("offered"));
        if seed % 4 == 0 {
            compare(&listed(&machine, &before, Rules::Volunteer).0, &before, Rules::Volunteer, "the list");
        }
        if seed % 4 == 1 {
            // By name as the list has it; nothing that is a part of a drive or lies on one.
            let path = format!("/dev/{}", sheet::name(&before, dice.pick(&devices(&before))));
            let named = find(&machine.host(), path.as_ref(), selection(Rules::Technician));
            assert_eq!(named.is_ok_and(|d| d.is_selectable()), free.contains(&path), "{path}\n{before:#?}");
        }
        let guided = through_the_guide(&machine, &before);

        let (rules, chosen) = match seed % 2 {
            0 => (Rules::Volunteer, guided),
            _ => {
                (Rules::Technician, drives.into_iter().map(|drive| (drive.clone(), whole(&drive))).collect())
            }
        };
        let unit = |drive: &Drive| before.at(&shown(drive)).expect("a drive");
        let units: Vec<usize> = chosen.iter().map(|(drive, _)| unit(drive)).collect();
        let (event, after) = happen(&before, &units, dice);
        if event != Event::Nothing {
            bench.rebuild(&mut machine, &after);
        }
        for ((drive, typed), unit) in chosen.iter().zip(units) {
            let refusals = arm(drive, typed, selection(rules)).expect_err("a socket cannot be had");
            let is_opened = is_opened(&refusals, &machine, drive);
            // The same piece of hardware, which never went, and still free.
            let is_it = after.at(&shown(drive)) == Some(unit)
                && after.units[unit].diskseq == before.units[unit].diskseq;
            let may = if is_it { after.may(unit, rules) } else { May::Never };
            let about = || format!("{event:?}: {} {refusals:?}\n{before:#?}\n{after:#?}", shown(drive));
            assert!(!is_opened || may != May::Never, "opened: {}", about());
            assert!(is_opened || may != May::Offered, "refused: {}", about());
            seen(&format!("{} {event:?}", if is_opened { "opened" } else { "refused" }));
        }
        // The code of another drive opens none.
        if let [(one, _), (_, other), ..] = chosen.as_slice()
            && seed % 4 < 2
        {
            let refusals = arm(one, other, selection(rules)).expect_err("not its code");
            assert!(refusals.contains(&Refusal::WrongConfirmation), "{refusals:?}");
        }
    });
    println!("{MACHINES} computers: {tally:#?}");
    if is_whole() {
        assert!(
            tally["offered"] > 1000 && tally["never"] > 2000 && tally["opened Nothing"] > 200,
            "{tally:#?}"
        );
        // Each trap was there, often enough.
        let traps = |start: &str| tally.keys().filter(|key| key.starts_with(start)).count();
        assert_eq!(traps("refused "), 8, "every event, and no refusal without one: {tally:#?}");
        assert_eq!(tally.len() - traps("refused ") - traps("opened ") - 2, KINDS, "{tally:#?}");
        assert!(tally.values().all(|count| *count >= 5), "{tally:#?}");
    }
}

/// The names change while a person is at the codes: what is ordered then is what stands on the screen then.
#[test]
fn what_changes_under_the_hands_of_a_person_is_not_ordered() {
    let bench = Bench::new();
    let tally = each(MACHINES / 5, |_, dice, seen| {
        let before = build::model(dice);
        let mut machine = bench.build(&before);
        let (_, facts) = guided(&machine);
        let mut person = Person::at_the_list(&facts);
        person.press(&facts, &[Key::Enter]);
        person.type_code(&facts);
        let rules = Rules::Volunteer;
        let units: Vec<usize> =
            before.there().filter(|unit| before.may(*unit, rules) == May::Offered).collect();
        let (event, after) = happen(&before, &units, dice);
        bench.rebuild(&mut machine, &after);
        let (drives, facts) = guided(&machine);
        // The Enter that was meant for the drive before, and then on and on.
        person.insist(&facts);
        for one in person.ordered() {
            let path = of_key(&drives, one.key()).map(shown).unwrap_or_default();
            let may = after.at(&path).map(|unit| after.may(unit, rules));
            assert!(may.is_some_and(|may| may != May::Never), "{event:?}: {path}\n{before:#?}\n{after:#?}");
            seen("ordered");
        }
    });
    assert!(!is_whole() || tally["ordered"] > 100, "{tally:?}");
}
