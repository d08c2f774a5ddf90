//! One spelling for each core, and nothing that a flipped bit could turn into another.

use std::num::NonZeroU64;

use ed25519_dalek::SigningKey;
use proptest::prelude::*;

use super::*;
use crate::attest::canonical;
use crate::attest::certificate::{Certificate, Fields};
use crate::record::lot::EntryResult;
use crate::record::{ClockSource, Kind, Level};

fn key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn certified(name: &str) -> CodeSigner {
    let zone = SigningKey::from_bytes(&[2; 32]);
    let fields = Fields {
        key: key().verifying_key(),
        name: name.into(),
        serial: NonZeroU64::new(7).unwrap(),
        valid_after: "2027-01-01T00:00:00Z".parse().unwrap(),
        valid_before: "2028-01-01T00:00:00Z".parse().unwrap(),
        zone_key: zone.verifying_key(),
    };
    CodeSigner::Certified(Box::new(Certificate::issue(&zone, fields).unwrap()))
}

fn lone(name: &str) -> CodeSigner {
    CodeSigner::Lone { name: name.into(), key: Box::new(key().verifying_key()) }
}

fn text() -> impl Strategy<Value = Option<CutText>> {
    let clean = "\\PC{1,80}".prop_filter("clean", |text| canonical::is_clean(text));
    proptest::option::of(clean.prop_map(|text| CutText::of(&text).unwrap()))
}

fn core() -> impl Strategy<Value = Core> {
    let outcome = prop_oneof![
        Just((EntryResult::Erased, Level::Purge)),
        Just((EntryResult::ErasedWithReservations, Level::Clear)),
        Just((EntryResult::NotErased, Level::None)),
        Just((EntryResult::NoMedia, Level::None)),
        Just((EntryResult::NotDestroyed, Level::None)),
    ];
    let times = [0i64..253_402_207_200, 0i64..253_402_207_200];
    let signer = prop_oneof![Just(lone("A05")), Just(certified("sud-A05")), Just(lone(&"x".repeat(48)))];
    let numbers = (0u16..=9999, any::<u64>(), any::<u64>());
    let drawn = (outcome, any::<[u8; 32]>(), times, any::<[bool; 2]>(), numbers, [text(), text()], signer);
    drawn.prop_map(|((result, level), digest, times, [behind, emulated], numbers, texts, signer)| {
        let [signed_at, started_at] = times.map(|second| Timestamp::from_second(second).unwrap());
        let [model, serial] = texts;
        let is_erasure = result.kind() == Kind::Erasure;
        Core {
            result,
            level,
            digest,
            signed_at,
            started_at: is_erasure.then_some(started_at),
            clock: if behind { ClockSource::SystemBehind } else { ClockSource::System },
            emulated: emulated && is_erasure,
            year: numbers.0,
            sequence: numbers.1,
            size_bytes: NonZeroU64::new(numbers.2).filter(|_| result != EntryResult::NoMedia),
            model,
            serial,
            signer,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_core_comes_back_and_fits(core in core()) {
        let bytes = core.encode().unwrap();
        prop_assert!(bytes.len() + SIGNATURE <= 500, "{} bytes", bytes.len());
        prop_assert_eq!(Core::decode(&bytes), Ok(core.clone()));
        let code = Code::sign(core, &key()).unwrap();
        let text = code.to_text();
        prop_assert!(text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b" $%*+-./:".contains(&b)));
        prop_assert_eq!(Code::read(&text), Ok(code));
    }

    #[test]
    fn what_is_read_is_the_only_spelling(core in core(), at: prop::sample::Index, byte: u8, insert: bool) {
        let mut bytes = core.encode().unwrap();
        let at = at.index(bytes.len());
        if insert { bytes.insert(at, byte) } else { bytes[at] = byte }
        if let Ok(read) = Core::decode(&bytes) {
            prop_assert_eq!(read.encode(), Some(bytes));
        }
    }

    #[test]
    fn anything_at_all_is_read_or_refused(bytes: Vec<u8>, rest in "[0-9A-Z $%*+./:-]{0,600}") {
        let _ = Core::decode(&bytes);
        let _ = Code::read(&format!("{PREFIX}{rest}"));
    }
}

fn plain() -> Core {
    Core {
        result: EntryResult::Erased,
        level: Level::Purge,
        digest: [0xd1; 32],
        signed_at: "2027-03-18T13:52:00Z".parse().unwrap(),
        started_at: Some("2027-03-18T13:33:00Z".parse().unwrap()),
        clock: ClockSource::System,
        emulated: false,
        year: 2027,
        sequence: 4213,
        size_bytes: NonZeroU64::new(256_060_514_304),
        model: CutText::of("Exemple E400"),
        serial: CutText::of("S0EX0001"),
        signer: lone("A05"),
    }
}

#[test]
fn what_has_no_spelling_is_not_spelt() {
    assert_eq!(plain().number(), "A05-2027-004213");
    let changes: [fn(&mut Core); 5] = [
        |core| core.level = Level::None,
        |core| core.result = EntryResult::NotErased,
        |core| core.started_at = None,
        |core| core.signed_at = Timestamp::from_second(-1).unwrap(),
        |core| core.serial = Some(CutText { text: String::new(), is_cut: false }),
    ];
    for change in changes {
        let mut core = plain();
        change(&mut core);
        assert_eq!(core.encode(), None);
    }
}

#[test]
fn other_spellings_are_refused() {
    let bytes = plain().encode().unwrap();
    let decoded = |change: fn(&mut Vec<u8>)| {
        let mut other = bytes.clone();
        change(&mut other);
        assert_ne!(other, bytes);
        Core::decode(&other).map(|_| ())
    };
    assert_eq!(decoded(|b| b[0] = 2), Err(CodeFlaw::Newer));
    assert_eq!(decoded(|b| b[0] = 0), Err(CodeFlaw::Damaged));
    assert_eq!(decoded(|b| b[1] = 0), Err(CodeFlaw::Damaged));
    assert_eq!(decoded(|b| b[1] = 10), Err(CodeFlaw::Damaged));
    assert_eq!(decoded(|b| b[2] = 8), Err(CodeFlaw::Damaged));
    assert_eq!(decoded(|b| b.push(0)), Err(CodeFlaw::Damaged));
    assert_eq!(decoded(|b| b.truncate(b.len() - 1)), Err(CodeFlaw::Damaged));
    assert_eq!(decoded(Vec::clear), Err(CodeFlaw::Damaged));
    // A time of one byte more than it needs.
    assert_eq!(
        decoded(|b| {
            b[39] |= 0x80;
            b.insert(40, 0);
        }),
        Err(CodeFlaw::Damaged)
    );
    // A short text that claims to be cut, and a station's name that is none.
    assert_eq!(
        decoded(|b| {
            let at = b.windows(12).position(|w| w == b"Exemple E400").unwrap();
            b[at - 1] |= 0x80;
        }),
        Err(CodeFlaw::Damaged)
    );
    assert_eq!(
        decoded(|b| {
            let at = b.windows(3).position(|w| w == b"A05").unwrap();
            b[at] = b'*';
        }),
        Err(CodeFlaw::Damaged)
    );
    // A certificate of which one field changed.
    let mut certified = Core { signer: certified("sud-A05"), ..plain() }.encode().unwrap();
    let last = certified.len() - 1;
    certified[last] ^= 1;
    assert_eq!(Core::decode(&certified), Err(CodeFlaw::Certificate(CertificateFlaw::Signature)));
}

#[test]
fn a_long_text_is_cut_at_a_character_and_marked() {
    let exactly = "x".repeat(core::TEXT_MAX);
    assert_eq!(CutText::of(&exactly), Some(CutText { text: exactly.clone(), is_cut: false }));
    let cut = CutText::of(&format!("{}é", &exactly[1..])).unwrap();
    assert_eq!((cut.text.len(), cut.is_cut), (63, true));
    assert_eq!(CutText::of(""), None);
}

#[test]
fn other_texts_are_told_apart() {
    let code = Code::sign(plain(), &key()).unwrap().to_text();
    for (text, flaw) in [
        ("https://example.org/", CodeFlaw::NotOne),
        ("", CodeFlaw::NotOne),
        ("GOMME", CodeFlaw::NotOne),
        ("GOMMEX:ABC", CodeFlaw::NotOne),
        ("GOMME0:ABC", CodeFlaw::NotOne),
        ("GOMME2:ABC", CodeFlaw::Newer),
        ("GOMME1:", CodeFlaw::Damaged),
        ("GOMME1:A", CodeFlaw::Damaged),
        (&code[..code.len() - 3], CodeFlaw::Damaged),
        (&format!("{code} "), CodeFlaw::Damaged),
        (&format!("{code}\n"), CodeFlaw::Damaged),
        (&code.to_lowercase(), CodeFlaw::NotOne),
    ] {
        assert_eq!(Code::read(text), Err(flaw), "{text}");
        assert_eq!(is_code(text.as_bytes()), flaw != CodeFlaw::NotOne);
    }
    assert!(is_code(code.as_bytes()));
    let other = SigningKey::from_bytes(&[9; 32]);
    assert_eq!(Code::sign(plain(), &other), None, "another key's code");
}
