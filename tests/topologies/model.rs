//! A computer as it was put together: its drives, what lies on them, and which of them may be chosen. This is known from
//! how it was built; nothing here asks gomme, and no file of `/sys` is read back.

use std::collections::BTreeSet;

use gomme::drive::Rules;

/// How a drive is attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bus {
    Nvme,
    Sata,
    Sas,
    Emmc,
    /// An SD card in a reader of the board.
    Card,
    /// A disk in a USB box.
    UsbDisk,
    UsbStick,
    /// A card reader on USB; empty when it has no sectors.
    UsbReader,
    Virtio,
    /// A disk that a hypervisor emulates on SATA.
    Emulated,
    /// NVMe over TCP: a drive of another computer.
    Fabrics,
    /// A driver that nobody has heard of.
    Unheard,
}

/// Who shares names: `sda`, `nvme0n1`, `mmcblk0`, `vda`, `qda`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Sd,
    Nvme,
    Mmc,
    Vd,
    Qd,
}

impl Bus {
    pub fn family(self) -> Family {
        match self {
            Bus::Nvme | Bus::Fabrics => Family::Nvme,
            Bus::Emmc | Bus::Card => Family::Mmc,
            Bus::Virtio => Family::Vd,
            Bus::Unheard => Family::Qd,
            Bus::Sata | Bus::Sas | Bus::UsbDisk | Bus::UsbStick | Bus::UsbReader | Bus::Emulated => {
                Family::Sd
            }
        }
    }

    pub fn is_usb(self) -> bool {
        matches!(self, Bus::UsbDisk | Bus::UsbStick | Bus::UsbReader)
    }

    /// Inside the computer, and its own.
    pub fn is_inner(self) -> bool {
        matches!(self, Bus::Nvme | Bus::Sata | Bus::Sas | Bus::Emmc)
    }
}

/// Something about a drive that is as it should not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// A file of its folder that decides is not there.
    Lacks(&'static str),
    ReadOnly,
    NoMedium,
    /// The kernel took it off line.
    Offline,
    /// Takes writes in order alone.
    Zoned,
    /// The kernel hides it behind another.
    Hidden,
}

/// A drive: which piece of hardware it is stays the same, whatever it is called.
#[derive(Clone, Debug)]
pub struct Unit {
    pub bus: Bus,
    /// What the kernel numbers it by: 1 in `sdb` and `nvme1n1`.
    pub index: usize,
    /// The kernel's number for its being there.
    pub diskseq: u64,
    pub model: &'static str,
    pub serial: Option<String>,
    pub sectors: u64,
    pub removable: bool,
    /// UUIDs of its partitions.
    pub parts: Vec<String>,
    pub flaw: Option<Flaw>,
    /// It was taken out.
    pub gone: bool,
    /// Why nobody may choose it.
    pub never: BTreeSet<&'static str>,
    /// That gomme knows it to be free is not to be expected, though it is.
    pub doubtful: bool,
    /// The loop device it is made of, where it is a real one.
    pub real: Option<Real>,
}

/// A loop device that stands for a drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Real {
    pub minor: usize,
    pub file: String,
}

/// A block device of the computer, by what it is and not by what it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dev {
    Whole(usize),
    Part(usize, usize),
    Layer(usize),
}

/// A device that is made of others, or of a file.
#[derive(Clone, Debug)]
pub struct Layer {
    pub kind: LayerKind,
    pub over: Vec<Dev>,
    /// Whether the devices below tell of it, too, or it alone of them.
    pub told_below: bool,
    /// The file, where it is a loop device.
    pub file: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    Lvm,
    Luks,
    Md,
    Loop,
}

/// What is mounted.
#[derive(Clone, Debug)]
pub enum Mount {
    /// From a block device.
    On(Dev, String, &'static str),
    /// A file system of several devices, which mountinfo shows by one of them.
    Group(Dev, String),
    /// Any other line from the number on.
    Line(String),
}

/// A word of the kernel's command line.
#[derive(Clone, Debug)]
pub enum Word {
    Text(String),
    /// `root=/dev/sda2`
    Root(Dev),
}

/// A computer.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub units: Vec<Unit>,
    pub layers: Vec<Layer>,
    pub mounts: Vec<Mount>,
    /// File systems of other namespaces: the kernel tells their devices alone.
    pub elsewhere: Vec<Dev>,
    pub groups: Vec<Vec<Dev>>,
    pub swaps: Vec<Dev>,
    pub swap_files: Vec<String>,
    pub words: Vec<Word>,
    /// `/dev/disk/…` and what it leads to.
    pub links: Vec<(String, Dev)>,
    /// The device manager's notes.
    pub notes: Vec<(Dev, String)>,
    /// The kernel tells no UUIDs of partitions; of this drive the table can be read.
    pub old_kernel: Option<usize>,
    /// A file about the whole computer that cannot be read.
    pub lacks: Option<&'static str>,
    /// How it was started, for the count.
    pub boot: &'static str,
}

/// What a rule says of a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// It is plainly free: to refuse it would be wrong, too.
    Offered,
    /// It is free, and gomme has reason to doubt.
    Doubted,
    Never,
}

impl Model {
    /// The name of a whole drive.
    pub fn name(&self, unit: usize) -> String {
        let Unit { bus, index, .. } = &self.units[unit];
        let letter = char::from(b'a' + u8::try_from(*index).expect("few drives"));
        match bus.family() {
            Family::Sd => format!("sd{letter}"),
            Family::Nvme => format!("nvme{index}n1"),
            Family::Mmc => format!("mmcblk{index}"),
            Family::Vd => format!("vd{letter}"),
            Family::Qd => format!("qd{letter}"),
        }
    }

    pub fn path(&self, unit: usize) -> String {
        format!("/dev/{}", self.name(unit))
    }

    /// The drive that stands at a path now.
    pub fn at(&self, path: &str) -> Option<usize> {
        (0..self.units.len()).find(|unit| !self.units[*unit].gone && self.path(*unit) == path)
    }

    /// Drives that are there.
    pub fn there(&self) -> impl Iterator<Item = usize> {
        (0..self.units.len()).filter(|unit| !self.units[*unit].gone)
    }

    /// Notes why nobody may choose the drives below a device.
    pub fn bar(&mut self, dev: Dev, why: &'static str) {
        match dev {
            Dev::Whole(unit) | Dev::Part(unit, _) => {
                self.units[unit].never.insert(why);
            }
            Dev::Layer(layer) => {
                for under in self.layers[layer].over.clone() {
                    self.bar(under, why);
                }
            }
        }
    }

    /// Puts a layer over devices, which nobody may choose from then on.
    pub fn put(&mut self, kind: LayerKind, over: Vec<Dev>, told_below: bool) -> Dev {
        for dev in over.clone() {
            self.bar(dev, "held");
        }
        self.layers.push(Layer { kind, over, told_below, file: None });
        Dev::Layer(self.layers.len() - 1)
    }

    /// A loop device over a file that lies somewhere.
    pub fn put_file(&mut self, file: &str) -> Dev {
        let (kind, file) = (LayerKind::Loop, Some(file.to_owned()));
        self.layers.push(Layer { kind, over: vec![], told_below: false, file });
        Dev::Layer(self.layers.len() - 1)
    }

    /// Mounts a device.
    pub fn mount(&mut self, dev: Dev, at: &str, kind: &'static str) {
        self.bar(dev, "mounted");
        self.mounts.push(Mount::On(dev, at.to_owned(), kind));
    }

    /// Whether a drive may be chosen.
    pub fn may(&self, unit: usize, rules: Rules) -> May {
        let one = &self.units[unit];
        let foreign = matches!(one.bus, Bus::Virtio | Bus::Emulated | Bus::Fabrics | Bus::Unheard);
        // What can be taken out is not for volunteers: it may be somebody's.
        let loose = one.bus.is_usb() || one.bus == Bus::Card || one.removable;
        let loose = loose && rules == Rules::Volunteer;
        let barred = one.gone || one.flaw.is_some() || !one.never.is_empty() || self.lacks.is_some();
        if foreign || loose || barred {
            May::Never
        } else if one.doubtful {
            May::Doubted
        } else {
            May::Offered
        }
    }

    /// Why a drive may not be chosen, for the count.
    pub fn reasons(&self, unit: usize) -> Vec<String> {
        let one = &self.units[unit];
        let mut all: Vec<String> = one.never.iter().map(|why| (*why).to_owned()).collect();
        all.extend(one.flaw.map(|flaw| format!("{flaw:?}")));
        all.extend((!one.bus.is_inner()).then(|| format!("{:?}", one.bus)));
        all.extend(self.lacks.map(|file| format!("no {file}")));
        all
    }
}
