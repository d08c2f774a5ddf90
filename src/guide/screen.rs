//! A screen as data: what a painter needs, and nothing of how it paints.

use super::keys::Key;

/// What the colour means. It is never alone: a word and a shape say the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to say.
    #[default]
    Plain,
    /// All is well: green, a circle.
    Good,
    /// Look: orange, a triangle.
    Care,
    /// Stop: red, a square.
    Stop,
}

/// The shape that stands for a tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// ●
    Circle,
    /// ▲
    Triangle,
    /// ■
    Square,
}

impl Tone {
    /// Its shape.
    #[must_use]
    pub fn shape(self) -> Option<Shape> {
        match self {
            Tone::Plain => None,
            Tone::Good => Some(Shape::Circle),
            Tone::Care => Some(Shape::Triangle),
            Tone::Stop => Some(Shape::Square),
        }
    }
}

impl Shape {
    /// As a character of every console font.
    #[must_use]
    pub fn character(self) -> char {
        match self {
            Shape::Circle => '●',
            Shape::Triangle => '▲',
            Shape::Square => '■',
        }
    }
}

/// A picture that says the same as the title. Painters of characters leave it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictogram {
    /// A clock.
    Clock,
    /// A person.
    Person,
    /// A hand that gives: a box with a bow.
    Gift,
    /// A label with a code.
    Label,
    /// A plug.
    Plug,
    /// A tray for discs.
    Tray,
    /// A drive.
    Drive,
    /// A drive, crossed out: hidden, or left alone.
    Hidden,
    /// A keyboard's key.
    Code,
    /// An open lid that must stay open.
    Lid,
    /// A stick.
    Stick,
    /// Shelves, one of them marked.
    Shelf,
    /// A computer, opened.
    Open,
    /// The sign of a power switch.
    Power,
}

/// How a line is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// As text.
    #[default]
    Plain,
    /// What must be read first.
    Strong,
    /// What may be read.
    Quiet,
}

/// A line of text, which a painter may break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The text.
    pub text: String,
    /// How it is set.
    pub weight: Weight,
    /// What it means, with its shape before it.
    pub tone: Tone,
}

/// A key and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The key.
    pub key: Key,
    /// What it does.
    pub text: String,
}

/// A place for digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What to type.
    pub label: String,
    /// What is shown of what was typed.
    pub typed: String,
    /// How many digits belong in it, where that is fixed.
    pub digits: Option<usize>,
}

/// A drive, or what came of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The digit that turns it on and off.
    pub digit: Option<u8>,
    /// What it means.
    pub tone: Tone,
    /// Its name.
    pub name: String,
    /// What becomes of it, or became.
    pub fate: String,
    /// The code that confirms it.
    pub code: Option<String>,
    /// Thousandths of a bar.
    pub permille: Option<u16>,
}

/// A screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// What it says in one line.
    pub title: String,
    /// What the whole screen means.
    pub tone: Tone,
    /// The picture beside it.
    pub pictogram: Option<Pictogram>,
    /// The text.
    pub lines: Vec<Line>,
    /// Drives.
    pub rows: Vec<Row>,
    /// A place for digits.
    pub entry: Option<Entry>,
    /// The text of a QR code. Painters that cannot show one say `without_qr` in place of `with_qr`.
    pub qr: Option<Qr>,
    /// What may be pressed.
    pub choices: Vec<Choice>,
    /// Which of how many steps this is.
    pub step: Option<(u8, u8)>,
    /// Whose workshop and which station.
    pub place: String,
    /// The time of day.
    pub time: String,
}

impl Screen {
    /// Whether a key means on this screen what it means on another: same question, same answers, same drives at the same digits.
    pub fn asks_the_same(&self, other: &Screen) -> bool {
        let rows = |screen: &Screen| -> Vec<_> {
            screen.rows.iter().map(|row| (row.digit, row.name.clone(), row.code.clone())).collect()
        };
        self.title == other.title && self.choices == other.choices && rows(self) == rows(other)
    }
}

/// A QR code, and what is said beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// The text in it.
    pub text: String,
    /// What to do with it, where it is shown.
    pub shown: Vec<Line>,
    /// What to do where it cannot be shown.
    pub not_shown: Vec<Line>,
}
