//! The web page as people get it: the one file, opened from the disk in a browser, given files as they give them. It says what
//! `gomme verify` says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/browser.rs"]
mod browser;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser::Browser;
use serde_json::Value;

const WIDE: (u32, u32) = (1280, 900);
const SMALL: (u32, u32) = (800, 600);

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

/// A page that `make page-for-tests` made: `gomme-verify` with the trust set of the vectors, `zones` with the trust folder of those of
/// zones, `without-trust` with none.
fn page(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_BIN_EXE_gomme")).ancestors().nth(3).unwrap();
    target.join(format!("page/test/{name}.html"))
}

fn gomme(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gomme")).args(args).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What stands on the page about a file, or what the command prints: the sentence, then all that stands below it.
type Said = BTreeMap<String, Vec<String>>;

fn by_command(lang: &str, folder: &Path) -> Said {
    let trust = vectors().join("trust");
    let (root, trust) = (format!("{}/", folder.to_str().unwrap()), trust.to_str().unwrap());
    let mut said = Said::new();
    let mut name = String::new();
    for line in gomme(&["--lang", lang, "verify", folder.to_str().unwrap(), "--trust", trust]).lines() {
        if let Some((path, sentence)) = line.strip_prefix(&root).and_then(|line| line.split_once(": ")) {
            name = path.to_owned();
            said.insert(name.clone(), vec![sentence.to_owned()]);
        } else if let Some(detail) = line.strip_prefix("  ") {
            said.get_mut(&name).unwrap().push(detail.to_owned());
        }
    }
    said
}

const CARDS: &str = "[...document.querySelectorAll('.card')].map(card => ({
    name: card.querySelector('.name').textContent,
    verdict: card.dataset.verdict,
    tone: card.classList[1],
    said: [card.querySelector('.sentence').textContent,
        ...[...card.querySelectorAll('.details > li')].flatMap(line =>
            [line.firstChild.textContent, ...[...line.querySelectorAll('li')].map(item => '- ' + item.textContent)])],
}))";

fn cards(browser: &mut Browser) -> Vec<Value> {
    browser.eval(CARDS).as_array().unwrap().clone()
}

fn on_page(browser: &mut Browser) -> Said {
    let strings =
        |list: &Value| list.as_array().unwrap().iter().map(|s| s.as_str().unwrap().to_owned()).collect();
    cards(browser)
        .iter()
        .map(|card| (card["name"].as_str().unwrap().to_owned(), strings(&card["said"])))
        .collect()
}

fn verdicts(browser: &mut Browser) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    cards(browser).iter().map(|card| (text(&card["name"]), text(&card["verdict"]))).collect()
}

/// Waits until the page has taken in what was given to it so many times.
fn taken(browser: &mut Browser, times: u32) {
    browser.eval(&format!(
        "new Promise(done => {{
            const look = () => document.body.dataset.taken === '{times}' && done();
            new MutationObserver(look).observe(document.body, {{ attributes: true }});
            look();
        }})"
    ));
}

fn speak(browser: &mut Browser, lang: &str) {
    browser.eval(&format!("document.querySelector('[data-lang={lang}]').click()"));
    assert_eq!(browser.eval("document.documentElement.lang"), lang);
}

/// Opens a page, in French.
fn open(name: &str, size: (u32, u32)) -> Browser {
    let mut browser = Browser::open(&page(name), size);
    speak(&mut browser, "fr");
    browser
}

fn text_of(browser: &mut Browser, id: &str) -> String {
    browser.eval(&format!("document.getElementById('{id}').textContent")).as_str().unwrap().to_owned()
}

fn words(browser: &mut Browser) -> String {
    let words =
        browser.eval("[...document.querySelectorAll('#words li')].map(word => word.textContent).join(' ')");
    words.as_str().unwrap().to_owned()
}

/// The vectors as files of different names in one folder, and what the manifest says of each.
fn loose(folder: &Path) -> (Vec<PathBuf>, BTreeMap<String, String>) {
    let manifest: Value =
        serde_json::from_slice(&fs::read(vectors().join("manifest.json")).unwrap()).unwrap();
    let mut files = Vec::new();
    let mut wanted = BTreeMap::new();
    for entry in manifest.as_array().unwrap() {
        let name = entry["name"].as_str().unwrap();
        for ending in ["json", "json.sig"] {
            let copy = folder.join(format!("{name}.{ending}"));
            fs::copy(vectors().join(name).join(format!("attestation.{ending}")), &copy).unwrap();
            files.push(copy);
        }
        wanted.insert(format!("{name}.json"), entry["verdict"].as_str().unwrap().to_owned());
    }
    (files, wanted)
}

fn paths(files: &[PathBuf]) -> Vec<&Path> {
    files.iter().map(PathBuf::as_path).collect()
}

#[test]
fn the_page_says_of_every_vector_what_the_command_says() {
    let dir = tempfile::tempdir().unwrap();
    let (files, wanted) = loose(dir.path());
    assert!(wanted.len() > 100, "the vectors were found");
    let mut browser = open("gomme-verify", WIDE);
    browser.choose("#files", &paths(&files));
    taken(&mut browser, 1);
    let found: BTreeMap<String, String> = verdicts(&mut browser).into_iter().collect();
    assert_eq!(found, wanted);
    for lang in ["fr", "en"] {
        speak(&mut browser, lang);
        let (page, command) = (on_page(&mut browser), by_command(lang, dir.path()));
        assert_eq!(page.len(), wanted.len());
        assert_eq!(page, command);
    }
}

#[test]
fn a_folder_is_looked_at_as_the_command_looks_at_it() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("papers");
    for (job, vector) in [("b", "not-erased"), ("a/deep", "erased"), ("c", "flipped-serial")] {
        let folder = root.join(job);
        fs::create_dir_all(&folder).unwrap();
        for name in ["attestation.json", "attestation.json.sig"] {
            fs::copy(vectors().join(vector).join(name), folder.join(name)).unwrap();
        }
        fs::write(folder.join("journal.jsonl"), "{}\n").unwrap();
    }
    fs::create_dir(root.join("d")).unwrap();
    fs::write(root.join("d/journal.jsonl"), "{}\n").unwrap();
    fs::remove_file(root.join("b/attestation.json.sig")).unwrap();
    fs::write(root.join("letter.txt"), "hello").unwrap();
    let mut browser = open("gomme-verify", WIDE);
    browser.choose("#folder", &[&root]);
    taken(&mut browser, 1);
    speak(&mut browser, "en");
    let page: Said = on_page(&mut browser)
        .into_iter()
        .map(|(name, said)| (name.strip_prefix("papers/").unwrap().to_owned(), said))
        .collect();
    assert_eq!(page, by_command("en", &root));
    assert_eq!(page.len(), 4);
    assert_eq!(text_of(&mut browser, "summary"), "1 of 4: authentic, and nothing to object to.");

    // A folder that is dropped is the same.
    let chosen = on_page(&mut browser);
    browser.eval("document.getElementById('clear').click()");
    browser.drop_on("#drop", &[&root]);
    taken(&mut browser, 2);
    assert_eq!(text_of(&mut browser, "message"), "");
    assert_eq!(on_page(&mut browser), chosen);
}

#[test]
fn a_pair_that_is_dropped_is_answered_whatever_it_was_renamed_to() {
    let dir = tempfile::tempdir().unwrap();
    let [json, sig] = ["attestation (1).json", "attestation.json (1).sig"].map(|name| dir.path().join(name));
    fs::copy(vectors().join("erased/attestation.json"), &json).unwrap();
    fs::copy(vectors().join("erased/attestation.json.sig"), &sig).unwrap();
    let mut browser = open("gomme-verify", WIDE);
    browser.drop_on("#drop", &[&json, &sig]);
    taken(&mut browser, 1);
    let said = on_page(&mut browser);
    assert_eq!(said["attestation (1).json"][0], "AUTHENTIQUE – effacé et contrôlé");
    assert_eq!(browser.eval("document.querySelector('.card details').open"), true);
    // One after the other is as good as both at once.
    browser.eval("document.getElementById('clear').click()");
    assert_eq!(cards(&mut browser).len(), 0);
    browser.drop_on("body", &[&json]);
    taken(&mut browser, 2);
    assert_eq!(verdicts(&mut browser)[0].1, "missing_signature");
    browser.drop_on("body", &[&sig]);
    taken(&mut browser, 3);
    assert_eq!(verdicts(&mut browser), [("attestation (1).json".to_owned(), "authentic".to_owned())]);
}

/// The paper of a vector, in a language, with other words in the place of some.
fn paper(folder: &Path, name: &str, [vector, lang]: [&str; 2], change: Option<[&[u8]; 2]>) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let vector = vectors().join(vector);
    gomme(&["--lang", lang, "paper", vector.to_str().unwrap(), "-o", path.to_str().unwrap()]);
    if let Some([from, to]) = change {
        let pdf = fs::read(&path).unwrap();
        let at = pdf.windows(from.len()).position(|window| window == from).unwrap();
        fs::write(&path, [&pdf[..at], to, &pdf[at + from.len()..]].concat()).unwrap();
    }
    path
}

#[test]
fn a_pdf_gets_the_answer_of_the_command() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("papers");
    let made = |name: &str, of, change| paper(&root, name, of, change);
    let plain = [
        made("fr.pdf", ["erased", "fr"], None),
        made("en.pdf", ["erased-with-reservations", "en"], None),
        made("failed.pdf", ["not-erased", "fr"], None),
        made("stranger.pdf", ["unknown-key", "en"], None),
        made("altered.pdf", ["erased", "fr"], Some([b"/MediaBox[0 0 595", b"/MediaBox[0 0 594"])),
        made("edition.pdf", ["erased", "fr"], Some([b"/Creator(gomme, page 1)", b"/Creator(gomme, page 2)"])),
        made("cut.pdf", ["erased", "fr"], Some([b"%%EOF", b"%%"])),
    ];
    // Beside an attestation: a right page is said once, a wrong one by itself.
    for job in ["right", "wrong"] {
        fs::create_dir_all(root.join(job)).unwrap();
        for name in ["attestation.json", "attestation.json.sig"] {
            fs::copy(vectors().join("erased").join(name), root.join(job).join(name)).unwrap();
        }
    }
    made("right/attestation.pdf", ["erased", "en"], None);
    made("wrong/attestation.pdf", ["erased", "en"], Some([b"trailer", b"trailer "]));
    fs::write(root.join("letter.pdf"), "%PDF-1.4\nhello\n%%EOF").unwrap();
    let mut browser = open("gomme-verify", WIDE);
    browser.choose("#folder", &[&root]);
    taken(&mut browser, 1);
    for lang in ["fr", "en"] {
        speak(&mut browser, lang);
        let page: Said = on_page(&mut browser)
            .into_iter()
            .map(|(name, said)| (name.strip_prefix("papers/").unwrap().to_owned(), said))
            .collect();
        assert_eq!(page, by_command(lang, &root));
        assert_eq!(page.len(), 10);
    }
    // Dropped by themselves they are the same, and never greener than their words.
    browser.eval("document.getElementById('clear').click()");
    browser.drop_on("#drop", &paths(&plain));
    taken(&mut browser, 2);
    let found: BTreeMap<String, String> = cards(&mut browser)
        .iter()
        .map(|card| {
            let text = |name: &str| card[name].as_str().unwrap().to_owned();
            (text("name"), format!("{} {}", text("verdict"), text("tone")))
        })
        .collect();
    let wanted = [
        ("fr.pdf", "authentic erased"),
        ("en.pdf", "authentic reserved"),
        ("failed.pdf", "authentic bad"),
        ("stranger.pdf", "unknown_issuer unknown"),
        ("altered.pdf", "page_altered bad"),
        ("edition.pdf", "page_not_compared unknown"),
        ("cut.pdf", "pdf_truncated other"),
    ];
    let wanted: BTreeMap<String, String> =
        wanted.into_iter().map(|(name, said)| (name.to_owned(), said.to_owned())).collect();
    assert_eq!(found, wanted);
}

#[test]
fn without_a_trust_set_nobody_is_known_until_one_is_given() {
    let trust = vectors().join("trust");
    let wanted = gomme(&["keys", "words", trust.to_str().unwrap()]).trim().to_owned();
    let mut browser = open("gomme-verify", SMALL);
    assert_eq!(words(&mut browser), wanted);

    let mut browser = open("without-trust", SMALL);
    assert_eq!(words(&mut browser), "");
    assert!(text_of(&mut browser, "trust").contains("ÉMETTEUR INCONNU"));
    let erased = ["attestation.json", "attestation.json.sig"].map(|name| vectors().join("erased").join(name));
    browser.choose("#files", &paths(&erased));
    taken(&mut browser, 1);
    let card = cards(&mut browser).remove(0);
    assert_eq!((card["verdict"].as_str(), card["tone"].as_str()), (Some("unknown_issuer"), Some("unknown")));
    assert_eq!(card["said"].as_array().unwrap().len(), 1, "nothing of a stranger's record is shown");
    // Never a sentence about an option of the command line.
    assert!(!card["said"][0].as_str().unwrap().contains("--trust"));

    browser.choose("#files", &[&trust]);
    taken(&mut browser, 2);
    assert_eq!(words(&mut browser), wanted);
    assert!(text_of(&mut browser, "trust-title").contains("que vous avez donnée"));
    assert_eq!(verdicts(&mut browser)[0].1, "authentic");

    // Half a trust set is none, and takes the earlier answer away.
    let dir = tempfile::tempdir().unwrap();
    let half = dir.path().join("trust");
    fs::write(&half, "A05 nonsense\n").unwrap();
    browser.choose("#files", &[&half]);
    taken(&mut browser, 3);
    assert_eq!(
        (words(&mut browser), verdicts(&mut browser)[0].1.as_str()),
        (String::new(), "unknown_issuer")
    );
}

fn zone_vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/zones")
}

fn lists(browser: &mut Browser) -> Vec<Value> {
    let lists = browser.eval("[...document.querySelectorAll('#lists li')].map(line => line.textContent)");
    lists.as_array().unwrap().clone()
}

#[test]
fn what_zones_revoked_counts_from_a_folder_from_the_page_and_from_a_list_alone() {
    let june_2027 = "Date.now = () => Date.UTC(2027, 5, 1)";
    let dir = tempfile::tempdir().unwrap();
    let stolen: Vec<PathBuf> = ["attestation.json", "attestation.json.sig"]
        .map(|name| zone_vectors().join("revoked-certificate").join(name))
        .into();
    let known = [
        "Révocations de la zone est : inconnues ici.",
        "Révocations de la zone sud : connues au 15/03/2027.",
    ];
    let wanted = |lists: &[Value]| known.iter().all(|known| lists.iter().any(|line| line == known));

    // Built in.
    let mut browser = open("zones", SMALL);
    browser.eval(june_2027);
    assert!(wanted(&lists(&mut browser)), "{:?}", lists(&mut browser));
    browser.choose("#files", &paths(&stolen));
    taken(&mut browser, 1);
    assert_eq!(verdicts(&mut browser)[0].1, "revoked");

    // A folder that is given.
    let mut browser = open("without-trust", SMALL);
    browser.eval(june_2027);
    browser.choose("#folder", &[&zone_vectors().join("trust")]);
    taken(&mut browser, 1);
    assert_eq!(text_of(&mut browser, "message"), "");
    browser.choose("#files", &paths(&stolen));
    taken(&mut browser, 2);
    assert_eq!(verdicts(&mut browser)[0].1, "revoked");

    // The set alone, then the list that came later; without its signature it takes every answer away.
    let [trust, list, signature] = ["trust", "revocations.sud.krl", "revocations.sud.krl.sig"]
        .map(|name| zone_vectors().join("trust").join(name));
    browser.eval("document.getElementById('clear').click()");
    browser.choose("#files", &[&stolen[0], &stolen[1], &trust]);
    taken(&mut browser, 3);
    assert_eq!(verdicts(&mut browser)[0].1, "authentic");
    assert!(lists(&mut browser).contains(&"Révocations de la zone sud : inconnues ici.".into()));
    browser.choose("#files", &[&list]);
    taken(&mut browser, 4);
    assert_eq!(verdicts(&mut browser)[0].1, "unknown_issuer");
    assert_eq!(words(&mut browser), "");
    assert!(text_of(&mut browser, "trust-explain").contains("revocations.sud.krl"));
    browser.choose("#files", &[&signature]);
    taken(&mut browser, 5);
    assert_eq!(verdicts(&mut browser)[0].1, "revoked");

    // A list that is damaged is no list.
    let mut bytes = fs::read(&list).unwrap();
    bytes[40] ^= 1;
    let damaged = dir.path().join("revocations.sud.krl");
    fs::write(&damaged, bytes).unwrap();
    browser.choose("#files", &[&damaged]);
    taken(&mut browser, 6);
    assert_eq!(verdicts(&mut browser)[0].1, "unknown_issuer");
}

#[test]
fn what_is_no_attestation_is_said_and_what_is_huge_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let [huge, letter, pdf] = ["huge.json", "letter.txt", "letter.pdf"].map(|name| dir.path().join(name));
    fs::File::create(&huge).unwrap().set_len(1 << 36).unwrap();
    fs::write(&letter, "hello").unwrap();
    fs::write(&pdf, "%PDF-1.7").unwrap();
    let mut browser = open("gomme-verify", SMALL);
    browser.choose("#files", &[&huge, &letter, &pdf]);
    taken(&mut browser, 1);
    let verdicts: Vec<String> = verdicts(&mut browser).into_iter().map(|(_, verdict)| verdict).collect();
    assert_eq!(verdicts, ["not_an_attestation", "not_an_attestation", "pdf_truncated"]);
    // A folder without any attestation gets one sentence.
    browser.eval("document.getElementById('clear').click()");
    browser.choose("#folder", &[dir.path()]);
    taken(&mut browser, 2);
    assert!(cards(&mut browser).iter().all(|card| card["verdict"] != "authentic"));
    assert!(text_of(&mut browser, "message").starts_with("Il n’y a pas d’attestation"));
}

#[test]
fn no_request_leaves_the_page_and_none_could() {
    let mut browser = open("gomme-verify", SMALL);
    let erased = ["attestation.json", "attestation.json.sig"].map(|name| vectors().join("erased").join(name));
    browser.choose("#files", &paths(&erased));
    taken(&mut browser, 1);
    speak(&mut browser, "en");
    let own = format!("file://{}", page("gomme-verify").display());
    assert_eq!(browser.requests, [own.as_str()], "the page itself, and nothing else");
    let refused = |what: &str| {
        format!(
            "new Promise(done => {{
                addEventListener('securitypolicyviolation', event => done(event.effectiveDirective), {{ once: true }});
                {what}
            }})"
        )
    };
    for (what, directive) in [
        ("fetch('https://example.org/').catch(() => {});", "connect-src"),
        ("new Image().src = 'https://example.org/a.png';", "img-src"),
        (
            "document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://example.org/' }));",
            "frame-src",
        ),
        ("document.body.innerHTML = '<p>';", "require-trusted-types-for"),
        ("document.body.setAttribute('style', 'color: red');", "style-src-attr"),
    ] {
        let said = browser.call(
            "Runtime.evaluate",
            &serde_json::json!({
                "expression": refused(&format!("try {{ {what} }} catch {{}}")), "awaitPromise": true, "returnByValue": true
            }),
        );
        assert_eq!(said["result"]["value"], directive, "{what}");
    }
}

#[test]
fn it_fits_a_small_screen_and_a_keyboard_reaches_everything() {
    for name in ["gomme-verify", "without-trust"] {
        let mut browser = open(name, SMALL);
        for lang in ["fr", "en"] {
            speak(&mut browser, lang);
            assert_eq!(browser.eval("document.documentElement.scrollWidth"), SMALL.0);
            let buttons = "document.querySelector('#drop .choices').getBoundingClientRect().bottom";
            let bottom = browser.eval(buttons).as_f64().unwrap();
            assert!(bottom <= f64::from(SMALL.1), "{name}, {lang}: the buttons end at {bottom}");
            assert_eq!(browser.eval("document.body.innerText.includes('undefined')"), false);
        }
        browser.eval("document.activeElement.blur()");
        let mut reached = Vec::new();
        for _ in 0..6 {
            browser.press("Tab", 9);
            let at = "(e => e.id || e.dataset.lang || e.tagName)(document.activeElement)";
            reached.push(browser.eval(at).as_str().unwrap().to_owned());
        }
        for wanted in ["files", "folder", "SUMMARY"] {
            assert!(reached.iter().any(|at| at == wanted), "{wanted} is not among {reached:?}");
        }
    }
}

/// Not a check: pictures to look at, when `GOMME_PAGE_PICTURES` names a folder.
#[test]
fn pictures_are_taken_when_somebody_wants_to_look() {
    let Some(folder) = std::env::var_os("GOMME_PAGE_PICTURES").map(PathBuf::from) else { return };
    fs::create_dir_all(&folder).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (files, _) = loose(dir.path());
    let few =
        ["erased", "erased-with-reservations", "not-erased", "flipped-serial", "unknown-key", "newer-schema"];
    let few: Vec<&Path> = files
        .iter()
        .map(PathBuf::as_path)
        .filter(|file| {
            few.iter()
                .any(|name| file.file_name().unwrap().to_str().unwrap().starts_with(&format!("{name}.")))
        })
        .collect();
    for (size, name) in [(SMALL, "800"), (WIDE, "1280")] {
        for lang in ["fr", "en"] {
            for (html, files, state) in [
                ("gomme-verify", &[][..], "empty"),
                ("without-trust", &[], "no-trust"),
                ("gomme-verify", &few[..2], "one"),
                ("gomme-verify", &few, "several"),
            ] {
                let mut browser = open(html, size);
                speak(&mut browser, lang);
                if !files.is_empty() {
                    browser.choose("#files", files);
                    taken(&mut browser, 1);
                }
                let png = STANDARD.decode(browser.picture()).unwrap();
                fs::write(folder.join(format!("{state}-{lang}-{name}.png")), png).unwrap();
            }
        }
    }
}
