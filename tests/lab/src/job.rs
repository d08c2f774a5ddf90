//! What is run in a guest, and what comes of it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;

/// What runs in a guest: a shell script in the folder `/job`, which the guest shares with the host.
#[derive(Clone, Debug)]
pub struct Job {
    pub(crate) script: String,
    pub(crate) files: Vec<(String, PathBuf)>,
    pub(crate) modules: Vec<String>,
    pub(crate) limit: Duration,
}

impl Job {
    /// A script for `sh`. Standard error goes where standard output goes. It may take a minute: see [`Job::limit`].
    #[must_use]
    pub fn new(script: &str) -> Job {
        Job {
            script: script.to_owned(),
            files: Vec::new(),
            modules: Vec::new(),
            limit: Duration::from_secs(60),
        }
    }

    /// Puts a file of the host at `/job/NAME`, as executable as it is.
    #[must_use]
    pub fn file(mut self, name: &str, host: &Path) -> Job {
        self.files.push((name.to_owned(), host.to_owned()));
        self
    }

    /// Loads a kernel module before the script, beyond those of the attached drives.
    #[must_use]
    pub fn module(mut self, name: &str) -> Job {
        self.modules.push(name.to_owned());
        self
    }

    /// How long it may take, boot included.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Job {
        self.limit = limit;
        self
    }
}

/// How a guest came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The script ended.
    Finished,
    /// Somebody cut its power.
    Cut,
    /// It took too long.
    TooLong,
    /// The kernel stopped by itself: a panic, or a reset.
    Died,
}

/// What came of a job.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the script said, up to the end or the power cut.
    pub output: String,
    /// The script's exit code, if it ended.
    pub code: Option<i32>,
    /// How it ended.
    pub end: End,
    /// How long it took, boot included.
    pub took: Duration,
    /// What the guest's console and the virtual machine said.
    pub console: String,
    pub(crate) folder: Arc<TempDir>,
}

impl Report {
    /// The shared folder: what was `/job` in the guest. It goes away with the last report on it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Asks that the script ended with this code.
    ///
    /// # Panics
    /// When it did not: with everything that was said.
    #[track_caller]
    pub fn expect_code(&self, code: i32) -> &Report {
        assert!(
            self.end == End::Finished && self.code == Some(code),
            "{:?} with {:?} after {:?}\n--- output\n{}\n--- console\n{}",
            self.end,
            self.code,
            self.took,
            self.output,
            self.console
        );
        self
    }
}

/// The folder that a guest shares with the host, with the job in it.
#[derive(Debug)]
pub(crate) struct SharedFolder(pub Arc<TempDir>);

impl SharedFolder {
    /// Lays everything out for a job.
    pub fn prepare(job: &Job, modules: &[&str], drives: usize) -> io::Result<SharedFolder> {
        let folder = tempfile::Builder::new().prefix("gomme-lab-").tempdir()?;
        let own = folder.path().join(".lab");
        std::fs::create_dir(&own)?;
        for (name, host) in &job.files {
            let to = folder.path().join(name);
            if let Some(parent) = to.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::copy(host, to)?;
        }
        let mut modules: Vec<&str> = modules.to_vec();
        modules.extend(job.modules.iter().map(String::as_str));
        std::fs::write(own.join("script"), &job.script)?;
        std::fs::write(own.join("start"), start_script(&modules, drives))?;
        Ok(SharedFolder(Arc::new(folder)))
    }

    /// A file of the lab's own.
    pub fn own(&self, name: &str) -> PathBuf {
        self.0.path().join(".lab").join(name)
    }

    /// What the script has said so far.
    pub fn output(&self) -> String {
        std::fs::read(self.own("output")).map_or_else(|_| String::new(), |bytes| text(&bytes))
    }

    /// Its exit code, when it has ended.
    pub fn code(&self) -> Option<i32> {
        std::fs::read_to_string(self.own("code")).ok()?.trim().parse().ok()
    }
}

/// Text of a guest, without the carriage returns of its console.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\r', "")
}

/// What a guest's init hands over to. Drives appear when their drivers have seen them: it waits for all, for some seconds.
/// The file with the exit code appears whole: it is the host's sign that the guest may be switched off.
fn start_script(modules: &[&str], drives: usize) -> String {
    let modules = modules.join(" ");
    format!(
        "[ -z '{modules}' ] || modprobe -a {modules}\n\
         n=0\n\
         while [ $(ls /sys/block | grep -cE '^(sd[a-z]+|nvme[0-9]+n[0-9]+|mmcblk[0-9]+)$') -lt {drives} ] && [ $n -lt 80 ]; do\n\
             sleep 0.1; n=$((n + 1))\n\
         done\n\
         cd /tmp\n\
         # In QEMU over a second serial port: whatever the script does to the machine, the host reads along.\n\
         out=/job/.lab/output\n\
         [ -n \"$LAB_JOB\" ] || {{ out=/dev/ttyS1; stty -F $out raw -echo; }}\n\
         sh /run/script > $out 2>&1\n\
         echo $? > /job/.lab/code.new\n\
         sync\n\
         [ -n \"$LAB_JOB\" ] || stty -F $out cooked\n\
         mv /job/.lab/code.new /job/.lab/code\n\
         while :; do sleep 9; done\n"
    )
}
