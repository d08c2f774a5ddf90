//! The paper of one drive: its erasure attested, or the failure of it.

use super::draw::{About, Attachment, pdf as write};
use super::drive::{COLUMN, Drive, FACT, LABEL, NOTE, heading, list, named, or};
use super::flow::{Block, Run, Running, Setter, Style, after, beside, footer, framed, paginate, rule, stack};
use super::font::Face::{Bold, Regular};
use super::font::Fonts;
use super::page::{BLACK, Ink, Item, LINE, MEASURE, Modules, Paper, Role, Sign};
use super::{Bundle, PaperError, Read, qr, when};
use crate::record::{ErasureRecord, Limit, Verdict};
use crate::text::paper::{self, EN, FR};
use crate::text::{Lang, Say};

/// Small print.
pub const SMALL: Style = Style::new(8.2);
/// The sizes that are tried, so that a page of one drive stays one page. Below the last the text goes on on a second page.
pub const SCALES: [f32; 4] = [1.06, 1.0, 0.96, 0.92];

/// The PDF of one attestation.
///
/// # Errors
/// [`PaperError`]: the bytes are not an attestation as it was signed, or the writer refused.
pub fn pdf(bundle: &Bundle, lang: Lang) -> Result<Vec<u8>, PaperError> {
    let read = bundle.read()?;
    let fonts = Fonts::new()?;
    let paper = layout(&fonts, &read, lang)?;
    let t = lang.pick(&EN, &FR);
    let about = About {
        title: format!("{} – {}", title(t, &read.record), (t.number)(&read.record.number)),
        lang,
        at: read.record.facts.time.ended_at,
        author: format!("{} {}", t.station, read.record.station.name),
    };
    write(&fonts, &paper, &about, &attachments(t, bundle, ""))
}

/// The files of an attestation as attachments, below a folder's name.
#[must_use]
pub fn attachments<'a>(t: &paper::Paper, bundle: &Bundle<'a>, folder: &str) -> Vec<Attachment<'a>> {
    let file = |name: &str, mime, about: &str, is_source, bytes| Attachment {
        name: format!("{folder}{name}"),
        mime,
        about: about.to_owned(),
        is_source,
        bytes,
    };
    let (json, text) = ("application/json", "text/plain");
    let mut files = vec![
        file("attestation.json", json, t.file_record, true, bundle.attestation),
        file("attestation.json.sig", text, t.file_signature, false, bundle.signature),
    ];
    files.extend(bundle.qr.map(|qr| file("attestation.qr", text, t.file_code, false, qr.as_bytes())));
    if let Some(lot) = &bundle.lot {
        files.push(file("lot.json", json, t.file_lot, false, lot.lot));
        files.push(file("lot.json.sig", text, t.file_lot_signature, false, lot.signature));
    }
    files
}

/// Lays it out: as large as it can be on one page, on more pages where it cannot.
///
/// # Errors
/// [`PaperError::Qr`], [`PaperError::Zone`].
pub fn layout(fonts: &Fonts, read: &Read, lang: Lang) -> Result<Paper, PaperError> {
    let page = Erasure { fonts, read, lang, code: read.bundle.qr.map(qr::modules).transpose()? };
    let mut largest = None;
    for scale in SCALES {
        let paper = page.at(scale)?;
        if paper.pages.len() == 1 {
            return Ok(paper);
        }
        // Where two pages are needed anyway, they are set at the plain size.
        if scale == 1.0 {
            largest = Some(paper);
        }
    }
    largest.map_or_else(|| page.at(1.0), Ok)
}

/// The title that fits the result.
#[must_use]
pub fn title(t: &paper::Paper, record: &ErasureRecord) -> &'static str {
    if record.result == Verdict::NotErased { t.title_failed } else { t.title }
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
    read: &'a Read<'a>,
    lang: Lang,
    code: Option<Modules>,
}

impl Running for Erasure<'_> {
    fn head(&self, _: usize, _: usize) -> Block {
        let t = self.t();
        let what = format!("{} – {}", title(t, self.record()), (t.number)(&self.record().number));
        running_head(self.fonts, &(t.continued)(&what))
    }

    fn foot(&self, page: usize, pages: usize) -> Block {
        let t = self.t();
        footer(self.fonts, t.attached, &(t.page)(page, pages))
    }
}

/// The head of a later page.
#[must_use]
pub fn running_head(fonts: &Fonts, text: &str) -> Block {
    let setter = Setter::new(fonts, 1.0);
    let style = Style::new(8.4).soft();
    let run = [(Regular, text)];
    let style = setter.fitting(&run, style, MEASURE);
    let line = stack(setter.lines(None, &run, style, MEASURE));
    let white = Block { height: 10.0, ..Block::default() };
    stack(vec![line, rule(MEASURE, 0.5, LINE).after(2.0), white])
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
        blocks.extend(after(gap, parties(setter, self.lang, record)));
        let erased = usize::from(record.result != Verdict::NotErased);
        let standing = if self.read.lot.is_some() { t.countersigned_word } else { t.provisional_word };
        let aside = [(t.drives_of)(erased, 1), standing.to_owned()];
        blocks
            .push(result(setter, record.result, &record.result.say(self.lang), &aside, self.lang).after(gap));
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
        Ok(Paper { pages: paginate(blocks, last, self), roles: std::mem::take(&mut setter.roles) })
    }

    /// Who did it with what, and how to verify it.
    fn last(&self, setter: &mut Setter) -> Block {
        let (t, record) = (self.t(), self.record());
        let mut blocks = vec![rule(MEASURE, 0.6, LINE)];
        blocks.extend(after(3.5, makers(setter, self.lang, record, self.read.lot.as_deref())));
        let code_room = if self.code.is_some() { qr::SIDE_MAX + 12.0 } else { 0.0 };
        let text =
            verifying(setter, self.lang, &record.station.name, self.read.words.as_ref(), MEASURE - code_room);
        let text = stack(text);
        let verifying = match &self.code {
            Some(modules) => {
                let code = code(setter, modules, t.alt_code);
                stack(beside(vec![text], vec![code], MEASURE - qr::SIDE_MAX))
            }
            None => text,
        };
        blocks.push(verifying.after(7.0 * setter.scale));
        stack(blocks).after(9.0 * setter.scale)
    }
}

/// A bar, the title, and below it who and which number.
#[must_use]
pub fn header(setter: &mut Setter, title: &str, number: &str, issued: &str, lang: Lang) -> Vec<Block> {
    let t = lang.pick(&EN, &FR);
    let part = setter.part(Role::Title);
    let title = [(Bold, title.to_uppercase())];
    let runs: Vec<Run> = title.iter().map(|(face, text)| (*face, text.as_str())).collect();
    let scale = setter.scale;
    let style = setter.fitting(&runs, Style { leading: 1.2, ..Style::new(19.0 / scale) }, MEASURE);
    let mut blocks = vec![rule(MEASURE, 2.4, BLACK)];
    blocks.push(stack(setter.lines(part, &runs, style, MEASURE)).after(7.0));
    let number = (t.number)(number);
    let number = setter.flush_right(&[(Bold, &number)], Style::new(11.0), MEASURE, MEASURE * 0.55);
    let wide = number.items.iter().map(|item| MEASURE - item.x).fold(0.0, f32::max);
    let issued = setter.paragraph(
        &[(Regular, issued)],
        Style { leading: 1.43, ..Style::new(10.0) },
        MEASURE - wide - 12.0,
    );
    blocks.extend(after(1.0, beside(issued, vec![number], 0.0)));
    let mut whole = stack(blocks);
    whole.keep = true;
    vec![whole]
}

/// White on black, across the page.
#[must_use]
pub fn banner(setter: &mut Setter, text: &str) -> Block {
    let part = setter.part(Role::Paragraph);
    let style = Style { grey: 255, ..Style::new(11.0) };
    let mut line = stack(setter.lines(part, &[(Bold, text)], style, MEASURE - 16.0)).at(8.0);
    line.items = line.items.into_iter().map(|item| item.moved(0.0, 3.0)).collect();
    let height = line.height + 6.0;
    let bar = Item { x: 0.0, y: 0.0, width: MEASURE, height, ink: Ink::Fill(BLACK), part: None };
    line.items.insert(0, bar);
    Block { height, ..line }
}

/// The donor on the left, the machine on the right.
#[must_use]
pub fn parties(setter: &mut Setter, lang: Lang, record: &ErasureRecord) -> Vec<Block> {
    let t = lang.pick(&EN, &FR);
    let (context, machine) = (&record.facts.context, &record.facts.machine);
    let left_width = COLUMN - 14.0;
    let right_width = MEASURE - COLUMN;
    let donor = match &context.donor {
        Some(donor) => (Bold, donor.as_str()),
        None => (Regular, t.not_given),
    };
    let mut left = vec![heading(setter, t.donor_heading, left_width)];
    left.extend(after(2.0, setter.field(t.donor, &[donor], FACT, LABEL, left_width)));
    left.extend(setter.field(
        t.convention,
        &[or(context.convention.as_deref(), t.not_given)],
        FACT,
        LABEL,
        left_width,
    ));
    left.extend(setter.field(
        t.handover,
        &[or(context.handover.as_deref(), t.not_given)],
        FACT,
        LABEL,
        left_width,
    ));
    let make = named(machine.vendor.as_deref(), machine.product.as_deref(), t.unknown);
    let serial = match &machine.serial {
        Some(serial) => (Bold, serial.as_str()),
        None => (Regular, t.unknown),
    };
    let mut right = vec![heading(setter, t.machine_heading, right_width)];
    right.extend(after(2.0, setter.field(t.make, &[(Bold, &make)], FACT, LABEL, right_width)));
    right.extend(setter.field(t.serial, &[serial], FACT, LABEL, right_width));
    right.extend(setter.field(
        t.label,
        &[or(context.label.as_deref(), t.not_given)],
        FACT,
        LABEL,
        right_width,
    ));
    let inventory = [or(context.inventory_number.as_deref(), t.not_given)];
    right.extend(setter.field(t.inventory, &inventory, FACT, LABEL, right_width));
    beside(left, right, COLUMN)
}

/// The result in a frame: a shape, words, and on the right what belongs to it.
#[must_use]
pub fn result(setter: &mut Setter, result: Verdict, words: &str, aside: &[String; 2], lang: Lang) -> Block {
    let t = lang.pick(&EN, &FR);
    const SIGN: f32 = 19.0;
    const INSIDE: f32 = 10.0;
    let width = MEASURE - 2.0 * INSIDE;
    let part = setter.part(Role::Figure((t.alt_sign)(words)));
    let shape = Item { x: 0.0, y: 1.5, width: SIGN, height: SIGN, ink: Ink::Sign(sign(result)), part };
    let part = setter.part(Role::Heading);
    let style = Style { leading: 1.2, ..Style::new(18.0 / setter.scale) };
    let words =
        stack(setter.lines(part, &[(Bold, &words.to_uppercase())], style, width * 0.72)).at(SIGN + 10.0);
    let aside =
        aside.iter().map(|text| setter.flush_right(&[(Regular, text)], Style::new(8.6), width, width * 0.25));
    let aside = stack(aside.collect());
    let height = words.height.max(aside.height).max(SIGN + 3.0);
    let center = |block: Block| {
        let dy = (height - block.height) / 2.0;
        block.items.into_iter().map(move |item| item.moved(0.0, dy))
    };
    let items = std::iter::once(shape.moved(0.0, (height - SIGN - 3.0) / 2.0));
    let items = items.chain(center(words)).chain(center(aside)).collect();
    let inside = Block { items, height, gap: 0.0, keep: false };
    framed(inside, MEASURE, INSIDE, 1.4)
}

/// What becomes of a drive that was not erased: boxes for a pen.
#[must_use]
pub fn fate(setter: &mut Setter, lang: Lang) -> Block {
    let t = lang.pick(&EN, &FR);
    const INSIDE: f32 = 9.0;
    let width = MEASURE - 2.0 * INSIDE;
    let promise = setter.paragraph(&[(Bold, t.fate), (Bold, " – "), (Bold, t.fate_promise)], FACT, width);
    let mut row = Block::default();
    let mut x = 0.0;
    for (text, line) in [(t.fate_destroyed, 92.0), (t.fate_returned, 0.0), (t.fate_pending, 0.0)] {
        let part = setter.part(Role::Paragraph);
        let block = stack(setter.lines(part, &[(Regular, text)], FACT, width)).at(x + 14.0);
        let side = 8.5;
        let y = (block.height - side) / 2.0;
        row.items.push(Item { x, y, width: side, height: side, ink: Ink::Outline(0.9), part: None });
        let end = block.items.iter().map(|item| item.x + item.width).fold(x, f32::max);
        row.height = row.height.max(block.height);
        if line > 0.0 {
            let y = block.height * 0.80;
            row.items.push(Item {
                x: end + 4.0,
                y,
                width: line,
                height: 0.5,
                ink: Ink::Fill(LINE),
                part: None,
            });
        }
        row.items.extend(block.items);
        x = end + line + 20.0;
    }
    let inside = stack(promise.into_iter().chain([row.after(4.0)]).collect());
    framed(inside, MEASURE, INSIDE, 0.9)
}

/// The law and the standard.
#[must_use]
pub fn legal(setter: &mut Setter, lang: Lang, result: Verdict, convention: Option<&str>) -> Vec<Block> {
    let t = lang.pick(&EN, &FR);
    let law = if result == Verdict::NotErased { t.legal_failed } else { t.legal };
    let law = law(convention);
    let mut blocks = vec![Block { keep: true, ..rule(MEASURE, 0.6, LINE) }];
    blocks.extend(after(3.5, setter.field(t.frame, &[(Regular, &law)], SMALL, LABEL, MEASURE)));
    if result != Verdict::NotErased {
        blocks.extend(after(1.5, setter.field("", &[(Regular, t.standard)], SMALL, LABEL, MEASURE)));
    }
    blocks
}

/// Operator, destination, program, station, signature.
#[must_use]
pub fn makers(setter: &mut Setter, lang: Lang, record: &ErasureRecord, lot: Option<&str>) -> Vec<Block> {
    let t = lang.pick(&EN, &FR);
    let (context, tool) = (&record.facts.context, &record.facts.tool);
    let operator = context.operator.as_deref().map(t.code);
    let tool = (t.tool_is)(&tool.name, &tool.version, &tool.build);
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
    blocks.extend(setter.field(t.tool, &[(Regular, &tool)], NOTE, LABEL, MEASURE));
    let station =
        [(Bold, record.station.name.as_str()), (Regular, " – "), (Regular, record.station.key.as_str())];
    blocks.extend(setter.field(t.station, &station, NOTE, LABEL, MEASURE));
    let standing = match lot {
        Some(lot) => (t.countersigned)(lot),
        None => t.provisional.to_owned(),
    };
    let seal = [(Regular, t.seal), (Regular, " "), (Bold, standing.as_str())];
    blocks.extend(setter.field(t.signature, &seal, NOTE, LABEL, MEASURE));
    blocks
}

/// How to verify, with and without gomme, and the eight words.
#[must_use]
pub fn verifying(
    setter: &mut Setter,
    lang: Lang,
    station: &str,
    words: Option<&[String; 8]>,
    width: f32,
) -> Vec<Block> {
    let t = lang.pick(&EN, &FR);
    let mut blocks = vec![heading(setter, t.verify, width)];
    blocks.extend(after(2.0, setter.paragraph(&[(Regular, t.verify_how)], SMALL, width)));
    let command = |setter: &mut Setter, how: &str, command: &str| {
        setter.paragraph(&[(Regular, how), (Regular, " "), (Bold, command)], SMALL, width)
    };
    blocks.extend(after(2.0, command(setter, t.verify_gomme, t.command_gomme)));
    blocks.extend(after(1.0, command(setter, t.verify_ssh, &(t.command_ssh)(station))));
    if let Some(words) = words {
        let label = format!("{} ({})", t.words, t.words_hint);
        blocks.extend(after(5.0, setter.paragraph(&[(Regular, &label)], SMALL.soft(), width)));
        for four in words.chunks(4) {
            blocks.extend(setter.paragraph(&[(Bold, &four.join("   "))], Style::new(11.0), width));
        }
    }
    blocks
}

/// A QR code with its quiet zone, which lies in the margin of its box.
#[must_use]
pub fn code(setter: &mut Setter, modules: &Modules, alt: &str) -> Block {
    let part = setter.part(Role::Figure(alt.to_owned()));
    // Not larger than it has to be: 1.5 points a module are read by any phone.
    let all = modules.side + 2 * qr::QUIET;
    let whole = f32::from(u16::try_from(all).unwrap_or(u16::MAX));
    let side = qr::SIDE_MAX.min(whole * 1.6);
    let quiet = side * 4.0 / whole;
    let x = qr::SIDE_MAX - side + quiet;
    let width = side - 2.0 * quiet;
    let item = Item { x, y: quiet, width, height: width, ink: Ink::Code(modules.clone()), part };
    Block { items: vec![item], height: side, gap: 0.0, keep: false }
}

/// Reads a bundle and lays it out, for those who measure.
///
/// # Errors
/// As [`pdf`].
pub fn measured(bundle: &Bundle, lang: Lang) -> Result<Paper, PaperError> {
    layout(&Fonts::new()?, &bundle.read()?, lang)
}
