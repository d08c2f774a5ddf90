//! The vectors in `tests/vectors` against their manifest, and what no vector can hold: bits flipped at random, bytes without end.
//!
//! Anybody may use them to check another reader. To make them again after a change of the format:
//! `GOMME_MAKE_VECTORS=1 cargo test --test vectors`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "vectors/make.rs"]
mod make;
mod samples;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gomme::attest::trust::TrustSet;
use gomme::attest::verify::{Finding, Verification, verify};
use gomme::attest::{ATTESTATION_FILE, NAMESPACE, SIGNATURE_FILE, canonical, sshsig};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use make::Expected;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

fn trust() -> TrustSet {
    TrustSet::parse(&fs::read(folder().join("trust")).unwrap(), &TimeZone::UTC).unwrap()
}

fn manifest() -> Vec<Expected> {
    serde_json::from_slice(&fs::read(folder().join("manifest.json")).unwrap()).unwrap()
}

fn check(attestation: &[u8], signature: &[u8], trust: &TrustSet) -> Verification {
    verify(attestation, signature, Some(trust), Timestamp::now())
}

fn ssh_keygen_accepts(attestation: &Path, signature: &Path, principal: &str, namespace: &str) -> bool {
    let output = Command::new("ssh-keygen")
        .args(["-Y", "verify", "-n", namespace, "-I", principal, "-f"])
        .arg(folder().join("trust"))
        .arg("-s")
        .arg(signature)
        .stdin(File::open(attestation).unwrap())
        .stderr(Stdio::null())
        .output()
        .expect("ssh-keygen is needed");
    output.status.success()
}

/// What we say of the signature alone: what is wrong with the content is for gomme to know.
fn signature_is_good(finding: &Finding) -> bool {
    matches!(finding, Finding::Authentic(_) | Finding::Malformed(_))
}

#[test]
fn the_vectors_are_those_that_the_generator_makes() {
    let vectors = make::all();
    let wanted: Vec<Expected> = vectors.iter().map(|v| v.expected.clone()).collect();
    if std::env::var_os("GOMME_MAKE_VECTORS").is_some() {
        fs::write(folder().join("trust"), make::trust()).unwrap();
        fs::write(folder().join("manifest.json"), serde_json::to_string_pretty(&wanted).unwrap() + "\n")
            .unwrap();
        for vector in &vectors {
            let dir = folder().join(&vector.expected.name);
            fs::create_dir_all(&dir).unwrap();
            fs::write(dir.join(ATTESTATION_FILE), &vector.attestation).unwrap();
            fs::write(dir.join(SIGNATURE_FILE), &vector.signature).unwrap();
        }
    }
    assert_eq!(fs::read_to_string(folder().join("trust")).unwrap(), make::trust());
    assert_eq!(manifest(), wanted);
    let names: BTreeSet<&str> = wanted.iter().map(|e| e.name.as_str()).collect();
    assert_eq!(names.len(), wanted.len(), "two vectors have one name");
    for vector in &vectors {
        let name = &vector.expected.name;
        let dir = folder().join(name);
        assert!(fs::read(dir.join(ATTESTATION_FILE)).unwrap() == vector.attestation, "{name}");
        assert!(fs::read(dir.join(SIGNATURE_FILE)).unwrap() == vector.signature, "{name}");
    }
    for entry in fs::read_dir(folder()).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        assert!(!entry.path().is_dir() || names.contains(name.as_str()), "{name} is in no manifest");
    }
}

/// What `ssh-keygen` and the web page say of them is for `tests/agree.rs`.
#[test]
fn gomme_says_what_the_manifest_says() {
    let trust = trust();
    let mut wrong = Vec::new();
    for expected in manifest() {
        let dir = folder().join(&expected.name);
        let [attestation, signature] =
            [ATTESTATION_FILE, SIGNATURE_FILE].map(|name| fs::read(dir.join(name)).unwrap());
        let found = check(&attestation, &signature, &trust).finding;
        let result = match &found {
            Finding::Authentic(document) => {
                serde_json::to_value(document.result()).unwrap().as_str().map(str::to_owned)
            }
            _ => None,
        };
        if (found.code(), &result) != (&expected.verdict, &expected.result) {
            wrong.push(format!("{}: {} {result:?}", expected.name, found.code()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn without_a_trust_set_or_with_an_empty_one_nothing_is_green() {
    let empty = TrustSet::parse(b"", &TimeZone::UTC).unwrap();
    for expected in manifest() {
        let dir = folder().join(&expected.name);
        let attestation = fs::read(dir.join(ATTESTATION_FILE)).unwrap();
        let signature = fs::read(dir.join(SIGNATURE_FILE)).unwrap();
        for trust in [None, Some(&empty)] {
            let found = verify(&attestation, &signature, trust, Timestamp::now()).finding;
            assert!(!signature_is_good(&found), "{}: {found:?}", expected.name);
            if expected.verdict == "authentic" {
                assert_eq!(found.code(), "unknown_issuer");
            }
        }
    }
}

#[test]
fn a_huge_input_is_refused_before_it_is_hashed() {
    let huge = vec![b' '; canonical::MAX_BYTES + 1];
    let signature = sshsig::sign(&samples::key(make::A05), NAMESPACE, &huge);
    assert_eq!(check(&huge, signature.as_bytes(), &trust()).finding.code(), "too_large");
    let largest = vec![b' '; canonical::MAX_BYTES];
    let signature = sshsig::sign(&samples::key(make::A05), NAMESPACE, &largest);
    assert_eq!(check(&largest, signature.as_bytes(), &trust()).finding.code(), "malformed");
    let long = "A".repeat(sshsig::MAX_BYTES + 1);
    assert_eq!(check(&make::base(), long.as_bytes(), &trust()).finding.code(), "malformed_signature");
}

/// A small generator with a fixed seed (xorshift64*): the same flips on every machine.
struct Flips(u64);

impl Flips {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % n as u64).unwrap()
    }

    fn flip(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut flipped = bytes.to_vec();
        let bit = self.below(bytes.len() * 8);
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    }
}

fn good_pair() -> (Vec<u8>, Vec<u8>) {
    let dir = folder().join("erased");
    (fs::read(dir.join(ATTESTATION_FILE)).unwrap(), fs::read(dir.join(SIGNATURE_FILE)).unwrap())
}

#[test]
fn no_single_flipped_bit_is_accepted() {
    let (attestation, signature) = good_pair();
    let trust = trust();
    assert!(signature_is_good(&check(&attestation, &signature, &trust).finding));
    let mut flips = Flips(0x6f6d_6d65);
    for round in 0..10_000 {
        let found = if round % 2 == 0 {
            check(&flips.flip(&attestation), &signature, &trust)
        } else {
            check(&attestation, &flips.flip(&signature), &trust)
        };
        assert!(!signature_is_good(&found.finding), "round {round}: {found:?}");
    }
}

#[test]
fn ssh_keygen_refuses_the_same_flips() {
    let (attestation, signature) = good_pair();
    let dir = tempfile::tempdir().unwrap();
    let [json, sig] = ["a.json", "a.sig"].map(|name| dir.path().join(name));
    let mut flips = Flips(0x0073_746f_636b);
    let (mut refused, mut laxer) = (0, 0);
    for round in 0..300 {
        let change_json = round % 3 != 0;
        let (a, s) = if change_json {
            (flips.flip(&attestation), signature.clone())
        } else {
            (attestation.clone(), flips.flip(&signature))
        };
        fs::write(&json, &a).unwrap();
        fs::write(&sig, &s).unwrap();
        match ssh_keygen_accepts(&json, &sig, "A05", NAMESPACE) {
            false => refused += 1,
            // It skips white space in base64 and does not look beyond the end line; we do.
            true if !change_json => laxer += 1,
            true => panic!("round {round}: ssh-keygen accepts a changed attestation"),
        }
    }
    assert!(refused >= 290 && laxer <= 10, "{refused} refused, {laxer} accepted");
}
