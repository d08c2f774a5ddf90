//! Tables: rows that are never cut, below a head that stands again on each page.

use super::flow::{Block, Run, Setter, Style, rule, stack};
use super::font::Face::Bold;
use super::page::{Ink, Item, LINE, MEASURE, Role, Sign};

/// Text in a row.
pub const CELL: Style = Style::new(8.6);
/// A digest below it: 64 digits on one line.
const DIGEST: Style = Style::new(7.2);
/// Side of a sign at the head of a row, in points.
const SIDE: f32 = 6.5;

/// Where a column begins, and its width, in points.
pub type Column = (f32, f32);

/// A table of a paper.
pub struct Table {
    nth: usize,
    columns: &'static [Column],
    rows: usize,
}

impl Table {
    /// The table with this place among those of its paper.
    #[must_use]
    pub fn new(nth: usize, columns: &'static [Column]) -> Table {
        Table { nth, columns, rows: 0 }
    }

    /// Its head, where it begins.
    #[must_use]
    pub fn head(&mut self, setter: &mut Setter, labels: &[&str]) -> Block {
        let row = self.next();
        let cells = labels.iter().map(|_| setter.part(self.role(row, true))).collect::<Vec<_>>();
        Block { keep: true, ..self.head_of(setter, labels, &cells) }
    }

    /// The same for the pages that it goes on on; nobody is read it twice.
    #[must_use]
    pub fn head_again(&self, setter: &Setter, labels: &[&str]) -> Block {
        self.head_of(setter, labels, &[])
    }

    fn head_of(&self, setter: &Setter, labels: &[&str], parts: &[Option<usize>]) -> Block {
        let mut head = Block::default();
        for (at, ((x, width), label)) in self.columns.iter().zip(labels).enumerate() {
            let part = parts.get(at).copied().flatten();
            let run = [(Bold, *label)];
            let style = setter.fitting(&run, Style::new(8.2).soft(), *width);
            let lines = stack(setter.lines(part, &run, style, *width)).at(*x);
            head.height = head.height.max(lines.height);
            head.items.extend(lines.items);
        }
        let white = Block { height: 2.0, ..Block::default() };
        stack(vec![head, rule(MEASURE, 0.8, LINE).after(2.0), white])
    }

    /// A row: a sign in the margin that its words say too, a text for each column, and below the text of a column what is too wide
    /// for any.
    #[must_use]
    pub fn row(
        &mut self,
        setter: &mut Setter,
        sign: Option<Sign>,
        cells: &[&[Run]],
        below: Option<(usize, &[Run])>,
    ) -> Block {
        let row = self.next();
        let mut whole = Block::default();
        let mut digest = Block::default();
        // It is as wide as all columns from its own on: only they push it down.
        let mut floor: f32 = 0.0;
        for (at, ((x, width), runs)) in self.columns.iter().zip(cells).enumerate() {
            let part = setter.part(self.role(row, false));
            let lines = stack(setter.lines(part, runs, CELL, *width)).at(*x);
            whole.height = whole.height.max(lines.height);
            if below.is_some_and(|(column, _)| column <= at) {
                floor = floor.max(lines.height);
            }
            whole.items.extend(lines.items);
            if let Some((_, runs)) = below.filter(|(column, _)| *column == at) {
                digest = stack(setter.lines(part, runs, DIGEST.soft(), MEASURE - x)).at(*x);
            }
        }
        whole.height = whole.height.max(floor + digest.height);
        whole.items.extend(digest.items.into_iter().map(|item| item.moved(0.0, floor)));
        if let Some(sign) = sign {
            let y = (CELL.size * CELL.leading * setter.scale - SIDE) / 2.0;
            let ink = Ink::Sign(sign);
            whole.items.push(Item { x: 0.0, y, width: SIDE, height: SIDE, ink, part: None });
        }
        let line = rule(MEASURE, 0.3, LINE).after(1.6);
        Block { row: Some(self.nth), gap: 1.6, ..stack(vec![whole, line]) }
    }

    fn role(&self, row: usize, is_head: bool) -> Role {
        Role::Cell { table: self.nth, row, is_head }
    }

    fn next(&mut self) -> usize {
        self.rows += 1;
        self.rows
    }
}
