//! What stands on a page: a list of things with their boxes, in points from the top left corner. Nothing is drawn here, so that a
//! test can measure every page.

use super::font::{ASCENT, DESCENT, Face};

/// Width of a page: A4, ISO 216, in points of 1/72 inch.
pub const WIDTH: f32 = 595.28;
/// Height of a page.
pub const HEIGHT: f32 = 841.89;
/// Left and right of the text: 17.6 mm, which every printer reaches.
pub const SIDE: f32 = 50.0;
/// Above the text.
pub const TOP: f32 = 44.0;
/// Below the footer.
pub const BOTTOM: f32 = 34.0;
/// Width of the text.
pub const MEASURE: f32 = WIDTH - 2.0 * SIDE;

/// Black.
pub const BLACK: u8 = 0;
/// For labels and footers: dark enough (9:1 on white) for weak eyes and bad printers.
pub const SOFT: u8 = 70;
/// For hairlines.
pub const LINE: u8 = 120;

/// What a box on a page is for whoever listens to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The title of the paper.
    Title,
    /// A heading below it.
    Heading,
    /// A paragraph, or a label with its value.
    Paragraph,
    /// A picture: what it shows.
    Figure(String),
    /// A cell of a table.
    Cell {
        /// The table's place among those of its paper.
        table: usize,
        /// The row's place in it.
        row: usize,
        /// Whether it heads its column.
        is_head: bool,
    },
}

/// Which [`Role`] an item belongs to: its place in [`Paper::roles`]; none for lines, footers and what repeats.
pub type Part = Option<usize>;

/// A shape that tells a result without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A disc: all is as it should be.
    Disc,
    /// A triangle: read on.
    Triangle,
    /// A square: it failed.
    Square,
}

/// A QR code: modules a side, and which of them are dark, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modules {
    /// Modules a side.
    pub side: usize,
    /// `side` × `side` of them.
    pub dark: Vec<bool>,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Ink {
    /// A line of text. Its box reaches from the accents of capitals to the tails of letters.
    Text {
        /// As shown.
        text: String,
        /// Face.
        face: Face,
        /// Points.
        size: f32,
        /// Grey, 0 is black.
        grey: u8,
    },
    /// A filled box: a rule, a bar.
    Fill(u8),
    /// The outline of a box; its width in points.
    Outline(f32),
    /// A sign that fills its box.
    Sign(Sign),
    /// A QR code that fills its box; the quiet zone is outside.
    Code(Modules),
}

/// A thing on a page with its box.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Left edge, in points.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// What is drawn in it.
    pub ink: Ink,
    /// What it is part of.
    pub part: Part,
}

impl Item {
    /// The same, elsewhere.
    #[must_use]
    pub fn moved(mut self, dx: f32, dy: f32) -> Item {
        self.x += dx;
        self.y += dy;
        self
    }

    /// Where the baseline of a text of this size is, below the upper edge of its box.
    #[must_use]
    pub fn baseline(size: f32) -> f32 {
        size * ASCENT
    }

    /// Height of the box of a text.
    #[must_use]
    pub fn text_height(size: f32) -> f32 {
        size * (ASCENT + DESCENT)
    }
}

/// A paper laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Paper {
    /// Its pages.
    pub pages: Vec<Vec<Item>>,
    /// What its items are part of, in reading order.
    pub roles: Vec<Role>,
}
