//! Detached signatures in the format of `ssh-keygen -Y sign` (OpenSSH `PROTOCOL.sshsig`, version 1).
//!
//! Ours are Ed25519 over SHA-512. Those that we read may use SHA-256 as well, which `ssh-keygen` accepts too. In place of the key
//! there may be its certificate by a zone. Keys and certificates of other types are told apart from rubbish
//! ([`Signer::Unsupported`]).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256, Sha512};

use super::certificate::{self, Certificate, CertificateFlaw};
use super::openssh;
use super::wire::{Reader, put_string};

const MAGIC: &[u8; 6] = b"SSHSIG";
const VERSION: u32 = 1;
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
/// Base64 characters in a line, as `ssh-keygen` wraps them.
const COLUMNS: usize = 70;
/// No signature file is larger: one that carries a certificate with every option is below 16 KiB.
pub const MAX_BYTES: usize = 64 * 1024;

/// A signature that was read, and not yet checked.
#[derive(Clone, Debug)]
pub struct SshSig {
    /// Whose key it says made it.
    pub signer: Signer,
    /// Fingerprint of that key; with a certificate, of the key that is certified: `SHA256:…`.
    pub fingerprint: String,
    /// What it was made for.
    pub namespace: String,
    hash: Hash,
    signature: Vec<u8>,
}

/// Whose key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signer {
    /// A plain Ed25519 key.
    Ed25519(VerifyingKey),
    /// An Ed25519 key, with a certificate.
    Certificate(Box<Certificate>),
    /// A certificate of an Ed25519 key that has not the one shape that we read.
    BadCertificate(CertificateFlaw),
    /// Another type of key, or a certificate; its name in OpenSSH.
    Unsupported(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Sha256,
    Sha512,
}

impl Hash {
    fn name(self) -> &'static str {
        match self {
            Hash::Sha256 => "sha256",
            Hash::Sha512 => "sha512",
        }
    }

    fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha256 => Sha256::digest(message).to_vec(),
            Hash::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}

/// Why bytes are no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// Not the text that `ssh-keygen` writes: frame, line lengths, base64.
    Armour,
    /// The text is right, what it holds is not.
    Content,
}

/// Signs a message.
#[must_use]
pub fn sign(key: &SigningKey, namespace: &str, message: &[u8]) -> String {
    sign_as(key, &openssh::blob(&key.verifying_key()), namespace, message)
}

/// Signs a message with a key that has a certificate; the signature carries it. `None` when it is that of another key.
#[must_use]
pub fn sign_certified(
    key: &SigningKey,
    certificate: &Certificate,
    namespace: &str,
    message: &[u8],
) -> Option<String> {
    let own = certificate.fields().key == key.verifying_key();
    own.then(|| sign_as(key, certificate.blob(), namespace, message))
}

fn sign_as(key: &SigningKey, public: &[u8], namespace: &str, message: &[u8]) -> String {
    text(public, namespace, &signature(key, namespace, message))
}

/// The 64 bytes that a key signs a message with: with the key and the namespace, all that there is to a signature of ours.
#[must_use]
pub fn signature(key: &SigningKey, namespace: &str, message: &[u8]) -> [u8; 64] {
    key.sign(&to_be_signed(namespace, Hash::Sha512, message)).to_bytes()
}

/// The text of a signature of ours: by a key or certificate, as a blob, for a namespace, with these 64 bytes.
#[must_use]
pub fn text(public: &[u8], namespace: &str, bytes: &[u8; 64]) -> String {
    let mut signature = Vec::with_capacity(83);
    put_string(&mut signature, openssh::ED25519.as_bytes());
    put_string(&mut signature, bytes);
    let mut blob = Vec::with_capacity(256 + public.len());
    blob.extend_from_slice(MAGIC);
    blob.extend_from_slice(&VERSION.to_be_bytes());
    put_string(&mut blob, public);
    put_string(&mut blob, namespace.as_bytes());
    put_string(&mut blob, b"");
    put_string(&mut blob, Hash::Sha512.name().as_bytes());
    put_string(&mut blob, &signature);
    armour(&blob)
}

/// What the key signs: not the message itself, but its digest bound to the namespace.
fn to_be_signed(namespace: &str, hash: Hash, message: &[u8]) -> Vec<u8> {
    let mut signed = Vec::with_capacity(160);
    signed.extend_from_slice(MAGIC);
    put_string(&mut signed, namespace.as_bytes());
    put_string(&mut signed, b"");
    put_string(&mut signed, hash.name().as_bytes());
    put_string(&mut signed, &hash.digest(message));
    signed
}

/// The text around a blob.
#[must_use]
pub fn armour(blob: &[u8]) -> String {
    let base64 = STANDARD.encode(blob);
    let mut text = format!("{BEGIN}\n");
    for line in base64.as_bytes().chunks(COLUMNS) {
        text.extend(line.iter().map(|b| char::from(*b)));
        text.push('\n');
    }
    text.push_str(END);
    text.push('\n');
    text
}

/// The blob within the text. A blob has one text: any other spelling is refused, CRLF line breaks too, which `ssh-keygen`
/// (9.2) does not take either.
fn dearmour(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let body = text.strip_prefix(BEGIN)?.strip_suffix('\n')?.strip_suffix(END)?;
    let blob = STANDARD.decode(body.split('\n').collect::<String>()).ok()?;
    (armour(&blob) == text).then_some(blob)
}

impl SshSig {
    /// Reads an armoured signature.
    ///
    /// # Errors
    /// [`Malformed`] for anything that is not, to the byte, what `ssh-keygen` would write.
    pub fn read(text: &[u8]) -> Result<SshSig, Malformed> {
        if text.len() > MAX_BYTES {
            return Err(Malformed::Armour);
        }
        let blob = dearmour(text).ok_or(Malformed::Armour)?;
        SshSig::from_blob(&blob).ok_or(Malformed::Content)
    }

    fn from_blob(blob: &[u8]) -> Option<SshSig> {
        let mut reader = Reader::new(blob);
        if reader.bytes(MAGIC.len())? != MAGIC || reader.u32()? != VERSION {
            return None;
        }
        let key = reader.string()?;
        let namespace = reader.name()?.to_owned();
        // Reserved: empty in version 1, and not covered by what `ssh-keygen` checks.
        if !reader.string()?.is_empty() || namespace.is_empty() {
            return None;
        }
        let hash = match reader.name()? {
            "sha256" => Hash::Sha256,
            "sha512" => Hash::Sha512,
            _ => return None,
        };
        let mut signature = Reader::new(reader.string()?);
        let algorithm = signature.name()?.to_owned();
        let bytes = signature.string()?.to_vec();
        if !reader.is_at_end() {
            return None;
        }
        let key_type = Reader::new(key).name()?.to_owned();
        let signer = match key_type.as_str() {
            openssh::ED25519 => Signer::Ed25519(openssh::ed25519(key)?),
            certificate::TYPE => match Certificate::parse(key) {
                Ok(certificate) => Signer::Certificate(Box::new(certificate)),
                Err(flaw) => Signer::BadCertificate(flaw),
            },
            _ => Signer::Unsupported(key_type),
        };
        if !matches!(signer, Signer::Unsupported(_))
            && (algorithm != openssh::ED25519 || bytes.len() != 64 || !signature.is_at_end())
        {
            return None;
        }
        let fingerprint = match &signer {
            Signer::Certificate(certificate) => openssh::fingerprint(&certificate.fields().key),
            _ => openssh::fingerprint_of_blob(key),
        };
        Some(SshSig { signer, fingerprint, namespace, hash, signature: bytes })
    }

    /// The key, if it is one that we can check with and it signed exactly this message for this signature's namespace.
    /// Strict verification (RFC 8032 §5.1.7, no small-order points, canonical encodings).
    #[must_use]
    pub fn key_that_signed(&self, message: &[u8]) -> Option<VerifyingKey> {
        let key = match &self.signer {
            Signer::Ed25519(key) => *key,
            Signer::Certificate(certificate) => certificate.fields().key,
            Signer::BadCertificate(_) | Signer::Unsupported(_) => return None,
        };
        let signature = Signature::from_slice(&self.signature).ok()?;
        let signed = to_be_signed(&self.namespace, self.hash, message);
        key.verify_strict(&signed, &signature).is_ok().then_some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    #[test]
    fn a_signature_comes_back_and_binds_message_and_namespace() {
        let text = sign(&key(), "here", b"message");
        let read = SshSig::read(text.as_bytes()).unwrap();
        assert_eq!(read.namespace, "here");
        assert_eq!(read.key_that_signed(b"message"), Some(key().verifying_key()));
        assert_eq!(read.key_that_signed(b"massage"), None);
        let mut elsewhere = read.clone();
        elsewhere.namespace = "there".into();
        assert_eq!(elsewhere.key_that_signed(b"message"), None);
    }

    #[test]
    fn one_blob_has_one_text() {
        let text = sign(&key(), "here", b"message");
        let crlf = text.replace('\n', "\r\n");
        assert!(SshSig::read(text.as_bytes()).is_ok());
        for other in [
            crlf,
            text.trim_end().to_owned(),
            format!("{text}\n"),
            format!(" {text}"),
            text.replacen('\n', "\r\n", 1),
            text.replace('\n', ""),
            text.replacen("U1NI", "U1NI\n", 1),
            text.replace("BEGIN SSH", "BEGIN PGP"),
        ] {
            assert_eq!(SshSig::read(other.as_bytes()).err(), Some(Malformed::Armour), "{other:?}");
        }
    }

    #[test]
    fn what_follows_the_blob_is_refused() {
        let text = sign(&key(), "here", b"message");
        let mut blob = dearmour(text.as_bytes()).unwrap();
        blob.push(0);
        assert_eq!(SshSig::read(armour(&blob).as_bytes()).err(), Some(Malformed::Content));
    }
}
