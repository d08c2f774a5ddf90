//! Machines full of drives, drawn from a number: the same number is the same machine everywhere.

use emulated_drives::fault::Faults;
use emulated_drives::personas_emmc::EMMC_PERSONAS;
use emulated_drives::personas_nvme::NVME_PERSONAS;

use crate::in_process::judge::Planted;
use crate::in_process::plans::Dice;

/// SATA disks and SSDs, as they hang on an AHCI port.
const SATA: [&str; 7] = [
    "sata-ssd-2013",
    "sata-ssd-modern",
    "sata-ssd-sed",
    "sata-hdd-smr",
    "sata-hdd-old",
    "sata-hdd-amac",
    "sata-none",
];
/// USB bridges.
const USB: [&str; 3] = ["usb-jmicron", "usb-asmedia", "usb-no-sat"];

/// How many drives of each kind of host are in a machine: three USB bridges are what one USB controller has good ports for, and an
/// NVMe or SD controller takes a PCI slot of its own.
const HOSTS: [(&str, usize); 4] = [("ahci", 11), ("nvme", 6), ("emmc", 2), ("usb", 3)];

/// What one drive of a machine is.
#[derive(Clone, Debug)]
pub struct Bay {
    /// What it hangs on: one of [`crate::attach::BUSES`].
    pub bus: &'static str,
    /// Name of its persona.
    pub persona: String,
    /// Serial number; unlike that of any other drive of the machine.
    pub serial: String,
    /// Bytes of its user capacity.
    pub bytes: u64,
    /// What it does wrong.
    pub faults: Faults,
    /// What lies on it.
    pub fill: Planted,
}

/// A machine, and what is wished of its drives.
#[derive(Clone, Debug)]
pub struct MachinePlan {
    /// Its number: part of the drives' serial numbers and the station's name.
    pub number: u64,
    /// Its drives.
    pub bays: Vec<Bay>,
    /// Options of `gomme plan` and `gomme erase`.
    pub options: Vec<&'static str>,
    /// Whoever erases ends it when no drive was done for so many seconds: those that hang would keep the machine for hours.
    pub patience_s: u64,
}

impl Bay {
    /// The `place`-th drive of a machine, of this persona and with these faults, planted everywhere.
    #[must_use]
    pub fn new(machine: u64, place: usize, bus: &'static str, persona: &str, faults: &str) -> Bay {
        let faults: Faults = faults.parse().unwrap_or_default();
        // An eMMC device's serial number is a number of 32 bits.
        let serial = if bus == "emmc" {
            format!("{machine:04x}{place:04x}")
        } else {
            format!("M{machine:03}B{place:02}")
        };
        // Hidden areas are only believed above 32 MiB. More blocks than the 1,131 or so that gomme plants its own canaries in, or
        // nothing of what the judge looks for would be left before the erase.
        let hidden = ["hpa", "dco", "amac"].iter().any(|name| faults.has(name));
        let bytes = if hidden { 40 << 20 } else { 8 << 20 };
        Bay { bus, persona: persona.to_owned(), serial, bytes, faults, fill: Planted::Full }
    }
}

/// Part of the names of commands that faults single out.
const COMMANDS: [&str; 7] =
    ["SANITIZE", "Sanitize", "SECURITY ERASE", "SECURITY SET", "Format", "SET MAX", "READ LOG"];

/// One fault that makes sense below a kernel. Those that keep a drive at work for hours are drawn rarely: somebody waits.
fn fault(dice: &mut Dice) -> String {
    let percent = dice.below(99) + 1;
    let sectors = dice.below(1000) + 1;
    let blocks = format!("{}+{}", dice.below(8000), dice.below(12) + 1);
    let name = *dice.one_of(&COMMANDS);
    match dice.below(60) {
        0..6 => "lie".into(),
        6..10 => format!("partial={percent}"),
        10..13 => format!("scatter={}", sectors % 3 + 2),
        13..16 => format!("fail_at={percent}"),
        16 => format!("hang_at={percent}"),
        17 => format!("backwards={percent}"),
        18..20 => "frozen".into(),
        20 => "frozen,sanitize_frozen".into(),
        21..23 => "locked=REEMPLOI-ERASE".into(),
        23 => "locked=secret".into(),
        24..26 => format!("hpa={sectors}"),
        26 => format!("hpa={sectors},hpa_stuck"),
        27 => format!("hpa={sectors},hpa_lies"),
        28..30 => format!("dco={sectors}"),
        30 => format!("dco={sectors},dco_stuck"),
        31 => format!("amac={sectors}"),
        32..34 => format!("bad={blocks}"),
        34..36 => format!("unreadable={blocks}"),
        36..39 => "drop_writes".into(),
        39..41 => "no_registers".into(),
        41 => "zero_registers".into(),
        42 => "stale_registers".into(),
        43..45 => "fixed_sense".into(),
        45..47 => "status_error".into(),
        47..49 => "no_log".into(),
        49..52 => "wrong_done".into(),
        52..55 => format!("unsupported={name}"),
        55..57 => format!("odd={name}=02"),
        57 => "reset".into(),
        _ => format!("die_at={percent}"),
    }
}

fn bay(dice: &mut Dice, machine: u64, place: usize, bus: &'static str) -> Bay {
    let persona = match bus {
        "ahci" => *dice.one_of(&SATA),
        "usb" => *dice.one_of(&USB),
        "nvme" => dice.one_of(&NVME_PERSONAS).0,
        _ => dice.one_of(&EMMC_PERSONAS).0,
    };
    let count = *dice.one_of(&[0usize, 1, 1, 1, 1, 2]);
    let faults: Vec<String> = (0..count).map(|_| fault(dice)).collect();
    let fill = *dice.one_of(&[Planted::Full, Planted::Full, Planted::Every(7), Planted::Pattern]);
    Bay { fill, ..Bay::new(machine, place, bus, persona, &faults.join(",")) }
}

/// The machine of a number.
#[must_use]
pub fn machine(number: u64) -> MachinePlan {
    let mut dice = Dice::new(number.wrapping_add(1 << 32));
    let kinds = HOSTS.iter().flat_map(|(bus, count)| std::iter::repeat_n(*bus, *count));
    let bays = kinds.enumerate().map(|(place, bus)| bay(&mut dice, number, place, bus)).collect();
    // Every combination of consents within four machines.
    let consents = [("--fall-back", 1), ("--accept-crypto-erase", 2)];
    let given = consents.iter().filter(|(_, bit)| (number + 1) & bit != 0).map(|(option, _)| *option);
    // Without `--allow-virtual`: the NVMe drive as QEMU has them is refused, and counted apart.
    let options = given.collect();
    MachinePlan { number, bays, options, patience_s: 100 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_machine_with_drives_that_can_be_told_apart() {
        let (one, again, other) = (machine(3), machine(3), machine(4));
        assert_eq!(format!("{one:?}"), format!("{again:?}"));
        assert_ne!(format!("{:?}", one.bays[0].faults), "");
        let mut serials: Vec<&str> =
            one.bays.iter().chain(&other.bays).map(|bay| bay.serial.as_str()).collect();
        let all = serials.len();
        serials.sort_unstable();
        serials.dedup();
        assert_eq!((all, serials.len()), (44, 44));
        let asked = |number: u64| machine(number).options;
        assert_eq!([asked(0), asked(1)], [["--fall-back"], ["--accept-crypto-erase"]]);
        assert_eq!((asked(2).len(), asked(3).len()), (2, 0));
    }
}
