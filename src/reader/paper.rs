//! The answers about a PDF: what is attached to it is checked as loose files are, and its page is made again and compared. Pure.

use std::cell::OnceCell;

use jiff::Timestamp;

use super::answer::{Answer, Weight};
use super::pdf::{self, PdfFlaw};
use crate::attest::lot::{Lots, verify_with};
use crate::attest::trust::TrustSet;
use crate::attest::verify::{Finding, Verification, verify};
use crate::papers::again::{Comparison, Named, bundles, compare};
use crate::papers::{Bundle, Lot, PAPER_FILE};
use crate::record::Document;
use crate::record::lot::LotRecord;

/// One attestation in a PDF.
#[derive(Debug)]
pub struct Paper {
    /// What its page is worth.
    pub page: Page,
    /// What the attestation in it says, checked as if it came as two files.
    pub attached: Verification,
}

/// What a page is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// It is the page that gomme makes of what is attached, byte by byte.
    Same,
    /// It is not.
    Altered,
    /// It is of another edition, or of a kind of document that this version makes no page of.
    NotCompared,
    /// It is, but shows a countersignature that no zone of the trust set made.
    Unvouched,
}

impl Page {
    /// The page in the `--json` output; stable.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Page::Same => "same",
            Page::Altered => "altered",
            Page::NotCompared => "not_compared",
            Page::Unvouched => "unvouched",
        }
    }
}

impl Paper {
    /// The answer in the `--json` output; stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.page {
            Page::Same => self.attached.finding.code(),
            Page::Altered => "page_altered",
            Page::NotCompared => "page_not_compared",
            Page::Unvouched => "page_unvouched",
        }
    }

    /// How it counts: as the attestation itself where the page is the right one, and as a yes in no other case.
    #[must_use]
    pub fn weight(&self) -> Weight {
        match (self.page, self.attached.finding.is_authentic_and_favourable()) {
            (Page::Same, true) => Weight::Yes,
            (Page::NotCompared, true) => Weight::CouldNot,
            _ => Weight::No,
        }
    }
}

/// A PDF, and how its page stands to what is attached, once that is known: it never changes, and costs more than all else.
#[derive(Clone, Copy, Debug)]
pub struct Pdf<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Filled in by the first check.
    pub comparison: &'a OnceCell<Comparison>,
}

/// One answer about a PDF.
#[derive(Debug)]
pub struct Part {
    /// Name of the attestation in it, where there are several.
    pub name: Option<String>,
    /// The answer.
    pub answer: Answer,
}

impl From<PdfFlaw> for Part {
    fn from(flaw: PdfFlaw) -> Part {
        Part { name: None, answer: Answer::Pdf(flaw) }
    }
}

/// The answers about a PDF that somebody asks about: one for each attestation in it, else one that says why not.
/// `lots` are those of [`take_lots`] too.
#[must_use]
pub fn check(pdf: Pdf, trust: Option<&TrustSet>, lots: &Lots, at: Timestamp) -> Vec<Part> {
    match of(pdf.bytes) {
        Ok(named) => judge(pdf, &named, trust, lots, at),
        Err(flaw) => vec![flaw.into()],
    }
}

/// The same for a PDF that was met in a folder. Nothing is said of one that is none of ours, nor of one that shows the attestation
/// beside it (these two files) as it is.
#[must_use]
pub fn check_in_folder(
    name: &str,
    pdf: Pdf,
    beside: Option<[&[u8]; 2]>,
    trust: Option<&TrustSet>,
    lots: &Lots,
    at: Timestamp,
) -> Vec<Part> {
    match of(pdf.bytes) {
        Ok(named) => {
            let shows_it = named.iter().map(|(_, bundle)| Some([bundle.attestation, bundle.signature]));
            let shows_it = beside.is_some() && shows_it.eq([beside]);
            let mut parts = judge(pdf, &named, trust, lots, at);
            parts.retain(|part| !(shows_it && part.answer.page() == Some(Page::Same)));
            parts
        }
        // Whatever stands where ours stands is asked about.
        Err(flaw) if name == PAPER_FILE || pdf::mentions_ours(pdf.bytes) => vec![flaw.into()],
        Err(_) => Vec::new(),
    }
}

/// Takes in the lots that are attached to a PDF and are authentic.
pub fn take_lots(pdf: &[u8], trust: &TrustSet, at: Timestamp, lots: &mut Lots) {
    for (_, bundle) in of(pdf).unwrap_or_default() {
        if let Some(lot) = bundle.lot.and_then(|lot| authentic(lot, Some(trust), at)) {
            lots.take(&lot);
        }
    }
}

fn of(pdf: &[u8]) -> Result<Vec<Named<'_>>, PdfFlaw> {
    let named = pdf::attached(pdf).and_then(|files| bundles(&files).ok_or(PdfFlaw::OtherFiles));
    named.map_err(|flaw| match flaw {
        // Others attach files too.
        PdfFlaw::OtherFiles if !pdf::mentions_ours(pdf) => PdfFlaw::NoAttestation,
        flaw => flaw,
    })
}

fn judge(pdf: Pdf, named: &[Named], trust: Option<&TrustSet>, lots: &Lots, at: Timestamp) -> Vec<Part> {
    let bundles: Vec<Bundle> = named.iter().map(|(_, bundle)| *bundle).collect();
    let comparison = *pdf.comparison.get_or_init(|| compare(pdf.bytes, &bundles));
    let part = |(name, bundle): &Named| {
        let attached = verify_with(lots, bundle.attestation, bundle.signature, trust, at);
        let page = match comparison {
            Comparison::Other => Page::Altered,
            Comparison::Unknown => Page::NotCompared,
            // A page shows no QR code but that of its attestation, by the same key: only a lot is another's word.
            Comparison::Same => match (&attached.finding, bundle.lot) {
                (Finding::Authentic(_), Some(lot)) if authentic(lot, trust, at).is_none() => Page::Unvouched,
                _ => Page::Same,
            },
        };
        let name = (named.len() > 1).then(|| (*name).to_owned());
        Part { name, answer: Answer::Paper(Box::new(Paper { page, attached })) }
    };
    named.iter().map(part).collect()
}

/// A lot that a trusted zone signed.
fn authentic(lot: Lot, trust: Option<&TrustSet>, at: Timestamp) -> Option<Box<LotRecord>> {
    match verify(lot.lot, lot.signature, trust, at).finding {
        Finding::Authentic(Document::Lot(lot)) => Some(lot),
        _ => None,
    }
}
