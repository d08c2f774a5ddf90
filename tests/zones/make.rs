//! Makes the vectors of zones. Deterministic: keys from fixed seeds.

use std::num::NonZeroU64;

use ed25519_dalek::Signer;
use gomme::attest::certificate::{Certificate, Fields};
use gomme::attest::revocation::{Reason, Revocations, Target};
use gomme::attest::sshsig::{armour, sign, sign_certified};
use gomme::attest::wire::put_string;
use gomme::attest::zone::PublicZone;
use gomme::attest::{NAMESPACE, canonical, openssh};
use gomme::record::{LedgerPlace, Station};
use sha2::{Digest, Sha512};

use crate::samples;

pub const SUD: u8 = 40;
pub const NORD: u8 = 41;
const EST: u8 = 42;
const OUEST: u8 = 43;
const STRANGER: u8 = 44;
pub const A05: u8 = 50;
const STOLEN: u8 = 51;
const LONE: u8 = 52;
const LONE_REVOKED: u8 = 53;
const NOW: &str = "2027-06-01T00:00:00Z";
const FROM: &str = "2027-01-01T00:00:00Z";
const UNTIL: &str = "2028-01-01T00:00:00Z";

/// A line of the manifest.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Expected {
    pub name: String,
    /// The moment of checking.
    pub at: String,
    /// The code of our verdict.
    pub verdict: String,
    /// What `ssh-keygen -Y verify` says; it may accept what we refuse, and never the other way round.
    pub ssh_keygen_accepts: bool,
    /// The name to give to `ssh-keygen -I`.
    pub principal: String,
    /// The list to give to `ssh-keygen -r`.
    pub list: Option<String>,
}

pub struct Vector {
    pub expected: Expected,
    pub attestation: Vec<u8>,
    pub signature: Vec<u8>,
}

/// The zones whose lists lie in the trust folder.
pub const ZONES_WITH_LISTS: [&str; 2] = ["sud", "nord"];

/// A number below another from a small generator with a fixed seed (xorshift64*): the same on every machine.
pub fn draw(state: &mut u64, n: usize) -> usize {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    usize::try_from((state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % n as u64).expect("below n")
}

fn line(seed: u8) -> String {
    openssh::line(&samples::key(seed).verifying_key())
}

/// Every file of the trust folder.
pub fn trust_folder() -> Vec<(String, Vec<u8>)> {
    let zone = |name, seed: u8| {
        PublicZone::new(name, samples::key(seed).verifying_key()).expect("a zone's name").trust_lines()
    };
    let trust = [
        zone("nord", NORD),
        zone("sud", SUD),
        format!(
            "est-* cert-authority,namespaces=\"gomme-attestation\",valid-before=\"20270101Z\" {}\n",
            line(EST)
        ),
        format!("ouest-* cert-authority,namespaces=\"file\" {}\n", line(OUEST)),
        format!("A05 namespaces=\"gomme-attestation\" {}\n", line(LONE)),
        format!("B12 namespaces=\"gomme-attestation\" {}\n", line(LONE_REVOKED)),
    ]
    .concat();
    let mut files = vec![("trust/trust".to_owned(), trust.into_bytes())];
    let mut sud = Revocations::default();
    let zone = samples::key(SUD);
    let stolen = certificate(STOLEN, "sud-S01", SUD, 20);
    let lone = certificate(LONE_REVOKED, "sud-B12", SUD, 21);
    for (target, reason) in [
        (Target::Certificate(&stolen), Reason::Stolen),
        (Target::Certificate(&lone), Reason::Retired),
        (Target::Serial(30), Reason::Lost),
        (Target::Serial(31), Reason::Lost),
        (Target::Serial(32), Reason::Lost),
        (Target::Name("sud-N01"), Reason::Other),
    ] {
        sud.revoke(&zone.verifying_key(), &target, reason, Some(samples::at("2027-03-01T00:00:00Z")));
    }
    let mut nord = Revocations::default();
    // A zone cannot take back what another one gave.
    nord.revoke(&samples::key(SUD).verifying_key(), &Target::Name("sud-A05"), Reason::Other, None);
    for (name, list, seed) in [("sud", &mut sud, SUD), ("nord", &mut nord, NORD)] {
        let made = list.publish(&samples::key(seed), samples::at("2027-03-15T00:00:00Z")).expect("a list");
        files.push((format!("trust/revocations.{name}.krl"), made.0));
        files.push((format!("trust/revocations.{name}.krl.sig"), made.1.into_bytes()));
    }
    files
}

/// The certificate of a key by a zone, for 2027.
pub fn certificate(seed: u8, name: &str, zone: u8, serial: u64) -> Certificate {
    let fields = Fields {
        key: samples::key(seed).verifying_key(),
        name: name.into(),
        serial: NonZeroU64::new(serial).expect("a serial"),
        valid_after: samples::at(FROM),
        valid_before: samples::at(UNTIL),
        zone_key: samples::key(zone).verifying_key(),
    };
    Certificate::issue(&samples::key(zone), fields).expect("a certificate")
}

fn attestation(seed: u8, name: &str) -> Vec<u8> {
    let station = Station {
        name: name.into(),
        key: openssh::fingerprint(&samples::key(seed).verifying_key()),
        trust: None,
    };
    let ledger = LedgerPlace { sequence: 2, previous: "1e".repeat(32) };
    let record = samples::record(&format!("{name}-2027-000001"), samples::reserved_facts(), station, ledger);
    canonical::record_bytes(&record).expect("a sample record")
}

/// The parts of a certificate, each of which a vector may put wrong.
struct Parts {
    kind: u32,
    serial: u64,
    key_id: &'static str,
    principals: &'static [&'static str],
    until: u64,
    options: &'static [&'static str],
    extensions: &'static [&'static str],
}

fn parts() -> Parts {
    Parts {
        kind: 1,
        serial: 7,
        key_id: "sud-A05",
        principals: &["sud-A05"],
        until: 1_830_297_600,
        options: &[],
        extensions: &[],
    }
}

impl Parts {
    /// A certificate as another program would make it, with a nonce of its own.
    fn blob(&self) -> Vec<u8> {
        let names = |names: &[&str]| {
            let mut out = Vec::new();
            names.iter().for_each(|name| put_string(&mut out, name.as_bytes()));
            out
        };
        let flags = |names: &[&str]| {
            let mut out = Vec::new();
            names.iter().for_each(|name| {
                put_string(&mut out, name.as_bytes());
                put_string(&mut out, b"");
            });
            out
        };
        let mut cert = Vec::new();
        put_string(&mut cert, b"ssh-ed25519-cert-v01@openssh.com");
        put_string(&mut cert, &[0x42; 32]);
        put_string(&mut cert, samples::key(A05).verifying_key().as_bytes());
        cert.extend(self.serial.to_be_bytes());
        cert.extend(self.kind.to_be_bytes());
        put_string(&mut cert, self.key_id.as_bytes());
        put_string(&mut cert, &names(self.principals));
        cert.extend(1_798_761_600u64.to_be_bytes());
        cert.extend(self.until.to_be_bytes());
        put_string(&mut cert, &flags(self.options));
        put_string(&mut cert, &flags(self.extensions));
        put_string(&mut cert, b"");
        put_string(&mut cert, &openssh::blob(&samples::key(SUD).verifying_key()));
        let mut signature = Vec::new();
        put_string(&mut signature, b"ssh-ed25519");
        put_string(&mut signature, &samples::key(SUD).sign(&cert).to_bytes());
        put_string(&mut cert, &signature);
        cert
    }
}

/// A signature of station A05 that carries these bytes as its key.
fn carrying(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut to_sign = b"SSHSIG".to_vec();
    for part in [NAMESPACE.as_bytes(), b"", b"sha512", &Sha512::digest(message)] {
        put_string(&mut to_sign, part);
    }
    let mut signature = Vec::new();
    put_string(&mut signature, b"ssh-ed25519");
    put_string(&mut signature, &samples::key(A05).sign(&to_sign).to_bytes());
    let mut blob = b"SSHSIG\0\0\0\x01".to_vec();
    for part in [key, NAMESPACE.as_bytes(), b"", b"sha512", &signature] {
        put_string(&mut blob, part);
    }
    armour(&blob).into_bytes()
}

struct Maker(Vec<Vector>);

impl Maker {
    fn add(
        &mut self,
        name: &str,
        verdict: &str,
        station: &str,
        attestation: Vec<u8>,
        signature: Vec<u8>,
    ) -> &mut Expected {
        let expected = Expected {
            name: name.into(),
            at: NOW.into(),
            verdict: verdict.into(),
            ssh_keygen_accepts: verdict == "authentic",
            principal: station.into(),
            list: Some("revocations.sud.krl".into()),
        };
        self.0.push(Vector { expected, attestation, signature });
        &mut self.0.last_mut().expect("a vector").expected
    }

    fn certified(
        &mut self,
        name: &str,
        verdict: &str,
        seed: u8,
        station: &str,
        zone: u8,
        serial: u64,
    ) -> &mut Expected {
        let message = attestation(seed, station);
        let certificate = certificate(seed, station, zone, serial);
        let signature =
            sign_certified(&samples::key(seed), &certificate, NAMESPACE, &message).expect("its own");
        self.add(name, verdict, station, message, signature.into_bytes())
    }

    fn shape(&mut self, name: &str, ssh_keygen_accepts: bool, key: &[u8]) {
        let message = attestation(A05, "sud-A05");
        let signature = carrying(key, &message);
        self.add(name, "certificate_refused", "sud-A05", message, signature).ssh_keygen_accepts =
            ssh_keygen_accepts;
    }
}

/// All vectors.
pub fn all() -> Vec<Vector> {
    let mut m = Maker(Vec::new());
    m.certified("certified", "authentic", A05, "sud-A05", SUD, 7);
    m.certified("certified-no-list-given", "authentic", A05, "sud-A05", SUD, 7).list = None;
    m.certified("certified-by-another-zone", "authentic", A05, "nord-A05", NORD, 7).list =
        Some("revocations.nord.krl".into());
    for (name, verdict, at) in [
        ("first-second", "authentic", FROM),
        ("last-second", "authentic", "2027-12-31T23:59:59Z"),
        ("certificate-ended", "expired", UNTIL),
        ("certificate-not-yet", "not_yet_valid", "2026-12-31T23:59:59Z"),
    ] {
        m.certified(name, verdict, A05, "sud-A05", SUD, 7).at = at.into();
    }
    m.certified("revoked-certificate", "revoked", STOLEN, "sud-S01", SUD, 20);
    m.certified("revoked-key-in-a-new-certificate", "revoked", STOLEN, "sud-S02", SUD, 22);
    m.certified("revoked-by-serial", "revoked", A05, "sud-A05", SUD, 31);
    m.certified("next-serial-after-a-revoked-run", "authentic", A05, "sud-A05", SUD, 33);
    m.certified("revoked-by-name", "revoked", A05, "sud-N01", SUD, 7);
    m.certified("revoked-and-ended", "revoked", STOLEN, "sud-S01", SUD, 20).at = UNTIL.into();
    m.certified("zone-certified-another-zones-station", "other_zone", A05, "sud-A05", NORD, 7);
    m.certified("unknown-zone", "unknown_issuer", A05, "sud-A05", STRANGER, 7);
    m.certified("zone-line-expired", "expired", A05, "est-A05", EST, 7);
    m.certified("zone-for-other-uses", "not_for_attestations", A05, "ouest-A05", OUEST, 7);
    lines(&mut m);
    shapes(&mut m);
    m.0
}

fn lines(m: &mut Maker) {
    let lone = |seed, name| {
        let message = attestation(seed, name);
        let signature = sign(&samples::key(seed), NAMESPACE, &message).into_bytes();
        (message, signature)
    };
    let (message, signature) = lone(LONE, "A05");
    m.add("lone-station", "authentic", "A05", message, signature);
    let (message, signature) = lone(LONE_REVOKED, "B12");
    m.add("lone-station-revoked", "revoked", "B12", message, signature);
    let (message, signature) = lone(SUD, "sud");
    m.add("zone-key-signs-itself", "not_for_attestations", "sud", message, signature);
    let (message, signature) = lone(A05, "sud-A05");
    m.add("certificate-left-out", "unknown_issuer", "sud-A05", message, signature);
    // In the name of another station than the certificate's.
    let message = attestation(A05, "sud-A06");
    let own = certificate(A05, "sud-A05", SUD, 7);
    let signature = sign_certified(&samples::key(A05), &own, NAMESPACE, &message).expect("its own");
    m.add("in-another-stations-name", "wrong_station", "sud-A06", message, signature.into_bytes());
    // A certificate of a key that did not sign.
    let message = attestation(A05, "sud-A05");
    let other = certificate(STOLEN, "sud-A05", SUD, 7);
    let signature = carrying(other.blob(), &message);
    m.add("certificate-of-another-key", "modified", "sud-A05", message, signature);
    let message = attestation(A05, "sud-A05");
    let signature = sign_certified(&samples::key(A05), &own, "file", &message).expect("its own");
    m.add("wrong-namespace", "wrong_namespace", "sud-A05", message, signature.into_bytes());
}

fn shapes(m: &mut Maker) {
    m.shape("nonce-of-another-program", true, &parts().blob());
    m.shape("certificate-for-hosts", false, &Parts { kind: 2, ..parts() }.blob());
    m.shape("critical-option", true, &Parts { options: &["verify-required"], ..parts() }.blob());
    m.shape("extension", true, &Parts { extensions: &["permit-pty"], ..parts() }.blob());
    m.shape("two-principals", true, &Parts { principals: &["sud-A05", "sud-A06"], ..parts() }.blob());
    m.shape("no-principal", false, &Parts { principals: &[], ..parts() }.blob());
    m.shape("key-id-is-not-the-principal", true, &Parts { key_id: "A05 of sud", ..parts() }.blob());
    m.shape("serial-of-zero", true, &Parts { serial: 0, ..parts() }.blob());
    m.shape("for-ever", true, &Parts { until: u64::MAX, ..parts() }.blob());
    let blob = certificate(A05, "sud-A05", SUD, 7).blob().to_vec();
    let flipped = |at: usize| {
        let mut blob = blob.clone();
        blob[at] ^= 1;
        blob
    };
    m.shape("zone-signature-flipped", false, &flipped(blob.len() - 1));
    m.shape("serial-changed-after-signing", false, &flipped(36 + 36 + 36 + 7));
    m.shape("bytes-after-the-certificate", false, &[&blob[..], b"x"].concat());
}
