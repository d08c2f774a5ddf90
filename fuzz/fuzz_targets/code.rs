//! The text of a QR code is read or refused; what is read has this text and no other, and so has its core.
#![no_main]

use gomme::attest::qr::{Code, Core};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(core) = Core::decode(data) {
        assert_eq!(core.encode().as_deref(), Some(data));
    }
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(code) = Code::read(text)
    {
        assert_eq!(code.to_text(), text);
    }
});
