//! The paper of a lot: what became of every machine of a handover, whether that is accepted, and the digest of each document.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::drive::{COLUMN, FACT, LABEL, NOTE, heading, list, or};
use super::flow::{Block, Run, Setter, Style, after, beside, paginate, stack};
use super::font::Face::{Bold, Regular};
use super::font::Fonts;
use super::page::{Ink, Item, MEASURE, Paper, Role, Sign};
use super::sheet::{Heads, donor, frame, header, moment, result, zone_end, zone_signed_on};
use super::table::{Column, Table};
use super::{PaperError, when};
use crate::record::ClockSource;
use crate::record::lot::{Decision, EntryResult, Fate, LotEntry, LotMachine, LotRecord, MachineOutcome};
use crate::record::paper::{Paper as Kind, paper_of, state_of};
use crate::text::slip::{EN, FR, Slip};
use crate::text::{Lang, Say, amounts, paper};

/// The size of a slip: it may have many pages.
const SCALE: f32 = 0.96;
/// Label, machine, paper, medium, finding.
const COLUMNS: [Column; 5] =
    [(12.0, 58.0), (76.0, 114.0), (196.0, 104.0), (306.0, 94.0), (406.0, MEASURE - 406.0)];
/// The column below whose text number and digest stand.
const BELOW: usize = 1;

/// Lays it out.
///
/// # Errors
/// [`PaperError::Zone`].
pub fn layout(fonts: &Fonts, lot: &LotRecord, lang: Lang) -> Result<Paper, PaperError> {
    let zone = when::paris()?;
    Ok(Slips { fonts, lot, lang, zone: &zone }.set())
}

struct Slips<'a> {
    fonts: &'a Fonts,
    lot: &'a LotRecord,
    lang: Lang,
    zone: &'a TimeZone,
}

impl Slips<'_> {
    fn t(&self) -> &'static Slip {
        self.lang.pick(&EN, &FR)
    }

    fn set(&self) -> Paper {
        let (t, lot, lang) = (self.t(), self.lot, self.lang);
        let p = lang.pick(&paper::EN, &paper::FR);
        let mut setter = Setter::new(self.fonts, SCALE);
        let setter = &mut setter;
        let day = when::date(lang, when::local(self.zone, lot.time.signed_at));
        let (opening, sign) = match lot.validation.decision {
            Decision::Approved => (t.opening_approved, Sign::Disc),
            Decision::Waiting => (t.opening_waiting, Sign::Triangle),
            Decision::Rejected => (t.opening_rejected, Sign::Square),
        };
        let mut blocks = header(setter, t.title_lot, &lot.number, &(t.issued)(&lot.zone.name, &day), lang);
        let opening = opening(&lot.zone.name);
        blocks.extend(after(7.0, setter.paragraph(&[(Regular, &opening)], FACT, MEASURE)));
        let left = donor(setter, lang, Some(&lot.donor), lot.convention.as_deref(), lot.handover.as_deref());
        let right = self.decision(setter);
        blocks.extend(after(9.0, beside(left, right, COLUMN)));
        let documents = many(lot.entries.len());
        let aside = [
            (t.machines_in)(lot.machines_in, &self.count(lot.machines_in)),
            (t.documents_in)(documents, &self.count(documents)),
        ];
        let words = t.decisions[lot.validation.decision as usize];
        blocks.push(result(setter, sign, words, &aside, lang).after(9.0));
        blocks.push(heading(setter, t.outcome_heading, MEASURE).after(9.0));
        blocks.push(self.outcomes(setter).after(3.0));
        blocks.extend(list(setter, t.missing_heading, self.missing(), t.nothing_missing));
        blocks.extend(list(setter, p.reservations, self.reservations(), p.none));
        blocks.extend(list(setter, p.limits, t.limits_lot.map(str::to_owned).to_vec(), p.none));
        blocks.push(heading(setter, t.table_heading, MEASURE).after(9.0));
        let mut table = Table::new(0, &COLUMNS);
        blocks.push(table.head(setter, &t.columns).after(3.0));
        blocks.extend(self.rows(setter, &mut table));
        let again = table.head_again(setter, &t.columns);
        blocks.extend(after(9.0, frame(setter, lang, &(t.legal_lot)(lot.convention.as_deref()))));
        let signed = zone_signed_on(lang, self.zone, lot.time);
        let last = zone_end(setter, lang, &lot.tool, &lot.zone, &signed);
        let heads = Heads {
            fonts: self.fonts,
            lang,
            what: format!("{} – {}", t.title_lot, (p.number)(&lot.number)),
            attached: p.attached,
            tables: vec![again],
        };
        Paper { pages: paginate(blocks, last, &heads), roles: std::mem::take(&mut setter.roles) }
    }

    fn count(&self, n: u64) -> String {
        amounts::count(self.lang, n)
    }

    /// Who decided, when and why.
    fn decision(&self, setter: &mut Setter) -> Vec<Block> {
        let (t, validation) = (self.t(), &self.lot.validation);
        let not_given = self.lang.pick(&paper::EN, &paper::FR).not_given;
        let width = MEASURE - COLUMN;
        let mut blocks = vec![heading(setter, t.decision_heading, width)];
        let by = validation.by.as_ref().map(|by| format!("{}, {}", by.name, by.quality));
        let by = by.as_deref().map_or((Regular, t.nobody), |by| (Bold, by));
        blocks.extend(after(2.0, setter.field(t.decided_by, &[by], FACT, LABEL, width)));
        if let Some(at) = validation.at {
            let at = moment(self.lang, self.zone, at);
            blocks.extend(setter.field(t.decided_at, &[(Regular, &at)], NOTE, LABEL, width));
        }
        let grounds = [or(validation.grounds.as_deref(), not_given)];
        blocks.extend(setter.field(t.grounds, &grounds, FACT, LABEL, width));
        blocks
    }

    /// How many machines came to what: six numbers beside each other.
    fn outcomes(&self, setter: &mut Setter) -> Block {
        let (t, c) = (self.t(), &self.lot.completeness);
        let cells = [
            (MachineOutcome::Erased, c.erased),
            (MachineOutcome::NoMedia, c.no_media),
            (MachineOutcome::Destroyed, c.destroyed),
            (MachineOutcome::Returned, c.returned),
            (MachineOutcome::Waiting, c.waiting),
            (MachineOutcome::Missing, c.missing),
        ];
        const WIDTH: f32 = MEASURE / 6.0;
        let mut whole = Block::default();
        for (at, (outcome, n)) in (0u8..).zip(cells) {
            let part = setter.part(Role::Paragraph);
            let x = f32::from(at) * WIDTH;
            let number = [(Bold, self.count(n))];
            let number: Vec<Run> = number.iter().map(|(face, n)| (*face, n.as_str())).collect();
            let mut shown = setter.lines(part, &number, Style::new(15.0), WIDTH - 8.0);
            // What keeps a lot open is marked where there is any of it.
            let open = matches!(outcome, MachineOutcome::Waiting | MachineOutcome::Missing) && n > 0;
            if let Some(line) = shown.first_mut().filter(|_| open) {
                *line = std::mem::take(line).at(13.0);
                let y = (line.height - 9.0) / 2.0;
                let ink = Ink::Sign(Sign::Square);
                line.items.push(Item { x: 0.0, y, width: 9.0, height: 9.0, ink, part: None });
            }
            shown.extend(setter.lines(
                part,
                &[(Regular, t.outcomes[outcome as usize])],
                Style::new(8.2),
                WIDTH - 8.0,
            ));
            let column = stack(shown).at(x);
            whole.height = whole.height.max(column.height);
            whole.items.extend(column.items);
        }
        whole
    }

    /// What keeps it from being complete.
    fn missing(&self) -> Vec<String> {
        let (t, lot) = (self.t(), self.lot);
        let labels = |outcome| {
            let of = lot.machines.iter().filter(|machine| machine.outcome == outcome);
            joined(of.map(|machine| machine.label.as_str()))
        };
        let loose = lot.entries.iter().filter(|entry| {
            entry.label.is_none() && entry.result.may_hold_data() && entry.fate == Fate::Waiting
        });
        let unnamed = lot.machines_in.saturating_sub(many(lot.machines.len()));
        let said = [
            labels(MachineOutcome::Missing).map(|labels| (t.missing)(&labels)),
            (unnamed > 0).then(|| (t.missing_without_label)(&self.count(unnamed))),
            labels(MachineOutcome::Waiting).map(|labels| (t.waiting)(&labels)),
            joined(loose.map(|entry| entry.number.as_str())).map(|numbers| (t.loose)(&numbers)),
        ];
        said.into_iter().flatten().collect()
    }

    fn reservations(&self) -> Vec<String> {
        let (t, entries) = (self.t(), &self.lot.entries);
        let count = |is: fn(&LotEntry) -> bool| many(entries.iter().filter(|entry| is(entry)).count());
        let told = |n: u64, sentence: fn(&str) -> String| (n > 0).then(|| sentence(&self.count(n)));
        let wrong = self.lot.time.clock == ClockSource::SystemBehind;
        let said = [
            told(count(|e| e.result == EntryResult::ErasedWithReservations), t.reserved),
            told(count(|e| e.result.is_destroyed()), t.by_word),
            told(
                count(|e| e.result.may_hold_data() && matches!(e.fate, Fate::Returned | Fate::Waiting)),
                t.may_hold,
            ),
            wrong.then(|| t.clock_behind.to_owned()),
        ];
        said.into_iter().flatten().collect()
    }

    /// A row for each document below its machine, and one for each machine without any.
    fn rows(&self, setter: &mut Setter, table: &mut Table) -> Vec<Block> {
        let (t, lot) = (self.t(), self.lot);
        let mut of: BTreeMap<Option<&str>, Vec<&LotEntry>> = BTreeMap::new();
        for entry in &lot.entries {
            of.entry(entry.label.as_deref()).or_default().push(entry);
        }
        let mut rows = Vec::new();
        for machine in &lot.machines {
            let own = of.get(&Some(machine.label.as_str())).map(Vec::as_slice).unwrap_or_default();
            let goes = self.goes(machine);
            let mut goes = goes.as_str();
            for entry in own {
                rows.push(self.row(setter, table, (&machine.label, goes), entry));
                goes = "";
            }
            if own.is_empty() {
                rows.push(self.nothing(setter, table, (&machine.label, goes)));
            }
        }
        for entry in of.get(&None).map(Vec::as_slice).unwrap_or_default() {
            rows.push(self.row(setter, table, (t.alone, ""), entry));
        }
        let unnamed = lot.machines_in.saturating_sub(many(lot.machines.len()));
        if unnamed > 0 {
            let label = (t.no_label)(&self.count(unnamed));
            let missing = t.outcomes[MachineOutcome::Missing as usize];
            rows.push(self.nothing(setter, table, (&label, missing)));
        }
        rows
    }

    fn goes(&self, machine: &LotMachine) -> String {
        let t = self.t();
        (t.to)(t.outcomes[machine.outcome as usize], &machine.fate.say(self.lang))
    }

    fn row(&self, setter: &mut Setter, table: &mut Table, of: (&str, &str), entry: &LotEntry) -> Block {
        let t = self.t();
        let kind = t.papers[paper_of(state_of(entry.result, Fate::Waiting)) as usize];
        let none = [(Regular, t.no_drive)];
        let drive = entry.drive.as_ref();
        let names: Option<Vec<Run>> = drive.map(|drive| {
            let model = drive.model.as_deref().map(|model| [(Regular, model), (Regular, " ")]);
            let name = drive.serial.as_deref().or(drive.wwn.as_deref());
            let runs = model.into_iter().flatten().chain(name.map(|name| (Bold, name)));
            runs.collect()
        });
        let untold = [(Regular, t.not_told)];
        let names = match &names {
            None => none.as_slice(),
            Some(names) if names.is_empty() => untold.as_slice(),
            Some(names) => names.as_slice(),
        };
        let finding = entry.result.say(self.lang);
        // What no document of a station says, this line says.
        let said_here = paper_of(state_of(entry.result, entry.fate)) == Kind::Lot;
        let fate = entry.fate.say(self.lang);
        let fate = if said_here { format!("{fate} ({})", t.papers[Kind::Lot as usize]) } else { fate };
        let follows = (t.follows)(&finding, &fate);
        let rest = follows.strip_prefix(finding.as_str()).unwrap_or_default();
        let finding = [(Bold, finding.as_str()), (Regular, rest)];
        let digest = (t.digest)(&entry.digest);
        let below = [(Bold, entry.number.as_str()), (Regular, "  "), (Regular, digest.as_str())];
        let cells: [&[Run]; 5] = [&[(Bold, of.0)], &[(Regular, of.1)], &[(Regular, kind)], names, &finding];
        table.row(setter, Some(sign(entry.result)), &cells, Some((BELOW, &below)))
    }

    /// A machine without a document.
    fn nothing(&self, setter: &mut Setter, table: &mut Table, of: (&str, &str)) -> Block {
        let t = self.t();
        let here = t.papers[Kind::Lot as usize];
        let cells: [&[Run]; 5] = [
            &[(Bold, of.0)],
            &[(Regular, of.1)],
            &[(Regular, here)],
            &[(Regular, t.not_told)],
            &[(Bold, t.nothing_known)],
        ];
        table.row(setter, Some(Sign::Square), &cells, None)
    }
}

/// The shape that stands for a finding; never a disc for what a person declares.
#[must_use]
pub fn sign(result: EntryResult) -> Sign {
    match result {
        EntryResult::Erased | EntryResult::NoMedia => Sign::Disc,
        EntryResult::ErasedWithReservations
        | EntryResult::DeclaredDestroyed
        | EntryResult::DeclaredDestroyedWithReservations => Sign::Triangle,
        EntryResult::NotErased | EntryResult::NotDestroyed => Sign::Square,
    }
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<&str> = names.collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn many(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
