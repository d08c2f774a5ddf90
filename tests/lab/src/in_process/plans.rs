//! Fault plans, drawn from a number: the same number is the same plan on every machine.

use std::time::Duration;

use emulated_drives::fault::Faults;
use emulated_drives::{personas, personas_emmc, personas_nvme};
use gomme::event::{FallBack, Technique};
use gomme::plan::technique::{Consent, Method};

use super::bench::{Cut, Setup};
use super::judge::Planted;

/// Random numbers: xorshift64*, good enough to draw plans.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16) % limit.max(1)
    }

    /// One of several.
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len() as u64) as usize]
    }
}

/// Every persona.
#[must_use]
pub fn personas() -> Vec<&'static str> {
    let scsi = personas::NAMES.iter().map(|(name, _)| *name).filter(|name| *name != "sas-hdd-520");
    let nvme = personas_nvme::NVME_PERSONAS.iter().map(|(name, _)| *name);
    let emmc = personas_emmc::EMMC_PERSONAS.iter().map(|(name, _)| *name);
    scsi.chain(nvme).chain(emmc).collect()
}

/// One fault, drawn.
fn fault(dice: &mut Dice) -> (&'static str, String) {
    let percent = |dice: &mut Dice| (dice.below(99) + 1).to_string();
    let name = |dice: &mut Dice| {
        let names = [
            "SANITIZE",
            "Sanitize",
            "SECURITY ERASE",
            "SECURITY SET",
            "Format",
            "FORMAT",
            "SET MAX",
            "READ LOG",
            "IDENTIFY",
        ];
        (*dice.one_of(&names)).to_owned()
    };
    match dice.below(31) {
        0 => ("lie", String::new()),
        1 => ("partial", percent(dice)),
        2 => ("scatter", (dice.below(6) + 2).to_string()),
        3 => ("fail_at", percent(dice)),
        4 => ("hang", name(dice)),
        5 => ("hang_at", percent(dice)),
        6 => ("backwards", percent(dice)),
        7 => ("endless", String::new()),
        8 => ("frozen", String::new()),
        9 => ("sanitize_frozen", String::new()),
        10 => ("locked", if dice.below(2) == 0 { "REEMPLOI-ERASE".into() } else { "secret".into() }),
        11 => ("hpa", (dice.below(1000) + 1).to_string()),
        12 => ("dco", (dice.below(1000) + 1).to_string()),
        13 => ("amac", (dice.below(1000) + 1).to_string()),
        14 => ("hpa_stuck", String::new()),
        15 => ("dco_stuck", String::new()),
        16 => ("hpa_lies", String::new()),
        17 => ("bad", format!("{}+{}", dice.below(8000), dice.below(12) + 1)),
        18 => ("unreadable", format!("{}+{}", dice.below(8000), dice.below(12) + 1)),
        19 => ("drop_writes", String::new()),
        20 => ("forget", String::new()),
        21 => ("die_at", percent(dice)),
        22 => ("die", name(dice)),
        23 => ("odd", format!("{}=02", name(dice))),
        24 => ("no_registers", String::new()),
        25 => ("zero_registers", String::new()),
        26 => ("stale_registers", String::new()),
        27 => ("no_log", String::new()),
        28 => ("status_error", String::new()),
        29 => ("wrong_done", String::new()),
        _ => ("unsupported", name(dice)),
    }
}

/// The plan of a number.
#[must_use]
pub fn plan(number: u64) -> Setup {
    let mut dice = Dice::new(number);
    let persona = (*dice.one_of(&personas())).to_owned();
    let mut faults = Faults::default();
    for _ in 0..*dice.one_of(&[0u64, 1, 1, 1, 1, 2, 2, 3]) {
        let (name, value) = fault(&mut dice);
        faults = faults.with(name, &value);
    }
    if dice.below(4) == 0 {
        faults = faults.with("fixed_sense", "");
    }
    if dice.below(8) == 0 {
        faults = faults.with("reset", "");
    }
    let method = match dice.below(8) {
        0 => Method::Only(*dice.one_of(&Technique::ALL)),
        _ => Method::Strongest,
    };
    let consent = Consent {
        fall_back: if dice.below(2) == 0 { FallBack::Lower } else { FallBack::SameLevel },
        crypto_erase: dice.below(2) == 0,
    };
    let fill =
        *dice.one_of(&[Planted::Full, Planted::Full, Planted::Every(2), Planted::Every(7), Planted::Pattern]);
    let cuts = (0..*dice.one_of(&[0u64, 0, 0, 1, 2]))
        .map(|_| {
            let after = if dice.below(2) == 0 { dice.below(120) } else { dice.below(6000) } + 1;
            Cut { after, off_for: Duration::from_millis(dice.below(2000)) }
        })
        .collect();
    // Hidden areas are only believed above 32 MiB; most drives are smaller, so that many fit in a minute.
    let hidden = ["hpa", "dco", "amac"].iter().any(|name| faults.has(name));
    let bytes = if hidden { 40 << 20 } else { (dice.below(3) + 3) << 20 };
    Setup { persona, bytes, faults, fill, method, consent, cuts }
}
