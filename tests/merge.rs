//! Three zones and six stations bring their files together: the same bytes in whatever order, nothing lost, and every gap shown.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod federation;
mod samples;

use std::fs;
use std::path::{Path, PathBuf};

use federation::{Federation, ZONES, copy, files, tree_digest};
use gomme::attest::lot::Lots;
use gomme::attest::trust::TrustSet;
use gomme::attest::{ATTESTATION_FILE, sha256};
use gomme::merge::check::{self, Finding};
use gomme::merge::write::{Merged, merge};
use gomme::reader::jobs::{Papers, Search};
use jiff::tz::TimeZone;

/// In memory where there is such a place: thousands of files are flushed, and it is not the disk that is tested.
fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

fn merged(sources: &[PathBuf], into: &Path) -> Merged {
    merge(sources, into).unwrap_or_else(|error| panic!("{error}"))
}

fn findings(merged: &Merged) -> Vec<Finding> {
    check::all(&merged.collected.union)
}

fn codes(merged: &Merged) -> Vec<&'static str> {
    let mut codes: Vec<&str> = merged.collected.left.iter().map(|left| left.code()).collect();
    codes.sort_unstable();
    codes
}

/// How many documents in a tree are authentic, and how many are not.
fn authentic(tree: &Path, trust: &str) -> (usize, usize) {
    let set = TrustSet::parse(trust.as_bytes(), &TimeZone::UTC).unwrap();
    let (mut yes, mut no) = (0, 0);
    for folder in ["stations", "zones"].map(|name| tree.join(name)).iter().filter(|folder| folder.is_dir()) {
        let mut search = Search::at(folder, Papers::PassedOver);
        while let Some(outcome) = search.next(Some(&set), &Lots::default(), jiff::Timestamp::now()) {
            match outcome.answer.document() {
                Some(_) => yes += 1,
                None => no += 1,
            }
        }
    }
    (yes, no)
}

/// All sticks, the zones' own among them.
fn sticks(federation: &Federation) -> Vec<PathBuf> {
    let stations = federation.stations.iter().map(|name| federation.stick(name));
    stations.chain(ZONES.map(|zone| federation.of_zone(zone))).collect()
}

#[test]
fn a_year_of_three_zones() {
    let dir = scratch();
    let path = |name: &str| dir.path().join(name);
    let mut federation = Federation::new(dir.path());
    let stations = federation.stations.clone();
    // Each station at its own pace.
    let jobs = &|at: usize| (at..1000).step_by(6).map(|n| federation.job(&stations[at], n)).collect();
    let numbers: Vec<Vec<String>> = std::thread::scope(|scope| {
        let at_work: Vec<_> = (0..6).map(|at| scope.spawn(move || jobs(at))).collect();
        at_work.into_iter().map(|station| station.join().unwrap()).collect()
    });
    for (at, zone) in ZONES.iter().enumerate() {
        let papers: Vec<PathBuf> =
            numbers[at * 2].iter().take(100).map(|n| federation.paper(&stations[at * 2], n)).collect();
        federation.lot(zone, &format!("{zone}-L01"), &papers);
        federation.publish(zone, &federation.of_zone(zone).join("trust"), &[], 0);
    }
    let sticks = sticks(&federation);

    // All at once, and all at once the other way round.
    let whole = merged(&sticks, &path("whole"));
    assert_eq!((findings(&whole), codes(&whole)), (vec![], vec![]));
    assert_eq!(whole.collected.union.all().count(), 1003);
    let digest = tree_digest(&path("whole"));
    merged(&sticks.iter().rev().cloned().collect::<Vec<_>>(), &path("backwards"));
    assert_eq!(tree_digest(&path("backwards")), digest);
    // Zone by zone, each for itself, and then their trees: (A + B) + C, and A + (B + C).
    for (at, zone) in ZONES.iter().enumerate() {
        merged(&[sticks[at * 2].clone(), sticks[at * 2 + 1].clone(), federation.of_zone(zone)], &path(zone));
    }
    merged(&[path("centre"), path("nord")], &path("two"));
    merged(&[path("sud")], &path("two"));
    assert_eq!(tree_digest(&path("two")), digest);
    // Once more: nothing is written, nothing changes.
    let again = merged(&[path("whole"), path("sud"), sticks[0].clone()], &path("whole"));
    assert_eq!((again.written, tree_digest(&path("whole")).as_str()), (0, digest.as_str()));
    let there = files(&path("whole"));
    assert!(there.contains_key(&format!("stations/{}/{}/attestation.json", stations[0], numbers[0][0])));
    assert!(there.contains_key("stations/sud-C02/ledger.jsonl"));
    assert!(there.contains_key("zones/nord/nord-L01/attestation.json"));
    assert!(
        there
            .keys()
            .all(|name| !name.contains(".key") && !name.contains("journal") && !name.contains(".new"))
    );

    // The tree is what a reader takes: its trust folder is one, and every document is authentic by it.
    assert_eq!(authentic(&path("whole"), &federation.trust()), (1003, 0));
    let folder = path("whole/trust").join(&sha256(federation.trust().as_bytes())[..32]);
    let loaded = gomme::cmd::trust::load(&folder).unwrap();
    assert!(ZONES.iter().all(|zone| loaded.set.revocations(zone).is_some()));

    // Zone nord leaves, with its files and its key. The two others work on, and verify what they have, nord's old work included.
    fs::remove_dir_all(dir.path().join("keys/nord")).unwrap();
    fs::remove_dir_all(federation.of_zone("nord")).unwrap();
    for station in ["nord-A01", "nord-A02"] {
        fs::remove_dir_all(federation.stick(station)).unwrap();
    }
    federation.zones.remove("nord");
    let held = loaded.bytes;
    let new = [federation.job("centre-B01", 5000), federation.job("sud-C02", 5001)];
    federation.lot("sud", "sud-L02", &[federation.paper("sud-C02", &new[1])]);
    let rest: Vec<PathBuf> = sticks.iter().filter(|stick| stick.exists()).cloned().collect();
    assert_eq!(rest.len(), 6);
    let two = merged(&rest, &path("without-nord"));
    assert_eq!(
        (findings(&two), codes(&two)),
        (vec![], vec![]),
        "what nord took with it is nobody else’s gap"
    );
    let nord = numbers[2].len() + numbers[3].len() + 1;
    let trust = String::from_utf8(held).unwrap();
    assert_eq!(authentic(&path("without-nord"), &trust), (1003 - nord + 3, 0));
    merged(&rest, &path("whole"));
    assert_eq!(authentic(&path("whole"), &trust), (1006, 0), "what was merged before stays");

    // Things get lost: two papers of one station, the end of a ledger, a whole ledger, a paper of a lot. Each is told, exactly.
    let lost = |station: usize, n: usize| federation.paper(&stations[station], &numbers[station][n]);
    fs::remove_dir_all(lost(1, 7)).unwrap();
    fs::remove_dir_all(lost(1, 9)).unwrap();
    fs::remove_dir_all(lost(0, 3)).unwrap();
    let ledger = fs::read_to_string(federation.ledger("sud-C01")).unwrap();
    let cut: String = ledger.split_inclusive('\n').take(300).collect();
    fs::write(federation.ledger("sud-C01"), cut).unwrap();
    fs::remove_file(federation.ledger("sud-C02")).unwrap();
    fs::remove_dir_all(lost(5, 10)).unwrap();
    let gaps = merged(&rest, &path("gaps"));
    let behind = &numbers[4][150..];
    let wanted = [
        Finding::Missing { station: "centre-B01".into(), numbers: vec![numbers[0][3].clone()] },
        Finding::Missing {
            station: "centre-B02".into(),
            numbers: vec![numbers[1][7].clone(), numbers[1][9].clone()],
        },
        Finding::Cut { station: "sud-C01".into(), last: 300, numbers: behind.to_vec() },
        Finding::NoLedger { station: "sud-C02".into(), documents: numbers[5].len() },
        Finding::Gap { station: "sud-C02".into(), first: 21, last: 22 },
        Finding::MissingFromLot {
            zone: "centre".into(),
            number: "centre-L01".into(),
            numbers: vec![numbers[0][3].clone()],
        },
    ];
    assert_eq!((findings(&gaps), codes(&gaps)), (wanted.to_vec(), vec![]));
    // Whoever kept a copy fills all of it.
    let filled = merged(&[path("gaps")], &path("whole"));
    assert_eq!((findings(&filled), filled.written), (vec![], 0));
}

/// A small world in which everything goes wrong that can: the sources.
fn quarrel(federation: &mut Federation, root: &Path) -> Vec<PathBuf> {
    let path = |name: &str| root.join(name);
    for n in 0..4 {
        federation.job("nord-A01", n);
    }
    // Its stick is copied, and both go on: one number, two drives; and the ledgers part.
    let stick = federation.stick("nord-A01");
    copy(&stick, &path("copy"));
    let first = federation.job("nord-A01", 10);
    copy(&stick, &path("early"));
    federation.job("nord-A01", 11);
    let kept = root.join("kept");
    fs::rename(&stick, &kept).unwrap();
    copy(&path("copy"), &stick);
    federation.open("nord-A01");
    assert_eq!(federation.job("nord-A01", 20), first);
    copy(&stick, &path("other"));
    fs::remove_dir_all(&stick).unwrap();
    fs::rename(&kept, &stick).unwrap();
    federation.open("nord-A01");
    // The same twice, in one tree, by a third copy.
    copy(&stick, &path("third"));
    federation.code("nord-A01", &path("third/papers").join(&first));
    federation.job("sud-C01", 30);
    federation.begin("sud-C01", "S-OPEN");
    // Lists of three weeks, two of one moment; sets with signatures; one set that follows.
    let trust = |n: u32| path(&format!("trust-{n}"));
    for n in 1..=4 {
        fs::create_dir_all(trust(n)).unwrap();
        fs::write(trust(n).join("trust"), federation.trust()).unwrap();
    }
    federation.publish("nord", &trust(1), &[], 0);
    federation.publish("nord", &trust(2), &["nord-A01"], 100);
    federation.publish("nord", &trust(3), &["nord-A01", "nord-A02"], 200);
    federation.publish("nord", &trust(4), &["nord-A01", "nord-B"], 200);
    federation.sign_trust("sud", &trust(1));
    federation.sign_trust("centre", &trust(2));
    fs::copy(trust(2).join("trust.centre.sig"), trust(4).join("trust.sud.sig")).unwrap();
    let zones = ZONES.map(|zone| federation.of_zone(zone));
    let stations = ["nord-A01", "sud-C01"].map(|name| federation.stick(name));
    [path("copy"), path("early"), path("other"), path("third")]
        .into_iter()
        .chain((1..=4).map(trust))
        .chain(zones)
        .chain(stations)
        .collect()
}

/// Numbers that look drawn, the same in every run.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

#[test]
fn whatever_the_order_and_the_grouping() {
    let dir = scratch();
    let path = |name: &str| dir.path().join(name);
    let mut federation = Federation::new(dir.path());
    let sources = quarrel(&mut federation, dir.path());
    let whole = merged(&sources, &path("whole"));
    let found = findings(&whole);
    let told = |finding: &Finding| found.contains(finding);
    assert!(told(&Finding::Fork { station: "nord-A01".into(), line: 9, ledgers: 2 }), "{found:#?}");
    assert!(found.iter().any(|f| matches!(f, Finding::SameNumber { digests, .. } if digests.len() == 2)));
    assert!(found.iter().any(|f| matches!(f, Finding::Open { numbers, .. } if numbers.len() == 1)));
    assert!(found.iter().any(|f| matches!(f, Finding::SameList { zone, .. } if zone == "nord")));
    assert_eq!(found.len(), 4, "{found:#?}");
    assert_eq!(codes(&whole), [""; 0]);
    let digest = tree_digest(&path("whole"));
    let there = files(&path("whole"));
    let count = |end: &str| there.keys().filter(|name| name.ends_with(end)).count();
    assert_eq!((count("attestation.json"), count("attestation.qr")), (8, 1));
    assert_eq!(
        there
            .keys()
            .filter(|name| name.starts_with("zones/nord/revocations/") && name.ends_with("krl"))
            .count(),
        4
    );
    assert_eq!(there.keys().filter(|name| name.contains("trust.sud.") && name.ends_with(".sig")).count(), 2);

    let mut drawn = Drawn(20_270_318);
    for round in 0..25 {
        // A tree of trees: sources fall into groups, some twice; the groups' trees are merged in turn, some into each other first.
        let mut left = sources.clone();
        let mut trees: Vec<PathBuf> = Vec::new();
        while !left.is_empty() {
            let into = path(&format!("{round}-{}", trees.len()));
            let mut group = Vec::new();
            for _ in 0..=drawn.below(4).min(left.len() - 1) {
                group.push(left.swap_remove(drawn.below(left.len())));
            }
            if drawn.below(3) == 0 {
                group.push(sources[drawn.below(sources.len())].clone());
            }
            if drawn.below(3) == 0 && !trees.is_empty() {
                group.push(trees[drawn.below(trees.len())].clone());
            }
            merged(&group, &into);
            trees.push(into);
        }
        while trees.len() > 1 {
            let one = trees.swap_remove(drawn.below(trees.len()));
            let other = drawn.below(trees.len());
            merged(&[one], &trees[other].clone());
        }
        assert_eq!(tree_digest(&trees[0]), digest, "round {round}");
        for tree in fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()) {
            if tree.file_name().unwrap().to_str().unwrap().starts_with(&format!("{round}-")) {
                fs::remove_dir_all(tree).unwrap();
            }
        }
    }
}

#[test]
fn a_merge_that_was_cut_short_is_gone_on_with() {
    let dir = scratch();
    let path = |name: &str| dir.path().join(name);
    let mut federation = Federation::new(dir.path());
    let sources = quarrel(&mut federation, dir.path());
    merged(&sources[..3], &path("before"));
    merged(&sources, &path("whole"));
    let digest = tree_digest(&path("whole"));
    // What was there, and any part of what comes: the states that a crash leaves, temporary files among them.
    let whole = files(&path("whole"));
    let names: Vec<&String> = whole.keys().filter(|name| !name.ends_with('/')).collect();
    let mut drawn = Drawn(7);
    for round in 0..20 {
        let tree = path(&format!("cut-{round}"));
        copy(&path("before"), &tree);
        for name in &names {
            let target = tree.join(name);
            // A ledger or a list is replaced whole or not at all; the others are there or not.
            if drawn.below(3) > 0 && !target.exists() {
                fs::create_dir_all(target.parent().unwrap()).unwrap();
                fs::copy(path("whole").join(name), &target).unwrap();
            } else if drawn.below(5) == 0 {
                fs::create_dir_all(target.parent().unwrap()).unwrap();
                let mut temporary = target.into_os_string();
                temporary.push(".new");
                fs::write(temporary, "half").unwrap();
            }
        }
        let done = merged(&sources, &tree);
        assert_eq!(codes(&done), [""; 0], "round {round}");
        assert_eq!(tree_digest(&tree), digest, "round {round}");
    }
}

#[test]
fn a_qr_code_of_something_else_is_left_where_it_is() {
    let dir = scratch();
    let path = |name: &str| dir.path().join(name);
    let federation = Federation::new(dir.path());
    let [first, second] = [1, 2].map(|n| federation.paper("sud-C01", &federation.job("sud-C01", n)));
    for folder in [&first, &second] {
        federation.code("sud-C01", folder);
    }
    let sources = [federation.stick("sud-C01")];
    assert_eq!(codes(&merged(&sources, &path("tree"))), [""; 0]);
    fs::copy(first.join("attestation.qr"), second.join("attestation.qr")).unwrap();
    assert_eq!(codes(&merged(&sources, &path("other"))), ["not_a_code"]);
}

#[test]
fn what_is_damaged_in_the_tree_is_mended_and_kept_aside() {
    let dir = scratch();
    let path = |name: &str| dir.path().join(name);
    let federation = Federation::new(dir.path());
    let number = federation.job("sud-C01", 1);
    let sources = [federation.stick("sud-C01")];
    merged(&sources, &path("tree"));
    let digest = tree_digest(&path("tree"));
    let file = path("tree/stations/sud-C01").join(&number).join(ATTESTATION_FILE);
    let sound = fs::read(&file).unwrap();
    let mut damaged = sound.clone();
    damaged[100] ^= 1;
    fs::write(&file, &damaged).unwrap();
    let done = merged(&sources, &path("tree"));
    assert_eq!((codes(&done), done.written), (vec!["set_aside"], 1));
    assert_eq!(fs::read(&file).unwrap(), sound);
    let aside = &done.collected.left[0].path;
    assert_eq!(fs::read(aside).unwrap(), damaged, "nothing is lost");
    fs::remove_file(aside).unwrap();
    assert_eq!(tree_digest(&path("tree")), digest);
    // Without a source that could mend it, it is named and stays.
    fs::write(&file, &damaged).unwrap();
    fs::create_dir(path("empty")).unwrap();
    let done = merged(&[path("empty")], &path("tree"));
    assert_eq!(codes(&done), ["modified"]);
    assert_eq!(fs::read(&file).unwrap(), damaged);
    // Folders that somebody moved within the tree go back to their places.
    fs::write(&file, &sound).unwrap();
    let folder = file.parent().unwrap();
    fs::rename(folder, path("tree/zones-moved")).unwrap();
    fs::create_dir_all(path("tree/zones/x")).unwrap();
    fs::rename(path("tree/zones-moved"), path("tree/zones/x/moved")).unwrap();
    merged(&[path("empty")], &path("tree"));
    assert_eq!(tree_digest(&path("tree")), digest);
}
