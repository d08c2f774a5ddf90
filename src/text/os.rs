//! What the operating system answers, in words.

use std::io::{self, ErrorKind};

use super::Lang;

/// Why the operating system refused. Rare answers keep their number and its own words.
#[must_use]
pub fn reason(lang: Lang, error: &io::Error) -> String {
    let (en, fr) = match error.kind() {
        ErrorKind::NotFound => ("it does not exist", "il n’existe pas"),
        ErrorKind::PermissionDenied => ("permission denied", "l’accès est refusé"),
        ErrorKind::AlreadyExists => ("it exists already", "il existe déjà"),
        ErrorKind::StorageFull => ("there is no room left", "il ne reste plus de place"),
        ErrorKind::QuotaExceeded => ("the quota is used up", "le quota est épuisé"),
        ErrorKind::ReadOnlyFilesystem => {
            ("the file system is read-only", "le système de fichiers est en lecture seule")
        }
        ErrorKind::IsADirectory => ("it is a folder", "c’est un dossier"),
        ErrorKind::NotADirectory => ("it is not a folder", "ce n’est pas un dossier"),
        ErrorKind::InvalidData => ("it is not text", "ce n’est pas du texte"),
        ErrorKind::FileTooLarge => ("it is too large", "il est trop grand"),
        _ => return other(lang, error),
    };
    match lang {
        Lang::En => en.to_owned(),
        Lang::Fr => fr.to_owned(),
    }
}

/// The standard output cannot be written.
#[must_use]
pub fn cannot_print(lang: Lang, error: &io::Error) -> String {
    let why = reason(lang, error);
    match lang {
        Lang::En => {
            format!("the result cannot be printed: {why}. Send it somewhere else, and run this again.")
        }
        Lang::Fr => {
            format!(
                "le résultat ne peut pas être affiché\u{202f}: {why}. Envoyez-le ailleurs, et recommencez."
            )
        }
    }
}

fn other(lang: Lang, error: &io::Error) -> String {
    match (error.raw_os_error(), lang) {
        (Some(number), Lang::Fr) => format!("erreur {number} du système"),
        (Some(number), Lang::En) => format!("system error {number}"),
        (None, _) => error.to_string(),
    }
}
