//! A picture that a stranger sent gives a text of ours or a flaw, within bounds of time and memory.
#![no_main]

use gomme::attest::qr::is_code;
use gomme::reader::photo::{is_picture, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if is_picture(data)
        && let Ok(text) = read(data)
    {
        assert!(is_code(text.as_bytes()));
    }
});
