//! A screen as pixels: large letters, one idea, colour with word and shape.
//!
//! Everything is measured in parts of the height, so that a small screen shows what a large one shows. A screen that would not fit is set
//! smaller, down to letters of 20 pixels on 800 by 600, and the tests see that each one fits.

use super::super::keys::Key;
use super::super::screen::{Choice, Entry, Line, Pictogram, Row, Screen, Shape, Tone, Weight};
use super::canvas::{Canvas, Ink, Letters};
use super::{cap, pictograms};
use crate::papers::font::Face;
use crate::papers::qr;
use crate::text::Lang;

const PAPER: Ink = Ink(0xFA, 0xF8, 0xF3);
const CARD: Ink = Ink(0xFF, 0xFF, 0xFF);
const EDGE: Ink = Ink(0xD5, 0xD2, 0xC8);
const TEXT: Ink = Ink(0x17, 0x20, 0x2B);
const QUIET: Ink = Ink(0x4E, 0x59, 0x66);
const BLUE: Ink = Ink(0x1B, 0x4B, 0x82);
const PALE_BLUE: Ink = Ink(0xE3, 0xEC, 0xF6);
const GREEN: Ink = Ink(0x15, 0x6F, 0x37);
const PALE_GREEN: Ink = Ink(0xE0, 0xF1, 0xE4);
const ORANGE: Ink = Ink(0xB4, 0x52, 0x00);
const PALE_ORANGE: Ink = Ink(0xFC, 0xEA, 0xD6);
const RED: Ink = Ink(0xAE, 0x1E, 0x1E);
const PALE_RED: Ink = Ink(0xF9, 0xE1, 0xDF);

/// Sizes that are tried, largest first: parts of the usual one.
const SCALES: [f32; 9] = [1.4, 1.3, 1.2, 1.1, 1.0, 0.95, 0.9, 0.86, 0.8334];
/// Letters of the text, in parts of the height: 24 pixels of 600.
const BODY: f32 = 0.04;
/// The least of all letters, in parts of the height: 20 pixels of 600.
pub const LEAST: f32 = 1.0 / 30.0;

fn ink(tone: Tone) -> Ink {
    match tone {
        Tone::Plain => BLUE,
        Tone::Good => GREEN,
        Tone::Care => ORANGE,
        Tone::Stop => RED,
    }
}

fn pale(tone: Tone) -> Ink {
    match tone {
        Tone::Plain => PALE_BLUE,
        Tone::Good => PALE_GREEN,
        Tone::Care => PALE_ORANGE,
        Tone::Stop => PALE_RED,
    }
}

/// A picture of a screen.
#[derive(Debug)]
pub struct Picture {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green and blue of every pixel, row by row.
    pub rgb: Vec<u8>,
    /// Whether all of it fits.
    pub fits: bool,
}

/// Paints; none when the size is none for a picture.
#[must_use]
pub fn paint(letters: &Letters, screen: &Screen, lang: Lang, width: u32, height: u32) -> Option<Picture> {
    let size = [f32::from(u16::try_from(width).ok()?), f32::from(u16::try_from(height).ok()?)];
    let measure = |scale: f32| {
        let page = Page { letters, canvas: None, lang, size, unit: size[1] / 600.0, scale, screen };
        page.set()
    };
    // Beside a square there is a narrow column.
    let usual = |scale: &f32| screen.qr.is_none() || *scale <= 1.0;
    let scale = SCALES.into_iter().filter(usual).find(|scale| measure(*scale).0);
    let page = Page {
        letters,
        canvas: Some(Canvas::new(letters, width, height, PAPER)?),
        lang,
        size,
        unit: size[1] / 600.0,
        scale: scale.unwrap_or(SCALES[SCALES.len() - 1]),
        screen,
    };
    let (_, canvas) = page.set();
    Some(Picture { width, height, rgb: canvas?.rgb(), fits: scale.is_some() })
}

/// A page being set: measured where there is no canvas.
struct Page<'a> {
    letters: &'a Letters,
    canvas: Option<Canvas<'a>>,
    lang: Lang,
    size: [f32; 2],
    /// A six-hundredth of the height.
    unit: f32,
    scale: f32,
    screen: &'a Screen,
}

/// A column that grows downwards.
#[derive(Clone, Copy)]
struct Column {
    x: f32,
    width: f32,
    y: f32,
}

impl<'a> Page<'a> {
    /// Sets everything; says whether it fits.
    fn set(mut self) -> (bool, Option<Canvas<'a>>) {
        let [width, height] = self.size;
        let margin = 36.0 * self.unit;
        let bottom = height - 14.0 * self.unit;
        let mut fits = true;
        if let Some(code) = &self.screen.qr {
            let top = 12.0 * self.unit;
            let side = (height - 2.0 * top).min(width * 0.64);
            self.code(&code.text, [top, (height - side) / 2.0, side]);
            let mut column = Column { x: top + side + 22.0 * self.unit, width: 0.0, y: 26.0 * self.unit };
            column.width = width - column.x - 18.0 * self.unit;
            let title = self.screen.title.clone();
            self.paragraph(&mut column, Face::Bold, 38.0 * self.unit, ink(self.screen.tone), &title);
            column.y += 12.0 * self.unit;
            for line in &code.shown {
                self.line(&mut column, line, 1.0);
            }
            let choices = self.screen.choices.clone();
            let mut foot = Column { y: 0.0, ..column };
            let canvas = self.canvas.take();
            choices.iter().for_each(|choice| self.listed(&mut foot, choice));
            self.canvas = canvas;
            foot.y = bottom - foot.y;
            fits &= column.y <= foot.y;
            choices.iter().for_each(|choice| self.listed(&mut foot, choice));
            return (fits, self.canvas);
        }
        self.head(margin);
        let mut y = 52.0 * self.unit;
        y = self.title(margin, y);
        let (listed, below) = self.split();
        let foot = self.foot(&below, margin, width - 2.0 * margin, bottom);
        let mut column = Column { x: margin, width: width - 2.0 * margin, y };
        // A long list says enough.
        let has_room = self.screen.rows.len() < 2 && listed.len() < 5 && self.screen.lines.len() < 5;
        if let Some(picture) = self.screen.pictogram.filter(|_| has_room) {
            let side = (170.0 * self.unit * self.scale.min(1.2)).min(width * 0.25);
            self.pictogram(picture, [width - margin - side, y, side]);
            column.width -= side + 28.0 * self.unit;
            fits &= y + side <= foot;
        }
        // Letters in very long lines are hard to read.
        column.width = column.width.min(1000.0 * self.unit);
        self.body(&mut column, &listed);
        fits &= column.y <= foot;
        (fits, self.canvas)
    }

    fn body(&mut self, column: &mut Column, listed: &[Choice]) {
        let screen = self.screen;
        let gap = 10.0 * self.unit * self.scale;
        // Where a drive is to be confirmed it comes first, with its code; what came of drives comes after the shelf.
        let rows_first = screen.entry.is_some() || screen.step.is_some();
        if rows_first {
            self.rows(column);
        }
        for line in &screen.lines {
            self.line(column, line, 1.0);
        }
        if !rows_first && !screen.rows.is_empty() {
            column.y += gap;
            self.rows(column);
        }
        if let Some(entry) = &screen.entry {
            column.y += gap;
            self.entry(column, entry);
        }
        if !listed.is_empty() {
            column.y += gap / 2.0;
            for choice in listed {
                self.listed(column, choice);
            }
        }
    }

    fn body_size(&self) -> f32 {
        BODY * 600.0 * self.unit * self.scale
    }

    fn least(&self) -> f32 {
        LEAST * 600.0 * self.unit
    }

    /// Letters that may be read: never below the least.
    fn small(&self) -> f32 {
        (self.body_size() * 0.86).max(self.least())
    }

    fn text(&mut self, face: Face, size: f32, at: [f32; 2], ink: Ink, text: &str) {
        if let Some(canvas) = &mut self.canvas {
            canvas.text(face, size, at, ink, text);
        }
    }

    fn box_(&mut self, place: [f32; 4], radius: f32, ink: Ink) {
        if let Some(canvas) = &mut self.canvas {
            canvas.box_(place, radius, ink);
        }
    }

    fn frame(&mut self, place: [f32; 4], radius: f32, line: f32, ink: Ink) {
        if let Some(canvas) = &mut self.canvas {
            canvas.frame(place, radius, line, ink);
        }
    }

    fn shape(&mut self, shape: Shape, place: [f32; 3], ink: Ink) {
        if let Some(canvas) = &mut self.canvas {
            pictograms::shape(canvas, shape, place, ink);
        }
    }

    /// A text broken into lines, which moves the column down.
    fn paragraph(&mut self, column: &mut Column, face: Face, size: f32, ink: Ink, text: &str) {
        for line in self.letters.fill(face, size, text, column.width) {
            self.text(face, size, [column.x, column.y + size * 0.86], ink, &line);
            column.y += size * 1.22;
        }
    }

    /// Whose workshop, which step, what time.
    fn head(&mut self, margin: f32) {
        let (size, unit, width) = (self.least(), self.unit, self.size[0]);
        let base = 31.0 * unit;
        let time = self.screen.time.clone();
        let time_width = self.letters.width(Face::Bold, size, &time);
        self.text(Face::Bold, size, [width - margin - time_width, base], QUIET, &time);
        let mut left = width - margin - time_width - 24.0 * unit;
        if let Some((at, of)) = self.screen.step {
            let side = 11.0 * unit;
            left -= f32::from(of) * side * 1.7;
            for n in 1..=of {
                let ink = if n <= at { BLUE } else { EDGE };
                let x = left + f32::from(n - 1) * side * 1.7;
                self.shape(Shape::Circle, [x, base - side + 1.5 * unit, side], ink);
            }
        }
        let place = self.screen.place.clone();
        let fits = self.letters.fill(Face::Regular, size, &place, left - margin - 20.0 * unit);
        if let Some(line) = fits.first() {
            self.text(Face::Regular, size, [margin, base], QUIET, line);
        }
    }

    /// The title: letters on the ground, or a band in the colour of its meaning. Gives where the body begins.
    fn title(&mut self, margin: f32, y: f32) -> f32 {
        let (unit, width, tone) = (self.unit, self.size[0], self.screen.tone);
        let size = 44.0 * unit * self.scale.min(1.0);
        let title = self.screen.title.clone();
        let Some(shape) = tone.shape() else {
            let mut column = Column { x: margin, width: width - 2.0 * margin, y: y + 8.0 * unit };
            self.paragraph(&mut column, Face::Bold, size, TEXT, &title);
            return column.y + 12.0 * unit;
        };
        let side = size * 1.1;
        let indent = margin + side + 22.0 * unit;
        let lines = self.letters.fill(Face::Bold, size, &title, width - indent - margin);
        let lines_high = size * 1.18 * f32::from(u8::try_from(lines.len()).unwrap_or(1));
        let height = lines_high + 30.0 * unit;
        self.box_([0.0, y, width, height], 0.0, ink(tone));
        self.shape(shape, [margin, y + (height - side) / 2.0, side], CARD);
        for (n, line) in (0u8..).zip(&lines) {
            let base = y + 15.0 * unit + size * 0.9 + f32::from(n) * size * 1.18;
            self.text(Face::Bold, size, [indent, base], CARD, line);
        }
        y + height + 20.0 * unit
    }

    fn pictogram(&mut self, picture: Pictogram, [x, y, side]: [f32; 3]) {
        let tone = self.screen.tone;
        self.box_([x, y, side, side], side * 0.12, pale(tone));
        if let Some(canvas) = &mut self.canvas {
            let inner = side * 0.14;
            pictograms::draw(
                canvas,
                picture,
                [x + inner, y + inner, side - 2.0 * inner],
                ink(tone),
                pale(tone),
            );
        }
    }

    fn line(&mut self, column: &mut Column, line: &Line, much: f32) {
        let body = self.body_size() * much;
        let (face, size, color) = match line.weight {
            Weight::Strong => (Face::Bold, body * 1.12, TEXT),
            Weight::Plain => (Face::Regular, body * 1.06, TEXT),
            Weight::Quiet => (Face::Regular, self.small(), QUIET),
        };
        let (mut inner, color) = match line.tone.shape() {
            None => (*column, color),
            Some(shape) => {
                let side = size * 0.72;
                self.shape(shape, [column.x, column.y + size * 0.24, side], ink(line.tone));
                let indent = side + 14.0 * self.unit;
                let inner = Column { x: column.x + indent, width: column.width - indent, y: column.y };
                (inner, if line.weight == Weight::Strong { ink(line.tone) } else { TEXT })
            }
        };
        self.paragraph(&mut inner, face, size, color, &line.text);
        column.y = inner.y + 9.0 * self.unit * self.scale;
    }

    fn rows(&mut self, column: &mut Column) {
        for row in &self.screen.rows {
            self.row(column, row);
        }
        if !self.screen.rows.is_empty() {
            column.y += 6.0 * self.unit * self.scale;
        }
    }

    fn row(&mut self, column: &mut Column, row: &Row) {
        let (unit, body) = (self.unit, self.body_size());
        let pad = 12.0 * unit * self.scale;
        let top = column.y;
        let side = body * 0.95;
        let mut x = column.x + pad + 8.0 * unit;
        let digit_x = x;
        if row.digit.is_some() {
            x += body * 1.9;
        }
        let shape_x = x;
        x += side + pad;
        let code_size = body * 1.7;
        let code_width =
            row.code.as_ref().map_or(0.0, |code| self.letters.width(Face::Bold, code_size, code) + 2.0 * pad);
        let right = column.x + column.width - pad - if row.code.is_some() { code_width + pad } else { 0.0 };
        // Measured first: the card lies below its text.
        let (face, small) = (Face::Bold, self.small());
        let name = self.letters.fill(face, small * 1.05, &row.name, right - x);
        let fate = self.letters.fill(face, small, &row.fate, right - x);
        let count = |lines: &[String]| f32::from(u8::try_from(lines.len()).unwrap_or(u8::MAX));
        let mut height = 2.0 * pad + count(&name) * small * 1.26 + count(&fate) * small * 1.2;
        let bar = row.permille.map(|_| body * 0.8);
        height += bar.map_or(0.0, |bar| bar + 10.0 * unit);
        height = height.max(if row.code.is_some() { code_size + 3.2 * pad } else { 0.0 });
        self.box_([column.x, top, column.width, height], 10.0 * unit, CARD);
        self.frame([column.x, top, column.width, height], 10.0 * unit, 1.5 * unit, EDGE);
        self.box_(
            [column.x, top, 8.0 * unit, height],
            4.0 * unit,
            if row.tone == Tone::Plain { BLUE } else { ink(row.tone) },
        );
        if let Some(digit) = row.digit {
            self.cap(&digit.to_string(), Key::Digit(digit), [digit_x, top + pad, body * 1.45], false);
        }
        if let Some(shape) = row.tone.shape() {
            self.shape(shape, [shape_x, top + pad + small * 0.12, side], ink(row.tone));
        } else {
            self.shape(Shape::Circle, [shape_x + side * 0.2, top + pad + small * 0.3, side * 0.6], BLUE);
        }
        let mut inner = Column { x, width: right - x, y: top + pad };
        for line in &name {
            self.text(face, small * 1.05, [x, inner.y + small * 0.9], TEXT, line);
            inner.y += small * 1.26;
        }
        let color = if row.tone == Tone::Plain { QUIET } else { ink(row.tone) };
        for line in &fate {
            self.text(face, small, [x, inner.y + small * 0.86], color, line);
            inner.y += small * 1.2;
        }
        if let (Some(permille), Some(bar)) = (row.permille, bar) {
            let y = inner.y + 6.0 * unit;
            let percent = format!("{}\u{202f}%", permille.min(1000) / 10);
            let room = self.letters.width(Face::Bold, small, "100\u{202f}%") + pad;
            let width = right - x - room;
            self.box_([x, y, width, bar], bar / 2.0, PALE_BLUE);
            let done = width * f32::from(permille.min(1000)) / 1000.0;
            if done >= 1.0 {
                self.box_([x, y, done.max(bar), bar], bar / 2.0, BLUE);
            }
            self.text(Face::Bold, small, [x + width + pad, y + bar * 0.84], TEXT, &percent);
        }
        if let Some(code) = &row.code {
            let place = [right + pad, top + (height - code_size * 1.5) / 2.0, code_width, code_size * 1.5];
            self.box_(place, 8.0 * unit, RED);
            let base = place[1] + code_size * 1.1;
            self.text(Face::Bold, code_size, [place[0] + pad, base], CARD, code);
        }
        column.y = top + height + 10.0 * unit * self.scale;
    }

    /// A place for digits: one box a digit where their number is fixed.
    fn entry(&mut self, column: &mut Column, entry: &Entry) {
        let (unit, body) = (self.unit, self.body_size());
        let size = body * 1.7;
        let label = self.small();
        self.text(Face::Bold, label, [column.x, column.y + label * 0.86], QUIET, &entry.label);
        column.y += label * 1.3;
        let height = size * 1.5;
        match entry.digits {
            Some(digits) if digits <= 10 => {
                let side = (size * 1.06)
                    .min(column.width / f32::from(u8::try_from(digits).unwrap_or(1)) - 8.0 * unit);
                let mut typed = entry.typed.chars();
                for n in 0..u8::try_from(digits).unwrap_or(0) {
                    let x = column.x + f32::from(n) * (side + 8.0 * unit);
                    let next = typed.next();
                    let place = [x, column.y, side, height];
                    self.box_(place, 8.0 * unit, CARD);
                    let is_next = usize::from(n) == entry.typed.chars().count();
                    let edge = if is_next { BLUE } else { EDGE };
                    self.frame(place, 8.0 * unit, if is_next { 4.0 } else { 2.0 } * unit, edge);
                    if let Some(digit) = next {
                        let digit = digit.to_string();
                        let wide = self.letters.width(Face::Bold, size, &digit);
                        let at = [x + (side - wide) / 2.0, column.y + height * 0.74];
                        self.text(Face::Bold, size, at, TEXT, &digit);
                    }
                }
            }
            _ => {
                let place = [column.x, column.y, column.width.min(420.0 * unit), height];
                self.box_(place, 8.0 * unit, CARD);
                self.frame(place, 8.0 * unit, 3.0 * unit, BLUE);
                let pad = 16.0 * unit;
                let end = column.x + pad + self.letters.width(Face::Bold, size, &entry.typed);
                let typed = entry.typed.clone();
                if typed.starts_with('●') {
                    for n in 0..u8::try_from(typed.chars().count()).unwrap_or(0) {
                        let x = column.x + pad + f32::from(n) * size * 0.6;
                        self.shape(Shape::Circle, [x, column.y + height * 0.36, size * 0.36], TEXT);
                    }
                } else {
                    self.text(Face::Bold, size, [column.x + pad, column.y + height * 0.74], TEXT, &typed);
                    self.box_(
                        [end + 3.0 * unit, column.y + height * 0.2, 3.0 * unit, height * 0.6],
                        1.0,
                        BLUE,
                    );
                }
            }
        }
        column.y += height + 8.0 * unit;
    }

    /// Choices that make a list, and those that stand at the foot.
    fn split(&self) -> (Vec<Choice>, Vec<Choice>) {
        let is_digit = |choice: &&Choice| matches!(choice.key, Key::Digit(_));
        let digits = self.screen.choices.iter().filter(is_digit).count();
        let wide = |choice: &Choice| choice.text.chars().count() > 24;
        let long = digits > 2 || self.screen.choices.iter().filter(is_digit).any(wide);
        let (listed, below) =
            self.screen.choices.iter().cloned().partition(|choice| long && is_digit(&choice));
        (listed, below)
    }

    fn listed(&mut self, column: &mut Column, choice: &Choice) {
        let (unit, body) = (self.unit, self.body_size());
        let side = body * 1.5;
        let word = cap(choice.key, self.lang);
        let is_first = choice.key == Key::Enter;
        let place = [column.x, column.y, side];
        let indent = self.cap(&word, choice.key, place, is_first) + 18.0 * unit;
        let face = if is_first { Face::Bold } else { Face::Regular };
        let lines = self.letters.fill(face, body, &choice.text, column.width - indent);
        let mut base = column.y + side * 0.5 + body * 0.34;
        for line in &lines {
            self.text(face, body, [column.x + indent, base], TEXT, line);
            base += body * 1.2;
        }
        let more = f32::from(u8::try_from(lines.len().saturating_sub(1)).unwrap_or(0));
        column.y += side + more * body * 1.2 + 8.0 * unit * self.scale;
    }

    /// A key's cap as high as `side`, wider where its word is.
    fn cap(&mut self, word: &str, key: Key, [x, y, side]: [f32; 3], filled: bool) -> f32 {
        let unit = self.unit;
        let size = (side * 0.58).max(self.least().min(side * 0.7));
        let wide = if key == Key::Back { size } else { self.letters.width(Face::Bold, size, word) };
        let width = (wide + side * 0.5).max(side);
        let radius = side * 0.2;
        let (ground, ink_) = if filled { (ink(self.screen.tone), CARD) } else { (CARD, TEXT) };
        self.box_([x, y + 3.0 * unit, width, side], radius, EDGE);
        self.box_([x, y, width, side], radius, ground);
        if !filled {
            self.frame([x, y, width, side], radius, 2.0 * unit, QUIET);
        }
        if key == Key::Back {
            if let Some(canvas) = &mut self.canvas {
                pictograms::arrow(canvas, [x + (width - size) / 2.0, y + (side - size) / 2.0, size], ink_);
            }
        } else {
            self.text(Face::Bold, size, [x + (width - wide) / 2.0, y + side * 0.5 + size * 0.35], ink_, word);
        }
        width
    }

    /// What may be pressed, along the foot; gives its upper edge.
    fn foot(&mut self, choices: &[Choice], x: f32, width: f32, bottom: f32) -> f32 {
        let (unit, size) = (self.unit, self.least());
        let (side, gap) = (38.0 * unit, 26.0 * unit);
        let cap_width = |page: &Page<'_>, choice: &Choice| {
            let cap_size = (side * 0.58).max(page.least().min(side * 0.7));
            let word = cap(choice.key, page.lang);
            let wide = if choice.key == Key::Back {
                cap_size
            } else {
                page.letters.width(Face::Bold, cap_size, &word)
            };
            (wide + side * 0.5).max(side)
        };
        let face = |choice: &Choice| if choice.key == Key::Enter { Face::Bold } else { Face::Regular };
        // Broken into rows by their widths.
        let mut rows: Vec<Vec<(Choice, f32)>> = vec![vec![]];
        let mut used = 0.0;
        for choice in choices {
            let wide =
                cap_width(self, choice) + 10.0 * unit + self.letters.width(face(choice), size, &choice.text);
            if used > 0.0 && used + wide > width {
                rows.push(vec![]);
                used = 0.0;
            }
            used += wide + gap;
            if let Some(row) = rows.last_mut() {
                row.push((choice.clone(), wide));
            }
        }
        rows.retain(|row| !row.is_empty());
        if rows.is_empty() {
            return bottom;
        }
        let high = side + 12.0 * unit;
        let top = bottom - high * f32::from(u8::try_from(rows.len()).unwrap_or(1));
        if self.screen.qr.is_none() {
            self.box_([x, top - 9.0 * unit, width, 1.5 * unit], 0.0, EDGE);
        }
        for (n, row) in (0u8..).zip(&rows) {
            let y = top + f32::from(n) * high + 6.0 * unit;
            let mut at = x;
            for (choice, wide) in row {
                let word = cap(choice.key, self.lang);
                let cap = self.cap(&word, choice.key, [at, y, side], choice.key == Key::Enter);
                let base = y + side * 0.5 + size * 0.35;
                self.text(face(choice), size, [at + cap + 10.0 * unit, base], TEXT, &choice.text);
                at += wide + gap;
            }
        }
        top - 12.0 * unit
    }

    /// A QR code on white, with its quiet zone, in whole pixels.
    fn code(&mut self, text: &str, [x, y, side]: [f32; 3]) {
        let Ok(modules) = qr::modules(text) else { return };
        let Some(canvas) = &mut self.canvas else { return };
        canvas.box_([x, y, side, side], 6.0 * self.unit, CARD);
        let count = f32::from(u16::try_from(modules.side + 2 * qr::QUIET).unwrap_or(u16::MAX));
        let module = (side / count).floor().max(1.0);
        let quiet = f32::from(u8::try_from(qr::QUIET).unwrap_or(4));
        let inner = ((side - module * (count - 2.0 * quiet)) / 2.0).floor();
        for (at, _) in modules.dark.iter().enumerate().filter(|(_, dark)| **dark) {
            let (row, column) = (at / modules.side, at % modules.side);
            let place = |n: usize| f32::from(u16::try_from(n).unwrap_or(0)) * module + inner;
            canvas.module([x.floor() + place(column), y.floor() + place(row), module], Ink(0, 0, 0));
        }
    }
}
