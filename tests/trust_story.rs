//! Three zones, six stations, one year: what happens to their keys, and what a donor's reader answers each time.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod samples;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use gomme::attest::station::Station;
use gomme::attest::{ATTESTATION_FILE, NAMESPACE, SIGNATURE_FILE};
use gomme::event::Medium;
use jiff::Timestamp;
use serde_json::Value;

/// A scratch folder where the story takes place, and how it is told.
struct Story(tempfile::TempDir);

impl Story {
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, args: &[&str], typed: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gomme"))
            .args(["--lang", "en"])
            .args(args)
            .current_dir(self.0.path())
            .env_remove("GOMME_PASSPHRASE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// `gomme keys …`, which succeeds: what it says.
    fn keys(&self, line: &str) -> String {
        let args: Vec<&str> = ["keys"].into_iter().chain(line.split(' ')).collect();
        let output = self.run(&args, "");
        assert!(output.status.success(), "keys {line}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// `gomme keys …`, which is refused with an exit code: what it says.
    fn refused(&self, code: i32, line: &str, why: &str) {
        let args: Vec<&str> = ["keys"].into_iter().chain(line.split(' ')).collect();
        let output = self.run(&args, "");
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "keys {line}: {said}");
        assert!(said.contains(why), "keys {line}: {said}");
    }

    /// A station with a certificate of its zone.
    fn station(&self, zone: &str, name: &str, trust: &str) {
        self.keys(&format!("new-station {name} --name {name} --no-passphrase"));
        self.keys(&format!("certify {zone} {name}/station.pub --out {name}.cert"));
        self.keys(&format!("install {name} {name}.cert --trust {trust}"));
    }

    /// A station erases a drive and signs: the folder of the papers.
    fn job(&self, station: &str) -> PathBuf {
        let opened = Station::open(&self.path(station), || panic!("the key is plain")).unwrap();
        let at = Timestamp::now();
        let number = opened.open_job::<()>(at, &samples::drive(Medium::Flash), |_| Ok(())).unwrap();
        let folder = self.path("papers").join(&number);
        fs::create_dir_all(&folder).unwrap();
        let build = |place, who| samples::record(&number, samples::reserved_facts(), who, place);
        let signed = opened.close_job::<(), _>(at, &number, build, |_| Ok(())).unwrap();
        fs::write(folder.join(ATTESTATION_FILE), &signed.attestation).unwrap();
        fs::write(folder.join(SIGNATURE_FILE), &signed.signature).unwrap();
        folder
    }

    /// What gomme answers with a trust folder; `ssh-keygen` has to agree.
    fn verdict(&self, papers: &Path, trust: &str) -> Value {
        let args = ["verify", "--json", "--trust", trust, papers.to_str().unwrap()];
        let output = self.run(&args, "");
        let json: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
        let result = json["results"][0].clone();
        let accepts = result["verdict"] == "authentic";
        assert_eq!(output.status.code(), Some(if accepts { 0 } else { 1 }));
        assert_eq!(self.ssh_keygen_accepts(papers, trust), accepts, "ssh-keygen, {papers:?}: {result}");
        result
    }

    fn ssh_keygen_accepts(&self, papers: &Path, trust: &str) -> bool {
        let record: Value =
            serde_json::from_slice(&fs::read(papers.join(ATTESTATION_FILE)).unwrap()).unwrap();
        let name = record["station"]["name"].as_str().unwrap();
        let mut command = Command::new("ssh-keygen");
        command.args(["-Y", "verify", "-n", NAMESPACE, "-I", name, "-f"]);
        command.arg(self.path(trust).join("trust")).arg("-s").arg(papers.join(SIGNATURE_FILE));
        let zone = name.split('-').next().unwrap();
        let list = self.path(trust).join(format!("revocations.{zone}.krl"));
        if list.exists() {
            command.arg("-r").arg(list);
        }
        let output = command.stdin(File::open(papers.join(ATTESTATION_FILE)).unwrap()).output().unwrap();
        output.status.success()
    }

    fn verdict_word(&self, papers: &Path, trust: &str) -> String {
        self.verdict(papers, trust)["verdict"].as_str().unwrap().to_owned()
    }
}

#[test]
fn three_zones_and_six_stations_through_theft_and_loss() {
    let story = Story(tempfile::tempdir().unwrap());

    // January. Three referents make a zone key each, and copy it on paper.
    for zone in ["nord", "centre", "sud"] {
        story.keys(&format!("new-zone {zone} --name {zone} --no-passphrase"));
    }
    let sud_on_paper = story.keys("paper sud");
    assert_eq!(sud_on_paper.lines().count(), 25);

    // They sit together once and make the trust set. In whatever order the keys are given, the eight words are the same.
    let made =
        story.keys("trust-set --zone nord/zone.pub --zone centre/zone.pub --zone sud/zone.pub --out trust");
    let again =
        story.keys("trust-set --zone sud/zone.pub --zone nord/zone.pub --zone centre/zone.pub --out again");
    let words = made.lines().find(|l| l.starts_with("Eight words")).unwrap();
    assert!(again.contains(words) && words.contains(story.keys("words trust").trim()));
    story.refused(2, "trust-set --zone nord/zone.pub --out trust", "was not changed");
    story.refused(2, "trust-set --zone nord/zone.pub --zone nord/zone.pub --out other", "given twice");
    story.refused(2, "trust-set --out other", "at least one zone");

    // Each zone gives two stations their certificates. A station of another zone, or a lone one, gets none.
    for (zone, name) in [
        ("nord", "nord-A01"),
        ("nord", "nord-A02"),
        ("centre", "centre-B01"),
        ("centre", "centre-B02"),
        ("sud", "sud-C01"),
        ("sud", "sud-C02"),
    ] {
        story.station(zone, name, "trust");
    }
    story.refused(2, "certify nord sud-C01/station.pub --out x.cert", "begins with “nord-”");
    story.keys("new-station alone --name A05 --no-passphrase");
    story.refused(2, "certify sud alone/station.pub --out x.cert", "begins with “sud-”");
    story.refused(2, "install sud-C01 sud-C02.cert --trust trust", "another station’s");
    assert!(!story.path("x.cert").exists());
    let c01 = story.job("sud-C01");
    let good = story.verdict(&c01, "trust");
    assert_eq!((&good["zone"], &good["standing"]), (&"sud".into(), &"provisional".into()));
    assert_eq!(good["revocation_list"], Value::Null, "no list is at hand, and that is said");
    let record: Value = serde_json::from_slice(&fs::read(c01.join(ATTESTATION_FILE)).unwrap()).unwrap();
    assert_eq!(
        record["station"]["trust"],
        gomme::attest::sha256(&fs::read(story.path("trust/trust")).unwrap()),
        "the record names the trust set that the station held"
    );

    // March. Station sud-C02 is stolen. Its zone revokes it; the thief signs on.
    let before = story.job("sud-C02");
    assert_eq!(story.verdict_word(&before, "trust"), "authentic");
    story.refused(2, "revoke sud --station nord-A01 --reason stolen", "begins with “sud-”");
    story.refused(2, "revoke sud --station sud-C02 --reason stolen --since yesterday", "is no date");
    story.keys("revoke sud --station sud-C02 --reason stolen --since 2026-11-01 --out trust");
    let forged = story.job("sud-C02");
    for papers in [&before, &forged] {
        let said = story.verdict(papers, "trust");
        assert_eq!((&said["verdict"], &said["zone"]), (&"revoked".into(), &"sud".into()));
        assert!(said["reason"].as_str().unwrap().contains("key stolen, since 2026-11-01"), "{said}");
    }
    // The others of its zone are as good as before, and the answer says how fresh the list is.
    assert!(story.verdict(&c01, "trust")["revocation_list"].is_string());
    // The stolen key gets no certificate any more, under no name.
    story.refused(2, "renew sud sud-C02 --out x.cert", "was revoked");
    // A list that somebody else signed is an error, not as if there were none.
    story.keys("revocations nord --out .");
    fs::create_dir(story.path("forged")).unwrap();
    fs::copy(story.path("trust/trust"), story.path("forged/trust")).unwrap();
    for end in ["", ".sig"] {
        let from = story.path(&format!("revocations.nord.krl{end}"));
        fs::rename(from, story.path(&format!("forged/revocations.sud.krl{end}"))).unwrap();
    }
    let output = story.run(&["verify", "--trust", "forged", c01.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("not signed by the key of its zone"),
        "{output:?}"
    );

    // June. The computer of zone sud burns, with all its files. The other two work on as if nothing had happened.
    fs::remove_dir_all(story.path("sud")).unwrap();
    story.keys("renew nord nord-A01 --out nord-A01.cert");
    story.keys("install nord-A01 nord-A01.cert");
    story.station("centre", "centre-B03", "trust");
    for station in ["nord-A01", "centre-B03"] {
        assert_eq!(story.verdict_word(&story.job(station), "trust"), "authentic");
    }
    // The paper in the envelope brings sud back; a slip of the pen is named, and accents do not matter.
    let slip = sud_on_paper.replacen(sud_on_paper.lines().nth(17).unwrap(), "17. ordinateur", 1);
    let words: String = sud_on_paper.lines().skip(1).map(|line| format!("{line}\n")).collect();
    let wrong: String = slip.lines().skip(1).map(|line| format!("{line}\n")).collect();
    let restore = ["keys", "restore", "sud", "--name", "sud", "--lists", "trust", "--no-passphrase"];
    let output = story.run(&restore, &wrong);
    assert!(String::from_utf8_lossy(&output.stderr).contains("Word 17, “ordinateur”"), "{output:?}");
    assert!(!story.path("sud").exists());
    let output = story.run(&restore, &words);
    assert!(output.status.success(), "{output:?}");
    story.keys("certify sud sud-C01/station.pub --out sud-C01.cert");
    story.keys("install sud-C01 sud-C01.cert --trust trust");
    story.refused(2, "certify sud sud-C02/station.pub --out x.cert", "was revoked");
    story.keys("revocations sud --out trust");
    assert_eq!(story.verdict_word(&forged, "trust"), "revoked", "the list came back too");
    assert_eq!(story.verdict_word(&story.job("sud-C01"), "trust"), "authentic");

    // September. The key of zone nord is stolen: the thief certifies a station of his own, and everybody believes it.
    story.keys("new-station thief --name nord-A99 --no-passphrase");
    story.keys("certify nord thief/station.pub --out thief.cert");
    story.keys("install thief thief.cert --trust trust");
    let lie = story.job("thief");
    assert_eq!(story.verdict_word(&lie, "trust"), "authentic");
    let nord = story.job("nord-A02");
    story.keys("revocations nord --out trust");

    // Zone nord makes a new key; the two others sign the set with it. One signature, or the same zone twice, is not enough.
    story.keys("new-zone nord-new --name nord --no-passphrase");
    story.keys("trust-set --zone nord-new/zone.pub --zone centre/zone.pub --zone sud/zone.pub --out next");
    story.refused(1, "follow trust next", "none did");
    story.keys("sign-trust centre next");
    story.refused(1, "follow trust next", "only centre did");
    fs::copy(story.path("next/trust.centre.sig"), story.path("next/trust.sud.sig")).unwrap();
    story.refused(1, "follow trust next", "signed already");
    // The new key of nord is not one of the old set's.
    fs::remove_file(story.path("next/trust.sud.sig")).unwrap();
    story.keys("sign-trust nord-new next");
    story.refused(1, "follow trust next", "not by a zone of the old");
    fs::remove_file(story.path("next/trust.nord.sig")).unwrap();
    // The thief alone leads nobody away either.
    story.keys("trust-set --zone nord/zone.pub --out thieves");
    story.keys("sign-trust nord thieves");
    story.refused(1, "follow trust thieves", "only nord did");
    assert_eq!(story.verdict_word(&nord, "trust"), "authentic", "nothing was taken until now");
    story.keys("sign-trust sud next");
    let followed = story.keys("follow trust next");
    assert!(followed.contains("centre, sud") && followed.contains("Eight words"), "{followed}");
    assert_eq!(story.keys("words trust"), story.keys("words next"));

    assert!(!story.path("trust/revocations.nord.krl").exists(), "the stolen key revokes nobody any more");

    // What the thief signed is unknown now, and so is what nord's stations signed with certificates of the stolen key.
    assert_eq!(story.verdict_word(&lie, "trust"), "unknown_issuer");
    assert_eq!(story.verdict_word(&nord, "trust"), "unknown_issuer");
    assert_eq!(story.verdict_word(&story.job("centre-B01"), "trust"), "authentic");
    assert_eq!(story.verdict_word(&forged, "trust"), "revoked", "the other zones' lists stay");
    story.keys("certify nord-new nord-A02/station.pub --out nord-A02.cert");
    // The station follows as everybody does: by two signatures, which lie in the folder.
    story.refused(2, "install nord-A02 nord-A02.cert --trust thieves", "fewer than two of its zones signed");
    story.keys("install nord-A02 nord-A02.cert --trust trust");
    assert_eq!(story.verdict_word(&story.job("nord-A02"), "trust"), "authentic");
    story.refused(2, "install thief thief.cert --trust next", "was not installed");

    // December. Zone centre loses its key, stick and papers: the two others go on without it.
    fs::remove_dir_all(story.path("centre")).unwrap();
    story.keys("trust-set --zone nord-new/zone.pub --zone sud/zone.pub --out last");
    story.keys("sign-trust nord-new last");
    story.keys("sign-trust sud last");
    story.keys("follow trust last");
    assert_eq!(story.verdict_word(&story.job("centre-B02"), "trust"), "unknown_issuer");
    assert_eq!(story.verdict_word(&story.job("sud-C01"), "trust"), "authentic");
    assert_eq!(story.verdict_word(&forged, "trust"), "revoked");

    // And the lone association, which never joined a zone, signs as before.
    let lone = story.job("alone");
    fs::create_dir(story.path("lone")).unwrap();
    fs::write(story.path("lone/trust"), story.keys("trust alone")).unwrap();
    let said = story.verdict(&lone, "lone");
    assert_eq!((&said["verdict"], &said["zone"]), (&"authentic".into(), &Value::Null));
    let output = story.run(&["verify", "--trust", "lone", lone.to_str().unwrap()], "");
    assert!(String::from_utf8_lossy(&output.stdout).contains("Lone station"), "{output:?}");
}
