//! The part of `gomme keys` that is about zones: certificates, revocations, trust sets, paper.

use std::io::{BufRead, stdin};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use zeroize::Zeroizing;

use super::keys::print;
use super::trust::{self, Loaded};
use super::{Done, Failure, passphrase};
use crate::attest::TRUST_NAMESPACE;
use crate::attest::certificate::Certificate;
use crate::attest::durable::{self, Readers};
use crate::attest::paper::{self, PaperFlaw};
use crate::attest::revocation::{Reason, Revocations};
use crate::attest::say::shown;
use crate::attest::station::{self, GivenTrust, StationError};
use crate::attest::succession::{Succession, Why};
use crate::attest::trust_folder::{TRUST_FILE, add_lists, list_file, trust_signature_file};
use crate::attest::zone::{PublicZone, Published, Zone, ZoneError, read_certificate, trust_set, words_of};
use crate::cli::{KeysCommand, ReasonArg};
use crate::text::zone::{EN, FR, day};
use crate::text::{Lang, Say, keys};
use crate::units::now;

/// What keeps these commands from their work, beside what [`ZoneError`] says.
#[derive(Debug)]
enum CeremonyError {
    BadDay(String),
    SetExists(PathBuf),
    SetEmpty,
    RevokeWhat,
}

crate::error_that_says!(CeremonyError);

impl Say for CeremonyError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            CeremonyError::BadDay(typed) => (t.bad_day)(&shown(Path::new(typed))),
            CeremonyError::SetExists(path) => (t.set_exists)(&shown(path)),
            CeremonyError::SetEmpty => t.set_empty.to_owned(),
            CeremonyError::RevokeWhat => t.revoke_what.to_owned(),
        }
    }
}

/// Runs one of the commands about zones.
pub fn run(lang: Lang, command: &KeysCommand) -> Result<Done, Failure> {
    let t = lang.pick(&EN, &FR);
    let open =
        |dir: &Path, file: &Option<PathBuf>| Zone::open(dir, || passphrase::existing(lang, file.as_deref()));
    match command {
        KeysCommand::NewZone { dir, name, no_passphrase, passphrase_file } => {
            let phrase = match no_passphrase {
                true => None,
                false => Some(passphrase::new(lang, passphrase_file.as_deref())?),
            };
            let zone = Zone::create(dir, name, None, phrase.as_ref())?;
            let mut lines = vec![(t.made)(name, &shown(dir))];
            lines.extend(phrase.is_none().then(|| t.made_plain.to_owned()));
            lines.extend(card(lang, zone.public()));
            lines.push((t.made_next)(&shown(dir)));
            print(&lines)?;
        }
        KeysCommand::Certify { dir, request, out, days, passphrase_file } => {
            let request = station::Public::request(request)?;
            let zone = open(dir, passphrase_file)?;
            let certificate = zone.certify(request.name(), request.key(), now(), *days)?;
            hand_over(lang, &certificate, out)?;
        }
        KeysCommand::Renew { dir, station, out, days, passphrase_file } => {
            let certificate = open(dir, passphrase_file)?.renew(station, now(), *days)?;
            hand_over(lang, &certificate, out)?;
        }
        KeysCommand::Install { dir, certificate, trust } => {
            install(lang, dir, certificate, trust.as_deref())?;
        }
        KeysCommand::Revoke { dir, station, serial, certificate, reason, since, out, passphrase_file } => {
            let since = since.as_deref().map(first_day).transpose()?;
            let zone = open(dir, passphrase_file)?;
            let reason = Reason::from(*reason);
            let (said, published) = match (station, serial, certificate) {
                (Some(name), ..) => {
                    let (certificates, published) = zone.revoke_station(name, reason, since, now())?;
                    let said = match certificates {
                        0 => (t.revoked_name)(name),
                        n => (t.revoked_station)(name, n),
                    };
                    (said, published)
                }
                (_, Some(serial), _) => {
                    (t.revoked_certificate.to_owned(), zone.revoke_serial(*serial, reason, since, now())?)
                }
                (_, _, Some(path)) => {
                    let certificate = read_certificate(path)?;
                    let published = zone.revoke_certificate(&certificate, reason, since, now())?;
                    (t.revoked_certificate.to_owned(), published)
                }
                (None, None, None) => return Err(CeremonyError::RevokeWhat.into()),
            };
            let path = publish(zone.public(), dir, out.as_deref(), &published)?;
            print(&[said, (t.list_published)(&shown(&path))])?;
        }
        KeysCommand::Revocations { dir, out, passphrase_file } => {
            let zone = open(dir, passphrase_file)?;
            let published = zone.publish(now())?;
            let path = publish(zone.public(), dir, out.as_deref(), &published)?;
            print(&[(t.list_published)(&shown(&path))])?;
        }
        KeysCommand::TrustSet { zones, stations, out } => make_set(lang, zones, stations, out)?,
        KeysCommand::SignTrust { dir, trust, passphrase_file } => {
            let new = trust::load(trust)?;
            let zone = open(dir, passphrase_file)?;
            let signature = zone.sign(TRUST_NAMESPACE, &new.bytes);
            let folder = new.file.parent().unwrap_or(Path::new("."));
            let path = folder.join(trust_signature_file(zone.public().name()));
            write(&path, signature.as_bytes())?;
            print(&[
                (t.set_signed)(zone.public().name(), &shown(&path)),
                (t.words)(&new.set.words().join(" ")),
            ])?;
        }
        KeysCommand::Follow { held, new } => return follow(lang, held, new),
        KeysCommand::Paper { dir, passphrase_file } => {
            let zone = open(dir, passphrase_file)?;
            let mut lines = vec![(t.paper_head)(zone.public().name(), &zone.public().fingerprint())];
            lines.extend((1..).zip(&zone.paper()).map(|(n, word)| format!("{n:2}. {}", word.as_str())));
            print(&lines)?;
        }
        KeysCommand::Restore { dir, name, lists, no_passphrase, passphrase_file } => {
            let seed = typed_words(lang)?;
            let phrase = match no_passphrase {
                true => None,
                false => Some(passphrase::new(lang, passphrase_file.as_deref())?),
            };
            let zone = Zone::create(dir, name, Some(&seed), phrase.as_ref())?;
            let mut lines = vec![(t.restored)(name, &zone.public().fingerprint())];
            match lists {
                Some(folder) => zone.adopt_list(folder)?,
                None => lines.push(t.restored_no_list.to_owned()),
            }
            print(&lines)?;
        }
        // The others are a station's, and were carried out already.
        _ => {}
    }
    Ok(Done::Yes)
}

/// The zone in a folder, if there is one.
pub fn public_at(dir: &Path) -> Result<Option<PublicZone>, ZoneError> {
    match PublicZone::open(dir) {
        Ok(public) => Ok(Some(public)),
        Err(ZoneError::NotAZone(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Name and fingerprint of a zone.
pub fn card(lang: Lang, zone: &PublicZone) -> Vec<String> {
    let colon = if lang == Lang::Fr { "\u{202f}: " } else { ": " };
    let (t, k) = (lang.pick(&EN, &FR), lang.pick(&keys::EN, &keys::FR));
    vec![
        format!("{}{colon}{}", t.zone, zone.name()),
        format!("{}{colon}{}", k.fingerprint, zone.fingerprint()),
    ]
}

impl From<ReasonArg> for Reason {
    fn from(arg: ReasonArg) -> Reason {
        match arg {
            ReasonArg::Lost => Reason::Lost,
            ReasonArg::Stolen => Reason::Stolen,
            ReasonArg::Retired => Reason::Retired,
            ReasonArg::Other => Reason::Other,
        }
    }
}

/// The beginning of a day, in UTC.
fn first_day(typed: &str) -> Result<Timestamp, CeremonyError> {
    let bad = || CeremonyError::BadDay(typed.to_owned());
    let date: Date = typed.parse().map_err(|_| bad())?;
    date.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()).map_err(|_| bad())
}

fn write(path: &Path, content: &[u8]) -> Result<(), StationError> {
    durable::replace(path, content, Readers::All).map_err(|error| StationError::Io(path.to_owned(), error))
}

fn hand_over(lang: Lang, certificate: &Certificate, out: &Path) -> Result<(), Failure> {
    write(out, certificate.to_text().as_bytes())?;
    let fields = certificate.fields();
    let until = day(lang, fields.valid_before);
    let said = (lang.pick(&EN, &FR).certificate_made)(&fields.name, fields.serial.get(), &until, &shown(out));
    print(&[said])?;
    Ok(())
}

fn install(lang: Lang, dir: &Path, certificate: &Path, trust: Option<&Path>) -> Result<(), Failure> {
    let certificate = read_certificate(certificate)?;
    let loaded = trust.map(trust::load).transpose()?;
    let signatures = loaded.as_ref().map(Loaded::signatures).transpose()?.unwrap_or_default();
    let given = loaded.as_ref().map(|l| GivenTrust { set: &l.set, bytes: &l.bytes, signatures: &signatures });
    let public = station::install(dir, &certificate, given, now())?;
    let until = day(lang, certificate.fields().valid_before);
    let mut lines = vec![(lang.pick(&EN, &FR).installed)(public.name(), &until)];
    lines.extend(public.notice(now()).map(|notice| notice.say(lang)));
    print(&lines)?;
    Ok(())
}

/// Writes a list to a trust folder as well, and gives the place to hand it on from.
fn publish(
    zone: &PublicZone,
    own: &Path,
    out: Option<&Path>,
    published: &Published,
) -> Result<PathBuf, StationError> {
    let file = list_file(zone.name());
    let Some(folder) = out else { return Ok(own.join(file)) };
    write(&folder.join(&file), &published.list)?;
    write(&folder.join(format!("{file}.sig")), published.signature.as_bytes())?;
    Ok(folder.join(file))
}

fn make_set(lang: Lang, zones: &[PathBuf], stations: &[PathBuf], out: &Path) -> Result<(), Failure> {
    let t = lang.pick(&EN, &FR);
    let zones = zones.iter().map(|path| PublicZone::read(path)).collect::<Result<Vec<_>, _>>()?;
    let stations =
        stations.iter().map(|path| station::Public::request(path)).collect::<Result<Vec<_>, _>>()?;
    if zones.is_empty() && stations.is_empty() {
        return Err(CeremonyError::SetEmpty.into());
    }
    let text = trust_set(&zones, &stations)?;
    let path = out.join(TRUST_FILE);
    if path.exists() {
        return Err(CeremonyError::SetExists(path).into());
    }
    std::fs::create_dir_all(out).map_err(|error| StationError::Io(out.to_owned(), error))?;
    write(&path, text.as_bytes())?;
    let mut lines =
        vec![(t.set_made)(&shown(&path), zones.len(), stations.len()), (t.words)(&words_of(&text))];
    lines.extend(matches!(zones.len(), 1 | 2).then(|| t.set_few_zones.to_owned()));
    print(&lines)?;
    Ok(())
}

/// Takes a newer set, where two zones of the held one signed it, and newer lists in any case.
fn follow(lang: Lang, held: &Path, new: &Path) -> Result<Done, Failure> {
    let t = lang.pick(&EN, &FR);
    let (old, new) = (trust::load(held)?, trust::load(new)?);
    let mut lines = Vec::new();
    if old.bytes == new.bytes {
        lines.push(t.same_set.to_owned());
    } else {
        let signatures = new.signatures()?;
        let named = signatures.iter().map(|(name, text)| (name.as_str(), text.as_slice()));
        let succession = Succession::of(&old.set, &new.bytes, named, now());
        let zones: Vec<&str> = succession.zones().collect();
        if !succession.is_enough() {
            let signed = zones.first().map_or_else(|| t.signed_none.to_owned(), |zone| (t.signed_one)(zone));
            lines.push((t.not_followed)(&signed));
            lines.extend(succession.refused.iter().map(|(file, why)| match why {
                Why::Malformed => (t.why_malformed)(file),
                Why::OtherBytes => (t.why_other_bytes)(file),
                Why::NoZone => (t.why_no_zone)(file),
                Why::Twice => (t.why_twice)(file),
            }));
            print(&lines)?;
            return Ok(Done::No);
        }
        if let Some(folder) = &old.folder {
            // Before the set: with it, others can follow from here. Those over the set before are of no more use.
            let outdated = old.signatures()?.into_iter().map(|(name, _)| folder.join(name));
            for path in outdated {
                std::fs::remove_file(&path).map_err(|error| StationError::Io(path, error))?;
            }
            for (name, text) in &signatures {
                write(&folder.join(name), text)?;
            }
        }
        write(&old.file, &new.bytes)?;
        lines.push((t.followed)(&zones.join(", ")));
        lines.push((t.words)(&new.set.words().join(" ")));
    }
    if let (Some(from), Some(to)) = (&new.folder, &old.folder) {
        lines.extend(take_lists(lang, &new, from, to)?);
    }
    print(&lines)?;
    Ok(Done::Yes)
}

/// Copies the lists that are later than those in place. `load` has checked their signatures.
fn take_lists(lang: Lang, new: &Loaded, from: &Path, to: &Path) -> Result<Vec<String>, Failure> {
    let t = lang.pick(&EN, &FR);
    let mut lines = Vec::new();
    for zone in new.set.zones() {
        let there = trust::list_files(to, zone)?;
        let usable = add_lists(&mut new.set.clone(), &there).is_ok();
        let in_place =
            there.get(&list_file(zone)).filter(|_| usable).and_then(|list| Revocations::read(list).ok());
        if in_place.is_none() {
            // The zone has a new key: what it revoked with the old one is trusted by nobody any more.
            for path in there.keys().map(|file| to.join(file)) {
                std::fs::remove_file(&path).map_err(|error| StationError::Io(path, error))?;
            }
        }
        let Some(given) = new.set.revocations(zone) else { continue };
        if in_place.is_some_and(|list| list.number() >= given.number()) {
            lines.push((t.list_older)(zone));
            continue;
        }
        for (file, bytes) in trust::list_files(from, zone)? {
            write(&to.join(file), &bytes)?;
        }
        let made = given.generated_at().map_or_else(String::new, |at| day(lang, at));
        lines.push((t.list_taken)(zone, &made));
    }
    Ok(lines)
}

/// Reads 24 words from standard input: as many lines as they take.
fn typed_words(lang: Lang) -> Result<Zeroizing<[u8; 32]>, PaperFlaw> {
    eprintln!("{}", lang.pick(&EN, &FR).paper_ask);
    let mut typed = Zeroizing::new(String::new());
    for line in stdin().lock().lines() {
        let Ok(line) = line.map(Zeroizing::new) else { break };
        typed.push_str(&line);
        typed.push(' ');
        let words = typed.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
        if words >= paper::COUNT || typed.len() > 4096 {
            break;
        }
    }
    paper::seed_from(&typed)
}
