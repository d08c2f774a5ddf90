//! What stands below the sentence of a document that is no erasure.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::annual::AnnualReport;
use super::destruction::DestructionRecord;
use super::lot::{LotRecord, MachineOutcome};
use super::no_media::NoMediaRecord;
use crate::event::{Context, Machine};
use crate::text::document::{EN, FR, answer, day, medium};
use crate::text::{Lang, Say, amounts, make};

/// So many labels are named; the others are counted.
const LABELS_SHOWN: usize = 20;

/// The day (UTC) of a moment, as people write it.
#[must_use]
pub fn day_of(lang: Lang, at: Timestamp) -> String {
    day(lang, at.to_zoned(TimeZone::UTC).date())
}

/// Of a computer without a drive.
#[must_use]
pub fn of_no_media(lang: Lang, record: &NoMediaRecord) -> Vec<String> {
    let t = lang.pick(&EN, &FR);
    let facts = &record.facts;
    let mut lines: Vec<String> = machine(lang, &facts.machine, &facts.context).into_iter().collect();
    lines.push((t.opened_by)(&facts.statement.by));
    let empty = facts.looked.empty_controllers.len();
    lines.extend((empty > 0).then(|| (t.empty_controllers)(empty)));
    lines
}

/// Of a destruction.
#[must_use]
pub fn of_destruction(lang: Lang, record: &DestructionRecord) -> Vec<String> {
    let t = lang.pick(&EN, &FR);
    let said = &record.declaration;
    let drive = &said.drive;
    let model = make::name(drive.vendor.as_deref(), drive.model.as_deref());
    let model = model.unwrap_or_else(|| medium(lang, drive.medium).to_owned());
    let by = &said.declared_by;
    let mut lines = vec![
        (t.drive)(&model, &drive.serial),
        (t.method)(&said.method.say(lang), said.method_detail.as_deref().unwrap_or_default()),
    ];
    lines.extend(
        said.chips.as_ref().map(|chips| {
            (t.chips)(answer(lang, chips.every_chip), chips.which.as_deref().unwrap_or_default())
        }),
    );
    lines.push((t.declared)(&by.name, &by.quality, &said.place, &day(lang, said.date)));
    lines.extend(said.witness.as_ref().map(|witness| (t.witness)(&witness.name, &witness.quality)));
    lines.extend(said.waste_slip.as_ref().map(|slip| (t.waste_slip)(slip)));
    lines.extend(said.failed_erasure.as_ref().map(|failed| (t.failed_erasure)(&failed.number)));
    lines.extend(machine(lang, &said.machine, &said.context));
    lines.extend(record.reservations.iter().map(|reservation| format!("- {}", reservation.say(lang))));
    lines.push(t.by_a_person.to_owned());
    lines
}

/// Of a lot.
#[must_use]
pub fn of_lot(lang: Lang, lot: &LotRecord) -> Vec<String> {
    let t = lang.pick(&EN, &FR);
    let count = |n: u64| amounts::count(lang, n);
    let listed = u64::try_from(lot.machines.len()).unwrap_or(u64::MAX);
    let unnamed = lot.machines_in.saturating_sub(listed);
    let c = &lot.completeness;
    let outcomes = [
        (MachineOutcome::Erased, c.erased),
        (MachineOutcome::NoMedia, c.no_media),
        (MachineOutcome::Destroyed, c.destroyed),
        (MachineOutcome::Returned, c.returned),
        (MachineOutcome::Waiting, c.waiting),
        (MachineOutcome::Missing, c.missing),
    ];
    let mut lines = vec![(t.donor)(&lot.donor), (t.machines_in)(&count(lot.machines_in))];
    let counted = outcomes.iter().filter(|(_, n)| *n > 0);
    lines.extend(counted.map(|(outcome, n)| format!("- {} {}", count(*n), outcome.say(lang))));
    lines.push((t.documents)(&count(u64::try_from(lot.entries.len()).unwrap_or(u64::MAX))));
    let labels = |outcome| {
        let of = lot.machines.iter().filter(|machine| machine.outcome == outcome);
        named(lang, &of.map(|machine| machine.label.as_str()).collect::<Vec<_>>())
    };
    lines.extend(labels(MachineOutcome::Missing).map(|labels| (t.missing)(&labels)));
    lines.extend((unnamed > 0).then(|| (t.missing_without_label)(&count(unnamed))));
    lines.extend(labels(MachineOutcome::Waiting).map(|labels| (t.waiting)(&labels)));
    if let (Some(by), Some(at)) = (&lot.validation.by, lot.validation.at) {
        lines.push((t.decided)(&by.name, &by.quality, &day_of(lang, at)));
    }
    lines.extend(lot.validation.grounds.as_ref().map(|grounds| (t.grounds)(grounds)));
    lines
}

/// Of a report.
#[must_use]
pub fn of_report(lang: Lang, report: &AnnualReport) -> Vec<String> {
    let t = lang.pick(&EN, &FR);
    let (reused, stock) = (amounts::count(lang, report.reused), amounts::count(lang, report.stock));
    let percent = |per_mille: u64| amounts::percent(lang, per_mille.saturating_mul(1_000_000));
    let mut lines = vec![(t.year)(report.year, &report.donor)];
    lines.push(match report.per_mille {
        Some(share) => (t.share)(&reused, &stock, &percent(share)),
        None => (t.no_share)(&reused),
    });
    if let (Some(required), Some(reached)) = (report.required_per_mille, report.reached) {
        lines.push(if reached {
            (t.reached)(&percent(required))
        } else {
            (t.not_reached)(&percent(required))
        });
    }
    lines
}

/// What tells a computer.
fn machine(lang: Lang, machine: &Machine, context: &Context) -> Option<String> {
    let t = lang.pick(&EN, &FR);
    let parts = [
        make::name(machine.vendor.as_deref(), machine.product.as_deref()),
        machine.serial.as_deref().map(t.serial),
        context.label.as_deref().map(t.label),
        context.inventory_number.as_deref().map(t.inventory),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| (t.machine)(&parts.join(", ")))
}

/// Some labels by name; none of none.
fn named(lang: Lang, labels: &[&str]) -> Option<String> {
    let t = lang.pick(&EN, &FR);
    let mut shown: Vec<String> = labels.iter().take(LABELS_SHOWN).map(|label| (*label).to_owned()).collect();
    let left = labels.len().saturating_sub(LABELS_SHOWN);
    let left = u64::try_from(left).unwrap_or(u64::MAX);
    shown.extend((left > 0).then(|| (t.and_more)(&amounts::count(lang, left))));
    (!shown.is_empty()).then(|| shown.join(", "))
}
