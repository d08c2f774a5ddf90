//! QEMU's control socket (the QEMU Machine Protocol: JSON, an object a line).

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A conversation with a running QEMU.
#[derive(Debug)]
pub(crate) struct Qmp(BufReader<UnixStream>);

impl Qmp {
    /// Connects, as soon as QEMU listens.
    pub fn connect(socket: &Path, deadline: Instant) -> io::Result<Qmp> {
        let stream = loop {
            match UnixStream::connect(socket) {
                Ok(stream) => break stream,
                Err(error) if Instant::now() >= deadline => return Err(error),
                Err(_) => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let mut control = Qmp(BufReader::new(stream));
        control.0.read_line(&mut String::new())?;
        control.execute("qmp_capabilities")?;
        Ok(control)
    }

    /// Executes a command without arguments. Events that come in between are passed over.
    pub fn execute(&mut self, command: &str) -> io::Result<Value> {
        let request = json!({ "execute": command }).to_string();
        self.0.get_mut().write_all(request.as_bytes())?;
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let mut answer: Value = serde_json::from_str(&line)?;
            if let Some(result) = answer.get_mut("return") {
                return Ok(result.take());
            }
            if let Some(error) = answer.get("error") {
                return Err(io::Error::other(format!("QEMU: {command}: {error}")));
            }
        }
    }

    /// What the machine is doing: `running`, `suspended` ...
    pub fn status(&mut self) -> io::Result<String> {
        Ok(self.execute("query-status")?["status"].as_str().unwrap_or_default().to_owned())
    }
}
