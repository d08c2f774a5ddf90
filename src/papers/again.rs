//! Whether a page is the one that gomme makes of the files that lie attached in it.

use std::collections::BTreeMap;

use super::{Bundle, EDITION, Lot, MAX_BYTES, PaperError, machine};
use crate::attest::canonical::Flaw;
use crate::attest::{ATTESTATION_FILE, CODE_FILE, SIGNATURE_FILE};
use crate::text::Lang;

const LOT_FILE: &str = "lot.json";
const LOT_SIGNATURE_FILE: &str = "lot.json.sig";
/// The names of the files of one attestation in a PDF, each after the prefix that tells the drives of a machine apart.
const NAMES: [&str; 5] = [ATTESTATION_FILE, SIGNATURE_FILE, CODE_FILE, LOT_FILE, LOT_SIGNATURE_FILE];

/// How a page and what is attached to it belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It is the page that gomme makes of these files, byte by byte.
    Same,
    /// It is not, or gomme makes none of them.
    Other,
    /// This version cannot make that page: it knows another edition of the pages, or no document of that kind.
    Unknown,
}

/// The paper of one document or, of several attestations of erasures, that of their machine.
///
/// # Errors
/// [`PaperError`], as the papers themselves; [`PaperError::TooLarge`] for what no reader would take.
pub fn of(bundles: &[Bundle], lang: Lang) -> Result<Vec<u8>, PaperError> {
    let pdf = match bundles {
        [bundle] => super::of(bundle, lang),
        _ => machine::pdf(bundles, lang),
    }?;
    if pdf.len() > MAX_BYTES { Err(PaperError::TooLarge) } else { Ok(pdf) }
}

/// What is attached for one attestation, and the name of its `attestation.json`.
pub type Named<'a> = (&'a str, Bundle<'a>);

/// Attached files, by name and content, as the bundles that they were made of. None when one of them is not of ours, twice there, an
/// attestation lacks its signature, or there is none.
#[must_use]
pub fn bundles<'a>(files: &[(&'a str, &'a [u8])]) -> Option<Vec<Named<'a>>> {
    let mut parts: BTreeMap<(&str, &str), &'a [u8]> = BTreeMap::new();
    let mut attestations: Vec<(&'a str, &'a str)> = Vec::new();
    for (name, bytes) in files {
        let (prefix, known) = NAMES.iter().find_map(|known| Some((name.strip_suffix(known)?, *known)))?;
        if parts.insert((prefix, known), bytes).is_some() {
            return None;
        }
        if known == ATTESTATION_FILE {
            attestations.push((name, prefix));
        }
    }
    let mut named = Vec::new();
    for (name, prefix) in attestations {
        let mut take = |known| parts.remove(&(prefix, known));
        let (attestation, signature) = (take(ATTESTATION_FILE)?, take(SIGNATURE_FILE)?);
        // A code that is no text is none of ours.
        let qr = take(CODE_FILE).map(std::str::from_utf8).transpose().ok()?;
        let lot = match (take(LOT_FILE), take(LOT_SIGNATURE_FILE)) {
            (Some(lot), Some(signature)) => Some(Lot { lot, signature }),
            (None, None) => None,
            _ => return None,
        };
        named.push((name, Bundle { attestation, signature, qr, lot }));
    }
    (parts.is_empty() && !named.is_empty()).then_some(named)
}

/// Makes the page again, in each language, and compares.
#[must_use]
pub fn compare(pdf: &[u8], bundles: &[Bundle]) -> Comparison {
    if is_of_another_edition(pdf) {
        return Comparison::Unknown;
    }
    // Most pages are settled by the first that is made.
    let languages = if says(pdf, b"/Lang(en)") { [Lang::En, Lang::Fr] } else { [Lang::Fr, Lang::En] };
    for lang in languages {
        match of(bundles, lang) {
            Ok(made) if made == pdf => return Comparison::Same,
            Err(
                PaperError::Font
                | PaperError::Zone
                | PaperError::NotAnAttestation(Flaw::OtherKind(_) | Flaw::NewerSchema(_)),
            ) => return Comparison::Unknown,
            // What gomme makes no page of, it made none of.
            Ok(_) | Err(_) => {}
        }
    }
    Comparison::Other
}

fn says(pdf: &[u8], words: &[u8]) -> bool {
    pdf.windows(words.len()).any(|window| window == words)
}

/// Whether a PDF says that it is of another edition of the pages, and nowhere that it is of this one.
fn is_of_another_edition(pdf: &[u8]) -> bool {
    const CREATOR: &[u8] = b"/Creator(gomme, page ";
    let mut editions = pdf
        .windows(CREATOR.len())
        .enumerate()
        .filter(|(_, window)| *window == CREATOR)
        .map(|(at, _)| pdf[at + CREATOR.len()..].iter().take_while(|byte| **byte != b')').take(10))
        .map(|digits| digits.copied().collect::<Vec<u8>>());
    let this = EDITION.to_string().into_bytes();
    let first = editions.next();
    first.is_some_and(|first| first != this && editions.all(|other| other != this))
}
