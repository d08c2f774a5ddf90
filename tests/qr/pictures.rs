//! Pictures for the tests: shades of grey that are drawn, bent, blurred, and written by other people's programs.

use std::io::Write;
use std::process::{Command, Stdio};

use gomme::papers::page::Modules;
use gomme::papers::qr::QUIET;

/// Shades of grey, row by row.
#[derive(Clone)]
pub struct Grey {
    pub width: usize,
    pub height: usize,
    pub shades: Vec<u8>,
}

impl Grey {
    pub fn new(width: usize, height: usize, mut shade: impl FnMut(usize, usize) -> u8) -> Grey {
        let mut shades = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                shades.push(shade(x, y));
            }
        }
        Grey { width, height, shades }
    }

    pub fn at(&self, x: usize, y: usize) -> u8 {
        self.shades[y.min(self.height - 1) * self.width + x.min(self.width - 1)]
    }

    /// A code as it stands on paper, in so many pixels a module.
    pub fn code(modules: &Modules, pixels: usize) -> Grey {
        let side = (modules.side + 2 * QUIET) * pixels;
        Grey::new(side, side, |x, y| {
            let (x, y) = ((x / pixels).wrapping_sub(QUIET), (y / pixels).wrapping_sub(QUIET));
            let dark = x < modules.side && y < modules.side && modules.dark[y * modules.side + x];
            if dark { 0 } else { 255 }
        })
    }

    /// What a terminal of white letters on black shows of a text: a letter is 8 pixels wide and 16 high, and no letter but the
    /// half blocks is known.
    pub fn of_terminal(text: &str) -> Grey {
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        let width = lines.iter().map(Vec::len).max().expect("lines");
        Grey::new(8 * width + 32, 16 * lines.len() + 32, |x, y| {
            let (Some(x), Some(y)) = (x.checked_sub(16), y.checked_sub(16)) else { return 0 };
            let letter = lines.get(y / 16).and_then(|line| line.get(x / 8)).copied().unwrap_or(' ');
            match (letter, y % 16 < 8) {
                ('█', _) | ('▀', true) | ('▄', false) => 230,
                _ => 0,
            }
        })
    }

    /// What a camera sees that is held aslant, in bad light: `tilt` in hundredths, blurred by means over so many pixels, with noise.
    pub fn photographed(&self, side: usize, tilt: f64, blur: usize, noise: u64) -> Grey {
        let (whole, mut state) = (f(side), 0x6f6d_6d65_u64);
        let mut seen = Grey::new(side, side, |x, y| {
            // From the photograph back to the page: turned by eleven degrees, and a vanishing point far away.
            let (u, v) = (f(x) / whole - 0.5, f(y) / whole - 0.5);
            let (u, v) = (u * 0.981 - v * 0.191, u * 0.191 + v * 0.981);
            let depth = 1.0 + tilt * u + 0.5 * tilt * v;
            let (u, v) = (1.35 * u / depth + 0.5, 1.35 * v / depth + 0.5);
            let table = 90.0;
            let page = |from: f64, size: usize| {
                let place = from * f(size);
                (0.0..f(size)).contains(&place).then_some(place)
            };
            let shade = match (page(u, self.width), page(v, self.height)) {
                (Some(x), Some(y)) => self.between(x, y),
                _ => table,
            };
            // Ink is no black, paper no white, and the lamp stands to the left.
            let lamp = 1.0 - 0.45 * f(x) / whole;
            byte((45.0 + 0.72 * shade) * lamp)
        });
        for _ in 0..2 {
            seen = seen.blurred(blur);
        }
        for shade in &mut seen.shades {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            let drawn = state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
            let drawn =
                i64::try_from(drawn % (2 * noise + 1)).expect("small") - i64::try_from(noise).expect("small");
            *shade = u8::try_from((i64::from(*shade) + drawn).clamp(0, 255)).expect("clamped");
        }
        seen
    }

    /// The shade between four pixels.
    fn between(&self, x: f64, y: f64) -> f64 {
        let (left, top) = (floor(x), floor(y));
        let (right, down) = (x - f(left), y - f(top));
        let shade = |x, y| f64::from(self.at(x, y));
        let above = shade(left, top) * (1.0 - right) + shade(left + 1, top) * right;
        let below = shade(left, top + 1) * (1.0 - right) + shade(left + 1, top + 1) * right;
        above * (1.0 - down) + below * down
    }

    fn blurred(&self, pixels: usize) -> Grey {
        let mean = |from: &Grey, x: usize, y: usize, dx: usize, dy: usize| {
            let sum: usize = (0..=pixels)
                .map(|n| {
                    let back = |at: usize, d: usize| (at + n * d).saturating_sub(pixels / 2 * d);
                    usize::from(from.at(back(x, dx), back(y, dy)))
                })
                .sum();
            u8::try_from(sum / (pixels + 1)).expect("a mean of bytes")
        };
        let across = Grey::new(self.width, self.height, |x, y| mean(self, x, y, 1, 0));
        Grey::new(self.width, self.height, |x, y| mean(&across, x, y, 0, 1))
    }

    /// Two pictures side by side on white.
    pub fn beside(&self, other: &Grey) -> Grey {
        let height = self.height.max(other.height);
        Grey::new(self.width + other.width, height, |x, y| match x.checked_sub(self.width) {
            None if y < self.height => self.at(x, y),
            Some(x) if y < other.height => other.at(x, y),
            _ => 255,
        })
    }

    /// As a Netpbm PGM.
    pub fn pgm(&self) -> Vec<u8> {
        let mut file = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        file.extend_from_slice(&self.shades);
        file
    }

    /// As a JPEG of libjpeg-turbo.
    pub fn jpeg(&self, quality: u8) -> Vec<u8> {
        piped("cjpeg", &["-quality", &quality.to_string()], &self.pgm())
    }

    /// What zbar reads in it, a text a line.
    pub fn zbar(&self) -> String {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("picture.pgm");
        std::fs::write(&path, self.pgm()).expect("a picture");
        zbar(&path)
    }
}

/// What zbar reads in a picture, a text a line.
pub fn zbar(path: &std::path::Path) -> String {
    let args = ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"];
    let said = Command::new("zbarimg").args(args).arg(path).output().expect("zbarimg is needed");
    String::from_utf8(said.stdout).expect("text")
}

fn piped(program: &str, args: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} is needed: {error}"));
    let mut into = child.stdin.take().expect("piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || into.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads all");
    assert!(output.status.success(), "{program}");
    output.stdout
}

fn f(n: usize) -> f64 {
    f64::from(u32::try_from(n).expect("a small number"))
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, which is what is wanted"
)]
fn floor(x: f64) -> usize {
    x.floor() as usize
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, which is what is wanted"
)]
fn byte(x: f64) -> u8 {
    x.round() as u8
}
