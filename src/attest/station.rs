//! A station: a name, a key, and a ledger in one folder.
//!
//! | file | what it is |
//! |---|---|
//! | `station.key` | the private key ([`super::key`]) |
//! | `station.pub` | the public key as OpenSSH writes it, the name as its comment |
//! | `ledger.jsonl` | the ledger ([`super::ledger`]) |
//! | `station.cert` | a zone's certificate, where the station has one ([`super::certificate`]) |
//! | `trust` | the trust set that came with it |

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{SigningKey, VerifyingKey};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::canonical::{self, Flaw};
use super::certificate::{self, Certificate, CertificateFlaw};
use super::key::{self, KeyFlaw, Passphrase};
use super::ledger::{self, Chain, Declared, Entry, LedgerError, Locked};
use super::qr::{Code, CodeSigner, Core};
use super::sshsig::{Signer, SshSig};
use super::succession::Succession;
use super::trust::{self, TrustSet};
use super::trust_folder::TRUST_FILE;
use super::verify::{Finding, trusted, verify};
use super::zone::PublicZone;
use super::{CODE_FILE, NAMESPACE, Signed, durable, name, openssh, sha256, sshsig, words};
use crate::event::DriveIdentity;
use crate::record::common::clock;
use crate::record::document::Signatory;
use crate::record::{self, ClockSource, Document, LedgerPlace};

const KEY_FILE: &str = "station.key";
const PUBLIC_FILE: &str = "station.pub";
const CERTIFICATE_FILE: &str = "station.cert";
/// How long before the end of its certificate a station begins to say so.
const CERTIFICATE_NOTICE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What everybody may know of a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    name: String,
    key: VerifyingKey,
    certificate: Option<Certificate>,
    /// SHA-256 of the trust set at the station.
    trust: Option<String>,
}

/// What is to be said of a station's certificate at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateNotice {
    /// It is in force for less than 30 days more: until.
    EndsSoon(Timestamp),
    /// It was in force until.
    Expired(Timestamp),
    /// It is in force from.
    NotYetValid(Timestamp),
}

impl Public {
    /// Reads the public half of the station in a folder, with its certificate and trust set where it has them.
    ///
    /// # Errors
    /// [`StationError::NotAStation`], [`StationError::Certificate`], or why a file cannot be read.
    pub fn open(dir: &Path) -> Result<Public, StationError> {
        let mut public = match Public::request(&dir.join(PUBLIC_FILE)) {
            Err(StationError::Io(_, error)) if error.kind() == io::ErrorKind::NotFound => {
                return Err(StationError::NotAStation(dir.to_owned()));
            }
            other => other?,
        };
        let path = dir.join(CERTIFICATE_FILE);
        if let Some(bytes) = optional(&path, certificate::MAX_BYTES)? {
            let text = std::str::from_utf8(&bytes).map_err(|_| CertificateFlaw::NotOne);
            let certificate = text
                .and_then(Certificate::from_text)
                .map_err(|flaw| StationError::Certificate(path.clone(), flaw))?;
            if !public.is_of(&certificate) {
                return Err(StationError::OtherCertificate(path));
            }
            public.certificate = Some(certificate);
        }
        public.trust = optional(&dir.join(TRUST_FILE), trust::MAX_BYTES)?.map(|bytes| sha256(&bytes));
        Ok(public)
    }

    /// Reads a `station.pub` by itself: what a station sends to its zone.
    ///
    /// # Errors
    /// [`StationError::PublicKeyUnreadable`], or why the file cannot be read.
    pub fn request(path: &Path) -> Result<Public, StationError> {
        let (name, key) = read_public(path)?;
        Ok(Public { name, key, certificate: None, trust: None })
    }

    /// Its certificate, where it has one, in force or not.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// Whether a certificate is about this station.
    fn is_of(&self, certificate: &Certificate) -> bool {
        certificate.fields().key == self.key && certificate.fields().name == self.name
    }

    /// What a person should know of its certificate at a moment, before a job begins.
    #[must_use]
    pub fn notice(&self, at: Timestamp) -> Option<CertificateNotice> {
        let fields = self.certificate.as_ref()?.fields();
        if at < fields.valid_after {
            Some(CertificateNotice::NotYetValid(fields.valid_after))
        } else if at >= fields.valid_before {
            Some(CertificateNotice::Expired(fields.valid_before))
        } else {
            let soon = fields.valid_before.duration_since(at) < CERTIFICATE_NOTICE;
            soon.then_some(CertificateNotice::EndsSoon(fields.valid_before))
        }
    }

    /// Its name: the principal in a trust set.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its key.
    #[must_use]
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// Its fingerprint, as `ssh-keygen -l` shows it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        openssh::fingerprint(&self.key)
    }

    /// The trust set of this station alone: one line of an allowed-signers file, with its line break.
    #[must_use]
    pub fn trust_line(&self) -> String {
        format!("{} namespaces=\"{NAMESPACE}\" {}\n", self.name, openssh::line(&self.key))
    }

    /// The eight words of that trust set.
    #[must_use]
    pub fn words(&self) -> [String; words::COUNT] {
        words::of(self.trust_line().as_bytes())
    }
}

/// A station that can sign.
#[derive(Debug)]
pub struct Station {
    dir: PathBuf,
    public: Public,
    key: SigningKey,
}

/// Why a station could not be made, opened or used.
#[derive(Debug)]
pub enum StationError {
    /// A name that no station may have.
    BadName(String),
    /// The folder holds a station already, or something else.
    NotEmpty(PathBuf),
    /// The folder holds no station.
    NotAStation(PathBuf),
    /// The operating system refused something with this file.
    Io(PathBuf, io::Error),
    /// `station.pub` is not what was written there.
    PublicKeyUnreadable(PathBuf),
    /// The private key cannot be had.
    Key(PathBuf, KeyFlaw),
    /// The private key is not the one of `station.pub`.
    KeyMismatch(PathBuf),
    /// The passphrase could not be asked for.
    Passphrase(PassphraseError),
    /// The ledger cannot be used.
    Ledger(PathBuf, LedgerError),
    /// The ledger does not know this job.
    JobNotOpened(String),
    /// The ledger holds another attestation of this job.
    JobClosed(String),
    /// `station.cert` is no certificate of ours.
    Certificate(PathBuf, CertificateFlaw),
    /// The certificate is another station's, or of another key.
    OtherCertificate(PathBuf),
    /// The trust set does not trust the certificate; why.
    NotCertified(Box<Finding>),
    /// The station holds another trust set, which does not lead to this one; where.
    OtherTrust(PathBuf),
    /// No trust set was given, and the station has none.
    NoTrust,
    /// What was to be signed is not what any reader would accept; nothing was signed.
    Refused(Flaw),
    /// The signature that was just made does not hold; nothing was kept.
    SelfCheck,
}

/// Why there is no passphrase.
#[derive(Debug)]
pub enum PassphraseError {
    /// No file, no variable, and no terminal to ask on.
    NoWayToAsk,
    /// The file cannot be read.
    File(PathBuf, io::Error),
    /// It is empty.
    Empty,
    /// It is not UTF-8.
    NotText,
    /// The two that were typed differ.
    TypedDifferently,
}

impl From<PassphraseError> for StationError {
    fn from(error: PassphraseError) -> Self {
        StationError::Passphrase(error)
    }
}

/// Why a job could not be opened or closed.
#[derive(Debug)]
pub enum JobError<E> {
    /// The station could not.
    Station(StationError),
    /// The caller could not keep what the ledger was to hear of; it does not know of it.
    Keep(E),
}

impl<E> From<StationError> for JobError<E> {
    fn from(error: StationError) -> Self {
        JobError::Station(error)
    }
}

/// What became of an attestation that was signed before a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The ledger holds it.
    AlreadyThere,
    /// The ledger did not hold it; it does now.
    Added,
    /// Another job took its place in the ledger: it has to be signed anew.
    PlaceTaken,
}

impl Station {
    /// Makes a station in a folder that is empty or does not exist yet. The private key comes last, so that a folder with a
    /// key is a whole station.
    ///
    /// # Errors
    /// [`StationError::BadName`], [`StationError::NotEmpty`] (nothing is ever overwritten), or what the operating system says.
    pub fn create(dir: &Path, name: &str, passphrase: Option<&Passphrase>) -> Result<Station, StationError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |error: io::Error| match error.kind() {
                io::ErrorKind::AlreadyExists => {
                    StationError::NotEmpty(path.parent().unwrap_or(&path).to_owned())
                }
                _ => StationError::Io(path, error),
            }
        };
        if !name::is_station(name) {
            return Err(StationError::BadName(name.to_owned()));
        }
        let key = key::generate().map_err(|flaw| StationError::Key(dir.join(KEY_FILE), flaw))?;
        let pem =
            key::to_pem(&key, passphrase).map_err(|flaw| StationError::Key(dir.join(KEY_FILE), flaw))?;
        durable::private_folder(dir).map_err(|e| StationError::Io(dir.to_owned(), e))?;
        let mut inside = fs::read_dir(dir).map_err(io(dir))?;
        if inside.next().is_some() {
            return Err(StationError::NotEmpty(dir.to_owned()));
        }
        let public =
            Public { name: name.to_owned(), key: key.verifying_key(), certificate: None, trust: None };
        // The first file decides between two processes that make a station in one folder: only one can create it.
        let [ledger, public_file, key_file] = [ledger::FILE, PUBLIC_FILE, KEY_FILE].map(|f| dir.join(f));
        durable::create_new(&ledger, b"").map_err(io(&ledger))?;
        let public_text = format!("{} {name}\n", openssh::line(&public.key));
        durable::create_new(&public_file, public_text.as_bytes()).map_err(io(&public_file))?;
        durable::replace(&key_file, pem.as_bytes(), durable::Readers::Owner).map_err(io(&key_file))?;
        Ok(Station { dir: dir.to_owned(), public, key })
    }

    /// Opens a station. The passphrase is asked for only when its key is encrypted.
    ///
    /// # Errors
    /// [`StationError`].
    pub fn open(
        dir: &Path,
        passphrase: impl FnOnce() -> Result<Passphrase, PassphraseError>,
    ) -> Result<Station, StationError> {
        let public = Public::open(dir)?;
        let key = open_key(&dir.join(KEY_FILE), &public.key, passphrase)?;
        let station = Station { dir: dir.to_owned(), public, key };
        station.ledger()?;
        Ok(station)
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> &Public {
        &self.public
    }

    /// What marks the journals of its jobs.
    #[must_use]
    pub fn journal_key(&self) -> key::JournalKey {
        key::JournalKey::of(&self.key)
    }

    /// The station as a record names it.
    #[must_use]
    pub fn in_record(&self) -> record::Station {
        let Public { name, trust, .. } = &self.public;
        record::Station { name: name.clone(), key: self.public.fingerprint(), trust: trust.clone() }
    }

    /// The latest time in the ledger: a clock that shows less is wrong.
    ///
    /// # Errors
    /// [`StationError::Ledger`].
    pub fn last_time(&self) -> Result<Option<Timestamp>, StationError> {
        Ok(self.ledger()?.last_time())
    }

    /// How much the clock is worth at a moment, by the ledger and by the program's own source.
    ///
    /// # Errors
    /// [`StationError::Ledger`].
    pub fn clock(&self, at: Timestamp) -> Result<ClockSource, StationError> {
        Ok(clock(at, self.last_time()?))
    }

    /// What the ledger holds now.
    ///
    /// # Errors
    /// [`StationError::Ledger`].
    pub fn ledger(&self) -> Result<Chain, StationError> {
        ledger::check(&self.dir).map_err(|e| self.ledger_error(e))
    }

    /// Opens a job in the ledger, before its drive is touched, and gives its number: name, year, place in the ledger. All under the
    /// ledger's lock: lets `keep` store the job durably under this number, and only then appends the line, so that a job that the
    /// ledger knows can be gone on with after a crash.
    ///
    /// # Errors
    /// [`JobError::Keep`]; [`StationError::Ledger`], after which what was kept is of no job; [`StationError::Refused`] for an identity
    /// that may not stand in a record.
    pub fn open_job<E>(
        &self,
        at: Timestamp,
        drive: &DriveIdentity,
        keep: impl FnOnce(&str) -> Result<(), E>,
    ) -> Result<String, JobError<E>> {
        self.open_line(at, None, digest_of(drive)?, keep)
    }

    /// The same for a declaration, whose text must be complete by then but for its number and its place in the ledger.
    ///
    /// # Errors
    /// As [`Station::open_job`]; [`StationError::Refused`] for a document that is no declaration, too.
    pub fn open_declaration<E>(
        &self,
        at: Timestamp,
        document: &Document,
        keep: impl FnOnce(&str) -> Result<(), E>,
    ) -> Result<String, JobError<E>> {
        let kind = match document {
            Document::NoMedia(_) => Declared::NoMedia,
            Document::Destruction(_) => Declared::Destruction,
            Document::Erasure(_) | Document::Lot(_) | Document::AnnualReport(_) => {
                return Err(StationError::Refused(Flaw::OtherKind(document.kind().name().to_owned())).into());
            }
        };
        self.open_line(at, Some(kind), subject_digest(document)?, keep)
    }

    fn open_line<E>(
        &self,
        at: Timestamp,
        kind: Option<Declared>,
        drive: String,
        keep: impl FnOnce(&str) -> Result<(), E>,
    ) -> Result<String, JobError<E>> {
        let mut ledger = self.lock()?;
        let LedgerPlace { sequence, previous } = ledger.chain().next();
        let year = at.to_zoned(TimeZone::UTC).year();
        let number = format!("{}-{year:04}-{sequence:06}", self.public.name);
        let entry = Entry::Opened { sequence, previous, at, number: number.clone(), kind, drive };
        keep(&number).map_err(JobError::Keep)?;
        ledger.append(&entry).map_err(|e| self.ledger_error(e))?;
        Ok(number)
    }

    /// Signs the document of a job and closes it in the ledger, all under the ledger's lock: takes the next place, lets `build`
    /// make the document for it, signs, checks its own work as any reader would, lets `keep` store the result durably,
    /// and only then appends the line. After a crash in between, [`Station::settle`] finishes.
    ///
    /// # Errors
    /// [`JobError`]. The ledger is unchanged then, except that [`LedgerError::Io`] may come after `keep`.
    pub fn close_job<E, D: Into<Document>>(
        &self,
        at: Timestamp,
        number: &str,
        build: impl FnOnce(LedgerPlace, record::Station) -> D,
        keep: impl FnOnce(&Signed) -> Result<(), E>,
    ) -> Result<Signed, JobError<E>> {
        let mut ledger = self.lock()?;
        match ledger.chain().job(number) {
            None => return Err(StationError::JobNotOpened(number.to_owned()).into()),
            Some(Some(_)) => return Err(StationError::JobClosed(number.to_owned()).into()),
            Some(None) => {}
        }
        let place = ledger.chain().next();
        let own = self.in_record();
        let document: Document = build(place.clone(), own.clone()).into();
        // The journal that a record comes from lies where others may write; the ledger knows what it was about.
        let subject = subject_digest(&document)?;
        let same_subject = ledger.chain().subject_of(number) == Some((document.kind(), subject.as_str()));
        let same_station = document.signatory() == Signatory { name: &own.name, key: &own.key };
        if document.number() != number || !same_station || document.ledger() != Some(&place) || !same_subject
        {
            return Err(StationError::Refused(Flaw::Inconsistent).into());
        }
        let signed = self.sign(&document)?;
        keep(&signed).map_err(JobError::Keep)?;
        self.append_closed(&mut ledger, at, &document, &signed)?;
        Ok(signed)
    }

    /// Brings an attestation into the ledger that was kept before a crash. `at` is when it was signed.
    ///
    /// # Errors
    /// [`StationError::SelfCheck`] when this station did not sign it, [`StationError::JobNotOpened`] and
    /// [`StationError::JobClosed`] when the ledger contradicts it.
    pub fn settle(&self, at: Timestamp, signed: &Signed) -> Result<Settled, StationError> {
        let document = self.own_document(signed)?;
        let number = document.number().to_owned();
        let mut ledger = self.lock()?;
        match ledger.chain().job(&number) {
            None => Err(StationError::JobNotOpened(number)),
            Some(Some(digest)) if digest == signed.digest() => Ok(Settled::AlreadyThere),
            Some(Some(_)) => Err(StationError::JobClosed(number)),
            Some(None) if document.ledger() == Some(&ledger.chain().next()) => {
                self.append_closed(&mut ledger, at, &document, signed)?;
                Ok(Settled::Added)
            }
            Some(None) => Ok(Settled::PlaceTaken),
        }
    }

    fn sign(&self, document: &Document) -> Result<Signed, StationError> {
        let attestation = canonical::document_bytes(document).map_err(StationError::Refused)?;
        // A certificate that is not in force now signs all the same: a job's proof is never lost, and a zone can countersign it.
        let signature = match &self.public.certificate {
            Some(certificate) => sshsig::sign_certified(&self.key, certificate, NAMESPACE, &attestation)
                .ok_or(StationError::SelfCheck)?,
            None => sshsig::sign(&self.key, NAMESPACE, &attestation),
        };
        let signed = Signed { attestation, signature };
        if self.own_document(&signed)? == *document { Ok(signed) } else { Err(StationError::SelfCheck) }
    }

    /// The QR code of an attestation that this station signed, by the same key or certificate: a function of the attestation and its
    /// signature, so that after a crash it comes out the same. `None` where there is no short form of it ([`Core::of`]).
    ///
    /// # Errors
    /// [`StationError::SelfCheck`] when this station did not sign it.
    pub fn code(&self, signed: &Signed) -> Result<Option<Code>, StationError> {
        let document = self.own_document(signed)?;
        let signature = SshSig::read(signed.signature.as_bytes()).map_err(|_| StationError::SelfCheck)?;
        let signer = match signature.signer {
            Signer::Certificate(certificate) => CodeSigner::Certified(certificate),
            _ => CodeSigner::Lone { name: self.public.name.clone(), key: Box::new(self.public.key) },
        };
        let digest = Sha256::digest(&signed.attestation).into();
        let Some(core) = Core::of(&document, digest, signer) else { return Ok(None) };
        let code = Code::sign(core, &self.key).ok_or(StationError::SelfCheck)?;
        // What is printed is read again as any reader would.
        let again = Code::read(&code.to_text()).is_ok_and(|read| read == code);
        let good = again && code.is_of(&document, &signed.attestation);
        if good { Ok(Some(code)) } else { Err(StationError::SelfCheck) }
    }

    /// Writes the QR code of an attestation into its folder, where it has one. Whether that could be done is not said: the proof is whole
    /// without it, and nothing may come between a proof and its place.
    pub fn write_code(&self, folder: &Path, signed: &Signed) {
        let path = folder.join(CODE_FILE);
        // One from before a crash may be of another attestation.
        let _ = fs::remove_file(&path);
        if let Ok(Some(code)) = self.code(signed) {
            let _ = durable::replace(&path, code.to_text().as_bytes(), durable::Readers::All);
        }
    }

    /// The document in an attestation of this very station, checked as any reader would who trusts it: by its key, or by whatever
    /// certificate its signature carries of that key, now or before a renewal.
    fn own_document(&self, signed: &Signed) -> Result<Document, StationError> {
        let signature = SshSig::read(signed.signature.as_bytes()).map_err(|_| StationError::SelfCheck)?;
        let (lines, at) = match &signature.signer {
            Signer::Certificate(certificate) if self.public.is_of(certificate) => {
                let fields = certificate.fields();
                let zone = PublicZone::new(certificate.zone(), fields.zone_key);
                (zone.ok_or(StationError::SelfCheck)?.trust_lines(), fields.valid_after)
            }
            _ => (self.public.trust_line(), Timestamp::UNIX_EPOCH),
        };
        let trust = TrustSet::parse(lines.as_bytes(), &TimeZone::UTC).map_err(|_| StationError::SelfCheck)?;
        match verify(&signed.attestation, signed.signature.as_bytes(), Some(&trust), at).finding {
            Finding::Authentic(document) => Ok(document),
            Finding::Malformed(flaw) => Err(StationError::Refused(flaw)),
            _ => Err(StationError::SelfCheck),
        }
    }

    fn append_closed(
        &self,
        ledger: &mut Locked,
        at: Timestamp,
        document: &Document,
        signed: &Signed,
    ) -> Result<(), StationError> {
        let (Some(LedgerPlace { sequence, previous }), Some(result)) =
            (document.ledger().cloned(), document.result())
        else {
            return Err(StationError::Refused(Flaw::OtherKind(document.kind().name().to_owned())));
        };
        let number = document.number().to_owned();
        let entry = Entry::Closed { sequence, previous, at, number, result, attestation: signed.digest() };
        ledger.append(&entry).map_err(|e| self.ledger_error(e))
    }

    fn lock(&self) -> Result<Locked, StationError> {
        Locked::open(&self.dir).map_err(|e| self.ledger_error(e))
    }

    fn ledger_error(&self, error: LedgerError) -> StationError {
        StationError::Ledger(self.dir.join(ledger::FILE), error)
    }
}

/// Checks the ledger of the station in a folder, without its key.
///
/// # Errors
/// [`StationError::NotAStation`], or [`StationError::Ledger`] with the line where it is broken.
pub fn check_ledger(dir: &Path) -> Result<Chain, StationError> {
    Public::open(dir)?;
    ledger::check(dir).map_err(|e| StationError::Ledger(dir.join(ledger::FILE), e))
}

/// A trust set that a station is given.
#[derive(Clone, Copy, Debug)]
pub struct GivenTrust<'a> {
    /// The set, with the lists that came with it.
    pub set: &'a TrustSet,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The zones' signatures over it: what each is called, and its text.
    pub signatures: &'a [(String, Vec<u8>)],
}

/// Installs a certificate at the station in a folder, and the trust set that vouches for it, after checking one against the other.
/// Needs no private key. The set at the station is used when none is given.
///
/// # Errors
/// [`StationError::OtherCertificate`], [`StationError::NotCertified`], [`StationError::OtherTrust`],
/// [`StationError::NoTrust`]; nothing was changed then. Or what the operating system says.
pub fn install(
    dir: &Path,
    certificate: &Certificate,
    trust: Option<GivenTrust<'_>>,
    at: Timestamp,
) -> Result<Public, StationError> {
    let public = Public::request(&dir.join(PUBLIC_FILE))?;
    let certificate_path = dir.join(CERTIFICATE_FILE);
    if !public.is_of(certificate) {
        return Err(StationError::OtherCertificate(certificate_path));
    }
    let trust_path = dir.join(TRUST_FILE);
    let held_bytes = optional(&trust_path, trust::MAX_BYTES)?;
    let held = match &held_bytes {
        Some(bytes) => Some(
            TrustSet::parse(bytes, &TimeZone::UTC)
                .map_err(|_| StationError::OtherTrust(trust_path.clone()))?,
        ),
        None => None,
    };
    let set = match (&trust, &held) {
        (Some(GivenTrust { set, bytes, signatures }), Some(old)) if held_bytes.as_deref() != Some(*bytes) => {
            let signatures = signatures.iter().map(|(file, text)| (file.as_str(), text.as_slice()));
            if !Succession::of(old, bytes, signatures, at).is_enough() {
                return Err(StationError::OtherTrust(trust_path));
            }
            *set
        }
        (Some(given), _) => given.set,
        (None, Some(old)) => old,
        (None, None) => return Err(StationError::NoTrust),
    };
    trusted(&set.standing_of_certificate(certificate, NAMESPACE, at))
        .map_err(|finding| StationError::NotCertified(Box::new(finding)))?;
    let io = |path: &Path, error| StationError::Io(path.to_owned(), error);
    if let Some(GivenTrust { bytes, .. }) = trust {
        durable::replace(&trust_path, bytes, durable::Readers::All).map_err(|e| io(&trust_path, e))?;
    }
    durable::replace(&certificate_path, certificate.to_text().as_bytes(), durable::Readers::All)
        .map_err(|e| io(&certificate_path, e))?;
    Public::open(dir)
}

/// What the ledger holds of the subject of a document: its drive, or its machine where there is none.
fn subject_digest(document: &Document) -> Result<String, StationError> {
    match document {
        Document::Erasure(record) => digest_of(&record.facts.drive),
        Document::NoMedia(record) => digest_of(&record.facts.machine),
        Document::Destruction(record) => digest_of(&record.declaration.drive),
        Document::Lot(_) | Document::AnnualReport(_) => {
            Err(StationError::Refused(Flaw::OtherKind(document.kind().name().to_owned())))
        }
    }
}

fn digest_of<T: Serialize>(subject: &T) -> Result<String, StationError> {
    Ok(sha256(&canonical::bytes_of(subject).map_err(StationError::Refused)?))
}

enum NoKey {
    Flaw(KeyFlaw),
    Passphrase(PassphraseError),
}

impl From<KeyFlaw> for NoKey {
    fn from(flaw: KeyFlaw) -> Self {
        NoKey::Flaw(flaw)
    }
}

/// The private key in a file, which must be the one of a public key.
pub(super) fn open_key(
    path: &Path,
    public: &VerifyingKey,
    passphrase: impl FnOnce() -> Result<Passphrase, PassphraseError>,
) -> Result<SigningKey, StationError> {
    let bytes = read_file(path, key::MAX_BYTES).map_err(|e| StationError::Io(path.to_owned(), e))?;
    let bytes = Zeroizing::new(bytes);
    let text =
        std::str::from_utf8(&bytes).map_err(|_| StationError::Key(path.to_owned(), KeyFlaw::NotAKey))?;
    let key = key::from_pem(text, || passphrase().map_err(NoKey::Passphrase)).map_err(|no| match no {
        NoKey::Flaw(flaw) => StationError::Key(path.to_owned(), flaw),
        NoKey::Passphrase(error) => StationError::Passphrase(error),
    })?;
    if key.verifying_key() == *public { Ok(key) } else { Err(StationError::KeyMismatch(path.to_owned())) }
}

/// The name and the key in a `.pub` file of ours.
pub(super) fn read_public(path: &Path) -> Result<(String, VerifyingKey), StationError> {
    let bytes = read_file(path, 4096).map_err(|error| StationError::Io(path.to_owned(), error))?;
    let parsed = std::str::from_utf8(&bytes).ok().and_then(|text| {
        match text.trim_end_matches(['\n', '\r']).split(' ').collect::<Vec<_>>()[..] {
            [openssh::ED25519, base64, name] if name::is_station(name) => {
                let key = STANDARD.decode(base64).ok().and_then(|blob| openssh::ed25519(&blob))?;
                Some((name.to_owned(), key))
            }
            _ => None,
        }
    });
    parsed.ok_or_else(|| StationError::PublicKeyUnreadable(path.to_owned()))
}

/// A small file, where there is one.
fn optional(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, StationError> {
    match read_file(path, limit) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StationError::Io(path.to_owned(), error)),
    }
}

/// The bytes of a small file.
pub(super) fn read_file(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX);
    fs::File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() <= limit { Ok(bytes) } else { Err(io::ErrorKind::FileTooLarge.into()) }
}
