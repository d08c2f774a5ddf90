//! A certificate is read or refused; what is read is, to the byte, what its fields and its signature make.
#![no_main]

use gomme::attest::certificate::Certificate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(certificate) = Certificate::parse(data) {
        assert_eq!(certificate.blob(), data);
        let again = Certificate::rebuild(certificate.fields().clone(), *certificate.signature());
        assert_eq!(again.as_ref(), Ok(&certificate));
    }
});
