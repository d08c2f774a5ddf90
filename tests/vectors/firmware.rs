//! Vectors of drives that erased themselves.

use gomme::event::{
    Area, AreaKind, AskedBy, AtaSecurity, AtaSurvey, BlockRange, Completion, EvidenceReport, FallBack, Fill,
    FirmwarePolicy, FirmwareReport, Medium, OwnIdentity, PasswordKept, Planted, RestoreOutcome,
    SanitizeState, SanitizeSurvey, Survey, TcgSurvey,
};
use gomme::record::verdict::sample_blocks;
use gomme::record::{AreaReport, AttemptReport, Facts, HiddenAreas, Technique};
use gomme::units::Answer;
use serde_json::{Value, json};

use super::{A05, Maker, bytes, edited, record, signed};
use crate::samples;

const YES: Answer = Answer::Yes;
const NO: Answer = Answer::No;

/// Blocks at both ends of the drive and where counters overflow.
const FIXED: u64 = 565;

/// BLOCK ERASE EXT, CRYPTO SCRAMBLE EXT and SECURITY ERASE UNIT in ATA PASS-THROUGH (16).
const BLOCK_ERASE: &str = "8507200012000042720045006b40b400";
const CRYPTO_SCRAMBLE: &str = "8507200011000043700079007240b400";
const SECURITY_ERASE: &str = "850a060000000100000000000000f400";

fn ata(areas: Vec<Area>) -> Survey {
    Survey::Ata(AtaSurvey {
        bridge: false,
        registers: YES,
        security: AtaSecurity {
            supported: YES,
            enabled: NO,
            locked: NO,
            frozen: NO,
            expired: NO,
            enhanced: YES,
            normal_minutes: Some(4),
            enhanced_minutes: Some(2),
        },
        sanitize: SanitizeSurvey { crypto: YES, block: YES, overwrite: NO, state: SanitizeState::Idle },
        encrypts_all: YES,
        areas,
        tcg: TcgSurvey { supported: NO, enabled: NO, locked: NO },
    })
}

/// What was looked for on this drive, and whether it has a host protected area.
fn areas(protected: Answer) -> Vec<Area> {
    let absent = |kind| Area { kind, present: NO, bytes: None };
    let bytes = (protected == YES).then_some(8_388_608);
    vec![
        Area { kind: AreaKind::HostProtected, present: protected, bytes },
        absent(AreaKind::ConfigurationOverlay),
        absent(AreaKind::AccessibleMax),
    ]
}

fn reports(areas: &[Area], restored: Option<RestoreOutcome>) -> Vec<AreaReport> {
    let restored = |area: &Area| restored.filter(|_| area.present == YES);
    let report = |area: &Area| AreaReport {
        kind: area.kind,
        present: area.present,
        bytes: area.bytes,
        restored: restored(area),
    };
    areas.iter().map(report).collect()
}

/// An attempt in which all was seen as it should be, on a drive of so many bytes. `other`: what is left looks like noise.
fn attempt(technique: Technique, command: &str, size_bytes: u64, other: bool) -> AttemptReport {
    let places = sample_blocks(Medium::Flash) + FIXED;
    let canaries = 4_883;
    let planted = Planted {
        seed: "c4".repeat(32),
        size_bytes,
        block_bytes: 4096,
        places,
        canaries,
        witnesses: places - canaries,
    };
    let (zeros, other) = if other { (0, places) } else { (places, 0) };
    AttemptReport {
        technique,
        started_at: samples::at("2027-03-18T13:33:20Z"),
        firmware: Some(FirmwareReport {
            command: Some(command.into()),
            joined: false,
            seen_at_work: YES,
            completion: Completion::Reported,
            status_changed: YES,
            duration_ms: 41_300,
        }),
        evidence: Some(EvidenceReport {
            canaries_checked: planted.canaries,
            witnesses_checked: planted.witnesses,
            planted,
            survivors: vec![],
            unreadable: vec![],
            fresh_seed: "f5".repeat(32),
            fresh_blocks: places,
            zeros,
            ones: 0,
            other,
            complete: true,
            duration_ms: 63_400,
        }),
        logs: vec![],
    }
}

/// Facts of an SSD that erased itself by one technique.
fn by(technique: Technique, attempt: AttemptReport) -> Facts {
    let drive = samples::drive(Medium::Flash);
    let areas = areas(NO);
    let mut facts = samples::reserved_facts();
    facts.policy.passes = vec![];
    facts.policy.firmware = Some(FirmwarePolicy {
        techniques: vec![technique],
        blocked: vec![],
        fall_back: FallBack::SameLevel,
        crypto_erase_accepted: technique.is_cryptographic(),
    });
    facts.technique = technique;
    facts.scope.erased_bytes = drive.size_bytes;
    facts.scope.hidden_areas = HiddenAreas::Examined;
    facts.scope.areas = reports(&areas, None);
    facts.survey = Some(ata(areas));
    facts.attempts = vec![attempt];
    facts.passes = vec![];
    facts.read_back = None;
    facts.runs[0].pass = 0;
    facts
}

fn size() -> u64 {
    samples::drive(Medium::Flash).size_bytes
}

fn block_erase() -> Facts {
    let technique = Technique::SanitizeBlockErase;
    by(technique, attempt(technique, BLOCK_ERASE, size(), false))
}

fn crypto_erase() -> Facts {
    let technique = Technique::SanitizeCryptoErase;
    by(technique, attempt(technique, CRYPTO_SCRAMBLE, size(), true))
}

fn security_erase() -> Facts {
    let technique = Technique::SecurityErase;
    by(technique, attempt(technique, SECURITY_ERASE, size(), false))
}

/// A host protected area that the drive did not give back.
fn hidden_area() -> Facts {
    let areas = areas(YES);
    let mut facts = block_erase();
    facts.scope.areas = reports(&areas, Some(RestoreOutcome::NeedsPowerCycle));
    facts.survey = Some(ata(areas));
    facts
}

/// The drive never said clearly that it was done.
fn unproven() -> Facts {
    let mut facts = block_erase();
    if let Some(seen) = &mut facts.attempts[0].firmware {
        seen.completion = Completion::Unclear;
    }
    facts.attempts[0].evidence = None;
    facts.scope.erased_bytes = 0;
    facts
}

/// The drive said that it was done, and one block still holds what it held.
fn survivor() -> Facts {
    let mut facts = block_erase();
    if let Some(found) = &mut facts.attempts[0].evidence {
        found.survivors = vec![BlockRange { first_lba: 4_096, blocks: 1 }];
    }
    facts.scope.erased_bytes = 0;
    facts
}

/// The block erase was refused, and a lower level had been agreed to.
fn fell_back() -> Facts {
    let mut facts = samples::reserved_facts();
    let block = block_erase();
    let mut refused = attempt(Technique::SanitizeBlockErase, BLOCK_ERASE, size(), false);
    refused.evidence = None;
    if let Some(seen) = &mut refused.firmware {
        (seen.completion, seen.seen_at_work) = (Completion::Refused, NO);
        seen.status_changed = NO;
    }
    let overwrite = AttemptReport {
        technique: Technique::Overwrite,
        started_at: samples::at("2027-03-18T13:33:30Z"),
        firmware: None,
        evidence: None,
        logs: vec![],
    };
    facts.attempts = vec![refused, overwrite];
    facts.policy.passes = vec![Fill::Byte { value: 0 }];
    facts.policy.firmware = Some(FirmwarePolicy {
        techniques: vec![Technique::SanitizeBlockErase, Technique::Overwrite],
        blocked: vec![],
        fall_back: FallBack::Lower,
        crypto_erase_accepted: false,
    });
    facts.scope.hidden_areas = block.scope.hidden_areas;
    facts.scope.areas = block.scope.areas;
    facts.survey = block.survey;
    facts
}

/// The drive said itself who it is.
fn said_who_it_is() -> Facts {
    let told = OwnIdentity {
        by: AskedBy::AtaIdentify,
        model: Some("Brennholt Flash B500".into()),
        serial: Some("BF5-0001".into()),
        wwn: None,
    };
    Facts { own_identity: Some(told), ..block_erase() }
}

/// The erase never said clearly that it was done, and the published password did not come off.
fn left_locked() -> Facts {
    let mut facts = security_erase();
    if let Some(seen) = &mut facts.attempts[0].firmware {
        seen.completion = Completion::Unclear;
    }
    facts.attempts[0].evidence = None;
    facts.scope.erased_bytes = 0;
    facts.password_kept = Some(PasswordKept::Published { password: "REEMPLOI-ERASE".into() });
    facts
}

pub fn good(m: &mut Maker) {
    for (name, result, facts) in [
        ("block-erase", "erased", block_erase()),
        ("crypto-erase", "erased", crypto_erase()),
        ("security-erase", "erased_with_reservations", security_erase()),
        ("block-erase-with-hidden-area", "erased_with_reservations", hidden_area()),
        ("overwrite-after-a-refused-block-erase", "erased_with_reservations", fell_back()),
        ("block-erase-unproven", "not_erased", unproven()),
        ("block-erase-with-a-survivor", "not_erased", survivor()),
        ("block-erase-of-a-drive-that-says-who-it-is", "erased", said_who_it_is()),
        ("security-erase-left-locked", "not_erased", left_locked()),
    ] {
        let attestation = bytes(&record(A05, "A05", facts));
        m.good(name, result, attestation.clone(), signed(A05, &attestation));
    }
}

/// The record of facts with a change, canonical again.
fn changed(facts: Facts, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value =
        serde_json::from_slice(&bytes(&record(A05, "A05", facts))).expect("a record of a drive's own erase");
    change(&mut value);
    serde_json_canonicalizer::to_vec(&value).expect("a value")
}

fn without(value: &mut Value, member: &str, unwanted: &str) {
    let list = value[member].as_array_mut().expect(member);
    let before = list.len();
    list.retain(|entry| entry != unwanted);
    assert_eq!(list.len() + 1, before, "{member} holds no {unwanted}");
}

/// A proven block erase, of which one thing is not as it was.
fn block_erase_but(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    changed(block_erase(), |v| change(&mut v["facts"]))
}

pub fn wrong(m: &mut Maker) {
    let evidence = "/attempts/0/evidence";
    let firmware = "/attempts/0/firmware";
    let set = |place: String, value: Value| {
        block_erase_but(|facts| *facts.pointer_mut(&place).expect("a member") = value)
    };
    let survivors = json!([{"blocks": 1, "first_lba": 4096}]);
    let few = sample_blocks(Medium::Flash) - 1;
    for (name, attestation) in [
        ("survivor-and-erased", set(format!("{evidence}/survivors"), survivors)),
        ("end-unclear-and-erased", set(format!("{firmware}/completion"), json!("unclear"))),
        ("end-overdue-and-erased", set(format!("{firmware}/completion"), json!("overdue"))),
        ("refused-and-erased", set(format!("{firmware}/completion"), json!("refused"))),
        ("no-command-and-erased", set(format!("{firmware}/command"), Value::Null)),
        ("not-looked-at-and-erased", set(evidence.into(), Value::Null)),
        ("look-incomplete-and-erased", set(format!("{evidence}/complete"), json!(false))),
        ("too-few-places-and-erased", set(format!("{evidence}/planted/places"), json!(few))),
        ("too-few-fresh-places-and-erased", set(format!("{evidence}/fresh_blocks"), json!(few))),
        ("no-canary-and-erased", set(format!("{evidence}/planted/canaries"), json!(0))),
        ("planted-on-a-smaller-drive", set(format!("{evidence}/planted/size_bytes"), json!(size() - 512))),
        ("no-attempt-and-erased", block_erase_but(|facts| drop(remove(facts, "attempts")))),
        ("technique-not-in-policy", {
            let techniques = json!(["sanitize_crypto_erase"]);
            set("/policy/firmware/techniques".into(), techniques)
        }),
        ("technique-not-the-one-tried", set("/technique".into(), json!("sanitize_overwrite"))),
    ] {
        m.content(name, "inconsistent", attestation);
    }
    let never_at_work = block_erase_but(|facts| {
        let seen = facts.pointer_mut(firmware).expect("a report");
        (seen["seen_at_work"], seen["status_changed"]) = (json!("no"), json!("no"));
    });
    m.content("never-at-work-and-erased", "inconsistent", never_at_work);
    let data_between_zeros = block_erase_but(|facts| {
        let found = facts.pointer_mut(evidence).expect("a report");
        let zeros = found["zeros"].as_u64().expect("a number");
        (found["zeros"], found["other"]) = (json!(zeros - 1), json!(1));
    });
    m.content("data-between-zeros-and-erased", "inconsistent", data_between_zeros);
    // After a power cut nothing is known again but canaries; noise then proves nothing.
    let noise = changed(crypto_erase(), |v| {
        v["facts"].pointer_mut(evidence).expect("a report")["witnesses_checked"] = json!(0);
    });
    m.content("noise-without-witnesses-and-erased", "inconsistent", noise);

    m.content("purge-by-overwrite", "inconsistent", edited(|v| v["level"] = json!("purge")));
    let purge = changed(security_erase(), |v| v["level"] = json!("purge"));
    m.content("purge-by-security-erase", "inconsistent", purge);
    let silent = changed(hidden_area(), |v| {
        without(v, "reservations", "hidden_areas_not_read_back");
        v["result"] = json!("erased");
    });
    m.content("hidden-area-and-no-reservation", "inconsistent", silent);
    let silent = changed(fell_back(), |v| without(v, "reservations", "earlier_technique_failed"));
    m.content("earlier-technique-and-no-reservation", "inconsistent", silent);
    let silent = changed(crypto_erase(), |v| without(v, "limits", "encryption_trusted"));
    m.content("crypto-erase-without-its-limit", "inconsistent", silent);
    let silent = block_erase_with(|v| without(v, "limits", "firmware_trusted"));
    m.content("block-erase-without-its-limit", "inconsistent", silent);

    // What has no value is left out where the format says so, and null everywhere else.
    m.content("optional-member-null", "malformed", edited(|v| v["facts"]["survey"] = Value::Null));
    m.content("optional-list-empty", "malformed", edited(|v| v["facts"]["attempts"] = json!([])));
    m.content("unknown-technique", "malformed", set("/technique".into(), json!("degauss")));
    let null = changed(said_who_it_is(), |v| v["facts"]["own_identity"] = Value::Null);
    m.content("own-identity-null", "malformed", null);
    let whose = changed(left_locked(), |v| v["facts"]["password_kept"]["whose"] = json!("nobodys"));
    m.content("password-of-an-unknown-kind", "malformed", whose);
    let unknown = block_erase_but(|facts| facts["survey"]["extra"] = json!(1));
    m.content("unknown-member-of-a-survey", "malformed", unknown);
}

fn block_erase_with(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    changed(block_erase(), change)
}

fn remove(value: &mut Value, member: &str) -> Option<Value> {
    value.as_object_mut()?.remove(member)
}
