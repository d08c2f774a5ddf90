//! Key revocation lists as OpenSSH writes them (`PROTOCOL.krl`, version 1): bytes in, bytes out.
//!
//! Read are certificate serials (single, ranges, bitmaps), key ids, whole keys, and fingerprints over SHA-1 and SHA-256. Any other section
//! makes the list unreadable, also where a newer OpenSSH would pass over it: a list that is half understood revokes half. A list is at
//! most [`MAX_BYTES`] long, stays in memory about as it came, and is searched without being spread out.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::certificate::Certificate;
use super::openssh;
use super::wire::{Reader, put_string};

const MAGIC: u64 = 0x5353_484b_524c_0a00;
const VERSION: u32 = 1;
const CERTIFICATES: u8 = 1;
const KEYS: u8 = 2;
const SHA1: u8 = 3;
const SHA256: u8 = 5;
const SERIAL_LIST: u8 = 0x20;
const SERIAL_RANGE: u8 = 0x21;
const SERIAL_BITMAP: u8 = 0x22;
const KEY_IDS: u8 = 0x23;
/// The largest list that is read, in bytes: more than 100,000 stations.
pub const MAX_BYTES: usize = 1 << 20;
/// The largest bitmap that OpenSSH reads, in bytes (`SSHBUF_MAX_BIGNUM`).
const BITMAP_MAX: usize = 2048;

/// A list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Krl {
    /// Grows with every list of an issuer (`krl_version`).
    pub number: u64,
    /// When it was made, in seconds since 1970.
    pub generated: u64,
    /// What its maker wrote to it.
    pub comment: Vec<u8>,
    /// What is revoked of each certifying key.
    pub authorities: Vec<Authority>,
    /// Blobs of revoked keys.
    pub keys: BTreeSet<Vec<u8>>,
    sha1: BTreeSet<[u8; 20]>,
    sha256: BTreeSet<[u8; 32]>,
}

/// The revoked certificates of one certifying key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authority {
    /// Its blob; `None` stands for any.
    pub key: Option<Vec<u8>>,
    /// First and last of each run of serials, sorted, apart from each other.
    serials: Vec<(u64, u64)>,
    bitmaps: Vec<Bitmap>,
    /// Revoked key ids: names of stations.
    pub key_ids: BTreeSet<Vec<u8>>,
}

/// Serials as bits.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bitmap {
    offset: u64,
    /// Big-endian, without leading zeros.
    bits: Vec<u8>,
}

/// Why bytes are no list that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KrlFlaw {
    /// Longer than [`MAX_BYTES`].
    TooLarge,
    /// Not a list, damaged, or not wholly understood.
    NotOne,
}

impl Bitmap {
    fn read(reader: &mut Reader) -> Option<Bitmap> {
        let offset = reader.u64()?;
        let bytes = reader.string()?;
        if bytes.first().is_some_and(|first| first & 0x80 != 0) {
            return None;
        }
        let zeros = bytes.iter().take_while(|b| **b == 0).count();
        let bits = &bytes[zeros..];
        let highest = u64::try_from(bits.len()).ok()? * 8;
        let bitmap = Bitmap { offset, bits: bits.to_vec() };
        let fits = bits.len() <= BITMAP_MAX
            && offset.checked_add(highest).is_some()
            && !(offset == 0 && bitmap.holds(0));
        fits.then_some(bitmap)
    }

    fn holds(&self, serial: u64) -> bool {
        let Some(bit) = serial.checked_sub(self.offset).and_then(|bit| usize::try_from(bit).ok()) else {
            return false;
        };
        let byte = self.bits.iter().rev().nth(bit / 8);
        byte.is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    }
}

impl Authority {
    /// Revokes the certificates with these serials; 0 is none, and `first` is not above `last`.
    pub fn revoke(&mut self, first: u64, last: u64) {
        if first != 0 && first <= last {
            self.serials.push((first, last));
            self.tidy();
        }
    }

    /// Sorts the runs, and joins those that touch.
    fn tidy(&mut self) {
        self.serials.sort_unstable();
        self.serials.dedup_by(|next, before| {
            let touch = next.0 <= before.1.saturating_add(1);
            before.1 = if touch { before.1.max(next.1) } else { before.1 };
            touch
        });
    }

    /// Whether the certificate with this serial is revoked.
    #[must_use]
    pub fn holds(&self, serial: u64) -> bool {
        let after = self.serials.partition_point(|run| run.0 <= serial);
        let in_run = after.checked_sub(1).is_some_and(|at| serial <= self.serials[at].1);
        serial != 0 && (in_run || self.bitmaps.iter().any(|bitmap| bitmap.holds(serial)))
    }

    fn read(data: &[u8]) -> Option<Authority> {
        let mut reader = Reader::new(data);
        let key = reader.string()?;
        let _reserved = reader.string()?;
        let mut authority =
            Authority { key: (!key.is_empty()).then(|| key.to_vec()), ..Authority::default() };
        while !reader.is_at_end() {
            let kind = reader.byte()?;
            let mut part = Reader::new(reader.string()?);
            match kind {
                SERIAL_LIST => {
                    while !part.is_at_end() {
                        let serial = part.u64().filter(|serial| *serial != 0)?;
                        authority.serials.push((serial, serial));
                    }
                }
                SERIAL_RANGE => {
                    let run = (part.u64()?, part.u64()?);
                    authority.serials.push(Some(run).filter(|(first, last)| *first != 0 && first <= last)?);
                }
                SERIAL_BITMAP => authority.bitmaps.push(Bitmap::read(&mut part)?),
                KEY_IDS => {
                    while !part.is_at_end() {
                        authority.key_ids.insert(part.string().filter(|id| !id.contains(&0))?.to_vec());
                    }
                }
                _ => return None,
            }
            if !part.is_at_end() {
                return None;
            }
        }
        authority.tidy();
        Some(authority)
    }

    fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_string(&mut out, self.key.as_deref().unwrap_or_default());
        put_string(&mut out, b"");
        let (single, runs): (Vec<_>, Vec<_>) = self.serials.iter().partition(|(first, last)| first == last);
        if !single.is_empty() {
            let list: Vec<u8> = single.iter().flat_map(|(serial, _)| serial.to_be_bytes()).collect();
            put_section(&mut out, SERIAL_LIST, &list);
        }
        for (first, last) in runs {
            put_section(&mut out, SERIAL_RANGE, &[first.to_be_bytes(), last.to_be_bytes()].concat());
        }
        for bitmap in &self.bitmaps {
            let mut part = bitmap.offset.to_be_bytes().to_vec();
            let sign: &[u8] = if bitmap.bits.first().is_some_and(|b| b & 0x80 != 0) { &[0] } else { &[] };
            put_string(&mut part, &[sign, &bitmap.bits].concat());
            put_section(&mut out, SERIAL_BITMAP, &part);
        }
        if !self.key_ids.is_empty() {
            put_section(&mut out, KEY_IDS, &strings(self.key_ids.iter().map(Vec::as_slice)));
        }
        out
    }
}

impl Krl {
    /// Reads a list.
    ///
    /// # Errors
    /// [`KrlFlaw`].
    pub fn read(bytes: &[u8]) -> Result<Krl, KrlFlaw> {
        if bytes.len() > MAX_BYTES { Err(KrlFlaw::TooLarge) } else { parse(bytes).ok_or(KrlFlaw::NotOne) }
    }

    /// Its bytes; the same list has the same ones.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend_from_slice(&MAGIC.to_be_bytes());
        out.extend_from_slice(&VERSION.to_be_bytes());
        // Number, time, flags.
        for field in [self.number, self.generated, 0] {
            out.extend_from_slice(&field.to_be_bytes());
        }
        put_string(&mut out, b"");
        put_string(&mut out, &self.comment);
        for authority in &self.authorities {
            put_section(&mut out, CERTIFICATES, &authority.write());
        }
        let keys = strings(self.keys.iter().map(Vec::as_slice));
        let sha1 = strings(self.sha1.iter().map(<[u8; 20]>::as_slice));
        let sha256 = strings(self.sha256.iter().map(<[u8; 32]>::as_slice));
        for (kind, content) in [(KEYS, keys), (SHA1, sha1), (SHA256, sha256)] {
            if !content.is_empty() {
                put_section(&mut out, kind, &content);
            }
        }
        out
    }

    /// When it was made; `None` for a time beyond the year 9999.
    #[must_use]
    pub fn generated_at(&self) -> Option<Timestamp> {
        Timestamp::from_second(i64::try_from(self.generated).ok()?).ok()
    }

    /// Whether it revokes a key, whatever that signs.
    #[must_use]
    pub fn revokes_key(&self, blob: &[u8]) -> bool {
        self.keys.contains(blob)
            || self.sha1.contains(&<[u8; 20]>::from(Sha1::digest(blob)))
            || self.sha256.contains(&<[u8; 32]>::from(Sha256::digest(blob)))
    }

    /// Whether it revokes a certificate: its serial or key id, its key, or the key that made it.
    #[must_use]
    pub fn revokes(&self, certificate: &Certificate) -> bool {
        let fields = certificate.fields();
        let issuer = openssh::blob(&fields.zone_key);
        let by_issuer = |authority: &&Authority| authority.key.as_ref().is_none_or(|key| *key == issuer);
        self.revokes_key(&openssh::blob(&fields.key))
            || self.revokes_key(&issuer)
            || self.authorities.iter().filter(by_issuer).any(|authority| {
                authority.holds(fields.serial.get()) || authority.key_ids.contains(fields.name.as_bytes())
            })
    }

    /// What is revoked of one certifying key, to add to it.
    pub fn of(&mut self, key: &[u8]) -> &mut Authority {
        let at = self.authorities.iter().position(|authority| authority.key.as_deref() == Some(key));
        let at = at.unwrap_or_else(|| {
            self.authorities.push(Authority { key: Some(key.to_vec()), ..Authority::default() });
            self.authorities.len() - 1
        });
        &mut self.authorities[at]
    }
}

fn parse(bytes: &[u8]) -> Option<Krl> {
    let mut reader = Reader::new(bytes);
    if reader.u64()? != MAGIC || reader.u32()? != VERSION {
        return None;
    }
    let (number, generated, _flags) = (reader.u64()?, reader.u64()?, reader.u64()?);
    let _reserved = reader.string()?;
    let comment = reader.string().filter(|comment| !comment.contains(&0))?.to_vec();
    let mut krl = Krl { number, generated, comment, ..Krl::default() };
    while !reader.is_at_end() {
        let kind = reader.byte()?;
        let data = reader.string()?;
        let mut part = Reader::new(data);
        match kind {
            CERTIFICATES => krl.authorities.push(Authority::read(data)?),
            KEYS => {
                while !part.is_at_end() {
                    krl.keys.insert(part.string()?.to_vec());
                }
            }
            SHA1 => {
                while !part.is_at_end() {
                    krl.sha1.insert(part.string()?.try_into().ok()?);
                }
            }
            SHA256 => {
                while !part.is_at_end() {
                    krl.sha256.insert(part.string()?.try_into().ok()?);
                }
            }
            _ => return None,
        }
    }
    Some(krl)
}

fn put_section(out: &mut Vec<u8>, kind: u8, content: &[u8]) {
    out.push(kind);
    put_string(out, content);
}

fn strings<'a>(items: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    items.for_each(|item| put_string(&mut out, item));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Krl {
        let mut krl =
            Krl { number: 3, generated: 1_800_000_000, comment: b"a list".to_vec(), ..Krl::default() };
        let authority = krl.of(b"a key");
        for (first, last) in [(9, 9), (3, 5), (1, 1), (4, 6), (10, 10)] {
            authority.revoke(first, last);
        }
        authority.key_ids.insert(b"sud-A05".to_vec());
        authority.bitmaps.push(Bitmap { offset: 100, bits: vec![0x80, 0x01] });
        krl.keys.insert(b"another key".to_vec());
        krl.sha1.insert([1; 20]);
        krl.sha256.insert([2; 32]);
        krl
    }

    #[test]
    fn a_list_comes_back() {
        assert_eq!(Krl::read(&list().write()), Ok(list()));
        let authority = &list().authorities[0];
        assert_eq!(authority.serials, [(1, 1), (3, 6), (9, 10)]);
        let revoked: Vec<u64> = (0..200).filter(|serial| authority.holds(*serial)).collect();
        assert_eq!(revoked, [1, 3, 4, 5, 6, 9, 10, 100, 115]);
    }

    #[test]
    fn what_is_cut_short_or_not_understood_is_no_list() {
        let bytes = list().write();
        let header = 8 + 4 + 3 * 8 + 4 + 4 + 6;
        for end in 0..bytes.len() {
            match Krl::read(&bytes[..end]) {
                Err(KrlFlaw::NotOne) => {}
                // A list may end after any of its sections.
                other => assert!(end >= header && other.is_ok(), "{end}"),
            }
        }
        let with = |kind: u8, content: &[u8]| {
            let mut bytes = bytes.clone();
            put_section(&mut bytes, kind, content);
            Krl::read(&bytes)
        };
        for (kind, content) in
            [(4, &b""[..]), (255, b""), (0, b""), (SHA1, &[0, 0, 0, 1, 7]), (KEYS, &[0, 0, 1, 0, 7])]
        {
            assert_eq!(with(kind, content), Err(KrlFlaw::NotOne), "{kind}");
        }
        let certificates = |kind: u8, content: &[u8]| {
            let mut part = vec![0; 8];
            put_section(&mut part, kind, content);
            with(CERTIFICATES, &part)
        };
        assert!(certificates(SERIAL_LIST, &7u64.to_be_bytes()).is_ok());
        assert!(certificates(SERIAL_LIST, &0u64.to_be_bytes()).is_err());
        assert!(
            certificates(SERIAL_RANGE, &[[0, 0, 0, 0, 0, 0, 0, 2], [0, 0, 0, 0, 0, 0, 0, 1]].concat())
                .is_err()
        );
        assert!(certificates(0x39, b"").is_err());
        let bitmap = |offset: u64, bits: &[u8]| {
            let mut part = offset.to_be_bytes().to_vec();
            put_string(&mut part, bits);
            certificates(SERIAL_BITMAP, &part)
        };
        assert!(bitmap(1, &[0, 0xff]).is_ok() && bitmap(0, &[2]).is_ok());
        assert!(bitmap(0, &[1]).is_err(), "serial 0");
        assert!(bitmap(1, &[0xff]).is_err(), "negative");
        assert!(bitmap(u64::MAX, &[1]).is_err(), "beyond 64 bits");
        assert!(bitmap(1, &[&[0][..], &[1; BITMAP_MAX]].concat()).is_ok());
        assert!(bitmap(1, &[1; BITMAP_MAX + 1]).is_err());
        assert_eq!(Krl::read(&vec![0; MAX_BYTES + 1]), Err(KrlFlaw::TooLarge));
    }

    #[test]
    fn the_largest_list_of_scattered_serials_is_searched_at_once() {
        let mut krl = Krl::default();
        let serials: Vec<u8> =
            (0..130_000u64).flat_map(|n| (130_000 - n).wrapping_mul(3).to_be_bytes()).collect();
        let mut part = vec![0; 8];
        put_section(&mut part, SERIAL_LIST, &serials);
        let mut bytes = krl.write();
        put_section(&mut bytes, CERTIFICATES, &part);
        krl = Krl::read(&bytes).unwrap();
        assert_eq!((1..=390_000).filter(|serial| krl.authorities[0].holds(*serial)).count(), 130_000);
        assert_eq!(krl.write(), Krl::read(&krl.write()).unwrap().write());
    }
}
