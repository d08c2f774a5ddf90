//! What a survey says to a person.

use crate::event::Survey;
use crate::text::Lang;

/// The sentences.
#[must_use]
pub fn sentences(_lang: Lang, _survey: &Survey) -> Vec<String> {
    Vec::new()
}
