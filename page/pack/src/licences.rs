//! The licences of everything that the page is made of, as their authors wrote them.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The package whose parts are listed, and where its parts run.
const PACKAGE: &str = "gomme-page";
const TARGET: &str = "wasm32-unknown-unknown";

/// One text for all: what each part is, then each licence once, with the parts that it belongs to.
///
/// # Errors
/// A part without the text of its licence: the page may not be given away then.
pub fn of_page() -> Result<String, Box<dyn Error>> {
    let metadata = metadata()?;
    let root = Path::new(metadata["workspace_root"].as_str().ok_or("cargo metadata names no workspace")?).to_owned();
    let own = fs::read_to_string(root.join("LICENCE"))?;
    let mut list = String::new();
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in parts(&metadata)? {
        let texts_of_part = part.licences()?;
        if texts_of_part.is_empty() {
            return Err(format!("{} comes without the text of its licence ({})", part.name, part.folder.display()).into());
        }
        list += &format!("{} – {}\n", part.name, part.licence);
        for text in texts_of_part {
            texts.entry(text).or_default().insert(part.name.clone());
        }
    }
    let mut all = format!("gomme – EUPL-1.2\n{list}Rust standard library – MIT OR Apache-2.0\n\n");
    all += &format!("════ gomme\n\n{}\n", own.trim());
    for (text, parts) in texts {
        let parts: Vec<String> = parts.into_iter().collect();
        all += &format!("\n════ {}\n\n{text}\n", parts.join(", "));
    }
    Ok(all)
}

struct Part {
    name: String,
    licence: String,
    folder: PathBuf,
}

impl Part {
    /// Its licences' texts: files of the usual names in its folder.
    fn licences(&self) -> Result<Vec<String>, Box<dyn Error>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_uppercase();
            let usual = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"];
            if path.is_file() && usual.iter().any(|usual| name.starts_with(usual)) {
                let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                found.push(text.replace("\r\n", "\n").trim().to_owned());
            }
        }
        Ok(found)
    }
}

/// The packages that are in the page, in the order of their names: those that others need to run, and not those that only build.
fn parts(metadata: &Value) -> Result<Vec<Part>, Box<dyn Error>> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|package| (text(&package["id"]), package)).collect();
    let needs: BTreeMap<String, Vec<String>> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| {
            let runs = |dep: &&Value| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            (text(&node["id"]), list(&node["deps"]).iter().filter(runs).map(|dep| text(&dep["pkg"])).collect())
        })
        .collect();
    let is_macro = |package: &Value| {
        list(&package["targets"]).iter().any(|target| list(&target["kind"]).contains(&Value::from("proc-macro")))
    };
    let root = packages.values().find(|package| package["name"] == PACKAGE).ok_or("no package gomme-page")?;
    let mut todo = vec![text(&root["id"])];
    let mut seen = BTreeSet::new();
    let mut parts = Vec::new();
    while let Some(id) = todo.pop() {
        let package = packages.get(&id).ok_or("cargo metadata does not know a package that it names")?;
        if is_macro(package) || !seen.insert(id.clone()) {
            continue;
        }
        todo.extend(needs.get(&id).cloned().unwrap_or_default());
        if !package["source"].is_null() {
            let manifest = PathBuf::from(text(&package["manifest_path"]));
            parts.push(Part {
                name: format!("{} {}", text(&package["name"]), text(&package["version"])),
                licence: text(&package["license"]),
                folder: manifest.parent().map(Path::to_owned).unwrap_or_default(),
            });
        }
    }
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(parts)
}

fn metadata() -> Result<Value, Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let out = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", TARGET])
        .args(["--manifest-path", manifest])
        .output()?;
    if !out.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&out.stderr).trim()).into());
    }
    Ok(serde_json::from_slice(&out.stdout)?)
}
