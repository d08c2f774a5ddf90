//! Device Self-test and its log, 06h (NVMe Base 2.3, sections 5.2.5 and 5.2.12.1.7).

use std::time::Duration;

use super::command::Command;
use super::wire::put64;
use super::{Answered, NvmeAnswer, NvmeDrive, status};

/// Results in the log.
const RESULTS: usize = 20;
/// Bytes of a result.
const RESULT: usize = 28;
/// Result of an entry that is not used.
const UNUSED: u8 = 0x0F;

/// How a self-test ended, as its result code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Passed = 0,
    Aborted = 1,
    Reset = 2,
    Format = 4,
    Sanitize = 9,
}

/// What runs, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SelfTest {
    /// Code (1 short, 2 extended), beginning, length.
    running: Option<(u8, Duration, Duration)>,
    /// Code and result, newest first.
    results: Vec<(u8, u8)>,
}

impl SelfTest {
    fn end(&mut self, how: Ended) {
        if let Some((code, ..)) = self.running.take() {
            self.results.insert(0, (code, how as u8));
            self.results.truncate(RESULTS);
        }
    }

    /// Something else came in between. An extended test goes on over a reset.
    pub(super) fn interrupt(&mut self, by: Ended) {
        let survives = by == Ended::Reset && self.running.is_some_and(|(code, ..)| code == 2);
        if !survives {
            self.end(by);
        }
    }
}

impl NvmeDrive {
    pub(super) fn start_self_test(&mut self, command: Command<'_>) -> Answered {
        let now = self.clock.now();
        let takes = match command.dword(10) & 15 {
            1 => self.persona.takes.short_self_test,
            2 => self.persona.takes.extended_self_test,
            15 => {
                self.self_test.end(Ended::Aborted);
                return Ok(NvmeAnswer::ok());
            }
            _ => return Err(status::INVALID_FIELD),
        };
        if self.self_test.running.is_some() {
            return Err(status::SELF_TEST_IN_PROGRESS);
        }
        self.self_test.running = Some((command.dword(10) as u8 & 15, now, takes));
        Ok(NvmeAnswer::ok())
    }

    pub(super) fn tick_self_test(&mut self, now: Duration) {
        if self.self_test.running.is_some_and(|(_, begin, takes)| now.saturating_sub(begin) >= takes) {
            self.self_test.end(Ended::Passed);
        }
    }

    /// Operation, percent done, then the results.
    pub(super) fn self_test_log(&self) -> Vec<u8> {
        let mut log = vec![0; 4 + RESULTS * RESULT];
        if let Some((code, begin, takes)) = self.self_test.running {
            let spent = self.clock.now().saturating_sub(begin);
            log[0] = code;
            log[1] = (spent.as_millis() * 100).checked_div(takes.as_millis()).unwrap_or(0).min(99) as u8;
        }
        for entry in 0..RESULTS {
            let bytes = &mut log[4 + entry * RESULT..][..RESULT];
            match self.self_test.results.get(entry) {
                Some((code, result)) => {
                    bytes[0] = code << 4 | result;
                    put64(bytes, 4, self.clock.now().as_secs() / 3600);
                }
                None => bytes[0] = UNUSED,
            }
        }
        log
    }
}
