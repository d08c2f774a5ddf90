//! The judge and the evidence are worth something: what is left is seen, and what is claimed of it is a complaint.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gomme::event::{FallBack, Technique};
use gomme::plan::technique::{Consent, Method};
use gomme::record::{Reservation, Verdict};
use lab::in_process::{Setup, judge, run};

fn setup(persona: &str, faults: &str, technique: Technique) -> Setup {
    Setup {
        persona: persona.into(),
        bytes: 8 << 20,
        faults: faults.parse().unwrap(),
        fill: judge::Planted::Full,
        method: Method::Only(technique),
        consent: Consent { fall_back: FallBack::SameLevel, crypto_erase: true },
        cuts: Vec::new(),
    }
}

/// Were gomme to believe the liar, the judge would say so.
#[test]
fn a_false_green_is_a_complaint() {
    for faults in ["lie", "partial=99", "scatter=7"] {
        let mut ended = run(&setup("nvme-modern", faults, Technique::SanitizeBlockErase));
        assert_eq!(ended.outcome.result, Verdict::NotErased);
        ended.outcome.result = Verdict::Erased;
        assert!(!judge::complaints(&ended).is_empty(), "{faults}");
    }
}

/// A technique that the drive never heard of is a complaint too.
#[test]
fn a_technique_that_was_not_sent_is_a_complaint() {
    let mut ended = run(&setup("sata-ssd-modern", "", Technique::SanitizeBlockErase));
    assert!(judge::complaints(&ended).is_empty());
    ended.facts.technique = Technique::SecurityErase;
    assert!(judge::complaints(&ended).iter().any(|complaint| complaint.contains("not heard")));
}

/// An overwrite leaves old pages in spare flash; undeclared, that is a complaint.
#[test]
fn spare_flash_must_be_declared() {
    let mut ended = run(&setup("nvme-modern", "", Technique::Overwrite));
    assert_eq!(ended.outcome.result, Verdict::ErasedWithReservations);
    assert!(judge::complaints(&ended).is_empty());
    ended.outcome.reservations.retain(|r| *r != Reservation::SpareFlashNotReached);
    assert!(!judge::complaints(&ended).is_empty());
}
