//! Files that somebody was sent, whatever they are called: which belong together, and the answer about each attestation. Pure.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use jiff::Timestamp;

use super::answer::{Answer, is_signature};
use super::paper::{self, Part, Pdf};
use super::pdf;
use crate::attest::lot::Lots;
use crate::attest::sshsig::SshSig;
use crate::attest::trust::TrustSet;
use crate::attest::{ATTESTATION_FILE, JOURNAL_FILE, SIGNATURE_FILE, canonical, sshsig, trust};
use crate::papers::again::Comparison;
use crate::record::Document;

/// No more bytes of a file than this and one more are ever looked at: enough to see that it is too large.
pub const MAX_BYTES: usize = larger(pdf::MAX_BYTES, OF_NO_PDF);
/// The same for a file that is no PDF: the largest of an attestation, its signature, and a trust set.
const OF_NO_PDF: usize = larger(larger(canonical::MAX_BYTES, sshsig::MAX_BYTES), trust::MAX_BYTES);

const fn larger(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

/// So many attempts at most to find out by its signature which file belongs to which.
const GUESSES: usize = 4096;

/// A file that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, below the folder that it came in, if any: `A05-2027-000001/attestation.json`.
    pub name: String,
    /// Its bytes, or the first [`MAX_BYTES`] and one more.
    pub bytes: Vec<u8>,
    comparison: OnceCell<Comparison>,
}

impl File {
    /// A file with a name and the bytes that are [`needed`] of it.
    #[must_use]
    pub fn new(name: String, bytes: Vec<u8>) -> File {
        File { name, bytes, comparison: OnceCell::new() }
    }

    fn pdf(&self) -> Pdf<'_> {
        Pdf { bytes: bytes(self, pdf::MAX_BYTES), comparison: &self.comparison }
    }
}

/// One answer about one file.
#[derive(Debug)]
pub struct Outcome {
    /// The name of the attestation, that of a PDF with the name of the attestation in it where there are several, or whatever else the
    /// answer is about.
    pub name: String,
    /// The answer.
    pub answer: Answer,
}

/// What to answer for in a folder.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted<'a> {
    /// The names of attestations: some may be missing, when there is a signature for them.
    pub attestations: BTreeSet<&'a str>,
    /// The names of PDFs, ours or not.
    pub papers: BTreeSet<&'a str>,
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
    let papers = names.iter().copied().filter(|name| is_called_pdf(name)).collect();
    Wanted { attestations, papers, unfinished }
}

fn is_called_pdf(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("pdf"))
}

/// How many bytes of a file have to be read, known by its name alone; `None` when it has no part in any answer.
#[must_use]
pub fn needed(name: &str) -> Option<usize> {
    let (folder, last) = split(name);
    // A file that comes alone may be a PDF under any name.
    if folder.is_empty() || is_called_pdf(last) {
        return Some(MAX_BYTES + 1);
    }
    let may_matter = ["trust", "allowed_signers", JOURNAL_FILE].contains(&last)
        || [".json", ".sig"].iter().any(|ending| last.ends_with(ending));
    may_matter.then_some(OF_NO_PDF + 1)
}

/// Checks what was received. Files that came in a folder are looked at as [`super`] looks at folders on a disk: what has nothing to
/// do with an attestation is passed over. A file that came alone is answered for whatever it is.
#[must_use]
pub fn check(files: &[File], trust: Option<&TrustSet>, at: Timestamp) -> Vec<Outcome> {
    let mut lots = Lots::default();
    for file in files.iter().filter(|file| pdf::is_pdf(&file.bytes)) {
        if let Some(trust) = trust {
            paper::take_lots(&file.bytes, trust, at, &mut lots);
        }
    }
    let outcomes = look(files, trust, &lots, at);
    let in_papers = lots.clone();
    for outcome in &outcomes {
        if let Some(Document::Lot(lot)) = outcome.answer.document() {
            lots.take(lot);
        }
    }
    // Once more with what the lots among them vouch for.
    if lots == in_papers { outcomes } else { look(files, trust, &lots, at) }
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
    let here = |name: &str| named(format!("{folder}/{name}"));
    let bytes_of = |name: &str, limit| here(name).map(|file| bytes(file, limit));
    let beside = bytes_of(ATTESTATION_FILE, canonical::MAX_BYTES)
        .and_then(|attestation| Some([attestation, bytes_of(SIGNATURE_FILE, sshsig::MAX_BYTES)?]));
    for (name, file) in wanted.papers.into_iter().filter_map(|name| Some((name, here(name)?))) {
        let parts = paper::check_in_folder(name, file.pdf(), beside, trust, lots, at);
        outcomes.extend(of_paper(&format!("{folder}/{name}"), parts));
    }
    outcomes
}

fn of_paper(name: &str, parts: Vec<Part>) -> impl Iterator<Item = Outcome> {
    parts.into_iter().map(move |part| Outcome {
        name: part.name.map_or_else(|| name.to_owned(), |within| format!("{name}/{within}")),
        answer: part.answer,
    })
}

/// Files without a folder. Programs rename what they save (`attestation (1).json`): a signature whose name fits nothing belongs to the
/// file that it was made over.
fn check_alone(files: &[&File], trust: Option<&TrustSet>, lots: &Lots, at: Timestamp) -> Vec<Outcome> {
    let (mut signatures, documents): (Vec<&File>, Vec<&File>) =
        files.iter().partition(|file| file.name.ends_with(".sig") || is_signature(&file.bytes));
    let (papers, documents): (Vec<&File>, Vec<&File>) =
        documents.into_iter().partition(|file| pdf::is_pdf(&file.bytes));
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
    let is_alone = pairs.is_empty() && signatures.is_empty() && papers.is_empty();
    let unfinished = journals.into_iter().filter(|_| is_alone);
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
    for file in papers {
        outcomes.extend(of_paper(&file.name, paper::check(file.pdf(), trust, lots, at)));
    }
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
        File::new(name.to_owned(), bytes.as_ref().to_vec())
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
            file("j/4/attestation.PDF", "%PDF-1.7\n%%EOF"),
            file("j/4/attestation.pdf", "%PDF-1.7\n%%EOF"),
        ];
        let wanted = [
            said("j/1/attestation.json", "unknown_issuer"),
            said("j/2", "unfinished"),
            said("j/3/kept.json", "missing_attestation"),
            said("j/4/attestation.pdf", "pdf_without_attestation"),
        ];
        assert_eq!(answers(&files), wanted);
    }

    #[test]
    fn what_came_alone_is_answered_for() {
        assert_eq!(answers(&[file("letter.pdf", "%PDF-1.7")]), [said("letter.pdf", "pdf_truncated")]);
        assert_eq!(answers(&[file("journal.jsonl", "{}")]), [said("journal.jsonl", "unfinished")]);
        let beside = [file("journal.jsonl", "{}"), file("letter.pdf", "%PDF-1.7\n%%EOF")];
        assert_eq!(answers(&beside), [said("letter.pdf", "pdf_without_attestation")]);
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
