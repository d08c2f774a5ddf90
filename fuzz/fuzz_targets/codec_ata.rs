//! What an ATA or SCSI drive answers is read or not known; nothing panics, and nothing unknown becomes a success.
#![no_main]

use gomme::codec::ata::{Dco, SanitizeStatus, SecurityPage, Width, hidden_sectors, native_max};
use gomme::codec::identify::Identify;
use gomme::codec::sat::{Registers, registers};
use gomme::codec::scsi::{self, Background, BlockDescriptor, Capacity, Inquiry};
use gomme::codec::sense::Sense;
use gomme::units::Answer;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // The first byte says where the sense data end and the log page begins.
    let (split, rest) = data.split_first().unwrap_or((&0, data));
    let (sense, log) = rest.split_at(usize::from(*split).min(rest.len()));
    let seen = registers(sense, Some(log));
    if SanitizeStatus::of(&seen).completed_without_error == Answer::Yes {
        assert!(matches!(seen, Registers::Known(t) if t.whole && t.count & 0xc000 == 0x8000 && !t.is_error()));
    }
    for width in [Width::Bits28, Width::Bits48] {
        let accessible = rest.len() as u64;
        if let Some(last) = native_max(&seen, width, accessible) {
            assert!(hidden_sectors(last, accessible).is_some());
        }
    }
    if let Some(sense) = Sense::parse(sense) {
        let _ = Background::of(&sense);
    }
    let _ = (Identify::parse(rest), Dco::parse(rest), SecurityPage::parse(rest), scsi::identify_data(rest));
    let _ = (Inquiry::parse(rest), Capacity::parse(rest), BlockDescriptor::parse(rest), scsi::is_supported(rest));
    let _ = scsi::log_parameters(*split, rest);
});
