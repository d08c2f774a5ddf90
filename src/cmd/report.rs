//! `gomme report`

use super::countersign::{Signer, signed_time, tell};
use super::{Done, Failure};
use crate::cli::{ReportCommand, ReportYearArgs};
use crate::record::Document;
use crate::record::annual::{AnnualReport, Clash, harvest};
use crate::record::common::{LIST_MAX, tool};
use crate::record::details::of_report;
use crate::text::lot::{EN, FR};
use crate::text::{Lang, Say};
use crate::units::now;

/// Runs it.
pub fn run(lang: Lang, command: &ReportCommand) -> Result<Done, Failure> {
    match command {
        ReportCommand::Year(args) => year(lang, args),
    }
}

/// Why there is no report.
#[derive(Debug)]
pub enum ReportError {
    /// What the lots say cannot be true together.
    Clash(Clash),
    /// No lot of this donor was approved in the year.
    NoLot(u32, String),
    /// More lots, machines or documents than a report holds.
    TooMany(usize),
}

crate::error_that_says!(ReportError);

fn year(lang: Lang, args: &ReportYearArgs) -> Result<Done, Failure> {
    let signer = Signer::open(lang, &args.zone)?;
    let at = now();
    let documents = signer.documents(lang, &args.paths, at)?;
    let lots = documents.iter().filter_map(|(document, digest)| match document {
        Document::Lot(lot) => Some((digest.as_str(), &**lot)),
        _ => None,
    });
    let harvested = harvest(lots, &signer.donor, args.year).map_err(ReportError::Clash)?;
    if harvested.lots.is_empty() {
        return Err(ReportError::NoLot(args.year, signer.donor.clone()).into());
    }
    if harvested.machines.len() > LIST_MAX || harvested.documents.len() > LIST_MAX {
        return Err(ReportError::TooMany(LIST_MAX).into());
    }
    let report = AnnualReport::new(
        signer.number.clone(),
        signer.in_record(),
        args.year,
        signer.donor.clone(),
        args.stock,
        harvested,
        signed_time(at, &documents),
        tool(),
    );
    let details = of_report(lang, &report);
    let document = Document::from(report);
    let folder = signer.sign(&document, at)?;
    tell(lang, &document, &folder, &details)
}

impl Say for ReportError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            ReportError::Clash(Clash::Lot(number)) => (t.twice)(number),
            ReportError::Clash(Clash::Document(number)) => (t.twice)(number),
            ReportError::Clash(Clash::Machine(label)) => (t.machine_twice)(label),
            ReportError::NoLot(year, donor) => (t.no_lot)(*year, donor),
            ReportError::TooMany(most) => (t.too_many)(*most),
        }
    }
}
