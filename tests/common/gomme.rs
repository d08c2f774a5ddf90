//! Runs the real program, as a script would.

use std::fs;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::attested::Attested;
use super::{ok, run, until};

/// The program under test.
pub const GOMME: &str = env!("CARGO_BIN_EXE_gomme");
/// Name of the tests' station.
pub const STATION: &str = "banc-1";
/// Longer than any job of the tests; only ever a way to fail.
pub const LIMIT: Duration = Duration::from_secs(120);

/// What a run of the program left.
#[derive(Debug)]
pub struct Said {
    /// How it ended.
    pub status: ExitStatus,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Said {
    /// The exit code; the test fails when a signal ended the program.
    pub fn code(&self) -> i32 {
        self.status
            .code()
            .unwrap_or_else(|| panic!("ended by signal {:?}\n{}", self.status.signal(), self.stderr))
    }

    /// Fails unless the exit code is this one.
    pub fn expect(self, code: i32) -> Said {
        let panicked = self.stderr.contains("panicked at");
        assert!(!panicked && self.code() == code, "exit {} instead of {code}\n{self:#?}", self.code());
        self
    }
}

/// Runs gomme to its end.
pub fn gomme(args: &[&str]) -> Said {
    let out = run(GOMME, args);
    Said {
        status: out.status,
        stdout: String::from_utf8_lossy(&out.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&out.stderr).into_owned(),
    }
}

/// The code that confirms a drive, from `gomme plan --json`.
pub fn code_of(drive: &str, method: &[&str]) -> String {
    let mut args = vec!["plan", drive, "--allow-virtual", "--json"];
    args.extend(method);
    let said = gomme(&args).expect(0);
    let plan: Value = serde_json::from_str(&said.stdout).expect("plan --json prints JSON");
    let confirm = plan["plans"][0]["confirm"].as_str();
    confirm.unwrap_or_else(|| panic!("no code for {drive}: {plan:#}")).to_owned()
}

/// A station with its key, a folder for the papers, and a folder for the drives' files.
pub struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    /// With a key that has no passphrase.
    pub fn new() -> Bench {
        let bench = Bench { folder: super::scratch() };
        let station = bench.station();
        gomme(&["keys", "new-station", &station, "--name", STATION, "--no-passphrase"]).expect(0);
        fs::create_dir(bench.out()).expect("a folder for the papers");
        bench
    }

    /// The scratch folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of the station's key.
    pub fn station(&self) -> String {
        self.folder.path().join("station").to_string_lossy().into_owned()
    }

    /// The folder of the papers.
    pub fn out(&self) -> String {
        self.folder.path().join("papers").to_string_lossy().into_owned()
    }

    /// The trust set that holds this station alone.
    pub fn trust(&self) -> PathBuf {
        let file = self.folder.path().join("trust");
        let said = gomme(&["keys", "trust", &self.station()]).expect(0);
        fs::write(&file, said.stdout).expect("the trust set");
        file
    }

    /// The arguments of an erase of these drives, confirmed with the codes that `plan` prints.
    pub fn erase_args(&self, drives: &[String], more: &[&str]) -> Vec<String> {
        let (out, station) = (self.out(), self.station());
        let mut args: Vec<String> = vec!["erase".into()];
        args.extend(drives.iter().cloned());
        args.extend(["--out".into(), out, "--station".into(), station, "--allow-virtual".into()]);
        for drive in drives {
            args.extend(["--confirm".into(), code_of(drive, &method_of(more))]);
        }
        args.extend(more.iter().map(|a| (*a).to_owned()));
        args
    }

    /// Erases drives, and gives what was said.
    pub fn erase(&self, drives: &[String], more: &[&str]) -> Said {
        let args = self.erase_args(drives, more);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        gomme(&args)
    }

    /// Starts an erase and does not wait for it.
    pub fn start(&self, args: &[String]) -> Running {
        Running::of(args)
    }

    /// Every attestation in the folder of the papers, in no order.
    pub fn attestations(&self) -> Vec<Attested> {
        Attested::below(Path::new(&self.out()))
    }

    /// The only attestation.
    pub fn attestation(&self) -> Attested {
        let mut all = self.attestations();
        assert_eq!(all.len(), 1, "one attestation: {all:#?}");
        all.remove(0)
    }

    /// The attestation of the drive of this size; tests with several drives give each its own size.
    pub fn attestation_of_size(&self, size: u64) -> Attested {
        let all = self.attestations();
        all.into_iter()
            .find(|a| a.facts()["drive"]["size_bytes"] == size)
            .unwrap_or_else(|| panic!("an attestation for the drive of {size} bytes"))
    }
}

/// Those of an erase's arguments that `plan` takes too.
fn method_of<'a>(args: &[&'a str]) -> Vec<&'a str> {
    args.windows(2)
        .filter(|w| matches!(w[0], "--pattern" | "--read-back"))
        .flat_map(|w| [w[0], w[1]])
        .collect()
}

/// A run that is under way; killed when the test ends.
pub struct Running {
    child: Child,
}

impl Running {
    fn of(args: &[String]) -> Running {
        let child = Command::new(GOMME)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("gomme starts");
        Running { child }
    }

    /// Its process number.
    pub fn pid(&self) -> String {
        self.child.id().to_string()
    }

    /// Sends it a signal by name.
    pub fn signal(&self, name: &str) {
        run("kill", &["-s", name, &self.pid()]);
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("wait").is_none()
    }

    /// Waits for its end, and gives what was said.
    pub fn end(mut self) -> Said {
        assert!(until(LIMIT, || !self.is_running()), "gomme ends");
        let status = self.child.wait().expect("wait");
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.child.stdout.take().expect("piped").read_to_string(&mut stdout).expect("UTF-8");
        self.child.stderr.take().expect("piped").read_to_string(&mut stderr).expect("UTF-8");
        Said { status, stdout, stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        // Not for ever: a request that the test's drive still holds keeps the process.
        until(Duration::from_secs(5), || !self.is_running());
    }
}

/// Fails unless stock OpenSSH accepts the attestation, and gomme with the same trust set too.
pub fn assert_verifies(bench: &Bench, attested: &Attested) {
    let trust = bench.trust();
    let trust = trust.to_str().expect("UTF-8");
    let json = attested.file().to_string_lossy().into_owned();
    let signature = format!("{json}.sig");
    let script = format!(
        "ssh-keygen -Y verify -f '{trust}' -I {STATION} -n gomme-attestation -s '{signature}' < '{json}'"
    );
    ok("sh", &["-c", &script]);
    let said = gomme(&["verify", &json, "--trust", trust, "--json"]);
    let erased = attested.result() != "not_erased";
    let verdict: Value = serde_json::from_str(&said.stdout).unwrap_or_else(|_| panic!("{said:#?}"));
    assert_eq!(verdict["results"][0]["result"], attested.result(), "{verdict:#}");
    assert_eq!(said.code(), i32::from(!erased), "{said:#?}");
}
