//! User-Mode Linux: a kernel as a process, with a folder as its root.

use std::io;
use std::process::Command;

use crate::cache::Cache;
use crate::fronts::Sockets;
use crate::job::SharedFolder;

/// The command that boots it.
pub(crate) fn command(cache: &Cache, folder: &SharedFolder, sockets: &Sockets) -> io::Result<Command> {
    let mut command = Command::new(cache.part("uml"));
    command
        .args(["mem=256M", "rootfstype=hostfs", "ro", "init=/init", "con0=null,fd:1", "con=null", "quiet"])
        .arg(format!("rootflags={}", cache.part("root").display()))
        .arg(format!("uml_dir={}", folder.own("uml").display()))
        .arg(format!("LAB_ROOT={}", cache.part("root").display()))
        .arg(format!("LAB_JOB={}", folder.0.path().display()));
    for socket in &sockets.0 {
        let argument = socket.uml();
        command.arg(argument.ok_or_else(|| {
            io::Error::other("User-Mode Linux has drivers for SCSI drives alone: use QEMU")
        })?);
    }
    Ok(command)
}
