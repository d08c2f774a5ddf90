//! Parse, dispatch, exit code.

use std::process::ExitCode;

use clap::Parser;
use gomme::cli::{Cli, Command};
use gomme::cmd;
use gomme::text::Lang;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let lang = cli.lang.map_or_else(Lang::of_environment, Lang::from);
    let done = match cli.command {
        #[cfg(feature = "drives")]
        Command::List(args) => cmd::list::run(lang, &args),
        #[cfg(feature = "drives")]
        Command::Plan(args) => cmd::plan::run(lang, &args),
        #[cfg(feature = "drives")]
        Command::Erase(args) => cmd::erase::run(lang, &args),
        Command::Keys(args) => cmd::keys::run(lang, &args.command),
        Command::Verify(args) => cmd::verify::run(lang, &args),
    };
    cmd::finish(lang, done)
}
