//! The command line in the language of whoever typed it: help, and what is wrong with it.
//!
//! clap speaks English alone: in French its help is dressed from a table, and its errors are said anew from their kind.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, Error, FromArgMatches, ValueEnum};

use super::{Done, finish, out};
use crate::cli::{Cli, LangArg};
use crate::text::{Lang, help, usage};

/// Layout of the French help; the English one is clap's own, which is laid out alike.
const LAYOUT: [&str; 2] = ["{before-help}{about-with-newline}\n", " {usage}\n\n{all-args}{after-help}"];
/// clap's order of `-h` and `-V`: after all others.
const LAST: usize = 999;

/// Reads the command line, and finds the language to answer in.
///
/// # Errors
/// The exit code, when there is nothing more to do: 0 when help or the version was asked for and printed, 2 when the
/// command line is wrong, which is said on standard error.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<(Cli, Lang), ExitCode> {
    let words: Vec<OsString> = words.into_iter().collect();
    let lang = wanted(&words).unwrap_or_else(Lang::of_environment);
    let command = command(lang);
    let matches = command.clone().try_get_matches_from(&words);
    let cli = matches.and_then(|matches| Cli::from_arg_matches(&matches));
    match cli {
        // Of two `--lang` at two levels clap takes the inner one.
        Ok(cli) => {
            let lang = cli.lang.map_or(lang, Lang::from);
            Ok((cli, lang))
        }
        Err(error) => Err(told(&error, lang, &command, &words)),
    }
}

/// The command line of a language, with its help.
#[must_use]
pub fn command(lang: Lang) -> Command {
    match lang {
        Lang::En => Cli::command(),
        Lang::Fr => {
            let mut command = dressed(Cli::command(), "");
            // clap adds the subcommand `help` now, and its description can be changed.
            command.build();
            help_dressed(command)
        }
    }
}

/// The language that `--lang` asks for, before anything is known to be right. The environment's otherwise.
fn wanted(words: &[OsString]) -> Option<Lang> {
    let mut words = words.iter().skip(1).map(|word| word.to_str().unwrap_or_default());
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang") {
            _ if word == "--" => return None,
            Some("") => words.next()?,
            Some(rest) => rest.strip_prefix('=').unwrap_or_default(),
            None => continue,
        };
        if let Ok(lang) = LangArg::from_str(value, false) {
            return Some(lang.into());
        }
    }
    None
}

/// A subcommand with its French help, and those below it.
fn dressed(command: Command, path: &str) -> Command {
    let has_version = command.get_version().is_some();
    let mut command = framed(command).disable_help_flag(true).disable_version_flag(true);
    if let Some(help) = help::of_command(path) {
        command = command.about(help.about);
    }
    command = command.mut_args(|arg| arg_dressed(arg, path)).arg(
        built_in("help", 'h', ArgAction::Help).help(help::FRAME.help_short).long_help(help::FRAME.help_long),
    );
    if has_version {
        command = command.arg(built_in("version", 'V', ArgAction::Version).help(help::FRAME.version));
    }
    command.mut_subcommands(|sub| {
        let path = format!("{path} {}", sub.get_name());
        dressed(sub, path.trim_start())
    })
}

/// Layout and headings.
fn framed(command: Command) -> Command {
    command
        .help_template(LAYOUT.join(help::FRAME.usage))
        .subcommand_help_heading(help::FRAME.commands)
        .subcommand_value_name(help::FRAME.command)
}

/// An option that clap would add itself, in English.
fn built_in(name: &'static str, short: char, action: ArgAction) -> Arg {
    Arg::new(name)
        .short(short)
        .long(name)
        .action(action)
        .help_heading(help::FRAME.options)
        .display_order(LAST)
}

/// The built-in subcommand `help`, wherever it is.
fn help_dressed(command: Command) -> Command {
    command.mut_subcommands(|sub| {
        let sub = match sub.get_name() {
            "help" => framed(sub).about(help::FRAME.help_command),
            _ => sub,
        };
        help_dressed(sub)
    })
}

/// An argument with its French help. Defaults and values are said in it: clap would say them in English.
fn arg_dressed(arg: Arg, path: &str) -> Arg {
    let id = arg.get_id().to_string();
    let Some(purpose) = help::of_arg(path, &id) else { return arg };
    let heading = match (arg.get_help_heading(), arg.is_positional()) {
        (Some(_), _) => help::FRAME.papers,
        (None, true) => help::FRAME.arguments,
        (None, false) => help::FRAME.options,
    };
    let defaults: Vec<_> = match arg.get_action().takes_values() {
        true => arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect(),
        false => Vec::new(),
    };
    let default = (!defaults.is_empty()).then(|| (help::FRAME.default)(&defaults.join(" ")));
    let short =
        [Some(purpose.to_owned()), default.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let values = help::of_values(&id);
    let list = (!values.is_empty()).then(|| {
        let lines = values.iter().map(|(value, meaning)| (help::FRAME.value)(value, meaning));
        [help::FRAME.values.to_owned()].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
    });
    let long =
        [Some(purpose.to_owned()), list, default].into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    let placeholder = placeholder(&arg);
    let arg = arg.help_heading(heading).help(short).long_help(long);
    let Some(placeholder) = placeholder else { return arg };
    let arg = arg.hide_default_value(true).hide_possible_values(true);
    match help::of_placeholder(&placeholder) {
        Some(french) => arg.value_name(french),
        None => arg,
    }
}

/// What stands for the value of an argument in its help, if it takes one.
#[must_use]
pub fn placeholder(arg: &Arg) -> Option<String> {
    let named = || arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    arg.get_action().takes_values().then(|| named().unwrap_or_else(|| arg.get_id().as_str().to_uppercase()))
}

/// Says why the command line is not taken, or prints what was asked for.
fn told(error: &Error, lang: Lang, command: &Command, words: &[OsString]) -> ExitCode {
    if !error.use_stderr() {
        let printed = out::print(&error.to_string());
        return finish(lang, printed.map(|()| Done::Yes).map_err(Into::into));
    }
    match lang {
        Lang::Fr if error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            eprintln!("gomme: {}", sentence(error, command, words));
        }
        _ => eprint!("{error}"),
    }
    ExitCode::from(2)
}

/// The subcommand that the words lead to, and its words. Only `--lang` may stand between them, and none is called `fr`.
fn reached<'a>(command: &'a Command, words: &[OsString]) -> (&'a Command, String) {
    let mut at = (command, command.get_name().to_owned());
    for word in words.iter().skip(1).filter_map(|word| word.to_str()).take_while(|word| *word != "--") {
        // `help` has no help of its own worth a visit.
        if let Some(sub) = at.0.find_subcommand(word).filter(|_| word != "help") {
            at = (sub, format!("{} {word}", at.1));
        }
    }
    at
}

/// What is wrong, then what to do.
fn sentence(error: &Error, command: &Command, words: &[OsString]) -> String {
    let t = &usage::FR;
    let (here, path) = reached(command, words);
    let first = |kind| of_context(error, kind).into_iter().next().unwrap_or_default();
    let list = |kind| listed(&of_context(error, kind));
    let (arg, value) = (first(ContextKind::InvalidArg), first(ContextKind::InvalidValue));
    let mut said = vec![match error.kind() {
        ErrorKind::MissingRequiredArgument => (t.missing)(&list(ContextKind::InvalidArg)),
        ErrorKind::InvalidValue if value.is_empty() => (t.no_value)(&arg),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => (t.bad_value)(&arg, &value),
        ErrorKind::TooManyValues => (t.too_many)(&arg, &value),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => (t.wrong_count)(&arg),
        ErrorKind::NoEquals => (t.no_equals)(&arg),
        ErrorKind::UnknownArgument if arg.starts_with('-') => (t.unknown_option)(&arg),
        ErrorKind::UnknownArgument => (t.unexpected)(&arg),
        ErrorKind::InvalidSubcommand => (t.unknown_command)(&first(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => (t.no_command)(&path),
        ErrorKind::ArgumentConflict => match list(ContextKind::PriorArg) {
            prior if prior.is_empty() || prior == arg => (t.twice)(&arg),
            prior => (t.conflict)(&arg, &prior),
        },
        ErrorKind::InvalidUtf8 => t.not_text.to_owned(),
        _ => t.other.to_owned(),
    }];
    match error.kind() {
        ErrorKind::InvalidValue => {
            let possible = list(ContextKind::ValidValue);
            said.extend((!possible.is_empty()).then(|| (t.possible)(&possible)));
        }
        ErrorKind::ValueValidation => {
            let arg = here.get_arguments().find(|known| known.to_string() == arg);
            said.extend(arg.and_then(Arg::get_help).map(|help| (t.purpose)(&help.to_string())));
        }
        ErrorKind::InvalidSubcommand | ErrorKind::MissingSubcommand => {
            let known: Vec<_> = here.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
            said.extend((!known.is_empty()).then(|| (t.commands)(&listed(&known))));
        }
        _ => {}
    }
    let meant = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let meant = meant.into_iter().map(list).find(|meant| !meant.is_empty());
    said.extend(meant.map(|meant| (t.meant)(&meant)));
    format!("{}\n{}", said.join(" "), (t.see)(&path))
}

/// What clap noted of an error, fit for a terminal: what was typed may hold its control sequences.
fn of_context(error: &Error, kind: ContextKind) -> Vec<String> {
    let noted = match error.get(kind) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(many)) => many.clone(),
        _ => Vec::new(),
    };
    let fit = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    // Without clap's sign of repetition, which would run into a full stop.
    let once = |text: String| text.replace(">...", ">");
    noted.into_iter().map(|text| once(text).chars().map(fit).collect()).collect()
}

/// A list as one reads it.
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{}{}{last}", first.join(", "), usage::FR.and),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_wanted_language_is_found_before_anything_else() {
        for (line, lang) in [
            ("gomme --lang fr list", Some(Lang::Fr)),
            ("gomme list --nonsense --lang=en", Some(Lang::En)),
            ("gomme --lang de --lang fr", Some(Lang::Fr)),
            ("gomme verify -- --lang fr", None),
            ("gomme --language fr", None),
            ("gomme --lang", None),
            ("gomme --lang FR", None),
            ("--lang fr", None),
        ] {
            assert_eq!(wanted(&words(line)), lang, "{line}");
        }
    }

    #[test]
    fn the_subcommand_is_found_behind_options() {
        for (line, path) in [
            ("gomme", "gomme"),
            ("gomme --lang fr keys --lang=en new-station show", "gomme keys new-station"),
            ("gomme nonsense", "gomme"),
            ("gomme -- keys", "gomme"),
        ] {
            assert_eq!(reached(&command(Lang::Fr), &words(line)).1, path, "{line}");
        }
    }
}
