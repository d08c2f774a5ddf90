//! Same reading. Facts of both sides are words; a key that one side lacks is a difference too.

mod ata;
mod mmc;
mod nvme;
mod scsi;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use emulated_drives::clock::{Clock, RealClock};
use emulated_drives::journal::Journal;
use emulated_drives::store::Store;
use gomme::event::{Area, AreaKind, Technique};
use gomme::units::Answer;
use lab::peers::{Bay, Left};

use super::{peer, setup};

/// What is read of a drive.
type Facts = BTreeMap<&'static str, String>;

/// A drive, and what is done to it before it is read.
#[derive(Clone, Copy, Debug)]
struct Drive {
    persona: &'static str,
    faults: &'static str,
    before: &'static [&'static str],
}

const fn drive(persona: &'static str, faults: &'static str) -> Drive {
    Drive { persona, faults, before: &[] }
}

impl Drive {
    fn bay(self) -> Bay {
        let bay = Bay::new(&setup(self.persona, self.faults, Technique::Overwrite)).expect("a drive");
        for line in self.before {
            peer(&bay, line);
        }
        bay
    }
}

/// Waits until the drive does nothing more: an erase of it that was begun is over.
fn settle(bay: &Bay) {
    let _ = bay.left_within(Duration::from_secs(1), &[], &Left::new());
}

/// What a command set's peers and gomme read.
struct Readers {
    by_peers: fn(&Bay) -> Facts,
    by_gomme: fn(&Bay) -> Facts,
}

/// Keys whose words differ, or that one side lacks.
fn differing(one: &Facts, other: &Facts) -> BTreeSet<&'static str> {
    one.keys().chain(other.keys()).copied().filter(|key| one.get(key) != other.get(key)).collect()
}

impl Readers {
    /// Both read the same of each drive.
    fn agree_on(&self, drives: &[Drive]) {
        for drive in drives {
            let bay = drive.bay();
            let (theirs, ours) = ((self.by_peers)(&bay), (self.by_gomme)(&bay));
            let keys = differing(&theirs, &ours);
            assert!(keys.is_empty(), "{drive:?}: {keys:?}\npeers {theirs:#?}\ngomme {ours:#?}");
            assert!(!ours.values().any(|word| word == "unknown"), "{drive:?}: {ours:#?}");
        }
    }

    /// When the peers read the first drive of a pair and gomme the second, these facts differ, and no other; all pairs together
    /// show each fact to differ once.
    fn disagree_on(&self, pairs: Vec<(Bay, Bay, &[&str])>) {
        let (mut shown, mut all) = (BTreeSet::new(), BTreeSet::new());
        for (one, other, wanted) in pairs {
            let (theirs, ours) = ((self.by_peers)(&one), (self.by_gomme)(&other));
            let found = differing(&theirs, &ours);
            assert_eq!(found, wanted.iter().copied().collect(), "{theirs:#?} {ours:#?}");
            shown.extend(found);
            all.extend(theirs.into_keys().chain(ours.into_keys()));
        }
        assert_eq!(shown, all, "facts that no pair has shown to differ");
    }
}

/// What a drive of a test's own making is made with: a store of so many bytes, a clock, a journal.
fn parts(bytes: u64) -> (Store, Arc<dyn Clock>, Journal) {
    (Store::memory(bytes), RealClock::start(), Journal::default())
}

fn word(answer: Answer) -> String {
    match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Unknown => "unknown",
    }
    .to_owned()
}

fn yes(is_so: bool) -> String {
    word(if is_so { Answer::Yes } else { Answer::No })
}

fn lower(state: impl Debug) -> String {
    format!("{state:?}").to_lowercase()
}

/// An area as its bytes, or `none`.
fn area_word(areas: &[Area], kind: AreaKind) -> String {
    let area = areas.iter().find(|area| area.kind == kind).expect("an area that was looked for");
    match (area.present, area.bytes) {
        (Answer::Yes, Some(bytes)) => bytes_word(bytes),
        (Answer::No, _) => bytes_word(0),
        _ => "unknown".to_owned(),
    }
}

fn bytes_word(bytes: u64) -> String {
    if bytes == 0 { "none".to_owned() } else { bytes.to_string() }
}

/// What follows `label` in its line, without spaces and up to the line's end.
fn after<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.trim().strip_prefix(label)).map(str::trim)
}

/// The number that begins a text, decimal or after 0x hexadecimal; separators between thousands do not count.
fn number(text: &str) -> Option<u64> {
    let text = text.replace(',', "");
    let (digits, radix) = text.strip_prefix("0x").map_or((text.as_str(), 10), |rest| (rest, 16));
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    u64::from_str_radix(&digits[..end], radix).ok()
}

#[test]
fn texts_are_read_narrowly() {
    let text = " Key : 0x1f, more\n Other key: 4,194,304 bytes [4 MB]\n";
    assert_eq!(after(text, "Key :").and_then(number), Some(31));
    assert_eq!(after(text, "Other key:").and_then(number), Some(4_194_304));
    assert_eq!(after(text, "key:"), None);
    assert_eq!(number("none"), None);
}
