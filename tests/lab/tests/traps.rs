//! Known traps, one test each: mistakes that erasers made and reported as success.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use emulated_drives::fault::Faults;
use gomme::event::{
    AreaKind, Completion, Event, FallBack, Obstacle, PasswordKept, RestoreOutcome, SanitizeState, Survey,
    Technique,
};
use gomme::plan::technique::{Consent, Method, obstacle};
use gomme::record::attempt::{Doubt, Proof, judge as judge_attempt};
use gomme::record::{Level, Reason, Reservation, Verdict};
use gomme::text::{Lang, Say};
use gomme::units::Answer;
use lab::in_process::{Ended, Setup, Twist, judge, run, run_with, survey};

fn setup(persona: &str, faults: &str, method: Method, fall_back: FallBack) -> Setup {
    Setup {
        persona: persona.into(),
        bytes: 40 << 20,
        faults: faults.parse::<Faults>().unwrap(),
        fill: judge::Planted::Full,
        method,
        consent: Consent { fall_back, crypto_erase: true },
        cuts: Vec::new(),
    }
}

/// Erases by one technique alone; the judge must agree with whatever is said.
fn only(persona: &str, faults: &str, technique: Technique) -> Ended {
    let ended = run(&setup(persona, faults, Method::Only(technique), FallBack::SameLevel));
    assert_eq!(judge::complaints(&ended), Vec::<String>::new());
    ended
}

fn strongest(persona: &str, faults: &str) -> Ended {
    let ended = run(&setup(persona, faults, Method::Strongest, FallBack::SameLevel));
    assert_eq!(judge::complaints(&ended), Vec::<String>::new());
    ended
}

fn completion(ended: &Ended) -> Completion {
    ended.facts.attempts.last().unwrap().firmware.as_ref().unwrap().completion
}

fn proof(ended: &Ended) -> (Proof, Vec<Doubt>) {
    judge_attempt(ended.facts.attempts.last().unwrap(), &ended.facts.drive_as_erased())
}

/// A drive that ends in neither success nor failure was reported as sanitized by an open tool.
#[test]
fn unknown_is_not_success() {
    // The status cannot be read any more once the erase was started.
    let ended = only("sata-ssd-modern", "status_error", Technique::SanitizeBlockErase);
    assert_ne!(completion(&ended), Completion::Reported);
    assert_eq!(ended.outcome.result, Verdict::NotErased);
    let ended = only("nvme-modern", "status_error", Technique::SanitizeBlockErase);
    assert_ne!(completion(&ended), Completion::Reported);
    assert_eq!(ended.outcome.result, Verdict::NotErased);
}

/// A positive NVMe status with an empty buffer reads as "status 0, progress 0": done, to an open tool.
#[test]
fn a_positive_nvme_status_is_not_done() {
    let ended = only("nvme-modern", "odd=Get Log Page/Sanitize Status=2002", Technique::SanitizeBlockErase);
    assert_eq!(ended.outcome.result, Verdict::NotErased, "{:?}", ended.facts.attempts);
    assert_ne!(completion(&ended), Completion::Reported);
}

#[test]
fn a_sanitize_that_would_be_stuck_for_a_week_is_given_up() {
    for (persona, technique) in [
        ("sata-ssd-modern", Technique::SanitizeBlockErase),
        ("nvme-modern", Technique::SanitizeBlockErase),
        ("sas-ssd", Technique::SanitizeBlockErase),
    ] {
        let ended = only(persona, "hang_at=47,takes=60000", technique);
        assert_eq!(completion(&ended), Completion::Stuck, "{persona}");
        assert_eq!(ended.outcome.reasons, [Reason::FirmwareEraseUnproven], "{persona}");
        let hours = ended.facts.attempts[0].firmware.as_ref().unwrap().duration_ms / 3_600_000;
        assert!(hours < 3, "{persona}: {hours} hours");
    }
}

#[test]
fn progress_that_goes_round_in_circles_is_given_up() {
    for persona in ["sata-ssd-modern", "nvme-modern", "sas-ssd"] {
        let ended = only(persona, "backwards=70,takes=600000", Technique::SanitizeBlockErase);
        assert!(matches!(completion(&ended), Completion::Backwards | Completion::Overdue), "{persona}");
        assert_eq!(ended.outcome.result, Verdict::NotErased, "{persona}");
    }
}

/// "-7814037167 sectors" stood in an open tool's reports: a reply that did not come, taken for a number.
#[test]
fn a_hidden_area_is_never_negative() {
    for faults in [
        "no_registers",
        "zero_registers",
        "stale_registers",
        "fixed_sense=always",
        "unsupported=READ NATIVE MAX",
    ] {
        for persona in ["sata-hdd-smr", "sata-hdd-old", "sata-hdd-amac", "usb-jmicron", "hba-perc"] {
            let (identity, found, _) = survey(&setup(persona, faults, Method::Strongest, FallBack::Lower));
            for area in found.areas().unwrap_or_default() {
                assert!(
                    area.bytes.is_none_or(|bytes| bytes < identity.size_bytes),
                    "{persona} {faults} {area:?}"
                );
            }
        }
    }
}

/// Registers that are all zero mean "no error" to whoever does not look twice.
#[test]
fn registers_of_zeros_are_no_registers() {
    for persona in ["hba-perc", "usb-jmicron"] {
        let (_, found, _) = survey(&setup(persona, "", Method::Strongest, FallBack::Lower));
        let Survey::Ata(ata) = &found else { panic!("{found:?}") };
        assert_ne!(ata.registers, Answer::Yes, "{persona}");
        let ended = run(&setup(persona, "", Method::Strongest, FallBack::Lower));
        assert_eq!(ended.facts.technique, Technique::Overwrite, "{persona}");
        let erases = ["SANITIZE", "SECURITY ERASE", "SECURITY SET"];
        let heard = ended.journal.entries();
        assert!(
            !heard.iter().any(|e| erases.iter().any(|n| e.name.contains(n)) && !e.name.contains("STATUS")),
            "{persona}: a command that erases was sent where its end cannot be seen"
        );
    }
}

#[test]
fn a_format_unit_that_says_good_and_keeps_the_data_is_caught() {
    let ended = only("sas-hdd-format-only", "lie", Technique::FormatUnit);
    assert_eq!(ended.outcome.reasons, [Reason::DataSurvived]);
    assert!(ended.journal.has_done("FORMAT UNIT"));
}

/// Emulators and some drives answer a cryptographic erase that they cannot do with success.
#[test]
fn a_crypto_format_that_is_not_claimed_is_not_used() {
    let ended = run(&setup("nvme-qemu", "", Method::Strongest, FallBack::SameLevel));
    assert_eq!(judge::complaints(&ended), Vec::<String>::new());
    let policy = ended.facts.policy.firmware.as_ref().unwrap();
    assert!(!policy.techniques.contains(&Technique::FormatCryptoErase), "{policy:?}");
    assert!(ended.outcome.level <= Level::Clear);
}

/// Every technique on every command set, with a drive that says that all is well and leaves every byte.
#[test]
fn a_drive_that_does_nothing_is_caught_by_every_technique() {
    for (persona, technique) in [
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
    ] {
        for faults in ["lie", "partial=97", "scatter=9"] {
            let ended = only(persona, faults, technique);
            assert_eq!(ended.outcome.result, Verdict::NotErased, "{persona} {technique:?} {faults}");
            assert_eq!(
                proof(&ended).0,
                Proof::Failed,
                "{persona} {technique:?} {faults} {:?}",
                proof(&ended).1
            );
        }
        let honest = only(persona, "", technique);
        assert_ne!(
            honest.outcome.result,
            Verdict::NotErased,
            "{persona} {technique:?}: {:?}",
            honest.outcome
        );
        assert_eq!(honest.facts.technique, technique, "{persona}");
    }
}

/// A lie is not the end: with consent, the next technique is tried, and the record tells of both.
#[test]
fn after_a_lie_the_next_technique_is_tried() {
    let ended = run(&setup("nvme-modern", "lie", Method::Strongest, FallBack::Lower));
    assert_eq!(judge::complaints(&ended), Vec::<String>::new());
    assert_eq!(ended.facts.technique, Technique::Overwrite);
    assert_eq!(ended.outcome.level, Level::Clear);
    assert!(ended.outcome.reservations.contains(&Reservation::EarlierTechniqueFailed));
    assert!(ended.facts.attempts.len() > 2, "{:?}", ended.facts.attempts);
    // Without consent it stays at that.
    let ended = strongest("nvme-modern", "lie");
    assert_eq!(ended.outcome.result, Verdict::NotErased);
    assert!(!ended.events.iter().any(|event| matches!(event, Event::PassStarted { .. })));
}

/// A cryptographic erase without the donor's agreement is not sent, whatever else is missing.
#[test]
fn no_crypto_erase_without_consent() {
    let mut setup = setup("nvme-crypto-only", "", Method::Strongest, FallBack::Lower);
    setup.consent.crypto_erase = false;
    let ended = run(&setup);
    assert!(!ended.journal.has_done("Sanitize/Crypto"));
    assert!(!ended.facts.technique.is_cryptographic(), "{:?}", ended.facts.technique);
}

/// Namespaces that are drives of their own were not chosen: nothing that reaches them is sent.
#[test]
fn namespaces_that_nobody_chose_keep_their_data() {
    for method in [Method::Strongest, Method::Only(Technique::SanitizeBlockErase)] {
        let ended = run(&setup("nvme-two-namespaces", "", method, FallBack::Lower));
        let other = ended.areas.iter().find(|area| area.name == "namespace 2").unwrap();
        let left = ended.store.find(judge::NEEDLE, 1 << 20);
        let kept = left.iter().filter(|at| (other.from..other.to).contains(at)).count() as u64;
        assert_eq!(kept, (other.to - other.from) / judge::STEP as u64, "{method:?}");
    }
}

#[test]
fn hidden_areas_are_brought_back_erased_and_told() {
    for (persona, fault, kind) in [
        ("sata-hdd-smr", "hpa=700", AreaKind::HostProtected),
        ("sata-hdd-smr", "dco=700", AreaKind::ConfigurationOverlay),
        ("sata-hdd-smr", "hpa=300,dco=700", AreaKind::ConfigurationOverlay),
        ("sata-hdd-amac", "amac=700", AreaKind::AccessibleMax),
        ("sas-clipped", "", AreaKind::ClippedCapacity),
    ] {
        for method in [Method::Strongest, Method::Only(Technique::Overwrite)] {
            let ended = run(&setup(persona, fault, method, FallBack::SameLevel));
            assert_eq!(judge::complaints(&ended), Vec::<String>::new(), "{persona} {fault}");
            let area = ended.facts.scope.areas.iter().find(|area| area.kind == kind).unwrap();
            if area.restored == Some(RestoreOutcome::NeedsPowerCycle) {
                // One lasting change in a power cycle: HPA and DCO together need two.
                assert!(ended.outcome.reservations.iter().any(|r| matches!(
                    r,
                    Reservation::HiddenAreasNotErased | Reservation::HiddenAreasNotReadBack
                )));
                continue;
            }
            assert_eq!(area.restored, Some(RestoreOutcome::Restored), "{persona} {fault} {method:?}");
            assert_eq!(ended.facts.scope.addressable_bytes, 40 << 20, "{persona} {fault}");
            assert!(ended.store.find(judge::NEEDLE, 1).is_empty(), "{persona} {fault} {method:?}");
        }
    }
}

#[test]
fn a_hidden_area_that_stays_is_declared() {
    for fault in ["hpa=700,hpa_stuck", "hpa=700,hpa_lies", "dco=700,dco_stuck"] {
        let ended =
            run(&setup("sata-hdd-smr", fault, Method::Only(Technique::Overwrite), FallBack::SameLevel));
        assert_eq!(judge::complaints(&ended), Vec::<String>::new());
        assert!(
            ended.outcome.reservations.contains(&Reservation::HiddenAreasNotErased),
            "{fault} {:?}",
            ended.outcome
        );
    }
}

#[test]
fn a_frozen_drive_gets_no_password() {
    let ended = run(&setup("sata-ssd-2013", "frozen", Method::Strongest, FallBack::Lower));
    assert_eq!(ended.facts.technique, Technique::Overwrite);
    assert!(!ended.journal.entries().iter().any(|e| e.name.contains("SECURITY SET PASSWORD")));
}

/// Vendors' passwords are not guessed; ours is tried once.
#[test]
fn a_foreign_password_is_tried_once_with_ours_and_no_more() {
    let ended = run(&setup("sata-ssd-2013", "locked=secret", Method::Strongest, FallBack::Lower));
    assert_eq!(ended.outcome.result, Verdict::NotErased);
    let unlocks = ended.journal.entries().iter().filter(|e| e.name == "SECURITY UNLOCK").count();
    assert_eq!(unlocks, 1, "of the five that a drive allows");
    let ours = run(&setup("sata-ssd-2013", "locked=REEMPLOI-ERASE", Method::Strongest, FallBack::Lower));
    assert_eq!(judge::complaints(&ours), Vec::<String>::new());
    assert_eq!((ours.outcome.result, ours.outcome.level), (Verdict::Erased, Level::Purge));
}

#[test]
fn gomme_never_freezes_and_never_leaves_failure_mode() {
    for number in 0..60 {
        let ended = run(&lab::in_process::plans::plan(number));
        for entry in ended.journal.entries() {
            assert!(!entry.name.contains("FREEZE"), "{}", entry.name);
            assert!(
                !entry.name.contains("EXIT FAILURE") && !entry.name.contains("Exit Failure"),
                "{}",
                entry.name
            );
        }
    }
}

/// What runs when gomme comes is waited for, not begun again.
#[test]
fn a_frozen_sanitize_is_seen() {
    let (_, found, _) =
        survey(&setup("sata-ssd-modern", "sanitize_frozen", Method::Strongest, FallBack::Lower));
    assert_eq!(found.sanitize().unwrap().state, SanitizeState::Frozen);
}

/// The power goes when all is proven and nothing is signed; until the next run somebody uses the drive, or puts another one there.
#[test]
fn a_drive_that_was_used_after_the_proof_is_erased_again() {
    for (persona, technique) in [
        ("nvme-modern", Technique::SanitizeBlockErase),
        ("nvme-crypto-only", Technique::SanitizeCryptoErase),
        ("sata-ssd-2013", Technique::SecurityEraseEnhanced),
        ("emmc-tablet", Technique::MmcSanitize),
    ] {
        for fill in [judge::Planted::Full, judge::Planted::Every(50)] {
            let mut setup = setup(persona, "", Method::Only(technique), FallBack::SameLevel);
            // Blank before: then the canaries alone would prove anything once they are gone.
            setup.fill = judge::Planted::Every(1 << 30);
            let twist = Twist { cut_after_proof: true, used_after_proof: Some(fill), ..Twist::default() };
            let ended = run_with(&setup, &twist);
            assert_eq!(judge::complaints(&ended), Vec::<String>::new(), "{persona} {technique:?} {fill:?}");
            assert_ne!(
                ended.outcome.result,
                Verdict::NotErased,
                "{persona} {technique:?} {:?}",
                ended.outcome
            );
        }
    }
}

/// What is proven and still shows it needs no second erase; what shows noise cannot be told from what somebody wrote.
#[test]
fn a_drive_that_was_left_alone_after_the_proof_is_looked_at() {
    for (persona, technique, attempts) in [
        ("nvme-modern", Technique::SanitizeBlockErase, 1),
        ("sas-hdd-format-only", Technique::FormatUnit, 1),
        ("nvme-crypto-only", Technique::SanitizeCryptoErase, 2),
    ] {
        let setup = setup(persona, "", Method::Only(technique), FallBack::SameLevel);
        let ended = run_with(&setup, &Twist { cut_after_proof: true, ..Twist::default() });
        assert_eq!(judge::complaints(&ended), Vec::<String>::new());
        assert_ne!(ended.outcome.result, Verdict::NotErased, "{persona} {:?}", ended.outcome);
        assert_eq!(ended.facts.attempts.len(), attempts, "{persona}");
        let looks = ended.events.iter().filter(|event| matches!(event, Event::EvidenceRead(_))).count();
        assert_eq!(looks, attempts + 1, "{persona}");
    }
}

/// The identity is looked at again right before a command that erases: planting takes minutes, waiting takes hours.
#[test]
fn nothing_erases_a_drive_that_took_the_place_of_the_chosen_one() {
    for (persona, technique, command) in [
        ("nvme-modern", Technique::SanitizeBlockErase, "Sanitize/"),
        ("sata-ssd-modern", Technique::SanitizeBlockErase, "SANITIZE"),
        ("sata-ssd-2013", Technique::SecurityEraseEnhanced, "SECURITY"),
        ("sas-hdd-format-only", Technique::FormatUnit, "FORMAT UNIT"),
        ("emmc-tablet", Technique::MmcSanitize, "ERASE"),
    ] {
        let setup = setup(persona, "", Method::Only(technique), FallBack::SameLevel);
        let clean = run(&setup);
        let gap = clean.sent.windows(2).max_by_key(|pair| pair[1].0 - pair[0].0).unwrap();
        // In the middle of the planting: its places are drawn anew in each run, so that its end is not the same twice.
        let swapped_after = Some(gap[0].0.midpoint(gap[1].0));
        let ended = run_with(&setup, &Twist { swapped_after, ..Twist::default() });
        assert_eq!(ended.outcome.result, Verdict::NotErased, "{persona}");
        assert!(
            ended.outcome.reasons.contains(&Reason::IdentityNotConfirmed),
            "{persona} {:?}",
            ended.outcome
        );
        let erases = |name: &str| name.contains(command) && !name.to_lowercase().contains("status");
        let sent: Vec<_> = ended.sent.iter().filter(|(at, name)| *at > gap[0].0 && erases(name)).collect();
        assert!(sent.is_empty(), "{persona}: {sent:?}");
    }
}

/// A namespace that was attached after the plan was made is a drive that nobody chose.
#[test]
fn a_namespace_that_appears_after_the_plan_keeps_its_data() {
    let setup = setup("nvme-two-namespaces", "", Method::Strongest, FallBack::Lower);
    let techniques = Some(vec![Technique::SanitizeBlockErase, Technique::Overwrite]);
    let ended = run_with(&setup, &Twist { techniques, ..Twist::default() });
    let other = ended.areas.iter().find(|area| area.name == "namespace 2").unwrap();
    let left = ended.store.find(judge::NEEDLE, 1 << 20);
    let kept = left.iter().filter(|at| (other.from..other.to).contains(at)).count() as u64;
    assert_eq!(kept, (other.to - other.from) / judge::STEP as u64);
    assert_eq!(ended.facts.technique, Technique::Overwrite);
}

/// What is still on a store, of all that was planted over it.
fn untouched(store: &emulated_drives::store::Store) -> bool {
    store.find(judge::NEEDLE, 1 << 22).len() as u64 == store.bytes() / judge::STEP as u64
}

/// The drives of a dock, or of a backplane that hides a change, and the command that would erase the wrong one.
const DOCKED: [(&str, Technique, &str); 5] = [
    ("usb-asmedia", Technique::SanitizeBlockErase, "SANITIZE"),
    ("sata-ssd-2013", Technique::SecurityEraseEnhanced, "SECURITY"),
    ("sas-hdd-format-only", Technique::FormatUnit, "FORMAT UNIT"),
    ("nvme-modern", Technique::SanitizeBlockErase, "Sanitize/"),
    ("usb-no-sat", Technique::Overwrite, "WRITE"),
];

/// The dock keeps its name and its serial number, and what the system read when it was plugged in, while somebody changes the
/// drive in it between the plan and the erase.
#[test]
fn a_drive_that_was_changed_in_its_dock_before_the_erase_is_not_touched() {
    for (persona, technique, _) in DOCKED {
        for method in [Method::Only(technique), Method::Only(Technique::Overwrite)] {
            let setup = setup(persona, "", method, FallBack::SameLevel);
            let docked_after = Some((0, judge::Planted::Full));
            let ended = run_with(&setup, &Twist { docked_after, ..Twist::default() });
            assert_eq!(ended.outcome.result, Verdict::NotErased, "{persona} {method:?}");
            assert!(
                ended.outcome.reasons.contains(&Reason::IdentityNotConfirmed),
                "{persona} {:?}",
                ended.outcome
            );
            let (store, journal) = ended.spare.unwrap();
            assert!(untouched(&store) && untouched(&ended.store), "{persona} {method:?}");
            // An ATA command is noted with its wrapper and by itself.
            let asks = ["INQUIRY", "IDENTIFY", "ATA PASS-THROUGH"];
            let heard = journal.entries();
            let asked = |name: &str| asks.iter().any(|ask| name.to_uppercase().contains(ask));
            assert!(heard.iter().all(|e| asked(&e.name)), "{persona} {method:?} {heard:?}");
        }
    }
}

/// As above, while gomme plants: nothing that erases reaches the other drive.
#[test]
fn a_drive_that_is_changed_in_its_dock_during_the_planting_is_not_erased() {
    for (persona, technique, command) in DOCKED.into_iter().filter(|(_, t, _)| *t != Technique::Overwrite) {
        let setup = setup(persona, "", Method::Only(technique), FallBack::SameLevel);
        let clean = run(&setup);
        let gap = clean.sent.windows(2).max_by_key(|pair| pair[1].0 - pair[0].0).unwrap();
        let docked_after = Some((gap[0].0.midpoint(gap[1].0), judge::Planted::Full));
        let ended = run_with(&setup, &Twist { docked_after, ..Twist::default() });
        assert_eq!(ended.outcome.result, Verdict::NotErased, "{persona}");
        assert!(
            ended.outcome.reasons.contains(&Reason::IdentityNotConfirmed),
            "{persona} {:?}",
            ended.outcome
        );
        let (_, journal) = ended.spare.unwrap();
        let erases = |name: &str| name.contains(command) && !name.to_lowercase().contains("status");
        assert!(!journal.entries().iter().any(|e| erases(&e.name)), "{persona} {:?}", journal.entries());
    }
}

/// A blank drive put in place of the one that is being erased looks like a success: only its own word tells.
#[test]
fn a_blank_drive_put_into_the_dock_during_the_erase_proves_nothing() {
    for (persona, technique, _) in DOCKED {
        let setup = setup(persona, "", Method::Only(technique), FallBack::SameLevel);
        let clean = run(&setup);
        assert_ne!(clean.outcome.result, Verdict::NotErased, "{persona} {:?}", clean.outcome);
        // Close to the end: while the medium is looked at, or read back.
        let docked_after = Some((clean.commands - clean.commands / 8, judge::Planted::Every(1 << 30)));
        let ended = run_with(&setup, &Twist { docked_after, ..Twist::default() });
        assert_eq!(ended.outcome.result, Verdict::NotErased, "{persona} {:?}", ended.outcome);
        assert!(
            ended.outcome.reasons.contains(&Reason::IdentityNotConfirmed),
            "{persona} {:?}",
            ended.outcome
        );
    }
}

/// A drive that told its serial number and tells nothing any more is not taken for the same one.
#[test]
fn a_drive_that_no_longer_says_who_it_is_is_not_erased() {
    let setup = setup("usb-asmedia", "", Method::Strongest, FallBack::Lower);
    let (_, found, _) = survey(&setup);
    assert!(matches!(found, Survey::Ata(_)));
    let ended = run(&setup);
    let own = ended.facts.own_identity.as_ref().unwrap();
    assert_eq!((own.serial.as_deref(), own.model.is_some()), (Some("LAB0001"), true));
    // The other one is behind the same bridge and answers no IDENTIFY DEVICE.
    let silent = Setup { faults: "unsupported=IDENTIFY DEVICE".parse::<Faults>().unwrap(), ..setup.clone() };
    let twist =
        Twist { docked_after: Some((0, judge::Planted::Full)), docked: Some(silent), ..Twist::default() };
    let ended = run_with(&setup, &twist);
    assert_eq!(ended.outcome.reasons, [Reason::IdentityNotConfirmed]);
    assert!(untouched(&ended.spare.unwrap().0));
}

/// A command to one logical unit of a disk with two actuators may reach the other, which nobody chose.
#[test]
fn the_other_actuator_of_a_disk_gets_no_command_that_erases() {
    for method in [Method::Strongest, Method::Only(Technique::FormatUnit)] {
        let ended = run(&setup("sas-hdd-two-units", "", method, FallBack::Lower));
        assert_eq!(judge::complaints(&ended), Vec::<String>::new(), "{method:?}");
        let heard = ended.journal.entries();
        assert!(
            !heard.iter().any(|e| e.name.contains("FORMAT UNIT") || e.name.contains("SANITIZE")),
            "{heard:?}"
        );
        let blocked = &ended.facts.policy.firmware.as_ref().unwrap().blocked;
        assert!(!blocked.is_empty());
        assert!(blocked.iter().all(|one| one.obstacle == Obstacle::OtherLogicalUnits), "{blocked:?}");
        // What lies behind the other actuator is still there, and the record says that something is.
        assert_eq!(ended.facts.technique, Technique::Overwrite, "{method:?}");
        assert!(
            ended.outcome.reservations.contains(&Reservation::HiddenAreasNotErased),
            "{:?}",
            ended.outcome
        );
    }
    // A target that is not heard on the question may have others; one that does not know it has none.
    for (faults, others) in [("hang=REPORT LUNS", None), ("unsupported=REPORT LUNS", Some(0)), ("", Some(0))]
    {
        let (_, found, _) = survey(&setup("sas-ssd", faults, Method::Strongest, FallBack::Lower));
        let Survey::Scsi(scsi) = &found else { panic!("{found:?}") };
        assert_eq!(scsi.other_units, others, "{faults}");
        let blocked = obstacle(&found, Technique::SanitizeBlockErase, Consent::default());
        assert_eq!(blocked, others.is_none().then_some(Obstacle::OtherLogicalUnits), "{faults}");
    }
}

/// A sanitize reaches every namespace of the subsystem: those that no controller shows here, too.
#[test]
fn namespaces_that_are_not_seen_keep_their_data() {
    let ended = run(&setup("nvme-detached-sanitize", "", Method::Strongest, FallBack::Lower));
    let detached = ended.areas.iter().find(|area| area.name == "namespace 2").unwrap();
    let left = ended.store.find(judge::NEEDLE, 1 << 20);
    let kept = left.iter().filter(|at| (detached.from..detached.to).contains(at)).count() as u64;
    assert_eq!(kept, (detached.to - detached.from) / judge::STEP as u64, "{:?}", ended.facts.technique);
    for (persona, unseen) in
        [("nvme-detached-sanitize", Some(1)), ("nvme-shared", None), ("nvme-modern", Some(0))]
    {
        let (_, found, _) = survey(&setup(persona, "", Method::Strongest, FallBack::Lower));
        let Survey::Nvme(nvme) = &found else { panic!("{found:?}") };
        assert_eq!((nvme.other_namespaces, nvme.unseen_namespaces), (Some(0), unseen), "{persona}");
        let blocked = obstacle(&found, Technique::SanitizeBlockErase, Consent::default());
        assert_eq!(blocked, (unseen != Some(0)).then_some(Obstacle::UnseenNamespaces), "{persona}");
    }
}

/// A drive that stays locked is no use to whoever gets it: the record says with what, and how to open it.
#[test]
fn a_password_that_stays_is_told() {
    let erase = Method::Only(Technique::SecurityErase);
    let password_of = |faults: &str| {
        let ended = run(&setup("sata-ssd-2013", faults, erase, FallBack::SameLevel));
        assert_eq!(judge::complaints(&ended), Vec::<String>::new(), "{faults}");
        ended.facts.password_kept
    };
    let published = Some(PasswordKept::Published { password: "REEMPLOI-ERASE".into() });
    // It was set, the erase hung, and it does not come off.
    let stuck = "hang=SECURITY ERASE UNIT,unsupported=SECURITY DISABLE PASSWORD";
    assert_eq!(password_of(stuck), published);
    for lang in [Lang::En, Lang::Fr] {
        let said = published.as_ref().unwrap().say(lang);
        for command in ["unlock", "disable"] {
            let wanted = format!("hdparm --user-master u --security-{command} REEMPLOI-ERASE /dev/sdX");
            assert!(said.contains(&wanted), "{said}");
        }
    }
    // A power cut left it, and it does not come off either.
    assert_eq!(password_of("locked=REEMPLOI-ERASE,unsupported=SECURITY DISABLE PASSWORD"), published);
    assert_eq!(password_of("locked=secret"), Some(PasswordKept::NotOurs));
    assert_eq!(password_of("locked=REEMPLOI-ERASE"), None);
    assert_eq!(password_of("hang=SECURITY ERASE UNIT"), None);
    assert_eq!(password_of(""), None);
}

/// libata tells an aborted command in the fixed format, with the code of the error: the registers stand there all the same.
#[test]
fn a_sanitize_that_failed_is_failed_in_the_fixed_format_too() {
    for faults in ["fail_at=50", "fail_at=50,fixed_sense"] {
        let ended = only("sata-ssd-modern", faults, Technique::SanitizeBlockErase);
        assert_eq!(completion(&ended), Completion::Failed, "{faults}");
        assert_eq!(ended.outcome.reasons, [Reason::FirmwareEraseFailed], "{faults}");
    }
}
