//! A zone: a name and a key that certifies stations, in one folder of a computer that is not on a network.
//!
//! | file | what it is |
//! |---|---|
//! | `zone.key` | the private key ([`super::key`]) |
//! | `zone.pub` | the public key as OpenSSH writes it, the name as its comment |
//! | `certified` | every certificate that it made, one a line: `-cert.pub` texts, which nobody else can write |
//! | `revocations.<zone>.krl`, `.krl.sig` | what it took back, as it was last published |
//!
//! The last two are not secret, and a zone restored from paper gets its list back from where it was published.

use std::fs;
use std::io;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use ed25519_dalek::{SigningKey, VerifyingKey};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use super::certificate::{Certificate, CertificateFlaw, Fields};
use super::key::{self, Passphrase};
use super::krl::{self, KrlFlaw};
use super::revocation::{Reason, Revocations, Target};
use super::station::{self, PassphraseError, StationError};
use super::trust::{ListFlaw, TrustSet};
use super::trust_folder::list_file;
use super::{
    LOT_NAMESPACE, NAMESPACE, REVOCATIONS_NAMESPACE, TRUST_NAMESPACE, durable, name, openssh, paper, sshsig,
    words,
};

const KEY_FILE: &str = "zone.key";
const PUBLIC_FILE: &str = "zone.pub";
const CERTIFIED_FILE: &str = "certified";
/// How long a certificate is in force when nobody says otherwise, in days.
pub const CERTIFICATE_DAYS: u16 = 365;
/// A certificate begins a day early: clocks of computers without a network differ.
const HEAD_START: SignedDuration = SignedDuration::from_hours(24);
/// The largest file `certified` that is read, in bytes: some 100,000 certificates.
const CERTIFIED_MAX: usize = 64 << 20;

/// What everybody may know of a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicZone {
    name: String,
    key: VerifyingKey,
}

impl PublicZone {
    /// `None` for a name that no zone may have.
    #[must_use]
    pub fn new(name: &str, key: VerifyingKey) -> Option<PublicZone> {
        name::is_zone(name).then(|| PublicZone { name: name.to_owned(), key })
    }

    /// Reads a `zone.pub`.
    ///
    /// # Errors
    /// [`ZoneError::Folder`], [`ZoneError::NotAZoneKey`].
    pub fn read(path: &Path) -> Result<PublicZone, ZoneError> {
        let (name, key) = station::read_public(path)?;
        PublicZone::new(&name, key).ok_or_else(|| ZoneError::NotAZoneKey(path.to_owned()))
    }

    /// Reads the public half of the zone in a folder.
    ///
    /// # Errors
    /// [`ZoneError::NotAZone`], or why its file cannot be read.
    pub fn open(dir: &Path) -> Result<PublicZone, ZoneError> {
        match PublicZone::read(&dir.join(PUBLIC_FILE)) {
            Err(ZoneError::Folder(StationError::Io(_, error))) if error.kind() == io::ErrorKind::NotFound => {
                Err(ZoneError::NotAZone(dir.to_owned()))
            }
            other => other,
        }
    }

    /// Its name.
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

    /// The two lines of a zone in a trust set: for its stations, and for what it signs itself.
    #[must_use]
    pub fn trust_lines(&self) -> String {
        let (name, key) = (&self.name, openssh::line(&self.key));
        let own = [LOT_NAMESPACE, TRUST_NAMESPACE, REVOCATIONS_NAMESPACE].join(",");
        format!(
            "{name}-* cert-authority,namespaces=\"{NAMESPACE}\" {key}\n{name} namespaces=\"{own}\" {key}\n"
        )
    }
}

/// The trust set of these zones and lone stations: the same text, and so the same eight words, in whatever order they are given.
///
/// # Errors
/// [`ZoneError::SameNameTwice`], [`ZoneError::SameKeyTwice`].
pub fn trust_set(zones: &[PublicZone], stations: &[station::Public]) -> Result<String, ZoneError> {
    let zones = zones.iter().map(|zone| (zone.name(), zone.key(), zone.trust_lines()));
    let stations = stations.iter().map(|station| (station.name(), station.key(), station.trust_line()));
    let (mut zones, mut stations): (Vec<_>, Vec<_>) = (zones.collect(), stations.collect());
    zones.sort_by_key(|(name, ..)| *name);
    stations.sort_by_key(|(name, ..)| *name);
    zones.append(&mut stations);
    for (at, (name, key, _)) in zones.iter().enumerate() {
        for (other, same, _) in &zones[..at] {
            if name == other {
                return Err(ZoneError::SameNameTwice((*name).to_owned()));
            }
            if key == same {
                return Err(ZoneError::SameKeyTwice((*other).to_owned(), (*name).to_owned()));
            }
        }
    }
    Ok(zones.into_iter().map(|(_, _, lines)| lines).collect())
}

/// Why a zone could not do what it was asked.
#[derive(Debug)]
pub enum ZoneError {
    /// Its folder, a file or its passphrase.
    Folder(StationError),
    /// A name that no zone may have.
    BadName(String),
    /// The folder holds something already.
    NotEmpty(PathBuf),
    /// The folder holds no zone.
    NotAZone(PathBuf),
    /// A public key that is not a zone's: its name has a `-`, or is none.
    NotAZoneKey(PathBuf),
    /// The station's name does not begin with this zone's: station, zone.
    OtherZone(String, String),
    /// Another key has a certificate of this name that is in force.
    NameTaken(String),
    /// This key has a certificate under another name.
    KeyTaken(String),
    /// The key or the name was revoked.
    Revoked(String),
    /// No certificate of that name was made here.
    NeverCertified(String),
    /// A certificate of another zone.
    NotOurs(String),
    /// The certificate is damaged or none.
    Certificate(PathBuf, CertificateFlaw),
    /// A line of `certified` is not a certificate of this zone.
    Register(PathBuf, usize),
    /// The zone's own list is not one.
    List(PathBuf, ListFlaw),
    /// The list would be larger than any reader takes.
    ListTooLarge,
    /// What was to be certified may not be: a date beyond the year 9999.
    Refused(CertificateFlaw),
    /// Two of one name were to stand in a trust set.
    SameNameTwice(String),
    /// One key was to stand in a trust set under two names.
    SameKeyTwice(String, String),
}

impl From<StationError> for ZoneError {
    fn from(error: StationError) -> Self {
        ZoneError::Folder(error)
    }
}

/// A list that was just made: where it lies, and how many zones' worth of trust folders need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The list.
    pub list: Vec<u8>,
    /// The signature over it.
    pub signature: String,
}

/// A zone that can sign.
pub struct Zone {
    dir: PathBuf,
    public: PublicZone,
    key: SigningKey,
}

impl Zone {
    /// Makes a zone in a folder that is empty or does not exist yet: with a new key, or with one from paper.
    ///
    /// # Errors
    /// [`ZoneError::BadName`], [`ZoneError::NotEmpty`] (nothing is ever overwritten), or what the operating system says.
    pub fn create(
        dir: &Path,
        name: &str,
        seed: Option<&[u8; 32]>,
        passphrase: Option<&Passphrase>,
    ) -> Result<Zone, ZoneError> {
        let key_path = dir.join(KEY_FILE);
        let flawed = |flaw| StationError::Key(key_path.clone(), flaw);
        let key = match seed {
            Some(seed) => SigningKey::from_bytes(seed),
            None => key::generate().map_err(flawed)?,
        };
        let public =
            PublicZone::new(name, key.verifying_key()).ok_or_else(|| ZoneError::BadName(name.to_owned()))?;
        let pem = key::to_pem(&key, passphrase).map_err(flawed)?;
        let io = |path: &Path| {
            let path = path.to_owned();
            move |error: io::Error| match error.kind() {
                io::ErrorKind::AlreadyExists => {
                    ZoneError::NotEmpty(path.parent().unwrap_or(&path).to_owned())
                }
                _ => StationError::Io(path, error).into(),
            }
        };
        durable::private_folder(dir).map_err(io(dir))?;
        if fs::read_dir(dir).map_err(io(dir))?.next().is_some() {
            return Err(ZoneError::NotEmpty(dir.to_owned()));
        }
        let [register, public_path] = [CERTIFIED_FILE, PUBLIC_FILE].map(|file| dir.join(file));
        durable::create_new(&register, b"").map_err(io(&register))?;
        let text = format!("{} {name}\n", openssh::line(&public.key));
        durable::create_new(&public_path, text.as_bytes()).map_err(io(&public_path))?;
        durable::replace(&key_path, pem.as_bytes(), durable::Readers::Owner).map_err(io(&key_path))?;
        Ok(Zone { dir: dir.to_owned(), public, key })
    }

    /// Opens a zone. The passphrase is asked for only when its key is encrypted.
    ///
    /// # Errors
    /// [`ZoneError::NotAZone`], [`ZoneError::Folder`].
    pub fn open(
        dir: &Path,
        passphrase: impl FnOnce() -> Result<Passphrase, PassphraseError>,
    ) -> Result<Zone, ZoneError> {
        let public = PublicZone::open(dir)?;
        let key = station::open_key(&dir.join(KEY_FILE), &public.key, passphrase)?;
        Ok(Zone { dir: dir.to_owned(), public, key })
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> &PublicZone {
        &self.public
    }

    /// Its private key in words, for paper.
    #[must_use]
    pub fn paper(&self) -> [Zeroizing<String>; paper::COUNT] {
        paper::of(self.key.as_bytes())
    }

    /// Signs something for one of the zone's own namespaces.
    #[must_use]
    pub fn sign(&self, namespace: &str, message: &[u8]) -> String {
        sshsig::sign(&self.key, namespace, message)
    }

    /// Certifies a station from now on, and notes the certificate. A station that is certified already gets a new certificate for
    /// the same key.
    ///
    /// # Errors
    /// [`ZoneError::OtherZone`], [`ZoneError::NameTaken`], [`ZoneError::KeyTaken`], [`ZoneError::Revoked`]; or a file.
    pub fn certify(
        &self,
        name: &str,
        key: &VerifyingKey,
        at: Timestamp,
        days: u16,
    ) -> Result<Certificate, ZoneError> {
        if name::zone_of(name) != Some(&self.public.name) {
            return Err(ZoneError::OtherZone(name.to_owned(), self.public.name.clone()));
        }
        let certified = self.certified()?;
        let revocations = self.revocations()?;
        let in_force =
            certified.iter().filter(|c| c.fields().valid_before > at && revocations.of(c).is_none());
        for fields in in_force.map(Certificate::fields) {
            if fields.name == name && fields.key != *key {
                return Err(ZoneError::NameTaken(name.to_owned()));
            }
            if fields.name != name && fields.key == *key {
                return Err(ZoneError::KeyTaken(fields.name.clone()));
            }
        }
        let last = certified.iter().map(|c| c.fields().serial.get()).max().unwrap_or(0);
        // The time as the serial, so that a zone restored from paper takes none a second time.
        let serial = u64::try_from(at.as_second()).unwrap_or(0).max(last.saturating_add(1));
        let serial = revocations.next_free_serial(&self.public.key, serial).unwrap_or(0);
        let refused = || ZoneError::Refused(CertificateFlaw::Validity);
        let until =
            at.checked_add(SignedDuration::from_hours(24 * i64::from(days))).map_err(|_| refused())?;
        let fields = Fields {
            key: *key,
            name: name.to_owned(),
            serial: NonZeroU64::new(serial).ok_or_else(refused)?,
            valid_after: at.checked_sub(HEAD_START).map_err(|_| refused())?,
            valid_before: until,
            zone_key: self.public.key,
        };
        let certificate = Certificate::issue(&self.key, fields).map_err(ZoneError::Refused)?;
        if revocations.of(&certificate).is_some() {
            return Err(ZoneError::Revoked(name.to_owned()));
        }
        let register: String = certified.iter().chain([&certificate]).map(Certificate::to_text).collect();
        self.keep(CERTIFIED_FILE, register.as_bytes(), durable::Readers::Owner)?;
        Ok(certificate)
    }

    /// Certifies a station again that was certified here, with the key of its last certificate.
    ///
    /// # Errors
    /// [`ZoneError::NeverCertified`], and as [`Zone::certify`].
    pub fn renew(&self, name: &str, at: Timestamp, days: u16) -> Result<Certificate, ZoneError> {
        let certified = self.certified()?;
        let last = certified.iter().rev().find(|c| c.fields().name == name);
        let last = last.ok_or_else(|| ZoneError::NeverCertified(name.to_owned()))?;
        self.certify(name, &last.fields().key, at, days)
    }

    /// Revokes every certificate that was made here for a station, with its key; or, when none was, its name for good. Gives the
    /// number of certificates.
    ///
    /// # Errors
    /// [`ZoneError::OtherZone`]; or a file.
    pub fn revoke_station(
        &self,
        name: &str,
        reason: Reason,
        since: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<(usize, Published), ZoneError> {
        if name::zone_of(name) != Some(&self.public.name) {
            return Err(ZoneError::OtherZone(name.to_owned(), self.public.name.clone()));
        }
        let certified = self.certified()?;
        let own: Vec<Target> =
            certified.iter().filter(|c| c.fields().name == name).map(Target::Certificate).collect();
        let targets = if own.is_empty() { vec![Target::Name(name)] } else { own.clone() };
        Ok((own.len(), self.revoke(&targets, reason, since, at)?))
    }

    /// Revokes one certificate, with its key.
    ///
    /// # Errors
    /// [`ZoneError::NotOurs`]; or a file.
    pub fn revoke_certificate(
        &self,
        certificate: &Certificate,
        reason: Reason,
        since: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Published, ZoneError> {
        if certificate.fields().zone_key != self.public.key {
            return Err(ZoneError::NotOurs(certificate.fields().name.clone()));
        }
        self.revoke(&[Target::Certificate(certificate)], reason, since, at)
    }

    /// Revokes the certificate of a serial; with its key where it was made here.
    ///
    /// # Errors
    /// A file.
    pub fn revoke_serial(
        &self,
        serial: NonZeroU64,
        reason: Reason,
        since: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Published, ZoneError> {
        let certified = self.certified()?;
        let known = certified.iter().find(|c| c.fields().serial == serial);
        let target = known.map_or(Target::Serial(serial.get()), Target::Certificate);
        self.revoke(&[target], reason, since, at)
    }

    fn revoke(
        &self,
        targets: &[Target<'_>],
        reason: Reason,
        since: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Published, ZoneError> {
        let mut revocations = self.revocations()?;
        for target in targets {
            revocations.revoke(&self.public.key, target, reason, since);
        }
        self.keep_list(revocations, at)
    }

    /// Publishes the list anew as of today, with what it held: so that readers see how fresh it is.
    ///
    /// # Errors
    /// [`ZoneError::List`]; or a file.
    pub fn publish(&self, at: Timestamp) -> Result<Published, ZoneError> {
        self.keep_list(self.revocations()?, at)
    }

    /// Takes a list that this zone published earlier, after a restore from paper.
    ///
    /// # Errors
    /// [`ZoneError::List`] when it is not this zone's; or a file.
    pub fn adopt_list(&self, folder: &Path) -> Result<(), ZoneError> {
        let [list, signature] = self.read_list(folder)?;
        self.check_list(folder, &list, &signature)?;
        let file = list_file(&self.public.name);
        self.keep(&format!("{file}.sig"), &signature, durable::Readers::All)?;
        self.keep(&file, &list, durable::Readers::All)
    }

    fn keep_list(&self, mut revocations: Revocations, at: Timestamp) -> Result<Published, ZoneError> {
        let (list, signature) = revocations.publish(&self.key, at).map_err(|flaw| match flaw {
            KrlFlaw::TooLarge | KrlFlaw::NotOne => ZoneError::ListTooLarge,
        })?;
        let file = list_file(&self.public.name);
        self.keep(&file, &list, durable::Readers::All)?;
        self.keep(&format!("{file}.sig"), signature.as_bytes(), durable::Readers::All)?;
        Ok(Published { list, signature })
    }

    /// What this zone revoked until now; nothing when it never published a list.
    ///
    /// # Errors
    /// [`ZoneError::List`]; or a file.
    pub fn revocations(&self) -> Result<Revocations, ZoneError> {
        let path = self.dir.join(list_file(&self.public.name));
        match read(&path, krl::MAX_BYTES) {
            Err(ZoneError::Folder(StationError::Io(_, error))) if error.kind() == io::ErrorKind::NotFound => {
                Ok(Revocations::default())
            }
            Err(error) => Err(error),
            // A crash between list and signature leaves a list that only this folder vouches for, as for all that lies in it.
            Ok(list) => {
                Revocations::read(&list).map_err(|flaw| ZoneError::List(path, ListFlaw::Unreadable(flaw)))
            }
        }
    }

    fn read_list(&self, folder: &Path) -> Result<[Vec<u8>; 2], ZoneError> {
        let file = list_file(&self.public.name);
        let list = read(&folder.join(&file), krl::MAX_BYTES)?;
        let signature = read(&folder.join(format!("{file}.sig")), sshsig::MAX_BYTES)?;
        Ok([list, signature])
    }

    fn check_list(&self, folder: &Path, list: &[u8], signature: &[u8]) -> Result<(), ZoneError> {
        let path = folder.join(list_file(&self.public.name));
        TrustSet::parse(self.public.trust_lines().as_bytes(), &TimeZone::UTC)
            .map_err(|_| ListFlaw::Signer)
            .and_then(|mut own| own.add_revocations(&self.public.name, list, signature))
            .map_err(|flaw| ZoneError::List(path, flaw))
    }

    /// Every certificate that was made here, in order.
    ///
    /// # Errors
    /// [`ZoneError::Register`]; or the file.
    pub fn certified(&self) -> Result<Vec<Certificate>, ZoneError> {
        let path = self.dir.join(CERTIFIED_FILE);
        let bytes = read(&path, CERTIFIED_MAX)?;
        let text = String::from_utf8(bytes).map_err(|_| ZoneError::Register(path.clone(), 1))?;
        let line = |(at, line): (usize, &str)| {
            let own = Certificate::from_text(line).ok().filter(|c| c.fields().zone_key == self.public.key);
            own.ok_or_else(|| ZoneError::Register(path.clone(), at))
        };
        (1..).zip(text.lines()).map(line).collect()
    }

    fn keep(&self, file: &str, content: &[u8], readers: durable::Readers) -> Result<(), ZoneError> {
        let path = self.dir.join(file);
        durable::replace(&path, content, readers).map_err(|error| StationError::Io(path, error).into())
    }
}

impl std::fmt::Debug for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Zone({})", self.public.name)
    }
}

/// Reads the certificate in a file.
///
/// # Errors
/// [`ZoneError::Certificate`]; or the file.
pub fn read_certificate(path: &Path) -> Result<Certificate, ZoneError> {
    let bytes = read(path, super::certificate::MAX_BYTES)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| CertificateFlaw::NotOne);
    text.and_then(Certificate::from_text).map_err(|flaw| ZoneError::Certificate(path.to_owned(), flaw))
}

/// The eight words of a text that is to be a trust set.
#[must_use]
pub fn words_of(trust: &str) -> String {
    words::of(trust.as_bytes()).join(" ")
}

fn read(path: &Path, limit: usize) -> Result<Vec<u8>, ZoneError> {
    station::read_file(path, limit).map_err(|error| StationError::Io(path.to_owned(), error).into())
}
