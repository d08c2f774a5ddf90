//! Where codes are shown, and how they are read there: paper, terminal, photographs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gomme::attest::qr::PREFIX;
use gomme::papers::{self, Bundle, PaperError, qr};
use gomme::reader::photo::{PictureFlaw, read};
use gomme::text::Lang;
use serde_json::Value;

use crate::codes::{self, A05, CENTURY, Files, LONE, SUD, certified, certified_for, lone, signed};
use crate::pictures::{Grey, zbar};
use crate::samples;

fn code() -> String {
    job_files().code.to_text()
}

/// An attestation that is authentic at any moment of this century, which is when these tests run.
fn job_files() -> Files {
    signed(samples::reserved_facts(), &certified_for(A05, "sud-A05", SUD, 7, CENTURY), A05)
}

fn drawn(text: &str, pixels: usize) -> Grey {
    Grey::code(&qr::modules(text).unwrap(), pixels)
}

fn gomme(args: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gomme"))
        .args(args)
        .current_dir(folder)
        .env_remove("GOMME_PASSPHRASE")
        .output()
        .unwrap()
}

/// A folder with a job, its trust, and other files.
fn job() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let files = job_files();
    for folder in ["job", "trust", "elsewhere"] {
        fs::create_dir(dir.path().join(folder)).unwrap();
    }
    for (name, content) in codes::trust_folder() {
        fs::write(dir.path().join("trust").join(name), content).unwrap();
    }
    fs::write(dir.path().join("job/attestation.json"), &files.attestation).unwrap();
    fs::write(dir.path().join("job/attestation.json.sig"), &files.signature).unwrap();
    fs::write(dir.path().join("job/attestation.qr"), files.code.to_text()).unwrap();
    dir
}

#[test]
fn zbar_and_gomme_read_the_code_on_paper() {
    let mut long = samples::interrupted_facts();
    long.drive.model = Some("W".repeat(200));
    long.drive.serial = Some("9".repeat(200));
    let name = format!("sud-{}", "A".repeat(44));
    for (facts, signer, seed, dots) in [
        (samples::reserved_facts(), lone(LONE, "A05"), LONE, "150"),
        (samples::reserved_facts(), certified(A05, "sud-A05", SUD, 7), A05, "150"),
        // The longest that there is: 150 dots an inch are two and a half a module, enough for zbar and too few for gomme.
        (long, certified(A05, &name, SUD, u64::MAX), A05, "300"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let files = signed(facts, &signer, seed);
        let text = files.code.to_text();
        let bundle = Bundle {
            attestation: &files.attestation,
            signature: files.signature.as_bytes(),
            qr: Some(&text),
            lot: None,
        };
        fs::write(dir.path().join("page.pdf"), papers::of(&bundle, Lang::Fr).unwrap()).unwrap();
        // Long texts push the code to the second page.
        let read_by_zbar = pages(dir.path(), "150").iter().map(|png| zbar(png)).collect::<Vec<_>>().concat();
        assert_eq!(read_by_zbar, format!("{text}\n"), "{} characters", text.len());
        let ours: Vec<String> =
            pages(dir.path(), dots).iter().filter_map(|png| read(&fs::read(png).unwrap()).ok()).collect();
        assert_eq!(ours, [text]);
    }
}

/// The pages of `page.pdf` in a folder, drawn with so many dots an inch.
fn pages(folder: &Path, dots: &str) -> Vec<PathBuf> {
    let drawn = Command::new("pdftoppm")
        .args(["-r", dots, "-png", "page.pdf", dots])
        .current_dir(folder)
        .status()
        .expect("pdftoppm is needed");
    assert!(drawn.success());
    let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = all.filter(|path| path.extension().is_some_and(|e| e == "png")).collect();
    pages.retain(|path| path.file_name().unwrap().to_str().unwrap().starts_with(&format!("{dots}-")));
    pages.sort();
    pages
}

#[test]
fn no_paper_shows_a_code_of_something_else() {
    let signer = certified(A05, "sud-A05", SUD, 7);
    let own = signed(samples::reserved_facts(), &signer, A05);
    let other = signed(samples::erased_facts(), &signer, A05).code.to_text();
    let stranger = signed(samples::reserved_facts(), &lone(LONE, "A05"), LONE).code.to_text();
    for qr in [other.as_str(), &stranger, "https://example.org/", ""] {
        let bundle = Bundle {
            attestation: &own.attestation,
            signature: own.signature.as_bytes(),
            qr: Some(qr),
            lot: None,
        };
        assert_eq!(papers::of(&bundle, Lang::En), Err(PaperError::NotItsCode), "{qr}");
    }
}

#[test]
fn zbar_and_gomme_read_the_code_in_a_terminal() {
    let dir = job();
    let said = gomme(&["qr", "job"], dir.path());
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    let said = String::from_utf8(said.stdout).unwrap();
    let (title, blocks) = said.split_once('\n').unwrap();
    assert!(title.contains("sud-A05-2027-000001"), "{title}");
    assert!(!said.contains('\x1b'), "no colours where there is no terminal");
    let columns = blocks.lines().next().unwrap().chars().count();
    assert!(blocks.lines().all(|line| line.chars().count() == columns));
    let screen = Grey::of_terminal(blocks);
    assert_eq!(screen.zbar().strip_suffix('\n'), Some(code().as_str()));
    let photograph = screen.photographed(1500, 0.12, 2, 12);
    assert_eq!(read(&photograph.jpeg(80)), Ok(code()));
}

/// In a terminal of its own: shown whole and in its colours, or refused in a sentence.
#[test]
fn a_terminal_that_is_too_small_gets_a_sentence() {
    let dir = job();
    let shown = |columns: u32, lines: u32| {
        let socket = dir.path().join(format!("tmux-{columns}"));
        let tmux = |args: &[&str]| {
            let output = Command::new("tmux")
                .arg("-S")
                .arg(&socket)
                .args(args)
                .current_dir(dir.path())
                .env("LC_ALL", "C.UTF-8")
                .output()
                .expect("tmux is needed");
            String::from_utf8(output.stdout).unwrap()
        };
        let (x, y) = (columns.to_string(), lines.to_string());
        let command = format!("'{}' --lang en qr job; echo ended $?; sleep 60", env!("CARGO_BIN_EXE_gomme"));
        tmux(&["-f", "/dev/null", "-u", "new-session", "-d", "-x", &x, "-y", &y, &command]);
        let mut screen = String::new();
        for _ in 0..200 {
            screen = tmux(&["capture-pane", "-p"]);
            if screen.contains("ended ") {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let coloured = tmux(&["capture-pane", "-p", "-e"]);
        tmux(&["kill-server"]);
        (screen, coloured)
    };
    let (screen, coloured) = shown(120, 60);
    assert!(screen.contains("ended 0"), "{screen}");
    let blocks: Vec<&str> = screen.lines().filter(|line| line.contains(['█', '▀', '▄'])).collect();
    assert_eq!(Grey::of_terminal(&blocks.join("\n")).zbar().strip_suffix('\n'), Some(code().as_str()));
    assert!(coloured.contains("97"), "light letters");
    for (columns, lines) in [(76, 60), (120, 40)] {
        let (screen, _) = shown(columns, lines);
        assert!(screen.contains("ended 2") && screen.contains("needs a window of"), "{screen}");
        assert!(!screen.contains('█'), "{screen}");
    }
}

#[test]
fn bad_photographs_are_read() {
    let page = drawn(&code(), 8);
    for (name, side, tilt, blur, noise, quality) in [
        ("straight", 1200, 0.0, 0, 0, 90),
        ("aslant", 1600, 0.25, 1, 8, 80),
        ("far away", 900, 0.1, 1, 6, 85),
        ("blurred", 1600, 0.12, 4, 10, 75),
        ("grainy", 2400, 0.15, 3, 45, 60),
        ("large", 4600, 0.15, 6, 30, 60),
    ] {
        let photograph = page.photographed(side, tilt, blur, noise).jpeg(quality);
        assert_eq!(read(&photograph), Ok(code()), "{name}");
    }
}

#[test]
fn pictures_without_the_one_code_get_one_sentence() {
    let url = drawn("https://example.org/", 8);
    let (one, two) = (
        drawn(&code(), 6),
        drawn(&signed(samples::erased_facts(), &lone(LONE, "A05"), LONE).code.to_text(), 6),
    );
    let empty = Grey::new(800, 600, |x, y| u8::try_from((x * y) % 200).unwrap());
    let whole = one.jpeg(85);
    for (name, bytes, wanted) in [
        ("nothing", empty.jpeg(85), PictureFlaw::NoCode),
        ("address", url.jpeg(85), PictureFlaw::OtherCode),
        ("two", one.beside(&two).jpeg(90), PictureFlaw::Several),
        ("half", whole[..whole.len() / 2].to_vec(), PictureFlaw::NoCode),
        ("head", whole[..40].to_vec(), PictureFlaw::Damaged),
        ("beginning", whole[..3].to_vec(), PictureFlaw::Damaged),
        ("huge", bomb(60_000, 60_000), PictureFlaw::TooLarge),
        ("large", bomb(19_000, 19_000), PictureFlaw::TooLarge),
    ] {
        assert_eq!(read(&bytes).err(), Some(wanted), "{name}");
        let dir = job();
        fs::write(dir.path().join("photo.jpg"), &bytes).unwrap();
        let said = gomme(&["--lang", "en", "verify", "photo.jpg", "--trust", "trust"], dir.path());
        let out = String::from_utf8(said.stdout).unwrap();
        assert_eq!(said.status.code(), Some(2), "{name}: {out}");
        assert!(out.starts_with("photo.jpg: "), "{name}: {out}");
    }
    // A code of something else beside ours does not disturb.
    assert_eq!(read(&url.beside(&one).jpeg(90)), Ok(code()));
}

/// Whatever a picture holds, the answer is the code in it or none: never another one, and never a panic.
#[test]
fn a_damaged_picture_gives_the_code_or_none() {
    let whole = drawn(&code(), 3).jpeg(70);
    let (mut state, mut read_all_the_same) = (0x7069_6374_u64, 0);
    for _ in 0..100 {
        let mut bytes = whole.clone();
        for _ in 0..3 {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            let drawn = usize::try_from(state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap();
            let length = bytes.len();
            bytes[drawn % length] ^= 1 << (drawn % 8);
        }
        if let Ok(text) = read(&bytes) {
            assert_eq!(text, code());
            read_all_the_same += 1;
        }
    }
    assert!(read_all_the_same > 0, "the pictures are damaged, and not all beyond use");
}

/// A PNG of a few bytes that says of itself how large it is: its header, and no pixels.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 6, 0, 0, 0]);
    // CRC-32 of ISO 3309, bit by bit.
    let mut sum = u32::MAX;
    for byte in &header {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    [&b"\x89PNG\r\n\x1a\n\0\0\0\x0d"[..], &header, &(!sum).to_be_bytes()].concat()
}

fn verified(dir: &Path, paths: &[&str]) -> (Option<i32>, Value) {
    let args: Vec<&str> = [&["verify", "--json", "--trust", "trust"], paths].concat();
    let said = gomme(&args, dir);
    let all: Value = serde_json::from_slice(&said.stdout).unwrap();
    (said.status.code(), all["results"][0].clone())
}

#[test]
fn a_photograph_is_verified_alone_and_with_its_attestation() {
    let dir = job();
    let photograph = drawn(&code(), 8).photographed(1600, 0.2, 2, 10).jpeg(80);
    for name in ["elsewhere/photo.jpg", "job/photo.jpg"] {
        fs::write(dir.path().join(name), &photograph).unwrap();
    }
    fs::write(dir.path().join("elsewhere/code.txt"), code() + "\n").unwrap();
    for path in ["elsewhere/photo.jpg", "elsewhere/code.txt"] {
        let (exit, result) = verified(dir.path(), &[path]);
        assert_eq!((exit, &result["verdict"]), (Some(1), &"authentic_code".into()), "{result:#}");
        assert!(
            ["kind", "result", "level", "number", "drive", "standing"].iter().all(|m| result[m].is_null())
        );
        assert_eq!(result["code"]["result"], "erased_with_reservations");
        assert_eq!(result["zone"], "sud");
        let (exit, result) = verified(dir.path(), &[path, "job"]);
        assert_eq!((exit, &result["verdict"]), (Some(0), &"authentic".into()), "{result:#}");
        let (exit, _) = verified(dir.path(), &[path, "job/attestation.json"]);
        assert_eq!(exit, Some(0));
    }
    for path in ["job/photo.jpg", "job/attestation.qr"] {
        let (exit, result) = verified(dir.path(), &[path]);
        assert_eq!((exit, &result["verdict"]), (Some(0), &"authentic".into()), "{result:#}");
        assert_eq!((&result["result"], &result["code"]), (&"erased_with_reservations".into(), &Value::Null));
    }
    for (lang, words) in [
        (
            "en",
            "AUTHENTIC – erased with reservations, according to the QR code; the full attestation was not seen",
        ),
        ("fr", "d’après le code QR\u{202f}; l’attestation complète n’a pas été vue"),
    ] {
        let said = gomme(&["--lang", lang, "verify", "elsewhere/photo.jpg", "--trust", "trust"], dir.path());
        let said = String::from_utf8(said.stdout).unwrap();
        assert!(said.contains(words) && said.contains("S0-EX/0001"), "{said}");
    }
    // A changed character is no code any more, and says so.
    let mut broken = code().into_bytes();
    broken[200] = if broken[200] == b'A' { b'B' } else { b'A' };
    fs::write(dir.path().join("elsewhere/code.txt"), &broken).unwrap();
    let (exit, result) = verified(dir.path(), &["elsewhere/code.txt"]);
    assert!(exit == Some(1) && result["verdict"] != "authentic_code", "{result:#}");
    assert!(code().starts_with(PREFIX));
}
