//! How computers are started, and from what.

use super::build::{Dice, INNER, add};
use super::model::{Bus, Dev, LayerKind, Model, Mount, Word};

/// What a gomme stick's partitions are called.
const OURS: &str = "474f4d4d";
/// A system in memory that nothing names the medium of.
pub const SILENT: &str = "in memory, and nothing says from what";

/// The stick, with two partitions.
fn stick(model: &mut Model, dice: &mut Dice, id: &str) -> usize {
    let unit = add(model, dice, &[Bus::UsbStick, Bus::UsbStick, Bus::UsbDisk, Bus::Card]);
    let one = &mut model.units[unit];
    one.flaw = None;
    one.parts = (1..=2).map(|n| format!("{id}-{n:02x}")).collect();
    one.serial = Some(format!("4C53{:08X}", dice.word() % 0x1_0000_0000));
    one.never.insert("started from");
    unit
}

/// How the computer was started, and from what.
pub fn start(model: &mut Model, dice: &mut Dice) {
    let text = |word: &str| Word::Text(word.to_owned());
    let id = format!("{:08x}", dice.word() % 0x4000_0000);
    model.words.push(text("quiet"));
    match dice.below(12) {
        0 => {
            model.boot = "the live medium is mounted";
            let stick = stick(model, dice, &id);
            model.mount(Dev::Part(stick, 0), "/run/live/medium", "vfat");
            live(model, "/run/live/medium/live/filesystem.squashfs");
        }
        1 => {
            model.boot = "a file on a drive that is mounted somewhere";
            let stick = stick(model, dice, &id);
            model.mount(Dev::Part(stick, 0), "/media/tools", "ext4");
            live(model, "/media/tools/systems/live.squashfs");
        }
        2 => {
            model.boot = "the root is on the stick";
            let stick = stick(model, dice, &id);
            model.mount(Dev::Part(stick, 1), "/", "ext4");
            model.words.push(Word::Root(Dev::Part(stick, 1)));
        }
        3 => {
            model.boot = "in memory: gomme.boot= a serial number";
            let stick = stick(model, dice, &id);
            let serial = model.units[stick].serial.clone().expect("a stick has one");
            model.words.push(Word::Text(format!("gomme.boot={}", serial.to_lowercase())));
            // An SD card says its number in its own way, and is found by it all the same.
            ram(model);
        }
        4 => {
            model.boot = "in memory: a partition's UUID";
            let stick = stick(model, dice, &id);
            let part = model.units[stick].parts[1].clone();
            let forms = [
                format!("gomme.boot={part}"),
                format!("root=PARTUUID={}", part.to_uppercase()),
                format!("root=PARTUUID={}/PARTNROFF=1", model.units[stick].parts[0]),
                format!("live-media=/dev/disk/by-partuuid/{part}"),
            ];
            model.words.push(Word::Text(dice.pick(&forms)));
            ram(model);
        }
        5 => {
            model.boot = "in memory: a label or a UUID that /dev/disk knows";
            let stick = stick(model, dice, &id);
            let (word, link) = dice.pick(&[
                ("live-media=LABEL=OUTILS", "by-label/OUTILS"),
                ("root=live:CDLABEL=OUTILS", "by-label/OUTILS"),
                ("live-media=/dev/disk/by-uuid/6a0c-11d2", "by-uuid/6a0c-11d2"),
            ]);
            model.words.push(text(word));
            model.links.push((link.to_owned(), Dev::Part(stick, 0)));
            ram(model);
        }
        6 => {
            model.boot = "in memory: a label that the device manager noted";
            let stick = stick(model, dice, &id);
            model.words.push(text("archisolabel=OUTILS"));
            model.notes.push((Dev::Part(stick, 0), "E:ID_FS_LABEL=OUTILS".to_owned()));
            ram(model);
        }
        7 => {
            model.boot = "in memory: a gomme stick, and others of its kind";
            let first = stick(model, dice, OURS);
            if dice.one_in(2) {
                // It was taken out, and its like put in.
                model.units[first].gone = true;
                stick(model, dice, OURS);
            }
            // Somebody wrote the image to a drive inside.
            if dice.one_in(3) {
                let wrong = add(model, dice, &INNER);
                model.units[wrong].parts = vec![format!("{OURS}-01"), format!("{OURS}-02")];
                model.bar(Dev::Whole(wrong), "a gomme image");
            }
            model.words.push(Word::Text(format!("gomme.boot={OURS}-02")));
            ram(model);
        }
        8 => {
            model.boot = "in memory: a kernel that tells no UUIDs";
            let stick = stick(model, dice, OURS);
            model.words.push(Word::Text(format!("gomme.boot={OURS}-02")));
            model.old_kernel = Some(stick);
            for unit in (0..model.units.len()).filter(|unit| *unit != stick) {
                // Their tables cannot be read either, so that none may have one.
                model.units[unit].parts.clear();
            }
            ram(model);
        }
        9 => {
            model.boot = SILENT;
            stick(model, dice, &id);
            for one in &mut model.units {
                one.doubtful |= !one.bus.is_inner() || one.removable;
            }
            ram(model);
        }
        10 => {
            model.boot = "in memory, and the stick was taken out";
            model.words.push(text("gomme.boot=SOMEWHERE-ELSE"));
            for one in &mut model.units {
                one.doubtful |= one.bus.is_usb() || one.serial.is_none();
            }
            ram(model);
        }
        _ => {
            model.boot = "installed on a drive inside";
            let unit = add(model, dice, &INNER);
            model.units[unit].parts = vec![format!("{id}-01"), format!("{id}-02")];
            model.bar(Dev::Whole(unit), "started from");
            let part = Dev::Part(unit, 1);
            let root = match dice.below(4) {
                0 => part,
                1 => model.put(LayerKind::Lvm, vec![part], dice.one_in(2)),
                2 => {
                    let below = model.put(LayerKind::Luks, vec![part], dice.one_in(2));
                    model.put(LayerKind::Lvm, vec![below], true)
                }
                _ => model.put(LayerKind::Md, vec![part], true),
            };
            model.mount(root, "/", "ext4");
            model.words.push(Word::Root(root));
        }
    }
}

/// The root of a live system: an overlay over an image in a file.
fn live(model: &mut Model, file: &str) {
    let image = model.put_file(file);
    model.mount(image, "/run/live/rootfs/filesystem.squashfs", "squashfs");
    let options = "rw,lowerdir=/run/live/rootfs/filesystem.squashfs/,upperdir=/run/live/overlay/rw";
    model.mounts.push(Mount::Line(format!("0:23 / / rw - overlay overlay {options}")));
}

/// The root of a system that was copied to memory.
fn ram(model: &mut Model) {
    model.mounts.push(Mount::Line("0:2 / / rw - rootfs rootfs rw".to_owned()));
}
