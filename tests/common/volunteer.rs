//! `gomme guide` as a volunteer meets it: screens that are read as text, and the way from the first one to the drives.

use std::time::Duration;

use super::gomme::{Bench, GOMME, LIMIT};
use super::loops::FileDrive;
use super::terminal::Terminal;
use super::until;

/// The guide on a bench, with these drives alone.
pub fn guide(bench: &Bench, drives: &[&FileDrive], more: &str) -> Terminal {
    let names: Vec<String> = drives.iter().map(|drive| drive.name()).collect();
    let (out, station, names) = (bench.out(), bench.station(), names.join(" "));
    Terminal::run(&format!(
        "'{GOMME}' guide {names} --allow-virtual --out '{out}' --station '{station}' --screen text {more}"
    ))
}

/// The last screen as text: what follows the last time that the cursor went home, without colours.
pub fn last(screen: &str) -> String {
    let shown = screen.rsplit("\u{1b}[H").next().unwrap_or_default();
    let mut text = String::new();
    let mut rest = shown.chars();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => drop(rest.by_ref().find(|c| c.is_ascii_alphabetic())),
            '\r' => {}
            c => text.push(c),
        }
    }
    text
}

/// Waits until a screen is complete that holds a text, and as long as nobody presses a key after it came: what is pressed sooner was meant
/// for the screen before.
pub fn sees(terminal: &Terminal, text: &str) -> String {
    let first = shows(terminal, text);
    std::thread::sleep(Duration::from_millis(400));
    shown(terminal, text).unwrap_or(first)
}

/// The same for a look alone, before the next screen can have come.
pub fn shows(terminal: &Terminal, text: &str) -> String {
    assert!(
        until(LIMIT, || shown(terminal, text).is_some()),
        "{text:?} never came:\n{}",
        last(&terminal.screen())
    );
    shown(terminal, text).unwrap_or_else(|| last(&terminal.screen()))
}

fn shown(terminal: &Terminal, text: &str) -> Option<String> {
    let all = terminal.screen();
    // A sentence may be broken over lines.
    let holds = |screen: &String| screen.split_whitespace().collect::<Vec<_>>().join(" ").contains(text);
    all.ends_with("\u{1b}[J").then(|| last(&all)).filter(holds)
}

/// The code on the screen of the last question.
pub fn code(screen: &str) -> String {
    let line = screen.lines().find(|line| line.contains("code :  ") || line.contains("    code  "));
    let line = line.unwrap_or_else(|| panic!("no code:\n{screen}"));
    line.split_whitespace().next_back().expect("a code").to_owned()
}

/// From the first screen to the list of drives, on a stick without settings: yes, no number, no donor, label 114.
pub fn to_drives(terminal: &mut Terminal) {
    for (seen, keys) in [
        ("C'est juste", "\r"),
        ("Qui êtes-vous", "7\r"),
        ("De qui vient", "\r"),
        ("L'étiquette", "114\r"),
        ("Avant de commencer", "\r"),
    ] {
        sees(terminal, seen);
        terminal.presses(keys);
    }
    sees(terminal, "sera effacé");
}
