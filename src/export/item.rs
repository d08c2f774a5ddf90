//! A document, and what is answered about it.

use std::collections::BTreeMap;

use crate::attest::canonical;
use crate::attest::lot::Countersignature;
use crate::reader::answer::Answer;
use crate::record::{Document, Kind};

/// One row.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it lies.
    pub path: String,
    /// The answer's word ([`Answer::code`]).
    pub verdict: &'static str,
    /// What zones vouch for, where it is authentic.
    pub countersignature: Option<Countersignature>,
    /// The document, as far as it may be told.
    pub known: Known,
}

/// What may be told of a document.
#[derive(Clone, Debug)]
pub enum Known {
    /// All of it.
    Authentic(Box<Document>),
    /// Which one it is: its signature is intact, and nobody trusted vouches for it.
    Intact(Box<Document>),
    /// Nothing.
    Nothing,
}

impl Item {
    /// From the answer about a path. `intact` is the document in bytes whose signature is intact, where the answer does not hold it.
    #[must_use]
    pub fn new(path: String, answer: &Answer, intact: Option<Document>) -> Item {
        let known = match (answer.document(), intact) {
            (Some(document), _) => Known::Authentic(Box::new(document.clone())),
            (None, Some(document)) => Known::Intact(Box::new(document)),
            (None, None) => Known::Nothing,
        };
        let countersignature = answer.checked().and_then(|checked| checked.countersignature.clone());
        Item { path, verdict: answer.code(), countersignature, known }
    }

    /// The document, whether anybody vouches for it or not.
    #[must_use]
    pub fn document(&self) -> Option<&Document> {
        match &self.known {
            Known::Authentic(document) | Known::Intact(document) => Some(document),
            Known::Nothing => None,
        }
    }

    /// The document, where somebody trusted vouches for it.
    #[must_use]
    pub fn authentic(&self) -> Option<&Document> {
        match &self.known {
            Known::Authentic(document) => Some(document),
            Known::Intact(_) | Known::Nothing => None,
        }
    }

    /// Whether a station signed it, or nobody knows: lots and reports list what others say, and would count it twice.
    #[must_use]
    pub fn is_of_a_station(&self) -> bool {
        self.document().is_none_or(|document| !matches!(document.kind(), Kind::Lot | Kind::AnnualReport))
    }
}

/// Each document once, however many copies of it there are; an authentic one before another.
#[must_use]
pub fn once(items: Vec<Item>) -> Vec<Item> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Item> = Vec::new();
    for item in items {
        let Some(digest) = item.document().and_then(|document| canonical::digest(document).ok()) else {
            kept.push(item);
            continue;
        };
        match places.get(&digest) {
            None => {
                places.insert(digest, kept.len());
                kept.push(item);
            }
            Some(at) if kept[*at].authentic().is_none() => kept[*at] = item,
            Some(_) => {}
        }
    }
    kept
}
