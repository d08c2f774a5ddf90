//! The files that lie in a PDF of ours. Pure, in one pass, and nothing is ever unpacked.
//!
//! This is no reader of PDF. It knows the few lines in which our writer puts what it attaches, uncompressed, and takes a file that
//! holds them in any other way for none of ours. It may be strict because what it finds proves nothing yet: the whole
//! page is made again from it, and compared byte by byte ([`crate::papers::again`]).

pub use crate::papers::MAX_BYTES;

/// What a PDF begins with (ISO 32000-2, 7.5.2).
const MAGIC: &[u8] = b"%PDF-";
/// No more files than this are looked for: those of 200 drives.
const MOST_FILES: usize = 1024;
/// What each object that matters begins with, after its number.
const OBJECT: &[u8] = b" 0 obj\n<</";
/// Bytes between the length of a file and its content at most: type and date.
const HEAD: usize = 256;

/// Whether bytes say of themselves that they are a PDF, whatever they hold.
#[must_use]
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Why the files in a PDF cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PdfFlaw {
    /// Larger than [`MAX_BYTES`].
    TooLarge,
    /// Its end is missing.
    Truncated,
    /// Encrypted.
    Encrypted,
    /// Something of ours is in it, but not as gomme wrote it: another program saved it anew.
    NotAsMade,
    /// Nothing of ours is in it.
    NoAttestation,
    /// The files in it are not those that gomme attaches: too many, two of one name, or one missing.
    OtherFiles,
}

impl PdfFlaw {
    /// The answer in the `--json` output; stable.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            PdfFlaw::TooLarge => "pdf_too_large",
            PdfFlaw::Truncated => "pdf_truncated",
            PdfFlaw::Encrypted => "pdf_encrypted",
            PdfFlaw::NotAsMade => "pdf_not_as_made",
            PdfFlaw::NoAttestation => "pdf_without_attestation",
            PdfFlaw::OtherFiles => "page_altered",
        }
    }
}

/// The files attached to a PDF, by name, in the order in which they are named.
///
/// # Errors
/// [`PdfFlaw`], but never [`PdfFlaw::OtherFiles`] for a mere name.
pub fn attached(pdf: &[u8]) -> Result<Vec<(&str, &[u8])>, PdfFlaw> {
    if pdf.len() > MAX_BYTES {
        return Err(PdfFlaw::TooLarge);
    }
    if find(pdf, b"%%EOF").is_none() {
        return Err(PdfFlaw::Truncated);
    }
    let objects = objects(pdf)?;
    if objects.names.is_empty() {
        return Err(match () {
            () if find(pdf, b"/Encrypt").is_some() => PdfFlaw::Encrypted,
            () if mentions_ours(pdf) => PdfFlaw::NotAsMade,
            () => PdfFlaw::NoAttestation,
        });
    }
    let content = |place: usize| {
        let mut found = objects.files.iter().filter(|(number, _)| *number == place);
        match (found.next(), found.next()) {
            (Some((_, bytes)), None) => Ok(*bytes),
            (None, _) => Err(PdfFlaw::NotAsMade),
            (Some(_), Some(_)) => Err(PdfFlaw::OtherFiles),
        }
    };
    objects.names.iter().map(|(name, place)| Ok((*name, content(*place)?))).collect()
}

/// Whether a PDF speaks of what ours carry: reason enough to answer for it where nobody asked about it.
#[must_use]
pub fn mentions_ours(pdf: &[u8]) -> bool {
    [&b"gomme, page "[..], b"attestation.json"].iter().any(|trace| find(pdf, trace).is_some())
}

/// What was found: names with the numbers of their contents, and contents by number.
#[derive(Default)]
struct Objects<'a> {
    names: Vec<(&'a str, usize)>,
    files: Vec<(usize, &'a [u8])>,
}

/// One pass over all objects. What lies in a file is stepped over, so that no content passes for an object.
fn objects(pdf: &[u8]) -> Result<Objects<'_>, PdfFlaw> {
    let mut found = Objects::default();
    let mut from = 0;
    while let Some(at) = pdf.get(from..).and_then(|rest| find(rest, OBJECT)).map(|at| from + at) {
        from = at + OBJECT.len();
        let mut cursor = Cursor(&pdf[from..]);
        if cursor.eat(b"Type/Filespec/F(").is_some() {
            found.names.push(filespec(&mut cursor).ok_or(PdfFlaw::NotAsMade)?);
        } else if let Some(length) = cursor.length_of_file() {
            let bytes = content(&mut cursor, length).ok_or(PdfFlaw::NotAsMade)?;
            found.files.push((number_before(pdf, at).ok_or(PdfFlaw::NotAsMade)?, bytes));
            from = pdf.len() - cursor.0.len();
        }
        if found.names.len() > MOST_FILES || found.files.len() > MOST_FILES {
            return Err(PdfFlaw::OtherFiles);
        }
    }
    Ok(found)
}

/// After `/Type/Filespec/F(`: the name, and the number of the content.
fn filespec<'a>(cursor: &mut Cursor<'a>) -> Option<(&'a str, usize)> {
    let name = cursor.name()?;
    cursor.eat(b")/UF(")?;
    cursor.eat(name.as_bytes())?;
    cursor.eat(b")/EF<</F ")?;
    let place = cursor.number()?;
    cursor.eat(b" 0 R/UF ")?;
    (cursor.number()? == place).then_some(())?;
    cursor.eat(b" 0 R>>/AFRelationship/")?;
    Some((name, place))
}

/// After `/Length L/Type/EmbeddedFile`: the content.
fn content<'a>(cursor: &mut Cursor<'a>, length: usize) -> Option<&'a [u8]> {
    const BEGIN: &[u8] = b">>\nstream\n";
    let head = &cursor.0[..cursor.0.len().min(HEAD)];
    let begin = find(head, BEGIN)? + BEGIN.len();
    let bytes = cursor.0.get(begin..begin.checked_add(length)?)?;
    *cursor = Cursor(&cursor.0[begin + length..]);
    cursor.eat(b"\nendstream\nendobj\n")?;
    Some(bytes)
}

/// The number of the object whose ` 0 obj` stands there: the digits before it, from the beginning of a line.
fn number_before(pdf: &[u8], at: usize) -> Option<usize> {
    let line = pdf[at.saturating_sub(12)..at].rsplit(|byte| *byte == b'\n').next()?;
    let mut cursor = Cursor(line);
    cursor.number().filter(|_| cursor.0.is_empty())
}

/// What is left to read.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn eat(&mut self, wanted: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(wanted)?;
        Some(())
    }

    fn take(&mut self, most: usize, is_part: impl Fn(u8) -> bool) -> Option<&'a str> {
        let length = self.0.iter().take(most).take_while(|byte| is_part(**byte)).count();
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        std::str::from_utf8(taken).ok().filter(|taken| !taken.is_empty())
    }

    fn number(&mut self) -> Option<usize> {
        self.take(9, |byte| byte.is_ascii_digit())?.parse().ok()
    }

    /// The name of a file: the characters of a document's number, and a place for no escape.
    fn name(&mut self) -> Option<&'a str> {
        self.take(255, |byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    }

    fn length_of_file(&mut self) -> Option<usize> {
        self.eat(b"Length ")?;
        let length = self.number()?;
        self.eat(b"/Type/EmbeddedFile")?;
        Some(length)
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
