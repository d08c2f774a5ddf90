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

/// The one licence that may be named without its text: a waiver, which asks for nothing.
const NEEDS_NO_TEXT: &str = "CC0-1.0";
const OWN: &str = include_str!("../../../LICENCE");

/// One text for all: what each part is, then each licence once, with the parts that it belongs to.
///
/// # Errors
/// A part without the text of its licence: the page may not be given away then.
pub fn of_page() -> Result<String, Box<dyn Error>> {
    let mut list = String::new();
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in parts()? {
        let texts_of_part = part.licences()?;
        if texts_of_part.is_empty() && part.licence != NEEDS_NO_TEXT {
            return Err(format!(
                "{} comes without the text of its licence ({})",
                part.name,
                part.folder.display()
            )
            .into());
        }
        list += &format!("{} – {}\n", part.name, part.licence);
        for text in texts_of_part {
            texts.entry(text).or_default().insert(part.name.clone());
        }
    }
    let mut all = format!(
        "gomme – EUPL-1.2\n{list}Rust standard library, © The Rust Project contributors – MIT OR Apache-2.0\n\n"
    );
    all += &format!("════ gomme\n\n{}\n", OWN.trim());
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
                let text =
                    fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                found.push(text.replace("\r\n", "\n").trim().to_owned());
            }
        }
        Ok(found)
    }
}

/// The packages that are in the page, in the order of their names: those that run, and not those that only build.
fn parts() -> Result<Vec<Part>, Box<dyn Error>> {
    // The tree knows which features this package asks for; the metadata are of the whole workspace, and know where things are.
    let tree = [
        "tree",
        "--package",
        PACKAGE,
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ];
    let tree = String::from_utf8(cargo(&tree, "--target")?)?;
    let in_page: BTreeSet<(&str, &str)> = tree.lines().filter_map(name_and_version).collect();
    let metadata: Value =
        serde_json::from_slice(&cargo(&["metadata", "--format-version", "1"], "--filter-platform")?)?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata names no packages")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut parts = Vec::new();
    for (name, version) in in_page {
        let package = packages
            .iter()
            .find(|package| package["name"] == name && package["version"] == version)
            .ok_or_else(|| format!("cargo metadata does not know {name} {version}"))?;
        // Our own have no source; their licence stands by itself.
        if !package["source"].is_null() {
            let folder =
                Path::new(&text(&package["manifest_path"])).parent().map(Path::to_owned).unwrap_or_default();
            parts.push(Part {
                name: format!("{name} {version}"),
                licence: text(&package["license"]),
                folder,
            });
        }
    }
    Ok(parts)
}

/// `serde v1.0.229 …`
fn name_and_version(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split(' ');
    Some((words.next()?, words.next()?.strip_prefix('v')?))
}

fn cargo(args: &[&str], target_option: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let out = Command::new(program)
        .args(args)
        .args(["--locked", target_option, TARGET, "--manifest-path", manifest])
        .output()?;
    if out.status.success() {
        Ok(out.stdout)
    } else {
        Err(format!("cargo {}: {}", args[0], String::from_utf8_lossy(&out.stderr).trim()).into())
    }
}
