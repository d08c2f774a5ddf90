//! `gomme declare`
//!
//! Exit code 0 when it is signed; 1 when it cannot be true by what the computer shows; 2 when something is missing.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::context::{BadText, context, optional, person, required};
use super::out::OutputError;
use super::{Done, Failure, paper_or_warning, passphrase};
use crate::attest::canonical;
use crate::attest::declare::{DeclareError, sign};
use crate::attest::lot::Lots;
use crate::attest::say::shown;
use crate::attest::station::Station;
use crate::attest::trust::TrustSet;
use crate::cli::{AnswerArg, DeclareCommand, DestructionArgs, MeansArg, MediumArg, SignerArgs};
use crate::event::{Machine, Medium};
use crate::reader::jobs::{Papers, Search};
use crate::record::common::{Reference, SignedTime, tool};
use crate::record::destruction::{
    Chips, Declaration, DestroyedDrive, DestructionMethod, DestructionRecord, ObservedBy,
};
use crate::record::{Document, ErasureRecord, LedgerPlace, Verdict};
use crate::text::declare::{EN, FR};
use crate::text::{Lang, Say, os};
use crate::units::{Answer as Known, now};

#[cfg(feature = "drives")]
#[path = "declare/no_media.rs"]
pub mod no_media;

/// Runs it.
pub fn run(lang: Lang, command: &DeclareCommand) -> Result<Done, Failure> {
    match command {
        #[cfg(feature = "drives")]
        DeclareCommand::NoMedia(args) => no_media::run(lang, &crate::drive::Host::real(), args),
        DeclareCommand::Destruction(args) => destruction(lang, args),
    }
}

/// What a document holds before it has a number and a place in the ledger.
fn nowhere() -> LedgerPlace {
    LedgerPlace { sequence: 1, previous: "0".repeat(64) }
}

fn station(lang: Lang, signer: &SignerArgs) -> Result<Station, Failure> {
    let file = signer.passphrase_file.as_deref();
    Ok(Station::open(&signer.station, || passphrase::existing(lang, file))?)
}

/// Signs a declaration and says where it is.
fn finish(
    lang: Lang,
    station: &Station,
    out: &Path,
    time: SignedTime,
    document: Document,
) -> Result<Done, Failure> {
    let (document, folder) = sign(station, out, time.signed_at, document)?;
    paper_or_warning(lang, &folder, document.number());
    let t = lang.pick(&EN, &FR);
    let mut standard = stdout().lock();
    let written = writeln!(standard, "{}", (t.signed)(document.number(), &shown(&folder)));
    written.and_then(|()| standard.flush()).map_err(OutputError::from)?;
    Ok(Done::Yes)
}

fn destruction(lang: Lang, args: &DestructionArgs) -> Result<Done, Failure> {
    let mut context = context(&args.context)?;
    let station = station(lang, &args.signer)?;
    let failed = args.failed_erasure.as_deref().map(|path| failed_erasure(&station, path)).transpose()?;
    let at = now();
    let time = SignedTime { signed_at: at, clock: station.clock(at)? };
    let date: Date = args.date.parse().map_err(|_| DeclarationError::BadDay(args.date.clone()))?;
    if date > at.to_zoned(TimeZone::system()).date() {
        return Err(DeclarationError::DayToCome(args.date.clone()).into());
    }
    let (drive, machine) = match &failed {
        Some((record, _)) => {
            // What is said now of the papers goes before what was said then.
            let then = record.facts.context.clone();
            for (now, then) in [
                (&mut context.donor, then.donor),
                (&mut context.convention, then.convention),
                (&mut context.handover, then.handover),
                (&mut context.inventory_number, then.inventory_number),
                (&mut context.label, then.label),
            ] {
                *now = now.take().or(then);
            }
            (drive_of(record)?, record.facts.machine.clone())
        }
        None => (typed_drive(args)?, Machine::default()),
    };
    let chips = match args.every_chip {
        Some(every) => Some(Chips {
            every_chip: every.into(),
            which: optional("--which-chips", args.which_chips.as_deref())?,
        }),
        None if drive.medium == Medium::Rotating => None,
        None => return Err(DeclarationError::ChipsUnsaid.into()),
    };
    let method_detail = optional("--detail", args.detail.as_deref())?;
    if args.means == MeansArg::Other && method_detail.is_none() {
        return Err(DeclarationError::OtherUnsaid.into());
    }
    let witness = args.witness.as_deref().zip(args.witness_quality.as_deref());
    let witness = witness
        .map(|(name, quality)| person(["--witness", "--witness-quality"], name, quality))
        .transpose()?;
    let declared_by = person(["--by", "--quality"], &args.by, &args.quality)?;
    if witness.as_ref() == Some(&declared_by) {
        return Err(DeclarationError::OwnWitness.into());
    }
    let declaration = Declaration {
        observed_by: ObservedBy::Person,
        drive,
        failed_erasure: failed.map(|(record, digest)| Reference { number: record.number.clone(), digest }),
        machine,
        context,
        method: args.means.into(),
        method_detail,
        chips,
        declared_by,
        witness,
        place: required("--place", &args.place)?,
        date,
        waste_slip: optional("--waste-slip", args.waste_slip.as_deref())?,
    };
    let record =
        DestructionRecord::new(String::new(), declaration, time, tool(), station.in_record(), nowhere());
    let document = Document::from(record);
    finish(lang, &station, &args.signer.out, time, document)
}

/// The attestation of an erasure that this station signed, and that failed.
fn failed_erasure(station: &Station, path: &Path) -> Result<(Box<ErasureRecord>, String), DeclarationError> {
    let trust = TrustSet::parse(station.public().trust_line().as_bytes(), &TimeZone::UTC).ok();
    let mut search = Search::at(path, Papers::PassedOver);
    let mut next = || search.next(trust.as_ref(), &Lots::default(), now());
    let found = match (next(), next()) {
        (Some(only), None) => only,
        _ => return Err(DeclarationError::NotOneErasure(path.to_owned())),
    };
    let not_one = || DeclarationError::NotOneErasure(path.to_owned());
    match found.answer.document() {
        Some(document @ Document::Erasure(record)) if record.result == Verdict::NotErased => {
            Ok((record.clone(), canonical::digest(document).map_err(|_| not_one())?))
        }
        Some(Document::Erasure(record)) => Err(DeclarationError::WasErased(record.number.clone())),
        _ => Err(not_one()),
    }
}

fn drive_of(record: &ErasureRecord) -> Result<DestroyedDrive, DeclarationError> {
    let drive = &record.facts.drive;
    let name = drive.serial.as_ref().or(drive.wwn.as_ref());
    let serial = name.ok_or_else(|| DeclarationError::Nameless(record.number.clone()))?.clone();
    Ok(DestroyedDrive {
        vendor: drive.vendor.clone(),
        model: drive.model.clone(),
        serial,
        wwn: drive.wwn.clone(),
        size_bytes: Some(drive.size_bytes),
        medium: match drive.medium {
            Medium::Virtual => return Err(DeclarationError::Virtual(record.number.clone())),
            medium => medium,
        },
    })
}

fn typed_drive(args: &DestructionArgs) -> Result<DestroyedDrive, BadText> {
    Ok(DestroyedDrive {
        vendor: optional("--vendor", args.vendor.as_deref())?,
        model: optional("--model", args.model.as_deref())?,
        serial: required("--serial", args.serial.as_deref().unwrap_or_default())?,
        wwn: None,
        size_bytes: None,
        medium: args.medium.map_or(Medium::Unknown, Medium::from),
    })
}

impl From<MediumArg> for Medium {
    fn from(arg: MediumArg) -> Medium {
        match arg {
            MediumArg::Rotating => Medium::Rotating,
            MediumArg::Flash => Medium::Flash,
            MediumArg::Unknown => Medium::Unknown,
        }
    }
}

impl From<AnswerArg> for Known {
    fn from(arg: AnswerArg) -> Known {
        match arg {
            AnswerArg::Yes => Known::Yes,
            AnswerArg::No => Known::No,
            AnswerArg::Unknown => Known::Unknown,
        }
    }
}

impl From<MeansArg> for DestructionMethod {
    fn from(arg: MeansArg) -> DestructionMethod {
        match arg {
            MeansArg::Drilled => DestructionMethod::Drilled,
            MeansArg::Cut => DestructionMethod::Cut,
            MeansArg::Bent => DestructionMethod::Bent,
            MeansArg::Crushed => DestructionMethod::Crushed,
            MeansArg::Shredded => DestructionMethod::Shredded,
            MeansArg::Disintegrated => DestructionMethod::Disintegrated,
            MeansArg::Incinerated => DestructionMethod::Incinerated,
            MeansArg::Other => DestructionMethod::Other,
        }
    }
}

/// Why nothing was declared.
#[derive(Debug)]
pub enum DeclarationError {
    /// Nobody says that the bay was opened and found empty.
    BayUnsaid,
    /// Nothing tells which computer it is.
    NoMachine,
    /// No code of the person who opened it.
    NoOperator,
    /// No day.
    BadDay(String),
    /// A day that is still to come.
    DayToCome(String),
    /// Memory chips of which nothing is said.
    ChipsUnsaid,
    /// Another way, and not which.
    OtherUnsaid,
    /// A witness of oneself.
    OwnWitness,
    /// Not one attestation of an erasure by this station.
    NotOneErasure(PathBuf),
    /// The drive was erased.
    WasErased(String),
    /// The drive of that erasure has no name.
    Nameless(String),
    /// The drive of that erasure is virtual.
    Virtual(String),
}

crate::error_that_says!(DeclarationError, DeclareError);

impl Say for DeclarationError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            DeclarationError::BayUnsaid => t.bay_unsaid.to_owned(),
            DeclarationError::NoMachine => t.no_machine.to_owned(),
            DeclarationError::NoOperator => t.no_operator.to_owned(),
            DeclarationError::BadDay(day) => (t.bad_day)(&shown(Path::new(day))),
            DeclarationError::DayToCome(day) => (t.day_to_come)(day),
            DeclarationError::ChipsUnsaid => t.chips_unsaid.to_owned(),
            DeclarationError::OtherUnsaid => t.other_unsaid.to_owned(),
            DeclarationError::OwnWitness => t.own_witness.to_owned(),
            DeclarationError::NotOneErasure(path) => (t.not_one_erasure)(&shown(path)),
            DeclarationError::WasErased(number) => (t.was_erased)(number),
            DeclarationError::Nameless(number) => (t.nameless)(number),
            DeclarationError::Virtual(number) => (t.virtual_drive)(number),
        }
    }
}

impl Say for DeclareError {
    fn say(&self, lang: Lang) -> String {
        match self {
            DeclareError::Out(path, error) => {
                (lang.pick(&EN, &FR).out_unusable)(&shown(path), &os::reason(lang, error))
            }
            DeclareError::Station(error) => error.say(lang),
        }
    }
}
