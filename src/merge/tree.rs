//! The one tree of files that a set has: a function of the set alone, so that the same set is the same bytes everywhere. Pure.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::tz::TimeZone;

use super::union::{ListFiles, Owner, Paper, TrustFiles, Union, Version};
use crate::attest::CODE_FILE;
use crate::attest::trust::TrustSet;
use crate::attest::trust_folder::{TRUST_FILE, list_file, trust_signature_file};
use crate::attest::{ATTESTATION_FILE, SIGNATURE_FILE, ledger, sha256};

/// The folders of a tree.
pub const FOLDERS: [&str; 3] = [STATIONS, ZONES, TRUST];
const STATIONS: &str = "stations";
const ZONES: &str = "zones";
const TRUST: &str = "trust";
/// How many hexadecimal digits of a digest stand in a name: 128 bits, so that nobody can make two names meet.
const DIGITS: usize = 32;

/// The content of a file of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Bytes at hand.
    Here(Vec<u8>),
    /// Those of another file, which have this SHA-256.
    There(PathBuf, String),
}

impl Content {
    /// SHA-256 of it.
    #[must_use]
    pub fn digest(&self) -> String {
        match self {
            Content::Here(bytes) => sha256(bytes),
            Content::There(_, digest) => digest.clone(),
        }
    }
}

/// Each file by its path in the tree, with slashes.
pub type Tree = BTreeMap<String, Content>;

/// The tree of a set.
#[must_use]
pub fn of(union: &Union) -> Tree {
    let mut tree = Tree::new();
    for (owner, numbers) in &union.papers {
        let folder = match owner {
            Owner::Station(name) => format!("{STATIONS}/{name}"),
            Owner::Zone(name) => format!("{ZONES}/{name}"),
        };
        for (number, versions) in numbers {
            for (version, paper) in versions {
                let end = end_of(version, versions);
                put_paper(&mut tree, &format!("{folder}/{number}{end}"), version, paper);
            }
        }
    }
    for (station, ledgers) in &union.ledgers {
        for one in ledgers {
            let name = match &ledgers[..] {
                [_] => ledger::FILE.to_owned(),
                _ => format!("ledger.{}.jsonl", short(&sha256(&one.bytes))),
            };
            tree.insert(format!("{STATIONS}/{station}/{name}"), Content::Here(one.bytes.clone()));
        }
    }
    for (zone, lists) in &union.lists {
        for (key, files) in lists {
            let alone = lists.keys().filter(|other| other.number == key.number).count() == 1;
            let end = if alone { String::new() } else { format!("~{}", short(&key.digest)) };
            let folder = format!("{ZONES}/{zone}/revocations/{}{end}", key.number);
            put_list(&mut tree, &folder, zone, files);
        }
    }
    for (digest, set) in &union.sets {
        put_set(&mut tree, &format!("{TRUST}/{}", short(digest)), set, union);
    }
    tree
}

fn short(digest: &str) -> &str {
    digest.get(..DIGITS).unwrap_or(digest)
}

/// What stands behind a number in the name of a folder: nothing, unless other documents have the number too.
fn end_of(version: &Version, versions: &BTreeMap<Version, Paper>) -> String {
    if versions.len() == 1 {
        return String::new();
    }
    let same = versions.keys().filter(|other| other.attestation == version.attestation).count();
    let attestation = short(&version.attestation);
    if same == 1 {
        format!("~{attestation}")
    } else {
        format!("~{attestation}-{}", short(&version.signature))
    }
}

fn put_paper(tree: &mut Tree, folder: &str, version: &Version, paper: &Paper) {
    let mut signature = paper.place.clone().into_os_string();
    signature.push(".sig");
    let there = |place: PathBuf, digest: &String| Content::There(place, digest.clone());
    // In this order they are written: a folder with an attestation has its signature.
    tree.insert(format!("{folder}/{SIGNATURE_FILE}"), there(signature.into(), &version.signature));
    tree.insert(format!("{folder}/{ATTESTATION_FILE}"), there(paper.place.clone(), &version.attestation));
    for (digest, place) in &paper.codes {
        let name = match paper.codes.len() {
            1 => CODE_FILE.to_owned(),
            _ => format!("attestation.{}.qr", short(digest)),
        };
        tree.insert(format!("{folder}/{name}"), there(place.clone(), digest));
    }
}

fn put_list(tree: &mut Tree, folder: &str, zone: &str, files: &ListFiles) {
    let file = format!("{folder}/{}", list_file(zone));
    tree.insert(format!("{file}.sig"), Content::Here(files.signature.clone()));
    tree.insert(file, Content::Here(files.list.clone()));
}

/// A trust folder as readers take it: the set, the signatures over it, and for each of its zones the last list that this very set
/// accepts as that zone's.
fn put_set(tree: &mut Tree, folder: &str, set: &TrustFiles, union: &Union) {
    tree.insert(format!("{folder}/{TRUST_FILE}"), Content::Here(set.bytes.clone()));
    for (zone, texts) in &set.signatures {
        for (digest, text) in texts {
            let name = match texts.len() {
                1 => trust_signature_file(zone),
                // A name that readers take for a signature too.
                _ => trust_signature_file(&format!("{zone}.{}", short(digest))),
            };
            tree.insert(format!("{folder}/{name}"), Content::Here(text.clone()));
        }
    }
    // Times without a zone do not matter here: what takes trust back is heard in any case.
    let Ok(parsed) = TrustSet::parse(&set.bytes, &TimeZone::UTC) else { return };
    for zone in parsed.zones() {
        let lists = union.lists.get(zone).into_iter().flat_map(|lists| lists.values().rev());
        let accepted =
            |files: &&ListFiles| parsed.clone().add_revocations(zone, &files.list, &files.signature).is_ok();
        if let Some(files) = lists.into_iter().find(accepted) {
            put_list(tree, folder, zone, files);
        }
    }
}
