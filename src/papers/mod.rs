//! From attestations to what a donor gets on paper: PDF/A-3b pages that carry what was signed.
//!
//! A page is a function of the signed bytes and of the language alone: no file, no clock, no chance, so that a reader can make it
//! again and compare ([`again`]). [`erasure`] and [`machine`] say what stands on it, [`flow`] sets it, [`page`] is the result, [`draw`] writes
//! it. Everything here compiles without the file system and for any target.

pub mod again;
pub mod draw;
pub mod drive;
pub mod erasure;
pub mod flow;
pub mod font;
pub mod machine;
pub mod page;
pub mod qr;
pub mod say;
pub mod when;

use crate::attest::canonical::{self, Flaw};
use crate::attest::sha256;
use crate::attest::verify::{intact, intact_lot};
use crate::attest::words::{self, COUNT};
use crate::record::ErasureRecord;
use crate::record::lot::Decision;

/// The edition of the pages. Any change of what the same attestation looks like is another edition, so that a reader who makes a
/// page again knows whether it can be the same. It stands in the PDF's metadata.
pub const EDITION: u32 = 1;

/// The largest PDF that is made, and so the largest that is read, in bytes. An ordinary page takes 40 kB.
pub const MAX_BYTES: usize = 16 << 20;

/// Name of the paper in the folder of its job.
pub const PAPER_FILE: &str = "attestation.pdf";

/// What one attestation's paper is made from: the bytes of its files.
#[derive(Clone, Copy, Debug)]
pub struct Bundle<'a> {
    /// `attestation.json`.
    pub attestation: &'a [u8],
    /// `attestation.json.sig`.
    pub signature: &'a [u8],
    /// `attestation.qr`: the text of the QR code.
    pub qr: Option<&'a str>,
    /// The lot by which a zone countersigned.
    pub lot: Option<Lot<'a>>,
}

/// `lot.json` and its signature.
#[derive(Clone, Copy, Debug)]
pub struct Lot<'a> {
    /// `lot.json`.
    pub lot: &'a [u8],
    /// `lot.json.sig`.
    pub signature: &'a [u8],
}

/// Why there is no paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperError {
    /// A face cannot be read: the program is damaged.
    Font,
    /// The legal time cannot be read: the program is damaged.
    Zone,
    /// The text for the QR code is too long for any.
    Qr,
    /// The writer refused; what it said.
    Pdf(String),
    /// Not an attestation.
    NotAnAttestation(Flaw),
    /// The signature was not made over these bytes, or names another key than the record.
    NotIntact,
    /// The lot does not hold the attestation.
    NotInLot,
    /// An attestation of another machine or donor: its number.
    OtherMachine(String),
    /// No attestation.
    Nothing,
    /// Larger than [`MAX_BYTES`]: nobody could have it checked.
    TooLarge,
}

/// A bundle that was read: its signature is intact. Whose it is, no paper says; `gomme verify` does.
pub struct Read<'a> {
    /// The files.
    pub bundle: Bundle<'a>,
    /// What they say.
    pub record: ErasureRecord,
    /// The number of the lot by which a zone approved it, where there is one.
    pub lot: Option<String>,
    /// The eight words of the trust set that the station held when it signed.
    pub words: Option<[String; COUNT]>,
}

impl<'a> Bundle<'a> {
    /// Reads it. A paper is made of nothing but what was signed as it stands.
    ///
    /// # Errors
    /// [`PaperError::NotAnAttestation`], [`PaperError::NotIntact`], [`PaperError::NotInLot`].
    pub fn read(self) -> Result<Read<'a>, PaperError> {
        let record = canonical::parse(self.attestation).map_err(PaperError::NotAnAttestation)?;
        if intact(self.attestation, self.signature).is_none() {
            return Err(PaperError::NotIntact);
        }
        let lot = match self.lot {
            Some(lot) => approved_in(lot, self.attestation)?,
            None => None,
        };
        let trust = record.station.trust.as_deref().and_then(unhex);
        let words = trust.map(|digest| words::of_digest(&digest));
        Ok(Read { bundle: self, record, lot, words })
    }
}

/// The number of a lot that holds an attestation: none when the zone has not approved it, because what still waits is provisional.
fn approved_in(lot: Lot, attestation: &[u8]) -> Result<Option<String>, PaperError> {
    let record = intact_lot(lot.lot, lot.signature).ok_or(PaperError::NotInLot)?;
    let digest = sha256(attestation);
    if !record.entries.iter().any(|entry| entry.digest == digest) {
        return Err(PaperError::NotInLot);
    }
    Ok((record.validation.decision == Decision::Approved).then_some(record.number))
}

/// A SHA-256 from its 64 digits.
fn unhex(digits: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    for (at, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(digest)
}
