//! What the program left behind in a guest, read on the host.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use gomme::record::ErasureRecord;
use serde_json::Value;

/// What the program said of one drive.
#[derive(Debug)]
pub enum Said {
    /// There is an attestation, whatever its result.
    Attested(Box<ErasureRecord>),
    /// The drive was refused before anything was done, and why.
    Refused(String),
    /// Neither: the kernel or the program never got hold of it. What is known.
    Silent(String),
}

/// The papers of a machine.
#[derive(Debug)]
pub struct Papers {
    records: Vec<ErasureRecord>,
    /// Paths in the guest, by what `gomme list` says of the drive.
    listed: Vec<(String, String)>,
    folder: PathBuf,
}

impl Papers {
    /// Reads what the script of [`super::run`] leaves in the job's folder.
    ///
    /// # Errors
    /// When an attestation cannot be read as one: that is a finding.
    pub fn read(folder: &Path) -> io::Result<Papers> {
        let mut records = Vec::new();
        for path in attestations(&folder.join("papers"))? {
            let text = std::fs::read_to_string(&path)?;
            let record = serde_json::from_str(&text)
                .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
            records.push(record);
        }
        let list = std::fs::read_to_string(folder.join("list.json")).unwrap_or_default();
        let list: Value = serde_json::from_str(&list).unwrap_or_default();
        let drives = list["drives"].as_array().cloned().unwrap_or_default();
        let listed = drives
            .iter()
            .map(|drive| (drive["path"].as_str().unwrap_or_default().to_owned(), drive.to_string()))
            .collect();
        Ok(Papers { records, listed, folder: folder.to_owned() })
    }

    /// How many attestations there are.
    #[must_use]
    pub fn attestations(&self) -> usize {
        self.records.len()
    }

    /// Takes what was said of the drive with this serial number. Where there are several attestations, the last.
    pub fn take(&mut self, serial: &str) -> Said {
        let is_its = |record: &ErasureRecord| {
            record.facts.drive.serial.as_deref().is_some_and(|known| known.contains(serial))
        };
        let mut its: Vec<ErasureRecord> = self.records.extract_if(.., |record| is_its(record)).collect();
        its.sort_by(|a, b| a.number.cmp(&b.number));
        if let Some(record) = its.pop() {
            return Said::Attested(Box::new(record));
        }
        let Some((path, told)) = self.listed.iter().find(|(_, told)| told.contains(serial)) else {
            return Said::Silent("not listed".into());
        };
        let name = path.trim_start_matches("/dev/");
        let part = |end: &str| std::fs::read_to_string(self.folder.join(format!("plans/{name}.{end}")));
        let plan: Value = serde_json::from_str(&part("json").unwrap_or_default()).unwrap_or_default();
        let refusals = &plan["plans"][0]["refusals"];
        let why = part("err").unwrap_or_default();
        if refusals.as_array().is_some_and(|refusals| !refusals.is_empty()) {
            Said::Refused(refusals.to_string())
        } else if plan.is_null() && !why.trim().is_empty() {
            Said::Refused(why)
        } else {
            Said::Silent(told.clone())
        }
    }

    /// Attestations of drives that nobody attached: [`Papers::take`] leaves them over.
    #[must_use]
    pub fn strangers(&self) -> Vec<String> {
        self.records.iter().map(|record| format!("{:?}", record.facts.drive)).collect()
    }
}

/// The attestations below a folder.
fn attestations(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let jobs = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let files = jobs.iter().map(|job| job.path().join("attestation.json"));
    Ok(files.filter(|path| path.exists()).collect())
}

/// Has `gomme verify` check all papers on the host, by the line of trust that the guest's station gave. What it says of each
/// attestation that it does not find authentic, and a complaint when it did not look at all `wanted` of them.
///
/// # Errors
/// When it cannot be run.
pub fn checked(gomme: &Path, folder: &Path, wanted: usize) -> io::Result<Vec<String>> {
    if wanted == 0 {
        return Ok(Vec::new());
    }
    let mut verify = Command::new(gomme);
    verify.args(["verify", "--json", "--trust"]).arg(folder.join("trust")).arg(folder.join("papers"));
    let output = verify.output()?;
    let said: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let results = said["results"].as_array().cloned().unwrap_or_default();
    let mut verdicts = BTreeMap::<String, usize>::new();
    let mut found = Vec::new();
    for result in &results {
        let verdict = result["verdict"].as_str().unwrap_or("nothing").to_owned();
        if verdict != "authentic" && result["signature"] != "missing" {
            found.push(format!("gomme verify: {result}"));
        }
        *verdicts.entry(verdict).or_default() += 1;
    }
    if verdicts.get("authentic") != Some(&wanted) {
        let why = String::from_utf8_lossy(&output.stderr);
        found.push(format!("gomme verify: {verdicts:?} of {wanted} attestations: {why}"));
    }
    Ok(found)
}
