//! Which codes confirm which drives.

use std::io::{BufRead, IsTerminal, Write, stderr, stdin};

use super::EraseError;
use crate::cmd::plan::what;
use crate::drive::Drive;
use crate::drive::guard::{Typed, confirmation_code, short_codes_differ};
use crate::text::Lang;
use crate::text::erase::{EN, FR};
use crate::ui::tell;

/// Whether somebody is at a keyboard to be asked: no codes were given, and there is a terminal.
#[must_use]
pub fn at_keyboard(typed: &[String]) -> bool {
    typed.is_empty() && stdin().is_terminal() && stderr().is_terminal()
}

/// The code of each drive, in the order of the drives, out of those on the command line. `None` when none was given and
/// somebody sits at a terminal.
///
/// # Errors
/// When a drive lacks its code, or a code belongs to none of the drives: then something is not as somebody thinks.
pub fn given(drives: &[Drive], typed: &[String]) -> Result<Option<Vec<Typed>>, EraseError> {
    if at_keyboard(typed) {
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

/// Asks whether drives may be overwritten where their own erases fail or prove nothing. Only a 1 is a yes.
///
/// # Errors
/// When the terminal cannot be read.
pub fn may_fall_back(lang: Lang) -> Result<bool, EraseError> {
    Ok(is_yes(&prompt(lang.pick(&EN, &FR).fall_back_ask)?))
}

/// The answer to a question with two digits.
#[must_use]
pub fn is_yes(answer: &str) -> bool {
    answer.trim() == "1"
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

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn only_a_one_is_a_yes() {
        assert!(is_yes("1\n") && is_yes(" 1 "));
        for no in ["", "\n", "2", "y", "yes", "oui", "11", "1 2", "0"] {
            assert!(!is_yes(no), "{no:?}");
        }
    }
}
