//! The one spelling of a record (RFC 8785, JCS), and the strict reading of received bytes.
//!
//! Schema 1 keeps to what stock tools spell alike (`jq -cjS .`, Python's `json.dumps` with sorted keys): ASCII member names,
//! integers below 2^53, strings in NFC without control characters. A reader takes exactly those bytes and no others, so
//! that two readers never see two records in one file.

use std::cell::RefCell;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use unicode_normalization::is_nfc;

use super::sha256;
use crate::record::{Document, ErasureRecord, Kind, SCHEMA};

/// The largest attestation that is read, in bytes. One with 100,000 bad blocks is not worth signing; one without is below 8 KiB.
pub const MAX_BYTES: usize = 1 << 20;
/// Integers are below this in either direction, so that every JSON reader keeps them exact (RFC 8785 §3.2.2.3).
pub const INTEGER_LIMIT: u64 = 1 << 53;

/// Why bytes are not a record as this program writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Larger than [`MAX_BYTES`].
    TooLarge,
    /// Not UTF-8.
    NotUtf8,
    /// Not one JSON value and nothing else.
    NotJson,
    /// A member that stands twice in its object.
    DuplicateMember(String),
    /// A number with a fraction or an exponent, minus zero, or one of 2^53 and above.
    Number,
    /// A string with a control character, or not in NFC.
    Text,
    /// JSON, but not an object with a `type`.
    NotARecord,
    /// A record of another kind: its `type`.
    OtherKind(String),
    /// A record of a later version: its `schema`.
    NewerSchema(u64),
    /// The right members, spelt otherwise than RFC 8785 spells them: spaces, order, escapes.
    Spelling,
    /// Members or values that schema 1 does not know, or lacks.
    Shape,
    /// The outcome is not the one that follows from the facts.
    Inconsistent,
}

/// Whether a text may stand in a record: NFC, without control characters.
#[must_use]
pub fn is_clean(text: &str) -> bool {
    is_nfc(text) && !text.chars().any(char::is_control)
}

/// The canonical bytes of a record.
///
/// # Errors
/// The [`Flaw`] that would make a reader refuse it: a string or number that may not stand in a record, or an outcome that
/// does not follow from its facts.
pub fn record_bytes(record: &ErasureRecord) -> Result<Vec<u8>, Flaw> {
    let bytes = bytes_of(record)?;
    match parse(&bytes)? {
        read if read == *record => Ok(bytes),
        _ => Err(Flaw::Shape),
    }
}

/// SHA-256 of a document's canonical bytes, the only ones it has: what a lot and a ledger keep of it.
///
/// # Errors
/// The [`Flaw`] that would make a reader refuse it.
pub fn digest(document: &Document) -> Result<String, Flaw> {
    document_bytes(document).map(|bytes| sha256(&bytes))
}

/// The canonical bytes of any plain data that keeps to the rules of a record.
///
/// # Errors
/// The [`Flaw`] that a strict reader would find.
pub fn bytes_of<T: Serialize>(data: &T) -> Result<Vec<u8>, Flaw> {
    let bytes = serde_json_canonicalizer::to_vec(data).map_err(|_| Flaw::Shape)?;
    strict_value(&bytes)?;
    Ok(bytes)
}

/// Reads data that has to be spelt canonically.
///
/// # Errors
/// The first [`Flaw`] found.
pub fn data_from<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, Flaw> {
    let value = strict_value(bytes)?;
    from_value(&value, bytes)
}

/// Reads the record of an erasure from the bytes that were signed.
///
/// # Errors
/// As [`parse_document`]; [`Flaw::OtherKind`] for any other kind.
pub fn parse(bytes: &[u8]) -> Result<ErasureRecord, Flaw> {
    match parse_document(bytes)? {
        Document::Erasure(record) => Ok(*record),
        other => Err(Flaw::OtherKind(other.kind().name().to_owned())),
    }
}

/// Reads a document of any kind from the bytes that were signed.
///
/// # Errors
/// The first [`Flaw`] found; `type` and `schema` are looked at before the rest, so that a reader of an older program is
/// told to take a newer one.
pub fn parse_document(bytes: &[u8]) -> Result<Document, Flaw> {
    let value = strict_value(bytes)?;
    let name = value.get("type").and_then(Value::as_str).ok_or(Flaw::NotARecord)?;
    let kind = Kind::named(name).ok_or_else(|| Flaw::OtherKind(name.to_owned()))?;
    match value.get("schema").and_then(Value::as_u64) {
        Some(schema) if schema == u64::from(SCHEMA) => {}
        Some(schema) if schema > u64::from(SCHEMA) => return Err(Flaw::NewerSchema(schema)),
        _ => return Err(Flaw::Shape),
    }
    let document = match kind {
        Kind::Erasure => Document::Erasure(from_value(&value, bytes)?),
        Kind::NoMedia => Document::NoMedia(from_value(&value, bytes)?),
        Kind::Destruction => Document::Destruction(from_value(&value, bytes)?),
        Kind::Lot => Document::Lot(from_value(&value, bytes)?),
        Kind::AnnualReport => Document::AnnualReport(from_value(&value, bytes)?),
    };
    if document.is_consistent() { Ok(document) } else { Err(Flaw::Inconsistent) }
}

/// The canonical bytes of a document of any kind.
///
/// # Errors
/// The [`Flaw`] that would make a reader refuse it.
pub fn document_bytes(document: &Document) -> Result<Vec<u8>, Flaw> {
    let bytes = match document {
        Document::Erasure(record) => bytes_of(record)?,
        Document::NoMedia(record) => bytes_of(record)?,
        Document::Destruction(record) => bytes_of(record)?,
        Document::Lot(record) => bytes_of(record)?,
        Document::AnnualReport(record) => bytes_of(record)?,
    };
    match parse_document(&bytes)? {
        read if read == *document => Ok(bytes),
        _ => Err(Flaw::Shape),
    }
}

/// Whether bytes are a JSON object with a `type`, whatever else: used to tell an attestation from any other file.
#[must_use]
pub fn looks_like_one(bytes: &[u8]) -> bool {
    bytes.len() <= MAX_BYTES
        && serde_json::from_slice::<Value>(bytes).is_ok_and(|v| v.get("type").is_some_and(Value::is_string))
}

fn from_value<T: Serialize + DeserializeOwned>(value: &Value, bytes: &[u8]) -> Result<T, Flaw> {
    if !is_spelling_of(value, bytes) {
        return Err(Flaw::Spelling);
    }
    let data: T = serde_json::from_slice(bytes).map_err(|_| Flaw::Shape)?;
    // Catches what the types let pass: a member left out that may be null, a time with an offset.
    if is_spelling_of(&data, bytes) { Ok(data) } else { Err(Flaw::Shape) }
}

fn is_spelling_of<T: Serialize>(data: &T, bytes: &[u8]) -> bool {
    serde_json_canonicalizer::to_vec(data).is_ok_and(|canonical| canonical == bytes)
}

/// Reads any JSON under the rules of a record, spelling aside.
fn strict_value(bytes: &[u8]) -> Result<Value, Flaw> {
    if bytes.len() > MAX_BYTES {
        return Err(Flaw::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Flaw::NotUtf8)?;
    let flaw = RefCell::new(None);
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Strict { flaw: &flaw }.deserialize(&mut json);
    match (flaw.take(), value) {
        (Some(flaw), _) => Err(flaw),
        (None, Ok(value)) if json.end().is_ok() => Ok(value),
        (None, _) => Err(Flaw::NotJson),
    }
}

/// Builds a value, and leaves the flaw aside when it meets one: serde's own errors carry text alone.
#[derive(Clone, Copy)]
struct Strict<'a> {
    flaw: &'a RefCell<Option<Flaw>>,
}

impl Strict<'_> {
    fn refuse<T, E: serde::de::Error>(self, flaw: Flaw) -> Result<T, E> {
        self.flaw.replace(Some(flaw));
        Err(E::custom("refused"))
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        if value < INTEGER_LIMIT { Ok(value.into()) } else { self.refuse(Flaw::Number) }
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() < INTEGER_LIMIT { Ok(value.into()) } else { self.refuse(Flaw::Number) }
    }

    fn visit_f64<E: serde::de::Error>(self, _value: f64) -> Result<Value, E> {
        self.refuse(Flaw::Number)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        if is_clean(value) { Ok(value.into()) } else { self.refuse(Flaw::Text) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<Name>()? {
            let value = map.next_value_seed(self)?;
            if !is_clean(&name.0) {
                return self.refuse(Flaw::Text);
            }
            if members.insert(name.0.clone(), value).is_some() {
                return self.refuse(Flaw::DuplicateMember(name.0));
            }
        }
        Ok(Value::Object(members))
    }
}

/// A member's name. Not `String` alone, so that a map with other keys than strings is an error here too.
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
        String::deserialize(deserializer).map(Name).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(text: &str) -> Flaw {
        parse(text.as_bytes()).expect_err(text)
    }

    #[test]
    fn rfc_8785_order_and_escapes() {
        let value: Value = serde_json::from_str(
            "{\"b\":[1,2],\"a\":\"\u{e9}\\u002f\u{20ac}\",\"\u{20ac}\":null,\"A\":true}",
        )
        .unwrap();
        assert_eq!(
            String::from_utf8(bytes_of(&value).unwrap()).unwrap(),
            "{\"A\":true,\"a\":\"\u{e9}/\u{20ac}\",\"b\":[1,2],\"\u{20ac}\":null}"
        );
    }

    #[test]
    fn what_json_allows_and_a_record_does_not() {
        for (text, expected) in [
            ("{\"type\":\"erasure\",\"type\":\"erasure\"}", Flaw::DuplicateMember("type".into())),
            ("{\"type\":\"erasure\",\"x\":{\"a\":1,\"a\":1}}", Flaw::DuplicateMember("a".into())),
            ("{\"x\":1.0}", Flaw::Number),
            ("{\"x\":1e3}", Flaw::Number),
            ("{\"x\":-0}", Flaw::Number),
            ("{\"x\":9007199254740992}", Flaw::Number),
            ("{\"x\":-9007199254740992}", Flaw::Number),
            ("{\"x\":99999999999999999999999}", Flaw::Number),
            ("{\"x\":\"\\u0007\"}", Flaw::Text),
            ("{\"x\":\"\u{7f}\"}", Flaw::Text),
            ("{\"x\":\"e\u{301}\"}", Flaw::Text),
            ("{\"e\u{301}\":1}", Flaw::Text),
            ("\u{feff}{}", Flaw::NotJson),
            ("{} {}", Flaw::NotJson),
            ("{\"x\":\"\\ud800\"}", Flaw::NotJson),
            ("{\"x\":NaN}", Flaw::NotJson),
            ("", Flaw::NotJson),
            ("[]", Flaw::NotARecord),
            ("{\"type\":7}", Flaw::NotARecord),
            ("{\"type\":\"health\",\"schema\":9}", Flaw::OtherKind("health".into())),
            ("{\"type\":\"no-media\",\"schema\":9}", Flaw::NewerSchema(9)),
            ("{\"type\":\"erasure\",\"schema\":2}", Flaw::NewerSchema(2)),
            ("{\"type\":\"erasure\",\"schema\":0}", Flaw::Shape),
            ("{\"type\":\"erasure\"}", Flaw::Shape),
            ("{\"schema\":1,\"type\":\"erasure\"} ", Flaw::Spelling),
            ("{\"type\":\"erasure\",\"schema\":1}", Flaw::Spelling),
            ("{\"schema\":1,\"type\":\"erasure\"}", Flaw::Shape),
        ] {
            assert_eq!(flaw(text), expected, "{text}");
        }
        assert_eq!(parse(b"\"\xff\""), Err(Flaw::NotUtf8));
        assert_eq!(parse(&vec![b' '; MAX_BYTES + 1]), Err(Flaw::TooLarge));
        let deep = "[".repeat(100_000);
        assert_eq!(flaw(&deep), Flaw::NotJson);
    }

    #[test]
    fn the_largest_integers_pass() {
        let text = "[-9007199254740991,0,9007199254740991]";
        let value: Value = data_from(text.as_bytes()).unwrap();
        assert_eq!(bytes_of(&value).unwrap(), text.as_bytes());
    }
}
