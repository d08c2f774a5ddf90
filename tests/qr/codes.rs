//! Codes, their attestations, and the trust that both are checked against; every value made up.

use std::num::NonZeroU64;

use gomme::attest::certificate::{Certificate, Fields};
use gomme::attest::qr::{Code, CodeSigner, Core};
use gomme::attest::revocation::{Reason, Revocations, Target};
use gomme::attest::trust::TrustSet;
use gomme::attest::zone::PublicZone;
use gomme::attest::{NAMESPACE, canonical, openssh, sshsig};
use gomme::reader::code::Companion;
use gomme::record::{Document, Facts, LedgerPlace, Station};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use crate::samples;

pub const SUD: u8 = 40;
pub const NORD: u8 = 41;
pub const A05: u8 = 50;
pub const STOLEN: u8 = 51;
pub const LONE: u8 = 52;
/// The year of a certificate.
const YEAR: [&str; 2] = ["2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"];
/// A certificate for programs that look at the clock.
pub const CENTURY: [&str; 2] = ["2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"];
pub const NOW: &str = "2027-06-01T00:00:00Z";

pub fn at(text: &str) -> Timestamp {
    samples::at(text)
}

/// An attestation with its code.
pub struct Files {
    pub document: Document,
    pub attestation: Vec<u8>,
    pub signature: String,
    pub code: Code,
}

impl Files {
    pub fn companion(&self) -> Companion {
        Companion { attestation: self.attestation.clone(), signature: self.signature.clone().into_bytes() }
    }
}

pub fn lone(seed: u8, name: &str) -> CodeSigner {
    CodeSigner::Lone { name: name.into(), key: Box::new(samples::key(seed).verifying_key()) }
}

pub fn certified(seed: u8, name: &str, zone: u8, serial: u64) -> CodeSigner {
    certified_for(seed, name, zone, serial, YEAR)
}

pub fn certified_for(seed: u8, name: &str, zone: u8, serial: u64, [from, until]: [&str; 2]) -> CodeSigner {
    let fields = Fields {
        key: samples::key(seed).verifying_key(),
        name: name.into(),
        serial: NonZeroU64::new(serial).expect("a serial"),
        valid_after: at(from),
        valid_before: at(until),
        zone_key: samples::key(zone).verifying_key(),
    };
    CodeSigner::Certified(Box::new(Certificate::issue(&samples::key(zone), fields).expect("a certificate")))
}

/// Everything that a station signs of a job.
pub fn signed(facts: Facts, signer: &CodeSigner, seed: u8) -> Files {
    let station = Station {
        name: signer.name().into(),
        key: openssh::fingerprint(&samples::key(seed).verifying_key()),
        trust: None,
    };
    let ledger = LedgerPlace { sequence: 2, previous: "1e".repeat(32) };
    let number = format!("{}-2027-000001", signer.name());
    let record = samples::record(&number, facts, station, ledger);
    let attestation = canonical::record_bytes(&record).expect("a record");
    let signature = match signer {
        CodeSigner::Lone { .. } => sshsig::sign(&samples::key(seed), NAMESPACE, &attestation),
        CodeSigner::Certified(certificate) => {
            sshsig::sign_certified(&samples::key(seed), certificate, NAMESPACE, &attestation)
                .expect("its own")
        }
    };
    let document = Document::from(record);
    let digest = Sha256::digest(&attestation).into();
    let core = Core::of(&document, digest, signer.clone()).expect("a core");
    let code = Code::sign(core, &samples::key(seed)).expect("its own");
    Files { document, attestation, signature, code }
}

/// Two zones, one of which revoked a station, and a lone station.
pub fn trust_folder() -> Vec<(&'static str, Vec<u8>)> {
    let zone = |name, seed: u8| {
        PublicZone::new(name, samples::key(seed).verifying_key()).expect("a zone").trust_lines()
    };
    let lone = openssh::line(&samples::key(LONE).verifying_key());
    let set = [zone("nord", NORD), zone("sud", SUD), format!("A05 namespaces=\"{NAMESPACE}\" {lone}\n")];
    let mut list = Revocations::default();
    let CodeSigner::Certified(stolen) = certified(STOLEN, "sud-S01", SUD, 20) else { panic!("certified") };
    let zone = samples::key(SUD);
    list.revoke(&zone.verifying_key(), &Target::Certificate(&stolen), Reason::Stolen, None);
    let (list, signature) = list.publish(&zone, at("2027-03-15T00:00:00Z")).expect("a list");
    vec![
        ("trust", set.concat().into_bytes()),
        ("revocations.sud.krl", list),
        ("revocations.sud.krl.sig", signature.into_bytes()),
    ]
}

pub fn trust() -> TrustSet {
    let files = trust_folder();
    let mut set = TrustSet::parse(&files[0].1, &TimeZone::UTC).expect("a trust set");
    set.add_revocations("sud", &files[1].1, &files[2].1).expect("a list");
    set
}
