//! 36 mixed drives in one station, some lying, one hung, one dying: independent, honest, signed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use gomme::attest::trust::TrustSet;
use gomme::attest::verify;
use gomme::event::{FallBack, Technique};
use gomme::plan::technique::{Consent, Method};
use gomme::record::{Level, Verdict};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lab::in_process::{Setup, bays, judge};

const BAYS: [(&str, &str, Option<Verdict>); 36] = {
    use Verdict::{Erased, ErasedWithReservations, NotErased};
    [
        ("sata-ssd-modern", "", Some(Erased)),
        ("sata-ssd-modern", "lie", Some(NotErased)),
        ("sata-ssd-modern", "hang=SANITIZE", None),
        ("sata-ssd-modern", "die_at=50", Some(NotErased)),
        ("sata-ssd-modern", "partial=80", Some(NotErased)),
        ("sata-ssd-2013", "", Some(Erased)),
        ("sata-ssd-2013", "lie", Some(NotErased)),
        ("sata-ssd-2013", "frozen", None),
        ("sata-ssd-2013", "locked=secret", Some(NotErased)),
        ("sata-ssd-2013", "locked=REEMPLOI-ERASE", Some(Erased)),
        ("sata-ssd-sed", "", Some(Erased)),
        ("sata-hdd-smr", "", Some(Erased)),
        ("sata-hdd-smr", "hpa=500", Some(Erased)),
        ("sata-hdd-smr", "hpa=500,hpa_stuck", None),
        ("sata-hdd-old", "", None),
        ("sata-hdd-old", "bad=4000+9", None),
        ("sata-none", "", None),
        ("sata-none", "drop_writes", Some(NotErased)),
        ("sas-ssd", "", Some(Erased)),
        ("sas-ssd", "fail_at=40", Some(NotErased)),
        ("sas-hdd-format-only", "", None),
        // An overwrite is of the level of a format: it is tried next.
        ("sas-hdd-format-only", "lie", Some(ErasedWithReservations)),
        ("sas-clipped", "", Some(Erased)),
        ("usb-jmicron", "", None),
        ("usb-asmedia", "", Some(Erased)),
        ("hba-perc", "", None),
        ("nvme-modern", "", Some(Erased)),
        ("nvme-modern", "lie", Some(NotErased)),
        ("nvme-modern", "hang=Sanitize/Block", Some(ErasedWithReservations)),
        ("nvme-modern", "die_at=30", Some(NotErased)),
        ("nvme-crypto-only", "", Some(Erased)),
        ("nvme-no-sanitize", "", None),
        ("nvme-two-namespaces", "", None),
        ("nvme-qemu", "", None),
        ("emmc-tablet", "", None),
        // It goes on erasing behind the overwrite.
        ("emmc-4.41", "wrong_done", Some(NotErased)),
    ]
};

#[test]
fn thirty_six_drives_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let setups: Vec<Setup> = BAYS
        .iter()
        .map(|(persona, faults, _)| Setup {
            persona: (*persona).into(),
            bytes: 40 << 20,
            faults: faults.parse().unwrap(),
            fill: judge::Planted::Full,
            method: Method::Strongest,
            consent: Consent { fall_back: FallBack::SameLevel, crypto_erase: true },
            cuts: Vec::new(),
        })
        .collect();
    let done = bays(&setups, dir.path());
    assert_eq!(done.len(), 36);
    let station = gomme::attest::station::Public::open(&dir.path().join("station")).unwrap();
    let trust = TrustSet::parse(station.trust_line().as_bytes(), &TimeZone::UTC).unwrap();
    let accepted = |folder: &Path| {
        let read = |name| std::fs::read(folder.join(name)).unwrap();
        let (attestation, signature) = (read("attestation.json"), read("attestation.json.sig"));
        let seen = verify::verify(&attestation, &signature, Some(&trust), Timestamp::now());
        matches!(seen.finding, verify::Finding::Authentic(_))
    };
    for (bay, (persona, faults, wanted)) in done.iter().zip(BAYS) {
        let name = format!("{persona} [{faults}] {:?}", bay.record.reasons);
        assert_eq!(judge::complaints(&bay.ended), Vec::<String>::new(), "{name}");
        if let Some(wanted) = wanted {
            assert_eq!(bay.record.result, wanted, "{name} {:?}", bay.record.reservations);
        } else {
            assert_ne!(bay.record.level, Level::None, "{name}");
        }
        // What is signed is what was seen.
        assert_eq!(bay.record.result, bay.ended.outcome.result, "{name}");
        assert!(bay.record.is_consistent(), "{name}");
        assert!(accepted(&bay.folder), "{name}: the attestation is not accepted");
        let named = bay.record.facts.technique;
        assert!(named == Technique::Overwrite || !bay.record.facts.attempts.is_empty(), "{name}");
    }
}
