//! An attestation as an outsider reads it: plain JSON, without gomme's types.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// An attestation and where it lies.
#[derive(Debug)]
pub struct Attested {
    file: PathBuf,
    record: Value,
}

impl Attested {
    /// All attestations below a folder. One that is there without its signature, or that is not whole JSON, fails the
    /// test: at no moment may such a thing be seen.
    pub fn below(folder: &Path) -> Vec<Attested> {
        let mut found = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("the folder of the papers reads").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.file_name().is_some_and(|n| n == "attestation.json") {
                    found.push(Attested::read(&path));
                }
            }
        }
        found
    }

    fn read(file: &Path) -> Attested {
        let bytes = fs::read(file).expect("an attestation reads");
        let record = serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let signature = PathBuf::from(format!("{}.sig", file.display()));
        assert!(signature.is_file(), "{} has a signature beside it", file.display());
        Attested { file: file.to_owned(), record }
    }

    /// `attestation.json`.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// `erased`, `erased_with_reservations` or `not_erased`.
    pub fn result(&self) -> &str {
        self.record["result"].as_str().expect("a result")
    }

    /// The codes of a list: `reasons`, `reservations`, `limits`.
    pub fn codes(&self, list: &str) -> Vec<&str> {
        self.record[list].as_array().expect("a list").iter().map(|c| c.as_str().expect("a code")).collect()
    }

    /// The facts.
    pub fn facts(&self) -> &Value {
        &self.record["facts"]
    }

    /// Fails unless the result is this one; shows why not.
    pub fn expect(&self, result: &str) -> &Attested {
        assert_eq!(self.result(), result, "{:#}", self.record);
        self
    }

    /// The listed bad blocks with this state (`differs`, `unreadable`, `matches`), neighbours joined.
    pub fn bad_blocks(&self, state: &str) -> Vec<Range<u64>> {
        let mut joined: Vec<Range<u64>> = Vec::new();
        for bad in
            self.facts()["bad_blocks"].as_array().expect("a list").iter().filter(|b| b["state"] == state)
        {
            let first = bad["first_lba"].as_u64().expect("an LBA");
            let end = first + bad["blocks"].as_u64().expect("a count");
            match joined.last_mut() {
                Some(last) if last.end == first => last.end = end,
                _ => joined.push(first..end),
            }
        }
        joined
    }

    /// All listed bad blocks, neighbours joined.
    pub fn all_bad_blocks(&self) -> Vec<Range<u64>> {
        let mut all: Vec<_> =
            ["differs", "unreadable", "matches"].iter().flat_map(|s| self.bad_blocks(s)).collect();
        all.sort_by_key(|r| r.start);
        all
    }

    /// Where each run took the job up: pass and byte.
    pub fn runs(&self) -> Vec<(u64, u64)> {
        let number = |v: &Value| v.as_u64().expect("a number");
        let runs = self.facts()["runs"].as_array().expect("a list");
        runs.iter().map(|r| (number(&r["pass"]), number(&r["from_byte"]))).collect()
    }

    /// Fails unless the contents are what the last pass of the policy writes, except for some byte ranges.
    pub fn assert_erased(&self, contents: &[u8], except: &[Range<u64>]) {
        let passes = self.facts()["policy"]["passes"].as_array().expect("passes");
        let last = passes.last().expect("at least one pass");
        let what = format!("{}", self.file.display());
        match last["kind"].as_str() {
            Some("byte") => {
                let value = u8::try_from(last["value"].as_u64().expect("a byte")).expect("a byte");
                let mut from = 0;
                for skip in except {
                    let skip = bytes(skip);
                    super::planted::assert_all(&contents[from..skip.start], value, &what);
                    from = skip.end;
                }
                super::planted::assert_all(&contents[from..], value, &what);
            }
            Some("random") => {
                assert!(except.is_empty(), "exceptions are for fixed passes");
                assert_eq!(
                    super::planted::remnants(contents),
                    Vec::<u64>::new(),
                    "{what}: planted data is left"
                );
                let key = last["key"].as_str().expect("a key");
                if last["cipher"] == "aes-256-ctr" {
                    super::planted::assert_aes_stream(contents, key, &what);
                }
            }
            _ => panic!("{what}: unknown pass {last}"),
        }
    }
}

fn bytes(range: &Range<u64>) -> Range<usize> {
    let index = |b: u64| usize::try_from(b).expect("a small drive");
    index(range.start)..index(range.end)
}
