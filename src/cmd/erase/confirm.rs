//! Which codes confirm which drives.

use std::io::{BufRead, IsTerminal, Write, stderr, stdin};

use super::EraseError;
use crate::cmd::plan::what;
use crate::drive::Drive;
use crate::drive::guard::{Typed, confirmation_code, short_codes_differ};
use crate::text::Lang;
use crate::text::erase::{EN, FR};
use crate::ui::tell;

/// The code of each drive, in the order of the drives, out of those on the command line. `None` when none was given and
/// somebody sits at a terminal.
///
/// # Errors
/// When a drive lacks its code, or a code belongs to none of the drives: then something is not as somebody thinks.
pub fn given(drives: &[Drive], typed: &[String]) -> Result<Option<Vec<Typed>>, EraseError> {
    if typed.is_empty() && stdin().is_terminal() && stderr().is_terminal() {
        return Ok(None);
    }
    let mut codes = Vec::new();
    for text in typed {
        let code = Typed::whole(text).ok_or_else(|| EraseError::NotACode(text.clone()))?;
        if !drives.iter().any(|drive| code.confirms(drive)) {
            return Err(EraseError::CodeOfNoDrive(text.clone()));
        }
        codes.push(code);
    }
    drives
        .iter()
        .map(|drive| {
            let code = codes.iter().find(|code| code.confirms(drive)).cloned();
            code.ok_or_else(|| EraseError::NoCode(drive.path().display().to_string()))
        })
        .collect::<Result<Vec<_>, _>>()
        .map(Some)
}

/// Shows each drive with its code, and has it typed.
///
/// # Errors
/// [`EraseError::WrongCode`] at the first that is wrong.
pub fn ask(lang: Lang, drives: &[Drive]) -> Result<Vec<Typed>, EraseError> {
    let t = lang.pick(&EN, &FR);
    let short = short_codes_differ(drives);
    let name = |drive: &Drive| format!("{} {}", drive.path().display(), what(lang, drive.identity()));
    tell(t.confirm_heading);
    for drive in drives {
        let code = confirmation_code(drive);
        let shown = if short { code.short() } else { code.to_string() };
        tell(&(t.confirm_line)(&name(drive), &shown));
    }
    let mut codes = Vec::new();
    for drive in drives {
        let line = prompt(&(t.confirm_ask)(&name(drive)))?;
        let code = if short { Typed::at_keyboard(&line) } else { Typed::whole(&line) };
        let code = code.filter(|code| code.confirms(drive)).ok_or(EraseError::WrongCode)?;
        codes.push(code);
    }
    Ok(codes)
}

/// Asks a question and reads a line.
///
/// # Errors
/// When the terminal cannot be read.
pub fn prompt(question: &str) -> Result<String, EraseError> {
    let mut line = String::new();
    write!(stderr(), "{question}")
        .and_then(|()| stderr().flush())
        .and_then(|()| stdin().lock().read_line(&mut line))
        .map_err(EraseError::Terminal)?;
    Ok(line)
}
