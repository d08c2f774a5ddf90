//! A program at a terminal: `script` (util-linux) holds it, the test reads and types.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};

use super::gomme::LIMIT;
use super::{run, until};

/// A program at a terminal.
pub struct Terminal {
    child: Child,
    keyboard: ChildStdin,
    screen: Arc<Mutex<String>>,
}

impl Terminal {
    /// Runs a command line, a single command, at a terminal of 80 by 25.
    pub fn run(command: &str) -> Terminal {
        // `script` has the user's shell run it, whichever that is. Here it is always the same one, and it steps aside: what `script` started
        // is the program itself, and its exit code and its signals are the program's own.
        let mut child = Command::new("script")
            .args(["--quiet", "--return", "--flush", "--command", &format!("exec {command}"), "/dev/null"])
            .env("SHELL", "/bin/sh")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script (util-linux) is needed");
        let (keyboard, mut out) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        let screen = Arc::new(Mutex::new(String::new()));
        let shown = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // A character may be cut in two by the pipe.
            let mut rest = Vec::new();
            while let Ok(n @ 1..) = out.read(&mut bytes) {
                rest.extend(&bytes[..n]);
                let whole = match std::str::from_utf8(&rest) {
                    Ok(_) => rest.len(),
                    Err(error) if error.error_len().is_none() => error.valid_up_to(),
                    Err(_) => rest.len(),
                };
                let text: Vec<u8> = rest.drain(..whole).collect();
                shown.lock().expect("a screen").push_str(&String::from_utf8_lossy(&text));
            }
        });
        Terminal { child, keyboard, screen }
    }

    /// All that was shown so far.
    pub fn screen(&self) -> String {
        self.screen.lock().expect("a screen").clone()
    }

    /// Waits for a text on the screen.
    pub fn sees(&self, text: &str) {
        assert!(until(LIMIT, || self.screen().contains(text)), "{text:?} never came:\n{}", self.screen());
    }

    /// Types a line and Enter.
    pub fn types(&mut self, line: &str) {
        self.presses(&format!("{line}\n"));
    }

    /// Presses keys.
    pub fn presses(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("typed");
        self.keyboard.flush().expect("typed");
    }

    /// Sends the program itself a signal by name.
    pub fn signals(&self, name: &str) {
        let children = format!("/proc/{0}/task/{0}/children", self.child.id());
        let children = std::fs::read_to_string(children).expect("the children of script");
        let child = children.trim();
        assert!(child.parse::<u32>().is_ok(), "not one child of script: {child:?}");
        run("kill", &["-s", name, child]);
    }

    /// Waits for the end: exit code, and all that was shown.
    pub fn end(mut self) -> (Option<i32>, String) {
        let ended = until(LIMIT, || self.child.try_wait().expect("wait").is_some());
        assert!(ended, "it ends:\n{}", self.screen());
        let status = self.child.wait().expect("wait");
        (status.code(), self.screen())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
