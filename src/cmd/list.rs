//! `gomme list`

use super::{Done, Failure};
use crate::cli::ListArgs;
use crate::text::Lang;

/// Runs it.
pub fn run(_lang: Lang, _args: &ListArgs) -> Result<Done, Failure> {
    Ok(Done::No)
}
