//! What the members of all kinds of documents are called, and the one sentence that each document comes to.

use super::destruction::{DestructionMethod, DestructionReservation};
use super::lot::{Decision, EntryResult, Fate, MachineFate, MachineOutcome};
use super::{Document, Kind};
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
        let t = texts(lang);
        match (self, self.result()) {
            (_, Some(result)) => return authentic(lang, result).to_owned(),
            (Document::Lot(record), _) => match record.validation.decision {
                Decision::Approved => t.lot_approved,
                Decision::Waiting => t.lot_waiting,
                Decision::Rejected => t.lot_rejected,
            },
            _ => t.annual_report,
        }
        .to_owned()
    }
}

/// What a station's authentic word of a result comes to, in one line.
#[must_use]
pub fn authentic(lang: Lang, result: EntryResult) -> &'static str {
    let (t, v) = (texts(lang), lang.pick(&verify::EN, &verify::FR));
    match result {
        EntryResult::Erased => v.erased,
        EntryResult::ErasedWithReservations => v.erased_with_reservations,
        EntryResult::NotErased => v.not_erased,
        EntryResult::NoMedia => t.no_media,
        EntryResult::DeclaredDestroyed => t.declared_destroyed,
        EntryResult::DeclaredDestroyedWithReservations => t.declared_destroyed_with_reservations,
        EntryResult::NotDestroyed => t.not_destroyed,
    }
}
