//! Puts emulated drives behind sockets, for whoever starts a virtual machine by hand:
//!
//!     lab-front FOLDER BUS:KIND:SERIAL:MIB[:FAULTS] ...
//!
//! Buses: scsi, ahci, nvme, emmc, usb. Kinds: the personas of the emulated drives. Faults: see their table. What the drives
//! keep lies in `FOLDER/SERIAL.img`; the arguments for QEMU and User-Mode Linux are printed. When the machine has hung up, the
//! commands that came are printed, and the drives lose their power and get it back for the next machine.

use std::error::Error;
use std::path::Path;

use emulated_drives::fault::Faults;
use emulated_drives::journal::Journal;
use emulated_drives::store::Store;
use lab::attach::{AttachedDrive, BUSES};
use lab::fronts::Sockets;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, specs @ ..] = words.as_slice() else { return Err(usage().into()) };
    if specs.is_empty() {
        return Err(usage().into());
    }
    std::fs::create_dir_all(folder)?;
    let folder = Path::new(folder).canonicalize()?;
    let mut drives = Vec::new();
    let mut journals = Vec::new();
    for spec in specs {
        let journal = Journal::default();
        drives.push(drive(&folder, spec, journal.clone())?);
        journals.push((spec, journal, 0));
    }
    loop {
        let (fronts, sockets) = Sockets::open(&drives, &folder)?;
        show(&sockets);
        for front in fronts {
            front.end(false)?;
        }
        for (spec, journal, seen) in &mut journals {
            println!("--- {spec}");
            for entry in journal.entries().iter().skip(*seen) {
                println!("{:>12.3} {}: {}", entry.at.as_secs_f64(), entry.name, entry.answer);
            }
            *seen = journal.entries().len();
        }
        drives.iter().for_each(AttachedDrive::power_cycle);
    }
}

fn usage() -> String {
    format!("usage: lab-front FOLDER BUS:KIND:SERIAL:MIB[:FAULTS] ...  (buses: {})", BUSES.join(", "))
}

fn drive(folder: &Path, spec: &str, journal: Journal) -> Result<AttachedDrive, Box<dyn Error>> {
    let mut parts = spec.splitn(5, ':');
    let (Some(bus), Some(kind), Some(serial), Some(mib)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(usage().into());
    };
    let faults: Faults = parts.next().unwrap_or_default().parse()?;
    let bytes = mib.parse::<u64>()? << 20;
    let store = |bytes| Store::file(&folder.join(format!("{serial}.img")), bytes);
    let drive = AttachedDrive::by_name(bus, (kind, serial, bytes), store, faults, journal)?;
    drive.ok_or_else(|| format!("no drive of the kind {kind} on the bus {bus}").into())
}

fn show(sockets: &Sockets) {
    for (number, socket) in sockets.0.iter().enumerate() {
        println!("QEMU: {}", socket.qemu(number).join(" "));
        if let Some(argument) = socket.uml() {
            println!("User-Mode Linux: {argument}");
        }
    }
    println!("QEMU needs shared memory: -M q35,memory-backend=m -m 384M");
    println!(
        "    -object memory-backend-memfd,id=m,size=384M,share=on, and for USB -device qemu-xhci,id=usb"
    );
}
