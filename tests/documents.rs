//! Documents that are no erasure: what their rules let stand, and what every reader refuses although it is well signed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod samples;

use std::collections::BTreeSet;

use gomme::attest::canonical::{self, Flaw};
use gomme::attest::lot::{Decided, Lots, verify_with};
use gomme::attest::sshsig::sign;
use gomme::attest::trust::TrustSet;
use gomme::attest::verify::{Finding, verify};
use gomme::attest::{LOT_NAMESPACE, NAMESPACE, openssh, sha256};
use gomme::event::{Medium, Transport};
use gomme::record::annual::{Clash, harvest, required_per_mille, share};
use gomme::record::destruction::{DestructionMethod, DestructionReservation, DestructionResult};
use gomme::record::lot::gather::{Handover, Misfit, Said, gather};
use gomme::record::lot::{
    Decision, EntryResult, Fate, LotDraft, LotEntry, LotRecord, MachineFate, MachineOutcome, Validation,
};
use gomme::record::paper::{DriveState, Paper, paper_of, state_of};
use gomme::record::{ClockSource, Document, LedgerPlace, Station};
use gomme::units::Answer;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use samples::documents as make;

const STATION_KEY: u8 = 1;
const ZONE_KEY: u8 = 2;

fn station() -> Station {
    Station {
        name: "A05".into(),
        key: openssh::fingerprint(&samples::key(STATION_KEY).verifying_key()),
        trust: None,
    }
}

fn place() -> LedgerPlace {
    LedgerPlace { sequence: 2, previous: "1e".repeat(32) }
}

fn zone() -> gomme::record::lot::Zone {
    gomme::record::lot::Zone {
        name: "sud".into(),
        key: openssh::fingerprint(&samples::key(ZONE_KEY).verifying_key()),
    }
}

fn trust() -> TrustSet {
    let line = |seed: u8| openssh::line(&samples::key(seed).verifying_key());
    let text = format!(
        "A05 namespaces=\"{NAMESPACE}\" {}\nsud namespaces=\"{LOT_NAMESPACE}\" {}\n",
        line(STATION_KEY),
        line(ZONE_KEY)
    );
    TrustSet::parse(text.as_bytes(), &TimeZone::UTC).unwrap()
}

/// Signs whatever it is, without asking the rules, and lets the reader judge.
fn read<T: serde::Serialize>(record: &T, zone: bool) -> Finding {
    let bytes = canonical::bytes_of(record).unwrap();
    let (seed, namespace) = if zone { (ZONE_KEY, LOT_NAMESPACE) } else { (STATION_KEY, NAMESPACE) };
    let signature = sign(&samples::key(seed), namespace, &bytes);
    verify(&bytes, signature.as_bytes(), Some(&trust()), samples::at("2027-06-01T00:00:00Z")).finding
}

fn is_refused(finding: &Finding) -> bool {
    *finding == Finding::Malformed(Flaw::Inconsistent)
}

#[test]
fn each_kind_is_read_back_as_it_was_written() {
    let lot = LotRecord::new(make::draft(zone()));
    let digest = sha256(&canonical::bytes_of(&lot).unwrap());
    let documents: [Document; 4] = [
        make::no_media("A05-2027-000001", station(), place()).into(),
        make::destruction("A05-2027-000001", make::declaration(), station(), place()).into(),
        lot.clone().into(),
        make::report(&[(digest, lot)], 4, zone()).into(),
    ];
    for document in documents {
        let bytes = canonical::document_bytes(&document).unwrap();
        assert_eq!(canonical::parse_document(&bytes).as_ref(), Ok(&document));
        assert!(
            matches!(canonical::parse(&bytes), Err(Flaw::OtherKind(kind)) if kind == document.kind().name())
        );
        let found = match &document {
            Document::NoMedia(record) => read(record, false),
            Document::Destruction(record) => read(record, false),
            Document::Lot(record) => read(record, true),
            Document::AnnualReport(record) => read(record, true),
            Document::Erasure(_) => unreachable!("none here"),
        };
        assert_eq!(found, Finding::Authentic(document));
    }
}

#[test]
fn a_zone_does_not_speak_for_a_station_nor_a_station_for_a_zone() {
    let lot = canonical::bytes_of(&LotRecord::new(make::draft(zone()))).unwrap();
    let slip = canonical::bytes_of(&make::no_media("A05-2027-000001", station(), place())).unwrap();
    // Both keys are trusted for both uses, so that the kind alone tells.
    let line = |seed: u8| openssh::line(&samples::key(seed).verifying_key());
    let both = format!("* {}\n* {}\n", line(STATION_KEY), line(ZONE_KEY));
    let both = TrustSet::parse(both.as_bytes(), &TimeZone::UTC).unwrap();
    for (bytes, seed, namespace) in [(&lot, ZONE_KEY, NAMESPACE), (&slip, STATION_KEY, LOT_NAMESPACE)] {
        let signature = sign(&samples::key(seed), namespace, bytes);
        let found = verify(bytes, signature.as_bytes(), Some(&both), samples::at("2027-06-01T00:00:00Z"));
        assert_eq!(found.finding, Finding::WrongNamespace(namespace.into()));
    }
    let signature = sign(&samples::key(STATION_KEY), LOT_NAMESPACE, &lot);
    let found = verify(&lot, signature.as_bytes(), Some(&trust()), samples::at("2027-06-01T00:00:00Z"));
    assert_eq!(found.finding, Finding::NotForAttestations);
}

#[test]
fn no_slip_with_a_drive_a_trace_of_one_or_nobody_who_looked() {
    type Change = fn(&mut gomme::record::no_media::NoMediaRecord);
    let changes: [(&str, Change); 12] = [
        ("a drive", |r| r.facts.looked.drives = 1),
        ("a trace", |r| r.facts.looked.hints = vec!["vmd".into()]),
        ("not looked everywhere", |r| r.facts.looked.looked_for.truncate(3)),
        ("looked twice in one place", |r| r.facts.looked.looked_for[1] = r.facts.looked.looked_for[0]),
        ("not opened", |r| r.facts.statement.opened = false),
        ("not found empty", |r| r.facts.statement.found_empty = false),
        ("nobody", |r| r.facts.statement.by = String::new()),
        ("somebody else", |r| r.facts.statement.by = "18".into()),
        ("started from an inner drive", |r| {
            r.facts.looked.started_from = vec![samples::drive(Medium::Flash)];
        }),
        ("no computer", |r| {
            (r.facts.machine.serial, r.facts.context.label) = (None, None);
        }),
        ("a long text", |r| r.facts.context.donor = Some("x".repeat(201))),
        ("a blank text", |r| r.facts.context.label = Some("  ".into())),
    ];
    let good = make::no_media("A05-2027-000001", station(), place());
    assert!(good.is_consistent());
    for (name, change) in changes {
        let mut record = good.clone();
        change(&mut record);
        assert!(is_refused(&read(&record, false)), "{name}");
    }
    let mut from_stick = good;
    let mut stick = samples::drive(Medium::Flash);
    stick.transport = Transport::Usb;
    from_stick.facts.looked.started_from = vec![stick];
    assert!(from_stick.is_consistent(), "the stick that the program runs from is its own");
}

#[test]
fn a_destruction_comes_to_what_was_declared() {
    let conclude = |change: &dyn Fn(&mut gomme::record::destruction::Declaration)| {
        let mut declaration = make::declaration();
        change(&mut declaration);
        declaration.conclude()
    };
    assert_eq!(conclude(&|_| {}), (DestructionResult::DeclaredDestroyed, vec![]));
    let with = DestructionResult::DeclaredDestroyedWithReservations;
    assert_eq!(conclude(&|d| d.witness = None), (with, vec![DestructionReservation::NoWitness]));
    assert_eq!(conclude(&|d| d.waste_slip = None), (with, vec![DestructionReservation::NoWasteSlip]));
    assert_eq!(
        conclude(&|d| d.method = DestructionMethod::Drilled),
        (with, vec![DestructionReservation::PartsRemain])
    );
    for answer in [Answer::No, Answer::Unknown] {
        for medium in [Medium::Flash, Medium::Unknown] {
            let (result, _) = conclude(&|d| {
                d.drive.medium = medium;
                d.chips.as_mut().unwrap().every_chip = answer;
            });
            assert_eq!(result, DestructionResult::NotDestroyed, "{medium:?} {answer:?}");
        }
    }
    let disk = |d: &mut gomme::record::destruction::Declaration| {
        d.drive.medium = Medium::Rotating;
        d.chips = None;
    };
    assert_eq!(conclude(&disk).0, DestructionResult::DeclaredDestroyed);
}

#[test]
fn a_declaration_with_a_hole_in_it_is_refused() {
    type Change = fn(&mut gomme::record::destruction::DestructionRecord);
    let changes: [(&str, Change); 11] = [
        ("a better result", |r| {
            r.declaration.witness = None;
            r.reservations = vec![DestructionReservation::NoWitness];
        }),
        ("a reservation less", |r| {
            r.declaration.witness = None;
            r.result = DestructionResult::DeclaredDestroyedWithReservations;
        }),
        ("no word of the chips", |r| r.declaration.chips = None),
        ("a virtual drive", |r| r.declaration.drive.medium = Medium::Virtual),
        ("no drive", |r| r.declaration.drive.serial = String::new()),
        ("nobody", |r| r.declaration.declared_by.name = String::new()),
        ("a witness of oneself", |r| r.declaration.witness = Some(r.declaration.declared_by.clone())),
        ("nowhere", |r| r.declaration.place = String::new()),
        ("tomorrow", |r| r.declaration.date = "2027-03-21".parse().unwrap()),
        ("another way, unsaid", |r| {
            r.declaration.method = DestructionMethod::Other;
            r.declaration.method_detail = None;
            (r.result, r.reservations) = r.declaration.conclude();
        }),
        ("a digest that is none", |r| r.declaration.failed_erasure.as_mut().unwrap().digest = "f0".into()),
    ];
    let good = make::destruction("A05-2027-000001", make::declaration(), station(), place());
    assert!(good.is_consistent());
    for (name, change) in changes {
        let mut record = good.clone();
        change(&mut record);
        assert!(is_refused(&read(&record, false)), "{name}");
    }
    let mut late = good.clone();
    late.declaration.date = "2027-03-20".parse().unwrap();
    assert!(late.is_consistent(), "it is tomorrow already on the other side of the earth");
    late.declaration.date = "2031-01-01".parse().unwrap();
    late.time.clock = ClockSource::SystemBehind;
    assert!(late.is_consistent(), "a clock that is known to be wrong decides nothing");
}

fn lot_with(change: impl FnOnce(&mut LotDraft)) -> LotRecord {
    let mut draft = make::draft(zone());
    change(&mut draft);
    LotRecord::new(draft)
}

#[test]
fn a_lot_that_does_not_add_up_is_refused() {
    type Change = fn(&mut LotRecord);
    let changes: [(&str, Change); 13] = [
        ("one machine less than listed", |l| l.machines_in = 2),
        ("a machine that nobody lists", |l| drop(l.machines.remove(1))),
        ("an outcome of one's own", |l| l.machines[2].outcome = MachineOutcome::Erased),
        ("a count of one's own", |l| l.completeness.erased = 2),
        ("a document twice", |l| l.entries.push(l.entries[3].clone())),
        ("a digest twice", |l| l.entries[1].digest = l.entries[0].digest.clone()),
        ("out of order", |l| l.entries.swap(0, 1)),
        ("a kind of one's own", |l| l.entries[1].kind = gomme::record::Kind::Erasure),
        ("a lot in a lot", |l| l.entries[1].kind = gomme::record::Kind::Lot),
        ("approved by nobody", |l| l.validation.by = None),
        ("approved at no time", |l| l.validation.at = None),
        ("a number that is a path", |l| l.number = "../x".into()),
        ("no donor", |l| l.donor = " ".into()),
    ];
    let good = lot_with(|_| {});
    assert!(good.is_consistent() && good.is_complete());
    for (name, change) in changes {
        let mut lot = good.clone();
        change(&mut lot);
        assert!(is_refused(&read(&lot, true)), "{name}");
    }
}

#[test]
fn nothing_is_approved_while_something_is_missing_or_waits() {
    let waiting = Validation { decision: Decision::Waiting, by: None, at: None, grounds: None };
    type Change = fn(&mut LotDraft);
    let changes: [(&str, Change); 4] = [
        ("a machine without a document", |d| d.machines.push(("B-117".into(), MachineFate::Waiting))),
        ("a machine without a label", |_| {}),
        ("a drive that waits", |d| {
            d.entries.push(make::entry(9, Some("B-117"), EntryResult::NotErased, Fate::Waiting));
            d.machines.push(("B-117".into(), MachineFate::Waiting));
        }),
        ("a drive alone that waits", |d| {
            d.machines_in = 3;
            d.entries.push(make::entry(9, None, EntryResult::NotErased, Fate::Waiting));
        }),
    ];
    for (name, change) in changes {
        let open = |validation: &Validation| {
            lot_with(|d| {
                d.machines_in = 4;
                change(d);
                d.validation = validation.clone();
            })
        };
        assert!(!open(&waiting).is_complete(), "{name}");
        assert!(matches!(read(&open(&waiting), true), Finding::Authentic(_)), "{name}: honest, and open");
        assert!(is_refused(&read(&open(&make::approved()), true)), "{name}");
        assert!(!open(&waiting).open_ends().is_empty(), "{name}");
    }
    let no_grounds = Validation { decision: Decision::Rejected, ..make::approved() };
    assert!(is_refused(&read(&lot_with(|d| d.validation = no_grounds), true)));
}

fn results() -> impl Strategy<Value = EntryResult> {
    proptest::sample::select(EntryResult::ALL.to_vec())
}

fn fates() -> impl Strategy<Value = Fate> {
    proptest::sample::select(Fate::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Whatever stands in a lot that a reader accepts: no drive that may hold data goes to anybody, none that was declared
    /// destroyed is used, and what counts as destroyed has somebody's word in the same lot.
    #[test]
    fn no_accepted_lot_sends_data_on(
        lines in proptest::collection::vec((results(), fates(), 0u32..4, 0i64..4, any::<bool>()), 1..8),
        fate in proptest::sample::select(vec![
            MachineFate::Reuse, MachineFate::Parts, MachineFate::Waste, MachineFate::Returned, MachineFate::Waiting,
        ]),
        approve: bool,
    ) {
        let entries: Vec<LotEntry> = (1..).zip(&lines).map(|(n, (result, fate, drive, hour, labelled))| {
            let mut entry = make::entry(n, labelled.then_some("B-1"), *result, *fate);
            entry.signed_at = samples::at(&format!("2027-03-18T1{hour}:00:00Z"));
            if let Some(known) = &mut entry.drive {
                known.serial = Some(format!("S{drive}"));
            }
            entry
        }).collect();
        let waiting = Validation { decision: Decision::Waiting, by: None, at: None, grounds: None };
        let lot = lot_with(|d| {
            d.machines_in = 1;
            d.machines = vec![("B-1".into(), fate)];
            d.entries = entries;
            d.validation = if approve { make::approved() } else { waiting };
        });
        if let Finding::Authentic(Document::Lot(lot)) = read(&lot, true) {
            for entry in &lot.entries {
                let later = |is: fn(EntryResult) -> bool| {
                    lot.entries.iter().any(|o| o.is_same_drive(entry) && o.is_after(entry) && is(o.result))
                };
                if matches!(entry.fate, Fate::Reuse | Fate::Parts | Fate::Waste) {
                    prop_assert!(!entry.result.may_hold_data() && !later(EntryResult::may_hold_data));
                    prop_assert!(!entry.result.is_destroyed() && !later(EntryResult::is_destroyed));
                }
                if entry.fate == Fate::Destroyed {
                    prop_assert!(entry.result.is_destroyed() || later(EntryResult::is_destroyed));
                }
            }
            if approve {
                prop_assert!(lot.entries.iter().all(|e| !(e.result.may_hold_data() && e.fate == Fate::Waiting)));
            }
        }
    }

    /// What is gathered always makes a lot that its reader accepts, whatever the documents and whatever is said of them.
    #[test]
    fn what_is_gathered_is_consistent(
        lines in proptest::collection::vec((results(), 0u32..4, 0i64..4, 0usize..3), 1..10),
        machine in proptest::option::of(proptest::sample::select(vec![
            MachineFate::Reuse, MachineFate::Parts, MachineFate::Waste, MachineFate::Returned, MachineFate::Waiting,
        ])),
        drives in proptest::option::of(fates()),
    ) {
        let documents: Vec<(Document, String)> = (1u32..).zip(&lines).map(|(n, line)| document(n, *line)).collect();
        let said = [("B-1".to_owned(), Said { machine, drives })];
        let handover = Handover {
            donor: "Mairie d’Exemple-les-Bains".into(),
            said: said.into_iter().collect(),
            otherwise: Some(MachineFate::Reuse),
            ..Handover::default()
        };
        let mut turned = documents.clone();
        turned.reverse();
        turned.extend(documents.clone());
        let gathered = gather(&documents, &handover);
        prop_assert_eq!(&gathered, &gather(&turned, &handover), "order and copies do not matter");
        match gathered {
            Ok(gathered) => {
                let lot = lot_with(|d| {
                    d.machines_in = u64::try_from(gathered.machines.len()).unwrap();
                    d.machines = gathered.machines;
                    d.entries = gathered.entries;
                    d.validation = Validation { decision: Decision::Waiting, by: None, at: None, grounds: None };
                });
                prop_assert!(lot.is_consistent(), "{:#?}", lot);
            }
            Err(misfit) => prop_assert!(
                matches!(misfit, Misfit::Impossible(..) | Misfit::NotSettled(_)), "{:?}", misfit
            ),
        }
    }

    /// The share is that of the décret to the last machine, and never more than what was counted.
    #[test]
    fn the_share_is_exact(reused in 0u64..1 << 40, stock in 0u64..1 << 40, year in 2000u32..2100) {
        let (per_mille, reached) = share(reused, stock, year);
        prop_assert_eq!(per_mille.is_none(), stock == 0);
        if let Some(per_mille) = per_mille {
            prop_assert!(u128::from(per_mille) * u128::from(stock) <= u128::from(reused) * 1000);
            prop_assert!((u128::from(per_mille) + 1) * u128::from(stock) > u128::from(reused) * 1000);
        }
        let asked = required_per_mille(year).filter(|_| stock > 0);
        let exact = asked.map(|asked| u128::from(reused) * 1000 >= u128::from(asked) * u128::from(stock));
        prop_assert_eq!(reached, exact);
    }
}

/// A document of a result, about one of a few drives and machines.
fn document(n: u32, (result, drive, hour, label): (EntryResult, u32, i64, usize)) -> (Document, String) {
    let number = format!("A05-2027-{n:06}");
    let label = [None, Some("B-1"), Some("B-2")][label].map(str::to_owned);
    let serial = format!("S{drive}");
    let when = samples::at(&format!("2027-03-18T1{hour}:00:00Z"));
    let document: Document = match result {
        EntryResult::Erased | EntryResult::ErasedWithReservations | EntryResult::NotErased => {
            let mut facts = match result {
                EntryResult::Erased => samples::erased_facts(),
                EntryResult::NotErased => samples::interrupted_facts(),
                _ => samples::reserved_facts(),
            };
            facts.drive.serial = Some(serial);
            facts.drive.wwn = None;
            facts.context = make::context();
            facts.context.label = label;
            facts.time.ended_at = when;
            samples::record(&number, facts, station(), place()).into()
        }
        EntryResult::NoMedia => {
            let mut record = make::no_media(&number, station(), place());
            record.facts.context.label = label;
            record.facts.time.signed_at = when;
            record.into()
        }
        _ => {
            let mut declaration = make::declaration();
            (declaration.drive.serial, declaration.drive.wwn) = (serial, None);
            declaration.failed_erasure = None;
            declaration.context.label = label;
            if result == EntryResult::NotDestroyed {
                declaration.chips.as_mut().unwrap().every_chip = Answer::Unknown;
            } else if result == EntryResult::DeclaredDestroyedWithReservations {
                declaration.witness = None;
            }
            let mut record = make::destruction(&number, declaration, station(), place());
            record.time.signed_at = when;
            record.into()
        }
    };
    assert_eq!(document.result(), Some(result));
    let digest = sha256(&canonical::document_bytes(&document).unwrap());
    (document, digest)
}

#[test]
fn each_state_of_a_drive_has_exactly_one_paper() {
    let papers: BTreeSet<Paper> = DriveState::ALL.into_iter().map(paper_of).collect();
    assert_eq!(papers, Paper::ALL.into(), "no paper without a state");
    for result in EntryResult::ALL {
        for fate in Fate::ALL {
            let paper = paper_of(state_of(result, fate));
            let own = match result.kind() {
                gomme::record::Kind::Erasure if result == EntryResult::NotErased => Paper::Failure,
                gomme::record::Kind::Erasure => Paper::Erasure,
                gomme::record::Kind::NoMedia => Paper::NoMedia,
                _ => Paper::Destruction,
            };
            let back = result.may_hold_data() && fate == Fate::Returned;
            assert_eq!(paper, if back { Paper::Lot } else { own }, "{result:?} {fate:?}");
        }
    }
}

#[test]
fn a_digest_in_an_authentic_lot_is_countersigned_and_survives_its_stations_key() {
    let facts = samples::reserved_facts();
    let record = samples::record("A05-2027-000001", facts, station(), place());
    let bytes = canonical::record_bytes(&record).unwrap();
    let signature = sign(&samples::key(STATION_KEY), NAMESPACE, &bytes);
    let mut lot = lot_with(|_| {});
    lot.entries[0].digest = sha256(&bytes);
    let mut lots = Lots::default();
    assert_eq!(lots.find(&sha256(&bytes)), None, "provisional");
    lots.take(&lot);
    let by = lots.find(&sha256(&bytes)).unwrap();
    assert_eq!((by.zone.as_str(), by.lot.as_str(), by.decision), ("sud", "sud-2027-L01", Decided::Approved));
    // A trust set that has forgotten the station.
    let line = openssh::line(&samples::key(ZONE_KEY).verifying_key());
    let later = TrustSet::parse(format!("sud {line}\n").as_bytes(), &TimeZone::UTC).unwrap();
    let now = samples::at("2030-06-01T00:00:00Z");
    let found = |lots: &Lots, bytes: &[u8], signature: &str| {
        verify_with(lots, bytes, signature.as_bytes(), Some(&later), now).finding
    };
    assert_eq!(found(&Lots::default(), &bytes, &signature), Finding::UnknownIssuer);
    assert!(matches!(found(&lots, &bytes, &signature), Finding::Authentic(_)));
    // The digest alone is not enough: the signature must be that of the key in the document, over these bytes.
    let stranger = sign(&samples::key(9), NAMESPACE, &bytes);
    assert_eq!(found(&lots, &bytes, &stranger), Finding::UnknownIssuer);
    let mut changed = bytes.clone();
    changed[20] ^= 1;
    assert_eq!(found(&lots, &changed, &signature), Finding::Modified);
    // Where nobody decided yet, the zone gives no trust back that was lost.
    lot.validation.decision = Decision::Waiting;
    let mut waiting = Lots::default();
    waiting.take(&lot);
    assert!(waiting.find(&sha256(&bytes)).is_some());
    assert_eq!(found(&waiting, &bytes, &signature), Finding::UnknownIssuer);
    // A lot that was rejected vouches for nothing.
    lot.validation.decision = Decision::Rejected;
    let mut rejected = Lots::default();
    rejected.take(&lot);
    assert_eq!(rejected, Lots::default());
}

#[test]
fn the_lot_that_counts_does_not_depend_on_the_order() {
    let lot = |number: &str, decision: Decision, day: &str| {
        let mut lot = lot_with(|_| {});
        lot.number = number.into();
        lot.validation.decision = decision;
        lot.time.signed_at = samples::at(day);
        lot
    };
    let all = [
        lot("L1", Decision::Waiting, "2027-01-01T00:00:00Z"),
        lot("L2", Decision::Approved, "2027-03-01T00:00:00Z"),
        lot("L3", Decision::Approved, "2027-02-01T00:00:00Z"),
    ];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut lots = Lots::default();
        order.iter().for_each(|n| lots.take(&all[*n]));
        assert_eq!(lots.find(&all[0].entries[0].digest).unwrap().lot, "L3");
    }
}

#[test]
fn gathering_says_what_does_not_belong() {
    let one = |change: &dyn Fn(&mut gomme::record::no_media::NoMediaRecord)| {
        let mut record = make::no_media("A05-2027-000001", station(), place());
        change(&mut record);
        let digest = sha256(&canonical::bytes_of(&record).unwrap());
        (Document::from(record), digest)
    };
    let handover = Handover {
        donor: "Mairie d’Exemple-les-Bains".into(),
        convention: Some("2027-014".into()),
        ..Handover::default()
    };
    let number = || "A05-2027-000001".to_owned();
    let good = one(&|_| {});
    assert!(gather(std::slice::from_ref(&good), &handover).is_ok());
    let misfit =
        |documents: &[(Document, String)], handover: &Handover| gather(documents, handover).unwrap_err();
    let other = one(&|r| r.facts.context.donor = Some("Lycée".into()));
    assert_eq!(misfit(&[other], &handover), Misfit::OtherDonor(number(), "Lycée".into()));
    let other = one(&|r| r.facts.context.convention = Some("9".into()));
    assert_eq!(misfit(&[other], &handover), Misfit::OtherConvention(number(), "9".into()));
    let twin = one(&|r| r.facts.context.label = Some("B-116".into()));
    assert_eq!(misfit(&[good.clone(), twin], &handover), Misfit::Twice(number()));
    let lot = (Document::from(lot_with(|_| {})), "0".repeat(64));
    assert_eq!(misfit(&[lot], &handover), Misfit::NotOfAStation("sud-2027-L01".into()));
    let list = |label: &str, said: Said| Handover {
        said: [(label.to_owned(), said)].into_iter().collect(),
        is_list: true,
        ..handover.clone()
    };
    let none = Said::default();
    assert_eq!(
        misfit(std::slice::from_ref(&good), &list("B-999", none)),
        Misfit::NotInList(number(), "B-115".into())
    );
    let by_number = Handover { is_list: false, ..list("A05-2027-000001", none) };
    assert_eq!(misfit(std::slice::from_ref(&good), &by_number), Misfit::NoSuchMachine(number()));
    let gone = Said { machine: Some(MachineFate::Reuse), drives: None };
    let missing = Handover { is_list: false, ..list("B-999", gone) };
    assert_eq!(misfit(&[good], &missing), Misfit::NotSettled("B-999".into()));
}

#[test]
fn the_report_of_a_year_is_the_same_in_any_order_and_counts_nothing_twice() {
    let lot = |number: &str, label: &str, decision: Decision, donor: &str, day: &str| {
        let lot = lot_with(|d| {
            d.number = number.into();
            d.donor = donor.into();
            d.machines = vec![(label.into(), MachineFate::Reuse)];
            d.machines_in = 1;
            let n = number[1..].parse().unwrap();
            d.entries = vec![make::entry(n, Some(label), EntryResult::Erased, Fate::Reuse)];
            d.validation = Validation {
                decision,
                at: Some(samples::at(day)),
                grounds: Some("motif".into()),
                ..make::approved()
            };
        });
        assert!(lot.is_consistent());
        (sha256(&canonical::bytes_of(&lot).unwrap()), lot)
    };
    let town = "Mairie d’Exemple-les-Bains";
    let (approved, rejected) = (Decision::Approved, Decision::Rejected);
    let all = [
        lot("L1", "B-1", approved, town, "2027-01-01T00:00:00Z"),
        lot("L2", "B-2", approved, town, "2027-12-31T23:59:59Z"),
        lot("L3", "B-3", approved, town, "2028-01-01T00:00:00Z"),
        lot("L4", "B-4", rejected, town, "2027-05-01T00:00:00Z"),
        lot("L5", "B-5", approved, "Lycée", "2027-05-01T00:00:00Z"),
    ];
    let report = make::report(&all, 4, zone());
    assert!(report.is_consistent());
    assert_eq!((report.reused, report.per_mille, report.reached), (2, Some(500), Some(true)));
    assert_eq!(make::report(&all, 5, zone()).reached, Some(false), "399 and not 400 thousandths");
    let mut turned = all.to_vec();
    turned.reverse();
    turned.extend(all.clone());
    assert_eq!(make::report(&turned, 4, zone()), report);
    let same_machine = [all[0].clone(), lot("L6", "B-1", approved, town, "2027-06-01T00:00:00Z")];
    let lots = same_machine.iter().map(|(digest, lot)| (digest.as_str(), lot));
    assert_eq!(harvest(lots, town, 2027), Err(Clash::Machine("B-1".into())));

    type Change = fn(&mut gomme::record::annual::AnnualReport);
    let changes: [(&str, Change); 8] = [
        ("one more", |r| r.reused += 1),
        ("a smaller stock", |r| r.stock -= 1),
        ("a better share", |r| r.per_mille = Some(501)),
        ("reached", |r| r.reached = Some(false)),
        ("less asked for", |r| r.required_per_mille = Some(250)),
        ("a machine twice", |r| r.machines[1].label = "B-1".into()),
        ("a machine of no lot", |r| drop(r.lots.pop())),
        ("a lot among the documents", |r| r.documents[0].kind = gomme::record::Kind::Lot),
    ];
    for (name, change) in changes {
        let mut wrong = report.clone();
        change(&mut wrong);
        assert!(is_refused(&read(&wrong, true)), "{name}");
    }
}
