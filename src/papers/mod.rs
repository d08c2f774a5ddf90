//! From attestations to what a donor gets on paper: PDF/A-3b pages that carry what was signed.
//!
//! A page is a function of the signed bytes and of the language alone: no file, no clock, no chance, so that a reader can make it
//! again and compare ([`again`]). [`of`] makes the paper of any document. [`erasure`], [`machine`], [`no_media`], [`destruction`], [`lot`]
//! and [`annual`] say what stands on it, [`sheet`] what stands on all, [`flow`] sets it, [`page`] is the result, [`draw`] writes it.
//! Everything here compiles without the file system and for any target.

pub mod again;
pub mod annual;
pub mod destruction;
pub mod draw;
pub mod drive;
pub mod erasure;
pub mod flow;
pub mod font;
pub mod lot;
pub mod machine;
pub mod no_media;
pub mod page;
pub mod qr;
pub mod say;
pub mod sheet;
pub mod table;
pub mod when;

use crate::attest::canonical::{self, Flaw};
use crate::attest::qr::Code;
use crate::attest::sshsig::{Signer, SshSig};
use crate::attest::verify::{intact_document, intact_lot};
use crate::attest::words::{self, COUNT};
use crate::attest::{openssh, sha256};
use crate::record::destruction::DestructionResult;
use crate::record::lot::Decision;
use crate::record::paper::Paper as Kind;
use crate::record::{Document, ErasureRecord};
use crate::text::{Lang, paper, slip, statement};
use draw::About;
use font::Fonts;
use page::Paper;

/// The edition of the pages. Any change of what the same attestation looks like is another edition, so that a reader who makes a
/// page again knows whether it can be the same. It stands in the PDF's metadata.
pub const EDITION: u32 = 1;

/// The largest PDF that is made, and so the largest that is read, in bytes. An ordinary page takes 40 kB.
pub const MAX_BYTES: usize = 16 << 20;

/// Name of the paper in the folder of its job.
pub const PAPER_FILE: &str = "attestation.pdf";

/// What one document's paper is made from: the bytes of its files.
#[derive(Clone, Copy, Debug)]
pub struct Bundle<'a> {
    /// `attestation.json`, of whatever kind.
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
    /// Not a document of a kind that a paper is made of.
    NotAnAttestation(Flaw),
    /// The signature was not made over these bytes, or names another key than the record.
    NotIntact,
    /// The lot does not hold the attestation.
    NotInLot,
    /// The QR code is none, or not the one of the attestation.
    NotItsCode,
    /// An attestation of another machine or donor: its number.
    OtherMachine(String),
    /// No attestation.
    Nothing,
    /// Larger than [`MAX_BYTES`]: nobody could have it checked.
    TooLarge,
}

/// A bundle that was read: its signature is intact. Whose it is, no paper says; `gomme verify` does.
pub struct Read<'a, R> {
    /// The files.
    pub bundle: Bundle<'a>,
    /// What they say.
    pub record: R,
    /// The number of the lot by which a zone approved it, where there is one.
    pub lot: Option<String>,
    /// The eight words of the trust set that the station held when it signed.
    pub words: Option<[String; COUNT]>,
}

impl<'a> Bundle<'a> {
    /// Reads a document of any kind. A paper is made of nothing but what was signed as it stands.
    ///
    /// # Errors
    /// [`PaperError::NotAnAttestation`], [`PaperError::NotIntact`], [`PaperError::NotInLot`], [`PaperError::NotItsCode`].
    pub fn read(self) -> Result<Read<'a, Document>, PaperError> {
        let record = canonical::parse_document(self.attestation).map_err(PaperError::NotAnAttestation)?;
        if intact_document(self.attestation, self.signature).is_err() {
            return Err(PaperError::NotIntact);
        }
        if self.qr.is_some_and(|qr| !is_code_of(qr, &record, self)) {
            return Err(PaperError::NotItsCode);
        }
        let lot = match self.lot {
            Some(lot) => approved_in(lot, self.attestation)?,
            None => None,
        };
        let trust = record.trust().and_then(unhex);
        let words = trust.map(|digest| words::of_digest(&digest));
        Ok(Read { bundle: self, record, lot, words })
    }

    /// The same for the attestation of an erasure.
    ///
    /// # Errors
    /// As [`Bundle::read`]; [`Flaw::OtherKind`] for a document of another kind.
    pub fn read_erasure(self) -> Result<Read<'a, ErasureRecord>, PaperError> {
        let Read { bundle, record, lot, words } = self.read()?;
        match record {
            Document::Erasure(record) => Ok(Read { bundle, record: *record, lot, words }),
            other => {
                let kind = other.kind().name().to_owned();
                Err(PaperError::NotAnAttestation(Flaw::OtherKind(kind)))
            }
        }
    }
}

/// The PDF of one document, whatever its kind: its paper with its files attached.
///
/// # Errors
/// [`PaperError`]: the bytes are not a document as it was signed, or the writer refused.
pub fn of(bundle: &Bundle, lang: Lang) -> Result<Vec<u8>, PaperError> {
    let read = bundle.read()?;
    let t = lang.pick(&paper::EN, &paper::FR);
    let signer = read.record.signatory().name;
    let (what, by) = match &read.record {
        Document::Erasure(_) => (t.file_record, t.station),
        document if document.kind().is_of_zone() => (t.file_document, t.zone),
        _ => (t.file_document, t.station),
    };
    let about = About {
        title: format!("{} – {}", title(lang, &read.record), (t.number)(read.record.number())),
        lang,
        at: read.record.signed_at(),
        author: format!("{by} {signer}"),
    };
    let fonts = Fonts::new()?;
    let paper = laid_out(&fonts, read, lang)?;
    draw::pdf(&fonts, &paper, &about, &sheet::attachments(t, what, bundle, ""))
}

/// The same laid out and not yet drawn, for those who measure.
///
/// # Errors
/// As [`of`].
pub fn measured(bundle: &Bundle, lang: Lang) -> Result<Paper, PaperError> {
    laid_out(&Fonts::new()?, bundle.read()?, lang)
}

fn laid_out(fonts: &Fonts, read: Read<Document>, lang: Lang) -> Result<Paper, PaperError> {
    let Read { bundle, record, lot, words } = read;
    match record {
        Document::Erasure(record) => {
            erasure::layout(fonts, &Read { bundle, record: *record, lot, words }, lang)
        }
        Document::NoMedia(record) => {
            no_media::layout(fonts, &Read { bundle, record: *record, lot, words }, lang)
        }
        Document::Destruction(record) => {
            destruction::layout(fonts, &Read { bundle, record: *record, lot, words }, lang)
        }
        Document::Lot(record) => lot::layout(fonts, &record, lang),
        Document::AnnualReport(record) => annual::layout(fonts, &record, lang),
    }
}

/// The title of a document's paper.
#[must_use]
pub fn title(lang: Lang, document: &Document) -> &'static str {
    let t = lang.pick(&paper::EN, &paper::FR);
    let s = lang.pick(&statement::EN, &statement::FR);
    let z = lang.pick(&slip::EN, &slip::FR);
    match (document.paper(), document) {
        (_, Document::Destruction(record)) if record.result == DestructionResult::NotDestroyed => {
            s.title_not_destroyed
        }
        (Some(Kind::Erasure), _) => t.title,
        (Some(Kind::Failure), _) => t.title_failed,
        (Some(Kind::NoMedia), _) => s.title_no_media,
        (Some(Kind::Destruction), _) => s.title_destruction,
        (Some(Kind::Lot), _) => z.title_lot,
        (None, _) => z.title_report,
    }
}

/// Whether a text is the code of a document, by the same key and the same certificate: nobody is to be led elsewhere by what a page
/// shows, and whoever trusts the one trusts the other.
fn is_code_of(text: &str, document: &Document, of: Bundle) -> bool {
    let (Ok(code), Ok(signature)) = (Code::read(text), SshSig::read(of.signature)) else { return false };
    let blob = match &signature.signer {
        Signer::Ed25519(key) => openssh::blob(key),
        Signer::Certificate(certificate) => certificate.blob().to_vec(),
        Signer::BadCertificate(_) | Signer::Unsupported(_) => return false,
    };
    code.is_of(document, of.attestation) && code.core().signer.blob() == blob
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
