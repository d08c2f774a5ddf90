//! What the members of all kinds of documents are called, and the one sentence that each document comes to.

use super::destruction::{DestructionMethod, DestructionReservation, DestructionResult};
use super::lot::{Decision, EntryResult, Fate, MachineFate, MachineOutcome};
use super::{Document, Kind, Verdict};
use crate::text::document::{Documents, EN, FR};
use crate::text::{Lang, Say, verify};

fn texts(lang: Lang) -> &'static Documents {
    lang.pick(&EN, &FR)
}

/// Words in the order of the type, which is that of its declaration.
macro_rules! words {
    ($($name:ty: $field:ident),+ $(,)?) => {$(
        impl Say for $name {
            fn say(&self, lang: Lang) -> String {
                texts(lang).$field[*self as usize].to_owned()
            }
        }
    )+};
}

words! {
    MachineOutcome: outcomes,
    MachineFate: machine_fates,
    Fate: fates,
    EntryResult: results,
    DestructionMethod: methods,
    DestructionReservation: destruction_reservations,
    Kind: kinds,
}

/// What an authentic document says, in one line.
impl Say for Document {
    fn say(&self, lang: Lang) -> String {
        let (t, v) = (texts(lang), lang.pick(&verify::EN, &verify::FR));
        match self {
            Document::Erasure(record) => match record.result {
                Verdict::Erased => v.erased,
                Verdict::ErasedWithReservations => v.erased_with_reservations,
                Verdict::NotErased => v.not_erased,
            },
            Document::NoMedia(_) => t.no_media,
            Document::Destruction(record) => match record.result {
                DestructionResult::DeclaredDestroyed => t.declared_destroyed,
                DestructionResult::DeclaredDestroyedWithReservations => {
                    t.declared_destroyed_with_reservations
                }
                DestructionResult::NotDestroyed => t.not_destroyed,
            },
            Document::Lot(record) => match record.validation.decision {
                Decision::Approved => t.lot_approved,
                Decision::Waiting => t.lot_waiting,
                Decision::Rejected => t.lot_rejected,
            },
            Document::AnnualReport(_) => t.annual_report,
        }
        .to_owned()
    }
}
