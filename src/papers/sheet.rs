//! What papers of all kinds share: head, parties, result, how to verify, attachments.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::draw::Attachment;
use super::drive::{COLUMN, FACT, LABEL, NOTE, heading, or};
use super::flow::{Block, Run, Running, Setter, Style, after, beside, footer, framed, rule, stack};
use super::font::Face::{Bold, Regular};
use super::font::Fonts;
use super::page::{BLACK, Ink, Item, LINE, MEASURE, Modules, Paper, Role, Sign};
use super::{Bundle, PaperError, Read, qr, when};
use crate::attest::{LOT_NAMESPACE, NAMESPACE};
use crate::event::{Context, Machine, Tool};
use crate::record::common::SignedTime;
use crate::record::lot::Zone;
use crate::record::{ClockSource, Station};
use crate::text::paper::{self, EN, FR};
use crate::text::{Lang, make, slip, statement};

/// Small print.
pub const SMALL: Style = Style::new(8.2);
/// The sizes that are tried, so that a page of one drive stays one page. Below the last the text goes on on a second page.
pub const SCALES: [f32; 4] = [1.06, 1.0, 0.96, 0.92];

/// Lays a page out: as large as it can be on one page, on more pages where it cannot.
///
/// # Errors
/// What laying out gives.
pub fn fitted(at: impl Fn(f32) -> Result<Paper, PaperError>) -> Result<Paper, PaperError> {
    let mut largest = None;
    for scale in SCALES {
        let paper = at(scale)?;
        if paper.pages.len() == 1 {
            return Ok(paper);
        }
        // Where two pages are needed anyway, they are set at the plain size.
        if scale == 1.0 {
            largest = Some(paper);
        }
    }
    largest.map_or_else(|| at(1.0), Ok)
}

/// The files of a document as attachments, below a folder's name. `record` says what the first of them is.
#[must_use]
pub fn attachments<'a>(
    t: &paper::Paper,
    record: &str,
    bundle: &Bundle<'a>,
    folder: &str,
) -> Vec<Attachment<'a>> {
    let file = |name: &str, mime, about: &str, is_source, bytes| Attachment {
        name: format!("{folder}{name}"),
        mime,
        about: about.to_owned(),
        is_source,
        bytes,
    };
    let (json, text) = ("application/json", "text/plain");
    let mut files = vec![
        file("attestation.json", json, record, true, bundle.attestation),
        file("attestation.json.sig", text, t.file_signature, false, bundle.signature),
    ];
    files.extend(bundle.qr.map(|qr| file("attestation.qr", text, t.file_code, false, qr.as_bytes())));
    if let Some(lot) = &bundle.lot {
        files.push(file("lot.json", json, t.file_lot, false, lot.lot));
        files.push(file("lot.json.sig", text, t.file_lot_signature, false, lot.signature));
    }
    files
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

/// The donor, in the left column.
#[must_use]
pub fn donor(
    setter: &mut Setter,
    lang: Lang,
    donor: Option<&str>,
    convention: Option<&str>,
    handover: Option<&str>,
) -> Vec<Block> {
    let t = lang.pick(&EN, &FR);
    let width = COLUMN - 14.0;
    let donor = donor.map_or((Regular, t.not_given), |donor| (Bold, donor));
    let mut blocks = vec![heading(setter, t.donor_heading, width)];
    blocks.extend(after(2.0, setter.field(t.donor, &[donor], FACT, LABEL, width)));
    blocks.extend(setter.field(t.convention, &[or(convention, t.not_given)], FACT, LABEL, width));
    blocks.extend(setter.field(t.handover, &[or(handover, t.not_given)], FACT, LABEL, width));
    blocks
}

/// The donor on the left, the machine on the right.
#[must_use]
pub fn parties(setter: &mut Setter, lang: Lang, context: &Context, machine: &Machine) -> Vec<Block> {
    let t = lang.pick(&EN, &FR);
    let left = donor(
        setter,
        lang,
        context.donor.as_deref(),
        context.convention.as_deref(),
        context.handover.as_deref(),
    );
    let right_width = MEASURE - COLUMN;
    let make = make::name(machine.vendor.as_deref(), machine.product.as_deref())
        .unwrap_or_else(|| t.unknown.to_owned());
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
pub fn result(setter: &mut Setter, sign: Sign, words: &str, aside: &[String], lang: Lang) -> Block {
    let t = lang.pick(&EN, &FR);
    const SIGN: f32 = 19.0;
    const INSIDE: f32 = 10.0;
    let width = MEASURE - 2.0 * INSIDE;
    let part = setter.part(Role::Figure((t.alt_sign)(words)));
    let shape = Item { x: 0.0, y: 1.5, width: SIGN, height: SIGN, ink: Ink::Sign(sign), part };
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
    let inside = Block { items, height, ..Block::default() };
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

/// Whose signature is to be verified.
pub struct Signer<'a> {
    /// Its name: the principal in the trust set.
    pub name: &'a str,
    /// What its signature is for.
    pub namespace: &'a str,
    /// The eight words of the trust set that it held.
    pub words: Option<&'a [String; 8]>,
    /// What is said where the document names no trust set.
    pub otherwise: Option<&'a str>,
}

/// How to verify, with and without gomme, and the eight words.
#[must_use]
pub fn verifying(setter: &mut Setter, lang: Lang, signer: &Signer, width: f32) -> Vec<Block> {
    let t = lang.pick(&EN, &FR);
    let mut blocks = vec![heading(setter, t.verify, width)];
    blocks.extend(after(2.0, setter.paragraph(&[(Regular, t.verify_how)], SMALL, width)));
    let command = |setter: &mut Setter, how: &str, command: &str| {
        setter.paragraph(&[(Regular, how), (Regular, " "), (Bold, command)], SMALL, width)
    };
    let ssh = (t.command_ssh)(signer.name, signer.namespace);
    blocks.extend(after(2.0, command(setter, t.verify_gomme, t.command_gomme)));
    blocks.extend(after(1.0, command(setter, t.verify_ssh, &ssh)));
    if let Some(words) = signer.words {
        let label = format!("{} ({})", t.words, t.words_hint);
        blocks.extend(after(5.0, setter.paragraph(&[(Regular, &label)], SMALL.soft(), width)));
        for four in words.chunks(4) {
            blocks.extend(setter.paragraph(&[(Bold, &four.join("   "))], Style::new(11.0), width));
        }
    } else if let Some(otherwise) = signer.otherwise {
        blocks.extend(after(5.0, setter.paragraph(&[(Regular, otherwise)], SMALL, width)));
    }
    blocks
}

/// The same, with the QR code on its right where there is one.
#[must_use]
pub fn verifying_beside(
    setter: &mut Setter,
    lang: Lang,
    signer: &Signer,
    modules: Option<&Modules>,
) -> Block {
    let room = if modules.is_some() { qr::SIDE_MAX + 12.0 } else { 0.0 };
    let text = stack(verifying(setter, lang, signer, MEASURE - room));
    match modules {
        Some(modules) => {
            let code = code(setter, modules, lang.pick(&EN, &FR).alt_code);
            stack(beside(vec![text], vec![code], MEASURE - qr::SIDE_MAX))
        }
        None => text,
    }
}

/// Program, signer and its key, what the signature is worth.
#[must_use]
pub fn makers(
    setter: &mut Setter,
    lang: Lang,
    tool: &Tool,
    signer: [&str; 3],
    standing: Option<&str>,
) -> Vec<Block> {
    let t = lang.pick(&EN, &FR);
    let tool = (t.tool_is)(&tool.name, &tool.version, &tool.build);
    let [label, name, key] = signer;
    let signer = [(Bold, name), (Regular, " – "), (Regular, key)];
    let mut seal = vec![(Regular, t.seal)];
    seal.extend(standing.into_iter().flat_map(|standing| [(Regular, " "), (Bold, standing)]));
    [
        setter.field(t.tool, &[(Regular, &tool)], NOTE, LABEL, MEASURE),
        setter.field(label, &signer, NOTE, LABEL, MEASURE),
        setter.field(t.signature, &seal, NOTE, LABEL, MEASURE),
    ]
    .concat()
}

/// Whether a zone approved a document of a station: a word, and a sentence.
pub struct Standing {
    /// The word.
    pub word: &'static str,
    /// The sentence.
    pub sentence: String,
}

/// How a statement stands, by the lot in which a zone approved it.
#[must_use]
pub fn standing(lang: Lang, lot: Option<&str>) -> Standing {
    let t = lang.pick(&statement::EN, &statement::FR);
    match lot {
        Some(lot) => Standing { word: t.countersigned_word, sentence: (t.countersigned)(lot) },
        None => Standing { word: t.provisional_word, sentence: t.provisional.to_owned() },
    }
}

/// When a station signed, and what its clock is worth.
#[must_use]
pub fn signed_on(lang: Lang, zone: &TimeZone, time: SignedTime) -> String {
    let p = lang.pick(&EN, &FR);
    let clock = match time.clock {
        ClockSource::System => p.clock,
        ClockSource::SystemBehind => p.clock_behind,
        ClockSource::Operator => p.clock_by_hand,
    };
    moment(lang, zone, time.signed_at) + " " + clock
}

/// A moment in legal time and in UTC.
#[must_use]
pub fn moment(lang: Lang, zone: &TimeZone, at: Timestamp) -> String {
    let t = lang.pick(&statement::EN, &statement::FR);
    let local = when::local(zone, at);
    (t.signed_at)(&when::date(lang, local), &when::clock(lang, local), &when::utc(at))
}

/// What ends a station's statement: program, station, signature, and how to verify it.
#[must_use]
pub fn statement_end<R>(
    setter: &mut Setter,
    lang: Lang,
    read: &Read<R>,
    tool: &Tool,
    station: &Station,
    standing: &str,
    code: Option<&Modules>,
) -> Vec<Block> {
    let p = lang.pick(&EN, &FR);
    let mut blocks = makers(setter, lang, tool, [p.station, &station.name, &station.key], Some(standing));
    let signer = Signer {
        name: &station.name,
        namespace: NAMESPACE,
        words: read.words.as_ref(),
        otherwise: Some(p.no_words),
    };
    let how = verifying_beside(setter, lang, &signer, code);
    blocks.push(how.after(7.0 * setter.scale));
    blocks
}

/// When a zone signed, and what its clock is worth.
#[must_use]
pub fn zone_signed_on(lang: Lang, zone: &TimeZone, time: SignedTime) -> String {
    let t = lang.pick(&slip::EN, &slip::FR);
    let clock = if time.clock == ClockSource::SystemBehind { t.clock_behind } else { t.clock };
    moment(lang, zone, time.signed_at) + " " + clock
}

/// What ends what a zone says: when it signed, program, zone, signature, and how to verify it.
#[must_use]
pub fn zone_end(setter: &mut Setter, lang: Lang, tool: &Tool, zone: &Zone, signed: &str) -> Block {
    let (p, t) = (lang.pick(&EN, &FR), lang.pick(&statement::EN, &statement::FR));
    let mut blocks = vec![rule(MEASURE, 0.6, LINE)];
    blocks.extend(after(3.5, setter.field(t.signed, &[(Regular, signed)], NOTE, LABEL, MEASURE)));
    blocks.extend(makers(setter, lang, tool, [p.zone, &zone.name, &zone.key], None));
    let signer =
        Signer { name: &zone.name, namespace: LOT_NAMESPACE, words: None, otherwise: Some(p.no_words) };
    blocks.extend(after(6.0, verifying(setter, lang, &signer, MEASURE)));
    stack(blocks).after(8.0)
}

/// The legal frame, below a hairline.
#[must_use]
pub fn frame(setter: &mut Setter, lang: Lang, law: &str) -> Vec<Block> {
    let t = lang.pick(&EN, &FR);
    let mut blocks = vec![Block { keep: true, ..rule(MEASURE, 0.6, LINE) }];
    blocks.extend(after(3.5, setter.field(t.frame, &[(Regular, law)], SMALL, LABEL, MEASURE)));
    blocks
}

/// What stands at head and foot of each page of a paper.
pub struct Heads<'a> {
    /// The faces.
    pub fonts: &'a Fonts,
    /// Its language.
    pub lang: Lang,
    /// Title and number.
    pub what: String,
    /// What is attached.
    pub attached: &'a str,
    /// The heads of its tables, for the pages that they go on on.
    pub tables: Vec<Block>,
}

impl Running for Heads<'_> {
    fn head(&self, _: usize, _: usize) -> Block {
        running_head(self.fonts, &(self.lang.pick(&EN, &FR).continued)(&self.what))
    }

    fn foot(&self, page: usize, pages: usize) -> Block {
        footer(self.fonts, self.attached, &(self.lang.pick(&EN, &FR).page)(page, pages))
    }

    fn table(&self, table: usize) -> Option<Block> {
        self.tables.get(table).cloned()
    }
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
    Block { items: vec![item], height: side, ..Block::default() }
}
