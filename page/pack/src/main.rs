//! Packs the web page into one file: `pack-page WASM OUT [TRUST]`. TRUST is a trust set, or a trust folder with the lists of its zones.
//!
//! WASM is what the compiler made of `page/`. What comes out loads nothing: style, script, program, trust set and licences stand in it,
//! and its Content-Security-Policy lets run what stands in it and nothing else.

mod licences;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gomme::attest::sha256;
use gomme::attest::trust::TrustSet;
use gomme::attest::trust_folder::{BadList, Files, Part, TRUST_FILE, add_lists};
use gomme::text::{Lang, Say};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

const PAGE: &str = include_str!("../../web/page.html");
const STYLE: &str = include_str!("../../web/page.css");
const SCRIPT: &str = include_str!("../../web/page.js");

fn main() -> ExitCode {
    let args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pack-page: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(args: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    let (wasm, out, trust) = match args {
        [wasm, out] => (wasm, out, None),
        [wasm, out, trust] => (wasm, out, Some(trust)),
        _ => return Err("usage: pack-page WASM OUT [TRUST]".into()),
    };
    let trust = trust.map(|path| trust_folder(path)).transpose()?;
    let (glue, program) = bind(wasm)?;
    let page = Pieces {
        script: format!("{glue}\n{SCRIPT}"),
        program: STANDARD.encode(program),
        trust: trust.as_ref().map(|(files, _)| lines(files)).unwrap_or_default(),
        licences: licences::of_page()?,
    }
    .put_together()?;
    if let Some(folder) = out.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(out, &page)?;
    let words = trust.map_or_else(|| "none".to_owned(), |(_, words)| words);
    println!(
        "{}: {} bytes\nsha256: {}\ntrust set: {words}",
        out.display(),
        page.len(),
        sha256(page.as_bytes())
    );
    Ok(())
}

/// The files to build in, and the words of the set.
fn trust_folder(path: &Path) -> Result<(Files, String), Box<dyn Error>> {
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let set_path = if path.is_dir() { path.join(TRUST_FILE) } else { path.to_owned() };
    let bytes = read(&set_path)?;
    // A zone of time is looked for where the page is opened; whether the file can be read does not depend on it.
    let mut set = TrustSet::parse(&bytes, &jiff::tz::TimeZone::UTC)
        .map_err(|bad| format!("{}: line {} is not that of a trust set", set_path.display(), bad.line))?;
    if set.entries().is_empty() {
        return Err(format!("{}: names nobody", set_path.display()).into());
    }
    let mut files = Files::from([(TRUST_FILE.to_owned(), bytes)]);
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            let name = entry?.file_name().into_string().unwrap_or_default();
            if Part::named(&name) == Some(Part::List) {
                files.insert(name.clone(), read(&path.join(name))?);
            }
        }
    }
    add_lists(&mut set, &files)
        .map_err(|BadList(file, flaw)| format!("{}: {}", path.join(file).display(), flaw.say(Lang::En)))?;
    let words = set.words().join(" ");
    Ok((files, words))
}

/// A file a line: its name, and its bytes in base64.
fn lines(files: &Files) -> String {
    files.iter().map(|(name, bytes)| format!("{name} {}\n", STANDARD.encode(bytes))).collect()
}

/// The script's half of the interface, and the program for it.
fn bind(wasm: &Path) -> Result<(String, Vec<u8>), Box<dyn Error>> {
    let mut output = Bindgen::new()
        .input_path(wasm)
        .no_modules(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    Ok((output.js().to_owned(), output.wasm_mut().emit_wasm()))
}

struct Pieces {
    script: String,
    program: String,
    trust: String,
    licences: String,
}

impl Pieces {
    fn put_together(&self) -> Result<String, Box<dyn Error>> {
        // No text in the page may end the element that it stands in.
        for (what, text, end) in [("script", self.script.as_str(), "</script"), ("style", STYLE, "</style")] {
            if text.to_ascii_lowercase().contains(end) || text.contains("<!--") {
                return Err(format!("the {what} holds {end} or <!--").into());
            }
        }
        let allowed = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
        let policy = format!(
            "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; base-uri 'none'; form-action 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'",
            allowed(&self.script),
            allowed(STYLE)
        );
        let mut page = String::with_capacity(self.program.len() + (1 << 20));
        let mut rest = PAGE;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after.split_once("}}").ok_or("page.html: {{ without }}")?;
            page += before;
            page += &match name {
                "POLICY" => policy.clone(),
                "STYLE" => STYLE.to_owned(),
                "SCRIPT" => self.script.clone(),
                "PROGRAM" => self.program.clone(),
                "TRUST" => self.trust.clone(),
                "LICENCES" => escaped(&self.licences),
                _ => return Err(format!("page.html: nothing is called {name}").into()),
            };
            rest = after;
        }
        Ok(page + rest)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
