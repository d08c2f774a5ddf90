//! From pages to a PDF: PDF/A-3b (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), with its attachments.
//!
//! The writer refuses a file that breaks these rules. Nothing of it depends on the day, the machine or chance.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use krilla::color::luma;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use super::font::{FILES, Face, Fonts};
use super::page::{HEIGHT, Ink, Item, Modules, Paper, Role, Sign, WIDTH};
use super::{EDITION, PaperError};
use crate::text::Lang;

/// A file that a paper carries.
pub struct Attachment<'a> {
    /// Its name.
    pub name: String,
    /// MIME type.
    pub mime: &'static str,
    /// What it is, in the language of the paper.
    pub about: String,
    /// Whether the paper was made from it.
    pub is_source: bool,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What a PDF says of itself.
pub struct About {
    /// Title, shown in the window's frame.
    pub title: String,
    /// Its language.
    pub lang: Lang,
    /// When what it shows was signed.
    pub at: Timestamp,
    /// Author: the station.
    pub author: String,
}

/// Writes a paper.
///
/// # Errors
/// [`PaperError::Pdf`] when the writer finds that the result would break PDF/A or PDF/UA.
pub fn pdf(
    fonts: &Fonts,
    paper: &Paper,
    about: &About,
    attachments: &[Attachment],
) -> Result<Vec<u8>, PaperError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_B)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PaperError::Pdf(format!("{error:?}")))?;
    let settings = SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let [regular, bold] = FILES.map(|file| Font::new(file.to_vec().into(), 0));
    let faces = [regular.ok_or(PaperError::Font)?, bold.ok_or(PaperError::Font)?];
    let mut tagged: Vec<Vec<Identifier>> = paper.roles.iter().map(|_| Vec::new()).collect();
    for page in &paper.pages {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(PaperError::Font)?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        for item in page {
            let tag = match item.part {
                Some(_) if matches!(item.ink, Ink::Text { .. }) => ContentTag::Span(SpanTag::empty()),
                Some(_) => ContentTag::Other,
                None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
            };
            let identifier = surface.start_tagged(tag);
            draw(&mut surface, fonts, &faces, item);
            surface.end_tagged();
            if let Some(identifiers) = item.part.and_then(|part| tagged.get_mut(part)) {
                identifiers.push(identifier);
            }
        }
        surface.finish();
        sheet.finish();
    }
    document.set_tag_tree(tree(paper, tagged, about.lang));
    let mut outline = Outline::new();
    outline
        .push_child(OutlineNode::new(about.title.clone(), XyzDestination::new(0, Point::from_xy(0.0, 0.0))));
    document.set_outline(outline);
    let at = date_time(about.at);
    for file in attachments {
        let embedded = EmbeddedFile {
            path: file.name.clone(),
            mime_type: MimeType::new(file.mime),
            description: Some(file.about.clone()),
            association_kind: if file.is_source {
                AssociationKind::Source
            } else {
                AssociationKind::Supplement
            },
            data: file.bytes.to_vec().into(),
            modification_date: Some(at),
            // As they are: they can be found in the file by whoever has nothing but a text editor.
            compress: Some(false),
            location: None,
        };
        document.embed_file(embedded).ok_or_else(|| PaperError::Pdf(format!("{} twice", file.name)))?;
    }
    document.set_metadata(
        Metadata::new()
            .title(about.title.clone())
            .language(tag_of(about.lang).to_owned())
            .authors(vec![about.author.clone()])
            .creator(format!("gomme, page {EDITION}"))
            .producer("krilla".to_owned())
            .creation_date(at),
    );
    document.finish().map_err(|error| PaperError::Pdf(format!("{error:?}")))
}

fn tag_of(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Fr => "fr-FR",
    }
}

fn date_time(at: Timestamp) -> DateTime {
    let at = at.to_zoned(TimeZone::UTC);
    let small = |n: i8| u8::try_from(n).unwrap_or(0);
    DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

/// What a reader that speaks goes through.
fn tree(paper: &Paper, tagged: Vec<Vec<Identifier>>, lang: Lang) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(tag_of(lang).to_owned()));
    // The rows of the table that is being read, each with its cells.
    let mut table: Option<(usize, Rows)> = None;
    for (at, (role, identifiers)) in paper.roles.iter().zip(tagged).enumerate() {
        let children: Vec<Node> = identifiers.into_iter().map(Node::from).collect();
        if let Role::Cell { table: nth, row, is_head } = role {
            if table.as_ref().is_some_and(|(open, _)| open != nth) {
                close(&mut tree, table.take());
            }
            let rows = &mut table.get_or_insert_with(|| (*nth, Vec::new())).1;
            let cell = if *is_head {
                TagGroup::with_children(Tag::TH(TableHeaderScope::Column), children)
            } else {
                TagGroup::with_children(Tag::TD, children)
            };
            match rows.last_mut() {
                Some((last, cells)) if last == row => cells.push(cell),
                _ => rows.push((*row, vec![cell])),
            }
            continue;
        }
        close(&mut tree, table.take());
        if children.is_empty() {
            continue;
        }
        let level = |n: u16| std::num::NonZeroU16::new(n).unwrap_or(std::num::NonZeroU16::MIN);
        let group = match role {
            Role::Title => TagGroup::with_children(Tag::Hn(level(1), Some(text_of(paper, at))), children),
            Role::Heading => TagGroup::with_children(Tag::Hn(level(2), Some(text_of(paper, at))), children),
            Role::Paragraph | Role::Cell { .. } => TagGroup::with_children(Tag::P, children),
            Role::Figure(alt) => TagGroup::with_children(Tag::Figure(Some(alt.clone())), children),
        };
        tree.push(group);
    }
    close(&mut tree, table);
    tree
}

/// Rows by their place, each with its cells.
type Rows = Vec<(usize, Vec<TagGroup>)>;

/// Puts a table that was read to its end into the tree.
fn close(tree: &mut TagTree, table: Option<(usize, Rows)>) {
    let Some((_, rows)) = table else { return };
    let row = |(_, cells): (usize, Vec<TagGroup>)| {
        TagGroup::with_children(Tag::TR, cells.into_iter().map(Node::from).collect())
    };
    tree.push(TagGroup::with_children(Tag::Table, rows.into_iter().map(row).map(Node::from).collect()));
}

/// The text of a part, its lines as one.
fn text_of(paper: &Paper, part: usize) -> String {
    let of_part = paper.pages.iter().flatten().filter(|item| item.part == Some(part));
    let lines = of_part.filter_map(|item| match &item.ink {
        Ink::Text { text, .. } => Some(text.as_str()),
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ")
}

fn draw(surface: &mut Surface, fonts: &Fonts, faces: &[Font; 2], item: &Item) {
    let (x, y, width, height) = (item.x, item.y, item.width, item.height);
    match &item.ink {
        Ink::Text { text, face, size, grey } => {
            fill(surface, *grey);
            let glyphs: Vec<KrillaGlyph> = fonts
                .shape(*face, text)
                .into_iter()
                .map(|g| KrillaGlyph::new(GlyphId::new(g.id), g.advance, g.dx, g.dy, 0.0, g.range, None))
                .collect();
            let font = faces[usize::from(*face == Face::Bold)].clone();
            surface.draw_glyphs(
                Point::from_xy(x, y + Item::baseline(*size)),
                &glyphs,
                font,
                text,
                *size,
                false,
            );
        }
        Ink::Fill(grey) => {
            fill(surface, *grey);
            path(surface, |path| rectangle(path, x, y, width, height));
        }
        Ink::Outline(line) => {
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: luma::Color::black().into(),
                width: *line,
                ..Stroke::default()
            }));
            let half = line / 2.0;
            path(surface, |path| rectangle(path, x + half, y + half, width - line, height - line));
            surface.set_stroke(None);
        }
        Ink::Sign(sign) => {
            fill(surface, 0);
            path(surface, |path| draw_sign(path, *sign, x, y, width, height));
        }
        Ink::Code(modules) => {
            fill(surface, 0);
            path(surface, |path| code(path, modules, x, y, width));
        }
    }
}

fn fill(surface: &mut Surface, grey: u8) {
    let paint = luma::Color::new(grey).into();
    surface.set_fill(Some(Fill { paint, opacity: NormalizedF32::ONE, rule: FillRule::NonZero }));
}

fn path(surface: &mut Surface, build: impl FnOnce(&mut PathBuilder)) {
    let mut builder = PathBuilder::new();
    build(&mut builder);
    let path: Option<Path> = builder.finish();
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

fn rectangle(path: &mut PathBuilder, x: f32, y: f32, width: f32, height: f32) {
    if let Some(rect) = Rect::from_xywh(x, y, width, height) {
        path.push_rect(rect);
    }
}

fn draw_sign(path: &mut PathBuilder, sign: Sign, x: f32, y: f32, width: f32, height: f32) {
    match sign {
        Sign::Disc => {
            // Four cubic arcs: the distance of the handles for a quarter of a circle.
            const HANDLE: f32 = 0.552_284_8;
            let (r, cx, cy) = (width / 2.0, x + width / 2.0, y + height / 2.0);
            let h = r * HANDLE;
            path.move_to(cx + r, cy);
            path.cubic_to(cx + r, cy + h, cx + h, cy + r, cx, cy + r);
            path.cubic_to(cx - h, cy + r, cx - r, cy + h, cx - r, cy);
            path.cubic_to(cx - r, cy - h, cx - h, cy - r, cx, cy - r);
            path.cubic_to(cx + h, cy - r, cx + r, cy - h, cx + r, cy);
            path.close();
        }
        Sign::Triangle => {
            path.move_to(x + width / 2.0, y);
            path.line_to(x + width, y + height);
            path.line_to(x, y + height);
            path.close();
        }
        Sign::Square => rectangle(path, x, y, width, height),
    }
}

/// Dark modules, those beside each other in a row as one.
fn code(path: &mut PathBuilder, modules: &Modules, x: f32, y: f32, width: f32) {
    let side = modules.side.max(1);
    let edge = |n: usize| width * small(n) / small(side);
    for (row, line) in modules.dark.chunks(side).enumerate() {
        let mut column = 0;
        while column < line.len() {
            let run = line[column..].iter().take_while(|dark| **dark).count();
            if run > 0 {
                let (left, top) = (edge(column), edge(row));
                rectangle(path, x + left, y + top, edge(column + run) - left, edge(row + 1) - top);
            }
            column += run.max(1);
        }
    }
}

/// A number of modules; the largest code has 177.
fn small(n: usize) -> f32 {
    f32::from(u8::try_from(n).unwrap_or(u8::MAX))
}
