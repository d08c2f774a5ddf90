//! CSV (RFC 4180): a table for a French spreadsheet, and one to publish.
//!
//! A program's columns do not change their names with the language of whoever runs it: they are French in both.

use csv::{Terminator, WriterBuilder};

use super::item::Item;
use crate::attest::lot::Decided;
use crate::attest::name::zone_of;
use crate::event::{DriveIdentity, Medium};
use crate::record::{Document, Limit};
use crate::text::document::medium;
use crate::text::export::{COLUMNS, OPEN_COLUMNS, PROVISIONAL, WAITS, state};
use crate::text::{Lang, Say};

/// Says of a file that it is UTF-8: without it French Excel takes it for Windows-1252.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The table for a French spreadsheet: `;`, a byte order mark, CRLF.
///
/// # Errors
/// None that a table in memory could have.
pub fn spreadsheet(items: &[Item]) -> Result<Vec<u8>, csv::Error> {
    let rows = items.iter().filter(|item| item.is_of_a_station()).map(row);
    let mut bytes = BYTE_ORDER_MARK.to_vec();
    bytes.extend(write(b';', &COLUMNS, rows)?);
    Ok(bytes)
}

/// The table to publish: `,`, no byte order mark, and nothing that tells whose drive it was or who erased it.
///
/// # Errors
/// None that a table in memory could have.
pub fn open_data(items: &[Item]) -> Result<Vec<u8>, csv::Error> {
    let mut rows: Vec<_> = items.iter().filter(|item| item.is_of_a_station()).map(open_row).collect();
    // The order of files would tell what the columns do not.
    rows.sort();
    write(b',', &OPEN_COLUMNS, rows)
}

fn write<const N: usize>(
    delimiter: u8,
    columns: &[&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer =
        WriterBuilder::new().delimiter(delimiter).terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(columns)?;
    for row in rows {
        writer.write_record(row.map(|cell| safe(&cell)))?;
    }
    writer.into_inner().map_err(|error| std::io::Error::from(error.error().kind()).into())
}

/// A cell that no spreadsheet takes for a formula: what would begin one gets an apostrophe before it.
fn safe(cell: &str) -> String {
    let begins =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    if cell.trim_start_matches(' ').starts_with(begins) { format!("'{cell}") } else { cell.to_owned() }
}

/// What a document says of the drive.
struct Drive<'a> {
    vendor: Option<&'a str>,
    model: Option<&'a str>,
    serial: Option<&'a str>,
    wwn: Option<&'a str>,
    medium: Option<Medium>,
    size_bytes: Option<u64>,
}

impl<'a> Drive<'a> {
    fn of(document: &'a Document) -> Drive<'a> {
        match document {
            Document::Erasure(record) => {
                let DriveIdentity { vendor, model, serial, wwn, .. } = &record.facts.drive;
                let [vendor, model, serial, wwn] = [vendor, model, serial, wwn].map(Option::as_deref);
                let drive = record.facts.drive_as_erased();
                let (medium, size_bytes) = (Some(drive.medium), Some(drive.size_bytes));
                Drive { vendor, model, serial, wwn, medium, size_bytes }
            }
            Document::Destruction(record) => {
                let drive = &record.declaration.drive;
                Drive {
                    vendor: drive.vendor.as_deref(),
                    model: drive.model.as_deref(),
                    serial: Some(&drive.serial),
                    wwn: drive.wwn.as_deref(),
                    medium: Some(drive.medium),
                    size_bytes: drive.size_bytes,
                }
            }
            Document::NoMedia(_) | Document::Lot(_) | Document::AnnualReport(_) => {
                Drive { vendor: None, model: None, serial: None, wwn: None, medium: None, size_bytes: None }
            }
        }
    }
}

fn text(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

fn fr(value: &impl Say) -> String {
    value.say(Lang::Fr)
}

fn day(document: &Document) -> String {
    document.signed_at().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

fn zone(document: &Document) -> String {
    let station = document.signatory().name;
    zone_of(station).unwrap_or(station).to_owned()
}

/// Result, level, technique, reservations: empty unless it is authentic, so that nobody counts what nobody vouches for.
fn claims(item: &Item) -> [String; 4] {
    let Some(document) = item.authentic() else { return [const { String::new() }; 4] };
    let result = document.result().map(|result| fr(&result)).unwrap_or_default();
    match document {
        Document::Erasure(record) => {
            let tests = record.limits.iter().filter(|limit| **limit == Limit::EmulatedDrive).map(fr);
            let said: Vec<String> = record.reservations.iter().map(fr).chain(tests).collect();
            [result, fr(&record.level), fr(&record.facts.technique), said.join(" ")]
        }
        Document::Destruction(record) => {
            let said: Vec<String> = record.reservations.iter().map(fr).collect();
            [result, String::new(), fr(&record.declaration.method), said.join(" ")]
        }
        _ => [result, String::new(), String::new(), String::new()],
    }
}

/// Whether a zone vouches for it: in words, by which zone, in which lot, on which day.
fn standing(item: &Item) -> [String; 4] {
    match (&item.countersignature, item.authentic()) {
        (Some(by), Some(_)) => {
            let waits = if by.decision == Decided::Approved { String::new() } else { WAITS.to_owned() };
            let at = by.at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
            [crate::text::export::COUNTERSIGNED.to_owned() + &waits, by.zone.clone(), by.lot.clone(), at]
        }
        (None, Some(_)) => [PROVISIONAL.to_owned(), String::new(), String::new(), String::new()],
        (_, None) => [const { String::new() }; 4],
    }
}

fn row(item: &Item) -> [String; COLUMNS.len()] {
    let [standing, by, lot, at] = standing(item);
    let [result, level, technique, reservations] = claims(item);
    let state = state(item.verdict).to_owned();
    let Some(document) = item.document() else {
        let mut row = [const { String::new() }; COLUMNS.len()];
        [row[0], row[COLUMNS.len() - 1]] = [state, item.path.clone()];
        return row;
    };
    let context = document.context().cloned().unwrap_or_default();
    let machine = document.machine().cloned().unwrap_or_default();
    let drive = Drive::of(document);
    [
        state,
        standing,
        document.number().to_owned(),
        fr(&document.kind()),
        result,
        level,
        technique,
        reservations,
        day(document),
        text(context.donor.as_deref()),
        text(context.convention.as_deref()),
        text(context.handover.as_deref()),
        text(context.inventory_number.as_deref()),
        text(context.label.as_deref()),
        text(machine.vendor.as_deref()),
        text(machine.product.as_deref()),
        text(machine.serial.as_deref()),
        text(drive.vendor),
        text(drive.model),
        text(drive.serial),
        text(drive.wwn),
        drive.medium.map(|kind| medium(Lang::Fr, kind).to_owned()).unwrap_or_default(),
        drive.size_bytes.map(|bytes| bytes.to_string()).unwrap_or_default(),
        document.signatory().name.to_owned(),
        zone(document),
        text(context.destination.as_deref()),
        text(context.operator.as_deref()),
        by,
        lot,
        at,
        item.path.clone(),
    ]
}

fn open_row(item: &Item) -> [String; OPEN_COLUMNS.len()] {
    let [result, level, technique, _] = claims(item);
    let state = state(item.verdict).to_owned();
    // Of what is not authentic, nothing but that.
    let Some(document) = item.authentic() else {
        let mut row = [const { String::new() }; OPEN_COLUMNS.len()];
        row[0] = state;
        return row;
    };
    let drive = Drive::of(document);
    let month = day(document).get(..7).unwrap_or_default().to_owned();
    let [standing, ..] = standing(item);
    [
        state,
        standing,
        month,
        zone(document),
        fr(&document.kind()),
        result,
        level,
        technique,
        drive.medium.map(|kind| medium(Lang::Fr, kind).to_owned()).unwrap_or_default(),
        // Whole gigabytes, as drives are sold: the exact count tells one model from another.
        drive.size_bytes.map(|bytes| (bytes / 1_000_000_000).to_string()).unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for evil in ["=1+1", "+33", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"] {
            assert_eq!(safe(evil), format!("'{evil}"));
        }
        for plain in ["", "A=1", "2027-014", "S0-EX/0001", "é", "'=1"] {
            assert_eq!(safe(plain), plain);
        }
    }

    #[test]
    fn cells_hold_what_would_end_them() {
        let bytes = write(b';', &["a", "b"], [["x;y".to_owned(), "say \"no\"\nor =1".to_owned()]]).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "a;b\r\n\"x;y\";\"say \"\"no\"\"\nor =1\"\r\n");
    }
}
