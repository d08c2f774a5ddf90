//! What a QR code says of an attestation: as little as identifies it and its drive, bound to the whole by digest.
//!
//! The spelling is tight, and each core has one: [`Core::decode`] refuses all others. `docs/attestation-v1.md` describes it byte by byte.

use std::num::NonZeroU64;

use ed25519_dalek::VerifyingKey;
use jiff::Timestamp;

use super::CodeFlaw;
use crate::attest::certificate::{Certificate, CertificateFlaw, Fields};
use crate::attest::wire::Reader;
use crate::attest::{canonical, name, openssh};
use crate::event::{DriveIdentity, Machine};
use crate::record::lot::EntryResult;
use crate::record::{ClockSource, Document, Kind, Level, Limit};

/// The version of this spelling: the first byte.
pub const VERSION: u8 = 1;
/// The longest text in a core, in bytes; a longer one is cut.
pub const TEXT_MAX: usize = 64;
/// The bit of a text's length that says that it was cut.
const CUT: u8 = 0x80;
/// Results with their levels; the byte is the place in this list, from 1.
const OUTCOMES: [(EntryResult, Level); 9] = [
    (EntryResult::Erased, Level::Clear),
    (EntryResult::Erased, Level::Purge),
    (EntryResult::ErasedWithReservations, Level::Clear),
    (EntryResult::ErasedWithReservations, Level::Purge),
    (EntryResult::NotErased, Level::None),
    (EntryResult::NoMedia, Level::None),
    (EntryResult::DeclaredDestroyed, Level::None),
    (EntryResult::DeclaredDestroyedWithReservations, Level::None),
    (EntryResult::NotDestroyed, Level::None),
];
/// Flag: the clock was behind.
const CLOCK_BEHIND: u8 = 1;
/// Flag: the drive was an emulated one, in a test.
const EMULATED: u8 = 2;
/// Flag: a zone's certificate follows the key.
const CERTIFIED: u8 = 4;

/// What a QR code says. Whether anybody signed it is another question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Core {
    /// What the attestation says; this tells its kind too.
    pub result: EntryResult,
    /// The level reached; none unless a drive was erased.
    pub level: Level,
    /// SHA-256 of `attestation.json`: whatever is not here is there.
    pub digest: [u8; 32],
    /// When it was signed, by the station's clock; not before 1970.
    pub signed_at: Timestamp,
    /// When the job was opened; of an erasure alone.
    pub started_at: Option<Timestamp>,
    /// Where the times come from.
    pub clock: ClockSource,
    /// Whether the drive was an emulated one: a test.
    pub emulated: bool,
    /// The year in its number.
    pub year: u16,
    /// The counter in its number.
    pub sequence: u64,
    /// Bytes of the drive, where they are known.
    pub size_bytes: Option<NonZeroU64>,
    /// Maker and model: of the drive; of the computer, where there was no drive.
    pub model: Option<CutText>,
    /// Serial number, of the same.
    pub serial: Option<CutText>,
    /// Whose key signs.
    pub signer: CodeSigner,
}

/// A text, or its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutText {
    /// 1 to [`TEXT_MAX`] bytes, as clean as those of a record.
    pub text: String,
    /// Whether more follows in the attestation.
    pub is_cut: bool,
}

/// Whose key signs a core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeSigner {
    /// A station that no zone certified.
    Lone {
        /// Its name.
        name: String,
        /// Its key.
        key: Box<VerifyingKey>,
    },
    /// A station of a zone.
    Certified(Box<Certificate>),
}

impl CodeSigner {
    /// The station's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            CodeSigner::Lone { name, .. } => name,
            CodeSigner::Certified(certificate) => &certificate.fields().name,
        }
    }

    /// The station's key.
    #[must_use]
    pub fn key(&self) -> &VerifyingKey {
        match self {
            CodeSigner::Lone { key, .. } => key,
            CodeSigner::Certified(certificate) => &certificate.fields().key,
        }
    }

    /// The key or certificate as a signature carries it.
    #[must_use]
    pub fn blob(&self) -> Vec<u8> {
        match self {
            CodeSigner::Lone { key, .. } => openssh::blob(key),
            CodeSigner::Certified(certificate) => certificate.blob().to_vec(),
        }
    }
}

impl CutText {
    /// A text, or its first whole characters that fit.
    #[must_use]
    pub fn of(text: &str) -> Option<CutText> {
        let fitting = text.floor_char_boundary(TEXT_MAX);
        let text = CutText { text: text[..fitting].to_owned(), is_cut: fitting < text.len() };
        (!text.text.is_empty()).then_some(text)
    }
}

/// What a code tells of a clock: whether it was behind. That a person had set it stands in the attestation alone.
fn told(clock: ClockSource) -> ClockSource {
    match clock {
        ClockSource::System | ClockSource::Operator => ClockSource::System,
        ClockSource::SystemBehind => ClockSource::SystemBehind,
    }
}

impl Core {
    /// What the code of a document says, when this signer signed it. `None` where it has no short form: what zones sign; a number that no
    /// station gives; a clock before 1970.
    #[must_use]
    pub fn of(document: &Document, digest: [u8; 32], signer: CodeSigner) -> Option<Core> {
        let result = document.result()?;
        let (year, sequence) = number(document.number(), signer.name())?;
        let mut core = Core {
            result,
            level: Level::None,
            digest,
            signed_at: document.signed_at(),
            started_at: None,
            clock: ClockSource::System,
            emulated: false,
            year,
            sequence,
            size_bytes: None,
            model: None,
            serial: None,
            signer,
        };
        match document {
            Document::Erasure(record) => {
                let DriveIdentity { vendor, model, serial, .. } = &record.facts.drive;
                core.level = record.level;
                core.started_at = Some(record.facts.time.started_at);
                core.clock = told(record.facts.time.clock);
                core.emulated = record.limits.contains(&Limit::EmulatedDrive);
                core.size_bytes = NonZeroU64::new(record.facts.drive.size_bytes);
                core.names(vendor.as_deref(), model.as_deref(), serial.as_deref());
            }
            Document::NoMedia(record) => {
                let Machine { vendor, product, serial } = &record.facts.machine;
                core.clock = told(record.facts.time.clock);
                core.names(vendor.as_deref(), product.as_deref(), serial.as_deref());
            }
            Document::Destruction(record) => {
                let drive = &record.declaration.drive;
                core.clock = told(record.time.clock);
                core.size_bytes = drive.size_bytes.and_then(NonZeroU64::new);
                core.names(drive.vendor.as_deref(), drive.model.as_deref(), Some(&drive.serial));
            }
            Document::Lot(_) | Document::AnnualReport(_) => return None,
        }
        let bytes = core.encode()?;
        (Core::decode(&bytes).as_ref() == Ok(&core)).then_some(core)
    }

    fn names(&mut self, vendor: Option<&str>, model: Option<&str>, serial: Option<&str>) {
        let maker_and_model: Vec<&str> = vendor.into_iter().chain(model).collect();
        self.model = CutText::of(&maker_and_model.join(" "));
        self.serial = serial.and_then(CutText::of);
    }

    /// The number of the attestation: the station's name, the year, the counter.
    #[must_use]
    pub fn number(&self) -> String {
        format!("{}-{:04}-{:06}", self.signer.name(), self.year, self.sequence)
    }

    /// Its bytes. `None` for what has no spelling.
    #[must_use]
    pub fn encode(&self) -> Option<Vec<u8>> {
        let outcome = OUTCOMES.iter().position(|known| *known == (self.result, self.level))?;
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        let mut bytes = vec![VERSION, u8::try_from(outcome + 1).ok()?];
        bytes.push(
            flag(self.clock == ClockSource::SystemBehind, CLOCK_BEHIND)
                | flag(self.emulated, EMULATED)
                | flag(matches!(self.signer, CodeSigner::Certified(_)), CERTIFIED),
        );
        bytes.extend_from_slice(&self.digest);
        put_time(&mut bytes, self.signed_at)?;
        if self.result.kind() == Kind::Erasure {
            put_time(&mut bytes, self.started_at?)?;
        }
        let name = self.signer.name().as_bytes();
        bytes.push(u8::try_from(name.len()).ok()?);
        bytes.extend_from_slice(name);
        bytes.extend_from_slice(&self.year.to_be_bytes());
        put_number(&mut bytes, self.sequence);
        put_number(&mut bytes, self.size_bytes.map_or(0, NonZeroU64::get));
        for text in [&self.model, &self.serial] {
            put_text(&mut bytes, text.as_ref())?;
        }
        bytes.extend_from_slice(self.signer.key().as_bytes());
        if let CodeSigner::Certified(certificate) = &self.signer {
            let fields = certificate.fields();
            put_number(&mut bytes, fields.serial.get());
            put_time(&mut bytes, fields.valid_after)?;
            put_time(&mut bytes, fields.valid_before)?;
            bytes.extend_from_slice(fields.zone_key.as_bytes());
            bytes.extend_from_slice(certificate.signature());
        }
        Some(bytes)
    }

    /// Reads bytes.
    ///
    /// # Errors
    /// [`CodeFlaw::Newer`], [`CodeFlaw::Certificate`]; [`CodeFlaw::Damaged`] for anything else that is not the one spelling of a core.
    pub fn decode(bytes: &[u8]) -> Result<Core, CodeFlaw> {
        match bytes.first() {
            Some(&VERSION) => {}
            Some(&newer) if newer > VERSION => return Err(CodeFlaw::Newer),
            _ => return Err(CodeFlaw::Damaged),
        }
        let mut reader = Reader::new(bytes);
        let raw = Raw::read(&mut reader).filter(|_| reader.is_at_end()).ok_or(CodeFlaw::Damaged)?;
        let core = raw.core()?;
        if core.encode().as_deref() == Some(bytes) { Ok(core) } else { Err(CodeFlaw::Damaged) }
    }
}

/// Year and counter of a number that this station gave.
fn number(number: &str, station: &str) -> Option<(u16, u64)> {
    let (year, sequence) = number.strip_prefix(station)?.strip_prefix('-')?.split_once('-')?;
    let (year, sequence): (u16, u64) = (year.parse().ok()?, sequence.parse().ok()?);
    (format!("{station}-{year:04}-{sequence:06}") == number).then_some((year, sequence))
}

/// The parts of a core in their order.
struct Raw<'a> {
    outcome: (EntryResult, Level),
    flags: u8,
    digest: [u8; 32],
    signed_at: Timestamp,
    started_at: Option<Timestamp>,
    name: &'a str,
    year: u16,
    sequence: u64,
    size_bytes: u64,
    model: Option<CutText>,
    serial: Option<CutText>,
    key: VerifyingKey,
    certificate: Option<RawCertificate>,
}

struct RawCertificate {
    serial: NonZeroU64,
    valid_after: Timestamp,
    valid_before: Timestamp,
    zone_key: VerifyingKey,
    signature: [u8; 64],
}

impl<'a> Raw<'a> {
    fn read(reader: &mut Reader<'a>) -> Option<Raw<'a>> {
        let _version = reader.byte()?;
        let outcome = *OUTCOMES.get(usize::from(reader.byte()?).checked_sub(1)?)?;
        let flags = reader.byte()?;
        if flags & !(CLOCK_BEHIND | EMULATED | CERTIFIED) != 0 {
            return None;
        }
        let is_erasure = outcome.0.kind() == Kind::Erasure;
        let digest = array(reader)?;
        let signed_at = time(reader)?;
        let started_at = if is_erasure { Some(time(reader)?) } else { None };
        let length = usize::from(reader.byte()?);
        let name = std::str::from_utf8(reader.bytes(length)?).ok().filter(|name| name::is_station(name))?;
        let year = u16::from_be_bytes(array(reader)?);
        let sequence = read_number(reader)?;
        let size_bytes = read_number(reader)?;
        let (model, serial) = (read_text(reader)?, read_text(reader)?);
        let key = VerifyingKey::from_bytes(&array(reader)?).ok()?;
        let certificate = if flags & CERTIFIED == 0 { None } else { Some(RawCertificate::read(reader)?) };
        let impossible = year > 9999
            || (flags & EMULATED != 0 && !is_erasure)
            || (size_bytes != 0 && outcome.0 == EntryResult::NoMedia);
        (!impossible).then_some(Raw {
            outcome,
            flags,
            digest,
            signed_at,
            started_at,
            name,
            year,
            sequence,
            size_bytes,
            model,
            serial,
            key,
            certificate,
        })
    }

    fn core(self) -> Result<Core, CodeFlaw> {
        let (key, name) = (self.key, self.name.to_owned());
        let signer = match self.certificate {
            None => CodeSigner::Lone { name, key: Box::new(key) },
            Some(raw) => {
                CodeSigner::Certified(Box::new(raw.rebuild(key, name).map_err(CodeFlaw::Certificate)?))
            }
        };
        let behind = self.flags & CLOCK_BEHIND != 0;
        Ok(Core {
            result: self.outcome.0,
            level: self.outcome.1,
            digest: self.digest,
            signed_at: self.signed_at,
            started_at: self.started_at,
            clock: if behind { ClockSource::SystemBehind } else { ClockSource::System },
            emulated: self.flags & EMULATED != 0,
            year: self.year,
            sequence: self.sequence,
            size_bytes: NonZeroU64::new(self.size_bytes),
            model: self.model,
            serial: self.serial,
            signer,
        })
    }
}

impl RawCertificate {
    fn read(reader: &mut Reader<'_>) -> Option<RawCertificate> {
        Some(RawCertificate {
            serial: NonZeroU64::new(read_number(reader)?)?,
            valid_after: time(reader)?,
            valid_before: time(reader)?,
            zone_key: VerifyingKey::from_bytes(&array(reader)?).ok()?,
            signature: array(reader)?,
        })
    }

    fn rebuild(self, key: VerifyingKey, name: String) -> Result<Certificate, CertificateFlaw> {
        let RawCertificate { serial, valid_after, valid_before, zone_key, signature } = self;
        Certificate::rebuild(Fields { key, name, serial, valid_after, valid_before, zone_key }, signature)
    }
}

fn array<const N: usize>(reader: &mut Reader<'_>) -> Option<[u8; N]> {
    reader.bytes(N)?.try_into().ok()
}

/// A number: seven bits a byte, the lowest first, the high bit set in all but the last (LEB128).
fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

fn read_number(reader: &mut Reader<'_>) -> Option<u64> {
    let mut number = 0u64;
    for place in 0..10 {
        let byte = reader.byte()?;
        let bits = u64::from(byte & 0x7f);
        number |= bits.checked_mul(1u64.checked_shl(7 * place)?)?;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// A time: whole seconds since 1970.
fn put_time(out: &mut Vec<u8>, at: Timestamp) -> Option<()> {
    put_number(out, u64::try_from(at.as_second()).ok().filter(|_| at.subsec_nanosecond() == 0)?);
    Some(())
}

fn time(reader: &mut Reader<'_>) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(read_number(reader)?).ok()?).ok()
}

/// A text: its length in one byte, 0 for none, with [`CUT`] when only its beginning follows.
fn put_text(out: &mut Vec<u8>, text: Option<&CutText>) -> Option<()> {
    let Some(CutText { text, is_cut }) = text else {
        out.push(0);
        return Some(());
    };
    let length = u8::try_from(text.len()).ok().filter(|length| (1..CUT).contains(length))?;
    out.push(if *is_cut { length | CUT } else { length });
    out.extend_from_slice(text.as_bytes());
    Some(())
}

#[allow(clippy::option_option, reason = "no text at all is one of the answers")]
fn read_text(reader: &mut Reader<'_>) -> Option<Option<CutText>> {
    let first = reader.byte()?;
    if first == 0 {
        return Some(None);
    }
    let (length, is_cut) = (usize::from(first & !CUT), first & CUT != 0);
    let text = std::str::from_utf8(reader.bytes(length)?).ok().filter(|text| canonical::is_clean(text))?;
    // No character has more than four bytes: what was cut lacks less than that.
    let possible = if is_cut { TEXT_MAX - 3..=TEXT_MAX } else { 1..=TEXT_MAX };
    possible.contains(&length).then(|| Some(CutText { text: text.to_owned(), is_cut }))
}
