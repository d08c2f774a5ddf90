//! Every vector in `tests/vectors` and `tests/zones`, put before all that read attestations: gomme, stock `ssh-keygen -Y verify`, and
//! the web page in a browser. Ends with one line: `vectors: N, agreed: N`.
//!
//! gomme and the page have to give the verdict of the manifest, and `ssh-keygen` the answer that belongs to it. A vector where
//! `ssh-keygen` accepts less than gomme is never agreed upon, whatever a manifest says. Times are those of the vectors.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/browser.rs"]
mod browser;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use browser::Browser;
use gomme::attest::trust::TrustSet;
use gomme::attest::trust_folder::{Files, add_lists};
use gomme::attest::verify::{Finding, verify};
use gomme::attest::{ATTESTATION_FILE, NAMESPACE, SIGNATURE_FILE};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

/// A folder of vectors, how they are read, and the page with their trust set.
struct Set {
    folder: PathBuf,
    trust: PathBuf,
    page: &'static str,
    vectors: Vec<Vector>,
}

struct Vector {
    name: String,
    at: Timestamp,
    verdict: String,
    stock: Stock,
    principal: String,
    namespace: String,
    list: Option<String>,
}

/// What `ssh-keygen` says beside our verdict.
#[derive(Debug, PartialEq, Eq)]
enum Stock {
    /// It accepts, as we accept the signature.
    Yes,
    /// It accepts what we refuse, on purpose.
    More,
    /// It refuses.
    No,
    /// That depends on its version; we refuse.
    Varies,
}

fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = path.as_ref();
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn sets() -> Vec<Set> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let now = Timestamp::now();
    [("vectors", "trust", "gomme-verify"), ("zones", "trust/trust", "zones")]
        .map(|(folder, trust, page)| {
            let folder = tests.join(folder);
            let manifest: Vec<Value> = serde_json::from_slice(&read(folder.join("manifest.json"))).unwrap();
            let vectors = manifest.iter().map(|entry| Vector::of(entry, now)).collect();
            Set { trust: folder.join(trust), folder, page, vectors }
        })
        .into()
}

impl Vector {
    fn of(entry: &Value, now: Timestamp) -> Vector {
        let text = |name: &str| entry[name].as_str().map(str::to_owned);
        let authentic = entry["verdict"] == "authentic";
        let stock = match (text("ssh_keygen").as_deref(), &entry["ssh_keygen_accepts"]) {
            (Some("accepts"), _) => Stock::Yes,
            (Some("accepts_more"), _) => Stock::More,
            (None, Value::Bool(true)) if authentic => Stock::Yes,
            (None, Value::Bool(true)) => Stock::More,
            (Some("refuses"), _) | (None, Value::Bool(false)) => Stock::No,
            (Some("varies"), _) => Stock::Varies,
            other => panic!("{other:?}"),
        };
        Vector {
            name: text("name").unwrap(),
            at: text("at").map_or(now, |at| at.parse().unwrap()),
            verdict: text("verdict").unwrap(),
            stock,
            principal: text("principal").unwrap(),
            namespace: text("namespace").unwrap_or_else(|| NAMESPACE.to_owned()),
            list: text("list"),
        }
    }
}

impl Set {
    fn trust_set(&self) -> TrustSet {
        let mut set = TrustSet::parse(&read(&self.trust), &TimeZone::UTC).unwrap();
        let folder = self.trust.parent().unwrap();
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|p| p.is_file());
        let files: Files =
            files.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), read(path))).collect();
        add_lists(&mut set, &files).unwrap();
        set
    }

    fn by_gomme(&self, trust: &TrustSet, vector: &Vector) -> Finding {
        let folder = self.folder.join(&vector.name);
        let [attestation, signature] = [ATTESTATION_FILE, SIGNATURE_FILE].map(|name| read(folder.join(name)));
        verify(&attestation, &signature, Some(trust), vector.at).finding
    }

    fn by_ssh_keygen(&self, vector: &Vector) -> bool {
        let folder = self.folder.join(&vector.name);
        let at = vector.at.strftime("-Overify-time=%Y%m%d%H%M%SZ").to_string();
        let mut command = Command::new("ssh-keygen");
        command.args(["-Y", "verify", "-n", &vector.namespace, "-I", &vector.principal, &at, "-f"]);
        command.arg(&self.trust).arg("-s").arg(folder.join(SIGNATURE_FILE));
        if let Some(list) = &vector.list {
            command.arg("-r").arg(self.trust.with_file_name(list));
        }
        command.stdin(File::open(folder.join(ATTESTATION_FILE)).unwrap());
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("ssh-keygen is needed").success()
    }

    /// What the page says of each, by its name.
    fn by_page(&self) -> BTreeMap<String, String> {
        let target = Path::new(env!("CARGO_BIN_EXE_gomme")).ancestors().nth(3).unwrap();
        let mut browser = Browser::open(&target.join(format!("page/test/{}.html", self.page)), (1280, 900));
        let dir = tempfile::tempdir().unwrap();
        let mut moments: BTreeMap<Timestamp, Vec<&Vector>> = BTreeMap::new();
        for vector in &self.vectors {
            moments.entry(vector.at).or_default().push(vector);
        }
        let mut said = BTreeMap::new();
        for (round, (at, vectors)) in (1..).zip(moments) {
            let mut files = Vec::new();
            for vector in vectors {
                for (from, ending) in [(ATTESTATION_FILE, "json"), (SIGNATURE_FILE, "json.sig")] {
                    let copy = dir.path().join(format!("{}.{ending}", vector.name));
                    fs::copy(self.folder.join(&vector.name).join(from), &copy).unwrap();
                    files.push(copy);
                }
            }
            browser.eval(&format!("Date.now = () => {}", at.as_millisecond()));
            browser.eval("document.getElementById('clear').click()");
            browser.choose("#files", &files.iter().map(PathBuf::as_path).collect::<Vec<_>>());
            browser.eval(&format!(
                "new Promise(done => {{
                    const look = () => document.body.dataset.taken === '{round}' && done();
                    new MutationObserver(look).observe(document.body, {{ attributes: true }});
                    look();
                }})"
            ));
            let cards = browser.eval(
                "[...document.querySelectorAll('.card')].map(card =>
                    [card.querySelector('.name').textContent.replace('.json', ''), card.dataset.verdict])",
            );
            said.extend(serde_json::from_value::<Vec<(String, String)>>(cards).unwrap());
        }
        said
    }
}

/// What the three said of a vector, where it is not what the manifest wants.
fn disagreement(vector: &Vector, gomme: &Finding, stock: bool, page: Option<&String>) -> Option<String> {
    // Of what is signed as it should be and says what it may not, `ssh-keygen` knows nothing.
    let signed_well = matches!(gomme, Finding::Authentic(_) | Finding::Malformed(_));
    let agreed = gomme.code() == vector.verdict
        && page == Some(&vector.verdict)
        && (stock || !signed_well)
        && match vector.stock {
            Stock::Yes => stock && signed_well,
            Stock::More => stock && !signed_well,
            Stock::No => !stock,
            Stock::Varies => !signed_well,
        };
    (!agreed).then(|| {
        let stock = if stock { "accepts" } else { "refuses" };
        let page = page.map_or("nothing", String::as_str);
        format!(
            "{}: wanted {} and {:?}; gomme {}, page {page}, ssh-keygen {stock}",
            vector.name,
            vector.verdict,
            vector.stock,
            gomme.code()
        )
    })
}

fn main() -> ExitCode {
    // Runners of tests ask first what there is.
    let args: Vec<String> = std::env::args().collect();
    if args.iter().any(|arg| arg == "--list") {
        if !args.iter().any(|arg| arg == "--ignored") {
            println!("agree: test");
        }
        return ExitCode::SUCCESS;
    }
    let (mut all, mut agreed) = (0, 0);
    for set in sets() {
        let trust = set.trust_set();
        let page = set.by_page();
        for vector in &set.vectors {
            all += 1;
            let (gomme, stock) = (set.by_gomme(&trust, vector), set.by_ssh_keygen(vector));
            match disagreement(vector, &gomme, stock, page.get(&vector.name)) {
                None => agreed += 1,
                Some(said) => println!("{said}"),
            }
        }
    }
    println!("vectors: {all}, agreed: {agreed}");
    if all == agreed && all >= 60 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
