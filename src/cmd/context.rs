//! Texts of the command line that go into a document as typed.

use crate::attest::canonical;
use crate::cli::ContextArgs;
use crate::event::Context;
use crate::record::common::{Person, TEXT_MAX, is_text};
use crate::text::declare::{EN, FR};
use crate::text::{Lang, Say};

/// A text that cannot stand in a document: its option.
#[derive(Debug)]
pub struct BadText(pub &'static str);

crate::error_that_says!(BadText);

impl Say for BadText {
    fn say(&self, lang: Lang) -> String {
        (lang.pick(&EN, &FR).bad_text)(self.0, TEXT_MAX)
    }
}

/// What the papers say; an empty text is none.
///
/// # Errors
/// [`BadText`].
pub fn context(args: &ContextArgs) -> Result<Context, BadText> {
    Ok(Context {
        donor: optional("--donor", args.donor.as_deref())?,
        convention: optional("--convention", args.convention.as_deref())?,
        handover: optional("--handover", args.handover.as_deref())?,
        inventory_number: optional("--inventory-number", args.inventory_number.as_deref())?,
        label: optional("--label", args.label.as_deref())?,
        operator: optional("--operator", args.operator.as_deref())?,
        destination: optional("--destination", args.destination.as_deref())?,
    })
}

/// A text that may be left out; an empty one is.
///
/// # Errors
/// [`BadText`].
pub fn optional(option: &'static str, text: Option<&str>) -> Result<Option<String>, BadText> {
    text.filter(|text| !text.is_empty()).map(|text| required(option, text)).transpose()
}

/// A text that must be there.
///
/// # Errors
/// [`BadText`].
pub fn required(option: &'static str, text: &str) -> Result<String, BadText> {
    if is_text(text) && canonical::is_clean(text) { Ok(text.to_owned()) } else { Err(BadText(option)) }
}

/// A person, by the options of the name and of the quality.
///
/// # Errors
/// [`BadText`].
pub fn person(options: [&'static str; 2], name: &str, quality: &str) -> Result<Person, BadText> {
    Ok(Person { name: required(options[0], name)?, quality: required(options[1], quality)? })
}
