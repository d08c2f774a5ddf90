//! What a zone revoked: an OpenSSH list ([`Krl`]) and the zone's signature over it.
//!
//! The list is what `ssh-keygen -Y verify -r` takes. Why and since when a certificate is revoked has no place in that format but its
//! comment, where it stands as JSON; a list without such a comment revokes all the same.

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::certificate::Certificate;
use super::krl::{Krl, KrlFlaw};
use super::{REVOCATIONS_NAMESPACE, canonical, openssh, sshsig};

/// A zone's list. Whether the zone signed it is for whoever took it from somewhere to check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revocations {
    krl: Krl,
    notes: Vec<Note>,
}

/// Why something was revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Serial of the certificate, where one is known.
    pub serial: Option<u64>,
    /// Name of the station, where it is known.
    pub name: Option<String>,
    /// Why.
    pub reason: Reason,
    /// From when on what it signed is in doubt; from the beginning when absent. For people and for countersignatures: whatever
    /// is revoked is refused, of whatever time.
    pub since: Option<Timestamp>,
}

/// The reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody knows where it is.
    Lost,
    /// Somebody has it who should not.
    Stolen,
    /// It is no longer used.
    Retired,
    /// None of these.
    Other,
}

/// What to revoke.
#[derive(Clone, Debug)]
pub enum Target<'a> {
    /// A certificate, and its key for good.
    Certificate(&'a Certificate),
    /// A certificate that is not at hand.
    Serial(u64),
    /// Every certificate of that name, of the past and of the future.
    Name(&'a str),
}

/// That something is revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// When the list was made that says so.
    pub list: Option<Timestamp>,
    /// What its zone noted to it.
    pub note: Option<Note>,
}

#[derive(Serialize, Deserialize)]
struct Comment {
    revoked: Vec<Note>,
}

impl Revocations {
    /// Reads a list.
    ///
    /// # Errors
    /// [`KrlFlaw`].
    pub fn read(bytes: &[u8]) -> Result<Revocations, KrlFlaw> {
        let krl = Krl::read(bytes)?;
        let notes = canonical::data_from::<Comment>(&krl.comment).map_or_else(|_| Vec::new(), |c| c.revoked);
        Ok(Revocations { krl, notes })
    }

    /// When it was made.
    #[must_use]
    pub fn generated_at(&self) -> Option<Timestamp> {
        self.krl.generated_at()
    }

    /// Its number: of two lists of a zone, the later has the higher one.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.krl.number
    }

    /// Whether it revokes a certificate.
    #[must_use]
    pub fn of(&self, certificate: &Certificate) -> Option<Revoked> {
        let fields = certificate.fields();
        self.krl.revokes(certificate).then(|| {
            let by_serial = self.notes.iter().find(|note| note.serial == Some(fields.serial.get()));
            let by_name = || self.notes.iter().find(|note| note.name.as_ref() == Some(&fields.name));
            Revoked { list: self.generated_at(), note: by_serial.or_else(by_name).cloned() }
        })
    }

    /// Whether it revokes a key by itself.
    #[must_use]
    pub fn of_key(&self, key: &ed25519_dalek::VerifyingKey) -> Option<Revoked> {
        let revoked = self.krl.revokes_key(&openssh::blob(key));
        revoked.then(|| Revoked { list: self.generated_at(), note: None })
    }

    /// Adds to it.
    pub fn revoke(
        &mut self,
        zone: &ed25519_dalek::VerifyingKey,
        target: &Target<'_>,
        reason: Reason,
        since: Option<Timestamp>,
    ) {
        let authority = self.krl.of(&openssh::blob(zone));
        let (serial, name) = match target {
            Target::Certificate(certificate) => {
                let fields = certificate.fields();
                authority.revoke(fields.serial.get(), fields.serial.get());
                self.krl.keys.insert(openssh::blob(&fields.key));
                (Some(fields.serial.get()), Some(fields.name.clone()))
            }
            Target::Serial(serial) => {
                authority.revoke(*serial, *serial);
                (Some(*serial), None)
            }
            Target::Name(name) => {
                authority.key_ids.insert(name.as_bytes().to_vec());
                (None, Some((*name).to_owned()))
            }
        };
        // JSON keeps no larger number; the list itself holds it all the same.
        let serial = serial.filter(|serial| *serial < canonical::INTEGER_LIMIT);
        let note = Note { serial, name, reason, since };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// The bytes of the list as of a moment, with the next number, and the zone's signature over them.
    ///
    /// # Errors
    /// [`KrlFlaw::TooLarge`] when no reader would take it.
    pub fn publish(&mut self, zone: &SigningKey, at: Timestamp) -> Result<(Vec<u8>, String), KrlFlaw> {
        let seconds = u64::try_from(at.as_second()).unwrap_or(0);
        self.krl.generated = seconds;
        // The time as the number, so that a zone restored from paper does not begin anew; and more than before in any case.
        self.krl.number = self.krl.number.saturating_add(1).max(seconds);
        let comment = Comment { revoked: self.notes.clone() };
        self.krl.comment = canonical::bytes_of(&comment).map_err(|_| KrlFlaw::NotOne)?;
        let bytes = self.krl.write();
        Krl::read(&bytes)?;
        let signature = sshsig::sign(zone, REVOCATIONS_NAMESPACE, &bytes);
        Ok((bytes, signature))
    }
}
