//! Everything planted on a loop device is gone after the erase, judged by reading the file beneath it.

#![cfg(feature = "drives")]

mod common;

use common::faultfs::FaultDrive;
use common::faults::{Done, Fault};
use common::gomme::{Bench, assert_verifies};
use common::loops::{Attach, FileDrive, Loop};
use common::{MIB, planted};

/// Erases one drive of this kind and checks every byte of it, and its papers.
fn erase_and_judge(size: u64, sector: u32, pattern: &str, read_back: &str, engine: &str) {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", size, sector);
    let options = ["--pattern", pattern, "--read-back", read_back, "--engine", engine];
    bench.erase(&[drive.name()], &options).expect(0);
    let attested = bench.attestation();
    let contents = drive.contents();
    assert_eq!(contents.len() as u64, size, "the file beneath has not changed its size");
    attested.expect("erased").assert_erased(&contents, &[]);
    match pattern {
        "zero" | "hmg-is5-baseline" => planted::assert_all(&contents, 0x00, pattern),
        "bsi" => planted::assert_all(&contents, 0xAA, pattern),
        _ => {}
    }
    let facts = attested.facts();
    assert_eq!(facts["drive"]["size_bytes"], size);
    assert_eq!(facts["drive"]["logical_block_bytes"], sector);
    assert_eq!(facts["scope"]["erased_bytes"], size);
    assert_eq!(facts["policy"]["pattern"], pattern);
    assert_eq!(facts["read_back"]["scheme"], read_back);
    assert_eq!(facts["runs"][0]["engine"], engine.replace('-', "_"));
    assert_verifies(&bench, &attested);
}

#[test]
fn sizes_that_are_no_multiple_of_any_buffer() {
    for engine in ["io-uring", "threads"] {
        for size in [512, 7 * 512, MIB + 512, 67 * MIB + 3 * 4096] {
            erase_and_judge(size, 512, "zero", "full", engine);
        }
        for size in [4096, 7 * 4096, MIB + 4096, 67 * MIB + 3 * 4096] {
            erase_and_judge(size, 4096, "random", "full", engine);
        }
    }
}

#[test]
fn every_pattern() {
    for (pattern, sector) in [
        ("zero", 4096),
        ("random", 512),
        ("three-pass", 512),
        ("hmg-is5-baseline", 512),
        ("hmg-is5", 4096),
        ("bsi", 512),
    ] {
        erase_and_judge(17 * MIB + 4096, sector, pattern, "full", "io-uring");
    }
    erase_and_judge(17 * MIB + 4096, 512, "three-pass", "full", "threads");
}

#[test]
fn every_read_back() {
    for read_back in ["sample", "nist-r1", "full"] {
        for pattern in ["zero", "random"] {
            erase_and_judge(33 * MIB + 512, 512, pattern, read_back, "io-uring");
            erase_and_judge(33 * MIB + 4096, 4096, pattern, read_back, "threads");
        }
    }
}

#[test]
fn keys_of_random_passes_are_never_the_same() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 2 * MIB, 512);
    for _ in 0..2 {
        bench.erase(&[drive.name()], &["--pattern", "hmg-is5"]).expect(0);
    }
    let mut keys: Vec<String> = bench
        .attestations()
        .iter()
        .map(|a| a.facts()["policy"]["passes"][2]["key"].as_str().expect("a key").to_owned())
        .collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 2, "each job has its folder and its key");
}

#[test]
fn nothing_beside_the_drive_is_touched() {
    for (pattern, engine) in [("zero", "io-uring"), ("random", "threads")] {
        let bench = Bench::new();
        let file = bench.folder().join("large.img");
        let size = 48 * MIB;
        planted::plant(&file, size);
        let window = (5 * MIB + 512, 33 * MIB + 7 * 512);
        let drive =
            Loop::attach(&Attach { file: &file, sector: 512, window: Some(window), read_only: false });
        bench.erase(&[drive.name()], &["--pattern", pattern, "--engine", engine]).expect(0);
        let attested = bench.attestation();
        let contents = std::fs::read(&file).expect("the file beneath reads");
        let index = |byte: u64| usize::try_from(byte).expect("small");
        let (from, to) = (index(window.0), index(window.0 + window.1));
        let before = planted::image(size);
        assert!(contents[..from] == before[..from], "the bytes before the drive are as they were");
        assert!(contents[to..] == before[to..], "the bytes after the drive are as they were");
        attested.expect("erased").assert_erased(&contents[from..to], &[]);
    }
}

#[test]
fn eight_drives_at_once_have_eight_results() {
    let bench = Bench::new();
    let sound: Vec<FileDrive> = (0..7u64)
        .map(|n| {
            let sector = if n % 2 == 0 { 512 } else { 4096 };
            FileDrive::planted(bench.folder(), &format!("drive-{n}.img"), (16 + n) * MIB + n * 4096, sector)
        })
        .collect();
    let failing = FaultDrive::planted(40 * MIB, 512);
    // A block that can be read and not written: what it holds stays, and the result must say so.
    failing.set(|plan| plan.places.push((20 * MIB..20 * MIB + 512, Fault::WriteError(Done::Nothing))));
    let mut names: Vec<String> = sound.iter().map(FileDrive::name).collect();
    names.insert(3, failing.name());
    bench.erase(&names, &["--pattern", "random", "--read-back", "sample"]).expect(1);
    assert_eq!(bench.attestations().len(), 8, "one folder a drive");
    for drive in &sound {
        let attested = bench.attestation_of_size(drive.size());
        attested.expect("erased").assert_erased(&drive.contents(), &[]);
        assert_verifies(&bench, &attested);
    }
    let attested = bench.attestation_of_size(40 * MIB);
    attested.expect("not_erased");
    let bad = 20 * MIB / 512;
    assert_eq!(attested.bad_blocks("differs"), vec![bad..bad + 1]);
    assert_eq!(planted::remnants(&failing.contents()), [20 * MIB / 512]);
    assert_verifies(&bench, &attested);
    let keys: Vec<_> =
        bench.attestations().iter().map(|a| a.facts()["policy"]["passes"][0]["key"].to_string()).collect();
    let different: std::collections::BTreeSet<_> = keys.iter().collect();
    assert_eq!(different.len(), 8, "each drive has a stream of its own");
}

#[test]
fn a_drive_with_writes_cached_by_the_kernel_ends_up_erased_too() {
    // Somebody wrote to the drive through the page cache just before: those pages must not come back over the erase.
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 8 * MIB, 512);
    let of = format!("of={}", drive.name());
    common::ok("dd", &["if=/dev/urandom", &of, "bs=64k", "count=32", "conv=notrunc", "status=none"]);
    bench.erase(&[drive.name()], &["--read-back", "full"]).expect(0);
    common::ok("sync", &[]);
    bench.attestation().expect("erased").assert_erased(&drive.contents(), &[]);
}
