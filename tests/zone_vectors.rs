//! The vectors in `tests/zones`: attestations signed with certificates of zones, and a trust folder with revocation lists. What gomme,
//! `ssh-keygen -Y verify -r` and the web page say of each at a moment is for `tests/agree.rs`; here is what no vector can hold.
//!
//! To make them again after a change of the format: `GOMME_MAKE_VECTORS=1 cargo test --test zone_vectors`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "zones/make.rs"]
mod make;
mod samples;

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gomme::attest::certificate::{Certificate, CertificateFlaw, Fields};
use gomme::attest::krl::Krl;
use gomme::attest::revocation::{Reason, Revocations, Target};
use gomme::attest::sshsig::{self, SshSig};
use gomme::attest::trust::{ListFlaw, TrustSet};
use gomme::attest::verify::{Finding, verify};
use gomme::attest::{ATTESTATION_FILE, NAMESPACE, REVOCATIONS_NAMESPACE, SIGNATURE_FILE, openssh};
use jiff::tz::TimeZone;
use make::Expected;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/zones")
}

fn trust() -> TrustSet {
    let dir = folder().join("trust");
    let mut set = TrustSet::parse(&fs::read(dir.join("trust")).unwrap(), &TimeZone::UTC).unwrap();
    for zone in make::ZONES_WITH_LISTS {
        let list = dir.join(format!("revocations.{zone}.krl"));
        let signature = fs::read(list.with_extension("krl.sig")).unwrap();
        set.add_revocations(zone, &fs::read(&list).unwrap(), &signature).unwrap();
    }
    set
}

fn manifest() -> Vec<Expected> {
    serde_json::from_slice(&fs::read(folder().join("manifest.json")).unwrap()).unwrap()
}

fn ssh_keygen(args: &[&str]) -> Output {
    Command::new("ssh-keygen").args(args).output().expect("ssh-keygen is needed")
}

fn paths(expected: &Expected) -> (PathBuf, PathBuf) {
    let dir = folder().join(&expected.name);
    (dir.join(ATTESTATION_FILE), dir.join(SIGNATURE_FILE))
}

#[test]
fn the_vectors_are_those_that_the_generator_makes() {
    let vectors = make::all();
    let wanted: Vec<Expected> = vectors.iter().map(|v| v.expected.clone()).collect();
    let mut files = make::trust_folder();
    files
        .push(("manifest.json".into(), (serde_json::to_string_pretty(&wanted).unwrap() + "\n").into_bytes()));
    for vector in vectors {
        files.push((format!("{}/{ATTESTATION_FILE}", vector.expected.name), vector.attestation));
        files.push((format!("{}/{SIGNATURE_FILE}", vector.expected.name), vector.signature));
    }
    let names: BTreeSet<&String> = files.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), files.len(), "two vectors have one name");
    for (name, content) in &files {
        let path = folder().join(name);
        if std::env::var_os("GOMME_MAKE_VECTORS").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, content).unwrap();
        }
        assert!(fs::read(&path).unwrap_or_default() == *content, "{name}");
    }
}

#[test]
fn no_single_flipped_bit_is_accepted_with_a_certificate() {
    let trust = trust();
    let good = manifest().remove(0);
    assert_eq!(good.verdict, "authentic");
    let (attestation, signature) = paths(&good);
    let (attestation, signature) = (fs::read(attestation).unwrap(), fs::read(signature).unwrap());
    let at = good.at.parse().unwrap();
    let mut state = 0x6f6d_6d65_u64;
    for round in 0..10_000 {
        let (mut a, mut s) = (attestation.clone(), signature.clone());
        // Mostly the signature: it holds the certificate.
        let flipped = if round % 4 == 0 { &mut a } else { &mut s };
        let bit = make::draw(&mut state, flipped.len() * 8);
        flipped[bit / 8] ^= 1 << (bit % 8);
        let found = verify(&a, &s, Some(&trust), at).finding;
        assert!(!matches!(found, Finding::Authentic(_) | Finding::Malformed(_)), "round {round}: {found:?}");
    }
}

#[test]
fn no_single_flipped_bit_of_a_list_is_accepted() {
    let dir = folder().join("trust");
    let (list, signature) = (
        fs::read(dir.join("revocations.sud.krl")).unwrap(),
        fs::read(dir.join("revocations.sud.krl.sig")).unwrap(),
    );
    let mut set = trust();
    let mut state = 0x6b72_6c00_u64;
    for round in 0..10_000 {
        let (mut l, mut s) = (list.clone(), signature.clone());
        let flipped = if round % 2 == 0 { &mut l } else { &mut s };
        let bit = make::draw(&mut state, flipped.len() * 8);
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(set.add_revocations("sud", &l, &s).is_err(), "round {round}");
    }
    assert_eq!(set.add_revocations("nord", &list, &signature), Err(ListFlaw::Signer), "another zone's list");
    let wrong_use = sshsig::sign(&samples::key(make::SUD), NAMESPACE, &list);
    assert_eq!(set.add_revocations("sud", &list, wrong_use.as_bytes()), Err(ListFlaw::Signer));
    assert!(set.add_revocations("sud", &list, &signature).is_ok());
}

#[test]
fn ssh_keygen_prints_our_certificate() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("station-cert.pub");
    let certificate = make::certificate(make::A05, "sud-A05", make::SUD, 7);
    fs::write(&path, certificate.to_text()).unwrap();
    let output = ssh_keygen(&["-L", "-f", path.to_str().unwrap()]);
    let said = String::from_utf8(output.stdout).unwrap();
    for words in [
        "Type: ssh-ed25519-cert-v01@openssh.com user certificate",
        "Key ID: \"sud-A05\"",
        "Serial: 7",
        "Critical Options: (none)",
        "Extensions: (none)",
        &openssh::fingerprint(&samples::key(make::SUD).verifying_key()),
    ] {
        assert!(said.contains(words), "{words} is not in:\n{said}");
    }
}

/// A key of ours as `ssh-keygen` has it, to sign with.
fn stock_key(dir: &Path, name: &str) -> PathBuf {
    let path = dir.join(name);
    let made = ssh_keygen(&["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path.to_str().unwrap()]);
    assert!(made.status.success(), "{made:?}");
    path
}

fn stock_public(path: &Path) -> ed25519_dalek::VerifyingKey {
    use base64::Engine;
    let text = fs::read_to_string(path.with_extension("pub")).unwrap();
    let blob = base64::engine::general_purpose::STANDARD.decode(text.split(' ').nth(1).unwrap()).unwrap();
    openssh::ed25519(&blob).unwrap()
}

#[test]
fn a_certificate_that_ssh_keygen_made_is_told_by_its_nonce() {
    let dir = tempfile::tempdir().unwrap();
    let (zone, station) = (stock_key(dir.path(), "sud"), stock_key(dir.path(), "sud-A05"));
    for (extra, flaw) in [
        (&["-O", "clear"][..], CertificateFlaw::Nonce),
        (&[], CertificateFlaw::Options),
        (&["-O", "clear", "-h"], CertificateFlaw::NotForUsers),
        (&["-O", "clear", "-n", "sud-A05,sud-A06"], CertificateFlaw::Name),
        (&["-O", "clear", "-V", "always:forever"], CertificateFlaw::Validity),
        (&["-O", "clear", "-z", "0"], CertificateFlaw::Serial),
    ] {
        let public = station.with_extension("pub");
        let args: Vec<&str> = ["-q", "-s", zone.to_str().unwrap(), "-I", "sud-A05", "-n", "sud-A05"]
            .into_iter()
            .chain(["-V", "20270101Z:20280101Z", "-z", "7"])
            .chain(extra.iter().copied())
            .chain([public.to_str().unwrap()])
            .collect();
        let made = ssh_keygen(&args);
        assert!(made.status.success(), "{made:?}");
        let text = fs::read_to_string(dir.path().join("sud-A05-cert.pub")).unwrap();
        assert_eq!(Certificate::from_text(&text), Err(flaw), "{extra:?}");
    }
}

fn certificate_of(
    key: ed25519_dalek::VerifyingKey,
    name: &str,
    serial: u64,
    zone: &ed25519_dalek::SigningKey,
) -> Certificate {
    let fields = Fields {
        key,
        name: name.into(),
        serial: NonZeroU64::new(serial).unwrap(),
        valid_after: samples::at("2027-01-01T00:00:00Z"),
        valid_before: samples::at("2028-01-01T00:00:00Z"),
        zone_key: zone.verifying_key(),
    };
    Certificate::issue(zone, fields).unwrap()
}

/// `ssh-keygen -Q`: whether a list revokes the certificate or key in a file.
fn ssh_keygen_revokes(list: &Path, public: &Path) -> bool {
    let output = ssh_keygen(&["-Q", "-f", list.to_str().unwrap(), public.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains(": ok") || said.contains(": REVOKED"), "{output:?}");
    said.contains(": REVOKED")
}

#[test]
fn lists_that_ssh_keygen_made_are_read_as_it_reads_them() {
    let dir = tempfile::tempdir().unwrap();
    let zone = samples::key(make::SUD);
    let zone_file = dir.path().join("sud.pub");
    fs::write(&zone_file, openssh::line(&zone.verifying_key()) + " sud\n").unwrap();
    let station = stock_key(dir.path(), "station");
    let key = stock_public(&station);
    let cert_file = dir.path().join("cert.pub");
    // Scattered serials become bitmaps, runs become ranges.
    let bitmap: String =
        (0..300).filter(|n| n % 3 != 0 && n % 7 != 1).map(|n| format!("serial: {}\n", 1000 + n)).collect();
    for spec in [
        "serial: 5\n",
        "serial: 10-20\n",
        "serial: 5\nserial: 18446744073709551615\n",
        &bitmap,
        "id: sud-A05\n",
        "id: sud-A06\n",
        &format!("key: {}\n", openssh::line(&key)),
        &format!("sha1: {}\n", openssh::line(&key)),
        &format!("sha256: {}\n", openssh::line(&key)),
        &format!("hash: {}\n", openssh::fingerprint(&key)),
        &format!("sha256: {}\n", openssh::line(&zone.verifying_key())),
    ] {
        let (spec_file, list) = (dir.path().join("spec"), dir.path().join("list"));
        fs::write(&spec_file, spec).unwrap();
        let made = ssh_keygen(&[
            "-k",
            "-q",
            "-f",
            list.to_str().unwrap(),
            "-s",
            zone_file.to_str().unwrap(),
            "-z",
            "9",
            spec_file.to_str().unwrap(),
        ]);
        assert!(made.status.success(), "{spec}: {made:?}");
        let krl = Krl::read(&fs::read(&list).unwrap()).unwrap();
        assert_eq!(krl.number, 9);
        // Written by us it says the same to both.
        let ours = dir.path().join("ours");
        fs::write(&ours, krl.write()).unwrap();
        for serial in [1, 5, 9, 10, 15, 20, 21, 1000, 1001, 1002, 1003, 1008, 1298, 1299, 1300, u64::MAX] {
            let certificate = certificate_of(key, "sud-A05", serial, &zone);
            fs::write(&cert_file, certificate.to_text()).unwrap();
            let stock = ssh_keygen_revokes(&list, &cert_file);
            assert_eq!(krl.revokes(&certificate), stock, "{spec}: {serial}");
            assert_eq!(ssh_keygen_revokes(&ours, &cert_file), stock, "{spec}: {serial}, written by us");
        }
        assert_eq!(
            krl.revokes_key(&openssh::blob(&key)),
            ssh_keygen_revokes(&list, &station.with_extension("pub"))
        );
    }
}

#[test]
fn ssh_keygen_reads_our_list() {
    let dir = tempfile::tempdir().unwrap();
    let zone = samples::key(make::SUD);
    let public = |name: &str, certificate: &Certificate| {
        let path = dir.path().join(name);
        fs::write(&path, certificate.to_text()).unwrap();
        path
    };
    let certificate = |seed: u8, name: &str, serial| {
        certificate_of(samples::key(seed).verifying_key(), name, serial, &zone)
    };
    let mut list = Revocations::default();
    let stolen = certificate(21, "sud-A05", 7);
    for target in
        [Target::Certificate(&stolen), Target::Serial(9), Target::Serial(10), Target::Name("sud-B12")]
    {
        list.revoke(&zone.verifying_key(), &target, Reason::Stolen, None);
    }
    let (bytes, signature) = list.publish(&zone, samples::at("2027-03-15T12:00:00Z")).unwrap();
    let path = dir.path().join("list");
    fs::write(&path, &bytes).unwrap();
    assert_eq!(Revocations::read(&bytes).unwrap(), list);
    assert!(SshSig::read(signature.as_bytes()).unwrap().namespace == REVOCATIONS_NAMESPACE);
    for (name, seed, station, serial, revoked) in [
        ("stolen", 21, "sud-A05", 7, true),
        ("renewed", 21, "sud-A05", 8, true),
        ("serial", 22, "sud-A06", 9, true),
        ("range", 22, "sud-A06", 10, true),
        ("name", 22, "sud-B12", 11, true),
        ("good", 22, "sud-A06", 12, false),
    ] {
        let certificate = certificate(seed, station, serial);
        assert_eq!(ssh_keygen_revokes(&path, &public(name, &certificate)), revoked, "{name}");
        assert_eq!(list.of(&certificate).is_some(), revoked, "{name}");
    }
    let foreign = certificate_of(samples::key(22).verifying_key(), "nord-A06", 9, &samples::key(make::NORD));
    assert!(!ssh_keygen_revokes(&path, &public("foreign", &foreign)) && list.of(&foreign).is_none());
    // A second list has a higher number, also within the same second.
    let number = list.number();
    list.publish(&zone, samples::at("2027-03-15T12:00:00Z")).unwrap();
    assert_eq!(list.number(), number + 1);
}
