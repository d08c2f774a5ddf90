//! Painters: the same screen as characters and as pixels. They decide nothing.

pub mod canvas;
pub mod characters;
pub mod pictograms;
pub mod pixels;

use super::keys::Key;
use crate::text::Lang;
use crate::text::guide::{EN, FR};

/// What stands on a key. The key that takes a digit back bears an arrow.
#[must_use]
pub fn cap(key: Key, lang: Lang) -> String {
    let t = lang.pick(&EN, &FR);
    match key {
        Key::Digit(digit) => digit.to_string(),
        Key::Enter => t.key_enter.to_owned(),
        Key::Esc => t.key_esc.to_owned(),
        Key::Back => "←".to_owned(),
    }
}
