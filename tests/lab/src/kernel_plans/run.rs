//! A machine's drives are built, planted, erased in a guest, and judged.

use std::fmt::Write;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use emulated_drives::journal::Journal;
use emulated_drives::store::Store;
use gomme::record::Verdict;

use super::draw::{Bay, MachinePlan, machine};
use super::papers::{Papers, Said, checked};
use crate::attach::AttachedDrive;
use crate::in_process::judge::{Claim, Outside, complaints};
use crate::job::{Job, Report};
use crate::machine::{Kernel, Machine};

/// One drive that the program erased, or did not, through a kernel.
#[derive(Debug)]
pub struct KernelRun {
    /// Number of the machine.
    pub machine: u64,
    /// The drive.
    pub bay: Bay,
    /// What was said of it.
    pub said: Said,
    /// What the judge complains of: each is a false green.
    pub complaints: Vec<String>,
}

impl KernelRun {
    /// The result of its attestation, if there is one.
    #[must_use]
    pub fn result(&self) -> Option<Verdict> {
        match &self.said {
            Said::Attested(record) => Some(record.result),
            Said::Refused(_) | Said::Silent(_) => None,
        }
    }
}

impl std::fmt::Display for KernelRun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Bay { bus, persona, serial, faults, .. } = &self.bay;
        write!(f, "machine {} {serial} {bus} {persona} [{faults}] -> ", self.machine)?;
        match &self.said {
            Said::Attested(record) => write!(
                f,
                "{:?} {:?} {:?} {:?} {:?}",
                record.result, record.level, record.facts.technique, record.reasons, record.reservations
            )?,
            Said::Refused(why) => write!(f, "refused: {}", why.trim())?,
            Said::Silent(why) => write!(f, "no attestation: {why}")?,
        }
        self.complaints.iter().try_for_each(|complaint| write!(f, "\n    FALSE GREEN: {complaint}"))
    }
}

/// Builds a drive, planted everywhere, hidden areas and spare cells included.
///
/// # Errors
/// When there is no such drive.
pub fn attach(bay: &Bay) -> io::Result<(AttachedDrive, Outside)> {
    let (journal, mut kept) = (Journal::default(), None);
    let store = |bytes| {
        let store = kept.insert(Store::memory(bytes)).clone();
        bay.fill.plant(&store);
        Ok(store)
    };
    let kind = (bay.persona.as_str(), bay.serial.as_str(), bay.bytes);
    let drive = AttachedDrive::by_name(bay.bus, kind, store, bay.faults.clone(), journal.clone())?;
    let (Some(drive), Some(store)) = (drive, kept) else {
        return Err(io::Error::other(format!("no drive {} on {}", bay.persona, bay.bus)));
    };
    let areas = drive.areas(&store);
    Ok((drive, Outside { store, areas, journal }))
}

/// The script of a guest: waits for the drives, asks for a plan of each, and erases at once all that are not refused. An NVMe
/// drive is its first namespace.
fn script(plan: &MachinePlan) -> String {
    let (options, number, patience) = (plan.options.join(" "), plan.number, plan.patience_s);
    format!(
        "# This guest came from its host: it is no stick that it could have started from. gomme asks mounts for that.
         mkdir -p /run/gomme/medium; mount --bind /job /run/gomme/medium || exit 10
         # Namespaces are found in any order, and named in that.
         drives() {{
             ls /sys/block | grep -E '^(sd[a-z]+|mmcblk[0-9]+)$'
             for n in /sys/block/nvme*n*; do
                 [ \"$(cat $n/nsid)\" != 1 ] || basename $n
             done
         }}
         n=0; still=0; before=
         while [ $still -lt 15 ] && [ $n -lt 200 ]; do
             now=$(drives); still=$((still + 1))
             [ \"$now\" = \"$before\" ] || still=0
             before=$now; n=$((n + 1)); sleep 0.1
         done
         cp /job/gomme /tmp/
         if [ -d /job/station ]; then chmod 700 /job/station; cp -a /job/station .; else
             ./gomme keys new-station station --name K{number:03} --no-passphrase || exit 11
             cp -a station /job/
         fi
         ./gomme keys trust station > /job/trust || exit 12
         ./gomme list --json > /job/list.json || exit 13
         mkdir plans
         for d in $(drives); do ./gomme plan /dev/$d {options} --json > plans/$d.json 2> plans/$d.err & done
         wait
         cp -r plans /job/
         paths=; codes=
         for d in $(drives); do
             code=$(grep -o '\"confirm\": *\"[0-9-]*\"' plans/$d.json | grep -o '[0-9]*-[0-9]*')
             [ -z \"$code\" ] || {{ paths=\"$paths /dev/$d\"; codes=\"$codes --confirm $code\"; }}
         done
         echo ERASING $paths
         ./gomme erase $paths {options} $codes --out /job/papers --station /job/station --stall-after 20 &
         gomme=$!; ended=0; still=0
         while kill -0 $gomme 2>/dev/null && [ $still -lt {patience} ]; do
             sleep 1
             now=$(ls /job/papers/*/attestation.json 2>/dev/null | wc -l); still=$((still + 1))
             [ $now = $ended ] || still=0
             ended=$now
         done
         # Whoever waits in the kernel for a drive that hangs hears no signal: its job stays open, as at a power cut.
         [ $still -lt {patience} ] || {{
             kill -TERM $gomme
             n=0
             while kill -0 $gomme 2>/dev/null && [ $n -lt 45 ]; do sleep 1; n=$((n + 1)); done
             kill -0 $gomme 2>/dev/null && {{ echo ERASE ENDED WITHOUT SOME; exit 0; }}
         }}
         wait $gomme
         echo ERASE ENDED $?
         exit 0"
    )
}

/// The job of a machine; `before` is the folder of an earlier boot, whose station and papers are there again.
///
/// # Errors
/// When that cannot be read.
pub fn job(plan: &MachinePlan, gomme: &Path, before: Option<&Path>) -> io::Result<Job> {
    let mut job = Job::new(&script(plan))
        .file("gomme", gomme)
        // A debug build under an emulated processor, on a machine that is busy with more: only a way to fail.
        .limit(Duration::from_secs(900));
    if let Some(before) = before {
        for name in ["station", "papers"] {
            for (name, path) in files(&before.join(name), name)? {
                job = job.file(&name, &path);
            }
        }
    }
    Ok(job)
}

/// All files below a folder, each with its name from there on.
fn files(folder: &Path, name: &str) -> io::Result<Vec<(String, std::path::PathBuf)>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            all.extend(files(&entry.path(), &name)?);
        } else {
            all.push((name, entry.path()));
        }
    }
    Ok(all)
}

/// Runs a machine's plan.
///
/// # Errors
/// When the lab is at fault: a machine that does not boot, papers of no drive.
pub fn run(plan: &MachinePlan, gomme: &Path) -> io::Result<Vec<KernelRun>> {
    let mut built = Vec::new();
    let mut machine = Machine::new(Kernel::Qemu);
    for bay in &plan.bays {
        let (drive, outside) = attach(bay)?;
        machine = machine.with(drive.clone());
        built.push((drive, outside));
    }
    let report = machine.run(&job(plan, gomme, None)?)?;
    if let Some(keep) = std::env::var_os("GOMME_LAB_KEEP") {
        let to = Path::new(&keep).join(format!("machine-{}", plan.number));
        std::fs::create_dir_all(&to)?;
        for name in ["papers", "plans"] {
            for (name, path) in files(&report.folder().join(name), name)? {
                let copy = to.join(name);
                copy.parent().map_or(Ok(()), std::fs::create_dir_all)?;
                std::fs::copy(path, copy)?;
            }
        }
        std::fs::write(to.join("output"), &report.output)?;
    }
    judge(plan, &report, gomme, built.into_iter().map(|(_, outside)| outside).collect())
}

/// Judges what a boot left behind.
///
/// # Errors
/// When there are no papers to judge, or such of no drive.
pub fn judge(
    plan: &MachinePlan,
    report: &Report,
    gomme: &Path,
    outsides: Vec<Outside>,
) -> io::Result<Vec<KernelRun>> {
    let mut papers = Papers::read(report.folder())?;
    let attestations = papers.attestations();
    if attestations == 0 {
        let Report { end, code, output, console, .. } = report;
        return Err(io::Error::other(format!(
            "machine {}: no papers, {end:?} {code:?}\n{output}\n{console}",
            plan.number
        )));
    }
    let forged = checked(gomme, report.folder(), attestations)?;
    let mut runs = Vec::new();
    for (bay, outside) in plan.bays.iter().zip(outsides) {
        let said = papers.take(&bay.serial);
        let complaints = match &said {
            Said::Attested(record) => complaints(Claim::of(record, &outside)),
            Said::Refused(_) | Said::Silent(_) => Vec::new(),
        };
        runs.push(KernelRun { machine: plan.number, bay: bay.clone(), said, complaints });
    }
    let mut trouble = forged;
    trouble.extend(papers.strangers().into_iter().map(|who| format!("an attestation of no drive: {who}")));
    if trouble.is_empty() {
        return Ok(runs);
    }
    let mut all = String::new();
    for line in runs.iter().map(ToString::to_string).chain(trouble) {
        let _ = writeln!(all, "{line}");
    }
    Err(io::Error::other(format!("machine {}:\n{all}\n{}", plan.number, report.output)))
}

/// What came of many machines.
#[derive(Debug, Default)]
pub struct Totals {
    /// All runs, by machine.
    pub runs: Vec<KernelRun>,
    /// Machines whose papers could not be judged, and why.
    pub broken: Vec<String>,
}

impl Totals {
    /// Drives with an attestation.
    #[must_use]
    pub fn attested(&self) -> usize {
        self.runs.iter().filter(|run| run.result().is_some()).count()
    }

    /// Runs with complaints.
    pub fn false_greens(&self) -> impl Iterator<Item = &KernelRun> {
        self.runs.iter().filter(|run| !run.complaints.is_empty())
    }
}

/// Runs the machines `from` to `from + count - 1`, two at a time; `each` is told of every machine that ended.
pub fn run_all(
    from: u64,
    count: u64,
    gomme: &Path,
    each: impl Fn(u64, &[KernelRun], Duration) + Sync,
) -> Totals {
    let next = AtomicU64::new(from);
    let work = || {
        let mut totals = Totals::default();
        loop {
            let number = next.fetch_add(1, Ordering::SeqCst);
            if number >= from + count {
                return totals;
            }
            let began = std::time::Instant::now();
            match run(&machine(number), gomme) {
                Ok(runs) => {
                    each(number, &runs, began.elapsed());
                    totals.runs.extend(runs);
                }
                Err(error) => totals.broken.push(error.to_string()),
            }
        }
    };
    let mut all = Totals::default();
    std::thread::scope(|scope| {
        for worker in [scope.spawn(work), scope.spawn(work)] {
            match worker.join() {
                Ok(totals) => {
                    all.runs.extend(totals.runs);
                    all.broken.extend(totals.broken);
                }
                Err(_) => all.broken.push("a machine's thread panicked".into()),
            }
        }
    });
    all
}
