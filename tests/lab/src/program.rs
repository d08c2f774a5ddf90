//! gomme itself, as a file that a guest can run.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// One test of a process builds it, and the others wait: they would take the file away from each other.
static BUILDING: Mutex<()> = Mutex::new(());

/// Builds gomme (nothing to do when it is up to date) and says where it is: one static binary, without what only a debugger
/// wants, which would be most of it. `GOMME_LAB_GOMME` names one that was built already: the one that is to be shipped, say.
///
/// # Errors
/// When it cannot be built.
pub fn gomme() -> io::Result<PathBuf> {
    if let Some(built) = std::env::var_os("GOMME_LAB_GOMME") {
        return Ok(built.into());
    }
    let _alone = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--locked", "--package", "gomme", "--bin", "gomme"])
        .current_dir(root)
        .status()?;
    // It lies beside other binaries; a test lies in a folder below.
    let own = std::env::current_exe()?;
    let mut beside = own.ancestors().skip(1).take(2).map(|folder| folder.join("gomme"));
    let Some(built) = beside.find(|path| status.success() && path.exists()) else {
        return Err(io::Error::other("gomme could not be built"));
    };
    // A name of this process's own first: other processes may do this at once.
    let (new, stripped) =
        (built.with_extension(format!("lab-{}", std::process::id())), built.with_extension("lab"));
    let strip = Command::new("strip").arg("--strip-debug").arg("-o").arg(&new).arg(&built).status()?;
    if !strip.success() {
        return Err(io::Error::other("strip failed"));
    }
    std::fs::rename(new, &stripped)?;
    Ok(stripped)
}
