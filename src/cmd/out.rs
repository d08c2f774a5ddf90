//! The standard output, where a closed pipe or a full disk is an error like any other.

use std::io::{self, Write};

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

/// Prints on the standard output. Whoever read it and went away (`| head`) has had enough: that is no failure.
///
/// # Errors
/// When it cannot be written for another reason, such as a full disk.
pub fn print(text: &str) -> Result<(), OutputError> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(OutputError),
    }
}
