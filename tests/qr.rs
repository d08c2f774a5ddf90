//! The QR code of an attestation: what it says is what was signed, nothing else is ever believed, and other people's programs read it.

#![cfg(feature = "pictures")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "qr/codes.rs"]
mod codes;
#[path = "qr/pictures.rs"]
mod pictures;
mod samples;
#[path = "qr/shown.rs"]
mod shown;

use std::fs::{self, File};
use std::process::Command;

use gomme::attest::certificate::CertificateFlaw;
use gomme::attest::lot::Lots;
use gomme::attest::qr::{Code, Core, PREFIX, base45, verify};
use gomme::attest::verify::{Finding, verify as verify_attestation};
use gomme::attest::{NAMESPACE, sshsig};
use gomme::papers::qr;
use gomme::reader::answer::{Answer, Weight};
use gomme::reader::code::{CodeAnswer, Companion};
use gomme::record::lot::EntryResult;
use gomme::record::{Document, LedgerPlace, Level, Station};

use samples::documents;

use codes::{A05, LONE, NORD, NOW, STOLEN, SUD, at, certified, lone, signed, trust};

/// The bytes below the text of a code: core, and signature.
fn bytes(code: &Code) -> Vec<u8> {
    base45::decode(code.to_text().strip_prefix(PREFIX).unwrap()).unwrap()
}

fn text_of(bytes: &[u8]) -> String {
    format!("{PREFIX}{}", base45::encode(bytes))
}

fn finding(text: &str, moment: &str) -> Finding {
    verify(text, Some(&trust()), at(moment)).expect("a code").finding
}

#[test]
fn a_code_says_what_its_attestation_says_and_no_more() {
    for (facts, result, level) in [
        (samples::erased_facts(), EntryResult::Erased, Level::Clear),
        (samples::reserved_facts(), EntryResult::ErasedWithReservations, Level::Clear),
        (samples::interrupted_facts(), EntryResult::NotErased, Level::None),
    ] {
        let files = signed(facts.clone(), &certified(A05, "sud-A05", SUD, 7), A05);
        let Finding::AuthenticCode(core) = finding(&files.code.to_text(), NOW) else { panic!("authentic") };
        assert_eq!((core.result, core.level), (result, level));
        assert_eq!(core.number(), "sud-A05-2027-000001");
        assert_eq!(core.serial.as_ref().map(|s| s.text.as_str()), facts.drive.serial.as_deref());
        assert_eq!(core.size_bytes.unwrap().get(), facts.drive.size_bytes);
        assert!(core.is_bound_to(&files.attestation) && !core.is_bound_to(b"{}"));
        assert!(files.code.is_of(&files.document, &files.attestation));
        // A code alone is never a yes, and never in the place of a document.
        let text = files.code.to_text();
        let answer = Answer::about(text.as_bytes(), None, Some(&trust()), &Lots::default(), at(NOW));
        assert_eq!((answer.code(), answer.weight()), ("authentic_code", Weight::No));
        assert!(answer.document().is_none() && answer.core().is_some());
    }
}

#[test]
fn every_kind_of_a_station_has_a_code_and_a_zone_has_none() {
    let signer = lone(LONE, "A05");
    let station = || Station { name: "A05".into(), key: "SHA256:".into(), trust: None };
    let place = || LedgerPlace { sequence: 2, previous: "1e".repeat(32) };
    let number = "A05-2027-000001";
    let no_media = Document::from(documents::no_media(number, station(), place()));
    let destruction =
        Document::from(documents::destruction(number, documents::declaration(), station(), place()));
    for document in [no_media, destruction] {
        let core = Core::of(&document, [7; 32], signer.clone()).unwrap();
        assert_eq!(Some(core.result), document.result());
        assert_eq!((core.level, core.started_at, core.emulated), (Level::None, None, false));
        assert!(core.serial.is_some() || core.model.is_some());
        // Another station's number is none that this one gives.
        assert_eq!(Core::of(&document, [7; 32], lone(LONE, "A06")), None);
    }
    let lot = Document::from(documents::lot());
    assert_eq!(Core::of(&lot, [7; 32], signer), None);
}

#[test]
fn no_flipped_bit_is_ever_authentic() {
    for (signer, seed) in [(certified(A05, "sud-A05", SUD, 7), A05), (lone(LONE, "A05"), LONE)] {
        let good = bytes(&signed(samples::reserved_facts(), &signer, seed).code);
        assert!(matches!(finding(&text_of(&good), NOW), Finding::AuthenticCode(_)));
        for bit in 0..good.len() * 8 {
            let mut flipped = good.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let found = finding(&text_of(&flipped), NOW);
            assert!(!matches!(found, Finding::AuthenticCode(_) | Finding::Authentic(_)), "bit {bit}");
        }
        // Nor does any other character in the text.
        let text = text_of(&good);
        for place in 0..text.len() {
            let other = if text.as_bytes()[place] == b'A' { "B" } else { "A" };
            let mut changed = text.clone();
            changed.replace_range(place..=place, other);
            let found = verify(&changed, Some(&trust()), at(NOW));
            assert!(!found.is_ok_and(|v| matches!(v.finding, Finding::AuthenticCode(_))), "place {place}");
        }
    }
}

#[test]
fn a_core_that_was_written_anew_is_not_believed() {
    let code = signed(samples::interrupted_facts(), &certified(A05, "sud-A05", SUD, 7), A05).code;
    let all = bytes(&code);
    let signature = &all[all.len() - 64..];
    let changes: [fn(&mut Core); 5] = [
        |core| (core.result, core.level) = (EntryResult::Erased, Level::Purge),
        |core| core.digest = [0; 32],
        |core| core.sequence = 2,
        |core| core.serial = None,
        |core| core.emulated = true,
    ];
    for change in changes {
        let mut core = code.core().clone();
        change(&mut core);
        let forged = [&core.encode().unwrap(), signature].concat();
        assert_eq!(finding(&text_of(&forged), NOW), Finding::Modified);
    }
    // The same core in the name of another station, whose certificate is as good.
    let mut core = code.core().clone();
    core.signer = certified(STOLEN, "sud-A06", SUD, 8);
    let forged = [&core.encode().unwrap(), signature].concat();
    assert_eq!(finding(&text_of(&forged), NOW), Finding::Modified);
}

#[test]
fn trust_expiry_and_revocation_are_those_of_attestations() {
    let facts = samples::reserved_facts;
    let station = |seed, name, zone, serial, moment| {
        let files = signed(facts(), &certified(seed, name, zone, serial), seed);
        let whole =
            verify_attestation(&files.attestation, files.signature.as_bytes(), Some(&trust()), at(moment));
        let code = verify(&files.code.to_text(), Some(&trust()), at(moment)).unwrap();
        // The one answer as the other, but for what authentic is called.
        let told = whole.finding.code();
        assert_eq!(code.finding.code(), if told == "authentic" { "authentic_code" } else { told });
        assert_eq!((code.key, code.issuer), (whole.key, whole.issuer));
        told
    };
    assert_eq!(station(A05, "sud-A05", SUD, 7, NOW), "authentic");
    assert_eq!(station(A05, "sud-A05", SUD, 7, "2028-01-01T00:00:00Z"), "expired");
    assert_eq!(station(A05, "sud-A05", SUD, 7, "2026-12-31T23:59:59Z"), "not_yet_valid");
    assert_eq!(station(STOLEN, "sud-S01", SUD, 20, NOW), "revoked");
    assert_eq!(station(A05, "sud-A05", NORD, 7, NOW), "other_zone");
    assert_eq!(station(A05, "est-A05", 99, 7, NOW), "unknown_issuer");
    for (seed, name, told) in
        [(LONE, "A05", "authentic_code"), (LONE, "A06", "wrong_station"), (A05, "A05", "unknown_issuer")]
    {
        let code = signed(facts(), &lone(seed, name), seed).code;
        assert_eq!(finding(&code.to_text(), NOW).code(), told);
    }
    let code = signed(facts(), &lone(LONE, "A05"), LONE).code.to_text();
    assert_eq!(verify(&code, None, at(NOW)).unwrap().finding, Finding::NoTrustSet);
    // A certificate that its zone did not sign.
    let mut bad = bytes(&signed(facts(), &certified(A05, "sud-A05", SUD, 7), A05).code);
    let place = bad.len() - 65;
    bad[place] ^= 1;
    assert_eq!(finding(&text_of(&bad), NOW), Finding::BadCertificate(CertificateFlaw::Signature));
}

#[test]
fn a_code_is_no_attestation_and_an_attestation_no_code() {
    let signer = certified(A05, "sud-A05", SUD, 7);
    let files = signed(samples::reserved_facts(), &signer, A05);
    let (message, signature) = files.code.signed();
    // What a code signs, offered as an attestation: intact, trusted, and not one.
    let found = verify_attestation(&message, signature.as_bytes(), Some(&trust()), at(NOW)).finding;
    assert!(matches!(found, Finding::Malformed(_)), "{found:?}");
    let found = verify_attestation(&files.attestation, signature.as_bytes(), Some(&trust()), at(NOW)).finding;
    assert_eq!(found, Finding::Modified);
    // The signature of an attestation in a code.
    let whole = sshsig::signature(&samples::key(A05), NAMESPACE, &files.attestation);
    let forged = [&files.code.core().encode().unwrap()[..], &whole].concat();
    assert_eq!(finding(&text_of(&forged), NOW), Finding::Modified);
    // A core that is signed without its label, or for another use.
    let core = files.code.core().encode().unwrap();
    for (namespace, message) in [(NAMESPACE, core.clone()), ("gomme-lot", message)] {
        let other = sshsig::signature(&samples::key(A05), namespace, &message);
        assert_eq!(finding(&text_of(&[&core[..], &other].concat()), NOW), Finding::Modified);
    }
}

#[test]
fn ssh_keygen_believes_the_same_codes() {
    let dir = tempfile::tempdir().unwrap();
    for (name, content) in codes::trust_folder() {
        fs::write(dir.path().join(name), content).unwrap();
    }
    for (signer, seed, moment, good) in [
        (certified(A05, "sud-A05", SUD, 7), A05, NOW, true),
        (lone(LONE, "A05"), LONE, NOW, true),
        (certified(A05, "sud-A05", SUD, 7), A05, "2028-01-01T00:00:00Z", false),
        (certified(STOLEN, "sud-S01", SUD, 20), STOLEN, NOW, false),
        (lone(STOLEN, "A05"), STOLEN, NOW, false),
    ] {
        let code = signed(samples::reserved_facts(), &signer, seed).code;
        let (message, signature) = code.signed();
        let path = |name: &str| dir.path().join(name);
        fs::write(path("message"), message).unwrap();
        fs::write(path("message.sig"), signature).unwrap();
        let moment = at(moment).strftime("-Overify-time=%Y%m%d%H%M%SZ").to_string();
        let checked = Command::new("ssh-keygen")
            .args(["-Y", "verify", "-n", NAMESPACE, "-I", signer.name(), &moment, "-f"])
            .arg(path("trust"))
            .arg("-r")
            .arg(path("revocations.sud.krl"))
            .arg("-s")
            .arg(path("message.sig"))
            .stdin(File::open(path("message")).unwrap())
            .output()
            .expect("ssh-keygen is needed");
        assert_eq!(checked.status.success(), good, "{}: {checked:?}", signer.name());
    }
}

#[test]
fn with_its_attestation_a_code_is_as_good_as_that_one() {
    let signer = certified(A05, "sud-A05", SUD, 7);
    let about = |code: &Code, companions: &[Companion]| {
        let lots = Lots::default();
        CodeAnswer::about(&code.to_text(), companions, Some(&trust()), &lots, at(NOW)).unwrap()
    };
    for facts in [samples::reserved_facts(), samples::interrupted_facts()] {
        let good = facts.stopped.is_none();
        let (own, other) = (signed(facts, &signer, A05), signed(samples::erased_facts(), &signer, A05));
        let with = about(&own.code, &[other.companion(), own.companion()]);
        assert!(matches!(with, CodeAnswer::WithAttestation(_)), "{with:?}");
        assert_eq!((with.code(), with.is_authentic_and_favourable()), ("authentic", good));
        let alone = about(&own.code, &[other.companion()]);
        assert!(matches!(alone, CodeAnswer::Alone(_)) && !alone.is_authentic_and_favourable());
        // The right file without a right signature adds nothing.
        let bare = Companion { signature: other.signature.clone().into_bytes(), ..own.companion() };
        assert!(matches!(about(&own.code, &[bare]), CodeAnswer::Alone(_)));
    }
    // A station that lies: its own code, bound to its own attestation, says something better.
    let failed = signed(samples::interrupted_facts(), &signer, A05);
    let mut core = failed.code.core().clone();
    (core.result, core.level) = (EntryResult::Erased, Level::Purge);
    let lie = Code::sign(core, &samples::key(A05)).unwrap();
    assert!(!lie.is_of(&failed.document, &failed.attestation));
    let found = about(&lie, &[failed.companion()]);
    assert!(matches!(found, CodeAnswer::Contradicts(_)), "{found:?}");
    assert_eq!((found.code(), found.is_authentic_and_favourable()), ("inconsistent", false));
}

/// Sizes as they are; the longest is the largest that any record gives.
#[test]
fn every_code_fits_on_paper() {
    let mut longest = samples::reserved_facts();
    longest.drive.vendor = Some("é".repeat(100));
    longest.drive.model = Some("W".repeat(200));
    longest.drive.serial = Some("9".repeat(200));
    longest.drive.size_bytes = (1 << 53) - 1;
    longest.scope.addressable_bytes = longest.drive.size_bytes;
    longest.scope.erased_bytes = longest.drive.size_bytes;
    longest.read_back = None;
    let name = format!("sud-{}", "A".repeat(44));
    for (facts, signer, seed, at_most) in [
        (samples::reserved_facts(), lone(LONE, "A05"), LONE, 200),
        (samples::reserved_facts(), certified(A05, "sud-A05", SUD, 7), A05, 320),
        (longest, certified(A05, &name, SUD, u64::MAX), A05, 500),
    ] {
        let code = signed(facts, &signer, seed).code;
        let text = code.to_text();
        let modules = qr::modules(&text).unwrap();
        let side = modules.side + 2 * qr::QUIET;
        // In millimetres, at the 40 that a paper gives it with its quiet zone.
        let module = 40.0 / f64::from(u32::try_from(side).unwrap());
        println!(
            "{} bytes, {} characters, {} modules, {module:.3} mm a module",
            bytes(&code).len(),
            text.len(),
            modules.side
        );
        assert!(bytes(&code).len() <= at_most, "{} bytes", bytes(&code).len());
        assert!(module > 0.38, "a telephone still tells the modules apart");
        let Finding::AuthenticCode(core) = finding(&text, NOW) else { panic!("authentic") };
        let cut = core.model.as_ref().is_some_and(|model| model.is_cut);
        assert_eq!(cut, at_most == 500);
    }
}

/// The worked example of `docs/attestation-v1.md`.
#[test]
fn the_example_in_the_document_is_right() {
    let signer = lone(7, "A05");
    let code = signed(samples::reserved_facts(), &signer, 7).code;
    let core = code.core().encode().unwrap();
    let hex = gomme::units::hex(&core);
    let document =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/attestation-v1.md")).unwrap();
    let flat: String = document.split_whitespace().collect();
    assert!(flat.contains(&hex), "the core is now {hex}");
    let text = code.to_text();
    assert!(document.contains(&text), "the text is now {text}");
}
