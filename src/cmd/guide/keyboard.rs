//! Keys: from every device by itself where the program may read them (evdev), else from the terminal.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::Happening;
use crate::guide::keys::{Reader, of_terminal};
use crate::guide::{Device, Input};
use crate::sys::console;

/// Where the kernel keeps its devices of input.
const DEVICES: &str = "/dev/input";
/// Which console is in front.
const IN_FRONT: &str = "/sys/class/tty/tty0/active";
/// Between two looks for keyboards that were plugged in.
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);
/// How long a key that may be a scanner's is held back.
const HELD: Duration = Duration::from_millis(40);

/// The console of the kernel that this program runs on: `tty1`; none for any other terminal.
pub(super) fn console() -> Option<String> {
    let path = console::name(&stdin())?;
    let name = path.file_name()?.to_str()?.to_owned();
    let number = name.strip_prefix("tty")?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(name)
}

/// Whether the person sees this program's console, and means it with their keys. Every other terminal is always in front.
pub(super) fn is_in_front() -> bool {
    let Some(own) = console() else { return true };
    fs::read_to_string(IN_FRONT).is_ok_and(|active| active.trim() == own)
}

/// Listens, in threads of their own.
pub(super) fn listen(to: &Sender<Happening>) {
    let devices = if console().is_some() { found(Path::new(DEVICES)) } else { vec![] };
    let by_device = !devices.is_empty();
    let terminal = to.clone();
    let _ = std::thread::Builder::new()
        .name("terminal".into())
        .spawn(move || read_terminal(&terminal, !by_device));
    if by_device {
        let to = to.clone();
        let _ = std::thread::Builder::new().name("keyboards".into()).spawn(move || watch(&to));
    }
}

/// Reads the terminal; its keys count only where devices are not read by themselves.
fn read_terminal(to: &Sender<Happening>, counts: bool) {
    let mut bytes = [0; 64];
    let mut input = stdin().lock();
    loop {
        match input.read(&mut bytes) {
            Ok(0) => break,
            Ok(n) if counts => {
                for key in of_terminal(&bytes[..n]) {
                    if to.send(Happening::Input(Instant::now(), Input::Press(Device(0), key))).is_err() {
                        return;
                    }
                }
            }
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    let _ = to.send(Happening::NoKeys);
}

/// Devices of input, by their numbers.
fn found(folder: &Path) -> Vec<(u32, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let number = |path: PathBuf| {
        let number = path.file_name()?.to_str()?.strip_prefix("event")?.parse().ok()?;
        Some((number, path))
    };
    entries.filter_map(|entry| number(entry.path())).collect()
}

/// Reads each device that is there, and each that comes.
fn watch(to: &Sender<Happening>) {
    let mut known: BTreeSet<u32> = BTreeSet::new();
    let (gone, leaves) = channel();
    loop {
        for (number, path) in found(Path::new(DEVICES)) {
            if known.insert(number) {
                let (to, gone) = (to.clone(), gone.clone());
                let _ = std::thread::Builder::new().name(format!("keys-{number}")).spawn(move || {
                    // One that cannot be read is tried again, as one that was pulled out.
                    if let Ok(file) = File::open(path) {
                        read_device(Device(number), file, &to);
                    }
                    let _ = gone.send(number);
                });
            }
        }
        std::thread::sleep(BETWEEN_LOOKS);
        while let Ok(number) = leaves.try_recv() {
            known.remove(&number);
        }
    }
}

/// Bytes of `struct input_event` on this machine, and where its fields begin (`linux/input.h`).
const EVENT: usize = size_of::<libc::timeval>() + 8;

/// A key of an event: its place, and whether it went down; a key that repeats is none.
fn key_of(event: &[u8]) -> Option<(u16, bool)> {
    let at = size_of::<libc::timeval>();
    let half = |from: usize| Some(u16::from_ne_bytes(event.get(from..from + 2)?.try_into().ok()?));
    let value = i32::from_ne_bytes(event.get(at + 4..at + 8)?.try_into().ok()?);
    // EV_KEY
    (half(at)? == 1 && matches!(value, 0 | 1)).then_some((half(at + 2)?, value == 1))
}

/// Reads a device to its end. What it sends while another console is in front is somebody else's.
fn read_device(device: Device, mut file: impl Read + Send + 'static, to: &Sender<Happening>) {
    let (send, events) = channel();
    let reading = std::thread::Builder::new().spawn(move || {
        let mut event = [0; EVENT];
        while file.read_exact(&mut event).is_ok() {
            if send.send(event).is_err() {
                return;
            }
        }
    });
    if reading.is_err() {
        return;
    }
    let start = Instant::now();
    let mut reader = Reader::new(device);
    loop {
        let inputs = match events.recv_timeout(HELD) {
            Ok(event) => key_of(&event)
                .map(|(code, down)| reader.take(code, down, start.elapsed()))
                .unwrap_or_default(),
            Err(RecvTimeoutError::Timeout) => reader.settle(start.elapsed()),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        for input in inputs {
            if is_in_front() && to.send(Happening::Input(Instant::now(), input)).is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::guide::Key;

    fn event(kind: u16, code: u16, value: i32) -> Vec<u8> {
        let mut bytes = vec![0; size_of::<libc::timeval>()];
        bytes.extend(kind.to_ne_bytes());
        bytes.extend(code.to_ne_bytes());
        bytes.extend(value.to_ne_bytes());
        bytes
    }

    #[test]
    fn events_of_keys_are_read_and_no_others() {
        assert_eq!(key_of(&event(1, 2, 1)), Some((2, true)));
        assert_eq!(key_of(&event(1, 2, 0)), Some((2, false)));
        assert_eq!(key_of(&event(1, 2, 2)), None, "held down");
        assert_eq!(key_of(&event(0, 0, 0)), None);
        assert_eq!(key_of(&event(2, 2, 1)), None, "a mouse");
        assert_eq!(key_of(&[0; 3]), None);
    }

    #[test]
    fn a_device_is_read_to_its_end() {
        // 4, then Enter; a repeat and a mouse between.
        let all = [
            event(1, 5, 1),
            event(1, 5, 2),
            event(2, 0, 5),
            event(1, 5, 0),
            event(1, 28, 1),
            event(1, 28, 0),
        ];
        let (to, from) = channel();
        read_device(Device(3), Cursor::new(all.concat()), &to);
        drop(to);
        let keys: Vec<Input> = from
            .iter()
            .map(|happening| match happening {
                Happening::Input(_, input) => input,
                _ => panic!("something else"),
            })
            .collect();
        assert_eq!(keys, [Key::Digit(4), Key::Enter].map(|key| Input::Press(Device(3), key)));
    }
}
