//! The paper of one drive: its erasure attested, or the failure of it.

use super::drive::{COLUMN, Drive, FACT, LABEL, NOTE, heading, list, or};
use super::flow::{Block, Setter, after, beside, paginate, rule, stack};
use super::font::Face::Regular;
use super::font::Fonts;
use super::page::{LINE, MEASURE, Modules, Paper, Sign};
use super::sheet::{
    Heads, SMALL, Signer, banner, fate, fitted, frame, header, makers as sealed, parties, result,
    verifying_beside,
};
use super::{PaperError, Read, qr, when};
use crate::attest::NAMESPACE;
use crate::record::lot::Fate;
use crate::record::paper::{Paper as Kind, paper_of, state_of};
use crate::record::{ErasureRecord, Limit, Verdict};
use crate::text::paper::{self, EN, FR};
use crate::text::{Lang, Say};

/// Lays it out: as large as it can be on one page, on more pages where it cannot.
///
/// # Errors
/// [`PaperError::Qr`], [`PaperError::Zone`].
pub fn layout(fonts: &Fonts, read: &Read<ErasureRecord>, lang: Lang) -> Result<Paper, PaperError> {
    let page = Erasure { fonts, read, lang, code: read.bundle.qr.map(qr::modules).transpose()? };
    fitted(|scale| page.at(scale))
}

/// The title that fits the result.
#[must_use]
pub fn title(t: &paper::Paper, record: &ErasureRecord) -> &'static str {
    match paper_of(state_of(record.result.into(), Fate::Waiting)) {
        Kind::Failure => t.title_failed,
        _ => t.title,
    }
}

/// The shape that stands for a result.
#[must_use]
pub fn sign(result: Verdict) -> Sign {
    match result {
        Verdict::Erased => Sign::Disc,
        Verdict::ErasedWithReservations => Sign::Triangle,
        Verdict::NotErased => Sign::Square,
    }
}

struct Erasure<'a> {
    fonts: &'a Fonts,
    read: &'a Read<'a, ErasureRecord>,
    lang: Lang,
    code: Option<Modules>,
}

impl Erasure<'_> {
    fn t(&self) -> &'static paper::Paper {
        self.lang.pick(&EN, &FR)
    }

    fn record(&self) -> &ErasureRecord {
        &self.read.record
    }

    fn at(&self, scale: f32) -> Result<Paper, PaperError> {
        let mut setter = Setter::new(self.fonts, scale);
        let setter = &mut setter;
        let (t, record) = (self.t(), self.record());
        let zone = when::paris()?;
        let drive = Drive { lang: self.lang, zone: &zone, record };
        let day = when::date(self.lang, when::local(&zone, record.facts.time.ended_at));
        let gap = 9.0 * scale;
        let mut blocks = header(
            setter,
            title(t, record),
            &record.number,
            &(t.issued)(&record.station.name, &day),
            self.lang,
        );
        if record.limits.contains(&Limit::EmulatedDrive) {
            blocks.push(banner(setter, t.test).after(6.0));
        }
        let opening = match record.result {
            Verdict::NotErased => (t.opening_failed)(&record.station.name, &day),
            _ => (t.opening)(&record.station.name, &day),
        };
        blocks.extend(after(7.0 * scale, setter.paragraph(&[(Regular, &opening)], FACT, MEASURE)));
        blocks.extend(after(gap, parties(setter, self.lang, &record.facts.context, &record.facts.machine)));
        let erased = usize::from(record.result != Verdict::NotErased);
        let standing = if self.read.lot.is_some() { t.countersigned_word } else { t.provisional_word };
        let aside = [(t.drives_of)(erased, 1), standing.to_owned()];
        blocks.push(
            result(setter, sign(record.result), &record.result.say(self.lang), &aside, self.lang).after(gap),
        );
        blocks.push(heading(setter, t.drive_heading, MEASURE).after(gap));
        blocks.extend(after(2.0, drive.identity(setter)));
        blocks.extend(drive.work(setter));
        blocks.extend(drive.remarks(setter));
        if record.result == Verdict::NotErased {
            // Limits are those of an erasure: where there is none, their sentences would speak of one.
            blocks.push(fate(setter, self.lang).after(gap));
        } else {
            let limits = record.limits.iter().map(|limit| limit.say(self.lang)).collect();
            blocks.extend(list(setter, t.limits, limits, t.none));
        }
        blocks.extend(after(
            gap,
            legal(setter, self.lang, record.result, record.facts.context.convention.as_deref()),
        ));
        let last = self.last(setter);
        let heads = Heads {
            fonts: self.fonts,
            lang: self.lang,
            what: format!("{} – {}", title(t, record), (t.number)(&record.number)),
            attached: t.attached,
            tables: Vec::new(),
        };
        Ok(Paper { pages: paginate(blocks, last, &heads), roles: std::mem::take(&mut setter.roles) })
    }

    /// Who did it with what, and how to verify it.
    fn last(&self, setter: &mut Setter) -> Block {
        let record = self.record();
        let mut blocks = vec![rule(MEASURE, 0.6, LINE)];
        blocks.extend(after(3.5, makers(setter, self.lang, record, self.read.lot.as_deref())));
        let signer = Signer {
            name: &record.station.name,
            namespace: NAMESPACE,
            words: self.read.words.as_ref(),
            otherwise: None,
        };
        let how = verifying_beside(setter, self.lang, &signer, self.code.as_ref());
        blocks.push(how.after(7.0 * setter.scale));
        stack(blocks).after(9.0 * setter.scale)
    }
}

/// The law and the standard.
#[must_use]
pub fn legal(setter: &mut Setter, lang: Lang, result: Verdict, convention: Option<&str>) -> Vec<Block> {
    let t = lang.pick(&EN, &FR);
    let law = if result == Verdict::NotErased { t.legal_failed } else { t.legal };
    let law = law(convention);
    let mut blocks = frame(setter, lang, &law);
    if result != Verdict::NotErased {
        blocks.extend(after(1.5, setter.field("", &[(Regular, t.standard)], SMALL, LABEL, MEASURE)));
    }
    blocks
}

/// Operator, destination, program, station, signature.
#[must_use]
pub fn makers(setter: &mut Setter, lang: Lang, record: &ErasureRecord, lot: Option<&str>) -> Vec<Block> {
    let t = lang.pick(&EN, &FR);
    let context = &record.facts.context;
    let operator = context.operator.as_deref().map(t.code);
    let left_width = COLUMN - 14.0;
    let right_width = MEASURE - COLUMN;
    let left = setter.field(t.operator, &[or(operator.as_deref(), t.not_given)], NOTE, LABEL, left_width);
    let destination = [or(context.destination.as_deref(), t.not_given)];
    // Of a drive that may hold data, only what is ticked below its failure may be said.
    let right = match record.result {
        Verdict::NotErased => Vec::new(),
        _ => setter.field(t.destination, &destination, NOTE, LABEL, right_width),
    };
    let mut blocks = beside(left, right, COLUMN);
    let standing = match lot {
        Some(lot) => (t.countersigned)(lot),
        None => t.provisional.to_owned(),
    };
    let station = [t.station, &record.station.name, &record.station.key];
    blocks.extend(sealed(setter, lang, &record.facts.tool, station, Some(&standing)));
    blocks
}
