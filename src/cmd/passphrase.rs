//! Where the passphrase of a station's key comes from: a file, else `GOMME_PASSPHRASE`, else the terminal.

use std::path::Path;

use zeroize::Zeroizing;

use crate::attest::key::Passphrase;
use crate::attest::station::PassphraseError;
use crate::text::{Lang, keys};

/// The variable that may hold it.
const VARIABLE: &str = "GOMME_PASSPHRASE";
/// The largest passphrase file that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

/// The passphrase of a key that exists.
///
/// # Errors
/// [`PassphraseError`]: none to be had, unreadable, or empty.
pub fn existing(lang: Lang, file: Option<&Path>) -> Result<Passphrase, PassphraseError> {
    match given(file)? {
        Some(passphrase) => Ok(passphrase),
        None => ask(lang.pick(&keys::EN, &keys::FR).ask),
    }
}

/// The passphrase for a new key: typed twice when it is typed.
///
/// # Errors
/// As [`existing`], and [`PassphraseError::TypedDifferently`].
pub fn new(lang: Lang, file: Option<&Path>) -> Result<Passphrase, PassphraseError> {
    if let Some(passphrase) = given(file)? {
        return Ok(passphrase);
    }
    let t = lang.pick(&keys::EN, &keys::FR);
    let passphrase = ask(t.ask_new)?;
    if ask(t.ask_again)? == passphrase { Ok(passphrase) } else { Err(PassphraseError::TypedDifferently) }
}

/// From the file or the variable; none where neither is named.
///
/// # Errors
/// [`PassphraseError`]: unreadable, or empty.
pub fn given(file: Option<&Path>) -> Result<Option<Passphrase>, PassphraseError> {
    if let Some(path) = file {
        return first_line(path).map(Some);
    }
    match std::env::var(VARIABLE) {
        Ok(text) => Passphrase::new(text).map(Some).ok_or(PassphraseError::Empty),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(PassphraseError::NotText),
    }
}

/// The first line of a file, without its line break.
fn first_line(path: &Path) -> Result<Passphrase, PassphraseError> {
    use std::io::Read;
    let mut bytes = Zeroizing::new(Vec::new());
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
        .map_err(|error| PassphraseError::File(path.to_owned(), error))?;
    let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = std::str::from_utf8(line).map_err(|_| PassphraseError::NotText)?;
    Passphrase::new(text.to_owned()).ok_or(PassphraseError::Empty)
}

/// From the terminal, without echo.
fn ask(question: &str) -> Result<Passphrase, PassphraseError> {
    let typed = rpassword::prompt_password(question).map_err(|_| PassphraseError::NoWayToAsk)?;
    Passphrase::new(typed).ok_or(PassphraseError::Empty)
}
