//! The power goes while the real program has four drives erase themselves, each below its own driver of a real kernel; the machine
//! is switched on again with the same drives and the same papers.
//!
//! When the power goes is decided by what is seen from outside: what the drives heard, and what the journals of the jobs hold.

use std::path::Path;
use std::time::Duration;

use gomme::record::{ErasureRecord, Technique, Verdict};
use lab::attach::{AttachedDrive, lock};
use lab::in_process::judge::{Claim, NEEDLE, Outside, complaints};
use lab::job::{End, Report};
use lab::kernel_plans::{Bay, MachinePlan, Papers, attach, job, judge};
use lab::machine::{Kernel, Machine};
use lab::program;

/// A kind of drive that erases itself.
struct Kind {
    bus: &'static str,
    persona: &'static str,
    /// The command that erases; of an eMMC device the first of the two.
    command: &'static str,
    /// What the record must name.
    technique: Technique,
    /// Whether the erase goes on by itself when the power is back, and how long it takes where the power goes in the middle, in
    /// milliseconds: longer than a boot then, so that the second one finds it at work.
    goes_on: bool,
    takes_ms: u64,
}

const DRIVES: [Kind; 4] = [
    Kind {
        bus: "nvme",
        persona: "nvme-modern",
        command: "Sanitize/Block Erase",
        technique: Technique::SanitizeBlockErase,
        goes_on: true,
        takes_ms: 90_000,
    },
    Kind {
        bus: "ahci",
        persona: "sata-ssd-2013",
        command: "SECURITY ERASE UNIT",
        technique: Technique::SecurityEraseEnhanced,
        goes_on: false,
        takes_ms: 45_000,
    },
    Kind {
        bus: "ahci",
        persona: "sata-ssd-modern",
        command: "SANITIZE DEVICE/BLOCK ERASE",
        technique: Technique::SanitizeBlockErase,
        goes_on: true,
        takes_ms: 90_000,
    },
    Kind {
        bus: "emmc",
        persona: "emmc-tablet",
        command: "ERASE/",
        technique: Technique::MmcSanitize,
        goes_on: false,
        takes_ms: 25_000,
    },
];

/// How long an erase takes where the power does not go in its middle: long enough to be seen at work.
const SHORT_MS: u64 = 3000;

/// A drive of the machine, over both boots.
struct Drive {
    kind: &'static Kind,
    attached: AttachedDrive,
    outside: Outside,
    takes: Duration,
    /// What was seen of it right after the power went.
    cut: AtTheCut,
}

#[derive(Debug, Default)]
struct AtTheCut {
    /// Whether there was data where the host reaches.
    user_data: bool,
    /// The journal of its job.
    journal: String,
    /// Whether its attestation was there.
    attested: bool,
}

impl Drive {
    /// When it was told to erase itself, by its own clock, and how it answered.
    fn told(&self) -> Vec<(Duration, String)> {
        let entries = self.outside.journal.entries();
        let told = entries.into_iter().filter(|entry| entry.name.contains(self.kind.command));
        told.map(|entry| (entry.at, entry.answer)).collect()
    }

    fn user_data(&self) -> bool {
        let user = self.outside.areas.first().map_or(0, |area| area.to);
        self.outside.store.find(NEEDLE, 1).first().is_some_and(|at| *at < user)
    }

    /// How often it heard a command whose data are the published password.
    fn heard_with_our_password(&self, name: &str) -> usize {
        let entries = self.outside.journal.entries();
        let ours = |data: &[u8]| data.get(2..16) == Some(b"REEMPLOI-ERASE".as_slice());
        entries.iter().filter(|e| e.name == name && e.answer == "ok" && ours(&e.data)).count()
    }

    /// Whether an ATA drive has a password (word 128, security enabled or locked: ACS-4, 7.12.7.66).
    fn has_password(&self) -> bool {
        match &self.attached {
            AttachedDrive::Ahci(drive) => lock(drive).identify()[256] & 0b110 != 0,
            _ => false,
        }
    }
}

/// Two boots of one machine.
struct Story {
    drives: Vec<Drive>,
    /// The records of each drive, in the order of their numbers.
    records: Vec<Vec<ErasureRecord>>,
    /// Everything that was said, for messages.
    said: String,
}

/// The attestations, and the journals, of the jobs about the drive with this serial number.
fn jobs(folder: &Path, serial: &str) -> Vec<(String, Option<ErasureRecord>)> {
    let Ok(jobs) = std::fs::read_dir(folder.join("papers")) else { return Vec::new() };
    let mut jobs: Vec<_> = jobs.map(|job| job.expect("a folder").path()).collect();
    jobs.sort();
    let read = |job: &Path, name: &str| std::fs::read_to_string(job.join(name)).ok();
    let both = jobs.iter().filter_map(|job| {
        let journal = read(job, "journal.jsonl").filter(|text| text.contains(serial))?;
        let record = read(job, "attestation.json").map(|text| serde_json::from_str(&text).expect("a record"));
        Some((journal, record))
    });
    both.collect()
}

/// Erases the four drives, cuts the power when `is_time`, and switches on again.
fn cut_and_go_on(number: u64, takes: fn(&Kind) -> u64, is_time: fn(&[Drive], &Path) -> bool) -> Story {
    let bay = |(place, kind): (usize, &Kind)| {
        Bay::new(number, place, kind.bus, kind.persona, &format!("takes={}", takes(kind)))
    };
    let plan = MachinePlan {
        number,
        bays: DRIVES.iter().enumerate().map(bay).collect(),
        options: Vec::new(),
        patience_s: 400,
    };
    let drive = |(bay, kind): (&Bay, &'static Kind)| {
        let (attached, outside) = attach(bay).expect("a drive");
        let takes = Duration::from_millis(takes(kind));
        Drive { kind, attached, outside, takes, cut: AtTheCut::default() }
    };
    let mut drives: Vec<Drive> = plan.bays.iter().zip(&DRIVES).map(drive).collect();
    let machine =
        drives.iter().map(|drive| drive.attached.clone()).fold(Machine::new(Kernel::Qemu), Machine::with);
    let gomme = program::gomme().expect("gomme");

    let mut running = machine.start(&job(&plan, &gomme, None).expect("a job")).expect("a machine");
    running.wait_until("the moment came", |folder| is_time(&drives, folder)).expect("the moment");
    let first = running.cut_power().expect("a report");
    assert_eq!(first.end, End::Cut);
    for (drive, bay) in drives.iter_mut().zip(&plan.bays) {
        let user_data = drive.user_data();
        let (journal, record) = jobs(first.folder(), &bay.serial).pop().unwrap_or_default();
        drive.cut = AtTheCut { user_data, journal, attested: record.is_some() };
    }

    let second =
        machine.run(&job(&plan, &gomme, Some(first.folder())).expect("a job")).expect("a second boot");
    second.expect_code(0);
    keep(number, &[("first", &first), ("second", &second)]);
    let said = format!("{}\n--- and then\n{}", first.output, second.output);
    let outsides = drives.iter().map(|drive| drive.outside.clone()).collect();
    // Signatures, and that each paper is about one of the drives.
    judge(&plan, &second, &gomme, outsides).expect(&said);
    let records_of =
        |bay: &Bay| jobs(second.folder(), &bay.serial).into_iter().filter_map(|(_, record)| record);
    let records: Vec<Vec<ErasureRecord>> = plan.bays.iter().map(|bay| records_of(bay).collect()).collect();
    let all = Papers::read(second.folder()).expect("papers").attestations();
    assert_eq!(records.iter().map(Vec::len).sum::<usize>(), all, "{said}");
    let story = Story { drives, records, said };
    story.judge();
    story
}

/// `GOMME_LAB_KEEP` names a folder where what was said is kept.
fn keep(number: u64, boots: &[(&str, &Report)]) {
    let Some(to) = std::env::var_os("GOMME_LAB_KEEP") else { return };
    std::fs::create_dir_all(&to).expect("a folder");
    for (name, report) in boots {
        let path = Path::new(&to).join(format!("cut-{number}-{name}"));
        std::fs::write(path, format!("{}\n{}", report.output, report.console)).expect("a file");
    }
}

impl Story {
    /// What must be so whenever the power goes.
    fn judge(&self) {
        for (drive, records) in self.drives.iter().zip(&self.records) {
            let Drive { kind, outside, cut, .. } = drive;
            let (persona, said) = (kind.persona, &self.said);
            assert!(!drive.user_data(), "{persona}\n{said}");
            assert!(!drive.has_password(), "no password of ours is left on {persona}\n{said}");
            assert!(!records.is_empty(), "{persona} has no attestation\n{said}");
            for record in records {
                assert_ne!(record.result, Verdict::NotErased, "{persona} {:?}\n{said}", record.reasons);
                assert_eq!(record.facts.technique, kind.technique, "{persona}\n{said}");
                assert_eq!(complaints(Claim::of(record, outside)), Vec::<String>::new(), "{persona}\n{said}");
            }
            // One job over both boots, unless it was as good as over: then it is signed as it is, and another was begun.
            let began = cut.journal.contains("\"event\":\"run_started\"");
            assert!(records.len() == 1 || cut.is_proven(), "{persona} {}\n{said}", records.len());
            if began && !cut.attested && !cut.is_proven() {
                assert_eq!(records[0].facts.runs.len(), 2, "{persona}\n{said}");
            }
            // What is at work is never told again.
            let told = drive.told();
            for pair in told.windows(2).filter(|_| kind.goes_on) {
                assert!(pair[1].0 >= pair[0].0 + drive.takes, "{persona} was told {told:?}\n{said}");
            }
        }
    }

    fn each(&self) -> impl Iterator<Item = (&Drive, &ErasureRecord)> {
        self.drives.iter().zip(self.records.iter().map(|records| &records[0]))
    }
}

impl AtTheCut {
    /// Whether the medium had been looked at.
    fn is_proven(&self) -> bool {
        self.journal.contains("\"event\":\"evidence_read\"")
    }

    fn is_signed(&self) -> bool {
        self.attested || self.journal.contains("\"event\":\"signed\"")
    }
}

/// Canaries lie on the drives, and no drive was told anything.
#[test]
#[ignore = "minutes: `make lab` runs it"]
fn a_power_cut_before_any_drive_is_told_to_erase_itself() {
    fn written(drive: &Drive) -> bool {
        let (mut now, mut planted) = ([0; 4096], [0; 4096]);
        // The first place of all always gets a canary.
        drive.outside.store.read(0, &mut now);
        let fresh = emulated_drives::store::Store::memory(4096);
        lab::in_process::judge::Planted::Full.plant(&fresh);
        fresh.read(0, &mut planted);
        now != planted
    }
    let story = cut_and_go_on(910, |_| SHORT_MS, |drives, _| drives.iter().any(written));
    for (drive, record) in story.each() {
        let persona = drive.kind.persona;
        assert!(drive.cut.user_data && !drive.cut.attested, "{persona}");
        assert_eq!(drive.told().len(), 1, "{persona}\n{}", story.said);
        assert_eq!(record.facts.attempts.last().map(|last| last.technique), Some(drive.kind.technique));
    }
}

/// All four are at work: two of them go on by themselves, one is left locked with our password, one has forgotten everything.
#[test]
#[ignore = "minutes: `make lab` runs it"]
fn a_power_cut_while_four_drives_erase_themselves() {
    let all_told = |drives: &[Drive], _: &Path| drives.iter().all(|drive| !drive.told().is_empty());
    let story = cut_and_go_on(911, |kind| kind.takes_ms, all_told);
    for (drive, record) in story.each() {
        let (persona, said) = (drive.kind.persona, &story.said);
        assert!(drive.cut.user_data && !drive.cut.attested, "{persona} was cut in the middle\n{said}");
        let last = record.facts.attempts.last().and_then(|last| last.firmware.as_ref()).expect("an attempt");
        println!("{persona} was told {} times, joined: {}", drive.told().len(), last.joined);
        match drive.told().len() {
            1 => assert!(drive.kind.goes_on && last.joined, "{persona}\n{said}"),
            2 => assert!(!last.joined, "{persona}\n{said}"),
            more => panic!("{persona} was told {more} times\n{said}"),
        }
    }
    // Each time to erase; and once to be opened, because it had kept the password over the cut.
    let locked = &story.drives[1];
    assert_eq!(locked.heard_with_our_password("SECURITY SET PASSWORD"), 2, "{}", story.said);
    assert_eq!(locked.heard_with_our_password("SECURITY UNLOCK"), 1, "{}", story.said);
}

/// One drive at least is erased and was looked at, and nothing is signed for it; the others are at whatever they are.
#[test]
#[ignore = "minutes: `make lab` runs it"]
fn a_power_cut_between_the_end_of_an_erase_and_its_signature() {
    fn one_is_proven_and_not_signed(_: &[Drive], folder: &Path) -> bool {
        jobs(folder, "").into_iter().any(|(journal, record)| {
            let cut = AtTheCut { journal, attested: record.is_some(), user_data: false };
            cut.is_proven() && !cut.is_signed()
        })
    }
    let story = cut_and_go_on(912, |_| SHORT_MS, one_is_proven_and_not_signed);
    let proven: Vec<_> = story.each().filter(|(drive, _)| drive.cut.is_proven()).collect();
    assert!(proven.iter().any(|(drive, _)| !drive.cut.attested), "{}", story.said);
    for (drive, record) in proven {
        let persona = drive.kind.persona;
        assert!(!drive.cut.user_data, "{persona}");
        // Where the job went on, looking again was enough.
        let went_on = record.facts.runs.len() == 2;
        assert!(!went_on || drive.told().len() == 1, "{persona}\n{}", story.said);
    }
}
