//! Vectors of the documents that are no erasure: each kind right, and wrong in the ways that matter most.

use gomme::attest::{LOT_NAMESPACE, NAMESPACE, canonical, openssh, sha256};
use gomme::record::lot::{
    Decision, EntryResult, Fate, LotRecord, MachineFate, MachineOutcome, Validation, Zone,
};
use gomme::record::{Document, LedgerPlace, Station};
use gomme::units::Answer;
use serde::Serialize;

use super::{A05, Maker, SUD, SshKeygen, base, sign};
use crate::samples::{self, documents as make};

fn station() -> Station {
    Station { name: "A05".into(), key: openssh::fingerprint(&samples::key(A05).verifying_key()), trust: None }
}

fn place() -> LedgerPlace {
    LedgerPlace { sequence: 2, previous: "1e".repeat(32) }
}

fn zone() -> Zone {
    Zone { name: "sud".into(), key: openssh::fingerprint(&samples::key(SUD).verifying_key()) }
}

/// A lot that countersigns the record that most vectors begin with.
pub fn lot() -> LotRecord {
    let mut draft = make::draft(zone());
    draft.entries[0].digest = sha256(&base());
    draft.entries[0].result = EntryResult::ErasedWithReservations;
    LotRecord::new(draft)
}

/// Signed as it should be for its kind, whether it may stand or not.
fn signed<T: Serialize>(m: &mut Maker, name: &str, verdict: &str, record: &T, of_zone: bool) {
    let attestation = canonical::bytes_of(record).expect("a record");
    let (seed, namespace) = if of_zone { (SUD, LOT_NAMESPACE) } else { (A05, NAMESPACE) };
    let signature = sign(&samples::key(seed), namespace, &attestation).into_bytes();
    m.add(name, verdict, SshKeygen::Accepts, attestation.clone(), signature);
    if of_zone {
        m.last().principal = "sud".into();
        m.last().namespace = Some(LOT_NAMESPACE.into());
    }
    if verdict == "authentic" {
        let document = canonical::parse_document(&attestation).expect("a document");
        let result = document.result().map(|result| serde_json::to_value(result).expect("a word"));
        m.last().result = result.and_then(|result| result.as_str().map(str::to_owned));
    }
}

pub fn all(m: &mut Maker) {
    no_media(m);
    destruction(m);
    lots(m);
    report(m);
}

fn no_media(m: &mut Maker) {
    let good = make::no_media("A05-2027-000001", station(), place());
    signed(m, "no-media", "authentic", &good, false);
    let wrong = |change: &dyn Fn(&mut gomme::record::no_media::NoMediaFacts)| {
        let mut record = good.clone();
        change(&mut record.facts);
        record
    };
    let bad = "inconsistent";
    signed(m, "no-media-with-a-drive", bad, &wrong(&|f| f.looked.drives = 1), false);
    signed(m, "no-media-with-a-hint", bad, &wrong(&|f| f.looked.hints = vec!["vmd".into()]), false);
    signed(m, "no-media-and-not-opened", bad, &wrong(&|f| f.statement.opened = false), false);
    signed(
        m,
        "no-media-of-no-computer",
        bad,
        &wrong(&|f| {
            (f.machine.serial, f.context.label) = (None, None);
        }),
        false,
    );
}

fn destruction(m: &mut Maker) {
    let of = |change: &dyn Fn(&mut gomme::record::destruction::Declaration)| {
        let mut declaration = make::declaration();
        change(&mut declaration);
        make::destruction("A05-2027-000001", declaration, station(), place())
    };
    signed(m, "destruction", "authentic", &of(&|_| {}), false);
    let drilled = of(&|d| d.method = gomme::record::destruction::DestructionMethod::Drilled);
    signed(m, "destruction-with-reservations", "authentic", &drilled, false);
    let chips = of(&|d| {
        d.chips = d.chips.take().map(|mut chips| {
            chips.every_chip = Answer::Unknown;
            chips
        });
    });
    signed(m, "destruction-of-unknown-chips", "authentic", &chips, false);
    let bad = "inconsistent";
    let mut claims = chips;
    claims.result = of(&|_| {}).result;
    signed(m, "destruction-of-unknown-chips-and-destroyed", bad, &claims, false);
    signed(m, "destruction-without-a-word-of-chips", bad, &of(&|d| d.chips = None), false);
    signed(
        m,
        "destruction-before-it-was-done",
        bad,
        &of(&|d| {
            d.date = "2027-04-01".parse().expect("a day");
        }),
        false,
    );
}

fn lots(m: &mut Maker) {
    let waiting = Validation { decision: Decision::Waiting, by: None, at: None, grounds: None };
    let good = lot();
    signed(m, "lot", "authentic", &good, true);
    let mut open = make::draft(zone());
    (open.machines_in, open.validation) = (5, waiting);
    signed(m, "lot-that-waits", "authentic", &LotRecord::new(open), true);
    let wrong = |change: &dyn Fn(&mut LotRecord)| {
        let mut lot = good.clone();
        change(&mut lot);
        lot
    };
    let bad = "inconsistent";
    signed(
        m,
        "lot-approved-with-a-machine-missing",
        bad,
        &wrong(&|l| {
            l.machines_in = 4;
            l.completeness.missing = 1;
        }),
        true,
    );
    signed(m, "lot-that-does-not-add-up", bad, &wrong(&|l| l.completeness.erased = 2), true);
    signed(
        m,
        "lot-with-a-document-twice",
        bad,
        &wrong(&|l| {
            l.entries[1].digest = l.entries[0].digest.clone();
        }),
        true,
    );
    signed(
        m,
        "lot-that-reuses-what-was-not-erased",
        bad,
        &wrong(&|l| {
            l.entries.truncate(3);
            l.entries[2].fate = Fate::Reuse;
            l.machines[2].outcome = MachineOutcome::Erased;
            l.machines[2].fate = MachineFate::Reuse;
            (l.completeness.erased, l.completeness.destroyed) = (2, 0);
        }),
        true,
    );
    signed(m, "lot-that-destroys-without-a-declaration", bad, &wrong(&|l| l.entries.truncate(3)), true);
    // Right in itself, and signed for another use.
    let attestation = canonical::document_bytes(&Document::from(good)).expect("a lot");
    let signature = sign(&samples::key(SUD), NAMESPACE, &attestation).into_bytes();
    m.add("lot-signed-as-an-attestation", "not_for_attestations", SshKeygen::Refuses, attestation, signature);
    m.last().principal = "sud".into();
}

fn report(m: &mut Maker) {
    let digest = sha256(&canonical::bytes_of(&lot()).expect("a lot"));
    let good = make::report(&[(digest, lot())], 4, zone());
    signed(m, "annual-report", "authentic", &good, true);
    let mut more = good.clone();
    more.reused += 1;
    signed(m, "annual-report-that-counts-one-more", "inconsistent", &more, true);
    let mut reached = good;
    (reached.stock, reached.per_mille) = (5, Some(400));
    signed(m, "annual-report-that-rounds-up", "inconsistent", &reached, true);
}
