//! One sleep of the computer, which takes the power off its drives and so ends a freeze: a firmware freezes drives as the
//! computer starts, and Linux does not let it freeze them again as the computer wakes (`libata.acpi_gtf_filter`).
//!
//! Only a sleep to memory with the drives' power off does that (`deep` in `/sys/power/mem_sleep`, ACPI S3); `s2idle` leaves
//! them their power, and their freeze (Linux `Documentation/admin-guide/pm/sleep-states.rst`).

use std::io;

use super::Host;

const STATE: &str = "sys/power/state";
const MEM_SLEEP: &str = "sys/power/mem_sleep";
const ALARM: &str = "sys/class/rtc/rtc0/wakealarm";

/// What is written to sleep, and where, in this order. An alarm that stands already must go before another is taken; without
/// an alarm nobody might wake the computer, so that nothing sleeps unless it was taken.
const STEPS: [(&str, &str); 4] = [(MEM_SLEEP, "deep"), (ALARM, "0"), (ALARM, "+20"), (STATE, "mem")];

/// Whether a computer can sleep in a way that takes the power off its drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sleep {
    /// It can.
    Deep,
    /// It sleeps, and its drives keep their power.
    Shallow,
    /// It does not sleep at all, or does not say so.
    None,
    /// It sleeps, and has no clock that would wake it.
    NoAlarm,
}

/// What a computer can do.
#[must_use]
pub fn ability(host: &Host) -> Sleep {
    let offers = |file, word| host.text(file).is_some_and(|text| is_offered(&text, word));
    match (offers(STATE, "mem"), offers(MEM_SLEEP, "deep")) {
        (false, _) => Sleep::None,
        (true, false) => Sleep::Shallow,
        (true, true) if host.exists(ALARM) => Sleep::Deep,
        (true, true) => Sleep::NoAlarm,
    }
}

/// Whether a word is among those of a list; the one that is chosen stands in square brackets.
fn is_offered(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|offered| offered.trim_matches(['[', ']']) == word)
}

/// Sleeps once, and comes back when the clock has woken the computer, or somebody has. A computer that is not able to sleep
/// deeply is left as it is.
///
/// # Errors
/// [`io::ErrorKind::Unsupported`] when [`ability`] is not [`Sleep::Deep`]; whatever the system answers, and then nothing slept.
pub fn sleep_once(host: &Host) -> io::Result<()> {
    if ability(host) != Sleep::Deep {
        return Err(io::ErrorKind::Unsupported.into());
    }
    let chosen = host.text(MEM_SLEEP).and_then(|text| chosen(&text).map(str::to_owned));
    carry_out(chosen.as_deref(), |file, text| host.write(file, text))
}

/// Sleeps, and leaves all as it was, also when it did not sleep: `chosen` is the way of sleeping that somebody chose for this computer.
fn carry_out(chosen: Option<&str>, mut write: impl FnMut(&str, &str) -> io::Result<()>) -> io::Result<()> {
    let slept = STEPS.iter().try_for_each(|(file, text)| write(file, text));
    // Whoever woke it by a key is not to meet the alarm later.
    let _ = write(ALARM, "0");
    if let Some(chosen) = chosen {
        let _ = write(MEM_SLEEP, chosen);
    }
    slept
}

/// The word of a list that stands in square brackets.
fn chosen(list: &str) -> Option<&str> {
    list.split_whitespace().find_map(|word| word.strip_prefix('[')?.strip_suffix(']'))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A computer that says this of its sleep.
    fn computer(state: &str, mem_sleep: Option<&str>, alarm: bool) -> (tempfile::TempDir, Host) {
        let root = tempfile::tempdir().unwrap();
        for folder in ["sys/power", "sys/class/rtc/rtc0"] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        fs::write(root.path().join(STATE), state).unwrap();
        if let Some(text) = mem_sleep {
            fs::write(root.path().join(MEM_SLEEP), text).unwrap();
        }
        if alarm {
            fs::write(root.path().join(ALARM), "").unwrap();
        }
        let host = Host::at(root.path());
        (root, host)
    }

    #[test]
    fn only_a_deep_sleep_counts() {
        let of = |state, mem_sleep, alarm| ability(&computer(state, mem_sleep, alarm).1);
        assert_eq!(of("freeze mem disk\n", Some("s2idle [deep]\n"), true), Sleep::Deep);
        assert_eq!(of("freeze mem\n", Some("[s2idle] shallow deep\n"), true), Sleep::Deep);
        assert_eq!(of("freeze mem\n", Some("[s2idle]\n"), true), Sleep::Shallow);
        assert_eq!(of("freeze mem\n", Some("[s2idle] deeper\n"), true), Sleep::Shallow);
        assert_eq!(of("freeze mem\n", None, true), Sleep::Shallow);
        assert_eq!(of("freeze disk\n", Some("s2idle [deep]\n"), true), Sleep::None);
        assert_eq!(of("freeze mem\n", Some("s2idle [deep]\n"), false), Sleep::NoAlarm);
    }

    #[test]
    fn the_alarm_is_set_before_anything_sleeps() {
        let mut written = Vec::new();
        carry_out(Some("s2idle"), |file, text| {
            written.push(format!("{file} = {text}"));
            Ok(())
        })
        .unwrap();
        assert_eq!(
            written,
            [
                "sys/power/mem_sleep = deep",
                "sys/class/rtc/rtc0/wakealarm = 0",
                "sys/class/rtc/rtc0/wakealarm = +20",
                "sys/power/state = mem",
                "sys/class/rtc/rtc0/wakealarm = 0",
                "sys/power/mem_sleep = s2idle",
            ]
        );
    }

    #[test]
    fn what_is_refused_ends_it_before_the_sleep() {
        for refused in 0..3 {
            let mut asked = 0;
            let slept = carry_out(None, |file, _| {
                assert_ne!(file, STATE, "it slept, though step {refused} was refused");
                asked += 1;
                if asked > refused { Err(io::ErrorKind::PermissionDenied.into()) } else { Ok(()) }
            });
            assert!(slept.is_err());
        }
    }

    #[test]
    fn the_way_of_sleeping_is_what_it_was_afterwards_also_when_nothing_slept() {
        for refused in 0..5 {
            let (mut asked, mut now) = (0, "s2idle".to_owned());
            let slept = carry_out(Some("s2idle"), |file, text| {
                asked += 1;
                if asked == refused {
                    return Err(io::ErrorKind::PermissionDenied.into());
                }
                if file == MEM_SLEEP {
                    text.clone_into(&mut now);
                }
                Ok(())
            });
            assert_eq!((slept.is_ok(), now.as_str()), (refused == 0, "s2idle"), "step {refused}");
        }
        let (root, host) = computer("freeze mem disk\n", Some("[s2idle] deep\n"), false);
        // An alarm that cannot be set.
        fs::create_dir(root.path().join(ALARM)).unwrap();
        assert!(sleep_once(&host).is_err());
        assert_eq!(fs::read_to_string(root.path().join(MEM_SLEEP)).unwrap(), "s2idle");
        assert_eq!(fs::read_to_string(root.path().join(STATE)).unwrap(), "freeze mem disk\n", "it slept");
    }

    #[test]
    fn it_writes_where_the_machine_listens() {
        let (root, host) = computer("freeze mem disk\n", Some("[s2idle] deep\n"), true);
        sleep_once(&host).unwrap();
        let now = |file: &str| fs::read_to_string(root.path().join(file)).unwrap();
        assert_eq!((now(STATE), now(MEM_SLEEP), now(ALARM)), ("mem".into(), "s2idle".into(), "0".into()));
    }

    #[test]
    fn nothing_is_written_where_only_a_shallow_sleep_is_offered() {
        for (state, mem_sleep) in [("freeze mem\n", "[s2idle]\n"), ("freeze\n", "s2idle [deep]\n")] {
            let (root, host) = computer(state, Some(mem_sleep), true);
            let error = sleep_once(&host).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::Unsupported);
            let now = |file: &str| fs::read_to_string(root.path().join(file)).unwrap();
            assert_eq!(
                (now(STATE), now(MEM_SLEEP), now(ALARM)),
                (state.into(), mem_sleep.into(), String::new())
            );
        }
    }
}
