//! No bytes make the extractor panic, and what it finds lies in them.
#![no_main]

use gomme::reader::pdf;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(files) = pdf::attached(data) {
        assert!(files.iter().all(|(name, _)| name.is_ascii() && !name.is_empty()));
        let _ = gomme::papers::again::bundles(&files);
    }
});
