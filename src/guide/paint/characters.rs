//! A screen as characters: a console of 80 columns and 24 lines or more, or a serial line.
//!
//! Only characters that every Lat15 console font has: boxes and letters, ● ▲ ■, █ and ░. Narrow spaces and curly quotes become the plain
//! ones. There are no half blocks in these fonts, and a QR code of whole blocks is wider than the console: the number stands in its place.

use super::super::keys::Key;
use super::super::screen::{Line, Row, Screen, Tone, Weight};
use super::cap;
use crate::text::Lang;
use crate::text::guide::{EN, FR};

/// Columns that are used, and the least that there must be.
pub const COLUMNS: usize = 80;
/// Lines that a screen takes at most.
pub const LINES: usize = 24;
/// From the left edge.
const MARGIN: usize = 3;
/// Characters in a bar.
const BAR: usize = 30;

/// How characters are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As they are.
    Plain,
    /// Bright.
    Strong,
    /// Dim.
    Quiet,
    /// In the colour of a meaning.
    Tone(Tone),
    /// Bright on the colour of a meaning.
    Title(Tone),
    /// A key's cap.
    Cap,
}

/// Characters of one style.
pub type Span = (Style, String);

/// The lines of a screen, each at most [`COLUMNS`] wide; at most [`LINES`] of them.
#[must_use]
pub fn lines(screen: &Screen, lang: Lang) -> Vec<Vec<Span>> {
    let t = lang.pick(&EN, &FR);
    let mut out = vec![header(screen, lang), vec![]];
    let mark = screen.tone.shape().map_or_else(String::new, |shape| format!("{} ", shape.character()));
    let title = fill(&format!("{mark}{}", screen.title), COLUMNS - 2 * MARGIN);
    out.extend(title.into_iter().map(|line| {
        let line = format!("{:MARGIN$}{line}", "");
        let width = COLUMNS - usize::from(screen.tone == Tone::Plain) * COLUMNS;
        vec![(Style::Title(screen.tone), format!("{line:width$}"))]
    }));
    out.push(vec![]);
    let body = match &screen.qr {
        Some(qr) => &qr.not_shown,
        None => &screen.lines,
    };
    for row in &screen.rows {
        out.extend(row_lines(row, t.code));
    }
    if !screen.rows.is_empty() {
        out.push(vec![]);
    }
    for line in body {
        out.extend(text_lines(line));
    }
    if let Some(entry) = &screen.entry {
        let blanks = entry.digits.unwrap_or(0).saturating_sub(entry.typed.chars().count());
        let typed = format!("{}{}", entry.typed, "_".repeat(blanks.max(1)));
        let spaced: Vec<String> = typed.chars().map(String::from).collect();
        out.push(vec![]);
        out.push(vec![
            (Style::Plain, format!("{:MARGIN$}{}  ", "", ascii(&entry.label))),
            (Style::Strong, format!("[ {} ]", spaced.join(" "))),
        ]);
    }
    out.push(vec![]);
    let widest = screen.choices.iter().map(|choice| cap(choice.key, lang).chars().count()).max().unwrap_or(0);
    for choice in &screen.choices {
        let key = cap(choice.key, lang);
        let indent = MARGIN + widest + 6;
        for (at, line) in fill(&choice.text, COLUMNS - indent - 1).into_iter().enumerate() {
            if at == 0 {
                let style = if choice.key == Key::Enter { Style::Strong } else { Style::Plain };
                out.push(vec![
                    (Style::Plain, " ".repeat(MARGIN)),
                    (Style::Cap, format!("[ {key:^widest$} ]")),
                    (style, format!("  {line}")),
                ]);
            } else {
                out.push(vec![(Style::Plain, format!("{:indent$}{line}", ""))]);
            }
        }
    }
    out
}

/// Whose workshop, which step, what time.
fn header(screen: &Screen, lang: Lang) -> Vec<Span> {
    let t = lang.pick(&EN, &FR);
    let step = screen.step.map_or_else(String::new, |(n, of)| (t.step)(n, of));
    let right = ascii(&format!("{step}   {} ", screen.time));
    let room = COLUMNS.saturating_sub(right.chars().count() + 1);
    let left: String = ascii(&screen.place).chars().take(room).collect();
    vec![(Style::Quiet, format!(" {left:room$}{right}"))]
}

fn text_lines(line: &Line) -> Vec<Vec<Span>> {
    let style = match (line.tone, line.weight) {
        (Tone::Plain, Weight::Plain) => Style::Plain,
        (Tone::Plain, Weight::Strong) => Style::Strong,
        (Tone::Plain, Weight::Quiet) => Style::Quiet,
        (tone, _) => Style::Tone(tone),
    };
    let mark = line.tone.shape().map_or_else(String::new, |shape| format!("{} ", shape.character()));
    let indent = MARGIN + mark.chars().count();
    let all = fill(&line.text, COLUMNS - indent - MARGIN).into_iter().enumerate();
    all.map(|(at, text)| match at {
        0 => vec![(style, format!("{:MARGIN$}{mark}{text}", ""))],
        _ => vec![(style, format!("{:indent$}{text}", ""))],
    })
    .collect()
}

fn row_lines(row: &Row, code: &str) -> Vec<Vec<Span>> {
    let mark = row.tone.shape().map_or(' ', super::super::screen::Shape::character);
    // What no digit chooses has no cap either: an empty one would look like a key to press.
    let digit = row
        .digit
        .map_or_else(|| (Style::Plain, " ".repeat(6)), |digit| (Style::Cap, format!("[ {digit} ] ")));
    let indent = MARGIN + 8;
    let mut out: Vec<Vec<Span>> = Vec::new();
    for (at, text) in fill(&row.name, COLUMNS - indent - MARGIN).into_iter().enumerate() {
        out.push(match at {
            0 => vec![
                (Style::Plain, " ".repeat(MARGIN)),
                digit.clone(),
                (Style::Tone(row.tone), format!("{mark} ")),
                (Style::Strong, text),
            ],
            _ => vec![(Style::Strong, format!("{:indent$}{text}", ""))],
        });
    }
    let fate = fill(&row.fate, COLUMNS - indent - MARGIN - if row.code.is_some() { 20 } else { 0 });
    for (at, text) in fate.into_iter().enumerate() {
        let mut line = vec![(Style::Tone(row.tone), format!("{:indent$}{text}", ""))];
        if let (0, Some(shown)) = (at, &row.code) {
            line.push((Style::Plain, format!("    {} ", ascii(code))));
            line.push((Style::Title(Tone::Stop), format!(" {shown} ")));
        }
        out.push(line);
    }
    if let Some(permille) = row.permille {
        let filled = BAR * usize::from(permille.min(1000)) / 1000;
        let bar = format!("{}{}", "█".repeat(filled), "░".repeat(BAR - filled));
        let percent = format!("{:indent$}{bar} {:>3} %", "", permille.min(1000) / 10);
        out.push(vec![(Style::Strong, percent)]);
    }
    out
}

/// Breaks a text at spaces that may break; a word that is too long is cut.
fn fill(text: &str, width: usize) -> Vec<String> {
    let mut out: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let mut word: Vec<char> = ascii(word).chars().collect();
        let used = out.last().map_or(0, |line| line.chars().count());
        if used > 0 && used + 1 + word.len() > width {
            out.push(String::new());
        }
        while word.len() > width {
            let rest = word.split_off(width);
            out.push(String::new());
            if let Some(line) = out.iter_mut().rev().nth(1) {
                line.extend(&word);
            }
            word = rest;
        }
        if let Some(line) = out.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.extend(&word);
        }
    }
    out
}

/// With spaces and quotes that console fonts have.
fn ascii(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{202f}' | '\u{a0}' | '\u{2009}' => ' ',
        '’' => '\'',
        '“' | '”' => '"',
        c if has(c) => c,
        _ => '?',
    };
    text.chars().map(plain).collect()
}

/// Whether console fonts of the Lat15 family have a character: letters of Latin-1 and Latin-9, and what screens draw with.
#[must_use]
pub fn has(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a1}'..='\u{ff}' | 'Œ' | 'œ' | 'Š' | 'š' | 'Ž' | 'ž' | 'Ÿ' | '€' | '–' | '—' | '…')
        || matches!(c, '●' | '▲' | '■' | '█' | '░' | '←' | '→')
}

/// The screen without styles.
#[must_use]
pub fn plain(screen: &Screen, lang: Lang) -> String {
    let line =
        |spans: Vec<Span>| spans.into_iter().map(|(_, text)| text).collect::<String>().trim_end().to_owned();
    lines(screen, lang).into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The screen for a terminal: everything anew, so that whatever the kernel wrote over it is gone.
#[must_use]
pub fn ansi(screen: &Screen, lang: Lang) -> String {
    let mut out = String::from("\x1b[H");
    for spans in lines(screen, lang) {
        for (style, text) in spans {
            let code = match style {
                Style::Plain => "0",
                Style::Strong => "0;1",
                Style::Quiet => "0;37",
                Style::Cap => "0;7",
                Style::Tone(Tone::Plain) => "0",
                Style::Tone(Tone::Good) => "0;1;32",
                Style::Tone(Tone::Care) => "0;1;33",
                Style::Tone(Tone::Stop) => "0;1;31",
                Style::Title(Tone::Plain) => "0;1;36",
                Style::Title(Tone::Good) => "0;1;37;42",
                Style::Title(Tone::Care) => "0;30;43",
                Style::Title(Tone::Stop) => "0;1;37;41",
            };
            out.push_str(&format!("\x1b[{code}m{text}"));
        }
        out.push_str("\x1b[0m\x1b[K\r\n");
    }
    out.push_str("\x1b[J");
    out
}
