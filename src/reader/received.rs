//! Files that somebody was sent, whatever they are called: which belong together, and the answer about each attestation. Pure.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::answer::{Answer, is_signature};
use crate::attest::lot::Lots;
use crate::attest::sshsig::SshSig;
use crate::attest::trust::TrustSet;
use crate::attest::{ATTESTATION_FILE, JOURNAL_FILE, SIGNATURE_FILE, canonical, sshsig, trust};
use crate::record::Document;

/// No more bytes of a file than this and one more are ever looked at: enough to see that it is too large.
pub const MAX_BYTES: usize = {
    // The largest of what may come: an attestation, its signature, a trust set.
    let largest =
        if canonical::MAX_BYTES > sshsig::MAX_BYTES { canonical::MAX_BYTES } else { sshsig::MAX_BYTES };
    if trust::MAX_BYTES > largest { trust::MAX_BYTES } else { largest }
};
/// So many attempts at most to find out by its signature which file belongs to which.
const GUESSES: usize = 4096;

/// A file that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, below the folder that it came in, if any: `A05-2027-000001/attestation.json`.
    pub name: String,
    /// Its bytes, or the first [`MAX_BYTES`] and one more.
    pub bytes: Vec<u8>,
}

/// One answer about one file.
#[derive(Debug)]
pub struct Outcome {
    /// The name of the attestation, or whatever the answer is about.
    pub name: String,
    /// The answer.
    pub answer: Answer,
}

/// What to answer for in a folder.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted<'a> {
    /// The names of attestations: some may be missing, when there is a signature for them.
    pub attestations: BTreeSet<&'a str>,
    /// Whether it is the folder of a job that did not come to its end.
    pub unfinished: bool,
}

/// What the files in one folder, by their names, have to answer for: every `*.json.sig` belongs to the `*.json` beside it,
/// `attestation.json` wants a signature, and a journal without an attestation is a job that did not end.
pub(crate) fn wanted<'a>(names: &BTreeSet<&'a str>) -> Wanted<'a> {
    let stems =
        names.iter().filter_map(|name| name.strip_suffix(".sig")).filter(|stem| stem.ends_with(".json"));
    let mut attestations: BTreeSet<&str> = stems.collect();
    attestations.extend(names.get(ATTESTATION_FILE));
    let unfinished =
        names.contains(JOURNAL_FILE) && !names.contains(ATTESTATION_FILE) && !names.contains(SIGNATURE_FILE);
    Wanted { attestations, unfinished }
}

/// How many bytes of a file have to be read, known by its name alone; `None` when it has no part in any answer.
#[must_use]
pub fn needed(name: &str) -> Option<usize> {
    let (folder, last) = split(name);
    let may_matter = folder.is_empty()
        || ["trust", "allowed_signers", JOURNAL_FILE].contains(&last)
        || [".json", ".sig"].iter().any(|ending| last.ends_with(ending));
    may_matter.then_some(MAX_BYTES + 1)
}

/// Checks what was received. Files that came in a folder are looked at as [`super`] looks at folders on a disk: what has nothing to
/// do with an attestation is passed over. A file that came alone is answered for whatever it is.
#[must_use]
pub fn check(files: &[File], trust: Option<&TrustSet>, at: Timestamp) -> Vec<Outcome> {
    let mut lots = Lots::default();
    let outcomes = look(files, trust, &lots, at);
    for outcome in &outcomes {
        if let Some(Document::Lot(lot)) = outcome.answer.document() {
            lots.take(lot);
        }
    }
    // Once more with what the lots among them vouch for.
    if lots == Lots::default() { outcomes } else { look(files, trust, &lots, at) }
}

fn look(files: &[File], trust: Option<&TrustSet>, lots: &Lots, at: Timestamp) -> Vec<Outcome> {
    let (alone, inside): (Vec<&File>, Vec<&File>) = files.iter().partition(|file| !file.name.contains('/'));
    let mut outcomes = check_alone(&alone, trust, lots, at);
    let folders: BTreeSet<&str> = inside.iter().map(|file| split(&file.name).0).collect();
    for folder in folders {
        let here: Vec<&File> = inside.iter().copied().filter(|file| split(&file.name).0 == folder).collect();
        outcomes.extend(check_folder(folder, &here, trust, lots, at));
    }
    outcomes
}

fn check_folder(
    folder: &str,
    files: &[&File],
    trust: Option<&TrustSet>,
    lots: &Lots,
    at: Timestamp,
) -> Vec<Outcome> {
    let wanted = wanted(&files.iter().map(|file| split(&file.name).1).collect());
    let named = |name: String| files.iter().find(|file| file.name == name);
    let about = |name: &str| {
        let name = format!("{folder}/{name}");
        let signature = named(format!("{name}.sig")).map(|file| bytes(file, sshsig::MAX_BYTES));
        let answer = match named(name.clone()) {
            Some(file) => Answer::about(bytes(file, canonical::MAX_BYTES), signature, trust, lots, at),
            None => Answer::MissingAttestation,
        };
        Outcome { name, answer }
    };
    let mut outcomes: Vec<Outcome> = wanted.attestations.into_iter().map(about).collect();
    if wanted.unfinished {
        outcomes.push(Outcome { name: folder.to_owned(), answer: Answer::Unfinished });
    }
    outcomes
}

/// Files without a folder. Programs rename what they save (`attestation (1).json`): a signature whose name fits nothing belongs to the
/// file that it was made over.
fn check_alone(files: &[&File], trust: Option<&TrustSet>, lots: &Lots, at: Timestamp) -> Vec<Outcome> {
    let (mut signatures, documents): (Vec<&File>, Vec<&File>) =
        files.iter().partition(|file| file.name.ends_with(".sig") || is_signature(&file.bytes));
    let (journals, documents): (Vec<&File>, Vec<&File>) =
        documents.into_iter().partition(|file| file.name == JOURNAL_FILE);
    let mut pairs: Vec<(&File, Option<&File>)> = Vec::new();
    for document in documents {
        let belongs = |s: &&File| s.name.strip_suffix(".sig") == Some(document.name.as_str());
        let found = signatures.iter().position(belongs);
        pairs.push((document, found.map(|at| signatures.remove(at))));
    }
    let mut guesses = GUESSES;
    for (document, signature) in pairs.iter_mut().filter(|(_, signature)| signature.is_none()) {
        let bytes = bytes(document, canonical::MAX_BYTES);
        let made_over = |s: &&File| {
            guesses = guesses.saturating_sub(1);
            guesses > 0 && SshSig::read(&s.bytes).is_ok_and(|s| s.key_that_signed(bytes).is_some())
        };
        let found = signatures.iter().position(made_over);
        *signature = found.map(|at| signatures.remove(at));
    }
    // The journal of a job may lie beside its attestation. By itself it tells of a job that did not end.
    let unfinished = journals.into_iter().filter(|_| pairs.is_empty() && signatures.is_empty());
    let unfinished: Vec<Outcome> =
        unfinished.map(|file| Outcome { name: file.name.clone(), answer: Answer::Unfinished }).collect();
    let checked = pairs.into_iter().map(|(document, signature)| {
        let signature = signature.map(|file| bytes(file, sshsig::MAX_BYTES));
        let answer = Answer::about(bytes(document, canonical::MAX_BYTES), signature, trust, lots, at);
        Outcome { name: document.name.clone(), answer }
    });
    let mut outcomes: Vec<Outcome> = checked.collect();
    outcomes.extend(signatures.into_iter().map(|file| {
        let name = file.name.strip_suffix(".sig").unwrap_or(&file.name).to_owned();
        Outcome { name, answer: Answer::MissingAttestation }
    }));
    outcomes.extend(unfinished);
    outcomes
}

/// As many bytes of a file as are ever looked at, and one more when it is longer.
fn bytes(file: &File, limit: usize) -> &[u8] {
    &file.bytes[..file.bytes.len().min(limit.saturating_add(1))]
}

/// Folder and name of a path with slashes.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attest::verify::Finding;
    use ed25519_dalek::SigningKey;

    const DOCUMENT: &str = r#"{"schema":1,"type":"gomme-erasure"}"#;

    fn file(name: &str, bytes: impl AsRef<[u8]>) -> File {
        File { name: name.to_owned(), bytes: bytes.as_ref().to_vec() }
    }

    fn signature(of: &str) -> String {
        sshsig::sign(&SigningKey::from_bytes(&[7; 32]), crate::attest::NAMESPACE, of.as_bytes())
    }

    fn answers(files: &[File]) -> Vec<(String, &'static str)> {
        check(files, None, Timestamp::UNIX_EPOCH).into_iter().map(|o| (o.name, o.answer.code())).collect()
    }

    fn said(name: &str, code: &'static str) -> (String, &'static str) {
        (name.to_owned(), code)
    }

    #[test]
    fn names_bring_files_together() {
        let files = [file("a.json.sig", signature(DOCUMENT)), file("b.json", "{}"), file("a.json", DOCUMENT)];
        assert_eq!(answers(&files), [said("b.json", "not_an_attestation"), said("a.json", "unknown_issuer")]);
        // A name that fits counts for more than a signature that does: what came as a pair is judged as one.
        let files = [file("a.json", "{}"), file("a.json.sig", signature(DOCUMENT)), file("b.json", DOCUMENT)];
        assert_eq!(answers(&files)[0], said("a.json", "modified"));
    }

    #[test]
    fn a_renamed_signature_finds_what_it_was_made_over() {
        let other = DOCUMENT.replace('1', "2");
        let files = [
            file("attestation (1).json", DOCUMENT),
            file("attestation (2).json", &other),
            file("attestation.json (2).sig", signature(&other)),
            file("attestation.json (1).sig", signature(DOCUMENT)),
        ];
        let wanted =
            [said("attestation (1).json", "unknown_issuer"), said("attestation (2).json", "unknown_issuer")];
        assert_eq!(answers(&files), wanted);
        let files = [file("a.json", "{}"), file("c.sig", signature(DOCUMENT))];
        assert_eq!(answers(&files), [said("a.json", "not_an_attestation"), said("c", "missing_attestation")]);
    }

    #[test]
    fn a_folder_is_looked_at_as_on_a_disk() {
        let files = [
            file("j/1/attestation.json", DOCUMENT),
            file("j/1/attestation.json.sig", signature(DOCUMENT)),
            file("j/1/journal.jsonl", "{}"),
            file("j/1/photo.jpg", "photo"),
            file("j/2/journal.jsonl", "{}"),
            file("j/3/kept.json.sig", signature(DOCUMENT)),
            file("j/letter.pdf", "%PDF-1.7"),
        ];
        let wanted = [
            said("j/1/attestation.json", "unknown_issuer"),
            said("j/2", "unfinished"),
            said("j/3/kept.json", "missing_attestation"),
        ];
        assert_eq!(answers(&files), wanted);
    }

    #[test]
    fn what_came_alone_is_answered_for() {
        assert_eq!(answers(&[file("letter.pdf", "%PDF-1.7")]), [said("letter.pdf", "paper")]);
        assert_eq!(answers(&[file("journal.jsonl", "{}")]), [said("journal.jsonl", "unfinished")]);
        let beside = [file("journal.jsonl", "{}"), file("letter.pdf", "%PDF-1.7")];
        assert_eq!(answers(&beside), [said("letter.pdf", "paper")]);
        let huge = file("huge.json", vec![b' '; MAX_BYTES + 1]);
        let signed = file("huge.json.sig", signature(""));
        assert_eq!(answers(&[huge, signed]), [said("huge.json", "too_large")]);
    }

    #[test]
    fn no_number_of_files_costs_more_than_a_bounded_number_of_guesses() {
        let signature = signature("something else");
        let files: Vec<File> = (0..200)
            .flat_map(|n| [file(&format!("{n}.txt"), "{}"), file(&format!("s{n}.sig"), &signature)])
            .collect();
        let outcomes = check(&files, None, Timestamp::UNIX_EPOCH);
        assert_eq!(outcomes.len(), 400);
        assert!(
            !outcomes
                .iter()
                .any(|o| matches!(&o.answer, Answer::Checked(c) if c.finding == Finding::Modified))
        );
    }
}
