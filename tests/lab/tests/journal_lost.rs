//! A stick that is full or gone: what no journal would tell is not begun, what is begun is finished.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gomme::event::{FallBack, StopReason, Technique};
use gomme::plan::technique::{Consent, Method};
use gomme::record::{Reason, Verdict};
use lab::in_process::{Ended, Setup, Twist, judge, run_with};

const OPERATIONS: [(&str, Technique, &str); 8] = [
    ("sata-ssd-modern", Technique::SanitizeBlockErase, "SANITIZE"),
    ("sata-ssd-2013", Technique::SecurityEraseEnhanced, "SECURITY SET PASSWORD"),
    ("sata-hdd-old", Technique::SecurityErase, "SECURITY SET PASSWORD"),
    ("sas-hdd-format-only", Technique::FormatUnit, "FORMAT UNIT"),
    ("nvme-modern", Technique::SanitizeBlockErase, "SANITIZE"),
    ("nvme-no-sanitize", Technique::FormatCryptoErase, "Format"),
    ("emmc-tablet", Technique::MmcSanitize, "SANITIZE"),
    ("sata-none", Technique::Overwrite, "WRITE"),
];

fn erase(persona: &str, technique: Technique, faults: &str, lost: Option<u64>) -> Ended {
    let setup = Setup {
        persona: persona.into(),
        bytes: 4 << 20,
        faults: faults.parse().unwrap(),
        fill: judge::Planted::Full,
        method: Method::Only(technique),
        consent: Consent { fall_back: FallBack::SameLevel, crypto_erase: true },
        cuts: Vec::new(),
    };
    run_with(&setup, &Twist { journal_lost_after: lost, ..Twist::default() })
}

fn left(ended: &Ended) -> usize {
    ended.store.find(judge::NEEDLE, usize::MAX).len()
}

#[test]
fn without_a_journal_from_the_start_no_byte_is_written() {
    for (persona, technique, _) in OPERATIONS {
        let ended = erase(persona, technique, "", Some(0));
        assert_eq!(ended.stopped(), Some(StopReason::JournalNotWritten), "{persona}");
        assert_eq!(ended.outcome.result, Verdict::NotErased);
        assert!(ended.outcome.reasons.contains(&Reason::JournalNotWritten));
        assert_eq!(left(&ended), usize::try_from(ended.store.bytes()).unwrap() / judge::STEP, "{persona}");
    }
}

#[test]
fn hidden_areas_are_not_brought_back_without_a_journal() {
    let setup = Setup {
        persona: "sata-hdd-old".into(),
        bytes: 40 << 20,
        faults: "hpa=900".parse().unwrap(),
        fill: judge::Planted::Full,
        method: Method::Strongest,
        consent: Consent::default(),
        cuts: Vec::new(),
    };
    let ended = run_with(&setup, &Twist { journal_lost_after: Some(0), ..Twist::default() });
    assert_eq!(ended.stopped(), Some(StopReason::JournalNotWritten));
    assert!(ended.sent.iter().all(|(_, name)| !name.starts_with("SET MAX")), "{:?}", ended.sent);
}

/// Between the first mark and the command that erases.
#[test]
fn a_journal_lost_while_planting_keeps_the_command_back() {
    for (persona, technique, command) in OPERATIONS.into_iter().filter(|(_, t, _)| *t != Technique::Overwrite)
    {
        let clean = erase(persona, technique, "", None);
        // The longest way without a command is the planting.
        let planting = clean.sent.windows(2).max_by_key(|pair| pair[1].0 - pair[0].0).unwrap();
        let ended = erase(persona, technique, "", Some(planting[0].0 + 5));
        assert_eq!(ended.stopped(), Some(StopReason::JournalNotWritten), "{persona}");
        assert!(ended.commands > planting[0].0 + 5, "{persona}: nothing was planted");
        let erases = |ended: &Ended| {
            let is_command = |name: &str| name.to_uppercase().starts_with(&command.to_uppercase());
            ended.sent.iter().filter(|(at, name)| *at > planting[0].0 && is_command(name)).count()
        };
        assert!(erases(&clean) > erases(&ended), "{persona}: {:?}", ended.sent);
        assert!(left(&ended) > 0, "{persona}");
    }
}

/// A drive that is half erased is not left so: what comes after the first step goes on.
#[test]
fn a_journal_lost_after_the_command_leaves_no_drive_half_erased() {
    for (persona, technique, _) in OPERATIONS {
        let clean = erase(persona, technique, "", None);
        let after = match technique {
            Technique::Overwrite => clean.commands / 2,
            _ => {
                let planting = clean.sent.windows(2).max_by_key(|pair| pair[1].0 - pair[0].0).unwrap();
                planting[1].0 + 8
            }
        };
        let ended = erase(persona, technique, "", Some(after));
        assert_eq!(ended.stopped(), None, "{persona}");
        assert_ne!(ended.outcome.result, Verdict::NotErased, "{persona} {:?}", ended.outcome);
        assert_eq!(judge::complaints(&ended), Vec::<String>::new());
    }
}

/// The first technique failed, the journal is gone by then: the next one is not begun.
#[test]
fn no_second_technique_is_begun_without_a_journal() {
    let setup = |persona: &str| Setup {
        persona: persona.into(),
        bytes: 4 << 20,
        faults: "lie".parse().unwrap(),
        fill: judge::Planted::Full,
        method: Method::Strongest,
        consent: Consent { fall_back: FallBack::Lower, crypto_erase: true },
        cuts: Vec::new(),
    };
    let clean = run_with(&setup("sata-ssd-2013"), &Twist::default());
    assert!(clean.facts.attempts.len() > 1);
    let command = clean.sent.iter().find(|(_, name)| name == "SECURITY ERASE UNIT").unwrap().0;
    let twist = Twist { journal_lost_after: Some(command + 1), ..Twist::default() };
    let ended = run_with(&setup("sata-ssd-2013"), &twist);
    assert_eq!(ended.stopped(), Some(StopReason::JournalNotWritten));
    assert_eq!(ended.outcome.result, Verdict::NotErased);
    let begun = ended.sent.iter().filter(|(_, name)| name == "SECURITY ERASE UNIT").count();
    assert_eq!(begun, 1, "{:?}", ended.sent);
}
