//! The paper of a computer without a drive.

use super::drive::{COLUMN, FACT, LABEL, NOTE, heading, list, or};
use super::flow::{Block, Setter, after, beside, paginate, rule, stack};
use super::font::Face::Regular;
use super::font::Fonts;
use super::page::{LINE, MEASURE, Modules, Paper, Sign};
use super::sheet::{
    Heads, Standing, fitted, frame, header, parties, result, signed_on, standing, statement_end,
};
use super::{PaperError, Read, qr, title, when};
use crate::event::DriveIdentity;
use crate::record::no_media::NoMediaRecord;
use crate::record::{ClockSource, Document};
use crate::text::statement::{EN, FR};
use crate::text::{Lang, document, make, paper};

/// Lays it out.
///
/// # Errors
/// [`PaperError::Qr`], [`PaperError::Zone`].
pub fn layout(fonts: &Fonts, read: &Read<NoMediaRecord>, lang: Lang) -> Result<Paper, PaperError> {
    let code = read.bundle.qr.map(qr::modules).transpose()?;
    fitted(|scale| at(fonts, read, lang, code.as_ref(), scale))
}

fn at(
    fonts: &Fonts,
    read: &Read<NoMediaRecord>,
    lang: Lang,
    code: Option<&Modules>,
    scale: f32,
) -> Result<Paper, PaperError> {
    let (t, p) = (lang.pick(&EN, &FR), lang.pick(&paper::EN, &paper::FR));
    let (record, facts) = (&read.record, &read.record.facts);
    let mut setter = Setter::new(fonts, scale);
    let setter = &mut setter;
    let zone = when::paris()?;
    let day = when::date(lang, when::local(&zone, facts.time.signed_at));
    let title = title(lang, &Document::from(record.clone()));
    let gap = 9.0 * scale;
    let mut blocks = header(setter, title, &record.number, &(t.issued)(&record.station.name, &day), lang);
    blocks.extend(after(7.0 * scale, setter.paragraph(&[(Regular, t.opening_no_media)], FACT, MEASURE)));
    blocks.extend(after(gap, parties(setter, lang, &facts.context, &facts.machine)));
    let Standing { word, sentence } = standing(lang, read.lot.as_deref());
    let aside = [word.to_owned()];
    blocks.push(result(setter, Sign::Disc, t.no_media, &aside, lang).after(gap));
    blocks.push(heading(setter, t.seen_by_program, MEASURE).after(gap));
    let row = |setter: &mut Setter, label: &str, text: &str| {
        after(2.2 * scale, setter.field(label, &[(Regular, text)], NOTE, LABEL, MEASURE))
    };
    let looked = &facts.looked;
    let places: Vec<&str> = looked.looked_for.iter().map(|place| t.places[*place as usize]).collect();
    blocks.extend(row(setter, t.looked_for, &places.join(", ")));
    let mut found = vec![t.found_none.to_owned()];
    let empty = &looked.empty_controllers;
    found.extend((!empty.is_empty()).then(|| (t.controllers)(empty.len(), &empty.join(", "))));
    let started: Vec<String> = looked.started_from.iter().map(|drive| own(lang, drive)).collect();
    found.extend((!started.is_empty()).then(|| (t.started_from)(&started.join(" ; "))));
    blocks.extend(row(setter, t.found, &found.join(" ")));
    blocks.push(heading(setter, t.seen_by_person, MEASURE).after(gap));
    blocks.extend(row(setter, t.statement, &(t.opened)(&facts.statement.by)));
    blocks.extend(row(setter, "", lang.pick(&document::EN, &document::FR).by_a_person));
    blocks.extend(row(setter, t.signed, &signed_on(lang, &zone, facts.time)));
    let wrong = facts.time.clock == ClockSource::SystemBehind;
    let reserved = wrong.then(|| t.clock_reserved.to_owned()).into_iter().collect();
    blocks.extend(list(setter, p.reservations, reserved, p.none));
    blocks.extend(list(setter, p.limits, t.limits_no_media.map(str::to_owned).to_vec(), p.none));
    let law = (t.legal_no_media)(facts.context.convention.as_deref());
    blocks.extend(after(gap, frame(setter, lang, &law)));
    let last = last(setter, read, lang, &sentence, code);
    let heads = Heads {
        fonts,
        lang,
        what: format!("{title} – {}", (p.number)(&record.number)),
        attached: p.attached,
        tables: Vec::new(),
    };
    Ok(Paper { pages: paginate(blocks, last, &heads), roles: std::mem::take(&mut setter.roles) })
}

fn last(
    setter: &mut Setter,
    read: &Read<NoMediaRecord>,
    lang: Lang,
    standing: &str,
    code: Option<&Modules>,
) -> Block {
    let p = lang.pick(&paper::EN, &paper::FR);
    let facts = &read.record.facts;
    let operator = (p.code)(&facts.statement.by);
    let destination = [or(facts.context.destination.as_deref(), p.not_given)];
    let left = setter.field(p.operator, &[(Regular, &operator)], NOTE, LABEL, COLUMN - 14.0);
    let right = setter.field(p.destination, &destination, NOTE, LABEL, MEASURE - COLUMN);
    let mut blocks = vec![rule(MEASURE, 0.6, LINE)];
    blocks.extend(after(3.5, beside(left, right, COLUMN)));
    blocks.extend(statement_end(setter, lang, read, &facts.tool, &read.record.station, standing, code));
    stack(blocks).after(9.0 * setter.scale)
}

/// The drive that the program was started from.
fn own(lang: Lang, drive: &DriveIdentity) -> String {
    let p = lang.pick(&paper::EN, &paper::FR);
    let name =
        make::name(drive.vendor.as_deref(), drive.model.as_deref()).unwrap_or_else(|| p.unknown.to_owned());
    match &drive.serial {
        Some(serial) => format!("{name}, {} {serial}", p.serial),
        None => name,
    }
}
