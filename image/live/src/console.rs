//! The letters on the screen, the layout of the keyboard, and what else the boot menu chose for the person.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Done, at, command_line};

const TERMINAL: &str = "/dev/tty1";
const FONTS: &str = "/usr/share/consolefonts";
/// For `gomme.service`.
const OPTIONS: &str = "/run/gomme/options";
const KEYMAPS: &str = "/usr/share/keymaps";

/// Sets all of it. A layout that is not there leaves the keyboard as it is.
///
/// # Errors
/// When one of them could not be set; the others are set all the same.
pub fn run() -> Done {
    let size = fs::read_to_string("/sys/class/graphics/fb0/virtual_size").unwrap_or_default();
    let font = Path::new(FONTS).join(font(&size));
    let layout = command_line::booted_with("gomme.keymap").unwrap_or_else(|| "fr".into());
    let options = options(&fs::read_to_string("/proc/cmdline").unwrap_or_default());
    let told =
        fs::create_dir_all("/run/gomme").and_then(|()| fs::write(OPTIONS, options)).map_err(at(OPTIONS));
    let font = set("setfont", &["-C", TERMINAL], &font);
    let keys = keymap(&layout).ok_or(format!("no layout {layout}"));
    let keys = keys.and_then(|file| set("loadkeys", &["-q", "-C", TERMINAL], &file));
    told.and(font).and(keys)
}

/// What gomme is started with, as `gomme.service` reads it: `gomme.lang=fr|en`, `gomme.screen=text|fb`. Anything else is not ours.
fn options(line: &str) -> String {
    let chosen = |key: &str, known: [&'static str; 2]| {
        let value = command_line::value(line, key);
        known.into_iter().find(|known| value.as_deref() == Some(known))
    };
    let lang = chosen("gomme.lang", ["fr", "en"]).unwrap_or("fr");
    let screen = chosen("gomme.screen", ["text", "fb"]).unwrap_or("auto");
    format!("GOMME_OPTIONS=--lang {lang} --screen {screen}\n")
}

/// The font for a screen: `virtual_size` is `width,height` in points; anything else is a screen of text, whose cells have 16 lines.
fn font(virtual_size: &str) -> &'static str {
    let height = virtual_size.trim().split(',').nth(1).and_then(|h| h.parse::<u32>().ok()).unwrap_or(0);
    match height {
        1800.. => "Lat15-Terminus32x16.psf",
        1200.. => "Lat15-Terminus24x12.psf",
        _ => "Lat15-Terminus16.psf",
    }
}

/// The file of a layout, whose name is one of ours and leads nowhere else.
fn keymap(layout: &str) -> Option<PathBuf> {
    let plain = layout.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let file = Path::new(KEYMAPS).join(format!("{layout}.kmap"));
    (plain && file.is_file()).then_some(file)
}

fn set(program: &str, options: &[&str], file: &Path) -> Done {
    let status = Command::new(program).args(options).arg(file).status().map_err(at(program))?;
    if status.success() { Ok(()) } else { Err(format!("{program} {}: {status}", file.display())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_grow_with_the_screen() {
        for (size, lines) in
            [("", "16."), ("1024,768\n", "16."), ("1920,1200\n", "24x12"), ("3840,2160", "32x16")]
        {
            assert!(font(size).contains(lines), "{size}: {}", font(size));
        }
    }

    #[test]
    fn only_known_words_become_options() {
        assert_eq!(options("quiet"), "GOMME_OPTIONS=--lang fr --screen auto\n");
        let line = "gomme.lang=en gomme.screen=text";
        assert_eq!(options(line), "GOMME_OPTIONS=--lang en --screen text\n");
        assert_eq!(options("gomme.lang=--out gomme.screen=x"), options(""));
    }

    #[test]
    fn a_layout_is_a_name() {
        assert_eq!(keymap("../../etc/passwd"), None);
        assert_eq!(keymap(""), None);
    }
}
