//! A trust set is read or refused; nothing panics, and no pattern takes for ever.
#![no_main]

use gomme::attest::trust::TrustSet;
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(set) = TrustSet::parse(data, &TimeZone::UTC) {
        for entry in set.entries() {
            let _ = entry.is_about("A05");
            if let Some(key) = &entry.key {
                let _ = set.standing(key, gomme::attest::NAMESPACE, jiff::Timestamp::UNIX_EPOCH);
            }
        }
    }
});
