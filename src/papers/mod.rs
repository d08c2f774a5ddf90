//! From attestations to what a donor gets on paper: PDF/A-3b pages that carry what was signed.
//!
//! A page is a function of the signed bytes and of the language alone: no file, no clock, no chance, so that a reader can make it
//! again and compare. [`erasure`] and [`machine`] say what stands on it, [`flow`] sets it, [`page`] is the result, [`draw`] writes
//! it. Everything here compiles without the file system and for any target.

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

use jiff::Timestamp;

use crate::attest::canonical::{self, Flaw};
use crate::attest::sha256;
use crate::attest::verify::{Finding, verify};
use crate::attest::words::COUNT;
use crate::record::ErasureRecord;

/// The edition of the pages. Any change of what the same attestation looks like is another edition, so that a reader who makes a
/// page again knows whether it can be the same. It stands in the PDF's metadata.
pub const EDITION: u32 = 1;

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
    /// The eight words of the trust set that the station held when it signed.
    pub words: Option<&'a [String; COUNT]>,
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
}

/// A bundle that was read: its signature is intact. Whose it is, no paper says; `gomme verify` does.
pub struct Read<'a> {
    /// The files.
    pub bundle: Bundle<'a>,
    /// What they say.
    pub record: ErasureRecord,
    /// The number of the lot, where there is one.
    pub lot: Option<String>,
}

impl<'a> Bundle<'a> {
    /// Reads it. A paper is made of nothing but what was signed as it stands.
    ///
    /// # Errors
    /// [`PaperError::NotAnAttestation`], [`PaperError::NotIntact`], [`PaperError::NotInLot`].
    pub fn read(self) -> Result<Read<'a>, PaperError> {
        let record = canonical::parse(self.attestation).map_err(PaperError::NotAnAttestation)?;
        // Without a trust set the moment does not matter.
        let checked = verify(self.attestation, self.signature, None, Timestamp::UNIX_EPOCH);
        let is_intact = checked.finding == Finding::NoTrustSet;
        if !is_intact || checked.key.as_deref() != Some(record.station.key.as_str()) {
            return Err(PaperError::NotIntact);
        }
        let lot = self.lot.map(|lot| lot_number(lot.lot, self.attestation)).transpose()?;
        Ok(Read { bundle: self, record, lot })
    }
}

/// The number of a lot that holds an attestation: its digest stands in it.
fn lot_number(lot: &[u8], attestation: &[u8]) -> Result<String, PaperError> {
    let value: serde_json::Value = serde_json::from_slice(lot).map_err(|_| PaperError::NotInLot)?;
    let is_lot = value.get("type").and_then(|kind| kind.as_str()) == Some("lot");
    let number = value.get("number").and_then(|number| number.as_str());
    match number.filter(|_| is_lot && holds(&value, &sha256(attestation))) {
        Some(number) => Ok(number.to_owned()),
        None => Err(PaperError::NotInLot),
    }
}

/// Whether a text stands anywhere in a value.
fn holds(value: &serde_json::Value, text: &str) -> bool {
    match value {
        serde_json::Value::String(found) => found == text,
        serde_json::Value::Array(list) => list.iter().any(|value| holds(value, text)),
        serde_json::Value::Object(members) => members.values().any(|value| holds(value, text)),
        _ => false,
    }
}
