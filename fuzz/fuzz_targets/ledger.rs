//! A ledger is whole, torn at its end, or broken; its lines count from 1.
#![no_main]

use gomme::attest::ledger::Chain;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    match Chain::read(data) {
        Ok(chain) => assert_eq!(chain.next().sequence, chain.entries().len() as u64 + 1),
        Err(broken) => assert!(broken.line > 0),
    }
});
