//! What people get wrong: each time exit code 2, one clear sentence in their language, and not a byte of a drive changed.

#![cfg(feature = "drives")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use common::gomme::{Bench, GOMME, Said, code_of, gomme};
use common::loops::{Attach, FileDrive, Loop};
use common::{MIB, ok, planted};

/// Runs the same command in French and in English; both must end with 2 and say why, each in its language.
fn refused(args: &[String]) -> (String, String) {
    let say = |lang: &str| {
        let mut args: Vec<&str> = args.iter().map(String::as_str).collect();
        args.extend(["--lang", lang]);
        clear(&gomme(&args), &args)
    };
    let (fr, en) = (say("fr"), say("en"));
    assert_ne!(fr, en, "each language has its sentence");
    (fr, en)
}

/// The sentence on standard error, which reads like one.
fn clear(said: &Said, args: &[&str]) -> String {
    assert_eq!(said.code(), 2, "{args:?}: {said:#?}");
    let sentence = said.stderr.trim();
    assert!(!sentence.is_empty() && sentence.lines().count() <= 6, "{args:?}: {sentence}");
    for foreign in ["panicked", "RUST_BACKTRACE", "Os {", "Err(", "unwrap", "Some(", "kind:"] {
        assert!(!sentence.contains(foreign), "{args:?}: {sentence}");
    }
    sentence.to_owned()
}

/// A bench with a planted drive, which must be as planted when the test ends.
struct Untouched {
    bench: Bench,
    drive: FileDrive,
}

impl Untouched {
    fn new() -> Untouched {
        let bench = Bench::new();
        let drive = FileDrive::planted(bench.folder(), "drive.img", 4 * MIB, 512);
        Untouched { bench, drive }
    }

    /// The arguments of an erase of the planted drive that would work, to be spoilt.
    fn good(&self) -> Vec<String> {
        self.bench.erase_args(&[self.drive.name()], &[])
    }

    /// The same for another target, which has no code of its own.
    fn on(&self, target: &str) -> Vec<String> {
        let mut args = self.good();
        args[1] = target.to_owned();
        args
    }

    fn check(&self) {
        assert!(self.drive.contents() == planted::image(self.drive.size()), "the drive is as it was");
        assert!(self.bench.attestations().is_empty(), "no attestation");
    }
}

/// Replaces the value that follows an option.
fn set(mut args: Vec<String>, option: &str, value: &str) -> Vec<String> {
    let at = args.iter().position(|a| a == option).expect("the option is there");
    value.clone_into(&mut args[at + 1]);
    args
}

#[test]
fn targets_that_are_no_drive() {
    let t = Untouched::new();
    let folder = t.bench.folder().join("folder");
    fs::create_dir(&folder).expect("a folder");
    let empty = t.bench.folder().join("empty.img");
    fs::write(&empty, "").expect("an empty file");
    for target in [
        "/dev/no-such-drive",
        folder.to_str().expect("UTF-8"),
        empty.to_str().expect("UTF-8"),
        "/dev/null",
        "/dev/tty",
    ] {
        let (fr, en) = refused(&t.on(target));
        assert!(fr.contains(target) && en.contains(target), "the sentence names it: {en}");
        refused(&["plan".into(), target.into(), "--allow-virtual".into()]);
    }
    t.check();
}

#[test]
fn a_loop_device_with_nothing_beneath() {
    let t = Untouched::new();
    let mut gone = FileDrive::planted(t.bench.folder(), "gone.img", MIB, 512);
    let name = gone.name();
    let args = t.on(&name);
    gone_now(&mut gone);
    refused(&args);
    t.check();
}

fn gone_now(drive: &mut FileDrive) {
    ok("losetup", &["--detach", &drive.name()]);
    drive.device_mut().detach();
}

#[test]
fn a_partition_is_not_a_whole_drive() {
    let t = Untouched::new();
    let file = t.bench.folder().join("parted.img");
    fs::write(&file, vec![0; 8 << 20]).expect("a file");
    let device = Loop::on(&file, 512);
    let script = format!(
        "echo 'start=2048, size=4096' | sfdisk -q --no-reread '{}' && partx -u '{}'",
        device.name(),
        device.name()
    );
    ok("sh", &["-c", &script]);
    let partition = format!("{}p1", device.name());
    if !Path::new(&partition).exists() {
        // Nobody made the node (no udev here): the kernel says its number.
        let name = Path::new(&partition).file_name().expect("a name").to_owned();
        let number = fs::read_to_string(device.sysfs("").join(name).join("dev"))
            .expect("the kernel knows the partition");
        let (major, minor) = number.trim().split_once(':').expect("major:minor");
        ok("mknod", &[&partition, "b", major, minor]);
    }
    let before = fs::read(&file).expect("reads");
    refused(&t.on(&partition));
    ok("partx", &["-d", &device.name()]);
    fs::remove_file(&partition).ok();
    assert!(fs::read(&file).expect("reads") == before, "the drive is as it was");
    t.check();
}

#[test]
fn a_drive_in_use_is_refused() {
    let t = Untouched::new();
    let file = t.bench.folder().join("mounted.img");
    fs::write(&file, vec![0; 16 << 20]).expect("a file");
    let device = Loop::on(&file, 512);
    ok("mkfs.ext4", &["-q", &device.name()]);
    let at = t.bench.folder().join("mnt");
    fs::create_dir(&at).expect("a folder");
    ok("mount", &[&device.name(), &at.to_string_lossy()]);
    fs::write(at.join("letter"), "Madame, ").expect("a file on it");
    let args = t.on(&device.name());
    let said = std::panic::catch_unwind(|| refused(&args));
    let letter = fs::read_to_string(at.join("letter"));
    ok("umount", &[&at.to_string_lossy()]);
    said.expect("refused");
    assert_eq!(letter.expect("still there"), "Madame, ");
    t.check();
}

#[test]
fn a_read_only_drive_is_refused() {
    let t = Untouched::new();
    let file = t.bench.folder().join("locked.img");
    planted::plant(&file, MIB);
    let device = Loop::attach(&Attach { file: &file, sector: 512, window: None, read_only: true });
    refused(&t.on(&device.name()));
    assert!(fs::read(&file).expect("reads") == planted::image(MIB));
    t.check();
}

#[test]
fn without_the_right_codes_nothing_begins() {
    let t = Untouched::new();
    let other = FileDrive::planted(t.bench.folder(), "other.img", 4 * MIB, 512);
    let others_code = code_of(&other.name(), &[]);
    let good = t.good();
    refused(&set(good.clone(), "--confirm", "WRONG-CODE"));
    refused(&set(good.clone(), "--confirm", ""));
    refused(&set(good.clone(), "--confirm", &others_code));
    let at = good.iter().position(|a| a == "--confirm").expect("there");
    let mut none = good.clone();
    none.drain(at..at + 2);
    refused(&none);
    let mut extra = good.clone();
    extra.extend(["--confirm".into(), others_code]);
    refused(&extra);
    // Two drives, one code: neither begins.
    let mut two = good.clone();
    two.insert(2, other.name());
    refused(&two);
    // The same drive twice.
    let mut twice = good.clone();
    twice.insert(2, t.drive.name());
    refused(&twice);
    assert!(other.contents() == planted::image(other.size()), "the other drive is as it was");
    t.check();
}

#[test]
fn virtual_drives_need_leave() {
    let t = Untouched::new();
    let args: Vec<String> = t.good().into_iter().filter(|a| a != "--allow-virtual").collect();
    refused(&args);
    t.check();
}

#[test]
fn an_output_that_cannot_be_written() {
    let t = Untouched::new();
    let full = t.bench.folder().join("full");
    fs::create_dir(&full).expect("a folder");
    ok("mount", &["-t", "tmpfs", "-o", "size=16k", "none", &full.to_string_lossy()]);
    let stuffed = Command::new("dd")
        .args(["if=/dev/zero", &format!("of={}", full.join("stuffing").display()), "bs=4k", "status=none"])
        .stderr(Stdio::null())
        .status();
    let said = std::panic::catch_unwind(|| refused(&set(t.good(), "--out", &full.to_string_lossy())));
    ok("umount", &[&full.to_string_lossy()]);
    stuffed.expect("dd runs");
    said.expect("a full disk is refused before anything is erased");

    let locked = t.bench.folder().join("locked");
    fs::create_dir(&locked).expect("a folder");
    ok("mount", &["-t", "tmpfs", "-o", "ro", "none", &locked.to_string_lossy()]);
    let said = std::panic::catch_unwind(|| refused(&set(t.good(), "--out", &locked.to_string_lossy())));
    ok("umount", &[&locked.to_string_lossy()]);
    said.expect("a read-only folder is refused");

    let file = t.bench.folder().join("a-file");
    fs::write(&file, "not a folder").expect("a file");
    refused(&set(t.good(), "--out", &file.to_string_lossy()));
    assert_eq!(fs::read_to_string(&file).expect("reads"), "not a folder");

    // What clap finds wrong by itself is said in its own words; the code is the same.
    let mut without = t.good();
    let at = without.iter().position(|a| a == "--out").expect("there");
    without.drain(at..at + 2);
    let args: Vec<&str> = without.iter().map(String::as_str).collect();
    assert_eq!(gomme(&args).code(), 2);
    t.check();
}

#[test]
fn the_papers_may_not_lie_on_the_drive_that_is_erased() {
    let t = Untouched::new();
    let file = t.bench.folder().join("self.img");
    fs::write(&file, vec![0; 16 << 20]).expect("a file");
    let device = Loop::on(&file, 512);
    ok("mkfs.ext4", &["-q", &device.name()]);
    let at = t.bench.folder().join("self");
    fs::create_dir(&at).expect("a folder");
    ok("mount", &[&device.name(), &at.to_string_lossy()]);
    let args = set(t.on(&device.name()), "--out", &at.to_string_lossy());
    let said = std::panic::catch_unwind(|| refused(&args));
    ok("umount", &[&at.to_string_lossy()]);
    said.expect("refused");
    t.check();
}

#[test]
fn stations_that_cannot_sign() {
    let t = Untouched::new();
    let in_scratch = |name: &str| t.bench.folder().join(name).to_string_lossy().into_owned();
    refused(&set(t.good(), "--station", &in_scratch("no-such-station")));

    let garbage = in_scratch("garbage");
    fs::create_dir(&garbage).expect("a folder");
    for entry in fs::read_dir(t.bench.station()).expect("the station's folder").flatten() {
        fs::write(Path::new(&garbage).join(entry.file_name()), b"\xff\x00 no key of any kind")
            .expect("a file");
    }
    refused(&set(t.good(), "--station", &garbage));
    refused(&["keys".into(), "show".into(), garbage.clone()]);
    refused(&["keys".into(), "ledger".into(), garbage]);

    let locked = in_scratch("locked-station");
    let (right, wrong) = (in_scratch("right"), in_scratch("wrong"));
    fs::write(&right, "un cheval pile agrafe correcte\n").expect("a file");
    fs::write(&wrong, "autre chose\n").expect("a file");
    gomme(&["keys", "new-station", &locked, "--name", "banc-2", "--passphrase-file", &right]).expect(0);
    let with = |passphrase: &str| {
        let mut args = set(t.good(), "--station", &locked);
        args.extend(["--passphrase-file".into(), passphrase.into()]);
        args
    };
    refused(&with(&wrong));
    refused(&with(&in_scratch("no-such-file")));
    // Nobody is there to type it: standard input is /dev/null.
    refused(&set(t.good(), "--station", &locked));
    t.check();

    let args = with(&right);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    gomme(&args).expect(0);
    t.bench.attestation().expect("erased").assert_erased(&t.drive.contents(), &[]);
}

#[test]
fn a_station_is_never_made_over_another() {
    let t = Untouched::new();
    let before = fs::read_dir(t.bench.station()).expect("reads").count();
    refused(&[
        "keys".into(),
        "new-station".into(),
        t.bench.station(),
        "--name".into(),
        "x".into(),
        "--no-passphrase".into(),
    ]);
    assert_eq!(fs::read_dir(t.bench.station()).expect("reads").count(), before);
    let elsewhere = t.bench.folder().join("other").to_string_lossy().into_owned();
    refused(&[
        "keys".into(),
        "new-station".into(),
        elsewhere,
        "--name".into(),
        "no spaces, please".into(),
        "--no-passphrase".into(),
    ]);
    t.check();
}

#[test]
fn without_permission() {
    let t = Untouched::new();
    // A copy that anybody may run, in a folder that anybody may enter.
    let copy = t.bench.folder().join("gomme");
    fs::copy(GOMME, &copy).expect("a copy");
    fs::set_permissions(t.bench.folder(), fs::Permissions::from_mode(0o711)).expect("chmod");
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).expect("chmod");
    let mut said = Vec::new();
    for lang in ["fr", "en"] {
        let out = Command::new("setpriv")
            .args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"])
            .arg(&copy)
            .args(t.good())
            .args(["--lang", lang])
            .stdin(Stdio::null())
            .output()
            .expect("setpriv runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let out = Said { status: out.status, stdout: text(&out.stdout), stderr: text(&out.stderr) };
        said.push(clear(&out, &["as nobody", lang]));
    }
    assert_ne!(said[0], said[1]);
    t.check();
}

#[test]
fn things_that_are_no_attestation() {
    let t = Untouched::new();
    let in_scratch = |name: &str| t.bench.folder().join(name).to_string_lossy().into_owned();
    refused(&["verify".into(), in_scratch("nothing-here")]);
    let args = ["verify".to_owned(), t.bench.out(), "--trust".to_owned(), in_scratch("no-such-trust")];
    refused(&args);
    let empty = in_scratch("empty-folder");
    fs::create_dir(&empty).expect("a folder");
    // A folder without any attestation is not a yes.
    assert_ne!(gomme(&["verify", &empty]).code(), 0);
    let garbage = in_scratch("garbage-folder");
    fs::create_dir(&garbage).expect("a folder");
    fs::write(Path::new(&garbage).join("attestation.json"), b"\x00\xffnot JSON").expect("a file");
    fs::write(Path::new(&garbage).join("attestation.json.sig"), "not a signature").expect("a file");
    let said = gomme(&["verify", &garbage, "--json"]);
    assert_ne!(said.code(), 0, "{said:#?}");
    assert!(!said.stderr.contains("panicked"));
    t.check();
}
