//! A station of thirty-six bays, and the real program on all of them at once: one process, four kinds of real drivers.

use gomme::record::{Reason, Reservation, Technique, Verdict};
use lab::attach::AttachedDrive;
use lab::in_process::judge::{NEEDLE, Outside, STEP};
use lab::kernel_plans::{Bay, KernelRun, MachinePlan, Said, attach, job, judge};
use lab::machine::{Kernel, Machine};
use lab::program;

/// What is on each host, in turn.
const HOSTS: [(&str, usize, [&str; 2]); 5] = [
    ("ahci", 18, ["sata-ssd-modern", "sata-ssd-2013"]),
    ("nvme", 10, ["nvme-modern", "nvme-no-sanitize"]),
    ("emmc", 3, ["emmc-tablet", "emmc-none"]),
    ("usb", 3, ["usb-asmedia", "usb-no-sat"]),
    // On virtio, as a guest sees the disks of its host.
    ("scsi", 2, ["sas-ssd", "sas-hdd-format-only"]),
];

/// The bays whose drive is no good, and what it does. Nobody agreed to a lower level than each can reach.
const BAD: [(usize, &str); 8] = [
    (2, "lie"),
    (5, "lie"),
    (HANGS, "hang_at=40"),
    (DIES, "die_at=50"),
    (20, "lie"),
    (23, "lie"),
    (28, "lie"),
    (33, "lie"),
];
const HANGS: usize = 8;
const DIES: usize = 14;
/// Liars for whom an overwrite is no lower level than the erase that they lie about.
const OVERWRITTEN: [usize; 2] = [23, 28];

/// From this bay on, drives are virtual for gomme, and nobody allowed that.
const VIRTUAL: usize = 34;

fn station() -> MachinePlan {
    let kinds = HOSTS.iter().flat_map(|(bus, count, kinds)| (0..*count).map(move |n| (*bus, kinds[n % 2])));
    let bay = |(place, (bus, persona))| {
        let fault = BAD.iter().find(|(bad, _)| *bad == place).map_or("", |(_, fault)| fault);
        Bay::new(901, place, bus, persona, fault)
    };
    // Longer than any of them takes to be looked at: who is waited for so long hangs.
    MachinePlan {
        number: 901,
        bays: kinds.enumerate().map(bay).collect(),
        options: Vec::new(),
        patience_s: 100,
    }
}

/// Nothing was written, and nothing asked that could have.
fn assert_untouched(outside: &Outside, run: &KernelRun) {
    let pieces = usize::try_from(outside.store.bytes()).expect("a small store") / STEP;
    assert_eq!(outside.store.find(NEEDLE, usize::MAX).len(), pieces, "{run}");
    let names: Vec<String> = outside.journal.entries().into_iter().map(|entry| entry.name).collect();
    let harmful =
        |name: &&String| ["WRITE", "SANITIZE", "FORMAT", "SELECT"].iter().any(|word| name.contains(word));
    assert_eq!(names.iter().find(harmful), None, "{run}");
}

#[test]
#[ignore = "minutes: `make lab` runs it"]
fn thirty_six_drives_at_once_and_each_is_told_the_truth_of() {
    let plan = station();
    let (drives, outsides): (Vec<AttachedDrive>, Vec<Outside>) =
        plan.bays.iter().map(|bay| attach(bay).expect("a drive")).unzip();
    let machine = drives.into_iter().fold(Machine::new(Kernel::Qemu), Machine::with);
    let gomme = program::gomme().expect("gomme");
    let report = machine.run(&job(&plan, &gomme, None).expect("a job")).expect("a machine");
    report.expect_code(0);
    let runs = judge(&plan, &report, &gomme, outsides.clone()).expect("papers");
    let lines: Vec<String> = runs.iter().map(ToString::to_string).collect();
    let all = format!("{}\n{}", lines.join("\n"), report.output);
    println!("{all}\n{:?}", report.took);

    assert_eq!(runs.len(), 36);
    assert!(runs.iter().all(|run| run.complaints.is_empty()), "{all}");
    let bays =
        |is: &dyn Fn(&KernelRun) -> bool| -> Vec<usize> { (0..36).filter(|bay| is(&runs[*bay])).collect() };
    let lost: Vec<usize> =
        BAD.map(|(bay, _)| bay).into_iter().filter(|bay| !OVERWRITTEN.contains(bay)).collect();
    assert_eq!(bays(&|run| run.result() == Some(Verdict::NotErased)), lost, "{all}");
    let in_vain = |run: &KernelRun| {
        matches!(&run.said, Said::Attested(record)
            if record.reservations.contains(&Reservation::EarlierTechniqueFailed)
                && record.facts.technique == Technique::Overwrite)
    };
    assert_eq!(bays(&in_vain), OVERWRITTEN, "{all}");
    assert_eq!(bays(&|run| run.result().is_none()), (VIRTUAL..36).collect::<Vec<_>>(), "{all}");
    // Each for its own reason.
    let because = |reason: Reason| {
        bays(&|run| matches!(&run.said, Said::Attested(record) if record.reasons.contains(&reason)))
    };
    assert_eq!(because(Reason::Interrupted), [HANGS], "{all}");
    assert_eq!(because(Reason::Vanished), [DIES], "{all}");
    // The drive that hangs kept nobody waiting: the others were at their ends when it was given up, and it came last.
    let ended = |run: &KernelRun| match &run.said {
        Said::Attested(record) => Some(record.facts.time.ended_at),
        _ => None,
    };
    let last = (0..36).max_by_key(|bay| ended(&runs[*bay]));
    assert_eq!(last, Some(HANGS), "{all}");
    // They were there, and refused for what they are.
    let list = std::fs::read_to_string(report.folder().join("list.json")).expect("a list");
    assert_eq!(list.matches("\"virtual_drive\"").count(), 36 - VIRTUAL, "{list}");
    for (run, outside) in runs.iter().zip(&outsides).skip(VIRTUAL) {
        assert_untouched(outside, run);
    }
}
