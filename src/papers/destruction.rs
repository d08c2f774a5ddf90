//! The paper of a drive that a person declares destroyed. The program saw nothing of it, and says so.

use super::drive::{COLUMN, FACT, LABEL, NOTE, heading, list, or};
use super::flow::{Block, Run, Setter, after, beside, framed, paginate, rule, stack};
use super::font::Face::{Bold, Regular};
use super::font::Fonts;
use super::page::{LINE, MEASURE, Modules, Paper, Sign};
use super::sheet::{
    Heads, Standing, fate, fitted, frame, header, parties, result, signed_on, standing, statement_end,
};
use super::{PaperError, Read, qr, title, when};
use crate::record::destruction::{DestructionRecord, DestructionResult};
use crate::record::lot::EntryResult;
use crate::record::{ClockSource, Document};
use crate::text::statement::{EN, FR};
use crate::text::{Lang, Say, amounts, document, make, paper};

/// Lays it out.
///
/// # Errors
/// [`PaperError::Qr`], [`PaperError::Zone`].
pub fn layout(fonts: &Fonts, read: &Read<DestructionRecord>, lang: Lang) -> Result<Paper, PaperError> {
    let code = read.bundle.qr.map(qr::modules).transpose()?;
    fitted(|scale| Destruction { read, lang, code: code.as_ref() }.at(fonts, scale))
}

struct Destruction<'a> {
    read: &'a Read<'a, DestructionRecord>,
    lang: Lang,
    code: Option<&'a Modules>,
}

impl Destruction<'_> {
    fn at(&self, fonts: &Fonts, scale: f32) -> Result<Paper, PaperError> {
        let lang = self.lang;
        let (t, p) = (lang.pick(&EN, &FR), lang.pick(&paper::EN, &paper::FR));
        let (record, said) = (&self.read.record, &self.read.record.declaration);
        let destroyed = record.result != DestructionResult::NotDestroyed;
        let mut setter = Setter::new(fonts, scale);
        let setter = &mut setter;
        let zone = when::paris()?;
        let day = when::date(lang, when::local(&zone, record.time.signed_at));
        let title = title(lang, &Document::from(record.clone()));
        let gap = 9.0 * scale;
        let mut blocks = header(setter, title, &record.number, &(t.issued)(&record.station.name, &day), lang);
        let by = &said.declared_by;
        let on = when::date(lang, said.date.at(0, 0, 0, 0));
        let opening = (t.opening_destruction)(&by.name, &by.quality, &on, &said.place);
        blocks.extend(after(7.0 * scale, setter.paragraph(&[(Regular, &opening)], FACT, MEASURE)));
        blocks.extend(after(gap, parties(setter, lang, &said.context, &said.machine)));
        let Standing { word, sentence } = standing(lang, self.read.lot.as_deref());
        // Never a disc: it is a person's mere word.
        let sign = if destroyed { Sign::Triangle } else { Sign::Square };
        let aside = [word.to_owned()];
        let words = EntryResult::from(record.result).say(lang);
        blocks.push(result(setter, sign, &words, &aside, lang).after(gap));
        let by_a_person = lang.pick(&document::EN, &document::FR).by_a_person;
        let told = stack(setter.paragraph(&[(Bold, by_a_person)], FACT, MEASURE - 18.0));
        blocks.push(framed(told, MEASURE, 6.0, 0.9).after(4.0));
        blocks.push(heading(setter, p.drive_heading, MEASURE).after(gap));
        blocks.extend(after(2.0, self.drive(setter)));
        blocks.push(heading(setter, t.destruction_heading, MEASURE).after(gap));
        blocks.extend(self.declaration(setter, &on));
        blocks.extend(row(setter, t.signed, &[(Regular, &signed_on(lang, &zone, record.time))]));
        if !destroyed {
            blocks.extend(list(setter, p.reasons, vec![t.chips_left.to_owned()], p.none));
        }
        let mut reserved: Vec<String> = record.reservations.iter().map(|r| r.say(lang)).collect();
        let wrong = record.time.clock == ClockSource::SystemBehind;
        reserved.extend(wrong.then(|| t.clock_reserved.to_owned()));
        blocks.extend(list(setter, p.reservations, reserved, p.none));
        blocks.extend(list(setter, p.limits, t.limits_destruction.map(str::to_owned).to_vec(), p.none));
        if !destroyed {
            blocks.push(fate(setter, lang).after(gap));
        }
        let law = if destroyed { t.legal_destruction } else { t.legal_not_destroyed };
        blocks.extend(after(gap, frame(setter, lang, &law(said.context.convention.as_deref()))));
        let mut last = vec![rule(MEASURE, 0.6, LINE)];
        let operator = said.context.operator.as_deref().map(p.code);
        let operator = [or(operator.as_deref(), p.not_given)];
        last.extend(after(3.5, setter.field(p.operator, &operator, NOTE, LABEL, MEASURE)));
        let (tool, station) = (&record.tool, &record.station);
        last.extend(statement_end(setter, lang, self.read, tool, station, &sentence, self.code));
        let heads = Heads {
            fonts,
            lang,
            what: format!("{title} – {}", (p.number)(&record.number)),
            attached: p.attached,
            tables: Vec::new(),
        };
        let pages = paginate(blocks, stack(last).after(9.0 * scale), &heads);
        Ok(Paper { pages, roles: std::mem::take(&mut setter.roles) })
    }

    /// Which drive, as it was typed in or as the attestation of its failed erasure names it.
    fn drive(&self, setter: &mut Setter) -> Vec<Block> {
        let lang = self.lang;
        let (t, p) = (lang.pick(&EN, &FR), lang.pick(&paper::EN, &paper::FR));
        let drive = &self.read.record.declaration.drive;
        let model = make::name(drive.vendor.as_deref(), drive.model.as_deref())
            .unwrap_or_else(|| p.unknown.to_owned());
        let size = |bytes| {
            let size = amounts::size(lang, bytes).replace(' ', "\u{a0}");
            (p.bytes)(&amounts::count(lang, bytes), &size)
        };
        let bytes = drive.size_bytes.map_or_else(|| t.no_capacity.to_owned(), size);
        let width = COLUMN - 14.0;
        let left = [
            setter.field(p.model, &[(Bold, &model)], FACT, LABEL, width),
            setter.field(p.serial, &[(Bold, &drive.serial)], FACT, LABEL, width),
        ];
        let (label, width) = (56.0, MEASURE - COLUMN);
        let right = [
            setter.field(p.kind, &[(Regular, (p.medium)(drive.medium))], FACT, label, width),
            setter.field(p.capacity, &[(Regular, &bytes)], FACT, label, width),
            setter.field(p.wwn, &[or(drive.wwn.as_deref(), p.not_given)], FACT, label, width),
        ];
        beside(left.concat(), right.concat(), COLUMN)
    }

    /// How, which chips, where, who, who else, which slip.
    fn declaration(&self, setter: &mut Setter, on: &str) -> Vec<Block> {
        let lang = self.lang;
        let (t, p) = (lang.pick(&EN, &FR), lang.pick(&paper::EN, &paper::FR));
        let said = &self.read.record.declaration;
        let means = said.method.say(lang);
        let means = match &said.method_detail {
            Some(detail) => (t.means_detail)(&means, detail),
            None => means,
        };
        let chips = match &said.chips {
            Some(chips) => (t.every_chip)(document::answer(lang, chips.every_chip), chips.which.as_deref()),
            None => t.no_chips.to_owned(),
        };
        let person = |who: &crate::record::common::Person| (t.person)(&who.name, &who.quality);
        let witness = said.witness.as_ref().map_or_else(|| t.no_witness.to_owned(), person);
        let failed = said.failed_erasure.as_ref();
        let failed = failed.map_or_else(|| t.no_failed.to_owned(), |failed| (t.failed)(&failed.number));
        let slip = or(said.waste_slip.as_deref(), p.not_given);
        let where_to = format!("{on}, {}", said.place);
        [
            row(setter, t.means, &[(Bold, &means)]),
            row(setter, t.chips, &[(Regular, &chips)]),
            row(setter, t.when_and_where, &[(Regular, &where_to)]),
            row(setter, t.declared_by, &[(Regular, &person(&said.declared_by))]),
            row(setter, t.witness, &[(Regular, &witness)]),
            row(setter, t.waste_slip, &[slip]),
            row(setter, t.failed_erasure, &[(Regular, &failed)]),
        ]
        .concat()
    }
}

fn row(setter: &mut Setter, label: &str, value: &[Run]) -> Vec<Block> {
    let gap = 2.2 * setter.scale;
    after(gap, setter.field(label, value, NOTE, LABEL, MEASURE))
}
