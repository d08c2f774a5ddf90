//! `gomme erase`

use super::{Done, Failure};
use crate::cli::EraseArgs;
use crate::text::Lang;

/// Runs it.
pub fn run(_lang: Lang, _args: &EraseArgs) -> Result<Done, Failure> {
    Ok(Done::No)
}
