//! Same bytes, same result.

use std::fmt::Write;
use std::time::Duration;

use emulated_drives::journal::Entry;
use gomme::event::Technique;
use gomme::record::Verdict;
use lab::in_process::{Ended, run};
use lab::peers::{Bay, Left, left};

use super::{peer, setup};

/// What differs: the command's name, as the drive notes it; where, with the peer's byte / gomme's in hexadecimal (see
/// [`differences`]); and why that is so.
type Differs = (&'static str, &'static str, &'static str);

/// An operation by a peer and by gomme.
struct Case {
    persona: &'static str,
    faults: &'static str,
    technique: Technique,
    /// What the peer is told, one after the other.
    peer: &'static [&'static str],
    /// Commands that count: those whose name contains one of these.
    commands: &'static [&'static str],
    /// All that differs.
    differs: &'static [Differs],
    /// Pieces left by area, after the peer and after gomme.
    left: [&'static [(&'static str, usize)]; 2],
}

/// Both leave nothing.
const NOTHING: [&[(&str, usize)]; 2] = [&[], &[]];

const DEVICE_BIT: &str =
    "hdparm sets the LBA bit of the device field in every command; it means nothing in this one";
const ALLOCATED: &str =
    "gomme wants blocks to stay allocated (NODAS) where the medium is then not changed again (NODMMAS)";
const SIXTEEN_ALLOCATED: &str =
    "0 means 16 passes, nvme-cli's default; gomme wants one, and blocks to stay allocated (NODAS)";
const ENDING: &str = "gomme wants zeros at the end whatever the number of passes (DEFINITIVE ENDING PATTERN)";
const SIXTEEN_ENDING: &str =
    "0 means 16 passes, hdparm's default; gomme wants one, and zeros at the end (DEFINITIVE ENDING PATTERN)";
const RESERVED: &str =
    "hdparm sends the count that makes SET MAX ADDRESS last, and old fixed bits: reserved here";
const MASTER: &str = "the peer was told to use another password, as the master's";
const MASTER_TASK: &str = "command[10] 40/00 data[0] 01/00 data[2] 70/52 data[3] 00/45 data[4] 00/45 data[5] 00/4d data[6] 00/50 \
    data[7] 00/4c data[8] 00/4f data[9] 00/49 data[10] 00/2d data[11] 00/45 data[12] 00/52 data[13] 00/41 data[14] 00/53 \
    data[15] 00/45";
const MASTER_CDB: &str = "command[13] 40/00 data[0] 01/00 data[2] 70/52 data[3] 00/45 data[4] 00/45 data[5] 00/4d data[6] 00/50 \
    data[7] 00/4c data[8] 00/4f data[9] 00/49 data[10] 00/2d data[11] 00/45 data[12] 00/52 data[13] 00/41 data[14] 00/53 \
    data[15] 00/45";
const SES: &str = "nvme-cli asks for no secure erase unless it is told to";
const AUSE: &str = "the peer was told to allow an exit after a failure (AUSE), which gomme does not";
const CMPLST: &str = "sg_format throws away the list of grown defects (CMPLST), gomme keeps it and has their blocks erased too (SI)";
const OWN_PAGE: &str =
    "sg_format sends a short block descriptor and the page that it read, and does not save them (SP)";
const TRIM_FIRST: &str =
    "a sanitize reaches only what is not mapped: gomme trims every block before, mmc-utils does not";
/// Areas that no erase of user data reaches, and an old copy of the RPMB.
const BOOT_AND_RPMB: &[(&str, usize)] = &[("boot0", 256), ("boot1", 256), ("rpmb", 256), ("unmapped", 256)];
/// A namespace that nobody chose, and what it keeps.
const OTHER_NAMESPACE: &[(&str, usize)] = &[("namespace 2", 4096), ("unmapped", 4096)];
/// gomme writes marks before it erases, over data; the emulated flash keeps the old copies of that among its spare blocks,
/// until they are full, and these erases do not reach those. gomme's report reserves them.
const SPARE_FULL: usize = 8192;

/// The bit in an ATA command, and in the CDB that brought it.
const fn device_bit(command: &'static str) -> [Differs; 2] {
    [(command, "command[10] 40/00", DEVICE_BIT), ("ATA PASS-THROUGH (16)", "command[13] 40/00", DEVICE_BIT)]
}

const RESTORE_DEVICE_BIT: &[Differs] = &device_bit("DEVICE CONFIGURATION RESTORE");
const SECURITY_DEVICE_BITS: &[Differs] = {
    let [set, set_cdb] = device_bit("SECURITY SET PASSWORD");
    let [prepare, prepare_cdb] = device_bit("SECURITY ERASE PREPARE");
    let [erase, erase_cdb] = device_bit("SECURITY ERASE UNIT");
    &[set, set_cdb, prepare, prepare_cdb, erase, erase_cdb]
};

/// The bytes in which two lists of commands differ: `part[index] peer/gomme`, where the part is `command` (CDB, task file,
/// submission entry) or `data`; a whole part of another length as it is.
fn differences(peer: &[Entry], gomme: &[Entry]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for number in 0..peer.len().max(gomme.len()) {
        match (peer.get(number), gomme.get(number)) {
            (Some(theirs), Some(ours)) if theirs.name == ours.name => {
                let mut text = String::new();
                compare("command", &theirs.bytes, &ours.bytes, &mut text);
                compare("data", &theirs.data, &ours.data, &mut text);
                if !text.is_empty() {
                    found.push((ours.name.clone(), text.trim_end().to_owned()));
                }
            }
            (theirs, ours) => {
                let name = |entry: Option<&Entry>| entry.map_or("nothing".to_owned(), |e| e.name.clone());
                found.push((name(ours), format!("instead of {}", name(theirs))));
            }
        }
    }
    found
}

fn compare(part: &str, theirs: &[u8], ours: &[u8], text: &mut String) {
    let hex = gomme::units::hex;
    if theirs.len() != ours.len() {
        write!(text, "{part} {}/{} ", hex(theirs), hex(ours)).expect("text");
        return;
    }
    for (at, (a, b)) in theirs.iter().zip(ours).enumerate() {
        if a != b {
            write!(text, "{part}[{at}] {a:02x}/{b:02x} ").expect("text");
        }
    }
}

/// The commands that count, and of an ATA command the CDB that brought it.
fn sent(entries: Vec<Entry>, commands: &[&str]) -> Vec<Entry> {
    let counts = |entry: &Entry| {
        commands.iter().any(|name| entry.name.contains(name)) && !entry.name.contains("SANITIZE STATUS")
    };
    let mut brought_it = false;
    let mut kept = Vec::new();
    for entry in entries {
        let keep = counts(&entry) || brought_it && entry.name.starts_with("ATA PASS-THROUGH");
        brought_it = counts(&entry);
        if keep {
            kept.push(entry);
        }
    }
    kept
}

fn wanted(left: &[(&str, usize)]) -> Left {
    left.iter().map(|(area, pieces)| ((*area).to_owned(), *pieces)).collect()
}

/// What is wrong with a case; nothing when all is as written down.
fn complaints(case: &Case) -> Vec<String> {
    let setup = setup(case.persona, case.faults, case.technique);
    let bay = Bay::new(&setup).expect("a drive");
    let said: Vec<String> = case.peer.iter().map(|line| format!("{line}: {:?}", peer(&bay, line))).collect();
    let ended: Ended = run(&setup);
    let [peer_left, our_left] = case.left.map(wanted);
    let mut wrong = Vec::new();

    let by_peer = sent(bay.journal.entries(), case.commands);
    let by_gomme = sent(ended.journal.entries(), case.commands);
    if by_peer.is_empty() || by_gomme.is_empty() {
        wrong.push(format!("nothing was sent: {by_peer:?} {by_gomme:?}"));
    }
    let found = differences(&by_peer, &by_gomme);
    let explained: Vec<(String, String)> =
        case.differs.iter().map(|(command, bytes, _)| ((*command).to_owned(), (*bytes).to_owned())).collect();
    if found != explained {
        let reasons: Vec<&str> = case.differs.iter().map(|(_, _, why)| *why).collect();
        wrong.push(format!("differ:   {found:?}\nwritten: {explained:?} {reasons:?}"));
    }

    let after_peer = bay.left_within(Duration::from_secs(10), &ended.areas, &peer_left);
    let after_gomme = left(&ended.store, &ended.areas);
    if (&after_peer, &after_gomme) != (&peer_left, &our_left) {
        wrong.push(format!("left by the peer {after_peer:?}, by gomme {after_gomme:?}: {:?}", ended.outcome));
    }
    wrong.into_iter().map(|what| format!("{} {:?}: {what}\n{said:?}", case.persona, case.technique)).collect()
}

fn check(cases: &[Case]) {
    let found: Vec<String> = cases.iter().flat_map(complaints).collect();
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

#[test]
fn hdparm_brings_hidden_sectors_back() {
    const OVERWRITE: &str = "hdparm --yes-i-know-what-i-am-doing --sanitize-overwrite-passes 1 --sanitize-overwrite hex:00000000 DEVICE";
    check(&[
        Case {
            persona: "sata-hdd-smr",
            faults: "hpa=1000,takes=20",
            technique: Technique::SanitizeOverwrite,
            peer: &["hdparm --yes-i-know-what-i-am-doing -N p81920 DEVICE", OVERWRITE],
            commands: &["SET MAX ADDRESS"],
            differs: &[],
            left: NOTHING,
        },
        Case {
            persona: "sata-hdd-smr",
            faults: "dco=1000,takes=20",
            technique: Technique::SanitizeOverwrite,
            peer: &["hdparm --yes-i-know-what-i-am-doing --dco-restore DEVICE", OVERWRITE],
            commands: &["DEVICE CONFIGURATION RESTORE"],
            differs: RESTORE_DEVICE_BIT,
            left: NOTHING,
        },
        Case {
            persona: "sata-hdd-amac",
            faults: "amac=1000,takes=20",
            technique: Technique::SanitizeOverwrite,
            peer: &["hdparm --yes-i-know-what-i-am-doing -N p81920 DEVICE", OVERWRITE],
            commands: &["SET ACCESSIBLE MAX ADDRESS"],
            differs: &[
                (
                    "ACCESSIBLE MAX ADDRESS CONFIGURATION/SET ACCESSIBLE MAX ADDRESS EXT",
                    "command[3] 01/00 command[10] e0/40",
                    RESERVED,
                ),
                ("ATA PASS-THROUGH (16)", "command[6] 01/00 command[13] e0/40", RESERVED),
            ],
            left: NOTHING,
        },
    ]);
}

#[test]
fn hdparm_erases_by_the_security_feature_set() {
    check(&[
        Case {
            persona: "sata-hdd-old",
            faults: "takes=20",
            technique: Technique::SecurityErase,
            peer: &[
                "hdparm --security-set-pass REEMPLOI-ERASE DEVICE",
                "hdparm --security-erase REEMPLOI-ERASE DEVICE",
            ],
            commands: &["SECURITY"],
            differs: SECURITY_DEVICE_BITS,
            left: NOTHING,
        },
        Case {
            persona: "sata-ssd-2013",
            faults: "takes=20",
            technique: Technique::SecurityEraseEnhanced,
            peer: &[
                "hdparm --security-set-pass REEMPLOI-ERASE DEVICE",
                "hdparm --security-erase-enhanced REEMPLOI-ERASE DEVICE",
            ],
            commands: &["SECURITY"],
            differs: SECURITY_DEVICE_BITS,
            left: NOTHING,
        },
        Case {
            persona: "sata-ssd-2013",
            faults: "takes=20",
            technique: Technique::SecurityErase,
            peer: &[
                "hdparm --user-master m --security-mode m --security-set-pass p DEVICE",
                "hdparm --security-set-pass p DEVICE",
                "hdparm --user-master m --security-erase p DEVICE",
            ],
            commands: &["SECURITY ERASE UNIT"],
            differs: &[
                ("SECURITY ERASE UNIT", MASTER_TASK, MASTER),
                ("ATA PASS-THROUGH (16)", MASTER_CDB, MASTER),
            ],
            left: NOTHING,
        },
    ]);
}

#[test]
fn hdparm_sanitizes() {
    let sanitize = |persona, technique, peer, differs| Case {
        persona,
        faults: "takes=20",
        technique,
        peer,
        commands: &["SANITIZE DEVICE"],
        differs,
        left: NOTHING,
    };
    check(&[
        sanitize(
            "sata-ssd-modern",
            Technique::SanitizeBlockErase,
            &["hdparm --yes-i-know-what-i-am-doing --sanitize-block-erase DEVICE"],
            &[],
        ),
        sanitize(
            "usb-asmedia",
            Technique::SanitizeBlockErase,
            &["hdparm --yes-i-know-what-i-am-doing --sanitize-block-erase DEVICE"],
            &[],
        ),
        sanitize(
            "sata-ssd-sed",
            Technique::SanitizeCryptoErase,
            &["hdparm --yes-i-know-what-i-am-doing --sanitize-crypto-scramble DEVICE"],
            &[],
        ),
        sanitize(
            "sata-hdd-smr",
            Technique::SanitizeOverwrite,
            &["hdparm --yes-i-know-what-i-am-doing --sanitize-overwrite hex:00000000 DEVICE"],
            &[
                ("SANITIZE DEVICE/OVERWRITE EXT", "command[3] 00/41", SIXTEEN_ENDING),
                ("ATA PASS-THROUGH (16)", "command[6] 00/41", SIXTEEN_ENDING),
            ],
        ),
        sanitize(
            "sata-hdd-smr",
            Technique::SanitizeOverwrite,
            &[
                "hdparm --yes-i-know-what-i-am-doing --sanitize-overwrite-passes 1 --sanitize-overwrite hex:00000000 DEVICE",
            ],
            &[
                ("SANITIZE DEVICE/OVERWRITE EXT", "command[3] 01/41", ENDING),
                ("ATA PASS-THROUGH (16)", "command[6] 01/41", ENDING),
            ],
        ),
    ]);
}

#[test]
fn hdparm_says_that_what_a_drive_refuses_was_begun() {
    let setup = setup("sata-ssd-modern", "sanitize_frozen,takes=20", Technique::SanitizeBlockErase);
    let bay = Bay::new(&setup).expect("a drive");
    let said = peer(&bay, "hdparm --yes-i-know-what-i-am-doing --sanitize-block-erase DEVICE");
    let heard = sent(bay.journal.entries(), &["BLOCK ERASE"]);
    assert_eq!(heard.first().map(|entry| entry.answer.as_str()), Some("aborted"));
    assert_eq!(said.code, Some(0));
    assert!(said.text.contains("Operation started in background"), "{}", said.text);
    let ended = run(&setup);
    assert_eq!(ended.outcome.result, Verdict::NotErased);
    assert!(sent(ended.journal.entries(), &["BLOCK ERASE"]).is_empty(), "gomme does not ask a frozen drive");
    assert_eq!(left(&bay.store, &ended.areas), left(&ended.store, &ended.areas));
}

#[test]
fn nvme_cli_sanitizes_and_formats() {
    let case = |persona, technique, peer, differs, left| Case {
        persona,
        faults: "takes=20",
        technique,
        peer,
        commands: &["Sanitize/", "Format NVM"],
        differs,
        left,
    };
    check(&[
        case(
            "nvme-modern",
            Technique::SanitizeBlockErase,
            &["nvme sanitize -a start-block-erase DEVICE"],
            &[],
            NOTHING,
        ),
        case(
            "nvme-modern",
            Technique::SanitizeBlockErase,
            &["nvme sanitize -a start-block-erase --ause DEVICE"],
            &[("Sanitize/Block Erase", "command[40] 0a/02", AUSE)],
            NOTHING,
        ),
        case(
            "nvme-modern",
            Technique::SanitizeCryptoErase,
            &["nvme sanitize -a start-crypto-erase DEVICE"],
            &[],
            NOTHING,
        ),
        case(
            "nvme-overwrite-only",
            Technique::SanitizeOverwrite,
            &["nvme sanitize -a start-overwrite --owpass=1 --no-dealloc DEVICE"],
            &[],
            NOTHING,
        ),
        case(
            "nvme-overwrite-only",
            Technique::SanitizeOverwrite,
            &["nvme sanitize -a start-overwrite --owpass=1 DEVICE"],
            &[("Sanitize/Overwrite", "command[41] 00/02", ALLOCATED)],
            NOTHING,
        ),
        case(
            "nvme-overwrite-only",
            Technique::SanitizeOverwrite,
            &["nvme sanitize -a start-overwrite DEVICE"],
            &[("Sanitize/Overwrite", "command[40] 03/13 command[41] 00/02", SIXTEEN_ALLOCATED)],
            NOTHING,
        ),
        case(
            "nvme-modern",
            Technique::FormatUserDataErase,
            &["nvme format DEVICE -n 1 -s 1 --force"],
            &[],
            [&[("spare", 512)], &[("spare", SPARE_FULL)]],
        ),
        case(
            "nvme-modern",
            Technique::FormatCryptoErase,
            &["nvme format DEVICE -n 1 -s 2 --force"],
            &[],
            NOTHING,
        ),
        case(
            "nvme-two-namespaces",
            Technique::FormatCryptoErase,
            &["nvme format DEVICE -n 1 -s 2 --force"],
            &[],
            [OTHER_NAMESPACE; 2],
        ),
        case(
            "nvme-modern",
            Technique::FormatUserDataErase,
            &["nvme format DEVICE --force"],
            &[("Format NVM/User Data Erase", "instead of Format NVM/No Secure Erase", SES)],
            [&[("spare", 512), ("unmapped", 8192)], &[("spare", SPARE_FULL)]],
        ),
    ]);
}

#[test]
fn sg3_utils_sanitize_format_and_resize() {
    let case = |persona, technique, peer, commands, differs| Case {
        persona,
        faults: "takes=20",
        technique,
        peer,
        commands,
        differs,
        left: NOTHING,
    };
    check(&[
        case(
            "sas-ssd",
            Technique::SanitizeBlockErase,
            &["sg_sanitize --block --quick --early DEVICE"],
            &["SANITIZE/"],
            &[],
        ),
        case(
            "sas-ssd",
            Technique::SanitizeCryptoErase,
            &["sg_sanitize --crypto --quick --early DEVICE"],
            &["SANITIZE/"],
            &[],
        ),
        case(
            "sas-ssd",
            Technique::SanitizeBlockErase,
            &["sg_sanitize --block --ause --quick --early DEVICE"],
            &["SANITIZE/"],
            &[("SANITIZE/BLOCK ERASE", "command[1] a2/82", AUSE)],
        ),
        case(
            "sas-hdd-format-only",
            Technique::FormatUnit,
            &["sg_format --format --quick --early --security --cmplst=0 DEVICE"],
            &["FORMAT UNIT"],
            &[],
        ),
        case(
            "sas-hdd-format-only",
            Technique::FormatUnit,
            &["sg_format --format --quick --early DEVICE"],
            &["FORMAT UNIT"],
            &[("FORMAT UNIT", "command[1] 18/10 data 00020000/008a000020000000", CMPLST)],
        ),
        case(
            "sas-clipped",
            Technique::SanitizeOverwrite,
            &[
                "sg_format --resize --count=-1 DEVICE",
                "sg_sanitize --overwrite --zero --quick --early DEVICE",
            ],
            &["SANITIZE/", "MODE SELECT"],
            &[(
                "MODE SELECT (10)",
                "command[8] 1c/18 data 0000000000000008ffffffff00000200010ac0000000000000000000/0000000001000010ffffffffffffffff0000000000000200",
                OWN_PAGE,
            )],
        ),
    ]);
}

#[test]
fn mmc_utils_erase_and_sanitize() {
    let case = |persona, technique, peer, differs, left| Case {
        persona,
        faults: "takes=20",
        technique,
        peer,
        commands: &["ERASE", "SWITCH/Sanitize"],
        differs,
        left,
    };
    check(&[
        case(
            "emmc-tablet",
            Technique::MmcSanitize,
            &["mmc erase trim 0 4193792 DEVICE", "mmc sanitize DEVICE"],
            &[],
            [BOOT_AND_RPMB; 2],
        ),
        case(
            "emmc-tablet",
            Technique::MmcSanitize,
            &["mmc sanitize DEVICE"],
            &[
                ("ERASE_GROUP_START", "instead of SWITCH/Sanitize Start", TRIM_FIRST),
                ("ERASE_GROUP_END", "instead of nothing", TRIM_FIRST),
                ("ERASE/Trim", "instead of nothing", TRIM_FIRST),
                ("SWITCH/Sanitize Start", "instead of nothing", TRIM_FIRST),
            ],
            [
                &[("boot0", 256), ("boot1", 256), ("rpmb", 256), ("unmapped", 256), ("user", 8192)],
                BOOT_AND_RPMB,
            ],
        ),
        case(
            "emmc-4.41",
            Technique::MmcSecureErase,
            &["mmc erase secure-erase 0 4193792 DEVICE"],
            &[],
            [
                &[("boot0", 256), ("boot1", 256), ("rpmb", 256), ("spare", 512), ("unmapped", 768)],
                &[("boot0", 256), ("boot1", 256), ("rpmb", 256), ("spare", SPARE_FULL), ("unmapped", 768)],
            ],
        ),
    ]);
}

#[test]
fn a_byte_or_a_command_that_differs_is_found() {
    let entry = |name: &str, bytes: &[u8], data: &[u8]| Entry {
        at: Duration::ZERO,
        name: name.to_owned(),
        bytes: bytes.to_vec(),
        data: data.to_vec(),
        answer: "ok".to_owned(),
    };
    let one = [entry("A", &[0x48, 0x82], &[1, 2])];
    let found =
        |other: &[Entry]| differences(&one, other).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    assert_eq!(found(&one), Vec::<String>::new());
    assert_eq!(found(&[entry("A", &[0x48, 0xa2], &[1, 3])]), ["command[1] 82/a2 data[1] 02/03"]);
    assert_eq!(found(&[entry("A", &[0x48, 0x82], &[1])]), ["data 0102/01"]);
    assert_eq!(found(&[entry("B", &[0x48, 0x82], &[1, 2])]), ["instead of A"]);
    assert_eq!(found(&[one[0].clone(), one[0].clone()]), ["instead of nothing"]);
    assert_eq!(found(&[]), ["instead of A"]);
}
