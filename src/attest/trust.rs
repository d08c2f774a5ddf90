//! The trust set: an OpenSSH allowed-signers file (ssh-keygen(1), ALLOWED SIGNERS).
//!
//! It is read as `ssh-keygen` reads it, as far as we use it, and stricter in one way: a line that cannot be read is an
//! error wherever it stands, because a trust set that is half understood is none.
//!
//! A zone `sud` is two lines with one key: `sud-* cert-authority,…`, for the stations that it certifies, and `sud …`, for what it
//! signs itself. A certificate counts when its zone's key stands in a line whose names are exactly `sud-*`; `ssh-keygen` would take
//! other patterns. Beside the set may lie what its zones revoked ([`TrustSet::add_revocations`]).

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::VerifyingKey;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::certificate::Certificate;
use super::krl::KrlFlaw;
use super::revocation::{Revocations, Revoked};
use super::sshsig::{Signer, SshSig};
use super::wire::Reader;
use super::{REVOCATIONS_NAMESPACE, name, openssh, words};

/// The largest trust set that is read, in bytes: some 10,000 stations.
pub const MAX_BYTES: usize = 4 << 20;

/// Key types that OpenSSH knows besides Ed25519: such a line is right, but none of its keys signs our attestations.
const OTHER_KEY_TYPES: [&str; 7] = [
    "ssh-rsa",
    "ssh-dss",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];

/// The stations that a reader trusts.
#[derive(Clone, Debug)]
pub struct TrustSet {
    entries: Vec<Entry>,
    words: [String; words::COUNT],
    revocations: BTreeMap<String, Revocations>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Line of the file, from 1.
    pub line: usize,
    /// Who: names, comma-separated, with `*`, `?` and `!`.
    pub principals: String,
    /// What for; any namespace when absent.
    pub namespaces: Option<String>,
    /// From when.
    pub valid_after: Option<Timestamp>,
    /// Until when.
    pub valid_before: Option<Timestamp>,
    /// Whether the key only signs certificates.
    pub role: Role,
    /// The key, where it is of the type that stations use.
    pub key: Option<VerifyingKey>,
}

/// What a key of a trust set is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It signs.
    Signer,
    /// It certifies the keys that sign (`cert-authority`).
    CertificateAuthority,
}

/// What a trust set says of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Trusted, under the principals of these lines.
    Trusted(Vec<&'a Entry>),
    /// Trusted by a certificate of a zone of the set.
    Certified,
    /// Listed, but only from a later moment on.
    NotYetValid(Timestamp),
    /// Listed, but only until an earlier moment.
    Expired(Timestamp),
    /// The certificate is in force only from a later moment on.
    CertificateNotYetValid(Timestamp),
    /// The certificate was in force until an earlier moment.
    CertificateExpired(Timestamp),
    /// Taken back by a zone of the set.
    Revoked(Box<Revoked>),
    /// A zone of the set made the certificate for a station that is not its own: the names of that zone's line.
    OtherZone(&'a str),
    /// Listed, but for other uses than this.
    OtherNamespace,
    /// Not listed.
    Unknown,
}

/// Why a zone's list of revoked certificates is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFlaw {
    /// It cannot be read.
    Unreadable(KrlFlaw),
    /// Its signature is none, or not over this list.
    Signature,
    /// Signed, but not by that zone's key.
    Signer,
    /// Its signature is not there.
    NoSignature,
}

/// A line that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Line of the file, from 1; 0 when the file as a whole is not one.
    pub line: usize,
    /// What is wrong.
    pub flaw: LineFlaw,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFlaw {
    /// The file is too large or not text.
    NotText,
    /// No key behind the name.
    NoKey,
    /// An option that `ssh-keygen` does not know, or twice the same.
    Option,
    /// A time that cannot be read, or an end before its beginning.
    Time,
    /// The key is not one.
    Key,
}

impl TrustSet {
    /// Reads the bytes of a trust set. Times without `Z` are local ones.
    ///
    /// # Errors
    /// The first line that cannot be read.
    pub fn parse(bytes: &[u8], zone: &TimeZone) -> Result<TrustSet, BadLine> {
        let whole = |flaw| BadLine { line: 0, flaw };
        if bytes.len() > MAX_BYTES || bytes.contains(&0) {
            return Err(whole(LineFlaw::NotText));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| whole(LineFlaw::NotText))?;
        let mut entries = Vec::new();
        for (line, content) in (1..).zip(text.split('\n')) {
            let content = content.trim_matches([' ', '\t', '\r']);
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            entries.push(entry(line, content, zone).map_err(|flaw| BadLine { line, flaw })?);
        }
        Ok(TrustSet { entries, words: words::of(bytes), revocations: BTreeMap::new() })
    }

    /// The lines.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The eight words of the file.
    #[must_use]
    pub fn words(&self) -> &[String; words::COUNT] {
        &self.words
    }

    /// Whether these are the words of the file, accents aside.
    #[must_use]
    pub fn words_match(&self, typed: &str) -> bool {
        words::matches(&self.words, typed)
    }

    /// The zones: names of which there is a `cert-authority` line, in their order.
    #[must_use]
    pub fn zones(&self) -> BTreeSet<&str> {
        self.entries.iter().filter(|e| e.role == Role::CertificateAuthority).filter_map(Entry::zone).collect()
    }

    /// Adds what a zone revoked: its list, and the signature over it. The validity of the zone's line does not matter: what
    /// takes trust back is heard in any case. A list that is older than the one at hand changes nothing: it would give trust back.
    ///
    /// # Errors
    /// [`ListFlaw`]; the set is then as before.
    pub fn add_revocations(&mut self, zone: &str, list: &[u8], signature: &[u8]) -> Result<(), ListFlaw> {
        let revocations = Revocations::read(list).map_err(ListFlaw::Unreadable)?;
        let signature = SshSig::read(signature).map_err(|_| ListFlaw::Signature)?;
        let key = signature.key_that_signed(list).ok_or(ListFlaw::Signature)?;
        if !self.is_zones_own(zone, &signature, &key, REVOCATIONS_NAMESPACE) {
            return Err(ListFlaw::Signer);
        }
        if self.revocations(zone).is_none_or(|at_hand| at_hand.number() < revocations.number()) {
            self.revocations.insert(zone.to_owned(), revocations);
        }
        Ok(())
    }

    /// What a zone revoked, where its list is at hand.
    #[must_use]
    pub fn revocations(&self, zone: &str) -> Option<&Revocations> {
        self.revocations.get(zone)
    }

    /// The zone whose own line trusts the key that signed a message for a namespace, at a moment: for trust sets and lots,
    /// which zones sign without a certificate. `None` also when the signature is not over this message.
    #[must_use]
    pub fn zone_that_signed(
        &self,
        signature: &SshSig,
        namespace: &str,
        message: &[u8],
        at: Timestamp,
    ) -> Option<(&str, VerifyingKey)> {
        let key = signature.key_that_signed(message)?;
        let zone = self.zones().into_iter().find(|z| self.is_zones_own(z, signature, &key, namespace))?;
        // No list of any zone counts here: whoever stole one zone's key could silence the others with it.
        let own = |e: &&Entry| e.role == Role::Signer && e.principals == zone && e.key == Some(key);
        let lines: Vec<&Entry> = self.entries.iter().filter(own).collect();
        matches!(of_lines(&lines, namespace, at), Standing::Trusted(_)).then_some((zone, key))
    }

    /// Whether a plain key that signed for a namespace stands in that zone's own line.
    fn is_zones_own(&self, zone: &str, signature: &SshSig, key: &VerifyingKey, namespace: &str) -> bool {
        matches!(signature.signer, Signer::Ed25519(_))
            && signature.namespace == namespace
            && self.entries.iter().any(|e| {
                e.role == Role::Signer
                    && e.principals == zone
                    && e.is_for(namespace)
                    && e.key.as_ref() == Some(key)
            })
    }

    /// What the set says of a key that signed something for a namespace, at a moment.
    #[must_use]
    pub fn standing(&self, key: &VerifyingKey, namespace: &str, at: Timestamp) -> Standing<'_> {
        let listed: Vec<&Entry> =
            self.entries.iter().filter(|e| e.role == Role::Signer && e.key.as_ref() == Some(key)).collect();
        if let Some(revoked) = self.revocations.values().find_map(|list| list.of_key(key))
            && !listed.is_empty()
        {
            return Standing::Revoked(Box::new(revoked));
        }
        of_lines(&listed, namespace, at)
    }

    /// What the set says of a certificate whose key signed something for a namespace, at a moment. The list of the zone that
    /// made it counts, and no other zone's.
    #[must_use]
    pub fn standing_of_certificate(
        &self,
        certificate: &Certificate,
        namespace: &str,
        at: Timestamp,
    ) -> Standing<'_> {
        let fields = certificate.fields();
        let by_key =
            |e: &&Entry| e.role == Role::CertificateAuthority && e.key.as_ref() == Some(&fields.zone_key);
        let listed: Vec<&Entry> = self.entries.iter().filter(by_key).collect();
        let Some(first) = listed.first() else {
            return Standing::Unknown;
        };
        let own: Vec<&Entry> =
            listed.iter().copied().filter(|e| e.zone() == Some(certificate.zone())).collect();
        if own.is_empty() {
            return Standing::OtherZone(first.zone().unwrap_or(&first.principals));
        }
        let revocations = self.revocations(certificate.zone());
        if let Some(revoked) = revocations.and_then(|list| list.of(certificate)) {
            return Standing::Revoked(Box::new(revoked));
        }
        match of_lines(&own, namespace, at) {
            Standing::Trusted(_) if at < fields.valid_after => {
                Standing::CertificateNotYetValid(fields.valid_after)
            }
            // OpenSSH's certificates end right before their end, its lines right after.
            Standing::Trusted(_) if at >= fields.valid_before => {
                Standing::CertificateExpired(fields.valid_before)
            }
            Standing::Trusted(_) => Standing::Certified,
            other => other,
        }
    }
}

/// What lines that hold the key say of a namespace and a moment.
fn of_lines<'a>(listed: &[&'a Entry], namespace: &str, at: Timestamp) -> Standing<'a> {
    let for_this = || listed.iter().copied().filter(|e| e.is_for(namespace));
    let too_early = |e: &&Entry| e.valid_after.is_some_and(|after| at < after);
    let too_late = |e: &&Entry| e.valid_before.is_some_and(|before| at > before);
    let trusted: Vec<&Entry> = for_this().filter(|e| !too_early(e) && !too_late(e)).collect();
    if !trusted.is_empty() {
        return Standing::Trusted(trusted);
    }
    if let Some(before) = for_this().filter(too_late).filter_map(|e| e.valid_before).max() {
        return Standing::Expired(before);
    }
    if let Some(after) = for_this().filter_map(|e| e.valid_after).min() {
        return Standing::NotYetValid(after);
    }
    if listed.is_empty() { Standing::Unknown } else { Standing::OtherNamespace }
}

impl Entry {
    /// The zone that a `cert-authority` line is about, where its names are `zone-*` and nothing else.
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        let zone = self.principals.strip_suffix("-*")?;
        (self.role == Role::CertificateAuthority && name::is_zone(zone)).then_some(zone)
    }

    /// Whether this line is for that namespace.
    #[must_use]
    pub fn is_for(&self, namespace: &str) -> bool {
        self.namespaces.as_deref().is_none_or(|list| list_matches(list, namespace))
    }

    /// Whether this line is about that name.
    #[must_use]
    pub fn is_about(&self, principal: &str) -> bool {
        list_matches(&self.principals, principal)
    }
}

fn entry(line: usize, content: &str, zone: &TimeZone) -> Result<Entry, LineFlaw> {
    let (principals, rest) = principals(content).ok_or(LineFlaw::NoKey)?;
    let mut entry = Entry {
        line,
        principals: principals.to_owned(),
        namespaces: None,
        valid_after: None,
        valid_before: None,
        role: Role::Signer,
        key: None,
    };
    let first = rest.split([' ', '\t']).next().unwrap_or_default();
    let key = if is_key_type(first) { rest } else { options(rest, &mut entry, zone)? };
    entry.key = key_of(key)?;
    Ok(entry)
}

/// The names, and what follows them. They may stand in quotation marks.
fn principals(content: &str) -> Option<(&str, &str)> {
    let (names, rest) = match content.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => content.split_once([' ', '\t'])?,
    };
    (!names.is_empty() && !names.contains('"')).then_some((names, rest.trim_start_matches([' ', '\t'])))
}

fn is_key_type(word: &str) -> bool {
    word == openssh::ED25519 || OTHER_KEY_TYPES.contains(&word)
}

/// Reads the options and gives what follows them.
fn options<'a>(text: &'a str, entry: &mut Entry, zone: &TimeZone) -> Result<&'a str, LineFlaw> {
    let mut rest = text;
    loop {
        let end = rest.find(['=', ',', ' ', '\t']).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        if name == "cert-authority" {
            entry.role = Role::CertificateAuthority;
        } else {
            let (value, after) = rest.strip_prefix('=').and_then(quoted).ok_or(LineFlaw::Option)?;
            rest = after;
            match name.as_str() {
                "namespaces" => set(&mut entry.namespaces, value)?,
                "valid-after" => set(&mut entry.valid_after, time(&value, zone)?)?,
                "valid-before" => set(&mut entry.valid_before, time(&value, zone)?)?,
                _ => return Err(LineFlaw::Option),
            }
        }
        match rest.strip_prefix(',') {
            Some(after) => rest = after,
            None if rest.starts_with([' ', '\t']) => break,
            None => return Err(LineFlaw::Option),
        }
    }
    if let (Some(after), Some(before)) = (entry.valid_after, entry.valid_before)
        && before <= after
    {
        return Err(LineFlaw::Time);
    }
    Ok(rest.trim_start_matches([' ', '\t']))
}

fn set<T>(place: &mut Option<T>, value: T) -> Result<(), LineFlaw> {
    if place.replace(value).is_some() { Err(LineFlaw::Option) } else { Ok(()) }
}

/// A value in quotation marks, in which `\"` stands for one, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.strip_prefix('"')?.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &text[at + 2..])),
            '\\' if chars.next_if(|(_, next)| *next == '"').is_some() => value.push('"'),
            _ => value.push(c),
        }
    }
    None
}

/// `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, then `Z` for UTC.
fn time(text: &str, zone: &TimeZone) -> Result<Timestamp, LineFlaw> {
    let (digits, zone) = match text.strip_suffix(['Z', 'z']) {
        Some(digits) => (digits, TimeZone::UTC),
        None => (text, zone.clone()),
    };
    if !matches!(digits.len(), 8 | 12 | 14) || digits.bytes().any(|b| !b.is_ascii_digit()) {
        return Err(LineFlaw::Time);
    }
    let part = |from: usize, to: usize| digits.get(from..to).map_or(Ok(0), str::parse::<i8>);
    let at = || -> Option<Timestamp> {
        let year = digits[..4].parse().ok()?;
        let [month, day, hour, minute, second] =
            [part(4, 6), part(6, 8), part(8, 10), part(10, 12), part(12, 14)];
        let civil =
            DateTime::new(year, month.ok()?, day.ok()?, hour.ok()?, minute.ok()?, second.ok()?, 0).ok()?;
        let at = zone.to_timestamp(civil).ok()?;
        // `ssh-keygen` takes nothing at or before 1970 for a time.
        (at > Timestamp::UNIX_EPOCH).then_some(at)
    };
    at().ok_or(LineFlaw::Time)
}

/// The key at the beginning of a text: type, base64, and a comment that does not matter.
fn key_of(text: &str) -> Result<Option<VerifyingKey>, LineFlaw> {
    let mut parts = text.split([' ', '\t']).filter(|part| !part.is_empty());
    let (Some(kind), Some(base64)) = (parts.next(), parts.next()) else {
        return Err(LineFlaw::NoKey);
    };
    let blob = STANDARD.decode(base64).map_err(|_| LineFlaw::Key)?;
    if !is_key_type(kind) || Reader::new(&blob).name() != Some(kind) {
        return Err(LineFlaw::Key);
    }
    if kind == openssh::ED25519 { openssh::ed25519(&blob).map(Some).ok_or(LineFlaw::Key) } else { Ok(None) }
}

/// A comma-separated list of patterns, as OpenSSH matches it: one pattern that matches is enough, one with `!` that
/// matches is too much.
fn list_matches(list: &str, name: &str) -> bool {
    let mut found = false;
    for pattern in list.split(',') {
        match pattern.strip_prefix('!') {
            Some(pattern) if pattern_matches(pattern.as_bytes(), name.as_bytes()) => return false,
            Some(_) => {}
            None => found |= pattern_matches(pattern.as_bytes(), name.as_bytes()),
        }
    }
    found
}

/// `*` for any run of bytes, `?` for one. Linear in the product of both lengths, whatever the pattern.
fn pattern_matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(b) if *b == b'?' || *b == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    n = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|b| *b == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::SigningKey;

    fn key(n: u8) -> VerifyingKey {
        SigningKey::from_bytes(&[n; 32]).verifying_key()
    }

    fn parse(text: &str) -> Result<TrustSet, BadLine> {
        TrustSet::parse(text.as_bytes(), &TimeZone::UTC)
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn lines_as_ssh_keygen_reads_them() {
        let k = openssh::line(&key(1));
        let text = format!(
            "# stations\n\n \t\r\nA05 namespaces=\"gomme-attestation\" {k}\r\n  b,c* {k} a comment here\n\"d e\" \
             valid-after=\"20270101\",valid-before=\"202712312359Z\" {k}\nzone cert-authority,namespaces=\"a,b\" {k}"
        );
        let set = parse(&text).unwrap();
        let [a, b, d, zone] = set.entries() else { panic!("{set:?}") };
        assert_eq!((a.line, a.principals.as_str()), (4, "A05"));
        assert_eq!(a.namespaces.as_deref(), Some("gomme-attestation"));
        assert!(b.is_about("b") && b.is_about("cd") && !b.is_about("d"));
        assert_eq!(d.principals, "d e");
        assert_eq!(d.valid_after, Some(at("2027-01-01T00:00:00Z")));
        assert_eq!(d.valid_before, Some(at("2027-12-31T23:59:00Z")));
        assert_eq!(zone.role, Role::CertificateAuthority);
        assert_eq!(zone.key, Some(key(1)));
    }

    #[test]
    fn a_bad_line_is_an_error_with_its_number() {
        let k = openssh::line(&key(1));
        let good = format!("A {k}\n");
        for (line, flaw) in [
            ("A".to_owned(), LineFlaw::NoKey),
            ("A ssh-ed25519".to_owned(), LineFlaw::NoKey),
            ("A ssh-ed25519 AAAA".to_owned(), LineFlaw::Key),
            (format!("A {k}x"), LineFlaw::Key),
            (format!("A ssh-rsa {}", k.split_once(' ').unwrap().1), LineFlaw::Key),
            (format!("A no-touch-required {k}"), LineFlaw::Option),
            (format!("A namespaces=a {k}"), LineFlaw::Option),
            (format!("A namespaces=\"a {k}"), LineFlaw::Option),
            (format!("A namespaces=\"a\",namespaces=\"b\" {k}"), LineFlaw::Option),
            (format!("A namespaces=\"a\", {k}"), LineFlaw::Option),
            (format!("A valid-after=\"2027\" {k}"), LineFlaw::Time),
            (format!("A valid-after=\"20271301\" {k}"), LineFlaw::Time),
            (format!("A valid-after=\"20270102\",valid-before=\"20270101\" {k}"), LineFlaw::Time),
            (format!("\"A {k}"), LineFlaw::NoKey),
        ] {
            assert_eq!(parse(&format!("{good}{line}\n")).unwrap_err(), BadLine { line: 2, flaw }, "{line}");
        }
        assert_eq!(TrustSet::parse(b"\xff", &TimeZone::UTC).unwrap_err().flaw, LineFlaw::NotText);
    }

    #[test]
    fn standing_follows_key_namespace_and_time() {
        let (k1, k2, k3, k4) =
            (openssh::line(&key(1)), openssh::line(&key(2)), openssh::line(&key(3)), openssh::line(&key(4)));
        let set = parse(&format!(
            "A valid-after=\"20270101Z\",valid-before=\"20271231Z\" {k1}\nB namespaces=\"file\" {k2}\n\
             C cert-authority {k3}\nD namespaces=\"gomme-*,!gomme-attestation\" {k4}\n"
        ))
        .unwrap();
        let now = at("2027-06-01T00:00:00Z");
        let standing = |n, at| set.standing(&key(n), "gomme-attestation", at);
        assert!(matches!(standing(1, now), Standing::Trusted(lines) if lines[0].principals == "A"));
        assert_eq!(
            standing(1, at("2026-12-31T23:59:59Z")),
            Standing::NotYetValid(at("2027-01-01T00:00:00Z"))
        );
        assert!(matches!(standing(1, at("2027-12-31T00:00:00Z")), Standing::Trusted(_)));
        assert_eq!(standing(1, at("2027-12-31T00:00:01Z")), Standing::Expired(at("2027-12-31T00:00:00Z")));
        assert_eq!(standing(2, now), Standing::OtherNamespace);
        assert_eq!(standing(3, now), Standing::Unknown);
        assert_eq!(standing(4, now), Standing::OtherNamespace);
        assert_eq!(standing(5, now), Standing::Unknown);
    }

    #[test]
    fn patterns_match_without_blowing_up() {
        assert!(list_matches("*", "x") && list_matches("a?c", "abc") && list_matches("x,y*", "yz"));
        assert!(!list_matches("a?c", "ac") && !list_matches("!a,*", "a") && !list_matches("!b", "a"));
        let evil = "*a".repeat(200) + "b";
        assert!(!list_matches(&evil, &"a".repeat(2_000)));
    }
}
