//! Zones and stations that work: keys, ledgers and papers as the program makes them, without drives.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use gomme::attest::durable::Readers;
use gomme::attest::revocation::{Reason, Revocations, Target};
use gomme::attest::station::{GivenTrust, Station, install};
use gomme::attest::trust::TrustSet;
use gomme::attest::trust_folder::{list_file, trust_signature_file};
use gomme::attest::zone::{PublicZone, Zone, trust_set};
use gomme::attest::{
    ATTESTATION_FILE, LOT_NAMESPACE, SIGNATURE_FILE, Signed, TRUST_NAMESPACE, canonical, durable, sha256,
};
use gomme::event::Medium;
use gomme::record::common::SignedTime;
use gomme::record::lot::gather::{Handover, gather};
use gomme::record::lot::{Decision, LotDraft, LotRecord, MachineFate, Validation};
use gomme::record::{ClockSource, Document};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::samples;

pub const ZONES: [&str; 3] = ["centre", "nord", "sud"];

/// Three zones, six stations, and what each has on its stick.
pub struct Federation {
    root: PathBuf,
    pub zones: BTreeMap<String, Zone>,
    pub stations: Vec<String>,
    opened: BTreeMap<String, Station>,
    pub now: Timestamp,
}

impl Federation {
    pub fn new(root: &Path) -> Federation {
        let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
        let make = |name: &&str| {
            let dir = root.join("keys").join(name);
            fs::create_dir_all(dir.parent().unwrap()).unwrap();
            ((*name).to_owned(), Zone::create(&dir, name, None, None).unwrap())
        };
        let zones: BTreeMap<String, Zone> = ZONES.iter().map(make).collect();
        let mut federation =
            Federation { root: root.to_owned(), zones, stations: vec![], opened: BTreeMap::new(), now };
        for zone in ZONES {
            fs::create_dir_all(federation.of_zone(zone).join("trust")).unwrap();
            fs::write(federation.of_zone(zone).join("trust/trust"), federation.trust()).unwrap();
        }
        for (zone, name) in [
            ("centre", "B01"),
            ("centre", "B02"),
            ("nord", "A01"),
            ("nord", "A02"),
            ("sud", "C01"),
            ("sud", "C02"),
        ] {
            federation.station(zone, &format!("{zone}-{name}"));
        }
        federation
    }

    pub fn trust(&self) -> String {
        let public: Vec<PublicZone> = self.zones.values().map(|zone| zone.public().clone()).collect();
        trust_set(&public, &[]).unwrap()
    }

    /// The stick of a zone: its trust folder, its lots.
    pub fn of_zone(&self, zone: &str) -> PathBuf {
        self.root.join("zones").join(zone)
    }

    /// The stick of a station: the station's own folder, and its papers.
    pub fn stick(&self, station: &str) -> PathBuf {
        self.root.join("sticks").join(station)
    }

    pub fn ledger(&self, station: &str) -> PathBuf {
        self.stick(station).join("station/ledger.jsonl")
    }

    pub fn paper(&self, station: &str, number: &str) -> PathBuf {
        self.stick(station).join("papers").join(number)
    }

    fn station(&mut self, zone: &str, name: &str) {
        let dir = self.stick(name).join("station");
        fs::create_dir_all(dir.parent().unwrap()).unwrap();
        let station = Station::create(&dir, name, None).unwrap();
        let certificate = self.zones[zone].certify(name, station.public().key(), self.now, 365).unwrap();
        let trust = self.trust();
        let set = TrustSet::parse(trust.as_bytes(), &TimeZone::UTC).unwrap();
        let given = GivenTrust { set: &set, bytes: trust.as_bytes(), signatures: &[] };
        install(&dir, &certificate, Some(given), self.now).unwrap();
        self.stations.push(name.to_owned());
        self.open(name);
    }

    /// Opens a station from its stick, as it is there now.
    pub fn open(&mut self, name: &str) {
        let station =
            Station::open(&self.stick(name).join("station"), || panic!("the key is plain")).unwrap();
        self.opened.insert(name.to_owned(), station);
    }

    /// A job that is begun and not ended.
    pub fn begin(&self, station: &str, serial: &str) -> String {
        let drive = drive(serial);
        self.opened[station].open_job::<()>(self.now, &drive, |_| Ok(())).unwrap()
    }

    /// Writes the QR code of a paper of this station that lies in a folder.
    pub fn code(&self, station: &str, folder: &Path) {
        let read = |name: &str| fs::read(folder.join(name)).unwrap();
        let signature = String::from_utf8(read(SIGNATURE_FILE)).unwrap();
        self.opened[station].write_code(folder, &Signed { attestation: read(ATTESTATION_FILE), signature });
    }

    /// A job from beginning to end: its number. Every seventh drive is not erased.
    pub fn job(&self, station: &str, n: usize) -> String {
        let serial = format!("{station}-{n:05}");
        let number = self.begin(station, &serial);
        let mut facts = if n % 7 == 3 { samples::interrupted_facts() } else { samples::reserved_facts() };
        facts.drive = drive(&serial);
        facts.context.label = Some(format!("{station}-L{n:05}"));
        facts.machine.serial = Some(format!("M{station}{n:05}"));
        let build = |place, who| samples::record(&number, facts, who, place);
        let signed = self.opened[station].close_job::<(), _>(self.now, &number, build, |_| Ok(())).unwrap();
        let folder = self.paper(station, &number);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(ATTESTATION_FILE), &signed.attestation).unwrap();
        fs::write(folder.join(SIGNATURE_FILE), &signed.signature).unwrap();
        fs::write(folder.join("journal.jsonl"), "{}\n").unwrap();
        number
    }

    /// A zone countersigns documents, into its own stick.
    pub fn lot(&self, zone: &str, number: &str, papers: &[PathBuf]) -> PathBuf {
        let documents: Vec<(Document, String)> = papers
            .iter()
            .map(|folder| {
                let bytes = fs::read(folder.join(ATTESTATION_FILE)).unwrap();
                (canonical::parse_document(&bytes).unwrap(), sha256(&bytes))
            })
            .collect();
        let donor = documents[0].0.context().unwrap().donor.clone().unwrap();
        let handover =
            Handover { donor: donor.clone(), otherwise: Some(MachineFate::Reuse), ..Handover::default() };
        let gathered = gather(&documents, &handover).unwrap();
        let keys = &self.zones[zone];
        let lot = LotRecord::new(LotDraft {
            number: number.to_owned(),
            zone: gomme::record::lot::Zone { name: zone.to_owned(), key: keys.public().fingerprint() },
            donor,
            convention: None,
            handover: None,
            machines_in: u64::try_from(gathered.machines.len()).unwrap(),
            machines: gathered.machines,
            entries: gathered.entries,
            validation: Validation { decision: Decision::Waiting, by: None, at: None, grounds: None },
            time: SignedTime { signed_at: self.now, clock: ClockSource::System },
            tool: gomme::record::common::tool(),
        });
        let bytes = canonical::document_bytes(&Document::from(lot)).unwrap();
        let folder = self.of_zone(zone).join("lots").join(number);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(SIGNATURE_FILE), keys.sign(LOT_NAMESPACE, &bytes)).unwrap();
        fs::write(folder.join(ATTESTATION_FILE), bytes).unwrap();
        folder
    }

    /// A zone publishes its list, number `number`, into a trust folder.
    pub fn publish(&self, zone: &str, into: &Path, revoked: &[&str], seconds: i64) {
        let keys = signing_key(&self.root.join("keys").join(zone));
        let mut list = Revocations::default();
        for name in revoked {
            list.revoke(&keys.verifying_key(), &Target::Name(name), Reason::Lost, None);
        }
        let at = Timestamp::from_second(self.now.as_second() + seconds).unwrap();
        let (bytes, signature) = list.publish(&keys, at).unwrap();
        fs::create_dir_all(into).unwrap();
        durable::replace(&into.join(list_file(zone)), &bytes, Readers::All).unwrap();
        fs::write(into.join(format!("{}.sig", list_file(zone))), signature).unwrap();
    }

    /// A zone signs a trust set in a folder.
    pub fn sign_trust(&self, zone: &str, folder: &Path) {
        let set = fs::read(folder.join("trust")).unwrap();
        let text = self.zones[zone].sign(TRUST_NAMESPACE, &set);
        fs::write(folder.join(trust_signature_file(zone)), text).unwrap();
    }
}

fn drive(serial: &str) -> gomme::event::DriveIdentity {
    let mut drive = samples::drive(Medium::Flash);
    drive.serial = Some(serial.to_owned());
    drive.wwn = None;
    drive
}

/// The plain private key in a folder of a zone.
pub fn signing_key(folder: &Path) -> ed25519_dalek::SigningKey {
    let pem = fs::read_to_string(folder.join("zone.key")).unwrap();
    let nobody = || -> Result<_, gomme::attest::key::KeyFlaw> { panic!("it is not encrypted") };
    gomme::attest::key::from_pem(&pem, nobody).unwrap()
}

/// Every file below a folder: its path in it, and the SHA-256 of its bytes.
pub fn files(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut todo = vec![root.to_owned()];
    while let Some(folder) = todo.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap()) {
            let path = entry.path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            match entry.file_type().unwrap() {
                kind if kind.is_dir() => {
                    found.insert(name + "/", String::new());
                    todo.push(path);
                }
                kind if !kind.is_file() => drop(found.insert(name, "link or pipe".into())),
                _ => drop(found.insert(name, sha256(&fs::read(&path).unwrap()))),
            }
        }
    }
    found
}

/// One digest of a whole tree: names, folders and bytes.
pub fn tree_digest(root: &Path) -> String {
    let lines: Vec<String> =
        files(root).into_iter().map(|(name, digest)| format!("{name} {digest}\n")).collect();
    sha256(lines.concat().as_bytes())
}

/// Copies a folder with all that it holds.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
