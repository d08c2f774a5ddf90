//! The paper of one machine: all its drives, each with its attestation attached.

use super::draw::{About, pdf as write};
use super::drive::{Drive, FACT, heading, list};
use super::erasure::{legal, makers, sign};
use super::flow::{Block, Setter, after, paginate, rule, stack};
use super::font::Face::Regular;
use super::font::Fonts;
use super::page::{Ink, Item, LINE, MEASURE, Paper, Role};
use super::sheet::{Heads, Signer, attachments, banner, fate, header, parties, result, verifying};
use super::{Bundle, PaperError, Read, when};
use crate::attest::NAMESPACE;
use crate::record::{ErasureRecord, Limit, Verdict};
use crate::text::paper::{self, EN, FR};
use crate::text::{Lang, Say};

/// One PDF of the attestations of a machine, in the order of their numbers.
///
/// # Errors
/// [`PaperError::OtherMachine`] when they are not of one machine, donor and label; else as for one drive.
pub fn pdf(bundles: &[Bundle], lang: Lang) -> Result<Vec<u8>, PaperError> {
    let reads = read(bundles)?;
    let fonts = Fonts::new()?;
    let paper = layout(&fonts, &reads, lang)?;
    let t = lang.pick(&EN, &FR);
    let latest = latest(&reads).ok_or(PaperError::Nothing)?;
    let about = About {
        title: format!("{} – {}", t.title_machine, numbers(t, &reads)),
        lang,
        at: latest.facts.time.ended_at,
        author: format!("{} {}", t.station, latest.station.name),
    };
    let files: Vec<_> = reads
        .iter()
        .flat_map(|read| attachments(t, t.file_record, &read.bundle, &format!("{}-", read.record.number)))
        .collect();
    write(&fonts, &paper, &about, &files)
}

/// Reads them all, and holds each against the first.
///
/// # Errors
/// As [`pdf`].
pub fn read<'a>(bundles: &[Bundle<'a>]) -> Result<Vec<Read<'a, ErasureRecord>>, PaperError> {
    let mut reads = bundles.iter().map(|bundle| bundle.read_erasure()).collect::<Result<Vec<_>, _>>()?;
    reads.sort_by(|a, b| a.record.number.cmp(&b.record.number));
    let first = reads.first().ok_or(PaperError::Nothing)?;
    let of = |record: &ErasureRecord| {
        let (machine, context) = (record.facts.machine.clone(), &record.facts.context);
        (
            machine,
            context.donor.clone(),
            context.label.clone(),
            context.convention.clone(),
            record.station.clone(),
        )
    };
    let same = of(&first.record);
    match reads.iter().find(|read| of(&read.record) != same) {
        Some(other) => Err(PaperError::OtherMachine(other.record.number.clone())),
        None => Ok(reads),
    }
}

/// Lays them out.
///
/// # Errors
/// [`PaperError::Zone`], [`PaperError::Nothing`].
pub fn layout(fonts: &Fonts, reads: &[Read<ErasureRecord>], lang: Lang) -> Result<Paper, PaperError> {
    Machine { fonts, reads, lang }.set()
}

fn latest<'a>(reads: &'a [Read<ErasureRecord>]) -> Option<&'a ErasureRecord> {
    reads.iter().map(|read| &read.record).max_by_key(|record| record.facts.time.ended_at)
}

/// The first number, and the last.
fn numbers(t: &paper::Paper, reads: &[Read<ErasureRecord>]) -> String {
    let number =
        |read: Option<&Read<ErasureRecord>>| read.map(|read| read.record.number.clone()).unwrap_or_default();
    match reads {
        [one] => (t.number)(&one.record.number),
        _ => format!("{} … {}", (t.number)(&number(reads.first())), number(reads.last())),
    }
}

struct Machine<'a> {
    fonts: &'a Fonts,
    reads: &'a [Read<'a, ErasureRecord>],
    lang: Lang,
}

impl Machine<'_> {
    fn t(&self) -> &'static paper::Paper {
        self.lang.pick(&EN, &FR)
    }

    fn set(&self) -> Result<Paper, PaperError> {
        let mut setter = Setter::new(self.fonts, 0.96);
        let setter = &mut setter;
        let t = self.t();
        let zone = when::paris()?;
        let latest = latest(self.reads).ok_or(PaperError::Nothing)?;
        let day = when::date(self.lang, when::local(&zone, latest.facts.time.ended_at));
        let station = &latest.station.name;
        let mut blocks =
            header(setter, t.title_machine, &number_span(self.reads), &(t.issued)(station, &day), self.lang);
        let is_test = |read: &Read<ErasureRecord>| read.record.limits.contains(&Limit::EmulatedDrive);
        if self.reads.iter().any(is_test) {
            blocks.push(banner(setter, t.test).after(6.0));
        }
        let opening = (t.opening_machine)(station);
        blocks.extend(after(6.0, setter.paragraph(&[(Regular, &opening)], FACT, MEASURE)));
        blocks.extend(after(8.0, parties(setter, self.lang, &latest.facts.context, &latest.facts.machine)));
        let worst = self.worst();
        let erased = self.reads.iter().filter(|read| read.record.result != Verdict::NotErased).count();
        let countersigned = self.reads.iter().all(|read| read.lot.is_some());
        let standing = if countersigned { t.countersigned_word } else { t.provisional_word };
        let aside = [(t.drives_of)(erased, self.reads.len()), standing.to_owned()];
        let words = match worst {
            Verdict::NotErased => (t.some_not_erased)(self.reads.len() - erased),
            other => other.say(self.lang),
        };
        blocks.push(result(setter, sign(worst), &words, &aside, self.lang).after(8.0));
        for (at, read) in self.reads.iter().enumerate() {
            blocks.extend(after(8.0, self.drive(setter, at + 1, read, &zone)));
        }
        let mut limits: Vec<Limit> = Vec::new();
        let erased_ones = self.reads.iter().filter(|read| read.record.result != Verdict::NotErased);
        for limit in erased_ones.flat_map(|read| &read.record.limits) {
            if !limits.contains(limit) {
                limits.push(*limit);
            }
        }
        blocks.push(Block { keep: true, ..rule(MEASURE, 0.6, LINE) }.after(8.0));
        blocks.extend(list(
            setter,
            t.limits,
            limits.iter().map(|limit| limit.say(self.lang)).collect(),
            t.none,
        ));
        let convention = latest.facts.context.convention.as_deref();
        if erased > 0 {
            blocks.extend(after(6.0, legal(setter, self.lang, Verdict::Erased, convention)));
        }
        if erased < self.reads.len() {
            blocks.extend(after(6.0, legal(setter, self.lang, Verdict::NotErased, convention)));
        }
        let lots: Vec<&str> = self.reads.iter().filter_map(|read| read.lot.as_deref()).collect();
        let lot = lots.first().copied().filter(|_| countersigned);
        let mut last = vec![rule(MEASURE, 0.6, LINE)];
        last.extend(after(3.5, makers(setter, self.lang, latest, lot)));
        let words = self.reads.first().and_then(|read| read.words.as_ref());
        let signer = Signer { name: station, namespace: NAMESPACE, words, otherwise: None };
        last.extend(after(6.0, verifying(setter, self.lang, &signer, MEASURE)));
        let heads = Heads {
            fonts: self.fonts,
            lang: self.lang,
            what: format!("{} – {}", t.title_machine, numbers(t, self.reads)),
            attached: t.attached_all,
            tables: Vec::new(),
        };
        let pages = paginate(blocks, stack(last).after(8.0), &heads);
        Ok(Paper { pages, roles: std::mem::take(&mut setter.roles) })
    }

    /// The result that a reader must not miss.
    fn worst(&self) -> Verdict {
        let results = self.reads.iter().map(|read| read.record.result);
        results
            .max_by_key(|result| match result {
                Verdict::Erased => 0,
                Verdict::ErasedWithReservations => 1,
                Verdict::NotErased => 2,
            })
            .unwrap_or(Verdict::NotErased)
    }

    /// One drive: its result beside its number, then what is said of it.
    fn drive(
        &self,
        setter: &mut Setter,
        nth: usize,
        read: &Read<ErasureRecord>,
        zone: &jiff::tz::TimeZone,
    ) -> Vec<Block> {
        let (t, record) = (self.t(), &read.record);
        let drive = Drive { lang: self.lang, zone, record };
        let said = record.result.say(self.lang);
        let part = setter.part(Role::Figure((t.alt_sign)(&said)));
        let side = 8.0;
        let mut title = heading(setter, &format!("{} – {said}", (t.drive_nth)(nth)), MEASURE);
        let text_right = title.items.iter().map(|item| item.x).fold(0.0, f32::max);
        let shift = side + 5.0;
        for item in title.items.iter_mut().filter(|item| matches!(item.ink, Ink::Text { .. })) {
            item.x += shift;
        }
        let y = title.height - 9.6 * setter.scale;
        title.items.push(Item {
            x: text_right,
            y,
            width: side,
            height: side,
            ink: Ink::Sign(sign(record.result)),
            part,
        });
        let number = (t.number)(&record.number);
        let number =
            setter.flush_right(&[(Regular, &number)], super::flow::Style::new(8.4), MEASURE, MEASURE * 0.4);
        let dy = title.height - number.height;
        title.items.extend(number.items.into_iter().map(|item| item.moved(0.0, dy)));
        let mut blocks = vec![title];
        blocks.extend(after(2.0, drive.identity(setter)));
        blocks.extend(drive.work(setter));
        blocks.extend(drive.remarks(setter));
        if record.result == Verdict::NotErased {
            blocks.push(fate(setter, self.lang).after(5.0));
        }
        blocks
    }
}

/// The numbers as one text.
fn number_span(reads: &[Read<ErasureRecord>]) -> String {
    let number =
        |read: Option<&Read<ErasureRecord>>| read.map(|read| read.record.number.clone()).unwrap_or_default();
    if reads.len() == 1 {
        number(reads.first())
    } else {
        format!("{} … {}", number(reads.first()), number(reads.last()))
    }
}
