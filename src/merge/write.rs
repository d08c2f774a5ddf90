//! From the set to the folder. Each file is whole or absent, and nothing goes away before all that is to stay is on the disk.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::collect::{Collected, Left, Why, in_tree};
use super::tree::{self, Content, FOLDERS, Tree};
use crate::attest::durable::{self, Readers};
use crate::attest::sha256;
use crate::reader::walk;

/// Why a folder could not be brought together with others.
#[derive(Debug)]
pub enum MergeError {
    /// A source cannot be looked into.
    Source(PathBuf, io::Error),
    /// A source lies in the tree.
    SourceInside(PathBuf),
    /// The folder of the tree cannot be used.
    Into(PathBuf, io::Error),
    /// Another process merges into it.
    Busy(PathBuf),
    /// A file cannot be written there.
    Write(PathBuf, io::Error),
    /// A file of a source changed, or went away, while it was copied.
    Changed(PathBuf),
    /// Two names that are one on this file system: the second of them.
    OneName(PathBuf),
}

/// What a merge came to.
#[derive(Debug)]
pub struct Merged {
    /// The set, and what is not in it.
    pub collected: Collected,
    /// Files that were not in the tree before.
    pub written: u64,
}

/// Brings together what lies in the tree and in the sources. What was written when it fails stays, and is right: run it again.
///
/// # Errors
/// [`MergeError`]; nothing that was in the tree is lost then.
pub fn merge(sources: &[PathBuf], into: &Path) -> Result<Merged, MergeError> {
    let unusable = |error| MergeError::Into(into.to_owned(), error);
    let mut inner = Vec::new();
    for source in sources {
        let error = |error| MergeError::Source(source.clone(), error);
        let real = fs::canonicalize(source).map_err(error)?;
        // Looked into before anything is made: a name that was mistyped changes nothing.
        walk::list(&real).map_err(error)?;
        inner.push(real);
    }
    fs::create_dir_all(into).map_err(unusable)?;
    let real = fs::canonicalize(into).map_err(unusable)?;
    for (source, inside) in sources.iter().zip(&inner) {
        if *inside != real && inside.starts_with(&real) {
            return Err(MergeError::SourceInside(source.clone()));
        }
    }
    let _lock = lock(into)?;
    let mut collected = Collected::default();
    collected.take_tree(into);
    for (source, inside) in sources.iter().zip(&inner) {
        if *inside != real {
            collected.take_source(source);
        }
    }
    let tree = tree::of(&collected.union);
    // What a crash left half of in the tree is about to be whole.
    collected.left.retain(|left| in_tree(into, &left.path).is_none_or(|path| !tree.contains_key(&path)));
    let digests = tree.values().map(Content::digest).collect();
    let written = Writer { into, tree: &tree, digests, written: BTreeSet::new() }.run(&mut collected)?;
    Ok(Merged { collected, written })
}

/// Held for as long as the file lives. A folder is a file to be locked on Unix alone.
fn lock(into: &Path) -> Result<Option<File>, MergeError> {
    if !cfg!(unix) {
        return Ok(None);
    }
    let folder = File::open(into).map_err(|error| MergeError::Into(into.to_owned(), error))?;
    match folder.try_lock() {
        Err(TryLockError::WouldBlock) => Err(MergeError::Busy(into.to_owned())),
        // Some network file systems know no locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(folder)),
    }
}

/// How many files are written at once.
const AT_ONCE: usize = 200;

/// What stands in the place of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    /// Nothing, or what it may take the place of.
    Free,
    /// The very same bytes.
    Taken,
}

struct Writer<'a> {
    into: &'a Path,
    tree: &'a Tree,
    /// SHA-256 of each file of the tree.
    digests: BTreeSet<String>,
    /// Paths that were written now, without capitals.
    written: BTreeSet<String>,
}

impl Writer<'_> {
    fn run(&mut self, collected: &mut Collected) -> Result<u64, MergeError> {
        let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
        let in_place = |path: &String| collected.in_place.get(path);
        let wanted = self.tree.iter().filter(|(path, content)| in_place(path) != Some(&content.digest()));
        let mut wanted: Vec<(&String, &Content, Option<Vec<u8>>)> =
            wanted.map(|(path, content)| (path, content, None)).collect();
        for (path, content, bytes) in &mut wanted {
            // Somebody moved files within the tree: read before anything else takes their place.
            if in_place(path).is_some() {
                *bytes = Some(bytes_of(content)?);
            }
        }
        // Signatures first: a folder with an attestation is complete.
        wanted.sort_by_key(|(path, ..)| !path.ends_with(".sig"));
        for some in wanted.chunks(AT_ONCE) {
            let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
            for (path, content, bytes) in some {
                let target = self.into.join(path);
                if self.make_room(path, &target, content, collected)? == Room::Taken {
                    continue;
                }
                let folder = target.parent().unwrap_or(self.into);
                fs::create_dir_all(folder).map_err(|error| MergeError::Write(folder.to_owned(), error))?;
                // All folders above too: one may be new.
                let above = folder.ancestors().take_while(|up| up.starts_with(self.into));
                folders.extend(above.map(Path::to_owned));
                let bytes = match bytes {
                    Some(bytes) => bytes.clone(),
                    None => bytes_of(content)?,
                };
                files.push((target, bytes));
                self.written.insert(path.to_lowercase());
            }
            durable::put_all(
                files.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice())),
                Readers::All,
            )
            .map_err(|(path, error)| MergeError::Write(path.to_owned(), error))?;
        }
        for folder in folders.iter().rev() {
            durable::sync_folder(folder).map_err(|error| MergeError::Write(folder.clone(), error))?;
        }
        self.tidy(collected)?;
        Ok(u64::try_from(self.written.len()).unwrap_or(u64::MAX))
    }

    /// Whatever stands in the place of a file keeps its bytes under another name, unless they stand elsewhere in the tree: an older
    /// revocation list, and the lines of a ledger that goes on.
    fn make_room(
        &self,
        path: &str,
        target: &Path,
        content: &Content,
        collected: &mut Collected,
    ) -> Result<Room, MergeError> {
        let failed = |error| MergeError::Write(target.to_owned(), error);
        let metadata = match fs::symlink_metadata(target) {
            Ok(metadata) => metadata,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(Room::Free);
            }
            Err(error) => return Err(failed(error)),
        };
        if self.written.contains(&path.to_lowercase()) {
            return Err(MergeError::OneName(target.to_owned()));
        }
        if !metadata.is_file() {
            return Err(failed(io::ErrorKind::AlreadyExists.into()));
        }
        let is_known = collected.in_place.contains_key(path);
        let digest = digest_of(target).map_err(failed)?;
        if digest == content.digest() {
            return Ok(Room::Taken);
        }
        if matches!(content, Content::Here(_)) && (is_known || self.digests.contains(&digest)) {
            return Ok(Room::Free);
        }
        let mut name = target.as_os_str().to_owned();
        name.push(format!("~{}.aside", digest.get(..32).unwrap_or(&digest)));
        let aside = PathBuf::from(name);
        fs::rename(target, &aside).map_err(failed)?;
        // Files of the set that somebody moved are in the tree all the same.
        if !is_known {
            collected.left.push(Left { path: aside, why: Why::SetAside });
        }
        Ok(Room::Free)
    }

    /// Takes away what stands elsewhere in the tree now: a ledger that another one goes on with, a number that had one document; and
    /// what a crash left of a file that was being written.
    fn tidy(&self, collected: &Collected) -> Result<(), MergeError> {
        let remove = |path: &Path| match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(MergeError::Write(path.to_owned(), error))
            }
            _ => Ok(()),
        };
        let mut folders = BTreeSet::new();
        for path in collected.in_place.keys().filter(|path| !self.tree.contains_key(*path)) {
            let path = self.into.join(path);
            remove(&path)?;
            folders.extend(path.parent().map(Path::to_owned));
        }
        for root in FOLDERS.map(|root| self.into.join(root)) {
            let mut todo = vec![root];
            while let Some(folder) = todo.pop() {
                let Ok(listing) = walk::list(&folder) else { continue };
                todo.extend(listing.folders.iter().map(|name| folder.join(name)));
                for name in listing.files.iter().filter_map(|name| name.to_str()?.strip_suffix(".new")) {
                    if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
                        remove(&folder.join(format!("{name}.new")))?;
                        folders.insert(folder.clone());
                    }
                }
                if listing.files.is_empty() && listing.folders.is_empty() && listing.links.is_empty() {
                    folders.insert(folder);
                }
            }
        }
        for mut folder in folders.into_iter().rev() {
            // A folder that still holds something stays.
            while folder != self.into && fs::remove_dir(&folder).is_ok() {
                folder.pop();
            }
            let _ = durable::sync_folder(&folder);
        }
        Ok(())
    }
}

/// What names of files in a tree end with.
const ENDINGS: [&str; 6] = [".json", ".sig", ".qr", ".jsonl", ".krl", "trust"];

fn bytes_of(content: &Content) -> Result<Vec<u8>, MergeError> {
    match content {
        Content::Here(bytes) => Ok(bytes.clone()),
        Content::There(path, digest) => {
            // Read a second time, so that thousands need not be kept: it must be what was looked at.
            let bytes = walk::read(path, crate::attest::canonical::MAX_BYTES)
                .map_err(|error| MergeError::Source(path.clone(), error))?;
            if sha256(&bytes) == *digest { Ok(bytes) } else { Err(MergeError::Changed(path.clone())) }
        }
    }
}

/// SHA-256 of a file of any length.
fn digest_of(path: &Path) -> io::Result<String> {
    use sha2::{Digest, Sha256};
    let mut digest = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        match io::Read::read(&mut file, &mut buffer)? {
            0 => return Ok(crate::units::hex(&digest.finalize())),
            n => digest.update(&buffer[..n]),
        }
    }
}
