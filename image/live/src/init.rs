//! The first process: the system lies in the initramfs as one file, so nothing is read from the stick any more and it may go.

use std::ffi::CString;
use std::fs::{self, File};
use std::path::Path;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use nix::mount::{MsFlags, mount};
use nix::unistd::{chdir, chroot, execv};

use crate::sys::{self, Use};
use crate::{Done, at};

const NONE: Option<&str> = None;
/// The modules to load, in this order.
const MODULES: &str = "/modules";
const SYSTEM: &str = "/system.squashfs";
const NEXT: &str = "/usr/lib/systemd/systemd";

/// Starts the system. It comes back only when that cannot be; then it says so and waits, for the end of this process is a panic of the
/// kernel, which nobody understands.
pub fn run() -> ExitCode {
    let Err(why) = start();
    let text = format!(
        "\n\n  gomme ne peut pas d\u{e9}marrer sur cet ordinateur.\n  Rien n\u{2019}a \u{e9}t\u{e9} \u{e9}crit. \u{c9}teignez-le, retirez la cl\u{e9}, et recopiez l\u{2019}image sur la cl\u{e9}.\n\n  \
         gomme cannot start on this computer. Nothing was written.\n\n  ({why})\n"
    );
    for console in ["/dev/tty0", "/dev/console"] {
        // Where there is no screen there is nobody to read it.
        let _ = fs::write(console, &text);
    }
    loop {
        sleep(Duration::from_secs(3600));
    }
}

fn start() -> Result<std::convert::Infallible, String> {
    for folder in ["/proc", "/sys", "/dev", "/memory", "/squash", "/new"] {
        fs::create_dir_all(folder).map_err(at(folder))?;
    }
    put("proc", "/proc", "proc", MsFlags::empty(), NONE)?;
    put("sysfs", "/sys", "sysfs", MsFlags::empty(), NONE)?;
    put("devtmpfs", "/dev", "devtmpfs", MsFlags::empty(), Some("mode=755"))?;
    let mut modules: Vec<_> = fs::read_dir(MODULES)
        .and_then(|entries| entries.map(|entry| entry.map(|e| e.path())).collect())
        .map_err(at(MODULES))?;
    modules.sort();
    for module in modules {
        sys::load_module(&module).map_err(at(module.display()))?;
    }
    let file = File::open(SYSTEM).map_err(at(SYSTEM))?;
    let device = sys::attach(&file, 0, 0, Use::Read).map_err(at("loop"))?;
    put(&device.path, "/squash", "squashfs", MsFlags::MS_RDONLY, NONE)?;
    put("tmpfs", "/memory", "tmpfs", MsFlags::empty(), Some("size=50%,mode=755"))?;
    for folder in ["/memory/upper", "/memory/work"] {
        fs::create_dir(folder).map_err(at(folder))?;
    }
    let layers = "lowerdir=/squash,upperdir=/memory/upper,workdir=/memory/work";
    put("overlay", "/new", "overlay", MsFlags::empty(), Some(layers))?;
    for folder in ["/dev", "/sys", "/proc"] {
        put(folder, format!("/new{folder}"), "", MsFlags::MS_MOVE, NONE)?;
    }
    // As switch_root(8) does; what stays behind in the initramfs is the system itself, and a megabyte.
    chdir("/new").map_err(at("/new"))?;
    put(".", "/", "", MsFlags::MS_MOVE, NONE)?;
    chroot(".").and_then(|()| chdir("/")).map_err(at("chroot"))?;
    let next = CString::new(NEXT).map_err(at(NEXT))?;
    execv(&next, &[&next]).map_err(at(NEXT))
}

fn put(
    source: impl AsRef<Path>,
    target: impl AsRef<Path>,
    kind: &str,
    flags: MsFlags,
    options: Option<&str>,
) -> Done {
    let (source, target) = (source.as_ref(), target.as_ref());
    mount(Some(source), target, Some(kind), flags, options).map_err(at(target.display()))
}
