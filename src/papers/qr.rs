//! The QR code of a paper: the text it was given, as modules.

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
