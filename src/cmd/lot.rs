//! `gomme lot`

#[path = "lot/machines.rs"]
mod machines;

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use super::context::{optional, person};
use super::countersign::{SignError, Signer, signed_time, tell};
use super::out::OutputError;
use super::{Done, Failure, trust};
use crate::attest::lot::Lots;
use crate::attest::say::shown;
use crate::attest::verify::Finding;
use crate::cli::{DecisionArg, FateArg, LotCloseArgs, LotCommand};
use crate::reader::answer::Answer;
use crate::reader::jobs::{Papers, Search};
use crate::record::Document;
use crate::record::common::{LIST_MAX, tool};
use crate::record::details::of_lot;
use crate::record::lot::gather::{Gathered, Handover, Misfit, gather};
use crate::record::lot::{Decision, LotDraft, LotRecord, MachineFate, Validation};
use crate::text::lot::{EN, FR};
use crate::text::{Lang, Say};
use crate::units::now;
use machines::BadList;

/// Runs it.
pub fn run(lang: Lang, command: &LotCommand) -> Result<Done, Failure> {
    match command {
        LotCommand::Close(args) => close(lang, args),
        LotCommand::Show { lot, trust, json } => show(lang, lot, trust, *json),
    }
}

/// Why there is no lot.
#[derive(Debug)]
pub enum LotError {
    /// The list of machines cannot be used.
    List(PathBuf, BadList),
    /// The documents do not make a lot.
    Misfit(Misfit),
    /// Fewer machines came in than are known.
    TooFew {
        /// That came in.
        said: u64,
        /// That are known.
        known: u64,
    },
    /// More documents or machines than a lot holds.
    TooMany(usize),
    /// A decision without somebody who decides, or the other way round.
    Undecided,
    /// A rejection without grounds.
    NoGrounds,
    /// An approval while something is missing or waits; what, by label or number.
    Incomplete(Vec<String>),
    /// What was named is no lot.
    NotALot(PathBuf),
}

crate::error_that_says!(LotError);

fn close(lang: Lang, args: &LotCloseArgs) -> Result<Done, Failure> {
    let signer = Signer::open(lang, &args.zone)?;
    let at = now();
    let validation = validation(args, at)?;
    let said = match &args.machines {
        Some(path) => machines::read(path).map_err(|bad| LotError::List(path.clone(), bad))?,
        None => std::collections::BTreeMap::new(),
    };
    let handover = Handover {
        donor: signer.donor.clone(),
        convention: optional("--convention", args.convention.as_deref())?,
        is_list: args.machines.is_some(),
        said,
        otherwise: Some(args.fate.into()),
    };
    let documents = signer.documents(lang, &args.paths, at)?;
    let Gathered { entries, machines } = gather(&documents, &handover).map_err(LotError::Misfit)?;
    if entries.len() > LIST_MAX || machines.len() > LIST_MAX {
        return Err(LotError::TooMany(LIST_MAX).into());
    }
    let known = u64::try_from(machines.len()).unwrap_or(u64::MAX);
    let machines_in = args.machines_in.unwrap_or(known);
    if machines_in < known {
        return Err(LotError::TooFew { said: machines_in, known }.into());
    }
    let lot = LotRecord::new(LotDraft {
        number: signer.number.clone(),
        zone: signer.in_record(),
        donor: handover.donor,
        convention: handover.convention,
        handover: optional("--handover", args.handover.as_deref())?,
        machines_in,
        machines,
        entries,
        validation,
        time: signed_time(at, &documents),
        tool: tool(),
    });
    if lot.validation.decision == Decision::Approved && !lot.is_complete() {
        return Err(LotError::Incomplete(lot.open_ends()).into());
    }
    let details = of_lot(lang, &lot);
    let document = Document::from(lot);
    let folder = signer.sign(&document, at)?;
    tell(lang, &document, &folder, &details)
}

fn validation(args: &LotCloseArgs, at: jiff::Timestamp) -> Result<Validation, Failure> {
    let decision = Decision::from(args.decision);
    let by = match (&args.by, &args.quality) {
        (Some(name), Some(quality)) => Some(person(["--by", "--quality"], name, quality)?),
        _ => None,
    };
    let grounds = optional("--grounds", args.grounds.as_deref())?;
    if by.is_some() == (decision == Decision::Waiting) {
        return Err(LotError::Undecided.into());
    }
    if decision == Decision::Rejected && grounds.is_none() {
        return Err(LotError::NoGrounds.into());
    }
    Ok(Validation { decision, at: by.as_ref().map(|_| at), by, grounds })
}

fn show(lang: Lang, path: &Path, trusted: &Path, json: bool) -> Result<Done, Failure> {
    let trust = trust::read(trusted)?;
    let mut search = Search::at(path, Papers::PassedOver);
    let mut next = || search.next(Some(&trust), &Lots::default(), now());
    let (Some(outcome), None) = (next(), next()) else {
        return Err(LotError::NotALot(path.to_owned()).into());
    };
    let lot = match outcome.answer {
        Answer::Checked(checked) => match checked.finding {
            Finding::Authentic(Document::Lot(lot)) => lot,
            Finding::Authentic(_) => return Err(LotError::NotALot(outcome.path).into()),
            _ => return Err(SignError::NotAuthentic(outcome.path, checked.say(lang)).into()),
        },
        answer => return Err(SignError::NotAuthentic(outcome.path, answer.say(lang)).into()),
    };
    let mut standard = stdout().lock();
    let text = if json {
        // The record itself, as it was signed: canonical, so that it can be compared.
        serde_json_canonicalizer::to_vec(&lot).map_err(|_| LotError::NotALot(path.to_owned()))?
    } else {
        page(lang, &lot).into_bytes()
    };
    let written = standard.write_all(&text).and_then(|()| standard.write_all(if json { b"\n" } else { b"" }));
    written.and_then(|()| standard.flush()).map_err(OutputError::from)?;
    Ok(Done::Yes)
}

/// A lot as people read it.
fn page(lang: Lang, lot: &LotRecord) -> String {
    let t = lang.pick(&EN, &FR);
    let document = Document::from(lot.clone());
    let mut lines = vec![(t.title)(&lot.number, &lot.zone.name), document.say(lang)];
    lines.extend(of_lot(lang, lot));
    lines.push(t.machines.to_owned());
    lines.extend(lot.machines.iter().map(|machine| {
        format!("- {} · {} · {}", machine.label, machine.outcome.say(lang), machine.fate.say(lang))
    }));
    lines.push(t.documents.to_owned());
    lines.extend(lot.entries.iter().map(|entry| {
        let serial = entry.drive.as_ref().and_then(|drive| drive.serial.clone());
        let facts = [
            Some(entry.number.clone()),
            Some(entry.kind.say(lang)),
            entry.label.clone(),
            serial,
            Some(entry.result.say(lang)),
            Some(entry.fate.say(lang)),
        ];
        format!("- {}", facts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
    }));
    lines.into_iter().map(|line| line + "\n").collect()
}

impl From<FateArg> for MachineFate {
    fn from(arg: FateArg) -> MachineFate {
        match arg {
            FateArg::Reuse => MachineFate::Reuse,
            FateArg::Parts => MachineFate::Parts,
            FateArg::Waste => MachineFate::Waste,
            FateArg::Returned => MachineFate::Returned,
            FateArg::Waiting => MachineFate::Waiting,
        }
    }
}

impl From<DecisionArg> for Decision {
    fn from(arg: DecisionArg) -> Decision {
        match arg {
            DecisionArg::Approved => Decision::Approved,
            DecisionArg::Rejected => Decision::Rejected,
            DecisionArg::Waiting => Decision::Waiting,
        }
    }
}

impl Say for LotError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            LotError::List(path, bad) => (t.list)(&shown(path), &bad.say(lang)),
            LotError::Misfit(misfit) => match misfit {
                Misfit::NotOfAStation(number) => (t.not_of_a_station)(number),
                Misfit::Twice(number) => (t.twice)(number),
                Misfit::OtherDonor(number, donor) => (t.other_donor)(number, donor),
                Misfit::OtherConvention(number, convention) => (t.other_convention)(number, convention),
                Misfit::NotInList(number, label) => (t.not_in_list)(number, label),
                Misfit::NoSuchMachine(name) => (t.no_such_machine)(name),
                Misfit::Impossible(number, fate) => (t.impossible)(number, &fate.say(lang)),
                Misfit::NotSettled(label) => (t.not_settled)(label),
            },
            LotError::TooFew { said, known } => (t.too_few)(*said, *known),
            LotError::TooMany(most) => (t.too_many)(*most),
            LotError::Undecided => t.undecided.to_owned(),
            LotError::NoGrounds => t.no_grounds.to_owned(),
            LotError::Incomplete(which) => {
                const SHOWN: usize = 10;
                let mut shown = which.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
                if which.len() > SHOWN {
                    shown += " …";
                }
                (t.incomplete)(&shown)
            }
            LotError::NotALot(path) => (t.not_a_lot)(&shown(path)),
        }
    }
}
