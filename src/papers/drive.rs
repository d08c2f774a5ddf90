//! What a paper says of one drive: who it is, what was done, how it was looked at, what is left to say.

use jiff::tz::TimeZone;

use super::flow::{Block, Run, Setter, Style, after, beside, rule, stack};
use super::font::Face::{Bold, Regular};
use super::page::{LINE, MEASURE, Role};
use super::when;
use crate::event::{Area, Survey};
use crate::record::say::{Seed, evidence, read_back};
use crate::record::{AreaReport, ErasureRecord, HiddenAreas, Level, Technique, Verdict};
use crate::text::paper::{EN, FR, Paper};
use crate::text::{Lang, Say, amounts, make};
use crate::units::Answer;

/// Facts.
pub const FACT: Style = Style::new(9.4);
/// Sentences.
pub const NOTE: Style = Style::new(8.8);
/// Width of the labels.
pub const LABEL: f32 = 80.0;
/// Where the right column begins.
pub const COLUMN: f32 = 270.0;

/// A text, or that there is none.
#[must_use]
pub fn or<'a>(value: Option<&'a str>, none: &'a str) -> Run<'a> {
    (Regular, value.unwrap_or(none))
}

/// A heading with a hairline above it, kept with what follows.
#[must_use]
pub fn heading(setter: &mut Setter, text: &str, width: f32) -> Block {
    let part = setter.part(Role::Heading);
    let line = stack(setter.lines(part, &[(Bold, &text.to_uppercase())], Style::new(8.4), width));
    Block { keep: true, ..stack(vec![rule(width, 0.6, LINE), line.after(3.5)]) }
}

/// What is said of a drive, below its heading.
pub struct Drive<'a> {
    /// The language.
    pub lang: Lang,
    /// The legal time.
    pub zone: &'a TimeZone,
    /// What was signed.
    pub record: &'a ErasureRecord,
}

impl Drive<'_> {
    fn t(&self) -> &'static Paper {
        self.lang.pick(&EN, &FR)
    }

    /// Who it is.
    #[must_use]
    pub fn identity(&self, setter: &mut Setter) -> Vec<Block> {
        let (t, drive) = (self.t(), &self.record.facts.drive);
        let kind = format!("{}, {}", (t.medium)(drive.medium), (t.transport)(drive.transport));
        let model = make::name(drive.vendor.as_deref(), drive.model.as_deref())
            .unwrap_or_else(|| t.unknown.to_owned());
        let serial = match &drive.serial {
            Some(serial) => (Bold, serial.as_str()),
            None if drive.is_strong() => (Regular, t.no_serial),
            None => (Regular, t.weak_identity),
        };
        let size = amounts::size(self.lang, drive.size_bytes).replace(' ', "\u{a0}");
        let bytes = (t.bytes)(&amounts::count(self.lang, drive.size_bytes), &size);
        let left = COLUMN - 14.0;
        let left = [
            setter.field(t.model, &[(Bold, &model)], FACT, LABEL, left),
            setter.field(t.serial, &[serial], FACT, LABEL, left),
        ];
        let (right_label, right) = (56.0, MEASURE - COLUMN);
        let right = [
            setter.field(t.kind, &[(Regular, &kind)], FACT, right_label, right),
            setter.field(t.capacity, &[(Regular, &bytes)], FACT, right_label, right),
            setter.field(t.wwn, &[or(drive.wwn.as_deref(), t.no_wwn)], FACT, right_label, right),
        ];
        beside(left.concat(), right.concat(), COLUMN)
    }

    /// What was done, when, and how it was looked at.
    #[must_use]
    pub fn work(&self, setter: &mut Setter) -> Vec<Block> {
        let (t, facts) = (self.t(), &self.record.facts);
        let mut rows = Vec::new();
        let mut add = |setter: &mut Setter, label: &str, value: &[Run], style: Style| {
            rows.push(after(2.2 * setter.scale, setter.field(label, value, style, LABEL, MEASURE)));
        };
        let technique = match facts.technique {
            Technique::Overwrite => (t.pattern)(&facts.technique.say(self.lang), &facts.policy.pattern),
            own => own.say(self.lang),
        };
        match self.record.level {
            Level::None => add(setter, t.method, &[(Regular, &technique)], FACT),
            level => {
                let level = level.say(self.lang);
                add(setter, t.method, &[(Bold, &level), (Regular, " – "), (Regular, &technique)], FACT);
            }
        }
        let earlier = self.earlier();
        if !earlier.is_empty() {
            add(setter, t.earlier, &[(Regular, &(t.in_vain)(&earlier.join(", ")))], NOTE);
        }
        add(setter, t.dates, &[(Regular, &self.dates())], NOTE);
        add(setter, t.scope, &[(Regular, &self.scope())], NOTE);
        add(setter, t.check, &[(Regular, &self.check())], NOTE);
        rows.concat()
    }

    /// Why it is not erased, and its reservations, which are never left out.
    #[must_use]
    pub fn remarks(&self, setter: &mut Setter) -> Vec<Block> {
        let (t, record) = (self.t(), self.record);
        let mut blocks = Vec::new();
        if record.result == Verdict::NotErased {
            let reasons = record.reasons.iter().map(|reason| reason.say(self.lang)).collect();
            blocks.extend(list(setter, t.reasons, reasons, t.none));
        }
        let reservations = record.reservations.iter().map(|reservation| reservation.say(self.lang)).collect();
        blocks.extend(list(setter, t.reservations, reservations, t.none));
        blocks
    }

    /// Techniques that came before, each once.
    fn earlier(&self) -> Vec<String> {
        let attempts = &self.record.facts.attempts;
        let mut said: Vec<String> = Vec::new();
        for attempt in attempts.iter().take(attempts.len().saturating_sub(1)) {
            let one = attempt.technique.say(self.lang);
            // The same one again is what a power cut leaves to be done.
            if attempt.technique != self.record.facts.technique && !said.contains(&one) {
                said.push(one);
            }
        }
        said
    }

    /// When, in legal time and in UTC, and what the clock is worth.
    fn dates(&self) -> String {
        use crate::record::ClockSource;
        let (t, time) = (self.t(), &self.record.facts.time);
        let from = when::local(self.zone, time.started_at);
        let to = when::local(self.zone, time.ended_at);
        let clock = |at| when::clock(self.lang, at);
        let day = |at| when::date(self.lang, at);
        let (utc_from, utc_to) = (when::utc(time.started_at), when::utc(time.ended_at));
        let said = if from.date() == to.date() {
            (t.same_day)(&day(to), &clock(from), &clock(to), &format!("{utc_from} – {}", &utc_to[11..]))
        } else {
            let moment = |at| (t.at)(&day(at), &clock(at));
            (t.two_days)(&moment(from), &moment(to), &format!("{utc_from} – {utc_to}"))
        };
        let source = match time.clock {
            ClockSource::System => t.clock,
            ClockSource::SystemBehind => t.clock_behind,
            ClockSource::Operator => t.clock_by_hand,
        };
        format!("{said} {source}")
    }

    /// Which bytes, bad blocks, hidden areas.
    fn scope(&self) -> String {
        let (t, facts) = (self.t(), &self.record.facts);
        let (scope, count) = (&facts.scope, |n| amounts::count(self.lang, n));
        let (erased, all) = (count(scope.erased_bytes), count(scope.addressable_bytes));
        let mut said = vec![match self.record.result {
            Verdict::NotErased => (t.written_of)(&erased, &all),
            _ if scope.erased_bytes == scope.addressable_bytes => (t.erased_all)(&all),
            _ => (t.erased_of)(&erased, &all),
        }];
        let bad = facts.bad_blocks.iter().fold(0u64, |n, range| n.saturating_add(range.blocks));
        if bad > 0 {
            said.push((t.bad_blocks)(bad, &count(bad)));
        }
        match scope.hidden_areas {
            HiddenAreas::NotApplicable => said.push(t.hidden_not_applicable.to_owned()),
            HiddenAreas::NotExamined => said.push(t.hidden_not_examined.to_owned()),
            HiddenAreas::Examined => said.extend(self.areas(&scope.areas)),
        }
        said.join(" ")
    }

    /// Hidden areas that were looked for.
    fn areas(&self, areas: &[AreaReport]) -> Vec<String> {
        let t = self.t();
        let there: Vec<String> = areas
            .iter()
            .filter(|area| area.present == Answer::Yes)
            .map(|area| {
                let size = area.bytes.map(|bytes| amounts::size(self.lang, bytes).replace(' ', "\u{a0}"));
                (t.hidden_area)((t.area)(area.kind), size.as_deref(), (t.restored)(area.restored))
            })
            .collect();
        let unknown: Vec<&str> =
            areas.iter().filter(|a| a.present == Answer::Unknown).map(|a| (t.area)(a.kind)).collect();
        let asked =
            self.record.facts.survey.as_ref().and_then(Survey::areas).is_some_and(|a: &[Area]| !a.is_empty());
        let mut said = Vec::new();
        if !there.is_empty() {
            said.push((t.hidden_found)(&there.join(", ")));
        } else if unknown.is_empty() {
            said.push(if asked { t.hidden_none } else { t.hidden_not_examined }.to_owned());
        }
        if !unknown.is_empty() {
            said.push((t.hidden_unknown)(&unknown.join(", ")));
        }
        said
    }

    /// What was read back, or looked for: the sentences that every reader prints.
    fn check(&self) -> String {
        let facts = &self.record.facts;
        let mut said = Vec::new();
        let last = facts.attempts.last().filter(|last| last.technique == facts.technique);
        said.extend(last.and_then(|last| last.evidence.as_ref()).map(|found| evidence(self.lang, found)));
        let block = facts.drive.logical_block_bytes;
        said.extend(facts.read_back.as_ref().map(|report| read_back(self.lang, report, block, Seed::Left)));
        if said.is_empty() { self.t().no_check.to_owned() } else { said.join(" ") }
    }
}

/// A label and sentences below each other; what to say when there is none.
#[must_use]
pub fn list(setter: &mut Setter, label: &str, said: Vec<String>, none: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let said = if said.is_empty() { vec![none.to_owned()] } else { said };
    let many = said.len() > 1;
    for (at, sentence) in said.iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        let sentence = if many { format!("– {sentence}") } else { sentence.clone() };
        let gap = if at == 0 { 2.2 } else { 0.6 } * setter.scale;
        blocks.push(after(gap, setter.field(label, &[(Regular, &sentence)], NOTE, LABEL, MEASURE)));
    }
    blocks.concat()
}
