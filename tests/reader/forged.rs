//! PDFs that somebody tampered with, made as a forger would: by our own writer, by an editor of bytes, and by updates after the end
//! (ISO 32000-2, 7.5.6), which readers of PDF believe.

use gomme::papers::draw::{self, About};
use gomme::papers::font::Fonts;
use gomme::papers::{Bundle, erasure, sheet};
use gomme::text::{Lang, paper};

/// Where some bytes stand first.
pub fn place(pdf: &[u8], wanted: &[u8]) -> Option<usize> {
    pdf.windows(wanted.len()).position(|window| window == wanted)
}

/// Other bytes in the place of some.
pub fn replaced(pdf: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = place(pdf, from).expect("they are there");
    [&pdf[..at], to, &pdf[at + from.len()..]].concat()
}

/// The page of one attestation that carries the files of another.
pub fn page_of(shown: &Bundle, carried: &Bundle) -> Vec<u8> {
    let (read, fonts) = (shown.read_erasure().unwrap(), Fonts::new().unwrap());
    let page = erasure::layout(&fonts, &read, Lang::Fr).unwrap();
    let about = About {
        title: format!("Attestation {}", read.record.number),
        lang: Lang::Fr,
        at: read.record.facts.time.ended_at,
        author: "Poste A05".to_owned(),
    };
    let attachments = sheet::attachments(&paper::FR, paper::FR.file_record, carried, "");
    draw::pdf(&fonts, &page, &about, &attachments).unwrap()
}

/// The content of one attached file for that of another, its length put right.
pub fn swapped(pdf: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let old =
        format!("/Length {0}/Type/EmbeddedFile/Subtype/application#2Fjson/Params<</Size {0}/", from.len());
    let begin = place(pdf, from).unwrap();
    let head = begin - 200 + place(&pdf[begin - 200..], b"/Length ").unwrap();
    let text = String::from_utf8(pdf[head..begin].to_vec()).unwrap();
    assert!(text.starts_with(&old), "{text}");
    let new = text.replace(&from.len().to_string(), &to.len().to_string());
    [&pdf[..head], new.as_bytes(), to, &pdf[begin + from.len()..]].concat()
}

/// The number that follows a word.
fn number_after(pdf: &[u8], word: &[u8]) -> usize {
    let rest = &pdf[place(pdf, word).unwrap() + word.len()..];
    let digits: Vec<u8> = rest.iter().copied().take_while(u8::is_ascii_digit).collect();
    String::from_utf8(digits).unwrap().parse().unwrap()
}

/// Appends objects as an update: the whole file before stays as it is.
fn appended(pdf: &[u8], objects: &[(usize, Vec<u8>)]) -> Vec<u8> {
    let mut out = [pdf, b"\n"].concat();
    let mut table = String::from("xref\n");
    for (number, body) in objects {
        table += &format!("{number} 1\n{:010} 00000 n\r\n", out.len());
        out.extend([format!("{number} 0 obj\n").as_bytes(), body, b"\nendobj\n"].concat());
    }
    let before = number_after(pdf, b"\nstartxref\n");
    let (size, root) = (number_after(pdf, b"trailer\n<</Size "), number_after(pdf, b"/Root "));
    let size = size + objects.len();
    let at = out.len();
    let end = format!("trailer\n<</Size {size}/Root {root} 0 R/Prev {before}>>\nstartxref\n{at}\n%%EOF");
    out.extend([table.as_bytes(), end.as_bytes()].concat());
    out
}

/// An update that gives the page another content.
pub fn updated(pdf: &[u8], content: &[u8]) -> Vec<u8> {
    let new = number_after(pdf, b"trailer\n<</Size ");
    let page = number_after(pdf, b"/Kids[");
    let begin =
        place(pdf, format!("\n{page} 0 obj\n").as_bytes()).unwrap() + format!("\n{page} 0 obj\n").len();
    let end = begin + place(&pdf[begin..], b"\nendobj").unwrap();
    let body = String::from_utf8(pdf[begin..end].to_vec()).unwrap();
    let (head, _) = body.split_once("/Contents ").unwrap();
    let body = format!("{head}/Contents {new} 0 R>>");
    let stream =
        [format!("<</Length {}>>\nstream\n", content.len()).as_bytes(), content, b"\nendstream"].concat();
    appended(pdf, &[(page, body.into_bytes()), (new, stream)])
}

/// One more attached file, written as ours are; the table of objects is left as it was, which many readers mend.
pub fn with_file(pdf: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let number = 900 + pdf.len() % 90_000;
    let head = format!(
        "\n{spec} 0 obj\n<</Type/Filespec/F({name})/UF({name})/EF<</F {number} 0 R/UF {number} 0 R>>/AFRelationship/Source>>\nendobj\n\
         {number} 0 obj\n<</Length {length}/Type/EmbeddedFile/Subtype/text#2Fplain/Params<</Size {length}>>>>\nstream\n",
        spec = number + 100_000,
        length = content.len(),
    );
    [pdf, head.as_bytes(), content, b"\nendstream\nendobj\n%%EOF"].concat()
}
