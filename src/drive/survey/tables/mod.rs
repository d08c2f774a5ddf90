//! Drives that answer from tables, written by hand; they fail the test when anything is sent that could change a drive.

mod ata;
mod nvme;
mod scsi;

use std::collections::VecDeque;
use std::time::Duration;

use super::*;
use crate::codec::Transfer;
use crate::event::{Medium, Transport};
use crate::text::Lang;
use crate::units::unhex;

/// What a command is told apart by.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    /// The start of a CDB.
    Cdb(Vec<u8>),
    /// ATA: COMMAND and the low byte of FEATURE.
    Ata(u8, u8),
    /// NVMe: opcode, namespace, CDW10 15:0.
    Admin(u8, u32, u16),
    /// eMMC: index.
    Mmc(u8),
}

/// A drive that answers from a table: the answers of a command in turn, the last one again and again.
#[derive(Default)]
struct Table {
    answers: Vec<(Key, VecDeque<Reply>)>,
    sent: Vec<Key>,
    /// For what is not in the table; otherwise it is refused as unknown.
    silent: bool,
}

impl Table {
    fn with(mut self, key: Key, replies: impl IntoIterator<Item = Reply>) -> Table {
        self.answers.retain(|(known, _)| *known != key);
        self.answers.push((key, replies.into_iter().collect()));
        self
    }

    fn count(&self, key: &Key) -> usize {
        self.sent.iter().filter(|sent| is_of(sent, key)).count()
    }
}

fn is_of(sent: &Key, key: &Key) -> bool {
    match (sent, key) {
        (Key::Cdb(sent), Key::Cdb(start)) => sent.starts_with(start),
        _ => sent == key,
    }
}

/// Everything that reads and changes nothing: the only commands of a survey.
fn is_harmless(key: &Key) -> bool {
    match key {
        Key::Cdb(cdb) => match cdb[..] {
            [0x00 | 0x03 | 0x12 | 0x4d | 0x5a | 0xa0 | 0xa2, ..] => true,
            [0x9e, action, ..] => matches!(action, 0x10 | 0x17),
            [0xa3, action, ..] => action == 0x0c,
            _ => false,
        },
        Key::Ata(0xec | 0xe5 | 0x27 | 0xf8, 0) | Key::Ata(0xb4 | 0x78, 0) => true,
        Key::Ata(0xb1, 0xc2) | Key::Ata(0x5c, 1) => true,
        Key::Ata(..) => false,
        Key::Admin(opcode, ..) => matches!(opcode, 0x02 | 0x06 | 0x82),
        Key::Mmc(index) => *index == 8,
    }
}

impl Ask for Table {
    fn ask(&mut self, request: &Request, limit: Duration) -> Reply {
        assert!((10..=15).contains(&limit.as_secs()), "a survey waits 10 to 15 s");
        let (key, refusal) = match request {
            Request::Scsi { cdb, transfer, .. } => {
                assert!(!matches!(transfer, Transfer::Out(_)), "data go to the drive");
                match cdb[..] {
                    [0x85, ..] => {
                        // SANITIZE STATUS EXT must not clear a failure: COUNT bit 0.
                        assert!(cdb[14] != 0xb4 || (cdb[5], cdb[6]) == (0, 0));
                        (Key::Ata(cdb[14], cdb[4]), aborted())
                    }
                    _ => (Key::Cdb(cdb.clone()), illegal()),
                }
            }
            Request::Nvme { opcode, nsid, cdw10_15: cdw, .. } => {
                let low = u16::try_from(cdw[0] & 0xffff).unwrap();
                let low = if *opcode == 0x02 { low & 0xff } else { low };
                (Key::Admin(*opcode, *nsid, low), admin(0x4001, vec![]))
            }
            Request::Mmc(commands) => {
                assert_eq!(commands.len(), 1);
                (Key::Mmc(u8::try_from(commands[0].opcode).unwrap()), Reply::Silent { errno: libc::EIO })
            }
        };
        assert!(is_harmless(&key), "{} is sent", name(request));
        self.sent.push(key.clone());
        let answers = self.answers.iter_mut().find(|(known, _)| is_of(&key, known));
        match answers {
            Some((_, replies)) if replies.len() > 1 => replies.pop_front().unwrap(),
            Some((_, replies)) => replies[0].clone(),
            None if self.silent => silent(),
            None => refusal,
        }
    }
}

fn name(request: &Request) -> &str {
    match request {
        Request::Scsi { name, .. } | Request::Nvme { name, .. } => name,
        Request::Mmc(commands) => commands[0].name,
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    unhex(&hex.replace(' ', "")).unwrap()
}

fn good(data: Vec<u8>) -> Reply {
    Reply::Scsi { status: 0, sense: vec![], data }
}

/// CHECK CONDITION with these sense data.
fn check(sense: &str) -> Reply {
    Reply::Scsi { status: 2, sense: bytes(sense), data: vec![] }
}

/// ILLEGAL REQUEST, invalid command operation code.
fn illegal() -> Reply {
    check("70 00 05 00 00 00 00 0a 00 00 00 00 20 00 00 00 00 00")
}

/// ABORTED COMMAND with the registers of an abort: ERROR 04h, STATUS 51h.
fn aborted() -> Reply {
    check("72 0b 00 00 00 00 00 0e 09 0c 00 04 00 00 00 00 00 00 00 00 40 51")
}

fn silent() -> Reply {
    Reply::Silent { errno: libc::ETIME }
}

fn admin(status: u16, data: Vec<u8>) -> Reply {
    Reply::Nvme { status, result: 0, data }
}

/// A drive of 500 107 862 016 bytes.
fn identity(transport: Transport) -> DriveIdentity {
    DriveIdentity {
        vendor: None,
        model: Some("Prüfling".into()),
        serial: Some("S1".into()),
        wwn: None,
        firmware: None,
        size_bytes: 500_107_862_016,
        logical_block_bytes: 512,
        physical_block_bytes: 512,
        transport,
        medium: Medium::Flash,
    }
}

fn the(areas: &[Area], kind: AreaKind) -> (Answer, Option<u64>) {
    let found: Vec<&Area> = areas.iter().filter(|area| area.kind == kind).collect();
    assert_eq!(found.len(), 1, "{kind:?} once");
    (found[0].present, found[0].bytes)
}

const YES: Answer = Answer::Yes;
const NO: Answer = Answer::No;
const UNKNOWN: Answer = Answer::Unknown;

/// Whether one of the English sentences holds some words.
fn says(survey: &Survey, words: &str) -> bool {
    sentences(Lang::En, survey).iter().any(|sentence| sentence.contains(words))
}

#[test]
fn a_drive_that_takes_no_commands_is_sent_none() {
    for why in [NoCommands::RaidController, NoCommands::Virtual, NoCommands::SdCard] {
        let mut drive = Table::default();
        let told = survey(Speaks::Nothing(why), &identity(Transport::Scsi), &mut drive);
        assert_eq!((&told, drive.sent.len()), (&Survey::None { why }, 0));
        assert_eq!(sentences(Lang::Fr, &told).len(), 1);
    }
    let raid = Survey::None { why: NoCommands::RaidController };
    assert!(says(&raid, "RAID controller") && says(&raid, "HBA mode"));
}

/// EXT_CSD: revision 8, 4 MiB boot partitions, 4 MiB RPMB, sanitize, trim and secure erase, erased memory reads as FFh.
fn ext_csd() -> Vec<u8> {
    let mut register = vec![0; 512];
    for (at, value) in
        [(155, 1), (168, 32), (181, 1), (192, 8), (194, 2), (212, 0x00), (214, 0xe9), (226, 32), (231, 0x55)]
    {
        register[at] = value;
    }
    register
}

#[test]
fn an_emmc_tells_its_register() {
    let ok = |data| Reply::Mmc { response: 0x0000_0900, data };
    let ask = |reply| {
        survey(Speaks::Mmc, &identity(Transport::Mmc), &mut Table::default().with(Key::Mmc(8), [reply]))
    };
    let told = ask(ok(ext_csd()));
    let Survey::Mmc(mmc) = &told else { panic!("{told:?}") };
    assert_eq!([mmc.sanitize, mmc.secure_erase, mmc.trim], [YES; 3]);
    assert_eq!(mmc.erased_byte, 0xff);
    assert_eq!(the(&mmc.areas, AreaKind::BootPartitions), (YES, Some(8 << 20)));
    assert_eq!(the(&mmc.areas, AreaKind::ReplayProtected), (YES, Some(4 << 20)));
    assert_eq!(the(&mmc.areas, AreaKind::GeneralPurpose), (NO, None));
    assert!(says(&told, "erase of all blocks, then sanitize") && says(&told, "boot partitions): 8.39 MB"));
    // Short, zeros, an erased byte that is none, an error beside the data, nothing.
    let mut odd = ext_csd();
    odd[181] = 7;
    let illegal = Reply::Mmc { response: 0x0040_0900, data: ext_csd() };
    for reply in [ok(ext_csd()[..511].to_vec()), ok(vec![0; 512]), ok(odd), illegal, silent()] {
        assert_eq!(ask(reply), Survey::None { why: NoCommands::NoAnswer });
    }
}
