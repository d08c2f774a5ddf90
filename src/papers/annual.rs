//! The paper of a donor's year: the two numbers of the décret, what they come to, and what they were counted from.

use super::drive::{COLUMN, FACT, LABEL, NOTE, heading, list};
use super::flow::{Block, Run, Setter, after, beside, paginate};
use super::font::Face::{Bold, Regular};
use super::font::Fonts;
use super::page::{MEASURE, Paper, Sign};
use super::sheet::{Heads, frame, header, result, zone_end, zone_signed_on};
use super::table::{Column, Table};
use super::{PaperError, when};
use crate::record::annual::AnnualReport;
use crate::record::lot::MachineFate;
use crate::record::{ClockSource, Kind};
use crate::text::slip::{EN, FR, Slip};
use crate::text::{Lang, Say, amounts, paper};

const SCALE: f32 = 0.96;
/// Number and digest of a lot.
const LOTS: [Column; 2] = [(0.0, 150.0), (156.0, MEASURE - 156.0)];
/// Label, lot, where to.
const MACHINES: [Column; 3] = [(0.0, 190.0), (196.0, 150.0), (352.0, MEASURE - 352.0)];
/// Number, paper, what follows.
const DOCUMENTS: [Column; 3] = [(0.0, 150.0), (156.0, 160.0), (322.0, MEASURE - 322.0)];

/// Lays it out.
///
/// # Errors
/// [`PaperError::Zone`].
pub fn layout(fonts: &Fonts, report: &AnnualReport, lang: Lang) -> Result<Paper, PaperError> {
    let zone = when::paris()?;
    let (t, p) = (lang.pick(&EN, &FR), lang.pick(&paper::EN, &paper::FR));
    let mut setter = Setter::new(fonts, SCALE);
    let setter = &mut setter;
    let day = when::date(lang, when::local(&zone, report.time.signed_at));
    let year = Year { t, lang, report };
    let mut blocks =
        header(setter, t.title_report, &report.number, &(t.issued)(&report.zone.name, &day), lang);
    let opening = (t.opening_report)(&report.donor, report.year);
    blocks.extend(after(7.0, setter.paragraph(&[(Regular, &opening)], FACT, MEASURE)));
    blocks.extend(after(9.0, year.parties(setter)));
    let (sign, words) = year.result();
    let share = report.per_mille.map(|share| (t.share_only)(&year.percent(share)));
    let aside: Vec<String> = share.into_iter().collect();
    blocks.push(result(setter, sign, &words, &aside, lang).after(9.0));
    blocks.extend(year.numbers(setter));
    let mut reserved = vec![t.b_declared.to_owned()];
    reserved.extend((report.time.clock == ClockSource::SystemBehind).then(|| t.clock_behind.to_owned()));
    blocks.extend(list(setter, p.reservations, reserved, p.none));
    blocks.extend(list(setter, p.limits, t.limits_report.map(str::to_owned).to_vec(), p.none));
    let tables = year.tables(setter, &mut blocks);
    blocks.extend(after(9.0, frame(setter, lang, t.decree)));
    let signed = zone_signed_on(lang, &zone, report.time);
    let last = zone_end(setter, lang, &report.tool, &report.zone, &signed);
    let heads = Heads {
        fonts,
        lang,
        what: format!("{} – {}", t.title_report, (p.number)(&report.number)),
        attached: p.attached,
        tables,
    };
    Ok(Paper { pages: paginate(blocks, last, &heads), roles: std::mem::take(&mut setter.roles) })
}

struct Year<'a> {
    t: &'static Slip,
    lang: Lang,
    report: &'a AnnualReport,
}

impl Year<'_> {
    fn percent(&self, per_mille: u64) -> String {
        amounts::percent(self.lang, per_mille.saturating_mul(1_000_000)).replace(' ', "\u{a0}")
    }

    fn parties(&self, setter: &mut Setter) -> Vec<Block> {
        let (t, p) = (self.t, self.lang.pick(&paper::EN, &paper::FR));
        let mut left = vec![heading(setter, p.donor_heading, COLUMN - 14.0)];
        let donor = [(Bold, self.report.donor.as_str())];
        left.extend(after(2.0, setter.field(p.donor, &donor, FACT, LABEL, COLUMN - 14.0)));
        let width = MEASURE - COLUMN;
        let mut right = vec![heading(setter, t.year_heading, width)];
        let year = format!("{:04}", self.report.year);
        let year = [(Bold, year.as_str()), (Regular, " "), (Regular, t.year_is)];
        right.extend(after(2.0, setter.field(t.year, &year, FACT, LABEL, width)));
        beside(left, right, COLUMN)
    }

    /// A shape and words: what is asked for decides, where it is asked and can be told.
    fn result(&self) -> (Sign, String) {
        let (t, report) = (self.t, self.report);
        match (report.per_mille, report.required_per_mille, report.reached) {
            (None, ..) => (Sign::Triangle, t.no_share.to_owned()),
            (_, Some(required), Some(true)) => (Sign::Disc, (t.reached)(&self.percent(required))),
            (_, Some(required), Some(false)) => (Sign::Square, (t.not_reached)(&self.percent(required))),
            (Some(share), ..) => (Sign::Triangle, (t.share_only)(&self.percent(share))),
        }
    }

    /// A, B, the share, what is asked for, and the machines that do not count.
    fn numbers(&self, setter: &mut Setter) -> Vec<Block> {
        let (t, report, lang) = (self.t, self.report, self.lang);
        let count = |n: u64| amounts::count(lang, n);
        let share = report.per_mille.map(|share| (t.share_is)(&self.percent(share)));
        let target = report.required_per_mille.map(|required| (t.target_is)(&self.percent(required)));
        let fates = [MachineFate::Parts, MachineFate::Waste, MachineFate::Returned, MachineFate::Waiting];
        let elsewhere = fates.into_iter().map(|fate| {
            let n = report.machines.iter().filter(|machine| machine.fate == fate).count();
            (t.elsewhere_is)(&count(u64::try_from(n).unwrap_or(u64::MAX)), &fate.say(lang))
        });
        let elsewhere = elsewhere.collect::<Vec<_>>().join(", ");
        let rows = [
            (t.a, (t.a_is)(&count(report.reused))),
            (t.b, (t.b_is)(&count(report.stock))),
            (t.share, share.unwrap_or_else(|| t.share_none.to_owned())),
            (&(t.target)(report.year), target.unwrap_or_else(|| t.no_target.to_owned())),
            (t.elsewhere, elsewhere),
        ];
        let mut blocks = Vec::new();
        for (at, (label, value)) in rows.into_iter().enumerate() {
            let gap = if at == 0 { 9.0 } else { 2.2 };
            let style = if label == t.elsewhere { NOTE } else { FACT };
            blocks.extend(after(gap, setter.field(label, &[(Regular, &value)], style, LABEL, MEASURE)));
        }
        blocks
    }

    /// What the numbers were counted from; gives the heads of the tables.
    fn tables(&self, setter: &mut Setter, blocks: &mut Vec<Block>) -> Vec<Block> {
        let (t, report, lang) = (self.t, self.report, self.lang);
        let lots = report.lots.iter().map(|lot| Row::of([lot.number.clone(), lot.digest.clone()]));
        let machines = report
            .machines
            .iter()
            .map(|machine| Row::of([machine.label.clone(), machine.lot.clone(), machine.fate.say(lang)]));
        let documents = report.documents.iter().map(|document| Row {
            digest: Some((t.digest)(&document.digest)),
            ..Row::of([document.number.clone(), kind(t, document.kind), document.fate.say(lang)])
        });
        let mut heads = Vec::new();
        let tables: [Listed; 3] = [
            (t.lots_heading, &LOTS, &t.columns_lots, lots.collect()),
            (t.machines_heading, &MACHINES, &t.columns_machines, machines.collect()),
            (t.documents_heading, &DOCUMENTS, &t.columns_documents, documents.collect()),
        ];
        for (title, columns, labels, rows) in tables {
            // A year without any has no table: what is above says that it counted nothing.
            if rows.is_empty() {
                continue;
            }
            blocks.push(heading(setter, title, MEASURE).after(9.0));
            let mut table = Table::new(heads.len(), columns);
            blocks.push(table.head(setter, labels).after(3.0));
            heads.push(table.head_again(setter, labels));
            for Row { cells, digest } in rows {
                let runs: Vec<[Run; 1]> = (0..)
                    .zip(&cells)
                    .map(|(at, text)| [(if at == 0 { Bold } else { Regular }, text.as_str())])
                    .collect();
                let runs: Vec<&[Run]> = runs.iter().map(<[Run; 1]>::as_slice).collect();
                let digest = digest.as_deref().map(|digest| [(Regular, digest)]);
                let below = digest.as_ref().map(|digest| (1, digest.as_slice()));
                blocks.push(table.row(setter, None, &runs, below));
            }
        }
        heads
    }
}

/// What a document is. Of an erasure the report does not say whether it failed.
fn kind(t: &Slip, kind: Kind) -> String {
    let [erasure, no_media, destruction] = t.kinds;
    match kind {
        Kind::Erasure => erasure,
        Kind::NoMedia => no_media,
        // A consistent report lists no other.
        Kind::Destruction | Kind::Lot | Kind::AnnualReport => destruction,
    }
    .to_owned()
}

/// A table: its title, its columns, what stands above them, its rows.
type Listed<'a> = (&'a str, &'static [Column], &'a [&'a str], Vec<Row>);

/// A row of a table: its texts, and a digest below the second.
struct Row {
    cells: Vec<String>,
    digest: Option<String>,
}

impl Row {
    fn of<const N: usize>(cells: [String; N]) -> Row {
        Row { cells: cells.into(), digest: None }
    }
}
