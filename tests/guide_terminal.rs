//! `gomme guide` as a volunteer meets it: `script` (util-linux) holds the terminal, the test reads the screens and presses digits, Enter and Esc.

#![cfg(feature = "guide")]

mod common;

use std::fs;

use common::attached::{Mounted, run};
use common::gomme::{Bench, GOMME, LIMIT, assert_verifies};
use common::loops::{FileDrive, Loop};
use common::terminal::Terminal;
use common::volunteer::{code, guide, last, sees, shows, to_drives};
use common::{MIB, planted, until};

#[test]
fn from_start_to_attestation_with_digits_and_enter() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 8 * MIB, 512);
    let mut terminal = guide(&bench, &[&drive], "--lang fr");
    to_drives(&mut terminal);
    terminal.presses("\r");
    let screen = sees(&terminal, "Dernière question");
    assert!(screen.contains("disparaître pour toujours"), "{screen}");
    let code = code(&screen);
    // As a French keyboard sends it without Shift.
    let typed: String =
        code.chars().map(|c| "à&é\"'(-è_ç".chars().nth(c as usize - 48).expect("a digit")).collect();
    terminal.presses(&format!("{typed}\r"));
    let screen = sees(&terminal, "EFFACÉ ET CONTRÔLÉ");
    assert!(screen.contains("● EFFACÉ ET CONTRÔLÉ") && screen.contains("Étagère verte."), "{screen}");
    terminal.presses("\r");
    let attested = bench.attestation();
    let screen = sees(&terminal, "Enregistré sur la clé");
    let folder = attested.file().parent().expect("a folder");
    let number = folder.file_name().expect("a number").to_string_lossy().into_owned();
    assert!(screen.contains(&number), "{number} on\n{screen}");
    terminal.presses("\r");
    sees(&terminal, "C'est fini");
    terminal.presses("\r");
    let (status, screen) = terminal.end();
    assert_eq!(status, Some(0), "{}", last(&screen));
    planted::assert_all(&drive.contents(), 0, "erased");
    attested.expect("erased");
    assert_eq!(attested.facts()["context"]["operator"], "7");
    assert_eq!(attested.facts()["context"]["label"], "114");
    assert!(attested.facts()["context"]["donor"].is_null());
    assert_verifies(&bench, &attested);
    assert!(folder.join("attestation.pdf").exists(), "the donor's paper");
}

#[test]
fn wrong_codes_write_not_one_byte() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 4 * MIB, 512);
    let before = drive.contents();
    let mut terminal = guide(&bench, &[&drive], "--lang fr");
    to_drives(&mut terminal);
    terminal.presses("\r");
    let code = code(&sees(&terminal, "Dernière question"));
    let wrong: String = code.chars().map(|c| if c == '9' { '0' } else { (c as u8 + 1) as char }).collect();
    for left in [2, 1] {
        terminal.presses(&format!("{wrong}\r"));
        sees(&terminal, &format!("Essais restants : {left}"));
    }
    terminal.presses(&format!("{wrong}\r"));
    sees(&terminal, "Trois codes faux");
    // Esc all the way back, and letters.
    terminal.presses("azertyuiop\u{1b}");
    sees(&terminal, "Avant de commencer");
    terminal.signals("INT");
    let (status, _) = terminal.end();
    assert_eq!(status, Some(0), "nothing was begun");
    assert!(drive.contents() == before, "a byte was written");
    assert!(bench.attestations().is_empty());
    assert_eq!(fs::read_dir(bench.out()).expect("the papers").count(), 0);
}

/// The settings' people and donors stand in the attestation; two drives, of which one is left out.
#[test]
fn settings_and_a_drive_that_is_left_out() {
    let bench = Bench::new();
    let erased = FileDrive::planted(bench.folder(), "erased.img", 4 * MIB, 512);
    let left = FileDrive::planted(bench.folder(), "left.img", 5 * MIB, 512);
    let before = left.contents();
    let settings = bench.folder().join("gomme.toml");
    let text = "structure = \"Veynes\"\nlabel_prefix = \"B-\"\n[[operators]]\ncode = \"A\"\ndigits = \"2468\"\n\
                [[donors]]\nname = \"Mairie de Veynes\"\nconvention = \"2027-014\"\n";
    fs::write(&settings, text).expect("settings");
    let mut terminal =
        guide(&bench, &[&erased, &left], &format!("--lang fr --settings '{}'", settings.display()));
    for (seen, keys) in [
        ("C'est juste", "\r"),
        ("Qui êtes-vous", "1"),
        ("Votre code personnel", "2468\r"),
        ("De qui vient", "1"),
        ("L'étiquette", "114\r"),
        ("Avant de commencer", "\r"),
        ("2 disques seront effacés", "2"),
        ("1 disque sera effacé", "\r"),
    ] {
        sees(&terminal, seen);
        terminal.presses(keys);
    }
    let code = code(&sees(&terminal, "Dernière question"));
    terminal.presses(&format!("{code}\r"));
    // The computer keeps a drive with its data: red, though the other is erased.
    let screen = sees(&terminal, "Étagère rouge");
    assert!(screen.contains("Un disque de cet ordinateur n'est pas effacé"), "{screen}");
    terminal.presses("\r\r\r");
    let (status, screen) = terminal.end();
    assert_eq!(status, Some(0), "{}", last(&screen));
    let attested = bench.attestation();
    attested.expect("erased");
    let context = &attested.facts()["context"];
    assert_eq!((&context["operator"], &context["label"]), (&"A".into(), &"B-114".into()), "{context}");
    assert_eq!(
        (&context["donor"], &context["convention"]),
        (&"Mairie de Veynes".into(), &"2027-014".into()),
        "{context}"
    );
    planted::assert_all(&erased.contents(), 0, "erased");
    assert!(left.contents() == before, "the other drive was written");
}

/// Ctrl-C while drives are erased ends the jobs as `gomme erase` does: signed, as not erased.
#[test]
fn an_interrupt_ends_jobs_with_a_signed_no() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 1024 * MIB, 512);
    let mut terminal = guide(&bench, &[&drive], "--lang fr");
    to_drives(&mut terminal);
    terminal.presses("\r");
    let code = code(&sees(&terminal, "Dernière question"));
    terminal.presses(&format!("{code}\r"));
    shows(&terminal, "N'éteignez pas");
    terminal.signals("INT");
    let (status, screen) = terminal.end();
    let attested = bench.attestation();
    if attested.result() == "erased" {
        panic!("the drive was too small for this test:\n{}", last(&screen));
    }
    assert_eq!(status, Some(1), "{}", last(&screen));
    attested.expect("not_erased");
    assert_verifies(&bench, &attested);
}

/// A terminal that goes away at a question ends the guide, and nothing is begun.
#[test]
fn a_terminal_that_goes_away_begins_nothing() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 2 * MIB, 512);
    let before = drive.contents();
    let terminal = guide(&bench, &[&drive], "--lang en");
    sees(&terminal, "Is that right?");
    terminal.signals("HUP");
    let (status, screen) = terminal.end();
    assert_eq!(status, Some(0), "{}", last(&screen));
    assert!(drive.contents() == before, "a byte was written");
}

/// Without a stick nothing begins; once it is there, the guide goes on by itself.
#[test]
fn it_waits_for_the_stick() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 2 * MIB, 512);
    let away = bench.folder().join("elsewhere");
    fs::rename(bench.station(), &away).expect("the station goes");
    let mut terminal = guide(&bench, &[&drive], "--lang fr");
    sees(&terminal, "Branchez la clé");
    terminal.presses("\r\r\r\r");
    fs::rename(&away, bench.station()).expect("the station comes back");
    sees(&terminal, "C'est juste");
    terminal.signals("TERM");
    assert_eq!(terminal.end().0, Some(0));
}

#[test]
fn without_a_terminal_it_says_so() {
    let bench = Bench::new();
    let (out, station) = (bench.out(), bench.station());
    let said =
        common::gomme::gomme(&["guide", "--out", &out, "--station", &station, "--lang", "en"]).expect(2);
    assert!(said.stderr.contains("needs a terminal"), "{said:#?}");
}

/// The stick goes in the middle: the erase goes on, the guide holds on to the proof, and brings it home once the stick is back.
#[test]
fn a_proof_comes_home_with_its_stick() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 1024 * MIB, 512);
    let (out, station) = (bench.out(), bench.station());
    let mut terminal = guide(&bench, &[&drive], "--lang fr");
    to_drives(&mut terminal);
    terminal.presses("\r");
    let code = code(&sees(&terminal, "Dernière question"));
    terminal.presses(&format!("{code}\r"));
    // At once, and from a drive that takes a while: the stick has to go before the erase ends.
    shows(&terminal, "N'éteignez pas");
    let away = [bench.folder().join("away-papers"), bench.folder().join("away-station")];
    for (there, away) in [&out, &station].into_iter().zip(&away) {
        fs::rename(there, away).expect("the stick goes");
    }
    // Nobody says how it ended before that is signed, and no key leads on.
    let screen = sees(&terminal, "Remettez la clé");
    assert!(screen.contains("attend la clé") && !screen.contains("EFFACÉ"), "{screen}");
    // Keys that are still on their way when the screen changes by itself were meant for this one.
    terminal.presses("\r1\r");
    assert!(common::attested::Attested::below(&away[0]).is_empty(), "signed without the ledger");
    for (there, away) in [&out, &station].into_iter().zip(&away) {
        fs::rename(away, there).expect("the stick comes back");
    }
    sees(&terminal, "EFFACÉ ET CONTRÔLÉ");
    terminal.presses("\r");
    sees(&terminal, "Enregistré sur la clé");
    terminal.presses("\r\r");
    let (status, screen) = terminal.end();
    assert_eq!(status, Some(0), "{}", last(&screen));
    planted::assert_all(&drive.contents(), 0, "erased");
    let attested = bench.attestation();
    attested.expect("erased");
    assert_verifies(&bench, &attested);
    let ledger = common::gomme::gomme(&["keys", "ledger", &bench.station(), "--lang", "en"]).expect(0);
    assert!(!ledger.stdout.contains("without"), "{ledger:#?}");
}

/// Whether something may be written below a folder.
fn is_writable(folder: &std::path::Path) -> bool {
    let probe = folder.join("probe");
    let written = fs::write(&probe, b"x").is_ok();
    let _ = fs::remove_file(probe);
    written
}

/// A stick as the live image mounts it: read-only, without a station; pulled out before the first screen, and put in while it asks.
#[test]
fn a_new_stick_becomes_a_station_and_is_left_clean() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 8 * MIB, 512);
    let file = bench.folder().join("stick.img");
    fs::File::create(&file).and_then(|file| file.set_len(64 * MIB)).expect("room");
    run("mkfs.ext4", &["-q", "-O", "^has_journal", file.to_str().expect("text")]);
    let device = Loop::on(&file, 512);
    let at = bench.folder().join("stick");
    fs::create_dir(&at).expect("a folder");
    let (name, stick) = (drive.name(), at.display());
    let mut terminal = Terminal::run(&format!(
        "'{GOMME}' guide {name} --allow-virtual --stick '{stick}' --screen text --lang fr"
    ));
    sees(&terminal, "Branchez la clé");
    assert!(fs::read_dir(&at).expect("a folder").next().is_none(), "written where no stick is");
    let mounted = Mounted::read_only(device.path(), &at);
    to_drives(&mut terminal);
    assert!(!is_writable(&at), "it is writable while nothing is written");
    terminal.presses("\r");
    let code = code(&sees(&terminal, "Dernière question"));
    terminal.presses(&format!("{code}\r"));
    sees(&terminal, "EFFACÉ ET CONTRÔLÉ");
    terminal.presses("\r");
    sees(&terminal, "Enregistré sur la clé");
    assert!(until(LIMIT, || !is_writable(&at)), "it stays writable");
    terminal.presses("\r\r");
    let (status, screen) = terminal.end();
    assert_eq!(status, Some(0), "{}", last(&screen));
    planted::assert_all(&drive.contents(), 0, "erased");
    drop(mounted);
    // Mounted anew, it comes from the medium.
    let mounted = Mounted::read_only(device.path(), &at);
    let all = common::attested::Attested::below(&at.join("attestations"));
    assert_eq!(all.len(), 1, "{all:#?}");
    all[0].expect("erased");
    let station = fs::read_to_string(at.join("station/station.pub")).expect("a station");
    let name = station.split_whitespace().next_back().expect("a name");
    assert!(name.len() == 9 && name.starts_with('S'), "{station}");
    drop(mounted);
    run("fsck.ext4", &["-f", "-n", file.to_str().expect("text")]);
}
