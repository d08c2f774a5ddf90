//! Tells the program what source it was built from: the revision, and its date as the earliest time that can be true.
//! Both come from the source alone, so that two builds are the same.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=.git/HEAD");
    println!("cargo::rerun-if-changed=.git/refs/heads");
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    let revision = git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(|| "unknown".into());
    let seconds = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .or_else(|| git(&["log", "-1", "--format=%ct"]))
        .filter(|s| s.parse::<u64>().is_ok())
        .unwrap_or_else(|| "0".into());
    println!("cargo::rustc-env=GOMME_BUILD={revision}");
    println!("cargo::rustc-env=GOMME_BUILD_SECONDS={seconds}");
}

fn git(args: &[&str]) -> Option<String> {
    let out = Command::new("git").args(args).output().ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    (out.status.success() && !text.trim().is_empty()).then(|| text.trim().to_string())
}
