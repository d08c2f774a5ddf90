//! The kernel's framebuffer: its size and the places of its colours, and a picture written into it (`linux/fb.h`).
//!
//! The picture goes through `write`, not through mapped memory: a driver that keeps a shadow of the screen sees it then, and nothing is
//! read or written past the end, whatever the driver says of itself.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::screen;

/// Where a colour stands in a pixel.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Bitfield {
    offset: u32,
    length: u32,
    msb_right: u32,
}

/// `struct fb_var_screeninfo`.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Variable {
    xres: u32,
    yres: u32,
    virtual_size: [u32; 2],
    offset: [u32; 2],
    bits_per_pixel: u32,
    grayscale: u32,
    colours: [Bitfield; 4],
    timing: [u32; 16],
    reserved: [u32; 4],
}

/// `struct fb_fix_screeninfo`.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Fixed {
    id: [u8; 16],
    memory_start: libc::c_ulong,
    memory_bytes: u32,
    kind: [u32; 3],
    steps: [u16; 3],
    line_bytes: u32,
    registers_start: libc::c_ulong,
    registers_bytes: u32,
    accel: u32,
    capabilities: u16,
    reserved: [u16; 2],
}

/// How pixels lie in the framebuffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Visible pixels in a row.
    pub width: u32,
    /// Visible rows.
    pub height: u32,
    /// Bytes in a pixel: 2, 3 or 4.
    pub bytes: usize,
    /// Bytes from one row to the next.
    pub line: usize,
    /// Byte of the first visible pixel.
    pub start: usize,
    /// First bit and number of bits of red, green and blue.
    pub colours: [(u32, u32); 3],
}

/// An open framebuffer.
#[derive(Debug)]
pub struct Framebuffer {
    file: File,
}

impl Framebuffer {
    /// Opens one.
    ///
    /// # Errors
    /// Whatever the system answers.
    pub fn open(path: &Path) -> io::Result<Framebuffer> {
        Ok(Framebuffer { file: OpenOptions::new().read(true).write(true).open(path)? })
    }

    /// Its format now: a driver that comes later may change it.
    ///
    /// # Errors
    /// Whatever the system answers; `Unsupported` for pixels that are no true colours of 16, 24 or 32 bits.
    pub fn format(&self) -> io::Result<Format> {
        let (mut variable, mut fixed) = (Variable::default(), Fixed::default());
        screen::variable(self.file.as_fd(), &mut variable)?;
        screen::fixed(self.file.as_fd(), &mut fixed)?;
        Format::of(&variable, &fixed).ok_or_else(|| io::ErrorKind::Unsupported.into())
    }

    /// Shows a picture: red, green and blue of each pixel, row by row, of the format's size.
    ///
    /// # Errors
    /// Whatever the system answers; `InvalidInput` for a picture of another size.
    pub fn show(&self, format: &Format, rgb: &[u8]) -> io::Result<()> {
        let pixels = format.pack(rgb).ok_or(io::ErrorKind::InvalidInput)?;
        self.file.write_all_at(&pixels, u64::try_from(format.start).unwrap_or(0))
    }
}

impl Format {
    fn of(variable: &Variable, fixed: &Fixed) -> Option<Format> {
        let bytes = match variable.bits_per_pixel {
            15 | 16 => 2,
            24 => 3,
            32 => 4,
            _ => return None,
        };
        let [red, green, blue, _] = variable.colours.map(|colour| (colour.offset, colour.length));
        let colours = [red, green, blue];
        let fits = |(offset, length): &(u32, u32)| {
            (1..=8).contains(length) && offset.saturating_add(*length) <= variable.bits_per_pixel
        };
        let usize_of = |n: u32| usize::try_from(n).ok();
        let line = usize_of(fixed.line_bytes)?;
        let row = usize_of(variable.xres)?.checked_mul(bytes)?;
        let [right, down] = variable.offset;
        let start = usize_of(down)?.checked_mul(line)?.checked_add(usize_of(right)?.checked_mul(bytes)?)?;
        let sound = colours.iter().all(fits) && variable.xres > 0 && variable.yres > 0 && row <= line;
        sound.then_some(Format { width: variable.xres, height: variable.yres, bytes, line, start, colours })
    }

    /// The bytes of a picture, rows as far apart as the framebuffer's; none for a picture of another size.
    #[must_use]
    pub fn pack(&self, rgb: &[u8]) -> Option<Vec<u8>> {
        let (width, height) = (usize::try_from(self.width).ok()?, usize::try_from(self.height).ok()?);
        let right = rgb.len() == width.checked_mul(height)?.checked_mul(3)?;
        if !right || width == 0 || height == 0 {
            return None;
        }
        let mut out = vec![0; self.line.checked_mul(height - 1)?.checked_add(width * self.bytes)?];
        for (row, line) in rgb.chunks_exact(width * 3).zip(out.chunks_mut(self.line)) {
            for (pixel, place) in row.chunks_exact(3).zip(line.chunks_exact_mut(self.bytes)) {
                let value = pixel.iter().zip(self.colours).fold(0u32, |value, (part, (offset, bits))| {
                    value | (u32::from(*part) >> (8 - bits)) << offset
                });
                let bytes = value.to_ne_bytes();
                // The low bytes: a pixel is a number in the machine's own order.
                let low = if cfg!(target_endian = "little") {
                    &bytes[..self.bytes]
                } else {
                    &bytes[4 - self.bytes..]
                };
                place.copy_from_slice(low);
            }
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(bits: u32, colours: [(u32, u32); 3], line: u32) -> Option<Format> {
        let mut variable =
            Variable { xres: 3, yres: 2, bits_per_pixel: bits, offset: [1, 1], ..Variable::default() };
        for (place, (offset, length)) in variable.colours.iter_mut().zip(colours) {
            *place = Bitfield { offset, length, msb_right: 0 };
        }
        Format::of(&variable, &Fixed { line_bytes: line, ..Fixed::default() })
    }

    const RGB: [u8; 18] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 8, 4, 8, 255, 255, 255, 0, 0, 0];

    #[test]
    fn structures_are_as_large_as_the_kernels() {
        assert_eq!(size_of::<Variable>(), 160);
        #[cfg(target_pointer_width = "64")]
        assert_eq!((size_of::<Fixed>(), std::mem::offset_of!(Fixed, line_bytes)), (80, 48));
    }

    #[test]
    fn pixels_are_packed_as_the_driver_wants_them() {
        let wide = format(32, [(16, 8), (8, 8), (0, 8)], 16).unwrap();
        assert_eq!(wide.start, 20);
        let bytes = wide.pack(&RGB).unwrap();
        assert_eq!(bytes[..16], [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(bytes.len(), 28, "the last row ends with its last pixel");
        let packed = format(24, [(0, 8), (8, 8), (16, 8)], 9).unwrap();
        assert_eq!(packed.pack(&RGB).unwrap(), RGB);
        let narrow = format(16, [(11, 5), (5, 6), (0, 5)], 6).unwrap();
        let bytes = narrow.pack(&RGB).unwrap();
        assert_eq!(bytes, [0x00, 0xF8, 0xE0, 0x07, 0x1F, 0x00, 0x21, 0x08, 0xFF, 0xFF, 0, 0]);
    }

    #[test]
    fn what_is_no_true_colour_is_refused() {
        let full = [(16, 8), (8, 8), (0, 8)];
        assert_eq!(format(8, full, 16), None);
        assert_eq!(format(32, [(16, 8), (8, 8), (0, 0)], 16), None);
        assert_eq!(format(16, full, 16), None);
        assert_eq!(format(32, full, 11), None, "rows that overlap");
        assert_eq!(format(32, full, 16).unwrap().pack(&RGB[3..]), None);
    }

    #[test]
    fn a_file_is_no_framebuffer() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(Framebuffer::open(file.path()).unwrap().format().is_err());
    }
}
