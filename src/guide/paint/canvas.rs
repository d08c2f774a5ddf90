//! A buffer of pixels with letters and simple shapes: colours, paths, text. The letters are those of the papers.

use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform,
};

use crate::papers::font::{FILES, Face, Fonts};

/// A colour, as red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

/// The letters, once read.
pub struct Letters {
    fonts: Fonts,
    outlines: [rustybuzz::Face<'static>; 2],
}

impl Letters {
    /// Reads the faces of the papers; none when the program itself is damaged.
    #[must_use]
    pub fn new() -> Option<Letters> {
        let [regular, bold] = FILES.map(|file| rustybuzz::Face::from_slice(file, 0));
        Some(Letters { fonts: Fonts::new().ok()?, outlines: [regular?, bold?] })
    }

    /// How wide a text is at a size, in pixels.
    #[must_use]
    pub fn width(&self, face: Face, size: f32, text: &str) -> f32 {
        self.fonts.width(face, &self.fonts.showable(text)) * size
    }

    /// Breaks a text at spaces that may break, so that every line fits. A word that is wider than that is cut.
    #[must_use]
    pub fn fill(&self, face: Face, size: f32, text: &str, width: f32) -> Vec<String> {
        let mut out = vec![String::new()];
        let fits = |text: &str| self.width(face, size, text) <= width;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            // A word that is too wide by itself breaks at its hyphens, and, where it must, anywhere.
            let pieces: Vec<String> = match word {
                word if fits(word) => vec![word.to_owned()],
                word => word.split_inclusive('-').map(str::to_owned).collect(),
            };
            for (at, piece) in pieces.into_iter().enumerate() {
                let Some(line) = out.last_mut() else { break };
                let between = if at > 0 || line.is_empty() { "" } else { " " };
                let longer = format!("{line}{between}{piece}");
                if fits(&longer) {
                    *line = longer;
                    continue;
                }
                out.push(String::new());
                for c in piece.chars() {
                    if !out.last().is_some_and(|line| line.is_empty() || fits(&format!("{line}{c}"))) {
                        out.push(String::new());
                    }
                    if let Some(line) = out.last_mut() {
                        line.push(c);
                    }
                }
            }
        }
        out.retain(|line| !line.is_empty());
        out
    }
}

/// A buffer of pixels.
pub struct Canvas<'a> {
    letters: &'a Letters,
    pixels: Pixmap,
}

impl<'a> Canvas<'a> {
    /// Of a size in pixels, filled with a colour; none when it is empty or too large.
    #[must_use]
    pub fn new(letters: &'a Letters, width: u32, height: u32, ground: Ink) -> Option<Canvas<'a>> {
        let mut pixels = Pixmap::new(width, height)?;
        pixels.fill(color(ground));
        Some(Canvas { letters, pixels })
    }

    /// The letters that it writes with.
    #[must_use]
    pub fn letters(&self) -> &'a Letters {
        self.letters
    }

    /// Red, green and blue of every pixel, row by row.
    #[must_use]
    pub fn rgb(&self) -> Vec<u8> {
        self.pixels.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect()
    }

    /// A rectangle with round corners.
    pub fn box_(&mut self, [x, y, width, height]: [f32; 4], radius: f32, ink: Ink) {
        if let Some(path) = rounded(x, y, width, height, radius) {
            self.fill(&path, ink);
        }
    }

    /// The edge of a rectangle with round corners, inside it.
    pub fn frame(&mut self, [x, y, width, height]: [f32; 4], radius: f32, line: f32, ink: Ink) {
        let half = line / 2.0;
        if let Some(path) = rounded(x + half, y + half, width - line, height - line, radius) {
            self.stroke(&path, line, ink);
        }
    }

    /// A filled path.
    pub fn fill(&mut self, path: &Path, ink: Ink) {
        self.pixels.fill_path(path, &paint(ink), FillRule::Winding, Transform::identity(), None);
    }

    /// A line along a path, with round ends.
    pub fn stroke(&mut self, path: &Path, width: f32, ink: Ink) {
        let stroke =
            Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        self.pixels.stroke_path(path, &paint(ink), &stroke, Transform::identity(), None);
    }

    /// A whole-pixel rectangle without smoothing: the modules of a code.
    pub fn module(&mut self, [x, y, side]: [f32; 3], ink: Ink) {
        let mut paint = paint(ink);
        paint.anti_alias = false;
        if let Some(rect) = Rect::from_xywh(x, y, side, side) {
            self.pixels.fill_rect(rect, &paint, Transform::identity(), None);
        }
    }

    /// A text whose baseline begins at a point; gives where it ends.
    pub fn text(&mut self, face: Face, size: f32, [x, y]: [f32; 2], ink: Ink, text: &str) -> f32 {
        let letters = self.letters;
        let mut pen = x;
        let outlines = &letters.outlines[usize::from(face == Face::Bold)];
        let scale = size / f32::from(i16::try_from(outlines.units_per_em()).unwrap_or(1000).max(1));
        for glyph in letters.fonts.shape(face, &letters.fonts.showable(text)) {
            let mut pencil =
                Pencil { path: PathBuilder::new(), at: [pen + glyph.dx * size, y - glyph.dy * size], scale };
            let id = GlyphId(u16::try_from(glyph.id).unwrap_or(0));
            if outlines.outline_glyph(id, &mut pencil).is_some()
                && let Some(path) = pencil.path.finish()
            {
                self.fill(&path, ink);
            }
            pen += glyph.advance * size;
        }
        pen
    }
}

/// Draws a letter's outline where it belongs.
struct Pencil {
    path: PathBuilder,
    at: [f32; 2],
    scale: f32,
}

impl Pencil {
    fn to(&self, x: f32, y: f32) -> (f32, f32) {
        (self.at[0] + x * self.scale, self.at[1] - y * self.scale)
    }
}

impl OutlineBuilder for Pencil {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.to(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.to(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.to(x1, y1), self.to(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.to(x1, y1), self.to(x2, y2), self.to(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

/// A rectangle with round corners as a path.
#[must_use]
pub fn rounded(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Option<Path> {
    let r = radius.min(width / 2.0).min(height / 2.0).max(0.0);
    // A quarter of a circle by a cubic curve.
    let k = r * 0.447_715;
    let (right, bottom) = (x + width, y + height);
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.line_to(right - r, y);
    path.cubic_to(right - k, y, right, y + k, right, y + r);
    path.line_to(right, bottom - r);
    path.cubic_to(right, bottom - k, right - k, bottom, right - r, bottom);
    path.line_to(x + r, bottom);
    path.cubic_to(x + k, bottom, x, bottom - k, x, bottom - r);
    path.line_to(x, y + r);
    path.cubic_to(x, y + k, x + k, y, x + r, y);
    path.close();
    path.finish()
}

fn color(ink: Ink) -> Color {
    Color::from_rgba8(ink.0, ink.1, ink.2, 255)
}

fn paint(ink: Ink) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(color(ink));
    paint.anti_alias = true;
    paint
}
