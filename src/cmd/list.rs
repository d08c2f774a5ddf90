//! `gomme list`

use std::os::fd::AsFd;

use serde_json::{Value, json};

use super::out::print;
use super::{Done, Failure, selection};
use crate::cli::ListArgs;
use crate::drive::hints::{self, Weight};
use crate::drive::{self, Discovery, Drive, DriveError, Hint, Host, Refusal, Selection, survey};
use crate::event::Survey;
use crate::text::list::{EN, FR};
use crate::text::{Lang, Say, amounts, make};

/// Runs it.
///
/// # Errors
/// When the drives cannot be listed, or one of those named is none.
pub fn run(lang: Lang, args: &ListArgs) -> Result<Done, Failure> {
    let found = look(&Host::real(), args, selection(args.selection))?;
    // Drives are asked only when somebody named them.
    let named = if args.drives.is_empty() { &[][..] } else { &found.drives };
    let surveys: Vec<Survey> = named.iter().map(|drive| survey::look(drive).0).collect();
    if args.json {
        print(&format!("{:#}\n", to_json(lang, &found, &surveys)))?;
    } else {
        let window = crate::sys::terminal::window(std::io::stdout().as_fd());
        let columns = window.map_or(100, |(columns, _)| columns);
        print(&to_text(lang, &found, &surveys, columns.clamp(40, 120)))?;
    }
    Ok(Done::Yes)
}

fn look(host: &Host, args: &ListArgs, selection: Selection) -> Result<Discovery, DriveError> {
    if args.drives.is_empty() {
        return drive::discover(host, selection);
    }
    let named = args.drives.iter().map(|path| drive::find(host, path, selection));
    Ok(Discovery { drives: named.collect::<Result<_, _>>()?, hints: hints::of(host)? })
}

/// What scripts read; members are added, never taken away. `surveys` are of the drives in their order; none where the drives were
/// not asked.
#[must_use]
pub fn to_json(lang: Lang, found: &Discovery, surveys: &[Survey]) -> Value {
    let drives = found.drives.iter().enumerate().map(|(at, drive)| drive_json(lang, drive, surveys.get(at)));
    json!({
        "drives": drives.collect::<Vec<_>>(),
        "hints": found.hints.iter().map(|hint| json!({ "code": hint.code(), "message": hint.say(lang) })).collect::<Vec<_>>(),
    })
}

fn drive_json(lang: Lang, drive: &Drive, survey: Option<&Survey>) -> Value {
    let id = drive.identity();
    let partitions = drive.partitions().iter().map(|p| json!({ "name": p.name, "size_bytes": p.size_bytes }));
    json!({
        "path": drive.path().to_string_lossy(),
        "vendor": id.vendor,
        "model": id.model,
        "serial": id.serial,
        "wwn": id.wwn,
        "firmware": id.firmware,
        "size_bytes": id.size_bytes,
        "logical_block_bytes": id.logical_block_bytes,
        "physical_block_bytes": id.physical_block_bytes,
        "rotational": drive.rotational(),
        "medium": id.medium,
        "transport": id.transport,
        "removable": drive.removable(),
        "partitions": partitions.collect::<Vec<_>>(),
        "areas": drive.areas(),
        "selectable": drive.is_selectable(),
        "refusals": refusals_json(lang, drive.refusals()),
        "survey": survey,
    })
}

/// Reasons as scripts read them.
#[must_use]
pub fn refusals_json(lang: Lang, refusals: &[Refusal]) -> Value {
    refusals.iter().map(|r| json!({ "code": r.code(), "message": r.say(lang) })).collect()
}

/// What people read, at most so many columns wide; `surveys` as for [`to_json`].
#[must_use]
pub fn to_text(lang: Lang, found: &Discovery, surveys: &[Survey], columns: usize) -> String {
    let t = lang.pick(&EN, &FR);
    let mut page = Page { columns, text: String::new() };
    let (loud, quiet): (Vec<&Hint>, Vec<&Hint>) =
        found.hints.iter().partition(|h| h.weight() == Weight::Loud);
    if !loud.is_empty() {
        page.line("!!! ", 4, t.hidden_drives);
        for hint in loud {
            page.line("  ! ", 4, &hint.say(lang));
        }
        page.text.push('\n');
    }
    if found.drives.is_empty() {
        page.line("", 0, t.no_drive);
    }
    for (at, drive) in found.drives.iter().enumerate() {
        page.drive(lang, drive, surveys.get(at));
    }
    if !quiet.is_empty() {
        page.line("", 0, t.maybe);
        for hint in quiet {
            page.line("  - ", 4, &hint.say(lang));
        }
    }
    page.text
}

/// Holds words together until they are printed, as a space.
const BOUND: char = '\u{a0}';

/// Text that grows, with lines broken between words.
struct Page {
    columns: usize,
    text: String,
}

impl Page {
    /// A paragraph behind a mark; the lines that follow the first are indented by `indent`.
    fn line(&mut self, mark: &str, indent: usize, sentence: &str) {
        let mut used = mark.chars().count();
        self.text.push_str(mark);
        for (i, word) in sentence.split(' ').enumerate() {
            let length = word.chars().count();
            if i > 0 && used + 1 + length > self.columns {
                self.text.push('\n');
                self.text.extend(std::iter::repeat_n(' ', indent));
                used = indent;
            } else if i > 0 {
                self.text.push(' ');
                used += 1;
            }
            self.text.extend(word.chars().map(|c| if c == BOUND { ' ' } else { c }));
            used += length;
        }
        self.text.push('\n');
    }

    /// Facts in a row; a short one is not broken.
    fn row(&mut self, mark: &str, facts: impl IntoIterator<Item = Option<String>>) {
        const SHORT: usize = 30;
        let bind = |fact: String| {
            if fact.chars().count() <= SHORT { fact.replace(' ', &BOUND.to_string()) } else { fact }
        };
        let facts: Vec<String> = facts.into_iter().flatten().map(bind).collect();
        if !facts.is_empty() {
            self.line(mark, 4, &facts.join(&format!("{BOUND}· ")));
        }
    }

    fn drive(&mut self, lang: Lang, drive: &Drive, survey: Option<&Survey>) {
        let t = lang.pick(&EN, &FR);
        let id = drive.identity();
        let (transport, medium) = ((t.transport)(id.transport), (t.medium)(id.medium));
        let model = make::name(id.vendor.as_deref(), id.model.as_deref());
        let model = model.or_else(|| (!drive.is_virtual()).then(|| t.no_model.to_owned()));
        let size = amounts::size(lang, id.size_bytes);
        let medium = if drive.is_virtual() { None } else { Some(medium.to_owned()) };
        let path = format!("{}  {size}", drive.path().display());
        self.row("", [Some(path), model, Some(transport.to_owned()), medium]);
        let nameless = !id.is_strong() && !drive.is_virtual();
        let parts = drive.partitions().len();
        let facts = [
            id.serial.as_deref().map(t.serial),
            id.wwn.clone(),
            nameless.then(|| t.no_name.to_owned()),
            drive.backing_file().map(t.file),
            (parts > 0).then(|| (t.partitions)(parts)),
            (!drive.areas().is_empty()).then(|| (t.areas)(&drive.areas().join(", "))),
        ];
        self.row("    ", facts);
        if drive.is_selectable() {
            self.line("    ", 4, t.selectable);
        } else {
            self.line("    ", 4, t.refused);
            for refusal in drive.refusals() {
                self.line("      - ", 8, &refusal.say(lang));
            }
        }
        for sentence in survey.map(|survey| survey::sentences(lang, survey)).unwrap_or_default() {
            self.line("    ", 4, &sentence);
        }
        self.text.push('\n');
    }
}
