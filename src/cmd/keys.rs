//! `gomme keys`

use std::io::{Write, stdout};
use std::path::Path;

use super::out::OutputError;
use super::{Done, Failure, passphrase, trust, zone};
use crate::attest::ledger::{LedgerError, Tail};
use crate::attest::say::shown;
use crate::attest::station::{Public, Station, StationError, check_ledger};
use crate::cli::KeysCommand;
use crate::text::{self, Lang, Say, keys};
use crate::units;

/// Runs it.
pub fn run(lang: Lang, command: &KeysCommand) -> Result<Done, Failure> {
    match command {
        KeysCommand::NewStation { dir, name, no_passphrase, passphrase_file } => {
            let passphrase = match no_passphrase {
                true => None,
                false => Some(passphrase::new(lang, passphrase_file.as_deref())?),
            };
            let station = Station::create(dir, name, passphrase.as_ref())?;
            let t = lang.pick(&keys::EN, &keys::FR);
            let mut lines = vec![(t.made)(name, &shown(dir))];
            lines.extend(passphrase.is_none().then(|| t.made_plain.to_owned()));
            lines.extend(card(lang, station.public()));
            lines.push((t.made_next)(&shown(dir)));
            print(&lines)?;
        }
        KeysCommand::Show { dir } => match zone::public_at(dir)? {
            Some(public) => print(&zone::card(lang, &public))?,
            None => print(&card(lang, &Public::open(dir)?))?,
        },
        KeysCommand::Trust { dir } => {
            let lines = match zone::public_at(dir)? {
                Some(public) => public.trust_lines(),
                None => Public::open(dir)?.trust_line(),
            };
            print(&[lines.trim_end().to_owned()])?;
        }
        KeysCommand::Words { trust } => print(&[trust::read(trust)?.words().join(" ")])?,
        KeysCommand::Ledger { dir } => return ledger(lang, dir),
        command => return zone::run(lang, command),
    }
    Ok(Done::Yes)
}

/// Name, fingerprint, words.
fn card(lang: Lang, public: &Public) -> Vec<String> {
    let t = lang.pick(&keys::EN, &keys::FR);
    let line = |label: &str, value: &str| match lang {
        Lang::En => format!("{label}: {value}"),
        Lang::Fr => format!("{label}\u{202f}: {value}"),
    };
    let mut lines = vec![line(t.name, public.name()), line(t.fingerprint, &public.fingerprint())];
    if let Some(certificate) = public.certificate() {
        // Its trust set is the zones' and has its own words: `gomme keys words`.
        let z = lang.pick(&text::zone::EN, &text::zone::FR);
        let until = text::zone::day(lang, certificate.fields().valid_before);
        lines.push(line(z.label_certificate, &(z.until)(certificate.zone(), &until)));
        lines.extend(public.notice(units::now()).map(|notice| notice.say(lang)));
    } else {
        lines.push(line(t.words, &public.words().join(" ")));
        lines.push(t.words_of_station.to_owned());
    }
    lines
}

fn ledger(lang: Lang, dir: &Path) -> Result<Done, Failure> {
    let t = lang.pick(&keys::EN, &keys::FR);
    let chain = match check_ledger(dir) {
        Ok(chain) => chain,
        Err(broken @ StationError::Ledger(_, LedgerError::Broken(_))) => {
            print(&[broken.say(lang)])?;
            return Ok(Done::No);
        }
        Err(error) => return Err(error.into()),
    };
    let mut lines = vec![match chain.last_time() {
        Some(last) => (t.ledger_whole)(chain.entries().len(), &last.to_string()),
        None => t.ledger_empty.to_owned(),
    }];
    if let Tail::Torn(_) = chain.tail() {
        lines.push(t.ledger_torn.to_owned());
    }
    let open: Vec<&str> = chain.open_jobs().collect();
    lines.push((t.ledger_open)(open.len()));
    lines.extend(open.iter().map(|number| format!("- {number}")));
    print(&lines)?;
    Ok(Done::Yes)
}

pub(super) fn print(lines: &[String]) -> Result<(), OutputError> {
    let mut out = stdout().lock();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}
