//! A headless Chromium with one page open, spoken to by the DevTools protocol over a pipe.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// No answer takes longer; only ever a way to fail.
const PATIENCE: Duration = Duration::from_secs(120);

/// The browser, which ends with this.
pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    last_id: u64,
    session: Option<String>,
    /// The addresses of all requests that the page made so far, its own among them.
    pub requests: Vec<String>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Opens a file in a window of this size.
    pub fn open(file: &Path, (width, height): (u32, u32)) -> Browser {
        assert!(file.is_file(), "{} is not there: make page-for-tests", file.display());
        let profile = tempfile::tempdir().unwrap();
        // The protocol is spoken over descriptors 3 and 4.
        let mut child = Command::new("sh")
            .args([
                "-c",
                r#"exec 3<&0 4>&1 0</dev/null 1>/dev/null; exec "$@""#,
                "sh",
                "chromium-headless-shell",
            ])
            .args(["--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--no-first-run", "--hide-scrollbars", "--lang=fr"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (to, out) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (send, from) = channel();
        thread::spawn(move || {
            for message in BufReader::new(out).split(0).map_while(Result::ok) {
                if send.send(serde_json::from_slice(&message).unwrap()).is_err() {
                    return;
                }
            }
        });
        let requests = Vec::new();
        let mut browser = Browser { child, to, from, last_id: 0, session: None, requests, _profile: profile };
        let target = browser.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = browser.call("Target.attachToTarget", &attach);
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Network", "Runtime", "DOM"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        browser.size((width, height));
        browser.call("Page.navigate", &json!({ "url": format!("file://{}", file.display()) }));
        browser.until(|message| message["method"] == "Page.loadEventFired");
        browser
    }

    /// Gives the window another size.
    pub fn size(&mut self, (width, height): (u32, u32)) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", &size);
    }

    /// One command of the protocol; its answer.
    pub fn call(&mut self, method: &str, params: &Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        self.to.write_all(message.to_string().as_bytes()).unwrap();
        self.to.write_all(&[0]).unwrap();
        self.to.flush().unwrap();
        let answer = self.until(|message| message["id"] == id);
        assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
        answer["result"].clone()
    }

    fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.from.recv_timeout(PATIENCE).unwrap();
            if message["method"] == "Network.requestWillBeSent" {
                self.requests.push(message["params"]["request"]["url"].as_str().unwrap().to_owned());
            }
            assert_ne!(message["method"], "Runtime.exceptionThrown", "{message}");
            if wanted(&message) {
                return message;
            }
        }
    }

    /// What an expression of JavaScript gives, when what it promises has come.
    pub fn eval(&mut self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.call("Runtime.evaluate", &params);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Chooses files, or one folder, in a file input, as a person does in the dialogue that it opens.
    pub fn choose(&mut self, input: &str, paths: &[&Path]) {
        let document = self.call("DOM.getDocument", &json!({}));
        let query = json!({ "nodeId": document["root"]["nodeId"], "selector": input });
        let node = self.call("DOM.querySelector", &query)["nodeId"].clone();
        self.call("DOM.setFileInputFiles", &json!({ "files": paths, "nodeId": node }));
    }

    /// Drops files on an element of the page.
    pub fn drop_on(&mut self, element: &str, paths: &[&Path]) {
        let place = self.eval(&format!(
            "(() => {{ const r = document.querySelector('{element}').getBoundingClientRect();
                return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        ));
        let data = json!({ "items": [], "files": paths, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": place[0], "y": place[1], "data": data });
            self.call("Input.dispatchDragEvent", &event);
        }
    }

    /// Presses and releases a key without text, such as `Tab`.
    pub fn press(&mut self, key: &str, code: u32) {
        for kind in ["rawKeyDown", "keyUp"] {
            let event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// A picture of the window, as a PNG in base64.
    pub fn picture(&mut self) -> String {
        let picture = self.call("Page.captureScreenshot", &json!({ "format": "png" }));
        picture["data"].as_str().unwrap().to_owned()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
