//! Puts random computers together.

use super::model::{Bus, Dev, Family, Flaw, LayerKind, Model, Mount, Unit};
use super::start;
use crate::common::Seeded;

/// Numbers that decide.
pub struct Dice(Seeded);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(Seeded::new(seed))
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.0.below(u64::try_from(n).expect("small"))).expect("small")
    }

    /// Once in `n`.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    pub fn word(&mut self) -> u64 {
        self.0.next()
    }
}

/// Drives inside a computer.
pub const INNER: [Bus; 7] = [Bus::Nvme, Bus::Nvme, Bus::Sata, Bus::Sata, Bus::Sata, Bus::Sas, Bus::Emmc];
const OUTER: [Bus; 4] = [Bus::UsbDisk, Bus::UsbStick, Bus::UsbReader, Bus::Card];
const FOREIGN: [Bus; 4] = [Bus::Virtio, Bus::Emulated, Bus::Fabrics, Bus::Unheard];
const FLAWS: [Flaw; 10] = [
    Flaw::Lacks("diskseq"),
    Flaw::Lacks("holders"),
    Flaw::Lacks("ro"),
    Flaw::Lacks("dev"),
    Flaw::Lacks("queue/logical_block_size"),
    Flaw::ReadOnly,
    Flaw::NoMedium,
    Flaw::Offline,
    Flaw::Zoned,
    Flaw::Hidden,
];
/// Files without which nothing about any drive is known.
const NEEDED: [&str; 4] = ["proc/self/mountinfo", "proc/swaps", "proc/cmdline", "a mounted drive"];

/// A computer out of a seed.
pub fn model(dice: &mut Dice) -> Model {
    let mut model = Model::default();
    for _ in 0..=dice.below(4) {
        add(&mut model, dice, &INNER);
    }
    for _ in 0..dice.below(3) {
        add(&mut model, dice, &OUTER);
    }
    if dice.one_in(5) {
        add(&mut model, dice, &FOREIGN);
    }
    if dice.one_in(3) {
        twin(&mut model, dice);
    }
    start::start(&mut model, dice);
    for unit in 0..model.units.len() {
        let one = &mut model.units[unit];
        if one.never.is_empty() && dice.one_in(14) {
            let flaw = dice.pick(&FLAWS);
            // What goes offline hangs on a host adapter or a controller; eMMC has no such file.
            one.flaw = Some(flaw).filter(|flaw| *flaw != Flaw::Offline || one.bus.family() != Family::Mmc);
        }
        if model.units[unit].bus.is_inner() && model.units[unit].flaw.is_none() && dice.below(100) < 40 {
            occupy(&mut model, dice, unit);
        }
    }
    if dice.one_in(25) {
        model.lacks = Some(dice.pick(&NEEDED));
    }
    number(&mut model, dice);
    model
}

/// A drive of one of these sorts.
pub fn add(model: &mut Model, dice: &mut Dice, sorts: &[Bus]) -> usize {
    let bus = dice.pick(sorts);
    let serial = (!dice.one_in(6)).then(|| format!("S{:07X}", dice.word() % 0x1000_0000));
    let models = ["KXG60ZNV256G", "WD5000LPLX-08ZNTT1", "ST1000LM035-1RK172", "860 EVO 500GB"];
    let parts = if dice.one_in(4) { 0 } else { 1 + dice.below(3) };
    let disk = dice.word();
    model.units.push(Unit {
        bus,
        index: 0,
        diskseq: 0,
        model: dice.pick(&models),
        serial,
        sectors: 8 * (1_000_000 + dice.word() % 4_000_000),
        removable: matches!(bus, Bus::UsbStick | Bus::UsbReader),
        parts: (1..=parts).map(|n| format!("{disk:016x}-0001-4f6b-9a51-00000000{n:04x}")).collect(),
        // An empty reader.
        flaw: (bus == Bus::UsbReader && dice.one_in(2)).then_some(Flaw::NoMedium),
        gone: false,
        never: [].into(),
        doubtful: false,
        real: None,
    });
    model.units.len() - 1
}

/// A second drive like one that is there: the same model and size, and the same serial number or none.
fn twin(model: &mut Model, dice: &mut Dice) {
    let first = dice.below(model.units.len());
    if dice.one_in(2) {
        model.units[first].serial = None;
    }
    let mut second = model.units[first].clone();
    second.parts.clear();
    model.units.push(second);
    // Two SAS names with one world-wide name are two ways to one drive.
    if model.units[first].bus == Bus::Sas && model.units[first].serial.is_some() {
        for unit in [first, model.units.len() - 1] {
            model.bar(Dev::Whole(unit), "two paths");
        }
    }
}

/// Something uses a drive.
fn occupy(model: &mut Model, dice: &mut Dice, unit: usize) {
    let parts = model.units[unit].parts.len();
    let dev = if parts == 0 { Dev::Whole(unit) } else { Dev::Part(unit, dice.below(parts)) };
    let told = dice.one_in(2);
    let at = format!("/mnt/un\\040disque{unit}");
    match dice.below(11) {
        0 => model.mount(dev, &at, "ext4"),
        1 => model.mount(Dev::Whole(unit), &at, "vfat"),
        2 => swap(model, dev),
        // Idle: nothing is mounted, and it is held.
        3 => drop(model.put(LayerKind::Lvm, vec![dev], told)),
        4 => {
            let open = model.put(LayerKind::Luks, vec![dev], told);
            let volume = model.put(LayerKind::Lvm, vec![open], told);
            if told { swap(model, volume) } else { model.mount(volume, &at, "xfs") }
        }
        5 => {
            let others: Vec<usize> = model.there().filter(|u| model.units[*u].bus.is_inner()).collect();
            let other = dice.pick(&others);
            let mut members = vec![dev, Dev::Whole(other)];
            members.truncate(if other == unit { 1 } else { 2 });
            let array = model.put(LayerKind::Md, members, told);
            if dice.one_in(2) {
                model.mount(array, &at, "ext4");
            }
        }
        6 => drop(model.put(LayerKind::Loop, vec![dev], false)),
        7 => {
            model.bar(dev, "mounted elsewhere");
            model.elsewhere.push(dev);
        }
        8 => {
            let others: Vec<usize> = model.there().filter(|u| model.units[*u].bus.is_inner()).collect();
            let other = dice.pick(&others);
            let mut members = vec![dev, Dev::Whole(other)];
            members.truncate(if other == unit { 1 } else { 2 });
            members.iter().for_each(|member| model.bar(*member, "mounted"));
            if told {
                model.mounts.push(Mount::Group(members[0], at));
            }
            model.groups.push(members);
        }
        9 => {
            model.mount(dev, &at, "ext4");
            model.swap_files.push(format!("{at}/swapfile"));
        }
        _ => {
            model.mount(dev, &at, "ext4");
            let image = model.put_file(&format!("/mnt/un disque{unit}/image"));
            model.mount(image, &format!("/mnt/image{unit}"), "squashfs");
        }
    }
}

fn swap(model: &mut Model, dev: Dev) {
    model.bar(dev, "swapped to");
    model.swaps.push(dev);
}

/// Names are given in any order, and each drive gets a number that no other had.
fn number(model: &mut Model, dice: &mut Dice) {
    for family in [Family::Sd, Family::Nvme, Family::Mmc, Family::Vd, Family::Qd] {
        let mut members: Vec<usize> =
            (0..model.units.len()).filter(|unit| model.units[*unit].bus.family() == family).collect();
        for index in 0..members.len() {
            let unit = members.swap_remove(dice.below(members.len()));
            model.units[unit].index = index;
        }
    }
    for unit in 0..model.units.len() {
        model.units[unit].diskseq = fresh(model);
    }
}

/// The kernel's next number for a drive.
pub fn fresh(model: &Model) -> u64 {
    model.units.iter().map(|one| one.diskseq).max().unwrap_or(0) + 3
}

/// Something uses a drive that was free.
pub fn use_now(model: &mut Model, dice: &mut Dice, unit: usize) {
    occupy(model, dice, unit);
}
