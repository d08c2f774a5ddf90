//! A revocation list is read or refused, and says the same when it is written again.
#![no_main]

use gomme::attest::krl::Krl;
use gomme::attest::revocation::Revocations;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = Revocations::read(data);
    if let Ok(list) = Krl::read(data) {
        for authority in &list.authorities {
            assert!(!authority.holds(0));
            let _ = (authority.holds(1), authority.holds(u64::MAX));
        }
        assert_eq!(Krl::read(&list.write()).as_ref(), Ok(&list));
    }
});
