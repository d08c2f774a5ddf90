//! Every sentence that a person reads, in French and in English.
//!
//! One struct a topic, one constant a language: a sentence that lacks a translation does not compile. Errors and
//! findings of other layers say themselves through [`Say`].

pub mod amounts;
pub mod code;
pub mod declare;
pub mod document;
#[cfg(feature = "drives")]
pub mod drive;
#[cfg(feature = "drives")]
pub mod erase;
#[cfg(not(target_family = "wasm"))]
pub mod export;
pub mod firmware;
#[cfg(feature = "guide")]
pub mod guide;
#[cfg(not(target_family = "wasm"))]
pub mod help;
pub mod keys;
#[cfg(feature = "drives")]
pub mod list;
pub mod lot;
pub mod make;
#[cfg(not(target_family = "wasm"))]
pub mod merge;
#[cfg(feature = "drives")]
pub mod obstacle;
pub mod os;
pub mod page;
pub mod paper;
pub mod pdf;
#[cfg(feature = "drives")]
pub mod plan;
pub mod read_back;
pub mod record;
pub mod slip;
pub mod statement;
#[cfg(feature = "drives")]
pub mod survey;
#[cfg(not(target_family = "wasm"))]
pub mod usage;
pub mod verify;
pub mod zone;

use std::fmt;

/// The languages that gomme speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

impl Lang {
    /// The language of a `LANG`-like value (`fr_FR.UTF-8`); English unless it is French.
    #[must_use]
    pub fn of_locale(value: &str) -> Lang {
        let language = value.split(['_', '.', '@', '-']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("fr") { Lang::Fr } else { Lang::En }
    }

    /// The language of the environment: the first of `LC_ALL`, `LC_MESSAGES`, `LANG` that is set and not empty.
    #[must_use]
    pub fn of_environment() -> Lang {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty())
            .map_or(Lang::En, |value| Lang::of_locale(&value))
    }

    /// Picks the constant of this language.
    #[must_use]
    pub fn pick<T>(self, en: &'static T, fr: &'static T) -> &'static T {
        match self {
            Lang::En => en,
            Lang::Fr => fr,
        }
    }
}

/// Something that can be said to a person: what happened, and what to do about it.
pub trait Say {
    /// The sentence, without a final line break.
    fn say(&self, lang: Lang) -> String;
}

/// Shows anything that can be said in a language, where a `Display` is asked for.
pub struct In<'a, T: ?Sized>(pub Lang, pub &'a T);

impl<T: Say + ?Sized> fmt::Display for In<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.1.say(self.0))
    }
}

/// Makes an error out of a type that can be said: its `Display` is the English sentence.
#[macro_export]
macro_rules! error_that_says {
    ($($name:ty),+) => {$(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::text::Say::say(self, $crate::text::Lang::En))
            }
        }
        impl std::error::Error for $name {}
    )+};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_gives_its_language() {
        for fr in ["fr", "fr_FR.UTF-8", "fr-CA", "FR_be@euro"] {
            assert_eq!(Lang::of_locale(fr), Lang::Fr, "{fr}");
        }
        for en in ["", "C", "POSIX", "en_GB.UTF-8", "fry_NL", "de_DE"] {
            assert_eq!(Lang::of_locale(en), Lang::En, "{en}");
        }
    }
}
