//! `gomme erase` as somebody at a terminal meets it: `script` (util-linux) holds the terminal, the test reads and types.

#![cfg(feature = "drives")]

mod common;

use common::gomme::{Bench, GOMME, assert_verifies, code_of};
use common::loops::FileDrive;
use common::terminal::Terminal;
use common::{MIB, planted};

/// The code on the screen beside a drive.
fn shown_code(screen: &str, drive: &str) -> String {
    let line = screen.lines().find(|line| line.contains("  code ") && line.contains(drive));
    let line = line.unwrap_or_else(|| panic!("no code beside {drive}:\n{screen}"));
    line.split_whitespace().nth(1).expect("a code").to_owned()
}

#[test]
fn a_wrong_code_writes_nothing_and_the_right_one_erases() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 8 * MIB, 512);
    let name = drive.name();
    let before = drive.contents();
    let (out, station) = (bench.out(), bench.station());
    let command =
        format!("'{GOMME}' erase {name} --allow-virtual --out '{out}' --station '{station}' --lang en");

    let mut terminal = Terminal::run(&command);
    terminal.sees("ALL CONTENT of these drives will be gone");
    terminal.sees("Type the code shown beside");
    let code = shown_code(&terminal.screen(), &name);
    assert!(code_of(&name, &[]).ends_with(&code) || code_of(&name, &[]).starts_with(&code), "{code}");
    // The same digits but one.
    let wrong: String = code
        .chars()
        .enumerate()
        .map(|(at, digit)| if at == 0 { if digit == '9' { '8' } else { '9' } } else { digit })
        .collect();
    terminal.types(&wrong);
    let (status, screen) = terminal.end();
    assert_eq!(status, Some(2), "{screen}");
    assert!(
        screen.contains("That is not the code shown beside this drive. Nothing was written."),
        "{screen}"
    );
    assert!(drive.contents() == before, "a byte was written");
    assert!(bench.attestations().is_empty());

    let mut terminal = Terminal::run(&command);
    terminal.sees("Type the code shown beside");
    let code = shown_code(&terminal.screen(), &name);
    terminal.types(&code);
    let (status, screen) = terminal.end();
    assert_eq!(status, Some(0), "{screen}");
    planted::assert_all(&drive.contents(), 0, "erased");
    let attested = bench.attestation();
    attested.expect("erased");
    assert_verifies(&bench, &attested);
}

/// Nothing typed is not a yes: the terminal goes away at the question.
#[test]
fn a_terminal_that_ends_at_the_question_writes_nothing() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 2 * MIB, 512);
    let before = drive.contents();
    let (name, out, station) = (drive.name(), bench.out(), bench.station());
    let command =
        format!("'{GOMME}' erase {name} --allow-virtual --out '{out}' --station '{station}' --lang fr");
    let mut terminal = Terminal::run(&command);
    terminal.sees("Tapez le code");
    terminal.types("");
    let (status, screen) = terminal.end();
    assert_eq!(status, Some(2), "{screen}");
    assert!(drive.contents() == before, "a byte was written");
}
