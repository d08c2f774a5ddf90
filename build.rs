//! Tells the program what source it was built from: the revision, and its date as the earliest time that can be true.
//! Both come from the source alone, so that two builds are the same. A debug build is nobody's release, and is not built anew for
//! each commit: it says `development`.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let (revision, seconds) = if is_release { source() } else { ("development".into(), "0".into()) };
    println!("cargo::rustc-env=GOMME_BUILD={revision}");
    println!("cargo::rustc-env=GOMME_BUILD_SECONDS={seconds}");
}

fn source() -> (String, String) {
    // In a linked work tree `.git` is a file: git knows where the real ones are.
    for place in ["HEAD", "refs/heads", "packed-refs"] {
        if let Some(path) =
            git(&["rev-parse", "--git-path", place]).filter(|path| std::path::Path::new(path).exists())
        {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    let revision = git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(|| "unknown".into());
    let seconds = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .or_else(|| git(&["log", "-1", "--format=%ct"]))
        .filter(|s| s.parse::<u64>().is_ok())
        .unwrap_or_else(|| "0".into());
    (revision, seconds)
}

fn git(args: &[&str]) -> Option<String> {
    let out = Command::new("git").args(args).output().ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    (out.status.success() && !text.trim().is_empty()).then(|| text.trim().to_string())
}
