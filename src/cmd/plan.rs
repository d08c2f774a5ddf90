//! `gomme plan`

use std::path::Path;

use serde::Serialize;

use super::list::refusals_json;
use super::out::{OutputError, print};
use super::{Done, Failure};
use crate::cli::{MethodArgs, PatternArg, PlanArgs, ReadBackArg};
use crate::drive::guard::confirmation_code;
use crate::drive::{Drive, DriveError, Host, Selection, find, survey};
use crate::event::{DriveIdentity, ReadBackScheme, Survey};
use crate::plan::{self, Pass, Pattern, Plan, Remark, Step, Wish};
use crate::record::Level;
use crate::text::plan::{EN, FR, PlanText};
use crate::text::{Lang, Say, amounts};

/// Runs it: prints the plan of each drive and the code that confirms it. The answer is no when one cannot be chosen.
pub fn run(lang: Lang, args: &PlanArgs) -> Result<Done, Failure> {
    let drives = find_all(&args.drives, super::selection(args.selection))?;
    let wish = wish(args.method);
    let planned: Vec<Planned> = drives.into_iter().map(|drive| Planned::of(drive, wish)).collect();
    let text = if args.json {
        let plans: Vec<PlanJson> = planned.iter().map(|one| json(lang, one)).collect();
        serde_json::to_string_pretty(&PlansJson { plans })
            .map_err(std::io::Error::other)
            .map_err(OutputError::from)?
    } else {
        planned.iter().map(|one| sentences(lang, one)).collect::<Vec<_>>().join("\n\n")
    };
    print(&format!("{text}\n"))?;
    let all = planned.iter().all(|one| one.drive.is_selectable());
    Ok(if all { Done::Yes } else { Done::No })
}

/// A drive, what it told of itself, and what is to be done.
struct Planned {
    drive: Drive,
    /// None for a drive that cannot be chosen: it is not asked.
    survey: Option<Survey>,
    plan: Plan,
}

impl Planned {
    fn of(drive: Drive, wish: Wish) -> Planned {
        let survey = drive.is_selectable().then(|| survey::look(&drive));
        let plan = plan::plan(drive.identity(), wish);
        Planned { drive, survey, plan }
    }
}

#[derive(Serialize)]
struct PlansJson {
    plans: Vec<PlanJson>,
}

#[derive(Serialize)]
struct PlanJson {
    path: String,
    /// None for a drive that cannot be chosen: there is nothing to confirm.
    confirm: Option<String>,
    pattern: &'static str,
    level: Level,
    steps: Vec<Step>,
    estimated_seconds: u64,
    refusals: serde_json::Value,
    /// None for a drive that cannot be chosen: it is not asked.
    survey: Option<Survey>,
}

fn json(lang: Lang, Planned { drive, survey, plan }: &Planned) -> PlanJson {
    PlanJson {
        path: drive.path().display().to_string(),
        confirm: drive.is_selectable().then(|| confirmation_code(drive).to_string()),
        pattern: plan.pattern.name(),
        level: plan.level,
        steps: plan.steps.clone(),
        estimated_seconds: plan.estimated_seconds,
        refusals: refusals_json(lang, drive.refusals()),
        survey: survey.clone(),
    }
}

fn sentences(lang: Lang, Planned { drive, survey, plan }: &Planned) -> String {
    let t = lang.pick(&EN, &FR);
    let path = drive.path().display().to_string();
    let mut lines = vec![(t.heading)(&path, &what(lang, drive.identity()))];
    if !drive.is_selectable() {
        lines.push(format!("  {}", t.refused));
        lines.extend(drive.refusals().iter().map(|refusal| format!("    - {}", refusal.say(lang))));
        return lines.join("\n");
    }
    let told = survey.iter().flat_map(|survey| survey::sentences(lang, survey));
    lines.extend(told.map(|sentence| format!("  {sentence}")));
    lines.push(format!("  {}", t.level_clear));
    for (number, step) in (1..).zip(&plan.steps) {
        lines.push(format!("  {number}. {}", step_in_words(t, step, plan)));
    }
    lines.extend(plan.remarks.iter().map(|remark| format!("  {}", remark_in_words(lang, t, *remark))));
    lines.push(format!("  {}", (t.about)(&amounts::duration(lang, plan.estimated_seconds))));
    lines.push(format!("  {}", (t.confirm)(&confirmation_code(drive).to_string())));
    lines.join("\n")
}

fn step_in_words(t: &PlanText, step: &Step, plan: &Plan) -> String {
    match step {
        Step::Overwrite { pass, of, fill, .. } => {
            let content = match fill {
                Pass::Byte { value } => (t.byte)(*value),
                Pass::Random => t.random.to_string(),
            };
            (t.overwrite)(*pass, *of, &content)
        }
        Step::ReadBack { scheme: ReadBackScheme::Sample, bytes } => {
            (t.sample)(bytes.div_ceil(4096).min(plan.sample_blocks))
        }
        Step::ReadBack { scheme: ReadBackScheme::NistR1, .. } => t.nist.to_string(),
        Step::ReadBack { scheme: ReadBackScheme::Full, .. } => t.full.to_string(),
    }
}

fn remark_in_words(lang: Lang, t: &PlanText, remark: Remark) -> String {
    match remark {
        Remark::OverwriteIsClear => t.overwrite_is_clear.to_string(),
        Remark::OnePassIsEnough => t.one_pass.to_string(),
        Remark::PatternReadsAll => t.pattern_reads_all.to_string(),
        Remark::Expect(reservation) => (t.expect)(&reservation.say(lang)),
    }
}

/// What a person calls a drive: model, size, serial number.
pub(super) fn what(lang: Lang, identity: &DriveIdentity) -> String {
    let parts =
        [identity.model.clone(), Some(amounts::size(lang, identity.size_bytes)), identity.serial.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The drives of a command line.
pub(super) fn find_all(paths: &[impl AsRef<Path>], selection: Selection) -> Result<Vec<Drive>, DriveError> {
    let host = Host::real();
    paths.iter().map(|path| find(&host, path.as_ref(), selection)).collect()
}

/// What a command line asks for.
pub(super) fn wish(args: MethodArgs) -> Wish {
    Wish {
        pattern: match args.pattern {
            PatternArg::Zero => Pattern::Zero,
            PatternArg::Random => Pattern::Random,
            PatternArg::ThreePass => Pattern::ThreePass,
            PatternArg::HmgIs5Baseline => Pattern::HmgIs5Baseline,
            PatternArg::HmgIs5 => Pattern::HmgIs5,
            PatternArg::Bsi => Pattern::Bsi,
        },
        read_back: match args.read_back {
            ReadBackArg::Sample => ReadBackScheme::Sample,
            ReadBackArg::NistR1 => ReadBackScheme::NistR1,
            ReadBackArg::Full => ReadBackScheme::Full,
        },
    }
}
