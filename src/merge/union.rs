//! The set of signed files that stations and zones have made between them. Pure.
//!
//! Everything in it is known by the digest of its bytes; a name is only where it goes. So the union has no order: whatever is put in, in
//! whatever order and grouping, gives the same set. The one thing that is ever dropped is a ledger that another one goes on with: its
//! lines are all in the other.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::attest::ledger::Chain;
use crate::attest::sha256;
use crate::record::common::Reference;
use crate::record::lot::LotEntry;
use crate::record::{Document, Kind, LedgerPlace};

/// The set.
#[derive(Clone, Debug, Default)]
pub struct Union {
    /// Documents: by who signs them, by number, by what tells versions of one number apart.
    pub papers: BTreeMap<Owner, BTreeMap<String, BTreeMap<Version, Paper>>>,
    /// Ledgers by station; of each station none that another one goes on with.
    pub ledgers: BTreeMap<String, Vec<Ledger>>,
    /// Trust sets, by the SHA-256 of their bytes.
    pub sets: BTreeMap<String, TrustFiles>,
    /// Revocation lists: by zone, then by number and digest, so that the last one counts.
    pub lists: BTreeMap<String, BTreeMap<ListKey, ListFiles>>,
}

/// Who signs a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A station of this name.
    Station(String),
    /// A zone of this name.
    Zone(String),
}

/// What tells two documents of one number apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// SHA-256 of the attestation.
    pub attestation: String,
    /// SHA-256 of the text of its signature.
    pub signature: String,
}

/// A document, where it lies and what is asked of it later; its bytes stay on the disk.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Where the attestation lies; its signature lies beside it.
    pub place: PathBuf,
    /// Texts of its QR code beside it, by digest.
    pub codes: BTreeMap<String, PathBuf>,
    /// What it says.
    pub says: Said,
}

/// What a document says, as far as a merge asks.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its kind.
    pub kind: Kind,
    /// Its place in a station's ledger.
    pub ledger: Option<LedgerPlace>,
    /// Its drive and its label; none for what a zone signs.
    pub entry: Option<LotEntry>,
    /// Whose machine it was.
    pub donor: Option<String>,
    /// Other documents that it names by digest.
    pub names: Vec<Reference>,
}

/// A ledger without what a crash left behind its last whole line.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Its lines, each with its line break.
    pub bytes: Vec<u8>,
    /// The same, read.
    pub chain: Chain,
}

/// A trust set.
#[derive(Clone, Debug, Default)]
pub struct TrustFiles {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Signatures over it: by the zone that they are called after, by digest.
    pub signatures: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
}

/// What tells two revocation lists of a zone apart, and puts them in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListKey {
    /// Number of the list: a later one has the higher.
    pub number: u64,
    /// SHA-256 of the digests of the list and of its signature.
    pub digest: String,
}

/// A revocation list and its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFiles {
    /// The list.
    pub list: Vec<u8>,
    /// The text of the signature.
    pub signature: Vec<u8>,
}

impl Owner {
    /// Who has to have signed a document.
    #[must_use]
    pub fn of(document: &Document) -> Owner {
        let name = document.signatory().name.to_owned();
        if document.kind().is_of_zone() { Owner::Zone(name) } else { Owner::Station(name) }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        let (Owner::Station(name) | Owner::Zone(name)) = self;
        name
    }
}

impl Said {
    /// What a document with this digest says.
    #[must_use]
    pub fn of(document: &Document, digest: &str) -> Said {
        let named =
            |number: &String, digest: &String| Reference { number: number.clone(), digest: digest.clone() };
        let names = match document {
            Document::Lot(lot) => lot.entries.iter().map(|e| named(&e.number, &e.digest)).collect(),
            Document::AnnualReport(report) => report
                .lots
                .iter()
                .map(|lot| named(&lot.number, &lot.digest))
                .chain(report.documents.iter().map(|d| named(&d.number, &d.digest)))
                .collect(),
            Document::Erasure(_) | Document::NoMedia(_) | Document::Destruction(_) => Vec::new(),
        };
        Said {
            kind: document.kind(),
            ledger: document.ledger().cloned(),
            entry: LotEntry::of(document, digest),
            donor: document.context().and_then(|context| context.donor.clone()),
            names,
        }
    }
}

impl Union {
    /// Puts a document in.
    pub fn add_paper(&mut self, owner: Owner, number: &str, version: Version, paper: Paper) {
        let versions = self.papers.entry(owner).or_default().entry(number.to_owned()).or_default();
        match versions.get_mut(&version) {
            // The place that was known first stays: the tree's own, where it has the file.
            Some(known) => {
                for (digest, place) in paper.codes {
                    known.codes.entry(digest).or_insert(place);
                }
            }
            None => drop(versions.insert(version, paper)),
        }
    }

    /// Puts the ledger of a station in.
    pub fn add_ledger(&mut self, station: &str, ledger: Ledger) {
        let known = self.ledgers.entry(station.to_owned()).or_default();
        if known.iter().any(|other| other.bytes.starts_with(&ledger.bytes)) {
            return;
        }
        known.retain(|other| !ledger.bytes.starts_with(&other.bytes));
        known.push(ledger);
        known.sort_by(|a, b| a.bytes.cmp(&b.bytes));
    }

    /// Puts a trust set in.
    pub fn add_set(&mut self, bytes: Vec<u8>) {
        self.sets.entry(sha256(&bytes)).or_insert(TrustFiles { bytes, ..TrustFiles::default() });
    }

    /// Puts a zone's signature in, over a set that is there.
    pub fn add_set_signature(&mut self, set: &str, zone: &str, text: Vec<u8>) {
        if let Some(set) = self.sets.get_mut(set) {
            set.signatures.entry(zone.to_owned()).or_default().insert(sha256(&text), text);
        }
    }

    /// Puts a zone's revocation list in.
    pub fn add_list(&mut self, zone: &str, number: u64, files: ListFiles) {
        let digest = sha256(format!("{}{}", sha256(&files.list), sha256(&files.signature)).as_bytes());
        self.lists.entry(zone.to_owned()).or_default().insert(ListKey { number, digest }, files);
    }

    /// All documents: who signed it, its number, which version, and what it says.
    pub fn all(&self) -> impl Iterator<Item = (&Owner, &str, &Version, &Paper)> {
        self.papers.iter().flat_map(|(owner, numbers)| {
            numbers.iter().flat_map(move |(number, versions)| {
                versions.iter().map(move |(version, paper)| (owner, number.as_str(), version, paper))
            })
        })
    }
}
