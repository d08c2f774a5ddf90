//! The sentences of the command line: the French help and what is wrong with a line; clap's English help.

use clap::CommandFactory;
use gomme::cli::Cli;
use gomme::text::{help, usage};

/// All in French.
pub fn french() -> Vec<String> {
    [of_help(), of_frame(&help::FRAME), of_usage(&usage::FR)].concat()
}

/// The English help, laid out by clap.
pub fn english_help() -> Vec<String> {
    fn all(command: &mut clap::Command, said: &mut Vec<String>) {
        said.push(command.render_long_help().to_string());
        command.get_subcommands_mut().for_each(|sub| all(sub, said));
    }
    let mut said = Vec::new();
    all(&mut Cli::command(), &mut said);
    said
}

fn of_help() -> Vec<String> {
    let commands = help::COMMANDS.iter().flat_map(|help| {
        let args = help.args.iter().map(|(_, said)| *said);
        std::iter::once(help.about).chain(args)
    });
    let values = help::VALUES.iter().flat_map(|(_, values)| values.iter().map(|(_, said)| *said));
    let placeholders = help::PLACEHOLDERS.iter().map(|(_, said)| *said);
    commands.chain(values).chain(placeholders).map(str::to_owned).collect()
}

fn of_frame(t: &help::Frame) -> Vec<String> {
    let help::Frame {
        usage,
        commands,
        command,
        arguments,
        options,
        papers,
        help_short,
        help_long,
        version,
        help_command,
        values,
        value,
        default,
    } = t;
    // clap adds the colon to a heading.
    let mut said: Vec<String> =
        [commands, arguments, options, papers].map(|heading| format!("{heading}:")).to_vec();
    said.extend(
        [usage, command, help_short, help_long, version, help_command, values].map(|s| (*s).to_owned()),
    );
    said.extend([value("mot0", "mot1"), default("mot0")]);
    said
}

fn of_usage(t: &usage::Usage) -> Vec<String> {
    let usage::Usage {
        missing,
        no_value,
        bad_value,
        possible,
        purpose,
        too_many,
        wrong_count,
        no_equals,
        unknown_option,
        unexpected,
        unknown_command,
        no_command,
        commands,
        meant,
        twice,
        conflict,
        not_text,
        other,
        see,
        and,
    } = t;
    vec![
        missing("mot0"),
        no_value("mot0"),
        bad_value("mot0", "mot1"),
        possible("mot0"),
        purpose("mot0"),
        too_many("mot0", "mot1"),
        wrong_count("mot0"),
        no_equals("mot0"),
        unknown_option("mot0"),
        unexpected("mot0"),
        unknown_command("mot0"),
        no_command("mot0"),
        commands("mot0"),
        meant("mot0"),
        twice("mot0"),
        conflict("mot0", "mot1"),
        (*not_text).to_owned(),
        (*other).to_owned(),
        see("mot0"),
        (*and).to_owned(),
    ]
}
