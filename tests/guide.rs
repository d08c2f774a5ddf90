//! The guide's screens: that each one fits wherever it is shown, looks as it was agreed, and never leads where nobody wanted to go.
//!
//! `GOMME_GUIDE_PICTURES=DIR cargo test --test guide` writes every screen as a picture, in both languages and four sizes.
//! `GOMME_BLESS=1 cargo test --test guide` writes the agreed looks anew, for a person to look at before committing.

#![cfg(feature = "guide")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "guide/properties.rs"]
mod properties;
#[path = "guide/scenes.rs"]
mod scenes;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use gomme::guide::paint::canvas::Letters;
use gomme::guide::paint::{characters, pixels};
use gomme::text::Lang;
use sha2::{Digest, Sha256};

const SIZES: [(u32, u32); 4] = [(800, 600), (1024, 768), (1366, 768), (1920, 1080)];
const LANGS: [(Lang, &str); 2] = [(Lang::Fr, "fr"), (Lang::En, "en")];

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guide").join(name)
}

fn compare(name: &str, now: &str) {
    let path = golden(name);
    if std::env::var_os("GOMME_BLESS").is_some() {
        fs::write(&path, now).unwrap();
    }
    let agreed = fs::read_to_string(&path).unwrap_or_default();
    assert!(agreed == now, "tests/guide/{name} differs; now:\n{now}");
}

#[test]
fn every_screen_has_a_scene_of_its_own() {
    let scenes = scenes::all();
    let names: BTreeSet<&str> = scenes.iter().map(|scene| scene.name).collect();
    assert_eq!(names.len(), scenes.len());
    let screens: BTreeSet<String> =
        scenes.iter().map(|scene| format!("{:?}", scene.screen(Lang::Fr))).collect();
    assert_eq!(screens.len(), scenes.len(), "two scenes show the same");
}

#[test]
fn characters_look_as_agreed() {
    for (lang, code) in LANGS {
        let mut all = String::new();
        for scene in scenes::all() {
            let _ =
                writeln!(all, "=== {} ===\n{}\n", scene.name, characters::plain(&scene.screen(lang), lang));
        }
        compare(&format!("characters-{code}.txt"), &all);
    }
}

#[test]
fn characters_fit_a_console_and_are_in_its_font() {
    for (lang, _) in LANGS {
        for scene in scenes::all() {
            let text = characters::plain(&scene.screen(lang), lang);
            assert!(
                text.lines().count() <= characters::LINES,
                "{} has {} lines:\n{text}",
                scene.name,
                text.lines().count()
            );
            for line in text.lines() {
                assert!(line.chars().count() <= characters::COLUMNS, "{}: {line}", scene.name);
                assert!(line.chars().all(characters::has), "{}: {line}", scene.name);
                assert!(
                    !line.contains('?') || text.contains(" ?") || lang == Lang::En,
                    "{}: {line}",
                    scene.name
                );
            }
        }
    }
}

/// All pictures of a language at a size, by the names of their scenes.
fn pictures(
    letters: &Letters,
    lang: Lang,
    (width, height): (u32, u32),
) -> Vec<(&'static str, pixels::Picture)> {
    let paint = |scene: scenes::Scene| {
        let picture = pixels::paint(letters, &scene.screen(lang), lang, width, height).expect("a picture");
        (scene.name, picture)
    };
    scenes::all().into_iter().map(paint).collect()
}

#[test]
fn pictures_fit_every_size() {
    let letters = Letters::new().expect("the faces are whole");
    let folder = std::env::var_os("GOMME_GUIDE_PICTURES").map(PathBuf::from);
    for (lang, code) in LANGS {
        for size in SIZES {
            let mut unfit = Vec::new();
            for (name, picture) in pictures(&letters, lang, size) {
                if let Some(folder) = &folder {
                    write(&folder.join(format!("{}x{}-{code}", size.0, size.1)), name, &picture);
                }
                if !picture.fits {
                    unfit.push(name);
                }
            }
            assert!(unfit.is_empty(), "at {size:?} in {code} these do not fit: {unfit:?}");
        }
    }
}

/// A picture as a file: few colours, so that it is small.
fn write(folder: &Path, name: &str, picture: &pixels::Picture) {
    fs::create_dir_all(folder).unwrap();
    encode(BufWriter::new(fs::File::create(folder.join(format!("{name}.png"))).unwrap()), picture);
}

fn encode(file: impl std::io::Write, picture: &pixels::Picture) {
    let mut encoder = png::Encoder::new(file, picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().unwrap().write_image_data(&picture.rgb).unwrap();
}

/// A photograph of the screen is the proof: what reads photographs reads the square, at every size.
#[cfg(feature = "pictures")]
#[test]
fn the_square_on_the_screen_is_read() {
    let letters = Letters::new().expect("the faces are whole");
    let scene = scenes::all().into_iter().find(|scene| scene.name == "10-proof").unwrap();
    let screen = scene.screen(Lang::Fr);
    let text = screen.qr.clone().expect("a square").text;
    for (width, height) in SIZES {
        let picture = pixels::paint(&letters, &screen, Lang::Fr, width, height).expect("a picture");
        let mut file = Vec::new();
        encode(&mut file, &picture);
        assert_eq!(gomme::reader::photo::read(&file).as_deref(), Ok(text.as_str()), "{width}x{height}");
    }
}

/// On other processors the last bit of a colour may differ.
#[cfg(target_arch = "x86_64")]
#[test]
fn pictures_look_as_agreed() {
    let letters = Letters::new().expect("the faces are whole");
    let mut all = String::new();
    for (lang, code) in LANGS {
        for (name, picture) in pictures(&letters, lang, SIZES[0]) {
            let digest = Sha256::digest(&picture.rgb);
            let short: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            let _ = writeln!(all, "{short}  800x600 {code} {name}");
        }
    }
    compare("pictures.txt", &all);
}
