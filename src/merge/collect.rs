//! From folders to the set: finds what was signed, looks whether it is intact, and names what is not.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::tree::FOLDERS;
use super::union::{Ledger, ListFiles, Owner, Paper, Said, Union, Version};
use crate::attest::canonical::{self, Flaw};
use crate::attest::krl::{self, KrlFlaw};
use crate::attest::ledger::{Broken, Chain, Tail};
use crate::attest::lot::Lots;
use crate::attest::qr::{self, Code};
use crate::attest::revocation::Revocations;
use crate::attest::sshsig::{self, Signer, SshSig};
use crate::attest::trust::{self, BadLine, TrustSet};
use crate::attest::trust_folder::TRUST_FILE;
use crate::attest::verify::{Finding, intact_document};
use crate::attest::{REVOCATIONS_NAMESPACE, SIGNATURE_FILE, TRUST_NAMESPACE, name, sha256};
use crate::reader::answer::Answer;
use crate::reader::received::{Wanted, wanted};
use crate::reader::walk::{self, Listing};
use crate::record::Document;
use crate::record::common::is_number;

/// The largest ledger that is read, in bytes: that of a station with some 100,000 jobs.
pub const LEDGER_MAX: usize = 64 << 20;

/// Something that was found and stays where it is.
#[derive(Debug)]
pub struct Left {
    /// Where it lies.
    pub path: PathBuf,
    /// Why.
    pub why: Why,
}

/// Why something is not in the set.
#[derive(Debug)]
pub enum Why {
    /// The operating system refused.
    Unreadable(io::Error),
    /// A symbolic link.
    NotFollowed,
    /// No pair of an attestation and its intact signature; what is there instead.
    NotIntact(Answer),
    /// Signed and intact, but nothing that this version reads as a document.
    NotADocument(Flaw),
    /// Signed and intact, under a name or number that no gomme gives, and no folder may have.
    Name(String),
    /// The text beside it is no QR code.
    NotACode,
    /// A ledger whose chain is broken.
    Broken(Broken),
    /// A ledger that is larger than any.
    LedgerTooLarge,
    /// A ledger of which it cannot be told whose it is.
    LedgerOfNobody,
    /// The end of a ledger whose last line was not written to its end; all before it is in the set.
    Torn,
    /// A trust set with a line that cannot be read, or without any.
    TrustSet(BadLine),
    /// No signature over the trust set beside it.
    TrustSignature,
    /// No revocation list that can be read.
    List(KrlFlaw),
    /// No signature over the revocation list beside it.
    ListSignature,
    /// A file that stood in the tree in the place of another one, and was not intact: moved to this name.
    SetAside,
}

/// What was found in folders.
#[derive(Debug, Default)]
pub struct Collected {
    /// The set.
    pub union: Union,
    /// What is not in it.
    pub left: Vec<Left>,
    /// Which files of the tree itself are in the set: their paths in it, and the SHA-256 of each.
    pub in_place: BTreeMap<String, String>,
    /// Files that were taken for the set, copies of each other included.
    pub files: u64,
}

impl Collected {
    /// Takes what lies in the folder of the tree, if it is there: before any source, so that nothing is copied that is in place.
    pub fn take_tree(&mut self, into: &Path) {
        for folder in FOLDERS.map(|folder| into.join(folder)) {
            match fs::symlink_metadata(&folder) {
                Ok(metadata) if metadata.is_dir() => self.walk(folder, Some(into)),
                Ok(_) => self.leave(folder, Why::NotFollowed),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => self.leave(folder, Why::Unreadable(error)),
            }
        }
    }

    /// Takes what lies in a folder.
    pub fn take_source(&mut self, folder: &Path) {
        self.walk(folder.to_owned(), None);
    }

    fn walk(&mut self, folder: PathBuf, tree: Option<&Path>) {
        let mut folders = vec![folder];
        while let Some(folder) = folders.pop() {
            match walk::list(&folder) {
                Ok(listing) => {
                    folders.extend(listing.folders.iter().rev().map(|name| folder.join(name)));
                    self.take_folder(&folder, listing, tree);
                }
                Err(error) => self.leave(folder, Why::Unreadable(error)),
            }
        }
    }

    fn leave(&mut self, path: PathBuf, why: Why) {
        self.left.push(Left { path, why });
    }

    /// Notes that a file is in the set.
    fn note(&mut self, path: &Path, digest: String, tree: Option<&Path>) {
        self.files += 1;
        if let Some(path) = tree.and_then(|tree| in_tree(tree, path)) {
            self.in_place.insert(path, digest);
        }
    }

    fn take_folder(&mut self, folder: &Path, listing: Listing, tree: Option<&Path>) {
        let Listing { files, links, .. } = listing;
        let names: BTreeSet<&str> = files.iter().filter_map(|name| name.to_str()).collect();
        // A link is not looked at: it may lead anywhere, and back here.
        for link in &links {
            self.leave(folder.join(link), Why::NotFollowed);
        }
        let linked = |name: &str| links.contains(OsStr::new(name));
        let Wanted { attestations, unfinished, papers: _ } = wanted(&names);
        for name in attestations {
            if !linked(name) && !linked(&format!("{name}.sig")) {
                self.take_pair(folder, name, &names, tree);
            }
        }
        if unfinished && !linked(crate::attest::ATTESTATION_FILE) && !linked(SIGNATURE_FILE) {
            self.leave(folder.to_owned(), Why::NotIntact(Answer::Unfinished));
        }
        for name in names.iter().filter(|name| name.starts_with("ledger.") && name.ends_with(".jsonl")) {
            self.take_ledger(&folder.join(name), tree);
        }
        if names.contains(TRUST_FILE) {
            self.take_set(folder, &names, tree);
        }
        for name in &names {
            let zone = name.strip_prefix("revocations.").and_then(|rest| rest.strip_suffix(".krl"));
            if let Some(zone) = zone.filter(|zone| name::is_zone(zone)) {
                self.take_list(&folder.join(name), zone, tree);
            }
        }
    }

    fn take_pair(&mut self, folder: &Path, name: &str, names: &BTreeSet<&str>, tree: Option<&Path>) {
        let place = folder.join(name);
        let beside = folder.join(format!("{name}.sig"));
        let (bytes, signature) = match read_pair(&place, &beside) {
            Ok(Ok(pair)) => pair,
            Ok(Err(answer)) => return self.leave(place, Why::NotIntact(answer)),
            Err(error) => return self.leave(place, Why::Unreadable(error)),
        };
        let document = match intact_document(&bytes, &signature) {
            Ok(document) => document,
            Err(Finding::Malformed(flaw)) if SshSig::read(&signature).is_ok() => {
                return self.leave(place, Why::NotADocument(flaw));
            }
            Err(_) => {
                let none = Lots::default();
                let answer = Answer::about(&bytes, Some(&signature), None, &none, Timestamp::UNIX_EPOCH);
                return self.leave(place, Why::NotIntact(answer));
            }
        };
        if let Err(bad) = fit_for_a_folder(&document) {
            return self.leave(place, Why::Name(bad.to_owned()));
        }
        let version = Version { attestation: sha256(&bytes), signature: sha256(&signature) };
        self.note(&place, version.attestation.clone(), tree);
        self.note(&beside, version.signature.clone(), tree);
        let is_code = |text: &[u8]| is_code_of(text, &document, &bytes);
        let codes = self.codes(folder, name, names, tree, is_code);
        let says = Said::of(&document, &version.attestation);
        let paper = Paper { place, codes, says };
        self.union.add_paper(Owner::of(&document), document.number(), version, paper);
    }

    /// The texts of QR codes that belong to an attestation by their names.
    fn codes(
        &mut self,
        folder: &Path,
        name: &str,
        names: &BTreeSet<&str>,
        tree: Option<&Path>,
        is_code: impl Fn(&[u8]) -> bool,
    ) -> BTreeMap<String, PathBuf> {
        let stem = format!("{}.", name.strip_suffix(".json").unwrap_or(name));
        let mut codes = BTreeMap::new();
        for name in names.iter().filter(|name| name.starts_with(&stem) && name.ends_with(".qr")) {
            let path = folder.join(name);
            match walk::read(&path, qr::MAX_BYTES) {
                Ok(text) if is_code(&text) => {
                    self.note(&path, sha256(&text), tree);
                    codes.insert(sha256(&text), path);
                }
                Ok(_) => self.leave(path, Why::NotACode),
                Err(error) => self.leave(path, Why::Unreadable(error)),
            }
        }
        codes
    }

    fn take_ledger(&mut self, path: &Path, tree: Option<&Path>) {
        // Looked at before it is read: rubbish may be larger than the memory.
        let is_too_large =
            fs::metadata(path).is_ok_and(|data| data.len() > u64::try_from(LEDGER_MAX).unwrap_or(u64::MAX));
        if is_too_large {
            return self.leave(path.to_owned(), Why::LedgerTooLarge);
        }
        let mut bytes = match walk::read(path, LEDGER_MAX) {
            Ok(bytes) if bytes.len() > LEDGER_MAX => return self.leave(path.to_owned(), Why::LedgerTooLarge),
            Ok(bytes) => bytes,
            Err(error) => return self.leave(path.to_owned(), Why::Unreadable(error)),
        };
        let chain = match Chain::read(&bytes) {
            Ok(chain) => chain,
            Err(broken) => return self.leave(path.to_owned(), Why::Broken(broken)),
        };
        let digest = sha256(&bytes);
        match chain.tail() {
            Tail::None => {}
            Tail::Unterminated => bytes.push(b'\n'),
            Tail::Torn(_) => {
                self.leave(path.to_owned(), Why::Torn);
                bytes.truncate(chain.whole_bytes());
            }
        }
        if chain.entries().is_empty() {
            return; // A station that has done nothing yet.
        }
        let Some(station) = chain.station().map(str::to_owned) else {
            return self.leave(path.to_owned(), Why::LedgerOfNobody);
        };
        self.note(path, digest, tree);
        self.union.add_ledger(&station, Ledger { bytes, chain });
    }

    fn take_set(&mut self, folder: &Path, names: &BTreeSet<&str>, tree: Option<&Path>) {
        let path = folder.join(TRUST_FILE);
        let bytes = match walk::read(&path, trust::MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) => return self.leave(path, Why::Unreadable(error)),
        };
        // Times without a zone are read somewhere else in another place; whether the line is one does not depend on it.
        match TrustSet::parse(&bytes, &TimeZone::UTC) {
            Ok(set) if set.entries().is_empty() => {
                let bad = BadLine { line: 0, flaw: trust::LineFlaw::NoKey };
                return self.leave(path, Why::TrustSet(bad));
            }
            Ok(_) => {}
            Err(bad) => return self.leave(path, Why::TrustSet(bad)),
        }
        let set = sha256(&bytes);
        for name in names {
            let label = name.strip_prefix("trust.").and_then(|rest| rest.strip_suffix(".sig"));
            let Some(label) = label.filter(|label| name::is_zone(label)) else { continue };
            let path = folder.join(name);
            let text = match walk::read(&path, sshsig::MAX_BYTES) {
                Ok(text) => text,
                Err(error) => {
                    self.leave(path, Why::Unreadable(error));
                    continue;
                }
            };
            if !is_signed(&bytes, &text, TRUST_NAMESPACE) {
                self.leave(path, Why::TrustSignature);
                continue;
            }
            let digest = sha256(&text);
            // Where a tree holds several of a zone, their digests stand behind its name.
            let zone = match label.rsplit_once('.') {
                Some((zone, end)) if end.len() == 32 && digest.starts_with(end) => zone,
                _ => label,
            };
            let zone = zone.to_owned();
            self.note(&path, digest, tree);
            self.union.add_set(bytes.clone());
            self.union.add_set_signature(&set, &zone, text);
        }
        self.note(&path, set, tree);
        self.union.add_set(bytes);
    }

    fn take_list(&mut self, path: &Path, zone: &str, tree: Option<&Path>) {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".sig");
        let beside = PathBuf::from(beside);
        let list = match walk::read(path, krl::MAX_BYTES) {
            Ok(list) => list,
            Err(error) => return self.leave(path.to_owned(), Why::Unreadable(error)),
        };
        let number = match Revocations::read(&list) {
            Ok(read) => read.number(),
            Err(flaw) => return self.leave(path.to_owned(), Why::List(flaw)),
        };
        let signature = match walk::read(&beside, sshsig::MAX_BYTES) {
            Ok(signature) => signature,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return self.leave(path.to_owned(), Why::ListSignature);
            }
            Err(error) => return self.leave(beside, Why::Unreadable(error)),
        };
        if !is_signed(&list, &signature, REVOCATIONS_NAMESPACE) {
            return self.leave(path.to_owned(), Why::ListSignature);
        }
        self.note(path, sha256(&list), tree);
        self.note(&beside, sha256(&signature), tree);
        self.union.add_list(zone, number, ListFiles { list, signature });
    }
}

/// A file's path in the tree, with slashes; none for one outside of it, or whose path is not text: the tree has no such path.
#[must_use]
pub fn in_tree(tree: &Path, path: &Path) -> Option<String> {
    let parts = path.strip_prefix(tree).ok()?.iter().map(OsStr::to_str);
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

/// The bytes of an attestation, and of its signature.
type Pair = (Vec<u8>, Vec<u8>);

/// Both files, or what is to be said of what is there.
fn read_pair(place: &Path, beside: &Path) -> io::Result<Result<Pair, Answer>> {
    let optional = |path: &Path, limit| match walk::read(path, limit) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    };
    let signature = optional(beside, sshsig::MAX_BYTES)?;
    Ok(match (optional(place, canonical::MAX_BYTES)?, signature) {
        (Some(bytes), Some(signature)) => Ok((bytes, signature)),
        (Some(_), None) => Err(Answer::MissingSignature),
        (None, _) => Err(Answer::MissingAttestation),
    })
}

/// Names come out of what strangers signed, and become those of folders.
fn fit_for_a_folder(document: &Document) -> Result<(), &str> {
    let (signatory, number) = (document.signatory().name, document.number());
    let is_name = if document.kind().is_of_zone() { name::is_zone } else { name::is_station };
    if !is_name(signatory) {
        Err(signatory)
    } else if !is_number(number) || number.starts_with("ledger.") {
        Err(number)
    } else {
        Ok(())
    }
}

/// Whether a plain key signed bytes for a use. Whose key, this does not say.
fn is_signed(bytes: &[u8], signature: &[u8], namespace: &str) -> bool {
    SshSig::read(signature).is_ok_and(|signature| {
        matches!(signature.signer, Signer::Ed25519(_))
            && signature.namespace == namespace
            && signature.key_that_signed(bytes).is_some()
    })
}

/// Whether a text is the QR code of a document: bound to it, signed by the same key, saying nothing else.
fn is_code_of(text: &[u8], document: &Document, attestation: &[u8]) -> bool {
    let line = std::str::from_utf8(text).map(|text| text.trim_end_matches('\n'));
    line.is_ok_and(|line| Code::read(line).is_ok_and(|code| code.is_of(document, attestation)))
}
