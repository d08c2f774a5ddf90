//! `gomme ledger`
//!
//! Exit code 0 when all was merged and there is nothing to look at; 1 when it was merged and something is to be looked at: missing,
//! contradictory, not taken, not authentic; 2 when something could not be read or written.

use std::io::{self, Write, stdout};
use std::path::Path;

use serde::Serialize;

use super::out::OutputError;
use super::{Done, Failure, trust};
use crate::attest::lot::Lots;
use crate::attest::say::shown;
use crate::attest::trust::TrustSet;
use crate::cli::{LedgerCommand, LedgerMergeArgs};
use crate::merge::check::{self, Finding};
use crate::merge::collect::Left;
use crate::merge::tree::FOLDERS;
use crate::merge::write::{Merged, merge};
use crate::reader::jobs::{Outcome, Papers, Search};
use crate::text::amounts::count;
use crate::text::merge::{EN, FR};
use crate::text::{Lang, Say};
use crate::units::now;

/// Some of the sources could not be read; each was named already.
#[derive(Debug)]
struct CouldNot(usize);

crate::error_that_says!(CouldNot);

impl Say for CouldNot {
    fn say(&self, lang: Lang) -> String {
        (lang.pick(&EN, &FR).errors.could_not)(self.0)
    }
}

/// Runs it.
pub fn run(lang: Lang, command: &LedgerCommand) -> Result<Done, Failure> {
    let LedgerCommand::Merge(args) = command;
    let trust = args.trust.as_deref().map(trust::read).transpose()?;
    let merged = merge(&args.sources, &args.into)?;
    let findings = check::all(&merged.collected.union);
    let mut outcomes = Vec::new();
    if let Some(trust) = &trust {
        verdicts(&args.into, trust, |outcome| outcomes.push(outcome));
    }
    let report = Report { lang, args, merged: &merged, findings: &findings, outcomes: &outcomes };
    let written = if args.json { report.json() } else { report.text() };
    written.map_err(OutputError::from)?;
    let unreadable = merged.collected.left.iter().filter(|left| left.is_unreadable()).count();
    if unreadable > 0 {
        return Err(CouldNot(unreadable).into());
    }
    let all_authentic = outcomes.iter().all(|outcome| outcome.answer.document().is_some());
    let is_clean = findings.is_empty()
        && merged.collected.left.is_empty()
        && merged.collected.files > 0
        && all_authentic;
    Ok(if is_clean { Done::Yes } else { Done::No })
}

/// The answer about each document of the tree.
fn verdicts(into: &Path, trust: &TrustSet, mut take: impl FnMut(Outcome)) {
    let at = now();
    let mut lots = Lots::default();
    // What zones sign lies in the second of its folders, what stations sign in the first.
    let folders =
        FOLDERS.map(|folder| into.join(folder)).into_iter().take(2).filter(|folder| folder.is_dir());
    let folders: Vec<_> = folders.collect();
    for folder in &folders {
        Search::at(folder, Papers::PassedOver).take_lots(trust, at, &mut lots);
    }
    for folder in &folders {
        let mut search = Search::at(folder, Papers::PassedOver);
        while let Some(outcome) = search.next(Some(trust), &lots, at) {
            if outcome.answer.checked().is_some() {
                take(outcome);
            }
        }
    }
}

/// What is said in the end.
struct Report<'a> {
    lang: Lang,
    args: &'a LedgerMergeArgs,
    merged: &'a Merged,
    findings: &'a [Finding],
    outcomes: &'a [Outcome],
}

/// The answer as JSON.
#[derive(Serialize)]
struct JsonReport<'a> {
    into: String,
    documents: usize,
    ledgers: usize,
    trust_sets: usize,
    revocation_lists: usize,
    written: u64,
    findings: &'a [Finding],
    left: Vec<JsonLeft>,
    /// Null without `--trust`.
    verdicts: Option<Vec<JsonVerdict>>,
}

#[derive(Serialize)]
struct JsonLeft {
    path: String,
    why: &'static str,
    reason: String,
}

#[derive(Serialize)]
struct JsonVerdict {
    path: String,
    verdict: &'static str,
}

impl Report<'_> {
    /// Documents, ledgers, trust sets, revocation lists.
    fn counts(&self) -> [usize; 4] {
        let union = &self.merged.collected.union;
        let ledgers = union.ledgers.values().map(Vec::len).sum();
        let lists = union.lists.values().map(|lists| lists.len()).sum();
        [union.all().count(), ledgers, union.sets.len(), lists]
    }

    fn text(&self) -> io::Result<()> {
        let t = self.lang.pick(&EN, &FR);
        let mut out = stdout().lock();
        let number = |n: usize| count(self.lang, u64::try_from(n).unwrap_or(u64::MAX));
        let [documents, ledgers, sets, lists] = self.counts().map(number);
        let into = shown(&self.args.into);
        writeln!(out, "{}", (t.holds)(&into, &documents, &ledgers, &sets, &lists))?;
        writeln!(out, "{}", (t.written)(&count(self.lang, self.merged.written)))?;
        let left: &[Left] = &self.merged.collected.left;
        let is_empty = self.merged.collected.files == 0;
        let mut list = |title: &str, items: Vec<String>| -> io::Result<()> {
            if items.is_empty() {
                return Ok(());
            }
            writeln!(out, "{title}")?;
            items.iter().try_for_each(|item| writeln!(out, "- {item}"))
        };
        list(t.findings, self.findings.iter().map(|finding| finding.say(self.lang)).collect())?;
        list(t.left, left.iter().map(|left| left.say(self.lang)).collect())?;
        let colon = if self.lang == Lang::Fr { "\u{202f}: " } else { ": " };
        let verdict = |o: &Outcome| format!("{}{colon}{}", shown(&o.path), o.answer.say(self.lang));
        list(t.verdicts, self.outcomes.iter().map(verdict).collect())?;
        if is_empty {
            for source in &self.args.sources {
                writeln!(out, "{}", (t.empty_source)(&shown(source)))?;
            }
        } else if self.findings.is_empty() && left.is_empty() {
            writeln!(out, "{}", t.nothing)?;
        }
        if self.args.trust.is_none() && !is_empty {
            writeln!(out, "{}", t.no_trust)?;
        }
        out.flush()
    }

    fn json(&self) -> io::Result<()> {
        let [documents, ledgers, trust_sets, revocation_lists] = self.counts();
        let left = self.merged.collected.left.iter().map(|left| JsonLeft {
            path: left.path.display().to_string(),
            why: left.code(),
            reason: left.say(self.lang),
        });
        let verdict = |outcome: &Outcome| JsonVerdict {
            path: outcome.path.display().to_string(),
            verdict: outcome.answer.code(),
        };
        let report = JsonReport {
            into: self.args.into.display().to_string(),
            documents,
            ledgers,
            trust_sets,
            revocation_lists,
            written: self.merged.written,
            findings: self.findings,
            left: left.collect(),
            verdicts: self.args.trust.as_ref().map(|_| self.outcomes.iter().map(verdict).collect()),
        };
        let mut out = stdout().lock();
        serde_json::to_writer(&mut out, &report)?;
        writeln!(out)?;
        out.flush()
    }
}
