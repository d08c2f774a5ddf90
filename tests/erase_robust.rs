//! Surroundings that fail or lie: a log that is full, links planted in the output folder, a ledger that cannot be written.

#![cfg(feature = "drives")]

mod common;

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::MIB;
use common::gomme::{Bench, GOMME, STATION, gomme};
use common::loops::FileDrive;
use gomme::attest::station::Station;
use gomme::event::DriveIdentity;

fn bench_with_drive() -> (Bench, FileDrive) {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 8 * MIB, 512);
    (bench, drive)
}

#[test]
fn a_log_that_is_full_stops_no_erase() {
    let (bench, drive) = bench_with_drive();
    let full = || Stdio::from(File::options().write(true).open("/dev/full").expect("/dev/full"));
    let args = bench.erase_args(&[drive.name()], &[]);
    let status = Command::new(GOMME).args(&args).stdin(Stdio::null()).stdout(full()).stderr(full()).status();
    assert_eq!(status.expect("gomme starts").code(), Some(0));
    bench.attestation().expect("erased").assert_erased(&drive.contents(), &[]);
}

#[test]
fn links_in_the_output_folder_are_not_followed() {
    let (bench, drive) = bench_with_drive();
    let (out, precious) = (bench.out(), bench.folder().join("precious"));
    // Without a line break it looks like a journal that was torn in its first line.
    fs::write(&precious, [0; 100]).expect("a file");
    symlink(&precious, format!("{out}/reserve.tmp")).expect("a link");
    fs::create_dir(format!("{out}/a")).expect("a folder");
    symlink(&precious, format!("{out}/a/journal.jsonl")).expect("a link");
    fs::create_dir(bench.folder().join("b")).expect("a folder");
    fs::copy(&precious, bench.folder().join("b/journal.jsonl")).expect("a file");
    symlink(bench.folder().join("b"), format!("{out}/b")).expect("a link");
    bench.erase(&[drive.name()], &[]).expect(0);
    assert_eq!(fs::read(&precious).expect("a file"), [0; 100]);
    assert_eq!(fs::read(bench.folder().join("b/journal.jsonl")).expect("a file"), [0; 100]);
    bench.attestation_of_size(8 * MIB).expect("erased");
}

/// The folder of the only job, with its journal cut to its first lines and its proof gone.
fn as_if_lost(bench: &Bench, lines: usize) -> PathBuf {
    let folder = bench.attestation().file().parent().expect("a folder").to_owned();
    let journal = fs::read_to_string(folder.join("journal.jsonl")).expect("a journal");
    let kept: String = journal.split_inclusive('\n').take(lines).collect();
    fs::write(folder.join("journal.jsonl"), kept).expect("a journal");
    for made_last in ["attestation.json", "attestation.pdf", "attestation.qr"] {
        fs::remove_file(folder.join(made_last)).expect("a proof");
    }
    folder
}

#[test]
fn a_job_that_the_ledger_closed_is_not_gone_on_with() {
    // The stick was pulled out: its journal ends in the middle, while the proof went elsewhere and the ledger knows it.
    let (bench, drive) = bench_with_drive();
    bench.erase(&[drive.name()], &[]).expect(0);
    as_if_lost(&bench, 5);
    bench.erase(&[drive.name()], &[]).expect(0);
    bench.attestation().expect("erased").assert_erased(&drive.contents(), &[]);
}

#[test]
fn a_job_of_another_ledger_is_not_gone_on_with() {
    let (bench, drive) = bench_with_drive();
    bench.erase(&[drive.name()], &[]).expect(0);
    for lines in [5, 9] {
        let folder = as_if_lost(&bench, lines);
        // A new station of the same name.
        fs::remove_dir_all(bench.station()).expect("a station");
        gomme(&["keys", "new-station", &bench.station(), "--name", STATION, "--no-passphrase"]).expect(0);
        fs::rename(&folder, folder.with_extension("old")).expect("a folder");
        bench.erase(&[drive.name()], &[]).expect(0);
        fs::remove_dir_all(folder.with_extension("old")).expect("a folder");
    }
}

#[test]
fn an_attestation_that_the_ledger_missed_takes_its_place_next_time() {
    let (bench, drive) = bench_with_drive();
    bench.erase(&[drive.name()], &[]).expect(0);
    // As after a full disk: the files are there, the last line of the ledger is not.
    let ledger = Path::new(&bench.station()).join("ledger.jsonl");
    let whole = fs::read_to_string(&ledger).expect("a ledger");
    let first = whole.split_inclusive('\n').next().expect("a line");
    fs::write(&ledger, first).expect("a ledger");
    bench.erase(&[drive.name()], &[]).expect(0);
    let now = fs::read_to_string(&ledger).expect("a ledger");
    assert!(now.starts_with(&whole), "{now}");
    assert_eq!(now.lines().count(), 4);
}

#[test]
fn other_papers_are_never_left_out() {
    let (bench, drive) = bench_with_drive();
    let args = bench.erase_args(&[drive.name()], &["--donor", "Mairie"]);
    let name = drive.name();
    gomme(&args.iter().map(String::as_str).collect::<Vec<_>>()).expect(0);
    let folder = as_if_lost(&bench, 5);
    // The ledger as it was when the job was under way.
    let ledger = Path::new(&bench.station()).join("ledger.jsonl");
    let whole = fs::read_to_string(&ledger).expect("a ledger");
    fs::write(&ledger, whole.split_inclusive('\n').next().expect("a line")).expect("a ledger");
    bench.erase(&[name], &["--donor", "Lycée"]).expect(0);
    let all = bench.attestations();
    let erased: Vec<_> = all.iter().filter(|a| a.result() == "erased").collect();
    assert_eq!(erased.len(), 1, "{all:#?}");
    assert_eq!(erased[0].facts()["context"]["donor"], "Lycée");
    let old = all.iter().find(|a| a.file().starts_with(&folder)).expect("the old job is ended");
    assert_eq!((old.result(), &old.facts()["context"]["donor"]), ("not_erased", &"Mairie".into()));
}

/// The process died when the job had its folder and its journal, and the ledger did not know it yet.
#[test]
fn a_job_that_died_before_the_ledger_knew_it_leaves_nothing_behind() {
    let (bench, drive) = bench_with_drive();
    bench.erase(&[drive.name()], &[]).expect(0);
    let folder = as_if_lost(&bench, 1);
    fs::remove_file(folder.join("attestation.json.sig")).expect("a signature");
    fs::write(folder.join("reserve.tmp"), [0; 100]).expect("reserved room");
    fs::write(Path::new(&bench.station()).join("ledger.jsonl"), "").expect("a ledger");
    let said = bench.erase(&[drive.name()], &[]).expect(0);
    assert!(!said.stderr.contains("not open in the station"), "{}", said.stderr);
    let attested = bench.attestation();
    assert!(attested.file().starts_with(&folder), "the number is given out now");
    attested.expect("erased").assert_erased(&drive.contents(), &[]);
    let ledger = fs::read_to_string(Path::new(&bench.station()).join("ledger.jsonl")).expect("a ledger");
    assert_eq!(ledger.lines().count(), 2);

    // The same, but the number went to a job with its papers in another folder.
    let other = bench.folder().join("other");
    fs::create_dir(&other).expect("a folder");
    fs::rename(&folder, other.join(folder.file_name().expect("a number"))).expect("moved");
    let stale = bench.folder().join("papers").join(folder.file_name().expect("a number"));
    fs::create_dir(&stale).expect("a folder");
    let journal = fs::read_to_string(other.join(folder.file_name().expect("a number")).join("journal.jsonl"));
    let journal = journal.expect("a journal");
    fs::write(stale.join("journal.jsonl"), journal.split_inclusive('\n').next().expect("a line"))
        .expect("it");
    fs::write(Path::new(&bench.station()).join("ledger.jsonl"), "").expect("a ledger");
    fs::write(stale.join("a-note"), "somebody's").expect("a file");
    // Somebody's file is in it: it stays, and the job is refused rather than mixed with it.
    bench.erase(&[drive.name()], &[]).expect(2);
    assert!(stale.join("a-note").exists() && stale.join("journal.jsonl").exists());
}

/// A file system of 256 KiB with a station in it.
struct Small {
    at: PathBuf,
}

impl Drop for Small {
    fn drop(&mut self) {
        common::run("umount", &["--lazy", &self.at.to_string_lossy()]);
    }
}

/// The ledger takes the line that opens the job, and has no room for the one that closes it.
#[test]
fn a_full_ledger_is_told_and_the_next_run_enters_the_attestation() {
    let (bench, drive) = bench_with_drive();
    let small = Small { at: bench.folder().join("small") };
    fs::create_dir(&small.at).expect("a folder");
    let at = small.at.to_string_lossy().into_owned();
    common::ok("mount", &["-t", "tmpfs", "-o", "size=256k", "tmpfs", &at]);
    let station = small.at.join("station").to_string_lossy().into_owned();
    gomme(&["keys", "new-station", &station, "--name", STATION, "--no-passphrase"]).expect(0);
    let ledger = small.at.join("station/ledger.jsonl");
    // A page of the file system is what it has or has not: lines are added until one more fits, and two do not.
    let key = Station::open(Path::new(&station), || unreachable!("no passphrase")).expect("a station");
    let identity: DriveIdentity = serde_json::from_value(serde_json::json!({
        "vendor": null, "model": "M", "serial": "S", "wwn": null, "firmware": null, "size_bytes": 1,
        "logical_block_bytes": 512, "physical_block_bytes": 512, "transport": "loop", "medium": "virtual",
    }))
    .expect("an identity");
    let open = || key.open_job(gomme::units::now(), &identity, |_| Ok::<(), ()>(())).expect("a line");
    open();
    let line = fs::metadata(&ledger).expect("a ledger").len();
    let room = || 4096 - fs::metadata(&ledger).expect("a ledger").len() % 4096;
    while !(line + 40..line + 200).contains(&room()) {
        open();
    }
    let mut filler = File::create(small.at.join("filler")).expect("a file");
    while filler.write_all(&[0; 4096]).is_ok() {}
    let before = fs::metadata(&ledger).expect("a ledger").len();

    let with_station = |args: Vec<String>| -> Vec<String> {
        args.into_iter().map(|arg| if arg == bench.station() { station.clone() } else { arg }).collect()
    };
    let args = with_station(bench.erase_args(&[drive.name()], &[]));
    let said = bench.start(&args).end().expect(2);
    assert!(fs::metadata(&ledger).expect("a ledger").len() > before, "the job was opened");
    assert!(said.stderr.contains("ledger could not be written"), "{}", said.stderr);
    assert!(said.stderr.contains("--out and --station"), "{}", said.stderr);
    let attested = bench.attestation();
    attested.expect("erased").assert_erased(&drive.contents(), &[]);
    let number = attested.file().parent().expect("a folder").file_name().expect("a name").to_owned();
    let number = number.to_str().expect("text");
    assert!(said.stderr.contains(number), "{}", said.stderr);
    let chain = || gomme::attest::station::check_ledger(Path::new(&station)).expect("a ledger");
    assert_eq!(chain().job(number), Some(None), "not closed yet");

    drop(filler);
    fs::remove_file(small.at.join("filler")).expect("room again");
    bench.start(&args).end().expect(0);
    let digest = common::ok("sha256sum", &[&attested.file().to_string_lossy()]);
    let digest = digest.split_whitespace().next().expect("a digest");
    assert_eq!(chain().job(number), Some(Some(digest)), "the file is what the ledger knows");
}
