//! What may happen between somebody's choice and the start of the erase.

use super::build::{Dice, fresh, use_now};
use super::model::{Model, Unit};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    Nothing,
    /// Two drives have each other's names; their numbers went with them.
    NamesExchanged,
    /// The same, and the kernel saw both anew.
    SeenAnew,
    /// Two drives that are not alike have each other's names and numbers, as if those belonged to the bay.
    AllExchanged,
    /// The drive was taken out and put in again.
    PutInAgain,
    /// The drive was taken out.
    TakenOut,
    /// Another drive has its name.
    Replaced,
    /// Something uses it now.
    InUse,
    /// What the computer was started from was taken out.
    BootMediumOut,
}

const ALL: [Event; 9] = [
    Event::Nothing,
    Event::NamesExchanged,
    Event::SeenAnew,
    Event::AllExchanged,
    Event::PutInAgain,
    Event::TakenOut,
    Event::Replaced,
    Event::InUse,
    Event::BootMediumOut,
];

/// Lets something happen to one of the chosen drives; what cannot happen there is nothing.
pub fn happen(before: &Model, chosen: &[usize], dice: &mut Dice) -> (Event, Model) {
    let mut after = before.clone();
    let event = dice.pick(&ALL);
    let done = (!chosen.is_empty()).then(|| dice.pick(chosen)).and_then(|unit| {
        let family = before.units[unit].bus.family();
        let others: Vec<usize> =
            before.there().filter(|o| *o != unit && before.units[*o].bus.family() == family).collect();
        let other = (!others.is_empty()).then(|| dice.pick(&others));
        apply(&mut after, event, unit, other, dice)
    });
    match done {
        Some(()) => (event, after),
        None => (Event::Nothing, before.clone()),
    }
}

fn apply(after: &mut Model, event: Event, unit: usize, other: Option<usize>, dice: &mut Dice) -> Option<()> {
    match event {
        Event::Nothing => {}
        Event::NamesExchanged => exchange(after, unit, other?),
        Event::SeenAnew => {
            exchange(after, unit, other?);
            after.units[unit].diskseq = fresh(after);
            after.units[other?].diskseq = fresh(after);
        }
        Event::AllExchanged => {
            let other = other.filter(|other| !is_alike(&after.units[unit], &after.units[*other]))?;
            exchange(after, unit, other);
            let sequences = (after.units[unit].diskseq, after.units[other].diskseq);
            (after.units[other].diskseq, after.units[unit].diskseq) = sequences;
        }
        Event::PutInAgain => after.units[unit].diskseq = fresh(after),
        Event::TakenOut => after.units[unit].gone = true,
        Event::Replaced => {
            exchange(after, unit, other?);
            after.units[unit].gone = true;
            if dice.one_in(2) {
                after.units[other?].diskseq = fresh(after);
            }
        }
        Event::InUse => use_now(after, dice, unit),
        Event::BootMediumOut => {
            let in_memory = after.boot.starts_with("in memory");
            let stick = after.there().find(|u| after.units[*u].never.contains("started from"));
            after.units[stick.filter(|_| in_memory)?].gone = true;
            // Nothing is left that fits the name: whatever cannot be compared with it may be it.
            after.units.iter_mut().for_each(|one| one.doubtful = true);
        }
    }
    Some(())
}

fn exchange(model: &mut Model, unit: usize, other: usize) {
    let indices = (model.units[unit].index, model.units[other].index);
    (model.units[other].index, model.units[unit].index) = indices;
}

/// Whether nothing but the kernel's number tells them apart.
fn is_alike(a: &Unit, b: &Unit) -> bool {
    (a.bus, a.model, &a.serial, a.sectors) == (b.bus, b.model, &b.serial, b.sectors)
}
