//! A machine with drives: boots, runs a job, and may lose its power.

use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::attach::AttachedDrive;
use crate::cache::Cache;
use crate::fronts::Sockets;
use crate::job::{End, Job, Report, SharedFolder, text};
use crate::qmp::Qmp;
use crate::wire::Front;
use crate::{qemu, uml};

/// How often a running guest is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Which kernel runs, in what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// User-Mode Linux: up in a second, and knows only SCSI drives.
    Uml,
    /// Debian's kernel in QEMU, emulated: up in five seconds, and knows them all.
    Qemu,
}

/// A machine: a kernel and the drives that are attached to it.
#[derive(Clone, Debug)]
pub struct Machine {
    kernel: Kernel,
    drives: Vec<AttachedDrive>,
}

impl Machine {
    /// A machine without drives.
    #[must_use]
    pub fn new(kernel: Kernel) -> Machine {
        Machine { kernel, drives: Vec::new() }
    }

    /// Attaches a drive.
    #[must_use]
    pub fn with(mut self, drive: impl Into<AttachedDrive>) -> Machine {
        self.drives.push(drive.into());
        self
    }

    /// Boots, runs a job to its end, and switches off.
    ///
    /// # Errors
    /// When the lab is not set up, or the machine cannot be started. A job that takes too long is no error: see [`End`].
    pub fn run(&self, job: &Job) -> io::Result<Report> {
        self.start(job)?.wait()
    }

    /// Switches on: every drive sees its power come back, then the guest boots and begins with the job.
    ///
    /// # Errors
    /// When the lab is not set up, or the machine cannot be started.
    pub fn start(&self, job: &Job) -> io::Result<Running> {
        let cache = Cache::find()?;
        let slot = cache.take_slot()?;
        for drive in &self.drives {
            drive.power_cycle();
        }
        let modules = self.modules();
        let folder = SharedFolder::prepare(job, &modules, self.drives.len())?;
        let (fronts, sockets) = Sockets::open(&self.drives, &folder.own(""))?;
        let mut command = match self.kernel {
            Kernel::Uml => uml::command(&cache, &folder, &sockets)?,
            Kernel::Qemu => qemu::command(&cache, &folder, &sockets),
        };
        let console = File::create(folder.own("console"))?;
        command.stdin(Stdio::null()).stdout(console.try_clone()?).stderr(console);
        // A group of its own: a power cut takes all of its processes.
        let child = command.process_group(0).spawn()?;
        let began = Instant::now();
        Ok(Running {
            drives: self.drives.clone(),
            folder,
            child,
            fronts,
            began,
            deadline: began + job.limit,
            _slot: slot,
        })
    }

    fn modules(&self) -> Vec<&'static str> {
        let mut modules: Vec<&str> = self.drives.iter().flat_map(AttachedDrive::modules).copied().collect();
        modules.sort_unstable();
        modules.dedup();
        // The driver of the transport is part of User-Mode Linux.
        modules.retain(|module| self.kernel == Kernel::Qemu || !module.ends_with("_pci"));
        modules
    }
}

/// A machine that is switched on. It is switched off when this goes away.
#[derive(Debug)]
pub struct Running {
    drives: Vec<AttachedDrive>,
    folder: SharedFolder,
    child: Child,
    fronts: Vec<Front>,
    began: Instant,
    deadline: Instant,
    _slot: File,
}

impl Running {
    /// Waits for the job's end.
    ///
    /// # Errors
    /// When the machine cannot be waited for, or a front-end broke.
    pub fn wait(mut self) -> io::Result<Report> {
        let end = loop {
            if let Some(end) = self.ended()? {
                break end;
            }
            std::thread::sleep(LOOK);
        };
        self.report(end)
    }

    /// Whether it has come to an end.
    fn ended(&mut self) -> io::Result<Option<End>> {
        // First whether it lives, then the code: a machine that ends between the two has left its code.
        let is_dead = self.child.try_wait()?.is_some();
        if self.folder.code().is_some() {
            return Ok(Some(End::Finished));
        }
        if is_dead {
            return Ok(Some(End::Died));
        }
        Ok((Instant::now() >= self.deadline).then_some(End::TooLong))
    }

    /// Waits until the script has said something.
    ///
    /// # Errors
    /// When it comes to an end without.
    pub fn wait_for(&mut self, words: &str) -> io::Result<()> {
        self.wait_while(&format!("said {words:?}"), |folder| !folder.output().contains(words))
    }

    /// Waits until something is so that is seen from outside: by a drive's journal or store, or in the job's folder, which `is_so`
    /// is given.
    ///
    /// # Errors
    /// When it comes to an end before; `what` says then what was waited for.
    pub fn wait_until(&mut self, what: &str, mut is_so: impl FnMut(&Path) -> bool) -> io::Result<()> {
        self.wait_while(what, |folder| !is_so(folder.0.path()))
    }

    fn wait_while(
        &mut self,
        what: &str,
        mut is_awaited: impl FnMut(&SharedFolder) -> bool,
    ) -> io::Result<()> {
        while is_awaited(&self.folder) {
            // What happened just before its end has happened.
            if let Some(end) = self.ended()?.filter(|_| is_awaited(&self.folder)) {
                let (output, console) = (self.folder.output(), self.console());
                return Err(io::Error::other(format!("{end:?}, and never {what}:\n{output}\n{console}")));
            }
            std::thread::sleep(LOOK);
        }
        Ok(())
    }

    /// Cuts the power, now. The drives live on; the next [`Machine::start`] gives it back to them.
    ///
    /// # Errors
    /// When a front-end broke.
    pub fn cut_power(self) -> io::Result<Report> {
        self.report(End::Cut)
    }

    /// Waits until the guest suspends to memory, takes the power from the drives and gives it back, and wakes the guest
    /// (QEMU only). The script goes on after its write to `/sys/power/state`.
    ///
    /// # Errors
    /// When it does not suspend in time.
    pub fn resume_from_suspend(&mut self) -> io::Result<()> {
        let mut control = Qmp::connect(&self.folder.own("qmp"), self.deadline)?;
        while control.status()? != "suspended" {
            if let Some(end) = self.ended()? {
                let (output, console) = (self.folder.output(), self.console());
                return Err(io::Error::other(format!("{end:?}, and never suspended:\n{output}\n{console}")));
            }
            std::thread::sleep(LOOK);
        }
        for drive in &self.drives {
            drive.suspend_resume();
        }
        control.execute("system_wakeup")?;
        Ok(())
    }

    fn console(&self) -> String {
        std::fs::read(self.folder.own("console")).map_or_else(|_| String::new(), |bytes| text(&bytes))
    }

    fn switch_off(&mut self) {
        if let Ok(group) = i32::try_from(self.child.id()) {
            // It may be gone already.
            let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
        }
        let _ = self.child.wait();
    }

    fn report(mut self, end: End) -> io::Result<Report> {
        let took = self.began.elapsed();
        self.switch_off();
        for front in std::mem::take(&mut self.fronts) {
            // A front-end that nobody ever called, or that waits for a process that outlives its group, is not waited for.
            front.end(true)?;
        }
        // What was erased by now is erased in the store, for whoever looks.
        self.drives.iter().for_each(AttachedDrive::tick);
        Ok(Report {
            output: self.folder.output(),
            code: self.folder.code().filter(|_| end == End::Finished),
            end,
            took,
            console: self.console(),
            folder: Arc::clone(&self.folder.0),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.switch_off();
    }
}
