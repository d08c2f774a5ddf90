//! What the live image runs beside gomme. One static program, so that the image needs no shell.
//!
//! `init` is the first process, out of the initramfs; `console` gives the screen its letters and the keyboard its layout; `stick DISK`
//! grows, checks and mounts the data partition of a gomme stick, `unstick DISK` lets it go.

mod command_line;
mod console;
mod init;
mod stick;
mod sys;

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::process::id() == 1 {
        return init::run();
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["console"] => console::run(),
        ["stick", disk] => stick::take(disk),
        ["unstick", disk] => stick::let_go(disk),
        _ => Err("live console | stick DISK | unstick DISK".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // The journal keeps it; no person reads this.
            eprintln!("live {}: {why}", words.join(" "));
            ExitCode::FAILURE
        }
    }
}

/// Why something was not done, for the journal.
type Done = Result<(), String>;

/// Puts what was being done before an error.
fn at<E: std::fmt::Display>(what: impl std::fmt::Display) -> impl FnOnce(E) -> String {
    move |error| format!("{what}: {error}")
}
