//! `gomme plan`

use super::{Done, Failure};
use crate::cli::PlanArgs;
use crate::text::Lang;

/// Runs it.
pub fn run(_lang: Lang, _args: &PlanArgs) -> Result<Done, Failure> {
    Ok(Done::No)
}
