//! The standard output, where a closed pipe or a full disk is an error like any other.

use std::io;

use crate::text::{Lang, Say, os, verify};

/// The answer could not be written.
#[derive(Debug)]
pub struct OutputError(io::Error);

crate::error_that_says!(OutputError);

impl From<io::Error> for OutputError {
    fn from(error: io::Error) -> Self {
        OutputError(error)
    }
}

impl Say for OutputError {
    fn say(&self, lang: Lang) -> String {
        (lang.pick(&verify::EN, &verify::FR).output)(&os::reason(lang, &self.0))
    }
}
