//! Accidents that docs/accidents.md tells of, as a volunteer meets them: the real program at a terminal, on a computer that is not what
//! this one is. And that table itself: every test in it is there, and every sentence is said.
//!
//! What gomme sees of the computer (`/sys`, its power supply alone or all of it) is mounted over the real one, for this process and nobody
//! else.

#![cfg(feature = "guide")]

mod common;
#[path = "accidents/table.rs"]
mod table;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use common::gomme::{Bench, GOMME, LIMIT, assert_verifies, gomme};
use common::loops::{FileDrive, Loop};
use common::machine::Machine;
use common::terminal::Terminal;
use common::volunteer::{code, guide, last, sees, to_drives};
use common::{MIB, need_root, planted, until};
use gomme::attest::station::Station;
use gomme::cmd::guide::drives;
use gomme::deliver::Desk;
use gomme::drive::{Rules, Selection};
use gomme::guide::facts::{Standing, Why};
use gomme::guide::settings::Settings;
use gomme::record::ClockSource;

/// The guide where a folder of ours stands in the place of one of the system's.
fn guide_on(bench: &Bench, mounts: &[(&Path, &str)], drives: &[&FileDrive]) -> Terminal {
    need_root();
    let mounts: String =
        mounts.iter().map(|(ours, at)| format!("mount --bind \"{}\" {at} && ", ours.display())).collect();
    let names: Vec<String> = drives.iter().map(|drive| drive.name()).collect();
    let (out, station, names) = (bench.out(), bench.station(), names.join(" "));
    // Without any network, too: nothing may need one.
    Terminal::run(&format!(
        "unshare --mount --net --propagation private sh -c '{mounts}exec \"{GOMME}\" guide {names} --allow-virtual \
         --out \"{out}\" --station \"{station}\" --screen text --lang fr'"
    ))
}

/// From the list to the work: the code of the only drive.
fn confirm(terminal: &mut Terminal) {
    terminal.presses("\r");
    let code = code(&sees(terminal, "Dernière question"));
    terminal.presses(&format!("{code}\r"));
}

/// From the result to the end, which is a good one.
fn to_the_end(mut terminal: Terminal) {
    sees(&terminal, "EFFACÉ ET CONTRÔLÉ");
    terminal.presses("\r");
    sees(&terminal, "Enregistré sur la clé");
    terminal.presses("\r");
    sees(&terminal, "C'est fini");
    terminal.presses("\r");
    let (status, screen) = terminal.end();
    assert_eq!(status, Some(0), "{}", last(&screen));
}

/// Bytes written to a loop device, by the kernel's count.
fn written(device: &Loop) -> u64 {
    let stat = fs::read_to_string(device.sysfs("stat")).expect("sysfs");
    stat.split_whitespace().nth(6).and_then(|n| n.parse::<u64>().ok()).expect("sectors written") * 512
}

/// A3: the power goes in the middle. The next start finds the job, ends it under its papers, and the drive is erased.
#[test]
fn an_erase_that_was_cut_off_is_found_and_ended() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 768 * MIB, 512);
    let mut terminal = guide(&bench, &[&drive], "--lang fr");
    to_drives(&mut terminal);
    let before = written(drive.device());
    confirm(&mut terminal);
    assert!(until(LIMIT, || written(drive.device()) > before + 64 * MIB), "nothing is written");
    terminal.signals("KILL");
    terminal.end();
    assert!(bench.attestations().is_empty(), "it was too late to kill");
    let half = planted::remnants(&drive.contents()).len();
    assert!(half > 0, "nothing was left to do");

    let mut terminal = guide(&bench, &[&drive], "--lang fr");
    sees(&terminal, "C'est juste");
    terminal.presses("\r");
    let screen = sees(&terminal, "Un effacement a été interrompu");
    assert!(screen.contains("puis tout s'est arrêté"), "{screen}");
    terminal.presses("\r");
    // Neither person nor label is asked for again.
    sees(&terminal, "Avant de commencer");
    terminal.presses("\r");
    sees(&terminal, "SERA TERMINÉ");
    confirm(&mut terminal);
    to_the_end(terminal);
    planted::assert_all(&drive.contents(), 0, "erased");
    let attested = bench.attestation();
    attested.expect("erased");
    assert_eq!(attested.facts()["context"]["label"], "114");
    assert_verifies(&bench, &attested);
}

/// The power supply of a laptop: its charger, and how full its battery is.
fn supply(folder: &Path, plugged: bool, percent: u8) {
    let status = if plugged { "Charging" } else { "Discharging" };
    let (online, percent) = (u8::from(plugged).to_string(), percent.to_string());
    // The battery first when the charger comes, last when it goes: at no moment does it look better than it is.
    let mut files = vec![("BAT0/status", status), ("AC/online", online.as_str())];
    if !plugged {
        files.reverse();
    }
    files.extend([
        ("BAT0/capacity", percent.as_str()),
        ("BAT0/type", "Battery"),
        ("BAT0/present", "1"),
        ("AC/type", "Mains"),
    ]);
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, format!("{text}\n")).expect("room");
    }
}

/// A4: nothing begins on a battery that is half empty; a charger that is pulled out is told within two seconds.
#[test]
fn on_battery_nothing_begins_and_a_pulled_charger_is_told() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 1024 * MIB, 512);
    let before = written(drive.device());
    let power = bench.folder().join("power");
    supply(&power, false, 40);
    let mut terminal = guide_on(&bench, &[(&power, "/sys/class/power_supply")], &[&drive]);
    for (seen, keys) in [
        ("C'est juste", "\r"),
        ("Qui êtes-vous", "7\r"),
        ("De qui vient", "\r"),
        ("L'étiquette", "114\r"),
        ("Branchez le chargeur", "\r"),
    ] {
        sees(&terminal, seen);
        terminal.presses(keys);
    }
    sees(&terminal, "Branchez d'abord le chargeur");
    assert_eq!(written(drive.device()), before, "a byte was written");
    supply(&power, true, 41);
    sees(&terminal, "Le chargeur est branché");
    terminal.presses("\r");
    sees(&terminal, "sera effacé");
    confirm(&mut terminal);
    let told =
        |terminal: &Terminal| last(&terminal.screen()).contains("Rebranchez le chargeur tout de suite");
    assert!(until(LIMIT, || last(&terminal.screen()).contains("N'éteignez pas")), "{}", terminal.screen());
    assert!(!told(&terminal));
    let since = Instant::now();
    supply(&power, false, 41);
    let is_told = until(LIMIT, || told(&terminal) || last(&terminal.screen()).contains("EFFACÉ"));
    assert!(is_told && told(&terminal), "{}", last(&terminal.screen()));
    assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
    supply(&power, true, 41);
    to_the_end(terminal);
    planted::assert_all(&drive.contents(), 0, "erased");
}

/// A captured machine as all that gomme sees of the computer.
fn sysfs_of(bench: &Bench, machine: &Machine) -> Terminal {
    guide_on(bench, &[(&machine.root().join("sys"), "/sys")], &[])
}

/// To what must be seen to before the drives.
fn to_before(terminal: &mut Terminal) -> String {
    for (seen, keys) in
        [("C'est juste", "\r"), ("Qui êtes-vous", "7\r"), ("De qui vient", "\r"), ("L'étiquette", "114\r")]
    {
        sees(terminal, seen);
        terminal.presses(keys);
    }
    sees(terminal, "Avant de commencer")
}

/// A12, A10: a drive behind a setting is told with the way to show it, and with the password that stands before it; no key leads to
/// a paper that says *no drive*.
#[test]
fn a_hidden_drive_is_told_and_never_signed_away() {
    let bench = Bench::new();
    let machine = Machine::new("laptop-vmd");
    let password = machine.root().join("sys/class/firmware-attributes/dell-wmi-sysman/authentication/Admin");
    fs::create_dir_all(&password).expect("a folder");
    fs::write(password.join("is_enabled"), "1\n").expect("room");
    let mut terminal = sysfs_of(&bench, &machine);
    let screen = to_before(&mut terminal);
    assert!(screen.contains("Un disque est peut-être caché"), "{screen}");
    terminal.presses("\r");
    let screen = sees(&terminal, "Un disque est caché");
    for said in
        ["mode RAID", "désactivez VMD", "Le BIOS de cet ordinateur a un mot de passe", "ne donnez pas"]
    {
        let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(said), "{said}: {screen}");
    }
    for key in ["2", "3", "9", "\r"] {
        terminal.presses(key);
        sees(&terminal, "Un disque est caché");
    }
    terminal.signals("TERM");
    assert_eq!(terminal.end().0, Some(0));
    assert_eq!(fs::read_dir(bench.out()).expect("the papers").count(), 0, "something was signed");
}

/// A17: an empty computer is a question first; the paper comes from a person who opened it.
#[test]
fn no_drive_is_asked_about_before_it_is_signed() {
    let bench = Bench::new();
    let machine = Machine::new("laptop-vmd");
    fs::remove_file(machine.root().join("sys/bus/pci/devices/0000:00:0e.0")).expect("no such controller");
    let mut terminal = sysfs_of(&bench, &machine);
    to_before(&mut terminal);
    terminal.presses("\r");
    let screen = sees(&terminal, "Je ne vois aucun disque");
    assert!(screen.contains("Avez-vous ouvert l'appareil pour regarder"), "{screen}");
    terminal.presses("2");
    sees(&terminal, "Ouvrez l'appareil");
    terminal.presses("\u{1b}");
    sees(&terminal, "Je ne vois aucun disque");
    assert_eq!(fs::read_dir(bench.out()).expect("the papers").count(), 0, "signed before anybody looked");
    terminal.presses("1");
    sees(&terminal, "Vous signez qu'il est vide");
    terminal.presses("1");
    sees(&terminal, "Noté : aucun disque");
    terminal.presses("\r");
    sees(&terminal, "C'est fini");
    terminal.presses("\r");
    assert_eq!(terminal.end().0, Some(0));
    let trust = bench.trust();
    let trust = trust.to_str().expect("text");
    let said = gomme(&["verify", &bench.out(), "--trust", trust, "--lang", "fr"]).expect(0);
    assert!(said.stdout.contains("AUTHENTIQUE"), "{said:#?}");
}

/// A7: a clock that a person set is told as such; one that is behind the program itself stays wrong whatever they say.
#[test]
fn an_attestation_says_who_set_the_clock() {
    let bench = Bench::new();
    // From now on the ledger knows a time that is past.
    let drive = FileDrive::planted(bench.folder(), "drive.img", MIB, 512);
    bench.erase(&[drive.name()], &[]).expect(0);
    let station = Station::open(Path::new(&bench.station()), || panic!("the key has no passphrase"));
    let mut desk = Desk::new(station.expect("a station"), Path::new(&bench.out())).expect("a folder");
    let clock = |desk: &Desk, at: &str| desk.clock(at.parse().expect("a time")).expect("a ledger");
    assert_eq!(clock(&desk, "2126-01-01T00:00:00Z"), ClockSource::System);
    desk.clock_was_set_by_hand();
    assert_eq!(clock(&desk, "2126-01-01T00:00:00Z"), ClockSource::Operator);
    assert_eq!(clock(&desk, "2010-01-01T00:07:00Z"), ClockSource::SystemBehind);
}

/// A11: what a drive holds is not looked at. One that BitLocker locked is erased as any other, to its last byte.
#[test]
fn a_drive_that_bitlocker_locked_is_erased_whole() {
    let bench = Bench::new();
    let drive = FileDrive::planted(bench.folder(), "drive.img", 8 * MIB, 512);
    // The boot sector that BitLocker leaves: a jump, its signature, and the end that every boot sector has.
    drive.poke(0, b"\xEB\x58\x90-FVE-FS-");
    drive.poke(510, b"\x55\xAA");
    let mut terminal = guide_on(&bench, &[], &[&drive]);
    to_drives(&mut terminal);
    terminal.presses("\r");
    let screen = sees(&terminal, "Dernière question");
    assert!(screen.contains("va disparaître pour toujours"), "{screen}");
    let code = code(&screen);
    terminal.presses(&format!("{code}\r"));
    to_the_end(terminal);
    planted::assert_all(&drive.contents(), 0, "erased");
    bench.attestation().expect("erased");
}

/// A20: two drives that say the same of themselves are two: each has a code of its own.
#[test]
fn two_drives_with_one_number_have_codes_of_their_own() {
    let machine = Machine::new("desktop-sata");
    let controller = machine.root().join("sys/devices/pci0000:00/0000:00:1f.2");
    let (first, second) = ("ata1/host0/target0:0:0/0:0:0:0", "ata2/host1/target1:0:0/1:0:0:0");
    for file in fs::read_dir(controller.join(first)).expect("a folder").flatten() {
        if file.metadata().expect("a file").is_file() {
            fs::copy(file.path(), controller.join(second).join(file.file_name())).expect("room");
        }
    }
    let (size, other) = ("block/sda/size", "block/sdb/size");
    fs::copy(controller.join(first).join(size), controller.join(second).join(other)).expect("room");
    let selection = Selection { rules: Rules::Volunteer, ..Selection::default() };
    let all = drives(&machine.host(), selection, &Settings::default()).expect("a listing");
    let of = |name: &str| all.iter().find(|(drive, _)| drive.path() == Path::new(name)).expect(name);
    let ((one, first), (another, second)) = (of("/dev/sda"), of("/dev/sdb"));
    assert_eq!(one.identity().serial, another.identity().serial);
    assert!(one.identity().serial.is_some());
    assert_eq!((&first.model, first.size_bytes), (&second.model, second.size_bytes));
    assert_ne!(first.key, second.key);
    assert_ne!(first.code, second.code);
}

/// A18: a card in its slot is asked for before anything else, and the guide sees by itself that it was taken out.
#[test]
fn a_card_that_is_taken_out_is_asked_for_no_more() {
    let bench = Bench::new();
    let machine = Machine::new("tablet-emmc");
    let blocks = machine.root().join("sys/block");
    // The system of this test did not start from the stick of that tablet.
    fs::remove_file(blocks.join("sda")).expect("no stick");
    let mut terminal = sysfs_of(&bench, &machine);
    to_before(&mut terminal);
    let screen = sees(&terminal, "Une carte ou une clé est restée");
    assert!(!screen.contains("Retirez les cartes mémoire"), "{screen}");
    fs::remove_file(blocks.join("mmcblk1")).expect("taken out");
    let screen = sees(&terminal, "Retirez les cartes mémoire");
    assert!(!screen.contains("est restée"), "{screen}");
    terminal.signals("TERM");
    assert_eq!(terminal.end().0, Some(0));
}

/// A13, A18: on a tablet the soldered drive may be erased, and the card in its slot is somebody's, to be taken out.
#[test]
fn soldered_flash_is_a_drive_and_a_card_in_its_slot_is_not() {
    let machine = Machine::new("tablet-emmc");
    let selection = Selection { rules: Rules::Volunteer, ..Selection::default() };
    let all = drives(&machine.host(), selection, &Settings::default()).expect("a listing");
    let standing = |name: &str| {
        let of = |(drive, fact): &(gomme::drive::Drive, gomme::guide::facts::DriveFact)| {
            drive.path().ends_with(name).then_some(fact.standing)
        };
        all.iter().find_map(of)
    };
    assert!(matches!(standing("mmcblk0"), Some(Standing::Free { .. })), "{all:?}");
    assert_eq!(standing("mmcblk1"), Some(Standing::Protected(Why::Card)), "{all:?}");
    assert!(all.iter().all(|(drive, _)| !drive.path().ends_with("mmcblk0boot0")), "a part of the first");
}
