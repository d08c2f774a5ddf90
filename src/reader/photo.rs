//! A photograph or screenshot → the text of the attestation's QR code in it. Pure: bytes in, a text out.
//!
//! Pictures come from strangers, and small files may unfold to large pictures: file, sides and pixels have bounds. A code is looked for at
//! several sizes, because a sharp picture hides it in its noise and a small one in its few pixels.

/// The largest picture file that is read, in bytes: a telephone's are below.
pub const MAX_BYTES: usize = 32 << 20;
/// The most pixels of a picture: more than a telephone's camera takes.
#[cfg(feature = "pictures")]
const PIXELS_MAX: usize = 120 << 20;
/// The largest side of a picture.
#[cfg(feature = "pictures")]
const SIDE_MAX: usize = 20_000;
/// A code is looked for in a picture of at most this side ...
#[cfg(feature = "pictures")]
const SIDE_LOOKED_AT: usize = 4_000;
/// ... then in half of it, and half of that, as long as both sides have this many pixels: three a module of a small code ...
#[cfg(feature = "pictures")]
const SIDE_LEAST: usize = 200;
/// ... then enlarged by so many halves, because what finds codes wants a few pixels a module ...
#[cfg(feature = "pictures")]
const ENLARGED: [usize; 3] = [3, 4, 6];
/// ... to this side at most: only what is small gains by it.
#[cfg(feature = "pictures")]
const SIDE_ENLARGED: usize = 3_600;

/// How a PNG and a JPEG begin.
const BEGINNINGS: [&[u8]; 2] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"];

/// Why there is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFlaw {
    /// Nothing in it is a QR code that can be read.
    NoCode,
    /// It shows QR codes, and none is ours.
    OtherCode,
    /// It shows codes of several attestations.
    Several,
    /// It is cut off or damaged.
    Damaged,
    /// It is larger than any that is read.
    TooLarge,
    /// This program was built without reading pictures.
    NotBuilt,
}

impl PictureFlaw {
    /// The answer in the `--json` output; stable.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            PictureFlaw::NoCode => "no_qr_code",
            PictureFlaw::OtherCode => "other_qr_code",
            PictureFlaw::Several => "several_qr_codes",
            PictureFlaw::Damaged => "damaged_picture",
            PictureFlaw::TooLarge => "large_picture",
            PictureFlaw::NotBuilt => "picture_not_read",
        }
    }
}

/// Whether bytes say of themselves that they are a picture of a kind that is read.
#[must_use]
pub fn is_picture(bytes: &[u8]) -> bool {
    BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning))
}

/// The text of the only code of an attestation in a picture. Codes of something else do not disturb.
///
/// # Errors
/// [`PictureFlaw`].
#[cfg(feature = "pictures")]
pub fn read(bytes: &[u8]) -> Result<String, PictureFlaw> {
    if bytes.len() > MAX_BYTES {
        return Err(PictureFlaw::TooLarge);
    }
    let mut grey = if bytes.starts_with(BEGINNINGS[0]) { pixels::png(bytes)? } else { pixels::jpeg(bytes)? };
    while grey.width.max(grey.height) > SIDE_LOOKED_AT {
        grey = grey.halved();
    }
    let mut flaw = PictureFlaw::NoCode;
    let mut look = |grey: &pixels::Grey| match grey.code() {
        Err(PictureFlaw::NoCode) => None,
        Err(PictureFlaw::OtherCode) => {
            flaw = PictureFlaw::OtherCode;
            None
        }
        found => Some(found),
    };
    let mut smaller = grey.halved();
    if let Some(found) = look(&grey) {
        return found;
    }
    while smaller.width.min(smaller.height) >= SIDE_LEAST {
        if let Some(found) = look(&smaller) {
            return found;
        }
        smaller = smaller.halved();
    }
    let side = grey.width.max(grey.height);
    for halves in ENLARGED.into_iter().filter(|halves| side * halves / 2 <= SIDE_ENLARGED) {
        if let Some(found) = look(&grey.enlarged(halves)) {
            return found;
        }
    }
    Err(flaw)
}

/// The text of the only code of an attestation in a picture.
///
/// # Errors
/// [`PictureFlaw::NotBuilt`].
#[cfg(not(feature = "pictures"))]
pub fn read(_: &[u8]) -> Result<String, PictureFlaw> {
    Err(PictureFlaw::NotBuilt)
}

#[cfg(feature = "pictures")]
mod pixels {
    use std::collections::BTreeSet;
    use std::io::Cursor;

    use png::{BitDepth, ColorType, Transformations};
    use zune_jpeg::JpegDecoder;
    use zune_jpeg::errors::DecodeErrors;
    use zune_jpeg::zune_core::bytestream::ZCursor;
    use zune_jpeg::zune_core::colorspace::ColorSpace;
    use zune_jpeg::zune_core::options::DecoderOptions;

    use super::{PIXELS_MAX, PictureFlaw, SIDE_MAX};
    use crate::attest::qr::is_code;

    /// Shades of grey, row by row: `width` × `height` of them.
    pub(super) struct Grey {
        pub(super) width: usize,
        pub(super) height: usize,
        shades: Vec<u8>,
    }

    impl Grey {
        /// Half as wide and high, each pixel the mean of four; an odd column or row at the end is left out.
        pub(super) fn halved(&self) -> Grey {
            let (width, height) = (self.width / 2, self.height / 2);
            let at = |x: usize, y: usize| u16::from(self.shades[y * self.width + x]);
            let mean = |x: usize, y: usize| {
                let (x, y) = (2 * x, 2 * y);
                let sum = at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1);
                // A quarter of four bytes is one.
                u8::try_from(sum / 4).unwrap_or(u8::MAX)
            };
            let shades = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| mean(x, y));
            Grey { width, height, shades: shades.collect() }
        }

        /// So many halves as wide and high, each pixel between the four that lie around its place.
        pub(super) fn enlarged(&self, halves: usize) -> Grey {
            let (width, height) = (self.width * halves / 2, self.height * halves / 2);
            // A place before, in 256ths of a pixel: the one it begins in, and how far beyond its middle.
            let before = |to: usize, pixels: usize| {
                let place = ((2 * to + 1) * 256 / halves).saturating_sub(128);
                let first = (place / 256).min(pixels - 1);
                (first, (first + 1).min(pixels - 1), place % 256)
            };
            let at = |x: usize, y: usize| usize::from(self.shades[y * self.width + x]);
            let columns: Vec<_> = (0..width).map(|x| before(x, self.width)).collect();
            let mut shades = Vec::with_capacity(width * height);
            for (top, down, below) in (0..height).map(|y| before(y, self.height)) {
                for &(left, right, beyond) in &columns {
                    let above = at(left, top) * (256 - beyond) + at(right, top) * beyond;
                    let under = at(left, down) * (256 - beyond) + at(right, down) * beyond;
                    // A mean of bytes is one.
                    let shade = (above * (256 - below) + under * below) >> 16;
                    shades.push(u8::try_from(shade).unwrap_or(u8::MAX));
                }
            }
            Grey { width, height, shades }
        }

        /// The text of the only code of ours at this size.
        pub(super) fn code(&self) -> Result<String, PictureFlaw> {
            let shade = |x: usize, y: usize| self.shades[y * self.width + x];
            let mut found = rqrr::PreparedImage::prepare_from_greyscale(self.width, self.height, shade);
            let texts: BTreeSet<String> =
                found.detect_grids().iter().filter_map(|grid| Some(grid.decode().ok()?.1)).collect();
            let mut ours = texts.iter().filter(|text| is_code(text.as_bytes()));
            match (ours.next(), ours.next()) {
                (Some(only), None) => Ok(only.clone()),
                (Some(_), Some(_)) => Err(PictureFlaw::Several),
                (None, _) if texts.is_empty() => Err(PictureFlaw::NoCode),
                (None, _) => Err(PictureFlaw::OtherCode),
            }
        }

        fn new(width: usize, height: usize, shades: Vec<u8>) -> Result<Grey, PictureFlaw> {
            let whole = width > 0 && height > 0 && shades.len() == width * height;
            if whole { Ok(Grey { width, height, shades }) } else { Err(PictureFlaw::Damaged) }
        }
    }

    /// Whether a picture of these sides is read at all.
    fn bounded(width: usize, height: usize) -> Result<(), PictureFlaw> {
        let fits = width <= SIDE_MAX && height <= SIDE_MAX && width * height <= PIXELS_MAX;
        if fits { Ok(()) } else { Err(PictureFlaw::TooLarge) }
    }

    /// A JPEG. What is missing at its end is grey: the code may stand above it.
    pub(super) fn jpeg(bytes: &[u8]) -> Result<Grey, PictureFlaw> {
        let options = DecoderOptions::new_safe()
            .jpeg_set_out_colorspace(ColorSpace::Luma)
            .set_strict_mode(false)
            .set_max_width(SIDE_MAX)
            .set_max_height(SIDE_MAX);
        let flaw = |error: DecodeErrors| match error {
            DecodeErrors::LargeDimensions(_) => PictureFlaw::TooLarge,
            _ => PictureFlaw::Damaged,
        };
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
        decoder.decode_headers().map_err(flaw)?;
        let info = decoder.info().ok_or(PictureFlaw::Damaged)?;
        let (width, height) = (usize::from(info.width), usize::from(info.height));
        bounded(width, height)?;
        Grey::new(width, height, decoder.decode().map_err(flaw)?)
    }

    /// A PNG; what is transparent lies on white.
    pub(super) fn png(bytes: &[u8]) -> Result<Grey, PictureFlaw> {
        let mut decoder = png::Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(Transformations::normalize_to_color8());
        let flaw = |error: png::DecodingError| match error {
            png::DecodingError::LimitsExceeded => PictureFlaw::TooLarge,
            _ => PictureFlaw::Damaged,
        };
        let header = decoder.read_header_info().map_err(flaw)?;
        let side = |pixels: u32| usize::try_from(pixels).map_err(|_| PictureFlaw::TooLarge);
        let (width, height) = (side(header.width)?, side(header.height)?);
        bounded(width, height)?;
        let mut reader = decoder.read_info().map_err(flaw)?;
        let mut data = vec![0; reader.output_buffer_size().ok_or(PictureFlaw::TooLarge)?];
        let frame = reader.next_frame(&mut data).map_err(flaw)?;
        data.truncate(frame.buffer_size());
        let samples = match (frame.color_type, frame.bit_depth) {
            (ColorType::Grayscale, BitDepth::Eight) => 1,
            (ColorType::GrayscaleAlpha, BitDepth::Eight) => 2,
            (ColorType::Rgb, BitDepth::Eight) => 3,
            (ColorType::Rgba, BitDepth::Eight) => 4,
            _ => return Err(PictureFlaw::Damaged),
        };
        Grey::new(width, height, data.chunks_exact(samples).map(shade).collect())
    }

    /// The shade of a pixel of one to four samples.
    fn shade(pixel: &[u8]) -> u8 {
        let (light, alpha) = match *pixel {
            [grey] => (u32::from(grey), 255),
            [grey, alpha] => (u32::from(grey), u32::from(alpha)),
            [red, green, blue] => (luma(red, green, blue), 255),
            [red, green, blue, alpha] => (luma(red, green, blue), u32::from(alpha)),
            _ => (255, 255),
        };
        // Both are at most 255, and so is a mean of them.
        u8::try_from((light * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    }

    /// ITU-R BT.601, in 256ths.
    fn luma(red: u8, green: u8, blue: u8) -> u32 {
        (77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue)) / 256
    }
}
