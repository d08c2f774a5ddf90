//! sg3_utils and smartctl.

use std::sync::{Arc, Mutex};

use emulated_drives::fault::Faults;
use emulated_drives::personas::scsi_persona;
use emulated_drives::scsi::{ScsiDisk, ScsiPersona};
use gomme::drive::survey::scsi;
use gomme::event::{Survey, Transport};
use lab::attach::AttachedDrive;
use lab::peers::{Asker, Bay};

use super::{Drive, Facts, Readers, after, drive, number, parts, word, yes};
use crate::{SMALL, peer};

const READERS: Readers = Readers { by_peers, by_gomme };

fn by_peers(bay: &Bay) -> Facts {
    let mut facts = Facts::new();
    for (key, opcode) in
        [("overwrite", "0x48,1"), ("block", "0x48,2"), ("crypto", "0x48,3"), ("format", "0x04")]
    {
        let text = peer(bay, &format!("sg_opcodes --opcode={opcode} DEVICE")).text;
        let told = after(&text, "Command is").unwrap_or("missing");
        let supported = told == "supported [conforming to SCSI standard]";
        facts.insert(key, if supported || told == "NOT supported" { yes(supported) } else { text });
    }
    let text = peer(bay, "sg_readcap --long DEVICE").text;
    let find = |label: &str| text.split_once(label).and_then(|(_, rest)| number(rest));
    let told = |value: Option<u64>| value.map_or("missing".to_owned(), |n| n.to_string());
    facts.insert("last block", told(find("Last LBA=")));
    facts.insert("block bytes", told(find("Logical block length=")));
    facts.insert("physical exponent", told(find("Logical blocks per physical block exponent=")));
    facts.insert("unmaps", yes(find("lbpme=") == Some(1)));
    let text = peer(bay, "smartctl -i -d scsi DEVICE").text;
    for (key, label) in [("vendor", "Vendor:"), ("product", "Product:"), ("revision", "Revision:")] {
        facts.insert(key, after(&text, label).unwrap_or("missing").to_owned());
    }
    facts
}

fn by_gomme(bay: &Bay) -> Facts {
    let Survey::Scsi(survey) = bay.survey() else { panic!("no SCSI disk: {:?}", bay.survey()) };
    let capacity = scsi::capacity(&mut Asker(bay)).expect("READ CAPACITY");
    let inquiry = scsi::inquiry(&mut Asker(bay)).expect("INQUIRY");
    Facts::from([
        ("overwrite", word(survey.sanitize.overwrite)),
        ("block", word(survey.sanitize.block)),
        ("crypto", word(survey.sanitize.crypto)),
        ("format", word(survey.format_unit)),
        ("last block", capacity.last_lba.to_string()),
        ("block bytes", capacity.block_bytes.to_string()),
        ("physical exponent", capacity.physical_exponent.to_string()),
        ("unmaps", yes(capacity.unmaps)),
        ("vendor", inquiry.vendor.unwrap_or_default()),
        ("product", inquiry.product.unwrap_or_default()),
        ("revision", inquiry.revision.unwrap_or_default()),
    ])
}

const SSD: Drive = drive("sas-ssd", "");
const CLIPPED: Drive = drive("sas-clipped", "");
const FORMAT_ONLY: Drive = drive("sas-hdd-format-only", "");

#[test]
fn sg3_utils_and_smartctl_read_the_same() {
    let brought_back = Drive { before: &["sg_format --resize --count=-1 DEVICE"], ..CLIPPED };
    READERS.agree_on(&[SSD, FORMAT_ONLY, CLIPPED, brought_back, drive("sas-hdd-520", "")]);
}

/// A disk of another revision that does not know FORMAT UNIT.
fn other_disk() -> Bay {
    let (store, clock, journal) = parts(SMALL);
    let persona = scsi_persona("sas-ssd", "LAB0001", SMALL).expect("a persona");
    let persona = ScsiPersona { revision: "X001".to_owned(), format: false, ..persona };
    let disk = ScsiDisk::new(persona, store.clone(), Faults::default(), clock, journal.clone());
    let drive = AttachedDrive::Scsi(Arc::new(Mutex::new(Box::new(disk))));
    Bay::with(drive, Transport::Scsi, store, journal).expect("a bay")
}

#[test]
fn a_disk_that_differs_is_seen_to_differ() {
    READERS.disagree_on(vec![
        (
            SSD.bay(),
            FORMAT_ONLY.bay(),
            &["block", "crypto", "overwrite", "physical exponent", "product", "unmaps", "vendor"],
        ),
        (CLIPPED.bay(), drive("sas-hdd-520", "").bay(), &["block bytes", "last block", "product"]),
        (SSD.bay(), other_disk(), &["format", "revision"]),
    ]);
}
