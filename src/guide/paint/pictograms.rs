//! Shapes and pictures, drawn by hand in a square of 100 by 100.

use tiny_skia::PathBuilder;

use super::super::screen::{Pictogram, Shape};
use super::canvas::{Canvas, Ink, rounded};

/// A circle, a triangle or a square that fills a box.
pub fn shape(canvas: &mut Canvas<'_>, shape: Shape, [x, y, side]: [f32; 3], ink: Ink) {
    let mut path = PathBuilder::new();
    match shape {
        Shape::Circle => path.push_circle(x + side / 2.0, y + side / 2.0, side / 2.0),
        Shape::Triangle => {
            path.move_to(x + side / 2.0, y);
            path.line_to(x + side, y + side * 0.92);
            path.line_to(x, y + side * 0.92);
            path.close();
        }
        Shape::Square => {
            let inner = side * 0.06;
            return canvas.box_(
                [x + inner, y + inner, side - 2.0 * inner, side - 2.0 * inner],
                side * 0.06,
                ink,
            );
        }
    }
    if let Some(path) = path.finish() {
        canvas.fill(&path, ink);
    }
}

/// The arrow on the key that takes a digit back.
pub fn arrow(canvas: &mut Canvas<'_>, [x, y, side]: [f32; 3], ink: Ink) {
    let mut pen = Pen { canvas, x, y, unit: side / 100.0, ink, paper: ink };
    pen.line(&[(88.0, 50.0), (12.0, 50.0)], 12.0);
    pen.line(&[(40.0, 22.0), (12.0, 50.0), (40.0, 78.0)], 12.0);
}

/// Draws in the square.
struct Pen<'a, 'c> {
    canvas: &'a mut Canvas<'c>,
    x: f32,
    y: f32,
    unit: f32,
    ink: Ink,
    paper: Ink,
}

impl Pen<'_, '_> {
    fn at(&self, (x, y): (f32, f32)) -> (f32, f32) {
        (self.x + x * self.unit, self.y + y * self.unit)
    }

    fn line(&mut self, points: &[(f32, f32)], width: f32) {
        let mut path = PathBuilder::new();
        for (at, point) in points.iter().enumerate() {
            let (x, y) = self.at(*point);
            if at == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
        if let Some(path) = path.finish() {
            self.canvas.stroke(&path, width * self.unit, self.ink);
        }
    }

    fn solid(&mut self, points: &[(f32, f32)], ink: Ink) {
        let mut path = PathBuilder::new();
        for (at, point) in points.iter().enumerate() {
            let (x, y) = self.at(*point);
            if at == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
        path.close();
        if let Some(path) = path.finish() {
            self.canvas.fill(&path, ink);
        }
    }

    fn rect(&mut self, [x, y, width, height]: [f32; 4], radius: f32, ink: Ink) {
        let ((x, y), u) = (self.at((x, y)), self.unit);
        self.canvas.box_([x, y, width * u, height * u], radius * u, ink);
    }

    fn frame(&mut self, [x, y, width, height]: [f32; 4], radius: f32, line: f32) {
        let ((x, y), u) = (self.at((x, y)), self.unit);
        if let Some(path) = rounded(x, y, width * u, height * u, radius * u) {
            self.canvas.stroke(&path, line * u, self.ink);
        }
    }

    fn ring(&mut self, center: (f32, f32), radius: f32, line: f32) {
        let (x, y) = self.at(center);
        let mut path = PathBuilder::new();
        path.push_circle(x, y, radius * self.unit);
        if let Some(path) = path.finish() {
            self.canvas.stroke(&path, line * self.unit, self.ink);
        }
    }

    fn disc(&mut self, center: (f32, f32), radius: f32, ink: Ink) {
        let (x, y) = self.at(center);
        let mut path = PathBuilder::new();
        path.push_circle(x, y, radius * self.unit);
        if let Some(path) = path.finish() {
            self.canvas.fill(&path, ink);
        }
    }

    /// A curve by its ends and two points that it leans to.
    fn curve(&mut self, from: (f32, f32), lean: [(f32, f32); 2], to: (f32, f32), width: f32) {
        let mut path = PathBuilder::new();
        let [a, b] = lean.map(|point| self.at(point));
        let (from, to) = (self.at(from), self.at(to));
        path.move_to(from.0, from.1);
        path.cubic_to(a.0, a.1, b.0, b.1, to.0, to.1);
        if let Some(path) = path.finish() {
            self.canvas.stroke(&path, width * self.unit, self.ink);
        }
    }
}

/// A picture in a box, in a colour on its ground.
pub fn draw(canvas: &mut Canvas<'_>, picture: Pictogram, [x, y, side]: [f32; 3], ink: Ink, paper: Ink) {
    let mut pen = Pen { canvas, x, y, unit: side / 100.0, ink, paper };
    let line = 6.0;
    match picture {
        Pictogram::Clock => {
            pen.ring((50.0, 50.0), 38.0, line);
            pen.line(&[(50.0, 26.0), (50.0, 50.0), (66.0, 60.0)], line);
            for (x, y) in [(50.0, 17.0), (83.0, 50.0), (50.0, 83.0), (17.0, 50.0)] {
                pen.disc((x, y), 2.6, ink);
            }
        }
        Pictogram::Person => {
            pen.disc((50.0, 32.0), 17.0, ink);
            pen.curve((20.0, 84.0), [(22.0, 52.0), (78.0, 52.0)], (80.0, 84.0), line);
            pen.line(&[(20.0, 84.0), (80.0, 84.0)], line);
        }
        Pictogram::Gift => {
            pen.frame([18.0, 44.0, 64.0, 40.0], 4.0, line);
            pen.frame([12.0, 32.0, 76.0, 13.0], 3.0, line);
            pen.line(&[(50.0, 32.0), (50.0, 84.0)], line);
            pen.curve((50.0, 31.0), [(22.0, 28.0), (32.0, 4.0)], (50.0, 31.0), line);
            pen.curve((50.0, 31.0), [(78.0, 28.0), (68.0, 4.0)], (50.0, 31.0), line);
        }
        Pictogram::Label => {
            pen.line(
                &[(40.0, 16.0), (84.0, 16.0), (84.0, 60.0), (46.0, 88.0), (12.0, 48.0), (40.0, 16.0)],
                line,
            );
            pen.ring((68.0, 32.0), 6.0, 5.0);
            pen.line(&[(36.0, 46.0), (58.0, 66.0)], 5.0);
            pen.line(&[(46.0, 38.0), (66.0, 56.0)], 5.0);
        }
        Pictogram::Plug => {
            pen.solid(
                &[(26.0, 44.0), (74.0, 44.0), (74.0, 54.0), (62.0, 70.0), (38.0, 70.0), (26.0, 54.0)],
                ink,
            );
            pen.rect([24.0, 38.0, 52.0, 12.0], 4.0, ink);
            pen.line(&[(38.0, 38.0), (38.0, 18.0)], 8.0);
            pen.line(&[(62.0, 38.0), (62.0, 18.0)], 8.0);
            pen.curve((50.0, 70.0), [(50.0, 92.0), (70.0, 84.0)], (86.0, 90.0), line);
        }
        Pictogram::Tray => {
            pen.frame([12.0, 18.0, 76.0, 30.0], 4.0, line);
            pen.line(&[(24.0, 34.0), (60.0, 34.0)], 5.0);
            pen.disc((74.0, 34.0), 4.0, ink);
            pen.frame([20.0, 60.0, 60.0, 22.0], 4.0, line);
            pen.rect([28.0, 52.0, 44.0, 14.0], 7.0, ink);
            pen.rect([45.0, 56.0, 10.0, 5.0], 2.0, paper);
        }
        Pictogram::Drive => {
            drive(&mut pen, 0.0);
        }
        Pictogram::Hidden => {
            drive(&mut pen, 0.0);
            pen.ink = paper;
            pen.line(&[(12.0, 88.0), (88.0, 12.0)], 22.0);
            pen.ink = ink;
            pen.line(&[(14.0, 86.0), (86.0, 14.0)], 8.0);
        }
        Pictogram::Code => {
            pen.frame([18.0, 18.0, 64.0, 64.0], 10.0, line);
            for (x, y) in [(38.0, 40.0), (62.0, 40.0), (38.0, 62.0), (62.0, 62.0)] {
                pen.disc((x, y), 6.0, ink);
            }
        }
        Pictogram::Lid => {
            pen.frame([24.0, 16.0, 52.0, 40.0], 4.0, line);
            pen.line(&[(14.0, 74.0), (86.0, 74.0)], line);
            pen.line(
                &[(24.0, 62.0), (14.0, 74.0), (18.0, 82.0), (82.0, 82.0), (86.0, 74.0), (76.0, 62.0)],
                line,
            );
            pen.line(&[(24.0, 62.0), (76.0, 62.0)], line);
            pen.line(&[(38.0, 46.0), (38.0, 40.0)], 8.0);
            pen.line(&[(50.0, 46.0), (50.0, 34.0)], 8.0);
            pen.line(&[(62.0, 46.0), (62.0, 28.0)], 8.0);
        }
        Pictogram::Stick => {
            pen.rect([34.0, 40.0, 32.0, 48.0], 6.0, ink);
            pen.frame([39.0, 14.0, 22.0, 26.0], 2.0, line);
            pen.rect([45.0, 22.0, 4.0, 7.0], 1.0, ink);
            pen.rect([52.0, 22.0, 4.0, 7.0], 1.0, ink);
            pen.disc((50.0, 74.0), 5.0, paper);
        }
        Pictogram::Shelf => {
            pen.line(&[(14.0, 12.0), (14.0, 90.0)], line);
            pen.line(&[(86.0, 12.0), (86.0, 90.0)], line);
            for y in [38.0, 62.0, 86.0] {
                pen.line(&[(14.0, y), (86.0, y)], line);
            }
            pen.rect([26.0, 18.0, 22.0, 17.0], 2.0, ink);
            pen.rect([54.0, 45.0, 22.0, 14.0], 2.0, ink);
            pen.rect([24.0, 69.0, 30.0, 14.0], 2.0, ink);
        }
        Pictogram::Open => {
            pen.frame([20.0, 40.0, 60.0, 46.0], 4.0, line);
            pen.frame([34.0, 54.0, 32.0, 20.0], 2.0, 5.0);
            pen.line(&[(20.0, 40.0), (30.0, 14.0), (88.0, 14.0), (80.0, 40.0)], line);
        }
        Pictogram::Power => {
            pen.curve((34.0, 28.0), [(-2.0, 50.0), (16.0, 86.0)], (50.0, 86.0), 8.0);
            pen.curve((66.0, 28.0), [(102.0, 50.0), (84.0, 86.0)], (50.0, 86.0), 8.0);
            pen.line(&[(50.0, 14.0), (50.0, 48.0)], 8.0);
        }
    }
}

fn drive(pen: &mut Pen<'_, '_>, down: f32) {
    let (ink, paper) = (pen.ink, pen.paper);
    pen.rect([24.0, 14.0 + down, 52.0, 72.0], 6.0, ink);
    pen.disc((50.0, 42.0 + down), 20.0, paper);
    pen.disc((50.0, 42.0 + down), 5.0, ink);
    pen.line(&[(64.0, 74.0 + down), (52.0, 48.0 + down)], 6.0);
    pen.disc((36.0, 76.0 + down), 3.0, paper);
}
