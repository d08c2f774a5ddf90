//! hdparm, nvme-cli, sg3_utils, smartctl and mmc-utils as oracles: they know the standards from other readers than gomme's
//! authors. Each runs unmodified on this machine, on an emulated drive (`lab::peers`).
//!
//! - *Same reading* (`reading`): what a peer reads of a drive, and what gomme's survey reads of the very same one, are brought
//!   into the same words and must be equal, fact for fact. Each kind of fact is also shown to differ when the peer reads another
//!   drive than gomme: a comparison that cannot fail would show nothing.
//! - *Same bytes* (`erasing`): a peer and gomme do the same to two drives of the same kind. The commands that change the drive
//!   must be equal byte for byte: CDB or submission entry, task file, and data. Where they are not, the test lists every byte
//!   with the reason; a change on either side breaks it.
//! - *Same result* (`erasing`): what was planted and is left is counted by area for both, and both counts are written out.
//!
//! Exit codes count for nothing here, as they do for gomme: hdparm ends with 0 when the drive has refused to sanitize.

mod erasing;
mod reading;

use gomme::event::{FallBack, Technique};
use gomme::plan::technique::{Consent, Method};
use lab::in_process::Setup;
use lab::in_process::judge::Planted;
use lab::peers::{Bay, Said};

/// Bytes of a drive; those of drives with hidden areas, which no one believes of smaller ones.
const SMALL: u64 = 4 << 20;
const LARGE: u64 = 40 << 20;

fn setup(persona: &str, faults: &str, technique: Technique) -> Setup {
    let is_large = ["sata-hdd-smr", "sata-hdd-old", "sata-hdd-amac"].contains(&persona);
    Setup {
        persona: persona.to_owned(),
        bytes: if is_large { LARGE } else { SMALL },
        faults: faults.parse().expect("faults"),
        fill: Planted::Every(16),
        method: Method::Only(technique),
        consent: Consent { fall_back: FallBack::SameLevel, crypto_erase: true },
        cuts: vec![],
    }
}

/// Runs a peer. One that is missing fails the test.
fn peer(bay: &Bay, line: &str) -> Said {
    bay.run(line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

#[test]
fn a_tool_that_is_missing_is_an_error() {
    let bay = Bay::new(&setup("sas-ssd", "", Technique::Overwrite)).expect("a drive");
    let error = bay.run("no-such-tool DEVICE").expect_err("there is no such tool");
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
}
