//! QEMU, emulating the processor: nested virtualisation is not to be had everywhere, and this always works.

use std::process::Command;

use crate::cache::Cache;
use crate::fronts::{Socket, Sockets};
use crate::job::SharedFolder;

/// The kernel's command line: nothing that costs time, and no way on after a panic.
const KERNEL: &str = "console=ttyS0 panic=-1 quiet mitigations=off nokaslr random.trust_cpu=on tsc=reliable \
                      no_timer_check nvme_core.admin_timeout=5";

/// The command that boots it.
pub(crate) fn command(cache: &Cache, folder: &SharedFolder, sockets: &Sockets) -> Command {
    let mut command = Command::new(cache.part("qemu"));
    command
        // Devices do their DMA in memory that is shared with them.
        .args(["-M", "q35,memory-backend=ram", "-m", "384M"])
        .args(["-object", "memory-backend-memfd,id=ram,size=384M,share=on"])
        .args(["-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "1"])
        .args(["-display", "none", "-nodefaults", "-serial", "stdio"])
        // What the script says.
        .arg("-serial")
        .arg(format!("file:{}", folder.own("output").display()))
        // A reboot ends it, but coming back from a suspend is a reset too.
        .args(["-action", "panic=exit-failure", "-global", "ICH9-LPC.disable_s3=0"])
        .arg("-qmp")
        .arg(format!("unix:{},server=on,wait=off", folder.own("qmp").display()))
        .arg("-kernel")
        .arg(cache.part("vmlinuz"))
        .arg("-initrd")
        .arg(cache.part("base.cpio"))
        .args(["-append", KERNEL])
        .arg("-virtfs")
        .arg(format!("local,path={},mount_tag=job,security_model=none", folder.0.path().display()));
    if sockets.0.iter().any(|socket| matches!(socket, Socket::Usb(_))) {
        command.args(["-device", "qemu-xhci,id=usb"]);
    }
    for (number, socket) in sockets.0.iter().enumerate() {
        command.args(socket.qemu(number));
    }
    command
}
