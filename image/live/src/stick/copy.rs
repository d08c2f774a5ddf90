//! Copies a tree of files, and compares two.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Bytes compared at once.
const PIECE_BYTES: usize = 1 << 16;

/// Copies folders and files with their times, each brought to the disk.
///
/// # Errors
/// Whatever the file systems answer; what was copied until then stays.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            fs::create_dir(&target)?;
            copy(&entry.path(), &target)?;
        } else if kind.is_file() {
            let mut source = File::open(entry.path())?;
            let mut copied = File::create_new(&target)?;
            io::copy(&mut source, &mut copied)?;
            copied.set_modified(source.metadata()?.modified()?)?;
            copied.sync_all()?;
        }
    }
    File::open(to)?.sync_all()
}

/// Whether everything in one tree is in the other, byte by byte.
///
/// # Errors
/// Whatever the file systems answer.
pub fn is_whole(from: &Path, to: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copied = to.join(entry.file_name());
        let kind = entry.file_type()?;
        let same = if kind.is_dir() {
            is_whole(&entry.path(), &copied)?
        } else {
            !kind.is_file() || is_same(File::open(entry.path())?, File::open(copied)?)?
        };
        if !same {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_same(a: File, b: File) -> io::Result<bool> {
    if a.metadata()?.len() != b.metadata()?.len() {
        return Ok(false);
    }
    let (mut a, mut b) = (a.take(u64::MAX), b.take(u64::MAX));
    let (mut left, mut right) = (vec![0; PIECE_BYTES], vec![0; PIECE_BYTES]);
    loop {
        let n = a.read(&mut left)?;
        if n == 0 {
            return Ok(true);
        }
        b.read_exact(&mut right[..n])?;
        if left[..n] != right[..n] {
            return Ok(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_copied_and_a_changed_byte_is_found() {
        let (from, to) = (tempfile::tempdir().expect("room"), tempfile::tempdir().expect("room"));
        fs::create_dir_all(from.path().join("station/empty")).expect("room");
        fs::write(from.path().join("station/ledger.jsonl"), vec![7; 200_000]).expect("room");
        fs::write(from.path().join("gomme.toml"), "").expect("room");
        copy(from.path(), to.path()).expect("copied");
        assert!(is_whole(from.path(), to.path()).expect("read"));
        assert!(to.path().join("station/empty").is_dir());
        let copied = to.path().join("station/ledger.jsonl");
        assert_eq!(
            fs::metadata(&copied).and_then(|m| m.modified()).expect("there"),
            fs::metadata(from.path().join("station/ledger.jsonl")).and_then(|m| m.modified()).expect("there")
        );
        let mut bytes = fs::read(&copied).expect("there");
        bytes[150_000] ^= 1;
        fs::write(&copied, &bytes).expect("room");
        assert!(!is_whole(from.path(), to.path()).expect("read"));
        bytes.truncate(199_999);
        fs::write(&copied, bytes).expect("room");
        assert!(!is_whole(from.path(), to.path()).expect("read"));
        fs::remove_file(copied).expect("there");
        assert!(is_whole(from.path(), to.path()).is_err(), "a file is missing");
    }
}
