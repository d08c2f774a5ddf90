//! Parse, dispatch, exit code.

use std::process::ExitCode;

use gomme::cli::Command;
use gomme::cmd;

fn main() -> ExitCode {
    let (cli, lang) = match cmd::usage::parse(std::env::args_os()) {
        Ok(parsed) => parsed,
        Err(code) => return code,
    };
    let done = match cli.command {
        #[cfg(feature = "drives")]
        Command::List(args) => cmd::list::run(lang, &args),
        #[cfg(feature = "drives")]
        Command::Plan(args) => cmd::plan::run(lang, &args),
        #[cfg(feature = "drives")]
        Command::Erase(args) => cmd::erase::run(lang, &args),
        #[cfg(feature = "guide")]
        Command::Guide(args) => cmd::guide::run(lang, &args),
        Command::Keys(args) => cmd::keys::run(lang, &args.command),
        Command::Declare(args) => cmd::declare::run(lang, &args.command),
        Command::Lot(args) => cmd::lot::run(lang, &args.command),
        Command::Report(args) => cmd::report::run(lang, &args.command),
        Command::Ledger(args) => cmd::ledger::run(lang, &args.command),
        Command::Export(args) => cmd::export::run(lang, &args),
        Command::Verify(args) => cmd::verify::run(lang, &args),
        Command::Paper(args) => cmd::paper::run(lang, &args),
        Command::Qr(args) => cmd::qr::run(lang, &args),
    };
    cmd::finish(lang, done)
}
