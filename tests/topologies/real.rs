//! Computers whose drives are real: loop devices under the names and behind the buses of `/sys` as it was written. Everything that
//! stands there is named with its right code; what the guard lets through is overwritten; and then the files beneath are looked at.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use gomme::drive::guard::{Armed, Typed, arm, confirmation_code};
use gomme::drive::{Drive, Rules, Selection, VirtualDrives, find};
use gomme::sys::block::open_exclusive_read;
use gomme::sys::io::{Choice, Layout, Op};
use nix::sys::stat::{Mode, SFlag, makedev, mknod};
use tempfile::TempDir;

use super::build::{self, Dice};
use super::event::{Event, happen};
use super::model::{Bus, Dev, May, Model, Real};
use super::sheet;
use crate::common::attached::{Loop, planted_file};
use crate::common::machine::Machine;
use crate::common::need_root;

const COMPUTERS: u64 = 60;
const DRIVES: usize = 7;
const BYTES: usize = 256 << 10;

/// A drive: a file, and the loop device over it.
struct Medium {
    file: PathBuf,
    device: Option<Loop>,
}

impl Medium {
    fn new(folder: &Path, number: usize) -> Medium {
        let file = planted_file(&folder.join(format!("drive{number}")), u64::try_from(BYTES).expect("small"));
        let device = Some(Loop::attach(&file, 512));
        Medium { file, device }
    }

    /// Takes it out and puts it in again, wherever there is room.
    fn again(&mut self) {
        self.device = None;
        self.device = Some(Loop::attach(&self.file, 512));
    }

    fn name(&self) -> String {
        let path = self.device.as_ref().expect("attached").path();
        path.file_name().expect("a name").to_string_lossy().into_owned()
    }

    /// What the kernel calls it, and the number it gave it.
    fn real(&self) -> (Real, u64) {
        let name = self.name();
        let minor = name.strip_prefix("loop").and_then(|n| n.parse().ok()).expect("loopN");
        let diskseq = fs::read_to_string(format!("/sys/block/{name}/diskseq")).expect("diskseq");
        let file = self.file.display().to_string();
        (Real { minor, file }, diskseq.trim().parse().expect("a number"))
    }
}

/// A computer that can be built of loop devices: no partition table has to be read, and a bus that says what hangs on it.
fn model(dice: &mut Dice) -> Model {
    loop {
        let mut model = build::model(dice);
        let fits = |bus: Bus| matches!(bus, Bus::Nvme | Bus::Sata | Bus::UsbDisk | Bus::UsbStick);
        let fit = model.units.iter().all(|one| fits(one.bus)) && model.units.len() <= DRIVES;
        if fit && model.old_kernel.is_none() {
            for one in &mut model.units {
                one.sectors = u64::try_from(BYTES / 512).expect("small");
                // A loop device has no serial number to compare with.
                one.doubtful |= model.boot == "in memory, and the stick was taken out";
            }
            return model;
        }
    }
}

/// Each drive of the model gets what the kernel says of its medium.
fn take_numbers(model: &mut Model, media: &[Medium]) {
    for (one, medium) in model.units.iter_mut().zip(media) {
        let (real, diskseq) = medium.real();
        (one.real, one.diskseq) = (Some(real), diskseq);
    }
}

/// The nodes: each drive's is its loop device, and no other device of this machine has any.
fn nodes(machine: &Machine, model: &Model) {
    let dev = machine.root().join("dev");
    fs::create_dir_all(&dev).expect("a folder");
    for unit in model.there() {
        let minor = model.units[unit].real.as_ref().expect("a loop device").minor;
        let number = makedev(7, u64::try_from(minor).expect("small"));
        let mode = Mode::S_IRUSR | Mode::S_IWUSR;
        mknod(&dev.join(model.name(unit)), SFlag::S_IFBLK, mode, number).expect("a node");
        for part in 0..model.units[unit].parts.len() {
            fs::write(dev.join(sheet::name(model, Dev::Part(unit, part))), "").expect("room");
        }
    }
}

fn wipe(armed: &Armed) {
    let layout = Layout { slots: 1, buffers: 1, buffer_bytes: BYTES };
    let mut blocks = armed.open_blocks(Choice::Auto, layout).expect("an engine");
    blocks.buffer_mut(0).expect("a buffer").fill(0);
    for (slot, op) in [(0, Op::Write { offset: 0, len: BYTES, source: 0 }), (1, Op::Flush)] {
        let mut done = vec![];
        blocks.submit(slot, op).expect("submitted");
        while done.is_empty() {
            blocks.wait(Duration::from_secs(10), &mut done).expect("an answer");
        }
        assert!(done.iter().all(|one| one.result.is_ok()), "{done:?}");
    }
}

#[test]
fn no_byte_goes_to_a_drive_that_nobody_may_choose() {
    need_root();
    let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let mut media: Vec<Medium> = (0..DRIVES).map(|number| Medium::new(folder.path(), number)).collect();
    let planted = fs::read(&media[0].file).expect("readable");
    assert!(planted.iter().any(|byte| *byte != 0));
    let (mut wiped, mut kept, mut events) = (0, 0, BTreeMap::new());
    let mut was_held = false;
    for seed in 0..COMPUTERS {
        let dice = &mut Dice::new(0x7ea1_0000 + seed);
        let mut before = model(dice);
        take_numbers(&mut before, &media);
        let dir = TempDir::new_in(folder.path()).expect("a folder");
        let mut machine = Machine::written(before.boot, &sheet::sheet(&before), dir);
        nodes(&machine, &before);
        let rules = if seed % 2 == 0 { Rules::Volunteer } else { Rules::Technician };
        let selection = Selection { virtual_drives: VirtualDrives::Allowed, rules };
        // Whatever stands there is named, with its right code.
        let name = |unit: usize| {
            let drive = find(&machine.host(), before.path(unit).as_ref(), selection).ok()?;
            Some((unit, drive))
        };
        let named: Vec<(usize, Drive)> = before.there().filter_map(name).collect();

        let free: Vec<usize> = before.there().filter(|u| before.may(*u, rules) != May::Never).collect();
        let (event, mut after) = happen(&before, &free, dice);
        *events.entry(event).or_insert(0) += 1;
        for (unit, medium) in media.iter_mut().enumerate().take(after.units.len()) {
            if after.units[unit].diskseq != before.units[unit].diskseq {
                medium.again();
            }
        }
        take_numbers(&mut after, &media);
        machine.becomes(after.boot, &sheet::sheet(&after));
        nodes(&machine, &after);
        // Once, a program holds a drive that nothing else tells of; the guard waits a while for it.
        let held = free.first().filter(|_| event == Event::Nothing && !was_held).map(|unit| {
            was_held = true;
            after.bar(Dev::Whole(*unit), "held by a program");
            let device = media[*unit].device.as_ref().expect("attached");
            open_exclusive_read(device.path()).expect("free")
        });

        let mut written = vec![];
        for (unit, drive) in &named {
            let code = Typed::whole(&confirmation_code(drive).to_string()).expect("ten digits");
            let is_it = after.at(&before.path(*unit)) == Some(*unit)
                && after.units[*unit].diskseq == before.units[*unit].diskseq;
            let may = if is_it { after.may(*unit, rules) } else { May::Never };
            match arm(drive, &code, selection) {
                Ok(armed) => {
                    wipe(&armed);
                    assert_ne!(may, May::Never, "{seed} {event:?} {}\n{after:#?}", before.path(*unit));
                    written.push(*unit);
                }
                Err(why) => assert_ne!(
                    may,
                    May::Offered,
                    "{seed} {event:?} {} {why:?}\n{after:#?}",
                    before.path(*unit)
                ),
            }
        }
        drop(held);
        for (unit, medium) in media.iter().enumerate() {
            let now = fs::read(&medium.file).expect("readable");
            if written.contains(&unit) {
                assert!(now.iter().all(|byte| *byte == 0), "{seed}: drive {unit} is not overwritten");
                fs::write(&medium.file, &planted).expect("room");
                wiped += 1;
            } else {
                assert!(now == planted, "{seed} {event:?}: drive {unit} was written to\n{after:#?}");
                kept += 1;
            }
        }
    }
    println!("{COMPUTERS} computers: {wiped} drives overwritten, {kept} without a changed byte; {events:?}");
    assert!(wiped >= 40 && kept >= 200 && events.len() == 9 && was_held, "{wiped} {kept} {events:?}");
}
