//! A line of the journal is an event or refused, and folding events never panics.
#![no_main]

use gomme::event::Event;
use gomme::record::ClockSource;
use gomme::record::fold::fold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let events: Vec<Event> =
        data.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    if let Some((_, facts)) = fold(&events, jiff::Timestamp::UNIX_EPOCH, ClockSource::System) {
        let _ = gomme::record::verdict::conclude(&facts);
    }
});
