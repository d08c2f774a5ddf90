//! The places of a read-back, drawn again by another program from what docs/attestation-v1.md says: a Python script that
//! shares nothing with gomme must find the digests that gomme signed.

#![cfg(feature = "drives")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Output;

use common::run;
use gomme::attest::sha256;
use gomme::erase::places::{Places, draw};
use gomme::event::ReadBackScheme;
use serde_json::Value;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/replay/places.py");
const DOCUMENT: &str = include_str!("../docs/attestation-v1.md");

fn python(args: &[&str]) -> Output {
    let mut all = vec!["-I", SCRIPT];
    all.extend(args);
    run("python3", &all)
}

/// What the script draws, as members of a record.
fn drawn_by_script(scheme: &str, size: u64, block: u32, wanted: u64, seed: &str) -> Value {
    let [size, block, wanted] = [size, u64::from(block), wanted].map(|n| n.to_string());
    let out = python(&["--draw", scheme, &size, &block, &wanted, seed]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

/// What gomme draws, in the same members.
fn drawn_by_gomme(scheme: &str, size: u64, block: u32, wanted: u64, seed: &[u8; 32]) -> Value {
    let which = if scheme == "sample" { ReadBackScheme::Sample } else { ReadBackScheme::NistR1 };
    let total = size.div_ceil(u64::from(block));
    let Places { strata, random_blocks, fixed_blocks, runs } = draw(which, total, block, wanted, seed);
    let bytes: Vec<u8> =
        runs.iter().flat_map(|run| [run.first.to_le_bytes(), run.blocks.to_le_bytes()]).flatten().collect();
    serde_json::json!({
        "blocks_total": total,
        "strata": strata,
        "random_blocks": random_blocks,
        "fixed_blocks": fixed_blocks,
        "blocks_read": runs.iter().map(|run| run.blocks).sum::<u64>(),
        "places_digest": sha256(&bytes),
    })
}

fn seed(first: u8) -> [u8; 32] {
    std::array::from_fn(|at| u8::try_from(at).unwrap().wrapping_add(first))
}

fn hex(seed: &[u8; 32]) -> String {
    gomme::units::hex(seed)
}

/// Drives of every kind that the command line cannot be given here: rotating ones, terabytes, blocks larger than 4 KiB, and
/// sizes around every edge of the schemes.
#[test]
fn the_script_and_gomme_draw_the_same_places() {
    let mut compared = 0;
    for (first, size, block, wanted) in [
        (1, 512, 4096, 6_905),
        (2, (1 << 20) + 512, 4096, 6_905),
        (3, 6_905 * 4096, 4096, 6_905),
        (4, 6_906 * 4096 - 512, 4096, 6_905),
        (5, 1_000_204_886_016, 4096, 6_905),
        (6, 22_000_969_973_760, 4096, 6_905),
        (7, 256_060_514_304, 4096, 69_075),
        (8, 68_719_476_736, 65_536, 6_905),
        (9, 39_999 * 4096, 4096, 69_075),
        (10, 40_000 * 4096, 4096, 69_075),
        (11, 40_001 * 4096 - 3_584, 4096, 69_075),
    ] {
        for scheme in ["sample", "nist-r1"] {
            let seed = seed(first);
            let script = drawn_by_script(scheme, size, block, wanted, &hex(&seed));
            assert_eq!(script, drawn_by_gomme(scheme, size, block, wanted, &seed), "{scheme} {size} {block}");
            compared += 1;
        }
    }
    assert_eq!(compared, 22);
}

/// The table of the document, against both.
#[test]
fn the_document_s_vectors_are_right() {
    let section = DOCUMENT.split("## Replaying a read-back").nth(1).unwrap().split("\n## ").next().unwrap();
    assert!(section.contains(&hex(&seed(0))), "the document's seed is the one of this test");
    let rows: Vec<Vec<&str>> = section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect())
        .collect();
    assert!(rows.len() >= 10, "the table of vectors was found: {rows:?}");
    for row in rows {
        let [scheme, size, block, wanted, strata, random, fixed, digest] = row[..] else {
            panic!("a row of eight cells: {row:?}")
        };
        let (size, block) = (size.parse().unwrap(), block.parse().unwrap());
        let wanted = wanted.parse().unwrap_or(0);
        let script = drawn_by_script(scheme, size, block, wanted, &hex(&seed(0)));
        assert_eq!(script, drawn_by_gomme(scheme, size, block, wanted, &seed(0)), "{row:?}");
        let counts = ["strata", "random_blocks", "fixed_blocks"].map(|name| script[name].to_string());
        assert_eq!(
            (counts, script["places_digest"].as_str()),
            ([strata, random, fixed].map(str::to_owned), Some(digest))
        );
    }
}

/// A station in a scratch folder on a disk: a plain file as a drive needs direct I/O.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let desk = Desk { folder };
        let station = desk.place("station");
        common::gomme::gomme(&["keys", "new-station", &station, "--name", "replay", "--no-passphrase"])
            .expect(0);
        desk
    }

    fn place(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    /// Erases a sparse file of this size, and gives its attestation.
    fn attestation(&self, name: &str, bytes: u64, scheme: &str) -> PathBuf {
        let drive = self.place(name);
        File::create(&drive).unwrap().set_len(bytes).unwrap();
        let out = self.place(&format!("{name}-papers"));
        let code = common::gomme::code_of(&drive, &[]);
        let station = self.place("station");
        let args = ["erase", &drive, "--allow-virtual", "--confirm", &code, "--read-back", scheme];
        common::gomme::gomme(&[&args[..], &["--out", &out, "--station", &station]].concat()).expect(0);
        fs::remove_file(&drive).unwrap();
        let job = fs::read_dir(&out).unwrap().next().unwrap().unwrap().path();
        job.join("attestation.json")
    }
}

fn facts(attestation: &Path) -> Value {
    serde_json::from_slice::<Value>(&fs::read(attestation).unwrap()).unwrap()["facts"].take()
}

#[test]
fn attestations_that_gomme_signed_are_replayed() {
    let desk = Desk::new();
    let mut papers = Vec::new();
    for (name, bytes, scheme, strata) in [
        ("flash", 301 << 20, "sample", 69_075),
        ("odd", (64 << 20) + 512, "sample", 16_385),
        ("nist", (301 << 20) + 1_536, "nist-r1", 1_000),
        ("small", 20 << 20, "nist-r1", 1_000),
    ] {
        let paper = desk.attestation(name, bytes, scheme);
        assert_eq!(facts(&paper)["read_back"]["strata"], strata, "{name}");
        papers.push(paper.to_str().unwrap().to_owned());
    }
    let args: Vec<&str> = papers.iter().map(String::as_str).collect();
    let out = python(&args);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
}

/// The script can say no: each member that it draws, changed by a little.
#[test]
fn a_record_of_other_places_is_not_replayed() {
    let desk = Desk::new();
    // Larger than the sample, so that another seed means other places.
    let paper = desk.attestation("drive", 301 << 20, "sample");
    let good: Value = serde_json::from_slice(&fs::read(&paper).unwrap()).unwrap();
    let path = paper.to_str().unwrap();
    assert_eq!(python(&[path]).status.code(), Some(0));
    for member in [
        "seed",
        "places_digest",
        "random_blocks",
        "fixed_blocks",
        "blocks_read",
        "blocks_total",
        "block_bytes",
    ] {
        let mut bad = good.clone();
        let value = &mut bad["facts"]["read_back"][member];
        *value = match &*value {
            Value::String(text) => text.chars().rev().collect::<String>().into(),
            number => (number.as_u64().unwrap() + 1).into(),
        };
        fs::write(&paper, bad.to_string()).unwrap();
        assert_eq!(python(&[path]).status.code(), Some(1), "{member}");
    }
}
