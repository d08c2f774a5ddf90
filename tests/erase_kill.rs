//! Erases that are killed at any moment: no attestation ever claims more than the medium shows, and the next run ends
//! the job.

#![cfg(feature = "drives")]

mod common;

use std::path::Path;
use std::time::Instant;

use common::gomme::{Bench, LIMIT, assert_verifies, gomme};
use common::loops::{FileDrive, Loop};
use common::{MIB, Seeded, planted, until};

/// How many kills; `make kill-test` asks for more.
fn kills() -> u64 {
    std::env::var("GOMME_KILLS").ok().map_or(40, |n| n.parse().expect("GOMME_KILLS is a number"))
}

/// Bytes written to a drive since this was made, by the kernel's count (which outlives what is attached).
struct Written<'a> {
    device: &'a Loop,
    before: u64,
}

impl<'a> Written<'a> {
    fn from_now(device: &'a Loop) -> Written<'a> {
        Written { device, before: count(device) }
    }

    fn bytes(&self) -> u64 {
        count(self.device) - self.before
    }
}

fn count(device: &Loop) -> u64 {
    let stat = std::fs::read_to_string(device.sysfs("stat")).expect("sysfs");
    stat.split_whitespace().nth(6).and_then(|n| n.parse::<u64>().ok()).expect("sectors written") * 512
}

/// Whatever attestation says `erased` must be true: of the medium as it is now, unless a later job has begun to write
/// over it; even then none of what was planted may be left.
fn assert_nothing_false(bench: &Bench, drive: &FileDrive) {
    let contents = drive.contents();
    for attested in bench.attestations().iter().filter(|a| a.result() != "not_erased") {
        assert_verifies(bench, attested);
        let folder = attested.file().parent().expect("a folder");
        let later =
            std::fs::read_dir(bench.out()).expect("the papers read").flatten().any(|e| e.path() > *folder);
        if later {
            assert_eq!(planted::remnants(&contents), Vec::<u64>::new(), "{attested:#?}");
        } else {
            attested.assert_erased(&contents, &[]);
        }
    }
}

fn assert_ledger_is_whole(bench: &Bench) {
    gomme(&["keys", "ledger", &bench.station()]).expect(0);
}

/// The job as a script starts it, again and again with the same arguments.
fn job(bench: &Bench, drive: &FileDrive, options: &[&str]) -> Vec<String> {
    bench.erase_args(&[drive.name()], options)
}

#[test]
fn killed_at_any_moment_it_never_lies_and_goes_on() {
    let mut draw = Seeded::new(2026);
    let size = 48 * MIB + 4096;
    // How long a whole job takes here tells where the kills may fall. Nothing below depends on being right about it.
    let whole = {
        let bench = Bench::new();
        let drive = FileDrive::planted(bench.folder(), "drive.img", size, 512);
        let args = job(&bench, &drive, &["--pattern", "three-pass"]);
        let start = Instant::now();
        bench.start(&args).end().expect(0);
        start.elapsed()
    };
    let (mut left, mut in_time) = (kills(), 0);
    while left > 0 {
        let bench = Bench::new();
        let drive = FileDrive::planted(bench.folder(), "drive.img", size, 512);
        let engine = if left.is_multiple_of(2) { "io-uring" } else { "threads" };
        let args = job(&bench, &drive, &["--pattern", "three-pass", "--engine", engine]);
        // Up to three kills of the same job, one after the other.
        for _ in 0..left.min(1 + draw.below(3)) {
            left -= 1;
            let mut running = bench.start(&args);
            let moment = whole.mul_f64(f64::from(u32::try_from(draw.below(1100)).expect("small")) / 1000.0);
            until(moment, || !running.is_running());
            in_time += u64::from(running.is_running());
            running.signal("KILL");
            assert!(until(LIMIT, || !running.is_running()), "killed");
            assert_nothing_false(&bench, &drive);
        }
        bench.start(&args).end().expect(0);
        let erased = bench.attestations().into_iter().filter(|a| a.result() == "erased").count();
        assert!(erased >= 1, "in the end it is erased, and says so");
        assert_nothing_false(&bench, &drive);
        assert_ledger_is_whole(&bench);
    }
    assert!(in_time >= kills() / 3, "most kills came in time: {in_time} of {}", kills());
}

#[test]
fn it_goes_on_within_a_gibibyte_of_where_it_was() {
    let bench = Bench::new();
    let file = bench.folder().join("large.img");
    let size = 4096 * MIB;
    common::ok("truncate", &["-s", &size.to_string(), &file.to_string_lossy()]);
    let device = Loop::on(&file, 4096);
    let args = bench.erase_args(&[device.name()], &["--pattern", "random"]);
    let written = Written::from_now(&device);
    let mut running = bench.start(&args);
    assert!(until(LIMIT, || written.bytes() > 2500 * MIB || !running.is_running()), "it writes");
    running.signal("KILL");
    assert!(until(LIMIT, || !running.is_running()), "killed");
    let was_at = written.bytes();
    assert!(was_at < size, "killed in time");
    bench.start(&args).end().expect(0);
    let attested = bench.attestation();
    let runs = attested.expect("erased").runs();
    assert_eq!(runs.len(), 2, "one job, two runs");
    let (pass, from) = runs[1];
    assert_eq!(pass, 1);
    assert!(from <= was_at, "it does not skip what may not be written: {from} > {was_at}");
    assert!(from + 1024 * MIB >= was_at, "it goes on at {from}, and was at {was_at}");
    assert_eq!(runs[0], (1, 0));
    let key = attested.facts()["policy"]["passes"][0]["key"].as_str().expect("a key").to_owned();
    // Places on both sides of where it was taken up, by another program.
    for place in [0, from - MIB, from, was_at - MIB, was_at, size - MIB] {
        let place = place / 4096 * 4096;
        let script = format!(
            "cmp -n {MIB} --ignore-initial={place}:0 '{}' <(openssl enc -aes-256-ctr -nopad -K {key} -iv {:032x} -in /dev/zero 2>/dev/null)",
            file.display(),
            place / 16,
        );
        common::ok("bash", &["-c", &script]);
    }
}

#[test]
fn start_over_starts_over() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 128 * MIB, 512);
    let mut args = job(&bench, &drive, &["--pattern", "bsi"]);
    let written = Written::from_now(drive.device());
    let mut running = bench.start(&args);
    assert!(until(LIMIT, || written.bytes() > 200 * MIB || !running.is_running()));
    running.signal("KILL");
    assert!(until(LIMIT, || !running.is_running()));
    args.push("--start-over".into());
    bench.start(&args).end().expect(0);
    let all = bench.attestations();
    let attested = all.iter().find(|a| a.result() == "erased").expect("erased");
    assert_eq!(attested.runs(), [(1, 0)], "a job of its own");
    attested.assert_erased(&drive.contents(), &[]);
    for other in all.iter().filter(|a| a.result() != "erased") {
        assert!(other.codes("reasons").contains(&"superseded"), "{other:#?}");
    }
    assert_ledger_is_whole(&bench);
}

#[test]
fn an_interrupt_ends_cleanly_with_a_signed_failure() {
    for signal in ["INT", "TERM"] {
        let bench = Bench::new();
        let drive = FileDrive::planted(bench.folder(), "drive.img", 256 * MIB, 512);
        let running = {
            let written = Written::from_now(drive.device());
            let mut running = bench.start(&job(&bench, &drive, &["--pattern", "bsi"]));
            assert!(until(LIMIT, || written.bytes() > 16 * MIB || !running.is_running()));
            running.signal(signal);
            running
        };
        running.end().expect(1);
        let attested = bench.attestation();
        attested.expect("not_erased");
        assert!(attested.codes("reasons").contains(&"interrupted"), "{:?}", attested.codes("reasons"));
        assert_verifies(&bench, &attested);
        assert_ledger_is_whole(&bench);
        // Nothing stands in the way of doing it after all.
        bench.erase(&[drive.name()], &[]).expect(0);
        assert!(bench.attestations().iter().any(|a| a.result() == "erased"));
        planted::assert_all(&drive.contents(), 0, "done after all");
    }
}

/// Kills a job half-way, writes to the drive, starts it again.
fn written_to_in_between(bytes: usize, at: u64, options: &[&str]) -> (Bench, FileDrive) {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 256 * MIB, 512);
    let args = job(&bench, &drive, options);
    let written = Written::from_now(drive.device());
    let mut running = bench.start(&args);
    assert!(until(LIMIT, || written.bytes() > 128 * MIB || !running.is_running()));
    running.signal("KILL");
    assert!(until(LIMIT, || !running.is_running()));
    let first = at / 512;
    let data: Vec<u8> = (first..).flat_map(planted::sector).take(bytes).collect();
    drive.poke(at, &data);
    bench.start(&args).end();
    (bench, drive)
}

#[test]
fn a_drive_written_to_in_between_is_not_resumed_over_it() {
    for pattern in ["zero", "random"] {
        let (bench, drive) = written_to_in_between(8 << 20, 2 * MIB, &["--pattern", pattern]);
        assert_eq!(
            planted::remnants(&drive.contents()),
            Vec::<u64>::new(),
            "{pattern}: all of it is erased in the end"
        );
        assert!(bench.attestations().iter().any(|a| a.result() == "erased"));
        assert_nothing_false(&bench, &drive);
    }
}

#[test]
fn a_single_block_written_in_between_is_never_called_erased_by_a_full_read_back() {
    let (bench, drive) =
        written_to_in_between(512, 40 * MIB, &["--pattern", "random", "--read-back", "full"]);
    assert_nothing_false(&bench, &drive);
    assert!(!bench.attestations().is_empty());
}

#[test]
fn two_jobs_never_work_on_one_drive() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 256 * MIB, 512);
    let args = job(&bench, &drive, &["--pattern", "bsi"]);
    let written = Written::from_now(drive.device());
    let mut first = bench.start(&args);
    assert!(until(LIMIT, || written.bytes() > 16 * MIB || !first.is_running()));
    first.signal("STOP"); // so that it cannot end while the second waits for it
    let second = bench.start(&args).end().expect(2);
    first.signal("CONT");
    assert!(!second.stderr.is_empty());
    assert!(Path::new(&bench.out()).exists());
    first.end().expect(0);
    bench.attestation().expect("erased").assert_erased(&drive.contents(), &[]);
}

/// Whoever can write to the output folder, but has not the station's key, gets nothing signed.
#[test]
fn a_journal_of_another_hand_is_never_signed() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 128 * MIB, 512);
    let args = job(&bench, &drive, &["--pattern", "bsi"]);
    let written = Written::from_now(drive.device());
    let mut running = bench.start(&args);
    assert!(until(LIMIT, || written.bytes() > 32 * MIB || !running.is_running()));
    running.signal("KILL");
    assert!(until(LIMIT, || !running.is_running()));
    let broken_off: Vec<_> = std::fs::read_dir(bench.out())
        .expect("papers")
        .map(|e| e.expect("entry").path().join("journal.jsonl"))
        .collect();
    assert_eq!(broken_off.len(), 1);
    // Another drive's name in every line, and the chain of digests made whole again.
    let text = std::fs::read_to_string(&broken_off[0]).expect("a journal");
    let mut previous = "0".repeat(64);
    let mut forged = String::new();
    for line in text.lines() {
        let mut line: serde_json::Value = serde_json::from_str(line).expect("a line");
        if let Some(drive) = line.pointer_mut("/entry/drive") {
            drive["serial"] = "SOMEBODY-ELSES".into();
        }
        line["previous"] = previous.into();
        let line = format!("{line}\n");
        previous = gomme::units::hex(&<sha2::Sha256 as sha2::Digest>::digest(&line));
        forged.push_str(&line);
    }
    std::fs::write(&broken_off[0], &forged).expect("a forgery");
    let said = bench.start(&args).end().expect(0);
    assert!(said.stderr.contains("cannot be read"), "{}", said.stderr);
    assert_eq!(std::fs::read_to_string(&broken_off[0]).expect("a journal"), forged, "it is left as it is");
    // The drive was erased by a job of its own, and nothing but that job was signed.
    bench.attestation().expect("erased").assert_erased(&drive.contents(), &[]);
}
