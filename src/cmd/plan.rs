//! `gomme plan`

use serde::Serialize;

use super::list::refusals_json;
use super::out::{OutputError, print};
use super::planned::{Planned, find_all, look, refuse_unusable, wish};
use super::{Done, Failure};
use crate::cli::PlanArgs;
use crate::drive::guard::confirmation_code;
use crate::drive::survey;
use crate::event::{AreaKind, Blocked, DriveIdentity, Obstacle, ReadBackScheme, Survey};
use crate::plan::{Pass, Plan, Remark, Step};
use crate::record::Level;
use crate::text::plan::{EN, FR, PlanText};
use crate::text::{Lang, Say, amounts, survey as areas};
use crate::units::Answer;

/// Runs it: prints the plan of each drive and the code that confirms it. The answer is no when one cannot be chosen.
///
/// # Errors
/// When a path is no drive, or a drive cannot be erased by the method that was asked for.
pub fn run(lang: Lang, args: &PlanArgs) -> Result<Done, Failure> {
    let drives = find_all(&args.drives, super::selection(args.selection))?;
    let planned = look(drives, wish(args.method));
    refuse_unusable(lang, &planned)?;
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
    /// Techniques that the drive has and that are not used, each with what is in the way.
    blocked: Vec<serde_json::Value>,
    estimated_seconds: u64,
    refusals: serde_json::Value,
    /// None for a drive that cannot be chosen: it is not asked.
    survey: Option<Survey>,
}

fn json(lang: Lang, Planned { drive, survey, plan, .. }: &Planned) -> PlanJson {
    PlanJson {
        path: drive.path().display().to_string(),
        confirm: drive.is_selectable().then(|| confirmation_code(drive).to_string()),
        pattern: plan.pattern.name(),
        level: plan.level,
        steps: plan.steps.clone(),
        blocked: plan
            .firmware
            .iter()
            .flat_map(|policy| &policy.blocked)
            .map(|it| blocked_json(lang, it))
            .collect(),
        estimated_seconds: plan.estimated_seconds,
        refusals: refusals_json(lang, drive.refusals()),
        survey: survey.clone(),
    }
}

fn blocked_json(lang: Lang, Blocked { technique, obstacle }: &Blocked) -> serde_json::Value {
    serde_json::json!({ "technique": technique, "code": obstacle, "message": obstacle.say(lang) })
}

fn sentences(lang: Lang, Planned { drive, survey, plan, .. }: &Planned) -> String {
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
    lines.push(format!("  {}", if plan.level == Level::Purge { t.level_purge } else { t.level_clear }));
    for (number, step) in (1..).zip(&plan.steps) {
        lines.push(format!("  {number}. {}", step_in_words(lang, step, plan)));
    }
    lines.extend(blocked_in_words(lang, plan).into_iter().map(|line| format!("  {line}")));
    let remarks = plan.remarks.iter().filter_map(|remark| remark_in_words(lang, t, *remark));
    lines.extend(remarks.map(|line| format!("  {line}")));
    lines.push(format!("  {}", (t.about)(&amounts::duration(lang, plan.estimated_seconds))));
    lines.push(format!("  {}", (t.confirm)(&confirmation_code(drive).to_string())));
    lines.join("\n")
}

fn step_in_words(lang: Lang, step: &Step, plan: &Plan) -> String {
    let t = lang.pick(&EN, &FR);
    match step {
        Step::RestoreArea { area, present, bytes } => restore_in_words(lang, *area, *present, *bytes),
        Step::Firmware { technique, level } => (t.firmware)(&technique.say(lang), level_in_words(t, *level)),
        Step::Evidence => t.evidence.to_string(),
        Step::Otherwise { technique, level } => {
            (t.otherwise)(&technique.say(lang), level_in_words(t, *level))
        }
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

fn restore_in_words(lang: Lang, area: AreaKind, present: Answer, bytes: Option<u64>) -> String {
    let t = lang.pick(&EN, &FR);
    let area = (lang.pick(&areas::EN, &areas::FR).area)(area);
    match (present, bytes) {
        (Answer::Yes, Some(bytes)) => (t.restore_measured)(area, &amounts::size(lang, bytes)),
        (Answer::Yes, None) => (t.restore)(area),
        (Answer::No | Answer::Unknown, _) => (t.restore_if_any)(area),
    }
}

fn level_in_words(t: &PlanText, level: Level) -> &'static str {
    match level {
        Level::Purge => t.purge,
        Level::Clear | Level::None => t.clear,
    }
}

/// What is not used and why: one sentence an obstacle, whatever it stands in the way of.
fn blocked_in_words(lang: Lang, plan: &Plan) -> Vec<String> {
    let t = lang.pick(&EN, &FR);
    let mut grouped: Vec<(Obstacle, Vec<String>)> = Vec::new();
    for blocked in plan.remarks.iter().filter_map(|remark| match remark {
        Remark::Blocked(blocked) => Some(blocked),
        _ => None,
    }) {
        let technique = blocked.technique.say(lang);
        match grouped.iter_mut().find(|(obstacle, _)| *obstacle == blocked.obstacle) {
            Some((_, techniques)) => techniques.push(technique),
            None => grouped.push((blocked.obstacle, vec![technique])),
        }
    }
    let line = |(obstacle, techniques): (Obstacle, Vec<String>)| {
        (t.blocked)(&techniques.join(t.and_also), &obstacle.say(lang))
    };
    grouped.into_iter().map(line).collect()
}

/// A remark as a sentence; none for what [`blocked_in_words`] says.
fn remark_in_words(lang: Lang, t: &PlanText, remark: Remark) -> Option<String> {
    Some(match remark {
        Remark::OverwriteIsClear => t.overwrite_is_clear.to_string(),
        Remark::OnePassIsEnough => t.one_pass.to_string(),
        Remark::PatternReadsAll => t.pattern_reads_all.to_string(),
        Remark::Blocked(_) => return None,
        Remark::Expect(reservation) => (t.expect)(&reservation.say(lang)),
    })
}

/// What a person calls a drive: model, size, serial number.
pub(super) fn what(lang: Lang, identity: &DriveIdentity) -> String {
    let parts =
        [identity.model.clone(), Some(amounts::size(lang, identity.size_bytes)), identity.serial.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
