//! Sets texts into blocks, and blocks onto pages. A block is never cut; what may be long is many blocks, one a line.

use super::font::{Face, Fonts};
use super::page::{BLACK, BOTTOM, HEIGHT, Ink, Item, MEASURE, Part, Role, SIDE, SOFT, TOP};

/// A part of a text in one face.
pub type Run<'a> = (Face, &'a str);

/// How a text is set; sizes in points at scale 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Points.
    pub size: f32,
    /// From baseline to baseline, in sizes.
    pub leading: f32,
    /// Grey, 0 is black.
    pub grey: u8,
}

impl Style {
    /// Black, with the leading of running text.
    #[must_use]
    pub const fn new(size: f32) -> Style {
        Style { size, leading: 1.3, grey: BLACK }
    }

    /// The same in the grey of labels.
    #[must_use]
    pub const fn soft(self) -> Style {
        Style { grey: SOFT, ..self }
    }
}

/// What is set, with its own origin; not to be cut.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// What is in it.
    pub items: Vec<Item>,
    /// Its height.
    pub height: f32,
    /// White above it, unless it begins a page.
    pub gap: f32,
    /// Whether the next block must stand on the same page.
    pub keep: bool,
    /// The table that it is a row of, by its place in what is said of it at the head of a page ([`Running::table`]).
    pub row: Option<usize>,
}

impl Block {
    /// The same with white above it.
    #[must_use]
    pub fn after(self, gap: f32) -> Block {
        Block { gap, ..self }
    }

    /// The same, moved to the right.
    #[must_use]
    pub fn at(mut self, x: f32) -> Block {
        self.items = self.items.into_iter().map(|item| item.moved(x, 0.0)).collect();
        self
    }
}

/// White above the first of some blocks.
#[must_use]
pub fn after(gap: f32, mut blocks: Vec<Block>) -> Vec<Block> {
    if let Some(first) = blocks.first_mut() {
        first.gap = gap;
    }
    blocks
}

/// One block out of several, which are then kept together.
#[must_use]
pub fn stack(blocks: Vec<Block>) -> Block {
    let mut whole = Block::default();
    for (at, block) in blocks.into_iter().enumerate() {
        let y = whole.height + if at == 0 { 0.0 } else { block.gap };
        if at == 0 {
            whole.gap = block.gap;
        }
        whole.items.extend(block.items.into_iter().map(|item| item.moved(0.0, y)));
        whole.height = y + block.height;
    }
    whole
}

/// Two columns, line by line; the right one begins at `x`. Lines of both are to be equally high.
#[must_use]
pub fn beside(left: Vec<Block>, right: Vec<Block>, x: f32) -> Vec<Block> {
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    let mut rows = Vec::new();
    loop {
        let (a, b) = match (left.next(), right.next()) {
            (None, None) => return rows,
            (a, b) => (a.unwrap_or_default(), b.unwrap_or_default()),
        };
        let (height, gap, keep) = (a.height.max(b.height), a.gap.max(b.gap), a.keep || b.keep);
        let items = a.items.into_iter().chain(b.at(x).items).collect();
        rows.push(Block { items, height, gap, keep, row: None });
    }
}

/// A block in a frame as wide as `width`, with white around it inside.
#[must_use]
pub fn framed(block: Block, width: f32, inside: f32, line: f32) -> Block {
    let height = block.height + 2.0 * inside;
    let frame = Item { x: 0.0, y: 0.0, width, height, ink: Ink::Outline(line), part: None };
    let items = block.items.into_iter().map(|item| item.moved(inside, inside));
    Block { items: std::iter::once(frame).chain(items).collect(), height, ..block }
}

/// A horizontal rule.
#[must_use]
pub fn rule(width: f32, thickness: f32, grey: u8) -> Block {
    let ink = Ink::Fill(grey);
    let item = Item { x: 0.0, y: 0.0, width, height: thickness, ink, part: None };
    Block { items: vec![item], height: thickness, keep: true, ..Block::default() }
}

/// Sets texts at one scale, and notes what they are for.
pub struct Setter<'a> {
    fonts: &'a Fonts,
    /// By how much all sizes are multiplied.
    pub scale: f32,
    /// What there is so far, in reading order.
    pub roles: Vec<Role>,
}

impl<'a> Setter<'a> {
    /// Nothing set yet.
    #[must_use]
    pub fn new(fonts: &'a Fonts, scale: f32) -> Setter<'a> {
        Setter { fonts, scale, roles: Vec::new() }
    }

    /// Begins something that is read as one.
    pub fn part(&mut self, role: Role) -> Part {
        self.roles.push(role);
        Some(self.roles.len() - 1)
    }

    /// How wide a text is.
    #[must_use]
    pub fn width(&self, style: Style, face: Face, text: &str) -> f32 {
        self.fonts.width(face, &self.fonts.showable(text)) * style.size * self.scale
    }

    /// The lines of a text, one block each.
    #[must_use]
    pub fn lines(&self, part: Part, runs: &[Run], style: Style, width: f32) -> Vec<Block> {
        let size = style.size * self.scale;
        let lines = self.wrap(runs, size, width);
        let leading = style.leading * size;
        let above = (leading - Item::text_height(size)) / 2.0;
        lines
            .into_iter()
            .map(|line| {
                let mut x = 0.0;
                let items = line.into_iter().map(|(face, text, width)| {
                    let ink = Ink::Text { text, face, size, grey: style.grey };
                    let item = Item { x, y: above, width, height: Item::text_height(size), ink, part };
                    x += width;
                    item
                });
                Block { items: items.collect(), height: leading, ..Block::default() }
            })
            .collect()
    }

    /// A paragraph, one block a line.
    #[must_use]
    pub fn paragraph(&mut self, runs: &[Run], style: Style, width: f32) -> Vec<Block> {
        let part = self.part(Role::Paragraph);
        self.lines(part, runs, style, width)
    }

    /// A label, and beside it what it is the label of.
    #[must_use]
    pub fn field(
        &mut self,
        label: &str,
        value: &[Run],
        style: Style,
        label_width: f32,
        width: f32,
    ) -> Vec<Block> {
        let part = self.part(Role::Paragraph);
        let label = [(Face::Regular, label)];
        // Smaller, but on the baseline's grid of its value.
        let fitting = self.fitting(&label, style, label_width - 6.0);
        let grid = Style { leading: style.leading * style.size / fitting.size, ..fitting };
        let label = self.lines(part, &label, grid.soft(), label_width - 6.0);
        let value = self.lines(part, value, style, width - label_width);
        beside(label, value, label_width)
    }

    /// A text on one line that ends at `right`, smaller where it must be.
    #[must_use]
    pub fn flush_right(&mut self, runs: &[Run], style: Style, right: f32, width: f32) -> Block {
        let part = self.part(Role::Paragraph);
        let style = self.fitting(runs, style, width);
        let mut lines = self.lines(part, runs, style, width);
        for line in &mut lines {
            let end = line.items.last().map_or(0.0, |item| item.x + item.width);
            *line = std::mem::take(line).at(right - end);
        }
        stack(lines)
    }

    /// The style, made smaller (to four fifths at most) so that the text fits one line.
    #[must_use]
    pub fn fitting(&self, runs: &[Run], style: Style, width: f32) -> Style {
        let wide: f32 = runs.iter().map(|(face, text)| self.width(style, *face, text)).sum();
        let factor = (width / wide.max(1.0)).clamp(0.8, 1.0);
        // A hair less, so that no sum of roundings breaks the line all the same.
        let factor = if factor < 1.0 { factor * 0.995 } else { 1.0 };
        Style { size: style.size * factor, ..style }
    }

    /// Breaks a text into lines of runs with their widths. Breaks at plain spaces; a word that is wider than the line is
    /// broken where it may be (after a hyphen or the like), or anywhere.
    fn wrap(&self, runs: &[Run], size: f32, width: f32) -> Vec<Vec<(Face, String, f32)>> {
        let mut lines = Vec::new();
        let mut line: Line = Vec::new();
        for word in self.words(runs) {
            let mut word = word;
            loop {
                let longer = joined(&line, &word);
                if self.measure(&longer) * size <= width {
                    line = longer;
                    break;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    continue;
                }
                let (head, rest) = self.cut(word, width / size);
                lines.push(head);
                word = rest;
                if word.is_empty() {
                    break;
                }
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line);
        }
        let with_width = |(face, text): (Face, String)| {
            let width = self.fonts.width(face, &text) * size;
            (face, text, width)
        };
        lines.into_iter().map(|line| line.into_iter().map(with_width).collect()).collect()
    }

    /// The words of some runs; one that goes on in another face stays one word.
    fn words(&self, runs: &[Run]) -> Vec<Line> {
        let mut words: Vec<Line> = vec![vec![]];
        for (face, text) in runs {
            for (at, piece) in self.fonts.showable(text).split(' ').enumerate() {
                if at > 0 {
                    words.push(vec![]);
                }
                if let Some(word) = words.last_mut().filter(|_| !piece.is_empty()) {
                    word.push((*face, piece.to_owned()));
                }
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }

    /// Width in ems.
    fn measure(&self, line: &Line) -> f32 {
        line.iter().map(|(face, text)| self.fonts.width(*face, text)).sum()
    }

    /// As much of a word as fits in so many ems, at least one letter, and the rest.
    fn cut(&self, word: Line, ems: f32) -> (Line, Line) {
        /// More letters than this fit no line.
        const LETTERS: usize = 400;
        let mut head: Line = Vec::new();
        let mut rest = word.into_iter();
        let mut room = ems;
        while let Some((face, text)) = rest.next() {
            let shown: String = text.chars().take(LETTERS).collect();
            let width = self.fonts.width(face, &shown);
            if width <= room && shown.len() == text.len() {
                room -= width;
                head.push((face, text));
                continue;
            }
            let (mut end, mut used) = (0, 0.0);
            for glyph in self.fonts.shape(face, &shown) {
                used += glyph.advance;
                if used > room {
                    break;
                }
                end = glyph.range.end;
            }
            // Cut alone, a text may be a kern wider than within its word.
            while end > 0 && self.fonts.width(face, &shown[..end]) > room {
                end = shown[..end].char_indices().next_back().map_or(0, |(at, _)| at);
            }
            let soft = shown[..end].rfind(['-', '/', '_', ':', '.', ',', ';', '@', ']']).map(|at| at + 1);
            end = soft.filter(|soft| soft * 2 > end).unwrap_or(end);
            if end == 0 && head.is_empty() {
                end = text.chars().next().map_or(0, char::len_utf8);
            }
            let tail = text[end..].to_owned();
            if end > 0 {
                head.push((face, text[..end].to_owned()));
            }
            let tail = (!tail.is_empty()).then_some((face, tail));
            return (head, tail.into_iter().chain(rest).collect());
        }
        (head, Vec::new())
    }
}

type Line = Vec<(Face, String)>;

/// A line with one more word.
fn joined(line: &Line, word: &Line) -> Line {
    let mut longer = line.clone();
    for (at, (face, text)) in word.iter().enumerate() {
        let space = if at == 0 && !line.is_empty() { " " } else { "" };
        match longer.last_mut() {
            Some((last, before)) if last == face => {
                before.push_str(space);
                before.push_str(text);
            }
            Some((_, before)) => {
                before.push_str(space);
                longer.push((*face, text.clone()));
            }
            None => longer.push((*face, text.clone())),
        }
    }
    longer
}

/// What stands on every page.
pub trait Running {
    /// At the head of a page after the first; its place from 1, and how many there are.
    fn head(&self, page: usize, pages: usize) -> Block;
    /// At the foot of each page.
    fn foot(&self, page: usize, pages: usize) -> Block;
    /// The head of a table, for a page that begins with one of its rows.
    fn table(&self, _: usize) -> Option<Block> {
        None
    }
}

/// Puts blocks onto pages, and the last one at the bottom of the last page.
#[must_use]
pub fn paginate(blocks: Vec<Block>, last: Block, running: &impl Running) -> Vec<Vec<Item>> {
    let (head, foot) = (running.head(2, 2).height, running.foot(1, 1).height);
    let floor = HEIGHT - BOTTOM - foot;
    let top = |page: usize| if page == 0 { TOP } else { TOP + head };
    let mut pages: Vec<Vec<Item>> = vec![vec![]];
    let mut y = TOP;
    let mut waiting = blocks.into_iter().peekable();
    let put = |pages: &mut Vec<Vec<Item>>, block: Block, y: f32| {
        if let Some(page) = pages.last_mut() {
            page.extend(block.items.into_iter().map(|item| item.moved(SIDE, y)));
        }
    };
    while let Some(block) = waiting.next() {
        // A block and all that must stay with it.
        let mut group = vec![block];
        while let Some(next) = waiting.next_if(|_| group.last().is_some_and(|block| block.keep)) {
            group.push(next);
        }
        let row = group.first().and_then(|block| block.row);
        let group = stack(group);
        let fresh = y <= top(pages.len() - 1);
        let gap = if fresh { 0.0 } else { group.gap };
        if !fresh && y + gap + group.height > floor {
            pages.push(vec![]);
            y = top(pages.len() - 1);
            if let Some(head) = row.and_then(|table| running.table(table)) {
                let height = head.height;
                put(&mut pages, head, y);
                y += height;
            }
        } else {
            y += gap;
        }
        let height = group.height;
        put(&mut pages, group, y);
        y += height;
    }
    if y + last.gap + last.height > floor {
        pages.push(vec![]);
        y = top(pages.len() - 1);
        put(&mut pages, last, y);
    } else {
        let y = floor - last.height;
        put(&mut pages, last, y);
    }
    let all = pages.len();
    for (at, page) in pages.iter_mut().enumerate() {
        let mut add = |block: Block, y: f32| page.extend(block.items.into_iter().map(|i| i.moved(SIDE, y)));
        if at > 0 {
            add(running.head(at + 1, all), TOP);
        }
        add(running.foot(at + 1, all), floor);
    }
    pages
}

/// A footer: a hairline, a text on the left, a page number on the right.
#[must_use]
pub fn footer(fonts: &Fonts, text: &str, page: &str) -> Block {
    let setter = Setter::new(fonts, 1.0);
    let style = Style::new(7.8).soft();
    let number = setter.width(style, Face::Regular, page);
    let left = setter.lines(None, &[(Face::Regular, text)], style, MEASURE - number - 12.0);
    let right = setter.lines(None, &[(Face::Regular, page)], style, MEASURE);
    let text = stack(beside(left, right, MEASURE - number));
    stack(vec![
        Block { height: 10.0, ..Block::default() },
        rule(MEASURE, 0.5, super::page::LINE),
        text.after(3.0),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(blocks: &[Block]) -> Vec<String> {
        let text = |item: &Item| match &item.ink {
            Ink::Text { text, .. } => text.clone(),
            _ => String::new(),
        };
        blocks.iter().map(|block| block.items.iter().map(text).collect::<String>()).collect()
    }

    #[test]
    fn lines_hold_all_words_and_fit() {
        let fonts = Fonts::new().expect("whole");
        let setter = Setter::new(&fonts, 1.0);
        let text =
            "Numéro de série S4EVNX0R123456-0000-ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 d’un disque\u{a0}dur";
        for width in [12.0, 40.0, 90.0, 300.0, 2000.0] {
            let runs = [(Face::Bold, "Gras"), (Face::Regular, "maigre "), (Face::Regular, text)];
            let blocks = setter.lines(None, &runs, Style::new(10.0), width);
            let all: String = texts(&blocks).concat();
            assert_eq!(all.replace(' ', ""), format!("Grasmaigre{}", text.replace(' ', "")));
            for item in blocks.iter().flat_map(|block| &block.items) {
                assert!(item.x + item.width <= width + 0.01, "{item:?} in {width}");
            }
        }
    }

    #[test]
    fn a_word_breaks_after_a_hyphen_rather_than_anywhere() {
        let fonts = Fonts::new().expect("whole");
        let setter = Setter::new(&fonts, 1.0);
        let run = [(Face::Regular, "ABCDEFGH-IJKLMNOP")];
        assert_eq!(texts(&setter.lines(None, &run, Style::new(10.0), 80.0)), ["ABCDEFGH-", "IJKLMNOP"]);
    }

    struct Plain;

    impl Running for Plain {
        fn head(&self, _: usize, _: usize) -> Block {
            Block { height: 20.0, ..Block::default() }
        }
        fn foot(&self, _: usize, _: usize) -> Block {
            Block { height: 20.0, ..Block::default() }
        }
    }

    #[test]
    fn blocks_that_belong_together_go_over_together() {
        let fonts = Fonts::new().expect("whole");
        let setter = Setter::new(&fonts, 1.0);
        let line = |text: &str| {
            let mut lines = setter.lines(None, &[(Face::Regular, text)], Style::new(10.0), MEASURE);
            lines.remove(0)
        };
        let mut blocks: Vec<Block> = (0..55).map(|_| line("x")).collect();
        blocks.push(Block { keep: true, ..line("heading") });
        blocks.push(Block { height: 60.0, ..line("body") });
        let pages = paginate(blocks, line("last"), &Plain);
        assert_eq!(pages.len(), 2);
        let on = |page: &[Item], wanted: &str| {
            page.iter().any(|item| matches!(&item.ink, Ink::Text { text, .. } if text == wanted))
        };
        assert!(!on(&pages[0], "heading") && on(&pages[1], "heading") && on(&pages[1], "body"));
        assert!(on(&pages[1], "last"));
    }
}
