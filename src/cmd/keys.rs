//! `gomme keys`

use super::{Done, Failure};
use crate::cli::KeysCommand;
use crate::text::Lang;

/// Runs it.
pub fn run(_lang: Lang, _command: &KeysCommand) -> Result<Done, Failure> {
    Ok(Done::No)
}
