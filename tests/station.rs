//! A station from its making to its last line: what it signs, keeps, refuses and mends.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod samples;

use std::fs;
use std::path::Path;
use std::process::Command;

use gomme::attest::key::{KeyFlaw, Passphrase};
use gomme::attest::ledger::{self, Breach, LedgerError, Tail};
use gomme::attest::station::{JobError, PassphraseError, Public, Settled, Station, StationError};
use gomme::attest::trust::TrustSet;
use gomme::attest::verify::{Finding, verify};
use gomme::attest::{Signed, name, station};
use gomme::event::Medium;
use gomme::record::{Document, Verdict};
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn phrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned()).unwrap()
}

fn nobody_asked() -> Result<Passphrase, PassphraseError> {
    panic!("the key is not encrypted: nobody has to be asked")
}

fn now() -> Timestamp {
    samples::at("2027-03-18T13:52:00Z")
}

fn plain(dir: &Path) -> Station {
    Station::create(&dir.join("s"), "A05", None).unwrap()
}

fn open_job(station: &Station) -> String {
    station.open_job(now(), &samples::drive(Medium::Flash), |_| Ok::<(), ()>(())).unwrap()
}

fn close(station: &Station, number: &str) -> Signed {
    station
        .close_job::<(), _>(
            now(),
            number,
            |place, who| samples::record(number, samples::reserved_facts(), who, place),
            |_| Ok(()),
        )
        .unwrap()
}

fn ledger_bytes(dir: &Path) -> Vec<u8> {
    fs::read(dir.join("s").join(ledger::FILE)).unwrap()
}

fn put_ledger(dir: &Path, bytes: &[u8]) {
    fs::write(dir.join("s").join(ledger::FILE), bytes).unwrap();
}

#[test]
fn a_job_takes_two_lines_and_its_attestation_holds_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let station = plain(dir.path());
    let first = open_job(&station);
    let second = open_job(&station);
    assert_eq!((first.as_str(), second.as_str()), ("A05-2027-000001", "A05-2027-000002"));
    let signed = close(&station, &second);
    let trust = TrustSet::parse(station.public().trust_line().as_bytes(), &TimeZone::UTC).unwrap();
    let found = verify(&signed.attestation, signed.signature.as_bytes(), Some(&trust), now());
    let Finding::Authentic(Document::Erasure(record)) = found.finding else { panic!("{found:?}") };
    assert_eq!((record.number.as_str(), record.ledger.sequence), ("A05-2027-000002", 3));
    assert_eq!(record.result, Verdict::ErasedWithReservations);
    let chain = station.ledger().unwrap();
    assert_eq!(chain.open_jobs().collect::<Vec<_>>(), ["A05-2027-000001"]);
    assert_eq!(chain.job(&second), Some(Some(signed.digest().as_str())));
    assert_eq!(station.last_time().unwrap(), Some(now()));
    let opened = Station::open(&dir.path().join("s"), nobody_asked).unwrap();
    assert_eq!(opened.public(), station.public());
}

#[test]
fn an_encrypted_key_opens_with_its_passphrase_alone_and_openssl_reads_it() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path().join("s");
    Station::create(&at, "A05", Some(&phrase("quatre mots à dire"))).unwrap();
    assert!(Station::open(&at, || Ok(phrase("quatre mots à dire"))).is_ok());
    for _ in 0..3 {
        let error = Station::open(&at, || Ok(phrase("autre chose"))).unwrap_err();
        assert!(matches!(error, StationError::Key(_, KeyFlaw::WrongPassphrase)), "{error:?}");
    }
    let error = Station::open(&at, || Err(PassphraseError::NoWayToAsk)).unwrap_err();
    assert!(matches!(error, StationError::Passphrase(PassphraseError::NoWayToAsk)));
    let pem = at.join("station.key");
    assert!(fs::read_to_string(&pem).unwrap().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    let read = Command::new("openssl")
        .args(["pkey", "-noout", "-text", "-passin", "pass:quatre mots à dire", "-in"])
        .arg(&pem)
        .output()
        .expect("openssl is needed");
    assert!(read.status.success(), "{read:?}");
    assert!(String::from_utf8_lossy(&read.stdout).contains("ED25519 Private-Key"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&at), mode(&pem), mode(&at.join(ledger::FILE))), (0o700, 0o600, 0o600));
    }
}

#[test]
fn openssl_reads_a_plain_key_and_ssh_keygen_the_public_one() {
    let dir = tempfile::tempdir().unwrap();
    let station = plain(dir.path());
    let at = dir.path().join("s");
    let read =
        Command::new("openssl").args(["pkey", "-noout", "-in"]).arg(at.join("station.key")).output().unwrap();
    assert!(read.status.success(), "{read:?}");
    let listed = Command::new("ssh-keygen").args(["-l", "-f"]).arg(at.join("station.pub")).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert_eq!(listed, format!("256 {} A05 (ED25519)\n", station.public().fingerprint()));
}

#[test]
fn nothing_is_ever_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let station = plain(dir.path());
    let before = fs::read(dir.path().join("s/station.key")).unwrap();
    let again = Station::create(&dir.path().join("s"), "A05", None).unwrap_err();
    assert!(matches!(again, StationError::NotEmpty(_)), "{again:?}");
    assert_eq!(fs::read(dir.path().join("s/station.key")).unwrap(), before);
    fs::create_dir(dir.path().join("other")).unwrap();
    fs::write(dir.path().join("other/letter.txt"), "x").unwrap();
    assert!(matches!(Station::create(&dir.path().join("other"), "A", None), Err(StationError::NotEmpty(_))));
    assert!(!dir.path().join("other/station.key").exists());
    drop(station);
}

#[test]
fn names_that_would_hurt_a_trust_set_or_a_folder_are_refused() {
    let long = "a".repeat(49);
    for bad in ["", "-a", ".a", "_a", "a b", "a,b", "é", "a/b", "*", "a\n", "!a", "#a", "\"a\"", &long] {
        let dir = tempfile::tempdir().unwrap();
        let error = Station::create(&dir.path().join("s"), bad, None).unwrap_err();
        assert!(matches!(error, StationError::BadName(_)), "{bad:?}");
        assert!(!dir.path().join("s").exists());
    }
    assert!(name::is_station("A05.nord_2-b") && name::is_station(&"a".repeat(48)));
}

#[test]
fn keys_that_are_not_the_station_s_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    plain(dir.path());
    let at = dir.path().join("s");
    let other = Station::create(&dir.path().join("t"), "A05", None).unwrap();
    let pem = fs::read(dir.path().join("t/station.key")).unwrap();
    let good = fs::read(at.join("station.key")).unwrap();
    fs::write(at.join("station.key"), &pem).unwrap();
    assert!(matches!(Station::open(&at, nobody_asked), Err(StationError::KeyMismatch(_))));
    for garbage in
        [&b"no key"[..], b"", &good[..60], b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
    {
        fs::write(at.join("station.key"), garbage).unwrap();
        assert!(matches!(Station::open(&at, nobody_asked), Err(StationError::Key(..))), "{garbage:?}");
    }
    fs::write(at.join("station.key"), b"\xff\xfe").unwrap();
    assert!(matches!(Station::open(&at, nobody_asked), Err(StationError::Key(_, KeyFlaw::NotAKey))));
    fs::remove_file(at.join("station.key")).unwrap();
    assert!(matches!(Station::open(&at, nobody_asked), Err(StationError::Io(..))));
    fs::write(at.join("station.pub"), b"ssh-ed25519 AAAA A05\n").unwrap();
    assert!(matches!(Public::open(&at), Err(StationError::PublicKeyUnreadable(_))));
    assert!(matches!(Public::open(dir.path()), Err(StationError::NotAStation(_))));
    drop(other);
}

#[test]
fn a_record_that_claims_too_much_or_another_job_is_never_signed() {
    let dir = tempfile::tempdir().unwrap();
    let station = plain(dir.path());
    let number = open_job(&station);
    let before = ledger_bytes(dir.path());
    let attempt = |change: &dyn Fn(&mut gomme::record::ErasureRecord)| {
        station.close_job::<(), _>(
            now(),
            &number,
            |place, who| {
                let mut record = samples::record(&number, samples::interrupted_facts(), who, place);
                change(&mut record);
                record
            },
            |_| panic!("nothing may be kept"),
        )
    };
    let changes: [&dyn Fn(&mut gomme::record::ErasureRecord); 7] = [
        &|r| r.result = Verdict::Erased,
        &|r| r.number = "A05-2027-000009".into(),
        &|r| r.ledger.sequence += 1,
        &|r| r.station.name = "B".into(),
        &|r| r.facts.drive.model = Some("a\u{1b}[0m".into()),
        &|r| r.facts.passes[0].duration_ms = 1 << 53,
        &|r| r.facts.drive.serial = Some("S4EVNX0M512345".into()),
    ];
    for change in changes {
        let refused = attempt(change);
        assert!(matches!(refused, Err(JobError::Station(StationError::Refused(_)))), "{refused:?}");
    }
    assert_eq!(ledger_bytes(dir.path()), before);
}

#[test]
fn a_job_is_closed_once_and_only_if_it_was_opened() {
    let dir = tempfile::tempdir().unwrap();
    let station = plain(dir.path());
    let number = open_job(&station);
    let attempt = |number: &str| {
        station
            .close_job::<(), gomme::record::ErasureRecord>(
                now(),
                number,
                |_, _| panic!("nothing to build"),
                |_| Ok(()),
            )
            .unwrap_err()
    };
    assert!(matches!(attempt("A05-2027-000007"), JobError::Station(StationError::JobNotOpened(_))));
    close(&station, &number);
    assert!(matches!(attempt(&number), JobError::Station(StationError::JobClosed(_))));
}

#[test]
fn after_a_crash_the_ledger_settles_each_way() {
    let dir = tempfile::tempdir().unwrap();
    let station = plain(dir.path());
    let number = open_job(&station);
    let mut kept = None;
    // The process dies after the journal has the signature and before the ledger has the line.
    let crash = station.close_job(
        now(),
        &number,
        |place, who| samples::record(&number, samples::reserved_facts(), who, place),
        |signed| {
            kept = Some(signed.clone());
            Err("crash")
        },
    );
    assert!(matches!(crash, Err(JobError::Keep("crash"))));
    let kept = kept.unwrap();
    let before = ledger_bytes(dir.path());
    assert_eq!(station.settle(now(), &kept).unwrap(), Settled::Added);
    assert_eq!(station.settle(now(), &kept).unwrap(), Settled::AlreadyThere);
    put_ledger(dir.path(), &before);
    let other = open_job(&station);
    assert_eq!(station.settle(now(), &kept).unwrap(), Settled::PlaceTaken);
    let anew = close(&station, &number);
    assert!(matches!(station.settle(now(), &kept), Err(StationError::JobClosed(_))));
    assert_eq!(station.settle(now(), &anew).unwrap(), Settled::AlreadyThere);
    close(&station, &other);
    let stranger = Station::create(&dir.path().join("t"), "A05", None).unwrap();
    assert!(matches!(stranger.settle(now(), &anew), Err(StationError::SelfCheck)));
    let mut altered = anew;
    altered.attestation[20] ^= 1;
    assert!(matches!(station.settle(now(), &altered), Err(StationError::SelfCheck)));
}

#[test]
fn a_ledger_cut_anywhere_keeps_its_whole_lines_and_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let station = plain(dir.path());
    let number = open_job(&station);
    close(&station, &number);
    let two = ledger_bytes(dir.path());
    open_job(&station);
    let three = ledger_bytes(dir.path());
    for cut in two.len()..three.len() {
        put_ledger(dir.path(), &three[..cut]);
        let whole = if cut + 1 == three.len() { 3 } else { 2 };
        let chain = station.ledger().unwrap();
        assert_eq!(chain.entries().len(), whole, "cut at {cut}");
        assert_eq!(chain.tail() == Tail::None, cut == two.len(), "cut at {cut}");
        open_job(&station);
        let mended = station.ledger().unwrap();
        assert_eq!((mended.entries().len(), mended.tail()), (whole + 1, Tail::None), "cut at {cut}");
        assert!(ledger_bytes(dir.path()).starts_with(&two));
    }
    // A file system may have kept the length and lost the content.
    let mut zeros = two.clone();
    zeros.extend([0; 300]);
    put_ledger(dir.path(), &zeros);
    assert_eq!(open_job(&station), "A05-2027-000003");
    let mut half = three.clone();
    half[two.len()..two.len() + 40].fill(0);
    put_ledger(dir.path(), &half);
    assert_eq!(open_job(&station), "A05-2027-000003");
    assert_eq!(fs::read(dir.path().join("s/ledger.torn")).unwrap(), half[two.len()..]);
}

#[test]
fn every_change_to_a_line_that_has_a_follower_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let station = plain(dir.path());
    for _ in 0..2 {
        let number = open_job(&station);
        close(&station, &number);
    }
    let good = ledger_bytes(dir.path());
    let lines: Vec<&[u8]> = good.split_inclusive(|b| *b == b'\n').collect();
    let guarded = good.len() - lines[3].len();
    for at in 0..guarded {
        let mut bad = good.clone();
        bad[at] ^= 1;
        put_ledger(dir.path(), &bad);
        assert!(
            matches!(station.ledger(), Err(StationError::Ledger(_, LedgerError::Broken(_)))),
            "byte {at}"
        );
        let refused = station.open_job(now(), &samples::drive(Medium::Flash), |_| Ok::<(), ()>(()));
        assert!(
            matches!(refused, Err(JobError::Station(StationError::Ledger(_, LedgerError::Broken(_))))),
            "byte {at}"
        );
        assert_eq!(ledger_bytes(dir.path()), bad, "a broken ledger is left as it is");
    }
    let breach = |kept: &[&[u8]]| {
        put_ledger(dir.path(), &kept.concat());
        match station::check_ledger(&dir.path().join("s")) {
            Err(StationError::Ledger(_, LedgerError::Broken(broken))) => (broken.line, broken.how),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(breach(&lines[1..]), (1, Breach::Sequence));
    assert_eq!(breach(&[lines[0], lines[2], lines[3]]), (2, Breach::Sequence));
    assert_eq!(breach(&[lines[0], lines[0]]), (2, Breach::Sequence));
    assert_eq!(breach(&[lines[0], b"\n", lines[1]]), (2, Breach::Unreadable));
}

#[test]
fn threads_share_a_station_without_losing_a_line() {
    let dir = tempfile::tempdir().unwrap();
    let station = plain(dir.path());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let own = Station::open(&dir.path().join("s"), nobody_asked).unwrap();
                for _ in 0..6 {
                    let number = open_job(&own);
                    close(&own, &number);
                }
            });
        }
    });
    let chain = station.ledger().unwrap();
    assert_eq!((chain.entries().len(), chain.open_jobs().count()), (96, 0));
}

/// A crash between the two leaves a journal that the ledger does not know, never the other way round.
#[test]
fn a_job_is_kept_before_the_ledger_knows_it() {
    let dir = tempfile::tempdir().unwrap();
    let station = plain(dir.path());
    let drive = samples::drive(Medium::Flash);
    let mut kept = None;
    let number = station
        .open_job(now(), &drive, |number| {
            assert!(ledger_bytes(dir.path()).is_empty(), "the ledger knows the job already");
            kept = Some(number.to_owned());
            Ok::<(), ()>(())
        })
        .unwrap();
    assert_eq!(kept.as_deref(), Some(number.as_str()));
    assert_eq!(station.ledger().unwrap().opened_at(&number), Some(now()));
    let before = ledger_bytes(dir.path());
    let refused = station.open_job(now(), &drive, |_| Err("no room"));
    assert!(matches!(refused, Err(JobError::Keep("no room"))));
    assert_eq!(ledger_bytes(dir.path()), before);
}
