//! Whatever is read as a record is, to the byte, what the record is written as.
#![no_main]

use gomme::attest::canonical;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(record) = canonical::parse(data) {
        assert_eq!(canonical::record_bytes(&record).as_deref(), Ok(data));
    }
});
