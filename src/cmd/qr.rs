//! `gomme qr`
//!
//! Shows the QR code of finished jobs in the terminal, to be photographed: a proof that leaves the room without any stick.

use std::fmt::Write;
use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};

use super::paper::{Files, PaperFailure};
use super::{Done, Failure, out};
use crate::attest::say::shown;
use crate::cli::QrArgs;
use crate::papers::page::Modules;
use crate::papers::{PaperError, qr};
use crate::text::{Lang, Say, code, verify};

/// Light letters on a dark ground, whatever the terminal's own colours are; and its own again.
const COLOURS: [&str; 2] = ["\x1b[97;40m", "\x1b[0m"];
/// Lines beside the code: its title, and the next prompt.
const BESIDE: usize = 2;

/// Why no code is shown.
#[derive(Debug)]
pub enum QrFailure {
    /// The job has none: its folder.
    None(PathBuf),
    /// It would not fit: columns and lines that it takes.
    WindowTooSmall(usize, usize),
}

crate::error_that_says!(QrFailure);

impl Say for QrFailure {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&code::EN, &code::FR);
        match self {
            QrFailure::None(folder) => (t.none_in_folder)(&shown(folder)),
            QrFailure::WindowTooSmall(columns, lines) => (t.window_too_small)(*columns, *lines),
        }
    }
}

/// Runs it.
///
/// # Errors
/// [`PaperFailure`], [`QrFailure`], or a standard output that cannot be written.
pub fn run(lang: Lang, args: &QrArgs) -> Result<Done, Failure> {
    let codes = args.folders.iter().map(|folder| read(folder)).collect::<Result<Vec<_>, _>>()?;
    let is_terminal = stdout().is_terminal();
    if let Some((columns, lines)) = window().filter(|_| is_terminal) {
        for (_, modules) in &codes {
            let (wide, high) = qr::window(modules);
            if wide > columns || high + BESIDE > lines {
                return Err(QrFailure::WindowTooSmall(wide, high + BESIDE).into());
            }
        }
    }
    let [begin, end] = if is_terminal { COLOURS } else { ["", ""] };
    let mut text = String::new();
    for ((number, station), modules) in &codes {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{}", (lang.pick(&verify::EN, &verify::FR).number)(number, station));
        for line in qr::half_blocks(modules).lines() {
            let _ = writeln!(text, "{begin}{line}{end}");
        }
    }
    out::print(&text)?;
    Ok(Done::Yes)
}

/// The code of a job, and what it is the code of: number and station. Nothing is shown but what belongs to the attestation beside it.
fn read(folder: &Path) -> Result<((String, String), Modules), Failure> {
    let files = Files::read(folder)?;
    let of_folder = |error: PaperError| PaperFailure::Paper(folder.to_owned(), error);
    let read = files.bundle().read().map_err(of_folder)?;
    let text = read.bundle.qr.ok_or_else(|| QrFailure::None(folder.to_owned()))?;
    let modules = qr::modules(text).map_err(of_folder)?;
    let (number, station) = (read.record.number().to_owned(), read.record.signatory().name.to_owned());
    Ok(((number, station), modules))
}

/// Columns and lines of the window, where they can be asked for.
#[cfg(feature = "drives")]
fn window() -> Option<(usize, usize)> {
    use std::os::fd::AsFd;
    crate::sys::terminal::window(stdout().as_fd())
}

#[cfg(not(feature = "drives"))]
fn window() -> Option<(usize, usize)> {
    None
}
