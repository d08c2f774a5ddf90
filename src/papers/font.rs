//! The two faces of the papers, and how wide a text is in them.
//!
//! Atkinson Hyperlegible Next was drawn for readers with weak eyes: 0 and O, 1 and l and I differ, which serial numbers need.
//! Figures are tabular. What the face cannot show is written as its code point, so that nothing is lost or left blank.

use std::fmt::Write;
use std::ops::Range;

use rustybuzz::ttf_parser::Tag;
use rustybuzz::{Direction, Feature, UnicodeBuffer};

use super::PaperError;

/// The files, for whoever embeds them.
pub const FILES: [&[u8]; 2] = [
    include_bytes!("fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
    include_bytes!("fonts/AtkinsonHyperlegibleNext-Bold.ttf"),
];

/// Design units in an em of both.
const EM: f32 = 1000.0;
/// Above the baseline: the accent of a capital, in ems.
pub const ASCENT: f32 = 0.86;
/// Below the baseline: the tail of a g, in ems.
pub const DESCENT: f32 = 0.24;

/// Width of a narrow space, in ems: the face's thin space is too thin to be seen between groups of digits.
const NARROW: f32 = 0.2;

/// A face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Weight 400.
    Regular,
    /// Weight 700.
    Bold,
}

/// A glyph in its place: numbers in ems.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// Number in the face.
    pub id: u32,
    /// How far the pen goes on.
    pub advance: f32,
    /// Shift to the right.
    pub dx: f32,
    /// Shift upwards.
    pub dy: f32,
    /// The bytes of the text that it stands for.
    pub range: Range<usize>,
}

/// Both faces, ready to measure.
pub struct Fonts {
    faces: [rustybuzz::Face<'static>; 2],
    features: [Feature; 1],
}

impl Fonts {
    /// Reads both.
    ///
    /// # Errors
    /// [`PaperError::Font`], which means that the program itself is damaged.
    pub fn new() -> Result<Fonts, PaperError> {
        let [regular, bold] = FILES.map(|file| rustybuzz::Face::from_slice(file, 0));
        let faces = [regular.ok_or(PaperError::Font)?, bold.ok_or(PaperError::Font)?];
        Ok(Fonts { faces, features: [Feature::new(Tag::from_bytes(b"tnum"), 1, ..)] })
    }

    fn face(&self, face: Face) -> &rustybuzz::Face<'static> {
        &self.faces[usize::from(face == Face::Bold)]
    }

    /// The text as it can be shown: what the faces lack becomes `[U+4E2D]`.
    #[must_use]
    pub fn showable(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                // A narrow space is drawn as a thin one; a hyphen that must not break as a hyphen.
                '\u{202f}' => shown.push(c),
                '\u{2009}' => shown.push('\u{202f}'),
                '\u{2010}' | '\u{2011}' => shown.push('-'),
                c if self.faces.iter().all(|face| face.glyph_index(c).is_some_and(|id| id.0 != 0)) => {
                    shown.push(c);
                }
                c => {
                    let _ = write!(shown, "[U+{:04X}]", u32::from(c)); // writing to a string does not fail
                }
            }
        }
        shown
    }

    /// The glyphs of a text that [`showable`](Self::showable) gave.
    #[must_use]
    pub fn shape(&self, face: Face, text: &str) -> Vec<Glyph> {
        let mut buffer = UnicodeBuffer::new();
        // The thin space is as many bytes long as the narrow one, so that ranges hold for both.
        buffer.push_str(&text.replace('\u{202f}', "\u{2009}"));
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let shaped = rustybuzz::shape(self.face(face), &self.features, buffer);
        let (infos, positions) = (shaped.glyph_infos(), shaped.glyph_positions());
        let place = |cluster: u32| usize::try_from(cluster).unwrap_or(text.len());
        (0..shaped.len())
            .map(|at| {
                let start = place(infos[at].cluster);
                let next = infos[at..].iter().map(|info| place(info.cluster)).find(|&c| c > start);
                let start_text = text.get(start..).unwrap_or_default();
                let is_narrow = start_text.starts_with('\u{202f}');
                Glyph {
                    id: infos[at].glyph_id,
                    advance: if is_narrow { NARROW } else { ems(positions[at].x_advance) },
                    dx: ems(positions[at].x_offset),
                    dy: ems(positions[at].y_offset),
                    range: start..next.unwrap_or(text.len()),
                }
            })
            .collect()
    }

    /// How wide a text is, in ems.
    #[must_use]
    pub fn width(&self, face: Face, text: &str) -> f32 {
        self.shape(face, text).iter().map(|glyph| glyph.advance).sum()
    }
}

/// Design units in ems. They are below 2^15, so that the number is exact.
fn ems(units: i32) -> f32 {
    f32::from(i16::try_from(units).unwrap_or(i16::MAX)) / EM
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fonts() -> Fonts {
        Fonts::new().expect("the faces are whole")
    }

    #[test]
    fn every_french_letter_is_shown_as_itself() {
        let text = "Dès Noël où un zéphyr haï me vêt de glaçons würmiens, je dîne d’exquis rôtis de bœuf au kir à l’aÿ \
                    d’âge mûr & cætera ! ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ «\u{202f}»\u{a0}: ; ? … – — “ ” § ° ² € ½ × Łódź Čapek Åse Ñuñoa";
        assert_eq!(fonts().showable(text), text);
    }

    #[test]
    fn what_the_face_lacks_is_named() {
        assert_eq!(fonts().showable("Жé中"), "[U+0416]é[U+4E2D]");
        assert_eq!(fonts().showable("a\u{2011}b\u{2009}c"), "a-b\u{202f}c");
    }

    #[test]
    fn figures_are_as_wide_as_each_other() {
        let fonts = fonts();
        for face in [Face::Regular, Face::Bold] {
            let widths: Vec<f32> = ('0'..='9').map(|c| fonts.width(face, &c.to_string())).collect();
            assert!(widths.windows(2).all(|two| two[0] == two[1]), "{face:?}: {widths:?}");
        }
    }

    #[test]
    fn glyphs_cover_the_text_in_order() {
        let fonts = fonts();
        for text in ["", "AVÉ «\u{202f}œuf\u{202f}»", "fi ffi 1/2 a\u{301}"] {
            let mut at = 0;
            for glyph in fonts.shape(Face::Regular, text) {
                assert!(glyph.id != 0 && text.get(glyph.range.clone()).is_some(), "{text}: {glyph:?}");
                assert!(glyph.range.start <= at, "{text}: a hole before {glyph:?}");
                at = glyph.range.end;
            }
            assert_eq!(at, text.len(), "{text}");
        }
    }
}
