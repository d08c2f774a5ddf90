//! What the records of all kinds share: persons, the moment of a signature, and bounds that every reader checks.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ClockSource;
use crate::event::{Context, Machine, Tool};

/// The longest text in a record that people fill in, in bytes.
pub const TEXT_MAX: usize = 200;
/// The longest number of a document, in bytes.
pub const NUMBER_MAX: usize = 80;
/// The longest list of documents or machines in a record: one of this length stays below the size of an attestation.
pub const LIST_MAX: usize = 2_000;

/// Somebody who answers for what a document says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Name.
    pub name: String,
    /// In what quality: position or title (NIST SP 800-88 rev. 2 §4.6).
    pub quality: String,
}

/// When a document was signed, and how much the clock is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedTime {
    /// When.
    pub signed_at: Timestamp,
    /// Where the time comes from.
    pub clock: ClockSource,
}

/// A document, by its number and the SHA-256 of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Its number.
    pub number: String,
    /// SHA-256 of its `attestation.json`.
    pub digest: String,
}

/// The program that is running, as records name it.
#[must_use]
pub fn tool() -> Tool {
    Tool {
        name: env!("CARGO_PKG_NAME").to_string(),
        version: env!("CARGO_PKG_VERSION").to_string(),
        build: env!("GOMME_BUILD").to_string(),
    }
}

/// When this program's source was last changed: a clock that shows less is wrong. 1970 for a development build.
#[must_use]
pub fn built() -> Option<Timestamp> {
    env!("GOMME_BUILD_SECONDS").parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok())
}

/// How much a clock is worth: earlier than this program's own source, or than what is known to be past, it is wrong.
#[must_use]
pub fn clock(at: Timestamp, past: impl IntoIterator<Item = Timestamp>) -> ClockSource {
    let behind = built().into_iter().chain(past).any(|earlier| at < earlier);
    if behind { ClockSource::SystemBehind } else { ClockSource::System }
}

impl Person {
    pub(super) fn is_sound(&self) -> bool {
        is_text(&self.name) && is_text(&self.quality)
    }
}

impl Reference {
    pub(super) fn is_sound(&self) -> bool {
        is_number(&self.number) && is_digest(&self.digest)
    }
}

/// Whether a text that has to be there is: not blank, at most [`TEXT_MAX`] bytes.
#[must_use]
pub fn is_text(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= TEXT_MAX
}

/// The same for one that may be left out.
pub(super) fn is_optional_text(text: Option<&str>) -> bool {
    text.is_none_or(is_text)
}

/// Whether a text may be the number of a document, which is the name of its folder too: ASCII letters, digits, `-`, `_` and
/// `.`, the first a letter or a digit.
#[must_use]
pub fn is_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..=NUMBER_MAX).contains(&bytes.len())
        && bytes[0].is_ascii_alphanumeric()
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
}

/// Whether a text is a SHA-256: 64 lower-case hexadecimal digits.
#[must_use]
pub fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether all that the papers say is within bounds.
pub(super) fn is_sound_context(context: &Context) -> bool {
    let Context { donor, convention, handover, inventory_number, label, operator, destination } = context;
    [donor, convention, handover, inventory_number, label, operator, destination]
        .into_iter()
        .all(|text| is_optional_text(text.as_deref()))
}

/// Whether all that a machine says of itself is within bounds.
pub(super) fn is_sound_machine(machine: &Machine) -> bool {
    let Machine { vendor, product, serial } = machine;
    [vendor, product, serial].into_iter().all(|text| is_optional_text(text.as_deref()))
}

/// Whether a list is in strictly ascending order of a key, so that nothing stands in it twice, and no longer than allowed.
pub(super) fn is_ascending<T, K: Ord>(list: &[T], key: impl Fn(&T) -> K) -> bool {
    list.len() <= LIST_MAX && list.windows(2).all(|pair| key(&pair[0]) < key(&pair[1]))
}

/// How many of a list are so.
pub(super) fn count<T>(list: &[T], is: impl Fn(&T) -> bool) -> u64 {
    u64::try_from(list.iter().filter(|item| is(item)).count()).unwrap_or(u64::MAX)
}
