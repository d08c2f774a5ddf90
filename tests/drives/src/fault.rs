//! What a drive does wrong, as one line of text: `lie,fail_at=40,hang=SECURITY ERASE UNIT`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Everything that a drive may be told to do wrong, with what its value means.
///
/// | name | value | what the drive does |
/// |---|---|---|
/// | `lie` | | says that an erase was done, and leaves every byte |
/// | `partial` | percent | erases the first so many percent and says that all was done |
/// | `scatter` | n | leaves every n-th megabyte and says that all was done |
/// | `fail_at` | percent | an erase fails there, and says so |
/// | `hang` | name | never answers a command whose name contains this |
/// | `hang_at` | percent | an erase stops there: progress never moves again |
/// | `backwards` | percent | from there progress goes back to zero, again and again |
/// | `endless` | | progress creeps towards the end and never gets there |
/// | `frozen` | | frozen by the firmware at each power-on (ATA security; ATA sanitize with `sanitize_frozen`) |
/// | `sanitize_frozen` | | as above, for the sanitize feature set |
/// | `locked` | password | security is enabled with this user password; locked at power-on |
/// | `hpa` `dco` `amac` | sectors | so many sectors are hidden that way; of a SAS disk, `hpa` clips its capacity |
/// | `hpa_stuck` `dco_stuck` `amac_stuck` | | the command to restore them is aborted |
/// | `hpa_lies` | | says that it was restored, and keeps the capacity |
/// | `bad` | lba+n[/lba+n…] | these blocks answer errors to reads and writes |
/// | `unreadable` | lba+n[/…] | these answer errors to reads only |
/// | `drop_writes` | | says that writes were done, and drops them |
/// | `forget` | | drops, at a power cut, all writes since the last flush |
/// | `die_at` | percent | gone from the bus when an erase gets there |
/// | `die` | name | gone from the bus when a command whose name contains this comes |
/// | `odd` | name=hex | answers that command with this status; NVMe and eMMC execute it, ATA and SCSI do not |
/// | `no_registers` | | never gives ATA registers back (bridges, RAID controllers) |
/// | `zero_registers` | | gives ATA registers back that are all zero |
/// | `stale_registers` | | gives back those of the command before |
/// | `fixed_sense` | or `always` | sense data in fixed format, until D_SENSE is set; `always`: it cannot be set |
/// | `no_log` | | refuses the logs (NVMe 81h, ATA logs) |
/// | `status_error` | | the sanitize status command or log answers an error |
/// | `wrong_done` | | reports completion at once and goes on erasing in the background |
/// | `unsupported` | name | aborts a command whose name contains this, though it claims to know it |
/// | `reset` | | the bus is reset when an erase is at 50 % |
/// | `takes` | milliseconds | no fault: each erase of an ATA or SCSI drive made by name takes so long |
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(BTreeMap<String, String>);

impl Faults {
    /// Whether it is told to do this.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The value.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value as a number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        self.text(name)?.parse().ok()
    }

    /// Whether `value` of this fault is part of a command's name.
    #[must_use]
    pub fn names(&self, fault: &str, command: &str) -> bool {
        self.text(fault).is_some_and(|part| !part.is_empty() && command.contains(part))
    }

    /// Whether a block lies in the list `bad` or `unreadable`.
    #[must_use]
    pub fn holds_block(&self, fault: &str, lba: u64) -> bool {
        self.text(fault).is_some_and(|list| {
            list.split('/').any(|part| {
                let (first, count) = part.split_once('+').unwrap_or((part, "1"));
                let (Ok(first), Ok(count)) = (first.parse::<u64>(), count.parse::<u64>()) else {
                    return false;
                };
                lba >= first && lba - first < count
            })
        })
    }

    /// Adds or replaces one.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Faults {
        self.0.insert(name.to_owned(), value.to_owned());
        self
    }
}

impl FromStr for Faults {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Faults, Self::Err> {
        let pair = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (name.trim().to_owned(), value.to_owned())
        };
        Ok(Faults(text.split(',').filter(|part| !part.trim().is_empty()).map(pair).collect()))
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (name, value)) in self.0.iter().enumerate() {
            let comma = if number == 0 { "" } else { "," };
            if value.is_empty() {
                write!(f, "{comma}{name}")?;
            } else {
                write!(f, "{comma}{name}={value}")?;
            }
        }
        Ok(())
    }
}
