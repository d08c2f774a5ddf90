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
/// The faces that the papers are set in, and their licence.
const FACES: [&str; 2] =
    ["Atkinson Hyperlegible Next – OFL-1.1", include_str!("../../../src/papers/fonts/OFL.txt")];

/// Where the text stands of a part that has no file of a usual name in its folder, below that folder.
const ELSEWHERE: [(&str, Elsewhere); 2] = [
    // Apache-2.0 is the same for all who use it, and others bring it; the colour profiles have a licence of their own.
    ("krilla ", Elsewhere::Apache { and: "icc/LICENSE" }),
    // MIT, with its copyright line.
    ("qrcodegen ", Elsewhere::FirstComment("src/lib.rs")),
];

#[derive(Clone, Copy)]
enum Elsewhere {
    /// In this file, beside the Apache licence.
    Apache { and: &'static str },
    /// It is the comment that this file begins with.
    FirstComment(&'static str),
}

/// One text for all: what each part is, then each licence once, with the parts that it belongs to.
///
/// # Errors
/// A part without the text of its licence: the page may not be given away then.
pub fn of_page() -> Result<String, Box<dyn Error>> {
    let mut list = String::new();
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let parts = parts()?;
    let apache = apache(&parts)?;
    for part in parts {
        let texts_of_part = part.licences(&apache)?;
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
    let [faces, text] = FACES;
    texts.entry(text.trim().to_owned()).or_default().insert(faces.to_owned());
    let mut all = format!(
        "gomme – EUPL-1.2\n{list}{faces}\nRust standard library, © The Rust Project contributors – MIT OR Apache-2.0\n\n"
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
    /// Its licences' texts: files of the usual names in its folder, or what [`ELSEWHERE`] knows.
    fn licences(&self, apache: &str) -> Result<Vec<String>, Box<dyn Error>> {
        let found = self.files()?;
        let elsewhere = ELSEWHERE.iter().find(|(name, _)| found.is_empty() && self.name.starts_with(name));
        Ok(match elsewhere.map(|(_, elsewhere)| *elsewhere) {
            None => found,
            Some(Elsewhere::Apache { and }) => vec![apache.to_owned(), text_of(&self.folder.join(and))?],
            Some(Elsewhere::FirstComment(file)) => {
                let text = text_of(&self.folder.join(file))?;
                let (comment, _) =
                    text.strip_prefix("/*").and_then(|text| text.split_once("*/")).ok_or("no comment")?;
                let lines = comment.lines().map(|line| line.trim().trim_start_matches('*').trim());
                let comment = lines.collect::<Vec<_>>().join("\n");
                if !comment.contains("Copyright") || !comment.contains("Permission is hereby granted") {
                    return Err(format!("{}: {file} does not begin with its licence", self.name).into());
                }
                vec![comment.trim().to_owned()]
            }
        })
    }

    fn files(&self) -> Result<Vec<String>, Box<dyn Error>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_uppercase();
            let usual = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"];
            if path.is_file() && usual.iter().any(|usual| name.starts_with(usual)) {
                found.push(text_of(&path)?);
            }
        }
        Ok(found)
    }
}

fn text_of(path: &Path) -> Result<String, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.replace("\r\n", "\n").trim().to_owned())
}

/// The text of the Apache licence, as the first part brings it that has it.
fn apache(parts: &[Part]) -> Result<String, Box<dyn Error>> {
    for part in parts {
        let mut files = part.files()?.into_iter();
        if let Some(text) = files.find(|text| text.starts_with("Apache License")) {
            return Ok(text);
        }
    }
    Err("no part brings the text of the Apache licence".into())
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
