//! No bytes are a signature of the empty message by chance, and none make the reader panic.
#![no_main]

use gomme::attest::sshsig::{self, SshSig};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // As text, and as what the text would hold: the frame alone keeps a fuzzer out.
    let _ = SshSig::read(data);
    if let Ok(signature) = SshSig::read(sshsig::armour(data).as_bytes()) {
        assert_eq!(signature.key_that_signed(b""), None);
    }
});
