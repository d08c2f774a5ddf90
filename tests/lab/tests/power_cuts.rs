//! The power goes at random moments of every operation; the next run says the truth and finishes the job.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use gomme::event::{Completion, Event, FallBack, Technique};
use gomme::plan::technique::{Consent, Method};
use gomme::record::{Reason, Verdict};
use lab::in_process::plans::Dice;
use lab::in_process::{Cut, Ended, Setup, Twist, judge, run, run_with};

/// Cuts of each operation: `GOMME_LAB_CUTS`, or what fits a test run.
fn cuts() -> u64 {
    std::env::var("GOMME_LAB_CUTS").ok().and_then(|n| n.parse().ok()).unwrap_or(12)
}

const OPERATIONS: [(&str, Technique); 15] = [
    ("sata-ssd-modern", Technique::SanitizeBlockErase),
    ("sata-ssd-sed", Technique::SanitizeCryptoErase),
    ("sata-hdd-smr", Technique::SanitizeOverwrite),
    ("sata-ssd-2013", Technique::SecurityEraseEnhanced),
    ("sata-hdd-old", Technique::SecurityErase),
    ("sas-ssd", Technique::SanitizeBlockErase),
    ("sas-ssd", Technique::SanitizeCryptoErase),
    ("sas-hdd-format-only", Technique::FormatUnit),
    ("nvme-modern", Technique::SanitizeBlockErase),
    ("nvme-crypto-only", Technique::SanitizeCryptoErase),
    ("nvme-overwrite-only", Technique::SanitizeOverwrite),
    ("nvme-no-sanitize", Technique::FormatCryptoErase),
    ("nvme-format-user-only", Technique::FormatUserDataErase),
    ("emmc-tablet", Technique::MmcSanitize),
    ("emmc-4.41", Technique::MmcSecureErase),
];

fn setup(persona: &str, technique: Technique, cuts: Vec<Cut>) -> Setup {
    Setup {
        persona: persona.into(),
        bytes: 4 << 20,
        // Ten seconds each: long enough for the power to go in the middle.
        faults: "takes=10000".parse().unwrap(),
        fill: judge::Planted::Full,
        method: Method::Only(technique),
        consent: Consent { fall_back: FallBack::SameLevel, crypto_erase: true },
        cuts,
    }
}

/// How many commands and requests the job takes, and before which of them the erase begins.
fn length(persona: &str, technique: Technique) -> (u64, u64) {
    let clean = run(&setup(persona, technique, Vec::new()));
    // The longest way without a command is the planting; what comes then is the erase.
    let gap = clean.sent.windows(2).max_by_key(|pair| pair[1].0 - pair[0].0).unwrap();
    (clean.commands, gap[1].0)
}

fn erased(ended: &Ended) -> bool {
    ended.outcome.result != Verdict::NotErased
}

/// 50 moments of each operation in the whole lab: half of them while the erase itself runs.
#[test]
fn a_power_cut_at_any_moment_is_survived() {
    let mut finished = 0;
    for (persona, technique) in OPERATIONS {
        let (length, erase) = length(persona, technique);
        let mut dice = Dice::new(length);
        for number in 0..cuts() {
            let after = match number % 4 {
                // The commands around the erase come after the planting.
                0 => dice.below(length) + 1,
                1 => dice.below(60) + 1,
                _ => erase + dice.below(12),
            };
            let off_for = Duration::from_millis(dice.below(15_000));
            let cut = Cut { after, off_for };
            let ended = run(&setup(persona, technique, vec![cut]));
            assert_eq!(judge::complaints(&ended), Vec::<String>::new(), "{persona} {technique:?} {cut:?}");
            assert!(
                erased(&ended) && ended.facts.technique == technique,
                "{persona} {technique:?} {cut:?}: {:?} {:#?}",
                ended.outcome,
                ended.facts.attempts.iter().map(|a| (&a.technique, &a.firmware)).collect::<Vec<_>>()
            );
            assert!(!ended.outcome.reasons.contains(&Reason::FirmwareEraseFailed));
            finished += u64::from(ended.cuts > 0);
        }
    }
    assert!(finished * 10 > cuts() * 15 * 6, "only {finished} jobs were cut at all");
}

/// Cut twice, and again: still the truth, and in the end the job is done.
#[test]
fn several_cuts_of_one_job() {
    for (persona, technique) in OPERATIONS {
        let mut dice = Dice::new(7);
        for _ in 0..cuts() / 4 {
            let cuts = (0..3)
                .map(|_| Cut { after: dice.below(1500) + 1, off_for: Duration::from_secs(dice.below(20)) })
                .collect();
            let ended = run(&setup(persona, technique, cuts));
            assert_eq!(judge::complaints(&ended), Vec::<String>::new(), "{persona} {technique:?}");
            assert!(erased(&ended), "{persona} {technique:?}: {:?}", ended.outcome);
        }
    }
}

/// A process that only waits for the erase of another one and looks at what it left has worked on the drive too.
#[test]
fn a_sanitize_that_is_waited_for_is_a_run_of_the_record() {
    for persona in ["sata-ssd-modern", "sas-ssd", "nvme-modern"] {
        let technique = Technique::SanitizeBlockErase;
        let (_, erase) = length(persona, technique);
        // Among so few commands after the planting is the one that erases.
        let joined = (erase..erase + 12).filter(|after| {
            let cut = Cut { after: *after, off_for: Duration::from_secs(1) };
            let ended = run(&setup(persona, technique, vec![cut]));
            assert!(erased(&ended), "{persona} {cut:?} {:?}", ended.outcome);
            assert_eq!(ended.facts.runs.len(), 2, "{persona} {cut:?}");
            let last = ended.facts.attempts.last().and_then(|last| last.firmware.as_ref());
            last.is_some_and(|seen| seen.joined)
        });
        assert_ne!(joined.count(), 0, "{persona} was never found at work");
    }
}

/// A drive that was locked by our own password when the power went is unlocked again, whatever else happens.
#[test]
fn a_drive_that_we_locked_is_unlocked() {
    for persona in ["sata-ssd-2013", "sata-hdd-old"] {
        let technique = if persona == "sata-ssd-2013" {
            Technique::SecurityEraseEnhanced
        } else {
            Technique::SecurityErase
        };
        let mut locked = 0;
        let clean = run(&setup(persona, technique, Vec::new()));
        let at = |name: &str| clean.sent.iter().find(|(_, sent)| sent == name).unwrap().0;
        let (first, last) = (at("SECURITY SET PASSWORD"), at("SECURITY ERASE UNIT"));
        for after in first - 1..last + 4 {
            let cut = Cut { after, off_for: Duration::from_secs(1) };
            let ended = run(&setup(persona, technique, vec![cut]));
            assert!(erased(&ended), "{persona} {cut:?} {:?}", ended.outcome);
            let unlocked = |event: &&Event| matches!(event, Event::Command(sent) if sent.name == "SECURITY DISABLE PASSWORD");
            locked += usize::from(ended.events.iter().any(|event| unlocked(&event)));
            let last = ended.events.iter().rev().find_map(|event| match event {
                Event::Surveyed(survey) => Some(survey.is_locked()),
                _ => None,
            });
            assert_ne!(last, Some(gomme::units::Answer::Yes), "{persona} {cut:?}");
        }
        assert!(
            locked >= 3,
            "{persona} {locked}: too few cuts came between the password and the end of the erase"
        );
    }
}

/// Hidden areas are brought back before anything else, and the drive is larger then: a power cut right after the command, before anybody
/// could note it, must not leave a job that nobody goes on with. Nor may what came back be left out of the erase.
#[test]
fn a_drive_that_grew_as_the_power_went_is_known_again() {
    let areas = [
        ("sata-ssd-2013", Technique::SecurityEraseEnhanced, "hpa=900", "SET MAX ADDRESS"),
        ("sata-hdd-old", Technique::SecurityErase, "dco=900", "DEVICE CONFIGURATION RESTORE"),
        ("sata-hdd-old", Technique::SecurityErase, "hpa=700,dco=900", "SET MAX ADDRESS"),
        ("sata-hdd-old", Technique::Overwrite, "hpa=900", "SET MAX ADDRESS"),
        ("sas-hdd-format-only", Technique::FormatUnit, "hpa=900", "MODE SELECT"),
    ];
    for (persona, technique, faults, command) in areas {
        let with = |cuts| Setup {
            bytes: 40 << 20,
            faults: faults.parse().unwrap(),
            ..setup(persona, technique, cuts)
        };
        let clean = run(&with(Vec::new()));
        let grown = clean.facts.scope.addressable_bytes;
        assert!(grown > clean.facts.drive.size_bytes, "{persona} {faults}: nothing came back");
        let sent: Vec<u64> =
            clean.sent.iter().filter(|(_, name)| name.starts_with(command)).map(|(at, _)| *at).collect();
        assert!(!sent.is_empty(), "{persona} {faults}: {:?}", clean.sent);
        // Right before each of these commands, right after it, and a little later.
        for cut in sent.iter().flat_map(|at| (*at..at + 5).filter(|after| *after > 0)) {
            let cut = Cut { after: cut, off_for: Duration::from_secs(1) };
            let ended = run(&with(vec![cut]));
            assert_eq!(ended.cuts, 1);
            assert_eq!(judge::complaints(&ended), Vec::<String>::new(), "{persona} {faults} {cut:?}");
            let told: Vec<&Event> = ended
                .events
                .iter()
                .filter(|event| matches!(event, Event::AreaRestored { .. } | Event::Surveyed(_)))
                .collect();
            assert!(erased(&ended), "{persona} {faults} {cut:?}: {:?} {told:#?}", ended.outcome);
            assert_eq!(ended.facts.scope.addressable_bytes, grown, "{persona} {faults} {cut:?}");
            let areas = |ended: &Ended| {
                let areas = ended.facts.scope.areas.iter();
                areas.map(|area| (area.kind, area.restored)).collect::<Vec<_>>()
            };
            assert_eq!(areas(&ended), areas(&clean), "{persona} {faults} {cut:?}");
        }
    }
}

/// A computer that freezes its drives as it starts takes techniques away: the job goes on with those that are left, and the record says
/// which ones could not be begun.
#[test]
fn a_freeze_after_a_power_cut_leaves_the_rest_of_the_plan() {
    let wish = |cuts| Setup {
        method: Method::Strongest,
        consent: Consent { fall_back: FallBack::Lower, crypto_erase: false },
        ..setup("sata-ssd-2013", Technique::SecurityEraseEnhanced, cuts)
    };
    let clean = run(&wish(Vec::new()));
    assert_eq!(clean.facts.technique, Technique::SecurityEraseEnhanced);
    let at = |name: &str| clean.sent.iter().find(|(_, sent)| sent == name).unwrap().0;
    let twist = Twist { frozen_after_cut: true, ..Twist::default() };
    // Before the password is set: the drive is not locked when it is frozen.
    for after in [at("SECURITY SET PASSWORD") - 200, at("SECURITY SET PASSWORD") - 1] {
        let cut = Cut { after, off_for: Duration::from_secs(1) };
        let ended = run_with(&wish(vec![cut]), &twist);
        assert_eq!(judge::complaints(&ended), Vec::<String>::new(), "{cut:?}");
        assert_eq!(ended.cuts, 1);
        assert!(erased(&ended), "{cut:?} {:?}", ended.outcome);
        assert_eq!(ended.facts.technique, Technique::Overwrite);
        assert_eq!(ended.outcome.level, gomme::record::Level::Clear);
        assert!(ended.outcome.reservations.contains(&gomme::record::Reservation::EarlierTechniqueFailed));
        let refused: Vec<Technique> = ended
            .facts
            .attempts
            .iter()
            .filter(|attempt| {
                attempt.firmware.as_ref().is_some_and(|seen| seen.completion == Completion::NotReady)
            })
            .map(|attempt| attempt.technique)
            .collect();
        assert_eq!(refused, [Technique::SecurityEraseEnhanced, Technique::SecurityErase], "{cut:?}");
    }
}
