//! Every kind of document in one type: what a reader gets from bytes.

use jiff::Timestamp;

use super::annual::AnnualReport;
use super::destruction::{DestructionRecord, DestructionResult};
use super::lot::{Decision, EntryResult, LotRecord};
use super::no_media::NoMediaRecord;
use super::{ErasureRecord, Kind, LedgerPlace, Verdict};
use crate::event::{Context, Machine};

/// A document, consistent by its own rule when it was read from bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// One drive was to be erased.
    Erasure(Box<ErasureRecord>),
    /// A computer came without a drive.
    NoMedia(Box<NoMediaRecord>),
    /// A person declares a drive destroyed.
    Destruction(Box<DestructionRecord>),
    /// A zone countersigns a list of documents.
    Lot(Box<LotRecord>),
    /// A donor's year.
    AnnualReport(Box<AnnualReport>),
}

/// Whose key a document has to be signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signatory<'a> {
    /// Its name: the principal in the trust set.
    pub name: &'a str,
    /// Its key's OpenSSH fingerprint.
    pub key: &'a str,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 5] =
        [Kind::Erasure, Kind::NoMedia, Kind::Destruction, Kind::Lot, Kind::AnnualReport];

    /// The kind that a `type` names.
    #[must_use]
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The `type` of its records.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Erasure => "erasure",
            Kind::NoMedia => "no-media",
            Kind::Destruction => "destruction",
            Kind::Lot => "lot",
            Kind::AnnualReport => "annual-report",
        }
    }

    /// Whether a zone signs it; a station signs the others.
    #[must_use]
    pub fn is_of_zone(self) -> bool {
        matches!(self, Kind::Lot | Kind::AnnualReport)
    }
}

impl Document {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Document::Erasure(_) => Kind::Erasure,
            Document::NoMedia(_) => Kind::NoMedia,
            Document::Destruction(_) => Kind::Destruction,
            Document::Lot(_) => Kind::Lot,
            Document::AnnualReport(_) => Kind::AnnualReport,
        }
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> &str {
        match self {
            Document::Erasure(record) => &record.number,
            Document::NoMedia(record) => &record.number,
            Document::Destruction(record) => &record.number,
            Document::Lot(record) => &record.number,
            Document::AnnualReport(record) => &record.number,
        }
    }

    /// Who has to have signed it.
    #[must_use]
    pub fn signatory(&self) -> Signatory<'_> {
        let (name, key) = match self {
            Document::Erasure(record) => (&record.station.name, &record.station.key),
            Document::NoMedia(record) => (&record.station.name, &record.station.key),
            Document::Destruction(record) => (&record.station.name, &record.station.key),
            Document::Lot(record) => (&record.zone.name, &record.zone.key),
            Document::AnnualReport(record) => (&record.zone.name, &record.zone.key),
        };
        Signatory { name, key }
    }

    /// SHA-256 of the trust set that the station held when it signed, where its document says so; zones name none.
    #[must_use]
    pub fn trust(&self) -> Option<&str> {
        match self {
            Document::Erasure(record) => record.station.trust.as_deref(),
            Document::NoMedia(record) => record.station.trust.as_deref(),
            Document::Destruction(record) => record.station.trust.as_deref(),
            Document::Lot(_) | Document::AnnualReport(_) => None,
        }
    }

    /// What a document of a station says; none for those of a zone, which list what others say.
    #[must_use]
    pub fn result(&self) -> Option<EntryResult> {
        Some(match self {
            Document::Erasure(record) => record.result.into(),
            Document::NoMedia(_) => EntryResult::NoMedia,
            Document::Destruction(record) => record.result.into(),
            Document::Lot(_) | Document::AnnualReport(_) => return None,
        })
    }

    /// Whether what it says is good news: an erased drive, a computer without one, a drive declared destroyed, a lot that was
    /// approved. A report of a year is a report, whatever its numbers.
    #[must_use]
    pub fn is_favourable(&self) -> bool {
        match self {
            Document::Erasure(_) | Document::NoMedia(_) | Document::Destruction(_) => {
                self.result().is_some_and(|result| !result.may_hold_data())
            }
            Document::Lot(record) => record.validation.decision == Decision::Approved,
            Document::AnnualReport(_) => true,
        }
    }

    /// When it was signed, by the clock of whoever did.
    #[must_use]
    pub fn signed_at(&self) -> Timestamp {
        match self {
            Document::Erasure(record) => record.facts.time.ended_at,
            Document::NoMedia(record) => record.facts.time.signed_at,
            Document::Destruction(record) => record.time.signed_at,
            Document::Lot(record) => record.time.signed_at,
            Document::AnnualReport(record) => record.time.signed_at,
        }
    }

    /// The papers that a document of a station belongs to.
    #[must_use]
    pub fn context(&self) -> Option<&Context> {
        match self {
            Document::Erasure(record) => Some(&record.facts.context),
            Document::NoMedia(record) => Some(&record.facts.context),
            Document::Destruction(record) => Some(&record.declaration.context),
            Document::Lot(_) | Document::AnnualReport(_) => None,
        }
    }

    /// The computer that a document of a station names.
    #[must_use]
    pub fn machine(&self) -> Option<&Machine> {
        match self {
            Document::Erasure(record) => Some(&record.facts.machine),
            Document::NoMedia(record) => Some(&record.facts.machine),
            Document::Destruction(record) => Some(&record.declaration.machine),
            Document::Lot(_) | Document::AnnualReport(_) => None,
        }
    }

    /// The place in a station's ledger.
    #[must_use]
    pub fn ledger(&self) -> Option<&LedgerPlace> {
        match self {
            Document::Erasure(record) => Some(&record.ledger),
            Document::NoMedia(record) => Some(&record.ledger),
            Document::Destruction(record) => Some(&record.ledger),
            Document::Lot(_) | Document::AnnualReport(_) => None,
        }
    }

    /// Whether it obeys the rule of its kind; every reader asks.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        match self {
            Document::Erasure(record) => record.is_consistent(),
            Document::NoMedia(record) => record.is_consistent(),
            Document::Destruction(record) => record.is_consistent(),
            Document::Lot(record) => record.is_consistent(),
            Document::AnnualReport(record) => record.is_consistent(),
        }
    }
}

impl From<Verdict> for EntryResult {
    fn from(result: Verdict) -> Self {
        match result {
            Verdict::Erased => EntryResult::Erased,
            Verdict::ErasedWithReservations => EntryResult::ErasedWithReservations,
            Verdict::NotErased => EntryResult::NotErased,
        }
    }
}

impl From<DestructionResult> for EntryResult {
    fn from(result: DestructionResult) -> Self {
        match result {
            DestructionResult::DeclaredDestroyed => EntryResult::DeclaredDestroyed,
            DestructionResult::DeclaredDestroyedWithReservations => {
                EntryResult::DeclaredDestroyedWithReservations
            }
            DestructionResult::NotDestroyed => EntryResult::NotDestroyed,
        }
    }
}

impl From<ErasureRecord> for Document {
    fn from(record: ErasureRecord) -> Document {
        Document::Erasure(Box::new(record))
    }
}

impl From<NoMediaRecord> for Document {
    fn from(record: NoMediaRecord) -> Document {
        Document::NoMedia(Box::new(record))
    }
}

impl From<DestructionRecord> for Document {
    fn from(record: DestructionRecord) -> Document {
        Document::Destruction(Box::new(record))
    }
}

impl From<LotRecord> for Document {
    fn from(record: LotRecord) -> Document {
        Document::Lot(Box::new(record))
    }
}

impl From<AnnualReport> for Document {
    fn from(record: AnnualReport) -> Document {
        Document::AnnualReport(Box::new(record))
    }
}
