//! A zone's word that a key is a station's: an OpenSSH user certificate (`PROTOCOL.certkeys`), of one shape alone.
//!
//! `ssh-ed25519-cert-v01@openssh.com`, for users, key id and only principal = the station's name, no critical options, no extensions,
//! serial above 0, signed by the zone's Ed25519 key. The nonce is not random but SHA-256 over a label and all else that is signed, in its
//! wire form: so the fields and the zone's signature are the whole certificate, and [`Certificate::rebuild`] gives its bytes again
//! where only these fit (a QR code). A random nonce makes collisions of weak digests harder to use; Ed25519 digests with SHA-512, and
//! the zone's own program chooses every other field.
//!
//! Whatever has another shape is refused with its [`CertificateFlaw`], also where `ssh-keygen` would take it: a certificate that means
//! more than gomme reads is not read halfway. Pure: no file, no clock.

use std::num::NonZeroU64;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::wire::{Reader, put_string};
use super::{name, openssh};

/// The name of the one type of certificate that stations use.
pub const TYPE: &str = "ssh-ed25519-cert-v01@openssh.com";
/// `SSH_CERT_TYPE_USER`.
const USER: u32 = 1;
/// What the nonce's digest begins with.
const NONCE_LABEL: &[u8] = b"gomme certificate nonce, version 1";
/// The largest text of a certificate that is read, in bytes; ours are below 600.
pub const MAX_BYTES: usize = 4096;

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// The station's key.
    pub key: VerifyingKey,
    /// The station's name; it begins with the zone's and a `-`.
    pub name: String,
    /// Number of the certificate among those of its zone.
    pub serial: NonZeroU64,
    /// In force from here; whole seconds since 1970.
    pub valid_after: Timestamp,
    /// In force until right before here; whole seconds since 1970, later than `valid_after`.
    pub valid_before: Timestamp,
    /// The key of the zone that says it.
    pub zone_key: VerifyingKey,
}

/// A certificate of our shape that its zone's key signed. Whether anybody trusts that key is for the trust set to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    fields: Fields,
    signature: [u8; 64],
    blob: Vec<u8>,
}

/// Why bytes are no certificate of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateFlaw {
    /// Not an Ed25519 certificate as OpenSSH writes it.
    NotOne,
    /// For hosts, not for users.
    NotForUsers,
    /// It has critical options or extensions.
    Options,
    /// Not exactly one principal, or not the key id, or not the name of a zone's station.
    Name,
    /// Its serial is 0, by which none can be revoked.
    Serial,
    /// It has no beginning or no end, or ends before it begins.
    Validity,
    /// Its issuer's key or signature is of another type.
    Issuer,
    /// Its nonce is not the digest of its fields: another program made it.
    Nonce,
    /// Its issuer did not sign this.
    Signature,
}

impl Fields {
    /// Beginning and end in seconds since 1970.
    ///
    /// # Errors
    /// [`CertificateFlaw::Name`], [`CertificateFlaw::Validity`]: fields that no certificate may have.
    fn check(&self) -> Result<[u64; 2], CertificateFlaw> {
        name::zone_of(&self.name).ok_or(CertificateFlaw::Name)?;
        let seconds = |at: Timestamp| u64::try_from(at.as_second()).map_err(|_| CertificateFlaw::Validity);
        let (after, before) = (seconds(self.valid_after)?, seconds(self.valid_before)?);
        let whole = self.valid_after.subsec_nanosecond() == 0 && self.valid_before.subsec_nanosecond() == 0;
        if whole && after < before { Ok([after, before]) } else { Err(CertificateFlaw::Validity) }
    }

    /// All that the zone signs, nonce included.
    fn to_be_signed(&self) -> Result<Vec<u8>, CertificateFlaw> {
        let [after, before] = self.check()?;
        let mut rest = Vec::with_capacity(320);
        put_string(&mut rest, self.key.as_bytes());
        rest.extend_from_slice(&self.serial.get().to_be_bytes());
        rest.extend_from_slice(&USER.to_be_bytes());
        put_string(&mut rest, self.name.as_bytes());
        let mut principals = Vec::with_capacity(64);
        put_string(&mut principals, self.name.as_bytes());
        put_string(&mut rest, &principals);
        rest.extend_from_slice(&after.to_be_bytes());
        rest.extend_from_slice(&before.to_be_bytes());
        // Critical options, extensions, reserved.
        for _ in 0..3 {
            put_string(&mut rest, b"");
        }
        put_string(&mut rest, &openssh::blob(&self.zone_key));
        let mut signed = Vec::with_capacity(400);
        put_string(&mut signed, TYPE.as_bytes());
        let nonce =
            Sha256::new().chain_update(NONCE_LABEL).chain_update(&signed).chain_update(&rest).finalize();
        put_string(&mut signed, &nonce);
        signed.extend_from_slice(&rest);
        Ok(signed)
    }
}

impl Certificate {
    /// Certifies a station. The fields' zone key is that of `zone`.
    ///
    /// # Errors
    /// [`CertificateFlaw::Name`], [`CertificateFlaw::Validity`], [`CertificateFlaw::Issuer`] when the zone's key is another one.
    pub fn issue(zone: &SigningKey, fields: Fields) -> Result<Certificate, CertificateFlaw> {
        if zone.verifying_key() != fields.zone_key {
            return Err(CertificateFlaw::Issuer);
        }
        let signature = zone.sign(&fields.to_be_signed()?).to_bytes();
        Certificate::rebuild(fields, signature)
    }

    /// The certificate that has these fields and this signature of the zone.
    ///
    /// # Errors
    /// [`CertificateFlaw::Signature`] when the zone did not sign these fields; or what is wrong with them.
    pub fn rebuild(fields: Fields, signature: [u8; 64]) -> Result<Certificate, CertificateFlaw> {
        let mut blob = fields.to_be_signed()?;
        fields
            .zone_key
            .verify_strict(&blob, &Signature::from_bytes(&signature))
            .map_err(|_| CertificateFlaw::Signature)?;
        let mut signed = Vec::with_capacity(83);
        put_string(&mut signed, openssh::ED25519.as_bytes());
        put_string(&mut signed, &signature);
        put_string(&mut blob, &signed);
        Ok(Certificate { fields, signature, blob })
    }

    /// Reads a certificate's blob: what the base64 of a `-cert.pub` file holds.
    ///
    /// # Errors
    /// The first [`CertificateFlaw`], in the order of the fields; the nonce and the signature last.
    pub fn parse(blob: &[u8]) -> Result<Certificate, CertificateFlaw> {
        use CertificateFlaw as Flaw;
        let mut reader = Reader::new(blob);
        let raw = Raw::read(&mut reader).filter(|_| reader.is_at_end()).ok_or(Flaw::NotOne)?;
        let key = <&[u8; 32]>::try_from(raw.key).ok().and_then(|key| VerifyingKey::from_bytes(key).ok());
        let key = key.ok_or(Flaw::NotOne)?;
        if raw.kind != USER {
            return Err(Flaw::NotForUsers);
        }
        if !raw.options.is_empty() || !raw.extensions.is_empty() || !raw.reserved.is_empty() {
            return Err(Flaw::Options);
        }
        let mut principals = Reader::new(raw.principals);
        let name = std::str::from_utf8(raw.key_id).ok().filter(|name| name::zone_of(name).is_some());
        let name = name.ok_or(Flaw::Name)?.to_owned();
        if principals.string() != Some(raw.key_id) || !principals.is_at_end() {
            return Err(Flaw::Name);
        }
        let serial = NonZeroU64::new(raw.serial).ok_or(Flaw::Serial)?;
        let zone_key = openssh::ed25519(raw.issuer).ok_or(Flaw::Issuer)?;
        let mut signature = Reader::new(raw.signature);
        let signature = match (signature.name(), signature.string(), signature.is_at_end()) {
            (Some(openssh::ED25519), Some(bytes), true) => bytes.try_into().map_err(|_| Flaw::Issuer)?,
            _ => return Err(Flaw::Issuer),
        };
        let valid_after = seconds(raw.valid_after).ok_or(Flaw::Validity)?;
        let valid_before = seconds(raw.valid_before).ok_or(Flaw::Validity)?;
        let fields = Fields { key, name, serial, valid_after, valid_before, zone_key };
        // With all else in its place, what can still differ is the nonce: then the zone signed other bytes than these.
        match Certificate::rebuild(fields, signature) {
            Ok(certificate) if certificate.blob == blob => Ok(certificate),
            Err(Flaw::Signature) if was_signed(blob, raw.signature.len(), &zone_key, &signature) => {
                Err(Flaw::Nonce)
            }
            Ok(_) => Err(Flaw::Nonce),
            Err(flaw) => Err(flaw),
        }
    }

    /// Reads the text of a `-cert.pub` file: type, base64, comment.
    ///
    /// # Errors
    /// As [`Certificate::parse`].
    pub fn from_text(text: &str) -> Result<Certificate, CertificateFlaw> {
        let mut parts = text.trim_end_matches(['\n', '\r']).splitn(3, ' ');
        let (Some(TYPE), Some(base64)) = (parts.next(), parts.next()) else {
            return Err(CertificateFlaw::NotOne);
        };
        let blob = STANDARD.decode(base64).map_err(|_| CertificateFlaw::NotOne)?;
        Certificate::parse(&blob)
    }

    /// The text of its `-cert.pub` file: one line with its break, the station's name as the comment.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{TYPE} {} {}\n", STANDARD.encode(&self.blob), self.fields.name)
    }

    /// What it says.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The zone's signature: with the fields, all that there is to it.
    #[must_use]
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// Its bytes in SSH wire format.
    #[must_use]
    pub fn blob(&self) -> &[u8] {
        &self.blob
    }

    /// The zone that the station's name begins with.
    #[must_use]
    pub fn zone(&self) -> &str {
        // Every certificate was checked to name one.
        name::zone_of(&self.fields.name).unwrap_or_default()
    }
}

/// The parts of a certificate in the order of `PROTOCOL.certkeys`.
struct Raw<'a> {
    key: &'a [u8],
    serial: u64,
    kind: u32,
    key_id: &'a [u8],
    principals: &'a [u8],
    valid_after: u64,
    valid_before: u64,
    options: &'a [u8],
    extensions: &'a [u8],
    reserved: &'a [u8],
    issuer: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Raw<'a> {
    fn read(reader: &mut Reader<'a>) -> Option<Raw<'a>> {
        if reader.name()? != TYPE {
            return None;
        }
        let _nonce = reader.string()?;
        Some(Raw {
            key: reader.string()?,
            serial: reader.u64()?,
            kind: reader.u32()?,
            key_id: reader.string()?,
            principals: reader.string()?,
            valid_after: reader.u64()?,
            valid_before: reader.u64()?,
            options: reader.string()?,
            extensions: reader.string()?,
            reserved: reader.string()?,
            issuer: reader.string()?,
            signature: reader.string()?,
        })
    }
}

/// Seconds since 1970 as a time; `None` beyond the year 9999, which is how OpenSSH writes “for ever”.
fn seconds(at: u64) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(at).ok()?).ok()
}

/// Whether a key signed a blob as it stands, before its last string of so many bytes.
fn was_signed(blob: &[u8], last: usize, key: &VerifyingKey, signature: &[u8; 64]) -> bool {
    let signed = blob.len().checked_sub(last + 4).and_then(|end| blob.get(..end));
    signed.is_some_and(|signed| key.verify_strict(signed, &Signature::from_bytes(signature)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Fields {
        Fields {
            key: SigningKey::from_bytes(&[1; 32]).verifying_key(),
            name: "sud-A05".into(),
            serial: NonZeroU64::new(7).unwrap(),
            valid_after: "2027-01-01T00:00:00Z".parse().unwrap(),
            valid_before: "2028-01-01T00:00:00Z".parse().unwrap(),
            zone_key: zone().verifying_key(),
        }
    }

    fn zone() -> SigningKey {
        SigningKey::from_bytes(&[2; 32])
    }

    fn certificate() -> Certificate {
        Certificate::issue(&zone(), fields()).unwrap()
    }

    #[test]
    fn a_certificate_comes_back_from_its_bytes_its_text_and_its_fields() {
        let made = certificate();
        assert_eq!(Certificate::parse(made.blob()), Ok(made.clone()));
        assert_eq!(Certificate::from_text(&made.to_text()), Ok(made.clone()));
        assert_eq!(Certificate::rebuild(made.fields().clone(), *made.signature()), Ok(made.clone()));
        assert_eq!((made.fields(), made.zone()), (&fields(), "sud"));
        assert_eq!(certificate(), made, "the same fields give the same bytes");
    }

    #[test]
    fn no_field_can_change_under_a_signature() {
        let signature = *certificate().signature();
        let changes: [fn(&mut Fields); 5] = [
            |f| f.key = SigningKey::from_bytes(&[3; 32]).verifying_key(),
            |f| f.name = "sud-A06".into(),
            |f| f.serial = NonZeroU64::new(8).unwrap(),
            |f| f.valid_after = "2026-01-01T00:00:00Z".parse().unwrap(),
            |f| f.valid_before = "2029-01-01T00:00:00Z".parse().unwrap(),
        ];
        for change in changes {
            let mut other = fields();
            change(&mut other);
            assert_eq!(Certificate::rebuild(other, signature), Err(CertificateFlaw::Signature));
        }
    }

    #[test]
    fn fields_that_no_certificate_may_have_are_not_certified() {
        let issue = |change: fn(&mut Fields)| {
            let mut other = fields();
            change(&mut other);
            Certificate::issue(&zone(), other).err()
        };
        assert_eq!(issue(|f| f.name = "A05".into()), Some(CertificateFlaw::Name));
        assert_eq!(issue(|f| f.name = "sud-A05,*".into()), Some(CertificateFlaw::Name));
        assert_eq!(issue(|f| f.valid_before = f.valid_after), Some(CertificateFlaw::Validity));
        assert_eq!(
            issue(|f| f.valid_after = "1969-12-31T23:59:59Z".parse().unwrap()),
            Some(CertificateFlaw::Validity)
        );
        assert_eq!(
            issue(|f| f.valid_after = "2027-01-01T00:00:00.5Z".parse().unwrap()),
            Some(CertificateFlaw::Validity)
        );
        assert_eq!(issue(|f| f.zone_key = f.key), Some(CertificateFlaw::Issuer));
    }

    #[test]
    fn no_flipped_bit_and_no_missing_byte_is_read() {
        let blob = certificate().blob;
        for bit in 0..blob.len() * 8 {
            let mut flipped = blob.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(Certificate::parse(&flipped).is_err(), "bit {bit}");
        }
        for end in 0..blob.len() {
            assert_eq!(Certificate::parse(&blob[..end]), Err(CertificateFlaw::NotOne));
        }
        assert_eq!(Certificate::parse(&[&blob[..], &[0]].concat()), Err(CertificateFlaw::NotOne));
    }

    #[test]
    fn a_nonce_that_another_program_drew_is_told_from_a_bad_signature() {
        let blob = certificate().blob;
        let mut other = blob[..blob.len() - 87].to_vec();
        // The nonce follows the type: 4 + 32 bytes, then its own length.
        other[40] ^= 1;
        let signature = zone().sign(&other).to_bytes();
        let mut signed = Vec::new();
        put_string(&mut signed, b"ssh-ed25519");
        put_string(&mut signed, &signature);
        put_string(&mut other, &signed);
        assert_eq!(other.len(), blob.len());
        assert_eq!(Certificate::parse(&other), Err(CertificateFlaw::Nonce));
        other[40] ^= 2;
        assert_eq!(Certificate::parse(&other), Err(CertificateFlaw::Signature));
    }
}
