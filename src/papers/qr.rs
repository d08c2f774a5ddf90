//! A QR code: the text it was given, as modules, and as characters for a terminal.

use qrcodegen::{QrCode, QrCodeEcc};

use super::PaperError;
use super::page::Modules;

/// Largest side of a printed code with its quiet zone: 40 mm in points.
pub const SIDE_MAX: f32 = 40.0 / 25.4 * 72.0;
/// Modules of white around a code (ISO/IEC 18004 §6.3.8).
pub const QUIET: usize = 4;

/// Encodes a text, with error correction M (15 %).
///
/// # Errors
/// [`PaperError::Qr`] when it is longer than any code.
pub fn modules(text: &str) -> Result<Modules, PaperError> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|_| PaperError::Qr)?;
    let side = code.size();
    let dark = (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).map(|(x, y)| code.get_module(x, y));
    Ok(Modules { dark: dark.collect(), side: usize::try_from(side).unwrap_or(0) })
}

/// Light above light, light above dark, dark above light, dark above dark.
const HALVES: [char; 4] = ['█', '▀', '▄', ' '];

/// A code with its quiet zone in characters of a terminal, two rows of modules a line, each line ended. What is light is drawn, what is
/// dark is left: right for light letters on a dark ground.
#[must_use]
pub fn half_blocks(modules: &Modules) -> String {
    let side = modules.side + 2 * QUIET;
    let is_dark = |x: usize, y: usize| {
        let (x, y) = (x.checked_sub(QUIET)?, y.checked_sub(QUIET)?);
        let inside = x < modules.side && y < modules.side;
        inside.then(|| modules.dark.get(y * modules.side + x).copied())?
    };
    let dark = |x, y| usize::from(is_dark(x, y).unwrap_or(false));
    let line = |y: usize| (0..side).map(move |x| HALVES[2 * dark(x, y) + dark(x, y + 1)]).chain(['\n']);
    (0..side).step_by(2).flat_map(line).collect()
}

/// Columns and lines of [`half_blocks`].
#[must_use]
pub fn window(modules: &Modules) -> (usize, usize) {
    let side = modules.side + 2 * QUIET;
    (side, side.div_ceil(2))
}
