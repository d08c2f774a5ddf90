//! A computer as the kernel would show it, in the words of `tests/common/machine.rs`.

use std::fmt::Write;
use std::path::Path;

use gomme::units::hex;

use super::model::{Bus, Dev, Family, Flaw, Layer, LayerKind, Model, Mount, Unit, Word};

/// Lines of `path = text` and their like.
#[derive(Default)]
struct Sheet(String);

impl Sheet {
    fn file(&mut self, path: &str, text: &str) {
        let _ = writeln!(self.0, "{path} = {text}");
    }

    fn link(&mut self, path: &str, target: &str) {
        let _ = writeln!(self.0, "{path} -> {target}");
    }

    fn folder(&mut self, path: &str) {
        let _ = writeln!(self.0, "{path}/");
    }

    fn files(&mut self, base: &str, files: &[(&str, &str)]) {
        for (file, text) in files {
            self.file(&format!("{base}/{file}"), text);
        }
    }

    /// The subsystem that a device belongs to: the last part of a link is what tells.
    fn subsystem(&mut self, base: &str, name: &str) {
        self.link(&format!("{base}/subsystem"), &format!("../bus/{name}"));
    }
}

/// All of it, as text.
pub fn sheet(model: &Model) -> String {
    let mut sheet = Sheet::default();
    for unit in model.there() {
        drive(&mut sheet, model, unit);
    }
    for (number, layer) in model.layers.iter().enumerate() {
        stacked(&mut sheet, model, number, layer);
    }
    // What is no drive of anybody: memory, and a tray.
    for (name, devno) in [("zram0", "253:99"), ("sr0", "11:0")] {
        let base = format!("sys/devices/virtual/block/{name}");
        sheet.link(&format!("sys/block/{name}"), &format!("../devices/virtual/block/{name}"));
        sheet.files(&base, &[("dev", devno), ("size", "2097148")]);
        sheet.folder(&format!("{base}/holders"));
    }
    for unit in &model.groups {
        let id = format!("sys/fs/btrfs/{}", name(model, unit[0]));
        for (number, member) in unit.iter().enumerate() {
            sheet.folder(&format!("{id}/devices/{}", name(model, *member)));
            sheet.file(&format!("{id}/devinfo/{number}/missing"), "0");
        }
    }
    for dev in &model.elsewhere {
        sheet.folder(&format!("sys/fs/ext4/{}", name(model, *dev)));
    }
    for (at, dev) in &model.links {
        sheet.link(&format!("dev/disk/{at}"), &format!("../../{}", name(model, *dev)));
    }
    for (dev, note) in &model.notes {
        sheet.file(&format!("run/udev/data/b{}", devno(model, *dev)), note);
    }
    running(&mut sheet, model);
    sheet.0
}

/// What a device is called now.
pub fn name(model: &Model, dev: Dev) -> String {
    match dev {
        Dev::Whole(unit) => model.name(unit),
        Dev::Part(unit, part) => {
            let whole = model.name(unit);
            let between = if whole.ends_with(|c: char| c.is_ascii_digit()) { "p" } else { "" };
            format!("{whole}{between}{}", part + 1)
        }
        Dev::Layer(layer) => match model.layers[layer].kind {
            LayerKind::Lvm | LayerKind::Luks => format!("dm-{layer}"),
            LayerKind::Md => format!("md{layer}"),
            LayerKind::Loop => format!("loop{}", 100 + layer),
        },
    }
}

fn devno(model: &Model, dev: Dev) -> String {
    let (major, minor) = match dev {
        Dev::Whole(unit) | Dev::Part(unit, _) => {
            let one = &model.units[unit];
            let part = if let Dev::Part(_, part) = dev { part + 1 } else { 0 };
            match (&one.real, one.bus.family()) {
                (Some(real), _) if part == 0 => (7, real.minor),
                (Some(real), _) => (259, 1000 + 16 * real.minor + part),
                (None, Family::Sd) => (8, 16 * one.index + part),
                (None, Family::Nvme) => (259, 16 * one.index + part),
                (None, Family::Mmc) => (179, 32 * one.index + part),
                (None, Family::Vd) => (252, 16 * one.index + part),
                (None, Family::Qd) => (240, 16 * one.index + part),
            }
        }
        Dev::Layer(layer) => match model.layers[layer].kind {
            LayerKind::Lvm | LayerKind::Luks => (253, layer),
            LayerKind::Md => (9, layer),
            LayerKind::Loop => (7, 100 + layer),
        },
    };
    format!("{major}:{minor}")
}

/// The folder of a block device, and its link in `/sys/block`.
fn block(sheet: &mut Sheet, name: &str, base: &str, devno: &str, sectors: u64, diskseq: u64) {
    sheet.link(&format!("sys/block/{name}"), &format!("../{}", base.strip_prefix("sys/").expect("sysfs")));
    sheet.files(
        base,
        &[
            ("dev", devno),
            ("size", &sectors.to_string()),
            ("ro", "0"),
            ("removable", "0"),
            ("hidden", "0"),
            ("diskseq", &diskseq.to_string()),
            ("queue/logical_block_size", "512"),
            ("queue/zoned", "none"),
        ],
    );
    sheet.folder(&format!("{base}/holders"));
}

/// A drive with all that hangs above it.
fn drive(sheet: &mut Sheet, model: &Model, unit: usize) {
    let (one, name) = (&model.units[unit], model.name(unit));
    let base = above(sheet, one, &name, unit);
    let mut own = Sheet::default();
    let devno_is = devno(model, Dev::Whole(unit));
    block(&mut own, &name, &base, &devno_is, one.sectors, one.diskseq);
    for line in own.0.lines() {
        let (path, rest) = line.split_once(' ').unwrap_or((line, ""));
        let file = path.strip_prefix(&format!("{base}/")).unwrap_or(path).trim_end_matches('/');
        match (file, one.flaw) {
            (file, Some(Flaw::Lacks(lacks))) if file == lacks => {}
            ("ro", Some(Flaw::ReadOnly)) | ("hidden", Some(Flaw::Hidden)) => sheet.file(path, "1"),
            ("size", Some(Flaw::NoMedium)) => sheet.file(path, "0"),
            ("queue/zoned", Some(Flaw::Zoned)) => sheet.file(path, "host-managed"),
            ("removable", _) if one.removable => sheet.file(path, "1"),
            _ if rest.is_empty() => sheet.folder(path.trim_end_matches('/')),
            _ => drop(writeln!(sheet.0, "{line}")),
        }
    }
    if let Some(real) = &one.real {
        sheet.file(&format!("{base}/loop/backing_file"), &real.file);
    }
    sheet.link(&format!("sys/dev/block/{devno_is}"), &format!("../../../{base}"));
    for (number, id) in one.parts.iter().enumerate() {
        let dev = Dev::Part(unit, number);
        let part = format!("{base}/{}", self::name(model, dev));
        sheet.files(&part, &[("dev", &devno(model, dev)), ("partition", "1"), ("size", "204800")]);
        sheet.folder(&format!("{part}/holders"));
        sheet.file(&format!("{part}/uevent"), "DEVTYPE=partition");
        if model.old_kernel.is_none() {
            sheet.file(&format!("{part}/uevent"), &format!("PARTUUID={id}"));
        }
    }
    for (number, layer) in model.layers.iter().enumerate().filter(|(_, layer)| layer.told_below) {
        for under in &layer.over {
            let folder = match under {
                Dev::Whole(of) if *of == unit => base.clone(),
                Dev::Part(of, _) if *of == unit => format!("{base}/{}", self::name(model, *under)),
                _ => continue,
            };
            sheet.folder(&format!("{folder}/holders/{}", self::name(model, Dev::Layer(number))));
        }
    }
}

/// The controllers and buses above a drive, and what it tells of itself; gives its folder.
fn above(sheet: &mut Sheet, one: &Unit, name: &str, unit: usize) -> String {
    let serial = one.serial.as_deref();
    let pci = "sys/devices/pci0000:00";
    let state = |fine: &'static str, off| if one.flaw == Some(Flaw::Offline) { off } else { fine };
    let scsi = |sheet: &mut Sheet, host: &str, driver: &str, vendor: &str, model: &str| {
        let device = format!("{host}/target{unit}:0:0/{unit}:0:0:0");
        sheet.file(&format!("{host}/scsi_host/host{unit}/proc_name"), driver);
        sheet.subsystem(&device, "scsi");
        let words = [("vendor", vendor), ("model", model), ("rev", "0104"), ("type", "0")];
        sheet.files(&device, &words);
        sheet.file(&format!("{device}/state"), state("running", "offline"));
        let base = format!("{device}/block/{name}");
        sheet.link(&format!("{base}/device"), "../..");
        (device, base)
    };
    match one.bus {
        Bus::Nvme | Bus::Fabrics => {
            let controller = format!("{pci}/0000:00:1d.{unit}/nvme/nvme{}", one.index);
            sheet.subsystem(&controller, "nvme");
            let carrier = if one.bus == Bus::Nvme { "pcie" } else { "tcp" };
            let words = [("model", one.model), ("transport", carrier), ("state", state("live", "dead"))];
            sheet.files(&controller, &words);
            if let Some(serial) = serial {
                sheet.file(&format!("{controller}/serial"), &format!("{serial}      "));
            }
            let base = format!("{controller}/{name}");
            sheet.link(&format!("{base}/device"), "..");
            sheet.file(&format!("{base}/nsid"), "1");
            base
        }
        Bus::Sata | Bus::Emulated => {
            let port = format!("{pci}/0000:00:17.0/ata{unit}");
            sheet.folder(&format!("{port}/ata_port/ata{unit}"));
            let emulated = one.bus == Bus::Emulated;
            let model = if emulated { "QEMU HARDDISK" } else { one.model };
            let (device, base) = scsi(sheet, &format!("{port}/host{unit}"), "ahci", "ATA", model);
            names(sheet, &device, serial);
            base
        }
        Bus::Sas => {
            let host = format!("{pci}/0000:00:02.0/host{unit}");
            let (device, base) = scsi(sheet, &host, "mpt3sas", "SEAGATE", one.model);
            names(sheet, &device, serial);
            base
        }
        Bus::UsbDisk | Bus::UsbStick | Bus::UsbReader => {
            let socket = format!("{pci}/0000:00:14.0/usb1/1-{unit}");
            sheet.subsystem(&socket, "usb");
            sheet.file(&format!("{socket}/idVendor"), "0951");
            if let Some(serial) = serial {
                sheet.file(&format!("{socket}/serial"), serial);
            }
            let host = format!("{socket}/1-{unit}:1.0/host{unit}");
            scsi(sheet, &host, "usb-storage", "Generic", "Flash").1
        }
        Bus::Emmc | Bus::Card => {
            let host = format!("sys/devices/platform/80860F14:0{unit}/mmc_host/mmc{}", one.index);
            let card = format!("{host}/mmc{}:0001", one.index);
            sheet.subsystem(&card, "mmc");
            let kind = if one.bus == Bus::Emmc { "MMC" } else { "SD" };
            sheet.files(&card, &[("type", kind), ("name", "DF4032"), ("fwrev", "0x01")]);
            if let Some(serial) = serial {
                sheet.file(&format!("{card}/serial"), serial);
            }
            let base = format!("{card}/block/{name}");
            sheet.link(&format!("{base}/device"), "../..");
            if one.bus == Bus::Emmc {
                // An area with a device of its own; its folder lies in the drive's.
                let area = format!("{name}boot0");
                block(sheet, &area, &format!("{base}/{area}"), &format!("179:{}", 1000 + unit), 8192, 901);
            }
            base
        }
        Bus::Virtio => {
            let card = format!("{pci}/0000:00:05.0/virtio{unit}");
            sheet.subsystem(&card, "virtio");
            format!("{card}/block/{name}")
        }
        Bus::Unheard => format!("sys/devices/platform/quaint.{unit}/block/{name}"),
    }
}

/// Page 80h and a world-wide name, where it has a serial number.
fn names(sheet: &mut Sheet, device: &str, serial: Option<&str>) {
    let Some(serial) = serial else { return };
    let length = u8::try_from(serial.len()).expect("short");
    let _ = writeln!(sheet.0, "{device}/vpd_pg80 : 008000{length:02x}{}", hex(serial.as_bytes()));
    sheet.file(&format!("{device}/wwid"), &format!("naa.5{}", hex(&serial.as_bytes()[..7])));
}

/// Device mapper, md, or a loop device.
fn stacked(sheet: &mut Sheet, model: &Model, number: usize, layer: &Layer) {
    let name = name(model, Dev::Layer(number));
    let base = format!("sys/devices/virtual/block/{name}");
    let seq = 500 + u64::try_from(number).expect("small");
    block(sheet, &name, &base, &devno(model, Dev::Layer(number)), 4_000_000, seq);
    match layer.kind {
        LayerKind::Lvm | LayerKind::Luks => {
            let kind = if layer.kind == LayerKind::Lvm { "LVM" } else { "CRYPT" };
            sheet.files(
                &base,
                &[("dm/uuid", &format!("{kind}-{number}")), ("dm/name", &format!("vg-{number}"))],
            );
        }
        LayerKind::Md => sheet.file(&format!("{base}/md/level"), "raid1"),
        LayerKind::Loop => {
            let under = layer.over.first().map(|dev| format!("/dev/{}", self::name(model, *dev)));
            let file = layer.file.clone().or(under).expect("a file or a device");
            sheet.file(&format!("{base}/loop/backing_file"), &file);
        }
    }
    if layer.kind != LayerKind::Loop {
        for under in &layer.over {
            sheet.folder(&format!("{base}/slaves/{}", self::name(model, *under)));
        }
    }
}

/// What the running system says of itself.
fn running(sheet: &mut Sheet, model: &Model) {
    let needed = |file: &str| model.lacks != Some(file);
    if needed("proc/self/mountinfo") {
        let mut lines = vec!["0:21 / /sys rw - sysfs sysfs rw".to_owned()];
        if !needed("a mounted drive") {
            lines.push("8:240 / /mnt/lost rw - ext4 /dev/sdp rw".to_owned());
        }
        lines.extend(model.mounts.iter().map(|mount| match mount {
            Mount::On(dev, at, kind) => {
                format!("{} / {at} rw - {kind} /dev/{} rw", devno(model, *dev), name(model, *dev))
            }
            Mount::Group(dev, at) => format!("0:45 / {at} rw - btrfs /dev/{} rw", name(model, *dev)),
            Mount::Line(line) => line.clone(),
        }));
        for (number, line) in lines.iter().enumerate() {
            sheet.file("proc/self/mountinfo", &format!("{} 1 {line}", 20 + number));
        }
    }
    if needed("proc/swaps") {
        sheet.file("proc/swaps", "Filename Type Size Used Priority");
        let areas = model.swaps.iter().map(|dev| format!("/dev/{}", name(model, *dev)));
        for area in areas.chain(model.swap_files.iter().cloned()) {
            sheet.file("proc/swaps", &format!("{area} partition 8388604 0 -2"));
        }
    }
    if needed("proc/cmdline") {
        let words = model.words.iter().map(|word| match word {
            Word::Text(text) => text.clone(),
            Word::Root(dev) => format!("root=/dev/{}", name(model, *dev)),
        });
        sheet.file("proc/cmdline", &words.collect::<Vec<_>>().join(" "));
    }
}

/// A partition table of this signature with two partitions.
pub fn table(path: &Path, signature: u32) {
    let mut bytes = vec![0u8; 512];
    bytes[440..444].copy_from_slice(&signature.to_le_bytes());
    (bytes[450], bytes[466], bytes[510], bytes[511]) = (0x0c, 0xef, 0x55, 0xaa);
    std::fs::write(path, bytes).expect("room");
}
